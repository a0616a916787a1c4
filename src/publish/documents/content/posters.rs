//! Posters for the hall door: one for each half-day, over all stations.

use super::{fee_note, illustrative_note, lead_note, place_line, spaced};
use crate::base::clock::{clock, day_label};
use crate::base::text::Lang;
use crate::publish::documents::page::{Align, Look, Page, ROW_HEIGHT, column, text};
use crate::publish::report::{HalfDay, HalfDayRow, ReportData, half_days, slot_time};

/// The height that the rows of a poster share, in millimetres.
const ROOM: f64 = 215.0;

/// Rows of a poster that are shrunk to one sheet of A4, of whose [`ROOM`] each then has 5 mm:
/// smaller letters are not read at a door.
const MOST_ROWS: usize = 40;

/// All posters.
pub fn pages(data: &ReportData<'_>, lang: Lang) -> Vec<Page> {
    // Stations that work all day may stand between others of one half: what is gathered need not be
    // neighbours.
    let mut doors: Vec<Vec<HalfDay<'_>>> = Vec::new();
    for half_day in half_days(data.campaign, data.plan, lang) {
        let of_same_half = |door: &&mut Vec<HalfDay<'_>>| {
            door.first()
                .is_some_and(|first| (first.date, first.half) == (half_day.date, half_day.half))
        };
        match doors.iter_mut().find(of_same_half) {
            Some(door) => door.push(half_day),
            None => doors.push(vec![half_day]),
        }
    }
    doors.iter().map(|stations| page(data, stations, lang)).collect()
}

fn page(data: &ReportData<'_>, stations: &[HalfDay<'_>], lang: Lang) -> Page {
    let columns = vec![
        column(lang.pick("集合", "Call"), 34.0, Align::Centre),
        column(lang.pick(data.campaign.kind().zh().service, "Slot"), 50.0, Align::Centre),
        column(lang.pick("班级", "Class"), 96.0, Align::Left),
    ];
    let day = stations.first().map(|first| {
        format!("{}{}{}", day_label(first.date, lang), lang.pick("", " "), first.half)
    });
    let day = day.unwrap_or_default();
    let mut page = Page::new(&day, &day, columns);
    page.line(data.campaign.title().get(lang));
    page.lines.extend(place_line(data, lang));
    let several = data.campaign.stations().len() > 1;
    for half_day in stations {
        let station = several.then(|| data.campaign.station(half_day.station).name.get(lang));
        for row in &half_day.rows {
            rows(data, row, station, &mut page, lang);
        }
    }
    page.row_height = (ROOM / (page.rows.len() + 2) as f64).clamp(ROW_HEIGHT, 14.0);
    page.on_one_sheet = page.rows.len() <= MOST_ROWS;
    page.notes.push(lead_note(data, lang));
    page.notes.extend(fee_note(data, lang));
    if !data.plan.slots.is_empty() {
        page.notes.extend(illustrative_note(data, lang));
    }
    page
}

fn rows(
    data: &ReportData<'_>,
    row: &HalfDayRow<'_>,
    station: Option<&str>,
    page: &mut Page,
    lang: Lang,
) {
    let mut parts = vec![format!("{}{}", row.name, row.part), row.interval.to_string()];
    parts.extend(station.map(str::to_owned));
    let name = spaced(&parts, lang);
    let Some(window) = row.window else { return page.band(Look::Pause, &name) };
    page.band(Look::Band, &name);
    let mut call = |start, time: &str, who: &str| {
        page.push(
            Look::Plain,
            vec![text(&clock(data.campaign.call(start))), text(time), text(who)],
        );
    };
    let slots = data.plan.slots_in(window);
    for slot in &slots {
        let class = &data.campaign.group(slot.group).classes[slot.class];
        call(slot.interval.start, &slot_time(slot, window, lang), &class.name);
    }
    if slots.is_empty() {
        call(window.interval.start, &window.interval.to_string(), lang.pick("全体", "everybody"));
    }
}
