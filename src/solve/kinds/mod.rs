//! Length first, start later: where nothing but lessons looks at the time of day inside a half-day,
//! a plan is the half-day and the minutes of each group, and starts are decided as the half-day is
//! laid out.
//!
//! Groups that differ in no rule and no cost are one *kind*. What is left to decide is the number
//! of groups of each kind that have windows of each length in each *place*: the part that its lessons leave
//! of a *stretch*, the time between breaks and make-up time (`model`). It is a cutting-stock model by
//! assignment variables (Kantorovich 1960) whose size grows with kinds × places × lengths, not with
//! groups or starts. Where windows may go on after a break, the time on both sides is one stretch,
//! measured in working minutes.
//!
//! A lesson at the end of a stretch gives windows a *deadline*, one at its begin a *release date*.
//! Where no window of a stretch has both, the model has a plan just when the campaign has one: the
//! windows with deadlines come first, the earliest deadline first, then those without lessons, then
//! those with release dates, the earliest first. A place between two lessons has both, and with
//! `moved` the windows that groups have in the baseline are fixed in time: whether the others fit
//! is seen as the half-day is laid out (`layout`). Where they don't, the model is a relaxation.
//!
//! A group that may be cut has a kind for each of its parts besides the kind of the whole group (`cuts`).
//!
//! Rules that look at the time of day or at neighbours in a stretch are left to the layout, too:
//! the order of related groups and of parts in half-days that overlap in time, starts that are
//! pinned. Lessons of one class of a group and the number of people who wait in a hall are left to the
//! check. Of these rules the model has at most rows over half-days: it is a relaxation, whose bounds hold.

mod assignment;
mod cut_rows;
mod cuts;
mod layout;
mod lengths;
mod model;
mod relations;
mod spread;

pub(super) use assignment::KindsAssignment;
pub(super) use layout::Misfit;
pub(super) use lengths::{Longer, Sizes};
pub(super) use model::KindsModel;

use crate::base::clock::{Interval, Minutes};
use crate::campaign::{BlockId, Campaign, ClassRun, Group, GroupId, Tier};
use crate::solve::ids::id;
use crate::solve::windows::{Candidate, Costs, runs};
use cuts::CutGroup;
use std::collections::{BTreeMap, BTreeSet};

id!(
    /// The index of a kind.
    KindId
);
id!(
    /// The index of a stretch.
    StretchId
);
id!(
    /// The index of a window that may stay.
    StayId
);

/// Time of a half-day that windows share, from and to a minute of the grid: without make-up time, and
/// without a break but those across which windows may lie.
pub(super) struct Stretch {
    /// Its half-day.
    pub block: BlockId,
    /// When, as if its breaks took no time.
    pub interval: Interval,
    /// Its breaks: the minute of work after which each begins, and its minutes.
    pub pauses: Vec<(Minutes, Minutes)>,
}

impl Stretch {
    /// What a clock shows from a minute of work to another one.
    pub fn clock(&self, work: Interval) -> Interval {
        let past = |is_before: &dyn Fn(Minutes) -> bool| -> Minutes {
            let pauses = self.pauses.iter().filter(|(after, _)| is_before(*after));
            pauses.map(|(_, minutes)| minutes).sum()
        };
        let start = work.start + past(&|after| after <= work.start);
        Interval::new(start, work.end + past(&|after| after < work.end))
    }

    /// The minutes of work between two that a clock shows; `None` where one is in a break.
    pub fn work(&self, clock: Interval) -> Option<Interval> {
        let mut work = clock;
        for (after, minutes) in &self.pauses {
            work.start -= if work.start > *after { *minutes } else { 0 };
            work.end -= if work.end > *after { *minutes } else { 0 };
        }
        (work.start < work.end && self.clock(work) == clock).then_some(work)
    }
}

/// Where windows of a kind may lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// The stretch.
    pub stretch: StretchId,
    /// The part of it that no lesson closes.
    pub free: Interval,
}

