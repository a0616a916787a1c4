//! Rows of related groups over half-days. With windows `w` of the groups `g` and `h`, each of which is
//! a kind of its own, and `u[h] = out[h]`:
//!
//! ```text
//! together: Σ_{w of g, in b} x[w] ≤ Σ_{w of h, in b} x[w] + u[h]   and with g and h exchanged
//! apart:    Σ_{w of g or h, in half-days that run at t} x[w] ≤ 1   at the start t of each half-day
//! before:   Σ_{w of g, can't end before t} x[w] + Σ_{w of h, can't start after t} x[w] ≤ 1
//!                                                                  at the start t of each stretch
//! ```
//!
//! The order of two groups inside a stretch is left to the layout.

use super::KindId;
use super::model::{KindsModel, TimedWindow};
use crate::campaign::{BlockId, GroupId, RelationKind};
use good_lp::{Expression, constraint};
use std::collections::{BTreeMap, BTreeSet};

impl KindsModel<'_> {
    /// The rows of every relation.
    pub(super) fn relations(&mut self) {
        for relation in self.kinds.campaign.relations() {
            let (first, second) =
                (self.related_windows(relation.first), self.related_windows(relation.second));
            match relation.kind {
                RelationKind::Together => {
                    self.in_the_same_half_day(&first, &second, relation.second);
                    self.in_the_same_half_day(&second, &first, relation.first);
                }
                RelationKind::Apart => self.apart(&first, &second),
                RelationKind::Before => self.before(&first, &second),
            }
        }
    }

    /// The kind of a related group, which is the only group of its kind.
    fn kind_of(&self, group: GroupId) -> Option<KindId> {
        self.kinds.kinds.iter().position(|kind| kind.groups == [group]).map(KindId)
    }

    fn related_windows(&self, group: GroupId) -> Vec<TimedWindow> {
        let of_group = self.kind_of(group);
        self.timed_windows(|kind| Some(kind) == of_group)
    }

    fn in_the_same_half_day(
        &mut self,
        of_one: &[TimedWindow],
        of_other: &[TimedWindow],
        other: GroupId,
    ) {
        let mut blocks: BTreeMap<BlockId, Expression> = BTreeMap::new();
        for own in of_one {
            blocks.entry(own.block).or_default().add_mul(1.0, own.window.column);
        }
        for own in of_other {
            if let Some(sum) = blocks.get_mut(&own.block) {
                sum.add_mul(-1.0, own.window.column);
            }
        }
        let left_out = self.kind_of(other).and_then(|kind| self.out[kind.index()]);
        for mut sum in blocks.into_values() {
            if let Some(column) = left_out {
                sum.add_mul(-1.0, column);
            }
            self.rows.push(constraint::leq(sum, 0.0));
        }
    }

    fn apart(&mut self, first: &[TimedWindow], second: &[TimedWindow]) {
        let campaign = self.kinds.campaign;
        for other in campaign.block_ids() {
            let runs = |own: &&TimedWindow| campaign.runs_at_start_of(own.block, other);
            self.at_most_one(first.iter().filter(runs), second.iter().filter(runs));
        }
    }

    fn before(&mut self, first: &[TimedWindow], second: &[TimedWindow]) {
        let kinds = self.kinds;
        let moment = |id: usize| {
            let stretch = &kinds.stretches[id];
            kinds.campaign.moment(stretch.block, stretch.interval.start)
        };
        let starts: BTreeSet<i64> = (0..kinds.stretches.len()).map(moment).collect();
        for time in starts {
            let late = first.iter().filter(|own| own.first_end > time);
            let early = second.iter().filter(|own| own.last_start < time);
            self.at_most_one(late, early);
        }
    }

    /// The row that at most one of the given windows of two groups is taken; no row where a group has
    /// none of them.
    fn at_most_one<'w>(
        &mut self,
        of_first: impl Iterator<Item = &'w TimedWindow>,
        of_second: impl Iterator<Item = &'w TimedWindow>,
    ) {
        let columns = |own: &TimedWindow| own.window.column;
        let (first, second): (Vec<_>, Vec<_>) =
            (of_first.map(columns).collect(), of_second.map(columns).collect());
        if !first.is_empty() && !second.is_empty() {
            let sum: Expression = first.into_iter().chain(second).sum();
            self.rows.push(constraint::leq(sum, 1.0));
        }
    }
}
