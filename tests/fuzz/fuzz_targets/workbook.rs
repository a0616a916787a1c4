//! A workbook made of the parts of its archive: as a list for `new`, as a whole campaign, and as a plan.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| callsheet_fuzz::workbook(input));
