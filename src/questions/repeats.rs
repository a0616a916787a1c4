//! The plan in other rounds and in bad weather, checked like any plan.

use crate::campaign::plan::Plan;
use crate::campaign::{Campaign, Repeat};
use crate::check::{Violation, check};
use crate::plans::repeats::plan_of;

/// The plan at other times.
pub struct Repeated {
    /// Which, and its campaign.
    pub repeat: Repeat,
    /// The plan there.
    pub plan: Plan,
    /// What the check found there.
    pub violations: Vec<Violation>,
}

impl Repeated {
    /// The plan in every other round, and in bad weather.
    pub fn all(campaign: &Campaign, plan: &Plan) -> Vec<Repeated> {
        let of = |repeat: Repeat| {
            let plan = plan_of(campaign, plan, &repeat);
            let violations = check(&repeat.campaign, &plan);
            Repeated { repeat, plan, violations }
        };
        campaign.repeats().into_iter().map(of).collect()
    }
}
