//! Calendars of every college and class, and how a new plan replaces what an earlier one put into
//! people's calendars.
//!
//! An event keeps its UID from plan to plan: the campaign's id, the group and the class decide it,
//! never the time. All of a campaign's begin alike, so that calendars of others in the same folder
//! are left alone. A campaign whose folder has another name than before finds the events of its
//! groups and its year under their old UIDs, and keeps these. When its time or place changes its
//! SEQUENCE goes up by one, which is what makes a calendar replace the event; when only words
//! change, the new DTSTAMP does. An event that is no longer there is cancelled in a calendar of its
//! own, and stays cancelled there in all later exports, so that its SEQUENCE is known should it
//! come back.

mod earlier;
mod ics;
mod zone;

pub use earlier::EarlierEvents;

use super::safe::Names;
use crate::base::clock::{Interval, Minutes, clock};
use crate::base::clocks::{Clocks, moment};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::text::{Lang, Text};
use crate::campaign::plan::{Plan, Slot, Window};
use crate::campaign::{Campaign, GroupId, Repeat, StationId};
use crate::plans::crews::stands;
use crate::plans::repeats::plan_of;
use crate::publish::output::Output;
use crate::publish::report::{ReportData, amount, window_name};
use ics::{Calendar, CalendarMethod, escaped};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};

/// The folder of the calendars, inside that of the export.
pub const FOLDER: &str = "calendar";

/// The calendar of cancelled events.
const CANCELLED: &str = "cancelled";

/// What a line of an event of another round has before the UID of the event of the first round.
const RELATED: &str = "RELATED-TO:";

/// How a moment is written.
const TIME: &str = "%Y%m%dT%H%M%S";

/// An event as its lines, apart from those that count its versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarEvent {
    /// Who it is, for ever.
    pub uid: String,
    /// Which version it is.
    pub sequence: u32,
    /// When this version was made: `20231201T080000Z`; empty where nobody knows.
    pub stamp: String,
    /// Content lines, unfolded, without UID, SEQUENCE and DTSTAMP.
    pub body: Vec<String>,
}

impl CalendarEvent {
    /// Whether it is cancelled.
    pub fn is_cancelled(&self) -> bool {
        self.body.iter().any(|line| line == "STATUS:CANCELLED")
    }

    /// When it starts, by the clocks of its zone.
    fn start(&self) -> Option<&str> {
        Some(self.dtstart()?.1)
    }

    /// The UID of the event of the first round, where it is one of another round.
    fn related(&self) -> Option<&str> {
        self.body.iter().find_map(|line| line.strip_prefix(RELATED))
    }

    /// The year in which it starts.
    fn year(&self) -> Option<&str> {
        self.start()?.get(..4)
    }

    /// Its zone, where it has one.
    fn zone(&self) -> Option<&str> {
        Some(self.dtstart()?.0.split_once("TZID=")?.1)
    }

    /// The property with its parameters, and its value.
    fn dtstart(&self) -> Option<(&str, &str)> {
        self.body.iter().find(|line| line.starts_with("DTSTART"))?.split_once(':')
    }

    /// The lines that a calendar must not overlook when they change: when, where, whether, and when
    /// it rings.
    fn essence(&self) -> Vec<&str> {
        let essential = ["DTSTART", "DTEND", "LOCATION", "STATUS", "TRIGGER"];
        let is_essential = |line: &&str| essential.iter().any(|key| line.starts_with(key));
        self.body.iter().map(String::as_str).filter(is_essential).collect()
    }

    /// Makes this the next version of what was there before.
    fn follow(&mut self, before: Option<&CalendarEvent>, now: &str) {
        now.clone_into(&mut self.stamp);
        let Some(before) = before else { return };
        let changed = self.essence() != before.essence();
        self.sequence = before.sequence.saturating_add(u32::from(changed));
        if self.body == before.body && !before.stamp.is_empty() {
            self.stamp.clone_from(&before.stamp);
        }
    }

