//! What the engine is asked, and what it says.

use crate::base::budget::Budget;
use crate::campaign::plan::Plan;
use crate::campaign::{Campaign, Tier};
use crate::plans::waiting::WaitingMoment;
use crate::solve::Tuning;
use crate::solve::windows::{Candidate, Costs};

/// A bound in whole units is rounded up after taking off this much, so that it can only become
/// weaker, never false.
pub const BOUND_TOLERANCE: f64 = 0.01;

/// What is asked: one tier to minimise while earlier ones are held.
pub struct Task<'a> {
    /// The campaign.
    pub campaign: &'a Campaign,
    /// What windows cost.
    pub costs: &'a Costs<'a>,
    /// The tier to minimise.
    pub tier: Tier,
    /// Earlier tiers with the most they may cost, in whole units.
    pub held: &'a [(Tier, i64)],
    /// The candidates to choose from, by group.
    pub candidates: &'a [Candidate],
    /// Moments at which the number of people who wait is limited across blocks.
    pub crowded: &'a [WaitingMoment],
    /// The value of the best plan known, in whole units.
    pub incumbent: Option<i64>,
    /// When to stop.
    pub budget: &'a Budget,
    /// Threads for the solver.
    pub threads: u32,
    /// How hard it is tried.
    pub tuning: &'a Tuning,
    /// Seed of the solver's random choices.
    pub seed: u32,
    /// Shown the bound, in whole units, whenever it gets better, and plans, which may have too many
    /// people waiting; gives the value of the best plan that keeps all rules.
    pub watch: &'a mut dyn FnMut(News) -> Option<i64>,
}

/// What happened on the way.
pub enum News {
    /// A better bound, in whole units.
    Bound(i64),
    /// A plan.
    Plan(Plan),
}

/// What was found.
pub struct Finding {
    /// The least that the tier can cost, in whole units.
    pub bound: i64,
    /// Whether there is no plan at all: it would cost more than any plan can.
    pub is_impossible: bool,
    /// Candidates of which no plan consists that is as good as the incumbent.
    pub dropped: Vec<Candidate>,
    /// Rounds of pricing.
    pub rounds: usize,
}

impl Finding {
    /// What is known where the budget was spent before the first bound.
    pub fn nothing() -> Finding {
        Finding { bound: 0, is_impossible: false, dropped: Vec::new(), rounds: 0 }
    }
}

/// Whether the master knows what the tier costs.
pub fn knows(tier: Tier) -> bool {
    !matches!(tier, Tier::Peak)
}

/// No bound is said to be higher: where no plan exists it climbs without end, and far up there
/// floats are no whole numbers.
const HIGHEST_BOUND: f64 = 1e15;

/// A bound in whole units: costs are whole, so it is rounded up.
pub fn whole_bound(value: f64) -> i64 {
    if value.is_finite() {
        (value - BOUND_TOLERANCE).ceil().clamp(0.0, HIGHEST_BOUND) as i64
    } else {
        0
    }
}

#[cfg(test)]
impl<'a> Task<'a> {
    /// A tier to minimise over some windows, with nothing known and nobody who watches.
    pub fn of(
        campaign: &'a Campaign,
        costs: &'a Costs<'a>,
        tier: Tier,
        held: &'a [(Tier, i64)],
        candidates: &'a [Candidate],
    ) -> Task<'a> {
        Task {
            campaign,
            costs,
            tier,
            held,
            candidates,
            crowded: &[],
            incumbent: None,
            budget: Box::leak(Box::new(Budget::unlimited())),
            threads: 1,
            tuning: Box::leak(Box::default()),
            seed: 0,
            watch: Box::leak(Box::new(|_| None)),
        }
    }
}
