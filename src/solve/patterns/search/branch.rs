//! Branch and bound over which groups come in which shapes: is there a plan of cost at most
//! `cutoff`? The method is that of Posta, Ferland and Michelon 2012, "An exact method with variable
//! fixing for solving the generalized assignment problem".
//!
//! A tree node is a set of forbidden pairs of group and shape. It inherits its parent's duals,
//! propagates groups that have a single shape left, takes [`SUBGRADIENT_STEPS`] steps to its
//! Lagrangian bound, and is pruned where this is above the cutoff. Reduced-cost fixing forbids
//! further pairs; where it finds none, the node branches on a group.
//!
//! Groups of one orbit that are forbidden in the same shapes may swap in all plans of a node
//! (Margot 2010, "Symmetry in integer linear programming"): a pair is fixed for all of them, and a
//! branching is that one of them comes in the shape, or none.

use crate::campaign::GroupId;
use crate::solve::bounds::whole_bound;
use crate::solve::patterns::master::branching::Branching;
use crate::solve::patterns::master::generation::Generation;
use crate::solve::patterns::master::relaxation::{Evaluation, Relaxation};
use crate::solve::patterns::master::subgradient::Subgradient;
use crate::solve::patterns::master::symmetry::Orbits;
use crate::solve::patterns::pattern::{Pattern, ShapeId};
use rayon::iter::{IntoParallelIterator, ParallelIterator};

/// Subgradient steps in each tree node, from its parent's duals.
const SUBGRADIENT_STEPS: usize = 20;
/// First step size in a node, as a share of the way to the cutoff: the parent's duals are good, so
/// steps are shorter than at the root.
const STEP_SIZE: f64 = 0.3;
/// Subgradient steps without a better bound until the step size is halved.
const STALLED_STEPS: usize = 4;
/// Steps are no longer than if the cutoff were this share of the root's bound away, so that a
/// cutoff far off does not undo the parent's duals.
const REACH: f64 = 0.002;
/// Tree nodes that are processed in parallel; whatever the number of threads, so that the answer is
/// the same.
const BATCH: usize = 4;
/// Violation of a row, in its scaled units, that is still 0 for floats.
const FEASIBILITY_TOLERANCE: f64 = 1e-6;

/// A node of the tree: a part of all plans.
struct TreeNode {
    branching: Branching,
    duals: Vec<f64>,
}

/// What the processing of a node came to.
enum NodeOutcome {
    /// Its bound is above the cutoff, or a group has no shape left.
    Pruned,
    /// A plan within the cutoff; the node goes back into the tree, for a cheaper one.
    PlanFound(TreeNode, Vec<Pattern>),
    /// Its two children, the more promising one last.
    Branched(TreeNode, TreeNode),
    /// No group is left to branch on, and the bound is within the cutoff: the master has rows that
    /// only the restricted master MIP decides.
    Undecided,
}

/// What is known about the plans of cost at most a cutoff.
pub enum Decision {
    /// No plan costs less than `bound`: it is above the cutoff, or what the best plan found costs.
    Closed { bound: i64, nodes: usize },
    /// Budget, nodes or iterations are spent.
    Stopped,
    /// Neither the tree nor an enumeration can decide it.
    Undecided,
}

