//! Combinatorial bounds: lower bounds on a tier without a solver, from relaxations in which each
//! group or block is decided alone. For the number of blocks it is the continuous relaxation of bin
//! packing (Martello and Toth 1990, *Knapsack Problems*, chapter 8), with bins of unequal capacity.

use crate::base::clock::{Interval, Minutes};
use crate::campaign::{Block, BlockId, Campaign, Group, GroupId, SiteId, Tier};
use crate::plans::metrics::spread_precision;
use crate::solve::windows::{Candidate, Costs};
use jiff::civil::Date;
use rayon::iter::ParallelIterator;
use rayon::slice::ParallelSlice;
use std::collections::{BTreeMap, BTreeSet};

/// The part of a unit that is taken off a bound before it is rounded up: larger than any float error of
/// duals, pricing and solvers, so that rounding can weaken a bound but not falsify it.
pub(super) const BOUND_TOLERANCE: f64 = 0.01;

/// The highest bound, in units of the tier: without any plan a bound grows without end, and above
/// 2⁵³ ≈ 9·10¹⁵ not every whole number is a float.
pub(super) const HIGHEST_BOUND: f64 = 1e15;

/// A bound in whole units: all costs are whole, so it is rounded up.
pub(super) fn whole_bound(value: f64) -> i64 {
    if value.is_finite() {
        (value - BOUND_TOLERANCE).ceil().clamp(0.0, HIGHEST_BOUND) as i64
    } else {
        0
    }
}

/// Whether every plan worth looking at has a window for every group: nobody may be left out, or as
/// `unserved` is held at 0 only a group of which nobody is expected, and there is none.
pub(super) fn serves_all(campaign: &Campaign, held: &[(Tier, i64)]) -> bool {
    !campaign.has_tier(Tier::Unserved)
        || held.contains(&(Tier::Unserved, 0))
            && campaign.groups().iter().all(|group| group.expected() > 0)
}

/// A lower bound on a tier in whole units, over plans that serve every group with candidates; 0 for
/// tiers that have no such bound.
pub(super) fn combinatorial_bound(
    campaign: &Campaign,
    tier: Tier,
    candidates: &[Candidate],
    costs: &Costs<'_>,
) -> i64 {
    match tier {
        Tier::Blocks => {
            let (capacities, _) = in_minutes(campaign);
            let time = time_of_shortest_windows(campaign, candidates);
            fewest_blocks(campaign).max(bins_needed(capacities, time))
        }
        Tier::Overload | Tier::Preference | Tier::Spread => {
            sum_of_group_minima(tier, candidates, costs)
        }
        Tier::Early => least_time(campaign).max(time_of_shortest_windows(campaign, candidates)),
        Tier::Overtime => {
            let time = time_of_shortest_windows(campaign, candidates);
            least_overtime(campaign).max(time - regular_time(campaign))
        }
        Tier::Moves => {
            let sites = sites_of_crews(campaign).len() as i64;
            (sites - campaign.crews().len() as i64).max(0)
        }
        Tier::Visits => {
            let sites = sites_of_crews(campaign);
            sites.into_iter().map(|site| fewest_days(campaign, site)).sum()
        }
        Tier::Unserved | Tier::Cuts | Tier::Peak | Tier::Moved => 0,
    }
}

/// A bound on `early`, the minutes until the last window of each block ends: windows of a block do
/// not overlap, so that they last no longer in all. `Σ_g ⌈least minutes / step⌉ × step`.
pub(super) fn least_time(campaign: &Campaign) -> i64 {
    let steps = campaign.blocks().iter().map(|block| block.step(campaign.grid()));
    let grid = i64::from(steps.min().unwrap_or(1));
    demands(campaign).map(|minutes| (minutes + grid - 1) / grid * grid).sum()
}

