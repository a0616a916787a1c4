//! The machines that try to prove the program wrong, for the number of cases that a test has time
//! for: see `tests/machines`, whose programs run as long as one likes.

use crate::folder::root;
use std::process::Command;

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
