//! Slack given to the windows beside it, where the objective has no tier `spread` that would do it
//! better.
//!
//! A tier such as `peak` is content when every window is just long enough; nobody wants a plan in
//! which a group is rushed while its neighbour's time stands idle. Windows grow by one grid step at
//! a time, the one with the highest required rate first, as long as no tier changes and the check
//! finds nothing new.

use crate::base::clock::Interval;
use crate::base::diagnostic::Severity;
use crate::base::ratio::Ratio;
use crate::campaign::plan::Plan;
use crate::campaign::{Campaign, Tier};
use crate::check::check;
use crate::plans::metrics::{metrics, tier_value};
use crate::plans::slots;

/// Every try looks at all windows; so many looks are a fraction of a second.
const MOST_LOOKS: usize = 50_000;

/// Lets windows grow into idle time beside them, as far as the plan stays allowed.
pub(super) fn stretch(
    campaign: &Campaign,
    baseline: Option<&Plan>,
    plan: Plan,
    allowed: &dyn Fn(&Plan) -> bool,
    is_out_of_time: &dyn Fn() -> bool,
) -> Plan {
    if campaign.has_tier(Tier::Spread) {
        return plan;
    }
    let values = |plan: &Plan| -> Vec<Ratio> {
        campaign.tiers().iter().map(|tier| tier_value(*tier, campaign, plan, baseline)).collect()
    };
    let best = values(&plan);
    let mut plan = plan;
    let mut tries = MOST_LOOKS / plan.windows.len().max(1);
    while !is_out_of_time() && tries > 0 {
        let mut busiest_first: Vec<_> = metrics(campaign, &plan, None)
            .windows
            .into_iter()
            .map(|figures| (figures.per_hour, figures.window))
            .collect();
        busiest_first.sort_by_key(|(rate, window)| (std::cmp::Reverse(*rate), window.clone()));
        let longer = busiest_first.into_iter().find_map(|(_, window)| {
            let place = plan.windows.iter().position(|other| *other == window)?;
            let (start, end, step) = (window.interval.start, window.interval.end, campaign.grid());
            [Interval::new(start, end + step), Interval::new(start - step, end)]
                .into_iter()
                .find_map(|interval| {
                    tries = tries.checked_sub(1)?;
                    let mut longer = plan.clone();
                    longer.windows[place].interval = interval;
                    slots::assign(campaign, &mut longer);
                    let is_right = check(campaign, &longer)
                        .iter()
                        .all(|found| found.severity != Severity::Error);
                    (is_right && allowed(&longer) && values(&longer) == best).then_some(longer)
                })
        });
        match longer {
            Some(longer) => plan = longer,
            None => break,
        }
    }
    plan
}
