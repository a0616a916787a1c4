//! The rows that tie blocks together, and the columns besides patterns that stand in them.
//!
//! - Each group once: `Σ_{c begins with the first class} x[c] + u[g] = 1`, or `≥ 1` where one too
//!   many can be left out: where no window has a price below nothing and no other row could gain by
//!   it.
//! - Each tier that is held: `Σ_p cost[p]·λ[p] + Σ_k cost[k]·k ≤ most`, over patterns and columns.
//! - Cut groups, relations between groups and people who wait: see the files of this folder.
//!
//! A row is divided by its largest factor, so that the solver's tolerances mean the same in all of
//! them.

mod cuts;
mod relations;
mod waiting;

use crate::campaign::{Campaign, GroupId, Tier};
use crate::plans::waiting::Moment;
use crate::solve::windows::{Candidate, Costs};
use std::collections::HashMap;

/// What rows are made for.
pub struct Asked<'a> {
    pub campaign: &'a Campaign,
    pub costs: &'a Costs<'a>,
    /// All windows that patterns consist of, by group.
    pub candidates: &'a [Candidate],
    /// The tier to minimise, then the held ones.
    pub tiers: &'a [Tier],
    /// The most that each held tier may cost, in whole units.
    pub most: &'a [i64],
    /// Moments at which the number of people who wait is limited.
    pub crowded: &'a [Moment],
}

impl Asked<'_> {
    /// Whether groups may be left out: not where it is held that nobody is.
    pub fn may_leave_out(&self) -> bool {
        let is_minimised = self.tiers[0] == Tier::Unserved;
        let mut held = self.tiers[1..].iter().zip(self.most);
        let nobody = held.any(|(tier, most)| *tier == Tier::Unserved && *most == 0);
        is_minimised || self.campaign.has_tier(Tier::Unserved) && !nobody
    }
}

/// The rows that are priced.
#[derive(Debug)]
pub struct Rows {
    limits: Vec<(f64, f64)>,
    /// What each row is divided by.
    scales: Vec<f64>,
    group: Vec<usize>,
    held: Vec<usize>,
    /// Where windows stand besides the row of their group, by place among the candidates.
    further: HashMap<usize, Vec<(usize, i64)>>,
    is_cut: Vec<bool>,
}

/// A column besides the patterns, of which a plan has one or none: a group that is left out, a
/// drawback of a cut, a cut of the baseline that is kept.
#[derive(Debug)]
pub struct Column {
    /// Whose it is.
    pub group: GroupId,
    /// What it costs in the tier that is minimised.
    pub cost: f64,
    /// Where it stands, tiers that are held included.
    pub entries: Vec<(usize, f64)>,
}

impl Column {
    /// `cost − Σ dual × entry`.
    pub fn price(&self, duals: &[f64]) -> f64 {
        self.cost - self.entries.iter().map(|(row, factor)| duals[*row] * factor).sum::<f64>()
    }
}

/// A column while rows are still being made: its cost in each tier, and whole factors.
struct Draft {
    group: GroupId,
    costs: Vec<i64>,
    entries: Vec<(usize, i64)>,
}

/// A window by its place among the candidates, or a column by its place among the columns, with a
/// factor.
type Term = (usize, i64);

struct Builder<'a> {
    asked: &'a Asked<'a>,
    limits: Vec<(f64, f64)>,
    scales: Vec<f64>,
    further: HashMap<usize, Vec<(usize, i64)>>,
    is_cut: Vec<bool>,
    columns: Vec<Draft>,
}

