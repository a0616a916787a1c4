//! A variant of a campaign.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    if let Ok(text) = std::str::from_utf8(input) {
        let _ = callsheet::files::parse_variant("variant.toml", text);
    }
});
