//! The one output that is written as it grows.

use super::fault;
use crate::base::diagnostic::Diagnostic;
use crate::base::text::Text;
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// A log: every line is in the file as soon as it is written, so that it tells of a run that is cut
/// short. It is the only output that is not whole or absent.
pub struct Log {
    path: PathBuf,
    file: File,
}

impl Log {
    /// Starts a log with its first line. What is there must be such a log, or empty, or no file at
    /// all but a device: everything else is somebody's, also where a link leads to it.
    ///
    /// # Errors
    /// When the file can't be made, or is not a log.
    pub fn create(path: &Path, heading: &str) -> Result<Log, Diagnostic> {
        if path.metadata().is_ok_and(|there| there.is_file()) {
            let begins_so = begins(path, heading).map_err(|error| Log::failed(path, &error))?;
            if !begins_so {
                let message = Text::new(
                    "这里已有一个不是求解记录的文件，不会覆盖",
                    "a file is there that is no such log; it is not replaced",
                );
                return Err(fault(path, message).help(Log::help()));
            }
        }
        let file = File::create(path).map_err(|error| Log::failed(path, &error))?;
        let mut log = Log { path: path.to_owned(), file };
        log.line(heading)?;
        Ok(log)
    }

    /// Adds a line.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn line(&mut self, line: &str) -> Result<(), Diagnostic> {
        // One call, so that a reader never sees half a line; a file has no buffer of its own.
        self.file
            .write_all(format!("{line}\n").as_bytes())
            .map_err(|error| Log::failed(&self.path, &error))
    }

    fn failed(path: &Path, error: &std::io::Error) -> Diagnostic {
        fault(path, super::not_written(error)).help(Log::help())
    }

    fn help() -> Text {
        Text::new("换一个可写的文件", "choose a file that can be written")
    }
}

/// Whether a file is empty or its first line is this one.
fn begins(path: &Path, heading: &str) -> std::io::Result<bool> {
    let mut first = Vec::new();
    File::open(path)?.take(heading.len() as u64 + 1).read_to_end(&mut first)?;
    Ok(first.is_empty() || first == format!("{heading}\n").as_bytes())
}
