//! A calendar that was exported earlier.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| callsheet_fuzz::calendar(input));
