//! Changes to a campaign that may make it fit, with their price.
//!
//! The price is in points: 1 for each minute that a half-day runs longer; a faster crew costs the
//! minutes that its speed is worth, `⌈(new − old) / old × usable minutes⌉`; a rule given up costs 1
//! for each person whom it is about; room for one more person in the hall costs 1.

use super::rule::{Rule, as_late_as_can_be, block_name, relaxed};
use crate::base::clock::{Minutes, clock};
use crate::base::text::{Lang, Text};
use crate::campaign::{BlockId, Campaign, Class, GroupId, StationId};

/// A change that may make a campaign fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A half-day may run so many minutes longer.
    Longer(BlockId, Minutes),
    /// All half-days may.
    AllLonger(Minutes),
    /// A station photographs so many people an hour.
    Faster(StationId, i64),
    /// A group may have so many windows, though it may fit in one.
    Split(GroupId, usize),
    /// So many people may wait: at a station, or over all.
    Hall(Option<StationId>, i64),
    /// So many groups may come in a half-day.
    MostGroups(usize),
    /// A rule is given up.
    GiveUp(Rule),
}

/// By how much a half-day may run longer at most.
pub(super) fn room(campaign: &Campaign, block: BlockId) -> Minutes {
    as_late_as_can_be(campaign, block) - campaign.block(block).latest_end
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
            Change::Split(group, windows) => {
                draft.groups[group.0].max_windows = *windows;
                draft.groups[group.0].cut_freely = true;
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
        }
    }

    /// The change in a sentence without a full stop.
    pub fn sentence(&self, campaign: &Campaign) -> Text {
        let both = |of: &dyn Fn(Lang) -> String| Text::new(of(Lang::Zh), of(Lang::En));
        match self {
            Change::Longer(block, minutes) => both(&|lang| {
                let name = block_name(campaign, *block, lang);
                let end = clock(campaign.block(*block).latest_end + minutes);
                lang.pick(
                    format!("{name}延长 {minutes} 分钟，到 {end}"),
                    format!("{name} runs {minutes} minutes longer, until {end}"),
                )
            }),
            Change::AllLonger(minutes) => Text::new(
                format!("每个半天最多延长 {minutes} 分钟"),
                format!("every half-day runs up to {minutes} minutes longer"),
            ),
            Change::Faster(station, rate) => both(&|lang| {
                let (name, now) =
                    (campaign.station(*station).name.get(lang), campaign.station(*station).rate);
                let more = rate - now.unwrap_or(0);
                lang.pick(
                    format!("{name}每小时多拍 {more} 人（{rate} 人）"),
                    format!("{name} photographs {more} more people per hour ({rate})"),
                )
            }),
            Change::Split(group, windows) => both(&|lang| {
                let name = campaign.group(*group).name.get(lang);
                lang.pick(
                    format!("{name}拆成 {windows} 个时段"),
                    format!("{name} is split over {windows} windows"),
                )
            }),
            Change::Hall(station, most) => both(&|lang| {
                let place = station.map(|id| campaign.station(id).name.get(lang));
                lang.pick(
                    format!("{}可等候 {most} 人", place.unwrap_or("全场")),
                    format!(
                        "{most} people may wait {}",
                        place.map_or("over all".to_owned(), |place| format!("at {place}"))
                    ),
                )
            }),
            Change::MostGroups(most) => Text::new(
                format!("一个半天可有 {most} 个学院"),
                format!("{most} groups may come in a half-day"),
            ),
            Change::GiveUp(rule) => both(&|lang| {
                let rule = rule.sentence(campaign);
                lang.pick(
                    format!("放弃“{}”", rule.get(lang)),
                    format!("give up “{}”", rule.get(lang)),
                )
            }),
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
            entry
                .class
                .and_then(|class| group.classes.get(class))
                .map_or(group.expected(), Class::expected)
        }
        Rule::Buffer(group) | Rule::Days(group) | Rule::OneWindow(group) | Rule::Served(group) => {
            people(group)
        }
        // Everybody may come to the make-up time, and everybody is called at another pace.
        _ => campaign.expected(),
    }
}
