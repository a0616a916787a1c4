//! The tier `peak`, a bottleneck objective: bisection over its finitely many values, the threshold
//! algorithm (Edmonds and Fulkerson 1970, "Bottleneck extrema", Journal of Combinatorial Theory 8).

use super::{Lexicographic, TierFinding, TierRank};
use crate::base::ratio::Ratio;
use crate::campaign::Tier;
use crate::plans::metrics::tier_value;
use crate::solve::bounds;
use crate::solve::windows::Candidate;
use crate::solve::{Progress, SolveError};

impl Lexicographic<'_> {
    /// Bisects over the candidates' loads: each step asks whether a plan exists without the windows
    /// above a load. Without an incumbent, an exponential search from the least load comes first.
    pub(super) fn peak(&mut self, rank: TierRank) -> Result<TierFinding, SolveError> {
        let (mut solves, mut status) = (0, String::new());
        let mut loads: Vec<Ratio> =
            self.candidates.iter().map(|candidate| candidate.load(self.campaign)).collect();
        if self.campaign.has_tier(Tier::Unserved) {
            // A plan without windows has peak 0.
            loads.push(Ratio::whole(0));
        }
        loads.sort_unstable();
        loads.dedup();
        let last = loads.len().saturating_sub(1);
        let index_of = |load: Ratio| loads.partition_point(|lower| *lower < load).min(last);
        let known_least = self.options.known_least(Tier::Peak);
        let mut low = index_of(self.load_that_fits_by_area(&loads).max(known_least));
        let mut high = self.value(rank).map(index_of);
        // Without a known least load, the first step asks whether there is any plan.
        let mut step = if known_least > Ratio::whole(0) { 1 } else { loads.len().max(1) };
        while high.is_none_or(|high| low < high) {
            let exceeds_gap = |high: usize| {
                (loads[high].as_f64() - loads[low].as_f64()) / loads[high].as_f64()
                    > self.options.gap
            };
            if high.is_some() && self.is_out_of_time() || !high.is_none_or(exceeds_gap) {
                break;
            }
            (self.progress)(&Progress {
                tier: Tier::Peak,
                incumbent: high.map(|high| loads[high].as_f64()),
                bound: loads.get(low).map(|load| load.as_f64()),
                elapsed: self.began.elapsed(),
            });
            let middle = high.map_or((low + step - 1).min(last), |high| usize::midpoint(low, high));
            let is_below = |candidate: &Candidate| candidate.load(self.campaign) <= loads[middle];
            let below: Vec<Candidate> = self.candidates.iter().copied().filter(is_below).collect();
            let (infeasible, step_status) = self.is_infeasible(&below, rank)?;
            solves += 1;
            status = step_status;
            let reached = self.value(rank).map(index_of);
            if infeasible {
                if high.is_none() && middle >= last {
                    return Ok(TierFinding { bound: None, infeasible: true, solves, status });
                }
                low = middle + 1;
                step *= 2;
            } else if reached.is_some_and(|reached| reached <= middle) {
                high = reached;
            } else {
                break;
            }
        }
        let bound = high.and_then(|_| loads.get(low).copied());
        Ok(TierFinding { bound, infeasible: false, solves, status })
    }

    /// Looks for a better plan over some candidates, and takes it; whether there is provably none,
    /// and the solver's status.
    fn is_infeasible(
        &mut self,
        candidates: &[Candidate],
        rank: TierRank,
    ) -> Result<(bool, String), SolveError> {
        let known = self.value(rank);
        if self.patterns_prove_infeasible(candidates, rank)? {
            return Ok((true, "patterns: infeasible".to_owned()));
        }
        if self.value(rank) != known {
            return Ok((false, "patterns: feasible".to_owned()));
        }
        let found = self.compact(None, candidates, rank, None)?;
        Ok((found.infeasible, found.status))
    }

    /// An area bound: the lowest load at which the windows of all groups last no longer than all
    /// blocks, in working minutes, at the speed of the fastest, and at which all blocks together
    /// have room for everybody.
    fn load_that_fits_by_area(&self, loads: &[Ratio]) -> Ratio {
        let serves_all = self.value_of(Tier::Unserved) == Some(Ratio::whole(0));
        if !serves_all || !bounds::serves_all(self.campaign, &self.held) {
            return Ratio::whole(0);
        }
        let campaign = self.campaign;
        let time_and_unit = campaign.block_ids().map(|id| {
            let block = campaign.block(id);
            let minutes = i64::from(block.working_minutes_in(block.bookable()));
            (minutes, campaign.load_unit(Tier::Peak, id))
        });
        let (mut available, mut speed, mut fastest) = (0, 0, 1);
        for (minutes, unit) in time_and_unit {
            available += minutes;
            speed += minutes * unit;
            fastest = fastest.max(unit);
        }
        // Windows are multiples of the grid; their working minutes are so only without breaks.
        let has_breaks = campaign.blocks().iter().any(|block| !block.breaks.is_empty());
        let grid = if has_breaks { 1 } else { i64::from(campaign.grid()) };
        let fits = |load: &Ratio| {
            let windows = campaign.groups().iter().map(|group| {
                let people = group.expected() * 60 * load.denominator();
                let speed = (load.numerator() * fastest).max(1);
                let minutes = (people + speed - 1) / speed;
                (minutes + grid - 1) / grid * grid
            });
            let has_room =
                Ratio::new(campaign.expected() * 60, speed).is_none_or(|least| *load >= least);
            has_room && windows.sum::<i64>() <= available
        };
        let first = loads.partition_point(|load| !fits(load));
        loads.get(first).copied().unwrap_or(Ratio::whole(0))
    }

    fn value_of(&self, tier: Tier) -> Option<Ratio> {
        Some(tier_value(tier, self.campaign, self.incumbent.as_ref()?, self.baseline))
    }
}

