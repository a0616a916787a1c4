//! The master: a linear programme that chooses one pattern for each block so that the rows which
//! tie blocks together are kept.
//!
//! Besides those rows it has one for each shape: one pattern a block,
//! `Σ_p λ[p] ≤ blocks of the shape`.

use super::part::Part;
use super::relaxation::Relaxation;
use crate::solve::highs::{Lp, LpAnswer, SolverError};
use crate::solve::patterns::pattern::Pattern;
use crate::solve::rows::Rows;
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
        part: &Part,
        penalty: f64,
    ) -> Result<Master, SolverError> {
        let blocks =
            part.open.iter().map(|open| (*open > 0).then_some((f64::NEG_INFINITY, *open as f64)));
        let limits: Vec<Option<(f64, f64)>> = part.limits.iter().copied().chain(blocks).collect();
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
        for (limits, place) in part.limits.iter().zip(&places) {
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
        for column in part.columns(relaxation) {
            master.lp.add_column(column.cost, 1.0, &master.placed(&column.entries))?;
            master.before += 1;
        }
        Ok(master)
    }

    /// Entries by their places in the programme.
    fn placed(&self, entries: &[(usize, f64)]) -> Vec<(usize, f64)> {
        entries.iter().filter_map(|(row, factor)| Some((self.places[*row]?, *factor))).collect()
    }

    /// Adds a pattern with its cost and entries unless it is there; its place.
    pub fn add(
        &mut self,
        pattern: &Pattern,
        cost: f64,
        entries: &[(usize, f64)],
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

    /// Solves; `None` where nothing satisfies the rows.
    pub fn solve(&mut self, rows: &Rows) -> Result<Option<Solution>, SolverError> {
        let Some(LpAnswer { objective, columns, duals }) = self.lp.solve()? else {
            return Ok(None);
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
