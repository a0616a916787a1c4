//! Minutes by the size of a class: what a planner reckons with who does not think in people an hour
//! ("up to 15 people 15 minutes, up to 25 people 20", "5 minutes and one a person", "60 at a time").

use super::{Campaign, ClassRun, Draft, GroupId};
use crate::base::clock::Minutes;

/// The minutes of classes up to a size. With `p` expected people
/// `minutes × ⌈p ÷ batch⌉ + ⌈p × seconds ÷ 60⌉`, where without a batch all come at once; nothing for
/// nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClassTime {
    /// The most expected people of such a class; `None` for any number.
    pub up_to: Option<i64>,
    /// Minutes of the class, or of each of its batches.
    pub minutes: Minutes,
    /// People who go in together.
    pub batch: Option<i64>,
    /// Seconds that each person adds.
    pub seconds: i64,
}

impl ClassTime {
    /// The minutes of a class of `people` expected people.
    pub fn of(self, people: i64) -> i64 {
        if people <= 0 {
            return 0;
        }
        let batches = self.batch.map_or(1, |batch| (people + batch - 1) / batch.max(1));
        i64::from(self.minutes) * batches + (people * self.seconds + 59) / 60
    }
}

impl Draft {
    /// The minutes of a class of `people` expected people, by the smallest size that it does not
    /// exceed; `None` where none is said for it.
    pub fn class_minutes(&self, people: i64) -> Option<i64> {
        let fits = |own: &&ClassTime| own.up_to.is_none_or(|most| people <= most);
        let sizes = self.class_time.iter().filter(fits);
        let least = sizes.min_by_key(|own| own.up_to.unwrap_or(i64::MAX))?;
        Some(least.of(people))
    }

    /// For each group the minutes of its classes, or without classes its own; none where the
    /// planner says no minutes by size.
    pub(super) fn minutes_by_class(&self) -> Vec<Vec<i64>> {
        if self.class_time.is_empty() {
            return Vec::new();
        }
        let minutes = |people: i64| self.class_minutes(people).unwrap_or(0);
        let of_group = |group: &super::Group| {
            if group.classes.is_empty() {
                vec![minutes(group.expected())]
            } else {
                group.expected_by_class().into_iter().map(minutes).collect()
            }
        };
        self.groups.iter().map(of_group).collect()
    }
}

impl Campaign {
    /// Minutes by the size of classes; empty where they follow from the rate.
    pub fn class_time(&self) -> &[ClassTime] {
        &self.draft.class_time
    }

    /// The minutes that the classes of a group take by their sizes, `None` is the whole group;
    /// `None` where nothing is said by size.
    pub(super) fn minutes_by_size(&self, group: GroupId, run: Option<ClassRun>) -> Option<i64> {
        let own = self.minutes_by_class.get(group.0)?;
        let classes = run.map_or(0..own.len(), |run| run.from..run.to);
        Some(own.get(classes).unwrap_or_default().iter().sum())
    }

    /// By what a window is shared out to the classes of a group: their minutes, where these are
    /// said by size, else their expected people.
    pub fn weights(&self, group: GroupId) -> &[i64] {
        match self.minutes_by_class.get(group.0) {
            Some(own) if !self.group(group).classes.is_empty() => own,
            _ => self.expected_by_class(group),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ClassTime;
    use crate::campaign::tiny;

    #[test]
    fn bands_formulas_and_batches_give_minutes() {
        let plain = ClassTime { up_to: None, minutes: 15, batch: None, seconds: 0 };
        let mut draft = tiny::draft(&[9], &[10]);
        draft.class_time = vec![
            ClassTime { up_to: Some(25), minutes: 20, ..plain },
            ClassTime { up_to: Some(15), ..plain },
            ClassTime { up_to: Some(30), minutes: 25, ..plain },
        ];
        let minutes = [0, 1, 15, 16, 25, 26, 30, 31].map(|people| draft.class_minutes(people));
        let expected = [0, 15, 15, 20, 20, 25, 25].map(Some);
        assert_eq!(minutes[..7], expected);
        assert_eq!(minutes[7], None, "no size is said for thirty-one");
        let formula = ClassTime { seconds: 60, ..plain };
        assert_eq!([0, 10, 30].map(|people| formula.of(people)), [0, 25, 45]);
        let batches = ClassTime { minutes: 12, batch: Some(60), ..plain };
        assert_eq!([1, 60, 61, 140].map(|people| batches.of(people)), [12, 12, 24, 36]);
    }
}
