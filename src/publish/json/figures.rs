//! What a plan is judged by: its figures, the make-up time, and who is left out.

use super::{ClockTime, Decimal};
use crate::base::shape::{Sometimes, shape};
use crate::campaign::plan::Plan;
use crate::campaign::{Campaign, GroupId};
use crate::plans::crews::{Stand, stands};
use crate::plans::make_up::Sizing;
use crate::plans::metrics;
use crate::plans::shortage::Shortage;
use jiff::civil::Date;

shape! {
    /// Everything that one plan is judged by.
    pub struct Metrics {
        /// People on all lists.
        people: i64,
        /// People really coming.
        expected: i64,
        /// Expected people of groups without a window.
        unserved: i64,
        /// Groups without a window, by their ids.
        unserved_groups: Vec<String>,
        /// Served people over the hours of all windows, in people per hour.
        mean_per_hour: Option<Decimal>,
        /// The highest required rate, in people per hour.
        peak_per_hour: Option<Decimal>,
        /// Whose window has it.
        peak_group: Option<String>,
        /// The lowest required rate, in people per hour.
        min_per_hour: Option<Decimal>,
        /// Whose window has it.
        min_group: Option<String>,
        /// Half-days in which somebody comes.
        blocks_used: usize,
        /// Expected people told a new time against the baseline; null without a baseline.
        moved_people: Option<i64>,
        /// Groups told a new time against the baseline, by their ids.
        moved_groups: Vec<String>,
        /// People above the stations' rates.
        overload: i64,
        /// Minutes past regular ends.
        overtime_minutes: i32,
        /// Window by window, in the order of the timetable.
        windows: Vec<WindowFigures>,
        /// Half-day by half-day, unused ones too where a station has a team of its own.
        blocks: Vec<BlockFigures>,
        /// Where the campaign has crews, where each of them stands, in the order of time.
        crews: Sometimes<Vec<CrewStand>>,
    }

    /// A half-day in which a crew stands at a desk.
    pub struct CrewStand {
        /// The crew's id.
        crew: String,
        /// The day.
        date: Date,
        /// When the half-day begins.
        start: ClockTime,
        /// Its regular end.
        end: ClockTime,
        /// The station's name.
        station: String,
        /// The site's id.
        site: Sometimes<String>,
    }

    /// What one window demands.
    pub struct WindowFigures {
        /// Whose it is: the group's id.
        group: String,
        /// The station's name.
        station: String,
        /// The day.
        date: Date,
        /// Its first minute.
        start: ClockTime,
        /// The first minute after it.
        end: ClockTime,
        /// People really coming.
        expected: i64,
        /// The required rate in people per hour; null for an empty window.
        per_hour: Option<Decimal>,
        /// The required rate over the station's rate, or over the pace that the planner's minutes
        /// give; null when neither is known.
        utilisation: Option<Decimal>,
        /// Where the group is cut, the classes of this window.
        classes: Sometimes<Vec<String>>,
    }

    /// What one half-day carries.
    pub struct BlockFigures {
        /// Its name.
        block: String,
        /// The day.
        date: Date,
        /// The station's name.
        station: String,
        /// Expected people of its windows.
        expected: i64,
        /// Working minutes of its windows.
        booked_minutes: i32,
        /// Regular minutes without breaks and make-up time.
        working_minutes: i32,
        /// Expected people per hour of working time.
        per_hour: Option<Decimal>,
        /// The same over the station's rate; null when that is unknown.
        utilisation: Option<Decimal>,
    }

    /// What the make-up time is asked to do, and how sure it is to do it.
    pub struct MakeUpSizing {
        /// Minutes kept for those who missed theirs, over all half-days.
        minutes: i32,
        /// Photos per hour in these minutes.
        per_hour: Decimal,
        /// People who can be served in these minutes.
        capacity: i64,
        /// People who are likely to stay away from their slot.
        expected_absentees: f64,
        /// Students whom the list sends to the make-up time.
        arranged: i64,
        /// People invited to windows after which no make-up time is left.
        too_late: i64,
        /// The chance, 0 to 1, that absentees and arranged people fit into the capacity.
        chance: f64,
        /// The chance, 0 to 1, that the campaign asks for.
        confidence: f64,
        /// The fewest minutes at this rate that give that chance.
        minutes_needed: i32,
    }

    /// A group without a window.
    pub struct LeftOut {
        /// The group's id.
        group: String,
        /// People really coming.
        expected: i64,
        /// Minutes that it needs in the half-day where it needs least; null where a rate is
        /// unknown.
        needed_minutes: Option<i32>,
        /// The most working minutes that a half-day has left for it.
        longest_free_minutes: i32,
        /// That half-day; null where the plan leaves nothing.
        block: Option<String>,
        /// Minutes that are wanting; null where length is not what keeps the group out.
        short_by_minutes: Option<i32>,
    }
}

