//! Actuals that contradict the plan, the lists or the clock.

use super::Request;
use super::horizon::lost_time;
use crate::base::clock::Interval;
use crate::base::clocks::Clocks;
use crate::base::diagnostic::{Code, Location};
use crate::campaign::actuals::{Actual, Event, LostTime, Moment, Who};
use crate::campaign::{Block, Campaign, Class};

/// Something that the call or a row of the actuals says and that can't be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    /// Where it is said.
    pub place: Location,
    /// What it contradicts.
    pub against: Against,
}

/// What a contradiction is against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Against {
    /// The moment of the replan is at the end of the last half-day or later.
    Ended {
        /// The moment.
        now: Moment,
        /// When its last block ends.
        last: Moment,
    },
    /// The plan has no window for them.
    Plan(Who),
    /// By the plan they have not begun.
    Clock {
        /// The group, class or part that the report names.
        who: Who,
        /// When the plan begins with them.
        begins: Moment,
        /// The moment.
        now: Moment,
    },
    /// More people photographed or absent than are invited.
    Lists {
        /// The group, class or part that the report names.
        who: Who,
        /// People photographed or absent.
        found: i64,
        /// People invited, those added counted in.
        invited: i64,
    },
    /// A minute that clocks of the day never show.
    Clocks(Moment),
    /// An outage that does not end after it begins.
    Time(Interval),
    /// An outage in which the station has no block.
    Blocks(LostTime),
    /// A half-day more that is over.
    Over {
        /// When it ends.
        end: Moment,
        /// The moment.
        now: Moment,
    },
    /// An earlier row that says the same.
    SameRow(Location),
    /// An earlier row that says something else of the same people.
    OtherRow(Location),
}

impl Contradiction {
    /// Its number.
    pub fn code(&self) -> Code {
        match self.against {
            Against::Ended { .. } => Code::NowOutside,
            Against::Plan(_) => Code::NoWindowToCount,
            Against::Clock { .. } => Code::BeforeItBegan,
            Against::Lists { .. } => Code::MoreThanCame,
            Against::Clocks(_) => Code::SkippedTime,
            Against::Time(_) => Code::OutageBackwards,
            Against::Blocks(_) => Code::NothingToLose,
            Against::Over { .. } => Code::ExtraIsOver,
            Against::SameRow(_) => Code::SaidTwice,
            Against::OtherRow(_) => Code::SaidTwoWays,
        }
    }
}

/// Every contradiction, in the order of the table.
pub fn faults(request: &Request<'_>) -> Vec<Contradiction> {
    let mut found: Vec<Contradiction> =
        no_moment(request.campaign, request.now).into_iter().collect();
    for (place, actual) in request.actuals.iter().enumerate() {
        let earlier = &request.actuals[..place];
        let against = of_row(request, actual)
            .into_iter()
            .chain(earlier.iter().find_map(|earlier| against(request, earlier, actual)));
        let at = |against| Contradiction { place: actual.place.clone(), against };
        found.extend(against.map(at));
    }
    found.sort_by(|a, b| (&a.place, a.code()).cmp(&(&b.place, b.code())));
    found
}

/// A moment at or after the end of the last half-day, or a moment that clocks never show. Any moment before the first day
/// is accepted: a published plan is mended weeks before it begins, too.
fn no_moment(campaign: &Campaign, now: Moment) -> Option<Contradiction> {
    let end = |block: &Block| Moment { date: block.date, minute: block.latest_end };
    let last = campaign.blocks().iter().map(end).max()?;
    let against = if now >= last {
        Against::Ended { now, last }
    } else if Clocks::of(campaign.time_zone()).show(now.date, now.minute) {
        return None;
    } else {
        Against::Clocks(now)
    };
    Some(Contradiction { place: Location::file("--now"), against })
}

/// When the plan begins with a group or class; `None` where it has no window.
fn begins(request: &Request<'_>, who: Who) -> Option<Moment> {
    let (date, interval) = request.plan.time_of(who.group, who.class)?;
    Some(Moment { date, minute: interval.start })
}

