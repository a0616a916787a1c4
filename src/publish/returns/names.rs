//! File names made of the names of colleges: none leads out of its folder, and no two are the same.

use crate::files::fold;
use std::collections::HashSet;

/// Letters of a name at most: file systems stop at 255 bytes, and a letter may have four.
const MOST_LETTERS: usize = 50;
/// Names that mean devices on Windows.
const DEVICES: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8",
    "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// A name for each college, in their order, without an ending.
pub fn file_names<'a>(colleges: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut taken = HashSet::new();
    let mut names = Vec::new();
    for college in colleges {
        let plain = safe(college);
        // File systems may not tell A from a, nor a full-width letter from a narrow one.
        let mut name = plain.clone();
        let mut number = 2;
        while !taken.insert(fold(&name)) {
            name = format!("{plain} ({number})");
            number += 1;
        }
        names.push(name);
    }
    names
}

fn safe(name: &str) -> String {
    let is_bad = |c: char| c.is_control() || "/\\:*?\"<>|".contains(c);
    let replaced: String =
        name.chars().map(|c| if is_bad(c) { '_' } else { c }).take(MOST_LETTERS).collect();
    // A leading full stop hides a file, or is a folder; a trailing one is dropped by Windows.
    let trimmed = replaced.trim_matches(['.', ' ']);
    let is_device = DEVICES.contains(&trimmed.to_lowercase().as_str());
    if trimmed.is_empty() || is_device { format!("_{trimmed}") } else { trimmed.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::file_names;

    #[test]
    fn names_stay_in_their_folder_and_apart() {
        let colleges = ["../../etc/passwd", "甲/乙", "甲\\乙", "..", "A", "a", "CON", " .x. ", ""];
        let names = file_names(colleges);
        assert_eq!(
            names,
            ["_.._etc_passwd", "甲_乙", "甲_乙 (2)", "_", "A", "a (2)", "_CON", "x", "_ (2)"]
        );
        assert!(file_names(["长".repeat(400).as_str()])[0].chars().count() <= 50);
    }
}
