//! Explanations are true: on tiny random campaigns every answer is held against trying every plan.
//!
//! The oracle places group after group in every window on the grid and asks `check`; it shares
//! nothing with the solver.

use crate::folder::{CQUST, FIVE};
use crate::recipe::{
    GRID, GivenMinutes, GroupSize, HalfDay, day, exam, give_minutes, nth_block, nth_group, pin,
    relation, relations,
};
use crate::solving::{best_plan, errors, keeps_the_rules, loaded, single};
use callsheet::base::clock::Interval;
use callsheet::base::diagnostic::Code;
use callsheet::base::ratio::Ratio;
use callsheet::base::text::Lang;
use callsheet::campaign::plan::{Plan, Window};
use callsheet::campaign::{
    BlockId, Campaign, Class, ClassRun, Confidence, Draft, Group, GroupId, Pin, Relation,
    RelationKind, Share, Station, StationId, Tier, Unavailable,
};
use callsheet::check::check;
use callsheet::plans::metrics::tier_value;
use callsheet::plans::slots;
use callsheet::publish::words;
use callsheet::questions::explain::conflict::{ConflictFinding, ConflictPart, Need};
use callsheet::questions::explain::{
    Asker, Change, Conflict, Force, Rule, WhyNot, conflict, relaxed, repairs, slack, strict,
    suggest, why_not,
};
use callsheet::questions::pareto::front;
use callsheet::solve::{Budget, Progress};
use proptest::prelude::*;
use proptest::sample::Index;
use std::collections::BTreeSet;

/// 23:10, so that a half-day that may run on until midnight has 50 minutes of windows at most.
const START: i32 = 23 * 60 + 10;

/// What a random campaign is made of.
#[derive(Debug, Clone, Default)]
struct Recipe {
    half_days: Vec<HalfDay>,
    groups: Vec<GroupSize>,
    rate: Option<i64>,
    changeover: i32,
    most_groups: Option<usize>,
    hall: Option<i64>,
    days: Vec<OfDays>,
    pins: Vec<Pin>,
    unavailable: Vec<Unavailable>,
    relations: Vec<Relation>,
    minutes: Vec<GivenMinutes>,
    tiers: Vec<Tier>,
}

/// A half-day that a group may not use, or the only one that it may.
#[derive(Debug, Clone)]
struct OfDays {
    group: GroupId,
    block: BlockId,
    only: bool,
}

fn half_day() -> impl Strategy<Value = HalfDay> {
    let drawn = (2..=3_i32, prop::bool::weighted(0.3));
    drawn.prop_map(|(cells, make_up)| HalfDay { cells, make_up, ..HalfDay::default() })
}

fn group_size() -> impl Strategy<Value = GroupSize> {
    let drawn = (10..=80_i64, prop::bool::weighted(0.4));
    drawn.prop_map(|(people, classes)| GroupSize { people, classes: if classes { 2 } else { 0 } })
}

