//! `.xlsx`: a zip archive of XML parts, unpacked once only to be counted; a `.docx` is one, too.

use super::bounds::{ReadBudget, bomb, broken, merges};
use super::hidden::Hidden;
use super::{Sheet, Workbook, cells, document, too_large};
use crate::base::diagnostic::Diagnostic;
use calamine::{Data, Reader, SheetVisible, Style, Xlsx};
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Bytes of all parts together, unpacked: 256 MiB; a roster of 200,000 people takes 150 MiB.
const MOST_UNPACKED: u64 = 256 << 20;
/// The most that a part may unpack to, as a multiple of its size: above [`SMALL_PART`] one that
/// goes beyond is a bomb. Sheets of real offices stay below 100.
const MOST_RATIO: u64 = 200;
/// Bytes of a part, unpacked, up to which its ratio is not looked at: a part of equal cells goes
/// beyond it honestly, and takes 4 MiB of memory at most.
const SMALL_PART: u64 = 4 << 20;
/// Parts of the archive.
const MOST_PARTS: usize = 4_000;
/// Sheets of a workbook.
const MOST_SHEETS: usize = 256;
/// Bytes of all sheets together, each as large as the largest part: nothing keeps several sheets
/// from being one part, which is then read once for each.
const MOST_READ: u64 = 1 << 30;

/// The names of all sheets; no cell is read.
pub fn sheet_names(bytes: &[u8]) -> Result<Vec<String>, Diagnostic> {
    if count(bytes)?.is_document {
        let tables = document::read(bytes)?.sheets.into_iter();
        return Ok(tables.map(|table| table.name).collect());
    }
    let xlsx = Xlsx::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    Ok(xlsx.sheet_names())
}

/// Reads the cells of all sheets.
pub fn read(bytes: &[u8]) -> Result<Workbook, Diagnostic> {
    let PackageCounts { macros, comments, largest, hidden, is_document } = count(bytes)?;
    if is_document {
        return Ok(Workbook { macros, comments, ..document::read(bytes)? });
    }
    let mut xlsx = Xlsx::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    let modified = xlsx.workbook_properties().ok().and_then(|properties| properties.modified);
    let mut workbook = Workbook { macros, comments, modified, ..Workbook::default() };
    let names = xlsx.sheet_names();
    let is_hidden: Vec<bool> =
        xlsx.sheets_metadata().iter().map(|sheet| sheet.visible != SheetVisible::Visible).collect();
    if names.len() > MOST_SHEETS {
        return Err(too_large(
            format!("超过 {MOST_SHEETS} 张工作表"),
            format!("there are more than {MOST_SHEETS} sheets"),
        ));
    }
    if names.len() as u64 * largest > MOST_READ {
        return Err(bomb(
            "多张工作表指向同一处内容，或都太大",
            "several of its sheets are one and the same, or all too large",
        ));
    }
    let mut budget = ReadBudget::default();
    for (place, (name, is_hidden)) in names.into_iter().zip(is_hidden).enumerate() {
        let hidden_rows = hidden.rows(place);
        let mut sheet = Sheet { name: name.clone(), is_hidden, hidden_rows, ..Sheet::default() };
        match xlsx.worksheet_cells_reader(&name) {
            Ok(mut reader) => {
                let zeros: Vec<usize> = reader.styles().iter().map(zeros).collect();
                while let Some((cell, style)) =
                    reader.next_cell_with_style_id().map_err(|error| damaged(&error))?
                {
                    let (row, column) = cell.get_position();
                    let text = cells::text(&Data::from(cell.get_value().clone()));
                    let digits = zeros.get(style).copied().unwrap_or(0);
                    budget.add(&mut sheet, row, column, cells::with_zeros(text, digits))?;
                }
            }
            // Sheets of charts have no cells.
            Err(calamine::XlsxError::NotAWorksheet(_)) => continue,
            Err(error) => return Err(damaged(&error)),
        }
        sheet.merges =
            merges(&xlsx.merge_cells_by_sheet_name(&name).map_err(|error| damaged(&error))?)?;
        workbook.sheets.push(sheet);
    }
    Ok(workbook)
}

/// The least number of digits that a cell's format shows: `0000000000` shows 7 as 0000000007.
fn zeros(style: &Style) -> usize {
    let code = style.number_format.as_ref().map_or("", |format| format.format_code.as_str());
    if code.bytes().all(|byte| byte == b'0') { code.len() } else { 0 }
}

