//! `callsheet forms`: a workbook for each college to accept or change its slots.

use super::{CampaignArguments, PlanArguments, Stop, console, exit, read_plan};
use callsheet::base::diagnostic::{Code, Diagnostic};
use callsheet::base::text::Text;
use callsheet::files::parse_date;
use callsheet::publish::output::{Output, OutputFolder};
use callsheet::publish::returns::forms;
use clap::Args;
use std::path::PathBuf;

/// Arguments of `forms`.
#[derive(Args)]
pub struct FormsArguments {
    #[command(flatten)]
    campaign: CampaignArguments,
    #[command(flatten)]
    plan: PlanArguments,
    /// Folder for the forms; new or empty, so that nothing filled in is overwritten. 回执的文件夹，新的或空的，以免盖掉填好的
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The last day on which forms may come back. 交回的最后一天
    #[arg(long, value_name = "DATE")]
    deadline: String,
}

/// Runs the verb.
pub fn run(arguments: &FormsArguments) -> Result<u8, Stop> {
    let (loaded, lang) = arguments.campaign.load()?;
    let stop = |fault: Diagnostic| Stop::Faults(vec![fault], lang);
    let plan = read_plan(&arguments.plan.plan, arguments.plan.slots.as_deref(), &loaded, lang)?;
    let given = &arguments.deadline;
    let deadline = parse_date(given).ok_or_else(|| {
        let message = Text::new(
            format!("截止日期“{given}”不是日期"),
            format!("deadline “{given}” is no date"),
        );
        stop(Diagnostic::error(Code::BadDate, message).help(Code::BadDate.explanation()))
    })?;
    let place = OutputFolder::that_is_new(&arguments.out);
    place.probe(&[]).map_err(stop)?;
    let forms = forms(&loaded.campaign, &plan, deadline, lang).map_err(stop)?;
    let outputs: Vec<Output> =
        forms.into_iter().map(|form| Output::new(&form.name, form.bytes)).collect();
    let written = place.write(&outputs).map_err(stop)?;
    let count = written.len();
    console::out(&lang.pick(
        format!("{count} 份回执，截止 {deadline}："),
        format!("{count} forms, due on {deadline}:"),
    ));
    for file in written {
        console::out(&format!("  {}", file.display()));
    }
    Ok(exit::FINE)
}
