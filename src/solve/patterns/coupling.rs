//! The coupling rows of the master: the linear rules (`solve::rows`) summed over patterns, as the
//! Dantzig-Wolfe decomposition has them.
//!
//! On top of the linear rules:
//! - set covering, `≥ 1`, replaces set partitioning, `= 1`, for groups whose surplus windows can be
//!   left out: their duals are non-negative, which stabilises them;
//! - held tiers become rows,
//!   `Σ_p cost[p]·λ[p] + Σ_k cost[k]·k ≤ most`, over patterns and further columns;
//! - each row is divided by its largest coefficient, so that the solver's absolute tolerances mean
//!   the same in all rows.

use crate::campaign::{BlockId, GroupId, RelationKind, Tier};
use crate::solve::ids::{List, id};
use crate::solve::patterns::pattern::ShapeId;
use crate::solve::rows::{CandidateId, LinearRules, RowId, Sense};
use crate::solve::windows::Candidate;
use std::collections::HashMap;

id!(
    /// The index of a held tier in `Question::held`.
    HeldTierId
);

/// The coupling rows: those with duals.
#[derive(Debug)]
pub struct CouplingRows {
    limits: Vec<(f64, f64)>,
    /// The divisor of each row.
    scales: Vec<f64>,
    /// The row of each group: one window that begins with the first class.
    once: Vec<RowId>,
    /// The row of each held tier.
    held: List<HeldTierId, RowId>,
    /// The rows with `open[b]`, by block.
    open: HashMap<BlockId, Vec<RowId>>,
    /// Coefficients of windows outside the row of their group.
    further: HashMap<CandidateId, Vec<(RowId, i64)>>,
}

/// A binary column of the master that is no pattern.
#[derive(Debug)]
pub struct FurtherColumn {
    /// Its group; `None` where it is of no group.
    pub group: Option<GroupId>,
    /// What it costs in the tier that is minimised.
    pub cost: f64,
    /// Its coefficients, those in rows of held tiers included.
    pub entries: Vec<(RowId, f64)>,
}

impl FurtherColumn {
    /// `cost − Σ dual × coefficient`.
    pub fn reduced_cost(&self, duals: &[f64]) -> f64 {
        self.cost
            - self
                .entries
                .iter()
                .map(|(row, coefficient)| duals[row.index()] * coefficient)
                .sum::<f64>()
    }
}

impl CouplingRows {
    /// The rows of the rules, without their further columns.
    pub fn new(rules: &LinearRules<'_>) -> CouplingRows {
        let question = &rules.question;
        let once = question.campaign.group_ids().map(LinearRules::once).collect();
        let mut coupling = CouplingRows {
            limits: Vec::new(),
            scales: Vec::new(),
            once,
            held: List::new(),
            open: HashMap::new(),
            further: HashMap::new(),
        };
        for row in &rules.rows {
            let most = row.right_hand_side();
            let least = if row.sense == Sense::Equal { most } else { f64::NEG_INFINITY };
            let id = coupling.add((least, most), row.largest_coefficient());
            for block in &row.open {
                coupling.open.entry(*block).or_default().push(id);
            }
            // Most of up to millions of windows have a coefficient in the row of their group only:
            // `entries` makes that one.
            if !coupling.once.contains(&id) {
                for (window, coefficient) in &row.windows {
                    coupling.further.entry(*window).or_default().push((id, *coefficient));
                }
            }
        }
        for group in question.campaign.group_ids().filter(|group| may_repeat(rules, *group)) {
            coupling.limits[LinearRules::once(group).index()].1 = f64::INFINITY;
        }
        for (tier, value) in question.held {
            let limits = (f64::NEG_INFINITY, rules.most(*tier, *value));
            let row = coupling.add(limits, dearest(rules, *tier));
            coupling.held.push(row);
        }
        coupling
    }

    /// Adds a row whose largest coefficient is known.
    fn add(&mut self, (least, most): (f64, f64), largest: i64) -> RowId {
        let scale = largest.max(1) as f64;
        self.limits.push((least / scale, most / scale));
        self.scales.push(scale);
        RowId(self.limits.len() - 1)
    }

