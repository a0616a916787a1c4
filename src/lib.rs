//! callsheet plans who is called when: groups of people of known size, half-days, photo
//! stations of known or wanted speed. Every group gets one contiguous window, every class in it a
//! slot with a call time; the plan is proven as far as time allows, checked independently, and
//! shown beside the plan that people made by hand.
//!
//! # The rooms, and the way data flows
//! ```text
//! files ──► campaign ──► solve ──► plan ──► check ──► plans ──► publish
//!                          ▲                            │
//!                          └──── questions, simulate ◄──┘
//! ```
//! - [`base`]: texts in two languages, clock times, exact ratios, numbered diagnostics.
//! - [`campaign`]: the nouns: campaign, groups, horizon, rules, objective, plan, events of the day.
//! - [`plans`]: pure functions from a campaign and a plan to figures.
//! - [`check`]: the second opinion on a plan, as data; it shares no code with `solve` and `plans`.
//! - [`solve`]: options in, a checked plan with a bound for every tier out.
//! - [`simulate`]: the day, played many times.
//! - [`questions`]: several solves, and what they mean: why, fit, sweep, front, variants, replan.
//! - [`files`]: folders, workbooks and tables to campaigns and plans, and back; beside it
//!   [`generate`] makes campaigns up, around a plan that it hides.
//! - [`publish`]: sentences, JSON, reports, documents, calendars, forms, and the problem for other
//!   solvers.
//! - [`Solver`] is the front door above them, for programs.
//! - `web` is the planner's page: a board in the browser, served to this machine alone.
//!
//! One direction, no way back; `tests/architecture.rs` keeps it so.
//!
//! # Words
//! - **campaign**: one planning job; **block**: one half-day of one station,
//!   `[start, end)`.
//! - **window**: the contiguous interval a group gets in one block; **slot**: a class's part of it;
//!   **call time**: slot start − lead.
//! - **run**: consecutive classes of a group too large for one window, served by one of its several
//!   windows.
//! - **pattern**: the whole timetable of one block, as column generation chooses among them.
//! - **expected**: headcount − off-site people, times attendance, rounded up.
//! - **required rate**: expected ÷ window length, in photos per hour; **peak**: the highest of a
//!   plan; **utilisation**: required rate ÷ station rate, or ÷ the pace of minutes that the planner
//!   gives.
//! - **tier**: one aim of the lexicographic objective; **bound**: the best value still possible.
//!
//! # What always holds
//! - Time is whole minutes, people are whole numbers, intervals are half-open; no rule depends on a
//!   float.
//! - `optimal` is said only where bound and value, both recomputed, are equal
//!   ([`base::ratio::Ratio`] is exact).
//! - A plan leaves [`solve::solve`] only when [`check::check`], which shares no code with it,
//!   passes it.
//! - Nothing that input can reach panics: every fault is a numbered
//!   [`base::diagnostic::Diagnostic`].
//!
//! # Example
//! A [`Solver`] takes a campaign from code or from files ([`files::load`]), solves it and answers
//! every question about it; what stands below it can be called directly, too.
//! ```
//! use callsheet::Solver;
//! use callsheet::base::clock::Interval;
//! use callsheet::campaign::{Block, Campaign, Draft, Group, Station, StationId};
//! use callsheet::solve::Termination;
//!
//! let mut draft = Draft::new("photo day");
//! draft.stations.push(Station::new("hall", None));
//! draft.blocks.push(Block {
//!     id: None,
//!     name: "morning".into(),
//!     station: StationId(0),
//!     date: jiff::civil::date(2024, 5, 6),
//!     regular: Interval::new(9 * 60, 12 * 60),
//!     latest_end: 12 * 60,
//!     make_up: Vec::new(),
//!     breaks: Vec::new(),
//!     own: callsheet::campaign::OwnPace::default(),
//! });
//! draft.groups = vec![Group::new("A", 200), Group::new("B", 100)];
//! let campaign = Campaign::new(draft)?;
//! let solver = Solver::new(campaign).threads(1).time_limit(std::time::Duration::from_secs(60));
//! let outcome = solver.solve()?;
//! assert_eq!(outcome.termination, Termination::Optimal);
//! let plan = outcome.plan.ok_or("no plan")?;
//! assert!(solver.check(&plan).is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod base;
pub mod campaign;
pub mod check;
pub mod files;
pub mod generate;
pub mod plans;
pub mod publish;
pub mod questions;
pub mod simulate;
pub mod solve;
mod solver;
#[cfg(feature = "web")]
pub mod web;

pub use solver::Solver;
