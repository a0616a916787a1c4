//! The machine that ends the program at every system call that writes, for a few calls of two
//! verbs: see `tests/machines/kill.py`. `CALLSHEET_KILLS=1000` tries so many calls of all verbs.

use crate::folder::root;
use std::process::Command;

#[test]
fn a_result_is_old_or_new_wherever_the_program_is_ended() {
    let is_there = |tool: &str| Command::new(tool).arg("--version").output().is_ok();
    if !is_there("strace") || !is_there("python3") {
        println!("skipped: strace or python3 is missing");
        return;
    }
    let mut arguments = vec!["--seed".to_owned(), "1".to_owned(), "--cases".to_owned()];
    match std::env::var("CALLSHEET_KILLS") {
        Ok(cases) => arguments.push(cases),
        // The exchange in one step, that by a journal, and a new folder, in a few seconds.
        Err(_) => arguments
            .extend(["15", "--scenes", "report,report-beside-a-note,new"].map(ToOwned::to_owned)),
    }
    let output = Command::new("python3")
        .arg(root().join("tests/machines/kill.py"))
        .args(["--program", env!("CARGO_BIN_EXE_callsheet")])
        .args(arguments)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    println!("{said}");
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
}
