//! On tiny random campaigns every plan is tried: the solver must find the same value in every tier.
//!
//! The oracle is deliberately simple: it enumerates windows on the grid, keeps the plans that
//! `check` passes, and takes the best by the recomputed tier values. It shares nothing with the
//! MIP.

use crate::recipe::{
    GRID, GivenMinutes, GroupSize, HalfDay, Pause, day, exam, give_minutes, nth_block, nth_group,
    pin, relation, relations,
};
use crate::solving::{errors, keeps_the_rules, single, window};
use callsheet::base::budget::Budget;
use callsheet::base::clock::Interval;
use callsheet::base::ratio::Ratio;
use callsheet::campaign::plan::{Plan, Window};
use callsheet::campaign::{
    Block, BlockId, Buffer, Campaign, Class, ClassOrder, ClassRun, ClassTime, Draft, Group,
    GroupId, OwnPace, Pin, Preference, Relation, RelationKind, Station, Tier, Unavailable, Wish,
};
use callsheet::plans::metrics::tier_value;
use callsheet::plans::slots;
use callsheet::solve::{Engine, Options, Termination, TierOutcome, Tuning, solve};
use proptest::prelude::*;
use proptest::sample::Index;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

const START: i32 = 540;

/// What a random campaign is made of.
#[derive(Debug, Clone)]
struct Recipe {
    half_days: Vec<HalfDay>,
    groups: Vec<GroupSize>,
    /// Photos per hour of the first station; a second one is half as fast.
    rate: Option<i64>,
    stations: usize,
    changeover: i32,
    call_grid: i32,
    most_groups: Option<usize>,
    forbidden: Option<(GroupId, BlockId)>,
    unavailable: Vec<Unavailable>,
    pin: Option<Pin>,
    wishes: Vec<Preference>,
    /// Where the groups were called before, one after another.
    baseline: Vec<Call>,
    tiers: Vec<Tier>,
    free_order: bool,
    /// The first group is larger.
    large: Option<Large>,
    buffer: Option<Buffer>,
    hall: Option<Hall>,
    relations: Vec<Relation>,
    minutes: Vec<GivenMinutes>,
    /// Minutes by the size of classes: up to a size, and beyond it.
    class_time: Vec<ClassTime>,
    /// A rate of its own and a cap of the second half-day.
    own: OwnPace,
}

#[derive(Debug, Clone)]
struct Call {
    block: BlockId,
    from_cell: i32,
    cells: i32,
}

#[derive(Debug, Clone, Copy)]
struct Large {
    more_people: i64,
    may_be_cut: bool,
}

#[derive(Debug, Clone, Copy)]
struct Hall {
    capacity: i64,
    /// Over all stations, or at the first one.
    everywhere: bool,
}

fn half_day() -> impl Strategy<Value = HalfDay> {
    (2..=4_i32, 0..=1_i32, prop::bool::weighted(0.2), prop::option::weighted(0.3, any::<bool>()))
        .prop_map(|(cells, overtime_cells, make_up, pause)| {
            let pause = pause
                .filter(|_| cells > 2)
                .map(|may_straddle| Pause { after_cells: 1, may_straddle });
            HalfDay { cells, overtime_cells, make_up, pause }
        })
}

/// Groups, one time in three all of the same size.
fn some_alike(classes: Vec<usize>, count: RangeInclusive<usize>) -> BoxedStrategy<Vec<GroupSize>> {
    let group = (10..=70_i64, prop::sample::select(classes));
    let group = group.prop_map(|(people, classes)| GroupSize { people, classes });
    let alike = (group.clone(), count.clone()).prop_map(|(group, count)| vec![group; count]);
    prop_oneof![2 => prop::collection::vec(group, count), 1 => alike].boxed()
}

/// The first tiers of all in any order; those of crews have campaigns of their own below.
fn tiers() -> impl Strategy<Value = Vec<Tier>> {
    let all = Tier::ALL.into_iter().filter(|tier| !tier.is_about_crews());
    let any_order = Just(all.collect::<Vec<_>>()).prop_shuffle();
    any_order.prop_flat_map(|all| (1..=all.len()).prop_map(move |count| all[..count].to_vec()))
}

/// Minutes of their own for some groups and half-days of one campaign in three.
fn minutes() -> impl Strategy<Value = Vec<(Index, Index, i32)>> {
    let some = prop::collection::vec((any::<Index>(), any::<Index>(), 1..=55_i32), 1..=4);
    prop_oneof![2 => Just(Vec::new()), 1 => some]
}

