//! The time zone of events as a calendar defines it: every change of its clocks that their days
//! could meet.

use super::{CalendarEvent, TIME};
use crate::campaign::Campaign;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone, TimeZoneTransition};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

/// A `VTIMEZONE`.
pub struct Definition {
    /// The IANA name.
    pub name: String,
    /// Its lines.
    pub lines: Vec<String>,
}

/// The campaign's zone; its name was looked up when the campaign was read.
pub fn of(campaign: &Campaign) -> Option<TimeZone> {
    TimeZone::get(campaign.time_zone()).ok()
}

/// The zones that the events name, each from the change before its first event, by which that one's
/// time is known, to a year after its last.
pub fn definitions(events: &[CalendarEvent]) -> Vec<Definition> {
    let mut days: BTreeMap<&str, (DateTime, DateTime)> = BTreeMap::new();
    for event in events {
        let start = event.start().and_then(|start| DateTime::strptime(TIME, start).ok());
        let Some((name, start)) = event.zone().zip(start) else { continue };
        let own = days.entry(name).or_insert((start, start));
        *own = (own.0.min(start), own.1.max(start));
    }
    days.into_iter().filter_map(|(name, (first, last))| definition(name, first, last)).collect()
}

fn definition(name: &str, first: DateTime, last: DateTime) -> Option<Definition> {
    let zone = TimeZone::get(name).ok()?;
    let (from, to) = (zone.to_timestamp(first).ok()?, zone.to_timestamp(last).ok()?);
    let to = to.checked_add(SignedDuration::from_hours(365 * 24)).ok()?;
    let mut lines = vec!["BEGIN:VTIMEZONE".to_owned(), format!("TZID:{name}")];
    let before = zone.preceding(from).next();
    if before.is_none() {
        let offset = zone.to_offset(from);
        lines.extend(observance("STANDARD", "19700101T000000", offset, offset, name));
    }
    let after = zone.following(from).take_while(|change| change.timestamp() <= to);
    for change in before.into_iter().chain(after) {
        lines.extend(change_of_clocks(&zone, &change));
    }
    lines.push("END:VTIMEZONE".to_owned());
    Some(Definition { name: name.to_owned(), lines })
}

fn change_of_clocks(zone: &TimeZone, change: &TimeZoneTransition<'_>) -> Vec<String> {
    let at: Timestamp = change.timestamp();
    let before = at
        .checked_sub(SignedDuration::from_secs(1))
        .map_or(change.offset(), |second| zone.to_offset(second));
    // The moment of the change is told by the clocks as they were until then.
    let onset = before.to_datetime(at).strftime(TIME).to_string();
    let kind = if change.dst().is_dst() { "DAYLIGHT" } else { "STANDARD" };
    observance(kind, &onset, before, change.offset(), change.abbreviation())
}

fn observance(kind: &str, onset: &str, from: Offset, to: Offset, name: &str) -> Vec<String> {
    vec![
        format!("BEGIN:{kind}"),
        format!("DTSTART:{onset}"),
        format!("TZOFFSETFROM:{}", hours(from)),
        format!("TZOFFSETTO:{}", hours(to)),
        format!("TZNAME:{name}"),
        format!("END:{kind}"),
    ]
}

/// `+0800`, with seconds where a zone of long ago has them.
fn hours(offset: Offset) -> String {
    let seconds = offset.seconds();
    let sign = if seconds < 0 { '-' } else { '+' };
    let seconds = seconds.abs();
    let rest = seconds % 60;
    let rest = if rest == 0 { String::new() } else { format!("{rest:02}") };
    format!("{sign}{:02}{:02}{rest}", seconds / 3600, seconds / 60 % 60)
}
