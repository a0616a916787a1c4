//! `callsheet sweep`: the campaign over a range of one or two settings, and where it breaks.

use super::limits::{Limits, describe, spinner, stop};
use super::plan_only::PlannedRows;
use super::writing::{ForceFlag, write_or_rescue};
use super::{LanguageArgument, Stop, console, exit};
use callsheet::base::budget::Budget;
use callsheet::base::diagnostic::{Code, Diagnostic, Location};
use callsheet::base::text::{Lang, Text, counted};
use callsheet::campaign::Tier;
use callsheet::files::load;
use callsheet::publish::json;
use callsheet::publish::report::sweeps::{sweep_files, sweep_table};
use callsheet::publish::words::sweeps as words;
use callsheet::questions::sweep::{Axis, Ground, Sweep, SweepError, SweepPoint, sweep};
use clap::Args;
use std::path::PathBuf;

/// Points, each a solve, up to which a sweep begins without `--yes`.
const MANY_POINTS: usize = 500;

/// Arguments of `sweep`.
#[derive(Args)]
pub struct SweepArguments {
    /// Campaign folder, with campaign.toml and groups.csv. 活动文件夹
    campaign: PathBuf,
    /// One or two ranges `KEY=FROM..TO:STEP`, and any number of plain settings `KEY=VALUE`. 一两个范围，写作 设置项=从..到:步长；另可有任意个 设置项=值
    #[arg(long = "set", value_name = "KEY=RANGE", required = true)]
    set: Vec<String>,
    /// The tier that is drawn; default: the first that is not the same everywhere. 图中画哪个目标；缺省为第一个有变化的
    #[arg(long, value_name = "TIER")]
    show: Option<String>,
    /// Go on even with more than 500 points. 超过 500 个点也继续
    #[arg(long)]
    yes: bool,
    /// Folder for page, picture and table. 输出文件夹
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Solve nothing: write the points as a table of jobs for `batch`. 不求解，只把各点写成 batch 用的任务表
    #[arg(long, value_name = "JOBS.csv", conflicts_with_all = ["out", "show", "json"])]
    plan_only: Option<PathBuf>,
    #[command(flatten)]
    force: ForceFlag,
    #[command(flatten)]
    limits: Limits,
    /// Print one JSON object. 输出一个 JSON 对象
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    language: LanguageArgument,
}

/// Runs the verb.
pub fn run(arguments: &SweepArguments) -> Result<u8, Stop> {
    let budget = arguments.limits.budget();
    let (mut axes, mut settings, mut faults) = (Vec::new(), Vec::new(), Vec::new());
    for setting in &arguments.set {
        match Axis::parse(setting) {
            Ok(Some(axis)) => axes.push(axis),
            Ok(None) => settings.push(setting.clone()),
            Err(wrong) => faults.push(words::bad_range(&wrong)),
        }
    }
    let chosen = arguments.language.chosen();
    let loaded = load(&arguments.campaign, &settings);
    let known = loaded
        .as_ref()
        .map_or_else(|rejected| rejected.lang, |loaded| Some(loaded.campaign.lang()));
    let lang = chosen.or(known).unwrap_or_else(console::system_language);
    let shown = arguments.show.as_deref().map(|name| {
        let tier = Tier::parse(name);
        if tier.is_none() {
            let message =
                Text::new(format!("没有目标“{name}”"), format!("there is no tier “{name}”"));
            let all = Text::same(Tier::ALL.map(Tier::name).join(", "));
            faults.push(
                Diagnostic::error(Code::UnknownName, message)
                    .at(Location::file("--show"))
                    .help(all),
            );
        }
        tier
    });
    faults.extend(right_size(&axes, arguments.yes, faults.is_empty()));
    let loaded = match loaded {
        Ok(loaded) if faults.is_empty() => loaded,
        Ok(_) => return Err(Stop::Faults(faults, lang)),
        Err(rejected) => {
            faults.extend(rejected.faults);
            return Err(Stop::Faults(faults, lang));
        }
    };
    console::warn(&loaded.notes, lang);
    if let Some(table) = &arguments.plan_only {
        let jobs = PlannedRows::new(&arguments.campaign, &settings, &arguments.limits);
        return jobs.of_sweep(&axes).write(table, lang);
    }
    let place = arguments.force.place_if(
        arguments.out.as_ref(),
        &[],
        &["sweep.html", "sweep.csv", "sweep.png"],
        lang,
    )?;
    let found = watched(arguments, axes, &settings, shown.flatten(), &budget, lang)?;
    let mut files = Vec::new();
    if let Some(place) = &place {
        let (outputs, warnings) = sweep_files(loaded.campaign.title().get(lang), &found, lang);
        for warning in &warnings {
            console::err(&warning.render(lang));
        }
        files = write_or_rescue(place, &outputs, arguments.json, lang)?;
    }
    if arguments.json {
        console::json(&json::Sweep::new(&found, json::files(&files), lang));
    } else {
        let table = sweep_table(&found, lang);
        let figures: Vec<usize> = (0..table[0].len().saturating_sub(2)).collect();
        console::table(&table, &figures);
        console::out("");
        for line in &words::sentences(&found) {
            console::out(line.get(lang));
        }
        for file in &files {
            console::out(&format!("  {}", file.display()));
        }
    }
    if !found.points.iter().all(SweepPoint::is_proven) {
        super::asking::not_proven(lang);
    }
    Ok(exit::FINE)
}

/// One or two settings, and no more points than are solved without `--yes`.
fn right_size(axes: &[Axis], yes: bool, all_read: bool) -> Option<Diagnostic> {
    let place = Location::file("--set");
    if !(1..=2).contains(&axes.len()) {
        let count = axes.len();
        let message =
            Text::new(format!("给了 {count} 个范围"), format!("{count} ranges are given"));
        let fault =
            Diagnostic::error(Code::BadRange, message).at(place).help(Code::BadRange.explanation());
        return (all_read || count > 2).then_some(fault);
    }
    let points = axes.iter().map(|axis| axis.values.len()).fold(1, usize::saturating_mul);
    (points > MANY_POINTS && !yes).then(|| {
        let message = Text::new(
            format!("要算 {points} 个点"),
            format!("{points} to be solved", points = counted::of(points, "point", "points")),
        );
        Diagnostic::error(Code::TooManyPoints, message)
            .at(place)
            .help(Code::TooManyPoints.explanation())
    })
}

fn watched(
    arguments: &SweepArguments,
    axes: Vec<Axis>,
    settings: &[String],
    shown: Option<Tier>,
    budget: &Budget,
    lang: Lang,
) -> Result<Sweep, Stop> {
    let bar = spinner();
    let ground = Ground {
        folder: &arguments.campaign,
        settings,
        options: &arguments.limits.options(),
        budget,
    };
    let found = sweep(&ground, axes, shown, &mut |done, step| {
        let step = describe(step, lang);
        bar.set_message(lang.pick(
            format!("已算 {done} 个点；{step}"),
            format!("{done} done; {step}", done = counted::of(done, "point", "points")),
        ));
    });
    bar.finish_and_clear();
    found.map_err(|error| match error {
        SweepError::Rejected(rejected) => Stop::Faults(rejected.faults, lang),
        SweepError::HalfDays { asked, most } => {
            Stop::Faults(vec![words::half_days(asked, most)], lang)
        }
        SweepError::Solve(error) => stop(&error, lang),
    })
}
