//! Groups that may be cut: a kind for the whole group, and a kind for each run of its classes, a *part*.
//! A plan has the whole group, or parts that form a path through its class list; [`cut_rows`](super::cut_rows)
//! has the rows of such paths.

use super::{Arrangement, Kind, KindId, Kinds, Place, Stay};
use crate::base::clock::{Interval, Minutes};
use crate::campaign::{BlockId, ClassRun, GroupId, Tier};
use std::collections::BTreeMap;
use std::ops::Add;

/// The kinds of a group that may be cut.
pub(super) struct CutGroup {
    pub group: GroupId,
    /// The kind of the whole group.
    pub whole: KindId,
    /// The kinds of its parts, by first class: paths are built in this order.
    pub parts: Vec<(ClassRun, KindId)>,
    /// The number of classes of the group.
    pub classes: usize,
}

impl CutGroup {
    /// All groups that have parts among the kinds. `kinds` are in the order of groups and runs, so that the
    /// kind of the whole group stands directly before the kinds of its parts.
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

    /// Whether a kind is that of the whole group or of a part.
    pub fn has(&self, kind: KindId) -> bool {
        self.whole == kind || self.parts.iter().any(|(_, part)| *part == kind)
    }

    /// The cheapest way to serve the group, as a whole or by a path of parts: the sum of prices, in the unit of
    /// `price`, and the kinds. `None` where the whole group and every path have a kind without a price.
    pub fn cheapest<T>(&self, price: impl Fn(KindId) -> Option<T>) -> Option<(T, Vec<KindId>)>
    where
        T: Copy + PartialOrd + Add<Output = T>,
    {
        // The cheapest path of parts that serves the classes before each class.
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
    /// Whether the campaign has a group that may be cut.
    pub fn may_be_cut(&self) -> bool {
        !self.cut.is_empty()
    }

    /// The kinds of groups that may not be cut.
    pub(super) fn uncut(&self) -> impl Iterator<Item = (KindId, &Kind)> {
        let all = (0..).map(KindId).zip(&self.kinds);
        all.filter(|(id, _)| !self.cut.iter().any(|cut| cut.has(*id)))
    }

    /// The kind of whole groups whose row of `each_group_once` has a window of a kind: that kind itself, or for
    /// a part with class 0 the kind of its whole group. `None` for other parts, which no such row counts.
    pub(super) fn begins(&self, kind: KindId) -> Option<KindId> {
        match self.kinds[kind.index()].run {
            None => Some(kind),
            Some(run) if run.from == 0 => {
                self.cut.iter().find(|cut| cut.has(kind)).map(|cut| cut.whole)
            }
            Some(_) => None,
        }
    }

    /// The sum over all groups of the price of the cheapest way to serve each, in the unit of `price`; `None`
    /// where a group has no window with a price.
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

    /// The parts' windows of the baseline that may stay. A window counts as kept by its half-day, start and
    /// end, whichever classes it serves: so there is a stay for each part that has room there.
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

    /// The people of groups that have parts in the baseline, all of which may stay.
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

    /// The value of a drawback's column in an arrangement, at the cut before a class; `false` where the group
    /// is not cut there. `cut` is the group's index in `self.cut`.
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

    /// The value of a group's column `kept` in an arrangement: whether all its windows of the baseline stay.
    pub(super) fn keeps_parts(&self, known: &Arrangement, group: GroupId) -> bool {
        let calls = self.costs.cut_in_baseline.get(&group).map_or(0, Vec::len);
        known.stays.iter().filter(|id| self.stay_of(**id).group == group).count() == calls
    }

    /// Whether a window that may stay has this half-day and interval, in minutes of the day.
    pub(super) fn is_at(&self, stay: &Stay, block: BlockId, interval: Interval) -> bool {
        let stretch = self.stretch(stay.place.stretch);
        stretch.block == block && stretch.clock(stay.interval) == interval
    }

    /// Where a part in place `first` and the next part in place `second` of a later half-day can follow
    /// directly: the minute of the day at which the first part then ends, the last one on the grid up to the
    /// regular end; the second part begins with its place. `None` where they can't. (Stretches of groups with
    /// classes have no breaks: their minutes of work are minutes of the day.)
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

    /// The meetings of parts in an arrangement, by kind, with each next part and each part before that can
    /// follow directly. Empty without the aim `cuts`, which alone counts gaps.
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

/// The start of a part with which it follows the part before it directly, and the end with which the next part
/// follows directly, both in minutes of work.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Meeting {
    pub start: Option<Minutes>,
    pub end: Option<Minutes>,
}

/// A drawback of a cut between two parts, each counted as 1 in `cuts`.
#[derive(Debug, Clone, Copy)]
pub(super) enum Drawback {
    /// The parts are on two days.
    Day,
    /// The parts are at two stations.
    Station,
    /// The parts don't follow directly.
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
