//! A pattern: the whole timetable of one block, a column of the master; and the indices by which
//! the engine names its parts.

use crate::solve::ids::id;
use std::ops::Add;

id!(
    /// The index of a shape in its relaxation.
    ShapeId
);
id!(
    /// The index of a choice in its shape.
    ChoiceId
);
id!(
    /// A node of a block's time-expanded network: the number of grid steps since the block's start.
    Node
);

impl Node {
    /// The block's start.
    pub const START: Node = Node(0);
}

impl Add<usize> for Node {
    type Output = Node;

    /// The node some grid steps later.
    fn add(self, steps: usize) -> Node {
        Node(self.0 + steps)
    }
}

/// The choices of one group, which are consecutive in their shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ChoicesOfGroup {
    first: usize,
    end: usize,
}

impl ChoicesOfGroup {
    /// The choices from the first one up to the one before `end`.
    pub fn new(first: ChoiceId, end: ChoiceId) -> ChoicesOfGroup {
        ChoicesOfGroup { first: first.0, end: end.0 }
    }

    /// The choices in their order.
    pub fn iter(self) -> impl ExactSizeIterator<Item = ChoiceId> + DoubleEndedIterator {
        (self.first..self.end).map(ChoiceId)
    }

    /// Whether a choice is of the group.
    pub fn has(self, choice: ChoiceId) -> bool {
        (self.first..self.end).contains(&choice.0)
    }

    /// Where a choice of the group is among these.
    pub fn position(self, choice: ChoiceId) -> usize {
        choice.0 - self.first
    }
}

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
