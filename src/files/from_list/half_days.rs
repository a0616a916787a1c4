//! The half-days that a campaign begins with: which days, which hours, and what of a span of days is
//! left out.

use super::holidays::{Holiday, holiday};
use crate::base::clock::{Interval, Minutes};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::text::Text;
use crate::files::tolerant::{date, narrow, time};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// Days of a span at most, a year: more is a year by mistake.
const MOST_DAYS: usize = 366;
/// Half-days at most where the last day is open: six weeks of weekdays; the planner adds others.
pub const MOST_HALF_DAYS: usize = 60;
/// The hours of a day where none are asked for.
const MORNING: Interval = Interval::new(9 * 60, 12 * 60);
const AFTERNOON: Interval = Interval::new(14 * 60, 17 * 60);
const EVENING: Interval = Interval::new(19 * 60, 21 * 60);

/// Days that were asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Days {
    /// From this day on.
    From(Date),
    /// Single days and spans, both ends included.
    Listed(Vec<(Date, Date)>),
}

impl Days {
    /// The days where none are asked for: from Monday in two weeks on.
    pub fn usual(today: Date) -> Days {
        let day = today.saturating_add(14.days());
        let since_monday = i64::from(day.weekday().to_monday_zero_offset());
        Days::From(day.saturating_sub(since_monday.days()))
    }

    /// Reads `2026-12-14..17`, `2026-12-28..2027-01-06`, `2026-12-14,2026-12-16` or `2026-12-14..`.
    ///
    /// # Errors
    /// Where a part is none of these.
    pub fn parse(given: &str) -> Result<Days, Diagnostic> {
        let given = narrow(given).replace('，', ",");
        if let Some(first) = given.strip_suffix("..") {
            return date(first).map(Days::From).ok_or_else(|| bad_days(first));
        }
        let span = |part: &str| {
            let (first, last) = part.split_once("..").unwrap_or((part, part));
            let first = date(first).ok_or_else(|| bad_days(part))?;
            let last = last_day(first, last).ok_or_else(|| bad_days(part))?;
            let is_sane = first <= last && (last - first).get_days() < MOST_DAYS as i32;
            if is_sane { Ok((first, last)) } else { Err(bad_days(part)) }
        };
        given.split(',').map(span).collect::<Result<_, _>>().map(Days::Listed)
    }
}

/// `17`, `1-06` and `2027-01-06` behind a day.
fn last_day(first: Date, last: &str) -> Option<Date> {
    let (year, month) = (first.year(), first.month());
    [last.to_owned(), format!("{year}-{last}"), format!("{year}-{month}-{last}")]
        .iter()
        .find_map(|last| date(last))
}

fn bad_days(part: &str) -> Diagnostic {
    Diagnostic::error(
        Code::BadDate,
        Text::new(
            format!("--days 的“{part}”不是日期，或先后颠倒"),
            format!("“{part}” of --days is no day, or ends before it begins"),
        ),
    )
    .help(Text::new(
        "写作 --days 2026-12-14..17，或 --days 2026-12-14,2026-12-16；写 --days 2026-12-14.. 即从这天起",
        "write --days 2026-12-14..17, or --days 2026-12-14,2026-12-16; --days 2026-12-14.. begins on that day",
    ))
}

/// The days and the hours of each, as they were typed, or those where none were: from Monday in two
/// weeks on, morning and afternoon.
///
/// # Errors
/// What is wrong with either.
pub fn days_and_hours(
    days: Option<&str>,
    (hours_of_day, evening): (Option<&str>, bool),
    today: Date,
) -> Result<(Days, Vec<Interval>), Vec<Diagnostic>> {
    let days = days.map_or_else(|| Ok(Days::usual(today)), Days::parse);
    match (days, hours(hours_of_day, evening)) {
        (Ok(days), Ok(hours)) => Ok((days, hours)),
        (days, hours) => Err([days.err(), hours.err()].into_iter().flatten().collect()),
    }
}

/// Reads `9-12,14-17` or `8:30-11:30`, and the evening where it is wanted.
///
/// # Errors
/// Where a part is no interval, or two overlap.
fn hours(given: Option<&str>, evening: bool) -> Result<Vec<Interval>, Diagnostic> {
    let mut hours = match given {
        None => vec![MORNING, AFTERNOON],
        Some(given) => {
            let parts = narrow(given).replace('，', ",");
            parts.split(',').map(interval).collect::<Result<_, _>>()?
        }
    };
    hours.extend(evening.then_some(EVENING));
    hours.sort();
    match hours.windows(2).find(|pair| pair[0].overlaps(pair[1])) {
        None => Ok(hours),
        Some(pair) => Err(Diagnostic::error(
            Code::BlocksOverlap,
            Text::new(
                format!("{} 与 {} 重叠", pair[0], pair[1]),
                format!("{} and {} overlap", pair[0], pair[1]),
            ),
        )),
    }
}

fn interval(part: &str) -> Result<Interval, Diagnostic> {
    let hour = |text: &str| time(text).or_else(|| time(&format!("{}:00", text.trim())));
    let ends = part.split_once('-').or_else(|| part.split_once('~'));
    let found = ends.and_then(|(start, end)| Some(Interval::new(hour(start)?, hour(end)?)));
    found.filter(|interval| interval.minutes() > 0).ok_or_else(|| {
        Diagnostic::error(
            Code::BadTime,
            Text::new(
                format!("--hours 的“{part}”不是时间，或结束不晚于开始"),
                format!("“{part}” of --hours is no time, or ends before it begins"),
            ),
        )
        .help(Text::new(
            "写作 --hours 9-12,14-17 或 8:30-11:30",
            "write --hours 9-12,14-17 or 8:30-11:30",
        ))
    })
}

