//! Where the tables of a campaign come from: CSV files of its folder, or sheets of its workbook.

use super::encodings::read_bytes;
use super::faults::Faults;
use super::fields::{Section, Table};
use super::table::{Records, Rows, read_table};
use super::table_file::{TableFile, find_sheet, is_workbook_name, no_sheet};
use super::tolerant::fold;
use super::variant::{Gone, Variant};
use super::workbook::Workbook;
use crate::base::diagnostic::{Code, Diagnostic, Location, nearest};
use crate::base::text::Text;
use std::path::{Path, PathBuf};

/// The settings of a campaign's folder.
const SETTINGS_FILE: &str = "campaign.toml";
/// The same of a season: it has the name that says what it is.
const SEASON_FILE: &str = "season.toml";
/// The workbook of a campaign's folder that may hold its tables, and its settings too.
const CAMPAIGN_WORKBOOK: &str = "campaign.xlsx";

/// Where a campaign is: a folder, or a workbook that holds all of it.
pub struct CampaignPlace {
    /// The folder in which the baseline is looked for.
    pub folder: PathBuf,
    /// `campaign.toml`, unless the workbook has the settings.
    pub settings: Option<PathBuf>,
    /// The workbook, where there is one.
    workbook: Option<PathBuf>,
    /// Whether the workbook alone is the campaign: tables beside it are not of it.
    is_alone: bool,
}

/// The folder or workbook of a campaign: where the path is that of its `campaign.toml` or
/// `season.toml`, the folder in which that file lies.
pub fn campaign_home(path: &Path) -> PathBuf {
    let is_settings =
        path.file_name().is_some_and(|name| name == SEASON_FILE || name == SETTINGS_FILE);
    match path.parent() {
        Some(folder) if is_settings && !path.is_dir() => {
            if folder.as_os_str().is_empty() {
                PathBuf::from(".")
            } else {
                folder.to_owned()
            }
        }
        _ => path.to_owned(),
    }
}

impl CampaignPlace {
    /// What is at a path.
    pub fn of(path: &Path) -> CampaignPlace {
        // One that is not there is a workbook, too: it is missing by its own name.
        if !path.is_dir() && is_workbook_name(path) {
            let folder = path.parent().unwrap_or(Path::new("")).to_owned();
            let workbook = Some(path.to_owned());
            return CampaignPlace { folder, settings: None, workbook, is_alone: true };
        }
        let is_there = |file: &PathBuf| file.symlink_metadata().is_ok();
        let named =
            path.file_name().is_some_and(|name| name == SEASON_FILE || name == SETTINGS_FILE);
        if named && path.is_file() {
            let folder = path.parent().unwrap_or(Path::new("")).to_owned();
            let workbook = Some(folder.join(CAMPAIGN_WORKBOOK)).filter(is_there);
            let settings = Some(path.to_owned());
            return CampaignPlace { folder, settings, workbook, is_alone: false };
        }
        let (season, plain) = (path.join(SEASON_FILE), path.join(SETTINGS_FILE));
        if is_there(&season) && !is_there(&plain) {
            return CampaignPlace::of(&season);
        }
        let (settings, workbook) = (path.join(SETTINGS_FILE), path.join(CAMPAIGN_WORKBOOK));
        let workbook = Some(workbook).filter(is_there);
        let settings = Some(settings).filter(|file| is_there(file) || workbook.is_none());
        CampaignPlace { folder: path.to_owned(), settings, workbook, is_alone: false }
    }

    /// A folder that has tables but no settings: that of one site of a season.
    pub fn of_tables(folder: &Path) -> CampaignPlace {
        let is_there = |file: &PathBuf| file.symlink_metadata().is_ok();
        let workbook = Some(folder.join(CAMPAIGN_WORKBOOK)).filter(is_there);
        // A workbook's settings are not looked for.
        let settings = Some(folder.join(SETTINGS_FILE));
        CampaignPlace { folder: folder.to_owned(), settings, workbook, is_alone: false }
    }

    /// The workbook, where there is one.
    #[cfg(feature = "office")]
    pub fn workbook(&self) -> Option<&Path> {
        self.workbook.as_deref()
    }

    /// Whether the workbook alone is the campaign: tables beside it are not of it.
    #[cfg(feature = "office")]
    pub fn is_alone(&self) -> bool {
        self.is_alone
    }

    /// The name of the folder, or of the workbook without its ending.
    pub fn name(&self) -> String {
        let own = if self.is_alone { self.workbook.as_deref() } else { None };
        let path = own.unwrap_or(&self.folder);
        let full = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let name = if self.is_alone { full.file_stem() } else { full.file_name() };
        name.map_or_else(|| "campaign".to_owned(), |name| name.to_string_lossy().into_owned())
    }

    /// Opens the workbook; one that can't be read is one fault.
    pub fn open_workbook(&self, faults: &mut Faults) -> Option<Result<Workbook, Broken>> {
        let path = self.workbook.as_ref()?;
        let workbook = Workbook::open(path).and_then(Workbook::without_macros);
        Some(faults.keep(workbook).ok_or(Broken))
    }
}

/// A workbook that can't be read, so that nobody knows what it has.
#[derive(Debug, Clone, Copy)]
pub struct Broken;

/// The tables of an instance folder.
pub struct Source<'a> {
    place: &'a CampaignPlace,
    variant: Option<&'a Variant>,
    /// Half-days that the variant takes away.
    gone: Vec<Gone>,
    workbook: Option<Workbook>,
    /// Whether there is a workbook that can't be read, so that nobody knows what it has.
    is_broken: bool,
}

impl<'a> Source<'a> {
    /// The tables of a place.
    pub fn new(
        place: &'a CampaignPlace,
        workbook: Option<Result<Workbook, Broken>>,
        variant: Option<&'a Variant>,
        gone: Vec<Gone>,
    ) -> Source<'a> {
        let is_broken = matches!(workbook, Some(Err(Broken)));
        Source { place, variant, gone, workbook: workbook.and_then(Result::ok), is_broken }
    }

    /// Refuses sheets that look like misspelt tables: what they say would be passed over in
    /// silence. Others are the office's own, and so is the baseline, which has the name of its
    /// file.
    pub fn refuse_misspelt(&self, baseline: Option<&str>, faults: &mut Faults) {
        let Some(workbook) = &self.workbook else { return };
        let settings = Section::ALL.into_iter().filter(|_| self.place.settings.is_none());
        let settings: Vec<&str> =
            settings.flat_map(|section| section.sheets().iter().copied()).collect();
        let known = || {
            let tables = Table::ALL.into_iter().flat_map(|table| table.sheets().iter().copied());
            tables.chain(settings.iter().copied())
        };
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
                        faults.keep(read_bytes(&self.place.folder.join(table.file())));
                    }
                }
                return None;
            }
            FoundTable::Nothing
                if !required && self.variant.is_some_and(|variant| variant.changes(table)) =>
            {
                let file = self.place.folder.join(table.file());
                Rows::empty(Location::file(file.display().to_string()))
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
                faults.keep(read_bytes(&self.place.folder.join(file)));
                None
            }
            FoundTable::Fault | FoundTable::Nothing => None,
        }
    }

    fn find(&self, table: Table, file: &str, sheets: &[&str], faults: &mut Faults) -> FoundTable {
        let path = self.place.folder.join(file);
        let is_file =
            (table == Table::Plan || !self.place.is_alone) && path.symlink_metadata().is_ok();
        let sheet =
            self.workbook.as_ref().and_then(|book| Some((book, find_sheet(book, sheets, faults)?)));
        // A link that leads nowhere is there, and a fault.
        match (is_file, sheet) {
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
