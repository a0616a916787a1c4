//! Groups that may be cut: the kind of the whole group, and a kind for each run of its classes, a *part*.
//! A plan has the whole group or a path of parts through its class list; the rows for that are in
//! [another file](super::cut_rows).

use super::{Arrangement, Kind, KindId, Kinds, Place, Stay};
use crate::base::clock::{Interval, Minutes};
use crate::campaign::{BlockId, ClassRun, GroupId, Tier};
use std::collections::BTreeMap;
use std::ops::Add;

/// A group that may be cut.
pub(super) struct CutGroup {
    /// The group.
    pub group: GroupId,
    /// The kind of the whole group.
    pub whole: KindId,
    /// Its parts with their kinds, by their first class.
    pub parts: Vec<(ClassRun, KindId)>,
    /// The number of its classes.
    pub classes: usize,
}

impl CutGroup {
    /// The groups that have parts among the kinds, where these are in the order of groups and runs.
    pub fn all(kinds: &[Kind]) -> Vec<CutGroup> {
        let mut found: Vec<CutGroup> = Vec::new();
        for (id, kind) in kinds.iter().enumerate() {
            let Some(run) = kind.run else { continue };
            let group = kind.groups[0];
            if found.last().is_none_or(|own| own.group != group) {
                let whole = KindId(id.saturating_sub(1));
                found.push(CutGroup { group, whole, parts: Vec::new(), classes: 0 });
            }
            if let Some(own) = found.last_mut() {
                own.parts.push((run, KindId(id)));
                own.classes = own.classes.max(run.to);
            }
        }
        found
    }

    /// Whether a kind is the whole group or a part of it.
    pub fn has(&self, kind: KindId) -> bool {
        self.whole == kind || self.parts.iter().any(|(_, part)| *part == kind)
    }

    /// The least sum of prices of the whole group or of a path of parts, and its kinds; `None` where every
    /// path has a kind without a price.
    pub fn cheapest<T>(&self, price: impl Fn(KindId) -> Option<T>) -> Option<(T, Vec<KindId>)>
    where
        T: Copy + PartialOrd + Add<Output = T>,
    {
        // The cheapest path of parts before each class.
        let mut paths: Vec<Option<(T, Vec<KindId>)>> = vec![None; self.classes + 1];
        for (run, part) in &self.parts {
            let Some(own) = price(*part) else { continue };
            let mut path = match &paths[run.from] {
                Some((sum, path)) => (*sum + own, path.clone()),
                None if run.from == 0 => (own, Vec::new()),
                None => continue,
            };
            path.1.push(*part);
            let known = &mut paths[run.to];
            if known.as_ref().is_none_or(|(least, _)| path.0 < *least) {
                *known = Some(path);
            }
        }
        let whole = price(self.whole).map(|own| (own, vec![self.whole]));
        let all = whole.into_iter().chain(paths.pop().flatten());
        all.reduce(|one, other| if other.0 < one.0 { other } else { one })
    }
}

