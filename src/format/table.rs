//! CSV tables: headers in either language, cells with their place, every fault collected.

mod edit;

pub use edit::Cells;

use super::faults::Faults;
use super::fields::{Column, Kind, PERSONAL, Table};
use super::table_text::needs_apostrophe;
use super::tolerant::{self, fold};
use crate::clock::{Interval, Minutes};
use crate::diagnostic::{Code, Diagnostic, Location, nearest};
use crate::instance::{Buffer, Share};
use crate::text::{Lang, Text};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A table that has the columns it needs.
pub struct Rows {
    file: String,
    header_line: usize,
    table: Table,
    columns: Vec<Option<&'static Column>>,
    rows: Vec<(usize, Vec<String>)>,
    /// Where rows that a variant adds or changes stand.
    origins: BTreeMap<usize, Location>,
    broken: bool,
}

/// One row of a table.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    rows: &'a Rows,
    line: usize,
    origin: Option<&'a Location>,
    cells: &'a [String],
}

/// Whether the first row has any of the table's columns.
pub fn looks_like(table: Table, text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    let first = lines.next().unwrap_or_default();
    first.split(',').any(|cell| {
        let cell = fold(cell.trim().trim_matches('"'));
        table.columns().any(|column| std::iter::once(&column.name).chain(column.aliases).any(|name| fold(name) == cell))
    })
}

/// Reads a table. `None` when its header can't be used; then the faults say why.
pub fn read_table(table: Table, file: &str, text: &str, faults: &mut Faults) -> Option<Rows> {
    let before = faults.len();
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).comment(Some(b'#')).from_reader(text.as_bytes());
    let mut records = Vec::new();
    let mut lines = Lines { text: &text, byte: 0, line: 1 };
    for record in reader.records() {
        match record {
            Ok(record) => {
                let line = lines.of_record(record.position().map_or(0, |position| position.byte() as usize));
                let cells: Vec<String> = record
                    .iter()
                    .enumerate()
                    .map(|(i, cell)| clean(cell, &Location::at(file, line, i + 1), faults))
                    .collect();
                if cells.iter().any(|cell| !tolerant::narrow(cell).is_empty()) {
                    records.push((line, cells));
                }
            }
            Err(error) => {
                let line = error.position().map_or(1, |position| position.line() as usize);
                faults.report(
                    Code::BrokenTable,
                    &Location::line(file, line),
                    format!("该行无法读取：{error}"),
                    format!("the row can't be read: {error}"),
                );
            }
        }
    }
    let mut records = records.into_iter();
    let Some((header_line, header)) = records.next() else {
        faults.push(
            Diagnostic::error(Code::EmptyTable, Text::new("文件是空的", "the file is empty"))
                .at(Location::file(file))
                .help(Text::new("第一行写表头", "the first row is the header")),
        );
        return None;
    };
    let columns = read_header(table, file, header_line, &header, faults)?;
    let mut rows = Vec::new();
    for (line, mut cells) in records {
        while cells.len() > header.len() && cells.last().is_some_and(String::is_empty) {
            cells.pop();
        }
        if cells.len() == header.len() {
            rows.push((line, cells));
        } else {
            faults.push(
                Diagnostic::error(
                    Code::BrokenTable,
                    Text::new(
                        format!("该行有 {} 格，表头有 {} 格", cells.len(), header.len()),
                        format!("the row has {} cells, the header {}", cells.len(), header.len()),
                    ),
                )
                .at(Location::line(file, line))
                .help(Text::new(
                    "补齐单元格；名称中含逗号时加英文双引号",
                    "fill the row up; quote a name that contains a comma",
                )),
            );
        }
    }
    let broken = faults.len() > before;
    Some(Rows { file: file.to_owned(), header_line, table, columns, rows, origins: BTreeMap::new(), broken })
}

/// Counts lines as an editor does; the reader's own count starts before blank lines and comments.
struct Lines<'a> {
    text: &'a str,
    byte: usize,
    line: usize,
}

impl Lines<'_> {
    /// The line of the record that is read from `byte` on.
    fn of_record(&mut self, byte: usize) -> usize {
        let from = self.text.get(self.byte..byte).unwrap_or_default();
        self.line += from.matches('\n').count();
        self.byte = byte;
        while let Some(rest) = self.text.get(self.byte..).filter(|rest| rest.starts_with(['\n', '#'])) {
            self.byte += rest.find('\n').map_or(rest.len(), |end| end + 1);
            self.line += 1;
            if self.byte >= self.text.len() {
                break;
            }
        }
        self.line
    }
}

