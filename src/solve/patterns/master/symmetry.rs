//! Groups that are alike: they may change places in every plan, so that patterns which differ only
//! in which of them come are one pattern.
//!
//! Of patterns alike only the one is kept that has the first of each kind; rows of a kind are added
//! up, and who really comes where is said at the end. Duals of a kind may be averaged out: the
//! relaxation is concave in them, so it does not become weaker.

use super::branching::Branching;
use crate::campaign::{Campaign, GroupId};
use crate::solve::patterns::coupling::CouplingRows;
use crate::solve::patterns::pattern::{Pattern, Placed};
use crate::solve::patterns::pricing::shape::Shape;
use crate::solve::rows::RowId;
use std::collections::{BTreeMap, HashMap};

/// All orbits of at least two groups, each by group.
#[derive(Debug)]
pub struct Symmetry {
    orbits: Vec<Vec<GroupId>>,
}

/// The orbits of a part of the campaign, or those that are left of all where some groups are forbidden
/// from some shapes.
pub struct Orbits {
    orbits: Vec<Vec<GroupId>>,
}

impl Symmetry {
    /// Groups of as many people with the same choices everywhere, and in no row but their own.
    pub fn new(campaign: &Campaign, shapes: &[Shape]) -> Symmetry {
        let mut is_plain = vec![true; campaign.groups().len()];
        for choice in shapes.iter().flat_map(|shape| &shape.choices) {
            is_plain[choice.group.0] &= choice.is_plain();
        }
        let mut by_people: BTreeMap<i64, Vec<Vec<GroupId>>> = BTreeMap::new();
        for group in campaign.group_ids().filter(|group| is_plain[group.0]) {
            let orbits = by_people.entry(campaign.group(group).expected()).or_default();
            let is_alike = |kind: &&mut Vec<GroupId>| {
                shapes.iter().all(|shape| offers_the_same(shape, kind[0], group))
            };
            match orbits.iter_mut().find(is_alike) {
                Some(kind) => kind.push(group),
                None => orbits.push(vec![group]),
            }
        }
        let orbits = by_people.into_values().flatten().filter(|kind| kind.len() > 1).collect();
        Symmetry { orbits }
    }

    /// The orbits of those groups that are still to come.
    pub fn among(&self, is_to_come: impl Fn(GroupId) -> bool) -> Orbits {
        let still = |kind: &Vec<GroupId>| -> Vec<GroupId> {
            kind.iter().copied().filter(|group| is_to_come(*group)).collect()
        };
        Orbits { orbits: self.orbits.iter().map(still).filter(|kind| kind.len() > 1).collect() }
    }

