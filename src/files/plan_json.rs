//! `plan.json`: windows, slots and make-up rows of a plan, by name.

use super::clocks::both_exist;
use super::faults::Faults;
use super::fields::Written;
use super::plan_proof::PlanProof;
use super::plan_rows::PlanRows;
use super::plan_table::{InstanceNames, run};
use super::tolerant;
use crate::base::clock::{Interval, clock};
use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::shape::{Sometimes, shape};
use crate::base::text::Text;
use crate::campaign::plan::{MakeUpRow, Plan, Slot, Window};
use crate::campaign::{Campaign, GroupId, StationId};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::value::RawValue;

/// The word by which a plan file is known, with the version of its form.
const FORM: &str = "callsheet-plan-1";

shape! {
    /// A plan, by names: `plan.json`, which every verb reads that looks at a plan.
    #[derive(Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    pub struct PlanFile {
        /// Always `callsheet-plan-1`.
        format: String,
        /// The campaign's name.
        campaign: String,
        /// When each group comes.
        windows: Vec<WindowEntry>,
        /// When each class of a group comes; none where the campaign has no classes.
        #[serde(default)]
        classes: Vec<SlotEntry>,
        /// Time kept for make-up photos.
        #[serde(default)]
        make_up: Vec<MakeUpEntry>,
        /// The ids of groups that have asked for the slots of their classes, in another order than
        /// the listed one or with other shares of the window.
        #[serde(default)]
        agreed: Sometimes<Vec<String>>,
        /// What the solve that found it has proven; none where no solve found it.
        #[serde(default)]
        proof: Sometimes<PlanProof>,
    }

    /// The time of a group.
    #[derive(Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    pub struct WindowEntry {
        /// The group's id.
        group: String,
        /// The station's name.
        station: String,
        /// The day, such as 2023-12-11.
        date: String,
        /// Its first minute, such as 08:30.
        start: String,
        /// The first minute after it.
        end: String,
        /// People on the list.
        #[serde(default)]
        headcount: Option<i64>,
        /// Where the group is cut, the classes of this window.
        #[serde(default)]
        classes: Sometimes<Vec<String>>,
    }

    /// The time of a class.
    #[derive(Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    pub struct SlotEntry {
        /// The group's id.
        group: String,
        /// The class.
        class: String,
        /// The station's name.
        station: String,
        /// The day, such as 2023-12-11.
        date: String,
        /// When the class is to be there, such as 08:20.
        call_time: String,
        /// Its first minute, such as 08:30.
        start: String,
        /// The first minute after it.
        end: String,
    }

    /// Time kept for make-up photos.
    #[derive(Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    pub struct MakeUpEntry {
        /// The station's name.
        station: String,
        /// The day, such as 2023-12-11.
        date: String,
        /// Its first minute, such as 11:30.
        start: String,
        /// The first minute after it.
        end: String,
    }
}

/// The same file with its entries as they are written, which shows where each of them stands.
#[derive(Default, Deserialize)]
struct WrittenPlan<'a> {
    #[serde(borrow)]
    windows: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    classes: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    make_up: Vec<&'a RawValue>,
}

/// The lines of a file.
struct Lines<'a> {
    file: &'a Location,
    text: &'a str,
    /// Where each line ends, in bytes.
    ends: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn new(file: &'a Location, text: &'a str) -> Lines<'a> {
        Lines { file, text, ends: text.match_indices('\n').map(|(byte, _)| byte).collect() }
    }

    /// The line on which each entry begins.
    fn of(&self, entries: &[&RawValue]) -> Vec<Location> {
        let line = |entry: &&RawValue| {
            let byte = entry.get().as_ptr().addr() - self.text.as_ptr().addr();
            self.file.row(self.ends.partition_point(|end| *end < byte) + 1)
        };
        entries.iter().map(line).collect()
    }
}

