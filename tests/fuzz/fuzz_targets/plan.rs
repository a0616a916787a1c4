//! A plan as JSON, as a table and as a workbook, and what `check` says of it.
#![no_main]

use callsheet::check::check;
use callsheet::files::read_plan;
use callsheet_fuzz::{file, folder, with_campaign};

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let name = match input {
        [b'{', ..] => "plan.json",
        [b'P', b'K', ..] => "plan.xlsx",
        [0xD0, 0xCF, ..] => "plan.xls",
        _ => "plan.csv",
    };
    with_campaign(|campaign| {
        let path = file(&folder(), name, input);
        if let Ok(plan) = read_plan(&path, None, campaign) {
            let _ = check(campaign, &plan);
        }
    });
});
