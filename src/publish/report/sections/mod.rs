//! Sections of the report, one file each: what their templates show.

pub mod changes;
pub mod classes;
pub mod crews;
pub mod cuts;
pub mod fees;
pub mod people;
pub mod relations;
pub mod repeats;
pub mod timetable;

use super::data::ReportData;
use super::tables::part_label;
use crate::base::clock::day_label;
use crate::base::ratio::Ratio;
use crate::base::text::Lang;
use crate::campaign::plan::{Slot, Window};
use minijinja::{Value, context};

/// A figure, or a dash.
pub fn number(value: Option<Ratio>, decimals: usize) -> String {
    value.map_or_else(|| "—".to_owned(), |value| format!("{:.decimals$}", value.as_f64()))
}

/// Windows as day, time, place and classes, each of which a line must not break.
pub fn calls(data: &ReportData<'_>, windows: &[Window], lang: Lang) -> Vec<Value> {
    let several = data.campaign.stations().len() > 1;
    windows
        .iter()
        .map(|window| {
            context! {
                day => day_label(window.date, lang),
                time => window.interval.to_string(),
                part => part_label(data.campaign, window.group, window.run, lang),
                station => several.then(|| data.campaign.station(window.station).name.get(lang)),
            }
        })
        .collect()
}

/// When a class has its slot; the day is said where a hand-made plan puts it on another one than
/// the window.
pub fn slot_time(slot: &Slot, window: &Window, lang: Lang) -> String {
    if slot.date == window.date {
        return slot.interval.to_string();
    }
    format!("{} {}", day_label(slot.date, lang), slot.interval)
}
