//! Better plans from a good one: some blocks with all their groups are planned anew, the rest
//! stays.
//!
//! Each part is small enough for all of its patterns inside the gap, so its answer, where it comes
//! in time, is exact: nothing better in the part, or a better plan. Blocks whose patterns cost most
//! at the root's duals are looked at first.

use super::mip::{Verdict, choose};
use crate::solve::Effort;
use crate::solve::highs::SolverError;
use crate::solve::patterns::master::generation::Generation;
use crate::solve::patterns::master::neighbourhood::Neighbourhood;
use crate::solve::patterns::pattern::Pattern;
use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;
use rand::seq::SliceRandom;

/// Blocks of the first part; more as long as answers come in time, fewer where there are many
/// patterns.
const FIRST_SIZE: usize = 16;
/// Fewer blocks are no part.
const LEAST_SIZE: usize = 4;

/// So many other plans are improved besides the best one.
const OTHERS: usize = 3;

/// This share of a part are blocks that its first one might exchange groups with; the others come
/// by chance.
const RELATED: f64 = 0.6;

/// A pattern with less reduced cost than this is as cheap as any.
const CHEAP: f64 = 1e-3;

/// Improves the best plan found so far, where it is one of patterns.
pub fn improve(generation: &mut Generation<'_, '_>, effort: Effort) -> Result<(), SolverError> {
    let Some(incumbent) = generation.task.incumbent else { return Ok(()) };
    let best = generation.best.clone();
    improve_from(generation, best, incumbent, effort)
}

/// Improves the other plans that dives have found: each may lead to a better one than the best of
/// them did.
pub fn improve_others(
    generation: &mut Generation<'_, '_>,
    effort: Effort,
) -> Result<(), SolverError> {
    let relaxation = generation.relaxation;
    let cost =
        |plan: &Vec<Pattern>| plan.iter().map(|pattern| relaxation.cost(pattern)).sum::<i64>();
    let mut plans: Vec<(i64, Vec<Pattern>)> =
        generation.plans.drain(..).map(|plan| (cost(&plan), plan)).collect();
    plans.sort();
    for (cost, plan) in plans.into_iter().skip(1).take(OTHERS) {
        improve_from(generation, plan, cost + relaxation.constant, effort)?;
    }
    Ok(())
}

/// Improves a plan of this value until no block's part has a better one.
fn improve_from(
    generation: &mut Generation<'_, '_>,
    mut plan: Vec<Pattern>,
    mut value: i64,
    effort: Effort,
) -> Result<(), SolverError> {
    let mut choosing = Choosing::new(generation);
    let (mut next_size, mut without_success) = (FIRST_SIZE, 0);
    while without_success < plan.len()
        && next_size >= LEAST_SIZE
        && !generation.meets_incumbent()
        && !generation.task.budget.is_spent()
    {
        let size = next_size.min(plan.len());
        let chosen = choosing.blocks(generation, &plan, size, without_success);
        let staying = plan.iter().enumerate().filter(|(place, _)| !chosen.contains(place));
        let rest: Vec<Pattern> = staying.map(|(_, pattern)| pattern.clone()).collect();
        let neighbourhood = Neighbourhood::after(generation.relaxation, &rest);
        let relaxation = generation.relaxation;
        let staying = rest.iter().map(|pattern| relaxation.cost(pattern)).sum::<i64>();
        let most = value - 1 - relaxation.constant - staying;
        without_success += 1;
        let most_patterns = 3 * effort.patterns;
        let Some(patterns) =
            neighbourhood.gather(relaxation, &generation.root_duals, most as f64, most_patterns)
        else {
            next_size = size - (size / 8).max(1);
            continue;
        };
        let is_whole = rest.is_empty();
        let (verdict, better) =
            choose(generation, &neighbourhood, &patterns, Some(most), Some(effort.iterations))?;
        let is_answered = better.is_some() || matches!(verdict, Verdict::Impossible);
        if let Some(better) = better {
            let found = [rest, better].concat();
            let cost = found.iter().map(|pattern| relaxation.cost(pattern)).sum::<i64>()
                + relaxation.constant;
            let before = generation.task.incumbent;
            generation.show(&found);
            let is_best = generation.task.incumbent < before;
            // One that should be the best and is not has too many people waiting somewhere.
            if is_best || before.is_some_and(|before| cost >= before) {
                plan = relaxation.without_repeats(&found);
                value = generation.task.incumbent.filter(|_| is_best).unwrap_or(cost);
                without_success = 0;
            }
        }
        if is_whole && without_success > 0 {
            break;
        }
        let is_large = !is_answered || patterns.len() > effort.patterns || size >= effort.blocks;
        next_size = match patterns.len() {
            _ if is_large => size - (size / 8).max(1),
            // The bound alone says that there is nothing.
            0 => size + (size / 8).max(1),
            _ => size + 1,
        };
    }
    Ok(())
}

