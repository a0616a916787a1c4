//! The program as scripts and people call it: exit codes, JSON on stdout, messages on stderr,
//! files.

use crate::folder::{CQUST, FIVE, PUBLISHED, SDMU, copy_of, files_below, root, text_of};
use crate::run::{Said, callsheet, command, shown, solve_into};
use callsheet::files::fields::{Section, Table};
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

/// What is done to the text of a file before it is read.
type Change = dyn Fn(&str) -> Vec<u8>;

#[test]
fn attachment_2_is_scored_as_the_notice_implies() {
    let output = callsheet(&["check", CQUST, PUBLISHED, "--json"]);
    assert_eq!(output.code, 0);
    let found = output.json();
    assert_eq!(found["violations"], serde_json::json!([]));
    let metrics = &found["metrics"];
    assert_eq!(metrics["people"], 5905);
    assert_eq!(metrics["peak_per_hour"], 308);
    assert_eq!(metrics["peak_group"], "建筑工程学院");
    assert_eq!(metrics["min_per_hour"], 199);
    assert!((metrics["mean_per_hour"].as_f64().unwrap() - 251.2766).abs() < 1e-3);
    assert_eq!(metrics["blocks_used"], 8);
    assert_eq!(metrics["windows"].as_array().unwrap().len(), 13);
    let first = &metrics["windows"][0];
    assert_eq!(first["group"], "工商管理学院");
    assert_eq!((&first["start"], &first["end"]), (&Value::from("09:00"), &Value::from("12:00")));
    assert_eq!(first["utilisation"], Value::Null);
}

#[test]
fn a_person_reads_the_check_in_both_languages() {
    insta::assert_snapshot!("check_zh", callsheet(&["check", CQUST, PUBLISHED]).stdout);
    insta::assert_snapshot!(
        "check_en",
        callsheet(&["check", CQUST, PUBLISHED, "--lang", "en"]).stdout
    );
}

#[test]
fn the_2024_campaign_is_proven_on_both_grids() {
    for (grid, peak) in [("grid_minutes=10", 285.0), ("grid_minutes=5", 282.6667)] {
        let (output, _folder) = solve_into(CQUST, &["--json", "--set", grid]);
        assert_eq!(output.code, 0);
        assert!(output.stderr.is_empty(), "no progress when piped: {}", output.stderr);
        let found = output.json();
        assert_eq!(found["status"], "optimal");
        let tiers = found["tiers"].as_array().unwrap();
        assert_eq!(tiers.len(), 9);
        for tier in tiers {
            assert_eq!(tier["proven"], true, "{tier}");
            assert_eq!(tier["value"], tier["bound"], "{tier}");
            assert_eq!(tier["gap"], 0.0, "{tier}");
        }
        assert!((tiers[3]["value"].as_f64().unwrap() - peak).abs() < 1e-3, "{}", tiers[3]);
        assert_eq!(found["metrics"]["unserved"], 0);
        for file in found["files"].as_array().unwrap() {
            assert!(Path::new(file.as_str().unwrap()).is_file(), "{file}");
        }
    }
}

#[test]
fn seven_stations_across_lunch_are_proven_and_compared() {
    let official = callsheet(&["check", SDMU, "instances/sdmu-2025/official.csv", "--json"]);
    assert_eq!(official.code, 0, "{}", official.stdout);
    let metrics = &official.json()["metrics"];
    // 743 people in 210 + 75 working minutes; lunch does not count.
    assert!((metrics["peak_per_hour"].as_f64().unwrap() - 743.0 * 60.0 / 285.0).abs() < 1e-3);
    assert_eq!(metrics["peak_group"], "信息工程学院");
    let (output, folder) = solve_into(SDMU, &["--json"]);
    let found = output.json();
    assert_eq!(found["status"], "optimal");
    assert!(
        (found["metrics"]["peak_per_hour"].as_f64().unwrap() - 537.0 * 60.0 / 210.0).abs() < 1e-3
    );
    assert_eq!(found["metrics"]["moved_people"], 1008);
    let page = text_of(folder.path().join("out/report.html"));
    assert!(page.contains("原方案中本不必这么紧的时段"));
}

