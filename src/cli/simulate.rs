//! `callsheet simulate`: a plan played many times, beside the baseline.

use super::limits::Limits;
use super::playing::{PlayedDay, named_plan, refused, show, warnings};
use super::writing::ForceFlag;
use super::{CampaignArguments, PlanArguments, Stop, console, exit};
use callsheet::base::budget::Budget;
use callsheet::base::text::Lang;
use callsheet::campaign::Campaign;
use callsheet::campaign::plan::Plan;
use callsheet::publish::report::simulation::{Played, SimulationPage};
use callsheet::simulate::{Results, SimulateOptions, simulate};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Arguments of `simulate`.
#[derive(Args)]
pub struct SimulateArguments {
    #[command(flatten)]
    campaign: CampaignArguments,
    #[command(flatten)]
    plan: PlanArguments,
    /// The plan to compare with; default: the campaign's baseline. 对照的方案；缺省为活动的对照方案
    #[arg(long, value_name = "PLAN")]
    baseline: Option<PathBuf>,
    #[command(flatten)]
    day: PlayedDay,
    /// Folder for page, tables and pictures. 输出文件夹
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
pub fn run(arguments: &SimulateArguments) -> Result<u8, Stop> {
    let budget = arguments.limits.budget();
    let (loaded, lang) = arguments.campaign.load()?;
    let mut faults = Vec::new();
    let campaign = arguments.day.settle(&loaded, &mut faults);
    let PlanArguments { plan, slots } = &arguments.plan;
    let plan = named_plan(plan, slots.as_deref(), &loaded, lang, &mut faults)?;
    let baseline = match &arguments.baseline {
        Some(path) => named_plan(path, None, &loaded, lang, &mut faults)?,
        None => {
            loaded.baseline.clone().map(|plan| (lang.pick("原方案", "baseline").to_owned(), plan))
        }
    };
    let (Some(campaign), Some(plan), true) = (campaign, plan, faults.is_empty()) else {
        return Err(Stop::Faults(faults, lang));
    };
    let plans = side_by_side(plan, baseline, arguments.baseline.is_some());
    let place = arguments.force.place_if(
        arguments.out.as_ref(),
        &[
            Some(&arguments.plan.plan),
            arguments.plan.slots.as_deref(),
            arguments.baseline.as_deref(),
        ],
        &["simulation.html", "simulation.json", "simulation.csv"],
        lang,
    )?;
    for warning in warnings(&campaign, &plans) {
        console::err(&warning.render(lang));
    }
    let options = arguments.day.options(&arguments.limits.options());
    let found = watched(&campaign, &plans, options, &budget, lang)?;
    let named =
        plans.iter().zip(&found).map(|((name, _), results)| Played { name: name.clone(), results });
    let page =
        SimulationPage { campaign: &campaign, played: named.collect(), safety: &[], options };
    show(&page, place.as_ref(), arguments.json, lang)?;
    Ok(exit::FINE)
}

/// The plan and the one beside it. The campaign's baseline beside itself would say nothing.
fn side_by_side(
    plan: (String, Plan),
    baseline: Option<(String, Plan)>,
    is_asked: bool,
) -> Vec<(String, Plan)> {
    let other = baseline.filter(|(_, other)| is_asked || plan.1.windows != other.windows);
    std::iter::once(plan).chain(other).collect()
}

/// Plays with a bar of progress on a terminal.
fn watched(
    campaign: &Campaign,
    plans: &[(String, Plan)],
    options: SimulateOptions,
    budget: &Budget,
    lang: Lang,
) -> Result<Vec<Results>, Stop> {
    let bar = if std::io::stderr().is_terminal() {
        ProgressBar::new(options.runs)
    } else {
        ProgressBar::hidden()
    };
    if let Ok(style) = ProgressStyle::with_template("{wide_bar} {pos}/{len} {msg} {eta}") {
        bar.set_style(style);
    }
    bar.set_message(lang.pick("次模拟，剩余", "runs, left:"));
    let done = AtomicU64::new(0);
    let plans: Vec<&Plan> = plans.iter().map(|(_, plan)| plan).collect();
    let found = std::thread::scope(|scope| {
        let playing = scope.spawn(|| simulate(campaign, &plans, options, budget, &done));
        while !playing.is_finished() {
            bar.set_position(done.load(Ordering::Relaxed));
            std::thread::park_timeout(Duration::from_millis(20));
        }
        playing.join()
    });
    bar.finish_and_clear();
    match found {
        Ok(Ok(results)) => Ok(results),
        Ok(Err(cause)) => Err(refused(campaign, &cause, lang)),
        Err(_) => Err(Stop::Internal("the simulation ended unexpectedly".to_owned())),
    }
}
