//! The day: what has happened is kept in the table that `callsheet replan` reads, a row a click.

use super::asking::{Answer, DayQuestion, Inquiry};
use super::board::{block, windows};
use super::desk::Desk;
use crate::base::clock::{Minutes, clock};
use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::digest::Digest;
use crate::base::kind::CampaignKind;
use crate::base::text::{Lang, Text};
use crate::campaign::actuals::{Actual, Event, Who};
use crate::campaign::plan::Plan;
use crate::campaign::{BlockId, Campaign, StationId};
use crate::files::fields::{ActualRow, Happened, ListedWord, Table};
use crate::files::{
    EditableRow, EditableTable, edit_of_file, editable_file, headers, read_actuals, write_table,
};
use crate::plans::metrics::metrics;
use crate::plans::slots;
use crate::publish::json::{DayChoice, DayClass, DayEvent, DayGroup, DayText};
use crate::publish::output::{Output, OutputFolder, replace_in_campaign, write_new};
use crate::publish::report::notices::ChangeNotice;
use crate::publish::report::{Before, ReportData, replanned};
use crate::publish::words::on_page::rendered;
use crate::publish::words::{replan as words, shortages};
use crate::questions::replan::{FoundWay, Replan};
use jiff::civil::Date;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// What was clicked or typed: groups, classes, stations and half-days by their places in the lists.
#[derive(Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum DayChange {
    /// A class, or a group without classes, is done, or is not after all.
    Done {
        /// The group.
        group: usize,
        /// The class.
        class: Option<usize>,
        /// Whether it is done.
        is_done: bool,
    },
    /// The number of people who have been photographed, did not come, or came on top of the list.
    Count {
        /// Which of the three it is.
        kind: CountKind,
        /// The group.
        group: usize,
        /// The class.
        class: Option<usize>,
        /// The number; none takes the row away.
        people: Option<i64>,
    },
    /// A station does not work.
    Out {
        /// The station.
        station: usize,
        /// The day.
        date: Date,
        /// The first minute without it; nothing for now.
        from: Option<Minutes>,
        /// The minute at which it works again; nothing for the end of the day.
        until: Option<Minutes>,
    },
    /// A half-day is lost, or a part of it.
    Lost {
        /// The half-day.
        block: usize,
        /// The first minute that is lost; nothing for its start.
        from: Option<Minutes>,
        /// The minute at which it goes on; nothing for its end.
        until: Option<Minutes>,
    },
    /// A half-day is added to those of the campaign.
    Extra {
        /// The station.
        station: usize,
        /// The day.
        date: Date,
        /// Its first minute.
        from: Minutes,
        /// Its end.
        until: Minutes,
    },
    /// A row is taken away.
    Remove {
        /// Its line.
        line: usize,
    },
}

/// The three counts of people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CountKind {
    /// Photographed so far.
    Photographed,
    /// Did not come.
    Absent,
    /// On top of the list.
    More,
}

impl CountKind {
    fn happened(self) -> Happened {
        match self {
            CountKind::Photographed => Happened::Photographed,
            CountKind::Absent => Happened::Absent,
            CountKind::More => Happened::More,
        }
    }
}

/// The table of what has happened, as it is.
pub struct DayTable {
    path: PathBuf,
    bytes: Vec<u8>,
    /// Its rows as events, or what is wrong with them.
    pub actuals: Result<Vec<Actual>, Vec<Diagnostic>>,
}