    /// The further columns of the rules, with their coefficients in the coupling rows.
    pub fn columns(&self, rules: &LinearRules<'_>) -> Vec<FurtherColumn> {
        let mut entries: Vec<Vec<(RowId, f64)>> = vec![Vec::new(); rules.columns.len()];
        for (id, row) in (0..).map(RowId).zip(&rules.rows) {
            for (column, coefficient) in &row.columns {
                entries[column.index()].push((id, self.coefficient(id, *coefficient)));
            }
        }
        let finished = rules.columns.iter().zip(entries).map(|(column, mut entries)| {
            for (held, (tier, _)) in (0..).map(HeldTierId).zip(rules.question.held) {
                let cost = rules.column_cost(*tier, *column);
                if cost != 0 {
                    entries.push(self.held_entry(held, cost));
                }
            }
            let minimised = rules.question.minimise.map(|tier| rules.column_cost(tier, *column));
            let cost = minimised.unwrap_or(0) as f64;
            FurtherColumn { group: column.group, cost, entries }
        });
        finished.collect()
    }

    /// Whether there are rows besides those of groups and held tiers: relations, cut groups,
    /// crowded moments.
    pub fn has_ties(&self) -> bool {
        self.limits.len() > self.once.len() + self.held.len()
    }

    /// The number of coupling rows.
    pub fn len(&self) -> usize {
        self.limits.len()
    }

    /// Lower and upper limit of each row.
    pub fn limits(&self) -> &[(f64, f64)] {
        &self.limits
    }

    /// The row of a group.
    pub fn group(&self, group: GroupId) -> RowId {
        self.once[group.0]
    }

    /// The convexity row of a shape: in the master it follows the coupling rows.
    pub fn of_shape(&self, shape: ShapeId) -> RowId {
        RowId(self.len() + shape.index())
    }

    /// A whole coefficient, scaled as its row is.
    pub fn coefficient(&self, row: RowId, coefficient: i64) -> f64 {
        coefficient as f64 / self.scales[row.index()]
    }

    /// The coefficient of a cost in the row of a held tier.
    pub fn held_entry(&self, held: HeldTierId, cost: i64) -> (RowId, f64) {
        let row = self.held[held];
        (row, self.coefficient(row, cost))
    }

    /// What a unit of cost in a held tier adds to a reduced cost: minus the dual of its row.
    pub fn held_price(&self, held: HeldTierId, duals: &[f64]) -> f64 {
        let row = self.held[held].index();
        -duals[row] / self.scales[row]
    }

    /// The whole coefficients of a window, those in rows of held tiers apart.
    pub fn entries(&self, window: CandidateId, candidate: &Candidate) -> Vec<(RowId, i64)> {
        let mut entries = Vec::with_capacity(1);
        if candidate.first_class() == 0 {
            entries.push((self.once[candidate.group.0], 1));
        }
        entries.extend(self.further(window));
        entries
    }

    /// The whole coefficients of a window outside the row of its group.
    pub fn further(&self, window: CandidateId) -> &[(RowId, i64)] {
        self.further.get(&window).map_or(&[], Vec::as_slice)
    }

    /// The coefficients of any pattern of a block that isn't empty, whatever its windows: those of
    /// `open[b]`.
    pub fn open(&self, block: BlockId) -> &[RowId] {
        self.open.get(&block).map_or(&[], Vec::as_slice)
    }

    /// The dual objective: `Σ dual × right-hand side`.
    pub fn value(&self, duals: &[f64]) -> f64 {
        self.limits.iter().zip(duals).map(|(limits, dual)| dual_value(*limits, *dual)).sum()
    }

    /// Projects duals on their feasible signs: a `≥` row has no negative dual, a `≤` row no
    /// positive one.
    pub fn project(&self, duals: &mut [f64]) {
        for ((low, high), dual) in self.limits.iter().zip(duals) {
            let (least, most) = (
                if high.is_finite() { f64::NEG_INFINITY } else { 0.0 },
                if low.is_finite() { f64::INFINITY } else { 0.0 },
            );
            *dual = dual.clamp(least, most);
        }
    }
}

/// `dual × right-hand side`, with the lower limit for a positive dual, the upper for a negative
/// one.
pub fn dual_value((low, high): (f64, f64), dual: f64) -> f64 {
    match dual {
        // The limit may be infinite.
        0.0 => 0.0,
        dual if dual > 0.0 => low * dual,
        dual => high * dual,
    }
}

/// Whether the row of a group is `≥ 1` instead of `= 1`: where no window has a negative cost, as a
/// window of the baseline has in the tier `moved`, and a surplus window can keep no other row.
fn may_repeat(rules: &LinearRules<'_>, group: GroupId) -> bool {
    let mut relations = rules.question.campaign.relations().iter();
    let can_keep_row = relations.any(|relation| {
        relation.kind != RelationKind::Apart && [relation.first, relation.second].contains(&group)
    });
    let has_negative_costs = rules.question.tiers().any(|tier| tier == Tier::Moved);
    !rules.is_cut(group) && !has_negative_costs && !can_keep_row
}

