//! A tier by column generation, before the compact programme gets what is left.

use super::Search;
use crate::model::{Candidate, Costs, value_of_units};
use crate::pattern::{self, News, Task};
use crate::ratio::Ratio;
use crate::solve::{Engine, Progress, SolveError};
use std::sync::atomic::Ordering;
use std::time::Instant;

/// From so many candidate windows on, patterns pay.
const MANY_CANDIDATES: usize = 20_000;

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
        let costs = Costs::new(self.instance, self.baseline);
        let looked_at = self.looked_at(place);
        let relevant = costs.relevant(&self.candidates, looked_at);
        let incumbent = self.value(place).map(|value| self.units(tier, value));
        let (instance, held) = (self.instance, self.held.clone());
        let (cancel, deadline) = (self.cancel, self.deadline);
        let out_of_time =
            || cancel.load(Ordering::Relaxed) || deadline.is_some_and(|deadline| Instant::now() >= deadline);
        let mut watch = |news: News| {
            match news {
                News::Plan(plan) => self.consider_checked(plan, place),
                News::Bound(bound) => {
                    let incumbent = self.value(place).map(Ratio::as_f64);
                    let bound = Some(value_of_units(tier, bound, instance).as_f64());
                    (self.progress)(&Progress { tier, incumbent, bound, elapsed: self.began.elapsed() });
                }
            }
            self.value(place).map(|value| self.units(tier, value))
        };
        let finding = pattern::explore(Task {
            instance,
            costs: &costs,
            tier,
            held: &held,
            candidates: &relevant,
            incumbent,
            is_out_of_time: &out_of_time,
            watch: &mut watch,
        })?;
        let dropped: Vec<Candidate> =
            relevant.into_iter().filter(|one| finding.survivors.binary_search(one).is_err()).collect();
        self.candidates = costs.without(&self.candidates, &dropped, looked_at);
        Ok((Some(value_of_units(tier, finding.bound, self.instance)), finding.rounds))
    }
}
