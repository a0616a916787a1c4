//! `actuals.csv`: what has really happened; and the list of students who have been photographed.

use super::faults::{Faults, KnownNames};
use super::fields::{
    ActualRow, Column, Happened, ListedWord, Number, PhotographedRow, Table, Time, Whole,
};
use super::plan_table::InstanceNames;
use super::table::{Rows, read_table};
use super::table_file::TableFile;
use super::tolerant;
use crate::base::clock::Interval;
use crate::base::clocks::Clocks;
use crate::base::diagnostic::{Code, Diagnostic, Location, nearest};
use crate::base::text::{Lang, Text};
use crate::campaign::actuals::{Actual, Event, Moment, Who};
use crate::campaign::{
    Block, BlockId, Campaign, GroupId, InvalidCampaign, OwnPace, StationId, StudentStatus,
};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Reads the table, with what was left out or guessed. Whether it agrees with the plan and the
/// clock is for the replanning to say.
///
/// # Errors
/// Every fault of the file.
pub fn read_actuals(
    path: &Path,
    campaign: &Campaign,
) -> Result<(Vec<Actual>, Vec<Diagnostic>), Vec<Diagnostic>> {
    let mut faults = Faults::default();
    let rows = table(path, Table::Actuals, &mut faults);
    let names = InstanceNames::new(campaign);
    let mut blocks = KnownNames::new("半天", "block");
    for block in campaign.blocks() {
        blocks.add(&block.name, &Location::default(), &mut Faults::default());
        blocks.add_id(block.id(), &Location::default(), &mut Faults::default());
    }
    let mut actuals = Vec::new();
    let days: Vec<Date> = campaign.blocks().iter().map(|block| block.date).collect();
    let rows = rows.map(|rows| rows.with_times(campaign.periods()).with_days(&days, &mut faults));
    for row in rows.iter().flat_map(Rows::iter) {
        let before = faults.len();
        let own: ActualRow = row.read(&mut faults);
        let events = events(campaign, &own, &names, &blocks, &mut faults);
        if faults.len() == before {
            let place = own.location;
            actuals.extend(events.into_iter().map(|event| Actual { event, place: place.clone() }));
        }
    }
    extra_blocks_do_not_overlap(campaign, &actuals, &mut faults);
    if faults.is_empty() { Ok((actuals, faults.into_notes())) } else { Err(faults.into_sorted()) }
}

fn table(path: &Path, table: Table, faults: &mut Faults) -> Option<Rows> {
    let file = TableFile::open_without_macros(path, faults)?;
    read_table(table, file.records(table, faults)?, faults)
}

/// Cells that a row may have besides its word and a note; those marked must be there.
fn wanted(what: Happened) -> &'static [(&'static Column, bool)] {
    match what {
        Happened::Done => &[(ActualRow::group, true), (ActualRow::class, false)],
        Happened::Out => &[
            (ActualRow::station, false),
            (ActualRow::date, false),
            (ActualRow::start, false),
            (ActualRow::end, false),
        ],
        Happened::Lost => {
            &[(ActualRow::block, true), (ActualRow::start, false), (ActualRow::end, false)]
        }
        Happened::Extra => &[
            (ActualRow::station, false),
            (ActualRow::date, true),
            (ActualRow::start, true),
            (ActualRow::end, true),
        ],
        Happened::Photographed | Happened::Absent | Happened::More => {
            &[(ActualRow::group, true), (ActualRow::class, false), (ActualRow::people, true)]
        }
    }
}

