//! The class timetable of every college: who is called when.

use super::{fee_note, illustrative_note, lead_note, place_line};
use crate::base::clock::{clock, day_label};
use crate::base::text::Lang;
use crate::campaign::GroupId;
use crate::campaign::plan::Window;
use crate::publish::documents::page::{Align, Look, Page, PageCell, column, text};
use crate::publish::report::{ReportData, part_label, slot_time};

/// One page for every college, in the order of the campaign.
pub fn pages(data: &ReportData<'_>, lang: Lang) -> Vec<Page> {
    data.campaign.group_ids().map(|group| page(data, group, lang)).collect()
}

fn page(data: &ReportData<'_>, id: GroupId, lang: Lang) -> Page {
    let group = data.campaign.group(id);
    let mut columns = vec![
        column(lang.pick("班级", "Class"), 72.0, Align::Left),
        column(lang.pick("日期", "Day"), 38.0, Align::Centre),
        column(lang.pick("集合", "Call"), 22.0, Align::Centre),
        column(lang.pick(data.campaign.kind().zh().service, "Slot"), 30.0, Align::Centre),
        column(&data.campaign.kind().headcount(lang), 18.0, Align::Centre),
    ];
    // People on the list and people expected stand apart: each column adds up.
    let some_stay_away = group.expected() != group.headcount;
    if some_stay_away {
        columns.push(column(lang.pick("预计", "Expected"), 18.0, Align::Centre));
    }
    let name = group.name.get(lang);
    let mut page = Page::new(name, name, columns);
    page.line(data.campaign.title().get(lang));
    page.lines.extend(place_line(data, lang));
    let windows = data.plan.windows_of(id);
    for window in &windows {
        rows(data, window, some_stay_away, &mut page, lang);
    }
    if windows.is_empty() {
        page.band(Look::Pause, lang.pick("未安排时段", "no window"));
    }
    page.notes.push(lead_note(data, lang));
    page.notes.extend(fee_note(data, lang));
    if !group.classes.is_empty() {
        page.notes.extend(illustrative_note(data, lang));
    }
    page
}

fn rows(data: &ReportData<'_>, window: &Window, some_stay_away: bool, page: &mut Page, lang: Lang) {
    let kind = data.campaign.kind();
    let unit = kind.count().unit;
    let campaign = data.campaign;
    let group = campaign.group(window.group);
    let station = match campaign.stations().len() {
        1 => String::new(),
        _ => format!(" · {}", campaign.station(window.station).name.get(lang)),
    };
    let people = window.headcount(campaign);
    let people = lang.pick(format!("{people} {unit}"), kind.people(people));
    let day = day_label(window.date, lang);
    page.band(Look::Band, &format!("{day} {}{station} · {people}", window.interval));
    let mut row = |name: &str, day: String, start, time: &str, people, expected| {
        let call = clock(campaign.call(start));
        let mut cells =
            vec![text(name), text(&day), text(&call), text(time), PageCell::Whole(people)];
        if some_stay_away {
            cells.push(PageCell::Whole(expected));
        }
        page.push(Look::Plain, cells);
    };
    let slots = data.plan.slots_in(window);
    let expected = group.expected_by_class();
    for slot in &slots {
        let class = &group.classes[slot.class];
        // The day has a column of its own.
        let time = if slot.date == window.date {
            slot_time(slot, window, lang)
        } else {
            slot.interval.to_string()
        };
        row(
            &class.name,
            day_label(slot.date, lang),
            slot.interval.start,
            &time,
            class.headcount,
            expected[slot.class],
        );
    }
    if slots.is_empty() {
        let part = part_label(campaign, window.group, window.run, lang);
        let everybody = format!("{}{part}", lang.pick("全体", "everybody"));
        row(
            &everybody,
            day,
            window.interval.start,
            &window.interval.to_string(),
            window.headcount(campaign),
            window.expected(campaign),
        );
    }
}
