//! The machine that runs verbs on inputs changed a little, for a few cases: see
//! `tests/machines/mutate.py`, which runs as long as one likes.

use crate::folder::root;
use std::process::Command;

#[test]
fn inputs_changed_a_little_are_read_or_refused() {
    if Command::new("python3").arg("--version").output().is_err() {
        println!("skipped: python3 is missing");
        return;
    }
    let output = Command::new("python3")
        .arg(root().join("tests/machines/mutate.py"))
        .args(["--program", env!("CARGO_BIN_EXE_callsheet"), "--seed", "1", "--cases", "40"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    println!("{said}");
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
}
