//! A campaign's tables in one workbook, and a plan in another, made of the parts of the archive.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| callsheet_fuzz::workbook(input));
