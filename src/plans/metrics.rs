//! Figures of a plan, recomputed from the plan alone: peak, utilisation, blocks used, people moved,
//! tier values.

use crate::base::clock::Minutes;
use crate::base::ratio::Ratio;
use crate::campaign::plan::{Plan, Window};
use crate::campaign::{BlockId, Campaign, GroupId, Preference, Tier};
use std::collections::BTreeMap;

/// What one window demands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WindowFigures {
    /// The window.
    pub window: Window,
    /// The block it lies in; `None` when it lies in none.
    pub block: Option<BlockId>,
    /// Who is really coming.
    pub expected: i64,
    /// Minutes of the window without breaks.
    pub working: Minutes,
    /// Required rate in photos per hour; `None` for an empty window.
    pub per_hour: Option<Ratio>,
    /// Required rate over the station's rate, or over the pace that the planner's minutes give;
    /// `None` when unknown.
    pub utilisation: Option<Ratio>,
}

/// What one block carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockFigures {
    /// The block.
    pub block: BlockId,
    /// Expected people of its windows.
    pub expected: i64,
    /// Working minutes of its windows.
    pub booked: Minutes,
    /// Regular minutes without breaks and make-up time.
    pub working: Minutes,
    /// Expected people per hour of working time.
    pub per_hour: Option<Ratio>,
    /// `per_hour` over the station's rate; `None` when that is unknown.
    pub utilisation: Option<Ratio>,
    /// The end of its last window.
    pub last_end: Option<Minutes>,
}

/// Everything that one plan is judged by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metrics {
    /// People on all lists.
    pub people: i64,
    /// People really coming.
    pub expected: i64,
    /// Expected people of groups without a window.
    pub unserved: i64,
    /// Groups without a window.
    pub unserved_groups: Vec<GroupId>,
    /// Served people over the hours of all windows.
    pub mean_per_hour: Option<Ratio>,
    /// The highest required rate.
    pub peak_per_hour: Option<Ratio>,
    /// Whose window has it (the first in the timetable among equals).
    pub peak_group: Option<GroupId>,
    /// The lowest required rate.
    pub min_per_hour: Option<Ratio>,
    /// Whose window has it.
    pub min_group: Option<GroupId>,
    /// Blocks in which somebody is photographed.
    pub blocks_used: usize,
    /// Expected people told a new time against the baseline; `None` without a baseline.
    pub moved_people: Option<i64>,
    /// Groups told a new time against the baseline.
    pub moved_groups: Vec<GroupId>,
    /// People above the stations' rates.
    pub overload: i64,
    /// Minutes past regular ends.
    pub overtime: Minutes,
    /// Window by window, in the order of the timetable.
    pub windows: Vec<WindowFigures>,
    /// Block by block, unused ones too.
    pub blocks: Vec<BlockFigures>,
}

/// Computes all figures of a plan.
pub fn metrics(campaign: &Campaign, plan: &Plan, baseline: Option<&Plan>) -> Metrics {
    let mut plan = plan.clone();
    plan.sort();
    let windows: Vec<WindowFigures> =
        plan.windows.iter().map(|window| window_figures(campaign, window)).collect();
    let with_rate = || {
        windows
            .iter()
            .filter_map(|figures| figures.per_hour.map(|rate| (rate, figures.window.group)))
    };
    let peak = with_rate().fold(None, |best: Option<(Ratio, GroupId)>, next| match best {
        Some(best) if best.0 >= next.0 => Some(best),
        _ => Some(next),
    });
    let lowest = with_rate().fold(None, |best: Option<(Ratio, GroupId)>, next| match best {
        Some(best) if best.0 <= next.0 => Some(best),
        _ => Some(next),
    });
    let unserved_groups: Vec<GroupId> =
        campaign.group_ids().filter(|group| plan.window_of(*group).is_none()).collect();
    let moved_groups = baseline.map(|baseline| moved_groups(campaign, &plan, baseline));
    Metrics {
        people: campaign.groups().iter().map(|group| group.headcount).sum(),
        expected: campaign.expected(),
        unserved: people_of(campaign, &unserved_groups),
        unserved_groups,
        mean_per_hour: mean_rate(&windows),
        peak_per_hour: peak.map(|(rate, _)| rate),
        peak_group: peak.map(|(_, group)| group),
        min_per_hour: lowest.map(|(rate, _)| rate),
        min_group: lowest.map(|(_, group)| group),
        blocks_used: windows
            .iter()
            .filter_map(|f| f.block)
            .collect::<std::collections::BTreeSet<_>>()
            .len(),
        moved_people: moved_groups.as_ref().map(|groups| people_of(campaign, groups)),
        moved_groups: moved_groups.unwrap_or_default(),
        overload: windows.iter().map(|figures| overload(campaign, figures)).sum(),
        overtime: last_ends(&windows)
            .iter()
            .map(|(block, end)| (end - campaign.block(*block).regular.end).max(0))
            .sum(),
        blocks: campaign
            .block_ids()
            .map(|block| block_figures(campaign, block, &windows))
            .collect(),
        windows,
    }
}

