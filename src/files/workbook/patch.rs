//! Cells of an `.xlsx` changed in place. Every other part of the archive is copied as it is, and of
//! a sheet everything but the cells that change: no library that writes workbooks keeps what it does
//! not know.

use super::hidden::{attribute, tags};
use super::is_package;
use crate::base::diagnostic::{Code, Diagnostic, Location, column_name};
use crate::base::text::Text;
use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// What a cell is to be.
#[derive(Debug, Clone, Default)]
pub struct NewCell {
    /// Its text; empty for a cell without content.
    pub text: String,
    /// Whether a text of digits is a number.
    pub is_number: bool,
}

/// Cells by row and column, both from 1.
pub type CellChanges = BTreeMap<(usize, usize), NewCell>;

/// The workbook with changes of its sheets, which are known by their names.
///
/// # Errors
/// When it is no `.xlsx`, is damaged, or a cell is computed by a formula.
pub fn patched(
    file: &str,
    bytes: &[u8],
    changes: &[(String, CellChanges)],
) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let refuse = |text: Text| {
        let fault = Diagnostic::error(Code::NotEditable, text).at(Location::file(file));
        vec![fault.help(Code::NotEditable.explanation())]
    };
    if !is_package(bytes) {
        return Err(refuse(Text::new("不是 .xlsx，不能在页面上改", "it is no .xlsx")));
    }
    let damaged = |error: &dyn std::fmt::Display| {
        refuse(Text::new(format!("不能改写：{error}"), format!("it can't be changed: {error}")))
    };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    let mut part = |name: &str| -> Result<String, Vec<Diagnostic>> {
        let mut text = String::new();
        let mut part = archive.by_name(name).map_err(|error| damaged(&error))?;
        part.read_to_string(&mut text).map_err(|error| damaged(&error))?;
        Ok(text)
    };
    let (workbook, relations) = (part("xl/workbook.xml")?, part("xl/_rels/workbook.xml.rels")?);
    let mut new: BTreeMap<String, String> = BTreeMap::new();
    let mut faults = Vec::new();
    for (sheet, cells) in changes {
        let Some(name) = part_of(&workbook, &relations, sheet) else {
            return Err(refuse(Text::new(
                format!("找不到工作表“{sheet}”"),
                format!("there is no sheet “{sheet}”"),
            )));
        };
        let place = Location::sheet(file, sheet);
        let (patched, computed) = SheetXml::new(&part(&name)?).patched(cells);
        faults.extend(computed.into_iter().map(|(row, column)| {
            let text = Text::new("这一格由公式算出", "a formula computes this cell");
            Diagnostic::error(Code::NotEditable, text)
                .at(place.cell(row, column))
                .help(Code::NotEditable.explanation())
        }));
        new.insert(name, patched);
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    // What formulas gave before the change is not kept for true.
    new.insert("xl/workbook.xml".to_owned(), computed_when_opened(&workbook));
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let packed = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for at in 0..archive.len() {
        let old = archive.by_index_raw(at).map_err(|error| damaged(&error))?;
        let name = old.name().map_err(|error| damaged(&error))?.into_owned();
        let done = match new.get(&name) {
            Some(text) => writer
                .start_file(name, packed)
                .and_then(|()| Ok(writer.write_all(text.as_bytes())?)),
            None => writer.raw_copy_file(old),
        };
        done.map_err(|error| damaged(&error))?;
    }
    let done = writer.finish().map_err(|error| damaged(&error))?;
    Ok(done.into_inner())
}

/// The part of a sheet.
fn part_of(workbook: &str, relations: &str, sheet: &str) -> Option<String> {
    let mut sheets = tags(workbook, "sheet");
    let own = sheets.find(|tag| attribute(tag, "name").map(unescaped).as_deref() == Some(sheet))?;
    let id = attribute(own, "id")?;
    let mut relations = tags(relations, "Relationship");
    let target = attribute(relations.find(|tag| attribute(tag, "Id") == Some(id))?, "Target")?;
    Some(target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned))
}

/// The text of a part with letters in place of entities such as `&lt;`.
pub(super) fn unescaped(text: &str) -> String {
    let plain = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];
    plain.into_iter().fold(text.to_owned(), |text, (code, letter)| text.replace(code, letter))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The workbook's part, saying that formulas are computed anew when it is opened.
