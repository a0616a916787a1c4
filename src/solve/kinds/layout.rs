//! When each window of a stretch begins: of the windows that lessons let begin, the one with the
//! earliest deadline (Jackson 1955). Around windows that stay where the baseline has them the others
//! are first packed into the gaps (bin packing; Martello and Toth 1990).
//!
//! Where no window has both a release date and a deadline, that rule finds a layout where there is
//! one, and of all layouts the first to end: windows with deadlines may begin with the stretch, and windows
//! without have to end with the stretch only. Where a window has both, or groups are related, a layout may
//! have to wait for a window that may not begin yet: then all orders are tried, the order by that rule first.
//! Among windows with equal deadlines those of groups that a relation puts before another group come first,
//! those that it puts behind come last, since the other group may be called at another station meanwhile.

use super::cuts::Meeting;
use super::{Arrangement, KindId, Kinds, PinnedTimes, Place, Placement, Stay, StayId, StretchId};
use crate::base::clock::{Interval, Minutes};
use crate::campaign::plan::{Plan, Window};
use crate::campaign::{Campaign, GroupId, RelationKind};
use std::collections::BTreeMap;

/// A gap between windows that stay, or beside them.
#[derive(Debug, Clone, Copy)]
struct Gap {
    start: Minutes,
    /// Minutes for windows and the changeover after each, that after the last one included.
    room: Minutes,
}

impl Gap {
    fn end(self) -> Minutes {
        self.start + self.room
    }
}

/// A window in a stretch, whose start is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct StretchWindow {
    group: GroupId,
    minutes: Minutes,
    /// The interval of its place, in minutes of work.
    free: Interval,
    kind: KindId,
    meets: Meeting,
}

/// A window to lay out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Job {
    /// Minutes, the changeover after it included.
    length: Minutes,
    /// Its release date.
    from: Minutes,
    /// Its deadline and the changeover.
    to: Minutes,
    /// −1 where relations put its group before another group, 1 where they put it behind another group, 0 where
    /// they do neither or both.
    rank: i8,
}

/// Why no layout of a stretch's windows was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NoLayout {
    /// Proven: the windows have no layout.
    Impossible,
    /// The limit of tries was reached before that was known.
    Undecided,
}

/// Windows of one stretch, each of a group that is alone in its kind, that have no layout together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::solve) struct Misfit {
    /// The windows that stay.
    pub stays: Vec<StayId>,
    /// The windows that don't stay: kind, place and minutes of each.
    pub windows: Vec<(KindId, Place, Minutes)>,
}

/// Relations between jobs, by their places in the caller's list.
#[derive(Debug, Default)]
struct JobRelations {
    /// Pairs of jobs, the first of which has to end before the second begins.
    before: Vec<(usize, usize)>,
    /// Pairs of jobs that have to follow each other directly, in either order.
    together: Vec<(usize, usize)>,
}

impl JobRelations {
    /// The relations between the groups of jobs, each at the place of its job.
    fn of(campaign: &Campaign, groups: &[GroupId]) -> JobRelations {
        let mut relations = JobRelations::default();
        let place = |group: GroupId| groups.iter().position(|own| *own == group);
        for relation in campaign.relations() {
            let pair = place(relation.first).zip(place(relation.second));
            match relation.kind {
                RelationKind::Before => relations.before.extend(pair),
                RelationKind::Together => relations.together.extend(pair),
                RelationKind::Apart => {}
            }
        }
        relations
    }

    /// The jobs that have to be directly before or after a job.
    fn partners(&self, place: usize) -> impl Iterator<Item = usize> {
        self.together.iter().filter_map(move |(one, other)| match place {
            own if own == *one => Some(*other),
            own if own == *other => Some(*one),
            _ => None,
        })
    }

    fn is_empty(&self) -> bool {
        self.before.is_empty() && self.together.is_empty()
    }

    /// Whether a job has a relation to another job of the list.
    fn has(&self, place: usize) -> bool {
        let mut all = self.before.iter().chain(&self.together);
        all.any(|(one, other)| *one == place || *other == place)
    }
}