/// The value of one tier of the objective, exact. `moved` is 0 without a baseline.
pub fn tier_value(tier: Tier, campaign: &Campaign, plan: &Plan, baseline: Option<&Plan>) -> Ratio {
    let figures = metrics(campaign, plan, baseline);
    match tier {
        Tier::Unserved => Ratio::whole(figures.unserved),
        Tier::Overload => Ratio::whole(figures.overload),
        Tier::Overtime => Ratio::whole(i64::from(figures.overtime)),
        Tier::Cuts => Ratio::whole(cut_points(campaign, plan)),
        Tier::Peak => figures.peak_per_hour.unwrap_or(Ratio::whole(0)),
        Tier::Blocks => Ratio::whole(figures.blocks_used as i64),
        Tier::Moved => Ratio::whole(figures.moved_people.unwrap_or(0)),
        Tier::Preference => Ratio::whole(preference_points(campaign, plan)),
        Tier::Spread => spread(campaign, &figures.windows),
        Tier::Early => {
            let minutes: Minutes = last_ends(&figures.windows)
                .iter()
                .map(|(block, end)| end - campaign.block(*block).regular.start)
                .sum();
            Ratio::whole(i64::from(minutes))
        }
    }
}

/// One window's share of [`Tier::Spread`]: `e² × 60 / minutes`, rounded to a whole number; where
/// every rate is known, thousandths of `e² × 60 / (minutes × rate)`.
pub fn spread_points(expected: i64, minutes: Minutes, rate: Option<i64>) -> i64 {
    let squared = i128::from(expected) * i128::from(expected) * 60;
    let (points, per) = match rate {
        Some(rate) => (squared * 1000, i128::from(minutes) * i128::from(rate)),
        None => (squared, i128::from(minutes)),
    };
    if per <= 0 { 0 } else { i64::try_from((2 * points + per) / (2 * per)).unwrap_or(i64::MAX) }
}

/// What [`spread_points`] are divided by to give the rate that the average person meets.
pub fn spread_scale(campaign: &Campaign) -> i64 {
    let people = campaign.expected().max(1);
    if campaign.rates_known() { people * 1000 } else { people }
}

fn spread(campaign: &Campaign, windows: &[WindowFigures]) -> Ratio {
    let points = windows
        .iter()
        .map(|figures| {
            let rate =
                campaign.station(figures.window.station).rate.filter(|_| campaign.rates_known());
            spread_points(figures.expected, figures.working, rate)
        })
        .sum();
    Ratio::new(points, spread_scale(campaign)).unwrap_or(Ratio::whole(0))
}

fn window_figures(campaign: &Campaign, window: &Window) -> WindowFigures {
    let expected = window.expected(campaign);
    let minutes = campaign.working_minutes(window.station, window.date, window.interval);
    let block = campaign.block_at(window.station, window.date, window.interval);
    let rate = || campaign.station(window.station).rate.map(|rate| (rate, 60));
    let pace = block.map_or_else(rate, |block| campaign.pace(window.group, block));
    WindowFigures {
        working: minutes,
        block,
        expected,
        per_hour: Ratio::per_hour(expected, minutes),
        utilisation: pace
            .and_then(|(people, per)| Ratio::new(expected * per, i64::from(minutes) * people)),
        window: window.clone(),
    }
}

