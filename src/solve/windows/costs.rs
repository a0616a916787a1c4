//! What a single candidate window costs in each tier, and which candidates can matter for a tier.

use super::Candidate;
use super::candidates::length_matters;
use crate::base::budget::Budget;
use crate::base::clock::{Interval, Minutes};
use crate::base::ratio::Ratio;
use crate::campaign::plan::Plan;
use crate::campaign::{BlockId, Campaign, GroupId, Tier};
use crate::plans::metrics::{spread_points, spread_scale};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Costs in whole units: people, points, minutes; see [`unit_scale`].
pub struct Costs<'a> {
    campaign: &'a Campaign,
    baseline: HashSet<Candidate>,
    /// Groups that the baseline gives several windows, with the place and time of each: all or none
    /// are kept.
    pub cut_in_baseline: BTreeMap<GroupId, Vec<(BlockId, Interval)>>,
    /// Expected people of all groups that the baseline gives a time.
    pub people_in_baseline: i64,
}

impl std::hash::Hash for Candidate {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        (self.group, self.block, self.interval, self.run).hash(state);
    }
}

impl<'a> Costs<'a> {
    /// Prepares the costs of a campaign with or without a baseline.
    pub fn new(campaign: &'a Campaign, baseline: Option<&Plan>) -> Costs<'a> {
        let mut calls: BTreeMap<GroupId, Vec<Option<(BlockId, Interval)>>> = BTreeMap::new();
        for window in baseline.iter().flat_map(|plan| &plan.windows) {
            let block = campaign.block_at(window.station, window.date, window.interval);
            calls
                .entry(window.group)
                .or_default()
                .push(block.map(|block| (block, window.interval)));
        }
        let people_in_baseline = calls.keys().map(|group| campaign.group(*group).expected()).sum();
        let mut single = HashSet::new();
        let mut cut_in_baseline = BTreeMap::new();
        for (group, calls) in calls {
            // A call outside of every block can't be kept.
            match calls.into_iter().collect::<Option<Vec<_>>>().as_deref() {
                Some([(block, interval)]) => {
                    single.insert(Candidate {
                        group,
                        block: *block,
                        interval: *interval,
                        run: None,
                    });
                }
                // Nor can two calls into one block.
                Some(several)
                    if several.len() <= campaign.group(group).max_windows
                        && several
                            .iter()
                            .map(|(block, _)| block)
                            .collect::<BTreeSet<_>>()
                            .len()
                            == several.len() =>
                {
                    cut_in_baseline.insert(group, several.to_vec());
                }
                _ => {}
            }
        }
        Costs { campaign, baseline: single, cut_in_baseline, people_in_baseline }
    }

    /// What choosing the candidate adds to the tier; 0 for tiers that are no sum over windows.
    pub fn of(&self, tier: Tier, candidate: &Candidate) -> i64 {
        let group = self.campaign.group(candidate.group);
        let block = self.campaign.block(candidate.block);
        let minutes = || block.working_minutes_in(candidate.interval);
        match tier {
            Tier::Overload => {
                let room = self.campaign.room(candidate.group, candidate.block, minutes());
                room.map_or(0, |room| (candidate.expected(self.campaign) - room).max(0))
            }
            // Relative to everybody in the baseline being moved; the constant is
            // `people_in_baseline`.
            Tier::Moved if self.baseline.contains(candidate) => -group.expected(),
            Tier::Preference => {
                let wishes = self.campaign.preferences_of(candidate.group);
                let ungranted =
                    wishes.filter(|wish| wish.is_hurt_by(block.date, candidate.interval));
                ungranted.map(|wish| wish.weight).sum()
            }
            Tier::Spread => {
                let rate = self
                    .campaign
                    .station(block.station)
                    .rate
                    .filter(|_| self.campaign.rates_known());
                spread_points(candidate.expected(self.campaign), minutes(), rate)
            }
            _ => 0,
        }
    }

    /// What it adds to the tier that a block's last window ends at `end`: minutes past the regular
    /// end, one for the block being opened, minutes since its start; 0 for tiers that don't look at
    /// blocks.
    pub fn closing(&self, tier: Tier, block: BlockId, end: Minutes) -> i64 {
        let block = self.campaign.block(block);
        match tier {
            Tier::Overtime => i64::from((end - block.regular.end).max(0)),
            Tier::Blocks => 1,
            Tier::Early => i64::from(end - block.regular.start),
            _ => 0,
        }
    }

    /// What has to be added to a sum of [`Costs::of`] to give the tier, where no cut of the
    /// baseline is kept.
    pub fn constant(&self, tier: Tier) -> i64 {
        if tier == Tier::Moved { self.people_in_baseline } else { 0 }
    }

    /// The candidates that can matter while only `tiers` are looked at.
    ///
    /// `p` is left out when some `q` of the same group and block lies inside it and costs no more
    /// in any of these tiers: replacing `p` by `q` keeps every rule and every value, so an optimum
    /// of these tiers remains. `peak` is no cost here: candidates above the peak in force are left
    /// out beforehand.
    ///
    /// Not so where others look at a window's length or neighbours: people who wait, groups that
    /// come together, and at cuts, where the next part may follow directly (`may_stand_for`).
    ///
    /// Where the budget is spent on the way, those not looked at stay.
    pub fn relevant<'c>(
        &self,
        all: &'c [Candidate],
        tiers: &[Tier],
        budget: &Budget,
    ) -> Cow<'c, [Candidate]> {
        if !self.shorter_ones_stand(tiers) {
            return Cow::Borrowed(all);
        }
        let mut kept = Vec::new();
        let mut by_place = all.to_vec();
        by_place.sort_by_key(|candidate| (candidate.group, candidate.block, candidate.run));
        for same_place in
            by_place.chunk_by(|a, b| (a.group, a.block, a.run) == (b.group, b.block, b.run))
        {
            let stays = |candidate: &Candidate| {
                self.campaign.comes_together(candidate.group) || budget.is_spent()
            };
            if same_place.first().is_some_and(stays) {
                kept.extend(same_place);
                continue;
            }
            let mut shortest_first: Vec<(Candidate, Vec<i64>)> = same_place
                .iter()
                .map(|candidate| {
                    (*candidate, tiers.iter().map(|tier| self.of(*tier, candidate)).collect())
                })
                .collect();
            shortest_first
                .sort_by_key(|(candidate, _)| (candidate.interval.minutes(), candidate.interval));
            // By start: the shorter window that dominates nearly always starts at the same minute.
            let mut survivors: BTreeMap<Minutes, Vec<(Candidate, Vec<i64>)>> = BTreeMap::new();
            for (candidate, costs) in shortest_first {
                let inside = candidate.interval.start..candidate.interval.end;
                let dominated = survivors.range(inside).flat_map(|(_, same_start)| same_start).any(
                    |(other, others)| {
                        candidate.interval.contains(other.interval)
                            && others.iter().zip(&costs).all(|(o, c)| o <= c)
                            && self.may_stand_for(other, &candidate)
                    },
                );
                if !dominated {
                    survivors.entry(candidate.interval.start).or_default().push((candidate, costs));
                }
            }
            kept.extend(survivors.into_values().flatten().map(|(candidate, _)| candidate));
        }
        kept.sort_unstable();
        Cow::Owned(kept)
    }
}

