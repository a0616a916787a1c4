//! Groups too large for one window: their windows are a path through the class list, in the order
//! of time.

use super::{LinearRules, Meaning, WindowTerm};
use crate::base::clock::Minutes;
use crate::campaign::{Block, BlockId, GroupId, Tier};
use crate::solve::windows::Candidate;
use std::collections::BTreeMap;

impl LinearRules<'_> {
    /// The rows of all groups that may be cut, and of cuts that the baseline has.
    pub(super) fn cut_groups(&mut self) {
        let question = self.question;
        let looks_at = |tier: Tier| question.tiers().any(|own| own == tier);
        let cut: Vec<GroupId> =
            question.campaign.group_ids().filter(|group| self.is_cut(*group)).collect();
        for group in cut {
            self.in_the_order_of_classes(group);
            self.not_too_many_windows(group);
            if looks_at(Tier::Cuts) {
                self.drawbacks(group);
            }
        }
        if looks_at(Tier::Moved) {
            self.baseline_cuts_kept_whole();
        }
    }

    /// At each place `i` between two classes `Σ_{c ends there} x[c] = Σ_{c begins there} x[c]`, and
    /// in minutes of the campaign
    /// `Σ_{c ends there} end[c]·x[c] ≤ Σ_{c begins there} start[c]·x[c]`.
    fn in_the_order_of_classes(&mut self, group: GroupId) {
        let campaign = self.question.campaign;
        for place in 1..campaign.group(group).classes.len() {
            let (mut signs, mut times) = (Vec::new(), Vec::new());
            for (window, candidate) in self.windows_of(group) {
                if candidate.run.is_some_and(|run| run.to == place) {
                    signs.push((window, 1));
                    times.push((window, candidate.span(campaign).1));
                }
                if candidate.run.is_some_and(|run| run.from == place) {
                    signs.push((window, -1));
                    times.push((window, -candidate.span(campaign).0));
                }
            }
            if !signs.is_empty() {
                self.equal(signs, Vec::new(), 0);
                self.at_most(times, Vec::new(), 0);
            }
        }
    }

    /// `Σ_c x[c] ≤ max_windows`.
    fn not_too_many_windows(&mut self, group: GroupId) {
        let windows = self.windows_of(group).map(|(window, _)| (window, 1)).collect();
        let most = self.question.campaign.group(group).max_windows as i64;
        self.at_most(windows, Vec::new(), most);
    }

    /// What makes a cut worse than it need be: for each place where one may be, a column at a point
    /// each for another day, another station, and a gap, which is no less than any of the sums of
    /// its kind: `sum ≤ day[g,i]`, `sum ≤ station[g,i]`, `sum ≤ gap[g,i]`.
    fn drawbacks(&mut self, group: GroupId) {
        for class in 1..self.question.campaign.group(group).classes.len() {
            let kinds = [
                self.elsewhere(group, class, |block| block.date),
                self.elsewhere(group, class, |block| block.station),
                self.gaps(group, class),
            ];
            for sums in kinds {
                let drawback = self.column(group, Meaning::Drawback);
                for sum in sums {
                    self.at_most(sum, vec![(drawback, -1)], 0);
                }
            }
        }
    }

    /// For each day, or station, `d`:
    /// `Σ_{c serves the class before, on d} x[c] − Σ_{c serves the class, on d} x[c]`.
    fn elsewhere<D: Ord>(
        &self,
        group: GroupId,
        class: usize,
        there: impl Fn(&Block) -> D,
    ) -> Vec<Vec<WindowTerm>> {
        let mut sums: BTreeMap<D, Vec<WindowTerm>> = BTreeMap::new();
        for (window, candidate) in self.windows_of(group) {
            let (before, after) = (candidate.serves(class - 1), candidate.serves(class));
            if before != after {
                let block = self.question.campaign.block(candidate.block);
                let coefficient = if before { 1 } else { -1 };
                sums.entry(there(block)).or_default().push((window, coefficient));
            }
        }
        sums.into_values().collect()
    }

    /// For each block and end `e`:
    /// `Σ_{c ends before the class at e} x[c] − Σ_{c starts with the class directly after e} x[c]`.
    fn gaps(&self, group: GroupId, class: usize) -> Vec<Vec<WindowTerm>> {
        let campaign = self.question.campaign;
        let mut ending: BTreeMap<(BlockId, Minutes), Vec<WindowTerm>> = BTreeMap::new();
        let mut starting: BTreeMap<(BlockId, Minutes), Vec<WindowTerm>> = BTreeMap::new();
        for (window, candidate) in self.windows_of(group) {
            let Candidate { block, interval, .. } = *candidate;
            if candidate.serves(class - 1) && !candidate.serves(class) {
                ending.entry((block, interval.end)).or_default().push((window, 1));
            }
            if candidate.run.is_some_and(|run| run.from == class) {
                starting.entry((block, interval.start)).or_default().push((window, -1));
            }
        }
        for ((block, end), sum) in &mut ending {
            let date = campaign.block(*block).date;
            for ((other, start), windows) in &starting {
                let other = campaign.block(*other);
                if other.date == date
                    && campaign.follows_directly(other.station, date, *end, *start)
                {
                    sum.extend(windows);
                }
            }
        }
        ending.into_values().collect()
    }

    /// A group that the baseline cuts is told no new time only when all its windows stay:
    /// `kept[g] ≤ Σ_{c at the time and place of w} x[c]` for each of its `k` windows, and
    /// `k·kept[g] ≤ Σ_c x[c] ≤ max_windows − (max_windows − k)·kept[g]`.
    fn baseline_cuts_kept_whole(&mut self) {
        let question = self.question;
        for (group, calls) in &question.costs.cut_in_baseline {
            let kept = self.column(*group, Meaning::Kept);
            for call in calls {
                let there = self
                    .windows_of(*group)
                    .filter(|(_, candidate)| (candidate.block, candidate.interval) == *call);
                let there = there.map(|(window, _)| (window, -1)).collect();
                self.at_most(there, vec![(kept, 1)], 0);
            }
            let most = question.campaign.group(*group).max_windows as i64;
            let count = calls.len() as i64;
            let all = self.windows_of(*group).map(|(window, _)| window);
            let negative = all.clone().map(|window| (window, -1)).collect();
            self.at_most(negative, vec![(kept, count)], 0);
            self.at_most(all.map(|window| (window, 1)).collect(), vec![(kept, most - count)], most);
        }
    }
}
