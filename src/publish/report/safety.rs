//! The price of safety, as a table and a picture.

use super::plot::{Plot, Series, whole};
use crate::base::kind::CampaignKind;
use crate::base::ratio::Ratio;
use crate::base::text::Lang;
use crate::publish::words::figures::per_cent;
use crate::questions::safety::Step;

/// The price of safety: a heading, then a row for each confidence.
pub fn safety_rows(steps: &[Step], kind: CampaignKind, lang: Lang) -> Vec<Vec<String>> {
    let peak = format!("Peak ({}/h)", kind.many());
    let counted = kind.count().noun;
    let (peak_zh, over) = (format!("峰值（{counted}/小时）"), format!("超出{counted}数"));
    let heading = lang.pick(
        [
            "把握",
            &peak_zh,
            "半天",
            &over,
            "改时间",
            "一个时段按时：平均",
            "公式误差",
            "最没把握",
            "全部按时",
            "结论",
        ],
        [
            "Confidence",
            &peak,
            "Half-days",
            "Too many",
            "Told a new time",
            "A window on time, mean",
            "Error of the formula",
            "Least sure",
            "All on time",
            "Status",
        ],
    );
    let mut rows = vec![heading.map(str::to_owned).to_vec()];
    for step in steps {
        let asked = step.confidence.as_f64();
        let figure = |value: Option<String>| value.unwrap_or_else(|| "—".to_owned());
        let found = step.results.as_ref();
        rows.push(vec![
            per_cent(asked),
            figure(
                step.metrics.as_ref().and_then(|metrics| metrics.peak_per_hour).map(Ratio::plain),
            ),
            figure(step.metrics.as_ref().map(|metrics| metrics.blocks_used.to_string())),
            figure(step.metrics.as_ref().map(|metrics| metrics.overload.to_string())),
            figure(
                step.metrics
                    .as_ref()
                    .and_then(|metrics| metrics.moved_people)
                    .map(|moved| moved.to_string()),
            ),
            figure(found.map(|found| per_cent(found.mean_on_time()))),
            figure(
                found
                    .and_then(crate::simulate::Results::error_of_formula)
                    .map(|error| format!("{:+.1}", error * 100.0)),
            ),
            figure(
                found
                    .and_then(|found| found.least_sure())
                    .map(|window| per_cent(window.on_time.share)),
            ),
            figure(found.map(|found| per_cent(found.all_on_time.share))),
            match (step.plan.is_some(), step.proven) {
                (true, true) => lang.pick("已证明最优", "proven"),
                (true, false) => lang.pick("未全部证明", "not fully proven"),
                (false, true) => lang.pick("已证明无解", "proven: no plan"),
                (false, false) => lang.pick("限制内未找到", "none within the limit"),
            }
            .to_owned(),
        ]);
    }
    rows
}

/// What was asked against what the simulation found; the prices beside the points.
pub fn safety_picture(steps: &[Step], lang: Lang) -> Plot {
    // Side by side whatever their distance: 95 and 99 would lie on one another.
    let names: Vec<String> = steps.iter().map(|step| per_cent(step.confidence.as_f64())).collect();
    let paid = |step: &Step| {
        let metrics = step.metrics.as_ref()?;
        let peak = metrics.peak_per_hour.map_or_else(|| "—".to_owned(), Ratio::plain);
        Some(format!("{peak} · {}", metrics.blocks_used))
    };
    let series = |zh: &str, en: &str, value: &dyn Fn(&Step) -> Option<f64>, price: bool| Series {
        name: lang.pick(zh, en).to_owned(),
        points: steps
            .iter()
            .enumerate()
            .filter_map(|(place, step)| {
                // Written where it changes.
                let before = place.checked_sub(1).and_then(|before| paid(&steps[before]));
                let label = paid(step)
                    .filter(|label| price && before.as_ref() != Some(label))
                    .unwrap_or_default();
                Some((place as f64, value(step)? * 100.0, label))
            })
            .collect(),
    };
    let found = |step: &Step| step.results.as_ref().map(crate::simulate::Results::mean_on_time);
    let least =
        |step: &Step| step.results.as_ref()?.least_sure().map(|window| window.on_time.share);
    Plot {
        title: lang.pick("稳妥的代价", "The price of safety").to_owned(),
        note: lang
            .pick(
                "横轴：要求的把握；纵轴：模拟中时段按时结束的比例；点旁：峰值 · 半天数。",
                "Across: the confidence asked for; up: how many windows end on time when simulated; beside the points: peak · half-days.",
            )
            .to_owned(),
        axes: [
            lang.pick("要求的把握", "Confidence asked for").to_owned(),
            lang.pick("按时结束（%）", "On time (%)").to_owned(),
        ],
        series: vec![
            series("模拟：各时段平均", "simulated: mean of all windows", &found, true),
            series("模拟：最没把握的时段", "simulated: the least sure window", &least, false),
            series("要求", "asked for", &|step| Some(step.confidence.as_f64()), false),
        ],
        joined: true,
        marks: Vec::new(),
        write: Box::new(move |value| {
            let place = whole(value).and_then(|place| usize::try_from(place).ok());
            place.and_then(|place| names.get(place).cloned()).unwrap_or_default()
        }),
    }
}
