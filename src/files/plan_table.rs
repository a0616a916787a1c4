//! Plans and slots as CSV tables: Attachment 2, or what callsheet wrote.

use super::clocks::exist;
use super::crews::Desks;
use super::faults::{Faults, KnownNames};
use super::fields::{Given, PlanRow, SlotRow, Table, Time, Whole, YesNo};
use super::official_table;
use super::one_cell::{self, CellNames};
use super::plan_rows::PlanRows;
use super::table::{FIRST_ROWS, Records, means, read_table};
use super::tolerant::fold;
use crate::base::clock::Interval;
use crate::base::clocks::Clocks;
use crate::base::diagnostic::{Code, Location};
use crate::base::text::Lang;
use crate::campaign::plan::{MakeUpRow, Slot, Window};
use crate::campaign::{Campaign, ClassRun, Draft, Group, GroupId, Period, SiteId, StationId};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// The names that a plan refers to.
pub struct PlanNames<'a> {
    /// Stations.
    pub stations: &'a KnownNames,
    /// Desks at which several crews may stand.
    pub desks: &'a Desks,
    /// Groups.
    pub groups: &'a KnownNames,
    /// The names of colleges that share a group's window.
    pub members: &'a BTreeSet<String>,
    /// For each group its classes.
    pub classes: &'a [KnownNames],
    /// The sites of stations and groups.
    pub sites: &'a PlanSites,
    /// Make-up times.
    pub make_up: &'a KnownNames,
    /// The days of the campaign, for tables that name days without a year.
    pub days: &'a [Date],
    /// Names of times.
    pub periods: &'a [Period],
    /// The clocks of the campaign's time zone.
    pub clocks: &'a Clocks,
}

/// The sites of stations and groups, by their places.
pub struct PlanSites {
    of_stations: Vec<Option<SiteId>>,
    of_groups: Vec<BTreeSet<SiteId>>,
}

impl PlanSites {
    /// The sites of the stations and groups of a draft.
    pub fn of(draft: &Draft) -> PlanSites {
        PlanSites {
            of_stations: draft.stations.iter().map(|station| station.site).collect(),
            of_groups: draft.groups.iter().map(|group| group.sites.clone()).collect(),
        }
    }
}

impl PlanNames<'_> {
    /// The group of that name; of a college at two sites or more its part at the site of the station.
    pub fn group_at(
        &self,
        name: &str,
        station: Option<StationId>,
        place: &Location,
        faults: &mut Faults,
    ) -> Option<usize> {
        let at = station.and_then(|station| *self.sites.of_stations.get(station.0)?);
        let is_there =
            |part: &&usize| at.is_some_and(|at| self.sites.of_groups[**part].contains(&at));
        let here: Vec<&usize> = self.groups.parts(name).iter().filter(is_there).collect();
        match here.as_slice() {
            [only] => Some(**only),
            _ => self.groups.find(name, place, faults),
        }
    }
}

/// Names of a campaign that is already loaded.
pub struct InstanceNames {
    stations: KnownNames,
    desks: Desks,
    groups: KnownNames,
    members: BTreeSet<String>,
    sites: PlanSites,
    make_up: KnownNames,
    classes: Vec<KnownNames>,
    days: Vec<Date>,
    periods: Vec<Period>,
    clocks: Clocks,
}

impl InstanceNames {
    /// Collects the names of a campaign.
    pub fn new(campaign: &Campaign) -> InstanceNames {
        let mut ignored = Faults::default();
        let nowhere = Location::default();
        let mut fill = |mut names: KnownNames, list: Vec<Vec<&str>>| {
            for own in list {
                let [name, others @ ..] = own.as_slice() else { continue };
                names.add(name, &nowhere, &mut ignored);
                for other in others {
                    names.add_id(other, &nowhere, &mut ignored);
                }
            }
            names
        };
        // What was published in English names groups in English.
        let (zh, en) = (Lang::Zh, Lang::En);
        let make_up = campaign.blocks().iter().flat_map(|block| &block.make_up);
        InstanceNames {
            periods: campaign.periods().to_vec(),
            days: campaign.blocks().iter().map(|block| block.date).collect(),
            stations: KnownNames::of_stations(campaign.stations(), campaign.kind()),
            desks: Desks::of(campaign.as_draft()),
            groups: groups_of(campaign),
            sites: PlanSites::of(campaign.as_draft()),
            members: members(campaign.groups()),
            make_up: fill(
                KnownNames::of_make_up(campaign.kind()),
                make_up.map(|own| vec![own.name.get(zh), own.name.get(en)]).collect(),
            ),
            classes: campaign
                .groups()
                .iter()
                .map(|group| {
                    let classes = group.classes.iter().map(|own| vec![own.name.as_str()]).collect();
                    fill(KnownNames::new("班级", "class"), classes)
                })
                .collect(),
            clocks: Clocks::of(campaign.time_zone()),
        }
    }

