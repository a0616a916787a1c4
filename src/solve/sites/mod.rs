//! Decomposition by site, for campaigns in which crews go from campus to campus.
//!
//! A station for each desk and crew makes a campaign of 70 campuses and 10 crews one of 42,000
//! half-days, of which the plan of `callsheet generate --season 70` opens 409. Given where crews
//! stand, no rule joins the groups of one site with those of another. So what is decided here is the
//! number of half-days that a site needs, *bin packing* (`packing`), and which crew stands there
//! when, *vehicle routing with time windows* (`routes`), by large neighbourhood search. Bounds of
//! both are added up over sites ([`SiteBounds`]).

mod layout;
mod packing;
mod problem;
mod routes;

pub use layout::windows_of;
pub use problem::{DeskBlock, Sites};
pub use routes::{RosterSearch, ToldBySite};

use crate::base::ratio::Ratio;
use crate::campaign::Tier;
use crate::plans::metrics::{spread_precision, spread_scale};
use crate::solve::bounds::bins_needed;
use packing::BinPacking;
use std::collections::BTreeMap;

/// The most nodes of the search tree for the bound of one site: fifty times those of a packing of
/// `routes`, which every move needs anew, while a bound is computed once. Where they are spent the
/// bound is the fewest half-days for which no packing has been ruled out.
const BOUND_NODES: usize = 100_000;
/// Steps of a bisection over the loads that the windows of a site can have: 2⁹ is above the 360 loads
/// of 20 groups and lengths of 1 to 18 steps of the grid, the most of a generated season.
const BISECTION_STEPS: usize = 9;

/// What every plan needs at each site.
pub struct SiteBounds<'a> {
    sites: &'a Sites<'a>,
    /// The fewest half-days.
    half_days: Vec<i64>,
    /// The fewest runs of half-days, each of one crew.
    runs: Vec<i64>,
    /// The fewest days: of all crews together, and of one run.
    days: Vec<[i64; 2]>,
    /// The people who can't keep the times that they were told.
    moved: i64,
}

