//! How busy the crew is: every window and every half-day with its required rate, ready for a chart.

use crate::base::clock::day_label;
use crate::base::ratio::Ratio;
use crate::base::text::Lang;
use crate::publish::documents::page::{
    Align, Look, Page, PageCell, PageChart, PageColumn, column, empty, text,
};
use crate::publish::report::{ReportData, window_name};

/// The pages about windows and about half-days.
pub fn pages(data: &ReportData<'_>, lang: Lang) -> Vec<Page> {
    vec![windows(data, lang), half_days(data, lang)]
}

/// What tells one page from the other.
struct Subject {
    tab: &'static str,
    title: &'static str,
    /// The heading of the chart.
    chart: String,
    /// By which time people are divided, and what 100 % is.
    note: String,
    /// The columns before rate and use, and those whose words name a bar.
    columns: Vec<PageColumn>,
    names: (usize, usize),
}

/// The cells of a row before rate and use, and these two.
type LoadCells = (Vec<PageCell>, Option<Ratio>, Option<Ratio>);

fn windows(data: &ReportData<'_>, lang: Lang) -> Page {
    let kind = data.campaign.kind();
    let (words, many) = (kind.count(), kind.many());
    let (counted, people) = (words.noun, words.people);
    let own_minutes = if data.campaign.has_minutes() {
        lang.pick(
            "，另给分钟数的学院以恰好用完这些分钟为 100%",
            "; for groups with minutes of their own 100 % is a window of just these",
        )
    } else {
        ""
    };
    let subject = Subject {
        tab: lang.pick("时段负荷", "Windows"),
        title: lang.pick("各时段的所需速度与利用率", "Required rate and utilisation of every window"),
        chart: lang.pick(
            format!("各时段所需速度（{counted}/小时）"),
            format!("Required rate of every window ({many} per hour)"),
        ),
        note: lang.pick(
            format!("所需速度 = 预计到场{counted}数 ÷ 时段的工作时间；利用率 = 所需速度 ÷ 现场速度{own_minutes}。"),
            format!(
                "Required rate = expected {people} ÷ working time of the window; utilisation = required rate ÷ the station's rate{own_minutes}."
            ),
        ),
        columns: vec![
            column(lang.pick("学院", "Group"), 58.0, Align::Left),
            column(lang.pick("时段", "Window"), 58.0, Align::Centre),
            column(lang.pick("预计", words.heading), 20.0, Align::Right),
        ],
        names: (0, 0),
    };
    let loads = data.metrics.windows.iter().map(|figures| {
        let window = &figures.window;
        let when = format!("{} {}", day_label(window.date, lang), window.interval);
        let name = window_name(data.campaign, window, lang);
        let cells = vec![text(&name), text(&when), PageCell::Whole(figures.expected)];
        (cells, figures.per_hour, data.share(figures.utilisation, figures.per_hour))
    });
    page(data, subject, loads, lang)
}

fn half_days(data: &ReportData<'_>, lang: Lang) -> Page {
    let kind = data.campaign.kind();
    let (words, make_up, many) = (kind.count(), kind.zh().make_up, kind.many());
    let (counted, people) = (words.noun, words.people);
    let own_minutes = if data.campaign.has_minutes() {
        lang.pick(
            "，另给分钟数的学院也按现场速度计",
            ", by which groups with minutes of their own are reckoned too",
        )
    } else {
        ""
    };
    let subject = Subject {
        tab: lang.pick("半天负荷", "Half-days"),
        title: lang.pick("各半天的负荷与利用率", "Load and utilisation of every half-day"),
        chart: lang.pick(
            format!("各半天的平均负荷（{counted}/小时）"),
            format!("Mean load of every half-day ({many} per hour)"),
        ),
        note: lang.pick(
            format!(
                "所需速度 = 预计到场{counted}数 ÷ 可用分钟（正常工作时间，不含休息与{make_up}）；利用率 = 所需速度 ÷ 现场速度{own_minutes}。"
            ),
            format!(
                "Required rate = expected {people} ÷ minutes to work in (regular working time without breaks and make-up time); utilisation = required rate ÷ the station's rate{own_minutes}."
            ),
        ),
        columns: vec![
            column(lang.pick("半天", "Half-day"), 54.0, Align::Left),
            column(lang.pick(kind.zh().station, "Station"), 40.0, Align::Left),
            column(lang.pick("预计", words.heading), 20.0, Align::Right),
            column(lang.pick("可用分钟", "Minutes to work in"), 22.0, Align::Right),
        ],
        // With several stations a half-day is named by both.
        names: (0, usize::from(data.campaign.stations().len() > 1)),
    };
    let loads = data.metrics.blocks.iter().map(|figures| {
        let block = data.campaign.block(figures.block);
        let station = data.campaign.station(block.station).name.get(lang);
        let working = PageCell::Whole(i64::from(figures.working));
        let cells = vec![
            text(&block.label(lang)),
            text(station),
            PageCell::Whole(figures.expected),
            working,
        ];
        (cells, figures.per_hour, data.share(figures.utilisation, figures.per_hour))
    });
    page(data, subject, loads, lang)
}

fn page(
    data: &ReportData<'_>,
    subject: Subject,
    loads: impl Iterator<Item = LoadCells>,
    lang: Lang,
) -> Page {
    let kind = data.campaign.kind();
    let zh = format!("{}/小时", kind.count().noun);
    let unit = lang.pick(zh.clone(), format!("{} per hour", kind.many()));
    let mut columns = subject.columns;
    let figures = columns.len();
    columns.push(column(lang.pick(&*zh, "Per hour"), 22.0, Align::Right));
    columns.push(column(lang.pick("利用率", "Use"), 22.0, Align::Right));
    let mut page = Page::new(subject.tab, subject.title, columns);
    for (mut cells, rate, share) in loads {
        cells.push(rate.map_or_else(empty, |rate| PageCell::Tenths(rate.as_f64())));
        cells.push(share.map_or_else(empty, |share| PageCell::Share(share.as_f64())));
        page.push(Look::Plain, cells);
    }
    page.notes.push(subject.note);
    if let Some(whole) = data.whole_share() {
        page.notes.push(whole.get(lang).to_owned());
    } else if !data.campaign.rates_known() {
        let note = lang.pick(
            "现场速度未知处没有利用率。",
            "No utilisation where a station's rate is unknown.",
        );
        page.notes.push(note.to_owned());
    }
    page.chart =
        Some(PageChart { title: subject.chart.clone(), names: subject.names, figures, unit });
    page
}
