//! The copy of a workbook in which the cells of its faults are coloured and say what is wrong: an
//! office mends its list where it sees it, not from a list on a screen.

use super::guard::guarded;
use crate::base::diagnostic::{Diagnostic, Location, Severity};
use crate::base::text::Lang;
use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::Path;
use umya_spreadsheet::{Comment, Worksheet, reader, writer};
use zip::{ZipArchive, ZipWriter};

/// The author of the comments, by whom those of an earlier copy are known.
const AUTHOR: &str = "callsheet";
/// What the archive of a copy ends with. A program that saves the copy leaves it out, so that a
/// copy in which somebody has worked is never taken for one that may be replaced.
const UNTOUCHED: &[u8] = b"callsheet: marked copy";
/// Fills of cells with an error, and of cells with a warning alone: the light red and light yellow
/// of the cell styles “Bad” and “Neutral” of Excel.
const FILLS: [&str; 2] = ["FFFFC7CE", "FFFFEB9C"];
/// Columns and rows that a comment covers: 25 Chinese characters a line, and eight lines.
const COMMENT_CELLS: (u32, u32) = (5, 8);

/// The faults of one cell: sheet where it is known, row and column from 1.
type Marks<'a> = BTreeMap<(Option<&'a str>, usize, usize), Vec<&'a Diagnostic>>;

/// The most bytes of a workbook that is marked, 1 MiB: at 200,000 rows and 3.5 MiB a copy took 48 s
/// and 340 MB, without optimisation.
const MOST_MARKED: usize = 1 << 20;

/// The workbook with a mark at each fault that names a place in it; `None` where none does, or
/// where the library that edits workbooks doesn't understand this one.
pub fn marked_copy(path: &Path, faults: &[Diagnostic], lang: Lang) -> Option<Vec<u8>> {
    let bytes = std::fs::read(path).ok().filter(|bytes| bytes.len() <= MOST_MARKED)?;
    let file = path.display().to_string();
    let mut marks = Marks::new();
    for fault in faults {
        if let Some(place) = fault.location.as_ref().filter(|place| place.file == file) {
            marks.entry(cell(place)).or_default().push(fault);
        }
    }
    if marks.is_empty() {
        return None;
    }
    guarded(|| copy(&bytes, &marks, lang))?
}

/// Whether a file is a copy in which nobody has saved anything.
pub fn is_untouched_copy(bytes: &[u8]) -> bool {
    ZipArchive::new(Cursor::new(bytes)).is_ok_and(|archive| archive.comment() == UNTOUCHED)
}

/// The cell that a place means: the first of its row, or of its sheet.
fn cell(place: &Location) -> (Option<&str>, usize, usize) {
    (place.sheet.as_deref(), place.line.unwrap_or(1), place.column.unwrap_or(1))
}

fn copy(bytes: &[u8], marks: &Marks<'_>, lang: Lang) -> Option<Vec<u8>> {
    let mut book = reader::xlsx::read_reader(Cursor::new(bytes), true).ok()?;
    for sheet in book.sheet_collection_mut() {
        take_off_earlier_marks(sheet);
        give_shapes(sheet);
    }
    for ((sheet, row, column), faults) in marks {
        let sheet = match sheet {
            Some(name) => book.sheet_by_name_mut(name),
            None => book.sheet_mut(0),
        };
        let cell = (u32::try_from(*column).ok()?, u32::try_from(*row).ok()?);
        mark(sheet.ok()?, cell, faults, lang);
    }
    let mut copy = Vec::new();
    writer::xlsx::write_writer(&book, &mut copy).ok()?;
    let mut archive = ZipWriter::new_append(Cursor::new(copy)).ok()?;
    archive.set_raw_comment(UNTOUCHED.into()).ok()?;
    Some(archive.finish().ok()?.into_inner())
}

fn take_off_earlier_marks(sheet: &mut Worksheet) {
    let is_mark = |comment: &&Comment| comment.author() == AUTHOR;
    let of = |comment: &Comment| (comment.coordinate().col_num(), comment.coordinate().row_num());
    let marks: Vec<(u32, u32)> = sheet.comments().iter().filter(is_mark).map(of).collect();
    for cell in marks {
        sheet.style_mut(cell).remove_fill();
    }
    sheet.comments_mut().retain(|comment| !is_mark(&comment));
}

/// Gives a box to each comment without one: openpyxl keeps boxes in a part that umya-spreadsheet doesn't read, and a
/// comment without a box is written as one that is always open and has no size.
fn give_shapes(sheet: &mut Worksheet) {
    for comment in sheet.comments_mut() {
        if comment.shape().client_data().comment_column_target().is_none() {
            let cell = (comment.coordinate().col_num(), comment.coordinate().row_num());
            comment.new_comment(cell);
            set_size(comment, cell);
        }
    }
}

fn set_size(comment: &mut Comment, cell: (u32, u32)) {
    let anchor = comment.shape_mut().client_data_mut().anchor_mut();
    anchor.set_right_column(cell.0 + COMMENT_CELLS.0).set_bottom_row(cell.1 + COMMENT_CELLS.1);
}

/// Colours a cell and says what is wrong with it, before what a comment of the office says.
fn mark(sheet: &mut Worksheet, cell: (u32, u32), faults: &[&Diagnostic], lang: Lang) {
    let is_error = faults.iter().any(|fault| fault.severity == Severity::Error);
    sheet.style_mut(cell).set_background_color(FILLS[usize::from(!is_error)]);
    let mut said: Vec<String> = faults.iter().map(|fault| words(fault, lang)).collect();
    let is_here = |comment: &Comment| {
        (comment.coordinate().col_num(), comment.coordinate().row_num()) == cell
    };
    let earlier = sheet.comments().iter().filter(|comment| is_here(comment));
    said.extend(earlier.map(text));
    sheet.comments_mut().retain(|comment| !is_here(comment));
    let mut comment = Comment::default();
    comment.new_comment(cell).set_author(AUTHOR).set_text_string(said.join("\n"));
    set_size(&mut comment, cell);
    sheet.add_comments(comment);
}

/// `E104 what is wrong`, then what to do.
fn words(fault: &Diagnostic, lang: Lang) -> String {
    let advice = fault.advice(lang).map(|advice| format!("\n→ {advice}")).unwrap_or_default();
    format!("{} {}{advice}", fault.code.id(), fault.said(lang))
}

fn text(comment: &Comment) -> String {
    let (plain, rich) = (comment.text().text(), comment.text().rich_text());
    plain
        .map(|text| text.value().to_owned())
        .or_else(|| rich.map(|text| text.text().into_owned()))
        .unwrap_or_default()
}
