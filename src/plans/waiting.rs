//! People between call time and photo: who waits where, minute by minute.

use crate::base::clock::{Interval, Minutes};
use crate::campaign::plan::{Plan, Window};
use crate::campaign::{Campaign, StationId};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// People who are called at once and photographed at an even pace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crowd {
    /// The station.
    pub station: StationId,
    /// The day.
    pub date: Date,
    /// When they are called.
    pub call: Minutes,
    /// When they are photographed: their slot without the breaks in it.
    pub parts: Vec<Interval>,
    /// The number of people expected in the slot.
    pub people: i64,
}

impl Crowd {
    /// The number of its people who wait at the start of a minute: all from call time on, and from the start of
    /// the slot `⌈people × minutes left / minutes⌉`.
    pub fn waiting_at(&self, minute: Minutes) -> i64 {
        if minute < self.call {
            return 0;
        }
        let all: Minutes = self.parts.iter().map(|part| part.minutes()).sum();
        let left: Minutes =
            self.parts.iter().map(|part| (part.end - minute.max(part.start)).max(0)).sum();
        if all <= 0 {
            return if self.parts.first().is_some_and(|part| minute < part.start) {
                self.people
            } else {
                0
            };
        }
        (self.people * i64::from(left) + i64::from(all) - 1) / i64::from(all)
    }
}

/// The crowds of a window: one for each slot, or one for the whole group where it has no classes.
pub fn crowds_of(campaign: &Campaign, window: &Window, slots: &[(usize, Interval)]) -> Vec<Crowd> {
    let group = campaign.group(window.group);
    let crowd = |start: Minutes, parts: Vec<Interval>, people: i64| Crowd {
        station: window.station,
        date: window.date,
        call: campaign.call(start),
        parts,
        people,
    };
    // Of a group with classes but without slots nobody knows who is called when.
    if slots.is_empty() && !group.classes.is_empty() {
        return Vec::new();
    }
    if slots.is_empty() {
        let parts = match campaign.block_at(window.station, window.date, window.interval) {
            Some(block) => campaign.block(block).working_parts(window.interval),
            None => vec![window.interval],
        };
        return vec![crowd(window.interval.start, parts, window.expected(campaign))];
    }
    let people = |class: usize| group.expected_of_class(class);
    slots.iter().map(|(class, slot)| crowd(slot.start, vec![*slot], people(*class))).collect()
}

/// All crowds of a plan.
pub fn crowds(campaign: &Campaign, plan: &Plan) -> Vec<Crowd> {
    let slots_in = |window: &Window| -> Vec<(usize, Interval)> {
        plan.slots_in(window).into_iter().map(|slot| (slot.class, slot.interval)).collect()
    };
    plan.windows.iter().flat_map(|window| crowds_of(campaign, window, &slots_in(window))).collect()
}

/// A place with a limit: one station, or all of them.
pub type Hall = Option<StationId>;

/// Every place whose waiting people are limited, with the limit.
pub fn limits(campaign: &Campaign) -> Vec<(Hall, i64)> {
    let stations = campaign.stations().iter().enumerate();
    let own =
        stations.filter_map(|(id, station)| Some((Some(StationId(id)), station.hall_capacity?)));
    own.chain(campaign.hall_capacity().map(|limit| (None, limit))).collect()
}

/// A minute of a day at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct WaitingMoment {
    /// The hall whose capacity counts.
    pub hall: Hall,
    /// The day.
    pub date: Date,
    /// The minute.
    pub minute: Minutes,
}

impl WaitingMoment {
    /// The number of people of these crowds who wait at the moment.
    pub fn waiting<'a>(&self, crowds: impl IntoIterator<Item = &'a Crowd>) -> i64 {
        let here = |crowd: &&Crowd| {
            crowd.date == self.date && self.hall.is_none_or(|hall| hall == crowd.station)
        };
        crowds.into_iter().filter(here).map(|crowd| crowd.waiting_at(self.minute)).sum()
    }
}

/// Moments at which more people wait than a place holds. The number only rises when somebody is
/// called, so call times are all that has to be looked at.
pub fn overfull(campaign: &Campaign, crowds: &[Crowd]) -> Vec<WaitingMoment> {
    let mut by_day: BTreeMap<Date, Vec<&Crowd>> = BTreeMap::new();
    for crowd in crowds {
        by_day.entry(crowd.date).or_default().push(crowd);
    }
    let mut found = Vec::new();
    for (hall, limit) in limits(campaign) {
        for (date, crowds) in &by_day {
            let mut calls: Vec<Minutes> = crowds.iter().map(|crowd| crowd.call).collect();
            calls.sort_unstable();
            calls.dedup();
            let moments =
                calls.into_iter().map(|minute| WaitingMoment { hall, date: *date, minute });
            found.extend(moments.filter(|moment| moment.waiting(crowds.iter().copied()) > limit));
        }
    }
    found
}
