//! The master: a linear programme that chooses one pattern for each block so that every group comes once.

use crate::instance::{GroupId, Instance};
use crate::model::Candidate;
use crate::solver::{Lp, LpAnswer, SolverError};
use std::collections::{BTreeMap, HashSet};

/// The rows that tie blocks together, each with its right-hand side:
/// - each group once: `Σ_{c begins with the first class} x[c] + u[g] = 1`; where it is cut, at each place between two
///   classes `Σ_{c ends there} x[c] − Σ_{c begins there} x[c] = 0`;
/// - one pattern a block: `Σ_p λ[p] ≤ 1`;
/// - each tier that is held: `Σ_p cost[p]·λ[p] + Σ_g cost[g]·u[g] ≤ most`.
pub(super) struct Rows {
    limits: Vec<(f64, f64)>,
    group: Vec<usize>,
    cuts: BTreeMap<(GroupId, usize), usize>,
    first_block: usize,
    first_held: usize,
}

impl Rows {
    /// The rows of a campaign; `held` are the most that each held tier may cost.
    pub fn new(instance: &Instance, candidates: &[Candidate], held: &[f64]) -> Rows {
        let mut limits = Vec::new();
        let mut row = |low: f64, high: f64| {
            limits.push((low, high));
            limits.len() - 1
        };
        let group = instance.groups().iter().map(|_| row(1.0, 1.0)).collect();
        let mut cuts = BTreeMap::new();
        for candidate in candidates {
            if let Some(run) = candidate.run.filter(|run| run.from > 0) {
                cuts.entry((candidate.group, run.from)).or_insert_with(|| row(0.0, 0.0));
            }
            let last = instance.group(candidate.group).classes.len();
            if let Some(run) = candidate.run.filter(|run| run.to < last) {
                cuts.entry((candidate.group, run.to)).or_insert_with(|| row(0.0, 0.0));
            }
        }
        let first_block = limits.len();
        limits.extend(instance.blocks().iter().map(|_| (0.0, 1.0)));
        let first_held = limits.len();
        limits.extend(held.iter().map(|most| (f64::NEG_INFINITY, *most)));
        Rows { limits, group, cuts, first_block, first_held }
    }

    /// The row of a group.
    pub fn group(&self, group: GroupId) -> usize {
        self.group[group.0]
    }

    /// The row of a block.
    pub fn block(&self, block: usize) -> usize {
        self.first_block + block
    }

    /// The row of a held tier.
    pub fn held(&self, place: usize) -> usize {
        self.first_held + place
    }

    /// Where a candidate stands in the rows that tie blocks together, without the held tiers.
    pub fn entries(&self, candidate: &Candidate) -> Vec<(usize, f64)> {
        let mut entries = Vec::with_capacity(2);
        match candidate.run {
            None => entries.push((self.group(candidate.group), 1.0)),
            Some(run) => {
                if run.from == 0 {
                    entries.push((self.group(candidate.group), 1.0));
                }
                entries.extend(self.cuts.get(&(candidate.group, run.from)).map(|row| (*row, -1.0)));
                entries.extend(self.cuts.get(&(candidate.group, run.to)).map(|row| (*row, 1.0)));
            }
        }
        entries
    }

    /// What the duals give without any column: `Σ dual × right-hand side` over all rows but the blocks'.
    pub fn value(&self, duals: &[f64]) -> f64 {
        let counted = |row: usize| row < self.first_block || row >= self.first_held;
        let rows = self.limits.iter().zip(duals).enumerate().filter(|(row, _)| counted(*row));
        rows.map(|(_, ((_, high), dual))| high * dual).sum()
    }

    /// Duals made feasible: a row with only an upper limit never pays.
    pub fn tidy(&self, duals: &mut [f64]) {
        for (row, dual) in duals.iter_mut().enumerate() {
            let is_limit = row >= self.first_block;
            *dual = if is_limit { dual.min(0.0) } else { *dual };
        }
    }
}

/// A pattern as a column of the master.
#[derive(Debug, Clone)]
pub(super) struct Column {
    /// The block.
    pub block: usize,
    /// Places in the list of candidates.
    pub windows: Vec<usize>,
    /// What it costs in the tier that is minimised.
    pub cost: f64,
    /// Its entries.
    pub entries: Vec<(usize, f64)>,
}

/// The linear programme over the patterns found so far.
pub(super) struct Master {
    lp: Lp,
    /// Columns before the first pattern: artificial ones and groups left out.
    before: usize,
    /// The patterns.
    pub columns: Vec<Column>,
    known: HashSet<(usize, Vec<usize>)>,
}

impl Master {
    /// A master without patterns. Artificial columns at a price of `penalty` keep it solvable; `left_out` gives, where
    /// groups may be left out, the column of each.
    pub fn new(rows: &Rows, penalty: f64, left_out: &[(f64, Vec<(usize, f64)>)]) -> Result<Master, SolverError> {
        let mut lp = Lp::new(&rows.limits)?;
        let mut before = 0;
        for row in (0..rows.first_block).chain(rows.first_held..rows.limits.len()) {
            let is_limit = row >= rows.first_held;
            lp.add_column(penalty, f64::INFINITY, &[(row, if is_limit { -1.0 } else { 1.0 })])?;
            before += 1;
        }
        for (cost, entries) in left_out {
            lp.add_column(*cost, 1.0, entries)?;
            before += 1;
        }
        Ok(Master { lp, before, columns: Vec::new(), known: HashSet::new() })
    }

    /// Adds a pattern unless it is there.
    pub fn add(&mut self, column: Column) -> Result<bool, SolverError> {
        if !self.known.insert((column.block, column.windows.clone())) {
            return Ok(false);
        }
        self.lp.add_column(column.cost, f64::INFINITY, &column.entries)?;
        self.columns.push(column);
        Ok(true)
    }

    /// Takes a pattern into the plan, or lets it go again.
    pub fn fix(&mut self, pattern: usize, taken: bool) {
        self.lp.limit_column(self.before + pattern, f64::from(u8::from(taken)), f64::INFINITY);
    }

    /// Solves; the values are those of the patterns.
    pub fn solve(&mut self) -> Result<Option<LpAnswer>, SolverError> {
        let answer = self.lp.solve()?;
        Ok(answer.map(|answer| LpAnswer { columns: answer.columns[self.before..].to_vec(), ..answer }))
    }
}
