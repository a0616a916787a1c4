//! Printing: text on stdout, messages on stderr, tables aligned for Chinese characters.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "this is the place that prints")]

use callsheet::base::diagnostic::{Diagnostic, printable};
use callsheet::base::text::Lang;
use callsheet::publish::json;
use serde::Serialize;
use std::io::{Error, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use unicode_width::UnicodeWidthStr;

/// Why stdout could not be written, the first time.
static FAILURE: OnceLock<Error> = OnceLock::new();

/// A line on stdout. A reader that went away, such as `head`, is no failure; of any other
/// [`failure`] tells at the end.
pub fn out(line: &str) {
    note(writeln!(std::io::stdout(), "{}", printable(line)));
}

/// Why stdout could not be written, now that all is said.
pub fn failure() -> Option<&'static Error> {
    note(std::io::stdout().flush());
    FAILURE.get()
}

fn note(written: std::io::Result<()>) {
    if let Err(error) = written
        && error.kind() != ErrorKind::BrokenPipe
    {
        let _ = FAILURE.set(error);
    }
}

/// A line on stderr.
pub fn err(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Warnings on stderr.
pub fn warn(warnings: &[Diagnostic], lang: Lang) {
    for warning in warnings {
        err(&warning.render(lang));
    }
}

/// One JSON object on stdout.
pub fn json(object: &impl Serialize) {
    // As it is: a program reads it.
    note(writeln!(std::io::stdout(), "{}", json::text(object)));
}

/// The language before any campaign is read: Chinese where the system's is, and on Windows, which has
/// no such variable and on which the program is given to Chinese offices.
pub fn system_language() -> Lang {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().filter_map(|name| std::env::var(name).ok());
    let said = set.into_iter().find(|value| !value.is_empty());
    let is_chinese = said.map_or(cfg!(windows), |value| value.starts_with("zh"));
    if is_chinese { Lang::Zh } else { Lang::En }
}

/// A table with its columns aligned; columns whose number is in `right` to the right.
pub fn table(rows: &[Vec<String>], right: &[usize]) {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    for row in rows {
        let cells: Vec<String> = row
            .iter()
            .enumerate()
            .map(|(column, cell)| {
                let pad = " ".repeat(widths[column] - cell.width());
                if right.contains(&column) {
                    format!("{pad}{cell}")
                } else {
                    format!("{cell}{pad}")
                }
            })
            .collect();
        out(format!("  {}", cells.join("  ")).trim_end());
    }
}
/// The most files of a folder inside the output folder that are named one by one: the 153 calendars
/// of the 2024 campaign would push what was said before off the screen.
const MOST_NAMED: usize = 3;

/// Files that were written: one a line; those of a folder with more than [`MOST_NAMED`] by its name
/// and their number.
pub fn files(files: &[PathBuf], lang: Lang) {
    let mut folders: Vec<(&Path, Vec<&PathBuf>)> = Vec::new();
    for file in files {
        let folder = file.parent().unwrap_or(Path::new(""));
        match folders.iter_mut().find(|(own, _)| *own == folder) {
            Some((_, inside)) => inside.push(file),
            None => folders.push((folder, vec![file])),
        }
    }
    let first = folders.first().map(|(folder, _)| *folder);
    for (folder, inside) in folders {
        let count = inside.len();
        if Some(folder) != first && count > MOST_NAMED {
            let folder = folder.display();
            out(&lang
                .pick(format!("  {folder}：{count} 个文件"), format!("  {folder}: {count} files")));
        } else {
            for file in inside {
                out(&format!("  {}", file.display()));
            }
        }
    }
}
