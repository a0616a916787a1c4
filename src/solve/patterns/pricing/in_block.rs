//! What the windows of one block ask of each other besides their time: relations between their
//! groups, and room for the people who wait.

use crate::base::clock::Minutes;
use crate::campaign::{BlockId, Campaign, ClassOrder, GroupId, RelationKind};
use crate::plans::waiting;
use crate::solve::windows::Candidate;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What a group asks of another one that has come before it in the block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sequencing {
    /// It can't come after the other one.
    NotAfter,
    /// It comes directly after the other one.
    DirectlyAfter,
}

/// The terms of one block.
#[derive(Debug, Default, PartialEq, Eq, Hash)]
pub struct InBlockConstraints {
    sequencing: BTreeMap<GroupId, Vec<(GroupId, Sequencing)>>,
    /// For each node at which a window ends, the last one at which another starts directly after
    /// it.
    directly_until: Vec<u16>,
    /// Who waits, where that is limited.
    pub hall: Option<WaitingLimit>,
}

/// Who waits in a block for each choice, which has one start then.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct WaitingLimit {
    most: i64,
    lead: Minutes,
    grid: Minutes,
    /// People who wait, minute by minute, from the first call on.
    courses: Vec<Vec<u32>>,
    /// The course of each choice.
    of_choice: Vec<usize>,
}

impl InBlockConstraints {
    /// What the groups of a block ask of each other, of those that may come there.
    pub fn new(
        campaign: &Campaign,
        block: BlockId,
        groups: &BTreeSet<GroupId>,
        nodes: usize,
    ) -> InBlockConstraints {
        let mut sequencing: BTreeMap<GroupId, Vec<(GroupId, Sequencing)>> = BTreeMap::new();
        let both =
            |first: &GroupId, second: &GroupId| groups.contains(first) && groups.contains(second);
        for relation in
            campaign.relations().iter().filter(|relation| both(&relation.first, &relation.second))
        {
            let (first, second) = (relation.first, relation.second);
            let mut asks = |group: GroupId, other: GroupId, asked| {
                sequencing.entry(group).or_default().push((other, asked));
            };
            match relation.kind {
                RelationKind::Together => {
                    asks(first, second, Sequencing::DirectlyAfter);
                    asks(second, first, Sequencing::DirectlyAfter);
                }
                RelationKind::Apart => {
                    asks(first, second, Sequencing::NotAfter);
                    asks(second, first, Sequencing::NotAfter);
                }
                RelationKind::Before => asks(first, second, Sequencing::NotAfter),
            }
        }
        let minute =
            |node: usize| campaign.block(block).regular.start + node as Minutes * campaign.grid();
        let last = |end: usize| {
            let follow = (end..=nodes)
                .take_while(|start| campaign.directly_after(block, minute(end), minute(*start)));
            follow.last().unwrap_or(end) as u16
        };
        let directly_until =
            if sequencing.is_empty() { Vec::new() } else { (0..=nodes).map(last).collect() };
        InBlockConstraints { sequencing, directly_until, hall: None }
    }

    /// Whether nothing is asked.
    pub fn is_empty(&self) -> bool {
        self.sequencing.is_empty() && self.hall.is_none()
    }

    /// What a group asks of others that have come before it.
    pub fn sequencing(&self, group: GroupId) -> &[(GroupId, Sequencing)] {
        self.sequencing.get(&group).map_or(&[], Vec::as_slice)
    }

    /// Whether some other group may have to come directly after this one.
    pub fn may_need_neighbour(&self, group: GroupId) -> bool {
        self.sequencing(group).iter().any(|(_, asked)| *asked == Sequencing::DirectlyAfter)
    }

    /// The last node at which a window starts directly after one that ends at a node.
    pub fn directly_until(&self, end: usize) -> usize {
        self.directly_until.get(end).map_or(end, |until| usize::from(*until))
    }
}

impl WaitingLimit {
    /// The most who may wait for a block, at its station or over all, where pricing looks at that.
    /// Not where the order of classes is free: in another order fewer people might wait.
    pub fn most_in(campaign: &Campaign, block: BlockId) -> Option<i64> {
        if campaign.class_order() == ClassOrder::Free {
            return None;
        }
        let station = campaign.block(block).station;
        let limits = waiting::limits(campaign).into_iter();
        limits
            .filter(|(hall, _)| hall.is_none_or(|hall| hall == station))
            .map(|(_, most)| most)
            .min()
    }

