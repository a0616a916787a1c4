//! A folder of results exchanged with a new one in one step, where the system can.

use super::written::WrittenFiles;
use super::{HOME, Output, fill};
use std::path::{Path, PathBuf};

/// Where the new folder is made, and where the old one is after the exchange: beside it, of a name
/// that follows from its own. It belongs to whoever has the lock of the folder.
fn beside(folder: &Path) -> Option<PathBuf> {
    let name = folder.file_name()?.to_str()?;
    Some(folder.parent()?.join(format!(".callsheet-{name}")))
}

/// Whether something stands beside a folder: a run is at work, or was ended.
pub fn is_begun(folder: &Path) -> bool {
    beside(folder).is_some_and(|beside| beside.symlink_metadata().is_ok_and(|there| there.is_dir()))
}

/// Takes away what an ended run has left beside a folder.
pub fn clear(folder: &Path) {
    if let Some(beside) = beside(folder).filter(|_| is_begun(folder)) {
        let _ = std::fs::remove_dir_all(beside);
    }
}

/// Exchanges the folder with one that has the new files and all results that are not replaced.
/// `false`, and nothing is changed, where that can't be done, for whatever reason: the journal then
/// does it, or says why not.
pub fn write(folder: &Path, outputs: &[Output], before: &WrittenFiles, list: Option<&str>) -> bool {
    let Some(beside) = beside(folder) else { return false };
    // Whoever works in the folder, this program too, would be left in the old one.
    if !cfg!(any(target_os = "linux", target_os = "macos"))
        || std::env::current_dir().is_ok_and(|here| here.starts_with(folder))
    {
        return false;
    }
    let mut kept = Vec::new();
    let is_known =
        |name: &str| before.names(name) || outputs.iter().any(|output| output.name == name);
    if !only_results(folder, "", &is_known, &mut kept) {
        return false;
    }
    kept.retain(|name| outputs.iter().all(|output| output.name != *name));
    let exchanged = fill(&beside, outputs)
        .map_err(std::io::Error::other)
        .and_then(|()| complete(folder, &beside, &kept, list))
        .and_then(|()| swap(folder, &beside));
    // Now it is the old folder, or the new one that is not wanted.
    clear(folder);
    exchanged.is_ok()
}

/// Whether a folder has nothing but results; their names are gathered.
fn only_results(
    folder: &Path,
    prefix: &str,
    is_known: &impl Fn(&str) -> bool,
    kept: &mut Vec<String>,
) -> bool {
    let Ok(entries) = std::fs::read_dir(folder) else { return false };
    entries.into_iter().all(|entry| {
        let Ok(entry) = entry else { return false };
        let (Ok(kind), Ok(name)) = (entry.file_type(), entry.file_name().into_string()) else {
            return false;
        };
        let name = format!("{prefix}{name}");
        if name == HOME {
            return true;
        }
        if kind.is_dir() {
            return only_results(&entry.path(), &format!("{name}/"), is_known, kept);
        }
        let is_result = kind.is_file() && is_known(&name);
        kept.push(name);
        is_result
    })
}

/// What the new folder has besides the new files: the old results by a second name, the lock, which
/// is held on, and the list; rights and owner of the folder.
fn complete(
    folder: &Path,
    beside: &Path,
    kept: &[String],
    list: Option<&str>,
) -> std::io::Result<()> {
    std::fs::create_dir_all(beside.join(HOME))?;
    std::fs::hard_link(folder.join(HOME).join("lock"), beside.join(HOME).join("lock"))?;
    if let Some(list) = list {
        fill(&beside.join(HOME), &[Output::new("written", list)]).map_err(std::io::Error::other)?;
    }
    for name in kept {
        let copy = beside.join(name);
        if let Some(home) = copy.parent() {
            std::fs::create_dir_all(home)?;
        }
        std::fs::hard_link(folder.join(name), copy)?;
    }
    std::fs::set_permissions(beside, folder.metadata()?.permissions())?;
    for inner in super::inner_folders(kept.iter().map(String::as_str)) {
        super::sync(&beside.join(inner))?;
    }
    super::sync(beside)
}

#[cfg(any(target_os = "linux", target_os = "macos"))]
fn swap(folder: &Path, beside: &Path) -> std::io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use std::os::unix::fs::MetadataExt;
    let (old, new) = (folder.metadata()?, beside.metadata()?);
    if (old.uid(), old.gid(), old.dev()) != (new.uid(), new.gid(), new.dev()) {
        return Err(std::io::ErrorKind::PermissionDenied.into());
    }
    renameat_with(CWD, beside, CWD, folder, RenameFlags::EXCHANGE)?;
    // The exchange is done: that it is not yet on the disk leaves the old folder there, whole.
    let _ = folder.parent().map(super::sync);
    Ok(())
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn swap(_: &Path, _: &Path) -> std::io::Result<()> {
    Err(std::io::ErrorKind::Unsupported.into())
}
