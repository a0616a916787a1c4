//! Figures of a plan, recomputed from the plan alone: peak, utilisation, blocks used, people moved,
//! tier values.

use crate::base::clock::{Interval, Minutes};
use crate::base::ratio::Ratio;
use crate::campaign::plan::{Plan, Window};
use crate::campaign::{BlockId, Campaign, GroupId, Preference, Tier};
use crate::plans::crews;
use crate::plans::slots::{Visit, class_intervals};
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
    /// What the tier `peak` counts, see [`Campaign::load`]; `None` for an empty window.
    pub load: Option<Ratio>,
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
    /// Block by block, unused ones too where a station has its own team.
    pub blocks: Vec<BlockFigures>,
}

impl Metrics {
    /// The window of the highest load, the first in the timetable among equals: its load is the
    /// value of [`Tier::Peak`].
    pub fn busiest(&self) -> Option<&WindowFigures> {
        let highest = self.windows.iter().filter_map(|figures| figures.load).max()?;
        self.windows.iter().find(|figures| figures.load == Some(highest))
    }
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
        overload: windows.iter().map(|figures| overload_of(campaign, &plan, figures)).sum(),
        overtime: last_ends(&windows)
            .iter()
            .map(|(block, end)| (end - campaign.block(*block).regular.end).max(0))
            .sum(),
        blocks: campaign
            .block_ids()
            .filter(|block| plan.opens(campaign, *block))
            .map(|block| block_figures(campaign, block, &windows))
            .collect(),
        windows,
    }
}

/// The value of one tier of the objective, exact. `moved` is 0 without a baseline.
pub fn tier_value(tier: Tier, campaign: &Campaign, plan: &Plan, baseline: Option<&Plan>) -> Ratio {
    tier_value_of(tier, campaign, plan, &metrics(campaign, plan, baseline))
}

/// The value of one tier of the objective by figures of the plan that are known already.
pub fn tier_value_of(tier: Tier, campaign: &Campaign, plan: &Plan, figures: &Metrics) -> Ratio {
    match tier {
        Tier::Unserved => Ratio::whole(figures.unserved),
        Tier::Overload => Ratio::whole(figures.overload),
        Tier::Overtime => Ratio::whole(i64::from(figures.overtime)),
        Tier::Cuts => Ratio::whole(cut_points(campaign, plan)),
        Tier::Peak => figures.busiest().and_then(|own| own.load).unwrap_or(Ratio::whole(0)),
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
        Tier::Moves => Ratio::whole(crews::moves(&crews::stands(campaign, plan))),
        Tier::Visits => Ratio::whole(crews::visits(&crews::stands(campaign, plan))),
    }
}

/// The most that one window's share of [`Tier::Spread`] comes to in the model's whole units: HiGHS
/// takes a column for whole that is off by 10⁻⁶, which at this cost is ten units.
const MOST_SPREAD_POINTS: i128 = 10_000_000;

/// The whole units to which each window's share of [`Tier::Spread`] is rounded: the number
/// of units in one photo per hour, or in a station's rate where every rate is known.
///
/// As fine as they can be while the largest group in the shortest window has at most ten million: a
/// power of ten up to 10⁶, at least 1, of a rate 1000.
pub fn spread_precision(campaign: &Campaign) -> i64 {
    let largest = campaign.groups().iter().map(|group| i128::from(group.expected())).max();
    let rates = campaign.block_ids().filter_map(|block| campaign.rate_in(block));
    let (slowest, coarsest) = if campaign.rates_known() {
        (i128::from(rates.min().unwrap_or(1).max(1)), 1000)
    } else {
        (1, 1)
    };
    let squared = largest.unwrap_or(0).pow(2) * 60;
    let shortest = i128::from(campaign.grid().max(1)) * slowest;
    let is_fine =
        |precision: &i64| squared * i128::from(*precision) <= MOST_SPREAD_POINTS * shortest;
    (0..=6).rev().map(|power| 10_i64.pow(power)).find(is_fine).unwrap_or(1).max(coarsest)
}

/// One window's share of [`Tier::Spread`], `e² × 60 / (minutes × unit)`, to the nearest whole unit;
/// see [`spread_precision`] and [`Campaign::load_unit`].
pub fn spread_points(expected: i64, minutes: Minutes, unit: i64, precision: i64) -> i64 {
    let points = i128::from(expected) * i128::from(expected) * 60 * i128::from(precision);
    let per = i128::from(minutes) * i128::from(unit);
    if per <= 0 { 0 } else { i64::try_from((2 * points + per) / (2 * per)).unwrap_or(i64::MAX) }
}

/// What [`spread_points`] are divided by to give the rate that the average person meets.
pub fn spread_scale(campaign: &Campaign) -> i64 {
    campaign.expected().max(1) * spread_precision(campaign)
}

fn spread(campaign: &Campaign, windows: &[WindowFigures]) -> Ratio {
    let precision = spread_precision(campaign);
    let points = windows
        .iter()
        .map(|figures| {
            let unit = load_unit(campaign, Tier::Spread, &figures.window, figures.block);
            spread_points(figures.expected, figures.working, unit, precision)
        })
        .sum();
    Ratio::new(points, spread_scale(campaign)).unwrap_or(Ratio::whole(0))
}

/// See [`Campaign::load_unit`]; outside every half-day the station's rate counts.
fn load_unit(campaign: &Campaign, tier: Tier, window: &Window, block: Option<BlockId>) -> i64 {
    let rate = campaign.rate_at(window.station, block);
    rate.filter(|_| campaign.shares().include(tier)).unwrap_or(1)
}

