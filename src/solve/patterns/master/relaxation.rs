//! The Lagrangian relaxation of the coupling rows, which decomposes into one pricing problem for
//! each block (Geoffrion 1974, "Lagrangean relaxation for integer programming", Mathematical
//! Programming Study 2).
//!
//! For any duals, the Lagrangian bound
//! `Σ dual × right-hand side + Σ_shapes blocks × min(0, least reduced cost of a pattern)`
//! `+ Σ_columns min(0, reduced cost)` is at most the cost of any plan.

use super::symmetry::Symmetry;
use crate::base::budget::Budget;
use crate::campaign::{Campaign, GroupId, Tier};
use crate::solve::Tuning;
use crate::solve::ids::List;
use crate::solve::patterns::coupling::{CouplingRows, FurtherColumn, HeldTierId};
use crate::solve::patterns::master::branching::Branching;
use crate::solve::patterns::pattern::{ChoiceId, Pattern, Placed, ShapeId};
use crate::solve::patterns::pricing::choice::{Allowance, Cheapest, Prices};
use crate::solve::patterns::pricing::shape::{Method, Shape};
use crate::solve::patterns::task::{TierTask, knows};
use crate::solve::rows::{LinearRules, Question, RowId};
use crate::solve::windows::Candidate;
use rayon::iter::{IntoParallelIterator, ParallelIterator};

/// The big-M reward of each group that is forced into a shape, and the sum of a shape's rewards.
#[derive(Debug, Clone, Copy, Default)]
struct BigM {
    each: f64,
    sum: f64,
}

/// The least number of shapes that are priced in parallel: with fewer, threads cost more time than
/// they save.
const LEAST_PARALLEL: usize = 32;

/// The relaxation of one task.
pub struct Relaxation<'a> {
    pub campaign: &'a Campaign,
    pub budget: &'a Budget,
    tuning: &'a Tuning,
    pub rows: CouplingRows,
    pub shapes: List<ShapeId, Shape>,
    /// The symmetry of groups.
    pub symmetry: Symmetry,
    /// Columns besides patterns.
    pub columns: Vec<FurtherColumn>,
    /// Whether groups may be left out.
    pub may_leave_out: bool,
    /// The constant of the objective.
    pub constant: i64,
}

/// The relaxation at some duals.
pub struct Evaluation {
    /// The Lagrangian bound, in whole units with the constant.
    pub value: f64,
    /// The cheapest pattern of each shape.
    pub cheapest: List<ShapeId, Cheapest>,
    /// Whether each further column has a negative reduced cost.
    pub columns: Vec<bool>,
}

