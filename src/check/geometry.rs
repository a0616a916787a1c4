//! Half-day, working minutes and call time of a window, computed without code of the solver.

use crate::base::clock::Minutes;
use crate::campaign::plan::{Plan, Window};
use crate::campaign::{Block, BlockId, Campaign, ClassTime};

/// The windows of each group by their places in the plan: looked up once, so that a rule takes time
/// in proportion to the plan.
pub(super) fn windows_by_group(campaign: &Campaign, plan: &Plan) -> Vec<Vec<usize>> {
    let mut by_group = vec![Vec::new(); campaign.groups().len()];
    for (id, window) in plan.windows.iter().enumerate() {
        by_group[window.group.0].push(id);
    }
    by_group
}

/// The slots of each group by their places in the plan.
pub(super) fn slots_by_group(campaign: &Campaign, plan: &Plan) -> Vec<Vec<usize>> {
    let mut by_group = vec![Vec::new(); campaign.groups().len()];
    for (id, slot) in plan.slots.iter().enumerate() {
        by_group[slot.group.0].push(id);
    }
    by_group
}

/// When people are called for something that starts at a minute: the last multiple of the call grid
/// that lies no less than the lead before it.
pub(super) fn called_at(campaign: &Campaign, start: Minutes) -> Minutes {
    let mut called = start - campaign.call_lead();
    while called % campaign.call_grid() != 0 {
        called -= 1;
    }
    called
}

/// The block a window lies in, looked up by plain comparison.
pub(super) fn home<'a>(campaign: &'a Campaign, window: &Window) -> Option<&'a Block> {
    campaign.blocks().iter().find(|block| {
        block.date == window.date
            && block.station == window.station
            && window.interval.start >= block.regular.start
            && window.interval.end <= block.latest_end
    })
}

/// The same block by its place in the campaign.
pub(super) fn home_id(campaign: &Campaign, window: &Window) -> Option<BlockId> {
    let own = home(campaign, window)?;
    campaign.block_ids().find(|id| campaign.block(*id) == own)
}

/// Minutes of a window in which the crew works, counted one by one.
pub(super) fn worked(campaign: &Campaign, window: &Window) -> i64 {
    let pauses = home(campaign, window).map_or(&[][..], |block| &block.breaks);
    let at_work = |minute: &i32| {
        !pauses.iter().any(|p| p.interval.start <= *minute && *minute < p.interval.end)
    };
    (window.interval.start..window.interval.end).filter(at_work).count() as i64
}

/// The minutes that the planner gives the group in the block of the window. Those of `minutes.csv`
/// are of the whole group, and a part gets its share by people, begun minutes counted; those by the
/// size of classes are added up.
pub(super) fn wanted_by_table(campaign: &Campaign, window: &Window) -> Option<i64> {
    let id = home_id(campaign, window)?;
    let group = campaign.group(window.group);
    let (here, all) = (window.expected(campaign), group.expected());
    let Some(whole) = campaign.minutes_in_table(window.group, id).map(i64::from) else {
        if campaign.class_time().is_empty() {
            return None;
        }
        if group.classes.is_empty() {
            return Some(by_size(campaign, all).max(1));
        }
        let mut minutes = 0;
        for (class, people) in group.expected_by_class().into_iter().enumerate() {
            if window.run.is_none_or(|run| run.from <= class && class < run.to) {
                minutes += by_size(campaign, people);
            }
        }
        return Some(minutes.max(1));
    };
    if here == all {
        return Some(whole);
    }
    let (full, begun) = (whole * here / all, whole * here % all);
    Some((full + i64::from(begun > 0)).max(1))
}

/// People an hour where and when a window is: the half-day's own, or its station's.
pub(super) fn rate_of(campaign: &Campaign, window: &Window) -> Option<i64> {
    let own = home(campaign, window).and_then(|block| block.own.rate);
    if own.is_some() { own } else { campaign.station(window.station).rate }
}

/// The cameras where and when a window is.
pub(super) fn cameras_of(campaign: &Campaign, window: &Window) -> Option<i64> {
    let own = home(campaign, window).and_then(|block| block.own.cameras);
    if own.is_some() { own } else { campaign.station(window.station).cameras }
}

/// The minutes of a class by its size: a minute more for each begun batch and each begun minute of
/// its people.
pub(super) fn by_size(campaign: &Campaign, people: i64) -> i64 {
    if people <= 0 {
        return 0;
    }
    let mut size: Option<&ClassTime> = None;
    for own in campaign.class_time() {
        let holds = own.up_to.unwrap_or(i64::MAX) >= people;
        let is_smaller =
            |known: &ClassTime| own.up_to.unwrap_or(i64::MAX) < known.up_to.unwrap_or(i64::MAX);
        if holds && size.is_none_or(is_smaller) {
            size = Some(own);
        }
    }
    let Some(own) = size else { return 0 };
    let (mut minutes, mut left) = (0, people);
    while left > 0 {
        minutes += i64::from(own.minutes);
        left -= own.batch.unwrap_or(people);
    }
    let seconds = people * own.seconds;
    minutes + seconds / 60 + i64::from(seconds % 60 > 0)
}