#[test]
fn the_teaching_instance_has_the_optimum_of_its_readme() {
    let (output, folder) = solve_into(FIVE, &["--json"]);
    let found = output.json();
    let values: Vec<&Value> =
        found["tiers"].as_array().unwrap().iter().map(|tier| &tier["value"]).collect();
    assert_eq!(values, [270, 2, 198, 100]);
    let page = text_of(folder.path().join("out/report.html"));
    let unlisted =
        page.split("没有班级名单").nth(1).unwrap().split("</p>").next().unwrap().to_owned();
    assert!(["乙组", "丙组", "戊组"].iter().all(|group| unlisted.contains(group)), "{unlisted}");
    assert!(!unlisted.contains("甲组"), "{unlisted}");
}

#[test]
fn what_is_written_reads_back_as_the_same_plan() {
    let (output, folder) = solve_into(CQUST, &["--json"]);
    let solved = output.json();
    let out = folder.path().join("out");
    let path = |name: &str| shown(&out.join(name)).to_owned();
    let whole = shown(&out);
    let slots = path("classes.csv");
    for plan in [
        vec![whole],
        vec![path("plan.json").as_str()],
        vec![path("plan.csv").as_str(), "--slots", &slots],
    ] {
        let mut arguments = vec!["check", CQUST];
        arguments.extend(plan);
        arguments.push("--json");
        let checked = callsheet(&arguments);
        assert_eq!(checked.code, 0);
        assert_eq!(checked.json()["metrics"], solved["metrics"]);
        assert_eq!(checked.json()["violations"], serde_json::json!([]));
    }
    // The report of the plan as read back, in English, has the same official table but for the
    // language.
    let again = folder.path().join("again");
    let report = callsheet(&["report", CQUST, whole, "--lang", "en", "--out", shown(&again)]);
    assert_eq!(report.code, 0, "{}", report.stderr);
    assert!(text_of(again.join("timetable.csv")).contains("Civil Engineering,616"));
}

#[test]
fn the_same_call_gives_the_same_plan() {
    let plan = |seed: &str| {
        let (_, folder) = solve_into(CQUST, &["--json", "--seed", seed, "--threads", "2"]);
        text_of(folder.path().join("out/plan.json"))
    };
    assert_eq!(plan("7"), plan("7"));
}

#[test]
fn plans_are_compared_side_by_side() {
    let (_, folder) = solve_into(CQUST, &[]);
    let plan = folder.path().join("out/plan.csv");
    let output = callsheet(&["compare", CQUST, PUBLISHED, shown(&plan), "--lang", "en"]);
    assert_eq!(output.code, 0);
    insta::assert_snapshot!("compare_en", output.stdout);
    let output = callsheet(&["compare", CQUST, shown(&plan), "--json"]);
    let plans = output.json()["plans"].as_array().unwrap().clone();
    assert_eq!(plans.len(), 2, "the baseline comes first");
    assert_eq!(plans[1]["metrics"]["moved_people"], 1270);
}

