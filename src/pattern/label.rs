//! Labels: the ways to the nodes of a block that pricing compares, and what it has learnt to remember about them.

use super::line::Arc;
use crate::clock::Minutes;
use crate::instance::GroupId;

/// What the labels of a search remember; what paths before it have broken.
#[derive(Default)]
pub(super) struct Memory {
    /// Groups that came twice, or against what others ask of them.
    pub groups: Vec<GroupId>,
    /// Minutes at which too many waited.
    pub minutes: Vec<Minutes>,
}

/// More minutes than this are too much to remember.
const MOST_MINUTES: usize = 16;

impl Memory {
    /// The bit of a group.
    pub fn bit(&self, group: GroupId) -> u64 {
        self.groups.binary_search(&group).map_or(0, |place| 1 << place)
    }

    /// Adds what a path has broken; `false` where that is nothing new, or too much.
    pub fn add(&mut self, groups: Vec<GroupId>, minute: Option<Minutes>) -> bool {
        let before = self.groups.len() + self.minutes.len();
        self.groups.extend(groups);
        self.groups.sort_unstable();
        self.groups.dedup();
        self.minutes.extend(minute);
        self.minutes.sort_unstable();
        self.minutes.dedup();
        let is_more = self.groups.len() + self.minutes.len() > before;
        is_more && self.groups.len() <= u64::BITS as usize && self.minutes.len() <= MOST_MINUTES
    }
}

/// A way to a node.
pub(super) struct Label {
    pub price: f64,
    /// Which of the remembered groups it has met.
    pub met: u64,
    pub count: usize,
    /// How many wait at each of the remembered minutes.
    pub waiting: Vec<i64>,
    /// The last group that may have a neighbour directly after it, and until which node that may start.
    pub neighbours: Vec<(u64, usize)>,
    /// The label it goes on from, and by which arc.
    pub before: Option<(usize, Arc)>,
}

/// A label at a node, with what decides most comparisons: they are what pricing spends its time on.
#[derive(Clone, Copy)]
pub(super) struct Kept {
    price: f64,
    met: u64,
    count: usize,
    /// The place of the label.
    pub label: usize,
}

impl Kept {
    /// The label at this place.
    pub fn new(labels: &[Label], label: usize) -> Kept {
        let Label { price, met, count, .. } = labels[label];
        Kept { price, met, count, label }
    }

    /// Whether nothing can be done from the other one that is not as good from this one.
    fn beats(&self, other: &Kept, labels: &[Label], here: Here) -> bool {
        self.price <= other.price
            && self.met & !other.met == 0
            && self.count <= other.count
            && labels[self.label].is_as_free(&labels[other.label], here)
    }
}

impl Label {
    /// Whether people who wait and neighbours leave as much to be done as they do from the other one.
    fn is_as_free(&self, other: &Label, Here { node, open }: Here) -> bool {
        self.waiting[open..].iter().zip(&other.waiting[open..]).all(|(own, others)| own <= others)
            && other.neighbours.iter().filter(|(_, until)| *until >= node).all(|(bit, until)| {
                let is_as_good = |(own, later): &(u64, usize)| own == bit && later >= until;
                self.met & bit == 0 || self.neighbours.iter().any(is_as_good)
            })
    }
}

/// Where labels are compared.
#[derive(Clone, Copy)]
pub(super) struct Here {
    pub node: usize,
    /// The first of the remembered minutes at which somebody else might wait.
    pub open: usize,
}

/// Adds a label to those of a node, the cheapest first, of which none beats another; whether it is one of them.
pub(super) fn keep(at: &mut Vec<Kept>, labels: &[Label], new: Kept, here: Here) -> bool {
    let dearer = at.partition_point(|kept| kept.price <= new.price);
    if at[..dearer].iter().any(|kept| kept.beats(&new, labels, here)) {
        return false;
    }
    let mut place = 0;
    at.retain(|kept| {
        place += 1;
        place <= dearer || !new.beats(kept, labels, here)
    });
    at.insert(dearer, new);
    true
}

/// The arcs of a label, the last one first.
pub(super) fn way(labels: &[Label], mut label: usize) -> impl Iterator<Item = Arc> {
    std::iter::from_fn(move || {
        let (before, arc) = labels[label].before?;
        label = before;
        Some(arc)
    })
}
