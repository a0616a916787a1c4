//! Column generation over block patterns: strong bounds, plans at once, and proofs.
//!
//! A pattern is the whole timetable of one block. The master chooses one for each block (Dantzig–Wolfe), pricing finds
//! the cheapest new pattern of a block by dynamic programming. What is local to a block is decided exactly there: order,
//! changeover, breaks, grid, lengths, clashes, the number of groups, and what windows of a block ask of each other
//! ([`terms`]: relations, people who wait). The master has the rows that tie blocks together ([`rows`]). Rows for people
//! who wait at several blocks at once are made where a plan has been found too full; until then the master is a
//! relaxation: its bounds hold, and the plans it finds are checked by the caller.
//!
//! Few blocks with many groups in any order are first given to a programme over who comes where ([`assignment`]). The way
//! of all others: a few steps uphill fill the first master ([`ascent`]; where half-days are many, of the volume algorithm,
//! [`volume`]), and column generation gives the bound of the root; dives give plans, and blocks are planned anew part by
//! part for better ones; what no plan as good as the best one known has is dropped; and the rest is proven by programmes
//! over all patterns that can still be in a plan, or by a search tree over who comes where. Where that does not come to
//! its end, larger parts are planned anew.

mod ascent;
mod assignment;
mod branch;
mod dive;
mod generation;
mod improve;
mod knapsack;
mod label;
mod line;
mod master;
mod pool;
mod programme;
mod prove;
mod relaxation;
mod rows;
mod shape;
mod terms;
mod twins;
mod volume;

use crate::instance::{Instance, Tier};
use crate::model::{Candidate, Costs};
use crate::plan::Plan;
use crate::solver::SolverError;
use crate::waiting::Moment;
use generation::Generation;
use relaxation::{Bars, Relaxation};
use std::time::Instant;

/// A bound in whole units is rounded up after taking off this much, so that it can only become weaker, never false.
const BOUND_TOLERANCE: f64 = 0.01;

/// Where there are many blocks, a first dive is worth it as soon as master and bound are so near, as a share: later rounds
/// are slow.
const NEAR_ENOUGH_TO_DIVE: f64 = 0.003;

/// From which sizes of a campaign on the engine takes another way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sizes {
    /// With so many half-days the master is slow: it starts from patterns that fit together, and dives take large steps.
    pub many_blocks: usize,
    /// With so many groups a half-day patterns are too long to begin with, where an integer programme can do without them.
    pub many_groups: usize,
    /// With so many patterns inside the gap a search tree is faster than a programme over them, where any order will do.
    pub many_patterns: usize,
}

impl Default for Sizes {
    fn default() -> Sizes {
        Sizes { many_blocks: 250, many_groups: 30, many_patterns: 1_000 }
    }
}

/// What is asked: one tier to minimise while earlier ones are held.
pub struct Task<'a> {
    /// The campaign.
    pub instance: &'a Instance,
    /// What windows cost.
    pub costs: &'a Costs<'a>,
    /// The tier to minimise.
    pub tier: Tier,
    /// Earlier tiers with the most they may cost, in whole units.
    pub held: &'a [(Tier, i64)],
    /// The candidates to choose from, by group.
    pub candidates: &'a [Candidate],
    /// Moments at which the number of people who wait is limited across blocks.
    pub crowded: &'a [Moment],
    /// The value of the best plan known, in whole units.
    pub incumbent: Option<i64>,
    /// When to stop.
    pub deadline: Option<Instant>,
    /// Threads for the solver.
    pub threads: u32,
    /// From which sizes on it takes another way.
    pub sizes: Sizes,
    /// Seed of the solver's random choices.
    pub seed: u32,
    /// Asked between rounds: whether to stop.
    pub is_out_of_time: &'a dyn Fn() -> bool,
    /// Shown the bound, in whole units, whenever it gets better, and plans, which may have too many people waiting;
    /// gives the value of the best plan that keeps all rules.
    pub watch: &'a mut dyn FnMut(News) -> Option<i64>,
}

/// What happened on the way.
pub enum News {
    /// A better bound, in whole units.
    Bound(i64),
    /// A plan.
    Plan(Plan),
}

/// What was found.
pub struct Finding {
    /// The least that the tier can cost, in whole units.
    pub bound: i64,
    /// Whether there is no plan at all: it would cost more than any plan can.
    pub is_impossible: bool,
    /// Candidates of which no plan consists that is as good as the incumbent.
    pub dropped: Vec<Candidate>,
    /// Rounds of pricing.
    pub rounds: usize,
}

/// Whether the master knows what the tier costs.
pub fn knows(tier: Tier) -> bool {
    !matches!(tier, Tier::Peak)
}

/// No bound is said to be higher: where no plan exists it climbs without end, and far up there floats are no whole numbers.
const HIGHEST_BOUND: f64 = 1e15;

/// A bound in whole units: costs are whole, so it is rounded up.
fn whole_bound(value: f64) -> i64 {
    if value.is_finite() { (value - BOUND_TOLERANCE).ceil().clamp(0.0, HIGHEST_BOUND) as i64 } else { 0 }
}

/// Generates patterns until the bound is as good as it gets, dives, and proves what can be proven in time.
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
    let dropped = if (generation.task.is_out_of_time)() { Vec::new() } else { dropped(&generation) };
    let bound = generation.bound();
    let is_impossible = generation.task.incumbent.is_none() && bound > relaxation.ceiling();
    Ok(Finding { bound, is_impossible, dropped, rounds: generation.rounds })
}

/// Candidates that only plans dearer than the incumbent have.
fn dropped(generation: &Generation<'_, '_>) -> Vec<Candidate> {
    let (relaxation, task) = (generation.relaxation, &generation.task);
    let Some(incumbent) = task.incumbent.filter(|_| generation.best_bound.is_finite()) else { return Vec::new() };
    let bars = Bars::none(relaxation.shapes.len(), task.instance.groups().len());
    let too_dear = relaxation.too_dear(&generation.root_duals, &bars, incumbent as f64 + BOUND_TOLERANCE);
    let windows = too_dear.into_iter().flat_map(|(place, placed)| {
        let shape = &relaxation.shapes[place];
        shape.blocks.iter().map(move |block| shape.candidate(task.instance, *block, placed))
    });
    windows.collect()
}
