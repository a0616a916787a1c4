//! What a column holds by its cells, where no header says so.

use crate::files::fields::Number;
use crate::files::{Grid, fold, narrow, whole};
use std::collections::{BTreeMap, HashSet};

/// Columns of a sheet at most that are looked at, as in every table.
pub const MOST_COLUMNS: usize = 64;
/// Rows at most by which a column is judged: 80 % of 500 cells settle what it holds, and a roster
/// may have 200,000.
const MOST_ROWS: usize = 500;
/// The fewest rows by which a column is judged: one cell alone, such as 2027, may be a year, a
/// headcount or a name.
const FEWEST_ROWS: usize = 2;
/// The least per cent of a column's cells that are of one sort: notes and sums below a list are of
/// another.
const PER_CENT: usize = 80;
/// The largest headcount of a row by which a column is taken for headcounts.
const MOST_PEOPLE: i64 = 2_000;

/// What the cells of a column look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnContent {
    College,
    Class,
    Headcount,
    Number,
}

impl ColumnContent {
    /// The field in words.
    pub fn what(self) -> (&'static str, &'static str) {
        match self {
            ColumnContent::College => ("学院", "college"),
            ColumnContent::Class => ("班级", "class"),
            ColumnContent::Headcount => ("人数", "headcount"),
            ColumnContent::Number => ("学号", "student number"),
        }
    }

    /// An English header that is understood.
    pub fn header(self) -> &'static str {
        match self {
            ColumnContent::College => "college",
            ColumnContent::Class => "class",
            ColumnContent::Headcount => "headcount",
            ColumnContent::Number => "student number",
        }
    }

    /// Whether a cell looks like it.
    pub fn is_on(self, cell: &str) -> bool {
        match self {
            ColumnContent::College => is_college(&fold(cell)),
            ColumnContent::Class => is_class(&fold(cell)),
            ColumnContent::Headcount => whole(cell).is_some_and(|people| people <= MOST_PEOPLE),
            ColumnContent::Number => is_number(&narrow(cell)),
        }
    }
}

fn is_college(name: &str) -> bool {
    ["学院", "书院", "学部", "系", "school", "college", "faculty", "department"]
        .iter()
        .any(|word| name.ends_with(word))
        || ["schoolof", "collegeof", "facultyof", "departmentof"]
            .iter()
            .any(|word| name.starts_with(word))
}

/// `英语2101班`, `计科2101`, `CS22-1`; no year of entry such as `2021级`, no day such as `2021年9月`.
fn is_class(name: &str) -> bool {
    let is_short = name.chars().count() <= 20;
    let has_digit = name.contains(|c: char| c.is_ascii_digit());
    let has_letter = name.contains(char::is_alphabetic);
    let is_figure = name.parse::<f64>().is_ok();
    let is_time = name.ends_with(['级', '届']) || name.contains(['年', '月']);
    name.ends_with('班') || is_short && has_digit && has_letter && !is_time && !is_figure
}

/// Digits that name a student: no ordinal, no mobile phone, and neither an identity number nor one
/// that a spreadsheet has rounded.
fn is_number(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let is_phone = text.len() == 11 && text.starts_with('1') && text.as_bytes()[1] >= b'3';
    (6..15).contains(&text.len())
        && digits * 2 > text.len()
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && !is_phone
        && Number::of(text).is_ok()
}

/// What columns hold, of those that `is_free`, by the rows below `above`.
pub fn contents(
    grid: &Grid,
    above: usize,
    is_free: impl Fn(usize) -> bool,
) -> Vec<(usize, ColumnContent)> {
    let mut columns: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for (_, row) in grid.sheet.rows.range(above + 1..).take(MOST_ROWS) {
        for (column, cell) in row.range(..=MOST_COLUMNS).filter(|(column, _)| is_free(**column)) {
            columns.entry(*column).or_default().push(cell);
        }
    }
    let content = |(column, cells): (usize, Vec<&str>)| Some((column, content(&cells)?));
    columns.into_iter().filter_map(content).collect()
}

fn content(cells: &[&str]) -> Option<ColumnContent> {
    let rows = cells.len();
    let distinct = cells.iter().collect::<HashSet<_>>().len();
    let mostly = |content: ColumnContent| {
        cells.iter().filter(|cell| content.is_on(cell)).count() * 100 >= rows * PER_CENT
    };
    if rows < FEWEST_ROWS {
        None
    } else if mostly(ColumnContent::College) {
        Some(ColumnContent::College)
    } else if mostly(ColumnContent::Number) && distinct * 100 >= rows * PER_CENT {
        Some(ColumnContent::Number)
    } else if mostly(ColumnContent::Class) && !mostly(ColumnContent::Number) {
        Some(ColumnContent::Class)
    } else if mostly(ColumnContent::Headcount) && !is_ordinal(cells) {
        Some(ColumnContent::Headcount)
    } else {
        None
    }
}

/// Whether cells count 1, 2, 3.
fn is_ordinal(cells: &[&str]) -> bool {
    let numbers: Vec<i64> = cells.iter().filter_map(|cell| whole(cell)).collect();
    numbers.windows(2).filter(|pair| pair[1] == pair[0] + 1).count() * 100
        >= numbers.len().saturating_sub(1) * PER_CENT
}

#[cfg(test)]
mod tests {
    use super::{ColumnContent, content};

    #[test]
    fn columns_are_known_by_their_cells() {
        for (cells, wanted) in [
            (&["外国语学院", "体育系", "外国语学院"][..], Some(ColumnContent::College)),
            (&["School of Law", "Music Faculty"], Some(ColumnContent::College)),
            (&["英语2101班", "1班", "1班"], Some(ColumnContent::Class)),
            (&["计科2101", "CS22-1"], Some(ColumnContent::Class)),
            (&["0020250007", "0020250008"], Some(ColumnContent::Number)),
            (&["30", "31", "30"], Some(ColumnContent::Headcount)),
            (&["1", "2", "3"], None),
            (&["2021级", "2021级"], None),
            (&["2021年9月", "2021年9月"], None),
            (&["13800000001", "13900000002"], None),
            (&["2.02513E+12", "2.02514E+12"], None),
            (&["张三", "李四"], None),
            (&["外国语学院"], None),
        ] {
            assert_eq!(content(cells), wanted, "{cells:?}");
        }
    }
}
