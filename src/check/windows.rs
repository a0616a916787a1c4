//! Rules of windows.

use super::geometry::{
    called_at, home, home_id, rate_of, slots_by_group, wanted_by_table, windows_by_group, worked,
};
use super::violation::{Detail, Violation};
use crate::base::clock::{Interval, Minutes};
use crate::campaign::plan::{MakeUpRow, Plan, Window};
use crate::campaign::{BlockId, Campaign, GroupId, StationId, Tier};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Windows with somebody in them by their places in the plan, for each station and day in order of
/// time. An empty window has its own violation and nobody in it to be in the way.
fn days(plan: &Plan) -> Vec<Vec<usize>> {
    let mut by_place: BTreeMap<(StationId, Date), Vec<usize>> = BTreeMap::new();
    for (id, window) in plan.windows.iter().enumerate() {
        if window.interval.minutes() > 0 {
            by_place.entry((window.station, window.date)).or_default().push(id);
        }
    }
    let mut days: Vec<Vec<usize>> = by_place.into_values().collect();
    for day in &mut days {
        day.sort_by_key(|id| (plan.windows[*id].interval, *id));
    }
    days
}

/// Each window that begins while another one at its station lasts, with the one that began before
/// it and lasts longest: at most one pair for each window.
fn overlaps(plan: &Plan) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    for day in days(plan) {
        let mut longest: Option<usize> = None;
        let end = |id: usize| plan.windows[id].interval.end;
        for id in day {
            let earlier = longest.filter(|earlier| plan.windows[id].interval.start < end(*earlier));
            pairs.extend(earlier.map(|earlier| (earlier, id)));
            longest = longest.filter(|earlier| end(*earlier) >= end(id)).or(Some(id));
        }
    }
    in_order_of_the_plan(pairs)
}

/// Each window that begins when others at its station are done, with the last one of them that is.
fn successors(plan: &Plan) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    for day in days(plan) {
        let mut by_end = day.clone();
        by_end.sort_by_key(|id| plan.windows[*id].interval.end);
        let mut done = by_end.into_iter().peekable();
        let mut last = None;
        for id in day {
            let start: Minutes = plan.windows[id].interval.start;
            while let Some(next) = done.next_if(|next| plan.windows[*next].interval.end <= start) {
                last = Some(next);
            }
            pairs.extend(last.map(|last| (last, id)));
        }
    }
    in_order_of_the_plan(pairs)
}

/// Sorts pairs of windows by the place of the one that stands first in the plan.
fn in_order_of_the_plan(mut pairs: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    pairs.sort_by_key(|(one, other)| (*one.min(other), *one.max(other)));
    pairs
}

pub(super) fn every_group_is_served(campaign: &Campaign, plan: &Plan) -> Vec<Violation> {
    let mut found = Vec::new();
    let served: BTreeSet<GroupId> = plan.windows.iter().map(|window| window.group).collect();
    for group in campaign.group_ids() {
        if !served.contains(&group) {
            let detail = Detail::NotServed { people: campaign.group(group).expected() };
            let violation = Violation { groups: vec![group], ..Violation::new(detail) };
            found.push(violation.allowed_if(campaign.has_tier(Tier::Unserved)));
        }
    }
    found
}

/// One window for each group, and up to `max_windows` in different blocks where it may be cut.
pub(super) fn one_window_each(campaign: &Campaign, plan: &Plan) -> Vec<Violation> {
    let mut found = Vec::new();
    let mut earlier: BTreeMap<GroupId, (usize, BTreeSet<BlockId>)> = BTreeMap::new();
    for (id, window) in plan.windows.iter().enumerate() {
        let (number, blocks) = earlier.entry(window.group).or_default();
        *number += 1;
        let in_same_block = home_id(campaign, window).is_some_and(|block| !blocks.insert(block));
        if *number > campaign.group(window.group).max_windows || in_same_block {
            let detail = Detail::SeveralWindows { number: *number };
            found.push(Violation::of_windows(plan, &[id], detail));
        }
    }
    found
}

