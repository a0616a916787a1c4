//! What an earlier export put into people's calendars: read from its files, or told by the plan
//! that it was made from.

use super::ics::DOMAIN;
use super::{CalendarDraft, CalendarEvent, FOLDER, RELATED, campaign_id, drafts};
use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::text::{Lang, Text};
use crate::campaign::Campaign;
use crate::campaign::plan::Plan;
use crate::files::read_text;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The latest versions of all events, and in which files they stood.
#[derive(Debug, Clone, Default)]
pub struct EarlierEvents {
    /// Events by UID.
    pub events: BTreeMap<String, CalendarEvent>,
    /// For each file, without its ending, the UIDs in it.
    pub files: BTreeMap<String, Vec<String>>,
    /// Events that this program made for campaigns of other ids, with the file of each.
    foreign: Vec<(String, CalendarEvent)>,
}

impl EarlierEvents {
    /// Where the calendars of an export lie: the folder itself or the one inside it; `None` where
    /// there are none.
    pub fn folder(export: &Path) -> Option<PathBuf> {
        [export.join(FOLDER), export.to_owned()]
            .into_iter()
            .find(|folder| !calendars_in(folder).is_empty())
    }

    /// Reads the calendars of a folder; events of others and of other campaigns are passed over.
    ///
    /// # Errors
    /// Every calendar that can't be read.
    pub fn read(folder: &Path, campaign: &Campaign) -> Result<EarlierEvents, Vec<Diagnostic>> {
        let own_id = campaign_id(campaign);
        let mut earlier = EarlierEvents::default();
        let mut faults = Vec::new();
        for path in calendars_in(folder) {
            let read = read_text(&path).and_then(|text| events(&path.display().to_string(), &text));
            match read {
                Ok(events) => {
                    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                    for event in events {
                        match parts(&event.uid) {
                            Some((id, _)) if id == own_id => earlier.keep(&stem, event),
                            Some(_) => earlier.foreign.push((stem.clone(), event)),
                            None => {}
                        }
                    }
                }
                Err(fault) => faults.push(fault),
            }
        }
        if faults.is_empty() { Ok(earlier) } else { Err(faults) }
    }

    /// The first version of the calendars of a plan.
    pub fn of_plan(campaign: &Campaign, plan: &Plan, lang: Lang) -> EarlierEvents {
        let mut earlier = EarlierEvents::default();
        for draft in drafts(campaign, plan, lang) {
            for event in draft.events {
                earlier.keep(&draft.file, event);
            }
        }
        earlier
    }

    /// The same with the events of campaigns that this one was before its folder had another name:
    /// those that have an event of a group or class of the drafts in the same year. The drafts get
    /// the UIDs that these events have in people's calendars.
    pub(super) fn with_former_ids(&self, drafts: &mut [CalendarDraft]) -> EarlierEvents {
        let mut earlier = self.clone();
        let own = |event: &CalendarEvent| {
            let (_, own) = parts(&event.uid)?;
            Some((own.to_owned(), event.year()?.to_owned()))
        };
        let events = || drafts.iter().flat_map(|draft| &draft.events);
        let wanted: BTreeSet<_> = events().filter_map(own).collect();
        let years: BTreeSet<_> = wanted.iter().map(|(_, year)| year.clone()).collect();
        let same_people = self.foreign.iter().filter(|(_, event)| {
            !earlier.events.contains_key(&event.uid)
                && own(event).is_some_and(|own| wanted.contains(&own))
        });
        let former: BTreeSet<String> =
            same_people.filter_map(|(_, event)| Some(parts(&event.uid)?.0.to_owned())).collect();
        for (file, event) in &self.foreign {
            if parts(&event.uid).is_some_and(|(id, _)| former.contains(id))
                && event.year().is_some_and(|year| years.contains(year))
            {
                earlier.keep(file, event.clone());
            }
        }
        for event in drafts.iter_mut().flat_map(|draft| &mut draft.events) {
            if let Some(uid) = earlier.former_id(&former, &event.uid) {
                event.uid = uid;
            }
            let of_first = event.body.iter_mut().find(|line| line.starts_with(RELATED));
            if let Some(line) = of_first
                && let Some(uid) = earlier.former_id(&former, &line[RELATED.len()..])
            {
                *line = format!("{RELATED}{uid}");
            }
        }
        earlier
    }

    /// The UID under which an earlier calendar has the event, where its campaign had one of these ids.
    fn former_id(&self, former: &BTreeSet<String>, uid: &str) -> Option<String> {
        let (_, own) = parts(uid).filter(|_| !self.events.contains_key(uid))?;
        let mut before = former.iter().map(|id| format!("{id}-{own}"));
        before.find(|uid| self.events.contains_key(uid))
    }

