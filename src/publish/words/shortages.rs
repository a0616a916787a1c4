//! Who is left out of a plan, and why, in words.

use crate::base::text::{Lang, Text, counted};
use crate::campaign::{BlockId, Campaign};
use crate::plans::shortage::Shortage;

/// A shortage in a sentence.
pub fn sentence(campaign: &Campaign, shortage: &Shortage) -> Text {
    let unit = campaign.kind().count().unit;
    Text::each(|lang| {
        let (name, people) = (campaign.group(shortage.group).name.get(lang), shortage.expected);
        let free = shortage.longest_free;
        let there = shortage.block.map_or_else(String::new, |block| place(campaign, block, lang));
        match (shortage.needed, shortage.short_by()) {
            (Some(needed), Some(short)) => lang.pick(
                format!("{name}（预计 {people} {unit}）：需 {needed} 分钟；其他学院在各自半天排紧后，它可用的半天最多余 {free} 分钟{there}，差 {short} 分钟。"),
                format!("{name} ({people} expected): needs {needed}; with the others packed where they are, the half-days it may use have at most {free} left{there}: {short} short.", needed = counted::minutes(needed), short = counted::minutes(short)),
            ),
            _ => lang.pick(
                format!("{name}（预计 {people} {unit}）：排紧后可余 {free} 分钟{there}，时长不是原因；是冲突、固定安排、关系、等候上限或班级大小不允许。"),
                format!("{name} ({people} expected): {free} can be made free{there}, so length is not the reason; clashes, pins, relations, the hall or the size of classes rule it out.", free = counted::minutes(free)),
            ),
        }
    })
}

/// A half-day in brackets, by its name in the files.
fn place(campaign: &Campaign, block: BlockId, lang: Lang) -> String {
    let name = &campaign.block(block).name;
    lang.pick(format!("（{name}）"), format!(" (“{name}”)"))
}
