//! Length first, start later: where nothing looks at the time of day inside a half-day, a plan is
//! who comes where for how long, and when each comes is decided as the half-day is laid out.
//!
//! Groups that differ in no rule and no cost are one *kind*. What is left to decide is how many
//! groups of each kind have windows of each length in each *stretch*, the time between breaks and
//! make-up time (`model`): a cutting-stock model by assignment variables (Kantorovich 1960) whose
//! size grows with kinds × stretches × lengths, not with groups or starts. It has a plan just when
//! the campaign has one, but for `moved`: the windows that groups have in the baseline are fixed in
//! time, and whether the others fit into the gaps between them is seen as the half-day is laid out
//! (`layout`). Where they don't, the model is a relaxation.

mod layout;
mod lengths;
mod model;
mod spread;

pub(super) use lengths::{Longer, Sizes};
pub(super) use model::KindsModel;

use crate::base::clock::{Interval, Minutes};
use crate::campaign::{BlockId, Campaign, GroupId, StationId, Tier};
use crate::solve::ids::id;
use crate::solve::windows::{Candidate, Costs};
use std::collections::BTreeMap;

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

/// Time of a half-day without break and make-up time, from and to a minute of the grid.
pub(super) struct Stretch {
    /// Its half-day.
    pub block: BlockId,
    /// When.
    pub interval: Interval,
}

/// Groups that no rule and no aim tells apart.
pub(super) struct Kind {
    /// The groups, in the order of the campaign.
    pub groups: Vec<GroupId>,
    /// Expected people of each of them.
    pub expected: i64,
    /// Where they may come.
    pub stretches: Vec<StretchId>,
}

/// A window that a group has in the baseline, and may keep.
pub(super) struct Stay {
    /// The group's kind.
    pub kind: KindId,
    /// Where it is.
    pub stretch: StretchId,
    /// The group.
    pub group: GroupId,
    /// When.
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
    /// All kinds, by their first group.
    pub kinds: Vec<Kind>,
    /// The windows of the baseline that may stay, with the tier `moved`.
    pub stays: Vec<Stay>,
    /// Minutes between two windows: the changeover, rounded up to the grid.
    pub between: Minutes,
    /// What windows of one step of the grid, two and so on cost in `spread`: by kind and station.
    /// Looked up for every length and price, so reckoned once.
    spread: Vec<BTreeMap<StationId, Vec<i64>>>,
}

/// A plan by kinds.
#[derive(Default)]
pub(super) struct Arrangement {
    /// The windows of the baseline that stay.
    pub stays: Vec<StayId>,
    /// All others.
    pub placements: Vec<Placement>,
}

/// How many groups of a kind have windows of some minutes in a stretch.
pub(super) struct Placement {
    /// The kind.
    pub kind: KindId,
    /// The stretch.
    pub stretch: StretchId,
    /// Minutes of each window.
    pub minutes: Minutes,
    /// How many.
    pub groups: usize,
}

/// What makes a group one of a kind: its people, and where it may come at what length and price.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Signature {
    expected: i64,
    buffer: (Minutes, i64),
    /// For each stretch where it may come the least minutes, those of `minutes.csv`, and the price
    /// of its wishes.
    stretches: Vec<(StretchId, Option<Minutes>, Option<Minutes>, i64)>,
    /// The group, where the room that a window has for it depends on more than that.
    alone: Option<GroupId>,
}

