//! The planner's page: a campaign on a board in the browser, served to this machine alone.
//!
//! - [`Desk`] is what lies on the planner's desk: the campaign, the plan with its whole history, and
//!   what is known of the best plan. Every change is in the [record](crate::publish::output::KeptLines)
//!   before it is confirmed.
//! - `asking` asks the solver in a thread of its own, heard and stopped from the page.
//! - `routes` speaks HTTP: who may ask, what is asked, and what is answered as JSON.
//! - `assets` is the page: plain modules of the browser, without a build step.

mod asking;
mod board;
mod desk;
mod history;
mod routes;

pub use desk::Desk;
pub use routes::Server;
