//! Tables as CSV text, with a byte-order mark so that Excel reads the Chinese.

use super::fields::{Column, Field, Record, Table};
use crate::base::kind::CampaignKind;
use crate::base::text::Lang;

/// What a table starts with.
pub const BYTE_ORDER_MARK: &str = "\u{FEFF}";

/// The headers of all columns of a table, in the words of a kind of campaign.
pub fn headers(table: Table, kind: CampaignKind, lang: Lang) -> Vec<String> {
    table.columns().map(|column| heading(column, kind, lang)).collect()
}

/// The header of a column, or the label of a key, in the words of a kind of campaign.
pub fn heading<P>(field: &Field<P>, kind: CampaignKind, lang: Lang) -> String {
    let chinese = field.aliases.first().copied().unwrap_or(field.name);
    let own = chinese.replace("人数", &kind.headcount(Lang::Zh)).replace("采集码", kind.zh().code);
    let chinese = field.aliases.iter().find(|known| **known == own).unwrap_or(&chinese);
    lang.pick(kind.in_own_words(chinese), field.name.to_owned())
}

/// The rows of a part of a campaign as cells, one for every field in its documented order, with
/// words in the language.
pub struct WrittenRows<P> {
    /// The table or the section.
    pub part: P,
    /// The cells of each row.
    pub rows: Vec<Vec<String>>,
}

impl<P> WrittenRows<P> {
    /// The cells of some records.
    pub fn of<R: Record<Part = P>>(records: &[R], lang: Lang) -> WrittenRows<P> {
        WrittenRows { part: R::PART, rows: records.iter().map(|row| cells(row, lang)).collect() }
    }
}

impl WrittenRows<Table> {
    /// The table as CSV text, headers in the language. Columns in which nothing stands are left out
    /// unless they are required.
    pub fn text(&self, kind: CampaignKind, lang: Lang) -> String {
        let is_written = |(place, column): &(usize, &Column)| {
            column.required || self.rows.iter().any(|row| !row[*place].is_empty())
        };
        let columns = self.part.columns().enumerate().filter(is_written);
        let places: Vec<usize> = columns.map(|(place, _)| place).collect();
        let choose = |row: &Vec<String>| places.iter().map(|place| row[*place].clone()).collect();
        let headers = headers(self.part, kind, lang);
        let lines: Vec<Vec<String>> =
            std::iter::once(&headers).chain(&self.rows).map(choose).collect();
        write_table(lines)
    }
}

/// A table with its columns in their documented order, headers and words in the language. Columns
/// in which nothing stands are left out unless they are required.
pub fn write_rows<R: Record<Part = Table>>(rows: &[R], kind: CampaignKind, lang: Lang) -> String {
    WrittenRows::of(rows, lang).text(kind, lang)
}

/// A cell for every field of the record.
fn cells<R: Record>(record: &R, lang: Lang) -> Vec<String> {
    let values = record.values();
    let cell = |field: &&'static Field<R::Part>| {
        let value = values.iter().find(|(own, _)| own.name == field.name);
        value.map(|(_, value)| field.in_language(plain(value), lang)).unwrap_or_default()
    };
    R::FIELDS.iter().map(cell).collect()
}

/// A value without the quotes that it has in TOML; a list with its items separated by 、.
pub fn plain(value: &toml_edit::Value) -> String {
    match value {
        toml_edit::Value::String(text) => text.value().clone(),
        toml_edit::Value::Float(number) => number.value().to_string(),
        toml_edit::Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join("、"),
        other => other.to_string(),
    }
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
/// text, each on its line. The reader takes the apostrophe off again, and only the one that was put
/// there: a name that has such an apostrophe of its own, perhaps behind space that the reader does
/// not see, gets another.
pub fn as_text(cell: String) -> String {
    let cell = if cell.contains('\n') { cell.replace('\n', " ") } else { cell };
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
    use super::{BYTE_ORDER_MARK, write_rows};
    use crate::base::kind::CampaignKind;
    use crate::base::text::Lang;
    use crate::files::faults::Faults;
    use crate::files::fields::{Given, GroupRow, Table, given};
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
            let rows = [GroupRow {
                group: given(cell.to_owned() + "0"),
                contact: given(cell),
                ..GroupRow::default()
            }];
            let text = write_rows(&rows, CampaignKind::default(), Lang::Zh);
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
            let named = |place: usize, cell: &String| GroupRow {
                group: given(format!("{cell}{place}")),
                group_en: given(cell.as_str()),
                contact: given(format!("{cell}.")),
                ..GroupRow::default()
            };
            let rows: Vec<_> =
                cells.iter().enumerate().map(|(place, cell)| named(place, cell)).collect();
            let text = write_rows(&rows, CampaignKind::default(), Lang::Zh);
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
            let cells = |row: &GroupRow| {
                let cell = |given: &Given<String>| as_read(given.value.as_deref().unwrap_or_default());
                [&row.group, &row.group_en, &row.contact].map(cell)
            };
            let read = read.into_iter().flat_map(|rows| {
                let rows = rows.iter().map(|row| cells(&row.read(&mut Faults::default())));
                rows.collect::<Vec<_>>()
            });
            let wanted = rows.iter().map(cells);
            prop_assert_eq!(read.collect::<Vec<_>>(), wanted.collect::<Vec<_>>());
        }
    }
}
