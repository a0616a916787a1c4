//! The tier `peak`: a search over the finitely many rates that it can be.

use super::{Found, Search};
use crate::instance::Tier;
use crate::metrics::tier_value;
use crate::model::Candidate;
use crate::ratio::Ratio;
use crate::solve::{Progress, SolveError};
use crate::solver::Ending;

impl Search<'_> {
    /// The peak is the highest of finitely many rates: a bisection over them, each step asking whether a
    /// plan exists without the windows above that rate.
    pub(super) fn peak(&mut self, place: usize) -> Result<Found, SolveError> {
        let mut programmes = 0;
        let mut status = String::new();
        if self.incumbent.is_none() {
            let candidates = self.candidates.clone();
            let (answer, _) = self.ask(None, &candidates, place)?;
            programmes += 1;
            if self.incumbent.is_none() {
                let infeasible = answer.ending == Ending::Infeasible;
                return Ok(Found { bound: None, infeasible, programmes, status: answer.status });
            }
            status = answer.status;
        }
        let mut rates: Vec<Ratio> = self.candidates.iter().map(|c| c.per_hour(self.instance)).collect();
        if self.instance.has_tier(Tier::Unserved) {
            // A plan may serve nobody, if no earlier tier forbids it.
            rates.push(Ratio::whole(0));
        }
        rates.sort_unstable();
        rates.dedup();
        let at_most = |rates: &[Ratio], rate: Ratio| rates.partition_point(|other| *other < rate);
        let mut low = at_most(&rates, self.rate_that_fits_by_area(&rates).max(self.known_least(Tier::Peak)));
        let mut high = at_most(&rates, self.value(place).unwrap_or(Ratio::whole(0)));
        while low < high {
            let wide_enough = (rates[high].as_f64() - rates[low].as_f64()) / rates[high].as_f64() > self.options.gap;
            if self.is_out_of_time() || !wide_enough {
                break;
            }
            let middle = usize::midpoint(low, high);
            (self.progress)(&Progress {
                tier: Tier::Peak,
                incumbent: Some(rates[high].as_f64()),
                bound: Some(rates[low].as_f64()),
                elapsed: self.began.elapsed(),
            });
            let below: Vec<Candidate> = self
                .candidates
                .iter()
                .copied()
                .filter(|candidate| candidate.per_hour(self.instance) <= rates[middle])
                .collect();
            let (answer, _) = self.ask(None, &below, place)?;
            programmes += 1;
            status.clone_from(&answer.status);
            let reached = at_most(&rates, self.value(place).unwrap_or(Ratio::whole(0)));
            match answer.ending {
                Ending::Infeasible => low = middle + 1,
                _ if reached <= middle => high = reached,
                _ => break,
            }
        }
        let bound = rates.get(low).copied();
        Ok(Found { bound, infeasible: false, programmes, status })
    }

    /// The lowest rate at which the windows of all groups are no longer than all blocks together.
    fn rate_that_fits_by_area(&self, rates: &[Ratio]) -> Ratio {
        let everybody = self.value_of(Tier::Unserved) == Some(Ratio::whole(0));
        if !everybody || self.instance.has_tier(Tier::Unserved) && !self.held.contains(&(Tier::Unserved, 0)) {
            return Ratio::whole(0);
        }
        let blocks = self.instance.blocks().iter();
        let available: i64 = blocks.map(|block| i64::from(block.working_minutes_in(block.bookable()))).sum();
        // Windows are multiples of the grid, their working minutes only where no break is in the way.
        let has_breaks = self.instance.blocks().iter().any(|block| !block.breaks.is_empty());
        let grid = if has_breaks { 1 } else { i64::from(self.instance.grid()) };
        let needed = |rate: &Ratio| -> i64 {
            let windows = self.instance.groups().iter().map(|group| {
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
        Some(tier_value(tier, self.instance, self.incumbent.as_ref()?, self.baseline))
    }
}
