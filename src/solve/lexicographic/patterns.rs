//! A tier by column generation, before the compact programme gets what is left.

use super::Search;
use crate::instance::Tier;
use crate::model::{Candidate, value_of_units};
use crate::pattern::{self, Finding, News, Task};
use crate::ratio::Ratio;
use crate::solve::{Engine, SolveError};
use std::sync::atomic::Ordering;
use std::time::Instant;

/// From so many candidate windows on, patterns pay.
const MANY_CANDIDATES: usize = 1_000;

impl Search<'_> {
    /// Column generation: a bound, perhaps a better plan, and fewer candidates for everything that follows.
    pub(super) fn patterns(&mut self, place: usize) -> Result<(Option<Ratio>, usize), SolveError> {
        let tier = self.instance.tiers()[place];
        if !self.wants_patterns(self.candidates.len()) || !pattern::knows(tier) {
            return Ok((None, 0));
        }
        let all = std::mem::take(&mut self.candidates);
        let incumbent = self.value(place).map(|value| self.units(tier, value));
        let held = self.held.clone();
        let finding = self.explore(tier, &held, &all, incumbent, place)?;
        let (costs, looked_at) = (self.costs, self.looked_at(place));
        self.candidates =
            if finding.dropped.is_empty() { all } else { costs.without(&all, &finding.dropped, looked_at) };
        Ok((Some(value_of_units(tier, finding.bound, self.instance)), finding.rounds))
    }

    /// Looks for a plan of these candidates that holds what is held, and takes it; `true` where patterns prove that there
    /// is none. The question is how few people must be left out, when leaving out one of them is as good as none known.
    pub(super) fn patterns_find_none(&mut self, candidates: &[Candidate], place: usize) -> Result<bool, SolveError> {
        let serves_all = !self.instance.has_tier(Tier::Unserved) || self.held.contains(&(Tier::Unserved, 0));
        if !self.wants_patterns(candidates.len()) || !serves_all {
            return Ok(false);
        }
        let mut held = self.held.clone();
        held.retain(|(tier, _)| *tier != Tier::Unserved);
        let finding = self.explore(Tier::Unserved, &held, candidates, Some(1), place)?;
        Ok(finding.bound > 0)
    }

    fn wants_patterns(&self, candidates: usize) -> bool {
        match self.options.engine {
            Engine::Auto => candidates > MANY_CANDIDATES,
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
        let instance = self.instance;
        let relevant = self.costs.relevant(candidates, self.looked_at(place));
        let is_own = instance.tiers()[place] == tier;
        let known = self.value(place);
        let (costs, cancel, deadline, options) = (self.costs, self.cancel, self.deadline, self.options);
        let out_of_time =
            || cancel.load(Ordering::Relaxed) || deadline.is_some_and(|deadline| Instant::now() >= deadline);
        let mut best_bound = None;
        let mut watch = |news: News| {
            match news {
                News::Plan(plan) => self.consider_checked(plan, place),
                News::Bound(bound) if is_own => best_bound = Some(value_of_units(tier, bound, instance)),
                News::Bound(_) => {}
            }
            if is_own {
                self.tell(place, best_bound);
                self.value(place).map(|value| self.units(tier, value))
            } else {
                // Any plan that is taken leaves nobody out.
                if self.value(place) == known { incumbent } else { Some(0) }
            }
        };
        let finding = pattern::explore(Task {
            instance,
            costs,
            tier,
            held,
            candidates: &relevant,
            incumbent,
            deadline,
            threads: options.threads,
            sizes: options.sizes,
            seed: options.seed,
            is_out_of_time: &out_of_time,
            watch: &mut watch,
        })?;
        Ok(finding)
    }
}
