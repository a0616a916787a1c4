//! The one place that writes files.
//!
//! What is written in one go is old or new, whole, whatever ends the program and whenever:
//! 1. All files are written beside the old ones, to the disk, and closed.
//! 2. Where the system can exchange two folders in one step (Linux, macOS) and the output folder
//!    holds nothing but results, that step is all (`exchange.rs`).
//! 3. Elsewhere a journal says which files are to be renamed into place; it is named so that nobody
//!    takes a folder between the two for whole, and the next run that writes or reads there
//!    completes it (`journal.rs`). A folder with a person's own files is never exchanged: they may be
//!    saving one.
//!
//! Results of a batch's rows are files of their own, each written by whoever holds its claim
//! (`claim.rs`).
//!
//! `.callsheet` in an output folder holds the lock that keeps writers apart (`lock.rs`) and the list
//! of what was written (`written.rs`), by which results are told from files of people.

mod claim;
mod exchange;
mod journal;
mod lock;
mod log;
mod place;
mod record;
mod written;

pub use claim::{Claim, keep};
pub use log::Log;
pub use place::OutputFolder;
pub use record::KeptLines;

use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::text::{Lang, Text, of_system};
use std::fmt::Display;
use std::fs::File;
use std::io::Write;
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError, TryLockError};
use std::time::{Duration, Instant};

/// The folder inside an output folder that belongs to the program.
pub const HOME: &str = ".callsheet";

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

/// Writes all files to a folder of results, or none.
///
/// # Errors
/// Where one of them can't be written, or a file stands in its place that callsheet didn't write:
/// then all are as they were.
pub fn write_all(folder: &Path, outputs: &[Output]) -> Result<Vec<PathBuf>, Diagnostic> {
    OutputFolder::of_results(folder).write(outputs)
}

/// Writes a file that is not there yet, whole or not at all.
///
/// # Errors
/// When something is there, or it can't be written.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Diagnostic> {
    if path.symlink_metadata().is_ok() {
        let message = Text::new("已存在，不会覆盖", "it is there and is not replaced");
        let help =
            Text::new("换一个名称，或先移走它", "choose another name, or move it away first");
        return Err(fault(path, message).help(help));
    }
    write_whole(path, bytes, Replace::Nothing)
}

/// Writes a file to the first of `paths` where nothing stands, or one that the program wrote and
/// nobody has changed since, as `is_own` tells from its bytes; `None` where all are somebody's own.
///
/// # Errors
/// When it can't be written.
pub fn write_over_own(
    paths: impl IntoIterator<Item = PathBuf>,
    bytes: &[u8],
    is_own: impl Fn(&[u8]) -> bool,
) -> Result<Option<PathBuf>, Diagnostic> {
    for path in paths {
        let stands = match path.symlink_metadata() {
            Err(_) => Replace::Nothing,
            Ok(about) if about.is_file() && std::fs::read(&path).is_ok_and(|old| is_own(&old)) => {
                Replace::Own
            }
            Ok(_) => continue,
        };
        write_whole(&path, bytes, stands)?;
        return Ok(Some(path));
    }
    Ok(None)
}

/// What a file that is written whole may take the place of.
#[derive(Clone, Copy)]
enum Replace {
    /// It must be new.
    Nothing,
    /// What the program wrote.
    Own,
}

