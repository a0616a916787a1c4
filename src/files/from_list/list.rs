//! The list of colleges and classes in a spreadsheet: its rows, without titles, totals and notes.

use super::columns::{
    Header, ListField, is_header, is_header_of_persons, read_header, without_header,
};
use super::outline::levels;
use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::text::{Text, counted};
use crate::files::faults::Faults;
use crate::files::fields::MOST_LETTERS;
use crate::files::table::FIRST_ROWS;
use crate::files::tolerant::TOTALS;
use crate::files::workbook::is_formula_error;
use crate::files::{Grid, fold, narrow, whole};
use std::collections::HashSet;

/// One row of the list.
pub struct ListRow {
    /// The college.
    pub college: String,
    /// Its English name, where given.
    pub english: Option<String>,
    /// The class; `None` where the row is about the whole college.
    pub class: Option<String>,
    /// The major, where there is a class beside it.
    pub major: Option<String>,
    /// People.
    pub headcount: i64,
    /// Of these, photographed elsewhere.
    pub off_site: Option<i64>,
    /// The student number with its column, where the row is one person.
    pub number: Option<(String, usize)>,
    /// Where the row stands.
    pub place: Location,
}

/// The list of one sheet.
pub struct SheetList {
    /// The file, or the sheet of a workbook.
    pub place: Location,
    /// What stands above its header.
    pub title: Option<String>,
    /// Whether each row is one person.
    pub is_roster: bool,
    /// Rows in their order.
    pub rows: Vec<ListRow>,
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

/// Reads the list of one sheet; `None` where there is none, or none that can be understood.
pub fn read(grid: &Grid, several: bool, faults: &mut Faults) -> Option<SheetList> {
    let rows = || grid.sheet.rows.keys().copied();
    let of_persons = || rows().take(FIRST_ROWS).find(|row| is_header_of_persons(grid, *row));
    let first = rows().find(|row| is_header(grid, *row)).or_else(of_persons);
    let faults_before = faults.len();
    let header = match first {
        Some(row) => Some(read_header(grid, row, faults)),
        None => without_header(grid, faults),
    };
    let Some(header) = header else {
        if !grid.sheet.rows.is_empty() && faults.is_empty() {
            faults.note(
                Code::RowSkipped,
                grid.place.clone(),
                "没有名单的表头，整张表未读入",
                "it has no header of a list and was not read",
            );
        }
        return None;
    };
    let by_sheet = header.column(ListField::College).is_none();
    let name = grid.place.sheet.as_deref().unwrap_or_default();
    if by_sheet && faults.len() > faults_before {
        return None;
    }
    if by_sheet && (!several || is_default_name(name)) {
        faults.push(
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
        return None;
    }
    let (row, is_roster, is_outline) = (header.row, header.counts_rows(), header.is_outline);
    let says_persons = header.names_persons || header.column(ListField::Number).is_some();
    let mut reader = Reader {
        grid,
        header,
        faults,
        college: by_sheet.then(|| name.to_owned()),
        sums: Sums::default(),
        title: None,
        rows: Vec::new(),
    };
    for row in grid.sheet.rows.keys().copied() {
        reader.row(row);
    }
    let Reader { title, mut rows, sums, .. } = reader;
    if is_outline {
        nest(&mut rows, sums.stated, faults);
    }
    if is_roster && !says_persons && !repeats_classes(&rows) {
        faults.push(
            Diagnostic::error(
                Code::NoList,
                Text::new("没有人数一列", "there is no column for the headcount"),
            )
            .at(grid.place.row(row)),
        );
        return None;
    }
    let is_roster = is_roster || has_ones(&rows);
    Some(SheetList { place: grid.place.clone(), title, is_roster, rows })
}

/// A sheet that nobody has named says nothing of a college.
fn is_default_name(name: &str) -> bool {
    let plain = fold(name);
    let number = ["sheet", "工作表", "表"].iter().find_map(|word| plain.strip_prefix(word));
    number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether a list has a row for each person although it has headcounts: most are one, and classes
/// come again.
fn has_ones(rows: &[ListRow]) -> bool {
    let ones = rows.iter().filter(|row| row.headcount == 1).count();
    ones * 2 > rows.len() && repeats_classes(rows)
}

/// Whether rows of the same class come again, as those of persons do.
fn repeats_classes(rows: &[ListRow]) -> bool {
    let classes: HashSet<(String, Option<String>)> =
        rows.iter().map(|row| (fold(&row.college), row.class.as_deref().map(fold))).collect();
    classes.len() < rows.len()
}

/// Rows of a pivot table that has all its names in one column become colleges, majors and classes.
fn nest(rows: &mut Vec<ListRow>, total: Option<i64>, faults: &mut Faults) {
    let people: Vec<i64> = rows.iter().map(|row| row.headcount).collect();
    let Some(levels) = levels(&people, total) else {
        let place = rows.first().map(|row| row.place.clone()).unwrap_or_default();
        faults.push(
            Diagnostic::error(
                Code::UnclearRow,
                Text::new(
                    "透视表各行的人数与总计对不上，分不清哪些行是学院",
                    "the rows of the pivot table don't add up to its total: which of them are colleges is unclear",
                ),
            )
            .at(place)
            .help(Text::new(
                "展开全部行并去掉筛选；或在“设计”中把报表布局改为“以表格形式显示”",
                "expand all rows and clear filters, or choose the report layout “tabular form”",
            )),
        );
        return;
    };
    let deepest = levels.iter().copied().max().unwrap_or(0);
    if let Some(first) = rows.first().filter(|_| deepest > 0) {
        faults.note(
            Code::Guessed,
            first.place.clone(),
            "透视表把学院与班级列在同一列，按人数之和分出了层次",
            "the pivot table has colleges and classes in one column; sums told which is which",
        );
    }
    let (mut college, mut major) = (String::new(), None);
    let mut nested = Vec::with_capacity(rows.len());
    for (mut row, level) in std::mem::take(rows).into_iter().zip(levels) {
        let name = row.college.clone();
        if level == 0 {
            college = name;
            nested.push(row);
        } else if level < deepest {
            major = Some(name);
        } else {
            row.class = Some(name);
            row.college.clone_from(&college);
            row.major.clone_from(&major);
            nested.push(row);
        }
    }
    *rows = nested;
}

/// People so far, against which totals are held.
#[derive(Default)]
struct Sums {
    sheet: i64,
    college: i64,
    since_total: i64,
    /// The last total of the sheet.
    stated: Option<i64>,
}

struct Reader<'a> {
    grid: &'a Grid,
    header: Header,
    faults: &'a mut Faults,
    college: Option<String>,
    sums: Sums,
    title: Option<String>,
    rows: Vec<ListRow>,
}

impl Reader<'_> {
    fn cell(&self, row: usize, field: ListField) -> String {
        let column = self.header.column(field);
        column.map(|column| tidy(self.grid.sheet.cell(row, column))).unwrap_or_default()
    }

    /// Passes a row over.
    fn skip(&mut self, row: usize, zh: &str, en: &str) {
        let (zh, en) = (format!("{zh}，未读入"), format!("{en}, passed over"));
        self.faults.note(Code::RowSkipped, self.grid.place.row(row), &zh, &en);
    }

    fn unclear(&mut self, row: usize, column: Option<usize>, zh: String, en: String) {
        let place = column
            .map_or_else(|| self.grid.place.row(row), |column| self.grid.place.cell(row, column));
        self.faults.push(Diagnostic::error(Code::UnclearRow, Text::new(zh, en)).at(place).help(
            Text::new(
                "改正该行；不是名单的行请删去",
                "correct the row, or delete it if it is no part of the list",
            ),
        ));
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
        let alone = cells.iter().filter(|cell| !cell.is_empty()).count() == 1;
        if row < self.header.row {
            if self.title.is_none() && alone && is_title(first) {
                self.title = Some(first.clone());
                return;
            }
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
        if [&own_college, &class].into_iter().any(|name| is_blank(name)) {
            return self.blank(row, &headcount);
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
        let is_note = NOTES.iter().any(|word| folded.starts_with(word));
        let is_person = self.header.counts_rows();
        if headcount.is_empty()
            && (is_note && (alone || !is_person)
                || alone && (is_person || first.chars().count() > 20 || self.is_wide(row)))
        {
            return self.skip(row, "备注", "a note");
        }
        let Some(people) = (if is_person { Some(1) } else { self.headcount(row, &headcount) })
        else {
            return;
        };
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
        let named = |name: String| Some(name).filter(|name| !name.is_empty());
        let number = self.header.column(ListField::Number);
        self.rows.push(ListRow {
            college,
            english: named(self.cell(row, ListField::English)),
            class: named(class),
            major: named(self.cell(row, ListField::Major)),
            headcount: people,
            off_site: off,
            number: number
                .and_then(|column| named(self.cell(row, ListField::Number)).zip(Some(column))),
            place: self.grid.place.row(row),
        });
    }

    /// The headcount of a row; where there is none the row is a fault.
    fn headcount(&mut self, row: usize, cell: &str) -> Option<i64> {
        let column = self.header.column(ListField::Headcount);
        let Some(people) = whole(cell.trim_end_matches(['人', '名'])) else {
            let (zh, en) = if cell.is_empty() {
                ("人数是空的".to_owned(), "there is no headcount".to_owned())
            } else {
                (format!("人数“{cell}”不是整数"), format!("headcount “{cell}” is no whole number"))
            };
            self.unclear(row, column, zh, en);
            return None;
        };
        if people > 100_000 {
            self.unclear(
                row,
                column,
                format!("人数 {people} 太大"),
                format!("headcount {people} is too large"),
            );
            return None;
        }
        Some(people)
    }

    /// A pivot table's row for people without a college or class: where there are any, somebody
    /// would be left out.
    fn blank(&mut self, row: usize, headcount: &str) {
        match whole(headcount) {
            None | Some(0) => self.skip(row, "空白行", "a row for blank cells"),
            Some(people) => self.unclear(
                row,
                self.header.column(ListField::Headcount),
                format!("有 {people} 人没有写学院或班级"),
                format!("{people} have no college or class", people = counted::people(people)),
            ),
        }
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
            self.faults.note(Code::ColumnLeft, place, &zh, &en);
        }
    }

    /// A header below the first: where its columns stand elsewhere, the rows below are read by it.
    fn header_again(&mut self, row: usize) {
        let header = read_header(self.grid, row, &mut Faults::default());
        if header.repeats(&self.header) {
            return self.skip(row, "重复的表头", "the header again");
        }
        let header = read_header(self.grid, row, self.faults);
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
        // A person without a college is not one of the person's above.
        let above = self.college.clone().filter(|_| !self.header.counts_rows())?;
        self.faults.note(
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
        self.sums.stated = stated.or(self.sums.stated);
        let sums = [self.sums.college, self.sums.since_total, self.sums.sheet];
        // In the one column of a pivot table colleges and their classes are both counted.
        let is_checked = !self.header.is_outline;
        if let Some(stated) = stated.filter(|stated| is_checked && !sums.contains(stated)) {
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
            self.faults.note(Code::TotalDiffers, place, &zh, &en);
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

/// Whether a line above the header heads the list: no note, no day, no name of a form's field such
/// as 填表人： or 计数项:学号.
fn is_title(cell: &str) -> bool {
    let folded = fold(cell);
    cell.chars().count() >= 4
        && !folded.contains(':')
        && !NOTES.iter().any(|word| folded.starts_with(word))
        && crate::files::parse_date(cell).is_none()
}

/// What a pivot table calls rows of cells that are empty.
fn is_blank(cell: &str) -> bool {
    ["(空白)", "(blank)"].contains(&fold(cell).as_str())
}
