//! What is left to be done, group by group, and at which pace.

use super::Request;
use super::horizon::Horizon;
use super::pace::minutes_for;
use super::state::{Left, fewer, said, standing, to_come, to_come_by_class};
use crate::base::clock::{Interval, Minutes};
use crate::campaign::actuals::{Moment, Who};
use crate::campaign::plan::Window;
use crate::campaign::{BlockId, GroupId};

/// How a group that can't be done in its window goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Its window is continued as long as needed.
    Continue,
    /// Whoever fits in is served in the window, the others get a further one.
    Split,
}

/// Where a task may go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TaskPlace {
    /// It is being served and will be done in its time: until that minute, in that block.
    Kept(BlockId, Minutes),
    /// It is being served and goes on in that block, however long it takes.
    Continued(BlockId),
    /// Anywhere; without notice in that block from that minute on, where it is there already.
    Open(Option<(BlockId, Minutes)>),
}

/// People of one group who are served together.
#[derive(Debug, Clone)]
pub struct Task {
    /// The group in the campaign.
    pub group: GroupId,
    /// Classes, each with its number of people who are still to come; empty for a group without a class list, or one that
    /// is as it was.
    pub classes: Vec<(usize, i64)>,
    /// Who is expected.
    pub people: i64,
    /// Whether nothing of the group has begun or changed.
    pub is_as_it_was: bool,
    /// Whether it has begun.
    pub has_begun: bool,
    /// Its windows as people were told them; none where it comes anew.
    pub old: Vec<Window>,
    /// Where it may go.
    pub place: TaskPlace,
    /// Minutes that its people take at the block's pace from the first minute left, where it is
    /// being served.
    pub need: Minutes,
    /// Who is told a new time when it gets another window.
    pub told: i64,
}

impl Task {
    /// The block in which its people are being served; `None` where they are not.
    pub fn served_in(&self) -> Option<BlockId> {
        match self.place {
            TaskPlace::Kept(block, _) | TaskPlace::Continued(block) => Some(block),
            TaskPlace::Open(_) => None,
        }
    }

    /// Whether its people are being served.
    pub fn is_served(&self) -> bool {
        self.served_in().is_some()
    }
}

/// A group that is being served and will not be done in its window.
pub struct Behind {
    left: Left,
    block: BlockId,
    need: Minutes,
    /// People who can still be served in the window, and its last minute.
    room: i64,
    end: Minutes,
}

/// Everything that is left.
pub struct Work {
    /// Tasks without a choice.
    pub tasks: Vec<Task>,
    /// Groups that go on in one of two ways.
    pub behind: Vec<Behind>,
    /// Groups that have begun of which the table doesn't say how far they are.
    pub unsaid: Vec<GroupId>,
    /// Whether a rate had to be taken from the plan.
    pub pace_of_plan: bool,
}

/// Looks at every group.
pub fn work(request: &Request<'_>, horizon: &Horizon<'_>) -> Work {
    let campaign = request.campaign;
    let mut work =
        Work { tasks: Vec::new(), behind: Vec::new(), unsaid: Vec::new(), pace_of_plan: false };
    work.pace_of_plan = !campaign.rates_known();
    for group in campaign.group_ids() {
        if request.plan.window_of(group).is_none() {
            let whole = said(request.actuals, Who { group, class: None });
            let in_classes = (0..campaign.group(group).classes.len())
                .map(|class| said(request.actuals, Who { group, class: Some(class) }).more);
            if whole.more + in_classes.sum::<i64>() > 0 {
                work.tasks.push(not_begun(request, group));
            }
            continue;
        }
        let standing = standing(request, horizon, group);
        if !standing.has_begun {
            work.tasks.push(not_begun(request, group));
            continue;
        }
        if !standing.is_said
            && standing.left.iter().any(|left| left.window.date == request.now.date)
        {
            work.unsaid.push(group);
        }
        let is_as_planned = standing.is_as_planned;
        for left in standing.left.into_iter().filter(|left| left.people > 0) {
            begun(request, horizon, left, is_as_planned, &mut work);
        }
    }
    work
}

