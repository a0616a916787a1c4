//! What the verbs that play the day share: its settings, plans with their names, warnings, and how
//! the page is written and printed.

use super::writing::write_or_rescue;
use super::{Stop, console, read_plan};
use callsheet::base::diagnostic::{Code, Diagnostic, Location};
use callsheet::base::shape::Sometimes;
use callsheet::base::text::{Lang, Text, counted};
use callsheet::campaign::Campaign;
use callsheet::campaign::plan::Plan;
use callsheet::files::{Loaded, parse_outage};
use callsheet::publish::json;
use callsheet::publish::output::{Output, OutputFolder};
use callsheet::publish::report::simulation::{
    SimulationPage, figures, safety_rows, setting, windows,
};
use callsheet::simulate::{Refused, SimulateOptions};
use clap::Args;
use std::path::Path;

/// Runs at most in `--runs`; a larger number is refused as a slip of the key.
const MOST_RUNS: u64 = 10_000_000;

/// How the day is played.
#[derive(Args)]
pub struct PlayedDay {
    /// Times that the days are played. 演练次数
    #[arg(long, default_value_t = 1000)]
    runs: u64,
    /// People per hour of stations whose rate is unknown. 速度未知的服务点按每小时几人计
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    rate: Option<u32>,
    /// Cameras that are missing for a time: `[STATION] DATE START-END [xN]`. 停用的机位，写作 [服务点] 日期 开始-结束 [x几个]
    #[arg(long, value_name = "WHEN")]
    outage: Vec<String>,
}

impl PlayedDay {
    /// The campaign with the rate and the outages of the command line.
    pub fn settle(&self, loaded: &Loaded, faults: &mut Vec<Diagnostic>) -> Option<Campaign> {
        let mut draft = loaded.campaign.to_draft();
        if !(1..=MOST_RUNS).contains(&self.runs) {
            let runs = self.runs;
            let message = Text::new(
                format!("模拟 {runs} 次"),
                format!("{runs} are asked for", runs = counted::of(runs, "run", "runs")),
            );
            faults.push(of_argument(Code::NothingToSimulate, message, "--runs"));
        }
        if let Some(rate) = self.rate {
            let unknown = draft.stations.iter_mut().filter(|station| station.rate.is_none());
            let changed = unknown.map(|station| station.rate = Some(i64::from(rate))).count();
            if changed == 0 {
                let message = Text::new("每个服务点的速度都已知", "every station's rate is known");
                faults.push(of_argument(Code::RateKnown, message, "--rate"));
            }
        }
        let outages = self.outage.iter().map(|text| parse_outage(text, &loaded.campaign));
        for outage in outages {
            match outage {
                Ok(outage) => draft.uncertainty.outages.push(outage),
                Err(fault) => faults.push(fault),
            }
        }
        Campaign::new(draft).ok()
    }

    /// How the days are played, with the threads and the seed of a solve.
    pub fn options(&self, solving: &callsheet::solve::Options) -> SimulateOptions {
        SimulateOptions {
            runs: self.runs,
            seed: u64::from(solving.seed),
            threads: solving.threads as usize,
        }
    }
}

/// A fault of an argument, with what its code says about it.
pub fn of_argument(code: Code, message: Text, argument: &str) -> Diagnostic {
    Diagnostic::error(code, message).at(Location::file(argument)).help(code.explanation())
}

/// A plan with its name; `None` where it has faults.
pub fn named_plan(
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

/// What is worth knowing before the first run.
pub fn warnings(campaign: &Campaign, plans: &[(String, Plan)]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut say = |code: Code, zh: String, en: String| {
        found.push(Diagnostic::warning(code, Text::new(zh, en)).help(code.explanation()));
    };
    for station in campaign.stations().iter().filter(|station| station.cameras.is_none()) {
        let (zh, en) = (station.name.get(Lang::Zh), station.name.get(Lang::En));
        say(
            Code::CamerasUnknown,
            format!("{zh}的{}数未知", campaign.kind().zh().desk),
            format!("how many {}s {en} has is unknown", campaign.kind().en().desk),
        );
    }
    let kind = campaign.kind();
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
                format!("{name}：{missing} {}没有时段", kind.count().unit),
                format!("{name}: no window for {missing}", missing = kind.people(missing)),
            );
            say(Code::NotCalled, zh, en);
        }
    }
    found
}

/// Why the simulation was refused, as a fault.
pub fn refused(campaign: &Campaign, refused: &Refused, lang: Lang) -> Stop {
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

/// Writes the page where a folder is given, and prints what was found.
pub fn show(
    page: &SimulationPage<'_>,
    out: Option<&OutputFolder>,
    is_json: bool,
    lang: Lang,
) -> Result<(), Stop> {
    let mut answer = as_json(page, lang);
    let mut files = Vec::new();
    if let Some(place) = out {
        let (mut outputs, warnings) = page.files(lang);
        outputs.push(Output::new("simulation.json", json::text(&answer) + "\n"));
        for warning in &warnings {
            console::err(&warning.render(lang));
        }
        files = write_or_rescue(place, &outputs, is_json, lang)?;
    }
    let files = json::files(&files);
    if is_json {
        answer.files = Sometimes(Some(files));
        console::json(&answer);
    } else {
        print(page, &files, lang);
    }
    Ok(())
}

/// The runs that were done: fewer than asked for where Ctrl-C ended them.
fn runs(page: &SimulationPage<'_>) -> u64 {
    page.played.first().map_or(page.options.runs, |played| played.results.runs)
}

fn print(page: &SimulationPage<'_>, files: &[String], lang: Lang) {
    console::out(&setting(page.campaign, page.options, runs(page), lang));
    if !page.played.is_empty() {
        console::out("");
        console::table(
            &figures(page.campaign.kind(), &page.played, lang),
            &(1..=page.played.len()).collect::<Vec<_>>(),
        );
    }
    for played in &page.played {
        console::out("");
        console::out(&lang.pick(format!("{}：", played.name), format!("{}:", played.name)));
        console::table(&windows(page.campaign, played.results, lang), &[3, 4, 5, 6, 7, 8, 9]);
    }
    if !page.safety.is_empty() {
        console::out("");
        console::table(
            &safety_rows(page.safety, page.campaign.kind(), lang),
            &[0, 1, 2, 3, 4, 5, 6, 7, 8],
        );
    }
    console::out("");
    let kind = page.campaign.kind();
    let (verb, counted, served) = (kind.zh().verb, kind.count().noun, kind.en().served);
    console::out(&lang.pick(
        format!("括号与 ± 为 95% 置信区间；时段按时结束：按时到场的{counted}在时段结束前全部{verb}完。"),
        format!("Brackets and ± are 95% confidence intervals; on time: everybody who came in time is {served} by the window's end."),
    ));
    for line in page.sentences(lang) {
        console::out(&line);
    }
    for file in files {
        console::out(&format!("  {file}"));
    }
}

/// The object for scripts, without the files.
fn as_json(page: &SimulationPage<'_>, lang: Lang) -> json::Simulations {
    let played: Vec<_> =
        page.played.iter().map(|played| (played.name.as_str(), played.results)).collect();
    let runs = runs(page);
    let setting = setting(page.campaign, page.options, runs, lang);
    let how = (setting, runs, page.options.seed);
    json::Simulations::new(page.campaign, how, &played, page.safety)
}
