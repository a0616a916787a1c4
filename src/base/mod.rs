//! What every other room stands on: texts in two languages, clock times, exact ratios, numbered
//! diagnostics, a budget of time.

pub mod budget;
pub mod clock;
pub mod clocks;
pub mod diagnostic;
pub mod digest;
pub mod kind;
pub mod ratio;
pub mod shape;
pub mod text;
