//! A plan: windows of groups and slots of classes. It may be wrong by design, since hand-made plans
//! are read into it.

use crate::base::clock::{Interval, Minutes};
use crate::campaign::{BlockId, Campaign, ClassRun, Group, GroupId, StationId};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// The interval that a group gets at one station.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Window {
    /// The day.
    pub date: Date,
    /// The station.
    pub station: StationId,
    /// Start and end, in minutes of the day.
    pub interval: Interval,
    /// The group.
    pub group: GroupId,
    /// Which classes, where the group is cut; `None` for the whole group.
    pub run: Option<ClassRun>,
    /// The headcount that the plan's file states, where it states one.
    pub stated_headcount: Option<i64>,
    /// The number of the group's people whom it serves, where the plan has several windows for the group and tells
    /// them apart by headcounts alone; see [`Plan::tell_parts_apart`].
    pub part_of_headcount: Option<i64>,
}

impl Window {
    /// The window of a whole group, of which no file states a headcount.
    pub fn new(group: GroupId, date: Date, station: StationId, interval: Interval) -> Window {
        Window {
            date,
            station,
            interval,
            group,
            run: None,
            stated_headcount: None,
            part_of_headcount: None,
        }
    }

    /// People on the lists whom it serves.
    pub fn headcount(&self, campaign: &Campaign) -> i64 {
        let group = campaign.group(self.group);
        self.part_of_headcount.unwrap_or_else(|| group.headcount_of(self.run))
    }

    /// People who are expected in it; of a part by headcount the part's share of those expected of
    /// the group, rounded to the nearest.
    pub fn expected(&self, campaign: &Campaign) -> i64 {
        match self.part_of_headcount {
            Some(part) => {
                let all = campaign.group(self.group).headcount.max(1);
                (2 * part * campaign.expected_of(self.group, None) + all) / (2 * all)
            }
            None => campaign.expected_of(self.group, self.run),
        }
    }

    /// Its place in the order of the timetable: day, start, end, station, group.
    pub fn in_timetable(&self) -> (Date, Interval, StationId, GroupId) {
        (self.date, self.interval, self.station, self.group)
    }

    /// Whether both send the same group to the same place at the same time.
    pub fn is_same_call(&self, other: &Window) -> bool {
        self.group == other.group
            && self.station == other.station
            && self.date == other.date
            && self.interval == other.interval
            && self.run == other.run
    }

    /// Whether anybody belongs to both, of this plan or another: the same group and, where both say
    /// which classes, at least one class in both.
    pub fn shares_people(&self, other: &Window) -> bool {
        let shares_classes = match (self.run, other.run) {
            (Some(one), Some(other)) => one.from < other.to && other.from < one.to,
            _ => true,
        };
        self.group == other.group && shares_classes
    }
}

/// The interval that a class gets inside its group's window.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot {
    /// The group.
    pub group: GroupId,
    /// The place of the class in its group's list.
    pub class: usize,
    /// The day.
    pub date: Date,
    /// The station.
    pub station: StationId,
    /// Start and end, in minutes of the day.
    pub interval: Interval,
}

impl Slot {
    /// Its place in the order of the timetable: day, start, station, group, class.
    pub fn in_timetable(&self) -> (Date, Minutes, StationId, GroupId, usize) {
        (self.date, self.interval.start, self.station, self.group, self.class)
    }
}

/// A row of a plan that keeps time for make-up photos.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct MakeUpRow {
    /// The day.
    pub date: Date,
    /// The station.
    pub station: StationId,
    /// Start and end, in minutes of the day.
    pub interval: Interval,
}

impl MakeUpRow {
    /// A row for every make-up time that a campaign reserves in half-days in which somebody is
    /// there; see [`Plan::opens`].
    pub fn reserved(campaign: &Campaign, plan: &Plan) -> Vec<MakeUpRow> {
        let has_time = |block: &BlockId| !campaign.block(*block).make_up.is_empty();
        let open = campaign.block_ids().filter(has_time).filter(|own| plan.opens(campaign, *own));
        let rows = open.flat_map(|block| {
            let block = campaign.block(block);
            let (date, station) = (block.date, block.station);
            block.make_up.iter().map(move |make_up| MakeUpRow {
                date,
                station,
                interval: make_up.interval,
            })
        });
        rows.collect()
    }
}