impl<'a> Kinds<'a> {
    /// The campaign by kinds; `None` where something looks at the time of day inside a stretch, at
    /// neighbours, or at the classes of a window.
    pub fn new(campaign: &'a Campaign, costs: &'a Costs<'a>) -> Option<Self> {
        let waits = campaign.limits_waiting();
        let is_cut = campaign.groups().iter().any(|group| group.max_windows > 1);
        let is_related = !campaign.relations().is_empty();
        if waits || is_cut || is_related || straddles(campaign) {
            return None;
        }
        let grid = campaign.grid();
        let between = (campaign.changeover() + grid - 1) / grid * grid;
        let stretches = stretches(campaign);
        if between > 0 && !are_apart(campaign, &stretches) {
            return None;
        }
        let mut by_signature: BTreeMap<Signature, Vec<GroupId>> = BTreeMap::new();
        let mut order = Vec::new();
        for group in campaign.group_ids() {
            let signature = signature(campaign, costs, &stretches, group)?;
            by_signature.entry(signature).or_default().push(group);
        }
        for (signature, groups) in by_signature {
            let stretches = signature.stretches.into_iter().map(|(id, ..)| id).collect();
            order.push(Kind { groups, expected: signature.expected, stretches });
        }
        order.sort_by_key(|kind| kind.groups[0]);
        let (stays, spread) = (Vec::new(), Vec::new());
        let mut kinds = Kinds { campaign, costs, stretches, kinds: order, stays, between, spread };
        if campaign.has_tier(Tier::Moved) {
            kinds.stays = costs.single_in_baseline().filter_map(|own| kinds.stay(own)).collect();
        }
        if campaign.has_tier(Tier::Spread) {
            kinds.spread = (0..kinds.kinds.len()).map(|id| kinds.spread_of(KindId(id))).collect();
        }
        Some(kinds)
    }

    /// What a kind's windows cost in `spread` at each station, by length.
    fn spread_of(&self, kind: KindId) -> BTreeMap<StationId, Vec<i64>> {
        let mut by_station: BTreeMap<StationId, Vec<i64>> = BTreeMap::new();
        let grid = self.campaign.grid();
        for id in &self.kinds[kind.index()].stretches {
            let stretch = self.stretch(*id);
            let known = by_station.entry(self.campaign.block(stretch.block).station).or_default();
            for steps in known.len() as Minutes..stretch.interval.minutes() / grid {
                let window = self.window(kind, *id, (steps + 1) * grid);
                known.push(self.costs.of(Tier::Spread, &window));
            }
        }
        by_station
    }

    /// What a kind's window of some minutes costs in `spread`.
    fn spread_cost(&self, kind: KindId, stretch: StretchId, minutes: Minutes) -> i64 {
        let station = self.campaign.block(self.stretch(stretch).block).station;
        let steps = (minutes / self.campaign.grid() - 1) as usize;
        let known = self.spread.get(kind.index()).and_then(|own| own.get(&station));
        known.and_then(|costs| costs.get(steps)).copied().unwrap_or(0)
    }

    /// The stretch of an index.
    pub fn stretch(&self, id: StretchId) -> &Stretch {
        &self.stretches[id.index()]
    }

    /// A window of a kind at the begin of a stretch: what any window of that length costs there.
    pub fn window(&self, kind: KindId, stretch: StretchId, minutes: Minutes) -> Candidate {
        let Stretch { block, interval } = *self.stretch(stretch);
        let interval = Interval::new(interval.start, interval.start + minutes);
        Candidate { group: self.kinds[kind.index()].groups[0], block, interval, run: None }
    }

    /// A window that may stay.
    pub fn stay_of(&self, id: StayId) -> &Stay {
        &self.stays[id.index()]
    }

    /// A window that may stay, as the costs know it.
    fn stays_as(&self, id: StayId) -> Candidate {
        let Stay { group, stretch, interval, .. } = *self.stay_of(id);
        Candidate { group, block: self.stretch(stretch).block, interval, run: None }
    }

    /// A window of the baseline, where it lies on the grid in a stretch that its group may use.
    fn stay(&self, window: Candidate) -> Option<Stay> {
        let Candidate { group, block, interval, .. } = window;
        let kind = self.kinds.iter().position(|kind| kind.groups.contains(&group))?;
        let stretch = self.kinds[kind].stretches.iter().find(|id| {
            let own = self.stretch(**id);
            own.block == block && own.interval.contains(interval)
        })?;
        let from = self.stretch(*stretch).interval.start;
        let is_on_grid = |minute: Minutes| (minute - from) % self.campaign.grid() == 0;
        (is_on_grid(interval.start) && is_on_grid(interval.end)).then_some(Stay {
            kind: KindId(kind),
            stretch: *stretch,
            group,
            interval,
        })
    }
}

