//! What leaves the house: JSON, reports, documents, calendars, forms and problems for other
//! solvers.

#[cfg(feature = "office")]
pub mod documents;
pub mod json;
#[cfg(feature = "charts")]
pub mod output;
pub mod problem;
pub mod proof;
#[cfg(feature = "office")]
pub mod publication;
#[cfg(feature = "charts")]
pub mod report;
#[cfg(feature = "office")]
pub mod returns;
#[cfg(feature = "office")]
pub mod season;
#[cfg(feature = "charts")]
pub mod versions;
pub mod words;
