//! Classes that no block is long enough for: a class is never cut.

use super::campaign::CampaignFile;
use super::faults::Faults;
use super::groups::Groups;
use crate::base::diagnostic::Code;
use crate::campaign::{BlockId, Tier};
use std::collections::HashSet;

/// Holds every class against the longest stretch of working time that its group may use. Groups of
/// which the planner gives minutes of their own are left to the solver.
pub fn fit_into_a_block(file: &CampaignFile, groups: &Groups, faults: &mut Faults) {
    let draft = &file.draft;
    let rates_known = draft.stations.iter().all(|station| station.rate.is_some());
    if !file.is_sound || !rates_known || draft.tiers.contains(&Tier::Overload) {
        return;
    }
    let with_minutes: HashSet<usize> = draft.minutes.keys().map(|(group, _)| group.0).collect();
    for (place, (group, stated)) in groups.groups.iter().zip(&groups.stated_classes).enumerate() {
        if with_minutes.contains(&place) {
            continue;
        }
        for ((class, people), row) in
            group.classes.iter().zip(group.expected_by_class()).zip(stated)
        {
            // For each block the minutes that are wanting.
            let places = (0..draft.blocks.len()).map(BlockId).filter(|block| group.may_use(*block));
            let wanting = places.filter_map(|id| {
                let block = &draft.blocks[id.0];
                let rate = draft.stations[block.station.0].rate?;
                Some((group.buffer.least_minutes(people, rate) - block.longest_stretch(), id))
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