fn computed_when_opened(workbook: &str) -> String {
    match workbook.find("calcPr") {
        Some(at) if !workbook.contains("fullCalcOnLoad") => {
            let at = at + "calcPr".len();
            format!("{} fullCalcOnLoad=\"1\"{}", &workbook[..at], &workbook[at..])
        }
        _ => workbook.to_owned(),
    }
}

/// The part of a sheet: what stands before its rows, the rows, and what stands behind.
struct SheetXml<'a> {
    before: &'a str,
    rows: &'a str,
    behind: &'a str,
    /// What names of tags begin with, such as `x:`.
    prefix: &'a str,
    /// Whether the sheet has no rows, said by one tag.
    is_empty: bool,
}

impl<'a> SheetXml<'a> {
    fn new(xml: &'a str) -> SheetXml<'a> {
        let found = xml.find("sheetData").and_then(|name| {
            let open = xml[..name].rfind('<')?;
            let end = name + xml[name..].find('>')?;
            Some((open, name, end))
        });
        let Some((open, name, end)) = found else {
            return SheetXml { before: xml, rows: "", behind: "", prefix: "", is_empty: false };
        };
        let prefix = &xml[open + 1..name];
        if xml[..end].ends_with('/') {
            let (before, behind) = (&xml[..open], &xml[end + 1..]);
            return SheetXml { before, rows: "", behind, prefix, is_empty: true };
        }
        let close = format!("</{prefix}sheetData>");
        let close = xml[end..].find(&close).map_or(xml.len(), |at| end + at);
        let (before, rows, behind) = (&xml[..=end], &xml[end + 1..close], &xml[close..]);
        SheetXml { before, rows, behind, prefix, is_empty: false }
    }

    /// The part with changed cells, and the cells that can't be changed because a formula computes
    /// them.
    fn patched(&self, changes: &CellChanges) -> (String, Vec<(usize, usize)>) {
        let prefix = self.prefix;
        let mut computed = Vec::new();
        let mut left: BTreeMap<usize, BTreeMap<usize, &NewCell>> = BTreeMap::new();
        for ((row, column), new) in changes {
            left.entry(*row).or_default().insert(*column, new);
        }
        let mut out = self.before.to_owned();
        if self.is_empty {
            out.extend(["<", prefix, "sheetData>"]);
        }
        let mut last = 0;
        for piece in elements(self.rows, &format!("{prefix}row")) {
            let Piece::Element(element) = piece else {
                out.push_str(piece.text());
                continue;
            };
            let number = attribute(element.tag, "r").and_then(|own| own.parse().ok());
            let number: usize = number.unwrap_or(last + 1);
            last = number;
            let later = left.split_off(&number);
            for (row, cells) in std::mem::replace(&mut left, later) {
                out.push_str(&self.new_row(row, &cells));
            }
            match left.remove(&number) {
                Some(cells) => {
                    out.push_str(&self.row(&element, number, cells, &mut computed));
                }
                None => out.push_str(element.whole),
            }
        }
        for (row, cells) in left {
            out.push_str(&self.new_row(row, &cells));
        }
        if self.is_empty {
            out.extend(["</", prefix, "sheetData>"]);
        }
        (out + self.behind, computed)
    }

    fn new_row(&self, row: usize, cells: &BTreeMap<usize, &NewCell>) -> String {
        let prefix = self.prefix;
        let cells: String =
            cells.iter().map(|(column, new)| self.cell(row, *column, None, new)).collect();
        format!("<{prefix}row r=\"{row}\">{cells}</{prefix}row>")
    }

    fn row(
        &self,
        element: &Element<'_>,
        row: usize,
        mut left: BTreeMap<usize, &NewCell>,
        computed: &mut Vec<(usize, usize)>,
    ) -> String {
        let prefix = self.prefix;
        // The columns between which the row has cells are a hint, and would be wrong after the change.
        let tag = without(element.tag, "spans");
        let mut out = format!("<{prefix}row{tag}>");
        let mut last = 0;
        for piece in elements(element.inside, &format!("{prefix}c")) {
            let Piece::Element(cell) = piece else {
                out.push_str(piece.text());
                continue;
            };
            let column = attribute(cell.tag, "r").and_then(column_of).unwrap_or(last + 1);
            last = column;
            let later = left.split_off(&column);
            for (column, new) in std::mem::replace(&mut left, later) {
                out.push_str(&self.cell(row, column, None, new));
            }
            match left.remove(&column) {
                Some(_) if tags_or_bare(cell.inside, "f") => {
                    computed.push((row, column));
                    out.push_str(cell.whole);
                }
                Some(new) => out.push_str(&self.cell(row, column, Some(cell.tag), new)),
                None => out.push_str(cell.whole),
            }
        }
        for (column, new) in left {
            out.push_str(&self.cell(row, column, None, new));
        }
        out + &format!("</{prefix}row>")
    }

    /// A cell; one that is there keeps its format.
    fn cell(&self, row: usize, column: usize, old: Option<&str>, new: &NewCell) -> String {
        let prefix = self.prefix;
        let text = new.text.as_str();
        let style = old.and_then(|tag| attribute(tag, "s"));
        let style = style.map(|style| format!(" s=\"{style}\"")).unwrap_or_default();
        let head = format!("<{prefix}c r=\"{}{row}\"{style}", column_name(column));
        if text.is_empty() {
            return format!("{head}/>");
        }
        if new.is_number && is_plain_number(text) {
            return format!("{head}><{prefix}v>{text}</{prefix}v></{prefix}c>");
        }
        let text = escaped(text);
        format!(
            "{head} t=\"inlineStr\"><{prefix}is><{prefix}t xml:space=\"preserve\">{text}</{prefix}t></{prefix}is></{prefix}c>"
        )
    }
}

/// An element with its attributes and what stands inside.
struct Element<'a> {
    whole: &'a str,
    /// What follows the name in its tag.
    tag: &'a str,
    inside: &'a str,
}

