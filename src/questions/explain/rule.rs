//! Rules as named things that can be given up: what conflicts, answers and repairs are made of.
//!
//! Not among them, because nobody at a table would give them up: when half-days begin, the grid,
//! that a station photographs one group at a time, that windows are contiguous, that people are
//! called ahead of their slot and come to their own campus, that one crew is at a desk at a time,
//! and that a station serves no more people on a day than its cap.

use crate::base::clock::Minutes;
use crate::campaign::{
    BlockId, Campaign, ClassOrder, ClassTime, CrewId, Draft, GroupId, Pin, StationId,
};

/// A rule of a campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// Classes come as they are listed.
    ClassOrder,
    /// Minutes between two groups.
    Changeover,
    /// Classes take the minutes of their size.
    ClassTime,
    /// Crews need the minutes of their ways between sites.
    Travel,
    /// A crew is at one desk at a time.
    Crew(CrewId),
    /// The most groups in a half-day.
    MostGroups,
    /// The most people who wait: at a station, or over all.
    Hall(Option<StationId>),
    /// Time kept free in a group's windows.
    Buffer(GroupId),
    /// A relation between two groups, by its place in the list.
    Relation(usize),
    /// A decision made beforehand, by its place in the list.
    Pin(usize),
    /// A lesson or an exam, by its place in the list.
    Unavailable(usize),
    /// The half-days a group may use.
    Days(GroupId),
    /// A group comes in one window and is not cut.
    OneWindow(GroupId),
    /// Make-up time stays free, by its place in the block.
    MakeUp(BlockId, usize),
    /// A break, by its place in the block.
    Break(BlockId, usize),
    /// The group gets a window.
    Served(GroupId),
    /// The half-day ends when it does.
    End(BlockId),
    /// The station is no faster.
    Rate(StationId),
}

/// All rules of a campaign, in the order in which a conflict tries to give them up.
pub fn rules(campaign: &Campaign) -> Vec<Rule> {
    let mut rules = Vec::new();
    let groups = || campaign.group_ids();
    // In another order classes may get around a lesson. Where people who wait are limited or there
    // are breaks, not every order is tried, and giving up the order would leave everything else
    // unproven.
    let has_breaks = campaign.blocks().iter().any(|block| !block.breaks.is_empty());
    let lessons = campaign.unavailable().iter().any(|entry| entry.class.is_some());
    if campaign.class_order() == ClassOrder::Listed
        && lessons
        && !campaign.limits_waiting()
        && !has_breaks
    {
        rules.push(Rule::ClassOrder);
    }
    if campaign.changeover() > 0 {
        rules.push(Rule::Changeover);
    }
    if campaign.class_time().iter().any(|own| *own != lightest(*own)) {
        rules.push(Rule::ClassTime);
    }
    let crews = || (0..campaign.crews().len()).map(CrewId);
    let several = |crew: &CrewId| stations_of(campaign.as_draft(), *crew).len() > 1;
    if crews().any(|crew| several(&crew))
        && campaign.as_draft().travel.iter().any(|way| way.minutes > 0)
    {
        rules.push(Rule::Travel);
    }
    rules.extend(crews().filter(several).map(Rule::Crew));
    if campaign.max_groups_per_block().is_some() {
        rules.push(Rule::MostGroups);
    }
    if campaign.hall_capacity().is_some() {
        rules.push(Rule::Hall(None));
    }
    let stations = || (0..campaign.stations().len()).map(StationId);
    let limited = stations().filter(|station| campaign.station(*station).hall_capacity.is_some());
    rules.extend(limited.map(|station| Rule::Hall(Some(station))));
    let buffered = groups()
        .filter(|group| campaign.group(*group).buffer != crate::campaign::Buffer::default());
    rules.extend(buffered.map(Rule::Buffer));
    rules.extend((0..campaign.relations().len()).map(Rule::Relation));
    rules.extend((0..campaign.pins().len()).map(Rule::Pin));
    rules.extend((0..campaign.unavailable().len()).map(Rule::Unavailable));
    let choosy = groups().filter(|group| {
        let group = campaign.group(*group);
        group.only_in.is_some() || !group.not_in.is_empty()
    });
    rules.extend(choosy.map(Rule::Days));
    // Groups that come together are never cut.
    let whole = groups().filter(|group| {
        let own = campaign.group(*group);
        own.max_windows < own.classes.len() && !campaign.comes_together(*group)
    });
    rules.extend(whole.map(Rule::OneWindow));
    for block in campaign.block_ids() {
        rules.extend(
            (0..campaign.block(block).make_up.len()).map(|place| Rule::MakeUp(block, place)),
        );
        rules
            .extend((0..campaign.block(block).breaks.len()).map(|place| Rule::Break(block, place)));
    }
    let mut served: Vec<GroupId> = groups().collect();
    served.sort_by_key(|group| campaign.group(*group).expected());
    rules.extend(served.into_iter().map(Rule::Served));
    rules.extend(campaign.block_ids().map(Rule::End));
    rules.extend(
        stations().filter(|station| campaign.station(*station).rate.is_some()).map(Rule::Rate),
    );
    rules
}

