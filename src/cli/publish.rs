//! `callsheet publish`: freezes what people are told as a numbered version.

use super::export::documents_of;
use super::report::default_folder;
use super::{CampaignArguments, Stop, console, exit, read_plan};
use callsheet::base::diagnostic::{Code, Diagnostic, Location};
use callsheet::base::text::{Lang, Text, counted};
use callsheet::campaign::Campaign;
use callsheet::files::{
    Published, latest_version, load, version_folder, version_folders, write_instance,
};
use callsheet::plans::carried::carried;
use callsheet::plans::notice::{Notices, notices};
use callsheet::publish::json;
use callsheet::publish::output::{Output, OutputFolder, clear_beside, complete};
use callsheet::publish::report::{Before, ReportData};
use callsheet::publish::versions::{change_notice, frozen};
use callsheet::publish::words::versions as words;
use clap::Args;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::path::{Path, PathBuf};

/// Arguments of `publish`.
#[derive(Args)]
pub struct PublishArguments {
    #[command(flatten)]
    campaign: CampaignArguments,
    /// The plan, or the folder of a replan; default: what `solve` has written. 方案或调整的文件夹
    plan: Option<PathBuf>,
    /// Publish a plan that breaks rules, too. 违反规则也照发
    #[arg(long)]
    force: bool,
    /// Print one JSON object. 输出 JSON
    #[arg(long)]
    pub json: bool,
}

/// Pages of a solve that say how good its plan is: they go with it as they are.
const PAGES: &[&str] = &["report.html", "summary.html", "summary.docx"];

/// What a replan has written for people to be told.
const CHANGES: &[&str] = &["changes-zh.txt", "changes-zh.csv", "changes-en.txt", "changes-en.csv"];

/// Runs the verb.
pub fn run(arguments: &PublishArguments) -> Result<u8, Stop> {
    let (mut loaded, lang) = arguments.campaign.load()?;
    let campaign_place = &arguments.campaign.campaign;
    let plan_place = arguments
        .plan
        .clone()
        .unwrap_or_else(|| default_folder(campaign_place, &loaded.campaign, lang));
    let last = latest(campaign_place, lang)?;
    let remaining = plan_place.join("remaining");
    let is_replanned = remaining.join("campaign.toml").is_file();
    if is_replanned {
        let rejected = |rejected: callsheet::files::Rejected| Stop::Faults(rejected.faults, lang);
        loaded = load(&remaining, &[]).map_err(rejected)?;
    }
    if arguments.plan.is_none() && !plan_place.join("plan.json").exists() {
        let fault = Diagnostic::error(
            Code::Unreadable,
            Text::new("还没有方案可以发布", "there is no plan to publish yet"),
        );
        let help = Text::new(
            "先用 callsheet solve 求解，或写上方案所在的文件夹",
            "solve first with `callsheet solve`, or name the folder of the plan",
        );
        let place = Location::file(plan_place.display().to_string());
        return Err(Stop::Faults(vec![fault.at(place).help(help)], lang));
    }
    let plan = read_plan(&plan_place, None, &loaded, lang)?;
    let campaign = &loaded.campaign;
    let (before, gone) = match &last {
        Some(last) => carried(&last.campaign, &last.plan, campaign),
        None => Default::default(),
    };
    let told = match &last {
        // What a replan says of the days before is over, and no change.
        Some(_) if is_replanned => notices(campaign, &before, &plan),
        Some(_) => Notices { gone, ..notices(campaign, &before, &plan) },
        None => Notices::default(),
    };
    if let Some(last) = last.as_ref().filter(|last| told.is_empty() && is_same(last, campaign)) {
        return Ok(unchanged(last, arguments.json, lang));
    }
    let number = last.as_ref().map_or(1, |last| last.number + 1);
    let mut data = ReportData::new(campaign, &plan, last.as_ref().map(|_| &before), None);
    data.before = last.as_ref().map_or(Before::Official, |last| Before::Published(last.number));
    if let Some(fault) = not_to_publish(&data, &plan_place).filter(|_| !arguments.force) {
        return Err(Stop::Faults(vec![fault], lang));
    }
    let date = today(campaign);
    let mut files = frozen(campaign, &plan, number, date);
    let last_folder = last.as_ref().map(|last| last.folder.as_path());
    let folder = version_folder(campaign_place, number, lang);
    files.extend(documents_of(&data, last_folder.unwrap_or(&folder), &loaded, lang)?);
    let pages = copies(&plan_place, PAGES);
    files.retain(|file| pages.iter().all(|page| page.name != file.name));
    files.extend(pages);
    if is_replanned {
        files.extend(copies(&plan_place, CHANGES));
    } else if last.is_some() {
        files.extend(change_notice(campaign, &plan, &told, number, date).files());
    }
    let place = OutputFolder::that_is_new(&folder);
    let files = place.write(&files).map_err(|fault| Stop::Faults(vec![fault], lang))?;
    if arguments.json {
        let written = (folder.display().to_string(), json::files(&files));
        console::json(&json::Publish::new(campaign, number, date, &told, written));
        return Ok(exit::FINE);
    }
    console::out(&lang.pick(
        format!("已发布第 {number} 版（{date}）：{}，{} 个文件。", folder.display(), files.len()),
        format!(
            "Version {number} of {date} is published: {}, {} files.",
            folder.display(),
            files.len()
        ),
    ));
    if let Some(last) = &last {
        let headline = words::headline(&told);
        console::out(&lang.pick(
            format!("与第 {} 版相比：{}", last.number, headline.get(lang)),
            format!("Against version {}: {}", last.number, headline.get(lang)),
        ));
        for line in words::sentences(campaign, &told) {
            console::out(&format!("  {}", line.get(lang)));
        }
        console::out(&lang.pick(
            "要发的通知：changes-zh.txt。".to_owned(),
            "What to send: changes-en.txt.".to_owned(),
        ));
    }
    Ok(exit::FINE)
}

