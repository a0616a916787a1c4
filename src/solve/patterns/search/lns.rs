//! Large neighbourhood search (Shaw 1998, "Using constraint programming and local search methods
//! to solve vehicle routing problems", CP98): some blocks of a plan are destroyed, which frees
//! their groups, and repaired; the patterns of all other blocks stay fixed.
//!
//! All patterns of a neighbourhood inside the gap are enumerated, up to `Effort::patterns` of them,
//! so a repair that ends is exact: a better plan, or a proof that the neighbourhood has none. The
//! blocks whose patterns have the largest reduced costs at the root's duals are destroyed first.

use super::mip::{Verdict, restricted_master_mip};
use crate::campaign::GroupId;
use crate::solve::Effort;
use crate::solve::highs::SolverError;
use crate::solve::ids::List;
use crate::solve::patterns::master::generation::Generation;
use crate::solve::patterns::master::neighbourhood::Neighbourhood;
use crate::solve::patterns::master::relaxation::Relaxation;
use crate::solve::patterns::pattern::{Pattern, ShapeId};
use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;
use rand::seq::SliceRandom;

/// Blocks of the first neighbourhood. A repair that ends within its simplex iterations makes the
/// next one larger, another one smaller.
const FIRST_SIZE: usize = 16;
/// Blocks of the smallest neighbourhood.
const LEAST_SIZE: usize = 4;
/// Blocks of a neighbourhood for each block by which the next one is larger or smaller, where it
/// changes by a share.
const SIZE_DIVISOR: usize = 8;

/// Plans of dives that are improved besides the best plan.
const OTHER_PLANS: usize = 3;

/// Share of a neighbourhood's blocks that are related to its first one; the rest is random.
const RELATED: f64 = 0.6;

/// Reduced cost, in units of the tier, below which a pattern counts as free of regret; 0 within
/// the precision of the duals.
const NO_REDUCED_COST: f64 = 1e-3;

/// Multiple of `Effort::patterns` above which a neighbourhood is not repaired: its patterns are no
/// longer enumerated to the end.
const TOO_MANY_PATTERNS: usize = 3;

/// Improves the incumbent, where it was found as patterns.
pub fn improve_incumbent(
    generation: &mut Generation<'_, '_>,
    effort: Effort,
) -> Result<(), SolverError> {
    let Some(incumbent) = generation.task.incumbent else { return Ok(()) };
    let best = generation.best.clone();
    improve_plan(generation, best, incumbent, effort)
}

/// Improves the next best plans of the dives: each may lead to a better local optimum than the best
/// plan did.
pub fn improve_other_plans(
    generation: &mut Generation<'_, '_>,
    effort: Effort,
) -> Result<(), SolverError> {
    let relaxation = generation.relaxation;
    let mut plans: Vec<(i64, Vec<Pattern>)> =
        generation.plans.drain(..).map(|plan| (cost(relaxation, &plan), plan)).collect();
    plans.sort();
    for (cost, plan) in plans.into_iter().skip(1).take(OTHER_PLANS) {
        improve_plan(generation, plan, cost + relaxation.constant, effort)?;
    }
    Ok(())
}

/// Destroys and repairs a plan of this value until the repairs in a row that found nothing are as
/// numerous as its patterns: each has been the seed of one then.
fn improve_plan(
    generation: &mut Generation<'_, '_>,
    mut plan: Vec<Pattern>,
    mut value: i64,
    effort: Effort,
) -> Result<(), SolverError> {
    let relaxation = generation.relaxation;
    let mut destroy = Destroy::new(generation);
    let (mut next_size, mut failures) = (FIRST_SIZE, 0);
    while failures < plan.len()
        && next_size >= LEAST_SIZE
        && !generation.meets_incumbent()
        && !generation.task.budget.is_spent()
    {
        let size = next_size.min(plan.len());
        let destroyed = destroy.choose(generation, &plan, size, failures);
        let fixed = plan.iter().enumerate().filter(|(index, _)| !destroyed.contains(index));
        let fixed: Vec<Pattern> = fixed.map(|(_, pattern)| pattern.clone()).collect();
        let cutoff = value - 1 - relaxation.constant - cost(relaxation, &fixed);
        failures += 1;
        let Some(repair) = repair(generation, &fixed, cutoff, effort)? else {
            next_size = size - (size / SIZE_DIVISOR).max(1);
            continue;
        };
        let is_whole_plan = fixed.is_empty();
        if let Some(repaired) = repair.repaired {
            let found = [fixed, repaired].concat();
            if let Some(found_value) = accepted_value(generation, &found) {
                plan = relaxation.without_repeats(&found);
                value = found_value;
                failures = 0;
            }
        }
        if is_whole_plan && failures > 0 {
            break;
        }
        let is_large =
            !repair.is_exact || repair.patterns > effort.patterns || size >= effort.blocks;
        next_size = match repair.patterns {
            _ if is_large => size - (size / SIZE_DIVISOR).max(1),
            // Without a pattern inside the gap the bound alone rules the neighbourhood out.
            0 => size + (size / SIZE_DIVISOR).max(1),
            _ => size + 1,
        };
    }
    Ok(())
}

/// Cost of patterns in the tier that is minimised, without the constant.
fn cost(relaxation: &Relaxation<'_>, patterns: &[Pattern]) -> i64 {
    patterns.iter().map(|pattern| relaxation.cost(pattern)).sum()
}

