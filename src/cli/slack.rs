//! `callsheet slack`: slower photos, further people and shorter half-days that a plan has room for.

use super::asking::{asked, not_proven};
use super::limits::Limits;
use super::{CampaignArguments, PlanArguments, Stop, console, exit, read_plan};
use callsheet::base::clock::day_label;
use callsheet::base::text::Lang;
use callsheet::campaign::Campaign;
use callsheet::publish::json;
use callsheet::publish::report::window_name;
use callsheet::publish::words::slack as words;
use callsheet::questions::explain::{Slack, slack};
use clap::Args;

/// Arguments of `slack`.
#[derive(Args)]
pub struct SlackArguments {
    #[command(flatten)]
    campaign: CampaignArguments,
    #[command(flatten)]
    plan: PlanArguments,
    #[command(flatten)]
    limits: Limits,
    /// Print one JSON object. 输出一个 JSON 对象
    #[arg(long)]
    pub json: bool,
}

/// Runs the verb.
pub fn run(arguments: &SlackArguments) -> Result<u8, Stop> {
    let budget = arguments.limits.budget();
    let (loaded, lang) = arguments.campaign.load()?;
    let campaign = &loaded.campaign;
    let plan = read_plan(&arguments.plan.plan, arguments.plan.slots.as_deref(), &loaded, lang)?;
    let found = asked(&arguments.limits, &budget, lang, |asker| slack(campaign, &plan, asker))?;
    if arguments.json {
        console::json(&json::Slack::new(campaign, &found, lang));
    } else {
        print(campaign, &found, lang);
    }
    if found.blocks.iter().any(|block| block.could_lose.is_none()) {
        not_proven(lang);
    }
    Ok(exit::FINE)
}

fn print(campaign: &Campaign, slack: &Slack, lang: Lang) {
    for rate in &slack.rates {
        console::out(words::station(campaign, slack, rate).get(lang));
    }
    console::out("");
    let expected = format!("预计{}数", campaign.kind().count().noun);
    let heading = lang.pick(
        ["日期", "时间", "学院", &expected, "至少每小时", "最多再来"],
        ["Day", "Time", "Group", "Expected", "At least per hour", "Room for"],
    );
    let mut rows = vec![heading.map(str::to_owned).to_vec()];
    for window in &slack.windows {
        rows.push(vec![
            day_label(window.window.date, lang),
            window.window.interval.to_string(),
            window_name(campaign, &window.window, lang),
            window.expected.to_string(),
            window.breaks_below.map_or_else(|| "—".to_owned(), |rate| rate.to_string()),
            window.more_people.to_string(),
        ]);
    }
    console::table(&rows, &[3, 4, 5]);
    console::out("");
    let heading = lang.pick(
        ["半天", "末尾空闲（分钟）", "重排后最多可少（分钟）"],
        ["Half-day", "Idle at its end (min)", "Could lose, rearranged (min)"],
    );
    let mut rows = vec![heading.map(str::to_owned).to_vec()];
    for block in &slack.blocks {
        rows.push(vec![
            campaign.block(block.block).label(lang),
            block.idle.to_string(),
            block.could_lose.map_or_else(|| "—".to_owned(), |minutes| minutes.to_string()),
        ]);
    }
    console::table(&rows, &[1, 2]);
    console::out("");
    console::out(lang.pick("最薄弱的地方：", "The weakest points:"));
    for (place, weak) in slack.weakest(3).into_iter().enumerate() {
        let line = words::weak_point(campaign, slack, weak);
        console::out(&format!("  {}. {}", place + 1, line.get(lang)));
    }
}
