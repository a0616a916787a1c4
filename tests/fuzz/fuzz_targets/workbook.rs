//! A campaign's tables in one workbook, and a plan in another, made of the parts of the archive.
#![no_main]

use callsheet::base::text::Lang;
use callsheet::files::from_list::start;
use callsheet::files::read_plan;
use callsheet_fuzz::{archive, file, files, folder, with_campaign};

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    with_campaign(|campaign| {
        let path = file(&folder(), "book.xlsx", &archive(&files(input)));
        let _ = start(&path, "Fuzz", jiff::civil::date(2026, 12, 14), Lang::En);
        let _ = read_plan(&path, None, campaign);
    });
});
