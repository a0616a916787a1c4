//! `callsheet pareto`: the exact front between two or three tiers.

use super::limits::{Limits, describe, spinner, stop};
use super::plan_only::PlannedRows;
use super::writing::{ForceFlag, write_or_rescue};
use super::{CampaignArguments, Stop, console, exit};
use callsheet::base::diagnostic::{Code, Diagnostic, Location, nearest};
use callsheet::base::text::{Text, counted};
use callsheet::campaign::Tier;
use callsheet::publish::json;
use callsheet::publish::report::fronts::{Units, front_files, front_table};
use callsheet::publish::words::fronts as words;
use callsheet::questions::pareto::front;
use clap::Args;
use std::path::PathBuf;

/// Arguments of `pareto`.
#[derive(Args)]
pub struct ParetoArguments {
    #[command(flatten)]
    campaign: CampaignArguments,
    /// Two or three tiers, such as peak,blocks,moved. 两三个目标，如 peak,blocks,moved
    #[arg(long, value_name = "TIERS", value_delimiter = ',', required = true)]
    between: Vec<String>,
    /// The largest number of points to look for. 最多求几个点
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u16).range(1..=10_000))]
    most: u16,
    /// Folder for page, picture, table and plans. 输出文件夹
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Solve nothing: write rows that ask for the front as a table of jobs for `batch`; at most
    /// `--most` of them. 只写任务表，不求解
    #[arg(long, value_name = "JOBS.csv", conflicts_with_all = ["out", "json"])]
    plan_only: Option<PathBuf>,
    #[command(flatten)]
    force: ForceFlag,
    #[command(flatten)]
    limits: Limits,
    /// Print one JSON object. 输出一个 JSON 对象
    #[arg(long)]
    pub json: bool,
}

/// Runs the verb.
pub fn run(arguments: &ParetoArguments) -> Result<u8, Stop> {
    let budget = arguments.limits.budget();
    let (loaded, lang) = arguments.campaign.load()?;
    let between = tiers(&arguments.between).map_err(|faults| Stop::Faults(faults, lang))?;
    let most = usize::from(arguments.most);
    if let Some(table) = &arguments.plan_only {
        let CampaignArguments { campaign, set, .. } = &arguments.campaign;
        let jobs = PlannedRows::new(campaign, set, &arguments.limits);
        return jobs.of_front(&loaded.campaign, &between, most).write(table, lang);
    }
    let place = arguments.force.place_if(
        arguments.out.as_ref(),
        &[],
        &["front.html", "front.csv", "front.png"],
        lang,
    )?;
    let campaign = &loaded.campaign;
    let bar = spinner();
    let found = front(
        campaign,
        loaded.baseline.as_ref(),
        &between,
        most,
        &arguments.limits.options(),
        &budget,
        &mut |count, step| {
            let step = describe(step, lang);
            bar.set_message(lang.pick(
                format!("已有 {count} 个点；{step}"),
                format!("{count}; {step}", count = counted::of(count, "point", "points")),
            ));
        },
    );
    bar.finish_and_clear();
    let found = found.map_err(|error| stop(&error, lang))?;
    let mut files = Vec::new();
    if let Some(place) = &place {
        let (outputs, warnings) = front_files(campaign, &found, lang);
        for warning in &warnings {
            console::err(&warning.render(lang));
        }
        files = write_or_rescue(place, &outputs, arguments.json, lang)?;
    }
    if arguments.json {
        console::json(&json::Pareto::new(&found, json::files(&files)));
    } else {
        if !found.points.is_empty() {
            let figures: Vec<usize> = (0..=found.between.len()).collect();
            console::table(&front_table(Units::of(campaign), &found, lang), &figures);
            console::out("");
        }
        console::out(words::summary(&found).get(lang));
        for file in &files {
            console::out(&format!("  {}", file.display()));
        }
    }
    if !found.complete {
        super::asking::not_proven(lang);
    }
    Ok(match (found.points.is_empty(), found.complete) {
        (true, true) => exit::INFEASIBLE,
        (true, false) => exit::NO_PLAN,
        (false, _) => exit::FINE,
    })
}

/// Two or three different tiers.
fn tiers(named: &[String]) -> Result<Vec<Tier>, Vec<Diagnostic>> {
    let mut faults = Vec::new();
    let mut tiers: Vec<Tier> = Vec::new();
    for name in named.iter().map(|name| name.trim()) {
        let known = || Tier::ALL.iter().map(|tier| tier.name());
        match Tier::parse(name) {
            Some(tier) if !tiers.contains(&tier) => tiers.push(tier),
            Some(_) => {
                let message =
                    Text::new(format!("目标 {name} 重复"), format!("tier {name} is named twice"));
                faults.push(Diagnostic::error(Code::BadFront, message));
            }
            None => {
                let message =
                    Text::new(format!("没有目标“{name}”"), format!("there is no tier “{name}”"));
                let help = match nearest(name, known()) {
                    Some(near) => {
                        Text::new(format!("是否指 {near}？"), format!("did you mean {near}?"))
                    }
                    None => Text::same(known().collect::<Vec<_>>().join(", ")),
                };
                faults.push(Diagnostic::error(Code::UnknownName, message).help(help));
            }
        }
    }
    if faults.is_empty() && !(2..=3).contains(&tiers.len()) {
        let count = tiers.len();
        let message = Text::new(format!("给了 {count} 个目标"), format!("{count} given"));
        faults.push(Diagnostic::error(Code::BadFront, message));
    }
    for fault in &mut faults {
        fault.location = Some(Location::file("--between"));
        fault.help.get_or_insert_with(|| fault.code.explanation());
    }
    if faults.is_empty() { Ok(tiers) } else { Err(faults) }
}
