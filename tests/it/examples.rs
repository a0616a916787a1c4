//! The worked examples of README and docs, run by trycmd: what a page shows under a command is what
//! the program says.
//!
//! A page's commands run one after another in a folder of the page's own, which holds what a reader
//! has: the shipped campaigns, the committed plan, an office's list and thirteen returned forms.
//! `TRYCMD=overwrite` writes into the pages what the program says now.

use crate::folder::{PLAN, copy_tree, files_below, root, text_of, write_files};
use crate::returns::thirteen_returns;
use crate::workbook::office_list;
use std::path::{Path, PathBuf};
use trycmd::TestCases;

/// All pages, from the root of the checkout.
fn pages() -> Vec<PathBuf> {
    let docs = root().join("docs");
    let docs = if docs.is_dir() { files_below(&docs) } else { Vec::new() };
    let readmes = ["README.md", "README.zh.md"].map(|name| root().join(name));
    let all = readmes.into_iter().filter(|page| page.exists()).chain(docs);
    let pages = all.filter(|path| path.extension().is_some_and(|ending| ending == "md"));
    pages.map(|page| page.strip_prefix(root()).unwrap().to_owned()).collect()
}

/// What stands beside a reader who tries the examples.
fn furnish(folder: &Path) {
    for shipped in ["instances", PLAN] {
        copy_tree(&root().join(shipped), &folder.join(shipped));
    }
    write_files(folder, [("人数统计表.xlsx", office_list())]);
    thirteen_returns(&folder.join("returned"));
}

/// The verbs of a page's examples. What trycmd would pass over in silence is refused: blocks that
/// are indented or marked, and commands that it can't find.
fn verbs(page: &str) -> Vec<String> {
    let mut verbs = Vec::new();
    let mut block: Option<&str> = None;
    for line in page.lines() {
        let fence = line.trim_start().strip_prefix("```");
        match (block, fence) {
            (None, Some(info)) => {
                assert!(!info.is_empty(), "a block without a language: {line}");
                assert!(!info.starts_with("console") || line == "```console", "not run: {line}");
                block = Some(info);
            }
            (Some(_), Some(_)) => block = None,
            (Some("console"), None) => {
                if let Some(command) = line.strip_prefix("$ ") {
                    let verb = command
                        .strip_prefix("callsheet ")
                        .and_then(|words| words.split(' ').next());
                    verbs.push(verb.unwrap_or_else(|| panic!("not run: {line}")).to_owned());
                }
            }
            _ => {}
        }
    }
    verbs
}

#[test]
fn pages_say_word_for_word_what_the_program_says() {
    let scratch = tempfile::tempdir().unwrap();
    let cases = TestCases::new();
    cases
        .register_bin("callsheet", Path::new(env!("CARGO_BIN_EXE_callsheet")))
        .env("LC_ALL", "C.UTF-8");
    let mut shown = Vec::new();
    let pages = pages();
    for page in &pages {
        let (text, copy) = (text_of(root().join(page)), scratch.path().join(page));
        let verbs = verbs(&text);
        write_files(copy.parent().unwrap(), [(copy.file_name().unwrap(), &text)]);
        if !verbs.is_empty() {
            furnish(&copy.with_extension("in"));
            cases.case(&copy);
        }
        shown.extend(verbs);
    }
    for verb in
        ["sweep", "pareto", "why", "suggest", "fit", "slack", "simulate", "replan", "collect"]
    {
        assert!(shown.iter().any(|known| known == verb), "no page shows what {verb} says");
    }
    cases.run();
    if std::env::var_os("TRYCMD").is_some_and(|mode| mode == "overwrite") {
        for page in &pages {
            std::fs::copy(scratch.path().join(page), root().join(page)).unwrap();
        }
    }
}
