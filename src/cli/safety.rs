//! `callsheet safety`: what confidence costs, solved and played for one after another.

use super::asking::not_proven;
use super::limits::{Limits, describe, spinner, stop};
use super::playing::{PlayedDay, named_plan, of_argument, refused, show, warnings};
use super::writing::ForceFlag;
use super::{CampaignArguments, Stop, console, exit};
use callsheet::base::budget::Budget;
use callsheet::base::diagnostic::{Code, Diagnostic};
use callsheet::base::text::{Lang, Text};
use callsheet::campaign::plan::Plan;
use callsheet::campaign::{Campaign, Confidence, Share, Station};
use callsheet::publish::report::simulation::SimulationPage;
use callsheet::questions::safety::{SafetyError, Step, price};
use callsheet::simulate::SimulateOptions;
use clap::Args;
use std::path::PathBuf;

/// Arguments of `safety`.
#[derive(Args)]
pub struct SafetyArguments {
    #[command(flatten)]
    campaign: CampaignArguments,
    /// The confidences in per cent that windows shall end on time with. 各时段按时结束的把握（百分数）
    #[arg(
        long,
        value_name = "PERCENT,…",
        value_delimiter = ',',
        default_values = ["50", "80", "95", "99"]
    )]
    confidences: Vec<String>,
    /// The plan that people were told, to count whom each step moves; default: the campaign's
    /// baseline. 对照方案
    #[arg(long, value_name = "PLAN")]
    baseline: Option<PathBuf>,
    #[command(flatten)]
    day: PlayedDay,
    /// Folder for page, table and picture. 输出文件夹
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
pub fn run(arguments: &SafetyArguments) -> Result<u8, Stop> {
    let budget = arguments.limits.budget();
    let (loaded, lang) = arguments.campaign.load()?;
    let mut faults = Vec::new();
    let campaign = arguments.day.settle(&loaded, &mut faults);
    let confidences = confidences(arguments, &mut faults);
    if let Some(campaign) = &campaign {
        faults.extend(without_rate(campaign));
    }
    let baseline = match &arguments.baseline {
        Some(path) => named_plan(path, None, &loaded, lang, &mut faults)?.map(|(_, plan)| plan),
        None => loaded.baseline.clone(),
    };
    let Some(campaign) = campaign.filter(|_| faults.is_empty()) else {
        return Err(Stop::Faults(faults, lang));
    };
    let place = arguments.force.place_if(
        arguments.out.as_ref(),
        &[arguments.baseline.as_deref()],
        &["simulation.html", "simulation.json", "safety.csv"],
        lang,
    )?;
    for warning in warnings(&campaign, &[]) {
        console::err(&warning.render(lang));
    }
    let solving = arguments.limits.options();
    let options = arguments.day.options(&solving);
    let steps =
        prices(&campaign, baseline.as_ref(), &confidences, (&solving, options), &budget, lang)?;
    let page = SimulationPage { campaign: &campaign, played: Vec::new(), safety: &steps, options };
    show(&page, place.as_ref(), arguments.json, lang)?;
    if steps.len() < confidences.len() || steps.iter().any(|step| !step.proven) {
        not_proven(lang);
    }
    Ok(exit::FINE)
}

/// The confidences that were asked for, as far as they can be read.
fn confidences(arguments: &SafetyArguments, faults: &mut Vec<Diagnostic>) -> Vec<Share> {
    let read = |text: &String| -> Result<Share, Diagnostic> {
        let figure = text.trim().trim_end_matches(['%', '％']);
        let points = figure.parse::<f64>().ok().map(|percent| (percent * 100.0).round());
        let share = points.filter(|points| (0.0..=10_000.0).contains(points));
        let share = share.and_then(|points| Share::from_basis_points(points as u16));
        share.filter(|share| Confidence::new(*share).is_some()).ok_or_else(|| {
            let message = Text::new(
                format!("“{text}”不是 50 到 99.9 的百分数"),
                format!("“{text}” is no per cent from 50 to 99.9"),
            );
            of_argument(Code::ConfidenceWithoutRate, message, "--confidences")
        })
    };
    let (good, bad): (Vec<_>, Vec<_>) =
        arguments.confidences.iter().map(read).partition(Result::is_ok);
    faults.extend(bad.into_iter().filter_map(Result::err));
    good.into_iter().filter_map(Result::ok).collect()
}

/// A fault for each station without a rate: the least minutes of its windows are unknown.
fn without_rate(campaign: &Campaign) -> Vec<Diagnostic> {
    let unknown = campaign.stations().iter().filter(|station| station.rate.is_none());
    let fault = |station: &Station| {
        let (zh, en) = (station.name.get(Lang::Zh), station.name.get(Lang::En));
        let message =
            Text::new(format!("“{zh}”的速度未知"), format!("the rate of “{en}” is unknown"));
        of_argument(Code::ConfidenceWithoutRate, message, "--confidences")
    };
    unknown.map(fault).collect()
}

/// Solves and plays with a line of progress.
fn prices(
    campaign: &Campaign,
    baseline: Option<&Plan>,
    confidences: &[Share],
    options: (&callsheet::solve::Options, SimulateOptions),
    budget: &Budget,
    lang: Lang,
) -> Result<Vec<Step>, Stop> {
    let bar = spinner();
    let steps = price(campaign, baseline, confidences, options, budget, &mut |place, progress| {
        let asked = confidences.get(place).map_or(0.0, |share| share.as_f64() * 100.0);
        bar.set_message(format!("{asked:.1}%: {}", describe(progress, lang)));
    });
    bar.finish_and_clear();
    steps.map_err(|error| match error {
        SafetyError::Solve(error) => stop(&error, lang),
        SafetyError::Refused(cause) => refused(campaign, &cause, lang),
    })
}