#[test]
fn wrong_plans_end_with_1_and_all_their_violations() {
    let plan = "tests/wrong_plans/rules/P201-P203-P204-P205-P206-P212.csv";
    let output = callsheet(&["check", "tests/campaigns/rules", plan, "--json"]);
    assert_eq!(output.code, 1);
    let found = output.json();
    let codes: Vec<&str> = found["violations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["code"].as_str().unwrap())
        .collect();
    assert_eq!(codes, ["P201", "P203", "P204", "P205", "P206", "P212"]);
    // Each with the line of the plan's file, or the file where no line is at fault.
    let lines: Vec<_> = found["violations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["file"].as_str().unwrap() == plan, one["line"].as_u64()))
        .collect();
    let wanted = [None, Some(4), Some(2), Some(2), Some(3), Some(2)];
    assert_eq!(lines, wanted.map(|line| (true, line)));
    assert_eq!(found["violations"][4]["groups"], serde_json::json!(["丙", "甲"]));
    let amount = serde_json::json!({"unit": "people", "wanted": 60, "found": 20});
    assert_eq!(found["violations"][3]["amount"], amount);
    assert_eq!(found["violations"][2]["amount"], Value::Null);
    let shown = callsheet(&["check", "tests/campaigns/rules", plan, "--lang", "en"]).stdout;
    assert!(shown.contains(&format!("error[P206] {plan}:3:4: 丙")), "{shown}");
}

#[test]
fn bad_input_ends_with_2_and_all_its_faults() {
    let folder = copy_of(CQUST);
    std::fs::write(
        folder.path().join("groups.csv"),
        "学院,人数\n外国语学院,六十九\n没有班级的学院,\n",
    )
    .unwrap();
    let out = folder.path().join("out");
    let (campaign, out_name) = (shown(folder.path()), shown(&out));
    let output =
        callsheet(&["solve", campaign, "--out", out_name, "--json", "--set", "gird_minutes=5"]);
    assert_eq!(output.code, 2);
    let found = output.json();
    let codes: Vec<&str> = found["violations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["code"].as_str().unwrap())
        .collect();
    for wanted in ["E104", "E113", "E114"] {
        assert!(codes.contains(&wanted), "{wanted} in {codes:?}");
    }
    assert!(output.stderr.contains("groups.csv:2:2"), "{}", output.stderr);
    assert!(!out.exists(), "nothing is written");
    for usage in [
        vec!["solve", "--json"],
        vec!["solve", CQUST, "--gap", "2", "--json"],
        vec!["bogus", "--json"],
    ] {
        let output = callsheet(&usage);
        assert_eq!(output.code, 2);
        assert_eq!(output.json()["violations"][0]["code"], "E127");
    }
}

#[test]
fn an_output_that_cannot_be_written_is_a_numbered_fault() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "in the way").unwrap();
    let output = callsheet(&["solve", FIVE, "--out", shown(&file)]);
    assert_eq!(output.code, 2);
    assert!(output.stderr.contains("E126"), "{}", output.stderr);
    assert_eq!(text_of(&file), "in the way");

    // The instance's own classes.csv must not be overwritten by the slots of that name.
    let campaign = copy_of(FIVE);
    let (name, before) =
        (shown(campaign.path()), std::fs::read(campaign.path().join("classes.csv")).unwrap());
    let output = callsheet(&["solve", name, "--out", name]);
    assert_eq!(output.code, 2);
    assert!(output.stderr.contains("E126"), "{}", output.stderr);
    assert_eq!(std::fs::read(campaign.path().join("classes.csv")).unwrap(), before);

    // A folder in the place of one file: none of the others is replaced.
    let (_, out) = solve_into(FIVE, &[]);
    let out = out.path().join("out");
    std::fs::write(out.join("plan.csv"), "old").unwrap();
    std::fs::remove_file(out.join("report.html")).unwrap();
    std::fs::create_dir(out.join("report.html")).unwrap();
    let output = callsheet(&["solve", FIVE, "--out", shown(&out)]);
    assert_eq!(output.code, 2);
    assert_eq!(text_of(out.join("plan.csv")), "old");
}

#[test]
fn figures_beyond_reason_end_in_numbered_faults_not_in_panics() {
    let (output, _folder) = solve_into(CQUST, &["--time-limit", "1e19", "--json"]);
    assert_eq!(output.code, 0);
    let huge = copy_of(CQUST);
    // A relation of a group that may be cut keeps the campaign from the engine over kinds, which has no windows
    // by start and therefore no limit on them.
    let windows = |group: usize| if group == 0 { "2,free" } else { "1," };
    let groups: Vec<String> =
        (0..600).map(|group| format!("G{group},100,{}", windows(group))).collect();
    std::fs::write(
        huge.path().join("groups.csv"),
        format!("group,headcount,max_windows,cut\n{}\n", groups.join("\n")),
    )
    .unwrap();
    let classes = huge.path().join("classes.csv");
    std::fs::write(&classes, "group,class,headcount\nG0,A,50\nG0,B,50\n").unwrap();
    let relations = huge.path().join("relations.csv");
    std::fs::write(&relations, "relation,group,other\nbefore,G0,G1\n").unwrap();
    std::fs::write(huge.path().join("attachment-2.csv"), "date,start,end,group\n").unwrap();
    let (output, _folder) = solve_into(shown(huge.path()), &["--json", "--set", "grid_minutes=1"]);
    assert_eq!(output.code, 2);
    assert_eq!(output.json()["violations"][0]["code"], "E128");
    std::fs::remove_file(&classes).unwrap();
    std::fs::remove_file(&relations).unwrap();
    std::fs::write(
        huge.path().join("groups.csv"),
        "group,headcount\nA,100000\nB,100000\nC,99999\n",
    )
    .unwrap();
    let settings = ["--json", "--set", "station.rate=260", "--time-limit", "20"];
    let (output, _folder) = solve_into(shown(huge.path()), &settings);
    assert_eq!(output.code, 0, "{}", output.stderr);
    assert_eq!(output.json()["status"], "optimal");
}

#[test]
fn a_campaign_without_any_plan_ends_with_3() {
    let settings = ["--json", "--set", "station.rate=200", "--set", "objective.tiers=[\"blocks\"]"];
    let (output, folder) = solve_into(CQUST, &settings);
    assert_eq!(output.code, 3);
    let found = output.json();
    assert_eq!(found["status"], "infeasible");
    // The plan that serves most is there all the same, with the groups that are left out and the
    // minutes that each lacks.
    assert_eq!(found["tiers"][0]["name"], "unserved");
    let left_out = found["left_out"].as_array().unwrap();
    let people: i64 = left_out.iter().map(|one| one["expected"].as_i64().unwrap()).sum();
    assert_eq!(found["metrics"]["unserved"], people);
    assert!(
        left_out.iter().all(|one| one["short_by_minutes"].as_i64().unwrap() > 0),
        "{left_out:?}"
    );
    assert!(folder.path().join("out/plan.json").exists());
}

#[test]
fn an_overfull_campaign_still_gets_a_plan_and_a_number() {
    let settings =
        ["--json", "--set", "station.rate=200", "--set", "objective.tiers=[\"unserved\"]"];
    let (output, _folder) = solve_into(CQUST, &settings);
    assert_eq!(output.code, 0);
    let found = output.json();
    let unserved = found["metrics"]["unserved"].as_i64().unwrap();
    // 23.5 hours at 200 per hour hold 4,700 of 5,905 people.
    assert!(unserved >= 1205, "{unserved}");
    assert_eq!(found["tiers"][0]["value"], unserved);
    assert!(found["violations"].as_array().unwrap().iter().all(|one| one["severity"] == "warning"));
}

#[test]
fn a_time_limit_gives_the_best_plan_so_far_marked_as_such() {
    let hard = [
        "--json",
        "--time-limit",
        "1",
        "--set",
        "grid_minutes=1",
        "--set",
        "objective.tiers=[\"spread\"]",
    ];
    let (output, _folder) = solve_into(CQUST, &hard);
    assert_eq!(output.code, 0, "{}", output.stderr);
    let found = output.json();
    assert_eq!(found["status"], "feasible");
    assert_eq!(found["stopped_early"], true);
    assert!(output.stderr.contains("W303"));
    assert!(found["seconds"].as_f64().unwrap() < 20.0);
}

/// What a solve of minutes says that is interrupted `times` times after 2.5 seconds.
#[cfg(unix)]
fn interrupted(out: &Path, times: usize) -> Said {
    // 120 groups on 48 half-days at one station: a plan within 1 s, and no proof within 60 s.
    let folder = tempfile::tempdir().unwrap();
    let large = folder.path().join("large");
    let size =
        ["--groups", "120", "--blocks", "48", "--stations", "1", "--fill", "0.9", "--seed", "3"];
    callsheet(&[&["generate", shown(&large)][..], &size].concat()).succeeded();
    let child = command(&["solve", shown(&large), "--json", "--out", shown(out)])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_millis(2500));
    for _ in 0..times {
        let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
        assert!(killed.success());
        std::thread::sleep(Duration::from_millis(20));
    }
    Said::from(child.wait_with_output().unwrap())
}