/// What a row says: one event, or one for each of the classes that are done.
fn events(
    campaign: &Campaign,
    own: &ActualRow,
    names: &InstanceNames,
    blocks: &KnownNames,
    faults: &mut Faults,
) -> Vec<Event> {
    let Some(what) = own.what.value else { return Vec::new() };
    has_its_cells(own, what, faults);
    if let (Some(group), Some(class)) = (&own.group.value, &own.class.value)
        && let Some(group) = names.for_plan().groups.position(group)
    {
        let (known, place) = (names.classes_of(group), &own.class.place);
        if what == Happened::Done {
            let classes = known.find_all(class, place, faults);
            let who = |class| Who { group: GroupId(group), class: Some(class) };
            return classes.into_iter().map(|class| Event::Done(who(class))).collect();
        }
        // A class that is on no list is a fault of `event`, which reads the row.
        let classes = known.find_all(class, place, &mut Faults::default()).len();
        if classes > 1 {
            let (zh, en) = (
                format!("“{class}”是 {classes} 个班，人数要一班一行"),
                format!("{class} are {classes} classes: people are told in a row for each"),
            );
            faults.report(Code::ActualIncomplete, place, zh, en);
            return Vec::new();
        }
    }
    event(campaign, own, what, names, blocks, faults).into_iter().collect()
}

/// Cells that must be there, and none that have no meaning.
fn has_its_cells(own: &ActualRow, what: Happened, faults: &mut Faults) {
    let cells = [
        (ActualRow::group, own.group.is_written, &own.group.place),
        (ActualRow::class, own.class.is_written, &own.class.place),
        (ActualRow::people, own.people.is_written, &own.people.place),
        (ActualRow::station, own.station.is_written, &own.station.place),
        (ActualRow::block, own.block.is_written, &own.block.place),
        (ActualRow::date, own.date.is_written, &own.date.place),
        (ActualRow::start, own.start.is_written, &own.start.place),
        (ActualRow::end, own.end.is_written, &own.end.place),
    ];
    for (column, is_there, place) in cells {
        let (zh, en) = (column.aliases.first().copied().unwrap_or(column.name), column.name);
        let word = what.word();
        match wanted(what).iter().find(|(wanted, _)| wanted.name == column.name) {
            None if is_there => faults.report(
                Code::ActualIncomplete,
                place,
                format!("“{zh}”在这种情况下没有意义，应留空"),
                format!("{en} has no meaning for “{word}”: leave it empty"),
            ),
            Some((_, true)) if !is_there => {
                let (zh, en) = (format!("缺少“{zh}”"), format!("“{word}” wants {en}"));
                faults.report(Code::ActualIncomplete, place, zh, en);
            }
            _ => {}
        }
    }
}

fn event(
    campaign: &Campaign,
    own: &ActualRow,
    what: Happened,
    names: &InstanceNames,
    blocks: &KnownNames,
    faults: &mut Faults,
) -> Option<Event> {
    let minute = |Time(minute)| minute;
    let (from, until) = (own.start.value.map(minute), own.end.value.map(minute));
    let people = own.people.value.map(Whole::get);
    let mut who = || who(own, names, faults);
    Some(match what {
        Happened::Done => Event::Done(who()?),
        Happened::Photographed => Event::Photographed(who()?, people?),
        Happened::Absent => Event::Absent(who()?, people?),
        Happened::More => Event::More(who()?, people?),
        Happened::Out => {
            let station = station(own, names, faults)?;
            Event::Out { station, date: own.date.value, from, until }
        }
        Happened::Extra => {
            let station = station(own, names, faults);
            let (date, interval) = (own.date.value?, Interval::new(from?, until?));
            if interval.minutes() <= 0 {
                let (zh, en) = ("结束不晚于开始", "it does not end after it begins");
                faults.report(Code::Backwards, &own.end.place, zh, en);
                return None;
            }
            let clocks = Clocks::of(campaign.time_zone());
            if !(clocks.show(date, interval.start) && clocks.reach(date, interval.end)) {
                let title = Code::SkippedTime.title();
                let (zh, en) = (title.get(Lang::Zh), title.get(Lang::En));
                faults.report(Code::SkippedTime, &own.start.place, zh, en);
                return None;
            }
            Event::Extra { station: station?, date, interval }
        }
        Happened::Lost => {
            let block = blocks.find(own.block.value.as_ref()?, &own.block.place, faults)?;
            Event::Lost { block: BlockId(block), from, until }
        }
    })
}

