//! The master: a linear programme that chooses one pattern for each block so that every group comes once.

use super::pool::Part;
use super::relaxation::Relaxation;
use super::shape::Placed;
use crate::instance::{GroupId, Instance};
use crate::model::Candidate;
use crate::solver::{Lp, LpAnswer, SolverError};
use std::collections::{BTreeMap, HashMap};

/// The rows that tie blocks together:
/// - each group once: `Σ_{c begins with the first class} x[c] + u[g] = 1`, or `≥ 1` where no window has a price below
///   nothing, so that one too many can be left out; where the group is cut, at each place between two classes
///   `Σ_{c ends there} x[c] − Σ_{c begins there} x[c] = 0`;
/// - each tier that is held: `Σ_p cost[p]·λ[p] + Σ_g cost[g]·u[g] ≤ most`, divided by its dearest cost;
/// - one pattern a block: `Σ_p λ[p] ≤ blocks of the shape`. These are no part of what is priced.
#[derive(Debug)]
pub(super) struct Rows {
    limits: Vec<(f64, f64)>,
    group: Vec<usize>,
    cuts: BTreeMap<(GroupId, usize), usize>,
    /// The row of each held tier, and what it is divided by.
    held: Vec<(usize, f64)>,
}

/// A tier that is held: the most it may cost, and its dearest cost, in whole units.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limit {
    pub most: i64,
    pub dearest: i64,
}

impl Rows {
    /// The rows of a campaign. `may_repeat` where a window more never makes a plan cheaper.
    pub fn new(instance: &Instance, candidates: &[Candidate], held: &[Limit], may_repeat: bool) -> Rows {
        let mut limits = Vec::new();
        let mut row = |low: f64, high: f64| {
            limits.push((low, high));
            limits.len() - 1
        };
        let mut is_cut = vec![false; instance.groups().len()];
        for candidate in candidates {
            is_cut[candidate.group.0] |= candidate.run.is_some();
        }
        let most = |is_cut: bool| if may_repeat && !is_cut { f64::INFINITY } else { 1.0 };
        let group = is_cut.iter().map(|is_cut| row(1.0, most(*is_cut))).collect();
        let mut cuts = BTreeMap::new();
        for (candidate, run) in candidates.iter().filter_map(|candidate| Some((candidate, candidate.run?))) {
            let last = instance.group(candidate.group).classes.len();
            for place in [run.from, run.to].into_iter().filter(|place| (1..last).contains(place)) {
                cuts.entry((candidate.group, place)).or_insert_with(|| row(0.0, 0.0));
            }
        }
        let limit = |limit: &Limit| {
            let scale = (limit.dearest as f64).max(1.0);
            // Half a unit, so that rounding never forbids what is allowed.
            (row(f64::NEG_INFINITY, (limit.most as f64 + 0.5) / scale), scale)
        };
        let held = held.iter().map(limit).collect();
        Rows { limits, group, cuts, held }
    }

    /// How many rows are priced.
    pub fn len(&self) -> usize {
        self.limits.len()
    }

    /// Lower and upper limit of each row.
    pub fn limits(&self) -> &[(f64, f64)] {
        &self.limits
    }

    /// The row of a group.
    pub fn group(&self, group: GroupId) -> usize {
        self.group[group.0]
    }

    /// The entry of a cost in the row of a held tier.
    pub fn held_entry(&self, place: usize, cost: i64) -> (usize, f64) {
        let (row, scale) = self.held[place];
        (row, cost as f64 / scale)
    }

    /// What a unit of cost in a held tier adds to a price: minus the dual of its row.
    pub fn held_price(&self, place: usize, duals: &[f64]) -> f64 {
        let (row, scale) = self.held[place];
        -duals[row] / scale
    }

