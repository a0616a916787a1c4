//! `callsheet compare`: plans side by side.

use super::limits::Limits;
use super::{CampaignArguments, Stop, console, exit, read_plan, variants};
use callsheet::check::check;
use callsheet::compare::{Named, Row, compare};
use callsheet::diagnostic::{Code, Diagnostic, Severity};
use callsheet::plan::Plan;
use callsheet::report::json;
use callsheet::text::{Lang, Text};
use clap::Args;
use std::path::{Path, PathBuf};

/// Arguments of `compare`.
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    pub campaign: CampaignArguments,
    /// Plans; the others are told a new time against the first. With one plan, the baseline comes first. 方案文件
    #[arg(required_unless_present = "variant")]
    plans: Vec<PathBuf>,
    /// Solve the campaign with the changes of this file, beside the campaign as it is. 变体文件
    #[arg(long, value_name = "FILE", conflicts_with = "plans")]
    pub variant: Vec<PathBuf>,
    /// With --variant: a plan that is shown beside the solved ones. 一并对照的方案
    #[arg(long, value_name = "PLAN", requires = "variant")]
    pub plan: Option<PathBuf>,
    /// With --variant: folder for the page, the table and the plans. 输出文件夹
    #[arg(long, value_name = "DIR", requires = "variant")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub limits: Limits,
    /// Print one JSON object. 输出 JSON
    #[arg(long)]
    pub json: bool,
}

/// Runs the verb.
pub fn run(arguments: &Arguments) -> Result<u8, Stop> {
    if !arguments.variant.is_empty() {
        return variants::run(arguments);
    }
    let (loaded, lang) = arguments.campaign.load()?;
    let mut plans: Vec<(String, Plan)> = Vec::new();
    if arguments.plans.len() == 1 {
        let Some(baseline) = &loaded.baseline else {
            let fault = Diagnostic::error(
                Code::Usage,
                Text::new(
                    "只给了一个方案，而该实例没有基准方案",
                    "only one plan is given, and the campaign has no baseline",
                ),
            );
            return Err(Stop::Faults(vec![fault.help(Text::new("再给一个方案", "give a second plan"))], lang));
        };
        plans.push((lang.pick("原方案", "baseline").to_owned(), baseline.clone()));
    }
    let mut faults = Vec::new();
    for path in &arguments.plans {
        match read_plan(path, None, &loaded, lang) {
            Ok(plan) => plans.push((short_name(path), plan)),
            Err(Stop::Faults(found, _)) => faults.extend(found),
            Err(stop) => return Err(stop),
        }
    }
    if !faults.is_empty() {
        return Err(Stop::Faults(faults, lang));
    }
    let named: Vec<Named<'_>> = plans.iter().map(|(name, plan)| Named { name: name.clone(), plan }).collect();
    let comparison = compare(&loaded.instance, &named);
    let violations: Vec<Vec<Diagnostic>> = plans.iter().map(|(_, plan)| check(&loaded.instance, plan)).collect();
    if arguments.json {
        let plans: Vec<_> = comparison
            .names
            .iter()
            .zip(&comparison.metrics)
            .zip(&violations)
            .map(|((name, metrics), violations)| {
                serde_json::json!({
                    "name": name,
                    "metrics": json::metrics(&loaded.instance, metrics),
                    "violations": json::violations(violations, lang),
                })
            })
            .collect();
        console::json(&serde_json::json!({"plans": plans}));
        return Ok(exit::FINE);
    }
    print(&comparison, &violations, lang);
    Ok(exit::FINE)
}

fn print(comparison: &callsheet::compare::Comparison, violations: &[Vec<Diagnostic>], lang: Lang) {
    table(&comparison.names, &comparison.rows, violations, &[], lang);
    console::out("");
    console::out(lang.pick(
        "* 该行最好的值；改时间以第一个方案为准。",
        "* best of its row; moves are counted against the first plan.",
    ));
}

/// The figures of several plans, the best of each row marked.
pub fn table(names: &[String], figures: &[Row], violations: &[Vec<Diagnostic>], standing: &[String], lang: Lang) {
    let mut rows = vec![vec![lang.pick("指标", "Figure").to_owned()]];
    rows[0].extend(names.iter().cloned());
    rows[0].push(lang.pick("单位", "Unit").to_owned());
    for row in figures {
        let best = row.best();
        let mut cells = vec![row.label.get(lang).to_owned()];
        cells.extend(row.values.iter().zip(best).map(|(value, best)| {
            let figure = value.map_or_else(|| "—".to_owned(), |value| format!("{:.*}", row.decimals, value.as_f64()));
            if best { format!("*{figure}") } else { figure }
        }));
        cells.push(row.unit.get(lang).to_owned());
        rows.push(cells);
    }
    let mut broken = vec![lang.pick("违规", "Violations").to_owned()];
    broken.extend(
        violations
            .iter()
            .map(|found| found.iter().filter(|violation| violation.severity == Severity::Error).count().to_string()),
    );
    broken.push(lang.pick("处", "places").to_owned());
    rows.push(broken);
    if !standing.is_empty() {
        let heading = [lang.pick("证明", "Proof").to_owned()];
        rows.push(heading.into_iter().chain(standing.iter().cloned()).collect());
    }
    let figures: Vec<usize> = (1..=names.len()).collect();
    console::table(&rows, &figures);
}

/// `reports/cqust-2024/plan.csv` reads `cqust-2024/plan.csv`: enough to tell plans apart.
pub fn short_name(path: &Path) -> String {
    let parts: Vec<_> = path.components().rev().take(2).map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.into_iter().rev().collect::<Vec<_>>().join("/")
}
