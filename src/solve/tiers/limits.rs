//! The caller's limits: tiers that stay below a value, known lower bounds of tiers, and commitments
//! to people (ε-constraints; Haimes, Lasdon and Wismer 1971).

use super::{Lexicographic, TierRank};
use crate::campaign::Tier;
use crate::campaign::plan::Plan;
use crate::plans::metrics::tier_value;
use crate::solve::Commitments;
use crate::solve::windows::unit_scale;

impl<'a> Lexicographic<'a> {
    /// Limits the tiers that must stay below a value: the peak by fewer candidates, a sum by a row.
    pub(super) fn keep_below(&mut self) {
        let campaign = self.campaign;
        for (tier, limit) in &self.options.below {
            if *tier == Tier::Peak {
                self.candidates.retain(|candidate| candidate.load(campaign) < *limit);
            } else {
                // The greatest whole number of units below the limit.
                let scaled =
                    i128::from(limit.numerator()) * i128::from(unit_scale(*tier, campaign));
                let units = (scaled - 1).div_euclid(i128::from(limit.denominator()));
                self.held.push((*tier, i64::try_from(units).unwrap_or(i64::MAX)));
            }
        }
    }

    /// Whether a plan stays below these limits.
    pub(super) fn stays_below(&self, plan: &Plan) -> bool {
        let value = |tier| tier_value(tier, self.campaign, plan, self.baseline);
        self.options.below.iter().all(|(tier, limit)| value(*tier) < *limit)
    }

    /// Drops the candidates that break a commitment.
    pub(super) fn keep_what_was_told(&mut self) {
        let (campaign, baseline) = (self.campaign, self.baseline);
        if let Some(told) = &self.options.told {
            self.candidates
                .retain(|candidate| told.allows(campaign, baseline, &candidate.window(campaign)));
        }
    }

    /// Whether a plan keeps the commitments.
    pub(super) fn keeps_what_was_told(&self, plan: &Plan) -> bool {
        let allows = |told: &Commitments| {
            plan.windows.iter().all(|window| told.allows(self.campaign, self.baseline, window))
        };
        self.options.told.as_ref().is_none_or(allows)
    }

    /// The tiers in whose costs candidates must differ to be kept: those up to `rank`, or all where
    /// the caller limits one.
    pub(super) fn relevant_tiers(&self, rank: TierRank) -> &'a [Tier] {
        let last = if self.options.below.is_empty() { rank } else { TierRank::last(self.campaign) };
        last.up_to(self.campaign)
    }
}

#[cfg(test)]
mod tests {
    use super::{Lexicographic, Tier, TierRank};
    use crate::base::ratio::Ratio;
    use crate::campaign::{Campaign, tiny};
    use crate::solve::Options;
    use crate::solve::every_plan::{every_choice, plan_of, units};
    use crate::solve::windows::{Costs, candidates};
    use rand::RngExt;

    #[test]
    fn limits_are_kept_by_just_the_plans_below_them() {
        let (mut below, mut above) = (0, 0);
        for seed in 0..40 {
            let mut dice = tiny::dice(seed);
            let mut draft = tiny::random(&mut dice);
            let tiers = [Tier::Peak, Tier::Spread, Tier::Preference, Tier::Early];
            let tier = tiers[dice.random_range(0..4_usize)];
            draft.tiers = vec![Tier::Blocks, tier];
            let campaign = Campaign::new(draft).unwrap();
            let all = candidates(&campaign).unwrap().list;
            let choices = every_choice(&campaign, &all);
            let value = |windows: &Vec<_>| {
                let plan = plan_of(&campaign, windows);
                crate::plans::metrics::tier_value(tier, &campaign, &plan, None)
            };
            // The value of some plan, or a third of one unit of its numerator more.
            let some = value(&choices[dice.random_range(0..choices.len())]);
            let more = i64::from(dice.random_bool(0.5));
            let limit = Ratio::new(3 * some.numerator() + more, 3 * some.denominator()).unwrap();
            let options = Options { below: vec![(tier, limit)], ..Options::default() };
            let costs = Costs::new(&campaign, None);
            let mut lexicographic = Lexicographic::of(&campaign, &costs, &options, all.clone());
            lexicographic.keep_below();
            for windows in &choices {
                let is_below = value(windows) < limit || windows.is_empty() && tier == Tier::Peak;
                let has_windows =
                    windows.iter().all(|window| lexicographic.candidates.contains(window));
                let is_held = lexicographic
                    .held
                    .iter()
                    .all(|(held, most)| units(&campaign, *held, windows, None) <= *most);
                assert_eq!(has_windows && is_held, is_below, "seed {seed}: {tier:?} {limit:?}");
                let plan = plan_of(&campaign, windows);
                assert_eq!(lexicographic.stays_below(&plan), value(windows) < limit, "seed {seed}");
                *if is_below { &mut below } else { &mut above } += 1;
            }
        }
        assert!(below > 300 && above > 300, "{below} below, {above} above");
    }

    #[test]
    fn the_greatest_lower_bound_of_a_tier_counts() {
        let mut draft = tiny::draft(&[3], &[10]);
        draft.tiers = vec![Tier::Blocks, Tier::Early, Tier::Preference];
        let campaign = Campaign::new(draft).unwrap();
        let costs = Costs::new(&campaign, None);
        let known = [(Tier::Early, 3), (Tier::Blocks, 9), (Tier::Early, 7), (Tier::Early, 5)];
        let at_least = known.map(|(tier, value)| (tier, Ratio::whole(value))).to_vec();
        let options = Options { at_least, ..Options::default() };
        let lexicographic = Lexicographic::of(&campaign, &costs, &options, Vec::new());
        assert_eq!(lexicographic.options.known_least(Tier::Early), Ratio::whole(7));
        assert_eq!(lexicographic.options.known_least(Tier::Preference), Ratio::whole(0));
        assert_eq!(lexicographic.relevant_tiers(TierRank(1)), &campaign.tiers()[..2]);
        let limited =
            Options { below: vec![(Tier::Preference, Ratio::whole(1))], ..options.clone() };
        let lexicographic = Lexicographic::of(&campaign, &costs, &limited, Vec::new());
        assert_eq!(
            lexicographic.relevant_tiers(TierRank(0)),
            campaign.tiers(),
            "a later tier is limited"
        );
    }
}
