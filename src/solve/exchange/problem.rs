//! A tier as an assignment: which choice each item takes, where sums of what choices use are
//! limited (the generalised assignment problem with several resources; Gavish and Pirkul 1991).

use crate::solve::ids::{List, id};

id!(
    /// The index of an item.
    ItemId
);
id!(
    /// The index of a bin.
    BinId
);
id!(
    /// The index of a resource.
    ResourceId
);
id!(
    /// The index of an alternative among those of its item.
    AlternativeId
);

/// What an item may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alternative {
    /// The bin that it lies in; `None` where the item is left out.
    pub bin: Option<BinId>,
    /// Its cost, in whole units of the tier.
    pub cost: i64,
    /// What it uses of each resource, at most once each; of a bin's resources only its own bin's.
    pub uses: Vec<(ResourceId, i64)>,
}

/// A sum that is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resource {
    /// The bin whose items alone use it; `None` where all may.
    pub bin: Option<BinId>,
    /// The most of it that may be used.
    pub capacity: i64,
}

/// The alternatives of all items, and what is limited.
#[derive(Debug, Clone, Default)]
pub struct Assignment {
    /// The alternatives of each item. In the last one it is left out.
    pub items: List<ItemId, Vec<Alternative>>,
    /// The number of bins.
    pub bins: usize,
    /// The resources.
    pub resources: List<ResourceId, Resource>,
}

/// The alternative that each item takes.
pub type Selection = List<ItemId, AlternativeId>;

impl Assignment {
    /// An alternative of an item.
    pub fn alternative(&self, item: ItemId, id: AlternativeId) -> &Alternative {
        &self.items[item][id.index()]
    }

    /// The alternatives of an item with their indices.
    pub fn alternatives(
        &self,
        item: ItemId,
    ) -> impl Iterator<Item = (AlternativeId, &Alternative)> {
        (0..).map(AlternativeId).zip(&self.items[item])
    }

    /// Whether an alternative of an item fits beside what is used.
    pub fn fits(&self, item: ItemId, id: AlternativeId, used: &List<ResourceId, i64>) -> bool {
        let mut uses = self.alternative(item, id).uses.iter();
        uses.all(|(resource, own)| used[*resource] + own <= self.resources[*resource].capacity)
    }

    /// The alternative in which an item is left out.
    pub fn left_out(&self, item: ItemId) -> AlternativeId {
        AlternativeId(self.items[item].len().saturating_sub(1))
    }

    /// What a choice uses of each resource.
    pub fn uses(&self, choice: &Selection) -> List<ResourceId, i64> {
        let mut used = List::alike(0, &self.resources);
        for (item, own) in choice.with_ids() {
            for (resource, use_of_it) in &self.alternative(item, *own).uses {
                used[*resource] += use_of_it;
            }
        }
        used
    }
}
