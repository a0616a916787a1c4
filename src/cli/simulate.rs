//! `callsheet simulate`: a plan played many times, beside the baseline, and what confidence costs.

use super::asking::not_proven;
use super::limits::{Limits, describe, interrupt, spinner, stop};
use super::report::not_the_instance;
use super::{CampaignArguments, Stop, console, exit, read_plan};
use callsheet::base::diagnostic::{Code, Diagnostic, Location};
use callsheet::base::text::{Lang, Text};
use callsheet::campaign::plan::Plan;
use callsheet::campaign::{Campaign, Confidence, Share, Station};
use callsheet::files::{Loaded, parse_outage};
use callsheet::publish::report::simulation::{Played, Simulation, figures, setting, windows};
use callsheet::publish::report::{json, write_all};
use callsheet::questions::safety::{SafetyError, Step, price};
use callsheet::simulate::{Options, Refused, Results, simulate};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Runs beyond this are a slip of the key.
const MOST_RUNS: u64 = 10_000_000;

/// Arguments of `simulate`.
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    campaign: CampaignArguments,
    /// The plan: a CSV table, a plan.json, or a folder with one. 方案文件
    #[arg(required_unless_present = "confidences")]
    plan: Option<PathBuf>,
    /// Class slots to go with a CSV plan. 班级时段表
    #[arg(long, value_name = "FILE", requires = "plan")]
    slots: Option<PathBuf>,
    /// The plan to compare with; default: the campaign's baseline. 对照方案
    #[arg(long, value_name = "PLAN")]
    baseline: Option<PathBuf>,
    /// How often the days are played. 模拟次数
    #[arg(long, default_value_t = 1000)]
    runs: u64,
    /// Photos per hour of stations whose rate is unknown. 未知站点的速度
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    rate: Option<u32>,
    /// Cameras that are missing for a time: `[STATION] DATE START-END [xN]`. 停用的机位
    #[arg(long, value_name = "WHEN")]
    outage: Vec<String>,
    /// Solve for each of these confidences in per cent, and simulate: what does safety cost? 稳妥的代价
    #[arg(long, value_name = "PERCENT,…", value_delimiter = ',')]
    confidences: Vec<String>,
    /// Folder for page, tables and pictures. 输出文件夹
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    limits: Limits,
    /// Print one JSON object. 输出 JSON
    #[arg(long)]
    pub json: bool,
}

/// Runs the verb.
pub fn run(arguments: &Arguments) -> Result<u8, Stop> {
    let (loaded, lang) = arguments.campaign.load()?;
    let mut faults = Vec::new();
    let campaign = settle(arguments, &loaded, &mut faults);
    let confidences = confidences(arguments, &mut faults);
    if let Some(campaign) = campaign.as_ref().filter(|_| !confidences.is_empty()) {
        faults.extend(without_rate(campaign));
    }
    let plan = match &arguments.plan {
        Some(path) => named_plan(path, arguments.slots.as_deref(), &loaded, lang, &mut faults)?,
        None => None,
    };
    let baseline = match &arguments.baseline {
        Some(path) => named_plan(path, None, &loaded, lang, &mut faults)?,
        None => {
            loaded.baseline.clone().map(|plan| (lang.pick("原方案", "baseline").to_owned(), plan))
        }
    };
    let plans = side_by_side(plan, baseline.as_ref(), arguments.baseline.is_some());
    let Some(campaign) = campaign.filter(|_| faults.is_empty()) else {
        return Err(Stop::Faults(faults, lang));
    };
    if let Some(folder) = &arguments.out {
        not_the_instance(folder, &arguments.campaign.campaign, lang)?;
    }
    let solving = arguments.limits.options();
    let options = Options {
        runs: arguments.runs,
        seed: u64::from(solving.seed),
        threads: solving.threads as usize,
    };
    for warning in warnings(&campaign, &plans) {
        console::err(&warning.render(lang));
    }
    let cancel = interrupt();
    let found = watched(&campaign, &plans, options, &cancel, lang)?;
    let steps = if confidences.is_empty() {
        Vec::new()
    } else {
        prices(
            &campaign,
            baseline.as_ref().map(|(_, plan)| plan),
            &confidences,
            (&solving, options),
            &cancel,
            lang,
        )?
    };
    let named =
        plans.iter().zip(&found).map(|((name, _), results)| Played { name: name.clone(), results });
    let page = Simulation { campaign: &campaign, played: named.collect(), safety: &steps, options };
    let answer = as_json(&page, lang);
    let mut files = Vec::new();
    if let Some(folder) = &arguments.out {
        let (mut outputs, warnings) = page.files(lang);
        let text = serde_json::to_string_pretty(&answer).unwrap_or_default();
        outputs.push(callsheet::publish::report::Output::new("simulation.json", text + "\n"));
        for warning in &warnings {
            console::err(&warning.render(lang));
        }
        files = write_all(folder, &outputs).map_err(|fault| Stop::Faults(vec![fault], lang))?;
    }
    let files: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
    if arguments.json {
        let mut answer = answer;
        answer["files"] = json!(files);
        console::json(&answer);
    } else {
        print(&page, &files, lang);
    }
    if steps.len() < confidences.len() || steps.iter().any(|step| !step.proven) {
        not_proven(lang);
    }
    Ok(exit::FINE)
}