impl<'a> Relaxation<'a> {
    /// The relaxation of a task; `None` where its budget is spent first.
    pub fn new(task: &TierTask<'a>) -> Option<Relaxation<'a>> {
        let (campaign, budget, tuning) = (task.campaign, task.budget, task.tuning);
        let held: Vec<(Tier, i64)> =
            task.held.iter().copied().filter(|(tier, _)| knows(*tier)).collect();
        let question = Question {
            campaign,
            costs: task.costs,
            minimise: Some(task.tier),
            held: &held,
            candidates: task.candidates,
            crowded: task.crowded,
            covers: &[],
        };
        let rules = LinearRules::new(question);
        let rows = CouplingRows::new(&rules);
        let columns = rows.columns(&rules);
        let shapes = Shape::all(&rules, &rows, budget)?;
        let may_leave_out = question.may_leave_out();
        let symmetry = Symmetry::new(campaign, &shapes);
        let constant = rules.constant(task.tier);
        Some(Relaxation {
            campaign,
            budget,
            tuning,
            rows,
            shapes,
            symmetry,
            columns,
            may_leave_out,
            constant,
        })
    }

    /// The number of blocks that have choices.
    pub fn blocks(&self) -> usize {
        self.shapes.iter().map(|shape| shape.blocks.len()).sum()
    }

    /// Initial duals: the cost of each group's cheapest choice.
    pub fn each_alone(&self) -> Vec<f64> {
        let mut least = vec![f64::INFINITY; self.campaign.groups().len()];
        for choice in self
            .shapes
            .iter()
            .flat_map(|shape| &shape.choices)
            .filter(|choice| choice.run.is_none())
        {
            let least = &mut least[choice.group.0];
            *least = least.min(choice.costs[0] as f64);
        }
        let mut duals = vec![0.0; self.rows.len()];
        for group in self.campaign.group_ids().filter(|group| least[group.0].is_finite()) {
            duals[self.rows.group(group).index()] = least[group.0];
        }
        self.rows.project(&mut duals);
        duals
    }

    /// The prices of a shape, less the big-M reward of each forced group: 4 times the sum of all
    /// prices, so that a pattern with more forced groups is always cheaper.
    fn prices(&self, shape_id: ShapeId, duals: &[f64], branching: &Branching) -> (Prices, BigM) {
        let shape = &self.shapes[shape_id];
        let mut prices =
            shape.prices(&self.rows, duals, |group| branching.forbids(shape_id, group));
        let forced = &branching.forced[shape_id];
        if forced.is_empty() || !matches!(shape.method, Method::Knapsack(_)) {
            return (prices, BigM::default());
        }
        let all = prices.choices.iter().chain(&prices.closing).filter(|price| price.is_finite());
        let each = 4.0 * (1.0 + all.map(|price| price.abs()).sum::<f64>());
        for (choice, price) in shape.choices.iter().zip(prices.choices.iter_mut()) {
            if forced.contains(&choice.group) {
                *price -= each;
            }
        }
        (prices, BigM { each, sum: each * forced.len() as f64 })
    }

    fn allowance(&self) -> Allowance<'a> {
        Allowance {
            budget: self.budget,
            labels: self.tuning.most_labels,
            comparisons: self.tuning.most_comparisons,
        }
    }

    /// The pattern of least reduced cost of a shape; infinite where its forced groups don't fit
    /// together.
    pub fn cheapest(&self, shape: ShapeId, duals: &[f64], branching: &Branching) -> Cheapest {
        let (prices, big_m) = self.prices(shape, duals, branching);
        let mut cheapest = self.shapes[shape].cheapest(&prices, &self.allowance());
        cheapest.at_least += big_m.sum;
        // With all forced groups it is at most the sum of all prices, a quarter of a reward;
        // without one of them it is at least three quarters.
        if big_m.each > 0.0 && cheapest.at_least > big_m.each / 2.0 {
            cheapest.at_least = f64::INFINITY;
        }
        cheapest
    }

    /// The pattern of least reduced cost of each shape; none for closed shapes.
    pub fn cheapest_of_each(
        &self,
        duals: &[f64],
        branching: &Branching,
        is_open: impl Fn(ShapeId) -> bool + Sync,
    ) -> List<ShapeId, Cheapest> {
        let closed = || Cheapest { at_least: 0.0, windows: Vec::new() };
        let price = |shape: ShapeId| {
            if is_open(shape) { self.cheapest(shape, duals, branching) } else { closed() }
        };
        if self.shapes.len() < LEAST_PARALLEL {
            self.shapes.ids().map(price).collect()
        } else {
            let shapes = (0..self.shapes.len()).into_par_iter().map(ShapeId);
            shapes.map(price).collect::<Vec<_>>().into()
        }
    }

    /// Evaluates the relaxation at some duals; infinite where no plan can exist.
    pub fn evaluate(&self, duals: &[f64], branching: &Branching) -> Evaluation {
        let cheapest = self.cheapest_of_each(duals, branching, |_| true);
        let reduced_costs: Vec<f64> =
            self.columns.iter().map(|column| column.reduced_cost(duals)).collect();
        let mut value = self.rows.value(duals) + self.constant as f64;
        value += reduced_costs.iter().map(|reduced_cost| reduced_cost.min(0.0)).sum::<f64>();
        for (shape, cheapest) in self.shapes.iter().zip(&cheapest) {
            value += shape.count() * cheapest.at_least;
        }
        Evaluation {
            value,
            cheapest,
            columns: reduced_costs.into_iter().map(|reduced_cost| reduced_cost < 0.0).collect(),
        }
    }

