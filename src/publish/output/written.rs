//! Which files of a folder callsheet wrote: a list in the folder, with a mark of each content, so
//! that what a person has put there or changed is not replaced by the way.

use super::{HOME, Output};
use crate::base::digest::Digest;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// What was written to a folder, by name.
#[derive(Default)]
pub struct WrittenFiles {
    marks: BTreeMap<String, String>,
}

impl WrittenFiles {
    /// Where the list of a folder stands.
    pub fn path(folder: &Path) -> PathBuf {
        folder.join(HOME).join("written")
    }

    /// The list of a folder; `None` where no run has left one.
    pub fn read(folder: &Path) -> Option<WrittenFiles> {
        let text = std::fs::read_to_string(WrittenFiles::path(folder)).ok()?;
        let line = |line: &str| {
            let (mark, name) = line.split_once("  ")?;
            Some((name.to_owned(), mark.to_owned()))
        };
        Some(WrittenFiles { marks: text.lines().filter_map(line).collect() })
    }

    /// Whether callsheet wrote a file of this name.
    pub fn names(&self, name: &str) -> bool {
        self.marks.contains_key(name)
    }

    /// Whether callsheet wrote a file of this name and content.
    pub fn wrote(&self, name: &str, bytes: &[u8]) -> bool {
        self.marks.get(name).is_some_and(|mark| *mark == Digest::of(bytes))
    }

    /// The list with these files, and without those that are not there any more.
    pub fn with(mut self, folder: &Path, outputs: &[Output]) -> WrittenFiles {
        self.marks.retain(|name, _| folder.join(name).is_file());
        for output in outputs {
            self.marks.insert(output.name.clone(), Digest::of(&output.bytes));
        }
        self
    }

    /// The list as text: a mark, two blanks, a name.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for (name, mark) in &self.marks {
            let _ = writeln!(text, "{mark}  {name}");
        }
        text
    }
}

/// Whether a file is plainly a result: pages, plans and calendars have always said so. Versions
/// that kept no list are known by it.
pub fn is_marked(name: &str, bytes: &[u8]) -> bool {
    let begin = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]);
    let ends = |ending: &str| name.ends_with(ending);
    (ends(".html") && begin.contains("callsheet</title>"))
        || (ends(".json") && begin.contains("\"format\": \"callsheet-"))
        || (ends(".ics") && begin.contains("PRODID:-//callsheet//"))
}