#[cfg(unix)]
#[test]
fn a_second_interrupt_ends_at_once_and_leaves_the_earlier_result() {
    let (said, folder) = solve_into(CQUST, &[]);
    said.succeeded();
    let out = folder.path().join("out");
    let there = || (files_below(folder.path()), text_of(out.join("plan.csv")));
    let before = there();
    let output = interrupted(&out, 2);
    assert_eq!(output.code, 130, "{}", output.stderr);
    assert_eq!(there(), before);
}

#[cfg(unix)]
#[test]
fn an_interrupt_gives_the_best_plan_so_far() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let output = interrupted(&out, 1);
    assert_eq!(output.code, 0, "{}", output.stderr);
    assert_eq!(output.json()["status"], "feasible");
    assert!(out.join("report.html").is_file());
}

#[test]
fn every_encoding_and_both_languages_of_headers_read_alike() {
    let plain = callsheet(&["check", CQUST, PUBLISHED, "--json"]).stdout;
    let write_all = |change: &Change| {
        let folder = copy_of(CQUST);
        for name in ["campaign.toml", "groups.csv", "classes.csv", "attachment-2.csv"] {
            let path = folder.path().join(name);
            let content = text_of(&path);
            std::fs::write(&path, change(&content)).unwrap();
        }
        let campaign = shown(folder.path()).to_owned();
        let plan = folder.path().join("attachment-2.csv");
        callsheet(&["check", &campaign, shown(&plan), "--json"])
    };
    let english = |content: &str| {
        let mut content = content.to_owned();
        for (zh, en) in [
            ("学院,英文名,人数", "group,group_en,headcount"),
            ("学院,班级,人数", "group,class,headcount"),
        ] {
            content = content.replace(zh, en);
        }
        content
            .replace("序号,日期,开始,结束,学院,人数", "number,date,start,end,group,headcount")
            .into_bytes()
    };
    let full_width = |content: &str| {
        let is_plan = content.starts_with("序号");
        let change = |c: char| match c {
            '0'..='9' | ':' if is_plan => char::from_u32(c as u32 + 0xFEE0).unwrap(),
            '（' if is_plan => '(',
            '）' if is_plan => ')',
            c => c,
        };
        content.chars().map(change).collect::<String>().into_bytes()
    };
    let changes: [&Change; 4] = [
        &|content| [b"\xEF\xBB\xBF", content.as_bytes()].concat(),
        &|content| encoding_rs::GB18030.encode(content).0.into_owned(),
        &english,
        &full_width,
    ];
    for change in changes {
        let output = write_all(change);
        assert_eq!(output.code, 0, "{}", output.stderr);
        assert_eq!(output.stdout, plain);
    }
}

