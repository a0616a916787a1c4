//! A plan as JSON, as a table and as a workbook, and what `check` says of it.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| callsheet_fuzz::plan(input));