    /// The prices of a shape, and the Lagrangian bound less one block of it.
    fn prices_and_rest(
        &self,
        shape: ShapeId,
        duals: &[f64],
        branching: &Branching,
        evaluation: &Evaluation,
    ) -> (Prices, f64) {
        let (prices, big_m) = self.prices(shape, duals, branching);
        (prices, evaluation.value - evaluation.cheapest[shape].at_least + big_m.sum)
    }

    /// For each choice of a shape the Lagrangian bound of plans with it, from an evaluation at the
    /// same duals.
    pub fn with_each(
        &self,
        shape: ShapeId,
        duals: &[f64],
        branching: &Branching,
        evaluation: &Evaluation,
    ) -> List<ChoiceId, f64> {
        let (prices, rest) = self.prices_and_rest(shape, duals, branching, evaluation);
        self.shapes[shape].through(&prices).into_iter().map(|price| rest + price).collect()
    }

    /// Reduced-cost fixing: the choices and starts of each shape that are in no plan of cost at
    /// most `most`.
    pub fn too_dear(
        &self,
        duals: &[f64],
        branching: &Branching,
        most: f64,
    ) -> Vec<(ShapeId, Placed)> {
        let evaluation = self.evaluate(duals, branching);
        let of_shape = |shape: ShapeId| {
            let (prices, rest) = self.prices_and_rest(shape, duals, branching, &evaluation);
            let too_dear = self.shapes[shape].dearer_than(&prices, most - rest);
            too_dear.into_iter().map(|placed| (shape, placed)).collect::<Vec<_>>()
        };
        (0..self.shapes.len()).into_par_iter().map(ShapeId).flat_map_iter(of_shape).collect()
    }

    /// A subgradient of the bound at the evaluation's duals: `right-hand side − activity` of each
    /// row.
    pub fn subgradient(&self, evaluation: &Evaluation) -> Vec<f64> {
        let limits = self.rows.limits().iter();
        let mut subgradient: Vec<f64> =
            limits.map(|(low, high)| if low.is_finite() { *low } else { *high }).collect();
        for (shape, cheapest) in evaluation.cheapest.with_ids() {
            if !cheapest.windows.is_empty() {
                for (row, coefficient) in self.entries(shape, &cheapest.windows) {
                    subgradient[row.index()] -= coefficient * self.shapes[shape].count();
                }
            }
        }
        for (column, _) in
            self.columns.iter().zip(&evaluation.columns).filter(|(_, is_taken)| **is_taken)
        {
            for (row, coefficient) in &column.entries {
                subgradient[row.index()] -= coefficient;
            }
        }
        subgradient
    }

    /// What a pattern costs in the tier that is minimised.
    pub fn cost(&self, pattern: &Pattern) -> i64 {
        self.shapes[pattern.shape].costs_of(&pattern.windows)[0]
    }

    /// `cost − Σ dual × coefficient − dual of the shape`.
    pub fn reduced_cost(
        &self,
        pattern: &Pattern,
        rows: &[f64],
        shapes: &List<ShapeId, f64>,
    ) -> f64 {
        let entries = self.entries(pattern.shape, &pattern.windows);
        let dual_value: f64 =
            entries.iter().map(|(row, coefficient)| rows[row.index()] * coefficient).sum();
        self.cost(pattern) as f64 - dual_value - shapes[pattern.shape]
    }

