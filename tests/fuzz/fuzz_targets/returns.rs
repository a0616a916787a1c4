//! A form that came back, made of the parts of its workbook.
#![no_main]

use callsheet::campaign::plan::Plan;
use callsheet::publish::returns::collect;
use callsheet_fuzz::{archive, file, files, folder, with_campaign};

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    with_campaign(|campaign| {
        let folder = folder();
        file(&folder, "A.xlsx", &archive(&files(input)));
        let _ = collect(campaign, &Plan::default(), &folder);
    });
});
