//! A campaign as a bare optimisation problem in JSON, for comparing other solvers with this one.
//!
//! Everything that is local to a window is settled: the rows under `windows` are those that the
//! rules allow, with what each costs in each tier. What remains to be chosen is one window for each
//! group such that those of a block do not meet. README.md describes the fields.

use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::text::{Lang, Text};
use crate::campaign::plan::Plan;
use crate::campaign::{Campaign, Tier};
use crate::solve::windows::{Candidate, Candidates, Costs, unit_scale};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What the value of a tier is made of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The sum of a column over the windows chosen.
    Windows,
    /// The sum over blocks of what it costs that their last window ends when it does.
    Closing,
    /// The greatest entry of a column among the windows chosen.
    Peak,
    /// Expected people of groups without a window.
    Unserved,
    /// Nothing, in a campaign without cut groups.
    Zero,
}

impl Kind {
    fn of(tier: Tier) -> Kind {
        match tier {
            Tier::Unserved => Kind::Unserved,
            Tier::Peak => Kind::Peak,
            Tier::Cuts => Kind::Zero,
            Tier::Overtime | Tier::Blocks | Tier::Early => Kind::Closing,
            Tier::Overload | Tier::Moved | Tier::Preference | Tier::Spread => Kind::Windows,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Kind::Windows => "windows",
            Kind::Closing => "closing",
            Kind::Peak => "peak",
            Kind::Unserved => "unserved",
            Kind::Zero => "zero",
        }
    }

    fn has_column(self) -> bool {
        matches!(self, Kind::Windows | Kind::Peak)
    }
}

/// The problem with these windows to choose from.
///
/// # Errors
/// What the campaign has that this form can't say: cut groups, relations, limits on people who
/// wait.
pub fn problem(
    campaign: &Campaign,
    baseline: Option<&Plan>,
    candidates: &Candidates,
    folder: &str,
) -> Result<Value, Vec<Diagnostic>> {
    let costs = Costs::new(campaign, baseline);
    let refused = without_form(campaign, &costs, candidates, folder);
    if !refused.is_empty() {
        return Err(refused);
    }
    let tiers = campaign.tiers();
    // A longer window may have a lower rate, so where rates count all of them matter.
    let windows = if tiers.contains(&Tier::Peak) {
        candidates.list.clone()
    } else {
        costs.relevant(&candidates.list, tiers).into_owned()
    };
    let with_column: Vec<Tier> =
        tiers.iter().copied().filter(|tier| Kind::of(*tier).has_column()).collect();
    let columns = ["group", "block", "start", "end"]
        .into_iter()
        .chain(with_column.iter().map(|tier| tier.name()));
    Ok(json!({
        "format": "callsheet-model-1",
        "campaign": campaign.name(),
        "complete": candidates.complete,
        "grid_minutes": campaign.grid(),
        "changeover_minutes": campaign.changeover(),
        "max_groups_per_block": campaign.max_groups_per_block(),
        "may_leave_out": campaign.has_tier(Tier::Unserved),
        "tiers": tiers.iter().map(|tier| json!({
            "name": tier.name(),
            "kind": Kind::of(*tier).name(),
            "constant": costs.constant(*tier),
            "scale": unit_scale(*tier, campaign),
        })).collect::<Vec<_>>(),
        "blocks": blocks(campaign, &costs),
        "groups": campaign.groups().iter().map(|group| json!({
            "name": group.id(),
            "expected": group.expected(),
        })).collect::<Vec<_>>(),
        "columns": columns.collect::<Vec<_>>(),
        "windows": windows.iter().map(|window| row(campaign, &costs, &with_column, window)).collect::<Vec<_>>(),
    }))
}

fn blocks(campaign: &Campaign, costs: &Costs<'_>) -> Vec<Value> {
    let tiers = campaign.tiers().iter().filter(|tier| Kind::of(**tier) == Kind::Closing);
    let of_block = |id| {
        let block = campaign.block(id);
        let span = block.bookable();
        let cells = span.minutes() / campaign.grid();
        let ends = || (1..=cells).map(|cell| span.start + cell * campaign.grid());
        let closing = tiers.clone().map(|tier| {
            let costs: Vec<i64> = ends().map(|end| costs.closing(*tier, id, end)).collect();
            (tier.name().to_owned(), json!(costs))
        });
        json!({
            "name": block.name,
            "station": campaign.station(block.station).name.get(Lang::Zh),
            "date": block.date.to_string(),
            "start": span.start,
            "end": span.end,
            "cells": cells,
            "closing": closing.collect::<serde_json::Map<_, _>>(),
        })
    };
    campaign.block_ids().map(of_block).collect()
}

fn row(campaign: &Campaign, costs: &Costs<'_>, tiers: &[Tier], window: &Candidate) -> Value {
    let interval = window.interval;
    let mut row = vec![
        json!(window.group.0),
        json!(window.block.0),
        json!(interval.start),
        json!(interval.end),
    ];
    row.extend(tiers.iter().map(|tier| match Kind::of(*tier) {
        Kind::Peak => {
            let rate = window.per_hour(campaign);
            json!([rate.numerator(), rate.denominator()])
        }
        _ => json!(costs.of(*tier, window)),
    }));
    Value::Array(row)
}

/// Everything of the campaign that the export would have to leave out.
fn without_form(
    campaign: &Campaign,
    costs: &Costs<'_>,
    candidates: &Candidates,
    folder: &str,
) -> Vec<Diagnostic> {
    let fault = |file: &str, zh: String, en: String| {
        let path = std::path::Path::new(folder).join(file);
        Diagnostic::error(Code::NoForm, Text::new(zh, en))
            .at(Location::file(path.display().to_string()))
            .help(Code::NoForm.explanation())
    };
    let mut found = Vec::new();
    let in_parts =
        candidates.list.iter().filter(|window| window.run.is_some()).map(|window| window.group);
    let cut: BTreeSet<_> = in_parts.chain(costs.cut_in_baseline.keys().copied()).collect();
    if !cut.is_empty() {
        let names = |lang, and: &str| -> String {
            cut.iter()
                .map(|group| campaign.group(*group).name.get(lang))
                .collect::<Vec<_>>()
                .join(and)
        };
        found.push(fault(
            "groups.csv",
            format!("拆成多个时段的学院：{}", names(Lang::Zh, "、")),
            format!("groups that are cut into several windows: {}", names(Lang::En, ", ")),
        ));
    }
    let relations = campaign.relations().len();
    if relations > 0 {
        found.push(fault(
            "relations.csv",
            format!("{relations} 条学院间的关系"),
            format!("{relations} relations"),
        ));
    }
    if campaign.limits_waiting() {
        found.push(fault(
            "campaign.toml",
            "等候人数上限（hall_capacity）".to_owned(),
            "a limit on people who wait (hall_capacity)".to_owned(),
        ));
    }
    found
}
