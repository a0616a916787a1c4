//! The linear rules of a question, stated once for both engines: the coupling constraints of a
//! Dantzig-Wolfe decomposition (Vanderbeck and Wolsey 2010, "Reformulation and decomposition of
//! integer programs").
//!
//! A rule between blocks is a row with whole coefficients over binary columns: `x[c]` for each
//! candidate window, and further columns for groups left out, drawbacks of cuts and kept cuts. The
//! files of this folder have a formula for each rule: cut groups, relations, waiting people, caps,
//! crews, and the cost of plans in each tier.
//!
//! The compact MIP has the rows as they are; the master has them summed over patterns
//! (`patterns::coupling`). Rules inside a block are no rows here: one group at a time, most groups,
//! no group twice, direct successors. Pricing enforces them, and the compact MIP has rows of its
//! own for them (`compact::block`).

mod caps;
mod covers;
mod crews;
mod cuts;
mod relations;
mod tiers;
mod waiting;

pub use covers::Cover;
pub use crews::excluded;

use crate::campaign::{BlockId, Campaign, GroupId, Tier};
use crate::plans::waiting::WaitingMoment;
use crate::solve::bounds::serves_all;
use crate::solve::ids::id;
use crate::solve::windows::{Candidate, Costs};

/// A question to the engines: a tier to minimise while earlier tiers are held.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    /// The campaign.
    pub campaign: &'a Campaign,
    /// What windows cost.
    pub costs: &'a Costs<'a>,
    /// The tier to minimise; `None` asks only whether a plan exists.
    pub minimise: Option<Tier>,
    /// Earlier tiers with the most they may cost, in whole units.
    pub held: &'a [(Tier, i64)],
    /// The windows to choose from, by group.
    pub candidates: &'a [Candidate],
    /// Moments at which the number of people who wait is limited.
    pub crowded: &'a [WaitingMoment],
    /// Windows of which not all may be chosen.
    pub covers: &'a [Cover],
}

impl Question<'_> {
    /// The minimised tier, then the held ones.
    pub fn tiers(&self) -> impl Iterator<Item = Tier> {
        self.minimise.into_iter().chain(self.held.iter().map(|(tier, _)| *tier))
    }

    /// Whether groups may be left out; where `unserved` is held at 0, its row says that nobody is
    /// in them.
    pub fn may_leave_out(&self) -> bool {
        self.minimise == Some(Tier::Unserved) || !serves_all(self.campaign, self.held)
    }
}

id!(
    /// The index of a candidate, and of its window column `x[c]`.
    CandidateId
);
id!(
    /// The index of a further column.
    ColumnId
);
id!(
    /// The index of a row.
    RowId
);

/// The meaning of a further column at 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// The group gets no window: `u[g]`.
    LeftOut,
    /// A cut of the group has a drawback: `day[g,i]`, `station[g,i]` or `gap[g,i]`.
    Drawback,
    /// All windows of the group in the baseline stay: `kept[g]`.
    Kept,
    /// A crew stands at a site on a day: `visit[s,d]`.
    Visit,
    /// A crew goes to another site between two half-days: `move[k]`.
    Move,
    /// Crews begin to come to a site whose half-days follow one another: `begin[t]`.
    Begin,
}

/// A further column: one that is no window column.
#[derive(Debug, Clone, Copy)]
pub struct LinearColumn {
    /// Its group; `None` where it is of no group.
    pub group: Option<GroupId>,
    /// Its meaning.
    pub meaning: Meaning,
}

/// A window column with its coefficient.
type WindowTerm = (CandidateId, i64);
/// A further column with its coefficient.
type ColumnTerm = (ColumnId, i64);

/// The relation of a row's sum to its right-hand side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sense {
    /// `=`
    Equal,
    /// `≤`
    AtMost,
}

