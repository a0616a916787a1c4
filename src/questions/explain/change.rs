//! Changes to a campaign that may make it fit, with their price.
//!
//! The price is in points: 1 for each minute that a half-day runs longer; a faster crew costs the
//! minutes that its speed is worth, `⌈(new − old) / old × usable minutes⌉`; a rule given up costs 1
//! for each person whom it is about; room for one more person in the hall costs 1; half-days more cost
//! their minutes.

use super::rule::{Rule, as_late_as_can_be, relaxed};
use crate::base::clock::Minutes;
use crate::campaign::{Block, BlockId, Campaign, Class, Group, GroupId, StationId};
use jiff::civil::{Date, Weekday};

/// A change that may make a campaign fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The minutes by which a half-day may run longer.
    Longer(BlockId, Minutes),
    /// All half-days may.
    AllLonger(Minutes),
    /// The people whom a station photographs an hour, instead of its rate.
    Faster(StationId, i64),
    /// The number of half-days like this one that are added, on the weekdays behind the last day.
    MoreHalfDays(BlockId, usize),
    /// The most windows that a group may have, though it may fit in one. A group without a list of
    /// classes is divided into parts of one size, one for each window.
    Split(GroupId, usize),
    /// The most people who may wait: at a station, or over all.
    Hall(Option<StationId>, i64),
    /// The most groups that may come in a half-day.
    MostGroups(usize),
    /// A rule is given up.
    GiveUp(Rule),
}

/// The most minutes by which a half-day may run longer.
pub(super) fn room(campaign: &Campaign, block: BlockId) -> Minutes {
    as_late_as_can_be(campaign, block) - campaign.block(block).latest_end
}

/// Weekdays behind the campaign's last day.
pub fn next_days(campaign: &Campaign) -> impl Iterator<Item = Date> + use<> {
    let last = campaign.blocks().iter().map(|block| block.date).max();
    let mut day = last;
    std::iter::from_fn(move || {
        loop {
            day = day.and_then(|day| day.tomorrow().ok());
            if !matches!(day?.weekday(), Weekday::Saturday | Weekday::Sunday) {
                return day;
            }
        }
    })
}

/// The half-day on another day, without the make-up time of its own.
fn on_another_day(block: &Block, date: Date) -> Block {
    Block {
        id: None,
        name: format!("{} {date}", block.name),
        date,
        make_up: Vec::new(),
        ..block.clone()
    }
}

/// The people of a group without classes in parts of one size.
fn parts(group: &Group, count: usize) -> Vec<Class> {
    let share = |people: i64, place: usize| {
        let (count, place) = (count as i64, place as i64);
        people * (place + 1) / count - people * place / count
    };
    let part = |place: usize| Class {
        off_site: share(group.off_site, place),
        attendance: group.attendance,
        ..Class::new(format!("{}", place + 1), share(group.headcount, place))
    };
    (0..count).map(part).collect()
}

impl Change {
    /// The changed campaign.
    pub fn apply(&self, campaign: &Campaign) -> Option<Campaign> {
        let mut draft = campaign.to_draft();
        match self {
            Change::Longer(block, minutes) => draft.blocks[block.0].latest_end += minutes,
            Change::AllLonger(minutes) => {
                for (id, block) in draft.blocks.iter_mut().enumerate() {
                    block.latest_end += (*minutes).min(room(campaign, BlockId(id)));
                }
            }
            Change::Faster(station, rate) => draft.stations[station.0].rate = Some(*rate),
            Change::MoreHalfDays(block, count) => {
                let days = next_days(campaign).take(*count);
                let more: Vec<Block> =
                    days.map(|date| on_another_day(campaign.block(*block), date)).collect();
                draft.blocks.extend(more);
            }
            Change::Split(group, windows) => {
                let group = &mut draft.groups[group.0];
                if group.classes.is_empty() {
                    group.classes = parts(group, *windows);
                }
                group.max_windows = *windows;
                group.cut_freely = true;
            }
            Change::Hall(Some(station), most) => {
                draft.stations[station.0].hall_capacity = Some(*most);
            }
            Change::Hall(None, most) => draft.hall_capacity = Some(*most),
            Change::MostGroups(most) => draft.max_groups_per_block = Some(*most),
            Change::GiveUp(rule) => return relaxed(campaign, &[*rule], None),
        }
        Campaign::new(draft).ok()
    }

    /// Its price in points, see the module.
    pub fn price(&self, campaign: &Campaign) -> i64 {
        match self {
            Change::Longer(_, minutes) => i64::from(*minutes),
            Change::AllLonger(minutes) => {
                let each = campaign
                    .block_ids()
                    .map(|block| i64::from((*minutes).min(room(campaign, block))));
                each.sum()
            }
            Change::Faster(station, rate) => {
                let own = campaign.blocks().iter().filter(|block| block.station == *station);
                let minutes: i64 =
                    own.map(|block| i64::from(block.usable_minutes_in(block.bookable()))).sum();
                let now = campaign.station(*station).rate.unwrap_or(1);
                ((rate - now) * minutes + now - 1) / now
            }
            Change::MoreHalfDays(block, count) => {
                let block = campaign.block(*block);
                *count as i64 * i64::from(block.usable_minutes_in(block.bookable()))
            }
            Change::Split(group, _) => campaign.group(*group).expected(),
            Change::Hall(station, most) => {
                let now = station
                    .map_or(campaign.hall_capacity(), |id| campaign.station(id).hall_capacity);
                most - now.unwrap_or(0)
            }
            Change::MostGroups(_) => campaign.expected(),
            Change::GiveUp(rule) => concerned(campaign, *rule),
        }
    }