impl Kinds<'_> {
    /// Lays out every stretch; `None` where its windows don't fit into the gaps, or `most_tries`
    /// don't show how.
    pub fn plan(&self, arrangement: &Arrangement, most_tries: usize) -> Option<Plan> {
        let mut plan = Plan::default();
        for id in &arrangement.stays {
            let Stay { kind, place, group, interval } = *self.stay_of(*id);
            plan.windows.push(self.window_at(place.stretch, kind, group, interval));
        }
        let stays = self.stretches_with_stays(arrangement);
        for (stretch, windows) in self.windows_by_stretch(arrangement) {
            let staying = stays.get(&stretch).map_or(&[][..], Vec::as_slice);
            let starts = |meets: bool| self.starts(stretch, staying, &windows, meets, most_tries);
            let can_meet = windows.iter().any(|own| own.meets != Meeting::default());
            let meeting = can_meet.then(|| starts(true).ok()).flatten();
            let starts = meeting.or_else(|| starts(false).ok())?;
            for (own, start) in windows.into_iter().zip(starts) {
                let interval = Interval::new(start, start + own.minutes);
                plan.windows.push(self.window_at(stretch, own.kind, own.group, interval));
            }
        }
        plan.sort();
        Some(plan)
    }

    /// The windows of an arrangement that don't stay, by stretch.
    fn windows_by_stretch(
        &self,
        arrangement: &Arrangement,
    ) -> BTreeMap<StretchId, Vec<StretchWindow>> {
        let meeting = self.meeting(arrangement);
        let mut by_stretch: BTreeMap<StretchId, Vec<StretchWindow>> = BTreeMap::new();
        let mut left: Vec<Vec<GroupId>> =
            self.kinds.iter().map(|kind| kind.groups.iter().rev().copied().collect()).collect();
        for id in &arrangement.stays {
            let stay = self.stay_of(*id);
            left[stay.kind.index()].retain(|other| *other != stay.group);
        }
        for placement in &arrangement.placements {
            let groups = &mut left[placement.kind.index()];
            let own = groups.split_off(groups.len().saturating_sub(placement.groups));
            let Placement { kind, place, minutes, .. } = *placement;
            let meets = meeting.get(&kind).copied().unwrap_or_default();
            let window = |group| StretchWindow { group, minutes, free: place.free, kind, meets };
            by_stretch.entry(place.stretch).or_default().extend(own.into_iter().rev().map(window));
        }
        for windows in by_stretch.values_mut() {
            windows.sort_unstable();
        }
        by_stretch
    }

    /// The starts of a stretch's windows in minutes of work, in the order of `windows`, around the windows that
    /// stay. With `meets` parts of a group that can follow directly have to.
    fn starts(
        &self,
        stretch: StretchId,
        staying: &[StayId],
        windows: &[StretchWindow],
        meets: bool,
        most_tries: usize,
    ) -> Result<Vec<Minutes>, NoLayout> {
        let groups: Vec<GroupId> = windows.iter().map(|own| own.group).collect();
        let relations = JobRelations::of(self.campaign, &groups);
        let jobs: Vec<Job> = windows.iter().map(|own| self.job(own, meets)).collect();
        Packing::of(&self.gaps(stretch, staying), &jobs, &relations, most_tries)
    }

    /// For each stretch whose windows provably have no layout a subset of them without a layout. It is minimal:
    /// with one window less a layout exists, or `most_tries` don't disprove it. Campaigns with relations have no
    /// misfits, since there a layout depends on the windows of other stretches, too.
    pub fn misfits(&self, arrangement: &Arrangement, most_tries: usize) -> Vec<Misfit> {
        let mut found = Vec::new();
        if !self.campaign.relations().is_empty() {
            return found;
        }
        let stays = self.stretches_with_stays(arrangement);
        for (stretch, mut windows) in self.windows_by_stretch(arrangement) {
            let mut staying = stays.get(&stretch).cloned().unwrap_or_default();
            let has_none = |staying: &[StayId], windows: &[StretchWindow]| {
                self.starts(stretch, staying, windows, false, most_tries)
                    == Err(NoLayout::Impossible)
            };
            if !has_none(&staying, &windows) {
                continue;
            }
            for place in (0..windows.len()).rev() {
                let own = windows.remove(place);
                if !has_none(&staying, &windows) {
                    windows.insert(place, own);
                }
            }
            for place in (0..staying.len()).rev() {
                let own = staying.remove(place);
                if !has_none(&staying, &windows) {
                    staying.insert(place, own);
                }
            }
            // The row of a misfit adds up whether each kind has its window, so that a kind may have one group only.
            if windows.iter().all(|own| self.kinds[own.kind.index()].groups.len() == 1) {
                let choice = |own: &StretchWindow| {
                    (own.kind, Place { stretch, free: own.free }, own.minutes)
                };
                let windows = windows.iter().map(choice).collect();
                found.push(Misfit { stays: staying, windows });
            }
        }
        found
    }

    /// The job of a window. A pinned start or end leaves the job one start. With `meets` a part that the next
    /// part can follow directly ends at the meeting, and the next part begins there.
    fn job(&self, own: &StretchWindow, meets: bool) -> Job {
        let StretchWindow { group, minutes, free, .. } = *own;
        let pinned = PinnedTimes::of(self.campaign, group);
        let meeting = if meets { own.meets } else { Meeting::default() };
        let end = pinned.end.map(|_| free.end).or(meeting.end);
        let start = pinned.start.map(|_| free.start).or(meeting.start);
        let from = end.map_or(free.start, |end| end - minutes);
        let to = start.map_or(free.end, |start| start + minutes);
        let before = self.campaign.relations().iter();
        let before = before.filter(|relation| relation.kind == RelationKind::Before);
        let rank = before.map(|relation| match group {
            own if own == relation.first => -1,
            own if own == relation.second => 1,
            _ => 0,
        });
        let rank = rank.sum::<i8>().signum();
        Job { length: minutes + self.between, from, to: to + self.between, rank }
    }

    /// The windows that stay, by stretch.
    pub fn stretches_with_stays(
        &self,
        arrangement: &Arrangement,
    ) -> BTreeMap<StretchId, Vec<StayId>> {
        let mut by_stretch: BTreeMap<StretchId, Vec<StayId>> = BTreeMap::new();
        for id in &arrangement.stays {
            by_stretch.entry(self.stay_of(*id).place.stretch).or_default().push(*id);
        }
        by_stretch
    }

    fn window_at(
        &self,
        stretch: StretchId,
        kind: KindId,
        group: GroupId,
        work: Interval,
    ) -> Window {
        let (stretch, run) = (self.stretch(stretch), self.kinds[kind.index()].run);
        let block = self.campaign.block(stretch.block);
        Window { run, ..Window::new(group, block.date, block.station, stretch.clock(work)) }
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

/// The search for a gap for each job, longest first.
struct Packing<'p> {
    gaps: &'p [Gap],
    /// Jobs with their place in the caller's list.
    jobs: &'p [(Job, usize)],
    relations: &'p JobRelations,
    /// Whether each job may lie anywhere in each gap.
    is_free: bool,
    gap_of: Vec<usize>,
    tries: usize,
}

