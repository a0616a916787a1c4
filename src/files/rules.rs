//! `unavailable.csv`, `pins.csv` and `preferences.csv`.

use super::campaign::CampaignFile;
use super::clocks::exist;
use super::faults::{Faults, KnownNames};
use super::fields::{Given, PinRow, PreferenceRow, Time, UnavailableRow, Whole};
use super::groups::Groups;
use super::intervals::interval;
use super::table::Rows;
use crate::base::clock::Minutes;
use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::text::{Lang, Text};
use crate::campaign::{BlockId, GroupId, Pin, Preference, StationId, Unavailable};
use jiff::civil::Date;
use std::collections::{BTreeSet, HashMap};

/// Reads `unavailable.csv`.
pub fn unavailable(
    table: &Rows,
    file: &CampaignFile,
    groups: &Groups,
    faults: &mut Faults,
) -> Vec<Unavailable> {
    let dates: BTreeSet<Date> = file.draft.blocks.iter().map(|block| block.date).collect();
    let mut entries = Vec::new();
    for row in table.iter() {
        let own: UnavailableRow = row.read(faults);
        let named = find_groups(&own.group, groups, faults);
        // Nothing where the cell is empty: then the whole group is meant.
        let who: Vec<(GroupId, Option<usize>)> = match own.class.value {
            Some(name) => {
                let (of, place) = (named.iter().map(|group| group.0), &own.class.place);
                let of: Vec<usize> = of.collect();
                let found = KnownNames::find_in(&groups.class_names, &of, &name, place, faults);
                found.into_iter().map(|(group, class)| (GroupId(group), Some(class))).collect()
            }
            None => named.iter().map(|group| (*group, None)).collect(),
        };
        let days = own.date.value.map(|days| days.among(&dates)).unwrap_or_default();
        for date in &days {
            exist(&file.clocks, Some(*date), &[&own.start], &[&own.end], faults);
        }
        let interval = interval(&own.start, &own.end, faults);
        let reason = own.reason.value.unwrap_or_else(|| "—".to_owned());
        let Some(interval) = interval else { continue };
        for (group, class) in who {
            entries.extend(days.iter().map(|date| {
                let reason = reason.clone();
                Unavailable { group, class, date: *date, interval, reason }
            }));
        }
    }
    entries
}

/// Reads `preferences.csv`.
pub fn preferences(
    table: &Rows,
    file: &CampaignFile,
    groups: &Groups,
    faults: &mut Faults,
) -> Vec<Preference> {
    let dates: BTreeSet<Date> = file.draft.blocks.iter().map(|block| block.date).collect();
    let mut wishes = Vec::new();
    for row in table.iter() {
        let own: PreferenceRow = row.read(faults);
        let named = find_groups(&own.group, groups, faults);
        let missing = match (own.start.is_written, own.end.is_written) {
            (true, false) => Some(&own.end.place),
            (false, true) => Some(&own.start.place),
            _ => None,
        };
        if let Some(missing) = missing {
            faults.report(
                Code::EmptyCell,
                missing,
                "时段只写了一半：开始与结束要么都写，要么都不写",
                "half an interval: give both start and end, or neither",
            );
        }
        let days = own.date.value.map(|days| days.among(&dates));
        if days.as_ref().is_some_and(Vec::is_empty) {
            faults.report(
                Code::OutOfRange,
                &own.date.place,
                "活动中没有这些日子",
                "the campaign has no such day",
            );
        }
        for date in days.iter().flatten() {
            exist(&file.clocks, Some(*date), &[&own.start], &[&own.end], faults);
        }
        let interval = interval(&own.start, &own.end, faults);
        let weight = own.weight.value.map_or(1, Whole::get);
        let days: Option<BTreeSet<Date>> = days.map(BTreeSet::from_iter);
        let Some(wish) = own.wish.value else { continue };
        wishes.extend(named.into_iter().map(|group| {
            let days = days.clone();
            Preference { group, days, interval, wish, weight }
        }));
    }
    wishes
}

/// Reads `pins.csv`; pins that no window can keep are faults.
pub fn pins(
    table: &Rows,
    file: &CampaignFile,
    groups: &Groups,
    faults: &mut Faults,
) -> Vec<(Pin, Location)> {
    let mut pins: Vec<(Pin, Location)> = Vec::new();
    let mut earlier =
        EarlierPins { is_single: file.draft.stations.len() == 1, ..EarlierPins::default() };
    for row in table.iter() {
        let own: PinRow = row.read(faults);
        let mut named = find_groups(&own.group, groups, faults);
        let station = own
            .station
            .value
            .and_then(|name| file.stations.find(&name, &own.station.place, faults))
            .map(StationId);
        let at_station = |group: &GroupId| {
            let own = &groups.groups[group.0].sites;
            station
                .is_none_or(|id| file.draft.stations[id.0].site.is_none_or(|at| own.contains(&at)))
        };
        // A pin of a college at two sites or more pins its part at the site of the station.
        if named.len() > 1 && named.iter().any(at_station) {
            named.retain(at_station);
        }
        exist(&file.clocks, own.date.value, &[&own.start], &[&own.end], faults);
        let [start, end] = [own.start, own.end].map(|time| time.value.map(|Time(minute)| minute));
        for group in named {
            let pin = Pin { group, station, date: own.date.value, start, end };
            can_be_kept(&pin, &own.location, (&pins, &earlier), file, groups, faults);
            earlier.add(&pin, pins.len());
            pins.push((pin, own.location.clone()));
        }
    }
    pins
}

