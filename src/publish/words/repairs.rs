//! What would make a campaign fit, in words.

use super::places::half_day;
use super::rules;
use crate::base::clock::{clock, day_label};
use crate::base::text::{Text, counted};
use crate::campaign::Campaign;
use crate::questions::explain::{Change, Repair, Rule, next_days};

/// A change in a sentence without a full stop.
pub fn change(campaign: &Campaign, change: &Change) -> Text {
    let unit = campaign.kind().count().unit;
    match change {
        Change::Longer(block, minutes) => Text::each(|lang| {
            let name = half_day(campaign, *block, lang);
            let end = clock(campaign.block(*block).latest_end + minutes);
            lang.pick(
                format!("{name}延长 {minutes} 分钟，到 {end}"),
                format!(
                    "{name} {minutes} longer, until {end}",
                    name = counted::of(name, "run", "runs"),
                    minutes = counted::minutes(minutes)
                ),
            )
        }),
        Change::AllLonger(minutes) => Text::new(
            format!("每个半天最多延长 {minutes} 分钟"),
            format!(
                "every half-day runs up to {minutes} longer",
                minutes = counted::minutes(minutes)
            ),
        ),
        Change::Faster(station, rate) => Text::each(|lang| {
            let (name, now) =
                (campaign.station(*station).name.get(lang), campaign.station(*station).rate);
            let more = rate - now.unwrap_or(0);
            let (zh, en) = (campaign.kind().zh().verb, campaign.kind().en().verb);
            lang.pick(
                format!("{name}每小时多{zh} {more} {unit}（{rate} {unit}）"),
                format!("{name} {en}s {more} more people per hour ({rate})"),
            )
        }),
        Change::MoreHalfDays(block, count) => Text::each(|lang| {
            let (own, days) = (campaign.block(*block), next_days(campaign).take(*count));
            let days: Vec<String> = days.map(|day| day_label(day, lang)).collect();
            let (days, hours) = (days.join(lang.pick("、", ", ")), own.regular);
            let station = campaign.station(own.station).name.get(lang);
            lang.pick(
                format!("加开 {count} 个半天，如{days}{hours}（{station}）"),
                format!(
                    "{more} more, such as {days} {hours} ({station})",
                    more = counted::half_days(count)
                ),
            )
        }),
        Change::Split(group, windows) if campaign.group(*group).classes.is_empty() => {
            Text::each(|lang| {
                let name = campaign.group(*group).name.get(lang);
                lang.pick(
                    format!("{name}分 {windows} 批来，各约占 1/{windows}"),
                    format!("{name} comes in {windows} parts of one size"),
                )
            })
        }
        Change::Split(group, windows) => Text::each(|lang| {
            let name = campaign.group(*group).name.get(lang);
            lang.pick(
                format!("{name}拆成 {windows} 个时段"),
                format!(
                    "{name} is split over {windows}",
                    windows = counted::of(windows, "window", "windows")
                ),
            )
        }),
        Change::Hall(station, most) => Text::each(|lang| {
            let place = station.map(|id| campaign.station(id).name.get(lang));
            lang.pick(
                format!("{}可等候 {most} {unit}", place.unwrap_or("全场")),
                format!(
                    "{most} people may wait {}",
                    place.map_or("over all".to_owned(), |place| format!("at {place}"))
                ),
            )
        }),
        Change::MostGroups(most) => Text::new(
            format!("一个半天可有 {most} 个学院"),
            format!("{most} may come in a half-day", most = counted::groups(most)),
        ),
        Change::GiveUp(Rule::Crew(id)) => Text::each(|lang| {
            let name = campaign.crew(*id).name.get(lang);
            lang.pick(
                format!("“{name}”去的各处各有一个这样的小组"),
                format!("there is a crew like {name} at each of its desks"),
            )
        }),
        Change::GiveUp(rule) => Text::each(|lang| {
            let rule = rules::sentence(campaign, *rule);
            lang.pick(format!("放弃“{}”", rule.get(lang)), format!("give up “{}”", rule.get(lang)))
        }),
    }
}