    /// The hall of a block, for the window of each choice; `None` where pricing does not look at
    /// it.
    pub fn new(campaign: &Campaign, block: BlockId, windows: &[Candidate]) -> Option<WaitingLimit> {
        let most = WaitingLimit::most_in(campaign, block)?;
        let lead = campaign.call_lead();
        let (mut courses, mut of_choice, mut known) = (Vec::new(), Vec::new(), HashMap::new());
        for window in windows {
            let crowds = window.crowds(campaign);
            let minutes = window.interval.start - lead..window.interval.end;
            let course: Vec<u32> = minutes
                .map(|minute| {
                    crowds.iter().map(|crowd| crowd.waiting_at(minute)).sum::<i64>() as u32
                })
                .collect();
            let place = *known.entry(course).or_insert_with_key(|course| {
                courses.push(course.clone());
                courses.len() - 1
            });
            of_choice.push(place);
        }
        Some(WaitingLimit { most, lead, grid: campaign.grid(), courses, of_choice })
    }

    /// The most who may wait.
    pub fn most(&self) -> i64 {
        self.most
    }

    /// The first minute of the block's time at which people are called for a window that starts at
    /// a node.
    pub fn first_call(&self, from: usize) -> Minutes {
        from as Minutes * self.grid - self.lead
    }

    /// Who waits at a minute of the block's time for a choice that starts at a node.
    pub fn waiting(&self, choice: usize, from: usize, minute: Minutes) -> i64 {
        let place = usize::try_from(minute - self.first_call(from));
        place
            .ok()
            .and_then(|place| self.course(choice).get(place))
            .map_or(0, |people| i64::from(*people))
    }

    fn course(&self, choice: usize) -> &[u32] {
        &self.courses[self.of_choice[choice]]
    }

    /// The minutes of the block's time at which people wait for a choice that starts at a node.
    pub fn minutes(&self, choice: usize, from: usize) -> std::ops::Range<Minutes> {
        let first = self.first_call(from);
        first..first + self.course(choice).len() as Minutes
    }

    /// The minute at which most people are too many.
    pub fn fullest(&self, windows: &[(usize, usize)]) -> Option<Minutes> {
        let mut people: BTreeMap<Minutes, i64> = BTreeMap::new();
        for (choice, from) in windows {
            for (minute, waiting) in self.minutes(*choice, *from).zip(self.course(*choice)) {
                *people.entry(minute).or_default() += i64::from(*waiting);
            }
        }
        let too_many = people.into_iter().filter(|(_, waiting)| *waiting > self.most);
        too_many
            .max_by_key(|(minute, waiting)| (*waiting, std::cmp::Reverse(*minute)))
            .map(|(minute, _)| minute)
    }
}

#[cfg(test)]
mod tests {
    use super::{InBlockConstraints, Sequencing, WaitingLimit};
    use crate::base::clock::Interval;
    use crate::base::text::Text;
    use crate::campaign::tiny::{self, GRID, START};
    use crate::campaign::{
        BlockId, Break, Campaign, Class, ClassOrder, GroupId, MakeUp, Relation, RelationKind,
    };
    use crate::plans::waiting::WaitingMoment;
    use crate::solve::windows::candidates;

    const BLOCK: BlockId = BlockId(0);

    #[test]
    fn people_wait_as_in_the_plan() {
        let mut draft = tiny::draft(&[6], &[20, 14]);
        (draft.call_lead, draft.hall_capacity) = (7, Some(50));
        draft.groups[0].classes = vec![Class::new("a", 11), Class::new("b", 9)];
        let interval = Interval::new(START + 18, START + 22);
        draft.blocks[0].breaks.push(Break { interval, may_straddle: true });
        let campaign = Campaign::new(draft).unwrap();
        let windows = candidates(&campaign).unwrap().list;
        let hall = WaitingLimit::new(&campaign, BLOCK, &windows).unwrap();
        assert!(!windows.is_empty() && hall.most() == 50);
        for (choice, window) in windows.iter().enumerate() {
            let from = ((window.interval.start - START) / GRID) as usize;
            let crowds = window.crowds(&campaign);
            for minute in -20..80 {
                let date = campaign.block(BLOCK).date;
                let moment = WaitingMoment { hall: None, date, minute: START + minute };
                let waiting = hall.waiting(choice, from, minute);
                assert_eq!(waiting, moment.waiting(&crowds), "{window:?} at minute {minute}");
                let is_inside = hall.minutes(choice, from).contains(&minute);
                assert!(is_inside || waiting == 0, "{window:?} at minute {minute}");
            }
        }
    }

