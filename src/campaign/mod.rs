//! The domain: one campaign, checked when it is made, knowing neither files nor solvers.

pub mod actuals;
mod class_time;
mod confidence;
mod crews;
mod group;
mod horizon;
mod minutes;
mod objective;
pub mod plan;
mod repeat;
mod roster;
mod rules;
mod sound;
mod uncertainty;

pub use class_time::ClassTime;
pub use confidence::Confidence;
pub use crews::{Crew, Site, Travel};
pub use group::{Buffer, Class, ClassOrder, ClassRun, Group, Share};
pub use horizon::{Block, Break, MakeUp, OwnPace, Period, Station};
pub use objective::{Shares, Tier};
pub use repeat::{BadWeather, Repeat, Round};
pub use roster::{Student, StudentStatus};
use rules::OwnRules;
pub use rules::{Pin, Preference, Relation, RelationKind, Unavailable, Wish};
pub use sound::InvalidCampaign;
pub use uncertainty::{Failures, Latecomers, Outage, Service, Uncertainty};

use crate::base::clock::{Interval, Minutes};
use crate::base::kind::CampaignKind;
use crate::base::ratio::Ratio;
use crate::base::text::{Lang, Text};
use jiff::civil::Date;
use std::collections::HashMap;

macro_rules! id {
    ($name:ident, $what:literal) => {
        #[doc = concat!("The place of a ", $what, " in its campaign's list.")]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub usize);
    };
}
id!(GroupId, "group");
id!(BlockId, "block");
id!(StationId, "station");
id!(SiteId, "site");
id!(CrewId, "crew");

/// What is paid for one person, in hundredths of the currency's unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fee {
    /// Hundredths: 1500 for 15 yuan.
    pub hundredths: i64,
    /// The currency as written behind the figure.
    pub currency: String,
}

/// The parts of a campaign, before [`Campaign::new`] has looked at them.
#[derive(Debug, Clone)]
pub struct Draft {
    /// A short name, used for folders.
    pub name: String,
    /// What programs call it, where the file says so; see [`Campaign::id`].
    pub id: Option<String>,
    /// The id of the campaign of which this is the rest, after a replan.
    pub continues: Option<String>,
    /// The heading of reports.
    pub title: Text,
    /// The language of outputs unless asked otherwise.
    pub lang: Lang,
    /// What it is for, which chooses the words of outputs.
    pub kind: CampaignKind,
    /// IANA name, such as `Asia/Shanghai`.
    pub time_zone: String,
    /// Where it takes place.
    pub place: Option<Text>,
    /// Who signs the notice.
    pub issuer: Option<Text>,
    /// The step of the grid in minutes: windows start and end at its multiples, counted from the
    /// start of their block.
    pub grid: Minutes,
    /// The minutes between a class's call and its slot, at least.
    pub call_lead: Minutes,
    /// Minutes of which every call is a multiple: the last one that keeps the lead.
    pub call_grid: Minutes,
    /// Minutes that a station needs between two groups.
    pub changeover: Minutes,
    /// The most groups that may come in one block.
    pub max_groups_per_block: Option<usize>,
    /// In which order classes come.
    pub class_order: ClassOrder,
    /// The most people who may wait between call time and photo, over all stations.
    pub hall_capacity: Option<i64>,
    /// How sure the make-up time must be to suffice.
    pub make_up_confidence: Share,
    /// Whether people who missed their slot may come between windows, too.
    pub make_up_in_gaps: bool,
    /// What may go otherwise than planned.
    pub uncertainty: Uncertainty,
    /// The share of days on which a window is to have the minutes that its people take.
    pub confidence: Option<Confidence>,
    /// The day by which every student must have downloaded the code.
    pub code_deadline: Option<Date>,
    /// What one person pays.
    pub fee: Option<Fee>,
    /// What is assumed because no source gives it.
    pub assumptions: Option<Text>,
    /// Whether the class lists are an illustration rather than facts.
    pub classes_are_illustrative: bool,
    /// Campuses; none where everything takes place at one.
    pub sites: Vec<Site>,
    /// Minutes between sites.
    pub travel: Vec<Travel>,
    /// Crews that go from one desk to another; none where every station has its own team.
    pub crews: Vec<Crew>,
    /// The stations.
    pub stations: Vec<Station>,
    /// The blocks.
    pub blocks: Vec<Block>,
    /// Minutes by the size of classes, in place of people ÷ rate; empty where the rate counts.
    pub class_time: Vec<ClassTime>,
    /// Other rounds of the same plan.
    pub rounds: Vec<Round>,
    /// Where and when half-days take place instead when the weather is bad.
    pub weather: Vec<BadWeather>,
    /// Lesson periods, whose names tables may have in place of a time.
    pub periods: Vec<Period>,
    /// The groups.
    pub groups: Vec<Group>,
    /// The list of students, where there is one.
    pub roster: Vec<Student>,
    /// Minutes that whole groups need in some blocks, whatever the station's rate.
    pub minutes: HashMap<(GroupId, BlockId), Minutes>,
    /// Times at which groups or classes can't come.
    pub unavailable: Vec<Unavailable>,
    /// What groups ask of each other.
    pub relations: Vec<Relation>,
    /// Decisions made beforehand.
    pub pins: Vec<Pin>,
    /// Wishes.
    pub preferences: Vec<Preference>,
    /// The objective, most important tier first.
    pub tiers: Vec<Tier>,
}

