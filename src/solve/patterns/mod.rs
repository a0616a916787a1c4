//! Column generation over block patterns: strong bounds, plans at once, and proofs.
//!
//! A pattern is the whole timetable of one block. The master chooses one for each block
//! (Dantzig–Wolfe), pricing finds the cheapest new pattern of a block by dynamic programming. What
//! is local to a block is decided exactly there: order, changeover, breaks, grid, lengths, clashes,
//! the number of groups, and what windows of a block ask of each other (`pricing::terms`:
//! relations, people who wait). The master has the rows that tie blocks together (`solve::rows`).
//! Rows for people who wait at several blocks at once are made where a plan has been found too
//! full; until then the master is a relaxation: its bounds hold, and the plans it finds are checked
//! by the caller.
//!
//! Few blocks with many groups in any order are first given to a programme over who comes where
//! (`search::assignment`). The way of all others: a few steps uphill fill the first master
//! (`master::ascent`; where half-days are many, of the volume algorithm, `master::volume`), and
//! column generation gives the bound of the root; dives give plans, and blocks are planned anew
//! part by part for better ones; what no plan as good as the best one known has is dropped; and the
//! rest is proven by programmes over all patterns that can still be in a plan, or by a search tree
//! over who comes where. Where that does not come to its end, larger parts are planned anew.

mod master;
mod pattern;
mod pricing;
mod search;
mod task;

pub use task::{Finding, News, Sizes, Task, knows};

use crate::solve::highs::SolverError;
use crate::solve::windows::Candidate;
use master::bars::Bars;
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
    let relaxation = Relaxation::new(&task);
    let sizes = task.sizes;
    let mut generation = Generation::new(&mut task, &relaxation)?;
    if assignment::suits(&relaxation, sizes.many_groups) {
        assignment::assign(&mut generation)?;
    }
    if generation.has_many_blocks() && !generation.meets_incumbent() {
        let values = generation.at_root(NEAR_ENOUGH_TO_DIVE)?;
        dive::dive(&mut generation, values)?;
    }
    if !generation.meets_incumbent() {
        let values = generation.at_root(0.0)?;
        dive::dives(&mut generation, &values)?;
    }
    if !generation.meets_incumbent() {
        prove::prove(&mut generation)?;
    }
    // Where time is up nobody asks what is left.
    let dropped =
        if (generation.task.is_out_of_time)() { Vec::new() } else { dropped(&generation) };
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
    let bars = Bars::none(relaxation.shapes.len(), task.campaign.groups().len());
    let too_dear =
        relaxation.too_dear(&generation.root_duals, &bars, incumbent as f64 + BOUND_TOLERANCE);
    let windows = too_dear.into_iter().flat_map(|(place, placed)| {
        let shape = &relaxation.shapes[place];
        shape.blocks.iter().map(move |block| shape.candidate(task.campaign, *block, placed))
    });
    windows.collect()
}
