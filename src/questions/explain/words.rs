//! Answers in sentences, in both languages.

use super::conflict::Conflict;
use super::repair::Repair;
use super::rule::{Force, block_name};
use super::slack::{Slack, WindowSlack};
use super::suggest::Suggestion;
use super::why::{Price, TierPrice, WhyNot};
use crate::base::clock::{clock, day_label};
use crate::base::text::{Lang, Text};
use crate::campaign::plan::{Plan, Window};
use crate::campaign::{Campaign, GroupId};
use crate::plans::compare::Move;

fn both(of: impl Fn(Lang) -> String) -> Text {
    Text::new(of(Lang::Zh), of(Lang::En))
}

/// Where and when some windows are.
pub fn when(campaign: &Campaign, windows: &[Window], lang: Lang) -> String {
    if windows.is_empty() {
        return lang.pick("没有时段", "no window").to_owned();
    }
    let one = |window: &Window| {
        let station = if campaign.stations().len() > 1 {
            format!(" {}", campaign.station(window.station).name.get(lang))
        } else {
            String::new()
        };
        format!("{} {}{station}", day_label(window.date, lang), window.interval)
    };
    windows.iter().map(one).collect::<Vec<_>>().join(lang.pick("、", ", "))
}

/// Where and when a group is in a plan.
pub fn whereabouts(campaign: &Campaign, plan: &Plan, group: GroupId, lang: Lang) -> String {
    let windows: Vec<Window> = plan.windows_of(group).into_iter().cloned().collect();
    when(campaign, &windows, lang)
}

/// The place that a question is about, with its preposition: `on A or B at 09:00`, `在A或B 09:00 开始`.
/// Where only the minute matters, the half-days are not named.
fn place(campaign: &Campaign, force: &Force, lang: Lang) -> String {
    let names: Vec<String> =
        force.blocks.iter().map(|block| block_name(campaign, *block, lang)).collect();
    let on = lang.pick(format!("在{}", names.join("或")), format!("on {}", names.join(" or ")));
    let Some(start) = force.start.map(clock) else { return on };
    if force.blocks.len() == campaign.blocks().len() {
        return lang.pick(format!("在 {start} 开始"), format!("at {start}"));
    }
    lang.pick(format!("{on} {start} 开始"), format!("{on} at {start}"))
}