impl Metrics {
    /// The figures of a plan.
    pub fn new(campaign: &Campaign, metrics: &metrics::Metrics) -> Metrics {
        let name = |group: &GroupId| campaign.group(*group).id().to_owned();
        Metrics {
            people: metrics.people,
            expected: metrics.expected,
            unserved: metrics.unserved,
            unserved_groups: metrics.unserved_groups.iter().map(name).collect(),
            mean_per_hour: metrics.mean_per_hour.map(Decimal),
            peak_per_hour: metrics.peak_per_hour.map(Decimal),
            peak_group: metrics.peak_group.as_ref().map(name),
            min_per_hour: metrics.min_per_hour.map(Decimal),
            min_group: metrics.min_group.as_ref().map(name),
            blocks_used: metrics.blocks_used,
            moved_people: metrics.moved_people,
            moved_groups: metrics.moved_groups.iter().map(name).collect(),
            overload: metrics.overload,
            overtime_minutes: metrics.overtime,
            windows: metrics.windows.iter().map(|one| WindowFigures::new(campaign, one)).collect(),
            blocks: metrics.blocks.iter().map(|one| BlockFigures::new(campaign, one)).collect(),
            crews: Sometimes(crews(campaign, metrics)),
        }
    }
}

/// Where each crew stands; nothing in a campaign without crews.
fn crews(campaign: &Campaign, metrics: &metrics::Metrics) -> Option<Vec<CrewStand>> {
    let windows = metrics.windows.iter().map(|figures| figures.window.clone()).collect();
    let plan = Plan { windows, ..Plan::default() };
    let stand = |stand: &Stand| CrewStand {
        crew: campaign.crew(stand.crew).id().to_owned(),
        date: stand.date,
        start: ClockTime(stand.interval.start),
        end: ClockTime(stand.interval.end),
        station: campaign.station(stand.station).id().to_owned(),
        site: Sometimes(stand.site.map(|site| campaign.site(site).id().to_owned())),
    };
    let all = || stands(campaign, &plan).iter().map(stand).collect();
    (!campaign.crews().is_empty()).then(all)
}

impl WindowFigures {
    fn new(campaign: &Campaign, figures: &metrics::WindowFigures) -> WindowFigures {
        let window = &figures.window;
        let group = campaign.group(window.group);
        let classes = window.run.map(|_| {
            let classes = group.classes_of(window.run).iter();
            classes.map(|class| class.name.clone()).collect()
        });
        WindowFigures {
            group: group.id().to_owned(),
            station: campaign.station(window.station).id().to_owned(),
            date: window.date,
            start: ClockTime(window.interval.start),
            end: ClockTime(window.interval.end),
            expected: figures.expected,
            per_hour: figures.per_hour.map(Decimal),
            utilisation: figures.utilisation.map(Decimal),
            classes: Sometimes(classes),
        }
    }
}

impl BlockFigures {
    fn new(campaign: &Campaign, figures: &metrics::BlockFigures) -> BlockFigures {
        let block = campaign.block(figures.block);
        BlockFigures {
            block: block.id().to_owned(),
            date: block.date,
            station: campaign.station(block.station).id().to_owned(),
            expected: figures.expected,
            booked_minutes: figures.booked,
            working_minutes: figures.working,
            per_hour: figures.per_hour.map(Decimal),
            utilisation: figures.utilisation.map(Decimal),
        }
    }
}

impl From<&Sizing> for MakeUpSizing {
    fn from(sizing: &Sizing) -> MakeUpSizing {
        MakeUpSizing {
            minutes: sizing.minutes,
            per_hour: Decimal(sizing.per_hour),
            capacity: sizing.capacity,
            expected_absentees: (sizing.expected_absentees * 100.0).round() / 100.0,
            arranged: sizing.arranged,
            too_late: sizing.too_late,
            chance: (sizing.chance * 1e6).floor() / 1e6,
            confidence: sizing.confidence,
            minutes_needed: sizing.minutes_needed,
        }
    }
}

/// Groups without a window, with the minutes that each needs and that are free for it.
pub fn left_out(campaign: &Campaign, shortages: &[Shortage]) -> Vec<LeftOut> {
    let entry = |shortage: &Shortage| LeftOut {
        group: campaign.group(shortage.group).id().to_owned(),
        expected: shortage.expected,
        needed_minutes: shortage.needed,
        longest_free_minutes: shortage.longest_free,
        block: shortage.block.map(|block| campaign.block(block).id().to_owned()),
        short_by_minutes: shortage.short_by(),
    };
    shortages.iter().map(entry).collect()
}
