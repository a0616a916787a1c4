//! What a plan demands of the crew, and of people who know the one before, in words.

use crate::base::text::{Text, counted};
use crate::campaign::{Campaign, GroupId, Tier};
use crate::plans::metrics::Metrics;

/// The number of people, the number of half-days, the rate that the crew needs, and who is told a new time.
pub fn sentences(campaign: &Campaign, metrics: &Metrics) -> Vec<Text> {
    let kind = campaign.kind();
    let unit = kind.count().unit;
    let (people, expected, blocks) = (metrics.people, metrics.expected, metrics.blocks_used);
    let mut lines = vec![Text::new(
        format!("名单 {people} {unit}，预计到场 {expected} {unit}，启用 {blocks} 个半天。"),
        format!(
            "{people}, {expected} expected, in {blocks}.",
            people = kind.people(people),
            blocks = counted::half_days(blocks)
        ),
    )];
    let Some(rates) = rates(campaign, metrics) else { return lines };
    lines.push(rates);
    if let Some(moved) = metrics.moved_people.filter(|moved| *moved > 0) {
        let groups = metrics.moved_groups.len();
        lines.push(Text::new(
            format!("与原方案相比，{groups} 个学院共 {moved} {unit}改了时间。"),
            format!(
                "Against the baseline, a new time for {groups} with {moved}.",
                groups = counted::groups(groups),
                moved = kind.people(moved)
            ),
        ));
    }
    lines
}

/// The most that the next busiest group may need, in per cent of the busiest, for that one to stand
/// out: within a twentieth two groups are equally busy to a planner.
const STANDS_OUT: i64 = 95;

/// Where one group alone sets the peak: its window fills its half-day, and all others need less.
pub fn one_group_sets_the_peak(campaign: &Campaign, metrics: &Metrics) -> Option<Text> {
    let unit = campaign.kind().count().unit;
    let busiest = metrics.busiest().filter(|_| campaign.has_tier(Tier::Peak))?;
    let (window, block, load) = (&busiest.window, busiest.block?, busiest.load?);
    let fills = busiest.working >= campaign.block(block).working_minutes();
    let others = || metrics.windows.iter().filter(|own| own.window.group != window.group);
    let is_alone = others().all(|own| own.block != Some(block));
    let is_whole =
        metrics.windows.iter().filter(|own| own.window.group == window.group).count() == 1;
    let next = others().max_by_key(|own| own.load)?;
    let next_load = next.load?;
    let stands_out = i128::from(next_load.numerator()) * i128::from(load.denominator()) * 100
        < i128::from(load.numerator())
            * i128::from(next_load.denominator())
            * i128::from(STANDS_OUT);
    if !(fills && is_alone && is_whole && stands_out) {
        return None;
    }
    let (rate, next_rate) = (busiest.per_hour?.as_f64(), next.per_hour?.as_f64());
    let many = campaign.kind().many();
    Some(Text::each(|lang| {
        let name = campaign.group(window.group).name.get(lang);
        lang.pick(
            format!("最高速度由{name}一家决定：它独占一个半天仍需每小时 {rate:.1} {unit}，其余最多每小时 {next_rate:.1} {unit}。加长它的半天，或把它分到两个半天（学院表中“最多时段数”写 2，“拆分”写“自由”），速度才会降。"),
            format!("{name} alone sets the peak: a whole half-day to itself still needs {rate:.1} {many} per hour, and no other more than {next_rate:.1}. A longer half-day for it, or two of them (max_windows 2, cut free), would lower the peak."),
        )
    }))
}

/// `None` where nobody comes.
fn rates(campaign: &Campaign, metrics: &Metrics) -> Option<Text> {
    let unit = campaign.kind().count().unit;
    let mean = metrics.mean_per_hour?.as_f64();
    let peak = metrics.peak_per_hour?.as_f64();
    let lowest = metrics.min_per_hour?.as_f64();
    if peak <= 0.0 {
        return None;
    }
    let (pace, ratio) = (3600.0 / peak, peak / lowest);
    let (crew, many) = (campaign.kind().zh().crew, campaign.kind().many());
    Some(Text::each(|lang| {
        let name = |group: Option<GroupId>| {
            group.map_or("—", |group| campaign.group(group).name.get(lang))
        };
        let (busiest, idlest) = (name(metrics.peak_group), name(metrics.min_group));
        let demands = lang.pick(
            format!("对{crew}的要求：平均每小时 {mean:.1} {unit}；最高 {peak:.1} {unit}（{busiest}，约 {pace:.1} 秒一{unit}）；最低 {lowest:.1} {unit}（{idlest}）"),
            format!("What it demands of the crew: mean {mean:.1} {many} per hour; peak {peak:.1} ({busiest}, one every {pace:.1} s); lowest {lowest:.1} ({idlest})"),
        );
        if lowest > 0.0 {
            lang.pick(
                format!("{demands}；最忙是最闲的 {ratio:.2} 倍。"),
                format!("{demands}; the busiest window is {ratio:.2} times as fast as the idlest."),
            )
        } else {
            lang.pick(format!("{demands}。"), format!("{demands}."))
        }
    }))
}
