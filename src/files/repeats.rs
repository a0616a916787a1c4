//! `[[round]]` and `[[weather]]` of `campaign.toml`: the plan at other times.

use super::clocks::exist;
use super::faults::{Faults, KnownNames};
use super::fields::{RoundSection, Time, WeatherSection, Whole, text};
use super::tolerant;
use crate::base::clock::Minutes;
use crate::base::clocks::Clocks;
use crate::base::diagnostic::{Code, Location};
use crate::base::text::Lang;
use crate::campaign::{BadWeather, Block, BlockId, Draft, Round};

const DAY: i32 = 24 * 60;

/// Other rounds, each with a name of its own; their half-days end before midnight.
pub fn rounds(
    entries: Vec<RoundSection>,
    draft: &Draft,
    blocks: &KnownNames,
    faults: &mut Faults,
) -> Vec<Round> {
    let mut names = KnownNames::new("轮次", "round");
    let mut found = Vec::new();
    for own in entries {
        let Some(name) = text(&own.name, &own.name_en) else { continue };
        names.add(name.get(Lang::Zh), &own.name.place, faults);
        let Some(days) = own.days_after.value.map(Whole::get) else { continue };
        let is_swapped = own.swapped.value.unwrap_or(false);
        let place = if is_swapped { &own.swapped.place } else { &own.starts.place };
        let starts = match &own.starts.value {
            Some(_) if is_swapped => {
                faults.report(
                    Code::WrongType,
                    &own.starts.place,
                    "上下午对调（swapped）与各半天开始（starts）只能写一项",
                    "a round has `swapped` or `starts`, not both",
                );
                continue;
            }
            Some(written) => {
                let Some(starts) = starts(written, place, draft, faults) else { continue };
                starts
            }
            None if is_swapped => Round::swapped(&draft.blocks, &draft.stations),
            None => Vec::new(),
        };
        let round = Round { name, days, starts };
        if !round.starts.is_empty() {
            fit_the_days(&round, place, draft, blocks, faults);
        }
        found.push(round);
    }
    found
}

/// The first minutes that a round lists, one for each half-day.
fn starts(
    written: &[String],
    place: &Location,
    draft: &Draft,
    faults: &mut Faults,
) -> Option<Vec<Minutes>> {
    let mut found = Vec::new();
    for text in written {
        let Some(start) = tolerant::time(text) else {
            faults.report(
                Code::BadTime,
                place,
                format!("“{text}”不是时间"),
                format!("“{text}” is no time of day"),
            );
            return None;
        };
        found.push(start);
    }
    let (given, all) = (found.len(), draft.blocks.len());
    if given != all {
        faults.report(
            Code::OutOfRange,
            place,
            format!("写了 {given} 个开始时间，而半天有 {all} 个"),
            format!("{given} starts are given for {all} half-days"),
        );
        return None;
    }
    Some(found)
}

/// Half-days at their other times end before midnight, and before the next one begins.
fn fit_the_days(
    round: &Round,
    place: &Location,
    draft: &Draft,
    blocks: &KnownNames,
    faults: &mut Faults,
) {
    let shown = |id: usize| blocks.location(id).map(ToString::to_string).unwrap_or_default();
    let in_round = round.blocks(&draft.blocks);
    for (id, block) in in_round.iter().enumerate() {
        let (name, there) = (&block.name, shown(id));
        if block.latest_end > DAY {
            faults.report(
                Code::OutOfRange,
                place,
                format!("这一轮中，{there} 的半天“{name}”会过零点"),
                format!("in this round block “{name}” at {there} would go past midnight"),
            );
        }
        let earlier = in_round[..id].iter().enumerate();
        for (before, other) in earlier.filter(|(_, other)| other.meets(block, draft.changeover)) {
            let (earlier, at) = (&other.name, shown(before));
            faults.report(
                Code::BlocksOverlap,
                place,
                format!("这一轮中，{there} 的半天“{name}”与 {at} 的“{earlier}”重叠（含最晚结束与换场）"),
                format!("in this round block “{name}” at {there} overlaps “{earlier}” at {at} (latest end and changeover counted)"),
            );
        }
    }
}

/// What is elsewhere in bad weather: each half-day once, at another place or time.
pub fn weather(
    entries: Vec<WeatherSection>,
    all: &[Block],
    (stations, blocks): (&KnownNames, &KnownNames),
    clocks: &Clocks,
    faults: &mut Faults,
) -> Vec<BadWeather> {
    let mut places: Vec<(BlockId, Location)> = Vec::new();
    let mut found = Vec::new();
    for own in entries {
        exist(clocks, own.date.value, &[&own.start], &[], faults);
        let Some(name) = &own.block.value else { continue };
        let station = stations.position(name).filter(|_| blocks.position(name).is_none());
        let named: Vec<BlockId> = match station {
            Some(station) => {
                let ids = (0..all.len()).filter(|id| all[*id].station.0 == station);
                ids.map(BlockId).collect()
            }
            None => blocks.find(name, &own.block.place, faults).map(BlockId).into_iter().collect(),
        };
        let (place, date) = (text(&own.place, &own.place_en), own.date.value);
        let start = own.start.value.map(|Time(start)| start);
        if !(own.place.is_written || own.date.is_written || own.start.is_written) {
            faults.report(
                Code::MissingKey,
                &own.location,
                format!("“{name}”遇雨改在何处或何时没有写：place、date、start 至少写一项"),
                format!("where or when “{name}” is in bad weather is not said: give place, date or start"),
            );
        }
        for block in named {
            if let Some((_, first)) = places.iter().find(|(known, _)| *known == block) {
                faults.report(
                    Code::Duplicate,
                    &own.location,
                    format!("“{name}”的雨天安排已在 {first} 给出"),
                    format!("bad weather of “{name}” is already there at {first}"),
                );
                continue;
            }
            places.push((block, own.location.clone()));
            let length = all[block.0].latest_end - all[block.0].regular.start;
            if start.is_some_and(|start| start + length > DAY) {
                faults.report(
                    Code::OutOfRange,
                    &own.start.place,
                    format!("“{name}”从这时起会过零点"),
                    format!("“{name}” would go past midnight from then on"),
                );
                continue;
            }
            found.push(BadWeather { block, place: place.clone(), date, start });
        }
    }
    found
}
