//! `collect`: what came back from the colleges.

use super::{Fault, faults};
use crate::base::shape::{Word, shape, words};
use crate::base::text::Lang;
use crate::campaign::Campaign;
use crate::publish::returns::{Collected, Return, ReturnStatus};
use jiff::civil::Date;

words! {
    ReturnStatus {
        ReturnStatus::Accepted => "accepted",
        ReturnStatus::Changed => "changed",
        ReturnStatus::Asked => "asked",
        ReturnStatus::Faulty => "faulty",
        ReturnStatus::Twice => "twice",
        ReturnStatus::Missing => "missing",
    }
}

/// Whether every group is settled.
#[derive(Debug, Clone, Copy)]
pub enum CollectStatus {
    /// It is.
    Complete,
    /// Some are not.
    Incomplete,
}

words! {
    CollectStatus {
        CollectStatus::Complete => "complete",
        CollectStatus::Incomplete => "incomplete",
    }
}

shape! {
    /// What `collect --json` prints.
    pub struct Collect {
        /// Whether every group is settled.
        status: Word<CollectStatus>,
        /// Group by group.
        returns: Vec<ReturnedForm>,
        /// What is wrong with the forms, and warnings.
        violations: Vec<Fault>,
        /// Files that were written.
        files: Vec<String>,
    }

    /// What came back from one group.
    pub struct ReturnedForm {
        /// The group's name.
        group: String,
        /// What became of its form.
        status: Word<ReturnStatus>,
        /// The day on which it was saved, where that is after the deadline.
        late: Option<Date>,
        /// Classes that got another slot.
        classes_changed: usize,
        /// The id of the half-day that it would rather come on; null where it asks for none.
        wish: Option<String>,
        /// The files that came from it.
        files: Vec<String>,
    }
}

impl Collect {
    /// Of everything that came back.
    pub fn new(
        campaign: &Campaign,
        collected: &Collected,
        files: Vec<String>,
        lang: Lang,
    ) -> Collect {
        let is_complete = collected.is_complete();
        let form = |one: &Return| ReturnedForm {
            group: campaign.group(one.group).name.get(lang).to_owned(),
            status: Word::of(&one.status),
            late: one.late,
            classes_changed: one.changed,
            wish: one.wish.map(|block| campaign.block(block).id().to_owned()),
            files: one.files.clone(),
        };
        Collect {
            status: Word::of(if is_complete {
                &CollectStatus::Complete
            } else {
                &CollectStatus::Incomplete
            }),
            returns: collected.returns.iter().map(form).collect(),
            violations: faults(collected.findings(), lang),
            files,
        }
    }
}
