//! Candidate windows: what may be chosen, and what each costs.

mod candidates;
mod costs;

pub use candidates::{Candidate, Candidates, TooLarge, candidates, candidates_within};
pub use costs::{Costs, unit_scale, value_of_units};
