//! The required rate of every window and the load of every block, plan against baseline.

use super::bars::{Bar, BarChart};
use super::data::{ReportData, highest_rate};
use super::tables::window_name;
use crate::base::ratio::Ratio;
use crate::base::text::Lang;
use crate::campaign::BlockId;
use crate::plans::metrics::{BlockFigures, Metrics, WindowFigures};

/// Whether bars show a share of the station's rate, or photos per hour where nobody knows the rate.
fn as_share(data: &ReportData<'_>) -> bool {
    data.campaign.rates_known()
}

fn per_hour(value: f64) -> String {
    format!("{value:.1}")
}

fn whole(value: f64) -> String {
    format!("{value:.0}")
}

fn per_cent(value: f64) -> String {
    format!("{:.0}%", value * 100.0)
}

/// Required rate per window, in the order of the timetable; groups without a window come last.
pub fn rates(data: &ReportData<'_>, lang: Lang) -> BarChart {
    let share = as_share(data);
    let figure =
        |figures: &WindowFigures| if share { figures.utilisation } else { figures.per_hour };
    let baseline = data.baseline.as_ref().map(|(_, metrics)| metrics);
    let with_window = data.metrics.windows.iter().map(|figures| Bar {
        label: window_name(data.campaign, &figures.window, lang),
        plan: figure(figures).map(Ratio::as_f64),
        baseline: baseline
            .and_then(|before| highest_rate(before, &figures.window, figure))
            .map(Ratio::as_f64),
        moved: data.is_moved(figures.window.group),
    });
    let without_window = data.metrics.unserved_groups.iter().map(|group| {
        let before = baseline.into_iter().flat_map(|before| &before.windows);
        let rates = before.filter(|figures| figures.window.group == *group).filter_map(figure);
        Bar {
            label: data.campaign.group(*group).name.get(lang).to_owned(),
            plan: None,
            baseline: rates.max().map(Ratio::as_f64),
            moved: data.is_moved(*group),
        }
    });
    let bars = with_window.chain(without_window).collect();
    let kind = data.campaign.kind();
    let (zh, en, words) = (kind.zh(), kind.en(), kind.count());
    let (verb, counted) = (zh.verb, words.noun);
    let title = format!("各学院时段所需的{}速度", zh.service);
    let note = if share && data.campaign.has_minutes() {
        lang.pick(
            format!("各学院时段所需速度占现场速度的比例；100% 为现场每小时可{verb}{counted}数，另给分钟数的学院为恰好用完这些分钟。"),
            format!("Required rate of each group's window as a share of the station's rate; 100 % is what the station can {} per hour, and for groups with minutes of their own a window of just these.", en.verb),
        )
    } else if share {
        lang.pick(
            format!("各学院时段所需速度占现场速度的比例；100% 为现场每小时可{verb}{counted}数。"),
            format!("Required rate of each group's window as a share of the station's rate; 100 % is what the station can {} per hour.", en.verb),
        )
    } else {
        lang.pick(
            format!("各学院时段内{}须达到的速度，单位：{counted}/小时（预计到场{counted}数 ÷ 时段时长）。", zh.crew),
            format!("What the crew must sustain in each group's window, in {} per hour (expected {} ÷ length of the window).", kind.many(), words.people),
        )
    };
    BarChart {
        moved_name: (!data.moves.is_empty())
            .then(|| lang.pick("本方案（改了时间）", "This plan, new time").to_owned()),
        ..chart(data, lang, lang.pick(&title, "Required rate per window"), &note, bars)
    }
}

/// Load per block: people per hour of its working time, or the share of its capacity.
pub fn blocks(data: &ReportData<'_>, lang: Lang) -> BarChart {
    let share = as_share(data);
    let figure = |figures: &BlockFigures| {
        let value = if share { figures.utilisation } else { figures.per_hour };
        value.map(Ratio::as_f64)
    };
    let several = data.campaign.stations().len() > 1;
    let of = |metrics: &Metrics, block: BlockId| -> Option<BlockFigures> {
        metrics.blocks.iter().find(|figures| figures.block == block).cloned()
    };
    let of_baseline = |block| data.baseline.as_ref().and_then(|(_, metrics)| of(metrics, block));
    let bars = data
        .campaign
        .block_ids()
        .map(|block| (block, of(&data.metrics, block), of_baseline(block)))
        .filter(|(_, plan, baseline)| plan.is_some() || baseline.is_some())
        .map(|(block, plan, baseline)| {
            let block = data.campaign.block(block);
            let station = data.campaign.station(block.station).name.get(lang);
            let label = block.label(lang);
            Bar {
                label: if several { format!("{station} {label}") } else { label },
                plan: plan.as_ref().and_then(figure),
                baseline: baseline.as_ref().and_then(figure),
                moved: false,
            }
        })
        .collect();
    let kind = data.campaign.kind();
    let (zh, en, words) = (kind.zh(), kind.en(), kind.count());
    let (make_up, counted) = (zh.make_up, words.noun);
    let note = if share {
        lang.pick(
            format!("各半天安排的{counted}数占可{}{counted}数的比例；100% 为现场速度 × 正常工作时间（不含休息与{make_up}）。", zh.verb),
            format!("{} in each half-day as a share of what it can {}; 100 % is the station's rate × regular working time without breaks and make-up time.", words.heading, en.verb),
        )
    } else {
        let note = lang.pick(
            format!("各半天的{counted}数 ÷ 正常工作时间（不含休息与{make_up}），单位：{counted}/小时"),
            format!("{} of each half-day ÷ its regular working time without breaks and make-up time, in {} per hour", words.heading, kind.many()),
        );
        match data.rate_taken_for_granted() {
            Some(_) => lang.pick(format!("{note}。"), format!("{note}.")),
            None => lang.pick(
                format!("{note}；现场速度未知，故无百分比。"),
                format!("{note}; no per cent, since the station's rate is unknown."),
            ),
        }
    };
    chart(data, lang, lang.pick("各半天的负荷", "Load per half-day"), &note, bars)
}

/// What both charts share: names, reference line and how values are written.
fn chart(data: &ReportData<'_>, lang: Lang, title: &str, note: &str, bars: Vec<Bar>) -> BarChart {
    let share = as_share(data);
    BarChart {
        title: title.to_owned(),
        note: note.to_owned(),
        plan_name: lang.pick("本方案", "This plan").to_owned(),
        moved_name: None,
        baseline_name: data.baseline.as_ref().map(|_| data.baseline_name().get(lang).to_owned()),
        bars,
        reference: reference(data, lang),
        format: if share { per_cent } else { per_hour },
        tick: if share { per_cent } else { whole },
    }
}

/// 100 % where rates are known, else the mean over all windows of the plan.
fn reference(data: &ReportData<'_>, lang: Lang) -> Option<(f64, String)> {
    if as_share(data) {
        return Some((1.0, lang.pick("100% = 现场速度", "100 % = the station's rate").to_owned()));
    }
    let mean = data.metrics.mean_per_hour?.as_f64();
    Some((mean, lang.pick(format!("本方案平均 {mean:.1}"), format!("this plan's mean {mean:.1}"))))
}
