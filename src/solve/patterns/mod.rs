//! Column generation over block patterns: strong bounds, plans at once, and proofs.
//!
//! A pattern is the whole timetable of one block. The master chooses one for each block
//! (Dantzig–Wolfe), pricing finds the cheapest new pattern of a block by dynamic programming. What
//! is local to a block is decided exactly there: order, changeover, breaks, grid, lengths, clashes,
//! the number of groups, and what windows of a block ask of each other (`pricing::in_block`:
//! relations, people who wait). The master has the linear rules that tie blocks together (`solve::rows`), summed over patterns
//! (`coupling`).
//! Rows for people who wait at several blocks at once are made where a plan has been found too
//! full; until then the master is a relaxation: its bounds hold, and the plans it finds are checked
//! by the caller.
//!
//! Few blocks with many groups in any order are first given to a programme over who comes where
//! (`search::assignment`). The way of all others: a few steps uphill fill the first master
//! (`master::subgradient`; where half-days are many, of the volume algorithm, `master::volume`), and
//! column generation gives the bound of the root; dives give plans, and blocks are planned anew
//! part by part for better ones; what no plan as good as the best one known has is dropped; and the
//! rest is proven by programmes over all patterns that can still be in a plan, or by a search tree
//! over who comes where. Where that does not come to its end, larger parts are planned anew.

mod coupling;
mod master;
mod pattern;
mod pricing;
mod search;
mod task;

pub use task::{Finding, News, Task, knows};

use crate::solve::highs::SolverError;
use crate::solve::windows::Candidate;
use master::branching::Branching;
use master::generation::Generation;
use master::relaxation::Relaxation;
use search::{assignment, dive, prove};
use task::BOUND_TOLERANCE;

/// Where there are many blocks, a first dive is worth it as soon as master and bound are so near,
/// as a share: later rounds are slow.
const NEAR_ENOUGH_TO_DIVE: f64 = 0.003;

/// Generates patterns until the bound is as good as it gets, dives, and proves what can be proven
/// in time.
///
/// # Errors
/// When the solver fails.
pub fn explore(mut task: Task<'_>) -> Result<Finding, SolverError> {
    let Some(relaxation) = Relaxation::new(&task) else { return Ok(Finding::nothing()) };
    let many_groups = task.tuning.many_groups;
    let mut generation = Generation::new(&mut task, &relaxation)?;
    if assignment::suits(&relaxation, many_groups) {
        assignment::assign(&mut generation)?;
    }
    if generation.has_many_blocks() && !generation.meets_incumbent() {
        let values = generation.at_root(NEAR_ENOUGH_TO_DIVE)?;
        dive::dive(&mut generation, values)?;
    }
    if !generation.meets_incumbent() {
        let values = generation.at_root(0.0)?;
        dive::dive_repeatedly(&mut generation, &values)?;
    }
    if !generation.meets_incumbent() {
        prove::prove(&mut generation)?;
    }
    // Where time is up nobody asks what is left.
    let dropped = if generation.task.budget.is_spent() { Vec::new() } else { dropped(&generation) };
    let bound = generation.bound();
    let is_impossible = generation.task.incumbent.is_none() && bound > relaxation.ceiling();
    Ok(Finding { bound, is_impossible, dropped, rounds: generation.rounds })
}

/// Candidates that only plans dearer than the incumbent have.
fn dropped(generation: &Generation<'_, '_>) -> Vec<Candidate> {
    let (relaxation, task) = (generation.relaxation, &generation.task);
    let Some(incumbent) = task.incumbent.filter(|_| generation.best_bound.is_finite()) else {
        return Vec::new();
    };
    let branching = Branching::none(relaxation.shapes.len(), task.campaign.groups().len());
    let too_dear =
        relaxation.too_dear(&generation.root_duals, &branching, incumbent as f64 + BOUND_TOLERANCE);
    let windows = too_dear.into_iter().flat_map(|(place, placed)| {
        let shape = &relaxation.shapes[place];
        shape.blocks.iter().map(move |block| shape.candidate(task.campaign, *block, placed))
    });
    windows.collect()
}

#[cfg(test)]
mod tests {
    use super::task::whole_bound;
    use super::{News, Task, explore};
    use crate::base::diagnostic::Severity;
    use crate::campaign::{Campaign, Tier, tiny};
    use crate::check::check;
    use crate::solve::Tuning;
    use crate::solve::every_plan::{every_plan, least, units};
    use crate::solve::windows::{Costs, candidates};
    use rand::RngExt;
    use std::cell::Cell;

    #[test]
    fn bounds_meet_the_best_plan_and_windows_of_it_are_never_dropped() {
        let tiers = [Tier::Preference, Tier::Blocks, Tier::Spread, Tier::Unserved, Tier::Early];
        let (mut found, mut proven) = (0, 0);
        for seed in 0..120 {
            let mut dice = tiny::dice(seed);
            let mut draft = tiny::random(&mut dice);
            let tier = tiers[dice.random_range(0..5_usize)];
            draft.tiers = vec![tier];
            if dice.random_bool(0.5) {
                tiny::add_relation(&mut dice, &mut draft);
            }
            let campaign = Campaign::new(draft).unwrap();
            let all = candidates(&campaign).unwrap().list;
            let costs = Costs::new(&campaign, None);
            let plans = every_plan(&campaign, &all);
            let best = least(&campaign, tier, &plans, None);
            let incumbent = Cell::new(None);
            let mut watch = |news: News| {
                // Plans may break what ties half-days together; the caller looks at that.
                if let News::Plan(plan) = news
                    && check(&campaign, &plan).iter().all(|found| found.severity != Severity::Error)
                {
                    let value = crate::plans::metrics::tier_value(tier, &campaign, &plan, None);
                    let scale = crate::solve::windows::unit_scale(tier, &campaign);
                    let worth = value.numerator() * scale / value.denominator();
                    incumbent.set(Some(incumbent.get().map_or(worth, |best: i64| best.min(worth))));
                }
                incumbent.get()
            };
            let task = Task::of(&campaign, &costs, tier, &[], &all);
            // As if half-days were many, every third time.
            let many_blocks = if seed % 3 == 0 { 0 } else { usize::MAX };
            let tuning = Tuning { many_blocks, ..Tuning::default() };
            let finding = explore(Task { watch: &mut watch, tuning: &tuning, ..task }).unwrap();
            let Some(best) = best else {
                assert!(finding.is_impossible, "seed {seed}: bound {}", finding.bound);
                continue;
            };
            found += 1;
            assert!(!finding.is_impossible && finding.bound <= best, "seed {seed}: {best}");
            // Plans it shows cost at least what the best one does: its own costs are the tier's.
            assert!(incumbent.get().is_none_or(|own| own >= best), "seed {seed}");
            proven += usize::from(finding.bound == best && incumbent.get() == Some(best));
            for plan in plans.iter().filter(|plan| units(&campaign, tier, plan, None) == best) {
                let is_dropped = plan.iter().any(|window| finding.dropped.contains(window));
                assert!(!is_dropped, "seed {seed}: {plan:?}");
            }
        }
        assert!(found > 40 && proven > found * 9 / 10, "{proven} of {found} are proven");
    }

    #[test]
    fn bounds_are_rounded_up_to_whole_units_and_no_further() {
        assert_eq!([4.0, 4.005, 4.02, 5.009].map(whole_bound), [4, 4, 5, 5]);
        assert_eq!([-3.0, f64::NEG_INFINITY, f64::INFINITY].map(whole_bound), [0, 0, 0]);
    }
}
