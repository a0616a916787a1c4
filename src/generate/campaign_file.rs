//! `campaign.toml` as a planner would write it: a line says what each part is.

use super::optima::Optimum;
use super::recipe::Recipe;
use crate::base::clock::clock;
use crate::base::text::{Lang, Text};
use crate::campaign::{Campaign, Share, Tier};
use std::fmt::Write;

/// The text of the file.
pub(super) fn text(recipe: &Recipe, campaign: &Campaign, optima: &[Optimum]) -> String {
    let parts = [
        head(recipe, campaign),
        objective(recipe, campaign, optima),
        stations(recipe, campaign),
        blocks(campaign),
    ];
    parts.join("\n")
}

fn head(recipe: &Recipe, campaign: &Campaign) -> String {
    let say = |zh: &'static str, en: &'static str| recipe.lang.pick(zh, en);
    let mut lines = vec![
        format!(
            "# {}",
            say(
                "生成的实例：学院、班级与人数均为虚构。同样的命令得到同样的文件：",
                "A generated campaign: colleges, classes and headcounts are made up. The same command gives the same files:"
            )
        ),
        format!("# {}", recipe.command()),
    ];
    lines.extend(named("title", campaign.title()));
    lines.push(format!("language = \"{}\"", campaign.lang()));
    lines.push(format!("time_zone = \"{}\"", campaign.time_zone()));
    lines.extend(campaign.place().into_iter().flat_map(|place| named("place", place)));
    let mut setting = |line: String, zh: &'static str, en: &'static str| {
        lines.push(format!("{line:<28} # {}", say(zh, en)));
    };
    setting(
        format!("grid_minutes = {}", campaign.grid()),
        "时段的起止都是它的整数倍",
        "windows start and end on multiples of this",
    );
    setting(
        format!("call_lead_minutes = {}", campaign.call_lead()),
        "提前这么多分钟集合",
        "classes are called this long before their slot",
    );
    if recipe.attendance != Share::ALL {
        setting(
            format!("attendance = {}", recipe.attendance.as_f64()),
            "应到人员中实际到场的比例",
            "share of the invited who really come",
        );
    }
    if let Some(hall) = campaign.hall_capacity() {
        setting(
            format!("hall_capacity = {hall}"),
            "集合到拍完之间最多容纳的人数",
            "the most people between call time and photo",
        );
    }
    if recipe.planted {
        setting(
            format!("baseline = \"{}\"", super::PLANTED),
            "隐藏方案；删去此行，求解器就看不到它，最优值不变",
            "the hidden plan; delete the line to keep it from the solver, the optima stay the same",
        );
    }
    lines.join("\n") + "\n"
}

fn objective(recipe: &Recipe, campaign: &Campaign, optima: &[Optimum]) -> String {
    let mut text = String::new();
    // Writing into a string never fails.
    if optima.is_empty() {
        let note = Text::new(
            "速度已知，时段总是够长，所以不需要 overload 与 peak：先人人有时段，再少开半天，再满足意愿，最后忙闲均匀",
            "Rates are known and windows always long enough, so overload and peak are not needed: everybody first, then few half-days, wishes, and an even pace",
        );
        let _ = writeln!(text, "# {}", note.get(recipe.lang));
    } else {
        let _ = writeln!(
            text,
            "# {}",
            recipe.lang.pick("各目标的最优值及理由：", "The best value of each tier, and why:")
        );
        for known in optima {
            let _ = writeln!(
                text,
                "# - {} = {}: {}",
                known.tier.name(),
                known.value.as_f64(),
                known.reason.get(recipe.lang)
            );
        }
    }
    let tiers: Vec<String> =
        campaign.tiers().iter().map(|tier: &Tier| format!("\"{}\"", tier.name())).collect();
    let _ = writeln!(text, "[objective]\ntiers = [{}]", tiers.join(", "));
    text
}

fn stations(recipe: &Recipe, campaign: &Campaign) -> String {
    let stations = campaign.stations().iter().map(|station| {
        let rate = station.rate.map_or_else(|| "\"unknown\"".to_owned(), |rate| rate.to_string());
        let note = recipe.lang.pick("每小时可拍人数", "photos per hour");
        format!(
            "[[station]]\n{}\nrate = {rate}                   # {note}\n",
            named("name", &station.name).join("\n")
        )
    });
    stations.collect::<Vec<_>>().join("\n")
}

fn blocks(campaign: &Campaign) -> String {
    let several = campaign.stations().len() > 1;
    let blocks = campaign.blocks().iter().map(|block| {
        let station = campaign.station(block.station).name.get(Lang::Zh);
        let station = if several { format!("station = \"{station}\"\n") } else { String::new() };
        let (start, end) = (clock(block.regular.start), clock(block.regular.end));
        format!(
            "[[block]]\nname = \"{}\"\n{station}date = {}\nstart = \"{start}\"\nend = \"{end}\"\n",
            block.name, block.date
        )
    });
    blocks.collect::<Vec<_>>().join("\n")
}

/// A key in both languages.
fn named(key: &str, text: &Text) -> [String; 2] {
    [
        format!("{key} = \"{}\"", text.get(Lang::Zh)),
        format!("{key}_en = \"{}\"", text.get(Lang::En)),
    ]
}
