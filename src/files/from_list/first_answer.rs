//! What an office asks first: the number of half-days that it needs, by speed and cameras.

use super::colleges::ListedCollege;
use super::half_days::{Days, HalfDays, MOST_HALF_DAYS, half_days, sufficient};
use crate::base::clock::{Interval, Minutes};

/// Half-days at most that the table counts to: more than a year of working days has.
const MOST_COUNTED: usize = 400;
/// Photos per hour by which half-days are first listed where nobody knows the rate, and people in
/// three hours of it.
const USUAL_RATE: i64 = 280;
const PEOPLE_PER_HALF_DAY: i64 = 840;
/// Seconds per person in the rows of the table: 8 where a team takes the photo alone, 20 where it
/// checks a document, too.
const SECONDS: [i64; 5] = [8, 10, 12, 15, 20];
const CAMERAS: [i64; 4] = [1, 2, 3, 4];

/// Which half-days are listed, and what they have room for.
pub struct FirstAnswer {
    /// The days that were asked for.
    pub days: Days,
    /// The hours of a day.
    pub hours: Vec<Interval>,
    /// The half-days that are listed, for each station.
    pub half_days: HalfDays,
    /// The number of stations.
    pub stations: usize,
    /// Photos per hour of the whole team, where known.
    pub rate: Option<i64>,
    /// The number of those listed, from the first on, that suffices at that rate.
    pub sufficient: Option<usize>,
    /// Half-days that suffice at usual speeds.
    pub speeds: SpeedTable,
    /// The largest college with the people who come.
    pub largest: (String, i64),
    /// Whether it takes longer than every half-day at the slowest speed of the table.
    pub is_largest_cut: bool,
}

/// Half-days that suffice, a row for each number of seconds that a person takes.
pub struct SpeedTable {
    /// The columns.
    pub cameras: Vec<i64>,
    /// Seconds, and for each column the half-days; `None` where no number of them suffices.
    pub rows: Vec<(i64, Vec<Option<usize>>)>,
}

/// What is known of days and speed.
pub struct KnownSpeed {
    /// Seconds that a person takes at one camera.
    pub seconds: Option<i64>,
    /// The cameras of the team.
    pub cameras: Option<i64>,
}

impl KnownSpeed {
    /// Photos per hour of all cameras.
    fn rate(&self) -> Option<i64> {
        self.seconds.map(|seconds| rate(seconds, self.cameras.unwrap_or(1)))
    }
}

fn rate(seconds: i64, cameras: i64) -> i64 {
    (3600 * cameras / seconds.max(1)).max(1)
}

/// The answer for colleges, whose half-days each of the stations has; windows begin and end on the
/// grid.
pub fn answer(
    colleges: &[ListedCollege],
    days: &Days,
    (hours, stations): (&[Interval], usize),
    known: &KnownSpeed,
    grid: Minutes,
) -> FirstAnswer {
    let people: Vec<i64> =
        colleges.iter().map(|college| college.headcount() - college.off_site()).collect();
    let endless: Vec<Minutes> =
        hours.iter().cycle().take(MOST_COUNTED).map(|hours| hours.minutes()).collect();
    let rate_known = known.rate();
    let wanted = match rate_known {
        Some(rate) => sufficient(&people, rate, &endless, grid),
        None => sufficient(&people, USUAL_RATE, &endless, grid).map(|enough| enough + 1),
    };
    let guess = (people.iter().sum::<i64>() / PEOPLE_PER_HALF_DAY + 2) as usize;
    let wanted = wanted.unwrap_or(guess).div_ceil(stations).clamp(1, MOST_HALF_DAYS);
    let listed = half_days(days, hours, wanted);
    // Each station has all of them.
    let minutes: Vec<Minutes> = listed
        .listed
        .iter()
        .flat_map(|(_, hours)| std::iter::repeat_n(hours.minutes(), stations))
        .collect();
    let with = |known: Option<i64>, usual: &[i64]| {
        let mut all: Vec<i64> = usual.iter().copied().chain(known).collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    let cameras = with(known.cameras, &CAMERAS);
    let row = |seconds: i64| {
        let cell = |cameras: &i64| sufficient(&people, rate(seconds, *cameras), &endless, grid);
        (seconds, cameras.iter().map(cell).collect())
    };
    let rows: Vec<(i64, Vec<Option<usize>>)> =
        with(known.seconds, &SECONDS).into_iter().map(row).collect();
    let slowest = rate(rows.last().map_or(1, |row| row.0), cameras[0]);
    let longest: Vec<Minutes> =
        hours.iter().map(|hours| hours.minutes()).max().into_iter().collect();
    let largest = colleges.iter().zip(&people).max_by_key(|(_, people)| **people);
    FirstAnswer {
        days: days.clone(),
        hours: hours.to_vec(),
        half_days: listed,
        stations,
        rate: rate_known,
        sufficient: rate_known.and_then(|rate| sufficient(&people, rate, &minutes, grid)),
        speeds: SpeedTable { cameras, rows },
        is_largest_cut: largest
            .is_some_and(|(_, people)| sufficient(&[*people], slowest, &longest, grid).is_none()),
        largest: largest
            .map(|(college, people)| (college.name.clone(), *people))
            .unwrap_or_default(),
    }
}
