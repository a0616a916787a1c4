//! Who has not been photographed, and when each college comes in the make-up time.
//!
//! A make-up time takes `⌊minutes × rate / 60⌋` people one after another, colleges in the order of
//! their windows and students in the order of class and number. Only those come whose class had its
//! time before. Since nobody has a last moment, a make-up time that is filled as long as somebody
//! waits leaves the fewest people over.

use crate::base::clock::{Interval, Minutes};
use crate::base::ratio::Ratio;
use crate::campaign::actuals::Moment;
use crate::campaign::plan::Plan;
use crate::campaign::{Block, Campaign, GroupId, StationId, Student, StudentStatus};
use crate::plans::make_up::{gaps, pace};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// A student who is missing.
#[derive(Debug, Clone, Copy)]
pub struct Missing<'a> {
    /// The student.
    pub student: &'a Student,
    /// The minute of the make-up photo; `None` where the make-up time is full.
    pub turn: Option<MakeUpTurn>,
}

/// A place in the make-up time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct MakeUpTurn {
    /// The day.
    pub date: Date,
    /// The station.
    pub station: StationId,
    /// The minute of the photo.
    pub minute: Minutes,
}

/// The part of a make-up time that a college gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MakeUpSlot {
    /// The group.
    pub group: GroupId,
    /// The day.
    pub date: Date,
    /// The station.
    pub station: StationId,
    /// Start and end, in minutes of the day.
    pub interval: Interval,
    /// The number of people who come in this turn.
    pub people: i64,
}

/// Everybody who is missing.
pub struct MakeUpList<'a> {
    /// Student by student: by group, class and number.
    pub missing: Vec<Missing<'a>>,
    /// College by college, in the order of time.
    pub slots: Vec<MakeUpSlot>,
    /// Photos per hour, and whether the stations give it; `None` where nothing is known.
    pub pace: Option<(Ratio, bool)>,
}

impl MakeUpList<'_> {
    /// The number of missing people without a place in the make-up time.
    pub fn left_over(&self) -> i64 {
        self.missing.iter().filter(|missing| missing.turn.is_none()).count() as i64
    }

    /// For each group and class its number of missing people, and the number of these without a place in the
    /// make-up time.
    pub fn by_class(&self) -> BTreeMap<(GroupId, usize), (i64, i64)> {
        let mut classes: BTreeMap<_, (i64, i64)> = BTreeMap::new();
        for Missing { student, turn } in &self.missing {
            let count = classes.entry((student.group, student.class)).or_default();
            count.0 += 1;
            count.1 += i64::from(turn.is_none());
        }
        classes
    }
}

/// When the class of a student has had its time: the end of its slot, or of its group's window.
fn had_its_time(plan: &Plan, student: &Student) -> Option<Moment> {
    let (date, interval) = plan.time_of(student.group, Some(student.class))?;
    Some(Moment { date, minute: interval.end })
}

/// The list: `photographed` are places in the list of students. With a moment, only those are
/// missing whose time was over by then, and only make-up time from then on counts.
pub fn make_up_list<'a>(
    campaign: &'a Campaign,
    plan: &Plan,
    photographed: &BTreeSet<usize>,
    now: Option<Moment>,
) -> MakeUpList<'a> {
    let mut missing: Vec<(&Student, Option<Moment>)> = campaign
        .roster()
        .iter()
        .enumerate()
        .filter(|(place, student)| {
            student.status != StudentStatus::OffSite && !photographed.contains(place)
        })
        .map(|(_, student)| (student, had_its_time(plan, student)))
        .filter(|(_, over)| now.is_none_or(|now| over.is_none_or(|over| over <= now)))
        .collect();
    missing.sort_by_key(|(student, _)| (student.group, student.class, student.queue_key()));
    let pace = pace(campaign, plan);
    let mut order: Vec<usize> = (0..missing.len()).collect();
    let first_call =
        |group| plan.windows_of(group).first().map(|window| (window.date, window.interval));
    let calls: BTreeMap<GroupId, _> =
        campaign.group_ids().map(|group| (group, first_call(group))).collect();
    order.sort_by_key(|place| {
        let group = missing[*place].0.group;
        (calls[&group].is_none(), calls[&group], group, *place)
    });
    let mut waiting: VecDeque<usize> = order.into();
    let mut turns: Vec<Option<MakeUpTurn>> = vec![None; missing.len()];
    let mut slots: Vec<MakeUpSlot> = Vec::new();
    for (date, station, interval) in times(campaign, plan, now) {
        let block = campaign.block_at(station, date, interval);
        let known = campaign.rate_at(station, block).map(Ratio::whole);
        let Some(rate) = known.or(pace.map(|(rate, _)| rate)) else { continue };
        let starts = Moment { date, minute: interval.start };
        let (mut taken, mut later) = (0, VecDeque::new());
        let mut parts: Vec<MakeUpPart> = Vec::new();
        while let Some(place) = waiting.pop_front() {
            let (student, over) = missing[place];
            if over.is_some_and(|over| over > starts) || !fits(taken, rate, interval) {
                later.push_back(place);
                continue;
            }
            let exact = minute(interval, taken, rate, false);
            turns[place] = Some(MakeUpTurn { date, station, minute: exact });
            match parts.last_mut() {
                Some(part) if part.group == student.group => part.places.push(place),
                _ => parts.push(MakeUpPart { group: student.group, exact, places: vec![place] }),
            }
            taken += 1;
        }
        waiting = later;
        let end = round_up(minute(interval, taken, rate, true)).min(interval.end);
        for (part, interval) in parts.iter().zip(shared_out(&parts, interval.start, end)) {
            let people = part.places.len() as i64;
            slots.push(MakeUpSlot { group: part.group, date, station, interval, people });
            for place in &part.places {
                // Nobody is told a minute: a camera keeps no such time.
                let within = |turn: MakeUpTurn| {
                    let last = (interval.end - TURN_STEP).max(interval.start);
                    let minute = round_down(turn.minute).clamp(interval.start, last);
                    MakeUpTurn { minute, ..turn }
                };
                turns[*place] = turns[*place].map(within);
            }
        }
    }
    let missing =
        missing.iter().zip(turns).map(|((student, _), turn)| Missing { student, turn }).collect();
    MakeUpList { missing, slots, pace }
}

