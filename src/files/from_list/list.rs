//! The list of colleges and classes in a spreadsheet: its rows, without titles, totals and notes.

use super::columns::{Header, ListField, is_header, read_header};
use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::text::Text;
use crate::files::faults::Faults;
use crate::files::fields::MOST_LETTERS;
use crate::files::tolerant::TOTALS;
use crate::files::workbook::is_formula_error;
use crate::files::{Grid, fold, narrow, whole};

/// One row of the list.
pub struct ListRow {
    /// The college.
    pub college: String,
    /// Its English name, where given.
    pub english: Option<String>,
    /// The class; `None` where the row is about the whole college.
    pub class: Option<String>,
    /// People.
    pub headcount: i64,
    /// Of these, photographed elsewhere.
    pub off_site: Option<i64>,
    /// Where the row stands.
    pub place: Location,
}

/// The rows of all sheets, with what was passed over and what can't be understood.
#[derive(Default)]
pub struct ClassList {
    /// Rows in their order.
    pub rows: Vec<ListRow>,
    /// What can't be understood, and notes of what was passed over.
    pub faults: Faults,
}

const NOTES: &[&str] = &["注", "备注", "说明", "填表", "制表", "note", "remark", "*", "#", "※"];

/// Whether a cell says that its row is a total. A college may well be called 合计 something: the word
/// stands alone, or behind a name.
fn is_total(cell: &str) -> bool {
    let folded = fold(cell);
    let plain = folded.trim_end_matches([':', '：']);
    TOTALS.iter().any(|word| plain == *word || plain.ends_with(word) && !word.is_ascii())
        || ["total ", "total:", "subtotal "]
            .iter()
            .any(|word| narrow(cell).to_lowercase().starts_with(word))
}

/// Reads the list of one sheet.
pub fn read(grid: &Grid, several: bool, list: &mut ClassList) {
    let Some(first) = grid.sheet.rows.keys().copied().find(|row| is_header(grid, *row)) else {
        if !grid.sheet.rows.is_empty() {
            list.faults.note(
                Code::RowSkipped,
                grid.place.clone(),
                "没有名单的表头，整张表未读入",
                "it has no header of a list and was not read",
            );
        }
        return;
    };
    let header = read_header(grid, first, &mut list.faults);
    let by_sheet = header.column(ListField::College).is_none();
    if by_sheet && !several {
        list.faults.push(
            Diagnostic::error(
                Code::NoList,
                Text::new("没有学院一列", "there is no column for the college"),
            )
            .at(grid.place.row(header.row))
            .help(Text::new(
                "加上学院一列；或每个学院一张工作表，以学院名称命名",
                "add a column for it, or give each college a sheet of its name",
            )),
        );
        return;
    }
    let mut reader = Reader {
        grid,
        header,
        list,
        college: by_sheet.then(|| grid.place.sheet.clone().unwrap_or_default()),
        sums: Sums::default(),
    };
    for row in grid.sheet.rows.keys().copied() {
        reader.row(row);
    }
}

/// People so far, against which totals are held.
#[derive(Default)]
struct Sums {
    sheet: i64,
    college: i64,
    since_total: i64,
}

struct Reader<'a> {
    grid: &'a Grid,
    header: Header,
    list: &'a mut ClassList,
    college: Option<String>,
    sums: Sums,
}

