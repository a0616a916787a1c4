//! Rules of groups that have several windows.

use super::geometry::{called_at, windows_by_group};
use super::violation::{Detail, Violation};
use crate::base::clock::{Interval, Minutes};
use crate::campaign::plan::Plan;
use crate::campaign::{Block, BlockId, Campaign, GroupId};

/// Groups that the plan cuts, with their windows in order of time: several windows where that is
/// allowed, or one that names some of the classes.
fn cut_groups(campaign: &Campaign, plan: &Plan) -> Vec<(GroupId, Vec<usize>)> {
    let mut cut = Vec::new();
    for (group, mut windows) in campaign.group_ids().zip(windows_by_group(campaign, plan)) {
        windows.sort_by_key(|id| {
            let window = &plan.windows[*id];
            (window.date, window.interval.start, window.run)
        });
        let may_be_cut = campaign.group(group).max_windows > 1;
        let names_classes = windows.iter().any(|id| plan.windows[*id].run.is_some());
        if windows.len() > 1 && may_be_cut || names_classes {
            cut.push((group, windows));
        }
    }
    cut
}

/// A group that fits into one window is not cut, unless it may be cut freely. "Fits" looks at
/// length, breaks, make-up time, allowed blocks, pins and times at which the whole group can't
/// come; not at what else the plan holds.
pub(super) fn cut_only_where_needed(campaign: &Campaign, plan: &Plan) -> Vec<Violation> {
    let mut found = Vec::new();
    for (group, windows) in cut_groups(campaign, plan) {
        if windows.len() < 2 || campaign.group(group).cut_freely {
            continue;
        }
        let mut blocks = (0..campaign.blocks().len()).map(BlockId);
        let room = blocks.find_map(|block| Some((block, fits(campaign, group, block)?)));
        if let Some((block, interval)) = room {
            let detail = Detail::NeedlessCut { block, interval };
            found.push(Violation::of_windows(plan, &windows[1..2], detail));
        }
    }
    found
}

/// The first window of a block that holds the whole group, at the station's rate or by the minutes
/// given for it.
fn fits(campaign: &Campaign, group: GroupId, place: BlockId) -> Option<Interval> {
    let (block, whole) = (campaign.block(place), campaign.group(group));
    if whole.not_in.contains(&place)
        || whole.only_in.as_ref().is_some_and(|only| !only.contains(&place))
    {
        return None;
    }
    let people = whole.expected();
    let holds = |interval: Interval| {
        let minute_is_work = |minute: &Minutes| {
            !block
                .breaks
                .iter()
                .any(|pause| pause.interval.start <= *minute && *minute < pause.interval.end)
        };
        let worked = (interval.start..interval.end).filter(minute_is_work).count() as i64;
        if let Some(wanted) = campaign.minutes_for(group, place) {
            return worked >= i64::from(wanted);
        }
        let rate = block.own.rate.or(campaign.station(block.station).rate);
        let Some(rate) = rate else { return true };
        let usable = (worked - i64::from(whole.buffer.minutes)).max(0);
        let long_enough = usable * rate * 100 >= people * 60 * (100 + whole.buffer.per_cent);
        let cameras = block.own.cameras.or(campaign.station(block.station).cameras);
        let on_most_days =
            super::confidence::wanted(campaign, (whole, None), people, rate, cameras);
        long_enough && on_most_days.is_none_or(|wanted| worked >= wanted)
    };
    let is_on_grid = |minute: &i32| {
        let breaks = block.breaks.iter().map(|pause| pause.interval.end);
        let begun = breaks.filter(|end| end <= minute).max().unwrap_or(block.regular.start);
        (minute - begun) % campaign.grid() == 0
    };
    let minutes: Vec<i32> = (block.regular.start..=block.latest_end).filter(is_on_grid).collect();
    for (place, &start) in minutes.iter().enumerate() {
        for &end in &minutes[place + 1..] {
            let interval = Interval::new(start, end);
            if holds(interval) && is_open(campaign, group, block, interval) {
                return Some(interval);
            }
        }
    }
    None
}