impl DayTable {
    /// The table of a campaign; a new one has its header alone.
    pub fn of(desk: &Desk, campaign: &Campaign) -> DayTable {
        let path = desk.actuals_file();
        if let Ok(bytes) = std::fs::read(&path) {
            let actuals = read_actuals(&path, campaign).map(|(actuals, _)| actuals);
            return DayTable { path, bytes, actuals };
        }
        let text = write_table(vec![headers(Table::Actuals, campaign.kind(), desk.lang())]);
        DayTable { path, bytes: text.into_bytes(), actuals: Ok(Vec::new()) }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A digest of its bytes: a change says from which reading it was made.
    pub fn reading(&self) -> String {
        Digest::of(&self.bytes)
    }

    /// The rows as the page shows them.
    pub fn events(&self) -> Vec<DayEvent> {
        self.actuals.iter().flatten().map(event).collect()
    }

    /// Makes a change and writes the table, all or nothing; false where the change names no group,
    /// class, station or row that the campaign has.
    ///
    /// # Errors
    /// What is wrong with the table as it is or as it would be, or when it can't be written.
    pub fn change(
        &self,
        campaign: &Campaign,
        change: &DayChange,
        lang: Lang,
    ) -> Result<bool, Vec<Diagnostic>> {
        let alone = |fault| vec![fault];
        let actuals = self.actuals.as_ref().map_err(Clone::clone)?;
        let table = editable_file(&self.path, &self.bytes, Table::Actuals).map_err(alone)?;
        let table = table.ok_or_else(|| alone(self.not_editable()))?;
        let mut edit = DayEdit { campaign, actuals, table: &table, rows: table.rows.clone(), lang };
        match edit.make(change) {
            Ok(()) => {}
            Err(NotMade::OutOfRange) => return Ok(false),
            Err(NotMade::NoColumn) => return Err(alone(self.not_editable())),
        }
        let rows = edit.rows;
        let bytes = edit_of_file(&self.path, &self.bytes, &table, rows).map_err(alone)?;
        let name = self.path.file_name().unwrap_or_default();
        // What would not be read again is not written.
        let copy = tempfile::Builder::new().prefix("callsheet-").tempdir();
        let copy = copy.map_err(|error| alone(unwritable(&self.path, &error)))?;
        let tried = copy.path().join(name);
        write_new(&tried, &bytes).map_err(alone)?;
        read_actuals(&tried, campaign).map_err(|faults| self.at_home(faults))?;
        let home = self.path.parent().filter(|home| !home.as_os_str().is_empty());
        let output = Output::new(&name.to_string_lossy(), bytes);
        replace_in_campaign(home.unwrap_or(Path::new(".")), &[output]).map_err(alone)?;
        Ok(true)
    }

    /// Faults of a copy, told of the table itself.
    fn at_home(&self, mut faults: Vec<Diagnostic>) -> Vec<Diagnostic> {
        for place in faults.iter_mut().filter_map(|fault| fault.location.as_mut()) {
            place.file = self.path.display().to_string();
        }
        faults
    }

    fn not_editable(&self) -> Diagnostic {
        Diagnostic::error(Code::NotEditable, Code::NotEditable.title())
            .at(Location::file(self.path.display().to_string()))
            .help(Code::NotEditable.explanation())
    }
}

fn unwritable(path: &Path, error: &std::io::Error) -> Diagnostic {
    let text = Text::new(format!("无法写入：{error}"), format!("can't be written: {error}"));
    Diagnostic::error(Code::Unwritable, text).at(Location::file(path.display().to_string()))
}

fn event(actual: &Actual) -> DayEvent {
    let what = match actual.event {
        Event::Done(_) => Happened::Done,
        Event::Photographed(..) => Happened::Photographed,
        Event::Absent(..) => Happened::Absent,
        Event::More(..) => Happened::More,
        Event::Out { .. } => Happened::Out,
        Event::Lost { .. } => Happened::Lost,
        Event::Extra { .. } => Happened::Extra,
    };
    let mut shown = DayEvent {
        line: actual.place.line.unwrap_or_default(),
        what: what.word().to_owned(),
        group: actual.event.who().map(|who| who.group.0),
        class: actual.event.who().and_then(|who| who.class),
        people: None,
        station: None,
        block: None,
        date: None,
        from: None,
        until: None,
    };
    match actual.event {
        Event::Done(_) => {}
        Event::Photographed(_, people) | Event::Absent(_, people) | Event::More(_, people) => {
            shown.people = Some(people);
        }
        Event::Out { station, date, from, until } => {
            (shown.station, shown.date) = (Some(station.0), date);
            (shown.from, shown.until) = (from, until);
        }
        Event::Lost { block: BlockId(block), from, until } => {
            shown.block = Some(block);
            (shown.from, shown.until) = (from, until);
        }
        Event::Extra { station, date, interval } => {
            (shown.station, shown.date) = (Some(station.0), Some(date));
            (shown.from, shown.until) = (Some(interval.start), Some(interval.end));
        }
    }
    shown
}

/// Why a change was not made.
enum NotMade {
    /// It names no group, class, station or row that the campaign has.
    OutOfRange,
    /// The table lacks a column for it.
    NoColumn,
}

/// The rows of the table while they are changed.
struct DayEdit<'a> {
    campaign: &'a Campaign,
    actuals: &'a [Actual],
    table: &'a EditableTable,
    rows: Vec<EditableRow>,
    lang: Lang,
}

