//! The Lagrangian relaxation: rows that tie blocks together are paid for by duals, and each block
//! is on its own.
//!
//! For any duals,
//! `Σ dual × right-hand side + Σ_shapes blocks × min(0, cheapest pattern) + Σ_columns min(0, price)`
//! is no more than any plan costs.

use super::symmetry::Symmetry;
use crate::base::budget::Budget;
use crate::campaign::{Campaign, GroupId, Tier};
use crate::solve::Tuning;
use crate::solve::patterns::coupling::{CouplingRows, FurtherColumn};
use crate::solve::patterns::master::branching::Branching;
use crate::solve::patterns::pattern::{Pattern, Placed};
use crate::solve::patterns::pricing::choice::{Allowance, Cheapest, Prices};
use crate::solve::patterns::pricing::shape::{Method, Shape};
use crate::solve::patterns::task::{Task, knows};
use crate::solve::rows::{LinearRules, Question, RowId};
use crate::solve::windows::Candidate;
use rayon::iter::{IntoParallelIterator, ParallelIterator};

/// What is paid for a group that can't come anywhere else, and for all of a block.
#[derive(Debug, Clone, Copy, Default)]
struct BigM {
    each: f64,
    all: f64,
}

/// With fewer shapes, sharing them out over threads costs more than it brings.
const WORTH_SHARING: usize = 32;

/// The relaxation of one task.
pub struct Relaxation<'a> {
    pub campaign: &'a Campaign,
    pub budget: &'a Budget,
    tuning: &'a Tuning,
    pub rows: CouplingRows,
    pub shapes: Vec<Shape>,
    /// Groups that are alike.
    pub symmetry: Symmetry,
    /// Columns besides patterns.
    pub columns: Vec<FurtherColumn>,
    /// Whether groups may be left out.
    pub may_leave_out: bool,
    /// Added to the sum of all costs.
    pub constant: i64,
}

/// The relaxation at some duals.
pub struct Evaluation {
    /// No plan costs less, in whole units with the constant.
    pub value: f64,
    /// The cheapest pattern of each shape.
    pub cheapest: Vec<Cheapest>,
    /// Which columns pay.
    pub columns: Vec<bool>,
}

