//! Exact ratios, so that "value equals bound" and "who has the peak" are never decided by a float.

use std::cmp::Ordering;

/// `num / den` with `den > 0`. Photos per hour are ratios: `people × 60 / minutes`.
#[derive(Debug, Clone, Copy)]
pub struct Ratio {
    num: i64,
    den: i64,
}

impl Ratio {
    /// `num / den`; `None` when `den` is not positive.
    pub fn new(num: i64, den: i64) -> Option<Ratio> {
        (den > 0).then_some(Ratio { num, den })
    }

    /// A whole number.
    pub const fn whole(num: i64) -> Ratio {
        Ratio { num, den: 1 }
    }

    /// Photos per hour that `people` in `minutes` demand; `None` for an empty interval.
    pub fn per_hour(people: i64, minutes: i32) -> Option<Ratio> {
        Ratio::new(people * 60, i64::from(minutes))
    }

    /// The numerator, not reduced.
    pub fn numerator(self) -> i64 {
        self.num
    }

    /// The denominator, positive, not reduced.
    pub fn denominator(self) -> i64 {
        self.den
    }

    /// Whole where it is, else with two decimals.
    pub fn plain(self) -> String {
        if self.num % self.den == 0 {
            (self.num / self.den).to_string()
        } else {
            format!("{:.2}", self.as_f64())
        }
    }

    /// For display and for charts only.
    pub fn as_f64(self) -> f64 {
        self.num as f64 / self.den as f64
    }
}

impl PartialEq for Ratio {
    fn eq(&self, other: &Ratio) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Ratio {}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Ratio) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ratio {
    fn cmp(&self, other: &Ratio) -> Ordering {
        let left = i128::from(self.num) * i128::from(other.den);
        let right = i128::from(other.num) * i128::from(self.den);
        left.cmp(&right)
    }
}

#[cfg(test)]
mod tests {
    use super::Ratio;

    #[test]
    fn ratios_compare_exactly() {
        let third = Ratio::new(1, 3);
        assert_eq!(third, Ratio::new(2, 6));
        assert!(third < Ratio::new(334, 1000));
        assert_eq!(Ratio::per_hour(616, 120).map(Ratio::as_f64), Some(308.0));
        assert_eq!(Ratio::per_hour(5, 0), None);
    }
}
