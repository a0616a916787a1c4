//! Neighbourhoods of a plan, and route enumeration in them (Baldacci, Christofides and Mingozzi
//! 2008, "An exact algorithm for the vehicle routing problem based on the set partitioning
//! formulation with additional cuts", Mathematical Programming 115).
//!
//! At duals of bound `V`, a plan that costs at most `most` has only patterns with
//! `V − least reduced cost of the shape + reduced cost ≤ most`. The MIP over these
//! patterns is exact; the smaller the gap, the fewer they are.

use super::branching::Branching;
use super::relaxation::Relaxation;
use super::symmetry::Orbits;
use crate::campaign::GroupId;
use crate::solve::bounds::BOUND_TOLERANCE;
use crate::solve::ids::List;
use crate::solve::patterns::coupling::{FurtherColumn, dual_value};
use crate::solve::patterns::pattern::{Pattern, ShapeId};
use crate::solve::patterns::pricing::choice::{Cheapest, Wanted};
use rayon::iter::{IntoParallelIterator, ParallelIterator};

/// An LNS neighbourhood: the blocks and groups that are optimised anew while the rest is fixed; or
/// the whole campaign.
pub struct Neighbourhood {
    /// Limits of the rows, less the activity of fixed patterns; `None` for the rows of fixed
    /// groups.
    pub limits: Vec<Option<(f64, f64)>>,
    /// Open blocks of each shape.
    pub open: List<ShapeId, usize>,
    /// Branching decisions: fixed groups are forbidden everywhere.
    pub branching: Branching,
}

impl Neighbourhood {
    /// The symmetry orbits of the groups that aren't fixed.
    pub fn orbits(&self, relaxation: &Relaxation<'_>) -> Orbits {
        relaxation.symmetry.among(|group| !self.is_done(relaxation, group))
    }

    /// The whole campaign.
    pub fn whole(relaxation: &Relaxation<'_>) -> Neighbourhood {
        Neighbourhood {
            limits: relaxation.rows.limits().iter().copied().map(Some).collect(),
            open: relaxation.shapes.iter().map(|shape| shape.blocks.len()).collect(),
            branching: Branching::none(relaxation.shapes.len(), relaxation.campaign.groups().len()),
        }
    }

    /// The neighbourhood in which some patterns are fixed.
    pub fn after(relaxation: &Relaxation<'_>, fixed: &[Pattern]) -> Neighbourhood {
        let mut neighbourhood = Neighbourhood::whole(relaxation);
        for pattern in fixed {
            neighbourhood.fix(relaxation, pattern);
        }
        neighbourhood
    }

    /// Fixes a pattern, its block and its groups; for a cut group its rows' limits say what is
    /// left.
    pub fn fix(&mut self, relaxation: &Relaxation<'_>, pattern: &Pattern) {
        self.open[pattern.shape] -= 1;
        for (row, coefficient) in relaxation.entries(pattern.shape, &pattern.windows) {
            if let Some((low, high)) = &mut self.limits[row.index()] {
                *low -= coefficient;
                *high -= coefficient;
            }
        }
        for group in relaxation.whole_groups(pattern) {
            self.limits[relaxation.rows.group(group).index()] = None;
            relaxation.shapes.ids().for_each(|shape| self.branching.forbid(shape, group));
        }
    }

    /// Whether a pattern may be chosen.
    pub fn allows(&self, relaxation: &Relaxation<'_>, pattern: &Pattern) -> bool {
        let mut groups = relaxation.groups(pattern);
        self.open[pattern.shape] > 0
            && !groups.any(|group| self.branching.forbids(pattern.shape, group))
    }

    /// Whether a group is fixed.
    pub fn is_done(&self, relaxation: &Relaxation<'_>, group: GroupId) -> bool {
        self.limits[relaxation.rows.group(group).index()].is_none()
    }

