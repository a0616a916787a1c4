//! Who is told a new time.

use super::rest::Rest;
use super::task::{Place, Task};
use crate::campaign::GroupId;
use crate::campaign::plan::{Plan, Window};

/// What becomes of people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// They get a time for the first time.
    New,
    /// They are being served and go on beyond the end of their window.
    GoesOn,
    /// They get another time.
    Moved,
    /// There is no time left for them.
    LeftOut,
}

/// People of one group who are told something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The group of the rest's campaign.
    pub group: GroupId,
    /// What becomes of them.
    pub kind: Kind,
    /// How many.
    pub people: i64,
    /// When they were told to come.
    pub from: Vec<Window>,
    /// When they come now; empty where they are left out.
    pub to: Vec<Window>,
}

/// Whether the task keeps the time it was told.
fn stays(before: &[&Window], now: &[&Window]) -> bool {
    let call = |window: &&Window| (window.date, window.station, window.interval);
    before.iter().map(call).eq(now.iter().map(call))
}

/// Who is told something when `plan` takes the place of the plan before, in the order of the new
/// timetable.
pub fn changes(rest: &Rest, plan: &Plan) -> Vec<Change> {
    let mut changes = Vec::new();
    for (id, task) in rest.tasks.iter().enumerate() {
        let group = GroupId(id);
        let (before, now) = (rest.before.windows_of(group), plan.windows_of(group));
        if task.people == 0 || stays(&before, &now) {
            continue;
        }
        let to: Vec<Window> = now.into_iter().cloned().collect();
        let kind = kind(task, &to);
        let people = if kind == Kind::GoesOn { task.told } else { task.people };
        changes.push(Change { group, kind, people, from: task.old.clone(), to });
    }
    changes.sort_by_key(|change| (change.to.is_empty(), change.to.first().cloned()));
    changes
}

fn kind(task: &Task, to: &[Window]) -> Kind {
    match (&task.place, to) {
        (_, []) => Kind::LeftOut,
        _ if task.old.is_empty() => Kind::New,
        (Place::Continued(_), _) => Kind::GoesOn,
        _ => Kind::Moved,
    }
}