impl Rows {
    /// The rows of a campaign and the columns in them.
    pub fn new(asked: &Asked<'_>) -> (Rows, Vec<Column>) {
        let mut is_cut = vec![false; asked.campaign.groups().len()];
        for candidate in asked.candidates {
            is_cut[candidate.group.0] |= candidate.run.is_some();
        }
        let (limits, scales, further, columns) =
            (Vec::new(), Vec::new(), HashMap::new(), Vec::new());
        let mut builder = Builder { asked, limits, scales, further, is_cut, columns };
        let group = builder.each_group_once();
        builder.cut_groups();
        builder.relations();
        builder.not_too_many_waiting();
        let held = (1..asked.tiers.len()).map(|place| builder.hold(place)).collect();
        let Builder { limits, scales, further, is_cut, columns, .. } = builder;
        let rows = Rows { limits, scales, group, held, further, is_cut };
        let finished = columns.into_iter().map(|column| rows.finished(column)).collect();
        (rows, finished)
    }

    fn finished(&self, Draft { group, costs, entries }: Draft) -> Column {
        let mut entries: Vec<(usize, f64)> =
            entries.into_iter().map(|(row, factor)| (row, self.factor(row, factor))).collect();
        let held = costs[1..].iter().enumerate().filter(|(_, cost)| **cost != 0);
        entries.extend(held.map(|(place, cost)| self.held_entry(place, *cost)));
        Column { group, cost: costs[0] as f64, entries }
    }