/// Searches all plans that cost at most `cutoff`, depth first; each plan found lowers the cutoff.
/// Every group comes as a whole, otherwise two children would not cover all plans of their parent.
pub fn search_tree(
    generation: &mut Generation<'_, '_>,
    offered: &OfferedShapes,
    mut cutoff: i64,
    most_nodes: usize,
) -> Decision {
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
            return Decision::Stopped;
        }
        let batch = stack.split_off(stack.len().saturating_sub(BATCH));
        nodes += batch.len();
        let tree = Tree { relaxation, offered, cutoff, reach };
        let outcomes: Vec<NodeOutcome> =
            batch.into_par_iter().map(|node| tree.process(node)).collect();
        for outcome in outcomes {
            match outcome {
                NodeOutcome::Pruned => {}
                NodeOutcome::Branched(without, with) => stack.extend([without, with]),
                NodeOutcome::Undecided => return Decision::Undecided,
                NodeOutcome::PlanFound(node, patterns) => {
                    generation.show(&patterns);
                    // Another node of the batch may have shown a cheaper plan just before.
                    match generation.task.incumbent.filter(|incumbent| *incumbent <= tree.cutoff) {
                        Some(incumbent) => cutoff = cutoff.min(incumbent - 1),
                        // The plan has more people waiting at some minute than a hall's capacity.
                        None => return Decision::Undecided,
                    }
                    stack.push(node);
                }
            }
        }
    }
    generation.rounds += nodes;
    Decision::Closed { bound: cutoff + 1, nodes }
}

/// The shapes that offer a window to each group.
pub struct OfferedShapes(Vec<Vec<ShapeId>>);

impl OfferedShapes {
    /// Looks at the choices of all shapes.
    pub fn new(relaxation: &Relaxation<'_>) -> OfferedShapes {
        let mut by_group: Vec<Vec<ShapeId>> = vec![Vec::new(); relaxation.campaign.groups().len()];
        for (shape_id, shape) in relaxation.shapes.with_ids() {
            for choice in &shape.choices {
                let of_group = &mut by_group[choice.group.0];
                if of_group.last() != Some(&shape_id) {
                    of_group.push(shape_id);
                }
            }
        }
        OfferedShapes(by_group)
    }
}

/// What all nodes of a batch share.
struct Tree<'t, 'a> {
    relaxation: &'t Relaxation<'a>,
    offered: &'t OfferedShapes,
    cutoff: i64,
    /// The longest way to the cutoff that a subgradient step counts on, in units of the tier.
    reach: f64,
}

impl Tree<'_, '_> {
    /// Propagates, bounds, fixes by reduced costs until nothing more is fixed, and branches.
    fn process(&self, mut node: TreeNode) -> NodeOutcome {
        if !self.propagate(&mut node.branching) {
            return NodeOutcome::Pruned;
        }
        let mut orbits = self.relaxation.symmetry.under(&node.branching);
        let mut found = None;
        let subgradient = Subgradient {
            steps: SUBGRADIENT_STEPS,
            step_size: STEP_SIZE,
            patience: STALLED_STEPS,
            goal: self.cutoff as f64 + 1.0,
            reach: self.reach,
        };
        let bound = subgradient.ascend(
            self.relaxation,
            &node.branching,
            &orbits,
            &mut node.duals,
            &mut |evaluation, _| {
                found = self.plan_of(evaluation, &orbits);
                found.is_some()
            },
        );
        if let Some(patterns) = found {
            return NodeOutcome::PlanFound(node, patterns);
        }
        if self.is_above_cutoff(bound) {
            return NodeOutcome::Pruned;
        }
        loop {
            let evaluation = self.relaxation.evaluate(&node.duals, &node.branching);
            if self.is_above_cutoff(evaluation.value) {
                return NodeOutcome::Pruned;
            }
            if let Some(patterns) = self.plan_of(&evaluation, &orbits) {
                return NodeOutcome::PlanFound(node, patterns);
            }
            if self.fix_by_reduced_costs(&mut node, &evaluation, &orbits) == 0 {
                return self.branch(node, &evaluation, &orbits);
            }
            if !self.propagate(&mut node.branching) {
                return NodeOutcome::Pruned;
            }
            orbits = self.relaxation.symmetry.under(&node.branching);
        }
    }

    fn is_above_cutoff(&self, bound: f64) -> bool {
        bound.is_infinite() && bound > 0.0 || whole_bound(bound) > self.cutoff
    }

    /// The shapes in which a group may still come.
    fn open_shapes(&self, branching: &Branching, group: GroupId) -> Vec<ShapeId> {
        let offered = self.offered.0[group.0].iter().copied();
        offered.filter(|shape| !branching.forbids(*shape, group)).collect()
    }

