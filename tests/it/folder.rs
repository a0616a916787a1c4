//! Folders: what lies in the checkout, and scratch copies of it that a test may change.

use std::path::{Path, PathBuf};
use tempfile::{TempDir, tempdir};

/// The real campaign of 2024, the plan that the university published for it, and the plan that is
/// committed.
pub const CQUST: &str = "instances/cqust-2024";
pub const PUBLISHED: &str = "instances/cqust-2024/attachment-2.csv";
pub const PLAN: &str = "reports/cqust-2024";
/// Seven stations, windows across lunch.
pub const SDMU: &str = "instances/sdmu-2025";
/// Five groups, an optimum that is argued on paper.
pub const FIVE: &str = "instances/teaching-five";

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A new folder with these files.
pub fn with_files<N: AsRef<Path>, C: AsRef<[u8]>>(
    files: impl IntoIterator<Item = (N, C)>,
) -> TempDir {
    let folder = tempdir().unwrap();
    write_files(folder.path(), files);
    folder
}

pub fn write_files<N: AsRef<Path>, C: AsRef<[u8]>>(
    folder: &Path,
    files: impl IntoIterator<Item = (N, C)>,
) {
    std::fs::create_dir_all(folder).unwrap();
    for (name, content) in files {
        std::fs::write(folder.join(name), content).unwrap();
    }
}

/// A copy of a campaign of the checkout. Its variants stand in a folder of their own and stay
/// behind.
pub fn copy_of(campaign: &str) -> TempDir {
    let folder = tempdir().unwrap();
    for path in entries(&root().join(campaign)).into_iter().filter(|path| path.is_file()) {
        std::fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
    }
    folder
}

/// Copies a folder with all below it.
pub fn copy_tree(from: &Path, to: &Path) {
    for file in files_below(from) {
        let copy = to.join(file.strip_prefix(from).unwrap());
        std::fs::create_dir_all(copy.parent().unwrap()).unwrap();
        std::fs::copy(&file, copy).unwrap();
    }
}

/// What stands in a folder, by name.
pub fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.sort();
    found
}

/// All files below a folder.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let below = |path: PathBuf| if path.is_dir() { files_below(&path) } else { vec![path] };
    entries(folder).into_iter().flat_map(below).collect()
}

/// All files below a folder of results that a person sees: not the lock and the list.
pub fn results_below(folder: &Path) -> Vec<PathBuf> {
    let is_seen = |path: &PathBuf| path.iter().all(|part| part != ".callsheet");
    files_below(folder).into_iter().filter(is_seen).collect()
}

pub fn text_of(path: impl AsRef<Path>) -> String {
    let path = path.as_ref();
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
