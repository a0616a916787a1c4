//! Workbooks changed part by part, as no spreadsheet program would.

use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

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