    /// Among changes of one price the order in which they are named.
    pub(super) fn rank(&self) -> usize {
        match self {
            Change::Longer(block, _) => block.0,
            Change::Faster(station, _) => 1_000_000 + station.0,
            Change::GiveUp(_) => 2_000_000,
            Change::Split(group, _) => 3_000_000 + group.0,
            Change::Hall(..) => 4_000_000,
            Change::MostGroups(_) => 5_000_000,
            Change::AllLonger(_) => 6_000_000,
            Change::MoreHalfDays(..) => 7_000_000,
        }
    }
}

/// People whom a rule is about.
fn concerned(campaign: &Campaign, rule: Rule) -> i64 {
    let people = |group: GroupId| campaign.group(group).expected();
    match rule {
        Rule::Relation(place) => {
            let relation = campaign.relations()[place];
            people(relation.first) + people(relation.second)
        }
        Rule::Pin(place) => people(campaign.pins()[place].group),
        Rule::Unavailable(place) => {
            let entry = &campaign.unavailable()[place];
            let group = campaign.group(entry.group);
            entry.class.map_or_else(|| group.expected(), |class| group.expected_of_class(class))
        }
        Rule::Buffer(group) | Rule::Days(group) | Rule::OneWindow(group) | Rule::Served(group) => {
            people(group)
        }
        // Everybody may come to the make-up time, and everybody is called at another pace.
        _ => campaign.expected(),
    }
}

#[cfg(test)]
mod tests {
    use super::{BlockId, Campaign, Change, GroupId, Rule, StationId, concerned, room};
    use crate::campaign::tiny::{self, START};
    use crate::campaign::{Class, Pin, Relation, RelationKind, Unavailable};

    fn campaign() -> Campaign {
        let mut draft = tiny::draft(&[3, 5], &[20, 10]);
        (draft.hall_capacity, draft.max_groups_per_block) = (Some(12), Some(1));
        draft.groups[0].classes = vec![Class::new("a", 13), Class::new("b", 7)];
        let (first, second) = (GroupId(0), GroupId(1));
        draft.relations.push(Relation { kind: RelationKind::Apart, first, second });
        let date = draft.blocks[0].date;
        draft.pins.push(Pin {
            group: second,
            station: None,
            date: Some(date),
            start: None,
            end: None,
        });
        let interval = crate::base::clock::Interval::new(START, START + 5);
        let lesson =
            |class| Unavailable { group: first, class, date, interval, reason: String::new() };
        draft.unavailable = vec![lesson(None), lesson(Some(1))];
        draft.blocks[1].latest_end = 24 * 60 - 5;
        Campaign::new(draft).unwrap()
    }

    #[test]
    fn a_change_costs_its_points_and_changes_what_it_says() {
        let campaign = campaign();
        let price = |change: &Change| change.price(&campaign);
        let longer = Change::Longer(BlockId(0), 20);
        let changed = longer.apply(&campaign).unwrap();
        assert_eq!((price(&longer), changed.block(BlockId(0)).latest_end), (20, START + 50));
        // The second half-day has five minutes until midnight.
        assert_eq!(room(&campaign, BlockId(1)), 5);
        let all = Change::AllLonger(20);
        let ends: Vec<_> =
            all.apply(&campaign).unwrap().blocks().iter().map(|own| own.latest_end).collect();
        assert_eq!((price(&all), ends), (25, vec![START + 50, 24 * 60]));
        let usable: i64 = 30 + (24 * 60 - 5 - i64::from(START));
        let faster = Change::Faster(StationId(0), 61);
        assert_eq!(price(&faster), (usable + 59) / 60, "a sixtieth of the minutes, rounded up");
        assert_eq!(faster.apply(&campaign).unwrap().stations()[0].rate, Some(61));
        let split = Change::Split(GroupId(0), 2);
        let group = split.apply(&campaign).unwrap().group(GroupId(0)).clone();
        assert_eq!((price(&split), group.max_windows, group.cut_freely), (20, 2, true));
        // Ten people without classes in three parts.
        let split = Change::Split(GroupId(1), 3).apply(&campaign).unwrap();
        let parts: Vec<i64> =
            split.group(GroupId(1)).classes.iter().map(|class| class.headcount).collect();
        assert_eq!(parts, [3, 3, 4]);
        // The last day is a Tuesday.
        let more = Change::MoreHalfDays(BlockId(0), 4);
        let changed = more.apply(&campaign).unwrap();
        let days: Vec<i8> = changed.blocks()[2..].iter().map(|block| block.date.day()).collect();
        assert_eq!((price(&more), days), (4 * 30, vec![8, 9, 10, 13]));
        let hall = Change::Hall(None, 15);
        assert_eq!((price(&hall), hall.apply(&campaign).unwrap().hall_capacity()), (3, Some(15)));
        let most = Change::MostGroups(2);
        assert_eq!(
            (price(&most), most.apply(&campaign).unwrap().max_groups_per_block()),
            (30, Some(2))
        );
        let given_up = Change::GiveUp(Rule::MostGroups);
        assert_eq!(given_up.apply(&campaign).unwrap().max_groups_per_block(), None);
    }

    #[test]
    fn a_rule_is_about_those_it_names_or_about_everybody() {
        let campaign = campaign();
        let rules = [
            (Rule::Relation(0), 30),
            (Rule::Pin(0), 10),
            (Rule::Unavailable(0), 20),
            (Rule::Unavailable(1), 7),
            (Rule::Buffer(GroupId(1)), 10),
            (Rule::Days(GroupId(0)), 20),
            (Rule::Changeover, 30),
        ];
        for (rule, people) in rules {
            assert_eq!(concerned(&campaign, rule), people, "{rule:?}");
        }
    }
}