impl Draft {
    /// An empty campaign with a 10-minute grid, a 20-minute call lead and every tier.
    pub fn new(name: impl Into<String>) -> Draft {
        let name = name.into();
        Draft {
            title: Text::same(name.clone()),
            name,
            id: None,
            continues: None,
            lang: Lang::Zh,
            kind: CampaignKind::default(),
            time_zone: "Asia/Shanghai".to_owned(),
            place: None,
            issuer: None,
            grid: 10,
            call_lead: 20,
            call_grid: 1,
            changeover: 0,
            max_groups_per_block: None,
            class_order: ClassOrder::Listed,
            hall_capacity: None,
            make_up_confidence: Share::from_basis_points(9_500).unwrap_or(Share::ALL),
            make_up_in_gaps: false,
            uncertainty: Uncertainty::default(),
            confidence: None,
            code_deadline: None,
            fee: None,
            assumptions: None,
            classes_are_illustrative: false,
            sites: Vec::new(),
            travel: Vec::new(),
            crews: Vec::new(),
            stations: Vec::new(),
            blocks: Vec::new(),
            class_time: Vec::new(),
            rounds: Vec::new(),
            weather: Vec::new(),
            periods: Vec::new(),
            groups: Vec::new(),
            roster: Vec::new(),
            minutes: HashMap::new(),
            unavailable: Vec::new(),
            relations: Vec::new(),
            pins: Vec::new(),
            preferences: Vec::new(),
            tiers: Tier::ALL.into_iter().filter(|tier| !tier.is_about_crews()).collect(),
        }
    }
}

/// A campaign that is well-formed: every reference resolves and every interval lies where it
/// should.
#[derive(Debug, Clone)]
pub struct Campaign {
    draft: Draft,
    own: OwnRules,
    /// The people expected of each group, and of each of its classes: kept, because the engine asks
    /// for each candidate window, of which there are up to 12 million.
    expected: Vec<i64>,
    expected_by_class: Vec<Vec<i64>>,
    /// The minutes of each class by its size, kept because every candidate window asks for them.
    minutes_by_class: Vec<Vec<i64>>,
    /// The tiers that count shares, kept because the load of every candidate window depends on it.
    shares: Shares,
}

impl Campaign {
    /// Checks the parts.
    ///
    /// # Errors
    /// The first thing that is wrong, in words.
    pub fn new(draft: Draft) -> Result<Campaign, InvalidCampaign> {
        sound::check(&draft)?;
        Ok(Campaign::of_sound(draft))
    }

    /// The campaign of a draft that keeps the invariants by construction.
    fn of_sound(draft: Draft) -> Campaign {
        Campaign {
            own: OwnRules::new(&draft),
            expected: draft.groups.iter().map(Group::expected).collect(),
            expected_by_class: draft.groups.iter().map(Group::expected_by_class).collect(),
            minutes_by_class: draft.minutes_by_class(),
            shares: Shares::of(&draft),
            draft,
        }
    }