prop_compose! {
    fn recipe()(
        half_days in prop::collection::vec(half_day(), 1..=2),
        groups in prop::collection::vec(group_size(), 1..=3),
        rate in prop::option::weighted(0.8, 80..=240_i64),
        changeover in prop::sample::select(vec![0, 0, 10]),
        most_groups in prop::option::weighted(0.2, 1..=2_usize),
        hall in prop::option::weighted(0.2, 20..=80_i64),
        days in prop::collection::vec((any::<Index>(), any::<Index>(), any::<bool>()), 0..=2),
        pins in prop::collection::vec((any::<Index>(), 0..2_usize, any::<bool>()), 0..=2),
        exams in prop::collection::vec((any::<Index>(), any::<bool>(), 0..2_usize, 0..30_i32, 5..25_i32), 0..=2),
        relations in relations(),
        minutes in prop::collection::vec((any::<Index>(), any::<Index>(), 5..=40_i32), 0..=2),
        tiers in prop::sample::subsequence(
            vec![Tier::Unserved, Tier::Overload, Tier::Peak, Tier::Blocks, Tier::Spread, Tier::Early],
            1..=4,
        ),
    ) -> Recipe {
        let (nth_group, nth_block) = (|index| nth_group(index, &groups), |index| nth_block(index, &half_days));
        let of_days = |(group, block, only)| OfDays { group: nth_group(group), block: nth_block(block), only };
        let pin = |(group, on_day, at_once): (Index, usize, bool)| {
            pin(nth_group(group), on_day, at_once.then_some(START + GRID))
        };
        let exam = |(group, of_class, on_day, from, length): (Index, bool, usize, i32, i32)| {
            let group = nth_group(group);
            let class = (of_class && groups[group.0].classes > 0).then_some(0);
            exam(group, class, on_day, Interval::new(START + from, START + from + length))
        };
        let given = |(group, block, minutes)| {
            GivenMinutes { group: nth_group(group), block: nth_block(block), minutes }
        };
        Recipe {
            rate,
            changeover,
            most_groups,
            hall,
            days: days.into_iter().map(of_days).collect(),
            pins: pins.into_iter().map(pin).collect(),
            unavailable: exams.into_iter().map(exam).collect(),
            relations: relations.into_iter().filter_map(|drawn| relation(drawn, &groups)).collect(),
            minutes: minutes.into_iter().map(given).collect(),
            tiers,
            half_days,
            groups,
        }
    }
}

prop_compose! {
    /// A campaign with a group and a half-day to ask about.
    fn asked()(recipe in recipe(), group in any::<Index>(), block in any::<Index>()) -> (Recipe, GroupId, BlockId) {
        let (group, block) = (nth_group(group, &recipe.groups), nth_block(block, &recipe.half_days));
        (recipe, group, block)
    }
}

impl Recipe {
    fn campaign(&self) -> Campaign {
        let mut draft = Draft::new("tiny");
        (draft.grid, draft.call_lead, draft.changeover) = (GRID, 5, self.changeover);
        draft.max_groups_per_block = self.most_groups;
        draft.hall_capacity = self.hall;
        draft.tiers.clone_from(&self.tiers);
        draft.stations.push(Station::new("S", self.rate));
        let half_days = self.half_days.iter().enumerate();
        draft.blocks = half_days
            .map(|(number, half_day)| half_day.block(number, 0, day(number), START))
            .collect();
        for (number, size) in self.groups.iter().enumerate() {
            let mut group = Group::new(format!("G{number}"), size.people);
            if size.classes > 0 {
                group.classes = vec![
                    Class::new("a", size.people / 3),
                    Class::new("b", size.people - size.people / 3),
                ];
            }
            draft.groups.push(group);
        }
        for OfDays { group, block, only } in &self.days {
            let group = &mut draft.groups[group.0];
            if *only {
                group.only_in = Some([*block].into());
            } else {
                group.not_in.insert(*block);
            }
        }
        draft.pins.clone_from(&self.pins);
        draft.unavailable.clone_from(&self.unavailable);
        draft.relations.clone_from(&self.relations);
        give_minutes(&mut draft, &self.minutes);
        Campaign::new(draft).unwrap()
    }
}

/// Every window on the grid, shorter ones first.
fn windows(campaign: &Campaign, group: GroupId) -> Vec<Window> {
    let mut windows = Vec::new();
    for block in campaign.blocks() {
        for start in (block.regular.start..block.latest_end).step_by(GRID as usize) {
            for end in (start + GRID..=block.latest_end).step_by(GRID as usize) {
                let (date, station, interval) =
                    (block.date, block.station, Interval::new(start, end));
                windows.push(Window::new(group, date, station, interval));
            }
        }
    }
    windows.sort_by_key(|window| window.interval.minutes());
    windows
}

