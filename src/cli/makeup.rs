//! `callsheet makeup`: who is missing, and when each college comes in the make-up time.

use super::replan::moment;
use super::writing::{ForceFlag, write};
use super::{CampaignArguments, PlanArguments, Stop, console, exit, read_plan};
use callsheet::files::read_photographed;
use callsheet::plans::missing::make_up_list;
use callsheet::publish::json;
use callsheet::publish::report::make_up_lists;
use callsheet::publish::words::missing as words;
use clap::Args;
use std::path::PathBuf;

/// Arguments of `makeup`.
#[derive(Args)]
pub struct MakeupArguments {
    #[command(flatten)]
    campaign: CampaignArguments,
    #[command(flatten)]
    plan: PlanArguments,
    /// Student numbers of those who are done, a CSV table. 已完成者的学号表
    #[arg(long, value_name = "FILE")]
    photographed: PathBuf,
    /// Only those are missing whose time was over by then; default: everybody who is not
    /// done. 截至何时
    #[arg(long, value_name = "MOMENT")]
    now: Option<String>,
    /// Folder for the tables. 输出文件夹
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    force: ForceFlag,
    /// Print one JSON object. 输出一个 JSON 对象
    #[arg(long)]
    pub json: bool,
}

/// Runs the verb.
pub fn run(arguments: &MakeupArguments) -> Result<u8, Stop> {
    let (loaded, lang) = arguments.campaign.load()?;
    let campaign = &loaded.campaign;
    let mut found = Vec::new();
    let plan = match read_plan(&arguments.plan.plan, arguments.plan.slots.as_deref(), &loaded, lang)
    {
        Ok(plan) => Some(plan),
        Err(Stop::Faults(faults, _)) => {
            found.extend(faults);
            None
        }
        Err(other) => return Err(other),
    };
    let now = arguments
        .now
        .as_ref()
        .and_then(|said| moment(said).map_err(|fault| found.push(fault)).ok());
    let photographed = read_photographed(&arguments.photographed, campaign)
        .map_err(|faults| found.extend(faults))
        .ok();
    let (Some(plan), Some((photographed, mut warnings)), true) =
        (plan, photographed, found.is_empty())
    else {
        return Err(Stop::Faults(found, lang));
    };
    let place = arguments.force.place_if(
        arguments.out.as_ref(),
        &[
            Some(&arguments.plan.plan),
            arguments.plan.slots.as_deref(),
            Some(&arguments.photographed),
        ],
        &["make-up-students.csv", "make-up-colleges.csv"],
        lang,
    )?;
    let list = make_up_list(campaign, &plan, &photographed, now);
    warnings.extend(words::warning(campaign.kind(), &list));
    let mut files = Vec::new();
    if let Some(place) = &place {
        let outputs = make_up_lists::outputs(campaign, &list, lang);
        files = write(place, &outputs, lang)?;
    }
    for warning in &warnings {
        console::err(&warning.render(lang));
    }
    if arguments.json {
        let (warnings, files) = (json::faults(&warnings, lang), json::files(&files));
        console::json(&json::Makeup::new(campaign, &list, warnings, files));
        return Ok(exit::FINE);
    }
    for line in words::sentences(campaign, &list) {
        console::out(line.get(lang));
    }
    if let Some(pace) = words::pace(campaign.kind(), &list) {
        console::out(pace.get(lang));
    }
    for file in &files {
        console::out(&format!("  {}", file.display()));
    }
    Ok(exit::FINE)
}
