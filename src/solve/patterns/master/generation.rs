//! Column generation with dual smoothing: the restricted master's duals price new patterns, until
//! none has a negative reduced cost (Wentges 1997, "Weighted Dantzig-Wolfe decomposition for linear
//! mixed-integer programming", International Transactions in Operational Research 4).

use super::branching::Branching;
use super::neighbourhood::Neighbourhood;
use super::relaxation::Relaxation;
use super::restricted::{Master, PatternId, Solution};
use super::subgradient::Subgradient;
use super::volume::Volume;
use crate::campaign::plan::Plan;
use crate::solve::bounds::whole_bound;
use crate::solve::highs::SolverError;
use crate::solve::ids::List;
use crate::solve::patterns::pattern::{Pattern, ShapeId};
use crate::solve::patterns::pricing::choice::Cheapest;
use crate::solve::patterns::pricing::shape::Shape;
use crate::solve::patterns::task::{News, TierTask};

/// Weights of the best duals in the duals that price; the master's duals have the rest. Each round
/// prices once at each weight: pricing takes less time than a solve of the master, and more
/// patterns a round need fewer rounds. From `many_blocks` on masters take most of the time, so
/// their rounds have more weights.
const SMOOTHING: [f64; 3] = [0.6, 0.3, 0.0];
const SMOOTHING_OF_MANY: [f64; 6] = [0.8, 0.6, 0.45, 0.3, 0.15, 0.0];
/// Reduced cost, in units of the tier, below which a pattern enters the master; 0 within the LP's
/// tolerance.
const MOST_REDUCED_COST: f64 = -1e-6;
/// Gap of master and bound, in units of the tier, at which the root is solved.
const GAP_TOLERANCE: f64 = 1e-4;
/// Subgradient steps before the first master, with fewer than [`Tuning::many_blocks`] blocks: the
/// first duals of a master oscillate and price patterns of no use.
const SUBGRADIENT_STEPS: usize = 60;
/// Evaluations of the subgradient ascent, those of the highest bounds, whose patterns make the
/// first master.
const EVALUATIONS_KEPT: usize = 15;

/// From [`Tuning::many_blocks`] on, the most steps of the volume algorithm before the first master.
const VOLUME_STEPS: usize = 400;
/// Mean violation of the coupling rows, in scaled units, at which the volume algorithm stops.
const SMALL_VIOLATION: f64 = 0.1;
/// Patterns of each shape, the heaviest of the volume algorithm, that are sifted into the master.
const HEAVIEST: usize = 30;
/// Of these the patterns of each shape in the first master, which is solved from scratch. With primal simplex a
/// development build had a plan of `series-960-loose-s3` within 0.5 % after 15.0 s with 8 of them, 15.3 s with 12,
/// 14.8 s with 15, and not in 18 s with 30.
const HEAVIEST_FIRST: usize = 12;
/// Share of the patterns left to sift: a round that adds no more of them ends sifting.
const FEW: f64 = 0.02;

/// A run of column generation.
pub struct Generation<'a, 't> {
    pub task: &'t mut TierTask<'a>,
    pub relaxation: &'t Relaxation<'a>,
    pub master: Master,
    /// Cost of an artificial column in a master.
    pub penalty: f64,
    /// The best bound, in whole units with the constant.
    pub best_bound: f64,
    /// The duals that gave the best bound at the root.
    pub root_duals: Vec<f64>,
    /// Least reduced cost of a pattern of each shape at these duals.
    pub root_cheapest: List<ShapeId, f64>,
    /// The patterns of the incumbent, where it was found as patterns; each group once.
    pub best: Vec<Pattern>,
    /// The plans of all dives, where patterns are all that costs.
    pub plans: Vec<Vec<Pattern>>,
    pub rounds: usize,
    /// The work of dives: the sum of the master's patterns over all its solves.
    pub columns_solved: usize,
}