    /// The further columns of the groups that aren't fixed, and those of no group.
    pub fn columns<'r>(
        &'r self,
        relaxation: &'r Relaxation<'_>,
    ) -> impl Iterator<Item = &'r FurtherColumn> {
        let is_done = |group| self.is_done(relaxation, group);
        relaxation.columns.iter().filter(move |column| !column.group.is_some_and(is_done))
    }

    /// The number of open blocks.
    pub fn blocks(&self) -> usize {
        self.open.iter().sum()
    }

    /// Enumerates patterns of which a best plan consists, where it costs at most `most`: one of each
    /// symmetry orbit, and of patterns with equal coefficients in all rows the cheapest. `None` where
    /// there are more than `most_patterns`.
    pub fn gather(
        &self,
        relaxation: &Relaxation<'_>,
        duals: &[f64],
        most: f64,
        most_patterns: usize,
    ) -> Option<Vec<Pattern>> {
        let orbits = self.orbits(relaxation);
        let duals = &orbits.averaged(&relaxation.rows, duals.to_vec());
        let cheapest = self.cheapest(relaxation, duals);
        let gap = most - self.lagrangian_bound(relaxation, duals, &cheapest) + BOUND_TOLERANCE;
        let of_shape = |shape: ShapeId| {
            if self.open[shape] == 0 {
                return Some(Vec::new());
            }
            let forbidden = |group| self.branching.forbids(shape, group);
            let prices = relaxation.shapes[shape].prices(&relaxation.rows, duals, forbidden);
            let earlier = orbits.earlier(&relaxation.shapes[shape]);
            let wanted = Wanted {
                limit: cheapest[shape].at_least + gap,
                most: most_patterns,
                earlier: &earlier,
                equivalence: &relaxation.shapes[shape].equivalence,
                budget: relaxation.budget,
            };
            let found = relaxation.shapes[shape].within(&prices, &wanted)?;
            Some(found.into_iter().map(|windows| Pattern { shape, windows }).collect())
        };
        let by_shape: Option<Vec<Vec<Pattern>>> =
            (0..self.open.len()).into_par_iter().map(ShapeId).map(of_shape).collect();
        let patterns: Vec<Pattern> = by_shape?.into_iter().flatten().collect();
        (patterns.len() <= most_patterns).then_some(patterns)
    }

    /// The cheapest pattern of each shape that has open blocks.
    pub fn cheapest(&self, relaxation: &Relaxation<'_>, duals: &[f64]) -> List<ShapeId, Cheapest> {
        relaxation.cheapest_of_each(duals, &self.branching, |shape| self.open[shape] > 0)
    }

    /// The Lagrangian bound of the neighbourhood at some duals, from the cheapest pattern of each
    /// shape.
    fn lagrangian_bound(
        &self,
        relaxation: &Relaxation<'_>,
        duals: &[f64],
        cheapest: &List<ShapeId, Cheapest>,
    ) -> f64 {
        let rows = self
            .limits
            .iter()
            .zip(duals)
            .filter_map(|(limits, dual)| Some(dual_value((*limits)?, *dual)));
        let blocks = cheapest
            .iter()
            .zip(&self.open)
            .map(|(cheapest, open)| cheapest.at_least * *open as f64);
        let columns = self.columns(relaxation).map(|column| column.reduced_cost(duals).min(0.0));
        rows.sum::<f64>() + blocks.sum::<f64>() + columns.sum::<f64>()
    }
}

#[cfg(test)]
mod tests {
    use super::super::tiny_relaxation::{TinyRelaxation, for_each_relaxation};
    use super::{Neighbourhood, Pattern, Relaxation};
    use crate::campaign::{Campaign, Tier, tiny};
    use crate::solve::every_plan::{every_plan, units};
    use crate::solve::patterns::pattern::Placed;
    use crate::solve::windows::{Costs, candidates};
    use std::collections::BTreeMap;

