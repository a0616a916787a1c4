//! A spreadsheet as it is, for lists that follow no format of this program: cells with their
//! places, from CSV or from every sheet of a workbook.

use super::faults::Faults;
use super::table::{Comments, text_rows};
use super::table_file::{TableFile, sheet_left};
use super::workbook::Sheet;
use crate::base::diagnostic::Location;
use std::path::Path;

/// One sheet, or the one that a CSV file is.
pub struct Grid {
    /// The file, or the sheet of a workbook.
    pub place: Location,
    /// Its cells.
    pub sheet: Sheet,
}

/// All sheets of a spreadsheet.
pub struct Grids {
    /// In the order of the file.
    pub grids: Vec<Grid>,
    /// Whether the file has macros, which are left alone.
    pub macros: bool,
}

/// Reads a spreadsheet: `.xlsx`, `.xls`, or CSV in any of the usual encodings. `None` when it can't
/// be read; then the faults say why.
pub fn read_grids(path: &Path, faults: &mut Faults) -> Option<Grids> {
    Some(match TableFile::open(path, faults)? {
        TableFile::Text(file, text) => {
            let place = Location::file(file);
            let sheet = of_text(&place, &text, faults);
            Grids { grids: vec![Grid { place, sheet }], macros: false }
        }
        TableFile::Workbook(workbook) => {
            let mut grids = Vec::new();
            for mut sheet in workbook.sheets {
                let place = Location::sheet(&workbook.file, &sheet.name);
                if !sheet.is_hidden {
                    sheet.leave_out_hidden_rows(&place, faults);
                    grids.push(Grid { place, sheet });
                } else if !sheet.rows.is_empty() {
                    sheet_left(place, faults);
                }
            }
            Grids { grids, macros: workbook.macros }
        }
    })
}

/// The cells of a text as those of a sheet.
fn of_text(place: &Location, text: &str, faults: &mut Faults) -> Sheet {
    let mut sheet = Sheet::default();
    for (line, cells) in text_rows(place, text, Comments::Rows, faults) {
        let cells = cells.iter().map(|cell| cell.trim()).zip(1..);
        for (cell, column) in cells.filter(|(cell, _)| !cell.is_empty()) {
            sheet.rows.entry(line).or_default().insert(column, cell.to_owned());
        }
    }
    sheet
}