pub(super) fn inside_a_block(campaign: &Campaign, plan: &Plan) -> Vec<Violation> {
    let lost =
        plan.windows.iter().enumerate().filter(|(_, window)| {
            home(campaign, window).is_none() || window.interval.minutes() <= 0
        });
    lost.map(|(id, _)| Violation::of_windows(plan, &[id], Detail::OutsideBlocks)).collect()
}

pub(super) fn on_the_grid(campaign: &Campaign, plan: &Plan) -> Vec<Violation> {
    let mut found = Vec::new();
    let grid = campaign.grid();
    for (id, window) in plan.windows.iter().enumerate() {
        let Some(block) = home(campaign, window) else { continue };
        for minute in [window.interval.start, window.interval.end] {
            let mut begun = block.regular.start;
            for pause in &block.breaks {
                if pause.interval.end <= minute && pause.interval.end > begun {
                    begun = pause.interval.end;
                }
            }
            if (minute - begun) % grid != 0 {
                found.push(Violation::of_windows(plan, &[id], Detail::OffGrid { grid }));
                break;
            }
        }
    }
    found
}

pub(super) fn long_enough(campaign: &Campaign, plan: &Plan) -> Vec<Violation> {
    let mut found = Vec::new();
    for (id, window) in plan.windows.iter().enumerate() {
        let detail = if window.interval.minutes() > 0 { shortfall(campaign, window) } else { None };
        found.extend(detail.map(|detail| {
            let violation = Violation::of_windows(plan, &[id], detail);
            violation.allowed_if(campaign.has_tier(Tier::Overload))
        }));
    }
    found.extend(super::confidence::long_enough_on_most_days(campaign, plan));
    found.extend(super::slots::parts_long_enough(campaign, plan));
    found
}

/// What a window lacks of the minutes that the table gives it, or else at the station's rate.
fn shortfall(campaign: &Campaign, window: &Window) -> Option<Detail> {
    let worked = worked(campaign, window);
    if let Some(wanted) = wanted_by_table(campaign, window) {
        let detail = Detail::ShortByTable { wanted, found: worked };
        return (worked < wanted).then_some(detail);
    }
    let rate = rate_of(campaign, window)?;
    let group = campaign.group(window.group);
    let people = window.expected(campaign);
    let usable = (worked - i64::from(group.buffer.minutes)).max(0);
    let can_do = usable * rate * 100 / (60 * (100 + group.buffer.per_cent));
    let detail = Detail::ShortAtRate { rate, wanted: people, found: can_do };
    (people > can_do).then_some(detail)
}

pub(super) fn one_group_at_a_time(_: &Campaign, plan: &Plan) -> Vec<Violation> {
    let mut found = Vec::new();
    for (first, second) in overlaps(plan) {
        let (before, after) = (plan.windows[first].interval, plan.windows[second].interval);
        let minutes = before.end.min(after.end) - after.start;
        found.push(Violation::of_windows(plan, &[second, first], Detail::Overlap { minutes }));
    }
    found
}

pub(super) fn changeover_between_groups(campaign: &Campaign, plan: &Plan) -> Vec<Violation> {
    let mut violations = Vec::new();
    let wanted = campaign.changeover();
    for (first, second) in successors(plan) {
        let found = plan.windows[second].interval.start - plan.windows[first].interval.end;
        if found < wanted {
            let detail = Detail::NoChangeover { wanted, found };
            violations.push(Violation::of_windows(plan, &[second, first], detail));
        }
    }
    violations
}

pub(super) fn make_up_time_stays_free(campaign: &Campaign, plan: &Plan) -> Vec<Violation> {
    let mut found = Vec::new();
    let mut by_place: BTreeMap<(StationId, Date), Vec<usize>> = BTreeMap::new();
    for (id, window) in plan.windows.iter().enumerate() {
        by_place.entry((window.station, window.date)).or_default().push(id);
    }
    for block in campaign.blocks() {
        let here = by_place.get(&(block.station, block.date));
        for make_up in &block.make_up {
            for id in here.into_iter().flatten() {
                let window = &plan.windows[*id];
                let Interval { start, end } = make_up.interval;
                if window.interval.start < end && window.interval.end > start {
                    let detail = Detail::MakeUpUsed { make_up: make_up.interval };
                    found.push(Violation::of_windows(plan, &[*id], detail));
                }
            }
        }
    }
    found
}

