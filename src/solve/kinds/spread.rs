//! Which lengths `spread` can need: Lagrangian relaxation of the time of all stretches.
//!
//! With a price `λ` of a minute at each rate of a station no plan costs less than
//!
//! ```text
//! L(λ) = Σ_k groups of k × min_{p,m} (spread + λ (m + c)) − max_B Σ_{b∈B} λ Σ_{s∈b} (minutes of s + c)
//! ```
//!
//! (Geoffrion 1974), where `B` runs over the sets of half-days that a plan may use. A plan that costs
//! no more than a known one, `U`, has no window whose `spread + λ (m + c)` is above the least of its
//! kind by more than `U − L(λ)`, its *slack*: reduced-cost fixing. A group that may be cut has the least sum
//! of a path of parts in place of the least of a kind. `L` is concave; from the best price for all rates
//! the subgradient method raises it (Held, Wolfe and Crowder 1974).

use super::cuts::CutGroup;
use super::lengths::{Longer, MinutePrices, Sizes};
use super::{KindId, Kinds, StretchId};
use crate::base::clock::Minutes;
use crate::base::ratio::Ratio;
use crate::campaign::{BlockId, Tier};
use crate::solve::bounds::OpenTime;
use std::collections::BTreeMap;

/// Halvings of the range of prices: a double has 53 bits.
const HALVINGS: usize = 50;
/// Steps of the subgradient method: where all are in vain, the goal comes nearer 30 times, to a
/// ten-billionth of the bound.
const STEPS: usize = 300;
/// Steps without a better bound after which they get shorter.
const STEPS_IN_VAIN: usize = 10;

/// Prices by rate, and what `L` is there.
#[derive(Clone)]
struct Point {
    prices: Vec<f64>,
    least: Vec<f64>,
    bound: f64,
    /// The slope of `L` in each price: the minutes that windows need beyond those of the half-days.
    slope: Vec<f64>,
}

/// The cheapest window of a kind of one length at one rate.
struct PricedWindow {
    rate: usize,
    /// The changeover included.
    minutes: f64,
    cost: f64,
}

/// `L` as a function of the prices.
struct PricedTime<'k> {
    /// For each kind the number of its groups and its windows. The number is 0 for groups that may be cut and
    /// for parts: `cut` adds the cheapest way of each such group.
    kinds: Vec<(f64, Vec<PricedWindow>)>,
    cut: &'k [CutGroup],
    /// For each half-day its rate and minutes, changeovers included.
    half_days: Vec<(usize, f64)>,
    most_open: usize,
}

