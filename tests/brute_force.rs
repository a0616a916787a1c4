//! On tiny random campaigns every plan is tried: the solver must find the same value in every tier.
//!
//! The oracle is deliberately simple: it enumerates windows on the grid, keeps the plans that `check` passes,
//! and takes the best by the recomputed tier values. It shares nothing with the integer programme.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails should say where")]

use callsheet::check::check;
use callsheet::clock::Interval;
use callsheet::diagnostic::Severity;
use callsheet::instance::{
    Block, BlockId, Break, Class, Draft, Group, GroupId, Instance, MakeUp, Pin, Preference, Share, Station, StationId,
    Tier, Unavailable, Wish,
};
use callsheet::metrics::tier_value;
use callsheet::plan::{Plan, Window};
use callsheet::ratio::Ratio;
use callsheet::slots;
use callsheet::solve::{Options, Termination, solve};
use callsheet::text::Text;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use proptest::sample::Index;
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
    groups: Vec<(i64, bool)>,
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
}

fn recipe() -> impl Strategy<Value = Recipe> {
    let blocks = prop::collection::vec(
        (2..=4_i32, 0..=1_i32, prop::bool::weighted(0.2), prop::option::weighted(0.3, any::<bool>())),
        1..=2,
    );
    let groups = prop::collection::vec((10..=70_i64, any::<bool>()), 1..=3);
    let rate = prop::option::of(60..=240_i64);
    let unavailable = prop::collection::vec((any::<Index>(), any::<bool>(), 0..2_usize, 0..40_i32, 5..20_i32), 0..=2);
    let wishes = prop::collection::vec((any::<Index>(), 0..2_usize, any::<bool>(), 1..5_i64), 0..=2);
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
    (shape, (rare, most_groups), unavailable, wishes, baseline, tiers).prop_map(
        |(
            (blocks, groups, rate, stations, changeover),
            ((forbidden, pin), most_groups),
            unavailable,
            wishes,
            baseline,
            tiers,
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
            }
        },
    )
}

fn build(recipe: &Recipe) -> (Instance, Plan) {
    let mut draft = Draft::new("tiny");
    draft.grid = GRID;
    draft.call_lead = 5;
    draft.changeover = recipe.changeover;
    draft.max_groups_per_block = recipe.most_groups;
    draft.tiers.clone_from(&recipe.tiers);
    for station in 0..recipe.stations {
        // The second station is half as fast.
        let rate = recipe.rate.map(|rate| rate / (station as i64 + 1));
        draft.stations.push(Station { name: Text::same(format!("S{station}")), rate });
    }
    for (number, (cells, overtime, make_up, pause)) in recipe.blocks.iter().enumerate() {
        let end = START + cells * GRID;
        let make_up = make_up.then(|| MakeUp { name: Text::same("make-up"), interval: Interval::new(end - GRID, end) });
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
                .map(|may_straddle| Break { interval: Interval::new(START + GRID, START + GRID + 7), may_straddle })
                .into_iter()
                .collect(),
        });
    }
    for (number, (people, classes)) in recipe.groups.iter().enumerate() {
        let mut group = Group::new(format!("G{number}"), *people);
        if *classes {
            let class =
                |name: &str, headcount| Class { name: name.to_owned(), headcount, off_site: 0, attendance: Share::ALL };
            group.classes = vec![class("a", people / 3), class("b", people - people / 3)];
        }
        draft.groups.push(group);
    }
    let groups = draft.groups.len();
    if let Some((group, block)) = &recipe.forbidden {
        draft.groups[group.index(groups)].not_in = vec![BlockId(block.index(draft.blocks.len()))];
    }
    for (group, for_class, on_day, from, length) in &recipe.unavailable {
        let group = group.index(groups);
        draft.unavailable.push(Unavailable {
            group: GroupId(group),
            class: (*for_class && !draft.groups[group].classes.is_empty()).then_some(1),
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
    let baseline = recipe.baseline.iter().take(groups).enumerate().map(|(group, (block, from, cells))| {
        let block = &draft.blocks[block.index(draft.blocks.len())];
        let start = START + from * GRID;
        Window {
            date: block.date,
            station: block.station,
            interval: Interval::new(start, start + cells * GRID),
            group: GroupId(group),
            stated_headcount: None,
        }
    });
    let baseline = Plan { windows: baseline.collect(), ..Plan::default() };
    (Instance::new(draft).unwrap(), baseline)
}

/// Every window that a group could get on the grid, and no window.
fn choices(instance: &Instance, group: GroupId) -> Vec<Option<Window>> {
    let mut choices = vec![None];
    for block in instance.blocks() {
        for start in (block.regular.start..block.latest_end).step_by(GRID as usize) {
            for end in (start + GRID..=block.latest_end).step_by(GRID as usize) {
                let interval = Interval::new(start, end);
                let (date, station) = (block.date, block.station);
                choices.push(Some(Window { date, station, interval, group, stated_headcount: None }));
            }
        }
    }
    choices
}

/// The best tier values of all plans that keep the rules.
fn best(instance: &Instance, baseline: &Plan) -> Option<Vec<Ratio>> {
    let mut plans = vec![Plan::default()];
    for group in instance.group_ids() {
        let choices = choices(instance, group);
        plans = plans
            .into_iter()
            .flat_map(|plan| {
                choices.iter().map(move |choice| {
                    let mut plan = plan.clone();
                    plan.windows.extend(choice.clone());
                    plan
                })
            })
            .filter(|plan| {
                // A pair that overlaps never gets better by adding a third group.
                let last = plan.windows.last();
                plan.windows.iter().rev().skip(1).all(|other| {
                    last.is_none_or(|last| {
                        (last.date, last.station) != (other.date, other.station)
                            || !last.interval.overlaps(other.interval)
                    })
                })
            })
            .collect();
    }
    plans
        .into_iter()
        .map(|mut plan| {
            slots::assign(instance, &mut plan);
            plan
        })
        .filter(|plan| check(instance, plan).iter().all(|found| found.severity == Severity::Warning))
        .map(|plan| {
            instance.tiers().iter().map(|tier| tier_value(*tier, instance, &plan, Some(baseline))).collect::<Vec<_>>()
        })
        .min()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, ..ProptestConfig::default() })]

    #[test]
    fn the_solver_finds_what_trying_everything_finds(recipe in recipe()) {
        let (instance, baseline) = build(&recipe);
        let expected = best(&instance, &baseline);
        let options = Options { threads: 1, ..Options::default() };
        let outcome = solve(&instance, Some(&baseline), &options, &AtomicBool::new(false), &mut |_| {})
            .map_err(|error| TestCaseError::fail(error.to_string()))?;
        let Some(expected) = expected else {
            prop_assert_eq!(outcome.termination, Termination::Infeasible);
            return Ok(());
        };
        prop_assert_eq!(outcome.termination, Termination::Optimal);
        let found: Vec<Ratio> = outcome.tiers.iter().filter_map(|tier| tier.value).collect();
        prop_assert_eq!(&found, &expected, "tiers {:?}", instance.tiers());
        let plan = outcome.plan.ok_or_else(|| TestCaseError::fail("no plan"))?;
        let broken: Vec<_> =
            check(&instance, &plan).into_iter().filter(|found| found.severity == Severity::Error).collect();
        prop_assert!(broken.is_empty(), "{broken:?}");
        for (tier, value) in instance.tiers().iter().zip(&expected) {
            prop_assert_eq!(tier_value(*tier, &instance, &plan, Some(&baseline)), *value);
        }
    }
}
