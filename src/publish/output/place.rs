//! A folder that results go to: what may be there, what must not be replaced, and the writing.

use super::written::{WrittenFiles, is_marked};
use super::{
    HOME, Output, begin, exchange, fault, journal, lock, not_completed, stays_inside, unwritable,
};
use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::text::Text;
use crate::files::VERSION_FILE;
use std::path::{Path, PathBuf};

/// An output folder.
pub struct OutputFolder {
    folder: PathBuf,
    inputs: Vec<PathBuf>,
    is_new: bool,
    is_forced: bool,
}

impl OutputFolder {
    /// A folder that results are written to again and again.
    pub fn of_results(folder: &Path) -> OutputFolder {
        OutputFolder {
            folder: folder.to_owned(),
            inputs: Vec::new(),
            is_new: false,
            is_forced: false,
        }
    }

    /// A folder that has nothing in it yet, and is somebody's from then on.
    pub fn that_is_new(folder: &Path) -> OutputFolder {
        OutputFolder { is_new: true, ..OutputFolder::of_results(folder) }
    }

    /// Files that were read, and are never replaced. Of a folder it is the plan that was read.
    #[must_use]
    pub fn but_not(mut self, inputs: impl IntoIterator<Item = impl AsRef<Path>>) -> OutputFolder {
        self.inputs.extend(inputs.into_iter().map(|input| {
            let input = input.as_ref();
            if input.is_dir() { input.join("plan.json") } else { input.to_owned() }
        }));
        self
    }

    /// Whether files are replaced that callsheet didn't write.
    #[must_use]
    pub fn forced(mut self, is_forced: bool) -> OutputFolder {
        self.is_forced = is_forced;
        self
    }

    /// Tries the place before there is anything to write, as far as names are known. Nothing is
    /// left of the trial, not even a folder.
    ///
    /// # Errors
    /// When nothing could be written there.
    pub fn probe(&self, names: &[&str]) -> Result<(), Diagnostic> {
        let failed = |error: std::io::Error| unwritable(&self.folder, &error);
        super::complete(&self.folder)?;
        let mut there = self.folder.as_path();
        while there.symlink_metadata().is_err() {
            there = match there.parent() {
                Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
                Some(parent) => parent,
                None => break,
            };
        }
        let real = there.canonicalize().map_err(failed)?;
        if real.is_dir() && there == self.folder {
            self.refuse(&real, names)?;
            self.refuse_foreign(&real, names, |_| None)?;
        }
        tempfile::tempfile_in(&real).map_err(failed)?;
        Ok(())
    }

    /// Writes all files, or none: see [the module](super).
    ///
    /// # Errors
    /// Where one of them can't be written or must not be: then all are as they were.
    pub fn write(&self, outputs: &[Output]) -> Result<Vec<PathBuf>, Diagnostic> {
        // Not even a folder is made for a name that would leave this one.
        if let Some(output) = outputs.iter().find(|output| !stays_inside(&output.name)) {
            let name = &output.name;
            let message = Text::new(
                format!("“{name}”不是文件夹内的名称"),
                format!("“{name}” is no name inside the folder"),
            );
            let fault = Diagnostic::error(Code::BadName, message)
                .at(Location::file(self.folder.display().to_string()));
            return Err(fault.help(Code::BadName.explanation()));
        }
        let _whole = begin();
        let made = self.make()?;
        let done = self.write_to_real(outputs);
        if done.is_err() || self.is_new {
            self.leave(&made, done.is_err());
        }
        done?;
        Ok(outputs.iter().map(|output| self.folder.join(&output.name)).collect())
    }

    fn write_to_real(&self, outputs: &[Output]) -> Result<(), Diagnostic> {
        let real = self.folder.canonicalize().map_err(|error| unwritable(&self.folder, &error))?;
        let _lock = lock::take(&real)?;
        journal::recover(&real).map_err(|error| not_completed(&self.folder, &error))?;
        exchange::clear(&real);
        let names: Vec<&str> = outputs.iter().map(|output| output.name.as_str()).collect();
        self.refuse(&real, &names)?;
        self.refuse_foreign(&real, &names, |name| {
            let output = outputs.iter().find(|output| output.name == name);
            output.map(|output| output.bytes.as_slice())
        })?;
        let before = WrittenFiles::read(&real).unwrap_or_default();
        let list = WrittenFiles::read(&real).unwrap_or_default().with(&real, outputs).text();
        let list = (!self.is_new).then_some(list.as_str());
        if exchange::write(&real, outputs, &before, list) {
            return Ok(());
        }
        journal::write(&real, outputs, list).map_err(|error| not_completed(&self.folder, &error))
    }