enum Piece<'a> {
    Element(Element<'a>),
    /// What stands between elements.
    Text(&'a str),
}

impl<'a> Piece<'a> {
    fn text(&self) -> &'a str {
        match self {
            Piece::Element(element) => element.whole,
            Piece::Text(text) => text,
        }
    }
}

/// The elements of a name, none of which has another inside, and what stands between them.
fn elements<'a>(xml: &'a str, name: &str) -> Vec<Piece<'a>> {
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    let mut pieces = Vec::new();
    let (mut rest, mut from) = (xml, 0);
    while let Some(at) = rest[from..].find(&open).map(|at| from + at) {
        let after = &rest[at + open.len()..];
        if !after.starts_with([' ', '/', '>', '\t', '\r', '\n']) {
            from = at + open.len();
            continue;
        }
        let Some(end) = after.find('>') else { break };
        let tag = &after[..end];
        let (tag, inside, length) = if let Some(tag) = tag.strip_suffix('/') {
            (tag, "", end + 1)
        } else {
            let inside = &after[end + 1..];
            let Some(length) = inside.find(&close) else { break };
            (tag, &inside[..length], end + 1 + length + close.len())
        };
        let whole = &rest[at..at + open.len() + length];
        pieces.push(Piece::Text(&rest[..at]));
        pieces.push(Piece::Element(Element { whole, tag, inside }));
        rest = &rest[at + whole.len()..];
        from = 0;
    }
    pieces.push(Piece::Text(rest));
    pieces
}

/// Whether there is a tag of a name, whatever its prefix, with attributes or without.
fn tags_or_bare(xml: &str, name: &str) -> bool {
    xml.split('<').skip(1).any(|tag| {
        let own = tag.split([' ', '/', '>', '\t', '\r', '\n']).next().unwrap_or_default();
        own.rsplit(':').next() == Some(name)
    })
}

/// Attributes of a tag without one of them.
fn without(tag: &str, name: &str) -> String {
    let Some(value) = attribute(tag, name) else { return tag.to_owned() };
    let given = [format!(" {name}=\"{value}\""), format!(" {name}='{value}'")];
    given.iter().fold(tag.to_owned(), |tag, given| tag.replace(given, ""))
}

/// The column of a reference such as `AB12`.
fn column_of(reference: &str) -> Option<usize> {
    let letters = reference.bytes().take_while(u8::is_ascii_alphabetic);
    let column = letters.fold(0_usize, |column, letter| {
        column.saturating_mul(26) + usize::from(letter.to_ascii_uppercase() - b'A' + 1)
    });
    (column > 0).then_some(column)
}

