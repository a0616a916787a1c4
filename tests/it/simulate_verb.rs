//! `callsheet simulate` and `safety` from the command line: what is refused, what is written,
//! what is kept.

use crate::folder::{CQUST, FIVE, PLAN, PUBLISHED, SDMU, text_of, with_files};
use crate::run::{callsheet, shown};
use crate::solving::{loaded, solved, window};
use callsheet::base::budget::Budget;
use callsheet::base::clock::Interval;
use callsheet::base::diagnostic::Code;
use callsheet::campaign::plan::Plan;
use callsheet::campaign::{Campaign, Confidence, Failures, GroupId, Share};
use callsheet::check::check;
use callsheet::publish::words::figures::per_cent;
use callsheet::solve::Options;
use proptest::prelude::*;

fn refused(verb: &str, arguments: &[&str]) -> String {
    let output = callsheet(&[&[verb, CQUST], arguments].concat());
    assert_eq!(output.code, 2, "{arguments:?}: {}", output.stderr);
    assert!(output.stdout.is_empty(), "{arguments:?}");
    output.stderr
}

#[test]
fn nonsense_is_refused_all_at_once() {
    let mut found = String::new();
    for lang in ["en", "zh"] {
        let all = refused(
            "simulate",
            &[
                PUBLISHED,
                "--lang",
                lang,
                "--runs",
                "0",
                "--rate",
                "300",
                "--outage",
                "2023-12-20 09:30-10:30",
                "--outage",
                "2023-12-12 09:30-10:30 x3",
                "--outage",
                "tomorrow",
            ],
        );
        found += &all;
        found += &refused("safety", &["--lang", lang, "--rate", "300", "--confidences", "30,abc"]);
        found += &refused("simulate", &[PUBLISHED, "--lang", lang]);
        found += &refused(
            "simulate",
            &[PUBLISHED, "--lang", lang, "--rate", "300", "--set", "station.rate=260"],
        );
        let settings = [
            "simulation.mtbf_minutes=600",
            "simulation.service=constant",
            "simulation.variation_percent=40",
        ];
        let settings = settings.iter().chain(&[
            "simulation.late_percent=0",
            "simulation.late_by_minutes=5",
            "confidence=0.3",
        ]);
        let settings: Vec<&str> = settings.flat_map(|setting| ["--set", *setting]).collect();
        found += &refused("simulate", &[&[PUBLISHED, "--lang", lang], &settings[..]].concat());
        let outside =
            ["--set", "simulation.variation_percent=900", "--set", "simulation.servise=gamma"];
        found += &refused("simulate", &[&[PUBLISHED, "--lang", lang], &outside[..]].concat());
        found += &refused("safety", &["--lang", lang, "--confidences", "50,80"]);
    }
    insta::assert_snapshot!("nonsense", found);
    let official = format!("{SDMU}/official.csv");
    let other = refused("simulate", &[&official, "--rate", "300", "--lang", "en"]);
    assert!(other.contains("E108"), "the plan of another campaign: {other}");
}

#[test]
fn safety_is_priced_against_the_plan_that_is_given() {
    let rows = [
        "09:00,09:20,甲组",
        "09:20,09:40,乙组",
        "14:00,14:20,丙组",
        "14:20,14:30,丁组",
        "14:30,14:40,戊组",
    ];
    let rows: Vec<String> = rows.iter().map(|row| format!("2024-05-06,{row}\n")).collect();
    let folder = with_files([("plan.csv", format!("date,start,end,group\n{}", rows.concat()))]);
    let plan = folder.path().join("plan.csv");
    let price = |more: &[&str]| {
        let arguments = ["safety", FIVE, "--rate", "400", "--runs", "5", "--json"];
        let found = callsheet(&[&arguments[..], &["--confidences", "60"], more].concat())
            .succeeded()
            .json();
        found["confidences"][0]["metrics"]["moved_people"].clone()
    };
    assert!(price(&[]).is_null(), "there is nothing to move against");
    assert!(price(&["--baseline", shown(&plan)]).is_i64());
}

