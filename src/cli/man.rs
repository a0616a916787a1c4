//! `callsheet man`: the man page of the program, or of one of its verbs.

use super::{Cli, Stop, console, exit};
use callsheet::base::diagnostic::{Code, Diagnostic, Location, nearest};
use callsheet::base::text::Text;
use clap::{Args, Command, CommandFactory};
use clap_mangen::Man;

/// Arguments of `man`.
#[derive(Args)]
pub struct ManArguments {
    /// The verb; without one, the page of the program. 命令；不写则为整个程序
    verb: Option<String>,
}

/// Runs the verb.
pub fn run(arguments: &ManArguments) -> Result<u8, Stop> {
    let mut cli = Cli::command().disable_help_subcommand(true);
    // Usage lines and names of pages come with the program's name only when it is built.
    cli.build();
    let command = match &arguments.verb {
        None => cli,
        Some(verb) => match cli.find_subcommand(verb) {
            Some(command) => command.clone(),
            None => {
                return Err(Stop::Faults(vec![unknown(verb, &cli)], console::system_language()));
            }
        },
    };
    let mut page = Vec::new();
    Man::new(command)
        .render(&mut page)
        .map_err(|error| Stop::Internal(format!("the man page: {error}")))?;
    console::out(String::from_utf8_lossy(&page).trim_end());
    Ok(exit::FINE)
}

fn unknown(verb: &str, cli: &Command) -> Diagnostic {
    let message = Text::new(format!("没有命令“{verb}”"), format!("there is no verb “{verb}”"));
    let fault = Diagnostic::error(Code::Usage, message).at(Location::file("VERB"));
    match nearest(verb, cli.get_subcommands().map(Command::get_name)) {
        Some(near) => {
            fault.help(Text::new(format!("是否指“{near}”？"), format!("did you mean “{near}”?")))
        }
        None => fault.help(Code::Usage.explanation()),
    }
}
