//! A spreadsheet as it is, for lists that follow no format of this program: cells with their
//! places, from CSV or from every sheet of a workbook.

use super::source::is_workbook_name;
use super::table::Lines;
use super::text_file::{read_bytes, text_of};
use super::workbook::{Sheet, Workbook, is_workbook};
use crate::base::diagnostic::{Diagnostic, Location};
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

/// Reads a spreadsheet: `.xlsx`, `.xls`, or CSV in any of the usual encodings.
///
/// # Errors
/// One fault that says why it can't be read.
pub fn read_grids(path: &Path) -> Result<Grids, Diagnostic> {
    let file = path.display().to_string();
    let workbook = if is_workbook_name(path) {
        Workbook::open(path)?
    } else {
        let bytes = read_bytes(path)?;
        if !is_workbook(&bytes) {
            let sheet = of_text(&text_of(path, &bytes)?);
            return Ok(Grids {
                grids: vec![Grid { place: Location::file(file), sheet }],
                macros: false,
            });
        }
        Workbook::read(&file, &bytes)?
    };
    let macros = workbook.macros;
    let place = |sheet: &Sheet| Location::sheet(&file, &sheet.name);
    let grids =
        workbook.sheets.into_iter().map(|sheet| Grid { place: place(&sheet), sheet }).collect();
    Ok(Grids { grids, macros })
}

/// CSV, or text with tabs where the first lines have more tabs than commas.
fn of_text(text: &str) -> Sheet {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let head: String = text.lines().take(10).collect();
    let delimiter =
        if head.matches('\t').count() > head.matches(',').count() { b'\t' } else { b',' };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut sheet = Sheet::default();
    let mut lines = Lines::new(&text, &['\n']);
    for record in reader.records().flatten() {
        let line =
            lines.of_record(record.position().map_or(0, |position| position.byte() as usize));
        for (column, cell) in record.iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty())
        {
            sheet.rows.entry(line).or_default().insert(column + 1, cell.trim().to_owned());
        }
    }
    sheet
}