    /// Where a candidate stands in the rows of the groups.
    pub fn entries(&self, candidate: &Candidate) -> Vec<(usize, i8)> {
        let Some(run) = candidate.run else { return vec![(self.group(candidate.group), 1)] };
        let mut entries = Vec::with_capacity(2);
        if run.from == 0 {
            entries.push((self.group(candidate.group), 1));
        }
        entries.extend(self.cuts.get(&(candidate.group, run.from)).map(|row| (*row, -1)));
        entries.extend(self.cuts.get(&(candidate.group, run.to)).map(|row| (*row, 1)));
        entries
    }

    /// What the duals give without any column: `Σ dual × right-hand side`.
    pub fn value(&self, duals: &[f64]) -> f64 {
        self.limits.iter().zip(duals).map(|(limits, dual)| side(*limits, *dual)).sum()
    }

    /// Duals made feasible: a row with one limit pays in one direction only.
    pub fn tidy(&self, duals: &mut [f64]) {
        for ((low, high), dual) in self.limits.iter().zip(duals) {
            let (least, most) = (
                if high.is_finite() { f64::NEG_INFINITY } else { 0.0 },
                if low.is_finite() { f64::INFINITY } else { 0.0 },
            );
            *dual = dual.clamp(least, most);
        }
    }
}

/// What a dual gives at the limit that it presses against.
pub(super) fn side((low, high): (f64, f64), dual: f64) -> f64 {
    match dual {
        // No limit at all may be infinite.
        0.0 => 0.0,
        dual if dual > 0.0 => low * dual,
        dual => high * dual,
    }
}

/// A pattern as a column of the master.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Pattern {
    /// The place of its shape.
    pub shape: usize,
    /// What is chosen, and where it starts.
    pub windows: Vec<Placed>,
}

/// A group that is left out, as a column: its cost and its entries.
pub(super) type LeftOut = (f64, Vec<(usize, f64)>);

/// What the master says.
pub(super) struct Solution {
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
pub(super) struct Master {
    lp: Lp,
    /// Where each row stands in the programme, those of the shapes at the end; `None` for what is no longer asked about.
    places: Vec<Option<usize>>,
    /// Columns before the first pattern: artificial ones and groups left out.
    before: usize,
    /// The patterns.
    pub patterns: Vec<Pattern>,
    known: HashMap<Pattern, usize>,
}

impl Master {
    /// A master without patterns. Artificial columns at a price of `penalty` keep it solvable; where groups may be left
    /// out, each of the part has a column for that.
    pub fn new(relaxation: &Relaxation<'_>, part: &Part, penalty: f64) -> Result<Master, SolverError> {
        let blocks = part.open.iter().map(|open| (*open > 0).then_some((f64::NEG_INFINITY, *open as f64)));
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
                lp.add_column(penalty, f64::INFINITY, &[(*place, if *low >= 0.0 { 1.0 } else { -1.0 })])?;
                before += 1;
            }
        }
        let mut master = Master { lp, places, before, patterns: Vec::new(), known: HashMap::new() };
        for (cost, entries) in part.left_out(relaxation) {
            master.lp.add_column(*cost, 1.0, &master.placed(entries))?;
            master.before += 1;
        }
        Ok(master)
    }

    /// Entries by their places in the programme.
    fn placed(&self, entries: &[(usize, f64)]) -> Vec<(usize, f64)> {
        entries.iter().filter_map(|(row, factor)| Some((self.places[*row]?, *factor))).collect()
    }

    /// Adds a pattern with its cost and entries unless it is there; its place.
    pub fn add(&mut self, pattern: &Pattern, cost: f64, entries: &[(usize, f64)]) -> Result<usize, SolverError> {
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
        let Some(LpAnswer { objective, columns, duals }) = self.lp.solve()? else { return Ok(None) };
        let dual = |place: &Option<usize>| place.map_or(0.0, |place| duals[place]);
        let mut priced: Vec<f64> = self.places.iter().map(dual).collect();
        let blocks = priced.split_off(rows.len());
        rows.tidy(&mut priced);
        Ok(Some(Solution { objective, values: columns[self.before..].to_vec(), rows: priced, blocks }))
    }
}
