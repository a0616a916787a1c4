//! The same plan at other times: a second round for everybody, such as the second dose, and where and
//! when half-days take place instead when the weather is bad.

use super::{Block, BlockId, Campaign, Draft, Station, StationId};
use crate::base::clock::{Interval, Minutes};
use crate::base::text::{Lang, Text};
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Another round: every half-day once more, `days` days later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// What it is called: 第二剂.
    pub name: Text,
    /// Days from the half-day to the one in which its people come again.
    pub days: i64,
    /// The first minute of each half-day in this round, in their order; none where they are those
    /// of the first round.
    pub starts: Vec<Minutes>,
}

/// Where and when a half-day takes place instead when the weather is bad.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadWeather {
    /// The half-day that moves.
    pub block: BlockId,
    /// The other hall; `None` for the same place.
    pub place: Option<Text>,
    /// The other day; `None` for the same one.
    pub date: Option<Date>,
    /// The first minute there; `None` for the same one.
    pub start: Option<Minutes>,
}

/// A round or the plan for bad weather, as a campaign of its own.
#[derive(Debug, Clone)]
pub struct Repeat {
    /// What it is called.
    pub name: Text,
    /// Whether it comes on top of the plan, or takes its place.
    pub is_round: bool,
    /// Its half-days are those of the campaign, in the same order, at their other times.
    pub campaign: Campaign,
}

/// What the plan for bad weather is called.
fn bad_weather() -> Text {
    Text::new("雨天方案", "Bad weather")
}

impl Campaign {
    /// Other rounds, in their order.
    pub fn rounds(&self) -> &[Round] {
        &self.draft.rounds
    }

    /// What takes place elsewhere when the weather is bad.
    pub fn weather(&self) -> &[BadWeather] {
        &self.draft.weather
    }

    /// The campaign once more for each round and for bad weather, with its half-days at their other
    /// times. Pins and wishes name dates and minutes of the first round and are left out; exams,
    /// relations and every other rule hold there, too.
    pub fn repeats(&self) -> Vec<Repeat> {
        let mut found = Vec::new();
        for round in &self.draft.rounds {
            let mut draft = self.without_first_times();
            draft.blocks = round.blocks(&draft.blocks);
            found.push(Repeat::new(round.name.clone(), true, draft));
        }
        if !self.draft.weather.is_empty() {
            let mut draft = self.without_first_times();
            for own in &self.draft.weather {
                let station = draft.blocks[own.block.0].station;
                let elsewhere = own.place.as_ref().map(|place| hall(&mut draft, station, place));
                let block = &mut draft.blocks[own.block.0];
                block.station = elsewhere.unwrap_or(block.station);
                let (date, start) = (own.date, own.start);
                block.put(date.unwrap_or(block.date), start.unwrap_or(block.regular.start));
            }
            found.push(Repeat::new(bad_weather(), false, draft));
        }
        found
    }

    fn without_first_times(&self) -> Draft {
        let mut draft = self.to_draft();
        draft.rounds = Vec::new();
        draft.weather = Vec::new();
        draft.pins = Vec::new();
        draft.preferences = Vec::new();
        draft.code_deadline = None;
        draft.uncertainty.outages = Vec::new();
        draft
    }
}

impl Round {
    /// The half-days of the first round as they are in this one.
    pub fn blocks(&self, blocks: &[Block]) -> Vec<Block> {
        let mut blocks = blocks.to_vec();
        for (id, block) in blocks.iter_mut().enumerate() {
            let date = block.date.checked_add(self.days.days()).unwrap_or(block.date);
            block.put(date, self.starts.get(id).copied().unwrap_or(block.regular.start));
        }
        blocks
    }

    /// The first minute of each half-day where those of a station's day change places: who came in
    /// the first one comes in the last.
    pub fn swapped(blocks: &[Block], stations: &[Station]) -> Vec<Minutes> {
        // Two crews or more may stand at one desk, each with half-days of its own.
        let is_same_place = |one: &Block, other: &Block| {
            let desk = |block: &Block| stations.get(block.station.0)?.desk.as_deref();
            one.date == other.date
                && (one.station == other.station || desk(one).is_some() && desk(one) == desk(other))
        };
        let start = |block: &Block| {
            let same = blocks.iter().filter(|own| is_same_place(own, block));
            let starts: BTreeSet<Minutes> = same.map(|own| own.regular.start).collect();
            let place = starts.iter().position(|own| *own == block.regular.start).unwrap_or(0);
            starts.iter().rev().nth(place).copied().unwrap_or(block.regular.start)
        };
        blocks.iter().map(start).collect()
    }
}

impl Repeat {
    /// The draft is sound as the campaign's is: what lies in a half-day has moved with it.
    fn new(name: Text, is_round: bool, draft: Draft) -> Repeat {
        Repeat { name, is_round, campaign: Campaign::of_sound(draft) }
    }
}

/// The station of that name, made from another one where it is not there yet.
fn hall(draft: &mut Draft, like: StationId, place: &Text) -> StationId {
    let is_it = |own: &Station| own.name.get(Lang::Zh) == place.get(Lang::Zh);
    if let Some(known) = draft.stations.iter().position(is_it) {
        return StationId(known);
    }
    let station = Station { id: None, name: place.clone(), ..draft.stations[like.0].clone() };
    draft.stations.push(station);
    StationId(draft.stations.len() - 1)
}

impl Block {
    /// Puts it on another day and at another time, with everything in it.
    fn put(&mut self, date: Date, start: Minutes) {
        let later = start - self.regular.start;
        let moved = |own: Interval| Interval::new(own.start + later, own.end + later);
        self.date = date;
        self.regular = moved(self.regular);
        self.latest_end += later;
        self.make_up.iter_mut().for_each(|own| own.interval = moved(own.interval));
        self.breaks.iter_mut().for_each(|own| own.interval = moved(own.interval));
    }
}
