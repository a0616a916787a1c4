//! The master: a linear programme that chooses one pattern for each block so that the rows which
//! tie blocks together are kept.
//!
//! Besides those rows it has one for each shape: one pattern a block,
//! `Σ_p λ[p] ≤ blocks of the shape`.

use super::neighbourhood::Neighbourhood;
use super::relaxation::Relaxation;
use crate::solve::highs::{Lp, LpAnswer, LpOutcome, SolverError};
use crate::solve::patterns::coupling::CouplingRows;
use crate::solve::patterns::pattern::Pattern;
use crate::solve::rows::RowId;
use std::collections::HashMap;

/// What the master says.
pub struct Solution {
    /// Its objective, without the constant.
    pub objective: f64,
    /// How much of each pattern it takes.
    pub values: Vec<f64>,
    /// Duals of the rows that are priced, made feasible.
    pub rows: Vec<f64>,
    /// Duals of the rows of the shapes.
    pub blocks: Vec<f64>,
}

/// The linear programme over the patterns found so far, for the whole campaign or for a part of it.
pub struct Master {
    lp: Lp,
    /// Where each row stands in the programme, those of the shapes at the end; `None` for what is
    /// no longer asked about.
    places: Vec<Option<usize>>,
    /// Columns before the first pattern: artificial ones and those of the rows.
    before: usize,
    /// The patterns.
    pub patterns: Vec<Pattern>,
    known: HashMap<Pattern, usize>,
}

impl Master {
    /// A master without patterns. Artificial columns at a price of `penalty` keep it solvable.
    pub fn new(
        relaxation: &Relaxation<'_>,
        neighbourhood: &Neighbourhood,
        penalty: f64,
    ) -> Result<Master, SolverError> {
        let blocks = neighbourhood
            .open
            .iter()
            .map(|open| (*open > 0).then_some((f64::NEG_INFINITY, *open as f64)));
        let limits: Vec<Option<(f64, f64)>> =
            neighbourhood.limits.iter().copied().chain(blocks).collect();
        let mut count = 0;
        let next = |limits: &Option<(f64, f64)>| {
            limits.map(|_| {
                count += 1;
                count - 1
            })
        };
        let places: Vec<Option<usize>> = limits.iter().map(next).collect();
        let mut lp = Lp::new(&limits.into_iter().flatten().collect::<Vec<_>>())?;
        let mut before = 0;
        for (limits, place) in neighbourhood.limits.iter().zip(&places) {
            if let (Some((low, _)), Some(place)) = (limits, place) {
                // Parts of a group that are taken leave a row that asks for the part before them.
                lp.add_column(
                    penalty,
                    f64::INFINITY,
                    &[(*place, if *low >= 0.0 { 1.0 } else { -1.0 })],
                )?;
                before += 1;
            }
        }
        let mut master = Master { lp, places, before, patterns: Vec::new(), known: HashMap::new() };
        for column in neighbourhood.columns(relaxation) {
            master.lp.add_column(column.cost, 1.0, &master.placed(&column.entries))?;
            master.before += 1;
        }
        Ok(master)
    }

    /// Entries by their places in the programme.
    fn placed(&self, entries: &[(RowId, f64)]) -> Vec<(usize, f64)> {
        entries
            .iter()
            .filter_map(|(row, factor)| Some((self.places[row.index()]?, *factor)))
            .collect()
    }

    /// Adds a pattern with its cost and entries unless it is there; its place.
    pub fn add(
        &mut self,
        pattern: &Pattern,
        cost: f64,
        entries: &[(RowId, f64)],
    ) -> Result<usize, SolverError> {
        if let Some(place) = self.known.get(pattern) {
            return Ok(*place);
        }
        self.lp.add_column(cost, f64::INFINITY, &self.placed(entries))?;
        let place = self.patterns.len();
        self.known.insert(pattern.clone(), place);
        self.patterns.push(pattern.clone());
        Ok(place)
    }

    /// Takes a pattern into the plan so many times, or lets it go again.
    pub fn fix(&mut self, pattern: usize, times: usize) {
        self.lp.limit_column(self.before + pattern, times as f64, f64::INFINITY);
    }