/// Whether a spreadsheet shows a number as it is typed here: `38`, `0.95`, not `007`.
fn is_plain_number(text: &str) -> bool {
    let (whole, rest) = text.split_once('.').unwrap_or((text, "0"));
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_short = whole == "0" || !whole.starts_with('0');
    is_digits(whole) && is_digits(rest) && is_short && text.len() <= 15
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that fails should say where")]
mod tests {
    use super::{CellChanges, NewCell, SheetXml};
    use crate::base::diagnostic::{Code, Location};
    use crate::files::workbook::Workbook;

    fn patched(xml: &str, changes: &[(usize, usize, &str)]) -> (String, Vec<(usize, usize)>) {
        let change = |(row, column, text): &(usize, usize, &str)| {
            ((*row, *column), NewCell { text: (*text).to_owned(), is_number: true })
        };
        SheetXml::new(xml).patched(&changes.iter().map(change).collect::<CellChanges>())
    }

    #[test]
    fn cells_change_and_all_else_stays() {
        let xml = "<worksheet><cols><col min='1'/></cols><sheetData>\n<row r=\"1\" spans=\"1:2\" ht=\"15\">\
                   <c r=\"A1\" t=\"s\" s=\"3\"><v>0</v></c><c r=\"B1\" s=\"4\"/></row>\
                   <row r=\"4\"><c r=\"B4\"><f>SUM(B1:B3)</f><v>7</v></c></row></sheetData><mergeCells/></worksheet>";
        let (text, computed) =
            patched(xml, &[(1, 1, "甲<乙"), (1, 2, "38"), (1, 4, "007"), (2, 1, "x"), (4, 1, "y")]);
        let row = "<row r=\"1\" ht=\"15\"><c r=\"A1\" s=\"3\" t=\"inlineStr\"><is><t xml:space=\"preserve\">甲&lt;乙</t></is></c>\
                   <c r=\"B1\" s=\"4\"><v>38</v></c><c r=\"D1\" t=\"inlineStr\"><is><t xml:space=\"preserve\">007</t></is></c></row>\
                   <row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t xml:space=\"preserve\">x</t></is></c></row>\
                   <row r=\"4\"><c r=\"A4\" t=\"inlineStr\"><is><t xml:space=\"preserve\">y</t></is></c><c r=\"B4\"><f>SUM(B1:B3)</f><v>7</v></c></row>";
        let wanted = format!(
            "<worksheet><cols><col min='1'/></cols><sheetData>\n{row}</sheetData><mergeCells/></worksheet>"
        );
        assert_eq!(text, wanted);
        assert!(computed.is_empty());
        let (text, computed) = patched(xml, &[(4, 2, "8"), (1, 1, "")]);
        assert_eq!(computed, [(4, 2)]);
        assert!(text.contains("<c r=\"A1\" s=\"3\"/>") && text.contains("<v>7</v>"), "{text}");
    }

    #[test]
    fn a_workbook_comes_back_with_one_cell_changed_and_a_computed_cell_is_refused() {
        let mut book = rust_xlsxwriter::Workbook::new();
        let name = "学院 & 班级";
        let sheet = book.add_worksheet().set_name(name).unwrap();
        sheet.write_number(0, 0, 5).unwrap();
        sheet.write_formula(1, 1, "=SUM(A1:A9)").unwrap();
        book.add_worksheet().set_name("自己的").unwrap().write_string(0, 0, "甲").unwrap();
        let bytes = book.save_to_buffer().unwrap();
        let change = |row, column, text: &str| {
            let new = NewCell { text: text.to_owned(), is_number: true };
            super::patched("a.xlsx", &bytes, &[(name.to_owned(), [((row, column), new)].into())])
        };
        let new = Workbook::read("a.xlsx", &change(1, 1, "7").unwrap()).unwrap();
        assert_eq!((new.sheets[0].cell(1, 1), new.sheets[1].cell(1, 1)), ("7", "甲"));
        let faults = change(2, 2, "7").unwrap_err();
        let cell = faults[0].location.as_ref().and_then(Location::cell_name);
        assert_eq!((faults[0].code, cell.as_deref()), (Code::NotEditable, Some("B2")));
    }

    #[test]
    fn prefixes_and_empty_sheets_are_known() {
        let (text, _) = patched("<x:worksheet><x:sheetData/></x:worksheet>", &[(2, 27, "5")]);
        assert_eq!(
            text,
            "<x:worksheet><x:sheetData><x:row r=\"2\"><x:c r=\"AA2\"><x:v>5</x:v></x:c></x:row></x:sheetData></x:worksheet>"
        );
    }
}
