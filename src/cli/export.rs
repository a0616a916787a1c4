//! `callsheet export`: a plan as the documents that an office prints, sends and subscribes to.

use super::report::default_folder_of;
use super::writing::{ForceFlag, write};
use super::{CampaignArguments, PlanArguments, Stop, console, exit, read_plan};
use callsheet::base::diagnostic::{Code, Diagnostic, Location};
use callsheet::base::text::{Lang, Text};
use callsheet::campaign::plan::Plan;
use callsheet::files::Loaded;
use callsheet::publish::documents::calendar::EarlierEvents;
use callsheet::publish::documents::{Format, documents};
use callsheet::publish::output::Output;
use callsheet::publish::proof::recorded;
use callsheet::publish::publication::all_documents;
use callsheet::publish::report::ReportData;
use callsheet::publish::season::{CutSeason, season_documents};
use clap::{Args, ValueEnum};
use jiff::Timestamp;
use std::path::{Path, PathBuf};

/// Arguments of `export`.
#[derive(Args)]
pub struct ExportArguments {
    #[command(flatten)]
    campaign: CampaignArguments,
    #[command(flatten)]
    plan: PlanArguments,
    /// The formats, separated by commas; default: all. 文件格式，用逗号隔开；缺省全部
    #[arg(long, value_enum, value_delimiter = ',', value_name = "FORMAT,…")]
    to: Vec<FormatArg>,
    /// Folder for the files; default: reports/NAME-PLAN. 输出文件夹；缺省 reports/活动-方案
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    force: ForceFlag,
    /// What the calendars replace: the folder of an earlier export, or the plan it was made from;
    /// default: the calendars that lie in the output folder. 日历所取代的：先前的导出文件夹或当时的方案；缺省为输出文件夹里的日历
    #[arg(long, value_name = "DIR|PLAN")]
    previous: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum FormatArg {
    Xlsx,
    Docx,
    Txt,
    Png,
    Ics,
    Html,
    Csv,
}

impl FormatArg {
    fn format(self) -> Format {
        match self {
            FormatArg::Xlsx => Format::Xlsx,
            FormatArg::Docx => Format::Docx,
            FormatArg::Txt => Format::Txt,
            FormatArg::Png => Format::Png,
            FormatArg::Ics => Format::Ics,
            FormatArg::Html => Format::Html,
            FormatArg::Csv => Format::Csv,
        }
    }
}

/// Runs the verb.
pub fn run(arguments: &ExportArguments) -> Result<u8, Stop> {
    let (loaded, lang) = arguments.campaign.load()?;
    let plan = read_plan(&arguments.plan.plan, arguments.plan.slots.as_deref(), &loaded, lang)?;
    let folder = arguments
        .out
        .clone()
        .unwrap_or_else(|| default_folder_of(loaded.campaign.name(), &arguments.plan.plan));
    let PlanArguments { plan: plan_file, slots } = &arguments.plan;
    let inputs = [Some(plan_file.as_path()), slots.as_deref(), arguments.previous.as_deref()];
    let place = arguments.force.place(&folder, &inputs, &[], lang)?;
    let chosen = if arguments.to.is_empty() { FormatArg::value_variants() } else { &arguments.to };
    let formats: Vec<Format> = chosen.iter().map(|format| format.format()).collect();
    if loaded.is_season {
        let (files, warnings) = of_season(arguments, &loaded, &plan, &formats, &folder, lang)?;
        console::warn(&warnings, lang);
        let files = write(&place, &files, lang)?;
        say_season(&loaded, &folder, files.len(), lang);
        return Ok(exit::FINE);
    }
    let earlier = if formats.contains(&Format::Ics) {
        earlier(arguments.previous.as_deref(), &folder, &loaded, lang)?
    } else {
        EarlierEvents::default()
    };
    let (campaign, baseline) = (&loaded.campaign, loaded.baseline.as_ref());
    let proof = recorded(&arguments.plan.plan, campaign, &plan, baseline);
    let mut data = ReportData::new(campaign, &plan, baseline, proof.as_ref());
    data.is_recorded = proof.is_some();
    let (files, warnings) = documents(&data, &formats, &earlier, Timestamp::now(), lang)
        .map_err(|faults| Stop::Faults(faults, lang))?;
    for warning in warnings {
        console::err(&warning.render(lang));
    }
    let files = write(&place, &files, lang)?;
    console::files(&files, lang);
    Ok(exit::FINE)
}

/// The documents of a season with the remarks on them.
fn of_season(
    arguments: &ExportArguments,
    loaded: &Loaded,
    plan: &Plan,
    formats: &[Format],
    folder: &Path,
    lang: Lang,
) -> Result<(Vec<Output>, Vec<Diagnostic>), Stop> {
    let earlier = arguments.previous.as_deref();
    if let Some(previous) = earlier.filter(|own| !own.is_dir()) {
        let message = Text::new(
            "季度活动的 --previous 应为先前导出的文件夹",
            "--previous of a season is the folder of an earlier export",
        );
        let fault = Diagnostic::error(Code::NotACalendar, message);
        let fault = fault.at(Location::file(previous.display().to_string()));
        return Err(Stop::Faults(vec![fault.help(Code::NotACalendar.explanation())], lang));
    }
    let parts = CutSeason::new(&loaded.campaign, plan, lang).parts;
    season_documents(&parts, formats, earlier.unwrap_or(folder), Timestamp::now(), lang)
        .map_err(|faults| Stop::Faults(faults, lang))
}

/// Says the folders of a season's documents in place of the files: each campus has those of a campaign
/// of its own.
fn say_season(loaded: &Loaded, folder: &Path, files: usize, lang: Lang) {
    let folder = folder.display();
    let crews = loaded.campaign.crews().len();
    console::out(&lang.pick(
        format!("{folder}：{files} 个文件；各校区的文件在 campuses，{crews} 个小组的文件在 crews"),
        format!("{folder}: {files} files; a folder for each campus in campuses, for each of {crews} crews in crews"),
    ));
}

/// All documents of a plan; calendars replace those that lie in the output folder.
pub fn documents_of(data: &ReportData<'_>, out: &Path, lang: Lang) -> Result<Vec<Output>, Stop> {
    let (files, warnings) =
        all_documents(data, out, lang).map_err(|faults| Stop::Faults(faults, lang))?;
    for warning in warnings {
        console::err(&warning.render(lang));
    }
    Ok(files)
}

/// The calendars that the new ones replace.
fn earlier(
    previous: Option<&Path>,
    out: &Path,
    loaded: &Loaded,
    lang: Lang,
) -> Result<EarlierEvents, Stop> {
    let calendars = EarlierEvents::folder(previous.unwrap_or(out));
    match (calendars, previous) {
        (Some(folder), _) => EarlierEvents::read(&folder, &loaded.campaign)
            .map_err(|faults| Stop::Faults(faults, lang)),
        (None, Some(plan)) => {
            let plan = read_plan(plan, None, loaded, lang)?;
            Ok(EarlierEvents::of_plan(&loaded.campaign, &plan, lang))
        }
        (None, None) => Ok(EarlierEvents::default()),
    }
}
