//! What single groups ask for: times at which they can't come, pins, and wishes.

use super::{Campaign, Draft, GroupId, StationId};
use crate::base::clock::{Interval, Minutes};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// A time at which a group, or one of its classes, can't come: a lesson, an exam.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unavailable {
    /// The group.
    pub group: GroupId,
    /// The place of the class in its group's list; `None` for the whole group.
    pub class: Option<usize>,
    /// The day.
    pub date: Date,
    /// When on that day.
    pub interval: Interval,
    /// Why, as the file says it.
    pub reason: String,
}

/// A decision made beforehand; every part that is given must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// The group.
    pub group: GroupId,
    /// At this station.
    pub station: Option<StationId>,
    /// On this day.
    pub date: Option<Date>,
    /// Starting at this minute.
    pub start: Option<Minutes>,
    /// Ending at this minute.
    pub end: Option<Minutes>,
}

/// Whether a wish is for a time or against it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// Costs its weight when the window is not wholly inside.
    Prefer,
    /// Costs its weight when the window touches it.
    Avoid,
}

/// A wish of a group for a day, a half-day or hours, with its weight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preference {
    /// The group.
    pub group: GroupId,
    /// The days, any of which will do; `None` for every day.
    pub days: Option<BTreeSet<Date>>,
    /// The hours; `None` for the whole day.
    pub interval: Option<Interval>,
    /// For or against.
    pub wish: Wish,
    /// Points it costs when it is not granted.
    pub weight: i64,
}

impl Preference {
    /// Whether the wish names that day, or every day.
    pub fn is_about(&self, date: Date) -> bool {
        self.days.as_ref().is_none_or(|days| days.contains(&date))
    }

    /// Whether a window at that time leaves the wish ungranted.
    pub fn is_hurt_by(&self, date: Date, window: Interval) -> bool {
        let day = self.is_about(date);
        match self.wish {
            Wish::Prefer => !(day && self.interval.is_none_or(|hours| hours.contains(window))),
            Wish::Avoid => day && self.interval.is_none_or(|hours| hours.overlaps(window)),
        }
    }
}

/// Where each group's own rules stand in the lists of all of them.
#[derive(Debug, Clone)]
pub(super) struct OwnRules {
    unavailable: Vec<Vec<usize>>,
    pins: Vec<Vec<usize>>,
    preferences: Vec<Vec<usize>>,
}

impl OwnRules {
    /// The rules of a draft whose groups are all there.
    pub fn new(draft: &Draft) -> OwnRules {
        let sorted = |groups: &mut dyn Iterator<Item = GroupId>| {
            let mut own = vec![Vec::new(); draft.groups.len()];
            groups.enumerate().for_each(|(place, group)| own[group.0].push(place));
            own
        };
        let mut unavailable = sorted(&mut draft.unavailable.iter().map(|entry| entry.group));
        // By day: every window is held against those of its day, of which there may be a million.
        for own in &mut unavailable {
            own.sort_by_key(|place| draft.unavailable[*place].date);
        }
        OwnRules {
            unavailable,
            pins: sorted(&mut draft.pins.iter().map(|pin| pin.group)),
            preferences: sorted(&mut draft.preferences.iter().map(|preference| preference.group)),
        }
    }
}

impl Draft {
    /// Whether another group must come directly before or after this one.
    pub(super) fn comes_together(&self, group: GroupId) -> bool {
        let mut relations =
            self.relations.iter().filter(|relation| relation.kind == RelationKind::Together);
        relations.any(|relation| [relation.first, relation.second].contains(&group))
    }
}

impl Campaign {
    /// Whether another group must come directly before or after this one, which has one window
    /// then.
    pub fn comes_together(&self, group: GroupId) -> bool {
        self.draft.comes_together(group)
    }

    /// Times of a day at which a group or one of its classes can't come.
    pub fn unavailable_on(
        &self,
        date: Date,
        group: GroupId,
    ) -> impl Iterator<Item = &Unavailable> + Clone {
        let (all, own) = (&self.draft.unavailable, &self.own.unavailable[group.0]);
        let first = own.partition_point(|place| all[*place].date < date);
        let entries = own[first..].iter().map(|place| &all[*place]);
        entries.take_while(move |entry| entry.date == date)
    }

    /// Decisions made beforehand about a group.
    pub fn pins_of(&self, group: GroupId) -> impl Iterator<Item = &Pin> {
        self.own.pins[group.0].iter().map(|place| &self.draft.pins[*place])
    }

    /// Wishes of a group.
    pub fn preferences_of(&self, group: GroupId) -> impl Iterator<Item = &Preference> {
        self.own.preferences[group.0].iter().map(|place| &self.draft.preferences[*place])
    }
}

/// What two groups ask of each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RelationKind {
    /// In the same block, directly after one another, in either order.
    Together,
    /// Neither in the same block nor in blocks of other stations that run at the same time.
    Apart,
    /// The first is done before the second starts.
    Before,
}

/// A relation between two groups; it asks nothing where one of them has no window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Relation {
    /// What is asked.
    pub kind: RelationKind,
    /// One group.
    pub first: GroupId,
    /// The other group.
    pub second: GroupId,
}

impl Relation {
    /// The other group of the relation; `None` where the group is no part of it.
    pub fn partner(&self, group: GroupId) -> Option<GroupId> {
        match group {
            group if group == self.first => Some(self.second),
            group if group == self.second => Some(self.first),
            _ => None,
        }
    }
}