/// One window for the whole group, or two where it may be cut.
fn choices(campaign: &Campaign, group: GroupId) -> Vec<Vec<Window>> {
    let whole = windows(campaign, group);
    let mut choices: Vec<Vec<Window>> = whole.iter().map(|window| vec![window.clone()]).collect();
    if campaign.group(group).max_windows > 1 {
        let part = |window: &Window, from: usize| Window {
            run: Some(ClassRun { from, to: from + 1 }),
            ..window.clone()
        };
        for first in &whole {
            let later = whole.iter().filter(|second| second.date > first.date);
            choices.extend(later.map(|second| vec![part(first, 0), part(second, 1)]));
        }
    }
    choices
}

/// Whether the windows that are there break no rule; a rule once broken stays so when other groups
/// are added.
fn is_right(campaign: &Campaign, plan: &Plan) -> bool {
    let mut plan = plan.clone();
    slots::assign(campaign, &mut plan);
    keeps_the_rules(campaign, &plan)
}

/// Calls `see` with every plan that keeps the rules, those included that leave groups out; stops
/// when it says so.
fn every_plan(
    campaign: &Campaign,
    from: usize,
    plan: &mut Plan,
    see: &mut dyn FnMut(&Plan) -> bool,
) -> bool {
    let group = GroupId(from);
    if from == campaign.groups().len() {
        return see(plan);
    }
    for choice in choices(campaign, group) {
        let before = plan.windows.len();
        plan.windows.extend(choice);
        let stop = is_right(campaign, plan) && every_plan(campaign, from + 1, plan, see);
        plan.windows.truncate(before);
        if stop {
            return true;
        }
    }
    campaign.has_tier(Tier::Unserved) && every_plan(campaign, from + 1, plan, see)
}

fn has_plan(campaign: &Campaign) -> bool {
    every_plan(campaign, 0, &mut Plan::default(), &mut |_| true)
}

/// The values of all plans in these tiers.
fn all_values(
    campaign: &Campaign,
    tiers: &[Tier],
    baseline: Option<&Plan>,
    wanted: &dyn Fn(&Plan) -> bool,
) -> BTreeSet<Vec<Ratio>> {
    let mut found = BTreeSet::new();
    every_plan(campaign, 0, &mut Plan::default(), &mut |plan| {
        if wanted(plan) {
            let mut plan = plan.clone();
            slots::assign(campaign, &mut plan);
            found.insert(
                tiers.iter().map(|tier| tier_value(*tier, campaign, &plan, baseline)).collect(),
            );
        }
        false
    });
    found
}

