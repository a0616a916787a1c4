//! Symmetry of groups: groups in one orbit may swap in every plan (Margot 2010, "Symmetry in
//! integer linear programming").
//!
//! Of patterns that differ by such swaps only the one with the first groups of each orbit is kept.
//! The rows of an orbit are added up, and the chosen patterns get their groups at the end. Duals
//! may be averaged over an orbit: the Lagrangian bound is concave in them, so it doesn't fall.

use super::branching::Branching;
use crate::campaign::{Campaign, GroupId};
use crate::solve::ids::List;
use crate::solve::patterns::coupling::CouplingRows;
use crate::solve::patterns::pattern::{ChoiceId, Pattern, Placed, ShapeId};
use crate::solve::patterns::pricing::shape::Shape;
use crate::solve::rows::RowId;
use std::collections::{BTreeMap, HashMap};

/// The orbits of at least two groups in the whole campaign, each by group.
#[derive(Debug)]
pub struct Symmetry {
    orbits: Vec<Vec<GroupId>>,
}

/// The orbits in a neighbourhood or under branching decisions.
pub struct Orbits {
    orbits: Vec<Vec<GroupId>>,
}

impl Symmetry {
    /// Orbits of groups with equal headcount and equal choices in every shape, in no row but their
    /// own.
    pub fn new(campaign: &Campaign, shapes: &[Shape]) -> Symmetry {
        let mut is_plain = vec![true; campaign.groups().len()];
        for choice in shapes.iter().flat_map(|shape| &shape.choices) {
            is_plain[choice.group.0] &= choice.is_plain();
        }
        let mut by_people: BTreeMap<i64, Vec<Vec<GroupId>>> = BTreeMap::new();
        for group in campaign.group_ids().filter(|group| is_plain[group.0]) {
            let orbits = by_people.entry(campaign.group(group).expected()).or_default();
            let is_symmetric = |orbit: &&mut Vec<GroupId>| {
                shapes.iter().all(|shape| have_equal_choices(shape, orbit[0], group))
            };
            match orbits.iter_mut().find(is_symmetric) {
                Some(orbit) => orbit.push(group),
                None => orbits.push(vec![group]),
            }
        }
        let orbits = by_people.into_values().flatten().filter(|orbit| orbit.len() > 1).collect();
        Symmetry { orbits }
    }

    /// The orbits of the groups that are open.
    pub fn among(&self, is_open: impl Fn(GroupId) -> bool) -> Orbits {
        let restricted = |orbit: &Vec<GroupId>| -> Vec<GroupId> {
            orbit.iter().copied().filter(|group| is_open(*group)).collect()
        };
        Orbits {
            orbits: self.orbits.iter().map(restricted).filter(|orbit| orbit.len() > 1).collect(),
        }
    }

    /// The orbits under branching decisions: groups that are forbidden in the same shapes.
    pub fn under(&self, branching: &Branching) -> Orbits {
        let split = |orbit: &Vec<GroupId>| {
            let mut by_forbidden: BTreeMap<Vec<ShapeId>, Vec<GroupId>> = BTreeMap::new();
            for group in orbit {
                by_forbidden.entry(branching.of(*group)).or_default().push(*group);
            }
            by_forbidden.into_values()
        };
        Orbits {
            orbits: self.orbits.iter().flat_map(split).filter(|orbit| orbit.len() > 1).collect(),
        }
    }
}

fn have_equal_choices(shape: &Shape, a: GroupId, b: GroupId) -> bool {
    let (of_a, of_b) = (shape.choices_of(a).iter(), shape.choices_of(b).iter());
    of_a.len() == of_b.len()
        && of_a.zip(of_b).all(|(a, b)| {
            let (choice_a, choice_b) = (&shape.choices[a], &shape.choices[b]);
            (choice_a.steps, &choice_a.costs) == (choice_b.steps, &choice_b.costs)
                && shape.starts(a).eq(shape.starts(b))
        })
}

impl Orbits {
    /// The orbit of a group, the group itself where it has none.
    pub fn like(&self, group: GroupId) -> Vec<GroupId> {
        self.orbits
            .iter()
            .find(|orbit| orbit.contains(&group))
            .cloned()
            .unwrap_or_else(|| vec![group])
    }

