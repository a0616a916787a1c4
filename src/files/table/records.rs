//! What a table is made of, wherever it stands: records of cells with their lines, from CSV text or
//! from a sheet.

use super::header::{header_row, named};
use super::text::{Comments, rows};
use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::text::Text;
use crate::files::excerpts::Lined;
use crate::files::faults::Faults;
use crate::files::fields::Table;
use crate::files::tolerant;
use crate::files::workbook::{Merge, Sheet, is_formula_error, row_left};
use crate::files::write_table::needs_apostrophe;

/// The most columns of a sheet that are looked at.
const MOST_COLUMNS: usize = 64;

/// Rows of cells with their lines, as they stand in the file; rows without content are left out.
pub struct Records {
    /// The file, or the sheet of a workbook.
    pub place: Location,
    /// Line and cells.
    pub records: Vec<Lined>,
    /// Areas of a sheet that are merged.
    pub merges: Vec<Merge>,
    /// Whether some rows could not be read.
    pub broken: bool,
}

impl Records {
    /// Records of CSV text.
    pub fn of_text(file: &str, text: &str, faults: &mut Faults) -> Records {
        let before = faults.len();
        let place = Location::file(file);
        let mut records = rows(&place, text, Comments::PassedOver, faults);
        for (line, cells) in &mut records {
            for (cell, column) in cells.iter_mut().zip(1..) {
                *cell = clean(cell, &place.cell(*line, column), faults);
            }
        }
        records.retain(|(_, cells)| cells.iter().any(|cell| !tolerant::narrow(cell).is_empty()));
        Records { place, records, merges: Vec::new(), broken: faults.len() > before }
    }

    /// Records of a sheet, without the rows that are hidden. A row whose first column starts with
    /// `#` is a comment, as in CSV.
    pub fn of_sheet(place: Location, sheet: &Sheet, faults: &mut Faults) -> Records {
        let before = faults.len();
        let mut records: Vec<Lined> = Vec::new();
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
            if sheet.hidden_rows.contains(line) {
                row_left(place.row(*line), faults);
                continue;
            }
            if last > MOST_COLUMNS {
                faults.report(
                    Code::BrokenTable,
                    &place.cell(*line, last),
                    format!("单元格在第 {MOST_COLUMNS} 列之后"),
                    format!("the cell lies beyond column {MOST_COLUMNS}"),
                );
            }
            let cell = |column| {
                clean(
                    row.get(&column).map_or("", String::as_str),
                    &place.cell(*line, column),
                    faults,
                )
            };
            records.push((*line, (1..=last.min(MOST_COLUMNS)).map(cell).collect()));
        }
        let merges = sheet.merges.clone();
        Records { place, records, merges, broken: faults.len() > before }
    }

    /// Whether it has a row with any of the table's columns where headers stand.
    pub fn look_like(&self, table: Table) -> bool {
        let header = header_row(table, self.records.iter().map(|(_, cells)| cells.as_slice()));
        self.records.get(header).is_some_and(|(_, cells)| named(table, cells) > 0)
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
