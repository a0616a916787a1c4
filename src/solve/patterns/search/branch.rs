//! A search tree over who comes where: is there a plan that costs at most so much?
//!
//! A node is a set of (group, block) pairs that are out; it has the duals of its parent, climbs a
//! few steps from there, drops the pairs that cost too much, and is split by a group (Posta,
//! Ferland and Michelon 2012 do so for assignment problems).
//!
//! Groups that are alike, and out of the same shapes in a node, may change places in all of its
//! plans: what one of them can't have, none can, and where one is split off, either that one comes
//! or none of them.

use crate::campaign::GroupId;
use crate::solve::patterns::master::branching::Branching;
use crate::solve::patterns::master::generation::Generation;
use crate::solve::patterns::master::relaxation::{Evaluation, Relaxation};
use crate::solve::patterns::master::subgradient::Subgradient;
use crate::solve::patterns::master::symmetry::Orbits;
use crate::solve::patterns::pattern::Pattern;
use crate::solve::patterns::task::whole_bound;
use rayon::iter::{IntoParallelIterator, ParallelIterator};

/// Steps uphill in each node.
const STEPS: usize = 20;
/// Nodes that are looked at side by side; the same for any number of threads, so that the answer is
/// the same.
const SIDE_BY_SIDE: usize = 4;

/// Steps are no longer than if the goal were this share of the value away.
const REACH: f64 = 0.002;

/// A part of all plans.
struct TreeNode {
    branching: Branching,
    duals: Vec<f64>,
}

/// What became of a node.
enum Fate {
    /// No plan in it is cheap enough.
    Closed,
    /// A plan that is; the node is to be looked at again for a cheaper one.
    Found(TreeNode, Vec<Pattern>),
    /// Two smaller nodes, the more promising one last.
    Split(TreeNode, TreeNode),
    /// Nothing is left to split, and yet it is not closed: the master has rows that only a whole
    /// programme settles.
    Open,
}

/// How a search of all plans up to some cost ended.
pub enum Search {
    /// No plan costs less than this.
    Closed { bound: i64, nodes: usize },
    /// Time or nodes are used up.
    Stopped,
    /// The tree can't tell.
    Open,
}

/// Searches all plans that cost at most `most`, and less once one is found. Every group comes as a
/// whole, else a split would not be of all plans.
pub fn search(
    generation: &mut Generation<'_, '_>,
    offered: &Offered,
    mut most: i64,
    most_nodes: usize,
) -> Search {
    let relaxation = generation.relaxation;
    let branching = Branching::none(relaxation.shapes.len(), relaxation.campaign.groups().len());
    let duals = relaxation
        .symmetry
        .under(&branching)
        .averaged(&relaxation.rows, generation.root_duals.clone());
    let mut stack = vec![TreeNode { branching, duals }];
    let mut nodes = 0_usize;
    let reach = 1.0 + generation.best_bound.abs() * REACH;
    while !stack.is_empty() {
        if nodes >= most_nodes || generation.task.budget.is_spent() {
            return Search::Stopped;
        }
        let batch = stack.split_off(stack.len().saturating_sub(SIDE_BY_SIDE));
        nodes += batch.len();
        let tree = Tree { relaxation, offered, most, reach };
        let fates: Vec<Fate> = batch.into_par_iter().map(|node| tree.visit(node)).collect();
        for fate in fates {
            match fate {
                Fate::Closed => {}
                Fate::Split(one, other) => stack.extend([one, other]),
                Fate::Open => return Search::Open,
                Fate::Found(node, patterns) => {
                    generation.show(&patterns);
                    // Another node of the batch may have shown a cheaper plan just before.
                    match generation.task.incumbent.filter(|incumbent| *incumbent <= tree.most) {
                        Some(incumbent) => most = most.min(incumbent - 1),
                        // It has too many people waiting somewhere.
                        None => return Search::Open,
                    }
                    stack.push(node);
                }
            }
        }
    }
    generation.rounds += nodes;
    Search::Closed { bound: most + 1, nodes }
}

/// Which shapes offer a window to each group.
pub struct Offered(Vec<Vec<usize>>);

impl Offered {
    /// Looks at all shapes.
    pub fn new(relaxation: &Relaxation<'_>) -> Offered {
        let mut shapes: Vec<Vec<usize>> = vec![Vec::new(); relaxation.campaign.groups().len()];
        for (place, shape) in relaxation.shapes.iter().enumerate() {
            for choice in &shape.choices {
                let own = &mut shapes[choice.group.0];
                if own.last() != Some(&place) {
                    own.push(place);
                }
            }
        }
        Offered(shapes)
    }
}

struct Tree<'t, 'a> {
    relaxation: &'t Relaxation<'a>,
    offered: &'t Offered,
    most: i64,
    reach: f64,
}

