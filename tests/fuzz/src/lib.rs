//! What the fuzz targets share: a folder that is used again for every input, and a small campaign.

use callsheet::campaign::Campaign;
use callsheet::files::{Loaded, load};
use std::cell::OnceCell;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use zip::write::SimpleFileOptions;

/// What stands before the name of each file of an input that holds several.
const MARK: &str = "\n=== ";

/// A folder of this process, empty, for the files of one input.
pub fn folder() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("callsheet-fuzz-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("the temporary folder can be written");
    folder
}

/// Writes one file into the folder and gives its path.
pub fn file(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, bytes).expect("the temporary folder can be written");
    path
}

/// The named files of an input: `=== name`, a line feed and the bytes of each.
pub fn files(input: &[u8]) -> Vec<(&str, &[u8])> {
    let mut found = Vec::new();
    let mut rest = input;
    while let Some(at) = find(rest, MARK.as_bytes()) {
        let named = &rest[at + MARK.len()..];
        let Some(line) = find(named, b"\n") else { break };
        let name = std::str::from_utf8(&named[..line]).unwrap_or_default();
        let bytes = &named[line + 1..];
        let end = find(bytes, MARK.as_bytes()).unwrap_or(bytes.len());
        found.push((name, &bytes[..end]));
        rest = &bytes[end..];
    }
    found
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

/// A workbook of these parts, without compression: what is changed in a part stays readable.
pub fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in parts {
        if writer.start_file(*name, stored).is_ok() {
            let _ = writer.write_all(bytes);
        }
    }
    writer.finish().map(Cursor::into_inner).unwrap_or_default()
}

const TOML: &str = r#"
title = "Fuzz"
id = "fuzz"
language = "en"
[objective]
tiers = ["cuts", "blocks"]
[[station]]
name = "S"
rate = 60
[[station]]
name = "T"
rate = 60
[[block]]
name = "morning"
station = "S"
date = 2026-12-14
start = "09:00"
end = "12:00"
[[block]]
name = "afternoon"
station = "T"
date = 2026-12-14
start = "14:00"
end = "17:00"
"#;

/// Runs `see` with a campaign of two groups, one with classes and students.
pub fn with_campaign<T>(see: impl FnOnce(&Campaign) -> T) -> T {
    thread_local!(static LOADED: OnceCell<Loaded> = const { OnceCell::new() });
    LOADED.with(|loaded| {
        see(&loaded.get_or_init(|| {
            let folder = folder();
            file(&folder, "campaign.toml", TOML.as_bytes());
            file(&folder, "groups.csv", b"group,headcount,max_windows,cut\nA,5,2,free\nB,40,1,\n");
            file(&folder, "classes.csv", b"group,class,headcount\nA,1,3\nA,2,2\n");
            let students = "number,group,class\n1,A,1\n2,A,1\n3,A,1\n4,A,2\n5,A,2\n";
            file(&folder, "students.csv", students.as_bytes());
            load(&folder, &[]).unwrap_or_else(|rejected| panic!("{rejected}"))
        })
        .campaign)
    })
}