/// What was published of a campaign last; a version that a run has left half-written is completed.
pub fn latest(campaign: &Path, lang: Lang) -> Result<Option<Published>, Stop> {
    for folder in version_folders(campaign) {
        complete(&folder).map_err(|fault| Stop::Faults(vec![fault], lang))?;
        clear_beside(&folder);
    }
    latest_version(campaign).map_err(|faults| Stop::Faults(faults, lang))
}

/// Whether a version was made for this very campaign.
fn is_same(last: &Published, campaign: &Campaign) -> bool {
    let tables = |campaign: &Campaign| write_instance(campaign).into_iter().skip(1);
    tables(&last.campaign).eq(tables(campaign))
}

fn unchanged(last: &Published, as_json: bool, lang: Lang) -> u8 {
    if as_json {
        console::json(&json::Publish::unchanged(last));
    } else {
        let (number, date, folder) = (last.number, last.date, last.folder.display());
        console::out(&lang.pick(
            format!("与第 {number} 版（{date}）相同，没有要发布的：{folder}"),
            format!("The same as version {number} of {date}; nothing to publish: {folder}"),
        ));
    }
    exit::FINE
}

/// Why a plan is not published unless that is asked for.
fn not_to_publish(data: &ReportData<'_>, plan: &Path) -> Option<Diagnostic> {
    let (broken, left_out) = (data.broken_rules(), data.metrics.unserved_groups.len());
    let message = if broken > 0 {
        let first = data.findings().into_iter().next();
        let first = first.map(|finding| finding.message).unwrap_or_default();
        let (zh, en) = (first.get(Lang::Zh), first.get(Lang::En));
        let places = counted::of(broken, "place", "places");
        Text::new(
            format!("方案违反规则 {broken} 处，没有发布；第一处：{zh}"),
            format!("the plan breaks rules in {places} and is not published; the first: {en}"),
        )
    } else if left_out > 0 {
        let groups = counted::groups(left_out);
        Text::new(
            format!("{left_out} 个学院没有时段，没有发布"),
            format!("{groups} without a window: the plan is not published"),
        )
    } else {
        return None;
    };
    let fault = Diagnostic::error(Code::NotToPublish, message)
        .at(Location::file(plan.display().to_string()));
    Some(fault.help(Code::NotToPublish.explanation()))
}

/// Files of a folder that there are.
fn copies(folder: &Path, names: &[&str]) -> Vec<Output> {
    let copy = |name: &&str| Some(Output::new(name, std::fs::read(folder.join(name)).ok()?));
    names.iter().filter_map(copy).collect()
}

/// The day, where the campaign takes place.
fn today(campaign: &Campaign) -> Date {
    let zone = TimeZone::get(campaign.time_zone()).unwrap_or(TimeZone::UTC);
    zone.to_datetime(Timestamp::now()).date()
}
