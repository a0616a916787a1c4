//! What leaves the house: reports, documents, calendars, forms and problems for other solvers.

pub mod documents;
pub mod problem;
pub mod report;
pub mod returns;
pub mod words;
