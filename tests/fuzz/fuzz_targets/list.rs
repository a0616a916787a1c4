//! A spreadsheet for `new`, by its first bytes a workbook of either kind or a table.
#![no_main]

use callsheet::base::text::Lang;
use callsheet::files::from_list::start;
use callsheet_fuzz::{file, folder};

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let name = match input {
        [b'P', b'K', ..] => "list.xlsx",
        [0xD0, 0xCF, ..] => "list.xls",
        _ => "list.csv",
    };
    let path = file(&folder(), name, input);
    let _ = start(&path, "Fuzz", jiff::civil::date(2026, 12, 14), Lang::Zh);
});
