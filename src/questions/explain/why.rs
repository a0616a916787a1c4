//! Why a group is not somewhere else: the campaign is solved again with that supposed.

use super::ask::Asker;
use super::conflict::{Conflict, ConflictFinding, conflict_among, in_question};
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
        (ConflictFinding::Conflict(conflict), _) => WhyNot::Forbidden(conflict),
        (_, Some(left_out)) => left_out,
        // That there is no plan is proven all the same; which of the rules are to blame is not.
        (ConflictFinding::Unknown, None) => {
            WhyNot::Forbidden(Conflict { rules, is_smallest: false })
        }
        (ConflictFinding::Fits(_), None) => WhyNot::Unknown,
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

#[cfg(test)]
mod tests {
    use super::{
        Asker, Campaign, Force, Plan, Price, Ratio, Tier, TierPrice, WhyNot, is_there, why_not,
    };
    use crate::base::budget::Budget;
    use crate::campaign::tiny::{self, START};
    use crate::campaign::{BlockId, GroupId};
    use crate::solve::Options;
    use crate::solve::every_plan::{every_plan, plan_of, units};
    use crate::solve::windows::candidates;
    use rand::RngExt;

    fn ask(campaign: &Campaign, plan: &Plan, force: &Force) -> WhyNot {
        let budget = Budget::unlimited();
        let options = Options { threads: 1, ..Options::default() };
        why_not(campaign, plan, force, &Asker::new(options, &budget, &mut |_, _| {})).unwrap()
    }

    #[test]
    fn a_group_is_there_in_one_of_the_half_days_and_at_that_minute() {
        let campaign = Campaign::new(tiny::draft(&[3, 3], &[10])).unwrap();
        let plan = Plan::of(&campaign, &[(0, 1, 10, 20)]);
        let there = |blocks: &[usize], start| {
            let blocks = blocks.iter().copied().map(BlockId).collect();
            is_there(&campaign, &plan.windows[0], &Force { group: GroupId(0), blocks, start })
        };
        assert!(there(&[1], None) && there(&[0, 1], Some(START + 10)));
        assert!(!there(&[0], None) && !there(&[1], Some(START)));
    }

    #[test]
    fn the_price_is_that_of_the_best_plan_with_the_group_there() {
        let (mut priced, mut forbidden) = (0, 0);
        for seed in 0..70 {
            let mut dice = tiny::dice(seed);
            let mut draft = tiny::random(&mut dice);
            draft.tiers = vec![Tier::Preference, Tier::Blocks];
            let campaign = Campaign::new(draft).unwrap();
            let all = candidates(&campaign).unwrap().list;
            let plans = every_plan(&campaign, &all);
            let values = |windows: &Vec<_>| {
                [0, 1].map(|place| units(&campaign, campaign.tiers()[place], windows, None))
            };
            let Some(windows) = plans.iter().min_by_key(|plan| values(plan)) else { continue };
            let plan = plan_of(&campaign, windows);
            for block in campaign.block_ids() {
                let group = GroupId(dice.random_range(0..campaign.groups().len()));
                let force = Force { group, blocks: vec![block], start: None };
                let is_there = |plan: &&Vec<crate::solve::windows::Candidate>| {
                    plan.iter().any(|own| (own.group, own.block) == (group, block))
                };
                let best = plans.iter().filter(is_there).map(values).min();
                match (ask(&campaign, &plan, &force), best) {
                    (WhyNot::IsThere, _) => assert!(is_there(&windows), "seed {seed}"),
                    (WhyNot::Costs(price), Some(best)) => {
                        let then = [0, 1].map(|place: usize| price.tiers[place].then);
                        assert_eq!(then, best.map(Ratio::whole), "seed {seed}: {force:?}");
                        assert!(price.proven && price.tiers.iter().all(|tier| tier.proven));
                        let decides = price.decides().map(|tier| tier.tier);
                        let differs = (0..2).find(|place| values(windows)[*place] != best[*place]);
                        assert_eq!(decides, differs.map(|place| campaign.tiers()[place]));
                        priced += 1;
                    }
                    (WhyNot::Forbidden(conflict), None) => {
                        assert!(conflict.is_smallest, "seed {seed}: {conflict:?}");
                        forbidden += 1;
                    }
                    (answer, best) => panic!("seed {seed}: {answer:?}, though {best:?}"),
                }
            }
        }
        assert!(priced > 5 && forbidden > 5, "{priced} priced, {forbidden} forbidden");
    }

    #[test]
    fn the_first_tier_that_differs_decides() {
        let tier = |tier, now, then| TierPrice {
            tier,
            now: Ratio::whole(now),
            then: Ratio::whole(then),
            proven: true,
        };
        let price = |tiers: &[TierPrice]| Price {
            plan: Plan::default(),
            tiers: tiers.to_vec(),
            moves: Vec::new(),
            proven: true,
        };
        let same = tier(Tier::Blocks, 2, 2);
        let (first, second) = (tier(Tier::Preference, 1, 3), tier(Tier::Early, 9, 4));
        let decides = |tiers: &[TierPrice]| price(tiers).decides().map(|own| own.tier);
        assert_eq!(decides(&[same.clone(), first, second]), Some(Tier::Preference));
        assert_eq!(decides(&[same]), None);
    }
}
