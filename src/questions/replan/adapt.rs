//! Rules that the time left can't keep any more, and paces that the plan before asked for already.

use super::task::{Place, Task};
use crate::base::clock::Minutes;
use crate::campaign::plan::{Plan, Window};
use crate::campaign::{
    Block, BlockId, Campaign, Draft, Group, GroupId, InvalidCampaign, Pin, RelationKind,
};
use crate::plans::slots::{self, Visit};

/// The campaign of a draft, without pins and `together` that no block left can keep, and with
/// minutes where the rates alone would not do.
pub fn adapted(
    mut draft: Draft,
    before: &Plan,
    tasks: &[Task],
) -> Result<Campaign, InvalidCampaign> {
    let (blocks, groups) = (&draft.blocks, &draft.groups);
    let usable = |group: GroupId| {
        let own = blocks.iter().enumerate();
        own.filter(move |(id, _)| groups[group.0].may_use(BlockId(*id)))
    };
    draft.pins.retain(|pin| usable(pin.group).any(|(_, block)| may_keep(block, pin)));
    draft.relations.retain(|relation| {
        relation.kind != RelationKind::Together
            || usable(relation.first).any(|(id, _)| groups[relation.second.0].may_use(BlockId(id)))
    });
    let campaign = Campaign::new(draft)?;
    let mut minutes = too_large(&campaign);
    minutes.extend(eased(&campaign, before, tasks));
    if minutes.is_empty() {
        return Ok(campaign);
    }
    let mut draft = campaign.to_draft();
    draft.minutes.extend(minutes);
    Campaign::new(draft)
}

fn may_keep(block: &Block, pin: &Pin) -> bool {
    pin.station.is_none_or(|station| station == block.station)
        && pin.date.is_none_or(|date| date == block.date)
        && pin.start.is_none_or(|start| block.regular.start <= start && start < block.latest_end)
        && pin.end.is_none_or(|end| block.regular.start < end && end <= block.latest_end)
}

/// The minutes that the rates give, said outright for groups with a class that no stretch of time
/// left is long enough for: as a campaign of its own that would be a fault, as a remainder it is
/// what it is.
fn too_large(campaign: &Campaign) -> Vec<((GroupId, BlockId), Minutes)> {
    let has_room = |group: &Group, people: i64| {
        campaign.block_ids().any(|id| {
            let block = campaign.block(id);
            let rate = campaign.station(block.station).rate;
            let fits = |rate| group.buffer.least_minutes(people, rate) <= block.longest_stretch();
            group.may_use(id) && rate.is_none_or(fits)
        })
    };
    let tight = campaign.group_ids().filter(|id| {
        let group = campaign.group(*id);
        group.classes.iter().any(|class| !has_room(group, class.expected()))
    });
    let minutes = tight.flat_map(|group| {
        let of = move |block| {
            Some(((group, block), campaign.least_minutes(group, None, block)?.min(10_000)))
        };
        campaign.block_ids().filter_map(of)
    });
    minutes.collect()
}

/// Minutes for windows across a break that are long enough as a whole, but not on each side for the
/// classes that come there: classes can't be cut, and what the plan before asked of the crew there
/// may be asked again.
fn eased(campaign: &Campaign, before: &Plan, tasks: &[Task]) -> Vec<((GroupId, BlockId), Minutes)> {
    let mut minutes = Vec::new();
    for window in before
        .windows
        .iter()
        .filter(|window| !matches!(tasks[window.group.0].place, Place::Continued(_)))
    {
        let Window { group, station, date, interval, run, .. } = *window;
        let Some(home) = campaign.block_at(station, date, interval) else { continue };
        let parts = campaign.block(home).working_parts(interval);
        let least = campaign.least_minutes(group, run, home).unwrap_or(0);
        if parts.len() < 2 || campaign.block(home).working_minutes_in(interval) < least {
            continue;
        }
        let visit = Visit { group, run, date, parts: &parts };
        let slots = slots::class_intervals(campaign, &visit).unwrap_or_default();
        let Some((per, in_minutes)) = campaign.pace(group, home) else { continue };
        let own = campaign.group(group);
        for part in &parts {
            let here = slots.iter().filter(|(_, slot)| part.contains(*slot));
            let people: i64 = here.map(|(class, _)| own.classes[*class].expected()).sum();
            let has = i64::from(part.minutes());
            if people * in_minutes > has * per {
                let eased = (has * own.expected() / people).max(1) as Minutes;
                minutes.push(((group, home), eased));
            }
        }
    }
    // The busiest side counts.
    minutes.sort_by_key(|(place, minutes)| (*place, std::cmp::Reverse(*minutes)));
    minutes
}
