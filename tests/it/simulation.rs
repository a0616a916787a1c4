//! The simulation: days that can be reckoned by hand, queues that theory knows, and the same result
//! on any number of threads.

use crate::solving::plain_block;
use callsheet::base::budget::Budget;
use callsheet::base::clock::Interval;
use callsheet::base::text::Text;
use callsheet::campaign::plan::{Plan, Window};
use callsheet::campaign::{
    Block, Break, Campaign, Class, Draft, Failures, Group, Latecomers, MakeUp, Outage, Service,
    Share, Station, StationId, Uncertainty,
};
use callsheet::simulate::queue::{Arrival, Heads, Line, Team, serve};
use callsheet::simulate::{Refused, Results, SimulateOptions, simulate};
use jiff::civil::{Date, date};
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use std::sync::atomic::AtomicU64;

const DAY: Date = date(2024, 5, 6);

/// One station, one morning from 09:00 to 12:00, two groups.
fn draft(rate: i64, cameras: i64, people: [i64; 2]) -> Draft {
    let mut draft = Draft::new("by hand");
    draft.uncertainty = Uncertainty::none();
    let mut station = Station::new("S", Some(rate));
    station.cameras = Some(cameras);
    draft.stations.push(station);
    draft.blocks.push(plain_block("B", DAY, Interval::new(540, 720)));
    draft.groups = vec![Group::new("A", people[0]), Group::new("B", people[1])];
    draft
}

fn window(group: usize, start: i32, end: i32) -> Window {
    crate::solving::window(group, DAY, Interval::new(start, end))
}

fn play(draft: Draft, windows: Vec<Window>, runs: u64, threads: usize) -> Results {
    let plan = Plan { windows, ..Plan::default() };
    let campaign = Campaign::new(draft).unwrap();
    let options = SimulateOptions { runs, seed: 7, threads };
    simulate(&campaign, &[&plan], options, &Budget::unlimited(), &AtomicU64::new(0))
        .unwrap()
        .pop()
        .unwrap()
}

fn near(found: f64, wanted: f64) {
    assert!((found - wanted).abs() < 1e-6, "{found} instead of {wanted}");
}

#[test]
fn what_is_just_long_enough_ends_on_time() {
    // Two cameras, a minute a photo: 60 people in 30 minutes, 120 in 60. Nobody goes in before the
    // window begins.
    let mut exact = draft(120, 2, [60, 120]);
    exact.uncertainty.run_ahead = false;
    let found = play(exact, vec![window(0, 540, 570), window(1, 570, 630)], 3, 1);
    assert!(
        found.windows.iter().all(|window| window.on_time.share >= 1.0 && window.over.value == 0.0)
    );
    assert!(found.all_on_time.share >= 1.0);
    // Called at 08:40: the k-th pair of A waits 20 + k minutes, 0 to 29, B as well.
    let mean_of = |pairs: i32| f64::from(20) + f64::from(pairs - 1) / 2.0;
    near(found.wait.value, (60.0 * mean_of(30) + 120.0 * mean_of(60)) / 180.0);
    near(found.windows[0].waits[0], 34.0);
    // Both cameras are busy all the time.
    near(found.idle.value, 0.0);
    // 60 of A from 08:40 on; those of B come at 09:10, when 40 of A are still there: at 09:10 it is
    // 160.
    near(found.fullest[0], 160.0);
    let at =
        |minute: i32| found.halls[0].moments.iter().find(|moment| moment.0 == minute).unwrap().1;
    assert_eq!(
        [at(515), at(520), at(540), at(550), at(630)].map(|people| people as i64),
        [0, 60, 60, 160, 0]
    );
}

#[test]
fn who_is_short_of_minutes_runs_over_by_them() {
    // A needs 40 minutes and has 30; B begins 10 minutes late, needs 60 of its 60.
    let mut late = draft(120, 2, [80, 120]);
    late.uncertainty.run_ahead = false;
    let found = play(late.clone(), vec![window(0, 540, 570), window(1, 570, 630)], 2, 1);
    assert!(found.windows.iter().all(|window| window.on_time.share == 0.0));
    for window in &found.windows {
        near(window.over.value, 10.0);
        near(window.over_95, 10.0);
    }
    // The crew may run ahead: nothing changes for A, which can't begin before the crew is there.
    late.uncertainty.run_ahead = true;
    let ahead = play(late.clone(), vec![window(0, 550, 580), window(1, 580, 640)], 2, 1);
    near(ahead.windows[0].over.value, 0.0);
    near(ahead.windows[1].over.value, 0.0);
    // A changeover of 5 minutes between the two.
    late.changeover = 5;
    let changing = play(late, vec![window(0, 540, 570), window(1, 570, 630)], 2, 1);
    near(changing.windows[1].over.value, 15.0);
}

