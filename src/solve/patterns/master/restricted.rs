//! The restricted master: the linear program (LP) of the Dantzig-Wolfe decomposition over the
//! patterns found so far (Lübbecke and Desrosiers 2005, "Selected topics in column generation",
//! Operations Research 53).
//!
//! Its rows are those that tie blocks together, and one convexity row for each shape:
//! `Σ_p λ[p] ≤ blocks of the shape`.

use super::neighbourhood::Neighbourhood;
use super::relaxation::Relaxation;
use crate::solve::highs::{Lp, LpAnswer, LpOutcome, SolverError};
use crate::solve::ids::{List, id};
use crate::solve::patterns::coupling::CouplingRows;
use crate::solve::patterns::pattern::{Pattern, ShapeId};
use crate::solve::rows::RowId;
use std::collections::HashMap;

id!(
    /// The index of a pattern among those of a restricted master.
    PatternId
);

/// An optimal solution of the restricted master.
pub struct Solution {
    /// Its objective, without the constant.
    pub objective: f64,
    /// The value `λ[p]` of each pattern.
    pub values: List<PatternId, f64>,
    /// Duals of the coupling rows, projected on their feasible signs.
    pub rows: Vec<f64>,
    /// Dual of each shape's convexity row.
    pub shapes: List<ShapeId, f64>,
}

/// The LP over the patterns found so far, of the whole campaign or of a neighbourhood.
pub struct Master {
    lp: Lp,
    /// The LP's row for each `RowId`, convexity rows at the end; `None` for rows outside the
    /// neighbourhood.
    lp_rows: Vec<Option<usize>>,
    /// The LP's column of the first pattern: artificial and further columns come before it.
    first_pattern: usize,
    /// The patterns.
    pub patterns: List<PatternId, Pattern>,
    ids: HashMap<Pattern, PatternId>,
}

impl Master {
    /// A master without patterns. Artificial columns of cost `penalty` keep it feasible.
    pub fn new(
        relaxation: &Relaxation<'_>,
        neighbourhood: &Neighbourhood,
        penalty: f64,
    ) -> Result<Master, SolverError> {
        let convexity = neighbourhood
            .open
            .iter()
            .map(|open| (*open > 0).then_some((f64::NEG_INFINITY, *open as f64)));
        let limits: Vec<Option<(f64, f64)>> =
            neighbourhood.limits.iter().copied().chain(convexity).collect();
        let mut count = 0;
        let next = |limits: &Option<(f64, f64)>| {
            limits.map(|_| {
                count += 1;
                count - 1
            })
        };
        let lp_rows: Vec<Option<usize>> = limits.iter().map(next).collect();
        let mut lp = Lp::new(&limits.into_iter().flatten().collect::<Vec<_>>())?;
        let mut first_pattern = 0;
        for (limits, lp_row) in neighbourhood.limits.iter().zip(&lp_rows) {
            if let (Some((low, _)), Some(lp_row)) = (limits, lp_row) {
                // A fixed window of a cut group leaves a row with a negative right-hand side.
                lp.add_column(
                    penalty,
                    f64::INFINITY,
                    &[(*lp_row, if *low >= 0.0 { 1.0 } else { -1.0 })],
                )?;
                first_pattern += 1;
            }
        }
        let mut master =
            Master { lp, lp_rows, first_pattern, patterns: List::new(), ids: HashMap::new() };
        for column in neighbourhood.columns(relaxation) {
            master.lp.add_column(column.cost, 1.0, &master.in_lp(&column.entries))?;
            master.first_pattern += 1;
        }
        Ok(master)
    }

    /// Entries by the LP's rows.
    fn in_lp(&self, entries: &[(RowId, f64)]) -> Vec<(usize, f64)> {
        entries
            .iter()
            .filter_map(|(row, coefficient)| Some((self.lp_rows[row.index()]?, *coefficient)))
            .collect()
    }

    /// Adds a pattern with its cost and entries unless the master has it.
    pub fn add(
        &mut self,
        pattern: &Pattern,
        cost: f64,
        entries: &[(RowId, f64)],
    ) -> Result<PatternId, SolverError> {
        if let Some(id) = self.ids.get(pattern) {
            return Ok(*id);
        }
        self.lp.add_column(cost, f64::INFINITY, &self.in_lp(entries))?;
        let id = self.patterns.push(pattern.clone());
        self.ids.insert(pattern.clone(), id);
        Ok(id)
    }

    /// Sets a pattern's lower bound: `λ[p] ≥ times`; 0 releases it.
    pub fn fix(&mut self, pattern: PatternId, times: usize) {
        self.lp.limit_column(self.first_pattern + pattern.index(), times as f64, f64::INFINITY);
    }

