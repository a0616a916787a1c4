//! The plan at the other times of a campaign: see [`Campaign::repeats`].

use crate::base::clock::{Interval, Minutes};
use crate::campaign::plan::{MakeUpRow, Plan, Slot, Window};
use crate::campaign::{BlockId, Campaign, Repeat};

/// The plan in another round or in bad weather: every window keeps its place in its half-day.
pub fn plan_of(campaign: &Campaign, plan: &Plan, repeat: &Repeat) -> Plan {
    let later = |block: BlockId| -> Minutes {
        let (first, other) = (campaign.block(block), repeat.campaign.block(block));
        other.regular.start - first.regular.start
    };
    let moved = |own: Interval, by: Minutes| Interval::new(own.start + by, own.end + by);
    let home = |window: &Window| campaign.block_at(window.station, window.date, window.interval);
    let mut found = Plan { agreed: plan.agreed.clone(), ..Plan::default() };
    for window in &plan.windows {
        let Some(block) = home(window) else { continue };
        let there = repeat.campaign.block(block);
        found.windows.push(Window {
            date: there.date,
            station: there.station,
            interval: moved(window.interval, later(block)),
            ..window.clone()
        });
        let slots = plan.slots_in(window).into_iter().map(|slot| Slot {
            date: there.date,
            station: there.station,
            interval: moved(slot.interval, later(block)),
            ..slot.clone()
        });
        found.slots.extend(slots);
    }
    found.make_up = MakeUpRow::reserved(&repeat.campaign, &found);
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    use super::plan_of;
    use crate::base::text::Text;
    use crate::campaign::plan::Plan;
    use crate::campaign::tiny::{self, START};
    use crate::campaign::{BadWeather, BlockId, Campaign, Round};

    #[test]
    fn a_round_comes_days_later_and_halves_of_a_day_may_change_places() {
        let mut draft = tiny::draft(&[3, 3], &[10, 10]);
        let date = draft.blocks[0].date;
        let afternoon = &mut draft.blocks[1];
        afternoon.date = date;
        afternoon.regular.start += 300;
        afternoon.regular.end += 300;
        afternoon.latest_end += 300;
        let round = |starts| Round { name: Text::same("2"), days: 28, starts };
        let swapped = Round::swapped(&draft.blocks, &draft.stations);
        draft.rounds = vec![round(Vec::new()), round(swapped)];
        let campaign = Campaign::new(draft).unwrap();
        let plan = Plan::of(&campaign, &[(0, 0, 0, 10), (1, 1, 10, 30)]);
        let times = |place: usize| -> Vec<_> {
            let repeat = &campaign.repeats()[place];
            assert!(repeat.is_round);
            let plan = plan_of(&campaign, &plan, repeat);
            plan.windows
                .iter()
                .map(|own| (own.group.0, (own.date - date).get_days(), own.interval.start - START))
                .collect()
        };
        assert_eq!(times(0), [(0, 28, 0), (1, 28, 310)]);
        assert_eq!(times(1), [(1, 28, 10), (0, 28, 300)]);
    }

    #[test]
    fn in_bad_weather_a_half_day_is_elsewhere() {
        let mut draft = tiny::draft(&[3, 3], &[10, 10]);
        let place = Some(Text::new("风雨操场", "Sports hall"));
        let start = Some(START + 60);
        draft.weather = vec![BadWeather { block: BlockId(1), place, date: None, start }];
        let campaign = Campaign::new(draft).unwrap();
        let plan = Plan::of(&campaign, &[(0, 0, 0, 10), (1, 1, 10, 30)]);
        let repeats = campaign.repeats();
        assert!(repeats.len() == 1 && !repeats[0].is_round);
        let other = plan_of(&campaign, &plan, &repeats[0]);
        assert_eq!(other.windows[0], plan.windows[0], "the first half-day stays where it is");
        assert_eq!(other.windows[1].interval.start, START + 70);
        let station = repeats[0].campaign.station(other.windows[1].station);
        assert_eq!(station.name, Text::new("风雨操场", "Sports hall"));
    }
}
