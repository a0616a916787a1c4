//! A timetable in which one line of a cell says group, people and hours of a window,
//! `电信学院600 13:30-15:50`, below or beside the day, the half of the day and the station.

use super::days_and_hours::{day, half_and_station, halves_and_station, hours_at, interval};
use super::faults::{Faults, KnownNames};
use super::plan_rows::PlanRows;
use super::table::Records;
use super::tolerant::{fold, is_total, narrow, whole};
use super::workbook::Sheet;
use crate::base::clock::Interval;
use crate::base::diagnostic::Code;
use crate::campaign::plan::{MakeUpRow, Window};
use crate::campaign::{GroupId, StationId};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// A window as its cell says it.
#[derive(Debug, PartialEq, Eq)]
struct OneCell {
    name: String,
    people: Option<i64>,
    interval: Interval,
}

/// The names that cells may say.
pub struct CellNames<'a> {
    /// Groups.
    pub groups: &'a KnownNames,
    /// The names of colleges that share a group's window.
    pub members: &'a BTreeSet<String>,
    /// Make-up times.
    pub make_up: &'a KnownNames,
    /// Stations.
    pub stations: &'a KnownNames,
    /// The days of the campaign.
    pub days: &'a [Date],
}

/// Labels of one kind: those above the columns, or the one beside the rows.
struct TableLabels<T> {
    of_columns: BTreeMap<usize, T>,
    of_rows: Option<T>,
}

impl<T: Clone> TableLabels<T> {
    fn new() -> TableLabels<T> {
        TableLabels { of_columns: BTreeMap::new(), of_rows: None }
    }

    /// Takes the labels of a row: two or more head the columns, a single one stands beside this row and
    /// those below it.
    fn take(&mut self, found: BTreeMap<usize, T>) {
        match found.len() {
            0 => {}
            1 => self.of_rows = found.into_values().next(),
            _ => self.of_columns = found,
        }
    }

    /// The label of a cell. A heading that spans columns stands above the first of them.
    fn of(&self, column: usize) -> Option<T> {
        let above = self.of_columns.range(..=column).next_back().map(|(_, label)| label);
        above.or(self.of_rows.as_ref()).cloned()
    }
}

/// Whether a sheet has a cell that says group and hours of a window.
pub fn is_on(sheet: &Sheet) -> bool {
    let mut cells = sheet.rows.values().flat_map(|row| row.values());
    cells.any(|cell| !entries(cell, "").is_empty())
}

/// Reads the plan; `None` where no cell names a known group and its hours.
pub fn plan(records: &Records, names: &CellNames<'_>, faults: &mut Faults) -> Option<PlanRows> {
    let is_known = |entry: &OneCell| {
        names.groups.position(&entry.name).is_some()
            || names.make_up.position(&entry.name).is_some()
    };
    let cells = records.records.iter().flat_map(|(_, cells)| cells);
    if !cells.flat_map(|cell| entries(cell, "")).any(|one| is_known(&one)) {
        return None;
    }
    let mut plan = PlanRows { whole: records.place.clone(), ..PlanRows::default() };
    let mut days: TableLabels<Date> = TableLabels::new();
    let mut halves: TableLabels<String> = TableLabels::new();
    let mut stations: TableLabels<usize> = TableLabels::new();
    for (line, cells) in &records.records {
        let first = cells.iter().find(|cell| !cell.is_empty()).map_or("", String::as_str);
        if is_total(first) {
            continue;
        }
        let labels = || cells.iter().enumerate();
        let day = |cell: &String| label(cell, names.days);
        days.take(labels().filter_map(|(at, cell)| Some((at, day(cell)?.0?))).collect());
        let half = |cell: &String| day(cell).map(|(_, half)| half).filter(|half| !half.is_empty());
        halves.take(labels().filter_map(|(at, cell)| Some((at, half(cell)?))).collect());
        let station = |cell: &String| names.stations.position(cell);
        stations.take(labels().filter_map(|(at, cell)| Some((at, station(cell)?))).collect());
        for (column, cell) in labels() {
            let half = halves.of(column).unwrap_or_default();
            for entry in entries(cell, &half) {
                let place = records.place.cell(*line, column + 1);
                let station = stations.of(column).or(names.stations.is_single().then_some(0));
                let (Some(date), Some(station)) = (days.of(column), station) else {
                    faults.report(
                        Code::BadDate,
                        &place,
                        format!("“{cell}”看不出是哪一天、哪个服务点"),
                        format!("“{cell}” does not say which day, or at which station"),
                    );
                    continue;
                };
                let (station, interval) = (StationId(station), entry.interval);
                if names.make_up.position(&entry.name).is_some()
                    && names.groups.position(&entry.name).is_none()
                {
                    plan.make_up.push((MakeUpRow { date, station, interval }, place));
                } else if let Some(group) = names.groups.find(&entry.name, &place, faults) {
                    let window = Window {
                        stated_headcount: entry.people,
                        ..Window::new(GroupId(group), date, station, interval)
                    };
                    let of_member = names.members.contains(&fold(&entry.name));
                    plan.add(window, of_member, place);
                }
            }
        }
    }
    Some(plan)
}

