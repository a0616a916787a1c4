//! A spreadsheet as it is, for lists that follow no format of this program: cells with their
//! places, from CSV or from every sheet of a workbook.

use super::faults::Faults;
use super::table::{Comments, text_rows};
use super::table_file::{TableFile, sheet_left};
use super::tolerant::fold;
use super::workbook::Sheet;
use crate::base::diagnostic::{Code, Diagnostic, Location, nearest};
use crate::base::text::Text;
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

/// Reads a spreadsheet: `.xlsx`, `.xls`, or CSV in any of the usual encodings. Where sheets are
/// named only these are read, hidden or not; else all that can be seen. `None` when it can't be
/// read; then the faults say why.
pub fn read_grids(path: &Path, sheets: &[String], faults: &mut Faults) -> Option<Grids> {
    Some(match TableFile::open(path, faults)? {
        TableFile::Text(file, text) => {
            let place = Location::file(file);
            for name in sheets {
                faults.push(no_such_sheet(name, place.clone(), &[]));
            }
            let sheet = of_text(&place, &text, faults);
            Grids { grids: vec![Grid { place, sheet }], macros: false }
        }
        TableFile::Workbook(workbook) => {
            let mut grids = Vec::new();
            let names: Vec<&str> =
                workbook.sheets.iter().map(|sheet| sheet.name.as_str()).collect();
            let is_there = |name: &String| names.iter().any(|own| fold(own) == fold(name));
            for name in sheets.iter().filter(|name| !is_there(name)) {
                faults.push(no_such_sheet(name, Location::file(&workbook.file), &names));
            }
            let is_named = |name: &str| sheets.iter().any(|own| fold(own) == fold(name));
            for mut sheet in workbook.sheets {
                let place = Location::sheet(&workbook.file, &sheet.name);
                if !sheets.is_empty() && !is_named(&sheet.name) {
                    continue;
                }
                if !sheet.is_hidden || is_named(&sheet.name) {
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

/// The fault that a sheet which the user names is not there.
fn no_such_sheet(name: &str, place: Location, known: &[&str]) -> Diagnostic {
    let help = match (known, nearest(name, known.iter().copied())) {
        ([], _) => Text::new(
            "这是一份文本文件，没有工作表；去掉 --sheet",
            "it is a text without sheets: leave out --sheet",
        ),
        (_, Some(near)) => {
            Text::new(format!("是否指“{near}”？"), format!("did you mean “{near}”?"))
        }
        _ => Text::new(
            format!("有这些工作表：{}", known.join("、")),
            format!("its sheets are: {}", known.join(", ")),
        ),
    };
    Diagnostic::error(
        Code::NoSheet,
        Text::new(format!("没有工作表“{name}”"), format!("there is no sheet “{name}”")),
    )
    .at(place)
    .help(help)
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
