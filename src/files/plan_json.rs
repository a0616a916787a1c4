//! `plan.json`: windows, slots and make-up rows of a plan, by name.

use super::faults::Faults;
use super::plan_table::{InstanceNames, run};
use super::tolerant;
use crate::base::clock::{Interval, clock};
use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::text::{Lang, Text};
use crate::campaign::plan::{MakeUpRow, Plan, Slot, Window};
use crate::campaign::{Campaign, GroupId, StationId};
use serde::{Deserialize, Serialize};

/// The word by which a plan file is known, with the version of its form.
const FORM: &str = "callsheet-plan-1";

/// The file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PlanFile {
    format: String,
    campaign: String,
    windows: Vec<WindowEntry>,
    #[serde(default)]
    classes: Vec<SlotEntry>,
    #[serde(default)]
    make_up: Vec<MakeUpEntry>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WindowEntry {
    group: String,
    station: String,
    date: String,
    start: String,
    end: String,
    #[serde(default)]
    headcount: Option<i64>,
    /// Where the group is cut, the classes of this window.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    classes: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SlotEntry {
    group: String,
    class: String,
    station: String,
    date: String,
    call_time: String,
    start: String,
    end: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct MakeUpEntry {
    station: String,
    date: String,
    start: String,
    end: String,
}

/// Writes a plan.
pub fn write_plan_json(campaign: &Campaign, plan: &Plan) -> String {
    let station = |id: StationId| campaign.station(id).name.get(Lang::Zh).to_owned();
    let file = PlanFile {
        format: FORM.to_owned(),
        campaign: campaign.name().to_owned(),
        windows: plan
            .windows
            .iter()
            .map(|window| WindowEntry {
                group: campaign.group(window.group).id().to_owned(),
                station: station(window.station),
                date: window.date.to_string(),
                start: clock(window.interval.start),
                end: clock(window.interval.end),
                headcount: Some(
                    window
                        .stated_headcount
                        .unwrap_or(campaign.group(window.group).headcount_of(window.run)),
                ),
                classes: match window.run {
                    Some(_) => {
                        let classes = campaign.group(window.group).classes_of(window.run).iter();
                        classes.map(|class| class.name.clone()).collect()
                    }
                    None => Vec::new(),
                },
            })
            .collect(),
        classes: plan
            .slots
            .iter()
            .map(|slot| SlotEntry {
                group: campaign.group(slot.group).id().to_owned(),
                class: campaign.group(slot.group).classes[slot.class].name.clone(),
                station: station(slot.station),
                date: slot.date.to_string(),
                call_time: clock(slot.interval.start - campaign.call_lead()),
                start: clock(slot.interval.start),
                end: clock(slot.interval.end),
            })
            .collect(),
        make_up: plan
            .make_up
            .iter()
            .map(|row| MakeUpEntry {
                station: station(row.station),
                date: row.date.to_string(),
                start: clock(row.interval.start),
                end: clock(row.interval.end),
            })
            .collect(),
    };
    // Plain structs of text and numbers always serialise.
    serde_json::to_string_pretty(&file).unwrap_or_default() + "\n"
}

/// Reads a plan.
pub(super) fn read_plan_json(
    file: &str,
    text: &str,
    names: &InstanceNames,
    faults: &mut Faults,
) -> Option<Plan> {
    let location = Location::file(file);
    let parsed: PlanFile = match serde_json::from_str(text) {
        Ok(parsed) => parsed,
        Err(error) => {
            faults.push(
                Diagnostic::error(
                    Code::NotAPlan,
                    Text::new(format!("不是方案文件：{error}"), format!("not a plan: {error}")),
                )
                .at(Location::at(file, error.line(), error.column()))
                .help(Text::new(
                    "用 callsheet solve 写出的 plan.json",
                    "use the plan.json that `callsheet solve` wrote",
                )),
            );
            return None;
        }
    };
    if parsed.format != FORM {
        faults.report(
            Code::NotAPlan,
            &location,
            format!("format 为“{}”，应为“{FORM}”", parsed.format),
            format!("format is “{}”, not “{FORM}”", parsed.format),
        );
        return None;
    }
    let mut reader = EntryReader { location: &location, names, faults };
    let mut plan = Plan::default();
    for entry in &parsed.windows {
        let group = reader.names.for_plan().groups.find(&entry.group, &location, reader.faults);
        let place = reader.place(&entry.station, &entry.date, &entry.start, &entry.end);
        if let (Some(group), Some((station, date, interval))) = (group, place) {
            let classes = entry.classes.iter().map(String::as_str);
            let run = run(classes, reader.names.classes_of(group), &location, reader.faults);
            let (group, stated_headcount) = (GroupId(group), entry.headcount);
            plan.windows.push(Window { date, station, interval, group, run, stated_headcount });
        }
    }
    for entry in &parsed.classes {
        if tolerant::time(&entry.call_time).is_none() {
            let (zh, en) = (
                format!("“{}”不是时间", entry.call_time),
                format!("“{}” is not a time", entry.call_time),
            );
            reader.faults.report(Code::BadTime, &location, zh, en);
        }
        let class = reader.names.class(&entry.group, &entry.class, &location, reader.faults);
        let place = reader.place(&entry.station, &entry.date, &entry.start, &entry.end);
        if let (Some((group, class)), Some((station, date, interval))) = (class, place) {
            plan.slots.push(Slot { group: GroupId(group), class, date, station, interval });
        }
    }
    for entry in &parsed.make_up {
        if let Some((station, date, interval)) =
            reader.place(&entry.station, &entry.date, &entry.start, &entry.end)
        {
            plan.make_up.push(MakeUpRow { date, station, interval });
        }
    }
    plan.sort();
    Some(plan)
}

struct EntryReader<'a> {
    location: &'a Location,
    names: &'a InstanceNames,
    faults: &'a mut Faults,
}

impl EntryReader<'_> {
    fn place(
        &mut self,
        station: &str,
        date: &str,
        start: &str,
        end: &str,
    ) -> Option<(StationId, jiff::civil::Date, Interval)> {
        let station = self.names.for_plan().stations.find(station, self.location, self.faults);
        let day = tolerant::date(date);
        if day.is_none() {
            self.faults.report(
                Code::BadDate,
                self.location,
                format!("“{date}”不是日期"),
                format!("“{date}” is not a date"),
            );
        }
        let mut time = |cell: &str| {
            let minute = tolerant::time(cell);
            if minute.is_none() {
                self.faults.report(
                    Code::BadTime,
                    self.location,
                    format!("“{cell}”不是时间"),
                    format!("“{cell}” is not a time"),
                );
            }
            minute
        };
        let (start, end) = (time(start), time(end));
        Some((StationId(station?), day?, Interval::new(start?, end?)))
    }
}
