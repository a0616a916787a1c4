//! What may go otherwise than planned: who comes when, the seconds of each photo, cameras that fail.

use super::{Campaign, StationId};
use crate::base::clock::{Interval, Minutes};
use jiff::civil::Date;

/// How the seconds of a photo are distributed around their mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Service {
    /// The logarithm of a photo's seconds is normal, so that its tail is to the long side: the
    /// usual finding for personal services of seconds to minutes.
    #[default]
    Lognormal,
    /// The gamma distribution; with a variation of 100 % the exponential one.
    Gamma,
    /// Every photo takes the mean.
    Constant,
}

/// Where those go who come after their slot has begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Latecomers {
    /// To the end of the queue of the class whose turn it is by the timetable: their own, while its
    /// slot lasts.
    #[default]
    Class,
    /// Behind the last window of the day.
    Day,
}

/// Failures of cameras at random: times between them and times to repair are exponentially
/// distributed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failures {
    /// Mean minutes of work between the repair of a camera and its next failure.
    pub between: Minutes,
    /// Mean minutes until it works again.
    pub repair: Minutes,
}

/// Cameras that are known to be missing for a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outage {
    /// The station.
    pub station: StationId,
    /// The day.
    pub date: Date,
    /// Start and end, in minutes of the day.
    pub interval: Interval,
    /// The number of cameras that fail; `None` for all cameras of the station.
    pub cameras: Option<i64>,
}

/// The settings of a simulation. The defaults and where they come from are documented in the
/// README.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uncertainty {
    /// Distribution of the seconds of a photo; their mean is `3600 × cameras ÷ rate`.
    pub service: Service,
    /// Standard deviation of these seconds in per cent of their mean.
    pub variation: i64,
    /// Mean minutes by which people come before their call time.
    pub early: Minutes,
    /// Standard deviation, in minutes, of the time at which people come.
    pub spread: Minutes,
    /// Per cent of those who come who are late: they come after their slot has begun.
    pub late: i64,
    /// Mean minutes by which those come late.
    pub late_by: Minutes,
    /// Where latecomers go.
    pub latecomers: Latecomers,
    /// Whether people who are there already may be photographed before the window of their group
    /// begins.
    pub run_ahead: bool,
    /// Minutes after the end of a half-day until which nobody is sent away.
    pub overtime: Minutes,
    /// Cameras that fail at random; `None` for never.
    pub failures: Option<Failures>,
    /// Cameras that are known to be missing.
    pub outages: Vec<Outage>,
}

impl Default for Uncertainty {
    fn default() -> Uncertainty {
        Uncertainty {
            service: Service::default(),
            variation: 50,
            early: 0,
            spread: 5,
            late: 2,
            late_by: 30,
            latecomers: Latecomers::default(),
            run_ahead: true,
            overtime: 60,
            failures: None,
            outages: Vec::new(),
        }
    }
}

impl Uncertainty {
    /// Nothing varies: everybody comes at call time, every photo takes the mean.
    pub fn none() -> Uncertainty {
        Uncertainty {
            service: Service::Constant,
            variation: 0,
            spread: 0,
            late: 0,
            ..Uncertainty::default()
        }
    }

    /// Variation of the seconds of a photo as a number; 0 where every photo takes the mean.
    pub fn variation_as_f64(&self) -> f64 {
        if self.service == Service::Constant { 0.0 } else { self.variation as f64 / 100.0 }
    }
}

impl Campaign {
    /// What may go otherwise than planned.
    pub fn uncertainty(&self) -> &Uncertainty {
        &self.draft.uncertainty
    }
}