    /// The parts, as they were given.
    pub fn as_draft(&self) -> &Draft {
        &self.draft
    }

    /// The parts, to make a changed campaign from this one.
    pub fn to_draft(&self) -> Draft {
        self.draft.clone()
    }

    /// The short name.
    pub fn name(&self) -> &str {
        &self.draft.name
    }

    /// Lesson periods, whose names tables may have in place of a time.
    pub fn periods(&self) -> &[Period] {
        &self.draft.periods
    }

    /// What it is for.
    pub fn kind(&self) -> CampaignKind {
        self.draft.kind
    }

    /// The id of the campaign of which this is the rest, after a replan.
    pub fn continues(&self) -> Option<&str> {
        self.draft.continues.as_deref()
    }

    /// What programs know the campaign by from its first day to its last: the id of the first one
    /// it continues, its own, or else its short name with the year of its first day, because next
    /// year's folder often has the same name.
    pub fn id(&self) -> String {
        if let Some(id) = self.continues().or(self.draft.id.as_deref()) {
            return id.to_owned();
        }
        let first = self.blocks().iter().map(|block| block.date).min();
        first.map_or_else(
            || self.name().to_owned(),
            |first| format!("{} {}", self.name(), first.year()),
        )
    }

    /// The heading of reports.
    pub fn title(&self) -> &Text {
        &self.draft.title
    }

    /// The language of outputs unless asked otherwise.
    pub fn lang(&self) -> Lang {
        self.draft.lang
    }

    /// IANA name of the time zone.
    pub fn time_zone(&self) -> &str {
        &self.draft.time_zone
    }

    /// Where it takes place.
    pub fn place(&self) -> Option<&Text> {
        self.draft.place.as_ref()
    }

    /// Who signs the notice.
    pub fn issuer(&self) -> Option<&Text> {
        self.draft.issuer.as_ref()
    }

    /// Grid in minutes, at least 1.
    pub fn grid(&self) -> Minutes {
        self.draft.grid
    }

    /// When people are called whose slot starts at a minute.
    pub fn call(&self, start: Minutes) -> Minutes {
        let latest = start - self.draft.call_lead;
        latest - latest.rem_euclid(self.draft.call_grid)
    }

    /// Minutes of which every call is a multiple.
    pub fn call_grid(&self) -> Minutes {
        self.draft.call_grid
    }

    /// The most minutes between a call and its slot.
    pub fn longest_lead(&self) -> Minutes {
        self.draft.call_lead + self.draft.call_grid - 1
    }

    /// The first minute at which a slot may start of people who must not be called before `free`.
    pub fn first_start_called_from(&self, free: Minutes) -> Minutes {
        free + (-free).rem_euclid(self.draft.call_grid) + self.draft.call_lead
    }

    /// Minutes between call time and slot.
    pub fn call_lead(&self) -> Minutes {
        self.draft.call_lead
    }

    /// Minutes between two groups at one station.
    pub fn changeover(&self) -> Minutes {
        self.draft.changeover
    }

    /// The most groups that may come in one block; `None` for any number.
    pub fn max_groups_per_block(&self) -> Option<usize> {
        self.draft.max_groups_per_block
    }

    /// In which order classes come.
    pub fn class_order(&self) -> ClassOrder {
        self.draft.class_order
    }

    /// The most people who may wait between call time and photo, over all stations.
    pub fn hall_capacity(&self) -> Option<i64> {
        self.draft.hall_capacity
    }

    /// Whether people who wait are limited anywhere.
    pub fn limits_waiting(&self) -> bool {
        self.draft.hall_capacity.is_some()
            || self.draft.stations.iter().any(|station| station.hall_capacity.is_some())
    }

    /// Whether the people of a day or a half-day are limited anywhere.
    pub fn limits_people(&self) -> bool {
        self.draft.stations.iter().any(|station| station.most_people.is_some())
            || self.draft.blocks.iter().any(|block| block.own.most_people.is_some())
    }

    /// Whether people who missed their slot may come between windows, too.
    pub fn make_up_in_gaps(&self) -> bool {
        self.draft.make_up_in_gaps
    }

