//! CSV text written back with the rows that were changed; all others, comments and line ends stay
//! byte by byte.

use super::{EditableColumn, EditableTable, TableEdit};
use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::text::Text;
use crate::files::encodings::text_of;
use crate::files::faults::Faults;
use crate::files::table::{Comments, separator, text_rows};
use crate::files::write_table::as_text;
use encoding_rs::{Encoding, GB18030, UTF_8};
use std::collections::BTreeMap;
use std::path::Path;

/// The bytes of a file with an edit.
pub fn rewritten(
    path: &Path,
    bytes: &[u8],
    table: &EditableTable,
    edit: &TableEdit,
) -> Result<Vec<u8>, Diagnostic> {
    let old = text_of(path, bytes)?.text;
    let bom = Encoding::for_bom(bytes);
    if bom.is_some_and(|(encoding, _)| encoding != UTF_8) {
        let text = Text::new("UTF-16 的文件不能在页面上改", "a file in UTF-16 is not changed here");
        let place = Location::file(path.display().to_string());
        let fault = Diagnostic::error(Code::NotEditable, text).at(place);
        return Err(fault.help(Code::NotEditable.explanation()));
    }
    let text = with_edit(&old, table, edit);
    let bytes = if bom.is_some() {
        [b"\xEF\xBB\xBF", text.as_bytes()].concat()
    } else if std::str::from_utf8(bytes).is_ok() {
        text.into_bytes()
    } else {
        GB18030.encode(&text).0.into_owned()
    };
    Ok(bytes)
}

fn with_edit(old: &str, table: &EditableTable, edit: &TableEdit) -> String {
    // The number of lines of the text that each record takes: a quoted cell may have line ends.
    let records =
        text_rows(&Location::default(), old, Comments::PassedOver, &mut Faults::default());
    let breaks =
        |cells: &[String]| cells.iter().map(|cell| cell.matches('\n').count()).sum::<usize>();
    let taken: BTreeMap<usize, usize> =
        records.iter().map(|(line, cells)| (*line, 1 + breaks(cells))).collect();
    let end = if old.contains("\r\n") { "\r\n" } else { "\n" };
    let separator = separator(old, Comments::PassedOver);
    let mut new_behind: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
    let mut by_line: BTreeMap<usize, usize> = BTreeMap::new();
    let mut last = None;
    for (at, row) in edit.rows.iter().enumerate() {
        match row.line.filter(|line| table.lines.contains_key(line)) {
            Some(line) => {
                by_line.insert(line, at);
                last = Some(line);
            }
            None => new_behind.entry(last).or_default().push(at),
        }
    }
    let mut written = WrittenText { text: String::new(), end };
    let add_new = |behind: Option<usize>, written: &mut WrittenText| {
        for at in new_behind.get(&behind).into_iter().flatten() {
            written.row(table.cells_with(None, &edit.rows[*at].cells), separator);
        }
    };
    let first = table.lines.keys().next().copied();
    let old_lines: Vec<&str> = old.split_inclusive('\n').collect();
    let mut place = 1;
    while place <= old_lines.len() {
        if Some(place) == first {
            add_new(None, &mut written);
        }
        let count = taken.get(&place).copied().unwrap_or(1);
        let own = old_lines[place - 1..(place - 1 + count).min(old_lines.len())].concat();
        let own =
            if taken.contains_key(&place) { table.widened(place, &own, separator) } else { own };
        match (table.row(place), by_line.get(&place)) {
            (Some(before), Some(at)) => {
                let cells = &edit.rows[*at].cells;
                if before.cells.iter().zip(cells).all(|(old, new)| old == new.trim()) {
                    written.raw(&own);
                } else {
                    written.row(table.cells_with(Some(place), cells), separator);
                }
                add_new(Some(place), &mut written);
            }
            (Some(_), None) => add_new(Some(place), &mut written),
            (None, _) => written.raw(&own),
        }
        place += count;
    }
    if first.is_none() {
        add_new(None, &mut written);
    }
    written.text
}

/// A text that is being written.
struct WrittenText<'a> {
    text: String,
    end: &'a str,
}

impl WrittenText<'_> {
    fn raw(&mut self, lines: &str) {
        self.text.push_str(lines);
    }

    fn row(&mut self, cells: Vec<String>, separator: char) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.raw(self.end);
        }
        let mut writer = csv::WriterBuilder::new()
            .delimiter(u8::try_from(separator).unwrap_or(b','))
            .from_writer(Vec::new());
        // Writing into memory has nothing to fail on.
        let _ = writer.write_record(cells.into_iter().map(as_text));
        let bytes = writer.into_inner().unwrap_or_default();
        let row = String::from_utf8(bytes).unwrap_or_default();
        self.raw(row.trim_end_matches('\n'));
        self.raw(self.end);
    }
}

