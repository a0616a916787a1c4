//! The header of a table: names of columns in either language, with what is wrong with them.

use crate::base::diagnostic::{Code, Diagnostic, Location, nearest};
use crate::base::text::Text;
use crate::files::faults::Faults;
use crate::files::fields::{Column, PERSONAL, Table};
use crate::files::tolerant::{fold, is_total};
use crate::files::workbook::Sheet;
use std::collections::BTreeMap;

/// Whether a name is that of the column.
pub fn means(column: &Column, name: &str) -> bool {
    let name = fold(name);
    std::iter::once(&column.name).chain(column.aliases).any(|known| fold(known) == name)
}

/// Rows among which the header of a table is sought: above it an office's form has titles and notes.
pub const FIRST_ROWS: usize = 20;

/// The number of cells of a row that are names of columns.
pub fn named(table: Table, row: &[String]) -> usize {
    let is_column = |cell: &&String| table.columns().any(|column| means(column, cell));
    row.iter().filter(is_column).count()
}

/// Which of the rows is the header: the first that names two columns, for titles stand above it;
/// else the first row.
pub fn header_row<'a>(table: Table, rows: impl Iterator<Item = &'a [String]>) -> usize {
    let is_header = |row: &[String]| {
        let filled = row.iter().filter(|cell| !cell.is_empty()).count();
        let named = named(table, row);
        named > 1 || named == 1 && filled == 1
    };
    rows.take(FIRST_ROWS).position(is_header).unwrap_or(0)
}

/// Whether a sheet has a row with all the columns that a table needs, where headers stand.
pub fn has_header(sheet: &Sheet, table: Table) -> bool {
    let has = |row: &BTreeMap<usize, String>, column: &Column| {
        let is_hours = |cell: &String| IN_HOURS.contains(&column.name) && may_say_both(table, cell);
        row.values().any(|cell| means(column, cell) || is_hours(cell))
    };
    sheet
        .rows
        .values()
        .take(FIRST_ROWS)
        .any(|row| table.columns().filter(|column| column.required).all(|column| has(row, column)))
}

/// The columns that a cell with start and end, `9:00-12:00`, fills.
const IN_HOURS: [&str; 2] = ["start", "end"];
/// Headings of a column of start and end.
const HOURS: [&str; 6] = ["时间", "时间段", "时段", "起止时间", "time", "hours"];

/// Whether the cells below a heading may have start and end.
fn may_say_both(table: Table, heading: &str) -> bool {
    let of = |name: &str| table.columns().find(|column| column.name == name);
    of("start").zip(of("end")).is_some_and(|(start, _)| {
        means(start, heading) || HOURS.iter().any(|name| fold(name) == fold(heading))
    })
}

/// The place of the column of start and end in a header without a column for the end; a column named after the start is
/// one where `says_both` finds an end in its cells.
pub fn hours_column(
    table: Table,
    header: &[String],
    says_both: impl Fn(usize) -> bool,
) -> Option<usize> {
    let end = table.columns().find(|column| column.name == "end")?;
    if header.iter().any(|name| means(end, name)) {
        return None;
    }
    let mut found = (0..header.len()).filter(|at| may_say_both(table, &header[*at]));
    let only = found.next().filter(|_| found.next().is_none())?;
    let is_start = table.columns().any(|own| own.name == "start" && means(own, &header[only]));
    (!is_start || says_both(only)).then_some(only)
}

/// A header of two rows as one: below 人数, which spans several columns, stand 合计 and 其中校外. `None`
/// where the row below is none of the header.
pub fn joined(
    upper: &[String],
    lower: &[String],
    is_known: impl Fn(&str) -> bool,
) -> Option<Vec<String>> {
    let cell = |row: &[String], at: usize| row.get(at).cloned().unwrap_or_default();
    let width = upper.len().max(lower.len());
    let is_text = lower.iter().all(|cell| !cell.contains(|c: char| c.is_numeric()));
    // Something below a heading alone is a row of the table; so is a name below a known column that
    // nobody could mistake for a heading.
    let names_more = (0..width).any(|at| cell(upper, at).is_empty() && is_known(&cell(lower, at)));
    if !(is_text && names_more) {
        return None;
    }
    let one = |at: usize| {
        let (above, below) = (cell(upper, at), cell(lower, at));
        let is_unit = below.starts_with(['(', '（']);
        if below.is_empty() || !above.is_empty() && (is_unit || is_total(&below)) {
            above
        } else if above.is_empty() || is_known(&below) {
            below
        } else {
            above + &below
        }
    };
    Some((0..width).map(one).collect())
}