pub(super) fn not_too_many_groups(campaign: &Campaign, plan: &Plan) -> Vec<Violation> {
    let Some(most) = campaign.max_groups_per_block() else { return Vec::new() };
    let mut by_block: BTreeMap<BlockId, Vec<usize>> = BTreeMap::new();
    for (id, window) in plan.windows.iter().enumerate() {
        if let Some(block) = home_id(campaign, window) {
            by_block.entry(block).or_default().push(id);
        }
    }
    let mut found = Vec::new();
    for (block, here) in by_block {
        if here.len() > most {
            let detail = Detail::TooManyGroups { block, wanted: most, found: here.len() };
            found.push(Violation::of_windows(plan, &here, detail));
        }
    }
    found
}

pub(super) fn not_too_many_people(campaign: &Campaign, plan: &Plan) -> Vec<Violation> {
    let mut found = Vec::new();
    for day in days(plan) {
        let people: i64 = day.iter().map(|id| plan.windows[*id].expected(campaign)).sum();
        let station = plan.windows[day[0]].station;
        if let Some(most) = campaign.stations()[station.0].most_people.filter(|most| people > *most)
        {
            let detail = Detail::TooManyPeople { block: None, wanted: most, found: people };
            found.push(Violation::of_windows(plan, &day, detail));
        }
        for block in campaign.block_ids() {
            let Some(most) = campaign.block(block).own.most_people else { continue };
            let here = |id: &usize| home_id(campaign, &plan.windows[*id]) == Some(block);
            let windows: Vec<usize> = day.iter().copied().filter(here).collect();
            let people = windows.iter().map(|id| plan.windows[*id].expected(campaign)).sum();
            if people > most {
                let block = Some(block);
                let detail = Detail::TooManyPeople { block, wanted: most, found: people };
                found.push(Violation::of_windows(plan, &windows, detail));
            }
        }
    }
    found
}

pub(super) fn breaks_are_respected(campaign: &Campaign, plan: &Plan) -> Vec<Violation> {
    let mut found = Vec::new();
    for (id, window) in plan.windows.iter().enumerate() {
        let Some(block) = home(campaign, window).filter(|_| window.interval.minutes() > 0) else {
            continue;
        };
        for pause in &block.breaks {
            let Interval { start, end } = pause.interval;
            let begins_inside = window.interval.start >= start && window.interval.start < end;
            let ends_inside = window.interval.end > start && window.interval.end <= end;
            let straddles = window.interval.start < start && window.interval.end > end;
            if begins_inside || ends_inside || straddles && !pause.may_straddle {
                let detail = Detail::BreakBroken { pause: pause.interval, straddles };
                found.push(Violation::of_windows(plan, &[id], detail));
            }
        }
    }
    found
}

pub(super) fn only_allowed_blocks(campaign: &Campaign, plan: &Plan) -> Vec<Violation> {
    let mut found = Vec::new();
    for (id, window) in plan.windows.iter().enumerate() {
        let Some(own) = home(campaign, window) else { continue };
        let Some(block) = home_id(campaign, window) else { continue };
        let group = campaign.group(window.group);
        let named = |list: &BTreeSet<BlockId>| list.iter().any(|id| campaign.block(*id) == own);
        if named(&group.not_in) || group.only_in.as_ref().is_some_and(|only| !named(only)) {
            found.push(Violation::of_windows(plan, &[id], Detail::ForbiddenBlock { block }));
        }
    }
    found
}