impl Costs<'_> {
    /// Whether a shorter window can stand for a longer one where only these tiers are looked at,
    /// and is not the only one anyway.
    fn shorter_ones_stand(&self, tiers: &[Tier]) -> bool {
        length_matters(self.campaign)
            && !tiers.contains(&Tier::Spread)
            && !self.campaign.limits_waiting()
    }

    /// What is left of all candidates when some relevant ones are known to be in no good plan:
    /// neither these, nor longer ones that they would have stood for. All, where the budget is
    /// spent: nobody asks what is left then.
    pub fn without(
        &self,
        all: &[Candidate],
        dropped: &[Candidate],
        tiers: &[Tier],
        budget: &Budget,
    ) -> Vec<Candidate> {
        if budget.is_spent() {
            return all.to_vec();
        }
        if !self.shorter_ones_stand(tiers) {
            let mut dropped = dropped.to_vec();
            dropped.sort_unstable();
            return all
                .iter()
                .filter(|candidate| dropped.binary_search(candidate).is_err())
                .copied()
                .collect();
        }
        // Nearly all that it would have stood for start at the same minute.
        let place = |candidate: &Candidate| {
            (candidate.group, candidate.block, candidate.run, candidate.interval.start)
        };
        let costs = |candidate: &Candidate| {
            tiers.iter().map(|tier| self.of(*tier, candidate)).collect::<Vec<i64>>()
        };
        let mut by_place: BTreeMap<_, Vec<(Candidate, Vec<i64>)>> = BTreeMap::new();
        for candidate in dropped {
            by_place.entry(place(candidate)).or_default().push((*candidate, costs(candidate)));
        }
        let is_dropped = |candidate: &Candidate| {
            let Some(same_place) = by_place.get(&place(candidate)) else { return false };
            let own = costs(candidate);
            let stands = !self.campaign.comes_together(candidate.group);
            same_place.iter().any(|(other, others)| {
                other == candidate
                    || stands
                        && candidate.interval.contains(other.interval)
                        && others.iter().zip(&own).all(|(o, c)| o <= c)
                        && self.may_stand_for(other, candidate)
            })
        };
        all.iter().filter(|candidate| !is_dropped(candidate)).copied().collect()
    }

    /// Whether a shorter window for the same classes, inside the other one, is as good where a
    /// group is cut: it meets its neighbours among the parts at the same minute, and is no window
    /// that the baseline wants kept.
    fn may_stand_for(&self, shorter: &Candidate, candidate: &Candidate) -> bool {
        let Some(run) = candidate.run else { return true };
        let call = (candidate.block, candidate.interval);
        let in_baseline =
            self.cut_in_baseline.get(&candidate.group).is_some_and(|calls| calls.contains(&call));
        let last = self.campaign.group(candidate.group).classes.len();
        let gaps_count = self.campaign.has_tier(Tier::Cuts);
        let same_start =
            run.from == 0 || !gaps_count || shorter.interval.start == candidate.interval.start;
        let same_end =
            run.to == last || !gaps_count || shorter.interval.end == candidate.interval.end;
        !in_baseline && same_start && same_end
    }
}

