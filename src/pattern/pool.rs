//! All patterns that a plan of some cost may have, and the integer programme that chooses among them.
//!
//! At duals of value `V`, a plan that costs at most `most` has only patterns with
//! `V − cheapest of the shape + own price ≤ most`. Where the gap is small these are few, and a programme over them is a
//! proof: what it can't choose, no plan can.

use super::generation::Generation;
use super::master::Pattern;
use super::relaxation::{Bars, Relaxation};
use super::whole_bound;
use crate::solver::{self, Ending, Run, SolverError};
use good_lp::solvers::highs::highs;
use good_lp::{Expression, ProblemVariables, SolverModel, Variable, constraint, variable};
use rayon::prelude::*;
use std::time::{Duration, Instant};

/// Prices are sums of many floats.
const TOLERANCE: f64 = 1e-6;

/// A part of the campaign that is chosen anew while the rest stays: all of it, or some blocks with their groups.
pub(super) struct Part {
    /// Limits of the rows, less what the rest takes of them; `None` for groups of the rest.
    pub limits: Vec<Option<(f64, f64)>>,
    /// Open blocks of each shape.
    pub open: Vec<usize>,
    /// Groups of the rest.
    pub bars: Bars,
}

impl Part {
    /// The whole campaign.
    pub fn whole(relaxation: &Relaxation<'_>) -> Part {
        Part {
            limits: relaxation.rows.limits().iter().copied().map(Some).collect(),
            open: relaxation.shapes.iter().map(|shape| shape.blocks.len()).collect(),
            bars: Bars::none(relaxation.shapes.len(), relaxation.instance.groups().len()),
        }
    }

    /// The least that the part can cost, and the cheapest pattern of each shape, at some duals.
    fn value(&self, relaxation: &Relaxation<'_>, duals: &[f64]) -> (f64, Vec<f64>) {
        let side = |((low, high), dual): ((f64, f64), f64)| if dual > 0.0 { low * dual } else { high * dual };
        let rows = self.limits.iter().zip(duals).filter_map(|(limits, dual)| Some(((*limits)?, *dual)));
        let paid: f64 = rows.filter(|(_, dual)| *dual != 0.0).map(side).sum();
        let cheapest = |shape: usize| match self.open[shape] {
            0 => 0.0,
            _ => relaxation.cheapest(shape, duals, &self.bars).at_least,
        };
        let cheapest: Vec<f64> = (0..self.open.len()).into_par_iter().map(cheapest).collect();
        let blocks = cheapest.iter().zip(&self.open).map(|(price, open)| price * *open as f64);
        let left_out = relaxation.left_out.iter().map(|left_out| relaxation.price_left_out(left_out, duals).min(0.0));
        let value = paid + blocks.sum::<f64>() + left_out.sum::<f64>();
        (value, cheapest)
    }

    /// Patterns of choices that cost at most `most`, unless there are more than `most_patterns`.
    pub fn gather(
        &self,
        relaxation: &Relaxation<'_>,
        duals: &[f64],
        most: f64,
        most_patterns: usize,
    ) -> Option<Vec<Pattern>> {
        let (value, cheapest) = self.value(relaxation, duals);
        self.within(relaxation, duals, &cheapest, most - value, most_patterns)
    }

    fn within(
        &self,
        relaxation: &Relaxation<'_>,
        duals: &[f64],
        cheapest: &[f64],
        width: f64,
        most_patterns: usize,
    ) -> Option<Vec<Pattern>> {
        let of_shape = |shape: usize| {
            if self.open[shape] == 0 {
                return Some(Vec::new());
            }
            let barred = |group| self.bars.is_barred(shape, group);
            let prices = relaxation.shapes[shape].prices(&relaxation.rows, duals, barred);
            let found = relaxation.shapes[shape].within(&prices, width + cheapest[shape] + TOLERANCE, most_patterns)?;
            Some(found.into_iter().map(|windows| Pattern { shape, windows }).collect())
        };
        let by_shape: Option<Vec<Vec<Pattern>>> = (0..self.open.len()).into_par_iter().map(of_shape).collect();
        let patterns: Vec<Pattern> = by_shape?.into_iter().flatten().collect();
        (patterns.len() <= most_patterns).then_some(patterns)
    }
}

