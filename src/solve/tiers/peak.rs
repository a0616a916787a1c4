//! The tier `peak`: a search over the finitely many rates that it can be.

use super::{Found, Search};
use crate::base::ratio::Ratio;
use crate::campaign::Tier;
use crate::plans::metrics::tier_value;
use crate::solve::highs::Ending;
use crate::solve::windows::Candidate;
use crate::solve::{Progress, SolveError};

impl Search<'_> {
    /// The peak is the highest of finitely many rates: a bisection over them, each step asking
    /// whether a plan exists without the windows above that rate. As long as no plan is known, the
    /// steps grow from the least rate upwards.
    pub(super) fn peak(&mut self, place: usize) -> Result<Found, SolveError> {
        let (mut programmes, mut status) = (0, String::new());
        let mut rates: Vec<Ratio> =
            self.candidates.iter().map(|c| c.per_hour(self.campaign)).collect();
        if self.campaign.has_tier(Tier::Unserved) {
            // A plan may serve nobody, if no earlier tier forbids it.
            rates.push(Ratio::whole(0));
        }
        rates.sort_unstable();
        rates.dedup();
        let last = rates.len().saturating_sub(1);
        let place_of = |rate: Ratio| rates.partition_point(|other| *other < rate).min(last);
        let known_least = self.known_least(Tier::Peak);
        let mut low = place_of(self.rate_that_fits_by_area(&rates).max(known_least));
        let mut high = self.value(place).map(place_of);
        // Where nothing is known of the least rate, the first question is whether there is any
        // plan.
        let mut step = if known_least > Ratio::whole(0) { 1 } else { rates.len().max(1) };
        while high.is_none_or(|high| low < high) {
            let wide_enough = |high: usize| {
                (rates[high].as_f64() - rates[low].as_f64()) / rates[high].as_f64()
                    > self.options.gap
            };
            if high.is_some() && self.is_out_of_time() || !high.is_none_or(wide_enough) {
                break;
            }
            (self.progress)(&Progress {
                tier: Tier::Peak,
                incumbent: high.map(|high| rates[high].as_f64()),
                bound: rates.get(low).map(|rate| rate.as_f64()),
                elapsed: self.began.elapsed(),
            });
            let middle = high.map_or((low + step - 1).min(last), |high| usize::midpoint(low, high));
            let is_below =
                |candidate: &Candidate| candidate.per_hour(self.campaign) <= rates[middle];
            let below: Vec<Candidate> = self.candidates.iter().copied().filter(is_below).collect();
            let (infeasible, said) = self.has_none(&below, place)?;
            programmes += 1;
            status = said;
            let reached = self.value(place).map(place_of);
            if infeasible {
                if high.is_none() && middle >= last {
                    return Ok(Found { bound: None, infeasible: true, programmes, status });
                }
                low = middle + 1;
                step *= 2;
            } else if reached.is_some_and(|reached| reached <= middle) {
                high = reached;
            } else {
                break;
            }
        }
        let bound = high.and_then(|_| rates.get(low).copied());
        Ok(Found { bound, infeasible: false, programmes, status })
    }

    /// Looks for a plan with these windows only, better than the one known, and takes it; whether
    /// it is proven that there is none, and in whose words.
    fn has_none(
        &mut self,
        candidates: &[Candidate],
        place: usize,
    ) -> Result<(bool, String), SolveError> {
        let known = self.value(place);
        if self.patterns_find_none(candidates, place)? {
            return Ok((true, "patterns: infeasible".to_owned()));
        }
        if self.value(place) != known {
            return Ok((false, "patterns: feasible".to_owned()));
        }
        let (answer, _) = self.ask(None, candidates, place)?;
        Ok((answer.ending == Ending::Infeasible, answer.status))
    }

    /// The lowest rate at which the windows of all groups are no longer than all blocks together.
    fn rate_that_fits_by_area(&self, rates: &[Ratio]) -> Ratio {
        let everybody = self.value_of(Tier::Unserved) == Some(Ratio::whole(0));
        if !everybody
            || self.campaign.has_tier(Tier::Unserved) && !self.held.contains(&(Tier::Unserved, 0))
        {
            return Ratio::whole(0);
        }
        let blocks = self.campaign.blocks().iter();
        let available: i64 =
            blocks.map(|block| i64::from(block.working_minutes_in(block.bookable()))).sum();
        // Windows are multiples of the grid, their working minutes only where no break is in the
        // way.
        let has_breaks = self.campaign.blocks().iter().any(|block| !block.breaks.is_empty());
        let grid = if has_breaks { 1 } else { i64::from(self.campaign.grid()) };
        let needed = |rate: &Ratio| -> i64 {
            let windows = self.campaign.groups().iter().map(|group| {
                let people = group.expected() * 60 * rate.denominator();
                let minutes = (people + rate.numerator() - 1) / rate.numerator().max(1);
                (minutes + grid - 1) / grid * grid
            });
            windows.sum()
        };
        let first = rates.partition_point(|rate| needed(rate) > available);
        rates.get(first).copied().unwrap_or(Ratio::whole(0))
    }

    fn value_of(&self, tier: Tier) -> Option<Ratio> {
        Some(tier_value(tier, self.campaign, self.incumbent.as_ref()?, self.baseline))
    }
}

#[cfg(test)]
mod tests {
    use super::{Ratio, Search, Tier};
    use crate::campaign::{Break, Campaign, tiny};
    use crate::solve::Options;
    use crate::solve::every_plan::{every_plan, plan_of};
    use crate::solve::windows::{Costs, candidates};
    use rand::RngExt;

    #[test]
    fn no_plan_has_a_peak_below_the_rate_that_fits_by_area() {
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
            let mut search = Search::of(&campaign, &costs, &options, all.clone());
            let mut rates: Vec<Ratio> = all.iter().map(|own| own.per_hour(&campaign)).collect();
            rates.sort_unstable();
            rates.dedup();
            assert_eq!(search.rate_that_fits_by_area(&rates), Ratio::whole(0), "no plan is known");
            search.incumbent = Some(plan_of(&campaign, &plans[0]));
            let least = search.rate_that_fits_by_area(&rates);
            assert!(least <= best, "seed {seed}: {least:?} above {best:?}");
            assert!(rates.contains(&least), "seed {seed}: no window has the rate {least:?}");
            compared += 1;
            met += usize::from(least == best);
            // The peak is then found and proven.
            let found = search.peak(0).unwrap();
            assert!(found.bound == Some(best) && !found.infeasible, "seed {seed}: {best:?}");
            assert_eq!(search.value(0), Some(best), "seed {seed}");
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
        let mut search = Search::of(&campaign, &costs, &options, all.clone());
        search.incumbent = Some(plan_of(&campaign, &every_plan(&campaign, &all)[0]));
        let rates: Vec<Ratio> = [60, 90, 120, 180].map(Ratio::whole).to_vec();
        assert_eq!(search.rate_that_fits_by_area(&rates), Ratio::whole(0), "nobody is served");
        let serves_all = |plan: &&Vec<crate::solve::windows::Candidate>| plan.len() == 2;
        let plans = every_plan(&campaign, &all);
        search.incumbent = Some(plan_of(&campaign, plans.iter().find(serves_all).unwrap()));
        assert_eq!(search.rate_that_fits_by_area(&rates), Ratio::whole(0), "that is not held");
        search.held.push((Tier::Unserved, 0));
        // At 120 an hour each needs fifteen minutes, twenty on the grid; at 180 ten.
        assert_eq!(search.rate_that_fits_by_area(&rates), Ratio::whole(180));
    }
}
