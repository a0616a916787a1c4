//! `.xls`: a compound file with one stream of records. The crate that reads it lays every sheet out
//! in full, so what the records ask for is added up first, and it sees nothing of the file but that
//! stream.

use super::bounds::{ReadBudget, bomb, broken, locked, merges};
use super::{Sheet, Workbook, cells, too_large};
use crate::base::diagnostic::Diagnostic;
use calamine::{Reader, SheetVisible, Xls};
use cfb::{CompoundFile as Compound, Version};
use std::collections::BTreeSet;
use std::io::{Cursor, Read, Write};

/// Cells of the areas that the sheets span, empty ones too.
const MOST_AREA: u64 = 4_000_000;
/// Bytes that texts may take when every cell has its own copy.
const MOST_COPIES: u64 = 512 << 20;
/// Sheets of a workbook.
const MOST_SHEETS: usize = 256;

/// Reads the cells of all sheets.
pub fn read(bytes: &[u8]) -> Result<Workbook, Diagnostic> {
    let mut file = Compound::open(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    // A workbook with a password is an encrypted package inside a compound file.
    if file.is_stream("/EncryptedPackage") {
        return Err(locked());
    }
    let macros = file.is_storage("/_VBA_PROJECT_CUR");
    let name = ["/Workbook", "/Book"]
        .into_iter()
        .find(|name| file.is_stream(name))
        .ok_or_else(|| damaged(&"Workbook"))?;
    let mut records = Vec::new();
    file.open_stream(name)
        .and_then(|mut stream| stream.read_to_end(&mut records))
        .map_err(|error| damaged(&error))?;
    let LegacyMarks { comments, hidden_rows } = add_up(&mut records)?;
    let clean = alone(name, &records).map_err(|error| damaged(&error))?;
    let mut xls = Xls::new(Cursor::new(clean)).map_err(|error| match error {
        calamine::XlsError::Password => locked(),
        _ => damaged(&error),
    })?;
    let mut workbook = Workbook { macros, comments, ..Workbook::default() };
    let mut budget = ReadBudget::default();
    let mut hidden_rows = hidden_rows.into_iter();
    for about in xls.sheets_metadata().to_vec() {
        let name = about.name;
        let mut sheet = Sheet {
            name: name.clone(),
            is_hidden: about.visible != SheetVisible::Visible,
            hidden_rows: hidden_rows.next().unwrap_or_default(),
            ..Sheet::default()
        };
        let range = xls.worksheet_range(&name).map_err(|error| damaged(&error))?;
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, value) in range.used_cells() {
            budget.add(&mut sheet, top + row as u32, left + column as u32, cells::text(value))?;
        }
        sheet.merges = merges(&xls.merge_cells_by_sheet_name(&name).unwrap_or_default())?;
        workbook.sheets.push(sheet);
    }
    Ok(workbook)
}

fn damaged(error: &dyn std::fmt::Display) -> Diagnostic {
    broken(
        format!("文件不完整或已损坏：{error}"),
        format!("the file is cut short or damaged: {error}"),
    )
}

/// A compound file with only this stream.
fn alone(name: &str, records: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut file = Compound::create_with_version(Version::V3, Cursor::new(Vec::new()))?;
    file.create_stream(name)?.write_all(records)?;
    file.flush()?;
    Ok(file.into_inner().into_inner())
}

const CONTINUE: u16 = 0x003C;
const BEGIN: u16 = 0x0809;
const END: u16 = 0x000A;
const DIMENSIONS: u16 = 0x0200;
const SHEET: u16 = 0x0085;
const TEXTS: u16 = 0x00FC;
const TEXT_CELL: u16 = 0x00FD;
const NUMBERS: u16 = 0x00BD;
const COMMENT: u16 = 0x001C;
const ROW: u16 = 0x0208;
/// Of the flags of a row: its height is nought.
const NO_HEIGHT: u16 = 0x0020;
/// Records of one cell: row and column come first.
const CELLS: [u16; 7] = [0x0203, 0x0204, 0x00D6, 0x0205, 0x027E, TEXT_CELL, 0x0006];
/// A record that readers pass over.
const NOTHING: u16 = 0xEEEE;