/// The changes of a repair in a sentence without a full stop.
pub fn sentence(campaign: &Campaign, repair: &Repair) -> Text {
    let mut changed = campaign.clone();
    let mut sentences: Vec<Text> = Vec::new();
    for own in &repair.changes {
        sentences.push(change(&changed, own));
        changed = own.apply(&changed).unwrap_or(changed);
    }
    Text::each(|lang| {
        let own: Vec<&str> = sentences.iter().map(|sentence| sentence.get(lang)).collect();
        own.join(lang.pick("，并且", ", and "))
    })
}

/// A repair, and whether it is proven that the next smaller change leaves no plan.
pub fn with_proof(campaign: &Campaign, repair: &Repair) -> Text {
    let change = sentence(campaign, repair);
    Text::each(|lang| {
        let proof = match (&repair.changes[..], repair.is_smallest) {
            ([_, _, ..], _) => lang.pick("（也许还有更省的）", " (others might do for less)"),
            // There is no less of a rule that is given up.
            ([Change::GiveUp(_)], _) => "",
            (_, true) => lang.pick("（已证明至少要这么多）", " (proven to be the least that does)"),
            (_, false) => lang.pick("（也许不用这么多）", " (less might do)"),
        };
        format!("{}{proof}", change.get(lang))
    })
}

/// All repairs, cheapest first, or that there is none.
pub fn all(campaign: &Campaign, repairs: &[Repair]) -> Vec<Text> {
    if repairs.is_empty() {
        return vec![Text::new("没有找到能解决的改动。", "No change was found that mends it.")];
    }
    let mut lines = Vec::new();
    if repairs.iter().any(|repair| repair.changes.len() > 1) {
        lines.push(Text::new("不止一处冲突。", "Rules conflict in more than one way."));
    }
    lines.push(Text::new(
        "下列任何一个办法都能解决，每个都已求得方案，改动小的在前：",
        "Any one of these lines mends it, each with a plan found, the smallest first:",
    ));
    lines.extend(repairs.iter().enumerate().map(|(place, repair)| {
        let told = with_proof(campaign, repair);
        Text::each(|lang| format!("  {}. {}", place + 1, told.get(lang)))
    }));
    lines
}

/// What to write where a change is made, in a sentence without a full stop.
pub fn how(campaign: &Campaign, change: &Change) -> Text {
    match change {
        Change::Longer(block, minutes) => {
            let end = clock(campaign.block(*block).latest_end + minutes);
            Text::new(format!("结束时间写 {end}"), format!("make it end at {end}"))
        }
        Change::AllLonger(minutes) => Text::new(
            format!("结束时间都推后 {minutes} 分钟"),
            format!("make each end {} later", counted::minutes(minutes)),
        ),
        Change::Faster(_, rate) => {
            Text::new(format!("每小时人数写 {rate}"), format!("make the rate {rate}"))
        }
        Change::MoreHalfDays(..) => Text::new("在末尾加一行", "add one at the end"),
        Change::Split(group, parts) if campaign.group(*group).classes.is_empty() => {
            Text::each(|lang| {
                let name = campaign.group(*group).name.get(lang);
                lang.pick(
                format!("“最多时段数”写 {parts}，“拆分”写“自由”，并在班级表里为{name}写 {parts} 行"),
                format!("max_windows {parts}, cut free, and {parts} rows for {name} in the table of classes"),
            )
            })
        }
        Change::Split(_, windows) => Text::new(
            format!("“最多时段数”写 {windows}，“拆分”写“自由”"),
            format!("max_windows {windows}, cut free"),
        ),
        Change::Hall(_, most) => Text::new(format!("改为 {most}"), format!("make it {most}")),
        Change::MostGroups(most) => Text::new(format!("改为 {most}"), format!("make it {most}")),
        Change::GiveUp(_) => Text::new("删去或改写这一条", "delete or change it"),
    }
}
