//! Which column of a list is which: by its header in either language, and by its cells where no
//! header says so.

use super::content::{ColumnContent, MOST_COLUMNS, contents};
use crate::base::diagnostic::{Code, Diagnostic, column_name};
use crate::base::text::Text;
use crate::files::Grid;
use crate::files::faults::Faults;
use crate::files::fields::PERSONAL;
use crate::files::table::joined;
use crate::files::tolerant::TOTALS;
use crate::files::{fold, narrow, whole};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

/// Rows at most above the cells of a list without a known header: a title, and a header in other
/// words than the known ones.
const MOST_TITLES: usize = 2;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListField {
    /// The college.
    College,
    /// Its English name.
    English,
    /// The class.
    Class,
    /// The major, which tells classes of one name apart and stands for the class where there is
    /// none.
    Major,
    /// The student number: each row is one person.
    Number,
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
            "所在院系",
            "所属院系",
            "院(系)",
            "院部",
            "学部",
            "培养单位",
            "教学单位",
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
            "rowlabels",
            "行标签",
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
            "班级名",
            "所在班级",
            "所属班级",
            "行政班名称",
            "自然班",
            "class",
            "classname",
            "section",
        ],
    ),
    (
        ListField::Major,
        &["专业", "专业名称", "专业方向", "所学专业", "major", "programme", "program"],
    ),
    (
        ListField::Number,
        &[
            "学号",
            "学生学号",
            "学籍号",
            "学号/工号",
            "studentnumber",
            "studentno.",
            "studentno",
            "studentid",
            "student_number",
            "student_id",
            "matriculationnumber",
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

/// What a heading says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Heading {
    Field(ListField),
    Personal,
}

/// Every heading that is known, folded.
static KNOWN: LazyLock<HashMap<String, Heading>> = LazyLock::new(|| {
    let personal = PERSONAL.iter().map(|name| (fold(name), Heading::Personal));
    let fields = HEADERS
        .iter()
        .flat_map(|(field, names)| names.iter().map(|name| (fold(name), Heading::Field(*field))));
    personal.chain(fields).collect()
});

/// What a pivot table writes before the name of the column whose rows it counts or adds up.
const COUNTED: &[&str] = &["计数项:", "计数:", "countof"];
const ADDED_UP: &[&str] = &["求和项:", "求和:", "sumof"];

/// How a pivot table heads the names of its rows, folded.
const ROW_LABELS: &[&str] = &["行标签", "rowlabels"];

/// What a header names; a unit in brackets behind it does not count.
fn heading(cell: &str) -> Option<Heading> {
    let folded = fold(cell);
    if COUNTED.iter().any(|word| folded.starts_with(word)) {
        return Some(Heading::Field(ListField::Headcount));
    }
    let plain = ADDED_UP.iter().find_map(|word| folded.strip_prefix(word)).unwrap_or(&folded);
    let without_unit = plain.split_once('(').map_or(plain, |(before, _)| before);
    KNOWN.get(plain).or_else(|| KNOWN.get(without_unit)).copied()
}

fn field(cell: &str) -> Option<ListField> {
    match heading(cell)? {
        Heading::Field(field) => Some(field),
        Heading::Personal => None,
    }
}

/// The field whose cells look so.
fn field_with(content: ColumnContent) -> ListField {
    match content {
        ColumnContent::College => ListField::College,
        ColumnContent::Class => ListField::Class,
        ColumnContent::Headcount => ListField::Headcount,
        ColumnContent::Number => ListField::Number,
    }
}

fn is_sum(name: &str) -> bool {
    TOTALS.contains(&fold(name).as_str())
}

/// Fields of headings with their columns. Where none is called the headcount, the last sum is it:
/// so pivot tables head the sum over 男 and 女.
fn fields<'a>(names: impl Iterator<Item = (usize, &'a str)>) -> Vec<(ListField, usize)> {
    let (mut fields, mut sum) = (Vec::new(), None);
    for (column, name) in names {
        match field(name) {
            Some(field) => fields.push((field, column)),
            None if is_sum(name) => sum = Some((ListField::Headcount, column)),
            None => {}
        }
    }
    if has(&fields, ListField::College) && !has(&fields, ListField::Headcount) {
        fields.extend(sum);
    }
    fields
}

fn has(fields: &[(ListField, usize)], wanted: ListField) -> bool {
    fields.iter().any(|(field, _)| *field == wanted)
}

/// The column of each field, and the rows of the header.
pub struct Header {
    /// The row; 0 where the sheet has none.
    pub row: usize,
    /// The last row of it, where it has two.
    pub last_row: usize,
    /// Whether it is a pivot table that has colleges and their classes in one column, each college
    /// above its classes.
    pub is_outline: bool,
    /// Whether a column is about persons.
    pub names_persons: bool,
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

