//! What would make a campaign fit, in words.

use super::places::half_day;
use super::rules;
use crate::base::clock::clock;
use crate::base::text::{Text, counted};
use crate::campaign::Campaign;
use crate::questions::explain::{Change, Repair};

/// A change in a sentence without a full stop.
pub fn change(campaign: &Campaign, change: &Change) -> Text {
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
                format!("{name}每小时多{zh} {more} 人（{rate} 人）"),
                format!("{name} {en}s {more} more people per hour ({rate})"),
            )
        }),
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
                format!("{}可等候 {most} 人", place.unwrap_or("全场")),
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

/// A repair with its price and how sure it is.
pub fn with_price(campaign: &Campaign, repair: &Repair) -> Text {
    let (change, price) = (sentence(campaign, repair), repair.price);
    Text::each(|lang| {
        let proof = if repair.changes.len() > 1 {
            lang.pick("，能否更省未作判定", ", whether others would do for less is not decided")
        } else if repair.is_smallest {
            lang.pick("，少一步就不够", ", one step less is proven not to be enough")
        } else {
            lang.pick("，能否更少未判定", ", whether less would do is not decided")
        };
        lang.pick(
            format!("{}（代价 {price} 分{proof}）", change.get(lang)),
            format!("{} (price {price} points{proof})", change.get(lang)),
        )
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
        "下列任何一行都能解决，每行都已求得方案，由小到大：",
        "Any one of these lines mends it, each with a plan found, cheapest first:",
    ));
    lines.extend(repairs.iter().enumerate().map(|(place, repair)| {
        let told = with_price(campaign, repair);
        Text::each(|lang| format!("  {}. {}", place + 1, told.get(lang)))
    }));
    lines
}
