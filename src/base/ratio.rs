//! Exact ratios, so that "value equals bound" and "who has the peak" are never decided by a float.

use std::cmp::Ordering;

/// Decimals at most when two figures that differ are shown; where six don't tell them apart, both
/// are shown as fractions.
const MOST_DECIMALS: usize = 6;

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

    /// Whole, such as `285`, or a fraction, such as `577/2`, as [`Ratio::exact`] writes it.
    pub fn parse(text: &str) -> Option<Ratio> {
        let (num, den) = text.trim().split_once('/').unwrap_or((text.trim(), "1"));
        Ratio::new(num.trim().parse().ok()?, den.trim().parse().ok()?)
    }

    /// Whole, or as a fraction in its lowest terms: `285`, `577/2`.
    pub fn exact(self) -> String {
        let (mut a, mut b) = (self.num.unsigned_abs(), self.den.unsigned_abs());
        while b != 0 {
            (a, b) = (b, a % b);
        }
        let common = i64::try_from(a.max(1)).unwrap_or(1);
        match (self.num / common, self.den / common) {
            (num, 1) => num.to_string(),
            (num, den) => format!("{num}/{den}"),
        }
    }

    /// The numerator, not reduced.
    pub fn numerator(self) -> i64 {
        self.num
    }

    /// The denominator, positive, not reduced.
    pub fn denominator(self) -> i64 {
        self.den
    }

    /// With two decimals, or with as few as say it exactly: 285, 298.5, 253.15.
    pub fn plain(self) -> String {
        self.rounded(2)
    }

    /// Two ratios as [`Ratio::plain`] says them, with more decimals where they differ and would
    /// read alike.
    pub fn apart(self, other: Ratio) -> [String; 2] {
        if self == other {
            return [self.plain(), other.plain()];
        }
        // `1` and `1.00` are the same to a reader.
        let differ = |[one, other]: &[String; 2]| one.parse::<f64>() != other.parse::<f64>();
        let said = |decimals| [self, other].map(|ratio: Ratio| ratio.rounded(decimals));
        (2..=MOST_DECIMALS)
            .map(said)
            .find(differ)
            .unwrap_or_else(|| [self, other].map(|ratio| format!("{}/{}", ratio.num, ratio.den)))
    }

    fn rounded(self, most_decimals: usize) -> String {
        let is_exact = |decimals: &usize| {
            let units = (0..*decimals).fold(i128::from(self.num), |units, _| units * 10);
            units % i128::from(self.den) == 0
        };
        match (0..most_decimals).find(is_exact).unwrap_or(most_decimals) {
            0 => (self.num / self.den).to_string(),
            decimals => format!("{:.decimals$}", self.as_f64()),
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
    fn what_is_written_exactly_is_read_again() {
        for (num, den, text) in [(570, 2, "285"), (1154, 4, "577/2"), (0, 7, "0"), (-3, 6, "-1/2")]
        {
            let ratio = Ratio::new(num, den);
            assert_eq!(ratio.map(Ratio::exact).as_deref(), Some(text));
            assert_eq!(Ratio::parse(text), ratio);
        }
        assert!(["", "1/0", "1.5", "x", "1/-2"].iter().all(|text| Ratio::parse(text).is_none()));
    }

    #[test]
    fn ratios_compare_exactly() {
        let third = Ratio::new(1, 3);
        assert_eq!(third, Ratio::new(2, 6));
        assert!(third < Ratio::new(334, 1000));
        assert_eq!(Ratio::per_hour(616, 120).map(Ratio::as_f64), Some(308.0));
        assert_eq!(Ratio::per_hour(5, 0), None);
    }

    #[test]
    fn figures_have_no_more_decimals_than_they_need() {
        let plain = |num, den| Ratio::new(num, den).unwrap().plain();
        let said = [plain(570, 2), plain(597, 2), plain(1013, 4), plain(2, 3), plain(126_302, 500)];
        assert_eq!(said, ["285", "298.5", "253.25", "0.67", "252.60"]);
    }

    #[test]
    fn figures_that_differ_are_told_apart() {
        let apart = |one: [i64; 2], other: [i64; 2]| {
            let [one, other] = [one, other].map(|[num, den]| Ratio::new(num, den).unwrap());
            one.apart(other)
        };
        assert_eq!(apart([2, 3], [333, 500]), ["0.667", "0.666"]);
        assert_eq!(apart([2, 3], [4, 6]), ["0.67", "0.67"]);
        assert_eq!(apart([285, 1], [616, 2]), ["285", "308"]);
        assert_eq!(apart([1, 1], [1001, 1000]), ["1", "1.001"]);
        let million = 1_000_000_000;
        assert_eq!(apart([1, 3], [million, 3 * million + 1]), ["1/3", "1000000000/3000000001"]);
    }
}