/// Groups that no rule and no aim tells apart.
pub(super) struct Kind {
    /// The groups, in the order of the campaign.
    pub groups: Vec<GroupId>,
    /// The run of classes that a part serves; `None` for whole groups.
    pub run: Option<ClassRun>,
    /// Expected people of each of them.
    pub expected: i64,
    /// Where they may come.
    pub places: Vec<Place>,
}

/// A window that a group has in the baseline, and may keep.
pub(super) struct Stay {
    /// The group's kind.
    pub kind: KindId,
    /// Where it is.
    pub place: Place,
    /// The group.
    pub group: GroupId,
    /// When, in minutes of work.
    pub interval: Interval,
}

/// A campaign by kinds and stretches.
pub(super) struct Kinds<'a> {
    /// The campaign.
    pub campaign: &'a Campaign,
    /// What windows cost.
    pub costs: &'a Costs<'a>,
    /// All stretches, by half-day and time.
    pub stretches: Vec<Stretch>,
    /// All kinds, in the order of their first groups, and for one group the whole before its parts.
    pub kinds: Vec<Kind>,
    /// The groups that may be cut.
    cut: Vec<CutGroup>,
    /// The windows of the baseline that may stay, with the tier `moved`.
    pub stays: Vec<Stay>,
    /// Minutes between two windows: the changeover, rounded up to the grid.
    pub between: Minutes,
    /// Whether the model lacks a rule of the campaign other than the order of a group's parts, for which it has
    /// rows that suffice where half-days don't overlap in time.
    pub leaves_rules_out: bool,
    /// What windows of one step of the grid, two and so on cost in `spread`: by kind and unit of load.
    /// Looked up for every length and price, so reckoned once.
    spread: Vec<BTreeMap<i64, Vec<i64>>>,
}

/// A plan by kinds.
#[derive(Default)]
pub(super) struct Arrangement {
    /// The windows of the baseline that stay.
    pub stays: Vec<StayId>,
    /// The windows that don't stay.
    pub placements: Vec<Placement>,
}

/// The number of groups of a kind that have windows of one length in a place.
#[derive(Clone, Copy)]
pub(super) struct Placement {
    /// The kind.
    pub kind: KindId,
    /// The place.
    pub place: Place,
    /// Minutes of each window.
    pub minutes: Minutes,
    /// The number of groups.
    pub groups: usize,
}

/// What makes a group one of a kind: its people, and where it may come at what length and price.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Signature {
    run: Option<ClassRun>,
    expected: i64,
    buffer: (Minutes, i64),
    /// For each place where it may come the least minutes, those of `minutes.csv`, and the price of
    /// its wishes.
    places: Vec<(Place, Option<Minutes>, Option<Minutes>, i64)>,
    /// The group, where the room that a window has for it depends on more than that.
    alone: Option<GroupId>,
}

impl<'a> Kinds<'a> {
    /// The campaign by kinds; `None` where there are crews, where a changeover or the grid ties the time
    /// on both sides of a break, or where a group that may be cut has relations or a pinned start or end.
    ///
    /// A related group, a group with a pinned start or end, a group that may be cut and each part of it
    /// is alone in its kind.
    pub fn new(campaign: &'a Campaign, costs: &'a Costs<'a>) -> Option<Self> {
        if !campaign.crews().is_empty() {
            return None;
        }
        let grid = campaign.grid();
        let between = (campaign.changeover() + grid - 1) / grid * grid;
        let stretches = stretches(campaign)?;
        if between > 0 && !are_apart(campaign, &stretches) {
            return None;
        }
        let mut leaves_rules_out = campaign.limits_waiting() || !campaign.relations().is_empty();
        let mut by_signature: BTreeMap<Signature, Vec<GroupId>> = BTreeMap::new();
        for group in campaign.group_ids() {
            let runs = runs(campaign, group);
            for run in &runs {
                let of_run = signature(campaign, costs, &stretches, (group, *run), runs.len() > 1);
                let (signature, is_whole) = of_run?;
                leaves_rules_out |= !is_whole;
                by_signature.entry(signature).or_default().push(group);
            }
        }
        let mut order = Vec::new();
        for (signature, groups) in by_signature {
            let places = signature.places.into_iter().map(|(place, ..)| place).collect();
            order.push(Kind { groups, run: signature.run, expected: signature.expected, places });
        }
        order.sort_by_key(|kind| (kind.groups[0], kind.run));
        let mut kinds = Kinds {
            campaign,
            costs,
            stretches,
            cut: CutGroup::all(&order),
            kinds: order,
            stays: Vec::new(),
            between,
            leaves_rules_out,
            spread: Vec::new(),
        };
        if campaign.has_tier(Tier::Moved) {
            let single = costs.single_in_baseline().filter_map(|own| kinds.stay(own));
            kinds.stays = single.chain(kinds.stays_of_parts()).collect();
        }
        if campaign.has_tier(Tier::Spread) {
            kinds.spread = (0..kinds.kinds.len()).map(|id| kinds.spread_of(KindId(id))).collect();
        }
        Some(kinds)
    }