/// A cell as text: line breaks inside become spaces, the apostrophe by which spreadsheets keep a formula
/// from being one is taken off, other control characters are refused.
fn clean(cell: &str, place: &Location, faults: &mut Faults) -> String {
    let cell = cell.trim();
    let cell = cell.strip_prefix('\'').filter(|rest| needs_apostrophe(rest)).unwrap_or(cell);
    let cell = cell.replace(['\n', '\t'], " ").trim().to_owned();
    if cell.chars().any(char::is_control) {
        faults.report(Code::OutOfRange, place, "单元格中有控制字符", "the cell has control characters");
    }
    cell
}

fn read_header(
    table: Table,
    file: &str,
    line: usize,
    header: &[String],
    faults: &mut Faults,
) -> Option<Vec<Option<&'static Column>>> {
    let mut columns: Vec<Option<&'static Column>> = Vec::new();
    for (place, name) in header.iter().enumerate() {
        let location = Location::at(file, line, place + 1);
        let means = |column: &&Column| {
            std::iter::once(&column.name).chain(column.aliases).any(|known| fold(known) == fold(name))
        };
        let column = table.columns().find(means);
        match column {
            Some(column) if columns.iter().flatten().any(|other| other.name == column.name) => {
                faults.report(
                    Code::Duplicate,
                    &location,
                    format!("列“{name}”重复"),
                    format!("column “{name}” is there twice"),
                );
                columns.push(None);
            }
            Some(_) => columns.push(column),
            None => {
                if !name.is_empty() {
                    faults.push(refused_column(table, name).at(location));
                }
                columns.push(None);
            }
        }
    }
    let mut complete = true;
    for column in table.columns().filter(|column| column.required) {
        if !columns.iter().flatten().any(|there| there.name == column.name) {
            complete = false;
            faults.push(missing_column(column, file, line));
        }
    }
    complete.then_some(columns)
}

fn missing_column(column: &Column, file: &str, line: usize) -> Diagnostic {
    let names = std::iter::once(&column.name).chain(column.aliases).copied().collect::<Vec<_>>();
    Diagnostic::error(
        Code::MissingColumn,
        Text::new(
            format!("缺少“{}”列（{}）", names.get(1).unwrap_or(&column.name), column.zh),
            format!("there is no column {} ({})", column.name, column.en),
        ),
    )
    .at(Location::line(file, line))
    .help(Text::new(format!("表头可写 {}", names.join(" 或 ")), format!("the header may be {}", names.join(" or "))))
}

fn refused_column(table: Table, name: &str) -> Diagnostic {
    if PERSONAL.iter().any(|personal| fold(personal) == fold(name)) {
        return Diagnostic::error(
            Code::PersonalData,
            Text::new(
                format!("列“{name}”含个人信息，本工具不接收"),
                format!("column “{name}” holds personal data, which callsheet does not carry"),
            ),
        )
        .help(Text::new("删去该列", "delete the column"));
    }
    let known: Vec<&str> =
        table.columns().flat_map(|column| std::iter::once(&column.name).chain(column.aliases)).copied().collect();
    let help = nearest(name, known.iter().copied()).map_or_else(
        || {
            let names: Vec<&str> = table.columns().map(|column| column.name).collect();
            let headings: Vec<&str> =
                table.columns().map(|column| column.aliases.first().unwrap_or(&column.name)).copied().collect();
            Text::new(format!("可用的列：{}", headings.join("、")), format!("known columns: {}", names.join(", ")))
        },
        |near| Text::new(format!("是否指“{near}”？"), format!("did you mean “{near}”?")),
    );
    Diagnostic::error(Code::UnknownColumn, Text::new(format!("未知的列“{name}”"), format!("unknown column “{name}”")))
        .help(help)
}

impl Rows {
    /// Row by row.
    pub fn iter(&self) -> impl Iterator<Item = Row<'_>> {
        let rows = self.rows.iter().enumerate();
        rows.map(|(place, (line, cells))| Row { rows: self, line: *line, origin: self.origins.get(&place), cells })
    }

    /// Whether some rows could not be read.
    pub fn is_broken(&self) -> bool {
        self.broken
    }

    /// The file.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Whether the table has the column.
    pub fn has(&self, name: &str) -> bool {
        self.columns.iter().flatten().any(|column| column.name == name)
    }
}

