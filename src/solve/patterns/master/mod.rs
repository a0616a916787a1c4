//! The master: rows that tie blocks together, their duals, and the bounds that these give.

pub mod branching;
pub mod generation;
pub mod neighbourhood;
pub mod relaxation;
pub mod restricted;
pub mod subgradient;
pub mod symmetry;
pub mod volume;
