//! Which column of a list is which, whatever its header is called.

use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::text::Text;
use crate::files::Grid;
use crate::files::fields::PERSONAL;
use crate::files::{fold, narrow};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
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
const HEADERS: &[(Field, &[&str])] = &[
    (
        Field::College,
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
        Field::English,
        &["英文名", "英文名称", "学院英文名", "group_en", "englishname", "nameinenglish"],
    ),
    (
        Field::Class,
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
        Field::Headcount,
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
    (Field::OffSite, &["校外人数", "校外", "不在校人数", "off_site", "offsite", "off-site"]),
];

/// The column of each field, and the row of the header.
pub struct Header {
    /// The row.
    pub row: usize,
    columns: Vec<(Field, usize)>,
}

impl Header {
    /// The columns that are read.
    pub fn columns(&self) -> impl Iterator<Item = usize> {
        self.columns.iter().map(|(_, column)| *column)
    }

    /// Whether it says what the header before it said: with the same columns, or right below it in
    /// another language, of which some names may be unknown.
    pub fn repeats(&self, before: &Header) -> bool {
        let all_there = || self.columns.iter().all(|column| before.columns.contains(column));
        self.columns == before.columns || self.row == before.row + 1 && all_there()
    }

    /// The column of a field.
    pub fn column(&self, field: Field) -> Option<usize> {
        self.columns.iter().find(|(known, _)| *known == field).map(|(_, column)| *column)
    }
}

/// The field that a header names; a unit in brackets behind it does not count.
fn field(cell: &str) -> Option<Field> {
    let folded = fold(cell);
    let plain = folded.split_once('(').map_or(folded.as_str(), |(before, _)| before);
    HEADERS.iter().find(|(_, names)| names.contains(&plain)).map(|(field, _)| *field)
}

/// Fields of a row with their columns.
fn fields(grid: &Grid, row: usize) -> Vec<(Field, usize)> {
    let columns = grid.sheet.rows.get(&row).into_iter().flatten();
    columns.filter_map(|(column, cell)| Some((field(cell)?, *column))).collect()
}

/// Whether a row is a header: it names the headcount, and the college or the class.
pub fn is_header(grid: &Grid, row: usize) -> bool {
    let fields = fields(grid, row);
    let has = |field| fields.iter().any(|(known, _)| *known == field);
    has(Field::Headcount) && (has(Field::College) || has(Field::Class))
}

/// The header in a row, with what is to be said of its columns; a field that two columns have is a
/// fault, for one of them would be left out.
pub fn read_header(
    grid: &Grid,
    row: usize,
    notes: &mut Vec<Diagnostic>,
    faults: &mut Vec<Diagnostic>,
) -> Header {
    let mut columns: Vec<(Field, usize)> = Vec::new();
    for (column, cell) in grid.sheet.rows.get(&row).into_iter().flatten() {
        let place = grid.place.cell(row, *column);
        let name = narrow(cell);
        match field(cell) {
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
            Some(field) => columns.push((field, *column)),
            None => {
                let personal = PERSONAL.iter().any(|personal| fold(personal) == fold(&name));
                let message = if personal {
                    Text::new(
                        format!("列“{name}”是个人信息，不读入"),
                        format!("column “{name}” is personal data and is never read"),
                    )
                } else {
                    Text::new(format!("列“{name}”未读入"), format!("column “{name}” was not read"))
                };
                notes.push(Diagnostic::warning(Code::ColumnLeft, message).at(place));
            }
        }
    }
    Header { row, columns }
}
