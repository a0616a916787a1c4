//! Which column of a list is which, whatever its header is called.

use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::text::Text;
use crate::files::Grid;
use crate::files::faults::Faults;
use crate::files::fields::PERSONAL;
use crate::files::table::joined;
use crate::files::{fold, narrow};
use std::collections::{BTreeMap, BTreeSet};

/// Columns that are looked at for a second row of the header.
const MOST_COLUMNS: usize = 64;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListField {
    /// The college.
    College,
    /// Its English name.
    English,
    /// The class.
    Class,
    /// People on the list.
    Headcount,
    /// Of these, photographed elsewhere.
    OffSite,
}

/// Headers as offices write them, folded.
const HEADERS: &[(ListField, &[&str])] = &[
    (
        ListField::College,
        &[
            "学院",
            "学院名称",
            "所属学院",
            "所在学院",
            "二级学院",
            "院系",
            "院系名称",
            "系部",
            "系别",
            "单位",
            "单位名称",
            "部门",
            "college",
            "collegename",
            "group",
            "school",
            "department",
            "faculty",
            "unit",
        ],
    ),
    (
        ListField::English,
        &["英文名", "英文名称", "学院英文名", "group_en", "englishname", "nameinenglish"],
    ),
    (
        ListField::Class,
        &[
            "班级",
            "班级名称",
            "行政班",
            "行政班级",
            "专业班级",
            "班",
            "班别",
            "班号",
            "class",
            "classname",
            "section",
        ],
    ),
    (
        ListField::Headcount,
        &[
            "人数",
            "总人数",
            "班级人数",
            "学生人数",
            "毕业生人数",
            "应拍人数",
            "应到人数",
            "拍摄人数",
            "学生数",
            "人数合计",
            "headcount",
            "people",
            "students",
            "numberofstudents",
            "no.ofstudents",
            "count",
            "size",
            "persons",
        ],
    ),
    (
        ListField::OffSite,
        &["校外人数", "校外", "其中校外", "不在校人数", "off_site", "offsite", "off-site"],
    ),
];

/// Headers of what stands for the class where there is no column for it, folded.
const MAJORS: &[&str] = &["专业", "专业名称", "专业方向", "major", "programme", "program"];

/// The column of each field, and the rows of the header.
pub struct Header {
    /// The row.
    pub row: usize,
    /// The last row of it, where it has two.
    pub last_row: usize,
    columns: Vec<(ListField, usize)>,
    headed: BTreeSet<usize>,
}

impl Header {
    /// The columns that are read.
    pub fn columns(&self) -> impl Iterator<Item = usize> {
        self.columns.iter().map(|(_, column)| *column)
    }

    /// Whether a column has a heading.
    pub fn heads(&self, column: usize) -> bool {
        self.headed.contains(&column)
    }

    /// Whether it says what the header before it said: with the same columns, or right below it in
    /// another language, of which some names may be unknown.
    pub fn repeats(&self, before: &Header) -> bool {
        let all_there = || self.columns.iter().all(|column| before.columns.contains(column));
        self.columns == before.columns || self.row == before.last_row + 1 && all_there()
    }

    /// The column of a field.
    pub fn column(&self, field: ListField) -> Option<usize> {
        self.columns.iter().find(|(known, _)| *known == field).map(|(_, column)| *column)
    }
}

/// The field that a header names; a unit in brackets behind it does not count.
fn field(cell: &str) -> Option<ListField> {
    let folded = fold(cell);
    let plain = folded.split_once('(').map_or(folded.as_str(), |(before, _)| before);
    HEADERS.iter().find(|(_, names)| names.contains(&plain)).map(|(field, _)| *field)
}

/// Fields of a row with their columns.
fn fields(grid: &Grid, row: usize) -> Vec<(ListField, usize)> {
    let columns = grid.sheet.rows.get(&row).into_iter().flatten();
    columns.filter_map(|(column, cell)| Some((field(cell)?, *column))).collect()
}

/// Whether a row is a header: it names the headcount, and the college or the class.
pub fn is_header(grid: &Grid, row: usize) -> bool {
    let fields = fields(grid, row);
    let has = |field| fields.iter().any(|(known, _)| *known == field);
    has(ListField::Headcount) && (has(ListField::College) || has(ListField::Class))
}

/// The headings of a row by their columns; a row below that belongs to the header is joined to it.
fn headings(grid: &Grid, row: usize) -> (BTreeMap<usize, String>, usize) {
    let cells = |row| {
        let cells = grid.sheet.rows.get(&row);
        let width = cells.and_then(|cells| cells.keys().next_back().copied()).unwrap_or(0);
        (1..=width.min(MOST_COLUMNS)).map(|column| narrow(grid.sheet.cell(row, column))).collect()
    };
    let (upper, lower): (Vec<String>, Vec<String>) = (cells(row), cells(row + 1));
    let below = Some(lower).filter(|_| !is_header(grid, row + 1));
    let both = below.and_then(|lower| joined(&upper, &lower, |name| field(name).is_some()));
    let (names, last) = both.map_or((upper, row), |both| (both, row + 1));
    ((1..).zip(names).filter(|(_, name)| !name.is_empty()).collect(), last)
}

/// The header in a row, with what is to be said of its columns; a field that two columns have is a
/// fault, for one of them would be left out.
pub fn read_header(grid: &Grid, row: usize, faults: &mut Faults) -> Header {
    let (names, last_row) = headings(grid, row);
    let mut columns: Vec<(ListField, usize)> = Vec::new();
    let has_class = names.values().any(|name| field(name) == Some(ListField::Class));
    for (column, name) in &names {
        let place = grid.place.cell(row, *column);
        let is_major = !has_class && MAJORS.contains(&fold(name).as_str());
        let field = field(name).or(is_major.then_some(ListField::Class));
        match field {
            Some(field) if columns.iter().any(|(known, _)| *known == field) => faults.push(
                Diagnostic::error(
                    Code::Duplicate,
                    Text::new(
                        format!("“{name}”与前面的列意思相同"),
                        format!("“{name}” means the same as a column before it"),
                    ),
                )
                .at(place)
                .help(Text::new(
                    "一张表只放一份名单；把并排的名单移到下面",
                    "one list a sheet: move the one beside it below",
                )),
            ),
            Some(field) => {
                columns.push((field, *column));
                if is_major {
                    faults.note(
                        Code::Guessed,
                        place,
                        &format!("没有班级一列，“{name}”按班级读入"),
                        &format!("there is no column for the class: “{name}” was read as such"),
                    );
                }
            }
            None => {
                let personal = PERSONAL.iter().any(|personal| fold(personal) == fold(name));
                let (zh, en) = if personal {
                    (
                        format!("列“{name}”是个人信息，不读入"),
                        format!("column “{name}” is personal data and is never read"),
                    )
                } else {
                    (format!("列“{name}”未读入"), format!("column “{name}” was not read"))
                };
                faults.note(Code::ColumnLeft, place, &zh, &en);
            }
        }
    }
    Header { row, last_row, columns, headed: names.into_keys().collect() }
}
