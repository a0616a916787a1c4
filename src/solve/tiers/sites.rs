//! All tiers by decomposition over sites: one search, then the bound of each tier.

use super::{finish, set_values};
use crate::base::ratio::Ratio;
use crate::campaign::plan::Plan;
use crate::campaign::{Campaign, Tier};
use crate::solve::highs;
use crate::solve::sites::{RosterSearch, SiteBounds, Sites, windows_of};
use crate::solve::windows::units_of_value;
use crate::solve::{Budget, Options, Outcome, Progress, SolveError, Termination, TierOutcome};
use std::time::Instant;

/// Solves all tiers; `None` where the search finds no plan.
pub(super) fn solve(
    sites: &Sites<'_>,
    baseline: Option<&Plan>,
    options: &Options,
    budget: &Budget,
    progress: &mut dyn FnMut(&Progress),
    began: Instant,
) -> Result<Option<Outcome>, SolveError> {
    let campaign = sites.campaign;
    let bounds = SiteBounds::new(sites);
    let of_costs = |costs: &[i64]| bounds.of_tiers(&|tier| value_of(campaign, costs, tier));
    let is_near = |(cost, bound): (&i64, &i64)| {
        cost == bound || (cost - bound) as f64 <= options.gap * *cost as f64
    };
    let is_best =
        |costs: &[i64]| costs[0] == 0 && costs[1..].iter().zip(&of_costs(costs)).all(is_near);
    let mut tell = |costs: &[i64]| {
        let bounds = of_costs(costs);
        let tiers = campaign.tiers().iter().zip(costs[1..].iter().zip(bounds));
        // The first tier that is not proven yet, or the last.
        let mut open = tiers.filter(|(_, (cost, bound))| *cost != bound);
        if let Some((tier, (cost, bound))) = open.next() {
            let (incumbent, bound) = (Some(*cost as f64), Some(bound as f64));
            progress(&Progress { tier: *tier, incumbent, bound, elapsed: began.elapsed() });
        }
    };
    let mut search = RosterSearch::new(sites, bounds.half_days().to_vec(), options.seed);
    let rosters = search.run(options.tuning.roster_moves, budget, &is_best, &mut tell);
    if !rosters.unserved.is_empty() && !campaign.has_tier(Tier::Unserved) {
        return Ok(None);
    }
    let blocks = search.groups_by_block(&rosters);
    let windows = blocks.iter().flat_map(|(own, groups)| windows_of(sites, own.block, groups));
    let plan = Plan { windows: windows.collect(), ..Plan::default() };
    let plan = match finish(campaign, plan) {
        // What the search does not know, such as the order of classes, is left to the other engines.
        Err(SolveError::Unchecked(_)) => return Ok(None),
        finished => finished?,
    };
    let tier = |tier: &Tier| TierOutcome {
        tier: *tier,
        value: None,
        bound: None,
        seconds: began.elapsed().as_secs_f64(),
        solves: 0,
        solver_status: "bound by site".to_owned(),
    };
    let mut tiers: Vec<TierOutcome> = campaign.tiers().iter().map(tier).collect();
    set_values(&mut tiers, campaign, baseline, Some(&plan));
    let value = |tier: Tier| {
        let found = tiers.iter().find(|found| found.tier == tier).and_then(|found| found.value);
        found.map_or(0, |value| units_of_value(tier, value, campaign))
    };
    let bounds = bounds.of_tiers(&value);
    for (found, bound) in tiers.iter_mut().zip(bounds) {
        found.bound = Some(Ratio::whole(bound).max(options.known_least(found.tier)));
    }
    let is_proven = tiers.iter().all(TierOutcome::proven);
    Ok(Some(Outcome {
        termination: if is_proven { Termination::Optimal } else { Termination::Feasible },
        stopped_early: !is_proven,
        plan: Some(plan),
        tiers,
        ties: None,
        every_order_tried: true,
        seconds: began.elapsed().as_secs_f64(),
        solver: highs::version(),
    }))
}

/// The cost of a tier among those of a search, in which that of a site not served comes first.
fn value_of(campaign: &Campaign, costs: &[i64], tier: Tier) -> i64 {
    let rank = campaign.tiers().iter().position(|own| *own == tier);
    rank.and_then(|rank| costs.get(rank + 1)).copied().unwrap_or(0)
}
