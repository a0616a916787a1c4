//! What a caller hands to a solve and gets back from it.

use super::{Commitments, Tuning};
use crate::base::ratio::Ratio;
use crate::campaign::Tier;
use crate::campaign::plan::Plan;
use crate::check::Violation;
use crate::solve::highs::{self, SolverError};
use crate::solve::windows::TooLarge;
use std::fmt;
use std::time::Duration;

/// Switches of a solve.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// The relative gap, `(value − bound) / value`, at which a tier is left; 0 asks for a proof.
    pub gap: f64,
    /// Threads for the solver.
    pub threads: u32,
    /// Seed of the solver's random choices.
    pub seed: u32,
    /// The engine that proves the tiers.
    pub engine: Engine,
    /// The engine's limits of effort.
    pub tuning: Tuning,
    /// Tiers that must stay below a value: the ε-constraints of a search for a Pareto front.
    pub below: Vec<(Tier, Ratio)>,
    /// Known lower bounds of tiers, given the tiers before them.
    pub at_least: Vec<(Tier, Ratio)>,
    /// A start, such as the plan of a similar campaign; it may break rules.
    pub start: Option<Plan>,
    /// The commitments to people who know the baseline, where it is mended while it runs.
    pub told: Option<Commitments>,
    /// Whether, of plans that are equal in all tiers, the one is looked for that moves the fewest
    /// people against the baseline.
    pub settles_ties: bool,
}

/// The engine that proves the tiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// `Sites` first with crews and [`Tuning::many_staffed_blocks`] half-days or more. Then `Kinds` where it
    /// can be and a half-day has [`Tuning::groups_of_kinds`] groups or more, or groups may be cut; else
    /// `Patterns` from [`Tuning::many_candidates`] candidate windows on; else `Compact`.
    Auto,
    /// One mixed-integer program (MIP) for each tier, over all candidates.
    Compact,
    /// Column generation over block patterns, then the compact MIP over the candidates left.
    Patterns,
    /// One MIP for each tier over kinds of groups, where nothing but lessons looks at the time of
    /// day inside a half-day; else as `Auto`.
    Kinds,
    /// Decomposition by site first, where crews move and nothing but them ties sites together; then
    /// as `Auto`.
    Sites,
}

impl Default for Options {
    fn default() -> Options {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        Options {
            gap: 0.0,
            threads: threads as u32,
            seed: 0,
            engine: Engine::Auto,
            tuning: Tuning::default(),
            below: Vec::new(),
            at_least: Vec::new(),
            start: None,
            told: None,
            settles_ties: false,
        }
    }
}

impl Options {
    /// The caller's lower bound of a tier.
    pub(super) fn known_least(&self, tier: Tier) -> Ratio {
        let known = self.at_least.iter().filter(|(of, _)| *of == tier);
        known.map(|(_, least)| *least).max().unwrap_or(Ratio::whole(0))
    }
}

/// The progress of a solve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// The tier being worked on.
    pub tier: Tier,
    /// Its best value so far, in the tier's unit.
    pub incumbent: Option<f64>,
    /// The best value still possible.
    pub bound: Option<f64>,
    /// Time since the solve began.
    pub elapsed: Duration,
}

impl Progress {
    /// `(incumbent − bound) / incumbent`.
    pub fn gap(&self) -> Option<f64> {
        let (incumbent, bound) = (self.incumbent?, self.bound?);
        (incumbent != 0.0).then(|| ((incumbent - bound) / incumbent).max(0.0))
    }
}

/// How a solve ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Termination {
    /// Every tier is proven: value and bound, both recomputed, are equal.
    Optimal,
    /// There is a plan, but not every tier is proven.
    Feasible,
    /// No plan exists.
    Infeasible,
    /// No plan was found within the limit.
    NoPlan,
}

/// The result of one tier.
#[derive(Debug, Clone, PartialEq)]
pub struct TierOutcome {
    /// The tier.
    pub tier: Tier,
    /// Its value in the plan, recomputed from the plan.
    pub value: Option<Ratio>,
    /// The best value that any plan can have which keeps the earlier tiers.
    pub bound: Option<Ratio>,
    /// Time spent on it.
    pub seconds: f64,
    /// MIPs solved for it, or rounds of column generation; 0 where a combinatorial bound proves it.
    pub solves: usize,
    /// The solver's own last word.
    pub solver_status: String,
}

impl TierOutcome {
    /// Whether value and bound meet.
    pub fn proven(&self) -> bool {
        self.value.is_some() && self.value == self.bound
    }

    /// `(value − bound) / value`; 0 when proven, `None` when unknown.
    pub fn gap(&self) -> Option<f64> {
        if self.proven() {
            return Some(0.0);
        }
        let (value, bound) = (self.value?.as_f64(), self.bound?.as_f64());
        (value != 0.0).then(|| ((value - bound) / value).max(0.0))
    }
}

/// The result of a solve.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// How it ended.
    pub termination: Termination,
    /// Whether the user, the budget or the engine's own measure of effort ended it before all was
    /// proven.
    pub stopped_early: bool,
    /// The best plan found, slots included.
    pub plan: Option<Plan>,
    /// Tier by tier, in the campaign's order.
    pub tiers: Vec<TierOutcome>,
    /// Where ties are settled, the people told a new time against the baseline, and the fewest of
    /// them in any plan that is equal in all tiers.
    pub ties: Option<TierOutcome>,
    /// Whether every order of classes that might make a better plan was tried; without that nothing
    /// is proven.
    pub every_order_tried: bool,
    /// Wall-clock seconds.
    pub seconds: f64,
    /// Name and version of the solver.
    pub solver: String,
}

impl Outcome {
    /// The outcome of a solve whose budget was spent before it began.
    pub fn not_reached() -> Outcome {
        Outcome {
            termination: Termination::NoPlan,
            stopped_early: true,
            plan: None,
            tiers: Vec::new(),
            ties: None,
            every_order_tried: true,
            seconds: 0.0,
            solver: highs::version(),
        }
    }
}

/// Why a solve failed.
#[derive(Debug, Clone, PartialEq)]
pub enum SolveError {
    /// The solver failed.
    Solver(String),
    /// The grid allows more candidate windows than the compact model can hold.
    TooLarge(TooLarge),
    /// The plan found doesn't pass the independent check; it is withheld.
    Unchecked(Vec<Violation>),
}

impl fmt::Display for SolveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SolveError::Solver(message) => write!(f, "solver: {message}"),
            SolveError::TooLarge(size) => write!(f, "{size}"),
            SolveError::Unchecked(found) => {
                let codes: Vec<&str> =
                    found.iter().map(|violation| violation.rule().id()).collect();
                write!(f, "the plan found breaks {}", codes.join(", "))
            }
        }
    }
}

impl std::error::Error for SolveError {}

impl From<TooLarge> for SolveError {
    fn from(error: TooLarge) -> SolveError {
        SolveError::TooLarge(error)
    }
}

impl From<SolverError> for SolveError {
    fn from(error: SolverError) -> SolveError {
        let SolverError::Failed(message) = error;
        SolveError::Solver(message)
    }
}