#[test]
fn breaks_and_outages_take_their_minutes() {
    let mut slow = draft(60, 1, [60, 0]);
    slow.blocks[0].breaks.push(Break { interval: Interval::new(560, 580), may_straddle: true });
    near(play(slow, vec![window(0, 540, 600)], 2, 1).windows[0].over.value, 20.0);
    let mut broken = draft(120, 2, [120, 0]);
    let outage = Outage {
        station: StationId(0),
        date: DAY,
        interval: Interval::new(550, 590),
        cameras: Some(1),
    };
    broken.uncertainty.outages.push(outage);
    // One of two cameras is gone for 40 minutes: 20 minutes more for all. Its idle minutes are
    // none.
    let found = play(broken.clone(), vec![window(0, 540, 600)], 2, 1);
    near(found.windows[0].over.value, 20.0);
    near(found.idle.value, 0.0);
    broken.uncertainty.outages[0].cameras = None;
    near(play(broken, vec![window(0, 540, 600)], 2, 1).windows[0].over.value, 40.0);
}

#[test]
fn classes_go_in_their_order_and_wait_from_their_own_call() {
    let mut classes = draft(60, 1, [40, 0]);
    classes.groups[0].classes = vec![Class::new("1", 10), Class::new("2", 30)];
    classes.uncertainty.run_ahead = false;
    let found = play(classes, vec![window(0, 540, 580)], 1, 1);
    // Class 1 is called at 08:40, class 2 at 08:50: both wait 20 + 0, 1, 2, … minutes.
    near(found.wait.value, (10.0 * 24.5 + 30.0 * 34.5) / 40.0);
}

#[test]
fn who_cannot_be_photographed_needs_the_make_up_time() {
    let mut full = draft(60, 1, [60, 0]);
    full.uncertainty.overtime = 0;
    full.blocks[0].regular.end = 600;
    full.blocks[0].latest_end = 600;
    full.blocks[0]
        .make_up
        .push(MakeUp { name: Text::same("make-up"), interval: Interval::new(570, 600) });
    full.groups[0].attendance = Share::from_basis_points(1).unwrap();
    // Nobody comes (one in ten thousand): 60 need the make-up time, which takes 30.
    let found = play(full.clone(), vec![window(0, 540, 570)], 1, 1);
    near(found.missed.value, 60.0);
    near(found.left.value, 30.0);
    assert!(found.suffices.share == 0.0 && found.windows[0].on_time.share >= 1.0);
    full.blocks[0].make_up[0].interval = Interval::new(540, 600);
    full.groups[0].headcount = 50;
    let found = play(full.clone(), vec![window(0, 530, 540)], 1, 1);
    near(found.left.value, 0.0);
    // Half an hour for 60 who all come, and the doors are shut: 30 go home, and the window is late.
    full.groups[0] = Group::new("A", 60);
    full.blocks[0].make_up.clear();
    let found = play(full, vec![window(0, 570, 600)], 1, 1);
    near(found.left.value, 10.0);
    assert!(
        found.windows[0].on_time.share == 0.0,
        "called at 09:10, 50 are photographed by 10:00, when it closes"
    );
}

#[test]
fn windows_outside_all_half_days_follow_each_other() {
    // A needs 40 minutes and has 30; B begins 10 minutes late and needs all of its own.
    let late = draft(60, 1, [40, 30]);
    let found = play(late.clone(), vec![window(0, 800, 830), window(1, 830, 860)], 1, 1);
    assert!(found.windows.iter().all(|window| window.on_time.share == 0.0));
    near(found.windows[0].over.value, 10.0);
    near(found.windows[1].over.value, 10.0);
    near(found.left.value, 0.0);
    // Where a half-day begins with the window's end the crew is needed there: ten go home.
    let cut_off = play(late, vec![window(0, 510, 540), window(1, 540, 570)], 1, 1);
    assert!(cut_off.windows[0].on_time.share == 0.0 && cut_off.windows[1].on_time.share >= 1.0);
    near(cut_off.left.value, 10.0);
}

/// Nobody comes to the slot: one in ten thousand would.
fn everybody_makes_up(mut draft: Draft) -> Draft {
    draft.groups[0].attendance = Share::from_basis_points(1).unwrap();
    draft
}

