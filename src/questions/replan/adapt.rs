//! Rules that the time left can't keep any more, and paces that the plan before asked for already.

use super::task::{Task, TaskPlace};
use crate::base::clock::Minutes;
use crate::campaign::plan::{Plan, Window};
use crate::campaign::{
    Block, BlockId, Campaign, Draft, GroupId, InvalidCampaign, Pin, RelationKind,
};
use crate::plans::slots::{self, Visit};

/// The campaign of a draft, without pins and `together` that no block left can keep, and with
/// minutes where the rates alone would not do.
pub fn adapted(
    mut draft: Draft,
    before: &Plan,
    tasks: &[Task],
) -> Result<Campaign, InvalidCampaign> {
    let (mut pins, mut relations) =
        (std::mem::take(&mut draft.pins), std::mem::take(&mut draft.relations));
    let usable = |draft: &Draft, group: GroupId, is_enough: &dyn Fn(BlockId) -> bool| {
        let mut all = (0..draft.blocks.len()).map(BlockId);
        all.any(|block| draft.may_use(group, block) && is_enough(block))
    };
    pins.retain(|pin| usable(&draft, pin.group, &|block| may_keep(&draft.blocks[block.0], pin)));
    relations.retain(|relation| {
        let is_shared = |block| draft.may_use(relation.second, block);
        relation.kind != RelationKind::Together || usable(&draft, relation.first, &is_shared)
    });
    (draft.pins, draft.relations) = (pins, relations);
    let campaign = Campaign::new(draft)?;
    let mut minutes = too_large(&campaign);
    minutes.extend(eased(&campaign, before, tasks));
    if minutes.is_empty() {
        return Ok(campaign);
    }
    let mut draft = campaign.to_draft();
    draft.minutes.extend(minutes);
    Campaign::new(draft)
}

fn may_keep(block: &Block, pin: &Pin) -> bool {
    pin.station.is_none_or(|station| station == block.station)
        && pin.date.is_none_or(|date| date == block.date)
        && pin.start.is_none_or(|start| block.regular.start <= start && start < block.latest_end)
        && pin.end.is_none_or(|end| block.regular.start < end && end <= block.latest_end)
}

/// The minutes that the rates give, said outright for groups with a class that takes longer than
/// every stretch of time left: as a campaign of its own that would be a fault, as a remainder it is
/// what it is.
fn too_large(campaign: &Campaign) -> Vec<((GroupId, BlockId), Minutes)> {
    let has_room = |id: GroupId, people: i64| {
        let group = campaign.group(id);
        let of_group = id;
        campaign.block_ids().any(|id| {
            let (block, rate) = (campaign.block(id), campaign.rate_in(id));
            let fits = |rate| group.buffer.least_minutes(people, rate) <= block.longest_stretch();
            campaign.may_use(of_group, id) && rate.is_none_or(fits)
        })
    };
    let tight = campaign.group_ids().filter(|id| {
        let group = campaign.group(*id);
        group.expected_by_class().into_iter().any(|people| !has_room(*id, people))
    });
    let minutes = tight.flat_map(|group| {
        let of = move |block| {
            Some(((group, block), campaign.least_minutes(group, None, block)?.min(10_000)))
        };
        campaign.block_ids().filter_map(of)
    });
    minutes.collect()
}

/// Minutes for windows across a break that have the minutes of their people as a whole, but not on
/// each side those of the classes that come there: classes can't be cut, and what the plan before
/// asked of the crew there may be asked again.
fn eased(campaign: &Campaign, before: &Plan, tasks: &[Task]) -> Vec<((GroupId, BlockId), Minutes)> {
    let mut minutes = Vec::new();
    for window in before
        .windows
        .iter()
        .filter(|window| !matches!(tasks[window.group.0].place, TaskPlace::Continued(_)))
    {
        let Window { group, station, date, interval, run, .. } = *window;
        let Some(home) = campaign.block_at(station, date, interval) else { continue };
        let parts = campaign.block(home).working_parts(interval);
        let least = campaign.least_minutes(group, run, home).unwrap_or(0);
        if parts.len() < 2 || campaign.block(home).working_minutes_in(interval) < least {
            continue;
        }
        let visit = Visit { group, run, date, parts: &parts };
        let slots = slots::class_intervals(campaign, &visit).unwrap_or_default();
        let Some((per, in_minutes)) = campaign.pace(group, home) else { continue };
        let own = campaign.group(group);
        let expected = own.expected_by_class();
        for part in &parts {
            let here = slots.iter().filter(|(_, slot)| part.contains(*slot));
            let people: i64 = here.map(|(class, _)| expected[*class]).sum();
            let has = i64::from(part.minutes());
            if people * in_minutes > has * per {
                let eased = (has * own.expected() / people).max(1) as Minutes;
                minutes.push(((group, home), eased));
            }
        }
    }
    // The busiest side counts.
    minutes.sort_by_key(|(place, minutes)| (*place, std::cmp::Reverse(*minutes)));
    minutes
}

