//! Rules of class slots. A plan without any slots breaks none of them.

use super::geometry::{by_size, home_id, rate_of, slots_by_group, windows_by_group};
use super::violation::{Detail, Speed, Violation};
use crate::base::clock::{Interval, Minutes};
use crate::campaign::plan::{Plan, Slot, Window};
use crate::campaign::{Campaign, ClassOrder, GroupId, StationId, Tier};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Windows of groups of which the plan says when classes come, with the slots in each in order of
/// time, both by their places in the plan. Slots that lie in no window of their group count to the
/// first, and have a violation of their own.
fn slotted(campaign: &Campaign, plan: &Plan) -> Vec<(usize, Vec<usize>)> {
    let mut by_window = Vec::new();
    let slots_of = slots_by_group(campaign, plan);
    for (windows, own) in windows_by_group(campaign, plan).into_iter().zip(slots_of) {
        let mut shares: Vec<Vec<usize>> = vec![Vec::new(); windows.len()];
        for id in own {
            let slot = &plan.slots[id];
            let inside = windows.iter().position(|window| {
                let window = &plan.windows[*window];
                (window.date, window.station) == (slot.date, slot.station)
                    && window.interval.start <= slot.interval.start
                    && slot.interval.end <= window.interval.end
            });
            if let Some(share) = shares.get_mut(inside.unwrap_or(0)) {
                share.push(id);
            }
        }
        for (window, mut slots) in windows.into_iter().zip(shares) {
            slots.sort_by_key(|id| {
                let slot = &plan.slots[*id];
                (slot.date, slot.interval.start, slot.interval.end, slot.class)
            });
            if !slots.is_empty() {
                by_window.push((window, slots));
            }
        }
    }
    by_window
}

/// Breaks of the block that a station works in on a day.
fn breaks(campaign: &Campaign, station: StationId, date: Date) -> Vec<Interval> {
    let blocks =
        campaign.blocks().iter().filter(|block| block.station == station && block.date == date);
    blocks.flat_map(|block| block.breaks.iter().map(|pause| pause.interval)).collect()
}

/// Where the plan has slots at all, every group of the timetable owes them.
pub(super) fn every_class_has_a_slot(campaign: &Campaign, plan: &Plan) -> Vec<Violation> {
    let mut missing = Vec::new();
    if plan.slots.is_empty() {
        return missing;
    }
    let slotted: BTreeSet<(GroupId, usize)> =
        plan.slots.iter().map(|slot| (slot.group, slot.class)).collect();
    for (group, windows) in campaign.group_ids().zip(windows_by_group(campaign, plan)) {
        let Some(window) = windows.first() else { continue };
        let expected = campaign.group(group).expected_by_class();
        for (class, people) in expected.into_iter().enumerate() {
            if people > 0 && !slotted.contains(&(group, class)) {
                let violation = Violation::of_windows(plan, &[*window], Detail::SlotMissing);
                missing.push(Violation { class: Some(class), ..violation });
            }
        }
    }
    missing
}

pub(super) fn one_slot_each(_: &Campaign, plan: &Plan) -> Vec<Violation> {
    let mut slots: Vec<(usize, &Slot)> = plan.slots.iter().enumerate().collect();
    slots.sort_by_key(|(_, slot)| {
        (slot.group, slot.date, slot.interval.start, slot.interval.end, slot.class)
    });
    let mut twice = Vec::new();
    let mut earlier: BTreeSet<(GroupId, usize)> = BTreeSet::new();
    for (id, slot) in slots {
        if !earlier.insert((slot.group, slot.class)) {
            twice.push(Violation::of_slot(plan, id, Detail::SlotTwice { slot: slot.interval }));
        }
    }
    twice
}

pub(super) fn inside_the_window(campaign: &Campaign, plan: &Plan) -> Vec<Violation> {
    let mut outside = Vec::new();
    let windows = windows_by_group(campaign, plan);
    for (id, slot) in plan.slots.iter().enumerate() {
        let mut own = windows[slot.group.0].iter().map(|window| &plan.windows[*window]);
        let covered = own.any(|window| {
            window.date == slot.date
                && window.station == slot.station
                && window.interval.start <= slot.interval.start
                && slot.interval.start <= slot.interval.end
                && slot.interval.end <= window.interval.end
                && window.run.is_none_or(|run| run.from <= slot.class && slot.class < run.to)
        });
        if !covered {
            let detail = Detail::SlotOutside { date: slot.date, slot: slot.interval };
            outside.push(Violation::of_slot(plan, id, detail));
        }
    }
    outside
}

