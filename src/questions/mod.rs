//! The planner's questions: each solves several times and says what that means.

pub mod batch;
pub mod explain;
pub mod pareto;
pub mod published;
pub mod repeats;
pub mod replan;
pub mod safety;
pub mod solved;
pub mod sweep;
pub mod variants;