impl Packing<'_> {
    /// When each job begins.
    fn of(
        gaps: &[Gap],
        jobs: &[Job],
        relations: &JobRelations,
        most_tries: usize,
    ) -> Result<Vec<Minutes>, NoLayout> {
        let mut sorted: Vec<(Job, usize)> =
            jobs.iter().enumerate().map(|(place, job)| (*job, place)).collect();
        sorted.sort_by_key(|(job, place)| (-job.length, job.from, job.to, job.rank, *place));
        let first = gaps.first().map_or(0, |gap| gap.start);
        let last = gaps.last().map_or(0, |gap| gap.end());
        let mut packing = Packing {
            gaps,
            jobs: &sorted,
            relations,
            is_free: relations.is_empty()
                && jobs.iter().all(|job| job.from <= first && last <= job.to),
            gap_of: vec![0; jobs.len()],
            tries: most_tries,
        };
        let total: Minutes = jobs.iter().map(|job| job.length).sum();
        let mut rooms: Vec<Minutes> = gaps.iter().map(|gap| gap.room).collect();
        if !packing.goes_on(0, total, &mut rooms) {
            let has_tried_all = packing.tries > 0;
            return Err(if has_tried_all { NoLayout::Impossible } else { NoLayout::Undecided });
        }
        let mut starts = vec![0; jobs.len()];
        for gap in 0..gaps.len() {
            let of_gap = packing.starts(gap, sorted.len()).ok_or(NoLayout::Undecided)?;
            for (place, start) in of_gap {
                starts[place] = start;
            }
        }
        Ok(starts)
    }

    /// Whether the jobs from `next` on fit. Gaps of one room are alike where jobs may lie anywhere;
    /// equal jobs come in the order of gaps.
    fn goes_on(&mut self, next: usize, total: Minutes, rooms: &mut [Minutes]) -> bool {
        let Some((job, place)) = self.jobs.get(next).copied() else { return true };
        let shortest = self.jobs.last().map_or(0, |(job, _)| job.length);
        let of_use: Minutes = rooms.iter().filter(|room| **room >= shortest).sum();
        if of_use < total {
            return false;
        }
        let before = next.checked_sub(1).map(|before| self.jobs[before]);
        let first = match before {
            Some((same, place)) if same == job => self.gap_of[place],
            _ => 0,
        };
        for gap in first..rooms.len() {
            let room = rooms[gap];
            let is_alike = self.is_free && rooms[first..gap].contains(&room);
            if room < job.length || is_alike {
                continue;
            }
            let Some(tries) = self.tries.checked_sub(1) else { return false };
            self.tries = tries;
            rooms[gap] -= job.length;
            self.gap_of[place] = gap;
            // With one gap all jobs are looked at together, at the end.
            let is_in_time = self.is_free
                || self.gaps.len() == 1 && next + 1 < self.jobs.len()
                || self.starts(gap, next + 1).is_some();
            if is_in_time && self.goes_on(next + 1, total - job.length, rooms) {
                return true;
            }
            rooms[gap] = room;
        }
        false
    }

    /// When those of the first `count` jobs that are in a gap begin: place and start.
    fn starts(&mut self, gap: usize, count: usize) -> Option<Vec<(usize, Minutes)>> {
        let own = self.jobs[..count].iter().filter(|(_, place)| self.gap_of[*place] == gap);
        let mut own: Vec<(Job, usize)> = own.copied().collect();
        let gap = self.gaps[gap];
        for (job, _) in &mut own {
            (job.from, job.to) = (job.from.max(gap.start), job.to.min(gap.end()));
        }
        let has_both = |job: &Job| gap.start < job.from && job.to < gap.end();
        let tries_orders =
            own.iter().any(|(job, place)| has_both(job) || self.relations.has(*place));
        let (relations, tries) = (self.relations, self.tries);
        let mut order = Order { left: own, starts: Vec::new(), tries_orders, relations, tries };
        let is_found = order.goes_on(gap.start);
        self.tries = order.tries;
        is_found.then_some(order.starts)
    }
}

