//! The planner's questions about one campaign: why not there, where else, why it doesn't fit, what
//! would mend it, what slack a plan has. Every answer rests on a solve or on the check, and says
//! so where it is not proven.

mod ask;
pub mod change;
pub mod conflict;
mod fit;
pub mod repair;
mod rule;
pub mod slack;
pub mod suggest;
pub mod why;

pub use ask::{Asker, Feasibility, strict};
pub use change::{Change, next_days};
pub use conflict::{Conflict, conflict};
pub use fit::{Fit, fit};
pub use repair::{Repair, repairs};
pub use rule::{Force, Rule, relaxed, rules};
pub use slack::{Slack, slack};
pub use suggest::{Suggestion, suggest};
pub use why::{WhyNot, why_not};
