//! The proof, by destructive improvement (Klein and Scholl 1999, "Computing lower bounds by
//! destructive improvement").
//!
//! The question is not "which plan is best" but "is there a plan of cost at most `cutoff`", from
//! the root's bound upwards. Each proven "no" raises the bound to `cutoff + 1`; a plan whose cost
//! is the bound is optimal. Either of two methods decides: where at most `many_patterns` are inside
//! the gap, they are enumerated and the restricted master MIP over all of them is exact (Baldacci,
//! Christofides and Mingozzi 2008); elsewhere a branch-and-bound tree over groups and shapes does
//! (`branch`).

use super::branch::{Decision, OfferedShapes, search_tree};
use super::lns::{improve_incumbent, improve_other_plans};
use super::mip::{Verdict, restricted_master_mip};
use crate::campaign::Tier;
use crate::solve::highs::SolverError;
use crate::solve::patterns::master::generation::Generation;
use crate::solve::patterns::master::neighbourhood::Neighbourhood;
use crate::solve::patterns::pattern::Pattern;

/// Equal steps from bound to incumbent, of at least one unit each; the first cutoff is the first of
/// them. Costs in fine units have gaps of thousands of units, so that one unit would be no step.
const FIRST_STEPS: i64 = 128;
/// Where a question stays undecided, the next step is shorter by this factor.
const STEP_DIVISOR: i64 = 8;
/// Cutoffs of the tree's search for plans, as shares of the bound above it: the nearer, the smaller
/// is the tree.
const CUTOFFS_OF_PLANS: [f64; 4] = [0.000_5, 0.002, 0.01, 0.05];

/// Whether a cutoff decides little, so that the compact MIP may be the better proof: with rules
/// between half-days besides their groups or limits on waiting people branching raises the bound
/// slowly, and `spread` has millions of units.
pub fn decides_little(generation: &Generation<'_, '_>) -> bool {
    let task = &generation.task;
    generation.relaxation.rows.has_ties()
        || task.campaign.limits_waiting()
        || task.tier == Tier::Spread
}

/// Improves the incumbent, then raises the bound until it meets the incumbent, a question stays
/// undecided, or the budget is spent.
///
/// # Errors
/// When the solver fails.
pub fn prove(generation: &mut Generation<'_, '_>) -> Result<(), SolverError> {
    let offered = OfferedShapes::new(generation.relaxation);
    let tuning = generation.task.tuning;
    find_plans(generation, &offered)?;
    if generation.relaxation.rows.has_ties() {
        return raise_bound(generation, &offered, Some(tuning.tied_proof_iterations));
    }
    if generation.relaxation.is_assignment() {
        return raise_bound(generation, &offered, tuning.last_proof_iterations);
    }
    if !generation.has_many_blocks() {
        raise_bound(generation, &offered, Some(tuning.first_proof_iterations))?;
    }
    if !generation.meets_incumbent() {
        improve_other_plans(generation, tuning.light)?;
        improve_incumbent(generation, tuning.heavy)?;
        raise_bound(generation, &offered, tuning.last_proof_iterations)?;
    }
    Ok(())
}

/// Primal heuristics before the first proof.
fn find_plans(
    generation: &mut Generation<'_, '_>,
    offered: &OfferedShapes,
) -> Result<(), SolverError> {
    if generation.relaxation.is_assignment() {
        search_near_bound(generation, offered);
        return Ok(());
    }
    improve_incumbent(generation, generation.task.tuning.light)?;
    if generation.relaxation.has_blocks_alike() && !generation.meets_incumbent() {
        choose_among_all_patterns(generation)?;
    }
    Ok(())
}

/// The restricted master MIP over all patterns of the master. Where shapes have several blocks, the
/// first choices of a dive leave the bound as it is, wrong ones too, and this corrects them.
fn choose_among_all_patterns(generation: &mut Generation<'_, '_>) -> Result<(), SolverError> {
    let iterations = Some(generation.task.tuning.alike_iterations);
    let whole = Neighbourhood::whole(generation.relaxation);
    let patterns = generation.master.patterns.clone();
    let cutoff = generation.task.incumbent.map(|best| best - 1 - generation.relaxation.constant);
    let (_, chosen) = restricted_master_mip(generation, &whole, &patterns, cutoff, iterations)?;
    if let Some(chosen) = chosen {
        generation.show(&chosen);
    }
    Ok(())
}

