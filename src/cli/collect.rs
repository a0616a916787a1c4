//! `callsheet collect`: what came back from the colleges, and the master timetable.

use super::asking::asked;
use super::limits::Limits;
use super::writing::{ForceFlag, write};
use super::{CampaignArguments, PlanArguments, Stop, console, exit, read_plan};
use callsheet::base::budget::Budget;
use callsheet::base::diagnostic::{Code, Diagnostic, Location};
use callsheet::base::text::{Lang, Text};
use callsheet::campaign::Campaign;
use callsheet::campaign::plan::Plan;
use callsheet::publish::json;
use callsheet::publish::returns::{Collected, collect, outputs};
use callsheet::publish::words::answers;
use callsheet::questions::explain::{Force, why_not};
use callsheet::questions::published::that_keeps_times;
use clap::Args;
use std::path::{Path, PathBuf};

/// Arguments of `collect`.
#[derive(Args)]
pub struct CollectArguments {
    #[command(flatten)]
    campaign: CampaignArguments,
    #[command(flatten)]
    plan: PlanArguments,
    /// Folder with the forms that came back. 收回的回执所在文件夹
    folder: PathBuf,
    /// Write the master timetable, contacts, notes and a text for each college here. 商定的总表、联系方式、备注与给各学院的话写到此文件夹
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
pub fn run(arguments: &CollectArguments) -> Result<u8, Stop> {
    let budget = arguments.limits.budget_of_question();
    let (loaded, lang) = arguments.campaign.load()?;
    let plan = read_plan(&arguments.plan.plan, arguments.plan.slots.as_deref(), &loaded, lang)?;
    let campaign = &loaded.campaign;
    let stop = |fault| Stop::Faults(vec![fault], lang);
    let place = match &arguments.out {
        Some(out) => {
            not_over_inputs(out, arguments).map_err(stop)?;
            let names = ["plan.csv", "classes.csv", "plan.json", "returns.csv", "contacts.csv"];
            let inputs = [Some(arguments.plan.plan.as_path()), arguments.plan.slots.as_deref()];
            Some(arguments.force.place(out, &inputs, &names, lang)?)
        }
        None => None,
    };
    let collected = collect(campaign, &plan, &arguments.folder).map_err(stop)?;
    let mut written = Vec::new();
    if let Some(place) = &place {
        written = write(place, &outputs(campaign, &collected, lang), lang)?;
    }
    let name = |one: &callsheet::publish::returns::Return| {
        campaign.group(one.group).name.get(lang).to_owned()
    };
    if arguments.json {
        let files = json::files(&written);
        console::json(&json::Collect::new(campaign, &collected, files, lang));
    } else {
        let heading =
            lang.pick(["学院", "状态", "更改", "迟交"], ["College", "Status", "Changed", "Late"]);
        let mut rows = vec![heading.map(str::to_owned).to_vec()];
        rows.extend(collected.returns.iter().map(|one| {
            let late = one.late.map(|day| day.to_string()).unwrap_or_default();
            vec![name(one), one.status.text().get(lang).to_owned(), one.changed.to_string(), late]
        }));
        console::table(&rows, &[2]);
        console::out("");
        for finding in collected.told(campaign) {
            console::out(&finding.render(lang));
        }
        prices(arguments, &budget, campaign, &plan, &collected, lang)?;
        let all = collected.returns.len();
        let good = collected.returns.iter().filter(|one| one.status.is_settled()).count();
        console::out(&lang.pick(
            format!("{all} 个学院中 {good} 个已齐备。"),
            format!("{good} of {all} colleges are settled."),
        ));
        for file in written {
            console::out(&format!("  {}", file.display()));
        }
    }
    Ok(if collected.is_complete() { exit::FINE } else { exit::BROKEN_RULES })
}

/// What it would cost to let colleges come on the half-day that they wish for.
fn prices(
    arguments: &CollectArguments,
    budget: &Budget,
    campaign: &Campaign,
    plan: &Plan,
    collected: &Collected,
    lang: Lang,
) -> Result<(), Stop> {
    let wishes = collected
        .returns
        .iter()
        .filter_map(|one| Some(Force { group: one.group, blocks: vec![one.wish?], start: None }));
    // The colleges know the plan: the people who would be told another time are the first aim of its price.
    let campaign = &that_keeps_times(campaign).unwrap_or_else(|_| campaign.clone());
    for force in wishes {
        let answer =
            asked(&arguments.limits, budget, lang, |asker| why_not(campaign, plan, &force, asker))?;
        for line in &answers::answer(campaign, &force, &answer) {
            console::out(line.get(lang));
        }
    }
    Ok(())
}

/// The output lies neither over the forms that came back, of which a text could have the name, nor
/// over the plan that they were made from: with another plan none of them would count the next
/// time.
fn not_over_inputs(out: &Path, arguments: &CollectArguments) -> Result<(), Diagnostic> {
    let returned = Text::new(
        "输出文件夹就是收回的回执所在的文件夹",
        "the output folder is the folder of the returns",
    );
    let planned = Text::new(
        "输出文件夹就是方案所在的文件夹，会覆盖发出回执时的方案",
        "the output folder is that of the plan: the plan that the forms were made from would be overwritten",
    );
    let PlanArguments { plan, slots } = &arguments.plan;
    let inputs = [
        (Some(&arguments.folder), returned),
        (Some(plan), planned.clone()),
        (slots.as_ref(), planned),
    ];
    let folder = |path: &Path| {
        let full = path.canonicalize().ok()?;
        if full.is_dir() { Some(full) } else { full.parent().map(Path::to_owned) }
    };
    let Ok(target) = out.canonicalize() else { return Ok(()) };
    match inputs
        .into_iter()
        .find(|(input, _)| input.is_some_and(|input| folder(input).as_ref() == Some(&target)))
    {
        None => Ok(()),
        Some((_, message)) => Err(Diagnostic::error(Code::Unwritable, message)
            .at(Location::file(out.display().to_string()))
            .help(Text::new("用 --out 换一个文件夹", "choose another folder with --out"))),
    }
}
