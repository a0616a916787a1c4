//! Tables, CSV or sheets: headers in either language, cells with their place, every fault
//! collected.

mod edit;
mod header;
mod records;
mod text;

pub use edit::NamedCells;
pub use header::{FIRST_ROWS, has_header, header_row, joined, means};
pub use records::Records;
#[cfg(feature = "office")]
pub use text::separator;
pub use text::{Comments, rows as text_rows};

use super::days_and_hours::{day, half_and_station, interval};
use super::excerpts::{Lined, TableCells};
use super::faults::Faults;
use super::fields::{Column, Given, Record, RecordSource, Table, Written, Wrong};
use super::tolerant;
use super::tree::{Content, Node};
use super::workbook::Merge;
use crate::base::clock::{Interval, clock};
use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::text::{Lang, Text, counted};
use crate::campaign::Period;
use header::{hours_column, missing_column, read_header};
use jiff::civil::{Date, Weekday};
use std::collections::BTreeMap;
use std::rc::Rc;

/// A table that has the columns it needs.
pub struct Rows {
    /// The file, or the sheet of a workbook.
    place: Location,
    header_line: usize,
    columns: Vec<Option<&'static Column>>,
    rows: Rc<Vec<Lined>>,
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

/// More rows than any campaign has are another table by mistake, and would take much memory.
pub(super) fn most_rows(table: Table) -> usize {
    match table {
        Table::Groups => 20_000,
        Table::Classes => 200_000,
        // The limit of a file's bytes bounds the rows of the other tables.
        _ => usize::MAX,
    }
}

/// The fault of a table with more rows than are read.
pub(super) fn too_many(table: Table, count: usize) -> Diagnostic {
    let most = most_rows(table);
    let message = Text::new(
        format!("有 {count} 行，最多读 {most} 行"),
        format!(
            "it has {count}; at most {most} are read",
            count = counted::of(count, "row", "rows")
        ),
    );
    Diagnostic::error(Code::TooManyRows, message)
}

/// Reads a table from its records. `None` when its header can't be used; then the faults say why.
pub fn read_table(table: Table, records: Records, faults: &mut Faults) -> Option<Rows> {
    let Records { place, mut records, merges, mut broken } = records;
    let before = faults.len();
    let above = header_row(table, records.iter().map(|(_, cells)| cells.as_slice()));
    leave_out_titles(&mut records, above, &place, faults);
    let mut records = records.into_iter().peekable();
    let Some((header_line, mut header)) = records.next() else {
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
    let count = records.len();
    if count > most_rows(table) {
        faults.push(too_many(table, count).at(place));
        return None;
    }
    let is_known = |name: &str| table.columns().any(|column| means(column, name));
    let below = records.peek().and_then(|(_, lower)| joined(&header, lower, is_known));
    if let Some(both) = below {
        header = both;
        records.next();
    }
    // Below the heading 时间 a cell has start and end, `9:00-12:00`: `with_days` writes the end into a column
    // that is added here.
    let mut records: Vec<Lined> = records.collect();
    let width = header.len();
    let says_both = |at: usize| {
        let mut cells = records.iter().filter_map(|(_, cells)| cells.get(at));
        cells.any(|cell| both(cell).is_some())
    };
    if let Some(hours) = hours_column(table, &header, says_both) {
        "开始".clone_into(&mut header[hours]);
        header.push("结束".to_owned());
    }
    let columns = read_header(table, &place, header_line, &header, faults);
    if columns.is_none() {
        records.clear();
    }
    let mut rows: Vec<Lined> = Vec::new();
    let mut unnamed: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for (line, mut cells) in records {
        if is_example(&cells) || is_beside(&place.row(line), &cells, faults) {
            continue;
        }
        while cells.len() > width && cells.last().is_some_and(String::is_empty) {
            cells.pop();
        }
        if cells.len() > width && place.sheet.is_none() {
            faults.push_with(Code::BrokenTable, &place.row(line), || {
                too_many_cells(cells.len(), width)
            });
            continue;
        }
        for (at, _) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            if at >= width || header[at].is_empty() {
                unnamed.entry(at + 1).or_insert((line, 0)).1 += 1;
            }
        }
        if cells.len() < width && place.sheet.is_none() {
            faults.note(
                Code::ShortRows,
                place.row(line),
                "该行比表头少单元格，缺的按空白读入",
                "the row has fewer cells than the header; the missing ones were read as empty",
            );
        }
        cells.truncate(width);
        cells.resize(header.len(), String::new());
        rows.push((line, cells));
    }
    for (column, (line, count)) in unnamed {
        faults.push(no_heading(count).at(place.cell(line, column)));
    }
    let is_text = |at: usize| {
        let column = columns.as_deref().unwrap_or_default().get(at).copied().flatten();
        column.is_some_and(|column| !column.is_number)
    };
    fill_merged(&mut rows, &merges, is_text);
    let rows = Rc::new(rows);
    faults.excerpts.add_table(TableCells {
        place: place.clone(),
        header_line,
        header,
        known: columns.iter().flatten().map(Option::is_some).collect(),
        rows: Rc::clone(&rows),
    });
    let columns = columns?;
    broken |= faults.len() > before;
    Some(Rows { place, header_line, columns, rows, origins: BTreeMap::new(), broken })
}

/// Takes out the rows above a header, which is said.
pub fn leave_out_titles(
    records: &mut Vec<Lined>,
    above: usize,
    place: &Location,
    faults: &mut Faults,
) {
    for (line, _) in records.drain(..above) {
        faults.note(
            Code::RowSkipped,
            place.row(line),
            "表头之上的标题未读入",
            "titles above the header were not read",
        );
    }
}

/// What the first cell of an example begins with, as [`super::write_workbook`] greys one out; such
/// a row is none of the table's.
pub const EXAMPLES: [&str; 2] = ["例：", "e.g. "];

/// Whether a row is an example.
pub fn is_example(cells: &[String]) -> bool {
    cells.first().is_some_and(|first| EXAMPLES.iter().any(|begin| first.starts_with(begin)))
}

/// Whether a row is none of the table's but a total or a note, which is said.
pub fn is_beside(place: &Location, cells: &[String], faults: &mut Faults) -> bool {
    let mut filled = cells.iter().filter(|cell| !cell.is_empty());
    let Some(first) = filled.next() else { return false };
    if cells.len() > 1 && tolerant::is_total(first) {
        faults.note(
            Code::RowSkipped,
            place.clone(),
            "合计行未读入",
            "rows with totals were not read",
        );
        return true;
    }
    let is_note = tolerant::is_note(first) && filled.next().is_none();
    if is_note {
        faults.note(
            Code::RowSkipped,
            place.clone(),
            "表外的备注未读入",
            "notes beside the table were not read",
        );
    }
    is_note
}

fn too_many_cells(cells: usize, header: usize) -> Diagnostic {
    Diagnostic::error(
        Code::BrokenTable,
        Text::new(
            format!("该行有 {cells} 格，表头有 {header} 格"),
            format!(
                "the row has {cells}, the header {header}",
                cells = counted::of(cells, "cell", "cells")
            ),
        ),
    )
    .help(Text::new(
        "名称中含逗号时整格加英文双引号；多余的单元格请删去",
        "quote a name that contains a comma; delete cells that are too many",
    ))
}

fn no_heading(count: usize) -> Diagnostic {
    Diagnostic::error(
        Code::BrokenTable,
        Text::new(
            format!("该列没有表头，其中 {count} 格有内容"),
            format!("its column has no header; cells with content: {count}"),
        ),
    )
    .help(Text::new(
        "给该列写上表头，或清空这些单元格",
        "give the column a header, or clear its cells",
    ))
}

/// The day of the campaign that a cell such as `12月14日（周一）` means, and the day of the week it says.
fn day_without_year(cell: &str, days: &[Date]) -> Option<(Date, Option<Weekday>)> {
    let written = format!("{} ", tolerant::narrow(cell));
    let (day, weekday, rest) = day(&written, days)?;
    rest.trim().is_empty().then_some((day, weekday))
}

/// The only day of the campaign on this day of the week.
fn only_day_of_the_week(cell: &str, days: &[Date]) -> Option<Date> {
    let weekday = tolerant::weekday(cell)?;
    let mut own = days.iter().filter(|day| day.weekday() == weekday);
    let first = *own.next()?;
    own.all(|day| *day == first).then_some(first)
}

/// From when to when, where one cell says both.
fn both(cell: &str) -> Option<Interval> {
    if tolerant::time(cell).is_some() {
        return None;
    }
    let cell = tolerant::narrow(cell);
    let (half, hours) = half_and_station(cell.trim());
    interval(half, hours)
}

/// Cells that a merge takes in say what its first cell says. Numbers do not: a headcount that spans
/// three classes is that of all three.
pub fn fill_merged(rows: &mut [Lined], merges: &[Merge], is_text: impl Fn(usize) -> bool) {
    // Merges of an honest sheet take in its cells once.
    let mut most = rows.iter().map(|(_, cells)| cells.len()).sum::<usize>();
    for merge in merges.iter().filter(|merge| merge.rows.1 > merge.rows.0) {
        let at = merge.columns.0 - 1;
        if !is_text(at) {
            continue;
        }
        let from = rows.partition_point(|(line, _)| *line < merge.rows.0);
        let to = rows.partition_point(|(line, _)| *line <= merge.rows.1);
        let Some((first, rest)) = rows[from..to].split_first_mut() else { continue };
        if first.0 != merge.rows.0 || rest.len() > most {
            continue;
        }
        most -= rest.len();
        for (_, cells) in rest.iter_mut().filter(|(_, cells)| cells[at].is_empty()) {
            cells[at].clone_from(&first.1[at]);
        }
    }
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

    /// The rows with times in place of the names of periods. Where a row says only that something
    /// starts with a period, and its end must be known, it ends with it.
    pub fn with_times(mut self, periods: &[Period]) -> Rows {
        let at = |name: &str| {
            self.columns.iter().position(|column| column.is_some_and(|own| own.name == name))
        };
        let Some((start, end)) = at("start").zip(at("end")) else { return self };
        let named = |cell: &str| {
            let cell = tolerant::fold(cell);
            periods.iter().find(|period| tolerant::fold(&period.name) == cell)
        };
        let names_one = |(_, cells): &Lined| {
            [start, end].iter().any(|at| cells.get(*at).is_some_and(|cell| named(cell).is_some()))
        };
        if periods.is_empty() || !self.rows.iter().any(names_one) {
            return self;
        }
        let ends_with_it = self.columns[end]
            .is_some_and(|column| column.required || column.part == Table::Preferences);
        for (_, cells) in Rc::make_mut(&mut self.rows) {
            if let Some(period) = cells.get(start).and_then(|cell| named(cell)) {
                cells[start] = clock(period.interval.start);
                if ends_with_it && cells.get(end).is_some_and(String::is_empty) {
                    cells[end] = clock(period.interval.end);
                }
            }
            if let Some(period) = cells.get(end).and_then(|cell| named(cell)) {
                cells[end] = clock(period.interval.end);
            }
        }
        self
    }

    /// The rows with the campaign's days in place of days without a year, and of days of the week
    /// that only one day of the campaign has; and with start and end apart where one cell says both,
    /// `9:00-12:00`.
    pub fn with_days(mut self, days: &[Date], faults: &mut Faults) -> Rows {
        let at = |name: &str| {
            self.columns.iter().position(|column| column.is_some_and(|own| own.name == name))
        };
        let (date, hours) = (at("date"), at("start").zip(at("end")));
        // A lesson of every week says the day of the week as it is.
        let weekly = self.columns.iter().flatten().any(|own| own.part == Table::Unavailable);
        let day_at = |cells: &[String]| {
            let cell =
                cells.get(date?).filter(|cell| tolerant::date_and_weekday(cell).is_none())?;
            day_without_year(cell, days)
                .or_else(|| Some((only_day_of_the_week(cell, days).filter(|_| !weekly)?, None)))
        };
        let hours_at = |cells: &[String]| {
            let (start, end) = hours?;
            both(cells.get(start)?).filter(|_| cells.get(end).is_none_or(String::is_empty))
        };
        let is_plain = |cells: &[String]| day_at(cells).is_none() && hours_at(cells).is_none();
        if self.rows.iter().all(|(_, cells)| is_plain(cells)) {
            return self;
        }
        let mut rows = (*self.rows).clone();
        for (line, cells) in &mut rows {
            if let (Some(at), Some((day, weekday))) = (date, day_at(cells)) {
                let remark = tolerant::other_weekday(day, weekday);
                let remark = remark.map(|said| (Code::WeekdayDiffers, said));
                faults.remark(remark, &self.place.cell(*line, at + 1));
                cells[at] = day.to_string();
            }
            if let (Some((start, end)), Some(own)) = (hours, hours_at(cells)) {
                cells.resize(cells.len().max(end + 1), String::new());
                cells[start] = clock(own.start);
                cells[end] = clock(own.end);
            }
        }
        self.rows = Rc::new(rows);
        self
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

impl RecordSource<Table> for Cells<'_> {
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
        let value = match T::read(&node) {
            Ok(value) => {
                self.faults.remark(T::remark(cell), &node.location);
                Some(value)
            }
            Err(wrong) => {
                let code = code(&wrong);
                self.faults.push_with(code, &node.location, || fault(code, &wrong, column, cell));
                None
            }
        };
        Given { value, is_written: true, place: node.location }
    }

    fn location(&self) -> Location {
        self.row.location()
    }
}

/// The code for what is wrong with a cell.
fn code(wrong: &Wrong) -> Code {
    match wrong {
        Wrong::Word => Code::UnknownName,
        Wrong::NoNumber | Wrong::NotWhole | Wrong::Rounded => Code::BadNumber,
        Wrong::Day => Code::BadDate,
        Wrong::Time => Code::BadTime,
        _ => Code::OutOfRange,
    }
}

/// Says what is wrong with a cell.
fn fault(code: Code, wrong: &Wrong, column: &Column, cell: &str) -> Diagnostic {
    let how = column.how();
    let wanted = || {
        Text::new(
            format!("“{cell}”不对，应为：{}", how.get(Lang::Zh)),
            format!("“{cell}” is not {}", how.get(Lang::En)),
        )
    };
    let (message, help) = match wrong {
        Wrong::Outside { number, min, max } => {
            return Diagnostic::error(
                code,
                Text::new(
                    format!("{number} 超出 {min} 到 {max} 的范围"),
                    format!("{number} is not between {min} and {max}"),
                ),
            );
        }
        Wrong::Long => {
            let message =
                Text::new("单元格超过 1000 字", "the cell has more than 1,000 characters");
            return Diagnostic::error(code, message);
        }
        Wrong::Word => (
            Text::new(
                format!("“{cell}”不是可用的词"),
                format!("“{cell}” is none of the words for this column"),
            ),
            Text::new(
                format!("写 {}", how.get(Lang::Zh)),
                format!("write one of: {}", how.get(Lang::En)),
            ),
        ),
        Wrong::Rounded => rounded(&format!("“{cell}”"), &format!("“{cell}”")),
        Wrong::Day => (
            wanted(),
            Text::new(
                "写作 2023-12-11，或把单元格的格式设为“日期”",
                "write 2023-12-11, or format the cell as date",
            ),
        ),
        Wrong::Time => (
            wanted(),
            Text::new(
                "写作 9:30，或把单元格的格式设为“时间”",
                "write 9:30, or format the cell as time",
            ),
        ),
        _ => (wanted(), Text::new("改正该单元格", "correct the cell")),
    };
    Diagnostic::error(code, message).help(help)
}

/// What is said of a number that a spreadsheet has rounded, and what to do.
pub fn rounded(zh: &str, en: &str) -> (Text, Text) {
    (
        Text::new(
            format!("{zh}超过 15 位，或被表格软件改写过，末尾几位可能已丢失"),
            format!(
                "{en} has more than 15 digits or was rewritten by a spreadsheet; its last digits may be lost"
            ),
        ),
        Text::new(
            "把该列的格式设为“文本”，再重新填写完整的号码",
            "format the column as text, then enter the whole number again",
        ),
    )
}
