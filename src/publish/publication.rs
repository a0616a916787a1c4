//! Publishing: a plan becomes the next version of its campaign, with everything that people are
//! sent, in one step. The command line and the planner's page both publish here.

use super::documents::calendar::EarlierEvents;
use super::documents::{Format, documents};
use super::output::{Output, OutputFolder, clear_beside, complete};
use super::proof::recorded;
use super::report::{Before, ReportData, season_files};
use super::season::{CutSeason, Owner, SeasonPart, season_documents};
use super::versions::{change_notice, frozen};
use crate::base::clock::Interval;
use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::text::{Lang, Text, counted};
use crate::campaign::plan::Plan;
use crate::campaign::{Campaign, GroupId, StationId};
use crate::files::{Published, latest_version, version_folder, version_folders, write_instance};
use crate::plans::carried::carried;
use crate::plans::notice::{Cancellation, Notices, notices};
use crate::solve::Outcome;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::path::{Path, PathBuf};

/// The pages of a solve that are published with its plan unchanged, since they have its proof.
pub const PAGES: &[&str] = &["report.html", "season.html"];

/// The files of a replan that say who is told a new time.
pub const CHANGES: &[&str] =
    &["changes-zh.txt", "changes-zh.csv", "changes-en.txt", "changes-en.csv"];

/// A plan that is to be published.
pub struct Publication<'a> {
    /// The folder or workbook of the campaign, beside which its versions lie.
    pub place: &'a Path,
    /// The campaign.
    pub campaign: &'a Campaign,
    /// The plan.
    pub plan: &'a Plan,
    /// Where the plan stands, for what is said of it.
    pub stands_in: &'a Path,
    /// How good the plan was proven to be, where that is known; else it is looked for where the plan
    /// stands.
    pub proof: Option<&'a Outcome>,
    /// Pages that go with it as they are, in place of documents of the same name.
    pub pages: Vec<Output>,
    /// What was published last.
    pub last: Option<&'a Published>,
    /// What a replan has written for people to be told; its campaign is that of the days left.
    pub replanned: Option<Vec<Output>>,
    /// Whether a plan is published that breaks rules, too.
    pub is_forced: bool,
    /// Whether it is a season, whose campuses and crews have documents of their own.
    pub is_season: bool,
    /// The language of documents that have one.
    pub lang: Lang,
}

/// A version as it was written.
pub struct NewVersion {
    /// Its number, from 1.
    pub number: usize,
    /// The day on which it was published.
    pub date: Date,
    /// Where it lies.
    pub folder: PathBuf,
    /// Its files.
    pub files: Vec<PathBuf>,
    /// Who is told what against the version before.
    pub told: Notices,
    /// What is to be said of its documents.
    pub warnings: Vec<Diagnostic>,
}

impl Publication<'_> {
    /// Writes the next version, all of it or nothing; `None` where the last one is this very plan.
    ///
    /// # Errors
    /// When the plan breaks rules or leaves somebody out, or can't be written.
    pub fn publish(self) -> Result<Option<NewVersion>, Vec<Diagnostic>> {
        let Publication { campaign, plan, last, lang, .. } = self;
        let (before, mut told) = match last {
            Some(last) => told_since(last, campaign, plan),
            None => Default::default(),
        };
        if self.replanned.is_some() {
            // What a replan says of the days before is over, and no change.
            told.gone = Vec::new();
        }
        let season = self.is_season.then(|| CutSeason::new(campaign, plan, lang));
        let in_use = season.as_ref().and_then(|season| season.in_use.as_ref());
        let written = in_use.map_or(campaign, |(used, _)| used);
        // A group without a window would be in no half-day in use.
        let is_whole = written.groups().len() == campaign.groups().len();
        if last.is_some_and(|last| told.is_empty() && is_whole && is_same(last, written)) {
            return Ok(None);
        }
        let number = last.map_or(1, |last| last.number + 1);
        let baseline = last.map(|_| &before);
        let recorded = match self.proof {
            Some(_) => None,
            None => recorded(self.stands_in, campaign, plan, baseline),
        };
        let proof = self.proof.or(recorded.as_ref());
        let mut data = ReportData::new(campaign, plan, baseline, proof);
        data.is_recorded = recorded.is_some();
        data.before = last.map_or(Before::Official, |last| Before::Published(last.number));
        if let Some(fault) = not_to_publish(&data, self.stands_in).filter(|_| !self.is_forced) {
            return Err(vec![fault]);
        }
        let date = today(campaign);
        let folder = version_folder(self.place, number, lang);
        let earlier = last.map_or(folder.as_path(), |last| last.folder.as_path());
        let (mut files, warnings) = if let Some(season) = &season {
            season_version(&data, season, (number, date), earlier, lang)?
        } else {
            let mut files = frozen(&data, number, date);
            let (made, warnings) = all_documents(&data, earlier, lang)?;
            files.extend(made);
            (files, warnings)
        };
        files.retain(|file| self.pages.iter().all(|page| page.name != file.name));
        files.extend(self.pages);
        match self.replanned {
            Some(changes) => files.extend(changes),
            None if last.is_some() => {
                files.extend(change_notice(campaign, plan, &told, number, date).files());
                if let Some((season, last)) = season.as_ref().zip(last) {
                    let whole = (campaign, plan);
                    let version = (number, date);
                    files.extend(notices_of_campuses(whole, &season.parts, last, &told, version));
                }
            }
            None => {}
        }
        let place = OutputFolder::that_is_new(&folder);
        let files = place.write(&files).map_err(|fault| vec![fault])?;
        Ok(Some(NewVersion { number, date, folder, files, told, warnings }))
    }
}

