//! A setting and the values it takes in a sweep.

use crate::base::clock::clock;
use crate::files::parse_time;

/// The setting that `campaign.toml` lacks: the number of half-days, of which the first ones are kept.
pub const HALF_DAYS: &str = "half_days";

/// How the values of a setting are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ValueFormat {
    Whole,
    PerCent,
    Time,
}

/// A setting and the values it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Axis {
    /// The setting, as with `--set`.
    pub key: String,
    form: ValueFormat,
    /// The values, in ascending order: numbers, per cents or minutes since midnight.
    pub values: Vec<i64>,
}

/// A setting whose values can't be swept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{range}” is no range to sweep")]
pub struct BadRange {
    /// All that was written.
    pub setting: String,
    /// The part of it that should be a range.
    pub range: String,
}

/// Values of one setting that are refused whatever `--yes` says: a solve each would take days.
const MOST_VALUES: i64 = 100_000;

impl Axis {
    /// Reads `KEY=FROM..TO:STEP`; `None` where there is no `..`, which is an ordinary setting.
    ///
    /// # Errors
    /// Where it is a range that can't be swept.
    pub fn parse(setting: &str) -> Result<Option<Axis>, BadRange> {
        let Some((key, range)) = setting.split_once('=') else { return Ok(None) };
        let Some((from, rest)) = range.split_once("..") else { return Ok(None) };
        let fault = || BadRange { setting: setting.to_owned(), range: range.to_owned() };
        // A time has a colon of its own: the step is what follows the last one, unless that belongs
        // to the time.
        let is_time = from.contains(':');
        let (to, step) = match rest.rsplit_once(':') {
            Some((to, step)) if !is_time || to.contains(':') => (to, Some(step)),
            _ => (rest, None),
        };
        let form = match (is_time, from.trim().ends_with('%')) {
            (true, _) => ValueFormat::Time,
            (_, true) => ValueFormat::PerCent,
            _ => ValueFormat::Whole,
        };
        let number = |text: &str| match form {
            ValueFormat::Time => parse_time(text).map(i64::from),
            ValueFormat::PerCent => text.trim().trim_end_matches('%').parse().ok(),
            ValueFormat::Whole => text.trim().parse().ok(),
        };
        let step = match (step, form) {
            (Some(step), _) => step.trim().trim_end_matches('%').parse().ok(),
            (None, ValueFormat::Time) => Some(10),
            (None, _) => Some(1),
        };
        let (Some(from), Some(to), Some(step)) = (number(from), number(to), step) else {
            return Err(fault());
        };
        let sane = key.trim() != ""
            && from >= 0
            && step >= 1
            && from <= to
            && (to - from) / step < MOST_VALUES;
        if !sane {
            return Err(fault());
        }
        let values = (0..=(to - from) / step).map(|place| from + place * step).collect();
        Ok(Some(Axis { key: key.trim().to_owned(), form, values }))
    }

    /// A setting with values as they are written one by one; `None` where one of them is no number,
    /// per cent or time like the others.
    pub fn of_values<'a>(key: &str, values: impl Iterator<Item = &'a str>) -> Option<Axis> {
        let mut read = Vec::new();
        for value in values {
            let axis = Axis::parse(&format!("{key}={value}..{value}")).ok().flatten()?;
            read.push((axis.form, *axis.values.first()?));
        }
        let (form, _) = *read.first()?;
        let mut values: Vec<i64> = read.iter().map(|(_, value)| *value).collect();
        values.sort_unstable();
        values.dedup();
        let is_one_form = read.iter().all(|(own, _)| *own == form);
        is_one_form.then(|| Axis { key: key.to_owned(), form, values })
    }

    /// The place of a value that is written so.
    pub fn value_of(&self, written: &str) -> Option<i64> {
        let axis = Axis::of_values(&self.key, std::iter::once(written))?;
        axis.values.first().copied().filter(|_| axis.form == self.form)
    }

    /// A value as it is written.
    pub fn write(&self, value: i64) -> String {
        match self.form {
            ValueFormat::Whole => value.to_string(),
            ValueFormat::PerCent => format!("{value}%"),
            ValueFormat::Time => clock(value as i32),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Axis, BadRange};

    #[test]
    fn values_one_by_one_are_a_range_where_they_are_of_one_form() {
        let axis = |values: &[&str]| Axis::of_values("a", values.iter().copied());
        assert_eq!(axis(&["30", "10", "30"]).map(|axis| axis.values), Some(vec![10, 30]));
        let times = axis(&["17:30", "17:00"]);
        assert_eq!(times.as_ref().map(|axis| axis.write(axis.values[0])), Some("17:00".to_owned()));
        assert_eq!(times.as_ref().and_then(|axis| axis.value_of("17:30")), Some(1050));
        assert_eq!(times.and_then(|axis| axis.value_of("17")), None);
        assert!(axis(&["1", "2%"]).is_none() && axis(&["x"]).is_none() && axis(&[]).is_none());
    }

    #[test]
    fn ranges_of_numbers_shares_and_times() {
        let axis = |text: &str| Axis::parse(text).ok().flatten();
        assert_eq!(
            axis("station.rate=200..260:20").map(|axis| axis.values),
            Some(vec![200, 220, 240, 260])
        );
        let shares = axis("attendance=80%..100%:10%");
        assert_eq!(shares.as_ref().map(|axis| axis.write(axis.values[1])), Some("90%".to_owned()));
        let times = axis("block.2.end=17:00..18:00:30");
        assert_eq!(times.as_ref().map(|axis| axis.write(axis.values[2])), Some("18:00".to_owned()));
        assert_eq!(axis("block.2.end=17:00..17:20").map(|axis| axis.values.len()), Some(3));
        assert_eq!(axis("grid_minutes=5"), None);
        for wrong in
            ["a=5..1", "a=1..x", "a=1..9:0", "=1..2", "a=0..100000000", "a=..", "a=17:00..25:00"]
        {
            let range = wrong.split_once('=').map_or("", |(_, range)| range).to_owned();
            assert_eq!(Axis::parse(wrong), Err(BadRange { setting: wrong.to_owned(), range }));
        }
    }
}