    /// How sure the make-up time must be to suffice.
    pub fn make_up_confidence(&self) -> Share {
        self.draft.make_up_confidence
    }

    /// The day by which every student must have downloaded the code.
    pub fn code_deadline(&self) -> Option<Date> {
        self.draft.code_deadline
    }

    /// The list of students; empty where there is none.
    pub fn roster(&self) -> &[Student] {
        &self.draft.roster
    }

    /// What one person pays.
    pub fn fee(&self) -> Option<&Fee> {
        self.draft.fee.as_ref()
    }

    /// What is assumed because no source gives it.
    pub fn assumptions(&self) -> Option<&Text> {
        self.draft.assumptions.as_ref()
    }

    /// Whether the class lists are an illustration.
    pub fn classes_are_illustrative(&self) -> bool {
        self.draft.classes_are_illustrative
    }

    /// All stations.
    pub fn stations(&self) -> &[Station] {
        &self.draft.stations
    }

    /// One station.
    pub fn station(&self, id: StationId) -> &Station {
        &self.draft.stations[id.0]
    }

    /// All blocks.
    pub fn blocks(&self) -> &[Block] {
        &self.draft.blocks
    }

    /// One block.
    pub fn block(&self, id: BlockId) -> &Block {
        &self.draft.blocks[id.0]
    }

    /// Every block with its id.
    pub fn block_ids(&self) -> impl Iterator<Item = BlockId> + use<> {
        (0..self.draft.blocks.len()).map(BlockId)
    }

    /// All groups.
    pub fn groups(&self) -> &[Group] {
        &self.draft.groups
    }

    /// One group.
    pub fn group(&self, id: GroupId) -> &Group {
        &self.draft.groups[id.0]
    }

    /// Every group's id.
    pub fn group_ids(&self) -> impl Iterator<Item = GroupId> + use<> {
        (0..self.draft.groups.len()).map(GroupId)
    }

    /// Times at which groups or classes can't come.
    pub fn unavailable(&self) -> &[Unavailable] {
        &self.draft.unavailable
    }

    /// What groups ask of each other.
    pub fn relations(&self) -> &[Relation] {
        &self.draft.relations
    }

    /// Decisions made beforehand.
    pub fn pins(&self) -> &[Pin] {
        &self.draft.pins
    }

    /// Wishes.
    pub fn preferences(&self) -> &[Preference] {
        &self.draft.preferences
    }

    /// The objective, most important tier first.
    pub fn tiers(&self) -> &[Tier] {
        &self.draft.tiers
    }

    /// Whether the campaign gives a tier a say.
    pub fn has_tier(&self, tier: Tier) -> bool {
        self.draft.tiers.contains(&tier)
    }

    /// Whether every station's rate is known, so that utilisation has a meaning everywhere.
    pub fn rates_known(&self) -> bool {
        self.draft.stations.iter().all(|station| station.rate.is_some())
    }

    /// Which tiers count shares of the stations' rates.
    pub fn shares(&self) -> Shares {
        self.shares
    }

    /// Photos per hour in a half-day: its own, else its station's; `None` when nobody knows.
    pub fn rate_in(&self, block: BlockId) -> Option<i64> {
        self.rate_at(self.block(block).station, Some(block))
    }

    /// Photos per hour at a station, in a half-day there or, with `None`, outside every half-day.
    pub fn rate_at(&self, station: StationId, block: Option<BlockId>) -> Option<i64> {
        block.and_then(|block| self.block(block).own.rate).or(self.station(station).rate)
    }

    /// The cameras in a half-day: its own, else its station's; `None` where nobody says.
    pub fn cameras_in(&self, block: BlockId) -> Option<i64> {
        self.cameras_at(self.block(block).station, Some(block))
    }

    /// The cameras at a station, in a half-day there or, with `None`, outside every half-day.
    pub fn cameras_at(&self, station: StationId, block: Option<BlockId>) -> Option<i64> {
        block.and_then(|block| self.block(block).own.cameras).or(self.station(station).cameras)
    }

