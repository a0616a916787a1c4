//! Groups too large for one window: their windows are a path through the class list, in the order
//! of time.

use super::{Builder, Term};
use crate::base::clock::Minutes;
use crate::campaign::{BlockId, GroupId, StationId, Tier};
use crate::solve::windows::Candidate;
use jiff::civil::Date;
use std::collections::BTreeMap;

impl Builder<'_> {
    /// The rows of all groups that may be cut, and of cuts that the baseline has.
    pub fn cut_groups(&mut self) {
        let cut: Vec<GroupId> =
            self.asked.campaign.group_ids().filter(|group| self.is_cut[group.0]).collect();
        for group in cut {
            self.in_the_order_of_classes(group);
            self.not_too_many_windows(group);
            if self.asked.tiers.contains(&Tier::Cuts) {
                self.drawbacks(group);
            }
        }
        if self.asked.tiers.contains(&Tier::Moved) {
            self.kept_cuts();
        }
    }

    /// At each place `i` between two classes `Σ_{c ends there} x[c] = Σ_{c begins there} x[c]`, and
    /// in minutes of the campaign
    /// `Σ_{c ends there} end[c]·x[c] ≤ Σ_{c begins there} start[c]·x[c]`.
    fn in_the_order_of_classes(&mut self, group: GroupId) {
        let campaign = self.asked.campaign;
        for place in 1..campaign.group(group).classes.len() {
            let windows = self.windows_of(group);
            let ending =
                windows.clone().filter(|(_, window)| window.run.is_some_and(|run| run.to == place));
            let beginning =
                windows.filter(|(_, window)| window.run.is_some_and(|run| run.from == place));
            let signs =
                ending.clone().map(|(c, _)| (c, 1)).chain(beginning.clone().map(|(c, _)| (c, -1)));
            let signs: Vec<Term> = signs.collect();
            let times = ending.map(|(c, window)| (c, window.span(campaign).1));
            let times: Vec<Term> =
                times.chain(beginning.map(|(c, window)| (c, -window.span(campaign).0))).collect();
            if !signs.is_empty() {
                self.row((0.0, 0.0), &signs, &[]);
                self.at_most(0, &times, &[]);
            }
        }
    }

    /// `Σ_c x[c] ≤ max_windows`.
    fn not_too_many_windows(&mut self, group: GroupId) {
        let windows: Vec<Term> = self.windows_of(group).map(|(place, _)| (place, 1)).collect();
        self.at_most(self.asked.campaign.group(group).max_windows as i64, &windows, &[]);
    }

    /// What makes a cut worse than it need be, for each place where one may be, a column at a point
    /// each:
    /// - another day, for each day `d`:
    ///   `Σ_{c serves i, on d} x[c] − Σ_{c serves i+1, on d} x[c] ≤ day[g,i]`, and the same for
    ///   stations;
    /// - a gap, for each block and end `e`:
    ///   `Σ_{c ends with i at e} x[c] − Σ_{c starts with i+1 directly after e} x[c] ≤ gap[g,i]`.
    fn drawbacks(&mut self, group: GroupId) {
        let campaign = self.asked.campaign;
        let day = |window: &Candidate| campaign.block(window.block).date;
        let station = |window: &Candidate| campaign.block(window.block).station;
        for class in 0..campaign.group(group).classes.len().saturating_sub(1) {
            let mut days: BTreeMap<Date, Vec<Term>> = BTreeMap::new();
            let mut stations: BTreeMap<StationId, Vec<Term>> = BTreeMap::new();
            let mut ends: BTreeMap<(BlockId, Minutes), Vec<Term>> = BTreeMap::new();
            let mut starts: BTreeMap<(BlockId, Minutes), Vec<Term>> = BTreeMap::new();
            for (place, window) in self.windows_of(group) {
                let (before, after) = (window.serves(class), window.serves(class + 1));
                if before != after {
                    let term = (place, if before { 1 } else { -1 });
                    days.entry(day(window)).or_default().push(term);
                    stations.entry(station(window)).or_default().push(term);
                }
                if before && !after {
                    ends.entry((window.block, window.interval.end)).or_default().push((place, 1));
                }
                if window.run.is_some_and(|run| run.from == class + 1) {
                    starts
                        .entry((window.block, window.interval.start))
                        .or_default()
                        .push((place, -1));
                }
            }
            for ((block, end), ending) in &mut ends {
                let date = campaign.block(*block).date;
                for ((other, start), starting) in &starts {
                    let other = campaign.block(*other);
                    if other.date == date
                        && campaign.follows_directly(other.station, date, *end, *start)
                    {
                        ending.extend(starting);
                    }
                }
            }
            let kinds: [Vec<Vec<Term>>; 3] = [
                days.into_values().collect(),
                stations.into_values().collect(),
                ends.into_values().collect(),
            ];
            for rows in kinds {
                let drawback = self.column(group, |tier| i64::from(tier == Tier::Cuts));
                for windows in rows {
                    self.at_most(0, &windows, &[(drawback, -1)]);
                }
            }
        }
    }

    /// A group that the baseline cuts is told no new time only when all its windows stay:
    /// `kept[g] ≤ Σ_{c at the time and place of w} x[c]` for each of its `k` windows, and
    /// `k·kept[g] ≤ Σ_c x[c] ≤ max_windows − (max_windows − k)·kept[g]`.
    fn kept_cuts(&mut self) {
        let asked = self.asked;
        for (group, calls) in &asked.costs.cut_in_baseline {
            let people = asked.campaign.group(*group).expected();
            let kept = self.column(*group, |tier| if tier == Tier::Moved { -people } else { 0 });
            for call in calls {
                let there = self
                    .windows_of(*group)
                    .filter(|(_, window)| (window.block, window.interval) == *call);
                let there: Vec<Term> = there.map(|(place, _)| (place, -1)).collect();
                self.at_most(0, &there, &[(kept, 1)]);
            }
            let (most, count) =
                (asked.campaign.group(*group).max_windows as i64, calls.len() as i64);
            let all: Vec<Term> = self.windows_of(*group).map(|(place, _)| (place, 1)).collect();
            let less: Vec<Term> = all.iter().map(|(place, _)| (*place, -1)).collect();
            self.at_most(0, &less, &[(kept, count)]);
            self.at_most(most, &all, &[(kept, most - count)]);
        }
    }
}
