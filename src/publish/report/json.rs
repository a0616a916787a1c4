//! JSON for scripts: one object a command, the shapes that the README documents.

use crate::base::clock::clock;
use crate::base::diagnostic::{Diagnostic, Severity};
use crate::base::ratio::Ratio;
use crate::base::text::Lang;
use crate::campaign::plan::Plan;
use crate::campaign::{Campaign, GroupId};
use crate::check::{Amount, Unit, Violation};
use crate::files::PlanPlaces;
use crate::plans::make_up::Sizing;
use crate::plans::metrics::Metrics;
use crate::plans::shortage::Shortage;
use crate::publish::words::violations::diagnostics;
use crate::simulate::{Chance, Mean, Results};
use crate::solve::{Outcome, TierOutcome};
use serde_json::{Value, json};

/// A figure with at most four decimals; whole numbers stay whole.
pub fn figure(value: Ratio) -> Value {
    if value.numerator() % value.denominator() == 0 {
        json!(value.numerator() / value.denominator())
    } else {
        json!((value.as_f64() * 10_000.0).round() / 10_000.0)
    }
}

fn optional(value: Option<Ratio>) -> Value {
    value.map_or(Value::Null, figure)
}

/// The metrics of a plan.
pub fn metrics(campaign: &Campaign, metrics: &Metrics) -> Value {
    let name = |group: &GroupId| campaign.group(*group).id().to_owned();
    let windows: Vec<Value> = metrics
        .windows
        .iter()
        .map(|figures| {
            let window = &figures.window;
            let mut entry = json!({
                "group": name(&window.group),
                "station": campaign.station(window.station).name.get(Lang::Zh),
                "date": window.date.to_string(),
                "start": clock(window.interval.start),
                "end": clock(window.interval.end),
                "expected": figures.expected,
                "per_hour": optional(figures.per_hour),
                "utilisation": optional(figures.utilisation),
            });
            if window.run.is_some() {
                let classes = campaign.group(window.group).classes_of(window.run).iter();
                entry["classes"] = classes.map(|class| class.name.as_str()).collect();
            }
            entry
        })
        .collect();
    let blocks: Vec<Value> = metrics
        .blocks
        .iter()
        .map(|figures| {
            let block = campaign.block(figures.block);
            json!({
                "block": block.name,
                "date": block.date.to_string(),
                "station": campaign.station(block.station).name.get(Lang::Zh),
                "expected": figures.expected,
                "booked_minutes": figures.booked,
                "working_minutes": figures.working,
                "per_hour": optional(figures.per_hour),
                "utilisation": optional(figures.utilisation),
            })
        })
        .collect();
    json!({
        "people": metrics.people,
        "expected": metrics.expected,
        "unserved": metrics.unserved,
        "unserved_groups": metrics.unserved_groups.iter().map(name).collect::<Vec<_>>(),
        "mean_per_hour": optional(metrics.mean_per_hour),
        "peak_per_hour": optional(metrics.peak_per_hour),
        "peak_group": metrics.peak_group.as_ref().map(name),
        "min_per_hour": optional(metrics.min_per_hour),
        "min_group": metrics.min_group.as_ref().map(name),
        "blocks_used": metrics.blocks_used,
        "moved_people": metrics.moved_people,
        "moved_groups": metrics.moved_groups.iter().map(name).collect::<Vec<_>>(),
        "overload": metrics.overload,
        "overtime_minutes": metrics.overtime,
        "windows": windows,
        "blocks": blocks,
    })
}

/// How the make-up time is sized; `null` where everybody is sure to come.
pub fn make_up(sizing: Option<&Sizing>) -> Value {
    sizing.map_or(Value::Null, |sizing| {
        json!({
            "minutes": sizing.minutes,
            "per_hour": figure(sizing.per_hour),
            "capacity": sizing.capacity,
            "expected_absentees": (sizing.expected_absentees * 100.0).round() / 100.0,
            "arranged": sizing.arranged,
            "too_late": sizing.too_late,
            "chance": (sizing.chance * 1e6).floor() / 1e6,
            "confidence": sizing.confidence,
            "minutes_needed": sizing.minutes_needed,
        })
    })
}

/// Groups without a window, and by how many minutes they don't fit.
pub fn left_out(campaign: &Campaign, shortages: &[Shortage]) -> Value {
    let entry = |shortage: &Shortage| {
        json!({
            "group": campaign.group(shortage.group).id(),
            "expected": shortage.expected,
            "needed_minutes": shortage.needed,
            "longest_free_minutes": shortage.longest_free,
            "block": shortage.block.map(|block| campaign.block(block).name.clone()),
            "short_by_minutes": shortage.short_by(),
        })
    };
    shortages.iter().map(entry).collect()
}