/// Columns that any table may have and none needs: remarks, and what a day or a row says already.
const SAYS_NOTHING: [&str; 9] =
    ["备注", "说明", "星期", "周次", "序号", "remark", "remarks", "weekday", "no."];

/// The columns of a header that stands in line `line` of `place`; `None` for a cell that is none.
/// Nothing when required ones are missing.
pub fn read_header(
    table: Table,
    place: &Location,
    line: usize,
    header: &[String],
    faults: &mut Faults,
) -> Option<Vec<Option<&'static Column>>> {
    let mut columns: Vec<Option<&'static Column>> = Vec::new();
    for (at, name) in header.iter().enumerate() {
        let location = place.cell(line, at + 1);
        let column = table.columns().find(|column| means(column, name));
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
                // Of the list of students who have been photographed only the student number is read.
                let is_left = SAYS_NOTHING.contains(&fold(name).as_str())
                    || table == Table::Photographed && !name.is_empty() && !is_personal(name);
                if is_left {
                    faults.note(
                        Code::ColumnLeft,
                        location,
                        &format!("未读入的列：“{name}”"),
                        &format!("not read: “{name}”"),
                    );
                } else if is_personal(name) && table.comes_from_others() {
                    faults.note(
                        Code::ColumnLeft,
                        location,
                        &format!("个人信息不读入：“{name}”"),
                        &format!("personal, not read: “{name}”"),
                    );
                } else if !name.is_empty() {
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
            faults.push(missing_column(column, &place.row(line)));
        }
    }
    complete.then_some(columns)
}

/// The fault that a column is not there; `place` is the header.
pub fn missing_column(column: &Column, place: &Location) -> Diagnostic {
    let names = std::iter::once(&column.name).chain(column.aliases).copied().collect::<Vec<_>>();
    Diagnostic::error(
        Code::MissingColumn,
        Text::new(
            format!("缺少“{}”列（{}）", names.get(1).unwrap_or(&column.name), column.zh),
            format!("there is no column {} ({})", column.name, column.en),
        ),
    )
    .at(place.clone())
    .help(Text::new(
        format!("表头可写 {}", names.join(" 或 ")),
        format!("the header may be {}", names.join(" or ")),
    ))
}

fn is_personal(name: &str) -> bool {
    PERSONAL.iter().any(|personal| fold(personal) == fold(name))
}

fn refused_column(table: Table, name: &str) -> Diagnostic {
    if is_personal(name) {
        return Diagnostic::error(
            Code::PersonalData,
            Text::new(
                format!("列“{name}”含个人信息，本工具不接收"),
                format!("column “{name}” holds personal data, which callsheet does not carry"),
            ),
        )
        .help(Text::new("删去该列", "delete the column"));
    }
    let known: Vec<&str> = table
        .columns()
        .flat_map(|column| std::iter::once(&column.name).chain(column.aliases))
        .copied()
        .collect();
    let help = nearest(name, known.iter().copied()).map_or_else(
        || {
            let names: Vec<&str> = table.columns().map(|column| column.name).collect();
            let headings: Vec<&str> = table
                .columns()
                .map(|column| column.aliases.first().unwrap_or(&column.name))
                .copied()
                .collect();
            Text::new(
                format!("可用的列：{}", headings.join("、")),
                format!("known columns: {}", names.join(", ")),
            )
        },
        |near| Text::new(format!("是否指“{near}”？"), format!("did you mean “{near}”?")),
    );
    Diagnostic::error(
        Code::UnknownColumn,
        Text::new(format!("未知的列“{name}”"), format!("unknown column “{name}”")),
    )
    .help(help)
}
