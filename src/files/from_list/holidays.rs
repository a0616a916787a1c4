//! Public holidays of China, by rule: the days that the law on holidays names, and those beside
//! them that the State Council has given to them every year since 2008 (春节 and 国庆 a week, 劳动节
//! five days since 2020). Which weekends are worked in exchange it decides year by year; that is
//! not known here.

use jiff::ToSpan;
use jiff::civil::{Date, date};

/// A public holiday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holiday {
    /// 元旦.
    NewYear,
    /// 春节.
    SpringFestival,
    /// 清明.
    Qingming,
    /// 劳动节.
    LabourDay,
    /// 端午.
    DragonBoat,
    /// 中秋.
    MidAutumn,
    /// 国庆.
    NationalDay,
}

/// The first year of [`LUNAR`].
const FIRST_YEAR: i16 = 2024;

/// Month and day of the first day of the first lunar month, the fifth of the fifth, and the
/// fifteenth of the eighth, a row a year: the days of new moons in China by chapter 49 of Meeus,
/// *Astronomical Algorithms*. None of them is within three minutes of midnight.
const LUNAR: [[(i8, i8); 3]; 37] = [
    [(2, 10), (6, 10), (9, 17)],
    [(1, 29), (5, 31), (10, 6)],
    [(2, 17), (6, 19), (9, 25)],
    [(2, 6), (6, 9), (9, 15)],
    [(1, 26), (5, 28), (10, 3)],
    [(2, 13), (6, 16), (9, 22)],
    [(2, 3), (6, 5), (9, 12)],
    [(1, 23), (6, 24), (10, 1)],
    [(2, 11), (6, 12), (9, 19)],
    [(1, 31), (6, 1), (9, 8)],
    [(2, 19), (6, 20), (9, 27)],
    [(2, 8), (6, 10), (9, 16)],
    [(1, 28), (5, 30), (10, 4)],
    [(2, 15), (6, 18), (9, 24)],
    [(2, 4), (6, 7), (9, 13)],
    [(1, 24), (5, 27), (10, 2)],
    [(2, 12), (6, 14), (9, 20)],
    [(2, 1), (6, 3), (9, 10)],
    [(1, 22), (6, 22), (9, 28)],
    [(2, 10), (6, 11), (9, 17)],
    [(1, 30), (5, 31), (10, 5)],
    [(2, 17), (6, 19), (9, 25)],
    [(2, 6), (6, 8), (9, 15)],
    [(1, 26), (5, 29), (10, 4)],
    [(2, 14), (6, 15), (9, 22)],
    [(2, 2), (6, 4), (9, 11)],
    [(1, 23), (6, 23), (9, 30)],
    [(2, 11), (6, 13), (9, 19)],
    [(2, 1), (6, 1), (9, 7)],
    [(2, 19), (6, 20), (9, 26)],
    [(2, 8), (6, 10), (9, 16)],
    [(1, 28), (5, 30), (10, 5)],
    [(2, 15), (6, 17), (9, 24)],
    [(2, 4), (6, 6), (9, 13)],
    [(1, 24), (6, 25), (10, 2)],
    [(2, 12), (6, 14), (9, 21)],
    [(2, 2), (6, 3), (9, 9)],
];

/// The holiday that a day belongs to.
pub fn holiday(day: Date) -> Option<Holiday> {
    let (month, number) = (day.month(), day.day());
    match (month, number) {
        (1, 1) => return Some(Holiday::NewYear),
        (5, 1..=5) => return Some(Holiday::LabourDay),
        (10, 1..=7) => return Some(Holiday::NationalDay),
        (4, _) if number == qingming(day.year()) => return Some(Holiday::Qingming),
        _ => {}
    }
    let place = usize::try_from(day.year() - FIRST_YEAR).ok()?;
    let [spring, fifth, eighth] =
        LUNAR.get(place)?.map(|(month, number)| date(day.year(), month, number));
    // From the eve on for eight days.
    let eve = spring.saturating_sub(1.day());
    if (eve..eve.saturating_add(8.days())).contains(&day) {
        Some(Holiday::SpringFestival)
    } else if day == fifth {
        Some(Holiday::DragonBoat)
    } else if day == eighth {
        Some(Holiday::MidAutumn)
    } else {
        None
    }
}

/// The day of April on which the sun reaches 15°, between 2000 and 2099.
fn qingming(year: i16) -> i8 {
    let year = i32::from(year.rem_euclid(100));
    ((year * 2422 + 48_100) / 10_000 - year / 4) as i8
}

#[cfg(test)]
mod tests {
    use super::{Holiday, holiday};
    use jiff::civil::date;

    /// Days of the notices of the State Council.
    #[test]
    fn holidays_are_those_of_the_notices() {
        for (day, wanted) in [
            (date(2025, 1, 1), Some(Holiday::NewYear)),
            (date(2025, 1, 27), None),
            (date(2025, 1, 28), Some(Holiday::SpringFestival)),
            (date(2025, 2, 4), Some(Holiday::SpringFestival)),
            (date(2025, 2, 5), None),
            (date(2025, 4, 4), Some(Holiday::Qingming)),
            (date(2025, 5, 31), Some(Holiday::DragonBoat)),
            (date(2026, 2, 16), Some(Holiday::SpringFestival)),
            (date(2026, 4, 5), Some(Holiday::Qingming)),
            (date(2026, 5, 5), Some(Holiday::LabourDay)),
            (date(2026, 6, 19), Some(Holiday::DragonBoat)),
            (date(2026, 9, 25), Some(Holiday::MidAutumn)),
            (date(2026, 10, 7), Some(Holiday::NationalDay)),
            (date(2026, 10, 8), None),
            (date(2027, 2, 6), Some(Holiday::SpringFestival)),
            (date(2061, 2, 1), None),
        ] {
            assert_eq!(holiday(day), wanted, "{day}");
        }
    }
}
