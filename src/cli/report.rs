//! `callsheet report`: the report of any plan, hand-made ones too.

use super::writing::{ForceFlag, write};
use super::{CampaignArguments, PlanArguments, Stop, console, exit};
use callsheet::base::text::Lang;
use callsheet::files::read_plan_with_places;
use callsheet::publish::output::Output;
use callsheet::publish::report::{FILES, ReportData, outputs, season_files};
use clap::Args;
use std::path::{Path, PathBuf};

pub use callsheet::publish::report::default_folder;

/// Arguments of `report`.
#[derive(Args)]
pub struct ReportArguments {
    #[command(flatten)]
    campaign: CampaignArguments,
    #[command(flatten)]
    plan: PlanArguments,
    /// The plan to compare with; default: the campaign's baseline. 对照的方案；缺省为活动的对照方案
    #[arg(long, value_name = "PLAN")]
    baseline: Option<PathBuf>,
    /// Folder for the files; default: reports/NAME-PLAN. 输出文件夹；缺省 reports/活动-方案
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    force: ForceFlag,
}

/// Runs the verb.
pub fn run(arguments: &ReportArguments) -> Result<u8, Stop> {
    let (loaded, lang) = arguments.campaign.load()?;
    super::whole(&arguments.plan.plan, lang)?;
    let mut faults = Vec::new();
    let mut read = |path: &Path, slots: Option<&Path>| {
        let read = read_plan_with_places(path, slots, &loaded.campaign)
            .map_err(|found| faults.extend(found))
            .unwrap_or_default();
        console::warn(&read.1.notes, lang);
        read
    };
    let (plan, places) = read(&arguments.plan.plan, arguments.plan.slots.as_deref());
    let baseline = match &arguments.baseline {
        Some(path) => Some(read(path, None).0),
        // A plan beside itself would say nothing.
        None => loaded.baseline.clone().filter(|baseline| baseline.windows != plan.windows),
    };
    if !faults.is_empty() {
        return Err(Stop::Faults(faults, lang));
    }
    let mut data = ReportData::new(&loaded.campaign, &plan, baseline.as_ref(), None);
    data.places = Some(&places);
    let folder = arguments
        .out
        .clone()
        .unwrap_or_else(|| default_folder_of(loaded.campaign.name(), &arguments.plan.plan));
    let PlanArguments { plan: read, slots } = &arguments.plan;
    let inputs = [Some(read.as_path()), slots.as_deref(), arguments.baseline.as_deref()];
    let place = arguments.force.place(&folder, &inputs, FILES, lang)?;
    let outputs =
        if loaded.is_season { season_files(&data, lang) } else { outputs_of(&data, lang) };
    let files = write(&place, &outputs, lang)?;
    say_verdict(&data, lang);
    for file in files {
        console::out(&format!("  {}", file.display()));
    }
    Ok(exit::FINE)
}

/// All files of a report; warnings go to stderr.
pub fn outputs_of(data: &ReportData<'_>, lang: Lang) -> Vec<Output> {
    let (files, warnings) = outputs(data, lang);
    for warning in warnings {
        console::err(&warning.render(lang));
    }
    files
}

/// `reports/<name>-<plan>`.
pub fn default_folder_of(name: &str, plan: &Path) -> PathBuf {
    let stem = plan.file_stem().unwrap_or_default().to_string_lossy();
    Path::new("reports").join(format!("{name}-{stem}"))
}

/// What the plan demands and what it takes to change to it, with the remarks on its figures.
pub fn say_verdict(data: &ReportData<'_>, lang: Lang) {
    console::out(data.verdict().get(lang));
    if let Some(remark) = data.remark() {
        console::out(remark.get(lang));
    }
}