/// Whether a window may lie on both sides of a break: of a group with one class none does.
fn straddles(campaign: &Campaign) -> bool {
    let mut breaks = campaign.blocks().iter().flat_map(|block| &block.breaks);
    breaks.any(|pause| pause.may_straddle)
        && campaign.groups().iter().any(|group| {
            let coming = group.expected_by_class().into_iter().filter(|people| *people > 0);
            group.classes.is_empty() || coming.count() > 1
        })
}

/// The stretches of every half-day, to the minutes of its grid that lie inside.
fn stretches(campaign: &Campaign) -> Vec<Stretch> {
    let of = |id: BlockId| {
        let (block, grid) = (campaign.block(id), campaign.grid());
        block.stretches().into_iter().filter_map(move |own| {
            // The grid begins again after a break, and no stretch has one inside.
            let breaks = block.breaks.iter().map(|pause| pause.interval.end);
            let begin = breaks.filter(|end| *end <= own.start).max();
            let begin = begin.unwrap_or(block.regular.start);
            let start = begin + (own.start - begin + grid - 1) / grid * grid;
            let interval = Interval::new(start, begin + (own.end - begin) / grid * grid);
            (interval.minutes() > 0).then_some(Stretch { block: id, interval })
        })
    };
    campaign.block_ids().flat_map(of).collect()
}

/// Whether between any two stretches of a station there is time for a changeover.
fn are_apart(campaign: &Campaign, stretches: &[Stretch]) -> bool {
    let place = |stretch: &Stretch| {
        let block = campaign.block(stretch.block);
        (block.station, block.date, stretch.interval)
    };
    let mut places: Vec<_> = stretches.iter().map(place).collect();
    places.sort_unstable();
    places.windows(2).all(|pair| {
        let ((station, date, first), (other, day, second)) = (pair[0], pair[1]);
        (station, date) != (other, day) || second.start - first.end >= campaign.changeover()
    })
}

/// What tells a group apart from others; `None` where its pins, times at which it can't come, or
/// wishes tell starts in a stretch apart.
fn signature(
    campaign: &Campaign,
    costs: &Costs<'_>,
    stretches: &[Stretch],
    group: GroupId,
) -> Option<Signature> {
    let own = campaign.group(group);
    if campaign.pins_of(group).any(|pin| pin.start.is_some() || pin.end.is_some()) {
        return None;
    }
    let mut open = Vec::new();
    for (id, stretch) in stretches.iter().enumerate() {
        let block = campaign.block(stretch.block);
        let keeps_pins = campaign.pins_of(group).all(|pin| {
            pin.station.is_none_or(|station| station == block.station)
                && pin.date.is_none_or(|date| date == block.date)
        });
        if !own.may_use(stretch.block) || !keeps_pins {
            continue;
        }
        let called = Interval::new(campaign.call(stretch.interval.start), stretch.interval.end);
        let mut met = campaign
            .unavailable_on(block.date, group)
            .filter(|entry| entry.interval.overlaps(called));
        // A lesson that lasts as long as the stretch closes it.
        if met.clone().any(|entry| entry.interval.contains(stretch.interval)) {
            continue;
        }
        if met.next().is_some() {
            return None;
        }
        let by_the_hour = campaign.preferences_of(group).any(|wish| {
            let hours = wish.interval.filter(|_| wish.date.is_none_or(|day| day == block.date));
            hours.is_some_and(|hours| {
                hours.overlaps(stretch.interval) && !hours.contains(stretch.interval)
            })
        });
        if by_the_hour {
            return None;
        }
        let any = Candidate { group, block: stretch.block, interval: stretch.interval, run: None };
        open.push((
            StretchId(id),
            campaign.least_minutes(group, None, stretch.block),
            campaign.minutes_for(group, stretch.block),
            costs.of(Tier::Preference, &any),
        ));
    }
    let is_alone = campaign.confidence().is_some() && campaign.has_tier(Tier::Overload);
    Some(Signature {
        expected: own.expected(),
        buffer: (own.buffer.minutes, own.buffer.per_cent),
        stretches: open,
        alone: is_alone.then_some(group),
    })
}
