//! What would make everybody fit, said where a solve leaves somebody out: the three cheapest ways,
//! each with the cell or line to change.

use super::asking::asked;
use super::console;
use super::limits::Limits;
use callsheet::base::budget::Budget;
use callsheet::base::diagnostic::Location;
use callsheet::base::text::Lang;
use callsheet::campaign::{BlockId, Campaign, StationId};
use callsheet::files::ChangePlaces;
use callsheet::files::fields::{Section, Table};
use callsheet::publish::words::repairs::{how, with_proof};
use callsheet::questions::explain::{Change, Fit, Repair, Rule, fit};
use std::mem::discriminant;
use std::path::Path;

/// The most seconds in which ways are sought: they come on top of the solve that was asked for.
const SECONDS: f64 = 20.0;
/// The most ways that are named, the cheapest: `fit` names all.
const MOST: usize = 3;

/// Says them; nothing where none is found in time.
pub fn say(place: &Path, campaign: &Campaign, limits: &Limits, budget: &Budget, lang: Lang) {
    let left = budget.left().map_or(SECONDS, |left| left.as_secs_f64().min(SECONDS));
    if left <= 0.0 || budget.is_cancelled() {
        return;
    }
    let own = Budget::seconds(left);
    let Ok(Fit { campaign, repairs, .. }) = asked(limits, &own, lang, |asker| fit(campaign, asker))
    else {
        return;
    };
    let ways = cheapest(&repairs);
    if ways.is_empty() {
        return;
    }
    console::out("");
    console::out(lang.pick(
        "怎样才排得下（任选一个办法，改好后再运行一次）：",
        "What would make everybody fit (any one of these; change it and run again):",
    ));
    let places = ChangePlaces::of(place);
    for (number, repair) in ways.into_iter().enumerate() {
        let words = with_proof(&campaign, repair);
        console::out(&format!("  {}. {}", number + 1, words.get(lang)));
        let mut changed = campaign.clone();
        for change in &repair.changes {
            let how = how(&changed, change);
            let place = place_of(&changed, &places, change).map(|place| place.shown(lang));
            let place = place.unwrap_or_else(|| places_unknown(lang).to_owned());
            console::out(&lang.pick(
                format!("     改 {place}：{}", how.get(lang)),
                format!("     in {place}: {}", how.get(lang)),
            ));
            changed = change.apply(&changed).unwrap_or(changed);
        }
    }
}

/// The cheapest ways: first the cheapest way of each kind of change, then all other ways. One more half-day and a college that
/// is split are among them where they are ways.
fn cheapest(repairs: &[Repair]) -> Vec<&Repair> {
    // All half-days longer and one half-day longer are one kind.
    let kind = |repair: &Repair| match &repair.changes[..] {
        [Change::AllLonger(_)] => Some(discriminant(&Change::Longer(BlockId(0), 0))),
        [change] => Some(discriminant(change)),
        _ => None,
    };
    let first_of = |is_one: &dyn Fn(&Change) -> bool| {
        repairs.iter().find(|repair| matches!(&repair.changes[..], [change] if is_one(change)))
    };
    let asked = [
        first_of(&|change| matches!(change, Change::MoreHalfDays(..))),
        first_of(&|change| matches!(change, Change::Split(..))),
    ];
    let mut ways: Vec<&Repair> = asked.into_iter().flatten().collect();
    for of_other_kinds in [true, false] {
        for repair in repairs {
            let is_there = ways.iter().any(|way| {
                std::ptr::eq(*way, repair) || of_other_kinds && kind(way) == kind(repair)
            });
            if ways.len() < MOST && !is_there {
                ways.push(repair);
            }
        }
    }
    ways.sort_by_key(|way| way.price);
    ways
}

fn places_unknown(lang: Lang) -> &'static str {
    lang.pick("设置", "the settings")
}

