//! The proof, from the root's bound upwards.
//!
//! The question is not "which plan is best" but "is there a plan that costs at most so much". Each
//! "no" lifts the bound, and the first "yes" is the best plan. Where few patterns can be in such a
//! plan, an integer programme over them answers; elsewhere a search tree does.

use super::branch::{Offered, Search, search};
use super::lns::{improve, improve_others};
use super::mip::{Verdict, choose};
use crate::solve::highs::SolverError;
use crate::solve::patterns::master::generation::Generation;
use crate::solve::patterns::master::neighbourhood::Neighbourhood;

/// Where a gap is of more units than this, the first step is of several.
const FINE: i64 = 128;
/// How near to the bound plans are looked for.
const NEAR_THE_BOUND: [f64; 4] = [0.000_5, 0.002, 0.01, 0.05];

/// Finds good plans, then lifts the bound until it meets the best one, nothing can tell, or time is
/// up.
///
/// # Errors
/// When the solver fails.
pub fn prove(generation: &mut Generation<'_, '_>) -> Result<(), SolverError> {
    let offered = Offered::new(generation.relaxation);
    let tuning = generation.task.tuning;
    plans_first(generation, &offered)?;
    if generation.relaxation.rows.has_ties() {
        return upwards(generation, &offered, Some(tuning.tied_proof_iterations));
    }
    if generation.relaxation.is_assignment() {
        return upwards(generation, &offered, tuning.last_proof_iterations);
    }
    if !generation.has_many_blocks() {
        upwards(generation, &offered, Some(tuning.first_proof_iterations))?;
    }
    if !generation.meets_incumbent() {
        improve_others(generation, tuning.light)?;
        improve(generation, tuning.heavy)?;
        upwards(generation, &offered, tuning.last_proof_iterations)?;
    }
    Ok(())
}

/// Lifts the bound step by step until it meets the best plan, nothing can tell, or time is up; each
/// programme on the way has so many simplex iterations.
fn upwards(
    generation: &mut Generation<'_, '_>,
    offered: &Offered,
    iterations: Option<u32>,
) -> Result<(), SolverError> {
    let quick = generation.task.tuning.quick_nodes;
    // Where time within blocks decides, the tree learns little from who comes where.
    let most_nodes = if generation.relaxation.is_assignment() { usize::MAX } else { quick };
    let gap = generation.task.incumbent.map_or(0, |best| best - generation.bound());
    let mut step = (gap / FINE).max(1);
    while !generation.meets_incumbent() && !generation.task.budget.is_spent() {
        let worth_asking = generation
            .task
            .incumbent
            .map_or_else(|| generation.relaxation.ceiling(), |best| best - 1);
        let most = (generation.bound() + step - 1).min(worth_asking);
        if most < generation.bound() {
            // Not even the dearest plan is left: the campaign has none.
            break;
        }
        match ask(generation, offered, most, most_nodes, iterations)? {
            // Costs in small units make many values.
            Search::Closed { nodes, .. } => {
                step = if nodes < quick { step * 2 } else { (step / 2).max(1) }
            }
            Search::Open if step > 1 => step = (step / 8).max(1),
            Search::Stopped | Search::Open => break,
        }
    }
    Ok(())
}

/// Looks for good plans for a short while.
fn plans_first(generation: &mut Generation<'_, '_>, offered: &Offered) -> Result<(), SolverError> {
    if generation.relaxation.is_assignment() {
        near_the_bound(generation, offered);
        return Ok(());
    }
    improve(generation, generation.task.tuning.light)?;
    if generation.relaxation.has_blocks_alike() && !generation.meets_incumbent() {
        // Blocks that are alike make the dive's early choices nearly free; the programme puts them
        // right.
        let iterations = Some(generation.task.tuning.alike_iterations);
        let whole = Neighbourhood::whole(generation.relaxation);
        let patterns = generation.master.patterns.clone();
        let most = generation.task.incumbent.map(|best| best - 1 - generation.relaxation.constant);
        if let (_, Some(chosen)) = choose(generation, &whole, &patterns, most, iterations)? {
            generation.show(&chosen);
        }
    }
    Ok(())
}

/// Looks for a plan in the tree: near the bound, where much is out of the question, then further
/// from it.
fn near_the_bound(generation: &mut Generation<'_, '_>, offered: &Offered) {
    let before = generation.task.incumbent;
    let quick = generation.task.tuning.quick_nodes;
    for share in NEAR_THE_BOUND {
        let bound = generation.bound();
        let most = bound + ((bound.abs() as f64 * share).ceil() as i64).max(1);
        let is_better = before.is_none_or(|incumbent| most < incumbent);
        if !is_better || matches!(search(generation, offered, most, quick), Search::Open) {
            break;
        }
        if generation.task.incumbent != before || generation.meets_incumbent() {
            break;
        }
    }
}

/// Asks for a plan that costs at most `most`; plans are shown and what is learnt about the bound is
/// kept.
fn ask(
    generation: &mut Generation<'_, '_>,
    offered: &Offered,
    most: i64,
    most_nodes: usize,
    iterations: Option<u32>,
) -> Result<Search, SolverError> {
    let relaxation = generation.relaxation;
    let whole = Neighbourhood::whole(relaxation);
    let without_constant = most - relaxation.constant;
    let most_patterns = if relaxation.is_assignment() {
        generation.task.tuning.many_patterns
    } else {
        generation.task.tuning.most_patterns_to_prove
    };
    let pool =
        whole.gather(relaxation, &generation.root_duals, without_constant as f64, most_patterns);
    let answer = match pool {
        // Who comes where says little about ties.
        None if relaxation.rows.has_ties() => Search::Open,
        None => search(generation, offered, most, most_nodes),
        Some(patterns) => {
            let (verdict, chosen) =
                choose(generation, &whole, &patterns, Some(without_constant), iterations)?;
            if let Some(chosen) = chosen {
                generation.show(&chosen);
            }
            match verdict {
                Verdict::Impossible => Search::Closed { bound: most + 1, nodes: 1 },
                Verdict::AtLeast(bound) => {
                    let bound = (bound + relaxation.constant).min(most + 1);
                    generation.lift(bound);
                    // One that was stopped on the way lifts the bound too, but the next one would
                    // be stopped as well.
                    if bound > most || generation.meets_incumbent() {
                        Search::Closed { bound, nodes: 1 }
                    } else {
                        Search::Stopped
                    }
                }
                Verdict::Unknown => Search::Stopped,
            }
        }
    };
    if let Search::Closed { bound, .. } = answer {
        generation.lift(bound);
    }
    Ok(answer)
}
