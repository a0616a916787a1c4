//! The minutes of a group in a block: by the station's rate, by the sizes of its classes, or as the
//! planner's table says.

use super::{BlockId, Campaign, ClassRun, GroupId};
use crate::base::clock::Minutes;
use crate::base::ratio::Ratio;

impl Campaign {
    /// The minutes that the planner's table gives the whole group in the block; they replace
    /// everything else, and no buffer comes on top of them.
    pub fn minutes_in_table(&self, group: GroupId, block: BlockId) -> Option<Minutes> {
        self.draft.minutes.get(&(group, block)).copied()
    }

    /// The minutes that the planner gives the whole group in the block: those of the table, else
    /// the sum of those by the size of its classes. No buffer comes on top of them.
    pub fn minutes_for(&self, group: GroupId, block: BlockId) -> Option<Minutes> {
        let by_size = || Some((self.minutes_by_size(group, None)?).max(1) as Minutes);
        self.minutes_in_table(group, block).or_else(by_size)
    }

    /// Whether the planner gives minutes for any group and block.
    pub fn has_minutes(&self) -> bool {
        !self.draft.minutes.is_empty() || !self.draft.class_time.is_empty()
    }

    /// The fewest working minutes of a window for these classes, `None` is the whole group. As the
    /// table says, for a part of the group
    /// `⌈minutes × expected of the part ÷ expected of the group⌉`; without an entry the minutes by
    /// the sizes of its classes, and without these by the station's rate, see
    /// [`Campaign::minutes_at`]; `None` where that is unknown too.
    pub fn least_minutes(
        &self,
        group: GroupId,
        run: Option<ClassRun>,
        block: BlockId,
    ) -> Option<Minutes> {
        let (people, everybody) = (self.expected_of(group, run), self.expected_of(group, None));
        match self.minutes_in_table(group, block) {
            Some(minutes) if people == everybody => Some(minutes),
            Some(minutes) => {
                let share = (i64::from(minutes) * people + everybody - 1) / everybody;
                Some(share.max(1) as Minutes)
            }
            None => {
                if let Some(minutes) = self.minutes_by_size(group, run) {
                    return Some(minutes.max(1) as Minutes);
                }
                let cameras = self.cameras_in(block);
                Some(self.minutes_at(group, run, people, self.rate_in(block)?, cameras))
            }
        }
    }

    /// The most people of these classes of the group who can be photographed in `working` minutes
    /// of the block: `⌊working × expected ÷ minutes⌋` where the planner gives minutes, so that a
    /// window has room for its people just when it has these; else see [`super::Buffer::room`];
    /// `None` where the rate is unknown.
    pub fn room(
        &self,
        group: GroupId,
        run: Option<ClassRun>,
        block: BlockId,
        working: Minutes,
    ) -> Option<i64> {
        if self.minutes_for(group, block).is_none() {
            let cameras = self.cameras_in(block);
            return Some(self.room_at(group, run, working, self.rate_in(block)?, cameras));
        }
        self.pace_of(group, run, block)
            .map(|(people, minutes)| i64::from(working) * people / minutes)
    }

    /// The pace of the group in the block, without any buffer: people, and the minutes that they
    /// take.
    pub fn pace(&self, group: GroupId, block: BlockId) -> Option<(i64, i64)> {
        self.pace_of(group, None, block)
    }

    /// The pace of these classes of the group in the block; `None` is the whole group.
    pub fn pace_of(
        &self,
        group: GroupId,
        run: Option<ClassRun>,
        block: BlockId,
    ) -> Option<(i64, i64)> {
        if let Some(minutes) = self.minutes_in_table(group, block) {
            return Some((self.expected_of(group, None), i64::from(minutes)));
        }
        if let Some(minutes) = self.minutes_by_size(group, run) {
            return Some((self.expected_of(group, run), minutes.max(1)));
        }
        self.rate_in(block).map(|rate| (rate, 60))
    }

    /// The minutes that these classes take in the block at the group's pace, without any buffer;
    /// `None` where the pace is unknown or nobody of the group is expected.
    pub fn minutes_of_classes(
        &self,
        group: GroupId,
        block: BlockId,
        classes: &[usize],
    ) -> Option<Ratio> {
        let sum = |of: &[i64]| classes.iter().filter_map(|class| of.get(*class)).sum::<i64>();
        let by_size = self.minutes_by_class.get(group.0);
        if let (Some(own), None) = (by_size, self.minutes_in_table(group, block)) {
            return Some(Ratio::whole(sum(own)));
        }
        let (people, minutes) = self.pace(group, block)?;
        Ratio::new(sum(self.expected_by_class(group)) * minutes, people)
    }
}
