//! A plan made ready for the event core: for each half-day its lines, and who is called into which.

use super::people::People;
use super::queue::{FractionalMinutes, Line};
use crate::base::clock::{Interval, Minutes};
use crate::campaign::plan::{Plan, Window};
use crate::campaign::{Block, BlockId, Campaign, Latecomers, StationId};
use crate::plans::slots;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A class that is called into a line.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// The index of the cohort.
    pub cohort: usize,
    /// The line that it stands in.
    pub line: usize,
    /// The window of the plan that it belongs to.
    pub window: usize,
    /// When it is called.
    pub at: FractionalMinutes,
    /// When its slot begins.
    pub slot: FractionalMinutes,
    /// Minutes that one camera needs for a photo, on average.
    pub mean: f64,
}

/// One half-day of one station.
#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    /// The day, as a place in [`Timetable::days`].
    pub day: usize,
    /// The station.
    pub station: StationId,
    /// The number of the station's cameras.
    pub cameras: usize,
    /// When work may begin, and when nobody is begun any more.
    pub span: (FractionalMinutes, FractionalMinutes),
    /// When the crew goes home, as soon as nobody waits.
    pub home: FractionalMinutes,
    /// From the start of the first window to the end of the last one.
    pub planned: (FractionalMinutes, FractionalMinutes),
    /// When nobody works.
    pub breaks: Vec<(FractionalMinutes, FractionalMinutes)>,
    /// All lines in their order.
    pub lines: Vec<Line>,
    /// The classes called.
    pub calls: Vec<Call>,
    /// The line for those who are late on this day and come last; the day's last half-day has one.
    pub day_line: Option<usize>,
    /// The line of the make-up time.
    pub make_up: Option<usize>,
    /// Minutes of one camera for a make-up photo.
    pub mean: f64,
    /// The number of the dice that decide when cameras fail: that of the day and the station,
    /// whatever the plan.
    pub failures: u64,
}

/// A whole plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Timetable {
    /// The windows, in the order in which results name them.
    pub windows: Vec<Window>,
    /// Half-days in the order in which they are played: what lies before a make-up time comes
    /// before it.
    pub sessions: Vec<Session>,
    /// The days, with the first and the last minute at which anybody can be there.
    pub days: Vec<(Date, Minutes, Minutes)>,
    /// Cohorts that the plan calls nowhere.
    pub uncalled: Vec<usize>,
}

/// What is known of a half-day before its lines are made.
struct HalfDayOutline<'a> {
    date: Date,
    station: StationId,
    id: Option<BlockId>,
    block: Option<&'a Block>,
    windows: Vec<usize>,
}

impl HalfDayOutline<'_> {
    fn make_up(&self) -> impl Iterator<Item = Interval> + '_ {
        self.block.into_iter().flat_map(|block| &block.make_up).map(|make_up| make_up.interval)
    }

    fn opens(&self, windows: &[Window]) -> Minutes {
        let first = self.windows.iter().map(|place| windows[*place].interval.start).min();
        let start = self.block.map(|block| block.regular.start);
        first.into_iter().chain(start).min().unwrap_or(0)
    }

    fn closes(&self, windows: &[Window]) -> Minutes {
        let last = self.windows.iter().map(|place| windows[*place].interval.end).max();
        last.into_iter().chain(self.block.map(|block| block.latest_end)).max().unwrap_or(0)
    }

    /// Where it stands in the order of play: half-days with a make-up time after those that begin
    /// before it.
    fn turn(&self, windows: &[Window]) -> (Date, Minutes, StationId) {
        let make_up = self.make_up().map(|time| time.start).min();
        (self.date, make_up.unwrap_or_else(|| self.opens(windows)), self.station)
    }
}

fn times(interval: Interval) -> (FractionalMinutes, FractionalMinutes) {
    (f64::from(interval.start), f64::from(interval.end))
}

