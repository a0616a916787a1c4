//! MIPs over the rows of the master; among them the restricted master MIP, whose columns are
//! patterns.

use crate::solve::bounds::whole_bound;
use crate::solve::highs::{Ending, MipAnswer, MipModel, MipOptions, SolverError};
use crate::solve::ids::List;
use crate::solve::patterns::master::generation::Generation;
use crate::solve::patterns::master::neighbourhood::Neighbourhood;
use crate::solve::patterns::pattern::{Pattern, ShapeId};
use crate::solve::rows::RowId;
use good_lp::{Constraint, Expression, ProblemVariables, constraint, variable};

/// What a MIP proves.
pub enum Verdict {
    /// A lower bound in whole units, without the constant.
    AtLeast(i64),
    /// The MIP has no solution below its cutoff.
    Infeasible,
    /// Budget or iterations were spent before the first bound.
    Unknown,
}

/// Half a unit above the cutoff: costs are whole, so a solver's tolerance neither cuts off a
/// solution at the cutoff nor lets in the next unit.
const CUTOFF_MARGIN: f64 = 0.5;

/// Non-zeros for which a row has room from the start.
const ROW_CAPACITY: usize = 8;

/// A MIP with the coupling rows of the master and a capacity row for each shape, built column by
/// column.
pub struct Mip {
    variables: ProblemVariables,
    /// Limits of the coupling rows; `None` for the rows of fixed groups.
    limits: Vec<Option<(f64, f64)>>,
    rows: Vec<Expression>,
    /// For each shape what columns use of it, and its capacity.
    capacities: List<ShapeId, (Expression, f64)>,
    objective: Expression,
}

impl Mip {
    /// A MIP without columns, from the limits of its coupling rows and the capacity of each shape.
    pub fn new(limits: Vec<Option<(f64, f64)>>, capacities: impl Iterator<Item = f64>) -> Mip {
        let empty_row = || Expression::with_capacity(ROW_CAPACITY);
        Mip {
            variables: ProblemVariables::new(),
            rows: limits.iter().map(|_| empty_row()).collect(),
            limits,
            capacities: capacities.map(|capacity| (empty_row(), capacity)).collect(),
            objective: Expression::default(),
        }
    }

    /// Adds an integer column between 0 and `upper_bound`, with its entries in the coupling rows
    /// and what it uses of a shape's capacity.
    pub fn add_column(
        &mut self,
        cost: f64,
        upper_bound: f64,
        entries: &[(RowId, f64)],
        uses: Option<(ShapeId, f64)>,
    ) {
        let column = self.variables.add(variable().integer().min(0.0).max(upper_bound));
        for (row, coefficient) in entries {
            self.rows[row.index()].add_mul(*coefficient, column);
        }
        if let Some((shape, used)) = uses {
            self.capacities[shape].0.add_mul(used, column);
        }
        self.objective.add_mul(cost, column);
    }

    /// Solves the MIP with at most `iterations` simplex iterations; solutions that cost more than
    /// `cutoff`, in whole units without the constant, are cut off.
    pub fn solve(
        self,
        generation: &Generation<'_, '_>,
        cutoff: Option<i64>,
        iterations: Option<u32>,
    ) -> Result<(Verdict, MipAnswer), SolverError> {
        let task = &generation.task;
        let cutoff = cutoff.map(|cutoff| cutoff as f64 + CUTOFF_MARGIN);
        let mut rows: Vec<Constraint> = Vec::new();
        rows.extend(cutoff.map(|cutoff| constraint!(self.objective.clone() <= cutoff)));
        for (row, limits) in self.rows.into_iter().zip(self.limits) {
            let Some((low, high)) = limits else { continue };
            rows.push(match (low.is_finite(), high.is_finite()) {
                (true, true) => constraint!(row == low),
                (true, false) => constraint!(row >= low),
                _ => constraint!(row <= high),
            });
        }
        for (used, capacity) in self.capacities.into_iter().filter(|(_, capacity)| *capacity > 0.0)
        {
            rows.push(constraint!(used <= capacity));
        }
        let model = MipModel { variables: self.variables, objective: self.objective, rows };
        let options = MipOptions {
            gap: 0.0,
            threads: task.threads,
            seed: task.seed,
            deadline: task.budget.deadline(),
            most_iterations: iterations,
            start: None,
            relaxation_first: None,
            is_cancelled: &|| task.budget.is_cancelled(),
        };
        let answer = crate::solve::highs::run(model, &options, &mut |_, _| {})?;
        let constant = generation.relaxation.constant;
        let verdict = match (answer.ending, answer.bound) {
            (Ending::Infeasible, _) => Verdict::Infeasible,
            (_, Some(bound)) => Verdict::AtLeast(whole_bound(bound + constant as f64) - constant),
            _ => Verdict::Unknown,
        };
        Ok((verdict, answer))
    }
}

/// The restricted master MIP of a neighbourhood: chooses among `patterns`, within `iterations`
/// simplex iterations, those that cost least together, and at most `cutoff` without the constant.
/// Its verdict holds for the given patterns; for all plans only where these are all patterns inside
/// the gap.
pub fn restricted_master_mip(
    generation: &Generation<'_, '_>,
    neighbourhood: &Neighbourhood,
    patterns: &[Pattern],
    cutoff: Option<i64>,
    iterations: Option<u32>,
) -> Result<(Verdict, Option<Vec<Pattern>>), SolverError> {
    let relaxation = generation.relaxation;
    let needs_patterns = neighbourhood.limits.iter().flatten().any(|(low, _)| *low > 0.0);
    if patterns.is_empty() && !relaxation.may_leave_out && needs_patterns {
        return Ok((Verdict::Infeasible, None));
    }
    let orbits = neighbourhood.orbits(relaxation);
    let merged = orbits.merging(&relaxation.rows);
    let limits = orbits.limits(&relaxation.rows, &neighbourhood.limits);
    let mut mip = Mip::new(limits, neighbourhood.open.iter().map(|open| *open as f64));
    for pattern in patterns {
        let entries = merged(&relaxation.entries(pattern.shape, &pattern.windows));
        let open_blocks = neighbourhood.open[pattern.shape] as f64;
        let uses_block = Some((pattern.shape, 1.0));
        mip.add_column(relaxation.cost(pattern) as f64, open_blocks, &entries, uses_block);
    }
    for column in neighbourhood.columns(relaxation) {
        mip.add_column(column.cost, 1.0, &merged(&column.entries), None);
    }
    let (verdict, answer) = mip.solve(generation, cutoff, iterations)?;
    let chosen = answer.values.as_ref().map(|values| {
        let multiplicity = |value: &f64| value.round().max(0.0) as usize;
        let chosen = patterns
            .iter()
            .zip(values)
            .flat_map(|(pattern, value)| std::iter::repeat_n(pattern.clone(), multiplicity(value)));
        orbits.named(&relaxation.shapes, chosen.collect())
    });
    Ok((verdict, chosen))
}
