//! The list of students against a plan: who stands where in the queue and when, and who still lacks
//! the code.

use crate::base::clock::{Interval, Minutes};
use crate::campaign::plan::{Plan, Slot};
use crate::campaign::{Campaign, GroupId, Student, StudentStatus};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// One student's place in the queue of a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StudentTurn<'a> {
    /// The student.
    pub student: &'a Student,
    /// The slot of the student's class.
    pub slot: &'a Slot,
    /// When the class is called.
    pub call: Minutes,
    /// The estimated minute of the photo.
    pub minute: Minutes,
}

/// Students by class, those of one class in ascending student number.
pub fn by_class(campaign: &Campaign) -> BTreeMap<(GroupId, usize), Vec<&Student>> {
    let mut classes: BTreeMap<(GroupId, usize), Vec<&Student>> = BTreeMap::new();
    for student in campaign.roster() {
        classes.entry((student.group, student.class)).or_default().push(student);
    }
    for students in classes.values_mut() {
        students.sort_by_key(|student| student.queue_key());
    }
    classes
}

/// The queue of every class in the order of the plan: students who come to their slot, in ascending
/// student number, spread evenly over it: `minute = start + ⌊place × minutes / students⌋`.
pub fn queue<'a>(campaign: &'a Campaign, plan: &'a Plan) -> Vec<StudentTurn<'a>> {
    let classes = by_class(campaign);
    let mut turns = Vec::new();
    for slot in &plan.slots {
        let listed = classes.get(&(slot.group, slot.class)).map_or(&[][..], Vec::as_slice);
        let here: Vec<&Student> = listed
            .iter()
            .copied()
            .filter(|student| student.status == StudentStatus::Here)
            .collect();
        let count = here.len();
        for (place, student) in here.into_iter().enumerate() {
            let minute = minute_of(&[slot.interval], place, count).unwrap_or(slot.interval.start);
            turns.push(StudentTurn {
                student,
                slot,
                call: campaign.call(slot.interval.start),
                minute,
            });
        }
    }
    turns
}

/// The estimated minute of one of `count` people who are spread evenly over the parts of an
/// interval: the minute after `⌊place × minutes / count⌋` minutes of work. `None` where there is no
/// time.
pub fn minute_of(parts: &[Interval], place: usize, count: usize) -> Option<Minutes> {
    let all: i64 = parts.iter().map(|part| i64::from(part.minutes())).sum();
    let mut left = (place as i64 * all / (count as i64).max(1)) as Minutes;
    for part in parts {
        if left < part.minutes() {
            return Some(part.start + left);
        }
        left -= part.minutes();
    }
    None
}

/// How a class stands with its image collection codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeCount {
    /// The group.
    pub group: GroupId,
    /// The class.
    pub class: usize,
    /// Students on the list who are photographed here, now or in the make-up time.
    pub students: i64,
    /// Of these, known to lack the code.
    pub missing: i64,
    /// Of these, without a word about the code.
    pub unknown: i64,
    /// The last moment: the campaign's deadline, or when the class is called; `None` without
    /// either.
    pub until: Option<Until>,
}

/// Until when a code must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Until {
    /// Before that day begins.
    Before(Date),
    /// Before the class is called.
    Call(Date, Minutes),
}

/// Classes of which somebody lacks the code, in the order of the plan; classes without a slot come
/// last. Empty where the list of students says nothing about codes.
pub fn codes(campaign: &Campaign, plan: &Plan) -> Vec<CodeCount> {
    if campaign.roster().iter().all(|student| student.has_code.is_none()) {
        return Vec::new();
    }
    let slot_of =
        |group, class| plan.slots.iter().find(|slot| (slot.group, slot.class) == (group, class));
    let mut counts: Vec<(Option<(Date, Minutes)>, CodeCount)> = by_class(campaign)
        .into_iter()
        .map(|((group, class), students)| {
            let here: Vec<&&Student> = students
                .iter()
                .filter(|student| student.status != StudentStatus::OffSite)
                .collect();
            let with = |code: Option<bool>| {
                here.iter().filter(|student| student.has_code == code).count() as i64
            };
            let slot = slot_of(group, class);
            let call = slot.map(|slot| Until::Call(slot.date, campaign.call(slot.interval.start)));
            let count = CodeCount {
                group,
                class,
                students: here.len() as i64,
                missing: with(Some(false)),
                unknown: with(None),
                until: campaign.code_deadline().map(Until::Before).or(call),
            };
            (slot.map(|slot| (slot.date, slot.interval.start)), count)
        })
        .filter(|(_, count)| count.missing + count.unknown > 0)
        .collect();
    counts.sort_by_key(|(when, count)| (when.is_none(), *when, count.group, count.class));
    counts.into_iter().map(|(_, count)| count).collect()
}

/// The number of students of each category on the list, the largest category first.
pub fn categories(campaign: &Campaign) -> Vec<(String, i64)> {
    let mut counts: BTreeMap<&str, i64> = BTreeMap::new();
    for student in campaign.roster().iter().filter(|student| !student.category.is_empty()) {
        *counts.entry(&student.category).or_default() += 1;
    }
    let mut counts: Vec<(String, i64)> =
        counts.into_iter().map(|(name, count)| (name.to_owned(), count)).collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts
}

#[cfg(test)]
mod tests {
    use super::minute_of;
    use crate::base::clock::Interval;

    #[test]
    fn nobody_is_expected_in_a_break() {
        let parts = [Interval::new(660, 720), Interval::new(765, 795)];
        let minutes: Vec<_> = (0..6).map(|place| minute_of(&parts, place, 6)).collect();
        assert_eq!(minutes, [Some(660), Some(675), Some(690), Some(705), Some(765), Some(780)]);
        assert_eq!(minute_of(&[Interval::new(60, 60)], 0, 3), None);
    }
}
