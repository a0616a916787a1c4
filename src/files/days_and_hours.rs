//! Days and hours as offices write them: `12月11日（周一）上午`, `9点至11点30分`, `Mon 11 Dec`.

use super::tolerant;
use crate::base::clock::{Interval, day_label};
use crate::base::text::Lang;
use jiff::civil::{Date, Weekday};

/// The day at the start of the text, the day of the week before or behind it, and what follows.
pub fn day<'a>(cell: &'a str, days: &[Date]) -> Option<(Date, Option<Weekday>, &'a str)> {
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
pub fn hours_at(rest: &str) -> Option<usize> {
    let is_hour = |(at, _): &(usize, char)| {
        let figures = rest[*at..].chars().take_while(char::is_ascii_digit).count();
        (1..=2).contains(&figures) && rest[at + figures..].starts_with([':', '时', '点'])
    };
    let mut figures = rest.char_indices().filter(|(_, c)| c.is_ascii_digit());
    let at = figures.find(is_hour)?.0;
    Some(at)
}

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

/// The half of the day, as it stands before a time, and what else stands there.
pub fn half_and_station(before: &str) -> (&str, &str) {
    let half = HALVES.iter().find(|half| before.starts_with(**half)).copied().unwrap_or_default();
    (half, before[half.len()..].trim())
}

/// The half of the day before a time and the station, where day and hours may each have a half: `下午 东校区 下午`,
/// `全天 下午`; `None` where the two halves differ.
pub fn halves_and_station(before: &str) -> Option<(&str, &str)> {
    let (half, station) = half_and_station(before);
    let Some(of_hours) = HALVES.iter().find(|half| station.ends_with(**half)) else {
        return Some((half, station));
    };
    let station = station[..station.len() - of_hours.len()].trim();
    (half == *of_hours || ["", "全天", "all day"].contains(&half)).then_some((of_hours, station))
}

/// `09:00-12:00`, `9点至11点30分`, `2:00-5:30` in an afternoon.
pub fn interval(half: &str, text: &str) -> Option<Interval> {
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
