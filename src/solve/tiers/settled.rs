//! The windows that a held tier rules out, since every plan with such a window costs more in the tier.
//!
//! A plan costs no less in a tier than each group's cheapest window, `Σ_h c[h]`. With a window `w` of
//! group `g` it costs `cost[w] − c[g]` more at least: where that is above the held value, `w` is
//! dropped. Where nobody may move, one window is left for each group. In `overtime` and `early`, which
//! add up the ends of half-days, a window is dropped whose own end exceeds the held sum.

use super::Lexicographic;
use crate::campaign::{GroupId, Tier};
use crate::solve::bounds::serves_all;
use crate::solve::windows::Candidate;
use std::collections::BTreeMap;

impl Lexicographic<'_> {
    /// Drops the candidates with which every plan costs more than `most` units in a tier.
    pub(super) fn drop_dearer(&mut self, tier: Tier, most: i64) {
        match tier {
            Tier::Overload | Tier::Moved | Tier::Preference | Tier::Spread => {
                self.drop_dearer_windows(tier, most);
            }
            Tier::Overtime | Tier::Early => {
                let costs = self.costs;
                let closing = |own: &Candidate| costs.closing(tier, own.block, own.interval.end);
                self.candidates.retain(|own| closing(own) <= most);
            }
            // With `cuts` held at 0 every group has one window: windows of parts are dropped.
            Tier::Cuts if most == 0 => self.candidates.retain(|own| own.run.is_none()),
            Tier::Unserved
            | Tier::Cuts
            | Tier::Peak
            | Tier::Blocks
            | Tier::Moves
            | Tier::Visits => {}
        }
    }

    fn drop_dearer_windows(&mut self, tier: Tier, most: i64) {
        let (campaign, costs) = (self.campaign, self.costs);
        // All windows of a cut group together cost 0 or more, except in `moved`: a group that keeps all its
        // parts costs the negative of its people.
        let may_be_cut = |group: GroupId| campaign.group(group).max_windows > 1;
        let may_leave_out = !serves_all(campaign, &self.held);
        let mut cheapest: BTreeMap<GroupId, i64> = BTreeMap::new();
        for candidate in &self.candidates {
            let cost = costs.of(tier, candidate);
            let least = cheapest.entry(candidate.group).or_insert(cost);
            *least = cost.min(*least);
        }
        for (group, least) in &mut cheapest {
            if may_be_cut(*group) && tier == Tier::Moved {
                *least = -campaign.expected_of(*group, None);
            } else if may_be_cut(*group) || may_leave_out {
                *least = (*least).min(0);
            }
        }
        let slack = most - costs.constant(tier) - cheapest.values().sum::<i64>();
        self.candidates.retain(|own| {
            let least = cheapest.get(&own.group).copied().unwrap_or(0);
            let is_kept_in_parts = tier == Tier::Moved && may_be_cut(own.group);
            is_kept_in_parts || costs.of(tier, own) - least <= slack
        });
    }
}

#[cfg(test)]
mod tests {
    use super::{Candidate, Lexicographic};
    use crate::campaign::{Campaign, Tier, tiny};
    use crate::solve::Options;
    use crate::solve::every_plan::{every_choice, plan_of, units};
    use crate::solve::windows::{Costs, candidates};
    use rand::RngExt;

    #[test]
    fn no_window_of_a_plan_that_keeps_the_tier_is_dropped() {
        let (mut kept, mut dropped) = (0, 0);
        for seed in 0..120 {
            let mut dice = tiny::dice(seed);
            let mut draft = tiny::random(&mut dice);
            if dice.random_bool(0.3) {
                tiny::cut_first(&mut dice, &mut draft);
            }
            let tiers = [
                Tier::Overload,
                Tier::Overtime,
                Tier::Cuts,
                Tier::Moved,
                Tier::Preference,
                Tier::Spread,
                Tier::Early,
            ];
            let tier = tiers[dice.random_range(0..tiers.len())];
            draft.tiers = vec![tier];
            if dice.random_bool(0.4) {
                draft.tiers.push(Tier::Unserved);
            }
            let campaign = Campaign::new(draft).unwrap();
            let all = candidates(&campaign).unwrap().list;
            let is_plan = |windows: &Vec<Candidate>| {
                let is_served = |group| windows.iter().any(|own| own.group == group);
                campaign.has_tier(Tier::Unserved) || campaign.group_ids().all(is_served)
            };
            let choices: Vec<_> =
                every_choice(&campaign, &all).into_iter().filter(is_plan).collect();
            if choices.is_empty() {
                continue;
            }
            let baseline = plan_of(&campaign, &choices[dice.random_range(0..choices.len())]);
            let costs = Costs::new(&campaign, Some(&baseline));
            let options = Options::default();
            let mut lexicographic = Lexicographic::of(&campaign, &costs, &options, all.clone());
            let value = |windows: &Vec<_>| units(&campaign, tier, windows, Some(&baseline));
            let least = choices.iter().map(value).min().unwrap_or(0);
            let most = least + dice.random_range(0..=2);
            lexicographic.drop_dearer(tier, most);
            for windows in choices.iter().filter(|windows| value(windows) <= most) {
                kept += 1;
                let is_left = windows.iter().all(|own| lexicographic.candidates.contains(own));
                assert!(is_left, "seed {seed}, {tier:?}: {windows:?}");
            }
            dropped += all.len() - lexicographic.candidates.len();
        }
        assert!(kept > 500 && dropped > 200, "{kept} plans kept, {dropped} windows dropped");
    }
}
