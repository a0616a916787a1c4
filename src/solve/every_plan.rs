//! Exhaustive enumeration of the plans of a tiny campaign: the reference with which tests compare
//! the engine.

use crate::base::diagnostic::Severity;
use crate::campaign::plan::Plan;
use crate::campaign::{Campaign, ClassRun, Tier};
use crate::check::check;
use crate::plans::metrics::tier_value;
use crate::plans::slots;
use crate::solve::windows::{Candidate, unit_scale};

/// Every selection of candidates that keeps all rules: for each group no window, one window, or
/// two where it may be cut.
pub(crate) fn every_plan(campaign: &Campaign, candidates: &[Candidate]) -> Vec<Vec<Candidate>> {
    let mut plans = every_choice(campaign, candidates);
    plans.retain(|windows| keeps_rules(campaign, windows));
    plans
}

/// Every selection of candidates in which no two windows of a half-day overlap: for each group no
/// window, one window, or two that partition its classes.
pub(crate) fn every_choice(campaign: &Campaign, candidates: &[Candidate]) -> Vec<Vec<Candidate>> {
    let mut plans: Vec<Vec<Candidate>> = vec![Vec::new()];
    for group in campaign.group_ids() {
        let of_group = || candidates.iter().filter(move |candidate| candidate.group == group);
        let classes = campaign.group(group).classes.len();
        let mut choices: Vec<Vec<Candidate>> = vec![Vec::new()];
        choices
            .extend(of_group().filter(|window| window.run.is_none()).map(|window| vec![*window]));
        for first in of_group().filter(|window| window.first_class() == 0) {
            let Some(ClassRun { to, .. }) = first.run else { continue };
            let rest = Some(ClassRun { from: to, to: classes });
            choices.extend(
                of_group().filter(|window| window.run == rest).map(|rest| vec![*first, *rest]),
            );
        }
        plans = plans
            .iter()
            .flat_map(|plan| choices.iter().map(|choice| [&plan[..], &choice[..]].concat()))
            .filter(|plan| {
                let mut windows = plan.iter().enumerate();
                windows.all(|(index, window)| is_clear(window, &plan[..index]))
            })
            .collect();
    }
    plans
}

/// Whether a window overlaps none of the earlier ones.
fn is_clear(window: &Candidate, earlier: &[Candidate]) -> bool {
    !earlier
        .iter()
        .any(|taken| taken.block == window.block && taken.interval.overlaps(window.interval))
}

/// Whether the check reports no error. A group that is left out is an error unless the campaign
/// has the tier `unserved`.
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

/// The value of a tier for a plan, in the model's whole units.
pub(crate) fn units(
    campaign: &Campaign,
    tier: Tier,
    windows: &[Candidate],
    baseline: Option<&Plan>,
) -> i64 {
    let value = tier_value(tier, campaign, &plan_of(campaign, windows), baseline);
    value.numerator() * unit_scale(tier, campaign) / value.denominator()
}

/// The least value of a tier over plans, in whole units; `None` where there is no plan.
pub(crate) fn least<'p>(
    campaign: &Campaign,
    tier: Tier,
    plans: impl IntoIterator<Item = &'p Vec<Candidate>>,
    baseline: Option<&Plan>,
) -> Option<i64> {
    plans.into_iter().map(|windows| units(campaign, tier, windows, baseline)).min()
}
