//! Files with tables: CSV text or workbooks. Every verb opens its tables here.

use super::encodings::{read_bytes, text_of};
use super::faults::Faults;
use super::fields::{SlotRow, Table};
use super::table::{Records, has_header, means};
use super::tolerant::fold;
use super::workbook::{Sheet, Workbook, is_workbook};
use super::{official_table, one_cell};
use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::text::Text;
use std::path::Path;

/// Whether a file's name says that it is a workbook.
pub fn is_workbook_name(path: &Path) -> bool {
    path.extension().is_some_and(|ending| {
        ["xlsx", "xlsm", "xls"].iter().any(|known| ending.eq_ignore_ascii_case(known))
    })
}

/// A file with tables: one as text, or several as sheets.
pub enum TableFile {
    /// Its name and its content.
    Text(String, String),
    /// A workbook.
    Workbook(Workbook),
}

impl TableFile {
    /// Opens a file; what it is shows in its content. `None` when it can't be read; then the faults
    /// say why.
    pub fn open(path: &Path, faults: &mut Faults) -> Option<TableFile> {
        if is_workbook_name(path) {
            return faults.keep(Workbook::open(path)).map(TableFile::Workbook);
        }
        let bytes = faults.keep(read_bytes(path))?;
        let file = path.display().to_string();
        if is_workbook(&bytes) {
            return faults.keep(Workbook::read(&file, &bytes)).map(TableFile::Workbook);
        }
        let decoded = faults.keep(text_of(path, &bytes))?;
        if decoded.looks_latin {
            faults.note(
                Code::Guessed,
                Location::file(&file),
                "按中文编码 GB18030 读入，但像是西欧文字，带音符的字母可能成了汉字；请另存为“CSV UTF-8”",
                "read as Chinese in GB18030, but it looks like a western text whose accented letters became Chinese characters: save it as “CSV UTF-8”",
            );
        }
        Some(TableFile::Text(file, decoded.text))
    }

    /// The same for files in which only tables belong: macros are a fault.
    pub fn open_without_macros(path: &Path, faults: &mut Faults) -> Option<TableFile> {
        match TableFile::open(path, faults)? {
            TableFile::Workbook(book) => {
                faults.keep(book.without_macros()).map(TableFile::Workbook)
            }
            text @ TableFile::Text(..) => Some(text),
        }
    }

    /// The records of a table. Where no sheet has its name, the only sheet that has its columns is
    /// taken.
    pub fn records(&self, table: Table, faults: &mut Faults) -> Option<Records> {
        match self {
            TableFile::Text(file, text) => Some(Records::of_text(file, text, faults)),
            TableFile::Workbook(workbook) => {
                let sheet = find_sheet(workbook, table.sheets(), faults)
                    .or_else(|| only_sheet(workbook, table, faults));
                let Some(sheet) = sheet else {
                    faults.push(no_sheet(workbook, table));
                    return None;
                };
                Some(Records::of_sheet(workbook.place(sheet), sheet, faults))
            }
        }
    }

    /// The slots of classes that stand beside a plan, which need not be there.
    pub fn slots(&self, faults: &mut Faults) -> Option<Records> {
        let TableFile::Workbook(workbook) = self else { return None };
        let mut names = Table::Slots.sheets().to_vec();
        // In the workbook of a campaign `classes` is the list of classes, without a time.
        names.retain(|name| !Table::Classes.sheets().contains(name) || has_start(workbook, name));
        let sheet = find_sheet(workbook, &names, faults)?;
        Some(Records::of_sheet(workbook.place(sheet), sheet, faults))
    }
}

/// The fault that a workbook has no sheet for a table.
pub fn no_sheet(workbook: &Workbook, table: Table) -> Diagnostic {
    let (english, chinese) = english_and_chinese(table);
    Diagnostic::error(
        Code::NoSheet,
        Text::new(
            format!("没有工作表“{english}”（或“{chinese}”）"),
            format!("there is no sheet “{english}”"),
        ),
    )
    .at(Location::file(&workbook.file))
    .help(Text::new("改工作表的名称，或新增该表", "rename a sheet, or add it"))
}

/// The names of a table's sheet.
fn english_and_chinese(table: Table) -> (&'static str, &'static str) {
    let names = table.sheets();
    (names[0], names[names.len().min(2) - 1])
}

/// Whether the sheet of a name has a column `start`.
fn has_start(workbook: &Workbook, name: &str) -> bool {
    let is_start = |cell: &str| means(SlotRow::start, cell);
    let mut named = workbook.sheets.iter().filter(|sheet| fold(&sheet.name) == fold(name));
    named.any(|sheet| sheet.rows.values().flatten().any(|(_, cell)| is_start(cell)))
}

/// The sheet with one of the names; a fault where there are several.
pub fn find_sheet<'a>(
    workbook: &'a Workbook,
    names: &[&str],
    faults: &mut Faults,
) -> Option<&'a Sheet> {
    let is_named = |sheet: &&Sheet| names.iter().any(|name| fold(name) == fold(&sheet.name));
    let (hidden, shown): (Vec<&Sheet>, Vec<&Sheet>) =
        workbook.sheets.iter().filter(is_named).partition(|sheet| sheet.is_hidden);
    for sheet in hidden {
        sheet_left(workbook.place(sheet), faults);
    }
    let mut found = shown.into_iter();
    let first = found.next()?;
    for other in found {
        faults.report(
            Code::Duplicate,
            &workbook.place(other),
            format!("与工作表“{}”是同一张表", first.name),
            format!("it is the same table as sheet “{}”", first.name),
        );
    }
    Some(first)
}

/// Says that a hidden sheet is not read: who looks at the workbook does not see it.
pub fn sheet_left(place: Location, faults: &mut Faults) {
    faults.note(
        Code::HiddenLeft,
        place,
        "工作表是隐藏的，未读入；要读入请取消隐藏",
        "the sheet is hidden and was not read; show it if it belongs to the table",
    );
}

fn alone<T>(mut found: impl Iterator<Item = T>) -> Option<T> {
    found.next().filter(|_| found.next().is_none())
}

/// The only sheet that has the columns which the table needs, whatever it is called.
fn only_sheet<'a>(workbook: &'a Workbook, table: Table, faults: &mut Faults) -> Option<&'a Sheet> {
    let fits = |sheet: &&Sheet| {
        has_header(sheet, table) || table == Table::Plan && official_table::is_on(sheet)
    };
    let in_one_cell = |sheet: &&Sheet| table == Table::Plan && one_cell::is_on(sheet);
    let seen = || workbook.sheets.iter().filter(|sheet| !sheet.is_hidden);
    let only = alone(seen().filter(fits)).or_else(|| alone(seen().filter(in_one_cell)))?;
    let (english, chinese) = english_and_chinese(table);
    faults.note(
        Code::Guessed,
        workbook.place(only),
        &format!("没有名为“{chinese}”的工作表，读入了唯一有这些列的一张"),
        &format!("no sheet is called “{english}”: the only one with its columns was read"),
    );
    Some(only)
}
