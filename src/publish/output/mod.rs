//! The one place that writes files: everything to temporary files first, then renamed into place,
//! and back where one can't be; and the one log that is written as it grows.

use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::text::Text;
use std::fs::File;
use std::io::Write;
use std::path::{Component, Path, PathBuf};
use tempfile::{NamedTempFile, TempPath};

/// A file to be written.
pub struct Output {
    /// Its name in the output folder, with a `/` where it lies in a folder inside.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl Output {
    /// A file.
    pub fn new(name: &str, bytes: impl Into<Vec<u8>>) -> Output {
        Output { name: name.to_owned(), bytes: bytes.into() }
    }
}

/// Writes all files, or none: no file is ever half-written, the old ones stay until all new ones
/// are complete, and where one can't be replaced (a workbook that is open elsewhere) all are as
/// they were.
pub fn write_all(folder: &Path, outputs: &[Output]) -> Result<Vec<PathBuf>, Diagnostic> {
    let failed = |error: &dyn std::fmt::Display| {
        let help = Text::new(
            "用 --out 换一个可写的文件夹",
            "choose a folder that can be written with --out",
        );
        unwritable(folder, error).help(help)
    };
    // Not even a folder is made for a name that would leave this one.
    if let Some(output) = outputs.iter().find(|output| !stays_inside(&output.name)) {
        let message = Text::new(
            format!("“{}”不是文件夹内的名称", output.name),
            format!("“{}” is no name inside the folder", output.name),
        );
        let fault = Diagnostic::error(Code::BadName, message)
            .at(Location::file(folder.display().to_string()));
        return Err(fault.help(Code::BadName.explanation()));
    }
    let mut complete = Vec::new();
    for output in outputs {
        let path = folder.join(&output.name);
        let home = path.parent().unwrap_or(folder);
        std::fs::create_dir_all(home).map_err(|error| failed(&error))?;
        let mut file = temporary(home).map_err(|error| failed(&error))?;
        file.write_all(&output.bytes)
            .and_then(|()| file.as_file().sync_all())
            .map_err(|error| failed(&error))?;
        readable_by_all(file.as_file());
        complete.push((file, path));
    }
    replace(complete).map_err(|error| failed(&error))
}

fn temporary(home: &Path) -> std::io::Result<NamedTempFile> {
    tempfile::Builder::new().prefix(".callsheet-").tempfile_in(home)
}

/// Puts every file in its place, or leaves all places as they were.
fn replace(files: Vec<(NamedTempFile, PathBuf)>) -> Result<Vec<PathBuf>, String> {
    let mut swap = Swap::default();
    match swap.all(files) {
        Ok(()) => Ok(swap.written),
        Err(error) => Err(swap.undo(error)),
    }
}

/// New files in the places of old ones; these are kept under other names until it is sure that all
/// can be replaced, and go with the swap.
#[derive(Default)]
struct Swap {
    aside: Vec<(TempPath, PathBuf)>,
    written: Vec<PathBuf>,
}

impl Swap {
    fn all(&mut self, files: Vec<(NamedTempFile, PathBuf)>) -> Result<(), String> {
        let failed = |path: &Path, error: &std::io::Error| format!("{}: {error}", path.display());
        for (_, path) in &files {
            self.set_aside(path).map_err(|error| failed(path, &error))?;
        }
        for (file, path) in files {
            file.persist(&path).map_err(|error| failed(&path, &error.error))?;
            self.written.push(path);
        }
        Ok(())
    }

    /// Moves what stands at a place to another name in its folder.
    fn set_aside(&mut self, path: &Path) -> std::io::Result<()> {
        if path.is_dir() {
            return Err(std::io::Error::other("is a folder"));
        }
        // A link stands there too, wherever it leads.
        if let (Ok(_), Some(home)) = (path.symlink_metadata(), path.parent()) {
            let aside = temporary(home)?.into_temp_path();
            std::fs::rename(path, &aside)?;
            self.aside.push((aside, path.to_owned()));
        }
        Ok(())
    }

    /// Takes the new files away and moves the old ones back; the error, with where to find an old
    /// one that can't be.
    fn undo(self, mut error: String) -> String {
        for path in &self.written {
            let _ = std::fs::remove_file(path);
        }
        for (aside, path) in self.aside {
            if let Err(stuck) = aside.persist(&path)
                && let Ok(kept) = stuck.path.keep()
            {
                error = format!("{error}; {} → {}", path.display(), kept.display());
            }
        }
        error
    }
}