    /// Whether each row is one person.
    pub fn counts_rows(&self) -> bool {
        self.column(ListField::Headcount).is_none()
    }
}

/// Whether a row is a header: it names the college or the class, and beside it the headcount, the
/// other of the two, or what persons have.
pub fn is_header(grid: &Grid, row: usize) -> bool {
    let cells = || grid.sheet.rows.get(&row).into_iter().flatten().take(MOST_COLUMNS);
    let fields = fields(cells().map(|(column, cell)| (*column, cell.as_str())));
    let (college, class) = (has(&fields, ListField::College), has(&fields, ListField::Class));
    let is_person = || {
        has(&fields, ListField::Number)
            || cells().any(|(_, cell)| heading(cell) == Some(Heading::Personal))
    };
    college && class || (college || class) && (has(&fields, ListField::Headcount) || is_person())
}

/// A row that heads some column by a known name, where the college is known by its cells alone.
pub fn is_header_of_persons(grid: &Grid, row: usize) -> bool {
    let mut cells = grid.sheet.rows.get(&row).into_iter().flatten().take(MOST_COLUMNS);
    let has_college = || {
        contents(grid, row, |_| true).iter().any(|(_, content)| *content == ColumnContent::College)
    };
    cells.any(|(_, cell)| heading(cell).is_some()) && has_college()
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
    let named = fields(names.iter().map(|(column, name)| (*column, name.as_str())));
    let mut columns: Vec<(ListField, usize)> = Vec::new();
    for (field, column) in named {
        if has(&columns, field) {
            let name = &names[&column];
            faults.push(
                Diagnostic::error(
                    Code::Duplicate,
                    Text::new(
                        format!("“{name}”与前面的列意思相同"),
                        format!("“{name}” means the same as a column before it"),
                    ),
                )
                .at(grid.place.cell(row, column))
                .help(Text::new(
                    "一张表只放一份名单；把并排的名单移到下面",
                    "one list a sheet: move the one beside it below",
                )),
            );
        } else {
            columns.push((field, column));
        }
    }
    columns.sort_by_key(|(_, column)| *column);
    let is_personal = |name: &str| heading(name) == Some(Heading::Personal);
    let is_outline = columns.iter().any(|(field, column)| {
        *field == ListField::College && ROW_LABELS.contains(&fold(&names[column]).as_str())
    });
    let mut header = Header {
        row,
        last_row,
        is_outline,
        names_persons: names.values().any(|name| is_personal(name)),
        columns,
        headed: names.keys().copied().collect(),
    };
    let is_free = |column: usize| {
        header.columns.iter().all(|(_, taken)| *taken != column)
            && names.get(&column).is_none_or(|name| !is_personal(name))
    };
    let found = contents(grid, last_row, is_free);
    let name = |column: usize| match names.get(&column) {
        Some(name) => format!("“{name}”"),
        None => column_name(column),
    };
    header.fill_in(&found, grid, &name, faults);
    header.take_major_for_class(grid, &name, faults);
    header.say_what_is_left(grid, &names, faults);
    header
}

/// The header of a sheet that has none, by what stands in its columns; `None` where they are no
/// list. What stands above the first row with a college is a title, or a header in words that
/// nobody knows.
pub fn without_header(grid: &Grid, faults: &mut Faults) -> Option<Header> {
    let with_college = |above: usize| {
        let found = contents(grid, above, |_| true);
        let college = found.iter().find(|(_, content)| *content == ColumnContent::College)?.0;
        Some((found, college))
    };
    let (found, college) = (0..=MOST_TITLES).find_map(with_college)?;
    let is_list = found.iter().any(|(_, content)| *content != ColumnContent::College);
    let is_college = |row: &&usize| ColumnContent::College.is_on(grid.sheet.cell(**row, college));
    let first = *grid.sheet.rows.keys().find(is_college).filter(|_| is_list)?;
    let width = grid.sheet.rows.values().filter_map(|row| row.keys().next_back()).max();
    let mut header = Header {
        row: first - 1,
        last_row: first - 1,
        is_outline: false,
        names_persons: false,
        columns: Vec::new(),
        headed: (1..=width.copied().unwrap_or(0)).collect(),
    };
    header.fill_in(&found, grid, &column_name, faults);
    header.column(ListField::College)?;
    let left = header.headed.iter().filter(|column| header.columns().all(|own| own != **column));
    let left: Vec<String> = left.map(|column| column_name(*column)).collect();
    if !left.is_empty() {
        faults.note(
            Code::ColumnLeft,
            grid.place.row(first),
            &format!("没有表头，未读入的列：{}", left.join("、")),
            &format!("without a header, not read: columns {}", left.join(", ")),
        );
    }
    Some(header)
}