/// The windows of a cell, in the order of its text.
fn entries(cell: &str, half: &str) -> Vec<OneCell> {
    let mut found = Vec::new();
    for line in cell.split(['\n', ';', '；']).map(narrow) {
        let mut left = line.trim();
        while !left.is_empty() {
            let (own, rest) = left.split_at(end_of_entry(left));
            found.extend(entry(own, half));
            left = rest.trim();
        }
    }
    found
}

/// The byte at which the first window of a line ends: behind its hours, or behind the name that follows them; the length
/// of a line with one window.
fn end_of_entry(line: &str) -> usize {
    let Some(begin) = hours_at(line) else { return line.len() };
    let Some((own_half, name)) = halves_and_station(line[..begin].trim()) else {
        return line.len();
    };
    let behind = begin + length_of_hours(&line[begin..]);
    let Some(next) = hours_at(&line[behind..]).map(|next| behind + next) else {
        return line.len();
    };
    if !name.is_empty() {
        return behind;
    }
    // The names stand behind the hours: the next hours may have a half of the day before them.
    let before = line[..next].trim_end();
    before.strip_suffix(own_half).unwrap_or(before).len()
}

/// The bytes of the hours at the beginning of a text, `9:00-11:30` or `9点至11点半`, with the blanks behind them.
fn length_of_hours(text: &str) -> usize {
    let is_of_hours = |c: char| c.is_ascii_digit() || ":时点分半-~～至到—– ".contains(c);
    text.find(|c| !is_of_hours(c)).unwrap_or(text.len())
}

/// The day, the half of the day, or both that a cell labels; `None` where it has other words in it.
fn label(cell: &str, days: &[Date]) -> Option<(Option<Date>, String)> {
    let written = format!("{} ", narrow(cell));
    let (date, rest) = match day(&written, days) {
        Some((date, _, rest)) => (Some(date), rest.trim()),
        None => (None, written.trim()),
    };
    let (half, others) = half_and_station(rest);
    (others.is_empty() && (date.is_some() || !half.is_empty())).then(|| (date, half.to_owned()))
}

/// `电信学院600 13:30-15:50`, `13:30-15:50 电信学院（600人）`, `电信学院 13:30~15:50`.
fn entry(line: &str, half: &str) -> Option<OneCell> {
    let line = narrow(line);
    let begin = hours_at(&line)?;
    let (hours, behind) = line[begin..].split_at(length_of_hours(&line[begin..]));
    let (own_half, before) = halves_and_station(line[..begin].trim())?;
    let half = if own_half.is_empty() { half } else { own_half };
    let interval = interval(half, &hours.replace(['—', '–'], "-"))?;
    let is_around = |c: char| c.is_whitespace() || ",，:".contains(c);
    let rest = format!("{} {}", before.trim_end_matches(is_around), behind.trim_matches(is_around));
    let (name, people) = name_and_people(rest.trim());
    let name = name.trim_matches(is_around);
    (!name.is_empty()).then(|| OneCell { name: name.to_owned(), people, interval })
}

