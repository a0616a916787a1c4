//! Solving: options in, a checked plan with a bound for every tier out.
//!
//! Tiers are minimised one after another (lexicographic optimisation, `tiers`), each by column
//! generation (`patterns`) and, where that leaves a gap, by a compact MIP (`compact`).

mod bounds;
mod commitments;
mod compact;
mod exchange;
mod first_fit;
mod highs;
mod ids;
mod kinds;
mod outcome;
mod patterns;
mod rows;
mod sites;
mod stretch;
mod tiers;
mod tuning;
pub mod windows;

pub use crate::base::budget::Budget;
pub use commitments::Commitments;
pub use highs::{say_at_abort, version};
pub use outcome::{Engine, Options, Outcome, Progress, SolveError, Termination, TierOutcome};
pub use tiers::solve;
pub use tuning::{Effort, Tuning};

#[cfg(test)]
pub(crate) mod every_plan;
