//! callsheet plans who is called when.
pub mod check;
pub mod clock;
pub mod diagnostic;
pub mod format;
pub mod instance;
pub mod metrics;
pub mod model;
pub mod plan;
pub mod ratio;
pub mod report;
pub mod slots;
pub mod solve;
pub mod text;
