//! The minutes of a window that suffice on a given share of days.
//!
//! With `n` expected people, `τ = 60 ÷ rate` minutes a photo of the whole team, `c` cameras, `v`
//! the variation of a photo's seconds, `w = Σ invited × a (1 − a) ÷ expected` over the classes that
//! come the variance of who comes, for each expected person, and cameras that fail every `F`
//! minutes for `R` minutes, the time that the people need is taken to be normally distributed:
//!
//! ```text
//! mean      = τ (n + (c − 1)(1 + v²) ÷ 2) (1 + R ÷ F)
//! variance  = τ² n (v² + w) + 2 τ n R² ÷ (c F)
//! length    ≥ mean + z √variance
//! ```
//!
//! `n τ` is the work, shared by all cameras; `(c − 1)(1 + v²) ÷ 2` photos are lost at the end, when
//! cameras run out of people one after another (half of the mean residual time of a photo for each
//! of the others). `z` is the quantile of the normal distribution. Everybody of the window is taken
//! to be there in time, and the window to begin on time: how wrong that is, `callsheet simulate`
//! says. Reckoned in whole ten-thousandths of a minute, rounded up, so that no rule depends on a
//! float.

use super::{Campaign, ClassRun, GroupId, Share};
use crate::base::clock::Minutes;
use statrs::distribution::{ContinuousCDF, Normal};

/// The share of days on which a window is to have the minutes that its people take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Confidence {
    share: Share,
    /// The quantile of the normal distribution in thousandths.
    quantile: i64,
}

impl Confidence {
    /// From 50 % to 99.9 %.
    pub fn new(share: Share) -> Option<Confidence> {
        let is_sensible = (0.5..=0.999).contains(&share.as_f64());
        let normal = Normal::standard();
        is_sensible.then(|| Confidence {
            share,
            quantile: (normal.inverse_cdf(share.as_f64()) * 1000.0).round() as i64,
        })
    }

    /// The share.
    pub fn share(self) -> Share {
        self.share
    }

    /// The quantile of the normal distribution in thousandths.
    pub fn thousandths(self) -> i64 {
        self.quantile
    }
}

/// Ten-thousandths of a minute.
const SCALE: i128 = 10_000;

fn rounded_up(numerator: i128, denominator: i128) -> i128 {
    (numerator + denominator - 1) / denominator
}

impl Campaign {
    /// The share of days on which a window has the minutes that its people take; `None` where
    /// windows are measured at the mean rate.
    pub fn confidence(&self) -> Option<Confidence> {
        self.draft.confidence
    }

    /// `Σ invited × a (1 − a)` over these classes of a group, in 10⁻⁸ people².
    fn variance_of_comers(&self, group: GroupId, run: Option<ClassRun>) -> i128 {
        let own = self.group(group);
        let of = |people: i64, share: Share| {
            let points = i128::from(share.basis_points());
            i128::from(people) * points * (10_000 - points)
        };
        if own.classes.is_empty() {
            return of(own.headcount - own.off_site, own.attendance);
        }
        let classes = run.map_or(&own.classes[..], |run| &own.classes[run.from..run.to]);
        classes.iter().map(|class| of(class.invited(), class.attendance)).sum()
    }

    /// The fewest working minutes in which a team of `cameras` at `rate` photos an hour photographs
    /// `people` of these classes of the group: with its buffer, and with the campaign's confidence.
    pub fn minutes_at(
        &self,
        group: GroupId,
        run: Option<ClassRun>,
        people: i64,
        rate: i64,
        cameras: Option<i64>,
    ) -> Minutes {
        let buffered = self.group(group).buffer.least_minutes(people, rate);
        self.confidence().map_or(buffered, |confidence| {
            buffered.max(self.confident_minutes(
                confidence,
                (group, run),
                people,
                rate,
                cameras.unwrap_or(1),
            ))
        })
    }

    fn confident_minutes(
        &self,
        confidence: Confidence,
        (group, run): (GroupId, Option<ClassRun>),
        people: i64,
        rate: i64,
        cameras: i64,
    ) -> Minutes {
        let settings = self.uncertainty();
        let variation = if settings.service == super::Service::Constant {
            0
        } else {
            i128::from(settings.variation)
        };
        let (fails, lasts) =
            settings.failures.map_or((1, 0), |f| (i128::from(f.between), i128::from(f.repair)));
        let (n, r, c) = (i128::from(people), i128::from(rate.max(1)), i128::from(cameras.max(1)));
        // Twice ten thousand times the photos: v² is in ten-thousandths, and there is a half.
        let photos = 20_000 * n + (c - 1) * (10_000 + variation * variation);
        let mean = rounded_up(60 * photos * (fails + lasts) * SCALE, 20_000 * r * fails);
        let expected = i128::from(self.expected_of(group, run).max(1));
        let scatter =
            variation * variation * 10_000 * expected + self.variance_of_comers(group, run);
        let of_photos = rounded_up(3600 * n * scatter, r * r * expected);
        let of_failures = rounded_up(120 * n * lasts * lasts * SCALE * SCALE, r * c * fails);
        // (length − mean)² ≥ z² × variance, z in thousandths.
        let wanted = i128::from(confidence.quantile).pow(2) * (of_photos + of_failures);
        let suffices = |minutes: i128| {
            let spare = minutes * SCALE - mean;
            spare >= 0 && spare * spare * 1_000_000 >= wanted
        };
        let (mut low, mut high) = (0, i128::from(Minutes::MAX));
        while low < high {
            let middle = i128::midpoint(low, high);
            if suffices(middle) { high = middle } else { low = middle + 1 }
        }
        low.max(1) as Minutes
    }

