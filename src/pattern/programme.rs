//! The integer programme that chooses among patterns.

use super::generation::Generation;
use super::master::Pattern;
use super::pool::Part;
use super::whole_bound;
use crate::solver::{self, Ending, Run, SolverError};
use good_lp::solvers::highs::highs;
use good_lp::{Expression, ProblemVariables, SolverModel, Variable, constraint, variable};
use std::time::{Duration, Instant};

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
    let asks_for_some = part.limits.iter().flatten().any(|(low, _)| *low > 0.0);
    if patterns.is_empty() && relaxation.left_out.is_empty() && asks_for_some {
        return Ok((Verdict::Impossible, None));
    }
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
    for (cost, entries) in part.left_out(relaxation) {
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