impl Tree<'_, '_> {
    fn visit(&self, mut node: TreeNode) -> Fate {
        if !self.settle(&mut node.branching) {
            return Fate::Closed;
        }
        let mut orbits = self.relaxation.symmetry.under(&node.branching);
        let mut found = None;
        let ascent = Subgradient {
            steps: STEPS,
            step_size: 0.3,
            patience: 4,
            goal: self.most as f64 + 1.0,
            reach: self.reach,
        };
        let value = ascent.ascend(
            self.relaxation,
            &node.branching,
            &orbits,
            &mut node.duals,
            &mut |evaluation, _| {
                found = self.plan(evaluation, &orbits);
                found.is_some()
            },
        );
        if let Some(patterns) = found {
            return Fate::Found(node, patterns);
        }
        if self.is_too_dear(value) {
            return Fate::Closed;
        }
        loop {
            let evaluation = self.relaxation.evaluate(&node.duals, &node.branching);
            if self.is_too_dear(evaluation.value) {
                return Fate::Closed;
            }
            if let Some(patterns) = self.plan(&evaluation, &orbits) {
                return Fate::Found(node, patterns);
            }
            if self.drop_pairs(&mut node, &evaluation, &orbits) == 0 {
                return self.split(node, &evaluation, &orbits);
            }
            if !self.settle(&mut node.branching) {
                return Fate::Closed;
            }
            orbits = self.relaxation.symmetry.under(&node.branching);
        }
    }

    fn is_too_dear(&self, value: f64) -> bool {
        value.is_infinite() && value > 0.0 || whole_bound(value) > self.most
    }

    fn open_shapes(&self, branching: &Branching, group: GroupId) -> Vec<usize> {
        let offered = self.offered.0[group.0].iter().copied();
        offered.filter(|shape| !branching.forbids(*shape, group)).collect()
    }

    /// Groups that have one shape left must come there; `false` where one has none.
    fn settle(&self, branching: &mut Branching) -> bool {
        let relaxation = self.relaxation;
        branching.forced.iter_mut().for_each(Vec::clear);
        if relaxation.may_leave_out {
            return true;
        }
        for group in relaxation.campaign.group_ids() {
            match self.open_shapes(branching, group).as_slice() {
                [] => return false,
                [only] if relaxation.shapes[*only].blocks.len() == 1 => {
                    branching.forced[*only].push(group);
                }
                _ => {}
            }
        }
        true
    }

    /// Branching the pairs that no plan has which is cheap enough; how many.
    fn drop_pairs(&self, node: &mut TreeNode, evaluation: &Evaluation, orbits: &Orbits) -> usize {
        let mut dropped = 0;
        for (place, shape) in self.relaxation.shapes.iter().enumerate() {
            if self.relaxation.budget.is_spent() {
                break;
            }
            let with = self.relaxation.with_each(place, &node.duals, &node.branching, evaluation);
            let mut choice = 0;
            for same in shape.choices.chunk_by(|one, other| one.group == other.group) {
                let own = &with[choice..choice + same.len()];
                choice += same.len();
                let group = same[0].group;
                if !node.branching.forbids(place, group)
                    && own.iter().all(|value| self.is_too_dear(*value))
                {
                    for alike in orbits.like(group) {
                        node.branching.forbid(place, alike);
                    }
                    dropped += 1;
                }
            }
        }
        dropped
    }

    /// The plan of an evaluation in which everybody comes once, whichever of a kind, if it is cheap
    /// enough.
    fn plan(&self, evaluation: &Evaluation, orbits: &Orbits) -> Option<Vec<Pattern>> {
        let relaxation = self.relaxation;
        if evaluation.value.is_infinite() {
            return None;
        }
        let subgradient = orbits.averaged(&relaxation.rows, relaxation.subgradient(evaluation));
        let is_kept = |((low, high), subgradient): (&(f64, f64), &f64)| {
            let activity = if low.is_finite() { low } else { high } - subgradient;
            (low - 1e-6..=high + 1e-6).contains(&activity)
        };
        if !relaxation.rows.limits().iter().zip(&subgradient).all(is_kept) {
            return None;
        }
        let patterns = orbits.named(&relaxation.shapes, relaxation.patterns(evaluation));
        let cost: i64 = patterns.iter().map(|pattern| relaxation.cost(pattern)).sum();
        let columns =
            relaxation.columns.iter().zip(&evaluation.columns).filter(|(_, is_taken)| **is_taken);
        let cost =
            cost + columns.map(|(column, _)| column.cost as i64).sum::<i64>() + relaxation.constant;
        (cost <= self.most).then_some(patterns)
    }