/// The search for an order of the jobs of one gap.
struct Order<'r> {
    left: Vec<(Job, usize)>,
    starts: Vec<(usize, Minutes)>,
    /// Whether orders are tried: a job has both a release date and a deadline, or relations, so that
    /// Jackson's rule may miss an order.
    tries_orders: bool,
    relations: &'r JobRelations,
    tries: usize,
}

impl Order<'_> {
    /// Whether the jobs that are left can follow from a minute on.
    fn goes_on(&mut self, at: Minutes) -> bool {
        if self.left.is_empty() {
            return true;
        }
        let begin = |job: &Job| job.from.max(at);
        let mut next: Vec<(Job, usize)> =
            self.left.iter().filter(|(_, place)| self.may_follow(*place)).copied().collect();
        // A job is not needed as the next where another job could end before it begins.
        let first_end = next.iter().map(|(job, _)| begin(job) + job.length).min().unwrap_or(at);
        next.retain(|(job, _)| begin(job) < first_end);
        next.sort_by_key(|(job, place)| (begin(job), job.to, job.rank, -job.length, *place));
        let is_related = |place: usize| self.relations.has(place);
        next.dedup_by(|one, other| one.0 == other.0 && !is_related(one.1) && !is_related(other.1));
        if !self.tries_orders {
            next.truncate(1);
        }
        let follows_partner =
            self.starts.last().is_some_and(|(last, _)| self.awaits_partner(*last));
        for (job, place) in next {
            let end = begin(&job) + job.length;
            let is_late = |(other, own): &(Job, usize)| {
                *own != place && end.max(other.from) + other.length > other.to
            };
            let is_apart = follows_partner && begin(&job) > at;
            if end > job.to || is_apart || self.left.iter().any(is_late) {
                continue;
            }
            let Some(tries) = self.tries.checked_sub(1) else { return false };
            self.tries = tries;
            self.left.retain(|(_, own)| *own != place);
            self.starts.push((place, begin(&job)));
            if self.goes_on(end) {
                return true;
            }
            self.starts.pop();
            self.left.push((job, place));
        }
        false
    }

    fn is_left(&self, place: usize) -> bool {
        self.left.iter().any(|(_, own)| *own == place)
    }

    /// Whether a job that has to be beside a placed job is not placed yet.
    fn awaits_partner(&self, place: usize) -> bool {
        self.relations.partners(place).any(|partner| self.is_left(partner))
    }

    /// Whether a job may be placed next: all jobs before it are placed, each of its partners is either
    /// the last job or not placed yet, and no other job has to be beside the last job.
    fn may_follow(&self, place: usize) -> bool {
        let last = self.starts.last().map(|(last, _)| *last);
        let mut firsts = self.relations.before.iter().filter(|(_, second)| *second == place);
        let is_partner =
            last.is_some_and(|last| self.relations.partners(place).any(|own| own == last));
        let is_placed = |own: usize| self.starts.iter().any(|(known, _)| *known == own);
        firsts.all(|(first, _)| !self.is_left(*first))
            && self.relations.partners(place).all(|own| Some(own) == last || !is_placed(own))
            && (is_partner || !last.is_some_and(|last| self.awaits_partner(last)))
    }
}

