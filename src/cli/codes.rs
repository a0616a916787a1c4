//! `callsheet codes`: every diagnostic code, or one explained.

use super::{LanguageArgument, Stop, console, exit};
use callsheet::base::diagnostic::{Code, Diagnostic, nearest};
use callsheet::base::text::Text;
use clap::Args;

/// Arguments of `codes`.
#[derive(Args)]
pub struct CodesArguments {
    /// The code to explain, such as E104. 要解释的编号，如 E104
    code: Option<String>,
    #[command(flatten)]
    language: LanguageArgument,
}

/// Runs the verb.
pub fn run(arguments: &CodesArguments) -> Result<u8, Stop> {
    let lang = arguments.language.chosen().unwrap_or_else(console::system_language);
    let Some(wanted) = &arguments.code else {
        for code in Code::ALL {
            console::out(&format!("{}  {}", code.id(), code.title().get(lang)));
        }
        return Ok(exit::FINE);
    };
    let Some(code) = Code::parse(wanted) else {
        let near = nearest(&wanted.to_uppercase(), Code::ALL.iter().map(|code| code.id()));
        let fault = Diagnostic::error(
            Code::Usage,
            Text::new(format!("没有编号 {wanted}"), format!("there is no code {wanted}")),
        );
        let help = near.map_or_else(
            || Text::new("callsheet codes 列出全部编号", "`callsheet codes` lists all"),
            |near| Text::new(format!("是否指 {near}？"), format!("did you mean {near}?")),
        );
        return Err(Stop::Faults(vec![fault.help(help)], lang));
    };
    console::out(&format!("{}  {}", code.id(), code.title().get(lang)));
    console::out("");
    console::out(code.explanation().get(lang));
    console::out("");
    console::out(lang.pick("例：", "Example:"));
    for line in code.example().get(lang).lines() {
        console::out(&format!("  {line}"));
    }
    Ok(exit::FINE)
}
