//! Locked windows, as a campaign that leaves the solver no other place for them.
//!
//! A group with one window is pinned to it. A pin speaks of one window alone: a group with two or
//! more becomes a group for each of them, and in the plan found they are one group again.

use crate::campaign::plan::{Plan, Window};
use crate::campaign::{Campaign, Draft, Group, GroupId, Pin, Relation, RelationKind};

/// A campaign in which what is locked stays.
pub struct LockedCampaign {
    /// The campaign.
    pub draft: Draft,
    /// Groups that became one for each of their windows, with these windows.
    split: Vec<(GroupId, Vec<Window>)>,
    /// The number of groups before.
    groups: usize,
}

impl LockedCampaign {
    /// The campaign with the windows that a plan gives to these groups.
    pub fn of(campaign: &Campaign, plan: &Plan, locked: &[GroupId]) -> LockedCampaign {
        let draft = campaign.to_draft();
        let groups = draft.groups.len();
        let mut own = LockedCampaign { draft, split: Vec::new(), groups };
        for group in locked {
            match plan.windows_of(*group).as_slice() {
                [] => {}
                [window] => own.draft.pins.push(pin(*group, window)),
                windows => own.split(campaign, *group, windows),
            }
        }
        own
    }

    /// Makes a group of each window: the first in the place of the group, the others behind all.
    fn split(&mut self, campaign: &Campaign, group: GroupId, windows: &[&Window]) {
        let draft = &mut self.draft;
        let relations: Vec<_> =
            draft.relations.iter().filter(|own| names(own, group)).copied().collect();
        draft.relations.retain(|own| !names(own, group));
        // Nothing else that is asked of the group has a say: its windows are where they are.
        draft.unavailable.retain(|own| own.group != group);
        draft.preferences.retain(|own| own.group != group);
        draft.pins.retain(|own| own.group != group);
        draft.minutes.retain(|(own, _), _| *own != group);
        draft.roster.retain(|own| own.group != group);
        for (place, window) in windows.iter().enumerate() {
            let whole = campaign.group(group);
            let piece = Group {
                sites: whole.sites.clone(),
                ..Group::new(format!("{} / {}", whole.id(), place + 1), window.expected(campaign))
            };
            let id = if place == 0 {
                draft.groups[group.0] = piece;
                group
            } else {
                draft.groups.push(piece);
                GroupId(draft.groups.len() - 1)
            };
            draft.pins.push(pin(id, window));
            // Of what stands directly beside it nobody knows which piece is meant.
            let kept = relations.iter().filter(|own| own.kind != RelationKind::Together);
            draft.relations.extend(kept.map(|own| of_other(*own, group, id)));
        }
        self.split.push((group, windows.iter().map(|window| (*window).clone()).collect()));
    }

    /// The same with another campaign in which the groups are the same.
    #[must_use]
    pub fn with(self, draft: Draft) -> LockedCampaign {
        LockedCampaign { draft, ..self }
    }

    /// A plan of the campaign before, as one of this.
    pub fn in_pieces(&self, plan: &Plan) -> Plan {
        let mut windows = plan.windows.clone();
        let mut next = self.groups;
        for (group, own) in &self.split {
            windows.retain(|window| window.group != *group);
            for (place, window) in own.iter().enumerate() {
                let id = if place == 0 { *group } else { GroupId(next) };
                next += usize::from(place > 0);
                let piece = Window::new(id, window.date, window.station, window.interval);
                windows.push(piece);
            }
        }
        Plan { windows, ..Plan::default() }
    }

    /// A plan of this campaign, as one of the campaign before.
    pub fn whole(&self, plan: &Plan) -> Plan {
        let is_whole = |window: &&Window| {
            window.group.0 < self.groups
                && self.split.iter().all(|(group, _)| *group != window.group)
        };
        let mut windows: Vec<Window> = plan.windows.iter().filter(is_whole).cloned().collect();
        windows.extend(self.split.iter().flat_map(|(_, own)| own.iter().cloned()));
        let mut plan = Plan { windows, ..Plan::default() };
        plan.sort();
        plan
    }
}

fn names(relation: &Relation, group: GroupId) -> bool {
    relation.first == group || relation.second == group
}

/// A relation of a group, asked of one of its pieces.
fn of_other(relation: Relation, group: GroupId, piece: GroupId) -> Relation {
    let other = |own: GroupId| if own == group { piece } else { own };
    Relation { first: other(relation.first), second: other(relation.second), ..relation }
}

fn pin(group: GroupId, window: &Window) -> Pin {
    Pin {
        group,
        station: Some(window.station),
        date: Some(window.date),
        start: Some(window.interval.start),
        end: Some(window.interval.end),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that fails should say where")]
mod tests {
    use super::LockedCampaign;
    use crate::Solver;
    use crate::base::clock::Interval;
    use crate::campaign::plan::{Plan, Window};
    use crate::campaign::{Campaign, Class, ClassRun, GroupId, StationId, tiny};
    use crate::check::check;

    #[test]
    fn a_group_with_two_windows_keeps_both_while_the_others_are_planned() {
        let mut draft = tiny::draft(&[6, 6], &[12, 6, 6]);
        draft.groups[0].classes = vec![Class::new("A", 6), Class::new("B", 6)];
        (draft.groups[0].max_windows, draft.groups[0].cut_freely) = (2, true);
        let campaign = Campaign::new(draft).unwrap();
        let window = |block: usize, from: i32, class: usize| {
            let own = &campaign.blocks()[block];
            let start = own.regular.start + from;
            Window {
                run: Some(ClassRun { from: class, to: class + 1 }),
                ..Window::new(GroupId(0), own.date, StationId(0), Interval::new(start, start + 20))
            }
        };
        let mine = [window(0, 20, 0), window(1, 40, 1)];
        let mut before = Plan { windows: mine.to_vec(), ..Plan::default() };
        let own = &campaign.blocks()[0];
        let start = own.regular.start;
        let other = Interval::new(start + 40, start + 60);
        before.windows.push(Window::new(GroupId(1), own.date, StationId(0), other));
        let locked = LockedCampaign::of(&campaign, &before, &[GroupId(0)]);
        let asked = Campaign::new(locked.draft.clone()).unwrap();
        assert_eq!(asked.groups().len(), 4);
        let solver = Solver::new(asked).baseline(locked.in_pieces(&before));
        let found = solver.solve().unwrap().plan.unwrap();
        let whole = locked.whole(&found);
        let kept: Vec<&Window> = whole.windows_of(GroupId(0));
        assert_eq!(kept, mine.iter().collect::<Vec<_>>());
        assert!(whole.window_of(GroupId(1)).is_some() && whole.window_of(GroupId(2)).is_some());
        let broken = check(&campaign, &whole);
        assert!(broken.iter().all(|own| !own.breaks_a_rule()), "{broken:?}");
    }
}
