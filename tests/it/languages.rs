//! What people read, in both languages and without what differs from run to run.

use callsheet::base::diagnostic::Diagnostic;
use callsheet::base::text::Lang;
use std::path::Path;

/// English, an empty line, Chinese.
pub fn in_both(text: impl Fn(Lang) -> String) -> String {
    format!("{}\n\n{}", text(Lang::En), text(Lang::Zh))
}

/// Diagnostics, one a line.
pub fn diagnostics<'a>(found: impl IntoIterator<Item = &'a Diagnostic>) -> String {
    let found: Vec<&Diagnostic> = found.into_iter().collect();
    in_both(|lang| found.iter().map(|one| one.render(lang)).collect::<Vec<_>>().join("\n"))
}

/// The text with files named from that folder on, and the folder itself by a name that stays.
pub fn seen_from(folder: &Path, name: &str, text: &str) -> String {
    text.replace(&format!("{}/", folder.display()), "").replace(&folder.display().to_string(), name)
}