impl Reader<'_> {
    fn cell(&self, row: usize, field: ListField) -> String {
        let column = self.header.column(field);
        column.map(|column| tidy(self.grid.sheet.cell(row, column))).unwrap_or_default()
    }

    /// Passes a row over.
    fn skip(&mut self, row: usize, zh: &str, en: &str) {
        let (zh, en) = (format!("{zh}，未读入"), format!("{en}, passed over"));
        self.list.faults.note(Code::RowSkipped, self.grid.place.row(row), &zh, &en);
    }

    fn unclear(&mut self, row: usize, column: Option<usize>, zh: String, en: String) {
        let place = column
            .map_or_else(|| self.grid.place.row(row), |column| self.grid.place.cell(row, column));
        self.list.faults.push(
            Diagnostic::error(Code::UnclearRow, Text::new(zh, en)).at(place).help(Text::new(
                "改正该行；不是名单的行请删去",
                "correct the row, or delete it if it is no part of the list",
            )),
        );
    }

    fn row(&mut self, row: usize) {
        let cells: Vec<String> = self
            .grid
            .sheet
            .rows
            .get(&row)
            .into_iter()
            .flatten()
            .map(|(_, cell)| tidy(cell))
            .collect();
        let Some(first) = cells.iter().find(|cell| !cell.is_empty()) else { return };
        if row < self.header.row {
            return self.skip(row, "表头之前的标题", "a title before the header");
        }
        if row <= self.header.last_row {
            return;
        }
        if is_header(self.grid, row) {
            return self.header_again(row);
        }
        let (own_college, class) =
            (self.cell(row, ListField::College), self.cell(row, ListField::Class));
        let headcount = self.cell(row, ListField::Headcount);
        if is_total(first) || is_total(&own_college) || is_total(&class) {
            return self.total(row, &headcount);
        }
        let sheet = &self.grid.sheet;
        let failed =
            self.header.columns().find(|column| is_formula_error(sheet.cell(row, *column)));
        if let Some(column) = failed {
            let shown = sheet.cell(row, column).to_owned();
            return self.unclear(
                row,
                Some(column),
                format!("公式出错：{shown}"),
                format!("a formula failed: {shown}"),
            );
        }
        let folded = fold(first);
        let alone = cells.iter().filter(|cell| !cell.is_empty()).count() == 1;
        let is_note = NOTES.iter().any(|word| folded.starts_with(word));
        if headcount.is_empty()
            && (is_note || alone && (first.chars().count() > 20 || self.is_wide(row)))
        {
            return self.skip(row, "备注", "a note");
        }
        let column = self.header.column(ListField::Headcount);
        let digits = headcount.trim_end_matches(['人', '名']);
        let Some(people) = whole(digits) else {
            let shown = if headcount.is_empty() { "—" } else { headcount.as_str() };
            return self.unclear(
                row,
                column,
                format!("人数“{shown}”不是整数"),
                format!("headcount “{shown}” is no whole number"),
            );
        };
        if people > 100_000 {
            return self.unclear(
                row,
                column,
                format!("人数 {people} 太大"),
                format!("headcount {people} is too large"),
            );
        }
        let off_site = self.cell(row, ListField::OffSite);
        let off = if off_site.is_empty() { None } else { whole(off_site.trim_end_matches('人')) };
        if !off_site.is_empty() && off.is_none_or(|off| off > people) {
            let at = self.header.column(ListField::OffSite);
            return self.unclear(
                row,
                at,
                format!("校外人数“{off_site}”不对"),
                format!("off-site people can't be “{off_site}”"),
            );
        }
        let Some(college) = self.college_of(row, own_college) else {
            let at = self.header.column(ListField::College);
            return self.unclear(row, at, "没有学院".to_owned(), "no college is named".to_owned());
        };
        for (name, field) in [(&college, ListField::College), (&class, ListField::Class)] {
            if name.chars().nth(MOST_LETTERS).is_some() {
                let at = self.header.column(field);
                let (zh, en) = ("名称超过 1000 字", "the name has more than 1,000 characters");
                return self.unclear(row, at, zh.to_owned(), en.to_owned());
            }
        }
        if self.college.as_deref() != Some(college.as_str()) {
            self.sums.college = 0;
            self.college = Some(college.clone());
        }
        for sum in [&mut self.sums.sheet, &mut self.sums.college, &mut self.sums.since_total] {
            *sum += people;
        }
        self.say_unheaded(row);
        let english = Some(self.cell(row, ListField::English)).filter(|name| !name.is_empty());
        let class = Some(class).filter(|name| !name.is_empty());
        let place = self.grid.place.row(row);
        self.list.rows.push(ListRow {
            college,
            english,
            class,
            headcount: people,
            off_site: off,
            place,
        });
    }

    /// Says which columns have content and no heading: nobody knows what they hold.
    fn say_unheaded(&mut self, row: usize) {
        let cells = self.grid.sheet.rows.get(&row).into_iter().flatten();
        for (column, _) in cells.filter(|(column, _)| !self.header.heads(**column)) {
            let place = self.grid.place.cell(row, *column);
            let (zh, en) = (
                format!("第 {column} 列没有表头，未读入"),
                format!("column {column} has no heading and was not read"),
            );
            self.list.faults.note(Code::ColumnLeft, place, &zh, &en);
        }
    }

    /// A header below the first: where its columns stand elsewhere, the rows below are read by it.
    fn header_again(&mut self, row: usize) {
        let header = read_header(self.grid, row, &mut Faults::default());
        if header.repeats(&self.header) {
            return self.skip(row, "重复的表头", "the header again");
        }
        let header = read_header(self.grid, row, &mut self.list.faults);
        if header.column(ListField::College).is_none()
            && self.header.column(ListField::College).is_some()
        {
            let (zh, en) = ("这一表头没有学院一列", "this header has no column for the college");
            return self.unclear(row, None, zh.to_owned(), en.to_owned());
        }
        self.header = header;
    }

    /// The college of a row: its own cell, the merged cell it lies in, or the row above.
    fn college_of(&mut self, row: usize, own: String) -> Option<String> {
        if !own.is_empty() {
            return Some(own);
        }
        let Some(column) = self.header.column(ListField::College) else {
            return self.college.clone();
        };
        let merged = tidy(self.grid.sheet.merged_cell(row, column));
        if !merged.is_empty() {
            return Some(merged);
        }
        let above = self.college.clone()?;
        self.list.faults.note(
            Code::RowSkipped,
            self.grid.place.row(row),
            "学院为空，按上一行的学院读入",
            "rows that name no college were read as of the college above",
        );
        Some(above)
    }

    /// Whether a cell of the row is merged across columns: a heading or a note.
    fn is_wide(&self, row: usize) -> bool {
        self.grid
            .sheet
            .merges
            .iter()
            .any(|merge| merge.rows.0 == row && merge.columns.1 > merge.columns.0 + 1)
    }

    /// A total is no class, but it tells whether rows are missing.
    fn total(&mut self, row: usize, cell: &str) {
        let stated = whole(cell.trim_end_matches('人'));
        let sums = [self.sums.college, self.sums.since_total, self.sums.sheet];
        if let Some(stated) = stated.filter(|stated| !sums.contains(stated)) {
            let read = self.sums.since_total;
            let (zh, en) = (
                format!("合计写 {stated} 人，读入的是 {read} 人（本表共 {} 人）", self.sums.sheet),
                format!(
                    "the total says {stated}, the rows read have {read} people ({} in the sheet)",
                    self.sums.sheet
                ),
            );
            let place = self.header.column(ListField::Headcount).map_or_else(
                || self.grid.place.row(row),
                |column| self.grid.place.cell(row, column),
            );
            self.list.faults.note(Code::TotalDiffers, place, &zh, &en);
        }
        self.sums.since_total = 0;
        self.skip(row, "合计行", "a total");
    }
}

/// A cell on one line, without the blanks around it.
fn tidy(cell: &str) -> String {
    let spaced: String = cell.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    spaced.trim_matches([' ', '\u{3000}', '\u{00A0}']).to_owned()
}