/// Windows, slots and make-up rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// Windows of groups.
    pub windows: Vec<Window>,
    /// Slots of classes; empty when the plan says nothing about classes.
    pub slots: Vec<Slot>,
    /// Make-up rows, where the plan's file has them.
    pub make_up: Vec<MakeUpRow>,
    /// Groups that have asked for the slots of their classes: whoever divides a window among its
    /// own people may choose an order of classes other than the listed one, and shares other than
    /// those by people.
    pub agreed: BTreeSet<GroupId>,
}

impl Plan {
    /// Whether anybody stands at a block's desk: a crew where it has a window, a team of the
    /// station's own always.
    pub fn opens(&self, campaign: &Campaign, block: BlockId) -> bool {
        let home = campaign.block(block);
        let is_inside = |window: &Window| {
            (window.station, window.date) == (home.station, home.date)
                && home.bookable().contains(window.interval)
        };
        !campaign.is_open_on_demand(block) || self.windows.iter().any(is_inside)
    }

    /// The first window of a group.
    pub fn window_of(&self, group: GroupId) -> Option<&Window> {
        self.windows.iter().find(|window| window.group == group)
    }

    /// The windows of a group in the order of time.
    pub fn windows_of(&self, group: GroupId) -> Vec<&Window> {
        let mut windows: Vec<&Window> =
            self.windows.iter().filter(|window| window.group == group).collect();
        windows
            .sort_by_key(|window| (window.date, window.interval.start, window.run, window.station));
        windows
    }

    /// When and where a group comes: what its people are told, whichever of its classes come when.
    pub fn times_of(&self, group: GroupId) -> Vec<(Date, StationId, Interval)> {
        let own = self.windows.iter().filter(|window| window.group == group);
        let mut times: Vec<_> =
            own.map(|window| (window.date, window.station, window.interval)).collect();
        times.sort_unstable();
        times
    }

    /// When a class comes: its slot, else the first window that serves it; without a class the
    /// group's first window.
    pub fn time_of(&self, group: GroupId, class: Option<usize>) -> Option<(Date, Interval)> {
        if let Some(slot) = self.slots_of(group).find(|slot| class == Some(slot.class)) {
            return Some((slot.date, slot.interval));
        }
        let serves = |window: &&Window| {
            class.is_none_or(|class| window.run.is_none_or(|run| run.contains(class)))
        };
        self.windows_of(group).into_iter().find(serves).map(|window| (window.date, window.interval))
    }

    /// Where a group has several windows that name no classes, takes them from the slots inside
    /// each.
    pub fn name_runs(&mut self) {
        let mut windows_of: BTreeMap<GroupId, usize> = BTreeMap::new();
        for window in &self.windows {
            *windows_of.entry(window.group).or_default() += 1;
        }
        for place in 0..self.windows.len() {
            let window = &self.windows[place];
            if window.run.is_some() || windows_of[&window.group] < 2 {
                continue;
            }
            let inside = self.slots.iter().filter(|slot| {
                (slot.group, slot.date, slot.station) == (window.group, window.date, window.station)
                    && window.interval.contains(slot.interval)
            });
            let classes: Vec<usize> = inside.map(|slot| slot.class).collect();
            if let (Some(first), Some(last)) = (classes.iter().min(), classes.iter().max()) {
                self.windows[place].run = Some(ClassRun { from: *first, to: last + 1 });
            }
        }
    }

