//! The lengths of windows of a model over kinds.

use super::{KindId, Kinds, PinnedTimes, Place};
use crate::base::clock::Minutes;
use crate::base::ratio::Ratio;
use crate::campaign::Tier;
use std::collections::BTreeSet;
use std::rc::Rc;

/// Which lengths of windows a model has.
#[derive(Debug, Clone, Default)]
pub(in crate::solve) struct Sizes {
    /// The highest load that a window may have, see [`crate::campaign::Campaign::load`].
    pub peak: Option<Ratio>,
    /// Which windows longer than people and peak need.
    pub longer: Longer,
    /// Whether windows that overload their station are left out, since `overload` is held at 0.
    pub is_unhurried: bool,
    /// Whether parts of groups are left out, since `cuts` is held at 0.
    pub is_uncut: bool,
    /// Windows left out by reduced-cost fixing: every plan with such a window costs more in a tier than the plan
    /// that is known.
    pub too_dear: Rc<BTreeSet<(KindId, Place, Minutes)>>,
}

impl Sizes {
    /// Sizes without the windows that cost more than 0 in a tier; `None` for tiers whose cost does not follow from
    /// a window's length or run of classes, where the row of the held tier has to do.
    pub fn where_none(&self, tier: Tier) -> Option<Sizes> {
        match tier {
            Tier::Overload => Some(Sizes { is_unhurried: true, ..self.clone() }),
            Tier::Cuts => Some(Sizes { is_uncut: true, ..self.clone() }),
            _ => None,
        }
    }
}

/// Windows longer than people and peak need: only `spread` asks for them.
#[derive(Debug, Clone, Default)]
pub(in crate::solve) enum Longer {
    /// None.
    #[default]
    No,
    /// All that a place has room for.
    All,
    /// Of each kind and place the lengths of least [slack](super::spread), in the number of the
    /// first field.
    Few(usize, Rc<MinutePrices>),
    /// The lengths whose slack in units of `spread` is at most the first field, and the shortest length.
    Near(f64, Rc<MinutePrices>),
    /// The lengths whose slack in units of `spread` is at most the first field.
    Within(f64, Rc<MinutePrices>),
}

/// What a minute costs in each stretch, in whole units of `spread`, and what follows from it.
#[derive(Debug)]
pub(in crate::solve) struct MinutePrices {
    pub(super) by_stretch: Vec<f64>,
    /// The least `spread + λ (m + c)` of each kind's windows, in units of `spread`; infinite for a kind without
    /// windows.
    pub(super) least: Vec<f64>,
    /// `L(λ)`, see [spread](super::spread).
    pub bound: f64,
}

impl Kinds<'_> {
    /// The lengths of windows that a plan may need: the shortest that its people need and the peak
    /// allows, longer ones only where an aim asks for them.
    pub(super) fn lengths(&self, kind: KindId, place: Place, sizes: &Sizes) -> Vec<Minutes> {
        let campaign = self.campaign;
        let (own, block) = (&self.kinds[kind.index()], self.stretch(place.stretch).block);
        if sizes.is_uncut && own.run.is_some() {
            return Vec::new();
        }
        let grid = campaign.grid();
        let on_grid = |minutes: Minutes| (minutes.max(1) + grid - 1) / grid * grid;
        let needed = campaign.least_minutes(own.groups[0], own.run, block).unwrap_or(1);
        let least = if campaign.has_tier(Tier::Overload) { 1 } else { needed };
        // expected × 60 / (minutes × unit) ≤ peak
        let unit = campaign.load_unit(Tier::Peak, block);
        let below_peak = sizes.peak.map_or(1, |peak| {
            let people = own.expected * 60 * peak.denominator();
            let speed = (peak.numerator() * unit).max(1);
            ((people + speed - 1) / speed).min(1_000_000) as Minutes
        });
        let mut shortest = on_grid(least.max(below_peak));
        if sizes.is_unhurried {
            shortest = self.shortest_without_overload(kind, place, shortest);
        }
        let pinned = PinnedTimes::of(campaign, own.groups[0]);
        if pinned.start.is_some() && pinned.end.is_some() {
            let all = place.free.minutes();
            return if shortest <= all { vec![all] } else { Vec::new() };
        }
        let may_be_hurried = campaign.has_tier(Tier::Overload) && !sizes.is_unhurried;
        let longest = if matches!(sizes.longer, Longer::No) {
            shortest.max(if may_be_hurried { on_grid(needed) } else { 0 })
        } else {
            place.free.minutes()
        };
        let all = (shortest..=longest).step_by(grid as usize);
        let mut lengths: Vec<Minutes> =
            all.filter(|minutes| *minutes <= place.free.minutes()).collect();
        lengths.retain(|minutes| !sizes.too_dear.contains(&(kind, place, *minutes)));
        match &sizes.longer {
            Longer::No | Longer::All => {}
            Longer::Few(most, prices) => {
                let of = |minutes: &Minutes| self.slack(kind, place, *minutes, prices);
                lengths.sort_by(|one, other| of(one).total_cmp(&of(other)));
                // The shortest too: the plan of the aims before has it, with which the MIP starts.
                let shortest = lengths.iter().copied().min();
                lengths.truncate(*most);
                lengths.extend(shortest.filter(|minutes| !lengths.contains(minutes)));
            }
            Longer::Near(most, prices) => {
                // The shortest too: the plan of the aims before has it, with which the MIP starts.
                let shortest = lengths.first().copied();
                lengths.retain(|minutes| {
                    Some(*minutes) == shortest || self.slack(kind, place, *minutes, prices) <= *most
                });
            }
            Longer::Within(most, prices) => {
                lengths.retain(|minutes| self.slack(kind, place, *minutes, prices) <= *most);
            }
        }
        lengths
    }

    /// The least minutes from `from` on with which a window does not overload its station; one step of the grid
    /// more than the place has where every window does.
    fn shortest_without_overload(&self, kind: KindId, place: Place, from: Minutes) -> Minutes {
        let (grid, all) = (self.campaign.grid(), place.free.minutes());
        let is_hurried = |minutes: &Minutes| self.cost(Tier::Overload, kind, place, *minutes) > 0;
        let mut lengths = (from..=all).step_by(grid as usize);
        lengths.find(|minutes| !is_hurried(minutes)).unwrap_or(all + grid)
    }

    /// A window's `spread + λ (m + c)` less the least of its kind.
    fn slack(&self, kind: KindId, place: Place, minutes: Minutes, prices: &MinutePrices) -> f64 {
        let price = prices.by_stretch[place.stretch.index()];
        let taken = f64::from(minutes + self.between);
        let priced = self.spread_cost(kind, place, minutes) as f64 + price * taken;
        priced - prices.least[kind.index()]
    }
}
