//! Class slots: a window is shared out to its classes in proportion to their expected people.

mod order;

use crate::base::clock::{Interval, Minutes};
use crate::base::ratio::Ratio;
use crate::campaign::plan::{Plan, Slot};
use crate::campaign::{Campaign, ClassOrder, ClassRun, GroupId};
use jiff::civil::Date;

/// Shares `minutes` out in proportion to `people`: for each entry its `[from, to)` in minutes from
/// the start of the window.
///
/// The exact boundary after entry `i` is `minutes × (people₀ + … + peopleᵢ) / Σ people`. Each
/// boundary is that figure rounded to the nearest minute, moved by less than a minute more where
/// otherwise an entry with people would get no minute at all. So boundaries never drift, the slots
/// are contiguous, and they add up to the window exactly. (Rounding each length instead would drift
/// down the line.)
pub fn apportion(people: &[i64], minutes: Minutes) -> Vec<Interval> {
    let total: i64 = people.iter().sum();
    if total <= 0 || minutes <= 0 {
        return people.iter().map(|_| Interval::new(0, 0)).collect();
    }
    let exact: Vec<i64> = people
        .iter()
        .scan(0, |before, count| {
            *before += count;
            Some(*before * i64::from(minutes))
        })
        .collect();
    let within_a_minute = |boundary: i64, i: usize| (boundary * total - exact[i]).abs() <= total;
    let mut boundaries: Vec<i64> =
        exact.iter().map(|share| (2 * share + total) / (2 * total)).collect();

    let mut before = 0;
    for i in 0..boundaries.len() {
        let wanted = before + i64::from(people[i] > 0);
        if boundaries[i] < wanted && wanted <= i64::from(minutes) && within_a_minute(wanted, i) {
            boundaries[i] = wanted;
        }
        boundaries[i] = boundaries[i].max(before);
        before = boundaries[i];
    }
    let mut after = i64::from(minutes);
    for i in (0..boundaries.len()).rev() {
        boundaries[i] = boundaries[i].min(after);
        let wanted = (boundaries[i] - i64::from(people[i] > 0)).max(0);
        after = match i.checked_sub(1) {
            Some(previous)
                if boundaries[previous] > wanted && within_a_minute(wanted, previous) =>
            {
                wanted
            }
            _ => boundaries[i],
        };
    }

    let mut from = 0;
    boundaries
        .into_iter()
        .map(|to| {
            let slot = Interval::new(from, to as Minutes);
            from = to as Minutes;
            slot
        })
        .collect()
}

/// Classes of a window up to which every order is looked at, where the order is free.
const SEARCHED_FULLY: usize = 16;

/// Classes of a window up to which every order is looked at, where the share of one of them is
/// shorter than a minute.
const SEARCHED_WITH_SHORT: usize = 7;

/// The visit of a group: which of its classes come, on which day, and when the crew works on them.
#[derive(Debug, Clone, Copy)]
pub struct Visit<'a> {
    /// The group.
    pub group: GroupId,
    /// Its classes; `None` for all.
    pub run: Option<ClassRun>,
    /// The day.
    pub date: Date,
    /// The window without the breaks in it.
    pub parts: &'a [Interval],
}

/// The slots of the classes of a visit: `(class, interval)` in the order in which they come.
/// Classes of which nobody is expected get none. `None` where a part would have no class: a slot
/// never straddles a break.
///
/// Classes come in their listed order. Where the campaign leaves the order free and the listed one
/// meets a lesson or an exam, they come in the first order that meets none, if the search finds
/// one.
pub fn class_intervals(campaign: &Campaign, visit: &Visit<'_>) -> Option<Vec<(usize, Interval)>> {
    let coming = coming(campaign, visit);
    let listed = in_order(&coming, visit.parts)?;
    if campaign.class_order() == ClassOrder::Listed || is_clear(campaign, visit, &listed) {
        return Some(listed);
    }
    Some(order::find(campaign, visit, &coming).unwrap_or(listed))
}

/// Whether [`class_intervals`] finds an order that meets no lesson or exam wherever there is one.
/// With a break in the window, or with more than `SEARCHED_FULLY` classes (with a short one,
/// `SEARCHED_WITH_SHORT`), only some orders are tried.
pub fn every_order_is_tried(campaign: &Campaign, visit: &Visit<'_>) -> bool {
    let coming = coming(campaign, visit);
    let most = if order::has_short_class(&coming, visit.parts) {
        SEARCHED_WITH_SHORT
    } else {
        SEARCHED_FULLY
    };
    campaign.class_order() == ClassOrder::Listed
        || coming.len() < 2
        || coming.len() <= most && visit.parts.len() == 1
}

/// Classes of a visit with one expected person or more, with their weights: see
/// [`Campaign::weights`].
fn coming(campaign: &Campaign, visit: &Visit<'_>) -> Vec<(usize, i64)> {
    let weights = campaign.weights(visit.group).iter().copied().enumerate();
    weights
        .filter(|(class, weight)| *weight > 0 && visit.run.is_none_or(|run| run.contains(*class)))
        .collect()
}

/// The slots when the classes come in that order.
fn in_order(coming: &[(usize, i64)], parts: &[Interval]) -> Option<Vec<(usize, Interval)>> {
    if coming.is_empty() {
        return Some(Vec::new());
    }
    let people: Vec<i64> = coming.iter().map(|(_, people)| *people).collect();
    let mut slots = Vec::new();
    let mut first = 0;
    for (part, end) in parts.iter().zip(shared_out(&people, parts)?) {
        let own = apportion(&people[first..end], part.minutes());
        slots.extend(coming[first..end].iter().zip(own).map(|((class, _), slot)| {
            (*class, Interval::new(part.start + slot.start, part.start + slot.end))
        }));
        first = end;
    }
    Some(slots)
}

