//! On tiny random campaigns every plan is tried: the solver must find the same value in every tier.
//!
//! The oracle is deliberately simple: it enumerates windows on the grid, keeps the plans that
//! `check` passes, and takes the best by the recomputed tier values. It shares nothing with the
//! integer programme.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails should say where")]

use callsheet::base::clock::Interval;
use callsheet::base::diagnostic::{Code, Severity};
use callsheet::base::ratio::Ratio;
use callsheet::base::text::Text;
use callsheet::campaign::plan::{Plan, Window};
use callsheet::campaign::{
    Block, BlockId, Break, Buffer, Campaign, Class, ClassOrder, Draft, Group, GroupId, MakeUp, Pin,
    Preference, Relation, RelationKind, Run, Station, StationId, Tier, Unavailable, Wish,
};
use callsheet::check::check;
use callsheet::plans::metrics::tier_value;
use callsheet::plans::slots;
use callsheet::solve::{Engine, Options, Sizes, Termination, TierOutcome, solve};
use jiff::civil::{Date, date};
use proptest::prelude::*;
use proptest::sample::Index;
use std::ops::RangeInclusive;
use std::sync::atomic::AtomicBool;

const GRID: i32 = 10;
const START: i32 = 540;

fn day(number: usize) -> Date {
    date(2024, 5, 6 + number as i8)
}

/// What a random campaign is made of; small whole numbers that `build` turns into an instance.
#[derive(Debug, Clone)]
struct Recipe {
    blocks: Vec<(i32, i32, bool, Option<bool>)>,
    groups: Vec<(i64, usize)>,
    rate: Option<i64>,
    stations: usize,
    changeover: i32,
    most_groups: Option<usize>,
    forbidden: Option<(Index, Index)>,
    unavailable: Vec<(Index, bool, usize, i32, i32)>,
    pin: Option<(Index, usize, bool)>,
    wishes: Vec<(Index, usize, bool, i64)>,
    baseline: Vec<(Index, i32, i32)>,
    tiers: Vec<Tier>,
    day: Day,
}

/// The rules of a day as it really runs.
#[derive(Debug, Clone)]
struct Day {
    free_order: bool,
    /// People of the first group on top, and whether it may be cut.
    large: Option<(i64, bool)>,
    buffer: Option<(i32, i64)>,
    hall: Option<(i64, bool)>,
    relations: Vec<(RelationKind, Index, Index)>,
    /// Minutes of their own for some groups and blocks.
    minutes: Vec<(Index, Index, i32)>,
}

fn real_day() -> impl Strategy<Value = Day> {
    let kinds = vec![RelationKind::Together, RelationKind::Apart, RelationKind::Before];
    let relation = (prop::sample::select(kinds), any::<Index>(), any::<Index>());
    (
        any::<bool>(),
        prop::option::weighted(0.4, (20..=120_i64, prop::bool::weighted(0.8))),
        prop::option::weighted(0.2, (0..=4_i32, 0..=30_i64)),
        prop::option::weighted(0.25, (20..=110_i64, any::<bool>())),
        prop::collection::vec(relation, 0..=2),
        prop_oneof![
            2 => Just(Vec::new()),
            1 => prop::collection::vec((any::<Index>(), any::<Index>(), 1..=55_i32), 1..=4),
        ],
    )
        .prop_map(|(free_order, large, buffer, hall, relations, minutes)| Day {
            free_order,
            large,
            buffer,
            hall,
            relations,
            minutes,
        })
}

/// Groups, one time in three all of the same size.
fn some_alike(
    group: impl Strategy<Value = (i64, usize)> + Clone,
    count: RangeInclusive<usize>,
) -> impl Strategy<Value = Vec<(i64, usize)>> {
    let alike = (group.clone(), count.clone()).prop_map(|(group, count)| vec![group; count]);
    prop_oneof![2 => prop::collection::vec(group, count), 1 => alike]
}

