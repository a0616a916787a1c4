//! Rules of class slots. A plan without any slots breaks none of them.

use super::spell;
use crate::clock::clock;
use crate::diagnostic::{Code, Diagnostic};
use crate::instance::{GroupId, Instance};
use crate::plan::{Plan, Slot};
use crate::text::{Lang, Text};

/// Groups of which the plan says when classes come, with their slots in order of time.
fn slotted<'a>(instance: &Instance, plan: &'a Plan) -> Vec<(GroupId, Vec<&'a Slot>)> {
    let mut by_group = Vec::new();
    for group in instance.group_ids() {
        let mut slots: Vec<&Slot> = plan.slots.iter().filter(|slot| slot.group == group).collect();
        slots.sort_by_key(|slot| (slot.date, slot.interval.start, slot.interval.end, slot.class));
        if !slots.is_empty() {
            by_group.push((group, slots));
        }
    }
    by_group
}

fn found(instance: &Instance, group: GroupId, class: usize, code: Code, zh: &str, en: &str) -> Diagnostic {
    let class = instance.group(group).classes.get(class).map_or("?", |class| class.name.as_str());
    let name = |lang| instance.group(group).name.get(lang);
    Diagnostic::error(
        code,
        Text::new(format!("{} {class}：{zh}", name(Lang::Zh)), format!("{} {class}: {en}", name(Lang::En))),
    )
}

/// Where the plan has slots at all, every group of the timetable owes them.
pub(super) fn every_class_has_a_slot(instance: &Instance, plan: &Plan) -> Vec<Diagnostic> {
    let mut missing = Vec::new();
    if plan.slots.is_empty() {
        return missing;
    }
    for group in instance.group_ids().filter(|group| plan.windows.iter().any(|window| window.group == *group)) {
        for (class, listed) in instance.group(group).classes.iter().enumerate() {
            let has_slot = plan.slots.iter().any(|slot| slot.group == group && slot.class == class);
            if listed.expected() > 0 && !has_slot {
                missing.push(found(instance, group, class, Code::SlotMissing, "没有时段", "has no slot"));
            }
        }
    }
    missing
}

pub(super) fn one_slot_each(instance: &Instance, plan: &Plan) -> Vec<Diagnostic> {
    let mut twice = Vec::new();
    for (group, slots) in slotted(instance, plan) {
        for (i, slot) in slots.iter().enumerate() {
            if slots[..i].iter().any(|other| other.class == slot.class) {
                let (zh, en) =
                    (format!("又有时段 {}", spell(slot.interval)), format!("again at {}", spell(slot.interval)));
                twice.push(found(instance, group, slot.class, Code::SlotTwice, &zh, &en));
            }
        }
    }
    twice
}

pub(super) fn inside_the_window(instance: &Instance, plan: &Plan) -> Vec<Diagnostic> {
    let mut outside = Vec::new();
    for slot in &plan.slots {
        let covered = plan.windows.iter().any(|window| {
            window.group == slot.group
                && window.date == slot.date
                && window.station == slot.station
                && window.interval.start <= slot.interval.start
                && slot.interval.start <= slot.interval.end
                && slot.interval.end <= window.interval.end
        });
        if !covered {
            let (zh, en) = (
                format!("时段 {} {} 不在学院时段之内", slot.date, spell(slot.interval)),
                format!("slot {} {} is outside its group's window", slot.date, spell(slot.interval)),
            );
            outside.push(found(instance, slot.group, slot.class, Code::SlotOutside, &zh, &en));
        }
    }
    outside
}

pub(super) fn slots_join_up(instance: &Instance, plan: &Plan) -> Vec<Diagnostic> {
    let mut gaps = Vec::new();
    for (group, slots) in slotted(instance, plan) {
        let Some(window) = plan.windows.iter().find(|window| window.group == group) else { continue };
        let mut expected_start = window.interval.start;
        for slot in &slots {
            if slot.interval.start != expected_start {
                let wanted = clock(expected_start);
                let (zh, en) = (
                    format!("从 {} 开始，应从 {wanted} 开始", clock(slot.interval.start)),
                    format!("starts at {}, not at {wanted}", clock(slot.interval.start)),
                );
                gaps.push(found(instance, group, slot.class, Code::SlotGap, &zh, &en));
            }
            expected_start = slot.interval.end;
        }
        if let Some(last) = slots.last().filter(|last| last.interval.end != window.interval.end) {
            let (zh, en) = (
                format!("于 {} 结束，学院时段到 {}", clock(last.interval.end), clock(window.interval.end)),
                format!("ends at {}, the window at {}", clock(last.interval.end), clock(window.interval.end)),
            );
            gaps.push(found(instance, group, last.class, Code::SlotGap, &zh, &en));
        }
    }
    gaps
}

pub(super) fn listed_order(instance: &Instance, plan: &Plan) -> Vec<Diagnostic> {
    let mut swapped = Vec::new();
    for (group, slots) in slotted(instance, plan) {
        for pair in slots.windows(2) {
            if pair[1].class < pair[0].class {
                let before = instance.group(group).classes.get(pair[0].class).map_or("?", |class| class.name.as_str());
                let (zh, en) = (
                    format!("排在 {before} 之后，与名单次序不同"),
                    format!("comes after {before}, against the listed order"),
                );
                swapped.push(found(instance, group, pair[1].class, Code::SlotOrder, &zh, &en));
            }
        }
    }
    swapped
}

/// `|boundary − window minutes × people so far / people of all its classes| ≤ 1 minute`, in whole numbers.
/// "So far" counts the classes listed up to this one; where the order is not the listed one, those that came.
pub(super) fn proportional(instance: &Instance, plan: &Plan) -> Vec<Diagnostic> {
    let mut off = Vec::new();
    for (group, slots) in slotted(instance, plan) {
        let Some(window) = plan.windows.iter().find(|window| window.group == group) else { continue };
        let people: Vec<i64> = instance.group(group).classes.iter().map(crate::instance::Class::expected).collect();
        let everybody: i64 = people.iter().sum();
        let in_listed_order = slots.is_sorted_by_key(|slot| slot.class);
        for (i, slot) in slots.iter().enumerate() {
            // Of a class with several slots only the last one ends where its share does.
            if slots[i + 1..].iter().any(|later| later.class == slot.class) {
                continue;
            }
            let came = |class: usize| slots[..=i].iter().any(|earlier| earlier.class == class);
            let counts = |class: usize| if in_listed_order { class <= slot.class } else { came(class) };
            let so_far: i64 = people.iter().enumerate().filter(|(class, _)| counts(*class)).map(|(_, n)| n).sum();
            let share = i64::from(window.interval.end - window.interval.start) * so_far;
            let boundary = i64::from(slot.interval.end - window.interval.start) * everybody;
            if (boundary - share).abs() > everybody {
                let exact = f64::from(window.interval.start) + share as f64 / everybody.max(1) as f64;
                let (ends, exact) = (clock(slot.interval.end), clock(exact.round() as i32));
                let (zh, en) = (
                    format!("于 {ends} 结束，按人数比例应在 {exact} 前后一分钟内"),
                    format!("ends at {ends}, its share ends at {exact} within a minute"),
                );
                off.push(found(instance, group, slot.class, Code::SlotShare, &zh, &en));
            }
        }
    }
    off
}
