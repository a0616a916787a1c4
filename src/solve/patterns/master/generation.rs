//! Rounds of master and pricing: the master's duals price new patterns, until no pattern makes it
//! better.

use super::branching::Branching;
use super::neighbourhood::Neighbourhood;
use super::relaxation::Relaxation;
use super::restricted::{Master, Solution};
use super::subgradient::Subgradient;
use super::volume::Volume;
use crate::campaign::plan::Plan;
use crate::solve::highs::SolverError;
use crate::solve::patterns::pattern::Pattern;
use crate::solve::patterns::pricing::choice::Cheapest;
use crate::solve::patterns::pricing::shape::Shape;
use crate::solve::patterns::task::{News, Task, whole_bound};

/// How much of the best duals goes into those at which patterns are priced, besides the master's
/// own (Wentges smoothing). Pricing is cheap beside a solve of the master: several patterns a shape
/// make it a good deal fewer, and with many blocks still more are worth it.
const SMOOTHING: [f64; 3] = [0.6, 0.3, 0.0];
const SMOOTHING_OF_MANY: [f64; 6] = [0.8, 0.6, 0.45, 0.3, 0.15, 0.0];
/// A pattern is worth adding when its reduced cost is below this.
const WORTH_ADDING: f64 = -1e-6;
/// The master can't become better than a bound that is so near.
const NEAR: f64 = 1e-4;
/// Steps uphill before the first master, where blocks are few: they find patterns faster than its
/// first, wild duals do.
const STEPS_BEFORE: usize = 60;
/// Patterns of the best of them go into the first master.
const STEPS_KEPT: usize = 15;

/// With many blocks, at most so many steps of the volume algorithm instead, until its average keeps
/// the rows so nearly, and so many of the best heaviest patterns of each shape.
const VOLUME_STEPS: usize = 400;
const SMALL_BREACH: f64 = 0.1;
const HEAVIEST: usize = 30;
/// The first master is solved with so many of each; of the others it gets those that its duals ask
/// for, until these are less than this share. Solved from nothing with all of them it would take
/// several times as long.
const HEAVIEST_FIRST: usize = 8;
const FEW: f64 = 0.02;

/// The state of a run.
pub struct Generation<'a, 't> {
    pub task: &'t mut Task<'a>,
    pub relaxation: &'t Relaxation<'a>,
    pub master: Master,
    /// What breaking a row costs in a master.
    pub penalty: f64,
    /// The best bound, in whole units with the constant.
    pub best_bound: f64,
    /// The duals that gave the best bound at the root.
    pub root_duals: Vec<f64>,
    /// What the cheapest pattern of each shape costs at these duals.
    pub root_cheapest: Vec<f64>,
    /// The patterns of the best plan, where it was found as patterns; no group twice.
    pub best: Vec<Pattern>,
    /// The plans that dives have found, where patterns are all that costs.
    pub plans: Vec<Vec<Pattern>>,
    pub rounds: usize,
    /// Patterns in all masters of dives so far, each master as often as it was solved: the work of
    /// a dive.
    pub columns_solved: usize,
}

impl<'a, 't> Generation<'a, 't> {
    /// A master without patterns.
    pub fn new(
        task: &'t mut Task<'a>,
        relaxation: &'t Relaxation<'a>,
    ) -> Result<Generation<'a, 't>, SolverError> {
        let dearest = |shape: &Shape| {
            let choices =
                shape.choices.iter().map(|choice| choice.costs[0].abs()).max().unwrap_or(0);
            choices + shape.closing[0].iter().copied().max().unwrap_or(0)
        };
        let dearest = relaxation.shapes.iter().map(dearest).max().unwrap_or(0).max(1) as f64;
        let column = relaxation.columns.iter().map(|column| column.cost.abs()).fold(0.0, f64::max);
        let penalty = 4.0 * (dearest + column);
        let master = Master::new(relaxation, &Neighbourhood::whole(relaxation), penalty)?;
        let root_duals = vec![0.0; relaxation.rows.len()];
        Ok(Generation {
            task,
            relaxation,
            master,
            penalty,
            best_bound: f64::NEG_INFINITY,
            root_duals,
            root_cheapest: vec![0.0; relaxation.shapes.len()],
            best: Vec::new(),
            plans: Vec::new(),
            rounds: 0,
            columns_solved: 0,
        })
    }

    /// The bound in whole units.
    pub fn bound(&self) -> i64 {
        whole_bound(self.best_bound)
    }

    /// Whether the incumbent can't be beaten.
    pub fn meets_incumbent(&self) -> bool {
        self.task.incumbent.is_some_and(|incumbent| self.bound() >= incumbent)
    }

