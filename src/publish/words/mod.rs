//! Sentences in both languages, made of typed results: the one place where words are put to them.

pub mod answers;
pub mod batches;
pub mod begun;
#[cfg(feature = "web")]
pub mod board;
pub mod conflicts;
pub mod demands;
pub mod figures;
pub mod fronts;
pub mod make_up;
pub mod missing;
pub mod places;
pub mod repairs;
pub mod repeats;
pub mod replan;
#[cfg(feature = "office")]
pub mod returning;
pub mod rules;
pub mod shortages;
pub mod slack;
pub mod sweeps;
pub mod tiers;
pub mod variants;
pub mod versions;
pub mod violations;
