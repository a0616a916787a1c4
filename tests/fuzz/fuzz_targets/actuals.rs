//! What happened on the day, and who was photographed.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| callsheet_fuzz::actuals(input));