#[test]
fn nothing_is_priced_after_an_interrupt() {
    let confidences = [5_000, 9_500].map(|points| Share::from_basis_points(points).unwrap());
    let playing = callsheet::simulate::SimulateOptions { runs: 5, seed: 0, threads: 1 };
    let price = |interrupted: bool| {
        let budget = Budget::unlimited();
        if interrupted {
            budget.cancel();
        }
        let limits = (&Options::default(), playing);
        callsheet::questions::safety::price(
            &tiny(None),
            None,
            &confidences,
            limits,
            &budget,
            &mut |_, _| {},
        )
    };
    assert!(price(true).unwrap().is_empty());
    assert!(price(false).unwrap().iter().all(|step| step.results.as_ref().unwrap().runs == 5));
}

#[test]
fn pages_tables_and_pictures_are_written_and_json_says_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let out = shown(folder.path());
    let arguments =
        ["simulate", CQUST, PUBLISHED, "--baseline", PLAN, "--rate", "300", "--runs", "40"];
    let output = callsheet(
        &[&arguments[..], &["--json", "--out", out, "--threads", "2", "--lang", "zh"]].concat(),
    );
    let json = output.succeeded().json();
    assert_eq!(json["plans"].as_array().unwrap().len(), 2);
    let civil = json["plans"][0]["windows"]
        .as_array()
        .unwrap()
        .iter()
        .find(|window| window["group"] == "建筑工程学院");
    assert!(
        civil.unwrap()["on_time"]["share"].as_f64().unwrap() < 0.6,
        "616 people, 600 can be photographed"
    );
    for name in ["simulation.html", "simulation.csv", "simulation.json", "hall.png", "on-time.png"]
    {
        assert!(std::fs::metadata(folder.path().join(name)).unwrap().len() > 500, "{name}");
    }
    // The chart writes shares as the table does, and has no line that nobody asked for.
    let page = text_of(folder.path().join("simulation.html"));
    let shown: Vec<&str> = page.lines().map(str::trim).collect();
    for window in json["plans"][0]["windows"].as_array().unwrap() {
        let share = per_cent(window["on_time"]["share"].as_f64().unwrap());
        assert!(shown.contains(&share.as_str()), "{share} stands beside a bar");
    }
    assert!(!page.contains("要求的把握"), "no confidence is asked for");
    let again = callsheet(&[&arguments[..], &["--json", "--threads", "1"]].concat()).json();
    assert_eq!(json["plans"], again["plans"], "threads change nothing");
    let settings = ["--set", "station.rate=300", "--set", "confidence=0.9", "--runs", "40"];
    callsheet(
        &[&["simulate", CQUST, PUBLISHED, "--out", out, "--lang", "zh"], &settings[..]].concat(),
    )
    .succeeded();
    let page = text_of(folder.path().join("simulation.html"));
    assert!(page.contains("要求的把握 90%"), "the line is what the campaign asks for");
    let into =
        callsheet(&["simulate", CQUST, PUBLISHED, "--rate", "300", "--runs", "1", "--out", CQUST]);
    assert_eq!(into.code, 2, "the campaign's own files stay");
}

#[test]
fn a_failing_camera_is_felt_on_its_morning_only() {
    let play = |outage: &[&str]| -> serde_json::Value {
        let arguments = ["simulate", CQUST, PLAN, "--rate", "300", "--runs", "100", "--json"];
        callsheet(&[&arguments[..], outage].concat()).json()
    };
    let (usual, broken) = (play(&[]), play(&["--outage", "2023-12-12 09:30-10:30 x1"]));
    let on_time = |found: &serde_json::Value, day: &str| -> Vec<f64> {
        let windows = found["plans"][0]["windows"].as_array().unwrap().iter();
        windows
            .filter(|window| window["date"] == day)
            .map(|window| window["on_time"]["share"].as_f64().unwrap())
            .collect()
    };
    assert_eq!(on_time(&usual, "2023-12-11"), on_time(&broken, "2023-12-11"));
    assert!(on_time(&broken, "2023-12-12")[0] < 0.1 && on_time(&usual, "2023-12-12")[0] > 0.9);
}