impl<'a> SiteBounds<'a> {
    /// The bounds of each site.
    pub fn new(sites: &'a Sites<'a>, told: Option<&ToldBySite>) -> SiteBounds<'a> {
        let all = || 0..sites.sites.len();
        let half_days: Vec<i64> = all().map(|site| fewest_half_days(sites, site)).collect();
        SiteBounds {
            runs: all().map(|site| fewest_runs(sites, site, half_days[site])).collect(),
            days: all()
                .map(|site| {
                    [false, true].map(|alone| fewest_days(sites, site, half_days[site], alone))
                })
                .collect(),
            half_days,
            moved: told.map_or(0, ToldBySite::people_moved_anyway),
            sites,
        }
    }

    /// For each site the fewest half-days.
    pub fn half_days(&self) -> &[i64] {
        &self.half_days
    }

    /// A lower bound of each tier that the search for rosters counts, given the tiers before it at
    /// their values in a plan; 0 of others.
    ///
    /// - `blocks`: of each site the fewest half-days as long as its longest that hold its groups.
    /// - `moves`: a crew that moves `n` times stands in `n + 1` runs of half-days at most, each at one
    ///   site, and a site that needs more half-days than any one crew can be there needs two:
    ///   `Σ_s runs − crews`.
    /// - `visits`: of each site the fewest days that have its half-days. Where `moves` comes before
    ///   and is at this bound, every site has its fewest runs; where that is one, one crew is there
    ///   alone, with one half-day at a time.
    /// - `moved`: the people of each group whose half-day of before is gone, or whose window there was
    ///   shorter than the minutes that they take now.
    /// - `preference`: of each group the least wishes that any half-day leaves ungranted.
    pub fn of_tiers(&self, value: &dyn Fn(Tier) -> i64) -> Vec<i64> {
        let tiers = self.sites.campaign.tiers();
        let serves_all = !tiers.contains(&Tier::Unserved)
            || tiers[0] == Tier::Unserved && value(Tier::Unserved) == 0;
        if !serves_all {
            return vec![0; tiers.len()];
        }
        let moves = self.runs.iter().sum::<i64>() - self.sites.campaign.crews().len() as i64;
        let mut has_fewest_runs = false;
        let mut bounds = Vec::new();
        for tier in tiers {
            bounds.push(match tier {
                Tier::Blocks => self.half_days.iter().sum(),
                Tier::Moved => self.moved,
                Tier::Moves => {
                    has_fewest_runs = value(Tier::Moves) == moves;
                    moves.max(0)
                }
                Tier::Visits => {
                    let days = self.days.iter().zip(&self.runs);
                    days.map(|(days, runs)| days[usize::from(has_fewest_runs && *runs == 1)]).sum()
                }
                Tier::Preference => {
                    self.sites.sites.iter().flat_map(|site| &site.least_costs).sum()
                }
                _ => 0,
            });
        }
        bounds
    }

    /// The bounds of all tiers for a plan with these values, in its units.
    ///
    /// They have, beside those of [`SiteBounds::of_tiers`], what the lengths of windows cost at
    /// least. With `n` half-days of a site at most, each of `m` minutes, which its groups share
    /// with `b` minutes of a changeover between two:
    ///
    /// - `peak`: the least load at which a packing of the groups into `n` half-days as long as the longest
    ///   is not ruled out; the largest of all sites.
    /// - `spread`: `e²/minutes` summed over groups of `e` people is least where all have one rate
    ///   (Cauchy and Schwarz): `(Σ e)² / (n·m − groups·b)`, added up over sites.
    /// - `early`: the least minutes of all groups, and a changeover for each that is not the last of
    ///   its half-day.
    pub fn with_lengths(&self, value: &dyn Fn(Tier) -> i64) -> Vec<Ratio> {
        let campaign = self.sites.campaign;
        let mut bounds: Vec<Ratio> = self.of_tiers(value).into_iter().map(Ratio::whole).collect();
        let tiers = campaign.tiers();
        if tiers.contains(&Tier::Unserved)
            && !(tiers[0] == Tier::Unserved && value(Tier::Unserved) == 0)
        {
            return bounds;
        }
        let mut in_use = None;
        for (tier, bound) in tiers.iter().zip(&mut bounds) {
            match tier {
                Tier::Blocks => in_use = Some(value(Tier::Blocks)),
                Tier::Peak => *bound = self.least_peak(&self.most_half_days(in_use)),
                Tier::Spread => *bound = self.least_spread(&self.most_half_days(in_use)),
                Tier::Early => *bound = Ratio::whole(self.least_early(in_use)),
                _ => {}
            }
        }
        bounds
    }

    /// For each site the most half-days of a plan there: its fewest, and all those that a plan of
    /// `in_use` half-days has beyond the fewest of all sites.
    fn most_half_days(&self, in_use: Option<i64>) -> Vec<i64> {
        let spare = in_use.map(|in_use| in_use - self.half_days.iter().sum::<i64>());
        let own = self.sites.sites.iter().zip(&self.half_days);
        own.map(|(site, fewest)| {
            let all = site.half_days.iter().map(|own| i64::from(own.desks.count_ones())).sum();
            spare.map_or(all, |spare| (fewest + spare).min(all))
        })
        .collect()
    }

    fn least_peak(&self, most: &[i64]) -> Ratio {
        let least = self.sites.sites.iter().zip(most).filter_map(|(site, most)| {
            // Half-days beyond one for each group stay empty.
            let bins = usize::try_from(*most).unwrap_or(0).min(site.groups.len());
            let bins = vec![&site.relaxed; bins];
            let effort = (self.sites.most_groups, BOUND_NODES / BISECTION_STEPS);
            let is_open = |packing: &BinPacking| *packing != BinPacking::Impossible;
            Some(packing::least_load(&bins, &site.people_of, effort, &is_open)?.0)
        });
        least.max().unwrap_or(Ratio::whole(0))
    }

    fn least_spread(&self, most: &[i64]) -> Ratio {
        let campaign = self.sites.campaign;
        let (scale, precision) = (spread_scale(campaign), spread_precision(campaign));
        let points = self.sites.sites.iter().zip(most).map(|(site, most)| {
            let groups = site.groups.len() as i64;
            let bins = (*most).min(groups);
            let minutes = bins * site.relaxed.capacity - groups * site.relaxed.between;
            let people = i128::from(site.people);
            let per = i128::from(minutes) * i128::from(site.fastest);
            if per <= 0 {
                return 0;
            }
            // Each window is rounded to the nearest whole point, by half a point at most.
            let twice = 2 * people * people * 60 * i128::from(precision) - i128::from(groups) * per;
            i64::try_from((twice + 2 * per - 1).div_euclid(2 * per))
                .map_or(0, |points| points.max(0))
        });
        Ratio::new(points.sum(), scale).unwrap_or(Ratio::whole(0))
    }

    fn least_early(&self, in_use: Option<i64>) -> i64 {
        let sites = &self.sites.sites;
        let groups: i64 = sites.iter().map(|site| site.groups.len() as i64).sum();
        let needs = sites.iter().flat_map(|site| {
            let between = site.relaxed.between;
            site.relaxed.needs.iter().flatten().map(move |need| need - between)
        });
        let between = sites.iter().map(|site| site.relaxed.between).min().unwrap_or(0);
        let followed = (groups - in_use.unwrap_or(groups)).max(0);
        needs.sum::<i64>() + followed * between
    }
}

