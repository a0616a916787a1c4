//! When each window of a stretch begins: one after another from its begin, or, around windows that
//! stay where the baseline has them, packed into the gaps (bin packing; Martello and Toth 1990).

use super::{Arrangement, Kinds, Stay, StayId, StretchId};
use crate::base::clock::{Interval, Minutes};
use crate::campaign::GroupId;
use crate::campaign::plan::{Plan, Window};
use std::collections::BTreeMap;

/// A gap between windows that stay, or beside them.
#[derive(Debug, Clone, Copy)]
struct Gap {
    start: Minutes,
    /// Minutes for windows and the changeover after each, that after the last one included.
    room: Minutes,
}

impl Kinds<'_> {
    /// Lays out every stretch; `None` where its windows don't fit into the gaps, or `most_tries`
    /// don't show how.
    pub fn plan(&self, arrangement: &Arrangement, most_tries: usize) -> Option<Plan> {
        let mut plan = Plan::default();
        let mut by_stretch: BTreeMap<StretchId, Vec<(GroupId, Minutes)>> = BTreeMap::new();
        let mut left: Vec<Vec<GroupId>> =
            self.kinds.iter().map(|kind| kind.groups.iter().rev().copied().collect()).collect();
        for id in &arrangement.stays {
            let Stay { kind, stretch, group, interval } = *self.stay_of(*id);
            left[kind.index()].retain(|other| *other != group);
            plan.windows.push(self.window_at(stretch, group, interval));
        }
        for placement in &arrangement.placements {
            let groups = &mut left[placement.kind.index()];
            let own = groups.split_off(groups.len().saturating_sub(placement.groups));
            let own = own.into_iter().rev().map(|group| (group, placement.minutes));
            by_stretch.entry(placement.stretch).or_default().extend(own);
        }
        let stays = self.stretches_with_stays(arrangement);
        for (stretch, mut windows) in by_stretch {
            windows.sort_unstable();
            let staying = stays.get(&stretch).map_or(&[][..], Vec::as_slice);
            let gaps = self.gaps(stretch, staying);
            let lengths: Vec<Minutes> =
                windows.iter().map(|(_, minutes)| minutes + self.between).collect();
            let gap_of = Packing::of(&gaps, &lengths, most_tries)?;
            let mut next: Vec<Minutes> = gaps.iter().map(|gap| gap.start).collect();
            for ((group, minutes), gap) in windows.into_iter().zip(gap_of) {
                let interval = Interval::new(next[gap], next[gap] + minutes);
                plan.windows.push(self.window_at(stretch, group, interval));
                next[gap] = interval.end + self.between;
            }
        }
        plan.sort();
        Some(plan)
    }

    /// The windows that stay, by stretch.
    pub fn stretches_with_stays(
        &self,
        arrangement: &Arrangement,
    ) -> BTreeMap<StretchId, Vec<StayId>> {
        let mut by_stretch: BTreeMap<StretchId, Vec<StayId>> = BTreeMap::new();
        for id in &arrangement.stays {
            by_stretch.entry(self.stay_of(*id).stretch).or_default().push(*id);
        }
        by_stretch
    }

    fn window_at(&self, stretch: StretchId, group: GroupId, interval: Interval) -> Window {
        let block = self.campaign.block(self.stretch(stretch).block);
        Window::new(group, block.date, block.station, interval)
    }

    /// What windows that stay leave of a stretch, in the order of time.
    fn gaps(&self, stretch: StretchId, staying: &[StayId]) -> Vec<Gap> {
        let Interval { start, end } = self.stretch(stretch).interval;
        let mut staying: Vec<Interval> =
            staying.iter().map(|id| self.stay_of(*id).interval).collect();
        staying.sort_unstable();
        let mut gaps = Vec::with_capacity(staying.len() + 1);
        let mut from = start;
        for window in staying {
            gaps.push(Gap { start: from, room: window.start - from });
            from = from.max(window.end + self.between);
        }
        gaps.push(Gap { start: from, room: end + self.between - from });
        gaps.retain(|gap| gap.room > 0);
        gaps
    }

    /// The most minutes, changeovers included, that windows of some lengths, changeover included,
    /// take of a stretch beside windows that stay.
    pub(super) fn most_beside(
        &self,
        stretch: StretchId,
        staying: &[StayId],
        lengths: &[Minutes],
    ) -> Minutes {
        let grid = self.campaign.grid();
        let gaps = self.gaps(stretch, staying);
        let widest = gaps.iter().map(|gap| gap.room).max().unwrap_or(0);
        // most[i]: the longest sum of lengths within i steps of the grid.
        let mut most = vec![0; (widest / grid) as usize + 1];
        for steps in 1..most.len() {
            let room = steps as Minutes * grid;
            let with = |length: &&Minutes| **length <= room;
            let sums = lengths
                .iter()
                .filter(with)
                .map(|length| length + most[((room - length) / grid) as usize]);
            most[steps] = sums.max().unwrap_or(0).max(most[steps - 1]);
        }
        gaps.iter().map(|gap| most[(gap.room / grid) as usize]).sum()
    }
}

