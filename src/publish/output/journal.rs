//! Files put in the places of old ones, one after another, by a journal.
//!
//! New files stand complete in `.callsheet/new`, old ones in `.callsheet/old`, before the journal
//! appears; from then on the exchange is completed, by this run or the next one, or, where a file
//! can't be replaced (a workbook that is open elsewhere), taken back whole. Every step may be done
//! twice, so that it does not matter where a run was ended.

use super::{HOME, Output, fill, inner_folders, stays_inside, sync};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The journal, whose name says to people that the folder is not whole.
const JOURNAL: &str = "callsheet-unfinished.txt";

const PREFACE: &str = "\
callsheet 在更换本文件夹的文件时被中断，其中新旧文件混杂。callsheet 下一次写入或读取本文件夹时会完成更换；请勿删除本文件。
callsheet was ended while it exchanged the files of this folder: some are old, some are new. The next run of callsheet
that writes to this folder or reads it completes the exchange; please leave this file where it is.
---
";

/// Whether an exchange has begun and not ended.
pub fn is_begun(folder: &Path) -> bool {
    folder.join(JOURNAL).symlink_metadata().is_ok()
}

/// Puts all files in their places, or leaves all places as they were. Whoever calls holds the lock
/// of the folder.
pub fn write(folder: &Path, outputs: &[Output], list: Option<&str>) -> Result<(), String> {
    let exchange = Exchange::prepare(folder, outputs, list).inspect_err(|_| clear(folder))?;
    exchange.commit()
}

/// Completes or takes back what an ended run has begun, and clears what it has left.
pub fn recover(folder: &Path) -> Result<(), String> {
    if is_begun(folder) {
        let journal = folder.join(JOURNAL);
        let text = std::fs::read_to_string(journal).map_err(|error| error.to_string())?;
        let exchange = Exchange::of_text(folder, &text);
        if exchange.home.join(BACK).exists() { exchange.back()? } else { exchange.commit()? }
    }
    clear(folder);
    clear_earlier(folder);
    Ok(())
}

/// Says that an exchange is being taken back.
const BACK: &str = "back";
/// The name of the list of what was written, in the folder.
const LIST: &str = ".callsheet/written";

/// Files on their way, by name, and whether there is an old one.
struct Exchange<'a> {
    folder: &'a Path,
    home: PathBuf,
    files: Vec<(String, bool)>,
}

impl<'a> Exchange<'a> {
    /// Everything that is needed to go on or back, on the disk, and then the journal.
    fn prepare(
        folder: &'a Path,
        outputs: &[Output],
        list: Option<&str>,
    ) -> Result<Exchange<'a>, String> {
        let home = folder.join(HOME);
        // The list goes the way of the files, last: it never tells of files that are not there.
        let list = list.map(|list| Output::new(LIST, list));
        fill(&home.join("new"), outputs)?;
        fill(&home.join("new"), list.as_slice())?;
        let mut files = Vec::new();
        for Output { name, .. } in outputs.iter().chain(&list) {
            let is_there = folder.join(name).symlink_metadata().is_ok();
            if is_there {
                keep(&folder.join(name), &home.join("old").join(name))
                    .map_err(|error| format!("{name}: {error}"))?;
            }
            files.push((name.clone(), is_there));
        }
        let exchange = Exchange { folder, home, files };
        exchange.begin().map_err(|error| error.to_string())?;
        Ok(exchange)
    }

    /// The journal appears in one step, when it is complete.
    fn begin(&self) -> std::io::Result<()> {
        if self.home.join("old").exists() {
            self.sync_below(&self.home.join("old"))?;
        }
        sync(&self.home)?;
        let draft = self.home.join("journal");
        fill(&self.home, &[Output::new("journal", self.text())]).map_err(std::io::Error::other)?;
        std::fs::rename(draft, self.folder.join(JOURNAL))?;
        sync(self.folder).inspect_err(|_| self.end())
    }

    fn text(&self) -> String {
        let line = |(name, is_there): &(String, bool)| {
            format!("{} {name}\n", if *is_there { "old" } else { "new" })
        };
        PREFACE.chars().chain(self.files.iter().map(line).collect::<String>().chars()).collect()
    }

    fn of_text(folder: &'a Path, text: &str) -> Exchange<'a> {
        let lines = text.lines().skip_while(|line| *line != "---").skip(1);
        let file = |line: &str| match line.split_once(' ')? {
            ("old", name) => Some((name.to_owned(), true)),
            ("new", name) => Some((name.to_owned(), false)),
            _ => None,
        };
        // A journal is believed as far as it leads to places inside the folder.
        let files = lines.filter_map(file).filter(|(name, _)| stays_inside(name));
        Exchange { folder, home: folder.join(HOME), files: files.collect() }
    }

    fn commit(&self) -> Result<(), String> {
        match self.forth() {
            Ok(()) => {
                self.end();
                Ok(())
            }
            Err(error) => {
                // Where it can't be taken back either, the journal stays, and says so.
                let stuck = self.back().err().map(|stuck| format!("; {stuck}"));
                Err(error + &stuck.unwrap_or_default())
            }
        }
    }

    /// Moves what is still to be moved.
    fn forth(&self) -> Result<(), String> {
        for (name, _) in &self.files {
            let (new, place) = (self.home.join("new").join(name), self.folder.join(name));
            moved(&new, &place).map_err(|error| format!("{name}: {error}"))?;
        }
        self.sync_below(self.folder).map_err(|error| error.to_string())
    }

    /// Moves everything back.
    fn back(&self) -> Result<(), String> {
        let back = self.home.join(BACK);
        std::fs::create_dir_all(&back).map_err(|error| error.to_string())?;
        for (name, is_there) in &self.files {
            let place = self.folder.join(name);
            let (new, old) = (self.home.join("new").join(name), self.home.join("old").join(name));
            let done = if *is_there {
                moved(&old, &place)
            } else if new.symlink_metadata().is_err() {
                moved(&place, &new)
            } else {
                Ok(())
            };
            done.map_err(|error| format!("{name}: {error}; .callsheet/old/{name}"))?;
        }
        for inner in inner_folders(self.names()).into_iter().rev() {
            // One that was made for this exchange is empty now, and no other is taken away.
            let _ = std::fs::remove_dir(self.folder.join(inner));
        }
        self.end();
        Ok(())
    }

    /// The journal goes first: without it the rest is only to be cleared.
    fn end(&self) {
        let _ = std::fs::remove_file(self.folder.join(JOURNAL));
        let _ = sync(self.folder);
        if !is_begun(self.folder) {
            clear(self.folder);
        }
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|(name, _)| name.as_str())
    }

    fn sync_below(&self, folder: &Path) -> std::io::Result<()> {
        let inner = inner_folders(self.names()).into_iter().map(|inner| folder.join(inner));
        inner.filter(|inner| inner.is_dir()).try_for_each(|inner| sync(&inner))?;
        sync(folder)
    }
}