fn number(records: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes([*records.get(at)?, *records.get(at + 1)?]))
}

/// What the records say beside cells.
#[derive(Default)]
struct LegacyMarks {
    comments: bool,
    /// For each sheet in the order of the workbook its hidden rows.
    hidden_rows: Vec<BTreeSet<usize>>,
}

/// Refuses what would take more room or time than there is, and strikes out the sizes that sheets
/// claim.
fn add_up(records: &mut [u8]) -> Result<LegacyMarks, Diagnostic> {
    // The whole workbook comes first; it says where each sheet starts.
    let mut starts = vec![0];
    let (mut area, mut text_cells, mut texts, mut walked) = (0_u64, 0_u64, 0_u64, 0_usize);
    let mut found = LegacyMarks::default();
    let mut sheet = 0;
    while let Some(&start) = starts.get(sheet) {
        let mut span: Option<(u16, u16, u16, u16)> = None;
        let mut hidden = BTreeSet::new();
        let mut at = start;
        let (mut last, mut depth) = (0, 0_usize);
        while let (Some(kind), Some(length)) = (number(records, at), number(records, at + 2)) {
            let (body, next) = (at + 4, at + 4 + usize::from(length));
            if CELLS.contains(&kind) || kind == NUMBERS {
                let (Some(row), Some(column)) = (number(records, body), number(records, body + 2))
                else {
                    break;
                };
                let to = if kind == NUMBERS {
                    number(records, next.saturating_sub(2)).unwrap_or(column)
                } else {
                    column
                };
                let (top, bottom, left, right) = span.unwrap_or((row, row, column, to));
                span = Some((
                    top.min(row),
                    bottom.max(row),
                    left.min(column),
                    right.max(to).max(column),
                ));
                text_cells += u64::from(kind == TEXT_CELL);
            }
            match kind {
                SHEET if sheet == 0 => {
                    let place = number(records, body).zip(number(records, body + 2));
                    starts.extend(
                        place.map(|(low, high)| usize::from(low) | usize::from(high) << 16),
                    );
                }
                DIMENSIONS => records[at..at + 2].copy_from_slice(&NOTHING.to_le_bytes()),
                TEXTS => texts += u64::from(length),
                CONTINUE if last == TEXTS => texts += u64::from(length),
                // Charts stand inside of sheets, and the sheet goes on behind them.
                BEGIN if sheet > 0 => depth += 1,
                END if depth > 1 => depth -= 1,
                END => break,
                COMMENT => found.comments = true,
                ROW if number(records, body + 12).is_some_and(|flags| flags & NO_HEIGHT != 0) => {
                    hidden.extend(number(records, body).map(|row| usize::from(row) + 1));
                }
                _ => {}
            }
            if kind != CONTINUE {
                last = kind;
            }
            at = next;
        }
        // Sheets lie one behind another; those that share records would be read again and again.
        walked += at.saturating_sub(start);
        if walked > records.len() {
            return Err(bomb(
                "多张工作表指向同一处内容",
                "several of its sheets are one and the same",
            ));
        }
        if let Some((top, bottom, left, right)) = span {
            area += (u64::from(bottom - top) + 1) * (u64::from(right.saturating_sub(left)) + 1);
        }
        // No text is longer than 65,535 letters.
        let copies = text_cells * texts.min(128 << 10);
        if area > MOST_AREA || copies > MOST_COPIES || starts.len() > MOST_SHEETS {
            return Err(too_large(
                "工作表所占范围太大；请另存为 .xlsx",
                "its sheets span too many cells; save it as .xlsx",
            ));
        }
        if sheet > 0 {
            found.hidden_rows.push(hidden);
        }
        sheet += 1;
    }
    Ok(found)
}