impl DayEdit<'_> {
    /// Makes a change.
    fn make(&mut self, change: &DayChange) -> Result<(), NotMade> {
        match change {
            DayChange::Done { group, class, is_done } => {
                let Some(who) = self.who(*group, *class) else {
                    return Err(NotMade::OutOfRange);
                };
                if *is_done {
                    // A count says the same less well.
                    self.drop_rows(
                        |event| matches!(event, Event::Photographed(own, _) if *own == who),
                    );
                    self.add(Happened::Done, &self.cells_of(who))?;
                } else {
                    self.not_done(who)?;
                }
            }
            DayChange::Count { kind, group, class, people } => {
                let Some(who) = self.who(*group, *class) else {
                    return Err(NotMade::OutOfRange);
                };
                if people.is_some_and(|people| people < 0) {
                    return Err(NotMade::OutOfRange);
                }
                let is_same = |event: &Event| match (kind, event) {
                    (CountKind::Photographed, Event::Photographed(own, _))
                    | (CountKind::Absent, Event::Absent(own, _))
                    | (CountKind::More, Event::More(own, _)) => *own == who,
                    _ => false,
                };
                self.drop_rows(is_same);
                if let Some(people) = people {
                    if *kind == CountKind::Photographed {
                        self.not_done(who)?;
                    }
                    let mut cells = self.cells_of(who);
                    cells.push((ActualRow::people.name, people.to_string()));
                    self.add(kind.happened(), &cells)?;
                }
            }
            DayChange::Out { station, date, from, until } => {
                let mut cells = self.at_station(*station, *date)?;
                cells.extend(times(*from, *until)?);
                self.add(Happened::Out, &cells)?;
            }
            DayChange::Lost { block, from, until } => {
                let Some(own) = self.campaign.blocks().get(*block) else {
                    return Err(NotMade::OutOfRange);
                };
                let mut cells = vec![(ActualRow::block.name, own.name.clone())];
                cells.extend(times(*from, *until)?);
                self.add(Happened::Lost, &cells)?;
            }
            DayChange::Extra { station, date, from, until } => {
                let mut cells = self.at_station(*station, *date)?;
                cells.extend(times(Some(*from), Some(*until))?);
                self.add(Happened::Extra, &cells)?;
            }
            DayChange::Remove { line } => {
                let before = self.rows.len();
                self.rows.retain(|row| row.line != Some(*line));
                if self.rows.len() == before {
                    return Err(NotMade::OutOfRange);
                }
            }
        }
        Ok(())
    }

    fn who(&self, group: usize, class: Option<usize>) -> Option<Who> {
        let id = self.campaign.group_ids().nth(group)?;
        let classes = self.campaign.group(id).classes.len();
        class.is_none_or(|class| class < classes).then_some(Who { group: id, class })
    }

    fn cells_of(&self, who: Who) -> Vec<(&'static str, String)> {
        let group = self.campaign.group(who.group);
        let mut cells = vec![(ActualRow::group.name, group.name.get(Lang::Zh).to_owned())];
        let class = who.class.and_then(|class| group.classes.get(class));
        cells.extend(class.map(|class| (ActualRow::class.name, class.name.clone())));
        cells
    }

    /// The cells of a station and a day.
    fn at_station(
        &self,
        station: usize,
        date: Date,
    ) -> Result<Vec<(&'static str, String)>, NotMade> {
        let own = self.campaign.stations().get(station).ok_or(NotMade::OutOfRange)?;
        let name = own.name.get(Lang::Zh).to_owned();
        Ok(vec![(ActualRow::station.name, name), (ActualRow::date.name, date.to_string())])
    }

    /// Takes away the rows by which the group or class is done. Of a row for two classes or more, or
    /// for a whole group, the other classes stay done.
    fn not_done(&mut self, who: Who) -> Result<(), NotMade> {
        let is_it = |event: &Event| match event {
            Event::Done(own) => *own == who || (own.group == who.group && own.class.is_none()),
            _ => false,
        };
        let rows = self.actuals.iter().filter(|actual| is_it(&actual.event));
        let lines: Vec<Option<usize>> = rows.map(|actual| actual.place.line).collect();
        let mut others: Vec<Who> = Vec::new();
        for actual in self.actuals.iter().filter(|actual| lines.contains(&actual.place.line)) {
            let Event::Done(own) = actual.event else { continue };
            if own.class.is_some() {
                others.push(own);
            } else {
                let classes = self.campaign.group(own.group).classes.len();
                others.extend((0..classes).map(|class| Who { class: Some(class), ..own }));
            }
        }
        self.rows.retain(|row| row.line.is_none() || !lines.contains(&row.line));
        others.retain(|own| *own != who);
        for own in others {
            self.add(Happened::Done, &self.cells_of(own))?;
        }
        Ok(())
    }

    fn drop_rows(&mut self, is_it: impl Fn(&Event) -> bool) {
        let rows = self.actuals.iter().filter(|actual| is_it(&actual.event));
        let lines: Vec<Option<usize>> = rows.map(|actual| actual.place.line).collect();
        self.rows.retain(|row| row.line.is_none() || !lines.contains(&row.line));
    }

    /// Adds a row.
    fn add(&mut self, what: Happened, cells: &[(&'static str, String)]) -> Result<(), NotMade> {
        let mut row = vec![String::new(); self.table.columns.len()];
        let word = (ActualRow::what.name, written(what, self.campaign.kind(), self.lang));
        for (name, value) in cells.iter().chain([&word]) {
            let column = self.table.columns.iter().position(|column| column.name == *name);
            let column = column.ok_or(NotMade::NoColumn)?;
            row[column].clone_from(value);
        }
        self.rows.push(EditableRow { line: None, cells: row });
        Ok(())
    }
}

/// The cells of the start and the end that are given, in minutes of the day.
fn times(
    from: Option<Minutes>,
    until: Option<Minutes>,
) -> Result<Vec<(&'static str, String)>, NotMade> {
    let is_minute = |minute: &Minutes| (0..=24 * 60).contains(minute);
    if !from.iter().chain(&until).all(is_minute) {
        return Err(NotMade::OutOfRange);
    }
    let from = from.map(|minute| (ActualRow::start.name, clock(minute)));
    Ok(from.into_iter().chain(until.map(|minute| (ActualRow::end.name, clock(minute)))).collect())
}

/// The word of the table, by what the campaign is for.
fn written(what: Happened, kind: CampaignKind, lang: Lang) -> String {
    if lang == Lang::En {
        return what.word().to_owned();
    }
    match what {
        Happened::Done => "完成".to_owned(),
        Happened::Photographed => format!("已{}", kind.zh().verb),
        Happened::Absent => "缺席".to_owned(),
        Happened::More => "增加".to_owned(),
        Happened::Out => "停用".to_owned(),
        Happened::Lost => "取消".to_owned(),
        Happened::Extra => "加开".to_owned(),
    }
}

/// The groups with their classes.
pub fn groups(campaign: &Campaign, lang: Lang) -> Vec<DayGroup> {
    let class =
        |own: &crate::campaign::Class| DayClass { name: own.name.clone(), people: own.headcount };
    let group = |own: &crate::campaign::Group| DayGroup {
        name: own.name.get(lang).to_owned(),
        people: own.expected(),
        classes: own.classes.iter().map(class).collect(),
    };
    campaign.groups().iter().map(group).collect()
}

/// The stations.
pub fn stations(campaign: &Campaign, lang: Lang) -> Vec<String> {
    let name = |id: usize| campaign.station(StationId(id)).name.get(lang).to_owned();
    (0..campaign.stations().len()).map(name).collect()
}

/// The ways that were found, side by side.
pub fn choices(question: &Inquiry, answer: &Answer, lang: Lang) -> Vec<DayChoice> {
    let Inquiry::Day(question) = question else { return Vec::new() };
    answer.choices.iter().filter_map(|way| choice(question, way, lang)).collect()
}

fn choice(question: &DayQuestion, way: &FoundWay, lang: Lang) -> Option<DayChoice> {
    let found = &way.replan;
    let campaign = &found.rest.campaign;
    let mut plan = found.plan.clone()?;
    if plan.slots.is_empty() {
        slots::assign(campaign, &mut plan);
    }
    let figures = metrics(campaign, &plan, None);
    let lines = words::sentences(found);
    let data = data(found, &plan);
    let short = data.shortages.iter().map(|own| shortages::sentence(campaign, own));
    let mut notes: Vec<String> = short.map(|text| text.get(lang).to_owned()).collect();
    notes.extend(data.findings().iter().map(|finding| rendered(finding, lang)));
    Some(DayChoice {
        name: words::way(&question.campaign, way.way).get(lang).to_owned(),
        headline: words::headline(found).get(lang).to_owned(),
        lines: lines.iter().map(|line| line.get(lang).to_owned()).collect(),
        notes,
        told: found.told(),
        left_out: found.left_out(),
        overtime: way.over,
        make_up: way.make_up_used,
        make_up_left: way.make_up_left,
        is_proven: found.is_proven,
        blocks: campaign.block_ids().map(|id| block(campaign, id, lang)).collect(),
        windows: windows(campaign, &plan, &figures, figures.peak_per_hour, lang),
        messages: messages(question, found, &plan, lang),
    })
}

fn data<'a>(found: &'a Replan, plan: &'a Plan) -> ReportData<'a> {
    let rest = &found.rest;
    let mut data =
        ReportData::new(&rest.campaign, plan, Some(&rest.before), found.outcome.as_ref());
    data.before = Before::Running;
    data
}

/// The texts for those who must be told, as they are written to the notice of changes.
fn messages(question: &DayQuestion, found: &Replan, plan: &Plan, lang: Lang) -> Vec<DayText> {
    let now = question.now;
    let notice = ChangeNotice {
        campaign: &found.rest.campaign,
        plan,
        groups: &found.changes,
        classes: &found.recalled,
        gone: &[],
        as_of: Text::same(now.to_string()),
        now: Some(now),
        nobody: words::headline(found),
    };
    let text = notice.text(lang);
    let parts = text.trim().split("\n\n").skip(1);
    let part = |part: &str| DayText {
        name: part.lines().next().unwrap_or_default().to_owned(),
        text: part.to_owned(),
    };
    parts.map(part).collect()
}

/// Writes what `callsheet replan` writes of one of the ways, all or none; what was written.
///
/// # Errors
/// When it can't be written.
pub fn write(
    question: &DayQuestion,
    found: &Replan,
    folder: &Path,
    lang: Lang,
) -> Result<Vec<Output>, Diagnostic> {
    let Some(plan) = &found.plan else { return Ok(Vec::new()) };
    let (files, _) = replanned::outputs(&data(found, plan), &question.request(), found, lang);
    OutputFolder::of_results(folder).write(&files)?;
    Ok(files)
}

/// Where a way is written: where `callsheet replan` would.
pub fn folder_of(desk: &Desk, campaign: &Campaign) -> PathBuf {
    if desk.place().is_file() {
        return desk.place_beside("调整", "replan");
    }
    Path::new("reports").join(format!("{}-replan", campaign.name()))
}