fn block_figures(campaign: &Campaign, block: BlockId, windows: &[WindowFigures]) -> BlockFigures {
    let inside = || windows.iter().filter(|figures| figures.block == Some(block));
    let expected: i64 = inside().map(|figures| figures.expected).sum();
    let working = campaign.block(block).working_minutes();
    let rate = campaign.station(campaign.block(block).station).rate;
    BlockFigures {
        block,
        expected,
        booked: inside().map(|figures| figures.working).sum(),
        working,
        per_hour: Ratio::per_hour(expected, working),
        utilisation: rate.and_then(|rate| Ratio::new(expected * 60, i64::from(working) * rate)),
        last_end: inside().map(|figures| figures.window.interval.end).max(),
    }
}

fn mean_rate(windows: &[WindowFigures]) -> Option<Ratio> {
    let people = windows.iter().map(|figures| figures.expected).sum();
    Ratio::per_hour(people, windows.iter().map(|figures| figures.working).sum())
}

fn overload(campaign: &Campaign, figures: &WindowFigures) -> i64 {
    let group = figures.window.group;
    let at_rate = || {
        let rate = campaign.station(figures.window.station).rate?;
        Some(campaign.group(group).buffer.room(figures.working, rate))
    };
    let room =
        figures.block.map_or_else(at_rate, |block| campaign.room(group, block, figures.working));
    room.map_or(0, |room| (figures.expected - room).max(0))
}

fn last_ends(windows: &[WindowFigures]) -> BTreeMap<BlockId, Minutes> {
    let mut ends = BTreeMap::new();
    for figures in windows {
        if let Some(block) = figures.block {
            let end = ends.entry(block).or_insert(figures.window.interval.end);
            *end = (*end).max(figures.window.interval.end);
        }
    }
    ends
}

/// Groups of the baseline whose windows in the plan are not the same ones: their people are told a
/// new time.
pub fn moved_groups(campaign: &Campaign, plan: &Plan, baseline: &Plan) -> Vec<GroupId> {
    let calls = |plan: &Plan, group: GroupId| {
        let mut calls: Vec<_> = plan
            .windows
            .iter()
            .filter(|window| window.group == group)
            .map(|window| (window.date, window.station, window.interval))
            .collect();
        calls.sort();
        calls
    };
    campaign
        .group_ids()
        .filter(|group| {
            let before = calls(baseline, *group);
            !before.is_empty() && before != calls(plan, *group)
        })
        .collect()
}

fn people_of(campaign: &Campaign, groups: &[GroupId]) -> i64 {
    groups.iter().map(|group| campaign.group(*group).expected()).sum()
}

/// Points of all cuts, see [`Tier::Cuts`].
fn cut_points(campaign: &Campaign, plan: &Plan) -> i64 {
    let points = |pair: &[&Window]| -> i64 {
        let (before, after) = (pair[0], pair[1]);
        let same_day = before.date == after.date;
        let directly = same_day
            && campaign.follows_directly(
                after.station,
                after.date,
                before.interval.end,
                after.interval.start,
            );
        1 + i64::from(!same_day) + i64::from(before.station != after.station) + i64::from(!directly)
    };
    let of_group = |group| plan.windows_of(group).windows(2).map(points).sum::<i64>();
    campaign.group_ids().map(of_group).sum()
}

/// Points of all wishes, for each window that leaves one ungranted; a group without a window hurts
/// none.
fn preference_points(campaign: &Campaign, plan: &Plan) -> i64 {
    let hurt_by = |window: &Window| -> i64 {
        let ungranted = |wish: &&Preference| wish.is_hurt_by(window.date, window.interval);
        campaign.preferences_of(window.group).filter(ungranted).map(|wish| wish.weight).sum()
    };
    plan.windows.iter().map(hurt_by).sum()
}

#[cfg(test)]
mod tests {
    use super::spread_points;

    #[test]
    fn equal_rates_have_the_least_spread() {
        let even = spread_points(100, 60, None) + spread_points(50, 30, None);
        let uneven = spread_points(100, 50, None) + spread_points(50, 40, None);
        assert!(even < uneven);
        assert_eq!(even, 100 * 100 + 50 * 100);
    }
}