#[test]
fn make_up_time_after_the_regular_end_is_served() {
    let mut draft = everybody_makes_up(draft(60, 1, [60, 0]));
    draft.blocks[0].regular.end = 600;
    draft.blocks[0]
        .make_up
        .push(MakeUp { name: Text::same("make-up"), interval: Interval::new(630, 660) });
    let found = play(draft, vec![window(0, 540, 600)], 1, 1);
    near(found.left.value, 30.0);
}

#[test]
fn a_half_day_with_make_up_time_alone_begins_with_it() {
    let mut draft = everybody_makes_up(draft(60, 1, [10, 0]));
    let early = Block {
        id: None,
        name: "early".into(),
        regular: Interval::new(420, 480),
        latest_end: 480,
        ..draft.blocks[0].clone()
    };
    draft.blocks[0]
        .make_up
        .push(MakeUp { name: Text::same("make-up"), interval: Interval::new(660, 700) });
    draft.blocks.push(early);
    let found = play(draft, vec![window(0, 420, 430)], 1, 1);
    near(found.left.value, 0.0);
    // Ten minutes in which nobody came, and ten photos without a pause.
    near(found.idle.value, 10.0);
}

#[test]
fn latecomers_go_to_the_end_of_the_class_or_of_the_day() {
    let mut late = draft(60, 1, [30, 30]);
    late.uncertainty.late = 100;
    late.uncertainty.late_by = 1;
    // Everybody is late: those of A are served in the slot of A still, or behind B's.
    let windows = || vec![window(0, 540, 570), window(1, 570, 600)];
    let of_class = play(late.clone(), windows(), 50, 1);
    late.uncertainty.latecomers = Latecomers::Day;
    let of_day = play(late, windows(), 50, 1);
    assert!(of_class.left.value == 0.0 && of_day.left.value == 0.0);
    // Nobody who was in time says when the window ended.
    assert!(of_day.windows.iter().all(|window| window.on_time.share >= 1.0));
    // Served in its slot, B's people wait for one another only; behind the end of the day, A's wait
    // for B's first.
    let median = |found: &Results, window: usize| found.windows[window].waits[0];
    assert!(median(&of_day, 0) > median(&of_class, 0) - 1e-9, "{of_day:#?}");
    assert!(
        (of_class.windows[0].waits[0] - 14.0).abs() < 3.0,
        "30 who come at 09:00 wait 0 to 29 minutes"
    );
}

/// Everybody comes by a Poisson process: mean waiting time over `runs` days, and its standard
/// deviation.
fn theory(cameras: usize, load: f64, service: Service, runs: u64, people: usize) -> (f64, f64) {
    let mut means = Vec::new();
    for run in 0..runs {
        let mut rng = ChaCha8Rng::seed_from_u64(run);
        let mut exponential = |mean: f64| -> f64 { -mean * (1.0 - rng.random::<f64>()).ln() };
        let mut at = 0.0;
        let arrivals: Vec<Arrival> = (0..people)
            .map(|person| {
                at += exponential(1.0 / (load * cameras as f64));
                let service = if service == Service::Constant { 1.0 } else { exponential(1.0) };
                Arrival { line: 0, person: person as u32, at, service }
            })
            .collect();
        let mut team =
            Team { ready: vec![0.0; cameras], down: vec![Vec::new(); cameras], ..Team::default() };
        let lines = [Line { open: vec![(0.0, f64::INFINITY)], party: None }];
        let mut sum = 0.0;
        // The first tenth is left out: the queue begins empty.
        let steady = people as u32 / 10;
        serve(&lines, &arrivals, &mut team, &mut Heads::default(), &mut |arrival, begin, _| {
            if arrival.person >= steady {
                sum += begin - arrival.at;
            }
        });
        means.push(sum / f64::from(people as u32 - steady));
    }
    let mean = means.iter().sum::<f64>() / runs as f64;
    let variance =
        means.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (runs as f64 - 1.0);
    (mean, (variance / runs as f64).sqrt())
}

/// The chance to wait in M/M/c (Erlang's C), times `1 ÷ (c (1 − ρ))` in units of the mean service.
fn erlang_wait(cameras: usize, load: f64) -> f64 {
    let offered = load * cameras as f64;
    let blocked =
        (1..=cameras).fold(1.0, |blocked, n| offered * blocked / (n as f64 + offered * blocked));
    let waits = blocked / (1.0 - load * (1.0 - blocked));
    waits / (cameras as f64 * (1.0 - load))
}