    /// What a tier divides a required rate in a half-day by: the rate there where it counts shares,
    /// so that crews of different speeds compare; else 1, for photos per hour.
    pub fn load_unit(&self, tier: Tier, block: BlockId) -> i64 {
        self.rate_in(block).filter(|_| self.shares.include(tier)).unwrap_or(1)
    }

    /// The load of `people` in `minutes` of a half-day, as [`Tier::Peak`] counts it:
    /// `people × 60 / (minutes × unit)`, see [`Campaign::load_unit`]; `None` for an empty window.
    pub fn load(&self, people: i64, minutes: Minutes, block: BlockId) -> Option<Ratio> {
        Ratio::new(people * 60, i64::from(minutes) * self.load_unit(Tier::Peak, block))
    }

    /// Everybody who is expected, over all groups.
    pub fn expected(&self) -> i64 {
        self.expected.iter().sum()
    }

    /// Who is expected in a window that serves these classes of a group; `None` is the whole group.
    pub fn expected_of(&self, group: GroupId, run: Option<ClassRun>) -> i64 {
        match run {
            Some(run) => {
                self.expected_by_class(group).get(run.from..run.to).unwrap_or_default().iter().sum()
            }
            None => self.expected[group.0],
        }
    }

    /// The number of people expected of each class of a group; see [`Group::expected_by_class`].
    pub fn expected_by_class(&self, group: GroupId) -> &[i64] {
        &self.expected_by_class[group.0]
    }

    /// Minutes in which the crew works on a window: without breaks of the block it lies in.
    pub fn working_minutes(&self, station: StationId, date: Date, interval: Interval) -> Minutes {
        match self.block_at(station, date, interval) {
            Some(block) => self.block(block).working_minutes_in(interval),
            None => interval.minutes(),
        }
    }

    /// The first grid minute of a block at which a group can start when another one ended at `end`.
    pub fn ready_again(&self, block: BlockId, end: Minutes) -> Minutes {
        let first = end + self.draft.changeover;
        let is_on_grid = |minute: &Minutes| self.block(block).is_on_grid(self.draft.grid, *minute);
        (first..first + self.draft.grid).find(is_on_grid).unwrap_or(first)
    }

    /// Whether what starts at a station at `start` follows directly on what ended on that day at
    /// `end`: between them lies less usable time than changeover and one grid step.
    pub fn follows_directly(
        &self,
        station: StationId,
        date: Date,
        end: Minutes,
        start: Minutes,
    ) -> bool {
        let own =
            self.draft.blocks.iter().filter(|block| block.station == station && block.date == date);
        let between = own
            .map(|block| block.usable_minutes_in(block.regular.shared(Interval::new(end, start))));
        start >= end && between.sum::<Minutes>() < self.draft.changeover + self.draft.grid
    }

    /// Whether in a block what starts at `start` follows directly on what ended at `end`: between
    /// them lies less usable time than changeover and one grid step.
    pub fn directly_after(&self, block: BlockId, end: Minutes, start: Minutes) -> bool {
        let between = self.block(block).usable_minutes_in(Interval::new(end, start));
        start >= end && between < self.draft.changeover + self.draft.grid
    }

    /// Whether a block runs, overtime included, at the minute at which another block starts.
    pub fn runs_at_start_of(&self, block: BlockId, other: BlockId) -> bool {
        let (block, other) = (self.block(block), self.block(other));
        let (bookable, start) = (block.bookable(), other.regular.start);
        block.date == other.date && bookable.start <= start && start < bookable.end
    }

    /// A minute of a block's day in minutes since midnight of the campaign's first day.
    pub fn moment(&self, block: BlockId, minute: Minutes) -> i64 {
        let first = self.draft.blocks.iter().map(|block| block.date).min();
        let date = self.block(block).date;
        let days = first.and_then(|first| date.since(first).ok()).map_or(0, |span| span.get_days());
        i64::from(days) * 24 * 60 + i64::from(minute)
    }

    /// The block of a station that holds the interval on that day, overtime included.
    pub fn block_at(&self, station: StationId, date: Date, interval: Interval) -> Option<BlockId> {
        self.block_ids().find(|id| {
            let block = self.block(*id);
            block.station == station && block.date == date && block.bookable().contains(interval)
        })
    }
}

#[cfg(test)]
pub(crate) mod tiny;
