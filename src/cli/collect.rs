//! `callsheet collect`: what came back from the colleges, and the master timetable.

use super::report::not_the_instance;
use super::{CampaignArguments, PlanArguments, Stop, console, exit, read_plan};
use callsheet::report::{json, write_all};
use callsheet::returns::{Status, collect, outputs};
use clap::Args;
use std::path::PathBuf;

/// Arguments of `collect`.
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    campaign: CampaignArguments,
    #[command(flatten)]
    plan: PlanArguments,
    /// Folder with the forms that came back. 收回的回执所在文件夹
    folder: PathBuf,
    /// Write the master timetable, contacts, notes and a text for each college here. 输出文件夹
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Print one JSON object. 输出 JSON
    #[arg(long)]
    pub json: bool,
}

/// Runs the verb.
pub fn run(arguments: &Arguments) -> Result<u8, Stop> {
    let (loaded, lang) = arguments.campaign.load()?;
    let plan = read_plan(&arguments.plan.plan, arguments.plan.slots.as_deref(), &loaded, lang)?;
    let instance = &loaded.instance;
    let stop = |fault| Stop::Faults(vec![fault], lang);
    let collected = collect(instance, &plan, &arguments.folder).map_err(stop)?;
    let mut written = Vec::new();
    if let Some(out) = &arguments.out {
        not_the_instance(out, &arguments.campaign.instance, lang)?;
        // Nor over the forms themselves, of which a text could have the name.
        not_the_instance(out, &arguments.folder, lang)?;
        written = write_all(out, &outputs(instance, &collected, lang)).map_err(stop)?;
    }
    let name = |one: &callsheet::returns::Return| instance.group(one.group).name.get(lang).to_owned();
    if arguments.json {
        let findings: Vec<_> = collected.findings().cloned().collect();
        console::json(&serde_json::json!({
            "status": if collected.is_complete() { "complete" } else { "incomplete" },
            "returns": collected.returns.iter().map(|one| serde_json::json!({
                "group": name(one),
                "status": match one.status {
                    Status::Accepted => "accepted",
                    Status::Changed => "changed",
                    Status::Faulty => "faulty",
                    Status::Twice => "twice",
                    Status::Missing => "missing",
                },
                "late": one.late.map(|day| day.to_string()),
                "classes_changed": one.changed,
                "files": one.files,
            })).collect::<Vec<_>>(),
            "violations": json::violations(&findings, lang),
            "files": written,
        }));
    } else {
        let heading = lang.pick(["学院", "状态", "更改", "迟交"], ["College", "Status", "Changed", "Late"]);
        let mut rows = vec![heading.map(str::to_owned).to_vec()];
        rows.extend(collected.returns.iter().map(|one| {
            let late = one.late.map(|day| day.to_string()).unwrap_or_default();
            vec![name(one), one.status.text().get(lang).to_owned(), one.changed.to_string(), late]
        }));
        console::table(&rows, &[2]);
        console::out("");
        for finding in collected.findings() {
            console::out(&finding.render(lang));
        }
        let fine = |status| matches!(status, Status::Accepted | Status::Changed);
        let (all, good) = (collected.returns.len(), collected.returns.iter().filter(|one| fine(one.status)).count());
        console::out(
            &lang.pick(format!("{all} 个学院中 {good} 个已齐备。"), format!("{good} of {all} colleges are settled.")),
        );
        for file in written {
            console::out(&format!("  {}", file.display()));
        }
    }
    Ok(if collected.is_complete() { exit::FINE } else { exit::BROKEN_RULES })
}
