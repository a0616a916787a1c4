//! The search: plans from diving and large neighbourhood search, and proofs from enumeration and
//! from a branch-and-bound tree.

pub mod assignment;
pub mod branch;
pub mod dive;
pub mod lns;
pub mod mip;
pub mod prove;
