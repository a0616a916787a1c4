//! Workbooks: made, changed part by part as no spreadsheet program would, and looked into.

use calamine::{Data, Reader, Xlsx, open_workbook};
use rust_xlsxwriter::{Format, Workbook};
use std::fs::File;
use std::io::{Cursor, Read, Write};
use std::path::Path;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// A workbook with sheets of text; a cell of digits becomes a number.
pub fn workbook(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    for (name, rows) in sheets {
        let sheet = workbook.add_worksheet().set_name(*name).unwrap();
        for (row, cells) in rows.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                match cell.parse::<f64>() {
                    Ok(number) => sheet.write_number(row as u32, column as u16, number).unwrap(),
                    Err(_) => sheet.write_string(row as u32, column as u16, *cell).unwrap(),
                };
            }
        }
    }
    workbook.save_to_buffer().unwrap()
}

/// A list as an office has it: a title, a header in the third row, colleges merged over their
/// classes, totals, a note, numbers as text and in full-width digits.
pub fn office_list() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("名单").unwrap();
    let plain = Format::new();
    sheet.merge_range(0, 0, 0, 4, "2025届毕业生人数统计表", &plain).unwrap();
    for (column, header) in
        ["序号", "所属学院", "班级名称", "人数（人）", "姓名"].into_iter().enumerate()
    {
        sheet.write_string(2, column as u16, header).unwrap();
    }
    let classes = [("英语2021-01", "３５"), ("英语2021-02", "34人"), ("=1+1班", " 30 ")];
    sheet.merge_range(3, 1, 5, 1, "外国语学院", &plain).unwrap();
    for (row, (class, people)) in classes.into_iter().enumerate() {
        sheet.write_number(3 + row as u32, 0, row as f64 + 1.0).unwrap();
        sheet.write_string(3 + row as u32, 2, class).unwrap();
        sheet.write_string(3 + row as u32, 3, people).unwrap();
    }
    sheet.write_string(6, 1, "小计").unwrap();
    sheet.write_number(6, 3, 99).unwrap();
    sheet.write_string(8, 1, "电气工程学院").unwrap();
    sheet.write_string(8, 2, "电气2021-01").unwrap();
    sheet.write_number(8, 3, 40).unwrap();
    sheet.write_string(9, 2, "电气2021-02").unwrap();
    sheet.write_number(9, 3, 41).unwrap();
    sheet.write_string(10, 0, "合计").unwrap();
    sheet.write_number(10, 3, 200).unwrap();
    sheet.write_string(11, 0, "注：不含休学人员").unwrap();
    workbook.save_to_buffer().unwrap()
}

/// The archive with every part as `edit` gives it, and `more` parts behind them.
pub fn repack(
    bytes: &[u8],
    edit: impl Fn(&str, Vec<u8>) -> Vec<u8>,
    more: &[(&str, Vec<u8>)],
) -> Vec<u8> {
    let mut from = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    let packed = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for place in 0..from.len() {
        let mut part = from.by_index(place).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        to.start_file(name.as_str(), packed).unwrap();
        to.write_all(&edit(&name, content)).unwrap();
    }
    for (name, content) in more {
        to.start_file(*name, packed).unwrap();
        to.write_all(content).unwrap();
    }
    to.finish().unwrap().into_inner()
}

/// The cells of a sheet as text.
pub fn sheet(book: &Path, name: &str) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = open_workbook(book).unwrap();
    let range = book.worksheet_range(name).unwrap();
    let cell = |cell: &Data| match cell {
        Data::Empty => String::new(),
        cell => cell.to_string(),
    };
    range.rows().map(|row| row.iter().map(cell).collect()).collect()
}

/// The text of one part of an archive.
pub fn part(archive: &Path, name: &str) -> String {
    let mut archive = ZipArchive::new(File::open(archive).unwrap()).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// The names of an archive's parts.
pub fn parts(archive: &Path) -> Vec<String> {
    let archive = ZipArchive::new(File::open(archive).unwrap()).unwrap();
    archive.file_names().map(|name| name.unwrap().into_owned()).collect()
}

/// The text of all parts of an archive.
pub fn all_parts(archive: &Path) -> String {
    let mut archive = ZipArchive::new(File::open(archive).unwrap()).unwrap();
    let mut text = String::new();
    for place in 0..archive.len() {
        let mut content = Vec::new();
        archive.by_index(place).unwrap().read_to_end(&mut content).unwrap();
        text += &String::from_utf8_lossy(&content);
    }
    text
}
