//! The program, called as scripts and people call it.

use crate::folder::root;
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};

/// How a call ended and what it said.
pub struct Said {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Said {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}", self.stdout))
    }

    pub fn all(&self) -> String {
        format!("{}{}", self.stdout, self.stderr)
    }

    /// Where the call is only the way to what is tested.
    pub fn succeeded(self) -> Self {
        assert_eq!(self.code, 0, "{}", self.all());
        self
    }
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self {
            code: output.status.code().unwrap(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }
}

/// The program at the root of the checkout, in an environment that asks for no language. Another build
/// of it is taken where `CALLSHEET_PROGRAM` says how it is called, in words: `wine64 callsheet.exe`.
pub fn command(arguments: &[&str]) -> Command {
    let other = std::env::var("CALLSHEET_PROGRAM").unwrap_or_default();
    let mut words = other.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or(env!("CARGO_BIN_EXE_callsheet")));
    command.args(words).current_dir(root()).env("LC_ALL", "C.UTF-8").args(arguments);
    command
}

/// Calls the program. JSON must be what the schema of the verb allows.
pub fn callsheet(arguments: &[&str]) -> Said {
    let said: Said = command(arguments).output().unwrap().into();
    if arguments.contains(&"--json") || arguments.first() == Some(&"model") {
        crate::schemas::holds(arguments[0], &said.stdout);
    }
    said
}

/// Solves into a folder of its own, which is given back.
pub fn solve_into(campaign: &str, more: &[&str]) -> (Said, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    (callsheet(&[&["solve", campaign, "--out", shown(&out)], more].concat()), folder)
}

/// A path as an argument.
pub fn shown<P: AsRef<Path> + ?Sized>(path: &P) -> &str {
    path.as_ref().to_str().unwrap()
}
