//! Why a group is not somewhere else: the campaign is solved again with that supposed.

use super::ask::Asker;
use super::conflict::{Conflict, Finding, conflict_among, in_question};
use super::rule::{Force, Rule, relaxed};
use crate::base::ratio::Ratio;
use crate::campaign::plan::{Plan, Window};
use crate::campaign::{BlockId, Campaign, Tier};
use crate::plans::compare::{Move, moves};
use crate::plans::metrics::tier_value;
use crate::solve::{Outcome, SolveError, Termination};

/// What a tier is worth in the plan asked about, and in the best plan with the group there.
#[derive(Debug, Clone, PartialEq)]
pub struct TierPrice {
    /// The tier.
    pub tier: Tier,
    /// In the plan asked about; `moved` is counted against that plan, so it is 0.
    pub now: Ratio,
    /// In the best plan with the group there.
    pub then: Ratio,
    /// Whether no plan with the group there does better, the earlier tiers given.
    pub proven: bool,
}

/// What it costs that a group is somewhere else.
#[derive(Debug, Clone, PartialEq)]
pub struct Price {
    /// The best plan with the group there.
    pub plan: Plan,
    /// Tier by tier, in the campaign's order.
    pub tiers: Vec<TierPrice>,
    /// Who is told a new time against the plan asked about.
    pub moves: Vec<Move>,
    /// Whether every tier is proven.
    pub proven: bool,
}

impl Price {
    /// The first tier that is not the same, by which the plans are told apart.
    pub fn decides(&self) -> Option<&TierPrice> {
        self.tiers.iter().find(|tier| tier.now != tier.then)
    }
}

/// Why a group is not there.
#[derive(Debug, Clone, PartialEq)]
pub enum WhyNot {
    /// It is.
    IsThere,
    /// It could be, at this price.
    Costs(Price),
    /// Proven: these rules forbid it.
    Forbidden(Conflict),
    /// Not everybody can be served, and the best plan would rather leave this group out than have
    /// it there.
    RatherLeftOut {
        /// Whether that is proven.
        proven: bool,
    },
    /// Not decided within the limit.
    Unknown,
}

/// Why a group is not in these half-days, or does not start at that minute, in a plan.
///
/// # Errors
/// When the solver fails.
pub fn why_not(
    campaign: &Campaign,
    plan: &Plan,
    force: &Force,
    asker: &Asker<'_>,
) -> Result<WhyNot, SolveError> {
    let mut rules = in_question(campaign, Some(force));
    let left_out = match unless_impossible(campaign, plan, force, asker)? {
        Some(answer @ WhyNot::RatherLeftOut { .. }) => {
            // Perhaps it can't be there at all, even with everybody else left out.
            rules.retain(|rule| !matches!(rule, Rule::Served(_)));
            Some(answer)
        }
        Some(answer) => return Ok(answer),
        None => None,
    };
    Ok(match (conflict_among(rules.clone(), campaign, Some(force), asker)?, left_out) {
        (Finding::Conflict(conflict), _) => WhyNot::Forbidden(conflict),
        (_, Some(left_out)) => left_out,
        // That there is no plan is proven all the same; which of the rules are to blame is not.
        (Finding::Unknown, None) => WhyNot::Forbidden(Conflict { rules, is_smallest: false }),
        (Finding::Fits(_), None) => WhyNot::Unknown,
    })
}

/// Whether a group could be there and at what price; `None` where it is proven that no plan has it
/// there. Which rules forbid that is another, longer question.
///
/// # Errors
/// When the solver fails.
pub(super) fn unless_impossible(
    campaign: &Campaign,
    plan: &Plan,
    force: &Force,
    asker: &Asker<'_>,
) -> Result<Option<WhyNot>, SolveError> {
    let own = plan.windows_of(force.group);
    if !own.is_empty() && own.iter().all(|window| is_there(campaign, window, force)) {
        return Ok(Some(WhyNot::IsThere));
    }
    let Some(mut supposed) = relaxed(campaign, &[], Some(force)) else {
        return Ok(Some(WhyNot::Unknown));
    };
    let serves_all = campaign.group_ids().all(|group| plan.window_of(group).is_some());
    if serves_all {
        // A plan that serves everybody is compared with plans that do.
        supposed = without_tier(&supposed, Tier::Unserved);
    }
    let supposed = with_moved_last(&supposed);
    let outcome = asker.best(&supposed, Some(plan), None)?;
    let proven = outcome.termination == Termination::Optimal;
    Ok(match &outcome.plan {
        Some(best) if best.window_of(force.group).is_none() => {
            Some(WhyNot::RatherLeftOut { proven })
        }
        Some(best) => Some(WhyNot::Costs(price(campaign, plan, best, &outcome))),
        None if outcome.termination == Termination::Infeasible => None,
        None => Some(WhyNot::Unknown),
    })
}

fn is_there(campaign: &Campaign, window: &Window, force: &Force) -> bool {
    let block: Option<BlockId> = campaign.block_at(window.station, window.date, window.interval);
    block.is_some_and(|block| force.blocks.contains(&block))
        && force.start.is_none_or(|start| start == window.interval.start)
}

fn without_tier(campaign: &Campaign, tier: Tier) -> Campaign {
    let mut draft = campaign.to_draft();
    draft.tiers.retain(|other| *other != tier);
    if draft.tiers.is_empty() {
        draft.tiers.push(Tier::Moved);
    }
    Campaign::new(draft).unwrap_or_else(|_| campaign.clone())
}

/// Of plans that are equally good, the one that tells fewest people a new time.
fn with_moved_last(campaign: &Campaign) -> Campaign {
    let mut draft = campaign.to_draft();
    if !draft.tiers.contains(&Tier::Moved) {
        draft.tiers.push(Tier::Moved);
    }
    Campaign::new(draft).unwrap_or_else(|_| campaign.clone())
}

fn price(campaign: &Campaign, plan: &Plan, best: &Plan, outcome: &Outcome) -> Price {
    let tiers = campaign.tiers().iter().map(|tier| {
        let solved = outcome.tiers.iter().find(|other| other.tier == *tier);
        TierPrice {
            tier: *tier,
            now: tier_value(*tier, campaign, plan, Some(plan)),
            then: tier_value(*tier, campaign, best, Some(plan)),
            // A tier that was taken out, because nobody may be left out, is 0 for sure.
            proven: solved.is_none_or(crate::solve::TierOutcome::proven),
        }
    });
    Price {
        tiers: tiers.collect(),
        moves: moves(campaign, plan, best),
        plan: best.clone(),
        proven: outcome.termination == Termination::Optimal,
    }
}
