//! Lessons, forbidden half-days, wishes and relations that the hidden plan respects.

use super::layout::HALVES;
use super::recipe::{Recipe, share_of, usage};
use crate::base::clock::Interval;
use crate::base::diagnostic::Diagnostic;
use crate::campaign::plan::{Plan, Window};
use crate::campaign::{
    Block, BlockId, Campaign, GroupId, Preference, Relation, RelationKind, Unavailable, Wish,
};
use jiff::civil::Date;
use rand::RngExt;
use rand::rngs::ChaCha8Rng;
use rand::seq::{IndexedRandom, SliceRandom};
use std::collections::BTreeSet;

/// Groups among which relations are made.
const MOST_RELATED: usize = 1_000;
/// First minutes of the double lessons; each is two lessons of 45 minutes with a pause of 10.
const DOUBLE_LESSONS: [i32; 4] = [8 * 60, 10 * 60, 14 * 60, 16 * 60];

/// All times at which a class may have lessons: both of a pair, or one of them.
fn lessons() -> impl Iterator<Item = Interval> {
    DOUBLE_LESSONS.into_iter().flat_map(|start| {
        [(0, 100), (0, 45), (55, 100)].map(|(from, to)| Interval::new(start + from, start + to))
    })
}

/// Lessons of the share of classes that is asked for, on one or two days, clear of their hidden
/// slots from call time on.
pub(super) fn unavailable(
    recipe: &Recipe,
    campaign: &Campaign,
    hidden: &Plan,
    dice: &mut ChaCha8Rng,
) -> Vec<Unavailable> {
    let busy = chosen(share_of(recipe.clashes, hidden.slots.len()), hidden.slots.len(), dice);
    let days = days(campaign.blocks());
    let mut entries = Vec::new();
    for slot in busy.into_iter().map(|place| &hidden.slots[place]) {
        let called = Interval::new(campaign.call(slot.interval.start), slot.interval.end);
        let count = dice.random_range(1..=2).min(days.len());
        for date in chosen(count, days.len(), dice).into_iter().map(|place| days[place]) {
            let free: Vec<Interval> =
                lessons().filter(|lesson| date != slot.date || !lesson.overlaps(called)).collect();
            let reason = recipe.lang.pick("上课", "lesson").to_owned();
            entries.extend(free.choose(dice).map(|interval| Unavailable {
                group: slot.group,
                class: Some(slot.class),
                date,
                interval: *interval,
                reason,
            }));
        }
    }
    entries.sort_by_key(|entry| (entry.group, entry.class, entry.date));
    entries
}

/// Half-days that a group may not use, the one of its hidden window never among them.
pub(super) fn forbidden(
    recipe: &Recipe,
    blocks: &[Block],
    window: &Window,
    dice: &mut ChaCha8Rng,
) -> BTreeSet<BlockId> {
    let others: Vec<BlockId> =
        (0..blocks.len()).map(BlockId).filter(|id| !holds(&blocks[id.0], window)).collect();
    let count = share_of(recipe.forbidden, blocks.len());
    chosen(count, others.len(), dice).into_iter().map(|place| others[place]).collect()
}

/// Wishes for or against days and half-days; in a planted campaign all of them are granted.
pub(super) fn preferences(
    recipe: &Recipe,
    blocks: &[Block],
    windows: &[Window],
    dice: &mut ChaCha8Rng,
) -> Vec<Preference> {
    let mut times: Vec<(Option<Date>, Option<Interval>)> =
        HALVES.map(|half| (None, Some(half))).to_vec();
    for day in days(blocks) {
        times.push((Some(day), None));
        times.extend(HALVES.map(|half| (Some(day), Some(half))));
    }
    let mut wishes = Vec::new();
    for group in chosen(share_of(recipe.preferences, windows.len()), windows.len(), dice) {
        let weight = dice.random_range(1..=3);
        let wish = |wish: Wish, (date, interval): (Option<Date>, Option<Interval>)| Preference {
            group: GroupId(group),
            days: date.map(|date| [date].into()),
            interval,
            wish,
            weight,
        };
        let all =
            times.iter().flat_map(|time| [Wish::Prefer, Wish::Avoid].map(|kind| wish(kind, *time)));
        let window = &windows[group];
        let possible: Vec<Preference> = all
            .filter(|wish| !recipe.planted || !wish.is_hurt_by(window.date, window.interval))
            .collect();
        wishes.extend(possible.choose(dice).cloned());
    }
    wishes
}

