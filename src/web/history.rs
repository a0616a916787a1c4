//! The history of a plan as lines of its record: each state whole, or the way back to one.
//!
//! Names stand for groups and stations, so that the plan of yesterday comes back where the campaign
//! was changed since; what is gone from the campaign is gone from the plan.

use crate::base::clock::{Interval, Minutes};
use crate::campaign::plan::{Plan, Window};
use crate::campaign::{Campaign, ClassRun, GroupId, StationId};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A plan as it lies on the desk.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DeskState {
    /// The plan: its windows.
    pub plan: Plan,
    /// Groups whose windows are to stay.
    pub locked: BTreeSet<GroupId>,
}

/// All states of a plan, and which of them is on the desk.
#[derive(Debug, Clone, Default)]
pub struct History {
    states: Vec<DeskState>,
    now: usize,
}

/// A line of the record.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum HistoryLine {
    /// A new state, after the one on the desk; what came after that one is gone.
    State { windows: Vec<KeptWindow>, locked: Vec<String> },
    /// Back, or forward again, to the state of this number.
    Now(usize),
}

/// A window by names.
#[derive(Serialize, Deserialize)]
struct KeptWindow {
    group: String,
    station: String,
    date: Date,
    start: Minutes,
    end: Minutes,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    classes: Option<(usize, usize)>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    people: Option<i64>,
}

impl History {
    /// The history that lines of a record tell; without a state where there is none.
    pub fn read(lines: &[String], campaign: &Campaign) -> History {
        let mut history = History::default();
        for line in lines {
            match serde_json::from_str(line) {
                Ok(HistoryLine::State { windows, locked }) => {
                    let windows = windows.iter().filter_map(|kept| kept.window(campaign));
                    let plan = Plan { windows: windows.collect(), ..Plan::default() };
                    let locked = locked.iter().filter_map(|id| group_of(campaign, id)).collect();
                    history.push(DeskState { plan, locked });
                }
                Ok(HistoryLine::Now(number)) if number < history.states.len() => {
                    history.now = number;
                }
                _ => {}
            }
        }
        history
    }

    /// The state on the desk.
    pub fn now(&self) -> Option<&DeskState> {
        self.states.get(self.now)
    }

    /// Puts a state after the one on the desk.
    pub fn push(&mut self, state: DeskState) {
        self.states.truncate(self.now + 1);
        self.states.push(state);
        self.now = self.states.len() - 1;
    }

    /// The number of the state before, or after, the one on the desk.
    pub fn beside(&self, is_back: bool) -> Option<usize> {
        let number = if is_back { self.now.checked_sub(1)? } else { self.now + 1 };
        (number < self.states.len()).then_some(number)
    }

    /// Puts the state of a number on the desk.
    pub fn go(&mut self, number: usize) {
        self.now = number;
    }
}

/// The line of a state.
pub fn state_line(state: &DeskState, campaign: &Campaign) -> String {
    let windows = state.plan.windows.iter().map(|window| KeptWindow::of(window, campaign));
    let locked = state.locked.iter().map(|id| campaign.group(*id).id().to_owned());
    line(&HistoryLine::State { windows: windows.collect(), locked: locked.collect() })
}

/// The line of a way back or forward.
pub fn now_line(number: usize) -> String {
    line(&HistoryLine::Now(number))
}

fn line(line: &HistoryLine) -> String {
    // Plain structs of text and numbers always serialise.
    serde_json::to_string(line).unwrap_or_default()
}

fn group_of(campaign: &Campaign, id: &str) -> Option<GroupId> {
    campaign.group_ids().find(|group| campaign.group(*group).id() == id)
}

impl KeptWindow {
    fn of(window: &Window, campaign: &Campaign) -> KeptWindow {
        KeptWindow {
            group: campaign.group(window.group).id().to_owned(),
            station: campaign.station(window.station).id().to_owned(),
            date: window.date,
            start: window.interval.start,
            end: window.interval.end,
            classes: window.run.map(|run| (run.from, run.to)),
            people: window.part_of_headcount,
        }
    }

    fn window(&self, campaign: &Campaign) -> Option<Window> {
        let group = group_of(campaign, &self.group)?;
        let mut stations = (0..campaign.stations().len()).map(StationId);
        let station = stations.find(|id| campaign.station(*id).id() == self.station)?;
        let classes = campaign.group(group).classes.len();
        let run = self.classes.map(|(from, to)| ClassRun { from, to });
        if run.is_some_and(|run| run.from >= run.to || run.to > classes) {
            return None;
        }
        let interval = Interval::new(self.start, self.end);
        let window = Window::new(group, self.date, station, interval);
        Some(Window { run, part_of_headcount: self.people, ..window })
    }
}

#[cfg(test)]
mod tests {
    use super::{DeskState, History, now_line, state_line};
    use crate::base::clock::Interval;
    use crate::campaign::plan::{Plan, Window};
    use crate::campaign::{Campaign, GroupId, StationId, tiny};

    #[test]
    fn states_come_back_with_the_one_on_the_desk() {
        let campaign = Campaign::new(tiny::draft(&[6], &[10])).unwrap();
        let date = campaign.blocks()[0].date;
        let state = |start| {
            let window =
                Window::new(GroupId(0), date, StationId(0), Interval::new(start, start + 10));
            let plan = Plan { windows: vec![window], ..Plan::default() };
            DeskState { plan, locked: [GroupId(0)].into() }
        };
        let lines = [
            state_line(&state(540), &campaign),
            state_line(&state(550), &campaign),
            now_line(0),
            state_line(&state(560), &campaign),
            now_line(0),
            "not a line".to_owned(),
            now_line(7),
        ];
        let mut history = History::read(&lines, &campaign);
        assert_eq!(history.now(), Some(&state(540)));
        assert_eq!((history.beside(true), history.beside(false)), (None, Some(1)));
        history.go(1);
        assert_eq!(history.now(), Some(&state(560)));
        assert_eq!(history.beside(false), None);
    }
}
