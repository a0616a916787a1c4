//! Numbered diagnostics: what is wrong, where, and what to do.

mod codes;
mod excerpt;
mod safe;

pub use codes::Code;
pub use excerpt::Excerpt;
pub use safe::{printable, safe};

use crate::base::text::{Lang, Text};
use std::fmt;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; nothing stops.
    Warning,
    /// An input that can't be used, or a rule that is broken.
    Error,
}

/// Where a finding stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Location {
    /// The file, or `--set` for a command-line override.
    pub file: String,
    /// The sheet, where the file is a workbook.
    pub sheet: Option<String>,
    /// Line of a text or row of a sheet, from 1.
    pub line: Option<usize>,
    /// Column, from 1: the character in a TOML file, the cell in a table.
    pub column: Option<usize>,
    /// The number of characters of a TOML file that are meant, where it is known.
    pub length: Option<usize>,
}

impl Location {
    /// A whole file.
    pub fn file(file: impl Into<String>) -> Location {
        Location { file: file.into(), ..Location::default() }
    }

    /// A line of a file.
    pub fn line(file: impl Into<String>, line: usize) -> Location {
        Location::file(file).row(line)
    }

    /// A cell or character of a line.
    pub fn at(file: impl Into<String>, line: usize, column: usize) -> Location {
        Location::file(file).cell(line, column)
    }

    /// A sheet of a workbook.
    pub fn sheet(file: impl Into<String>, sheet: impl Into<String>) -> Location {
        Location { sheet: Some(sheet.into()), ..Location::file(file) }
    }

    /// A line of the same file or a row of the same sheet.
    #[must_use]
    pub fn row(&self, line: usize) -> Location {
        Location { line: Some(line), column: None, length: None, ..self.clone() }
    }

    /// A cell of the same file or sheet.
    #[must_use]
    pub fn cell(&self, line: usize, column: usize) -> Location {
        Location { line: Some(line), column: Some(column), length: None, ..self.clone() }
    }

    /// The name of its cell, such as `C7`, in a workbook.
    pub fn cell_name(&self) -> Option<String> {
        self.sheet.as_ref()?;
        Some(format!("{}{}", column_name(self.column?), self.line?))
    }

    /// The place for readers: `file:line:column`, or `file, sheet NAME, C7`.
    pub fn shown(&self, lang: Lang) -> String {
        let Some(sheet) = &self.sheet else { return self.to_string() };
        let row = self.line.map(|line| lang.pick(format!("第 {line} 行"), format!("row {line}")));
        let inside = self.cell_name().or(row);
        let (separator, word) = lang.pick(("，", "工作表"), (", ", "sheet"));
        let inside = inside.map(|inside| format!("{separator}{inside}")).unwrap_or_default();
        format!("{}{separator}{word} {sheet}{inside}", self.file)
    }
}

/// The letters of a column of a sheet: 1 is A, 27 is AA.
pub fn column_name(mut column: usize) -> String {
    let mut letters = Vec::new();
    while column > 0 {
        letters.push(char::from(b'A' + ((column - 1) % 26) as u8));
        column = (column - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// The same in both languages: `file:line:column`, or `[file]NAME!C7`, as a spreadsheet writes it; a
/// row by its first cell.
impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(sheet) = &self.sheet {
            write!(f, "[{}]{sheet}", self.file)?;
            return match (self.cell_name(), self.line) {
                (Some(cell), _) => write!(f, "!{cell}"),
                (None, Some(line)) => write!(f, "!A{line}"),
                (None, None) => Ok(()),
            };
        }
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
            if let Some(column) = self.column {
                write!(f, ":{column}")?;
            }
        }
        Ok(())
    }
}

/// One finding; as an error it is shown in English.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.render(Lang::En))]
pub struct Diagnostic {
    /// Its number.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// Where it stands, when it stands in a file.
    pub location: Option<Location>,
    /// What stands there, where it may be shown.
    pub excerpt: Option<Excerpt>,
    /// What is wrong.
    pub message: Text,
    /// What to do.
    pub help: Option<Text>,
    /// The number of findings that it tells of: more than 1 where it counts the rest of a kind.
    pub stands_for: usize,
}

