//! What a single candidate window costs in each tier, and which candidates can matter for a tier.

use super::Candidate;
use crate::clock::Minutes;
use crate::instance::{Instance, Tier};
use crate::metrics::{spread_points, spread_scale};
use crate::plan::Plan;
use crate::ratio::Ratio;
use std::collections::{BTreeMap, HashSet};

/// Costs in whole units: people, points, minutes; see [`unit_scale`].
pub struct Costs<'a> {
    instance: &'a Instance,
    baseline: HashSet<Candidate>,
    /// Expected people of all groups that the baseline gives a time.
    pub people_in_baseline: i64,
}

impl std::hash::Hash for Candidate {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        (self.group, self.block, self.interval).hash(state);
    }
}

impl<'a> Costs<'a> {
    /// Prepares the costs of a campaign with or without a baseline.
    pub fn new(instance: &'a Instance, baseline: Option<&Plan>) -> Costs<'a> {
        let windows = || baseline.iter().flat_map(|plan| &plan.windows);
        let with_time = |group| windows().filter(|window| window.group == group).count();
        Costs {
            instance,
            // A group that the baseline calls twice can't keep both windows, so none of them counts as kept.
            baseline: windows()
                .filter(|window| with_time(window.group) == 1)
                .filter_map(|window| {
                    let block = instance.block_at(window.station, window.date, window.interval)?;
                    Some(Candidate { group: window.group, block, interval: window.interval })
                })
                .collect(),
            people_in_baseline: instance
                .group_ids()
                .filter(|group| with_time(*group) > 0)
                .map(|group| instance.group(group).expected())
                .sum(),
        }
    }

    /// What choosing the candidate adds to the tier; 0 for tiers that are no sum over windows.
    pub fn of(&self, tier: Tier, candidate: &Candidate) -> i64 {
        let group = self.instance.group(candidate.group);
        let station = self.instance.station(self.instance.block(candidate.block).station);
        let minutes = self.instance.block(candidate.block).working_minutes_in(candidate.interval);
        match tier {
            Tier::Overload => station.rate.map_or(0, |rate| (group.expected() - i64::from(minutes) * rate / 60).max(0)),
            // Relative to everybody in the baseline being moved; the constant is `people_in_baseline`.
            Tier::Moved if self.baseline.contains(candidate) => -group.expected(),
            Tier::Preference => {
                let date = self.instance.block(candidate.block).date;
                self.instance
                    .preferences()
                    .iter()
                    .filter(|wish| wish.group == candidate.group && wish.is_hurt_by(date, candidate.interval))
                    .map(|wish| wish.weight)
                    .sum()
            }
            Tier::Spread => {
                let rate = station.rate.filter(|_| self.instance.rates_known());
                spread_points(group.expected(), minutes, rate)
            }
            _ => 0,
        }
    }

    /// The candidates that can matter while only `tiers` are looked at.
    ///
    /// `p` is left out when some `q` of the same group and block lies inside it and costs no more in any
    /// of these tiers: replacing `p` by `q` keeps every rule and every value, so an optimum of these tiers
    /// remains. `peak` is no cost here: candidates above the peak in force are left out beforehand.
    pub fn relevant(&self, all: &[Candidate], tiers: &[Tier]) -> Vec<Candidate> {
        if tiers.contains(&Tier::Spread) {
            return all.to_vec();
        }
        let mut kept = Vec::new();
        for same_place in all.chunk_by(|a, b| (a.group, a.block) == (b.group, b.block)) {
            let mut shortest_first: Vec<(Candidate, Vec<i64>)> = same_place
                .iter()
                .map(|candidate| (*candidate, tiers.iter().map(|tier| self.of(*tier, candidate)).collect()))
                .collect();
            shortest_first.sort_by_key(|(candidate, _)| (candidate.interval.minutes(), candidate.interval));
            // By start: the shorter window that dominates nearly always starts at the same minute.
            let mut survivors: BTreeMap<Minutes, Vec<(Candidate, Vec<i64>)>> = BTreeMap::new();
            for (candidate, costs) in shortest_first {
                let inside = candidate.interval.start..candidate.interval.end;
                let dominated =
                    survivors.range(inside).flat_map(|(_, same_start)| same_start).any(|(other, others)| {
                        candidate.interval.contains(other.interval) && others.iter().zip(&costs).all(|(o, c)| o <= c)
                    });
                if !dominated {
                    survivors.entry(candidate.interval.start).or_default().push((candidate, costs));
                }
            }
            kept.extend(survivors.into_values().flatten().map(|(candidate, _)| candidate));
        }
        kept.sort_unstable();
        kept
    }
}

/// How many whole units of the model make one unit of the tier's value: 1 for all but `spread`.
pub fn unit_scale(tier: Tier, instance: &Instance) -> i64 {
    if tier == Tier::Spread { spread_scale(instance) } else { 1 }
}

/// The tier's value for a sum in the model's whole units.
pub fn value_of_units(tier: Tier, units: i64, instance: &Instance) -> Ratio {
    Ratio::new(units, unit_scale(tier, instance)).unwrap_or(Ratio::whole(units))
}
