//! Tables, CSV or sheets: headers in either language, cells with their place, every fault
//! collected.

mod edit;
mod header;
mod records;

pub use edit::NamedCells;
pub use header::means;
pub use records::{Lines, Records};

use super::excerpts::{Lined, TableCells};
use super::faults::Faults;
use super::fields::{Column, Given, Record, Source, Table, Written, Wrong};
use super::tolerant;
use super::tree::{Content, Node};
use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::text::{Lang, Text};
use header::{missing_column, read_header};
use std::collections::BTreeMap;
use std::rc::Rc;

/// A table that has the columns it needs.
pub struct Rows {
    /// The file, or the sheet of a workbook.
    place: Location,
    header_line: usize,
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
    Some(Rows { place, header_line, columns, rows, origins: BTreeMap::new(), broken })
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

    /// Where a column stands.
    fn place_of(&self, column: &Column) -> Option<usize> {
        self.columns.iter().position(|own| own.is_some_and(|own| own.name == column.name))
    }
}

impl Row<'_> {
    /// Reads the row as the struct that rows of its table are.
    pub fn read<R: Record<Part = Table>>(&self, faults: &mut Faults) -> R {
        R::read(&mut Cells { row: self, faults })
    }

    /// Where the row stands.
    pub fn location(&self) -> Location {
        self.origin.cloned().unwrap_or_else(|| self.rows.place.row(self.line))
    }

    /// Where a cell stands.
    fn place(&self, column: &Column) -> Location {
        match self.rows.place_of(column) {
            Some(place) if self.origin.is_none() => self.rows.place.cell(self.line, place + 1),
            _ => self.location(),
        }
    }

    /// The fault that the cell is empty or its column missing, for columns that only some campaigns
    /// need.
    pub fn missing(&self, column: &Column) -> Diagnostic {
        if self.rows.place_of(column).is_some() {
            self.empty(column)
        } else {
            missing_column(column, &self.rows.place.row(self.rows.header_line))
        }
    }

    fn empty(&self, column: &Column) -> Diagnostic {
        let heading = column.aliases.first().unwrap_or(&column.name);
        Diagnostic::error(
            Code::EmptyCell,
            Text::new(format!("“{heading}”是空的"), format!("{} is empty", column.name)),
        )
        .at(self.place(column))
        .help(Text::new(format!("填上{}", column.zh), format!("fill in: {}", column.en)))
    }
}

/// The cells of a row, where they are read.
struct Cells<'a> {
    row: &'a Row<'a>,
    faults: &'a mut Faults,
}

impl Source<Table> for Cells<'_> {
    /// The value of a cell; an empty one is a fault where the column is required.
    fn take<T: Written>(&mut self, column: &'static Column) -> Given<T> {
        let place = self.row.place(column);
        let at = self.row.rows.place_of(column);
        let cell = at.and_then(|at| self.row.cells.get(at)).map_or("", String::as_str);
        if tolerant::narrow(cell).is_empty() {
            if column.required && at.is_some() {
                self.faults.push(self.row.empty(column));
            }
            return Given { value: None, is_written: false, place };
        }
        // Control characters have been refused where the file was read.
        let text = cell.chars().filter(|c| !c.is_control()).collect();
        let node = Node { content: Content::Text(text), location: place };
        let value =
            T::read(&node).map_err(|wrong| fault(&wrong, column, cell).at(node.location.clone()));
        Given { value: self.faults.keep(value), is_written: true, place: node.location }
    }

    fn location(&self) -> Location {
        self.row.location()
    }
}

/// Says what is wrong with a cell.
fn fault(wrong: &Wrong, column: &Column, cell: &str) -> Diagnostic {
    let how = column.how();
    let code = match wrong {
        Wrong::Outside { number, min, max } => {
            return Diagnostic::error(
                Code::OutOfRange,
                Text::new(
                    format!("{number} 超出 {min} 到 {max} 的范围"),
                    format!("{number} is not between {min} and {max}"),
                ),
            );
        }
        Wrong::Word => {
            return Diagnostic::error(
                Code::UnknownName,
                Text::new(
                    format!("“{cell}”不是可用的词"),
                    format!("“{cell}” is none of the words for this column"),
                ),
            )
            .help(Text::new(
                format!("写 {}", how.get(Lang::Zh)),
                format!("write one of: {}", how.get(Lang::En)),
            ));
        }
        Wrong::NoNumber | Wrong::NotWhole => Code::BadNumber,
        Wrong::Day => Code::BadDate,
        Wrong::Time => Code::BadTime,
        _ => Code::OutOfRange,
    };
    Diagnostic::error(
        code,
        Text::new(
            format!("“{cell}”不对，应为：{}", how.get(Lang::Zh)),
            format!("“{cell}” is not {}", how.get(Lang::En)),
        ),
    )
    .help(Text::new("改正该单元格", "correct the cell"))
}
