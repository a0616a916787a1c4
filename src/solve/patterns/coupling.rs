//! The rows that tie blocks together, as the master has them: the linear rules (`solve::rows`)
//! summed over patterns.
//!
//! What is done to them here on top:
//! - a group may come once too often, `≥ 1`, where its window too many can simply be left out;
//! - tiers that are held become rows,
//!   `Σ_p cost[p]·λ[p] + Σ_k cost[k]·k ≤ most`, over patterns and further columns;
//! - each row is divided by its largest coefficient, so that the solver's tolerances mean the same
//!   in all of them.

use crate::campaign::{GroupId, RelationKind, Tier};
use crate::solve::rows::{CandidateId, LinearRules, RowId, Sense};
use crate::solve::windows::Candidate;
use std::collections::HashMap;

/// The rows that are priced.
#[derive(Debug)]
pub struct CouplingRows {
    limits: Vec<(f64, f64)>,
    /// What each row is divided by.
    scales: Vec<f64>,
    /// The row that has each group come once.
    once: Vec<RowId>,
    /// The row of each held tier.
    held: Vec<RowId>,
    /// Where windows stand besides the row of their group.
    further: HashMap<CandidateId, Vec<(RowId, i64)>>,
}

/// A column besides the patterns, of which a plan has one or none.
#[derive(Debug)]
pub struct FurtherColumn {
    /// Whose it is.
    pub group: GroupId,
    /// What it costs in the tier that is minimised.
    pub cost: f64,
    /// Where it stands, tiers that are held included.
    pub entries: Vec<(RowId, f64)>,
}

impl FurtherColumn {
    /// `cost − Σ dual × entry`.
    pub fn reduced_cost(&self, duals: &[f64]) -> f64 {
        self.cost
            - self.entries.iter().map(|(row, factor)| duals[row.index()] * factor).sum::<f64>()
    }
}

