//! Branching decisions on the pairs of group and shape, the variables of the compact model
//! (Savelsbergh 1997, "A branch-and-price algorithm for the generalized assignment problem",
//! Operations Research 45).

use crate::campaign::GroupId;
use crate::solve::ids::List;
use crate::solve::patterns::pattern::ShapeId;

/// Which groups may come in which shapes: what branching and reduced-cost fixing have left.
#[derive(Debug, Clone, Default)]
pub struct Branching {
    words_per_shape: usize,
    forbidden: Vec<u64>,
    /// Groups that must come in the only block of a shape, by shape; empty where nothing is known.
    pub forced: List<ShapeId, Vec<GroupId>>,
}

impl Branching {
    /// No decision, over a number of shapes and of groups.
    pub fn none(shapes: usize, groups: usize) -> Branching {
        let words_per_shape = groups.div_ceil(64);
        Branching {
            words_per_shape,
            forbidden: vec![0; words_per_shape * shapes],
            forced: vec![Vec::new(); shapes].into(),
        }
    }

    /// Forbids a group in a shape.
    pub fn forbid(&mut self, shape: ShapeId, group: GroupId) {
        let word = self.word(shape, group);
        self.forbidden[word] |= 1 << (group.0 % 64);
    }

    /// Whether a group is forbidden in a shape.
    pub fn forbids(&self, shape: ShapeId, group: GroupId) -> bool {
        self.forbidden[self.word(shape, group)] >> (group.0 % 64) & 1 == 1
    }

    fn word(&self, shape: ShapeId, group: GroupId) -> usize {
        shape.index() * self.words_per_shape + group.0 / 64
    }

    /// The shapes in which a group is forbidden.
    pub fn of(&self, group: GroupId) -> Vec<ShapeId> {
        self.forced.ids().filter(|shape| self.forbids(*shape, group)).collect()
    }
}
