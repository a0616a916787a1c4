//! What a caller asks for besides the campaign: tiers that stay below a value or are known to be no
//! less than one, and what people have been told.

use super::Search;
use crate::base::ratio::Ratio;
use crate::campaign::Tier;
use crate::campaign::plan::Plan;
use crate::plans::metrics::tier_value;
use crate::solve::Told;
use crate::solve::windows::unit_scale;

impl<'a> Search<'a> {
    /// Holds the tiers that must stay below a value: fewer candidates for the peak, a row for a
    /// sum.
    pub(super) fn keep_below(&mut self) {
        let campaign = self.campaign;
        for (tier, limit) in &self.options.below {
            if *tier == Tier::Peak {
                self.candidates.retain(|candidate| candidate.per_hour(campaign) < *limit);
            } else {
                // The greatest whole number of units that is still below.
                let scaled =
                    i128::from(limit.numerator()) * i128::from(unit_scale(*tier, campaign));
                let units = (scaled - 1).div_euclid(i128::from(limit.denominator()));
                self.held.push((*tier, i64::try_from(units).unwrap_or(i64::MAX)));
            }
        }
    }

    /// Whether a plan keeps those values.
    pub(super) fn stays_below(&self, plan: &Plan) -> bool {
        let value = |tier| tier_value(tier, self.campaign, plan, self.baseline);
        self.options.below.iter().all(|(tier, limit)| value(*tier) < *limit)
    }

    /// What the caller knows that a tier can't be below.
    pub(super) fn known_least(&self, tier: Tier) -> Ratio {
        let known = self.options.at_least.iter().filter(|(other, _)| *other == tier);
        known.map(|(_, least)| *least).max().unwrap_or(Ratio::whole(0))
    }

    /// Leaves out windows that would break what people have been told.
    pub(super) fn keep_what_was_told(&mut self) {
        let (campaign, baseline) = (self.campaign, self.baseline);
        if let Some(told) = &self.options.told {
            self.candidates
                .retain(|candidate| told.allows(campaign, baseline, &candidate.window(campaign)));
        }
    }

    /// Whether a plan keeps to that.
    pub(super) fn keeps_what_was_told(&self, plan: &Plan) -> bool {
        let allows =
            |told: &Told| plan.windows.iter().all(|w| told.allows(self.campaign, self.baseline, w));
        self.options.told.as_ref().is_none_or(allows)
    }

    /// The tiers by which candidates are told apart: those up to `place`, or all where one that
    /// comes later is limited.
    pub(super) fn looked_at(&self, place: usize) -> &'a [Tier] {
        let last =
            if self.options.below.is_empty() { place } else { self.campaign.tiers().len() - 1 };
        &self.campaign.tiers()[..=last]
    }
}
