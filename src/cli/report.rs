//! `callsheet report`: the report of any plan, hand-made ones too.

use super::{CampaignArguments, Stop, console, exit, read_plan};
use callsheet::instance::Instance;
use callsheet::report::{ReportData, outputs, write_all};
use callsheet::text::Lang;
use clap::Args;
use std::path::{Path, PathBuf};

/// Arguments of `report`.
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    campaign: CampaignArguments,
    /// The plan: a CSV table, a plan.json, or a folder with one. 方案文件
    plan: PathBuf,
    /// Class slots to go with a CSV plan. 班级时段表
    #[arg(long, value_name = "FILE")]
    slots: Option<PathBuf>,
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
    let plan = read_plan(&arguments.plan, arguments.slots.as_deref(), &loaded, lang)?;
    let baseline = match &arguments.baseline {
        Some(path) => Some(read_plan(path, None, &loaded, lang)?),
        None => loaded.baseline.clone(),
    };
    let data = ReportData::new(&loaded.instance, &plan, baseline.as_ref(), None);
    let folder = arguments.out.clone().unwrap_or_else(|| {
        let stem = arguments.plan.file_stem().unwrap_or_default().to_string_lossy();
        Path::new("reports").join(format!("{}-{stem}", loaded.instance.name()))
    });
    let files = publish(&data, &folder, lang)?;
    console::out(data.verdict().get(lang));
    for file in files {
        console::out(&format!("  {}", file.display()));
    }
    Ok(exit::FINE)
}

/// Writes all files of a report; warnings go to stderr.
pub fn publish(data: &ReportData<'_>, folder: &Path, lang: Lang) -> Result<Vec<PathBuf>, Stop> {
    let (files, warnings) = outputs(data, lang);
    for warning in warnings {
        console::err(&warning.render(lang));
    }
    write_all(folder, &files).map_err(|fault| Stop::Faults(vec![fault], lang))
}

/// `reports/<name>`.
pub fn default_folder(instance: &Instance) -> PathBuf {
    Path::new("reports").join(instance.name())
}
