//! The committed sample report is what the program makes now: `make sample` renews it after an
//! intended change.

use crate::folder::{CQUST, PLAN, root, text_of};
use crate::solving::{loaded, solved};
use callsheet::base::text::Lang;
use callsheet::publish::report::{
    ReportData, official_csv, plan_csv, plan_json, run_sheets, slots_csv,
};
use callsheet::solve::Options;

#[test]
fn plan_and_tables_of_the_sample_are_current() {
    let loaded = loaded(CQUST, &[]);
    let (campaign, baseline) = (&loaded.campaign, loaded.baseline.as_ref());
    let outcome = solved(campaign, baseline, &Options::default());
    let plan = outcome.plan.as_ref().unwrap();
    let sample = |name: &str| text_of(root().join(PLAN).join(name));
    assert_eq!(sample("plan.csv"), plan_csv(campaign, plan, Lang::Zh));
    assert_eq!(sample("classes.csv"), slots_csv(campaign, plan, Lang::Zh));
    assert_eq!(sample("timetable.csv"), official_csv(campaign, plan, Lang::Zh));
    let data = ReportData::new(campaign, plan, baseline, Some(&outcome));
    assert_eq!(sample("plan.json"), plan_json(&data));
    let page = sample("report.html");
    assert!(page.contains(data.verdict().get(Lang::Zh)), "the sample's verdict is not today's");
    assert_eq!(sample("run-sheets.html"), run_sheets(&data, Lang::Zh));
    for name in ["rates.png", "blocks.png", "gantt.png", "waiting.png"] {
        let picture = std::fs::read(root().join(PLAN).join(name)).unwrap();
        assert!(picture.starts_with(b"\x89PNG"), "{name}");
    }
}
