//! A form that came back, made of the parts of its workbook.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| callsheet_fuzz::returns(input));
