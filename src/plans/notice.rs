//! Who is told what when one plan takes the place of another.

use crate::base::clock::Interval;
use crate::base::text::Text;
use crate::campaign::plan::{Plan, Slot, Window};
use crate::campaign::{Campaign, GroupId};
use jiff::civil::Date;

/// What becomes of people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeKind {
    /// They get a time for the first time.
    New,
    /// They are being served and go on beyond the end of their window.
    GoesOn,
    /// They are told a time other than that of the plan before.
    Moved,
    /// There is no time left for them.
    LeftOut,
}

/// People of one group who are told something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The group.
    pub group: GroupId,
    /// What becomes of them.
    pub kind: NoticeKind,
    /// Their number.
    pub people: i64,
    /// When they were told to come.
    pub from: Vec<Window>,
    /// When they come now; empty where they are left out.
    pub to: Vec<Window>,
}

/// A class that is called at another time though the window of its group stays, or only goes on
/// longer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recall {
    /// Expected people of the class.
    pub people: i64,
    /// When it was told to come, as the plan before has it; `None` for a class that was told
    /// nothing yet.
    pub from: Option<Slot>,
    /// When it comes now.
    pub to: Slot,
}

/// A group or class that had a time and is no part of the campaign any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cancellation {
    /// The group.
    pub group: Text,
    /// The class, where it is one.
    pub class: Option<String>,
    /// How to reach the group.
    pub contact: Option<String>,
    /// The people who were expected.
    pub people: i64,
    /// When they were told to come: day, time, and the name of the station.
    pub from: Vec<(Date, Interval, Text)>,
}

/// Who is told what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notices {
    /// Groups that are told a time, in the order of the new timetable.
    pub groups: Vec<Notice>,
    /// Classes of other groups, in the order in which they come.
    pub classes: Vec<Recall>,
    /// Who need not come any more.
    pub gone: Vec<Cancellation>,
}

impl Notices {
    /// Whether nobody is told anything.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty() && self.classes.is_empty() && self.gone.is_empty()
    }
}

/// Who is told what when `plan` takes the place of `before`, a plan of the same campaign.
pub fn notices(campaign: &Campaign, before: &Plan, plan: &Plan) -> Notices {
    let windows = |plan: &Plan, group| -> Vec<Window> {
        plan.windows_of(group).into_iter().cloned().collect()
    };
    let mut groups = Vec::new();
    for group in campaign.group_ids() {
        if before.times_of(group) == plan.times_of(group) {
            continue;
        }
        let (from, to) = (windows(before, group), windows(plan, group));
        let kind = match (from.is_empty(), to.is_empty()) {
            (true, _) => NoticeKind::New,
            (_, true) => NoticeKind::LeftOut,
            _ => NoticeKind::Moved,
        };
        groups.push(Notice { group, kind, people: campaign.group(group).expected(), from, to });
    }
    groups.sort_by_key(|notice| (notice.to.is_empty(), notice.to.first().cloned()));
    let is_told = |group: GroupId| groups.iter().any(|notice| notice.group == group);
    let call = |slot: &Slot| (slot.date, slot.station, slot.interval.start);
    let mut classes = Vec::new();
    for to in plan.slots.iter().filter(|slot| !is_told(slot.group)) {
        let from = before.slots_of(to.group).find(|slot| slot.class == to.class);
        let people = campaign.group(to.group).expected_of_class(to.class);
        if from.is_none_or(|from| call(from) != call(to)) && people > 0 {
            classes.push(Recall { people, from: from.cloned(), to: to.clone() });
        }
    }
    classes.sort_by_key(|recall| recall.to.in_timetable());
    Notices { groups, classes, gone: Vec::new() }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that fails should say where")]
mod tests {
    use super::{NoticeKind, notices};
    use crate::campaign::plan::Plan;
    use crate::campaign::{Campaign, GroupId, tiny};

    #[test]
    fn each_group_is_told_what_becomes_of_it() {
        let campaign = Campaign::new(tiny::draft(&[6], &[9, 9, 9, 9])).unwrap();
        let before = Plan::of(&campaign, &[(0, 0, 0, 10), (1, 0, 10, 20), (2, 0, 20, 30)]);
        let plan = Plan::of(&campaign, &[(0, 0, 0, 10), (1, 0, 40, 50), (3, 0, 20, 30)]);
        let told = notices(&campaign, &before, &plan);
        let kinds: Vec<_> = told.groups.iter().map(|notice| (notice.group, notice.kind)).collect();
        let wanted = [
            (GroupId(3), NoticeKind::New),
            (GroupId(1), NoticeKind::Moved),
            (GroupId(2), NoticeKind::LeftOut),
        ];
        assert_eq!(kinds, wanted);
        assert!(told.classes.is_empty() && notices(&campaign, &plan, &plan).is_empty());
    }
}
