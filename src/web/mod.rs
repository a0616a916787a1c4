//! The planner's page: a campaign on a board in the browser, served to this machine alone.
//!
//! - [`Desk`] is what lies on the planner's desk: the campaign, the plan with its whole history, and
//!   what is known of the best plan. Every change is in the [record](crate::publish::output::KeptLines)
//!   before it is confirmed.
//! - `asking` asks the solver in a thread of its own, heard and stopped from the page.
//! - [`StartDesk`] is the page before a campaign is open: recent ones, examples, and a list that is
//!   to become one.
//! - `routes` speaks HTTP: who may ask; `on_board`, `on_start`, `on_tables` and `on_versions`
//!   have what is asked.
//! - `assets` is the page: plain modules of the browser, without a build step.

mod asking;
mod board;
mod desk;
mod history;
mod on_board;
mod on_start;
mod on_tables;
mod on_versions;
mod routes;
mod shared;
mod start;

pub use desk::Desk;
pub use routes::Server;
pub use start::StartDesk;
