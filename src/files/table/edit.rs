//! Changes to a table that was read: what a variant adds, alters and takes away.

use super::Rows;
use crate::base::diagnostic::Location;
use crate::files::fields::{Column, Kind, Table};
use crate::files::tolerant::{date, fold, time, word};
use std::collections::BTreeMap;
use std::rc::Rc;

/// Cells by the name of their column.
pub type Cells = [(&'static Column, String)];

impl Rows {
    /// A table without rows, for a file that is not there.
    pub fn empty(table: Table, place: Location) -> Rows {
        Rows {
            place,
            header_line: 1,
            table,
            columns: Vec::new(),
            rows: Rc::default(),
            origins: BTreeMap::new(),
            broken: false,
        }
    }

    /// Adds a row that stands elsewhere than in the table's file.
    pub fn add(&mut self, cells: &Cells, origin: &Location) {
        let empty = vec![String::new(); self.columns.len()];
        Rc::make_mut(&mut self.rows).push((self.header_line, empty));
        let row = self.rows.len() - 1;
        self.put(row, cells, origin);
    }

    /// Replaces cells of every row that has the `key` cells; how many those are.
    pub fn alter(&mut self, key: &Cells, cells: &Cells, origin: &Location) -> usize {
        let rows: Vec<usize> = (0..self.rows.len()).filter(|row| self.matches(*row, key)).collect();
        for row in &rows {
            self.put(*row, cells, origin);
        }
        rows.len()
    }

    /// Takes away every row that has the `key` cells; how many those are.
    pub fn remove(&mut self, key: &Cells) -> usize {
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
        name: &str,
        mut change: impl FnMut(&str) -> Option<String>,
        origin: &Location,
    ) {
        let Some(place) = self.place_of(name) else { return };
        for row in 0..self.rows.len() {
            if let Some(cell) = change(&self.rows[row].1[place]) {
                Rc::make_mut(&mut self.rows)[row].1[place] = cell;
                self.origins.insert(row, origin.clone());
            }
        }
    }

    /// The cells of a column, for suggestions.
    pub fn column(&self, name: &str) -> Vec<&str> {
        let Some(place) = self.place_of(name) else { return Vec::new() };
        self.rows.iter().map(|(_, cells)| cells[place].as_str()).collect()
    }

    fn place_of(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.is_some_and(|column| column.name == name))
    }

    fn matches(&self, row: usize, key: &Cells) -> bool {
        key.iter().all(|(column, wanted)| {
            let cell =
                self.place_of(column.name).map_or("", |place| self.rows[row].1[place].as_str());
            same(column.kind, cell, wanted)
        })
    }

    fn put(&mut self, row: usize, cells: &Cells, origin: &Location) {
        for (column, cell) in cells {
            let place = self.place_of(column.name).unwrap_or_else(|| {
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

/// Whether two cells of a column mean the same.
fn same(kind: Kind, one: &str, other: &str) -> bool {
    match kind {
        Kind::Day => date(one).is_some() && date(one) == date(other),
        Kind::Time => time(one).is_some() && time(one) == time(other),
        Kind::Word(words) => word(one, words).is_some() && word(one, words) == word(other, words),
        _ => fold(one) == fold(other),
    }
}
