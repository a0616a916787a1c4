//! A campaign's tables, edited where they stand: a file or a sheet is written back with the cells that
//! were changed, and everything else in it as it was: comments, other sheets, formats, columns that
//! the program does not read.

mod settings;
mod text;

use super::encodings::{read_bytes, read_text, text_of};
use super::excerpts::Lined;
use super::faults::Faults;
use super::fields::{Field, Section, Table};
use super::settings_sheets::{ON_ONE_SHEET, header_of_list};
use super::source::CampaignPlace;
use super::table::{Records, header_row, is_beside, is_example, joined, means};
use super::table_file::find_sheet;
use super::workbook::patch::{CellChanges, NewCell, patched};
use super::workbook::{Merge, Sheet, Workbook, is_workbook};
use super::write_table::{BYTE_ORDER_MARK, headers, write_table};
use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::kind::CampaignKind;
use crate::base::text::{Lang, Text};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use text::rewritten;

/// A table of a campaign, as it can be edited.
pub struct EditableTable {
    /// What it is: the name of the table or of the section.
    pub name: &'static str,
    /// The file, or the sheet of a workbook.
    pub place: Location,
    /// Its columns that the program reads.
    pub columns: Vec<EditableColumn>,
    /// Columns that it may have and has not: each takes its place behind the others when it is added.
    pub more: Vec<EditableColumn>,
    /// Its rows.
    pub rows: Vec<EditableRow>,
    /// All cells of its rows, also those of other columns.
    lines: BTreeMap<usize, Vec<String>>,
    header_line: usize,
    /// Cells of its header.
    width: usize,
    merges: Vec<Merge>,
    /// Of settings: the row and column that stand in a line of the text.
    spots: Option<Spots>,
    /// Columns at the end of `columns` whose headings its file lacks.
    added: usize,
}

/// Row, and column where it is not the whole row, by the line of a text.
type Spots = BTreeMap<usize, (usize, Option<usize>)>;

/// A column.
#[derive(Debug, Clone)]
pub struct EditableColumn {
    /// Where it stands, from 1.
    pub at: usize,
    /// Its heading, as it is written.
    pub heading: String,
    /// What programs call it.
    pub name: &'static str,
    /// What it means.
    pub hint: Text,
    /// Whether its values are numbers.
    pub is_number: bool,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditableRow {
    /// Its line; none for a new row.
    pub line: Option<usize>,
    /// A cell for each column.
    pub cells: Vec<String>,
}

/// A table as it is to be.
pub struct TableEdit {
    /// The name of the table.
    pub name: String,
    /// The names of columns that it is to have besides those that it has, in the order of their cells.
    pub added: Vec<String>,
    /// All its rows: those that are there in their order, new ones among them.
    pub rows: Vec<EditableRow>,
}

/// A file of the campaign as it is to be.
pub struct EditedFile {
    /// Its path.
    pub path: PathBuf,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// Tables of rules: a campaign in a folder may begin each of them.
const OF_RULES: [Table; 4] =
    [Table::Unavailable, Table::Preferences, Table::Relations, Table::Pins];

/// A kind of table: its columns, and where it may stand.
#[derive(Clone, Copy)]
enum EditableKind {
    Table(Table),
    List(Section),
    /// The sheet of single settings.
    Settings,
}

/// Those of a part's fields that are none of these columns, headed in their language.
fn missing<P: 'static>(
    fields: impl Iterator<Item = &'static Field<P>>,
    columns: &[EditableColumn],
    is_chinese: bool,
) -> Vec<EditableColumn> {
    let is_missing = |field: &&Field<P>| columns.iter().all(|own| own.name != field.name);
    let heading = |field: &Field<P>| match field.aliases.first() {
        Some(heading) if is_chinese => *heading,
        _ => field.name,
    };
    fields.filter(is_missing).map(|field| column(0, heading(field), field)).collect()
}

fn column<P>(at: usize, heading: &str, field: &Field<P>) -> EditableColumn {
    EditableColumn {
        at,
        heading: heading.to_owned(),
        name: field.name,
        hint: Text::new(field.zh, field.en),
        is_number: field.is_number,
    }
}

impl EditableKind {
    const ALL: [EditableKind; 11] = [
        EditableKind::Table(Table::Groups),
        EditableKind::Table(Table::Classes),
        EditableKind::List(Section::Block),
        EditableKind::List(Section::Station),
        EditableKind::Settings,
        EditableKind::Table(Table::Unavailable),
        EditableKind::Table(Table::Preferences),
        EditableKind::Table(Table::Relations),
        EditableKind::Table(Table::Pins),
        EditableKind::List(Section::Break),
        EditableKind::List(Section::MakeUp),
    ];

