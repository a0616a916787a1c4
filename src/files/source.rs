//! Where the tables of a campaign come from: CSV files of its folder, or sheets of its workbook.

use super::encodings::read_bytes;
use super::faults::Faults;
use super::fields::Table;
use super::table::{Records, Rows, read_table};
use super::table_file::{TableFile, find_sheet, no_sheet};
use super::tolerant::fold;
use super::variant::{Gone, Variant};
use super::workbook::Workbook;
use crate::base::diagnostic::{Code, Diagnostic, Location, nearest};
use crate::base::text::Text;
use std::path::Path;

/// The workbook of an instance folder that may hold its tables.
const CAMPAIGN_WORKBOOK: &str = "campaign.xlsx";

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
        for sheet in workbook.sheets.iter().filter(|sheet| !sheet.is_hidden) {
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
            FoundTable::Records(records) => read_table(table, records, faults)?,
            FoundTable::Nothing if required && !self.is_broken => {
                match &self.workbook {
                    Some(workbook) => faults.push(no_sheet(workbook, table)),
                    None => {
                        faults.keep(read_bytes(&self.folder.join(table.file())));
                    }
                }
                return None;
            }
            FoundTable::Nothing
                if !required && self.variant.is_some_and(|variant| variant.changes(table)) =>
            {
                Rows::empty(Location::file(self.folder.join(table.file()).display().to_string()))
            }
            FoundTable::Fault | FoundTable::Nothing => return None,
        };
        if let Some(variant) = self.variant {
            variant.change_table(table, &self.gone, &mut rows, faults);
        }
        Some(rows)
    }

    /// The records of the baseline: a file of the folder, or the sheet of that name.
    pub fn baseline(&self, file: &str, faults: &mut Faults) -> Option<Records> {
        match self.find(Table::Plan, file, &[&stem(file)], faults) {
            FoundTable::Records(records) => Some(records),
            FoundTable::Nothing if !self.is_broken => {
                faults.keep(read_bytes(&self.folder.join(file)));
                None
            }
            FoundTable::Fault | FoundTable::Nothing => None,
        }
    }

    fn find(&self, table: Table, file: &str, sheets: &[&str], faults: &mut Faults) -> FoundTable {
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
                FoundTable::Fault
            }
            (true, None) => {
                let records = TableFile::open_without_macros(&path, faults)
                    .and_then(|file| file.records(table, faults));
                records.map_or(FoundTable::Fault, FoundTable::Records)
            }
            (false, Some((workbook, sheet))) => {
                FoundTable::Records(Records::of_sheet(workbook.place(sheet), sheet, faults))
            }
            (false, None) => FoundTable::Nothing,
        }
    }
}

enum FoundTable {
    Records(Records),
    Nothing,
    Fault,
}

/// The name of a file without its ending.
fn stem(file: &str) -> String {
    Path::new(file).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}
