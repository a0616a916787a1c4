//! Who comes, when, and the seconds of the photo: drawn for each person before any plan is looked
//! at, so that all plans meet the same people on the same days.
//!
//! Every class of every run has a stream of its own (`ChaCha8`, key = seed, stream = run and
//! class), and draws its people in their order: the figures depend on neither threads nor plans.

use super::people::{Cohort, People};
use super::queue::FractionalMinutes;
use crate::campaign::{Failures, Service, Uncertainty};
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, Exp1, Gamma, StandardNormal};

/// Streams of one run: a million classes and stations.
const STREAMS: u64 = 1 << 20;
/// The stations' streams come from behind.
const STATIONS: u64 = STREAMS - 1;

/// What chance decides about a person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fate {
    /// Whether and when.
    pub comes: Comes,
    /// The time of the photo as a multiple of the mean time.
    pub service: f64,
}

/// Whether and when somebody comes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Comes {
    /// Not to the slot.
    Not,
    /// Minutes after call time, negative before it.
    AtCall(FractionalMinutes),
    /// Minutes after the slot has begun.
    Late(FractionalMinutes),
}

/// Draws the figures of one run.
#[derive(Debug, Clone)]
pub struct Dice<'a> {
    settings: &'a Uncertainty,
    service: Law,
    seed: u64,
}

/// The distribution of a photo's share of the mean: mean 1, standard deviation as set.
#[derive(Debug, Clone, Copy)]
enum Law {
    Constant,
    /// `exp(σz − σ²/2)` with `σ² = ln(1 + variation²)`.
    Lognormal {
        sigma: f64,
    },
    /// Shape `1 / variation²`, scale `variation²`.
    Gamma(Gamma<f64>),
}

impl Law {
    fn new(settings: &Uncertainty) -> Law {
        let square = settings.variation_as_f64().powi(2);
        match settings.service {
            Service::Lognormal if square > 0.0 => Law::Lognormal { sigma: square.ln_1p().sqrt() },
            Service::Gamma if square > 0.0 => {
                Gamma::new(1.0 / square, square).map_or(Law::Constant, Law::Gamma)
            }
            _ => Law::Constant,
        }
    }

    fn draw(self, rng: &mut ChaCha8Rng) -> f64 {
        match self {
            Law::Constant => 1.0,
            Law::Lognormal { sigma } => {
                let z: f64 = StandardNormal.sample(rng);
                (sigma * z - sigma * sigma / 2.0).exp()
            }
            Law::Gamma(gamma) => gamma.sample(rng),
        }
    }
}

impl<'a> Dice<'a> {
    /// Dice for a seed.
    pub fn new(settings: &'a Uncertainty, seed: u64) -> Dice<'a> {
        Dice { settings, service: Law::new(settings), seed }
    }

    fn stream(&self, run: u64, number: u64) -> ChaCha8Rng {
        let mut rng = ChaCha8Rng::seed_from_u64(self.seed);
        rng.set_stream(run.wrapping_mul(STREAMS).wrapping_add(number));
        rng
    }

    /// The fates of everybody in that run.
    pub fn people(&self, run: u64, people: &People, fates: &mut Vec<Fate>) {
        fates.clear();
        for (number, cohort) in people.cohorts.iter().enumerate() {
            let mut rng = self.stream(run, number as u64);
            fates.extend((0..cohort.invited + cohort.arranged).map(|_| self.one(cohort, &mut rng)));
        }
    }

    fn one(&self, cohort: &Cohort, rng: &mut ChaCha8Rng) -> Fate {
        let (here, late): (f64, f64) = (rng.random(), rng.random());
        let (offset, behind): (f64, f64) = (StandardNormal.sample(rng), Exp1.sample(rng));
        let service = self.service.draw(rng);
        let comes = if here >= cohort.attendance {
            Comes::Not
        } else if late * 100.0 < self.settings.late as f64 {
            Comes::Late(behind * f64::from(self.settings.late_by))
        } else {
            Comes::AtCall(offset * f64::from(self.settings.spread) - f64::from(self.settings.early))
        };
        Fate { comes, service }
    }

    /// When each camera of a station fails on a day, from one minute to another: `[from, to)` for
    /// each failure.
    pub fn failures(
        &self,
        run: u64,
        place: u64,
        failures: Failures,
        span: (FractionalMinutes, FractionalMinutes),
        cameras: &mut [Vec<(FractionalMinutes, FractionalMinutes)>],
    ) {
        let mut rng = self.stream(run, STATIONS - place);
        let mut draw = |mean: i32| -> f64 {
            let share: f64 = Exp1.sample(&mut rng);
            share * f64::from(mean)
        };
        for camera in cameras {
            let mut at = span.0;
            loop {
                let from = at + draw(failures.between);
                if from >= span.1 {
                    break;
                }
                at = from + draw(failures.repair);
                camera.push((from, at));
            }
        }
    }
}