/// The station of a row; the only one where none is named.
fn station(own: &ActualRow, names: &InstanceNames, faults: &mut Faults) -> Option<StationId> {
    let stations = names.for_plan().stations;
    let station = match &own.station.value {
        Some(name) => stations.find(name, &own.station.place, faults)?,
        None if stations.is_single() => 0,
        None => {
            let (zh, en) =
                ("有多个服务点，须写明是哪一个", "there are several stations: say which");
            faults.report(Code::ActualIncomplete, &own.station.place, zh, en);
            return None;
        }
    };
    Some(StationId(station))
}

/// The campaign with the half-days that the table adds to it, behind its own.
///
/// # Errors
/// Never for a table that was read with this campaign.
pub fn with_extra(campaign: &Campaign, actuals: &[Actual]) -> Result<Campaign, InvalidCampaign> {
    let mut draft = campaign.to_draft();
    draft.blocks.extend(extra_blocks(campaign, actuals).into_iter().map(|(block, _)| block));
    Campaign::new(draft)
}

/// The half-days that rows add, each with its row. They have no breaks and no make-up time, and the
/// cameras of their station.
fn extra_blocks<'a>(campaign: &Campaign, actuals: &'a [Actual]) -> Vec<(Block, &'a Location)> {
    let block = |actual: &'a Actual| {
        let Event::Extra { station, date, interval } = actual.event else { return None };
        let name = campaign.station(station).name.get(Lang::Zh);
        let block = Block {
            id: None,
            name: format!("{date} {interval} {name}"),
            station,
            date,
            regular: interval,
            latest_end: interval.end,
            make_up: Vec::new(),
            breaks: Vec::new(),
            own: OwnPace::default(),
        };
        Some((block, &actual.place))
    };
    actuals.iter().filter_map(block).collect()
}

/// No half-day that a row adds overlaps one of its station, the changeover counted in.
fn extra_blocks_do_not_overlap(campaign: &Campaign, actuals: &[Actual], faults: &mut Faults) {
    let changeover = campaign.changeover();
    let mut all: Vec<Block> = campaign.blocks().to_vec();
    for (block, place) in extra_blocks(campaign, actuals) {
        if let Some(other) = all.iter().find(|other| other.meets(&block, changeover)) {
            let (zh, en) = (
                format!("加开的半天与“{}”重叠（含最晚结束与换场）", other.name),
                format!(
                    "the half-day more overlaps “{}” (latest end and changeover counted)",
                    other.name
                ),
            );
            faults.report(Code::BlocksOverlap, place, zh, en);
        }
        all.push(block);
    }
}

fn who(own: &ActualRow, names: &InstanceNames, faults: &mut Faults) -> Option<Who> {
    let group = own.group.value.as_ref()?;
    let group = names.for_plan().groups.find(group, &own.group.place, faults)?;
    let class = match &own.class.value {
        Some(class) => Some(names.classes_of(group).find(class, &own.class.place, faults)?),
        None => None,
    };
    Some(Who { group: GroupId(group), class })
}

/// `2023-12-12 10:40`, as people write days and times.
pub fn parse_moment(text: &str) -> Option<Moment> {
    let narrow = tolerant::narrow(text);
    let plain = narrow.replace('T', " ");
    let (date, time) = plain.split_once(' ').or_else(|| narrow.split_once('日'))?;
    let date = tolerant::date(date.trim_end_matches('日'))?;
    Some(Moment { date, minute: tolerant::time(time.trim())? })
}

