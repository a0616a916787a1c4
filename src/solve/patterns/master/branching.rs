//! Branching decisions on the pairs of group and shape, the variables of the compact model
//! (Savelsbergh 1997, "A branch-and-price algorithm for the generalized assignment problem",
//! Operations Research 45).

use crate::campaign::GroupId;
use crate::solve::patterns::pattern::ShapeId;

/// Which groups may come in which shapes: what branching and reduced-cost fixing have left.
#[derive(Debug, Clone, Default)]
pub struct Branching {
    words_per_shape: usize,
    forbidden: Vec<u64>,
    /// Groups that must come in the only block of a shape, by shape; empty where nothing is known.
    pub forced: Vec<Vec<GroupId>>,
}

impl Branching {
    /// No decision, over a number of shapes and of groups.
    pub fn none(shapes: usize, groups: usize) -> Branching {
        let words_per_shape = groups.div_ceil(64);
        Branching {
            words_per_shape,
            forbidden: vec![0; words_per_shape * shapes],
            forced: vec![Vec::new(); shapes],
        }
    }

    /// Forbids a group in a shape.
    pub fn forbid(&mut self, shape: ShapeId, group: GroupId) {
        self.forbidden[shape * self.words_per_shape + group.0 / 64] |= 1 << (group.0 % 64);
    }

    /// Whether a group is forbidden in a shape.
    pub fn forbids(&self, shape: ShapeId, group: GroupId) -> bool {
        self.forbidden[shape * self.words_per_shape + group.0 / 64] >> (group.0 % 64) & 1 == 1
    }

    /// The shapes in which a group is forbidden.
    pub fn of(&self, group: GroupId) -> Vec<ShapeId> {
        (0..self.forced.len()).filter(|shape| self.forbids(*shape, group)).collect()
    }
}