/// A campaign that fits, at a rate.
fn tiny(confidence: Option<u16>) -> Campaign {
    let mut draft = loaded(FIVE, &[]).campaign.to_draft();
    for station in &mut draft.stations {
        station.rate = Some(400);
        station.cameras = Some(2);
    }
    draft.confidence = confidence.and_then(Share::from_basis_points).and_then(Confidence::new);
    Campaign::new(draft).unwrap()
}

#[test]
fn plans_with_a_confidence_pass_the_check_and_shorter_windows_do_not() {
    let safe = tiny(Some(9_900));
    let outcome = solved(&safe, None, &Options::default());
    let plan = outcome.plan.unwrap();
    assert!(check(&safe, &plan).is_empty());
    for place in 0..plan.windows.len() {
        let window = &plan.windows[place];
        let block = safe.block_at(window.station, window.date, window.interval).unwrap();
        let least = safe.least_minutes(window.group, window.run, block).unwrap();
        let mut shorter: Plan = Plan { windows: vec![window.clone()], ..Plan::default() };
        let mut codes = |minutes: i32| {
            shorter.windows[0].interval.end = shorter.windows[0].interval.start + minutes;
            check(&safe, &shorter)
                .iter()
                .filter(|violation| violation.rule() == Code::TooShort)
                .count()
        };
        assert_eq!(
            (codes(least), codes(least - 1)),
            (0, 1),
            "the two ways to reckon agree to the minute"
        );
    }
    let figures = |confidence: u16| {
        let campaign = tiny(Some(confidence));
        let block = campaign.block_ids().next().unwrap();
        campaign
            .group_ids()
            .map(|group| campaign.least_minutes(group, None, block).unwrap())
            .collect::<Vec<_>>()
    };
    assert!(figures(5_000) < figures(9_500) && figures(9_500) < figures(9_990));
}

fn failures() -> impl Strategy<Value = Failures> {
    (10_i32..500, 1_i32..60).prop_map(|(between, repair)| Failures { between, repair })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn model_and_check_reckon_the_same_minutes(
        people in 1_i64..900, rate in 20_i64..900, cameras in 1_i64..6, confidence in 5_000_u16..9_990,
        variation in 0_i64..150, attendance in 5_000_u16..10_000, failures in prop::option::of(failures()),
    ) {
        let mut draft = tiny(Some(confidence)).to_draft();
        draft.tiers.retain(|tier| *tier != callsheet::campaign::Tier::Overload);
        for station in &mut draft.stations {
            station.rate = Some(rate);
            station.cameras = Some(cameras);
        }
        draft.uncertainty.variation = variation;
        draft.uncertainty.failures = failures;
        let group = &mut draft.groups[0];
        (group.headcount, group.off_site, group.classes) = (people, 0, Vec::new());
        group.attendance = Share::from_basis_points(attendance).unwrap();
        draft.blocks[0].latest_end = 1440;
        let campaign = Campaign::new(draft).unwrap();
        let block = campaign.block_ids().next().unwrap();
        let least = campaign.least_minutes(GroupId(0), None, block).unwrap();
        let start = campaign.block(block).regular.start;
        prop_assume!(start + least <= 1440);
        let short = |minutes: i32| {
            let window = window(0, campaign.block(block).date, Interval::new(start, start + minutes));
            let plan = Plan { windows: vec![window], ..Plan::default() };
            check(&campaign, &plan).iter().any(|violation| violation.rule() == Code::TooShort)
        };
        prop_assert!(!short(least));
        prop_assert!(least == 1 || short(least - 1));
        let room = campaign.room(GroupId(0), None, block, least).unwrap();
        prop_assert!(room >= campaign.group(GroupId(0)).expected());
    }
}