/// A bound on `overtime`: what windows take beyond the regular minutes of all blocks,
/// `Σ_g least minutes − Σ_b regular usable minutes`, is worked after their regular ends.
pub(super) fn least_overtime(campaign: &Campaign) -> i64 {
    (demands(campaign).sum::<i64>() - regular_time(campaign)).max(0)
}

/// The time of half-days that held tiers leave.
#[derive(Clone, Copy)]
pub(super) struct OpenTime {
    /// The largest number of half-days with windows.
    pub half_days: usize,
    /// The most minutes by which the last window of a half-day may end after its regular end.
    pub late: Minutes,
}

impl OpenTime {
    /// The time under held tiers and their values: `blocks` limits half-days, `overtime` their ends.
    pub fn of(held: &[(Tier, i64)]) -> OpenTime {
        let most = |tier| held.iter().find(|(own, _)| *own == tier).map(|(_, most)| *most);
        OpenTime {
            half_days: most(Tier::Blocks).map_or(usize::MAX, |most| most as usize),
            late: most(Tier::Overtime)
                .map_or(Minutes::MAX, |most| Minutes::try_from(most).unwrap_or(Minutes::MAX)),
        }
    }

    /// The latest minute of the day at which a window of a block may end.
    pub fn end_of(self, block: &Block) -> Minutes {
        block.latest_end.min(block.regular.end.saturating_add(self.late))
    }
}

/// A bound on `spread` in whole units, over plans that serve everybody in the time that is open:
/// with `e` people in `m` minutes at a unit `u` of load, by Cauchy and Schwarz
/// `Σ e² / (m u) ≥ (Σ e)² / Σ m u`, and `Σ m u` is at most the sum over the largest blocks. Half a unit is
/// taken off for each window, as its share of the tier is rounded to whole units.
pub(super) fn least_spread(campaign: &Campaign, open: OpenTime) -> i64 {
    let room = |id: BlockId| {
        let block = campaign.block(id);
        let time = Interval::new(block.regular.start, open.end_of(block));
        let minutes = i64::from(block.working_minutes_in(time));
        minutes * campaign.load_unit(Tier::Spread, id)
    };
    let mut rooms: Vec<i64> = campaign.block_ids().map(room).collect();
    rooms.sort_unstable_by_key(|room| std::cmp::Reverse(*room));
    let room: i128 = rooms.into_iter().take(open.half_days).map(i128::from).sum();
    let people = i128::from(campaign.expected());
    let points = people * people * 60 * i128::from(spread_precision(campaign));
    let windows: usize = campaign.groups().iter().map(|group| group.max_windows.max(1)).sum();
    let least = points.checked_div(room).unwrap_or(0) - windows.div_ceil(2) as i128;
    i64::try_from(least.max(0)).unwrap_or(0)
}

/// The sum of the usable minutes of all blocks, each up to its regular end.
fn regular_time(campaign: &Campaign) -> i64 {
    let blocks = campaign.blocks().iter();
    blocks.map(|block| i64::from(block.usable_minutes_in(block.regular))).sum()
}

/// The working minutes of the shortest candidates of all groups: more than their people need where
/// peak and held tiers rule out shorter windows. A group that may be cut counts its people times the
/// least minutes that a candidate has for each of its people.
fn time_of_shortest_windows(campaign: &Campaign, candidates: &[Candidate]) -> i64 {
    let minutes =
        |own: &Candidate| i64::from(campaign.block(own.block).working_minutes_in(own.interval));
    let shortest = |of_group: &[Candidate]| {
        let group = of_group.first()?.group;
        let people = campaign.group(group).expected();
        let shares = of_group.iter().filter_map(|own| {
            let own_people = own.expected(campaign);
            match own.run {
                None => Some(minutes(own)),
                Some(_) if own_people > 0 => Some(minutes(own) * people / own_people),
                Some(_) => None,
            }
        });
        shares.min()
    };
    candidates.par_chunk_by(|a, b| a.group == b.group).filter_map(shortest).sum()
}

