//! `callsheet completions`: what a shell needs to complete verbs and arguments.

use super::{Cli, console, exit};
use clap::{Args, CommandFactory};
use clap_complete::{Shell, generate};

/// Arguments of `completions`.
#[derive(Args)]
pub struct CompletionsArguments {
    /// The shell. 所用的命令行环境
    shell: Shell,
}

/// Runs the verb.
pub fn run(arguments: &CompletionsArguments) -> u8 {
    let mut script = Vec::new();
    generate(arguments.shell, &mut Cli::command(), "callsheet", &mut script);
    console::out(String::from_utf8_lossy(&script).trim_end());
    exit::FINE
}
