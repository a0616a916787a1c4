//! The list of students through the whole program: headcounts, queue, codes, make-up time.

use crate::folder::with_files;
use crate::solving::{loaded, solved};
use callsheet::base::text::Lang;
use callsheet::campaign::GroupId;
use callsheet::plans::make_up::size;
use callsheet::plans::roster::{Until, codes, queue};
use callsheet::publish::report::{ReportData, outputs};
use callsheet::solve::Options;

const CAMPAIGN: &str = r#"
title = "名单"
call_lead_minutes = 20
[objective]
tiers = ["blocks", "early"]
[[station]]
name = "站"
rate = 12
[[block]]
name = "上午"
date = 2024-05-06
start = "09:00"
end = "10:00"
[[block]]
name = "下午"
date = 2024-05-06
start = "14:00"
end = "15:00"
[[make_up]]
name = "补照"
block = "下午"
start = "14:30"
end = "15:00"
"#;

/// Five students of 1班 (one elsewhere, one in the make-up time) and two of 2班, not in the order of
/// their numbers.
const STUDENTS: &str = "学院,班级,学号,类别,状态,采集码\n\
    甲,1班,105,本科,,否\n甲,1班,99,本科,到场,是\n甲,1班,103,留学,校外,否\n甲,1班,104,本科,补照,否\n甲,1班,101,本科,,\n\
    甲,2班,202,专升本,,是\n甲,2班,201,本科,,是\n";

fn folder() -> tempfile::TempDir {
    with_files([
        ("campaign.toml", CAMPAIGN),
        ("groups.csv", "学院\n甲\n"),
        ("students.csv", STUDENTS),
    ])
}

#[test]
fn students_give_headcounts_queue_codes_and_make_up_time() {
    let folder = folder();
    let campaign = loaded(folder.path(), &[]).campaign;
    let group = campaign.group(GroupId(0));
    assert_eq!(
        (group.headcount, group.off_site, group.expected()),
        (7, 1, 5),
        "one elsewhere, one in the make-up time"
    );

    let outcome = solved(&campaign, None, &Options::default());
    let plan = outcome.plan.unwrap();
    // Five people at 12 per hour need 25 minutes, 30 on the grid: 18 for three, 12 for two.
    let turns: Vec<(&str, i32)> =
        queue(&campaign, &plan).iter().map(|t| (t.student.number.as_str(), t.minute)).collect();
    assert_eq!(turns, [("99", 540), ("101", 546), ("105", 552), ("201", 558), ("202", 564)]);

    let counts = codes(&campaign, &plan);
    let call = Until::Call(jiff::civil::date(2024, 5, 6), 520);
    assert_eq!(counts.len(), 1);
    assert_eq!(
        (counts[0].students, counts[0].missing, counts[0].unknown, counts[0].until),
        (4, 2, 1, Some(call))
    );
    let earlier = loaded(folder.path(), &["code_deadline=2024-05-01"]).campaign;
    assert_eq!(codes(&earlier, &plan)[0].until, Some(Until::Before(jiff::civil::date(2024, 5, 1))));

    let sizing = size(&campaign, &plan).unwrap();
    assert_eq!((sizing.arranged, sizing.capacity, sizing.minutes_needed), (1, 6, 5));
    assert!(sizing.suffices() && (sizing.chance - 1.0).abs() < 1e-12);

    let data = ReportData::new(&campaign, &plan, None, None);
    let (files, _) = outputs(&data, Lang::Zh);
    let text = |name: &str| {
        let file = files.iter().find(|file| file.name == name).unwrap();
        String::from_utf8(file.bytes.clone()).unwrap()
    };
    assert!(
        text("queue.csv").contains("甲,1班,3,105,本科,2024-05-06,站,08:40,09:12,否"),
        "{}",
        text("queue.csv")
    );
    assert!(text("report.html").contains("尚有 2 人未下载采集码"));
}

#[test]
fn a_make_up_time_before_the_windows_helps_nobody() {
    let folder = folder();
    let settings =
        ["attendance=80%", "make_up.1.block=上午", "make_up.1.start=09:00", "make_up.1.end=09:30"];
    let campaign = loaded(folder.path(), &settings).campaign;
    let outcome = solved(&campaign, None, &Options::default());
    let sizing = size(&campaign, &outcome.plan.unwrap()).unwrap();
    // Nobody may stay away: five people at 80 %.
    assert!((sizing.chance - 0.8_f64.powi(5)).abs() < 1e-9, "{}", sizing.chance);
    assert_eq!(sizing.too_late, 5);
    assert!(!sizing.suffices());
}
