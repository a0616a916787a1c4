//! What groups ask of each other across blocks. What they ask inside a block is local to it: see
//! `patterns::pricing::terms` and `compact::block`.

use super::{ColumnTerm, LinearRules, WindowTerm};
use crate::campaign::{BlockId, Campaign, GroupId, RelationKind};
use crate::solve::windows::Candidate;
use std::collections::{BTreeMap, BTreeSet};

impl LinearRules<'_> {
    /// The rows of every relation.
    pub(super) fn relations(&mut self) {
        for relation in self.question.campaign.relations() {
            let (first, second) = (relation.first, relation.second);
            match relation.kind {
                RelationKind::Together => {
                    self.where_the_other_is(first, second);
                    self.where_the_other_is(second, first);
                }
                RelationKind::Apart => self.apart(first, second),
                RelationKind::Before => self.before(first, second),
            }
        }
    }

    /// In the same block, for each block `b`:
    /// `Σ_{c of the group, in b} x[c] ≤ Σ_{c of the other, in b} x[c] + u[other]`.
    fn where_the_other_is(&mut self, group: GroupId, other: GroupId) {
        let mut blocks: BTreeMap<BlockId, Vec<WindowTerm>> = BTreeMap::new();
        for (window, candidate) in self.windows_of(group) {
            blocks.entry(candidate.block).or_default().push((window, 1));
        }
        for (window, candidate) in self.windows_of(other) {
            if let Some(here) = blocks.get_mut(&candidate.block) {
                here.push((window, -1));
            }
        }
        let left_out: Vec<ColumnTerm> =
            self.left_out(other).into_iter().map(|column| (column, -1)).collect();
        for here in blocks.into_values() {
            self.at_most(here, left_out.clone(), 0);
        }
    }

    /// Neither in one block nor in blocks that run at the same time. Where each has one window, at
    /// each start `t` of a block: `Σ_{c of both, in blocks that run at t} x[c] ≤ 1`. Where one is
    /// cut, for each two blocks that share a minute:
    /// `Σ_{c of the first, in the one} x[c] + Σ_{c of the second, in the other} x[c] ≤ 1`.
    fn apart(&mut self, first: GroupId, second: GroupId) {
        let campaign = self.question.campaign;
        let of = |group: GroupId, is_there: &dyn Fn(BlockId) -> bool| -> Vec<WindowTerm> {
            let windows = self.windows_of(group).filter(|(_, own)| is_there(own.block));
            windows.map(|(window, _)| (window, 1)).collect()
        };
        let mut rows: BTreeSet<(Vec<WindowTerm>, Vec<WindowTerm>)> = BTreeSet::new();
        for block in campaign.block_ids() {
            let here = campaign.block(block);
            if self.is_cut(first) || self.is_cut(second) {
                for other in campaign.block_ids() {
                    let there = campaign.block(other);
                    if here.date == there.date && here.bookable().overlaps(there.bookable()) {
                        rows.insert((
                            of(first, &|place| place == block),
                            of(second, &|place| place == other),
                        ));
                    }
                }
            } else {
                let runs = |place: BlockId| {
                    let (other, start) = (campaign.block(place), here.regular.start);
                    let bookable = other.bookable();
                    other.date == here.date && bookable.start <= start && start < bookable.end
                };
                rows.insert((of(first, &runs), of(second, &runs)));
            }
        }
        for (one, other) in
            rows.into_iter().filter(|(one, other)| !one.is_empty() && !other.is_empty())
        {
            self.at_most([one, other].concat(), Vec::new(), 1);
        }
    }

    /// Done before the other starts, in minutes of the campaign: with `a` over the windows that
    /// serve the last class of the first group and `b` over those that serve the first class of the
    /// second, `Σ end[a]·x[a] ≤ Σ start[b]·x[b] + M·u[second]`, where the big M is the
    /// latest end; and, since that is little to a
    /// linear programme, at the start `t` of each block
    /// `Σ_{end[a] > t} x[a] + Σ_{start[b] < t} x[b] ≤ 1`.
    fn before(&mut self, first: GroupId, second: GroupId) {
        let campaign = self.question.campaign;
        let last_class = campaign.group(first).classes.len();
        let is_last = |window: &Candidate| window.run.is_none_or(|run| run.to == last_class);
        let ends = self.windows_of(first).filter(|(_, candidate)| is_last(candidate));
        let ends: Vec<WindowTerm> =
            ends.map(|(window, candidate)| (window, candidate.span(campaign).1)).collect();
        let starts = self.windows_of(second).filter(|(_, candidate)| candidate.first_class() == 0);
        let starts: Vec<WindowTerm> =
            starts.map(|(window, candidate)| (window, candidate.span(campaign).0)).collect();
        let big_m = ends.iter().map(|(_, end)| *end).max().unwrap_or(0);
        let left_out = self.left_out(second).into_iter().map(|column| (column, -big_m)).collect();
        let negative = starts.iter().map(|(window, start)| (*window, -start));
        self.at_most(ends.iter().copied().chain(negative).collect(), left_out, 0);
        for time in starts_of_blocks(campaign) {
            let late = ends.iter().filter(|(_, end)| *end > time);
            let late: Vec<WindowTerm> = late.map(|(window, _)| (*window, 1)).collect();
            let early = starts.iter().filter(|(_, start)| *start < time);
            let early: Vec<WindowTerm> = early.map(|(window, _)| (*window, 1)).collect();
            if !late.is_empty() && !early.is_empty() {
                self.at_most([late, early].concat(), Vec::new(), 1);
            }
        }
    }
}

/// When blocks start, in minutes of the campaign.
fn starts_of_blocks(campaign: &Campaign) -> BTreeSet<i64> {
    let starts = campaign
        .block_ids()
        .map(|block| campaign.moment(block, campaign.block(block).regular.start));
    starts.collect()
}
