//! Rows of groups that may be cut, as in `rows::cuts`.
//!
//! `x[w]` is the column of a window `w` of group `g`: of all classes `0` to `n − 1` or of a run of them. For each
//! class `i` from 1 to `n − 1`, before which the group may be cut, with times in minutes of the campaign:
//!
//! ```text
//! Σ_{w from class 0} x[w] + out[g]     = 1
//! Σ_{w ends before i} x[w]             = Σ_{w begins with i} x[w]
//! Σ_{w ends before i} first end × x[w] ≤ Σ_{w begins with i} last start × x[w]
//! Σ_w x[w]                             ≤ most windows of g
//! Σ_{w in b} x[w]                      ≤ 1                              in each half-day b
//! day[g,i]     ≥ Σ_{w serves i − 1, on d} x[w] − Σ_{w serves i, on d} x[w]       on each day d
//! station[g,i] ≥ Σ_{w serves i − 1, at s} x[w] − Σ_{w serves i, at s} x[w]       at each station s
//! gap[g,i]     ≥ Σ_{w ends before i, in s} x[w] − Σ_{w begins with i, in stretches that can follow s
//!                                                   directly} x[w]               in each stretch s
//! kept[g]      ≤ Σ stay[w] at each of the k windows that g has in the baseline
//! k × kept[g]  ≤ Σ_w x[w] ≤ most windows of g − (most windows of g − k) × kept[g]
//! ```
//!
//! The rows have no starts, only the earliest end and the latest start of each window. The layout decides
//! whether parts in half-days that overlap in time keep the order of classes, and whether parts follow
//! directly.

use super::Place;
use super::cuts::Drawback;
use super::model::{KindsModel, TimedWindow};
use crate::campaign::{BlockId, GroupId, Tier};
use good_lp::{Expression, constraint};
use std::collections::BTreeMap;

impl TimedWindow {
    fn serves(&self, class: usize) -> bool {
        self.window.run.is_none_or(|run| run.contains(class))
    }

    fn ends_before(&self, class: usize) -> bool {
        self.window.run.is_some_and(|run| run.to == class)
    }

    fn begins_with(&self, class: usize) -> bool {
        self.window.run.is_some_and(|run| run.from == class)
    }
}

fn sum<'w>(windows: impl Iterator<Item = &'w TimedWindow>) -> Expression {
    windows.map(|own| own.window.column).sum()
}

/// For each day (or station), by `key`: the number of windows there that serve the class before a cut, less the
/// number that serve the class behind it. It is 1 on the day of the class before where the cut changes the day.
fn elsewhere<K: Ord>(
    windows: &[TimedWindow],
    class: usize,
    key: impl Fn(BlockId) -> K,
) -> Vec<Expression> {
    let mut sums: BTreeMap<K, Expression> = BTreeMap::new();
    for own in windows {
        let (before, after) = (own.serves(class - 1), own.serves(class));
        if before != after {
            let coefficient = if before { 1.0 } else { -1.0 };
            sums.entry(key(own.block)).or_default().add_mul(coefficient, own.window.column);
        }
    }
    sums.into_values().collect()
}

impl KindsModel<'_> {
    /// Adds the rows of all groups that may be cut. `Σ_{w from class 0} x[w] + out[g] = 1` is a row of
    /// `each_group_once`.
    pub(super) fn cut_groups(&mut self, tiers: &[Tier]) {
        let kinds = self.kinds;
        for (place, cut) in kinds.cut.iter().enumerate() {
            let windows = self.timed_windows(|kind| cut.has(kind));
            for class in 1..cut.classes {
                self.in_the_order_of_classes(&windows, class);
                if tiers.contains(&Tier::Cuts) {
                    self.drawbacks(&windows, place, class);
                }
            }
            self.limit_windows(&windows, cut.group);
            if tiers.contains(&Tier::Moved) {
                self.kept_parts(&windows, cut.group);
            }
        }
    }

    fn in_the_order_of_classes(&mut self, windows: &[TimedWindow], class: usize) {
        let ending = || windows.iter().filter(|own| own.ends_before(class));
        let starting = || windows.iter().filter(|own| own.begins_with(class));
        self.rows.push(constraint::eq(sum(ending()) - sum(starting()), 0.0));
        let ends: Expression = ending().map(|own| own.first_end as f64 * own.window.column).sum();
        let starts: Expression =
            starting().map(|own| own.last_start as f64 * own.window.column).sum();
        // Both sides are whole minutes, so that a slack of half a minute admits no further plan; without it the
        // floating-point error of large minutes could cut off a plan.
        self.rows.push(constraint::leq(ends - starts, 0.5));
    }

    fn limit_windows(&mut self, windows: &[TimedWindow], group: GroupId) {
        let most = self.kinds.campaign.group(group).max_windows as f64;
        self.rows.push(constraint::leq(sum(windows.iter()), most));
        let mut blocks: BTreeMap<BlockId, Expression> = BTreeMap::new();
        for own in windows {
            blocks.entry(own.block).or_default().add_mul(1.0, own.window.column);
        }
        self.rows.extend(blocks.into_values().map(|sum| constraint::leq(sum, 1.0)));
    }

    /// The columns and rows of `day`, `station` and `gap` for a cut before a class: `cuts` counts each as 1.
    fn drawbacks(&mut self, windows: &[TimedWindow], cut: usize, class: usize) {
        let kinds = self.kinds;
        let campaign = kinds.campaign;
        let of_day = elsewhere(windows, class, |block| campaign.block(block).date);
        let of_station = elsewhere(windows, class, |block| campaign.block(block).station);
        let mut of_place: BTreeMap<Place, Expression> = BTreeMap::new();
        for own in windows.iter().filter(|own| own.ends_before(class)) {
            of_place.entry(own.window.place).or_default().add_mul(1.0, own.window.column);
        }
        for (place, sum) in &mut of_place {
            let next = windows.iter().filter(|own| own.begins_with(class));
            for own in next.filter(|own| kinds.meeting_of(*place, own.window.place).is_some()) {
                sum.add_mul(-1.0, own.window.column);
            }
        }
        let of_gap = of_place.into_values().collect();
        for (kind, sums) in
            [(Drawback::Day, of_day), (Drawback::Station, of_station), (Drawback::Gap, of_gap)]
        {
            let column = self.drawback(cut, class, kind);
            self.rows.extend(sums.into_iter().map(|sum| constraint::leq(sum, column)));
        }
    }

    /// The column and rows of `kept`, for a group that has parts in the baseline: `moved` counts its people
    /// unless all its parts stay.
    fn kept_parts(&mut self, windows: &[TimedWindow], group: GroupId) {
        let kinds = self.kinds;
        let Some(calls) = kinds.costs.cut_in_baseline.get(&group) else { return };
        let kept = self.kept(group);
        for (block, interval) in calls {
            let there = self.stays().iter().filter(|(id, _)| {
                let stay = kinds.stay_of(*id);
                stay.group == group && kinds.is_at(stay, *block, *interval)
            });
            let there: Expression = there.map(|(_, column)| *column).sum();
            self.rows.push(constraint::leq(kept - there, 0.0));
        }
        let (count, most) = (calls.len() as f64, kinds.campaign.group(group).max_windows as f64);
        let all = || sum(windows.iter());
        self.rows.push(constraint::leq(count * kept - all(), 0.0));
        self.rows.push(constraint::leq(all() + (most - count) * kept, most));
    }
}
