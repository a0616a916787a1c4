//! Plans and variants side by side, in words.

use super::tiers;
use crate::base::text::{Lang, Text, counted};
use crate::files::fields::{Section, Table};
use crate::files::{EditVerb, Target, Variant, VariantChange};
use crate::plans::compare::Figure;
use crate::questions::variants::{Contender, decides, figures, told};
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

/// What a variant changes, a sentence without a full stop for each change.
pub fn changes(variant: &Variant) -> Vec<Text> {
    variant.told().iter().map(|told| Text::each(|lang| change(told, lang))).collect()
}

fn change(told: &VariantChange, lang: Lang) -> String {
    match told {
        VariantChange::Set { within, key, value } => {
            let key = key.get(lang);
            let within = within.as_ref().map_or_else(String::new, |(target, entry)| {
                let name = name(*target).get(lang).to_owned();
                match (entry.is_empty(), lang) {
                    (true, Lang::Zh) => format!("{name}的"),
                    (true, Lang::En) => format!("{name}: "),
                    (false, Lang::Zh) => format!("{name}“{entry}”的"),
                    (false, Lang::En) => format!("{name} “{entry}”: "),
                }
            });
            lang.pick(
                format!("{within}{key}改为 {value}"),
                format!("{within}{key} becomes {value}"),
            )
        }
        VariantChange::Edit(verb, target, cells) => {
            let name = name(*target);
            let cells = cells.iter().map(|(key, value)| format!("{} {value}", key.get(lang)));
            let cells = cells.collect::<Vec<_>>().join(lang.pick("，", ", "));
            let (zh, en) = match verb {
                EditVerb::Add => ("新增", "new"),
                EditVerb::Change => ("改动", "changed"),
                EditVerb::Remove => ("删去", "taken away"),
            };
            lang.pick(
                format!("{zh}{}：{cells}", name.get(Lang::Zh)),
                format!("{en}: {} ({cells})", name.get(Lang::En)),
            )
        }
    }
}

/// What a section or a table holds.
fn name(target: Target) -> Text {
    match target {
        Target::Section(Section::Station) => Text::new("服务点", "station"),
        Target::Section(Section::Block) => Text::new("半天", "half-day"),
        Target::Section(Section::MakeUp) => Text::new("预留时间", "make-up time"),
        Target::Section(Section::Break) => Text::new("休息", "break"),
        Target::Section(Section::Site) => Text::new("校区", "site"),
        Target::Section(Section::Travel) => Text::new("路程", "travel"),
        Target::Section(Section::Crew) => Text::new("小组", "crew"),
        Target::Section(Section::HalfDay) => Text::new("每天的半天", "half-day of every day"),
        Target::Section(Section::Period) => Text::new("节次", "period"),
        Target::Section(Section::Round) => Text::new("轮次", "round"),
        Target::Section(Section::Weather) => Text::new("雨天安排", "bad weather"),
        Target::Section(Section::ClassTime) => Text::new("班级用时", "class time"),
        Target::Section(Section::Outage) => Text::new("停用", "outage"),
        Target::Section(Section::Simulation) => Text::new("模拟", "simulation"),
        Target::Section(Section::Objective) => Text::new("优化", "objective"),
        Target::Section(Section::CampaignFile) => Text::new("活动", "campaign"),
        Target::Table(Table::Unavailable) => {
            Text::new("没空的时间", "time that somebody can't come")
        }
        Target::Table(Table::Relations) => Text::new("学院之间的关系", "relation"),
        Target::Table(Table::Pins) => Text::new("固定安排", "pin"),
        Target::Table(Table::Preferences) => Text::new("意愿", "wish"),
        Target::Table(Table::Classes) => Text::new("班级", "class"),
        Target::Table(Table::Groups) => Text::new("学院", "group"),
        Target::Table(other) => {
            let names = other.sheets();
            Text::new(names.last().copied().unwrap_or_default(), other.file())
        }
    }
}

/// What a comparison's table needs to be understood: what its mark means, and against which plan
/// people are told a new time, where a row has their number.
pub fn footnote(contenders: &[Contender], mark: &Text) -> Text {
    let has_moved = figures(contenders).iter().any(|row| row.figure == Figure::Moved);
    Text::each(|lang| {
        let mark = mark.get(lang);
        match (has_moved, lang) {
            (true, Lang::Zh) => format!("{mark}；“需改时间”以官方方案（基准）为准。"),
            (true, Lang::En) => {
                format!("{mark}; “told a new time” is counted against the baseline.")
            }
            (false, _) => format!("{mark}{}", lang.pick("。", ".")),
        }
    })
}

/// Every later contender against the first, in a sentence: what it is better or worse at, and who
/// is told a new time.
pub fn verdicts(contenders: &[Contender]) -> Vec<Text> {
    let Some((first, others)) = contenders.split_first() else { return Vec::new() };
    others.iter().map(|other| verdict(first, other)).collect()
}

fn verdict(first: &Contender, other: &Contender) -> Text {
    let kind = first.case.campaign.kind();
    let counted = kind.count().unit;
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
                let unit = tiers::unit(tier, kind, other.case.campaign.shares());
                let (label, unit) = (tiers::label(tier, kind), unit.get(lang).to_owned());
                let label = label.get(lang);
                let [new_figure, old_figure] = new.apart(old);
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
            let (desk_zh, desk_en, many) = (kind.zh().desk, kind.en().desk, kind.many());
            text += &lang.pick(
                format!("；每个{desk_zh}最忙时由每小时 {old:.1} {counted}变为 {new:.1} {counted}"),
                format!("; the busiest {desk_en} goes from {old:.1} to {new:.1} {many} per hour"),
            );
        }
        if let Some(told) = told(first, other) {
            text += &match told.groups {
                0 => lang.pick("；没有人要改时间", "; nobody is told a new time").to_owned(),
                groups => lang.pick(
                    format!("；{groups} 个学院 {} {counted}要改时间", told.people),
                    format!(
                        "; a new time for {} with {}",
                        counted::groups(groups),
                        kind.people(told.people)
                    ),
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
                        let label = tiers::label(tier, one.case.campaign.kind());
                        let (label, name) = (label.get(lang), tier.name());
                        let winner = if a < b { first } else { second };
                        let [a, b] = a.apart(b);
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