/// What a plan breaks: the same as of a fault, with the rule, the groups and by how much.
pub fn violations(
    campaign: &Campaign,
    plan: &Plan,
    places: Option<&PlanPlaces>,
    found: &[Violation],
    lang: Lang,
) -> Value {
    let mut entries = faults(&diagnostics(campaign, plan, places, found), lang);
    for (entry, violation) in entries.as_array_mut().into_iter().flatten().zip(found) {
        let groups = violation.groups.iter().map(|group| campaign.group(*group).id());
        entry["rule"] = violation.rule().title().get(lang).into();
        entry["groups"] = groups.collect();
        entry["amount"] = violation.detail.amount().map_or(Value::Null, amount);
    }
    entries
}

fn amount(amount: Amount) -> Value {
    let unit = match amount.unit {
        Unit::Minutes => "minutes",
        Unit::People => "people",
        Unit::Windows => "windows",
    };
    json!({"unit": unit, "wanted": amount.wanted, "found": amount.found})
}

/// Faults of an input, and warnings.
pub fn faults(found: &[Diagnostic], lang: Lang) -> Value {
    found
        .iter()
        .map(|diagnostic| {
            json!({
                "code": diagnostic.code.id(),
                "severity": match diagnostic.severity {
                    Severity::Error => "error",
                    Severity::Warning => "warning",
                },
                "message": diagnostic.message.get(lang),
                "help": diagnostic.help.as_ref().map(|help| help.get(lang)),
                "file": diagnostic.location.as_ref().map(|location| location.file.clone()),
                "line": diagnostic.location.as_ref().and_then(|location| location.line),
                "column": diagnostic.location.as_ref().and_then(|location| location.column),
                "sheet": diagnostic.location.as_ref().and_then(|location| location.sheet.clone()),
                "cell": diagnostic.location.as_ref().and_then(crate::base::diagnostic::Location::cell_name),
            })
        })
        .collect()
}

/// The tiers of an outcome.
pub fn tiers(tiers: &[TierOutcome]) -> Value {
    tiers
        .iter()
        .map(|tier| {
            json!({
                "name": tier.tier.name(),
                "value": optional(tier.value),
                "bound": optional(tier.bound),
                "gap": tier.gap().map(|gap| (gap * 1e6).round() / 1e6),
                "proven": tier.proven(),
                "seconds": (tier.seconds * 1000.0).round() / 1000.0,
                "programmes": tier.programmes,
                "solver_status": tier.solver_status,
            })
        })
        .collect()
}

/// An outcome without its plan's metrics.
pub fn outcome(outcome: &Outcome) -> Value {
    json!({
        "status": outcome.termination.name(),
        "stopped_early": outcome.stopped_early,
        "solver": outcome.solver,
        "tiers": tiers(&outcome.tiers),
        "seconds": (outcome.seconds * 1000.0).round() / 1000.0,
    })
}

/// A figure of a simulation with at most four decimals.
fn rounded(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

/// A share with its 95 % confidence interval.
fn chance(chance: Chance) -> Value {
    json!({"share": rounded(chance.share), "low": rounded(chance.low), "high": rounded(chance.high)})
}

/// A figure and half the width of its 95 % confidence interval.
fn with_interval(mean: Mean) -> Value {
    json!({"value": rounded(mean.value), "plus_minus": mean.half.map(rounded)})
}

/// What a simulation found of a plan.
pub fn simulation(campaign: &Campaign, found: &Results) -> Value {
    let windows: Vec<Value> = found
        .windows
        .iter()
        .map(|window| {
            json!({
                "group": campaign.group(window.window.group).id(),
                "station": campaign.station(window.window.station).name.get(Lang::Zh),
                "date": window.window.date.to_string(),
                "start": clock(window.window.interval.start),
                "end": clock(window.window.interval.end),
                "on_time": chance(window.on_time),
                "by_formula": window.by_formula.map(rounded),
                "over_minutes": with_interval(window.over),
                "over_95": window.over_95,
                "waiting": window.waits,
            })
        })
        .collect();
    let halls: Vec<Value> = found
        .halls
        .iter()
        .map(|hall| {
            let moments: Vec<Value> = hall
                .moments
                .iter()
                .map(|(minute, mean, quantiles)| json!({"time": clock(*minute), "mean": rounded(*mean), "quantiles": quantiles}))
                .collect();
            json!({"date": hall.date.to_string(), "moments": moments})
        })
        .collect();
    json!({
        "runs": found.runs,
        "all_on_time": chance(found.all_on_time),
        "mean_on_time": rounded(found.mean_on_time()),
        "waiting_mean": with_interval(found.wait),
        "waiting": found.waits.map(with_interval),
        "most_in_hall": found.fullest,
        "idle_camera_minutes": with_interval(found.idle),
        "idle_camera_minutes_95": found.idle_95,
        "need_make_up": with_interval(found.missed),
        "need_make_up_95": found.missed_95,
        "left": with_interval(found.left),
        "left_95": found.left_95,
        "make_up_suffices": chance(found.suffices),
        "uncalled": found.uncalled,
        "windows": windows,
        "hall": halls,
    })
}
