//! A file that is dropped on the program, or named alone: a campaign's workbook is solved; of a list
//! a workbook is made first, beside it. On Windows the program alone, as by a double click, opens the
//! planner's page: whoever clicks has no use for a list of verbs that is gone at once.

use super::console;
use callsheet::base::text::Lang;
use callsheet::files::{is_campaign_workbook, is_workbook_name};
use std::ffi::OsString;
use std::io::{IsTerminal, stdin};
use std::path::{Path, PathBuf};

/// The calls that a lone file stands for; `None` where the arguments are a call themselves.
pub fn calls(arguments: &[OsString]) -> Option<Vec<Vec<OsString>>> {
    if cfg!(windows) && arguments.is_empty() {
        return Some(vec![vec!["open".into()]]);
    }
    let [file] = arguments else { return None };
    let path = Path::new(file);
    if !is_table(path) {
        return None;
    }
    let solve = |campaign: OsString| vec!["solve".into(), campaign];
    if !is_list(path) {
        return Some(vec![solve(file.clone())]);
    }
    let workbook = workbook_of(path, console::system_language()).into_os_string();
    let begin = vec!["new".into(), workbook.clone(), "--from".into(), file.clone()];
    let is_begun = Path::new(&workbook).is_file();
    Some(if is_begun { vec![solve(workbook)] } else { vec![begin, solve(workbook)] })
}

fn is_table(path: &Path) -> bool {
    let is_text = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
    path.is_file() && (is_text || is_workbook_name(path))
}

/// Whether a file is a table and no campaign: a list of colleges and classes.
pub fn is_list(path: &Path) -> bool {
    is_table(path) && !is_campaign_workbook(path)
}

/// The campaign's workbook that is made of a list, beside it.
pub fn workbook_of(list: &Path, lang: Lang) -> PathBuf {
    let campaign = lang.pick("活动", "campaign");
    let stem = list.file_stem().unwrap_or_default().to_string_lossy();
    list.with_file_name(format!("{stem}-{campaign}.xlsx"))
}

/// Keeps the window open that a system has opened for the program, until somebody has read it.
pub fn wait(lang: Lang) {
    if stdin().is_terminal() {
        console::err(lang.pick("按回车键关闭。", "Press Enter to close."));
        let _ = stdin().read_line(&mut String::new());
    }
}