prop_compose! {
    fn recipe_of(groups: BoxedStrategy<Vec<GroupSize>>)(
        half_days in prop::collection::vec(half_day(), 1..=2),
        groups in groups,
        rate in prop::option::of(60..=240_i64),
        stations in 1..=2_usize,
        changeover in prop::sample::select(vec![0, 5, 10, 15]),
        call_grid in prop::sample::select(vec![1, 1, 4]),
        most_groups in prop::option::weighted(0.2, 1..=2_usize),
        forbidden in prop::option::weighted(0.3, (any::<Index>(), any::<Index>())),
        lessons in prop::collection::vec((any::<Index>(), any::<bool>(), 0..2_usize, 0..40_i32, 5..20_i32), 0..=4),
        pinned in prop::option::weighted(0.2, (any::<Index>(), 0..2_usize, any::<bool>())),
        wishes in prop::collection::vec((any::<Index>(), 0..2_usize, any::<bool>(), 1..5_i64), 0..=2),
        calls in prop::collection::vec((any::<Index>(), 0..3_i32, 1..3_i32), 3),
        tiers in tiers(),
        free_order in any::<bool>(),
        large in prop::option::weighted(0.4, (20..=120_i64, prop::bool::weighted(0.8))),
        buffer in prop::option::weighted(0.2, (0..=4_i32, 0..=30_i64)),
        hall in prop::option::weighted(0.25, (20..=110_i64, any::<bool>())),
        relations in relations(),
        minutes in minutes(),
        sizes in prop::option::weighted(0.2, (10..=25_i64, 2..=12_i32, prop::option::of(5..=30_i64), 0..=20_i64)),
        own_rate in prop::option::weighted(0.2, 40..=240_i64),
        own_cap in prop::option::weighted(0.2, 20..=120_i64),
    ) -> Recipe {
        let (nth_group, nth_block) = (|index| nth_group(index, &groups), |index| nth_block(index, &half_days));
        let lesson = |(group, of_class, on_day, from, length): (Index, bool, usize, i32, i32)| {
            let group = nth_group(group);
            let class = (of_class && groups[group.0].classes > 0).then_some(usize::from(from > 20));
            exam(group, class, on_day, Interval::new(START + from, START + from + length))
        };
        let pin = |(group, on_day, at_once): (Index, usize, bool)| {
            pin(nth_group(group), on_day, at_once.then_some(START + GRID))
        };
        let wish = |(group, on_day, prefer, weight)| wish(nth_group(group), on_day, prefer, weight);
        let call = |(block, from_cell, cells)| Call { block: nth_block(block), from_cell, cells };
        let given = |(group, block, minutes)| {
            GivenMinutes { group: nth_group(group), block: nth_block(block), minutes }
        };
        Recipe {
            rate,
            stations,
            changeover,
            call_grid,
            most_groups,
            forbidden: forbidden.map(|(group, block)| (nth_group(group), nth_block(block))),
            unavailable: lessons.into_iter().map(lesson).collect(),
            pin: pinned.map(pin),
            wishes: wishes.into_iter().map(wish).collect(),
            baseline: calls.into_iter().map(call).collect(),
            tiers,
            free_order,
            large: large.map(|(more_people, may_be_cut)| Large { more_people, may_be_cut }),
            buffer: buffer.map(|(minutes, per_cent)| Buffer { minutes, per_cent }),
            hall: hall.map(|(capacity, everywhere)| Hall { capacity, everywhere }),
            relations: relations.into_iter().filter_map(|drawn| relation(drawn, &groups)).collect(),
            minutes: minutes.into_iter().map(given).collect(),
            class_time: sizes.map_or_else(Vec::new, |(size, minutes, batch, seconds)| {
                let small = ClassTime { up_to: Some(size), minutes, batch: None, seconds: 0 };
                vec![ClassTime { up_to: None, minutes: minutes + 3, batch, seconds }, small]
            }),
            own: OwnPace { rate: own_rate.filter(|_| rate.is_some()), cameras: None, reserved: None, most_people: own_cap },
            half_days,
            groups,
        }
    }
}

/// For the first twenty minutes, or against the whole day; with a weight of 1 or 3 of two days.
fn wish(group: GroupId, on_day: usize, prefer: bool, weight: i64) -> Preference {
    Preference {
        group,
        days: Some([on_day, on_day + weight as usize % 2].map(day).into()),
        interval: prefer.then_some(Interval::new(START, START + 2 * GRID)),
        wish: if prefer { Wish::Prefer } else { Wish::Avoid },
        weight,
    }
}

fn recipe() -> impl Strategy<Value = Recipe> {
    recipe_of(some_alike(vec![0, 2, 3], 1..=3))
}

