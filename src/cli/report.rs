//! `callsheet report`: the report of any plan, hand-made ones too.

use super::{CampaignArguments, PlanArguments, Stop, console, exit};
use callsheet::base::diagnostic::{Code, Diagnostic, Location};
use callsheet::base::text::{Lang, Text};
use callsheet::campaign::Campaign;
use callsheet::files::read_plan_with_places;
use callsheet::publish::output::write_all;
use callsheet::publish::report::{ReportData, outputs};
use clap::Args;
use std::path::{Path, PathBuf};

/// Arguments of `report`.
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    campaign: CampaignArguments,
    #[command(flatten)]
    plan: PlanArguments,
    /// The plan to compare with; default: the campaign's baseline. 对照方案
    #[arg(long, value_name = "PLAN")]
    baseline: Option<PathBuf>,
    /// Folder for the files; default: reports/NAME-PLAN. 输出文件夹
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Runs the verb.
pub fn run(arguments: &Arguments) -> Result<u8, Stop> {
    let (loaded, lang) = arguments.campaign.load()?;
    let mut faults = Vec::new();
    let mut read = |path: &Path, slots: Option<&Path>| {
        read_plan_with_places(path, slots, &loaded.campaign)
            .map_err(|found| faults.extend(found))
            .unwrap_or_default()
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
    not_the_instance(&folder, &arguments.campaign.campaign, lang)?;
    let files = publish(&data, &folder, lang)?;
    console::out(data.verdict().get(lang));
    for file in files {
        console::out(&format!("  {}", file.display()));
    }
    Ok(exit::FINE)
}

/// Reports have files of the same names as a campaign: they must not overwrite it.
pub fn not_the_instance(folder: &Path, campaign: &Path, lang: Lang) -> Result<(), Stop> {
    let same = folder
        .canonicalize()
        .ok()
        .is_some_and(|folder| campaign.canonicalize().is_ok_and(|other| folder == other));
    if !same {
        return Ok(());
    }
    let fault = Diagnostic::error(
        Code::Unwritable,
        Text::new(
            "输出文件夹就是活动文件夹，会覆盖其中的表格",
            "the output folder is the campaign itself: its tables would be overwritten",
        ),
    );
    let fault = fault.at(Location::file(folder.display().to_string()));
    Err(Stop::Faults(
        vec![fault.help(Text::new("用 --out 换一个文件夹", "choose another folder with --out"))],
        lang,
    ))
}

/// Writes all files of a report; warnings go to stderr.
pub fn publish(data: &ReportData<'_>, folder: &Path, lang: Lang) -> Result<Vec<PathBuf>, Stop> {
    let (files, warnings) = outputs(data, lang);
    for warning in warnings {
        console::err(&warning.render(lang));
    }
    write_all(folder, &files).map_err(|fault| Stop::Faults(vec![fault], lang))
}

/// `reports/<name>-<plan>`.
pub fn default_folder_of(name: &str, plan: &Path) -> PathBuf {
    let stem = plan.file_stem().unwrap_or_default().to_string_lossy();
    Path::new("reports").join(format!("{name}-{stem}"))
}

/// `reports/<name>`.
pub fn default_folder(campaign: &Campaign) -> PathBuf {
    Path::new("reports").join(campaign.name())
}