    /// The orbits that branching leave: groups that are forbidden from the same shapes.
    pub fn under(&self, branching: &Branching) -> Orbits {
        let split = |kind: &Vec<GroupId>| {
            let mut alike: BTreeMap<Vec<usize>, Vec<GroupId>> = BTreeMap::new();
            for group in kind {
                alike.entry(branching.of(*group)).or_default().push(*group);
            }
            alike.into_values()
        };
        Orbits {
            orbits: self.orbits.iter().flat_map(split).filter(|kind| kind.len() > 1).collect(),
        }
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

impl Orbits {
    /// A group and those alike.
    pub fn like(&self, group: GroupId) -> Vec<GroupId> {
        self.orbits
            .iter()
            .find(|kind| kind.contains(&group))
            .cloned()
            .unwrap_or_else(|| vec![group])
    }

    /// Figures of the rows, such as duals, made the same for all of a kind.
    pub fn averaged(&self, rows: &CouplingRows, mut figures: Vec<f64>) -> Vec<f64> {
        for kind in &self.orbits {
            let mean = kind.iter().map(|group| figures[rows.group(*group).index()]).sum::<f64>()
                / kind.len() as f64;
            for group in kind {
                figures[rows.group(*group).index()] = mean;
            }
        }
        figures
    }

    /// How many groups a choice of a shape stands for: all of a kind for its first, none for the
    /// others.
    pub fn stands_for(&self, group: GroupId) -> usize {
        match self.orbits.iter().find(|kind| kind.contains(&group)) {
            Some(kind) if kind[0] == group => kind.len(),
            Some(_) => 0,
            None => 1,
        }
    }

    /// For each choice of a shape the same choice of the group of its kind before it, without which
    /// it is not made.
    pub fn earlier(&self, shape: &Shape) -> Vec<Option<usize>> {
        let mut earlier = vec![None; shape.choices.len()];
        for kind in &self.orbits {
            for pair in kind.windows(2) {
                for (own, before) in shape.choices_of(pair[1]).zip(shape.choices_of(pair[0])) {
                    earlier[own] = Some(before);
                }
            }
        }
        earlier
    }

    /// Entries in rows that are added up: that of the first of a kind stands for all of them.
    pub fn merging(
        &self,
        rows: &CouplingRows,
    ) -> impl Fn(&[(RowId, f64)]) -> Vec<(RowId, f64)> + use<> {
        let mut merged: Vec<RowId> = (0..rows.len()).map(RowId).collect();
        for kind in &self.orbits {
            for group in kind {
                merged[rows.group(*group).index()] = rows.group(kind[0]);
            }
        }
        move |entries| entries.iter().map(|(row, factor)| (merged[row.index()], *factor)).collect()
    }

    /// Limits of rows that are added up so.
    pub fn limits(
        &self,
        rows: &CouplingRows,
        limits: &[Option<(f64, f64)>],
    ) -> Vec<Option<(f64, f64)>> {
        let mut added = limits.to_vec();
        for kind in &self.orbits {
            let all = kind.iter().filter_map(|group| added[rows.group(*group).index()].take());
            let sum = all.fold((0.0, 0.0), |sum, limits| (sum.0 + limits.0, sum.1 + limits.1));
            added[rows.group(kind[0]).index()] = Some(sum);
        }
        added
    }

    /// Patterns in which every one of a kind comes once, whichever of them they name; what is too
    /// much is left out.
    pub fn named(&self, shapes: &[Shape], patterns: Vec<Pattern>) -> Vec<Pattern> {
        if self.orbits.is_empty() {
            return patterns;
        }
        let mut left: Vec<_> = self.orbits.iter().map(|kind| kind.iter()).collect();
        let members = self
            .orbits
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

#[cfg(test)]
mod tests {
    use super::super::neighbourhood::Neighbourhood;
    use super::super::relaxation::Relaxation;
    use super::{Branching, Campaign, GroupId, Orbits, Pattern};
    use crate::base::budget::Budget;
    use crate::campaign::{Tier, tiny};
    use crate::solve::every_plan::{every_choice, every_plan, units};
    use crate::solve::patterns::pricing::choice::Wanted;
    use crate::solve::windows::{Candidate, Costs, candidates};
    use rand::RngExt;
    use rand::rngs::ChaCha8Rng;
    use std::collections::BTreeSet;

    /// A campaign in which some groups are as large as others, often with the same wishes.
    fn campaign(dice: &mut ChaCha8Rng) -> Campaign {
        let mut draft = tiny::random(dice);
        for group in 1..draft.groups.len() {
            if dice.random_bool(0.7) {
                draft.groups[group].headcount = draft.groups[0].headcount;
                let not_in = draft.groups[0].not_in.clone();
                draft.groups[group].not_in = not_in;
                draft.preferences.retain(|wish| wish.group.0 != group);
                let wish = draft.preferences.iter().find(|wish| wish.group.0 == 0).cloned();
                draft.preferences.extend(wish.map(|mut wish| {
                    wish.group = GroupId(group);
                    wish
                }));
            }
        }
        draft.tiers = vec![Tier::Preference];
        if dice.random_bool(0.3) {
            draft.tiers.insert(0, Tier::Unserved);
        }
        Campaign::new(draft).unwrap()
    }

    fn swapped(windows: &[Candidate], one: GroupId, other: GroupId) -> Vec<Candidate> {
        let swap = |window: &Candidate| {
            let group = match window.group {
                group if group == one => other,
                group if group == other => one,
                group => group,
            };
            Candidate { group, ..*window }
        };
        windows.iter().map(swap).collect()
    }

    #[test]
    fn groups_are_alike_just_where_they_may_change_places_in_every_choice() {
        let (mut alike, mut others) = (0, 0);
        for seed in 0..120 {
            let campaign = campaign(&mut tiny::dice(seed));
            let all = candidates(&campaign).unwrap().list;
            let costs = Costs::new(&campaign, None);
            let relaxation = Relaxation::of(&campaign, &costs, Tier::Preference, &[], &all);
            let orbits = relaxation.symmetry.under(&Branching::none(relaxation.shapes.len(), 3));
            for (one, other) in [(0, 1), (0, 2), (1, 2)] {
                let (one, other) = (GroupId(one), GroupId(other));
                if other.0 >= campaign.groups().len() {
                    continue;
                }
                let people = |group| campaign.group(group).expected();
                let may_swap = |window: &Candidate| {
                    let there = swapped(&[*window], one, other)[0];
                    let cost = |window| costs.of(Tier::Preference, window);
                    all.contains(&there) && cost(&there) == cost(window)
                };
                let own = |window: &&Candidate| [one, other].contains(&window.group);
                let is_orbit = people(one) == people(other) && all.iter().filter(own).all(may_swap);
                let is_alike = orbits.like(one).contains(&other);
                assert_eq!(is_alike, is_orbit, "seed {seed}: {one:?} and {other:?}");
                *if is_alike { &mut alike } else { &mut others } += 1;
                if is_alike {
                    for plan in every_plan(&campaign, &all) {
                        let there = swapped(&plan, one, other);
                        let worth = |plan| units(&campaign, Tier::Preference, plan, None);
                        assert!(crate::solve::every_plan::keeps_rules(&campaign, &there));
                        assert_eq!(worth(&there), worth(&plan), "seed {seed}");
                    }
                }
            }
        }
        assert!(alike > 50 && others > 50, "{alike} pairs alike, {others} not");
    }

    #[test]
    fn duals_evened_out_are_a_bound_that_is_no_weaker() {
        let mut stronger = 0;
        for seed in 0..120 {
            let mut dice = tiny::dice(seed);
            let campaign = campaign(&mut dice);
            let all = candidates(&campaign).unwrap().list;
            let costs = Costs::new(&campaign, None);
            let relaxation = Relaxation::of(&campaign, &costs, Tier::Preference, &[], &all);
            let branching = Branching::none(relaxation.shapes.len(), 3);
            let orbits = relaxation.symmetry.under(&branching);
            let duals = relaxation.random_duals(&mut dice);
            let averaged = orbits.averaged(&relaxation.rows, duals.clone());
            let sum = |duals: &[f64]| duals.iter().sum::<f64>();
            assert!((sum(&duals) - sum(&averaged)).abs() < 1e-9, "seed {seed}");
            for group in campaign.group_ids() {
                for other in orbits.like(group) {
                    let dual = |group| averaged[relaxation.rows.group(group).index()];
                    assert!((dual(group) - dual(other)).abs() < 1e-12, "seed {seed}");
                }
            }
            let value = |duals: &[f64]| relaxation.evaluate(duals, &branching).value;
            let (before, after) = (value(&duals), value(&averaged));
            assert!(after >= before - 1e-6, "seed {seed}: {before} became {after}");
            stronger += usize::from(after > before + 1e-6);
        }
        assert!(stronger > 10, "only {stronger} became stronger");
    }

    /// The pattern with each group named by the first of its kind, so that symmetry look the same.
    fn unnamed(
        relaxation: &Relaxation<'_>,
        orbits: &Orbits,
        pattern: &Pattern,
    ) -> Vec<(GroupId, usize)> {
        let shape = &relaxation.shapes[pattern.shape];
        let mut choices: Vec<(GroupId, usize)> = pattern
            .windows
            .iter()
            .map(|(choice, _)| {
                let group = shape.choices[*choice].group;
                (orbits.like(group)[0], choice - shape.choices_of(group).start)
            })
            .collect();
        choices.sort_unstable();
        choices
    }

    #[test]
    fn of_patterns_alike_one_is_gathered_and_none_is_lost() {
        let mut fewer = 0;
        for seed in 0..100 {
            let mut dice = tiny::dice(seed);
            let campaign = campaign(&mut dice);
            let all = candidates(&campaign).unwrap().list;
            let costs = Costs::new(&campaign, None);
            let relaxation = Relaxation::of(&campaign, &costs, Tier::Preference, &[], &all);
            let branching = Branching::none(relaxation.shapes.len(), 3);
            let orbits = relaxation.symmetry.under(&branching);
            let duals = vec![0.0; relaxation.rows.len()];
            for (place, shape) in relaxation.shapes.iter().enumerate() {
                let prices = shape.prices(&relaxation.rows, &duals, |_| false);
                let earlier = orbits.earlier(shape);
                let gather = |earlier: &[Option<usize>]| {
                    let wanted = Wanted {
                        limit: 1e6,
                        most: usize::MAX,
                        earlier,
                        budget: &Budget::unlimited(),
                    };
                    let found = shape.within(&prices, &wanted).unwrap();
                    let pattern = |windows| Pattern { shape: place, windows };
                    let patterns = found.into_iter().map(pattern);
                    patterns.map(|own| unnamed(&relaxation, &orbits, &own)).collect::<Vec<_>>()
                };
                let (every, one_each) =
                    (gather(&vec![None; shape.choices.len()]), gather(&earlier));
                let set: BTreeSet<_> = one_each.iter().cloned().collect();
                assert_eq!(set, every.iter().cloned().collect(), "seed {seed}");
                fewer += every.len() - one_each.len();
            }
        }
        assert!(fewer > 100, "only {fewer} patterns fewer");
    }

    #[test]
    fn everybody_of_a_kind_is_named_once() {
        let mut named = 0;
        for seed in 0..100 {
            let mut dice = tiny::dice(seed);
            let campaign = campaign(&mut dice);
            let all = candidates(&campaign).unwrap().list;
            let costs = Costs::new(&campaign, None);
            let relaxation = Relaxation::of(&campaign, &costs, Tier::Preference, &[], &all);
            let orbits = Neighbourhood::whole(&relaxation).orbits(&relaxation);
            let stands: usize = campaign.group_ids().map(|group| orbits.stands_for(group)).sum();
            assert_eq!(stands, campaign.groups().len(), "seed {seed}");
            for windows in every_choice(&campaign, &all) {
                let of_first = |window: &Candidate| {
                    let group = orbits.like(window.group)[0];
                    Candidate { group, ..*window }
                };
                let nameless: Vec<Candidate> = windows.iter().map(of_first).collect();
                let patterns = orbits.named(&relaxation.shapes, relaxation.patterns_of(&nameless));
                let groups = |windows: &[Candidate]| {
                    let mut groups: Vec<GroupId> = windows.iter().map(|own| own.group).collect();
                    groups.sort_unstable();
                    groups
                };
                let back = relaxation.windows(&patterns);
                assert_eq!(back.len(), windows.len(), "seed {seed}: {windows:?}");
                let (back, first): (Vec<_>, Vec<_>) = (groups(&back), groups(&nameless));
                assert!(back.windows(2).all(|pair| pair[0] < pair[1]), "seed {seed}: {back:?}");
                let of_kind = |groups: &[GroupId]| {
                    let mut orbits: Vec<_> =
                        groups.iter().map(|own| orbits.like(*own)[0]).collect();
                    orbits.sort_unstable();
                    orbits
                };
                assert_eq!(of_kind(&back), of_kind(&first), "seed {seed}");
                named += 1;
            }
        }
        assert!(named > 1_000, "only {named} plans");
    }

    #[test]
    fn rows_of_a_kind_are_added_up_and_bars_split_kinds() {
        let mut draft = tiny::draft(&[4, 3], &[10, 10, 7, 10]);
        draft.tiers = vec![Tier::Preference];
        let campaign = Campaign::new(draft).unwrap();
        let all = candidates(&campaign).unwrap().list;
        let costs = Costs::new(&campaign, None);
        let relaxation = Relaxation::of(&campaign, &costs, Tier::Preference, &[], &all);
        let mut branching = Branching::none(relaxation.shapes.len(), 4);
        let orbits = relaxation.symmetry.under(&branching);
        let rows = &relaxation.rows;
        assert_eq!(orbits.like(GroupId(1)), [0, 1, 3].map(GroupId));
        let row = |group| rows.group(GroupId(group));
        let mut limits = vec![None; rows.len()];
        for group in 0..4 {
            limits[row(group).index()] = Some((1.0, 2.0 + group as f64));
        }
        let added = orbits.limits(rows, &limits);
        assert_eq!(added[row(0).index()], Some((3.0, 10.0)));
        assert_eq!((added[row(1).index()], added[row(3).index()]), (None, None));
        assert_eq!(added[row(2).index()], limits[row(2).index()]);
        let merged = orbits.merging(rows)(&[(row(3), 1.0), (row(2), 0.5)]);
        assert_eq!(merged, [(row(0), 1.0), (row(2), 0.5)]);
        branching.forbid(0, GroupId(1));
        assert_eq!(relaxation.symmetry.under(&branching).like(GroupId(0)), [0, 3].map(GroupId));
    }
}