prop_compose! {
    /// Only who comes where: any order will do, and wishes are for whole days.
    fn assignment()(
        recipe in recipe_of(some_alike(vec![0], 2..=3)),
        avoided in prop::collection::vec((any::<Index>(), 0..2_usize, 1..9_i64), 2..=4),
        may_be_left_out in any::<bool>(),
    ) -> Recipe {
        let plain = |half_day: &HalfDay| HalfDay { cells: half_day.cells, ..HalfDay::default() };
        let half_days = recipe.half_days.iter().map(plain).collect();
        let avoid = |(group, on_day, weight)| wish(nth_group(group, &recipe.groups), on_day, false, weight);
        let wishes = avoided.into_iter().map(avoid).collect();
        Recipe {
            half_days,
            wishes,
            most_groups: None,
            forbidden: None,
            pin: None,
            unavailable: Vec::new(),
            large: None,
            hall: None,
            relations: Vec::new(),
            tiers: if may_be_left_out { vec![Tier::Unserved, Tier::Preference] } else { vec![Tier::Preference] },
            ..recipe
        }
    }
}

impl Recipe {
    fn group(&self, number: usize, size: &GroupSize) -> Group {
        let large = self.large.filter(|_| number == 0);
        let people = size.people + large.map_or(0, |large| large.more_people);
        let mut group = Group::new(format!("G{number}"), people);
        group.classes = match size.classes {
            0 => Vec::new(),
            2 => vec![Class::new("a", people / 3), Class::new("b", people - people / 3)],
            _ => {
                vec![
                    Class::new("a", people / 2),
                    Class::new("b", people / 4),
                    Class::new("c", people - people / 2 - people / 4),
                ]
            }
        };
        if large.is_some_and(|large| large.may_be_cut) && size.classes > 0 {
            group.max_windows = 2;
            group.cut_freely = people % 2 == 0;
        }
        group.buffer = self.buffer.unwrap_or_default();
        if let Some((_, block)) = self.forbidden.filter(|(forbidden, _)| forbidden.0 == number) {
            group.not_in = [block].into();
        }
        group
    }

    fn blocks(&self) -> Vec<Block> {
        let numbered = self.half_days.iter().enumerate();
        numbered
            .map(|(number, half_day)| {
                half_day.block(number, number % self.stations, day(number), START)
            })
            .collect()
    }

    fn campaign(&self) -> Campaign {
        let mut draft = Draft::new("tiny");
        (draft.grid, draft.call_lead, draft.changeover) = (GRID, 5, self.changeover);
        draft.call_grid = self.call_grid;
        draft.max_groups_per_block = self.most_groups;
        draft.tiers.clone_from(&self.tiers);
        for station in 0..self.stations {
            let rate = self.rate.map(|rate| rate / (station as i64 + 1));
            draft.stations.push(Station::new(format!("S{station}"), rate));
        }
        draft.blocks = self.blocks();
        if let Some(second) = draft.blocks.get_mut(1) {
            second.own = self.own;
        }
        draft.groups =
            self.groups.iter().enumerate().map(|(number, size)| self.group(number, size)).collect();
        if self.free_order {
            draft.class_order = ClassOrder::Free;
        }
        if let Some(Hall { capacity, everywhere }) = self.hall {
            let place = if everywhere {
                &mut draft.hall_capacity
            } else {
                &mut draft.stations[0].hall_capacity
            };
            *place = Some(capacity);
        }
        give_minutes(&mut draft, &self.minutes);
        draft.class_time.clone_from(&self.class_time);
        let is_cut = |group: GroupId| draft.groups[group.0].max_windows > 1;
        let can_be = |relation: &&Relation| {
            relation.kind != RelationKind::Together
                || !(is_cut(relation.first) || is_cut(relation.second))
        };
        draft.relations = self.relations.iter().filter(can_be).copied().collect();
        draft.unavailable.clone_from(&self.unavailable);
        draft.pins.extend(self.pin.clone());
        draft.preferences.clone_from(&self.wishes);
        Campaign::new(draft).unwrap()
    }

    /// Sometimes it calls the first group twice.
    fn baseline(&self) -> Plan {
        let blocks = self.blocks();
        let once = self.baseline.iter().take(self.groups.len()).enumerate();
        let again =
            self.baseline.iter().filter(|call| call.from_cell == 2).take(1).map(|call| (0, call));
        let windows = once.chain(again).map(|(group, call)| {
            let (block, start) = (&blocks[call.block.0], START + call.from_cell * GRID);
            let interval = Interval::new(start, start + call.cells * GRID);
            Window { station: block.station, ..window(group, block.date, interval) }
        });
        Plan { windows: windows.collect(), ..Plan::default() }
    }
}

