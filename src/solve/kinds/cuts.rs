//! Groups that may be cut: the kind of the whole group, and one for each run of its classes, a *part*.
//! A plan has the whole group or a path of parts through its class list, as in `rows::cuts`.
//!
//! With windows `w` of a group `g` with `n` classes, its whole group among them, and `i` from 1 to `n − 1`:
//!
//! ```text
//! Σ_{w from class 0} x[w] + out[g]     = 1
//! Σ_{w ends before i} x[w]             = Σ_{w begins with i} x[w]
//! Σ_{w ends before i} first end × x[w] ≤ Σ_{w begins with i} last start × x[w]
//! Σ_w x[w]                             ≤ most windows of g
//! Σ_{w in b} x[w]                      ≤ 1                              in each half-day b
//! day[g,i]     ≥ Σ_{w serves i − 1, on d} x[w] − Σ_{w serves i, on d} x[w]       on each day d
//! station[g,i] ≥ the same at each station
//! gap[g,i]     ≥ Σ_{w ends before i, in s} x[w] − Σ_{w begins with i, in stretches that can follow s
//!                                                   directly} x[w]               in each stretch s
//! kept[g]      ≤ Σ stay[w] at each of the k windows that g has in the baseline
//! k × kept[g]  ≤ Σ_w x[w] ≤ most windows of g − (most windows of g − k) × kept[g]
//! ```
//!
//! When the windows of two half-days that run at the same time begin is left to the layout, and so is
//! whether windows follow directly.

use super::model::KindsModel;
use super::{Arrangement, Kind, KindId, Kinds, Place, Stay};
use crate::base::clock::{Interval, Minutes};
use crate::campaign::{BlockId, ClassRun, GroupId, Tier};
use good_lp::{Expression, Variable, constraint};
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

    /// The kinds of groups that come in one window.
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
    fn is_at(&self, stay: &Stay, block: BlockId, interval: Interval) -> bool {
        let stretch = self.stretch(stay.place.stretch);
        stretch.block == block && stretch.clock(stay.interval) == interval
    }

    /// The last minute of the grid in a place at which a window in another place, of a later half-day, can
    /// follow directly, if it begins with that place; `None` where none can. It is no later than the regular
    /// end. Stretches of groups with classes have no breaks, so that minutes of work are minutes of the day.
    fn meeting_of(&self, first: Place, second: Place) -> Option<Minutes> {
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

    /// The parts in an arrangement that can be followed directly by the next part, and those that can follow
    /// so.
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

/// A window of a group that may be cut, as rows see it.
struct CutWindow {
    run: Option<ClassRun>,
    block: BlockId,
    /// Its place, or of a window that stays itself.
    place: Place,
    /// Its earliest end and latest start, in minutes of the campaign.
    first_end: i64,
    last_start: i64,
    column: Variable,
}

impl CutWindow {
    fn serves(&self, class: usize) -> bool {
        self.run.is_none_or(|run| run.contains(class))
    }

    fn ends_before(&self, class: usize) -> bool {
        self.run.is_some_and(|run| run.to == class)
    }

    fn begins_with(&self, class: usize) -> bool {
        self.run.is_some_and(|run| run.from == class)
    }
}

fn sum<'w>(windows: impl Iterator<Item = &'w CutWindow>) -> Expression {
    windows.map(|own| own.column).sum()
}

/// For each day, or station, where a window serves a class or the one before it: the sum of windows that
/// serve the one before it there less that of windows that serve it there.
fn elsewhere<K: Ord>(
    windows: &[CutWindow],
    class: usize,
    key: impl Fn(BlockId) -> K,
) -> Vec<Expression> {
    let mut sums: BTreeMap<K, Expression> = BTreeMap::new();
    for own in windows {
        let (before, after) = (own.serves(class - 1), own.serves(class));
        if before != after {
            let coefficient = if before { 1.0 } else { -1.0 };
            sums.entry(key(own.block)).or_default().add_mul(coefficient, own.column);
        }
    }
    sums.into_values().collect()
}

/// What makes a cut worse than one between two windows that follow directly.
#[derive(Debug, Clone, Copy)]
pub(super) enum Drawback {
    /// Another day.
    Day,
    /// Another station.
    Station,
    /// Time between the windows.
    Gap,
}