    fn sheets(self) -> &'static [&'static str] {
        match self {
            EditableKind::Table(table) => table.sheets(),
            EditableKind::List(section) => section.sheets(),
            EditableKind::Settings => Section::CampaignFile.sheets(),
        }
    }

    fn name(self) -> &'static str {
        self.sheets().first().copied().unwrap_or_default()
    }

    /// The columns that such a table may have and this header lacks, headed in its language.
    fn more(self, columns: &[EditableColumn]) -> Vec<EditableColumn> {
        let is_chinese = columns.iter().any(|own| !own.heading.is_ascii());
        match self {
            EditableKind::Table(table) => missing(table.columns(), columns, is_chinese),
            EditableKind::List(section) => missing(section.keys(), columns, is_chinese),
            EditableKind::Settings => Vec::new(),
        }
    }

    /// The column of a heading.
    fn column(self, at: usize, heading: &str) -> Option<EditableColumn> {
        match self {
            EditableKind::Table(table) => {
                let field = table.columns().find(|own| means(own, heading))?;
                Some(column(at, heading, field))
            }
            EditableKind::List(section) => {
                let field = section.keys().find(|own| own.is_called(heading))?;
                Some(column(at, heading, field))
            }
            EditableKind::Settings => None,
        }
    }

    /// Where the header stands among records.
    fn header(self, records: &[Lined]) -> usize {
        match self {
            EditableKind::Table(table) => {
                header_row(table, records.iter().map(|(_, cells)| cells.as_slice()))
            }
            EditableKind::List(section) => header_of_list(section, records),
            EditableKind::Settings => 0,
        }
    }

    /// The table of records.
    fn table(self, records: Records) -> Option<EditableTable> {
        let Records { place, records, merges, .. } = records;
        if let EditableKind::Settings = self {
            return Some(settings_table(place, records, merges));
        }
        let above = self.header(&records);
        let (header_line, mut header) = records.get(above)?.clone();
        let mut first = above + 1;
        let is_known = |name: &str| self.column(1, name).is_some();
        let both = records.get(first).and_then(|(_, lower)| joined(&header, lower, is_known));
        let is_one_line = both.is_none();
        if let Some(both) = both {
            header = both;
            first += 1;
        }
        let columns = (1..).zip(&header).filter_map(|(at, heading)| self.column(at, heading));
        let columns: Vec<EditableColumn> = columns.collect();
        let mut scratch = Faults::default();
        let mut own: Vec<Lined> = records.into_iter().skip(first).collect();
        own.retain(|(line, cells)| {
            !is_example(cells) && !is_beside(&place.row(*line), cells, &mut scratch)
        });
        let head = (header_line, header.len());
        // Of a header in two lines nobody knows where a heading would go.
        let more = if is_one_line { self.more(&columns) } else { Vec::new() };
        Some(EditableTable {
            more,
            ..EditableTable::of(self.name(), place, head, columns, own, merges)
        })
    }
}