    /// Whether there are so many blocks that masters are slow.
    pub fn has_many_blocks(&self) -> bool {
        self.relaxation.blocks() >= self.task.tuning.many_blocks
    }

    /// Shows a plan to the caller.
    pub fn show(&mut self, patterns: &[Pattern]) {
        let campaign = self.task.campaign;
        let windows = self.relaxation.windows(patterns);
        let everybody = self.relaxation.serves_everybody(&windows);
        if everybody || self.relaxation.may_leave_out {
            let windows = windows.iter().map(|candidate| candidate.window(campaign)).collect();
            let mut plan = Plan { windows, ..Plan::default() };
            plan.sort();
            let before = self.task.incumbent;
            self.task.incumbent = (self.task.watch)(News::Plan(plan));
            if before.is_none_or(|before| self.task.incumbent.is_some_and(|now| now < before)) {
                self.best = self.relaxation.without_repeats(patterns);
            }
        }
    }

    pub fn learn(&mut self, value: f64, duals: &[f64], cheapest: &[Cheapest]) {
        if value > self.best_bound {
            let before = self.bound();
            self.best_bound = value;
            self.root_duals.clear();
            self.root_duals.extend_from_slice(duals);
            self.root_cheapest = cheapest.iter().map(|cheapest| cheapest.at_least).collect();
            if self.bound() > before {
                self.tell_bound();
            }
        }
    }

    /// Lifts the bound, in whole units.
    pub fn lift(&mut self, bound: i64) {
        if bound > self.bound() {
            self.best_bound = bound as f64;
            self.tell_bound();
        }
    }

    fn tell_bound(&mut self) {
        let bound = self.bound();
        self.task.incumbent = (self.task.watch)(News::Bound(bound));
    }

    /// Adds the cheapest patterns that the master's duals find worth it; how many.
    fn add(
        &mut self,
        cheapest: Vec<Cheapest>,
        duals: Option<(&[f64], &[f64])>,
    ) -> Result<usize, SolverError> {
        let mut added = 0;
        for (shape, cheapest) in cheapest.into_iter().enumerate() {
            if cheapest.windows.is_empty() {
                continue;
            }
            let pattern = Pattern { shape, windows: cheapest.windows };
            let reduced =
                duals.map(|(rows, blocks)| self.relaxation.reduced_cost(&pattern, rows, blocks));
            if reduced.is_some_and(|reduced| reduced >= WORTH_ADDING) {
                continue;
            }
            let before = self.master.patterns.len();
            added += usize::from(self.take_in(&pattern)? == before);
        }
        Ok(added)
    }

    /// Puts patterns into the master, as a start.
    pub fn fill(&mut self, patterns: &[Pattern]) -> Result<(), SolverError> {
        for pattern in patterns {
            self.take_in(pattern)?;
        }
        Ok(())
    }

    /// Puts a pattern into the master, unless it is there; its place.
    pub fn take_in(&mut self, pattern: &Pattern) -> Result<usize, SolverError> {
        let mut entries = self.relaxation.entries(pattern.shape, &pattern.windows);
        let cost = self.relaxation.cost(pattern) as f64;
        entries.push((self.relaxation.rows.of_shape(pattern.shape), 1.0));
        self.master.add(pattern, cost, &entries)
    }

    /// Bound, duals and patterns of the whole campaign, until master and bound are so near, as a
    /// share; the values of the patterns in the last master.
    pub fn at_root(&mut self, near: f64) -> Result<Vec<f64>, SolverError> {
        let branching =
            Branching::none(self.relaxation.shapes.len(), self.task.campaign.groups().len());
        self.start(&branching)?;
        let smoothings =
            if self.has_many_blocks() { &SMOOTHING_OF_MANY[..] } else { &SMOOTHING[..] };
        let mut values = Vec::new();
        while !self.meets_incumbent() {
            let Some(solution) = self.solved()? else { break };
            values = solution.values;
            if self.task.budget.is_spent() {
                break;
            }
            let best = self.root_duals.clone();
            let mut added = 0;
            for smoothing in smoothings {
                if self.task.budget.is_spent() {
                    break;
                }
                let smooth = between(&best, &solution.rows, *smoothing);
                let evaluation = self.relaxation.evaluate(&smooth, &branching);
                self.learn(evaluation.value, &smooth, &evaluation.cheapest);
                added += self.add(evaluation.cheapest, Some((&solution.rows, &solution.blocks)))?;
            }
            self.rounds += 1;
            let worth = solution.objective + self.relaxation.constant as f64;
            if added == 0 || worth - self.best_bound < NEAR.max(near * worth.abs()) {
                break;
            }
        }
        Ok(values)
    }