/// How many whole units of the model make one unit of the tier's value: 1 for all but `spread`.
pub fn unit_scale(tier: Tier, campaign: &Campaign) -> i64 {
    if tier == Tier::Spread { spread_scale(campaign) } else { 1 }
}

/// The tier's value for a sum in the model's whole units.
pub fn value_of_units(tier: Tier, units: i64, campaign: &Campaign) -> Ratio {
    Ratio::new(units, unit_scale(tier, campaign)).unwrap_or(Ratio::whole(units))
}

#[cfg(test)]
mod tests {
    use super::{
        Campaign, Candidate, Costs, Minutes, Plan, Ratio, Tier, unit_scale, value_of_units,
    };
    use crate::base::budget::Budget;
    use crate::campaign::{BlockId, tiny};
    use crate::solve::every_plan::{every_choice, every_plan, least, plan_of, units};
    use crate::solve::windows::candidates;
    use rand::RngExt;
    use rand::rngs::ChaCha8Rng;
    use std::collections::{BTreeMap, BTreeSet};

    const SUMS: [Tier; 7] = [
        Tier::Overload,
        Tier::Overtime,
        Tier::Blocks,
        Tier::Moved,
        Tier::Preference,
        Tier::Spread,
        Tier::Early,
    ];

    fn campaign(dice: &mut ChaCha8Rng) -> Campaign {
        let mut draft = tiny::random(dice);
        draft.tiers = [Tier::Unserved].into_iter().chain(SUMS).collect();
        if dice.random_bool(0.5) {
            tiny::add_relation(dice, &mut draft);
        }
        if dice.random_bool(0.3) {
            draft.stations[0].rate = None;
        }
        Campaign::new(draft).unwrap()
    }

    fn baseline(dice: &mut ChaCha8Rng, campaign: &Campaign, all: &[Candidate]) -> Plan {
        let choices = every_choice(campaign, all);
        plan_of(campaign, &choices[dice.random_range(0..choices.len())])
    }

    #[test]
    fn costs_of_windows_and_of_closing_add_up_to_the_tier() {
        for seed in 0..25 {
            let mut dice = tiny::dice(seed);
            let campaign = campaign(&mut dice);
            let all = candidates(&campaign).unwrap().list;
            let told = baseline(&mut dice, &campaign, &all);
            let costs = Costs::new(&campaign, Some(&told));
            for windows in every_choice(&campaign, &all) {
                let mut ends: BTreeMap<BlockId, Minutes> = BTreeMap::new();
                for window in &windows {
                    let end = ends.entry(window.block).or_default();
                    *end = window.interval.end.max(*end);
                }
                for tier in SUMS {
                    let own: i64 = windows.iter().map(|window| costs.of(tier, window)).sum();
                    let closing = ends.iter().map(|(block, end)| costs.closing(tier, *block, *end));
                    let sum = own + closing.sum::<i64>() + costs.constant(tier);
                    let worth = units(&campaign, tier, &windows, Some(&told));
                    assert_eq!(sum, worth, "seed {seed}: {tier:?} {windows:?}");
                    let value = value_of_units(tier, sum, &campaign);
                    assert_eq!(value, Ratio::new(sum, unit_scale(tier, &campaign)).unwrap());
                }
            }
        }
    }