    /// An upper bound of the cost of any plan, in whole units.
    pub fn ceiling(&self) -> i64 {
        let dearest = |shape: &Shape| {
            shape.choices.iter().map(|choice| choice.costs[0]).max().unwrap_or(0).max(0)
        };
        let window = self.shapes.iter().map(dearest).max().unwrap_or(0);
        let most_windows =
            self.campaign.groups().iter().map(|group| group.max_windows.max(1) as i64).sum::<i64>();
        let closing =
            |shape: &Shape| shape.closing[0].iter().max().unwrap_or(&0) * shape.blocks.len() as i64;
        let columns = self.columns.iter().map(|column| column.cost.max(0.0) as i64).sum::<i64>();
        self.constant
            + window * most_windows
            + self.shapes.iter().map(closing).sum::<i64>()
            + columns
    }

    /// The coefficients of a pattern in the coupling rows.
    pub fn entries(&self, shape: ShapeId, windows: &[Placed]) -> Vec<(RowId, f64)> {
        let choices = &self.shapes[shape].choices;
        let mut entries: Vec<(RowId, f64)> = Vec::with_capacity(windows.len() + 2);
        for (row, coefficient) in windows.iter().flat_map(|(choice, _)| &choices[*choice].entries) {
            let coefficient = self.rows.coefficient(*row, *coefficient);
            match entries.iter_mut().find(|(known, _)| known == row) {
                Some((_, sum)) => *sum += coefficient,
                None => entries.push((*row, coefficient)),
            }
        }
        if !windows.is_empty() {
            let open = self.shapes[shape].open.iter();
            entries.extend(open.map(|row| (*row, self.rows.coefficient(*row, 1))));
        }
        let costs = self.shapes[shape].costs_of(windows);
        let held = (0..).map(HeldTierId).zip(&costs[1..]);
        entries.extend(held.map(|(tier, cost)| self.rows.held_entry(tier, *cost)));
        entries.retain(|(_, coefficient)| *coefficient != 0.0);
        entries
    }

    /// The groups of a pattern, cut ones included.
    pub fn groups(&self, pattern: &Pattern) -> impl Iterator<Item = GroupId> {
        pattern.windows.iter().map(|(choice, _)| self.shapes[pattern.shape].choices[*choice].group)
    }

    /// The groups of a pattern that aren't cut.
    pub fn whole_groups(&self, pattern: &Pattern) -> impl Iterator<Item = GroupId> {
        let choices =
            pattern.windows.iter().map(|(choice, _)| &self.shapes[pattern.shape].choices[*choice]);
        choices.filter(|choice| choice.run.is_none()).map(|choice| choice.group)
    }

    /// Whether some shape has several blocks.
    pub fn has_blocks_alike(&self) -> bool {
        self.shapes.iter().any(|shape| shape.blocks.len() > 1)
    }

    /// Whether the task is a generalised assignment problem: pricing is a knapsack everywhere, and
    /// every shape has one block.
    pub fn is_assignment(&self) -> bool {
        let is_knapsack = |shape: &Shape| matches!(shape.method, Method::Knapsack(_));
        self.shapes.iter().all(is_knapsack) && !self.has_blocks_alike()
    }

    /// Whether every group has a window.
    pub fn serves_everybody(&self, windows: &[Candidate]) -> bool {
        let mut served = vec![false; self.campaign.groups().len()];
        for candidate in windows {
            served[candidate.group.0] = true;
        }
        served.into_iter().all(|served| served)
    }

    /// The patterns of an evaluation, one for each block.
    pub fn patterns(&self, evaluation: &Evaluation) -> Vec<Pattern> {
        let cheapest =
            evaluation.cheapest.with_ids().filter(|(_, cheapest)| !cheapest.windows.is_empty());
        let repeated = cheapest.flat_map(|(shape, cheapest)| {
            let pattern = Pattern { shape, windows: cheapest.windows.clone() };
            std::iter::repeat_n(pattern, self.shapes[shape].blocks.len())
        });
        repeated.collect()
    }

