//! Output that can't be lost: what is never replaced, what is said when nothing can be written, and
//! how two writers meet. `machines.rs` ends the program while it writes.

use crate::folder::{CQUST, FIVE, PLAN, copy_of, copy_tree, entries, results_below, text_of};
use crate::run::{Said, callsheet, command, shown, solve_into};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

/// The program below a limit of the shell, such as `-f 20`.
#[cfg(target_os = "linux")]
fn limited(limit: &str, arguments: &[&str]) -> Said {
    let script = format!("ulimit {limit}; exec \"$0\" \"$@\"");
    std::process::Command::new("bash")
        .args(["-c", &script, env!("CARGO_BIN_EXE_callsheet")])
        .args(arguments)
        .current_dir(crate::folder::root())
        .envs([("LC_ALL", "C.UTF-8"), ("RUST_BACKTRACE", "0")])
        .output()
        .unwrap()
        .into()
}

/// What a person sees in a folder.
fn content(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let read = |path: PathBuf| (path.clone(), std::fs::read(path).unwrap());
    results_below(folder).into_iter().map(read).collect()
}

/// The same by the names in the folder.
fn by_name(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let name = |path: PathBuf| path.strip_prefix(folder).unwrap().to_owned();
    content(folder).into_iter().map(|(path, bytes)| (name(path), bytes)).collect()
}

#[test]
fn another_campaign_is_no_output_folder() {
    let other = copy_of(FIVE);
    let before = content(other.path());
    for arguments in [&["solve", CQUST][..], &["report", CQUST, PLAN], &["export", CQUST, PLAN]] {
        for more in [&[][..], &["--force"]] {
            let said = callsheet(&[arguments, &["--out", shown(other.path())], more].concat());
            assert_eq!(said.code, 2, "{}", said.all());
            assert!(said.stderr.contains("[E126]"), "{}", said.stderr);
        }
    }
    assert_eq!(content(other.path()), before);
}

/// A name that turns the direction of writing stays a name.
#[test]
fn names_do_nothing_to_the_terminal() {
    let folder = copy_of(FIVE);
    for file in ["campaign.toml", "groups.csv"] {
        let path = folder.path().join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        let turned = text.replacen("五", "\u{202e}五", 1).replacen("甲组", "甲\u{202e}组", 1);
        std::fs::write(&path, turned).unwrap();
    }
    let out = tempfile::tempdir().unwrap();
    let place = out.path().join("out");
    let said = callsheet(&["solve", shown(folder.path()), "--out", shown(&place)]);
    assert!(!said.all().contains('\u{202e}'), "{}", said.all());
}

/// Every verb that takes `--out`: another campaign stays as it is.
#[test]
fn no_verb_writes_into_another_campaign() {
    let other = copy_of(FIVE);
    let before = content(other.path());
    let place = shown(other.path()).to_owned();
    let five =
        |verb: &[&str]| -> Vec<String> { verb.iter().map(|part| (*part).to_owned()).collect() };
    let verbs = [
        five(&["variants", CQUST, "instances/cqust-2024/variants/third-camera.toml"]),
        five(&["sweep", CQUST, "--set", "station.体育馆.rate=260..280:20"]),
        five(&["pareto", CQUST, "--between", "blocks,spread"]),
        five(&["simulate", CQUST, PLAN, "--rate", "300", "--runs", "10"]),
        five(&["safety", CQUST, "--rate", "300", "--confidences", "50"]),
        five(&["forms", CQUST, PLAN, "--deadline", "2023-12-08"]),
        five(&["replan", CQUST, PLAN, "--now", "2023-12-12 10:40"]),
        five(&["suggest", CQUST, PLAN, "外国语学院"]),
    ];
    for verb in verbs {
        let mut arguments: Vec<&str> = verb.iter().map(String::as_str).collect();
        arguments.extend(["--out", &place]);
        arguments.extend((arguments[0] != "forms").then_some("--force"));
        let said = callsheet(&arguments);
        assert_eq!(said.code, 2, "{arguments:?}: {}", said.all());
        assert!(said.stderr.contains("[E126]"), "{arguments:?}: {}", said.stderr);
        assert_eq!(content(other.path()), before, "{arguments:?}");
    }
}

#[test]
fn the_plan_that_is_read_is_not_replaced() {
    let folder = tempfile::tempdir().unwrap();
    copy_tree(&crate::folder::root().join(PLAN), folder.path());
    let before = content(folder.path());
    let plan = folder.path().join("plan.csv");
    for verb in [&["report"][..], &["replan", "--now", "2023-12-12 10:40"]] {
        let read = [CQUST, shown(&plan), "--out", shown(folder.path()), "--force"];
        let said = callsheet(&[verb, &read].concat());
        assert_eq!(said.code, 2, "{}", said.all());
        assert!(said.stderr.contains("[E126]"), "{}", said.stderr);
        assert_eq!(content(folder.path()), before);
    }
}

