//! callsheet plans who is called when: groups of people of known size, a few half-days, photo stations of
//! known or wanted speed. Every group gets one contiguous window, every class in it a slot with a call
//! time; the plan is proven as far as time allows, checked independently, and shown beside the plan that
//! people made by hand.
//!
//! # The way data flows
//! ```text
//! files ─ format ─► Instance ─► model · pattern ─► solve ─► Plan
//!                      │                                     │
//!                      └───────────► check ◄─────────────────┘
//!                                      │
//!  metrics · waiting · make_up · roster · shortage ─► compare ─► report
//!
//!  format (actuals) ─► replan ─► a campaign of the days left, its plan and who is told a new time; missing: the make-up list
//!  report ─► paper: documents that an office prints and calendars that people subscribe to
//!
//!  solve ─► side_by_side · sweep · pareto · explain: the planner's questions, each answered by solves of its own
//!  plan ─► simulate: the day played many times; with solve ─► safety: what confidence costs
//! ```
//! One direction, no way back; `tests/architecture.rs` keeps it so. [`generate`] makes files up, around a plan
//! that it hides.
//!
//! # Words
//! - **campaign, instance**: one planning job; **block**: one half-day of one station, `[start, end)`.
//! - **window**: the contiguous interval a group gets in one block; **slot**: a class's part of it;
//!   **call time**: slot start − lead.
//! - **run**: consecutive classes of a group too large for one window, served by one of its several windows.
//! - **pattern**: the whole timetable of one block, as column generation chooses among them.
//! - **expected**: headcount − off-site people, times attendance, rounded up.
//! - **required rate**: expected ÷ window length, in photos per hour; **peak**: the highest of a plan;
//!   **utilisation**: required rate ÷ station rate, or ÷ the pace of minutes that the planner gives.
//! - **tier**: one aim of the lexicographic objective; **bound**: the best value still possible.
//!
//! # What always holds
//! - Time is whole minutes, people are whole numbers, intervals are half-open; no rule depends on a float.
//! - `optimal` is said only where bound and value, both recomputed, are equal ([`ratio::Ratio`] is exact).
//! - A plan leaves [`solve::solve`] only when [`check::check`], which shares no code with it, passes it.
//! - Nothing that input can reach panics: every fault is a numbered [`diagnostic::Diagnostic`].
//!
//! # Example
//! ```
//! use callsheet::clock::Interval;
//! use callsheet::instance::{Block, Draft, Group, Instance, Station, StationId};
//! use callsheet::solve::{Options, Termination, solve};
//! use std::sync::atomic::AtomicBool;
//!
//! let mut draft = Draft::new("photo day");
//! draft.stations.push(Station::new("hall", None));
//! draft.blocks.push(Block {
//!     name: "morning".into(),
//!     station: StationId(0),
//!     date: jiff::civil::date(2024, 5, 6),
//!     regular: Interval::new(9 * 60, 12 * 60),
//!     latest_end: 12 * 60,
//!     make_up: Vec::new(),
//!     breaks: Vec::new(),
//! });
//! draft.groups = vec![Group::new("A", 200), Group::new("B", 100)];
//! let instance = Instance::new(draft)?;
//! let outcome = solve(&instance, None, &Options::default(), &AtomicBool::new(false), &mut |_| {})?;
//! assert_eq!(outcome.termination, Termination::Optimal);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod actuals;
pub mod check;
pub mod clock;
pub mod compare;
pub mod diagnostic;
pub mod explain;
pub mod export;
pub mod format;
pub mod generate;
pub mod instance;
pub mod make_up;
pub mod metrics;
pub mod missing;
pub mod model;
pub mod paper;
pub mod pareto;
mod pattern;
pub mod plan;
pub mod ratio;
pub mod replan;
pub mod report;
pub mod returns;
pub mod roster;
pub mod safety;
pub mod shortage;
pub mod side_by_side;
pub mod simulate;
pub mod slots;
pub mod solve;
mod solver;
pub mod start;
pub mod sweep;
pub mod text;
pub mod waiting;