#[test]
fn queues_wait_as_theory_says() {
    for (cameras, load) in [(1, 0.7), (2, 0.8), (5, 0.9)] {
        let (found, deviation) = theory(cameras, load, Service::Gamma, 40, 40_000);
        let wanted = erlang_wait(cameras, load);
        assert!(
            (found - wanted).abs() < 3.0 * deviation,
            "M/M/{cameras}: {found} ± {deviation}, {wanted} in theory"
        );
        assert!(deviation < wanted / 40.0);
    }
    // M/D/1: ρ ÷ (2 (1 − ρ)).
    for load in [0.5, 0.8] {
        let (found, deviation) = theory(1, load, Service::Constant, 40, 40_000);
        let wanted = load / (2.0 * (1.0 - load));
        assert!(
            (found - wanted).abs() < 3.0 * deviation,
            "M/D/1: {found} ± {deviation}, {wanted} in theory"
        );
    }
}

/// Everything varies.
fn lively() -> Draft {
    let mut lively = draft(120, 2, [55, 110]);
    lively.groups[0].classes = vec![Class::new("1", 25), Class::new("2", 30)];
    lively.groups[1].attendance = Share::from_basis_points(9_000).unwrap();
    lively.blocks[0]
        .make_up
        .push(MakeUp { name: Text::same("make-up"), interval: Interval::new(690, 700) });
    lively.uncertainty = Uncertainty {
        failures: Some(Failures { between: 120, repair: 10 }),
        late: 10,
        ..Uncertainty::default()
    };
    lively
}

#[test]
fn the_same_seed_gives_the_same_result_on_any_number_of_threads() {
    let windows = || vec![window(0, 540, 570), window(1, 570, 630)];
    let one = play(lively(), windows(), 500, 1);
    assert_eq!(one, play(lively(), windows(), 500, 3));
    assert_eq!(one.runs, 500);
    assert!(
        one.windows.iter().all(|window| window.on_time.share > 0.0 && window.on_time.share < 1.0),
        "{one:#?}"
    );
    assert!(one.missed.value > 10.0 && one.wait.half.unwrap() > 0.0);
    let other = {
        let plan = Plan { windows: windows(), ..Plan::default() };
        let campaign = Campaign::new(lively()).unwrap();
        let options = SimulateOptions { runs: 500, seed: 8, threads: 2 };
        simulate(&campaign, &[&plan, &plan], options, &Budget::unlimited(), &AtomicU64::new(0))
            .unwrap()
    };
    assert_ne!(one, other[0], "another seed");
    assert_eq!(other[0], other[1], "the same plan meets the same people");
}

#[test]
fn absentees_and_variation_are_as_set() {
    let mut big = draft(6000, 1, [4000, 0]);
    big.groups[0].attendance = Share::from_basis_points(9_000).unwrap();
    big.uncertainty =
        Uncertainty { spread: 0, late: 0, run_ahead: false, ..Uncertainty::default() };
    for service in [Service::Lognormal, Service::Gamma] {
        big.uncertainty.service = service;
        big.uncertainty.variation = 80;
        let found = play(big.clone(), vec![window(0, 540, 570)], 400, 2);
        // 400 stay away on average; the sum of 3600 photos of 0.01 minutes is 36, standard
        // deviation 0.01 × √(3600 × 0.8² + 4000 × 0.9 × 0.1) = 0.51.
        assert!((found.missed.value - 400.0).abs() < 3.0 * found.missed.half.unwrap());
        let over = found.windows[0].over;
        assert!((over.value - 6.0).abs() < 3.0 * over.half.unwrap(), "{over:?}");
        let deviation = over.half.unwrap() / 1.96 * 20.0;
        assert!((deviation - 0.51).abs() < 0.08, "{deviation}");
    }
}

#[test]
fn what_can_not_be_simulated_is_refused() {
    let mut unknown = draft(60, 1, [10, 10]);
    unknown.stations[0].rate = None;
    let refused = |draft: Draft, windows: Vec<Window>| {
        let plan = Plan { windows, ..Plan::default() };
        let options = SimulateOptions { runs: 1, seed: 0, threads: 1 };
        let campaign = Campaign::new(draft).unwrap();
        simulate(&campaign, &[&plan], options, &Budget::unlimited(), &AtomicU64::new(0))
            .unwrap_err()
    };
    assert_eq!(
        refused(unknown, vec![window(0, 540, 550)]),
        Refused::RateUnknown(vec![StationId(0)])
    );
    assert_eq!(refused(draft(60, 1, [10, 10]), Vec::new()), Refused::NothingPlanned);
}