impl EditableTable {
    /// The text of a record with a cell more for each column that is added: its heading in the header, and
    /// an empty one below it.
    fn widened(&self, line: usize, own: &str, separator: char) -> String {
        let text = own.trim_end_matches(['\r', '\n']);
        let cell = |column: &EditableColumn| {
            let heading = if line == self.header_line { &*column.heading } else { "" };
            format!("{separator}{heading}")
        };
        let more = self.new_columns().iter().filter(|_| line >= self.header_line).map(cell);
        format!("{text}{}{}", more.collect::<String>(), &own[text.len()..])
    }

    /// All cells of a row, those of columns that are not read as they were.
    fn cells_with(&self, line: Option<usize>, cells: &[String]) -> Vec<String> {
        let old = line.and_then(|line| self.lines.get(&line)).cloned();
        let mut all = old.unwrap_or_default();
        all.resize(all.len().max(self.width), String::new());
        for (column, cell) in self.columns.iter().zip(cells) {
            if let Some(place) = all.get_mut(column.at - 1) {
                cell.trim().clone_into(place);
            }
        }
        all
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that fails should say where")]
mod tests {
    use crate::files::{EditableRow, EditableTable, TableEdit, editable_tables, edited};

    fn with(text: &[u8], edit: impl Fn(&EditableTable) -> Vec<EditableRow>) -> Vec<u8> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("campaign.toml"), "").unwrap();
        std::fs::write(folder.path().join("groups.csv"), text).unwrap();
        let mut tables = editable_tables(folder.path()).unwrap();
        let table = tables.remove(0);
        let edit = TableEdit::of(&table, edit(&table));
        let mut done = edited(folder.path(), &[edit]).unwrap();
        done.remove(0).bytes
    }

    #[test]
    fn one_cell_changes_and_all_other_bytes_stay() {
        let old = "\u{FEFF}# 名单，3月1日\r\n学院,备注,人数\r\n\"文,学院\",\"甲\n乙\",38\r\n# 下面待定\r\n法学院, 可改 ,60\r\n合计,,98\r\n";
        let bytes = with(old.as_bytes(), |table| {
            let mut rows = table.rows.clone();
            assert_eq!(rows.len(), 2);
            rows[1].cells[1] = "61".to_owned();
            rows.insert(1, EditableRow { line: None, cells: vec!["理学院".into(), "45".into()] });
            rows
        });
        let new = old.replace("法学院, 可改 ,60", "法学院,可改,61");
        let new = new.replace("# 下面", "理学院,,45\r\n# 下面");
        assert_eq!(String::from_utf8(bytes).unwrap(), new);
    }

    #[test]
    fn encodings_and_separators_stay_and_rows_go() {
        let old = "学院;人数\n文学院;38\n法学院;60";
        let (gbk, ..) = encoding_rs::GBK.encode(old);
        let bytes = with(&gbk, |table| {
            let added = EditableRow { line: None, cells: vec!["艺术".into(), "5".into()] };
            vec![table.rows[1].clone(), added]
        });
        let (text, ..) = encoding_rs::GBK.decode(&bytes);
        assert_eq!(text, "学院;人数\n法学院;60\n艺术;5\n");
    }

    #[test]
    fn a_column_that_is_added_stands_behind_the_others_and_all_bytes_before_it_stay() {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path();
        let old = "# 名单\n学院,人数\n文学院,\"38\"\n# 待定\n法学院,60\n合计,98\n";
        std::fs::write(home.join("campaign.toml"), "").unwrap();
        std::fs::write(home.join("groups.csv"), old).unwrap();
        let tables = editable_tables(home).unwrap();
        let more: Vec<&str> = tables[0].more.iter().map(|column| column.name).collect();
        assert!(more.contains(&"only_in") && !more.contains(&"headcount"), "{more:?}");
        let mut edit = TableEdit::of(&tables[0], tables[0].rows.clone());
        edit.added = vec!["only_in".to_owned()];
        edit.rows.iter_mut().for_each(|row| row.cells.push(String::new()));
        edit.rows[1].cells[2] = "上午".to_owned();
        // A table of rules that is not there yet begins with its header, in the language of the groups'.
        let apart = tables.iter().find(|table| table.name == "relations").unwrap();
        let mut rules = TableEdit::of(apart, Vec::new());
        let cells = ["错开", "文学院", "法学院"].map(str::to_owned).to_vec();
        rules.rows.push(EditableRow { line: None, cells });
        let done = edited(home, &[edit, rules]).unwrap();
        let text = |at: usize| String::from_utf8(done[at].bytes.clone()).unwrap();
        let new =
            "# 名单\n学院,人数,只可用半天\n文学院,\"38\",\n# 待定\n法学院,60,上午\n合计,98,\n";
        assert_eq!(text(0), new);
        assert_eq!(text(1), "\u{FEFF}关系,学院,另一学院\n错开,文学院,法学院\n");
        assert_eq!(done[1].path, home.join("relations.csv"));
    }
}