/// Reports a pin that contradicts an earlier one or that no window can keep.
fn can_be_kept(
    pin: &Pin,
    row: &Location,
    (pins, earlier): (&[(Pin, Location)], &EarlierPins),
    file: &CampaignFile,
    groups: &Groups,
    faults: &mut Faults,
) {
    if let Some(other) = earlier.contradict(pin) {
        let other = &pins[other].1;
        faults.push(impossible(
            row,
            format!("与 {other} 的固定安排矛盾"),
            format!("contradicts the pin at {other}"),
        ));
    } else if file.is_sound
        && !is_possible(pin, file, |block| groups.groups[pin.group.0].may_use(block))
    {
        let because = if is_possible(pin, file, |_| true) {
            own_lists(pin.group, groups)
        } else {
            Text::default()
        };
        faults.push(impossible(
            row,
            format!("没有任何允许的半天和网格时间能满足它{}", because.get(Lang::Zh)),
            format!(
                "no block that the group may use has a grid time that keeps it{}",
                because.get(Lang::En)
            ),
        ));
    }
}

/// The group of that name, or the parts of a college at two sites or more.
pub(super) fn find_groups(
    name: &Given<String>,
    groups: &Groups,
    faults: &mut Faults,
) -> Vec<GroupId> {
    let Some(written) = &name.value else { return Vec::new() };
    let found = groups.names.find_with_parts(written, &name.place, faults);
    found.into_iter().map(GroupId).collect()
}

fn impossible(place: &Location, zh: String, en: String) -> Diagnostic {
    Diagnostic::error(Code::PinImpossible, Text::new(zh, en)).at(place.clone()).help(Text::new(
        "核对日期、时间、网格与该学院可用的半天",
        "check date, times, grid and the blocks the group may use",
    ))
}

/// The pins before one, by what it could contradict.
#[derive(Default)]
struct EarlierPins {
    /// Whether there is only one station, which pins need not name.
    is_single: bool,
    /// For each group the first pin that says something of station, day, start and end.
    first: HashMap<GroupId, [Option<(Value, usize)>; 4]>,
    /// Who is pinned to a minute of a station: the first pin of each of two groups.
    at_once: HashMap<StationMinute, Vec<(GroupId, usize)>>,
}

/// A minute of a station, which is not named where there is only one.
type StationMinute = (Option<StationId>, Date, Minutes);

/// What a pin says of one thing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Value {
    Station(StationId),
    Date(Date),
    Minute(Minutes),
}

impl EarlierPins {
    fn values(pin: &Pin) -> [Option<Value>; 4] {
        [
            pin.station.map(Value::Station),
            pin.date.map(Value::Date),
            pin.start.map(Value::Minute),
            pin.end.map(Value::Minute),
        ]
    }

    /// Where a pin is as a minute of a station, if it says so.
    fn minute(&self, pin: &Pin) -> Option<StationMinute> {
        let station = pin.station.filter(|_| !self.is_single);
        (self.is_single || station.is_some()).then_some((station, pin.date?, pin.start?))
    }

    /// The first pin that this one contradicts: it says something else of the same group, or puts
    /// another group on the same minute of the same station.
    fn contradict(&self, pin: &Pin) -> Option<usize> {
        let own = self.first.get(&pin.group).into_iter().flatten().zip(EarlierPins::values(pin));
        let differing = own.filter_map(|(first, value)| {
            let ((first, place), value) = (*first).zip(value)?;
            (first != value).then_some(place)
        });
        let others = self.minute(pin).and_then(|minute| self.at_once.get(&minute));
        let at_once = others.into_iter().flatten().filter(|(group, _)| *group != pin.group);
        differing.chain(at_once.map(|(_, place)| *place)).min()
    }

    fn add(&mut self, pin: &Pin, place: usize) {
        let first = self.first.entry(pin.group).or_default();
        for (first, value) in first.iter_mut().zip(EarlierPins::values(pin)) {
            *first = first.or(value.map(|value| (value, place)));
        }
        if let Some(minute) = self.minute(pin) {
            let groups = self.at_once.entry(minute).or_default();
            if groups.len() < 2 && groups.iter().all(|(group, _)| *group != pin.group) {
                groups.push((pin.group, place));
            }
        }
    }
}

/// Where the group's own lists forbid what the pin asks for.
fn own_lists(group: GroupId, groups: &Groups) -> Text {
    let place = groups.names.location(group.0).map(ToString::to_string).unwrap_or_default();
    Text::new(
        format!("：{place} 的可用或不可用半天不允许"),
        format!(": the only_in or not_in list at {place} forbids it"),
    )
}

fn is_possible(pin: &Pin, file: &CampaignFile, may_use: impl Fn(BlockId) -> bool) -> bool {
    let draft = &file.draft;
    draft.blocks.iter().enumerate().any(|(id, block)| {
        let bookable = block.bookable();
        let on_grid = |minute: Minutes| block.is_on_grid(draft.grid, minute);
        may_use(BlockId(id))
            && pin.station.is_none_or(|station| station == block.station)
            && pin.date.is_none_or(|date| date == block.date)
            && pin.start.is_none_or(|start| {
                on_grid(start) && (bookable.start..bookable.end).contains(&start)
            })
            && pin.end.is_none_or(|end| on_grid(end) && end > bookable.start && end <= bookable.end)
            && pin.start.zip(pin.end).is_none_or(|(start, end)| start < end)
    })
}
