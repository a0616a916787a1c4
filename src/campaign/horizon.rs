//! The horizon: stations and the blocks (half-days of one station) in which groups can be
//! photographed.

use super::{CrewId, SiteId, StationId};
use crate::base::clock::{Interval, Minutes, day_label, half_label};
use crate::base::text::{Lang, Text};
use jiff::civil::Date;

/// A team of cameras that photographs one group at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Station {
    /// What programs call it, unique, where the campaign says so; see [`Station::id`].
    pub id: Option<String>,
    /// What people call it, unique.
    pub name: Text,
    /// Photos per hour; `None` when nobody knows, as in many notices.
    pub rate: Option<i64>,
    /// Cameras that the team has for the groups; `None` where the campaign does not say.
    pub cameras: Option<i64>,
    /// Cameras that are kept back for others, such as staff, and serve no group.
    pub reserved: i64,
    /// The most people who may wait here between call time and photo; `None` for any number.
    pub hall_capacity: Option<i64>,
    /// The most expected people on a day; `None` without such a limit.
    pub most_people: Option<i64>,
    /// The campus; `None` where the campaign has none.
    pub site: Option<SiteId>,
    /// The crew that stands here; `None` for a team of its own that goes nowhere else.
    pub crew: Option<CrewId>,
    /// The desk where the crew stands, where other crews may stand there instead: stations with
    /// this name are alternatives.
    pub desk: Option<String>,
}

impl Station {
    /// A station with only a name and a rate.
    pub fn new(name: impl Into<String>, rate: Option<i64>) -> Station {
        Station {
            id: None,
            name: Text::same(name),
            rate,
            cameras: None,
            reserved: 0,
            hall_capacity: None,
            most_people: None,
            site: None,
            crew: None,
            desk: None,
        }
    }

    /// What programs call it: its id, without one its name in the files.
    pub fn id(&self) -> &str {
        self.id.as_deref().unwrap_or(self.name.get(Lang::Zh))
    }
}

fn greatest_common_divisor(one: Minutes, other: Minutes) -> Minutes {
    if other == 0 { one.abs() } else { greatest_common_divisor(other, one % other) }
}

/// Time inside a block that is kept for people who missed their slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MakeUp {
    /// The name in the timetable, such as 各学院补照.
    pub name: Text,
    /// Start and end, in minutes of the day.
    pub interval: Interval,
}

/// Time inside a block in which nobody works: lunch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Break {
    /// Start and end, in minutes of the day.
    pub interval: Interval,
    /// Whether a window may begin before it and go on after it.
    pub may_straddle: bool,
}

/// A lesson period: a name that tables may have in place of a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// The name, such as 第1-2节.
    pub name: String,
    /// From when to when.
    pub interval: Interval,
}

/// One half-day of one station.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What programs call it, unique, where the campaign says so; see [`Block::id`].
    pub id: Option<String>,
    /// The name by which tables refer to it, unique; pages say [`Block::label`].
    pub name: String,
    /// Whose half-day it is.
    pub station: StationId,
    /// The day.
    pub date: Date,
    /// Regular working time.
    pub regular: Interval,
    /// The latest minute to which the block may be prolonged; at least the regular end.
    pub latest_end: Minutes,
    /// Reserved make-up time inside the block.
    pub make_up: Vec<MakeUp>,
    /// Breaks inside the block, in order, apart from each other.
    pub breaks: Vec<Break>,
    /// Its own rate, cameras and cap, where they are not those of its station.
    pub own: OwnPace,
}

/// What one half-day has of its own: other cameras than its station has, or a cap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OwnPace {
    /// People per hour; `None` for the station's.
    pub rate: Option<i64>,
    /// The cameras for the groups; `None` for the station's.
    pub cameras: Option<i64>,
    /// Cameras that are kept back; `None` for the station's.
    pub reserved: Option<i64>,
    /// The most expected people; `None` without such a limit.
    pub most_people: Option<i64>,
}

impl Block {
    /// What programs call it: its id, without one its name.
    pub fn id(&self) -> &str {
        self.id.as_deref().unwrap_or(&self.name)
    }

    /// Everything that can be booked, overtime included.
    pub fn bookable(&self) -> Interval {
        Interval::new(self.regular.start, self.latest_end)
    }

