//! The machine that ends the program at every system call that writes, for a few calls: see
//! `tests/machines/kill.py`, which runs as long as one likes.

use crate::folder::root;
use std::process::Command;

#[test]
fn a_result_is_old_or_new_wherever_the_program_is_ended() {
    let is_there = |tool: &str| Command::new(tool).arg("--version").output().is_ok();
    if !is_there("strace") || !is_there("python3") {
        println!("skipped: strace or python3 is missing");
        return;
    }
    let cases = std::env::var("CALLSHEET_KILLS").unwrap_or_else(|_| "24".to_owned());
    let output = Command::new("python3")
        .arg(root().join("tests/machines/kill.py"))
        .args(["--program", env!("CARGO_BIN_EXE_callsheet"), "--seed", "1", "--cases", &cases])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    println!("{said}");
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
}
