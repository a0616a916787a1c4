//! People who wait: counted minute by minute.

use super::geometry::{called_at, home, slots_by_group};
use super::violation::{Detail, Violation};
use crate::base::clock::{Interval, Minutes};
use crate::campaign::plan::Plan;
use crate::campaign::{Campaign, StationId};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// People called at once, with the minutes in which they are photographed.
struct Queue {
    /// The place of their window in the plan.
    window: usize,
    station: StationId,
    date: Date,
    called: Minutes,
    start: Minutes,
    at_work: Vec<Minutes>,
    people: i64,
}

impl Queue {
    /// People who are called and not yet photographed when the minute begins; a part of a person
    /// counts as one.
    fn waiting(&self, minute: Minutes) -> i64 {
        if minute < self.called {
            return 0;
        }
        if minute < self.start {
            return self.people;
        }
        let all = self.at_work.len() as i64;
        let to_come = self.at_work.iter().filter(|work| **work >= minute).count() as i64;
        let exact = self.people * to_come;
        exact / all.max(1) + i64::from(exact % all.max(1) > 0)
    }
}

/// Everybody who is called: by class, or as a whole where a group has no classes.
fn queues(campaign: &Campaign, plan: &Plan) -> Vec<Queue> {
    let mut queues = Vec::new();
    let slots = slots_by_group(campaign, plan);
    for (id, window) in plan.windows.iter().enumerate() {
        let in_window = |slot: &&crate::campaign::plan::Slot| {
            slot.date == window.date
                && slot.station == window.station
                && slot.interval.start >= window.interval.start
                && slot.interval.end <= window.interval.end
        };
        let group = campaign.group(window.group);
        let mut parts: Vec<(Interval, i64)> = slots[window.group.0]
            .iter()
            .map(|slot| &plan.slots[*slot])
            .filter(in_window)
            .map(|slot| (slot.interval, group.expected_of_class(slot.class)))
            .collect();
        // Of a group with classes but without slots nobody knows who is called when.
        if parts.is_empty() && group.classes.is_empty() {
            parts.push((window.interval, window.expected(campaign)));
        }
        let pauses = home(campaign, window).map_or(&[][..], |block| &block.breaks);
        for (interval, people) in parts {
            let works = |minute: &Minutes| {
                !pauses
                    .iter()
                    .any(|pause| pause.interval.start <= *minute && *minute < pause.interval.end)
            };
            queues.push(Queue {
                window: id,
                station: window.station,
                date: window.date,
                called: called_at(campaign, interval.start),
                start: interval.start,
                at_work: (interval.start..interval.end).filter(works).collect(),
                people,
            });
        }
    }
    queues
}

/// One finding for each place and day: the minute at which the people waiting exceed the capacity
/// by most.
pub(super) fn hall_is_large_enough(campaign: &Campaign, plan: &Plan) -> Vec<Violation> {
    let stations = campaign.stations().iter().enumerate();
    let mut places: Vec<(Option<StationId>, i64)> = stations
        .filter_map(|(id, station)| Some((Some(StationId(id)), station.hall_capacity?)))
        .collect();
    places.extend(campaign.hall_capacity().map(|limit| (None, limit)));
    let mut found = Vec::new();
    if places.is_empty() {
        return found;
    }
    let queues = queues(campaign, plan);
    let days: BTreeSet<Date> = queues.iter().map(|queue| queue.date).collect();
    for (station, limit) in places {
        for date in &days {
            let here: Vec<&Queue> = queues
                .iter()
                .filter(|queue| {
                    queue.date == *date && station.is_none_or(|station| station == queue.station)
                })
                .collect();
            let first = here.iter().map(|queue| queue.called).min().unwrap_or(0);
            let last = here
                .iter()
                .map(|queue| queue.at_work.last().copied().unwrap_or(queue.start))
                .max()
                .unwrap_or(0);
            let mut most = (0, first);
            for minute in first..=last {
                let waiting = here.iter().map(|queue| queue.waiting(minute)).sum::<i64>();
                if waiting > most.0 {
                    most = (waiting, minute);
                }
            }
            let (people, minute) = most;
            if people > limit {
                let waiting = here.iter().filter(|queue| queue.waiting(minute) > 0);
                let mut windows: Vec<usize> = waiting.map(|queue| queue.window).collect();
                windows.dedup();
                let (date, wanted) = (*date, limit);
                let detail = Detail::HallFull { station, date, minute, wanted, found: people };
                found.push(Violation::of_windows(plan, &windows, detail));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{Campaign, Plan, hall_is_large_enough, queues};
    use crate::base::clock::Interval;
    use crate::campaign::tiny::{self, START};
    use crate::campaign::{Break, Class, Station, StationId};
    use crate::plans::slots;

    #[test]
    fn of_those_called_wait_who_have_not_been_photographed() {
        let mut draft = tiny::draft(&[6], &[20]);
        draft.call_lead = 5;
        let interval = Interval::new(START + 10, START + 20);
        draft.blocks[0].breaks.push(Break { interval, may_straddle: true });
        let campaign = Campaign::new(draft).unwrap();
        let queues = queues(&campaign, &Plan::of(&campaign, &[(0, 0, 0, 50)]));
        // Half a person a minute, nobody in the break.
        let waiting = [-6, -5, 0, 1, 2, 10, 15, 20, 22, 49, 50]
            .map(|minute| queues[0].waiting(START + minute));
        assert_eq!(waiting, [0, 20, 20, 20, 19, 15, 15, 15, 14, 1, 0]);
    }

    #[test]
    fn a_hall_is_full_where_one_more_person_waits_than_it_holds() {
        let full = |most: i64, everywhere: bool| {
            let mut draft = tiny::draft(&[4, 4], &[10, 15]);
            draft.call_lead = 10;
            draft.stations.push(Station::new("T", Some(60)));
            (draft.blocks[1].station, draft.blocks[1].date) = (StationId(1), draft.blocks[0].date);
            let place = if everywhere {
                &mut draft.hall_capacity
            } else {
                &mut draft.stations[1].hall_capacity
            };
            *place = Some(most);
            let campaign = Campaign::new(draft).unwrap();
            // Both are called at the same time, at two stations.
            hall_is_large_enough(&campaign, &Plan::of(&campaign, &[(0, 0, 10, 20), (1, 1, 10, 30)]))
                .len()
        };
        assert_eq!((full(25, true), full(24, true)), (0, 1));
        assert_eq!(
            (full(15, false), full(14, false)),
            (0, 1),
            "those at the other station don't count"
        );
    }

    #[test]
    fn classes_are_called_one_by_one_where_the_plan_says_when() {
        let mut draft = tiny::draft(&[6], &[40]);
        draft.groups[0].classes = vec![Class::new("a", 20), Class::new("b", 20)];
        (draft.call_lead, draft.hall_capacity) = (5, Some(25));
        let campaign = Campaign::new(draft).unwrap();
        let mut plan = Plan::of(&campaign, &[(0, 0, 0, 40)]);
        assert!(
            hall_is_large_enough(&campaign, &plan).is_empty(),
            "nobody knows who is called when"
        );
        slots::assign(&campaign, &mut plan);
        // When the second class is called, five of the first still wait.
        assert_eq!(
            queues(&campaign, &plan).iter().map(|queue| queue.waiting(START + 15)).sum::<i64>(),
            25
        );
        assert!(hall_is_large_enough(&campaign, &plan).is_empty());
        let mut draft = campaign.to_draft();
        draft.hall_capacity = Some(24);
        assert_eq!(hall_is_large_enough(&Campaign::new(draft).unwrap(), &plan).len(), 1);
    }
}
