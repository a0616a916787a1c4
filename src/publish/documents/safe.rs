//! Names of colleges and classes on their way into documents and into names of files: text without
//! control characters, names of files that stay in their folder and are taken by every system,
//! names of sheets that Excel takes.

use std::collections::HashSet;

/// The longest name of a file without its ending, in bytes: with a counter and an ending it stays
/// below the 255 of common file systems and leaves room for folders in the 260 characters of
/// Windows.
const MOST_BYTES: usize = 90;

/// The longest name of a sheet, in UTF-16 units.
const MOST_UNITS: usize = 31;

/// Text as a document may have it: control characters and what XML has no place for become spaces
/// or vanish.
pub fn plain(words: &str) -> String {
    words
        .chars()
        .filter_map(|c| match c {
            '\t' | '\n' | '\r' => Some(' '),
            '\u{FFFE}' | '\u{FFFF}' => None,
            c if c.is_control() => None,
            c => Some(c),
        })
        .collect()
}

/// Hands out names, each once; capitals, width and form of a letter make no difference.
#[derive(Default)]
pub struct Names {
    taken: HashSet<String>,
}

impl Names {
    /// A name for a file made from words: one component of at most `MOST_BYTES`, no reserved name,
    /// not hidden.
    pub fn file(&mut self, words: &str) -> String {
        let name: String = plain(words)
            .chars()
            .map(|c| if "/\\:*?\"<>|%".contains(c) || is_unseen(c) { '_' } else { c })
            .collect();
        let name = cut(name.trim_matches([' ', '.']), MOST_BYTES, char::len_utf8);
        let name = name.trim_end_matches([' ', '.']);
        let name =
            if name.is_empty() || is_reserved(name) { format!("_{name}") } else { name.to_owned() };
        self.unique(&name, MOST_BYTES + 12, char::len_utf8, |name, count| format!("{name}-{count}"))
    }

    /// A name for a sheet made from words: at most 31 letters, without `[ ] : * ? / \`, no
    /// apostrophe at either end.
    pub fn sheet(&mut self, words: &str) -> String {
        let name: String =
            plain(words).chars().map(|c| if "[]:*?/\\".contains(c) { '_' } else { c }).collect();
        let name = name.trim_matches([' ', '\'']);
        // Excel keeps this name for itself.
        let name = if name.is_empty() || name.eq_ignore_ascii_case("history") {
            format!("_{name}")
        } else {
            name.to_owned()
        };
        self.unique(&name, MOST_UNITS, char::len_utf16, |name, count| format!("{name} ({count})"))
    }

    /// The name, cut to the limit; with a counter where it is taken.
    fn unique(
        &mut self,
        name: &str,
        most: usize,
        size: impl Fn(char) -> usize + Copy,
        with: impl Fn(&str, usize) -> String,
    ) -> String {
        let whole = cut(name, most, size).trim_end_matches([' ', '\'']).to_owned();
        if self.taken.insert(folded(&whole)) {
            return whole;
        }
        let mut count = 2;
        loop {
            let counter: usize = with("", count).chars().map(size).sum();
            let numbered = with(cut(name, most.saturating_sub(counter), size).trim_end(), count);
            if self.taken.insert(folded(&numbered)) {
                return numbered;
            }
            count += 1;
        }
    }
}

/// The longest beginning of at most that size.
fn cut(words: &str, most: usize, size: impl Fn(char) -> usize) -> &str {
    let mut used = 0;
    for (place, letter) in words.char_indices() {
        used += size(letter);
        if used > most {
            return &words[..place];
        }
    }
    words
}

/// Marks that turn the direction of writing or take no room: a name must look like what it is.
fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}'
            | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}

/// Names that Windows keeps for devices, with any ending.
fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    let numbered = |device: &str| {
        stem.strip_prefix(device).is_some_and(|digit| {
            let mut digits = digit.chars();
            matches!((digits.next(), digits.next()), (Some('0'..='9' | '¹' | '²' | '³'), None))
        })
    };
    ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"].contains(&stem.as_str())
        || numbered("COM")
        || numbered("LPT")
}