/// Which blocks are looked at together.
struct Choosing {
    /// What each group pays, at the root's duals, for coming in a shape instead of its cheapest
    /// one.
    regrets: Vec<Vec<f64>>,
    dice: ChaCha8Rng,
}

impl Choosing {
    fn new(generation: &Generation<'_, '_>) -> Choosing {
        let relaxation = generation.relaxation;
        let mut regrets =
            vec![vec![f64::INFINITY; relaxation.shapes.len()]; relaxation.campaign.groups().len()];
        for (place, shape) in relaxation.shapes.iter().enumerate() {
            let prices = shape.prices(&relaxation.rows, &generation.root_duals, |_| false);
            for (choice, price) in shape.choices.iter().zip(&prices.choices) {
                let own = &mut regrets[choice.group.0][place];
                *own = own.min(*price);
            }
        }
        for own in &mut regrets {
            let least = own.iter().copied().fold(f64::INFINITY, f64::min);
            for price in own {
                *price -= least;
            }
        }
        Choosing { regrets, dice: ChaCha8Rng::seed_from_u64(u64::from(generation.task.seed)) }
    }

    /// Places of patterns in a plan: one of the dearest by reduced cost, blocks that could take one
    /// of its groups and give one of theirs at little regret, and others by chance.
    fn blocks(
        &mut self,
        generation: &Generation<'_, '_>,
        plan: &[Pattern],
        size: usize,
        turn: usize,
    ) -> Vec<usize> {
        let relaxation = generation.relaxation;
        let reduced = |pattern: &Pattern| {
            relaxation.reduced_cost(pattern, &generation.root_duals, &generation.root_cheapest)
        };
        let by = |order: &mut Vec<(f64, usize)>| {
            order.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
        };
        let mut dearest: Vec<(f64, usize)> =
            plan.iter().enumerate().map(|(place, pattern)| (-reduced(pattern), place)).collect();
        by(&mut dearest);
        let first = dearest[turn % dearest.len()].1;
        let moving = |from: &Pattern, to: usize| {
            let groups = from
                .windows
                .iter()
                .map(|(choice, _)| relaxation.shapes[from.shape].choices[*choice].group.0);
            groups.map(|group| self.regrets[group][to]).fold(f64::INFINITY, f64::min)
        };
        let exchange = |place: usize| {
            moving(&plan[first], plan[place].shape) + moving(&plan[place], plan[first].shape)
        };
        let mut related: Vec<(f64, usize)> = (0..plan.len())
            .filter(|place| *place != first)
            .map(|place| (exchange(place), place))
            .collect();
        by(&mut related);
        let mut others: Vec<usize> = related.into_iter().map(|(_, place)| place).collect();
        let kept = ((size as f64 * RELATED) as usize).min(others.len());
        others[kept..].shuffle(&mut self.dice);
        // Blocks that cost what the bound says have nothing to give.
        others[kept..].sort_by_cached_key(|place| reduced(&plan[*place]) < CHEAP);
        others.truncate(size.saturating_sub(1));
        others.push(first);
        others
    }
}