/// Every window on the grid that could serve these classes.
fn windows(campaign: &Campaign, group: GroupId, run: Option<ClassRun>) -> Vec<Window> {
    let mut windows = Vec::new();
    for block in campaign.blocks() {
        // The grid begins again behind every break.
        let breaks = block.breaks.iter().map(|pause| pause.interval.end);
        let begins: Vec<i32> = std::iter::once(block.regular.start).chain(breaks).collect();
        let is_on_grid = |minute: &i32| {
            let begin = begins.iter().rev().find(|begin| *begin <= minute);
            begin.is_some_and(|begin| (minute - begin) % GRID == 0)
        };
        let on_grid: Vec<i32> =
            (block.regular.start..=block.latest_end).filter(is_on_grid).collect();
        for (place, &start) in on_grid.iter().enumerate() {
            for &end in &on_grid[place + 1..] {
                let interval = Interval::new(start, end);
                let (date, station) = (block.date, block.station);
                windows.push(Window { run, ..Window::new(group, date, station, interval) });
            }
        }
    }
    windows
}

/// Everything that a group could get: nothing, one window, or two where it may be cut. What breaks
/// a rule all by itself is left out: no other group's window makes that good.
fn choices(campaign: &Campaign, group: GroupId) -> Vec<Vec<Window>> {
    let mut choices: Vec<Vec<Window>> =
        windows(campaign, group, None).into_iter().map(|window| vec![window]).collect();
    let classes = campaign.group(group).classes.len();
    if campaign.group(group).max_windows > 1 {
        for cut in 1..classes {
            let firsts = windows(campaign, group, Some(ClassRun { from: 0, to: cut }));
            let seconds = windows(campaign, group, Some(ClassRun { from: cut, to: classes }));
            for first in &firsts {
                choices.extend(seconds.iter().map(|second| vec![first.clone(), second.clone()]));
            }
        }
    }
    choices.retain(|windows| {
        let mut plan = Plan { windows: windows.clone(), ..Plan::default() };
        slots::assign(campaign, &mut plan);
        keeps_the_rules(campaign, &plan)
    });
    choices.push(Vec::new());
    choices
}

/// The best tier values of all plans that keep the rules.
fn best(campaign: &Campaign, baseline: &Plan) -> Option<Vec<Ratio>> {
    let mut plans = vec![Plan::default()];
    for group in campaign.group_ids() {
        let choices = choices(campaign, group);
        plans = plans
            .into_iter()
            .flat_map(|plan| {
                choices.iter().map(move |choice| {
                    let mut plan = plan.clone();
                    plan.windows.extend(choice.iter().cloned());
                    plan
                })
            })
            .filter(|plan| {
                // Windows that overlap never get better by adding another group.
                let overlap = |one: &Window, other: &Window| {
                    (one.date, one.station) == (other.date, other.station)
                        && one.interval.overlaps(other.interval)
                };
                let (others, own): (Vec<&Window>, Vec<&Window>) =
                    plan.windows.iter().partition(|window| window.group != group);
                !own.iter().any(|one| others.iter().any(|other| overlap(one, other)))
            })
            .collect();
    }
    plans
        .into_iter()
        .map(|mut plan| {
            slots::assign(campaign, &mut plan);
            plan
        })
        .filter(|plan| errors(campaign, plan).is_empty())
        .map(|plan| {
            campaign
                .tiers()
                .iter()
                .map(|tier| tier_value(*tier, campaign, &plan, Some(baseline)))
                .collect::<Vec<_>>()
        })
        .min()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, ..ProptestConfig::default() })]

    #[test]
    fn the_solver_finds_what_trying_everything_finds(recipe in recipe()) {
        let (campaign, baseline) = (recipe.campaign(), recipe.baseline());
        let expected = best(&campaign, &baseline);
        // `many_blocks`, `many_groups` and `searched_alternatives` at 0: the ways of large campaigns,
        // on tiny ones.
        let small = Tuning { many_blocks: usize::MAX, many_groups: usize::MAX, ..Tuning::default() };
        let (many, full) = (Tuning { many_blocks: 0, ..small }, Tuning { many_groups: 0, searched_alternatives: 0, search_labels: 500, ..small });
        let ways = [small, many, full].map(|tuning| (Engine::Patterns, tuning));
        let one = [(Engine::Compact, small), (Engine::Kinds, small)];
        for (engine, tuning) in one.into_iter().chain(ways) {
            let options = Options { engine, tuning, ..single() };
            agrees(&campaign, Some(&baseline), &options, expected.as_ref())?;
        }
    }

    #[test]
    fn of_plans_that_are_equal_the_one_that_moves_fewest_is_taken(mut recipe in recipe()) {
        recipe.tiers.retain(|tier| *tier != Tier::Moved);
        if recipe.tiers.is_empty() {
            recipe.tiers.push(Tier::Blocks);
        }
        let (campaign, baseline) = (recipe.campaign(), recipe.baseline());
        recipe.tiers.push(Tier::Moved);
        let expected = best(&recipe.campaign(), &baseline);
        for engine in [Engine::Compact, Engine::Kinds, Engine::Patterns] {
            let options = Options { engine, settles_ties: true, ..single() };
            agrees(&campaign, Some(&baseline), &options, expected.as_ref())?;
        }
    }

    /// However little effort there is: the value of every tier is that of the plan, and no bound
    /// lies above what is possible.
    #[test]
    fn values_are_those_of_the_plan_where_effort_ends_first(recipe in recipe(), ties in any::<bool>()) {
        let (campaign, baseline) = (recipe.campaign(), recipe.baseline());
        let expected = best(&campaign, &baseline);
        let usual = Tuning::default();
        // MIPs are given up after their relaxation, or patterns after their first dive.
        let no_mip = Tuning { large_mip_candidates: 0, large_mip_of_kinds: 0, large_mip_iterations: 0, searched_alternatives: 0, search_labels: 500, ..usual };
        let no_dive = Tuning { dives: 0, dives_of_tied_blocks: 0, most_mip_candidates: 0, first_proof_iterations: 0, tied_proof_iterations: 0, last_proof_iterations: Some(0), ..usual };
        for (engine, tuning) in [(Engine::Compact, no_mip), (Engine::Kinds, no_mip), (Engine::Patterns, no_dive)] {
            let options = Options { engine, tuning, settles_ties: ties, ..single() };
            let outcome = solve(&campaign, Some(&baseline), &options, &Budget::unlimited(), &mut |_| {})
                .map_err(|error| TestCaseError::fail(error.to_string()))?;
            let Some(plan) = &outcome.plan else { continue };
            let mut is_best_so_far = true;
            for (place, tier) in outcome.tiers.iter().chain(&outcome.ties).enumerate() {
                prop_assert_eq!(tier.value, Some(tier_value(tier.tier, &campaign, plan, Some(&baseline))));
                // The bound of a tier is for plans that keep the tiers before it.
                let least = expected.as_ref().filter(|_| is_best_so_far).and_then(|all| all.get(place));
                prop_assert!(least.is_none_or(|least| tier.bound.is_none_or(|bound| bound <= *least)), "{:?}", outcome);
                prop_assert!(!tier.proven() || least.is_none_or(|least| Some(*least) == tier.value), "{:?}", outcome);
                is_best_so_far &= tier.value == expected.as_ref().and_then(|all| all.get(place)).copied();
            }
        }
    }

    #[test]
    fn assignments_are_what_trying_everything_finds(recipe in assignment()) {
        let (campaign, baseline) = (recipe.campaign(), recipe.baseline());
        let expected = best(&campaign, &baseline);
        // `many_groups` at 0: the assignment MIP goes first. `many_patterns` at 0: the tree proves.
        // `searched_alternatives` at 0: local search looks for plans.
        let usual = Tuning { searched_alternatives: 0, search_labels: 500, ..Tuning::default() };
        for tuning in [Tuning { many_groups: 0, ..usual }, Tuning { many_patterns: 0, ..usual }] {
            let options = Options { engine: Engine::Patterns, tuning, ..single() };
            agrees(&campaign, Some(&baseline), &options, expected.as_ref())?;
        }
    }
}

