//! Rows of groups that may be cut, as in `rows::cuts`.
//!
//! With windows `w` of a group `g` with `n` classes, its whole group among them, and `i` from 1 to `n − 1`:
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
//! The starts of windows in two half-days that overlap in time are left to the layout, and so is whether
//! windows follow directly.

use super::Place;
use super::cuts::{CutGroup, Drawback};
use super::model::KindsModel;
use crate::base::clock::Interval;
use crate::campaign::{BlockId, ClassRun, GroupId, Tier};
use good_lp::{Expression, Variable, constraint};
use std::collections::BTreeMap;

/// A window of a group that may be cut, as rows see it.
struct CutWindow {
    run: Option<ClassRun>,
    block: BlockId,
    /// Its place, or of a window that stays itself.
    place: Place,
    /// Its earliest end and latest start, in minutes of the campaign.
    first_end: i64,
    last_start: i64,
    column: Variable,
}

impl CutWindow {
    fn serves(&self, class: usize) -> bool {
        self.run.is_none_or(|run| run.contains(class))
    }

    fn ends_before(&self, class: usize) -> bool {
        self.run.is_some_and(|run| run.to == class)
    }

    fn begins_with(&self, class: usize) -> bool {
        self.run.is_some_and(|run| run.from == class)
    }
}

fn sum<'w>(windows: impl Iterator<Item = &'w CutWindow>) -> Expression {
    windows.map(|own| own.column).sum()
}

/// For each day, or station, of windows that serve a class or the class before it: the sum of the windows
/// there that serve the class before it less the sum of the windows there that serve the class.
fn elsewhere<K: Ord>(
    windows: &[CutWindow],
    class: usize,
    key: impl Fn(BlockId) -> K,
) -> Vec<Expression> {
    let mut sums: BTreeMap<K, Expression> = BTreeMap::new();
    for own in windows {
        let (before, after) = (own.serves(class - 1), own.serves(class));
        if before != after {
            let coefficient = if before { 1.0 } else { -1.0 };
            sums.entry(key(own.block)).or_default().add_mul(coefficient, own.column);
        }
    }
    sums.into_values().collect()
}

impl KindsModel<'_> {
    /// The rows of all groups that may be cut; the first row is that of `each_group_once`.
    pub(super) fn cut_groups(&mut self, tiers: &[Tier]) {
        let kinds = self.kinds;
        for (place, cut) in kinds.cut.iter().enumerate() {
            let windows = self.cut_windows(cut);
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

    fn cut_windows(&self, cut: &CutGroup) -> Vec<CutWindow> {
        let (kinds, campaign) = (self.kinds, self.kinds.campaign);
        let of_group = self.windows().filter(|window| cut.has(window.kind));
        let of_group = of_group.map(|window| {
            let stretch = kinds.stretch(window.stretch);
            let moment = |minute| campaign.moment(stretch.block, minute);
            let Interval { start, end } = window.within;
            let first = stretch.clock(Interval::new(start, start + window.minutes));
            let last = stretch.clock(Interval::new(end - window.minutes, end));
            CutWindow {
                run: kinds.kinds[window.kind.index()].run,
                block: stretch.block,
                place: Place { stretch: window.stretch, free: window.within },
                first_end: moment(first.end),
                last_start: moment(last.start),
                column: window.column,
            }
        });
        of_group.collect()
    }

    fn in_the_order_of_classes(&mut self, windows: &[CutWindow], class: usize) {
        let ending = || windows.iter().filter(|own| own.ends_before(class));
        let starting = || windows.iter().filter(|own| own.begins_with(class));
        self.rows.push(constraint::eq(sum(ending()) - sum(starting()), 0.0));
        let ends: Expression = ending().map(|own| own.first_end as f64 * own.column).sum();
        let starts: Expression = starting().map(|own| own.last_start as f64 * own.column).sum();
        // Sums of whole minutes: half a minute is the solver's rounding.
        self.rows.push(constraint::leq(ends - starts, 0.5));
    }

    fn limit_windows(&mut self, windows: &[CutWindow], group: GroupId) {
        let most = self.kinds.campaign.group(group).max_windows as f64;
        self.rows.push(constraint::leq(sum(windows.iter()), most));
        let mut blocks: BTreeMap<BlockId, Expression> = BTreeMap::new();
        for own in windows {
            blocks.entry(own.block).or_default().add_mul(1.0, own.column);
        }
        self.rows.extend(blocks.into_values().map(|sum| constraint::leq(sum, 1.0)));
    }

    /// The drawbacks of a cut before a class: a column each for another day, another station and a gap.
    fn drawbacks(&mut self, windows: &[CutWindow], cut: usize, class: usize) {
        let kinds = self.kinds;
        let campaign = kinds.campaign;
        let of_day = elsewhere(windows, class, |block| campaign.block(block).date);
        let of_station = elsewhere(windows, class, |block| campaign.block(block).station);
        let mut of_place: BTreeMap<Place, Expression> = BTreeMap::new();
        for own in windows.iter().filter(|own| own.ends_before(class)) {
            of_place.entry(own.place).or_default().add_mul(1.0, own.column);
        }
        for (place, sum) in &mut of_place {
            let next = windows.iter().filter(|own| own.begins_with(class));
            for own in next.filter(|own| kinds.meeting_of(*place, own.place).is_some()) {
                sum.add_mul(-1.0, own.column);
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

    /// A group that the baseline cuts counts as not moved only when all its windows stay.
    fn kept_parts(&mut self, windows: &[CutWindow], group: GroupId) {
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