/// A group that must come in one of these half-days, perhaps at this minute: what a question
/// supposes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Force {
    /// The group.
    pub group: GroupId,
    /// The half-days.
    pub blocks: Vec<BlockId>,
    /// When its window starts.
    pub start: Option<Minutes>,
}

impl Force {
    /// Supposes it: on top of the group's own days, which still hold.
    fn apply(&self, draft: &mut Draft) {
        let group = &mut draft.groups[self.group.0];
        let own = group.only_in.take();
        let allowed = self
            .blocks
            .iter()
            .copied()
            .filter(|block| own.as_ref().is_none_or(|own| own.contains(block)));
        group.only_in = Some(allowed.collect());
        if self.start.is_some() {
            draft.pins.push(Pin {
                group: self.group,
                station: None,
                date: None,
                start: self.start,
                end: None,
            });
        }
    }
}

/// The campaign without some of its rules, and with what is supposed. `None` when nobody is left to
/// be served.
pub fn relaxed(campaign: &Campaign, given_up: &[Rule], force: Option<&Force>) -> Option<Campaign> {
    let mut draft = campaign.to_draft();
    // Students are counted already; their list follows no group that goes.
    draft.roster.clear();
    let keeps = |rule: Rule| !given_up.contains(&rule);
    let mut place = 0..draft.relations.len();
    draft.relations.retain(|_| place.next().is_some_and(|place| keeps(Rule::Relation(place))));
    let mut place = 0..draft.pins.len();
    draft.pins.retain(|_| place.next().is_some_and(|place| keeps(Rule::Pin(place))));
    let mut place = 0..draft.unavailable.len();
    draft.unavailable.retain(|_| place.next().is_some_and(|place| keeps(Rule::Unavailable(place))));
    for rule in given_up {
        give_up(&mut draft, campaign, *rule);
    }
    for (id, block) in draft.blocks.iter_mut().enumerate() {
        let mut place = 0..block.make_up.len();
        block
            .make_up
            .retain(|_| place.next().is_some_and(|place| keeps(Rule::MakeUp(BlockId(id), place))));
        let mut place = 0..block.breaks.len();
        block
            .breaks
            .retain(|_| place.next().is_some_and(|place| keeps(Rule::Break(BlockId(id), place))));
    }
    if let Some(force) = force {
        force.apply(&mut draft);
    }
    let served: Vec<GroupId> =
        campaign.group_ids().filter(|group| keeps(Rule::Served(*group))).collect();
    keep_groups(&mut draft, &served);
    Campaign::new(draft).ok()
}

