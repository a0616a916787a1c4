//! What random campaigns are made of: small numbers with names, so that a case that fails can be
//! read.
//!
//! A rule is drawn before the numbers of groups and half-days are known: as an [`Index`] into
//! them.

use crate::solving::plain_block;
use callsheet::base::clock::Interval;
use callsheet::base::text::Text;
use callsheet::campaign::{
    Block, BlockId, Break, Draft, GroupId, MakeUp, Pin, Relation, RelationKind, StationId,
    Unavailable,
};
use jiff::civil::{Date, date};
use proptest::prelude::*;
use proptest::sample::Index;

/// Minutes; half-days and windows stand on it.
pub const GRID: i32 = 10;

pub fn day(number: usize) -> Date {
    date(2024, 5, 6 + number as i8)
}

#[derive(Debug, Clone, Default)]
pub struct HalfDay {
    pub cells: i32,
    pub overtime_cells: i32,
    /// The last cell is kept for those who missed their slot.
    pub make_up: bool,
    pub pause: Option<Pause>,
}

/// Seven minutes: not always on the grid.
#[derive(Debug, Clone, Copy)]
pub struct Pause {
    pub after_cells: i32,
    pub may_straddle: bool,
}

impl HalfDay {
    pub fn block(&self, number: usize, station: usize, date: Date, start: i32) -> Block {
        let end = start + self.cells * GRID;
        let last_cell = Interval::new(end - GRID, end);
        let make_up =
            self.make_up.then(|| MakeUp { name: Text::same("make-up"), interval: last_cell });
        let pause = self.pause.map(|Pause { after_cells, may_straddle }| {
            let from = start + after_cells * GRID;
            Break { interval: Interval::new(from, from + 7), may_straddle }
        });
        Block {
            id: None,
            station: StationId(station),
            latest_end: end + self.overtime_cells * GRID,
            make_up: make_up.into_iter().collect(),
            breaks: pause.into_iter().collect(),
            ..plain_block(format!("B{number}"), date, Interval::new(start, end))
        }
    }
}

#[derive(Debug, Clone)]
pub struct GroupSize {
    pub people: i64,
    pub classes: usize,
}

/// What a group needs in a half-day, whatever the rate.
#[derive(Debug, Clone)]
pub struct GivenMinutes {
    pub group: GroupId,
    pub block: BlockId,
    pub minutes: i32,
}

pub fn relations() -> impl Strategy<Value = Vec<(RelationKind, Index, Index)>> {
    let kinds = vec![RelationKind::Together, RelationKind::Apart, RelationKind::Before];
    prop::collection::vec((prop::sample::select(kinds), any::<Index>(), any::<Index>()), 0..=2)
}

/// A group has no relation to itself.
pub fn relation(
    (kind, first, second): (RelationKind, Index, Index),
    groups: &[GroupSize],
) -> Option<Relation> {
    let (first, second) = (nth_group(first, groups), nth_group(second, groups));
    (first != second).then_some(Relation { kind, first, second })
}

pub fn nth_group(index: Index, groups: &[GroupSize]) -> GroupId {
    GroupId(index.index(groups.len()))
}

pub fn nth_block(index: Index, half_days: &[HalfDay]) -> BlockId {
    BlockId(index.index(half_days.len()))
}

/// An exam of a group or of one of its classes.
pub fn exam(
    group: GroupId,
    class: Option<usize>,
    on_day: usize,
    interval: Interval,
) -> Unavailable {
    Unavailable { group, class, date: day(on_day), interval, reason: "exam".to_owned() }
}

/// A group's day or its start, decided beforehand.
pub fn pin(group: GroupId, on_day: usize, start: Option<i32>) -> Pin {
    let date = if start.is_none() { Some(day(on_day)) } else { None };
    Pin { group, station: None, date, start, end: None }
}

pub fn give_minutes(draft: &mut Draft, given: &[GivenMinutes]) {
    draft.minutes.extend(given.iter().map(|given| ((given.group, given.block), given.minutes)));
}