/// Where a change is made.
fn place_of(campaign: &Campaign, places: &ChangePlaces<'_>, change: &Change) -> Option<Location> {
    let block = |id| &campaign.block(id).name;
    let station = |id: StationId| campaign.station(id).name.get(Lang::Zh);
    // The part of a college at one site has no row of its own, nor has a window that colleges share:
    // the row is that of the college, or of the first that shares it.
    let group = |id| {
        let own = campaign.group(id);
        let row = own.part_of.as_ref().or(own.shared_by.first());
        let row = row.and_then(|name| places.group(name));
        places.group(own.name.get(Lang::Zh)).or(row)
    };
    match change {
        Change::Longer(id, _) => places.entry(Section::Block, block(*id), &["latest_end", "end"]),
        Change::AllLonger(_) | Change::MoreHalfDays(..) => places.section(Section::Block),
        Change::Faster(id, _) => places.entry(Section::Station, station(*id), &["rate"]),
        Change::Split(id, _) => group(*id),
        Change::Hall(Some(id), _) => {
            places.entry(Section::Station, station(*id), &["hall_capacity"])
        }
        Change::Hall(None, _) => places.setting("hall_capacity"),
        Change::MostGroups(_) => places.setting("max_groups_per_block"),
        Change::GiveUp(rule) => match rule {
            Rule::ClassOrder => places.setting("class_order"),
            Rule::Changeover => places.setting("changeover_minutes"),
            Rule::ClassTime => places.section(Section::ClassTime),
            Rule::Travel => places.section(Section::Travel),
            Rule::Crew(id) => {
                places.entry(Section::Crew, campaign.crew(*id).name.get(Lang::Zh), &[])
            }
            Rule::MostGroups => places.setting("max_groups_per_block"),
            Rule::Hall(None) => places.setting("hall_capacity"),
            Rule::Hall(Some(id)) => {
                places.entry(Section::Station, station(*id), &["hall_capacity"])
            }
            Rule::Relation(_) => places.table(Table::Relations),
            Rule::Pin(_) => places.table(Table::Pins),
            Rule::Unavailable(_) => places.table(Table::Unavailable),
            Rule::Buffer(id) | Rule::Days(id) | Rule::OneWindow(id) | Rule::Served(id) => {
                group(*id)
            }
            Rule::MakeUp(..) => places.section(Section::MakeUp),
            Rule::Break(..) => places.section(Section::Break),
            Rule::End(id) => places.entry(Section::Block, block(*id), &["latest_end", "end"]),
            Rule::Rate(id) => places.entry(Section::Station, station(*id), &["rate"]),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::{BlockId, Change, Repair, StationId, cheapest};
    use callsheet::campaign::GroupId;
    use callsheet::campaign::plan::Plan;

    /// The changes that are named, out of a list by rising price.
    fn named(changes: &[Change]) -> Vec<Change> {
        let repair = |(price, change): (i64, &Change)| Repair {
            changes: vec![change.clone()],
            price,
            plan: Plan::default(),
            is_smallest: true,
        };
        let repairs: Vec<Repair> = (1..).zip(changes).map(repair).collect();
        cheapest(&repairs).into_iter().flat_map(|way| way.changes.clone()).collect()
    }

    #[test]
    fn three_ways_are_of_three_kinds_where_there_are_as_many() {
        let longer = |block| Change::Longer(BlockId(block), 10);
        let (faster, all) = (Change::Faster(StationId(0), 300), Change::AllLonger(20));
        let (split, more) = (Change::Split(GroupId(0), 2), Change::MoreHalfDays(BlockId(0), 1));
        let found =
            [longer(0), longer(1), all.clone(), faster.clone(), split.clone(), more.clone()];
        assert_eq!(named(&found), [longer(0), split, more.clone()]);
        assert_eq!(named(&[longer(0), longer(1), more.clone()]), [longer(0), longer(1), more]);
        let wanted = [longer(0), longer(1), faster.clone()];
        assert_eq!(named(&[longer(0), longer(1), all, faster]), wanted);
        assert_eq!(named(&[longer(0), longer(1)]), [longer(0), longer(1)]);
    }
}
