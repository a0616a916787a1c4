//! What plans cost in each tier, and the rows of tiers that are held.

use super::{Column, LinearRules, Meaning};
use crate::base::clock::Minutes;
use crate::campaign::{BlockId, Tier};
use crate::solve::windows::Candidate;

/// In whole units a plan costs in a tier
/// `Σ_c window_cost[c]·x[c] + Σ_k column_cost[k]·k + Σ_b closing_cost[b, end[b]] + constant`, over
/// windows, further columns, and blocks with the end of their last window; a block in which nobody
/// comes costs nothing. Where the tier is held, that is at most the value it has reached.
impl LinearRules<'_> {
    /// What a window costs in a tier: each window of a cut group one point in `cuts`.
    pub fn window_cost(&self, tier: Tier, window: &Candidate) -> i64 {
        match tier {
            Tier::Cuts => i64::from(self.is_cut(window.group)),
            _ => self.question.costs.of(tier, window),
        }
    }

    /// What a further column costs in a tier.
    pub fn column_cost(&self, tier: Tier, Column { group, meaning }: Column) -> i64 {
        let people = || self.question.campaign.group(group).expected();
        match (tier, meaning) {
            (Tier::Unserved, Meaning::LeftOut) => people(),
            (Tier::Cuts, Meaning::LeftOut) => i64::from(self.is_cut(group)),
            (Tier::Cuts, Meaning::Drawback) => 1,
            // Against everybody in the baseline being moved.
            (Tier::Moved, Meaning::Kept) => -people(),
            _ => 0,
        }
    }

    /// What it costs in a tier that a block's last window ends at `end`.
    pub fn closing_cost(&self, tier: Tier, block: BlockId, end: Minutes) -> i64 {
        self.question.costs.closing(tier, block, end)
    }

    /// What is added to the costs of windows, further columns and closing blocks: in `cuts` −1 for
    /// each cut group, whose first window is no cut.
    pub fn constant(&self, tier: Tier) -> i64 {
        match tier {
            Tier::Cuts => -(self.is_cut.iter().filter(|is_cut| **is_cut).count() as i64),
            _ => self.question.costs.constant(tier),
        }
    }

    /// The right-hand side of a held tier, of which no plan may cost more than `value`: half a unit
    /// more than is left without the constant, so that rounding never forbids what is allowed.
    pub fn most(&self, tier: Tier, value: i64) -> f64 {
        (value - self.constant(tier)) as f64 + 0.5
    }
}