    /// Solves; `None` where nothing satisfies the rows, and where it `is_stopped` before anything
    /// is known.
    pub fn solve(
        &mut self,
        rows: &CouplingRows,
        is_stopped: &dyn Fn() -> bool,
    ) -> Result<Option<Solution>, SolverError> {
        let LpAnswer { objective, columns, duals } = match self.lp.solve(is_stopped)? {
            LpOutcome::Optimal(answer) => answer,
            LpOutcome::Infeasible | LpOutcome::Stopped => return Ok(None),
        };
        let dual = |place: &Option<usize>| place.map_or(0.0, |place| duals[place]);
        let mut priced: Vec<f64> = self.places.iter().map(dual).collect();
        let blocks = priced.split_off(rows.len());
        rows.tidy(&mut priced);
        Ok(Some(Solution {
            objective,
            values: columns[self.before..].to_vec(),
            rows: priced,
            blocks,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::{Master, Neighbourhood, Pattern, Relaxation};
    use crate::campaign::{Campaign, Tier, tiny};
    use crate::solve::every_plan::{every_plan, least};
    use crate::solve::patterns::master::branching::Branching;
    use crate::solve::windows::{Costs, candidates};
    use rand::RngExt;
    use std::collections::BTreeSet;

    const PENALTY: f64 = 1_000.0;

    #[test]
    fn over_the_patterns_of_all_plans_the_master_is_between_bound_and_best_plan() {
        let mut solved = 0;
        for seed in 0..60 {
            let mut dice = tiny::dice(seed);
            let mut draft = tiny::random(&mut dice);
            draft.tiers = vec![Tier::Preference];
            if dice.random_bool(0.5) {
                tiny::add_relation(&mut dice, &mut draft);
            }
            let campaign = Campaign::new(draft).unwrap();
            let all = candidates(&campaign).unwrap().list;
            let costs = Costs::new(&campaign, None);
            let relaxation = Relaxation::of(&campaign, &costs, Tier::Preference, &[], &all);
            let plans = every_plan(&campaign, &all);
            let Some(best) = least(&campaign, Tier::Preference, &plans, None) else { continue };
            let patterns: BTreeSet<Pattern> =
                plans.iter().flat_map(|plan| relaxation.patterns_of(plan)).collect();
            let mut master =
                Master::new(&relaxation, &Neighbourhood::whole(&relaxation), PENALTY).unwrap();
            for pattern in &patterns {
                let mut entries = relaxation.entries(pattern.shape, &pattern.windows);
                entries.push((relaxation.rows.of_shape(pattern.shape), 1.0));
                let cost = relaxation.cost(pattern) as f64;
                let place = master.add(pattern, cost, &entries).unwrap();
                assert_eq!(master.add(pattern, cost, &entries).unwrap(), place, "it is there");
            }
            assert_eq!(master.patterns.len(), patterns.len(), "seed {seed}");
            let solution = master.solve(&relaxation.rows, &|| false).unwrap().unwrap();
            assert!(solution.objective <= best as f64 + 1e-6, "seed {seed}: above {best}");
            // Strong duality, and no pattern is worth adding.
            let rows = relaxation.rows.value(&solution.rows);
            let own = relaxation.shapes.iter().zip(&solution.blocks);
            let blocks: f64 = own.map(|(shape, dual)| shape.count() * dual).sum();
            assert!((rows + blocks - solution.objective).abs() < 1e-5, "seed {seed}");
            for pattern in &patterns {
                let reduced = relaxation.reduced_cost(pattern, &solution.rows, &solution.blocks);
                assert!(reduced > -1e-6, "seed {seed}: {pattern:?} at {reduced}");
            }
            // At its duals the relaxation is a bound; how far below depends on patterns of no plan.
            let branching = Branching::none(relaxation.shapes.len(), campaign.groups().len());
            let bound = relaxation.evaluate(&solution.rows, &branching).value;
            assert!(bound <= solution.objective + 1e-6, "seed {seed}: {bound}");
            // A pattern that is fixed is taken, and that makes nothing cheaper.
            let place = dice.random_range(0..patterns.len());
            master.fix(place, 1);
            let fixed = master.solve(&relaxation.rows, &|| false).unwrap().unwrap();
            assert!(fixed.values[place] >= 1.0 - 1e-9, "seed {seed}");
            assert!(fixed.objective >= solution.objective - 1e-6, "seed {seed}");
            solved += 1;
        }
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
