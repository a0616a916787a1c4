//! A selection with the items in each bin, the use of each resource and the cost that follow from it.

use super::problem::{
    Alternative, AlternativeId, Assignment, BinId, ItemId, ResourceId, Selection,
};
use crate::solve::ids::List;

/// A selection that items are shifted in, one after another.
#[derive(Debug, Clone)]
pub struct PlacedItems {
    /// The alternative of each item.
    pub chosen: Selection,
    /// The items in each bin.
    pub members: List<BinId, Vec<ItemId>>,
    /// The items in no bin.
    pub left_out: Vec<ItemId>,
    /// What is used of each resource.
    pub used: List<ResourceId, i64>,
    /// The cost of all items.
    pub cost: i64,
}

impl PlacedItems {
    pub fn new(problem: &Assignment, chosen: Selection) -> PlacedItems {
        let mut own = PlacedItems {
            used: problem.uses(&chosen),
            members: List::from(vec![Vec::new(); problem.bins]),
            left_out: Vec::new(),
            cost: 0,
            chosen,
        };
        for (item, id) in own.chosen.with_ids() {
            let alternative = problem.alternative(item, *id);
            own.cost += alternative.cost;
            match alternative.bin {
                Some(bin) => own.members[bin].push(item),
                None => own.left_out.push(item),
            }
        }
        own
    }

    /// The alternative that an item has.
    pub fn now<'p>(&self, problem: &'p Assignment, item: ItemId) -> &'p Alternative {
        problem.alternative(item, self.chosen[item])
    }

    /// Whether every resource is used up to its capacity at most.
    pub fn keeps_limits(&self, problem: &Assignment) -> bool {
        problem.resources.iter().zip(self.used.iter()).all(|(own, used)| *used <= own.capacity)
    }

    /// Gives an item an alternative.
    pub fn take(&mut self, problem: &Assignment, item: ItemId, id: AlternativeId) {
        let before = std::mem::replace(&mut self.chosen[item], id);
        if before == id {
            return;
        }
        let old = problem.alternative(item, before);
        let new = problem.alternative(item, id);
        self.cost += new.cost - old.cost;
        for (resource, used) in &old.uses {
            self.used[*resource] -= used;
        }
        for (resource, used) in &new.uses {
            self.used[*resource] += used;
        }
        if old.bin != new.bin {
            match old.bin {
                Some(bin) => self.members[bin].retain(|other| *other != item),
                None => self.left_out.retain(|other| *other != item),
            }
            match new.bin {
                Some(bin) => self.members[bin].push(item),
                None => self.left_out.push(item),
            }
        }
    }
}