impl KindsModel<'_> {
    /// The rows of all groups that may be cut but the first one, see `each_group_once`.
    pub(super) fn cut_groups(&mut self, tiers: &[Tier]) {
        let kinds = self.kinds;
        for (place, cut) in kinds.cut.iter().enumerate() {
            let windows = self.cut_windows(cut);
            for class in 1..cut.classes {
                self.in_the_order_of_classes(&windows, class);
                if tiers.contains(&Tier::Cuts) {
                    self.drawbacks(&windows, place, class);
                }
            }
            self.limit_windows(&windows, cut.group);
            if tiers.contains(&Tier::Moved) {
                self.kept_parts(&windows, cut.group);
            }
        }
    }

    fn cut_windows(&self, cut: &CutGroup) -> Vec<CutWindow> {
        let (kinds, campaign) = (self.kinds, self.kinds.campaign);
        let of_group = self.windows().filter(|window| cut.has(window.kind));
        let of_group = of_group.map(|window| {
            let stretch = kinds.stretch(window.stretch);
            let moment = |minute| campaign.moment(stretch.block, minute);
            let Interval { start, end } = window.within;
            let first = stretch.clock(Interval::new(start, start + window.minutes));
            let last = stretch.clock(Interval::new(end - window.minutes, end));
            CutWindow {
                run: kinds.kinds[window.kind.index()].run,
                block: stretch.block,
                place: Place { stretch: window.stretch, free: window.within },
                first_end: moment(first.end),
                last_start: moment(last.start),
                column: window.column,
            }
        });
        of_group.collect()
    }

    fn in_the_order_of_classes(&mut self, windows: &[CutWindow], class: usize) {
        let ending = || windows.iter().filter(|own| own.ends_before(class));
        let starting = || windows.iter().filter(|own| own.begins_with(class));
        self.rows.push(constraint::eq(sum(ending()) - sum(starting()), 0.0));
        let ends: Expression = ending().map(|own| own.first_end as f64 * own.column).sum();
        let starts: Expression = starting().map(|own| own.last_start as f64 * own.column).sum();
        // Sums of whole minutes: half a minute is the solver's rounding.
        self.rows.push(constraint::leq(ends - starts, 0.5));
    }

    fn limit_windows(&mut self, windows: &[CutWindow], group: GroupId) {
        let most = self.kinds.campaign.group(group).max_windows as f64;
        self.rows.push(constraint::leq(sum(windows.iter()), most));
        let mut blocks: BTreeMap<BlockId, Expression> = BTreeMap::new();
        for own in windows {
            blocks.entry(own.block).or_default().add_mul(1.0, own.column);
        }
        self.rows.extend(blocks.into_values().map(|sum| constraint::leq(sum, 1.0)));
    }

    /// The drawbacks of a cut before a class: one column each for another day, another station and a gap.
    fn drawbacks(&mut self, windows: &[CutWindow], cut: usize, class: usize) {
        let kinds = self.kinds;
        let campaign = kinds.campaign;
        let of_day = elsewhere(windows, class, |block| campaign.block(block).date);
        let of_station = elsewhere(windows, class, |block| campaign.block(block).station);
        let mut of_place: BTreeMap<Place, Expression> = BTreeMap::new();
        for own in windows.iter().filter(|own| own.ends_before(class)) {
            of_place.entry(own.place).or_default().add_mul(1.0, own.column);
        }
        for (place, sum) in &mut of_place {
            let next = windows.iter().filter(|own| own.begins_with(class));
            for own in next.filter(|own| kinds.meeting_of(*place, own.place).is_some()) {
                sum.add_mul(-1.0, own.column);
            }
        }
        let of_gap = of_place.into_values().collect();
        for (kind, sums) in
            [(Drawback::Day, of_day), (Drawback::Station, of_station), (Drawback::Gap, of_gap)]
        {
            let column = self.drawback(cut, class, kind);
            self.rows.extend(sums.into_iter().map(|sum| constraint::leq(sum, column)));
        }
    }

    /// A group that the baseline cuts counts as not moved only when all its windows stay.
    fn kept_parts(&mut self, windows: &[CutWindow], group: GroupId) {
        let kinds = self.kinds;
        let Some(calls) = kinds.costs.cut_in_baseline.get(&group) else { return };
        let kept = self.kept(group);
        for (block, interval) in calls {
            let there = self.stays().iter().filter(|(id, _)| {
                let stay = kinds.stay_of(*id);
                stay.group == group && kinds.is_at(stay, *block, *interval)
            });
            let there: Expression = there.map(|(_, column)| *column).sum();
            self.rows.push(constraint::leq(kept - there, 0.0));
        }
        let (count, most) = (calls.len() as f64, kinds.campaign.group(group).max_windows as f64);
        let all = || sum(windows.iter());
        self.rows.push(constraint::leq(count * kept - all(), 0.0));
        self.rows.push(constraint::leq(all() + (most - count) * kept, most));
    }
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
