//! Who is told a new time.

use super::Request;
use super::rest::Rest;
use super::task::{Task, TaskPlace};
use crate::campaign::GroupId;
use crate::campaign::actuals::Moment;
use crate::campaign::plan::{Plan, Slot, Window};
use crate::plans::notice::{Notice, NoticeKind, Recall};

/// Whether the task keeps the time it was told.
fn stays(before: &[&Window], now: &[&Window]) -> bool {
    let call = |window: &&Window| (window.date, window.station, window.interval);
    before.iter().map(call).eq(now.iter().map(call))
}

/// Who is told something when `plan` takes the place of the plan before, in the order of the new
/// timetable.
pub fn changes(rest: &Rest, plan: &Plan) -> Vec<Notice> {
    let mut changes = Vec::new();
    for (id, task) in rest.tasks.iter().enumerate() {
        let group = GroupId(id);
        let (before, now) = (rest.before.windows_of(group), plan.windows_of(group));
        if task.people == 0 || stays(&before, &now) {
            continue;
        }
        let to: Vec<Window> = now.into_iter().cloned().collect();
        let kind = kind(task, &to);
        let people = if kind == NoticeKind::GoesOn { task.told } else { task.people };
        changes.push(Notice { group, kind, people, from: task.old.clone(), to });
    }
    changes.sort_by_key(|change| (change.to.is_empty(), change.to.first().cloned()));
    changes
}

/// Classes that come at another time although their group is told none, in the order in which they
/// come. A class whose new slot has begun is at the camera already; a class whose old slot has begun, of a
/// group that ends later, is told with its group.
pub fn recalled(
    request: &Request<'_>,
    rest: &Rest,
    plan: &Plan,
    changes: &[Notice],
) -> Vec<Recall> {
    let is_told = |group: GroupId| changes.iter().find(|change| change.group == group);
    let is_told_all =
        |group: GroupId| is_told(group).is_some_and(|change| change.kind != NoticeKind::GoesOn);
    let has_begun =
        |slot: &Slot| Moment { date: slot.date, minute: slot.interval.start } <= request.now;
    let mut recalled = Vec::new();
    for to in plan.slots.iter().filter(|slot| !is_told_all(slot.group)) {
        let (group, told) = (rest.campaign.group(to.group), rest.tasks[to.group.0].group);
        let name = &group.classes[to.class].name;
        let old = request.campaign.group(told).classes.iter().position(|own| own.name == *name);
        let from = old.and_then(|class| request.plan.slots_of(told).find(|own| own.class == class));
        let call = |slot: &Slot| (slot.date, slot.station, slot.interval.start);
        let is_with_group = |from: &Slot| has_begun(from) && is_told(to.group).is_some();
        let differs = |from: &&Slot| call(from) != call(to) && !is_with_group(from);
        if let Some(from) = from.filter(differs).filter(|_| !has_begun(to)) {
            let people = group.expected_of_class(to.class);
            recalled.push(Recall { people, from: Some(from.clone()), to: to.clone() });
        }
    }
    recalled.retain(|recall| recall.people > 0);
    recalled.sort_by_key(|recall| recall.to.in_timetable());
    recalled
}

fn kind(task: &Task, to: &[Window]) -> NoticeKind {
    match (&task.place, to) {
        (_, []) => NoticeKind::LeftOut,
        _ if task.old.is_empty() => NoticeKind::New,
        (TaskPlace::Continued(_), _) => NoticeKind::GoesOn,
        _ => NoticeKind::Moved,
    }
}

#[cfg(test)]
mod tests {
    use super::{GroupId, NoticeKind, Task, TaskPlace, Window, kind, stays};
    use crate::campaign::plan::Plan;
    use crate::campaign::tiny;
    use crate::campaign::{BlockId, Campaign, ClassRun};

    fn window(from: i32) -> Window {
        let campaign = Campaign::new(tiny::draft(&[6], &[10])).unwrap();
        Plan::of(&campaign, &[(0, 0, from, from + 10)]).windows.remove(0)
    }

    #[test]
    fn a_time_stays_where_day_station_and_minutes_do() {
        let (first, second) = (window(0), window(10));
        let classes =
            Window { run: Some(ClassRun { from: 0, to: 1 }), group: GroupId(7), ..window(0) };
        assert!(stays(&[&first], &[&classes]), "another number, the same call");
        assert!(!stays(&[&first], &[&second]) && !stays(&[&first], &[]));
        assert!(!stays(&[&first], &[&first, &second]) && stays(&[], &[]));
    }

    #[test]
    fn what_becomes_of_people_is_said_by_what_they_had_and_get() {
        let task = |old: &[Window], place| Task {
            group: GroupId(0),
            classes: Vec::new(),
            people: 10,
            is_as_it_was: false,
            has_begun: true,
            old: old.to_vec(),
            place,
            need: 0,
            told: 10,
        };
        let (old, new) = (window(0), [window(10)]);
        let (open, goes_on) = (TaskPlace::Open(None), TaskPlace::Continued(BlockId(0)));
        let had = std::slice::from_ref(&old);
        assert_eq!(kind(&task(had, open.clone()), &new), NoticeKind::Moved);
        assert_eq!(kind(&task(had, goes_on.clone()), &new), NoticeKind::GoesOn);
        assert_eq!(kind(&task(&[], open.clone()), &new), NoticeKind::New);
        assert_eq!(kind(&task(had, goes_on), &[]), NoticeKind::LeftOut);
        assert_eq!(kind(&task(&[], open), &[]), NoticeKind::LeftOut);
    }
}