fn recipe() -> impl Strategy<Value = Recipe> {
    let blocks = prop::collection::vec(
        (
            2..=4_i32,
            0..=1_i32,
            prop::bool::weighted(0.2),
            prop::option::weighted(0.3, any::<bool>()),
        ),
        1..=2,
    );
    let groups = some_alike((10..=70_i64, prop::sample::select(vec![0, 2, 3])), 1..=3);
    let rate = prop::option::of(60..=240_i64);
    let unavailable = prop::collection::vec(
        (any::<Index>(), any::<bool>(), 0..2_usize, 0..40_i32, 5..20_i32),
        0..=4,
    );
    let wishes =
        prop::collection::vec((any::<Index>(), 0..2_usize, any::<bool>(), 1..5_i64), 0..=2);
    let baseline = prop::collection::vec((any::<Index>(), 0..3_i32, 1..3_i32), 3);
    let tiers = Just(Tier::ALL.to_vec())
        .prop_shuffle()
        .prop_flat_map(|all| (1..=all.len()).prop_map(move |count| all[..count].to_vec()));
    let rare = (
        prop::option::weighted(0.3, (any::<Index>(), any::<Index>())),
        prop::option::weighted(0.2, (any::<Index>(), 0..2_usize, any::<bool>())),
    );
    let shape = (blocks, groups, rate, 1..=2_usize, prop::sample::select(vec![0, 5, 10, 15]));
    let most_groups = prop::option::weighted(0.2, 1..=2_usize);
    (shape, (rare, most_groups), unavailable, wishes, baseline, (tiers, real_day())).prop_map(
        |(
            (blocks, groups, rate, stations, changeover),
            ((forbidden, pin), most_groups),
            unavailable,
            wishes,
            baseline,
            (tiers, day),
        )| {
            Recipe {
                blocks,
                groups,
                rate,
                stations,
                changeover,
                most_groups,
                forbidden,
                unavailable,
                pin,
                wishes,
                baseline,
                tiers,
                day,
            }
        },
    )
}

/// Only who comes where: any order will do, and wishes are for whole days.
fn assignment() -> impl Strategy<Value = Recipe> {
    let more_groups = some_alike((10..=70_i64, Just(0)), 2..=3);
    let wishes = prop::collection::vec((any::<Index>(), 0..2_usize, Just(false), 1..9_i64), 2..=4);
    (recipe(), more_groups, wishes, any::<bool>()).prop_map(
        |(mut recipe, groups, wishes, may_be_left_out)| {
            for (_, overtime, make_up, pause) in &mut recipe.blocks {
                (*overtime, *make_up, *pause) = (0, false, None);
            }
            (recipe.groups, recipe.wishes) = (groups, wishes);
            (recipe.most_groups, recipe.forbidden, recipe.pin, recipe.unavailable) =
                (None, None, None, Vec::new());
            (recipe.day.large, recipe.day.hall, recipe.day.relations) = (None, None, Vec::new());
            recipe.tiers = if may_be_left_out {
                vec![Tier::Unserved, Tier::Preference]
            } else {
                vec![Tier::Preference]
            };
            recipe
        },
    )
}

