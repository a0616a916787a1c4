//! `minutes.csv`: what a planner knows better than headcount ÷ rate.

use super::campaign::CampaignFile;
use super::faults::Faults;
use super::fields::MinutesRow;
use super::groups::Groups;
use super::rules::find_groups;
use super::table::Rows;
use crate::base::clock::Minutes;
use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::text::Text;
use crate::campaign::{BlockId, GroupId};
use std::collections::HashMap;

/// Reads the table. Minutes longer than the block are no fault: the group can't come there.
pub fn minutes(
    table: &Rows,
    file: &CampaignFile,
    groups: &Groups,
    faults: &mut Faults,
) -> HashMap<(GroupId, BlockId), Minutes> {
    let mut read = HashMap::new();
    let mut places: HashMap<(GroupId, BlockId), Location> = HashMap::new();
    for row in table.iter() {
        let own: MinutesRow = row.read(faults);
        let named_groups = find_groups(&own.group, groups, faults);
        let named = own.block.value;
        let blocks = named
            .map(|name| file.blocks_named(&name, &own.block.place, faults))
            .unwrap_or_default();
        let Some(minutes) = own.minutes.value else { continue };
        let is_there = |group: &GroupId, block: &BlockId| {
            let at = file.draft.stations[file.draft.blocks[block.0].station.0].site;
            let own = &groups.groups[group.0].sites;
            named_groups.len() == 1 || at.is_some_and(|at| own.contains(&at))
        };
        let all = named_groups.iter().flat_map(|group| blocks.iter().map(|block| (*group, *block)));
        for (group, block) in all.filter(|(group, block)| is_there(group, block)) {
            if let Some(first) = places.get(&(group, block)) {
                let name = &file.draft.blocks[block.0].name;
                faults.push(
                    Diagnostic::error(
                        Code::Duplicate,
                        Text::new(
                            format!("该学院在半天“{name}”的分钟数已在 {first} 给出"),
                            format!("its minutes in block “{name}” are already there at {first}"),
                        ),
                    )
                    .at(own.location.clone())
                    .help(Text::new("删去其中之一", "delete one of the two")),
                );
                continue;
            }
            places.insert((group, block), own.location.clone());
            read.insert((group, block), minutes.minutes());
        }
    }
    read
}