impl Timetable {
    /// Makes a plan ready. Stations without a rate are left out: see [`super::Refused`].
    pub fn new(campaign: &Campaign, plan: &Plan, people: &People) -> Timetable {
        let mut plan = plan.clone();
        plan.sort();
        let mut assigned = plan.clone();
        slots::assign(campaign, &mut assigned);
        let windows = plan.windows.clone();
        let mut halves = halves(campaign, &windows);
        halves.sort_by_key(|half| half.turn(&windows));
        let ends: Vec<(Date, StationId, Minutes)> =
            halves.iter().map(|half| (half.date, half.station, half.opens(&windows))).collect();
        let mut dates: Vec<Date> = halves.iter().map(|half| half.date).collect();
        dates.sort_unstable();
        dates.dedup();
        let mut called = vec![false; people.cohorts.len()];
        let mut sessions = Vec::new();
        for half in &halves {
            let own = |other: &&(Date, StationId, Minutes)| {
                other.0 == half.date && other.1 == half.station
            };
            let opens = half.opens(&windows);
            let next =
                ends.iter().filter(own).map(|other| other.2).filter(|other| *other > opens).min();
            let closes = half.closes(&windows) + campaign.uncertainty().overtime;
            let closes = next.map_or(closes, |next| closes.min(next));
            let mut session = Session {
                day: dates.iter().position(|date| *date == half.date).unwrap_or(0),
                station: half.station,
                cameras: cameras(campaign, half.station, half.id),
                span: times(Interval::new(opens, closes)),
                home: f64::from(home(&windows, half)),
                planned: planned(&windows, half, opens),
                breaks: half.block.map_or_else(Vec::new, |block| {
                    block.breaks.iter().map(|pause| times(pause.interval)).collect()
                }),
                lines: Vec::new(),
                calls: Vec::new(),
                day_line: None,
                make_up: None,
                mean: mean(campaign, half, None),
                failures: failures(half.date, half.station),
            };
            for place in &half.windows {
                let window = &windows[*place];
                let stated = plan.slots_in(window);
                let slots = if stated.is_empty() { assigned.slots_in(window) } else { stated };
                let slots: Vec<(Option<usize>, Minutes)> = if slots.is_empty() {
                    vec![(None, window.interval.start)]
                } else {
                    slots.iter().map(|slot| (Some(slot.class), slot.interval.start)).collect()
                };
                let pace = half.id.and_then(|block| campaign.pace(window.group, block));
                for (class, start) in slots {
                    let Some(cohort) =
                        people.find(window.group, class).filter(|cohort| !called[*cohort])
                    else {
                        continue;
                    };
                    called[cohort] = true;
                    session.calls.push(Call {
                        cohort,
                        line: 0,
                        window: *place,
                        at: f64::from(campaign.call(start)),
                        slot: f64::from(start),
                        mean: mean(campaign, half, pace),
                    });
                }
            }
            let is_last = next.is_none();
            lines(campaign, &windows, half, is_last, &mut session);
            sessions.push(session);
        }
        let days = dates
            .iter()
            .enumerate()
            .map(|(place, date)| day(*date, place, campaign, &sessions))
            .collect();
        let uncalled = (0..called.len()).filter(|cohort| !called[*cohort]).collect();
        Timetable { windows, sessions, days, uncalled }
    }
}

/// The half-days that are used or hold make-up time; windows outside every block are half-days of
/// their own, those of a station between whose starts no block begins are one.
fn halves<'a>(campaign: &'a Campaign, windows: &[Window]) -> Vec<HalfDayOutline<'a>> {
    let mut found: BTreeMap<BlockId, HalfDayOutline<'_>> = BTreeMap::new();
    let mut outside: BTreeMap<(Date, StationId, usize), HalfDayOutline<'_>> = BTreeMap::new();
    for id in campaign.block_ids().filter(|id| !campaign.block(*id).make_up.is_empty()) {
        let block = campaign.block(id);
        let (date, station) = (block.date, block.station);
        found.insert(
            id,
            HalfDayOutline { date, station, id: Some(id), block: Some(block), windows: Vec::new() },
        );
    }
    for (place, window) in
        windows.iter().enumerate().filter(|(_, window)| window.interval.minutes() > 0)
    {
        let (date, station) = (window.date, window.station);
        let id = campaign.block_at(station, date, window.interval);
        let half = HalfDayOutline {
            date,
            station,
            id,
            block: id.map(|id| campaign.block(id)),
            windows: Vec::new(),
        };
        let begun = |block: &&Block| {
            (block.date, block.station) == (date, station)
                && block.regular.start <= window.interval.start
        };
        let half = match id {
            Some(id) => found.entry(id).or_insert(half),
            None => outside
                .entry((date, station, campaign.blocks().iter().filter(begun).count()))
                .or_insert(half),
        };
        half.windows.push(place);
    }
    found.into_values().chain(outside.into_values()).collect()
}