    /// What a kind's windows cost in `spread` at each unit of load, by length. Half-days of one
    /// station may have rates of their own.
    fn spread_of(&self, kind: KindId) -> BTreeMap<i64, Vec<i64>> {
        let mut by_unit: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
        let grid = self.campaign.grid();
        for place in &self.kinds[kind.index()].places {
            let known = by_unit.entry(self.load_unit(Tier::Spread, place.stretch)).or_default();
            for steps in known.len() as Minutes..place.free.minutes() / grid {
                let window = self.window(kind, *place, (steps + 1) * grid);
                known.push(self.costs.of(Tier::Spread, &window));
            }
        }
        by_unit
    }

    /// What a kind's window of some minutes costs in `spread`.
    fn spread_cost(&self, kind: KindId, place: Place, minutes: Minutes) -> i64 {
        let unit = self.load_unit(Tier::Spread, place.stretch);
        let steps = (minutes / self.campaign.grid() - 1) as usize;
        let known = self.spread.get(kind.index()).and_then(|own| own.get(&unit));
        known.and_then(|costs| costs.get(steps)).copied().unwrap_or(0)
    }

    /// The sum over all groups of the number of places in which the group may come.
    pub fn places_of_groups(&self) -> usize {
        self.kinds.iter().map(|kind| kind.groups.len() * kind.places.len()).sum()
    }

    /// The stretch of an index.
    pub fn stretch(&self, id: StretchId) -> &Stretch {
        &self.stretches[id.index()]
    }

    /// Whether a solution of the model can break a rule of the campaign, so that its plan has to be checked.
    pub fn is_relaxation(&self) -> bool {
        self.leaves_rules_out || self.may_be_cut()
    }

    /// Whether every solution of the model can be laid out.
    pub fn is_exact(&self) -> bool {
        let has_both = |place: &Place| {
            let all = self.stretch(place.stretch).interval;
            all.start < place.free.start && place.free.end < all.end
        };
        let is_simple = self.stays.is_empty() && !self.is_relaxation();
        is_simple && !self.kinds.iter().any(|kind| kind.places.iter().any(has_both))
    }

    /// The cost of a window of a kind in a tier, in whole units. Wishes by the hour count for the whole
    /// place, since for a window that grants more wishes there is a smaller place.
    fn cost(&self, tier: Tier, kind: KindId, place: Place, minutes: Minutes) -> i64 {
        let minutes = if tier == Tier::Preference { place.free.minutes() } else { minutes };
        self.costs.of(tier, &self.window(kind, place, minutes))
    }

    /// The window of a kind that starts with a place and takes that number of minutes.
    pub fn window(&self, kind: KindId, place: Place, minutes: Minutes) -> Candidate {
        let stretch = self.stretch(place.stretch);
        let work = Interval::new(place.free.start, place.free.start + minutes);
        let own = &self.kinds[kind.index()];
        Candidate {
            group: own.groups[0],
            block: stretch.block,
            interval: stretch.clock(work),
            run: own.run,
        }
    }

    /// A window that may stay.
    pub fn stay_of(&self, id: StayId) -> &Stay {
        &self.stays[id.index()]
    }