impl Diagnostic {
    /// An error.
    pub fn error(code: Code, message: Text) -> Diagnostic {
        let severity = Severity::Error;
        Diagnostic {
            code,
            severity,
            location: None,
            excerpt: None,
            message,
            help: None,
            stands_for: 1,
        }
    }

    /// A warning.
    pub fn warning(code: Code, message: Text) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(code, message) }
    }

    /// Adds the place.
    #[must_use]
    pub fn at(mut self, location: Location) -> Diagnostic {
        self.location = Some(location);
        self
    }

    /// Adds what to do.
    #[must_use]
    pub fn help(mut self, help: Text) -> Diagnostic {
        self.help = Some(help);
        self
    }

    /// What is wrong, as it may be shown to anybody: without control characters, and without
    /// numbers that belong to a person.
    pub fn said(&self, lang: Lang) -> String {
        safe(self.message.get(lang))
    }

    /// What to do, in the same way.
    pub fn advice(&self, lang: Lang) -> Option<String> {
        self.help.as_ref().map(|help| safe(help.get(lang)))
    }

    /// The finding as lines of text: `error[E104] file:line:column: message`, the line with a mark
    /// below the value where there is one to show, then what to do.
    pub fn render(&self, lang: Lang) -> String {
        let severity = match self.severity {
            Severity::Error => lang.pick("错误", "error"),
            Severity::Warning => lang.pick("提示", "warning"),
        };
        let place = self
            .location
            .as_ref()
            .map(|location| format!(" {}", location.shown(lang)))
            .unwrap_or_default();
        let code = self.code.id();
        let mut lines = vec![format!("{severity}[{code}]{place}: {}", self.message.get(lang))];
        lines.extend(
            self.help
                .as_ref()
                .map(|help| format!("  {}: {}", lang.pick("办法", "help"), help.get(lang))),
        );
        // A message of the command line has several lines.
        for text in &mut lines {
            *text = text.split('\n').map(safe).collect::<Vec<_>>().join("\n");
        }
        if let Some(excerpt) = &self.excerpt {
            lines.insert(1, excerpt.render());
        }
        lines.join("\n")
    }
}

/// Puts findings into reading order: by file, line and column, then by code.
pub fn sort(findings: &mut [Diagnostic]) {
    findings.sort_by(|a, b| {
        (&a.location, a.code).cmp(&(&b.location, b.code)).then_with(|| a.message.cmp(&b.message))
    });
}

/// The nearest of the known names, for "did you mean": at most a third of the letters differ.
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|name| (strsim::osa_distance(&wrong.to_lowercase(), &name.to_lowercase()), name))
        .filter(|(distance, name)| {
            let letters = name.chars().count().max(wrong.chars().count());
            *distance < letters && *distance * 3 <= letters.max(3)
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::{Code, nearest};
    use std::collections::BTreeSet;

    #[test]
    fn numbers_are_unique_and_in_order() {
        let ids: Vec<&str> = Code::ALL.iter().map(|code| code.id()).collect();
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
        assert!(Code::ALL.iter().all(|code| Code::parse(code.id()) == Some(*code)));
        for family in ["E1", "P2", "W3"] {
            let of_family: Vec<_> = ids.iter().filter(|id| id.starts_with(family)).collect();
            assert!(of_family.is_sorted(), "{of_family:?}");
        }
    }

    #[test]
    fn the_nearest_name_is_near() {
        assert_eq!(nearest("gird_minutes", ["title", "grid_minutes"]), Some("grid_minutes"));
        assert_eq!(nearest("外国语学院院", ["外国语学院", "数理学院"]), Some("外国语学院"));
        assert_eq!(nearest("completely", ["title", "place"]), None);
    }
}
