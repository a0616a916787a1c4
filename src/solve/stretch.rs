//! Local search that gives idle time to the windows beside it, for objectives without the tier
//! `spread`, which optimises this.
//!
//! Without that tier a plan may be optimal in which a group has to hurry while the crew is idle
//! before or after it. The greedy rule: windows grow by 1 grid step at a time, the window
//! with the highest required rate first, as long as the value of every tier stays and the check
//! reports no error.

use crate::base::budget::Budget;
use crate::base::clock::Interval;
use crate::base::diagnostic::Severity;
use crate::base::ratio::Ratio;
use crate::campaign::plan::Plan;
use crate::campaign::{Campaign, Tier};
use crate::check::check;
use crate::plans::metrics::{metrics, tier_value};
use crate::plans::slots;

/// Lets windows grow into idle time beside them while `allowed` holds for the plan. `most_looks` is
/// the most windows looked at, over all tries: the check of one try looks at every window of the
/// plan.
pub(super) fn stretch(
    campaign: &Campaign,
    baseline: Option<&Plan>,
    plan: Plan,
    allowed: &dyn Fn(&Plan) -> bool,
    most_looks: usize,
    budget: &Budget,
) -> Plan {
    if campaign.has_tier(Tier::Spread) {
        return plan;
    }
    let values = |plan: &Plan| -> Vec<Ratio> {
        campaign.tiers().iter().map(|tier| tier_value(*tier, campaign, plan, baseline)).collect()
    };
    let best = values(&plan);
    let mut plan = plan;
    let mut tries = most_looks / plan.windows.len().max(1);
    while !budget.is_spent() && tries > 0 {
        let mut busiest_first: Vec<_> = metrics(campaign, &plan, None)
            .windows
            .into_iter()
            .map(|metrics| (metrics.load, metrics.window))
            .collect();
        busiest_first.sort_by_key(|(rate, window)| (std::cmp::Reverse(*rate), window.clone()));
        let longer = busiest_first.into_iter().find_map(|(_, window)| {
            let index = plan.windows.iter().position(|candidate| *candidate == window)?;
            let (start, end, step) = (window.interval.start, window.interval.end, campaign.grid());
            [Interval::new(start, end + step), Interval::new(start - step, end)]
                .into_iter()
                .find_map(|interval| {
                    tries = tries.checked_sub(1).filter(|_| !budget.is_spent())?;
                    let mut longer = plan.clone();
                    longer.windows[index].interval = interval;
                    slots::assign(campaign, &mut longer);
                    let is_feasible = check(campaign, &longer)
                        .iter()
                        .all(|found| found.severity != Severity::Error);
                    (is_feasible && allowed(&longer) && values(&longer) == best).then_some(longer)
                })
        });
        match longer {
            Some(longer) => plan = longer,
            None => break,
        }
    }
    plan
}

#[cfg(test)]
mod tests {
    use super::{Budget, Plan, Ratio, Severity, check, stretch, tier_value};
    use crate::base::clock::Interval;
    use crate::campaign::{Campaign, Tier, tiny};
    use crate::solve::every_plan::{every_plan, plan_of};
    use crate::solve::windows::candidates;
    use rand::RngExt;

    #[test]
    fn windows_only_grow_and_no_tier_changes() {
        let mut grown = 0;
        for seed in 0..150 {
            let mut dice = tiny::dice(seed);
            let mut draft = tiny::random(&mut dice);
            draft.tiers = vec![Tier::Overtime, Tier::Blocks, Tier::Preference, Tier::Peak];
            if dice.random_bool(0.4) {
                tiny::add_relation(&mut dice, &mut draft);
            }
            let campaign = Campaign::new(draft).unwrap();
            let all = candidates(&campaign).unwrap().list;
            let plans = every_plan(&campaign, &all);
            if plans.is_empty() {
                continue;
            }
            let before = plan_of(&campaign, &plans[dice.random_range(0..plans.len())]);
            let after =
                stretch(&campaign, None, before.clone(), &|_| true, 50_000, &Budget::unlimited());
            let values = |plan: &Plan| -> Vec<Ratio> {
                campaign
                    .tiers()
                    .iter()
                    .map(|tier| tier_value(*tier, &campaign, plan, None))
                    .collect()
            };
            assert_eq!(values(&after), values(&before), "seed {seed}");
            let found = check(&campaign, &after);
            assert!(
                found.iter().all(|found| found.severity != Severity::Error),
                "seed {seed}: {found:?}"
            );
            for window in &before.windows {
                let longer = after.window_of(window.group).unwrap();
                assert!(longer.interval.contains(window.interval), "seed {seed}: {longer:?}");
                grown += usize::from(longer.interval != window.interval);
            }
            // No window can grow by a further grid step.
            let again =
                stretch(&campaign, None, after.clone(), &|_| true, 50_000, &Budget::unlimited());
            assert_eq!(again.windows.len(), after.windows.len());
            assert_eq!(values(&again), values(&after), "seed {seed}");
            let set = |plan: &Plan| {
                plan.windows
                    .iter()
                    .map(|window| (window.group, window.interval))
                    .collect::<std::collections::BTreeSet<_>>()
            };
            assert_eq!(set(&again), set(&after), "seed {seed}: it would have grown further");
        }
        assert!(grown > 10, "only {grown} windows grew");
    }

    #[test]
    fn idle_time_goes_to_the_busiest_and_only_as_far_as_allowed() {
        let mut draft = tiny::draft(&[5], &[10, 19]);
        (draft.stations[0].rate, draft.tiers) = (None, vec![Tier::Blocks]);
        let plan = |campaign: &Campaign| {
            let window = |group: usize, from: i32, to: i32| crate::solve::windows::Candidate {
                group: crate::campaign::GroupId(group),
                block: crate::campaign::BlockId(0),
                interval: Interval::new(tiny::START + from, tiny::START + to),
                run: None,
            };
            plan_of(campaign, &[window(0, 0, 10), window(1, 10, 20)])
        };
        let minutes = |plan: &Plan| -> Vec<i32> {
            plan.windows.iter().map(|window| window.interval.minutes()).collect()
        };
        let campaign = Campaign::new(draft.clone()).unwrap();
        let grown =
            stretch(&campaign, None, plan(&campaign), &|_| true, 50_000, &Budget::unlimited());
        assert_eq!(
            minutes(&grown),
            [10, 40],
            "30 more minutes for the second group, whose rate is higher"
        );
        let ends_early =
            |plan: &Plan| plan.windows.iter().all(|window| window.interval.end <= tiny::START + 30);
        let held =
            stretch(&campaign, None, plan(&campaign), &ends_early, 50_000, &Budget::unlimited());
        assert_eq!(minutes(&held), [10, 20]);
        let spent = Budget::seconds(0.0);
        let late = stretch(&campaign, None, plan(&campaign), &|_| true, 50_000, &spent);
        assert_eq!(late, plan(&campaign), "time is up");
        draft.tiers.push(Tier::Spread);
        let spread = Campaign::new(draft).unwrap();
        let left = stretch(&spread, None, plan(&spread), &|_| true, 50_000, &Budget::unlimited());
        assert_eq!(left, plan(&spread), "the tier `spread` decides on lengths");
    }
}
