//! What a plan is worth on the day: it is played in independent runs by a discrete-event simulation
//! of stations and queues.
//!
//! # The model
//! Everybody on the lists comes with the chance of their attendance. Of those who come the share
//! `late` comes after their slot has begun, by an exponentially distributed time; the others come
//! around their call time, normally distributed. A station is one queue in front of its cameras.
//! The line of the class whose slot is earliest goes first, and in a line who came first; a camera
//! is never idle while somebody waits who may begin. A photo takes one camera `60 × cameras ÷ rate`
//! minutes on average, lognormally distributed (or as set). Between two groups the station waits
//! for the last photo of the one and makes its changeover. In breaks and outages nobody begins;
//! what has begun is finished. After the half-day and its make-up time the crew goes home as soon
//! as nobody waits. Who has not begun by then, and who stayed away, comes to the next make-up time.
//!
//! A **window ends on time** when everybody of it who came before their slot began has been
//! photographed by its end. Latecomers take their time like all others, but are not counted for
//! that.
//!
//! Plans that are simulated together meet the same people: dice are cast for each person, before
//! any plan is looked at.

mod people;
pub mod queue;
mod random;
mod results;
mod run;
mod tally;
mod timetable;

pub use results::{Chance, HallDay, Mean, Results, WindowResult};
pub use timetable::cameras;

use crate::base::budget::Budget;
use crate::campaign::plan::Plan;
use crate::campaign::{Campaign, StationId};
use people::People;
use random::Dice;
use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};
use run::{Bench, SimulatedRun};
use std::sync::atomic::{AtomicU64, Ordering};
use tally::Tally;
use timetable::Timetable;

/// Number of runs, seed and threads of a simulation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SimulateOptions {
    /// Runs.
    pub runs: u64,
    /// Seed.
    pub seed: u64,
    /// Threads; the results do not depend on them.
    pub threads: usize,
}

/// Why a plan can't be simulated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Nobody knows how fast these stations are.
    #[error("the rate of {} stations is unknown", .0.len())]
    RateUnknown(Vec<StationId>),
    /// There is no window in the plan.
    #[error("the plan has no window")]
    NothingPlanned,
    /// Threads could not be started.
    #[error("threads could not be started: {0}")]
    Threads(String),
}

/// Stations that a plan or a make-up time uses and whose rate nobody knows.
fn without_rate(campaign: &Campaign, plans: &[&Plan]) -> Vec<StationId> {
    let used = |station: &StationId| {
        plans.iter().any(|plan| plan.windows.iter().any(|window| window.station == *station))
            || campaign
                .blocks()
                .iter()
                .any(|block| block.station == *station && !block.make_up.is_empty())
    };
    let all = (0..campaign.stations().len()).map(StationId);
    all.filter(used).filter(|station| campaign.station(*station).rate.is_none()).collect()
}

/// Plays all plans, the same people in each. `done` counts the runs that are over; with the
/// budget spent no run is begun any more, and the results have the number of runs.
///
/// # Errors
/// When a rate is unknown, or a plan is empty.
pub fn simulate(
    campaign: &Campaign,
    plans: &[&Plan],
    options: SimulateOptions,
    budget: &Budget,
    done: &AtomicU64,
) -> Result<Vec<Results>, Refused> {
    let unknown = without_rate(campaign, plans);
    if !unknown.is_empty() {
        return Err(Refused::RateUnknown(unknown));
    }
    if plans.iter().any(|plan| plan.windows.iter().all(|window| window.interval.minutes() <= 0)) {
        return Err(Refused::NothingPlanned);
    }
    let people = People::of(campaign);
    let timetables: Vec<Timetable> =
        plans.iter().map(|plan| Timetable::new(campaign, plan, &people)).collect();
    let dice = Dice::new(campaign.uncertainty(), options.seed);
    let fresh = || -> Vec<Tally> {
        timetables.iter().map(|timetable| Tally::new(timetable, &people)).collect()
    };
    let next = AtomicU64::new(0);
    let worker = |_: usize| {
        let mut tallies = fresh();
        let (mut fates, mut bench) = (Vec::with_capacity(people.count), Bench::default());
        while !budget.is_spent() {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= options.runs {
                break;
            }
            dice.people(number, &people, &mut fates);
            for (timetable, tally) in timetables.iter().zip(&mut tallies) {
                let run = SimulatedRun {
                    campaign,
                    people: &people,
                    timetable,
                    dice: &dice,
                    number,
                    fates: &fates,
                };
                run.play(&mut bench, tally);
            }
            done.fetch_add(1, Ordering::Relaxed);
        }
        tallies
    };
    let threads = options.threads.max(1);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let counted: Vec<Vec<Tally>> = pool
        .map_err(|error| Refused::Threads(error.to_string()))?
        .install(|| (0..threads).into_par_iter().with_max_len(1).map(worker).collect());
    let mut tallies = fresh();
    for of_thread in &counted {
        tallies.iter_mut().zip(of_thread).for_each(|(own, more)| own.merge(more));
    }
    let results = timetables.iter().zip(&tallies);
    Ok(results
        .map(|(timetable, tally)| Results::new(campaign, timetable, &people, tally))
        .collect())
}