/// What file systems may take for the same: letters regardless of case, of full width, and of how
/// accents are written.
fn folded(name: &str) -> String {
    name.chars()
        .filter(|c| !('\u{300}'..='\u{36F}').contains(c))
        .map(|c| match c {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            // Letters with accents of Latin-1 and Latin Extended-A count as the same as each other:
            // a number behind a name that needs none does no harm, a file lost does.
            '\u{C0}'..='\u{17F}' => '\u{C0}',
            c => c,
        })
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Names, plain};
    use std::path::{Component, Path};

    const HOSTILE: &[&str] = &[
        "../../etc/passwd",
        "..",
        ".",
        "",
        "/abs",
        "C:\\x",
        "a/b",
        "a\\b",
        "CON",
        "con.txt",
        "LPT1",
        "nul .x",
        "-rf",
        "~",
        "a\u{0}b",
        "x\n",
        "\u{202E}gpj.exe",
        ".hidden",
        "trailing. ",
        "外国语学院",
        "外国语学院",
        "A",
        "a",
        "Ａ",
        "é",
        "e\u{301}",
        "../../甲/乙",
        "..\\..\\甲\\乙",
        "con.txt.old",
        "a\u{61C}\u{AD}\u{E0041}b",
    ];

    #[test]
    fn names_of_files_stay_in_their_folder_and_apart() {
        let mut names = Names::default();
        let long = "很长的学院名称".repeat(60);
        let mut given: Vec<String> = HOSTILE.iter().copied().map(|name| names.file(name)).collect();
        given.push(names.file(&long));
        given.push(names.file(&long));
        let mut seen = std::collections::HashSet::new();
        for name in &given {
            let parts: Vec<_> = Path::new(name).components().collect();
            assert!(matches!(parts.as_slice(), [Component::Normal(_)]), "{name:?}");
            assert!(
                name.len() <= 110 && !name.starts_with('.') && !name.ends_with(['.', ' ']),
                "{name:?}"
            );
            assert!(!name.contains(['/', '\\', ':', '\0', '\n', '\u{202E}']), "{name:?}");
            assert!(seen.insert(name.to_lowercase()), "{name:?} twice");
        }
        assert_eq!(given[19..21], ["外国语学院", "外国语学院-2"]);
        assert_eq!(given[8..10], ["_CON", "_con.txt"]);
        assert_eq!(given[21..24], ["A", "a-2", "Ａ-3"]);
    }

    #[test]
    fn names_of_sheets_are_as_excel_wants_them() {
        let mut names = Names::default();
        let long = "石油与天然气工程学院".repeat(5);
        let wide = "🎓".repeat(40);
        let given: Vec<String> =
            ["a/b", "a:b", "[x]", "'quoted'", "", "History", &long, &long, &wide, "plan", "PLAN"]
                .iter()
                .map(|name| names.sheet(name))
                .collect();
        let mut seen = std::collections::HashSet::new();
        for name in &given {
            assert!((1..=31).contains(&name.encode_utf16().count()), "{name:?}");
            assert!(!name.contains(['[', ']', ':', '*', '?', '/', '\\']), "{name:?}");
            assert!(!name.starts_with('\'') && !name.ends_with('\''), "{name:?}");
            assert!(seen.insert(name.to_lowercase()), "{name:?} twice");
        }
        assert_eq!(given[..4], ["a_b", "a_b (2)", "_x_", "quoted"]);
        assert_eq!(given[9..], ["plan", "PLAN (2)"]);
    }

    #[test]
    fn control_characters_never_reach_a_document() {
        assert_eq!(plain("a\u{0}\u{1b}[2J\tb\u{85}\u{FFFE}"), "a[2J b");
    }
}
