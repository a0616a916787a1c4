//! Days and minutes: intervals of one day are half-open and in whole minutes since midnight.

use crate::base::text::Lang;
use jiff::civil::{Date, Weekday};
use std::fmt;

/// Minutes since midnight, or a length in minutes.
pub type Minutes = i32;

/// `[start, end)` within one day, in minutes since midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Interval {
    /// The first minute inside.
    pub start: Minutes,
    /// The first minute after.
    pub end: Minutes,
}

impl Interval {
    /// `[start, end)`, as given: hand-made plans may hold an interval that is upside down.
    pub const fn new(start: Minutes, end: Minutes) -> Interval {
        Interval { start, end }
    }

    /// Length in minutes; negative when upside down.
    pub fn minutes(self) -> Minutes {
        self.end - self.start
    }

    /// Whether `other` lies inside.
    pub fn contains(self, other: Interval) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// What the two share; upside down or empty when that is nothing.
    #[must_use]
    pub fn shared(self, other: Interval) -> Interval {
        Interval::new(self.start.max(other.start), self.end.min(other.end))
    }

    /// Whether the two share a minute.
    pub fn overlaps(self, other: Interval) -> bool {
        self.start < other.end && other.start < self.end
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}–{}", clock(self.start), clock(self.end))
    }
}

/// `HH:MM`.
pub fn clock(minute: Minutes) -> String {
    let sign = if minute < 0 { "-" } else { "" };
    let minute = minute.abs();
    format!("{sign}{:02}:{:02}", minute / 60, minute % 60)
}

/// A day as a reader says it: `12月11日（周一）` or `Mon 11 Dec`.
pub fn day_label(date: Date, lang: Lang) -> String {
    let weekday = date.weekday();
    match lang {
        Lang::Zh => format!("{}月{}日（{}）", date.month(), date.day(), weekday_zh(weekday)),
        Lang::En => date.strftime("%a %-d %b").to_string(),
    }
}

/// Part of a day, in order of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DayPart {
    /// It begins before noon.
    Morning,
    /// It begins at noon or later, and is no evening.
    Afternoon,
    /// It begins at 17:00 or later, and most of it lies behind 18:00.
    Evening,
}

impl DayPart {
    /// The part in which somebody works from the one minute to the other.
    pub fn of(span: Interval) -> DayPart {
        let is_evening = span.start >= 17 * 60 && span.start + span.end > 2 * 18 * 60;
        match span.start {
            ..720 => DayPart::Morning,
            _ if is_evening => DayPart::Evening,
            _ => DayPart::Afternoon,
        }
    }
}

/// `上午`, `下午`, `晚上`, or `全天` for what goes on well past noon.
pub fn half_label(span: Interval, lang: Lang) -> &'static str {
    match DayPart::of(span) {
        DayPart::Morning if span.end > 14 * 60 => lang.pick("全天", "all day"),
        DayPart::Morning => lang.pick("上午", "morning"),
        DayPart::Afternoon => lang.pick("下午", "afternoon"),
        DayPart::Evening => lang.pick("晚上", "evening"),
    }
}

/// A day of the week, in full in English.
pub fn weekday_name(weekday: Weekday, lang: Lang) -> &'static str {
    match (lang, weekday) {
        (Lang::Zh, _) => weekday_zh(weekday),
        (Lang::En, Weekday::Monday) => "Monday",
        (Lang::En, Weekday::Tuesday) => "Tuesday",
        (Lang::En, Weekday::Wednesday) => "Wednesday",
        (Lang::En, Weekday::Thursday) => "Thursday",
        (Lang::En, Weekday::Friday) => "Friday",
        (Lang::En, Weekday::Saturday) => "Saturday",
        (Lang::En, Weekday::Sunday) => "Sunday",
    }
}

fn weekday_zh(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "周一",
        Weekday::Tuesday => "周二",
        Weekday::Wednesday => "周三",
        Weekday::Thursday => "周四",
        Weekday::Friday => "周五",
        Weekday::Saturday => "周六",
        Weekday::Sunday => "周日",
    }
}

#[cfg(test)]
mod tests {
    use super::{Interval, clock, day_label, half_label};
    use crate::base::text::Lang;
    use jiff::civil::date;

    #[test]
    fn intervals_are_half_open() {
        let morning = Interval::new(540, 720);
        assert!(!morning.overlaps(Interval::new(720, 800)));
        assert!(morning.overlaps(Interval::new(719, 720)));
        assert!(morning.contains(morning));
        assert_eq!(morning.to_string(), "09:00–12:00");
        assert_eq!(clock(5), "00:05");
    }

    #[test]
    fn days_read_as_an_office_writes_them() {
        assert_eq!(day_label(date(2023, 12, 11), Lang::Zh), "12月11日（周一）");
        assert_eq!(day_label(date(2023, 12, 11), Lang::En), "Mon 11 Dec");
        for (from, to, half) in [
            (8, 12, "上午"),
            (9, 17, "全天"),
            (14, 18, "下午"),
            (16, 19, "下午"),
            (17, 18, "下午"),
            (17, 20, "晚上"),
            (19, 21, "晚上"),
        ] {
            assert_eq!(
                half_label(Interval::new(from * 60, to * 60), Lang::Zh),
                half,
                "{from}–{to}"
            );
        }
    }
}