    #[test]
    fn enumeration_has_the_patterns_of_every_plan_that_costs_no_more() {
        let mut excluded = 0;
        for_each_relaxation(
            0..80,
            |TinyRelaxation { seed, dice, campaign, relaxation, plans, best }| {
                let neighbourhood = Neighbourhood::whole(relaxation);
                let orbits = neighbourhood.orbits(relaxation);
                // The leaders of the choices, each group as the first of its orbit.
                let canonical = |pattern: &Pattern| {
                    let shape = &relaxation.shapes[pattern.shape];
                    let choice = |(choice, _): &Placed| {
                        let group = shape.choices[*choice].group;
                        let leader = shape.equivalence.leader[*choice];
                        (orbits.like(group)[0], shape.choices_of(group).position(leader))
                    };
                    let mut choices: Vec<_> = pattern.windows.iter().map(choice).collect();
                    choices.sort_unstable();
                    (pattern.shape, choices)
                };
                for most in [best, best + 1] {
                    let duals = relaxation.random_duals(dice);
                    let gather = |most: i64| {
                        neighbourhood.gather(relaxation, &duals, most as f64, 10_000).unwrap()
                    };
                    let gathered = gather(most);
                    let cost = |pattern: &Pattern| relaxation.cost(pattern);
                    let patterns: BTreeMap<_, i64> =
                        gathered.iter().map(|own| (canonical(own), cost(own))).collect();
                    excluded += gather(most + 1_000_000).len() - gather(most).len();
                    let worth = |plan: &Vec<_>| units(campaign, Tier::Preference, plan, None);
                    for plan in plans.iter().filter(|plan| worth(plan) <= most) {
                        for pattern in relaxation.patterns_of(plan) {
                            let known = patterns.get(&canonical(&pattern));
                            assert!(
                                known.is_some_and(|known| *known <= cost(&pattern)),
                                "seed {seed}: {plan:?} {most}"
                            );
                        }
                    }
                    let count = gather(most).len();
                    if count > 0 {
                        let too_few =
                            neighbourhood.gather(relaxation, &duals, most as f64, count - 1);
                        assert!(too_few.is_none(), "seed {seed}: {count} patterns");
                    }
                }
            },
        );
        assert!(excluded > 50, "only {excluded} patterns were excluded");
    }

    #[test]
    fn a_fixed_pattern_takes_its_groups_its_block_and_its_activity_in_the_rows() {
        let mut draft = tiny::draft(&[3, 3, 2], &[10, 20, 10]);
        draft.relations.push(crate::campaign::Relation {
            kind: crate::campaign::RelationKind::Before,
            first: crate::campaign::GroupId(0),
            second: crate::campaign::GroupId(1),
        });
        draft.tiers = vec![Tier::Preference];
        let campaign = Campaign::new(draft).unwrap();
        let all = candidates(&campaign).unwrap().list;
        let costs = Costs::new(&campaign, None);
        let relaxation = Relaxation::of(&campaign, &costs, Tier::Preference, &[], &all);
        for plan in every_plan(&campaign, &all).iter().take(40) {
            let patterns = relaxation.patterns_of(plan);
            let (first, rest) = patterns.split_first().unwrap();
            let neighbourhood = Neighbourhood::after(&relaxation, std::slice::from_ref(first));
            assert_eq!(neighbourhood.blocks(), relaxation.blocks() - 1);
            for group in relaxation.groups(first) {
                assert!(neighbourhood.is_done(&relaxation, group));
            }
            assert!(
                rest.iter().all(|pattern| neighbourhood.allows(&relaxation, pattern)),
                "{plan:?}"
            );
            assert!(!neighbourhood.allows(&relaxation, first), "its groups are fixed");
            // With all patterns fixed every row is kept.
            let all_fixed = Neighbourhood::after(&relaxation, &patterns);
            let is_kept = |limits: &Option<(f64, f64)>| {
                limits.is_none_or(|(low, high)| low <= 1e-9 && high >= -1e-9)
            };
            assert!(all_fixed.limits.iter().all(is_kept), "{plan:?}: {:?}", all_fixed.limits);
        }
    }
}