impl CouplingRows {
    /// The rows of these rules, without their further columns.
    pub fn new(rules: &LinearRules<'_>) -> CouplingRows {
        let question = &rules.question;
        let once = question.campaign.group_ids().map(LinearRules::once).collect();
        let mut coupling = CouplingRows {
            limits: Vec::new(),
            scales: Vec::new(),
            once,
            held: Vec::new(),
            further: HashMap::new(),
        };
        for row in &rules.rows {
            let most = row.right_hand_side();
            let least = if row.sense == Sense::Equal { most } else { f64::NEG_INFINITY };
            let id = coupling.add((least, most), row.largest_coefficient());
            // There may be millions of windows, and most stand in the row of their group alone: that
            // entry is made when it is asked for, in `entries`.
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

    /// The further columns of the rules, in these rows.
    pub fn columns(&self, rules: &LinearRules<'_>) -> Vec<FurtherColumn> {
        let mut entries: Vec<Vec<(RowId, f64)>> = vec![Vec::new(); rules.columns.len()];
        for (id, row) in (0..).map(RowId).zip(&rules.rows) {
            for (column, coefficient) in &row.columns {
                entries[column.index()].push((id, self.coefficient(id, *coefficient)));
            }
        }
        let finished = rules.columns.iter().zip(entries).map(|(column, mut entries)| {
            for (place, (tier, _)) in rules.question.held.iter().enumerate() {
                let cost = rules.column_cost(*tier, *column);
                if cost != 0 {
                    entries.push(self.held_entry(place, cost));
                }
            }
            let minimised = rules.question.minimise.map(|tier| rules.column_cost(tier, *column));
            let cost = minimised.unwrap_or(0) as f64;
            FurtherColumn { group: column.group, cost, entries }
        });
        finished.collect()
    }

    /// Whether blocks are tied together by more than each group coming once: relations, cut groups,
    /// crowded moments.
    pub fn has_ties(&self) -> bool {
        self.limits.len() > self.once.len() + self.held.len()
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
    pub fn group(&self, group: GroupId) -> RowId {
        self.once[group.0]
    }

    /// The row that gives each block of a shape one pattern: in the master it follows all of these.
    pub fn of_shape(&self, shape: usize) -> RowId {
        RowId(self.len() + shape)
    }

    /// A whole coefficient as the row has it.
    pub fn coefficient(&self, row: RowId, coefficient: i64) -> f64 {
        coefficient as f64 / self.scales[row.index()]
    }

    /// The entry of a cost in the row of a held tier.
    pub fn held_entry(&self, place: usize, cost: i64) -> (RowId, f64) {
        let row = self.held[place];
        (row, self.coefficient(row, cost))
    }

    /// What a unit of cost in a held tier adds to a reduced cost: minus the dual of its row.
    pub fn held_price(&self, place: usize, duals: &[f64]) -> f64 {
        let row = self.held[place].index();
        -duals[row] / self.scales[row]
    }

    /// Where a window stands, tiers that are held apart, with whole coefficients.
    pub fn entries(&self, window: CandidateId, candidate: &Candidate) -> Vec<(RowId, i64)> {
        let mut entries = Vec::with_capacity(1);
        if candidate.first_class() == 0 {
            entries.push((self.once[candidate.group.0], 1));
        }
        entries.extend(self.further(window));
        entries
    }

    /// Where it stands besides the row of its group.
    pub fn further(&self, window: CandidateId) -> &[(RowId, i64)] {
        self.further.get(&window).map_or(&[], Vec::as_slice)
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

/// Whether a group may come once too often, `≥ 1` instead of `= 1`: where no window costs less than
/// nothing, as those that stay where the baseline has them do, and no other row could be kept by a
/// window too many.
fn may_repeat(rules: &LinearRules<'_>, group: GroupId) -> bool {
    let mut relations = rules.question.campaign.relations().iter();
    let helps = relations.any(|relation| {
        relation.kind != RelationKind::Apart && [relation.first, relation.second].contains(&group)
    });
    let may_gain = rules.question.tiers().any(|tier| tier == Tier::Moved);
    !rules.is_cut(group) && !may_gain && !helps
}

/// The largest cost of a window, a further column or a block's closing in a tier.
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
    use super::{CouplingRows, FurtherColumn};
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
                let mut own = vec![0.0; rows.len()];
                let chosen = all.iter().enumerate().filter(|(_, own)| windows.contains(own));
                for (window, candidate) in chosen {
                    for (row, coefficient) in rows.entries(CandidateId(window), candidate) {
                        own[row.index()] += rows.coefficient(row, coefficient);
                    }
                }
                let none = vec![false; columns.len()];
                let cost = rules.cost(tier, &windows, &none) - rules.constant(tier);
                let (row, factor) = rows.held_entry(0, cost);
                own[row.index()] += factor;
                // Choices of further columns, as the rules see them and as the master does.
                let by_rules = rules.every_completion(&windows, |_| true).into_iter();
                let by_rules = by_rules.filter(|taken| rules.cost(tier, &windows, taken) <= most);
                let by_rules: Vec<Vec<bool>> = by_rules.collect();
                let is_allowed = |taken: &Vec<bool>| {
                    let mut sums = own.clone();
                    for (column, _) in columns.iter().zip(taken).filter(|(_, taken)| **taken) {
                        column.entries.iter().for_each(|(row, factor)| sums[row.index()] += factor);
                    }
                    let mut rows = rows.limits().iter().zip(sums);
                    rows.all(|((low, high), sum)| (low - 1e-9..=high + 1e-9).contains(&sum))
                };
                let every = (0_u32..1 << columns.len()).map(|taken| {
                    (0..columns.len()).map(|place| taken >> place & 1 == 1).collect::<Vec<bool>>()
                });
                for taken in every {
                    let is_kept = by_rules.contains(&taken);
                    // A group that is left out although it comes is one too many.
                    let comes = |group: GroupId| windows.iter().any(|own| own.group == group);
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
    fn a_group_may_come_once_too_often_where_nothing_gains_by_it() {
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
    fn duals_are_projected_on_what_their_limits_allow() {
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
            let mut tidy = free.clone();
            rows.tidy(&mut tidy);
            let mut value = 0.0;
            for ((limits, free), tidy) in rows.limits().iter().zip(&free).zip(&tidy) {
                let (least, most) = match limits {
                    (low, high) if low.is_finite() && high.is_finite() => (-9.0, 9.0),
                    (low, _) if low.is_finite() => (0.0, 9.0),
                    _ => (-9.0, 0.0),
                };
                // The nearest that is allowed.
                let nearest = free.clamp(least, most);
                assert!((tidy - nearest).abs() < 1e-12, "{limits:?}: {tidy}, not {nearest}");
                value += if *tidy > 0.0 {
                    limits.0 * tidy
                } else if *tidy < 0.0 {
                    limits.1 * tidy
                } else {
                    0.0
                };
            }
            assert!((rows.value(&tidy) - value).abs() < 1e-9);
        }
    }

    #[test]
    fn a_column_costs_less_what_its_rows_pay() {
        let column = FurtherColumn {
            group: GroupId(0),
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
                let own = rows.coefficient(row, coefficient).abs();
                largest[row.index()] = largest[row.index()].max(own);
            }
        }
        assert!(largest.iter().all(|largest| (largest - 1.0).abs() < 1e-12), "{largest:?}");
    }
}
