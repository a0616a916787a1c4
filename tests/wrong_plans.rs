//! A folder of wrong plans, at least one a rule: the file's name says exactly which rules it
//! breaks.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails should say where")]

use callsheet::check::{RULES, check};
use callsheet::files::{load, read_plan};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
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
    for campaign in ["rules", "day"] {
        for entry in std::fs::read_dir(folder("wrong_plans").join(campaign)).unwrap().flatten() {
            let path = entry.path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if name.ends_with(".slots.csv")
                || path.extension().is_some_and(|ending| ending == "set")
            {
                continue;
            }
            // Some rules need a setting that the other plans do without.
            let setting = std::fs::read_to_string(path.with_extension("set")).ok();
            let settings: Vec<String> = setting.iter().map(|line| line.trim().to_owned()).collect();
            let campaign = load(&folder("campaigns").join(campaign), &settings).unwrap().campaign;
            let slots = path.with_extension("slots.csv");
            let slots = slots.exists().then_some(slots);
            let plan = read_plan(&path, slots.as_deref(), &campaign).unwrap();
            let codes = check(&campaign, &plan).into_iter().map(|v| v.code.id());
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
    let campaign = load(&folder("campaigns/rules"), &[]).unwrap().campaign;
    let plan =
        read_plan(&folder("wrong_plans/rules/P201-P203-P204-P205-P206-P212.csv"), None, &campaign)
            .unwrap();
    let found: Vec<String> = check(&campaign, &plan)
        .iter()
        .map(|v| format!("{} {}", v.code.id(), v.message.get(callsheet::base::text::Lang::En)))
        .collect();
    insta::assert_snapshot!(found.join("\n"));
}

#[test]
fn soft_rules_are_warnings_where_the_objective_gives_them_a_price() {
    let settings = ["objective.tiers=unserved,overload".to_owned()];
    let campaign = load(&folder("campaigns/rules"), &settings).unwrap().campaign;
    for name in ["P201-left-out.csv", "P205-too-short.csv"] {
        let plan = read_plan(&folder("wrong_plans/rules").join(name), None, &campaign).unwrap();
        let found = check(&campaign, &plan);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].severity, callsheet::base::diagnostic::Severity::Warning);
    }
}
