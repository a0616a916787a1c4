//! All tiers by decomposition over sites: one search, then the bound of each tier.

use super::{finish, set_values, tier_by_tier};
use crate::base::diagnostic::Severity;
use crate::campaign::plan::{Plan, Window};
use crate::campaign::{Campaign, GroupId, SiteId, Tier};
use crate::check::check;
use crate::plans::carried::carried;
use crate::plans::part::part;
use crate::plans::slots;
use crate::solve::highs;
use crate::solve::sites::{DeskBlock, RosterSearch, SiteBounds, Sites, ToldBySite, windows_of};
use crate::solve::windows::units_of_value;
use crate::solve::{
    Budget, Engine, Options, Outcome, Progress, SolveError, Termination, TierOutcome, Tuning,
};
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
    let told = baseline.filter(|_| campaign.has_tier(Tier::Moved));
    let known = told.map(|plan| ToldBySite::new(sites, plan));
    let bounds = SiteBounds::new(sites, known.as_ref());
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
    let mut search =
        RosterSearch::new(sites, bounds.half_days().to_vec(), known.as_ref(), options.seed);
    let rosters = search.run(options.tuning.roster_moves, budget, &is_best, &mut tell);
    if !rosters.unserved.is_empty() && !campaign.has_tier(Tier::Unserved) {
        return Ok(None);
    }
    let blocks = search.groups_by_block(&rosters);
    let told = told.filter(|_| decides_windows(campaign));
    let mut windows = Vec::new();
    for of_site in blocks.chunk_by(|(a, _), (b, _)| site_of(campaign, a) == site_of(campaign, b)) {
        let known =
            told.map(|told| mended(campaign, told, of_site, options, budget)).transpose()?;
        let new = || of_site.iter().flat_map(|(own, here)| windows_of(sites, own.block, here));
        windows.extend(known.flatten().unwrap_or_else(|| new().collect()));
    }
    let plan = Plan { windows, ..Plan::default() };
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
    let bounds = bounds.with_lengths(&value);
    for (found, bound) in tiers.iter_mut().zip(bounds) {
        found.bound = Some(bound.max(options.known_least(found.tier)));
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

/// Whether no aim before `moved` looks at where in the chosen half-days windows lie.
fn decides_windows(campaign: &Campaign) -> bool {
    let before = campaign.tiers().iter().take_while(|tier| **tier != Tier::Moved);
    let looks = [Tier::Peak, Tier::Spread, Tier::Early, Tier::Preference];
    !before.into_iter().any(|tier| looks.contains(tier))
}

fn site_of(campaign: &Campaign, own: &DeskBlock) -> Option<SiteId> {
    campaign.site_of(campaign.block(own.block).station)
}

/// The windows of a site's groups in the half-days in which crews stand there, with the fewest people
/// told another time: the windows of before where they still keep the rules, else those of a solve of
/// this site alone. `None` where that solve finds no plan.
fn mended(
    campaign: &Campaign,
    told: &Plan,
    of_site: &[(DeskBlock, Vec<GroupId>)],
    options: &Options,
    budget: &Budget,
) -> Result<Option<Vec<Window>>, SolveError> {
    let is_open = |window: &Window| {
        let at = campaign.block_at(window.station, window.date, window.interval);
        at.is_some_and(|at| of_site.iter().any(|(own, _)| own.block == at))
    };
    let mut groups: Vec<GroupId> = of_site.iter().flat_map(|(_, here)| here.clone()).collect();
    groups.sort_unstable();
    let mut before: Vec<Window> = Vec::new();
    for group in &groups {
        let own = told.windows_of(*group);
        before.extend(own.into_iter().filter(|window| is_open(window)).cloned());
    }
    // Every group of the site and every half-day in which crews stand there is in its own campaign.
    let everywhere = of_site.iter().flat_map(|(own, here)| {
        let block = campaign.block(own.block);
        here.iter().map(|group| Window::new(*group, block.date, block.station, block.regular))
    });
    let all = Plan { windows: everywhere.collect(), ..Plan::default() };
    let Some((of_part, _)) = part(campaign, &all, &|_| true) else { return Ok(None) };
    let mut draft = of_part.to_draft();
    let first = draft.tiers.iter().position(|tier| *tier == Tier::Moved).unwrap_or(0);
    draft.tiers.truncate(first + 1);
    let Ok(of_part) = Campaign::new(draft) else { return Ok(None) };
    let (before, _) = carried(campaign, &Plan { windows: before, ..Plan::default() }, &of_part);
    let back = |plan: &Plan| -> Vec<Window> { carried(&of_part, plan, campaign).0.windows };
    let mut kept = before.clone();
    slots::assign(&of_part, &mut kept);
    if check(&of_part, &kept).iter().all(|found| found.severity != Severity::Error) {
        return Ok(Some(back(&kept)));
    }
    let tuning = Tuning { many_staffed_blocks: usize::MAX, ..options.tuning };
    let alone = Options {
        engine: Engine::Auto,
        tuning,
        start: None,
        at_least: Vec::new(),
        ..options.clone()
    };
    let found = tier_by_tier(&of_part, Some(&before), None, &alone, budget, &mut |_| {})?;
    Ok(found.plan.as_ref().map(back))
}
