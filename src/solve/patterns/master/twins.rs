//! Groups that are alike: they may change places in every plan, so that patterns which differ only
//! in which of them come are one pattern.
//!
//! Of patterns alike only the one is kept that has the first of each kind; rows of a kind are added
//! up, and who really comes where is said at the end. Duals of a kind may be evened out: the
//! relaxation is concave in them, so it does not become weaker.

use super::bars::Bars;
use crate::campaign::{Campaign, GroupId};
use crate::solve::patterns::pattern::Pattern;
use crate::solve::patterns::pricing::choice::Placed;
use crate::solve::patterns::pricing::shape::Shape;
use crate::solve::rows::Rows;
use std::collections::{BTreeMap, HashMap};

/// All kinds of at least two groups, each by group.
#[derive(Debug)]
pub struct Twins {
    kinds: Vec<Vec<GroupId>>,
}

/// The kinds of a part of the campaign, or those that are left of all where some groups are barred
/// from some shapes.
pub struct Kinds {
    kinds: Vec<Vec<GroupId>>,
}

impl Twins {
    /// Groups of as many people with the same choices everywhere, and in no row but their own.
    pub fn new(campaign: &Campaign, shapes: &[Shape]) -> Twins {
        let mut is_plain = vec![true; campaign.groups().len()];
        for choice in shapes.iter().flat_map(|shape| &shape.choices) {
            is_plain[choice.group.0] &= choice.is_plain();
        }
        let mut by_people: BTreeMap<i64, Vec<Vec<GroupId>>> = BTreeMap::new();
        for group in campaign.group_ids().filter(|group| is_plain[group.0]) {
            let kinds = by_people.entry(campaign.group(group).expected()).or_default();
            let is_alike = |kind: &&mut Vec<GroupId>| {
                shapes.iter().all(|shape| offers_the_same(shape, kind[0], group))
            };
            match kinds.iter_mut().find(is_alike) {
                Some(kind) => kind.push(group),
                None => kinds.push(vec![group]),
            }
        }
        let kinds = by_people.into_values().flatten().filter(|kind| kind.len() > 1).collect();
        Twins { kinds }
    }

    /// The kinds of those groups that are still to come.
    pub fn among(&self, is_to_come: impl Fn(GroupId) -> bool) -> Kinds {
        let still = |kind: &Vec<GroupId>| -> Vec<GroupId> {
            kind.iter().copied().filter(|group| is_to_come(*group)).collect()
        };
        Kinds { kinds: self.kinds.iter().map(still).filter(|kind| kind.len() > 1).collect() }
    }

    /// The kinds that bars leave: groups that are barred from the same shapes.
    pub fn under(&self, bars: &Bars) -> Kinds {
        let split = |kind: &Vec<GroupId>| {
            let mut alike: BTreeMap<Vec<usize>, Vec<GroupId>> = BTreeMap::new();
            for group in kind {
                alike.entry(bars.of(*group)).or_default().push(*group);
            }
            alike.into_values()
        };
        Kinds { kinds: self.kinds.iter().flat_map(split).filter(|kind| kind.len() > 1).collect() }
    }
}

fn offers_the_same(shape: &Shape, one: GroupId, other: GroupId) -> bool {
    let (ones, others) = (shape.choices_of(one), shape.choices_of(other));
    ones.len() == others.len()
        && ones.zip(others).all(|(own, twin)| {
            let (here, there) = (&shape.choices[own], &shape.choices[twin]);
            (here.steps, &here.costs) == (there.steps, &there.costs)
                && shape.starts(own).eq(shape.starts(twin))
        })
}

impl Kinds {
    /// A group and those alike.
    pub fn like(&self, group: GroupId) -> Vec<GroupId> {
        self.kinds.iter().find(|kind| kind.contains(&group)).cloned().unwrap_or_else(|| vec![group])
    }

    /// Figures of the rows, such as duals, made the same for all of a kind.
    pub fn evened(&self, rows: &Rows, mut figures: Vec<f64>) -> Vec<f64> {
        for kind in &self.kinds {
            let mean = kind.iter().map(|group| figures[rows.group(*group)]).sum::<f64>()
                / kind.len() as f64;
            for group in kind {
                figures[rows.group(*group)] = mean;
            }
        }
        figures
    }

    /// How many groups a choice of a shape stands for: all of a kind for its first, none for the
    /// others.
    pub fn stands_for(&self, group: GroupId) -> usize {
        match self.kinds.iter().find(|kind| kind.contains(&group)) {
            Some(kind) if kind[0] == group => kind.len(),
            Some(_) => 0,
            None => 1,
        }
    }

    /// For each choice of a shape the same choice of the group of its kind before it, without which
    /// it is not made.
    pub fn earlier(&self, shape: &Shape) -> Vec<Option<usize>> {
        let mut earlier = vec![None; shape.choices.len()];
        for kind in &self.kinds {
            for pair in kind.windows(2) {
                for (own, before) in shape.choices_of(pair[1]).zip(shape.choices_of(pair[0])) {
                    earlier[own] = Some(before);
                }
            }
        }
        earlier
    }

    /// Entries in rows that are added up: that of the first of a kind stands for all of them.
    pub fn merging(&self, rows: &Rows) -> impl Fn(&[(usize, f64)]) -> Vec<(usize, f64)> + use<> {
        let mut merged: Vec<usize> = (0..rows.len()).collect();
        for kind in &self.kinds {
            for group in kind {
                merged[rows.group(*group)] = rows.group(kind[0]);
            }
        }
        move |entries| entries.iter().map(|(row, factor)| (merged[*row], *factor)).collect()
    }

    /// Limits of rows that are added up so.
    pub fn limits(&self, rows: &Rows, limits: &[Option<(f64, f64)>]) -> Vec<Option<(f64, f64)>> {
        let mut added = limits.to_vec();
        for kind in &self.kinds {
            let all = kind.iter().filter_map(|group| added[rows.group(*group)].take());
            let sum = all.fold((0.0, 0.0), |sum, limits| (sum.0 + limits.0, sum.1 + limits.1));
            added[rows.group(kind[0])] = Some(sum);
        }
        added
    }

    /// Patterns in which every one of a kind comes once, whichever of them they name; what is too
    /// much is left out.
    pub fn named(&self, shapes: &[Shape], patterns: Vec<Pattern>) -> Vec<Pattern> {
        if self.kinds.is_empty() {
            return patterns;
        }
        let mut left: Vec<_> = self.kinds.iter().map(|kind| kind.iter()).collect();
        let members = self
            .kinds
            .iter()
            .enumerate()
            .flat_map(|(place, kind)| kind.iter().map(move |group| (*group, place)));
        let kind_of: HashMap<GroupId, usize> = members.collect();
        let mut named = Vec::with_capacity(patterns.len());
        for Pattern { shape: place, windows } in patterns {
            let shape = &shapes[place];
            let mut name = |(choice, from): Placed| -> Option<Placed> {
                let group = shape.choices[choice].group;
                let Some(kind) = kind_of.get(&group) else { return Some((choice, from)) };
                let next = left[*kind].next()?;
                Some((choice - shape.choices_of(group).start + shape.choices_of(*next).start, from))
            };
            let windows: Vec<Placed> = windows.into_iter().filter_map(&mut name).collect();
            if !windows.is_empty() {
                named.push(Pattern { shape: place, windows });
            }
        }
        named
    }
}