/// A bound on the number of blocks: the least `k` for which the `k` blocks of largest capacity have
/// `Σ capacity ≥ Σ demand`. 0 where the tier `overload` allows more people than the capacity.
pub(super) fn fewest_blocks(campaign: &Campaign) -> i64 {
    if campaign.has_tier(Tier::Overload) || campaign.expected() == 0 {
        return 0;
    }
    let in_people = if campaign.has_minutes() { None } else { in_people(campaign) };
    let (capacities, demand) = in_people.unwrap_or_else(|| in_minutes(campaign));
    bins_needed(capacities, demand)
}

/// The sites at which crews must stand: a group comes to no other, and no team of its own is there. A
/// crew that moves `n` times is at `n + 1` of them at most.
fn sites_of_crews(campaign: &Campaign) -> BTreeSet<SiteId> {
    let only_site = |group: &Group| match group.sites.iter().collect::<Vec<_>>().as_slice() {
        [site] => Some(**site),
        _ => None,
    };
    let has_own_team = |site: SiteId| {
        let mut there = campaign.stations().iter().filter(|own| own.site == Some(site));
        there.any(|station| station.crew.is_none())
    };
    let sites = campaign.groups().iter().filter_map(only_site);
    sites.filter(|site| !has_own_team(*site)).collect()
}

/// The fewest days in which the groups of one site have room there, as bins of unequal capacity: a
/// desk has each of its half-days once, whichever crew stands there.
fn fewest_days(campaign: &Campaign, site: SiteId) -> i64 {
    let at_site = |block: &BlockId| campaign.site_of(campaign.block(*block).station) == Some(site);
    let mut desks: BTreeMap<(Date, &str, Minutes, Minutes), i64> = BTreeMap::new();
    for block in campaign.block_ids().filter(at_site).map(|id| campaign.block(id)) {
        let station = campaign.station(block.station);
        let desk = station.desk.as_deref().unwrap_or_else(|| station.id());
        let usable =
            desks.entry((block.date, desk, block.regular.start, block.latest_end)).or_default();
        *usable = (*usable).max(i64::from(block.usable_minutes_in(block.bookable())));
    }
    let mut days: BTreeMap<Date, i64> = BTreeMap::new();
    for ((date, ..), minutes) in desks {
        *days.entry(date).or_default() += minutes;
    }
    let only_here = |group: &GroupId| campaign.group(*group).sites.iter().eq([&site]);
    let here = campaign.group_ids().filter(only_here);
    let demand: i64 = here.map(|group| demand(campaign, group)).sum();
    bins_needed(days.into_values().collect(), demand.max(1))
}

/// The least `k` for which the `k` largest capacities hold the demand; all of them where they
/// don't.
pub(super) fn bins_needed(mut capacities: Vec<i64>, demand: i64) -> i64 {
    capacities.sort_unstable_by_key(|capacity| std::cmp::Reverse(*capacity));
    let mut unmet = demand;
    let needed = capacities.into_iter().take_while(|capacity| {
        let is_needed = unmet > 0;
        unmet -= capacity;
        is_needed
    });
    needed.count() as i64
}

/// The capacity of each block and the total demand in people: `⌊usable minutes × rate / 60⌋`, and
/// all people expected. `None` where a rate is unknown.
fn in_people(campaign: &Campaign) -> Option<(Vec<i64>, i64)> {
    let capacities = campaign.block_ids().map(|id| {
        let (block, rate) = (campaign.block(id), campaign.rate_in(id)?);
        Some(i64::from(block.usable_minutes_in(block.bookable())) * rate / 60)
    });
    Some((capacities.collect::<Option<_>>()?, campaign.expected()))
}

/// The capacity of each block and the total demand in minutes: the usable minutes, and the least
/// minutes of the groups.
fn in_minutes(campaign: &Campaign) -> (Vec<i64>, i64) {
    let capacities =
        campaign.blocks().iter().map(|block| i64::from(block.usable_minutes_in(block.bookable())));
    (capacities.collect(), demands(campaign).sum())
}

