//! `unavailable.csv`, `pins.csv` and `preferences.csv`.

use super::campaign::CampaignFile;
use super::faults::Faults;
use super::groups::Groups;
use super::table::{Row, Rows};
use crate::base::clock::Minutes;
use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::text::{Lang, Text};
use crate::campaign::{BlockId, GroupId, Pin, Preference, StationId, Unavailable, Wish};

/// Reads `unavailable.csv`.
pub fn unavailable(table: &Rows, groups: &Groups, faults: &mut Faults) -> Vec<Unavailable> {
    let mut entries = Vec::new();
    for row in table.iter() {
        let group = find_group(&row, groups, faults);
        let mut whole_group = true;
        let class = match (group, row.text("class", faults)) {
            (Some(group), Some(name)) => {
                let class = groups.class_names[group.0].find(&name, &row.place("class"), faults);
                whole_group = false;
                class
            }
            _ => None,
        };
        let (date, interval) = (row.day("date", faults), row.interval(faults));
        let reason = row.text("reason", faults).unwrap_or_else(|| "—".to_owned());
        if let (Some(group), Some(date), Some(interval), true) =
            (group, date, interval, whole_group || class.is_some())
        {
            entries.push(Unavailable { group, class, date, interval, reason });
        }
    }
    entries
}

/// Reads `preferences.csv`.
pub fn preferences(table: &Rows, groups: &Groups, faults: &mut Faults) -> Vec<Preference> {
    let mut wishes = Vec::new();
    for row in table.iter() {
        let group = find_group(&row, groups, faults);
        let date = row.day("date", faults);
        let hours = (row.text("start", faults).is_some(), row.text("end", faults).is_some());
        let interval = if hours == (true, true) { row.interval(faults) } else { None };
        if hours.0 != hours.1 {
            let missing = if hours.0 { "end" } else { "start" };
            faults.report(
                Code::EmptyCell,
                &row.place(missing),
                "时段只写了一半：开始与结束要么都写，要么都不写",
                "half an interval: give both start and end, or neither",
            );
        }
        let wish = row
            .word("wish", faults)
            .map(|word| if word == "prefer" { Wish::Prefer } else { Wish::Avoid });
        let weight = row.whole("weight", faults).unwrap_or(1);
        if let (Some(group), Some(wish)) = (group, wish) {
            wishes.push(Preference { group, date, interval, wish, weight });
        }
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
    for row in table.iter() {
        let group = find_group(&row, groups, faults);
        let station = row
            .text("station", faults)
            .and_then(|name| file.stations.find(&name, &row.place("station"), faults))
            .map(StationId);
        let date = row.day("date", faults);
        let (start, end) = (row.time("start", faults), row.time("end", faults));
        let Some(group) = group else { continue };
        let pin = Pin { group, station, date, start, end };
        let single = file.draft.stations.len() == 1;
        let contradicted =
            pins.iter().find(|(other, _)| contradict(other, &pin) || at_once(other, &pin, single));
        if let Some((_, other)) = contradicted {
            faults.push(impossible(
                &row,
                format!("与 {other} 的固定安排矛盾"),
                format!("contradicts the pin at {other}"),
            ));
        } else if file.is_sound
            && !is_possible(&pin, file, |block| groups.groups[group.0].may_use(block))
        {
            let because = if is_possible(&pin, file, |_| true) {
                own_lists(group, groups)
            } else {
                Text::default()
            };
            faults.push(impossible(
                &row,
                format!("没有任何允许的半天和网格时间能满足它{}", because.get(Lang::Zh)),
                format!(
                    "no block that the group may use has a grid time that keeps it{}",
                    because.get(Lang::En)
                ),
            ));
        }
        pins.push((pin, row.location()));
    }
    pins
}

pub(super) fn find_group(row: &Row<'_>, groups: &Groups, faults: &mut Faults) -> Option<GroupId> {
    let name = row.text("group", faults)?;
    groups.names.find(&name, &row.place("group"), faults).map(GroupId)
}

fn impossible(row: &Row<'_>, zh: String, en: String) -> Diagnostic {
    Diagnostic::error(Code::PinImpossible, Text::new(zh, en)).at(row.location()).help(Text::new(
        "核对日期、时间、网格与该学院可用的半天",
        "check date, times, grid and the blocks the group may use",
    ))
}

fn contradict(one: &Pin, other: &Pin) -> bool {
    fn differ<T: PartialEq + Copy>(one: Option<T>, other: Option<T>) -> bool {
        one.zip(other).is_some_and(|(one, other)| one != other)
    }
    one.group == other.group
        && (differ(one.station, other.station)
            || differ(one.date, other.date)
            || differ(one.start, other.start)
            || differ(one.end, other.end))
}

/// Two groups pinned to the same minute of the same station.
fn at_once(one: &Pin, other: &Pin, single_station: bool) -> bool {
    let same_station = single_station || one.station.is_some() && one.station == other.station;
    let same_start = one.start.is_some() && one.start == other.start;
    let same_date = one.date.is_some() && one.date == other.date;
    one.group != other.group && same_station && same_date && same_start
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
        let on_grid = |minute: Minutes| (minute - bookable.start) % draft.grid == 0;
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
