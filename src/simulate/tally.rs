//! What is counted while runs go by: whole numbers only, so that sums are the same in whatever
//! order threads add them, and histograms of fixed resolution, so that memory does not grow with
//! the runs.

use super::people::People;
use super::timetable::Timetable;

/// Counts of values near the multiples of a width; the last one holds all that are larger.
#[derive(Debug, Clone, PartialEq)]
pub struct Histogram {
    width: f64,
    counts: Vec<u64>,
    total: u64,
}

impl Histogram {
    /// Room for values from 0 to `most`.
    pub fn new(width: f64, most: f64) -> Histogram {
        Histogram { width, counts: vec![0; (most / width).ceil() as usize + 1], total: 0 }
    }

    /// Counts a value.
    pub fn add(&mut self, value: f64) {
        let place = (value / self.width).round().max(0.0) as usize;
        let last = self.counts.len() - 1;
        self.counts[place.min(last)] += 1;
        self.total += 1;
    }

    /// Adds the counts of another one of the same form.
    pub fn merge(&mut self, other: &Histogram) {
        self.counts.iter_mut().zip(&other.counts).for_each(|(own, more)| *own += more);
        self.total += other.total;
    }

    /// The number of values counted so far.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// The smallest value that at least that share of all values do not exceed, to half a width; 0
    /// where there is none.
    pub fn quantile(&self, share: f64) -> f64 {
        let wanted = ((share * self.total as f64).ceil() as u64).max(1);
        let mut sum = 0;
        for (place, count) in self.counts.iter().enumerate() {
            sum += count;
            if sum >= wanted {
                return place as f64 * self.width;
            }
        }
        0.0
    }
}

/// Sum and sum of squares in thousandths.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Moments {
    count: u64,
    sum: u128,
    squares: u128,
}

impl Moments {
    /// Counts a value that is not negative.
    pub fn add(&mut self, value: f64) {
        let thousandths = (value.max(0.0) * 1000.0).round() as u128;
        self.count += 1;
        self.sum += thousandths;
        self.squares += thousandths * thousandths;
    }

    /// Adds those of another.
    pub fn merge(&mut self, other: &Moments) {
        self.count += other.count;
        self.sum += other.sum;
        self.squares += other.squares;
    }

    /// The mean; 0 where there is nothing.
    pub fn mean(&self) -> f64 {
        if self.count == 0 { 0.0 } else { self.sum as f64 / self.count as f64 / 1000.0 }
    }

    /// The standard deviation of the mean, where the values are independent.
    pub fn deviation_of_mean(&self) -> f64 {
        if self.count < 2 {
            return 0.0;
        }
        let count = self.count as f64;
        let variance =
            (self.squares as f64 / 1e6 - count * self.mean().powi(2)).max(0.0) / (count - 1.0);
        (variance / count).sqrt()
    }
}

/// What is counted of one window.
#[derive(Debug, Clone, PartialEq)]
pub struct WindowTally {
    /// Runs in which it ended on time.
    pub on_time: u64,
    /// Minutes past its end.
    pub over: Moments,
    /// The same, for quantiles.
    pub overs: Histogram,
    /// Minutes that its people waited.
    pub waits: Histogram,
}

/// People in the hall at one moment after another of a day.
#[derive(Debug, Clone, PartialEq)]
pub struct HallTally {
    /// The first moment in minutes since midnight.
    pub from: f64,
    /// People for each count.
    pub moments: Vec<Histogram>,
    /// Sums, for means.
    pub sums: Vec<u64>,
}

/// Minutes between two moments at which the hall is counted.
pub const HALL_STEP: f64 = 5.0;
/// Waiting times are told apart to a quarter of a minute.
const WAIT: f64 = 0.25;
const LONGEST_WAIT: f64 = 360.0;
/// How far windows run over, to a quarter of a minute.
const LONGEST_OVER: f64 = 240.0;
/// Classes of a histogram of the people in the hall.
const HALL_STEPS: f64 = 800.0;
/// Batches to which runs are dealt: the spread of a quantile between them gives its confidence.
pub const PILES: u64 = 20;

/// Everything that is counted of one plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Tally {
    /// Runs.
    pub runs: u64,
    /// For each window.
    pub windows: Vec<WindowTally>,
    /// Runs in which every window ended on time.
    pub all_on_time: u64,
    /// Waiting times of all, a pile of runs each.
    pub waits: Vec<Histogram>,
    /// Mean waiting time of each run.
    pub mean_wait: Moments,
    /// For each day.
    pub halls: Vec<HallTally>,
    /// The most people in the hall at a counted moment of each run.
    pub fullest: Histogram,
    /// Idle camera minutes of each run.
    pub idle: Moments,
    /// The same, for quantiles.
    pub idles: Histogram,
    /// People who need the make-up time in each run.
    pub missed: Histogram,
    /// Their sum.
    pub missed_sum: Moments,
    /// People who are left after the last make-up time in each run.
    pub left: Histogram,
    /// Their sum.
    pub left_sum: Moments,
    /// Runs in which nobody is left who came in time for the make-up time.
    pub suffices: u64,
}