    /// The share of days on which the working minutes suffice for that number of people of these
    /// classes of the group, as the formula has it; `None` where the rate is unknown. For display:
    /// no rule depends on it.
    pub fn chance_to_suffice(
        &self,
        group: GroupId,
        run: Option<ClassRun>,
        people: i64,
        station: super::StationId,
        working: Minutes,
    ) -> Option<f64> {
        let (station, settings) = (self.station(station), self.uncertainty());
        let (photo, cameras) = (60.0 / station.rate? as f64, station.cameras.unwrap_or(1) as f64);
        let square = settings.variation_as_f64().powi(2);
        let comers = self.variance_of_comers(group, run) as f64
            / 1e8
            / self.expected_of(group, run).max(1) as f64;
        let (between, repair) =
            settings.failures.map_or((1.0, 0.0), |f| (f64::from(f.between), f64::from(f.repair)));
        let people = people as f64;
        let mean =
            photo * (people + (cameras - 1.0) * (1.0 + square) / 2.0) * (1.0 + repair / between);
        let of_failures = 2.0 * photo * people * repair * repair / (cameras * between);
        let deviation = (photo * photo * people * (square + comers) + of_failures).sqrt();
        let spare = f64::from(working) - mean;
        Some(if deviation > 0.0 {
            Normal::standard().cdf(spare / deviation)
        } else {
            f64::from(u8::from(spare >= 0.0))
        })
    }

    /// The most people of these classes of the group who can be photographed in `working` minutes
    /// at `rate` photos an hour.
    pub fn room_at(
        &self,
        group: GroupId,
        run: Option<ClassRun>,
        working: Minutes,
        rate: i64,
        cameras: Option<i64>,
    ) -> i64 {
        let most = self.group(group).buffer.room(working, rate);
        if self.confidence().is_none() {
            return most;
        }
        let (mut low, mut high) = (0, most);
        while low < high {
            let middle = (low + high + 1) / 2;
            if self.minutes_at(group, run, middle, rate, cameras) <= working {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        low
    }
}

#[cfg(test)]
mod tests {
    use super::Confidence;
    use crate::base::clock::Interval;
    use crate::campaign::{
        Block, BlockId, Campaign, Draft, Group, GroupId, Share, Station, StationId,
    };
    use jiff::civil::date;

    fn campaign(confidence: u16, cameras: i64) -> Campaign {
        let mut draft = Draft::new("confidence");
        draft.confidence = Share::from_basis_points(confidence).and_then(Confidence::new);
        let mut station = Station::new("S", Some(300));
        station.cameras = Some(cameras);
        draft.stations.push(station);
        draft.blocks.push(Block {
            id: None,
            name: "B".into(),
            station: StationId(0),
            date: date(2024, 5, 6),
            regular: Interval::new(540, 720),
            latest_end: 720,
            make_up: Vec::new(),
            breaks: Vec::new(),
            own: crate::campaign::OwnPace::default(),
        });
        let mut group = Group::new("G", 400);
        group.attendance = Share::from_basis_points(9_000).unwrap();
        draft.groups.push(group);
        Campaign::new(draft).unwrap()
    }

    #[test]
    fn lengths_are_those_of_the_formula() {
        let minutes = |confidence, cameras| {
            campaign(confidence, cameras).least_minutes(GroupId(0), None, BlockId(0))
        };
        // 360 people, 72 minutes on average; τ = 0.2, v = 0.5, w = 0.1: sd = 0.2 √(360 × 0.35) =
        // 2.245.
        assert_eq!(minutes(5_000, 1), Some(72));
        assert_eq!(minutes(9_500, 1), Some(76), "72 + 1.645 × 2.245 = 75.69");
        assert_eq!(minutes(9_900, 1), Some(78), "72 + 2.326 × 2.245 = 77.22");
        // Four more cameras: 4 × 1.25 ÷ 2 = 2.5 photos are lost, half a minute.
        assert_eq!(minutes(9_500, 5), Some(77), "76.19");
        assert_eq!(Confidence::new(Share::ALL), None);
        // 75.69 minutes suffice on 95 % of days: 75 on a little less, 76 on a little more.
        let chance = |minutes| {
            campaign(5_000, 1)
                .chance_to_suffice(GroupId(0), None, 360, StationId(0), minutes)
                .unwrap()
        };
        assert!(
            (0.90..0.95).contains(&chance(75))
                && (0.95..0.97).contains(&chance(76))
                && (chance(72) - 0.5).abs() < 1e-9
        );
    }

    #[test]
    fn there_is_room_just_where_the_window_is_long_enough() {
        let campaign = campaign(9_500, 2);
        let least = campaign.least_minutes(GroupId(0), None, BlockId(0)).unwrap();
        let room = |minutes| campaign.room(GroupId(0), None, BlockId(0), minutes).unwrap();
        assert!(room(least) >= 360 && room(least - 1) < 360 && room(0) == 0);
    }
}
