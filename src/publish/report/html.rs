//! The report as one self-contained page.

use super::data::ReportData;
use super::sections::{
    changes, classes, crews, cuts, fees, number, people, relations, repeats, timetable,
};
use super::template::{chart, render};
use super::{charts, gantt, hall};
use crate::base::diagnostic::{Code, Severity};
use crate::base::kind::CampaignKind;
use crate::base::text::Lang;
use crate::check::RULES;
use crate::plans::compare::{Better, rows};
use crate::publish::words::{calls, figures, places, shortages, tiers};
use minijinja::{Value, context};

/// Renders the page.
pub fn page(data: &ReportData<'_>, lang: Lang) -> String {
    render("report.html", values(data, lang))
}

fn values(data: &ReportData<'_>, lang: Lang) -> Value {
    let campaign = data.campaign;
    context! {
        lang => lang.pick("zh-CN", "en"),
        zh => lang == Lang::Zh,
        title => campaign.title().get(lang),
        place => campaign.place().map(|place| place.get(lang)),
        standing => data.standing().get(lang),
        proven => data.outcome.is_some_and(|outcome| outcome.termination == crate::solve::Termination::Optimal),
        verdict => data.verdict().get(lang),
        remark => data.remark().map(|text| text.get(lang).to_owned()),
        kind => words_of(campaign.kind()),
        has_baseline => data.baseline.is_some(),
        baseline_name => data.baseline_name().get(lang),
        facts => facts(data, lang),
        timetable => timetable::section(data, lang),
        crews => crews::section(data, lang),
        repeats => repeats::section(data, lang),
        total => timetable::total(data),
        cuts => cuts::section(data, lang),
        charts => drawings(data, lang),
        fees => fees::section(data, lang),
        moves => changes::moves(data, lang),
        tight => changes::tight(data, lang),
        refused => changes::refused(data, lang),
        has_wishes => !data.campaign.preferences().is_empty(),
        peak => number(data.metrics.peak_per_hour, 1),
        classes => classes::section(data, lang),
        unlisted => classes::unlisted(data, lang),
        slots_unknown => classes::slots_unknown(data),
        warnings => data.violations.len() - data.broken_rules(),
        assumptions => data.assumptions().map(|text| text.get(lang).to_owned()),
        reserved => places::reserved(campaign).map(|text| text.get(lang).to_owned()),
        illustrative => campaign.classes_are_illustrative(),
        call_lead => calls::lead(campaign).get(lang),
        whole_share => data.whole_share().map(|text| text.get(lang).to_owned()),
        shortages => data.shortages.iter().map(|one| shortages::sentence(campaign, one).get(lang).to_owned()).collect::<Vec<_>>(),
        make_up => people::make_up(data, lang),
        roster => people::roster(data, lang),
        proof => proof(data, lang),
        rules => checked_rules(data, lang),
        broken => data.broken_rules(),
        relations => relations::section(data, lang),
        is_part => data.is_part,
        version => env!("CARGO_PKG_VERSION"),
    }
}

/// The words of a kind of campaign that templates have in their sentences.
pub(super) fn words_of(kind: CampaignKind) -> Value {
    let (zh, words) = (kind.zh(), kind.count());
    context! {
        service => zh.service,
        make_up_time => zh.make_up_time,
        many => kind.many(),
        code => zh.code,
        unit => words.unit,
        counted => words.noun,
        heading => words.heading,
        people => words.people,
    }
}

/// The plan's figures beside the baseline's.
fn facts(data: &ReportData<'_>, lang: Lang) -> Vec<Value> {
    let mut metrics = vec![data.metrics.clone()];
    metrics.extend(data.baseline.as_ref().map(|(_, metrics)| metrics.clone()));
    let figures = rows(&metrics).into_iter().map(|row| {
        let best = row.best();
        context! {
            label => figures::label(row.figure, data.campaign.kind()).get(lang),
            unit => figures::unit(row.figure, data.campaign.kind()).get(lang),
            plan => number(row.values[0], row.figure.decimals()),
            baseline => row.values.get(1).map(|value| number(*value, row.figure.decimals())),
            better => row.figure.better() != Better::Neither && best[0],
            worse => best.get(1).copied().unwrap_or(false),
        }
    });
    rules_broken(data, lang).into_iter().chain(figures).collect()
}

/// Figures of a plan that breaks rules are not to be had for the asking.
fn rules_broken(data: &ReportData<'_>, lang: Lang) -> Option<Value> {
    let (own, baseline) = (data.broken_rules(), data.broken_by_official());
    (baseline > 0).then(|| {
        context! {
            label => lang.pick("违反规则", "Rules broken"),
            unit => lang.pick("处", "places"),
            plan => own,
            baseline,
            better => own < baseline,
            worse => baseline < own,
        }
    })
}

/// The charts, each for a desk and for a phone.
fn drawings(data: &ReportData<'_>, lang: Lang) -> Vec<Value> {
    let mut drawings = vec![
        chart(|width| charts::rates(data, lang).svg(width)),
        chart(|width| charts::blocks(data, lang).svg(width)),
        chart(|width| gantt::svg(data, lang, width)),
    ];
    if hall::is_worth_showing(data) {
        drawings.push(chart(|width| hall::svg(data, lang, width)));
    }
    drawings
}

pub(super) fn proof(data: &ReportData<'_>, lang: Lang) -> Option<Value> {
    let outcome = data.outcome?;
    let tiers: Vec<Value> = outcome
        .tiers
        .iter()
        .map(|tier| {
            let shares = data.campaign.shares();
            let figure = |value| tiers::figure(tier.tier, value, shares);
            context! {
                label => tiers::label(tier.tier, data.campaign.kind()).get(lang),
                name => tier.tier.name(),
                unit => tiers::unit(tier.tier, data.campaign.kind(), shares).get(lang),
                value => figure(tier.value),
                bound => figure(tier.bound),
                gap => tier.gap().map_or_else(|| "—".to_owned(), |gap| format!("{:.2}%", gap * 100.0)),
                proven => tier.proven(),
                seconds => format!("{:.1}", tier.seconds),
            }
        })
        .collect();
    Some(
        context! { tiers, seconds => format!("{:.1}", outcome.seconds), solver => outcome.solver.as_str() },
    )
}

fn checked_rules(data: &ReportData<'_>, lang: Lang) -> Vec<Value> {
    let findings = data.findings();
    RULES
        .iter()
        .filter(|rule| rule.concerns(data.campaign))
        .map(|rule| {
            let found: Vec<Value> = findings
                .iter()
                .filter(|finding| finding.code == rule.code)
                .map(|finding| {
                    context! {
                        place => finding.location.as_ref().map(|place| place.shown(lang)),
                        message => finding.message.get(lang),
                        warning => finding.severity == Severity::Warning,
                    }
                })
                .collect();
            // Rules of slots say nothing about a plan without slots.
            let unchecked = data.plan.slots.is_empty()
                && (Code::SlotMissing..=Code::SlotInBreak).contains(&rule.code);
            let title = data.campaign.kind().in_own_unit(&rule.code.title(), lang);
            context! { code => rule.code.id(), title, found, unchecked }
        })
        .collect()
}
