//! What leaves the house: reports, documents, calendars, forms and problems for other solvers.

#[cfg(feature = "office")]
pub mod documents;
pub mod problem;
#[cfg(feature = "charts")]
pub mod report;
#[cfg(feature = "office")]
pub mod returns;
pub mod words;