/// Whether breaks, make-up time, pins and the group's own appointments leave the interval open.
fn is_open(campaign: &Campaign, group: GroupId, block: &Block, interval: Interval) -> bool {
    let Interval { start, end } = interval;
    for pause in &block.breaks {
        let apart = pause.interval.end <= start || end <= pause.interval.start;
        let around = start < pause.interval.start && pause.interval.end < end;
        if !(apart || around && pause.may_straddle) {
            return false;
        }
    }
    for make_up in &block.make_up {
        if make_up.interval.start < end && start < make_up.interval.end {
            return false;
        }
    }
    for pin in campaign.pins().iter().filter(|pin| pin.group == group) {
        let kept = pin.station.is_none_or(|station| station == block.station)
            && pin.date.is_none_or(|date| date == block.date)
            && pin.start.is_none_or(|wanted| wanted == start)
            && pin.end.is_none_or(|wanted| wanted == end);
        if !kept {
            return false;
        }
    }
    let mut entries =
        campaign.unavailable().iter().filter(|entry| entry.group == group && entry.class.is_none());
    entries.all(|entry| {
        entry.date != block.date
            || entry.interval.end <= called_at(campaign, start)
            || end <= entry.interval.start
    })
}

/// The windows serve runs of the class list, one after another: in order of time each begins with
/// the class after the last one of the window before, the first with the first class, the last with
/// the last.
pub(super) fn classes_shared_out(campaign: &Campaign, plan: &Plan) -> Vec<Violation> {
    let mut found = Vec::new();
    for (group, windows) in cut_groups(campaign, plan) {
        let classes = campaign.group(group).classes.len();
        let mut next = 0;
        for id in &windows {
            let Some(run) = plan.windows[*id].run else {
                found.push(Violation::of_windows(plan, &[*id], Detail::PartUnnamed));
                next = classes;
                continue;
            };
            if run.from != next || run.to <= run.from || run.to > classes {
                let detail = Detail::PartBegins { wanted: next, found: run.from };
                found.push(Violation::of_windows(plan, &[*id], detail));
            }
            next = run.to;
        }
        for pair in windows.windows(2) {
            let (before, after) = (&plan.windows[pair[0]], &plan.windows[pair[1]]);
            if (after.date, after.interval.start) < (before.date, before.interval.end) {
                found.push(Violation::of_windows(plan, &[pair[1], pair[0]], Detail::PartTooEarly));
            }
        }
        if let Some(last) = windows.last().filter(|_| next < classes) {
            found.push(Violation::of_windows(plan, &[*last], Detail::PartsEnd { next }));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{
        BlockId, Campaign, GroupId, Interval, Plan, classes_shared_out, cut_only_where_needed, fits,
    };
    use crate::campaign::tiny::{self, GRID, START};
    use crate::campaign::{Break, Class, ClassRun, Draft, Pin, Unavailable};

    fn campaign(change: impl FnOnce(&mut Draft)) -> Campaign {
        let mut draft = tiny::draft(&[6, 6], &[40]);
        let classes = [("a", 15), ("b", 15), ("c", 10)];
        draft.groups[0].classes = classes.map(|(name, people)| Class::new(name, people)).to_vec();
        draft.groups[0].max_windows = 3;
        change(&mut draft);
        Campaign::new(draft).unwrap()
    }

    /// Windows with their classes: block, from and to which minute, and the run.
    fn cut(campaign: &Campaign, parts: &[(usize, i32, i32, usize, usize)]) -> Plan {
        let calls: Vec<_> =
            parts.iter().map(|(block, from, to, ..)| (0, *block, *from, *to)).collect();
        let mut plan = Plan::of(campaign, &calls);
        for (window, (.., from, to)) in plan.windows.iter_mut().zip(parts) {
            window.run = Some(ClassRun { from: *from, to: *to });
        }
        plan
    }

    #[test]
    fn parts_follow_the_class_list_and_each_other() {
        let campaign = campaign(|_| {});
        let faults = |parts: &[_]| classes_shared_out(&campaign, &cut(&campaign, parts)).len();
        assert_eq!(faults(&[(0, 0, 30, 0, 2), (1, 0, 10, 2, 3)]), 0);
        assert_eq!(faults(&[(0, 0, 20, 0, 1), (0, 20, 40, 1, 2), (1, 0, 10, 2, 3)]), 0);
        assert_eq!(faults(&[(0, 0, 30, 0, 2)]), 1, "the last class has no window");
        assert_eq!(faults(&[(0, 0, 30, 0, 1), (1, 0, 10, 2, 3)]), 1, "the second has none");
        assert_eq!(faults(&[(0, 0, 30, 0, 2), (1, 0, 20, 1, 3)]), 1, "the second has two");
        assert_eq!(faults(&[(0, 0, 30, 1, 3)]), 1, "the first has none");
        assert_eq!(faults(&[(0, 0, 30, 2, 3), (1, 0, 10, 0, 2)]), 3, "in the wrong order");
        assert_eq!(faults(&[(0, 0, 30, 0, 2), (0, 20, 40, 2, 3)]), 1, "before the first is done");
        assert_eq!(faults(&[(0, 0, 30, 0, 2), (1, 0, 10, 2, 2)]), 2, "no class in it");
        let unnamed = Plan::of(&campaign, &[(0, 0, 0, 30), (0, 1, 0, 10)]);
        assert_eq!(classes_shared_out(&campaign, &unnamed).len(), 2);
    }

    #[test]
    fn a_group_that_fits_is_not_cut_unless_it_may_be() {
        let parts = [(0, 0, 30, 0, 2), (1, 0, 10, 2, 3)];
        let faults = |change: fn(&mut Draft)| {
            let campaign = campaign(change);
            cut_only_where_needed(&campaign, &cut(&campaign, &parts)).len()
        };
        assert_eq!(faults(|_| {}), 1, "forty people in sixty minutes");
        assert_eq!(faults(|draft| draft.groups[0].cut_freely = true), 0);
        assert_eq!(faults(|draft| draft.stations[0].rate = Some(39)), 0, "too many for sixty");
        assert_eq!(faults(|draft| draft.groups[0].not_in = [BlockId(0), BlockId(1)].into()), 0);
    }

    #[test]
    fn the_first_window_that_fits_is_the_earliest_and_shortest_that_is_open() {
        let first = |change: &dyn Fn(&mut Draft)| {
            let campaign = campaign(change);
            let found = fits(&campaign, GroupId(0), BlockId(0));
            found.map(|Interval { start, end }| (start - START, end - START))
        };
        assert_eq!(first(&|_| {}), Some((0, 40)));
        assert_eq!(first(&|draft| draft.groups[0].buffer.minutes = 1), Some((0, 50)));
        let late = |draft: &mut Draft| draft.blocks[0] = tiny::block(0, 3);
        assert_eq!(first(&late), None, "half an hour");
        let pause = |may_straddle| {
            move |draft: &mut Draft| {
                let interval = Interval::new(START + 10, START + 10 + GRID / 2);
                draft.blocks[0].breaks.push(Break { interval, may_straddle });
            }
        };
        assert_eq!(first(&pause(true)), Some((0, 45)), "five minutes are lost");
        assert_eq!(first(&pause(false)), Some((15, 55)), "the grid begins again at 15");
        let exam = |draft: &mut Draft| {
            draft.call_lead = 5;
            let (group, class, date) = (GroupId(0), None, draft.blocks[0].date);
            let interval = Interval::new(START, START + 15);
            draft.unavailable.push(Unavailable {
                group,
                class,
                date,
                interval,
                reason: String::new(),
            });
        };
        assert_eq!(first(&exam), Some((20, 60)), "called as the exam ends");
        let pin = |draft: &mut Draft| {
            let (station, date, start, end) = (None, None, Some(START + 10), Some(START + 60));
            draft.pins.push(Pin { group: GroupId(0), station, date, start, end });
        };
        assert_eq!(first(&pin), Some((10, 60)));
        let table = |draft: &mut Draft| {
            draft.minutes.insert((GroupId(0), BlockId(0)), 12);
        };
        assert_eq!(first(&table), Some((0, 20)));
    }
}
