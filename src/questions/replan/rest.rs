//! The campaign of the days that are left: the same rules, for those who are left.

use super::Request;
use super::adapt;
use super::horizon::Horizon;
use super::pace::minutes_for;
use super::task::{Place, Task};
use crate::base::clock::{Interval, Minutes};
use crate::base::text::{Lang, Text};
use crate::campaign::plan::{Plan, Window};
use crate::campaign::{
    Block, BlockId, Campaign, Class, Draft, Group, GroupId, InvalidCampaign, Pin, Relation,
    RelationKind, Share, Tier, Unavailable,
};
use crate::solve::Told;
use std::collections::{BTreeMap, BTreeSet};

/// A campaign for what is left, and what people were told of it.
pub struct Rest {
    /// The campaign. Its groups are the tasks, in their order.
    pub campaign: Campaign,
    /// The tasks.
    pub tasks: Vec<Task>,
    /// The plan before, for these groups: what they are told a new time against.
    pub before: Plan,
    /// What is owed to people who know it.
    pub told: Told,
}

/// Builds it for some tasks; `None` where no block is left.
pub fn rest(
    request: &Request<'_>,
    horizon: &Horizon<'_>,
    tasks: Vec<Task>,
) -> Result<Option<Rest>, InvalidCampaign> {
    let builder =
        Builder { request, horizon, blocks: left_blocks(request, horizon, &tasks), tasks: &tasks };
    if builder.blocks.iter().all(Option::is_none) {
        return Ok(None);
    }
    let (draft, before, kept) = builder.build();
    let present = tasks.iter().enumerate().filter_map(|(id, task)| match task.place {
        Place::Open(Some((block, from))) => Some((GroupId(id), (builder.block(block)?, from))),
        Place::Continued(block) => Some((GroupId(id), (builder.block(block)?, 0))),
        _ => None,
    });
    let present: BTreeMap<_, _> = present.collect();
    let told = Told { earliest_call: request.now.plus(request.notice), present, kept };
    let campaign = adapt::adapted(draft, &before, &tasks)?;
    Ok(Some(Rest { campaign, tasks, before, told }))
}

/// What is left of each block, in the campaign's order.
fn left_blocks(request: &Request<'_>, horizon: &Horizon<'_>, tasks: &[Task]) -> Vec<Option<Block>> {
    let goes_on = |id: BlockId| {
        tasks.iter().any(|task| matches!(task.place, Place::Kept(block, _) | Place::Continued(block) if block == id))
    };
    request.campaign.block_ids().map(|id| horizon.rest_of(id, goes_on(id))).collect()
}

struct Builder<'a> {
    request: &'a Request<'a>,
    horizon: &'a Horizon<'a>,
    blocks: Vec<Option<Block>>,
    tasks: &'a [Task],
}

