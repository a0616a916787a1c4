//! Times that clocks never show are faults, by the campaign's time zone; half-days in which clocks
//! change are told with the minutes that they really have.

use super::faults::{Faults, KnownNames};
use super::fields::{Given, Time};
use crate::base::clock::{Minutes, clock};
use crate::base::clocks::Clocks;
use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::text::{Text, counted};
use crate::campaign::{Break, Draft};
use jiff::civil::Date;

/// The fault of a time that clocks never show.
pub fn skipped(date: Date, minute: Minutes) -> Diagnostic {
    let time = clock(minute);
    let message = Text::new(
        format!("{date} 没有 {time}：时钟拨快，跳过了这一刻"),
        format!("there is no {time} on {date}: the clocks are put forward past it"),
    );
    Diagnostic::error(Code::SkippedTime, message)
}

/// Starts that clocks of the day never show, and ends that they never reach.
pub fn exist(
    clocks: &Clocks,
    date: Option<Date>,
    starts: &[&Given<Time>],
    ends: &[&Given<Time>],
    faults: &mut Faults,
) {
    let Some(date) = date else { return };
    let never_shown = starts.iter().filter(|given| lacks(given, |at| clocks.show(date, at)));
    let never_reached = ends.iter().filter(|given| lacks(given, |at| clocks.reach(date, at)));
    for given in never_shown.chain(never_reached) {
        if let Some(Time(minute)) = given.value {
            faults.push(skipped(date, minute).at(given.place.clone()));
        }
    }
}

fn lacks(given: &Given<Time>, has: impl Fn(Minutes) -> bool) -> bool {
    given.value.is_some_and(|Time(minute)| !has(minute))
}

/// Start and end of a row of which only the line is known.
pub fn both_exist(
    clocks: &Clocks,
    date: Date,
    [start, end]: [Minutes; 2],
    line: &Location,
    faults: &mut Faults,
) {
    let wrong = [(start, clocks.show(date, start)), (end, clocks.reach(date, end))];
    for (minute, _) in wrong.into_iter().filter(|(_, exists)| !exists) {
        faults.push(skipped(date, minute).at(line.clone()));
    }
}

/// Says in which half-days clocks change. Nobody works in an hour that they skip: it is a break, so
/// that windows are as long as they seem. An hour that they go through twice is planned once.
pub fn tell_changes(clocks: &Clocks, draft: &mut Draft, names: &KnownNames, faults: &mut Faults) {
    for (place, block) in draft.blocks.iter_mut().enumerate() {
        for change in clocks.changes(block.date, block.bookable()) {
            let (name, date, hour) = (&block.name, block.date, change.hour);
            let (shown, really) =
                (block.regular.minutes(), clocks.true_minutes(block.date, block.regular));
            let at = names.location(place).cloned().unwrap_or_default();
            let (zh, en) = if change.is_skipped {
                (
                    format!(
                        "半天“{name}”：{date} 时钟跳过 {hour}，按休息计；表面 {shown} 分钟，实际 {really} 分钟"
                    ),
                    format!(
                        "block “{name}”: clocks skip {hour} on {date}, which is taken as a break; it seems to have {shown} and has {really}",
                        shown = counted::minutes(shown)
                    ),
                )
            } else {
                (
                    format!(
                        "半天“{name}”：{date} 时钟把 {hour} 走两遍，只排第一遍；表面 {shown} 分钟，实际 {really} 分钟"
                    ),
                    format!(
                        "block “{name}”: clocks go through {hour} twice on {date}, times mean the first; it seems to have {shown} and has {really}",
                        shown = counted::minutes(shown)
                    ),
                )
            };
            faults.note(Code::ClocksChange, at, &zh, &en);
            let taken = block.breaks.iter().map(|pause| pause.interval);
            let mut taken = taken.chain(block.make_up.iter().map(|make_up| make_up.interval));
            if change.is_skipped && !taken.any(|other| other.overlaps(hour)) {
                block.breaks.push(Break { interval: hour, may_straddle: true });
                block.breaks.sort_by_key(|pause| pause.interval);
            }
        }
    }
}
