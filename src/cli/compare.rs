//! `callsheet compare`: plans side by side.

use super::figures::{short_name, table};
use super::{CampaignArguments, Stop, console, exit, read_plan_with_places};
use callsheet::base::diagnostic::{Code, Diagnostic};
use callsheet::base::kind::CampaignKind;
use callsheet::base::text::{Lang, Text};
use callsheet::campaign::plan::Plan;
use callsheet::check::{Violation, check};
use callsheet::files::PlanPlaces;
use callsheet::plans::compare::{Named, compare};
use callsheet::publish::json;
use clap::Args;
use std::path::PathBuf;

/// Arguments of `compare`.
#[derive(Args)]
pub struct CompareArguments {
    #[command(flatten)]
    campaign: CampaignArguments,
    /// Plans; the others are told a new time against the first. With one plan, the baseline comes
    /// first. 方案文件
    #[arg(required = true, value_name = "PLAN")]
    plans: Vec<PathBuf>,
    /// Print one JSON object. 输出一个 JSON 对象
    #[arg(long)]
    pub json: bool,
}

/// Runs the verb.
pub fn run(arguments: &CompareArguments) -> Result<u8, Stop> {
    let (loaded, lang) = arguments.campaign.load()?;
    let mut plans: Vec<(String, Plan, Option<PlanPlaces>)> = Vec::new();
    if arguments.plans.len() == 1 {
        let Some(baseline) = &loaded.baseline else {
            let fault = Diagnostic::error(
                Code::Usage,
                Text::new(
                    "只给了一个方案，而该活动没有基准方案",
                    "only one plan is given, and the campaign has no baseline",
                ),
            );
            return Err(Stop::Faults(
                vec![fault.help(Text::new("再给一个方案", "give a second plan"))],
                lang,
            ));
        };
        let name = lang.pick("原方案", "baseline").to_owned();
        plans.push((name, baseline.clone(), loaded.baseline_places.clone()));
    }
    let mut faults = Vec::new();
    for path in &arguments.plans {
        match read_plan_with_places(path, None, &loaded, lang) {
            Ok((plan, places)) => plans.push((short_name(path), plan, Some(places))),
            Err(Stop::Faults(found, _)) => faults.extend(found),
            Err(stop) => return Err(stop),
        }
    }
    if !faults.is_empty() {
        return Err(Stop::Faults(faults, lang));
    }
    let named: Vec<Named<'_>> =
        plans.iter().map(|(name, plan, _)| Named { name: name.clone(), plan }).collect();
    let comparison = compare(&loaded.campaign, &named);
    let violations: Vec<Vec<Violation>> =
        plans.iter().map(|(_, plan, _)| check(&loaded.campaign, plan)).collect();
    if arguments.json {
        let campaign = &loaded.campaign;
        let plans: Vec<_> = plans
            .iter()
            .zip(&comparison.metrics)
            .zip(&violations)
            .map(|(((name, plan, places), metrics), found)| json::PlanFigures {
                name: name.clone(),
                metrics: json::Metrics::new(campaign, metrics),
                violations: json::violations(campaign, plan, places.as_ref(), found, lang),
            })
            .collect();
        console::json(&json::Compare { plans });
        return Ok(exit::FINE);
    }
    print(loaded.campaign.kind(), &comparison, &violations, lang);
    Ok(exit::FINE)
}

fn print(
    kind: CampaignKind,
    comparison: &callsheet::plans::compare::Comparison,
    violations: &[Vec<Violation>],
    lang: Lang,
) {
    table(kind, &comparison.names, &comparison.rows, violations, &[], lang);
    console::out("");
    console::out(lang.pick(
        "* 该行最好的值；改时间以第一个方案为准。",
        "* best of its row; moves are counted against the first plan.",
    ));
}
