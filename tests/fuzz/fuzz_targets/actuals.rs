//! What happened on the day, and who was photographed.
#![no_main]

use callsheet::files::{read_actuals, read_photographed};
use callsheet_fuzz::{file, folder, with_campaign};

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    with_campaign(|campaign| {
        let path = file(&folder(), "table.csv", input);
        let _ = read_actuals(&path, campaign);
        let _ = read_photographed(&path, campaign);
    });
});