    /// Propagates the forbidden pairs: a group with a single shape left is forced to come there.
    /// `false` where a group has none.
    fn propagate(&self, branching: &mut Branching) -> bool {
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

    /// Reduced-cost fixing: forbids the pairs of group and shape whose bound is above the cutoff;
    /// returns the number of orbits that were fixed.
    fn fix_by_reduced_costs(
        &self,
        node: &mut TreeNode,
        evaluation: &Evaluation,
        orbits: &Orbits,
    ) -> usize {
        let mut fixed = 0;
        for (shape_id, shape) in self.relaxation.shapes.with_ids() {
            if self.relaxation.budget.is_spent() {
                break;
            }
            let bounds =
                self.relaxation.with_each(shape_id, &node.duals, &node.branching, evaluation);
            for of_group in shape.choices.chunk_by(|a, b| a.group == b.group) {
                let group = of_group[0].group;
                if !node.branching.forbids(shape_id, group)
                    && shape
                        .choices_of(group)
                        .iter()
                        .all(|choice| self.is_above_cutoff(bounds[choice]))
                {
                    for member in orbits.like(group) {
                        node.branching.forbid(shape_id, member);
                    }
                    fixed += 1;
                }
            }
        }
        fixed
    }

    /// The relaxation's solution as a plan, where it keeps all rows and costs at most the cutoff;
    /// in an orbit any group may stand for any other.
    fn plan_of(&self, evaluation: &Evaluation, orbits: &Orbits) -> Option<Vec<Pattern>> {
        let relaxation = self.relaxation;
        if evaluation.value.is_infinite() {
            return None;
        }
        let subgradient = orbits.averaged(&relaxation.rows, relaxation.subgradient(evaluation));
        let is_kept = |((low, high), subgradient): (&(f64, f64), &f64)| {
            let activity = if low.is_finite() { low } else { high } - subgradient;
            (low - FEASIBILITY_TOLERANCE..=high + FEASIBILITY_TOLERANCE).contains(&activity)
        };
        if !relaxation.rows.limits().iter().zip(&subgradient).all(is_kept) {
            return None;
        }
        let patterns = orbits.named(&relaxation.shapes, relaxation.patterns(evaluation));
        let of_patterns: i64 = patterns.iter().map(|pattern| relaxation.cost(pattern)).sum();
        let columns =
            relaxation.columns.iter().zip(&evaluation.columns).filter(|(_, is_taken)| **is_taken);
        let of_columns = columns.map(|(column, _)| column.cost as i64).sum::<i64>();
        (of_patterns + of_columns + relaxation.constant <= self.cutoff).then_some(patterns)
    }

    /// Branches on a group: one child in which it comes in a shape, and one in which no group of
    /// its orbit does.
    fn branch(&self, node: TreeNode, evaluation: &Evaluation, orbits: &Orbits) -> NodeOutcome {
        let Some((group, open)) = self.branching_group(&node, evaluation, orbits) else {
            return NodeOutcome::Undecided;
        };
        let Some(chosen) = self.branching_shape(group, &open, evaluation) else {
            return NodeOutcome::Undecided;
        };
        let (mut without, mut with) =
            (TreeNode { branching: node.branching.clone(), duals: node.duals.clone() }, node);
        for member in orbits.like(group) {
            without.branching.forbid(chosen, member);
        }
        for shape in open.into_iter().filter(|shape| *shape != chosen) {
            with.branching.forbid(shape, group);
        }
        NodeOutcome::Branched(without, with)
    }

    /// The group to branch on, with its open shapes: one whose row the relaxation breaks, if there
    /// is any, and of those one with the fewest open shapes.
    fn branching_group(
        &self,
        node: &TreeNode,
        evaluation: &Evaluation,
        orbits: &Orbits,
    ) -> Option<(GroupId, Vec<ShapeId>)> {
        let relaxation = self.relaxation;
        let subgradient = orbits.averaged(&relaxation.rows, relaxation.subgradient(evaluation));
        let candidates = relaxation.campaign.group_ids().filter_map(|group| {
            let open = self.open_shapes(&node.branching, group);
            let is_row_kept = subgradient[relaxation.rows.group(group).index()] == 0.0;
            (open.len() > 1).then_some((is_row_kept, group, open))
        });
        let (_, group, open) =
            candidates.min_by_key(|(is_row_kept, _, open)| (*is_row_kept, open.len()))?;
        Some((group, open))
    }

    /// The shape to branch on: one in which the relaxation has the group, if there is any, and of
    /// those the cheapest.
    fn branching_shape(
        &self,
        group: GroupId,
        open: &[ShapeId],
        evaluation: &Evaluation,
    ) -> Option<ShapeId> {
        let comes = |shape: ShapeId| {
            let choices = &self.relaxation.shapes[shape].choices;
            let windows = &evaluation.cheapest[shape].windows;
            windows.iter().any(|(choice, _)| choices[*choice].group == group)
        };
        let cost = |shape: ShapeId| {
            let choices = &self.relaxation.shapes[shape].choices;
            let of_group = choices.iter().filter(|choice| choice.group == group);
            of_group.map(|choice| choice.costs[0]).min().unwrap_or(i64::MAX)
        };
        open.iter().copied().min_by_key(|shape| (!comes(*shape), cost(*shape)))
    }
}

#[cfg(test)]
mod tests {
    use super::{Decision, Generation, OfferedShapes, Relaxation, ShapeId, search_tree};
    use crate::campaign::plan::Plan;
    use crate::campaign::{BlockId, Campaign, Tier, tiny};
    use crate::solve::every_plan::{every_plan, least};
    use crate::solve::patterns::{Known, News, TierTask};
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
                Known::incumbent(shown.borrow().iter().map(worth).min())
            };
            let mut task = TierTask {
                watch: &mut watch,
                ..TierTask::of(&campaign, &costs, Tier::Preference, &[], &all)
            };
            let mut generation = Generation::new(&mut task, &relaxation).unwrap();
            let cutoff = best.map_or(5, |best| best + dice.random_range(0..3));
            let offered = OfferedShapes::new(&relaxation);
            match (search_tree(&mut generation, &offered, cutoff, 10_000), best) {
                (Decision::Closed { bound, .. }, Some(best)) => {
                    assert_eq!(bound, best, "seed {seed}, up to {cutoff}");
                    found += 1;
                }
                (Decision::Closed { bound, .. }, None) => {
                    assert_eq!(bound, cutoff + 1, "seed {seed}: there is no plan");
                    none += 1;
                }
                // Where the order of windows matters, groups and shapes are not all of a plan.
                (Decision::Undecided, _) => {
                    assert!(!relaxation.is_assignment(), "seed {seed}: an assignment is decided");
                }
                (Decision::Stopped, _) => panic!("seed {seed}: there is no limit"),
            }
            for plan in shown.borrow().iter() {
                let worth = worth(plan);
                assert!(best.is_some_and(|best| worth >= best), "seed {seed}: {plan:?}");
            }
            let stopped = search_tree(&mut generation, &offered, cutoff, 0);
            assert!(matches!(stopped, Decision::Stopped), "no node may be processed");
        }
        assert!(found > 40 && none > 10, "{found} with a plan, {none} without");
    }

    #[test]
    fn each_shape_that_has_a_window_for_a_group_is_offered_once() {
        let mut draft = tiny::draft(&[2, 3], &[10, 10]);
        draft.groups[1].not_in = [BlockId(0)].into();
        let campaign = Campaign::new(draft).unwrap();
        let all: Vec<Candidate> = candidates(&campaign).unwrap().list;
        let costs = Costs::new(&campaign, None);
        let relaxation = Relaxation::of(&campaign, &costs, Tier::Blocks, &[], &all);
        let offered = OfferedShapes::new(&relaxation).0;
        assert_eq!(offered, [vec![ShapeId(0), ShapeId(1)], vec![ShapeId(1)]]);
    }
}
