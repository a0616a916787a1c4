//! Rules that can't hold together, in words.

use super::places::half_day;
use super::rules;
use crate::base::clock::Minutes;
use crate::base::text::{Text, counted};
use crate::campaign::{BlockId, Campaign};
use crate::questions::explain::Rule;
use crate::questions::explain::conflict::{Conflict, ConflictFinding, ConflictPart, Need};

/// Whether everybody fits.
pub fn verdict(finding: &ConflictFinding) -> Text {
    match finding {
        ConflictFinding::Fits(_) => Text::new(
            "排得下：有方案让每个学院都有足够长的时段，并遵守全部规则。",
            "It fits: there is a plan in which every group has a window long enough and all rules hold.",
        ),
        ConflictFinding::Unknown => Text::new(
            "在限制之内未能判定是否排得下。",
            "Whether it fits is not decided within the limit.",
        ),
        ConflictFinding::Conflict(conflict) => {
            let standing = standing(conflict);
            Text::each(|lang| {
                let standing = standing.get(lang);
                lang.pick(
                    format!("排不下。已证明下列规则不能同时成立{standing}"),
                    format!("It doesn't fit. It is proven that these rules can't hold together{standing}"),
                )
            })
        }
    }
}

/// What is known beyond that the rules can't hold together; ends the sentence.
pub fn standing(conflict: &Conflict) -> Text {
    if conflict.is_smallest {
        Text::new("（缺了任何一条，其余就能成立）：", " (without any one of them the others can):")
    } else {
        Text::new("（能否更少未能判定）：", " (whether fewer would do is not decided):")
    }
}

/// The rules of a conflict in sentences, those of one kind together and with their sum.
pub fn sentences(campaign: &Campaign, conflict: &Conflict) -> Vec<Text> {
    let sentence = |part: &ConflictPart| match part {
        ConflictPart::Served(needs) => everybody(campaign, needs),
        ConflictPart::Ends(ends) => all_end(campaign, ends),
        ConflictPart::Rule(rule) => rules::sentence(campaign, *rule),
    };
    conflict.parts(campaign).iter().map(sentence).collect()
}

/// The minutes that are needed against those that are there, where it is a matter of minutes.
pub fn minutes(campaign: &Campaign, conflict: &Conflict) -> Option<Text> {
    let (needed, there) = conflict.minutes(campaign)?;
    let short = needed - there;
    Some(if short > 0 {
        Text::new(
            format!("需要 {needed} 分钟，只有 {there} 分钟，差 {short} 分钟。"),
            format!(
                "{needed} are needed, {there} are there: {short} too few.",
                needed = counted::minutes(needed)
            ),
        )
    } else {
        Text::new(
            format!("按总数 {there} 分钟够 {needed} 分钟之用，但时段不能拆开，凑不进这些半天。"),
            format!(
                "In sum {there} would do for {needed}, but windows are not cut and don't fit into these half-days.",
                there = counted::minutes(there)
            ),
        )
    })
}

/// Half-days that end on time: their minutes, and their names unless all half-days do.
fn all_end(campaign: &Campaign, ends: &[(BlockId, Minutes)]) -> Text {
    if let [(only, _)] = ends {
        return rules::sentence(campaign, Rule::End(*only));
    }
    let (count, total) = (ends.len(), ends.iter().map(|(_, minutes)| minutes).sum::<Minutes>());
    let mut lengths: Vec<(Minutes, usize)> = Vec::new();
    for (_, minutes) in ends {
        match lengths.iter_mut().find(|(other, _)| other == minutes) {
            Some((_, often)) => *often += 1,
            None => lengths.push((*minutes, 1)),
        }
    }
    Text::each(|lang| {
        let comma = lang.pick("、", ", ");
        let each = |(minutes, often): &(Minutes, usize)| {
            lang.pick(format!("{often} 个 {minutes} 分钟"), format!("{often} of {minutes} min"))
        };
        let lengths = lengths.iter().map(each).collect::<Vec<_>>().join(comma);
        let names: Vec<String> =
            ends.iter().map(|(block, _)| half_day(campaign, *block, lang)).collect();
        let which = if count == campaign.blocks().len() {
            String::new()
        } else {
            format!("{}{}", lang.pick("：", ": "), names.join(comma))
        };
        lang.pick(
            format!("{count} 个半天按时结束，共 {total} 分钟（{lengths}）{which}"),
            format!(
                "{count} end on time, {total} in all ({lengths}){which}",
                count = counted::half_days(count),
                total = counted::minutes(total)
            ),
        )
    })
}

/// Groups that each get a window: what each needs, and in all.
fn everybody(campaign: &Campaign, needs: &[Need]) -> Text {
    let kind = campaign.kind();
    let unit = kind.count().unit;
    Text::each(|lang| {
        let names: Vec<String> = needs
            .iter()
            .map(|need| {
                let group = campaign.group(need.group);
                let (name, people) = (group.name.get(lang), group.expected());
                match need.minutes {
                    Some(minutes) => lang.pick(
                        format!("{name}（{people} {unit}，至少 {minutes} 分钟）"),
                        format!(
                            "{name} ({people}, at least {minutes} min)",
                            people = kind.people(people)
                        ),
                    ),
                    None => lang.pick(
                        format!("{name}（{people} {unit}）"),
                        format!("{name} ({people})", people = kind.people(people)),
                    ),
                }
            })
            .collect();
        let list = names.join(lang.pick("、", ", "));
        let total: Option<Minutes> = needs.iter().map(|need| need.minutes).sum();
        match (needs.len(), total) {
            (1, _) => lang.pick(format!("{list}要有时段"), format!("{list} gets a window")),
            (count, Some(total)) => lang.pick(
                format!("{count} 个学院都要有时段，共至少 {total} 分钟：{list}"),
                format!(
                    "a window for each of {count}, at least {total} in all: {list}",
                    count = counted::groups(count),
                    total = counted::minutes(total)
                ),
            ),
            (count, None) => lang.pick(
                format!("{count} 个学院都要有时段：{list}"),
                format!("a window for each of {count}: {list}", count = counted::groups(count)),
            ),
        }
    })
}
