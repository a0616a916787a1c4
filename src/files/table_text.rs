//! Tables as CSV text, with a byte-order mark so that Excel reads the Chinese.

use super::fields::{Column, Kind, Table};
use crate::base::text::Lang;

/// What a table starts with.
pub const BYTE_ORDER_MARK: &str = "\u{FEFF}";

/// The headers of all columns of a table.
pub fn headers(table: Table, lang: Lang) -> Vec<String> {
    let heading = |column: &Column| {
        lang.pick(column.aliases.first().copied().unwrap_or(column.name), column.name).to_owned()
    };
    table.columns().map(heading).collect()
}

/// A cell: the name of its column and what stands there; a word, such as `together`, is the
/// documented one.
pub type Cell = (&'static str, String);

/// A table by the names of its columns, in their documented order, headers and words in the
/// language. Columns in which nothing stands are left out unless they are required.
pub fn write_rows(table: Table, rows: &[Vec<Cell>], lang: Lang) -> String {
    let cell = |row: &[Cell], column: &Column| -> String {
        let written =
            row.iter().find(|(name, _)| *name == column.name).map(|(_, cell)| cell.clone());
        written.map(|cell| in_language(column.kind, cell, lang)).unwrap_or_default()
    };
    let (columns, headers): (Vec<&Column>, Vec<String>) = table
        .columns()
        .zip(headers(table, lang))
        .filter(|(column, _)| {
            column.required || rows.iter().any(|row| !cell(row, column).is_empty())
        })
        .unzip();
    let mut lines = vec![headers];
    lines.extend(rows.iter().map(|row| columns.iter().map(|column| cell(row, column)).collect()));
    write_table(lines)
}

/// The first alias of a word is its Chinese.
fn in_language(kind: Kind, cell: String, lang: Lang) -> String {
    let Kind::Word(words) = kind else { return cell };
    let own = words.iter().find(|word| word.first() == Some(&cell.as_str()));
    own.and_then(|word| word.get(lang.pick(1, 0))).map_or(cell, |word| (*word).to_owned())
}

/// The rows, headers first, as the text of a file.
pub fn write_table<R: IntoIterator<Item = String>>(rows: Vec<R>) -> String {
    let mut writer = csv::Writer::from_writer(BYTE_ORDER_MARK.as_bytes().to_vec());
    for row in rows {
        // Writing into memory has nothing to fail on; rows of a table are equally long.
        let _ = writer.write_record(row.into_iter().map(as_text));
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

/// Excel takes a cell that starts with = + - @ (their full-width forms in some languages) or a
/// control character for a formula, and our own reader # for a comment: names from files must stay
/// text. The reader takes the apostrophe off again, and only the one that was put there: a name
/// that has such an apostrophe of its own, perhaps behind space that the reader does not see, gets
/// another.
fn as_text(cell: String) -> String {
    let seen = cell.trim_start();
    if needs_apostrophe(&cell) {
        format!("'{cell}")
    } else if seen.starts_with('\'') && needs_apostrophe(seen) {
        format!("'{seen}")
    } else {
        cell
    }
}

/// Whether a cell is written behind an apostrophe; what follows one is a cell of this kind.
pub fn needs_apostrophe(cell: &str) -> bool {
    let rest = cell.trim_start_matches('\'');
    rest.starts_with(['=', '+', '-', '@', '#', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

#[cfg(test)]
mod tests {
    use super::{BYTE_ORDER_MARK, Cell, write_rows};
    use crate::base::text::Lang;
    use crate::files::faults::Faults;
    use crate::files::fields::Table;
    use crate::files::table::{Records, read_table};
    use proptest::prelude::{any, prop, prop_assert, prop_assert_eq, prop_oneof, proptest};

    /// A cell as the reader sees it: space around it is taken off, line breaks and tabs inside are
    /// spaces.
    fn as_read(cell: &str) -> String {
        cell.replace(['\n', '\t'], " ").trim().to_owned()
    }

    #[test]
    fn an_apostrophe_behind_space_stays() {
        for cell in ["\u{3000}'\t", " '=1", "\t'+", "'", "　'甲"] {
            let rows = [vec![("group", cell.to_owned() + "0"), ("contact", cell.to_owned())]];
            let text = write_rows(Table::Groups, &rows, Lang::Zh);
            let text = text.trim_start_matches(BYTE_ORDER_MARK);
            let mut faults = Faults::default();
            let records = Records::of_text("groups.csv", text, &mut faults);
            let last = records.records[1].1.last().map(String::as_str);
            assert_eq!(last, Some(as_read(cell).as_str()), "{cell:?}");
        }
    }

    proptest! {
        /// Whatever stands in a cell comes back, or is refused where it has control characters;
        /// never does it become another cell, a comment or a formula.
        #[test]
        fn odd_cells_read_back(
            cells in prop::collection::vec(
                prop_oneof!["[　\"'=+@#,;\\\\\t\n\r🎓甲1-]{0,6}", any::<String>()],
                1..8,
            ),
        ) {
            let named = |place: usize, cell: &String| -> Vec<Cell> {
                vec![
                    ("group", format!("{cell}{place}")),
                    ("group_en", cell.clone()),
                    ("contact", format!("{cell}.")),
                ]
            };
            let rows: Vec<_> =
                cells.iter().enumerate().map(|(place, cell)| named(place, cell)).collect();
            let text = write_rows(Table::Groups, &rows, Lang::Zh);
            let text = text.trim_start_matches(BYTE_ORDER_MARK);
            let mut faults = Faults::default();
            let records = Records::of_text("groups.csv", text, &mut faults);
            let read = read_table(Table::Groups, records, &mut faults);
            let is_odd = |c: char| c.is_control() && !['\n', '\t'].contains(&c);
            let refused = cells.iter().any(|cell| cell.contains(is_odd));
            prop_assert!(faults.is_empty() || refused);
            if refused {
                return Ok(());
            }
            let read = read.into_iter().flat_map(|rows| {
                let cell = |name, row: &super::super::table::Row<'_>| {
                    row.text(name, &mut Faults::default()).unwrap_or_default()
                };
                let rows = rows.iter();
                rows.map(|row| ["group", "group_en", "contact"].map(|name| cell(name, &row)))
                    .collect::<Vec<_>>()
            });
            let wanted = rows.iter().map(|row| {
                ["group", "group_en", "contact"].map(|name| {
                    let cell = row.iter().find(|(own, _)| *own == name);
                    cell.map(|(_, cell)| as_read(cell)).unwrap_or_default()
                })
            });
            prop_assert_eq!(read.collect::<Vec<_>>(), wanted.collect::<Vec<_>>());
        }
    }
}
