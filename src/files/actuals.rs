//! `actuals.csv`: what has really happened; and the list of students who have been photographed.

use super::faults::{Faults, Names};
use super::fields::Table;
use super::plan_table::InstanceNames;
use super::source::TableFile;
use super::table::{Row, Rows, read_table};
use super::tolerant;
use crate::base::diagnostic::{Code, Diagnostic, Location, nearest};
use crate::base::text::Text;
use crate::campaign::actuals::{Actual, Event, Moment, Who};
use crate::campaign::{BlockId, Campaign, GroupId, StationId, Status};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Reads the table. Whether it agrees with the plan and the clock is for the replanning to say.
///
/// # Errors
/// Every fault of the file.
pub fn read_actuals(path: &Path, campaign: &Campaign) -> Result<Vec<Actual>, Vec<Diagnostic>> {
    let mut faults = Faults::default();
    let rows = table(path, Table::Actuals, &mut faults);
    let names = InstanceNames::new(campaign);
    let mut blocks = Names::new("半天", "block");
    for block in campaign.blocks() {
        blocks.add(&block.name, &Location::default(), &mut Faults::default());
    }
    let mut actuals = Vec::new();
    for row in rows.iter().flat_map(Rows::iter) {
        let before = faults.len();
        let event = event(&row, &names, &blocks, &mut faults);
        if let Some(event) = event.filter(|_| faults.len() == before) {
            actuals.push(Actual { event, place: row.location() });
        }
    }
    if faults.is_empty() { Ok(actuals) } else { Err(faults.into_sorted()) }
}

fn table(path: &Path, table: Table, faults: &mut Faults) -> Option<Rows> {
    let file = faults.keep(TableFile::open(path))?;
    read_table(table, file.records(table, faults)?, faults)
}

/// Cells that a row may have besides its word and a note; those marked must be there.
fn cells(what: &str) -> &'static [(&'static str, bool)] {
    match what {
        "done" => &[("group", true), ("class", false)],
        "out" => &[("station", false), ("date", false), ("start", false), ("end", false)],
        "lost" => &[("block", true), ("start", false), ("end", false)],
        _ => &[("group", true), ("class", false), ("people", true)],
    }
}

fn event(
    row: &Row<'_>,
    names: &InstanceNames,
    blocks: &Names,
    faults: &mut Faults,
) -> Option<Event> {
    let what = row.word("what", faults)?;
    let wanted = cells(what);
    for column in Table::Actuals.columns().filter(|column| !["what", "note"].contains(&column.name))
    {
        let (zh, en) = (column.aliases.first().copied().unwrap_or(column.name), column.name);
        let is_there = row.text(column.name, faults).is_some();
        let place = row.place(column.name);
        match wanted.iter().find(|(name, _)| *name == column.name) {
            None if is_there => faults.report(
                Code::ActualIncomplete,
                &place,
                format!("“{zh}”在这种情况下没有意义，应留空"),
                format!("{en} has no meaning for “{what}”: leave it empty"),
            ),
            Some((_, true)) if !is_there => {
                let (zh, en) = (format!("缺少“{zh}”"), format!("“{what}” wants {en}"));
                faults.report(Code::ActualIncomplete, &place, zh, en);
            }
            _ => {}
        }
    }
    let (from, until) = (row.time("start", faults), row.time("end", faults));
    match what {
        "out" => {
            let stations = names.for_plan().stations;
            let station = match row.text("station", faults) {
                Some(name) => stations.find(&name, &row.place("station"), faults),
                None if stations.is_single() => Some(0),
                None => {
                    let (zh, en) =
                        ("有多个站点，须写明是哪一个", "there are several stations: say which");
                    faults.report(Code::ActualIncomplete, &row.place("station"), zh, en);
                    None
                }
            };
            let date = row.day("date", faults);
            Some(Event::Out { station: StationId(station?), date, from, until })
        }
        "lost" => {
            let name = row.text("block", faults)?;
            let block = blocks.find(&name, &row.place("block"), faults)?;
            Some(Event::Lost { block: BlockId(block), from, until })
        }
        _ => {
            let who = who(row, names, faults);
            let people = row.whole("people", faults);
            Some(match what {
                "done" => Event::Done(who?),
                "photographed" => Event::Photographed(who?, people?),
                "absent" => Event::Absent(who?, people?),
                _ => Event::More(who?, people?),
            })
        }
    }
}

fn who(row: &Row<'_>, names: &InstanceNames, faults: &mut Faults) -> Option<Who> {
    let name = row.text("group", faults)?;
    let group = names.for_plan().groups.find(&name, &row.place("group"), faults)?;
    let class = match row.text("class", faults) {
        Some(class) => Some(names.classes_of(group).find(&class, &row.place("class"), faults)?),
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
    let mut found: BTreeMap<usize, Location> = BTreeMap::new();
    let mut warnings = Vec::new();
    for row in rows.iter().flat_map(Rows::iter) {
        let Some(number) = row.text("number", &mut faults) else { continue };
        let place = row.place("number");
        let Some(student) = known.get(&key(&number)) else {
            if !known.is_empty() {
                faults.push(unknown_number(&number, campaign).at(place));
            }
            continue;
        };
        if let Some(first) = found.get(student) {
            let (zh, en) = (
                format!("学号 {number} 已在 {first} 出现"),
                format!("{number} is already there at {first}"),
            );
            faults.report(Code::PhotographedTwice, &place, zh, en);
            continue;
        }
        if campaign.roster()[*student].status == Status::OffSite {
            let message = Text::new(
                format!("学号 {number} 在名单上为校外拍摄"),
                format!("{number} is marked off-site on the list of students"),
            );
            let warning = Diagnostic::warning(Code::NotExpected, message).at(place.clone());
            warnings.push(warning.help(Code::NotExpected.explanation()));
        }
        found.insert(*student, place);
    }
    if faults.is_empty() {
        Ok((found.into_keys().collect(), warnings))
    } else {
        Err(faults.into_sorted())
    }
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
