//! All patterns that a plan of some cost may have.
//!
//! At duals of value `V`, a plan that costs at most `most` has only patterns with
//! `V − cheapest of the shape + own price ≤ most`. Where the gap is small these are few, and a
//! programme over them is a proof: what it can't choose, no plan can.

use super::branching::Branching;
use super::relaxation::Relaxation;
use super::symmetry::Orbits;
use crate::campaign::GroupId;
use crate::solve::patterns::coupling::{FurtherColumn, side};
use crate::solve::patterns::pattern::Pattern;
use crate::solve::patterns::pricing::choice::{Cheapest, Wanted};
use crate::solve::patterns::task::BOUND_TOLERANCE;
use rayon::iter::{IntoParallelIterator, ParallelIterator};

/// A part of the campaign that is chosen anew while the rest stays: all of it, or some blocks with
/// their groups.
pub struct Neighbourhood {
    /// Limits of the rows, less what the rest takes of them; `None` for groups of the rest.
    pub limits: Vec<Option<(f64, f64)>>,
    /// Open blocks of each shape.
    pub open: Vec<usize>,
    /// Groups of the rest.
    pub branching: Branching,
}

impl Neighbourhood {
    /// The orbits of groups alike that are still to come.
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

    /// What is left to plan when these patterns stay.
    pub fn after(relaxation: &Relaxation<'_>, rest: &[Pattern]) -> Neighbourhood {
        let mut neighbourhood = Neighbourhood::whole(relaxation);
        for pattern in rest {
            neighbourhood.settle(relaxation, pattern);
        }
        neighbourhood
    }

    /// Takes a pattern: its block and its groups are of the rest from now on; of a group that is
    /// cut its rows say what is left.
    pub fn settle(&mut self, relaxation: &Relaxation<'_>, pattern: &Pattern) {
        self.open[pattern.shape] -= 1;
        for (row, factor) in relaxation.entries(pattern.shape, &pattern.windows) {
            if let Some((low, high)) = &mut self.limits[row.index()] {
                *low -= factor;
                *high -= factor;
            }
        }
        for group in relaxation.whole_groups(pattern) {
            self.limits[relaxation.rows.group(group).index()] = None;
            (0..relaxation.shapes.len()).for_each(|shape| self.branching.forbid(shape, group));
        }
    }

    /// Whether a pattern can still be taken.
    pub fn allows(&self, relaxation: &Relaxation<'_>, pattern: &Pattern) -> bool {
        let mut groups = relaxation.groups(pattern);
        self.open[pattern.shape] > 0
            && !groups.any(|group| self.branching.forbids(pattern.shape, group))
    }

    /// Whether a group is of the rest.
    pub fn is_done(&self, relaxation: &Relaxation<'_>, group: GroupId) -> bool {
        self.limits[relaxation.rows.group(group).index()].is_none()
    }