/// A group that has not begun: as it was, or with people more or fewer.
fn not_begun(request: &Request<'_>, group: GroupId) -> Task {
    let own = request.campaign.group(group);
    let whole = said(request.actuals, Who { group, class: None });
    let mut classes: Vec<(usize, i64)> = Vec::new();
    let mut delta = whole.more - fewer(own, whole.absent);
    let mut is_as_it_was = whole.more == 0 && whole.absent == 0;
    let of_class = |class| said(request.actuals, Who { group, class: Some(class) });
    for (class, people) in to_come_by_class(own, of_class).into_iter().enumerate() {
        let said = of_class(class);
        is_as_it_was &= said.more == 0 && said.absent == 0;
        classes.push((class, people));
    }
    // What is said of the group alone falls on its last classes.
    for (_, people) in classes.iter_mut().rev() {
        let changed = (*people + delta).max(0);
        delta -= changed - *people;
        *people = changed;
    }
    let people = if is_as_it_was {
        own.expected()
    } else if own.classes.is_empty() {
        to_come(own.attendance, own.headcount - own.off_site, whole)
    } else {
        classes.iter().map(|(_, people)| people).sum()
    };
    let old: Vec<Window> = request.plan.windows_of(group).into_iter().cloned().collect();
    let place = TaskPlace::Open(old.first().and_then(|first| called_already(request, first)));
    if is_as_it_was {
        classes.clear();
    }
    Task {
        group,
        classes,
        people,
        is_as_it_was,
        has_begun: false,
        old,
        place,
        need: 0,
        told: people,
    }
}

/// Whoever has been called is there, and may be served later in the same half-day.
fn called_already(request: &Request<'_>, window: &Window) -> Option<(BlockId, Minutes)> {
    let start = window.interval.start;
    let call = Moment { date: window.date, minute: request.campaign.call(start) };
    let block = request.campaign.block_at(window.station, window.date, window.interval)?;
    (call <= request.now && window.date == request.now.date)
        .then(|| (block, start.max(request.now.minute)))
}

/// What is left of a window of a group that has begun.
fn begun(
    request: &Request<'_>,
    horizon: &Horizon<'_>,
    left: Left,
    is_as_planned: bool,
    work: &mut Work,
) {
    let Window { station, date, interval, group, .. } = left.window;
    let block = request.campaign.block_at(station, date, interval);
    let here = block.filter(|_| is_at_the_station(request, &left.window));
    if let Some((block, ready)) = here.and_then(|block| Some((block, horizon.ready(block)?))) {
        let pace = horizon.pace(group, block);
        let need = minutes_for(left.people, pace);
        let end = horizon.last_end(block, interval.end);
        let minutes =
            if end > ready { horizon.worked(station, date, Interval::new(ready, end)) } else { 0 };
        // Who goes as planned is in time, though minutes and people don't divide.
        let is_in_time = is_as_planned && minutes > 0 && !horizon.is_hit(station, date, interval);
        if need <= minutes || is_in_time {
            let place = TaskPlace::Kept(block, end);
            work.tasks.push(task(left, place, need.min(minutes)));
        } else {
            let room = pace.map_or(0, |(people, per)| i64::from(minutes) * people / per);
            work.behind.push(Behind { left, block, need, room, end });
        }
        return;
    }
    let place = TaskPlace::Open(called_already(request, &left.window));
    work.tasks.push(task(left, place, 0));
}

/// Whether the group of a window is the one at the station: its window is running, or it was the
/// last one today and nobody else's is.
fn is_at_the_station(request: &Request<'_>, window: &Window) -> bool {
    let now = request.now;
    let Interval { start, end } = window.interval;
    let begun_later = |other: &Window| {
        (other.station, other.date) == (window.station, window.date)
            && other.interval.start > start
            && other.interval.start <= now.minute
    };
    let is_running = now.minute < end;
    window.date == now.date
        && start <= now.minute
        && (is_running || !request.plan.windows.iter().any(begun_later))
}

fn task(left: Left, place: TaskPlace, need: Minutes) -> Task {
    let Left { window, classes, people } = left;
    let (group, old) = (window.group, vec![window]);
    Task {
        group,
        classes,
        people,
        is_as_it_was: false,
        has_begun: true,
        old,
        place,
        need,
        told: people,
    }
}

