//! A record that only grows: every line is on the disk before anybody is told that it is kept.

use super::{fault, unwritable};
use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::text::Text;
use std::fs::{File, OpenOptions, TryLockError, create_dir_all};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// A file of lines, held by one program at a time.
pub struct KeptLines {
    path: PathBuf,
    file: File,
    /// Bytes of whole lines. What follows them is a line that could not be written to its end.
    whole: u64,
}

impl KeptLines {
    /// Opens the record, or begins it with a heading; gives the lines behind the heading. A last
    /// line that a killed program did not finish is taken away: nobody was told that it is kept.
    ///
    /// # Errors
    /// When it can't be read or written, another program holds it, or the file begins otherwise.
    pub fn open(path: &Path, heading: &str) -> Result<(KeptLines, Vec<String>), Diagnostic> {
        let failed = |error: std::io::Error| unwritable(path, &error);
        if let Some(home) = path.parent() {
            create_dir_all(home).map_err(failed)?;
        }
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(path)
            .map_err(failed)?;
        match file.try_lock() {
            // A file system without locks has no second program that could be told apart.
            Ok(()) | Err(TryLockError::Error(_)) => {}
            Err(TryLockError::WouldBlock) => {
                let message = Text::new(
                    "另一个 callsheet 正打开着这个活动",
                    "another callsheet has this campaign open",
                );
                let place = Location::file(path.display().to_string());
                let help = Text::new(
                    "用已打开的那个页面，或先关掉它",
                    "use the page that is open, or close it first",
                );
                return Err(Diagnostic::error(Code::OutputBusy, message).at(place).help(help));
            }
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(failed)?;
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |last| last + 1);
        let text = String::from_utf8_lossy(&bytes[..whole]).into_owned();
        let mut lines = text.lines().map(str::to_owned);
        let mut record = KeptLines { path: path.to_owned(), file, whole: whole as u64 };
        match lines.next() {
            Some(first) if first == heading => {}
            None => record.add(heading)?,
            Some(_) => {
                let message = Text::new(
                    "不是本程序能读的记录，不会改动",
                    "is no record that this program reads; it is left alone",
                );
                return Err(fault(path, message)
                    .help(Text::new("先移走这个文件", "move the file away first")));
            }
        }
        Ok((record, lines.collect()))
    }

    /// Adds a line, and has it on the disk; where that fails, the record is as it was.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn add(&mut self, line: &str) -> Result<(), Diagnostic> {
        let bytes = format!("{line}\n");
        let written = self
            .file
            .set_len(self.whole)
            .and_then(|()| self.file.seek(SeekFrom::Start(self.whole)))
            .and_then(|_| self.file.write_all(bytes.as_bytes()))
            .and_then(|()| self.file.sync_data());
        match written {
            Ok(()) => {
                self.whole += bytes.len() as u64;
                Ok(())
            }
            Err(error) => {
                // The next line is written over what is there of this one.
                let _ = self.file.set_len(self.whole);
                Err(unwritable(&self.path, &error))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::KeptLines;
    use crate::base::diagnostic::Code;
    use std::fs::{read_to_string, write};

    #[test]
    fn lines_come_back_but_for_one_that_was_not_finished() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("own/board");
        let (mut record, lines) = KeptLines::open(&path, "head").unwrap();
        assert!(lines.is_empty());
        record.add("one").unwrap();
        record.add("two").unwrap();
        drop(record);
        write(&path, read_to_string(&path).unwrap() + "thr").unwrap();
        let (mut record, lines) = KeptLines::open(&path, "head").unwrap();
        assert_eq!(lines, ["one", "two"]);
        record.add("4").unwrap();
        assert_eq!(read_to_string(&path).unwrap(), "head\none\ntwo\n4\n");
    }

    #[test]
    fn a_record_is_held_by_one_program() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("board");
        let held = KeptLines::open(&path, "head").unwrap();
        assert_eq!(
            KeptLines::open(&path, "head").err().map(|fault| fault.code),
            Some(Code::OutputBusy)
        );
        drop(held);
        assert!(KeptLines::open(&path, "head").is_ok());
    }

    #[test]
    fn what_begins_otherwise_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("board");
        write(&path, "mine\n").unwrap();
        assert!(KeptLines::open(&path, "head").is_err());
        assert_eq!(read_to_string(&path).unwrap(), "mine\n");
    }
}
