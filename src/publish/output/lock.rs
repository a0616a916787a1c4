//! One writer in a folder at a time.

use super::{HOME, unwritable};
use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::text::Text;
use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::time::{Duration, Instant};

/// The time for which a writer waits for another writer: exchanging the files of a result takes milliseconds.
const LOCK_WAIT: Duration = Duration::from_secs(5);

/// The right to write to a folder. The system takes it back when the program ends, however it ends.
pub struct Lock {
    _file: Option<File>,
}

/// Takes the lock of a folder that is there, and waits a little where another writer has it.
///
/// # Errors
/// Where the other writer doesn't end, or the folder can't be written.
pub fn take(folder: &Path) -> Result<Lock, Diagnostic> {
    let begun = Instant::now();
    let failed = |error: std::io::Error| unwritable(folder, &error);
    let home = folder.join(HOME);
    loop {
        std::fs::create_dir_all(&home).map_err(failed)?;
        if let Some(lock) = try_lock(&home.join("lock")).map_err(failed)? {
            return Ok(lock);
        }
        wait(begun, folder)?;
    }
}

/// Takes the lock that is the file at this path, unless somebody has it or takes its folder away at
/// this moment.
///
/// # Errors
/// When the file can't be made.
pub fn try_lock(path: &Path) -> std::io::Result<Option<Lock>> {
    let file = match OpenOptions::new().create(true).truncate(false).write(true).open(path) {
        // A writer that wrote nothing takes its folder away again.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        file => file?,
    };
    match file.try_lock() {
        Ok(()) if is_at(&file, path) => Ok(Some(Lock { _file: Some(file) })),
        Ok(()) | Err(TryLockError::WouldBlock) => Ok(None),
        // A file system without locks: what is written is whole all the same, but two writers are
        // not kept apart.
        Err(TryLockError::Error(_)) => Ok(Some(Lock { _file: None })),
    }
}

fn wait(begun: Instant, folder: &Path) -> Result<(), Diagnostic> {
    if begun.elapsed() < LOCK_WAIT {
        std::thread::sleep(Duration::from_millis(20));
        return Ok(());
    }
    let message = Text::new(
        "另一个 callsheet 正在写入这个文件夹",
        "another callsheet is writing to this folder",
    );
    Err(Diagnostic::error(Code::OutputBusy, message)
        .at(Location::file(folder.display().to_string()))
        .help(Code::OutputBusy.explanation()))
}

/// Whether the file that is locked is still the one with that name: the writer before may have
/// taken it away.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), path.metadata()) {
        (Ok(own), Ok(there)) => (own.dev(), own.ino()) == (there.dev(), there.ino()),
        _ => false,
    }
}

#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}