/// Whether a name leads to a place inside the folder, whatever it is made of.
fn stays_inside(name: &str) -> bool {
    let mut parts = Path::new(name).components().peekable();
    parts.peek().is_some() && parts.all(|part| matches!(part, Component::Normal(_)))
}

fn unwritable(path: &Path, error: &dyn std::fmt::Display) -> Diagnostic {
    Diagnostic::error(
        Code::Unwritable,
        Text::new(format!("无法写入：{error}"), format!("can't be written: {error}")),
    )
    .at(Location::file(path.display().to_string()))
}

/// A log: every line is in the file as soon as it is written, so that it tells of a run that is cut
/// short. It is the only output that is not whole or absent.
pub struct Log {
    path: PathBuf,
    file: File,
}

impl Log {
    /// Starts an empty log.
    ///
    /// # Errors
    /// When the file can't be made.
    pub fn create(path: &Path) -> Result<Log, Diagnostic> {
        let file = File::create(path).map_err(|error| Log::failed(path, &error))?;
        Ok(Log { path: path.to_owned(), file })
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
        unwritable(path, error)
            .help(Text::new("换一个可写的文件", "choose a file that can be written"))
    }
}

/// Temporary files are private; a report is there to be passed on.
#[cfg(unix)]
fn readable_by_all(file: &File) {
    use std::os::unix::fs::PermissionsExt;
    let _ = file.set_permissions(std::fs::Permissions::from_mode(0o644));
}

#[cfg(not(unix))]
fn readable_by_all(_: &File) {}

#[cfg(test)]
mod tests {
    use super::{Output, replace, temporary, write_all};
    use crate::base::diagnostic::Code;
    use std::path::Path;

    fn names(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).unwrap().flatten();
        let mut names: Vec<String> =
            entries.map(|entry| entry.file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn old_files_stay_whole_when_a_new_one_fails() {
        let folder = tempfile::tempdir().unwrap();
        write_all(folder.path(), &[Output::new("a.txt", "old")]).unwrap();
        let bad = [Output::new("a.txt", "new"), Output::new("a.txt/b.txt", "x")];
        assert!(write_all(folder.path(), &bad).is_err());
        for name in ["../b.txt", "/tmp/b.txt", "x/../../b.txt", "", "."] {
            let bad = [Output::new("a.txt", "new"), Output::new(name, "x")];
            let fault = write_all(folder.path(), &bad).unwrap_err();
            assert_eq!(fault.code, Code::BadName, "{name:?} leaves the folder");
        }
        assert_eq!(std::fs::read_to_string(folder.path().join("a.txt")).unwrap(), "old");
        assert_eq!(names(folder.path()), ["a.txt"], "no temporary file is left");
    }

    #[test]
    fn all_is_as_it_was_when_one_file_cannot_be_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let text = |name: &str| std::fs::read_to_string(at(name)).unwrap();
        write_all(
            folder.path(),
            &[Output::new("a.txt", "old a"), Output::new("c/in.txt", "old c")],
        )
        .unwrap();
        // The old file is already set aside when the folder turns out to be in the way.
        let new =
            [Output::new("a.txt", "new"), Output::new("b.txt", "new"), Output::new("c", "new")];
        let fault = write_all(folder.path(), &new).unwrap_err();
        assert!(
            fault.code == Code::Unwritable
                && fault.message.get(crate::base::text::Lang::En).contains("folder")
        );
        assert_eq!((text("a.txt").as_str(), text("c/in.txt").as_str()), ("old a", "old c"));
        assert_eq!(names(folder.path()), ["a.txt", "c"]);
        // New files are already in place when the last one is gone.
        let files =
            ["a.txt", "b.txt", "z.txt"].map(|name| (temporary(folder.path()).unwrap(), at(name)));
        std::fs::remove_file(files[2].0.path()).unwrap();
        assert!(replace(files.into()).is_err());
        assert_eq!(
            (text("a.txt").as_str(), names(folder.path())),
            ("old a", vec!["a.txt".to_owned(), "c".to_owned()])
        );
        let written =
            write_all(folder.path(), &[Output::new("a.txt", "new"), Output::new("b.txt", "new")])
                .unwrap();
        assert_eq!(written, [at("a.txt"), at("b.txt")]);
        assert_eq!(
            (text("a.txt").as_str(), names(folder.path()).len()),
            ("new", 3),
            "old ones are gone"
        );
    }
}