impl Tally {
    /// An empty tally for a plan.
    pub fn new(timetable: &Timetable, people: &People) -> Tally {
        let everybody = people.count as f64;
        let called = |day: Option<usize>| -> f64 {
            let sessions = timetable
                .sessions
                .iter()
                .filter(|session| day.is_none_or(|day| session.day == day));
            let calls = sessions.flat_map(|session| &session.calls);
            calls.map(|call| people.cohorts[call.cohort].invited as f64).sum()
        };
        let hall = |day: usize| {
            let (_, from, to) = timetable.days[day];
            let moments = (f64::from(to - from) / HALL_STEP).ceil() as usize + 2;
            // The make-up time may bring those who stayed away before.
            let has_make_up = timetable
                .sessions
                .iter()
                .any(|session| session.day == day && session.make_up.is_some());
            let absent: f64 = people.cohorts.iter().map(super::people::Cohort::likely_absent).sum();
            let more =
                if has_make_up { (3.0 * absent + 0.05 * everybody).min(everybody) } else { 0.0 };
            let most = called(Some(day)) + more;
            let width = (most / HALL_STEPS).ceil().max(1.0);
            HallTally {
                from: f64::from(from),
                moments: vec![Histogram::new(width, most.max(1.0)); moments],
                sums: vec![0; moments],
            }
        };
        let minutes: f64 = timetable
            .sessions
            .iter()
            .map(|s| (s.span.1 - s.planned.0).max(0.0) * s.cameras as f64)
            .sum();
        let counts = || Histogram::new(1.0, everybody);
        let window = WindowTally {
            on_time: 0,
            over: Moments::default(),
            overs: Histogram::new(WAIT, LONGEST_OVER),
            waits: Histogram::new(WAIT, LONGEST_WAIT),
        };
        Tally {
            runs: 0,
            windows: vec![window; timetable.windows.len()],
            all_on_time: 0,
            waits: vec![Histogram::new(WAIT, LONGEST_WAIT); PILES as usize],
            mean_wait: Moments::default(),
            halls: (0..timetable.days.len()).map(hall).collect(),
            fullest: counts(),
            idle: Moments::default(),
            idles: Histogram::new((minutes / 2000.0).ceil().max(1.0), minutes.max(1.0)),
            missed: counts(),
            missed_sum: Moments::default(),
            left: counts(),
            left_sum: Moments::default(),
            suffices: 0,
        }
    }

    /// Adds what another thread counted.
    pub fn merge(&mut self, other: &Tally) {
        self.runs += other.runs;
        for (own, more) in self.windows.iter_mut().zip(&other.windows) {
            own.on_time += more.on_time;
            own.over.merge(&more.over);
            own.overs.merge(&more.overs);
            own.waits.merge(&more.waits);
        }
        self.all_on_time += other.all_on_time;
        self.waits.iter_mut().zip(&other.waits).for_each(|(own, more)| own.merge(more));
        self.mean_wait.merge(&other.mean_wait);
        for (own, more) in self.halls.iter_mut().zip(&other.halls) {
            own.moments.iter_mut().zip(&more.moments).for_each(|(own, more)| own.merge(more));
            own.sums.iter_mut().zip(&more.sums).for_each(|(own, more)| *own += more);
        }
        self.fullest.merge(&other.fullest);
        self.idle.merge(&other.idle);
        self.idles.merge(&other.idles);
        self.missed.merge(&other.missed);
        self.missed_sum.merge(&other.missed_sum);
        self.left.merge(&other.left);
        self.left_sum.merge(&other.left_sum);
        self.suffices += other.suffices;
    }
}

#[cfg(test)]
mod tests {
    use super::{Histogram, Moments};

    #[test]
    fn quantiles_are_those_of_the_sorted_values() {
        let mut histogram = Histogram::new(0.25, 10.0);
        for value in [0.0, 1.0, 1.0, 2.5, 99.0] {
            histogram.add(value);
        }
        let found =
            [0.0, 0.2, 0.21, 0.6, 0.61, 0.8, 0.81, 1.0].map(|share| histogram.quantile(share));
        let quarters = found.map(|value| (value * 4.0) as i64);
        assert_eq!(quarters, [0, 0, 4, 4, 10, 10, 40, 40], "99 is beyond the last step");
        assert!(Histogram::new(1.0, 5.0).quantile(0.5).abs() < 1e-12);
    }

    #[test]
    fn moments_are_those_of_the_textbook() {
        let mut moments = Moments::default();
        for value in [1.0, 2.0, 3.0, 4.0] {
            moments.add(value);
        }
        assert!((moments.mean() - 2.5).abs() < 1e-9);
        // Variance 5/3, of the mean 5/12.
        assert!((moments.deviation_of_mean() - (5.0_f64 / 12.0).sqrt()).abs() < 1e-9);
    }
}
