//! The timetable in the form in which offices publish it: day and hours in one column, such as
//! `12月11日（周一）上午 09:00–12:00`, the hours in a column without a heading beside it, or the day in
//! one column and from when to when in another. Its rows become rows of a plan.

use super::days_and_hours::{day, halves_and_station, hours_at, interval};
use super::faults::{Faults, KnownNames};
use super::fields::PlanRow;
use super::table::{FIRST_ROWS, Records, means};
use super::tolerant::{self, fold, narrow};
use super::workbook::{Merge, Sheet};
use crate::base::clock::{Interval, clock};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::kind::Purpose;
use crate::base::text::Text;
use jiff::civil::{Date, Weekday};

/// Headings of the column, beside those that callsheet writes.
const HEADINGS: [&str; 6] = ["拍摄时间安排", "时间安排", "摄像时间", "拍摄时间", "时间", "time"];
/// Headings of a plan that has start and end in columns of their own.
const APART: [&str; 5] = ["开始", "开始时间", "start", "from", "集合时间"];

/// When a row of the table takes place.
struct When {
    date: Date,
    /// The day of the week beside the date, which may be that of another.
    weekday: Option<Weekday>,
    interval: Interval,
    /// The name of a station; empty where none is named.
    station: String,
}

fn is_one_of(names: &[&str], cell: &str) -> bool {
    names.contains(&fold(cell).as_str())
}

fn is_heading(cell: &str) -> bool {
    is_one_of(&HEADINGS, cell)
        || Purpose::ALL.iter().any(|purpose| fold(purpose.zh().timetable) == fold(cell))
}

/// Whether a row heads such a table: it has the column, a group's, and none for the start.
fn is_header<'a>(cells: &(impl Iterator<Item = &'a String> + Clone)) -> bool {
    let has = |is: &dyn Fn(&str) -> bool| cells.clone().any(|cell| is(cell));
    has(&is_heading)
        && has(&|cell| means(PlanRow::group, cell))
        && !has(&|cell| is_one_of(&APART, cell))
}

/// Whether a sheet has such a table.
pub fn is_on(sheet: &Sheet) -> bool {
    sheet.rows.values().take(FIRST_ROWS).any(|row| is_header(&row.values()))
}

/// Splits the column into the columns of a plan, if the table has one. A day without a year is the
/// campaign's day of that month and number.
pub fn split(records: &mut Records, stations: &KnownNames, days: &[Date], faults: &mut Faults) {
    let rows = records.records.iter().take(FIRST_ROWS);
    let header = rows.map(|(_, cells)| cells).position(|cells| is_header(&cells.iter()));
    let Some(header) = header else { return };
    let names = &records.records[header].1;
    let Some(column) = names.iter().position(|cell| is_heading(cell)) else { return };
    let day_column = names.iter().position(|cell| means(PlanRow::date, cell));
    let has_station = names.iter().any(|cell| means(PlanRow::station, cell));
    let has_hours_beside =
        day_column.is_none() && names.get(column + 1).is_some_and(String::is_empty);
    let width = names.len();
    let place = records.place.clone();
    let (mut above, mut day_above) = (String::new(), String::new());
    for (at, (line, cells)) in records.records.iter_mut().enumerate().skip(header) {
        cells.resize(width.max(cells.len()), String::new());
        let more = |own: [&str; 3]| {
            let taken = usize::from(day_column.is_some());
            let left = usize::from(has_station);
            own[taken..3 - left].iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>()
        };
        if at == header {
            let heading = if day_column.is_some() { "开始" } else { "日期" };
            heading.clone_into(&mut cells[column]);
            cells.extend(more(["开始", "结束", "服务点"]));
            continue;
        }
        let first = cells.iter().find(|cell| !cell.is_empty()).map_or("", String::as_str);
        if tolerant::is_total(first) || tolerant::is_note(first) {
            continue;
        }
        let is_below = |merge: &Merge| {
            let (first, last) = merge.rows;
            first < *line
                && *line <= last
                && (merge.columns.0..=merge.columns.1).contains(&(column + 1))
        };
        let goes_on = has_hours_beside || records.merges.iter().any(is_below);
        if !cells[column].is_empty() || !goes_on {
            above.clone_from(&cells[column]);
        }
        // A day stands once, above those of the same day.
        if let Some(day) = day_column.map(|day| &cells[day]).filter(|day| !day.is_empty()) {
            day_above.clone_from(day);
        }
        let hours = if has_hours_beside { cells[column + 1].clone() } else { String::new() };
        let said = format!("{day_above} {above} {hours}");
        let Some(when) = when(&said, stations, days) else {
            faults.push(not_understood(&said).at(place.cell(*line, column + 1)));
            // No row of the plan comes from it, and that is said.
            cells.clear();
            continue;
        };
        if has_hours_beside {
            cells[column + 1].clear();
        }
        // A day that goes on below is said once.
        if !cells[column].is_empty() {
            let other = tolerant::other_weekday(when.date, when.weekday);
            let remark = other.map(|said| (Code::WeekdayDiffers, said));
            faults.remark(remark, &place.cell(*line, column + 1));
        }
        let start = clock(when.interval.start);
        match day_column {
            Some(day) => {
                cells[day] = when.date.to_string();
                cells[column].clone_from(&start);
            }
            None => cells[column] = when.date.to_string(),
        }
        cells.truncate(width);
        cells.extend(more([&start, &clock(when.interval.end), &when.station]));
    }
    records.records.retain(|(_, cells)| !cells.is_empty());
}

