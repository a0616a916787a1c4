//! Reports: finished data in, bytes out.

mod bars;
pub mod batches;
mod canvas;
mod charts;
mod data;
mod fan;
pub mod fronts;
mod gantt;
mod hall;
mod heat;
mod html;
mod loads;
pub mod make_up_lists;
pub mod notices;
pub mod picture;
mod plot;
mod question;
mod raster;
pub mod replanned;
mod run_sheets;
mod safety;
mod season;
mod sections;
pub mod simulation;
pub mod sweeps;
mod tables;
mod template;
pub mod variants;

pub use data::{Before, ReportData};
pub use html::page;
pub use raster::Rasteriser;
pub use run_sheets::{RunRow, RunSheet, run_sheets, sheets};
pub use season::{season_files, with_title};
pub use sections::fees::amount;
pub use sections::number as figure;
pub use sections::slot_time;
pub use tables::{
    HalfDay, HalfDayRow, half_days, illustration, make_up, official_csv, part_label, plan_csv,
    plan_rows, slots_csv, slots_rows, window_name, with_note,
};

pub(crate) use template::render_from;

use crate::base::diagnostic::Diagnostic;
use crate::base::text::Lang;
use crate::campaign::Campaign;
use crate::files::{campaign_home, write_proven_plan_json};
use crate::publish::output::Output;
use crate::publish::proof::kept;
use std::path::{Path, PathBuf};
use template::WIDE;

/// The names of a report's files, those that not every report has among them.
pub const FILES: &[&str] = &[
    "plan.csv",
    "plan.json",
    "timetable.csv",
    "classes.csv",
    "report.html",
    "run-sheets.html",
    "queue.csv",
    "rates.png",
    "blocks.png",
    "gantt.png",
    "waiting.png",
];

/// Where the results of a campaign go unless somebody names a folder: `reports/<name>`, for a workbook
/// a folder beside it, since who drops a file on the program looks there.
pub fn default_folder(place: &Path, campaign: &Campaign, lang: Lang) -> PathBuf {
    let name = campaign.name();
    if campaign_home(place).is_file() {
        let plan = lang.pick("方案", "plan");
        return place.with_file_name(format!("{name}-{plan}"));
    }
    Path::new("reports").join(name)
}

/// The plan with what was proven of it.
pub fn plan_json(data: &ReportData<'_>) -> String {
    let baseline = data.baseline.as_ref().map(|(baseline, _)| *baseline);
    let proof = data.outcome.and_then(|outcome| kept(data.campaign, baseline, outcome));
    write_proven_plan_json(data.campaign, data.plan, proof)
}

/// All files of a report, and what there is to know about them.
pub fn outputs(data: &ReportData<'_>, lang: Lang) -> (Vec<Output>, Vec<Diagnostic>) {
    let (campaign, plan) = (data.campaign, data.plan);
    let mut files = vec![
        Output::new("plan.csv", plan_csv(campaign, plan, lang)),
        Output::new("plan.json", plan_json(data)),
        Output::new("timetable.csv", official_csv(campaign, plan, lang)),
        // Without slots it has only its header: an older run's must not stay beside this plan.
        Output::new("classes.csv", slots_csv(campaign, plan, lang)),
        Output::new("report.html", page(data, lang)),
        Output::new("run-sheets.html", run_sheets(data, lang)),
    ];
    files.extend(
        sections::people::queue_csv(campaign, plan, lang)
            .map(|queue| Output::new("queue.csv", queue)),
    );
    let rasteriser = Rasteriser::new();
    let charts = [
        ("rates.png", charts::rates(data, lang).svg(WIDE)),
        ("blocks.png", charts::blocks(data, lang).svg(WIDE)),
        ("gantt.png", gantt::svg(data, lang, WIDE)),
        // Without anybody waiting it says so: an older run's must not stay beside this plan.
        ("waiting.png", hall::svg(data, lang, WIDE)),
    ];
    let (names, drawings): (Vec<_>, Vec<_>) = charts.into_iter().unzip();
    let pngs = rasteriser.pngs(&drawings);
    files.extend(
        names.into_iter().zip(pngs).filter_map(|(name, png)| Some(Output::new(name, png?))),
    );
    (files, rasteriser.warning.into_iter().collect())
}
