//! While the campaign runs: `replan` and `makeup`.

use super::{ClockTime, Fault, LeftOut, Metrics, Outcome, Violation};
use crate::base::clock::Interval;
use crate::base::shape::{Sometimes, Word, shape, words};
use crate::campaign::plan::{Slot, Window};
use crate::campaign::{Campaign, StationId};
use crate::plans::missing::MakeUpList;
use crate::plans::notice::{Notice, NoticeKind, Recall};
use crate::questions::replan::{FoundWay, Task, Way};
use jiff::civil::Date;

words! {
    NoticeKind {
        NoticeKind::New => "new",
        NoticeKind::GoesOn => "goes_on",
        NoticeKind::Moved => "moved",
        NoticeKind::LeftOut => "left_out",
    }
}

words! {
    Way {
        Way::Move => "move",
        Way::RunOn => "run-on",
        Way::MakeUp => "make-up",
    }
}

/// Whether the plan before still holds.
#[derive(Debug, Clone, Copy)]
pub enum ReplanStatus {
    /// It does.
    Unchanged,
    /// There is a new one.
    Replanned,
}

words! {
    ReplanStatus {
        ReplanStatus::Unchanged => "unchanged",
        ReplanStatus::Replanned => "replanned",
    }
}

/// Why there is no plan of the rest.
#[derive(Debug, Clone, Copy)]
pub enum NoReplanStatus {
    /// Nobody is left.
    NothingLeft,
    /// People are left, and no half-day.
    NoTimeLeft,
    /// None was found within the limit.
    NoPlan,
}

words! {
    NoReplanStatus {
        NoReplanStatus::NothingLeft => "nothing_left",
        NoReplanStatus::NoTimeLeft => "no_time_left",
        NoReplanStatus::NoPlan => "no_plan",
    }
}

shape! {
    /// What `replan --json` prints where the rest has a plan.
    pub struct Replan {
        /// Whether the plan before still holds.
        status: Word<ReplanStatus>,
        /// Whether fewer people told a new time are proven impossible, and fewer left out.
        proven: bool,
        /// People told a new time, those left out included.
        told_a_new_time: i64,
        /// The way that was written.
        way: Option<Word<Way>>,
        /// Every way in which the time is won back, the best first.
        ways: Vec<ReplanWay>,
        /// Who is told what.
        changes: Vec<ReplanChange>,
        /// Classes called at another time whose group keeps its window or goes on; not in
        /// `told_a_new_time`.
        recalled: Vec<RecalledClass>,
        /// How the plan was found; null where the plan before still holds.
        outcome: Option<Outcome>,
        /// The figures of the rest's plan.
        metrics: Metrics,
        /// What it breaks.
        violations: Vec<Violation>,
        /// Groups without a window.
        left_out: Vec<LeftOut>,
        /// Files that were written.
        files: Vec<String>,
    }

    /// A way in which lost time is won back: others are moved, the crew works on today, or make-up
    /// time is used.
    pub struct ReplanWay {
        /// Its name: `move`, `run-on` or `make-up`.
        way: Word<Way>,
        /// People told a new time, those left out included.
        told_a_new_time: i64,
        /// People for whom there is no time.
        left_out_people: i64,
        /// Minutes past the regular ends of half-days.
        minutes_over: i32,
        /// Minutes of make-up time that windows take.
        make_up_minutes_used: i32,
        /// Minutes of make-up time that are left.
        make_up_minutes_left: i32,
        /// Whether fewer people told a new time are proven impossible in this way.
        proven: bool,
    }

    /// What `replan --json` prints where the rest has no plan.
    pub struct NoReplan {
        /// Nobody is left, no half-day is left, or no plan was found within the limit.
        status: Word<NoReplanStatus>,
        /// None.
        changes: Vec<ReplanChange>,
        /// Who is left, where that is known.
        left_out: Sometimes<Vec<StillLeft>>,
        /// None.
        files: Vec<String>,
    }

    /// People who are told something.
    pub struct ReplanChange {
        /// The group's id.
        group: String,
        /// What becomes of them: another time, beyond the end of their window, a first time, or no
        /// time at all.
        kind: Word<NoticeKind>,
        /// The number of people who are told.
        people: i64,
        /// When they were told to come.
        from: Vec<ReplanWindow>,
        /// When they come now; none where they are left out.
        to: Vec<ReplanWindow>,
    }

    /// A class called at another time.
    pub struct RecalledClass {
        /// The group's id.
        group: String,
        /// The class.
        class: String,
        /// The number of the class's people who are still to come.
        people: i64,
        /// When it was told to come; null where it was told nothing yet.
        from: Option<ReplanWindow>,
        /// When it comes now.
        to: ReplanWindow,
    }

    /// A time to come.
    pub struct ReplanWindow {
        /// The station's name.
        station: String,
        /// The day.
        date: Date,
        /// Its first minute.
        start: ClockTime,
        /// The first minute after it.
        end: ClockTime,
    }

    /// People for whom no half-day is left.
    pub struct StillLeft {
        /// The group's id.
        group: String,
        /// The number of people expected.
        expected: i64,
    }

    /// What `makeup --json` prints.
    pub struct Makeup {
        /// People who are missing.
        missing: usize,
        /// Of these, people without a place in the make-up time.
        left_over: i64,
        /// Class by class.
        classes: Vec<MakeupClass>,
        /// When each group comes.
        slots: Vec<MakeupSlot>,
        /// Warnings.
        violations: Vec<Fault>,
        /// Files that were written.
        files: Vec<String>,
    }

    /// Missing people of a class.
    pub struct MakeupClass {
        /// The group's id.
        group: String,
        /// The class.
        class: String,
        /// The number of missing people.
        missing: i64,
        /// Of these, people without a place in the make-up time.
        left_over: i64,
    }

    /// A group's part of the make-up time.
    pub struct MakeupSlot {
        /// The group's id.
        group: String,
        /// The station's name.
        station: String,
        /// The day.
        date: Date,
        /// Its first minute.
        start: ClockTime,
        /// The first minute after it.
        end: ClockTime,
        /// People who come then.
        people: i64,
    }
}