impl Header {
    /// Gives fields without a column the one that holds them by its content, and says so; where
    /// several may, nobody knows which is meant.
    fn fill_in(
        &mut self,
        found: &[(usize, ColumnContent)],
        grid: &Grid,
        name: &dyn Fn(usize) -> String,
        faults: &mut Faults,
    ) {
        let is_bare = self.columns.is_empty();
        for content in [
            ColumnContent::College,
            ColumnContent::Class,
            ColumnContent::Headcount,
            ColumnContent::Number,
        ] {
            let field = field_with(content);
            let has_persons = self.names_persons || self.column(ListField::Number).is_some();
            let is_wanted = match content {
                ColumnContent::College => true,
                ColumnContent::Class => self.column(ListField::Major).is_none(),
                ColumnContent::Headcount => is_bare,
                ColumnContent::Number => self.counts_rows(),
            };
            if !is_wanted
                || self.column(field).is_some()
                || content == ColumnContent::Headcount && has_persons
            {
                continue;
            }
            let columns: Vec<usize> = found
                .iter()
                .filter(|(_, own)| *own == content)
                .map(|(column, _)| *column)
                .collect();
            let (zh, en) = content.what();
            match columns.as_slice() {
                [] => {}
                [column] => {
                    self.columns.push((field, *column));
                    let name = name(*column);
                    let place = grid.place.cell(self.row.max(1), *column);
                    let (zh, en) = (
                        format!("没有写明{zh}的表头，按内容把 {name} 列读作{zh}"),
                        format!(
                            "no header names the {en}: column {name} was taken for it by its content"
                        ),
                    );
                    faults.note(Code::Guessed, place, &zh, &en);
                }
                several => {
                    let names: Vec<String> = several.iter().map(|column| name(*column)).collect();
                    faults.push(
                        Diagnostic::error(
                            Code::UnclearColumn,
                            Text::new(
                                format!("{} 列都像{zh}，不知以哪一列为准", names.join("、")),
                                format!("columns {} all look like the {en}", names.join(", ")),
                            ),
                        )
                        .at(grid.place.row(self.row.max(1)))
                        .help(Text::new(
                            format!("把是{zh}的那一列的表头写作“{zh}”"),
                            format!("head the column that is the {en} with “{}”", content.header()),
                        )),
                    );
                }
            }
        }
    }

    /// Majors stand for classes where there is no column for these.
    fn take_major_for_class(
        &mut self,
        grid: &Grid,
        name: &dyn Fn(usize) -> String,
        faults: &mut Faults,
    ) {
        if self.column(ListField::Class).is_some() {
            return;
        }
        let row = self.row;
        let Some((field, column)) =
            self.columns.iter_mut().find(|(field, _)| *field == ListField::Major)
        else {
            return;
        };
        *field = ListField::Class;
        let name = name(*column);
        faults.note(
            Code::Guessed,
            grid.place.cell(row, *column),
            &format!("没有班级一列，{name}按班级读入"),
            &format!("there is no column for the class: {name} was read as such"),
        );
    }

    /// Whether more than half of the rows with a student number have the headcount 1.
    fn has_ones(&self, grid: &Grid) -> bool {
        let columns = self.column(ListField::Number).zip(self.column(ListField::Headcount));
        columns.is_some_and(|(number, headcount)| {
            let rows = grid.sheet.rows.keys().copied().filter(|row| *row > self.last_row);
            let persons: Vec<usize> =
                rows.filter(|row| !grid.sheet.cell(*row, number).is_empty()).collect();
            let is_one = |row: &&usize| whole(grid.sheet.cell(**row, headcount)) == Some(1);
            persons.iter().filter(is_one).count() * 2 > persons.len()
        })
    }

    /// Says in one line which columns are personal, and in one which others are not read.
    fn say_what_is_left(&self, grid: &Grid, names: &BTreeMap<usize, String>, faults: &mut Faults) {
        // Where people are counted already, numbers of single persons say nothing.
        let has_persons = self.counts_rows() || self.has_ones(grid);
        let is_read = |column: &usize| {
            self.columns
                .iter()
                .any(|(field, own)| own == column && (*field != ListField::Number || has_persons))
        };
        let left = names.iter().filter(|(column, _)| !is_read(column));
        let (personal, other): (Vec<_>, Vec<_>) =
            left.partition(|(_, name)| heading(name) == Some(Heading::Personal));
        for (columns, zh, en) in [
            (personal, "个人信息不读入", "personal data is never read"),
            (other, "未读入的列", "not read"),
        ] {
            let Some((first, _)) = columns.first() else { continue };
            let quoted = |separator: &str| {
                let names = columns.iter().map(|(_, name)| format!("“{name}”"));
                names.collect::<Vec<_>>().join(separator)
            };
            faults.note(
                Code::ColumnLeft,
                grid.place.cell(self.row, **first),
                &format!("{zh}：{}", quoted("、")),
                &format!("{en}: {}", quoted(", ")),
            );
        }
    }
}