/// Asks one question.
fn ask<T>(question: impl FnOnce(&Asker<'_>) -> T) -> T {
    let budget = Budget::unlimited();
    let mut silent = |_: usize, _: &Progress| {};
    question(&Asker::new(single(), &budget, &mut silent))
}

/// A conflict can't hold together, and without any one of its rules the others can.
fn is_true_conflict(
    campaign: &Campaign,
    rules: &[Rule],
    force: Option<&Force>,
) -> Result<(), TestCaseError> {
    let all = callsheet::questions::explain::rules(campaign);
    let forced = |rule: &Rule| force.is_some_and(|force| *rule == Rule::Served(force.group));
    let kept = |without: Option<Rule>| {
        let gone = |rule: &Rule| !forced(rule) && (!rules.contains(rule) || Some(*rule) == without);
        let given_up: Vec<Rule> = all.iter().copied().filter(gone).collect();
        relaxed(campaign, &given_up, force).is_none_or(|relaxed| has_plan(&relaxed))
    };
    prop_assert!(!kept(None), "the rules {rules:?} can hold together");
    for rule in rules {
        prop_assert!(kept(Some(*rule)), "{rule:?} is not needed in {rules:?}");
    }
    Ok(())
}

/// What is smaller by one step, where that is a change at all.
fn smaller(change: &Change, campaign: &Campaign) -> Option<Campaign> {
    let less = match change {
        Change::Longer(block, minutes) if *minutes > GRID => Change::Longer(*block, minutes - GRID),
        Change::AllLonger(minutes) if *minutes > GRID => Change::AllLonger(minutes - GRID),
        Change::Faster(station, rate) => Change::Faster(*station, rate - 1),
        Change::MoreHalfDays(like, count) if *count > 1 => Change::MoreHalfDays(*like, count - 1),
        Change::Split(group, windows) => Change::Split(*group, windows - 1),
        Change::Hall(station, most) => Change::Hall(*station, most - 1),
        Change::MostGroups(most) => Change::MostGroups(most - 1),
        Change::Longer(..)
        | Change::AllLonger(_)
        | Change::MoreHalfDays(..)
        | Change::GiveUp(_) => return Some(campaign.clone()),
    };
    less.apply(campaign)
}

/// A campaign without anything special: half-days with their cells, groups with their people.
fn plain(cells: &[i32], people: &[i64], tier: Tier) -> Draft {
    let half_day = |cells: &i32| HalfDay { cells: *cells, ..HalfDay::default() };
    let recipe = Recipe {
        half_days: cells.iter().map(half_day).collect(),
        groups: people.iter().map(|people| GroupSize { people: *people, classes: 0 }).collect(),
        rate: Some(240),
        tiers: vec![tier],
        ..Recipe::default()
    };
    recipe.campaign().to_draft()
}

#[test]
fn groups_that_come_together_are_never_split() {
    let recipe = Recipe {
        half_days: vec![
            HalfDay { cells: 2, make_up: true, ..HalfDay::default() },
            HalfDay { cells: 2, ..HalfDay::default() },
        ],
        groups: vec![GroupSize { people: 60, classes: 0 }, GroupSize { people: 27, classes: 2 }],
        rate: Some(80),
        tiers: vec![Tier::Spread],
        relations: vec![Relation {
            kind: RelationKind::Together,
            first: GroupId(0),
            second: GroupId(1),
        }],
        ..Recipe::default()
    };
    let campaign = recipe.campaign();
    let mut cut = campaign.to_draft();
    cut.groups[1].max_windows = 2;
    assert!(Campaign::new(cut).is_err());
    let ConflictFinding::Conflict(found) = ask(|asker| conflict(&campaign, None, asker)).unwrap()
    else {
        panic!("it fits")
    };
    assert!(!found.rules.contains(&Rule::OneWindow(GroupId(1))), "{found:?}");
    let repairs = ask(|asker| repairs(&campaign, &found, asker)).unwrap();
    assert!(!repairs.is_empty());
    assert!(
        repairs
            .iter()
            .flat_map(|repair| &repair.changes)
            .all(|change| !matches!(change, Change::Split(..)))
    );
}

#[test]
fn minutes_follow_their_groups_when_others_go() {
    // One group of three is left; only its own 30 minutes keep it out of the half-day of 20.
    let mut draft = plain(&[2], &[10, 11, 12], Tier::Spread);
    draft.minutes.extend([((GroupId(0), BlockId(0)), 5), ((GroupId(2), BlockId(0)), 30)]);
    let campaign = Campaign::new(draft).unwrap();
    let left =
        relaxed(&campaign, &[Rule::Served(GroupId(0)), Rule::Served(GroupId(1))], None).unwrap();
    assert_eq!(
        left.to_draft().minutes.into_iter().collect::<Vec<_>>(),
        [((GroupId(0), BlockId(0)), 30)]
    );
    let ConflictFinding::Conflict(found) = ask(|asker| conflict(&campaign, None, asker)).unwrap()
    else {
        panic!("it fits")
    };
    assert_eq!(found.rules, [Rule::Served(GroupId(2)), Rule::End(BlockId(0))]);
    let need = Need { group: GroupId(2), minutes: Some(30) };
    assert_eq!(found.parts(&campaign)[0], ConflictPart::Served(vec![need]));
}

#[test]
fn a_changeover_that_is_to_blame_is_no_matter_of_minutes() {
    let mut draft = plain(&[2], &[40, 40], Tier::Spread);
    draft.changeover = 10;
    let campaign = Campaign::new(draft).unwrap();
    let ConflictFinding::Conflict(found) = ask(|asker| conflict(&campaign, None, asker)).unwrap()
    else {
        panic!("it fits")
    };
    assert!(found.rules.contains(&Rule::Changeover), "{found:?}");
    assert_eq!(found.minutes(&campaign), None);
}

#[test]
fn what_rules_forbid_is_forbidden_even_where_somebody_is_left_out() {
    let mut draft = plain(&[2, 2], &[80, 79, 78], Tier::Unserved);
    draft.groups[0].not_in.insert(BlockId(1));
    let campaign = Campaign::new(draft).unwrap();
    let plan = best_plan(&campaign).unwrap();
    assert_eq!(plan.windows.len(), 2);
    let there = |group: usize| {
        let force = Force { group: GroupId(group), blocks: vec![BlockId(1)], start: None };
        ask(|asker| why_not(&campaign, &plan, &force, asker)).unwrap()
    };
    let conflict = Conflict { rules: vec![Rule::Days(GroupId(0))], is_smallest: true };
    assert_eq!(there(0), WhyNot::Forbidden(conflict));
    assert_eq!(there(2), WhyNot::RatherLeftOut { proven: true });
}

#[test]
fn what_is_proven_impossible_stays_so_where_the_search_for_its_conflict_is_cut_short() {
    let mut draft = strict(&loaded(CQUST, &["station.rate=284"]).campaign).unwrap().to_draft();
    draft.tiers = vec![Tier::Moved];
    let campaign = Campaign::new(draft).unwrap();
    let force = Force { group: GroupId(0), blocks: vec![BlockId(1)], start: None };
    let budget = Budget::unlimited();
    // The first question is whether the group can be there, the second begins the search for a
    // conflict.
    let mut interrupt = |number: usize, _: &Progress| {
        if number > 1 {
            budget.cancel();
        }
    };
    let asker = Asker::new(single(), &budget, &mut interrupt);
    let answer = why_not(&campaign, &Plan::default(), &force, &asker).unwrap();
    let WhyNot::Forbidden(found) = answer else { panic!("{answer:?}") };
    assert!(!found.is_smallest && found.rules.len() > 1 && asker.questions() == 2);
}

#[test]
fn a_window_with_nobody_in_it_has_room_at_any_rate() {
    let mut draft = plain(&[2], &[10], Tier::Spread);
    draft.groups[0].off_site = 10;
    draft.confidence = Share::from_basis_points(9_500).and_then(Confidence::new);
    let campaign = Campaign::new(draft).unwrap();
    let windows = windows(&campaign, GroupId(0)).into_iter().take(1).collect();
    let plan = Plan { windows, ..Plan::default() };
    let found = ask(|asker| slack(&campaign, &plan, asker)).unwrap();
    assert_eq!(found.breaks_below(StationId(0)), Some(1));
}

#[test]
fn a_front_has_points_between_those_that_share_a_region() {
    let mut draft = plain(&[2, 3], &[10, 10], Tier::Spread);
    draft.stations[0].rate = None;
    draft.tiers = vec![Tier::Spread, Tier::Early, Tier::Blocks];
    let campaign = Campaign::new(draft).unwrap();
    let found = front(
        &campaign,
        None,
        campaign.tiers(),
        9,
        &single(),
        &Budget::unlimited(),
        &mut |_, _| {},
    )
    .unwrap();
    let said: Vec<_> = found.points.iter().map(|point| point.values.clone()).collect();
    let expected = [[25, 50, 2], [30, 40, 2], [45, 30, 1], [60, 20, 1]]
        .map(|point| point.map(Ratio::whole).to_vec());
    assert_eq!(said, expected);
}

#[test]
fn places_are_named_with_their_preposition() {
    let campaign = Campaign::new(plain(&[2, 2], &[10], Tier::Spread)).unwrap();
    let said = |blocks: &[usize], start| {
        let force = Force {
            group: GroupId(0),
            blocks: blocks.iter().copied().map(BlockId).collect(),
            start,
        };
        let line = words::answers::answer(&campaign, &force, &WhyNot::Unknown).remove(0);
        [Lang::En, Lang::Zh].map(|lang| line.get(lang).to_owned())
    };
    let [one, other] = [BlockId(0), BlockId(1)].map(|id| campaign.block(id));
    let expected = |place_en: &str, place_zh: &str| {
        let en = format!("Whether G0 can come {place_en} is not decided within the limit.");
        [en, format!("G0能否{place_zh}：在限制之内未能判定。")]
    };
    let (en, zh) = (
        [one.label(Lang::En), other.label(Lang::En)],
        [one.label(Lang::Zh), other.label(Lang::Zh)],
    );
    assert_eq!(said(&[0, 1], Some(START)), expected("at 23:10", "在 23:10 开始"));
    assert_eq!(
        said(&[0], Some(START)),
        expected(&format!("on {} at 23:10", en[0]), &format!("在{} 23:10 开始", zh[0]))
    );
    assert_eq!(
        said(&[0, 1], None),
        expected(&format!("on {}", en.join(" or ")), &format!("在{}", zh.join("或")))
    );
}

/// The values of `spread` have millions of units here, of which the solver's tolerance hides some:
/// it takes plans that are no better than the point they have to beat.
#[test]
fn a_front_is_complete_where_units_are_finer_than_the_solvers_tolerance() {
    let recipe = Recipe {
        half_days: vec![
            HalfDay { cells: 3, ..HalfDay::default() },
            HalfDay { cells: 2, make_up: true, ..HalfDay::default() },
        ],
        groups: [10, 46, 10].map(|people| GroupSize { people, classes: 0 }).to_vec(),
        rate: Some(144),
        tiers: vec![Tier::Blocks, Tier::Peak, Tier::Spread],
        ..Recipe::default()
    };
    let campaign = recipe.campaign();
    let between = campaign.tiers();
    let found =
        front(&campaign, None, between, 1000, &single(), &Budget::unlimited(), &mut |_, _| {})
            .unwrap();
    let only = [Ratio::whole(2), Ratio::whole(138), Ratio::new(5_241_667, 6_600_000).unwrap()];
    assert_eq!(found.points.len(), 1);
    assert_eq!(found.points[0].values, only);
    assert!(found.complete);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 80, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn conflicts_contradict_themselves_and_repairs_repair(recipe in recipe()) {
        let campaign = strict(&recipe.campaign()).unwrap();
        let finding = ask(|asker| conflict(&campaign, None, asker)).unwrap();
        let fits = has_plan(&campaign);
        prop_assert_eq!(fits, matches!(finding, ConflictFinding::Fits(_)), "{:?}", finding);
        let ConflictFinding::Conflict(found) = finding else { return Ok(()) };
        prop_assert!(found.is_smallest);
        is_true_conflict(&campaign, &found.rules, None)?;
        prop_assert!(!words::conflicts::sentences(&campaign, &found).is_empty());
        for repair in ask(|asker| repairs(&campaign, &found, asker)).unwrap() {
            let changed = repair.apply(&campaign).unwrap();
            let broken = errors(&changed, &repair.plan);
            prop_assert!(broken.is_empty() && repair.price > 0, "{:?}: {broken:?}", repair);
            prop_assert_eq!(repair.is_smallest, repair.changes.len() == 1, "{:?}", repair);
            match &repair.changes[..] {
                // Splitting is the solver's own business; here every group has one window.
                [Change::Split(..)] => {}
                [change] => prop_assert!(!has_plan(&smaller(change, &campaign).unwrap()), "{change:?}"),
                changes => {
                    let alone = changes.iter().take(1).filter_map(|change| change.apply(&campaign));
                    prop_assert!(alone.into_iter().all(|changed| !has_plan(&changed)), "{changes:?}");
                }
            }
        }
    }

    #[test]
    fn every_why_not_is_what_trying_everything_says((recipe, group, block) in asked()) {
        let campaign = recipe.campaign();
        let Some(plan) = best_plan(&campaign) else { return Ok(()) };
        let force = Force { group, blocks: vec![block], start: None };
        let answer = ask(|asker| why_not(&campaign, &plan, &force, asker)).unwrap();
        let here = |window: &Window| window.group == group && window.date == campaign.block(block).date;
        let serves_all = plan.windows.len() == campaign.groups().len();
        let wanted = |other: &Plan| {
            other.windows.iter().any(here) && (!serves_all || other.windows.len() == campaign.groups().len())
        };
        let mut tiers = campaign.tiers().to_vec();
        tiers.push(Tier::Moved);
        let possible = all_values(&campaign, &tiers, Some(&plan), &wanted);
        match answer {
            WhyNot::IsThere => prop_assert!(plan.windows.iter().any(here)),
            WhyNot::Costs(price) => {
                prop_assert!(price.proven);
                let said: Vec<Ratio> = price.tiers.iter().map(|tier| tier.then).collect();
                let moved = tier_value(Tier::Moved, &campaign, &price.plan, Some(&plan));
                let said: Vec<Ratio> = said.into_iter().chain([moved]).collect();
                prop_assert_eq!(Some(&said), possible.first(), "{:?}", campaign.tiers());
                let moved: i64 = price.moves.iter().map(|one| one.people).sum();
                prop_assert_eq!(said.last(), Some(&Ratio::whole(moved)));
            }
            WhyNot::Forbidden(conflict) => {
                prop_assert!(possible.is_empty(), "there is a plan with it there");
                let mut draft = campaign.to_draft();
                draft.tiers.retain(|tier| *tier != Tier::Unserved);
                draft.tiers.push(Tier::Moved);
                is_true_conflict(&Campaign::new(draft).unwrap(), &conflict.rules, Some(&force))?;
            }
            WhyNot::RatherLeftOut { proven } => {
                // It can be there, but the best of all plans, with it there or out altogether,
                // leaves it out.
                prop_assert!(proven && !serves_all);
                let out = |other: &Plan| other.windows.iter().all(|window| window.group != group);
                let without = all_values(&campaign, &tiers, Some(&plan), &out);
                prop_assert!(possible.first().is_some_and(|there| without.first().is_some_and(|out| out <= there)));
            }
            WhyNot::Unknown => prop_assert!(false, "not decided"),
        }
    }

    #[test]
    fn a_front_is_what_nothing_beats(recipe in recipe(), order in Just(vec![Tier::Peak, Tier::Blocks, Tier::Early, Tier::Spread]).prop_shuffle(), count in 2..=3_usize) {
        let mut draft = recipe.campaign().to_draft();
        draft.tiers.retain(|tier| matches!(tier, Tier::Unserved | Tier::Overload));
        draft.tiers.extend(&order[..count]);
        let campaign = Campaign::new(draft).unwrap();
        let found = front(&campaign, None, &order[..count], 1000, &single(), &Budget::unlimited(), &mut |_, _| {}).unwrap();
        let all = all_values(&campaign, campaign.tiers(), None, &|_| true);
        // The earlier tiers keep their best value; of the rest, what no other value beats.
        let prior = campaign.tiers().len() - count;
        let best: Vec<Ratio> = all.first().map(|values| values[..prior].to_vec()).unwrap_or_default();
        let open: Vec<&[Ratio]> = all.iter().filter(|values| values[..prior] == best[..]).map(|values| &values[prior..]).collect();
        let beaten = |one: &[Ratio]| open.iter().any(|other| *other != one && other.iter().zip(one).all(|(a, b)| a <= b));
        let expected: Vec<Vec<Ratio>> = open.iter().filter(|one| !beaten(one)).map(|one| one.to_vec()).collect();
        let said: Vec<Vec<Ratio>> = found.points.iter().map(|point| point.values.clone()).collect();
        prop_assert_eq!(said, expected);
        prop_assert!(found.complete && found.points.iter().all(|point| point.proven), "{:?}", found);
    }

    #[test]
    fn a_plan_takes_what_it_is_said_to_take_and_no_more(recipe in recipe()) {
        let campaign = strict(&recipe.campaign()).unwrap();
        let Some(plan) = best_plan(&campaign) else { return Ok(()) };
        let found = ask(|asker| slack(&campaign, &plan, asker)).unwrap();
        // Where all windows have given minutes, no rate has a say.
        let rate = found.rates.first().map_or(1, |own| own.rate);
        let home = |window: &Window| campaign.block_at(window.station, window.date, window.interval).unwrap();
        let given = |window: &Window| campaign.minutes_for(window.group, home(window)).map(i64::from);
        // At that rate nothing is too short, one below something is.
        let too_short = |rate: i64, more: Option<(GroupId, i64)>| {
            let mut draft = campaign.to_draft();
            draft.stations[0].rate = Some(rate);
            if let Some((group, more)) = more {
                draft.groups[group.0].headcount += more;
                if let Some(class) = draft.groups[group.0].classes.last_mut() {
                    class.headcount += more;
                }
            }
            let changed = Campaign::new(draft).unwrap();
            check(&changed, &plan).iter().any(|found| found.rule() == Code::TooShort)
        };
        match found.breaks_below(StationId(0)) {
            Some(least) => {
                prop_assert!(least <= rate && !too_short(least, None));
                prop_assert!(least == 1 || too_short(least - 1, None));
            }
            None => prop_assert!(found.windows.iter().all(|window| given(&window.window).is_some())),
        }
        for slack in &found.windows {
            let (window, length) = (&slack.window, i64::from(slack.window.interval.minutes()));
            let breaks = |more: i64| match given(window) {
                // Minutes of the table are in proportion to the people.
                Some(minutes) => (slack.expected + more) * minutes > slack.expected * length,
                None => too_short(rate, Some((window.group, more))),
            };
            prop_assert_eq!(slack.breaks_below.is_none(), given(window).is_some());
            prop_assert!(!breaks(slack.more_people) && breaks(slack.more_people + 1));
        }
        for slack in &found.blocks {
            let lost = slack.could_lose.unwrap();
            let ends = |lost: i32| {
                let mut draft = campaign.to_draft();
                draft.stations[0].rate = Some(rate);
                let block = &mut draft.blocks[slack.block.0];
                block.latest_end -= lost;
                block.regular.end = block.latest_end;
                if block.regular.minutes() <= 0 || block.make_up.iter().any(|kept| kept.interval.end > block.latest_end) {
                    return false;
                }
                for window in &plan.windows {
                    draft.groups[window.group.0].only_in = Some([home(window)].into());
                }
                has_plan(&Campaign::new(draft).unwrap())
            };
            prop_assert!(ends(lost) && !ends(lost + GRID), "{:?}", slack);
        }
    }
}

#[test]
fn suggestions_are_checked_plans_in_the_order_of_their_price() {
    let campaign = &loaded(FIVE, &[]).campaign;
    let plan = best_plan(campaign).unwrap();
    for group in campaign.group_ids() {
        let (found, undecided) = ask(|asker| suggest(campaign, &plan, group, 3, asker)).unwrap();
        assert_eq!(undecided, 0);
        for suggestion in &found {
            let other = suggestion.price.plan.window_of(group).unwrap();
            assert_eq!(
                campaign.block_at(other.station, other.date, other.interval),
                Some(suggestion.block)
            );
            assert!(errors(campaign, &suggestion.price.plan).is_empty());
        }
        let values: Vec<Vec<Ratio>> = found
            .iter()
            .map(|one| one.price.tiers.iter().map(|tier| tier.then).collect())
            .collect();
        assert!(values.is_sorted());
    }
}
