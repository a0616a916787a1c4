//! A tier by column generation, before the compact programme gets what is left.

use super::{Found, Search};
use crate::campaign::Tier;
use crate::plans::waiting::WaitingMoment;
use crate::solve::patterns::{self, Finding, News, Task};
use crate::solve::windows::{Candidate, value_of_units};
use crate::solve::{Engine, SolveError};

impl Search<'_> {
    /// Column generation: a bound, perhaps a better plan, and fewer candidates for everything that
    /// follows. Looks again as long as its plans have too many people waiting across blocks where
    /// nobody had looked before.
    pub(super) fn patterns(&mut self, place: usize) -> Result<Option<Found>, SolveError> {
        let tier = self.campaign.tiers()[place];
        if !self.wants_patterns(self.candidates.len()) || !patterns::knows(tier) {
            return Ok(None);
        }
        let (mut bound, mut rounds, mut infeasible) = (0, 0, false);
        for _ in 0..self.options.tuning.most_looks_at_halls {
            let all = std::mem::take(&mut self.candidates);
            let incumbent = self.value(place).map(|value| self.units(tier, value));
            let (held, known) = (self.held.clone(), self.crowded.len());
            let finding = self.explore(tier, &held, &all, incumbent, place)?;
            let (costs, looked_at) = (self.costs, self.looked_at(place));
            self.candidates = if finding.dropped.is_empty() {
                all
            } else {
                costs.without(&all, &finding.dropped, looked_at, self.budget)
            };
            bound = finding.bound.max(bound);
            rounds += finding.rounds;
            infeasible |= finding.is_impossible;
            let is_proven = infeasible
                || self.value(place).is_some_and(|value| self.units(tier, value) <= bound);
            if is_proven || self.crowded.len() == known || self.is_out_of_time() {
                break;
            }
        }
        let bound = (!infeasible).then(|| value_of_units(tier, bound, self.campaign));
        Ok(Some(Found {
            bound,
            infeasible,
            programmes: rounds,
            status: format!("patterns, {rounds} rounds"),
        }))
    }

    /// Looks for a plan of these candidates that holds what is held, and takes it; `true` where
    /// patterns prove that there is none. The question is how few people must be left out, when one
    /// more than may be is as good as none known.
    pub(super) fn patterns_find_none(
        &mut self,
        candidates: &[Candidate],
        place: usize,
    ) -> Result<bool, SolveError> {
        if !self.wants_patterns(candidates.len()) {
            return Ok(false);
        }
        let held = self.held.iter().find(|(tier, _)| *tier == Tier::Unserved);
        let everybody =
            if self.campaign.has_tier(Tier::Unserved) { self.campaign.expected() } else { 0 };
        let allowed = held.map_or(everybody, |(_, most)| *most);
        let mut held = self.held.clone();
        held.retain(|(tier, _)| *tier != Tier::Unserved);
        let finding = self.explore(Tier::Unserved, &held, candidates, Some(allowed + 1), place)?;
        Ok(finding.bound > allowed)
    }

    fn wants_patterns(&self, candidates: usize) -> bool {
        match self.options.engine {
            Engine::Auto => candidates > self.options.tuning.many_candidates,
            Engine::Compact => false,
            Engine::Patterns => true,
        }
    }

    /// Minimises a tier by patterns; every plan on the way is considered for the tier at `place`.
    fn explore(
        &mut self,
        tier: Tier,
        held: &[(Tier, i64)],
        candidates: &[Candidate],
        incumbent: Option<i64>,
        place: usize,
    ) -> Result<Finding, SolveError> {
        let campaign = self.campaign;
        let relevant = self.costs.relevant(candidates, self.looked_at(place), self.budget);
        let is_own = campaign.tiers()[place] == tier;
        let known = self.value(place);
        let crowded: Vec<WaitingMoment> = self.crowded.iter().copied().collect();
        let (costs, budget, options) = (self.costs, self.budget, self.options);
        let mut best_bound = None;
        let mut watch = |news: News| {
            match news {
                News::Plan(plan) => {
                    let overfull = self.overfull(&plan);
                    self.crowded.extend(overfull);
                    self.consider_checked(plan, place);
                }
                News::Bound(bound) if is_own => {
                    best_bound = Some(value_of_units(tier, bound, campaign));
                }
                News::Bound(_) => {}
            }
            if is_own {
                self.tell(place, best_bound);
                self.value(place).map(|value| self.units(tier, value))
            } else {
                // Any plan that is taken will do.
                if self.value(place) == known { incumbent } else { Some(0) }
            }
        };
        let finding = patterns::explore(Task {
            campaign,
            costs,
            tier,
            held,
            candidates: &relevant,
            crowded: &crowded,
            incumbent,
            budget,
            threads: options.threads,
            tuning: &options.tuning,
            seed: options.seed,
            watch: &mut watch,
        })?;
        Ok(finding)
    }
}