    /// Of several versions the last counts.
    fn keep(&mut self, file: &str, event: CalendarEvent) {
        self.files.entry(file.to_owned()).or_default().push(event.uid.clone());
        match self.events.get_mut(&event.uid) {
            Some(known) if (known.sequence, &known.stamp) >= (event.sequence, &event.stamp) => {}
            Some(known) => *known = event,
            None => {
                self.events.insert(event.uid.clone(), event);
            }
        }
    }
}

/// The campaign's part and the event's own part of a UID that this program made.
fn parts(uid: &str) -> Option<(&str, &str)> {
    uid.split_once('-').filter(|(_, own)| own.ends_with(&format!("@{DOMAIN}")))
}

/// The calendars of a folder in the order of their names.
fn calendars_in(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let is_calendar =
        |path: &PathBuf| path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("ics"));
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(is_calendar).collect();
    found.sort();
    found
}

/// The events of a calendar.
fn events(file: &str, text: &str) -> Result<Vec<CalendarEvent>, Diagnostic> {
    let fault = |line: usize, zh: &str, en: &str| {
        Diagnostic::error(Code::NotACalendar, Text::new(zh, en))
            .at(Location::line(file, line))
            .help(Code::NotACalendar.explanation())
    };
    let lines = unfolded(text);
    if lines.first().is_none_or(|(_, first)| first != "BEGIN:VCALENDAR") {
        return Err(fault(1, "不是日历文件", "is not a calendar"));
    }
    let (mut open, mut events): (Vec<&str>, Vec<CalendarEvent>) = (Vec::new(), Vec::new());
    for (number, line) in &lines {
        let inside = open.contains(&"VEVENT");
        if let Some(name) = line.strip_prefix("END:") {
            if open.pop() != Some(name) {
                return Err(fault(*number, "BEGIN 与 END 不成对", "BEGIN and END don't match"));
            }
            if name == "VEVENT" && events.last().is_some_and(|event| event.uid.is_empty()) {
                return Err(fault(*number, "事件没有 UID", "an event without UID"));
            }
        }
        if let Some(name) = line.strip_prefix("BEGIN:") {
            open.push(name);
            if name == "VEVENT" {
                events.push(CalendarEvent {
                    uid: String::new(),
                    sequence: 0,
                    stamp: String::new(),
                    body: Vec::new(),
                });
            }
        }
        let Some(event) = events.last_mut().filter(|_| inside && line != "END:VEVENT") else {
            continue;
        };
        match line.split_once(':') {
            Some(("UID", uid)) => uid.clone_into(&mut event.uid),
            Some(("DTSTAMP", stamp)) => stamp.clone_into(&mut event.stamp),
            Some(("SEQUENCE", count)) => match count.trim().parse() {
                Ok(sequence) => event.sequence = sequence,
                Err(_) => {
                    return Err(fault(
                        *number,
                        "SEQUENCE 不是整数",
                        "SEQUENCE is not a whole number",
                    ));
                }
            },
            _ => event.body.push(line.clone()),
        }
    }
    if !open.is_empty() {
        return Err(fault(lines.len(), "文件不完整", "the file ends too early"));
    }
    Ok(events)
}

/// Content lines with the number of the line on which each begins.
fn unfolded(text: &str) -> Vec<(usize, String)> {
    let mut lines: Vec<(usize, String)> = Vec::new();
    // A stray CR is a line end, too, lest it goes out again inside a line.
    let text = text.trim_start_matches('\u{FEFF}').replace("\r\n", "\n").replace('\r', "\n");
    for (place, line) in text.lines().enumerate() {
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(rest), Some((_, last))) => last.push_str(rest),
            _ if line.trim().is_empty() => {}
            _ => lines.push((place + 1, line.to_owned())),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::events;

    #[test]
    fn a_stray_line_end_ends_a_line() {
        let lines = super::unfolded("A:1\r\nB:2\rC:3\n D\r\n");
        let lines: Vec<&str> = lines.iter().map(|(_, line)| line.as_str()).collect();
        assert_eq!(lines, ["A:1", "B:2", "C:3D"]);
    }

    #[test]
    fn folded_events_are_read_and_faults_have_their_line() {
        let text = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a@\r\n callsheet\r\nSEQUENCE:4\r\nSUMMARY:x\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        let found = events("f", text).unwrap();
        assert_eq!((found[0].uid.as_str(), found[0].sequence), ("a@callsheet", 4));
        assert_eq!(found[0].body, ["SUMMARY:x"]);
        let line = |text: &str| events("f", text).unwrap_err().location.unwrap().line;
        assert_eq!(line("hello"), Some(1));
        assert_eq!(line(&text.replace("SEQUENCE:4", "SEQUENCE:four")), Some(5));
        assert_eq!(line(&text.replace("UID:a@\r\n callsheet\r\n", "")), Some(5));
        assert_eq!(line("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR\r\n"), Some(3));
        assert!(events("f", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:x\r\n").is_err());
    }
}