    /// Whether two blocks of one station overlap, the changeover between them counted in.
    pub fn meets(&self, other: &Block, changeover: Minutes) -> bool {
        (self.station, self.date) == (other.station, other.date)
            && self.regular.start < other.latest_end + changeover
            && other.regular.start < self.latest_end + changeover
    }

    /// Whether a minute is on the grid, which begins at the start of the block and again at the end
    /// of every break.
    pub fn is_on_grid(&self, grid: Minutes, minute: Minutes) -> bool {
        let ends = self.breaks.iter().map(|pause| pause.interval.end);
        let begin = ends.filter(|end| *end <= minute).fold(self.regular.start, Minutes::max);
        (minute - begin) % grid == 0
    }

    /// The largest step from the start of the block on with which all minutes of the grid are met:
    /// the grid itself where every break ends on the grid of the block's start.
    pub fn step(&self, grid: Minutes) -> Minutes {
        let ends = self.breaks.iter().map(|pause| pause.interval.end - self.regular.start);
        ends.fold(grid, greatest_common_divisor)
    }

    /// The minutes of the grid from the start to the latest end, both included.
    pub fn grid_minutes(&self, grid: Minutes) -> impl Iterator<Item = Minutes> {
        let all = (self.regular.start..=self.latest_end).step_by(self.step(grid).max(1) as usize);
        all.filter(move |minute| self.is_on_grid(grid, *minute))
    }

    /// The parts of an interval in which the crew works: what breaks leave of it.
    pub fn working_parts(&self, interval: Interval) -> Vec<Interval> {
        let mut parts = Vec::new();
        let mut from = interval.start;
        for pause in
            self.breaks.iter().map(|pause| pause.interval).filter(|pause| pause.overlaps(interval))
        {
            parts.push(Interval::new(from, pause.start));
            from = pause.end;
        }
        parts.push(Interval::new(from, interval.end));
        parts.retain(|part| part.minutes() > 0);
        parts
    }

    /// Minutes of an interval without breaks.
    pub fn working_minutes_in(&self, interval: Interval) -> Minutes {
        self.working_parts(interval).into_iter().map(Interval::minutes).sum()
    }

    /// Minutes of an interval in which a group could be photographed: without breaks, without
    /// make-up time.
    pub fn usable_minutes_in(&self, interval: Interval) -> Minutes {
        let reserved = self.make_up.iter().map(|make_up| {
            (make_up.interval.end.min(interval.end) - make_up.interval.start.max(interval.start))
                .max(0)
        });
        (self.working_minutes_in(interval) - reserved.sum::<Minutes>()).max(0)
    }

    /// The times between breaks and make-up time, overtime included.
    pub fn stretches(&self) -> Vec<Interval> {
        let breaks = self.breaks.iter().map(|pause| pause.interval);
        let mut closed: Vec<Interval> =
            breaks.chain(self.make_up.iter().map(|make_up| make_up.interval)).collect();
        closed.sort();
        closed.push(Interval::new(self.latest_end, self.latest_end));
        let mut from = self.regular.start;
        let mut found = Vec::new();
        for interval in closed {
            if from < interval.start {
                found.push(Interval::new(from, interval.start));
            }
            from = from.max(interval.end);
        }
        found
    }

    /// Whether a window may begin before a time between two stretches and go on after it: it is
    /// breaks that allow it, and no make-up time.
    pub fn is_gap_to_straddle(&self, gap: Interval) -> bool {
        let mut breaks = self.breaks.iter().filter(|pause| pause.interval.overlaps(gap));
        let mut make_up = self.make_up.iter().map(|make_up| make_up.interval);
        breaks.all(|pause| pause.may_straddle) && !make_up.any(|own| own.overlaps(gap))
    }

    /// The longest of them: what one class can get.
    pub fn longest_stretch(&self) -> Minutes {
        self.stretches().into_iter().map(Interval::minutes).max().unwrap_or(0)
    }

    /// Regular minutes without breaks and make-up time: what 100 % of a block's working time is.
    pub fn working_minutes(&self) -> Minutes {
        self.usable_minutes_in(self.regular)
    }

    /// `12月11日（周一）上午` or `Mon 11 Dec morning`.
    pub fn label(&self, lang: Lang) -> String {
        let half = half_label(self.regular, lang);
        lang.pick(
            format!("{}{half}", day_label(self.date, lang)),
            format!("{} {half}", day_label(self.date, lang)),
        )
    }
}
