//! Which lengths `spread` can need: Lagrangian relaxation of the time of all stretches.
//!
//! With a price `λ` for a minute, `L(λ) = Σ_k groups of k × min_{s,m} (spread + λ (m + c)) − λ Σ_s
//! (minutes of s + c)` is no more than any plan costs (Geoffrion 1974); where `blocks` is held
//! at `n`, `s` runs over the stretches of the `n` longest half-days. A plan that costs no more than a
//! known one, `U`, has no window whose `spread + λ (m + c)` is above the least of its kind by more
//! than `U − L(λ)`, its *slack*: reduced-cost fixing.

use super::lengths::{Longer, MinutePrice, Sizes};
use super::{KindId, Kinds};
use crate::base::clock::Minutes;
use crate::base::ratio::Ratio;
use crate::campaign::BlockId;
use std::collections::BTreeMap;

/// Halvings of the range of prices: a double has 53 bits.
const HALVINGS: usize = 50;

impl Kinds<'_> {
    /// The cheapest window of each length that a kind may have somewhere; none where it may come
    /// nowhere.
    fn by_length(&self, kind: KindId, peak: Option<Ratio>) -> Vec<(Minutes, i64)> {
        let sizes = Sizes { peak, longer: Longer::All };
        let mut least: BTreeMap<Minutes, i64> = BTreeMap::new();
        for stretch in &self.kinds[kind.index()].stretches {
            for minutes in self.lengths(kind, *stretch, sizes) {
                let cost = self.spread_cost(kind, *stretch, minutes);
                least.entry(minutes).and_modify(|own| *own = cost.min(*own)).or_insert(cost);
            }
        }
        least.into_iter().collect()
    }

    /// `Σ (minutes + c)` over the stretches of the `most_open` longest half-days.
    fn most_time(&self, most_open: usize) -> f64 {
        let mut by_block: BTreeMap<BlockId, f64> = BTreeMap::new();
        for stretch in &self.stretches {
            let minutes = stretch.interval.minutes() + self.between;
            *by_block.entry(stretch.block).or_default() += f64::from(minutes);
        }
        let mut times: Vec<f64> = by_block.into_values().collect();
        times.sort_by(|one, other| other.total_cmp(one));
        times.into_iter().take(most_open).sum()
    }

    /// The price at which the bound is highest, by bisection of its slope, and the bound, of plans
    /// that serve everybody in `most_open` half-days; `None` where a kind may come nowhere.
    pub fn price_of_a_minute(
        &self,
        peak: Option<Ratio>,
        most_open: usize,
    ) -> Option<(MinutePrice, f64)> {
        let time = self.most_time(most_open);
        let kinds = (0..self.kinds.len()).map(|id| self.by_length(KindId(id), peak));
        let kinds: Vec<Vec<(Minutes, i64)>> = kinds.collect();
        let at = |price: MinutePrice| -> Option<(f64, f64)> {
            let (mut bound, mut needed) = (-price.0 * time, 0.0);
            for (kind, windows) in self.kinds.iter().zip(&kinds) {
                let priced = windows.iter().map(|(minutes, cost)| {
                    let taken = f64::from(minutes + self.between);
                    (*cost as f64 + price.0 * taken, taken)
                });
                let (least, taken) = priced.min_by(|one, other| one.0.total_cmp(&other.0))?;
                bound += least * kind.groups.len() as f64;
                needed += taken * kind.groups.len() as f64;
            }
            Some((bound, needed))
        };
        let (mut low, mut high) = (0.0, 1.0);
        while at(MinutePrice(high))?.1 > time && high < 1e15 {
            high *= 4.0;
        }
        let mut best = (MinutePrice(0.0), at(MinutePrice(0.0))?.0);
        for _ in 0..HALVINGS {
            let price = MinutePrice(f64::midpoint(low, high));
            let (bound, needed) = at(price)?;
            if bound > best.1 {
                best = (price, bound);
            }
            if needed > time { low = price.0 } else { high = price.0 }
        }
        Some(best)
    }
}
