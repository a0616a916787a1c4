//! The price of safety: the campaign solved for one confidence after another, each plan simulated
//! on the same people.

use crate::campaign::plan::Plan;
use crate::campaign::{Campaign, Confidence, Share};
use crate::plans::metrics::{Metrics, metrics};
use crate::simulate::{self, Refused, Results, simulate};
use crate::solve::{Budget, Options, Progress, SolveError, Termination, solve};
use std::sync::atomic::AtomicU64;

/// What one confidence costs and what it gives.
#[derive(Debug, Clone)]
pub struct Step {
    /// What was asked for.
    pub confidence: Share,
    /// The best plan; `None` where there is none.
    pub plan: Option<Plan>,
    /// Its figures.
    pub metrics: Option<Metrics>,
    /// What the simulation found of it.
    pub results: Option<Results>,
    /// Whether plan, or that there is none, is proven.
    pub proven: bool,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum SafetyError {
    /// The solver failed.
    #[error(transparent)]
    Solve(SolveError),
    /// The simulation was refused.
    #[error(transparent)]
    Refused(Refused),
}

/// Solves and simulates for each confidence; one that is not from 50 % to 99.9 % is left out, and
/// so are all that are not begun when the budget is spent.
///
/// # Errors
/// When the solver fails or a rate is unknown.
pub fn price(
    campaign: &Campaign,
    baseline: Option<&Plan>,
    confidences: &[Share],
    (solving, playing): (&Options, simulate::SimulateOptions),
    budget: &Budget,
    watch: &mut dyn FnMut(usize, &Progress),
) -> Result<Vec<Step>, SafetyError> {
    let mut steps = Vec::new();
    for (place, confidence) in confidences.iter().enumerate() {
        if budget.is_spent() {
            break;
        }
        let mut draft = campaign.to_draft();
        draft.confidence = Confidence::new(*confidence);
        let Some(safer) = Campaign::new(draft).ok().filter(|safer| safer.confidence().is_some())
        else {
            continue;
        };
        // One share more than there are solves to come: the runs need some of it too.
        let share = budget.share(confidences.len() - place + 1);
        let outcome =
            solve(&safer, baseline, solving, &share, &mut |progress| watch(place, progress))
                .map_err(SafetyError::Solve)?;
        let results = match &outcome.plan {
            Some(plan) if !plan.windows.is_empty() => {
                let found = simulate(campaign, &[plan], playing, budget, &AtomicU64::new(0));
                // Without a run nothing was found.
                found.map_err(SafetyError::Refused)?.pop().filter(|results| results.runs > 0)
            }
            _ => None,
        };
        steps.push(Step {
            confidence: *confidence,
            metrics: outcome.plan.as_ref().map(|plan| metrics(&safer, plan, baseline)),
            plan: outcome.plan,
            results,
            proven: matches!(outcome.termination, Termination::Optimal | Termination::Infeasible),
        });
    }
    Ok(steps)
}
