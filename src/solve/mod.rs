//! Solving: options in, a checked plan with a bound for every tier out.

mod bounds;
mod first_fit;
mod lexicographic;
mod outcome;
mod stretch;
mod told;

pub use crate::pattern::Sizes;
pub use lexicographic::solve;
pub use outcome::{Engine, Options, Outcome, Progress, SolveError, Termination, TierOutcome};
pub use told::Told;
