//! `solve`: the best plan and what is proven of it.

use super::{Decimal, LeftOut, MakeUpSizing, Metrics, RepeatedPlan, Violation};
use crate::base::shape::{Word, shape, words};
use crate::campaign::Tier;
use crate::solve::{self, Termination};

words! {
    Termination {
        Termination::Optimal => "optimal",
        Termination::Feasible => "feasible",
        Termination::Infeasible => "infeasible",
        Termination::NoPlan => "no_plan",
    }
}

shape! {
    /// What `solve --json` prints.
    pub struct Solve {
        ..outcome: Outcome,
        /// The plan's figures; null without a plan.
        metrics: Option<Metrics>,
        /// What the plan breaks.
        violations: Vec<Violation>,
        /// The make-up time; null where everybody is sure to come.
        make_up: Option<MakeUpSizing>,
        /// The plan in other rounds and in bad weather.
        repeats: Vec<RepeatedPlan>,
        /// Groups without a window.
        left_out: Vec<LeftOut>,
        /// Files that were written.
        files: Vec<String>,
    }

    /// What is known of a solve.
    pub struct Outcome {
        /// `optimal` only when every tier is proven; `no_plan`: none was found within the limit.
        status: Word<Termination>,
        /// Whether the user, the time limit or the engine's own measure of effort ended it before
        /// everything was proven.
        stopped_early: bool,
        /// Name and version of the solver.
        solver: String,
        /// Tier by tier, in the campaign's order.
        tiers: Vec<TierResult>,
        /// Where `moved` is no aim and there is a baseline: people told a new time against it, and
        /// the fewest of plans that are equal in all tiers; else null.
        ties: Option<TierResult>,
        /// Wall-clock time in seconds.
        seconds: f64,
    }

    /// What is known of one tier.
    pub struct TierResult {
        /// The tier.
        name: Word<Tier>,
        /// Its value in the plan, in the tier's unit.
        value: Option<Decimal>,
        /// The best value that any plan can have which keeps the earlier tiers.
        bound: Option<Decimal>,
        /// (value − bound) ÷ value: 0 when proven, null when unknown.
        gap: Option<f64>,
        /// Whether value and bound are equal.
        proven: bool,
        /// Time spent on it, in seconds.
        seconds: f64,
        /// MIPs solved for it, or rounds of column generation; 0 where a combinatorial bound proves
        /// it.
        solves: usize,
        /// The solver's own last word.
        solver_status: String,
    }
}

/// Seconds with at most three decimals.
fn seconds(seconds: f64) -> f64 {
    (seconds * 1000.0).round() / 1000.0
}

impl From<&solve::Outcome> for Outcome {
    fn from(outcome: &solve::Outcome) -> Outcome {
        Outcome {
            status: Word::of(&outcome.termination),
            stopped_early: outcome.stopped_early,
            solver: outcome.solver.clone(),
            tiers: outcome.tiers.iter().map(TierResult::from).collect(),
            ties: outcome.ties.as_ref().map(TierResult::from),
            seconds: seconds(outcome.seconds),
        }
    }
}

impl From<&solve::TierOutcome> for TierResult {
    fn from(tier: &solve::TierOutcome) -> TierResult {
        TierResult {
            name: Word::of(&tier.tier),
            value: tier.value.map(Decimal),
            bound: tier.bound.map(Decimal),
            gap: tier.gap().map(|gap| (gap * 1e6).round() / 1e6),
            proven: tier.proven(),
            seconds: seconds(tier.seconds),
            solves: tier.solves,
            solver_status: tier.solver_status.clone(),
        }
    }
}

impl Solve {
    /// Of a solve that found no plan.
    pub fn without_plan(outcome: &solve::Outcome) -> Solve {
        Solve {
            outcome: outcome.into(),
            metrics: None,
            violations: Vec::new(),
            make_up: None,
            repeats: Vec::new(),
            left_out: Vec::new(),
            files: Vec::new(),
        }
    }
}