/// The crew stays for the regular time, for all windows and for the make-up time.
fn home(windows: &[Window], half: &HalfDayOutline<'_>) -> Minutes {
    let ends = half.windows.iter().map(|place| windows[*place].interval.end);
    let regular = half.block.map(|block| block.regular.end);
    ends.chain(regular).chain(half.make_up().map(|time| time.end)).max().unwrap_or(0)
}

/// From the first window to the last; a half-day without windows begins with its make-up time.
fn planned(
    windows: &[Window],
    half: &HalfDayOutline<'_>,
    opens: Minutes,
) -> (FractionalMinutes, FractionalMinutes) {
    let first = half.windows.iter().map(|place| windows[*place].interval.start).min();
    let start = first.or_else(|| half.make_up().map(|time| time.start).min()).unwrap_or(opens);
    let end = half.windows.iter().map(|place| windows[*place].interval.end).max().unwrap_or(start);
    times(Interval::new(start, end))
}

/// The number of cameras at a station in a half-day: one where the campaign does not say.
pub fn cameras(campaign: &Campaign, station: StationId, block: Option<BlockId>) -> usize {
    let cameras = campaign.cameras_at(station, block).unwrap_or(1);
    usize::try_from(cameras).unwrap_or(1).max(1)
}

/// `minutes × cameras ÷ people`: at its own pace, or at the rate of the half-day.
fn mean(campaign: &Campaign, half: &HalfDayOutline<'_>, pace: Option<(i64, i64)>) -> f64 {
    let rate = campaign.rate_at(half.station, half.id).map(|rate| (rate, 60));
    let (people, minutes) = pace.or(rate).unwrap_or((60, 60));
    minutes as f64 * cameras(campaign, half.station, half.id) as f64 / people.max(1) as f64
}

/// Days and stations have dice of their own.
fn failures(date: Date, station: StationId) -> u64 {
    let day =
        i64::from(date.year()) * 10_000 + i64::from(date.month()) * 100 + i64::from(date.day());
    day.unsigned_abs() % 4096 * 64 + station.0 as u64 % 64
}

/// Lines in the order of their slots, then make-up time by its start, then those who come last on
/// the day.
fn lines(
    campaign: &Campaign,
    windows: &[Window],
    half: &HalfDayOutline<'_>,
    is_last: bool,
    session: &mut Session,
) {
    let settings = campaign.uncertainty();
    session.calls.sort_by(|one, other| {
        one.slot
            .total_cmp(&other.slot)
            .then(one.window.cmp(&other.window))
            .then(one.cohort.cmp(&other.cohort))
    });
    let (opens, closes) = session.span;
    let mut make_up_open: Vec<(FractionalMinutes, FractionalMinutes)> =
        half.make_up().map(times).collect();
    make_up_open.sort_by(|one, other| one.0.total_cmp(&other.0));
    let first_make_up = make_up_open.first().map_or(FractionalMinutes::INFINITY, |first| first.0);
    for call in &mut session.calls {
        if session.make_up.is_none() && first_make_up <= call.slot {
            session.make_up = Some(session.lines.len());
            session.lines.push(Line { open: make_up_open.clone(), party: None });
        }
        call.line = session.lines.len();
        let window = f64::from(windows[call.window].interval.start);
        let from = if settings.run_ahead { call.at.max(opens) } else { window.max(opens) };
        session.lines.push(Line { open: vec![(from, closes)], party: Some(call.window) });
    }
    if is_last && settings.latecomers == Latecomers::Day {
        session.day_line = Some(session.lines.len());
        session.lines.push(Line { open: vec![(opens, closes)], party: None });
    }
    if session.make_up.is_none() && !make_up_open.is_empty() {
        session.make_up = Some(session.lines.len());
        session.lines.push(Line { open: make_up_open, party: None });
    }
}

/// From before the first call to after the last closing; people can come earlier and leave later
/// still.
fn day(
    date: Date,
    place: usize,
    campaign: &Campaign,
    sessions: &[Session],
) -> (Date, Minutes, Minutes) {
    let settings = campaign.uncertainty();
    let own = || sessions.iter().filter(|session| session.day == place);
    let early = settings.early + 2 * settings.spread;
    let calls =
        own().flat_map(|session| session.calls.iter().map(|call| call.at).chain([session.span.0]));
    let first = calls.fold(f64::from(24 * 60), FractionalMinutes::min) as Minutes - early;
    let last = own().map(|session| session.span.1).fold(0.0, FractionalMinutes::max) as Minutes;
    (date, first.div_euclid(30) * 30, last)
}
