//! Why a group is not somewhere else, where else it could come, and at what price, in words.

use super::conflicts;
use super::places::{half_day, when, whereabouts};
use super::tiers;
use crate::base::clock::clock;
use crate::base::text::{Lang, Text, counted};
use crate::campaign::plan::Plan;
use crate::campaign::{Campaign, GroupId};
use crate::plans::compare::Move;
use crate::questions::explain::why::{Price, TierPrice};
use crate::questions::explain::{Force, Suggestion, WhyNot};

/// Where a group is in the plan asked about.
pub fn now(campaign: &Campaign, plan: &Plan, group: GroupId) -> Text {
    Text::each(|lang| {
        let name = campaign.group(group).name.get(lang);
        let now = whereabouts(campaign, plan, group, lang);
        lang.pick(format!("{name}现在：{now}。"), format!("{name} now: {now}."))
    })
}

/// The place that a question is about, with its preposition: `on A or B at 09:00`, `在A或B 09:00 开始`.
/// Where only the minute matters, the half-days are not named.
fn place(campaign: &Campaign, force: &Force, lang: Lang) -> String {
    let names: Vec<String> =
        force.blocks.iter().map(|block| half_day(campaign, *block, lang)).collect();
    let on = lang.pick(format!("在{}", names.join("或")), format!("on {}", names.join(" or ")));
    let Some(start) = force.start.map(clock) else { return on };
    if force.blocks.len() == campaign.blocks().len() {
        return lang.pick(format!("在 {start} 开始"), format!("at {start}"));
    }
    lang.pick(format!("{on} {start} 开始"), format!("{on} at {start}"))
}

/// The answer to why a group is not there: the verdict, then what stands behind it.
pub fn answer(campaign: &Campaign, force: &Force, answer: &WhyNot) -> Vec<Text> {
    let head = Text::each(|lang| {
        let (name, place) =
            (campaign.group(force.group).name.get(lang), place(campaign, force, lang));
        match answer {
            WhyNot::IsThere => lang
                .pick(format!("{name}就{place}。"), format!("{name} is there already: {place}.")),
            WhyNot::Costs(price) => {
                let verdict = verdict(campaign, price);
                lang.pick(
                    format!("{name}可以{place}，{}", verdict.get(lang)),
                    format!("{name} can come {place}: {}", verdict.get(lang)),
                )
            }
            WhyNot::Forbidden(conflict) => {
                let proof = conflicts::standing(conflict);
                lang.pick(
                    format!("{name}不能{place}：已证明下列规则不能同时成立{}", proof.get(lang)),
                    format!(
                        "{name} can't come {place}: it is proven that these rules can't hold together{}",
                        proof.get(lang)
                    ),
                )
            }
            WhyNot::RatherLeftOut { proven } => {
                let zh = if *proven { "已证明" } else { "就目前所知" };
                let en = if *proven { "it is proven that" } else { "as far as is known" };
                lang.pick(
                    format!("{name}不{place}：无法安排所有人，{zh}不安排它比把它放在那里更好。"),
                    format!("{name} does not come {place}: not everybody can be served, and {en} leaving it out is better than having it there."),
                )
            }
            WhyNot::Unknown => lang.pick(
                format!("{name}能否{place}：在限制之内未能判定。"),
                format!("Whether {name} can come {place} is not decided within the limit."),
            ),
        }
    });
    let mut lines = vec![head];
    match answer {
        WhyNot::Costs(price) => lines.extend(details(campaign, price)),
        WhyNot::Forbidden(conflict) => {
            let supposed = Text::each(|lang| {
                let (name, place) =
                    (campaign.group(force.group).name.get(lang), place(campaign, force, lang));
                lang.pick(format!("  · {name}{place}"), format!("  · {name} comes {place}"))
            });
            lines.push(supposed);
            lines.extend(bullets(&conflicts::sentences(campaign, conflict)));
        }
        _ => {}
    }
    lines
}