/// The largest absolute cost of a window, a further column or a block's closing in a tier.
fn dearest(rules: &LinearRules<'_>, tier: Tier) -> i64 {
    let campaign = rules.question.campaign;
    let windows = rules.question.candidates.iter();
    let windows = windows.map(|candidate| rules.window_cost(tier, candidate).abs());
    let columns = rules.columns.iter().map(|column| rules.column_cost(tier, *column).abs());
    let closing = campaign
        .block_ids()
        .map(|block| rules.closing_cost(tier, block, campaign.block(block).latest_end));
    windows.chain(closing).chain(columns).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{CouplingRows, FurtherColumn, HeldTierId};
    use crate::campaign::{Campaign, GroupId, Relation, RelationKind, Tier, tiny};
    use crate::solve::every_plan::every_choice;
    use crate::solve::rows::tiny_questions::{baseline, campaign};
    use crate::solve::rows::{CandidateId, LinearRules, Question, RowId};
    use crate::solve::windows::{Costs, candidates};
    use rand::RngExt;

    #[test]
    fn the_master_allows_just_the_plans_that_keep_the_linear_rules() {
        let (mut kept, mut broken) = (0, 0);
        for seed in 0..70 {
            let mut dice = tiny::dice(seed);
            let campaign = Campaign::new(campaign(&mut dice)).unwrap();
            let all = candidates(&campaign).unwrap().list;
            let told = baseline(&mut dice, &campaign, &all);
            let costs = Costs::new(&campaign, Some(&told));
            let (tier, most) = (campaign.tiers()[0], dice.random_range(0..12));
            let held = [(tier, most)];
            let minimise = Some(campaign.tiers()[1]);
            let rules = LinearRules::new(Question::of(&campaign, &costs, minimise, &held, &all));
            let rows = CouplingRows::new(&rules);
            let columns = rows.columns(&rules);
            for windows in every_choice(&campaign, &all) {
                let mut activity = vec![0.0; rows.len()];
                let chosen = all.iter().enumerate().filter(|(_, window)| windows.contains(window));
                for (window, candidate) in chosen {
                    for (row, coefficient) in rows.entries(CandidateId(window), candidate) {
                        activity[row.index()] += rows.coefficient(row, coefficient);
                    }
                }
                let none = vec![false; columns.len()];
                let cost = rules.cost(tier, &windows, &none) - rules.constant(tier);
                let (row, coefficient) = rows.held_entry(HeldTierId(0), cost);
                activity[row.index()] += coefficient;
                // The choices of further columns that the rules allow, and those that the master
                // allows.
                let by_rules = rules.every_completion(&windows, |_| true).into_iter();
                let by_rules = by_rules.filter(|taken| rules.cost(tier, &windows, taken) <= most);
                let by_rules: Vec<Vec<bool>> = by_rules.collect();
                let is_allowed = |taken: &Vec<bool>| {
                    let mut sums = activity.clone();
                    for (column, _) in columns.iter().zip(taken).filter(|(_, taken)| **taken) {
                        for (row, coefficient) in &column.entries {
                            sums[row.index()] += coefficient;
                        }
                    }
                    let mut rows = rows.limits().iter().zip(sums);
                    rows.all(|((low, high), sum)| (low - 1e-9..=high + 1e-9).contains(&sum))
                };
                let every = (0_u32..1 << columns.len()).map(|taken| {
                    (0..columns.len()).map(|column| taken >> column & 1 == 1).collect::<Vec<bool>>()
                });
                for taken in every {
                    let is_kept = by_rules.contains(&taken);
                    // The row of a group allows a window of a group that is left out.
                    let comes = |group: GroupId| windows.iter().any(|window| window.group == group);
                    let is_twice = campaign.group_ids().any(|group| {
                        comes(group)
                            && rules.left_out(group).is_some_and(|column| taken[column.index()])
                    });
                    if is_twice {
                        continue;
                    }
                    assert_eq!(is_allowed(&taken), is_kept, "seed {seed}: {windows:?} {taken:?}");
                    *if is_kept { &mut kept } else { &mut broken } += 1;
                }
            }
        }
        assert!(kept > 1_000 && broken > 1_000, "{kept} kept, {broken} broken");
    }

    #[test]
    fn a_group_is_covered_not_partitioned_where_a_surplus_window_gains_nothing() {
        let mut draft = tiny::draft(&[3, 3], &[10, 10, 10]);
        draft.relations.push(Relation {
            kind: RelationKind::Before,
            first: GroupId(0),
            second: GroupId(1),
        });
        draft.tiers = vec![Tier::Preference, Tier::Moved];
        let campaign = Campaign::new(draft).unwrap();
        let all = candidates(&campaign).unwrap().list;
        let costs = Costs::new(&campaign, None);
        let most = |tier: Tier| {
            let question = Question::of(&campaign, &costs, Some(tier), &[], &all);
            let rows = CouplingRows::new(&LinearRules::new(question));
            let limits = |group| rows.limits()[rows.group(group).index()];
            campaign.group_ids().map(limits).collect::<Vec<_>>()
        };
        let (once, at_least_once) = ((1.0, 1.0), (1.0, f64::INFINITY));
        assert_eq!(most(Tier::Preference), [once, once, at_least_once]);
        assert_eq!(most(Tier::Moved), [once; 3]);
    }

    #[test]
    fn duals_are_projected_on_their_feasible_signs() {
        let mut draft = tiny::draft(&[3, 3], &[10, 10]);
        tiny::add_relation(&mut tiny::dice(1), &mut draft);
        draft.tiers = vec![Tier::Preference, Tier::Blocks, Tier::Moved];
        let campaign = Campaign::new(draft).unwrap();
        let all = candidates(&campaign).unwrap().list;
        let costs = Costs::new(&campaign, None);
        let held = [(Tier::Blocks, 2)];
        let question = Question::of(&campaign, &costs, Some(Tier::Preference), &held, &all);
        let rows = CouplingRows::new(&LinearRules::new(question));
        let mut dice = tiny::dice(5);
        for _ in 0..50 {
            let free: Vec<f64> = (0..rows.len()).map(|_| dice.random_range(-3.0..3.0)).collect();
            let mut projected = free.clone();
            rows.project(&mut projected);
            let mut value = 0.0;
            for ((limits, free), projected) in rows.limits().iter().zip(&free).zip(&projected) {
                let (least, most) = match limits {
                    (low, high) if low.is_finite() && high.is_finite() => (-9.0, 9.0),
                    (low, _) if low.is_finite() => (0.0, 9.0),
                    _ => (-9.0, 0.0),
                };
                // The nearest feasible dual.
                let nearest = free.clamp(least, most);
                assert!(
                    (projected - nearest).abs() < 1e-12,
                    "{limits:?}: {projected}, not {nearest}"
                );
                value += if *projected > 0.0 {
                    limits.0 * projected
                } else if *projected < 0.0 {
                    limits.1 * projected
                } else {
                    0.0
                };
            }
            assert!((rows.value(&projected) - value).abs() < 1e-9);
        }
    }

    #[test]
    fn the_reduced_cost_of_a_column_is_cost_less_duals_times_coefficients() {
        let column = FurtherColumn {
            group: Some(GroupId(0)),
            cost: 7.0,
            entries: vec![(RowId(0), 2.0), (RowId(2), -1.0)],
        };
        let reduced = column.reduced_cost(&[3.0, 100.0, 4.0]);
        assert!((reduced - (7.0 - 6.0 + 4.0)).abs() < 1e-12, "{reduced}");
    }

    #[test]
    fn rows_are_divided_by_their_largest_coefficient() {
        let mut draft = tiny::draft(&[3, 3], &[10, 10]);
        draft.relations.push(Relation {
            kind: RelationKind::Before,
            first: GroupId(0),
            second: GroupId(1),
        });
        let campaign = Campaign::new(draft).unwrap();
        let all = candidates(&campaign).unwrap().list;
        let costs = Costs::new(&campaign, None);
        let question = Question::of(&campaign, &costs, Some(Tier::Blocks), &[], &all);
        let rows = CouplingRows::new(&LinearRules::new(question));
        assert!(rows.has_ties());
        let mut largest = vec![0.0_f64; rows.len()];
        for (window, candidate) in all.iter().enumerate() {
            for (row, coefficient) in rows.entries(CandidateId(window), candidate) {
                let scaled = rows.coefficient(row, coefficient).abs();
                largest[row.index()] = largest[row.index()].max(scaled);
            }
        }
        assert!(largest.iter().all(|largest| (largest - 1.0).abs() < 1e-12), "{largest:?}");
    }
}
