//! What the windows of one block ask of each other besides their time: relations between their
//! groups, and room for the people who wait.

use crate::base::clock::Minutes;
use crate::campaign::{BlockId, Campaign, ClassOrder, GroupId, RelationKind};
use crate::plans::waiting;
use crate::solve::windows::Candidate;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What a group asks of another one that has come before it in the block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Bond {
    /// It can't come after the other one.
    NotAfter,
    /// It comes directly after the other one.
    DirectlyAfter,
}

/// The terms of one block.
#[derive(Debug, Default, PartialEq, Eq, Hash)]
pub struct Terms {
    bonds: BTreeMap<GroupId, Vec<(GroupId, Bond)>>,
    /// For each node at which a window ends, the last one at which another starts directly after
    /// it.
    directly_until: Vec<u16>,
    /// Who waits, where that is limited.
    pub hall: Option<Hall>,
}

/// Who waits in a block for each choice, which has one start then.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Hall {
    most: i64,
    lead: Minutes,
    grid: Minutes,
    /// People who wait, minute by minute, from the first call on.
    courses: Vec<Vec<u32>>,
    /// The course of each choice.
    of_choice: Vec<usize>,
}

impl Terms {
    /// What the groups of a block ask of each other, of those that may come there.
    pub fn new(
        campaign: &Campaign,
        block: BlockId,
        groups: &BTreeSet<GroupId>,
        nodes: usize,
    ) -> Terms {
        let mut bonds: BTreeMap<GroupId, Vec<(GroupId, Bond)>> = BTreeMap::new();
        let both =
            |first: &GroupId, second: &GroupId| groups.contains(first) && groups.contains(second);
        for relation in
            campaign.relations().iter().filter(|relation| both(&relation.first, &relation.second))
        {
            let (first, second) = (relation.first, relation.second);
            let mut asks = |group: GroupId, other: GroupId, bond| {
                bonds.entry(group).or_default().push((other, bond));
            };
            match relation.kind {
                RelationKind::Together => {
                    asks(first, second, Bond::DirectlyAfter);
                    asks(second, first, Bond::DirectlyAfter);
                }
                RelationKind::Apart => {
                    asks(first, second, Bond::NotAfter);
                    asks(second, first, Bond::NotAfter);
                }
                RelationKind::Before => asks(first, second, Bond::NotAfter),
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
            if bonds.is_empty() { Vec::new() } else { (0..=nodes).map(last).collect() };
        Terms { bonds, directly_until, hall: None }
    }

    /// Whether nothing is asked.
    pub fn is_empty(&self) -> bool {
        self.bonds.is_empty() && self.hall.is_none()
    }

    /// What a group asks of others that have come before it.
    pub fn bonds(&self, group: GroupId) -> &[(GroupId, Bond)] {
        self.bonds.get(&group).map_or(&[], Vec::as_slice)
    }

    /// Whether some other group may have to come directly after this one.
    pub fn may_need_neighbour(&self, group: GroupId) -> bool {
        self.bonds(group).iter().any(|(_, bond)| *bond == Bond::DirectlyAfter)
    }

    /// The last node at which a window starts directly after one that ends at a node.
    pub fn directly_until(&self, end: usize) -> usize {
        self.directly_until.get(end).map_or(end, |until| usize::from(*until))
    }
}

impl Hall {
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
    pub fn new(campaign: &Campaign, block: BlockId, windows: &[Candidate]) -> Option<Hall> {
        let most = Hall::most_in(campaign, block)?;
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
        Some(Hall { most, lead, grid: campaign.grid(), courses, of_choice })
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