/// Gives up a rule that is no entry of a list.
fn give_up(draft: &mut Draft, campaign: &Campaign, rule: Rule) {
    match rule {
        Rule::ClassOrder => draft.class_order = ClassOrder::Free,
        Rule::Changeover => draft.changeover = 0,
        Rule::ClassTime => {
            draft.class_time.iter_mut().for_each(|own| *own = lightest(*own));
        }
        Rule::Travel => draft.travel.iter_mut().for_each(|way| way.minutes = 0),
        Rule::Crew(crew) => {
            let own = draft.crews[crew.0].clone();
            for station in stations_of(draft, crew).into_iter().skip(1) {
                draft.stations[station.0].crew = Some(CrewId(draft.crews.len()));
                draft.crews.push(own.clone());
            }
        }
        Rule::MostGroups => draft.max_groups_per_block = None,
        Rule::Hall(None) => draft.hall_capacity = None,
        Rule::Hall(Some(station)) => draft.stations[station.0].hall_capacity = None,
        Rule::Buffer(group) => draft.groups[group.0].buffer = crate::campaign::Buffer::default(),
        Rule::Days(group) => {
            draft.groups[group.0].only_in = None;
            draft.groups[group.0].not_in.clear();
        }
        Rule::OneWindow(group) => {
            let group = &mut draft.groups[group.0];
            group.max_windows = group.classes.len().max(1);
        }
        Rule::End(block) => draft.blocks[block.0].latest_end = as_late_as_can_be(campaign, block),
        Rule::Rate(station) => draft.stations[station.0].rate = None,
        Rule::Relation(_)
        | Rule::Pin(_)
        | Rule::Unavailable(_)
        | Rule::MakeUp(..)
        | Rule::Break(..)
        | Rule::Served(_) => {}
    }
}

/// The stations at which a crew may stand.
fn stations_of(draft: &Draft, crew: CrewId) -> Vec<StationId> {
    let all = (0..draft.stations.len()).map(StationId);
    all.filter(|station| draft.stations[station.0].crew == Some(crew)).collect()
}

/// The least that classes of these sizes can take: 1 minute, or 1 second a person where no minutes are
/// fixed.
fn lightest(own: ClassTime) -> ClassTime {
    let seconds = if own.minutes == 0 { own.seconds.min(1) } else { 0 };
    ClassTime { up_to: own.up_to, minutes: own.minutes.min(1), batch: None, seconds }
}

/// The latest end that keeps no other half-day of that day from its station, its crew or its desk;
/// midnight where none follows.
pub(super) fn as_late_as_can_be(campaign: &Campaign, id: BlockId) -> Minutes {
    let block = campaign.block(id);
    let own = campaign.station(block.station);
    let latest = |other: BlockId| -> Option<Minutes> {
        let next = campaign.block(other);
        if other == id || next.date != block.date || next.regular.start < block.latest_end {
            return None;
        }
        let station = campaign.station(next.station);
        let is_own =
            next.station == block.station || own.desk.is_some() && own.desk == station.desk;
        let has_own_crew = own.crew.is_some() && own.crew == station.crew;
        match (is_own, has_own_crew) {
            (true, _) => Some(next.regular.start - campaign.changeover()),
            // A way longer than the gap stays so, and may be given up itself.
            (false, true) if campaign.exclude_each_other(id, other) => Some(next.regular.start),
            (false, true) => Some(next.regular.start - campaign.travel(own.site, station.site)),
            (false, false) => None,
        }
    };
    let next = campaign.block_ids().filter_map(latest).min().unwrap_or(24 * 60);
    next.max(block.latest_end)
}

/// Keeps some groups only; everything that speaks of others goes with them.
fn keep_groups(draft: &mut Draft, kept: &[GroupId]) {
    let new = |old: GroupId| kept.iter().position(|group| *group == old).map(GroupId);
    draft.groups = kept.iter().map(|group| draft.groups[group.0].clone()).collect();
    let minutes = std::mem::take(&mut draft.minutes).into_iter();
    draft.minutes = minutes
        .filter_map(|((group, block), minutes)| Some(((new(group)?, block), minutes)))
        .collect();
    draft.unavailable.retain_mut(|entry| new(entry.group).map(|id| entry.group = id).is_some());
    draft.pins.retain_mut(|pin| new(pin.group).map(|id| pin.group = id).is_some());
    draft.preferences.retain_mut(|wish| new(wish.group).map(|id| wish.group = id).is_some());
    draft.relations.retain_mut(|relation| match (new(relation.first), new(relation.second)) {
        (Some(first), Some(second)) => {
            (relation.first, relation.second) = (first, second);
            true
        }
        _ => false,
    });
}