/// Shows a repaired plan; its value, where the search goes on from it.
fn accepted_value(generation: &mut Generation<'_, '_>, found: &[Pattern]) -> Option<i64> {
    let cost = cost(generation.relaxation, found) + generation.relaxation.constant;
    let before = generation.task.incumbent;
    generation.show(found);
    let is_best = generation.task.incumbent < before;
    // A plan cheaper than the incumbent that didn't become it has more people waiting
    // somewhere.
    let is_accepted = is_best || before.is_some_and(|before| cost >= before);
    is_accepted.then(|| generation.task.incumbent.filter(|_| is_best).unwrap_or(cost))
}

/// What the repair of a neighbourhood came to.
struct NeighbourhoodRepair {
    /// New patterns for the destroyed blocks, where the MIP has some below the cutoff.
    repaired: Option<Vec<Pattern>>,
    /// Whether the neighbourhood is decided: a better plan, or none in it.
    is_exact: bool,
    /// Patterns inside the gap.
    patterns: usize,
}

/// Enumerates the patterns of a neighbourhood that cost at most `cutoff` in all, and solves the
/// restricted master MIP over them; `None` where there are more than [`TOO_MANY_PATTERNS`] times
/// the effort's patterns.
fn repair(
    generation: &Generation<'_, '_>,
    fixed: &[Pattern],
    cutoff: i64,
    effort: Effort,
) -> Result<Option<NeighbourhoodRepair>, SolverError> {
    let relaxation = generation.relaxation;
    let neighbourhood = Neighbourhood::after(relaxation, fixed);
    let most_patterns = TOO_MANY_PATTERNS * effort.patterns;
    let Some(patterns) =
        neighbourhood.gather(relaxation, &generation.root_duals, cutoff as f64, most_patterns)
    else {
        return Ok(None);
    };
    let iterations = Some(effort.iterations);
    let (verdict, repaired) =
        restricted_master_mip(generation, &neighbourhood, &patterns, Some(cutoff), iterations)?;
    let is_exact = repaired.is_some() || matches!(verdict, Verdict::Infeasible);
    Ok(Some(NeighbourhoodRepair { repaired, is_exact, patterns: patterns.len() }))
}

/// The destroy operator: which blocks of a plan are destroyed together.
struct Destroy {
    /// Regret of each group in each shape, in units of the tier: its price at the root's duals
    /// above that of its cheapest shape.
    regrets: Vec<List<ShapeId, f64>>,
    rng: ChaCha8Rng,
}

impl Destroy {
    fn new(generation: &Generation<'_, '_>) -> Destroy {
        let relaxation = generation.relaxation;
        let of_group = List::alike(f64::INFINITY, &relaxation.shapes);
        let mut regrets = vec![of_group; relaxation.campaign.groups().len()];
        for (shape_id, shape) in relaxation.shapes.with_ids() {
            let prices = shape.prices(&relaxation.rows, &generation.root_duals, |_| false);
            for (choice, price) in shape.choices.iter().zip(&prices.choices) {
                let least = &mut regrets[choice.group.0][shape_id];
                *least = least.min(*price);
            }
        }
        for of_group in &mut regrets {
            let least = of_group.iter().copied().fold(f64::INFINITY, f64::min);
            for price in of_group.iter_mut() {
                *price -= least;
            }
        }
        Destroy { regrets, rng: ChaCha8Rng::seed_from_u64(u64::from(generation.task.seed)) }
    }

    /// Indices in the plan of `size` patterns to destroy: the seed, which is the pattern of the
    /// `turn`-th largest reduced cost; patterns that could swap a group with it at little regret;
    /// and random ones.
    fn choose(
        &mut self,
        generation: &Generation<'_, '_>,
        plan: &[Pattern],
        size: usize,
        turn: usize,
    ) -> Vec<usize> {
        let relaxation = generation.relaxation;
        let reduced_cost = |pattern: &Pattern| {
            relaxation.reduced_cost(pattern, &generation.root_duals, &generation.root_cheapest)
        };
        let indices = |mut keyed: Vec<(f64, usize)>| -> Vec<usize> {
            keyed.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            keyed.into_iter().map(|(_, index)| index).collect()
        };
        let by_reduced_cost = indices(
            plan.iter()
                .enumerate()
                .map(|(index, pattern)| (-reduced_cost(pattern), index))
                .collect(),
        );
        let seed = by_reduced_cost[turn % by_reduced_cost.len()];
        let swap_regret = |index: &usize| {
            self.least_regret(relaxation, &plan[seed], plan[*index].shape)
                + self.least_regret(relaxation, &plan[*index], plan[seed].shape)
        };
        let except_seed = (0..plan.len()).filter(|index| *index != seed);
        let mut chosen = indices(except_seed.map(|index| (swap_regret(&index), index)).collect());
        let related = ((size as f64 * RELATED) as usize).min(chosen.len());
        chosen[related..].shuffle(&mut self.rng);
        // A pattern without reduced cost has nothing to gain.
        chosen[related..].sort_by_cached_key(|index| reduced_cost(&plan[*index]) < NO_REDUCED_COST);
        chosen.truncate(size.saturating_sub(1));
        chosen.push(seed);
        chosen
    }

    /// The least regret of a pattern's group that moves to another shape.
    fn least_regret(&self, relaxation: &Relaxation<'_>, from: &Pattern, to: ShapeId) -> f64 {
        let regret = |group: GroupId| self.regrets[group.0][to];
        relaxation.groups(from).map(regret).fold(f64::INFINITY, f64::min)
    }
}