fn damaged(error: &dyn std::fmt::Display) -> Diagnostic {
    broken(format!("内容已损坏：{error}"), format!("its content is damaged: {error}"))
}

/// What an archive has.
#[derive(Default)]
struct PackageCounts {
    macros: bool,
    comments: bool,
    /// Bytes of its largest part, unpacked.
    largest: u64,
    hidden: Hidden,
    /// Whether the archive is a Word document.
    is_document: bool,
}

/// Unpacks every part into nothing and counts: the sizes that an archive states may be lies.
fn count(bytes: &[u8]) -> Result<PackageCounts, Diagnostic> {
    let mut archive = ZipArchive::new(Cursor::new(bytes))
        .map_err(|_| broken("文件不完整或已损坏", "the file is cut short or damaged"))?;
    if archive.len() > MOST_PARTS {
        return Err(bomb(
            format!("压缩包内超过 {MOST_PARTS} 个文件"),
            format!("it packs more than {MOST_PARTS} files"),
        ));
    }
    let (mut unpacked, mut is_workbook) = (0, false);
    let mut counted = PackageCounts::default();
    for place in 0..archive.len() {
        let mut part = archive.by_index(place).map_err(|error| damaged(&error))?;
        let name = part.name().map_err(|error| damaged(&error))?.to_ascii_lowercase();
        counted.macros |= name.ends_with("vbaproject.bin");
        counted.comments |= name.contains("comments");
        counted.is_document |= name == document::TEXT;
        is_workbook |= name.ends_with("[content_types].xml");
        let packed = part.compressed_size().max(1);
        let mut counter = Counter { limit: MOST_UNPACKED - unpacked, packed, size: 0 };
        let is_texts = name.ends_with("sharedstrings.xml");
        let is_kept = is_texts || Hidden::wants(&name);
        let mut texts = Vec::new();
        counter.run(&mut part, is_kept.then_some(&mut texts))?;
        if Hidden::wants(&name) {
            counted.hidden.take(&name, &texts);
        }
        if is_texts && claims_too_many(&texts) {
            return Err(bomb("声明的文字条数与内容不符", "it claims more texts than it has"));
        }
        unpacked += counter.size;
        counted.largest = counted.largest.max(counter.size);
    }
    if is_workbook { Ok(counted) } else { Err(broken("不是工作簿", "it is no workbook")) }
}

struct Counter {
    limit: u64,
    packed: u64,
    size: u64,
}

impl Counter {
    fn run(
        &mut self,
        part: &mut dyn Read,
        mut keep: Option<&mut Vec<u8>>,
    ) -> Result<(), Diagnostic> {
        let mut buffer = vec![0; 64 << 10];
        loop {
            let read = match part.read(&mut buffer) {
                Ok(0) => return Ok(()),
                Ok(read) => read,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(damaged(&error)),
            };
            self.size += read as u64;
            if self.size > SMALL_PART && self.size / self.packed > MOST_RATIO {
                return Err(bomb(
                    format!("解压后超过原大小的 {MOST_RATIO} 倍"),
                    format!("it unpacks to more than {MOST_RATIO} times its size"),
                ));
            }
            if self.size > self.limit {
                let most = MOST_UNPACKED >> 20;
                return Err(too_large(
                    format!("解压后超过 {most} MiB"),
                    format!("it unpacks to more than {most} MiB"),
                ));
            }
            if let Some(kept) = keep.as_deref_mut() {
                kept.extend_from_slice(&buffer[..read]);
            }
        }
    }
}

/// Whether the part states a larger number of shared texts than its bytes can hold, at five bytes
/// a text at least: the reader allocates by the number stated.
fn claims_too_many(texts: &[u8]) -> bool {
    // Half of the bytes of UTF-16 are zero; no program writes that here.
    if texts.contains(&0) {
        return true;
    }
    let text = String::from_utf8_lossy(texts);
    text.split("uniqueCount").skip(1).any(|rest| {
        let figure: String = rest
            .chars()
            .skip_while(|c| c.is_whitespace() || ['=', '"', '\''].contains(c))
            .take_while(char::is_ascii_digit)
            .collect();
        !figure.is_empty()
            && figure.parse::<usize>().map_or(true, |claimed| claimed > texts.len() / 5)
    })
}
