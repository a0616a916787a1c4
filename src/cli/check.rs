//! `callsheet check`: scores any plan, hand-made ones first.

use super::{CampaignArguments, PlanArguments, Stop, console, exit, read_plan_with_places};
use callsheet::base::clock::day_label;
use callsheet::base::diagnostic::Diagnostic;
use callsheet::base::text::Lang;
use callsheet::campaign::Campaign;
use callsheet::check::{Violation, check};
use callsheet::plans::make_up::{Sizing, size};
use callsheet::plans::metrics::{Metrics, metrics};
use callsheet::publish::report::window_name;
use callsheet::publish::{json, words};
use callsheet::questions::repeats::Repeated;
use clap::Args;

/// Arguments of `check`.
#[derive(Args)]
pub struct CheckArguments {
    #[command(flatten)]
    campaign: CampaignArguments,
    #[command(flatten)]
    plan: PlanArguments,
    /// Print one JSON object. 输出一个 JSON 对象
    #[arg(long)]
    pub json: bool,
}

/// Runs the verb.
pub fn run(arguments: &CheckArguments) -> Result<u8, Stop> {
    let (loaded, lang) = arguments.campaign.load()?;
    let slots = arguments.plan.slots.as_deref();
    let (plan, places) = read_plan_with_places(&arguments.plan.plan, slots, &loaded, lang)?;
    let violations = check(&loaded.campaign, &plan);
    let metrics = metrics(&loaded.campaign, &plan, loaded.baseline.as_ref());
    let sizing = size(&loaded.campaign, &plan);
    let repeats = Repeated::all(&loaded.campaign, &plan);
    if arguments.json {
        let campaign = &loaded.campaign;
        console::json(&json::Check {
            metrics: json::Metrics::new(campaign, &metrics),
            violations: json::violations(campaign, &plan, Some(&places), &violations, lang),
            make_up: sizing.as_ref().map(json::MakeUpSizing::from),
            repeats: json::RepeatedPlan::all(&repeats, lang),
        });
    } else {
        let findings =
            words::violations::diagnostics(&loaded.campaign, &plan, Some(&places), &violations);
        print(&loaded.campaign, &violations, &findings, &metrics, lang);
        make_up(&loaded.campaign, sizing.as_ref(), lang);
        say_repeats(&repeats, lang);
    }
    // A rule that the objective gives a price is still broken by this plan.
    let elsewhere = repeats.iter().flat_map(|own| &own.violations);
    let broken = violations.iter().chain(elsewhere).any(Violation::breaks_a_rule);
    Ok(if broken { exit::BROKEN_RULES } else { exit::FINE })
}

/// Whether the make-up time suffices, and a warning where it may not.
pub fn make_up(campaign: &Campaign, sizing: Option<&Sizing>, lang: Lang) {
    let Some(sizing) = sizing else { return };
    console::out(words::make_up::sentences(campaign.kind(), sizing).get(lang));
    if let Some(warning) = words::make_up::warning(campaign.kind(), sizing) {
        console::out(&warning.render(lang));
    }
}

/// The plan in other rounds and in bad weather, with what it breaks there.
pub fn say_repeats(repeats: &[Repeated], lang: Lang) {
    for Repeated { repeat, plan, violations } in repeats {
        for finding in words::violations::diagnostics(&repeat.campaign, plan, None, violations) {
            console::out(&finding.render(lang));
        }
        console::out(words::repeats::verdict(repeat, plan, violations).get(lang));
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
    for line in words::demands::sentences(campaign, metrics) {
        console::out(line.get(lang));
    }
    console::out("");
    for finding in findings {
        console::out(&finding.render(lang));
    }
    console::out(words::violations::count(violations).get(lang));
}

fn windows(campaign: &Campaign, metrics: &Metrics, lang: Lang) {
    let several = campaign.stations().len() > 1;
    let many = campaign.kind().many();
    let counted = campaign.kind().count().noun;
    let (expected, per_hour_zh) = (format!("预计{counted}数"), format!("{counted}/小时"));
    let per_hour = format!("{}{}/h", many[..1].to_uppercase(), &many[1..]);
    let mut heading = lang
        .pick(
            ["日期", "时间", "学院", &expected, &per_hour_zh],
            ["Day", "Time", "Group", "Expected", &per_hour],
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