impl PricedTime<'_> {
    fn at(&self, prices: Vec<f64>) -> Point {
        let (mut bound, mut slope) = (0.0, vec![0.0; prices.len()]);
        let priced = |own: &PricedWindow| own.cost + prices[own.rate] * own.minutes;
        let cheapest = |(_, windows): &(f64, Vec<PricedWindow>)| {
            let priced = windows.iter().map(|own| (priced(own), own.rate, own.minutes));
            priced.min_by(|one, other| one.0.total_cmp(&other.0))
        };
        let cheapest: Vec<_> = self.kinds.iter().map(cheapest).collect();
        let mut weights: Vec<f64> = self.kinds.iter().map(|(groups, _)| *groups).collect();
        for cut in self.cut {
            let path = cut.cheapest(|kind| cheapest[kind.index()].map(|(own, ..)| own));
            path.iter().flat_map(|(_, path)| path).for_each(|kind| weights[kind.index()] += 1.0);
        }
        for ((own, rate, minutes), weight) in
            cheapest.iter().zip(weights).filter_map(|(own, weight)| Some(((*own)?, weight)))
        {
            bound += weight * own;
            slope[rate] += weight * minutes;
        }
        let least = cheapest.iter().map(|own| own.map_or(f64::INFINITY, |own| own.0)).collect();
        let mut open: Vec<(f64, usize, f64)> = self
            .half_days
            .iter()
            .map(|(rate, time)| (prices[*rate] * time, *rate, *time))
            .collect();
        open.sort_by(|one, other| other.0.total_cmp(&one.0).then(other.2.total_cmp(&one.2)));
        for (cost, rate, time) in open.into_iter().take(self.most_open) {
            bound -= cost;
            slope[rate] -= time;
        }
        Point { prices, least, bound, slope }
    }

    /// The best price that is the same at all rates, by bisection of the slope.
    fn one_price(&self, rates: usize) -> Point {
        let alike = |price: f64| self.at(vec![price; rates]);
        let rises = |point: &Point| point.slope.iter().sum::<f64>() > 0.0;
        let (mut low, mut high) = (0.0, 1.0);
        while rises(&alike(high)) && high < 1e15 {
            high *= 4.0;
        }
        let mut best = alike(0.0);
        for _ in 0..HALVINGS {
            let price = f64::midpoint(low, high);
            let found = alike(price);
            (low, high) = if rises(&found) { (price, high) } else { (low, price) };
            if found.bound > best.bound {
                best = found;
            }
        }
        best
    }

    /// Prices at which the bound is higher, by steps towards a goal above the best bound. Where
    /// steps are in vain, the goal comes nearer.
    fn raised(&self, start: Point) -> Point {
        let (mut above, mut in_vain) = (start.bound.abs() / 10.0, 0);
        let (mut found, mut best) = (start.clone(), start);
        for _ in 0..STEPS {
            let steepness: f64 = found.slope.iter().map(|own| own * own).sum();
            if steepness == 0.0 {
                break;
            }
            let step = (best.bound + above - found.bound) / steepness;
            let moved = |(price, slope): (&f64, &f64)| (price + step * slope).max(0.0);
            found = self.at(found.prices.iter().zip(&found.slope).map(moved).collect());
            if found.bound > best.bound {
                (best, in_vain) = (found.clone(), 0);
            } else {
                in_vain += 1;
            }
            if in_vain == STEPS_IN_VAIN {
                (above, in_vain) = (above / 2.0, 0);
                found = best.clone();
            }
        }
        best
    }
}

impl Kinds<'_> {
    /// What a tier measures the load of windows of a stretch in, see
    /// [`crate::campaign::Campaign::load_unit`].
    pub(super) fn load_unit(&self, tier: Tier, stretch: StretchId) -> i64 {
        self.campaign.load_unit(tier, self.stretch(stretch).block)
    }

    /// All units of [`Tier::Spread`].
    fn load_units(&self) -> Vec<i64> {
        let mut units: Vec<i64> = (0..self.stretches.len())
            .map(|id| self.load_unit(Tier::Spread, StretchId(id)))
            .collect();
        units.sort_unstable();
        units.dedup();
        units
    }

    /// The cheapest window of each length and rate that a kind may have; none where it may come
    /// nowhere.
    fn cheapest(
        &self,
        kind: KindId,
        peak: Option<Ratio>,
        rate_of: &dyn Fn(StretchId) -> usize,
    ) -> Vec<PricedWindow> {
        let sizes = Sizes { peak, longer: Longer::All, ..Sizes::default() };
        let mut least: BTreeMap<(usize, Minutes), i64> = BTreeMap::new();
        for place in &self.kinds[kind.index()].places {
            for minutes in self.lengths(kind, *place, &sizes) {
                let cost = self.spread_cost(kind, *place, minutes);
                let own = least.entry((rate_of(place.stretch), minutes)).or_insert(cost);
                *own = cost.min(*own);
            }
        }
        let of = |((rate, minutes), cost): ((usize, Minutes), i64)| PricedWindow {
            rate,
            minutes: f64::from(minutes + self.between),
            cost: cost as f64,
        };
        least.into_iter().map(of).collect()
    }

    /// Prices of a minute that give a high bound of `spread`, over plans that serve everybody in the
    /// time that is open. `None` where a kind has no place.
    pub fn prices_of_a_minute(&self, peak: Option<Ratio>, open: OpenTime) -> Option<MinutePrices> {
        let rates = self.load_units();
        let rate_of = |stretch| {
            rates.binary_search(&self.load_unit(Tier::Spread, stretch)).unwrap_or_default()
        };
        let mut half_days: BTreeMap<BlockId, (usize, f64)> = BTreeMap::new();
        for (id, stretch) in self.stretches.iter().enumerate() {
            let late = stretch.clock(stretch.interval).end
                - open.end_of(self.campaign.block(stretch.block));
            let minutes = (stretch.interval.minutes() - late.max(0)).max(0);
            let minutes = f64::from(minutes + self.between);
            half_days.entry(stretch.block).or_insert((rate_of(StretchId(id)), 0.0)).1 += minutes;
        }
        let windows = |id| (0.0, self.cheapest(KindId(id), peak, &rate_of));
        let mut kinds: Vec<(f64, Vec<PricedWindow>)> = (0..self.kinds.len()).map(windows).collect();
        for (id, kind) in self.uncut() {
            kinds[id.index()].0 = kind.groups.len() as f64;
        }
        // Ends with `None` where a group has no window, whole or by parts.
        self.least_sum(|id| kinds[id.index()].1.first().map(|_| 0))?;
        let relaxation = PricedTime {
            kinds,
            cut: &self.cut,
            half_days: half_days.into_values().collect(),
            most_open: open.half_days,
        };
        let alike = relaxation.one_price(rates.len());
        let Point { prices, least, bound, .. } =
            if rates.len() > 1 { relaxation.raised(alike) } else { alike };
        let stretches = (0..self.stretches.len()).map(StretchId);
        let by_stretch = stretches.map(|id| prices[rate_of(id)]).collect();
        Some(MinutePrices { by_stretch, least, bound })
    }
}

