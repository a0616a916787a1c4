//! Relaxations of tiny campaigns, of which a test enumerates all plans.

use super::relaxation::Relaxation;
use crate::campaign::{Campaign, Tier, tiny};
use crate::solve::every_plan::{every_plan, least};
use crate::solve::windows::{Candidate, Costs, candidates};
use rand::RngExt;
use rand::rngs::ChaCha8Rng;
use std::ops::Range;

/// The relaxation of the tier `preference` of a campaign that has a plan.
pub struct TinyRelaxation<'t> {
    pub seed: u64,
    pub dice: &'t mut ChaCha8Rng,
    pub campaign: &'t Campaign,
    pub relaxation: &'t Relaxation<'t>,
    /// All plans.
    pub plans: &'t [Vec<Candidate>],
    /// What the best of them costs.
    pub best: i64,
}

/// Runs a test on the relaxation of each seed whose campaign has a plan; half of them have a
/// relation.
pub fn for_each_relaxation(seeds: Range<u64>, mut test: impl FnMut(TinyRelaxation<'_>)) {
    for seed in seeds {
        let dice = &mut tiny::dice(seed);
        let mut draft = tiny::random(dice);
        draft.tiers = vec![Tier::Preference];
        if dice.random_bool(0.5) {
            tiny::add_relation(dice, &mut draft);
        }
        let campaign = &Campaign::new(draft).unwrap();
        let all = candidates(campaign).unwrap().list;
        let costs = Costs::new(campaign, None);
        let relaxation = &Relaxation::of(campaign, &costs, Tier::Preference, &[], &all);
        let plans = &every_plan(campaign, &all);
        if let Some(best) = least(campaign, Tier::Preference, plans, None) {
            test(TinyRelaxation { seed, dice, campaign, relaxation, plans, best });
        }
    }
}
