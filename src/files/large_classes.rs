//! Classes that take longer than every stretch of their blocks: a class is never cut.

use super::campaign::CampaignFile;
use super::faults::Faults;
use super::groups::Groups;
use crate::base::clock::Minutes;
use crate::base::diagnostic::{Code, Location};
use crate::base::text::Lang;
use crate::campaign::{BlockId, StationId, Tier};
use std::collections::{BTreeMap, HashSet};

/// A class for whose size no minutes are said, where minutes go by size.
pub fn have_class_times(file: &CampaignFile, groups: &Groups, faults: &mut Faults) {
    let draft = &file.draft;
    let Some(largest) = draft.class_time.iter().filter_map(|own| own.up_to).max() else { return };
    let last = draft.class_time.iter().position(|own| own.up_to == Some(largest));
    let there = last.and_then(|last| file.class_times.get(last));
    let there = there.map(ToString::to_string).unwrap_or_default();
    let mut refuse = |name: &str, people: i64, place: &Location| {
        if draft.class_minutes(people).is_none() {
            faults.report(
                Code::ClassTimes,
                place,
                format!("{name}预计 {people} 人，而规定的用时最多到 {largest} 人（{there}）"),
                format!(
                    "{name} has {people} people, and minutes are said up to {largest} ({there})"
                ),
            );
        }
    };
    for ((group, stated), of_group) in
        groups.groups.iter().zip(&groups.stated_classes).zip(&groups.stated)
    {
        if group.classes.is_empty() {
            refuse(group.name.get(Lang::Zh), group.expected(), &of_group.place);
        }
        for ((class, people), row) in
            group.classes.iter().zip(group.expected_by_class()).zip(stated)
        {
            refuse(&class.name, people, &row.place);
        }
    }
}

/// Holds every class against the longest stretch of working time that its group may use. Groups of
/// which the planner gives minutes of their own are left to the solver.
pub fn fit_into_a_block(file: &CampaignFile, groups: &Groups, faults: &mut Faults) {
    let draft = &file.draft;
    let rates_known =
        draft.stations.iter().all(|station| station.rate.is_some()) || !draft.class_time.is_empty();
    if !file.is_sound || !rates_known || draft.tiers.contains(&Tier::Overload) {
        return;
    }
    let longest: Vec<(BlockId, Minutes)> = draft
        .blocks
        .iter()
        .enumerate()
        .map(|(place, block)| (BlockId(place), block.longest_stretch()))
        .collect();
    let with_minutes: HashSet<usize> =
        file.rules.minutes.keys().map(|(group, _)| group.0).collect();
    for (place, (group, stated)) in groups.groups.iter().zip(&groups.stated_classes).enumerate() {
        if with_minutes.contains(&place) {
            continue;
        }
        let mut longest_of_stations: BTreeMap<StationId, (Minutes, BlockId)> = BTreeMap::new();
        for (id, stretch) in longest.iter().filter(|(id, _)| group.may_use(*id)) {
            let best =
                longest_of_stations.entry(draft.blocks[id.0].station).or_insert((*stretch, *id));
            if *stretch > best.0 {
                *best = (*stretch, *id);
            }
        }
        for ((class, people), row) in
            group.classes.iter().zip(group.expected_by_class()).zip(stated)
        {
            // For each station the minutes that are wanting in the longest of its blocks.
            let wanting = longest_of_stations.iter().filter_map(|(station, (longest, id))| {
                let by_size = draft.class_minutes(people).map(|minutes| minutes as Minutes);
                let at_rate = || {
                    let rate = draft.blocks[id.0].own.rate.or(draft.stations[station.0].rate)?;
                    Some(group.buffer.least_minutes(people, rate))
                };
                Some((by_size.or_else(at_rate)? - longest, *id))
            });
            let Some((minutes, block)) = wanting.min().filter(|(minutes, _)| *minutes > 0) else {
                continue;
            };
            let name = &draft.blocks[block.0].name;
            let there = file.blocks.location(block.0).map(ToString::to_string).unwrap_or_default();
            faults.report(
                Code::ClassTooLarge,
                &row.place,
                format!("{}预计 {people} 人，{there} 的半天“{name}”还差 {minutes} 分钟，其他可用的半天差得更多", class.name),
                format!("{} has {people} people: block “{name}” at {there} is {minutes} minutes too short, and no other is longer", class.name),
            );
        }
    }
}
