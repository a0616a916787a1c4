//! `callsheet model`: a campaign as a bare optimisation problem, for comparing other solvers.

use super::limits::too_large;
use super::{CampaignArguments, Stop, console, exit, read_plan};
use callsheet::publish::problem::problem;
use callsheet::solve::windows::candidates;
use clap::Args;
use std::path::PathBuf;

/// Arguments of `model`.
#[derive(Args)]
pub struct ModelArguments {
    #[command(flatten)]
    campaign: CampaignArguments,
    /// The plan that the tier `moved` compares with; default: the campaign's baseline. 对照的方案；缺省为活动的对照方案
    #[arg(long, value_name = "BASELINE")]
    plan: Option<PathBuf>,
}

/// Runs the verb.
pub fn run(arguments: &ModelArguments) -> Result<u8, Stop> {
    let (loaded, lang) = arguments.campaign.load()?;
    let plan =
        arguments.plan.as_deref().map(|plan| read_plan(plan, None, &loaded, lang)).transpose()?;
    let candidates =
        candidates(&loaded.campaign).map_err(|size| Stop::Faults(vec![too_large(size)], lang))?;
    let folder = arguments.campaign.campaign.display().to_string();
    let baseline = plan.as_ref().or(loaded.baseline.as_ref());
    let problem = problem(&loaded.campaign, baseline, &candidates, &folder);
    let problem = problem.map_err(|faults| Stop::Faults(faults, lang))?;
    // Not pretty: there may be a million windows.
    console::out(&serde_json::to_string(&problem).unwrap_or_default());
    Ok(exit::FINE)
}