    /// A window that may stay, as the costs know it.
    fn stays_as(&self, id: StayId) -> Candidate {
        let Stay { kind, group, place, interval } = *self.stay_of(id);
        let (stretch, run) = (self.stretch(place.stretch), self.kinds[kind.index()].run);
        Candidate { group, block: stretch.block, interval: stretch.clock(interval), run }
    }

    /// The stay of a window of the baseline that serves a whole group; `None` where the group can't keep it.
    fn stay(&self, window: Candidate) -> Option<Stay> {
        let is_own = |kind: &Kind| kind.run.is_none() && kind.groups.contains(&window.group);
        let kind = self.kinds.iter().position(is_own)?;
        self.stay_at(KindId(kind), window.group, window.block, window.interval)
    }

    /// The stay of a window of the baseline for a kind, `interval` in minutes of the day; `None` where the window
    /// is not on the grid or in no place of the kind.
    fn stay_at(
        &self,
        kind: KindId,
        group: GroupId,
        block: BlockId,
        interval: Interval,
    ) -> Option<Stay> {
        let (place, interval) = self.kinds[kind.index()].places.iter().find_map(|place| {
            let stretch = self.stretch(place.stretch);
            let work = stretch.work(interval).filter(|_| stretch.block == block)?;
            place.free.contains(work).then_some((*place, work))
        })?;
        let is_on_grid = |minute: Minutes| (minute - place.free.start) % self.campaign.grid() == 0;
        (is_on_grid(interval.start) && is_on_grid(interval.end)).then_some(Stay {
            kind,
            place,
            group,
            interval,
        })
    }
}

/// The stretches of every half-day, to the minutes of its grid that lie inside; `None` where some
/// windows may lie on both sides of a break, and it matters which: groups with classes need one on
/// each side, a changeover goes on in the break, or steps of the grid lie across it.
fn stretches(campaign: &Campaign) -> Option<Vec<Stretch>> {
    let groups = campaign.groups();
    let coming =
        |group: &Group| group.expected_by_class().into_iter().filter(|people| *people > 0).count();
    // Of a group with one class no window lies across a break.
    let may_straddle = groups.iter().any(|own| own.classes.is_empty() || coming(own) > 1);
    let is_plain = campaign.changeover() == 0 && groups.iter().all(|own| own.classes.is_empty());
    let grid = campaign.grid();
    let mut found: Vec<Stretch> = Vec::new();
    for id in campaign.block_ids() {
        let block = campaign.block(id);
        let mut before: Option<Interval> = None;
        for own in block.stretches() {
            // The grid begins again after a break, and no part has one inside.
            let breaks = block.breaks.iter().map(|pause| pause.interval.end);
            let begin = breaks.filter(|end| *end <= own.start).max();
            let begin = begin.unwrap_or(block.regular.start);
            let start = begin + (own.start - begin + grid - 1) / grid * grid;
            let part = Interval::new(start, begin + (own.end - begin) / grid * grid);
            let gap = before.replace(own).map(|before| Interval::new(before.end, own.start));
            let gap = gap.filter(|gap| may_straddle && block.is_gap_to_straddle(*gap));
            if let Some(gap) = gap {
                let last = found.last_mut().filter(|last| last.block == id)?;
                let is_on_grid = last.clock(last.interval).end == gap.start && start == gap.end;
                if !is_plain || !is_on_grid {
                    return None;
                }
                last.pauses.push((last.interval.end, gap.minutes()));
                last.interval.end += part.minutes();
            } else if part.minutes() > 0 {
                found.push(Stretch { block: id, interval: part, pauses: Vec::new() });
            }
        }
    }
    Some(found)
}

/// Whether between any two stretches of a station there is time for a changeover.
fn are_apart(campaign: &Campaign, stretches: &[Stretch]) -> bool {
    let place = |stretch: &Stretch| {
        let block = campaign.block(stretch.block);
        (block.station, block.date, stretch.clock(stretch.interval))
    };
    let mut places: Vec<_> = stretches.iter().map(place).collect();
    places.sort_unstable();
    places.windows(2).all(|pair| {
        let ((station, date, first), (other, day, second)) = (pair[0], pair[1]);
        (station, date) != (other, day) || second.start - first.end >= campaign.changeover()
    })
}