impl<'a> Relaxation<'a> {
    /// The relaxation of a task; `None` where its budget is spent before.
    pub fn new(task: &Task<'a>) -> Option<Relaxation<'a>> {
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

    /// How many blocks offer something.
    pub fn blocks(&self) -> usize {
        self.shapes.iter().map(|shape| shape.blocks.len()).sum()
    }

    /// What each group costs at its cheapest place, as if it were alone: duals to start from.
    pub fn each_alone(&self) -> Vec<f64> {
        let mut least = vec![f64::INFINITY; self.campaign.groups().len()];
        for choice in self
            .shapes
            .iter()
            .flat_map(|shape| &shape.choices)
            .filter(|choice| choice.run.is_none())
        {
            let own = &mut least[choice.group.0];
            *own = own.min(choice.costs[0] as f64);
        }
        let mut duals = vec![0.0; self.rows.len()];
        for group in self.campaign.group_ids().filter(|group| least[group.0].is_finite()) {
            duals[self.rows.group(group).index()] = least[group.0];
        }
        self.rows.tidy(&mut duals);
        duals
    }

    /// Prices of a shape, and what is paid for the groups that must come: so much for each that no
    /// pattern leaves one out where it could come, and to be taken off again.
    fn prices(&self, place: usize, duals: &[f64], branching: &Branching) -> (Prices, BigM) {
        let shape = &self.shapes[place];
        let mut prices = shape.prices(&self.rows, duals, |group| branching.forbids(place, group));
        let forced = &branching.forced[place];
        if forced.is_empty() || !matches!(shape.method, Method::Knapsack(_)) {
            return (prices, BigM::default());
        }
        let all = prices.choices.iter().chain(&prices.closing).filter(|price| price.is_finite());
        let each = 4.0 * (1.0 + all.map(|price| price.abs()).sum::<f64>());
        for (choice, price) in shape.choices.iter().zip(&mut prices.choices) {
            if forced.contains(&choice.group) {
                *price -= each;
            }
        }
        (prices, BigM { each, all: each * forced.len() as f64 })
    }

    fn allowance(&self) -> Allowance<'a> {
        Allowance {
            budget: self.budget,
            labels: self.tuning.most_labels,
            comparisons: self.tuning.most_comparisons,
        }
    }

    /// The cheapest pattern of a shape; infinite where the groups that must come don't fit in
    /// together.
    pub fn cheapest(&self, place: usize, duals: &[f64], branching: &Branching) -> Cheapest {
        let (prices, big_m) = self.prices(place, duals, branching);
        let mut cheapest = self.shapes[place].cheapest(&prices, &self.allowance());
        cheapest.at_least += big_m.all;
        // With all of them the sum of all prices is the most; without one of them, it is far more.
        if big_m.each > 0.0 && cheapest.at_least > big_m.each / 2.0 {
            cheapest.at_least = f64::INFINITY;
        }
        cheapest
    }

    /// The cheapest pattern of each shape; none for those that are closed.
    pub fn cheapest_of_each(
        &self,
        duals: &[f64],
        branching: &Branching,
        is_open: impl Fn(usize) -> bool + Sync,
    ) -> Vec<Cheapest> {
        let closed = || Cheapest { at_least: 0.0, windows: Vec::new() };
        let price = |place: usize| {
            if is_open(place) { self.cheapest(place, duals, branching) } else { closed() }
        };
        let shapes = 0..self.shapes.len();
        if shapes.len() < WORTH_SHARING {
            shapes.map(price).collect()
        } else {
            shapes.into_par_iter().map(price).collect()
        }
    }

    /// Values the relaxation at some duals; infinite where no plan can exist.
    pub fn evaluate(&self, duals: &[f64], branching: &Branching) -> Evaluation {
        let cheapest = self.cheapest_of_each(duals, branching, |_| true);
        let prices: Vec<f64> =
            self.columns.iter().map(|column| column.reduced_cost(duals)).collect();
        let mut value = self.rows.value(duals) + self.constant as f64;
        value += prices.iter().map(|price| price.min(0.0)).sum::<f64>();
        for (shape, cheapest) in self.shapes.iter().zip(&cheapest) {
            value += shape.count() * cheapest.at_least;
        }
        Evaluation {
            value,
            cheapest,
            columns: prices.into_iter().map(|price| price < 0.0).collect(),
        }
    }

    /// The prices of a shape, and what a plan costs besides one block of it.
    fn prices_and_others(
        &self,
        place: usize,
        duals: &[f64],
        branching: &Branching,
        evaluation: &Evaluation,
    ) -> (Prices, f64) {
        let (prices, big_m) = self.prices(place, duals, branching);
        (prices, evaluation.value - evaluation.cheapest[place].at_least + big_m.all)
    }

    /// For each choice of a shape the least that a plan with it can cost, from an evaluation at the
    /// same duals.
    pub fn with_each(
        &self,
        place: usize,
        duals: &[f64],
        branching: &Branching,
        evaluation: &Evaluation,
    ) -> Vec<f64> {
        let (prices, others) = self.prices_and_others(place, duals, branching, evaluation);
        self.shapes[place].through(&prices).into_iter().map(|price| others + price).collect()
    }

    /// Places of the windows that no plan has which costs no more than `most`: shape, choice and
    /// start.
    pub fn too_dear(
        &self,
        duals: &[f64],
        branching: &Branching,
        most: f64,
    ) -> Vec<(usize, Placed)> {
        let evaluation = self.evaluate(duals, branching);
        let of_shape = |place: usize| {
            let (prices, others) = self.prices_and_others(place, duals, branching, &evaluation);
            let too_dear = self.shapes[place].dearer_than(&prices, most - others);
            too_dear.into_iter().map(|placed| (place, placed)).collect::<Vec<_>>()
        };
        (0..self.shapes.len()).into_par_iter().flat_map_iter(of_shape).collect()
    }

    /// `right-hand side − activity` of each row: the direction in which the duals should go.
    pub fn subgradient(&self, evaluation: &Evaluation) -> Vec<f64> {
        let limits = self.rows.limits().iter();
        let mut subgradient: Vec<f64> =
            limits.map(|(low, high)| if low.is_finite() { *low } else { *high }).collect();
        for (shape, cheapest) in evaluation.cheapest.iter().enumerate() {
            if !cheapest.windows.is_empty() {
                for (row, factor) in self.entries(shape, &cheapest.windows) {
                    subgradient[row.index()] -= factor * self.shapes[shape].count();
                }
            }
        }
        for (column, _) in
            self.columns.iter().zip(&evaluation.columns).filter(|(_, is_taken)| **is_taken)
        {
            for (row, factor) in &column.entries {
                subgradient[row.index()] -= factor;
            }
        }
        subgradient
    }

    /// What a pattern costs in the tier that is minimised.
    pub fn cost(&self, pattern: &Pattern) -> i64 {
        self.shapes[pattern.shape].costs_of(&pattern.windows)[0]
    }

    /// What a pattern costs beyond what the rows, and its shape, pay for it.
    pub fn reduced_cost(&self, pattern: &Pattern, rows: &[f64], shapes: &[f64]) -> f64 {
        let entries = self.entries(pattern.shape, &pattern.windows);
        let paid: f64 = entries.iter().map(|(row, factor)| rows[row.index()] * factor).sum();
        self.cost(pattern) as f64 - paid - shapes[pattern.shape]
    }

    /// No plan costs more.
    pub fn ceiling(&self) -> i64 {
        let dearest = |shape: &Shape| {
            shape.choices.iter().map(|choice| choice.costs[0]).max().unwrap_or(0).max(0)
        };
        let window = self.shapes.iter().map(dearest).max().unwrap_or(0);
        let most_parts =
            self.campaign.groups().iter().map(|group| group.max_windows.max(1) as i64).sum::<i64>();
        let closing =
            |shape: &Shape| shape.closing[0].iter().max().unwrap_or(&0) * shape.blocks.len() as i64;
        let columns = self.columns.iter().map(|column| column.cost.max(0.0) as i64).sum::<i64>();
        self.constant + window * most_parts + self.shapes.iter().map(closing).sum::<i64>() + columns
    }

    /// The entries of a pattern in the rows that are priced.
    pub fn entries(&self, shape: usize, windows: &[(usize, usize)]) -> Vec<(RowId, f64)> {
        let choices = &self.shapes[shape].choices;
        let mut entries: Vec<(RowId, f64)> = Vec::with_capacity(windows.len() + 2);
        for (row, factor) in windows.iter().flat_map(|(choice, _)| &choices[*choice].entries) {
            let factor = self.rows.coefficient(*row, *factor);
            match entries.iter_mut().find(|(other, _)| other == row) {
                Some((_, sum)) => *sum += factor,
                None => entries.push((*row, factor)),
            }
        }
        let costs = self.shapes[shape].costs_of(windows);
        entries.extend(
            costs[1..].iter().enumerate().map(|(place, cost)| self.rows.held_entry(place, *cost)),
        );
        entries.retain(|(_, factor)| *factor != 0.0);
        entries
    }

    /// Groups of a pattern, as a whole or in part.
    pub fn groups(&self, pattern: &Pattern) -> impl Iterator<Item = GroupId> {
        pattern.windows.iter().map(|(choice, _)| self.shapes[pattern.shape].choices[*choice].group)
    }

    /// Groups of a pattern that come as a whole.
    pub fn whole_groups(&self, pattern: &Pattern) -> impl Iterator<Item = GroupId> {
        let choices =
            pattern.windows.iter().map(|(choice, _)| &self.shapes[pattern.shape].choices[*choice]);
        choices.filter(|choice| choice.run.is_none()).map(|choice| choice.group)
    }

    /// Whether some blocks offer the same choices.
    pub fn has_blocks_alike(&self) -> bool {
        self.shapes.iter().any(|shape| shape.blocks.len() > 1)
    }

    /// Whether only who comes where is to be decided: any order will do everywhere, and every block
    /// is one of its kind.
    pub fn is_assignment(&self) -> bool {
        let any_order = |shape: &Shape| matches!(shape.method, Method::Knapsack(_));
        self.shapes.iter().all(any_order) && !self.has_blocks_alike()
    }

    /// Whether the windows leave nobody out.
    pub fn serves_everybody(&self, windows: &[Candidate]) -> bool {
        let mut served = vec![false; self.campaign.groups().len()];
        for candidate in windows {
            served[candidate.group.0] = true;
        }
        served.into_iter().all(|served| served)
    }

    /// The patterns of an evaluation, one for each block.
    pub fn patterns(&self, evaluation: &Evaluation) -> Vec<Pattern> {
        let cheapest = evaluation
            .cheapest
            .iter()
            .enumerate()
            .filter(|(_, cheapest)| !cheapest.windows.is_empty());
        let repeated = cheapest.flat_map(|(shape, cheapest)| {
            let pattern = Pattern { shape, windows: cheapest.windows.clone() };
            std::iter::repeat_n(pattern, self.shapes[shape].blocks.len())
        });
        repeated.collect()
    }

    /// The patterns with each group only where it comes first; those that are left empty go.
    pub fn without_repeats(&self, patterns: &[Pattern]) -> Vec<Pattern> {
        let mut met = vec![false; self.campaign.groups().len()];
        let trimmed = patterns.iter().map(|Pattern { shape, windows }| {
            let is_new = |(choice, _): &&(usize, usize)| {
                let choice = &self.shapes[*shape].choices[*choice];
                choice.run.is_some() || !std::mem::replace(&mut met[choice.group.0], true)
            };
            Pattern { shape: *shape, windows: windows.iter().filter(is_new).copied().collect() }
        });
        trimmed.filter(|pattern| !pattern.windows.is_empty()).collect()
    }

    /// The windows of patterns as a plan; a group that comes too often keeps its first window.
    pub fn windows(&self, patterns: &[Pattern]) -> Vec<Candidate> {
        let mut used = vec![0; self.shapes.len()];
        let mut met = vec![false; self.campaign.groups().len()];
        let mut windows = Vec::new();
        for pattern in patterns {
            let shape = &self.shapes[pattern.shape];
            let Some(block) = shape.blocks.get(used[pattern.shape]) else { continue };
            used[pattern.shape] += 1;
            for placed in &pattern.windows {
                let candidate = shape.candidate(self.campaign, *block, *placed);
                if candidate.run.is_some() || !std::mem::replace(&mut met[candidate.group.0], true)
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
        Relaxation::new(&Task::of(campaign, costs, tier, held, candidates)).unwrap()
    }

    /// Random duals, of the signs that rows allow.
    pub fn random_duals(&self, dice: &mut rand::rngs::ChaCha8Rng) -> Vec<f64> {
        use rand::RngExt;
        let mut duals: Vec<f64> =
            (0..self.rows.len()).map(|_| f64::from(dice.random_range(-40..=60)) / 8.0).collect();
        self.rows.tidy(&mut duals);
        duals
    }

    /// A window as the shape of its block has it: shape, choice and start.
    pub fn place_of(&self, window: &Candidate) -> (usize, Placed) {
        let is_home = |shape: &Shape| shape.blocks.contains(&window.block);
        let place = self.shapes.iter().position(is_home).unwrap();
        (place, self.shapes[place].placed(self.campaign, window))
    }

    /// A plan as patterns, one for each block in which anybody comes.
    pub fn patterns_of(&self, windows: &[Candidate]) -> Vec<Pattern> {
        let mut by_block = std::collections::BTreeMap::<_, Vec<Candidate>>::new();
        for window in windows {
            by_block.entry(window.block).or_default().push(*window);
        }
        let pattern = |mut own: Vec<Candidate>| {
            own.sort_by_key(|window| window.interval);
            let places: Vec<_> = own.iter().map(|window| self.place_of(window)).collect();
            let windows = places.iter().map(|(_, placed)| *placed).collect();
            Pattern { shape: places[0].0, windows }
        };
        by_block.into_values().map(pattern).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Branching, Budget, Relaxation, Task};
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
            let task = Task { budget: &budget, ..Task::of(&campaign, &costs, tier, &[], &all) };
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
            formula +=
                relaxation.columns.iter().map(|own| own.reduced_cost(&duals).min(0.0)).sum::<f64>();
            // Everybody may be left out, so that each half-day is on its own.
            let mut draft = campaign.to_draft();
            draft.tiers.push(Tier::Unserved);
            let alone = Campaign::new(draft).unwrap();
            for block in campaign.block_ids() {
                let own: Vec<Candidate> =
                    all.iter().copied().filter(|window| window.block == block).collect();
                let price = |windows: &Vec<Candidate>| {
                    let patterns = relaxation.patterns_of(windows);
                    let reduced = |pattern| relaxation.reduced_cost(pattern, &duals, &[0.0; 9]);
                    patterns.iter().map(reduced).sum::<f64>()
                };
                let plans = every_plan(&alone, &own);
                formula += plans.iter().map(price).fold(0.0, f64::min);
            }
            let branching = Branching::none(relaxation.shapes.len(), campaign.groups().len());
            let value = relaxation.evaluate(&duals, &branching).value;
            assert!((value - formula).abs() < 1e-6, "seed {seed}: {value}, {formula}");
        }
    }

    #[test]
    fn what_is_too_dear_is_in_no_plan_that_is_not() {
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
                    let own = plans.iter().filter(|plan| plan.iter().any(with));
                    least(&campaign, tier, own, None)
                };
                for most in [best, best + 2] {
                    let too_dear = relaxation.too_dear(&duals, &branching, most as f64 + 0.01);
                    let too_dear: BTreeSet<_> = too_dear.into_iter().collect();
                    dropped += too_dear.len();
                    let is_dropped =
                        |window: &Candidate| too_dear.contains(&relaxation.place_of(window));
                    let cheapest = least(&is_dropped);
                    assert!(
                        cheapest.is_none_or(|own| own > most),
                        "seed {seed}: {cheapest:?}, {most}"
                    );
                }
                for place in 0..relaxation.shapes.len() {
                    let with = relaxation.with_each(place, &duals, &branching, &evaluation);
                    for (choice, bound) in with.into_iter().enumerate() {
                        let is_it = |window: &Candidate| {
                            let (shape, (own, _)) = relaxation.place_of(window);
                            (shape, own) == (place, choice)
                        };
                        let worth = least(&is_it);
                        let is_bound = worth.is_none_or(|worth| bound <= worth as f64 + 1e-6);
                        assert!(is_bound, "seed {seed}: choice {choice} {bound}, {worth:?}");
                    }
                }
            }
        }
        assert!(dropped > 50, "only {dropped} windows were dropped");
    }

    #[test]
    fn whoever_must_come_is_in_the_cheapest_pattern_or_there_is_none() {
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
            branching.forced[0] =
                campaign.group_ids().filter(|_| dice.random_bool(0.6)).collect::<Vec<GroupId>>();
            let plans = every_plan(&campaign, &all);
            let serves = |plan: &&Vec<Candidate>| {
                let comes = |group: &GroupId| plan.iter().any(|window| window.group == *group);
                branching.forced[0].iter().all(comes)
            };
            let price = |plan: &Vec<Candidate>| {
                let reduced = |own| relaxation.reduced_cost(own, &duals, &[0.0]);
                relaxation.patterns_of(plan).iter().map(reduced).sum::<f64>()
            };
            let least = plans.iter().filter(serves).map(price).fold(f64::INFINITY, f64::min);
            let found = relaxation.cheapest(0, &duals, &branching);
            if least.is_finite() {
                with += usize::from(!branching.forced[0].is_empty());
                assert!((found.at_least - least).abs() < 1e-6, "seed {seed}: {found:?}, {least}");
            } else {
                without += 1;
                assert!(found.at_least.is_infinite(), "seed {seed}: {found:?}");
            }
        }
        assert!(with > 5 && without > 5, "{with} with, {without} without");
    }

    #[test]
    fn bars_are_of_one_shape_and_one_group() {
        let mut branching = Branching::none(3, 130);
        for (shape, group) in [(0, 0), (1, 64), (1, 129), (2, 63)] {
            branching.forbid(shape, GroupId(group));
        }
        for (group, shapes) in
            [(0, vec![0]), (63, vec![2]), (64, vec![1]), (129, vec![1]), (65, vec![])]
        {
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
                let cost: i64 = patterns.iter().map(|own| relaxation.cost(own)).sum();
                let left_out = campaign.group_ids().filter(|group| {
                    relaxation.may_leave_out && windows.iter().all(|own| own.group != *group)
                });
                let columns = left_out.map(|group| relaxation.columns[group.0].cost as i64);
                let worth = units(&campaign, tier, &windows, None);
                assert_eq!(cost + columns.sum::<i64>() + relaxation.constant, worth, "seed {seed}");
                // Blocks alike may change places; people come as often as before.
                let groups = |windows: &[Candidate]| {
                    windows.iter().map(|own| own.group).collect::<BTreeSet<_>>()
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