/// The search for a gap for each length, longest first.
struct Packing<'p> {
    /// Lengths with their place in the caller's list.
    lengths: &'p [(Minutes, usize)],
    gap_of: Vec<usize>,
    tries: usize,
}

impl Packing<'_> {
    /// A gap for each length.
    fn of(gaps: &[Gap], lengths: &[Minutes], most_tries: usize) -> Option<Vec<usize>> {
        let mut sorted: Vec<(Minutes, usize)> =
            lengths.iter().enumerate().map(|(place, length)| (*length, place)).collect();
        sorted.sort_by_key(|(length, place)| (-length, *place));
        let mut rooms: Vec<Minutes> = gaps.iter().map(|gap| gap.room).collect();
        let mut packing =
            Packing { lengths: &sorted, gap_of: vec![0; lengths.len()], tries: most_tries };
        let total: Minutes = lengths.iter().sum();
        packing.goes_on(0, total, &mut rooms).then_some(packing.gap_of)
    }

    /// Whether the lengths from `next` on fit. Gaps of one room are alike; equal lengths come in
    /// the order of gaps.
    fn goes_on(&mut self, next: usize, total: Minutes, rooms: &mut [Minutes]) -> bool {
        let Some((length, place)) = self.lengths.get(next).copied() else { return true };
        let shortest = self.lengths.last().map_or(0, |(length, _)| *length);
        let of_use: Minutes = rooms.iter().filter(|room| **room >= shortest).sum();
        if of_use < total {
            return false;
        }
        let before = next.checked_sub(1).map(|before| self.lengths[before]);
        let first = match before {
            Some((same, place)) if same == length => self.gap_of[place],
            _ => 0,
        };
        for gap in first..rooms.len() {
            let room = rooms[gap];
            if room < length || rooms[first..gap].contains(&room) {
                continue;
            }
            let Some(tries) = self.tries.checked_sub(1) else { return false };
            self.tries = tries;
            rooms[gap] -= length;
            self.gap_of[place] = gap;
            if self.goes_on(next + 1, total - length, rooms) {
                return true;
            }
            rooms[gap] = room;
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::{Gap, Packing};
    use crate::base::clock::Minutes;
    use crate::campaign::tiny;
    use rand::RngExt;

    /// Whether the lengths fit, by trying every gap for each.
    fn fits(rooms: &mut [Minutes], lengths: &[Minutes]) -> bool {
        let Some((length, others)) = lengths.split_first() else { return true };
        (0..rooms.len()).any(|gap| {
            rooms[gap] -= length;
            let fits = rooms[gap] >= 0 && fits(rooms, others);
            rooms[gap] += length;
            fits
        })
    }

    #[test]
    fn lengths_are_packed_just_where_they_fit() {
        let (mut packed, mut not) = (0, 0);
        for seed in 0..600 {
            let mut dice = tiny::dice(seed);
            let gaps: Vec<Gap> = (0..dice.random_range(1..=4))
                .map(|_| Gap { start: 0, room: dice.random_range(1..=9) })
                .collect();
            let count = dice.random_range(1..=6);
            let lengths: Vec<Minutes> = (0..count).map(|_| dice.random_range(1..=5)).collect();
            let mut rooms: Vec<Minutes> = gaps.iter().map(|gap| gap.room).collect();
            let expected = fits(&mut rooms, &lengths);
            let found = Packing::of(&gaps, &lengths, 1_000);
            assert_eq!(found.is_some(), expected, "seed {seed}: {gaps:?} {lengths:?}");
            if let Some(gap_of) = found {
                for (length, gap) in lengths.iter().zip(gap_of) {
                    rooms[gap] -= length;
                }
                assert!(rooms.iter().all(|room| *room >= 0), "seed {seed}");
            }
            *if expected { &mut packed } else { &mut not } += 1;
        }
        assert!(packed > 100 && not > 100, "{packed} packed, {not} not");
    }
}
