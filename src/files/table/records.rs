//! What a table is made of, wherever it stands: records of cells with their lines, from CSV text or
//! from a sheet.

use super::header::means;
use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::text::Text;
use crate::files::faults::Faults;
use crate::files::fields::Table;
use crate::files::table_text::needs_apostrophe;
use crate::files::tolerant;
use crate::files::workbook::{Sheet, is_formula_error};

/// The most columns that a sheet's table may have.
const MOST_COLUMNS: usize = 64;

/// Rows of cells with their lines, header first; rows without content are left out.
pub struct Records {
    /// The file, or the sheet of a workbook.
    pub place: Location,
    /// Line and cells.
    pub records: Vec<(usize, Vec<String>)>,
    /// Whether some rows could not be read.
    pub broken: bool,
}

impl Records {
    /// Records of CSV text.
    pub fn of_text(file: &str, text: &str, faults: &mut Faults) -> Records {
        let before = faults.len();
        let place = Location::file(file);
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .comment(Some(b'#'))
            .from_reader(text.as_bytes());
        let mut records = Vec::new();
        // A row that begins with a failed formula is no comment, though it looks like one.
        for (line, row) in text.lines().enumerate() {
            let first = row.split(',').next().unwrap_or_default();
            if first.starts_with('#') {
                refuse_formula_error(first, &place.cell(line + 1, 1), faults);
            }
        }
        let mut lines = Lines::new(&text, &['\n', '#']);
        for record in reader.records() {
            match record {
                Ok(record) => {
                    let line = lines.of_record(
                        record.position().map_or(0, |position| position.byte() as usize),
                    );
                    let cells: Vec<String> = record
                        .iter()
                        .enumerate()
                        .map(|(i, cell)| clean(cell, &place.cell(line, i + 1), faults))
                        .collect();
                    if cells.iter().any(|cell| !tolerant::narrow(cell).is_empty()) {
                        records.push((line, cells));
                    }
                }
                Err(error) => {
                    let line = error.position().map_or(1, |position| position.line() as usize);
                    faults.report(
                        Code::BrokenTable,
                        &place.row(line),
                        format!("该行无法读取：{error}"),
                        format!("the row can't be read: {error}"),
                    );
                }
            }
        }
        Records { place, records, broken: faults.len() > before }
    }

    /// Records of a sheet. Its first row with content is the header, whose last cell says how wide
    /// the table is; a row whose first column starts with `#` is a comment, as in CSV.
    pub fn of_sheet(place: Location, sheet: &Sheet, faults: &mut Faults) -> Records {
        let before = faults.len();
        let mut records: Vec<(usize, Vec<String>)> = Vec::new();
        let mut width = 0;
        for (line, row) in &sheet.rows {
            if row.get(&1).is_some_and(|first| first.starts_with('#') && !is_formula_error(first)) {
                continue;
            }
            let last = row
                .iter()
                .rev()
                .find(|(_, cell)| !tolerant::narrow(cell).is_empty())
                .map(|(column, _)| *column);
            let Some(last) = last else { continue };
            if records.is_empty() {
                width = last.min(MOST_COLUMNS);
            }
            if last > width {
                faults.report(
                    Code::BrokenTable,
                    &place.cell(*line, last),
                    "单元格在表头范围之外",
                    "the cell lies beyond the header's last column",
                );
            }
            let cell = |column| {
                clean(
                    row.get(&column).map_or("", String::as_str),
                    &place.cell(*line, column),
                    faults,
                )
            };
            records.push((*line, (1..=width).map(cell).collect()));
        }
        Records { place, records, broken: faults.len() > before }
    }

    /// Whether the first row has any of the table's columns.
    pub fn look_like(&self, table: Table) -> bool {
        let first = self.records.first().map(|(_, cells)| cells.as_slice()).unwrap_or_default();
        first.iter().any(|cell| table.columns().any(|column| means(column, cell)))
    }
}

/// Counts lines as an editor does; the reader's own count starts before blank lines and comments.
pub struct Lines<'a> {
    text: &'a str,
    byte: usize,
    line: usize,
    passed_over: &'static [char],
}

impl<'a> Lines<'a> {
    /// Of a text in which the reader passes over lines that begin with one of the letters.
    pub fn new(text: &'a str, passed_over: &'static [char]) -> Lines<'a> {
        Lines { text, byte: 0, line: 1, passed_over }
    }

    /// The line of the record that is read from `byte` on.
    pub fn of_record(&mut self, byte: usize) -> usize {
        let from = self.text.get(self.byte..byte).unwrap_or_default();
        self.line += from.matches('\n').count();
        self.byte = byte;
        while let Some(rest) =
            self.text.get(self.byte..).filter(|rest| rest.starts_with(self.passed_over))
        {
            self.byte += rest.find('\n').map_or(rest.len(), |end| end + 1);
            self.line += 1;
            if self.byte >= self.text.len() {
                break;
            }
        }
        self.line
    }
}

/// A cell as text: the apostrophe by which spreadsheets keep a formula from being one is taken off,
/// line breaks inside become spaces, other control characters are refused.
fn clean(cell: &str, place: &Location, faults: &mut Faults) -> String {
    // What the apostrophe protects may be nothing but a tab.
    let unquoted = cell.trim_start().strip_prefix('\'').filter(|rest| needs_apostrophe(rest));
    if unquoted.is_none() {
        refuse_formula_error(cell, place, faults);
    }
    let cell = unquoted.unwrap_or(cell).replace(['\n', '\t'], " ");
    let cell = cell.trim();
    if cell.chars().any(char::is_control) {
        faults.report(
            Code::OutOfRange,
            place,
            "单元格中有控制字符",
            "the cell has control characters",
        );
    }
    cell.to_owned()
}

fn refuse_formula_error(cell: &str, place: &Location, faults: &mut Faults) {
    if is_formula_error(cell) {
        let message = Text::new(format!("公式出错：{cell}"), format!("a formula failed: {cell}"));
        faults.push(Diagnostic::error(Code::OutOfRange, message).at(place.clone()).help(
            Text::new(
                "改正公式，或直接填写数值",
                "correct the formula, or type what it should give",
            ),
        ));
    }
}