/// For each group the least minutes that it needs in any of its blocks.
fn demands(campaign: &Campaign) -> impl Iterator<Item = i64> {
    campaign.group_ids().map(|group| demand(campaign, group))
}

/// The least minutes that a group needs in any of its blocks: 1 where that is unknown, or where the
/// tier `overload` allows any window. The parts of a cut group together need no less: each needs its
/// share, rounded up.
fn demand(campaign: &Campaign, group: GroupId) -> i64 {
    let is_free = campaign.has_tier(Tier::Overload);
    let least = |block| match campaign.least_minutes(group, None, block) {
        Some(minutes) if !is_free => i64::from(minutes),
        _ => 1,
    };
    let usable = campaign.block_ids().filter(|block| campaign.may_use(group, *block));
    usable.map(least).min().unwrap_or(0)
}

/// `Σ_g min_c cost[tier,c]` over the candidates `c` of each group `g`. A group that may be cut
/// counts 0: the cheapest window of the whole group is no bound on several windows of its parts.
fn sum_of_group_minima(tier: Tier, candidates: &[Candidate], costs: &Costs<'_>) -> i64 {
    candidates
        .par_chunk_by(|a, b| a.group == b.group)
        .filter(|of_group| of_group.iter().all(|candidate| candidate.run.is_none()))
        .filter_map(|of_group| of_group.iter().map(|candidate| costs.of(tier, candidate)).min())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::{Minutes, OpenTime, combinatorial_bound, least_spread};
    use crate::campaign::{BlockId, Break, Campaign, GroupId, Tier, tiny};
    use crate::solve::every_plan::{every_plan, least, units};
    use crate::solve::windows::{Candidate, Costs, candidates};
    use rand::RngExt;
    use std::collections::BTreeSet;

    #[test]
    fn no_plan_that_serves_everybody_is_better_than_the_bound() {
        let (mut tight, mut compared) = (0, 0);
        for seed in 0..300 {
            let mut dice = tiny::dice(seed);
            let mut draft = tiny::random(&mut dice);
            let tiers = [
                Tier::Blocks,
                Tier::Overload,
                Tier::Preference,
                Tier::Spread,
                Tier::Early,
                Tier::Overtime,
            ];
            let tier = tiers[dice.random_range(0..tiers.len())];
            draft.tiers = vec![tier];
            if dice.random_bool(0.2) && tier != Tier::Overload {
                draft.tiers.push(Tier::Overload);
            }
            if dice.random_bool(0.2) {
                draft.stations[0].rate = None;
            }
            if dice.random_bool(0.2) {
                draft.minutes.insert((GroupId(0), BlockId(0)), 9);
            }
            if dice.random_bool(0.2) {
                let interval =
                    crate::base::clock::Interval::new(tiny::START + 12, tiny::START + 18);
                draft.blocks[0].breaks.push(Break { interval, may_straddle: true });
            }
            if dice.random_bool(0.3) {
                draft.groups.truncate(2);
                draft.preferences.retain(|wish| wish.group.0 < 2);
                tiny::cut_first(&mut dice, &mut draft);
            }
            let Some(is_tight) = bound_is_tight(&Campaign::new(draft).unwrap(), tier) else {
                continue;
            };
            compared += 1;
            tight += usize::from(is_tight);
        }
        assert!(compared > 120 && tight > 30, "{tight} of {compared} bounds are tight");
    }

    /// Whether the bound is the best value of all plans, and above 0; `None` where there is no plan.
    fn bound_is_tight(campaign: &Campaign, tier: Tier) -> Option<bool> {
        let all = candidates(campaign).unwrap().list;
        let costs = Costs::new(campaign, None);
        let best = least(campaign, tier, &every_plan(campaign, &all), None)?;
        let bound = combinatorial_bound(campaign, tier, &all, &costs);
        assert!(bound <= best, "{tier:?} {bound} above {best}: {:?}", campaign.as_draft());
        Some(bound == best && best > 0)
    }

    #[test]
    fn no_plan_of_crews_has_fewer_moves_or_visits_than_the_bound() {
        let (mut tight, mut compared) = (0, 0);
        for seed in 0..200 {
            let mut dice = tiny::dice(seed);
            let mut draft = tiny::with_crews(&mut dice);
            let tier = [Tier::Moves, Tier::Visits][dice.random_range(0..2_usize)];
            draft.tiers = vec![tier];
            if dice.random_bool(0.2) {
                draft.stations[0].crew = None;
            }
            if dice.random_bool(0.5) {
                draft.crews.truncate(1);
                draft.stations.retain(|station| station.crew.is_none_or(|crew| crew.0 == 0));
                let stations = draft.stations.len();
                draft.blocks.retain(|block| block.station.0 < stations);
            }
            let Ok(campaign) = Campaign::new(draft) else { continue };
            let Some(is_tight) = bound_is_tight(&campaign, tier) else { continue };
            compared += 1;
            tight += usize::from(is_tight);
        }
        assert!(compared > 50 && tight > 10, "{tight} of {compared} bounds are tight");
    }

    #[test]
    fn the_bound_on_half_days_is_the_least_number_with_capacity_for_all() {
        let bound = |people: &[i64], change: &dyn Fn(&mut crate::campaign::Draft)| {
            let mut draft = tiny::draft(&[3, 2, 1], people);
            change(&mut draft);
            let campaign = Campaign::new(draft).unwrap();
            let costs = Costs::new(&campaign, None);
            combinatorial_bound(&campaign, Tier::Blocks, &[], &costs)
        };
        // Half-days of 30, 20 and 10 minutes, at 1 person a minute.
        assert_eq!(bound(&[30], &|_| {}), 1);
        assert_eq!(bound(&[30, 1], &|_| {}), 2);
        assert_eq!(bound(&[20, 20, 11], &|_| {}), 3);
        assert_eq!(bound(&[0], &|_| {}), 0);
        assert_eq!(bound(&[31], &|draft| draft.stations[0].rate = Some(120)), 1);
        assert_eq!(bound(&[90], &|draft| draft.tiers.push(Tier::Overload)), 0);
        let minutes = |draft: &mut crate::campaign::Draft| {
            for block in 0..3 {
                draft.minutes.insert((GroupId(0), BlockId(block)), 35);
            }
        };
        assert_eq!(bound(&[10], &minutes), 2, "the table of minutes gives the group 35");
    }

    #[test]
    fn no_plan_that_serves_everybody_has_less_spread_than_the_area_allows() {
        let (mut near, mut compared) = (0, 0);
        for seed in 0..200 {
            let mut dice = tiny::dice(seed);
            let mut draft = tiny::random(&mut dice);
            draft.tiers = vec![Tier::Spread];
            if dice.random_bool(0.3) {
                tiny::cut_first(&mut dice, &mut draft);
            }
            let campaign = Campaign::new(draft).unwrap();
            let all = candidates(&campaign).unwrap().list;
            for most_open in 1..=campaign.blocks().len() {
                let is_open = |plan: &&Vec<Candidate>| {
                    let blocks: BTreeSet<BlockId> = plan.iter().map(|own| own.block).collect();
                    blocks.len() <= most_open
                };
                let plans = every_plan(&campaign, &all);
                let spreads = plans.iter().filter(is_open);
                let spreads = spreads.map(|plan| units(&campaign, Tier::Spread, plan, None));
                let Some(least) = spreads.min() else { continue };
                let open = OpenTime { half_days: most_open, late: Minutes::MAX };
                let bound = least_spread(&campaign, open);
                assert!(bound <= least, "seed {seed}: {bound} > {least}");
                compared += 1;
                near += usize::from(bound * 2 > least);
            }
        }
        assert!(compared > 60 && near > 20, "{near} of {compared} within a factor of two");
    }
}
