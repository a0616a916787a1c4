//! Cut groups: the windows of a group that comes in several are a path through its class list
//! in the order of time (a network-flow formulation, one node between each two classes).

use super::{LinearRules, Meaning, WindowTerm};
use crate::base::clock::Minutes;
use crate::campaign::{Block, BlockId, GroupId, Tier};
use crate::solve::windows::Candidate;
use std::collections::BTreeMap;

impl LinearRules<'_> {
    /// The rows of all groups that may be cut, and of cuts in the baseline.
    pub(super) fn cut_groups(&mut self) {
        let question = self.question;
        let has_tier = |tier: Tier| question.tiers().any(|in_question| in_question == tier);
        let cut: Vec<GroupId> =
            question.campaign.group_ids().filter(|group| self.is_cut(*group)).collect();
        for group in cut {
            self.in_the_order_of_classes(group);
            self.limit_windows(group);
            if has_tier(Tier::Cuts) {
                self.drawbacks(group);
            }
        }
        if has_tier(Tier::Moved) {
            self.baseline_cuts_kept_whole();
        }
    }

    /// Before each class `i > 0`: `Σ_{c ends before i} x[c] = Σ_{c begins with i} x[c]`, and in
    /// minutes of the campaign
    /// `Σ_{c ends before i} end[c]·x[c] ≤ Σ_{c begins with i} start[c]·x[c]`.
    fn in_the_order_of_classes(&mut self, group: GroupId) {
        let campaign = self.question.campaign;
        for class in 1..campaign.group(group).classes.len() {
            let (mut flow, mut times) = (Vec::new(), Vec::new());
            for (window, candidate) in self.windows_of(group) {
                if candidate.run.is_some_and(|run| run.to == class) {
                    flow.push((window, 1));
                    times.push((window, candidate.span(campaign).1));
                }
                if candidate.run.is_some_and(|run| run.from == class) {
                    flow.push((window, -1));
                    times.push((window, -candidate.span(campaign).0));
                }
            }
            if !flow.is_empty() {
                self.equal(flow, Vec::new(), 0);
                self.at_most(times, Vec::new(), 0);
            }
        }
    }

    /// `Σ_c x[c] ≤ max_windows`.
    fn limit_windows(&mut self, group: GroupId) {
        let windows = self.windows_of(group).map(|(window, _)| (window, 1)).collect();
        let most = self.question.campaign.group(group).max_windows as i64;
        self.at_most(windows, Vec::new(), most);
    }

    /// The drawbacks of a cut before class `i`: a column of cost 1 each for another day, another
    /// station and a gap, with one row for each of its sums: `sum ≤ day[g,i]`,
    /// `sum ≤ station[g,i]`, `sum ≤ gap[g,i]`.
    fn drawbacks(&mut self, group: GroupId) {
        for class in 1..self.question.campaign.group(group).classes.len() {
            let kinds = [
                self.elsewhere(group, class, |block| block.date),
                self.elsewhere(group, class, |block| block.station),
                self.gaps(group, class),
            ];
            for sums in kinds {
                let drawback = self.column(Some(group), Meaning::Drawback);
                for sum in sums {
                    self.at_most(sum, vec![(drawback, -1)], 0);
                }
            }
        }
    }

    /// For each day, or station, `d`: `Σ_{c serves i − 1, on d} x[c] − Σ_{c serves i, on d} x[c]`.
    fn elsewhere<D: Ord>(
        &self,
        group: GroupId,
        class: usize,
        key: impl Fn(&Block) -> D,
    ) -> Vec<Vec<WindowTerm>> {
        let mut sums: BTreeMap<D, Vec<WindowTerm>> = BTreeMap::new();
        for (window, candidate) in self.windows_of(group) {
            let (before, after) = (candidate.serves(class - 1), candidate.serves(class));
            if before != after {
                let block = self.question.campaign.block(candidate.block);
                let coefficient = if before { 1 } else { -1 };
                sums.entry(key(block)).or_default().push((window, coefficient));
            }
        }
        sums.into_values().collect()
    }

    /// For each block and end `e`:
    /// `Σ_{c ends before i at e} x[c] − Σ_{c begins with i directly after e} x[c]`.
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
            for ((next, start), windows) in &starting {
                let next = campaign.block(*next);
                if next.date == date && campaign.follows_directly(next.station, date, *end, *start)
                {
                    sum.extend(windows);
                }
            }
        }
        ending.into_values().collect()
    }

    /// A group that the baseline cuts counts as not moved only when all its `k` windows stay:
    /// `kept[g] ≤ Σ_{c in the block and interval of w} x[c]` for each window `w` of them, and
    /// `k·kept[g] ≤ Σ_c x[c] ≤ max_windows − (max_windows − k)·kept[g]`.
    fn baseline_cuts_kept_whole(&mut self) {
        let question = self.question;
        for (group, calls) in &question.costs.cut_in_baseline {
            let kept = self.column(Some(*group), Meaning::Kept);
            for call in calls {
                let same = self
                    .windows_of(*group)
                    .filter(|(_, candidate)| (candidate.block, candidate.interval) == *call);
                let same = same.map(|(window, _)| (window, -1)).collect();
                self.at_most(same, vec![(kept, 1)], 0);
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
