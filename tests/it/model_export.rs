//! `callsheet model` holds what a campaign really allows and what it really costs: every row
//! against the check and against the recomputed values, every window that the check passes against
//! the rows.

use crate::folder::{CQUST, FIVE, SDMU};
use crate::languages::diagnostics;
use crate::solving::{keeps_the_rules, loaded};
use callsheet::base::clock::Interval;
use callsheet::base::ratio::Ratio;
use callsheet::campaign::plan::{Plan, Window};
use callsheet::campaign::{BlockId, Campaign, GroupId, Tier};
use callsheet::check::check;
use callsheet::files::Loaded;
use callsheet::plans::metrics::tier_value;
use callsheet::plans::slots;
use callsheet::publish::problem::problem;
use callsheet::solve::windows::candidates;
use serde_json::Value;
use std::collections::BTreeSet;

fn in_json(campaign: &Campaign, baseline: Option<&Plan>, folder: &str) -> Value {
    let model = problem(campaign, baseline, &candidates(campaign).unwrap(), folder).unwrap();
    serde_json::to_value(model).unwrap()
}

fn exported(loaded: &Loaded) -> Value {
    in_json(&loaded.campaign, loaded.baseline.as_ref(), "folder")
}

/// A plan with this window alone.
fn alone(campaign: &Campaign, group: usize, block: usize, interval: Interval) -> Plan {
    let (date, station) = (campaign.blocks()[block].date, campaign.blocks()[block].station);
    let window = Window::new(GroupId(group), date, station, interval);
    let mut plan = Plan { windows: vec![window], ..Plan::default() };
    slots::assign(campaign, &mut plan);
    plan
}

/// Group, block and interval of a row.
fn place(row: &Value) -> (usize, usize, Interval) {
    let figure = |column: usize| row[column].as_i64().unwrap();
    (figure(0) as usize, figure(1) as usize, Interval::new(figure(2) as i32, figure(3) as i32))
}

/// What the export says that a tier is worth when only this window is chosen.
fn stated(problem: &Value, tier: &Value, row: &Value) -> Ratio {
    let (group, block, interval) = place(row);
    let column = |name: &Value| {
        problem["columns"].as_array().unwrap().iter().position(|column| column == name).unwrap()
    };
    let units = match tier["kind"].as_str().unwrap() {
        "windows" => row[column(&tier["name"])].as_i64().unwrap(),
        "peak" => {
            let rate = &row[column(&tier["name"])];
            return Ratio::new(rate[0].as_i64().unwrap(), rate[1].as_i64().unwrap()).unwrap();
        }
        "closing" => {
            let block = &problem["blocks"][block];
            let cell = (i64::from(interval.end) - block["start"].as_i64().unwrap())
                / problem["grid_minutes"].as_i64().unwrap();
            block["closing"][tier["name"].as_str().unwrap()][cell as usize - 1].as_i64().unwrap()
        }
        "unserved" => {
            let people = problem["groups"]
                .as_array()
                .unwrap()
                .iter()
                .map(|group| group["expected"].as_i64().unwrap());
            people.enumerate().filter(|(place, _)| *place != group).map(|(_, people)| people).sum()
        }
        "zero" => 0,
        other => panic!("kind {other}"),
    };
    Ratio::new(units + tier["constant"].as_i64().unwrap(), tier["scale"].as_i64().unwrap()).unwrap()
}

#[test]
fn every_row_keeps_the_rules_and_costs_what_it_says() {
    let all =
        "objective.tiers=unserved,overload,overtime,cuts,peak,blocks,moved,preference,spread,early";
    for (folder, settings) in [
        (CQUST, vec![]),
        (SDMU, vec![all]),
        (FIVE, vec![all]),
        ("tests/campaigns/rules", vec![all]),
        (
            "tests/campaigns/rules",
            vec!["objective.tiers=blocks,preference", "station.rate=unknown"],
        ),
    ] {
        let loaded = loaded(folder, &settings);
        let (campaign, problem) = (&loaded.campaign, exported(&loaded));
        let rows = problem["windows"].as_array().unwrap();
        assert!(!rows.is_empty(), "{folder}");
        for row in rows.iter().step_by(rows.len().div_ceil(300)) {
            let (group, block, interval) = place(row);
            let plan = alone(campaign, group, block, interval);
            assert!(
                keeps_the_rules(campaign, &plan),
                "{folder} {row}: {:?}",
                check(campaign, &plan)
            );
            for (tier, said) in campaign.tiers().iter().zip(problem["tiers"].as_array().unwrap()) {
                let value = tier_value(*tier, campaign, &plan, loaded.baseline.as_ref());
                assert_eq!(stated(&problem, said, row), value, "{folder} {row} {}", tier.name());
            }
        }
    }
}

#[test]
fn every_window_that_the_check_passes_is_a_row() {
    for (folder, settings) in [(FIVE, vec![]), ("tests/campaigns/rules", vec![]), (SDMU, vec![])] {
        let loaded = loaded(folder, &settings);
        let (campaign, problem) = (&loaded.campaign, exported(&loaded));
        let rows: BTreeSet<_> = problem["windows"].as_array().unwrap().iter().map(place).collect();
        let mut passed = BTreeSet::new();
        for (group, block) in campaign
            .group_ids()
            .flat_map(|group| campaign.block_ids().map(move |block| (group, block)))
        {
            let (span, grid) = (campaign.block(block).bookable(), campaign.grid());
            for start in (span.start..span.end).step_by(grid as usize) {
                for end in (start + grid..=span.end).step_by(grid as usize) {
                    let interval = Interval::new(start, end);
                    if keeps_the_rules(campaign, &alone(campaign, group.0, block.0, interval)) {
                        passed.insert((group.0, block.0, interval));
                    }
                }
            }
        }
        assert_eq!(rows, passed, "{folder}");
    }
}

#[test]
fn windows_that_cannot_matter_are_left_out_where_no_rate_counts() {
    let short = exported(&loaded("tests/campaigns/rules", &["objective.tiers=blocks"]));
    let every = exported(&loaded("tests/campaigns/rules", &["objective.tiers=peak"]));
    let rows = |problem: &Value| {
        problem["windows"].as_array().unwrap().iter().map(place).collect::<BTreeSet<_>>()
    };
    let (short, every) = (rows(&short), rows(&every));
    assert!(short.is_subset(&every) && short.len() < every.len() / 2);
    let places = |rows: &BTreeSet<(usize, usize, Interval)>| -> BTreeSet<(usize, usize)> {
        rows.iter().map(|(group, block, _)| (*group, *block)).collect()
    };
    assert_eq!(places(&short), places(&every));
}

#[test]
fn what_has_no_form_is_refused_all_at_once() {
    let day = loaded("tests/campaigns/day", &[]);
    let found =
        problem(&day.campaign, None, &candidates(&day.campaign).unwrap(), "day").unwrap_err();
    insta::assert_snapshot!("no_form", diagnostics(&found));
    // Without these three the same campaign has one.
    let mut draft = day.campaign.to_draft();
    draft.relations.clear();
    draft.stations[0].hall_capacity = None;
    draft.groups[0].max_windows = 1;
    draft.tiers = vec![Tier::Unserved, Tier::Cuts];
    let campaign = Campaign::new(draft).unwrap();
    let problem = in_json(&campaign, None, "day");
    assert_eq!(problem["may_leave_out"], true);
    assert!(
        problem["windows"].as_array().unwrap().iter().all(|row| place(row).0 != 0),
        "no block holds the large group"
    );
    assert_eq!(campaign.block(BlockId(0)).name, problem["blocks"][0]["name"]);
}
