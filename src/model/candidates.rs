//! Candidate windows: every (group, block, interval) that the rules local to one window allow.
//!
//! Each rule is one function here and stands once more, written differently, in `check`.

use crate::clock::{Interval, Minutes};
use crate::instance::{BlockId, GroupId, Instance, Tier};
use crate::plan::Window;
use crate::ratio::Ratio;
use crate::slots;

/// A window that one group could get in one block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Candidate {
    /// Who.
    pub group: GroupId,
    /// Where and on which day.
    pub block: BlockId,
    /// When.
    pub interval: Interval,
}

impl Candidate {
    /// Required rate in photos per hour: `expected × 60 / working minutes`.
    pub fn per_hour(&self, instance: &Instance) -> Ratio {
        let minutes = instance.block(self.block).working_minutes_in(self.interval);
        Ratio::per_hour(instance.group(self.group).expected(), minutes).unwrap_or(Ratio::whole(0))
    }

    /// The window of a plan that this candidate stands for.
    pub fn window(&self, instance: &Instance) -> Window {
        let block = instance.block(self.block);
        Window {
            date: block.date,
            station: block.station,
            interval: self.interval,
            group: self.group,
            stated_headcount: None,
        }
    }
}

/// More candidates than this would not fit into memory as a model.
const MOST_CANDIDATES: u64 = 4_000_000;

/// A campaign whose grid is too fine for its size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLarge {
    /// How many windows the grid allows: groups × intervals of all blocks.
    pub candidates: u64,
    /// How many the model can hold.
    pub most: u64,
}

/// How many windows the grid allows, before any rule.
fn count(instance: &Instance) -> u64 {
    let intervals = instance.blocks().iter().map(|block| {
        let cells = (block.bookable().minutes() / instance.grid()) as u64;
        cells * (cells + 1) / 2
    });
    intervals.sum::<u64>() * instance.groups().len() as u64
}

/// All candidates of a campaign, by group, block, start and length.
///
/// # Errors
/// When the grid is too fine for the campaign's size.
pub fn candidates(instance: &Instance) -> Result<Vec<Candidate>, TooLarge> {
    let candidates = count(instance);
    if candidates > MOST_CANDIDATES {
        return Err(TooLarge { candidates, most: MOST_CANDIDATES });
    }
    let mut found = Vec::new();
    for group in instance.group_ids() {
        for block in instance.block_ids().filter(|block| instance.group(group).may_use(*block)) {
            let least = least_minutes(instance, group, block);
            for interval in grid_intervals(instance, block, least) {
                let candidate = Candidate { group, block, interval };
                if works_long_enough(instance, &candidate, least)
                    && respects_breaks(instance, &candidate)
                    && clear_of_make_up(instance, &candidate)
                    && keeps_pins(instance, &candidate)
                    && clear_of_clashes(instance, &candidate)
                {
                    found.push(candidate);
                }
            }
        }
    }
    Ok(found)
}

/// On the grid, inside the block: `start = block start + i·grid`, `end = start + j·grid ≤ latest end`,
/// `end − start ≥ least`.
fn grid_intervals(instance: &Instance, block: BlockId, least: Minutes) -> impl Iterator<Item = Interval> + use<> {
    let bookable = instance.block(block).bookable();
    let grid = instance.grid();
    let starts = (bookable.start..bookable.end).step_by(grid as usize);
    starts.flat_map(move |start| {
        let first = start + (least.max(1) + grid - 1) / grid * grid;
        (first..=bookable.end).step_by(grid as usize).map(move |end| Interval::new(start, end))
    })
}

/// Long enough at the station's rate: `minutes ≥ ⌈expected × 60 / rate⌉`; one minute where the rate is
/// unknown or where the tier `overload` may give the rule up at a price.
fn least_minutes(instance: &Instance, group: GroupId, block: BlockId) -> Minutes {
    let station = instance.station(instance.block(block).station);
    match station.rate {
        Some(rate) if !instance.has_tier(Tier::Overload) => {
            let people = instance.group(group).expected();
            ((people * 60 + rate - 1) / rate).max(1) as Minutes
        }
        _ => 1,
    }
}

/// Break minutes are no working minutes: `working minutes ≥ least`.
fn works_long_enough(instance: &Instance, candidate: &Candidate, least: Minutes) -> bool {
    instance.block(candidate.block).working_minutes_in(candidate.interval) >= least
}

/// A window neither starts nor ends in a break, and straddles only breaks that allow it; a class slot never
/// straddles one, so each part of the window needs a class of its own.
fn respects_breaks(instance: &Instance, candidate: &Candidate) -> bool {
    let (block, window) = (instance.block(candidate.block), candidate.interval);
    block
        .breaks
        .iter()
        .filter(|pause| pause.interval.overlaps(window))
        .all(|pause| pause.may_straddle && window.start < pause.interval.start && pause.interval.end < window.end)
        && slots::class_intervals(instance, candidate.group, &block.working_parts(window)).is_some()
}

/// Reserved make-up time stays free: `[start, end) ∩ make-up = ∅`.
fn clear_of_make_up(instance: &Instance, candidate: &Candidate) -> bool {
    !instance.block(candidate.block).make_up.iter().any(|make_up| make_up.interval.overlaps(candidate.interval))
}

/// Every given part of every pin of the group holds.
fn keeps_pins(instance: &Instance, candidate: &Candidate) -> bool {
    let block = instance.block(candidate.block);
    instance.pins().iter().filter(|pin| pin.group == candidate.group).all(|pin| {
        pin.station.is_none_or(|station| station == block.station)
            && pin.date.is_none_or(|date| date == block.date)
            && pin.start.is_none_or(|start| start == candidate.interval.start)
            && pin.end.is_none_or(|end| end == candidate.interval.end)
    })
}

/// From call time to the end nobody is needed elsewhere: `[start − lead, end) ∩ unavailable = ∅`, for the
/// group's whole window, and for each class with its own slot.
fn clear_of_clashes(instance: &Instance, candidate: &Candidate) -> bool {
    let date = instance.block(candidate.block).date;
    let mut entries =
        instance.unavailable().iter().filter(|entry| entry.group == candidate.group && entry.date == date).peekable();
    if entries.peek().is_none() {
        return true;
    }
    let parts = instance.block(candidate.block).working_parts(candidate.interval);
    let slots = slots::class_intervals(instance, candidate.group, &parts).unwrap_or_default();
    let called = |interval: Interval| Interval::new(interval.start - instance.call_lead(), interval.end);
    entries.all(|entry| match entry.class {
        None => !called(candidate.interval).overlaps(entry.interval),
        Some(class) => {
            !slots.iter().any(|(slot_class, slot)| *slot_class == class && called(*slot).overlaps(entry.interval))
        }
    })
}
