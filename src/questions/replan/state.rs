//! Where everybody stands: what each window of the plan still owes.
//!
//! What the table doesn't name has gone as planned: a window that is over has served its people,
//! one that is running `⌈people × minutes worked ÷ minutes of the slot⌉` of each class, of the
//! window where there are no slots, lost time not counted as worked, and one at least is left.

use super::Request;
use super::horizon::Horizon;
use crate::base::clock::Interval;
use crate::campaign::actuals::{Actual, Event, Moment, Who};
use crate::campaign::plan::Window;
use crate::campaign::{Class, Group, GroupId, Share};
use std::collections::BTreeSet;

/// What a window of the plan still owes.
pub struct Left {
    /// The window, as people were told it.
    pub window: Window,
    /// Classes with people left, in the order in which they come; empty for a group without a class
    /// list.
    pub classes: Vec<(usize, i64)>,
    /// People left.
    pub people: i64,
}

/// How a group stands.
pub struct Standing {
    /// Window by window, in the order of time.
    pub left: Vec<Left>,
    /// Whether its first window has begun.
    pub has_begun: bool,
    /// Whether the table says how far it is.
    pub is_said: bool,
    /// Whether the table says nothing of it at all.
    pub is_as_planned: bool,
}

/// What the table says of one group or class.
#[derive(Default, Clone, Copy)]
pub struct Said {
    /// Nobody is left.
    pub done: bool,
    /// Photographed so far.
    pub photographed: Option<i64>,
    /// Did not come, or will not.
    pub absent: i64,
    /// Come on top.
    pub more: i64,
}

/// Everything that the table says of a group or class itself.
pub fn said(actuals: &[Actual], who: Who) -> Said {
    let mut said = Said::default();
    for actual in actuals.iter().filter(|actual| actual.event.who() == Some(who)) {
        match actual.event {
            Event::Done(_) => said.done = true,
            Event::Photographed(_, people) => said.photographed = Some(people),
            Event::Absent(_, people) => said.absent += people,
            Event::More(_, people) => said.more += people,
            Event::Out { .. } | Event::Lost { .. } | Event::Extra { .. } => {}
        }
    }
    said
}

/// Whoever is to be photographed of each class: the people expected when those who are known to
/// stay away are off the list, and those who come on top.
pub fn to_come_by_class(group: &Group, said_of: impl Fn(usize) -> Said) -> Vec<i64> {
    let mut without = group.clone();
    for (place, class) in without.classes.iter_mut().enumerate() {
        class.headcount -= said_of(place).absent.min(class.invited());
    }
    let expected = without.expected_by_class().into_iter().enumerate();
    expected.map(|(class, people)| people + said_of(class).more).collect()
}

/// Whoever is to be photographed of a group without classes:
/// `attendance × (invited − absent) + more`, the first rounded up. Of those who are known to stay
/// away some were not expected anyway.
pub fn to_come(attendance: Share, invited: i64, said: Said) -> i64 {
    attendance.of((invited - said.absent).max(0)) + said.more
}

/// The number of people by which fewer are expected of a group with classes when `absent` stay away and nobody
/// says of which class: `⌊absent × expected ÷ invited⌋`.
pub fn fewer(group: &Group, absent: i64) -> i64 {
    let invited: i64 = group.classes.iter().map(Class::invited).sum();
    absent * group.expected() / invited.max(1)
}