    /// Values of the rows, such as duals, averaged over each orbit.
    pub fn averaged(&self, rows: &CouplingRows, mut values: Vec<f64>) -> Vec<f64> {
        for orbit in &self.orbits {
            let mean = orbit.iter().map(|group| values[rows.group(*group).index()]).sum::<f64>()
                / orbit.len() as f64;
            for group in orbit {
                values[rows.group(*group).index()] = mean;
            }
        }
        values
    }

    /// The number of groups that a group stands for: that of its orbit for the first group of an orbit, 0 for the
    /// others.
    pub fn stands_for(&self, group: GroupId) -> usize {
        match self.orbits.iter().find(|orbit| orbit.contains(&group)) {
            Some(orbit) if orbit[0] == group => orbit.len(),
            Some(_) => 0,
            None => 1,
        }
    }

    /// Symmetry breaking: for each choice of a shape the equal choice of the group before it in its
    /// orbit, without which it is not made.
    pub fn earlier(&self, shape: &Shape) -> List<ChoiceId, Option<ChoiceId>> {
        let mut earlier = List::alike(None, &shape.choices);
        for orbit in &self.orbits {
            for pair in orbit.windows(2) {
                let (of_later, of_earlier) = (shape.choices_of(pair[1]), shape.choices_of(pair[0]));
                for (choice, before) in of_later.iter().zip(of_earlier.iter()) {
                    earlier[choice] = Some(before);
                }
            }
        }
        earlier
    }

    /// Coefficients in rows that are added up over each orbit: the row of its first group has them.
    pub fn merging(
        &self,
        rows: &CouplingRows,
    ) -> impl Fn(&[(RowId, f64)]) -> Vec<(RowId, f64)> + use<> {
        let mut merged: Vec<RowId> = (0..rows.len()).map(RowId).collect();
        for orbit in &self.orbits {
            for group in orbit {
                merged[rows.group(*group).index()] = rows.group(orbit[0]);
            }
        }
        move |entries| {
            entries.iter().map(|(row, coefficient)| (merged[row.index()], *coefficient)).collect()
        }
    }

    /// Limits of rows that are added up over each orbit.
    pub fn limits(
        &self,
        rows: &CouplingRows,
        limits: &[Option<(f64, f64)>],
    ) -> Vec<Option<(f64, f64)>> {
        let mut added = limits.to_vec();
        for orbit in &self.orbits {
            let limits = orbit.iter().filter_map(|group| added[rows.group(*group).index()].take());
            let sum = limits.fold((0.0, 0.0), |sum, limits| (sum.0 + limits.0, sum.1 + limits.1));
            added[rows.group(orbit[0]).index()] = Some(sum);
        }
        added
    }

    /// The patterns with the groups of each orbit named anew, each once; windows beyond an orbit's
    /// groups are left out.
    pub fn named(&self, shapes: &List<ShapeId, Shape>, patterns: Vec<Pattern>) -> Vec<Pattern> {
        if self.orbits.is_empty() {
            return patterns;
        }
        let mut unnamed: Vec<_> = self.orbits.iter().map(|orbit| orbit.iter()).collect();
        let members = self
            .orbits
            .iter()
            .enumerate()
            .flat_map(|(index, orbit)| orbit.iter().map(move |group| (*group, index)));
        let orbit_of: HashMap<GroupId, usize> = members.collect();
        let mut named = Vec::with_capacity(patterns.len());
        for Pattern { shape: shape_id, windows } in patterns {
            let shape = &shapes[shape_id];
            let mut name = |(choice, start): Placed| -> Option<Placed> {
                let group = shape.choices[choice].group;
                let Some(orbit) = orbit_of.get(&group) else { return Some((choice, start)) };
                let next = unnamed[*orbit].next()?;
                let position = shape.choices_of(group).position(choice);
                Some((shape.choices_of(*next).iter().nth(position)?, start))
            };
            let windows: Vec<Placed> = windows.into_iter().filter_map(&mut name).collect();
            if !windows.is_empty() {
                named.push(Pattern { shape: shape_id, windows });
            }
        }
        named
    }
}

