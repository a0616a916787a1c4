//! The master of the Dantzig-Wolfe decomposition: the rows that tie blocks together, their duals,
//! and the Lagrangian bounds of these duals.

pub mod branching;
pub mod generation;
pub mod neighbourhood;
pub mod relaxation;
pub mod restricted;
pub mod subgradient;
pub mod symmetry;
#[cfg(test)]
mod tiny_relaxation;
pub mod volume;