/// The number of relations that the recipe asks for, each between another pair of groups, of each
/// kind in turn while there are such pairs.
///
/// # Errors
/// When the hidden plan has fewer pairs of groups than relations are asked for.
pub(super) fn relations(
    recipe: &Recipe,
    campaign: &Campaign,
    windows: &[Window],
    dice: &mut ChaCha8Rng,
) -> Result<Vec<Relation>, Diagnostic> {
    if recipe.relations == 0 {
        return Ok(Vec::new());
    }
    // All pairs of groups are looked at, which of 5,000 groups are 25 million.
    let windows = &windows[..windows.len().min(MOST_RELATED)];
    let homes: Vec<Option<&Block>> = windows
        .iter()
        .map(|window| campaign.blocks().iter().find(|block| holds(block, window)))
        .collect();
    let by_kind = [RelationKind::Together, RelationKind::Apart, RelationKind::Before].map(|kind| {
        let all = windows.iter().flat_map(|one| windows.iter().map(move |other| (one, other)));
        let kept = all
            .filter(|(one, other)| one.group != other.group && is_kept(&homes, kind, one, other));
        let mut pairs: Vec<Relation> = kept
            .map(|(one, other)| Relation { kind, first: one.group, second: other.group })
            .collect();
        pairs.shuffle(dice);
        pairs
    });
    let longest = by_kind.iter().map(Vec::len).max().unwrap_or(0);
    let in_turn =
        (0..longest).flat_map(|place| by_kind.iter().filter_map(move |pairs| pairs.get(place)));
    let mut paired: BTreeSet<[GroupId; 2]> = BTreeSet::new();
    let is_new = |relation: &&Relation| {
        paired.insert([relation.first.min(relation.second), relation.first.max(relation.second)])
    };
    let found: Vec<Relation> = in_turn.filter(is_new).take(recipe.relations).copied().collect();
    if found.len() == recipe.relations {
        return Ok(found);
    }
    let most = found.len();
    Err(usage(
        format!("--relations 为 {}，最多能有 {most} 条互不矛盾的关系", recipe.relations),
        format!("--relations is {}, only {most} can hold together", recipe.relations),
    ))
}

/// Whether two windows keep a relation between their groups, with the block of each group.
fn is_kept(homes: &[Option<&Block>], kind: RelationKind, one: &Window, other: &Window) -> bool {
    let home = |window: &Window| homes[window.group.0];
    match kind {
        RelationKind::Together => {
            (one.date, one.station, one.interval.end)
                == (other.date, other.station, other.interval.start)
        }
        RelationKind::Apart => {
            one.date != other.date
                || home(one)
                    .zip(home(other))
                    .is_some_and(|(here, there)| !here.regular.overlaps(there.regular))
        }
        RelationKind::Before => (one.date, one.interval.end) <= (other.date, other.interval.start),
    }
}

fn holds(block: &Block, window: &Window) -> bool {
    (block.station, block.date) == (window.station, window.date)
        && block.regular.contains(window.interval)
}

/// `count` of the first `of` numbers, drawn at random, in order.
fn chosen(count: usize, of: usize, dice: &mut ChaCha8Rng) -> Vec<usize> {
    let mut all: Vec<usize> = (0..of).collect();
    all.shuffle(dice);
    all.truncate(count);
    all.sort_unstable();
    all
}

fn days(blocks: &[Block]) -> Vec<Date> {
    blocks.iter().map(|block| block.date).collect::<BTreeSet<_>>().into_iter().collect()
}
