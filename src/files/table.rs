//! Tables, CSV or sheets: headers in either language, cells with their place, every fault
//! collected.

mod edit;
mod header;
mod records;

pub use edit::Cells;
pub use header::means;
pub use records::{Lines, Records};

use super::excerpts::{Lined, TableCells};
use super::faults::Faults;
use super::fields::{Column, Kind, Table};
use super::tolerant;
use crate::base::clock::{Interval, Minutes};
use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::text::{Lang, Text};
use crate::campaign::{Buffer, Share};
use header::{missing_column, read_header};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::rc::Rc;

/// A table that has the columns it needs.
pub struct Rows {
    /// The file, or the sheet of a workbook.
    place: Location,
    header_line: usize,
    table: Table,
    columns: Vec<Option<&'static Column>>,
    rows: Rc<Lined>,
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

/// Reads a table from its records. `None` when its header can't be used; then the faults say why.
pub fn read_table(table: Table, records: Records, faults: &mut Faults) -> Option<Rows> {
    let Records { place, records, mut broken } = records;
    let before = faults.len();
    let mut records = records.into_iter();
    let Some((header_line, header)) = records.next() else {
        let (zh, en) = match place.sheet {
            Some(_) => ("工作表是空的", "the sheet is empty"),
            None => ("文件是空的", "the file is empty"),
        };
        faults.push(
            Diagnostic::error(Code::EmptyTable, Text::new(zh, en))
                .at(place)
                .help(Text::new("第一行写表头", "the first row is the header")),
        );
        return None;
    };
    let columns = read_header(table, &place, header_line, &header, faults);
    let known = columns.iter().flatten().map(Option::is_some).collect();
    let mut rows = Vec::new();
    for (line, mut cells) in records.filter(|_| columns.is_some()) {
        while cells.len() > header.len() && cells.last().is_some_and(String::is_empty) {
            cells.pop();
        }
        if cells.len() == header.len() {
            let unnamed =
                (0..header.len()).filter(|at| header[*at].is_empty() && !cells[*at].is_empty());
            for at in unnamed {
                faults.push(
                    Diagnostic::error(
                        Code::BrokenTable,
                        Text::new("该列没有表头", "its column has no header"),
                    )
                    .at(place.cell(line, at + 1))
                    .help(Text::new(
                        "给该列写上表头，或清空这些单元格",
                        "give the column a header, or clear its cells",
                    )),
                );
            }
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
                .at(place.row(line))
                .help(Text::new(
                    "补齐单元格；名称中含逗号时加英文双引号",
                    "fill the row up; quote a name that contains a comma",
                )),
            );
        }
    }
    let rows = Rc::new(rows);
    faults.excerpts.add_table(TableCells {
        place: place.clone(),
        header_line,
        header,
        known,
        rows: Rc::clone(&rows),
    });
    let columns = columns?;
    broken |= faults.len() > before;
    Some(Rows { place, header_line, table, columns, rows, origins: BTreeMap::new(), broken })
}

impl Rows {
    /// Row by row.
    pub fn iter(&self) -> impl Iterator<Item = Row<'_>> {
        let rows = self.rows.iter().enumerate();
        rows.map(|(place, (line, cells))| Row {
            rows: self,
            line: *line,
            origin: self.origins.get(&place),
            cells,
        })
    }

    /// Whether some rows could not be read.
    pub fn is_broken(&self) -> bool {
        self.broken
    }

    /// The file, or the sheet of a workbook.
    pub fn place(&self) -> &Location {
        &self.place
    }

    /// Whether the table has the column.
    pub fn has(&self, name: &str) -> bool {
        self.columns.iter().flatten().any(|column| column.name == name)
    }
}

impl Row<'_> {
    /// Where the row stands.
    pub fn location(&self) -> Location {
        self.origin.cloned().unwrap_or_else(|| self.rows.place.row(self.line))
    }

    /// Where a cell stands.
    pub fn place(&self, name: &str) -> Location {
        match self
            .rows
            .columns
            .iter()
            .position(|column| column.is_some_and(|column| column.name == name))
        {
            Some(place) if self.origin.is_none() => self.rows.place.cell(self.line, place + 1),
            _ => self.location(),
        }
    }

    /// The cell's text; `None` when it is empty, which is a fault where the column is required.
    pub fn text(&self, name: &str, faults: &mut Faults) -> Option<String> {
        let place = self
            .rows
            .columns
            .iter()
            .position(|column| column.is_some_and(|column| column.name == name))?;
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
        Diagnostic::error(
            Code::EmptyCell,
            Text::new(format!("“{heading}”是空的"), format!("{} is empty", column.name)),
        )
        .at(self.place(column.name))
        .help(Text::new(format!("填上{}", column.zh), format!("fill in: {}", column.en)))
    }

    /// The fault that the cell is empty or its column missing, for columns that only some campaigns
    /// need.
    pub fn missing(&self, name: &str) -> Option<Diagnostic> {
        let column = self.rows.table.columns().find(|column| column.name == name)?;
        let is_there = self.rows.has(name);
        let no_column = || missing_column(column, &self.rows.place.row(self.rows.header_line));
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
                .help(Text::new(
                    format!("写 {}", how.get(Lang::Zh)),
                    format!("write one of: {}", how.get(Lang::En)),
                )),
            );
        }
        found
    }

    /// Time kept free.
    pub fn buffer(&self, name: &str, faults: &mut Faults) -> Option<Buffer> {
        self.parsed(name, Code::OutOfRange, tolerant::buffer, faults)
    }

    fn parsed<T>(
        &self,
        name: &str,
        code: Code,
        read: impl Fn(&str) -> Option<T>,
        faults: &mut Faults,
    ) -> Option<T> {
        let cell = self.text(name, faults)?;
        let value = read(&cell);
        if value.is_none() {
            let kind = self
                .rows
                .columns
                .iter()
                .flatten()
                .find(|column| column.name == name)
                .map(|column| column.kind);
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
        let range = self
            .rows
            .columns
            .iter()
            .flatten()
            .find(|column| column.name == name)
            .map(|column| column.kind);
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
                Text::new(
                    format!("{interval}：结束不晚于开始"),
                    format!("{interval}: the end is not after the start"),
                ),
            )
            .at(self.place("end"))
            .help(Text::new("核对开始与结束时间", "check start and end")),
        );
        None
    }
}