    /// The master's solution; `None` where it has none, or where time is up.
    fn solved(&mut self) -> Result<Option<Solution>, SolverError> {
        let budget = &self.task.budget;
        self.master.solve(&self.relaxation.rows, &|| budget.is_spent())
    }

    /// Fills the first master, where it is still empty.
    fn start(&mut self, branching: &Branching) -> Result<(), SolverError> {
        if !self.master.patterns.is_empty() {
            return Ok(());
        }
        if !self.has_many_blocks() {
            return self.climb_first(branching);
        }
        let volume = self.volume_first();
        self.fill(&volume.heaviest(HEAVIEST_FIRST))?;
        self.sift(volume.heaviest(HEAVIEST))
    }

    /// Puts those of the patterns into the master that its duals ask for, until these are few.
    fn sift(&mut self, mut left: Vec<Pattern>) -> Result<(), SolverError> {
        let few = (left.len() as f64 * FEW) as usize;
        while !self.task.budget.is_spent() {
            let Some(solution) = self.solved()? else { break };
            let reduced = |pattern: &Pattern| {
                self.relaxation.reduced_cost(pattern, &solution.rows, &solution.blocks)
            };
            let is_asked_for = |pattern: &Pattern| reduced(pattern) < WORTH_ADDING;
            let (asked_for, others): (Vec<_>, Vec<_>) = left.into_iter().partition(is_asked_for);
            self.fill(&asked_for)?;
            left = others;
            if asked_for.len() <= few {
                break;
            }
        }
        Ok(())
    }

    /// Steps of the volume algorithm, whose average comes near to an optimum of the master.
    fn volume_first(&mut self) -> Volume<'t, 'a> {
        let relaxation = self.relaxation;
        let mut volume = Volume::new(relaxation, relaxation.each_alone());
        for _ in 0..VOLUME_STEPS {
            let is_proof =
                self.task.incumbent.is_some_and(|best| whole_bound(volume.best.value) >= best);
            if is_proof || self.task.budget.is_spent() || volume.breach() < SMALL_BREACH {
                break;
            }
            volume.step();
        }
        self.learn(volume.best.value, &volume.duals, &volume.best.cheapest);
        volume
    }

    /// Steps uphill that fill the first master.
    fn climb_first(&mut self, branching: &Branching) -> Result<(), SolverError> {
        let mut duals = self.root_duals.clone();
        let goal = self.task.incumbent.map_or_else(|| self.guess(), |incumbent| incumbent as f64);
        let ascent = Subgradient {
            steps: STEPS_BEFORE,
            step_size: 1.0,
            patience: 5,
            goal,
            reach: f64::INFINITY,
        };
        let mut seen = Vec::new();
        let relaxation = self.relaxation;
        let budget = self.task.budget;
        ascent.ascend(
            relaxation,
            branching,
            &relaxation.symmetry.under(branching),
            &mut duals,
            &mut |evaluation, duals| {
                seen.push((evaluation.value, duals.to_vec(), evaluation.cheapest.clone()));
                budget.is_spent()
            },
        );
        // The first, wild duals find patterns that no plan wants.
        seen.sort_by(|one, other| other.0.total_cmp(&one.0));
        seen.truncate(STEPS_KEPT);
        for (value, duals, cheapest) in seen {
            self.learn(value, &duals, &cheapest);
            self.add(cheapest, None)?;
        }
        Ok(())
    }

    /// What a plan might cost, where none is known.
    fn guess(&self) -> f64 {
        let dearest = self
            .relaxation
            .shapes
            .iter()
            .flat_map(|shape| &shape.choices)
            .map(|choice| choice.costs[0])
            .max();
        (dearest.unwrap_or(0).max(1) * self.task.campaign.groups().len() as i64) as f64 / 2.0
    }

    /// A few rounds with what is settled; nothing is learnt about the bound.
    pub fn below(
        &mut self,
        settled: &Neighbourhood,
        rounds: usize,
    ) -> Result<Vec<f64>, SolverError> {
        let mut values = Vec::new();
        for _ in 0..rounds {
            self.columns_solved += self.master.patterns.len();
            let Some(solution) = self.solved()? else { break };
            values = solution.values;
            if self.task.budget.is_spent() {
                break;
            }
            let cheapest = settled.cheapest(self.relaxation, &solution.rows);
            if self.add(cheapest, Some((&solution.rows, &solution.blocks)))? == 0 {
                break;
            }
        }
        Ok(values)
    }
}

/// Duals between the best ones and those of the master.
fn between(best: &[f64], now: &[f64], smoothing: f64) -> Vec<f64> {
    best.iter().zip(now).map(|(best, now)| smoothing * best + (1.0 - smoothing) * now).collect()
}