#[test]
fn names_from_files_are_never_markup_nor_formulas() {
    let folder = copy_of(FIVE);
    std::fs::remove_file(folder.path().join("classes.csv")).unwrap();
    let groups = "学院,人数\n<script>alert(1)</script>,90\n\"=HYPERLINK(\"\"x\"\")\",90\n../../丙,90\n丁&,15\n戊,15\n";
    std::fs::write(folder.path().join("groups.csv"), groups).unwrap();
    let (output, out) = solve_into(shown(folder.path()), &[]);
    assert_eq!(output.code, 0, "{}", output.stderr);
    let page = text_of(out.path().join("out/report.html"));
    assert!(!page.contains("<script"));
    assert!(page.contains("&lt;script&gt;"));
    let table = text_of(out.path().join("out/timetable.csv"));
    assert!(table.contains("'=HYPERLINK"), "{table}");
    // What was kept from being a formula reads back as the name it is.
    let (plan, slots) = (out.path().join("out/plan.csv"), out.path().join("out/classes.csv"));
    let campaign = shown(folder.path());
    let again = callsheet(&["check", campaign, shown(&plan), "--slots", shown(&slots)]);
    assert_eq!(again.code, 0, "{}{}", again.stdout, again.stderr);
}

#[test]
fn windows_of_a_cut_group_name_their_classes_and_have_their_own_rate() {
    let plan = "tests/campaigns/full-day/plan.json";
    let output = callsheet(&["check", "tests/campaigns/full-day", plan, "--json"]);
    assert_eq!(output.code, 0, "{}", output.stdout);
    let found = output.json();
    let windows = found["metrics"]["windows"].as_array().unwrap();
    let cut: Vec<&Value> = windows.iter().filter(|window| window["classes"].is_array()).collect();
    assert_eq!(cut.len(), 2, "whole groups name none");
    assert_eq!(cut[0]["classes"].as_array().unwrap().len(), 10);
    assert_eq!(cut[1]["classes"][0], "软件2020-11");
    // 500 people in 170 minutes, 300 in 100.
    assert!((cut[0]["per_hour"].as_f64().unwrap() - 500.0 * 60.0 / 170.0).abs() < 1e-3);
    assert_eq!(cut[1]["per_hour"], 180);
    let table = callsheet(&["check", "tests/campaigns/full-day", plan, "--lang", "en"]).stdout;
    assert!(table.contains("(软件2020-11–软件2020-16)"), "{table}");
}