fn window_figures(campaign: &Campaign, window: &Window) -> WindowFigures {
    let expected = window.expected(campaign);
    let minutes = campaign.working_minutes(window.station, window.date, window.interval);
    let block = campaign.block_at(window.station, window.date, window.interval);
    let rate = || campaign.station(window.station).rate.map(|rate| (rate, 60));
    let pace = block.map_or_else(rate, |block| campaign.pace_of(window.group, window.run, block));
    WindowFigures {
        working: minutes,
        block,
        expected,
        per_hour: Ratio::per_hour(expected, minutes),
        load: Ratio::new(
            expected * 60,
            i64::from(minutes) * load_unit(campaign, Tier::Peak, window, block),
        ),
        utilisation: pace
            .and_then(|(people, per)| Ratio::new(expected * per, i64::from(minutes) * people)),
        window: window.clone(),
    }
}

fn block_figures(campaign: &Campaign, block: BlockId, windows: &[WindowFigures]) -> BlockFigures {
    let inside = || windows.iter().filter(|figures| figures.block == Some(block));
    let expected: i64 = inside().map(|figures| figures.expected).sum();
    let working = campaign.block(block).working_minutes();
    let rate = campaign.rate_in(block);
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

/// People of one window above the room that it has; see [`overload`]. In a plan without slots the
/// classes are shared out as [`class_intervals`] does.
fn overload_of(campaign: &Campaign, plan: &Plan, figures: &WindowFigures) -> i64 {
    let window = &figures.window;
    let Some(block) = figures.block else {
        let rate = campaign.station(window.station).rate;
        let room = rate.map(|rate| campaign.group(window.group).buffer.room(figures.working, rate));
        return room.map_or(0, |room| (figures.expected - room).max(0));
    };
    overload(campaign, block, window, || {
        if !plan.slots.is_empty() {
            let own = plan.slots_in(window);
            return own.iter().map(|slot| (slot.class, slot.interval)).collect();
        }
        let parts = campaign.block(block).working_parts(window.interval);
        let visit =
            Visit { group: window.group, run: window.run, date: window.date, parts: &parts };
        class_intervals(campaign, &visit).unwrap_or_default()
    })
}

/// One window's share of [`Tier::Overload`]: the people above the room of the whole window, or
/// those above the room of the parts that breaks leave of it, whichever are more:
/// `max(expected − room, Σ_{parts} max(0, e − ⌊minutes × e ÷ minutes that they take⌋))` with `e`
/// expected people of the part's classes,
/// at least 0. Buffer and confidence count for the whole window only. `slots` are those of the
/// window's classes; without any no part is looked at.
pub fn overload(
    campaign: &Campaign,
    block: BlockId,
    window: &Window,
    slots: impl FnOnce() -> Vec<(usize, Interval)>,
) -> i64 {
    let home = campaign.block(block);
    let working = home.working_minutes_in(window.interval);
    let room = campaign.room(window.group, window.run, block, working);
    let whole = room.map_or(0, |room| (window.expected(campaign) - room).max(0));
    let parts = home.working_parts(window.interval);
    if parts.len() < 2 || campaign.pace(window.group, block).is_none() {
        return whole;
    }
    let (slots, expected) = (slots(), campaign.expected_by_class(window.group));
    let above_the_room_of = |part: &Interval| {
        let inside = slots.iter().filter(|(_, slot)| part.contains(*slot));
        let classes: Vec<usize> = inside.map(|(class, _)| *class).collect();
        let coming: i64 = classes.iter().map(|class| expected[*class]).sum();
        let needed = campaign.minutes_of_classes(window.group, block, &classes);
        let needed = needed.filter(|needed| needed.numerator() > 0);
        let room = needed.map_or(coming, |needed| {
            i64::from(part.minutes()) * coming * needed.denominator() / needed.numerator()
        });
        (coming - room).max(0)
    };
    whole.max(parts.iter().map(above_the_room_of).sum())
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
    campaign
        .group_ids()
        .filter(|group| {
            let before = baseline.times_of(*group);
            !before.is_empty() && before != plan.times_of(*group)
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
    use super::{spread_points, spread_precision};
    use crate::campaign::{Campaign, tiny};

    #[test]
    fn equal_rates_have_the_least_spread() {
        let points = |people, minutes| spread_points(people, minutes, 1, 10);
        let (even, uneven) = (points(100, 60) + points(50, 30), points(100, 50) + points(50, 40));
        assert!(even < uneven);
        assert_eq!(even, 10 * (100 * 100 + 50 * 100));
    }

    #[test]
    fn spread_is_counted_as_finely_as_the_largest_window_allows() {
        let precision = |people, rate| {
            let mut draft = tiny::draft(&[3], &[1, people]);
            draft.stations[0].rate = rate;
            spread_precision(&Campaign::new(draft).unwrap())
        };
        // On a grid of 10 minutes: 600 × 600 × 6 = 2.16 million photos an hour.
        assert_eq!(precision(600, None), 1);
        assert_eq!(precision(200, None), 10);
        assert_eq!(precision(20, None), 1000);
        assert_eq!(precision(1, None), 1_000_000);
        assert_eq!(precision(600, Some(300)), 1000, "7,200 times the rate");
        assert_eq!(precision(5_000, Some(300)), 1000, "never coarser");
        assert_eq!(precision(20, Some(300)), 1_000_000);
    }
}
