//! The pricing problem of a block: the pattern of least reduced cost at the duals of a round
//! (Desaulniers, Desrosiers and Solomon 2005, *Column Generation*).
//!
//! - `shape`: the choices of each block, and the blocks that share a pricing problem.
//! - `knapsack`: dynamic programming for the multiple-choice knapsack, where order is irrelevant.
//! - `network`: label setting for the shortest path problem with resource constraints (SPPRC) in a
//!   time-expanded network, elsewhere.
//! - `in_block`: the in-block constraints, which only paths in the network can keep.
//! - `choice`: the data that all of them share.

pub mod choice;
pub mod in_block;
pub mod knapsack;
pub mod network;
pub mod shape;