    /// Makes the folder; those that had to be made, the innermost first.
    fn make(&self) -> Result<Vec<PathBuf>, Diagnostic> {
        let missing = self.folder.ancestors().take_while(|folder| {
            !folder.as_os_str().is_empty() && folder.symlink_metadata().is_err()
        });
        let missing: Vec<PathBuf> = missing.map(Path::to_owned).collect();
        std::fs::create_dir_all(&self.folder).map_err(|error| {
            self.leave(&missing, true);
            unwritable(&self.folder, &error)
        })?;
        Ok(missing)
    }

    /// Takes away what the program needed for itself; where nothing was written, folders too that
    /// were made for it. None is taken away that has something in it.
    fn leave(&self, made: &[PathBuf], is_failed: bool) {
        let home = self.folder.join(HOME);
        if !journal::is_begun(&self.folder) && !WrittenFiles::path(&self.folder).exists() {
            let _ = std::fs::remove_file(home.join("lock"));
            let _ = std::fs::remove_dir(home);
        }
        if is_failed {
            for folder in made {
                let _ = std::fs::remove_dir(folder);
            }
        }
    }

    /// Refuses places that nothing is ever written to.
    fn refuse(&self, real: &Path, names: &[&str]) -> Result<(), Diagnostic> {
        if self.is_new {
            return is_free(&self.folder);
        }
        let other = || Text::new("用 --out 换一个文件夹", "choose another folder with --out");
        let refused =
            |path: &Path, zh: &str, en: &str| Err(fault(path, Text::new(zh, en)).help(other()));
        if ["campaign.toml", "campaign.xlsx"].iter().any(|name| real.join(name).exists()) {
            return refused(
                &self.folder,
                "输出文件夹就是活动文件夹，会覆盖其中的表格",
                "the output folder is a campaign itself: its tables would be overwritten",
            );
        }
        if real.join(VERSION_FILE).exists() {
            return refused(
                &self.folder,
                "输出文件夹是已发布的版本，不会改动",
                "the output folder is a published version, which stays as it is",
            );
        }
        let inputs: Vec<PathBuf> =
            self.inputs.iter().filter_map(|input| input.canonicalize().ok()).collect();
        for name in names {
            let place = self.folder.join(name);
            let mut inner = real.to_owned();
            for part in Path::new(name).parent().unwrap_or(Path::new("")) {
                inner.push(part);
                match inner.symlink_metadata() {
                    Ok(there) if there.is_symlink() => {
                        return refused(
                            &inner,
                            "这个文件夹是链接，不会写到它所指的地方",
                            "this folder is a link; nothing is written to where it leads",
                        );
                    }
                    Ok(there) if !there.is_dir() => {
                        return refused(&inner, "这里有一个文件", "a file is there");
                    }
                    _ => {}
                }
            }
            let target = real.join(name);
            if target.is_dir() && !target.is_symlink() {
                return refused(&place, "这里有一个文件夹", "a folder is there");
            }
            let is_input =
                |path: &Path| path.canonicalize().is_ok_and(|path| inputs.contains(&path));
            if is_input(&target) || self.inputs.iter().any(|input| is_same_name(input, &target)) {
                return refused(
                    &place,
                    "这是本次读入的文件，不会覆盖",
                    "it was read by this very run, and is not replaced",
                );
            }
        }
        Ok(())
    }

    /// Refuses to replace what callsheet didn't write, or what was changed since.
    fn refuse_foreign<'a>(
        &self,
        real: &Path,
        names: &[&str],
        new: impl Fn(&str) -> Option<&'a [u8]>,
    ) -> Result<(), Diagnostic> {
        let there: Vec<(&str, Vec<u8>)> = names
            .iter()
            .filter(|name| real.join(name).symlink_metadata().is_ok())
            // What can't be read is nobody's result.
            .map(|name| (*name, std::fs::read(real.join(name)).unwrap_or_default()))
            .collect();
        let list = WrittenFiles::read(real);
        let is_ours = |name: &str, old: &[u8]| match &list {
            Some(list) => list.wrote(name, old),
            None => there.iter().any(|(name, old)| is_marked(name, old)),
        };
        let foreign: Vec<&str> = there
            .iter()
            .filter(|(name, old)| !is_ours(name, old) && new(name) != Some(old))
            .map(|(name, _)| *name)
            .collect();
        if foreign.is_empty() || self.is_forced {
            return Ok(());
        }
        let message = |joint: &str| {
            let more = if foreign.len() > MOST_NAMED { " …" } else { "" };
            foreign[..foreign.len().min(MOST_NAMED)].join(joint) + more
        };
        let (zh, en) = (message("、"), message(", "));
        let message = Text::new(
            format!("{zh} 不是 callsheet 写出的，或写出后被改动过"),
            format!("{en}: not written by callsheet, or changed since"),
        );
        Err(Diagnostic::error(Code::NotOurs, message)
            .at(Location::file(self.folder.display().to_string()))
            .help(Code::NotOurs.explanation()))
    }
}

