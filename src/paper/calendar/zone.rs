//! The time zone of a campaign as a calendar defines it: every change of its clocks that its days could meet.

use super::moment;
use crate::instance::Instance;
use jiff::tz::{Offset, TimeZone, TimeZoneTransition};
use jiff::{SignedDuration, Timestamp};

/// A `VTIMEZONE`.
pub struct Definition {
    /// The IANA name.
    pub name: String,
    /// Its lines.
    pub lines: Vec<String>,
}

/// The campaign's zone; `None` where this machine does not know it.
pub fn of(instance: &Instance) -> Option<TimeZone> {
    TimeZone::get(instance.time_zone()).ok()
}

/// The definition of the campaign's zone: the change before its first day, by which the first day's time is known, and
/// those up to a year after its last.
pub fn definition(instance: &Instance) -> Option<Definition> {
    let zone = of(instance)?;
    let days = || instance.blocks().iter().map(|block| block.date);
    let from = zone.to_timestamp(moment(days().min()?, 0)).ok()?;
    let to = zone.to_timestamp(moment(days().max()?, 24 * 60)).ok()?;
    let to = to.checked_add(SignedDuration::from_hours(365 * 24)).ok()?;
    let mut lines = vec!["BEGIN:VTIMEZONE".to_owned(), format!("TZID:{}", instance.time_zone())];
    let before = zone.preceding(from).next();
    if before.is_none() {
        let offset = zone.to_offset(from);
        lines.extend(observance("STANDARD", "19700101T000000", offset, offset, instance.time_zone()));
    }
    let after = zone.following(from).take_while(|change| change.timestamp() <= to);
    for change in before.into_iter().chain(after) {
        lines.extend(change_of_clocks(&zone, &change));
    }
    lines.push("END:VTIMEZONE".to_owned());
    Some(Definition { name: instance.time_zone().to_owned(), lines })
}

fn change_of_clocks(zone: &TimeZone, change: &TimeZoneTransition<'_>) -> Vec<String> {
    let at: Timestamp = change.timestamp();
    let before = at.checked_sub(SignedDuration::from_secs(1)).map_or(change.offset(), |second| zone.to_offset(second));
    // The moment of the change is told by the clocks as they were until then.
    let onset = before.to_datetime(at).strftime("%Y%m%dT%H%M%S").to_string();
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