#[cfg(test)]
mod tests {
    use super::{Gap, Job, JobRelations, Packing};
    use crate::base::clock::Minutes;
    use crate::campaign::tiny;
    use rand::RngExt;

    /// A gap, and the minute from which on it is empty.
    type Filled = (Gap, Minutes);

    /// The earliest end of all jobs, by trying every gap and every order.
    fn first_end(gaps: &mut [Filled], jobs: &[Job]) -> Option<Minutes> {
        if jobs.is_empty() {
            return Some(gaps.iter().map(|(_, empty)| *empty).max().unwrap_or(0));
        }
        let mut best: Option<Minutes> = None;
        for next in 0..jobs.len() {
            let mut others = jobs.to_vec();
            let job = others.remove(next);
            for gap in 0..gaps.len() {
                let (own, empty) = gaps[gap];
                let end = empty.max(job.from) + job.length;
                if end > job.to.min(own.end()) {
                    continue;
                }
                gaps[gap].1 = end;
                let found = first_end(gaps, &others);
                best = best.into_iter().chain(found).min();
                gaps[gap].1 = empty;
            }
        }
        best
    }

    /// Checks a layout, and returns when its last job ends.
    fn end_of(gaps: &[Gap], jobs: &[Job], starts: &[Minutes]) -> Minutes {
        let mut times: Vec<(Minutes, Minutes)> = Vec::new();
        for (job, start) in jobs.iter().zip(starts) {
            let end = start + job.length;
            assert!(job.from <= *start && end <= job.to, "{job:?} at {start}");
            assert!(gaps.iter().any(|gap| gap.start <= *start && end <= gap.end()));
            times.push((*start, end));
        }
        times.sort_unstable();
        assert!(times.windows(2).all(|pair| pair[0].1 <= pair[1].0), "{times:?}");
        times.last().map_or(0, |(_, end)| *end)
    }

