//! The one place that writes files: everything to temporary files first, then renamed into place; and the one log that
//! is written as it grows.

use crate::diagnostic::{Code, Diagnostic, Location};
use crate::text::Text;
use std::fs::File;
use std::io::Write;
use std::path::{Component, Path, PathBuf};

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

/// Writes all files, or none: no file is ever half-written, and the old ones stay until all new ones are
/// complete.
pub fn write_all(folder: &Path, outputs: &[Output]) -> Result<Vec<PathBuf>, Diagnostic> {
    let failed = |error: &dyn std::fmt::Display| {
        let help = Text::new("用 --out 换一个可写的文件夹", "choose a folder that can be written with --out");
        unwritable(folder, error).help(help)
    };
    // Not even a folder is made for a name that would leave this one.
    if let Some(output) = outputs.iter().find(|output| !stays_inside(&output.name)) {
        let message = Text::new(
            format!("“{}”不是文件夹内的名称", output.name),
            format!("“{}” is no name inside the folder", output.name),
        );
        let fault = Diagnostic::error(Code::BadName, message).at(Location::file(folder.display().to_string()));
        return Err(fault.help(Code::BadName.explanation()));
    }
    let mut complete = Vec::new();
    for output in outputs {
        let path = folder.join(&output.name);
        let home = path.parent().unwrap_or(folder);
        std::fs::create_dir_all(home).map_err(|error| failed(&error))?;
        let mut file =
            tempfile::Builder::new().prefix(".callsheet-").tempfile_in(home).map_err(|error| failed(&error))?;
        file.write_all(&output.bytes).and_then(|()| file.as_file().sync_all()).map_err(|error| failed(&error))?;
        readable_by_all(file.as_file());
        complete.push((file, path));
    }
    // Nothing is renamed unless everything can be.
    if let Some((_, path)) = complete.iter().find(|(_, path)| path.is_dir()) {
        return Err(failed(&format!("{} is a folder", path.display())));
    }
    let mut written = Vec::new();
    for (file, path) in complete {
        file.persist(&path).map_err(|error| failed(&error.error))?;
        written.push(path);
    }
    Ok(written)
}

/// Whether a name leads to a place inside the folder, whatever it is made of.
fn stays_inside(name: &str) -> bool {
    let mut parts = Path::new(name).components().peekable();
    parts.peek().is_some() && parts.all(|part| matches!(part, Component::Normal(_)))
}

fn unwritable(path: &Path, error: &dyn std::fmt::Display) -> Diagnostic {
    Diagnostic::error(Code::Unwritable, Text::new(format!("无法写入：{error}"), format!("can't be written: {error}")))
        .at(Location::file(path.display().to_string()))
}

/// A log: every line is in the file as soon as it is written, so that it tells of a run that is cut short. It is the
/// only output that is not whole or absent.
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
        self.file.write_all(format!("{line}\n").as_bytes()).map_err(|error| Log::failed(&self.path, &error))
    }

    fn failed(path: &Path, error: &std::io::Error) -> Diagnostic {
        unwritable(path, error).help(Text::new("换一个可写的文件", "choose a file that can be written"))
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
    use super::{Output, write_all};
    use crate::diagnostic::Code;

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
        let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().flatten().map(|e| e.file_name()).collect();
        assert_eq!(left, ["a.txt"], "no temporary file is left");
    }
}
