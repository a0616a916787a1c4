//! The master: rows that tie blocks together, their duals, and the bounds that these give.

pub mod ascent;
pub mod bars;
pub mod generation;
pub mod part;
pub mod relaxation;
pub mod restricted;
pub mod twins;
pub mod volume;
