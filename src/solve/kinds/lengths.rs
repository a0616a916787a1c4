//! The lengths of windows of a model over kinds.

use super::{KindId, Kinds, StretchId};
use crate::base::clock::Minutes;
use crate::base::ratio::Ratio;
use crate::campaign::Tier;

/// Which lengths of windows a model has.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::solve) struct Sizes {
    /// The highest rate in photos per hour that a window may ask for.
    pub peak: Option<Ratio>,
    /// Which windows longer than people and peak need.
    pub longer: Longer,
}

/// Windows longer than people and peak need: only `spread` asks for them.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::solve) enum Longer {
    /// None.
    #[default]
    No,
    /// All that a stretch has place for.
    All,
    /// For each kind and stretch as many as the first field says, those of least
    /// [slack](super::spread).
    Few(usize, MinutePrice),
    /// Those of which the slack is at most the first field.
    Within(f64, MinutePrice),
}

/// What a minute costs, in whole units of `spread`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::solve) struct MinutePrice(pub f64);

impl Kinds<'_> {
    /// The lengths of windows that a plan may need: the shortest that its people need and the peak
    /// allows, longer ones only where an aim asks for them.
    pub(super) fn lengths(&self, kind: KindId, stretch: StretchId, sizes: Sizes) -> Vec<Minutes> {
        let campaign = self.campaign;
        let (own, place) = (&self.kinds[kind.index()], self.stretch(stretch));
        let grid = campaign.grid();
        let on_grid = |minutes: Minutes| (minutes.max(1) + grid - 1) / grid * grid;
        let needed = campaign.least_minutes(own.groups[0], None, place.block).unwrap_or(1);
        let least = if campaign.has_tier(Tier::Overload) { 1 } else { needed };
        // expected × 60 / minutes ≤ peak
        let below_peak = sizes.peak.map_or(1, |peak| {
            let people = own.expected * 60 * peak.denominator();
            ((people + peak.numerator() - 1) / peak.numerator().max(1)).min(1_000_000) as Minutes
        });
        let shortest = on_grid(least.max(below_peak));
        let longest = if matches!(sizes.longer, Longer::No) {
            shortest.max(if campaign.has_tier(Tier::Overload) { on_grid(needed) } else { 0 })
        } else {
            place.interval.minutes()
        };
        let all = (shortest..=longest).step_by(grid as usize);
        let mut lengths: Vec<Minutes> =
            all.filter(|minutes| *minutes <= place.interval.minutes()).collect();
        match sizes.longer {
            Longer::No | Longer::All => {}
            Longer::Few(most, price) => {
                let of = |minutes: &Minutes| self.priced(kind, stretch, *minutes, price);
                lengths.sort_by(|one, other| of(one).total_cmp(&of(other)));
                // The shortest too: the plan of the aims before has it, with which the MIP starts.
                let shortest = lengths.iter().copied().min();
                lengths.truncate(most);
                lengths.extend(shortest.filter(|minutes| !lengths.contains(minutes)));
            }
            Longer::Within(most, price) => {
                // Against the least of its stretch, which is no less than that of its kind.
                let of = |minutes: &Minutes| self.priced(kind, stretch, *minutes, price);
                let least = lengths.iter().map(of).fold(f64::INFINITY, f64::min);
                lengths.retain(|minutes| of(minutes) - least <= most);
            }
        }
        lengths
    }

    /// `spread + λ (m + c)` of a window.
    pub(super) fn priced(
        &self,
        kind: KindId,
        stretch: StretchId,
        minutes: Minutes,
        price: MinutePrice,
    ) -> f64 {
        self.spread_cost(kind, stretch, minutes) as f64
            + price.0 * f64::from(minutes + self.between)
    }
}