/// What the programme over a pool said.
pub(super) enum Verdict {
    /// No choice of these patterns costs less than this.
    AtLeast(i64),
    /// Nobody can choose so that every group comes.
    Impossible,
    /// Time is up.
    Unknown,
}

/// Chooses among the patterns of a part those that cost least, and `most` at most, without the constant; and says what
/// no choice can be below.
pub(super) fn choose(
    generation: &Generation<'_, '_>,
    part: &Part,
    patterns: &[Pattern],
    most: Option<i64>,
    time: Duration,
) -> Result<(Verdict, Option<Vec<Pattern>>), SolverError> {
    let relaxation = generation.relaxation;
    let mut variables = ProblemVariables::new();
    let mut rows: Vec<Expression> = part.limits.iter().map(|_| Expression::with_capacity(8)).collect();
    let mut blocks: Vec<Expression> = part.open.iter().map(|_| Expression::with_capacity(8)).collect();
    let mut objective = Expression::with_capacity(patterns.len());
    let mut columns: Vec<Variable> = Vec::with_capacity(patterns.len());
    for pattern in patterns {
        let column = variables.add(variable().integer().min(0.0).max(part.open[pattern.shape] as f64));
        columns.push(column);
        for (row, factor) in relaxation.entries(pattern.shape, &pattern.windows) {
            rows[row].add_mul(factor, column);
        }
        blocks[pattern.shape].add_mul(1.0, column);
        objective.add_mul(relaxation.cost(pattern) as f64, column);
    }
    for (cost, entries) in &relaxation.left_out {
        let column = variables.add(variable().binary());
        columns.push(column);
        for (row, factor) in entries {
            rows[*row].add_mul(*factor, column);
        }
        objective.add_mul(*cost, column);
    }
    let mut problem = variables.minimise(objective.clone()).using(highs);
    if let Some(most) = most {
        problem.add_constraint(constraint!(objective <= most as f64 + 0.5));
    }
    for (row, limits) in rows.into_iter().zip(&part.limits) {
        let Some((low, high)) = *limits else { continue };
        match (low.is_finite(), high.is_finite()) {
            (true, true) => problem.add_constraint(constraint!(row == low)),
            (true, false) => problem.add_constraint(constraint!(row >= low)),
            _ => problem.add_constraint(constraint!(row <= high)),
        };
    }
    for (block, open) in blocks.into_iter().zip(&part.open).filter(|(_, open)| **open > 0) {
        problem.add_constraint(constraint!(block <= *open as f64));
    }
    let deadline = Instant::now() + time;
    let is_out_of_time = generation.task.is_out_of_time;
    let run = Run {
        gap: 0.0,
        threads: generation.task.threads,
        seed: generation.task.seed,
        deadline: Some(generation.task.deadline.map_or(deadline, |limit| limit.min(deadline))),
        start: None,
        columns: columns.len(),
        presolve: true,
        is_cancelled: is_out_of_time,
    };
    let answer = solver::run(problem, &run, &mut |_| {})?;
    let chosen = answer.values.as_ref().map(|values| {
        let times = |value: &f64| value.round().max(0.0) as usize;
        let chosen = patterns.iter().zip(values);
        chosen.flat_map(|(pattern, value)| std::iter::repeat_n(pattern.clone(), times(value))).collect()
    });
    let verdict = match (answer.ending, answer.bound) {
        (Ending::Infeasible, _) => Verdict::Impossible,
        (_, Some(bound)) => Verdict::AtLeast(whole_bound(bound + relaxation.constant as f64) - relaxation.constant),
        _ => Verdict::Unknown,
    };
    Ok((verdict, chosen))
}
