//! A campaign's folder: `campaign.toml` and its tables, also as workbooks.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| callsheet_fuzz::campaign(input));