/// The most names that a message lists, so that it stays readable.
const MOST_NAMED: usize = 5;

/// Whether two paths are one name in one folder, wherever it leads.
fn is_same_name(a: &Path, b: &Path) -> bool {
    let home = |path: &Path| {
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        parent.unwrap_or(Path::new(".")).canonicalize().ok()
    };
    a.file_name() == b.file_name() && home(a).is_some_and(|a| home(b) == Some(a))
}

/// Whether a folder is absent or has nothing in it but what an ended run has left.
fn is_free(folder: &Path) -> Result<(), Diagnostic> {
    let is_empty = || {
        std::fs::read_dir(folder)
            .is_ok_and(|entries| entries.flatten().all(|entry| entry.file_name() == HOME))
    };
    if folder.symlink_metadata().is_err() || is_empty() {
        return Ok(());
    }
    let message = Text::new("已存在且不是空文件夹", "it is there and not an empty folder");
    Err(fault(folder, message).help(Text::new("换一个新的文件夹", "choose a new folder")))
}

#[cfg(test)]
mod tests {
    use super::OutputFolder;
    use crate::base::diagnostic::{Code, Diagnostic};
    use crate::publish::output::{Output, write_all};
    use std::path::Path;

    fn names(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).unwrap().flatten();
        let mut names: Vec<String> =
            entries.map(|entry| entry.file_name().into_string().unwrap()).collect();
        names.retain(|name| name != super::HOME);
        names.sort();
        names
    }

    fn written(folder: &Path, files: &[(&str, &str)]) -> Result<(), Diagnostic> {
        let outputs: Vec<Output> =
            files.iter().map(|(name, text)| Output::new(name, *text)).collect();
        write_all(folder, &outputs).map(|_| ())
    }

    fn text(folder: &Path, name: &str) -> String {
        std::fs::read_to_string(folder.join(name)).unwrap()
    }

    #[test]
    fn old_files_stay_whole_when_a_new_one_fails() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        written(folder, &[("a.txt", "old")]).unwrap();
        assert!(written(folder, &[("a.txt", "new"), ("a.txt/b.txt", "x")]).is_err());
        for name in ["../b.txt", "/tmp/b.txt", "x/../../b.txt", "", ".", "a\nnew b"] {
            let fault = written(folder, &[("a.txt", "new"), (name, "x")]).unwrap_err();
            assert_eq!(fault.code, Code::BadName, "{name:?} leaves the folder");
        }
        assert_eq!(text(folder, "a.txt"), "old");
        assert_eq!(names(folder), ["a.txt"], "no temporary file is left");
    }

    #[test]
    fn all_is_as_it_was_when_one_file_cannot_be_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        written(folder, &[("a.txt", "old a"), ("c/in.txt", "old c")]).unwrap();
        let fault = written(folder, &[("a.txt", "new"), ("b.txt", "new"), ("c", "new")]);
        assert_eq!(fault.unwrap_err().code, Code::Unwritable);
        assert_eq!(
            (text(folder, "a.txt"), text(folder, "c/in.txt")),
            ("old a".into(), "old c".into())
        );
        assert_eq!(names(folder), ["a.txt", "c"]);
        written(folder, &[("a.txt", "new"), ("b.txt", "new")]).unwrap();
        assert_eq!(
            (text(folder, "a.txt"), text(folder, "c/in.txt")),
            ("new".into(), "old c".into())
        );
    }

    #[test]
    fn a_folder_is_made_and_nothing_is_left_of_one_that_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let (deep, other) = (folder.path().join("a/b"), folder.path().join("c"));
        let place = OutputFolder::that_is_new(&deep);
        place.probe(&["a.txt"]).unwrap();
        assert!(names(folder.path()).is_empty(), "a trial leaves nothing");
        place.write(&[Output::new("a.txt", "x"), Output::new("d/e.txt", "x")]).unwrap();
        assert_eq!(std::fs::read_dir(&deep).unwrap().count(), 2, "no list in a folder of its own");
        assert!(place.probe(&[]).is_err() && place.write(&[]).is_err(), "it is not empty any more");
        assert!(written(&other, &[("a", "x"), ("a/b", "x")]).is_err());
        assert_eq!(names(folder.path()), ["a"]);
        assert!(OutputFolder::of_results(&deep.join("a.txt/x")).probe(&[]).is_err());
    }

    #[test]
    fn files_of_people_are_replaced_only_when_that_is_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        std::fs::write(folder.join("plan.csv"), "mine").unwrap();
        let refused = |name| written(folder, &[(name, "new")]).unwrap_err().code == Code::NotOurs;
        assert!(refused("plan.csv"));
        assert!(OutputFolder::of_results(folder).probe(&["plan.csv"]).is_err());
        written(folder, &[("plan.csv", "mine"), ("b.csv", "1")]).unwrap();
        written(folder, &[("plan.csv", "2"), ("b.csv", "2")]).unwrap();
        std::fs::write(folder.join("b.csv"), "changed").unwrap();
        assert!(refused("b.csv"), "it was changed since");
        let place = OutputFolder::of_results(folder).forced(true);
        place.probe(&["b.csv"]).unwrap();
        place.write(&[Output::new("b.csv", "3")]).unwrap();
        assert_eq!((text(folder, "plan.csv"), text(folder, "b.csv")), ("2".into(), "3".into()));
        written(folder, &[("b.csv", "4")]).unwrap();
    }

    #[test]
    fn results_of_versions_without_a_list_are_known_by_their_pages() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        std::fs::write(folder.join("plan.csv"), "old").unwrap();
        std::fs::write(folder.join("report.html"), "<title>x · callsheet</title>").unwrap();
        std::fs::write(folder.join(".callsheet-a1B2c3"), "left").unwrap();
        written(folder, &[("plan.csv", "new"), ("report.html", "new")]).unwrap();
        assert_eq!(names(folder), ["plan.csv", "report.html"]);
        assert_eq!(text(folder, "plan.csv"), "new");
    }

    #[test]
    fn inputs_and_campaigns_are_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        written(folder, &[("plan.json", "old")]).unwrap();
        for input in [folder.to_owned(), folder.join("plan.json"), folder.join("./plan.json")] {
            let place = OutputFolder::of_results(folder).but_not([&input]).forced(true);
            assert_eq!(place.probe(&["plan.json"]).unwrap_err().code, Code::Unwritable);
            assert!(place.write(&[Output::new("plan.json", "new")]).is_err());
            place.write(&[Output::new("other.json", "new")]).unwrap();
        }
        for own in ["campaign.toml", "published.json"] {
            std::fs::write(folder.join(own), "").unwrap();
            let place = OutputFolder::of_results(folder).forced(true);
            assert!(place.probe(&[]).is_err() && place.write(&[Output::new("x", "x")]).is_err());
            std::fs::remove_file(folder.join(own)).unwrap();
        }
        assert_eq!(text(folder, "plan.json"), "old");
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_written_through_a_link() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let (out, other) = (folder.path().join("out"), folder.path().join("other"));
        std::fs::create_dir_all(&other).unwrap();
        std::fs::create_dir_all(&out).unwrap();
        std::fs::write(other.join("a.csv"), "mine").unwrap();
        symlink(&other, out.join("calendar")).unwrap();
        symlink(other.join("a.csv"), out.join("a.csv")).unwrap();
        let place = OutputFolder::of_results(&out).forced(true);
        assert!(place.write(&[Output::new("calendar/a.csv", "new")]).is_err());
        assert!(place.probe(&["calendar/a.csv"]).is_err());
        assert!(written(&out, &[("a.csv", "new")]).is_err());
        place.write(&[Output::new("a.csv", "new")]).unwrap();
        assert_eq!((text(&other, "a.csv"), text(&out, "a.csv")), ("mine".into(), "new".into()));
        let reads_it = OutputFolder::of_results(&out).forced(true).but_not([other.join("a.csv")]);
        symlink(other.join("a.csv"), out.join("b.csv")).unwrap();
        assert!(reads_it.write(&[Output::new("b.csv", "new")]).is_err());
        assert_eq!(names(&other), ["a.csv"]);
    }

    #[test]
    fn the_second_of_two_writers_waits() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        written(folder, &[("a", "0")]).unwrap();
        std::thread::scope(|scope| {
            for writer in ["1", "2", "3", "4"] {
                scope.spawn(move || written(folder, &[("a", writer), ("b", writer)]).unwrap());
            }
        });
        assert_eq!(text(folder, "a"), text(folder, "b"));
    }
}
