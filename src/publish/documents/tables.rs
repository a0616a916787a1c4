//! The tables as CSV, flat: one row says everything about itself.

use super::content::sign_in::all_sittings;
use crate::base::clock::clock;
use crate::base::text::Lang;
use crate::files::write_table;
use crate::publish::output::Output;
use crate::publish::report::{
    ReportData, RunRow, illustration, official_csv, plan_csv, sheets, slots_csv, with_note,
};

/// Every table that is exported.
pub fn all(data: &ReportData<'_>, lang: Lang) -> Vec<Output> {
    let (campaign, plan) = (data.campaign, data.plan);
    vec![
        Output::new("timetable.csv", official_csv(campaign, plan, lang)),
        Output::new("plan.csv", plan_csv(campaign, plan, lang)),
        Output::new("classes.csv", slots_csv(campaign, plan, lang)),
        Output::new("run-sheets.csv", run_sheets(data, lang)),
        Output::new("load.csv", load(data, lang)),
        Output::new("sign-in.csv", sign_in(data, lang)),
    ]
}

fn strings<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}

/// The crew's run sheets: a row for each call, breaks and make-up time.
fn run_sheets(data: &ReportData<'_>, lang: Lang) -> String {
    let counted = data.campaign.kind().count().noun;
    let (expected, so_far) = (format!("预计{counted}数"), format!("累计{counted}数"));
    let mut rows = vec![strings(lang.pick(
        [
            "序号",
            "日期",
            "半天",
            data.campaign.kind().zh().station,
            "集合时间",
            "时间",
            "学院",
            "班级",
            &expected,
            &so_far,
        ],
        [
            "number",
            "date",
            "half",
            "station",
            "call_time",
            "time",
            "group",
            "class",
            "expected",
            "so_far",
        ],
    ))];
    for sheet in sheets(data, lang) {
        let mut group = String::new();
        for row in sheet.rows {
            let mut cells = vec![
                sheet.number.to_string(),
                sheet.date.to_string(),
                sheet.half.to_owned(),
                sheet.station.clone(),
            ];
            match row {
                RunRow::Group { name, .. } => {
                    group = name;
                    continue;
                }
                RunRow::Call { call, time, name, people, so_far } => {
                    cells.extend([
                        call,
                        time,
                        group.clone(),
                        name,
                        people.to_string(),
                        so_far.to_string(),
                    ]);
                }
                RunRow::Pause { time, name } => {
                    cells.extend([
                        String::new(),
                        time,
                        name,
                        String::new(),
                        String::new(),
                        String::new(),
                    ]);
                }
            }
            rows.push(cells);
        }
    }
    with_note(
        write_table(rows),
        illustration(data.campaign, lang).filter(|_| !data.plan.slots.is_empty()),
    )
}

/// Every window with what it demands.
fn load(data: &ReportData<'_>, lang: Lang) -> String {
    let expected = format!("预计{}数", data.campaign.kind().count().noun);
    let mut rows = vec![strings(lang.pick(
        [
            "学院",
            "日期",
            data.campaign.kind().zh().station,
            "开始",
            "结束",
            &expected,
            "每小时",
            "利用率",
        ],
        ["group", "date", "station", "start", "end", "expected", "per_hour", "utilisation"],
    ))];
    for figures in &data.metrics.windows {
        let window = &figures.window;
        let tenths = |value: f64| format!("{value:.1}");
        rows.push(vec![
            crate::publish::report::window_name(data.campaign, window, lang),
            window.date.to_string(),
            data.campaign.station(window.station).name.get(lang).to_owned(),
            clock(window.interval.start),
            clock(window.interval.end),
            figures.expected.to_string(),
            figures.per_hour.map(|rate| tenths(rate.as_f64())).unwrap_or_default(),
            data.share(figures.utilisation, figures.per_hour)
                .map(|share| format!("{}%", tenths(share.as_f64() * 100.0)))
                .unwrap_or_default(),
        ]);
    }
    write_table(rows)
}

/// The sign-in sheets: a row for each line.
fn sign_in(data: &ReportData<'_>, lang: Lang) -> String {
    let mut rows = vec![strings(lang.pick(
        [
            "学院",
            "班级",
            "序号",
            "学号",
            "日期",
            "预计时间",
            data.campaign.kind().zh().code,
            "已缴费",
            "签名",
        ],
        ["group", "class", "place", "number", "date", "estimated", "code", "paid", "signature"],
    ))];
    for (group, sittings) in all_sittings(data) {
        let group = data.campaign.group(group);
        for sitting in sittings {
            let class =
                sitting.class.map(|class| group.classes[class].name.clone()).unwrap_or_default();
            let date = sitting.slot.map_or(sitting.window.date, |slot| slot.date);
            for (place, line) in sitting.lines.iter().enumerate() {
                let code = match line.code {
                    Some(true) => lang.pick("是", "yes"),
                    Some(false) => lang.pick("否", "no"),
                    None => "",
                };
                rows.push(vec![
                    group.name.get(Lang::Zh).to_owned(),
                    class.clone(),
                    (place + 1).to_string(),
                    line.number.unwrap_or_default().to_owned(),
                    date.to_string(),
                    line.minute.map(clock).unwrap_or_default(),
                    code.to_owned(),
                    String::new(),
                    String::new(),
                ]);
            }
        }
    }
    with_note(write_table(rows), illustration(data.campaign, lang))
}