/// Crews that move between sites.
mod crews {
    use super::*;
    use callsheet::base::text::Text;
    use callsheet::campaign::{Crew, CrewId, Site, SiteId, StationId, Travel};

    /// A crew at a desk of a site.
    #[derive(Debug, Clone)]
    struct Stand {
        site: usize,
        crew: usize,
        has_desk: bool,
        rate: i64,
    }

    #[derive(Debug, Clone)]
    struct CrewRecipe {
        stands: Vec<Stand>,
        /// For each half-day its station, its day, whether it is the later one, and its steps.
        half_days: Vec<(Index, usize, bool, i32)>,
        /// Minutes between the two half-days of a day.
        between: i32,
        travel: i32,
        /// The people of each group, and the site to which it belongs.
        groups: Vec<(i64, Option<usize>)>,
        changeover: i32,
        /// The most people of a day at the first station.
        most_people: Option<i64>,
        /// Whether each site takes one day at most, and half-days in a row.
        limits: Vec<(bool, bool)>,
        /// Minutes by the size of classes.
        class_time: Vec<ClassTime>,
        /// A rate of its own and a cap of the first half-day.
        own: OwnPace,
        /// The groups that are two colleges which come one after another.
        are_shared: Vec<bool>,
        /// For each group the half-day that it was told, and the steps of its window there.
        told: Vec<(Index, i32)>,
        tiers: Vec<Tier>,
    }