/// Sentences as a list.
pub fn bullets(sentences: &[Text]) -> Vec<Text> {
    sentences.iter().map(|text| Text::each(|lang| format!("  · {}", text.get(lang)))).collect()
}

/// `最高所需速度 285 → 308 人/小时`.
fn tier(campaign: &Campaign, price: &TierPrice, lang: Lang) -> String {
    let kind = campaign.kind();
    let (label, unit) =
        (tiers::label(price.tier, kind), tiers::unit(price.tier, kind, campaign.shares()));
    let proof = if price.proven { "" } else { lang.pick("（未证明）", " (not proven)") };
    let [now, then] = price.now.apart(price.then);
    format!("{} {now} → {then} {}{proof}", label.get(lang), unit.get(lang))
}

/// What it costs, as the second half of a sentence.
fn verdict(campaign: &Campaign, price: &Price) -> Text {
    Text::each(|lang| {
        let Some(first) = price.decides() else {
            return lang.pick("各项目标都不变差。", "no tier gets worse.").to_owned();
        };
        let change = tier(campaign, first, lang);
        let proof = if first.proven && first.then > first.now {
            lang.pick("，已证明不可能更少", ", proven to be the least possible")
        } else {
            ""
        };
        if first.then > first.now {
            lang.pick(format!("代价是{change}{proof}。"), format!("it costs {change}{proof}."))
        } else {
            lang.pick(format!("反而更好：{change}。"), format!("it is even better: {change}."))
        }
    })
}

/// The other tiers that change, and who has to move.
fn details(campaign: &Campaign, price: &Price) -> Vec<Text> {
    let kind = campaign.kind();
    let unit = kind.count().unit;
    let mut lines = Vec::new();
    let others: Vec<&TierPrice> =
        price.tiers.iter().filter(|tier| tier.now != tier.then).skip(1).collect();
    if !others.is_empty() {
        lines.push(Text::each(|lang| {
            let list: Vec<String> =
                others.iter().map(|other| tier(campaign, other, lang)).collect();
            format!(
                "  · {}{}",
                lang.pick("其次：", "after that: "),
                list.join(lang.pick("；", "; "))
            )
        }));
    }
    lines.push(Text::each(|lang| {
        let people: i64 = price.moves.iter().map(|moved| moved.people).sum();
        match price.moves.len() {
            0 => lang.pick("  · 没有人要改时间", "  · nobody is told a new time").to_owned(),
            groups => lang.pick(
                format!("  · {groups} 个学院 {people} {unit}要改时间："),
                format!(
                    "  · a new time for {groups} with {people}:",
                    groups = counted::groups(groups),
                    people = kind.people(people)
                ),
            ),
        }
    }));
    lines.extend(
        price.moves.iter().map(|moved| Text::each(|lang| move_line(campaign, moved, lang))),
    );
    lines
}

fn move_line(campaign: &Campaign, moved: &Move, lang: Lang) -> String {
    let unit = campaign.kind().count().unit;
    let (name, people) = (campaign.group(moved.group).name.get(lang), moved.people);
    let (from, to) = (when(campaign, &moved.from, lang), when(campaign, &moved.to, lang));
    lang.pick(
        format!("      {name}（{people} {unit}）：{from} → {to}"),
        format!("      {name} ({people}): {from} → {to}"),
    )
}

/// A suggestion with its price.
pub fn suggestion(campaign: &Campaign, group: GroupId, suggestion: &Suggestion) -> Vec<Text> {
    let head = Text::each(|lang| {
        let place = whereabouts(campaign, &suggestion.price.plan, group, lang);
        let verdict = verdict(campaign, &suggestion.price);
        lang.pick(
            format!("{place}：{}", verdict.get(lang)),
            format!("{place}: {}", verdict.get(lang)),
        )
    });
    let mut lines = vec![head];
    lines.extend(details(campaign, &suggestion.price));
    lines
}