/// The settings that have a row each: what they are called can't be changed, what they are can.
fn settings_table(place: Location, records: Vec<Lined>, merges: Vec<Merge>) -> EditableTable {
    let known = |name: &str| {
        ON_ONE_SHEET.into_iter().flat_map(Section::keys).any(|key| key.is_called(name))
    };
    let is_setting = |(_, cells): &Lined| cells.first().is_some_and(|name| known(name));
    let rows: Vec<Lined> = records.into_iter().filter(is_setting).collect();
    let columns = settings_columns();
    EditableTable::of(EditableKind::Settings.name(), place, (1, 2), columns, rows, merges)
}

/// The columns of the single settings.
fn settings_columns() -> Vec<EditableColumn> {
    let column = |at: usize, name: &'static str, hint: Text| EditableColumn {
        at,
        heading: String::new(),
        name,
        hint,
        is_number: false,
    };
    let (key, value) = (Text::new("设置项", "Setting"), Text::new("值", "Value"));
    vec![column(1, "setting", key), column(2, "value", value)]
}

impl EditableTable {
    /// A table of `campaign.toml`.
    fn of_settings(
        kind: EditableKind,
        place: Location,
        columns: Vec<EditableColumn>,
        rows: Vec<EditableRow>,
        spots: Spots,
    ) -> EditableTable {
        EditableTable {
            name: kind.name(),
            place,
            width: columns.len(),
            columns,
            more: Vec::new(),
            rows,
            lines: BTreeMap::new(),
            header_line: 0,
            merges: Vec::new(),
            spots: Some(spots),
            added: 0,
        }
    }

    /// The row and column of a place; no column where the whole row is meant, nothing where it lies
    /// outside the table.
    pub fn cell_at(&self, place: &Location) -> Option<(Option<usize>, Option<usize>)> {
        if place.file != self.place.file || place.sheet != self.place.sheet {
            return None;
        }
        if let Some(spots) = &self.spots {
            let (row, column) = spots.get(&place.line?)?;
            return Some((Some(*row), *column));
        }
        let row = self.rows.iter().position(|row| row.line == place.line);
        let column = self.columns.iter().position(|column| Some(column.at) == place.column);
        Some((row, column))
    }

    fn of(
        name: &'static str,
        place: Location,
        (header_line, width): (usize, usize),
        columns: Vec<EditableColumn>,
        rows: Vec<Lined>,
        merges: Vec<Merge>,
    ) -> EditableTable {
        let row = |(line, cells): &Lined| {
            let cell =
                |column: &EditableColumn| cells.get(column.at - 1).cloned().unwrap_or_default();
            EditableRow { line: Some(*line), cells: columns.iter().map(cell).collect() }
        };
        EditableTable {
            name,
            place,
            rows: rows.iter().map(row).collect(),
            columns,
            more: Vec::new(),
            lines: rows.into_iter().collect(),
            header_line,
            width,
            merges,
            spots: None,
            added: 0,
        }
    }

    /// The table with further columns behind those of its header, empty so far; nothing where it can't
    /// have one of them.
    fn with(mut self, added: &[String]) -> Option<EditableTable> {
        for name in added {
            let found = self.more.iter().position(|column| column.name == name.as_str())?;
            self.width += 1;
            self.added += 1;
            let column = EditableColumn { at: self.width, ..self.more.remove(found) };
            self.columns.push(column);
            self.rows.iter_mut().for_each(|row| row.cells.push(String::new()));
        }
        Some(self)
    }

    /// The columns whose headings its file lacks.
    fn new_columns(&self) -> &[EditableColumn] {
        &self.columns[self.columns.len() - self.added..]
    }

