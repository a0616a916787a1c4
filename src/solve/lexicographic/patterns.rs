//! A tier by column generation, before the compact programme gets what is left.

use super::Search;
use crate::model::value_of_units;
use crate::pattern::{self, News, Task};
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
        let wanted = match self.options.engine {
            Engine::Auto => self.candidates.len() > MANY_CANDIDATES,
            Engine::Compact => false,
            Engine::Patterns => true,
        };
        if !wanted || !pattern::knows(tier) {
            return Ok((None, 0));
        }
        let costs = self.costs;
        let looked_at = self.looked_at(place);
        let all = std::mem::take(&mut self.candidates);
        let relevant = costs.relevant(&all, looked_at);
        let incumbent = self.value(place).map(|value| self.units(tier, value));
        let (instance, held) = (self.instance, self.held.clone());
        let (cancel, deadline, options) = (self.cancel, self.deadline, self.options);
        let out_of_time =
            || cancel.load(Ordering::Relaxed) || deadline.is_some_and(|deadline| Instant::now() >= deadline);
        let mut best_bound = None;
        let mut watch = |news: News| {
            match news {
                News::Plan(plan) => {
                    self.consider_checked(plan, place);
                    self.tell(place, best_bound);
                }
                News::Bound(bound) => {
                    best_bound = Some(value_of_units(tier, bound, instance));
                    self.tell(place, best_bound);
                }
            }
            self.value(place).map(|value| self.units(tier, value))
        };
        let finding = pattern::explore(Task {
            instance,
            costs,
            tier,
            held: &held,
            candidates: &relevant,
            incumbent,
            deadline,
            threads: options.threads,
            seed: options.seed,
            is_out_of_time: &out_of_time,
            watch: &mut watch,
        })?;
        self.candidates =
            if finding.dropped.is_empty() { all } else { costs.without(&all, &finding.dropped, looked_at) };
        Ok((Some(value_of_units(tier, finding.bound, self.instance)), finding.rounds))
    }
}