    /// The event as cancelled: no alarm rings any more.
    fn cancelled(&self, now: &str) -> CalendarEvent {
        if self.is_cancelled() {
            return self.clone();
        }
        let alarm =
            self.body.iter().position(|line| line == "BEGIN:VALARM").unwrap_or(self.body.len());
        let kept = self.body[..alarm].iter().filter(|line| !line.starts_with("STATUS:"));
        let body = kept.cloned().chain(["STATUS:CANCELLED".to_owned()]).collect();
        CalendarEvent {
            uid: self.uid.clone(),
            sequence: self.sequence.saturating_add(1),
            stamp: now.to_owned(),
            body,
        }
    }
}

/// A calendar before it is written: a name for its file, a heading, its events.
struct CalendarDraft {
    file: String,
    title: String,
    events: Vec<CalendarEvent>,
}

/// The events of a plan and of its other rounds, calendar by calendar, all in their first version.
fn drafts(campaign: &Campaign, plan: &Plan, lang: Lang) -> Vec<CalendarDraft> {
    let repeats = campaign.repeats();
    let rounds: Vec<(&Repeat, Plan)> = repeats
        .iter()
        .filter(|repeat| repeat.is_round)
        .map(|repeat| (repeat, plan_of(campaign, plan, repeat)))
        .collect();
    let zone = zone::of(campaign);
    let mut makers =
        vec![Maker { first: campaign, campaign, plan, round: None, lang, zone: zone.clone() }];
    makers.extend(rounds.iter().map(|(round, plan)| Maker {
        first: campaign,
        campaign: &round.campaign,
        plan,
        round: Some(&round.name),
        lang,
        zone: zone.clone(),
    }));
    let mut names = Names::default();
    names.file(CANCELLED);
    let mut drafts = Vec::new();
    for id in campaign.group_ids() {
        let group = campaign.group(id);
        let title = |name: &str| format!("{} · {name}", campaign.title().get(lang));
        // Names are given out for everybody, so that they don't change with the plan.
        let file = names.file(group.id());
        let mut all: Vec<CalendarEvent> =
            makers.iter().flat_map(|maker| maker.of_group(id)).collect();
        let mut classes: Vec<CalendarDraft> = Vec::new();
        for (class, own) in group.classes.iter().enumerate() {
            let file = names.file(&format!("{}-{}", group.id(), own.name));
            let who = format!("{} {}", group.name.get(lang), own.name);
            let events: Vec<CalendarEvent> =
                makers.iter().flat_map(|maker| maker.of_class(id, class, &who)).collect();
            all.extend(events.iter().cloned());
            classes.push(CalendarDraft { file, title: title(&who), events });
        }
        drafts.push(CalendarDraft { file, title: title(group.name.get(lang)), events: all });
        drafts.append(&mut classes);
    }
    drafts.retain(|draft| !draft.events.is_empty());
    drafts
}

/// All calendars of a plan, as the next version of the earlier ones.
pub fn calendars(
    data: &ReportData<'_>,
    earlier: &EarlierEvents,
    now: Timestamp,
    lang: Lang,
) -> (Vec<Output>, Vec<Diagnostic>) {
    next_version(data.campaign, drafts(data.campaign, data.plan, lang), earlier, now, lang)
}

/// The calendar of the only crew of a plan, an event for each half-day in which it stands at a desk,
/// as the next version of the earlier one.
pub fn crew_calendar(
    data: &ReportData<'_>,
    earlier: &EarlierEvents,
    now: Timestamp,
    lang: Lang,
) -> (Vec<Output>, Vec<Diagnostic>) {
    let (campaign, plan) = (data.campaign, data.plan);
    let zone = zone::of(campaign);
    let maker = Maker { campaign, plan, first: campaign, round: None, lang, zone };
    let stands = stands(campaign, plan);
    let Some(crew) = stands.first().map(|stand| campaign.crew(stand.crew)) else {
        return (Vec::new(), Vec::new());
    };
    let name = crew.name.get(lang);
    let events = stands.iter().map(|stand| {
        let here = plan.windows.iter().filter(|window| {
            (window.station, window.date) == (stand.station, stand.date)
                && stand.interval.overlaps(window.interval)
        });
        let people = here.map(|window| window.expected(campaign)).sum();
        let begins = written(moment(stand.date, stand.interval.start));
        let words = ["crew", crew.id(), &begins];
        let who = stand.site.map_or(name, |site| campaign.site(site).name.get(lang));
        maker.event(&words, who, people, stand.date, stand.station, stand.interval)
    });
    let title = format!("{} · {name}", campaign.title().get(lang));
    let mut names = Names::default();
    names.file(CANCELLED);
    let draft = CalendarDraft { file: names.file(name), title, events: events.collect() };
    next_version(campaign, vec![draft], earlier, now, lang)
}

