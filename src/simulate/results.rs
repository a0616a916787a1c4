//! What was counted, as a reader wants it: shares, means and quantiles with their confidence
//! intervals.

use super::people::People;
use super::tally::{HALL_STEP, HallTally, Histogram, Moments, Tally};
use super::timetable::Timetable;
use crate::base::clock::Minutes;
use crate::campaign::Campaign;
use crate::campaign::plan::Window;
use jiff::civil::Date;

/// The 97.5 % point of the normal distribution: intervals hold the true value in 95 of 100 cases.
const Z: f64 = 1.959_963_985;
/// The 97.5 % point of Student's distribution with 19 degrees of freedom, for twenty piles.
const T19: f64 = 2.093;

/// A share of runs with Wilson's 95 % confidence interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Chance {
    /// The share.
    pub share: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Chance {
    /// `(p + z²/2n ± z √(p(1−p)/n + z²/4n²)) ÷ (1 + z²/n)`.
    pub fn new(count: u64, of: u64) -> Chance {
        if of == 0 {
            return Chance { share: 0.0, low: 0.0, high: 1.0 };
        }
        let n = of as f64;
        let p = count as f64 / n;
        let middle = p + Z * Z / (2.0 * n);
        let half = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
        let scale = 1.0 + Z * Z / n;
        // At the ends the formula is exact but for rounding.
        let low = if count == 0 { 0.0 } else { ((middle - half) / scale).max(0.0) };
        let high = if count == of { 1.0 } else { ((middle + half) / scale).min(1.0) };
        Chance { share: p, low, high }
    }
}

/// A figure with half the width of its 95 % confidence interval; `None` where there
/// are fewer than two runs to estimate a variance from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mean {
    /// The figure.
    pub value: f64,
    /// Plus or minus.
    pub half: Option<f64>,
}

impl Mean {
    fn of(moments: &Moments, runs: u64) -> Mean {
        Mean { value: moments.mean(), half: (runs > 1).then(|| Z * moments.deviation_of_mean()) }
    }
}

/// What was found of one window.
#[derive(Debug, Clone, PartialEq)]
pub struct WindowResult {
    /// The window.
    pub window: Window,
    /// The chance that it ends on time.
    pub on_time: Chance,
    /// The same by the formula of `confidence`: that its people fit into its minutes if it began on
    /// time.
    pub by_formula: Option<f64>,
    /// Minutes by which it runs over, those runs counted in which it does not.
    pub over: Mean,
    /// In 95 of 100 runs it runs over by no more.
    pub over_95: f64,
    /// Waiting time of its people: 50, 90 and 95 % wait no longer.
    pub waits: [f64; 3],
}

/// People in the hall on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct HallDay {
    /// The day.
    pub date: Date,
    /// For each moment: minute, mean, and the 5, 25, 50, 75 and 95 % quantiles.
    pub moments: Vec<(Minutes, f64, [f64; 5])>,
}

/// Everything that was found of one plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Results {
    /// Runs.
    pub runs: u64,
    /// Each window.
    pub windows: Vec<WindowResult>,
    /// The chance that all windows of a run end on time.
    pub all_on_time: Chance,
    /// Mean waiting time.
    pub wait: Mean,
    /// 50, 90 and 95 % of all wait no longer.
    pub waits: [Mean; 3],
    /// Each day.
    pub halls: Vec<HallDay>,
    /// The most people in the hall at once: in 50 and in 95 of 100 runs no more.
    pub fullest: [f64; 2],
    /// Idle camera minutes.
    pub idle: Mean,
    /// In 95 of 100 runs no more.
    pub idle_95: f64,
    /// People who need the make-up time.
    pub missed: Mean,
    /// In 95 of 100 runs no more.
    pub missed_95: f64,
    /// People left after the last make-up time.
    pub left: Mean,
    /// In 95 of 100 runs no more.
    pub left_95: f64,
    /// The chance that nobody is left but those who came when the crew had gone, with no make-up
    /// time after it.
    pub suffices: Chance,
    /// Whether there is any make-up time.
    pub has_make_up: bool,
    /// People on the lists whom the plan calls nowhere.
    pub uncalled: usize,
}

