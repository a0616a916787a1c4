//! `callsheet check`: scores any plan, hand-made ones first.

use super::{CampaignArguments, PlanArguments, Stop, console, exit, read_plan_with_places};
use callsheet::base::clock::day_label;
use callsheet::base::diagnostic::{Diagnostic, Severity};
use callsheet::base::text::Lang;
use callsheet::campaign::Campaign;
use callsheet::check::{Violation, check};
use callsheet::plans::make_up::{Sizing, size};
use callsheet::plans::metrics::{Metrics, metrics};
use callsheet::publish::report::{json, window_name};
use callsheet::publish::words;
use clap::Args;

/// Arguments of `check`.
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    campaign: CampaignArguments,
    #[command(flatten)]
    plan: PlanArguments,
    /// Print one JSON object. 输出 JSON
    #[arg(long)]
    pub json: bool,
}

/// Runs the verb.
pub fn run(arguments: &Arguments) -> Result<u8, Stop> {
    let (loaded, lang) = arguments.campaign.load()?;
    let slots = arguments.plan.slots.as_deref();
    let (plan, places) = read_plan_with_places(&arguments.plan.plan, slots, &loaded, lang)?;
    let violations = check(&loaded.campaign, &plan);
    let metrics = metrics(&loaded.campaign, &plan, loaded.baseline.as_ref());
    let sizing = size(&loaded.campaign, &plan);
    if arguments.json {
        console::json(&serde_json::json!({
            "metrics": json::metrics(&loaded.campaign, &metrics),
            "violations":
                json::violations(&loaded.campaign, &plan, Some(&places), &violations, lang),
            "make_up": json::make_up(sizing.as_ref()),
        }));
    } else {
        let findings =
            words::violations::diagnostics(&loaded.campaign, &plan, Some(&places), &violations);
        print(&loaded.campaign, &violations, &findings, &metrics, lang);
        make_up(sizing.as_ref(), lang);
    }
    // A rule that the objective gives a price is still broken by this plan.
    let broken = violations.iter().any(Violation::breaks_a_rule);
    Ok(if broken { exit::BROKEN_RULES } else { exit::FINE })
}

/// Whether the make-up time suffices, and a warning where it may not.
pub fn make_up(sizing: Option<&Sizing>, lang: Lang) {
    let Some(sizing) = sizing else { return };
    console::out(words::make_up::sentences(sizing).get(lang));
    if let Some(warning) = words::make_up::warning(sizing) {
        console::out(&warning.render(lang));
    }
}

fn print(
    campaign: &Campaign,
    violations: &[Violation],
    findings: &[Diagnostic],
    metrics: &Metrics,
    lang: Lang,
) {
    console::out(campaign.title().get(lang));
    console::out("");
    windows(campaign, metrics, lang);
    console::out("");
    demands(campaign, metrics, lang);
    console::out("");
    for finding in findings {
        console::out(&finding.render(lang));
    }
    let broken = violations.iter().filter(|violation| violation.breaks_a_rule());
    let (hard, soft): (Vec<_>, Vec<_>) =
        broken.partition(|violation| violation.severity == Severity::Error);
    console::out(&match (hard.len(), soft.len()) {
        (0, 0) => lang.pick("未发现违规。", "No rule is broken.").to_owned(),
        (hard, 0) => lang.pick(format!("违规 {hard} 处。"), format!("Violations: {hard}.")),
        (hard, soft) => lang.pick(
            format!("违规 {} 处，其中 {soft} 处是目标所允许的让步。", hard + soft),
            format!(
                "Violations: {}, of which the objective allows {soft} at a price.",
                hard + soft
            ),
        ),
    });
}

fn windows(campaign: &Campaign, metrics: &Metrics, lang: Lang) {
    let several = campaign.stations().len() > 1;
    let mut heading = lang
        .pick(
            ["日期", "时间", "学院", "预计人数", "人/小时"],
            ["Day", "Time", "Group", "Expected", "Photos/h"],
        )
        .map(str::to_owned)
        .to_vec();
    let has_shares = metrics.windows.iter().any(|figures| figures.utilisation.is_some());
    heading.push(if has_shares {
        lang.pick("利用率", "Utilisation").to_owned()
    } else {
        String::new()
    });
    let mut rows = vec![heading];
    for figures in &metrics.windows {
        let window = &figures.window;
        let station = if several {
            format!(" {}", campaign.station(window.station).name.get(lang))
        } else {
            String::new()
        };
        rows.push(vec![
            format!("{}{station}", day_label(window.date, lang)),
            window.interval.to_string(),
            window_name(campaign, window, lang),
            figures.expected.to_string(),
            figures.per_hour.map_or_else(|| "—".to_owned(), |rate| format!("{:.1}", rate.as_f64())),
            figures
                .utilisation
                .map_or_else(String::new, |share| format!("{:.0}%", share.as_f64() * 100.0)),
        ]);
    }
    console::table(&rows, &[3, 4, 5]);
}

/// What the plan demands of the crew, in words.
fn demands(campaign: &Campaign, metrics: &Metrics, lang: Lang) {
    console::out(&lang.pick(
        format!(
            "名单 {} 人，预计到场 {} 人，启用 {} 个半天。",
            metrics.people, metrics.expected, metrics.blocks_used
        ),
        format!(
            "{} people, {} expected, in {} half-days.",
            metrics.people, metrics.expected, metrics.blocks_used
        ),
    ));
    let (Some(mean), Some(peak), Some(lowest)) =
        (metrics.mean_per_hour, metrics.peak_per_hour, metrics.min_per_hour)
    else {
        return;
    };
    let name = |group: Option<callsheet::campaign::GroupId>| {
        group.map_or("—", |group| campaign.group(group).name.get(lang))
    };
    let (peak_group, min_group) = (name(metrics.peak_group), name(metrics.min_group));
    let (mean, peak, lowest) = (mean.as_f64(), peak.as_f64(), lowest.as_f64());
    if peak <= 0.0 {
        return;
    }
    let pace = 3600.0 / peak;
    let mut demands = lang.pick(
        format!(
            "对摄影组的要求：平均每小时 {mean:.1} 人；最高 {peak:.1} 人（{peak_group}，约 {pace:.1} 秒一人）；最低 {lowest:.1} 人（{min_group}）"
        ),
        format!(
            "What it demands of the crew: mean {mean:.1} photos per hour; peak {peak:.1} ({peak_group}, one every {pace:.1} s); lowest {lowest:.1} ({min_group})"
        ),
    );
    if lowest > 0.0 {
        let ratio = peak / lowest;
        demands += &lang.pick(
            format!("；最忙是最闲的 {ratio:.2} 倍"),
            format!("; the busiest window is {ratio:.2} times as fast as the idlest"),
        );
    }
    console::out(&(demands + lang.pick("。", ".")));
    if let Some(moved) = metrics.moved_people.filter(|moved| *moved > 0) {
        let groups = metrics.moved_groups.len();
        console::out(&lang.pick(
            format!("与原方案相比，{groups} 个学院共 {moved} 人改了时间。"),
            format!(
                "Against the baseline {groups} groups with {moved} people are told a new time."
            ),
        ));
    }
}