/// For the whole window where the entry is for the group; for each slot of the class where it is
/// for a class.
pub(super) fn no_clash(campaign: &Campaign, plan: &Plan) -> Vec<Violation> {
    let mut found = Vec::new();
    let windows = windows_by_group(campaign, plan);
    let mut slots: BTreeMap<(GroupId, usize), Vec<usize>> = BTreeMap::new();
    for (id, slot) in plan.slots.iter().enumerate() {
        slots.entry((slot.group, slot.class)).or_default().push(id);
    }
    for (place, entry) in campaign.unavailable().iter().enumerate() {
        for &id in &windows[entry.group.0] {
            let window = &plan.windows[id];
            if window.date != entry.date {
                continue;
            }
            let called_for: Vec<(Option<usize>, Interval)> = match entry.class {
                None => vec![(None, window.interval)],
                Some(class) => {
                    let of_class = slots.get(&(entry.group, class)).into_iter().flatten();
                    of_class
                        .filter(|slot| plan.slots[**slot].date == entry.date)
                        .map(|slot| (Some(*slot), plan.slots[*slot].interval))
                        .collect()
                }
            };
            for (slot, busy) in called_for {
                let called = called_at(campaign, busy.start);
                if called < entry.interval.end && busy.end > entry.interval.start {
                    let detail = Detail::Clash { unavailable: place, called };
                    found.push(Violation {
                        class: entry.class,
                        slots: slot.into_iter().collect(),
                        ..Violation::of_windows(plan, &[id], detail)
                    });
                }
            }
        }
    }
    found
}

/// Lessons of classes, and the number of people who wait, can only be checked where the plan says when
/// classes come.
pub(super) fn rules_of_classes_unknown(campaign: &Campaign, plan: &Plan) -> Option<Violation> {
    let slots = slots_by_group(campaign, plan);
    let has_no_slots = |window: &&Window| {
        !campaign.group(window.group).classes.is_empty() && slots[window.group.0].is_empty()
    };
    let unknown = plan.windows.iter().filter(has_no_slots);
    let unknown: BTreeSet<(GroupId, Date)> =
        unknown.map(|window| (window.group, window.date)).collect();
    let lessons = campaign
        .unavailable()
        .iter()
        .filter(|entry| entry.class.is_some() && unknown.contains(&(entry.group, entry.date)));
    let lessons = lessons.count();
    let waiting = campaign.limits_waiting() && !unknown.is_empty();
    (lessons > 0 || waiting)
        .then(|| Violation::new(Detail::SlotsUnknown { lessons, waiting }).allowed_if(true))
}

pub(super) fn pins_are_kept(campaign: &Campaign, plan: &Plan) -> Vec<Violation> {
    let mut found = Vec::new();
    let windows = windows_by_group(campaign, plan);
    for pin in campaign.pins() {
        for &id in &windows[pin.group.0] {
            let window = &plan.windows[id];
            let station = pin.station.filter(|station| *station != window.station);
            let date = pin.date.filter(|date| *date != window.date);
            let start = pin.start.filter(|start| *start != window.interval.start);
            let end = pin.end.filter(|end| *end != window.interval.end);
            if station.is_some() || date.is_some() || start.is_some() || end.is_some() {
                let detail = Detail::PinBroken { station, date, start, end };
                found.push(Violation::of_windows(plan, &[id], detail));
            }
        }
    }
    found
}

pub(super) fn headcounts_agree(campaign: &Campaign, plan: &Plan) -> Vec<Violation> {
    let mut found = Vec::new();
    for (id, window) in plan.windows.iter().enumerate() {
        let listed = campaign.group(window.group).headcount_of(window.run);
        let stated = match window.part_of_headcount {
            // Parts add up to the group, which is said at the first of them.
            Some(_) if plan.windows[..id].iter().any(|other| other.group == window.group) => None,
            Some(_) => Some(parts_of(plan, window.group)),
            None => window.stated_headcount,
        };
        if let Some(stated) = stated.filter(|stated| *stated != listed) {
            let detail = Detail::WrongHeadcount { wanted: listed, found: stated };
            found.push(Violation::of_windows(plan, &[id], detail));
        }
    }
    found
}

