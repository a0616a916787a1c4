//! Groups and their classes: their names, their headcounts, and the half-days in which they may come.

use super::{BlockId, SiteId};
use crate::base::clock::Minutes;
use crate::base::text::{Lang, Text};
use std::collections::BTreeSet;

/// A share in hundredths of a per cent: 10,000 is everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Share(u16);

impl Share {
    /// Everybody.
    pub const ALL: Share = Share(10_000);

    /// A share from hundredths of a per cent, 1 to 10,000.
    pub fn from_basis_points(points: u16) -> Option<Share> {
        (1..=10_000).contains(&points).then_some(Share(points))
    }

    /// The share in hundredths of a per cent.
    pub fn basis_points(self) -> u16 {
        self.0
    }

    /// The share as a number from 0 to 1.
    pub fn as_f64(self) -> f64 {
        f64::from(self.0) / 10_000.0
    }

    /// The number of people in this share of `people`, rounded up: a window must hold all who may come.
    pub fn of(self, people: i64) -> i64 {
        (people * i64::from(self.0) + 9_999) / 10_000
    }
}

/// In which order the classes of a group come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClassOrder {
    /// As they are listed.
    Listed,
    /// As they are listed where that meets no lesson or exam, otherwise in an order that does.
    Free,
}

/// A part of a group that is called together; it gets a slot inside the group's window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    /// The name, unique within its group.
    pub name: String,
    /// People on the list.
    pub headcount: i64,
    /// People on the list who are photographed elsewhere.
    pub off_site: i64,
    /// People on the list who come in the make-up time by arrangement.
    pub make_up: i64,
    /// The share of the others who really come.
    pub attendance: Share,
}

impl Class {
    /// A class with only a name and a headcount.
    pub fn new(name: impl Into<String>, headcount: i64) -> Class {
        Class { name: name.into(), headcount, off_site: 0, make_up: 0, attendance: Share::ALL }
    }

    /// Who is invited to its slot: `headcount − off_site − make_up`.
    pub fn invited(&self) -> i64 {
        self.headcount - self.off_site - self.make_up
    }

    /// `attendance × invited` in ten-thousandths of a person, not rounded yet.
    fn expected_exactly(&self) -> i64 {
        i64::from(self.attendance.0) * self.invited()
    }
}

/// Consecutive classes of a group, `[from, to)` in its list: what one window of a cut group serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClassRun {
    /// The first class.
    pub from: usize,
    /// The one after the last.
    pub to: usize,
}

impl ClassRun {
    /// Whether the class belongs to it.
    pub fn contains(self, class: usize) -> bool {
        (self.from..self.to).contains(&class)
    }
}

/// Time that a window keeps free beyond what its people need at the station's rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Buffer {
    /// Whole minutes a window.
    pub minutes: Minutes,
    /// Per cent of the time that the people need.
    pub per_cent: i64,
}

impl Buffer {
    /// The fewest working minutes in which `people` are photographed at `rate` an hour:
    /// `minutes + ⌈people × 60 × (100 + per cent) / (100 × rate)⌉`.
    pub fn least_minutes(self, people: i64, rate: i64) -> Minutes {
        let needed = people * 60 * (100 + self.per_cent);
        self.minutes + ((needed + 100 * rate - 1) / (100 * rate)).max(1) as Minutes
    }

    /// The most people who can be photographed in `minutes` working minutes at `rate` an hour:
    /// `⌊(minutes − buffer) × rate × 100 / (60 × (100 + per cent))⌋`.
    pub fn room(self, minutes: Minutes, rate: i64) -> i64 {
        i64::from((minutes - self.minutes).max(0)) * rate * 100 / (60 * (100 + self.per_cent))
    }
}

/// A college: it gets one contiguous window in one block, or up to `max_windows` of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What programs call it, unique, where the campaign says so; see [`Group::id`].
    pub id: Option<String>,
    /// What people call it: the name in the files, unique, and the name for readers of English.
    pub name: Text,
    /// People on the list.
    pub headcount: i64,
    /// People on the list who are photographed elsewhere.
    pub off_site: i64,
    /// The share of the others who really come.
    pub attendance: Share,
    /// Classes in their listed order; empty when the campaign has no class list for this group.
    pub classes: Vec<Class>,
    /// The most windows it may have where it fits in no single one, or may be cut freely; it is cut
    /// between classes.
    pub max_windows: usize,
    /// Whether it may be cut though it would fit in one window.
    pub cut_freely: bool,
    /// Time kept free in each of its windows.
    pub buffer: Buffer,
    /// Whom the crew calls when the group does not come, as the office writes it.
    pub contact: Option<String>,
    /// The colleges that share its window, where it is several: plans and tables that name one of
    /// them mean it.
    pub shared_by: Vec<String>,
    /// The college of which it is the part at one site; `None` for a whole college.
    pub part_of: Option<String>,
    /// The sites it belongs to; empty where the campaign has none.
    pub sites: BTreeSet<SiteId>,
    /// The only blocks it may use; `None` for any.
    pub only_in: Option<BTreeSet<BlockId>>,
    /// Blocks it may not use.
    pub not_in: BTreeSet<BlockId>,
}

