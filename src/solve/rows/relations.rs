//! What groups ask of each other across blocks; what they ask inside a block is for pricing, see
//! [`super::super::terms`].

use super::{Builder, Term};
use crate::campaign::{BlockId, Campaign, GroupId, RelationKind};
use crate::solve::windows::Candidate;
use std::collections::{BTreeMap, BTreeSet};

/// Whether a relation could be kept, in the rows, by a window too many of the group.
pub fn gains_by_repeats(campaign: &Campaign, group: GroupId) -> bool {
    let mut relations =
        campaign.relations().iter().filter(|relation| relation.kind != RelationKind::Apart);
    relations.any(|relation| [relation.first, relation.second].contains(&group))
}

impl Builder<'_> {
    /// The rows of every relation.
    pub fn relations(&mut self) {
        for relation in self.asked.campaign.relations() {
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
        let mut blocks: BTreeMap<BlockId, Vec<Term>> = BTreeMap::new();
        for (place, window) in self.windows_of(group) {
            blocks.entry(window.block).or_default().push((place, 1));
        }
        for (place, window) in self.windows_of(other) {
            if let Some(here) = blocks.get_mut(&window.block) {
                here.push((place, -1));
            }
        }
        let left_out: Vec<Term> =
            self.left_out(other).into_iter().map(|column| (column, -1)).collect();
        for here in blocks.into_values() {
            self.at_most(0, &here, &left_out);
        }
    }

    /// Neither in one block nor in blocks that run at the same time. Where each has one window, at
    /// each start `t` of a block: `Σ_{c of both, in blocks that run at t} x[c] ≤ 1`. Where one is
    /// cut, for each two blocks that share a minute:
    /// `Σ_{c of the first, in the one} x[c] + Σ_{c of the second, in the other} x[c] ≤ 1`.
    fn apart(&mut self, first: GroupId, second: GroupId) {
        let campaign = self.asked.campaign;
        let of = |group: GroupId, is_there: &dyn Fn(BlockId) -> bool| -> Vec<Term> {
            let windows = self.windows_of(group).filter(|(_, window)| is_there(window.block));
            windows.map(|(place, _)| (place, 1)).collect()
        };
        let mut rows: BTreeSet<(Vec<Term>, Vec<Term>)> = BTreeSet::new();
        for block in campaign.block_ids() {
            let here = campaign.block(block);
            if self.is_cut[first.0] || self.is_cut[second.0] {
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
            self.at_most(1, &[one, other].concat(), &[]);
        }
    }

    /// Done before the other starts, in minutes of the campaign: with `a` over the windows that
    /// serve the last class of the first group and `b` over those that serve the first class of the
    /// second, `Σ end[a]·x[a] ≤ Σ start[b]·x[b] + M·u[second]`; and, since that is little to a
    /// linear programme, at the start `t` of each block
    /// `Σ_{end[a] > t} x[a] + Σ_{start[b] < t} x[b] ≤ 1`.
    fn before(&mut self, first: GroupId, second: GroupId) {
        let campaign = self.asked.campaign;
        let last_class = campaign.group(first).classes.len();
        let is_last = |window: &Candidate| window.run.is_none_or(|run| run.to == last_class);
        let ends = self.windows_of(first).filter(|(_, window)| is_last(window));
        let ends: Vec<Term> =
            ends.map(|(place, window)| (place, window.span(campaign).1)).collect();
        let starts = self.windows_of(second).filter(|(_, window)| window.first_class() == 0);
        let starts: Vec<Term> =
            starts.map(|(place, window)| (place, window.span(campaign).0)).collect();
        let latest = ends.iter().map(|(_, end)| *end).max().unwrap_or(0);
        let left_out: Vec<Term> =
            self.left_out(second).into_iter().map(|column| (column, -latest)).collect();
        let negative = starts.iter().map(|(place, start)| (*place, -start));
        self.at_most(0, &ends.iter().copied().chain(negative).collect::<Vec<_>>(), &left_out);
        let times = starts_of_blocks(campaign);
        for time in times {
            let late: Vec<Term> =
                ends.iter().filter(|(_, end)| *end > time).map(|(place, _)| (*place, 1)).collect();
            let early: Vec<Term> = starts
                .iter()
                .filter(|(_, start)| *start < time)
                .map(|(place, _)| (*place, 1))
                .collect();
            if !late.is_empty() && !early.is_empty() {
                self.at_most(1, &[late, early].concat(), &[]);
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
