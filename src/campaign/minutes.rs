//! How long a group takes in a block: by the station's rate, or as the planner's table says.

use super::{BlockId, Campaign, ClassRun, GroupId};
use crate::base::clock::Minutes;

impl Campaign {
    /// The minutes that the whole group needs in the block, where the planner gives them; they
    /// replace headcount ÷ rate, and no buffer comes on top of them.
    pub fn minutes_for(&self, group: GroupId, block: BlockId) -> Option<Minutes> {
        self.draft.minutes.get(&(group, block)).copied()
    }

    /// Whether the planner gives minutes for any group and block.
    pub fn has_minutes(&self) -> bool {
        !self.draft.minutes.is_empty()
    }

    /// The fewest working minutes of a window for these classes, `None` is the whole group. As the
    /// table says, for a part of the group
    /// `⌈minutes × expected of the part ÷ expected of the group⌉`; without an entry by the
    /// station's rate, see [`Campaign::minutes_at`]; `None` where that is unknown too.
    pub fn least_minutes(
        &self,
        group: GroupId,
        run: Option<ClassRun>,
        block: BlockId,
    ) -> Option<Minutes> {
        let (people, everybody) = (self.expected_of(group, run), self.expected_of(group, None));
        match self.minutes_for(group, block) {
            Some(minutes) if people == everybody => Some(minutes),
            Some(minutes) => {
                let share = (i64::from(minutes) * people + everybody - 1) / everybody;
                Some(share.max(1) as Minutes)
            }
            None => {
                let station = self.station(self.block(block).station);
                Some(self.minutes_at(group, run, people, station.rate?, station.cameras))
            }
        }
    }

    /// The most people of these classes of the group who can be photographed in `working` minutes
    /// of the block: `⌊working × expected ÷ minutes⌋` with an entry in the table, so that a window
    /// has room for its people just when it has these minutes; without one see
    /// [`super::Buffer::room`]; `None` where the rate is unknown.
    pub fn room(
        &self,
        group: GroupId,
        run: Option<ClassRun>,
        block: BlockId,
        working: Minutes,
    ) -> Option<i64> {
        if self.minutes_for(group, block).is_none() {
            let station = self.station(self.block(block).station);
            return Some(self.room_at(group, run, working, station.rate?, station.cameras));
        }
        self.pace(group, block).map(|(people, minutes)| i64::from(working) * people / minutes)
    }

    /// How fast the group is photographed in the block, without any buffer: people, and the minutes
    /// that they take.
    pub fn pace(&self, group: GroupId, block: BlockId) -> Option<(i64, i64)> {
        match self.minutes_for(group, block) {
            Some(minutes) => Some((self.expected_of(group, None), i64::from(minutes))),
            None => self.station(self.block(block).station).rate.map(|rate| (rate, 60)),
        }
    }
}