impl Results {
    /// Reads a tally.
    pub(super) fn new(
        campaign: &Campaign,
        timetable: &Timetable,
        people: &People,
        tally: &Tally,
    ) -> Results {
        let windows =
            timetable.windows.iter().zip(&tally.windows).map(|(window, tally_of)| WindowResult {
                window: window.clone(),
                on_time: Chance::new(tally_of.on_time, tally.runs),
                by_formula: by_formula(campaign, window),
                over: Mean::of(&tally_of.over, tally.runs),
                over_95: tally_of.overs.quantile(0.95),
                waits: [0.5, 0.9, 0.95].map(|share| tally_of.waits.quantile(share)),
            });
        let halls = timetable
            .days
            .iter()
            .zip(&tally.halls)
            .map(|((date, ..), hall)| hall_result(*date, hall));
        Results {
            runs: tally.runs,
            windows: windows.collect(),
            all_on_time: Chance::new(tally.all_on_time, tally.runs),
            wait: Mean::of(&tally.mean_wait, tally.runs),
            waits: [0.5, 0.9, 0.95].map(|share| of_piles(&tally.waits, share)),
            halls: halls.collect(),
            fullest: [0.5, 0.95].map(|share| tally.fullest.quantile(share)),
            idle: Mean::of(&tally.idle, tally.runs),
            idle_95: tally.idles.quantile(0.95),
            missed: Mean::of(&tally.missed_sum, tally.runs),
            missed_95: tally.missed.quantile(0.95),
            left: Mean::of(&tally.left_sum, tally.runs),
            left_95: tally.left.quantile(0.95),
            suffices: Chance::new(tally.suffices, tally.runs),
            has_make_up: campaign.blocks().iter().any(|block| !block.make_up.is_empty()),
            uncalled: timetable.uncalled.iter().map(|cohort| people.cohorts[*cohort].invited).sum(),
        }
    }

    /// The mean chance of a window to end on time.
    pub fn mean_on_time(&self) -> f64 {
        let sum: f64 = self.windows.iter().map(|window| window.on_time.share).sum();
        sum / self.windows.len().max(1) as f64
    }

    /// The greatest difference between the simulation and the formula of `confidence`, over all
    /// windows.
    pub fn error_of_formula(&self) -> Option<f64> {
        let differences = self
            .windows
            .iter()
            .filter_map(|window| Some(window.on_time.share - window.by_formula?));
        differences.max_by(|one, other| one.abs().total_cmp(&other.abs()))
    }

    /// The window that is least sure to end on time.
    pub fn least_sure(&self) -> Option<&WindowResult> {
        self.windows.iter().min_by(|one, other| one.on_time.share.total_cmp(&other.on_time.share))
    }
}

/// What the formula says of a window; nothing where `minutes.csv` takes the place of the rate.
fn by_formula(campaign: &Campaign, window: &Window) -> Option<f64> {
    let block = campaign.block_at(window.station, window.date, window.interval)?;
    let people = window.expected(campaign);
    let working = campaign.block(block).working_minutes_in(window.interval);
    let has_minutes = campaign.minutes_for(window.group, block).is_some();
    campaign
        .chance_to_suffice(window.group, window.run, people, window.station, working)
        .filter(|_| !has_minutes)
}

/// The quantile over all piles; those of the single piles say how sure it is.
fn of_piles(piles: &[Histogram], share: f64) -> Mean {
    let Some((first, others)) = piles.split_first() else { return Mean { value: 0.0, half: None } };
    let mut all = first.clone();
    for pile in others {
        all.merge(pile);
    }
    let value = all.quantile(share);
    if piles.iter().any(|pile| pile.total() == 0) {
        return Mean { value, half: None };
    }
    let own: Vec<f64> = piles.iter().map(|pile| pile.quantile(share)).collect();
    let count = own.len() as f64;
    let mean = own.iter().sum::<f64>() / count;
    let variance = own.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (count - 1.0);
    Mean { value, half: Some(T19 * (variance / count).sqrt()) }
}

fn hall_result(date: Date, hall: &HallTally) -> HallDay {
    let moments = hall.moments.iter().zip(&hall.sums).enumerate().map(|(place, (moment, sum))| {
        let minute = (hall.from + place as f64 * HALL_STEP) as Minutes;
        let mean = *sum as f64 / moment.total().max(1) as f64;
        (minute, mean, [0.05, 0.25, 0.5, 0.75, 0.95].map(|share| moment.quantile(share)))
    });
    HallDay { date, moments: moments.collect() }
}

#[cfg(test)]
mod tests {
    use super::Chance;

    #[test]
    fn intervals_are_those_of_wilson() {
        // 81 of 263: 0.2553 to 0.3662, an example of the literature (Newcombe 1998).
        let chance = Chance::new(81, 263);
        assert!(
            (chance.low - 0.2553).abs() < 1e-4 && (chance.high - 0.3662).abs() < 1e-4,
            "{chance:?}"
        );
        let never = Chance::new(0, 20);
        assert!(never.low < 1e-12 && (never.high - 0.1611).abs() < 1e-4, "{never:?}");
        assert!(Chance::new(20, 20).high > 1.0 - 1e-12);
    }
}