impl ReplanWindow {
    fn new(campaign: &Campaign, date: Date, station: StationId, interval: Interval) -> Self {
        ReplanWindow {
            station: campaign.station(station).id().to_owned(),
            date,
            start: ClockTime(interval.start),
            end: ClockTime(interval.end),
        }
    }
}

impl RecalledClass {
    /// Of a class in the campaign of the rest.
    pub fn new(campaign: &Campaign, recall: &Recall) -> RecalledClass {
        let group = campaign.group(recall.to.group);
        let time =
            |slot: &Slot| ReplanWindow::new(campaign, slot.date, slot.station, slot.interval);
        RecalledClass {
            group: group.id().to_owned(),
            class: group.classes[recall.to.class].name.clone(),
            people: recall.people,
            from: recall.from.as_ref().map(time),
            to: time(&recall.to),
        }
    }
}

impl From<&FoundWay> for ReplanWay {
    fn from(found: &FoundWay) -> ReplanWay {
        ReplanWay {
            way: Word::of(&found.way),
            told_a_new_time: found.replan.told(),
            left_out_people: found.replan.left_out(),
            minutes_over: found.over,
            make_up_minutes_used: found.make_up_used,
            make_up_minutes_left: found.make_up_left,
            proven: found.replan.is_proven,
        }
    }
}

impl ReplanChange {
    /// Of a change in the campaign of the rest.
    pub fn new(campaign: &Campaign, change: &Notice) -> ReplanChange {
        let window = |window: &Window| {
            ReplanWindow::new(campaign, window.date, window.station, window.interval)
        };
        ReplanChange {
            group: campaign.group(change.group).id().to_owned(),
            kind: Word::of(&change.kind),
            people: change.people,
            from: change.from.iter().map(window).collect(),
            to: change.to.iter().map(window).collect(),
        }
    }
}

impl NoReplan {
    /// For this reason, with the people left where that is known.
    pub fn new(campaign: &Campaign, status: NoReplanStatus, left: Option<&[Task]>) -> NoReplan {
        let entry = |task: &Task| StillLeft {
            group: campaign.group(task.group).id().to_owned(),
            expected: task.people,
        };
        NoReplan {
            status: Word::of(&status),
            changes: Vec::new(),
            left_out: Sometimes(left.map(|tasks| tasks.iter().map(entry).collect())),
            files: Vec::new(),
        }
    }
}

impl Makeup {
    /// Of everybody who is missing.
    pub fn new(
        campaign: &Campaign,
        list: &MakeUpList<'_>,
        violations: Vec<Fault>,
        files: Vec<String>,
    ) -> Makeup {
        let classes = list.by_class().into_iter().map(|((group, class), (missing, left_over))| {
            let group = campaign.group(group);
            let class = group.classes[class].name.clone();
            MakeupClass { group: group.id().to_owned(), class, missing, left_over }
        });
        let slots = list.slots.iter().map(|slot| MakeupSlot {
            group: campaign.group(slot.group).id().to_owned(),
            station: campaign.station(slot.station).id().to_owned(),
            date: slot.date,
            start: ClockTime(slot.interval.start),
            end: ClockTime(slot.interval.end),
            people: slot.people,
        });
        Makeup {
            missing: list.missing.len(),
            left_over: list.left_over(),
            classes: classes.collect(),
            slots: slots.collect(),
            violations,
            files,
        }
    }
}