    /// Windows of one group that say nothing of classes, but each a headcount below the group's
    /// own, serve the people they state. Where the headcounts, in the order of the timetable, end
    /// where classes end in the list, these are the classes; otherwise only the numbers are known.
    pub fn tell_parts_apart(&mut self, groups: &[Group]) {
        let mut places: BTreeMap<GroupId, Vec<usize>> = BTreeMap::new();
        for (place, window) in self.windows.iter().enumerate() {
            places.entry(window.group).or_default().push(place);
        }
        for (group, own) in places {
            let windows = own.iter().map(|place| &self.windows[*place]);
            let parts: Option<Vec<i64>> = windows
                .map(|window| window.stated_headcount.filter(|_| window.run.is_none()))
                .collect();
            let whole = &groups[group.0];
            let are_parts = |parts: &Vec<i64>| {
                parts.len() > 1 && parts.iter().all(|part| *part < whole.headcount)
            };
            let Some(parts) = parts.filter(are_parts) else { continue };
            let runs = runs_of(&parts, whole);
            for (place, part) in own.into_iter().zip(0..) {
                let window = &mut self.windows[place];
                match &runs {
                    Some(runs) => window.run = Some(runs[part]),
                    None => window.part_of_headcount = Some(parts[part]),
                }
            }
        }
    }

    /// The window of its group in which a class has its slot.
    pub fn window_at(&self, slot: &Slot) -> Option<&Window> {
        let mut own = self.windows.iter().filter(|window| window.group == slot.group);
        own.clone()
            .find(|window| {
                (window.date, window.station) == (slot.date, slot.station)
                    && window.interval.contains(slot.interval)
            })
            .or_else(|| own.next())
    }

    /// The slots of a group, in the order of the plan.
    pub fn slots_of(&self, group: GroupId) -> impl Iterator<Item = &Slot> {
        self.slots.iter().filter(move |slot| slot.group == group)
    }

    /// The slots of the classes that a window serves, in the order of time.
    pub fn slots_in(&self, window: &Window) -> Vec<&Slot> {
        let serves = |slot: &&Slot| self.window_at(slot).is_some_and(|home| home == window);
        let mut slots: Vec<&Slot> = self.slots_of(window.group).filter(serves).collect();
        slots.sort_by_key(|slot| (slot.date, slot.interval, slot.class));
        slots
    }

    /// Puts all rows into the order of the timetable.
    pub fn sort(&mut self) {
        self.windows.sort_by_key(Window::in_timetable);
        self.slots.sort_by_key(Slot::in_timetable);
        self.make_up.sort();
    }
}

/// The runs of classes that have these headcounts, if all classes are served.
fn runs_of(parts: &[i64], group: &Group) -> Option<Vec<ClassRun>> {
    let mut to = 0;
    let mut runs = Vec::new();
    for part in parts {
        let from = to;
        let mut people = 0;
        while people < *part {
            people += group.classes.get(to)?.headcount;
            to += 1;
        }
        if people != *part || to == from {
            return None;
        }
        runs.push(ClassRun { from, to });
    }
    (to == group.classes.len()).then_some(runs)
}

#[cfg(test)]
impl Plan {
    /// A plan without slots: who comes in which block, from and to which minute after its start.
    pub(crate) fn of(campaign: &Campaign, calls: &[(usize, usize, i32, i32)]) -> Plan {
        let window = |(group, block, from, to): &(usize, usize, i32, i32)| {
            let block = &campaign.blocks()[*block];
            let start = block.regular.start;
            Window::new(
                GroupId(*group),
                block.date,
                block.station,
                Interval::new(start + from, start + to),
            )
        };
        Plan { windows: calls.iter().map(window).collect(), ..Plan::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::{ClassRun, GroupId, Interval, StationId, Window};

    #[test]
    fn windows_share_people_where_their_classes_meet() {
        let window = |group, run: Option<(usize, usize)>| Window {
            run: run.map(|(from, to)| ClassRun { from, to }),
            ..Window::new(
                GroupId(group),
                jiff::civil::date(2024, 5, 6),
                StationId(0),
                Interval::new(540, 600),
            )
        };
        let (front, back) = (window(0, Some((0, 3))), window(0, Some((3, 5))));
        assert!(!front.shares_people(&back) && !back.shares_people(&front));
        assert!(
            front.shares_people(&window(0, Some((2, 4))))
                && back.shares_people(&window(0, Some((2, 4))))
        );
        assert!(front.shares_people(&window(0, None)) && window(0, None).shares_people(&front));
        assert!(!front.shares_people(&window(1, None)));
    }
}
