//! What would make a campaign fit: single changes, each the smallest of its kind, each verified by a plan.
//!
//! The price that ranks them is in points: 1 for each minute that a half-day runs longer; a faster crew costs the minutes
//! that its speed is worth, `⌈(new − old) / old × usable minutes⌉`; a rule given up costs 1 for each person whom it is
//! about; room for one more person in the hall costs 1.

use super::ask::{Answer, Asker};
use super::conflict::Conflict;
use super::rule::{Rule, as_late_as_can_be, block_name, relaxed};
use crate::clock::{Minutes, clock};
use crate::instance::{BlockId, Class, GroupId, Instance, StationId};
use crate::plan::Plan;
use crate::solve::SolveError;
use crate::text::{Lang, Text};

/// A change that may make a campaign fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A half-day may run so many minutes longer.
    Longer(BlockId, Minutes),
    /// All half-days may.
    AllLonger(Minutes),
    /// A station photographs so many people an hour.
    Faster(StationId, i64),
    /// A group may have so many windows.
    Split(GroupId, usize),
    /// So many people may wait: at a station, or over all.
    Hall(Option<StationId>, i64),
    /// So many groups may come in a half-day.
    MostGroups(usize),
    /// A rule is given up.
    GiveUp(Rule),
}

/// A change with the plan that shows that it is enough.
#[derive(Debug, Clone, PartialEq)]
pub struct Repair {
    /// The change.
    pub change: Change,
    /// Its price in points.
    pub price: i64,
    /// A plan of the changed campaign.
    pub plan: Plan,
    /// Whether the next smaller change of its kind is proven not to be enough.
    pub is_smallest: bool,
}

/// All single changes that make a campaign fit, cheapest first; each touches a rule of the conflict, since one that
/// leaves these alone leaves the conflict.
///
/// # Errors
/// When the solver fails.
pub fn repairs(instance: &Instance, conflict: &Conflict, asker: &Asker<'_>) -> Result<Vec<Repair>, SolveError> {
    let mut found = Vec::new();
    for rule in &conflict.rules {
        if let Some(repair) = mend(instance, *rule, asker)? {
            found.push(repair);
        }
    }
    let ends = conflict.rules.iter().filter(|rule| matches!(rule, Rule::End(_))).count();
    let one_is_enough = found.iter().any(|repair| matches!(repair.change, Change::Longer(..)));
    if ends > 1 || ends > 0 && !one_is_enough {
        let grid = instance.grid();
        let most = instance.block_ids().map(|block| room(instance, block)).max().unwrap_or(0) / grid;
        let all = |steps: i64| Change::AllLonger(steps as Minutes * grid);
        found.extend(least(instance, i64::from(most), &all, asker)?);
    }
    found.sort_by_key(|repair| (repair.price, repair.change.rank()));
    Ok(found)
}

/// The smallest change of a rule that is enough, if any is.
fn mend(instance: &Instance, rule: Rule, asker: &Asker<'_>) -> Result<Option<Repair>, SolveError> {
    match rule {
        Rule::End(block) => {
            let grid = instance.grid();
            let most = i64::from(room(instance, block) / grid);
            least(instance, most, &|steps| Change::Longer(block, steps as Minutes * grid), asker)
        }
        Rule::Rate(station) => {
            let rate = instance.station(station).rate.unwrap_or(1);
            // A crew that would have to be four times as fast is no answer.
            least(instance, 3 * rate, &|more| Change::Faster(station, rate + more), asker)
        }
        Rule::OneWindow(group) => {
            let (most, now) = (instance.group(group).classes.len(), instance.group(group).max_windows);
            least(instance, (most - now) as i64, &|more| Change::Split(group, now + more as usize), asker)
        }
        Rule::Hall(station) => {
            let now = match station {
                Some(station) => instance.station(station).hall_capacity,
                None => instance.hall_capacity(),
            };
            let now = now.unwrap_or(0);
            let most = instance.expected() - now;
            least(instance, most, &|more| Change::Hall(station, now + more), asker)
        }
        Rule::MostGroups => {
            let now = instance.max_groups_per_block().unwrap_or(0);
            let most = instance.groups().len().saturating_sub(now) as i64;
            least(instance, most, &|more| Change::MostGroups(now + more as usize), asker)
        }
        // Leaving a group out mends nothing.
        Rule::Served(_) => Ok(None),
        _ => least(instance, 1, &|_| Change::GiveUp(rule), asker),
    }
}

/// By how much a half-day may run longer at most.
fn room(instance: &Instance, block: BlockId) -> Minutes {
    as_late_as_can_be(instance, block) - instance.block(block).latest_end
}

/// The least step from 1 to `most` whose change is enough: doubling, then halving.
fn least(
    instance: &Instance,
    most: i64,
    change: &dyn Fn(i64) -> Change,
    asker: &Asker<'_>,
) -> Result<Option<Repair>, SolveError> {
    let ask = |step: i64| match change(step).apply(instance) {
        Some(changed) => asker.possible(&changed),
        None => Ok(Answer::Unknown),
    };
    // `refused` is the largest step that is proven not to be enough; an answer that is not known is no proof.
    let (mut refused, mut too_little, mut enough) = (0, 0, None);
    let mut step = 1.min(most);
    while step > 0 && enough.is_none() {
        match ask(step)? {
            Answer::Yes(plan) => enough = Some((step, plan)),
            answer => {
                if answer == Answer::No {
                    refused = step;
                }
                too_little = step;
                step = if step == most { 0 } else { (2 * step).min(most) };
            }
        }
    }
    let Some((mut step, mut plan)) = enough else { return Ok(None) };
    while step - too_little > 1 {
        let middle = i64::midpoint(step, too_little);
        match ask(middle)? {
            Answer::Yes(better) => (step, plan) = (middle, better),
            answer => {
                if answer == Answer::No {
                    refused = middle;
                }
                too_little = middle;
            }
        }
    }
    let change = change(step);
    Ok(Some(Repair { price: change.price(instance), change, plan, is_smallest: refused == step - 1 }))
}

