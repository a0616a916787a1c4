//! Figures of several plans side by side in the terminal.

use super::console;
use callsheet::base::diagnostic::Severity;
use callsheet::base::kind::CampaignKind;
use callsheet::base::text::Lang;
use callsheet::check::Violation;
use callsheet::plans::compare::FigureRow;
use callsheet::publish::words::figures::{label, unit};
use std::path::Path;

/// The figures of several plans, the best of each row marked.
pub fn table(
    kind: CampaignKind,
    names: &[String],
    figures: &[FigureRow],
    violations: &[Vec<Violation>],
    standing: &[String],
    lang: Lang,
) {
    let mut rows = vec![vec![lang.pick("指标", "Figure").to_owned()]];
    rows[0].extend(names.iter().cloned());
    rows[0].push(lang.pick("单位", "Unit").to_owned());
    for row in figures {
        let best = row.best();
        let mut cells = vec![label(row.figure, kind).get(lang).to_owned()];
        cells.extend(row.values.iter().zip(best).map(|(value, best)| {
            let figure = value.map_or_else(
                || "—".to_owned(),
                |value| format!("{:.*}", row.figure.decimals(), value.as_f64()),
            );
            if best { format!("*{figure}") } else { figure }
        }));
        cells.push(unit(row.figure, kind).get(lang).to_owned());
        rows.push(cells);
    }
    let mut broken = vec![lang.pick("违规", "Violations").to_owned()];
    broken.extend(violations.iter().map(|found| {
        found.iter().filter(|violation| violation.severity == Severity::Error).count().to_string()
    }));
    broken.push(lang.pick("处", "places").to_owned());
    rows.push(broken);
    if !standing.is_empty() {
        let heading = [lang.pick("证明", "Proof").to_owned()];
        rows.push(heading.into_iter().chain(standing.iter().cloned()).collect());
    }
    let figures: Vec<usize> = (1..=names.len()).collect();
    console::table(&rows, &figures);
}

/// `reports/cqust-2024/plan.csv` reads `cqust-2024/plan.csv`: the file and its folder.
pub fn short_name(path: &Path) -> String {
    let parts: Vec<_> =
        path.components().rev().take(2).map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.into_iter().rev().collect::<Vec<_>>().join("/")
}