/// `电信学院600`, `电信学院600人`, `电信学院(600人)`; a bracket that holds anything else is part of the name.
fn name_and_people(said: &str) -> (&str, Option<i64>) {
    let plain = |text: &str| whole(text.trim().trim_end_matches('人').trim_end());
    if let Some((name, inside)) = said.strip_suffix(')').and_then(|said| said.rsplit_once('(')) {
        let people = plain(inside);
        return if people.is_some() { (name, people) } else { (said, None) };
    }
    let without = said.trim_end_matches('人').trim_end();
    let name = without.trim_end_matches(|c: char| c.is_ascii_digit());
    match plain(&without[name.len()..]) {
        Some(people) => (name, Some(people)),
        None => (said, None),
    }
}

#[cfg(test)]
mod tests {
    use super::{entries, entry, label};
    use jiff::civil::date;

    #[test]
    fn a_cell_says_all_of_a_window() {
        let is = |line: &str, half: &str, name: &str, people: Option<i64>, hours: &str| {
            let found =
                entry(line, half).map(|own| (own.name, own.people, own.interval.to_string()));
            assert_eq!(found, Some((name.to_owned(), people, hours.to_owned())), "{line}");
        };
        is("电信学院600 13:30-15:50", "", "电信学院", Some(600), "13:30–15:50");
        is("电信学院（600人）13:30—15:50", "", "电信学院", Some(600), "13:30–15:50");
        is("1:30-3:50 电信学院 600人", "下午", "电信学院", Some(600), "13:30–15:50");
        is("大数据学院（南校区） 9:00-10:00", "", "大数据学院(南校区)", None, "09:00–10:00");
        is("下午1:30-3:50 电信学院", "", "电信学院", None, "13:30–15:50");
        is("电信学院：9点至11点30分", "", "电信学院", None, "09:00–11:30");
        for line in ["电信学院600", "13:30-15:50", "电信学院 13:30", ""] {
            assert_eq!(entry(line, ""), None, "{line}");
        }
    }

    #[test]
    fn a_cell_may_say_more_than_one_window() {
        let is = |cell: &str, wanted: &[(&str, Option<i64>, &str)]| {
            let found = entries(cell, "");
            let found: Vec<(&str, Option<i64>, String)> = found
                .iter()
                .map(|own| (own.name.as_str(), own.people, own.interval.to_string()))
                .collect();
            let wanted: Vec<(&str, Option<i64>, String)> = wanted
                .iter()
                .map(|(name, people, hours)| (*name, *people, (*hours).to_owned()))
                .collect();
            assert_eq!(found, wanted, "{cell}");
        };
        let both = [("外国语学院", Some(69), "09:00–09:30"), ("法学院", Some(120), "10:00–11:00")];
        for cell in [
            "外国语学院69 9:00-9:30\n法学院120 10:00-11:00",
            "外国语学院69 9:00-9:30 法学院120 10:00-11:00",
            "外国语学院（69人）上午9:00-9:30；法学院（120人）上午10:00-11:00",
            "9:00-9:30 外国语学院69人 10:00-11:00 法学院120人",
            "上午9点-9点半 外国语学院69人 上午10点-11点 法学院120人",
        ] {
            is(cell, &both);
        }
        is("电信学院600 13:30-15:50", &[("电信学院", Some(600), "13:30–15:50")]);
    }

    #[test]
    fn labels_say_days_and_halves_and_nothing_else() {
        let days = [date(2026, 12, 14)];
        let is = |cell: &str, day: Option<_>, half: &str| {
            assert_eq!(label(cell, &days), Some((day, half.to_owned())), "{cell}");
        };
        is("12月14日（周一）", Some(days[0]), "");
        is("12月14日下午", Some(days[0]), "下午");
        is("上午", None, "上午");
        for cell in ["12月14日毕业照安排", "学院", "", "12月15日"] {
            assert_eq!(label(cell, &days), None, "{cell}");
        }
    }
}
