//! What a solve has found that is compared with others: a point of a sweep or of a front, or a row of
//! a batch.

use crate::base::ratio::Ratio;
use crate::campaign::plan::Plan;
use crate::campaign::{Campaign, Tier};
use crate::plans::metrics::tier_value;
use crate::solve::{Outcome, Termination};

/// What a solve has found. `P` is what is kept of its plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Solved<P = Plan> {
    /// How it ended.
    pub termination: Termination,
    /// The tiers' values, in the order of the solve; empty where there is no plan.
    pub values: Vec<(Tier, Ratio)>,
    /// The plan.
    pub plan: Option<P>,
}

impl Solved {
    /// Of a campaign's outcome.
    pub fn new(outcome: Outcome, campaign: &Campaign, baseline: Option<&Plan>) -> Solved {
        let values = outcome.plan.as_ref().map(|plan| {
            let value = |tier: &Tier| (*tier, tier_value(*tier, campaign, plan, baseline));
            campaign.tiers().iter().map(value).collect()
        });
        Solved {
            termination: outcome.termination,
            values: values.unwrap_or_default(),
            plan: outcome.plan,
        }
    }
}

impl<P> Solved<P> {
    /// A tier's value.
    pub fn value(&self, tier: Tier) -> Option<Ratio> {
        self.values.iter().find(|(other, _)| *other == tier).map(|(_, value)| *value)
    }

    /// Whether everybody is served, and at the station's rate.
    pub fn fits(&self) -> bool {
        let nobody = |tier| self.value(tier).is_none_or(|value| value == Ratio::whole(0));
        self.plan.is_some() && nobody(Tier::Unserved) && nobody(Tier::Overload)
    }

    /// Whether what is said of it is proven.
    pub fn is_proven(&self) -> bool {
        matches!(self.termination, Termination::Optimal | Termination::Infeasible)
    }
}
