//! The cost of candidate windows in each tier, and dominance between candidates: a presolve step
//! that drops windows which some shorter window of no higher cost may replace.

use super::Candidate;
use super::candidates::length_matters;
use crate::base::budget::Budget;
use crate::base::clock::{Interval, Minutes};
use crate::base::ratio::Ratio;
use crate::campaign::plan::Plan;
use crate::campaign::{BlockId, Campaign, GroupId, Tier};
use crate::plans::metrics::{overload, spread_points, spread_precision, spread_scale};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Costs in whole units of a tier: people, points or minutes; see [`unit_scale`].
pub struct Costs<'a> {
    campaign: &'a Campaign,
    /// Whole units of `spread`, see [`spread_precision`].
    spread_precision: i64,
    /// The windows of groups that the baseline gives a single window.
    baseline: HashSet<Candidate>,
    /// For each group that the baseline gives several windows, their blocks and intervals. They
    /// count as kept only where all of them are.
    pub cut_in_baseline: BTreeMap<GroupId, Vec<(BlockId, Interval)>>,
    /// The expected people of all groups with a window in the baseline.
    pub people_in_baseline: i64,
}

impl std::hash::Hash for Candidate {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        (self.group, self.block, self.interval, self.run).hash(state);
    }
}

impl<'a> Costs<'a> {
    /// The costs of a campaign with or without a baseline.
    pub fn new(campaign: &'a Campaign, baseline: Option<&Plan>) -> Costs<'a> {
        let mut windows_of: BTreeMap<GroupId, Vec<Option<(BlockId, Interval)>>> = BTreeMap::new();
        for window in baseline.iter().flat_map(|plan| &plan.windows) {
            let block = campaign.block_at(window.station, window.date, window.interval);
            windows_of
                .entry(window.group)
                .or_default()
                .push(block.map(|block| (block, window.interval)));
        }
        let people_in_baseline =
            windows_of.keys().map(|group| campaign.group(*group).expected()).sum();
        let mut single = HashSet::new();
        let mut cut_in_baseline = BTreeMap::new();
        for (group, windows) in windows_of {
            // A window outside of every block can't be kept.
            match windows.into_iter().collect::<Option<Vec<_>>>().as_deref() {
                Some([(block, interval)]) => {
                    single.insert(Candidate {
                        group,
                        block: *block,
                        interval: *interval,
                        run: None,
                    });
                }
                // Nor can two windows in the same block, or more than `max_windows`.
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
        let spread_precision = spread_precision(campaign);
        Costs { campaign, spread_precision, baseline: single, cut_in_baseline, people_in_baseline }
    }

    /// The windows of groups that the baseline gives a single window, in order.
    pub fn single_in_baseline(&self) -> impl Iterator<Item = Candidate> {
        let mut windows: Vec<Candidate> = self.baseline.iter().copied().collect();
        windows.sort_unstable();
        windows.into_iter()
    }

    /// The cost of a candidate in a tier; 0 in tiers that are no sum over windows.
    pub fn of(&self, tier: Tier, candidate: &Candidate) -> i64 {
        let block = self.campaign.block(candidate.block);
        let minutes = || block.working_minutes_in(candidate.interval);
        match tier {
            Tier::Overload => {
                let slots = || candidate.slots(self.campaign).unwrap_or_default();
                overload(self.campaign, candidate.block, &candidate.window(self.campaign), slots)
            }
            // The constant `people_in_baseline` counts all people as moved; a window kept takes its
            // group off.
            Tier::Moved if self.baseline.contains(candidate) => {
                -self.campaign.expected_of(candidate.group, None)
            }
            Tier::Preference => {
                let wishes = self.campaign.preferences_of(candidate.group);
                let ungranted =
                    wishes.filter(|wish| wish.is_hurt_by(block.date, candidate.interval));
                ungranted.map(|wish| wish.weight).sum()
            }
            Tier::Spread => {
                let people = candidate.expected(self.campaign);
                let unit = self.campaign.load_unit(Tier::Spread, candidate.block);
                spread_points(people, minutes(), unit, self.spread_precision)
            }
            _ => 0,
        }
    }

    /// The closing cost of a block in a tier, where its last window ends at `end`: minutes past the
    /// regular end, 1 for the block, or minutes since its start; 0 in tiers that don't depend on
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

    /// The constant of a tier: what the sums of [`Costs::of`] and [`Costs::closing`] lack, where no
    /// group with several windows in the baseline keeps them.
    pub fn constant(&self, tier: Tier) -> i64 {
        if tier == Tier::Moved { self.people_in_baseline } else { 0 }
    }

    /// The candidates that no other candidate dominates with respect to `tiers`.
    ///
    /// A candidate `q` dominates `p` where they have the same group, classes and block, `q` lies
    /// inside `p` and costs no more in any of the tiers: with `q` for `p` a plan keeps every rule
    /// and no tier is worse, so an optimal plan of non-dominated candidates exists. `peak` is no
    /// cost here: candidates above the peak in force are dropped before.
    ///
    /// There is no dominance where a rule depends on length or neighbours: with limits on waiting
    /// people, for groups that come together, and at a cut whose next part may follow directly
    /// (`may_replace`).
    ///
    /// Once the budget is spent, the candidates not yet compared are kept.
    pub fn relevant<'c>(
        &self,
        all: &'c [Candidate],
        tiers: &[Tier],
        budget: &Budget,
    ) -> Cow<'c, [Candidate]> {
        if !self.has_dominance(tiers) {
            return Cow::Borrowed(all);
        }
        let mut kept = Vec::new();
        let mut sorted = all.to_vec();
        sorted.sort_by_key(|candidate| (candidate.group, candidate.block, candidate.run));
        for comparable in
            sorted.chunk_by(|a, b| (a.group, a.block, a.run) == (b.group, b.block, b.run))
        {
            let stays = |candidate: &Candidate| {
                self.campaign.comes_together(candidate.group) || budget.is_spent()
            };
            if comparable.first().is_some_and(stays) {
                kept.extend(comparable);
                continue;
            }
            let mut shortest_first: Vec<(Candidate, Vec<i64>)> = comparable
                .iter()
                .map(|candidate| {
                    (*candidate, tiers.iter().map(|tier| self.of(*tier, candidate)).collect())
                })
                .collect();
            shortest_first
                .sort_by_key(|(candidate, _)| (candidate.interval.minutes(), candidate.interval));
            // The candidates kept by start, so that only those that start inside are compared.
            let mut survivors: BTreeMap<Minutes, Vec<(Candidate, Vec<i64>)>> = BTreeMap::new();
            for (candidate, costs) in shortest_first {
                let inside = candidate.interval.start..candidate.interval.end;
                let dominated = survivors.range(inside).flat_map(|(_, same_start)| same_start).any(
                    |(shorter, shorter_costs)| {
                        candidate.interval.contains(shorter.interval)
                            && shorter_costs.iter().zip(&costs).all(|(a, b)| a <= b)
                            && self.may_replace(shorter, &candidate)
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
    /// Whether a shorter candidate may dominate a longer one with respect to these tiers. Where
    /// length never matters, only the shortest candidates exist, and none dominates another.
    fn has_dominance(&self, tiers: &[Tier]) -> bool {
        length_matters(self.campaign)
            && !tiers.contains(&Tier::Spread)
            && !self.campaign.limits_waiting()
    }

    /// The candidates except the ones dropped by reduced-cost fixing and all that a dropped
    /// candidate dominates: a plan costs at least as much with them as with the dropped candidate.
    /// All candidates where the budget is spent, as no later step uses them.
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
        if !self.has_dominance(tiers) {
            let mut dropped = dropped.to_vec();
            dropped.sort_unstable();
            return all
                .iter()
                .filter(|candidate| dropped.binary_search(candidate).is_err())
                .copied()
                .collect();
        }
        // Only candidates of one start are compared, which are looked up by one key; dominated ones
        // of another start stay.
        let key = |candidate: &Candidate| {
            (candidate.group, candidate.block, candidate.run, candidate.interval.start)
        };
        let costs = |candidate: &Candidate| {
            tiers.iter().map(|tier| self.of(*tier, candidate)).collect::<Vec<i64>>()
        };
        let mut dropped_by_key: BTreeMap<_, Vec<(Candidate, Vec<i64>)>> = BTreeMap::new();
        for candidate in dropped {
            dropped_by_key.entry(key(candidate)).or_default().push((*candidate, costs(candidate)));
        }
        let is_dropped = |candidate: &Candidate| {
            let Some(comparable) = dropped_by_key.get(&key(candidate)) else { return false };
            let candidate_costs = costs(candidate);
            let may_be_dominated = !self.campaign.comes_together(candidate.group);
            comparable.iter().any(|(dropped, dropped_costs)| {
                dropped == candidate
                    || may_be_dominated
                        && candidate.interval.contains(dropped.interval)
                        && dropped_costs.iter().zip(&candidate_costs).all(|(a, b)| a <= b)
                        && self.may_replace(dropped, candidate)
            })
        };
        all.iter().filter(|candidate| !is_dropped(candidate)).copied().collect()
    }

    /// Whether a shorter candidate with the same classes, inside `candidate`, may replace it in a
    /// plan where the group is cut: `candidate` is no window of the baseline; and with the tier
    /// `cuts`, in which gaps between parts count, start and end stay where another part is beside
    /// them.
    fn may_replace(&self, shorter: &Candidate, candidate: &Candidate) -> bool {
        let Some(run) = candidate.run else { return true };
        let window = (candidate.block, candidate.interval);
        let in_baseline = self
            .cut_in_baseline
            .get(&candidate.group)
            .is_some_and(|windows| windows.contains(&window));
        let last = self.campaign.group(candidate.group).classes.len();
        let gaps_count = self.campaign.has_tier(Tier::Cuts);
        let same_start =
            run.from == 0 || !gaps_count || shorter.interval.start == candidate.interval.start;
        let same_end =
            run.to == last || !gaps_count || shorter.interval.end == candidate.interval.end;
        !in_baseline && same_start && same_end
    }
}

/// The number of whole units of the model in 1 unit of the tier's value: 1 for all but `spread`.
pub fn unit_scale(tier: Tier, campaign: &Campaign) -> i64 {
    if tier == Tier::Spread { spread_scale(campaign) } else { 1 }
}

/// A tier's value in the model's whole units, a fraction of one left out.
pub fn units_of_value(tier: Tier, value: Ratio, campaign: &Campaign) -> i64 {
    let scaled = i128::from(value.numerator()) * i128::from(unit_scale(tier, campaign));
    i64::try_from(scaled / i128::from(value.denominator())).unwrap_or(i64::MAX)
}

/// The value of a tier for a sum in the model's whole units.
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
        if dice.random_bool(0.4) {
            tiny::cut_first(dice, &mut draft);
            draft.groups[0].max_windows = 1;
            let interval = crate::base::clock::Interval::new(tiny::START + 4, tiny::START + 6);
            draft.blocks[0].breaks.push(crate::campaign::Break { interval, may_straddle: true });
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
                    let of_windows: i64 = windows.iter().map(|window| costs.of(tier, window)).sum();
                    let closing = ends.iter().map(|(block, end)| costs.closing(tier, *block, *end));
                    let sum = of_windows + closing.sum::<i64>() + costs.constant(tier);
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
        let mut dominated = 0;
        for seed in 0..60 {
            let mut dice = tiny::dice(seed);
            let campaign = campaign(&mut dice);
            let all = candidates(&campaign).unwrap().list;
            let told = baseline(&mut dice, &campaign, &all);
            let costs = Costs::new(&campaign, Some(&told));
            let tiers: Vec<Tier> = SUMS.into_iter().filter(|_| dice.random_bool(0.4)).collect();
            let relevant = costs.relevant(&all, &tiers, &Budget::unlimited());
            assert!(relevant.iter().all(|window| all.contains(window)), "seed {seed}");
            dominated += all.len() - relevant.len();
            // For each plan some plan of relevant windows serves the same groups and is no worse
            // in any tier.
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
                let is_as_good = |(also_served, their_values): &(BTreeSet<_>, Vec<i64>)| {
                    *also_served == served && their_values.iter().zip(&values).all(|(a, b)| a <= b)
                };
                assert!(of_relevant.iter().any(is_as_good), "seed {seed}: {plan:?}, {tiers:?}");
            }
        }
        assert!(dominated > 100, "only {dominated} windows were dominated");
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
            // No plan of the best value has a window that a dropped one dominates.
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
