//! A campaign's folder: `campaign.toml` and its tables, also as workbooks.
#![no_main]

use callsheet::files::load;
use callsheet_fuzz::{file, files, folder};

const NAMES: [&str; 11] = [
    "campaign.toml", "groups.csv", "classes.csv", "students.csv", "unavailable.csv", "preferences.csv",
    "minutes.csv", "pins.csv", "relations.csv", "breaks.csv", "baseline.csv",
];

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let folder = folder();
    for (name, bytes) in files(input) {
        if NAMES.contains(&name) {
            file(&folder, name, bytes);
        }
    }
    if let Ok(loaded) = load(&folder, &[]) {
        // What can be read can be asked for: nothing here may overflow.
        for group in loaded.campaign.group_ids() {
            for block in loaded.campaign.block_ids() {
                let _ = loaded.campaign.least_minutes(group, None, block);
            }
        }
        let _ = callsheet::check::check(&loaded.campaign, &loaded.baseline.unwrap_or_default());
    }
});
