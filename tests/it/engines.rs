//! The engines of `cluster/`, each where it is installed: what they solve is what `batch` solves.

use crate::folder::{FIVE, copy_tree, root, text_of};
use crate::run::{callsheet, shown};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const ROWS: usize = 6;

/// A folder with a campaign and a table of jobs for it.
fn scene() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy_tree(&root().join(FIVE), &folder.path().join("five"));
    let row = |n: usize| format!("{n},five,station.rate={}\n", 250 + 10 * n);
    let table = "job,campaign,settings\n".to_owned() + &(1..=ROWS).map(row).collect::<String>();
    std::fs::write(folder.path().join("jobs.csv"), table).unwrap();
    folder
}

fn is_there(tool: &str) -> bool {
    let there = Command::new(tool).arg("--version").output().is_ok();
    if !there {
        eprintln!("skipped: {tool} is not installed");
    }
    there
}

/// A command in the scene that knows the program, with its output in a file: daemons that it begins
/// would keep a pipe open.
fn run(scene: &TempDir, command: &mut Command) {
    let said = scene.path().join("said.txt");
    let file = std::fs::File::create(&said).unwrap();
    let status = command
        .current_dir(scene.path())
        .env("CALLSHEET", env!("CARGO_BIN_EXE_callsheet"))
        .stdin(Stdio::null())
        .stdout(file.try_clone().unwrap())
        .stderr(file)
        .status()
        .unwrap();
    assert!(status.success(), "{}", text_of(said));
}

fn all_are_solved(scene: &TempDir) {
    let folder = scene.path().join("jobs.batch");
    let found = callsheet(&["gather", shown(&folder), "--json"]).succeeded().json();
    assert_eq!(found["solved"], ROWS, "{found}");
}

fn cluster(name: &str) -> PathBuf {
    root().join("cluster").join(name)
}

#[test]
fn gnu_parallel_solves_all_parts() {
    if !is_there("parallel") {
        return;
    }
    let scene = scene();
    let mut command = Command::new(cluster("parallel.sh"));
    run(&scene, command.args(["jobs.csv", "--jobs", "2"]).env("PARTS", "3"));
    all_are_solved(&scene);
}

#[test]
fn snakemake_solves_all_parts_and_gathers() {
    if !is_there("snakemake") {
        return;
    }
    let scene = scene();
    let program = format!("callsheet={}", env!("CARGO_BIN_EXE_callsheet"));
    let mut command = Command::new("snakemake");
    command.arg("-s").arg(cluster("Snakefile"));
    run(&scene, command.args(["--cores", "2", "--config", "table=jobs.csv", &program]));
    assert!(scene.path().join("jobs.batch/gathered/batch.html").exists());
    all_are_solved(&scene);
}

/// The cluster of this machine, which ends with the test.
struct SlurmHere {
    home: PathBuf,
}

impl SlurmHere {
    fn call(&self, scene: &TempDir, what: &str) {
        run(scene, Command::new(cluster("slurm-here")).arg(what).arg(&self.home));
    }
}

impl Drop for SlurmHere {
    fn drop(&mut self) {
        let _ = Command::new(cluster("slurm-here")).arg("stop").arg(&self.home).status();
    }
}

#[test]
fn snakemake_hands_its_parts_to_slurm() {
    let tools = ["snakemake", "slurmctld", "slurmd", "munged", "sbatch"];
    let has_executor =
        |help: &Output| String::from_utf8_lossy(&help.stdout).contains("--slurm-status-command");
    let help =
        || Command::new("snakemake").arg("--help").output().is_ok_and(|own| has_executor(&own));
    if !tools.iter().all(|tool| is_there(tool)) || !help() {
        return;
    }
    let scene = scene();
    let here = SlurmHere { home: scene.path().join("cluster") };
    here.call(&scene, "start");
    // `start` has written commands that know the cluster, for jobs that are told nothing of it.
    let path = std::env::var("PATH").unwrap_or_default();
    let path = format!("{}:{path}", shown(&here.home.join("bin")));
    let program = format!("callsheet={}", env!("CARGO_BIN_EXE_callsheet"));
    let mut command = Command::new("snakemake");
    command.env("PATH", path).env("SLURM_CONF", here.home.join("slurm.conf"));
    command.arg("-s").arg(cluster("Snakefile")).args(["--executor", "slurm", "--jobs", "2"]);
    command.args(["--slurm-status-command", "squeue"]);
    command.args(["--slurm-init-seconds-before-status-checks", "1"]);
    run(&scene, command.args(["--config", "table=jobs.csv", "parts=2", &program]));
    assert!(scene.path().join("jobs.batch/gathered/batch.html").exists());
    all_are_solved(&scene);
}

/// The node is killed in the middle, and comes back.
#[test]
fn slurm_solves_all_parts_although_its_node_is_killed() {
    let tools = ["slurmctld", "slurmd", "munged", "sbatch"];
    if !tools.iter().all(|tool| is_there(tool)) {
        return;
    }
    let scene = scene();
    let here = SlurmHere { home: scene.path().join("cluster") };
    here.call(&scene, "start");
    let conf = here.home.join("slurm.conf");
    let submit = || {
        let mut command = Command::new("sbatch");
        command.env("SLURM_CONF", &conf).args(["--wait", "--array=1-2"]);
        command.arg(cluster("slurm.sh")).arg("jobs.csv");
        command
    };
    let rows = scene.path().join("jobs.batch/rows");
    let solved = || {
        let entries = std::fs::read_dir(&rows).into_iter().flatten().flatten();
        let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
        names.filter(|name| !name.starts_with('.')).count()
    };
    let mut first = submit()
        .current_dir(scene.path())
        .env("CALLSHEET", env!("CARGO_BIN_EXE_callsheet"))
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    while solved() == 0 {
        assert!(begun.elapsed() < Duration::from_secs(120), "no row was solved");
        std::thread::sleep(Duration::from_millis(5));
    }
    here.call(&scene, "kill-node");
    let _ = first.kill();
    let _ = first.wait();
    let there = solved();
    assert!(there >= 1);
    here.call(&scene, "start-node");
    let mut cancel = Command::new("scancel");
    run(&scene, cancel.env("SLURM_CONF", &conf).args(["--quiet", "--name", "callsheet"]));
    run(&scene, &mut submit());
    assert!(solved() >= there);
    all_are_solved(&scene);
}
