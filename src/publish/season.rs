//! The documents and the calendar of each campus and each crew of a season, cut from the plan of all.

use super::documents::calendar::{EarlierEvents, crew_calendar};
use super::documents::safe::Names;
use super::documents::{Format, documents};
use super::output::Output;
use super::report::{ReportData, plan_csv, run_sheets, with_title};
use crate::base::diagnostic::Diagnostic;
use crate::base::text::Lang;
use crate::campaign::plan::Plan;
use crate::campaign::{Campaign, CrewId, SiteId};
use crate::files::fields::Table;
use crate::files::write_with_baseline;
use crate::plans::part::{part, part_at, part_of_crew};
use jiff::Timestamp;
use std::path::Path;

/// A campus's or a crew's part of a season.
pub struct SeasonPart {
    /// The folder of its documents. It keeps its name from plan to plan, so that the calendars in it
    /// are found again.
    pub folder: String,
    /// Whose part it is.
    pub owner: Owner,
    /// Its half-days and groups alone.
    pub campaign: Campaign,
    /// Their plan.
    pub plan: Plan,
}

/// Who gets a part of a season.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// A campus, by its place in the season.
    Site(SiteId),
    /// A crew, by its place in the season.
    Crew(CrewId),
}

/// A season cut for those who are told of it.
pub struct CutSeason {
    /// The season with the half-days in use alone: of 70 campuses and 10 crews 409 of 42,000; `None`
    /// where no group has a window.
    pub in_use: Option<(Campaign, Plan)>,
    /// The parts of all campuses and crews that have a window, in the order of the season's file.
    pub parts: Vec<SeasonPart>,
}

impl CutSeason {
    /// Cuts a season.
    pub fn new(campaign: &Campaign, plan: &Plan, lang: Lang) -> CutSeason {
        let in_use = part(campaign, plan, &|_| true);
        let parts = in_use.as_ref().map(|(used, plan)| parts(campaign, used, plan, lang));
        CutSeason { parts: parts.unwrap_or_default(), in_use }
    }
}

/// The parts of a season of which `used` has the half-days in use.
fn parts(campaign: &Campaign, used: &Campaign, plan: &Plan, lang: Lang) -> Vec<SeasonPart> {
    let mut found = Vec::new();
    let (mut sites, mut crews) = (Names::default(), Names::default());
    for site in (0..campaign.sites().len()).map(SiteId) {
        let name = &campaign.site(site).name;
        let folder = format!("campuses/{}", sites.file(name.get(lang)));
        if let Some((own, plan)) = part_at(used, plan, campaign.site(site).id()) {
            let (owner, campaign) = (Owner::Site(site), with_title(own, name));
            found.push(SeasonPart { folder, owner, campaign, plan });
        }
    }
    for crew in (0..campaign.crews().len()).map(CrewId) {
        let folder = format!("crews/{}", crews.file(campaign.crew(crew).name.get(lang)));
        if let Some((campaign, plan)) = part_of_crew(used, plan, campaign.crew(crew).id()) {
            found.push(SeasonPart { folder, owner: Owner::Crew(crew), campaign, plan });
        }
    }
    found
}

/// The documents of every campus, and run sheets and calendar of every crew, each in a folder of its
/// own; calendars replace those that lie in the same folder below `earlier`. With them the remarks on
/// them, each once.
///
/// # Errors
/// When a document can't be made, or an earlier calendar can't be read.
pub fn season_documents(
    parts: &[SeasonPart],
    formats: &[Format],
    earlier: &Path,
    now: Timestamp,
    lang: Lang,
) -> Result<(Vec<Output>, Vec<Diagnostic>), Vec<Diagnostic>> {
    let (mut files, mut warnings) = (Vec::new(), Vec::<Diagnostic>::new());
    for part in parts {
        let before = match EarlierEvents::folder(&earlier.join(&part.folder)) {
            Some(folder) if formats.contains(&Format::Ics) => {
                EarlierEvents::read(&folder, &part.campaign)?
            }
            _ => EarlierEvents::default(),
        };
        let data =
            ReportData { is_part: true, ..ReportData::new(&part.campaign, &part.plan, None, None) };
        let (own, found) = match part.owner {
            Owner::Site(_) => documents(&data, formats, &before, now, lang)?,
            Owner::Crew(_) => of_crew(&data, formats, &before, now, lang),
        };
        let inside = |own: Output| Output { name: format!("{}/{}", part.folder, own.name), ..own };
        files.extend(own.into_iter().map(inside));
        if matches!(part.owner, Owner::Site(_)) {
            files.extend(campaign_of(part, lang).into_iter().map(inside));
        }
        for warning in found {
            if !warnings.iter().any(|known| known.message == warning.message) {
                warnings.push(warning);
            }
        }
    }
    Ok((files, warnings))
}

/// A campus's part as a campaign with its plan as the baseline, which the planner's page opens.
fn campaign_of(part: &SeasonPart, lang: Lang) -> Vec<Output> {
    let plan = Table::Plan.file();
    let written = write_with_baseline(&part.campaign, Some(plan)).into_iter();
    let timetable = (plan, plan_csv(&part.campaign, &part.plan, lang));
    let inside = |(name, text): (&str, String)| Output::new(&format!("campaign/{name}"), text);
    written.chain([timetable]).map(inside).collect()
}

/// The documents of a crew: a run sheet for each of its half-days, and a calendar of them.
fn of_crew(
    data: &ReportData<'_>,
    formats: &[Format],
    earlier: &EarlierEvents,
    now: Timestamp,
    lang: Lang,
) -> (Vec<Output>, Vec<Diagnostic>) {
    let (mut files, mut warnings) = (Vec::new(), Vec::new());
    if formats.contains(&Format::Html) {
        files.push(Output::new("run-sheets.html", run_sheets(data, lang)));
    }
    if formats.contains(&Format::Ics) {
        let (calendars, found) = crew_calendar(data, earlier, now, lang);
        files.extend(calendars);
        warnings.extend(found);
    }
    (files, warnings)
}