    /// The cells that an edit changes, by line and column; new rows stand from `new_line` on.
    fn changes(&self, edit: &TableEdit, mut new_line: usize) -> CellChanges {
        let mut changes = CellChanges::new();
        for column in self.new_columns() {
            let heading = NewCell { text: column.heading.clone(), is_number: false };
            changes.insert((self.header_line, column.at), heading);
        }
        let mut lines = Vec::new();
        for row in &edit.rows {
            let before = row.line.and_then(|line| self.row(line));
            let line = row.line.filter(|_| before.is_some()).unwrap_or(new_line);
            if before.is_none() {
                new_line += 1;
            }
            lines.push(line);
            for (at, (column, cell)) in self.columns.iter().zip(&row.cells).enumerate() {
                let old = before.map_or("", |row| row.cells[at].as_str());
                if cell.trim() != old {
                    let new = NewCell { text: cell.trim().to_owned(), is_number: column.is_number };
                    changes.insert((line, column.at), new);
                }
            }
        }
        // Who takes a row away means all of it.
        for (line, cells) in self.lines.iter().filter(|(line, _)| !lines.contains(line)) {
            for (at, _) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                changes.insert((*line, at + 1), NewCell::default());
            }
        }
        changes
    }

    fn row(&self, line: usize) -> Option<&EditableRow> {
        self.rows.iter().find(|row| row.line == Some(line))
    }
}

/// The tables of a campaign that can be edited: those of its workbook, or the CSV files and the settings
/// of its folder.
///
/// # Errors
/// When a file can't be read.
pub fn editable_tables(campaign: &Path) -> Result<Vec<EditableTable>, Vec<Diagnostic>> {
    let mut faults = Faults::default();
    let files = CampaignFiles::open(campaign, &mut faults);
    let kinds = EditableKind::ALL.into_iter();
    let found = kinds.filter_map(|kind| Some(files.table(kind, &mut faults)?.0)).collect();
    let broken: Vec<Diagnostic> = faults.into_sorted();
    // What is wrong with cells is told when the campaign is read; that a file can't be read at all
    // leaves nothing to edit.
    if files.is_broken { Err(broken) } else { Ok(found) }
}

/// The files of a campaign that change with these edits. Nothing is written.
///
/// # Errors
/// When a file can't be read, or a change can't be made in it.
pub fn edited(campaign: &Path, edits: &[TableEdit]) -> Result<Vec<EditedFile>, Vec<Diagnostic>> {
    let mut faults = Faults::default();
    let files = CampaignFiles::open(campaign, &mut faults);
    if files.is_broken {
        return Err(faults.into_sorted());
    }
    let mut refused = Vec::new();
    let mut done = Vec::new();
    let mut of_workbook: Vec<(String, CellChanges)> = Vec::new();
    let mut of_settings: Vec<(EditableKind, &TableEdit)> = Vec::new();
    for edit in edits {
        let kind = EditableKind::ALL.into_iter().find(|kind| kind.name() == edit.name);
        let Some((kind, (table, found))) =
            kind.and_then(|kind| Some((kind, files.table(kind, &mut faults)?)))
        else {
            continue;
        };
        let Some(table) = table.with(&edit.added) else { continue };
        let width = table.columns.len();
        if edit.rows.iter().any(|row| row.cells.len() != width) {
            continue;
        }
        match found {
            FoundIn::Text { path, bytes } => match rewritten(&path, &bytes, &table, edit) {
                Ok(bytes) => done.push(EditedFile { path, bytes }),
                Err(fault) => refused.push(fault),
            },
            FoundIn::Sheet { name, last_line } => {
                let last = last_line.max(table.header_line);
                let changes = table.changes(edit, last + 1);
                refused.extend(changes.keys().filter_map(|cell| table.refuse_merged(*cell)));
                if matches!(kind, EditableKind::Settings) {
                    refused.extend(changes.keys().filter(|(_, at)| *at == 1).map(|cell| {
                        let text = Text::new("设置项的名称不能改", "the name of a setting stays");
                        Diagnostic::error(Code::NotEditable, text).at(table.place.cell(cell.0, 1))
                    }));
                }
                of_workbook.push((name, changes));
            }
            FoundIn::Settings => of_settings.push((kind, edit)),
        }
    }
    if let Some((path, text)) = files.settings.as_ref().filter(|_| !of_settings.is_empty()) {
        match settings::rewritten(&path.display().to_string(), text, &of_settings) {
            Ok(text) => {
                done.push(EditedFile { path: path.clone(), bytes: text.into_bytes() });
            }
            Err(fault) => refused.push(fault),
        }
    }
    if let Some((path, bytes)) = &files.bytes {
        of_workbook.retain(|(_, changes)| !changes.is_empty());
        if !of_workbook.is_empty() {
            let file = path.display().to_string();
            match patched(&file, bytes, &of_workbook) {
                Ok(bytes) if files.is_all_else_kept(&bytes, &of_workbook) => {
                    done.push(EditedFile { path: path.clone(), bytes });
                }
                Ok(_) => refused.push(
                    Diagnostic::error(Code::NotEditable, Code::NotEditable.title())
                        .at(Location::file(file))
                        .help(Code::NotEditable.explanation()),
                ),
                Err(faults) => refused.extend(faults),
            }
        }
    }
    if refused.is_empty() { Ok(done) } else { Err(refused) }
}