#[cfg(test)]
mod tests {
    use super::{BlockId, Campaign, ClassOrder, Draft, Force, GroupId, Rule, StationId};
    use super::{as_late_as_can_be, relaxed, rules};
    use crate::base::clock::Interval;
    use crate::base::text::Text;
    use crate::campaign::tiny::{self, START};
    use crate::campaign::{
        Break, Buffer, Class, ClassTime, Crew, CrewId, MakeUp, Pin, Preference, Relation,
        RelationKind, Site, SiteId, Station, Travel, Unavailable, Wish,
    };

    /// A campaign with a rule of every kind.
    fn every_kind() -> Draft {
        let mut draft = tiny::draft(&[6, 3], &[20, 10, 15]);
        draft.changeover = 5;
        draft.max_groups_per_block = Some(2);
        (draft.hall_capacity, draft.stations[0].hall_capacity) = (Some(50), Some(40));
        draft.groups[0].buffer = Buffer { minutes: 2, per_cent: 0 };
        draft.groups[1].classes = vec![Class::new("a", 5), Class::new("b", 5)];
        draft.groups[2].not_in = [BlockId(1)].into();
        let relation =
            |kind, first, second| Relation { kind, first: GroupId(first), second: GroupId(second) };
        draft.relations =
            vec![relation(RelationKind::Before, 0, 1), relation(RelationKind::Apart, 1, 2)];
        let date = draft.blocks[0].date;
        let pin = |group| Pin {
            group: GroupId(group),
            station: None,
            date: Some(date),
            start: None,
            end: None,
        };
        draft.pins = vec![pin(0), pin(2)];
        let lesson = |group, class| Unavailable {
            group: GroupId(group),
            class,
            date,
            interval: Interval::new(START, START + 5),
            reason: "exam".to_owned(),
        };
        draft.unavailable = vec![lesson(0, None), lesson(1, Some(1))];
        let interval = Interval::new(START + 20, START + 25);
        draft.blocks[0].breaks.push(Break { interval, may_straddle: true });
        let interval = Interval::new(START + 50, START + 60);
        draft.blocks[0].make_up.push(MakeUp { name: Text::same("make-up"), interval });
        draft.minutes.insert((GroupId(2), BlockId(0)), 12);
        let plain = ClassTime { up_to: None, minutes: 9, batch: None, seconds: 0 };
        draft.class_time = vec![plain];
        draft.sites = ["A", "B"].map(|name| Site::new(Text::same(name))).to_vec();
        draft.travel = vec![Travel { one: SiteId(0), other: SiteId(1), minutes: 20 }];
        draft.crews = ["1", "2"].map(|name| Crew::new(Text::same(name))).to_vec();
        for (name, crew) in [("A1", 0), ("B1", 0), ("A2", 1), ("B2", 1)] {
            let crew = Some(CrewId(crew));
            draft.stations.push(Station { crew, ..Station::new(name, Some(60)) });
        }
        draft.preferences.push(Preference {
            group: GroupId(2),
            days: Some([date].into()),
            interval: None,
            wish: Wish::Prefer,
            weight: 3,
        });
        draft
    }

