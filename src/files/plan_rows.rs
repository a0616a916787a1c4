//! Rows of a plan as they are read, each with its place, and the plan they become.

use crate::base::clock::Interval;
use crate::base::diagnostic::{Diagnostic, Location};
use crate::campaign::GroupId;
use crate::campaign::plan::{MakeUpRow, Plan, Slot, Window};
use std::collections::BTreeSet;

/// Where the rows of a plan stand: each list is in the order of the plan's own. And what of its
/// file was not read as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlanPlaces {
    /// The file, or the sheet of a workbook.
    pub whole: Location,
    /// Windows.
    pub windows: Vec<Location>,
    /// Slots.
    pub slots: Vec<Location>,
    /// Make-up rows.
    pub make_up: Vec<Location>,
    /// What was left out, guessed or converted.
    pub notes: Vec<Diagnostic>,
}

/// Rows in the order of their file.
#[derive(Default)]
pub(super) struct PlanRows {
    /// The file, or the sheet of a workbook.
    pub whole: Location,
    /// Windows.
    pub windows: Vec<(Window, Location)>,
    /// Slots.
    pub slots: Vec<(Slot, Location)>,
    /// Make-up rows.
    pub make_up: Vec<(MakeUpRow, Location)>,
    /// Groups that have asked for the slots of their classes.
    pub agreed: BTreeSet<GroupId>,
}

impl PlanRows {
    /// Adds a window. The rows of colleges that share a window, its members, are one window for all
    /// of their people, whether they have one time or come directly one after another.
    pub fn add(&mut self, window: Window, of_member: bool, place: Location) {
        let (begin, end) = (window.interval.start, window.interval.end);
        let shared = self.windows.iter_mut().find(|(known, _)| {
            let joins = known.interval.end == begin || known.interval.start == end;
            let is_at_desk = (known.group, known.date, known.station, known.run)
                == (window.group, window.date, window.station, window.run);
            known.is_same_call(&window) || (joins && is_at_desk)
        });
        match shared.filter(|_| of_member) {
            Some((known, _)) => {
                let own = known.interval;
                known.interval = Interval::new(own.start.min(begin), own.end.max(end));
                let both = known.stated_headcount.zip(window.stated_headcount);
                known.stated_headcount = both.map(|(one, other)| one + other);
            }
            None => self.windows.push((window, place)),
        }
    }

    /// The plan, in the order of the timetable.
    pub fn into_plan(mut self) -> (Plan, PlanPlaces) {
        self.windows.sort_by_key(|(window, _)| window.in_timetable());
        self.slots.sort_by_key(|(slot, _)| slot.in_timetable());
        self.make_up.sort_by(|(row, _), (other, _)| row.cmp(other));
        let (windows, places_of_windows) = self.windows.into_iter().unzip();
        let (slots, places_of_slots) = self.slots.into_iter().unzip();
        let (make_up, places_of_make_up) = self.make_up.into_iter().unzip();
        let places = PlanPlaces {
            whole: self.whole,
            windows: places_of_windows,
            slots: places_of_slots,
            make_up: places_of_make_up,
            notes: Vec::new(),
        };
        (Plan { windows, slots, make_up, agreed: self.agreed }, places)
    }
}