/// The answer to why a group is not there: the verdict, then what stands behind it.
pub fn answer(campaign: &Campaign, force: &Force, answer: &WhyNot) -> Vec<Text> {
    let head = both(|lang| {
        let (name, place) =
            (campaign.group(force.group).name.get(lang), place(campaign, force, lang));
        match answer {
            WhyNot::IsThere => lang
                .pick(format!("{name}就{place}。"), format!("{name} is there already: {place}.")),
            WhyNot::Costs(price) => {
                let verdict = price.verdict(campaign);
                lang.pick(
                    format!("{name}可以{place}，{}", verdict.get(lang)),
                    format!("{name} can come {place}: {}", verdict.get(lang)),
                )
            }
            WhyNot::Forbidden(conflict) => {
                let proof = conflict.standing();
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
        WhyNot::Costs(price) => lines.extend(price.details(campaign)),
        WhyNot::Forbidden(conflict) => {
            let supposed = both(|lang| {
                let (name, place) =
                    (campaign.group(force.group).name.get(lang), place(campaign, force, lang));
                lang.pick(format!("  · {name}{place}"), format!("  · {name} comes {place}"))
            });
            lines.push(supposed);
            lines.extend(bullets(&conflict.sentences(campaign)));
        }
        _ => {}
    }
    lines
}

/// Sentences as a list.
pub fn bullets(sentences: &[Text]) -> Vec<Text> {
    sentences.iter().map(|text| both(|lang| format!("  · {}", text.get(lang)))).collect()
}

impl Conflict {
    /// What is known beyond that the rules can't hold together; ends the sentence.
    pub fn standing(&self) -> Text {
        if self.is_smallest {
            Text::new(
                "（缺了任何一条，其余就能成立）：",
                " (without any one of them the others can):",
            )
        } else {
            Text::new("（能否更少未能判定）：", " (whether fewer would do is not decided):")
        }
    }
}

impl TierPrice {
    /// `最高所需速度 285 → 308 人/小时`.
    fn sentence(&self, campaign: &Campaign, lang: Lang) -> String {
        let (label, unit) = (self.tier.label(), self.tier.unit(campaign.rates_known()));
        let proof = if self.proven { "" } else { lang.pick("（未证明）", " (not proven)") };
        format!(
            "{} {} → {} {}{proof}",
            label.get(lang),
            self.now.plain(),
            self.then.plain(),
            unit.get(lang)
        )
    }
}

impl Price {
    /// What it costs, as the second half of a sentence.
    pub fn verdict(&self, campaign: &Campaign) -> Text {
        both(|lang| {
            let Some(first) = self.decides() else {
                return lang.pick("各项目标都不变差。", "no tier gets worse.").to_owned();
            };
            let change = first.sentence(campaign, lang);
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
    pub fn details(&self, campaign: &Campaign) -> Vec<Text> {
        let mut lines = Vec::new();
        let others: Vec<&TierPrice> =
            self.tiers.iter().filter(|tier| tier.now != tier.then).skip(1).collect();
        if !others.is_empty() {
            lines.push(both(|lang| {
                let list: Vec<String> =
                    others.iter().map(|tier| tier.sentence(campaign, lang)).collect();
                format!(
                    "  · {}{}",
                    lang.pick("其次：", "after that: "),
                    list.join(lang.pick("；", "; "))
                )
            }));
        }
        lines.push(both(|lang| {
            let people: i64 = self.moves.iter().map(|moved| moved.people).sum();
            match self.moves.len() {
                0 => lang.pick("  · 没有人要改时间", "  · nobody is told a new time").to_owned(),
                groups => lang.pick(
                    format!("  · {groups} 个学院 {people} 人要改时间："),
                    format!("  · {groups} groups with {people} people are told a new time:"),
                ),
            }
        }));
        lines.extend(self.moves.iter().map(|moved| both(|lang| move_line(campaign, moved, lang))));
        lines
    }
}

fn move_line(campaign: &Campaign, moved: &Move, lang: Lang) -> String {
    let (name, people) = (campaign.group(moved.group).name.get(lang), moved.people);
    let (from, to) = (when(campaign, &moved.from, lang), when(campaign, &moved.to, lang));
    lang.pick(
        format!("      {name}（{people} 人）：{from} → {to}"),
        format!("      {name} ({people}): {from} → {to}"),
    )
}

/// A suggestion with its price.
pub fn suggestion(campaign: &Campaign, group: GroupId, suggestion: &Suggestion) -> Vec<Text> {
    let head = both(|lang| {
        let place = whereabouts(campaign, &suggestion.price.plan, group, lang);
        let verdict = suggestion.price.verdict(campaign);
        lang.pick(
            format!("{place}：{}", verdict.get(lang)),
            format!("{place}: {}", verdict.get(lang)),
        )
    });
    let mut lines = vec![head];
    lines.extend(suggestion.price.details(campaign));
    lines
}

/// A repair with its price and how sure it is.
pub fn repair(campaign: &Campaign, repair: &Repair) -> Text {
    both(|lang| {
        let (change, price) = (repair.sentence(campaign), repair.price);
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

/// The windows that break first, in words.
pub fn weak_point(campaign: &Campaign, slack: &Slack, weak: &WindowSlack) -> Text {
    both(|lang| {
        let name = campaign.group(weak.window.group).name.get(lang);
        let place = when(campaign, std::slice::from_ref(&weak.window), lang);
        let people = weak.expected;
        let is_peak =
            slack.rates.iter().any(|(station, _, peak)| *station == weak.window.station && *peak);
        let rate = slack
            .rates
            .iter()
            .find(|(station, ..)| *station == weak.window.station)
            .map_or(0, |(_, rate, _)| *rate);
        let peak = if is_peak {
            lang.pick("（本方案的最高速度）", " (this plan's peak)")
        } else {
            ""
        };
        let pace = if weak.minutes_given {
            lang.pick("按给定的分钟数", "by the minutes given").to_owned()
        } else {
            lang.pick(format!("每小时 {rate} 人{peak}时"), format!("at {rate} per hour{peak}"))
        };
        match weak.more_people {
            ..0 => {
                let short = -weak.more_people;
                let needs = match weak.breaks_below {
                    Some(below) => lang.pick(
                        format!("；要每小时 {below} 人"),
                        format!("; it needs {below} per hour"),
                    ),
                    None if weak.minutes_given => String::new(),
                    None => lang.pick("；多快都不够", "; no rate would do").to_owned(),
                };
                lang.pick(
                    format!("{name}（{place}，{people} 人）：{pace}已拍不完，多出 {short} 人{needs}"),
                    format!("{name} ({place}, {people} people): {pace} {short} are too many already{needs}"),
                )
            }
            more => {
                let breaks = weak.breaks_below.map_or_else(String::new, |below| {
                    lang.pick(
                        format!("每小时低于 {below} 人就拍不完；"),
                        format!("breaks below {below} per hour; "),
                    )
                });
                lang.pick(
                    format!("{name}（{place}，{people} 人）：{breaks}{pace}最多再来 {more} 人"),
                    format!("{name} ({place}, {people} people): {breaks}{pace} there is room for {more} more people"),
                )
            }
        }
    })
}