#[cfg(test)]
mod tests {
    use super::super::neighbourhood::Neighbourhood;
    use super::super::relaxation::Relaxation;
    use super::{Branching, Campaign, ChoiceId, GroupId, List, Orbits, Pattern, ShapeId};
    use crate::base::budget::Budget;
    use crate::campaign::{Tier, tiny};
    use crate::solve::every_plan::{every_choice, every_plan, units};
    use crate::solve::patterns::pricing::choice::Wanted;
    use crate::solve::windows::{Candidate, Costs, candidates};
    use rand::RngExt;
    use rand::rngs::ChaCha8Rng;
    use std::collections::BTreeSet;
    use std::ops::Range;

    /// A campaign in which some groups have equal headcounts, often with equal wishes.
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

    /// Runs a test on the campaign and relaxation of each seed.
    fn for_each_relaxation(
        seeds: Range<u64>,
        mut test: impl FnMut(u64, &mut ChaCha8Rng, &[Candidate], &Relaxation<'_>),
    ) {
        for seed in seeds {
            let mut dice = tiny::dice(seed);
            let campaign = campaign(&mut dice);
            let all = candidates(&campaign).unwrap().list;
            let costs = Costs::new(&campaign, None);
            let relaxation = Relaxation::of(&campaign, &costs, Tier::Preference, &[], &all);
            test(seed, &mut dice, &all, &relaxation);
        }
    }

    fn swapped(windows: &[Candidate], a: GroupId, b: GroupId) -> Vec<Candidate> {
        let swap = |window: &Candidate| {
            let group = match window.group {
                group if group == a => b,
                group if group == b => a,
                group => group,
            };
            Candidate { group, ..*window }
        };
        windows.iter().map(swap).collect()
    }

    #[test]
    fn groups_are_in_one_orbit_just_where_they_may_swap_in_every_choice() {
        let (mut symmetric, mut asymmetric) = (0, 0);
        for seed in 0..120 {
            let campaign = campaign(&mut tiny::dice(seed));
            let all = candidates(&campaign).unwrap().list;
            let costs = Costs::new(&campaign, None);
            let relaxation = Relaxation::of(&campaign, &costs, Tier::Preference, &[], &all);
            let orbits = relaxation.symmetry.under(&Branching::none(relaxation.shapes.len(), 3));
            for (a, b) in [(0, 1), (0, 2), (1, 2)] {
                let (a, b) = (GroupId(a), GroupId(b));
                if b.0 >= campaign.groups().len() {
                    continue;
                }
                let people = |group| campaign.group(group).expected();
                let may_swap = |window: &Candidate| {
                    let after_swap = swapped(&[*window], a, b)[0];
                    let cost = |window| costs.of(Tier::Preference, window);
                    all.contains(&after_swap) && cost(&after_swap) == cost(window)
                };
                let is_of_pair = |window: &&Candidate| [a, b].contains(&window.group);
                let is_symmetric =
                    people(a) == people(b) && all.iter().filter(is_of_pair).all(may_swap);
                let is_orbit = orbits.like(a).contains(&b);
                assert_eq!(is_orbit, is_symmetric, "seed {seed}: {a:?} and {b:?}");
                *if is_orbit { &mut symmetric } else { &mut asymmetric } += 1;
                if is_orbit {
                    for plan in every_plan(&campaign, &all) {
                        let after_swap = swapped(&plan, a, b);
                        let worth = |plan| units(&campaign, Tier::Preference, plan, None);
                        assert!(crate::solve::every_plan::keeps_rules(&campaign, &after_swap));
                        assert_eq!(worth(&after_swap), worth(&plan), "seed {seed}");
                    }
                }
            }
        }
        assert!(symmetric > 50 && asymmetric > 50, "{symmetric} pairs in orbits, {asymmetric} not");
    }

    #[test]
    fn the_bound_of_averaged_duals_is_no_weaker() {
        let mut stronger = 0;
        for_each_relaxation(0..120, |seed, dice, _, relaxation| {
            let branching = Branching::none(relaxation.shapes.len(), 3);
            let orbits = relaxation.symmetry.under(&branching);
            let duals = relaxation.random_duals(dice);
            let averaged = orbits.averaged(&relaxation.rows, duals.clone());
            let sum = |duals: &[f64]| duals.iter().sum::<f64>();
            assert!((sum(&duals) - sum(&averaged)).abs() < 1e-9, "seed {seed}");
            for group in relaxation.campaign.group_ids() {
                for member in orbits.like(group) {
                    let dual = |group| averaged[relaxation.rows.group(group).index()];
                    assert!((dual(group) - dual(member)).abs() < 1e-12, "seed {seed}");
                }
            }
            let value = |duals: &[f64]| relaxation.evaluate(duals, &branching).value;
            let (before, after) = (value(&duals), value(&averaged));
            assert!(after >= before - 1e-6, "seed {seed}: {before} became {after}");
            stronger += usize::from(after > before + 1e-6);
        });
        assert!(stronger > 10, "only {stronger} became stronger");
    }

    /// The pattern's choices, each group as the first of its orbit.
    fn canonical(
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
                let leader = shape.equivalence.leader[*choice];
                (orbits.like(group)[0], shape.choices_of(group).position(leader))
            })
            .collect();
        choices.sort_unstable();
        choices
    }

    #[test]
    fn one_pattern_of_each_orbit_is_enumerated() {
        let mut fewer = 0;
        for_each_relaxation(0..100, |seed, _, _, relaxation| {
            let branching = Branching::none(relaxation.shapes.len(), 3);
            let orbits = relaxation.symmetry.under(&branching);
            let duals = vec![0.0; relaxation.rows.len()];
            for (id, shape) in relaxation.shapes.with_ids() {
                let prices = shape.prices(&relaxation.rows, &duals, |_| false);
                let earlier = orbits.earlier(shape);
                let gather = |earlier: &List<ChoiceId, Option<ChoiceId>>| {
                    let wanted = Wanted {
                        limit: 1e6,
                        most: usize::MAX,
                        earlier,
                        equivalence: &shape.equivalence,
                        budget: &Budget::unlimited(),
                    };
                    let found = shape.within(&prices, &wanted).unwrap();
                    let pattern = |windows| Pattern { shape: id, windows };
                    let patterns = found.into_iter().map(pattern);
                    patterns
                        .map(|pattern| canonical(relaxation, &orbits, &pattern))
                        .collect::<Vec<_>>()
                };
                let (every, one_each) =
                    (gather(&List::alike(None, &shape.choices)), gather(&earlier));
                let set: BTreeSet<_> = one_each.iter().cloned().collect();
                assert_eq!(set, every.iter().cloned().collect(), "seed {seed}");
                fewer += every.len() - one_each.len();
            }
        });
        assert!(fewer > 100, "only {fewer} patterns fewer");
    }

    #[test]
    fn every_group_of_an_orbit_is_named_once() {
        let mut named = 0;
        for_each_relaxation(0..100, |seed, _, all, relaxation| {
            let orbits = Neighbourhood::whole(relaxation).orbits(relaxation);
            let stands: usize =
                relaxation.campaign.group_ids().map(|group| orbits.stands_for(group)).sum();
            assert_eq!(stands, relaxation.campaign.groups().len(), "seed {seed}");
            for windows in every_choice(relaxation.campaign, all) {
                let of_first = |window: &Candidate| {
                    let group = orbits.like(window.group)[0];
                    Candidate { group, ..*window }
                };
                let canonical: Vec<Candidate> = windows.iter().map(of_first).collect();
                let patterns = orbits.named(&relaxation.shapes, relaxation.patterns_of(&canonical));
                let groups = |windows: &[Candidate]| {
                    let mut groups: Vec<GroupId> =
                        windows.iter().map(|window| window.group).collect();
                    groups.sort_unstable();
                    groups
                };
                let back = relaxation.windows(&patterns);
                assert_eq!(back.len(), windows.len(), "seed {seed}: {windows:?}");
                let (back, first): (Vec<_>, Vec<_>) = (groups(&back), groups(&canonical));
                assert!(back.windows(2).all(|pair| pair[0] < pair[1]), "seed {seed}: {back:?}");
                let orbits_of = |groups: &[GroupId]| {
                    let mut orbits: Vec<_> =
                        groups.iter().map(|group| orbits.like(*group)[0]).collect();
                    orbits.sort_unstable();
                    orbits
                };
                assert_eq!(orbits_of(&back), orbits_of(&first), "seed {seed}");
                named += 1;
            }
        });
        assert!(named > 1_000, "only {named} plans");
    }

    #[test]
    fn rows_of_an_orbit_are_added_up_and_branching_splits_orbits() {
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
        branching.forbid(ShapeId(0), GroupId(1));
        assert_eq!(relaxation.symmetry.under(&branching).like(GroupId(0)), [0, 3].map(GroupId));
    }
}
