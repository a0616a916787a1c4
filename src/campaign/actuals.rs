//! What has really happened by a moment of the campaign, as its table says it.

use crate::base::clock::{Interval, Minutes, clock};
use crate::base::diagnostic::Location;
use crate::campaign::{BlockId, GroupId, StationId};
use jiff::civil::Date;
use std::fmt;

/// A minute of a day; earlier ones are smaller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// The day.
    pub date: Date,
    /// The minute.
    pub minute: Minutes,
}

impl Moment {
    /// The moment `minutes` later, on the same day or after it.
    #[must_use]
    pub fn plus(self, minutes: Minutes) -> Moment {
        const DAY: Minutes = 24 * 60;
        let total = self.minute + minutes;
        let days = i64::from(total.div_euclid(DAY));
        let date = self.date.saturating_add(jiff::Span::new().days(days));
        Moment { date, minute: total.rem_euclid(DAY) }
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.date, clock(self.minute))
    }
}

/// A group, or one of its classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Who {
    /// The group.
    pub group: GroupId,
    /// The place of the class in the group's list; `None` for the whole group.
    pub class: Option<usize>,
}

/// One thing that has happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Nobody of these is left to be photographed.
    Done(Who),
    /// The number of people of a group or class who have been photographed so far.
    Photographed(Who, i64),
    /// The number of people of a group or class who did not come, or are known not to come.
    Absent(Who, i64),
    /// The number of people who come on top of the list.
    More(Who, i64),
    /// A station does not work: on that day, today where it is open; from that minute, now where it
    /// is open; until that minute, the end of the day where it is open.
    Out {
        /// The station.
        station: StationId,
        /// The day.
        date: Option<Date>,
        /// From.
        from: Option<Minutes>,
        /// Until.
        until: Option<Minutes>,
    },
    /// A block is lost, from and until these minutes where they are given.
    Lost {
        /// The block.
        block: BlockId,
        /// From.
        from: Option<Minutes>,
        /// Until.
        until: Option<Minutes>,
    },
    /// A half-day more than the campaign has.
    Extra {
        /// The station that works.
        station: StationId,
        /// The day.
        date: Date,
        /// From its first minute to its last.
        interval: Interval,
    },
}

impl Event {
    /// Whom it is about, where it is about people.
    pub fn who(&self) -> Option<Who> {
        match self {
            Event::Done(who)
            | Event::Photographed(who, _)
            | Event::Absent(who, _)
            | Event::More(who, _) => Some(*who),
            Event::Out { .. } | Event::Lost { .. } | Event::Extra { .. } => None,
        }
    }
}

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actual {
    /// What has happened.
    pub event: Event,
    /// Where it says so.
    pub place: Location,
}

/// Time of a station in which nobody is photographed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LostTime {
    /// The station.
    pub station: StationId,
    /// The day.
    pub date: Date,
    /// Start and end, in minutes of the day.
    pub interval: Interval,
}

#[cfg(test)]
mod tests {
    use super::Moment;
    use jiff::civil::date;

    #[test]
    fn a_notice_may_last_beyond_midnight() {
        let evening = Moment { date: date(2023, 12, 31), minute: 23 * 60 };
        assert_eq!(evening.plus(60), Moment { date: date(2024, 1, 1), minute: 0 });
        assert_eq!(evening.plus(2 * 24 * 60 + 30).to_string(), "2024-01-02 23:30");
    }
}
