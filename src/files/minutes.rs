//! `minutes.csv`: what a planner knows better than headcount ÷ rate.

use super::campaign::CampaignFile;
use super::faults::Faults;
use super::groups::Groups;
use super::rules::find_group;
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
        let group = find_group(&row, groups, faults);
        let place = row.place("block");
        let named = row.text("block", faults);
        let blocks = named.map(|name| file.blocks_named(&name, &place, faults)).unwrap_or_default();
        let (Some(group), Some(minutes)) = (group, row.whole("minutes", faults)) else { continue };
        for block in blocks {
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
                    .at(row.location())
                    .help(Text::new("删去其中之一", "delete one of the two")),
                );
                continue;
            }
            places.insert((group, block), row.location());
            read.insert((group, block), minutes as Minutes);
        }
    }
    read
}
