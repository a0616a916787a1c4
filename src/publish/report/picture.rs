//! The timetable as a picture for a phone: a day below the other, the hours of a day downwards, its
//! stations side by side on one axis.

use super::canvas::{
    Anchor, Canvas, FAINT, GRID_LINE, INK, MAKE_UP, PAPER, PLAN, text_width, wrap,
};
use super::data::ReportData;
use super::tables::{make_up, window_name};
use crate::base::clock::{Interval, Minutes, clock, day_label};
use crate::base::text::Lang;
use crate::campaign::StationId;
use crate::publish::words::calls;
use jiff::civil::Date;

/// The width of a phone, in pixels.
const WIDTH: i32 = 390;
/// Pixels for the hours, such as `09:00`, at the left of the columns.
const HOURS: i32 = 46;
/// The height of a line of text in a box, and of its letters, in pixels.
const LINE: i32 = 16;
const FONT: f64 = 12.0;
/// Pixels of a column that its text leaves free.
const TEXT_MARGIN: i32 = 10;
/// Pixels that stand for a time in which no station works, such as lunch, whatever its minutes.
const PAUSE: i32 = 14;

/// A box of the picture.
struct PictureEntry {
    station: StationId,
    interval: Interval,
    name: String,
    /// Time and people, on a line of their own where there is room.
    more: String,
    is_make_up: bool,
}

impl PictureEntry {
    /// Name, and time and people, on lines of their own.
    fn lines(&self, width: f64) -> Vec<String> {
        let mut lines = wrap(&self.name, width, FONT);
        lines.extend(wrap(&self.more, width, FONT));
        lines
    }

    fn on_one_line(&self) -> String {
        format!("{} {}", self.name, self.more)
    }
}

/// Draws it.
pub fn svg(data: &ReportData<'_>, lang: Lang) -> String {
    let mut canvas = Canvas::new(WIDTH);
    let title = data.campaign.title().get(lang);
    let mut y = canvas.title(title);
    if let Some(place) = data.campaign.place() {
        let place = place.get(lang);
        let place = lang.pick(format!("地点：{place}"), format!("Place: {place}"));
        y = canvas.paragraph(&place, (8, y), WIDTH - 16, 13.0, FAINT) + 4;
    }
    let entries = entries(data, lang);
    let mut days: Vec<Date> = entries.iter().map(|(date, _)| *date).collect();
    days.dedup();
    for date in days {
        let own: Vec<&PictureEntry> =
            entries.iter().filter(|(day, _)| *day == date).map(|(_, entry)| entry).collect();
        y = day(&mut canvas, data, date, &own, y + 6, lang);
    }
    let lead = calls::lead(data.campaign);
    let lead = lead.get(lang);
    let note = lang.pick(format!("请{lead}。"), format!("All {lead}."));
    canvas.paragraph(&note, (8, y + 12), WIDTH - 16, 12.0, FAINT);
    canvas.into_svg(title)
}

/// Everything that takes place, by day and time.
fn entries(data: &ReportData<'_>, lang: Lang) -> Vec<(Date, PictureEntry)> {
    let kind = data.campaign.kind();
    let unit = kind.count().unit;
    let windows = data.plan.windows.iter().map(|window| {
        let people = window.headcount(data.campaign);
        let people = lang.pick(format!("{people} {unit}"), kind.people(people));
        let entry = PictureEntry {
            station: window.station,
            interval: window.interval,
            name: window_name(data.campaign, window, lang),
            more: format!("{} · {people}", window.interval),
            is_make_up: false,
        };
        (window.date, entry)
    });
    let reserved = make_up(data.campaign, data.plan, lang).into_iter().map(|(row, name)| {
        let entry = PictureEntry {
            station: row.station,
            interval: row.interval,
            name: name.to_owned(),
            more: row.interval.to_string(),
            is_make_up: true,
        };
        (row.date, entry)
    });
    let mut entries: Vec<(Date, PictureEntry)> = windows.chain(reserved).collect();
    entries.sort_by_key(|(date, entry)| (*date, entry.interval, entry.station));
    entries
}

/// The hours of a day in which some station works, with the pixels that each part begins at.
struct HourAxis {
    parts: Vec<(Interval, i32)>,
    per_minute: f64,
}