/// A season as a version: the half-days in use are frozen, and each campus and each crew has a folder
/// of documents beside the agency's pages.
fn season_version(
    data: &ReportData<'_>,
    season: &CutSeason,
    (number, date): (usize, Date),
    earlier: &Path,
    lang: Lang,
) -> Result<(Vec<Output>, Vec<Diagnostic>), Vec<Diagnostic>> {
    let (parts, now) = (&season.parts, Timestamp::now());
    let (made, warnings) = season_documents(parts, &Format::ALL, earlier, now, lang)?;
    let mut files = match &season.in_use {
        Some((used, plan)) => frozen(&ReportData::new(used, plan, None, None), number, date),
        None => frozen(data, number, date),
    };
    let pages = season_files(data, lang);
    files.extend(pages.into_iter().filter(|page| page.name != "plan.json"));
    files.extend(made);
    Ok((files, warnings))
}

/// A notice for each campus with its own changes; none for a campus without changes.
fn notices_of_campuses(
    (campaign, plan): (&Campaign, &Plan),
    parts: &[SeasonPart],
    last: &Published,
    told: &Notices,
    (number, date): (usize, Date),
) -> Vec<Output> {
    let mut files = Vec::new();
    for part in parts {
        let Owner::Site(site) = part.owner else { continue };
        let (id, is_here) = (campaign.site(site).id(), |group: GroupId| {
            campaign.group(group).sites.contains(&site)
        });
        let was_here = |gone: &Cancellation| {
            let mut groups = last.campaign.groups().iter().filter(|own| own.name == gone.group);
            groups.any(|own| own.sites.iter().any(|site| last.campaign.site(*site).id() == id))
        };
        let own = Notices {
            groups: told.groups.iter().filter(|own| is_here(own.group)).cloned().collect(),
            classes: told.classes.iter().filter(|own| is_here(own.to.group)).cloned().collect(),
            gone: told.gone.iter().filter(|own| was_here(own)).cloned().collect(),
        };
        if own.is_empty() {
            continue;
        }
        let notice = change_notice(campaign, plan, &own, number, date);
        let inside = |own: Output| Output { name: format!("{}/{}", part.folder, own.name), ..own };
        files.extend(notice.files().into_iter().map(inside));
    }
    files
}

/// What was published of a campaign last; a version that a run has left half-written is completed.
///
/// # Errors
/// When a version is there that can't be completed or read.
pub fn latest(campaign: &Path) -> Result<Option<Published>, Vec<Diagnostic>> {
    for folder in version_folders(campaign) {
        complete(&folder).map_err(|fault| vec![fault])?;
        clear_beside(&folder);
    }
    latest_version(campaign)
}

/// The times that people were told last, as a plan of the campaign as it is now, and the people to
/// whom a new plan gives others.
pub fn told_since(last: &Published, campaign: &Campaign, plan: &Plan) -> (Plan, Notices) {
    let (before, gone) = carried(&last.campaign, &last.plan, campaign);
    let before = match campaign.continues() {
        Some(_) => with_what_is_left(campaign, before, plan),
        None => before,
    };
    let told = Notices { gone, ..notices(campaign, &before, plan) };
    (before, told)
}

/// The plan before, its windows and slots cut to the minutes that a plan of the days left still has of
/// them: people who are served at the moment of a replan, and go on until the end that they were told,
/// are told no new time.
fn with_what_is_left(campaign: &Campaign, mut before: Plan, plan: &Plan) -> Plan {
    for own in &mut before.windows {
        let new = plan
            .windows
            .iter()
            .filter(|new| (new.group, new.date, new.station) == (own.group, own.date, own.station));
        let new = new.map(|new| new.interval);
        own.interval = left_of(campaign, own.station, own.date, own.interval, new);
    }
    for own in &mut before.slots {
        let new = plan.slots.iter().filter(|new| {
            (new.group, new.class, new.date, new.station)
                == (own.group, own.class, own.date, own.station)
        });
        let new = new.map(|new| new.interval);
        own.interval = left_of(campaign, own.station, own.date, own.interval, new);
    }
    before
}

/// The new interval that is the end of an old interval, begun before its half-day of the days
/// left begins; the old interval where no new interval is.
fn left_of(
    campaign: &Campaign,
    station: StationId,
    date: Date,
    old: Interval,
    mut new: impl Iterator<Item = Interval>,
) -> Interval {
    let is_left = |new: &Interval| {
        let block = campaign.block_at(station, date, *new).map(|id| campaign.block(id));
        let had_begun = block.is_some_and(|block| old.start < block.regular.start);
        had_begun && old.start < new.start && old.end == new.end
    };
    new.find(is_left).unwrap_or(old)
}

/// All documents of a plan, with what is to be said of them; calendars replace those that lie in the
/// folder.
///
/// # Errors
/// When one can't be made, or a calendar can't be read.
pub fn all_documents(
    data: &ReportData<'_>,
    calendars: &Path,
    lang: Lang,
) -> Result<(Vec<Output>, Vec<Diagnostic>), Vec<Diagnostic>> {
    let earlier = match EarlierEvents::folder(calendars) {
        Some(folder) => EarlierEvents::read(&folder, data.campaign)?,
        None => EarlierEvents::default(),
    };
    documents(data, &Format::ALL, &earlier, Timestamp::now(), lang)
}

/// Whether a version was made for this very campaign.
fn is_same(last: &Published, campaign: &Campaign) -> bool {
    let tables = |campaign: &Campaign| write_instance(campaign).into_iter().skip(1);
    tables(&last.campaign).eq(tables(campaign))
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

/// The day, where the campaign takes place.
fn today(campaign: &Campaign) -> Date {
    let zone = TimeZone::get(campaign.time_zone()).unwrap_or(TimeZone::UTC);
    zone.to_datetime(Timestamp::now()).date()
}