fn parts_of(plan: &Plan, group: GroupId) -> i64 {
    plan.windows_of(group).iter().filter_map(|window| window.part_of_headcount).sum()
}

pub(super) fn make_up_rows_are_reserved(campaign: &Campaign, plan: &Plan) -> Vec<Violation> {
    let mut found = Vec::new();
    let reserved = campaign.blocks().iter().flat_map(|block| {
        let (date, station) = (block.date, block.station);
        block.make_up.iter().map(move |own| MakeUpRow { date, station, interval: own.interval })
    });
    let reserved: BTreeSet<MakeUpRow> = reserved.collect();
    let mut earlier: BTreeSet<&MakeUpRow> = BTreeSet::new();
    for (id, row) in plan.make_up.iter().enumerate() {
        let again = !earlier.insert(row);
        if !reserved.contains(row) || again {
            let detail = Detail::MakeUpDiffers { row: row.clone() };
            found.push(Violation { make_up: Some(id), ..Violation::new(detail) });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{
        Campaign, Plan, Tier, Window, home, overlaps, successors, wanted_by_table, worked,
    };
    use crate::base::clock::Interval;
    use crate::base::diagnostic::{Code, Severity};
    use crate::base::text::Text;
    use crate::campaign::tiny::{self, START};
    use crate::campaign::{
        BlockId, Break, Class, ClassRun, Draft, GroupId, MakeUp, Pin, Station, StationId,
        Unavailable,
    };
    use crate::check::Violation;
    use std::collections::BTreeSet;

    /// Half-days of sixty and thirty minutes and two groups, changed as a test needs it.
    fn campaign(change: impl FnOnce(&mut Draft)) -> Campaign {
        let mut draft = tiny::draft(&[6, 3], &[20, 10]);
        change(&mut draft);
        Campaign::new(draft).unwrap()
    }

    /// Which windows a rule finds fault with, by their place in the plan.
    fn broken(
        rule: fn(&Campaign, &Plan) -> Vec<Violation>,
        campaign: &Campaign,
        calls: &[(usize, usize, i32, i32)],
    ) -> usize {
        rule(campaign, &Plan::of(campaign, calls)).len()
    }

    #[test]
    fn a_window_is_at_home_in_the_block_that_holds_all_of_it() {
        let campaign = campaign(|draft| {
            draft.stations.push(Station::new("T", None));
            draft.blocks[0].latest_end += 10;
            let mut afternoon = draft.blocks[0].clone();
            afternoon.name = "afternoon".to_owned();
            (afternoon.regular, afternoon.latest_end) =
                (Interval::new(START + 70, START + 130), START + 130);
            draft.blocks.push(afternoon);
        });
        let plan = |block, from, to| Plan::of(&campaign, &[(0, block, from, to)]);
        let at = |plan: &Plan| home(&campaign, &plan.windows[0]).map(|block| block.name.clone());
        assert_eq!(at(&plan(0, 0, 70)).as_deref(), Some("B0"), "overtime included");
        assert_eq!(at(&plan(2, 0, 60)).as_deref(), Some("afternoon"));
        assert_eq!(at(&plan(0, 60, 71)), None, "a minute in each of two blocks");
        assert_eq!(at(&plan(1, 0, 31)), None, "a minute too long");
        let elsewhere = Window { station: StationId(1), ..plan(0, 0, 10).windows[0].clone() };
        assert_eq!(home(&campaign, &elsewhere), None);
    }

    #[test]
    fn minutes_of_breaks_are_not_worked() {
        let campaign = campaign(|draft| {
            for (from, to) in [(10, 15), (30, 32)] {
                let interval = Interval::new(START + from, START + to);
                draft.blocks[0].breaks.push(Break { interval, may_straddle: true });
            }
        });
        for (from, to) in [(0, 60), (0, 10), (12, 20), (15, 30), (31, 33), (20, 10)] {
            let plan = Plan::of(&campaign, &[(0, 0, from, to)]);
            let block = campaign.block(BlockId(0));
            let expected = block.working_minutes_in(plan.windows[0].interval).max(0);
            assert_eq!(worked(&campaign, &plan.windows[0]), i64::from(expected), "{from} to {to}");
        }
    }

    #[test]
    fn windows_meet_others_of_their_station_and_day_once() {
        let campaign = campaign(|_| {});
        let calls = [(0, 0, 30, 40), (1, 0, 0, 10), (0, 1, 0, 10), (1, 0, 20, 20), (1, 0, 0, 5)];
        let plan = Plan::of(&campaign, &calls);
        // The empty window is in nobody's way, the third one is on another day.
        assert_eq!((overlaps(&plan), successors(&plan)), (vec![(4, 1)], vec![(1, 0)]));
    }

    #[test]
    fn a_window_overlaps_or_hurries_exactly_where_some_pair_does() {
        use rand::RngExt;
        let campaign = campaign(|draft| draft.changeover = 4);
        for seed in 0..300 {
            let mut dice = tiny::dice(seed);
            let calls: Vec<_> = (0..dice.random_range(2..7))
                .map(|_| {
                    let from = dice.random_range(0..50);
                    (0, dice.random_range(0..2), from, from + dice.random_range(0..15))
                })
                .collect();
            let plan = Plan::of(&campaign, &calls);
            let (mut overlapping, mut hurried) = (BTreeSet::new(), BTreeSet::new());
            for (i, (_, day, from, to)) in calls.iter().enumerate() {
                for (j, (_, other, start, end)) in calls.iter().enumerate() {
                    let is_there = i != j && day == other && from < to && start < end;
                    let is_later = (start, end, j) < (from, to, i);
                    if is_there && is_later && from < end {
                        overlapping.insert(i);
                    }
                    if is_there && end <= from && from - end < 4 {
                        hurried.insert(i);
                    }
                }
            }
            let late = |found: Vec<Violation>| -> BTreeSet<usize> {
                found.iter().map(|violation| violation.windows[0]).collect()
            };
            let found = super::one_group_at_a_time(&campaign, &plan);
            assert_eq!(found.len(), overlapping.len(), "seed {seed}: once each");
            assert_eq!(late(found), overlapping, "seed {seed}: {calls:?}");
            let found = super::changeover_between_groups(&campaign, &plan);
            assert_eq!(late(found), hurried, "seed {seed}: {calls:?}");
        }
    }

    #[test]
    fn windows_touch_but_neither_overlap_nor_come_too_near() {
        let campaign = campaign(|draft| draft.changeover = 5);
        let overlaps = |calls: &[_]| broken(super::one_group_at_a_time, &campaign, calls);
        let hurries = |calls: &[_]| broken(super::changeover_between_groups, &campaign, calls);
        let pair = |from| [(0, 0, 10, 30), (1, 0, from, from + 10)];
        assert_eq!(
            [15, 29, 30, 34, 35, 5, 0].map(|from| overlaps(&pair(from))),
            [1, 1, 0, 0, 0, 1, 0]
        );
        assert_eq!(
            [15, 29, 30, 34, 35, 5, 0].map(|from| hurries(&pair(from))),
            [0, 0, 1, 1, 0, 0, 1]
        );
        assert_eq!(overlaps(&[(0, 0, 10, 30), (1, 1, 10, 30)]), 0, "another day");
    }

    #[test]
    fn a_window_has_the_minutes_its_people_take() {
        let long = |change: fn(&mut Draft), minutes| {
            broken(super::long_enough, &campaign(change), &[(0, 0, 0, minutes)]) == 0
        };
        assert!(long(|_| {}, 20) && !long(|_| {}, 19), "a person a minute");
        assert!(long(|draft| draft.stations[0].rate = None, 1), "who knows");
        let buffer = |draft: &mut Draft| {
            (draft.groups[0].buffer.minutes, draft.groups[0].buffer.per_cent) = (3, 10);
        };
        assert!(long(buffer, 25) && !long(buffer, 24), "3 + 1.1 × 20");
        let table = |draft: &mut Draft| {
            draft.minutes.insert((GroupId(0), BlockId(0)), 12);
        };
        assert!(long(table, 12) && !long(table, 11), "as the table says");
        let campaign = campaign(|draft| draft.tiers.push(Tier::Overload));
        let found = super::long_enough(&campaign, &Plan::of(&campaign, &[(0, 0, 0, 5)]));
        assert_eq!(found[0].severity, Severity::Warning, "it may be given up at a price");
    }

    #[test]
    fn a_part_gets_its_share_of_the_table_rounded_up() {
        let campaign = campaign(|draft| {
            let classes = [7, 13].map(|people| Class::new(people.to_string(), people));
            (draft.groups[0].classes, draft.groups[0].max_windows) = (classes.to_vec(), 2);
            draft.minutes.insert((GroupId(0), BlockId(0)), 15);
        });
        let wanted = |block, run: Option<(usize, usize)>| {
            let mut window = Plan::of(&campaign, &[(0, block, 0, 10)]).windows[0].clone();
            window.run = run.map(|(from, to)| ClassRun { from, to });
            wanted_by_table(&campaign, &window)
        };
        assert_eq!(wanted(0, None), Some(15));
        assert_eq!(wanted(0, Some((0, 1))), Some(6), "15 × 7 ÷ 20 = 5.25");
        assert_eq!(wanted(0, Some((1, 2))), Some(10), "9.75");
        assert_eq!(wanted(1, None), None, "no entry");
    }

    #[test]
    fn windows_lie_in_blocks_on_the_grid_and_leave_make_up_time_free() {
        let campaign = campaign(|draft| {
            let interval = Interval::new(START + 50, START + 60);
            draft.blocks[0].make_up.push(MakeUp { name: Text::same("make-up"), interval });
        });
        let inside = |from, to| broken(super::inside_a_block, &campaign, &[(0, 0, from, to)]);
        assert_eq!((inside(0, 60), inside(-1, 20), inside(40, 61), inside(20, 20)), (0, 1, 1, 1));
        let grid = |from, to| broken(super::on_the_grid, &campaign, &[(0, 0, from, to)]);
        assert_eq!((grid(10, 40), grid(5, 40), grid(10, 45)), (0, 1, 1));
        let free =
            |from, to| broken(super::make_up_time_stays_free, &campaign, &[(0, 0, from, to)]);
        assert_eq!((free(20, 50), free(20, 51), free(59, 60)), (0, 1, 1));
    }

    #[test]
    fn a_break_is_met_by_whoever_begins_or_ends_in_it_or_may_not_straddle_it() {
        let meets = |may_straddle, from, to| {
            let campaign = campaign(|draft| {
                let interval = Interval::new(START + 20, START + 30);
                draft.blocks[0].breaks.push(Break { interval, may_straddle });
            });
            broken(super::breaks_are_respected, &campaign, &[(0, 0, from, to)]) == 1
        };
        for may_straddle in [false, true] {
            for from in 0..60 {
                for to in from + 1..=60 {
                    let is_apart = to <= 20 || from >= 30;
                    let is_around = from < 20 && to > 30;
                    let is_right = is_apart || is_around && may_straddle;
                    assert_eq!(meets(may_straddle, from, to), !is_right, "{from} to {to}");
                }
            }
        }
    }

    #[test]
    fn groups_keep_to_their_days_their_number_and_their_pins() {
        let campaign = campaign(|draft| {
            draft.groups[0].not_in = [BlockId(0)].into();
            draft.groups[1].only_in = Some([BlockId(0)].into());
            draft.max_groups_per_block = Some(1);
            let (station, date, start) = (None, Some(draft.blocks[1].date), Some(START + 10));
            draft.pins.push(Pin { group: GroupId(0), station, date, start, end: None });
        });
        let days = |calls: &[_]| broken(super::only_allowed_blocks, &campaign, calls);
        assert_eq!(days(&[(0, 1, 0, 20), (1, 0, 0, 10)]), 0);
        assert_eq!(days(&[(0, 0, 0, 20), (1, 1, 0, 10)]), 2);
        let many = |calls: &[_]| broken(super::not_too_many_groups, &campaign, calls);
        assert_eq!(
            (many(&[(0, 0, 0, 20), (1, 0, 20, 30)]), many(&[(0, 0, 0, 20), (1, 1, 0, 9)])),
            (1, 0)
        );
        let pins =
            |block, from| broken(super::pins_are_kept, &campaign, &[(0, block, from, from + 20)]);
        assert_eq!((pins(1, 10), pins(0, 10), pins(1, 0), pins(0, 0)), (0, 1, 1, 1));
    }

    #[test]
    fn one_window_each_or_as_many_as_allowed_in_different_blocks() {
        let (one, two) = (campaign(|_| {}), campaign(|draft| draft.groups[0].max_windows = 2));
        let count = |campaign, calls: &[_]| broken(super::one_window_each, campaign, calls);
        let apart = [(0, 0, 0, 10), (0, 1, 0, 10)];
        assert_eq!((count(&one, &apart), count(&two, &apart)), (1, 0));
        assert_eq!(count(&two, &[(0, 0, 0, 10), (0, 0, 30, 40)]), 1, "two in one block");
        assert_eq!(count(&one, &[(0, 0, 0, 10), (1, 0, 10, 20)]), 0);
        let served = |calls: &[_]| broken(super::every_group_is_served, &one, calls);
        assert_eq!(
            (served(&[]), served(&[(1, 0, 0, 10)]), served(&[(1, 0, 0, 9), (0, 0, 9, 30)])),
            (2, 1, 0)
        );
    }

    #[test]
    fn nobody_is_called_during_a_lesson() {
        let clashes = |class: Option<usize>, from: i32, to: i32| {
            let campaign = campaign(|draft| {
                draft.call_lead = 5;
                draft.groups[0].classes = vec![Class::new("a", 10), Class::new("b", 10)];
                let interval = Interval::new(START + 20, START + 30);
                let (group, date) = (GroupId(0), draft.blocks[0].date);
                let reason = "exam".to_owned();
                draft.unavailable.push(Unavailable { group, class, date, interval, reason });
            });
            let mut plan = Plan::of(&campaign, &[(0, 0, from, to)]);
            crate::plans::slots::assign(&campaign, &mut plan);
            super::no_clash(&campaign, &plan).len()
        };
        assert_eq!((clashes(None, 0, 20), clashes(None, 0, 21)), (0, 1));
        assert_eq!(
            (clashes(None, 35, 60), clashes(None, 34, 60)),
            (0, 1),
            "called five minutes ahead"
        );
        // The first class has the first half of the window.
        assert_eq!((clashes(Some(0), 0, 40), clashes(Some(1), 0, 40)), (0, 1));
    }

    #[test]
    fn headcounts_and_make_up_rows_are_those_of_the_campaign() {
        let campaign = campaign(|draft| {
            let interval = Interval::new(START + 50, START + 60);
            draft.blocks[0].make_up.push(MakeUp { name: Text::same("make-up"), interval });
        });
        let mut plan = Plan::of(&campaign, &[(0, 0, 0, 20), (1, 0, 20, 30)]);
        (plan.windows[0].stated_headcount, plan.windows[1].stated_headcount) = (Some(20), Some(11));
        let found = super::headcounts_agree(&campaign, &plan);
        assert_eq!(found.iter().map(Violation::rule).collect::<Vec<_>>(), [Code::WrongHeadcount]);
        plan.make_up = crate::campaign::plan::MakeUpRow::reserved(&campaign, &plan);
        assert!(super::make_up_rows_are_reserved(&campaign, &plan).is_empty());
        plan.make_up.push(plan.make_up[0].clone());
        assert_eq!(super::make_up_rows_are_reserved(&campaign, &plan).len(), 1, "twice");
        plan.make_up[1].interval.start += 1;
        assert_eq!(super::make_up_rows_are_reserved(&campaign, &plan).len(), 1, "another time");
    }
}
