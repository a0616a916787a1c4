//! The house: which room may use which, and what every file must have.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails should say where")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A room, the rooms of this crate that it may use directly, and through them all that those use.
/// `generate` writes a made-up campaign down as files would have it. `check` knows nothing of
/// `plans` and `solve`: it shares no code with them.
const ROOMS: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("campaign", &["base"]),
    ("plans", &["campaign"]),
    ("check", &["campaign"]),
    ("solve", &["plans", "check"]),
    ("simulate", &["plans"]),
    ("files", &["campaign"]),
    ("generate", &["files", "plans"]),
    ("questions", &["solve", "simulate", "files"]),
    ("publish", &["questions", "files"]),
    ("solver", &["questions"]),
    ("web", &["publish", "solver"]),
];

/// What a room may use, directly or through others.
fn reach(room: &str) -> BTreeSet<&'static str> {
    let (_, direct) =
        ROOMS.iter().find(|(name, _)| *name == room).unwrap_or_else(|| panic!("no room {room}"));
    direct.iter().flat_map(|used| reach(used).into_iter().chain([*used])).collect()
}

/// A source file: its path below `src`, and its text.
type Source = (PathBuf, String);

fn sources() -> Vec<Source> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    walk(&root, &mut files);
    files.sort();
    files
        .into_iter()
        .map(|path| {
            let text = std::fs::read_to_string(&path).unwrap();
            (path.strip_prefix(&root).unwrap().to_owned(), text)
        })
        .collect()
}

/// The room of a file: `files/table.rs` lies in `files`.
fn room(path: &Path) -> String {
    let first = path.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

/// Code without comments and without its tests.
fn code(source: &str) -> String {
    let production = source.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = production.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// The modules of a file's path: `solve/tiers/mod.rs` is `[solve, tiers]`.
fn modules(path: &Path) -> Vec<String> {
    let stem = path.with_extension("");
    let parts = stem.components().map(|part| part.as_os_str().to_string_lossy().into_owned());
    parts.filter(|part| part != "mod").collect()
}

/// The paths of a use tree without its `use`: `a::{b, c::{d, e}}` is `a::b`, `a::c::d` and
/// `a::c::e`.
fn branches(tree: &str) -> Vec<Vec<String>> {
    let is_path = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let length = tree.find(|c| !is_path(c)).unwrap_or(tree.len());
    let (path, rest) = tree.split_at(length);
    let stem: Vec<String> =
        path.split("::").filter(|word| !word.is_empty()).map(str::to_owned).collect();
    let Some(inner) = rest.strip_prefix('{') else { return vec![stem] };
    let (mut depth, mut begin, mut found) = (0, 0, Vec::new());
    for (at, c) in inner.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                found.extend(branches(inner[begin..at].trim_start()));
                begin = at + 1;
            }
            _ => {}
        }
        if c == '}' && begin == at + 1 {
            break;
        }
    }
    found.into_iter().map(|rest| [stem.clone(), rest].concat()).collect()
}

/// Paths that a file names, from the root of the crate: `use crate::a::b` and `use super::b`.
fn named(path: &Path, code: &str) -> Vec<Vec<String>> {
    let own = modules(path);
    let from_root = code.split("crate::").skip(1).flat_map(branches);
    let from_parent = code.split("super::").skip(1).flat_map(|text| {
        let parent = &own[..own.len() - 1];
        branches(text).into_iter().map(move |rest| [parent, &rest[..]].concat())
    });
    from_root.chain(from_parent).collect()
}

#[test]
fn a_use_tree_names_all_its_branches() {
    let code = "use super::limits::{Limits, stop};\nuse super::{Stop, sweep, why::{price, words}};";
    let found: Vec<String> =
        named(Path::new("cli/fit.rs"), code).iter().map(|path| path.join("::")).collect();
    let all = ["limits::Limits", "limits::stop", "Stop", "sweep", "why::price", "why::words"];
    assert_eq!(found, all.map(|path| format!("cli::{path}")));
}