/// Searches the tree for a better plan, first near the bound, where reduced-cost fixing leaves
/// little, then further from it.
fn search_near_bound(generation: &mut Generation<'_, '_>, offered: &OfferedShapes) {
    let before = generation.task.incumbent;
    let most_nodes = generation.task.tuning.quick_nodes;
    for share in CUTOFFS_OF_PLANS {
        let bound = generation.bound();
        let cutoff = bound + ((bound.abs() as f64 * share).ceil() as i64).max(1);
        let is_better = before.is_none_or(|incumbent| cutoff < incumbent);
        if !is_better {
            break;
        }
        let decision = search_tree(generation, offered, cutoff, most_nodes);
        if matches!(decision, Decision::Undecided)
            || generation.task.incumbent != before
            || generation.meets_incumbent()
        {
            break;
        }
    }
}

/// Raises the bound step by step until it meets the incumbent, a question stays undecided, or the
/// budget is spent; each MIP has at most `iterations` simplex iterations.
fn raise_bound(
    generation: &mut Generation<'_, '_>,
    offered: &OfferedShapes,
    iterations: Option<u32>,
) -> Result<(), SolverError> {
    let quick = generation.task.tuning.quick_nodes;
    // Where times within blocks decide, branching on groups and shapes raises the bound little.
    let most_nodes = if generation.relaxation.is_assignment() { usize::MAX } else { quick };
    let gap = generation.task.incumbent.map_or(0, |best| best - generation.bound());
    let mut step = (gap / FIRST_STEPS).max(1);
    while !generation.meets_incumbent() && !generation.task.budget.is_spent() {
        let incumbent = generation.task.incumbent;
        let last_cutoff =
            incumbent.map_or_else(|| generation.relaxation.ceiling(), |best| best - 1);
        let cutoff = (generation.bound() + step - 1).min(last_cutoff);
        if cutoff < generation.bound() {
            // The bound is above the dearest plan: the campaign has none.
            break;
        }
        match decide(generation, offered, cutoff, most_nodes, iterations)? {
            // The effort of a decision sets the next step: fine units have many cutoffs.
            Decision::Closed { nodes, .. } => {
                step = if nodes < quick { step * 2 } else { (step / 2).max(1) }
            }
            Decision::Undecided if step > 1 => step = (step / STEP_DIVISOR).max(1),
            Decision::Stopped | Decision::Undecided => break,
        }
    }
    Ok(())
}

/// Decides whether there is a plan of cost at most `cutoff`, by enumeration where the patterns
/// inside the gap are few and by the tree elsewhere; shows the plans met and lifts the bound.
fn decide(
    generation: &mut Generation<'_, '_>,
    offered: &OfferedShapes,
    cutoff: i64,
    most_nodes: usize,
    iterations: Option<u32>,
) -> Result<Decision, SolverError> {
    let relaxation = generation.relaxation;
    let whole = Neighbourhood::whole(relaxation);
    let without_constant = (cutoff - relaxation.constant) as f64;
    let most_patterns = if relaxation.is_assignment() {
        generation.task.tuning.many_patterns
    } else {
        generation.task.tuning.most_patterns_to_prove
    };
    let patterns =
        whole.gather(relaxation, &generation.root_duals, without_constant, most_patterns);
    let decision = match patterns {
        // Branching on groups and shapes raises the bound of tied blocks little.
        None if relaxation.rows.has_ties() => Decision::Undecided,
        None => search_tree(generation, offered, cutoff, most_nodes),
        Some(patterns) => decide_by_mip(generation, &whole, &patterns, cutoff, iterations)?,
    };
    if let Decision::Closed { bound, .. } = decision {
        generation.lift(bound);
    }
    Ok(decision)
}

/// Decides by the restricted master MIP over all patterns inside the gap.
fn decide_by_mip(
    generation: &mut Generation<'_, '_>,
    whole: &Neighbourhood,
    patterns: &[Pattern],
    cutoff: i64,
    iterations: Option<u32>,
) -> Result<Decision, SolverError> {
    let constant = generation.relaxation.constant;
    let (verdict, chosen) =
        restricted_master_mip(generation, whole, patterns, Some(cutoff - constant), iterations)?;
    if let Some(chosen) = chosen {
        generation.show(&chosen);
    }
    Ok(match verdict {
        Verdict::Infeasible => Decision::Closed { bound: cutoff + 1, nodes: 1 },
        Verdict::AtLeast(bound) => {
            let bound = (bound + constant).min(cutoff + 1);
            generation.lift(bound);
            // A MIP that was stopped lifts the bound too, but the next one would be stopped as
            // well.
            if bound > cutoff || generation.meets_incumbent() {
                Decision::Closed { bound, nodes: 1 }
            } else {
                Decision::Stopped
            }
        }
        Verdict::Unknown => Decision::Stopped,
    })
}
