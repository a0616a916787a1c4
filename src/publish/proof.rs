//! What a solve has proven of a plan, from the solve to the plan's file and back.

use crate::campaign::Campaign;
use crate::campaign::plan::Plan;
use crate::files::{PlanProof, read_proof};
use crate::plans::metrics::tier_value;
use crate::solve::{Outcome, Termination, TierOutcome};
use std::path::Path;

/// What is kept with a plan of the solve that found it. Nothing where a tier has no value.
pub fn kept(campaign: &Campaign, baseline: Option<&Plan>, outcome: &Outcome) -> Option<PlanProof> {
    let tiers: Vec<_> = outcome
        .tiers
        .iter()
        .map(|own| Some((own.tier, own.value?, own.bound)))
        .collect::<Option<_>>()?;
    Some(PlanProof::new(campaign, baseline, &outcome.solver, tiers.into_iter()))
}

/// What was proven of a plan that is read from a file: only where the campaign, and the plan it is
/// compared with, are those of the solve, and the plan has the values that were proven.
pub fn recorded(
    place: &Path,
    campaign: &Campaign,
    plan: &Plan,
    baseline: Option<&Plan>,
) -> Option<Outcome> {
    let proof = read_proof(place).filter(|proof| proof.is_of(campaign, baseline))?;
    let tier = |(tier, value, bound)| {
        let is_had = tier_value(tier, campaign, plan, baseline) == value;
        is_had.then(|| TierOutcome {
            tier,
            value: Some(value),
            bound,
            seconds: 0.0,
            solves: 0,
            solver_status: String::new(),
        })
    };
    let tiers: Vec<TierOutcome> = proof.tiers()?.into_iter().map(tier).collect::<Option<_>>()?;
    let is_proven = tiers.iter().all(TierOutcome::proven);
    Some(Outcome {
        termination: if is_proven { Termination::Optimal } else { Termination::Feasible },
        stopped_early: false,
        plan: Some(plan.clone()),
        tiers,
        ties: None,
        every_order_tried: true,
        seconds: 0.0,
        solver: proof.solver().to_owned(),
    })
}
