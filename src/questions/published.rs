//! A list that has changed after its plan was published: mended with the fewest people told.

use crate::base::diagnostic::Severity;
use crate::campaign::plan::Plan;
use crate::campaign::{Campaign, GroupId, InvalidCampaign, Tier};
use crate::check::{Detail, Violation, check};
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
/// later. Where only the shares of the classes have changed, and every slot still has room for its
/// class at the station's rate, the calls count as agreed.
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
    let mut agreed = BTreeSet::new();
    loop {
        let mut kept = with_calls_of(before, plan, &may_stay);
        kept.agreed.extend(&agreed);
        let found: Vec<Violation> = check(campaign, &kept)
            .into_iter()
            .filter(|found| found.severity == Severity::Error)
            .collect();
        let of = |is_wanted: &dyn Fn(&Violation) -> bool| -> BTreeSet<GroupId> {
            let wanted = found.iter().filter(|own| is_wanted(own));
            let groups = wanted.flat_map(|own| own.groups.iter().copied());
            groups.filter(|group| may_stay.contains(group)).collect()
        };
        let is_share = |own: &Violation| matches!(own.detail, Detail::SlotShare { .. });
        let (off, otherwise) = (of(&is_share), of(&|own| !is_share(own)));
        if off.is_empty() && otherwise.is_empty() {
            return kept;
        }
        let (room, none): (BTreeSet<GroupId>, BTreeSet<GroupId>) =
            off.into_iter().partition(|group| have_room(campaign, &kept, *group));
        agreed.extend(room);
        may_stay.retain(|group| !otherwise.contains(group) && !none.contains(group));
        agreed.retain(|group| may_stay.contains(group));
    }
}

/// Whether every class of the group is done within its slots at the rate of their stations, where it
/// is known.
fn have_room(campaign: &Campaign, plan: &Plan, group: GroupId) -> bool {
    (0..campaign.group(group).classes.len()).all(|class| {
        let own = plan.slots_of(group).filter(|slot| slot.class == class);
        let people = own.map(|slot| {
            let block = campaign.block_at(slot.station, slot.date, slot.interval);
            Some(i64::from(slot.interval.minutes()) * campaign.rate_at(slot.station, block)?)
        });
        let sixtieths: Option<i64> = people.sum();
        sixtieths.is_some_and(|room| room >= 60 * campaign.group(group).expected_of_class(class))
    })
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

    /// A group of three classes, at a station of that rate.
    fn three_classes(rate: Option<i64>, headcounts: [i64; 3]) -> Campaign {
        let mut draft = tiny::draft(&[6], &[headcounts.iter().sum()]);
        draft.stations[0].rate = rate;
        let classes = ["a", "b", "c"].into_iter().zip(headcounts);
        draft.groups[0].classes = classes.map(|(name, people)| Class::new(name, people)).collect();
        Campaign::new(draft).unwrap()
    }

    /// Its plan, in an hour.
    fn planned(campaign: &Campaign) -> Plan {
        let mut plan = Plan::of(campaign, &[(0, 0, 0, 60)]);
        slots::assign(campaign, &mut plan);
        plan
    }

    #[test]
    fn calls_stay_where_the_shares_of_the_classes_allow_it() {
        let with = |headcounts| three_classes(None, headcounts);
        let before = planned(&with([30, 30, 30]));
        let (little, much) = (with([32, 30, 30]), with([60, 30, 30]));
        let plan = planned(&little);
        assert_ne!(plan.slots, before.slots);
        assert_eq!(keep_calls(&little, &before, &plan).slots, before.slots);
        let plan = planned(&much);
        assert_eq!(keep_calls(&much, &before, &plan), plan);
    }

    #[test]
    fn calls_stay_where_every_slot_still_has_room_for_its_class() {
        let with = |headcounts| three_classes(Some(120), headcounts);
        let before = planned(&with([30, 30, 30]));
        // Twenty minutes have room for 40.
        let (more, most) = (with([40, 30, 30]), with([41, 30, 30]));
        let kept = keep_calls(&more, &before, &planned(&more));
        assert_eq!(kept.slots, before.slots);
        assert_eq!(kept.agreed.len(), 1);
        let plan = planned(&most);
        assert_eq!(keep_calls(&most, &before, &plan), plan);
    }
}
