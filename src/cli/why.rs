//! `callsheet why`: why a group is not somewhere else, and what it would cost.

use super::asking::{asked, block, group, not_proven};
use super::limits::Limits;
use super::{CampaignArguments, Stop, console, exit, read_plan};
use callsheet::base::clock::Minutes;
use callsheet::base::diagnostic::{Code, Diagnostic, Location};
use callsheet::base::text::{Lang, Text};
use callsheet::campaign::plan::Plan;
use callsheet::campaign::{BlockId, Campaign, GroupId};
use callsheet::files::{parse_date, parse_time};
use callsheet::publish::json;
use callsheet::publish::words::answers;
use callsheet::questions::explain::{Force, WhyNot, why_not};
use clap::Args;
use std::path::PathBuf;

/// Arguments of `why`.
#[derive(Args)]
pub struct WhyArguments {
    #[command(flatten)]
    campaign: CampaignArguments,
    /// The plan: a CSV table, a plan.json, or a folder with one. 方案文件
    plan: PathBuf,
    /// The group. 学院
    group: String,
    /// Why not in this half-day? Without any of the three: in every half-day. 为什么不在这个半天；这三项都不写，则逐个半天
    #[arg(long, value_name = "BLOCK")]
    block: Option<String>,
    /// Why not on this day? 为什么不在这一天
    #[arg(long, value_name = "DATE", conflicts_with = "block")]
    date: Option<String>,
    /// Why not from this minute on? 为什么不从这个时间开始
    #[arg(long, value_name = "TIME")]
    start: Option<String>,
    #[command(flatten)]
    limits: Limits,
    /// Print one JSON object. 输出一个 JSON 对象
    #[arg(long)]
    pub json: bool,
}

/// Runs the verb.
pub fn run(arguments: &WhyArguments) -> Result<u8, Stop> {
    let budget = arguments.limits.budget_of_question();
    let (loaded, lang) = arguments.campaign.load()?;
    let campaign = &loaded.campaign;
    let mut faults = Vec::new();
    let plan = match read_plan(&arguments.plan, None, &loaded, lang) {
        Ok(plan) => Some(plan),
        Err(Stop::Faults(found, _)) => {
            faults.extend(found);
            None
        }
        Err(other) => return Err(other),
    };
    let group = group(campaign, &arguments.group).map_err(|fault| faults.push(fault)).ok();
    let places = places(campaign, arguments, &mut faults);
    let (Some(plan), Some(group), true) = (plan, group, faults.is_empty()) else {
        return Err(Stop::Faults(faults, lang));
    };
    let start = places.1;
    let questions: Vec<Force> =
        places.0.into_iter().map(|blocks| Force { group, blocks, start }).collect();
    let answers = asked(&arguments.limits, &budget, lang, |asker| {
        asker.each(&questions, |force, asker| why_not(campaign, &plan, force, asker))
    })?;
    if arguments.json {
        console::json(&json::Why::new(campaign, group, &questions, &answers, lang));
    } else {
        print(campaign, &plan, group, &questions, &answers, lang);
    }
    let is_proven = |answer: &WhyNot| match answer {
        WhyNot::Costs(price) => price.proven,
        WhyNot::RatherLeftOut { proven } => *proven,
        WhyNot::Forbidden(conflict) => conflict.is_smallest,
        WhyNot::IsThere => true,
        WhyNot::Unknown => false,
    };
    if !answers.iter().all(is_proven) {
        not_proven(lang);
    }
    Ok(if answers.contains(&WhyNot::Unknown) { exit::NO_PLAN } else { exit::FINE })
}

/// The half-days asked about, one list a question, and the minute.
fn places(
    campaign: &Campaign,
    arguments: &WhyArguments,
    faults: &mut Vec<Diagnostic>,
) -> (Vec<Vec<BlockId>>, Option<Minutes>) {
    let wrong = |argument: &str, code: Code, said: &str| {
        Diagnostic::error(
            code,
            Text::new(format!("“{said}”不对"), format!("“{said}” can't be used")),
        )
        .at(Location::file(argument))
        .help(code.explanation())
    };
    let start = arguments.start.as_ref().and_then(|said| {
        let start = parse_time(said);
        if start.is_none() {
            faults.push(wrong("--start", Code::BadTime, said));
        }
        start
    });
    if let Some(wanted) = &arguments.block {
        let found = block(campaign, wanted).map_err(|fault| faults.push(fault));
        return (found.map(|block| vec![vec![block]]).unwrap_or_default(), start);
    }
    if let Some(said) = &arguments.date {
        let Some(date) = parse_date(said) else {
            faults.push(wrong("--date", Code::BadDate, said));
            return (Vec::new(), start);
        };
        let blocks: Vec<BlockId> =
            campaign.block_ids().filter(|block| campaign.block(*block).date == date).collect();
        if blocks.is_empty() {
            let message = Text::new(
                format!("{date} 没有任何半天"),
                format!("there is no half-day on {date}"),
            );
            let mut days: Vec<_> = campaign.blocks().iter().map(|block| block.date).collect();
            days.dedup();
            let days: Vec<String> = days.iter().map(ToString::to_string).collect();
            let help = Text::new(
                format!("可用：{}", days.join("、")),
                format!("known: {}", days.join(", ")),
            );
            faults.push(
                Diagnostic::error(Code::UnknownName, message)
                    .at(Location::file("--date"))
                    .help(help),
            );
        }
        return (vec![blocks], start);
    }
    if start.is_some() {
        return (vec![campaign.block_ids().collect()], start);
    }
    (campaign.block_ids().map(|block| vec![block]).collect(), None)
}

fn print(
    campaign: &Campaign,
    plan: &Plan,
    group: GroupId,
    questions: &[Force],
    answers: &[WhyNot],
    lang: Lang,
) {
    console::out(answers::now(campaign, plan, group).get(lang));
    for (force, answer) in questions.iter().zip(answers) {
        console::out("");
        for line in &answers::answer(campaign, force, answer) {
            console::out(line.get(lang));
        }
    }
}