/// A table in a CSV file of its own, of which these are the bytes.
///
/// # Errors
/// When they are no text.
pub fn editable_file(
    path: &Path,
    bytes: &[u8],
    table: Table,
) -> Result<Option<EditableTable>, Diagnostic> {
    let text = text_of(path, bytes)?.text;
    let records = Records::of_text(&path.display().to_string(), &text, &mut Faults::default());
    Ok(EditableKind::Table(table).table(records))
}

/// The bytes of such a file with its rows as they are to be. Nothing is written.
///
/// # Errors
/// When its encoding is none in which it is changed.
pub fn edit_of_file(
    path: &Path,
    bytes: &[u8],
    table: &EditableTable,
    rows: Vec<EditableRow>,
) -> Result<Vec<u8>, Diagnostic> {
    rewritten(path, bytes, table, &TableEdit::of(table, rows))
}

impl TableEdit {
    /// A table with other rows, in the columns that it has.
    pub fn of(table: &EditableTable, rows: Vec<EditableRow>) -> TableEdit {
        TableEdit { name: table.name.to_owned(), added: Vec::new(), rows }
    }
}

impl EditableTable {
    /// A cell that a merge hides can't be seen by whoever opens the workbook.
    fn refuse_merged(&self, (line, column): (usize, usize)) -> Option<Diagnostic> {
        let is_hidden = |merge: &Merge| {
            (merge.rows.0..=merge.rows.1).contains(&line)
                && (merge.columns.0..=merge.columns.1).contains(&column)
                && (line, column) != (merge.rows.0, merge.columns.0)
        };
        self.merges.iter().any(is_hidden).then(|| {
            let text =
                Text::new("合并的单元格只能在 Excel 里改", "a merged cell is changed in Excel");
            Diagnostic::error(Code::NotEditable, text)
                .at(self.place.cell(line, column))
                .help(Code::NotEditable.explanation())
        })
    }
}

/// Where a table was found.
enum FoundIn {
    Text {
        path: PathBuf,
        bytes: Vec<u8>,
    },
    Sheet {
        name: String,
        last_line: usize,
    },
    /// `campaign.toml`.
    Settings,
}

/// The files of a campaign that hold tables.
struct CampaignFiles {
    place: CampaignPlace,
    /// The workbook with its bytes.
    bytes: Option<(PathBuf, Vec<u8>)>,
    workbook: Option<Workbook>,
    /// `campaign.toml` with its text.
    settings: Option<(PathBuf, String)>,
    is_broken: bool,
}

impl CampaignFiles {
    fn open(campaign: &Path, faults: &mut Faults) -> CampaignFiles {
        let place = CampaignPlace::of(campaign);
        let bytes = place.workbook().and_then(|path| {
            let bytes = faults.keep(read_bytes(path))?;
            Some((path.to_owned(), bytes))
        });
        let workbook = bytes.as_ref().and_then(|(path, bytes)| {
            faults.keep(Workbook::read(&path.display().to_string(), bytes))
        });
        let settings = place.settings.as_ref().and_then(|path| {
            let text = faults.keep(read_text(path))?;
            Some((path.clone(), text))
        });
        let is_broken = place.workbook().is_some() && workbook.is_none();
        CampaignFiles { place, bytes, workbook, settings, is_broken }
    }