    prop_compose! {
        fn crew_recipe()(
            stands in prop::collection::vec((0..2_usize, 0..2_usize, any::<bool>(), prop::sample::select(vec![60, 90])), 2..=3),
            half_days in prop::collection::vec((any::<Index>(), 0..2_usize, any::<bool>(), 2..=3_i32), 2..=4),
            between in prop::sample::select(vec![0, 20, 60]),
            travel in prop::sample::select(vec![0, 20, 45]),
            groups in prop::collection::vec((5..=30_i64, prop::option::weighted(0.7, 0..2_usize)), 2..=3),
            changeover in prop::sample::select(vec![0, 0, 10]),
            told in prop::collection::vec((any::<Index>(), 1..=3_i32), 3),
            tiers in Just(vec![Tier::Unserved, Tier::Moves, Tier::Visits, Tier::Blocks, Tier::Early, Tier::Moved]).prop_shuffle(),
            most_people in prop::option::weighted(0.3, 10..=60_i64),
            limits in prop::collection::vec((prop::bool::weighted(0.25), prop::bool::weighted(0.4)), 2),
            sizes in prop::option::weighted(0.2, (10..=25_i64, 2..=12_i32, prop::option::of(5..=30_i64))),
            own_rate in prop::option::weighted(0.2, 40..=120_i64),
            own_cap in prop::option::weighted(0.2, 10..=60_i64),
            are_shared in prop::collection::vec(prop::bool::weighted(0.3), 3),
            count in 1..=6_usize,
        ) -> CrewRecipe {
            let stands = stands.into_iter().map(|(site, crew, has_desk, rate)| Stand { site, crew, has_desk, rate });
            let class_time = sizes.map_or_else(Vec::new, |(size, minutes, batch)| {
                let small = ClassTime { up_to: Some(size), minutes, batch: None, seconds: 0 };
                vec![ClassTime { up_to: None, minutes: minutes + 3, batch, seconds: 0 }, small]
            });
            let own = OwnPace { rate: own_rate, cameras: None, reserved: None, most_people: own_cap };
            CrewRecipe { stands: stands.collect(), half_days, between, travel, groups, changeover, most_people, limits, class_time, own, are_shared, told, tiers: tiers[..count].to_vec() }
        }
    }

    impl CrewRecipe {
        fn campaign(&self) -> Campaign {
            let mut draft = Draft::new("tiny");
            (draft.grid, draft.call_lead, draft.changeover) = (GRID, 5, self.changeover);
            draft.tiers.clone_from(&self.tiers);
            draft.sites = ["A", "B"].map(|name| Site::new(Text::same(name))).to_vec();
            for (site, (most, is_consecutive)) in draft.sites.iter_mut().zip(&self.limits) {
                site.most_visits = most.then_some(1);
                site.is_consecutive = *is_consecutive;
            }
            draft.travel = vec![Travel { one: SiteId(0), other: SiteId(1), minutes: self.travel }];
            draft.crews = ["1", "2"].map(|name| Crew::new(Text::same(name))).to_vec();
            for (number, stand) in self.stands.iter().enumerate() {
                draft.stations.push(Station {
                    site: Some(SiteId(stand.site)),
                    crew: Some(CrewId(stand.crew)),
                    desk: stand.has_desk.then(|| format!("desk {}", stand.site)),
                    ..Station::new(format!("S{number}"), Some(stand.rate))
                });
            }
            draft.stations[0].most_people = self.most_people;
            let mut taken = BTreeSet::new();
            for (number, (station, on_day, is_later, cells)) in self.half_days.iter().enumerate() {
                let station = station.index(self.stands.len());
                if taken.insert((station, *on_day, *is_later)) {
                    let start = START + if *is_later { 3 * GRID + self.between } else { 0 };
                    let half_day = HalfDay { cells: *cells, ..HalfDay::default() };
                    draft.blocks.push(half_day.block(number, station, day(*on_day), start));
                }
            }
            draft.class_time.clone_from(&self.class_time);
            draft.blocks[0].own = self.own;
            for (number, (people, site)) in self.groups.iter().enumerate() {
                let mut group = Group::new(format!("G{number}"), *people);
                group.sites = site.iter().map(|site| SiteId(*site)).collect();
                if self.are_shared[number] {
                    let (first, second) = (people / 3, people - people / 3);
                    group.classes = vec![Class::new("甲", first), Class::new("乙", second)];
                    group.shared_by = vec!["甲".to_owned(), "乙".to_owned()];
                }
                draft.groups.push(group);
            }
            Campaign::new(draft).unwrap()
        }

