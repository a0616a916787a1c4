//! The table in the form of Attachment 2: 序号, 摄像时间安排, 学院, 人数, one number per half-day.

use super::{fee_note, lead_note, place_line};
use crate::base::clock::day_label;
use crate::base::text::Lang;
use crate::publish::documents::page::{Align, Look, Page, PageCell, column, empty, text};
use crate::publish::report::{ReportData, half_days};
use crate::publish::words::repeats;

/// The official table, and one for each other round and for bad weather.
pub fn pages(data: &ReportData<'_>, lang: Lang) -> Vec<Page> {
    let mut pages = vec![page(data, lang)];
    for repeated in &data.repeats {
        let mut page = page(&repeated.data(), lang);
        page.title = repeats::heading(data.campaign, &repeated.repeat, lang);
        repeated.repeat.name.get(lang).clone_into(&mut page.name);
        pages.push(page);
    }
    pages
}

fn page(data: &ReportData<'_>, lang: Lang) -> Page {
    let campaign = data.campaign;
    // People on the list and people expected stand apart: each column adds up.
    let some_stay_away = data.metrics.people != data.metrics.expected;
    let mut columns = vec![
        column(lang.pick("序号", "No."), 14.0, Align::Centre),
        column(lang.pick(campaign.kind().zh().timetable, "Time"), 48.0, Align::Centre),
        column("", 36.0, Align::Centre),
        column(lang.pick("学院", "Group"), 62.0, Align::Centre),
        column(&data.campaign.kind().headcount(lang), 20.0, Align::Centre),
    ];
    if some_stay_away {
        columns[3].millimetres = 40.0;
        columns.push(column(lang.pick("预计", "Expected"), 22.0, Align::Centre));
    }
    let title = campaign.title().get(lang);
    // What it is stands in the heading, where the campaign's title does not say so.
    let says_so = lang == Lang::En || title.contains("安排");
    let title = if says_so { title.to_owned() } else { format!("{title}时间安排") };
    let mut page = Page::new(lang.pick("时间安排", "Timetable"), &title, columns);
    page.row_height = 7.6;
    page.lines.extend(place_line(data, lang));
    let several = campaign.stations().len() > 1;
    for half_day in half_days(campaign, data.plan, lang) {
        let mut when =
            format!("{}{}{}", day_label(half_day.date, lang), lang.pick("", " "), half_day.half);
        if several {
            when = format!("{when} {}", campaign.station(half_day.station).name.get(lang));
        }
        for (place, row) in half_day.rows.iter().enumerate() {
            let (number, day) = match place {
                0 => (PageCell::Whole(half_day.number as i64), text(&when)),
                _ => (PageCell::Above, PageCell::Above),
            };
            let name = text(&format!("{}{}", row.name, row.part));
            let people = row.headcount.map_or_else(empty, PageCell::Whole);
            let mut cells = vec![number, day, text(&row.interval.to_string()), name, people];
            if some_stay_away {
                let expected = row.window.map(|window| window.expected(campaign));
                cells.push(expected.map_or_else(empty, PageCell::Whole));
            }
            page.push(Look::Plain, cells);
        }
    }
    let windows = &data.plan.windows;
    let people = windows.iter().map(|window| window.headcount(campaign)).sum();
    let mut total = vec![text(lang.pick("合计", "Total"))];
    total.extend([PageCell::Left, PageCell::Left, PageCell::Left, PageCell::Whole(people)]);
    if some_stay_away {
        let expected = windows.iter().map(|window| window.expected(campaign)).sum();
        total.push(PageCell::Whole(expected));
    }
    page.push(Look::Total, total);
    page.notes.push(lead_note(data, lang));
    page.notes.extend(fee_note(data, lang));
    page
}