pub(super) fn slots_join_up(campaign: &Campaign, plan: &Plan) -> Vec<Violation> {
    let mut gaps = Vec::new();
    for (window, slots) in slotted(campaign, plan) {
        let window = &plan.windows[window];
        let pauses = breaks(campaign, window.station, window.date);
        // A slot that ends where a break begins is followed by the one after the break, and after
        // those that follow at once.
        let resumed = |ended: Minutes| {
            let mut minute = ended;
            while let Some(pause) = pauses.iter().find(|p| p.start <= minute && minute < p.end) {
                minute = pause.end;
            }
            minute
        };
        let mut wanted = window.interval.start;
        for id in &slots {
            let Interval { start: found, end } = plan.slots[*id].interval;
            if found != wanted {
                gaps.push(Violation::of_slot(plan, *id, Detail::SlotStart { wanted, found }));
            }
            wanted = resumed(end);
        }
        if let Some(last) = slots.last() {
            let (wanted, found) = (window.interval.end, plan.slots[*last].interval.end);
            if found != wanted {
                gaps.push(Violation::of_slot(plan, *last, Detail::SlotEnd { wanted, found }));
            }
        }
    }
    gaps
}

pub(super) fn listed_order(campaign: &Campaign, plan: &Plan) -> Vec<Violation> {
    let mut swapped = Vec::new();
    if campaign.class_order() == ClassOrder::Free {
        return swapped;
    }
    for (window, slots) in slotted(campaign, plan) {
        // A group that asked for its slots chose their order.
        if plan.agreed.contains(&plan.windows[window].group) {
            continue;
        }
        for pair in slots.windows(2) {
            let (before, after) = (plan.slots[pair[0]].class, plan.slots[pair[1]].class);
            if after < before {
                let detail = Detail::SlotOrder { before };
                swapped.push(Violation::of_slot(plan, pair[1], detail));
            }
        }
    }
    swapped
}

/// `|boundary − part's minutes × people so far / people of the part| ≤ 1 minute`, in whole numbers.
/// A part is what breaks leave of the window; without breaks it is the window, with all classes of
/// the group. "So far" counts the classes listed up to this one; where the order is not the listed
/// one, those that came.
pub(super) fn proportional(campaign: &Campaign, plan: &Plan) -> Vec<Violation> {
    let mut off = Vec::new();
    for (window, ids) in slotted(campaign, plan) {
        let window = &plan.windows[window];
        // A group that asked for its slots chose their minutes.
        if plan.agreed.contains(&window.group) {
            continue;
        }
        let slots: Vec<&Slot> = ids.iter().map(|id| &plan.slots[*id]).collect();
        let people = weights(campaign, window);
        let in_listed_order = slots.is_sorted_by_key(|slot| slot.class);
        let pauses = breaks(campaign, window.station, window.date);
        let last_of: BTreeMap<usize, usize> =
            slots.iter().enumerate().map(|(i, slot)| (slot.class, i)).collect();
        let mut came = BTreeSet::new();
        for (i, slot) in slots.iter().enumerate() {
            came.insert(slot.class);
            // A slot outside its window has its own violation.
            if slot.date != window.date
                || slot.interval.start < window.interval.start
                || slot.interval.end > window.interval.end
            {
                continue;
            }
            // Of a class with several slots only the last one ends where its share does.
            if last_of.get(&slot.class) != Some(&i) {
                continue;
            }
            let (mut from, mut to) = (window.interval.start, window.interval.end);
            for pause in &pauses {
                if pause.end <= slot.interval.start {
                    from = from.max(pause.end);
                } else if pause.start > slot.interval.start {
                    to = to.min(pause.start);
                }
            }
            let whole_window = (from, to) == (window.interval.start, window.interval.end);
            let in_window =
                |class: usize| window.run.is_none_or(|run| run.from <= class && class < run.to);
            let here = slots.iter().filter(|other| {
                !whole_window && from <= other.interval.start && other.interval.start < to
            });
            let here: BTreeSet<usize> = here.map(|other| other.class).collect();
            let in_part =
                |class: usize| if whole_window { in_window(class) } else { here.contains(&class) };
            let counts = |class: usize| {
                if in_listed_order { class <= slot.class } else { came.contains(&class) }
            };
            let of_part = || people.iter().enumerate().filter(|(class, _)| in_part(*class));
            let everybody: i64 = of_part().map(|(_, n)| n).sum();
            let so_far: i64 = of_part().filter(|(class, _)| counts(*class)).map(|(_, n)| n).sum();
            let share = i64::from(to - from) * so_far;
            let boundary = i64::from(slot.interval.end.min(to) - from) * everybody;
            if (boundary - share).abs() > everybody {
                let exact = f64::from(from) + share as f64 / everybody.max(1) as f64;
                let (wanted, found) = (exact.round() as Minutes, slot.interval.end);
                off.push(Violation::of_slot(plan, ids[i], Detail::SlotShare { wanted, found }));
            }
        }
    }
    off
}