    /// Whether blocks are tied together by more than each group coming once: relations, cut groups,
    /// crowded moments.
    pub fn has_ties(&self) -> bool {
        self.limits.len() > self.group.len() + self.held.len()
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

    /// A whole factor as the row has it.
    pub fn factor(&self, row: usize, factor: i64) -> f64 {
        factor as f64 / self.scales[row]
    }

    /// The entry of a cost in the row of a held tier.
    pub fn held_entry(&self, place: usize, cost: i64) -> (usize, f64) {
        let row = self.held[place];
        (row, self.factor(row, cost))
    }

    /// What a unit of cost in a held tier adds to a price: minus the dual of its row.
    pub fn held_price(&self, place: usize, duals: &[f64]) -> f64 {
        let row = self.held[place];
        -duals[row] / self.scales[row]
    }

    /// Where a candidate stands, tiers that are held apart, with whole factors; by its place among
    /// all of them.
    pub fn entries(&self, place: usize, candidate: &Candidate) -> Vec<(usize, i64)> {
        let mut entries = Vec::with_capacity(1);
        if candidate.first_class() == 0 {
            entries.push((self.group(candidate.group), 1));
        }
        entries.extend(self.further(place));
        entries
    }

    /// Where it stands besides the row of its group.
    pub fn further(&self, place: usize) -> &[(usize, i64)] {
        self.further.get(&place).map_or(&[], Vec::as_slice)
    }

    /// What a window costs in a tier: each window of a cut group one point in `cuts`.
    pub fn cost(&self, costs: &Costs<'_>, tier: Tier, candidate: &Candidate) -> i64 {
        cost(costs, &self.is_cut, tier, candidate)
    }

    /// What has to be added to the costs of all windows and columns.
    pub fn constant(&self, costs: &Costs<'_>, tier: Tier) -> i64 {
        constant(costs, &self.is_cut, tier)
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
pub fn side((low, high): (f64, f64), dual: f64) -> f64 {
    match dual {
        // No limit at all may be infinite.
        0.0 => 0.0,
        dual if dual > 0.0 => low * dual,
        dual => high * dual,
    }
}

fn cost(costs: &Costs<'_>, is_cut: &[bool], tier: Tier, candidate: &Candidate) -> i64 {
    if tier == Tier::Cuts {
        i64::from(is_cut[candidate.group.0])
    } else {
        costs.of(tier, candidate)
    }
}

fn constant(costs: &Costs<'_>, is_cut: &[bool], tier: Tier) -> i64 {
    match tier {
        Tier::Cuts => -(is_cut.iter().filter(|is_cut| **is_cut).count() as i64),
        _ => costs.constant(tier),
    }
}

impl<'a> Builder<'a> {
    /// Windows of a group with their places among the candidates.
    fn windows_of(
        &self,
        group: GroupId,
    ) -> impl Iterator<Item = (usize, &'a Candidate)> + Clone + use<'a> {
        let candidates = self.asked.candidates;
        let from = candidates.partition_point(|candidate| candidate.group < group);
        let to = candidates.partition_point(|candidate| candidate.group <= group);
        (from..to).zip(&candidates[from..to])
    }

    /// The column of a group that is left out, where that is allowed: the first columns are these,
    /// by group.
    fn left_out(&self, group: GroupId) -> Option<usize> {
        self.asked.may_leave_out().then_some(group.0)
    }

    /// Adds a column with what it costs in each tier; its place.
    fn column(&mut self, group: GroupId, cost: impl Fn(Tier) -> i64) -> usize {
        let costs = self.asked.tiers.iter().map(|tier| cost(*tier)).collect();
        self.columns.push(Draft { group, costs, entries: Vec::new() });
        self.columns.len() - 1
    }

    /// Adds `Σ factor·window + Σ factor·column` between two limits.
    fn row(&mut self, (low, high): (f64, f64), windows: &[Term], columns: &[Term]) -> usize {
        let factors = windows.iter().chain(columns).map(|(_, factor)| factor.abs());
        let scale = factors.max().unwrap_or(1).max(1) as f64;
        let row = self.limits.len();
        self.limits.push((low / scale, high / scale));
        self.scales.push(scale);
        for (window, factor) in windows {
            self.further.entry(*window).or_default().push((row, *factor));
        }
        for (column, factor) in columns {
            self.columns[*column].entries.push((row, *factor));
        }
        row
    }

    /// `Σ factor·window + Σ factor·column ≤ most`. Sums are whole: where factors are large, half a
    /// unit more keeps rounding from forbidding what is allowed.
    fn at_most(&mut self, most: i64, windows: &[Term], columns: &[Term]) {
        let is_fine = windows.iter().chain(columns).all(|(_, factor)| factor.abs() <= 1);
        let most = if is_fine { most as f64 } else { most as f64 + 0.5 };
        self.row((f64::NEG_INFINITY, most), windows, columns);
    }

    fn each_group_once(&mut self) -> Vec<usize> {
        let asked = self.asked;
        if asked.may_leave_out() {
            for group in asked.campaign.group_ids() {
                let people = asked.campaign.group(group).expected();
                let is_cut = i64::from(self.is_cut[group.0]);
                self.column(group, |tier| match tier {
                    Tier::Unserved => people,
                    Tier::Cuts => is_cut,
                    _ => 0,
                });
            }
        }
        let may_repeat = !asked.tiers.contains(&Tier::Moved);
        let row = |group: GroupId| {
            let once = self.is_cut[group.0]
                || !may_repeat
                || relations::gains_by_repeats(asked.campaign, group);
            let most = if once { 1.0 } else { f64::INFINITY };
            let left_out: Vec<Term> =
                self.left_out(group).into_iter().map(|column| (column, 1)).collect();
            // Windows stand there without being told, see `Rows::entries`.
            self.row((1.0, most), &[], &left_out)
        };
        asked.campaign.group_ids().map(row).collect()
    }

    /// The row of a held tier.
    fn hold(&mut self, place: usize) -> usize {
        let Asked { campaign, costs, candidates, tiers, most, .. } = *self.asked;
        let tier = tiers[place];
        let windows =
            candidates.iter().map(|candidate| cost(costs, &self.is_cut, tier, candidate).abs());
        let closing = campaign
            .block_ids()
            .map(|block| costs.closing(tier, block, campaign.block(block).latest_end));
        let columns = self.columns.iter().map(|column| column.costs[place].abs());
        let dearest = windows.chain(closing).chain(columns).max().unwrap_or(1).max(1) as f64;
        let most = most[place - 1] - constant(costs, &self.is_cut, tier);
        // Half a unit, so that rounding never forbids what is allowed.
        self.limits.push((f64::NEG_INFINITY, (most as f64 + 0.5) / dearest));
        self.scales.push(dearest);
        self.limits.len() - 1
    }
}
