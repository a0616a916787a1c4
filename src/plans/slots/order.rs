//! The search for an order of classes that meets no lesson or exam.

use super::{Visit, in_order, is_clear};
use crate::base::clock::{Interval, Minutes};
use crate::campaign::Campaign;
use std::collections::HashSet;

/// Sets of classes that can't come first which are remembered before the search gives up: all sets
/// of [`super::SEARCHED_FULLY`] classes.
const MOST_SETS: usize = 1 << super::SEARCHED_FULLY;

/// Placements of a class tried, where boundaries depend on the order, before the search gives up:
/// all orders of [`super::SEARCHED_WITH_SHORT`] classes have `7! × e`, that is 13,700.
const MOST_TRIES: usize = 1 << 14;

/// The first order that meets no lesson or exam, where "first" prefers classes that are listed
/// earlier.
pub(super) fn find(
    campaign: &Campaign,
    visit: &Visit<'_>,
    coming: &[(usize, i64)],
) -> Option<Vec<(usize, Interval)>> {
    if coming.len() > u128::BITS as usize {
        return None;
    }
    let entries = campaign.unavailable_on(visit.date, visit.group);
    let busy = coming
        .iter()
        .map(|(class, _)| {
            // A class's slot must not overlap [start, end + lead) of its lesson, since it is called
            // earlier.
            let own = entries.clone().filter(|entry| entry.class == Some(*class));
            own.map(|entry| {
                let free = campaign.first_start_called_from(entry.interval.end);
                Interval::new(entry.interval.start, free)
            })
            .collect()
        })
        .collect();
    let mut search = Search {
        campaign,
        visit,
        coming,
        busy,
        moves_boundaries: visit.parts.len() == 1 && has_short_class(coming, visit.parts),
        order: Vec::new(),
        hopeless: HashSet::new(),
        tries: MOST_TRIES,
    };
    search.extend(0, 0)
}

/// Whether some class's share of a window is shorter than a minute: it gets a whole one, and which
/// boundaries move for that depends on the order.
pub(super) fn has_short_class(coming: &[(usize, i64)], parts: &[Interval]) -> bool {
    let minutes: i64 = parts.iter().map(|part| i64::from(part.minutes())).sum();
    let everybody: i64 = coming.iter().map(|(_, people)| people).sum();
    coming.iter().any(|(_, people)| people * minutes < everybody)
}

struct Search<'a> {
    campaign: &'a Campaign,
    visit: &'a Visit<'a>,
    coming: &'a [(usize, i64)],
    /// For each class the times that its slot must stay clear of.
    busy: Vec<Vec<Interval>>,
    /// Whether boundaries depend on the whole order and not only on who came before, though the
    /// window has no break: no set is hopeless then.
    moves_boundaries: bool,
    order: Vec<usize>,
    /// Sets of classes that can't come first, whatever their order.
    hopeless: HashSet<u128>,
    /// The number of tries that are left, each of a class in a place, where boundaries depend on the order: all
    /// orders of ten classes would be millions.
    tries: usize,
}

