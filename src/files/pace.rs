//! The people per hour that `campaign.toml` gives a team or a crew.

use super::faults::Faults;
use super::fields::{CrewSection, Given, Rate, StationSection, Whole};
use crate::base::diagnostic::Code;

/// The speed of a team or a crew as it is written: a rate, or what one camera does.
pub struct WrittenPace<'a> {
    rate: &'a Given<Rate>,
    per_camera: Option<&'a Given<Whole<1, 100_000>>>,
    seconds: &'a Given<Whole<1, 3600>>,
    cameras: Option<i64>,
}

/// What one camera does.
#[derive(Debug, Clone, Copy)]
pub enum OneCamera {
    /// People per hour.
    Rate(i64),
    /// Seconds a person.
    Seconds(i64),
}

impl OneCamera {
    /// People per hour of `cameras` such cameras.
    pub fn times(self, cameras: i64) -> i64 {
        match self {
            OneCamera::Rate(each) => each * cameras,
            OneCamera::Seconds(seconds) => 3600 * cameras / seconds,
        }
    }
}

impl<'a> WrittenPace<'a> {
    /// Of a station with a team of its own, of which these cameras serve groups.
    pub fn of_station(own: &'a StationSection, cameras: Option<i64>) -> WrittenPace<'a> {
        let per_camera = Some(&own.rate_per_camera);
        WrittenPace { rate: &own.rate, per_camera, seconds: &own.seconds_per_photo, cameras }
    }

    /// Of a crew.
    pub fn of_crew(own: &'a CrewSection) -> WrittenPace<'a> {
        let cameras = own.cameras.value.map(Whole::get);
        WrittenPace { rate: &own.rate, per_camera: None, seconds: &own.seconds_per_photo, cameras }
    }

    /// Whether a key says it, `rate = "unknown"` included.
    pub fn is_stated(&self) -> bool {
        let per_camera = self.per_camera.is_some_and(|own| own.is_written);
        self.rate.is_written || per_camera || self.seconds.is_written
    }

    /// What one camera does, where that is said.
    pub fn one_camera(&self) -> Option<OneCamera> {
        let each = self.per_camera.and_then(|own| own.value).map(Whole::get);
        let seconds = self.seconds.value.map(Whole::get);
        each.map(OneCamera::Rate).or(seconds.map(OneCamera::Seconds))
    }

    /// People per hour: stated for all of them, or where that is unknown
    /// `cameras × rate_per_camera`, or `⌊3600 × cameras ÷ seconds_per_photo⌋`.
    pub fn rate(&self, faults: &mut Faults) -> Option<i64> {
        let of_all = self.rate.value.map(|Rate(rate)| rate);
        let per_camera = self.per_camera.filter(|own| own.is_written);
        let (name, place) = match (per_camera, self.seconds.is_written) {
            (None, false) => return of_all.flatten(),
            (Some(_), true) => {
                faults.report(
                    Code::OutOfRange,
                    &self.seconds.place,
                    "rate_per_camera 与 seconds_per_photo 只写其一",
                    "give either rate_per_camera or seconds_per_photo, not both",
                );
                return None;
            }
            (Some(own), false) => ("rate_per_camera", &own.place),
            (None, true) => ("seconds_per_photo", &self.seconds.place),
        };
        if of_all.flatten().is_some() {
            faults.report(
                Code::OutOfRange,
                place,
                format!("rate 与 {name} 只写其一"),
                format!("give either rate or {name}, not both"),
            );
            return None;
        }
        // An unknown rate is no statement: what one camera does says more.
        let Some(cameras) = self.cameras else {
            faults.report(
                Code::MissingKey,
                place,
                format!("缺少 cameras：有 {name} 就要写明数目"),
                format!("there are no cameras: with {name} say how many there are"),
            );
            return None;
        };
        self.one_camera().map(|one| one.times(cameras))
    }
}
