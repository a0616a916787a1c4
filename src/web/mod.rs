//! The planner's page: a campaign on a board in the browser, served to this machine alone.
//!
//! - [`Desk`] is what lies on the planner's desk: the campaign, the plan with its whole history, and
//!   what is known of the best plan. Every change is in the [record](crate::publish::output::KeptLines)
//!   before it is confirmed.
//! - `asking` asks the solver in a thread of its own, heard and stopped from the page.
//! - [`StartDesk`] is the page before a campaign is open: recent ones, examples, and a list that is
//!   to become one.
//! - `side_by_side` makes variants of clicks, `ruling` rules, `day` keeps what has happened, `returning` sends forms
//!   out and reads what comes back.
//! - `routes` speaks HTTP: who may ask; the files that begin with `on_` have what is asked.
//! - `assets` is the page: plain modules of the browser, without a build step.

mod asking;
mod board;
mod day;
mod desk;
mod examples;
mod history;
mod locking;
mod on_board;
mod on_day;
mod on_returns;
mod on_start;
mod on_tables;
mod on_variants;
mod on_versions;
mod returning;
mod routes;
mod ruling;
mod shared;
mod side_by_side;
mod start;

pub use desk::Desk;
pub use routes::Server;
pub use start::StartDesk;
