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
pub use problem::Sites;
pub use routes::RosterSearch;

use crate::campaign::Tier;
use crate::solve::bounds::bins_needed;
use packing::BinPacking;
use std::collections::BTreeMap;

/// The most nodes of the search tree for the bound of one site. A bound is computed once, a packing
/// of `routes` in every move: it has fifty times the nodes. Where they are spent the bound is the
/// fewest half-days that are not shown to be too few.
const BOUND_NODES: usize = 100_000;

/// What every plan needs at each site.
pub struct SiteBounds<'a> {
    sites: &'a Sites<'a>,
    /// The fewest half-days.
    half_days: Vec<i64>,
    /// The fewest runs of half-days, each of one crew.
    runs: Vec<i64>,
    /// The fewest days: of all crews together, and of one run.
    days: Vec<[i64; 2]>,
}

impl<'a> SiteBounds<'a> {
    /// The bounds of each site.
    pub fn new(sites: &'a Sites<'a>) -> SiteBounds<'a> {
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
            sites,
        }
    }

    /// For each site the fewest half-days.
    pub fn half_days(&self) -> &[i64] {
        &self.half_days
    }

    /// A lower bound of each tier, given the tiers before it at their values in a plan.
    ///
    /// - `blocks`: of each site the fewest half-days as long as its longest that hold its groups.
    /// - `moves`: a crew that moves `n` times stands in `n + 1` runs of half-days at most, each at one
    ///   site, and a site that needs more half-days than any one crew can be there needs two:
    ///   `Σ_s runs − crews`.
    /// - `visits`: of each site the fewest days that have its half-days. Where `moves` comes before
    ///   and is at this bound, every site has its fewest runs; where that is one, one crew is there
    ///   alone, with one half-day at a time.
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
    use crate::campaign::{Campaign, GroupId, Preference, SiteId, Tier, Wish, tiny};
    use crate::check::check;
    use crate::solve::every_plan::{every_choice, plan_of, units};
    use crate::solve::windows::candidates;
    use rand::RngExt;
    use rand::seq::SliceRandom;

    #[test]
    fn no_plan_is_better_than_the_bounds_with_the_tiers_before_at_its_values() {
        let (mut compared, mut tight) = (0, 0);
        for seed in 0..150 {
            let mut dice = tiny::dice(seed);
            let mut draft = tiny::with_crews(&mut dice);
            for group in &mut draft.groups {
                group.sites = [SiteId(dice.random_range(0..2_usize))].into();
            }
            if dice.random_bool(0.5) {
                let date = Some(draft.blocks[0].date);
                let wish = [Wish::Avoid, Wish::Prefer][dice.random_range(0..2_usize)];
                let (group, weight) = (GroupId(0), 3);
                draft.preferences.push(Preference { group, date, interval: None, wish, weight });
            }
            draft.tiers = vec![Tier::Blocks, Tier::Moves, Tier::Visits, Tier::Preference];
            draft.tiers.shuffle(&mut dice);
            if dice.random_bool(0.3) {
                draft.tiers.insert(0, Tier::Unserved);
            }
            let campaign = Campaign::new(draft).unwrap();
            let Some(sites) = Sites::new(&campaign) else { continue };
            let bounds = SiteBounds::new(&sites);
            let all = candidates(&campaign).unwrap().list;
            for windows in every_choice(&campaign, &all) {
                let found = check(&campaign, &plan_of(&campaign, &windows));
                if found.iter().any(|found| found.severity == Severity::Error) {
                    continue;
                }
                let value = |tier: Tier| units(&campaign, tier, &windows, None);
                let own = bounds.of_tiers(&value);
                for (tier, bound) in campaign.tiers().iter().zip(own) {
                    let value = value(*tier);
                    assert!(bound <= value, "seed {seed}: {tier:?} {bound} {value} {windows:?}");
                    tight += usize::from(bound == value && value > 0);
                    compared += 1;
                }
            }
        }
        assert!(compared > 1_000 && tight > 500, "{tight} of {compared}");
    }
}