    #[test]
    fn jobs_are_packed_just_where_they_fit() {
        let (mut packed, mut not) = (0, 0);
        for seed in 0..600 {
            let mut dice = tiny::dice(seed);
            let mut gaps: Vec<Gap> = Vec::new();
            for _ in 0..dice.random_range(1..=3) {
                let start = gaps.last().map_or(0, |gap| gap.end() + 1);
                gaps.push(Gap { start, room: dice.random_range(1..=9) });
            }
            let end = gaps[gaps.len() - 1].end();
            let is_free = dice.random_bool(0.4);
            let count = dice.random_range(1..=5);
            let jobs: Vec<Job> = (0..count)
                .map(|_| Job {
                    length: dice.random_range(1..=5),
                    from: if is_free { 0 } else { dice.random_range(-2..=end / 2).max(0) },
                    to: if is_free { end } else { dice.random_range(end / 2..=end + 2).min(end) },
                    rank: 0,
                })
                .collect();
            let mut empty: Vec<Filled> = gaps.iter().map(|gap| (*gap, gap.start)).collect();
            let expected = first_end(&mut empty, &jobs);
            let found = Packing::of(&gaps, &jobs, &JobRelations::default(), 100_000);
            assert_eq!(found.is_ok(), expected.is_some(), "seed {seed}: {gaps:?} {jobs:?}");
            assert_ne!(found, Err(super::NoLayout::Undecided), "seed {seed}");
            if let Ok(starts) = found {
                end_of(&gaps, &jobs, &starts);
            }
            *if expected.is_some() { &mut packed } else { &mut not } += 1;
        }
        assert!(packed > 100 && not > 100, "{packed} packed, {not} not");
    }

    /// In one gap, where no job has both a release date and a deadline: the sums of the model tell
    /// whether there is a layout and when it ends, and the layout ends then.
    #[test]
    fn sums_of_minutes_tell_whether_jobs_fit_and_when_they_end() {
        let (mut fitting, mut not) = (0, 0);
        for seed in 0..2_000 {
            let mut dice = tiny::dice(seed);
            let room: Minutes = dice.random_range(6..=14);
            let gaps = [Gap { start: 0, room }];
            let jobs: Vec<Job> = (0..dice.random_range(1..=6))
                .map(|_| {
                    let (length, side) = (dice.random_range(1..=4), dice.random_range(0..3));
                    let from = if side == 1 { dice.random_range(1..room) } else { 0 };
                    let to = if side == 2 { dice.random_range(1..room) } else { room };
                    Job { length, from, to, rank: 0 }
                })
                .collect();
            let sum = |is_inside: &dyn Fn(&Job) -> bool| -> Minutes {
                jobs.iter().filter(|job| is_inside(job)).map(|job| job.length).sum()
            };
            let behind = |job: &Job| job.from + sum(&|other| other.from >= job.from);
            let total = sum(&|_| true);
            let end = jobs.iter().map(behind).max().unwrap_or(0).max(total);
            let keeps_deadlines = jobs.iter().all(|job| sum(&|other| other.to <= job.to) <= job.to);
            let expected = first_end(&mut [(gaps[0], 0)], &jobs);
            let by_sums = (keeps_deadlines && end <= room).then_some(end);
            assert_eq!(by_sums, expected, "seed {seed}: {jobs:?}");
            let found = Packing::of(&gaps, &jobs, &JobRelations::default(), 1_000);
            let found = found.ok().map(|starts| end_of(&gaps, &jobs, &starts));
            assert_eq!(found, expected, "seed {seed}: {jobs:?}");
            *if expected.is_some() { &mut fitting } else { &mut not } += 1;
        }
        assert!(fitting > 500 && not > 500, "{fitting} fit, {not} don't");
    }
}
