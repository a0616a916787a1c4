//! Solving: options in, a checked plan with a bound for every tier out.

mod first_fit;
mod highs;
mod lexicographic;
mod outcome;

pub use highs::version as solver_version;
pub use lexicographic::solve;
pub use outcome::{Options, Outcome, Progress, SolveError, Termination, TierOutcome};
