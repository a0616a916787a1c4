//! The rest of a campaign planned again when the day has gone otherwise: who has begun stays, and
//! as few others as possible are told a new time.
//!
//! The rest is a campaign of its own ([`Rest`]): blocks from now on, the people who are left, the
//! same rules. Its aims are `unserved` (0 wherever everybody can still be served), then `moved`
//! against the plan before, then the campaign's own. Windows are as long as the pace asks for, so
//! `overload` has no say. A group that can't be done in its window either has it continued or gets
//! a further one for the rest; each way is tried, and that with the fewest people moved is taken.
//! Of more than three such groups two ways are tried: all go on, or all get a further window.

mod adapt;
mod changes;
mod decide;
mod faults;
mod horizon;
mod pace;
mod rest;
mod state;
mod task;
mod ways;

pub use decide::replan;
pub use faults::{Against, Contradiction, faults};
pub use rest::Rest;
pub use task::{Task, TaskPlace};
pub use ways::{FoundWay, PAUSE, RUN_ON, Way, Ways, ways};

use crate::base::clock::Minutes;
use crate::campaign::actuals::{Actual, Moment};
use crate::campaign::plan::{Plan, Window};
use crate::campaign::{Campaign, GroupId};
use crate::plans::notice::{Notice, NoticeKind, Recall};
use crate::solve::Outcome;

/// Minutes between now and the first new call, unless asked otherwise.
pub const NOTICE: Minutes = 60;

/// What is asked.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// The campaign.
    pub campaign: &'a Campaign,
    /// The plan that people know.
    pub plan: &'a Plan,
    /// The moment.
    pub now: Moment,
    /// Minutes from now before which nobody is called to a new time.
    pub notice: Minutes,
    /// What has really happened.
    pub actuals: &'a [Actual],
}

impl Request<'_> {
    /// Whether the plan began with a window by now.
    fn has_begun(&self, window: &Window) -> bool {
        Moment { date: window.date, minute: window.interval.start } <= self.now
    }
}

/// What comes of it.
pub enum Replanned {
    /// Nobody is left to be photographed.
    Nobody,
    /// These are left, and no half-day.
    NoTime(Vec<Task>),
    /// The rest, planned again.
    Mended(Box<Replan>),
}

/// Worth knowing whatever the answer is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caveat {
    /// These have begun today and no row says how far they are: taken to be as planned.
    AsPlanned(Vec<GroupId>),
    /// A rate is not known: the highest that the plan asked for is taken.
    PaceOfPlan,
    /// The plan broke rules before anything happened.
    PlanBroken,
}

/// The rest of the campaign.
pub struct Replan {
    /// The campaign of what is left.
    pub rest: Rest,
    /// The plan; `None` when none was found within the limit.
    pub plan: Option<Plan>,
    /// Who is told a new time.
    pub changes: Vec<Notice>,
    /// Classes called at another time whose group is told none. They are no part of the number that
    /// is proven, which counts groups.
    pub recalled: Vec<Recall>,
    /// How the plan was found and proven; `None` where the plan before still holds.
    pub outcome: Option<Outcome>,
    /// Whether fewer people told a new time are proven impossible, and fewer left out.
    pub is_proven: bool,
}

impl Replan {
    /// People told a new time, those left out included.
    pub fn told(&self) -> i64 {
        self.changes.iter().map(|change| change.people).sum()
    }

    /// The people told that there is no time left for them.
    pub fn left_out(&self) -> i64 {
        let left_out = self.changes.iter().filter(|change| change.kind == NoticeKind::LeftOut);
        left_out.map(|change| change.people).sum()
    }
}