fn group(recipe: &Recipe, number: usize, people: i64, classes: usize) -> Group {
    let large = recipe.day.large.filter(|_| number == 0);
    let people = people + large.map_or(0, |(more, _)| more);
    let mut group = Group::new(format!("G{number}"), people);
    group.classes = match classes {
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
    if large.is_some_and(|(_, may_be_cut)| may_be_cut) && classes > 0 {
        group.max_windows = 2;
        group.cut_freely = people % 2 == 0;
    }
    if let Some((minutes, per_cent)) = recipe.day.buffer {
        group.buffer = Buffer { minutes, per_cent };
    }
    group
}

/// Order of classes, hall, relations, and minutes of their own.
fn real_rules(recipe: &Recipe, draft: &mut Draft) {
    let groups = draft.groups.len();
    if recipe.day.free_order {
        draft.class_order = ClassOrder::Free;
    }
    if let Some((capacity, everywhere)) = recipe.day.hall {
        let place = if everywhere {
            &mut draft.hall_capacity
        } else {
            &mut draft.stations[0].hall_capacity
        };
        *place = Some(capacity);
    }
    for (group, block, minutes) in &recipe.day.minutes {
        let pair = (GroupId(group.index(groups)), BlockId(block.index(draft.blocks.len())));
        draft.minutes.insert(pair, *minutes);
    }
    for (kind, first, second) in &recipe.day.relations {
        let (first, second) = (GroupId(first.index(groups)), GroupId(second.index(groups)));
        let is_cut = |group: GroupId| draft.groups[group.0].max_windows > 1;
        if first != second
            && !(*kind == RelationKind::Together && (is_cut(first) || is_cut(second)))
        {
            draft.relations.push(Relation { kind: *kind, first, second });
        }
    }
}

fn build(recipe: &Recipe) -> (Campaign, Plan) {
    let mut draft = Draft::new("tiny");
    draft.grid = GRID;
    draft.call_lead = 5;
    draft.changeover = recipe.changeover;
    draft.max_groups_per_block = recipe.most_groups;
    draft.tiers.clone_from(&recipe.tiers);
    for station in 0..recipe.stations {
        // The second station is half as fast.
        let rate = recipe.rate.map(|rate| rate / (station as i64 + 1));
        draft.stations.push(Station::new(format!("S{station}"), rate));
    }
    for (number, (cells, overtime, make_up, pause)) in recipe.blocks.iter().enumerate() {
        let end = START + cells * GRID;
        let make_up = make_up.then(|| MakeUp {
            name: Text::same("make-up"),
            interval: Interval::new(end - GRID, end),
        });
        draft.blocks.push(Block {
            name: format!("B{number}"),
            station: StationId(number % recipe.stations),
            date: day(number),
            regular: Interval::new(START, end),
            latest_end: end + overtime * GRID,
            make_up: make_up.into_iter().collect(),
            // Not always on the grid, and some may be straddled.
            breaks: pause
                .filter(|_| *cells > 2)
                .map(|may_straddle| Break {
                    interval: Interval::new(START + GRID, START + GRID + 7),
                    may_straddle,
                })
                .into_iter()
                .collect(),
        });
    }
    for (number, (people, classes)) in recipe.groups.iter().enumerate() {
        draft.groups.push(group(recipe, number, *people, *classes));
    }
    real_rules(recipe, &mut draft);
    let groups = draft.groups.len();
    if let Some((group, block)) = &recipe.forbidden {
        draft.groups[group.index(groups)].not_in = vec![BlockId(block.index(draft.blocks.len()))];
    }
    for (group, for_class, on_day, from, length) in &recipe.unavailable {
        let group = group.index(groups);
        draft.unavailable.push(Unavailable {
            group: GroupId(group),
            class: (*for_class && !draft.groups[group].classes.is_empty())
                .then_some(usize::from(*from > 20)),
            date: day(*on_day),
            interval: Interval::new(START + from, START + from + length),
            reason: "exam".to_owned(),
        });
    }
    if let Some((group, on_day, start)) = &recipe.pin {
        draft.pins.push(Pin {
            group: GroupId(group.index(groups)),
            station: None,
            date: (!start).then(|| day(*on_day)),
            start: start.then_some(START + GRID),
            end: None,
        });
    }
    for (group, on_day, prefer, weight) in &recipe.wishes {
        draft.preferences.push(Preference {
            group: GroupId(group.index(groups)),
            date: Some(day(*on_day)),
            interval: prefer.then_some(Interval::new(START, START + 2 * GRID)),
            wish: if *prefer { Wish::Prefer } else { Wish::Avoid },
            weight: *weight,
        });
    }
    // Sometimes the baseline calls the first group twice.
    let twice = recipe.baseline.iter().take(groups).enumerate();
    let again =
        recipe.baseline.iter().filter(|(_, from, _)| *from == 2).take(1).map(|call| (0, call));
    let baseline = twice.chain(again).map(|(group, (block, from, cells))| {
        let block = &draft.blocks[block.index(draft.blocks.len())];
        let start = START + from * GRID;
        Window {
            date: block.date,
            station: block.station,
            interval: Interval::new(start, start + cells * GRID),
            group: GroupId(group),
            run: None,
            stated_headcount: None,
        }
    });
    let baseline = Plan { windows: baseline.collect(), ..Plan::default() };
    (Campaign::new(draft).unwrap(), baseline)
}

/// Every window on the grid that could serve these classes.
fn windows(campaign: &Campaign, group: GroupId, run: Option<Run>) -> Vec<Window> {
    let mut windows = Vec::new();
    for block in campaign.blocks() {
        for start in (block.regular.start..block.latest_end).step_by(GRID as usize) {
            for end in (start + GRID..=block.latest_end).step_by(GRID as usize) {
                let interval = Interval::new(start, end);
                let (date, station) = (block.date, block.station);
                windows.push(Window {
                    date,
                    station,
                    interval,
                    group,
                    run,
                    stated_headcount: None,
                });
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
            let firsts = windows(campaign, group, Some(Run { from: 0, to: cut }));
            let seconds = windows(campaign, group, Some(Run { from: cut, to: classes }));
            for first in &firsts {
                choices.extend(seconds.iter().map(|second| vec![first.clone(), second.clone()]));
            }
        }
    }
    choices.retain(|windows| {
        let mut plan = Plan { windows: windows.clone(), ..Plan::default() };
        slots::assign(campaign, &mut plan);
        check(campaign, &plan)
            .iter()
            .all(|found| found.severity == Severity::Warning || found.rule() == Code::NotServed)
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
        .filter(|plan| {
            check(campaign, plan).iter().all(|found| found.severity == Severity::Warning)
        })
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
        let (campaign, baseline) = build(&recipe);
        let expected = best(&campaign, &baseline);
        // Then as if half-days were many, and as if each had many groups.
        let small = Sizes { many_blocks: usize::MAX, many_groups: usize::MAX, ..Sizes::default() };
        let (many, full) = (Sizes { many_blocks: 0, ..small }, Sizes { many_groups: 0, ..small });
        let ways = [small, many, full].map(|sizes| (Engine::Patterns, sizes));
        for (engine, sizes) in std::iter::once((Engine::Compact, small)).chain(ways) {
            let options = Options { threads: 1, engine, sizes, ..Options::default() };
            agrees(&campaign, &baseline, &options, expected.as_ref())?;
        }
    }

    #[test]
    fn assignments_are_what_trying_everything_finds(recipe in assignment()) {
        let (campaign, baseline) = build(&recipe);
        let expected = best(&campaign, &baseline);
        // As if each half-day had many groups, and as if patterns were too many for a programme.
        let usual = Sizes::default();
        for sizes in [Sizes { many_groups: 0, ..usual }, Sizes { many_patterns: 0, ..usual }] {
            let options = Options { threads: 1, engine: Engine::Patterns, sizes, ..Options::default() };
            agrees(&campaign, &baseline, &options, expected.as_ref())?;
        }
    }
}

/// Solves with an engine and holds every tier and the plan against the best values.
fn agrees(
    campaign: &Campaign,
    baseline: &Plan,
    options: &Options,
    expected: Option<&Vec<Ratio>>,
) -> Result<(), TestCaseError> {
    let engine = options.engine;
    let outcome = solve(campaign, Some(baseline), options, &AtomicBool::new(false), &mut |_| {})
        .map_err(|error| TestCaseError::fail(error.to_string()))?;
    // Where the order of classes is free, an order is chosen for lessons alone, and not every order
    // is tried with a break in the window: a window may be missing that another order would allow,
    // so nothing may be called proven.
    let has_breaks = campaign.blocks().iter().any(|block| !block.breaks.is_empty());
    let may_be_unproven =
        campaign.class_order() == ClassOrder::Free && (campaign.limits_waiting() || has_breaks);
    // On campaigns so small patterns need no help from the compact programme, whatever the rules.
    let is_alone = |tier: &TierOutcome| {
        let said = tier.solver_status.as_str();
        said.is_empty() || said == "not needed" || said.starts_with("patterns")
    };
    // The tree can't tell everything where people are left out.
    let may_need_help = engine == Engine::Compact || options.sizes.many_patterns == 0;
    let alone = may_need_help || may_be_unproven || outcome.tiers.iter().all(is_alone);
    prop_assert!(alone, "{:?}", outcome.tiers);
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
    let broken: Vec<_> = check(campaign, &plan)
        .into_iter()
        .filter(|found| found.severity == Severity::Error)
        .collect();
    prop_assert!(broken.is_empty(), "{broken:?}");
    for (tier, value) in campaign.tiers().iter().zip(found) {
        prop_assert_eq!(tier_value(*tier, campaign, &plan, Some(baseline)), value);
    }
    Ok(())
}