#[test]
fn codes_are_listed_and_explained() {
    let listing = callsheet(&["codes", "--lang", "en"]).stdout;
    assert_eq!(listing.lines().count(), callsheet::base::diagnostic::Code::ALL.len());
    insta::assert_snapshot!("codes_e104", callsheet(&["codes", "e104", "--lang", "en"]).stdout);
    let unknown = callsheet(&["codes", "E999"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.stderr.contains("E127"));
}

#[test]
fn the_schema_describes_every_key_and_column() {
    let schema = callsheet(&["schema"]).json();
    for key in Section::ALL.into_iter().flat_map(Section::keys) {
        let properties = match key.part.key() {
            None => &schema["properties"],
            Some(name) if key.part.is_list() => &schema["properties"][name]["items"]["properties"],
            Some(name) => &schema["properties"][name]["properties"],
        };
        assert!(properties[key.name]["description"].is_string(), "{}", key.name);
    }
    for column in Table::ALL.iter().flat_map(|table| table.columns()) {
        let row = &schema["$defs"][column.part.file()]["properties"][column.name];
        assert!(row["description"].is_string(), "{}", column.name);
    }
}

#[test]
fn an_old_call_is_told_the_verb_that_does_its_work() {
    for (arguments, verb) in [
        (&["compare", CQUST, "--variant", "a.toml", "--plan", PUBLISHED][..], "variants"),
        (&["compare", CQUST, "--out", "nowhere", "--variant=a.toml"], "variants"),
        (&["simulate", CQUST, "--rate", "290", "--confidences", "50,80"], "safety"),
        (&["simulate", CQUST, PUBLISHED, "--json", "--confidences=50"], "safety"),
    ] {
        let output = callsheet(arguments);
        let told = &output.stderr;
        assert_eq!(output.code, 2, "{arguments:?}: {told}");
        assert!(told.contains("[E127]") && told.contains(&format!("callsheet {verb}")), "{told}");
        if arguments.contains(&"--json") {
            assert_eq!(output.json()["violations"][0]["code"], "E127");
        }
    }
}

#[test]
fn completions_and_man_pages_know_every_verb() {
    let help = callsheet(&["--help"]).succeeded().stdout;
    let verbs: Vec<&str> = help
        .lines()
        .take_while(|line| *line != "Options:")
        .filter_map(|line| line.strip_prefix("  ")?.split(' ').next())
        .filter(|verb| !verb.is_empty())
        .collect();
    assert!(verbs.contains(&"safety") && verbs.contains(&"man"), "{help}");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = callsheet(&["completions", shell]).succeeded().stdout;
        for verb in &verbs {
            assert!(script.contains(verb), "{shell} does not know {verb}");
        }
    }
    // Hyphens are escaped in a page.
    let page = |arguments: &[&str]| callsheet(arguments).succeeded().stdout.replace('\\', "");
    let program = page(&["man"]);
    assert!(program.contains(".TH callsheet 1"), "{program}");
    for verb in &verbs {
        assert!(program.contains(&format!("callsheet-{verb}(1)")), "no page of {verb}");
    }
    assert!(page(&["man", "safety"]).contains("--confidences"));
    let unknown = callsheet(&["man", "sovle"]);
    assert!(unknown.code == 2 && unknown.stderr.contains("solve"), "{}", unknown.all());
}

