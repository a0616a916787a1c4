//! Pricing: the cheapest pattern of a block under duals, by dynamic programming.

pub mod choice;
pub mod in_block;
pub mod knapsack;
pub mod network;
pub mod shape;
