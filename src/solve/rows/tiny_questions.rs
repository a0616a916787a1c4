//! Questions about tiny campaigns, of which a test enumerates all plans.

use super::{LinearRules, Question};
use crate::campaign::plan::Plan;
use crate::campaign::{Campaign, Draft, RelationKind, Tier, tiny};
use crate::solve::every_plan::{every_choice, plan_of};
use crate::solve::windows::{Candidate, Costs, candidates};
use rand::RngExt;
use rand::rngs::ChaCha8Rng;

impl<'a> Question<'a> {
    /// A question without crowded moments and covers.
    pub(crate) fn of(
        campaign: &'a Campaign,
        costs: &'a Costs<'a>,
        minimise: Option<Tier>,
        held: &'a [(Tier, i64)],
        candidates: &'a [Candidate],
    ) -> Question<'a> {
        Question { campaign, costs, minimise, held, candidates, crowded: &[], covers: &[] }
    }
}

/// A campaign with every rule between blocks.
pub(crate) fn campaign(dice: &mut ChaCha8Rng) -> Draft {
    let mut draft = tiny::random(dice);
    if dice.random_bool(0.6) {
        draft.groups.truncate(2);
        draft.preferences.retain(|wish| wish.group.0 < 2);
        tiny::cut_first(dice, &mut draft);
    }
    for _ in 0..dice.random_range(0..=2) {
        tiny::add_relation(dice, &mut draft);
    }
    // Groups of the relation `Together` can't be cut.
    let mut kinds = draft.relations.iter().map(|relation| relation.kind);
    if kinds.any(|kind| kind == RelationKind::Together) {
        draft.groups[0].max_windows = 1;
    }
    let first = [Tier::Cuts, Tier::Moved, Tier::Preference, Tier::Overtime, Tier::Blocks];
    draft.tiers = vec![first[dice.random_range(0..5_usize)]];
    let second = [Tier::Early, Tier::Unserved][dice.random_range(0..2_usize)];
    draft.tiers.push(second);
    draft
}

/// A random choice of windows as a baseline.
pub(crate) fn baseline(dice: &mut ChaCha8Rng, campaign: &Campaign, all: &[Candidate]) -> Plan {
    let choices = every_choice(campaign, all);
    let windows = &choices[dice.random_range(0..choices.len())];
    Plan { slots: Vec::new(), ..plan_of(campaign, windows) }
}

/// Runs a test on the linear rules of the first tier of each seed's campaign, with their baseline.
pub(crate) fn for_each_rules(
    seeds: std::ops::Range<u64>,
    mut test: impl FnMut(u64, &LinearRules<'_>, &Plan),
) {
    for seed in seeds {
        let mut dice = tiny::dice(seed);
        let campaign = Campaign::new(campaign(&mut dice)).unwrap();
        let all = candidates(&campaign).unwrap().list;
        let told = baseline(&mut dice, &campaign, &all);
        let costs = Costs::new(&campaign, Some(&told));
        let tier = campaign.tiers()[0];
        test(
            seed,
            &LinearRules::new(Question::of(&campaign, &costs, Some(tier), &[], &all)),
            &told,
        );
    }
}
