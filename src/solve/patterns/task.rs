//! What column generation is asked, and what it finds.

use crate::base::budget::Budget;
use crate::campaign::plan::Plan;
use crate::campaign::{Campaign, Tier};
use crate::plans::waiting::WaitingMoment;
use crate::solve::Tuning;
use crate::solve::bounds::HIGHEST_BOUND;
use crate::solve::windows::{Candidate, Costs};

/// One tier to minimise, while earlier tiers are held.
pub struct TierTask<'a> {
    /// The campaign.
    pub campaign: &'a Campaign,
    /// What candidates cost in each tier.
    pub costs: &'a Costs<'a>,
    /// The tier to minimise.
    pub tier: Tier,
    /// Earlier tiers with the most they may cost, in whole units.
    pub held: &'a [(Tier, i64)],
    /// The candidates to choose from, by group.
    pub candidates: &'a [Candidate],
    /// Moments at which the people who wait in all blocks together are limited.
    pub crowded: &'a [WaitingMoment],
    /// The value of the best plan known (the incumbent), in whole units.
    pub incumbent: Option<i64>,
    /// When to stop.
    pub budget: &'a Budget,
    /// Threads of HiGHS.
    pub threads: u32,
    /// Sizes and efforts.
    pub tuning: &'a Tuning,
    /// Seed of all random choices, those of HiGHS included.
    pub seed: u32,
    /// Is shown every better bound and every plan, which may have more people waiting than a hall
    /// holds; tells what the caller knows.
    pub watch: &'a mut dyn FnMut(News) -> Known,
}

/// What is found on the way.
pub enum News {
    /// A better bound, in whole units.
    Bound(i64),
    /// A plan, better or not.
    Plan(Plan),
    /// The gap is open after the dives, and the proof, the longest step, comes next: another method
    /// may try before it.
    BeforeProof,
}

/// What the caller of a task knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// The value of the best plan that keeps all rules, in whole units.
    pub incumbent: Option<i64>,
    /// A lower bound, in whole units.
    pub bound: i64,
}

impl Known {
    /// What is known where another method has proven that there is no plan.
    pub const IMPOSSIBLE: Known = Known { incumbent: None, bound: HIGHEST_BOUND as i64 };

    /// A best plan, and no bound.
    #[cfg(test)]
    pub fn incumbent(incumbent: Option<i64>) -> Known {
        Known { incumbent, bound: 0 }
    }
}

/// What is known of a tier at the end.
pub struct TaskFinding {
    /// A lower bound of the tier, in whole units; 0 where nothing is known.
    pub bound: i64,
    /// Whether there is no plan at all: the bound is above what the dearest plan can cost.
    pub is_impossible: bool,
    /// Candidates that are in no plan as good as the incumbent (reduced-cost fixing).
    pub dropped: Vec<Candidate>,
    /// Rounds of pricing, and tree nodes.
    pub rounds: usize,
}

impl TaskFinding {
    /// What is known where the budget is spent before the first bound.
    pub fn nothing() -> TaskFinding {
        TaskFinding { bound: 0, is_impossible: false, dropped: Vec::new(), rounds: 0 }
    }
}

/// Whether the tier is a sum over patterns and further columns, which the master can minimise.
pub fn knows(tier: Tier) -> bool {
    !matches!(tier, Tier::Peak)
}

#[cfg(test)]
impl<'a> TierTask<'a> {
    /// A task over some candidates, without incumbent, limits or a watcher.
    pub fn of(
        campaign: &'a Campaign,
        costs: &'a Costs<'a>,
        tier: Tier,
        held: &'a [(Tier, i64)],
        candidates: &'a [Candidate],
    ) -> TierTask<'a> {
        TierTask {
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
            watch: Box::leak(Box::new(|_| Known::incumbent(None))),
        }
    }
}
