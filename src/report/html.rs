//! The report as one self-contained page.

use super::data::ReportData;
use super::tables::half_days;
use super::{charts, gantt, people};
use crate::check::RULES;
use crate::clock::{clock, day_label};
use crate::compare::{Better, rows};
use crate::diagnostic::{Code, Severity};
use crate::instance::{Preference, Wish};
use crate::plan::Window;
use crate::ratio::Ratio;
use crate::text::Lang;
use minijinja::{Environment, Value, context};

/// Chart widths: for a desk and for a phone.
const WIDE: i32 = 960;
const NARROW: i32 = 352;

/// Renders the page. A failure of the template, which is compiled in and tested, shows as the error's text.
pub fn page(data: &ReportData<'_>, lang: Lang) -> String {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::Html);
    let rendered = environment
        .add_template("report", include_str!("report.html"))
        .and_then(|()| environment.get_template("report"))
        .and_then(|template| template.render(values(data, lang)));
    rendered.unwrap_or_else(|error| format!("<!doctype html><title>callsheet</title><pre>{error:#}</pre>"))
}

fn values(data: &ReportData<'_>, lang: Lang) -> Value {
    let instance = data.instance;
    context! {
        lang => lang.pick("zh-CN", "en"),
        zh => lang == Lang::Zh,
        title => instance.title().get(lang),
        place => instance.place().map(|place| place.get(lang)),
        standing => data.standing().get(lang),
        proven => data.outcome.is_some_and(|outcome| outcome.termination == crate::solve::Termination::Optimal),
        verdict => data.verdict().get(lang),
        has_baseline => data.baseline.is_some(),
        facts => facts(data, lang),
        timetable => timetable(data, lang),
        charts => [
            chart(|width| charts::rates(data, lang).svg(width)),
            chart(|width| charts::blocks(data, lang).svg(width)),
            chart(|width| gantt::svg(data, lang, width)),
        ],
        fee => fee(data, lang),
        moves => moves(data, lang),
        tight => tight(data, lang),
        refused => refused(data, lang),
        has_wishes => !data.instance.preferences().is_empty(),
        peak => number(data.metrics.peak_per_hour, 1),
        classes => classes(data, lang),
        unlisted => unlisted(data, lang),
        slots_unknown => slots_unknown(data),
        warnings => data.violations.len() - data.broken_rules(),
        illustrative => instance.classes_are_illustrative(),
        call_lead => instance.call_lead(),
        shortages => data.shortages.iter().map(|one| one.sentence(instance).get(lang).to_owned()).collect::<Vec<_>>(),
        make_up => people::make_up(data, lang),
        roster => people::roster(data, lang),
        proof => proof(data, lang),
        rules => checked_rules(data, lang),
        broken => data.broken_rules(),
        version => env!("CARGO_PKG_VERSION"),
    }
}

fn number(value: Option<Ratio>, decimals: usize) -> String {
    value.map_or_else(|| "—".to_owned(), |value| format!("{:.decimals$}", value.as_f64()))
}

/// What the crew will take in: `15.00 元 × 5905 = 88575.00 元`.
fn fee(data: &ReportData<'_>, lang: Lang) -> Option<String> {
    let fee = data.instance.fee()?;
    let served = data.metrics.expected - data.metrics.unserved;
    let money = |hundredths: i64| {
        let (units, cents) = (hundredths / 100, hundredths % 100);
        if cents == 0 { format!("{units} {}", fee.currency) } else { format!("{units}.{cents:02} {}", fee.currency) }
    };
    let (each, all) = (money(fee.hundredths), money(fee.hundredths.saturating_mul(served)));
    Some(lang.pick(
        format!("费用每人 {each}，按预计到场 {served} 人共 {all}。"),
        format!("The fee is {each} each, {all} for {served} expected people."),
    ))
}

/// The plan's figures beside the baseline's.
fn facts(data: &ReportData<'_>, lang: Lang) -> Vec<Value> {
    let mut metrics = vec![data.metrics.clone()];
    metrics.extend(data.baseline.as_ref().map(|(_, metrics)| metrics.clone()));
    rows(&metrics)
        .into_iter()
        .map(|row| {
            let best = row.best();
            context! {
                label => row.label.get(lang),
                unit => row.unit.get(lang),
                plan => number(row.values[0], row.decimals),
                baseline => row.values.get(1).map(|value| number(*value, row.decimals)),
                better => row.better != Better::Neither && best[0],
                worse => best.get(1).copied().unwrap_or(false),
            }
        })
        .collect()
}

fn timetable(data: &ReportData<'_>, lang: Lang) -> Vec<Value> {
    let several = data.instance.stations().len() > 1;
    half_days(data.instance, data.plan, lang)
        .into_iter()
        .map(|half_day| {
            let rows: Vec<Value> = half_day
                .rows
                .iter()
                .map(|row| {
                    let figures = row.group.and_then(|group| {
                        data.metrics
                            .windows
                            .iter()
                            .find(|f| f.window.group == group && f.window.interval.to_string() == row.time)
                    });
                    context! {
                        time => row.time.as_str(),
                        name => row.name.as_str(),
                        people => row.headcount,
                        expected => figures.map(|figures| figures.expected),
                        per_hour => figures.map(|figures| number(figures.per_hour, 1)),
                        utilisation => figures
                            .and_then(|figures| figures.utilisation)
                            .map(|share| format!("{:.0}%", share.as_f64() * 100.0)),
                        moved => row.group.is_some_and(|group| data.is_moved(group)),
                    }
                })
                .collect();
            context! {
                number => half_day.number,
                day => day_label(half_day.date, lang),
                half => half_day.half,
                station => several.then(|| data.instance.station(half_day.station).name.get(lang)),
                rows,
            }
        })
        .collect()
}

