//! Batches: rows in processes of their own, what becomes of them, and what they say together.

use crate::folder::{CQUST, FIVE, copy_tree, root, text_of};
use crate::run::{callsheet, command, shown};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A folder with a campaign and a table of jobs.
struct Scene {
    folder: TempDir,
}

impl Scene {
    fn new(campaign: &str, table: &str) -> Scene {
        let folder = tempfile::tempdir().unwrap();
        copy_tree(&root().join(campaign), &folder.path().join("甲"));
        let scene = Scene { folder };
        std::fs::write(scene.path("jobs.csv"), table).unwrap();
        scene
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn result(&self, job: &str) -> PathBuf {
        self.path("out/rows").join(format!("{job}.json"))
    }

    fn call(&self, verb: &str, input: &str, more: &[&str]) -> crate::run::Said {
        let input = self.path(input);
        callsheet(&[&[verb, shown(&input)], more, &["--lang", "en"]].concat())
    }

    fn batch(&self, more: &[&str]) -> crate::run::Said {
        let out = self.path("out");
        self.call("batch", "jobs.csv", &[&["--out", shown(&out)], more].concat())
    }
}

const SWEEP: &str = "job,campaign,settings\n\
    1,甲,station.rate=100\n2,甲,station.rate=160\n3,甲,station.rate=220\n4,甲,station.rate=280\n";

#[test]
fn rows_are_solved_once_and_say_what_a_sweep_says() {
    let scene = Scene::new(FIVE, SWEEP);
    let said = scene.batch(&["--jobs", "2", "--json"]).succeeded().json();
    assert_eq!((&said["rows"], &said["solved"]), (&4.into(), &4.into()), "{said}");
    let said = scene.batch(&["--json"]).succeeded().json();
    assert_eq!((&said["skipped"], &said["solved"]), (&4.into(), &0.into()), "{said}");
    let gathered = scene.call("gather", "out", &["--json"]).succeeded().json();
    let five = scene.path("甲");
    let asked = &["sweep", shown(&five), "--set", "station.rate=100..280:60"];
    let swept = callsheet(&[&asked[..], &["--lang", "en", "--json"]].concat()).json();
    assert_eq!(gathered["sweeps"][0]["points"], swept["points"]);
    assert_eq!(gathered["sweeps"].as_array().unwrap().len(), 1);
    // Where a sweep has looked between two points, the rows to be added do.
    let mut rounds = 0;
    let mut gathered = gathered;
    while gathered["next"] != 0 {
        rounds += 1;
        assert!(rounds < 10, "{gathered}");
        let files = gathered["files"].as_array().unwrap().iter();
        let next = files.filter_map(|file| file.as_str()).find(|file| file.contains("next-"));
        let out = scene.path("out");
        callsheet(&["batch", next.unwrap(), "--out", shown(&out)]).succeeded();
        gathered = scene.call("gather", "out", &["--json"]).succeeded().json();
    }
    let breaks = |of: &serde_json::Value| of["breaks"].as_array().unwrap().clone();
    assert_eq!(breaks(&gathered["sweeps"][0]), breaks(&swept));
    for name in ["batch.html", "batch.csv", "sweep-1.png", "sweep-1.csv", "plans"] {
        assert!(scene.path("out/gathered").join(name).exists(), "{name}");
    }
}

#[test]
fn a_sweep_and_a_front_become_tables_that_batch_reads() {
    let scene = Scene::new(FIVE, SWEEP);
    let (five, table) = (scene.path("甲"), scene.path("sweep.csv"));
    let plan = &["--plan-only", shown(&table), "--set", "station.rate=100..280:60"];
    callsheet(&[&["sweep", shown(&five), "--seed", "3"], &plan[..]].concat()).succeeded();
    let text = text_of(&table);
    assert!(text.contains("station.rate=280") && text.lines().count() == 5, "{text}");
    let again = callsheet(&[&["sweep", shown(&five)], &plan[..]].concat());
    assert!(again.code == 2 && again.stderr.contains("[E126]"), "it is there: {}", again.all());

    let table = scene.path("front.csv");
    let between = &["pareto", shown(&five), "--between", "peak,blocks"];
    callsheet(&[&between[..], &["--plan-only", shown(&table)]].concat()).succeeded();
    let out = scene.path("out");
    callsheet(&["batch", shown(&table), "--out", shown(&out)]).succeeded();
    let gathered = scene.call("gather", "out", &["--json"]).succeeded().json();
    let front = callsheet(&[&between[..], &["--json"]].concat()).json();
    assert_eq!(front["complete"], true);
    for field in ["between", "points", "complete"] {
        assert_eq!(gathered["fronts"][0][field], front[field], "{field}");
    }
}

#[test]
fn shards_are_parts_of_the_rows() {
    let scene = Scene::new(FIVE, SWEEP);
    scene.batch(&["--shard", "2/3"]).succeeded();
    let there = |job: &str| scene.result(job).exists();
    assert_eq!(["1", "2", "3", "4"].map(there), [false, true, false, false]);
    scene.batch(&["--shard", "1/3"]).succeeded();
    assert_eq!(["1", "2", "3", "4"].map(there), [true, true, false, true]);
    // `gather` says what is there, also while rows are missing.
    let gathered = scene.call("gather", "out", &["--json"]).succeeded().json();
    assert_eq!((&gathered["solved"], &gathered["open"]), (&3.into(), &1.into()));
    assert_eq!(gathered["sweeps"][0]["points"][2]["status"], serde_json::Value::Null);
    let said = scene.batch(&["--shard", "4/3"]);
    assert!(said.code == 2 && said.stderr.contains("[E245]"), "{}", said.all());
}

#[test]
fn two_rows_at_fault_stop_no_other() {
    let table =
        "job,campaign,settings\n1,甲,station.rate=280\n2,甲,station.rat=280\n3,甲,half_days=9\n";
    let scene = Scene::new(FIVE, table);
    let said = scene.batch(&[]);
    assert_eq!(said.code, 2, "{}", said.all());
    for wanted in
        ["[E244]", "jobs.csv:3", "row 2: [E104]", "row 3: [E144]", "1 solved now, 2 failed"]
    {
        assert!(said.all().contains(wanted), "{wanted}: {}", said.all());
    }
    // What failed is tried again.
    let mended = table.replace("rat=280", "rate=300").replace("half_days=9", "half_days=1");
    std::fs::write(scene.path("jobs.csv"), mended).unwrap();
    let said = scene.batch(&["--json"]).succeeded().json();
    assert_eq!((&said["skipped"], &said["solved"]), (&1.into(), &2.into()), "{said}");
}

#[test]
fn results_of_something_else_are_never_mixed_in() {
    let scene = Scene::new(FIVE, SWEEP);
    scene.batch(&[]).succeeded();
    let whole = text_of(scene.result("1"));
    std::fs::write(scene.result("1"), &whole[..whole.len() / 2]).unwrap();
    std::fs::write(
        scene.result("2"),
        text_of(scene.result("2")).replace("\"milliseconds\": ", "\"milliseconds\": 1"),
    )
    .unwrap();
    std::fs::copy(scene.result("3"), scene.result("一")).unwrap();
    std::fs::write(scene.path("jobs.csv"), SWEEP.replace("rate=280", "rate=290")).unwrap();
    scene.batch(&["--shard", "3/4"]).succeeded();
    let said = scene.call("gather", "out", &["--json"]);
    assert_eq!(said.code, 2);
    let found = said.json();
    assert_eq!((&found["solved"], &found["left_out"]), (&1.into(), &3.into()), "{found}");
    let codes: Vec<_> = found["violations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| (fault["code"].as_str().unwrap(), fault["line"].as_u64()))
        .collect();
    let wanted = [("E242", Some(2)), ("E242", Some(3)), ("E241", Some(5)), ("E243", None)];
    assert_eq!(codes, wanted, "{found}");
    assert!(found["sweeps"][0]["points"][0]["status"].is_null());
    // They are solved anew; the one of no row stays somebody's.
    scene.batch(&[]).succeeded();
    std::fs::remove_file(scene.result("一")).unwrap();
    let found = scene.call("gather", "out", &["--json"]).succeeded().json();
    assert_eq!((&found["solved"], &found["left_out"]), (&4.into(), &0.into()));
    // Another version of the campaign makes all of them another matter.
    let groups = scene.path("甲/groups.csv");
    std::fs::write(&groups, text_of(&groups) + "戊组,10\n").unwrap();
    let found = scene.call("gather", "out", &["--json"]).json();
    assert_eq!((&found["solved"], &found["left_out"]), (&0.into(), &4.into()), "{found}");
    std::fs::remove_dir_all(scene.path("甲")).unwrap();
    let said = scene.call("gather", "out", &[]);
    assert!(said.code == 2 && said.stderr.contains("[E101]"), "{}", said.all());
}

#[test]
fn tables_at_fault_are_refused_with_all_their_faults() {
    let table = "job,campaign,variant\n1,甲,\n1,乙,\n2,甲,none.toml\n";
    let scene = Scene::new(FIVE, table);
    let said = scene.batch(&[]);
    assert_eq!(said.code, 2);
    for wanted in ["[E109]", "jobs.csv:3:1", "jobs.csv:3:2", "[E101]", "jobs.csv:4:3", "3 faults"] {
        assert!(said.stderr.contains(wanted), "{wanted}: {}", said.stderr);
    }
    assert!(!scene.path("out").exists());
    // A name that another table of the batch has.
    std::fs::write(scene.path("jobs.csv"), "job,campaign\n1,甲\n").unwrap();
    scene.batch(&[]).succeeded();
    std::fs::copy(scene.path("jobs.csv"), scene.path("other.csv")).unwrap();
    let out = scene.path("out");
    let said = scene.call("batch", "other.csv", &["--out", shown(&out)]);
    assert!(said.code == 2 && said.stderr.contains("[E109]"), "{}", said.all());
    let said = scene.call("gather", "甲", &[]);
    assert!(said.code == 2 && said.stderr.contains("[E240]"), "{}", said.all());
    let said = scene.batch(&["--row", "7"]);
    assert!(said.code == 2 && said.stderr.contains("[E108]"), "{}", said.all());
}

/// Rows of the 2024 campaign, each solved to the proof in a process of its own, so that a test can end
/// a batch between two of them.
fn slow_rows(count: usize) -> String {
    let row = |n: usize| format!("{n:02},甲,station.rate={}\n", 260 + n);
    "job,campaign,settings\n".to_owned() + &(1..=count).map(row).collect::<String>()
}

fn wait_until(mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_secs(120), "it never came to pass");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn results(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder.join("rows")).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    // What begins with a dot is a claim, or is still being written.
    names.filter(|name| !name.starts_with('.')).count()
}

/// Killed without a word while rows are being solved: what is there is whole, and the next run
/// goes on.
#[test]
fn a_batch_that_is_killed_goes_on_where_it_was() {
    let scene = Scene::new(CQUST, &slow_rows(8));
    let (table, out) = (scene.path("jobs.csv"), scene.path("out"));
    let mut begun = command(&["batch", shown(&table), "--out", shown(&out), "--jobs", "2"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    wait_until(|| results(&out) >= 2);
    begun.kill().unwrap();
    begun.wait().unwrap();
    let said = scene.batch(&["--json"]).succeeded().json();
    assert!(said["skipped"].as_u64().unwrap() >= 2, "{said}");
    // Rows that the killed one had begun go on in their own processes, and are claimed.
    wait_until(|| results(&out) == 8);
    let found = scene.call("gather", "out", &["--json"]).succeeded().json();
    assert_eq!((&found["solved"], &found["open"]), (&8.into(), &0.into()));
}

#[test]
fn two_batches_in_one_folder_solve_each_row_once() {
    let scene = Scene::new(CQUST, &slow_rows(6));
    let (table, out) = (scene.path("jobs.csv"), scene.path("out"));
    let begin = || {
        command(&["batch", shown(&table), "--out", shown(&out), "--jobs", "1", "--json"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    let ran = [begin(), begin()].map(|child| {
        let said: crate::run::Said = child.wait_with_output().unwrap().into();
        said.succeeded().json()
    });
    let solved: u64 = ran.iter().map(|said| said["solved"].as_u64().unwrap()).sum();
    assert_eq!(solved, 6, "{ran:?}");
    assert_eq!(results(&out), 6);
}

/// The process of a row is killed, as a system does that has no memory left.
#[cfg(target_os = "linux")]
#[test]
fn a_row_whose_process_dies_says_so_and_is_tried_again() {
    let scene = Scene::new(CQUST, &slow_rows(1));
    let (table, out) = (scene.path("jobs.csv"), scene.path("out"));
    let begun =
        command(&["batch", shown(&table), "--out", shown(&out), "--jobs", "1", "--lang", "en"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
    // A child belongs to the thread that began it.
    let threads = format!("/proc/{}/task", begun.id());
    let children = || -> String {
        let threads = std::fs::read_dir(&threads).into_iter().flatten().flatten();
        threads
            .filter_map(|own| std::fs::read_to_string(own.path().join("children")).ok())
            .collect()
    };
    let mut child = String::new();
    wait_until(|| {
        child = children();
        scene.path("out/rows/.claim-01").exists() && !child.trim().is_empty()
    });
    let killed = std::process::Command::new("kill").args(["-KILL", child.trim()]).status().unwrap();
    assert!(killed.success());
    let said: crate::run::Said = begun.wait_with_output().unwrap().into();
    assert!(said.code == 2 && said.stderr.contains("[E244]"), "{}", said.all());
    assert!(said.stderr.contains("signal: 9"), "{}", said.stderr);
    scene.batch(&[]).succeeded();
}

#[test]
fn a_batch_that_is_asked_to_end_leaves_rows_open() {
    let scene = Scene::new(CQUST, &slow_rows(8));
    let (table, out) = (scene.path("jobs.csv"), scene.path("out"));
    let begun =
        command(&["batch", shown(&table), "--out", shown(&out), "--jobs", "2", "--lang", "en"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
    wait_until(|| results(&out) >= 1);
    let asked = std::process::Command::new("kill").arg(begun.id().to_string()).status().unwrap();
    assert!(asked.success());
    let said: crate::run::Said = begun.wait_with_output().unwrap().into();
    assert_eq!(said.code, 130, "{}", said.all());
    assert!(said.stdout.contains("not solved, as the run was ended"), "{}", said.stdout);
    scene.batch(&[]).succeeded();
    assert_eq!(results(&out), 8);
}

#[test]
fn a_gathered_batch_is_read_in_both_languages() {
    let scene = Scene::new(FIVE, SWEEP);
    scene.batch(&["--shard", "1/2"]).succeeded();
    for lang in ["zh", "en"] {
        let out = scene.path("out");
        let said = callsheet(&["gather", shown(&out), "--lang", lang]).succeeded();
        // Times differ from run to run, and so do the columns that hold them.
        let lines = said.stdout.lines().skip_while(|line| !line.is_empty()).skip(1);
        let lines: Vec<&str> = lines.take_while(|line| !line.starts_with("  ")).collect();
        insta::assert_snapshot!(format!("gathered_{lang}"), lines.join("\n"));
        let page = text_of(scene.path("out/gathered/batch.html"));
        assert!(page.contains("<svg") && !page.contains("<pre>"), "{lang}");
    }
}