/// The hours of a half-day, with its day.
pub type DatedHours = (Date, Interval);

/// The half-days, and what was left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HalfDays {
    /// In their order.
    pub listed: Vec<DatedHours>,
    /// Holidays between the first and the last day, on which nobody works.
    pub holidays: Vec<(Date, Holiday)>,
    /// Saturdays and Sundays that are left out.
    pub weekend_days: usize,
}

/// The half-days of these days and hours; where the last day is open, `wanted` of them. In a span
/// weekends and holidays are left out; a day that is named alone is meant.
pub fn half_days(days: &Days, hours: &[Interval], wanted: usize) -> HalfDays {
    let mut found = HalfDays::default();
    match days {
        Days::From(first) => {
            let mut day = *first;
            while found.listed.len() < wanted.min(MOST_HALF_DAYS) {
                found.add(day, hours);
                day = next(day);
            }
            found.listed.truncate(wanted.min(MOST_HALF_DAYS));
        }
        Days::Listed(spans) => {
            for &(first, last) in spans {
                let mut day = first;
                while day <= last {
                    if first == last {
                        found.listed.extend(hours.iter().map(|hours| (day, *hours)));
                    } else {
                        found.add(day, hours);
                    }
                    day = next(day);
                }
            }
            found.listed.sort();
            found.listed.dedup();
        }
    }
    found
}

impl HalfDays {
    fn add(&mut self, day: Date, hours: &[Interval]) {
        if let Some(holiday) = holiday(day) {
            self.holidays.push((day, holiday));
        } else if matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            self.weekend_days += 1;
        } else {
            self.listed.extend(hours.iter().map(|hours| (day, *hours)));
        }
    }
}

fn next(day: Date) -> Date {
    day.saturating_add(1.day())
}

/// The number of half-days, from the first on, that suffices for groups of `people` at a rate:
/// first-fit decreasing puts each into the first that has room. `None` where they do not suffice.
/// Windows begin and end on the grid.
pub fn sufficient(
    people: &[i64],
    rate: i64,
    half_days: &[Minutes],
    grid: Minutes,
) -> Option<usize> {
    let grid = i64::from(grid.max(1));
    let mut lengths: Vec<i64> = people.iter().map(|people| length(*people, rate, grid)).collect();
    lengths.sort_unstable_by_key(|length| std::cmp::Reverse(*length));
    let mut room: Vec<i64> =
        half_days.iter().map(|minutes| i64::from(*minutes) / grid * grid).collect();
    let mut used = 0;
    for length in lengths {
        let place = room.iter().position(|room| *room >= length)?;
        room[place] -= length;
        used = used.max(place + 1);
    }
    Some(used)
}

/// Minutes that people take at a rate, on the grid.
fn length(people: i64, rate: i64, grid: i64) -> i64 {
    let units = rate.max(1) * grid;
    (people * 60 + units - 1) / units * grid
}

#[cfg(test)]
mod tests {
    use super::{Days, half_days, hours, sufficient};
    use crate::base::clock::Interval;
    use jiff::civil::{Date, date};

    fn listed(days: &str, wanted: usize) -> Vec<Date> {
        let days = Days::parse(days).ok();
        let found = days.map(|days| half_days(&days, &[Interval::new(540, 720)], wanted));
        found.map(|found| found.listed.iter().map(|(day, _)| *day).collect()).unwrap_or_default()
    }

    #[test]
    fn days_as_they_are_asked_for() {
        let december = |day| date(2026, 12, day);
        assert_eq!(listed("2026-12-14..17", 0), [14, 15, 16, 17].map(december));
        assert_eq!(listed("2026-12-17..21", 0), [17, 18, 21].map(december));
        // A day that is named alone is meant, Saturdays too.
        assert_eq!(listed("2026-12-19,2026-12-21", 0), [19, 21].map(december));
        assert_eq!(
            listed("2026-12-31..2027-01-05", 0),
            [december(31), date(2027, 1, 4), date(2027, 1, 5)]
        );
        assert_eq!(listed("2026-12-31..", 2), [december(31), date(2027, 1, 4)]);
        for wrong in ["2026-12-17..14", "2026-13-01", "", "..", "2026-12-14..2046-12-17", "12-14"] {
            assert!(Days::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn hours_as_they_are_asked_for() {
        let clocks = |given, evening| {
            hours(given, evening)
                .map(|hours| hours.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))
        };
        assert_eq!(clocks(None, false).ok().as_deref(), Some("09:00–12:00 14:00–17:00"));
        assert_eq!(
            clocks(Some("8:30-11:30，14-17:30"), true).ok().as_deref(),
            Some("08:30–11:30 14:00–17:30 19:00–21:00")
        );
        for wrong in ["9", "12-9", "9-12,11-13", "9-25", ""] {
            assert!(hours(Some(wrong), false).is_err(), "{wrong}");
        }
    }

    #[test]
    fn half_days_that_suffice() {
        // 100 an hour: 90 people take 60 minutes on a grid of 20, 100 take 60, 101 take 80.
        assert_eq!(sufficient(&[90, 100, 101], 100, &[180, 180], 20), Some(2));
        assert_eq!(sufficient(&[90, 100, 100], 100, &[180, 180], 20), Some(1));
        assert_eq!(sufficient(&[301], 100, &[180, 180], 20), None);
        assert_eq!(sufficient(&[], 100, &[], 20), Some(0));
    }
}
