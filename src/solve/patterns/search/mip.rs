//! Integer programmes over the rows of the master: here over patterns.

use crate::solve::highs::{Ending, MipAnswer, MipOptions, SolverError};
use crate::solve::patterns::master::generation::Generation;
use crate::solve::patterns::master::neighbourhood::Neighbourhood;
use crate::solve::patterns::pattern::Pattern;
use crate::solve::patterns::task::whole_bound;
use crate::solve::rows::RowId;
use good_lp::solvers::highs::highs;
use good_lp::{Expression, ProblemVariables, SolverModel, constraint, variable};

/// What a programme said.
pub enum Verdict {
    /// No choice costs less than this, without the constant.
    AtLeast(i64),
    /// Nobody can choose so that every group comes.
    Impossible,
    /// The budget or the iterations are spent.
    Unknown,
}

/// A programme over the rows of the master and one for each shape, column by column.
pub struct Mip {
    variables: ProblemVariables,
    /// Limits of the rows; `None` for those that are no longer asked about.
    limits: Vec<Option<(f64, f64)>>,
    rows: Vec<Expression>,
    /// What columns take of each shape, and what it has.
    shapes: Vec<(Expression, f64)>,
    objective: Expression,
}

impl Mip {
    /// A programme without columns, with a row for each of the limits and for each shape, which has
    /// so much.
    pub fn new(limits: Vec<Option<(f64, f64)>>, shapes: impl Iterator<Item = f64>) -> Mip {
        Mip {
            variables: ProblemVariables::new(),
            rows: limits.iter().map(|_| Expression::with_capacity(8)).collect(),
            limits,
            shapes: shapes.map(|most| (Expression::with_capacity(8), most)).collect(),
            objective: Expression::default(),
        }
    }

    /// Adds a column that may be taken so many times, and what it takes of a shape.
    pub fn column(
        &mut self,
        cost: f64,
        most: f64,
        entries: &[(RowId, f64)],
        shape: Option<(usize, f64)>,
    ) {
        let column = self.variables.add(variable().integer().min(0.0).max(most));
        for (row, factor) in entries {
            self.rows[row.index()].add_mul(*factor, column);
        }
        if let Some((shape, takes)) = shape {
            self.shapes[shape].0.add_mul(takes, column);
        }
        self.objective.add_mul(cost, column);
    }

    /// Solves it within so many simplex iterations; what is above `most` is no answer.
    pub fn solve(
        self,
        generation: &Generation<'_, '_>,
        most: Option<i64>,
        iterations: Option<u32>,
    ) -> Result<(Verdict, MipAnswer), SolverError> {
        let task = &generation.task;
        let mut problem = self.variables.minimise(self.objective.clone()).using(highs);
        if let Some(most) = most {
            problem.add_constraint(constraint!(self.objective <= most as f64 + 0.5));
        }
        for (row, limits) in self.rows.into_iter().zip(self.limits) {
            let Some((low, high)) = limits else { continue };
            match (low.is_finite(), high.is_finite()) {
                (true, true) => problem.add_constraint(constraint!(row == low)),
                (true, false) => problem.add_constraint(constraint!(row >= low)),
                _ => problem.add_constraint(constraint!(row <= high)),
            };
        }
        for (row, most) in self.shapes.into_iter().filter(|(_, most)| *most > 0.0) {
            problem.add_constraint(constraint!(row <= most));
        }
        let run = MipOptions {
            gap: 0.0,
            threads: task.threads,
            seed: task.seed,
            deadline: task.budget.deadline(),
            most_iterations: iterations,
            start: None,
            presolve: true,
            is_cancelled: &|| task.budget.is_cancelled(),
        };
        let answer = crate::solve::highs::run(problem, &run, &mut |_| {})?;
        let constant = generation.relaxation.constant;
        let verdict = match (answer.ending, answer.bound) {
            (Ending::Infeasible, _) => Verdict::Impossible,
            (_, Some(bound)) => Verdict::AtLeast(whole_bound(bound + constant as f64) - constant),
            _ => Verdict::Unknown,
        };
        Ok((verdict, answer))
    }
}

/// Chooses, within so many simplex iterations, among the patterns of a part those that cost least,
/// and `most` at most, without the constant; and says what no choice can be below.
pub fn choose(
    generation: &Generation<'_, '_>,
    neighbourhood: &Neighbourhood,
    patterns: &[Pattern],
    most: Option<i64>,
    iterations: Option<u32>,
) -> Result<(Verdict, Option<Vec<Pattern>>), SolverError> {
    let relaxation = generation.relaxation;
    let asks_for_some = neighbourhood.limits.iter().flatten().any(|(low, _)| *low > 0.0);
    if patterns.is_empty() && !relaxation.may_leave_out && asks_for_some {
        return Ok((Verdict::Impossible, None));
    }
    let orbits = neighbourhood.orbits(relaxation);
    let in_merged = orbits.merging(&relaxation.rows);
    let limits = orbits.limits(&relaxation.rows, &neighbourhood.limits);
    let mut programme = Mip::new(limits, neighbourhood.open.iter().map(|open| *open as f64));
    for pattern in patterns {
        let entries = in_merged(&relaxation.entries(pattern.shape, &pattern.windows));
        let most = neighbourhood.open[pattern.shape] as f64;
        programme.column(
            relaxation.cost(pattern) as f64,
            most,
            &entries,
            Some((pattern.shape, 1.0)),
        );
    }
    for column in neighbourhood.columns(relaxation) {
        programme.column(column.cost, 1.0, &in_merged(&column.entries), None);
    }
    let (verdict, answer) = programme.solve(generation, most, iterations)?;
    let chosen = answer.values.as_ref().map(|values| {
        let times = |value: &f64| value.round().max(0.0) as usize;
        let chosen = patterns.iter().zip(values);
        let chosen =
            chosen.flat_map(|(pattern, value)| std::iter::repeat_n(pattern.clone(), times(value)));
        orbits.named(&relaxation.shapes, chosen.collect())
    });
    Ok((verdict, chosen))
}
