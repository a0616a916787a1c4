//! The timetable: every half-day with its windows and their required rates.

use super::number;
use crate::base::clock::day_label;
use crate::base::text::Lang;
use crate::publish::report::data::ReportData;
use crate::publish::report::tables::half_days;
use minijinja::{Value, context};

/// Half-days with their rows.
pub fn section(data: &ReportData<'_>, lang: Lang) -> Vec<Value> {
    let several = data.campaign.stations().len() > 1;
    half_days(data.campaign, data.plan, lang)
        .into_iter()
        .map(|half_day| {
            let rows: Vec<Value> = half_day
                .rows
                .iter()
                .map(|row| {
                    let figures = data
                        .metrics
                        .windows
                        .iter()
                        .find(|figures| row.window == Some(&figures.window));
                    context! {
                        time => row.interval.to_string(),
                        name => format!("{}{}", row.name, row.part),
                        people => row.headcount,
                        expected => figures.map(|figures| figures.expected),
                        per_hour => figures.map(|figures| number(figures.per_hour, 1)),
                        utilisation => figures
                            .and_then(|own| data.share(own.utilisation, own.per_hour))
                            .map(|share| format!("{:.0}%", share.as_f64() * 100.0)),
                        moved => row.window.is_some_and(|window| data.is_moved(window.group)),
                    }
                })
                .collect();
            context! {
                number => half_day.number,
                day => day_label(half_day.date, lang),
                half => half_day.half,
                station => several.then(|| data.campaign.station(half_day.station).name.get(lang)),
                rows,
            }
        })
        .collect()
}

/// People of all windows: those on the lists and those expected.
pub fn total(data: &ReportData<'_>) -> Value {
    let windows = &data.plan.windows;
    context! {
        people => windows.iter().map(|window| window.headcount(data.campaign)).sum::<i64>(),
        expected => windows.iter().map(|window| window.expected(data.campaign)).sum::<i64>(),
    }
}
