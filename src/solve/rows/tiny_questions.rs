//! Questions about campaigns so small that a test can try everything.

use super::Question;
use crate::campaign::plan::Plan;
use crate::campaign::{Campaign, Draft, RelationKind, Tier, tiny};
use crate::solve::every_plan::{every_choice, plan_of};
use crate::solve::windows::{Candidate, Costs};
use rand::RngExt;
use rand::rngs::ChaCha8Rng;

impl<'a> Question<'a> {
    /// A question about these windows, with nobody who waits.
    pub(crate) fn of(
        campaign: &'a Campaign,
        costs: &'a Costs<'a>,
        minimise: Option<Tier>,
        held: &'a [(Tier, i64)],
        candidates: &'a [Candidate],
    ) -> Question<'a> {
        Question { campaign, costs, minimise, held, candidates, crowded: &[] }
    }
}

/// A campaign with everything that ties half-days together.
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
    // A group that comes together with another is not cut.
    let mut kinds = draft.relations.iter().map(|relation| relation.kind);
    if kinds.any(|kind| kind == RelationKind::Together) {
        draft.groups[0].max_windows = 1;
    }
    let held = [Tier::Cuts, Tier::Moved, Tier::Preference, Tier::Overtime, Tier::Blocks];
    draft.tiers = vec![held[dice.random_range(0..5_usize)]];
    let further = [Tier::Early, Tier::Unserved][dice.random_range(0..2_usize)];
    draft.tiers.push(further);
    draft
}

/// A plan made by hand, with the first group in one window or in two.
pub(crate) fn baseline(dice: &mut ChaCha8Rng, campaign: &Campaign, all: &[Candidate]) -> Plan {
    let choices = every_choice(campaign, all);
    let windows = &choices[dice.random_range(0..choices.len())];
    Plan { slots: Vec::new(), ..plan_of(campaign, windows) }
}
