//! Who is left out of a plan, and by how many minutes it fails.

use crate::base::clock::{Interval, Minutes};
use crate::base::text::{Lang, Text};
use crate::campaign::plan::Plan;
use crate::campaign::{Block, BlockId, Campaign, GroupId};

/// A group without a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shortage {
    /// The group.
    pub group: GroupId,
    /// Who is expected.
    pub expected: i64,
    /// Minutes that it needs in the block where it needs least, on the grid; `None` where a rate is
    /// unknown.
    pub needed: Option<Minutes>,
    /// The most working minutes that a block it may use has left when the groups there are packed
    /// as tight as the rates allow; over the `max_windows` blocks with most where it may be cut.
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
    pub fn sentence(&self, campaign: &Campaign) -> Text {
        let (group, people) = (campaign.group(self.group), self.expected);
        let (zh, en) = (group.name.get(Lang::Zh), group.name.get(Lang::En));
        let free = self.longest_free;
        let (there_zh, there_en) = match self.block.map(|block| campaign.block(block)) {
            Some(block) => (format!("（{}）", block.name), format!(" (“{}”)", block.name)),
            None => (String::new(), String::new()),
        };
        match (self.needed, self.short_by()) {
            (Some(needed), Some(short)) => Text::new(
                format!(
                    "{zh}（预计 {people} 人）：需 {needed} 分钟；其他学院在各自半天排紧后，它可用的半天最多余 {free} 分钟{there_zh}，差 {short} 分钟。"
                ),
                format!(
                    "{en} ({people} expected): needs {needed} minutes; with the others packed where they are, the half-days it may use have at most {free} left{there_en}: {short} minutes short."
                ),
            ),
            _ => Text::new(
                format!(
                    "{zh}（预计 {people} 人）：排紧后可余 {free} 分钟{there_zh}，时长不是原因；是冲突、固定安排、关系、等候人数上限或班级大小不允许。"
                ),
                format!(
                    "{en} ({people} expected): {free} minutes can be made free{there_en}, so length is not the reason; clashes, pins, relations, the hall or the size of classes rule it out."
                ),
            ),
        }
    }
}

/// Every group without a window, the one that is shortest of time first.
pub fn shortages(campaign: &Campaign, plan: &Plan) -> Vec<Shortage> {
    let left_out = campaign.group_ids().filter(|group| plan.window_of(*group).is_none());
    let mut found: Vec<Shortage> = left_out.map(|group| shortage(campaign, plan, group)).collect();
    found.sort_by_key(|shortage| (std::cmp::Reverse(shortage.short_by()), shortage.group));
    found
}

fn shortage(campaign: &Campaign, plan: &Plan, id: GroupId) -> Shortage {
    let group = campaign.group(id);
    let usable = || campaign.block_ids().filter(|block| group.may_use(*block));
    let needs: Option<Vec<Minutes>> =
        usable().map(|block| campaign.least_minutes(id, None, block)).collect();
    let needed =
        needs.and_then(|needs| needs.into_iter().min()).map(|least| on_grid(campaign, least));
    let mut left: Vec<(Minutes, BlockId)> =
        usable().map(|block| (left_in(campaign, plan, block), block)).collect();
    // Of equally long ones the first block.
    left.sort_by_key(|(minutes, block)| (std::cmp::Reverse(*minutes), *block));
    let longest = left.first().copied();
    Shortage {
        group: id,
        expected: group.expected(),
        needed,
        longest_free: left.iter().take(group.max_windows).map(|(minutes, _)| minutes).sum(),
        block: longest.filter(|(minutes, _)| *minutes > 0).map(|(_, block)| block),
    }
}

/// Rounded up to whole steps of the grid.
fn on_grid(campaign: &Campaign, minutes: Minutes) -> Minutes {
    let grid = campaign.grid();
    (minutes + grid - 1) / grid * grid
}

/// Usable minutes of a block without what its groups need at least, changeovers counted; where that
/// is more, the longest free time as the plan stands.
fn left_in(campaign: &Campaign, plan: &Plan, id: BlockId) -> Minutes {
    let block = campaign.block(id);
    let here = plan
        .windows
        .iter()
        .filter(|window| window.station == block.station && window.date == block.date);
    let here: Vec<_> = here.filter(|window| block.bookable().contains(window.interval)).collect();
    let needed = here.iter().map(|window| {
        let as_planned = block.working_minutes_in(window.interval);
        let least = campaign.least_minutes(window.group, window.run, id).unwrap_or(as_planned);
        on_grid(campaign, least).min(as_planned) + campaign.changeover()
    });
    let packed = block.usable_minutes_in(block.bookable()) - needed.sum::<Minutes>();
    let taken = here
        .iter()
        .map(|window| window.interval)
        .chain(block.make_up.iter().map(|make_up| make_up.interval));
    packed.max(longest_free(campaign, block, &taken.collect::<Vec<_>>())).max(0)
}

/// The most working minutes of an interval on the grid in which a window would meet none of these.
fn longest_free(campaign: &Campaign, block: &Block, taken: &[Interval]) -> Minutes {
    let (bookable, grid, gap) = (block.bookable(), campaign.grid() as usize, campaign.changeover());
    let is_free = |one: &Interval| {
        !taken.iter().any(|taken| Interval::new(taken.start - gap, taken.end + gap).overlaps(*one))
    };
    let mut longest = 0;
    for start in (bookable.start..bookable.end).step_by(grid) {
        let ends = (start..=bookable.end).step_by(grid).skip(1);
        let free = ends.map(|end| Interval::new(start, end)).take_while(is_free);
        longest = longest.max(free.last().map_or(0, |interval| block.working_minutes_in(interval)));
    }
    longest
}
