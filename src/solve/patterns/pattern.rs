//! A pattern: the whole timetable of one block, a column of the master.

use super::pricing::choice::Placed;

/// A pattern as a column of the master.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Pattern {
    /// The place of its shape.
    pub shape: usize,
    /// What is chosen, and where it starts.
    pub windows: Vec<Placed>,
}
