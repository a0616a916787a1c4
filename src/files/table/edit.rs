//! Changes to a table that was read: what a variant adds, alters and takes away.

use super::Rows;
use crate::base::diagnostic::Location;
use crate::files::fields::Column;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Cells by their column.
pub type NamedCells = [(&'static Column, String)];

impl Rows {
    /// A table without rows, for a file that is not there.
    pub fn empty(place: Location) -> Rows {
        Rows {
            place,
            header_line: 1,
            columns: Vec::new(),
            rows: Rc::default(),
            origins: BTreeMap::new(),
            broken: false,
        }
    }

    /// Adds a row that stands elsewhere than in the table's file.
    pub fn add(&mut self, cells: &NamedCells, origin: &Location) {
        let empty = vec![String::new(); self.columns.len()];
        Rc::make_mut(&mut self.rows).push((self.header_line, empty));
        let row = self.rows.len() - 1;
        self.put(row, cells, origin);
    }

    /// Replaces cells of every row that has the `key` cells. Returns the number of these rows.
    pub fn alter(&mut self, key: &NamedCells, cells: &NamedCells, origin: &Location) -> usize {
        let rows: Vec<usize> = (0..self.rows.len()).filter(|row| self.matches(*row, key)).collect();
        for row in &rows {
            self.put(*row, cells, origin);
        }
        rows.len()
    }

    /// Takes away every row that has the `key` cells. Returns the number of these rows.
    pub fn remove(&mut self, key: &NamedCells) -> usize {
        let (gone, kept): (Vec<usize>, Vec<usize>) =
            (0..self.rows.len()).partition(|row| self.matches(*row, key));
        let origins = kept
            .iter()
            .enumerate()
            .filter_map(|(new, old)| Some((new, self.origins.get(old)?.clone())));
        self.origins = origins.collect();
        self.rows = Rc::new(kept.iter().map(|row| self.rows[*row].clone()).collect());
        gone.len()
    }

    /// Rewrites the cells of a column.
    pub fn rewrite(
        &mut self,
        column: &Column,
        mut change: impl FnMut(&str) -> Option<String>,
        origin: &Location,
    ) {
        let Some(place) = self.place_of(column) else { return };
        for row in 0..self.rows.len() {
            if let Some(cell) = change(&self.rows[row].1[place]) {
                Rc::make_mut(&mut self.rows)[row].1[place] = cell;
                self.origins.insert(row, origin.clone());
            }
        }
    }

    /// The cells of a column, for suggestions.
    pub fn column(&self, column: &Column) -> Vec<&str> {
        let Some(place) = self.place_of(column) else { return Vec::new() };
        self.rows.iter().map(|(_, cells)| cells[place].as_str()).collect()
    }

    fn matches(&self, row: usize, key: &NamedCells) -> bool {
        key.iter().all(|(column, wanted)| {
            let cell = self.place_of(column).map_or("", |place| self.rows[row].1[place].as_str());
            column.same(cell, wanted)
        })
    }

    fn put(&mut self, row: usize, cells: &NamedCells, origin: &Location) {
        for (column, cell) in cells {
            let place = self.place_of(column).unwrap_or_else(|| {
                self.columns.push(Some(column));
                let rows = Rc::make_mut(&mut self.rows);
                for (_, cells) in rows {
                    cells.push(String::new());
                }
                self.columns.len() - 1
            });
            Rc::make_mut(&mut self.rows)[row].1[place].clone_from(cell);
        }
        self.origins.insert(row, origin.clone());
    }
}