pub(super) fn clear_of_breaks(campaign: &Campaign, plan: &Plan) -> Vec<Violation> {
    let mut met = Vec::new();
    for (id, slot) in plan.slots.iter().enumerate() {
        for pause in breaks(campaign, slot.station, slot.date) {
            if slot.interval.start < pause.end && slot.interval.end > pause.start {
                let detail = Detail::SlotInBreak { slot: slot.interval, pause };
                met.push(Violation::of_slot(plan, id, detail));
            }
        }
    }
    met
}

/// Between breaks the classes of a part have the part's minutes only, whatever the window has.
pub(super) fn parts_long_enough(campaign: &Campaign, plan: &Plan) -> Vec<Violation> {
    let mut short = Vec::new();
    for (id, slots) in slotted(campaign, plan) {
        let window = &plan.windows[id];
        let pauses = breaks(campaign, window.station, window.date);
        let mut from = window.interval.start;
        let inside = |pause: &&Interval| {
            pause.start > window.interval.start && pause.end < window.interval.end
        };
        let mut ends: Vec<(Minutes, Minutes)> =
            pauses.iter().filter(inside).map(|p| (p.start, p.end)).collect();
        if ends.is_empty() {
            continue;
        }
        ends.push((window.interval.end, window.interval.end));
        for (to, next) in ends {
            let people = campaign.group(window.group).expected_by_class();
            let here: Vec<usize> = slots
                .iter()
                .copied()
                .filter(|slot| {
                    let interval = plan.slots[*slot].interval;
                    from <= interval.start && interval.end <= to
                })
                .collect();
            let sum = |of: &[i64]| -> i64 {
                here.iter().filter_map(|slot| of.get(plan.slots[*slot].class)).sum()
            };
            let wanted = sum(&people);
            let Some(speed) = speed(campaign, window, wanted, &sum) else { break };
            let (people_per, minutes) = match speed {
                Speed::Rate(rate) => (rate, 60),
                Speed::Table { people, minutes } => (people, i64::from(minutes.max(1))),
            };
            let found = i64::from(to - from) * people_per / minutes;
            if wanted > found {
                let part = Interval::new(from, to);
                let detail = Detail::ShortBetweenBreaks { part, speed, wanted, found };
                let violation =
                    Violation { slots: here, ..Violation::of_windows(plan, &[id], detail) };
                short.push(violation.allowed_if(campaign.has_tier(Tier::Overload)));
            }
            from = next;
        }
    }
    short
}

/// The minutes that the planner gives: of the table for the whole group, else by the size of these
/// classes; or the station's rate.
fn speed(
    campaign: &Campaign,
    window: &Window,
    here: i64,
    sum: &dyn Fn(&[i64]) -> i64,
) -> Option<Speed> {
    let home = home_id(campaign, window);
    if let Some(minutes) = home.and_then(|id| campaign.minutes_in_table(window.group, id)) {
        let people = campaign.group(window.group).expected();
        return Some(Speed::Table { people, minutes });
    }
    if !campaign.class_time().is_empty() {
        let minutes = sum(&weights(campaign, window)) as Minutes;
        return Some(Speed::Table { people: here, minutes });
    }
    rate_of(campaign, window).map(Speed::Rate)
}

/// By what the classes of the window's group share it: minutes by size, or people.
fn weights(campaign: &Campaign, window: &Window) -> Vec<i64> {
    let people = campaign.group(window.group).expected_by_class();
    if campaign.class_time().is_empty() {
        return people;
    }
    people.into_iter().map(|people| by_size(campaign, people)).collect()
}

#[cfg(test)]
mod tests {
    use super::{Campaign, Interval, Plan, Slot};
    use crate::base::diagnostic::Code;
    use crate::campaign::GroupId;
    use crate::campaign::tiny::{self, START};
    use crate::campaign::{Break, Class, ClassOrder, Draft, Share};
    use crate::check::Violation;

    /// One group of three classes and a second without any.
    fn campaign(change: impl FnOnce(&mut Draft)) -> Campaign {
        let mut draft = tiny::draft(&[6], &[40, 10]);
        let classes = [("a", 20), ("b", 12), ("c", 8)];
        draft.groups[0].classes = classes.map(|(name, people)| Class::new(name, people)).to_vec();
        change(&mut draft);
        Campaign::new(draft).unwrap()
    }