fn of_row(request: &Request<'_>, actual: &Actual) -> Option<Against> {
    let now = request.now;
    match &actual.event {
        Event::Done(who) | Event::Photographed(who, _) => {
            let counts_nobody = matches!(actual.event, Event::Photographed(_, 0));
            match begins(request, *who) {
                None => Some(Against::Plan(*who)),
                Some(begins) if begins > now && !counts_nobody => {
                    Some(Against::Clock { who: *who, begins, now })
                }
                Some(_) => too_many(request, *who, actual),
            }
        }
        Event::Absent(who, _) => too_many(request, *who, actual),
        Event::More(..) => None,
        Event::Out { .. } | Event::Lost { .. } => {
            let lost = lost_time(request.campaign, now, &actual.event)?;
            nothing_lost(request.campaign, lost, &actual.event)
        }
        Event::Extra { date, interval, .. } => {
            let end = Moment { date: *date, minute: interval.end };
            (end <= now).then_some(Against::Over { end, now })
        }
    }
}

/// Photographed and absent against invited and added, said once: at the later of the rows.
fn too_many(request: &Request<'_>, who: Who, actual: &Actual) -> Option<Against> {
    let group = request.campaign.group(who.group);
    let invited = match who.class {
        Some(class) => group.classes[class].invited(),
        None if group.classes.is_empty() => group.headcount - group.off_site,
        None => group.classes.iter().map(Class::invited).sum(),
    };
    let about = |place: &&Actual| {
        let other = place.event.who();
        other == Some(who)
            || who.class.is_none() && other.is_some_and(|other| other.group == who.group)
    };
    let rows = || request.actuals.iter().filter(about);
    let (mut there, mut more) = (0, 0);
    for row in rows() {
        match row.event {
            Event::Photographed(_, people) | Event::Absent(_, people) => there += people,
            Event::More(_, people) => more += people,
            _ => {}
        }
    }
    let counts = |row: &&Actual| matches!(row.event, Event::Photographed(..) | Event::Absent(..));
    let mut own = rows().filter(counts).filter(|row| row.event.who() == Some(who));
    let is_last = own.next_back().is_some_and(|last| last.place == actual.place);
    let invited = invited + more;
    (there > invited && is_last).then_some(Against::Lists { who, found: there, invited })
}

fn nothing_lost(campaign: &Campaign, lost: LostTime, event: &Event) -> Option<Against> {
    if lost.interval.minutes() <= 0 {
        return Some(Against::Time(lost.interval));
    }
    let (clocks, Interval { start, end }) = (Clocks::of(campaign.time_zone()), lost.interval);
    let ends = [(start, clocks.show(lost.date, start)), (end, clocks.reach(lost.date, end))];
    if let Some((minute, _)) = ends.into_iter().find(|(_, exists)| !exists) {
        return Some(Against::Clocks(Moment { date: lost.date, minute }));
    }
    let meets = |block: &Block| {
        let own = match event {
            Event::Lost { block: lost, .. } => block == campaign.block(*lost),
            _ => (block.station, block.date) == (lost.station, lost.date),
        };
        own && block.bookable().overlaps(lost.interval)
    };
    (!campaign.blocks().iter().any(meets)).then_some(Against::Blocks(lost))
}

/// What a row says against an earlier one.
fn against(request: &Request<'_>, earlier: &Actual, later: &Actual) -> Option<Against> {
    let campaign = request.campaign;
    let (one, other) = (&earlier.event, &later.event);
    let first = || earlier.place.clone();
    let (Some(one_who), Some(other_who)) = (one.who(), other.who()) else {
        let (one, other) =
            (lost_time(campaign, request.now, one)?, lost_time(campaign, request.now, other)?);
        let is_one = |lost: &LostTime| lost.interval.minutes() > 0;
        let meet = is_one(&one)
            && is_one(&other)
            && (one.station, one.date) == (other.station, other.date)
            && one.interval.overlaps(other.interval);
        return meet.then(|| Against::SameRow(first()));
    };
    if one_who == other_who && std::mem::discriminant(one) == std::mem::discriminant(other) {
        return Some(Against::SameRow(first()));
    }
    let says_how_far = |event: &Event| matches!(event, Event::Done(_) | Event::Photographed(..));
    let overlap = one_who.group == other_who.group
        && (one_who == other_who || one_who.class.is_none() || other_who.class.is_none());
    (overlap && says_how_far(one) && says_how_far(other)).then(|| Against::OtherRow(first()))
}
