//! What was read, so that faults can show their place. Of a table only the cell is shown, since the
//! rest of its row may be about persons; and of its cells only those of columns that are known.

use crate::base::diagnostic::{Excerpt, Location};
use std::collections::HashMap;
use std::rc::Rc;

/// A row with the line on which it begins, from 1.
pub type Lined = (usize, Vec<String>);

/// The texts and tables that were read.
#[derive(Debug, Default)]
pub struct Excerpts {
    texts: HashMap<String, String>,
    tables: Vec<TableCells>,
}

/// The cells of a table as it was read.
#[derive(Debug)]
pub struct TableCells {
    /// The file, or the sheet of a workbook.
    pub place: Location,
    /// The line of the header.
    pub header_line: usize,
    /// The header.
    pub header: Vec<String>,
    /// Which columns are known.
    pub known: Vec<bool>,
    /// The rows below.
    pub rows: Rc<Vec<Lined>>,
}

impl Excerpts {
    /// Adds a text whose lines may be shown.
    pub fn add_text(&mut self, file: &str, text: &str) {
        self.texts.insert(file.to_owned(), text.to_owned());
    }

    /// Adds a table.
    pub fn add_table(&mut self, cells: TableCells) {
        self.tables.push(cells);
    }

    /// What stands at a place; `None` for a whole file or row, and where nothing may be shown. A
    /// value of several lines is shown by its first.
    pub fn at(&self, location: &Location) -> Option<Excerpt> {
        let (line, column) = (location.line?, location.column?);
        if let Some(text) = self.texts.get(&location.file) {
            let text = text.lines().nth(line - 1)?;
            let start = column - 1;
            let end = (start + location.length?).min(text.chars().count());
            return Some(Excerpt { line, text: text.to_owned(), marked: start..end.max(start) });
        }
        let is_here = |table: &&TableCells| {
            (&table.place.file, &table.place.sheet) == (&location.file, &location.sheet)
        };
        self.tables.iter().find(is_here)?.cell(line, column)
    }
}

impl TableCells {
    /// A cell behind the heading of its column, or a heading.
    fn cell(&self, line: usize, column: usize) -> Option<Excerpt> {
        let heading = self.header.get(column - 1)?;
        let (before, cell) = if line == self.header_line {
            (String::new(), heading)
        } else {
            self.known.get(column - 1).filter(|known| **known)?;
            let row = self.rows.binary_search_by_key(&line, |(line, _)| *line).ok()?;
            (format!("{heading}: "), self.rows[row].1.get(column - 1)?)
        };
        let start = before.chars().count();
        let marked = start..start + cell.chars().count();
        Some(Excerpt { line, text: format!("{before}{cell}"), marked })
    }
}

#[cfg(test)]
mod tests {
    use super::Excerpts;
    use crate::base::diagnostic::Location;
    use crate::files::faults::Faults;
    use crate::files::fields::Table;
    use crate::files::table::{Records, read_table};

    #[test]
    fn of_a_table_only_the_cell_is_shown_and_only_where_its_column_is_known() {
        let text = "学院,班级,学号,姓名,\n外国语学院,英语1班,2020001,张三,13900000000\n";
        let mut faults = Faults::default();
        let records = Records::of_text("students.csv", text, &mut faults);
        let rows = read_table(Table::Students, records, &mut faults);
        assert!(rows.is_some());
        let shown = |line, column| {
            let found = faults.excerpts.at(&Location::at("students.csv", line, column));
            found.map(|found| found.text)
        };
        assert_eq!(shown(2, 3).as_deref(), Some("学号: 2020001"));
        assert_eq!(shown(1, 4).as_deref(), Some("姓名"));
        for hidden in [(2, 4), (2, 5), (2, 6), (3, 1)] {
            assert_eq!(shown(hidden.0, hidden.1), None, "{hidden:?}");
        }
        assert_eq!(faults.excerpts.at(&Location::line("students.csv", 2)), None);
        assert_eq!(faults.excerpts.at(&Location::at("other.csv", 2, 3)), None);
    }

    #[test]
    fn a_value_is_marked_in_its_line() {
        let mut excerpts = Excerpts::default();
        excerpts.add_text("campaign.toml", "title = \"标题\"\r\ntiers = [\"peek\",\n\"early\"]\n");
        let marked = |line, column, length| {
            let place = Location::at("campaign.toml", line, column);
            let found = excerpts.at(&Location { length, ..place })?;
            let marked = found.text.chars().skip(found.marked.start).take(found.marked.len());
            Some(marked.collect::<String>())
        };
        assert_eq!(marked(1, 9, Some(4)).as_deref(), Some("\"标题\""));
        assert_eq!(marked(2, 9, Some(16)).as_deref(), Some("[\"peek\","));
        assert_eq!(marked(1, 1, None), None);
        assert_eq!(marked(9, 1, Some(1)), None);
    }
}