impl<'a, 't> Generation<'a, 't> {
    /// A run whose master has no patterns.
    pub fn new(
        task: &'t mut TierTask<'a>,
        relaxation: &'t Relaxation<'a>,
    ) -> Result<Generation<'a, 't>, SolverError> {
        let dearest_of = |shape: &Shape| {
            let choices =
                shape.choices.iter().map(|choice| choice.costs[0].abs()).max().unwrap_or(0);
            choices + shape.closing[0].iter().copied().max().unwrap_or(0)
        };
        let dearest = relaxation.shapes.iter().map(dearest_of).max().unwrap_or(0).max(1) as f64;
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
            root_cheapest: List::alike(0.0, &relaxation.shapes),
            best: Vec::new(),
            plans: Vec::new(),
            rounds: 0,
            columns_solved: 0,
        })
    }

    /// The best bound, in whole units.
    pub fn bound(&self) -> i64 {
        whole_bound(self.best_bound)
    }

    /// Whether the bound proves the incumbent optimal.
    pub fn meets_incumbent(&self) -> bool {
        self.task.incumbent.is_some_and(|incumbent| self.bound() >= incumbent)
    }

    /// Whether there is no plan: the bound is above what the dearest plan can cost.
    pub fn is_impossible(&self) -> bool {
        self.task.incumbent.is_none() && self.bound() > self.relaxation.ceiling()
    }

    /// Whether there are [`Tuning::many_blocks`] blocks, so that masters take most of the time.
    pub fn has_many_blocks(&self) -> bool {
        self.relaxation.blocks() >= self.task.tuning.many_blocks
    }

    /// Shows the plan of some patterns to the caller, who may take it as the incumbent.
    pub fn show(&mut self, patterns: &[Pattern]) {
        let campaign = self.task.campaign;
        let windows = self.relaxation.windows(patterns);
        let everybody = self.relaxation.serves_everybody(&windows);
        if everybody || self.relaxation.may_leave_out {
            let windows = windows.iter().map(|candidate| candidate.window(campaign)).collect();
            let mut plan = Plan { windows, ..Plan::default() };
            plan.sort();
            let old = self.task.incumbent;
            self.tell(News::Plan(plan));
            if old.is_none_or(|old| self.task.incumbent.is_some_and(|new| new < old)) {
                self.best = self.relaxation.without_repeats(patterns);
            }
        }
    }

    /// Records an evaluation's Lagrangian bound, duals and reduced costs where the bound is the
    /// best.
    pub fn record(&mut self, value: f64, duals: &[f64], cheapest: &List<ShapeId, Cheapest>) {
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

    /// Lifts the best bound, in whole units.
    pub fn lift(&mut self, bound: i64) {
        if bound > self.bound() {
            self.best_bound = bound as f64;
            self.tell_bound();
        }
    }

    fn tell_bound(&mut self) {
        self.tell(News::Bound(self.bound()));
    }

    /// Tells the caller, and takes over what it knows.
    pub fn tell(&mut self, news: News) {
        let known = (self.task.watch)(news);
        self.task.incumbent = known.incumbent;
        if known.bound > self.bound() {
            self.best_bound = known.bound as f64;
        }
    }

    /// Adds the cheapest patterns to the master, with `duals` of its rows and shapes only those of
    /// a negative reduced cost; gives the number of new ones.
    fn add(
        &mut self,
        cheapest: List<ShapeId, Cheapest>,
        duals: Option<(&[f64], &List<ShapeId, f64>)>,
    ) -> Result<usize, SolverError> {
        let mut added = 0;
        for (shape, cheapest) in (0..).map(ShapeId).zip(cheapest) {
            if cheapest.windows.is_empty() {
                continue;
            }
            let pattern = Pattern { shape, windows: cheapest.windows };
            let reduced_cost =
                duals.map(|(rows, shapes)| self.relaxation.reduced_cost(&pattern, rows, shapes));
            if reduced_cost.is_some_and(|reduced_cost| reduced_cost >= MOST_REDUCED_COST) {
                continue;
            }
            let next_id = self.master.patterns.next_id();
            added += usize::from(self.take_in(&pattern)? == next_id);
        }
        Ok(added)
    }

    /// Puts patterns into the master.
    pub fn fill(&mut self, patterns: &[Pattern]) -> Result<(), SolverError> {
        for pattern in patterns {
            self.take_in(pattern)?;
        }
        Ok(())
    }

    /// Puts a pattern into the master, unless the master has it.
    pub fn take_in(&mut self, pattern: &Pattern) -> Result<PatternId, SolverError> {
        let mut entries = self.relaxation.entries(pattern.shape, &pattern.windows);
        let cost = self.relaxation.cost(pattern) as f64;
        entries.push((self.relaxation.rows.of_shape(pattern.shape), 1.0));
        self.master.add(pattern, cost, &entries)
    }

    /// Generates patterns of the whole campaign until the relative gap of master and bound is below
    /// `gap`; gives the values of the patterns in the last master.
    pub fn at_root(&mut self, gap: f64) -> Result<List<PatternId, f64>, SolverError> {
        let branching =
            Branching::none(self.relaxation.shapes.len(), self.task.campaign.groups().len());
        self.start(&branching)?;
        let smoothings =
            if self.has_many_blocks() { &SMOOTHING_OF_MANY[..] } else { &SMOOTHING[..] };
        let mut values = List::new();
        while !self.meets_incumbent() {
            let Some(solution) = self.solved()? else { break };
            values = solution.values;
            if self.task.budget.is_spent() {
                break;
            }
            let best_duals = self.root_duals.clone();
            let mut added = 0;
            for smoothing in smoothings {
                if self.task.budget.is_spent() {
                    break;
                }
                let duals = smoothed(&best_duals, &solution.rows, *smoothing);
                let evaluation = self.relaxation.evaluate(&duals, &branching);
                self.record(evaluation.value, &duals, &evaluation.cheapest);
                added += self.add(evaluation.cheapest, Some((&solution.rows, &solution.shapes)))?;
            }
            self.rounds += 1;
            let objective = solution.objective + self.relaxation.constant as f64;
            if added == 0 || objective - self.best_bound < GAP_TOLERANCE.max(gap * objective.abs())
            {
                break;
            }
        }
        Ok(values)
    }

    /// Solves the master; `None` where it is infeasible or the budget is spent.
    fn solved(&mut self) -> Result<Option<Solution>, SolverError> {
        let budget = &self.task.budget;
        self.master.solve(&self.relaxation.rows, &|| budget.is_spent())
    }

    /// Fills the first master, unless it has patterns.
    fn start(&mut self, branching: &Branching) -> Result<(), SolverError> {
        if !self.master.patterns.is_empty() {
            return Ok(());
        }
        if !self.has_many_blocks() {
            return self.fill_by_subgradient(branching);
        }
        let volume = self.volume_algorithm();
        self.fill(&volume.heaviest(HEAVIEST_FIRST))?;
        self.sift(volume.heaviest(HEAVIEST))
    }

    /// Sifting (Bixby et al. 1992): adds the patterns of negative reduced cost and solves again,
    /// until a round adds at most the share [`FEW`].
    fn sift(&mut self, mut left: Vec<Pattern>) -> Result<(), SolverError> {
        let few = (left.len() as f64 * FEW) as usize;
        while !self.task.budget.is_spent() {
            let Some(solution) = self.solved()? else { break };
            let reduced_cost = |pattern: &Pattern| {
                self.relaxation.reduced_cost(pattern, &solution.rows, &solution.shapes)
            };
            let is_worth_adding = |pattern: &Pattern| reduced_cost(pattern) < MOST_REDUCED_COST;
            let (added, rest): (Vec<_>, Vec<_>) = left.into_iter().partition(is_worth_adding);
            self.fill(&added)?;
            left = rest;
            if added.len() <= few {
                break;
            }
        }
        Ok(())
    }

    /// Runs the volume algorithm, whose average approximates an optimum of the master.
    fn volume_algorithm(&mut self) -> Volume<'t, 'a> {
        let relaxation = self.relaxation;
        let mut volume = Volume::new(relaxation, relaxation.each_alone());
        for _ in 0..VOLUME_STEPS {
            let is_proven =
                self.task.incumbent.is_some_and(|best| whole_bound(volume.best.value) >= best);
            if is_proven || self.task.budget.is_spent() || volume.mean_violation() < SMALL_VIOLATION
            {
                break;
            }
            volume.step();
        }
        self.record(volume.best.value, &volume.duals, &volume.best.cheapest);
        volume
    }

    /// Fills the first master with the patterns of subgradient steps.
    fn fill_by_subgradient(&mut self, branching: &Branching) -> Result<(), SolverError> {
        let mut duals = self.root_duals.clone();
        let goal =
            self.task.incumbent.map_or_else(|| self.cost_estimate(), |incumbent| incumbent as f64);
        let subgradient = Subgradient {
            steps: SUBGRADIENT_STEPS,
            step_size: 1.0,
            patience: 5,
            goal,
            reach: f64::INFINITY,
        };
        let mut evaluations = Vec::new();
        let relaxation = self.relaxation;
        let budget = self.task.budget;
        subgradient.ascend(
            relaxation,
            branching,
            &relaxation.symmetry.under(branching),
            &mut duals,
            &mut |evaluation, duals| {
                evaluations.push((evaluation.value, duals.to_vec(), evaluation.cheapest.clone()));
                budget.is_spent()
            },
        );
        // The first duals oscillate and price patterns of no use.
        evaluations.sort_by(|a, b| b.0.total_cmp(&a.0));
        evaluations.truncate(EVALUATIONS_KEPT);
        for (value, duals, cheapest) in evaluations {
            self.record(value, &duals, &cheapest);
            self.add(cheapest, None)?;
        }
        Ok(())
    }

    /// Half of what a plan costs with the dearest window for each group: the subgradient's goal
    /// where no plan is known.
    fn cost_estimate(&self) -> f64 {
        let dearest = self
            .relaxation
            .shapes
            .iter()
            .flat_map(|shape| &shape.choices)
            .map(|choice| choice.costs[0])
            .max();
        (dearest.unwrap_or(0).max(1) * self.task.campaign.groups().len() as i64) as f64 / 2.0
    }

    /// Generates patterns of a neighbourhood for at most `rounds` rounds; the bound of the whole
    /// campaign stays. Gives the values of the patterns in the last master.
    pub fn below(
        &mut self,
        neighbourhood: &Neighbourhood,
        rounds: usize,
    ) -> Result<List<PatternId, f64>, SolverError> {
        let mut values = List::new();
        for _ in 0..rounds {
            self.columns_solved += self.master.patterns.len();
            let Some(solution) = self.solved()? else { break };
            values = solution.values;
            if self.task.budget.is_spent() {
                break;
            }
            let cheapest = neighbourhood.cheapest(self.relaxation, &solution.rows);
            if self.add(cheapest, Some((&solution.rows, &solution.shapes)))? == 0 {
                break;
            }
        }
        Ok(values)
    }
}

/// Dual smoothing: `smoothing·best + (1 − smoothing)·master`.
fn smoothed(best: &[f64], master: &[f64], smoothing: f64) -> Vec<f64> {
    let smooth = |(best, master): (&f64, &f64)| smoothing * best + (1.0 - smoothing) * master;
    best.iter().zip(master).map(smooth).collect()
}
