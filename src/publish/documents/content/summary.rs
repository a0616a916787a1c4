//! The summary for whoever decides: one sheet of paper, and the proof as its appendix.

use crate::base::clock::{DayPart, Interval, day_label, half_label};
use crate::base::ratio::Ratio;
use crate::base::text::{Lang, counted};
use crate::campaign::{StationId, Tier};
use crate::plans::metrics::WindowFigures;
use crate::publish::documents::page::{Align, Look, Page, PageCell, column, text};
use crate::publish::report::{ReportData, window_name};
use crate::publish::words::tiers;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The summary and, of a plan that was solved, its proof.
pub fn pages(data: &ReportData<'_>, lang: Lang) -> Vec<Page> {
    let mut pages = vec![summary(data, lang)];
    pages.extend(proof(data, lang));
    pages
}

fn summary(data: &ReportData<'_>, lang: Lang) -> Page {
    let unit = data.campaign.kind().count().unit;
    let title = data.campaign.title().get(lang);
    let columns = vec![
        column(lang.pick("项目", "Subject"), 44.0, Align::Left),
        column(lang.pick("情况", "Facts"), 136.0, Align::Left),
    ];
    let heading = lang.pick(format!("{title}　情况摘要"), format!("{title}: summary"));
    let mut page = Page::new(lang.pick("摘要", "Summary"), &heading, columns);
    page.line(data.standing().get(lang));
    let mut row = |subject: &str, facts: &str| {
        page.push(Look::Plain, vec![text(subject), text(facts)]);
    };
    let campaign = data.campaign;
    let (people, expected) = (data.metrics.people, data.metrics.expected);
    let groups = campaign.groups().len();
    row(
        lang.pick("规模", "Size"),
        &lang.pick(
            format!("{groups} 个学院，名单 {people} {unit}，预计到场 {expected} {unit}"),
            format!(
                "{groups}, {people} on the lists, {expected} expected",
                groups = counted::of(groups, "college", "colleges")
            ),
        ),
    );
    let (used, all) = (data.metrics.blocks_used, campaign.blocks().len());
    row(
        lang.pick("半天", "Half-days"),
        &lang.pick(format!("可用 {all} 个，启用 {used} 个"), format!("{used} of {all} are used")),
    );
    for (subject, facts) in days(data, lang) {
        row(&subject, &facts);
    }
    if let Some(busiest) = busiest(data, lang) {
        row(lang.pick("最忙的时段", "Busiest window"), &busiest);
    }
    row(lang.pick("结论", "Verdict"), data.verdict().get(lang));
    if let Some(remark) = data.remark() {
        row(lang.pick("说明", "Remark"), remark.get(lang));
    }
    if let Some(assumptions) = data.assumptions() {
        row(lang.pick("假定", "Assumed"), assumptions.get(lang));
    }
    if let Some(make_up) = &data.make_up {
        let (needed, reserved) = (make_up.minutes_needed, make_up.minutes);
        let enough = make_up.suffices();
        row(
            lang.pick(campaign.kind().zh().make_up_time, "Make-up time"),
            &lang.pick(
                format!(
                    "预留 {reserved} 分钟，需要 {needed} 分钟，{}",
                    if enough { "够用" } else { "可能不够" }
                ),
                format!(
                    "{reserved} min are kept, {needed} needed: {}",
                    if enough { "it suffices" } else { "it may not suffice" }
                ),
            ),
        );
    }
    let broken = data.broken_rules();
    row(
        lang.pick("独立核查", "Independent check"),
        &match broken {
            0 => lang.pick("未发现违规", "no rule is broken").to_owned(),
            _ => lang.pick(
                format!("违反规则 {broken} 处"),
                format!("rules are broken in {broken} places"),
            ),
        },
    );
    if data.outcome.is_none() {
        page.notes.push(
            lang.pick(
                "没有附上最优性的证明：这个方案不是求解得出的，或者此后活动或方案改过。",
                "No proof is attached: the plan was not found by a solve, or campaign or plan has changed since.",
            )
            .to_owned(),
        );
    }
    page.on_one_sheet = true;
    page
}

