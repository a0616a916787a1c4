//! `callsheet variants`: the campaign as it is and its variants, solved side by side.

use super::figures::{short_name, table};
use super::limits::{Limits, describe, stop};
use super::writing::{ForceFlag, write_or_rescue};
use super::{CampaignArguments, Stop, console, exit, read_plan_with_places};
use callsheet::base::diagnostic::{Code, Diagnostic};
use callsheet::base::text::{Lang, Text};
use callsheet::files::{Loaded, Variant, load_variant, read_variant};
use callsheet::publish::json;
use callsheet::publish::report::variants::variant_files;
use callsheet::publish::words::variants as words;
use callsheet::questions::variants::{Case, Contender, figures, solve_all};
use callsheet::solve::{Budget, Termination};
use clap::Args;
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Arguments of `variants`.
#[derive(Args)]
pub struct VariantsArguments {
    #[command(flatten)]
    campaign: CampaignArguments,
    /// Variants: named changes, each solved beside the campaign as it is. 备选方案的文件，每个与原样的活动一并求解
    #[arg(required = true, value_name = "FILE")]
    variants: Vec<PathBuf>,
    /// A plan that is shown beside the solved ones. 一并对照的方案
    #[arg(long, value_name = "PLAN")]
    plan: Option<PathBuf>,
    /// Folder for the page, the table and the plans. 输出文件夹
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

/// The campaign without any change.
fn as_it_is() -> Text {
    Text::new("现状", "as it is")
}

/// Runs the verb.
pub fn run(arguments: &VariantsArguments) -> Result<u8, Stop> {
    let budget = arguments.limits.budget();
    let (loaded, lang) = arguments.campaign.load()?;
    let mut faults = Vec::new();
    let mut variants: Vec<Variant> = Vec::new();
    for path in &arguments.variants {
        match read_variant(path) {
            Ok(variant) => variants.push(variant),
            Err(found) => faults.extend(found),
        }
    }
    faults.extend(names_differ(&variants));
    let mut cases = Vec::new();
    if let Some(path) = &arguments.plan {
        match read_plan_with_places(path, None, &loaded, lang) {
            Ok((plan, places)) => cases.push(Case {
                name: Text::same(short_name(path)),
                note: Some(Text::new("给定的方案", "a plan as given")),
                changes: Vec::new(),
                campaign: loaded.campaign.clone(),
                baseline: loaded.baseline.clone(),
                given: Some(plan),
                places: Some(places),
            }),
            Err(Stop::Faults(found, _)) => faults.extend(found),
            Err(other) => return Err(other),
        }
    }
    let case = |name: Text, note: Option<Text>, changes: Vec<Text>, loaded: Loaded| Case {
        name,
        note,
        changes,
        campaign: loaded.campaign,
        baseline: loaded.baseline,
        given: None,
        places: None,
    };
    cases.push(case(as_it_is(), Some(Text::new("不作改动", "no change")), Vec::new(), loaded));
    for variant in variants {
        match load_variant(&arguments.campaign.campaign, &arguments.campaign.set, Some(&variant)) {
            Ok(changed) => {
                let changes = words::changes(&variant);
                cases.push(case(variant.name, variant.note, changes, changed));
            }
            Err(rejected) => faults.extend(rejected.faults),
        }
    }
    if !faults.is_empty() {
        return Err(Stop::Faults(faults, lang));
    }
    let inputs: Vec<Option<&Path>> =
        arguments.variants.iter().map(PathBuf::as_path).map(Some).collect();
    let inputs = [inputs, vec![arguments.plan.as_deref()]].concat();
    let names = ["variants.html", "variants.csv"];
    let place = arguments.force.place_if(arguments.out.as_ref(), &inputs, &names, lang)?;
    let contenders = watched(cases, arguments, &budget, lang)?;
    let files = match &place {
        Some(place) => {
            let outputs = variant_files(&contenders, lang);
            json::files(&write_or_rescue(place, &outputs, arguments.json, lang)?)
        }
        None => Vec::new(),
    };
    if arguments.json {
        console::json(&json::Variants::new(&contenders, files, lang));
    } else {
        print(&contenders, &files, lang);
    }
    let any = |end: Termination| {
        let mut ends = contenders.iter().filter_map(|contender| contender.outcome.as_ref());
        ends.any(|outcome| outcome.termination == end)
    };
    Ok(match (any(Termination::NoPlan), any(Termination::Infeasible)) {
        (true, _) => exit::NO_PLAN,
        (false, true) => exit::INFEASIBLE,
        (false, false) => exit::FINE,
    })
}

/// Two variants of one name could not be told apart.
fn names_differ(variants: &[Variant]) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for (place, variant) in variants.iter().enumerate() {
        let before = variants[..place].iter().find(|other| other.name == variant.name);
        if before.is_none() && variant.name != as_it_is() {
            continue;
        }
        let name = variant.name.get(Lang::Zh);
        let there = before.map_or_else(|| "—".to_owned(), |other| other.place.to_string());
        let message = Text::new(
            format!("备选方案“{name}”的名称已被用过（{there}）"),
            format!("there is another variant called “{name}” ({there})"),
        );
        let fault = Diagnostic::error(Code::VariantTwice, message).at(variant.place.clone());
        faults.push(fault.help(Text::new("给其中之一改名", "rename one of the two")));
    }
    faults
}

