//! A folder of wrong plans, at least one a rule: the file's name says exactly which rules it
//! breaks.

use crate::folder::{entries, root};
use crate::solving::loaded;
use callsheet::base::diagnostic::Location;
use callsheet::check::{RULES, check};
use callsheet::files::{read_plan, read_plan_with_places, write_plan_json};
use callsheet::publish::words::violations::{diagnostic, diagnostics};
use std::collections::BTreeSet;
use std::path::PathBuf;

fn folder(name: &str) -> PathBuf {
    root().join("tests").join(name)
}

/// `P206-P212-some-words` names P206 and P212; `right` names none.
fn codes_in_name(stem: &str) -> BTreeSet<String> {
    let is_code = |part: &&str| {
        part.len() == 4 && part.starts_with('P') && part[1..].bytes().all(|b| b.is_ascii_digit())
    };
    stem.split('-').filter(is_code).map(str::to_owned).collect()
}

#[test]
fn every_wrong_plan_breaks_exactly_the_rules_in_its_name() {
    let mut covered = BTreeSet::new();
    // One folder for each campaign of tests/campaigns.
    for campaign in ["rules", "day", "crews", "visits"] {
        for path in entries(&folder("wrong_plans").join(campaign)) {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if name.ends_with(".slots.csv")
                || path.extension().is_some_and(|ending| ending == "set")
            {
                continue;
            }
            // Some rules need a setting that the other plans do without.
            let setting = std::fs::read_to_string(path.with_extension("set")).ok();
            let settings: Vec<&str> = setting.iter().map(|line| line.trim()).collect();
            let campaign = loaded(folder("campaigns").join(campaign), &settings).campaign;
            let slots = path.with_extension("slots.csv");
            let slots = slots.exists().then_some(slots);
            let plan = read_plan(&path, slots.as_deref(), &campaign).unwrap();
            let codes = check(&campaign, &plan).into_iter().map(|v| v.rule().id());
            let found: BTreeSet<String> =
                codes.filter(|id| id.starts_with('P')).map(str::to_owned).collect();
            let expected = codes_in_name(name.trim_end_matches(".csv"));
            assert_eq!(found, expected, "{name}: {:#?}", check(&campaign, &plan));
            covered.extend(expected);
        }
    }
    let rules: BTreeSet<String> = RULES.iter().map(|rule| rule.code.id().to_owned()).collect();
    let missing: Vec<_> = rules.symmetric_difference(&covered).collect();
    assert!(
        missing.is_empty(),
        "a rule without a wrong plan, or a plan without a rule: {missing:?}"
    );
}

#[test]
fn every_violation_is_listed_never_only_the_first() {
    let campaign = loaded(folder("campaigns/rules"), &[]).campaign;
    let plan =
        read_plan(&folder("wrong_plans/rules/P201-P203-P204-P205-P206-P212.csv"), None, &campaign)
            .unwrap();
    let found: Vec<String> = check(&campaign, &plan)
        .iter()
        .map(|violation| diagnostic(&campaign, &plan, violation))
        .map(|v| format!("{} {}", v.code.id(), v.message.get(callsheet::base::text::Lang::En)))
        .collect();
    insta::assert_snapshot!(found.join("\n"));
}

/// Files in every form that a plan may have, each with a wrong headcount.
#[test]
fn violations_stand_where_their_rows_do() {
    let campaign = loaded(folder("campaigns/rules"), &[]).campaign;
    let out = tempfile::tempdir().unwrap();
    let found = |name: &str, slots: Option<&str>, content: &[u8]| -> Vec<String> {
        let path = out.path().join(name);
        std::fs::write(&path, content).unwrap();
        let slots = slots.map(|slots| out.path().join(slots));
        let (plan, places) = read_plan_with_places(&path, slots.as_deref(), &campaign).unwrap();
        let violations = check(&campaign, &plan);
        let found = diagnostics(&campaign, &plan, Some(&places), &violations);
        let shown = found.iter().map(|one| (one.code.id(), one.location.clone().unwrap()));
        let place = |place: Location| place.to_string().replace(out.path().to_str().unwrap(), "");
        shown.map(|(id, at)| format!("{id} {}", place(at))).collect()
    };
    // The rows are not in the order of the timetable, the lines have a comment among them.
    let rows = [
        ["2024-05-06", "10:00", "10:30", "乙", "60"],
        ["2024-05-06", "11:40", "11:50", "丁", "20"],
        ["2024-05-06", "09:00", "09:30", "甲", "61"],
        ["2024-05-06", "11:00", "11:20", "丙", "40"],
    ];
    let mut csv = "date,start,end,group,headcount\n# by hand\n".to_owned();
    csv.extend(rows.iter().map(|row| row.join(",") + "\n"));
    let plan = found("plan.csv", None, csv.as_bytes());
    assert_eq!(plan, ["P212 /plan.csv:5:4"]);

    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet().set_name("plan").unwrap();
    for (row, cells) in
        std::iter::once(&["date", "start", "end", "group", "headcount"]).chain(&rows).enumerate()
    {
        sheet.write_row(row as u32 + 2, 1, cells.iter().copied()).unwrap();
    }
    let bytes = workbook.save_to_buffer().unwrap();
    assert_eq!(found("plan.xlsx", None, &bytes), ["P212 [/plan.xlsx]plan!E6"]);

    let (read, _) = read_plan_with_places(&out.path().join("plan.csv"), None, &campaign).unwrap();
    let json = write_plan_json(&campaign, &read);
    let line = json.lines().position(|line| line.contains("\"甲\"")).unwrap();
    // The object begins on the line before the one with the group, and lines count from 1.
    assert_eq!(found("plan.json", None, json.as_bytes()), [format!("P212 /plan.json:{line}")]);

    let slots = "group,class,date,start,end\n丙,3班,2024-05-06,11:30,11:31\n\
                 丙,1班,2024-05-06,11:00,11:10\n丙,2班,2024-05-06,11:10,11:19\n";
    std::fs::write(out.path().join("slots.csv"), slots).unwrap();
    let with_slots = found("plan.csv", Some("slots.csv"), csv.as_bytes());
    assert!(with_slots.contains(&"P222 /slots.csv:2:2".to_owned()), "{with_slots:?}");
}

#[test]
fn soft_rules_are_warnings_where_the_objective_gives_them_a_price() {
    let campaign =
        loaded(folder("campaigns/rules"), &["objective.tiers=unserved,overload"]).campaign;
    for name in ["P201-left-out.csv", "P205-too-short.csv"] {
        let plan = read_plan(&folder("wrong_plans/rules").join(name), None, &campaign).unwrap();
        let found = check(&campaign, &plan);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].severity, callsheet::base::diagnostic::Severity::Warning);
    }
}
