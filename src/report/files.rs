//! The one place that writes files: everything to temporary files first, then renamed into place.

use crate::diagnostic::{Code, Diagnostic, Location};
use crate::text::Text;
use std::io::Write;
use std::path::{Path, PathBuf};

/// A file to be written.
pub struct Output {
    /// Its name in the output folder.
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
        Diagnostic::error(
            Code::Unwritable,
            Text::new(format!("无法写入：{error}"), format!("can't be written: {error}")),
        )
        .at(Location::file(folder.display().to_string()))
        .help(Text::new("用 --out 换一个可写的文件夹", "choose a folder that can be written with --out"))
    };
    std::fs::create_dir_all(folder).map_err(|error| failed(&error))?;
    let mut complete = Vec::new();
    for output in outputs {
        let mut file =
            tempfile::Builder::new().prefix(".callsheet-").tempfile_in(folder).map_err(|error| failed(&error))?;
        file.write_all(&output.bytes).and_then(|()| file.as_file().sync_all()).map_err(|error| failed(&error))?;
        readable_by_all(file.as_file());
        complete.push((file, folder.join(&output.name)));
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

/// Temporary files are private; a report is there to be passed on.
#[cfg(unix)]
fn readable_by_all(file: &std::fs::File) {
    use std::os::unix::fs::PermissionsExt;
    let _ = file.set_permissions(std::fs::Permissions::from_mode(0o644));
}

#[cfg(not(unix))]
fn readable_by_all(_: &std::fs::File) {}

#[cfg(test)]
mod tests {
    use super::{Output, write_all};

    #[test]
    fn old_files_stay_whole_when_a_new_one_fails() {
        let folder = tempfile::tempdir().unwrap();
        write_all(folder.path(), &[Output::new("a.txt", "old")]).unwrap();
        let bad = [Output::new("a.txt", "new"), Output::new("missing/b.txt", "x")];
        assert!(write_all(folder.path(), &bad).is_err());
        let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().flatten().map(|e| e.file_name()).collect();
        assert_eq!(left, ["a.txt"], "no temporary file is left");
    }
}