    /// The patterns with each group in its first window only, without empty patterns.
    pub fn without_repeats(&self, patterns: &[Pattern]) -> Vec<Pattern> {
        let mut seen = vec![false; self.campaign.groups().len()];
        let trimmed = patterns.iter().map(|Pattern { shape, windows }| {
            let is_new = |(choice, _): &&Placed| {
                let choice = &self.shapes[*shape].choices[*choice];
                choice.run.is_some() || !std::mem::replace(&mut seen[choice.group.0], true)
            };
            Pattern { shape: *shape, windows: windows.iter().filter(is_new).copied().collect() }
        });
        trimmed.filter(|pattern| !pattern.windows.is_empty()).collect()
    }

    /// The windows of patterns as a plan; a group that comes too often keeps its first window.
    pub fn windows(&self, patterns: &[Pattern]) -> Vec<Candidate> {
        let mut used = List::alike(0, &self.shapes);
        let mut seen = vec![false; self.campaign.groups().len()];
        let mut windows = Vec::new();
        for pattern in patterns {
            let shape = &self.shapes[pattern.shape];
            let Some(block) = shape.blocks.get(used[pattern.shape]) else { continue };
            used[pattern.shape] += 1;
            for placed in &pattern.windows {
                let candidate = shape.candidate(self.campaign, *block, *placed);
                if candidate.run.is_some() || !std::mem::replace(&mut seen[candidate.group.0], true)
                {
                    windows.push(candidate);
                }
            }
        }
        windows
    }
}

