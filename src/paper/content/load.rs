//! How busy the crew is: every window and every half-day with its required rate, ready for a chart.

use crate::clock::day_label;
use crate::paper::page::{Align, Cell, Chart, Look, Page, column, empty, text};
use crate::ratio::Ratio;
use crate::report::{ReportData, window_name};
use crate::text::Lang;

/// The pages about windows and about half-days.
pub fn pages(data: &ReportData<'_>, lang: Lang) -> Vec<Page> {
    vec![windows(data, lang), half_days(data, lang)]
}

fn rate(value: Option<Ratio>) -> Cell {
    value.map_or_else(empty, |value| Cell::Tenths(value.as_f64()))
}

fn share(value: Option<Ratio>) -> Cell {
    value.map_or_else(empty, |value| Cell::Share(value.as_f64()))
}

fn windows(data: &ReportData<'_>, lang: Lang) -> Page {
    let columns = vec![
        column(lang.pick("学院", "Group"), 58.0, Align::Left),
        column(lang.pick("时段", "Window"), 58.0, Align::Centre),
        column(lang.pick("预计", "People"), 20.0, Align::Right),
        column(lang.pick("人/小时", "Per hour"), 22.0, Align::Right),
        column(lang.pick("利用率", "Use"), 22.0, Align::Right),
    ];
    let title = lang.pick("各时段的所需速度与利用率", "Required rate and utilisation of every window");
    let mut page = Page::new(lang.pick("时段负荷", "Windows"), title, columns);
    for figures in &data.metrics.windows {
        let window = &figures.window;
        let when = format!("{} {}", day_label(window.date, lang), window.interval);
        let name = window_name(data.instance, window, lang);
        let cells = vec![
            text(&name),
            text(&when),
            Cell::Whole(figures.expected),
            rate(figures.per_hour),
            share(figures.utilisation),
        ];
        page.push(Look::Plain, cells);
    }
    notes(data, &mut page, lang);
    let heading = lang.pick("各时段所需速度（人/小时）", "Required rate of every window (photos per hour)");
    page.chart = Some(Chart { title: heading.to_owned(), names: (0, 0), figures: 3, unit: unit(lang) });
    page
}

fn half_days(data: &ReportData<'_>, lang: Lang) -> Page {
    let columns = vec![
        column(lang.pick("半天", "Half-day"), 54.0, Align::Left),
        column(lang.pick("站点", "Station"), 40.0, Align::Left),
        column(lang.pick("预计", "People"), 20.0, Align::Right),
        column(lang.pick("已用分钟", "Minutes booked"), 22.0, Align::Right),
        column(lang.pick("人/小时", "Per hour"), 22.0, Align::Right),
        column(lang.pick("利用率", "Use"), 22.0, Align::Right),
    ];
    let title = lang.pick("各半天的负荷与利用率", "Load and utilisation of every half-day");
    let mut page = Page::new(lang.pick("半天负荷", "Half-days"), title, columns);
    for figures in &data.metrics.blocks {
        let block = data.instance.block(figures.block);
        let station = data.instance.station(block.station).name.get(lang);
        let cells = vec![
            text(&block.label(lang)),
            text(station),
            Cell::Whole(figures.expected),
            Cell::Whole(i64::from(figures.booked)),
            rate(figures.per_hour),
            share(figures.utilisation),
        ];
        page.push(Look::Plain, cells);
    }
    notes(data, &mut page, lang);
    let heading = lang.pick("各半天的平均负荷（人/小时）", "Mean load of every half-day (photos per hour)");
    // With several stations a half-day is named by both.
    let names = (0, usize::from(data.instance.stations().len() > 1));
    page.chart = Some(Chart { title: heading.to_owned(), names, figures: 4, unit: unit(lang) });
    page
}

fn unit(lang: Lang) -> String {
    lang.pick("人/小时", "photos per hour").to_owned()
}

fn notes(data: &ReportData<'_>, page: &mut Page, lang: Lang) {
    let note = lang.pick(
        "所需速度 = 预计到场人数 ÷ 工作时间；利用率 = 所需速度 ÷ 站点速度。",
        "Required rate = expected people ÷ working time; utilisation = required rate ÷ the station's rate.",
    );
    page.notes.push(note.to_owned());
    if !data.instance.rates_known() {
        let note = lang.pick("站点速度未知处没有利用率。", "No utilisation where a station's rate is unknown.");
        page.notes.push(note.to_owned());
    }
}