#[cfg(test)]
mod tests {
    use super::{PricedTime, PricedWindow};
    use crate::campaign::tiny;
    use rand::RngExt;

    /// The least cost of all plans, each group with any of its windows.
    fn least_cost(relaxation: &PricedTime<'_>, groups: &[usize], time: &mut [f64; 2]) -> f64 {
        let Some((kind, others)) = groups.split_first() else { return 0.0 };
        let mut least = f64::INFINITY;
        for window in &relaxation.kinds[*kind].1 {
            time[window.rate] -= window.minutes;
            if time[window.rate] >= 0.0 {
                least = least.min(window.cost + least_cost(relaxation, others, time));
            }
            time[window.rate] += window.minutes;
        }
        least
    }

    #[test]
    fn prices_by_rate_give_a_better_bound_than_one_price_and_none_above_the_best_plan() {
        let mut better = 0;
        for seed in 0..200 {
            let mut dice = tiny::dice(seed);
            let rates = [f64::from(dice.random_range(1..=3)), f64::from(dice.random_range(1..=3))];
            let mut kind = |groups: f64| {
                let people = f64::from(dice.random_range(10..=40));
                let window = |number: u32| {
                    let (rate, minutes) = (number as usize % 2, f64::from(number / 2 + 1));
                    PricedWindow { rate, minutes, cost: people * people / minutes / rates[rate] }
                };
                (groups, (0..12).map(window).collect())
            };
            let relaxation = PricedTime {
                kinds: vec![kind(2.0), kind(1.0)],
                cut: &[],
                half_days: vec![(0, 8.0), (1, 7.0)],
                most_open: 2,
            };
            let one = relaxation.one_price(2);
            let raised = relaxation.raised(one.clone());
            let best = least_cost(&relaxation, &[0, 0, 1], &mut [8.0, 7.0]);
            assert!(one.bound <= raised.bound, "seed {seed}");
            assert!(raised.bound <= best + 1e-6, "seed {seed}: {} > {best}", raised.bound);
            let prices = || (0..60).map(|step| f64::from(step) * f64::from(step));
            let by_trying = prices().flat_map(|one| prices().map(move |other| vec![one, other]));
            let highest = by_trying.map(|prices| relaxation.at(prices).bound).fold(0.0, f64::max);
            assert!(raised.bound >= highest * 0.99, "seed {seed}: {} < {highest}", raised.bound);
            better += usize::from(raised.bound > one.bound * 1.01);
        }
        assert!(better > 20, "better for {better}");
    }
}
