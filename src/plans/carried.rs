//! A plan of one campaign read as a plan of another, by names: what people were told, for a list
//! that has changed since.

use crate::campaign::plan::{MakeUpRow, Plan, Slot, Window};
use crate::campaign::{Campaign, ClassRun, GroupId, StationId};
use crate::plans::notice::Cancellation;

/// The plan carried over, and who of it is no part of the other campaign.
///
/// A window at a station that is no more says nothing to anybody of the other campaign and is left
/// out, as are the slots of classes that are no more.
pub fn carried(from: &Campaign, plan: &Plan, to: &Campaign) -> (Plan, Vec<Cancellation>) {
    let names = Translation { from, to };
    let windows = plan.windows.iter().filter_map(|window| names.window(window)).collect();
    let slots = plan.slots.iter().filter_map(|slot| names.slot(slot)).collect();
    let make_up = plan
        .make_up
        .iter()
        .filter_map(|row| Some(MakeUpRow { station: names.station(row.station)?, ..row.clone() }));
    let agreed = plan.agreed.iter().filter_map(|group| names.group(*group)).collect();
    let carried = Plan { windows, slots, make_up: make_up.collect(), agreed };
    (carried, names.gone(plan))
}

struct Translation<'a> {
    from: &'a Campaign,
    to: &'a Campaign,
}

impl Translation<'_> {
    fn group(&self, group: GroupId) -> Option<GroupId> {
        let id = self.from.group(group).id();
        self.to.group_ids().find(|other| self.to.group(*other).id() == id)
    }

    fn station(&self, station: StationId) -> Option<StationId> {
        let id = self.from.station(station).id();
        (0..self.to.stations().len())
            .map(StationId)
            .find(|other| self.to.station(*other).id() == id)
    }

    fn class(&self, group: GroupId, class: usize) -> Option<usize> {
        let name = &self.from.group(group).classes.get(class)?.name;
        let classes = &self.to.group(self.group(group)?).classes;
        classes.iter().position(|other| other.name == *name)
    }

    fn window(&self, window: &Window) -> Option<Window> {
        let run = window.run.and_then(|run| {
            let classes = (run.from..run.to).filter_map(|class| self.class(window.group, class));
            let classes: Vec<usize> = classes.collect();
            Some(ClassRun { from: *classes.iter().min()?, to: classes.iter().max()? + 1 })
        });
        Some(Window {
            group: self.group(window.group)?,
            station: self.station(window.station)?,
            run,
            stated_headcount: None,
            ..window.clone()
        })
    }

    fn slot(&self, slot: &Slot) -> Option<Slot> {
        Some(Slot {
            group: self.group(slot.group)?,
            class: self.class(slot.group, slot.class)?,
            station: self.station(slot.station)?,
            ..slot.clone()
        })
    }

    /// Groups that had a window, and classes of others that had a slot.
    fn gone(&self, plan: &Plan) -> Vec<Cancellation> {
        let mut gone = Vec::new();
        for id in self.from.group_ids() {
            let group = self.from.group(id);
            let station = |station| self.from.station(station).name.clone();
            if self.group(id).is_none() {
                let windows = plan.windows_of(id).into_iter();
                let from: Vec<_> = windows
                    .map(|window| (window.date, window.interval, station(window.station)))
                    .collect();
                gone.push(Cancellation {
                    group: group.name.clone(),
                    class: None,
                    contact: group.contact.clone(),
                    people: group.expected(),
                    from,
                });
                continue;
            }
            for slot in plan.slots_of(id).filter(|slot| self.class(id, slot.class).is_none()) {
                gone.push(Cancellation {
                    group: group.name.clone(),
                    class: Some(group.classes[slot.class].name.clone()),
                    contact: group.contact.clone(),
                    people: group.expected_of_class(slot.class),
                    from: vec![(slot.date, slot.interval, station(slot.station))],
                });
            }
        }
        gone.retain(|gone| !gone.from.is_empty());
        gone
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that fails should say where")]
mod tests {
    use super::carried;
    use crate::campaign::plan::Plan;
    use crate::campaign::{Campaign, GroupId, tiny};

    #[test]
    fn groups_are_known_by_name_and_those_that_are_no_more_are_named() {
        let draft = tiny::draft(&[6], &[6, 7, 8]);
        let from = Campaign::new(draft.clone()).unwrap();
        let mut fewer = draft;
        let first = fewer.groups.remove(0);
        let to = Campaign::new(fewer).unwrap();
        let plan = Plan::of(&from, &[(0, 0, 0, 10), (1, 0, 10, 20), (2, 0, 20, 30)]);
        let (now, gone) = carried(&from, &plan, &to);
        let groups: Vec<GroupId> = now.windows.iter().map(|window| window.group).collect();
        assert_eq!(groups, [GroupId(0), GroupId(1)]);
        assert_eq!(now.windows[0].interval, plan.windows[1].interval);
        assert_eq!(gone.len(), 1);
        assert_eq!((&gone[0].group, gone[0].people), (&first.name, 6));
        assert_eq!(carried(&from, &plan, &from), (plan, Vec::new()));
    }
}
