//! Plans and variants side by side, in words.

use super::tiers;
use crate::base::text::Text;
use crate::questions::variants::{Contender, decides, told};
use crate::solve::Termination;

/// How sure a plan is, in a word or two.
pub fn standing(contender: &Contender) -> Text {
    match contender.outcome.as_ref().map(|outcome| outcome.termination) {
        None => Text::new("给定的方案", "as given"),
        Some(Termination::Optimal) => Text::new("已证明最优", "proven"),
        Some(Termination::Feasible) => Text::new("未全部证明", "not fully proven"),
        Some(Termination::Infeasible) => Text::new("已证明无解", "proven: no plan"),
        Some(Termination::NoPlan) => Text::new("限制内未找到", "none within the limit"),
    }
}

/// Every later contender against the first, in a sentence: what it is better or worse at, and who
/// is told a new time.
pub fn verdicts(contenders: &[Contender]) -> Vec<Text> {
    let Some((first, others)) = contenders.split_first() else { return Vec::new() };
    others.iter().map(|other| verdict(first, other)).collect()
}

fn verdict(first: &Contender, other: &Contender) -> Text {
    Text::each(|lang| {
        let (name, base) = (other.case.name.get(lang), first.case.name.get(lang));
        if other.plan.is_none() {
            let standing = standing(other);
            return lang.pick(
                format!("“{name}”：{}。", standing.get(lang)),
                format!("“{name}”: {}.", standing.get(lang)),
            );
        }
        let mut text = match decides(other, first) {
            Some((tier, new, old)) => {
                let unit = tiers::unit(tier, other.case.campaign.rates_known());
                let (label, unit) = (tiers::label(tier), unit.get(lang).to_owned());
                let (label, new_figure, old_figure) = (label.get(lang), new.plain(), old.plain());
                let (zh, en) = if new < old { ("降到", "falls") } else { ("升到", "rises") };
                lang.pick(
                    format!("“{name}”对“{base}”：{label}由 {old_figure} {zh} {new_figure} {unit}"),
                    format!("“{name}” against “{base}”: {label} {en} from {old_figure} to {new_figure} {unit}"),
                )
            }
            None => lang.pick(
                format!("“{name}”对“{base}”：各项目标值都相同"),
                format!("“{name}” against “{base}”: the same value in every tier"),
            ),
        };
        if let (Some(new), Some(old)) = (other.peak_per_camera(), first.peak_per_camera())
            && new != old
        {
            let (new, old) = (new.as_f64(), old.as_f64());
            text += &lang.pick(
                format!("；每个机位最忙时由每小时 {old:.1} 人变为 {new:.1} 人"),
                format!("; the busiest camera goes from {old:.1} to {new:.1} photos per hour"),
            );
        }
        if let Some(told) = told(first, other) {
            text += &match told.groups {
                0 => lang.pick("；没有人要改时间", "; nobody is told a new time").to_owned(),
                groups => lang.pick(
                    format!("；{groups} 个学院 {} 人要改时间", told.people),
                    format!("; {groups} groups with {} people are told a new time", told.people),
                ),
            };
        }
        text + lang.pick("。", ".")
    })
}

/// For every two contenders the tier that decides between them.
pub fn deciding(contenders: &[Contender]) -> Vec<Text> {
    let mut lines = Vec::new();
    for (place, one) in contenders.iter().enumerate() {
        for other in &contenders[place + 1..] {
            if one.plan.is_none() || other.plan.is_none() {
                continue;
            }
            lines.push(Text::each(|lang| {
                let (first, second) = (one.case.name.get(lang), other.case.name.get(lang));
                match decides(one, other) {
                    Some((tier, a, b)) => {
                        let label = tiers::label(tier);
                        let (label, name) = (label.get(lang), tier.name());
                        let winner = if a < b { first } else { second };
                        let (a, b) = (a.plain(), b.plain());
                        lang.pick(
                            format!("{first} / {second}：{label}（{name}）{a} 对 {b}，“{winner}”较好"),
                            format!("{first} / {second}: {label} ({name}), {a} against {b}: “{winner}” is better"),
                        )
                    }
                    None => lang.pick(
                        format!("{first} / {second}：各项都相同"),
                        format!("{first} / {second}: equal in every tier"),
                    ),
                }
            }));
        }
    }
    lines
}
