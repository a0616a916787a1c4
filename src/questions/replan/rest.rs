//! The campaign of the days that are left: the same rules, for those who are left.

use super::Request;
use super::adapt;
use super::horizon::Horizon;
use super::pace::minutes_for;
use super::task::{Task, TaskPlace};
use crate::base::clock::{Interval, Minutes};
use crate::base::text::{Lang, Text};
use crate::campaign::plan::{Plan, Window};
use crate::campaign::{
    BadWeather, Block, BlockId, Campaign, Class, Draft, Group, GroupId, InvalidCampaign, Pin,
    Relation, RelationKind, Share, Tier, Unavailable,
};
use crate::solve::Commitments;
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
    pub told: Commitments,
}

/// Builds it for some tasks; `None` where no block is left.
pub fn rest(
    request: &Request<'_>,
    horizon: &Horizon<'_>,
    tasks: Vec<Task>,
) -> Result<Option<Rest>, InvalidCampaign> {
    let builder = RestBuilder {
        request,
        horizon,
        blocks: left_blocks(request, horizon, &tasks),
        tasks: &tasks,
    };
    if builder.blocks.iter().all(Option::is_none) {
        return Ok(None);
    }
    let (draft, before, kept) = builder.build();
    let present = tasks.iter().enumerate().filter_map(|(id, task)| match task.place {
        TaskPlace::Open(Some((block, from))) => Some((GroupId(id), (builder.block(block)?, from))),
        TaskPlace::Continued(block) => Some((GroupId(id), (builder.block(block)?, 0))),
        _ => None,
    });
    let present: BTreeMap<_, _> = present.collect();
    let told = Commitments { earliest_call: request.now.plus(request.notice), present, kept };
    let campaign = adapt::adapted(draft, &before, &tasks)?;
    Ok(Some(Rest { campaign, tasks, before, told }))
}

/// What is left of each block, in the campaign's order.
fn left_blocks(request: &Request<'_>, horizon: &Horizon<'_>, tasks: &[Task]) -> Vec<Option<Block>> {
    let Request { campaign, plan, .. } = *request;
    let is_served = |id: BlockId| tasks.iter().any(|task| task.served_in() == Some(id));
    let begun = plan.windows.iter().filter(|window| request.has_begun(window));
    let begun: BTreeSet<BlockId> = begun
        .filter_map(|window| campaign.block_at(window.station, window.date, window.interval))
        .collect();
    // A crew stays to the end of the half-day that it has begun, and then needs its way to the next site.
    let is_out_of_reach = |id: BlockId| {
        !begun.contains(&id) && begun.iter().any(|own| campaign.exclude_each_other(*own, id))
    };
    let left = |id: BlockId| {
        if is_out_of_reach(id) { None } else { horizon.rest_of(id, is_served(id)) }
    };
    campaign.block_ids().map(left).collect()
}

struct RestBuilder<'a> {
    request: &'a Request<'a>,
    horizon: &'a Horizon<'a>,
    blocks: Vec<Option<Block>>,
    tasks: &'a [Task],
}

