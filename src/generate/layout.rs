//! Stations, half-days, and the hidden plan: windows back to back in the half-days.

use super::colleges;
use super::recipe::{Recipe, share_of, usage};
use crate::base::clock::{Interval, Minutes, half_label};
use crate::base::diagnostic::Diagnostic;
use crate::base::text::Lang;
use crate::campaign::plan::Window;
use crate::campaign::{Block, GroupId, Station, StationId};
use crate::plans::slots::apportion;
use jiff::ToSpan;
use jiff::civil::Date;
use rand::RngExt;
use rand::rngs::ChaCha8Rng;
use rand::seq::{IndexedRandom, SliceRandom};
use std::cmp::Reverse;

/// A Monday without public holidays after it for months.
const FIRST_DAY: Date = jiff::civil::date(2025, 10, 13);
const MORNING: Interval = Interval::new(9 * 60, 12 * 60);
const AFTERNOON: Interval = Interval::new(14 * 60, 17 * 60);
/// The two half-days of a day.
pub(super) const HALVES: [Interval; 2] = [MORNING, AFTERNOON];
/// Windows are multiples of this.
pub(super) const GRID: Minutes = 10;
/// Grid steps of a half-day.
const CELLS: usize = 18;
/// Photos per hour; multiples of 6, so that every grid step has room for a whole number of people.
const RATES: [i64; 3] = [180, 210, 240];

/// Stations of different speed.
pub(super) fn stations(recipe: &Recipe, dice: &mut ChaCha8Rng) -> Vec<Station> {
    (1..=recipe.stations)
        .map(|number| {
            let rate = RATES.choose(dice).copied();
            Station { name: colleges::station(number), ..Station::new("", rate) }
        })
        .collect()
}

/// The half-days in order of time: shared out evenly over the stations, on weekdays one after
/// another.
pub(super) fn blocks(recipe: &Recipe, stations: &[Station]) -> Vec<Block> {
    (0..recipe.blocks)
        .map(|number| {
            let (turn, station) = (number / stations.len(), number % stations.len());
            let (day, regular) = (turn / HALVES.len(), HALVES[turn % HALVES.len()]);
            let date = FIRST_DAY.saturating_add(((day / 5 * 7 + day % 5) as i64).days());
            let where_to = (stations.len() > 1).then(|| &stations[station].name);
            Block {
                id: None,
                name: colleges::block(date, FIRST_DAY, half_label(regular, Lang::Zh), where_to),
                station: StationId(station),
                date,
                regular,
                latest_end: regular.end,
                make_up: Vec::new(),
                breaks: Vec::new(),
                own: crate::campaign::OwnPace::default(),
            }
        })
        .collect()
}

/// What the hidden plan puts into a half-day.
struct BlockLoad {
    block: usize,
    groups: usize,
    /// Grid steps that are used.
    cells: usize,
}

/// The hidden plan: the window of each group, in the order of the groups.
///
/// # Errors
/// When the recipe's groups can't fill the half-days as asked.
pub(super) fn hidden_plan(
    recipe: &Recipe,
    stations: &[Station],
    blocks: &[Block],
    dice: &mut ChaCha8Rng,
) -> Result<Vec<Window>, Diagnostic> {
    // Every class gets a minute at least.
    let least = recipe.classes_per_group.div_ceil(GRID as usize);
    let mut groups: Vec<usize> = (0..recipe.groups).collect();
    groups.shuffle(dice);
    let mut groups = groups.into_iter();
    let mut windows = Vec::new();
    for load in loads(recipe, stations, blocks, least, dice)? {
        let block = &blocks[load.block];
        let idle = CELLS - load.cells;
        let first = block.regular.start + GRID * dice.random_range(0..=idle as Minutes);
        let weights: Vec<i64> = (0..load.groups).map(|_| dice.random_range(1..=9)).collect();
        // Shares of what is left when everybody has the least.
        let shares = apportion(&weights, (load.cells - load.groups * least) as Minutes);
        for (place, (share, group)) in shares.into_iter().zip(groups.by_ref()).enumerate() {
            let minute = |cells: Minutes, groups: usize| {
                first + GRID * (cells + (groups * least) as Minutes)
            };
            windows.push(Window::new(
                GroupId(group),
                block.date,
                block.station,
                Interval::new(minute(share.start, place), minute(share.end, place + 1)),
            ));
        }
    }
    windows.sort_by_key(|window| window.group);
    Ok(windows)
}

/// Chooses the half-days of the hidden plan, and the minutes that it uses of each.
fn loads(
    recipe: &Recipe,
    stations: &[Station],
    blocks: &[Block],
    least: usize,
    dice: &mut ChaCha8Rng,
) -> Result<Vec<BlockLoad>, Diagnostic> {
    let mut order: Vec<usize> = (0..blocks.len()).collect();
    order.shuffle(dice);
    let (open, used) = if recipe.planted {
        // Full half-days of the fastest stations: nothing fits into fewer.
        order.sort_by_key(|block| Reverse(stations[blocks[*block].station.0].rate));
        let open = share_of(recipe.fill, blocks.len()).max(1);
        (open, open * CELLS)
    } else {
        let used = share_of(recipe.fill, blocks.len() * CELLS);
        (blocks.len().min(recipe.groups).min(used / least).max(1), used)
    };
    let most_in_block = CELLS / least;
    if recipe.groups < open || used > open * CELLS {
        let needed = used.div_ceil(CELLS);
        return Err(usage(
            format!("{} 个学院太少，填不满：至少需要 {needed} 个，或减小 --fill", recipe.groups),
            format!(
                "{} groups are too few for this --fill: take {needed} or more, or less --fill",
                recipe.groups
            ),
        ));
    }
    let most = (open * most_in_block).min(used / least);
    if recipe.groups > most {
        return Err(usage(
            format!("{} 个学院太多，放不下：最多 {most} 个，或增加 --blocks", recipe.groups),
            format!(
                "{} groups are too many for that time: take {most} at most, or more --blocks",
                recipe.groups
            ),
        ));
    }
    let mut loads: Vec<BlockLoad> = order[..open]
        .iter()
        .map(|block| BlockLoad { block: *block, groups: 1, cells: CELLS })
        .collect();
    for _ in open..recipe.groups {
        let roomy: Vec<usize> =
            (0..open).filter(|place| loads[*place].groups < most_in_block).collect();
        if let Some(place) = roomy.choose(dice) {
            loads[*place].groups += 1;
        }
    }
    for _ in used..open * CELLS {
        let roomy: Vec<usize> =
            (0..open).filter(|place| loads[*place].cells > loads[*place].groups * least).collect();
        if let Some(place) = roomy.choose(dice) {
            loads[*place].cells -= 1;
        }
    }
    loads.sort_by_key(|load| load.block);
    Ok(loads)
}