/// Calendars as the next version of the earlier ones.
fn next_version(
    campaign: &Campaign,
    mut drafts: Vec<CalendarDraft>,
    earlier: &EarlierEvents,
    now: Timestamp,
    lang: Lang,
) -> (Vec<Output>, Vec<Diagnostic>) {
    let now = now.strftime("%Y%m%dT%H%M%SZ").to_string();
    let earlier = earlier.with_former_ids(&mut drafts);
    let mut live = BTreeSet::new();
    for event in drafts.iter_mut().flat_map(|draft| &mut draft.events) {
        event.follow(earlier.events.get(&event.uid), &now);
        live.insert(event.uid.clone());
    }
    // What the rest of a campaign does not know any more because it is over is not cancelled.
    let first = campaign.blocks().iter().map(|block| moment(block.date, block.regular.start)).min();
    let begins = first.filter(|_| campaign.continues().is_some()).map(written);
    let is_past = |event: &CalendarEvent| {
        begins.as_deref().zip(event.start()).is_some_and(|(begins, start)| start < begins)
    };
    // A group whose event in the first round is past comes in the other rounds: those are not cancelled.
    let is_over = |event: &CalendarEvent| {
        let first = event.related().and_then(|uid| earlier.events.get(uid));
        is_past(event) || first.is_some_and(is_past)
    };
    let gone: BTreeMap<&str, CalendarEvent> = earlier
        .events
        .values()
        .filter(|event| !live.contains(&event.uid) && !is_over(event))
        .map(|event| (event.uid.as_str(), event.cancelled(&now)))
        .collect();
    let write = |file: &str, title: &str, method, events: &[CalendarEvent]| {
        let calendar = Calendar { title, method, zones: zone::definitions(events), events, lang };
        Output::new(&format!("{FOLDER}/{file}.ics"), calendar.text())
    };
    let mut files: Vec<Output> = drafts
        .iter()
        .map(|draft| write(&draft.file, &draft.title, CalendarMethod::Publish, &draft.events))
        .collect();
    let mut warnings = Vec::new();
    if !gone.is_empty() {
        let events: Vec<CalendarEvent> = gone.values().cloned().collect();
        let title =
            format!("{} · {}", campaign.title().get(lang), lang.pick("已取消", "cancelled"));
        files.push(write(CANCELLED, &title, CalendarMethod::Cancel, &events));
        // A calendar of which nothing is left must not stay behind as if it held.
        let written: BTreeSet<&str> = drafts.iter().map(|draft| draft.file.as_str()).collect();
        for (file, uids) in &earlier.files {
            let events: Vec<CalendarEvent> =
                uids.iter().filter_map(|uid| gone.get(uid.as_str()).cloned()).collect();
            if file != CANCELLED && !written.contains(file.as_str()) && !events.is_empty() {
                files.push(write(file, &title, CalendarMethod::Cancel, &events));
            }
        }
        let new = gone.values().filter(|event| event.stamp == now).count();
        if new > 0 {
            let message = Text::new(
                format!("先前日历中的 {new} 个事件已取消，见 {FOLDER}/{CANCELLED}.ics"),
                format!(
                    "{new} events of the earlier calendar are cancelled, see {FOLDER}/{CANCELLED}.ics"
                ),
            );
            warnings.push(
                Diagnostic::warning(Code::Cancelled, message).help(Code::Cancelled.explanation()),
            );
        }
    }
    (files, warnings)
}

/// The campaign, the plan and the language of the events of a round.
struct Maker<'a> {
    /// The campaign in its first round, by which everybody knows the events.
    first: &'a Campaign,
    campaign: &'a Campaign,
    plan: &'a Plan,
    /// What the round is called; `None` for the first.
    round: Option<&'a Text>,
    lang: Lang,
    zone: Option<TimeZone>,
}

