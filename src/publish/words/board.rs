//! What the page of `callsheet open` says of a plan: values, distances to the best, progress.

use super::tiers;
use crate::base::kind::CampaignKind;
use crate::base::ratio::Ratio;
use crate::base::text::{Lang, Text, counted};
use crate::campaign::plan::Plan;
use crate::campaign::{Campaign, Tier};
use crate::plans::compare::moves;
use crate::solve::{Progress, Termination, TierOutcome};

/// A figure with one decimal; without it where that is 0.
fn figure(value: f64) -> String {
    if (value - value.round()).abs() < 0.05 { format!("{value:.0}") } else { format!("{value:.1}") }
}

/// A value of a tier, with its unit.
pub fn value(campaign: &Campaign, tier: Tier, value: Ratio, lang: Lang) -> String {
    let is_share = campaign.shares().include(tier);
    let (scale, unit) = if is_share {
        (100.0, "%".to_owned())
    } else {
        let unit = tiers::unit(tier, campaign.kind(), campaign.shares());
        (1.0, format!(" {}", unit.get(lang)))
    };
    format!("{}{unit}", figure(value.as_f64() * scale))
}

/// What an aim is called.
pub fn aim_name(tier: Tier, kind: CampaignKind, lang: Lang) -> String {
    tiers::label(tier, kind).get(lang).to_owned()
}

/// What an aim is called, with its unit.
pub fn aim(campaign: &Campaign, tier: Tier, lang: Lang) -> String {
    let unit = tiers::unit(tier, campaign.kind(), campaign.shares());
    lang.pick(
        format!("{}（{}）", aim_name(tier, campaign.kind(), lang), unit.get(lang)),
        format!("{} ({})", aim_name(tier, campaign.kind(), lang), unit.get(lang)),
    )
}

/// How far a value is from the best possible one.
pub fn distance(campaign: &Campaign, found: Ratio, best: &TierOutcome) -> Text {
    let Some(bound) = best.bound else { return Text::default() };
    Text::each(|lang| {
        let least = value(campaign, best.tier, bound, lang);
        if found <= bound {
            lang.pick("已证明最优", "proven: none is better").to_owned()
        } else if best.proven() {
            lang.pick(
                format!("最低可到 {least}（已证明）"),
                format!("{least} is the lowest possible (proven)"),
            )
        } else {
            let known = best.value.map(|known| value(campaign, best.tier, known, lang));
            let known = known.unwrap_or_else(|| lang.pick("未知", "nothing").to_owned());
            lang.pick(
                format!("已找到 {known}，不会低于 {least}"),
                format!("{known} is known, none is below {least}"),
            )
        }
    })
}

/// Where a solve stands in an aim.
pub fn progress(campaign: &Campaign, progress: &Progress, lang: Lang) -> String {
    let label = tiers::label(progress.tier, campaign.kind());
    let number = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), figure);
    let unit = tiers::unit(progress.tier, campaign.kind(), campaign.shares());
    let (label, unit) = (label.get(lang), unit.get(lang));
    let gap = gap(progress.incumbent, progress.bound).map(|gap| figure(100.0 * gap));
    let (best, bound) = (number(progress.incumbent), number(progress.bound));
    let line = lang.pick(
        format!("{label}：已找到 {best}，不会低于 {bound}（{unit}）"),
        format!("{label}: {best} found, none below {bound} ({unit})"),
    );
    let gap = gap.map(|gap| lang.pick(format!("，差距 {gap}%"), format!(", gap {gap} %")));
    line + &gap.unwrap_or_default()
}

/// The gap of a plan to its bound, as a share of the plan's value: 0 where both are equal.
fn gap(incumbent: Option<f64>, bound: Option<f64>) -> Option<f64> {
    let (incumbent, bound) = (incumbent?, bound?);
    if incumbent <= bound {
        return Some(0.0);
    }
    (incumbent > 0.0).then(|| (incumbent - bound) / incumbent)
}

/// How a solve ended that was asked for a plan.
pub fn ending(termination: Termination, is_stopped: bool) -> Text {
    match (termination, is_stopped) {
        (Termination::Optimal, _) => {
            Text::new("已证明：没有更好的方案。", "Proven: no plan is better.")
        }
        (Termination::Feasible, true) => Text::new(
            "到此为止最好的方案；尚未全部证明。",
            "The best plan so far; not everything is proven.",
        ),
        (Termination::Feasible, false) => Text::new(
            "最好的方案；尚未全部证明。",
            "The best plan found; not everything is proven.",
        ),
        (Termination::Infeasible, _) => Text::new(
            "已证明：锁定的时段和规则不能同时满足。",
            "Proven: what is locked and the rules can't hold together.",
        ),
        (Termination::NoPlan, _) => Text::new("限时内没有找到方案。", "No plan was found in time."),
    }
}

/// What a plan is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeldAgainst {
    /// The plan that people made by hand or were told.
    Baseline,
    /// The plan on the desk.
    Present,
    /// The first of plans side by side.
    First,
}

/// Who is told a new time when `plan` takes the place of `before`.
pub fn moved(campaign: &Campaign, before: &Plan, against: HeldAgainst, plan: &Plan) -> Text {
    let kind = campaign.kind();
    let unit = kind.count().unit;
    let moves = moves(campaign, before, plan);
    let people: i64 = moves.iter().map(|moved| moved.people).sum();
    Text::each(|lang| {
        let names: Vec<&str> =
            moves.iter().map(|moved| campaign.group(moved.group).name.get(lang)).collect();
        let list = names.join(lang.pick("、", ", "));
        let other = match against {
            HeldAgainst::Baseline => lang.pick("对照方案", "the baseline"),
            HeldAgainst::Present => lang.pick("现在的方案", "the present plan"),
            HeldAgainst::First => lang.pick("第一个方案", "the first plan"),
        };
        match moves.len() {
            0 => lang.pick(
                format!("与{other}相同，没有人改时间。"),
                format!("Nobody is told a new time against {other}."),
            ),
            groups => lang.pick(
                format!("与{other}相比，{groups} 个学院 {people} {unit}改时间：{list}。"),
                format!(
                    "Against {other} {groups} with {people} are told a new time: {list}.",
                    groups = counted::groups(groups),
                    people = kind.people(people)
                ),
            ),
        }
    })
}
