//! What groups ask of each other.

use super::{Builder, ColumnMeaning};
use crate::base::clock::{Interval, Minutes};
use crate::campaign::{BlockId, GroupId, RelationKind};
use crate::solve::windows::Candidate;
use good_lp::{Expression, constraint};

impl Builder<'_> {
    /// The rows of every relation.
    pub(super) fn relations(&mut self) {
        for relation in self.campaign.relations() {
            let (first, second) = (relation.first, relation.second);
            match relation.kind {
                RelationKind::Together => self.together(first, second),
                RelationKind::Apart => self.apart(first, second),
                RelationKind::Before => self.before(first, second),
            }
        }
    }

    /// Minutes since midnight of the first day of the campaign.
    pub(super) fn moment(&self, candidate: &Candidate, minute: Minutes) -> f64 {
        self.campaign.moment(candidate.block, minute) as f64
    }

    fn without_window(&self, group: GroupId) -> Expression {
        self.column(ColumnMeaning::Unserved(group)).map_or(Expression::default(), Expression::from)
    }

    /// Directly after one another in one block, in either order: for each candidate `a` of the
    /// first group `x[a] ≤ Σ_{b of the second, directly before or after a} x[b] + u[second]`.
    fn together(&mut self, first: GroupId, second: GroupId) {
        let others = self.window_columns(second);
        for (candidate, x) in self.window_columns(first) {
            let beside = others.iter().filter(|(other, _)| {
                other.block == candidate.block
                    && (self.is_directly_after(candidate.block, candidate.interval, other.interval)
                        || self.is_directly_after(
                            candidate.block,
                            other.interval,
                            candidate.interval,
                        ))
            });
            let beside: Expression = beside.map(|(_, x)| *x).sum();
            let unserved = self.without_window(second);
            self.rows.push(constraint::leq(x, beside + unserved));
        }
    }

    fn is_directly_after(&self, block: BlockId, before: Interval, after: Interval) -> bool {
        self.campaign.directly_after(block, before.end, after.start)
    }

    /// Neither in one block nor in blocks that run at the same time:
    /// `y[first,b] + y[second,b'] ≤ 1`.
    fn apart(&mut self, first: GroupId, second: GroupId) {
        for block in self.campaign.block_ids() {
            for other in self.campaign.block_ids() {
                let (one, two) = (self.campaign.block(block), self.campaign.block(other));
                if one.date != two.date || !one.bookable().overlaps(two.bookable()) {
                    continue;
                }
                let places =
                    [ColumnMeaning::Place(first, block), ColumnMeaning::Place(second, other)];
                if let [Some(here), Some(there)] = places.map(|place| self.column(place)) {
                    self.rows.push(constraint::leq(here + there, 1.0));
                }
            }
        }
    }

    /// Done before the other starts, in minutes of the campaign: with `a` over the windows that
    /// serve the last class of the first group and `b` over those that serve the first class of the
    /// second, `Σ end[a]·x[a] ≤ Σ start[b]·x[b] + M·u[second]`.
    fn before(&mut self, first: GroupId, second: GroupId) {
        let last_class = self.campaign.group(first).classes.len();
        let mut lasts = self.window_columns(first);
        lasts.retain(|(candidate, _)| candidate.run.is_none_or(|run| run.to == last_class));
        let mut firsts = self.window_columns(second);
        firsts.retain(|(candidate, _)| candidate.first_class() == 0);
        let latest =
            lasts.iter().map(|(candidate, _)| self.moment(candidate, candidate.interval.end));
        let latest = latest.fold(0.0, f64::max);
        let end: Expression = lasts.iter().map(|(c, x)| self.moment(c, c.interval.end) * *x).sum();
        let start: Expression =
            firsts.iter().map(|(c, x)| self.moment(c, c.interval.start) * *x).sum();
        self.rows.push(constraint::leq(end, start + latest * self.without_window(second)));
    }
}