impl Behind {
    /// Whoever can still be served in the window, and the others.
    fn shared_out(&self) -> (Left, Left) {
        let part = |classes: Vec<(usize, i64)>, people| Left {
            window: self.left.window.clone(),
            classes,
            people,
        };
        if self.left.classes.is_empty() {
            let first = self.room.min(self.left.people);
            return (part(Vec::new(), first), part(Vec::new(), self.left.people - first));
        }
        let mut first = Vec::new();
        let mut served = 0;
        for (class, people) in &self.left.classes {
            if served + people > self.room {
                break;
            }
            served += people;
            first.push((*class, *people));
        }
        let second = self.left.classes[first.len()..].to_vec();
        (part(first, served), part(second, self.left.people - served))
    }

    /// The tasks of a mode.
    pub fn tasks(&self, request: &Request<'_>, horizon: &Horizon<'_>, mode: Mode) -> Vec<Task> {
        let (first, second) = self.shared_out();
        match mode {
            Mode::Continue => {
                let told = second.people;
                let all = Left {
                    window: self.left.window.clone(),
                    classes: self.left.classes.clone(),
                    people: self.left.people,
                };
                vec![Task { told, ..task(all, TaskPlace::Continued(self.block), self.need) }]
            }
            Mode::Split => {
                let mut tasks = Vec::new();
                if first.people > 0 {
                    let need =
                        minutes_for(first.people, horizon.pace(self.left.window.group, self.block));
                    tasks.push(task(first, TaskPlace::Kept(self.block, self.end), need));
                }
                let there = called_already(request, &second.window);
                tasks.push(task(second, TaskPlace::Open(there), 0));
                tasks
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::pace::pace;
    use super::{Behind, BlockId, GroupId, Horizon, Left, Mode, Moment, TaskPlace};
    use super::{Request, Task, minutes_for, work};
    use crate::base::diagnostic::Location;
    use crate::campaign::actuals::{Actual, Event, Who};
    use crate::campaign::plan::Plan;
    use crate::campaign::tiny::{self, START};
    use crate::campaign::{Campaign, Class};
    use crate::plans::metrics::metrics;

    /// A group of three classes in the first half-hour, and one without classes after it.
    fn campaign() -> (Campaign, Plan) {
        let mut draft = tiny::draft(&[6, 3], &[30, 20]);
        draft.call_lead = 5;
        let classes = [("a", 14), ("b", 9), ("c", 7)];
        draft.groups[0].classes = classes.map(|(name, people)| Class::new(name, people)).to_vec();
        let campaign = Campaign::new(draft).unwrap();
        let mut plan = Plan::of(&campaign, &[(0, 0, 0, 30), (1, 0, 30, 50)]);
        crate::plans::slots::assign(&campaign, &mut plan);
        (campaign, plan)
    }

    fn with<T>(minute: i32, events: &[Event], ask: impl Fn(&Request<'_>, &Horizon<'_>) -> T) -> T {
        let (campaign, plan) = campaign();
        let actuals: Vec<Actual> = events
            .iter()
            .map(|event| Actual { event: *event, place: Location::default() })
            .collect();
        let now = Moment { date: campaign.blocks()[0].date, minute: START + minute };
        let request =
            Request { campaign: &campaign, plan: &plan, now, notice: 0, actuals: &actuals };
        ask(&request, &Horizon::new(&request))
    }

    #[test]
    fn minutes_for_people_are_the_fewest_at_a_pace() {
        for (per, minutes) in [(1, 1), (3, 2), (60, 60), (7, 10)] {
            for people in 0..40 {
                let needed = i64::from(minutes_for(people, Some((per, minutes))));
                assert!(needed * per >= people * minutes, "{people} at {per} in {minutes}");
                assert!(needed == 1 || (needed - 1) * per < people * minutes, "{people}");
            }
        }
        assert_eq!(minutes_for(9, None), 1);
    }

    #[test]
    fn the_pace_is_that_of_the_table_or_the_station_or_what_the_plan_asked_for() {
        let (campaign, _) = campaign();
        let at = |campaign: &Campaign, calls: &[(usize, usize, i32, i32)], group| {
            let figures = metrics(campaign, &Plan::of(campaign, calls), None).windows;
            pace(campaign, &figures, GroupId(group), BlockId(0))
                .map(|(people, per)| people * 60 / per)
        };
        assert_eq!(at(&campaign, &[], 0), Some(60));
        assert_eq!(at(&campaign, &[(0, 0, 0, 20)], 0), Some(90), "thirty people in twenty minutes");
        assert_eq!(at(&campaign, &[(0, 0, 0, 20)], 1), Some(60), "that was another group");
        let mut draft = campaign.to_draft();
        draft.minutes.insert((GroupId(0), BlockId(0)), 15);
        let table = Campaign::new(draft.clone()).unwrap();
        assert_eq!(at(&table, &[(0, 0, 0, 20)], 0), Some(120));
        draft.minutes.clear();
        draft.stations[0].rate = None;
        let unknown = Campaign::new(draft).unwrap();
        assert_eq!(at(&unknown, &[(0, 0, 0, 30), (1, 0, 30, 40)], 0), Some(120), "the plan's peak");
        assert_eq!(at(&unknown, &[], 0), None);
    }

    fn behind(classes: &[(usize, i64)], people: i64, room: i64) -> Behind {
        let (_, plan) = campaign();
        let left = Left { window: plan.windows[0].clone(), classes: classes.to_vec(), people };
        Behind { left, block: BlockId(0), need: 25, room, end: START + 30 }
    }

    #[test]
    fn whole_classes_are_served_as_far_as_there_is_room() {
        let classes = [(0, 14), (1, 9), (2, 7)];
        for room in 0..35 {
            let (first, second) = behind(&classes, 30, room).shared_out();
            let count = [14, 23, 30].iter().filter(|people| **people <= room).count();
            assert_eq!([first.classes, second.classes].concat(), classes);
            assert_eq!(
                first.people,
                classes[..count].iter().map(|(_, people)| people).sum::<i64>()
            );
            assert_eq!(first.people + second.people, 30, "room for {room}");
            let (first, second) = behind(&[], 30, room).shared_out();
            assert_eq!((first.people, second.people), (room.min(30), (30 - room).max(0)));
        }
    }

    #[test]
    fn who_falls_behind_goes_on_or_is_split() {
        let tasks = |mode, room| {
            let own = behind(&[(0, 14), (1, 9), (2, 7)], 30, room);
            let tasks = with(20, &[], |request, horizon| own.tasks(request, horizon, mode));
            tasks
                .into_iter()
                .map(|Task { place, people, told, need, .. }| (place, people, told, need))
                .collect::<Vec<_>>()
        };
        assert_eq!(tasks(Mode::Continue, 16), [(TaskPlace::Continued(BlockId(0)), 30, 16, 25)]);
        let there = TaskPlace::Open(Some((BlockId(0), START + 20)));
        let kept = TaskPlace::Kept(BlockId(0), START + 30);
        assert_eq!(tasks(Mode::Split, 16), [(kept, 14, 14, 14), (there.clone(), 16, 16, 0)]);
        assert_eq!(tasks(Mode::Split, 5), [(there, 30, 30, 0)], "no class fits in");
    }

    #[test]
    fn work_is_kept_behind_or_open_as_the_day_has_gone() {
        let whole = |group| Who { group: GroupId(group), class: None };
        let places = |minute, events: &[Event]| {
            with(minute, events, |request, horizon| {
                let work = work(request, horizon);
                let tasks: Vec<_> = work
                    .tasks
                    .iter()
                    .map(|task| (task.group.0, task.people, task.place.clone()))
                    .collect();
                (tasks, work.behind.len(), work.unsaid.len())
            })
        };
        let kept = |end| TaskPlace::Kept(BlockId(0), START + end);
        let (open, there) =
            (TaskPlace::Open(None), |minute| TaskPlace::Open(Some((BlockId(0), START + minute))));
        assert_eq!(places(-30, &[]), (vec![(0, 30, open.clone()), (1, 20, open.clone())], 0, 0));
        let called = (vec![(0, 30, there(0)), (1, 20, open.clone())], 0, 0);
        assert_eq!(places(-5, &[]), called, "called five minutes ahead");
        assert_eq!(places(10, &[]), (vec![(0, 20, kept(30)), (1, 20, open.clone())], 0, 1));
        let slow = [Event::Photographed(whole(0), 5)];
        assert_eq!(
            places(20, &slow),
            (vec![(1, 20, open.clone())], 1, 0),
            "25 people in ten minutes"
        );
        let done = [Event::Done(whole(0))];
        assert_eq!(places(10, &done), (vec![(1, 20, open)], 0, 0));
        assert_eq!(places(50, &[]), (vec![], 0, 2), "all is over, as far as anybody says");
    }
}