/// Writes a file beside its place, then puts it there in one step.
fn write_whole(path: &Path, bytes: &[u8], replace: Replace) -> Result<(), Diagnostic> {
    let _whole = begin();
    let unfinished = unfinished(path);
    let write = || -> std::io::Result<()> {
        take_away(&unfinished)?;
        let mut file = File::create_new(&unfinished)?;
        // It takes the file away again where a step below fails.
        let temporary = tempfile::TempPath::try_from_path(&unfinished)?;
        file.try_lock()?;
        if largest_file().is_some_and(|largest| bytes.len() as u64 > largest) {
            return Err(std::io::ErrorKind::FileTooLarge.into());
        }
        file.write_all(bytes)?;
        file.sync_all()?;
        drop(file);
        match replace {
            Replace::Nothing => temporary.persist_noclobber(path)?,
            Replace::Own => temporary.persist(path)?,
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        sync(folder.unwrap_or(Path::new(".")))
    };
    write().map_err(|error| {
        fault(path, not_written(&error)).help(Text::new(
            "换一个已有且可写的文件夹",
            "choose a folder that is there and can be written",
        ))
    })
}

/// Puts new files in the places of a campaign's own, all or none: the only ones of people that are
/// replaced, by the planner who changes them on the page.
///
/// # Errors
/// When one can't be replaced: then all are as they were.
pub fn replace_in_campaign(folder: &Path, outputs: &[Output]) -> Result<(), Diagnostic> {
    let _whole = begin();
    let _lock = lock::take(folder)?;
    let failed = |error: String| {
        let (zh, en) = (format!("无法写入：{error}"), format!("can't be written: {error}"));
        fault(folder, Text::new(zh, en)).help(Text::new(
            "若文件在 Excel 中打开着，先关掉再保存",
            "close the file where a spreadsheet has it open, then save again",
        ))
    };
    journal::recover(folder).map_err(failed)?;
    journal::write(folder, outputs, None).map_err(failed)
}

/// Where the bytes of a new file stand until it is whole: beside it.
fn unfinished(path: &Path) -> PathBuf {
    let mut name = std::ffi::OsString::from(".callsheet-");
    name.push(path.file_name().unwrap_or_default());
    path.with_file_name(name)
}

/// Takes away what a run that was ended has left of a file; one that is still being written by
/// somebody is locked, which is an error.
fn take_away(unfinished: &Path) -> std::io::Result<()> {
    match File::open(unfinished) {
        Ok(file) => {
            file.try_lock()?;
            drop(file);
            std::fs::remove_file(unfinished)
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

/// Completes what a run that was ended has begun in this folder, before something is read from it.
///
/// # Errors
/// When it can't be completed: the folder holds old files and new ones.
pub fn complete(folder: &Path) -> Result<(), Diagnostic> {
    if !journal::is_begun(folder) {
        return Ok(());
    }
    let _whole = begin();
    let _lock = lock::take(folder)?;
    journal::recover(folder).map_err(|error| not_completed(folder, &error))
}

/// Takes away what a run that was ended has left beside this folder, where nobody is writing to it.
pub fn clear_beside(folder: &Path) {
    if exchange::is_begun(folder) {
        let _whole = begin();
        if let Ok(_lock) = lock::take(folder) {
            exchange::clear(folder);
        }
    }
}

/// Whether a name leads to a place inside the folder, whatever it is made of, and on one line.
fn stays_inside(name: &str) -> bool {
    let mut parts = Path::new(name).components().peekable();
    parts.peek().is_some()
        && parts.all(|part| matches!(part, Component::Normal(_)))
        && !name.contains('\n')
}

/// Held while files are exchanged.
static WRITING: Mutex<()> = Mutex::new(());

fn begin() -> impl Drop {
    WRITING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Waits until no file is being written, but not for ever, and lets none be begun as long as what
/// it gives is there: for a program that is asked to end.
pub fn hold_writing(patience: Duration) -> Option<impl Drop> {
    let begun = Instant::now();
    loop {
        match WRITING.try_lock() {
            Ok(whole) => return Some(whole),
            Err(TryLockError::Poisoned(whole)) => return Some(whole.into_inner()),
            Err(TryLockError::WouldBlock) if begun.elapsed() < patience => {
                std::thread::sleep(Duration::from_millis(5));
            }
            Err(TryLockError::WouldBlock) => return None,
        }
    }
}

/// Writes files below a folder, to the disk, each closed before the next is opened; with the
/// folders that they need.
fn fill(folder: &Path, outputs: &[Output]) -> Result<(), String> {
    let largest = largest_file();
    for Output { name, bytes } in outputs {
        let failed = |error: std::io::Error| format!("{name}: {error}");
        // A system that refuses files of this size would end the program by a signal.
        if largest.is_some_and(|largest| bytes.len() as u64 > largest) {
            return Err(failed(std::io::ErrorKind::FileTooLarge.into()));
        }
        let path = folder.join(name);
        if let Some(home) = path.parent() {
            std::fs::create_dir_all(home).map_err(failed)?;
        }
        let mut file = File::create_new(&path).map_err(failed)?;
        file.write_all(bytes).and_then(|()| file.sync_all()).map_err(failed)?;
    }
    for inner in inner_folders(outputs.iter().map(|output| output.name.as_str())) {
        sync(&folder.join(inner)).map_err(|error| format!("{inner}: {error}"))?;
    }
    sync(folder).map_err(|error| error.to_string())
}

/// The folders that names lie in, the output folder itself left out.
fn inner_folders<'a>(names: impl Iterator<Item = &'a str>) -> std::collections::BTreeSet<&'a str> {
    names.flat_map(|name| name.match_indices('/').map(|(at, _)| &name[..at])).collect()
}

/// The largest file that the system lets the program write.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn largest_file() -> Option<u64> {
    rustix::process::getrlimit(rustix::process::Resource::Fsize).current
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn largest_file() -> Option<u64> {
    None
}

/// Has the names in a folder on the disk, where the system knows of that.
#[cfg(unix)]
fn sync(folder: &Path) -> std::io::Result<()> {
    use std::io::ErrorKind::{InvalidInput, Unsupported};
    match File::open(folder)?.sync_all() {
        Err(error) if [InvalidInput, Unsupported].contains(&error.kind()) => Ok(()),
        other => other,
    }
}

#[cfg(not(unix))]
fn sync(_: &Path) -> std::io::Result<()> {
    Ok(())
}

fn unwritable(path: &Path, error: &std::io::Error) -> Diagnostic {
    fault(path, not_written(error)).help(another_folder())
}

/// That the system refuses to write.
fn not_written(error: &std::io::Error) -> Text {
    let why = of_system(error);
    let (zh, en) = (why.get(Lang::Zh), why.get(Lang::En));
    Text::new(format!("无法写入：{zh}"), format!("can't be written: {en}"))
}

/// What the journal says of a folder that it can't write or complete.
fn not_completed(path: &Path, why: &dyn Display) -> Diagnostic {
    let message = Text::new(format!("无法写入：{why}"), format!("can't be written: {why}"));
    fault(path, message).help(another_folder())
}

fn another_folder() -> Text {
    Text::new("用 --out 换一个可写的文件夹", "choose a folder that can be written with --out")
}

fn fault(path: &Path, message: Text) -> Diagnostic {
    Diagnostic::error(Code::Unwritable, message).at(Location::file(path.display().to_string()))
}

#[cfg(test)]
mod tests {
    use super::{unfinished, write_new, write_over_own};
    use crate::base::diagnostic::Code;
    use std::fs::{File, read, read_dir, write};

    #[test]
    fn what_a_killed_run_left_of_a_new_file_is_taken_away() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("毕业照.xlsx");
        write(unfinished(&path), "half").unwrap();
        write_new(&path, b"whole").unwrap();
        assert_eq!(read(&path).unwrap(), b"whole");
        assert_eq!(read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_new_file_replaces_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("毕业照.xlsx");
        write(&path, "mine").unwrap();
        assert_eq!(write_new(&path, b"theirs").unwrap_err().code, Code::Unwritable);
        assert_eq!(read(&path).unwrap(), b"mine");
    }

    #[test]
    fn only_the_programs_own_file_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let paths = ["a", "b"].map(|name| folder.path().join(name));
        let write = |bytes: &[u8]| write_over_own(paths.clone(), bytes, |old| old[0] == b'o');
        assert_eq!(write(b"own").unwrap(), Some(paths[0].clone()));
        assert_eq!(write(b"own again").unwrap(), Some(paths[0].clone()));
        assert_eq!(read(&paths[0]).unwrap(), b"own again");
        std::fs::write(&paths[0], "theirs").unwrap();
        assert_eq!(write(b"own").unwrap(), Some(paths[1].clone()));
        std::fs::write(&paths[1], "theirs, too").unwrap();
        assert_eq!(write(b"own").unwrap(), None);
        assert_eq!(read(&paths[0]).unwrap(), b"theirs");
        assert_eq!(read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn what_another_run_is_writing_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("毕业照.xlsx");
        write(unfinished(&path), "theirs").unwrap();
        let theirs = File::open(unfinished(&path)).unwrap();
        theirs.lock().unwrap();
        assert_eq!(write_new(&path, b"ours").unwrap_err().code, Code::Unwritable);
        assert_eq!(read(unfinished(&path)).unwrap(), b"theirs");
        assert!(!path.exists());
    }
}
