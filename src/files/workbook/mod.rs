//! Workbooks read safely: what a file may unpack to is counted before anything is believed of it,
//! and a sheet is read cell by cell, whatever size it claims.

#[cfg(feature = "office")]
mod bounds;
#[cfg(feature = "office")]
mod cells;
#[cfg(feature = "office")]
mod document;
#[cfg(feature = "office")]
mod guard;
#[cfg(feature = "office")]
mod hidden;
#[cfg(feature = "office")]
mod legacy;
#[cfg(feature = "office")]
mod marks;
#[cfg(feature = "office")]
mod package;
#[cfg(feature = "office")]
pub mod patch;

#[cfg(feature = "office")]
pub use marks::{is_untouched_copy, marked_copy};

use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::text::Text;
use crate::files::faults::Faults;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Bytes of a workbook at most, 32 MiB: a larger one is refused by its size, before it is unpacked.
pub const MOST_BYTES: u64 = 32 << 20;

/// A workbook as it was found.
#[derive(Debug, Default)]
pub struct Workbook {
    /// The file, as diagnostics call it.
    pub file: String,
    /// Whether it carries macros, which are never run or looked at.
    pub macros: bool,
    /// Whether cells have comments, which are not read.
    pub comments: bool,
    /// When it was last saved, as the program that saved it says.
    pub modified: Option<String>,
    /// Its sheets, hidden ones too.
    pub sheets: Vec<Sheet>,
}

/// A merged area, rows and columns from 1, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merge {
    /// First and last row.
    pub rows: (usize, usize),
    /// First and last column.
    pub columns: (usize, usize),
}

/// A sheet: only cells with content are kept.
#[derive(Debug, Default)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Row, then column, both from 1.
    pub rows: BTreeMap<usize, BTreeMap<usize, String>>,
    /// Merged areas.
    pub merges: Vec<Merge>,
    /// Whether it is hidden, so that whoever looks at the workbook does not see it.
    pub is_hidden: bool,
    /// Rows that are hidden, by hand or by a filter.
    pub hidden_rows: BTreeSet<usize>,
}

impl Sheet {
    /// The text of a cell; nothing where it is empty.
    pub fn cell(&self, row: usize, column: usize) -> &str {
        self.rows.get(&row).and_then(|cells| cells.get(&column)).map_or("", String::as_str)
    }

    /// Takes out the rows that are hidden, by hand or by a filter, and says so: what an office sees
    /// is what it means.
    pub fn leave_out_hidden_rows(&mut self, place: &Location, faults: &mut Faults) {
        for row in &self.hidden_rows {
            if self.rows.remove(row).is_some() {
                row_left(place.row(*row), faults);
            }
        }
    }

    /// The text of a cell, or of the merged area it lies in.
    pub fn merged_cell(&self, row: usize, column: usize) -> &str {
        let own = self.cell(row, column);
        if !own.is_empty() {
            return own;
        }
        let around = self.merges.iter().find(|merge| {
            (merge.rows.0..=merge.rows.1).contains(&row)
                && (merge.columns.0..=merge.columns.1).contains(&column)
        });
        around.map_or("", |merge| self.cell(merge.rows.0, merge.columns.0))
    }
}

/// Says that a hidden row is not read.
pub fn row_left(place: Location, faults: &mut Faults) {
    faults.note(
        Code::HiddenLeft,
        place,
        "隐藏或被筛选掉的行未读入；要读入请取消隐藏与筛选",
        "rows that are hidden or filtered out were not read; show them if they belong to the table",
    );
}

impl Workbook {
    /// Opens a workbook, `.xlsx`, `.xlsm` or `.xls`, or the tables of a `.docx`, told by its content.
    ///
    /// # Errors
    /// One fault that says why it can't be read.
    pub fn open(path: &Path) -> Result<Workbook, Diagnostic> {
        Workbook::read(&path.display().to_string(), &bytes_of(path)?)
    }

    /// The names of its sheets; of an `.xlsx` no cell is read for them.
    ///
    /// # Errors
    /// One fault that says why it can't be read.
    pub fn sheet_names(path: &Path) -> Result<Vec<String>, Diagnostic> {
        sheet_names(&bytes_of(path)?)
    }

