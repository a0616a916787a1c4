//! The cost of plans in each tier, and the rows of held tiers (the ε-constraint method; Haimes,
//! Lasdon and Wismer 1971).

use super::{LinearColumn, LinearRules, Meaning};
use crate::base::clock::Minutes;
use crate::campaign::{BlockId, Tier};
use crate::solve::windows::Candidate;

/// The cost of a plan in a tier, in whole units, is
/// `Σ_c window_cost[c]·x[c] + Σ_k column_cost[k]·k + Σ_b closing_cost[b, end[b]] + constant`, over
/// windows, further columns, and blocks with the end of their last window; an empty block costs
/// nothing. The row of a held tier limits this cost to the tier's value.
impl LinearRules<'_> {
    /// The cost of a window in a tier: in `cuts` 1 for each window of a cut group.
    pub fn window_cost(&self, tier: Tier, window: &Candidate) -> i64 {
        match tier {
            Tier::Cuts => i64::from(self.is_cut(window.group)),
            _ => self.question.costs.of(tier, window),
        }
    }

    /// The cost of a further column in a tier.
    pub fn column_cost(&self, tier: Tier, LinearColumn { group, meaning }: LinearColumn) -> i64 {
        let people = || group.map_or(0, |group| self.question.campaign.group(group).expected());
        let is_cut = || group.is_some_and(|group| self.is_cut(group));
        match (tier, meaning) {
            (Tier::Unserved, Meaning::LeftOut) => people(),
            (Tier::Cuts, Meaning::LeftOut) => i64::from(is_cut()),
            // The constant counts everybody in the baseline as moved.
            (Tier::Moved, Meaning::Kept) => -people(),
            (Tier::Cuts, Meaning::Drawback)
            | (Tier::Moves, Meaning::Move)
            | (Tier::Visits, Meaning::Visit) => 1,
            _ => 0,
        }
    }

    /// The cost in a tier of a block whose last window ends at `end`.
    pub fn closing_cost(&self, tier: Tier, block: BlockId, end: Minutes) -> i64 {
        self.question.costs.closing(tier, block, end)
    }

    /// The constant of the cost: in `cuts` −1 for each cut group, whose first window is no cut.
    pub fn constant(&self, tier: Tier) -> i64 {
        match tier {
            Tier::Cuts => -(self.is_cut.iter().filter(|is_cut| **is_cut).count() as i64),
            _ => self.question.costs.constant(tier),
        }
    }

    /// The right-hand side of a held tier's row: `most = value − constant`, and a slack of
    /// `10⁻³ + 10⁻⁵ |most|` units, half a unit at most, which absorbs the solver's rounding. Costs are
    /// whole, so the slack admits no further plan. A larger slack weakens the relaxation: by the area of
    /// half-days, 37.5 of them in place of 37 lower the bound of `spread` by 1.3 %.
    pub fn most(&self, tier: Tier, value: i64) -> f64 {
        let most = (value - self.constant(tier)) as f64;
        most + (1e-3 + 1e-5 * most.abs()).min(0.5)
    }
}