    /// Splits by a group that the relaxation has not or twice, and of those by one with few places
    /// left.
    fn split(&self, node: TreeNode, evaluation: &Evaluation, orbits: &Orbits) -> Fate {
        let relaxation = self.relaxation;
        let subgradient = orbits.averaged(&relaxation.rows, relaxation.subgradient(evaluation));
        let undecided = relaxation.campaign.group_ids().filter_map(|group| {
            let open = self.open_shapes(&node.branching, group);
            let is_settled = subgradient[relaxation.rows.group(group).index()] == 0.0;
            (open.len() > 1).then_some((is_settled, open.len(), group, open))
        });
        let Some((_, _, group, open)) =
            undecided.min_by_key(|(is_settled, count, ..)| (*is_settled, *count))
        else {
            return Fate::Open;
        };
        let comes = |shape: &usize| {
            let choices = &relaxation.shapes[*shape].choices;
            evaluation.cheapest[*shape]
                .windows
                .iter()
                .any(|(choice, _)| choices[*choice].group == group)
        };
        let price = |shape: &usize| {
            let own =
                relaxation.shapes[*shape].choices.iter().filter(|choice| choice.group == group);
            own.map(|choice| choice.costs[0]).min().unwrap_or(i64::MAX)
        };
        let Some(chosen) = open.iter().copied().min_by_key(|shape| (!comes(shape), price(shape)))
        else {
            return Fate::Open;
        };
        let (mut without, mut with) =
            (TreeNode { branching: node.branching.clone(), duals: node.duals.clone() }, node);
        for alike in orbits.like(group) {
            without.branching.forbid(chosen, alike);
        }
        for other in open.into_iter().filter(|shape| *shape != chosen) {
            with.branching.forbid(other, group);
        }
        Fate::Split(without, with)
    }
}

#[cfg(test)]
mod tests {
    use super::{Generation, Offered, Relaxation, Search, search};
    use crate::campaign::plan::Plan;
    use crate::campaign::{BlockId, Campaign, Tier, tiny};
    use crate::solve::every_plan::{every_plan, least};
    use crate::solve::patterns::{News, Task};
    use crate::solve::windows::{Candidate, Costs, candidates};
    use rand::RngExt;
    use std::cell::RefCell;

    #[test]
    fn the_tree_is_closed_at_what_the_best_plan_costs() {
        let (mut found, mut none) = (0, 0);
        for seed in 0..200 {
            let mut dice = tiny::dice(seed);
            let mut draft = tiny::random(&mut dice);
            draft.tiers = vec![Tier::Preference];
            let campaign = Campaign::new(draft).unwrap();
            let all = candidates(&campaign).unwrap().list;
            let costs = Costs::new(&campaign, None);
            let relaxation = Relaxation::of(&campaign, &costs, Tier::Preference, &[], &all);
            let plans = every_plan(&campaign, &all);
            let best = least(&campaign, Tier::Preference, &plans, None);
            let shown: RefCell<Vec<Plan>> = RefCell::new(Vec::new());
            let worth = |plan: &Plan| {
                let value =
                    crate::plans::metrics::tier_value(Tier::Preference, &campaign, plan, None);
                value.numerator() / value.denominator()
            };
            let mut watch = |news: News| {
                if let News::Plan(plan) = news {
                    shown.borrow_mut().push(plan);
                }
                shown.borrow().iter().map(worth).min()
            };
            let mut task = Task {
                watch: &mut watch,
                ..Task::of(&campaign, &costs, Tier::Preference, &[], &all)
            };
            let mut generation = Generation::new(&mut task, &relaxation).unwrap();
            let most = best.map_or(5, |best| best + dice.random_range(0..3));
            let offered = Offered::new(&relaxation);
            match (search(&mut generation, &offered, most, 10_000), best) {
                (Search::Closed { bound, .. }, Some(best)) => {
                    assert_eq!(bound, best, "seed {seed}, up to {most}");
                    found += 1;
                }
                (Search::Closed { bound, .. }, None) => {
                    assert_eq!(bound, most + 1, "seed {seed}: there is no plan");
                    none += 1;
                }
                // Where the order matters, who comes where is not everything.
                (Search::Open, _) => {
                    assert!(!relaxation.is_assignment(), "seed {seed}: the tree can tell");
                }
                (Search::Stopped, _) => panic!("seed {seed}: there is no limit"),
            }
            for plan in shown.borrow().iter() {
                let worth = worth(plan);
                assert!(best.is_some_and(|best| worth >= best), "seed {seed}: {plan:?}");
            }
            let stopped = search(&mut generation, &offered, most, 0);
            assert!(matches!(stopped, Search::Stopped), "no node may be looked at");
        }
        assert!(found > 40 && none > 10, "{found} with a plan, {none} without");
    }

    #[test]
    fn each_shape_that_has_a_window_for_a_group_is_offered_once() {
        let mut draft = tiny::draft(&[2, 3], &[10, 10]);
        draft.groups[1].not_in = vec![BlockId(0)];
        let campaign = Campaign::new(draft).unwrap();
        let all: Vec<Candidate> = candidates(&campaign).unwrap().list;
        let costs = Costs::new(&campaign, None);
        let relaxation = Relaxation::of(&campaign, &costs, Tier::Blocks, &[], &all);
        assert_eq!(Offered::new(&relaxation).0, [vec![0, 1], vec![1]]);
    }
}
