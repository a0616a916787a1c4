//! The groups that a plan leaves out, the minutes that each needs, and the minutes that are free for it.

use crate::base::clock::{Interval, Minutes};
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
    let usable = || campaign.block_ids().filter(|block| campaign.may_use(id, *block));
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
    let (grid, gap) = (campaign.grid(), campaign.changeover());
    let is_free = |one: &Interval| {
        !taken.iter().any(|taken| Interval::new(taken.start - gap, taken.end + gap).overlaps(*one))
    };
    let mut longest = 0;
    for start in block.grid_minutes(grid) {
        let ends = block.grid_minutes(grid).filter(|end| *end > start);
        let free = ends.map(|end| Interval::new(start, end)).take_while(is_free);
        longest = longest.max(free.last().map_or(0, |interval| block.working_minutes_in(interval)));
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::{Shortage, shortages};
    use crate::base::clock::Interval;
    use crate::base::text::Text;
    use crate::campaign::plan::Plan;
    use crate::campaign::tiny::{self, START};
    use crate::campaign::{BlockId, Campaign, Draft, GroupId, MakeUp};

    /// Who is left out of a plan with these windows.
    fn left_out(draft: Draft, calls: &[(usize, usize, i32, i32)]) -> Vec<Shortage> {
        let campaign = Campaign::new(draft).unwrap();
        let plan = Plan::of(&campaign, calls);
        shortages(&campaign, &plan)
    }

    #[test]
    fn a_group_is_short_of_what_the_roomiest_half_day_lacks() {
        // Thirty and sixty minutes; ten people, packed, take ten minutes of the longer one.
        let draft = tiny::draft(&[3, 6], &[10, 70, 25]);
        let found = left_out(draft, &[(0, 1, 0, 20), (2, 0, 0, 30)]);
        let wanted = Shortage {
            group: GroupId(1),
            expected: 70,
            needed: Some(70),
            longest_free: 50,
            block: Some(BlockId(1)),
        };
        assert_eq!(found, [wanted]);
        assert_eq!(found[0].short_by(), Some(20));
    }

    #[test]
    fn where_there_is_room_enough_length_is_not_the_reason() {
        let found = left_out(tiny::draft(&[3], &[10, 12]), &[]);
        assert_eq!(found.iter().map(|own| own.group.0).collect::<Vec<_>>(), [0, 1]);
        assert_eq!(found.iter().map(|own| own.needed).collect::<Vec<_>>(), [Some(10), Some(20)]);
        assert!(found.iter().all(|own| own.short_by().is_none() && own.longest_free == 30));
    }

    #[test]
    fn whoever_is_shortest_of_time_comes_first() {
        let found = left_out(tiny::draft(&[3], &[40, 20, 60]), &[]);
        let told: Vec<_> = found.iter().map(|own| (own.group.0, own.short_by())).collect();
        assert_eq!(told, [(2, Some(30)), (0, Some(10)), (1, None)]);
    }

    #[test]
    fn changeovers_make_up_time_and_days_that_are_not_its_own_are_no_room() {
        let mut draft = tiny::draft(&[3, 6], &[10, 40]);
        draft.groups[1].only_in = Some([BlockId(0)].into());
        draft.changeover = 5;
        let interval = Interval::new(START + 20, START + 30);
        draft.blocks[0].make_up.push(MakeUp { name: Text::same("make-up"), interval });
        let found = left_out(draft.clone(), &[(0, 0, 0, 10)]);
        let (free, block) = (found[0].longest_free, found[0].block);
        assert_eq!((free, block), (5, Some(BlockId(0))), "ten for the group, five after it");
        draft.groups[1].only_in = Some([].into());
        let found = left_out(draft, &[(0, 0, 0, 10)]);
        assert_eq!((found[0].needed, found[0].longest_free, found[0].block), (None, 0, None));
    }

    #[test]
    fn where_the_rate_is_unknown_so_is_what_a_group_needs() {
        let mut draft = tiny::draft(&[3], &[10]);
        draft.stations[0].rate = None;
        let found = left_out(draft, &[]);
        assert_eq!((found[0].needed, found[0].short_by(), found[0].longest_free), (None, None, 30));
    }

    #[test]
    fn a_group_that_may_be_cut_has_the_room_of_several_half_days() {
        let mut draft = tiny::draft(&[3, 2, 1], &[60]);
        draft.groups[0].classes =
            vec![crate::campaign::Class::new("a", 30), crate::campaign::Class::new("b", 30)];
        draft.groups[0].max_windows = 2;
        let found = left_out(draft, &[]);
        assert_eq!((found[0].longest_free, found[0].short_by()), (50, Some(10)));
    }
}