impl Change {
    /// The changed campaign.
    pub fn apply(&self, instance: &Instance) -> Option<Instance> {
        let mut draft = instance.to_draft();
        match self {
            Change::Longer(block, minutes) => draft.blocks[block.0].latest_end += minutes,
            Change::AllLonger(minutes) => {
                for (id, block) in draft.blocks.iter_mut().enumerate() {
                    block.latest_end += (*minutes).min(room(instance, BlockId(id)));
                }
            }
            Change::Faster(station, rate) => draft.stations[station.0].rate = Some(*rate),
            Change::Split(group, windows) => draft.groups[group.0].max_windows = *windows,
            Change::Hall(Some(station), most) => draft.stations[station.0].hall_capacity = Some(*most),
            Change::Hall(None, most) => draft.hall_capacity = Some(*most),
            Change::MostGroups(most) => draft.max_groups_per_block = Some(*most),
            Change::GiveUp(rule) => return relaxed(instance, &[*rule], None),
        }
        Instance::new(draft).ok()
    }

    /// Its price in points, see the module.
    pub fn price(&self, instance: &Instance) -> i64 {
        match self {
            Change::Longer(_, minutes) => i64::from(*minutes),
            Change::AllLonger(minutes) => {
                let each = instance.block_ids().map(|block| i64::from((*minutes).min(room(instance, block))));
                each.sum()
            }
            Change::Faster(station, rate) => {
                let own = instance.blocks().iter().filter(|block| block.station == *station);
                let minutes: i64 = own.map(|block| i64::from(block.usable_minutes_in(block.bookable()))).sum();
                let now = instance.station(*station).rate.unwrap_or(1);
                ((rate - now) * minutes + now - 1) / now
            }
            Change::Split(group, _) => instance.group(*group).expected(),
            Change::Hall(station, most) => {
                let now = station.map_or(instance.hall_capacity(), |id| instance.station(id).hall_capacity);
                most - now.unwrap_or(0)
            }
            Change::MostGroups(_) => instance.expected(),
            Change::GiveUp(rule) => concerned(instance, *rule),
        }
    }

    /// Among changes of one price the order in which they are named.
    fn rank(&self) -> usize {
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
    pub fn sentence(&self, instance: &Instance) -> Text {
        let both = |of: &dyn Fn(Lang) -> String| Text::new(of(Lang::Zh), of(Lang::En));
        match self {
            Change::Longer(block, minutes) => both(&|lang| {
                let name = block_name(instance, *block, lang);
                let end = clock(instance.block(*block).latest_end + minutes);
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
                let (name, now) = (instance.station(*station).name.get(lang), instance.station(*station).rate);
                let more = rate - now.unwrap_or(0);
                lang.pick(
                    format!("{name}每小时多拍 {more} 人（{rate} 人）"),
                    format!("{name} photographs {more} more people per hour ({rate})"),
                )
            }),
            Change::Split(group, windows) => both(&|lang| {
                let name = instance.group(*group).name.get(lang);
                lang.pick(format!("{name}拆成 {windows} 个时段"), format!("{name} is split over {windows} windows"))
            }),
            Change::Hall(station, most) => both(&|lang| {
                let place = station.map(|id| instance.station(id).name.get(lang));
                lang.pick(
                    format!("{}可等候 {most} 人", place.unwrap_or("全场")),
                    format!(
                        "{most} people may wait {}",
                        place.map_or("over all".to_owned(), |place| format!("at {place}"))
                    ),
                )
            }),
            Change::MostGroups(most) => {
                Text::new(format!("一个半天可有 {most} 个学院"), format!("{most} groups may come in a half-day"))
            }
            Change::GiveUp(rule) => both(&|lang| {
                let rule = rule.sentence(instance);
                lang.pick(format!("放弃“{}”", rule.get(lang)), format!("give up “{}”", rule.get(lang)))
            }),
        }
    }
}

/// People whom a rule is about.
fn concerned(instance: &Instance, rule: Rule) -> i64 {
    let people = |group: GroupId| instance.group(group).expected();
    match rule {
        Rule::Relation(place) => {
            let relation = instance.relations()[place];
            people(relation.first) + people(relation.second)
        }
        Rule::Pin(place) => people(instance.pins()[place].group),
        Rule::Unavailable(place) => {
            let entry = &instance.unavailable()[place];
            let group = instance.group(entry.group);
            entry.class.and_then(|class| group.classes.get(class)).map_or(group.expected(), Class::expected)
        }
        Rule::Buffer(group) | Rule::Days(group) | Rule::OneWindow(group) | Rule::Served(group) => people(group),
        // Everybody may come to the make-up time, and everybody is called at another pace.
        _ => instance.expected(),
    }
}
