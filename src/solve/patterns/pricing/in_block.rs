//! The in-block constraints: rules between windows of one block besides their time. Relations
//! between groups become sequencing constraints, and limits on waiting people a capacity for each
//! minute. Label setting in the time-expanded network enforces them (`network`).

use crate::base::clock::Minutes;
use crate::campaign::{BlockId, Campaign, ClassOrder, GroupId, RelationKind};
use crate::plans::waiting;
use crate::solve::ids::List;
use crate::solve::patterns::pattern::{ChoiceId, Node, Placed};
use crate::solve::windows::Candidate;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The constraint of a group on its position after an earlier group of the block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sequencing {
    /// The group must not come after the earlier group.
    NotAfter,
    /// The group must be a direct successor of the earlier group.
    DirectlyAfter,
}

/// The in-block constraints of one block.
#[derive(Debug, Default, PartialEq, Eq, Hash)]
pub struct InBlockConstraints {
    /// For each group its constraints, each with the earlier group.
    sequencing: BTreeMap<GroupId, Vec<(GroupId, Sequencing)>>,
    /// For each node at which a window ends, the last node at which a direct successor may start.
    directly_until: List<Node, Node>,
    /// The capacity for waiting people, where it is limited.
    pub waiting_limit: Option<WaitingLimit>,
}

/// The capacity for people who wait for a block, and the number of people whom each choice makes wait at each
/// minute. Minutes count from the block's start. Every choice has a single start here.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct WaitingLimit {
    /// The most people who may wait at any minute.
    capacity: i64,
    /// Minutes from the call of people to the start of their window.
    lead: Minutes,
    /// Minutes in a grid step.
    grid: Minutes,
    /// Distinct waiting profiles: people who wait at each minute, from the first call on.
    profiles: Vec<Vec<u32>>,
    /// The index of each choice's profile.
    profile_of_choice: List<ChoiceId, usize>,
}

impl InBlockConstraints {
    /// The sequencing constraints of a block whose candidates are of these groups, without a
    /// waiting limit. `nodes` is the number of grid steps of the block.
    pub fn new(
        campaign: &Campaign,
        block: BlockId,
        groups: &BTreeSet<GroupId>,
        nodes: usize,
    ) -> InBlockConstraints {
        let mut sequencing: BTreeMap<GroupId, Vec<(GroupId, Sequencing)>> = BTreeMap::new();
        let are_present = |a: &GroupId, b: &GroupId| groups.contains(a) && groups.contains(b);
        for relation in campaign
            .relations()
            .iter()
            .filter(|relation| are_present(&relation.first, &relation.second))
        {
            let (first, second) = (relation.first, relation.second);
            let mut constrain = |group: GroupId, earlier: GroupId, constraint| {
                sequencing.entry(group).or_default().push((earlier, constraint));
            };
            match relation.kind {
                RelationKind::Together => {
                    constrain(first, second, Sequencing::DirectlyAfter);
                    constrain(second, first, Sequencing::DirectlyAfter);
                }
                RelationKind::Apart => {
                    constrain(first, second, Sequencing::NotAfter);
                    constrain(second, first, Sequencing::NotAfter);
                }
                RelationKind::Before => constrain(first, second, Sequencing::NotAfter),
            }
        }
        let step = campaign.block(block).step(campaign.grid());
        let minute =
            |node: Node| campaign.block(block).regular.start + node.index() as Minutes * step;
        let last_successor = |end: Node| {
            let successors = (end.index()..=nodes)
                .map(Node)
                .take_while(|start| campaign.directly_after(block, minute(end), minute(*start)));
            successors.last().unwrap_or(end)
        };
        let directly_until = if sequencing.is_empty() {
            List::new()
        } else {
            (0..=nodes).map(Node).map(last_successor).collect()
        };
        InBlockConstraints { sequencing, directly_until, waiting_limit: None }
    }

    /// Whether the block has neither sequencing constraints nor a waiting limit.
    pub fn is_empty(&self) -> bool {
        self.sequencing.is_empty() && self.waiting_limit.is_none()
    }

    /// The sequencing constraints of a group, each with the earlier group.
    pub fn sequencing(&self, group: GroupId) -> &[(GroupId, Sequencing)] {
        self.sequencing.get(&group).map_or(&[], Vec::as_slice)
    }

