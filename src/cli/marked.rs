//! Copies of workbooks with their faults marked, beside the list on the screen.

use super::console;
use callsheet::base::diagnostic::Diagnostic;
use callsheet::base::text::Lang;
use callsheet::files::workbook::{is_untouched_copy, marked_copy};
use callsheet::publish::output::write_over_own;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The most copies beside a workbook: an office that has saved nine has no use for a tenth.
const MOST_COPIES: usize = 9;

/// Writes a marked copy beside each workbook in which a fault names a cell or row, and says where
/// it is. The workbook itself is left alone.
pub fn write(faults: &[Diagnostic], lang: Lang) {
    let places = faults.iter().filter_map(|fault| fault.location.as_ref());
    let files: BTreeSet<&str> = places
        .filter(|place| place.sheet.is_some() && place.line.is_some())
        .map(|place| place.file.as_str())
        .collect();
    for file in files {
        let Some(copy) = marked_copy(Path::new(file), faults, lang) else { continue };
        match write_over_own(names(Path::new(file), lang), &copy, is_untouched_copy) {
            Ok(Some(path)) => {
                let path = path.display();
                console::err(&lang.pick(
                    format!("有误的单元格已标在副本里，带批注：{path}；改好后用副本重新运行即可"),
                    format!("The cells are marked in a copy, with comments: {path}; mend it there and run again with it"),
                ));
            }
            Ok(None) => {}
            Err(fault) => console::err(&fault.render(lang)),
        }
    }
}

/// `NAME-待改.xlsx`, then `NAME-待改2.xlsx` to `NAME-待改9.xlsx`, without the name of the workbook itself,
/// which may be such a copy.
fn names(workbook: &Path, lang: Lang) -> impl Iterator<Item = PathBuf> {
    let mark = lang.pick("待改", "to-mend");
    let stem = workbook.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let ending = workbook.extension().unwrap_or_default().to_string_lossy().into_owned();
    let own = workbook.to_owned();
    let of = stem.split_once(&format!("-{mark}")).map_or(stem.clone(), |(of, _)| of.to_owned());
    (1..=MOST_COPIES)
        .map(move |number| {
            let number = if number == 1 { String::new() } else { number.to_string() };
            own.with_file_name(format!("{of}-{mark}{number}.{ending}"))
        })
        .filter(move |path| path.file_stem().is_none_or(|name| name != stem.as_str()))
}
