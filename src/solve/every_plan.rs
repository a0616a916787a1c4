//! Every plan of a tiny campaign, found by trying all: what tests hold the engine against.

use crate::base::diagnostic::Severity;
use crate::campaign::plan::Plan;
use crate::campaign::{Campaign, ClassRun, Tier};
use crate::check::check;
use crate::plans::metrics::tier_value;
use crate::plans::slots;
use crate::solve::windows::{Candidate, unit_scale};

/// Every choice among the candidates that keeps all rules: for each group nothing, one window, or
/// two where it may be cut.
pub(crate) fn every_plan(campaign: &Campaign, candidates: &[Candidate]) -> Vec<Vec<Candidate>> {
    let mut plans = every_choice(campaign, candidates);
    plans.retain(|windows| keeps_rules(campaign, windows));
    plans
}

/// Every choice among the candidates in which no two windows of a half-day overlap: for each group
/// nothing, one window, or two that share out its classes.
pub(crate) fn every_choice(campaign: &Campaign, candidates: &[Candidate]) -> Vec<Vec<Candidate>> {
    let mut plans: Vec<Vec<Candidate>> = vec![Vec::new()];
    for group in campaign.group_ids() {
        let own = || candidates.iter().filter(move |candidate| candidate.group == group);
        let classes = campaign.group(group).classes.len();
        let mut choices: Vec<Vec<Candidate>> = vec![Vec::new()];
        choices.extend(own().filter(|window| window.run.is_none()).map(|window| vec![*window]));
        for first in own().filter(|window| window.first_class() == 0) {
            let Some(ClassRun { to, .. }) = first.run else { continue };
            let rest = Some(ClassRun { from: to, to: classes });
            choices
                .extend(own().filter(|window| window.run == rest).map(|rest| vec![*first, *rest]));
        }
        plans = plans
            .iter()
            .flat_map(|plan| choices.iter().map(|choice| [&plan[..], &choice[..]].concat()))
            .filter(|plan| {
                plan.iter().enumerate().all(|(place, one)| is_clear(one, &plan[..place]))
            })
            .collect();
    }
    plans
}

fn is_clear(window: &Candidate, others: &[Candidate]) -> bool {
    !others
        .iter()
        .any(|other| other.block == window.block && other.interval.overlaps(window.interval))
}

/// Whether the check finds nothing wrong. That somebody is left out is wrong unless the campaign
/// has a tier for it.
pub(crate) fn keeps_rules(campaign: &Campaign, windows: &[Candidate]) -> bool {
    check(campaign, &plan_of(campaign, windows))
        .iter()
        .all(|found| found.severity != Severity::Error)
}

/// The windows as a plan, with the slots of their classes.
pub(crate) fn plan_of(campaign: &Campaign, windows: &[Candidate]) -> Plan {
    let windows = windows.iter().map(|candidate| candidate.window(campaign)).collect();
    let mut plan = Plan { windows, ..Plan::default() };
    slots::assign(campaign, &mut plan);
    plan
}

/// What a plan is worth in a tier, in the model's whole units.
pub(crate) fn units(
    campaign: &Campaign,
    tier: Tier,
    windows: &[Candidate],
    baseline: Option<&Plan>,
) -> i64 {
    let value = tier_value(tier, campaign, &plan_of(campaign, windows), baseline);
    value.numerator() * unit_scale(tier, campaign) / value.denominator()
}

/// The least value of a tier, in whole units, over plans; `None` where there are none.
pub(crate) fn least<'p>(
    campaign: &Campaign,
    tier: Tier,
    plans: impl IntoIterator<Item = &'p Vec<Candidate>>,
    baseline: Option<&Plan>,
) -> Option<i64> {
    plans.into_iter().map(|windows| units(campaign, tier, windows, baseline)).min()
}
