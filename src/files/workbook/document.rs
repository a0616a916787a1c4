//! `.docx`: the tables of a Word document, a sheet for each, so that the timetable of a notice is read like the
//! timetable of a workbook.

use super::bounds::{ReadBudget, broken, not_too_many};
use super::hidden::attribute;
use super::patch::unescaped;
use super::{Merge, Sheet, Workbook};
use crate::base::diagnostic::Diagnostic;
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// The part of the archive with the document's text.
pub const TEXT: &str = "word/document.xml";

/// Reads all tables; the sheet of a table has its number, from 1, as name.
pub fn read(bytes: &[u8]) -> Result<Workbook, Diagnostic> {
    let xml = text_of(bytes)
        .ok_or_else(|| broken("文件不完整或已损坏", "the file is cut short or damaged"))?;
    let mut reader = TablesReader::default();
    for piece in xml.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').unwrap_or((piece, ""));
        reader.take(tag, text)?;
    }
    Ok(Workbook { sheets: reader.sheets, ..Workbook::default() })
}

fn text_of(bytes: &[u8]) -> Option<String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut part = Vec::new();
    archive.by_name(TEXT).ok()?.read_to_end(&mut part).ok()?;
    Some(String::from_utf8_lossy(&part).into_owned())
}

/// A cell that is being read.
#[derive(Default)]
struct DocumentCell {
    text: String,
    /// The columns that the cell spans.
    span: usize,
    /// Whether the cell is merged with the cell above it.
    goes_on: bool,
    /// Whether the cell begins a merge with cells below it.
    begins: bool,
}

/// The reader of a document: the tables that it has read, and its place in the text.
#[derive(Default)]
struct TablesReader {
    sheets: Vec<Sheet>,
    sheet: Sheet,
    budget: ReadBudget,
    /// The number of tables around the present place beyond the first one: a table inside a cell is text of that cell.
    depth: usize,
    /// The merge that goes on downwards from each first column, as its place among the sheet's merges.
    open: BTreeMap<usize, usize>,
    row: usize,
    column: usize,
    cell: DocumentCell,
    /// Whether the text that follows is of a run (`w:t`), and not deleted text or a field's code.
    is_text: bool,
}

impl TablesReader {
    /// Takes a tag without its brackets, and the text up to the next tag.
    fn take(&mut self, tag: &str, text: &str) -> Result<(), Diagnostic> {
        let (is_end, tag) = match tag.strip_prefix('/') {
            Some(tag) => (true, tag),
            None => (false, tag),
        };
        let is_alone = tag.ends_with('/');
        let end = tag.find([' ', '\t', '\r', '\n', '/']).unwrap_or(tag.len());
        let name = tag[..end].rsplit(':').next().unwrap_or_default();
        let value = || attribute(tag, "val");
        match (name, is_end) {
            ("tbl", false) => {
                self.depth += 1;
                if self.depth == 1 {
                    self.sheet = Sheet::default();
                    self.open.clear();
                    self.row = 0;
                }
            }
            ("tbl", true) => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 {
                    self.sheet.name = (self.sheets.len() + 1).to_string();
                    self.sheets.push(std::mem::take(&mut self.sheet));
                }
            }
            ("tr", false) if self.depth == 1 => {
                self.row += 1;
                self.column = 1;
            }
            ("gridBefore", false) if self.depth == 1 => self.column += number(value()),
            ("tc", false) if self.depth == 1 => {
                self.cell = DocumentCell { span: 1, ..DocumentCell::default() };
            }
            ("gridSpan", false) if self.depth == 1 => self.cell.span = number(value()).max(1),
            ("vMerge", false) if self.depth == 1 => {
                self.cell.begins = value() == Some("restart");
                self.cell.goes_on = !self.cell.begins;
            }
            ("tc", true) if self.depth == 1 => self.put()?,
            ("p", true) | ("br" | "cr", false) if self.depth > 0 => self.cell.text.push('\n'),
            ("tab", false) if self.depth > 0 => self.cell.text.push(' '),
            ("t", false) if !is_alone => self.is_text = true,
            ("t", true) => self.is_text = false,
            _ => {}
        }
        if self.is_text && self.depth > 0 {
            self.cell.text += &unescaped(text);
        }
        Ok(())
    }

    /// Puts the cell that has ended into its sheet.
    fn put(&mut self) -> Result<(), Diagnostic> {
        let DocumentCell { text, span, goes_on, begins } = std::mem::take(&mut self.cell);
        let (row, column) = (self.row.max(1), self.column.max(1));
        self.column = column + span;
        let columns = (column, column + span - 1);
        let open = self.open.get(&column).copied().filter(|_| goes_on);
        match open.and_then(|open| self.sheet.merges.get_mut(open)) {
            Some(above) if above.columns == columns && above.rows.1 + 1 == row => {
                above.rows.1 = row;
            }
            _ if begins || span > 1 => {
                self.open.insert(column, self.sheet.merges.len());
                self.sheet.merges.push(Merge { rows: (row, row), columns });
                not_too_many(self.sheet.merges.len())?;
            }
            _ => {}
        }
        let place = u32::try_from(row - 1).ok().zip(u32::try_from(column - 1).ok());
        match place {
            Some((row, column)) => {
                self.budget.add(&mut self.sheet, row, column, text.trim().to_owned())
            }
            None => Ok(()),
        }
    }
}

