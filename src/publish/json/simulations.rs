//! The day, played: `simulate`, `safety`, and the `simulation.json` that both write.

use super::{ClockTime, Metrics, rounded};
use crate::base::shape::{Sometimes, shape};
use crate::campaign::Campaign;
use crate::questions::safety::Step;
use crate::simulate::{self, Results};
use jiff::civil::Date;

shape! {
    /// What `simulate --json` and `safety --json` print.
    pub struct Simulations {
        /// What was played, in words.
        setting: String,
        /// Runs that were done.
        runs: u64,
        /// The seed of the dice.
        seed: u64,
        /// Of `simulate`: the plan, then the one it is compared with.
        plans: Vec<Played>,
        /// Of `safety`: each confidence asked for.
        confidences: Vec<Safety>,
        /// Files that were written; not in `simulation.json` itself.
        files: Sometimes<Vec<String>>,
    }

    /// A plan that was played.
    pub struct Played {
        ..simulation: Simulation,
        /// The plan's name.
        name: String,
    }

    /// What one confidence costs and what it gives.
    pub struct Safety {
        /// What was asked for, 0 to 1.
        confidence: f64,
        /// Whether the plan, or that there is none, is proven.
        proven: bool,
        /// The plan's figures; null without a plan.
        metrics: Option<Metrics>,
        /// What the simulation found of it; null without a plan.
        simulation: Option<Simulation>,
    }

    /// What a simulation found of a plan.
    pub struct Simulation {
        /// Runs.
        runs: u64,
        /// The chance that all windows of a run end on time.
        all_on_time: Chance,
        /// The mean share of windows that end on time, 0 to 1.
        mean_on_time: f64,
        /// Mean waiting time in minutes.
        waiting_mean: Mean,
        /// Minutes that 50, 90 and 95 % of people wait at most.
        waiting: [Mean; 3],
        /// The most people in the hall at once: in 50 and in 95 % of runs no more.
        most_in_hall: [f64; 2],
        /// Minutes of cameras, or desks, without anybody before them.
        idle_camera_minutes: Mean,
        /// In 95 % of runs no more.
        idle_camera_minutes_95: f64,
        /// People who need the make-up time.
        need_make_up: Mean,
        /// In 95 % of runs no more.
        need_make_up_95: f64,
        /// People left after the last make-up time.
        left: Mean,
        /// In 95 % of runs no more.
        left_95: f64,
        /// The chance that the make-up time suffices.
        make_up_suffices: Chance,
        /// People on the lists whom the plan calls nowhere.
        uncalled: usize,
        /// Window by window.
        windows: Vec<WindowResult>,
        /// Day by day.
        hall: Vec<HallDay>,
    }

    /// What was found of one window.
    pub struct WindowResult {
        /// Whose it is: the group's id.
        group: String,
        /// The station's name.
        station: String,
        /// The day.
        date: Date,
        /// Its first minute.
        start: ClockTime,
        /// The first minute after it.
        end: ClockTime,
        /// The chance that it ends on time.
        on_time: Chance,
        /// The same by the formula of `confidence`, 0 to 1.
        by_formula: Option<f64>,
        /// Minutes by which it runs over.
        over_minutes: Mean,
        /// In 95 % of runs no more minutes.
        over_95: f64,
        /// Minutes that 50, 90 and 95 % of its people wait at most.
        waiting: [f64; 3],
    }

    /// People in the hall on a day.
    pub struct HallDay {
        /// The day.
        date: Date,
        /// Moment by moment.
        moments: Vec<HallMoment>,
    }

    /// People in the hall at a moment.
    pub struct HallMoment {
        /// The moment.
        time: ClockTime,
        /// Their mean number.
        mean: f64,
        /// In 5, 25, 50, 75 and 95 % of runs no more.
        quantiles: [f64; 5],
    }

    /// A share of runs, 0 to 1, with its 95 % confidence interval.
    pub struct Chance {
        /// The share.
        share: f64,
        /// The lower end.
        low: f64,
        /// The upper end.
        high: f64,
    }

    /// A figure with its 95 % confidence interval.
    pub struct Mean {
        /// The figure.
        value: f64,
        /// Half the width of the interval; null with fewer than two runs, which have no variance.
        plus_minus: Option<f64>,
    }
}

impl From<simulate::Chance> for Chance {
    fn from(chance: simulate::Chance) -> Chance {
        Chance {
            share: rounded(chance.share),
            low: rounded(chance.low),
            high: rounded(chance.high),
        }
    }
}

impl From<simulate::Mean> for Mean {
    fn from(mean: simulate::Mean) -> Mean {
        Mean { value: rounded(mean.value), plus_minus: mean.half.map(rounded) }
    }
}

impl Simulations {
    /// Of plans with their names, and of confidences; `setting` says how they were played.
    pub fn new(
        campaign: &Campaign,
        (setting, runs, seed): (String, u64, u64),
        played: &[(&str, &Results)],
        safety: &[Step],
    ) -> Simulations {
        let plan = |(name, results): &(&str, &Results)| Played {
            simulation: Simulation::new(campaign, results),
            name: (*name).to_owned(),
        };
        let step = |step: &Step| Safety {
            confidence: step.confidence.as_f64(),
            proven: step.proven,
            metrics: step.metrics.as_ref().map(|metrics| Metrics::new(campaign, metrics)),
            simulation: step.results.as_ref().map(|results| Simulation::new(campaign, results)),
        };
        Simulations {
            setting,
            runs,
            seed,
            plans: played.iter().map(plan).collect(),
            confidences: safety.iter().map(step).collect(),
            files: Sometimes(None),
        }
    }
}

impl Simulation {
    fn new(campaign: &Campaign, found: &Results) -> Simulation {
        let window = |result: &simulate::WindowResult| WindowResult {
            group: campaign.group(result.window.group).id().to_owned(),
            station: campaign.station(result.window.station).id().to_owned(),
            date: result.window.date,
            start: ClockTime(result.window.interval.start),
            end: ClockTime(result.window.interval.end),
            on_time: result.on_time.into(),
            by_formula: result.by_formula.map(rounded),
            over_minutes: result.over.into(),
            over_95: result.over_95,
            waiting: result.waits,
        };
        let hall = |hall: &simulate::HallDay| HallDay {
            date: hall.date,
            moments: hall
                .moments
                .iter()
                .map(|(minute, mean, quantiles)| HallMoment {
                    time: ClockTime(*minute),
                    mean: rounded(*mean),
                    quantiles: *quantiles,
                })
                .collect(),
        };
        Simulation {
            runs: found.runs,
            all_on_time: found.all_on_time.into(),
            mean_on_time: rounded(found.mean_on_time()),
            waiting_mean: found.wait.into(),
            waiting: found.waits.map(Mean::from),
            most_in_hall: found.fullest,
            idle_camera_minutes: found.idle.into(),
            idle_camera_minutes_95: found.idle_95,
            need_make_up: found.missed.into(),
            need_make_up_95: found.missed_95,
            left: found.left.into(),
            left_95: found.left_95,
            make_up_suffices: found.suffices.into(),
            uncalled: found.uncalled,
            windows: found.windows.iter().map(window).collect(),
            hall: found.halls.iter().map(hall).collect(),
        }
    }
}
