//! The timetable in the form in which offices publish it: day and hours in one column, such as
//! `12月11日（周一）上午 09:00–12:00`, the hours in a column without a heading beside it, or the day in
//! one column and from when to when in another. Its rows become rows of a plan. In any plan a day
//! may be without a year.

use super::faults::{Faults, KnownNames};
use super::fields::PlanRow;
use super::table::{FIRST_ROWS, Records, means};
use super::tolerant::{self, fold, narrow};
use super::workbook::{Merge, Sheet};
use crate::base::clock::{Interval, clock, day_label};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::kind::CampaignKind;
use crate::base::text::{Lang, Text};
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
        || CampaignKind::ALL.iter().any(|kind| fold(kind.zh().timetable) == fold(cell))
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
    let Some(header) = header else { return add_years(records, days, faults) };
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
            cells.extend(more(["开始", "结束", "站点"]));
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

/// Gives days without a year the year of the campaign's day of that month and number.
fn add_years(records: &mut Records, days: &[Date], faults: &mut Faults) {
    let rows = records.records.iter().take(FIRST_ROWS);
    let mut columns = rows.filter_map(|(_, cells)| {
        let has_group = cells.iter().any(|cell| means(PlanRow::group, cell));
        cells.iter().position(|cell| has_group && means(PlanRow::date, cell))
    });
    let Some(column) = columns.next() else { return };
    for (line, cells) in &mut records.records {
        let Some(cell) = cells.get_mut(column) else { continue };
        let written = format!("{} ", narrow(cell));
        if let Some((date, weekday, rest)) = day(&written, days)
            && rest.trim().is_empty()
        {
            let other = tolerant::other_weekday(date, weekday);
            let remark = other.map(|said| (Code::WeekdayDiffers, said));
            faults.remark(remark, &records.place.cell(*line, column + 1));
            *cell = date.to_string();
        }
    }
}

fn not_understood(cell: &str) -> Diagnostic {
    let cell = cell.trim();
    let message = Text::new(
        format!("“{cell}”看不出是哪一天、几点到几点"),
        format!("“{cell}” does not say which day, from when to when"),
    );
    Diagnostic::error(Code::BadDate, message).help(Text::new(
        "写作 12月11日（周一）上午 09:00–12:00；日期须是活动中的一天，有多个站点时写出站点",
        "write 2023-12-11 09:00–12:00, a day of the campaign; with the station where there are several",
    ))
}

/// `12月11日（周一）上午 东校区 09:00–12:00`, `2023-12-11 9:00-12:00`, `Mon 11 Dec morning 09:00–12:00`.
fn when(cell: &str, stations: &KnownNames, days: &[Date]) -> Option<When> {
    let cell = narrow(cell);
    let (date, weekday, rest) = day(&cell, days)?;
    let hours = hours_at(rest)?;
    let before = rest[..hours].trim();
    let (half, station) = half_and_station(before);
    let interval = interval(half, &rest[hours..])?;
    if !station.is_empty() {
        stations.position(station)?;
    }
    Some(When { date, weekday, interval, station: station.to_owned() })
}

/// The day at the start of the text, the day of the week before or behind it, and what follows.
fn day<'a>(cell: &'a str, days: &[Date]) -> Option<(Date, Option<Weekday>, &'a str)> {
    let word = cell.find(|c: char| c.is_whitespace() || c.is_ascii_digit() || c == ')')?;
    let (word, rest) = cell.split_at(word);
    if let Some(weekday) = tolerant::weekday(word) {
        let rest = rest.trim_start_matches(|c: char| c.is_whitespace() || ",)".contains(c));
        // `Mon 11 Dec`: the label of a day of the campaign without its own day of the week.
        let labelled = days.iter().find_map(|day| {
            let label = day_label(*day, Lang::En);
            Some((*day, rest.strip_prefix(label.split_once(' ')?.1)?))
        });
        let (date, other, rest) = match labelled {
            Some((date, rest)) => (date, None, rest),
            None => plain_day(rest, days)?,
        };
        return other.is_none().then_some((date, Some(weekday), rest));
    }
    plain_day(cell, days)
}

/// The same where the text begins with the date.
fn plain_day<'a>(cell: &'a str, days: &[Date]) -> Option<(Date, Option<Weekday>, &'a str)> {
    let end = match cell.find(['日', '号']) {
        Some(at) => at + '日'.len_utf8(),
        None => cell.find(|c: char| !c.is_ascii_digit() && !"-/.".contains(c))?,
    };
    let (written, rest) = cell.split_at(end);
    let plain = written.trim_end_matches(['日', '号']).replace(['年', '月', '/', '.'], "-");
    let numbers: Vec<i16> =
        plain.split('-').map(|part| part.trim().parse().ok()).collect::<Option<_>>()?;
    let date = match numbers.as_slice() {
        [year, month, day] => {
            Date::new(*year, i8::try_from(*month).ok()?, i8::try_from(*day).ok()?).ok()?
        }
        [month, day] => *days
            .iter()
            .find(|date| (i16::from(date.month()), i16::from(date.day())) == (*month, *day))?,
        _ => return None,
    };
    let rest = rest.trim_start();
    let end = match rest.strip_prefix('(') {
        Some(_) => rest.find(')')? + 1,
        None => {
            rest.find(|c: char| !"星期周礼拜一二三四五六日天".contains(c)).unwrap_or(rest.len())
        }
    };
    let (written, rest) = rest.split_at(end);
    let weekday = match written {
        "" => None,
        written => Some(tolerant::weekday(written)?),
    };
    Some((date, weekday, rest))
}

/// Where the hours begin: at the first figure with a colon, `时` or `点` behind it.
fn hours_at(rest: &str) -> Option<usize> {
    let is_hour = |(at, _): &(usize, char)| {
        let figures = rest[*at..].chars().take_while(char::is_ascii_digit).count();
        (1..=2).contains(&figures) && rest[at + figures..].starts_with([':', '时', '点'])
    };
    let mut figures = rest.char_indices().filter(|(_, c)| c.is_ascii_digit());
    let at = figures.find(is_hour)?.0;
    Some(at)
}

/// The half of the day, as it stands before a time, and what else stands there.
fn half_and_station(before: &str) -> (&str, &str) {
    const HALVES: [&str; 12] = [
        "上午",
        "中午",
        "下午",
        "晚上",
        "傍晚",
        "早上",
        "全天",
        "all day",
        "morning",
        "afternoon",
        "evening",
        "noon",
    ];
    let half = HALVES.iter().find(|half| before.starts_with(**half)).copied().unwrap_or_default();
    (half, before[half.len()..].trim())
}

/// `09:00-12:00`, `9点至11点30分`, `2:00-5:30` in an afternoon.
fn interval(half: &str, text: &str) -> Option<Interval> {
    let (start, end) = text.split_once(['-', '~', '～', '至', '到'])?;
    let chinese = match half {
        "morning" => "上午",
        "noon" => "中午",
        "afternoon" => "下午",
        "evening" => "晚上",
        other => other,
    };
    // Of a morning that lasts till 12:30 the end is no time of a morning.
    let time = |text: &str| {
        tolerant::time(&format!("{chinese}{}", text.trim())).or_else(|| tolerant::time(text))
    };
    Some(Interval::new(time(start)?, time(end)?))
}

#[cfg(test)]
mod tests {
    use super::{KnownNames, when};
    use jiff::civil::date;

    fn read(cell: &str) -> Option<(String, String, String)> {
        let mut stations = KnownNames::new("站点", "station");
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
            "上午 09:00–12:00",
            "",
        ] {
            assert_eq!(read(cell), None, "{cell}");
        }
    }
}