/// The number of columns in an attribute: a table of Word has 63 at most.
fn number(value: Option<&str>) -> usize {
    value.and_then(|value| value.parse().ok()).unwrap_or(0).min(63)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that fails should say where")]
mod tests {
    use super::{Merge, TEXT, read};
    use std::io::{Cursor, Write};
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    #[test]
    fn tables_with_their_merges_and_the_text_that_is_shown() {
        let cell = |about: &str, text: &str| {
            format!(
                "<w:tc><w:tcPr>{about}</w:tcPr><w:p><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p></w:tc>"
            )
        };
        let rows = [
            [cell("<w:gridSpan w:val=\"2\"/>", "时间"), cell("", "学院")].concat(),
            [cell("<w:vMerge w:val=\"restart\"/>", "12月14日"), cell("", "9:00"), cell("", "甲&amp;乙")].concat(),
            [
                cell("<w:vMerge/>", ""),
                cell("", "10:00"),
                "<w:tc><w:tbl><w:tr><w:tc><w:p><w:r><w:t>丙</w:t><w:t/></w:r></w:p></w:tc></w:tr></w:tbl><w:p><w:r><w:delText>丁</w:delText></w:r></w:p></w:tc>".to_owned(),
            ]
            .concat(),
        ];
        let rows = format!("<w:tr>{}</w:tr>", rows.join("</w:tr><w:tr>"));
        let xml = format!(
            "<w:document><w:p><w:r><w:t>通知</w:t></w:r></w:p><w:tbl>{rows}</w:tbl></w:document>"
        );
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        archive.start_file(TEXT, SimpleFileOptions::default()).unwrap();
        archive.write_all(xml.as_bytes()).unwrap();
        let book = read(&archive.finish().unwrap().into_inner()).unwrap();
        let [sheet] = &book.sheets[..] else { panic!("{:?}", book.sheets) };
        assert_eq!(sheet.name, "1");
        let cells = [
            (1, 1, "时间"),
            (1, 3, "学院"),
            (2, 1, "12月14日"),
            (2, 3, "甲&乙"),
            (3, 1, ""),
            (3, 2, "10:00"),
            (3, 3, "丙"),
        ];
        for (row, column, text) in cells {
            assert_eq!(sheet.cell(row, column), text, "{row}, {column}");
        }
        let spans = Merge { rows: (1, 1), columns: (1, 2) };
        assert_eq!(sheet.merges, [spans, Merge { rows: (2, 3), columns: (1, 1) }]);
    }
}