impl Maker<'_> {
    /// The events of a group, one a window.
    fn of_group(&self, id: GroupId) -> Vec<CalendarEvent> {
        let group = self.campaign.group(id);
        let mut firsts: BTreeMap<&str, usize> = BTreeMap::new();
        let event = |window: &Window| {
            let who = window_name(self.campaign, window, self.lang);
            let count = window.expected(self.campaign);
            // Parts of a group that is cut are told apart by their first class, which stays when
            // another part is done.
            let first = group
                .classes
                .get(window.run.map_or(0, |run| run.from))
                .map_or("", |class| class.name.as_str());
            // A hand-made plan may call the same people twice.
            let times = firsts.entry(first).or_default();
            let words = ["group", group.id(), first, &times.to_string()];
            *times += 1;
            self.event(&words, &who, count, window.date, window.station, window.interval)
        };
        self.plan.windows_of(id).into_iter().map(event).collect()
    }

    /// The events of a class, one a slot.
    fn of_class(&self, id: GroupId, class: usize, who: &str) -> Vec<CalendarEvent> {
        let group = self.campaign.group(id);
        let (name, count) = (&group.classes[class].name, group.expected_of_class(class));
        let slots = self.plan.slots_of(id).filter(|slot| slot.class == class);
        let event = |(place, slot): (usize, &Slot)| {
            let place = place.to_string();
            let words = ["class", group.id(), name, &place];
            self.event(&words, who, count, slot.date, slot.station, slot.interval)
        };
        slots.enumerate().map(event).collect()
    }

    /// The event of a group or a class, which `words` tell from all others of its round.
    fn event(
        &self,
        words: &[&str],
        who: &str,
        people: i64,
        date: Date,
        station: StationId,
        interval: Interval,
    ) -> CalendarEvent {
        let of_first = uid(self.first, words);
        let round = self.round.map(|name| name.get(Lang::Zh));
        let uid = round.map_or_else(
            || of_first.clone(),
            |round| uid(self.first, &[words, &["round", round]].concat()),
        );
        let (campaign, lang) = (self.campaign, self.lang);
        let kind = campaign.kind();
        let unit = kind.count().unit;
        let station = campaign.station(station).name.get(lang);
        let place = match campaign.place().map(|place| place.get(lang)) {
            Some(place) if place == station => place.to_owned(),
            Some(place) => format!("{place} · {station}"),
            None => station.to_owned(),
        };
        let (called, lead) =
            (campaign.call(interval.start), interval.start - campaign.call(interval.start));
        let call = clock(called);
        let mut about = vec![
            lang.pick(
                format!("集合 {call}，{} {interval}", kind.zh().service),
                format!("call {call}, {} {interval}", kind.en().service),
            ),
            lang.pick(
                format!("预计 {people} {unit}"),
                format!("{people} expected", people = kind.people(people)),
            ),
        ];
        if let Some(fee) = campaign.fee() {
            let each = amount(fee, 1, lang);
            let zh = format!("每{} {each}", kind.count().noun);
            about.push(lang.pick(zh, format!("{each} each")));
        }
        if campaign.classes_are_illustrative() && !self.plan.slots.is_empty() {
            let note = lang.pick("班级名单仅为示意", "the class list is an illustration");
            about.push(note.to_owned());
        }
        let round = self.round.map(|name| name.get(lang));
        let round = round.map(|name| format!("{name}{}", lang.pick("，", ", ")));
        let round = round.unwrap_or_default();
        let summary = lang.pick(
            format!("{who}：{}（{round}{call} 集合）", kind.zh().event),
            format!("{who}: {} ({round}call {call})", kind.en().service),
        );
        let mut body = vec![format!("DTSTART{}", self.local(date, interval.start))];
        // An interval that is upside down, as hand-made plans may have it, gets no end: an event
        // must not end before it starts.
        let clocks = Clocks::of(campaign.time_zone());
        if interval.minutes() > 0 && clocks.true_minutes(date, interval) > 0 {
            body.push(format!("DTEND{}", self.local(date, interval.end)));
        }
        body.push(format!("SUMMARY:{}", escaped(&summary)));
        body.push(format!("LOCATION:{}", escaped(&place)));
        if uid != of_first {
            body.push(format!("{RELATED}{of_first}"));
        }
        body.push(format!("DESCRIPTION:{}", escaped(&about.join(lang.pick("；", "; ")))));
        body.extend(
            ["STATUS:CONFIRMED", "TRANSP:OPAQUE", "BEGIN:VALARM", "ACTION:DISPLAY"]
                .map(str::to_owned),
        );
        body.push(format!("TRIGGER:{}", before(lead)));
        body.push(format!("DESCRIPTION:{}", escaped(&summary)));
        body.push("END:VALARM".to_owned());
        CalendarEvent { uid, sequence: 0, stamp: String::new(), body }
    }

    /// A minute of a day with its zone, from the colon or the parameter on; floating where the zone
    /// is unknown.
    fn local(&self, date: Date, minute: Minutes) -> String {
        let time = written(moment(date, minute));
        match &self.zone {
            Some(_) => format!(";TZID={}:{time}", self.campaign.time_zone()),
            None => format!(":{time}"),
        }
    }
}

