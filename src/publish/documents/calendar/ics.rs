//! iCalendar as text (RFC 5545): CRLF, lines of at most 75 octets, escaped words.
//!
//! Written here rather than with a crate: the one there is gives every component a DTSTAMP and a
//! random UID, alarms and time zones too, and has no way to define a time zone. The tests read the
//! result with that crate.

use super::CalendarEvent;
use super::zone::Definition;
use crate::base::text::Lang;
use crate::publish::documents::safe::plain;

/// What identities end with.
pub const DOMAIN: &str = "callsheet";

/// The longest line in octets, its line break apart.
const MOST_OCTETS: usize = 75;

/// What a calendar asks of those who get it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CalendarMethod {
    /// Take these events, or their new versions.
    Publish,
    /// Remove these events.
    Cancel,
}

/// A calendar to be written.
pub struct Calendar<'a> {
    /// Its name.
    pub title: &'a str,
    /// What it asks.
    pub method: CalendarMethod,
    /// The zones of its times.
    pub zones: Vec<Definition>,
    /// Its events.
    pub events: &'a [CalendarEvent],
    /// The language of its words.
    pub lang: Lang,
}

impl Calendar<'_> {
    /// The whole file.
    pub fn text(&self) -> String {
        let method = match self.method {
            CalendarMethod::Publish => "PUBLISH",
            CalendarMethod::Cancel => "CANCEL",
        };
        let mut lines = vec![
            "BEGIN:VCALENDAR".to_owned(),
            "VERSION:2.0".to_owned(),
            format!("PRODID:-//callsheet//callsheet//{}", self.lang.tag().to_ascii_uppercase()),
            "CALSCALE:GREGORIAN".to_owned(),
            format!("METHOD:{method}"),
            format!("X-WR-CALNAME:{}", escaped(self.title)),
        ];
        lines.extend(self.zones.first().map(|zone| format!("X-WR-TIMEZONE:{}", zone.name)));
        lines.extend(self.zones.iter().flat_map(|zone| zone.lines.iter().cloned()));
        for event in self.events {
            lines.push("BEGIN:VEVENT".to_owned());
            lines.push(format!("UID:{}", event.uid));
            lines.push(format!("DTSTAMP:{}", event.stamp));
            lines.push(format!("SEQUENCE:{}", event.sequence));
            lines.extend(event.body.iter().cloned());
            lines.push("END:VEVENT".to_owned());
        }
        lines.push("END:VCALENDAR".to_owned());
        lines.iter().map(|line| folded(line)).collect()
    }
}

/// Words as a property of text has them.
pub fn escaped(words: &str) -> String {
    plain(words).replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,")
}

/// A content line in pieces of at most 75 octets, each but the first behind a space; no letter is
/// torn apart.
fn folded(line: &str) -> String {
    let mut text = String::with_capacity(line.len() + 8);
    let mut octets = 0;
    for letter in line.chars() {
        if octets + letter.len_utf8() > MOST_OCTETS {
            text.push_str("\r\n ");
            octets = 1;
        }
        text.push(letter);
        octets += letter.len_utf8();
    }
    text.push_str("\r\n");
    text
}

#[cfg(test)]
mod tests {
    use super::{escaped, folded};

    #[test]
    fn lines_are_folded_between_letters() {
        let line = format!("SUMMARY:{}", "智能技术与工程学院".repeat(12));
        let text = folded(&line);
        assert!(
            text.ends_with("\r\n") && text.split("\r\n").all(|piece| piece.len() <= 75),
            "{text}"
        );
        assert_eq!(text.replace("\r\n ", "").trim_end(), line);
        assert_eq!(folded(&"x".repeat(75)), format!("{}\r\n", "x".repeat(75)));
    }

    #[test]
    fn words_cannot_begin_a_property() {
        assert_eq!(
            escaped("a;b,c\\n\r\nATTACH:file:///etc/passwd"),
            "a\\;b\\,c\\\\n  ATTACH:file:///etc/passwd"
        );
    }
}
