//! A spreadsheet for `new`, by its first bytes a workbook of either kind or a table.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| callsheet_fuzz::list(input));
