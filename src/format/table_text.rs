//! Tables as CSV text, with a byte-order mark so that Excel reads the Chinese.

use super::fields::{Column, Table};
use crate::text::Lang;

/// What a table starts with.
pub const BYTE_ORDER_MARK: &str = "\u{FEFF}";

/// The headers of all columns of a table.
pub fn headers(table: Table, lang: Lang) -> Vec<String> {
    let heading =
        |column: &Column| lang.pick(column.aliases.first().copied().unwrap_or(column.name), column.name).to_owned();
    table.columns().map(heading).collect()
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

/// Excel takes a cell that starts with = + - @ (their full-width forms in some languages) or a control character for a
/// formula, and our own reader # for a comment: names from files must stay text. The reader takes the apostrophe off
/// again, and only the one that was put there: a name that has such an apostrophe of its own gets another.
fn as_text(cell: String) -> String {
    if needs_apostrophe(&cell) { format!("'{cell}") } else { cell }
}

/// Whether a cell is written behind an apostrophe; what follows one is a cell of this kind.
pub fn needs_apostrophe(cell: &str) -> bool {
    let rest = cell.trim_start_matches('\'');
    rest.starts_with(['=', '+', '-', '@', '#', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}
