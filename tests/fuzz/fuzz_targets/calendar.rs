//! A calendar that was exported earlier.
#![no_main]

use callsheet::publish::documents::calendar::EarlierEvents;
use callsheet_fuzz::{file, folder, with_campaign};

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    with_campaign(|campaign| {
        let folder = folder();
        file(&folder, "a.ics", input);
        let _ = EarlierEvents::read(&folder, campaign);
    });
});
