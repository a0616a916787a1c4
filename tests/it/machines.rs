//! The machines that try to prove the program wrong, for the number of cases that a test has time
//! for: see `tests/machines`, whose programs run as long as one likes.

use crate::folder::root;
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use std::process::Command;

#[allow(clippy::expect_used, reason = "what is fuzzed has a temporary folder")]
#[path = "../fuzz/src/lib.rs"]
mod readers;

fn is_there(tool: &str) -> bool {
    Command::new(tool).arg("--version").output().is_ok()
}

/// Runs a machine, which must find nothing.
fn finds_nothing(machine: &str, arguments: &[&str]) {
    let output = Command::new("python3")
        .arg(root().join("tests/machines").join(machine))
        .args(["--program", env!("CARGO_BIN_EXE_callsheet"), "--seed", "1", "--cases"])
        .args(arguments)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
}

/// `CALLSHEET_KILLS=1000` tries 1,000 calls, of all verbs.
#[test]
fn a_result_is_old_or_new_wherever_the_program_is_ended() {
    if !is_there("strace") || !is_there("python3") {
        println!("skipped: strace or python3 is missing");
        return;
    }
    match std::env::var("CALLSHEET_KILLS") {
        Ok(cases) => finds_nothing("kill.py", &[&cases]),
        // The exchange in one step, that by a journal, and a new folder.
        Err(_) => {
            finds_nothing("kill.py", &["15", "--scenes", "report,report-beside-a-note,new"]);
        }
    }
}

#[test]
fn inputs_changed_a_little_are_read_or_refused() {
    if !is_there("python3") {
        println!("skipped: python3 is missing");
        return;
    }
    finds_nothing("mutate.py", &["40"]);
}

/// The readers of the fuzz targets, with their first inputs, as they are and changed a little.
#[test]
fn readers_take_whatever_they_are_given() {
    let mut dice = ChaCha8Rng::seed_from_u64(1);
    for (name, read) in readers::READERS {
        let inputs = std::fs::read_dir(root().join("tests/fuzz/corpus").join(name)).unwrap();
        let mut inputs: Vec<_> = inputs.map(|input| input.unwrap().path()).collect();
        inputs.sort();
        assert!(!inputs.is_empty(), "{name} has first inputs");
        for path in inputs {
            let input = std::fs::read(path).unwrap();
            read(&input);
            for _ in 0..40 {
                read(&changed(&mut dice, &input));
            }
        }
    }
}

/// The bytes with one to three stretches of up to 19 changed, left out or said again.
fn changed(dice: &mut ChaCha8Rng, input: &[u8]) -> Vec<u8> {
    let mut bytes = input.to_vec();
    for _ in 0..dice.random_range(1..4) {
        let from = dice.random_range(0..=bytes.len());
        let to = (from + dice.random_range(0..20)).min(bytes.len());
        match dice.random_range(0..4) {
            0 => drop(bytes.drain(from..to)),
            1 => bytes.extend_from_within(from..to),
            2 => bytes[from..to].fill(dice.random()),
            _ => bytes.insert(from, one_of(dice, b"\"',;\t\n0123456789=:-/\xEF\xBC")),
        }
    }
    bytes
}

fn one_of(dice: &mut ChaCha8Rng, bytes: &[u8]) -> u8 {
    bytes[dice.random_range(0..bytes.len())]
}

/// 50 campaigns of the model, where CP-SAT is there: `make fuzz` installs it.
#[test]
fn random_campaigns_are_solved_as_the_model_says() {
    let own = root().join("target/bench-venv/bin/python");
    let python = if own.exists() { own } else { "python3".into() };
    let has_solver = Command::new(&python).args(["-c", "import ortools"]).output();
    if !has_solver.is_ok_and(|output| output.status.success()) {
        println!("skipped: python3 with ortools is missing");
        return;
    }
    let kept = tempfile::tempdir().unwrap();
    let output = Command::new(python)
        .arg(root().join("tests/machines/model/run.py"))
        .args(["--program", env!("CARGO_BIN_EXE_callsheet"), "--seed", "1", "--count", "50"])
        .arg("--keep")
        .arg(kept.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
}
