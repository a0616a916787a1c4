//! A list that has changed after its plan was published: mended with the fewest people told.

use crate::base::diagnostic::Severity;
use crate::campaign::plan::Plan;
use crate::campaign::{Campaign, GroupId, InvalidCampaign, Tier};
use crate::check::{Violation, check};
use std::collections::BTreeSet;

/// Aims that come before keeping what people were told: that everybody has a time, with room for
/// all at the stations' rates, before the regular end.
const BEFORE_MOVED: [Tier; 3] = [Tier::Unserved, Tier::Overload, Tier::Overtime];

/// The campaign with `moved` as its first aim behind those that come before it.
///
/// # Errors
/// Never where the campaign itself is sound.
pub fn that_keeps_times(campaign: &Campaign) -> Result<Campaign, InvalidCampaign> {
    let mut draft = campaign.to_draft();
    let (first, rest): (Vec<Tier>, Vec<Tier>) = draft
        .tiers
        .into_iter()
        .filter(|tier| *tier != Tier::Moved)
        .partition(|tier| BEFORE_MOVED.contains(tier));
    draft.tiers = first.into_iter().chain([Tier::Moved]).chain(rest).collect();
    Campaign::new(draft)
}

/// The plan with the calls that classes were told, wherever the window of their group stays and no
/// rule is broken by it: three students more in one class are no reason to call all others a minute
/// later.
pub fn keep_calls(campaign: &Campaign, before: &Plan, plan: &Plan) -> Plan {
    let classes = |plan: &Plan, group| -> BTreeSet<usize> {
        plan.slots_of(group).map(|slot| slot.class).collect()
    };
    let mut may_stay: BTreeSet<GroupId> = campaign
        .group_ids()
        .filter(|group| {
            before.times_of(*group) == plan.times_of(*group)
                && classes(before, *group) == classes(plan, *group)
        })
        .collect();
    let broken = |found: &Violation| found.severity == Severity::Error;
    loop {
        let kept = with_calls_of(before, plan, &may_stay);
        let wrong: BTreeSet<GroupId> = check(campaign, &kept)
            .into_iter()
            .filter(broken)
            .flat_map(|found| found.groups)
            .filter(|group| may_stay.contains(group))
            .collect();
        if wrong.is_empty() {
            return kept;
        }
        may_stay.retain(|group| !wrong.contains(group));
    }
}

fn with_calls_of(before: &Plan, plan: &Plan, groups: &BTreeSet<GroupId>) -> Plan {
    let mut kept = plan.clone();
    kept.slots.retain(|slot| !groups.contains(&slot.group));
    kept.slots.extend(before.slots.iter().filter(|slot| groups.contains(&slot.group)).cloned());
    kept.agreed.extend(before.agreed.intersection(groups));
    kept.sort();
    kept
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that fails should say where")]
mod tests {
    use super::{keep_calls, that_keeps_times};
    use crate::campaign::plan::Plan;
    use crate::campaign::{Campaign, Class, Tier, tiny};
    use crate::plans::slots;

    #[test]
    fn times_are_kept_behind_the_aims_that_nobody_would_give_up_for_them() {
        let mut draft = tiny::draft(&[6], &[20]);
        draft.tiers = vec![Tier::Peak, Tier::Unserved, Tier::Moved, Tier::Overload];
        let campaign = that_keeps_times(&Campaign::new(draft).unwrap()).unwrap();
        assert_eq!(campaign.tiers(), [Tier::Unserved, Tier::Overload, Tier::Moved, Tier::Peak]);
    }

    #[test]
    fn calls_stay_where_the_shares_of_the_classes_allow_it() {
        let with = |headcounts: [i64; 3]| {
            let mut draft = tiny::draft(&[6], &[headcounts.iter().sum()]);
            draft.stations[0].rate = None;
            draft.groups[0].classes = ["a", "b", "c"]
                .into_iter()
                .zip(headcounts)
                .map(|(name, people)| Class::new(name, people))
                .collect();
            Campaign::new(draft).unwrap()
        };
        let planned = |campaign: &Campaign| {
            let mut plan = Plan::of(campaign, &[(0, 0, 0, 60)]);
            slots::assign(campaign, &mut plan);
            plan
        };
        let before = planned(&with([30, 30, 30]));
        let (little, much) = (with([32, 30, 30]), with([60, 30, 30]));
        let plan = planned(&little);
        assert_ne!(plan.slots, before.slots);
        assert_eq!(keep_calls(&little, &before, &plan).slots, before.slots);
        let plan = planned(&much);
        assert_eq!(keep_calls(&much, &before, &plan), plan);
    }
}