/// The campaign with the rate and the outages of the command line.
fn settle(
    arguments: &Arguments,
    loaded: &Loaded,
    faults: &mut Vec<Diagnostic>,
) -> Option<Campaign> {
    let mut draft = loaded.campaign.to_draft();
    if !(1..=MOST_RUNS).contains(&arguments.runs) {
        let runs = arguments.runs;
        let message = Text::new(format!("模拟 {runs} 次"), format!("{runs} runs are asked for"));
        faults.push(of_argument(Code::NothingToSimulate, message, "--runs"));
    }
    if let Some(rate) = arguments.rate {
        let unknown = draft.stations.iter_mut().filter(|station| station.rate.is_none());
        let changed = unknown.map(|station| station.rate = Some(i64::from(rate))).count();
        if changed == 0 {
            let message = Text::new("每个站点的速度都已知", "every station's rate is known");
            faults.push(of_argument(Code::RateKnown, message, "--rate"));
        }
    }
    let outages = arguments.outage.iter().map(|text| parse_outage(text, &loaded.campaign));
    for outage in outages {
        match outage {
            Ok(outage) => draft.uncertainty.outages.push(outage),
            Err(fault) => faults.push(fault),
        }
    }
    Campaign::new(draft).ok()
}

fn of_argument(code: Code, message: Text, argument: &str) -> Diagnostic {
    Diagnostic::error(code, message).at(Location::file(argument)).help(code.explanation())
}