#[cfg(test)]
mod tests {
    use super::{Lexicographic, Ratio, Tier, TierRank};
    use crate::campaign::{Break, Campaign, tiny};
    use crate::solve::Options;
    use crate::solve::every_plan::{every_plan, plan_of};
    use crate::solve::windows::{Costs, candidates};
    use rand::RngExt;

    #[test]
    fn no_plan_has_a_peak_below_the_load_that_fits_by_area() {
        let (mut compared, mut met) = (0, 0);
        for seed in 0..100 {
            let mut dice = tiny::dice(seed);
            let mut draft = tiny::random(&mut dice);
            draft.tiers = vec![Tier::Peak];
            draft.stations.iter_mut().for_each(|station| station.rate = None);
            if dice.random_bool(0.3) {
                let interval =
                    crate::base::clock::Interval::new(tiny::START + 12, tiny::START + 18);
                draft.blocks[0].breaks.push(Break { interval, may_straddle: true });
            }
            let campaign = Campaign::new(draft).unwrap();
            let all = candidates(&campaign).unwrap().list;
            let peak = |windows: &Vec<_>| {
                let plan = plan_of(&campaign, windows);
                crate::plans::metrics::tier_value(Tier::Peak, &campaign, &plan, None)
            };
            let plans = every_plan(&campaign, &all);
            let Some(best) = plans.iter().map(peak).min() else { continue };
            let (costs, options) = (Costs::new(&campaign, None), Options::default());
            let mut lexicographic = Lexicographic::of(&campaign, &costs, &options, all.clone());
            let mut rates: Vec<Ratio> = all.iter().map(|window| window.load(&campaign)).collect();
            rates.sort_unstable();
            rates.dedup();
            assert_eq!(
                lexicographic.load_that_fits_by_area(&rates),
                Ratio::whole(0),
                "no plan is known"
            );
            lexicographic.incumbent = Some(plan_of(&campaign, &plans[0]));
            let least = lexicographic.load_that_fits_by_area(&rates);
            assert!(least <= best, "seed {seed}: {least:?} above {best:?}");
            assert!(rates.contains(&least), "seed {seed}: no window has the rate {least:?}");
            compared += 1;
            met += usize::from(least == best);
            // The bisection proves the peak.
            let found = lexicographic.peak(TierRank(0)).unwrap();
            assert!(found.bound == Some(best) && !found.infeasible, "seed {seed}: {best:?}");
            assert_eq!(lexicographic.value(TierRank(0)), Some(best), "seed {seed}");
        }
        assert!(compared > 40 && met > 10, "{met} of {compared} are met");
    }

    #[test]
    fn where_somebody_may_be_left_out_no_rate_is_needed() {
        let mut draft = tiny::draft(&[3], &[30, 30]);
        draft.tiers = vec![Tier::Unserved, Tier::Peak];
        draft.stations[0].rate = None;
        let campaign = Campaign::new(draft).unwrap();
        let all = candidates(&campaign).unwrap().list;
        let (costs, options) = (Costs::new(&campaign, None), Options::default());
        let mut lexicographic = Lexicographic::of(&campaign, &costs, &options, all.clone());
        lexicographic.incumbent = Some(plan_of(&campaign, &every_plan(&campaign, &all)[0]));
        let rates: Vec<Ratio> = [60, 90, 120, 180].map(Ratio::whole).to_vec();
        assert_eq!(
            lexicographic.load_that_fits_by_area(&rates),
            Ratio::whole(0),
            "nobody is served"
        );
        let serves_all = |plan: &&Vec<crate::solve::windows::Candidate>| plan.len() == 2;
        let plans = every_plan(&campaign, &all);
        lexicographic.incumbent = Some(plan_of(&campaign, plans.iter().find(serves_all).unwrap()));
        assert_eq!(
            lexicographic.load_that_fits_by_area(&rates),
            Ratio::whole(0),
            "that is not held"
        );
        lexicographic.held.push((Tier::Unserved, 0));
        // At 120 an hour each needs fifteen minutes, twenty on the grid; at 180 ten.
        assert_eq!(lexicographic.load_that_fits_by_area(&rates), Ratio::whole(180));
    }
}