/// The parts of a stretch where a window of the group meets no lesson from its call to its end, to
/// the minutes of the grid; and whether windows in the parts meet no lesson at all. Left out are
/// lessons of single classes, whose time depends on the order of classes, and lessons of a stretch with
/// a break that windows may lie across.
fn between_lessons(
    campaign: &Campaign,
    stretch: &Stretch,
    group: GroupId,
    run: Option<ClassRun>,
) -> (Vec<Interval>, bool) {
    let all = stretch.clock(stretch.interval);
    let Interval { start, end } = all;
    let (lead, call_grid) = (campaign.call_lead(), campaign.call_grid());
    let expected = campaign.expected_by_class(group);
    let serves = |class: &usize| run.is_none_or(|run| run.contains(*class));
    let comes =
        |class: usize| serves(&class) && expected.get(class).is_some_and(|people| *people > 0);
    let called = Interval::new(campaign.call(start), end);
    let lessons: Vec<_> = campaign
        .unavailable_on(campaign.block(stretch.block).date, group)
        .filter(|entry| entry.interval.overlaps(called) && entry.class.is_none_or(comes))
        .collect();
    // A lesson that lasts as long as the stretch closes it.
    if lessons.iter().any(|entry| entry.interval.contains(all)) {
        return (Vec::new(), true);
    }
    if !stretch.pauses.is_empty() {
        return (vec![stretch.interval], lessons.is_empty());
    }
    let is_single = (0..expected.len()).filter(|class| comes(*class)).count() < 2;
    let (of_all, of_classes): (Vec<_>, Vec<_>) =
        lessons.into_iter().partition(|entry| is_single || entry.class.is_none());
    let mut lessons: Vec<Interval> = of_all.into_iter().map(|entry| entry.interval).collect();
    lessons.sort_unstable();
    lessons.push(Interval::new(end, end));
    let grid = campaign.grid();
    let (mut from, mut parts) = (start, Vec::new());
    for lesson in lessons {
        let first = start + (from - start + grid - 1) / grid * grid;
        let last = start + (lesson.start - start) / grid * grid;
        if first < last {
            parts.push(Interval::new(first, last));
        }
        // The first call after it, rounded as calls are.
        let call = lesson.end + (-lesson.end).rem_euclid(call_grid);
        from = from.max(call + lead);
    }
    (parts, of_classes.is_empty())
}

/// The parts of a free interval that wishes by the hour distinguish, in minutes of the grid: all
/// intervals that begin and end with the free interval or with a wish's hours. Each window lies in a
/// part that grants all wishes that the window grants.
fn by_the_hour(
    campaign: &Campaign,
    block: BlockId,
    group: GroupId,
    free: Interval,
) -> Vec<Interval> {
    let date = campaign.block(block).date;
    let hours: Vec<Minutes> = campaign
        .preferences_of(group)
        .filter(|wish| wish.is_about(date))
        .filter_map(|wish| wish.interval)
        .filter(|hours| hours.overlaps(free) && !hours.contains(free))
        .flat_map(|hours| [hours.start, hours.end])
        .filter(|minute| free.start < *minute && *minute < free.end)
        .collect();
    let grid = campaign.grid();
    let before = |minute: &Minutes| free.start + (minute - free.start) / grid * grid;
    let behind = |minute: &Minutes| free.start + (minute - free.start + grid - 1) / grid * grid;
    let begins: BTreeSet<Minutes> = hours.iter().map(behind).chain([free.start]).collect();
    let ends: BTreeSet<Minutes> = hours.iter().map(before).chain([free.end]).collect();
    let pairs = begins.iter().flat_map(|begin| ends.iter().map(|end| (*begin, *end)));
    pairs.filter(|(begin, end)| begin < end).map(|(begin, end)| Interval::new(begin, end)).collect()
}