        /// What people were told, whether it keeps the rules or not.
        fn told(&self, campaign: &Campaign) -> Plan {
            let windows = campaign.group_ids().zip(&self.told).map(|(group, (half_day, cells))| {
                let block = &campaign.blocks()[half_day.index(campaign.blocks().len())];
                let start = block.regular.start;
                let interval = Interval::new(start, start + cells * GRID);
                Window::new(group, block.date, block.station, interval)
            });
            Plan { windows: windows.collect(), ..Plan::default() }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

        #[test]
        fn where_crews_stand_is_decided_as_trying_everything_does(recipe in crew_recipe()) {
            let campaign = recipe.campaign();
            let told = recipe.told(&campaign);
            let expected = best(&campaign, &told);
            for engine in [Engine::Compact, Engine::Patterns, Engine::Auto, Engine::Sites] {
                let options = Options { engine, ..single() };
                let told = Some(&told);
                let outcome = solve(&campaign, told, &options, &Budget::unlimited(), &mut |_| {})
                    .map_err(|error| TestCaseError::fail(error.to_string()))?;
                let found: Option<Vec<Ratio>> = outcome.plan.as_ref().map(|plan| {
                    campaign.tiers().iter().map(|tier| tier_value(*tier, &campaign, plan, told)).collect()
                });
                prop_assert_eq!(&found, &expected, "{:?}, tiers {:?}", engine, campaign.tiers());
                let ends = if expected.is_some() { Termination::Optimal } else { Termination::Infeasible };
                prop_assert_eq!(outcome.termination, ends, "{:?} {:?}", engine, outcome.tiers);
                let places: BTreeSet<StationId> =
                    outcome.plan.iter().flat_map(|plan| &plan.windows).map(|window| window.station).collect();
                prop_assert!(places.iter().all(|station| campaign.station(*station).crew.is_some()));
            }
        }
    }
}

/// The engine over kinds, which takes only campaigns in which nothing but lessons looks at the time
/// of day.
mod kinds {
    use super::*;

    impl Recipe {
        /// The same campaign where lessons are for whole groups, wishes and pins for days, and
        /// nobody waits, is cut or has company; no half-day has a cap.
        fn by_length(self) -> Recipe {
            // Across a break only what needs no class on either side, and no lesson.
            let is_plain = self.groups.iter().all(|own| own.classes == 0)
                && self.changeover == 0
                && self.unavailable.is_empty();
            let lessons = self.unavailable.into_iter();
            let wishes = self.wishes.into_iter();
            let half_days = self.half_days.into_iter();
            let pause = |own: Pause| Pause { may_straddle: own.may_straddle && is_plain, ..own };
            Recipe {
                unavailable: lessons.map(|own| Unavailable { class: None, ..own }).collect(),
                wishes: wishes.map(|own| Preference { interval: None, ..own }).collect(),
                half_days: half_days
                    .map(|own| HalfDay { pause: own.pause.map(pause), ..own })
                    .collect(),
                pin: self.pin.filter(|own| own.start.is_none()),
                large: self.large.map(|own| Large { may_be_cut: false, ..own }),
                hall: None,
                relations: Vec::new(),
                own: OwnPace { most_people: None, ..self.own },
                ..self
            }
        }

        /// The same campaign where windows may lie across breaks: without classes, changeovers and
        /// lessons.
        fn across_breaks(mut self) -> Recipe {
            self.groups.iter_mut().for_each(|own| own.classes = 0);
            self.unavailable.clear();
            let pause = Some(Pause { after_cells: 1, may_straddle: true });
            for own in self.half_days.iter_mut().filter(|own| own.cells > 2) {
                own.pause = pause;
            }
            Recipe { changeover: 0, ..self }.by_length()
        }

        /// The same campaign with at most one lesson a day for a group, at the begin or the end of
        /// a half-day: windows have a release date or a deadline, and none has both.
        fn with_one_side_each(mut self) -> Recipe {
            let mut seen = BTreeSet::new();
            self.unavailable.retain(|own| seen.insert((own.group, own.date)));
            for lesson in &mut self.unavailable {
                let from = lesson.interval.start - START;
                lesson.interval = if from < 15 {
                    Interval::new(START, START + from + 5)
                } else {
                    Interval::new(START + from, START + 24 * GRID)
                };
            }
            self
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 250, ..ProptestConfig::default() })]

        #[test]
        fn kinds_find_what_trying_everything_finds(recipe in recipe()) {
            let campaign = recipe.by_length().with_one_side_each().campaign();
            let expected = best(&campaign, &Plan::default());
            let tuning = Tuning { searched_alternatives: 0, search_labels: 500, ..Tuning::default() };
            let options = Options { engine: Engine::Kinds, tuning, ..single() };
            agrees(&campaign, None, &options, expected.as_ref())?;
            let outcome = solve(&campaign, None, &options, &Budget::unlimited(), &mut |_| {});
            let tiers = outcome.map_err(|error| TestCaseError::fail(error.to_string()))?.tiers;
            let is_own = |tier: &TierOutcome| {
                tier.solver_status == "not needed" || tier.solver_status.starts_with("kinds")
            };
            // A changeover may be longer than the break.
            prop_assert!(campaign.changeover() > 7 || tiers.iter().all(is_own), "{tiers:?}");
        }