    #[test]
    fn relevant_windows_have_a_best_plan_of_every_value() {
        let mut spared = 0;
        for seed in 0..60 {
            let mut dice = tiny::dice(seed);
            let campaign = campaign(&mut dice);
            let all = candidates(&campaign).unwrap().list;
            let told = baseline(&mut dice, &campaign, &all);
            let costs = Costs::new(&campaign, Some(&told));
            let tiers: Vec<Tier> = SUMS.into_iter().filter(|_| dice.random_bool(0.4)).collect();
            let relevant = costs.relevant(&all, &tiers, &Budget::unlimited());
            assert!(relevant.iter().all(|window| all.contains(window)), "seed {seed}");
            spared += all.len() - relevant.len();
            // Whoever is served and whatever the values are, some relevant windows do as well.
            let worth = |windows: &Vec<Candidate>| {
                let served: BTreeSet<_> = windows.iter().map(|window| window.group).collect();
                let values: Vec<i64> = tiers
                    .iter()
                    .map(|tier| units(&campaign, *tier, windows, Some(&told)))
                    .collect();
                (served, values)
            };
            let of_relevant: BTreeSet<_> =
                every_plan(&campaign, &relevant).iter().map(worth).collect();
            for plan in every_plan(&campaign, &all) {
                let (served, values) = worth(&plan);
                let does_as_well = |(others, own): &(BTreeSet<_>, Vec<i64>)| {
                    *others == served && own.iter().zip(&values).all(|(own, value)| own <= value)
                };
                assert!(of_relevant.iter().any(does_as_well), "seed {seed}: {plan:?}, {tiers:?}");
            }
        }
        assert!(spared > 100, "only {spared} windows were spared");
    }

    #[test]
    fn without_windows_of_no_good_plan_the_best_one_stays() {
        let mut left = 0;
        for seed in 0..60 {
            let mut dice = tiny::dice(seed);
            let campaign = campaign(&mut dice);
            let all = candidates(&campaign).unwrap().list;
            let told = baseline(&mut dice, &campaign, &all);
            let costs = Costs::new(&campaign, Some(&told));
            let tiers = [SUMS[dice.random_range(0..SUMS.len())]];
            let relevant = costs.relevant(&all, &tiers, &Budget::unlimited());
            let plans = every_plan(&campaign, &relevant);
            let Some(best) = least(&campaign, tiers[0], &plans, Some(&told)) else { continue };
            let is_best = |plan: &&Vec<_>| units(&campaign, tiers[0], plan, Some(&told)) == best;
            let used: BTreeSet<Candidate> =
                plans.iter().filter(is_best).flatten().copied().collect();
            let dropped: Vec<Candidate> =
                relevant.iter().filter(|window| !used.contains(*window)).copied().collect();
            let without = costs.without(&all, &dropped, &tiers, &Budget::unlimited());
            assert!(used.iter().all(|window| without.contains(window)), "seed {seed}");
            assert!(dropped.iter().all(|window| !without.contains(window)), "seed {seed}");
            // Longer windows than one that was dropped would not have been good either.
            let every = every_plan(&campaign, &all);
            for plan in every.iter().filter(is_best) {
                assert!(
                    plan.iter().all(|window| without.contains(window)),
                    "seed {seed}: {plan:?}"
                );
            }
            left += all.len() - without.len();
        }
        assert!(left > 100, "only {left} windows were left out");
    }

    #[test]
    fn a_baseline_is_kept_as_far_as_its_calls_can_be() {
        let mut draft = tiny::draft(&[3, 3], &[20, 10, 12]);
        draft.groups[0].max_windows = 2;
        let campaign = Campaign::new(draft).unwrap();
        let call = |group, block: usize, from| Candidate {
            group: crate::campaign::GroupId(group),
            block: BlockId(block),
            interval: crate::base::clock::Interval::new(
                tiny::START + from,
                tiny::START + from + 10,
            ),
            run: None,
        };
        let told = [call(0, 0, 0), call(0, 1, 0), call(1, 0, 10), call(2, 0, 20), call(2, 1, 10)];
        let costs = Costs::new(&campaign, Some(&plan_of(&campaign, &told)));
        assert_eq!(costs.people_in_baseline, 42);
        assert_eq!(costs.of(Tier::Moved, &call(1, 0, 10)), -10, "it stays");
        assert_eq!(costs.of(Tier::Moved, &call(1, 0, 20)), 0, "another time");
        assert_eq!(
            costs.of(Tier::Moved, &call(2, 0, 20)),
            0,
            "it was called twice and may be once"
        );
        let cut: Vec<_> = costs.cut_in_baseline.keys().map(|group| group.0).collect();
        assert_eq!(cut, [0], "twice, and it may be");
    }
}