/// A line for each half-day of a station: its first and last minute in use, and its people.
fn days(data: &ReportData<'_>, lang: Lang) -> Vec<(String, String)> {
    let kind = data.campaign.kind();
    let unit = kind.count().unit;
    let campaign = data.campaign;
    let mut halves: BTreeMap<(Date, DayPart), BTreeMap<StationId, (i64, Interval)>> =
        BTreeMap::new();
    for WindowFigures { window, expected, block, .. } in &data.metrics.windows {
        let span = block.map_or(window.interval, |block| campaign.block(block).regular);
        let half = halves.entry((window.date, DayPart::of(span))).or_default();
        let own = half.entry(window.station).or_insert((0, window.interval));
        own.0 += expected;
        own.1 = Interval::new(
            own.1.start.min(window.interval.start),
            own.1.end.max(window.interval.end),
        );
    }
    let several = campaign.stations().len() > 1;
    halves
        .into_iter()
        .map(|((date, _), stations)| {
            let first = stations.values().map(|(_, span)| *span).next();
            let half = first.map_or("", |span| half_label(span, lang));
            let facts = stations.iter().map(|(station, (people, span))| {
                let name = campaign.station(*station).name.get(lang);
                let name = if several { format!("{name} ") } else { String::new() };
                lang.pick(
                    format!("{name}{span}，{people} {unit}"),
                    format!("{name}{span}, {}", kind.people(people)),
                )
            });
            let facts: Vec<String> = facts.collect();
            let day = format!("{}{}{half}", day_label(date, lang), lang.pick("", " "));
            (day, facts.join(lang.pick("；", "; ")))
        })
        .collect()
}

fn busiest(data: &ReportData<'_>, lang: Lang) -> Option<String> {
    let unit = data.campaign.kind().count().unit;
    let figures = data.metrics.busiest()?;
    let peak = figures.per_hour.filter(|peak| *peak > Ratio::whole(0))?;
    let window = &figures.window;
    let (name, day) = (window_name(data.campaign, window, lang), day_label(window.date, lang));
    let (rate, time) = (peak.as_f64(), window.interval);
    let many = data.campaign.kind().many();
    Some(lang.pick(
        format!("{name}，{day}{time}，每小时 {rate:.1} {unit}"),
        format!("{name}, {day} {time}, {rate:.1} {many} per hour"),
    ))
}

/// Aim by aim: what the plan has, and what no plan can be better than.
fn proof(data: &ReportData<'_>, lang: Lang) -> Option<Page> {
    let outcome = data.outcome?;
    let columns = vec![
        column(lang.pick("目标（先后为序）", "Aim, in order"), 70.0, Align::Left),
        column(lang.pick("方案的数值", "The plan's value"), 34.0, Align::Right),
        column(lang.pick("不可能低于", "Not possible below"), 34.0, Align::Right),
        column(lang.pick("单位", "Unit"), 24.0, Align::Centre),
        column(lang.pick("已证明", "Proven"), 18.0, Align::Centre),
    ];
    let title = lang.pick("附：最优性的证明", "Appendix: the proof");
    let mut page = Page::new(lang.pick("证明", "Proof"), title, columns);
    page.line(data.campaign.title().get(lang));
    let (kind, shares) = (data.campaign.kind(), data.campaign.shares());
    let figure = |tier: Tier, value: Option<Ratio>| match value {
        Some(value) if value.numerator() % value.denominator() == 0 && !shares.include(tier) => {
            PageCell::Whole(value.numerator() / value.denominator())
        }
        value => text(&tiers::figure(tier, value, shares)),
    };
    for tier in &outcome.tiers {
        let proven = if tier.proven() { lang.pick("是", "yes") } else { lang.pick("否", "no") };
        page.push(
            Look::Plain,
            vec![
                text(tiers::label(tier.tier, kind).get(lang)),
                figure(tier.tier, tier.value),
                figure(tier.tier, tier.bound),
                text(tiers::unit(tier.tier, kind, shares).get(lang)),
                text(proven),
            ],
        );
    }
    page.notes.push(
        lang.pick(
            "目标按先后次序逐个求最小，前面的绝不为后面的让步。两个数相等，就证明没有任何安排能做得更好。方案另由独立的程序逐条核查，它与求解程序不共用代码。",
            "Aims are minimised one after another; an earlier one is never traded for a later one. Where the two figures are equal, no plan can be better. The plan is checked rule by rule by a program that shares no code with the solver.",
        )
        .to_owned(),
    );
    page.notes.push(if data.is_recorded {
        lang.pick(
            format!("证明是求解时得出的（{}），此后活动与方案都没有改；方案的数值已重新计算。", outcome.solver),
            format!("Proven when the plan was solved ({}); neither campaign nor plan has changed since, and the plan's values were computed again.", outcome.solver),
        )
    } else {
        format!("{} · {:.1} s", outcome.solver, outcome.seconds)
    });
    Some(page)
}