/// Students of the list, by place, who have been photographed; and warnings.
///
/// # Errors
/// Every fault of the file.
pub fn read_photographed(
    path: &Path,
    campaign: &Campaign,
) -> Result<(BTreeSet<usize>, Vec<Diagnostic>), Vec<Diagnostic>> {
    let mut faults = Faults::default();
    if campaign.roster().is_empty() {
        faults.push(
            Diagnostic::error(Code::NoRoster, Code::NoRoster.title())
                .at(Location::file("students.csv")),
        );
    }
    let rows = table(path, Table::Photographed, &mut faults);
    let key = |number: &str| tolerant::fold(number);
    let known: BTreeMap<String, usize> = campaign
        .roster()
        .iter()
        .enumerate()
        .map(|(place, student)| (key(&student.number), place))
        .collect();
    let without_zeros = without_zeros(campaign);
    let mut found: BTreeMap<usize, Location> = BTreeMap::new();
    let mut warnings = Vec::new();
    for row in rows.iter().flat_map(Rows::iter) {
        let own: PhotographedRow = row.read(&mut faults);
        let (Some(Number(number)), place) = (own.number.value, own.number.place) else { continue };
        let short = || without_zeros.get(&key(&number)).copied().flatten();
        let student = known.get(&key(&number)).copied().or_else(|| {
            let student = short()?;
            faults.note(
                Code::Guessed,
                place.clone(),
                "学号前面少了 0，按名单补上后读入",
                "the zeros before student numbers were missing and were added, as on the list",
            );
            Some(student)
        });
        let Some(student) = student else {
            if !known.is_empty() {
                faults.push_with(Code::NotAStudent, &place, || unknown_number(&number, campaign));
            }
            continue;
        };
        if let Some(first) = found.get(&student) {
            let (zh, en) = (
                format!("学号 {number} 已在 {first} 出现"),
                format!("{number} is already there at {first}"),
            );
            faults.report(Code::PhotographedTwice, &place, zh, en);
            continue;
        }
        if campaign.roster()[student].status == StudentStatus::OffSite {
            let message = Text::new(
                format!("学号 {number} 在名单上为校外（off_site）"),
                format!("{number} is marked off-site on the list of students"),
            );
            let warning = Diagnostic::warning(Code::NotExpected, message).at(place.clone());
            warnings.push(warning.help(Code::NotExpected.explanation()));
        }
        found.insert(student, place);
    }
    if faults.is_empty() {
        warnings.extend(faults.into_notes());
        Ok((found.into_keys().collect(), warnings))
    } else {
        Err(faults.into_sorted())
    }
}

/// Students whose number begins with zeros, by the digits that a spreadsheet leaves of it; `None` where two numbers
/// leave the same digits.
fn without_zeros(campaign: &Campaign) -> BTreeMap<String, Option<usize>> {
    let mut short: BTreeMap<String, Option<usize>> = BTreeMap::new();
    for (place, student) in campaign.roster().iter().enumerate() {
        let number = tolerant::fold(&student.number);
        if number.starts_with('0') && number.bytes().all(|byte| byte.is_ascii_digit()) {
            let left = number.trim_start_matches('0').to_owned();
            short.entry(left).and_modify(|own| *own = None).or_insert(Some(place));
        }
    }
    short
}

fn unknown_number(number: &str, campaign: &Campaign) -> Diagnostic {
    let message = Text::new(
        format!("名单上没有学号“{number}”"),
        format!("no student has the number “{number}”"),
    );
    let fault = Diagnostic::error(Code::NotAStudent, message);
    match nearest(number, campaign.roster().iter().map(|student| student.number.as_str())) {
        Some(near) => {
            fault.help(Text::new(format!("是否指“{near}”？"), format!("did you mean “{near}”?")))
        }
        None => fault.help(Code::NotAStudent.explanation()),
    }
}

#[cfg(test)]
mod tests {
    use super::parse_moment;

    #[test]
    fn moments_as_people_write_them() {
        for text in [
            "2023-12-12 10:40",
            "2023/12/12 10：40",
            "2023年12月12日 10时40分",
            "2023-12-12T10:40",
            "2023年12月12日10:40",
        ] {
            assert_eq!(
                parse_moment(text).map(|moment| moment.to_string()).as_deref(),
                Some("2023-12-12 10:40"),
                "{text}"
            );
        }
        for text in ["10:40", "2023-12-12", "2023-12-12 25:00", ""] {
            assert_eq!(parse_moment(text), None, "{text}");
        }
    }
}