#[test]
fn the_reference_names_every_key_column_aim_verb_and_exit_code() {
    let page = |name: &str| text_of(root().join("docs/reference").join(name));
    let (keys, tables, aims) = (page("campaign.md"), page("tables.md"), page("aims.md"));
    let names = |page: &str, name: &str| page.contains(&format!("`{name}`"));
    for key in Section::ALL.into_iter().flat_map(Section::keys) {
        assert!(names(&keys, key.name), "campaign.md misses key {}", key.name);
    }
    for column in Table::ALL.iter().flat_map(|table| table.columns()) {
        assert!(names(&tables, column.name), "tables.md misses column {}", column.name);
    }
    for tier in callsheet::campaign::Tier::ALL {
        assert!(names(&aims, tier.name()), "aims.md misses {}", tier.name());
    }
    let (verbs, readmes) =
        (page("verbs.md"), ["README.md", "README.zh.md"].map(|name| text_of(root().join(name))));
    let help = callsheet(&["--help"]).stdout;
    let listed: Vec<&str> = help
        .lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|word| word.chars().all(|letter| letter.is_ascii_lowercase()) && *word != "help")
        .collect();
    assert!(listed.len() >= 23, "{listed:?}");
    for verb in listed {
        assert!(verbs.contains(&format!("callsheet {verb}")), "verbs.md misses {verb}");
        for readme in &readmes {
            assert!(readme.contains(&format!("| `{verb}` |")), "a README misses {verb}");
        }
    }
    let codes = page("exit-codes.md");
    for code in [0, 1, 2, 3, 4, 70, 130] {
        assert!(codes.contains(&format!("| {code} |")), "exit-codes.md misses {code}");
    }
    for readme in &readmes {
        assert!(readme.lines().count() <= 150, "a README of one screen");
    }
}

#[test]
fn slack_goes_to_the_windows_beside_it_even_without_the_tier_spread() {
    let (output, _folder) = solve_into(CQUST, &["--json", "--set", "objective.tiers=[\"peak\"]"]);
    let found = output.json();
    assert_eq!(found["status"], "optimal");
    assert_eq!(found["metrics"]["peak_per_hour"], 285);
    for block in found["metrics"]["blocks"].as_array().unwrap() {
        let idle =
            block["working_minutes"].as_i64().unwrap() - block["booked_minutes"].as_i64().unwrap();
        assert!(block["expected"] == 0 || idle == 0, "idle time beside a window: {block}");
    }
}

#[test]
fn no_plan_within_the_limit_ends_with_4() {
    let settings = [
        "--json",
        "--time-limit",
        "0",
        "--set",
        "station.rate=200",
        "--set",
        "objective.tiers=[\"peak\"]",
    ];
    let (output, folder) = solve_into(FIVE, &settings);
    assert_eq!(output.code, 4);
    assert_eq!(output.json()["status"], "no_plan");
    assert!(!folder.path().join("out").exists());
}

#[test]
fn a_hand_made_plan_that_forgets_a_college_ends_with_1() {
    let folder = tempfile::tempdir().unwrap();
    let attachment = text_of(root().join(PUBLISHED));
    let forgetful: Vec<&str> =
        attachment.lines().filter(|line| !line.contains("人文艺术学院")).collect();
    let plan = folder.path().join("plan.csv");
    std::fs::write(&plan, forgetful.join("\n")).unwrap();
    let output = callsheet(&["check", CQUST, shown(&plan), "--json"]);
    assert_eq!(output.code, 1);
    let violations = output.json()["violations"].clone();
    assert_eq!(violations[0]["code"], "P201");
    assert_eq!(output.json()["metrics"]["unserved"], 199);
    // A report of a plan without slots ticks no rule of slots and claims no proof.
    let out = folder.path().join("out");
    let report = callsheet(&["report", CQUST, shown(&plan), "--out", shown(&out)]);
    assert_eq!(report.code, 0, "{}", report.stderr);
    let page = text_of(out.join("report.html"));
    assert!(
        page.contains("未核查") && page.contains("不含最优性证明") && page.contains("没有排上")
    );
    assert!(!page.contains("没有班级名单"));
}