    /// A class of a group: `(group, class)`.
    pub fn class(
        &self,
        group: &str,
        class: &str,
        location: &Location,
        faults: &mut Faults,
    ) -> Option<(usize, usize)> {
        let groups = self.groups.find_with_parts(group, location, faults);
        KnownNames::find_in(&self.classes, &groups, class, location, faults).first().copied()
    }

    /// The classes of a group.
    pub fn classes_of(&self, group: usize) -> &KnownNames {
        &self.classes[group]
    }

    /// As a plan's reader wants them.
    pub fn for_plan(&self) -> PlanNames<'_> {
        PlanNames {
            stations: &self.stations,
            desks: &self.desks,
            groups: &self.groups,
            members: &self.members,
            sites: &self.sites,
            classes: &self.classes,
            make_up: &self.make_up,
            days: &self.days,
            periods: &self.periods,
            clocks: &self.clocks,
        }
    }
}

/// The groups of a campaign by their Chinese names, ids and English names: a plan that was published
/// in English has the last.
fn groups_of(campaign: &Campaign) -> KnownNames {
    let (nowhere, mut ignored) = (Location::default(), Faults::default());
    let mut names = KnownNames::new("学院", "group");
    for own in campaign.groups() {
        names.add_group(own, &nowhere, &mut ignored);
        for other in [own.id(), own.name.get(Lang::En)] {
            names.add_id(other, &nowhere, &mut ignored);
        }
    }
    names
}

/// The names of colleges that share the window of a group.
pub fn members(groups: &[Group]) -> BTreeSet<String> {
    groups.iter().flat_map(|group| &group.shared_by).map(|name| fold(name)).collect()
}

/// Reads a plan. Rows that break rules are kept as they are: that is what `check` is for.
pub(super) fn plan(
    mut records: Records,
    names: &PlanNames<'_>,
    faults: &mut Faults,
) -> Option<PlanRows> {
    official_table::split(&mut records, names.stations, names.days, faults);
    let first = records.records.iter().take(FIRST_ROWS);
    if !first.flat_map(|(_, cells)| cells).any(|cell| means(PlanRow::group, cell)) {
        let PlanNames { groups, members, make_up, stations, days, .. } = names;
        let known = CellNames { groups, members, make_up, stations, days };
        if let Some(plan) = one_cell::plan(&records, &known, faults) {
            return Some(plan);
        }
    }
    if !records.look_like(Table::Plan) {
        faults.report(
            Code::NotAPlan,
            &records.place,
            "没有方案的列",
            "has none of the columns of a plan",
        );
        return None;
    }
    let table = read_table(Table::Plan, records, faults)?;
    let table = table.with_times(names.periods).with_days(names.days, faults);
    let mut plan = PlanRows { whole: table.place().clone(), ..PlanRows::default() };
    for row in table.iter() {
        let own: PlanRow = row.read(faults);
        exist(names.clocks, own.date.value, &[&own.start], &[&own.end], faults);
        let at = own.date.value.zip(span(&own.start, &own.end));
        let station = station(&own.station, names, at, faults);
        let Some(name) = own.group.value else { continue };
        let is_make_up =
            names.make_up.position(&name).is_some() && names.groups.position(&name).is_none();
        let group = if is_make_up {
            None
        } else {
            names.group_at(&name, station, &own.group.place, faults)
        };
        let run = group.and_then(|group| {
            run(
                own.classes.value.iter().flatten().map(String::as_str),
                &names.classes[group],
                &own.classes.place,
                faults,
            )
        });
        let (Some(date), Some(interval), Some(station)) =
            (own.date.value, span(&own.start, &own.end), station)
        else {
            continue;
        };
        if is_make_up {
            plan.make_up.push((MakeUpRow { date, station, interval }, own.group.place));
        } else if let Some(group) = group {
            let group = GroupId(group);
            let stated_headcount = own.headcount.value.map(Whole::get);
            let window =
                Window { run, stated_headcount, ..Window::new(group, date, station, interval) };
            plan.add(window, names.members.contains(&fold(&name)), own.group.place);
        }
    }
    Some(plan)
}

