//! `callsheet fit`: whether everybody fits; if not, which rules conflict and what would mend it.

use super::asking::{asked, not_proven};
use super::limits::Limits;
use super::writing::{ForceFlag, write_or_rescue};
use super::{CampaignArguments, Stop, console, exit};
use callsheet::base::text::Lang;
use callsheet::campaign::Campaign;
use callsheet::files::write_plan_json;
use callsheet::publish::json;
use callsheet::publish::output::Output;
use callsheet::publish::report::plan_csv;
use callsheet::publish::words::answers::bullets;
use callsheet::publish::words::{conflicts, repairs as mending};
use callsheet::questions::explain::conflict::ConflictFinding;
use callsheet::questions::explain::{Fit, Repair, fit};
use clap::Args;
use std::path::PathBuf;

/// Arguments of `fit`.
#[derive(Args)]
pub struct FitArguments {
    #[command(flatten)]
    campaign: CampaignArguments,
    /// Folder for the plans that the repairs make possible. 各补救办法的方案写到此文件夹
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    force: ForceFlag,
    #[command(flatten)]
    limits: Limits,
    /// Print one JSON object. 输出一个 JSON 对象
    #[arg(long)]
    pub json: bool,
}

/// Runs the verb.
pub fn run(arguments: &FitArguments) -> Result<u8, Stop> {
    let budget = arguments.limits.budget();
    let (loaded, lang) = arguments.campaign.load()?;
    let place = arguments.force.place_if(arguments.out.as_ref(), &[], &[], lang)?;
    let Fit { campaign, finding, repairs } =
        asked(&arguments.limits, &budget, lang, |asker| fit(&loaded.campaign, asker))?;
    let mut files = Vec::new();
    if let Some(place) = place.as_ref().filter(|_| !repairs.is_empty()) {
        let outputs: Vec<Output> = repairs
            .iter()
            .enumerate()
            .flat_map(|(place, repair)| {
                let (number, plan) = (place + 1, &repair.plan);
                let changed = repair.apply(&campaign).unwrap_or_else(|| campaign.clone());
                [
                    Output::new(&format!("repair-{number}.csv"), plan_csv(&changed, plan, lang)),
                    Output::new(&format!("repair-{number}.json"), write_plan_json(&changed, plan)),
                ]
            })
            .collect();
        files = write_or_rescue(place, &outputs, arguments.json, lang)?;
    }
    if arguments.json {
        let files = json::files(&files);
        console::json(&json::Fit::new(&campaign, &finding, &repairs, files, lang));
    } else {
        print(&campaign, &finding, &repairs, lang);
        for file in &files {
            console::out(&format!("  {}", file.display()));
        }
    }
    Ok(match finding {
        ConflictFinding::Fits(_) => exit::FINE,
        ConflictFinding::Conflict(_) => exit::INFEASIBLE,
        ConflictFinding::Unknown => exit::NO_PLAN,
    })
}

fn print(campaign: &Campaign, finding: &ConflictFinding, repairs: &[Repair], lang: Lang) {
    console::out(conflicts::verdict(finding).get(lang));
    let conflict = match finding {
        ConflictFinding::Fits(_) => return,
        ConflictFinding::Unknown => return not_proven(lang),
        ConflictFinding::Conflict(conflict) => conflict,
    };
    for line in &bullets(&conflicts::sentences(campaign, conflict)) {
        console::out(line.get(lang));
    }
    if let Some(minutes) = conflicts::minutes(campaign, conflict) {
        console::out(minutes.get(lang));
    }
    console::out("");
    for line in &mending::all(campaign, repairs) {
        console::out(line.get(lang));
    }
    if !conflict.is_smallest
        || repairs.iter().any(|repair| repair.changes.len() == 1 && !repair.is_smallest)
    {
        not_proven(lang);
    }
}