/// Whether no class is needed elsewhere between its call time and the end of its slot.
pub fn is_clear(campaign: &Campaign, visit: &Visit<'_>, slots: &[(usize, Interval)]) -> bool {
    let mut entries = campaign.unavailable_on(visit.date, visit.group);
    entries.all(|entry| {
        let Some(class) = entry.class else { return true };
        let mut own = slots.iter().filter(|(slot_class, _)| *slot_class == class);
        own.all(|(_, slot)| {
            !Interval::new(campaign.call(slot.start), slot.end).overlaps(entry.interval)
        })
    })
}

/// Which classes come in which part: for each part the place after its last class. No part is
/// empty, and the busiest part is as little busy as it can be (dynamic programming over parts and
/// classes).
fn shared_out(people: &[i64], parts: &[Interval]) -> Option<Vec<usize>> {
    // A window without a break in it has one part; this exit saves the dynamic programme, which
    // would run for each of up to 12 million candidate windows.
    if parts.len() == 1 && !people.is_empty() {
        return Some(vec![people.len()]);
    }
    let busy = |from: usize, to: usize, part: &Interval| {
        Ratio::per_hour(people[from..to].iter().sum(), part.minutes())
    };
    // For each number of classes used up so far: the busiest part, and where each part ended.
    let mut best: Vec<Option<(Ratio, Vec<usize>)>> = vec![None; people.len() + 1];
    best[0] = Some((Ratio::whole(0), Vec::new()));
    for part in parts {
        let up_to = |to: usize| {
            let choices = best[..to].iter().enumerate().filter_map(|(from, before)| {
                let (so_far, ends) = before.as_ref()?;
                Some((busy(from, to, part)?.max(*so_far), [ends.as_slice(), &[to]].concat()))
            });
            choices.min_by_key(|(busiest, _)| *busiest)
        };
        best = (0..=people.len()).map(up_to).collect();
    }
    best.pop().flatten().map(|(_, ends)| ends)
}

/// Gives every class of every window of the plan its slot, replacing the plan's slots.
pub fn assign(campaign: &Campaign, plan: &mut Plan) {
    let mut slots = Vec::new();
    for window in &plan.windows {
        let parts = match campaign.block_at(window.station, window.date, window.interval) {
            Some(block) => campaign.block(block).working_parts(window.interval),
            None => vec![window.interval],
        };
        let visit =
            Visit { group: window.group, run: window.run, date: window.date, parts: &parts };
        for (class, interval) in class_intervals(campaign, &visit).unwrap_or_default() {
            slots.push(Slot {
                group: window.group,
                class,
                date: window.date,
                station: window.station,
                interval,
            });
        }
    }
    plan.slots = slots;
    plan.sort();
}

#[cfg(test)]
mod tests {
    use super::apportion;
    use proptest::prelude::*;

    fn lengths(people: &[i64], minutes: i32) -> Vec<i32> {
        apportion(people, minutes).into_iter().map(super::Interval::minutes).collect()
    }

    #[test]
    fn equal_classes_get_equal_slots() {
        assert_eq!(lengths(&[40, 40, 40], 60), [20, 20, 20]);
    }

    #[test]
    fn a_small_class_still_gets_a_minute() {
        assert_eq!(lengths(&[300, 1, 300], 120), [60, 1, 59]);
        assert_eq!(lengths(&[300, 300, 1], 120), [60, 59, 1]);
        assert_eq!(lengths(&[1, 300, 300], 120), [1, 59, 60]);
    }

    #[test]
    fn more_classes_than_minutes_share_them() {
        assert_eq!(lengths(&[0, 1, 0, 1, 0, 0, 0, 23], 1), [0, 0, 0, 0, 0, 0, 0, 1]);
    }

    #[test]
    fn a_class_without_people_gets_nothing() {
        assert_eq!(lengths(&[10, 0, 10], 30), [15, 0, 15]);
        assert_eq!(lengths(&[0, 0], 30), [0, 0]);
    }

    #[test]
    fn classes_are_shared_out_over_a_break() {
        let parts = [super::Interval::new(0, 30), super::Interval::new(60, 80)];
        assert_eq!(super::shared_out(&[30, 20, 25, 25], &parts), Some(vec![2, 4]));
        assert_eq!(super::shared_out(&[30], &parts), None, "one class would have to straddle");
    }

    proptest! {
        #[test]
        fn boundaries_never_drift(people in prop::collection::vec(0_i64..200, 1..25), minutes in 1_i32..300) {
            let slots = apportion(&people, minutes);
            let total: i64 = people.iter().sum();
            prop_assume!(total > 0);
            let (mut before, mut served) = (0, 0);
            for (slot, count) in slots.iter().zip(&people) {
                prop_assert_eq!(slot.start, before);
                prop_assert!(slot.end >= slot.start);
                before = slot.end;
                served += count;
                let exact = served as f64 * f64::from(minutes) / total as f64;
                prop_assert!((f64::from(slot.end) - exact).abs() <= 1.0 + 1e-9, "{slots:?}");
            }
            prop_assert_eq!(before, minutes);
        }
    }
}