/// The run from the first to the last of the classes named, one by one or as a range; a fault where a class is not known or
/// the classes do not follow one another in the list.
pub fn run<'a>(
    classes: impl Iterator<Item = &'a str>,
    names: &KnownNames,
    place: &Location,
    faults: &mut Faults,
) -> Option<ClassRun> {
    let mut found: Vec<usize> =
        classes.flat_map(|class| names.find_all(class, place, faults)).collect();
    found.sort_unstable();
    found.dedup();
    let (from, to) = (*found.first()?, *found.last()? + 1);
    if to - from != found.len() {
        faults.report(
            Code::OutOfRange,
            place,
            "同一时段的班级应在名单中相连",
            "the classes of one window must follow one another in the list",
        );
    }
    Some(ClassRun { from, to })
}

/// Reads the slots of classes, each with its place.
pub fn slots(records: Records, names: &InstanceNames, faults: &mut Faults) -> Option<SlotRows> {
    let table = read_table(Table::Slots, records, faults)?;
    let table = table.with_times(&names.periods).with_days(&names.days, faults);
    let mut read = SlotRows::default();
    for row in table.iter() {
        let own: SlotRow = row.read(faults);
        exist(&names.clocks, own.date.value, &[&own.start], &[&own.end], faults);
        let at = own.date.value.zip(span(&own.start, &own.end));
        let station = station(&own.station, &names.for_plan(), at, faults);
        let groups = own.group.value;
        let groups =
            groups.map(|name| names.groups.find_with_parts(&name, &own.group.place, faults));
        let class = groups.zip(own.class.value).and_then(|(groups, class)| {
            let place = &own.class.place;
            KnownNames::find_in(&names.classes, &groups, &class, place, faults).first().copied()
        });
        if let (Some((group, class)), Some(date), Some(interval), Some(station)) =
            (class, own.date.value, span(&own.start, &own.end), station)
        {
            let group = GroupId(group);
            if own.agreed.value == Some(YesNo::Yes) {
                read.agreed.insert(group);
            }
            read.slots.push((Slot { group, class, date, station, interval }, own.class.place));
        }
    }
    Some(read)
}

/// Slots with their places, and the groups that have asked for them.
#[derive(Default)]
pub struct SlotRows {
    /// The slots.
    pub slots: Vec<(Slot, Location)>,
    /// The groups.
    pub agreed: BTreeSet<GroupId>,
}

/// From start to end, in whichever order they are: that a window ends before it starts is what
/// `check` finds.
fn span(start: &Given<Time>, end: &Given<Time>) -> Option<Interval> {
    let (Time(start), Time(end)) = (start.value?, end.value?);
    Some(Interval::new(start, end))
}

/// The station that a row names, or the only one. A desk's name means whichever crew is there then.
fn station(
    given: &Given<String>,
    names: &PlanNames<'_>,
    at: Option<(Date, Interval)>,
    faults: &mut Faults,
) -> Option<StationId> {
    let stations = names.stations;
    match &given.value {
        Some(name) if names.desks.has(name) => names.desks.find(name, at?, &given.place, faults),
        Some(name) => stations.find(name, &given.place, faults).map(StationId),
        None if stations.is_single() => Some(StationId(0)),
        None => {
            faults.report(
                Code::EmptyCell,
                &given.place,
                "有多个服务点，须写明是哪一个",
                "there are several stations: say which",
            );
            None
        }
    }
}