/// Moves a file over another one, if it is still there to be moved.
fn moved(from: &Path, to: &Path) -> std::io::Result<()> {
    if from.symlink_metadata().is_err() {
        return Ok(());
    }
    if let Some(home) = to.parent() {
        std::fs::create_dir_all(home)?;
    }
    match std::fs::rename(from, to) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// Gives a file a second name, or a copy where the file system knows no second names.
fn keep(file: &Path, copy: &Path) -> std::io::Result<()> {
    if let Some(home) = copy.parent() {
        std::fs::create_dir_all(home)?;
    }
    std::fs::hard_link(file, copy).or_else(|_| std::fs::copy(file, copy).map(|_| ()))
}

/// Takes away what is left of an exchange that has ended.
pub fn clear(folder: &Path) {
    let home = folder.join(HOME);
    for inner in ["new", "old", BACK] {
        let _ = std::fs::remove_dir_all(home.join(inner));
    }
    let _ = std::fs::remove_file(home.join("journal"));
}

/// Takes away what versions without a journal have left: `.callsheet-` and six letters.
fn clear_earlier(folder: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let letters = name.to_str().and_then(|name| name.strip_prefix(".callsheet-"));
        let is_left = letters
            .is_some_and(|rest| rest.len() == 6 && rest.chars().all(|c| c.is_ascii_alphanumeric()));
        if is_left && entry.file_type().is_ok_and(|kind| kind.is_file()) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{BACK, Exchange, HOME, JOURNAL, LIST, is_begun, recover, write};
    use crate::publish::output::Output;
    use std::path::Path;

    fn outputs() -> [Output; 3] {
        [("a", "new a"), ("in/b", "new b"), ("c", "new c")]
            .map(|(name, text)| Output::new(name, text))
    }

    /// Two old files and their list, in a folder in which an exchange has moved the first `moved` of
    /// four files.
    fn ended_after(moved: usize) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("in")).unwrap();
        std::fs::write(folder.path().join("a"), "old a").unwrap();
        std::fs::write(folder.path().join("in/b"), "old b").unwrap();
        std::fs::create_dir(folder.path().join(HOME)).unwrap();
        std::fs::write(folder.path().join(LIST), "old list").unwrap();
        let exchange = Exchange::prepare(folder.path(), &outputs(), Some("new list")).unwrap();
        for (name, _) in &exchange.files[..moved] {
            let new = exchange.home.join("new").join(name);
            std::fs::rename(new, folder.path().join(name)).unwrap();
        }
        folder
    }

    fn holds(folder: &Path, which: &str) {
        let text = |name: &str| std::fs::read_to_string(folder.join(name)).ok();
        assert_eq!(text("a"), Some(format!("{which} a")));
        assert_eq!(text("in/b"), Some(format!("{which} b")));
        assert_eq!(text("c"), (which == "new").then(|| "new c".to_owned()));
        assert_eq!(text(LIST), Some(format!("{which} list")));
        assert!(!is_begun(folder));
        let left = std::fs::read_dir(folder.join(HOME)).unwrap();
        assert_eq!(left.count(), 1, "only the list is left");
    }

    #[test]
    fn the_next_run_completes_an_exchange() {
        for moved in 0..=4 {
            let folder = ended_after(moved);
            assert!(is_begun(folder.path()));
            recover(folder.path()).unwrap();
            holds(folder.path(), "new");
        }
    }

    #[test]
    fn the_next_run_goes_on_to_take_an_exchange_back() {
        for moved in 0..=4 {
            let folder = ended_after(moved);
            std::fs::create_dir(folder.path().join(HOME).join(BACK)).unwrap();
            recover(folder.path()).unwrap();
            holds(folder.path(), "old");
        }
    }

    #[test]
    fn an_exchange_that_can_not_be_completed_is_taken_back() {
        for moved in 0..=2 {
            let folder = ended_after(moved);
            std::fs::create_dir(folder.path().join("c")).unwrap();
            assert!(recover(folder.path()).is_err());
            std::fs::remove_dir(folder.path().join("c")).unwrap();
            holds(folder.path(), "old");
        }
    }

    #[test]
    fn what_was_not_begun_is_cleared() {
        let folder = ended_after(0);
        std::fs::remove_file(folder.path().join(JOURNAL)).unwrap();
        recover(folder.path()).unwrap();
        holds(folder.path(), "old");
        write(folder.path(), &outputs(), Some("new list")).unwrap();
        holds(folder.path(), "new");
    }
}