impl Builder<'_> {
    /// The block's place among those left.
    fn block(&self, old: BlockId) -> Option<BlockId> {
        self.blocks[old.0].as_ref()?;
        Some(BlockId(self.blocks[..old.0].iter().flatten().count()))
    }

    /// Blocks that are left, in the campaign's numbers and in the new ones.
    fn left(&self) -> impl Iterator<Item = (BlockId, BlockId)> + '_ {
        self.request.campaign.block_ids().filter_map(|old| Some((old, self.block(old)?)))
    }

    fn build(&self) -> (Draft, Plan, Vec<Window>) {
        let campaign = self.request.campaign;
        let mut draft = campaign.to_draft();
        draft.continues = Some(campaign.first_name().to_owned());
        draft.blocks = self.blocks.iter().flatten().cloned().collect();
        let names = self.names();
        draft.groups =
            self.tasks.iter().zip(names).map(|(task, name)| self.group(task, name)).collect();
        draft.roster = self.roster();
        draft.minutes = self
            .tasks
            .iter()
            .enumerate()
            .flat_map(|(id, task)| self.minutes(GroupId(id), task))
            .collect();
        draft.unavailable = self.unavailable();
        draft.pins = self.pins();
        draft.preferences = self.copied(
            campaign.preferences(),
            |wish| wish.group,
            |wish, group| {
                wish.group = group;
                true
            },
        );
        draft.preferences.retain(|wish| wish.date.is_none_or(|date| date >= self.request.now.date));
        draft.relations = self.relations();
        self.keep_apart(&mut draft);
        self.no_newcomers(&mut draft);
        let usual = campaign.tiers().iter().copied();
        let rest =
            usual.filter(|tier| !matches!(tier, Tier::Unserved | Tier::Overload | Tier::Moved));
        draft.tiers = [Tier::Unserved, Tier::Moved].into_iter().chain(rest).collect();
        let mut before = Plan::default();
        let mut kept = Vec::new();
        for (id, task) in self.tasks.iter().enumerate() {
            let windows = self.windows_before(GroupId(id), task, &draft);
            if matches!(task.place, Place::Kept(..)) {
                kept.extend(windows.iter().cloned());
            }
            before.windows.extend(windows);
        }
        before.sort();
        (draft, before, kept)
    }

    /// The group's name for its first task, and one with 续 for the others.
    fn names(&self) -> Vec<Text> {
        let campaign = self.request.campaign;
        let mut taken: BTreeSet<String> =
            campaign.groups().iter().map(|group| group.id().to_owned()).collect();
        let mut named: BTreeSet<GroupId> = BTreeSet::new();
        let name = |task: &Task| {
            let own = &campaign.group(task.group).name;
            if named.insert(task.group) {
                return own.clone();
            }
            let mut number = 1;
            loop {
                let shown = if number > 1 { number.to_string() } else { String::new() };
                let zh = format!("{}（续{shown}）", own.get(Lang::Zh));
                let en = if shown.is_empty() { "rest".to_owned() } else { format!("rest {shown}") };
                number += 1;
                if taken.insert(zh.clone()) {
                    return Text::new(zh, format!("{} ({en})", own.get(Lang::En)));
                }
            }
        };
        self.tasks.iter().map(name).collect()
    }

    fn group(&self, task: &Task, name: Text) -> Group {
        let own = self.request.campaign.group(task.group).clone();
        let map = |list: &[BlockId]| {
            list.iter().filter_map(|block| self.block(*block)).collect::<Vec<_>>()
        };
        let goes_on = matches!(task.place, Place::Kept(..) | Place::Continued(_));
        let mut group = Group {
            only_in: own.only_in.as_deref().map(map).filter(|_| !goes_on),
            not_in: if goes_on { Vec::new() } else { map(&own.not_in) },
            name,
            ..own
        };
        if task.is_as_it_was {
            return group;
        }
        let classes = task
            .classes
            .iter()
            .map(|(class, people)| Class::new(group.classes[*class].name.clone(), *people));
        group.classes = classes.collect();
        (group.headcount, group.off_site, group.attendance) = (task.people, 0, Share::ALL);
        if goes_on || group.classes.len() < 2 {
            group.max_windows = 1;
        }
        if goes_on {
            group.buffer = crate::campaign::Buffer::default();
        }
        group
    }

    /// Students of groups that are as they were; of others the list can't say who is left.
    fn roster(&self) -> Vec<crate::campaign::Student> {
        let of = |student: &crate::campaign::Student| {
            let id = self
                .tasks
                .iter()
                .position(|task| task.is_as_it_was && task.group == student.group)?;
            Some(crate::campaign::Student { group: GroupId(id), ..student.clone() })
        };
        self.request.campaign.roster().iter().filter_map(of).collect()
    }

    /// Minutes where the station's rate is not what counts: the table's; those at the plan's pace
    /// where the rate is unknown, or where the plan asked for more than the rate of the same group;
    /// those of a group that goes on.
    fn minutes(&self, id: GroupId, task: &Task) -> Vec<((GroupId, BlockId), Minutes)> {
        let campaign = self.request.campaign;
        let mut minutes = Vec::new();
        for (old, new) in self.left() {
            let goes_on = match task.place {
                Place::Kept(block, _) | Place::Continued(block) => block == old,
                Place::Open(_) => false,
            };
            let start = self.blocks[old.0].as_ref().map_or(0, |block| block.regular.start);
            let wanted = if goes_on {
                let waits = self.horizon.ready(old).map_or(0, |ready| ready - start);
                Some(waits.max(0) + task.need)
            } else if campaign.minutes_for(task.group, old).is_some()
                || campaign.pace(task.group, old).is_none()
            {
                self.horizon.pace(task.group, old).map(|pace| minutes_for(task.people, Some(pace)))
            } else {
                self.asked_before(task, old)
            };
            // A table can hold no more; so long a window fits nowhere anyway.
            minutes.extend(wanted.map(|wanted| ((id, new), wanted.min(10_000))));
        }
        minutes
    }

    /// The minutes of the task's old window in that block, where they are fewer than the rate would
    /// have them: what was asked of the crew before may be asked again. More people need more of
    /// them.
    fn asked_before(&self, task: &Task, block: BlockId) -> Option<Minutes> {
        let campaign = self.request.campaign;
        let [window] = task.old.as_slice() else { return None };
        if campaign.block_at(window.station, window.date, window.interval) != Some(block) {
            return None;
        }
        let had = campaign.working_minutes(window.station, window.date, window.interval);
        let planned = campaign.group(task.group).expected_of(window.run);
        let least = campaign.least_minutes(task.group, window.run, block)?;
        (had < least && planned > 0)
            .then(|| minutes_for(task.people, Some((planned, i64::from(had)))))
    }

    /// Entries of a list for each task of their group, as far as `adapt` keeps them.
    fn copied<T: Clone>(
        &self,
        list: &[T],
        group: impl Fn(&T) -> GroupId,
        adapt: impl Fn(&mut T, GroupId) -> bool,
    ) -> Vec<T> {
        let mut copies = Vec::new();
        for entry in list {
            for (id, _) in
                self.tasks.iter().enumerate().filter(|(_, task)| task.group == group(entry))
            {
                let mut copy = entry.clone();
                if adapt(&mut copy, GroupId(id)) {
                    copies.push(copy);
                }
            }
        }
        copies
    }

    /// Lessons and exams from today on. Who is being served is there, whatever else today's
    /// timetable says.
    fn unavailable(&self) -> Vec<Unavailable> {
        let today = self.request.now.date;
        let entries = self.request.campaign.unavailable();
        self.copied(
            entries,
            |entry| entry.group,
            |entry, id| {
                let task = &self.tasks[id.0];
                let goes_on = !matches!(task.place, Place::Open(_));
                entry.group = id;
                if entry.date < today || goes_on && entry.date == today {
                    return false;
                }
                if let (Some(class), false) = (entry.class, task.is_as_it_was) {
                    entry.class = task.classes.iter().position(|(own, _)| *own == class);
                    return entry.class.is_some();
                }
                true
            },
        )
    }

    /// Who goes on stays where it is; decisions made beforehand hold for groups whose time is not
    /// lost.
    fn pins(&self) -> Vec<Pin> {
        let campaign = self.request.campaign;
        let mut pins = self.copied(
            campaign.pins(),
            |pin| pin.group,
            |pin, id| {
                let task = &self.tasks[id.0];
                pin.group = id;
                let hit = |window: &Window| {
                    self.horizon.is_hit(window.station, window.date, window.interval)
                };
                !task.has_begun && !task.old.iter().any(hit)
            },
        );
        for (id, task) in self.tasks.iter().enumerate() {
            let (old, end) = match task.place {
                Place::Kept(block, end) => (block, Some(end)),
                Place::Continued(block) => (block, None),
                Place::Open(_) => continue,
            };
            let Some(block) = &self.blocks[old.0] else { continue };
            pins.push(Pin {
                group: GroupId(id),
                station: Some(block.station),
                date: Some(block.date),
                start: Some(block.regular.start),
                end,
            });
        }
        pins
    }

    /// Tasks of a group.
    fn tasks_of(&self, group: GroupId) -> impl Iterator<Item = GroupId> + '_ {
        let own = self.tasks.iter().enumerate().filter(move |(_, task)| task.group == group);
        own.map(|(id, _)| GroupId(id))
    }

    fn has_begun(&self, group: GroupId) -> bool {
        self.request
            .plan
            .windows_of(group)
            .first()
            .is_some_and(|window| self.request.has_begun(window))
    }

    /// Relations that can still be kept or broken.
    fn relations(&self) -> Vec<Relation> {
        let mut left = Vec::new();
        for relation in self.request.campaign.relations() {
            let begun = (self.has_begun(relation.first), self.has_begun(relation.second));
            let asks = match relation.kind {
                RelationKind::Together => begun == (false, false),
                RelationKind::Apart => true,
                RelationKind::Before => !begun.1,
            };
            if asks {
                for first in self.tasks_of(relation.first) {
                    let others = self.tasks_of(relation.second);
                    left.extend(others.map(|second| Relation {
                        kind: relation.kind,
                        first,
                        second,
                    }));
                }
            }
        }
        left
    }

    /// A group that was there this half-day keeps others out of it who must not meet it, though it
    /// may be done.
    fn keep_apart(&self, draft: &mut Draft) {
        let campaign = self.request.campaign;
        for relation in
            campaign.relations().iter().filter(|relation| relation.kind == RelationKind::Apart)
        {
            for (one, other) in
                [(relation.first, relation.second), (relation.second, relation.first)]
            {
                if !self.has_begun(one) || self.has_begun(other) {
                    continue;
                }
                for window in self.request.plan.windows_of(one) {
                    let Some(home) =
                        campaign.block_at(window.station, window.date, window.interval)
                    else {
                        continue;
                    };
                    let was = campaign.block(home);
                    let meets = |block: &Block| {
                        block.date == was.date && block.bookable().overlaps(was.bookable())
                    };
                    let met = self
                        .left()
                        .filter(|(old, _)| meets(campaign.block(*old)))
                        .map(|(_, new)| new);
                    let met: Vec<BlockId> = met.collect();
                    for id in self.tasks_of(other) {
                        draft.groups[id.0].not_in.extend(&met);
                    }
                }
            }
        }
    }

    /// Where the number of groups in a block is limited, those that were there count, though they
    /// may be done: nobody new comes into a block that has begun.
    fn no_newcomers(&self, draft: &mut Draft) {
        let Request { campaign, plan, .. } = *self.request;
        if campaign.max_groups_per_block().is_none() {
            return;
        }
        for (old, new) in self.left() {
            let here = |window: &&Window| {
                campaign.block_at(window.station, window.date, window.interval) == Some(old)
            };
            let has_begun =
                plan.windows.iter().filter(here).any(|window| self.request.has_begun(window));
            for (group, task) in draft.groups.iter_mut().zip(self.tasks).filter(|_| has_begun) {
                if !task.old.iter().any(|window| here(&window)) {
                    group.not_in.push(new);
                }
            }
        }
    }

    /// What the task was told, in the numbers of what is left.
    fn windows_before(&self, id: GroupId, task: &Task, draft: &Draft) -> Vec<Window> {
        let home =
            |block: BlockId| self.block(block).map_or(0, |new| draft.blocks[new.0].regular.start);
        let told = task.old.iter().map(|window| {
            let interval = match task.place {
                Place::Kept(block, end) => Interval::new(home(block), end),
                _ => window.interval,
            };
            let run = window.run.filter(|_| task.is_as_it_was);
            Window { group: id, run, interval, stated_headcount: None, ..window.clone() }
        });
        told.collect()
    }
}