fn not_understood(cell: &str) -> Diagnostic {
    let cell = cell.trim();
    let message = Text::new(
        format!("“{cell}”看不出是哪一天、几点到几点"),
        format!("“{cell}” does not say which day, from when to when"),
    );
    Diagnostic::error(Code::BadDate, message).help(Text::new(
        "写作 12月11日（周一）上午 09:00–12:00；日期须是活动中的一天，有多个服务点时写出服务点",
        "write 2023-12-11 09:00–12:00, a day of the campaign; with the station where there are several",
    ))
}

/// `12月11日（周一）上午 东校区 09:00–12:00`, `2023-12-11 9:00-12:00`, `Mon 11 Dec morning 09:00–12:00`.
fn when(cell: &str, stations: &KnownNames, days: &[Date]) -> Option<When> {
    let cell = narrow(cell);
    let (date, weekday, rest) = day(&cell, days)?;
    let hours = hours_at(rest)?;
    let before = rest[..hours].trim();
    let (half, station) = halves_and_station(before)?;
    let interval = interval(half, &rest[hours..])?;
    if !station.is_empty() {
        stations.position(station)?;
    }
    Some(When { date, weekday, interval, station: station.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::{KnownNames, when};
    use jiff::civil::date;

    fn read(cell: &str) -> Option<(String, String, String)> {
        let mut stations = KnownNames::new("服务点", "station");
        let mut faults = super::Faults::default();
        stations.add("东校区", &crate::base::diagnostic::Location::default(), &mut faults);
        let days = [date(2023, 12, 11), date(2023, 12, 12)];
        let when = when(cell, &stations, &days)?;
        Some((when.date.to_string(), when.interval.to_string(), when.station))
    }

    #[test]
    fn days_and_hours_as_offices_write_them() {
        let is = |cell: &str, day: &str, hours: &str, station: &str| {
            let wanted = Some((day.to_owned(), hours.to_owned(), station.to_owned()));
            assert_eq!(read(cell), wanted, "{cell}");
        };
        is("12月11日（周一）上午 09:00–12:00", "2023-12-11", "09:00–12:00", "");
        is("12月12日（星期二）下午2:00-5:30", "2023-12-12", "14:00–17:30", "");
        is("12月12日下午 东校区 14：00～16：30", "2023-12-12", "14:00–16:30", "东校区");
        is("12月12日下午 下午2:00-5:30", "2023-12-12", "14:00–17:30", "");
        is("12月12日全天 东校区 下午2:00-5:30", "2023-12-12", "14:00–17:30", "东校区");
        is("2023年12月11日 9点至11点30分", "2023-12-11", "09:00–11:30", "");
        is("2023-12-11 08:00-12:30", "2023-12-11", "08:00–12:30", "");
        is("12.12 上午 8:00-12:30", "2023-12-12", "08:00–12:30", "");
        // The date is taken, and what is wrong with the day of the week is said.
        is("12月11日（周二）上午 09:00–12:00", "2023-12-11", "09:00–12:00", "");
        is("周一 12月11日 9:00-12:00", "2023-12-11", "09:00–12:00", "");
        is("(星期一)2023-12-11 9:00-12:00", "2023-12-11", "09:00–12:00", "");
        is("Tue 11 Dec morning 09:00–12:00", "2023-12-11", "09:00–12:00", "");
        is("Mon 11 Dec morning 09:00–12:00", "2023-12-11", "09:00–12:00", "");
    }

    #[test]
    fn what_is_not_sure_is_not_read() {
        for cell in [
            "12月11日（周八）上午 09:00–12:00",
            "周一 12月11日（周二） 09:00–12:00",
            "12月13日上午 09:00–12:00",
            "12月11日上午 西校区 09:00–12:00",
            "12月11日上午",
            "12月11日上午 下午2:00-5:30",
            "上午 09:00–12:00",
            "",
        ] {
            assert_eq!(read(cell), None, "{cell}");
        }
    }
}