        /// Lessons at any time: a window may have a release date and a deadline.
        #[test]
        fn kinds_with_lessons_find_what_trying_everything_finds(recipe in recipe()) {
            let campaign = recipe.by_length().campaign();
            let expected = best(&campaign, &Plan::default());
            let tuning = Tuning { searched_alternatives: 0, search_labels: 500, ..Tuning::default() };
            let options = Options { engine: Engine::Kinds, tuning, ..single() };
            agrees(&campaign, None, &options, expected.as_ref())?;
        }

        #[test]
        fn kinds_across_breaks_find_what_trying_everything_finds(recipe in recipe()) {
            let recipe = recipe.across_breaks();
            let (campaign, baseline) = (recipe.campaign(), recipe.baseline());
            let options = Options { engine: Engine::Kinds, ..single() };
            let expected = best(&campaign, &baseline);
            agrees(&campaign, Some(&baseline), &options, expected.as_ref())?;
            let outcome = solve(&campaign, Some(&baseline), &options, &Budget::unlimited(), &mut |_| {});
            let tiers = outcome.map_err(|error| TestCaseError::fail(error.to_string()))?.tiers;
            let is_own = |tier: &TierOutcome| {
                tier.solver_status == "not needed" || tier.solver_status.starts_with("kinds")
            };
            prop_assert!(recipe.tiers.contains(&Tier::Moved) || tiers.iter().all(is_own), "{tiers:?}");
        }

        #[test]
        fn windows_that_stay_are_what_trying_everything_finds(recipe in recipe(), first in any::<bool>()) {
            let mut recipe = recipe.by_length();
            recipe.tiers.retain(|tier| *tier != Tier::Moved);
            recipe.tiers.insert(if first { 0 } else { recipe.tiers.len() }, Tier::Moved);
            let (campaign, baseline) = (recipe.campaign(), recipe.baseline());
            let expected = best(&campaign, &baseline);
            let tuning = Tuning { searched_alternatives: 0, search_labels: 500, ..Tuning::default() };
            let options = Options { engine: Engine::Kinds, tuning, ..single() };
            agrees(&campaign, Some(&baseline), &options, expected.as_ref())?;
        }
    }
}

/// Solves with an engine and holds every tier and the plan against the best values.
fn agrees(
    campaign: &Campaign,
    baseline: Option<&Plan>,
    options: &Options,
    expected: Option<&Vec<Ratio>>,
) -> Result<(), TestCaseError> {
    let engine = options.engine;
    let mut outcome = solve(campaign, baseline, options, &Budget::unlimited(), &mut |_| {})
        .map_err(|error| TestCaseError::fail(error.to_string()))?;
    // Where the order of classes is free, an order is chosen for lessons alone, and not every order
    // is tried with a break in the window: a window may be missing that another order would allow,
    // so nothing may be called proven.
    let has_breaks = campaign.blocks().iter().any(|block| !block.breaks.is_empty());
    let may_be_unproven =
        campaign.class_order() == ClassOrder::Free && (campaign.limits_waiting() || has_breaks);
    // On these campaigns patterns need no help from the compact MIP, whatever the rules.
    let is_alone = |tier: &TierOutcome| {
        let said = tier.solver_status.as_str();
        said.is_empty() || said == "not needed" || said.starts_with("patterns")
    };
    // The tree can't tell everything where people are left out.
    let may_need_help =
        matches!(engine, Engine::Compact | Engine::Kinds) || options.tuning.many_patterns == 0;
    let alone = may_need_help || may_be_unproven || outcome.tiers.iter().all(is_alone);
    prop_assert!(alone, "{:?}", outcome.tiers);
    outcome.tiers.extend(outcome.ties.take());
    let Some(expected) = expected else {
        let unproven = may_be_unproven && outcome.termination == Termination::NoPlan;
        prop_assert!(unproven || outcome.termination == Termination::Infeasible, "{:?}", engine);
        return Ok(());
    };
    let unproven = may_be_unproven && outcome.termination == Termination::Feasible;
    prop_assert!(
        unproven || outcome.termination == Termination::Optimal,
        "{:?} {:?}",
        engine,
        outcome.tiers
    );
    let found: Vec<Ratio> = outcome.tiers.iter().filter_map(|tier| tier.value).collect();
    if unproven {
        prop_assert!(&found >= expected, "{:?}, tiers {:?}", engine, campaign.tiers());
    } else {
        prop_assert_eq!(&found, expected, "{:?}, tiers {:?}", engine, campaign.tiers());
    }
    let plan = outcome.plan.ok_or_else(|| TestCaseError::fail("no plan"))?;
    let broken = errors(campaign, &plan);
    prop_assert!(broken.is_empty(), "{broken:?}");
    for (tier, value) in outcome.tiers.iter().zip(found) {
        prop_assert_eq!(tier_value(tier.tier, campaign, &plan, baseline), value);
    }
    Ok(())
}
