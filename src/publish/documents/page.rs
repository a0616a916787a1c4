//! A page as every document shows it: a title, lines below it, one table. What is on a page is
//! decided once; the writers for xlsx, docx and html only differ in how they say it.

use super::safe::plain;

/// One printed table with its heading.
#[derive(Debug, Clone)]
pub struct Page {
    /// The name of its sheet in a workbook.
    pub name: String,
    /// The heading.
    pub title: String,
    /// Lines between heading and table.
    pub lines: Vec<String>,
    /// The columns, [`PAGE_WIDTH`] wide in all.
    pub columns: Vec<PageColumn>,
    /// The rows, each with a cell for every column.
    pub rows: Vec<PageRow>,
    /// Lines below the table.
    pub notes: Vec<String>,
    /// The height of a row of one line, in millimetres; letters grow with it.
    pub row_height: f64,
    /// Whether it is shrunk to one sheet of paper where it is longer.
    pub on_one_sheet: bool,
    /// What a chart would show of it, where one is worth having.
    pub chart: Option<PageChart>,
}

/// The width of the columns of a page, in millimetres: A4 between margins of 15.
pub const PAGE_WIDTH: f64 = 180.0;

/// The height of an ordinary row, in millimetres.
pub const ROW_HEIGHT: f64 = 7.0;

impl Page {
    /// A page without rows.
    pub fn new(name: &str, title: &str, columns: Vec<PageColumn>) -> Page {
        Page {
            name: plain(name),
            title: plain(title),
            lines: Vec::new(),
            columns,
            rows: Vec::new(),
            notes: Vec::new(),
            row_height: ROW_HEIGHT,
            on_one_sheet: false,
            chart: None,
        }
    }

    /// The page with a share of its columns' widths.
    #[must_use]
    pub fn scaled(&self, share: f64) -> Page {
        let mut page = self.clone();
        for column in &mut page.columns {
            column.millimetres *= share;
        }
        page
    }

    /// Adds a line between heading and table.
    pub fn line(&mut self, words: &str) {
        self.lines.push(plain(words));
    }

    /// Adds a row.
    pub fn push(&mut self, look: Look, cells: Vec<PageCell>) {
        self.rows.push(PageRow { look, cells, new_sheet: false });
    }

    /// Adds a row with one text across all columns.
    pub fn band(&mut self, look: Look, words: &str) {
        let mut cells = vec![text(words)];
        cells.resize_with(self.columns.len(), || PageCell::Left);
        self.push(look, cells);
    }

    /// The size of letters in points that fits the height of its rows.
    pub fn points(&self) -> f64 {
        self.row_height * 1.5
    }

    /// Each heading with its first column and its number of columns: a column without heading belongs to the
    /// heading before.
    pub fn headings(&self) -> Vec<(usize, usize, &PageColumn)> {
        let mut spans: Vec<(usize, usize, &PageColumn)> = Vec::new();
        for (place, column) in self.columns.iter().enumerate() {
            match spans.last_mut() {
                Some((_, across, _)) if column.heading.is_empty() => *across += 1,
                _ => spans.push((place, 1, column)),
            }
        }
        spans
    }

    /// The cells of a row that are not covered by others: `(column, across, down, cell)`.
    pub fn shown(&self, row: usize) -> Vec<Shown<'_>> {
        let cells = &self.rows[row].cells;
        let mut shown: Vec<Shown<'_>> = Vec::new();
        for (column, cell) in cells.iter().enumerate() {
            match cell {
                PageCell::Left => {
                    if let Some(last) = shown.last_mut() {
                        last.across += 1;
                    }
                }
                PageCell::Above => {}
                _ => {
                    let below = self.rows[row + 1..].iter();
                    let covered = below
                        .take_while(|row| matches!(row.cells.get(column), Some(PageCell::Above)));
                    shown.push(Shown { column, across: 1, down: 1 + covered.count(), cell });
                }
            }
        }
        shown
    }

    /// Where the words of a cell stand: as its column has it, or at the left in a row of one cell.
    pub fn align(&self, column: usize, across: usize) -> Align {
        if across == self.columns.len() { Align::Left } else { self.columns[column].align }
    }

    /// The millimetres of `across` columns from column `from` on.
    pub fn width(&self, from: usize, across: usize) -> f64 {
        self.columns.iter().skip(from).take(across).map(|column| column.millimetres).sum()
    }
}

