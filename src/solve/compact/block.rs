//! The rules inside a block as rows: a group at most once, one group at a time, most groups, and
//! direct successors.
//!
//! The crew of each block walks a path through a time-expanded network, from the block's start to
//! its closing (Ford and Fulkerson 1958). As a flow a window column has two coefficients; as "at
//! most one window over each minute" it would have one for each of its minutes, with which HiGHS
//! was ten times slower on a 5-minute grid.

use super::{ColumnMeaning, ModelBuilder};
use crate::base::clock::{Interval, Minutes};
use crate::campaign::{BlockId, GroupId, RelationKind};
use crate::solve::rows::CandidateId;
use good_lp::{Expression, Variable, constraint};
use std::collections::BTreeMap;

impl ModelBuilder<'_> {
    /// The rows of a block.
    pub(super) fn rules_inside(&mut self, block: BlockId) {
        self.one_group_at_a_time(block);
        self.limit_groups(block);
    }

    /// The rows of all relations `together`.
    pub(super) fn direct_successors(&mut self) {
        let relations = self.rules.question.campaign.relations().iter();
        for relation in relations.filter(|relation| relation.kind == RelationKind::Together) {
            self.directly_after_one_another(relation.first, relation.second);
        }
    }

    /// At most one window of a group in a block: `y[g,b] = Σ_{c ∈ (g,b)} x[c]`, binary.
    pub(super) fn no_group_twice(&mut self) {
        let mut assignments: BTreeMap<(GroupId, BlockId), Vec<Variable>> = BTreeMap::new();
        for (candidate, x) in self.rules.question.candidates.iter().zip(&self.windows) {
            assignments.entry((candidate.group, candidate.block)).or_default().push(*x);
        }
        for ((group, block), windows) in assignments {
            let y = self.add(ColumnMeaning::Assigned(group, block));
            self.assigned.insert((group, block), (y, windows.len()));
            self.rows.push(constraint::eq(windows.into_iter().sum::<Expression>(), y));
        }
    }

    /// Windows of a block don't overlap, changeover included: the crew walks one path. Flow
    /// conservation where it is ready at `t`:
    /// `[t = start] + idle[t−step] + Σ next[e → t] = idle[t] + Σ_{c starts at t} x[c] (+ stay at start)`;
    /// and where it is done at `e`: `Σ_{c ends at e} x[c] = next[e] + close[e]`.
    fn one_group_at_a_time(&mut self, block: BlockId) {
        let campaign = self.rules.question.campaign;
        let bookable = campaign.block(block).bookable();
        let step = campaign.block(block).step(campaign.grid());
        let (mut ready, mut done): (BTreeMap<Minutes, Expression>, BTreeMap<Minutes, Expression>) =
            Default::default();
        let windows = self.rules.question.candidates.iter().zip(&self.windows);
        for (candidate, x) in windows.filter(|(candidate, _)| candidate.block == block) {
            *ready.entry(candidate.interval.start).or_default() -= *x;
            *done.entry(candidate.interval.end).or_default() += *x;
        }
        let last_start = ready.keys().next_back().copied();
        let start = ready.entry(bookable.start).or_default();
        *start += 1.0;
        let stay = self.add(ColumnMeaning::Stay(block));
        self.stays.insert(block, stay);
        *ready.entry(bookable.start).or_default() -= stay;
        for minute in (bookable.start..last_start.unwrap_or(bookable.start)).step_by(step as usize)
        {
            let idle = self.add(ColumnMeaning::Idle(block, minute));
            *ready.entry(minute).or_default() -= idle;
            *ready.entry(minute + step).or_default() += idle;
        }
        for (end, mut arrived) in done {
            let close = self.add(ColumnMeaning::Close(block, end));
            self.closes.insert((block, end), close);
            arrived -= close;
            let again = campaign.ready_again(block, end);
            if last_start.is_some_and(|last| again <= last) {
                let next = self.add(ColumnMeaning::Next(block, end));
                arrived -= next;
                *ready.entry(again).or_default() += next;
            }
            self.rows.push(constraint::eq(arrived, 0.0));
        }
        for (_, balance) in ready {
            self.rows.push(constraint::eq(balance, 0.0));
        }
    }

    /// The most groups in a block: `Σ_g y[g,b] ≤ max_groups_per_block`.
    fn limit_groups(&mut self, block: BlockId) {
        let Some(most) = self.rules.question.campaign.max_groups_per_block() else { return };
        let in_block = self.assigned.iter().filter(|((_, of), _)| *of == block);
        let groups: Expression = in_block.map(|(_, (y, _))| *y).sum();
        self.rows.push(constraint::leq(groups, most as f64));
    }

    /// Groups of the relation `Together`, which a row between blocks has in one block, are direct
    /// successors in either order: for each candidate `a` of the first group
    /// `x[a] ≤ Σ_{b of the second, directly before or after a} x[b] + u[second]`.
    fn directly_after_one_another(&mut self, first: GroupId, second: GroupId) {
        let of_second: Vec<(CandidateId, _)> = self.rules.windows_of(second).collect();
        let left_out = self.rules.left_out(second).map(|column| self.further[column.index()]);
        for (window, candidate) in self.rules.windows_of(first) {
            let adjacent = of_second.iter().filter(|(_, second)| {
                let (a, b) = (candidate.interval, second.interval);
                second.block == candidate.block
                    && (self.is_directly_after(candidate.block, a, b)
                        || self.is_directly_after(candidate.block, b, a))
            });
            let adjacent = adjacent.map(|(second, _)| self.windows[second.index()]);
            let allowed: Expression = adjacent.chain(left_out).sum();
            self.rows.push(constraint::leq(self.windows[window.index()], allowed));
        }
    }

    fn is_directly_after(&self, block: BlockId, before: Interval, after: Interval) -> bool {
        self.rules.question.campaign.directly_after(block, before.end, after.start)
    }
}