    #[test]
    fn the_fullest_minute_is_the_first_of_those_with_most_people() {
        let mut draft = tiny::draft(&[4], &[10, 10]);
        (draft.call_lead, draft.stations[0].hall_capacity) = (10, Some(15));
        let campaign = Campaign::new(draft).unwrap();
        let mut windows = candidates(&campaign).unwrap().list;
        windows.retain(|window| window.interval.minutes() == GRID);
        let hall = WaitingLimit::new(&campaign, BLOCK, &windows).unwrap();
        let choice = |group, from| {
            let start = START + from as i32 * GRID;
            let is_it = |own: &crate::solve::windows::Candidate| {
                (own.group, own.interval.start) == (GroupId(group), start)
            };
            (windows.iter().position(is_it).unwrap(), from)
        };
        // The second is called as the first begins: twenty people wait in that minute.
        assert_eq!(hall.fullest(&[choice(0, 0), choice(1, 1)]), Some(0));
        assert_eq!(hall.fullest(&[choice(0, 0), choice(1, 3)]), None);
    }

    #[test]
    fn the_narrowest_hall_counts_and_none_where_the_order_is_free() {
        let mut draft = tiny::draft(&[4], &[10]);
        assert_eq!(WaitingLimit::most_in(&Campaign::new(draft.clone()).unwrap(), BLOCK), None);
        (draft.hall_capacity, draft.stations[0].hall_capacity) = (Some(30), Some(25));
        assert_eq!(WaitingLimit::most_in(&Campaign::new(draft.clone()).unwrap(), BLOCK), Some(25));
        draft.class_order = ClassOrder::Free;
        assert_eq!(WaitingLimit::most_in(&Campaign::new(draft).unwrap(), BLOCK), None);
    }

    #[test]
    fn bonds_are_for_whoever_comes_later_and_only_where_both_may_come() {
        let mut draft = tiny::draft(&[6], &[10, 10, 10]);
        draft.changeover = 5;
        let (a, b, c) = (GroupId(0), GroupId(1), GroupId(2));
        let relation = |kind, first, second| Relation { kind, first, second };
        draft.relations = vec![
            relation(RelationKind::Together, a, b),
            relation(RelationKind::Before, b, c),
            relation(RelationKind::Apart, a, c),
        ];
        let name = Text::same("make-up");
        let interval = Interval::new(START + 20, START + 40);
        draft.blocks[0].make_up.push(MakeUp { name, interval });
        let campaign = Campaign::new(draft).unwrap();
        let terms = |groups: &[GroupId]| {
            InBlockConstraints::new(&campaign, BLOCK, &groups.iter().copied().collect(), 6)
        };
        let all = terms(&[a, b, c]);
        assert_eq!(all.sequencing(a), [(b, Sequencing::DirectlyAfter), (c, Sequencing::NotAfter)]);
        assert_eq!(all.sequencing(b), [(a, Sequencing::DirectlyAfter), (c, Sequencing::NotAfter)]);
        assert_eq!(all.sequencing(c), [(a, Sequencing::NotAfter)]);
        assert!(
            all.may_need_neighbour(a) && all.may_need_neighbour(b) && !all.may_need_neighbour(c)
        );
        assert!(
            terms(&[b]).is_empty() && terms(&[a, c]).sequencing(c) == [(a, Sequencing::NotAfter)]
        );
        // Make-up time is idle for everybody; besides it, less than changeover and a grid step.
        for end in 0..=6 {
            let minute = |node: usize| START + node as i32 * GRID;
            let follows =
                |start: &usize| campaign.directly_after(BLOCK, minute(end), minute(*start));
            let last = (end..=6).rfind(follows);
            assert_eq!(Some(all.directly_until(end)), last, "after node {end}");
        }
        assert_eq!(all.directly_until(2), 5, "over the make-up time and one step more");
    }
}
