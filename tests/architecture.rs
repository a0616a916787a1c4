//! The house: which module may use which, and what every file must have.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails should say where")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A module and the modules of this crate that it may use.
const MAY_USE: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("ratio", &[]),
    ("clock", &["text"]),
    ("diagnostic", &["text"]),
    ("instance", &["clock", "text"]),
    ("actuals", &["clock", "diagnostic", "instance"]),
    ("plan", &["clock", "instance"]),
    ("slots", &["clock", "instance", "plan", "ratio"]),
    ("waiting", &["clock", "instance", "plan"]),
    ("metrics", &["clock", "instance", "plan", "ratio"]),
    ("make_up", &["clock", "diagnostic", "instance", "metrics", "plan", "ratio", "text"]),
    ("simulate", &["clock", "instance", "plan", "slots"]),
    ("missing", &["actuals", "clock", "instance", "make_up", "plan", "ratio"]),
    ("shortage", &["clock", "instance", "plan", "text"]),
    ("roster", &["clock", "instance", "plan"]),
    ("format", &["actuals", "clock", "diagnostic", "instance", "plan", "text"]),
    // A made-up campaign is written down as files would have it, from a plan that it hides.
    ("generate", &["clock", "diagnostic", "format", "instance", "plan", "ratio", "slots", "text", "waiting"]),
    // The spreadsheet that a campaign begins with.
    ("start", &["diagnostic", "format", "text"]),
    ("model", &["clock", "instance", "metrics", "plan", "ratio", "slots", "waiting"]),
    // The check knows nothing of slots, model and solve: it shares no code with them.
    ("check", &["clock", "diagnostic", "instance", "plan", "text"]),
    ("solver", &[]),
    ("pattern", &["clock", "instance", "model", "plan", "solver", "waiting"]),
    // The check is the gate through which plans leave the solver.
    (
        "solve",
        &[
            "actuals",
            "check",
            "clock",
            "diagnostic",
            "instance",
            "metrics",
            "model",
            "pattern",
            "plan",
            "ratio",
            "slots",
            "solver",
            "waiting",
        ],
    ),
    // The problem as other solvers may have it.
    ("export", &["diagnostic", "instance", "model", "plan", "text"]),
    ("compare", &["instance", "metrics", "plan", "ratio", "text"]),
    ("side_by_side", &["check", "compare", "diagnostic", "instance", "metrics", "plan", "ratio", "solve", "text"]),
    ("safety", &["instance", "metrics", "plan", "simulate", "solve"]),
    ("pareto", &["instance", "metrics", "plan", "ratio", "solve"]),
    ("sweep", &["clock", "diagnostic", "format", "instance", "metrics", "plan", "ratio", "solve", "text"]),
    (
        "replan",
        &["actuals", "check", "clock", "diagnostic", "instance", "metrics", "plan", "ratio", "slots", "solve", "text"],
    ),
    ("explain", &["clock", "compare", "instance", "metrics", "plan", "ratio", "solve", "text"]),
    (
        "report",
        &[
            "check",
            "clock",
            "compare",
            "diagnostic",
            "format",
            "instance",
            "make_up",
            "metrics",
            "missing",
            "plan",
            "ratio",
            "roster",
            "pareto",
            "safety",
            "replan",
            "shortage",
            "side_by_side",
            "simulate",
            "solve",
            "sweep",
            "text",
            "waiting",
        ],
    ),
    // Forms to colleges and what comes back; the check is the gate to the master timetable.
    ("returns", &["check", "clock", "diagnostic", "format", "instance", "plan", "report", "slots", "text"]),
    // What leaves the house on paper or as a calendar, from the same data as the report.
    ("paper", &["clock", "diagnostic", "format", "instance", "plan", "ratio", "report", "roster", "text"]),
];

/// Longer files are two ideas.
const MOST_LINES: usize = 450;

fn sources() -> Vec<(PathBuf, String)> {
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
        .map(|path| (path.strip_prefix(&root).unwrap().to_owned(), std::fs::read_to_string(&path).unwrap()))
        .collect()
}

/// The module a file belongs to: `format/table.rs` to `format`, `plan.rs` to `plan`.
fn module(path: &Path) -> String {
    let first = path.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

/// Code without comments and without its tests.
fn code(source: &str) -> String {
    let production = source.split("#[cfg(test)]").next().unwrap_or_default();
    production.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

#[test]
fn imports_go_one_way() {
    let allowed: BTreeMap<&str, &[&str]> = MAY_USE.iter().copied().collect();
    let mut wrong = Vec::new();
    for (path, source) in sources() {
        let module = module(&path);
        if ["lib", "main", "cli"].contains(&module.as_str()) {
            continue;
        }
        let allowed = allowed.get(module.as_str()).unwrap_or_else(|| panic!("{module} is not in MAY_USE"));
        for used in code(&source).split("crate::").skip(1) {
            let used: String = used.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if used != module && !allowed.contains(&used.as_str()) {
                wrong.push(format!("{} uses {used}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_allowed_imports_have_no_circle() {
    let mut settled: Vec<&str> = Vec::new();
    let mut open: Vec<_> = MAY_USE.to_vec();
    while !open.is_empty() {
        let before = open.len();
        open.retain(|(module, uses)| {
            let ready = uses.iter().all(|used| settled.contains(used));
            if ready {
                settled.push(module);
            }
            !ready
        });
        assert!(open.len() < before, "circle among {open:?}");
    }
}

#[test]
fn solver_crates_are_named_where_they_belong() {
    for (path, source) in sources() {
        let code = code(&source);
        let name = path.to_string_lossy().replace('\\', "/");
        let names_highs = code.replace("solvers::highs::", "").contains("highs::");
        assert!(!names_highs || name == "solver.rs", "{name} names the highs crate");
        let is_solver_side =
            name.starts_with("model/compact/") || ["pattern/programme.rs", "solver.rs"].contains(&name.as_str());
        assert!(!code.contains("good_lp") || is_solver_side, "{name} names good_lp");
    }
}

#[test]
fn only_the_command_line_prints_or_exits() {
    for (path, source) in sources() {
        let code = code(&source);
        let is_cli = module(&path) == "cli";
        for word in ["println!", "process::exit", "ExitCode"] {
            assert!(is_cli || module(&path) == "main" || !code.contains(word), "{} has {word}", path.display());
        }
    }
}

#[test]
fn files_are_written_in_one_place() {
    for (path, source) in sources() {
        let code = code(&source);
        let writes = ["fs::write", "File::create", "persist("].iter().any(|word| code.contains(word));
        assert!(!writes || path.ends_with("files.rs"), "{} writes files", path.display());
    }
}

#[test]
fn every_file_says_what_it_is_for_and_stays_short() {
    for (path, source) in sources() {
        assert!(source.starts_with("//! "), "{} has no //! line", path.display());
        let lines = source.lines().count();
        assert!(lines <= MOST_LINES, "{} has {lines} lines", path.display());
        assert!(!code(&source).contains("::*;"), "{} has a glob import", path.display());
        for name in ["utils", "helpers", "common"] {
            assert!(path.file_stem().is_some_and(|stem| stem != name), "{} is no room for anything", path.display());
        }
    }
}
