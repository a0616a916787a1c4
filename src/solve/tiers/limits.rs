//! What a caller asks for besides the campaign: tiers that stay below a value or are known to be no
//! less than one, and what people have been told.

use super::Search;
use crate::base::ratio::Ratio;
use crate::campaign::Tier;
use crate::campaign::plan::Plan;
use crate::plans::metrics::tier_value;
use crate::solve::Commitments;
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
        let allows = |told: &Commitments| {
            plan.windows.iter().all(|w| told.allows(self.campaign, self.baseline, w))
        };
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

#[cfg(test)]
mod tests {
    use super::{Ratio, Search, Tier};
    use crate::campaign::{Campaign, tiny};
    use crate::solve::Options;
    use crate::solve::every_plan::{every_choice, plan_of, units};
    use crate::solve::windows::{Costs, candidates};
    use rand::RngExt;

    #[test]
    fn what_is_held_is_kept_by_just_the_plans_below_the_limit() {
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
            // The value of some plan, or a little more than that.
            let some = value(&choices[dice.random_range(0..choices.len())]);
            let more = i64::from(dice.random_bool(0.5));
            let limit = Ratio::new(3 * some.numerator() + more, 3 * some.denominator()).unwrap();
            let options = Options { below: vec![(tier, limit)], ..Options::default() };
            let costs = Costs::new(&campaign, None);
            let mut search = Search::of(&campaign, &costs, &options, all.clone());
            search.keep_below();
            for windows in &choices {
                let is_below = value(windows) < limit || windows.is_empty() && tier == Tier::Peak;
                let has_windows = windows.iter().all(|window| search.candidates.contains(window));
                let is_held = search
                    .held
                    .iter()
                    .all(|(held, most)| units(&campaign, *held, windows, None) <= *most);
                assert_eq!(has_windows && is_held, is_below, "seed {seed}: {tier:?} {limit:?}");
                let plan = plan_of(&campaign, windows);
                assert_eq!(search.stays_below(&plan), value(windows) < limit, "seed {seed}");
                *if is_below { &mut below } else { &mut above } += 1;
            }
        }
        assert!(below > 300 && above > 300, "{below} below, {above} above");
    }

    #[test]
    fn the_greatest_value_known_counts_and_of_the_tier_alone() {
        let mut draft = tiny::draft(&[3], &[10]);
        draft.tiers = vec![Tier::Blocks, Tier::Early, Tier::Preference];
        let campaign = Campaign::new(draft).unwrap();
        let costs = Costs::new(&campaign, None);
        let known = [(Tier::Early, 3), (Tier::Blocks, 9), (Tier::Early, 7), (Tier::Early, 5)];
        let at_least = known.map(|(tier, value)| (tier, Ratio::whole(value))).to_vec();
        let options = Options { at_least, ..Options::default() };
        let search = Search::of(&campaign, &costs, &options, Vec::new());
        assert_eq!(search.known_least(Tier::Early), Ratio::whole(7));
        assert_eq!(search.known_least(Tier::Preference), Ratio::whole(0));
        assert_eq!(search.looked_at(1), &campaign.tiers()[..2]);
        let limited =
            Options { below: vec![(Tier::Preference, Ratio::whole(1))], ..options.clone() };
        let search = Search::of(&campaign, &costs, &limited, Vec::new());
        assert_eq!(search.looked_at(0), campaign.tiers(), "a later tier is limited");
    }
}
