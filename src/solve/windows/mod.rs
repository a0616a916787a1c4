//! The candidate windows of a campaign, the rules on a single window, and the cost of each window
//! in each tier.

mod candidates;
mod costs;

pub use candidates::{
    Candidate, Candidates, TooLarge, candidates, candidates_within, length_matters_to, runs,
};
pub use costs::{Costs, unit_scale, units_of_value, value_of_units};