/// The people of one college who follow one another in a make-up time.
struct MakeUpPart {
    group: GroupId,
    /// When the first of them would be photographed, to the minute.
    exact: Minutes,
    /// Their places in the list of those missing.
    places: Vec<usize>,
}

/// Colleges are told times on multiples of 5 minutes, as an office would write them.
const TURN_STEP: Minutes = 5;

fn round_down(minute: Minutes) -> Minutes {
    minute.div_euclid(TURN_STEP) * TURN_STEP
}

fn round_up(minute: Minutes) -> Minutes {
    round_down(minute + TURN_STEP - 1)
}

/// What each college is told of a make-up time that is used from `start` to `end`: times on full
/// steps, one after another. Colleges whose exact times begin in the same step share one time.
fn shared_out(parts: &[MakeUpPart], start: Minutes, end: Minutes) -> Vec<Interval> {
    let begins: Vec<Minutes> =
        parts.iter().map(|part| round_down(part.exact).clamp(start, end)).collect();
    let mut told = vec![Interval::new(start, end); parts.len()];
    let mut next = end;
    for (place, begin) in begins.iter().enumerate().rev() {
        // Whoever begins in the step of the college before it comes with that one.
        let is_first = place == 0 || begins[place - 1] < *begin;
        told[place] = Interval::new(*begin, next);
        if is_first {
            next = *begin;
        }
    }
    told
}

/// Make-up times and gaps in the order of time, as far as they are not over.
fn times(
    campaign: &Campaign,
    plan: &Plan,
    now: Option<Moment>,
) -> Vec<(Date, StationId, Interval)> {
    let of_block = |block: &Block| {
        let (date, station) = (block.date, block.station);
        block
            .make_up
            .iter()
            .map(move |make_up| (date, station, make_up.interval))
            .collect::<Vec<_>>()
    };
    let mut times: Vec<_> = campaign.blocks().iter().flat_map(of_block).collect();
    times.extend(gaps(campaign, plan).into_iter().map(|(id, gap)| {
        let block = campaign.block(id);
        (block.date, block.station, gap)
    }));
    for (date, _, interval) in &mut times {
        if let Some(now) = now.filter(|now| now.date >= *date) {
            interval.start = if now.date > *date {
                interval.end
            } else {
                interval.start.max(round_up(now.minute))
            };
        }
    }
    times.retain(|(_, _, interval)| interval.minutes() > 0);
    times.sort_by_key(|(date, station, interval)| (*date, interval.start, *station));
    times
}

/// Whether one more person can be photographed: `(taken + 1) × 60 / rate ≤ minutes`.
fn fits(taken: i64, rate: Ratio, interval: Interval) -> bool {
    (taken + 1) * 60 * rate.denominator() <= i64::from(interval.minutes()) * rate.numerator()
}

/// The minutes that `photos` photos take at `rate` an hour, a begun minute counted or not.
fn minute(interval: Interval, photos: i64, rate: Ratio, begun: bool) -> Minutes {
    let (exact, per) = (photos * 60 * rate.denominator(), rate.numerator());
    let up = if begun { per - 1 } else { 0 };
    interval.start + ((exact + up) / per) as Minutes
}

#[cfg(test)]
mod tests {
    use super::{MakeUpPart, shared_out};
    use crate::base::clock::Interval;
    use crate::campaign::GroupId;

    #[test]
    fn colleges_are_told_times_that_follow_one_another() {
        let told = |exact: &[i32], start, end| {
            let part =
                |exact: &i32| MakeUpPart { group: GroupId(0), exact: *exact, places: Vec::new() };
            let parts: Vec<MakeUpPart> = exact.iter().map(part).collect();
            let told = shared_out(&parts, start, end).into_iter();
            told.map(|Interval { start, end }| (start, end)).collect::<Vec<_>>()
        };
        assert_eq!(told(&[0, 12, 31], 0, 40), [(0, 10), (10, 30), (30, 40)]);
        // Two that begin within five minutes come together.
        assert_eq!(told(&[0, 12, 13, 31], 0, 40), [(0, 10), (10, 30), (10, 30), (30, 40)]);
        // A make-up time that begins and ends off the step keeps its own ends.
        assert_eq!(told(&[2, 3, 8], 2, 9), [(2, 5), (2, 5), (5, 9)]);
        assert!(told(&[], 0, 0).is_empty());
    }
}