impl Search<'_> {
    /// Completes the order so far, which holds the classes of `used` with `before` people.
    fn extend(&mut self, used: u128, before: i64) -> Option<Vec<(usize, Interval)>> {
        if self.order.len() == self.coming.len() {
            let ordered: Vec<(usize, i64)> =
                self.order.iter().map(|place| self.coming[*place]).collect();
            return in_order(&ordered, self.visit.parts)
                .filter(|slots| is_clear(self.campaign, self.visit, slots));
        }
        if self.hopeless.contains(&used)
            || self.hopeless.len() >= MOST_SETS
            || !self.somebody_may_be_last(used)
        {
            return None;
        }
        for place in 0..self.coming.len() {
            if used & (1 << place) != 0 || !self.may_come(place, before) {
                continue;
            }
            if self.moves_boundaries {
                self.tries = self.tries.saturating_sub(1);
            }
            if self.tries == 0 {
                return None;
            }
            self.order.push(place);
            let found = self.extend(used | 1 << place, before + self.coming[place].1);
            if found.is_some() {
                return found;
            }
            self.order.pop();
        }
        if !self.moves_boundaries {
            self.hopeless.insert(used);
        }
        None
    }

    /// Whether any class that is still to come could have the last slot: most dead ends show
    /// themselves there.
    fn somebody_may_be_last(&self, used: u128) -> bool {
        let everybody: i64 = self.coming.iter().map(|(_, people)| people).sum();
        let open = (0..self.coming.len()).filter(|place| used & (1 << place) == 0);
        open.into_iter().any(|place| self.may_come(place, everybody - self.coming[place].1))
    }

    /// Whether the class could have its slot when `before` people came before it. With a break in
    /// the window the boundaries depend on the whole order, so only the complete order is judged.
    fn may_come(&self, place: usize, before: i64) -> bool {
        let [window] = self.visit.parts else { return true };
        let total: i64 = self.coming.iter().map(|(_, people)| people).sum();
        let boundary = |people: i64| -> Minutes {
            let minutes = i64::from(window.minutes());
            window.start + ((2 * people * minutes + total) / (2 * total)) as Minutes
        };
        // A boundary that moves is no more than a minute off.
        let off = Minutes::from(self.moves_boundaries);
        let (from, to) = (boundary(before) + off, boundary(before + self.coming[place].1) - off);
        from >= to || self.busy[place].iter().all(|busy| !Interval::new(from, to).overlaps(*busy))
    }
}

#[cfg(test)]
mod tests {
    use crate::base::clock::Interval;
    use crate::campaign::{
        Block, Campaign, Class, ClassOrder, Draft, Group, GroupId, Station, StationId, Unavailable,
    };
    use crate::plans::slots::{Visit, class_intervals, coming, in_order, is_clear};
    use jiff::civil::date;
    use proptest::prelude::*;

    const START: i32 = 540;

    fn tiny(people: &[i64], lessons: &[(usize, i32, i32)]) -> Campaign {
        let mut draft = Draft::new("order");
        draft.class_order = ClassOrder::Free;
        draft.call_lead = 5;
        draft.stations.push(Station::new("S", None));
        draft.blocks.push(Block {
            id: None,
            name: "B".into(),
            station: StationId(0),
            date: date(2024, 5, 6),
            regular: Interval::new(START, START + 120),
            latest_end: START + 120,
            make_up: Vec::new(),
            breaks: Vec::new(),
            own: crate::campaign::OwnPace::default(),
        });
        let mut group = Group::new("G", people.iter().sum());
        group.classes = people
            .iter()
            .enumerate()
            .map(|(i, people)| Class::new(i.to_string(), *people))
            .collect();
        draft.groups.push(group);
        for (class, from, length) in lessons {
            draft.unavailable.push(Unavailable {
                group: GroupId(0),
                class: Some(*class % people.len()),
                date: date(2024, 5, 6),
                interval: Interval::new(START + from, START + from + length),
                reason: "lesson".into(),
            });
        }
        Campaign::new(draft).unwrap()
    }

    fn permutations(items: &[(usize, i64)]) -> Vec<Vec<(usize, i64)>> {
        if items.is_empty() {
            return vec![Vec::new()];
        }
        let pick = |i: usize| {
            let rest = [&items[..i], &items[i + 1..]].concat();
            permutations(&rest).into_iter().map(move |tail| [vec![items[i]], tail].concat())
        };
        (0..items.len()).flat_map(pick).collect()
    }

    proptest! {
        #[test]
        fn an_order_is_found_when_there_is_one(
            people in prop::collection::vec(prop_oneof![1..4_i64, 10..40_i64, 100..400_i64], 1..=5),
            lessons in prop::collection::vec((0..5_usize, 0..110_i32, 5..40_i32), 0..=6),
        ) {
            let campaign = tiny(&people, &lessons);
            let parts = [Interval::new(START, START + 100)];
            let visit = Visit { group: GroupId(0), run: None, date: date(2024, 5, 6), parts: &parts };
            let possible = permutations(&coming(&campaign, &visit)).iter().any(|order| {
                in_order(order, &parts).is_some_and(|slots| is_clear(&campaign, &visit, &slots))
            });
            let slots = class_intervals(&campaign, &visit).unwrap();
            prop_assert_eq!(is_clear(&campaign, &visit, &slots), possible);
        }
    }
}