fn chart(draw: impl Fn(i32) -> String) -> Value {
    context! {
        wide => Value::from_safe_string(draw(WIDE)),
        narrow => Value::from_safe_string(draw(NARROW)),
    }
}

/// Windows as day, time and place, each of which a line must not break.
fn calls(data: &ReportData<'_>, windows: &[Window], lang: Lang) -> Vec<Value> {
    let several = data.instance.stations().len() > 1;
    windows
        .iter()
        .map(|window| {
            context! {
                day => day_label(window.date, lang),
                time => window.interval.to_string(),
                station => several.then(|| data.instance.station(window.station).name.get(lang)),
            }
        })
        .collect()
}

fn moves(data: &ReportData<'_>, lang: Lang) -> Vec<Value> {
    data.moves
        .iter()
        .map(|moved| {
            context! {
                group => data.instance.group(moved.group).name.get(lang),
                people => moved.people,
                from => calls(data, &moved.from, lang),
                to => calls(data, &moved.to, lang),
            }
        })
        .collect()
}

/// Wishes that the plan leaves ungranted.
fn refused(data: &ReportData<'_>, lang: Lang) -> Vec<Value> {
    let hurt = |wish: &&Preference| {
        data.plan.windows.iter().any(|w| w.group == wish.group && wish.is_hurt_by(w.date, w.interval))
    };
    data.instance
        .preferences()
        .iter()
        .filter(hurt)
        .map(|wish| {
            let day = wish.date.map_or_else(|| lang.pick("每天", "any day").to_owned(), |date| day_label(date, lang));
            let hours = wish.interval.map(|hours| hours.to_string()).unwrap_or_default();
            context! {
                group => data.instance.group(wish.group).name.get(lang),
                wish => match wish.wish {
                    Wish::Prefer => lang.pick("希望", "prefer"),
                    Wish::Avoid => lang.pick("避开", "avoid"),
                },
                when => format!("{day} {hours}"),
                weight => wish.weight,
            }
        })
        .collect()
}

/// Windows of the official plan that are tighter than they had to be.
fn tight(data: &ReportData<'_>, lang: Lang) -> Vec<Value> {
    data.tight_in_baseline()
        .into_iter()
        .map(|(group, before, now)| {
            context! {
                group => data.instance.group(group).name.get(lang),
                before => number(Some(before), 1),
                now => number(now, 1),
            }
        })
        .collect()
}

fn classes(data: &ReportData<'_>, lang: Lang) -> Vec<Value> {
    data.metrics
        .windows
        .iter()
        .filter_map(|figures| {
            let window = &figures.window;
            let group = data.instance.group(window.group);
            let rows: Vec<Value> = data
                .plan
                .slots_of(window.group)
                .map(|slot| {
                    context! {
                        class => group.classes[slot.class].name.as_str(),
                        people => group.classes[slot.class].expected(),
                        call => clock(slot.interval.start - data.instance.call_lead()),
                        time => slot.interval.to_string(),
                    }
                })
                .collect();
            (!rows.is_empty()).then(|| {
                context! {
                    group => group.name.get(lang),
                    calls => calls(data, std::slice::from_ref(window), lang),
                    rows,
                }
            })
        })
        .collect()
}

/// Groups of the timetable that have no class list.
fn unlisted(data: &ReportData<'_>, lang: Lang) -> Vec<String> {
    let groups = data.metrics.windows.iter().map(|figures| data.instance.group(figures.window.group));
    groups.filter(|group| group.classes.is_empty()).map(|group| group.name.get(lang).to_owned()).collect()
}

/// Whether there are class lists, but the plan says nothing about classes.
fn slots_unknown(data: &ReportData<'_>) -> bool {
    data.plan.slots.is_empty() && data.instance.groups().iter().any(|group| !group.classes.is_empty())
}

fn proof(data: &ReportData<'_>, lang: Lang) -> Option<Value> {
    let outcome = data.outcome?;
    let tiers: Vec<Value> = outcome
        .tiers
        .iter()
        .map(|tier| {
            let figure = |value: Option<Ratio>| match value {
                Some(value) if value.numerator() % value.denominator() != 0 => format!("{:.2}", value.as_f64()),
                value => number(value, 0),
            };
            context! {
                label => tier.tier.label().get(lang),
                name => tier.tier.name(),
                unit => tier.tier.unit(data.instance.rates_known()).get(lang),
                value => figure(tier.value),
                bound => figure(tier.bound),
                gap => tier.gap().map_or_else(|| "—".to_owned(), |gap| format!("{:.2}%", gap * 100.0)),
                proven => tier.proven(),
                seconds => format!("{:.1}", tier.seconds),
                programmes => tier.programmes,
            }
        })
        .collect();
    Some(context! { tiers, seconds => format!("{:.1}", outcome.seconds), solver => outcome.solver.as_str() })
}

fn checked_rules(data: &ReportData<'_>, lang: Lang) -> Vec<Value> {
    RULES
        .iter()
        .map(|rule| {
            let found: Vec<Value> = data
                .violations
                .iter()
                .filter(|violation| violation.code == rule.code)
                .map(|violation| {
                    context! {
                        message => violation.message.get(lang),
                        warning => violation.severity == Severity::Warning,
                    }
                })
                .collect();
            // Rules of slots say nothing about a plan without slots.
            let unchecked = data.plan.slots.is_empty() && rule.code >= Code::SlotMissing;
            context! { code => rule.code.id(), title => rule.code.title().get(lang), found, unchecked }
        })
        .collect()
}