impl RestBuilder<'_> {
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
        draft.continues = Some(campaign.id());
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
        let today = self.request.now.date;
        draft.preferences.retain_mut(|wish| {
            let Some(days) = &mut wish.days else { return true };
            days.retain(|date| *date >= today);
            !days.is_empty()
        });
        draft.relations = self.relations();
        for round in &mut draft.rounds {
            round.starts = self.later(&round.starts);
        }
        draft.weather = self.weather();
        self.keep_apart(&mut draft);
        self.keep_after(&mut draft);
        self.no_newcomers(&mut draft);
        let usual = campaign.tiers().iter().copied();
        let rest =
            usual.filter(|tier| !matches!(tier, Tier::Unserved | Tier::Overload | Tier::Moved));
        draft.tiers = [Tier::Unserved, Tier::Moved].into_iter().chain(rest).collect();
        let mut before = Plan::default();
        let mut kept = Vec::new();
        for (id, task) in self.tasks.iter().enumerate() {
            let windows = self.windows_before(GroupId(id), task, &draft);
            if matches!(task.place, TaskPlace::Kept(..)) {
                kept.extend(windows.iter().cloned());
            }
            before.windows.extend(windows);
        }
        before.sort();
        (draft, before, kept)
    }

    /// The first minutes in another round, for the half-days that are left: later by the minutes that
    /// are over in this one.
    fn later(&self, starts: &[Minutes]) -> Vec<Minutes> {
        let start = |(old, _): (BlockId, BlockId)| Some(starts.get(old.0)? + self.cut_off(old));
        self.left().filter_map(start).collect()
    }

    fn weather(&self) -> Vec<BadWeather> {
        let left = |own: &BadWeather| {
            let start = own.start.map(|start| start + self.cut_off(own.block));
            Some(BadWeather { block: self.block(own.block)?, start, ..own.clone() })
        };
        self.request.campaign.weather().iter().filter_map(left).collect()
    }

    /// The minutes of a half-day that are over.
    fn cut_off(&self, old: BlockId) -> Minutes {
        let before = self.request.campaign.block(old).regular.start;
        self.blocks[old.0].as_ref().map_or(0, |block| block.regular.start - before)
    }

    /// The group's name for its first task, and one with 续 for the others.
    fn names(&self) -> Vec<Text> {
        let campaign = self.request.campaign;
        let mut taken: BTreeSet<String> =
            campaign.groups().iter().map(|own| own.name.get(Lang::Zh).to_owned()).collect();
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
        let map = |list: &BTreeSet<BlockId>| {
            list.iter().filter_map(|block| self.block(*block)).collect::<BTreeSet<_>>()
        };
        let goes_on = task.is_served();
        let is_first = name == own.name;
        let mut group = Group {
            // Programs tell a group's further tasks apart by their names.
            id: own.id.clone().filter(|_| is_first),
            only_in: own.only_in.as_ref().map(map).filter(|_| !goes_on),
            not_in: if goes_on { BTreeSet::new() } else { map(&own.not_in) },
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
            let goes_on = task.served_in() == Some(old);
            let start = self.blocks[old.0].as_ref().map_or(0, |block| block.regular.start);
            let wanted = if goes_on {
                let waits = self.horizon.ready(old).map_or(0, |ready| ready - start);
                Some(waits.max(0) + task.need)
            } else if campaign.minutes_in_table(task.group, old).is_some()
                || campaign.pace(task.group, old).is_none()
            {
                self.horizon.pace(task.group, old).map(|pace| minutes_for(task.people, Some(pace)))
            } else {
                self.asked_before(task, old)
            };
            // `minutes.csv` holds 10,000 minutes at most, and a day has 1,440.
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
        let planned = window.expected(campaign);
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
                let goes_on = task.is_served();
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
                TaskPlace::Kept(block, end) => (block, Some(end)),
                TaskPlace::Continued(block) => (block, None),
                TaskPlace::Open(_) => continue,
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

    /// Whether people of the group are being served in that block.
    fn is_served_in(&self, group: GroupId, block: BlockId) -> bool {
        self.tasks_of(group).any(|id| self.tasks[id.0].served_in() == Some(block))
    }

    /// Relations that can still be kept or broken: two groups that are both being served have met.
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
                    let have_met = |second: &GroupId| {
                        self.tasks[first.0].is_served() && self.tasks[second.0].is_served()
                    };
                    let others = self.tasks_of(relation.second).filter(|id| !have_met(id));
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
        let is_apart = |relation: &&Relation| relation.kind == RelationKind::Apart;
        for relation in self.request.campaign.relations().iter().filter(is_apart) {
            let (first, second) = (relation.first, relation.second);
            for (there, kept_out) in [(first, second), (second, first)] {
                let closed: Vec<BlockId> = self
                    .blocks_closed_by(there, kept_out)
                    .flat_map(|block| self.meeting(block))
                    .collect();
                for id in self.tasks_of(kept_out).filter(|id| !self.tasks[id.0].is_served()) {
                    draft.groups[id.0].not_in.extend(&closed);
                }
            }
        }
    }

    /// Blocks of a group that has begun, which the other one may not enter. Where that one has
    /// begun too, only those in which the first is being served: elsewhere their relation says all.
    fn blocks_closed_by(
        &self,
        there: GroupId,
        kept_out: GroupId,
    ) -> impl Iterator<Item = BlockId> + '_ {
        let Request { campaign, plan, .. } = *self.request;
        let has_begun = self.has_begun(there);
        let windows = plan.windows_of(there).into_iter().filter(move |_| has_begun);
        let blocks = windows
            .filter_map(|window| campaign.block_at(window.station, window.date, window.interval));
        let both_have = self.has_begun(kept_out);
        blocks.filter(move |block| !both_have || self.is_served_in(there, *block))
    }

    /// Blocks that are left, in the new numbers, at the time of a block of the campaign.
    fn meeting(&self, block: BlockId) -> impl Iterator<Item = BlockId> + '_ {
        let campaign = self.request.campaign;
        let was = campaign.block(block);
        let meets = move |block: &Block| {
            block.date == was.date && block.bookable().overlaps(was.bookable())
        };
        self.left().filter(move |(old, _)| meets(campaign.block(*old))).map(|(_, new)| new)
    }

    /// A group that is being served and will be done at a known minute keeps those who come after
    /// it away until then. As a relation alone it could be met by leaving the first one out.
    fn keep_after(&self, draft: &mut Draft) {
        let is_before = |relation: &&Relation| relation.kind == RelationKind::Before;
        for relation in self.request.campaign.relations().iter().filter(is_before) {
            for first in self.tasks_of(relation.first) {
                let TaskPlace::Kept(block, end) = self.tasks[first.0].place else { continue };
                let block = self.request.campaign.block(block);
                // Whoever is unavailable is not called either, so that their windows start no
                // earlier than the first one ends.
                let campaign = self.request.campaign;
                let until = campaign.call(end - 1) + campaign.call_grid();
                let open = |id: &GroupId| !self.tasks[id.0].is_served();
                draft.unavailable.extend(self.tasks_of(relation.second).filter(open).map(
                    |group| Unavailable {
                        group,
                        class: None,
                        date: block.date,
                        interval: Interval::new(block.regular.start.min(until - 1), until),
                        reason: draft.groups[first.0].name.get(Lang::Zh).to_owned(),
                    },
                ));
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
                    group.not_in.insert(new);
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
                TaskPlace::Kept(block, end) => Interval::new(home(block), end),
                _ => window.interval,
            };
            let run = window.run.filter(|_| task.is_as_it_was);
            Window {
                group: id,
                run,
                interval,
                stated_headcount: None,
                part_of_headcount: None,
                ..window.clone()
            }
        });
        told.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Horizon, Lang, Request, Rest, Task, TaskPlace, Tier, rest};
    use crate::base::clock::Interval;
    use crate::base::text::Text;
    use crate::campaign::actuals::Moment;
    use crate::campaign::plan::{Plan, Window};
    use crate::campaign::tiny::{self, START};
    use crate::campaign::{
        BadWeather, BlockId, Campaign, Class, Crew, CrewId, Draft, GroupId, Relation, RelationKind,
        Round, Site, SiteId, StationId, Travel, Unavailable,
    };

    /// Three half-days on three days and three groups; it is ten past nine on the second day.
    fn draft() -> Draft {
        let mut draft = tiny::draft(&[6, 6, 3], &[30, 20, 10]);
        draft.groups[0].classes = vec![Class::new("a", 20), Class::new("b", 10)];
        draft.tiers = vec![Tier::Overload, Tier::Peak, Tier::Blocks];
        draft
    }

    fn task(group: usize, people: i64, place: TaskPlace, old: &[Window]) -> Task {
        Task {
            group: GroupId(group),
            classes: Vec::new(),
            people,
            is_as_it_was: true,
            has_begun: false,
            old: old.to_vec(),
            place,
            need: 0,
            told: people,
        }
    }

    fn left(
        draft: Draft,
        calls: &[(usize, usize, i32, i32)],
        tasks: &dyn Fn(&Plan) -> Vec<Task>,
    ) -> Option<Rest> {
        let campaign = Campaign::new(draft).unwrap();
        let plan = Plan::of(&campaign, calls);
        let now = Moment { date: campaign.blocks()[1].date, minute: START + 10 };
        let request = Request { campaign: &campaign, plan: &plan, now, notice: 30, actuals: &[] };
        rest(&request, &Horizon::new(&request), tasks(&plan)).unwrap()
    }

    #[test]
    fn blocks_from_now_on_are_left_and_lists_follow_their_new_numbers() {
        let mut draft = draft();
        draft.groups[1].not_in = [BlockId(0), BlockId(2)].into();
        draft.groups[2].only_in = Some([BlockId(2)].into());
        draft.minutes.insert((GroupId(2), BlockId(2)), 7);
        let open = |_: &Plan| {
            vec![task(1, 20, TaskPlace::Open(None), &[]), task(2, 10, TaskPlace::Open(None), &[])]
        };
        let rest = left(draft, &[], &open).unwrap();
        let blocks: Vec<_> =
            rest.campaign.blocks().iter().map(|block| block.name.as_str()).collect();
        assert_eq!(blocks, ["B1", "B2"]);
        assert_eq!(rest.campaign.blocks()[0].regular.start, START + 10);
        assert_eq!(rest.campaign.groups()[0].not_in, [BlockId(1)].into());
        assert_eq!(rest.campaign.groups()[1].only_in, Some([BlockId(1)].into()));
        assert_eq!(rest.campaign.minutes_for(GroupId(1), BlockId(1)), Some(7));
        let tiers = [Tier::Unserved, Tier::Moved, Tier::Peak, Tier::Blocks];
        assert_eq!(rest.campaign.tiers(), tiers, "nobody is rushed for want of time");
        let earliest = Moment { date: rest.campaign.blocks()[0].date, minute: START + 40 };
        assert_eq!(rest.told.earliest_call, earliest);
    }

    #[test]
    fn other_rounds_and_bad_weather_follow_the_half_days_that_are_left() {
        let mut draft = draft();
        let starts = vec![START + 5, START + 300, START];
        draft.rounds = vec![
            Round { name: Text::same("2"), days: 28, starts: Vec::new() },
            Round { name: Text::same("3"), days: 56, starts },
        ];
        let wet =
            |block, start| BadWeather { block: BlockId(block), place: None, date: None, start };
        draft.weather = vec![wet(0, Some(START + 60)), wet(1, Some(START + 120)), wet(2, None)];
        let open = |_: &Plan| vec![task(1, 20, TaskPlace::Open(None), &[])];
        let rest = left(draft, &[], &open).unwrap();
        // The first half-day is over, and ten minutes of the second.
        let rounds = rest.campaign.rounds();
        assert!(rounds[0].starts.is_empty());
        assert_eq!(rounds[1].starts, [START + 310, START]);
        assert_eq!(rest.campaign.weather(), [wet(0, Some(START + 130)), wet(1, None)]);
        let third = &rest.campaign.repeats()[1].campaign;
        assert_eq!(third.blocks()[0].regular.start, START + 310);
    }

    #[test]
    fn a_crew_that_is_still_on_its_way_opens_no_half_day_elsewhere() {
        let two_campuses = |minutes: i32| {
            let mut draft = draft();
            draft.sites = ["A", "B"].map(|name| Site::new(Text::same(name))).to_vec();
            draft.travel = vec![Travel { one: SiteId(0), other: SiteId(1), minutes }];
            draft.crews = vec![Crew::new(Text::same("crew"))];
            draft.stations.push(draft.stations[0].clone());
            for (place, station) in draft.stations.iter_mut().enumerate() {
                (station.name, station.site) =
                    (Text::same(format!("{place}")), Some(SiteId(place)));
                station.crew = Some(CrewId(0));
            }
            // An hour at A that ended half an hour before the second half-day, at B.
            draft.blocks[0].date = draft.blocks[1].date;
            draft.blocks[0].regular = Interval::new(START - 90, START - 30);
            draft.blocks[0].latest_end = START - 30;
            draft.blocks[1].station = StationId(1);
            let open = |_: &Plan| vec![task(1, 20, TaskPlace::Open(None), &[])];
            let rest = left(draft, &[(0, 0, 0, 20)], &open).unwrap();
            rest.campaign.blocks().iter().map(|block| block.name.clone()).collect::<Vec<_>>()
        };
        assert_eq!(two_campuses(30), ["B1", "B2"]);
        assert_eq!(two_campuses(31), ["B2"]);
    }

    #[test]
    fn where_no_block_is_left_there_is_no_rest() {
        let mut draft = draft();
        draft.blocks.truncate(1);
        draft.blocks.push(tiny::block(1, 1));
        let open = |_: &Plan| vec![task(1, 20, TaskPlace::Open(None), &[])];
        assert!(left(draft, &[], &open).is_none(), "the second is over at ten past nine");
    }

    #[test]
    fn who_is_at_it_is_pinned_and_the_others_of_the_group_have_a_name_of_their_own() {
        let calls = [(0, 1, 0, 30), (1, 1, 30, 50)];
        let tasks = |plan: &Plan| {
            let mut kept = task(0, 12, TaskPlace::Kept(BlockId(1), START + 30), &plan.windows[..1]);
            (kept.is_as_it_was, kept.has_begun, kept.need, kept.classes) =
                (false, true, 12, vec![(0, 12)]);
            let mut further =
                task(0, 10, TaskPlace::Open(Some((BlockId(1), START + 10))), &plan.windows[..1]);
            (further.is_as_it_was, further.has_begun, further.classes) =
                (false, true, vec![(1, 10)]);
            vec![kept, further, task(1, 20, TaskPlace::Open(None), &plan.windows[1..])]
        };
        let rest = left(draft(), &calls, &tasks).unwrap();
        let names = |lang| {
            rest.campaign
                .groups()
                .iter()
                .map(|own| own.name.get(lang).to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(names(Lang::Zh), ["G0", "G0（续）", "G1"]);
        assert_eq!(names(Lang::En), ["G0", "G0 (rest)", "G1"]);
        let pins = rest.campaign.pins();
        assert_eq!(pins.len(), 1);
        assert_eq!(
            (pins[0].group, pins[0].start, pins[0].end),
            (GroupId(0), Some(START + 10), Some(START + 30))
        );
        let expected: Vec<i64> =
            rest.campaign.groups().iter().map(crate::campaign::Group::expected).collect();
        assert_eq!(expected, [12, 10, 20]);
        assert_eq!(rest.campaign.groups()[1].classes[0].name, "b");
        assert_eq!(rest.campaign.minutes_for(GroupId(0), BlockId(0)), Some(12));
        assert_eq!(rest.told.kept.len(), 1);
        assert_eq!(rest.told.kept[0].interval.start, START + 10, "from the first minute left");
        let present: Vec<_> = rest.told.present.keys().copied().collect();
        assert_eq!(present, [GroupId(1)]);
    }

    #[test]
    fn relations_are_left_as_far_as_they_can_still_be_kept() {
        let relations = |kind, begun: usize| {
            let mut draft = draft();
            let (first, second) = (GroupId(1), GroupId(2));
            draft.relations.push(Relation { kind, first, second });
            // The one that has begun did so on the first day.
            let other = 3 - begun;
            let calls = [(begun, 0, 0, 20), (other, 1, 40, 60)];
            let tasks = |plan: &Plan| {
                vec![
                    task(
                        1,
                        20,
                        TaskPlace::Open(None),
                        &[plan.window_of(GroupId(1)).unwrap().clone()],
                    ),
                    task(
                        2,
                        10,
                        TaskPlace::Open(None),
                        &[plan.window_of(GroupId(2)).unwrap().clone()],
                    ),
                ]
            };
            left(draft, &calls, &tasks).unwrap().campaign.relations().len()
        };
        assert_eq!([1, 2].map(|begun| relations(RelationKind::Together, begun)), [0, 0]);
        assert_eq!([1, 2].map(|begun| relations(RelationKind::Apart, begun)), [1, 1]);
        assert_eq!([1, 2].map(|begun| relations(RelationKind::Before, begun)), [1, 0]);
    }

    #[test]
    fn a_group_that_was_there_keeps_others_out_of_its_half_day() {
        let mut draft = draft();
        let (first, second) = (GroupId(1), GroupId(2));
        draft.relations.push(Relation { kind: RelationKind::Apart, first, second });
        let only_second = |plan: &Plan| {
            vec![task(2, 10, TaskPlace::Open(None), &[plan.window_of(GroupId(2)).unwrap().clone()])]
        };
        let rest = left(draft.clone(), &[(1, 1, 0, 10), (2, 1, 40, 60)], &only_second).unwrap();
        assert_eq!(
            rest.campaign.groups()[0].not_in,
            [BlockId(0)].into(),
            "what is left of the second day"
        );
        draft.relations.clear();
        draft.max_groups_per_block = Some(2);
        let rest = left(draft.clone(), &[(1, 1, 0, 10), (2, 2, 0, 10)], &only_second).unwrap();
        assert_eq!(
            rest.campaign.groups()[0].not_in,
            [BlockId(0)].into(),
            "nobody new comes into it"
        );
        let rest = left(draft, &[(1, 1, 0, 10), (2, 1, 40, 60)], &only_second).unwrap();
        assert!(rest.campaign.groups()[0].not_in.is_empty(), "it was to come there");
    }

    #[test]
    fn who_is_being_served_is_not_left_out_for_the_sake_of_a_relation() {
        let rest_of = |kind, calls: &[(usize, usize, i32, i32)]| {
            let mut draft = draft();
            draft.relations.push(Relation { kind, first: GroupId(0), second: GroupId(1) });
            let tasks = |plan: &Plan| {
                let mut kept =
                    task(0, 10, TaskPlace::Kept(BlockId(1), START + 30), &plan.windows[..1]);
                (kept.is_as_it_was, kept.has_begun, kept.need, kept.classes) =
                    (false, true, 10, vec![(1, 10)]);
                let late = plan.window_of(GroupId(1)).unwrap().clone();
                let mut late = task(1, 20, TaskPlace::Open(None), &[late]);
                late.is_as_it_was = false;
                vec![kept, late]
            };
            left(draft, calls, &tasks).unwrap().campaign
        };
        // The other one has begun on the day before and is not done either.
        let apart = rest_of(RelationKind::Apart, &[(0, 1, 0, 30), (1, 0, 0, 10)]);
        assert_eq!(apart.groups()[1].not_in, [BlockId(0)].into());
        assert!(apart.groups()[0].not_in.is_empty());
        let before = rest_of(RelationKind::Before, &[(0, 1, 0, 30), (1, 1, 40, 60)]);
        let [away] = before.unavailable() else { panic!("{:?}", before.unavailable()) };
        assert_eq!((away.group, away.interval.end), (GroupId(1), START + 30));
    }

    #[test]
    fn lessons_of_days_gone_and_of_whoever_is_there_are_left_out() {
        let lesson = |group, class, day: i8| Unavailable {
            group: GroupId(group),
            class,
            date: tiny::block(day, 1).date,
            interval: Interval::new(START, START + 5),
            reason: "exam".to_owned(),
        };
        let mut draft = draft();
        draft.unavailable = vec![
            lesson(1, None, 0),
            lesson(1, None, 1),
            lesson(1, None, 2),
            lesson(0, Some(1), 2),
            lesson(0, Some(0), 2),
            lesson(0, None, 1),
        ];
        let calls = [(0, 1, 0, 30), (1, 1, 30, 50)];
        let tasks = |plan: &Plan| {
            let mut kept = task(0, 10, TaskPlace::Kept(BlockId(1), START + 30), &plan.windows[..1]);
            (kept.is_as_it_was, kept.has_begun, kept.need, kept.classes) =
                (false, true, 10, vec![(1, 10)]);
            vec![kept, task(1, 20, TaskPlace::Open(None), &plan.windows[1..])]
        };
        let rest = left(draft, &calls, &tasks).unwrap();
        let entries: Vec<_> = rest
            .campaign
            .unavailable()
            .iter()
            .map(|own| (own.group.0, own.class, own.date))
            .collect();
        let (today, tomorrow) = (tiny::block(1, 1).date, tiny::block(2, 1).date);
        // Of the first group only the second class is left, which is the first one now.
        assert_eq!(entries, [(1, None, today), (1, None, tomorrow), (0, Some(0), tomorrow)]);
    }
}
