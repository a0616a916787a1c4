//! Relations of groups across blocks: co-location, conflict and precedence constraints. Their rules
//! inside a block are in `patterns::pricing` and `compact::block`.

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
                    self.in_the_same_block(first, second);
                    self.in_the_same_block(second, first);
                }
                RelationKind::Apart => self.apart(first, second),
                RelationKind::Before => self.before(first, second),
            }
        }
    }

    /// Groups `g` and `h` in the same block, for each block `b`:
    /// `Σ_{c of g, in b} x[c] ≤ Σ_{c of h, in b} x[c] + u[h]`.
    fn in_the_same_block(&mut self, g: GroupId, h: GroupId) {
        let mut blocks: BTreeMap<BlockId, Vec<WindowTerm>> = BTreeMap::new();
        for (window, candidate) in self.windows_of(g) {
            blocks.entry(candidate.block).or_default().push((window, 1));
        }
        for (window, candidate) in self.windows_of(h) {
            if let Some(terms) = blocks.get_mut(&candidate.block) {
                terms.push((window, -1));
            }
        }
        let left_out: Vec<ColumnTerm> =
            self.left_out(h).into_iter().map(|column| (column, -1)).collect();
        for terms in blocks.into_values() {
            self.at_most(terms, left_out.clone(), 0);
        }
    }

    /// Groups `g` and `h` neither in one block nor in blocks that run at the same time. Where
    /// neither is cut, a clique row at each start `t` of a block:
    /// `Σ_{c of g or h, in blocks that run at t} x[c] ≤ 1`. Where one is cut, for each two blocks
    /// `a` and `b` that share a minute: `Σ_{c of g, in a} x[c] + Σ_{c of h, in b} x[c] ≤ 1`.
    fn apart(&mut self, first: GroupId, second: GroupId) {
        let campaign = self.question.campaign;
        let windows_in = |group: GroupId, has_block: &dyn Fn(BlockId) -> bool| -> Vec<WindowTerm> {
            let windows =
                self.windows_of(group).filter(|(_, candidate)| has_block(candidate.block));
            windows.map(|(window, _)| (window, 1)).collect()
        };
        let mut rows: BTreeSet<(Vec<WindowTerm>, Vec<WindowTerm>)> = BTreeSet::new();
        for a in campaign.block_ids() {
            let block_a = campaign.block(a);
            if self.is_cut(first) || self.is_cut(second) {
                for b in campaign.block_ids() {
                    let block_b = campaign.block(b);
                    if block_a.date == block_b.date
                        && block_a.bookable().overlaps(block_b.bookable())
                    {
                        rows.insert((
                            windows_in(first, &|block| block == a),
                            windows_in(second, &|block| block == b),
                        ));
                    }
                }
            } else {
                let runs = |block: BlockId| campaign.runs_at_start_of(block, a);
                rows.insert((windows_in(first, &runs), windows_in(second, &runs)));
            }
        }
        for (of_first, of_second) in
            rows.into_iter().filter(|(a, b)| !a.is_empty() && !b.is_empty())
        {
            self.at_most([of_first, of_second].concat(), Vec::new(), 1);
        }
    }

    /// The first group ends before the second starts, in minutes of the campaign: with `a` over the
    /// windows that serve the last class of the first group and `b` over those that serve the first
    /// class of the second, `Σ end[a]·x[a] ≤ Σ start[b]·x[b] + M·u[second]`, where the big M is the
    /// latest end. The LP relaxation of that is weak, so a clique row is added at the start `t` of
    /// each block: `Σ_{end[a] > t} x[a] + Σ_{start[b] < t} x[b] ≤ 1`.
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

/// The starts of all blocks, in minutes of the campaign.
fn starts_of_blocks(campaign: &Campaign) -> BTreeSet<i64> {
    let starts = campaign
        .block_ids()
        .map(|block| campaign.moment(block, campaign.block(block).regular.start));
    starts.collect()
}