#[test]
fn a_refused_wish_and_a_group_without_room_are_named() {
    let folder = copy_of(FIVE);
    // 甲 wishes for both blocks at once: one wish can't be granted.
    let wishes = "学院,日期,开始,结束,意愿,权重\n甲组,2024-05-06,09:00,09:50,希望,3\n甲组,2024-05-06,14:00,14:50,希望,2\n";
    std::fs::write(folder.path().join("preferences.csv"), wishes).unwrap();
    let campaign = shown(folder.path());
    let (output, out) =
        solve_into(campaign, &["--json", "--set", "objective.tiers=[\"preference\",\"peak\"]"]);
    assert_eq!(output.json()["tiers"][0]["value"], 2);
    let page = text_of(out.path().join("out/report.html"));
    let refused = page.split("id=\"refused\"").nth(1).unwrap().split("</table>").next().unwrap();
    assert!(
        refused.contains("甲组")
            && refused.contains("14:00–14:50")
            && !refused.contains("09:00–09:50"),
        "{refused}"
    );

    let (output, _) =
        solve_into(campaign, &["--set", "station.rate=100", "--set", "objective.tiers=[\"peak\"]"]);
    assert_eq!(output.code, 3);
    let said = output.stderr;
    assert!(said.contains("甲组（预计 90 人）") && !said.contains("丁组"), "{said}");
}

#[test]
fn a_trace_tells_how_every_tier_came_about() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("trace.csv");
    let (output, _out) = solve_into(CQUST, &["--trace", shown(&file), "--json"]);
    assert_eq!(output.code, 0);
    let written = text_of(&file);
    let mut lines = written.lines();
    assert_eq!(lines.next(), Some("seconds,tier,incumbent,bound"));
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    let seconds: Vec<f64> = rows.iter().map(|row| row[0].parse().unwrap()).collect();
    assert!(seconds.is_sorted() && seconds[0] > 0.0, "{written}");
    for tier in output.json()["tiers"].as_array().unwrap() {
        let name = tier["name"].as_str().unwrap();
        let last = rows
            .iter()
            .rfind(|row| row[1] == name)
            .unwrap_or_else(|| panic!("no row of {name}: {written}"));
        // JSON has three decimals.
        let figure =
            |cell: &str| cell.parse::<f64>().ok().map(|figure| (figure * 1000.0).round() / 1000.0);
        assert_eq!(
            (figure(last[2]), figure(last[3])),
            (tier["value"].as_f64(), tier["bound"].as_f64()),
            "{name}"
        );
    }
    // A row is a change.
    for tier in rows.iter().map(|row| row[1]) {
        let own: Vec<_> = rows.iter().filter(|row| row[1] == tier).map(|row| &row[2..]).collect();
        assert!(own.windows(2).all(|pair| pair[0] != pair[1]), "{written}");
    }
}

#[test]
fn a_trace_never_falls_on_a_table_of_the_instance() {
    let copy = copy_of(FIVE);
    let (groups, out) = (copy.path().join("groups.csv"), copy.path().join("out"));
    let before = std::fs::read(&groups).unwrap();
    let solve = |trace: &Path| {
        callsheet(&["solve", shown(copy.path()), "--out", shown(&out), "--trace", shown(&trace)])
    };
    for trace in [groups.clone(), copy.path().join("no-such-folder/trace.csv")] {
        let output = solve(&trace);
        assert_eq!(output.code, 2);
        assert!(output.stderr.contains("[E126]"), "{}", output.stderr);
    }
    assert_eq!(std::fs::read(&groups).unwrap(), before);
    assert!(!out.exists(), "nothing is solved for a log that can't be kept");
}