/// How a group with windows stands.
pub fn standing(request: &Request<'_>, horizon: &Horizon<'_>, id: GroupId) -> Standing {
    let Request { campaign, plan, now, actuals, .. } = *request;
    let group = campaign.group(id);
    let windows = plan.windows_of(id);
    let has_begun = windows.first().is_some_and(|window| request.has_begun(window));
    let whole = said(actuals, Who { group: id, class: None });
    let of_class = |class: usize| said(actuals, Who { group: id, class: Some(class) });
    let by_class = to_come_by_class(group, of_class);
    // Who comes in which window: classes by the plan's slots, or all people in the last one.
    let mut assigned = BTreeSet::new();
    let mut owed: Vec<Vec<(Option<usize>, i64)>> = Vec::new();
    for (place, window) in windows.iter().enumerate() {
        if group.classes.is_empty() {
            let people = to_come(
                group.attendance,
                group.headcount - group.off_site,
                Said { more: 0, ..whole },
            );
            owed.push(if place + 1 == windows.len() { vec![(None, people)] } else { Vec::new() });
            continue;
        }
        let slots = plan.slots_in(window);
        let mut order: Vec<usize> = slots.iter().map(|slot| slot.class).collect();
        let listed = (0..group.classes.len())
            .filter(|class| window.run.is_none_or(|run| run.contains(*class)));
        order.extend(listed);
        order.retain(|class| assigned.insert(*class));
        owed.push(order.into_iter().map(|class| (Some(class), by_class[class])).collect());
    }
    if let Some((_, people)) = owed.iter_mut().rev().find_map(|own| own.last_mut()) {
        *people += whole.more;
    }
    let is_said = actuals.iter().any(|actual| {
        matches!(actual.event, Event::Done(_) | Event::Photographed(..))
            && actual.event.who().is_some_and(|who| who.group == id)
    });
    // People of the group who are photographed or known to be away, to be shared out in the order
    // of coming.
    let mut away = if group.classes.is_empty() { 0 } else { fewer(group, whole.absent) };
    let mut counted = whole.photographed.map(|people| people + std::mem::take(&mut away));
    let mut left = Vec::new();
    for (window, own) in windows.iter().zip(owed) {
        let mut budget = counted.unwrap_or_else(|| {
            let planned = |(class, people): &(Option<usize>, i64)| {
                let slot =
                    plan.slots_in(window).into_iter().find(|slot| *class == Some(slot.class));
                as_planned(
                    horizon,
                    now,
                    window,
                    slot.map_or(window.interval, |slot| slot.interval),
                    *people,
                )
            };
            own.iter().map(planned).sum::<i64>() + std::mem::take(&mut away)
        });
        let mut classes = Vec::new();
        let mut people_left = 0;
        for (class, people) in own {
            let here = class.map(of_class).unwrap_or_default();
            let left = if whole.done || here.done {
                budget = (budget - people).max(0);
                0
            } else if let Some(photographed) = here.photographed {
                let left = (people - photographed).max(0);
                budget = if left > 0 { 0 } else { (budget - photographed).max(0) };
                left
            } else {
                let served = budget.clamp(0, people);
                budget -= served;
                people - served
            };
            people_left += left;
            classes.extend(class.filter(|_| left > 0).map(|class| (class, left)));
        }
        if counted.is_some() {
            counted = Some(budget);
        }
        left.push(Left { window: (*window).clone(), classes, people: people_left });
    }
    let is_as_planned =
        !actuals.iter().any(|actual| actual.event.who().is_some_and(|who| who.group == id));
    Standing { left, has_begun, is_said, is_as_planned }
}

/// The number of people of that part of a window who are photographed by now if all went as planned.
fn as_planned(
    horizon: &Horizon<'_>,
    now: Moment,
    window: &Window,
    interval: Interval,
    people: i64,
) -> i64 {
    let Window { station, date, .. } = *window;
    let passed = match date.cmp(&now.date) {
        std::cmp::Ordering::Less => interval.end,
        std::cmp::Ordering::Equal => {
            now.minute.clamp(interval.start, interval.end.max(interval.start))
        }
        std::cmp::Ordering::Greater => interval.start,
    };
    let worked = i64::from(horizon.worked(station, date, Interval::new(interval.start, passed)));
    let whole = i64::from(horizon.planned_minutes(station, date, interval)).max(1);
    // Whose time is not over is not done: somebody is still at it.
    let most = if passed < interval.end { (people - 1).max(0) } else { people };
    ((people * worked + whole - 1) / whole).min(most)
}

#[cfg(test)]
mod tests {
    use super::{
        Actual, Class, Event, GroupId, Horizon, Interval, Left, Moment, Request, Said, Share,
    };
    use super::{Standing, Who, as_planned, fewer, said, standing, to_come};
    use crate::base::diagnostic::Location;
    use crate::campaign::Campaign;
    use crate::campaign::plan::{Plan, Window};
    use crate::campaign::tiny::{self, START};
    use crate::plans::slots;

    const GROUP: GroupId = GroupId(0);
    const WHOLE: Who = Who { group: GROUP, class: None };

    fn class(class: usize) -> Who {
        Who { group: GROUP, class: Some(class) }
    }

    fn table(events: &[Event]) -> Vec<Actual> {
        events.iter().map(|event| Actual { event: *event, place: Location::default() }).collect()
    }

    /// A group of twenty and ten in the first half-hour, and one without classes after it.
    fn campaign() -> (Campaign, Plan) {
        let mut draft = tiny::draft(&[6], &[30, 20]);
        draft.groups[0].classes = vec![Class::new("a", 20), Class::new("b", 10)];
        let campaign = Campaign::new(draft).unwrap();
        let mut plan = Plan::of(&campaign, &[(0, 0, 0, 30), (1, 0, 30, 50)]);
        slots::assign(&campaign, &mut plan);
        (campaign, plan)
    }

    /// How a group stands at a minute.
    fn stands(minute: i32, group: usize, events: &[Event]) -> Standing {
        let (campaign, plan) = campaign();
        let actuals = table(events);
        let now = Moment { date: campaign.blocks()[0].date, minute: START + minute };
        let request =
            Request { campaign: &campaign, plan: &plan, now, notice: 0, actuals: &actuals };
        standing(&request, &Horizon::new(&request), GroupId(group))
    }

    fn left(minute: i32, group: usize, events: &[Event]) -> (Vec<(usize, i64)>, i64) {
        let standing = stands(minute, group, events);
        let Left { classes, people, .. } = standing.left.into_iter().next().unwrap();
        (classes, people)
    }