#[test]
fn imports_go_one_way() {
    let mut wrong = Vec::new();
    for (path, source) in sources() {
        let room = room(&path);
        if ["lib", "main", "cli"].contains(&room.as_str()) {
            continue;
        }
        let allowed = reach(&room);
        for used in named(&path, &code(&source)).iter().filter_map(|path| path.first()) {
            if *used != room && !allowed.contains(used.as_str()) {
                wrong.push(format!("{} uses {used}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Files that need each other are one file, or there is a third one in them. A `mod.rs` is the
/// door of its folder, and no part of a circle.
#[test]
fn no_circle_between_files() {
    let sources = sources();
    let of_modules: BTreeMap<Vec<String>, &Path> = sources
        .iter()
        .filter(|(path, _)| path.file_name().is_some_and(|name| name != "mod.rs"))
        .map(|(path, _)| (modules(path), path.as_path()))
        .collect();
    let uses = |(path, source): &Source| -> BTreeSet<&Path> {
        let named = named(path, &code(source));
        let files = named.iter().filter_map(|named| {
            (1..=named.len()).rev().find_map(|length| of_modules.get(&named[..length]).copied())
        });
        files.filter(|file| file != path).collect()
    };
    let mut open: BTreeMap<&Path, BTreeSet<&Path>> =
        sources.iter().map(|source| (source.0.as_path(), uses(source))).collect();
    while !open.is_empty() {
        let settled: Vec<&Path> =
            open.iter().filter(|(_, uses)| uses.is_empty()).map(|(path, _)| *path).collect();
        assert!(!settled.is_empty(), "a circle among {open:#?}");
        for path in settled {
            open.remove(path);
            for uses in open.values_mut() {
                uses.remove(path);
            }
        }
    }
}

#[test]
fn solver_crates_are_named_where_they_belong() {
    for (path, source) in sources() {
        let code = code(&source);
        let name = path.to_string_lossy().replace('\\', "/");
        let names_highs = code.lines().any(|line| line.starts_with("use highs::"));
        let is_own = name.starts_with("solve/mod") || name == "solve/highs.rs";
        assert!(!names_highs || is_own, "{name} names the highs crate");
        let files = [
            "solve/kinds/cut_rows.rs",
            "solve/kinds/model.rs",
            "solve/kinds/relations.rs",
            "solve/patterns/search/mip.rs",
            "solve/highs.rs",
        ];
        let is_solver_side = name.starts_with("solve/compact/") || files.contains(&name.as_str());
        assert!(!code.contains("good_lp") || is_solver_side, "{name} names good_lp");
    }
}

#[test]
fn the_check_makes_no_sentences() {
    for (path, source) in sources().into_iter().filter(|(path, _)| room(path) == "check") {
        let code = code(&source);
        for word in ["Text", "Lang", "Diagnostic", "format!"] {
            assert!(!code.contains(word), "{} has {word}", path.display());
        }
    }
}

/// Rooms whose results are data, and the few files in them that write Chinese all the same.
const WORDLESS: &[&str] = &["plans", "check", "solve", "simulate", "questions"];
const MAY_WRITE_CHINESE: &[&str] = &[
    // Names of groups, which the campaign of the days left has in its files: `外国语学院（续）`.
    "questions/replan/rest.rs",
];

#[test]
fn results_are_data_and_words_come_last() {
    let is_chinese = |c: char| matches!(c, '\u{3000}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}');
    let mut writers = Vec::new();
    for (path, source) in sources() {
        let code = code(&source);
        let writes = ["Text::new(", "Text::each(", ".pick("].iter().any(|word| code.contains(word));
        if WORDLESS.contains(&room(&path).as_str()) && (writes || code.contains(is_chinese)) {
            writers.push(path.to_string_lossy().replace('\\', "/"));
        }
    }
    // Who has nothing to write any more is taken off the list.
    assert_eq!(writers, MAY_WRITE_CHINESE);
}

#[test]
fn only_the_command_line_prints_or_exits() {
    for (path, source) in sources() {
        let code = code(&source);
        let is_cli = ["cli", "main"].contains(&room(&path).as_str());
        for word in ["println!", "process::exit", "ExitCode"] {
            assert!(is_cli || !code.contains(word), "{} has {word}", path.display());
        }
    }
}

#[test]
fn files_are_written_in_one_place() {
    for (path, source) in sources() {
        let code = code(&source);
        let writes =
            ["fs::write", "File::create", "persist("].iter().any(|word| code.contains(word));
        assert!(!writes || path.starts_with("publish/output"), "{} writes files", path.display());
    }
}

#[test]
fn every_file_says_what_it_is_for() {
    for (path, source) in sources() {
        assert!(source.starts_with("//! "), "{} has no //! line", path.display());
        assert!(!code(&source).contains("::*;"), "{} has a glob import", path.display());
        for name in ["utils", "helpers", "common"] {
            let is_drawer = path.file_stem().is_some_and(|stem| stem == name);
            assert!(!is_drawer, "{} is no room for anything", path.display());
        }
    }
}

/// The type or trait that a line defines. An indented `type` belongs to a trait, whose name for it
/// every implementation repeats.
fn defined(line: &str) -> Option<&str> {
    let (is_indented, line) = (line.starts_with(' '), line.trim_start());
    let line = match line.strip_prefix("pub") {
        Some(rest) if rest.starts_with('(') => rest.split_once(") ")?.1,
        Some(rest) => rest.trim_start(),
        None => line,
    };
    let (keyword, rest) = line.split_once(' ')?;
    let is_definition =
        ["struct", "enum", "trait"].contains(&keyword) || keyword == "type" && !is_indented;
    let name = rest.split(|c: char| !c.is_alphanumeric() && c != '_').next()?;
    (is_definition && name.starts_with(char::is_uppercase)).then_some(name)
}

#[test]
fn definitions_are_found() {
    let lines = [
        ("pub struct Row<'a> {", Some("Row")),
        ("    pub(in crate::solve) enum Case {", Some("Case")),
        ("pub(crate) trait Word: Copy {", Some("Word")),
        ("type Hall = Option<StationId>;", Some("Hall")),
        ("    type Item = T;", None),
        ("/// struct Row", None),
        ("published struct", None),
    ];
    for (line, name) in lines {
        assert_eq!(defined(line), name, "{line}");
    }
}

/// One name, one thing, tests included. In `publish/json` a type may have the name of the one whose
/// JSON it is.
#[test]
fn a_name_means_one_thing() {
    let sources = sources();
    let mut files_of: BTreeMap<&str, Vec<&Path>> = BTreeMap::new();
    for (path, source) in &sources {
        for name in source.lines().filter_map(defined) {
            files_of.entry(name).or_default().push(path);
        }
    }
    assert!(files_of.contains_key("Campaign"), "no definitions are found");
    files_of.retain(|_, files| {
        let forms = files.iter().filter(|file| file.starts_with("publish/json")).count();
        forms > 1 || files.len() - forms > 1
    });
    assert!(files_of.is_empty(), "names that are defined twice: {files_of:#?}");
}

#[test]
fn unsafe_code_is_in_one_file() {
    let may = Path::new("solve/highs.rs");
    let has_some = |source: &str| {
        let mut words = source.split(|c: char| !c.is_alphanumeric() && c != '_');
        words.any(|word| ["unsafe", "unsafe_code"].contains(&word))
    };
    for (path, source) in sources() {
        assert!(
            path == may || !has_some(&source),
            "{} has unsafe code or allows it",
            path.display()
        );
    }
    let (_, highs) = sources().into_iter().find(|(path, _)| path == may).unwrap();
    let lines: Vec<&str> = highs.lines().map(str::trim).collect();
    let blocks: Vec<usize> =
        (0..lines.len()).filter(|at| lines[*at].contains("unsafe {")).collect();
    assert!(!blocks.is_empty(), "solve/highs.rs has no unsafe code any more");
    for at in blocks {
        let mut above = lines[..at].iter().rev().take_while(|line| line.starts_with("//"));
        let is_argued = above.any(|line| line.starts_with("// SAFETY: "));
        assert!(is_argued, "no argument above `{}`", lines[at]);
    }
}

/// What a text cites, as first author and year: `Dantzig and Wolfe 1960`, `Sadykov et al. 2019`.
fn citations(text: &str) -> BTreeSet<(String, String)> {
    let is_year = |word: &str| {
        word.len() == 4 && word.starts_with(['1', '2']) && word.chars().all(|c| c.is_ascii_digit())
    };
    let bare = |word: &'_ str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let is_name = |word: &str| word.starts_with(char::is_uppercase) && word.chars().count() > 1;
    let words: Vec<&str> = text.split_whitespace().filter(|word| !word.starts_with("//")).collect();
    let mut found = BTreeSet::new();
    for (index, word) in words.iter().enumerate().filter(|(_, word)| is_year(&bare(word))) {
        let before = words[..index].iter().rev();
        let names = before.take_while(|name| {
            is_name(&bare(name)) && !name.ends_with(['.', ';'])
                || ["and", "et", "al."].contains(name)
        });
        let mut first = None;
        for name in names {
            first = Some(bare(name)).filter(|name| is_name(name)).or(first);
            if name.starts_with('(') {
                break;
            }
        }
        found.extend(first.map(|first| (first, bare(word))));
    }
    found
}

#[test]
fn literature_lists_what_is_cited() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/method");
    let mut cited = BTreeSet::new();
    for (path, source) in sources() {
        if ["solve", "simulate"].contains(&room(&path).as_str()) {
            cited.extend(citations(&source));
        }
    }
    for page in std::fs::read_dir(&docs).unwrap().flatten().map(|entry| entry.path()) {
        if !page.ends_with("literature.md") {
            cited.extend(citations(&std::fs::read_to_string(page).unwrap()));
        }
    }
    let literature = std::fs::read_to_string(docs.join("literature.md")).unwrap();
    let first_author_and_year = |entry: &str| {
        let (authors, rest) = entry.split_once(" (").unwrap();
        let first = authors.split_whitespace().find(|word| !word.ends_with('.')).unwrap();
        (first.trim_end_matches(',').to_owned(), rest[..4].to_owned())
    };
    let listed: BTreeSet<_> = literature.split("\n- ").skip(1).map(first_author_and_year).collect();
    assert_eq!(cited.difference(&listed).collect::<Vec<_>>(), Vec::<&(String, String)>::new());
    assert_eq!(listed.difference(&cited).collect::<Vec<_>>(), Vec::<&(String, String)>::new());
}