    #[test]
    fn a_rule_that_is_given_up_is_no_rule_of_the_campaign_left() {
        let campaign = Campaign::new(every_kind()).unwrap();
        let all = rules(&campaign);
        assert_eq!(all.len(), all.iter().collect::<std::collections::BTreeSet<_>>().len());
        for rule in &all {
            let left = relaxed(&campaign, &[*rule], None).unwrap();
            // Half-days still end at some time.
            let fewer = match rule {
                Rule::End(block) => {
                    left.block(*block).latest_end > campaign.block(*block).latest_end
                }
                Rule::Served(_) => left.groups().len() == campaign.groups().len() - 1,
                _ => rules(&left).len() < all.len(),
            };
            assert!(fewer, "{rule:?}: {:?}", rules(&left));
            if !matches!(rule, Rule::Served(_)) {
                let gone: Vec<&Rule> =
                    all.iter().filter(|own| !rules(&left).contains(own)).collect();
                // Places in a list move up by one.
                assert!(gone.len() <= 1, "{rule:?} took {gone:?} with it");
            }
        }
        assert!(
            !all.contains(&Rule::ClassOrder),
            "where people wait or rest, not every order is tried"
        );
        let mut draft = every_kind();
        (draft.hall_capacity, draft.stations[0].hall_capacity) = (None, None);
        draft.blocks[0].breaks.clear();
        let free = Campaign::new(draft).unwrap();
        assert!(rules(&free).contains(&Rule::ClassOrder));
        let left = relaxed(&free, &[Rule::ClassOrder], None).unwrap();
        assert_eq!(left.class_order(), ClassOrder::Free);
    }

    #[test]
    fn who_is_left_out_takes_along_all_that_speaks_of_them() {
        let campaign = Campaign::new(every_kind()).unwrap();
        let left = relaxed(&campaign, &[Rule::Served(GroupId(1))], None).unwrap();
        let names: Vec<&str> = left.groups().iter().map(crate::campaign::Group::id).collect();
        assert_eq!(names, ["G0", "G2"]);
        assert!(left.relations().is_empty());
        assert_eq!(left.pins().iter().map(|pin| pin.group.0).collect::<Vec<_>>(), [0, 1]);
        assert_eq!(left.unavailable().iter().map(|own| own.group.0).collect::<Vec<_>>(), [0]);
        assert_eq!(left.preferences()[0].group, GroupId(1), "the third is the second now");
        assert_eq!(left.minutes_for(GroupId(1), BlockId(0)), Some(12));
        let everybody: Vec<Rule> = campaign.group_ids().map(Rule::Served).collect();
        assert!(relaxed(&campaign, &everybody, None).is_none());
    }

    #[test]
    fn what_is_supposed_comes_on_top_of_the_groups_own_days() {
        let campaign = Campaign::new(every_kind()).unwrap();
        let force = |blocks: &[usize], start| Force {
            group: GroupId(2),
            blocks: blocks.iter().copied().map(BlockId).collect(),
            start,
        };
        let supposed = relaxed(&campaign, &[], Some(&force(&[0, 1], Some(START + 10)))).unwrap();
        let group = supposed.group(GroupId(2));
        assert!(
            group.may_use(BlockId(0)) && !group.may_use(BlockId(1)),
            "it may not use the second"
        );
        let pin = supposed.pins().last().unwrap();
        assert_eq!((pin.group, pin.start, pin.date), (GroupId(2), Some(START + 10), None));
        let given_up = [Rule::Days(GroupId(2))];
        let supposed = relaxed(&campaign, &given_up, Some(&force(&[1], None))).unwrap();
        let group = supposed.group(GroupId(2));
        assert!(group.may_use(BlockId(1)) && !group.may_use(BlockId(0)));
    }

    #[test]
    fn a_half_day_ends_before_the_stations_next_one() {
        let mut draft = tiny::draft(&[3, 3], &[10]);
        draft.changeover = 5;
        let mut afternoon = draft.blocks[0].clone();
        (afternoon.regular, afternoon.latest_end) =
            (Interval::new(START + 60, START + 90), START + 90);
        draft.blocks.push(afternoon);
        let mut elsewhere = draft.blocks[2].clone();
        draft.stations.push(Station::new("T", None));
        elsewhere.station = StationId(1);
        elsewhere.regular.start -= 25;
        draft.blocks.push(elsewhere);
        let latest = |draft: &Draft, block| {
            as_late_as_can_be(&Campaign::new(draft.clone()).unwrap(), BlockId(block))
        };
        assert_eq!(latest(&draft, 0), START + 55, "five minutes before the afternoon");
        assert_eq!([1, 2, 3].map(|block| latest(&draft, block)), [24 * 60; 3]);
        draft.blocks[0].latest_end = START + 58;
        assert_eq!(latest(&draft, 0), START + 58, "it ends later than that already");
    }
}