    /// Whether some group may have to be a direct successor of this one. Such relations are
    /// symmetric, so the constraints of the group itself tell.
    pub fn may_need_neighbour(&self, group: GroupId) -> bool {
        self.sequencing(group)
            .iter()
            .any(|(_, constraint)| *constraint == Sequencing::DirectlyAfter)
    }

    /// The last node at which a direct successor of a window may start; `end` is the window's end.
    pub fn directly_until(&self, end: Node) -> Node {
        if self.directly_until.is_empty() { end } else { self.directly_until[end] }
    }
}

impl WaitingLimit {
    /// The most people who may wait for a block, at its station or over all; `None` where there is
    /// no limit, and where the order of classes is free: another order might make fewer people wait
    /// than the one assumed here, and pricing must not exclude a feasible pattern.
    pub fn capacity_of(campaign: &Campaign, block: BlockId) -> Option<i64> {
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

    /// The waiting limit of a block; `windows` has the window of each choice. `None` where
    /// [`WaitingLimit::capacity_of`] is.
    pub fn new(
        campaign: &Campaign,
        block: BlockId,
        windows: &List<ChoiceId, Candidate>,
    ) -> Option<WaitingLimit> {
        let capacity = WaitingLimit::capacity_of(campaign, block)?;
        let lead = campaign.longest_lead();
        let (mut profiles, mut profile_of_choice) = (Vec::new(), List::new());
        let mut index_of = HashMap::new();
        for window in windows {
            let crowds = window.crowds(campaign);
            let minutes = window.interval.start - lead..window.interval.end;
            let profile: Vec<u32> = minutes
                .map(|minute| {
                    crowds.iter().map(|crowd| crowd.waiting_at(minute)).sum::<i64>() as u32
                })
                .collect();
            let index = *index_of.entry(profile).or_insert_with_key(|profile| {
                profiles.push(profile.clone());
                profiles.len() - 1
            });
            profile_of_choice.push(index);
        }
        let grid = campaign.block(block).step(campaign.grid());
        Some(WaitingLimit { capacity, lead, grid, profiles, profile_of_choice })
    }

    /// The most people who may wait at any minute.
    pub fn capacity(&self) -> i64 {
        self.capacity
    }

    /// The first minute at which people of a window may be called; `from` is the window's start.
    pub fn first_call(&self, from: Node) -> Minutes {
        from.index() as Minutes * self.grid - self.lead
    }

    /// The number of people whom a choice that starts at a node makes wait at a minute.
    pub fn waiting(&self, choice: ChoiceId, from: Node, minute: Minutes) -> i64 {
        let index = usize::try_from(minute - self.first_call(from));
        index
            .ok()
            .and_then(|index| self.profile(choice).get(index))
            .map_or(0, |people| i64::from(*people))
    }

    /// The index of the waiting profile of a choice.
    pub fn profile_of(&self, choice: ChoiceId) -> usize {
        self.profile_of_choice[choice]
    }

    /// The waiting profile of a choice.
    fn profile(&self, choice: ChoiceId) -> &[u32] {
        &self.profiles[self.profile_of_choice[choice]]
    }

    /// The minutes of the waiting profile of a choice that starts at a node.
    pub fn minutes(&self, choice: ChoiceId, from: Node) -> std::ops::Range<Minutes> {
        let first = self.first_call(from);
        first..first + self.profile(choice).len() as Minutes
    }

    /// The minute at which most people wait, the first of several; `None` where the capacity is
    /// nowhere exceeded.
    pub fn worst_violation(&self, windows: &[Placed]) -> Option<Minutes> {
        let mut people: BTreeMap<Minutes, i64> = BTreeMap::new();
        for (choice, from) in windows {
            for (minute, waiting) in self.minutes(*choice, *from).zip(self.profile(*choice)) {
                *people.entry(minute).or_default() += i64::from(*waiting);
            }
        }
        let violations = people.into_iter().filter(|(_, waiting)| *waiting > self.capacity);
        violations
            .max_by_key(|(minute, waiting)| (*waiting, std::cmp::Reverse(*minute)))
            .map(|(minute, _)| minute)
    }
}

#[cfg(test)]
mod tests {
    use super::{ChoiceId, InBlockConstraints, List, Node, Sequencing, WaitingLimit};
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
        let windows = List::from(candidates(&campaign).unwrap().list);
        let limit = WaitingLimit::new(&campaign, BLOCK, &windows).unwrap();
        assert!(!windows.is_empty() && limit.capacity() == 50);
        // The grid begins again at 22, so that a node is 2 minutes.
        let step = campaign.block(BLOCK).step(GRID);
        assert_eq!(step, 2);
        for (choice, window) in windows.with_ids() {
            let from = Node(((window.interval.start - START) / step) as usize);
            let crowds = window.crowds(&campaign);
            for minute in -20..80 {
                let date = campaign.block(BLOCK).date;
                let moment = WaitingMoment { hall: None, date, minute: START + minute };
                let waiting = limit.waiting(choice, from, minute);
                assert_eq!(waiting, moment.waiting(&crowds), "{window:?} at minute {minute}");
                let is_inside = limit.minutes(choice, from).contains(&minute);
                assert!(is_inside || waiting == 0, "{window:?} at minute {minute}");
            }
        }
    }