#[cfg(unix)]
#[test]
fn a_trace_replaces_nothing_but_a_trace() {
    let (other, mine) = (copy_of(FIVE), copy_of(FIVE));
    let link = mine.path().join("out.csv");
    std::os::unix::fs::symlink(mine.path().join("groups.csv"), &link).unwrap();
    let notes = mine.path().join("notes.txt");
    std::fs::write(&notes, "mine").unwrap();
    let before = (content(other.path()), content(mine.path()));
    for trace in [other.path().join("groups.csv"), link, notes] {
        let (said, _out) = solve_into(shown(mine.path()), &["--trace", shown(&trace)]);
        assert_eq!(said.code, 2, "{}", said.all());
        assert!(said.stderr.contains("[E126]"), "{}", said.stderr);
    }
    assert_eq!((content(other.path()), content(mine.path())), before);
    let trace = tempfile::tempdir().unwrap();
    let trace = trace.path().join("trace.csv");
    for _ in 0..2 {
        solve_into(FIVE, &["--trace", shown(&trace)]).0.succeeded();
        let heads = text_of(&trace).matches("seconds,tier").count();
        assert_eq!(heads, 1, "a trace begins anew");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn an_answer_that_nobody_can_read_is_none() {
    let calls: [&[&str]; 5] =
        [&["model", FIVE], &["check", CQUST, PLAN, "--json"], &["schema"], &["codes"], &["--help"]];
    for arguments in calls {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let said: Said = command(arguments).stdout(full).output().unwrap().into();
        assert_eq!(said.code, 2, "{arguments:?}: {}", said.stderr);
        assert!(said.stderr.contains("error[E126]: stdout can't be written"), "{}", said.stderr);
    }
}

#[test]
fn the_folder_is_tried_before_the_work() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let out = file.join("out");
    let begun = Instant::now();
    // On this grid the search takes longer than the limit below; it is not begun.
    let said = callsheet(&["solve", CQUST, "--set", "grid_minutes=1", "--out", shown(&out)]);
    assert_eq!(said.code, 2, "{}", said.all());
    assert!(said.stderr.contains("[E126]"), "{}", said.stderr);
    assert!(begun.elapsed() < Duration::from_secs(10));
    assert_eq!(entries(folder.path()), [file]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_plan_that_can_not_be_written_goes_to_stdout() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    // Blocks of 1,024 bytes: the plan is smaller, the page is not.
    let arguments = ["solve", CQUST, "--threads", "1", "--lang", "en", "--out", shown(&out)];
    let said = limited("-f 20", &arguments);
    assert_eq!(said.code, 2, "{}", said.all());
    assert!(said.stderr.contains("error[E126]"), "{}", said.stderr);
    assert_eq!(entries(folder.path()), [] as [PathBuf; 0], "nothing is left");
    let plan = folder.path().join("plan.json");
    std::fs::write(&plan, said.stdout).unwrap();
    let checked = callsheet(&["check", CQUST, shown(&plan), "--json"]).succeeded().json();
    assert_eq!(checked["violations"], serde_json::json!([]));
}

#[cfg(target_os = "linux")]
#[test]
fn memory_that_is_refused_ends_with_a_code() {
    let mut cut_short = 0;
    // The program itself takes up to 60 MB of them.
    for megabytes in [80, 100, 200, 300] {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        let limit = format!("-v {}", megabytes * 1024);
        let said = limited(&limit, &["solve", CQUST, "--threads", "1", "--out", shown(&out)]);
        assert!([0, 70].contains(&said.code), "{megabytes} MB: {}: {}", said.code, said.stderr);
        if said.code == 70 {
            assert!(said.stderr.contains("[E222]"), "{megabytes} MB: {}", said.stderr);
            assert_eq!(entries(folder.path()), [] as [PathBuf; 0], "nothing is left");
            cut_short += 1;
        }
    }
    assert!(cut_short > 0, "80 MB are enough for everything?");
}

#[cfg(target_os = "linux")]
#[test]
fn more_files_are_written_than_may_be_open_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let [campaign, plan, out] = ["campaign", "plan", "out"].map(|name| folder.path().join(name));
    let recipe = ["--groups", "12", "--classes-per-group", "8", "--blocks", "16", "--fill", "0.5"];
    callsheet(&[&["generate", shown(&campaign)], &recipe[..]].concat()).succeeded();
    let first_aim = ["--set", "objective.tiers=[\"unserved\"]", "--time-limit", "20"];
    callsheet(&[&["solve", shown(&campaign), "--out", shown(&plan)], &first_aim[..]].concat())
        .succeeded();
    let arguments = ["export", shown(&campaign), shown(&plan), "--to", "ics", "--out", shown(&out)];
    let said = limited("-n 40", &arguments);
    assert_eq!(said.code, 0, "{}", said.all());
    assert!(entries(&out.join("calendar")).len() > 100);
}

#[test]
fn names_of_forms_are_names_on_every_system() {
    let campaign = copy_of(FIVE);
    std::fs::remove_file(campaign.path().join("classes.csv")).unwrap();
    let groups = "group,headcount\ncon.txt,90\n\u{202e}gnp.exe,90\n丙组,90\n";
    std::fs::write(campaign.path().join("groups.csv"), groups).unwrap();
    let (said, folder) = solve_into(shown(campaign.path()), &[]);
    said.succeeded();
    let forms = folder.path().join("forms");
    let plan = folder.path().join("out");
    let arguments = ["forms", shown(campaign.path()), shown(&plan), "--deadline", "2024-05-01"];
    callsheet(&[&arguments[..], &["--out", shown(&forms)]].concat()).succeeded();
    let names: Vec<PathBuf> = entries(&forms);
    let names: Vec<&str> =
        names.iter().map(|path| path.file_name().unwrap().to_str().unwrap()).collect();
    assert_eq!(names, ["_con.txt.xlsx", "_gnp.exe.xlsx", "丙组.xlsx"]);
}

#[test]
fn processes_that_write_to_one_folder_take_turns() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let write = |lang: &str, out: &Path| {
        let arguments = ["report", CQUST, PLAN, "--out", shown(out), "--lang", lang];
        command(&arguments).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let alone = ["zh", "en"].map(|lang| {
        let folder = tempfile::tempdir().unwrap();
        Said::from(write(lang, folder.path()).wait_with_output().unwrap()).succeeded();
        by_name(folder.path())
    });
    assert_ne!(alone[0], alone[1]);
    for _ in 0..3 {
        let writers = ["zh", "en", "zh", "en"].map(|lang| write(lang, &out));
        for writer in writers {
            Said::from(writer.wait_with_output().unwrap()).succeeded();
        }
        assert!(alone.contains(&by_name(&out)), "files of two writers");
    }
    assert_eq!(entries(folder.path()), std::slice::from_ref(&out), "nothing is left beside it");
}

#[test]
fn a_writer_waits_for_another_one_and_says_so_when_that_does_not_end() {
    let (said, folder) = solve_into(FIVE, &["--lang", "en"]);
    said.succeeded();
    let out = folder.path().join("out");
    let before = content(&out);
    let lock = std::fs::File::options().write(true).open(out.join(".callsheet/lock")).unwrap();
    lock.lock().unwrap();
    let write = ["solve", FIVE, "--out", shown(&out), "--lang", "zh"];
    let said = callsheet(&write);
    assert_eq!(said.code, 2, "{}", said.all());
    assert!(said.stderr.contains("[E221]"), "{}", said.stderr);
    assert_eq!(content(&out), before);
    let waiting = command(&write).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    std::thread::sleep(Duration::from_secs(2));
    assert_eq!(content(&out), before);
    lock.unlock().unwrap();
    Said::from(waiting.wait_with_output().unwrap()).succeeded();
    assert_ne!(content(&out), before);
}

#[test]
fn a_fresh_checkout_replaces_the_sample_without_being_asked_twice() {
    let folder = tempfile::tempdir().unwrap();
    let [listed, unlisted] = ["listed", "unlisted"].map(|name| folder.path().join(name));
    copy_tree(&crate::folder::root().join(PLAN), &listed);
    copy_tree(&listed, &unlisted);
    std::fs::remove_dir_all(unlisted.join(".callsheet")).unwrap();
    for out in [&listed, &unlisted] {
        let arguments = ["report", CQUST, PLAN, "--out", shown(out)];
        callsheet(&arguments).succeeded();
        std::fs::write(out.join("plan.csv"), "mine").unwrap();
        let said = callsheet(&arguments);
        assert_eq!(said.code, 2, "{}", said.all());
        assert!(said.stderr.contains("[E220]"), "{}", said.stderr);
        assert!(said.stderr.contains("plan.csv"), "{}", said.stderr);
        assert_eq!(text_of(out.join("plan.csv")), "mine");
        callsheet(&[&arguments[..], &["--force"]].concat()).succeeded();
        assert_ne!(text_of(out.join("plan.csv")), "mine");
    }
}