impl PlanFile {
    /// The text of the file.
    pub fn text(&self) -> String {
        // Plain structs of text and numbers always serialise.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}

/// Writes a plan.
pub fn write_plan_json(campaign: &Campaign, plan: &Plan) -> String {
    plan_file(campaign, plan).text()
}

/// Writes a plan with what was proven of it.
pub fn write_proven_plan_json(
    campaign: &Campaign,
    plan: &Plan,
    proof: Option<PlanProof>,
) -> String {
    PlanFile { proof: Sometimes(proof), ..plan_file(campaign, plan) }.text()
}

/// A plan by its names.
pub fn plan_file(campaign: &Campaign, plan: &Plan) -> PlanFile {
    let station = |id: StationId| campaign.station(id).id().to_owned();
    PlanFile {
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
                    window.stated_headcount.unwrap_or_else(|| window.headcount(campaign)),
                ),
                classes: Sometimes(window.run.map(|_| {
                    let classes = campaign.group(window.group).classes_of(window.run).iter();
                    classes.map(|class| class.name.clone()).collect()
                })),
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
                call_time: clock(campaign.call(slot.interval.start)),
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
        agreed: Sometimes((!plan.agreed.is_empty()).then(|| {
            plan.agreed.iter().map(|group| campaign.group(*group).id().to_owned()).collect()
        })),
        proof: Sometimes(None),
    }
}

/// Reads a plan.
pub(super) fn read_plan_json(
    file: &str,
    text: &str,
    names: &InstanceNames,
    faults: &mut Faults,
) -> Option<PlanRows> {
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
        let line = text.lines().position(|line| line.contains("\"format\""));
        faults.report(
            Code::NotAPlan,
            &line.map_or(location, |line| Location::line(file, line + 1)),
            format!("format 为“{}”，应为“{FORM}”", parsed.format),
            format!("format is “{}”, not “{FORM}”", parsed.format),
        );
        return None;
    }
    // What was read once is read again.
    let written: WrittenPlan<'_> = serde_json::from_str(text).unwrap_or_default();
    let lines = Lines::new(&location, text);
    let mut reader = EntryReader { names, faults };
    let mut plan = PlanRows { whole: location.clone(), ..PlanRows::default() };
    for (entry, line) in parsed.windows.iter().zip(lines.of(&written.windows)) {
        let place = reader.place(&entry.station, &entry.date, &entry.start, &entry.end, &line);
        let station = place.map(|(station, ..)| station);
        let names = reader.names.for_plan();
        let group = names.group_at(&entry.group, station, &line, reader.faults);
        if let (Some(group), Some((station, date, interval))) = (group, place) {
            let classes = entry.classes.0.iter().flatten().map(String::as_str);
            let run = run(classes, reader.names.classes_of(group), &line, reader.faults);
            let (group, stated_headcount) = (GroupId(group), entry.headcount);
            let window =
                Window { run, stated_headcount, ..Window::new(group, date, station, interval) };
            plan.windows.push((window, line));
        }
    }
    for (entry, line) in parsed.classes.iter().zip(lines.of(&written.classes)) {
        if tolerant::time(&entry.call_time).is_none() {
            let (zh, en) = (
                format!("“{}”不是时间", entry.call_time),
                format!("“{}” is not a time", entry.call_time),
            );
            reader.faults.report(Code::BadTime, &line, zh, en);
        }
        let class = reader.names.class(&entry.group, &entry.class, &line, reader.faults);
        let place = reader.place(&entry.station, &entry.date, &entry.start, &entry.end, &line);
        if let (Some((group, class)), Some((station, date, interval))) = (class, place) {
            let group = GroupId(group);
            plan.slots.push((Slot { group, class, date, station, interval }, line));
        }
    }
    for (entry, line) in parsed.make_up.iter().zip(lines.of(&written.make_up)) {
        if let Some((station, date, interval)) =
            reader.place(&entry.station, &entry.date, &entry.start, &entry.end, &line)
        {
            plan.make_up.push((MakeUpRow { date, station, interval }, line));
        }
    }
    for group in parsed.agreed.0.iter().flatten() {
        let found = reader.names.for_plan().groups.find(group, &location, reader.faults);
        plan.agreed.extend(found.map(GroupId));
    }
    Some(plan)
}

struct EntryReader<'a> {
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
        line: &Location,
    ) -> Option<(StationId, Date, Interval)> {
        let day = tolerant::date_and_weekday(date);
        self.faults.remark(Date::remark(date), line);
        if day.is_none() {
            self.faults.report(
                Code::BadDate,
                line,
                format!("“{date}”不是日期"),
                format!("“{date}” is not a date"),
            );
        }
        let mut time = |cell: &str| {
            let minute = tolerant::time(cell);
            if minute.is_none() {
                self.faults.report(
                    Code::BadTime,
                    line,
                    format!("“{cell}”不是时间"),
                    format!("“{cell}” is not a time"),
                );
            }
            minute
        };
        let (start, end) = (time(start), time(end));
        let ((day, _), start, end) = (day?, start?, end?);
        let clocks = self.names.for_plan().clocks;
        both_exist(clocks, day, [start, end], line, self.faults);
        let (names, interval) = (self.names.for_plan(), Interval::new(start, end));
        let station = if names.desks.has(station) {
            names.desks.find(station, (day, interval), line, self.faults)
        } else {
            names.stations.find(station, line, self.faults).map(StationId)
        };
        Some((station?, day, interval))
    }
}
