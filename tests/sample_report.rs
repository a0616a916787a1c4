//! The committed sample report is what the program makes now: `make sample` renews it after an intended change.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails should say where")]

use callsheet::format::load;
use callsheet::report::{ReportData, official_csv, plan_csv, run_sheets, slots_csv};
use callsheet::solve::{Options, solve};
use callsheet::text::Lang;
use std::path::Path;
use std::sync::atomic::AtomicBool;

#[test]
fn plan_and_tables_of_the_sample_are_current() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let loaded = load(&root.join("instances/cqust-2024"), &[]).unwrap();
    let (instance, baseline) = (&loaded.instance, loaded.baseline.as_ref());
    let outcome = solve(instance, baseline, &Options::default(), &AtomicBool::new(false), &mut |_| {}).unwrap();
    let plan = outcome.plan.as_ref().unwrap();
    let sample = |name: &str| std::fs::read_to_string(root.join("reports/cqust-2024").join(name)).unwrap();
    assert_eq!(sample("plan.csv"), plan_csv(instance, plan, Lang::Zh));
    assert_eq!(sample("classes.csv"), slots_csv(instance, plan, Lang::Zh));
    assert_eq!(sample("timetable.csv"), official_csv(instance, plan, Lang::Zh));
    assert_eq!(sample("plan.json"), callsheet::format::write_plan_json(instance, plan));
    let data = ReportData::new(instance, plan, baseline, Some(&outcome));
    let page = sample("report.html");
    assert!(page.contains(data.verdict().get(Lang::Zh)), "the sample's verdict is not today's");
    assert_eq!(sample("run-sheets.html"), run_sheets(&data, Lang::Zh));
    for name in ["rates.png", "blocks.png", "gantt.png", "waiting.png"] {
        let picture = std::fs::read(root.join("reports/cqust-2024").join(name)).unwrap();
        assert!(picture.starts_with(b"\x89PNG"), "{name}");
    }
}
