//! Which groups may come in which shapes.

use crate::campaign::GroupId;

/// Which groups may come in which shapes: what branching and reduced costs have left.
#[derive(Debug, Clone, Default)]
pub struct Bars {
    words: usize,
    barred: Vec<u64>,
    /// Groups that must come in the one block of a shape, by shape; empty where nothing is known.
    pub required: Vec<Vec<GroupId>>,
}

impl Bars {
    /// Nothing barred, for so many shapes and groups.
    pub fn none(shapes: usize, groups: usize) -> Bars {
        let words = groups.div_ceil(64);
        Bars { words, barred: vec![0; words * shapes], required: vec![Vec::new(); shapes] }
    }

    /// Bars a group from a shape.
    pub fn bar(&mut self, shape: usize, group: GroupId) {
        self.barred[shape * self.words + group.0 / 64] |= 1 << (group.0 % 64);
    }

    /// Whether a group is barred from a shape.
    pub fn is_barred(&self, shape: usize, group: GroupId) -> bool {
        self.barred[shape * self.words + group.0 / 64] >> (group.0 % 64) & 1 == 1
    }

    /// The shapes from which a group is barred.
    pub fn of(&self, group: GroupId) -> Vec<usize> {
        (0..self.required.len()).filter(|shape| self.is_barred(*shape, group)).collect()
    }
}
