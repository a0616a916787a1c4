//! Pricing: the cheapest pattern of a block under duals, by dynamic programming.

pub mod choice;
pub mod knapsack;
pub mod line;
pub mod shape;
pub mod terms;