fn confidences(arguments: &Arguments, faults: &mut Vec<Diagnostic>) -> Vec<Share> {
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

/// A fault for each station without which nobody knows how long windows must be.
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

/// A plan with its name; `None` where it has faults.
fn named_plan(
    path: &Path,
    slots: Option<&Path>,
    loaded: &Loaded,
    lang: Lang,
    faults: &mut Vec<Diagnostic>,
) -> Result<Option<(String, Plan)>, Stop> {
    match read_plan(path, slots, loaded, lang) {
        Ok(plan) => Ok(Some((super::figures::short_name(path), plan))),
        Err(Stop::Faults(found, _)) => {
            faults.extend(found);
            Ok(None)
        }
        Err(stop) => Err(stop),
    }
}

/// The plan and the one beside it. The campaign's baseline beside itself would say nothing.
fn side_by_side(
    plan: Option<(String, Plan)>,
    baseline: Option<&(String, Plan)>,
    is_asked: bool,
) -> Vec<(String, Plan)> {
    let Some(plan) = plan else { return Vec::new() };
    let other = baseline.filter(|(_, other)| is_asked || plan.1.windows != other.windows).cloned();
    std::iter::once(plan).chain(other).collect()
}

/// What is worth knowing before the first run.
fn warnings(campaign: &Campaign, plans: &[(String, Plan)]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut say = |code: Code, zh: String, en: String| {
        found.push(Diagnostic::warning(code, Text::new(zh, en)).help(code.explanation()));
    };
    for station in campaign.stations().iter().filter(|station| station.cameras.is_none()) {
        let (zh, en) = (station.name.get(Lang::Zh), station.name.get(Lang::En));
        say(
            Code::CamerasUnknown,
            format!("{zh}的机位数未知"),
            format!("how many cameras {en} has is unknown"),
        );
    }
    for (name, plan) in plans {
        for window in &plan.windows {
            if campaign.block_at(window.station, window.date, window.interval).is_none() {
                let (date, when) = (window.date, window.interval);
                say(
                    Code::WindowOutside,
                    format!("{name}：{date} {when} 不在任何半天之内"),
                    format!("{name}: {date} {when} lies in no half-day"),
                );
            }
        }
        let missing: i64 = campaign
            .group_ids()
            .filter(|group| plan.window_of(*group).is_none())
            .map(|group| campaign.group(group).expected())
            .sum();
        if missing > 0 {
            let (zh, en) = (
                format!("{name}：{missing} 人没有时段"),
                format!("{name}: {missing} people have no window"),
            );
            say(Code::NotCalled, zh, en);
        }
    }
    found
}

fn refused(campaign: &Campaign, refused: &Refused, lang: Lang) -> Stop {
    let fault = match refused {
        Refused::RateUnknown(stations) => {
            let names = |lang: Lang| {
                let names =
                    stations.iter().map(|station| campaign.station(*station).name.get(lang));
                names.collect::<Vec<_>>().join(lang.pick("、", ", "))
            };
            let (zh, en) = (names(Lang::Zh), names(Lang::En));
            Diagnostic::error(
                Code::RateWanted,
                Text::new(format!("{zh}的速度未知"), format!("the rate of {en} is unknown")),
            )
        }
        Refused::NothingPlanned => Diagnostic::error(
            Code::NothingToSimulate,
            Text::new("方案里没有时段", "the plan has no window"),
        ),
        Refused::Threads(cause) => return Stop::Internal(cause.clone()),
    };
    let help = fault.code.explanation();
    Stop::Faults(vec![fault.help(help)], lang)
}

fn watched(
    campaign: &Campaign,
    plans: &[(String, Plan)],
    options: Options,
    cancel: &std::sync::atomic::AtomicBool,
    lang: Lang,
) -> Result<Vec<Results>, Stop> {
    if plans.is_empty() {
        return Ok(Vec::new());
    }
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
        let playing = scope.spawn(|| simulate(campaign, &plans, options, cancel, &done));
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

fn prices(
    campaign: &Campaign,
    baseline: Option<&Plan>,
    confidences: &[Share],
    options: (&callsheet::solve::Options, Options),
    cancel: &std::sync::atomic::AtomicBool,
    lang: Lang,
) -> Result<Vec<Step>, Stop> {
    let bar = spinner();
    let steps = price(campaign, baseline, confidences, options, cancel, &mut |place, progress| {
        let asked = confidences.get(place).map_or(0.0, |share| share.as_f64() * 100.0);
        bar.set_message(format!("{asked:.1}%: {}", describe(progress, lang)));
    });
    bar.finish_and_clear();
    steps.map_err(|error| match error {
        SafetyError::Solve(error) => stop(&error, lang),
        SafetyError::Refused(cause) => refused(campaign, &cause, lang),
    })
}

/// The runs that were done: fewer than asked for where Ctrl-C ended them.
fn runs(page: &Simulation<'_>) -> u64 {
    page.played.first().map_or(page.options.runs, |played| played.results.runs)
}

fn print(page: &Simulation<'_>, files: &[String], lang: Lang) {
    console::out(&setting(page.campaign, page.options, runs(page), lang));
    if !page.played.is_empty() {
        console::out("");
        console::table(&figures(&page.played, lang), &(1..=page.played.len()).collect::<Vec<_>>());
    }
    for played in &page.played {
        console::out("");
        console::out(&lang.pick(format!("{}：", played.name), format!("{}:", played.name)));
        console::table(&windows(page.campaign, played.results, lang), &[3, 4, 5, 6, 7, 8, 9]);
    }
    if !page.safety.is_empty() {
        console::out("");
        console::table(
            &callsheet::publish::report::simulation::safety_rows(page.safety, lang),
            &[0, 1, 2, 3, 4, 5, 6, 7, 8],
        );
    }
    console::out("");
    console::out(lang.pick(
        "括号与 ± 为 95% 置信区间；时段按时结束：按时到场的人在时段结束前全部拍完。",
        "Brackets and ± are 95% confidence intervals; on time: everybody who came in time is photographed by the window's end.",
    ));
    for line in page.sentences(lang) {
        console::out(&line);
    }
    for file in files {
        console::out(&format!("  {file}"));
    }
}

fn as_json(page: &Simulation<'_>, lang: Lang) -> Value {
    let plans: Vec<Value> = page
        .played
        .iter()
        .map(|played| {
            let mut found = json::simulation(page.campaign, played.results);
            found["name"] = json!(played.name);
            found
        })
        .collect();
    let safety: Vec<Value> = page
        .safety
        .iter()
        .map(|step| {
            json!({
                "confidence": step.confidence.as_f64(),
                "proven": step.proven,
                "metrics": step.metrics.as_ref().map(|metrics| json::metrics(page.campaign, metrics)),
                "simulation": step.results.as_ref().map(|results| json::simulation(page.campaign, results)),
            })
        })
        .collect();
    json!({
        "setting": setting(page.campaign, page.options, runs(page), lang),
        "runs": runs(page),
        "seed": page.options.seed,
        "plans": plans,
        "confidences": safety,
    })
}