    /// Solves the LP; `None` where it is infeasible or `is_stopped` before the optimum.
    pub fn solve(
        &mut self,
        rows: &CouplingRows,
        is_stopped: &dyn Fn() -> bool,
    ) -> Result<Option<Solution>, SolverError> {
        let LpAnswer { objective, columns, duals } = match self.lp.solve(is_stopped)? {
            LpOutcome::Optimal(answer) => answer,
            LpOutcome::Infeasible | LpOutcome::Stopped => return Ok(None),
        };
        let dual = |lp_row: &Option<usize>| lp_row.map_or(0.0, |lp_row| duals[lp_row]);
        let mut coupling: Vec<f64> = self.lp_rows.iter().map(dual).collect();
        let shapes = coupling.split_off(rows.len()).into();
        rows.project(&mut coupling);
        Ok(Some(Solution {
            objective,
            values: columns[self.first_pattern..].to_vec().into(),
            rows: coupling,
            shapes,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tiny_relaxation::{TinyRelaxation, for_each_relaxation};
    use super::{Master, Neighbourhood, Pattern, PatternId, Relaxation};
    use crate::campaign::{Campaign, Tier, tiny};
    use crate::solve::patterns::master::branching::Branching;
    use crate::solve::windows::{Costs, candidates};
    use rand::RngExt;
    use std::collections::BTreeSet;

    const PENALTY: f64 = 1_000.0;

    #[test]
    fn over_the_patterns_of_all_plans_the_master_is_between_bound_and_best_plan() {
        let mut solved = 0;
        for_each_relaxation(
            0..60,
            |TinyRelaxation { seed, dice, campaign, relaxation, plans, best }| {
                let patterns: BTreeSet<Pattern> =
                    plans.iter().flat_map(|plan| relaxation.patterns_of(plan)).collect();
                let mut master =
                    Master::new(relaxation, &Neighbourhood::whole(relaxation), PENALTY).unwrap();
                for pattern in &patterns {
                    let mut entries = relaxation.entries(pattern.shape, &pattern.windows);
                    entries.push((relaxation.rows.of_shape(pattern.shape), 1.0));
                    let cost = relaxation.cost(pattern) as f64;
                    let id = master.add(pattern, cost, &entries).unwrap();
                    assert_eq!(master.add(pattern, cost, &entries).unwrap(), id, "added twice");
                }
                assert_eq!(master.patterns.len(), patterns.len(), "seed {seed}");
                let solution = master.solve(&relaxation.rows, &|| false).unwrap().unwrap();
                assert!(solution.objective <= best as f64 + 1e-6, "seed {seed}: above {best}");
                // Strong duality, and no pattern has a negative reduced cost.
                let rows = relaxation.rows.value(&solution.rows);
                let shapes = relaxation.shapes.iter().zip(&solution.shapes);
                let convexity: f64 = shapes.map(|(shape, dual)| shape.count() * dual).sum();
                assert!((rows + convexity - solution.objective).abs() < 1e-5, "seed {seed}");
                for pattern in &patterns {
                    let reduced =
                        relaxation.reduced_cost(pattern, &solution.rows, &solution.shapes);
                    assert!(reduced > -1e-6, "seed {seed}: {pattern:?} at {reduced}");
                }
                // The Lagrangian bound at the master's duals is no higher: pricing has more
                // patterns.
                let branching = Branching::none(relaxation.shapes.len(), campaign.groups().len());
                let bound = relaxation.evaluate(&solution.rows, &branching).value;
                assert!(bound <= solution.objective + 1e-6, "seed {seed}: {bound}");
                // A fixed pattern has a value of at least 1, and the objective doesn't fall.
                let id = PatternId(dice.random_range(0..patterns.len()));
                master.fix(id, 1);
                let fixed = master.solve(&relaxation.rows, &|| false).unwrap().unwrap();
                assert!(fixed.values[id] >= 1.0 - 1e-9, "seed {seed}");
                assert!(fixed.objective >= solution.objective - 1e-6, "seed {seed}");
                solved += 1;
            },
        );
        assert!(solved > 20, "only {solved} masters");
    }

    #[test]
    fn without_patterns_every_group_costs_the_penalty() {
        let campaign = Campaign::new(tiny::draft(&[2], &[10, 10])).unwrap();
        let all = candidates(&campaign).unwrap().list;
        let costs = Costs::new(&campaign, None);
        let relaxation = Relaxation::of(&campaign, &costs, Tier::Blocks, &[], &all);
        let mut master =
            Master::new(&relaxation, &Neighbourhood::whole(&relaxation), PENALTY).unwrap();
        let solution = master.solve(&relaxation.rows, &|| false).unwrap().unwrap();
        assert!((solution.objective - 2.0 * PENALTY).abs() < 1e-6);
        assert!(solution.rows.iter().all(|dual| (dual - PENALTY).abs() < 1e-6));
    }
}