/// A cell that is seen, with the columns and rows that it covers.
pub struct Shown<'a> {
    /// Its first column.
    pub column: usize,
    /// The number of columns that the cell covers.
    pub across: usize,
    /// The number of rows that the cell covers.
    pub down: usize,
    /// What is in it.
    pub cell: &'a PageCell,
}

/// A column.
#[derive(Debug, Clone)]
pub struct PageColumn {
    /// Its heading; empty where it stands under the heading before it.
    pub heading: String,
    /// Its width.
    pub millimetres: f64,
    /// Where its cells stand.
    pub align: Align,
}

/// A column of that heading and width.
pub fn column(heading: &str, millimetres: f64, align: Align) -> PageColumn {
    PageColumn { heading: plain(heading), millimetres, align }
}

/// Where the text of a cell stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// At the left.
    Left,
    /// In the middle.
    Centre,
    /// At the right, as figures do.
    Right,
}

/// A row.
#[derive(Debug, Clone)]
pub struct PageRow {
    /// How it looks.
    pub look: Look,
    /// A cell for every column.
    pub cells: Vec<PageCell>,
    /// Whether it begins a sheet of paper.
    pub new_sheet: bool,
}

/// How a row looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Like most.
    Plain,
    /// The name of what follows.
    Band,
    /// Nobody comes.
    Pause,
    /// A sum.
    Total,
}

/// What a cell holds.
#[derive(Debug, Clone, PartialEq)]
pub enum PageCell {
    /// Words: never a formula, never markup.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// A number shown with one decimal.
    Tenths(f64),
    /// A share shown in whole per cents.
    Share(f64),
    /// Covered by the cell at its left.
    Left,
    /// Covered by the cell above.
    Above,
}

impl PageCell {
    /// As readers see it.
    pub fn words(&self) -> String {
        match self {
            PageCell::Text(words) => words.clone(),
            PageCell::Whole(number) => number.to_string(),
            PageCell::Tenths(number) => format!("{number:.1}"),
            PageCell::Share(share) => format!("{:.0}%", share * 100.0),
            PageCell::Left | PageCell::Above => String::new(),
        }
    }
}

/// A cell with words; control characters are taken out.
pub fn text(words: &str) -> PageCell {
    PageCell::Text(plain(words))
}

/// An empty cell.
pub fn empty() -> PageCell {
    PageCell::Text(String::new())
}

/// Bars for the plain rows of a page.
#[derive(Debug, Clone)]
pub struct PageChart {
    /// Its heading.
    pub title: String,
    /// The columns whose words name a bar.
    pub names: (usize, usize),
    /// The column with the figures.
    pub figures: usize,
    /// What the figures are.
    pub unit: String,
}

#[cfg(test)]
mod tests {
    use super::{Align, Look, Page, PageCell, column, text};

    #[test]
    fn covered_cells_belong_to_the_one_that_covers_them() {
        let columns = vec![
            column("a", 60.0, Align::Left),
            column("b", 60.0, Align::Left),
            column("", 60.0, Align::Left),
        ];
        let mut page = Page::new("n", "t", columns);
        page.push(Look::Plain, vec![text("x"), text("y"), PageCell::Left]);
        page.push(Look::Plain, vec![PageCell::Above, text("z"), text("w")]);
        page.band(Look::Band, "all");
        let shape =
            |row| page.shown(row).iter().map(|s| (s.column, s.across, s.down)).collect::<Vec<_>>();
        assert_eq!(shape(0), [(0, 1, 2), (1, 2, 1)]);
        assert_eq!(shape(1), [(1, 1, 1), (2, 1, 1)]);
        assert_eq!(shape(2), [(0, 3, 1)]);
        let headings: Vec<_> =
            page.headings().iter().map(|(place, across, _)| (*place, *across)).collect();
        assert_eq!(headings, [(0, 1), (1, 2)]);
    }
}