/// The fewest bins that hold a site's groups, each as large as the largest one there, and each group
/// at its least minutes.
fn fewest_half_days(sites: &Sites<'_>, site: usize) -> i64 {
    let relaxed = &sites.sites[site].relaxed;
    let groups = relaxed.needs.len();
    let mut bins = Vec::new();
    while bins.len() < groups
        && packing::pack(&bins, groups, sites.most_groups, BOUND_NODES) == BinPacking::Impossible
    {
        bins.push(relaxed);
    }
    bins.len() as i64
}

/// The fewest runs of half-days of one crew each that add up to those needed.
fn fewest_runs(sites: &Sites<'_>, site: usize, needed: i64) -> i64 {
    let longest = sites.sites[site].by_crew.iter().map(|own| own.len() as i64).max().unwrap_or(0);
    if longest == 0 { 0 } else { (needed + longest - 1) / longest }
}

/// The fewest days that have the half-days needed, of all crews together or of one alone.
fn fewest_days(sites: &Sites<'_>, site: usize, needed: i64, is_alone: bool) -> i64 {
    let mut by_day: BTreeMap<usize, i64> = BTreeMap::new();
    for half_day in &sites.sites[site].half_days {
        let desks = if is_alone { 1 } else { i64::from(half_day.desks.count_ones()) };
        *by_day.entry(half_day.day).or_default() += desks;
    }
    bins_needed(by_day.into_values().collect(), needed)
}

#[cfg(test)]
mod tests {
    use super::{SiteBounds, Sites};
    use crate::base::diagnostic::Severity;
    use crate::base::ratio::Ratio;
    use crate::campaign::{Campaign, GroupId, Preference, SiteId, Tier, Wish, tiny};
    use crate::check::check;
    use crate::plans::metrics::tier_value;
    use crate::solve::every_plan::{every_choice, plan_of, units};
    use crate::solve::windows::candidates;
    use rand::RngExt;
    use rand::seq::SliceRandom;
    use std::collections::BTreeMap;

    #[test]
    fn no_plan_is_better_than_the_bounds_with_the_tiers_before_at_its_values() {
        let (mut compared, mut tight) = (0, BTreeMap::new());
        for seed in 0..150 {
            let mut dice = tiny::dice(seed);
            let mut draft = tiny::with_crews(&mut dice);
            for group in &mut draft.groups {
                group.sites = [SiteId(dice.random_range(0..2_usize))].into();
            }
            if dice.random_bool(0.5) {
                let days = Some([draft.blocks[0].date].into());
                let wish = [Wish::Avoid, Wish::Prefer][dice.random_range(0..2_usize)];
                let (group, weight) = (GroupId(0), 3);
                draft.preferences.push(Preference { group, days, interval: None, wish, weight });
            }
            draft.tiers = vec![
                Tier::Blocks,
                Tier::Moves,
                Tier::Visits,
                Tier::Preference,
                Tier::Peak,
                Tier::Spread,
                Tier::Early,
            ];
            draft.tiers.shuffle(&mut dice);
            if dice.random_bool(0.3) {
                draft.tiers.insert(0, Tier::Unserved);
            }
            tiny::limit_visits(&mut dice, &mut draft);
            let campaign = Campaign::new(draft).unwrap();
            let Some(sites) = Sites::new(&campaign) else { continue };
            let bounds = SiteBounds::new(&sites, None);
            let all = candidates(&campaign).unwrap().list;
            for windows in every_choice(&campaign, &all) {
                let found = check(&campaign, &plan_of(&campaign, &windows));
                if found.iter().any(|found| found.severity == Severity::Error) {
                    continue;
                }
                let value = |tier: Tier| units(&campaign, tier, &windows, None);
                let own = bounds.with_lengths(&value);
                let plan = plan_of(&campaign, &windows);
                for (tier, bound) in campaign.tiers().iter().zip(own) {
                    let value = tier_value(*tier, &campaign, &plan, None);
                    assert!(
                        bound <= value,
                        "seed {seed}: {tier:?} {bound:?} {value:?} {windows:?}"
                    );
                    let is_tight = bound == value && value > Ratio::whole(0);
                    *tight.entry(*tier).or_insert(0) += usize::from(is_tight);
                    compared += 1;
                }
            }
        }
        let is_tight = tight.iter().all(|(tier, times)| *tier == Tier::Unserved || *times > 10);
        assert!(compared > 2_000 && is_tight, "{tight:?} of {compared}");
    }
}
