//! A pattern: the whole timetable of one block, a column of the master; and the indices by which
//! the engine names its parts.

/// The place of a shape among those of the relaxation.
pub type ShapeId = usize;

/// The place of a choice among those of its shape.
pub type ChoiceId = usize;

/// A node of a block's time-expanded network: the number of grid steps since the block's start.
pub type Node = usize;

/// A choice and the node where it starts.
pub type Placed = (ChoiceId, Node);

/// A pattern as a column of the master.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Pattern {
    /// Of which shape its block is.
    pub shape: ShapeId,
    /// What is chosen, and where it starts.
    pub windows: Vec<Placed>,
}