/// A row: `Σ coefficient·x[c] + Σ coefficient·column + Σ open[b]`, `=` or `≤` its right-hand side.
/// Each column has one coefficient. `open[b]` is 1 where anybody comes in block `b`; only rows `≤`
/// have it, so that opening a block never costs less than nothing.
#[derive(Debug)]
pub struct LinearRow {
    /// Its window columns.
    pub windows: Vec<WindowTerm>,
    /// Its further columns.
    pub columns: Vec<ColumnTerm>,
    /// The blocks `b` of `open[b]`, each with a coefficient of 1.
    pub open: Vec<BlockId>,
    /// `=` or `≤`.
    pub sense: Sense,
    right_hand_side: i64,
}

impl LinearRow {
    /// The largest coefficient by absolute value.
    pub fn largest_coefficient(&self) -> i64 {
        let windows = self.windows.iter().map(|(_, coefficient)| coefficient.abs());
        let columns = self.columns.iter().map(|(_, coefficient)| coefficient.abs());
        let open = self.open.first().map(|_| 1);
        windows.chain(columns).chain(open).max().unwrap_or(0)
    }

    /// The right-hand side for a solver. Sums are whole: 0.5 more, where a coefficient exceeds 1,
    /// keeps the solver's relative rounding from cutting off a feasible sum.
    pub fn right_hand_side(&self) -> f64 {
        match self.sense {
            Sense::AtMost if self.largest_coefficient() > 1 => self.right_hand_side as f64 + 0.5,
            Sense::AtMost | Sense::Equal => self.right_hand_side as f64,
        }
    }

    /// Whether the row holds with some windows chosen and further columns at 1.
    pub fn is_kept(&self, chosen: &Chosen, columns: &[bool]) -> bool {
        let windows = self.windows.iter().filter(|(window, _)| chosen.windows[window.index()]);
        let columns = self.columns.iter().filter(|(column, _)| columns[column.index()]);
        let open = self.open.iter().filter(|block| chosen.open[block.0]);
        let sum = windows.map(|(_, coefficient)| coefficient).sum::<i64>()
            + columns.map(|(_, coefficient)| coefficient).sum::<i64>()
            + open.count() as i64;
        match self.sense {
            Sense::Equal => sum == self.right_hand_side,
            Sense::AtMost => sum <= self.right_hand_side,
        }
    }
}

/// The windows of a plan as columns.
pub struct Chosen {
    /// Whether each window column is 1.
    windows: Vec<bool>,
    /// Whether anybody comes in each block.
    open: Vec<bool>,
}

/// The linear rules of a question.
pub struct LinearRules<'a> {
    /// The question.
    pub question: Question<'a>,
    /// The rows, those of the groups first; [`LinearRules::most`] has those of held tiers.
    pub rows: Vec<LinearRow>,
    /// The further columns.
    pub columns: Vec<LinearColumn>,
    is_cut: Vec<bool>,
}