    #[test]
    fn everything_said_of_one_is_added_up() {
        let actuals = table(&[
            Event::Absent(WHOLE, 3),
            Event::More(WHOLE, 2),
            Event::Absent(WHOLE, 4),
            Event::Photographed(class(1), 9),
            Event::Done(class(0)),
        ]);
        let whole = said(&actuals, WHOLE);
        assert_eq!((whole.absent, whole.more, whole.photographed, whole.done), (7, 2, None, false));
        assert_eq!(said(&actuals, class(1)).photographed, Some(9));
        assert!(said(&actuals, class(0)).done && !said(&actuals, class(1)).done);
    }

    #[test]
    fn those_who_stay_away_were_partly_not_expected_anyway() {
        let half = Share::from_basis_points(5_000).unwrap();
        let come = |absent, more| to_come(half, 21, Said { absent, more, ..Said::default() });
        assert_eq!((come(0, 0), come(4, 0), come(4, 3), come(30, 2)), (11, 9, 12, 2));
        let (campaign, _) = campaign();
        let mut group = campaign.group(GROUP).clone();
        group.classes.iter_mut().for_each(|class| class.attendance = half);
        assert_eq!(fewer(&group, 7), 3, "fifteen of thirty are expected");
    }

    #[test]
    fn whose_time_runs_is_done_by_the_minutes_worked_and_one_is_left_until_it_is_over() {
        let (campaign, plan) = campaign();
        let date = campaign.blocks()[0].date;
        let event = Event::Lost {
            block: crate::campaign::BlockId(0),
            from: Some(START + 4),
            until: Some(START + 8),
        };
        let lost = table(&[event]);
        let window: &Window = plan.window_of(GROUP).unwrap();
        let done = |actuals: &[Actual], date, minute: i32| {
            let now = Moment { date, minute: START + minute };
            let request = Request { campaign: &campaign, plan: &plan, now, notice: 0, actuals };
            let slot = Interval::new(START, START + 20);
            as_planned(&Horizon::new(&request), now, window, slot, 10)
        };
        // Half a person a minute, begun people counted.
        assert_eq!(
            [-1, 0, 1, 2, 3, 19, 20, 25].map(|at| done(&[], date, at)),
            [0, 0, 1, 1, 2, 9, 10, 10]
        );
        assert_eq!(
            [4, 6, 8, 10].map(|at| done(&lost, date, at)),
            [2, 2, 2, 3],
            "four minutes are lost"
        );
        assert_eq!(done(&[], date.tomorrow().unwrap(), 0), 10);
        assert_eq!(done(&[], date.yesterday().unwrap(), 25), 0);
    }

    #[test]
    fn what_the_table_does_not_name_has_gone_as_planned() {
        assert_eq!(left(-1, 0, &[]), (vec![(0, 20), (1, 10)], 30));
        assert!(!stands(-1, 0, &[]).has_begun && stands(0, 0, &[]).has_begun);
        assert_eq!(left(15, 0, &[]), (vec![(0, 5), (1, 10)], 15));
        assert_eq!(left(25, 0, &[]), (vec![(1, 5)], 5));
        assert_eq!(left(30, 0, &[]), (vec![], 0));
        assert_eq!(left(40, 1, &[]), (vec![], 10), "a group without classes");
        let standing = stands(15, 0, &[]);
        assert!(standing.is_as_planned && !standing.is_said);
    }

    #[test]
    fn what_the_table_says_takes_its_place() {
        let photographed = |who, people| Event::Photographed(who, people);
        assert_eq!(left(15, 0, &[photographed(WHOLE, 8)]), (vec![(0, 12), (1, 10)], 22));
        assert_eq!(
            left(15, 0, &[photographed(WHOLE, 23)]),
            (vec![(1, 7)], 7),
            "the first class first"
        );
        assert_eq!(left(15, 0, &[photographed(class(0), 18)]), (vec![(0, 2), (1, 10)], 12));
        assert_eq!(left(25, 0, &[Event::Done(class(1))]), (vec![], 0), "the others as planned");
        assert_eq!(left(5, 0, &[Event::Done(WHOLE)]), (vec![], 0));
        assert_eq!(
            left(5, 0, &[Event::Done(class(0))]),
            (vec![(1, 10)], 10),
            "what the window has served was served to the first"
        );
        assert_eq!(left(0, 0, &[Event::Absent(class(1), 4)]), (vec![(0, 20), (1, 6)], 26));
        assert_eq!(
            left(0, 0, &[Event::More(WHOLE, 5)]),
            (vec![(0, 20), (1, 15)], 35),
            "they come last"
        );
        assert_eq!(
            left(30, 1, &[photographed(Who { group: GroupId(1), class: None }, 6)]),
            (vec![], 14)
        );
        let standing = stands(15, 0, &[photographed(class(0), 18)]);
        assert!(standing.is_said && !standing.is_as_planned);
        let standing = stands(15, 0, &[Event::Absent(class(0), 1)]);
        assert!(!standing.is_said && !standing.is_as_planned);
    }
}
