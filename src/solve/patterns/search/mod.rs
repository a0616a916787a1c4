//! The search: plans from dives and neighbourhoods, and proofs.

pub mod assignment;
pub mod branch;
pub mod dive;
pub mod improve;
pub mod programme;
pub mod prove;