impl<'a> LinearRules<'a> {
    /// All rules.
    pub fn new(question: Question<'a>) -> LinearRules<'a> {
        let mut is_cut = vec![false; question.campaign.groups().len()];
        for candidate in question.candidates {
            is_cut[candidate.group.0] |= candidate.run.is_some();
        }
        let mut rules = LinearRules { question, rows: Vec::new(), columns: Vec::new(), is_cut };
        rules.partition_groups();
        rules.cut_groups();
        rules.relations();
        rules.limit_waiting();
        rules.limit_people();
        rules.limit_covers();
        rules.crews();
        rules
    }

    /// The row of a group: one window that begins with its first class. The first rows are those of
    /// the groups.
    pub fn once(group: GroupId) -> RowId {
        RowId(group.0)
    }

    /// Whether the group has candidates that serve only a run of its classes.
    pub fn is_cut(&self, group: GroupId) -> bool {
        self.is_cut[group.0]
    }

    /// The column `u[g]` of a group, where groups may be left out. The first further columns are
    /// those of the groups.
    pub fn left_out(&self, group: GroupId) -> Option<ColumnId> {
        self.question.may_leave_out().then_some(ColumnId(group.0))
    }

    /// The candidates of a group with their indices.
    pub fn windows_of(
        &self,
        group: GroupId,
    ) -> impl Iterator<Item = (CandidateId, &'a Candidate)> + Clone + use<'a> {
        let candidates = self.question.candidates;
        let start = candidates.partition_point(|candidate| candidate.group < group);
        let end = candidates.partition_point(|candidate| candidate.group <= group);
        (start..end).map(CandidateId).zip(&candidates[start..end])
    }

    /// The windows of a plan with the blocks that they open.
    pub fn choice(&self, windows: Vec<bool>) -> Chosen {
        let mut open = vec![false; self.question.campaign.blocks().len()];
        let candidates = self.question.candidates.iter().zip(&windows);
        for (candidate, _) in candidates.filter(|(_, is_chosen)| **is_chosen) {
            open[candidate.block.0] = true;
        }
        Chosen { windows, open }
    }

    /// The further columns that must be 1 so that the chosen windows keep all rows.
    pub fn columns_needed(&self, chosen: &Chosen) -> Vec<bool> {
        let mut taken = vec![false; self.columns.len()];
        for row in &self.rows {
            if row.is_kept(chosen, &taken) {
                continue;
            }
            for (column, _) in &row.columns {
                let before = std::mem::replace(&mut taken[column.index()], true);
                let is_kept = row.is_kept(chosen, &taken);
                taken[column.index()] = before || is_kept;
                if is_kept {
                    break;
                }
            }
        }
        taken
    }

    /// Set partitioning: `Σ_{c begins with the first class} x[c] + u[g] = 1` for each group. The
    /// further windows of a cut group follow from its first.
    fn partition_groups(&mut self) {
        let campaign = self.question.campaign;
        if self.question.may_leave_out() {
            for group in campaign.group_ids() {
                self.column(Some(group), Meaning::LeftOut);
            }
        }
        for group in campaign.group_ids() {
            let begins = self.windows_of(group).filter(|(_, window)| window.first_class() == 0);
            let begins = begins.map(|(window, _)| (window, 1)).collect();
            let left_out = self.left_out(group).map(|column| (column, 1));
            self.equal(begins, left_out.into_iter().collect(), 1);
        }
    }

    /// Adds a further column.
    fn column(&mut self, group: Option<GroupId>, meaning: Meaning) -> ColumnId {
        self.columns.push(LinearColumn { group, meaning });
        ColumnId(self.columns.len() - 1)
    }

    /// Adds `Σ coefficient·x[c] + Σ coefficient·column = right-hand side`.
    fn equal(&mut self, windows: Vec<WindowTerm>, columns: Vec<ColumnTerm>, right_hand_side: i64) {
        let (sense, open) = (Sense::Equal, Vec::new());
        self.rows.push(LinearRow { windows, columns, open, sense, right_hand_side });
    }

    /// Adds `Σ coefficient·x[c] + Σ coefficient·column ≤ right-hand side`.
    fn at_most(
        &mut self,
        windows: Vec<WindowTerm>,
        columns: Vec<ColumnTerm>,
        right_hand_side: i64,
    ) {
        let (sense, open) = (Sense::AtMost, Vec::new());
        self.rows.push(LinearRow { windows, columns, open, sense, right_hand_side });
    }

    /// Adds `Σ open[b] + Σ coefficient·column ≤ right-hand side`.
    fn at_most_open(&mut self, open: Vec<BlockId>, columns: Vec<ColumnTerm>, right_hand_side: i64) {
        let (sense, windows) = (Sense::AtMost, Vec::new());
        self.rows.push(LinearRow { windows, columns, open, sense, right_hand_side });
    }
}

#[cfg(test)]
pub(crate) mod tiny_questions;

#[cfg(test)]
mod tests {
    use super::tiny_questions::{baseline, campaign, for_each_rules};
    use super::{Chosen, Cover, LinearRules, Meaning, Question, RowId};
    use crate::base::clock::Minutes;
    use crate::base::diagnostic::{Code, Severity};
    use crate::campaign::{BlockId, Campaign, GroupId, Tier, tiny};
    use crate::check::check;
    use crate::plans::waiting::{WaitingMoment, limits, overfull};
    use crate::solve::every_plan::{every_choice, every_plan, plan_of, units};
    use crate::solve::windows::{Candidate, Costs, candidates};
    use rand::RngExt;
    use std::collections::BTreeMap;

    /// Whether windows break a rule inside one block, which pricing enforces.
    fn breaks_a_local_rule(campaign: &Campaign, windows: &[Candidate]) -> bool {
        let plan = plan_of(campaign, windows);
        let by_rows =
            [Code::NotServed, Code::WrongParts, Code::NotTogether, Code::NotApart, Code::NotBefore];
        let in_one_block = |a: GroupId, b: GroupId| {
            let block = |group| {
                windows.iter().find(|window| window.group == group).map(|window| window.block)
            };
            block(a) == block(b)
        };
        let breaks_adjacency = campaign.relations().iter().any(|relation| {
            let broken =
                crate::check::check_relation(campaign, &plan, relation).unwrap_or_default();
            let is_apart = broken.iter().any(|found| found.rule() == Code::NotTogether);
            is_apart && in_one_block(relation.first, relation.second)
        });
        let is_local = |found: &crate::check::Violation| {
            found.severity == Severity::Error && !by_rows.contains(&found.rule())
        };
        breaks_adjacency || check(campaign, &plan).iter().any(is_local)
    }

    impl LinearRules<'_> {
        /// Whether each window column is 1.
        pub(crate) fn chosen(&self, windows: &[Candidate]) -> Chosen {
            let candidates = self.question.candidates.iter();
            self.choice(candidates.map(|candidate| windows.contains(candidate)).collect())
        }

        /// Every choice of further columns that keeps the rows asked about.
        pub(crate) fn every_completion(
            &self,
            windows: &[Candidate],
            is_asked: impl Fn(RowId) -> bool,
        ) -> Vec<Vec<bool>> {
            let chosen = self.chosen(windows);
            let all = (0_u32..1 << self.columns.len()).map(|taken| {
                (0..self.columns.len())
                    .map(|column| taken >> column & 1 == 1)
                    .collect::<Vec<bool>>()
            });
            let rows = || {
                let rows = self.rows.iter().enumerate();
                rows.filter(|(row, _)| is_asked(RowId(*row))).map(|(_, row)| row)
            };
            all.filter(|taken| rows().all(|row| row.is_kept(&chosen, taken))).collect()
        }

        /// The cost of windows and further columns in a tier, in whole units.
        pub(crate) fn cost(&self, tier: Tier, windows: &[Candidate], taken: &[bool]) -> i64 {
            let mut ends: BTreeMap<BlockId, Minutes> = BTreeMap::new();
            for window in windows {
                let end = ends.entry(window.block).or_default();
                *end = window.interval.end.max(*end);
            }
            let of_windows: i64 = windows.iter().map(|window| self.window_cost(tier, window)).sum();
            let columns = self.columns.iter().zip(taken).filter(|(_, is_taken)| **is_taken);
            let columns: i64 = columns.map(|(column, _)| self.column_cost(tier, *column)).sum();
            let closing = ends.iter().map(|(block, end)| self.closing_cost(tier, *block, *end));
            of_windows + columns + closing.sum::<i64>() + self.constant(tier)
        }
    }

    /// The campaign, in which groups may be left out only where the question allows it.
    fn strict(question: &Question<'_>) -> Campaign {
        let mut draft = question.campaign.to_draft();
        draft.tiers.truncate(if question.may_leave_out() { 2 } else { 1 });
        Campaign::new(draft).unwrap()
    }

    #[test]
    fn rows_are_kept_by_the_plans_that_the_check_passes() {
        let (mut kept, mut broken) = (0, 0);
        for_each_rules(0..70, |seed, rules, told| {
            let Question { campaign, candidates: all, .. } = rules.question;
            let tier = campaign.tiers()[0];
            let strict = strict(&rules.question);
            for windows in every_choice(campaign, all) {
                if breaks_a_local_rule(campaign, &windows) {
                    continue;
                }
                let found = check(&strict, &plan_of(campaign, &windows));
                let is_right = found.iter().all(|found| found.severity != Severity::Error);
                let completions = rules.every_completion(&windows, |_| true);
                assert_eq!(
                    !completions.is_empty(),
                    is_right,
                    "seed {seed}: {windows:?}: {found:?}"
                );
                if is_right {
                    kept += 1;
                    let costs = completions.iter().map(|taken| rules.cost(tier, &windows, taken));
                    let worth = units(campaign, tier, &windows, Some(told));
                    assert_eq!(costs.min(), Some(worth), "seed {seed}: {tier:?} {windows:?}");
                } else {
                    broken += 1;
                }
            }
        });
        assert!(kept > 1_000 && broken > 1_000, "{kept} kept, {broken} broken");
    }

    #[test]
    fn columns_that_a_plan_needs_keep_all_rows_and_cost_what_the_plan_is_worth() {
        let (mut compared, mut needed) = (0, 0);
        for_each_rules(0..70, |seed, rules, told| {
            let Question { campaign, candidates: all, .. } = rules.question;
            let tier = campaign.tiers()[0];
            let strict = strict(&rules.question);
            for windows in every_plan(&strict, all) {
                let taken = rules.columns_needed(&rules.chosen(&windows));
                let is_kept = |row: &super::LinearRow| row.is_kept(&rules.chosen(&windows), &taken);
                assert!(rules.rows.iter().all(is_kept), "seed {seed}: {windows:?}");
                // Columns `kept` lower the cost, but no row needs them.
                if rules.columns.iter().all(|column| column.meaning != Meaning::Kept) {
                    let worth = units(campaign, tier, &windows, Some(told));
                    assert_eq!(rules.cost(tier, &windows, &taken), worth, "seed {seed}: {tier:?}");
                }
                compared += 1;
                needed += usize::from(taken.contains(&true));
            }
        });
        assert!(compared > 500 && needed > 100, "{compared} plans, {needed} of them need columns");
    }

    #[test]
    fn the_row_of_a_held_tier_is_kept_by_plans_that_are_worth_no_more() {
        let (mut kept, mut broken) = (0, 0);
        for seed in 0..200 {
            let mut dice = tiny::dice(seed);
            let mut draft = campaign(&mut dice);
            draft.tiers = vec![Tier::Early, draft.tiers[0]];
            let campaign = Campaign::new(draft).unwrap();
            let all = candidates(&campaign).unwrap().list;
            let told = baseline(&mut dice, &campaign, &all);
            let costs = Costs::new(&campaign, Some(&told));
            let (tier, most) = (campaign.tiers()[1], dice.random_range(0..12));
            let held = [(tier, most)];
            let minimise = Some(campaign.tiers()[0]);
            let rules = LinearRules::new(Question::of(&campaign, &costs, minimise, &held, &all));
            for windows in every_choice(&campaign, &all) {
                let found = check(&campaign, &plan_of(&campaign, &windows));
                if found.iter().any(|found| found.severity == Severity::Error) {
                    continue;
                }
                let worth = units(&campaign, tier, &windows, Some(&told));
                let is_kept = rules.every_completion(&windows, |_| true).iter().any(|taken| {
                    let sum = rules.cost(tier, &windows, taken) - rules.constant(tier);
                    sum as f64 <= rules.most(tier, most)
                });
                assert_eq!(is_kept, worth <= most, "seed {seed}: {tier:?} {worth} {most}");
                *if is_kept { &mut kept } else { &mut broken } += 1;
            }
        }
        assert!(kept > 200 && broken > 200, "{kept} kept, {broken} broken");
    }

    #[test]
    fn crowded_moments_are_kept_by_plans_with_room_for_all_who_wait() {
        let (mut kept, mut broken) = (0, 0);
        for seed in 0..40 {
            let mut dice = tiny::dice(seed);
            let mut draft = tiny::random(&mut dice);
            tiny::limit_waiting(&mut dice, &mut draft);
            draft.hall_capacity = draft.stations[0].hall_capacity;
            draft.tiers = vec![Tier::Unserved];
            let campaign = Campaign::new(draft).unwrap();
            let all = candidates(&campaign).unwrap().list;
            let costs = Costs::new(&campaign, None);
            let days: Vec<_> = campaign.blocks().iter().map(|block| block.date).collect();
            let halls = limits(&campaign);
            let calls = all.iter().map(|window| campaign.call(window.interval.start));
            let mut crowded: Vec<WaitingMoment> = calls
                .flat_map(|minute| days.iter().map(move |date| (minute, *date)))
                .flat_map(|(minute, date)| {
                    halls.iter().map(move |(hall, _)| WaitingMoment { hall: *hall, date, minute })
                })
                .collect();
            crowded.sort();
            crowded.dedup();
            let question = Question::of(&campaign, &costs, Some(Tier::Unserved), &[], &all);
            let rules = LinearRules::new(Question { crowded: &crowded, ..question });
            let of_groups = campaign.groups().len();
            assert_eq!(rules.columns.len(), of_groups, "one for each group that is left out");
            for windows in every_choice(&campaign, &all) {
                let crowds: Vec<_> =
                    windows.iter().flat_map(|window| window.crowds(&campaign)).collect();
                let has_room = overfull(&campaign, &crowds).is_empty();
                let completions = rules.every_completion(&windows, |row| row.index() >= of_groups);
                let is_kept = !completions.is_empty();
                assert_eq!(is_kept, has_room, "seed {seed}: {windows:?}");
                *if is_kept { &mut kept } else { &mut broken } += 1;
            }
        }
        assert!(kept > 100 && broken > 30, "{kept} kept, {broken} broken");
    }

    #[test]
    fn covers_cut_off_the_plans_they_are_of_and_none_that_a_held_tier_allows() {
        let (mut cut, mut allowed) = (0, 0);
        for seed in 0..60 {
            let mut dice = tiny::dice(seed);
            let mut draft = tiny::random(&mut dice);
            let held = [Tier::Spread, Tier::Preference][dice.random_range(0..2_usize)];
            draft.tiers = vec![Tier::Unserved, held];
            let campaign = Campaign::new(draft).unwrap();
            let all = candidates(&campaign).unwrap().list;
            let costs = Costs::new(&campaign, None);
            let choices = every_choice(&campaign, &all);
            let some = |dice: &mut rand::rngs::ChaCha8Rng| {
                choices[dice.random_range(0..choices.len())].clone()
            };
            let most = units(&campaign, held, &some(&mut dice), None);
            let missed = some(&mut dice);
            let Some(cover) = Cover::of(&costs, held, most, &missed) else {
                assert!(units(&campaign, held, &missed, None) <= most, "seed {seed}: no cover");
                continue;
            };
            let covers = [cover];
            let question = Question::of(&campaign, &costs, Some(Tier::Unserved), &[], &all);
            let rules = LinearRules::new(Question { covers: &covers, ..question });
            let row = rules.rows.last().unwrap();
            assert!(!row.is_kept(&rules.chosen(&missed), &[]), "seed {seed}");
            for windows in &choices {
                let is_allowed = units(&campaign, held, windows, None) <= most;
                let is_kept = row.is_kept(&rules.chosen(windows), &[]);
                assert!(is_kept || !is_allowed, "seed {seed}: {windows:?}");
                cut += usize::from(!is_kept);
                allowed += usize::from(is_allowed);
            }
        }
        assert!(cut > 100 && allowed > 100, "{cut} cut off, {allowed} allowed");
    }

    #[test]
    fn no_column_stands_in_a_row_twice() {
        for_each_rules(0..70, |seed, rules, _| {
            for row in &rules.rows {
                let mut windows: Vec<_> = row.windows.iter().map(|(window, _)| *window).collect();
                let mut columns: Vec<_> = row.columns.iter().map(|(column, _)| *column).collect();
                let count = (windows.len(), columns.len());
                windows.sort();
                windows.dedup();
                columns.sort();
                columns.dedup();
                assert_eq!((windows.len(), columns.len()), count, "seed {seed}: {row:?}");
            }
        });
    }
}
