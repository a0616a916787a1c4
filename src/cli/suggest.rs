//! `callsheet suggest`: where else a group could come, and at what price.

use super::asking::{asked, group, not_proven};
use super::limits::Limits;
use super::writing::{ForceFlag, write_or_rescue};
use super::{CampaignArguments, Stop, console, exit, read_plan};
use callsheet::files::write_plan_json;
use callsheet::publish::json;
use callsheet::publish::output::Output;
use callsheet::publish::report::plan_csv;
use callsheet::publish::words::answers;
use callsheet::questions::explain::suggest;
use clap::Args;
use std::path::PathBuf;

/// Arguments of `suggest`.
#[derive(Args)]
pub struct SuggestArguments {
    #[command(flatten)]
    campaign: CampaignArguments,
    /// The plan: a CSV table, a plan.json, or a folder with one. 方案文件
    plan: PathBuf,
    /// The group. 学院
    group: String,
    /// The most other half-days to name. 最多建议几个半天
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..=100))]
    most: u8,
    /// Folder for the plans. 输出文件夹
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
pub fn run(arguments: &SuggestArguments) -> Result<u8, Stop> {
    let budget = arguments.limits.budget_of_question();
    let (loaded, lang) = arguments.campaign.load()?;
    let campaign = &loaded.campaign;
    let mut faults = Vec::new();
    let group = group(campaign, &arguments.group).map_err(|fault| faults.push(fault)).ok();
    let plan = match read_plan(&arguments.plan, None, &loaded, lang) {
        Ok(plan) => Some(plan),
        Err(Stop::Faults(found, _)) => {
            faults.extend(found);
            None
        }
        Err(other) => return Err(other),
    };
    let (Some(plan), Some(group)) = (plan, group) else { return Err(Stop::Faults(faults, lang)) };
    let place =
        arguments.force.place_if(arguments.out.as_ref(), &[Some(&arguments.plan)], &[], lang)?;
    let most = usize::from(arguments.most);
    let (found, undecided) = asked(&arguments.limits, &budget, lang, |asker| {
        suggest(campaign, &plan, group, most, asker)
    })?;
    let mut files = Vec::new();
    if let Some(place) = &place {
        let mut outputs = Vec::new();
        for (place, suggestion) in found.iter().enumerate() {
            let (number, plan) = (place + 1, &suggestion.price.plan);
            outputs.push(Output::new(
                &format!("suggestion-{number}.csv"),
                plan_csv(campaign, plan, lang),
            ));
            outputs.push(Output::new(
                &format!("suggestion-{number}.json"),
                write_plan_json(campaign, plan),
            ));
        }
        files = write_or_rescue(place, &outputs, arguments.json, lang)?;
    }
    if arguments.json {
        let (files, found) = (json::files(&files), (&found[..], undecided));
        console::json(&json::Suggest::new(campaign, group, found, files, lang));
    } else {
        console::out(answers::now(campaign, &plan, group).get(lang));
        for (place, suggestion) in found.iter().enumerate() {
            console::out("");
            let mut lines = answers::suggestion(campaign, group, suggestion).into_iter();
            if let Some(head) = lines.next() {
                console::out(&format!("{}. {}", place + 1, head.get(lang)));
            }
            for line in lines {
                console::out(line.get(lang));
            }
        }
        if found.is_empty() {
            console::out(lang.pick("没有别的半天容得下它。", "No other half-day has room for it."));
        }
        for file in &files {
            console::out(&format!("  {}", file.display()));
        }
    }
    if undecided > 0 || found.iter().any(|suggestion| !suggestion.price.proven) {
        not_proven(lang);
    }
    Ok(exit::FINE)
}