impl HourAxis {
    fn new(entries: &[&PictureEntry], column: i32, top: i32) -> HourAxis {
        let mut parts: Vec<Interval> = Vec::new();
        for entry in entries {
            match parts.last_mut() {
                Some(last) if entry.interval.start <= last.end => {
                    last.end = last.end.max(entry.interval.end);
                }
                _ => parts.push(entry.interval),
            }
        }
        // A minute has the pixels at which every window of the day has room for its name, time and people.
        let width = f64::from(column - TEXT_MARGIN);
        let needed = entries.iter().map(|entry| {
            let lines =
                if fits_in(&entry.on_one_line(), width) { 1 } else { entry.lines(width).len() };
            f64::from(lines as i32 * LINE + 6) / f64::from(entry.interval.minutes().max(1))
        });
        let per_minute = needed.fold(0.0, f64::max).clamp(0.55, 3.0);
        let mut y = top;
        let placed = parts.into_iter().map(|part| {
            let from = y;
            y += (f64::from(part.minutes()) * per_minute) as i32 + PAUSE;
            (part, from)
        });
        HourAxis { parts: placed.collect(), per_minute }
    }

    fn y(&self, minute: Minutes) -> i32 {
        let of = self.parts.iter().rfind(|(part, _)| part.start <= minute);
        of.map_or(0, |(part, top)| {
            top + (f64::from(minute.min(part.end) - part.start) * self.per_minute) as i32
        })
    }
}

/// One day; the y below it.
fn day(
    canvas: &mut Canvas,
    data: &ReportData<'_>,
    date: Date,
    entries: &[&PictureEntry],
    top: i32,
    lang: Lang,
) -> i32 {
    canvas.rect((0, top), (WIDTH, top + 26), GRID_LINE);
    canvas.heading(day_label(date, lang), (8, top + 13), 15.0);
    let mut stations: Vec<StationId> = entries.iter().map(|entry| entry.station).collect();
    stations.sort_unstable();
    stations.dedup();
    let column = (WIDTH - HOURS - 8) / stations.len().max(1) as i32;
    let left = |station: StationId| {
        let place = stations.iter().position(|own| *own == station).unwrap_or(0);
        HOURS + column * place as i32
    };
    let mut y = top + 32;
    if data.campaign.stations().len() > 1 {
        for station in &stations {
            let name = data.campaign.station(*station).name.get(lang);
            let lines = wrap(name, f64::from(column - 6), 12.0);
            let name = lines.first().cloned().unwrap_or_default();
            canvas.text(name, (left(*station) + column / 2, y + 6), 12.0, INK, Anchor::Middle);
        }
        y += 18;
    }
    let axis = HourAxis::new(entries, column, y + 4);
    let mut marks: Vec<Minutes> = Vec::new();
    for (part, _) in &axis.parts {
        marks.push(part.start);
        marks.extend((part.start / 60 + 1..=part.end / 60).map(|hour| hour * 60));
        marks.push(part.end);
    }
    let mut last = i32::MIN;
    for minute in marks {
        let at = axis.y(minute);
        if at >= last.saturating_add(13) {
            canvas.text(clock(minute), (HOURS - 6, at), 11.0, FAINT, Anchor::Right);
            canvas.line((HOURS - 3, at), (WIDTH - 8, at), GRID_LINE, 1);
            last = at;
        }
    }
    let mut below = y;
    let mut outside = Vec::new();
    for entry in entries {
        let (from, to) = (axis.y(entry.interval.start) + 1, axis.y(entry.interval.end) - 1);
        let x = left(entry.station);
        let color = if entry.is_make_up { MAKE_UP } else { PLAN };
        canvas.rect((x + 1, from), (x + column - 2, to), color);
        below = below.max(to);
        let ink = if entry.is_make_up { INK } else { PAPER };
        let (lines, is_all) = words(entry, f64::from(column - TEXT_MARGIN), (to - from) / LINE);
        if !is_all {
            outside.push(entry.on_one_line());
        }
        let first = from.midpoint(to) - LINE * (lines.len() as i32 - 1) / 2;
        for (place, line) in lines.into_iter().enumerate() {
            let at = (x + column / 2, first + LINE * place as i32);
            canvas.text(line, at, 12.0, ink, Anchor::Middle);
        }
    }
    below += 8;
    for line in outside {
        below = canvas.paragraph(&line, (HOURS, below + 6), WIDTH - HOURS - 8, 12.0, INK) - 2;
    }
    below
}

/// Whether a line of text is at most `width` pixels wide.
fn fits_in(text: &str, width: f64) -> bool {
    text_width(text, FONT) <= width
}

/// The lines of a box with room for `most` of them: name, time and people, else the name alone, or
/// none; and whether time and people are among them.
fn words(entry: &PictureEntry, width: f64, most: i32) -> (Vec<String>, bool) {
    let fits = |lines: &[String]| {
        lines.len() as i32 <= most && lines.iter().all(|line| fits_in(line, width))
    };
    for all in [entry.lines(width), vec![entry.on_one_line()]] {
        if fits(&all) {
            return (all, true);
        }
    }
    let name = wrap(&entry.name, width, FONT);
    (if fits(&name) { name } else { Vec::new() }, false)
}