impl Group {
    /// A group with only a name and a headcount.
    pub fn new(name: impl Into<String>, headcount: i64) -> Group {
        Group {
            id: None,
            name: Text::same(name),
            headcount,
            off_site: 0,
            attendance: Share::ALL,
            classes: Vec::new(),
            max_windows: 1,
            cut_freely: false,
            buffer: Buffer::default(),
            contact: None,
            shared_by: Vec::new(),
            part_of: None,
            sites: BTreeSet::new(),
            only_in: None,
            not_in: BTreeSet::new(),
        }
    }

    /// What programs call it: its id, which stays when the name changes; without one its name in
    /// the files, which is the Chinese half of the text.
    pub fn id(&self) -> &str {
        self.id.as_deref().unwrap_or(self.name.get(Lang::Zh))
    }

    /// Who is really coming: the sum over its classes, or `attendance × (headcount − off_site)`
    /// rounded up.
    pub fn expected(&self) -> i64 {
        if self.classes.is_empty() {
            self.attendance.of(self.headcount - self.off_site)
        } else {
            self.expected_by_class().iter().sum()
        }
    }

    /// The number of people expected of each class, in listed order: `Σ attendance × invited` is rounded up
    /// once for the whole group, not class by class, and shared out by largest remainders, so that
    /// each class has its exact share rounded down or up. A class that is invited at all is never
    /// rounded down to nobody, because it has to be called.
    pub fn expected_by_class(&self) -> Vec<i64> {
        const PERSON: i64 = 10_000;
        let exact: Vec<i64> = self.classes.iter().map(Class::expected_exactly).collect();
        let mut people: Vec<i64> =
            exact.iter().map(|share| (share / PERSON).max((*share).min(1))).collect();
        let everybody = (exact.iter().sum::<i64>() + PERSON - 1) / PERSON;
        let remaining = usize::try_from(everybody - people.iter().sum::<i64>()).unwrap_or(0);
        if remaining > 0 {
            let mut by_remainder: Vec<usize> =
                (0..exact.len()).filter(|class| exact[*class] > PERSON).collect();
            by_remainder.sort_by_key(|class| std::cmp::Reverse(exact[*class] % PERSON));
            by_remainder.into_iter().take(remaining).for_each(|class| people[class] += 1);
        }
        people
    }

    /// The number of people expected of a class; 0 where the group has no such class.
    pub fn expected_of_class(&self, class: usize) -> i64 {
        self.expected_by_class().get(class).copied().unwrap_or(0)
    }

    /// People on the lists of these classes; `None` is the whole group.
    pub fn headcount_of(&self, run: Option<ClassRun>) -> i64 {
        match run {
            Some(run) => self.classes_of(Some(run)).iter().map(|class| class.headcount).sum(),
            None => self.headcount,
        }
    }

    /// The classes of a run, as far as they exist; `None` is all of them.
    pub fn classes_of(&self, run: Option<ClassRun>) -> &[Class] {
        let all = self.classes.as_slice();
        run.map_or(all, |run| all.get(run.from..run.to).unwrap_or_default())
    }

    /// Whether the group's own lists allow the block.
    pub fn may_use(&self, block: BlockId) -> bool {
        self.only_in.as_ref().is_none_or(|only| only.contains(&block))
            && !self.not_in.contains(&block)
    }
}

#[cfg(test)]
mod tests {
    use super::{Class, Group, Share};

    #[test]
    fn expected_people_are_rounded_up() {
        let mut group = Group::new("G", 100);
        group.off_site = 9;
        group.attendance = Share::from_basis_points(9_000).unwrap_or(Share::ALL);
        assert_eq!(group.expected(), 82, "0.9 × 91 = 81.9");
        assert_eq!(Share::from_basis_points(0), None);
    }

    #[test]
    fn a_group_is_rounded_once_and_shared_out_over_its_classes() {
        let share = |points| Share::from_basis_points(points).unwrap();
        let group = |classes: &[(i64, u16)]| {
            let mut group = Group::new("G", classes.iter().map(|(people, _)| people).sum());
            let class = |(people, points): &(i64, u16)| Class {
                attendance: share(*points),
                ..Class::new("c", *people)
            };
            group.classes = classes.iter().map(class).collect();
            group
        };
        // Twenty classes of 30 at 98 % are 588, not 600.
        let twenty = group(&[(30, 9_800); 20]);
        assert_eq!(twenty.expected(), 588);
        let people = twenty.expected_by_class();
        assert!(people.iter().all(|people| (29..=30).contains(people)));
        assert_eq!((people[..8].iter().sum::<i64>(), people[8..].iter().sum::<i64>()), (240, 348));
        // 18.5 + 6.4 + 9.9 = 34.8; the largest remainders are rounded up.
        assert_eq!(group(&[(37, 5_000), (8, 8_000), (11, 9_000)]).expected_by_class(), [19, 6, 10]);
        // Everybody at 100 %; nobody is nobody; one person is called however likely.
        assert_eq!(group(&[(7, 10_000), (0, 9_000)]).expected_by_class(), [7, 0]);
        assert_eq!(group(&[(1, 1_000), (1, 1_000), (10, 10_000)]).expected_by_class(), [1, 1, 10]);
    }
}
