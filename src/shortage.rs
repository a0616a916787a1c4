//! Who is left out of a plan, and by how many minutes it fails.

use crate::clock::{Interval, Minutes};
use crate::instance::{Block, BlockId, GroupId, Instance, StationId};
use crate::plan::Plan;
use crate::text::{Lang, Text};

/// A group without a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shortage {
    /// The group.
    pub group: GroupId,
    /// Who is expected.
    pub expected: i64,
    /// Minutes that it needs at the fastest station it may use, on the grid; `None` where that rate is unknown.
    pub needed: Option<Minutes>,
    /// The longest free time that the plan leaves in a block it may use, in working minutes.
    pub longest_free: Minutes,
    /// That block; `None` where the plan leaves nothing.
    pub block: Option<BlockId>,
}

impl Shortage {
    /// Minutes that are wanting; `None` where length is not what keeps the group out.
    pub fn short_by(&self) -> Option<Minutes> {
        self.needed.map(|needed| needed - self.longest_free).filter(|minutes| *minutes > 0)
    }

    /// The shortage in a sentence.
    pub fn sentence(&self, instance: &Instance) -> Text {
        let (group, people) = (instance.group(self.group), self.expected);
        let (zh, en) = (group.name.get(Lang::Zh), group.name.get(Lang::En));
        let free = self.longest_free;
        let (there_zh, there_en) = match self.block.map(|block| instance.block(block)) {
            Some(block) => (format!("（{}）", block.name), format!(" (“{}”)", block.name)),
            None => (String::new(), String::new()),
        };
        match (self.needed, self.short_by()) {
            (Some(needed), Some(short)) => Text::new(
                format!(
                    "{zh}（预计 {people} 人）：需 {needed} 分钟，它可用的半天里最长空档为 {free} 分钟{there_zh}，差 {short} 分钟。"
                ),
                format!(
                    "{en} ({people} expected): needs {needed} minutes, the longest free time it may use is {free}{there_en}: {short} minutes short."
                ),
            ),
            _ => Text::new(
                format!(
                    "{zh}（预计 {people} 人）：有 {free} 分钟的空档{there_zh}，时长不是原因；冲突、固定安排、关系或等候人数上限不允许。"
                ),
                format!(
                    "{en} ({people} expected): {free} minutes are free{there_en}, so length is not the reason; clashes, pins, relations or the hall rule it out."
                ),
            ),
        }
    }
}

/// Every group without a window, the one that is shortest of time first.
pub fn shortages(instance: &Instance, plan: &Plan) -> Vec<Shortage> {
    let left_out = instance.group_ids().filter(|group| plan.window_of(*group).is_none());
    let mut found: Vec<Shortage> = left_out.map(|group| shortage(instance, plan, group)).collect();
    found.sort_by_key(|shortage| (std::cmp::Reverse(shortage.short_by()), shortage.group));
    found
}

fn shortage(instance: &Instance, plan: &Plan, id: GroupId) -> Shortage {
    let group = instance.group(id);
    let usable = || instance.block_ids().filter(|block| group.may_use(*block));
    let rate_of = |block: BlockId| instance.station(instance.block(block).station).rate;
    let rates: Option<Vec<i64>> = usable().map(rate_of).collect();
    let needed = rates.and_then(|rates| rates.into_iter().max()).map(|rate| {
        let grid = instance.grid();
        (group.buffer.least_minutes(group.expected(), rate) + grid - 1) / grid * grid
    });
    let longest = usable().map(|block| (longest_free(instance, plan, instance.block(block)), block));
    // Of equally long ones the first block.
    let longest = longest.max_by_key(|(minutes, block)| (*minutes, std::cmp::Reverse(*block)));
    Shortage {
        group: id,
        expected: group.expected(),
        needed,
        longest_free: longest.map_or(0, |(minutes, _)| minutes),
        block: longest.filter(|(minutes, _)| *minutes > 0).map(|(_, block)| block),
    }
}

/// The most working minutes of an interval on the grid in which a window would meet nobody and no make-up time.
fn longest_free(instance: &Instance, plan: &Plan, block: &Block) -> Minutes {
    let here = |station: StationId, date| station == block.station && date == block.date;
    let windows = plan.windows.iter().filter(|window| here(window.station, window.date));
    let gap = instance.changeover();
    let taken: Vec<Interval> = windows
        .map(|window| Interval::new(window.interval.start - gap, window.interval.end + gap))
        .chain(block.make_up.iter().map(|make_up| make_up.interval))
        .collect();
    let (bookable, grid) = (block.bookable(), instance.grid() as usize);
    let mut longest = 0;
    for start in (bookable.start..bookable.end).step_by(grid) {
        let ends = (start..=bookable.end).step_by(grid).skip(1);
        let free = ends.map(|end| Interval::new(start, end)).take_while(|one| !taken.iter().any(|t| t.overlaps(*one)));
        longest = longest.max(free.last().map_or(0, |interval| block.working_minutes_in(interval)));
    }
    longest
}