    /// Reads a workbook from its bytes; `file` is what diagnostics call it.
    ///
    /// # Errors
    /// One fault that says why it can't be read.
    pub fn read(file: &str, bytes: &[u8]) -> Result<Workbook, Diagnostic> {
        content(bytes)
            .map(|workbook| Workbook { file: file.to_owned(), ..workbook })
            .map_err(|fault| fault.at(Location::file(file)))
    }

    /// Where a sheet is.
    pub fn place(&self, sheet: &Sheet) -> Location {
        Location::sheet(&self.file, &sheet.name)
    }

    /// Macros where only tables belong.
    ///
    /// # Errors
    /// When it has any.
    pub fn without_macros(self) -> Result<Workbook, Diagnostic> {
        if !self.macros {
            return Ok(self);
        }
        Err(Diagnostic::error(
            Code::WorkbookMacros,
            Text::new("工作簿含有宏", "the workbook has macros"),
        )
        .at(Location::file(self.file))
        .help(Text::new("另存为不含宏的 .xlsx", "save it as .xlsx, without macros")))
    }
}

/// The content of a file of at most [`MOST_BYTES`].
fn bytes_of(path: &Path) -> Result<Vec<u8>, Diagnostic> {
    if std::fs::metadata(path).is_ok_and(|about| about.is_file() && about.len() > MOST_BYTES) {
        return Err(too_large("文件超过 32 MiB", "the file is larger than 32 MiB")
            .at(Location::file(path.display().to_string())));
    }
    super::encodings::read_bytes(path)
}

#[cfg(feature = "office")]
fn sheet_names(bytes: &[u8]) -> Result<Vec<String>, Diagnostic> {
    if is_package(bytes) {
        return undamaged(|| package::sheet_names(bytes));
    }
    content(bytes).map(|book| book.sheets.into_iter().map(|sheet| sheet.name).collect())
}

#[cfg(not(feature = "office"))]
fn sheet_names(bytes: &[u8]) -> Result<Vec<String>, Diagnostic> {
    content(bytes).map(|_| Vec::new())
}

/// What stands in a workbook, by its format.
#[cfg(feature = "office")]
fn content(bytes: &[u8]) -> Result<Workbook, Diagnostic> {
    undamaged(|| {
        if is_package(bytes) {
            package::read(bytes)
        } else if is_compound(bytes) {
            legacy::read(bytes)
        } else {
            Err(bounds::broken("不是工作簿", "it is no workbook"))
        }
    })
}

/// What reading gives; a fault of the file where the library that reads it trips.
#[cfg(feature = "office")]
fn undamaged<T>(read: impl FnOnce() -> Result<T, Diagnostic>) -> Result<T, Diagnostic> {
    guard::guarded(read)
        .unwrap_or_else(|| Err(bounds::broken("内容已损坏", "its content is damaged")))
}

/// A build without the feature `office` reads no workbook, and says so.
#[cfg(not(feature = "office"))]
fn content(_: &[u8]) -> Result<Workbook, Diagnostic> {
    let message = Text::new(
        "此版本不含 office 功能，不能读取工作簿",
        "this build reads no workbooks: it is without the feature `office`",
    );
    Err(Diagnostic::error(Code::WorkbookBroken, message)
        .help(Text::new("把各工作表另存为 CSV 文件", "save its sheets as CSV files")))
}

/// Whether a file's content is a workbook of some kind rather than text.
pub fn is_workbook(bytes: &[u8]) -> bool {
    is_package(bytes) || is_compound(bytes)
}

/// What a cell shows whose formula has no result.
const FORMULA_ERRORS: [&str; 8] =
    ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#DATA!"];

/// Whether a cell is the failure of a formula.
pub fn is_formula_error(cell: &str) -> bool {
    FORMULA_ERRORS.contains(&cell.trim())
}

fn is_package(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

fn is_compound(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")
}

fn too_large(zh: impl Into<String>, en: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Code::WorkbookTooLarge, Text::new(zh, en)).help(Text::new(
        "只保留需要的工作表，另存后再试",
        "keep only the sheets that are needed and save it again",
    ))
}