#[cfg(test)]
mod tests {
    use super::{BlockId, Campaign, GroupId, Minutes, Pin, Plan, adapted, may_keep};
    use crate::base::clock::Interval;
    use crate::campaign::tiny::{self, START};
    use crate::campaign::{Break, Class, Relation, RelationKind};
    use crate::questions::replan::task::{Task, TaskPlace};

    fn open(campaign: &Campaign) -> Vec<Task> {
        let task = |group| Task {
            group,
            classes: Vec::new(),
            people: 0,
            is_as_it_was: true,
            has_begun: false,
            old: Vec::new(),
            place: TaskPlace::Open(None),
            need: 0,
            told: 0,
        };
        campaign.group_ids().map(task).collect()
    }

    #[test]
    fn a_pin_is_kept_where_some_block_left_could_keep_it() {
        let block = tiny::block(0, 3);
        let keeps = |start: Option<i32>, end: Option<i32>| {
            let at = |minute: Option<Minutes>| minute.map(|minute| START + minute);
            let (start, end) = (at(start), at(end));
            may_keep(
                &block,
                &Pin { group: GroupId(0), station: None, date: Some(block.date), start, end },
            )
        };
        assert_eq!(
            [-1, 0, 29, 30].map(|minute| keeps(Some(minute), None)),
            [false, true, true, false]
        );
        assert_eq!(
            [0, 1, 30, 31].map(|minute| keeps(None, Some(minute))),
            [false, true, true, false]
        );
        let tomorrow = Pin {
            group: GroupId(0),
            station: None,
            date: Some(block.date.tomorrow().unwrap()),
            start: None,
            end: None,
        };
        assert!(!may_keep(&block, &tomorrow));
    }

    #[test]
    fn pins_and_neighbours_that_no_block_can_have_are_let_go() {
        let mut draft = tiny::draft(&[3, 3], &[10, 10]);
        draft.groups[0].only_in = Some([BlockId(0)].into());
        let together = |kind| Relation { kind, first: GroupId(0), second: GroupId(1) };
        draft.relations = vec![together(RelationKind::Together), together(RelationKind::Before)];
        let date = Some(draft.blocks[1].date);
        draft.pins.push(Pin { group: GroupId(0), station: None, date, start: None, end: None });
        let tasks = open(&Campaign::new(draft.clone()).unwrap());
        let left = adapted(draft.clone(), &Plan::default(), &tasks).unwrap();
        assert_eq!((left.pins().len(), left.relations().len()), (0, 2), "it may not come that day");
        draft.groups[1].not_in = [BlockId(0)].into();
        let left = adapted(draft, &Plan::default(), &tasks).unwrap();
        assert_eq!(left.relations().len(), 1, "they share no block any more");
    }

    #[test]
    fn minutes_are_said_outright_where_a_class_fits_nowhere_or_a_side_is_too_busy() {
        let mut draft = tiny::draft(&[3], &[40, 20]);
        draft.groups[0].classes = vec![Class::new("a", 35), Class::new("b", 5)];
        let tasks = open(&Campaign::new(draft.clone()).unwrap());
        let left = adapted(draft.clone(), &Plan::default(), &tasks).unwrap();
        assert_eq!(left.minutes_for(GroupId(0), BlockId(0)), Some(40), "35 in thirty minutes");
        assert_eq!(left.minutes_for(GroupId(1), BlockId(0)), None);

        // Thirty people in thirty working minutes, but twenty of them on the side with ten.
        draft.blocks[0] = tiny::block(0, 6);
        draft.groups[0].classes = vec![Class::new("a", 20), Class::new("b", 10)];
        draft.groups[0].headcount = 30;
        let interval = Interval::new(START + 10, START + 20);
        draft.blocks[0].breaks.push(Break { interval, may_straddle: true });
        let before = Plan::of(&Campaign::new(draft.clone()).unwrap(), &[(0, 0, 0, 40)]);
        let left = adapted(draft, &before, &tasks).unwrap();
        assert_eq!(left.minutes_for(GroupId(0), BlockId(0)), Some(15), "thirty at twenty in ten");
    }
}
