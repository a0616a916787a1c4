//! Where everybody stands: what each window of the plan still owes.
//!
//! What the table doesn't name has gone as planned: a window that is over has served its people,
//! one that is running `⌈people × minutes worked ÷ minutes of the slot⌉` of each class, of the
//! window where there are no slots, lost time not counted as worked, and one at least is left.

use super::Request;
use super::horizon::Horizon;
use crate::base::clock::Interval;
use crate::campaign::actuals::{Actual, Event, Moment, Who};
use crate::campaign::plan::Window;
use crate::campaign::{Class, Group, GroupId, Share};
use std::collections::BTreeSet;

/// What a window of the plan still owes.
pub struct Left {
    /// The window, as people were told it.
    pub window: Window,
    /// Classes with people left, in the order in which they come; empty for a group without a class
    /// list.
    pub classes: Vec<(usize, i64)>,
    /// People left.
    pub people: i64,
}

/// How a group stands.
pub struct Standing {
    /// Window by window, in the order of time.
    pub left: Vec<Left>,
    /// Whether its first window has begun.
    pub has_begun: bool,
    /// Whether the table says how far it is.
    pub is_said: bool,
    /// Whether the table says nothing of it at all.
    pub is_as_planned: bool,
}

/// What the table says of one group or class.
#[derive(Default, Clone, Copy)]
pub struct Said {
    /// Nobody is left.
    pub done: bool,
    /// Photographed so far.
    pub photographed: Option<i64>,
    /// Did not come, or will not.
    pub absent: i64,
    /// Come on top.
    pub more: i64,
}

/// Everything that the table says of a group or class itself.
pub fn said(actuals: &[Actual], who: Who) -> Said {
    let mut said = Said::default();
    for actual in actuals.iter().filter(|actual| actual.event.who() == Some(who)) {
        match actual.event {
            Event::Done(_) => said.done = true,
            Event::Photographed(_, people) => said.photographed = Some(people),
            Event::Absent(_, people) => said.absent += people,
            Event::More(_, people) => said.more += people,
            Event::Out { .. } | Event::Lost { .. } => {}
        }
    }
    said
}

/// Whoever is to be photographed of a class, or of a group without classes:
/// `attendance × (invited − absent) + more`, the first rounded up. Of those who are known to stay
/// away some were not expected anyway.
pub fn to_come(attendance: Share, invited: i64, said: Said) -> i64 {
    attendance.of((invited - said.absent).max(0)) + said.more
}

/// By how many fewer are expected of a group with classes when so many stay away and nobody says of
/// which class: `⌊absent × expected ÷ invited⌋`.
pub fn fewer(group: &Group, absent: i64) -> i64 {
    let invited: i64 = group.classes.iter().map(Class::invited).sum();
    absent * group.expected() / invited.max(1)
}

/// How a group with windows stands.
pub fn standing(request: &Request<'_>, horizon: &Horizon<'_>, id: GroupId) -> Standing {
    let Request { campaign, plan, now, actuals, .. } = *request;
    let group = campaign.group(id);
    let windows = plan.windows_of(id);
    let has_begun = windows.first().is_some_and(|window| request.has_begun(window));
    let whole = said(actuals, Who { group: id, class: None });
    let of_class = |class: usize| said(actuals, Who { group: id, class: Some(class) });
    // Who comes in which window: classes by the plan's slots, or all people in the last one.
    let mut assigned = BTreeSet::new();
    let mut owed: Vec<Vec<(Option<usize>, i64)>> = Vec::new();
    for (place, window) in windows.iter().enumerate() {
        if group.classes.is_empty() {
            let people = to_come(
                group.attendance,
                group.headcount - group.off_site,
                Said { more: 0, ..whole },
            );
            owed.push(if place + 1 == windows.len() { vec![(None, people)] } else { Vec::new() });
            continue;
        }
        let slots = plan.slots_in(window);
        let mut order: Vec<usize> = slots.iter().map(|slot| slot.class).collect();
        let listed = (0..group.classes.len())
            .filter(|class| window.run.is_none_or(|run| run.contains(*class)));
        order.extend(listed);
        order.retain(|class| assigned.insert(*class));
        let people = |class: usize| {
            let own = &group.classes[class];
            to_come(own.attendance, own.invited(), of_class(class))
        };
        owed.push(order.into_iter().map(|class| (Some(class), people(class))).collect());
    }
    if let Some((_, people)) = owed.iter_mut().rev().find_map(|own| own.last_mut()) {
        *people += whole.more;
    }
    let is_said = actuals.iter().any(|actual| {
        matches!(actual.event, Event::Done(_) | Event::Photographed(..))
            && actual.event.who().is_some_and(|who| who.group == id)
    });
    // People of the group who are photographed or known to be away, to be shared out in the order
    // of coming.
    let mut away = if group.classes.is_empty() { 0 } else { fewer(group, whole.absent) };
    let mut counted = whole.photographed.map(|people| people + std::mem::take(&mut away));
    let mut left = Vec::new();
    for (window, own) in windows.iter().zip(owed) {
        let mut budget = counted.unwrap_or_else(|| {
            let planned = |(class, people): &(Option<usize>, i64)| {
                let slot =
                    plan.slots_in(window).into_iter().find(|slot| *class == Some(slot.class));
                as_planned(
                    horizon,
                    now,
                    window,
                    slot.map_or(window.interval, |slot| slot.interval),
                    *people,
                )
            };
            own.iter().map(planned).sum::<i64>() + std::mem::take(&mut away)
        });
        let mut classes = Vec::new();
        let mut people_left = 0;
        for (class, people) in own {
            let here = class.map(of_class).unwrap_or_default();
            let left = if whole.done || here.done {
                0
            } else if let Some(photographed) = here.photographed {
                let left = (people - photographed).max(0);
                budget = if left > 0 { 0 } else { (budget - photographed).max(0) };
                left
            } else {
                let served = budget.clamp(0, people);
                budget -= served;
                people - served
            };
            people_left += left;
            classes.extend(class.filter(|_| left > 0).map(|class| (class, left)));
        }
        if counted.is_some() {
            counted = Some(budget);
        }
        left.push(Left { window: (*window).clone(), classes, people: people_left });
    }
    let is_as_planned =
        !actuals.iter().any(|actual| actual.event.who().is_some_and(|who| who.group == id));
    Standing { left, has_begun, is_said, is_as_planned }
}

/// How many of the people who come in that part of a window are photographed by now if all went as
/// planned.
fn as_planned(
    horizon: &Horizon<'_>,
    now: Moment,
    window: &Window,
    interval: Interval,
    people: i64,
) -> i64 {
    let Window { station, date, .. } = *window;
    let passed = match date.cmp(&now.date) {
        std::cmp::Ordering::Less => interval.end,
        std::cmp::Ordering::Equal => {
            now.minute.clamp(interval.start, interval.end.max(interval.start))
        }
        std::cmp::Ordering::Greater => interval.start,
    };
    let worked = i64::from(horizon.worked(station, date, Interval::new(interval.start, passed)));
    let whole = i64::from(horizon.planned_minutes(station, date, interval)).max(1);
    // Whose time is not over is not done: somebody is still at it.
    let most = if passed < interval.end { (people - 1).max(0) } else { people };
    ((people * worked + whole - 1) / whole).min(most)
}