/// A moment as calendars write it; in their order of time, too.
fn written(moment: DateTime) -> String {
    moment.strftime(TIME).to_string()
}

/// The duration that stands for `minutes` before the start.
fn before(minutes: Minutes) -> String {
    if minutes == 0 { "PT0M".to_owned() } else { format!("-PT{minutes}M") }
}

/// The identity of an event: that of its campaign, then its own.
fn uid(campaign: &Campaign, words: &[&str]) -> String {
    format!("{}-{}", campaign_id(campaign), own_part(words))
}

/// What tells an event from all others of its campaign.
fn own_part(words: &[&str]) -> String {
    format!("{:032x}@{}", hash(words), ics::DOMAIN)
}

/// What all identities of a campaign begin with.
fn campaign_id(campaign: &Campaign) -> String {
    format!("{:032x}", hash(&[&campaign.id()]))
}

/// A number that depends on these words alone: FNV-1a over 128 bits, each word behind its length,
/// so that no two lists of words run into each other.
fn hash(words: &[&str]) -> u128 {
    let mut hash: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    let mut eat = |byte: u8| {
        hash = (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013B);
    };
    for word in words {
        (word.len() as u64).to_le_bytes().into_iter().chain(word.bytes()).for_each(&mut eat);
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::{CalendarEvent, hash};

    fn event(start: &str, summary: &str) -> CalendarEvent {
        let body = [
            &format!("DTSTART:{start}"),
            &format!("SUMMARY:{summary}"),
            "STATUS:CONFIRMED",
            "BEGIN:VALARM",
            "END:VALARM",
        ];
        CalendarEvent {
            uid: "u".into(),
            sequence: 0,
            stamp: String::new(),
            body: body.map(str::to_owned).to_vec(),
        }
    }

    #[test]
    fn a_new_time_is_a_new_sequence_and_new_words_are_a_new_stamp() {
        let mut first = event("1", "a");
        first.follow(None, "t1");
        assert_eq!((first.sequence, first.stamp.as_str()), (0, "t1"));
        let mut same = event("1", "a");
        same.follow(Some(&first), "t2");
        assert_eq!(same, first, "nothing changed: not a byte changes");
        let mut renamed = event("1", "b");
        renamed.follow(Some(&first), "t2");
        assert_eq!((renamed.sequence, renamed.stamp.as_str()), (0, "t2"));
        let mut moved = event("2", "a");
        moved.follow(Some(&renamed), "t3");
        assert_eq!((moved.sequence, moved.stamp.as_str()), (1, "t3"));
        let gone = moved.cancelled("t4");
        assert!(
            gone.is_cancelled()
                && gone.sequence == 2
                && !gone.body.contains(&"BEGIN:VALARM".to_owned())
        );
        assert_eq!(gone.cancelled("t5"), gone, "cancelled once is enough");
        let mut back = event("2", "a");
        back.follow(Some(&gone), "t6");
        assert_eq!((back.sequence, back.stamp.as_str()), (3, "t6"));
    }

    #[test]
    fn identities_are_stable_and_apart() {
        assert_eq!(hash(&["class", "c", "g", "1班"]), hash(&["class", "c", "g", "1班"]));
        assert_ne!(hash(&["ab", "c"]), hash(&["a", "bc"]));
        // FNV-1a 128 of nothing.
        assert_eq!(hash(&[]), 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d);
    }
}
