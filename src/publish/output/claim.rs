//! Rows of a batch, of which any number of processes, on any number of machines, write one each.
//!
//! Who solves a row holds its claim, a lock of the system: it is gone with the process, however that
//! ends. Only who holds the claim writes the result, whole or not at all.

use super::lock::{Lock, try_lock};
use super::{Replace, unwritable, write_whole};
use crate::base::diagnostic::Diagnostic;
use std::path::{Path, PathBuf};

/// The right to write a row's result, until it is dropped.
pub struct Claim {
    result: PathBuf,
    claim: PathBuf,
    lock: Option<Lock>,
}

impl Claim {
    /// Claims the row with this result file; `None` where somebody else has it.
    ///
    /// # Errors
    /// When the folder can't be written.
    pub fn take(result: &Path) -> Result<Option<Claim>, Diagnostic> {
        let failed = |error: std::io::Error| unwritable(result, &error);
        if let Some(folder) = result.parent() {
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        let mut name = std::ffi::OsString::from(".claim-");
        name.push(result.file_stem().unwrap_or_default());
        let claim = result.with_file_name(name);
        let lock = try_lock(&claim).map_err(failed)?;
        Ok(lock.map(|lock| Claim { result: result.to_owned(), claim, lock: Some(lock) }))
    }

    /// Writes the result, in the place of an earlier one.
    ///
    /// # Errors
    /// When it can't be written: then the earlier one is as it was.
    pub fn write(self, bytes: &[u8]) -> Result<(), Diagnostic> {
        write_whole(&self.result, bytes, Replace::Own)
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        // Taken away while it is still held: whoever opened it before finds that it is not the one
        // with this name any more.
        let _ = std::fs::remove_file(&self.claim);
        self.lock.take();
    }
}

/// Keeps a file in a folder into which others may be writing the same: nothing is done where it is
/// there already.
///
/// # Errors
/// When it can't be written: then the earlier one is as it was.
pub fn keep(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), Diagnostic> {
    let path = folder.join(name);
    if std::fs::read(&path).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    std::fs::create_dir_all(folder).map_err(|error| unwritable(folder, &error))?;
    let _lock = super::lock::take(folder)?;
    write_whole(&path, bytes, Replace::Own)
}

#[cfg(test)]
mod tests {
    use super::Claim;
    use std::fs::{read, read_dir, write};

    #[test]
    fn a_row_is_claimed_once_and_its_result_replaced_whole() {
        let folder = tempfile::tempdir().unwrap();
        let result = folder.path().join("rows/一.json");
        let claim = Claim::take(&result).unwrap().unwrap();
        assert!(Claim::take(&result).unwrap().is_none());
        write(folder.path().join("rows/.callsheet-一.json"), "half").unwrap();
        claim.write(b"one").unwrap();
        Claim::take(&result).unwrap().unwrap().write(b"two").unwrap();
        assert_eq!(read(&result).unwrap(), b"two");
        assert_eq!(read_dir(folder.path().join("rows")).unwrap().count(), 1, "nothing is left");
    }

    #[test]
    fn of_many_who_want_a_row_one_has_it_at_a_time() {
        use std::sync::atomic::{AtomicUsize, Ordering};
        let folder = tempfile::tempdir().unwrap();
        let result = folder.path().join("1.json");
        let (inside, taken) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..200 {
                        if let Some(_claim) = Claim::take(&result).unwrap() {
                            assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0);
                            taken.fetch_add(1, Ordering::SeqCst);
                            inside.fetch_sub(1, Ordering::SeqCst);
                        }
                    }
                });
            }
        });
        assert!(taken.into_inner() > 0);
    }
}