/// Solves with a line of progress for each variant on a terminal.
fn watched(
    cases: Vec<Case>,
    arguments: &VariantsArguments,
    budget: &Budget,
    lang: Lang,
) -> Result<Vec<Contender>, Stop> {
    let shown = std::io::stderr().is_terminal();
    let lines = MultiProgress::new();
    let bars: Vec<ProgressBar> = cases
        .iter()
        .map(|case| {
            let bar =
                if shown { lines.add(ProgressBar::new_spinner()) } else { ProgressBar::hidden() };
            if let Ok(style) = ProgressStyle::with_template("{spinner} {prefix}: {msg}") {
                bar.set_style(style);
            }
            bar.set_prefix(case.name.get(lang).to_owned());
            bar.enable_steady_tick(Duration::from_millis(120));
            bar
        })
        .collect();
    let solved = solve_all(cases, &arguments.limits.options(), budget, &|place, step| match step {
        Some(step) => bars[place].set_message(describe(step, lang)),
        None => bars[place].finish_with_message(lang.pick("完成", "done")),
    });
    bars.iter().for_each(ProgressBar::finish_and_clear);
    solved.map_err(|error| stop(&error, lang))
}

fn print(contenders: &[Contender], files: &[String], lang: Lang) {
    let names: Vec<String> =
        contenders.iter().map(|contender| contender.case.name.get(lang).to_owned()).collect();
    let standing: Vec<String> = contenders
        .iter()
        .map(|contender| words::standing(contender).get(lang).to_owned())
        .collect();
    let violations: Vec<_> =
        contenders.iter().map(|contender| contender.violations.clone()).collect();
    let kind = contenders.first().map(|first| first.case.campaign.kind()).unwrap_or_default();
    table(kind, &names, &figures(contenders), &violations, &standing, lang);
    console::out("");
    let mark = Text::new("* 该行最好的值", "* best of its row");
    console::out(words::footnote(contenders, &mark).get(lang));
    console::out("");
    for case in contenders.iter().map(|contender| &contender.case) {
        let changes: Vec<&str> = case.changes.iter().map(|change| change.get(lang)).collect();
        if !changes.is_empty() {
            let (name, changes) = (case.name.get(lang), changes.join(lang.pick("；", "; ")));
            console::out(
                &lang.pick(format!("“{name}”：{changes}。"), format!("“{name}”: {changes}.")),
            );
        }
    }
    for line in &words::verdicts(contenders) {
        console::out(line.get(lang));
    }
    console::out("");
    console::out(lang.pick("起决定作用的目标：", "The tier that decides:"));
    for line in &words::deciding(contenders) {
        console::out(&format!("  {}", line.get(lang)));
    }
    if !files.is_empty() {
        console::out("");
        console::out(lang.pick("已写入：", "Written:"));
        for file in files {
            console::out(&format!("  {file}"));
        }
    }
}
