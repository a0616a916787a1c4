//! What tables say of groups, beside the groups themselves.

use crate::base::clock::Minutes;
use crate::campaign::{BlockId, Draft, GroupId, Pin, Preference, Relation, Student, Unavailable};
use std::collections::HashMap;

/// Rules of groups, by their places in the list of groups read with them.
#[derive(Default)]
pub struct GroupRules {
    /// The list of students.
    pub roster: Vec<Student>,
    /// Minutes that groups need in half-days.
    pub minutes: HashMap<(GroupId, BlockId), Minutes>,
    /// Times at which they can't come.
    pub unavailable: Vec<Unavailable>,
    /// Wishes.
    pub preferences: Vec<Preference>,
    /// Decisions made beforehand.
    pub pins: Vec<Pin>,
    /// What they ask of each other.
    pub relations: Vec<Relation>,
}

impl GroupRules {
    /// Adds those of further groups, which stand behind `before` others in the list of all.
    pub fn add(&mut self, own: GroupRules, before: usize) {
        let later = |group: GroupId| GroupId(group.0 + before);
        let roster = own.roster.into_iter();
        self.roster.extend(roster.map(|own| Student { group: later(own.group), ..own }));
        let minutes = own.minutes.into_iter();
        self.minutes.extend(minutes.map(|((group, block), own)| ((later(group), block), own)));
        let unavailable = own.unavailable.into_iter();
        self.unavailable
            .extend(unavailable.map(|own| Unavailable { group: later(own.group), ..own }));
        let preferences = own.preferences.into_iter();
        self.preferences
            .extend(preferences.map(|own| Preference { group: later(own.group), ..own }));
        self.pins.extend(own.pins.into_iter().map(|own| Pin { group: later(own.group), ..own }));
        let relations = own.relations.into_iter();
        self.relations.extend(relations.map(|own| Relation {
            first: later(own.first),
            second: later(own.second),
            ..own
        }));
    }

    /// Puts them into a draft.
    pub fn give_to(self, draft: &mut Draft) {
        draft.roster = self.roster;
        draft.minutes = self.minutes;
        draft.unavailable = self.unavailable;
        draft.preferences = self.preferences;
        draft.pins = self.pins;
        draft.relations = self.relations;
    }
}