    #[test]
    fn the_worst_violation_is_the_first_minute_with_most_people() {
        let mut draft = tiny::draft(&[4], &[10, 10]);
        (draft.call_lead, draft.stations[0].hall_capacity) = (10, Some(15));
        let campaign = Campaign::new(draft).unwrap();
        let mut windows = candidates(&campaign).unwrap().list;
        windows.retain(|window| window.interval.minutes() == GRID);
        let windows = List::from(windows);
        let limit = WaitingLimit::new(&campaign, BLOCK, &windows).unwrap();
        let choice = |group, from| {
            let start = START + from as i32 * GRID;
            let is_it = |window: &crate::solve::windows::Candidate| {
                (window.group, window.interval.start) == (GroupId(group), start)
            };
            (ChoiceId(windows.iter().position(is_it).unwrap()), Node(from))
        };
        // The second group is called as the first begins: 20 people wait in that minute.
        assert_eq!(limit.worst_violation(&[choice(0, 0), choice(1, 1)]), Some(0));
        assert_eq!(limit.worst_violation(&[choice(0, 0), choice(1, 3)]), None);
    }

    #[test]
    fn the_least_capacity_counts_and_none_where_the_order_is_free() {
        let mut draft = tiny::draft(&[4], &[10]);
        assert_eq!(WaitingLimit::capacity_of(&Campaign::new(draft.clone()).unwrap(), BLOCK), None);
        (draft.hall_capacity, draft.stations[0].hall_capacity) = (Some(30), Some(25));
        assert_eq!(
            WaitingLimit::capacity_of(&Campaign::new(draft.clone()).unwrap(), BLOCK),
            Some(25)
        );
        draft.class_order = ClassOrder::Free;
        assert_eq!(WaitingLimit::capacity_of(&Campaign::new(draft).unwrap(), BLOCK), None);
    }

    #[test]
    fn sequencing_is_asked_of_the_later_group_and_only_where_both_groups_are_present() {
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
        let constraints = |groups: &[GroupId]| {
            InBlockConstraints::new(&campaign, BLOCK, &groups.iter().copied().collect(), 6)
        };
        let all = constraints(&[a, b, c]);
        assert_eq!(all.sequencing(a), [(b, Sequencing::DirectlyAfter), (c, Sequencing::NotAfter)]);
        assert_eq!(all.sequencing(b), [(a, Sequencing::DirectlyAfter), (c, Sequencing::NotAfter)]);
        assert_eq!(all.sequencing(c), [(a, Sequencing::NotAfter)]);
        assert!(
            all.may_need_neighbour(a) && all.may_need_neighbour(b) && !all.may_need_neighbour(c)
        );
        assert!(
            constraints(&[b]).is_empty()
                && constraints(&[a, c]).sequencing(c) == [(a, Sequencing::NotAfter)]
        );
        // A successor is direct over a gap with less usable time than changeover and a grid step;
        // make-up time is not usable.
        for end in 0..=6 {
            let minute = |node: usize| START + node as i32 * GRID;
            let follows =
                |start: &usize| campaign.directly_after(BLOCK, minute(end), minute(*start));
            let last = (end..=6).rfind(follows);
            assert_eq!(Some(all.directly_until(Node(end))), last.map(Node), "after node {end}");
        }
        assert_eq!(all.directly_until(Node(2)), Node(5), "over the make-up time and one step more");
    }
}