/// The minutes of the day at which pins make the window of a group start and end.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct PinnedTimes {
    start: Option<Minutes>,
    end: Option<Minutes>,
}

impl PinnedTimes {
    fn of(campaign: &Campaign, group: GroupId) -> PinnedTimes {
        PinnedTimes {
            start: campaign.pins_of(group).find_map(|pin| pin.start),
            end: campaign.pins_of(group).find_map(|pin| pin.end),
        }
    }
}

/// The signature of a group or of a part of it, and whether all rules of the group follow from it.
/// `None` where a wish by the hour covers a part of a stretch with a break, whose working minutes are not
/// minutes of the day, or where a group that may be cut has relations or a pinned start or end.
fn signature(
    campaign: &Campaign,
    costs: &Costs<'_>,
    stretches: &[Stretch],
    (group, run): (GroupId, Option<ClassRun>),
    is_cut: bool,
) -> Option<(Signature, bool)> {
    let own = campaign.group(group);
    let pinned = PinnedTimes::of(campaign, group);
    let is_timed = pinned != PinnedTimes::default();
    let is_related = campaign
        .relations()
        .iter()
        .any(|relation| relation.first == group || relation.second == group);
    if is_cut && (is_timed || is_related) {
        return None;
    }
    let (mut open, mut is_whole) = (Vec::new(), !is_timed);
    for (id, stretch) in stretches.iter().enumerate() {
        let block = campaign.block(stretch.block);
        let keeps_pins = campaign.pins_of(group).all(|pin| {
            pin.station.is_none_or(|station| station == block.station)
                && pin.date.is_none_or(|date| date == block.date)
        });
        if !campaign.may_use(group, stretch.block) || !keeps_pins {
            continue;
        }
        let least = campaign.least_minutes(group, run, stretch.block);
        let is_hurried = campaign.has_tier(Tier::Overload);
        let shortest = least.filter(|_| !is_hurried).unwrap_or(1);
        let all = stretch.clock(stretch.interval);
        let (mut parts, keeps_lessons) = between_lessons(campaign, stretch, group, run);
        is_whole &= keeps_lessons;
        let is_about_hours = campaign.preferences_of(group).any(|wish| {
            let hours = wish.interval.filter(|_| wish.is_about(block.date));
            hours.is_some_and(|hours| hours.overlaps(all) && !hours.contains(all))
        });
        if stretch.pauses.is_empty() {
            for free in &mut parts {
                free.start = pinned.start.map_or(free.start, |start| free.start.max(start));
                free.end = pinned.end.map_or(free.end, |end| free.end.min(end));
            }
            parts.retain(|free| free.start < free.end);
            let by_the_hour = |free| by_the_hour(campaign, stretch.block, group, free);
            parts = parts.into_iter().flat_map(by_the_hour).collect();
        } else if is_about_hours {
            return None;
        }
        parts.retain(|free| free.minutes() >= shortest);
        let wishes = |free: Interval| {
            let any = Candidate { group, block: stretch.block, interval: stretch.clock(free), run };
            costs.of(Tier::Preference, &any)
        };
        let priced: Vec<(Interval, i64)> =
            parts.iter().map(|free| (*free, wishes(*free))).collect();
        // A place inside another place of no higher price adds no plan.
        let is_of_use = |(free, price): &&(Interval, i64)| {
            !priced
                .iter()
                .any(|(other, lower)| other != free && other.contains(*free) && lower <= price)
        };
        for (free, price) in priced.iter().filter(is_of_use) {
            open.push((
                Place { stretch: StretchId(id), free: *free },
                least,
                campaign.minutes_for(group, stretch.block),
                *price,
            ));
        }
    }
    let is_stretched = campaign.confidence().is_some() && campaign.has_tier(Tier::Overload);
    let signature = Signature {
        run,
        expected: campaign.expected_of(group, run),
        buffer: (own.buffer.minutes, own.buffer.per_cent),
        places: open,
        alone: (is_stretched || is_related || is_timed || is_cut).then_some(group),
    };
    Some((signature, is_whole))
}
