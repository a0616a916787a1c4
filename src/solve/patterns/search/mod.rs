//! The search: plans from dives and neighbourhoods, and proofs.

pub mod assignment;
pub mod branch;
pub mod dive;
pub mod lns;
pub mod mip;
pub mod prove;