#[cfg(test)]
impl<'a> Relaxation<'a> {
    /// The relaxation of a tier over some windows, with nothing known.
    pub fn of(
        campaign: &'a Campaign,
        costs: &'a crate::solve::windows::Costs<'a>,
        tier: Tier,
        held: &'a [(Tier, i64)],
        candidates: &'a [Candidate],
    ) -> Relaxation<'a> {
        Relaxation::new(&TierTask::of(campaign, costs, tier, held, candidates)).unwrap()
    }

    /// Random duals, of the signs that rows allow.
    pub fn random_duals(&self, dice: &mut rand::rngs::ChaCha8Rng) -> Vec<f64> {
        use rand::RngExt;
        let mut duals: Vec<f64> =
            (0..self.rows.len()).map(|_| f64::from(dice.random_range(-40..=60)) / 8.0).collect();
        self.rows.project(&mut duals);
        duals
    }

    /// A window's shape, choice and start.
    pub fn place_of(&self, window: &Candidate) -> (ShapeId, Placed) {
        let has_block = |shape: &Shape| shape.blocks.contains(&window.block);
        let shape = self.shapes.ids().find(|id| has_block(&self.shapes[*id])).unwrap();
        (shape, self.shapes[shape].placed(self.campaign, window))
    }

    /// A plan as patterns, one for each block in which anybody comes.
    pub fn patterns_of(&self, windows: &[Candidate]) -> Vec<Pattern> {
        let mut by_block = std::collections::BTreeMap::<_, Vec<Candidate>>::new();
        for window in windows {
            by_block.entry(window.block).or_default().push(*window);
        }
        let pattern = |mut of_block: Vec<Candidate>| {
            of_block.sort_by_key(|window| window.interval);
            let places: Vec<_> = of_block.iter().map(|window| self.place_of(window)).collect();
            let windows = places.iter().map(|(_, placed)| *placed).collect();
            Pattern { shape: places[0].0, windows }
        };
        by_block.into_values().map(pattern).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Branching, Budget, List, Relaxation, ShapeId, TierTask};
    use crate::campaign::{Campaign, GroupId, Tier, tiny};
    use crate::solve::every_plan::{every_choice, every_plan, least, units};
    use crate::solve::windows::{Candidate, Costs, candidates};
    use rand::RngExt;
    use rand::rngs::ChaCha8Rng;
    use std::collections::BTreeSet;

    const TIERS: [Tier; 5] =
        [Tier::Preference, Tier::Blocks, Tier::Spread, Tier::Overtime, Tier::Early];

    /// A campaign in which one tier is minimised, perhaps with people left out.
    fn campaign(dice: &mut ChaCha8Rng) -> (Campaign, Tier) {
        let mut draft = tiny::random(dice);
        let tier = TIERS[dice.random_range(0..TIERS.len())];
        draft.tiers = vec![tier];
        if dice.random_bool(0.3) {
            draft.tiers.insert(0, Tier::Unserved);
        }
        if dice.random_bool(0.5) {
            tiny::add_relation(dice, &mut draft);
        }
        if dice.random_bool(0.2) {
            tiny::limit_waiting(dice, &mut draft);
        }
        (Campaign::new(draft).unwrap(), tier)
    }

    #[test]
    fn a_relaxation_that_is_interrupted_promises_less_never_more() {
        let mut promises_less = 0;
        for seed in 0..100 {
            let mut dice = tiny::dice(seed);
            let (campaign, tier) = campaign(&mut dice);
            let all = candidates(&campaign).unwrap().list;
            let costs = Costs::new(&campaign, None);
            let budget = Budget::unlimited();
            let task =
                TierTask { budget: &budget, ..TierTask::of(&campaign, &costs, tier, &[], &all) };
            let relaxation = Relaxation::new(&task).unwrap();
            let branching = Branching::none(relaxation.shapes.len(), campaign.groups().len());
            let duals = relaxation.random_duals(&mut dice);
            let whole = relaxation.evaluate(&duals, &branching).value;
            budget.cancel();
            let interrupted = relaxation.evaluate(&duals, &branching).value;
            assert!(interrupted <= whole + 1e-6, "seed {seed}: {interrupted}, {whole}");
            promises_less += usize::from(interrupted < whole - 1e-6);
            let none = Relaxation::new(&task);
            assert!(none.is_none() || relaxation.shapes.is_empty(), "seed {seed}: time was up");
        }
        assert!(promises_less > 0, "nothing was interrupted");
    }

    #[test]
    fn no_plan_is_cheaper_than_the_relaxation_at_any_duals() {
        let mut compared = 0;
        for seed in 0..250 {
            let mut dice = tiny::dice(seed);
            let (campaign, tier) = campaign(&mut dice);
            let all = candidates(&campaign).unwrap().list;
            let costs = Costs::new(&campaign, None);
            let relaxation = Relaxation::of(&campaign, &costs, tier, &[], &all);
            let plans = every_plan(&campaign, &all);
            let branching = Branching::none(relaxation.shapes.len(), campaign.groups().len());
            for _ in 0..5 {
                let duals = relaxation.random_duals(&mut dice);
                let value = relaxation.evaluate(&duals, &branching).value;
                for windows in &plans {
                    let worth = units(&campaign, tier, windows, None);
                    assert!(
                        value <= worth as f64 + 1e-6,
                        "seed {seed}: {value}, {windows:?} {worth}"
                    );
                    compared += 1;
                }
            }
            for windows in &plans {
                let worth = units(&campaign, tier, windows, None);
                assert!(worth <= relaxation.ceiling(), "seed {seed}: {worth} above the ceiling");
            }
        }
        assert!(compared > 10_000, "only {compared} plans");
    }

    #[test]
    fn the_value_is_that_of_the_formula() {
        for seed in 0..60 {
            let mut dice = tiny::dice(seed);
            let (campaign, tier) = campaign(&mut dice);
            let all = candidates(&campaign).unwrap().list;
            let costs = Costs::new(&campaign, None);
            let relaxation = Relaxation::of(&campaign, &costs, tier, &[], &all);
            let duals = relaxation.random_duals(&mut dice);
            let mut formula = relaxation.constant as f64;
            for ((low, high), dual) in relaxation.rows.limits().iter().zip(&duals) {
                formula += if *dual > 0.0 { low * dual } else { 0.0 };
                formula += if *dual < 0.0 { high * dual } else { 0.0 };
            }
            formula += relaxation
                .columns
                .iter()
                .map(|column| column.reduced_cost(&duals).min(0.0))
                .sum::<f64>();
            // Groups may be left out, so that the campaign decomposes into blocks.
            let mut draft = campaign.to_draft();
            draft.tiers.push(Tier::Unserved);
            let alone = Campaign::new(draft).unwrap();
            for block in campaign.block_ids() {
                let of_block: Vec<Candidate> =
                    all.iter().copied().filter(|window| window.block == block).collect();
                let price = |windows: &Vec<Candidate>| {
                    let patterns = relaxation.patterns_of(windows);
                    let shapes = List::alike(0.0, &relaxation.shapes);
                    let reduced = |pattern| relaxation.reduced_cost(pattern, &duals, &shapes);
                    patterns.iter().map(reduced).sum::<f64>()
                };
                let plans = every_plan(&alone, &of_block);
                formula += plans.iter().map(price).fold(0.0, f64::min);
            }
            let branching = Branching::none(relaxation.shapes.len(), campaign.groups().len());
            let value = relaxation.evaluate(&duals, &branching).value;
            assert!((value - formula).abs() < 1e-6, "seed {seed}: {value}, {formula}");
        }
    }

    #[test]
    fn reduced_cost_fixing_drops_no_window_of_a_plan_that_is_cheap_enough() {
        let mut dropped = 0;
        for seed in 0..80 {
            let mut dice = tiny::dice(seed);
            let (campaign, tier) = campaign(&mut dice);
            let all = candidates(&campaign).unwrap().list;
            let costs = Costs::new(&campaign, None);
            let relaxation = Relaxation::of(&campaign, &costs, tier, &[], &all);
            let plans = every_plan(&campaign, &all);
            let Some(best) = least(&campaign, tier, &plans, None) else { continue };
            let branching = Branching::none(relaxation.shapes.len(), campaign.groups().len());
            let alone = relaxation.each_alone();
            for duals in [alone, relaxation.random_duals(&mut dice)] {
                let evaluation = relaxation.evaluate(&duals, &branching);
                let least = |with: &dyn Fn(&Candidate) -> bool| {
                    let with = plans.iter().filter(|plan| plan.iter().any(with));
                    least(&campaign, tier, with, None)
                };
                for most in [best, best + 2] {
                    let too_dear = relaxation.too_dear(&duals, &branching, most as f64 + 0.01);
                    let too_dear: BTreeSet<_> = too_dear.into_iter().collect();
                    dropped += too_dear.len();
                    let is_dropped =
                        |window: &Candidate| too_dear.contains(&relaxation.place_of(window));
                    let cheapest = least(&is_dropped);
                    assert!(
                        cheapest.is_none_or(|cost| cost > most),
                        "seed {seed}: {cheapest:?}, {most}"
                    );
                }
                for shape in relaxation.shapes.ids() {
                    let with = relaxation.with_each(shape, &duals, &branching, &evaluation);
                    for (choice, bound) in with.with_ids() {
                        let has_choice = |window: &Candidate| {
                            let (of_shape, (of_choice, _)) = relaxation.place_of(window);
                            (of_shape, of_choice) == (shape, choice)
                        };
                        let worth = least(&has_choice);
                        let is_bound = worth.is_none_or(|worth| *bound <= worth as f64 + 1e-6);
                        assert!(is_bound, "seed {seed}: {choice:?} {bound}, {worth:?}");
                    }
                }
            }
        }
        assert!(dropped > 50, "only {dropped} windows were dropped");
    }

    #[test]
    fn forced_groups_are_in_the_cheapest_pattern_or_there_is_none() {
        const SHAPE: ShapeId = ShapeId(0);
        let (mut with, mut without) = (0, 0);
        for seed in 0..60 {
            let mut dice = tiny::dice(seed);
            let people: Vec<i64> = (0..3).map(|_| dice.random_range(5..=18)).collect();
            let mut draft = tiny::draft(&[3], &people);
            draft.tiers = vec![Tier::Unserved, Tier::Preference];
            let campaign = Campaign::new(draft).unwrap();
            let all = candidates(&campaign).unwrap().list;
            let costs = Costs::new(&campaign, None);
            let relaxation = Relaxation::of(&campaign, &costs, Tier::Unserved, &[], &all);
            let duals = relaxation.random_duals(&mut dice);
            let mut branching = Branching::none(1, 3);
            branching.forced[SHAPE] =
                campaign.group_ids().filter(|_| dice.random_bool(0.6)).collect::<Vec<GroupId>>();
            let plans = every_plan(&campaign, &all);
            let serves = |plan: &&Vec<Candidate>| {
                let comes = |group: &GroupId| plan.iter().any(|window| window.group == *group);
                branching.forced[SHAPE].iter().all(comes)
            };
            let price = |plan: &Vec<Candidate>| {
                let shapes = List::alike(0.0, &relaxation.shapes);
                let reduced = |pattern| relaxation.reduced_cost(pattern, &duals, &shapes);
                relaxation.patterns_of(plan).iter().map(reduced).sum::<f64>()
            };
            let least = plans.iter().filter(serves).map(price).fold(f64::INFINITY, f64::min);
            let found = relaxation.cheapest(SHAPE, &duals, &branching);
            if least.is_finite() {
                with += usize::from(!branching.forced[SHAPE].is_empty());
                assert!((found.at_least - least).abs() < 1e-6, "seed {seed}: {found:?}, {least}");
            } else {
                without += 1;
                assert!(found.at_least.is_infinite(), "seed {seed}: {found:?}");
            }
        }
        assert!(with > 5 && without > 5, "{with} with, {without} without");
    }

    #[test]
    fn a_branching_decision_is_of_one_shape_and_one_group() {
        let mut branching = Branching::none(3, 130);
        for (shape, group) in [(0, 0), (1, 64), (1, 129), (2, 63)] {
            branching.forbid(ShapeId(shape), GroupId(group));
        }
        for (group, shapes) in
            [(0, vec![0]), (63, vec![2]), (64, vec![1]), (129, vec![1]), (65, vec![])]
        {
            let shapes: Vec<ShapeId> = shapes.into_iter().map(ShapeId).collect();
            assert_eq!(branching.of(GroupId(group)), shapes, "group {group}");
        }
    }

    #[test]
    fn a_plan_of_patterns_has_each_group_once() {
        for seed in 0..40 {
            let mut dice = tiny::dice(seed);
            let (campaign, tier) = campaign(&mut dice);
            let all = candidates(&campaign).unwrap().list;
            let costs = Costs::new(&campaign, None);
            let relaxation = Relaxation::of(&campaign, &costs, tier, &[], &all);
            for windows in every_choice(&campaign, &all) {
                let patterns = relaxation.patterns_of(&windows);
                let cost: i64 = patterns.iter().map(|pattern| relaxation.cost(pattern)).sum();
                let left_out = campaign.group_ids().filter(|group| {
                    relaxation.may_leave_out && windows.iter().all(|window| window.group != *group)
                });
                let columns = left_out.map(|group| relaxation.columns[group.0].cost as i64);
                let worth = units(&campaign, tier, &windows, None);
                assert_eq!(cost + columns.sum::<i64>() + relaxation.constant, worth, "seed {seed}");
                // Blocks of one shape may swap; each group keeps its number of windows.
                let groups = |windows: &[Candidate]| {
                    windows.iter().map(|window| window.group).collect::<BTreeSet<_>>()
                };
                let (twice, back) =
                    ([&patterns[..], &patterns[..]].concat(), relaxation.windows(&patterns));
                assert_eq!(
                    (groups(&back), back.len()),
                    (groups(&windows), windows.len()),
                    "seed {seed}"
                );
                assert_eq!(relaxation.without_repeats(&twice), patterns, "seed {seed}");
            }
        }
    }
}