impl Row<'_> {
    /// Where the row stands.
    pub fn location(&self) -> Location {
        self.origin.cloned().unwrap_or_else(|| Location::line(self.rows.file.clone(), self.line))
    }

    /// Where a cell stands.
    pub fn place(&self, name: &str) -> Location {
        match self.rows.columns.iter().position(|column| column.is_some_and(|column| column.name == name)) {
            Some(place) if self.origin.is_none() => Location::at(self.rows.file.clone(), self.line, place + 1),
            _ => self.location(),
        }
    }

    /// The cell's text; `None` when it is empty, which is a fault where the column is required.
    pub fn text(&self, name: &str, faults: &mut Faults) -> Option<String> {
        let place = self.rows.columns.iter().position(|column| column.is_some_and(|column| column.name == name))?;
        let column = self.rows.columns[place]?;
        let cell = self.cells.get(place).map_or("", String::as_str);
        if !tolerant::narrow(cell).is_empty() {
            return Some(cell.to_owned());
        }
        if column.required {
            faults.push(self.empty(column));
        }
        None
    }

    fn empty(&self, column: &Column) -> Diagnostic {
        let heading = column.aliases.first().unwrap_or(&column.name);
        Diagnostic::error(Code::EmptyCell, Text::new(format!("“{heading}”是空的"), format!("{} is empty", column.name)))
            .at(self.place(column.name))
            .help(Text::new(format!("填上{}", column.zh), format!("fill in: {}", column.en)))
    }

    /// The fault that the cell is empty or its column missing, for columns that only some campaigns need.
    pub fn missing(&self, name: &str) -> Option<Diagnostic> {
        let column = self.rows.table.columns().find(|column| column.name == name)?;
        let is_there = self.rows.has(name);
        let no_column = || missing_column(column, &self.rows.file, self.rows.header_line);
        Some(if is_there { self.empty(column) } else { no_column() })
    }

    /// The cell as one of the words of its column's kind; the first of those that mean the same.
    pub fn word(&self, name: &str, faults: &mut Faults) -> Option<&'static str> {
        let cell = self.text(name, faults)?;
        let column = self.rows.columns.iter().flatten().find(|column| column.name == name)?;
        let Kind::Word(words) = column.kind else { return None };
        let found = tolerant::word(&cell, words);
        if found.is_none() {
            let how = column.kind.how();
            faults.push(
                Diagnostic::error(
                    Code::UnknownName,
                    Text::new(
                        format!("“{cell}”不是可用的词"),
                        format!("“{cell}” is none of the words for this column"),
                    ),
                )
                .at(self.place(name))
                .help(Text::new(format!("写 {}", how.get(Lang::Zh)), format!("write one of: {}", how.get(Lang::En)))),
            );
        }
        found
    }

    /// Time kept free.
    pub fn buffer(&self, name: &str, faults: &mut Faults) -> Option<Buffer> {
        self.parsed(name, Code::OutOfRange, tolerant::buffer, faults)
    }

    fn parsed<T>(&self, name: &str, code: Code, read: impl Fn(&str) -> Option<T>, faults: &mut Faults) -> Option<T> {
        let cell = self.text(name, faults)?;
        let value = read(&cell);
        if value.is_none() {
            let kind = self.rows.columns.iter().flatten().find(|column| column.name == name).map(|column| column.kind);
            let how = kind.map(Kind::how).unwrap_or_default();
            faults.push(
                Diagnostic::error(
                    code,
                    Text::new(
                        format!("“{cell}”不对，应为：{}", how.get(Lang::Zh)),
                        format!("“{cell}” is not {}", how.get(Lang::En)),
                    ),
                )
                .at(self.place(name))
                .help(Text::new("改正该单元格", "correct the cell")),
            );
        }
        value
    }

    /// A whole number within the column's range.
    pub fn whole(&self, name: &str, faults: &mut Faults) -> Option<i64> {
        let range = self.rows.columns.iter().flatten().find(|column| column.name == name).map(|column| column.kind);
        let number = self.parsed(name, Code::BadNumber, tolerant::whole, faults)?;
        match range {
            Some(Kind::Whole(min, max)) if !(min..=max).contains(&number) => {
                faults.report(
                    Code::OutOfRange,
                    &self.place(name),
                    format!("{number} 超出 {min} 到 {max} 的范围"),
                    format!("{number} is not between {min} and {max}"),
                );
                None
            }
            _ => Some(number),
        }
    }

    /// A day.
    pub fn day(&self, name: &str, faults: &mut Faults) -> Option<Date> {
        self.parsed(name, Code::BadDate, tolerant::date, faults)
    }

    /// A time of day.
    pub fn time(&self, name: &str, faults: &mut Faults) -> Option<Minutes> {
        self.parsed(name, Code::BadTime, tolerant::time, faults)
    }

    /// A share.
    pub fn share(&self, name: &str, faults: &mut Faults) -> Option<Share> {
        self.parsed(name, Code::OutOfRange, tolerant::share, faults)
    }

    /// `start` and `end`; a fault when the end is not later.
    pub fn interval(&self, faults: &mut Faults) -> Option<Interval> {
        let (start, end) = (self.time("start", faults), self.time("end", faults));
        let interval = Interval::new(start?, end?);
        if interval.minutes() > 0 {
            return Some(interval);
        }
        faults.push(
            Diagnostic::error(
                Code::Backwards,
                Text::new(format!("{interval}：结束不晚于开始"), format!("{interval}: the end is not after the start")),
            )
            .at(self.place("end"))
            .help(Text::new("核对开始与结束时间", "check start and end")),
        );
        None
    }
}