impl Kinds<'_> {
    /// Whether there is a group that may be cut.
    pub fn may_be_cut(&self) -> bool {
        !self.cut.is_empty()
    }

    /// The kinds of groups that may not be cut.
    pub(super) fn uncut(&self) -> impl Iterator<Item = (KindId, &Kind)> {
        let all = (0..).map(KindId).zip(&self.kinds);
        all.filter(|(id, _)| !self.cut.iter().any(|cut| cut.has(*id)))
    }

    /// The kind whose groups a window of a kind serves from the first class on; `None` for a part that
    /// begins with another class.
    pub(super) fn begins(&self, kind: KindId) -> Option<KindId> {
        match self.kinds[kind.index()].run {
            None => Some(kind),
            Some(run) if run.from == 0 => {
                self.cut.iter().find(|cut| cut.has(kind)).map(|cut| cut.whole)
            }
            Some(_) => None,
        }
    }

    /// The sum over all groups of the least price of a window, where a group that may be cut has the least
    /// sum of a path of parts; `None` where a group has no window with a price.
    pub(super) fn least_sum(&self, price: impl Fn(KindId) -> Option<i64>) -> Option<i64> {
        let mut least = 0;
        for (id, kind) in self.uncut() {
            least += price(id)? * kind.groups.len() as i64;
        }
        for cut in &self.cut {
            least += cut.cheapest(&price)?.0;
        }
        Some(least)
    }

    /// Windows that a group has in the baseline in parts, and may keep: of each run of classes that has
    /// room there, as it is kept where half-day, start and end are.
    pub(super) fn stays_of_parts(&self) -> Vec<Stay> {
        let mut stays = Vec::new();
        for cut in &self.cut {
            let calls = self.costs.cut_in_baseline.get(&cut.group);
            for (block, interval) in calls.into_iter().flatten() {
                let stay = |(_, part): &(ClassRun, KindId)| {
                    self.stay_at(*part, cut.group, *block, *interval)
                };
                stays.extend(cut.parts.iter().filter_map(stay));
            }
        }
        stays
    }

    /// The people of groups that come in parts in the baseline, and may keep all of them.
    pub(super) fn people_who_may_keep_parts(&self) -> i64 {
        let mut people = 0;
        for (group, calls) in &self.costs.cut_in_baseline {
            let may_stay = |(block, interval): &(BlockId, Interval)| {
                self.stays
                    .iter()
                    .any(|stay| stay.group == *group && self.is_at(stay, *block, *interval))
            };
            if calls.iter().all(may_stay) {
                people += self.campaign.group(*group).expected();
            }
        }
        people
    }

    /// Whether an arrangement has a drawback at the cut before a class; `false` where it has no cut there.
    pub(super) fn has_drawback(
        &self,
        known: &Arrangement,
        cut: usize,
        class: usize,
        drawback: Drawback,
    ) -> bool {
        let place_of = |is_next: &dyn Fn(ClassRun) -> bool| {
            let mut parts = self.cut[cut].parts.iter().filter(|(run, _)| is_next(*run));
            parts.find_map(|(_, part)| {
                self.all_windows(known).find(|own| own.kind == *part).map(|own| own.place)
            })
        };
        let before = place_of(&|run| run.to == class);
        let Some((before, after)) = before.zip(place_of(&|run| run.from == class)) else {
            return false;
        };
        let block = |place: Place| self.campaign.block(self.stretch(place.stretch).block);
        match drawback {
            Drawback::Day => block(before).date != block(after).date,
            Drawback::Station => block(before).station != block(after).station,
            Drawback::Gap => self.meeting_of(before, after).is_none(),
        }
    }

    /// Whether all windows that a group has in the baseline stay in an arrangement.
    pub(super) fn keeps_parts(&self, known: &Arrangement, group: GroupId) -> bool {
        let calls = self.costs.cut_in_baseline.get(&group).map_or(0, Vec::len);
        known.stays.iter().filter(|id| self.stay_of(**id).group == group).count() == calls
    }

    /// Whether a window that may stay is in a half-day from and to these minutes of the day.
    pub(super) fn is_at(&self, stay: &Stay, block: BlockId, interval: Interval) -> bool {
        let stretch = self.stretch(stay.place.stretch);
        stretch.block == block && stretch.clock(stay.interval) == interval
    }

    /// The last minute of the grid in a place at which a window in another place, of a later half-day, can
    /// follow directly, if it begins with that place; `None` where none can. It is no later than the regular
    /// end. Stretches of groups with classes have no breaks, so that minutes of work are minutes of the day.
    pub(super) fn meeting_of(&self, first: Place, second: Place) -> Option<Minutes> {
        let (campaign, grid) = (self.campaign, self.campaign.grid());
        let (before, after) = (self.stretch(first.stretch), self.stretch(second.stretch));
        let (block, next) = (campaign.block(before.block), campaign.block(after.block));
        let room = first.free.end.min(block.regular.end) - first.free.start;
        let end = first.free.start + room / grid * grid;
        let is_met = before.block != after.block
            && (block.station, block.date) == (next.station, next.date)
            && campaign.follows_directly(next.station, next.date, end, second.free.start);
        is_met.then_some(end)
    }

    /// For the parts in an arrangement that can meet the next part, or the part before them, when they begin or
    /// end for that.
    pub(super) fn meeting(&self, arrangement: &Arrangement) -> BTreeMap<KindId, Meeting> {
        let mut found: BTreeMap<KindId, Meeting> = BTreeMap::new();
        if !self.campaign.has_tier(Tier::Cuts) {
            return found;
        }
        for cut in &self.cut {
            let part = |kind: KindId| cut.parts.iter().find(|(_, own)| *own == kind);
            let parts = arrangement.placements.iter();
            let mut parts: Vec<(ClassRun, KindId, Place)> = parts
                .filter_map(|own| part(own.kind).map(|(run, id)| (*run, *id, own.place)))
                .collect();
            parts.sort_unstable();
            for pair in parts.windows(2) {
                let ((_, first, before), (_, second, after)) = (pair[0], pair[1]);
                if let Some(end) = self.meeting_of(before, after) {
                    found.entry(first).or_default().end = Some(end);
                    found.entry(second).or_default().start = Some(after.free.start);
                }
            }
        }
        found
    }
}

/// When a part begins or ends, in minutes of work, so that the part before it or behind it follows directly.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Meeting {
    pub start: Option<Minutes>,
    pub end: Option<Minutes>,
}

/// Why a cut is worse than a cut between two windows that follow directly.
#[derive(Debug, Clone, Copy)]
pub(super) enum Drawback {
    /// Another day.
    Day,
    /// Another station.
    Station,
    /// Time between the windows.
    Gap,
}

#[cfg(test)]
mod tests {
    use super::{ClassRun, CutGroup, GroupId, KindId};

    #[test]
    fn the_cheapest_way_is_the_whole_group_or_a_path_of_its_parts() {
        let runs = [(0, 1), (0, 2), (1, 2), (1, 3), (2, 3)];
        let part = |(id, (from, to))| (ClassRun { from, to }, KindId(id));
        let cut = CutGroup {
            group: GroupId(0),
            whole: KindId(0),
            parts: (1..).zip(runs).map(part).collect(),
            classes: 3,
        };
        let cheapest = |prices: [Option<i64>; 6]| {
            let found = cut.cheapest(|kind| prices[kind.index()]);
            found.map(|(sum, path)| (sum, path.iter().map(|kind| kind.index()).collect::<Vec<_>>()))
        };
        let prices = [Some(9), Some(3), Some(7), Some(2), Some(4), Some(1)];
        assert_eq!(cheapest(prices), Some((6, vec![1, 3, 5])), "three parts");
        let without = |gone: &[usize]| {
            let mut left = prices;
            for kind in gone {
                left[*kind] = None;
            }
            left
        };
        assert_eq!(cheapest(without(&[3])), Some((7, vec![1, 4])));
        assert_eq!(cheapest(without(&[1])), Some((8, vec![2, 5])));
        assert_eq!(cheapest(without(&[1, 5])), Some((9, vec![0])), "the whole group");
        assert_eq!(cheapest(without(&[0, 1, 5])), None);
    }
}
