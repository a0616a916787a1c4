//! Where tables come from: CSV files, or sheets of a workbook. Every table is opened here.

use super::faults::Faults;
use super::fields::{SlotRow, Table};
use super::table::{Records, Rows, means, read_table};
use super::text_file::{read_bytes, text_of};
use super::tolerant::fold;
use super::variant::{Gone, Variant};
use super::workbook::{Sheet, Workbook, is_workbook};
use crate::base::diagnostic::{Code, Diagnostic, Location, nearest};
use crate::base::text::Text;
use std::path::Path;

/// The workbook of an instance folder that may hold its tables.
const CAMPAIGN_WORKBOOK: &str = "campaign.xlsx";

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
    /// A workbook without macros.
    Workbook(Workbook),
}

impl TableFile {
    /// Opens a file; what it is shows in its content.
    pub fn open(path: &Path) -> Result<TableFile, Diagnostic> {
        if is_workbook_name(path) {
            return Workbook::open(path)
                .and_then(Workbook::without_macros)
                .map(TableFile::Workbook);
        }
        let bytes = read_bytes(path)?;
        let file = path.display().to_string();
        if is_workbook(&bytes) {
            return Workbook::read(&file, &bytes)
                .and_then(Workbook::without_macros)
                .map(TableFile::Workbook);
        }
        Ok(TableFile::Text(file, text_of(path, &bytes)?))
    }

    /// The records of a table.
    pub fn records(&self, table: Table, faults: &mut Faults) -> Option<Records> {
        match self {
            TableFile::Text(file, text) => Some(Records::of_text(file, text, faults)),
            TableFile::Workbook(workbook) => {
                let Some(sheet) = find_sheet(workbook, table.sheets(), faults) else {
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

fn no_sheet(workbook: &Workbook, table: Table) -> Diagnostic {
    let names = table.sheets();
    let (english, chinese) = (names[0], names[names.len().min(2) - 1]);
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

/// Whether the sheet of a name has a column `start`.
fn has_start(workbook: &Workbook, name: &str) -> bool {
    let is_start = |cell: &str| means(SlotRow::start, cell);
    let mut named = workbook.sheets.iter().filter(|sheet| fold(&sheet.name) == fold(name));
    named.any(|sheet| sheet.rows.values().flatten().any(|(_, cell)| is_start(cell)))
}

/// The sheet with one of the names; a fault where there are several.
fn find_sheet<'a>(
    workbook: &'a Workbook,
    names: &[&str],
    faults: &mut Faults,
) -> Option<&'a Sheet> {
    let is_named = |sheet: &&Sheet| names.iter().any(|name| fold(name) == fold(&sheet.name));
    let mut found = workbook.sheets.iter().filter(is_named);
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

/// The tables of an instance folder.
pub struct Source<'a> {
    folder: &'a Path,
    variant: Option<&'a Variant>,
    /// Half-days that the variant takes away.
    gone: Vec<Gone>,
    workbook: Option<Workbook>,
    /// Whether there is a workbook that can't be read, so that nobody knows what it has.
    is_broken: bool,
}

impl<'a> Source<'a> {
    /// Looks into the folder; a workbook that can't be read is one fault.
    pub fn new(
        folder: &'a Path,
        variant: Option<&'a Variant>,
        gone: Vec<Gone>,
        faults: &mut Faults,
    ) -> Source<'a> {
        let path = folder.join(CAMPAIGN_WORKBOOK);
        let mut source = Source { folder, variant, gone, workbook: None, is_broken: false };
        if path.symlink_metadata().is_ok() {
            source.workbook = faults.keep(Workbook::open(&path).and_then(Workbook::without_macros));
            source.is_broken = source.workbook.is_none();
        }
        source
    }

    /// Refuses sheets that look like misspelt tables: what they say would be passed over in
    /// silence. Others are the office's own, and so is the baseline, which has the name of its
    /// file.
    pub fn refuse_misspelt(&self, baseline: Option<&str>, faults: &mut Faults) {
        let Some(workbook) = &self.workbook else { return };
        let known = || Table::ALL.into_iter().flat_map(|table| table.sheets().iter().copied());
        let baseline = baseline.map(stem);
        for sheet in &workbook.sheets {
            let is_named = |name: &str| fold(name) == fold(&sheet.name);
            if known().any(is_named) || baseline.as_deref().is_some_and(is_named) {
                continue;
            }
            if let Some(near) = nearest(&sheet.name, known()) {
                let name = &sheet.name;
                faults.push(
                    Diagnostic::error(
                        Code::NoSheet,
                        Text::new(
                            format!("没有名为“{name}”的表"),
                            format!("there is no table “{name}”"),
                        ),
                    )
                    .at(workbook.place(sheet))
                    .help(Text::new(
                        format!("是否指“{near}”？"),
                        format!("did you mean “{near}”?"),
                    )),
                );
            }
        }
    }

    /// Opens a table of the campaign, with the changes of a variant. A table that is missing is a
    /// fault where it is `required`.
    pub fn open(&self, table: Table, required: bool, faults: &mut Faults) -> Option<Rows> {
        let mut rows = match self.find(table, table.file(), table.sheets(), faults) {
            Found::Records(records) => read_table(table, records, faults)?,
            Found::Nothing if required && !self.is_broken => {
                match &self.workbook {
                    Some(workbook) => faults.push(no_sheet(workbook, table)),
                    None => {
                        faults.keep(read_bytes(&self.folder.join(table.file())));
                    }
                }
                return None;
            }
            Found::Nothing
                if !required && self.variant.is_some_and(|variant| variant.changes(table)) =>
            {
                Rows::empty(Location::file(self.folder.join(table.file()).display().to_string()))
            }
            Found::Fault | Found::Nothing => return None,
        };
        if let Some(variant) = self.variant {
            variant.change_table(table, &self.gone, &mut rows, faults);
        }
        Some(rows)
    }

    /// The records of the baseline: a file of the folder, or the sheet of that name.
    pub fn baseline(&self, file: &str, faults: &mut Faults) -> Option<Records> {
        match self.find(Table::Plan, file, &[&stem(file)], faults) {
            Found::Records(records) => Some(records),
            Found::Nothing if !self.is_broken => {
                faults.keep(read_bytes(&self.folder.join(file)));
                None
            }
            Found::Fault | Found::Nothing => None,
        }
    }

    fn find(&self, table: Table, file: &str, sheets: &[&str], faults: &mut Faults) -> Found {
        let path = self.folder.join(file);
        let sheet =
            self.workbook.as_ref().and_then(|book| Some((book, find_sheet(book, sheets, faults)?)));
        // A link that leads nowhere is there, and a fault.
        match (path.symlink_metadata().is_ok(), sheet) {
            (true, Some((workbook, sheet))) => {
                faults.push(
                    Diagnostic::error(
                        Code::BothGiven,
                        Text::new(
                            format!("{file} 已给出这张表"),
                            format!("{file} gives this table already"),
                        ),
                    )
                    .at(workbook.place(sheet))
                    .help(Text::new("删去其中之一", "delete one of the two")),
                );
                Found::Fault
            }
            (true, None) => {
                let records = faults
                    .keep(TableFile::open(&path))
                    .and_then(|file| file.records(table, faults));
                records.map_or(Found::Fault, Found::Records)
            }
            (false, Some((workbook, sheet))) => {
                Found::Records(Records::of_sheet(workbook.place(sheet), sheet, faults))
            }
            (false, None) => Found::Nothing,
        }
    }
}

enum Found {
    Records(Records),
    Nothing,
    Fault,
}

/// The name of a file without its ending.
fn stem(file: &str) -> String {
    Path::new(file).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}