    /// Columns besides patterns, of the part's groups.
    pub fn columns<'r>(
        &'r self,
        relaxation: &'r Relaxation<'_>,
    ) -> impl Iterator<Item = &'r FurtherColumn> {
        relaxation.columns.iter().filter(|column| !self.is_done(relaxation, column.group))
    }

    /// How many blocks are open.
    pub fn blocks(&self) -> usize {
        self.open.iter().sum()
    }

    /// Patterns of choices that cost at most `most`, of those that differ only in groups alike one,
    /// unless there are more than `most_patterns`.
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
        let width = most - self.value(relaxation, duals, &cheapest) + BOUND_TOLERANCE;
        let of_shape = |shape: usize| {
            if self.open[shape] == 0 {
                return Some(Vec::new());
            }
            let forbidden = |group| self.branching.forbids(shape, group);
            let prices = relaxation.shapes[shape].prices(&relaxation.rows, duals, forbidden);
            let earlier = orbits.earlier(&relaxation.shapes[shape]);
            let limit = cheapest[shape].at_least + width;
            let wanted =
                Wanted { limit, most: most_patterns, earlier: &earlier, budget: relaxation.budget };
            let found = relaxation.shapes[shape].within(&prices, &wanted)?;
            Some(found.into_iter().map(|windows| Pattern { shape, windows }).collect())
        };
        let by_shape: Option<Vec<Vec<Pattern>>> =
            (0..self.open.len()).into_par_iter().map(of_shape).collect();
        let patterns: Vec<Pattern> = by_shape?.into_iter().flatten().collect();
        (patterns.len() <= most_patterns).then_some(patterns)
    }

    /// The cheapest pattern of each shape that has open blocks.
    pub fn cheapest(&self, relaxation: &Relaxation<'_>, duals: &[f64]) -> Vec<Cheapest> {
        relaxation.cheapest_of_each(duals, &self.branching, |shape| self.open[shape] > 0)
    }

    /// The least that the part can cost at some duals, when these are the cheapest patterns of the
    /// shapes.
    fn value(&self, relaxation: &Relaxation<'_>, duals: &[f64], cheapest: &[Cheapest]) -> f64 {
        let rows = self
            .limits
            .iter()
            .zip(duals)
            .filter_map(|(limits, dual)| Some(side((*limits)?, *dual)));
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
    use super::{Neighbourhood, Pattern, Relaxation};
    use crate::campaign::{Campaign, Tier, tiny};
    use crate::solve::every_plan::{every_plan, least, units};
    use crate::solve::windows::{Costs, candidates};
    use rand::RngExt;
    use std::collections::BTreeSet;

    #[test]
    fn the_pool_has_the_patterns_of_every_plan_that_costs_no_more() {
        let mut spared = 0;
        for seed in 0..80 {
            let mut dice = tiny::dice(seed);
            let mut draft = tiny::random(&mut dice);
            draft.tiers = vec![Tier::Preference];
            if dice.random_bool(0.5) {
                tiny::add_relation(&mut dice, &mut draft);
            }
            let campaign = Campaign::new(draft).unwrap();
            let all = candidates(&campaign).unwrap().list;
            let costs = Costs::new(&campaign, None);
            let relaxation = Relaxation::of(&campaign, &costs, Tier::Preference, &[], &all);
            let plans = every_plan(&campaign, &all);
            let Some(best) = least(&campaign, Tier::Preference, &plans, None) else { continue };
            let neighbourhood = Neighbourhood::whole(&relaxation);
            let orbits = neighbourhood.orbits(&relaxation);
            // Which choices, whenever they start, of whichever group of a kind.
            let unnamed = |pattern: &Pattern| {
                let shape = &relaxation.shapes[pattern.shape];
                let choice = |(choice, _): &(usize, usize)| {
                    let group = shape.choices[*choice].group;
                    (orbits.like(group)[0], choice - shape.choices_of(group).start)
                };
                let mut choices: Vec<_> = pattern.windows.iter().map(choice).collect();
                choices.sort_unstable();
                (pattern.shape, choices)
            };
            for most in [best, best + 1] {
                let duals = relaxation.random_duals(&mut dice);
                let gather = |most: i64| {
                    neighbourhood.gather(&relaxation, &duals, most as f64, 10_000).unwrap()
                };
                let pool: BTreeSet<_> = gather(most).iter().map(unnamed).collect();
                spared += gather(most + 1_000_000).len() - gather(most).len();
                let worth = |plan: &Vec<_>| units(&campaign, Tier::Preference, plan, None);
                for plan in plans.iter().filter(|plan| worth(plan) <= most) {
                    for pattern in relaxation.patterns_of(plan) {
                        assert!(pool.contains(&unnamed(&pattern)), "seed {seed}: {plan:?} {most}");
                    }
                }
                let count = gather(most).len();
                if count > 0 {
                    let too_few = neighbourhood.gather(&relaxation, &duals, most as f64, count - 1);
                    assert!(too_few.is_none(), "seed {seed}: {count} patterns");
                }
            }
        }
        assert!(spared > 50, "only {spared} patterns were spared");
    }

    #[test]
    fn what_is_settled_takes_its_groups_its_block_and_its_share_of_the_rows() {
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
            let (first, others) = patterns.split_first().unwrap();
            let neighbourhood = Neighbourhood::after(&relaxation, std::slice::from_ref(first));
            assert_eq!(neighbourhood.blocks(), relaxation.blocks() - 1);
            for group in relaxation.groups(first) {
                assert!(neighbourhood.is_done(&relaxation, group));
            }
            assert!(
                others.iter().all(|pattern| neighbourhood.allows(&relaxation, pattern)),
                "{plan:?}"
            );
            assert!(!neighbourhood.allows(&relaxation, first), "its groups are done");
            // With all of it settled nothing is asked any more.
            let done = Neighbourhood::after(&relaxation, &patterns);
            let is_kept = |limits: &Option<(f64, f64)>| {
                limits.is_none_or(|(low, high)| low <= 1e-9 && high >= -1e-9)
            };
            assert!(done.limits.iter().all(is_kept), "{plan:?}: {:?}", done.limits);
        }
    }
}
