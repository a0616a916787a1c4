//! `publish`: the version that people are told, and what it changes.

use super::{RecalledClass, ReplanChange};
use crate::base::shape::{Word, shape, words};
use crate::base::text::Lang;
use crate::campaign::Campaign;
use crate::files::Published;
use crate::plans::notice::{Cancellation, Notices};
use crate::publish::words::versions::name_of;
use jiff::civil::Date;

/// Whether there was something to publish.
#[derive(Debug, Clone, Copy)]
pub enum PublishStatus {
    /// A version was written.
    Published,
    /// The last version is this very plan.
    Unchanged,
}

words! {
    PublishStatus {
        PublishStatus::Published => "published",
        PublishStatus::Unchanged => "unchanged",
    }
}

shape! {
    /// What `publish --json` prints.
    pub struct Publish {
        /// Whether a version was written, or the last one is this very plan.
        status: Word<PublishStatus>,
        /// Its number, from 1.
        version: usize,
        /// The day on which it was published.
        date: Date,
        /// Its folder.
        folder: String,
        /// Groups that are told something against the version before.
        changes: Vec<ReplanChange>,
        /// Classes called at another time whose group keeps its window.
        recalled: Vec<RecalledClass>,
        /// Who need not come any more.
        cancelled: Vec<CancelledTime>,
        /// Files that were written.
        files: Vec<String>,
    }

    /// A group or class that is on the list no more.
    pub struct CancelledTime {
        /// The group, or the group and the class.
        name: String,
        /// The people who were expected.
        people: i64,
    }
}

impl Publish {
    /// Of a version that is new.
    pub fn new(
        campaign: &Campaign,
        version: usize,
        date: Date,
        told: &Notices,
        (folder, files): (String, Vec<String>),
    ) -> Publish {
        let change = |change| ReplanChange::new(campaign, change);
        let recall = |recall| RecalledClass::new(campaign, recall);
        let cancelled = |gone: &Cancellation| CancelledTime {
            name: name_of(gone).get(Lang::Zh).to_owned(),
            people: gone.people,
        };
        Publish {
            status: Word::of(&PublishStatus::Published),
            version,
            date,
            folder,
            changes: told.groups.iter().map(change).collect(),
            recalled: told.classes.iter().map(recall).collect(),
            cancelled: told.gone.iter().map(cancelled).collect(),
            files,
        }
    }

    /// Of a plan that the last version has already.
    pub fn unchanged(last: &Published) -> Publish {
        Publish {
            status: Word::of(&PublishStatus::Unchanged),
            version: last.number,
            date: last.date,
            folder: last.folder.display().to_string(),
            changes: Vec::new(),
            recalled: Vec::new(),
            cancelled: Vec::new(),
            files: Vec::new(),
        }
    }
}