    /// Whether a changed workbook, read again, has every cell that was not to change as it was: how
    /// other programs write workbooks is known by examples alone.
    fn is_all_else_kept(&self, bytes: &[u8], changes: &[(String, CellChanges)]) -> bool {
        let (Some(old), Ok(new)) = (&self.workbook, Workbook::read("", bytes)) else {
            return false;
        };
        let is_kept = |(old, new): (&Sheet, &Sheet)| {
            let changed = changes.iter().find(|(name, _)| *name == old.name);
            let is_changed =
                |cell: &(usize, usize)| changed.is_some_and(|(_, cells)| cells.contains_key(cell));
            let cells = |sheet: &Sheet| -> Vec<((usize, usize), String)> {
                let rows = sheet.rows.iter();
                let cells = rows.flat_map(|(row, cells)| {
                    cells.iter().map(|(column, text)| ((*row, *column), text.clone()))
                });
                cells.filter(|(cell, text)| !is_changed(cell) && !text.is_empty()).collect()
            };
            old.name == new.name
                && (old.is_hidden, &old.hidden_rows) == (new.is_hidden, &new.hidden_rows)
                && old.merges == new.merges
                && cells(old) == cells(new)
        };
        old.sheets.len() == new.sheets.len() && old.sheets.iter().zip(&new.sheets).all(is_kept)
    }

    /// A table that the campaign does not have yet: its header, in the language of that of its groups.
    fn begun(
        &self,
        kind: EditableKind,
        table: Table,
        path: PathBuf,
    ) -> Option<(EditableTable, FoundIn)> {
        let groups = read_text(&self.place.folder.join(Table::Groups.file())).unwrap_or_default();
        let is_english =
            groups.lines().find(|line| !line.starts_with('#')).is_some_and(str::is_ascii);
        let lang = if is_english { Lang::En } else { Lang::Zh };
        let text = write_table(vec![headers(table, CampaignKind::default(), lang)]);
        let file = path.display().to_string();
        let plain = text.trim_start_matches(BYTE_ORDER_MARK);
        let records = Records::of_text(&file, plain, &mut Faults::default());
        Some((kind.table(records)?, FoundIn::Text { path, bytes: text.into_bytes() }))
    }

    fn table(&self, kind: EditableKind, faults: &mut Faults) -> Option<(EditableTable, FoundIn)> {
        if let EditableKind::Table(table) = kind {
            let path = self.place.folder.join(table.file());
            if !self.place.is_alone() && path.is_file() {
                let bytes = faults.keep(read_bytes(&path))?;
                if is_workbook(&bytes) {
                    return None;
                }
                let text = faults.keep(text_of(&path, &bytes))?.text;
                let records = Records::of_text(&path.display().to_string(), &text, faults);
                return Some((kind.table(records)?, FoundIn::Text { path, bytes }));
            }
            if !self.place.is_alone() && self.workbook.is_none() && OF_RULES.contains(&table) {
                return self.begun(kind, table, path);
            }
        } else if let Some((path, text)) = &self.settings {
            let table = settings::table(kind, &path.display().to_string(), text)?;
            return Some((table, FoundIn::Settings));
        }
        let workbook = self.workbook.as_ref()?;
        let sheet = find_sheet(workbook, kind.sheets(), faults)?;
        let last_line = sheet.rows.keys().next_back().copied().unwrap_or(0);
        let records = Records::of_sheet(workbook.place(sheet), sheet, faults);
        Some((kind.table(records)?, FoundIn::Sheet { name: sheet.name.clone(), last_line }))
    }
}
