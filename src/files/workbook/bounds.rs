//! The limits on cells and text of a workbook, and the faults of a workbook that can't be read.

use super::{Merge, Sheet, too_large};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::text::Text;

/// Cells with content in all sheets together: a roster of 200,000 people with 20 columns.
const MOST_CELLS: usize = 4_000_000;

/// Bytes of text in all cells together. A short file may show one long text in every cell.
const MOST_TEXT: usize = 64 << 20;

/// More is packed into the file than an honest one has.
pub fn bomb(zh: impl Into<String>, en: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Code::WorkbookBomb, Text::new(zh, en))
        .help(Text::new("不要打开该文件；请对方重新提交", "do not open it; ask for the file again"))
}

/// It can't be read.
pub fn broken(zh: impl Into<String>, en: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Code::WorkbookBroken, Text::new(zh, en)).help(Text::new(
        "在 Excel 或 WPS 中打开并另存为 .xlsx；打不开则请对方重新提交",
        "open it in a spreadsheet program and save it as .xlsx; if that fails ask for the file again",
    ))
}

/// It wants a password.
pub fn locked() -> Diagnostic {
    Diagnostic::error(
        Code::WorkbookProtected,
        Text::new("工作簿设有打开密码", "the workbook wants a password"),
    )
    .help(Text::new("去掉打开密码后另存", "save it without a password"))
}

/// Merged areas of a sheet at most: every empty cell is looked up among them.
const MOST_MERGES: usize = 10_000;

/// Merged areas in rows and columns from 1.
pub fn merges(areas: &[calamine::Dimensions]) -> Result<Vec<Merge>, Diagnostic> {
    not_too_many(areas.len())?;
    let merge = |area: &calamine::Dimensions| Merge {
        rows: (area.start.0 as usize + 1, area.end.0 as usize + 1),
        columns: (area.start.1 as usize + 1, area.end.1 as usize + 1),
    };
    Ok(areas.iter().map(merge).collect())
}

/// A fault where a sheet has more than [`MOST_MERGES`] merged areas.
pub fn not_too_many(merges: usize) -> Result<(), Diagnostic> {
    if merges <= MOST_MERGES {
        return Ok(());
    }
    Err(too_large(
        format!("合并的区域超过 {MOST_MERGES} 个"),
        format!("more than {MOST_MERGES} areas are merged"),
    ))
}

/// Counts cells and letters of a workbook against the limits, while cells are collected.
#[derive(Default)]
pub struct ReadBudget {
    cells: usize,
    text: usize,
}

impl ReadBudget {
    /// Adds a cell to its sheet.
    ///
    /// # Errors
    /// When the workbook has more cells or letters than the limits allow.
    pub fn add(
        &mut self,
        sheet: &mut Sheet,
        row: u32,
        column: u32,
        text: String,
    ) -> Result<(), Diagnostic> {
        if text.is_empty() {
            return Ok(());
        }
        self.cells += 1;
        self.text += text.len();
        if self.cells > MOST_CELLS || self.text > MOST_TEXT {
            return Err(too_large(
                format!("有内容的单元格超过 {MOST_CELLS} 个，或文字太多"),
                format!("more than {MOST_CELLS} cells have content, or too much of it"),
            ));
        }
        sheet.rows.entry(row as usize + 1).or_default().insert(column as usize + 1, text);
        Ok(())
    }
}