    /// The group's window and its slots: class, and from and to which minute after the start.
    fn plan(campaign: &Campaign, end: i32, slots: &[(usize, i32, i32)]) -> Plan {
        let mut plan = Plan::of(campaign, &[(0, 0, 0, end)]);
        let window = plan.windows[0].clone();
        let slot = |(class, from, to): &(usize, i32, i32)| Slot {
            group: GroupId(0),
            class: *class,
            date: window.date,
            station: window.station,
            interval: Interval::new(START + from, START + to),
        };
        plan.slots = slots.iter().map(slot).collect();
        plan
    }

    const RULES: [fn(&Campaign, &Plan) -> Vec<Violation>; 7] = [
        super::every_class_has_a_slot,
        super::one_slot_each,
        super::inside_the_window,
        super::slots_join_up,
        super::listed_order,
        super::proportional,
        super::clear_of_breaks,
    ];

    /// The codes of all rules of slots, in their order.
    fn codes(campaign: &Campaign, end: i32, slots: &[(usize, i32, i32)]) -> Vec<Code> {
        let plan = plan(campaign, end, slots);
        RULES.iter().flat_map(|rule| rule(campaign, &plan)).map(|found| found.rule()).collect()
    }

    #[test]
    fn right_slots_break_no_rule_and_each_wrong_one_its_own() {
        let campaign = campaign(|_| {});
        let of = |slots: &[_]| codes(&campaign, 40, slots);
        assert_eq!(of(&[(0, 0, 20), (1, 20, 32), (2, 32, 40)]), []);
        assert_eq!(of(&[]), [], "a plan without slots says nothing about classes");
        assert_eq!(of(&[(0, 0, 21), (1, 21, 31), (2, 31, 40)]), [], "within a minute");
        assert_eq!(of(&[(0, 0, 22), (1, 22, 32), (2, 32, 40)]), [Code::SlotShare]);
        assert_eq!(of(&[(0, 0, 20), (1, 20, 40)]), [Code::SlotMissing, Code::SlotShare]);
        assert_eq!(of(&[(0, 0, 20), (1, 21, 32), (2, 32, 40)]), [Code::SlotGap]);
        assert_eq!(of(&[(0, 0, 20), (1, 20, 32), (2, 32, 39)]), [Code::SlotGap], "not to the end");
        assert_eq!(of(&[(1, 0, 12), (0, 12, 32), (2, 32, 40)]), [Code::SlotOrder]);
        assert_eq!(
            of(&[(0, 0, 10), (0, 10, 20), (1, 20, 32), (2, 32, 40)]),
            [Code::SlotTwice],
            "the second ends where the share of the class does"
        );
        assert_eq!(of(&[(0, 0, 20), (1, 20, 32), (2, 32, 41)])[0], Code::SlotOutside);
    }

    #[test]
    fn nobody_expected_needs_no_slot_and_any_order_may_be_free() {
        let empty = campaign(|draft| {
            draft.groups[0].classes[2].off_site = 8;
            draft.groups[0].classes[1].attendance = Share::from_basis_points(5_000).unwrap();
        });
        assert_eq!(codes(&empty, 26, &[(0, 0, 20), (1, 20, 26)]), [], "twenty and half of twelve");
        let free = campaign(|draft| draft.class_order = ClassOrder::Free);
        let turned = [(2, 0, 8), (1, 8, 20), (0, 20, 40)];
        assert_eq!(codes(&free, 40, &turned), []);
    }

    #[test]
    fn breaks_part_the_slots_and_each_part_has_time_for_its_classes() {
        let campaign = campaign(|draft| {
            let interval = Interval::new(START + 20, START + 30);
            draft.blocks[0].breaks.push(Break { interval, may_straddle: true });
        });
        let parts = [(0, 0, 20), (1, 30, 42), (2, 42, 50)];
        assert_eq!(codes(&campaign, 50, &parts), []);
        let in_two = |draft: &mut Draft| {
            for (from, to) in [(20, 24), (24, 30)] {
                let interval = Interval::new(START + from, START + to);
                draft.blocks[0].breaks.push(Break { interval, may_straddle: true });
            }
        };
        assert_eq!(
            codes(&self::campaign(in_two), 50, &parts),
            [],
            "two breaks, one after the other"
        );
        let broken = [(0, 0, 21), (1, 30, 42), (2, 42, 50)];
        assert!(codes(&campaign, 50, &broken).contains(&Code::SlotInBreak));
        let long =
            |slots: &[_]| super::parts_long_enough(&campaign, &plan(&campaign, 50, slots)).len();
        assert_eq!(long(&parts), 0);
        // 28 people in the twenty minutes after the break, or 32 in those before it.
        assert_eq!(long(&[(1, 0, 20), (0, 30, 45), (2, 45, 50)]), 1);
        assert_eq!(long(&[(0, 0, 12), (1, 12, 20), (2, 30, 50)]), 1);
    }
}
