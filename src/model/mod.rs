//! The compact integer programme: the readable reference, one function a rule, its formula in the doc.

mod candidates;
mod compact;
mod costs;

pub use candidates::{Candidate, Candidates, TooLarge, candidates};
pub use compact::{Compact, Question, Reading};
pub use costs::{Costs, unit_scale, value_of_units};
