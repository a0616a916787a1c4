//! Class slots: a window is shared out to the group's classes in proportion to their expected people.

use crate::clock::{Interval, Minutes};
use crate::instance::{GroupId, Instance};
use crate::plan::{Plan, Slot};

/// Shares `minutes` out in proportion to `people`: for each entry its `[from, to)` in minutes from the
/// start of the window.
///
/// The exact boundary after entry `i` is `minutes × (people₀ + … + peopleᵢ) / Σ people`. Each boundary
/// is that figure rounded to the nearest minute, moved by less than a minute more where otherwise an
/// entry with people would get no minute at all. So boundaries never drift, the slots are contiguous,
/// and they add up to the window exactly. (Rounding each length instead would drift down the line.)
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
    let mut boundaries: Vec<i64> = exact.iter().map(|share| (2 * share + total) / (2 * total)).collect();

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
        let wanted = boundaries[i] - i64::from(people[i] > 0);
        after = match i.checked_sub(1) {
            Some(previous) if boundaries[previous] > wanted && within_a_minute(wanted, previous) => wanted,
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

/// The slots of a group's classes when its window is `window`: `(class, interval)` in listed order.
/// Classes of which nobody is expected get none.
pub fn class_intervals(instance: &Instance, group: GroupId, window: Interval) -> Vec<(usize, Interval)> {
    let classes = &instance.group(group).classes;
    let people: Vec<i64> = classes.iter().map(crate::instance::Class::expected).collect();
    apportion(&people, window.minutes())
        .into_iter()
        .enumerate()
        .filter(|(class, _)| people[*class] > 0)
        .map(|(class, part)| (class, Interval::new(window.start + part.start, window.start + part.end)))
        .collect()
}

/// Gives every class of every window of the plan its slot, replacing the plan's slots.
pub fn assign(instance: &Instance, plan: &mut Plan) {
    plan.slots = plan
        .windows
        .iter()
        .flat_map(|window| {
            class_intervals(instance, window.group, window.interval).into_iter().map(|(class, interval)| Slot {
                group: window.group,
                class,
                date: window.date,
                station: window.station,
                interval,
            })
        })
        .collect();
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
    fn a_class_without_people_gets_nothing() {
        assert_eq!(lengths(&[10, 0, 10], 30), [15, 0, 15]);
        assert_eq!(lengths(&[0, 0], 30), [0, 0]);
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
