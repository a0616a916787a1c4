//! `callsheet why`: why a group is not somewhere else, and what it would cost.

use super::asking::{asked, block, group, not_proven, rule_kind};
use super::limits::Limits;
use super::{CampaignArguments, Stop, console, exit, read_plan};
use callsheet::clock::{Minutes, clock};
use callsheet::diagnostic::{Code, Diagnostic, Location};
use callsheet::explain::why::Price;
use callsheet::explain::{Force, WhyNot, why_not, words};
use callsheet::format::{parse_date, parse_time};
use callsheet::instance::{BlockId, GroupId, Instance};
use callsheet::plan::Plan;
use callsheet::report::json;
use callsheet::text::{Lang, Text};
use clap::Args;
use serde_json::{Value, json};
use std::path::PathBuf;

/// Arguments of `why`.
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    campaign: CampaignArguments,
    /// The plan: a CSV table, a plan.json, or a folder with one. 方案文件
    plan: PathBuf,
    /// The group. 学院
    group: String,
    /// Why not in this half-day? Without any of the three: in every half-day. 半天
    #[arg(long, value_name = "BLOCK")]
    block: Option<String>,
    /// Why not on this day? 日期
    #[arg(long, value_name = "DATE", conflicts_with = "block")]
    date: Option<String>,
    /// Why not from this minute on? 开始时间
    #[arg(long, value_name = "TIME")]
    start: Option<String>,
    #[command(flatten)]
    limits: Limits,
    /// Print one JSON object. 输出 JSON
    #[arg(long)]
    pub json: bool,
}

/// Runs the verb.
pub fn run(arguments: &Arguments) -> Result<u8, Stop> {
    let (loaded, lang) = arguments.campaign.load()?;
    let instance = &loaded.instance;
    let mut faults = Vec::new();
    let plan = match read_plan(&arguments.plan, None, &loaded, lang) {
        Ok(plan) => Some(plan),
        Err(Stop::Faults(found, _)) => {
            faults.extend(found);
            None
        }
        Err(other) => return Err(other),
    };
    let group = group(instance, &arguments.group).map_err(|fault| faults.push(fault)).ok();
    let places = places(instance, arguments, &mut faults);
    let (Some(plan), Some(group), true) = (plan, group, faults.is_empty()) else {
        return Err(Stop::Faults(faults, lang));
    };
    let start = places.1;
    let questions: Vec<Force> = places.0.into_iter().map(|blocks| Force { group, blocks, start }).collect();
    let answers = asked(&arguments.limits, lang, |asker| {
        questions.iter().map(|force| why_not(instance, &plan, force, asker)).collect::<Result<Vec<_>, _>>()
    })?;
    if arguments.json {
        let list: Vec<Value> =
            questions.iter().zip(&answers).map(|(force, answer)| as_json(instance, force, answer, lang)).collect();
        console::json(&json!({"group": instance.group(group).id(), "answers": list}));
    } else {
        print(instance, &plan, group, &questions, &answers, lang);
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
    instance: &Instance,
    arguments: &Arguments,
    faults: &mut Vec<Diagnostic>,
) -> (Vec<Vec<BlockId>>, Option<Minutes>) {
    let wrong = |argument: &str, code: Code, said: &str| {
        Diagnostic::error(code, Text::new(format!("“{said}”不对"), format!("“{said}” can't be used")))
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
        let found = block(instance, wanted).map_err(|fault| faults.push(fault));
        return (found.map(|block| vec![vec![block]]).unwrap_or_default(), start);
    }
    if let Some(said) = &arguments.date {
        let Some(date) = parse_date(said) else {
            faults.push(wrong("--date", Code::BadDate, said));
            return (Vec::new(), start);
        };
        let blocks: Vec<BlockId> = instance.block_ids().filter(|block| instance.block(*block).date == date).collect();
        if blocks.is_empty() {
            let message = Text::new(format!("{date} 没有任何半天"), format!("there is no half-day on {date}"));
            let mut days: Vec<String> = instance.blocks().iter().map(|block| block.date.to_string()).collect();
            days.dedup();
            let help = Text::new(format!("可用：{}", days.join("、")), format!("known: {}", days.join(", ")));
            faults.push(Diagnostic::error(Code::UnknownName, message).at(Location::file("--date")).help(help));
        }
        return (vec![blocks], start);
    }
    if start.is_some() {
        return (vec![instance.block_ids().collect()], start);
    }
    (instance.block_ids().map(|block| vec![block]).collect(), None)
}

fn print(instance: &Instance, plan: &Plan, group: GroupId, questions: &[Force], answers: &[WhyNot], lang: Lang) {
    let name = instance.group(group).name.get(lang);
    let now = words::whereabouts(instance, plan, group, lang);
    console::out(&lang.pick(format!("{name}现在：{now}。"), format!("{name} now: {now}.")));
    for (force, answer) in questions.iter().zip(answers) {
        console::out("");
        for line in &words::answer(instance, force, answer) {
            console::out(line.get(lang));
        }
    }
}

fn as_json(instance: &Instance, force: &Force, answer: &WhyNot, lang: Lang) -> Value {
    let blocks: Vec<&str> = force.blocks.iter().map(|block| instance.block(*block).name.as_str()).collect();
    let sentences: Vec<String> =
        words::answer(instance, force, answer).iter().map(|line| line.get(lang).trim().to_owned()).collect();
    let mut object = json!({"blocks": blocks, "start": force.start.map(clock), "sentences": sentences});
    match answer {
        WhyNot::IsThere => object["answer"] = json!("is_there"),
        WhyNot::Costs(cost) => {
            object["answer"] = json!("costs");
            object["price"] = price(instance, cost);
        }
        WhyNot::Forbidden(conflict) => {
            object["answer"] = json!("forbidden");
            object["rules"] = conflict.rules.iter().map(|rule| rule_kind(*rule)).collect();
            object["smallest"] = json!(conflict.is_smallest);
        }
        WhyNot::RatherLeftOut { .. } => object["answer"] = json!("rather_left_out"),
        WhyNot::Unknown => object["answer"] = json!("unknown"),
    }
    object
}

/// A price for scripts.
pub fn price(instance: &Instance, price: &Price) -> Value {
    let tiers: Vec<Value> = price
        .tiers
        .iter()
        .map(|tier| {
            json!({
                "name": tier.tier.name(),
                "now": json::figure(tier.now),
                "then": json::figure(tier.then),
                "proven": tier.proven,
            })
        })
        .collect();
    let moves: Vec<Value> = price
        .moves
        .iter()
        .map(|moved| json!({"group": instance.group(moved.group).id(), "people": moved.people}))
        .collect();
    json!({"tiers": tiers, "moves": moves, "proven": price.proven})
}
