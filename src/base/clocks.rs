//! The clocks of a time zone: hours that they skip, and hours that they go through twice.

use super::clock::{Interval, Minutes};
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp};

/// The clocks of a time zone. Those of a zone that is not known never change.
#[derive(Debug, Clone)]
pub struct Clocks(TimeZone);

/// A change of clocks on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockChange {
    /// What the clocks skip, or go through twice.
    pub hour: Interval,
    /// Whether they skip it.
    pub is_skipped: bool,
}

impl Clocks {
    /// Those of a zone by its IANA name.
    pub fn of(zone: &str) -> Clocks {
        Clocks(TimeZone::get(zone).unwrap_or(TimeZone::UTC))
    }

    /// Whether the clocks of that day ever show this minute.
    pub fn show(&self, date: Date, minute: Minutes) -> bool {
        let found = self.0.to_ambiguous_timestamp(moment(date, minute)).offset();
        !matches!(found, AmbiguousOffset::Gap { .. })
    }

    /// Whether something may end at this minute: 02:00 is an end where clocks skip 02:00 to 03:00.
    pub fn reach(&self, date: Date, minute: Minutes) -> bool {
        self.show(date, minute) || self.show(date, minute - 1)
    }

    /// Minutes that really pass in an interval; a minute that comes twice is the first of the two.
    pub fn true_minutes(&self, date: Date, interval: Interval) -> Minutes {
        let [start, end] = [interval.start, interval.end].map(|minute| self.at(date, minute));
        let seconds = start.zip(end).map(|(start, end)| end.duration_since(start).as_secs());
        seconds.map_or(interval.minutes(), |seconds| (seconds / 60) as Minutes)
    }

    /// The changes inside of an interval, in order.
    pub fn changes(&self, date: Date, interval: Interval) -> Vec<ClockChange> {
        let [start, end] = [interval.start, interval.end].map(|minute| self.at(date, minute));
        let (Some(start), Some(end)) = (start, end) else { return Vec::new() };
        let midnight = moment(date, 0);
        // A change at the very start or end of the interval takes nothing from it.
        let inside = self.0.following(start).take_while(|change| change.timestamp() < end);
        let found = inside.map(|change| {
            let at = change.timestamp();
            let before = at
                .checked_sub(SignedDuration::from_secs(1))
                .map_or(change.offset(), |second| self.0.to_offset(second));
            let [from, to] = [before, change.offset()].map(|offset| {
                let shown = offset.to_datetime(at).duration_since(midnight);
                (shown.as_secs() / 60) as Minutes
            });
            ClockChange { hour: Interval::new(from.min(to), from.max(to)), is_skipped: from < to }
        });
        // A change of the zone's name alone moves no clock.
        found.filter(|change| change.hour.minutes() > 0).collect()
    }

    fn at(&self, date: Date, minute: Minutes) -> Option<Timestamp> {
        self.0.to_timestamp(moment(date, minute)).ok()
    }
}

/// A minute of a day; 24:00 is the midnight after it.
pub fn moment(date: Date, minute: Minutes) -> DateTime {
    let midnight = date.to_datetime(Time::midnight());
    midnight.checked_add(SignedDuration::from_mins(i64::from(minute))).unwrap_or(midnight)
}

#[cfg(test)]
mod tests {
    use super::{ClockChange, Clocks, moment};
    use crate::base::clock::Interval;
    use jiff::civil::date;

    #[test]
    fn clocks_skip_an_hour_in_spring_and_go_through_one_twice_in_autumn() {
        let london = Clocks::of("Europe/London");
        let (spring, autumn) = (date(2024, 3, 31), date(2024, 10, 27));
        let (night, hour) = (Interval::new(20, 180), Interval::new(60, 120));
        let shown = [59, 60, 73, 119, 120].map(|minute| london.show(spring, minute));
        assert_eq!(shown, [true, false, false, false, true]);
        assert!(london.reach(spring, 60) && !london.reach(spring, 61));
        assert_eq!(london.true_minutes(spring, night), 100);
        assert_eq!(london.true_minutes(autumn, night), 220);
        for (day, is_skipped) in [(spring, true), (autumn, false)] {
            assert_eq!(london.changes(day, night), [ClockChange { hour, is_skipped }]);
            assert!(london.changes(day, Interval::new(120, 1440)).is_empty());
        }
        // An hour that ends where clocks change is whole, as is one that begins there.
        assert!(london.changes(spring, Interval::new(0, 60)).is_empty());
    }

    #[test]
    fn other_days_and_zones_run_evenly() {
        let day = Interval::new(0, 1440);
        for (zone, on) in
            [("Asia/Shanghai", date(2024, 3, 31)), ("Europe/London", date(2024, 4, 1))]
        {
            let clocks = Clocks::of(zone);
            assert!(clocks.changes(on, day).is_empty() && clocks.show(on, 73));
            assert_eq!(clocks.true_minutes(on, day), 1440);
        }
        assert_eq!(moment(date(2023, 12, 31), 1440), date(2024, 1, 1).at(0, 0, 0, 0));
    }
}
