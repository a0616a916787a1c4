//! `[[round]]` and `[[weather]]` of `campaign.toml`: the plan at other times.

use super::clocks::exist;
use super::faults::{Faults, KnownNames};
use super::fields::{RoundSection, Time, WeatherSection, Whole, text};
use crate::base::clocks::Clocks;
use crate::base::diagnostic::{Code, Location};
use crate::base::text::Lang;
use crate::campaign::{BadWeather, Block, BlockId, Round};

const DAY: i32 = 24 * 60;

/// Other rounds, each with a name of its own.
pub fn rounds(entries: Vec<RoundSection>, faults: &mut Faults) -> Vec<Round> {
    let mut names = KnownNames::new("轮次", "round");
    let mut found = Vec::new();
    for own in entries {
        let Some(name) = text(&own.name, &own.name_en) else { continue };
        names.add(name.get(Lang::Zh), &own.name.place, faults);
        let Some(days) = own.days_after.value.map(Whole::get) else { continue };
        found.push(Round { name, days, is_swapped: own.swapped.value.unwrap_or(false) });
    }
    found
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
