//! Which groups may come in which shapes.

use crate::campaign::GroupId;

/// Which groups may come in which shapes: what branching and reduced costs have left.
#[derive(Debug, Clone, Default)]
pub struct Branching {
    words: usize,
    forbidden: Vec<u64>,
    /// Groups that must come in the one block of a shape, by shape; empty where nothing is known.
    pub forced: Vec<Vec<GroupId>>,
}

impl Branching {
    /// Nothing forbidden, for so many shapes and groups.
    pub fn none(shapes: usize, groups: usize) -> Branching {
        let words = groups.div_ceil(64);
        Branching { words, forbidden: vec![0; words * shapes], forced: vec![Vec::new(); shapes] }
    }

    /// Branching a group from a shape.
    pub fn forbid(&mut self, shape: usize, group: GroupId) {
        self.forbidden[shape * self.words + group.0 / 64] |= 1 << (group.0 % 64);
    }

    /// Whether a group is forbidden from a shape.
    pub fn forbids(&self, shape: usize, group: GroupId) -> bool {
        self.forbidden[shape * self.words + group.0 / 64] >> (group.0 % 64) & 1 == 1
    }

    /// The shapes from which a group is forbidden.
    pub fn of(&self, group: GroupId) -> Vec<usize> {
        (0..self.forced.len()).filter(|shape| self.forbids(*shape, group)).collect()
    }
}
