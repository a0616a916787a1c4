//! Where else a group could come: the best plan for every other half-day, cheapest first.

use super::ask::Asker;
use super::rule::Force;
use super::why::{Price, WhyNot, unless_impossible};
use crate::base::ratio::Ratio;
use crate::campaign::plan::Plan;
use crate::campaign::{BlockId, Campaign, GroupId};
use crate::solve::SolveError;

/// Another place for a group.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    /// The half-day.
    pub block: BlockId,
    /// What it costs, with the plan.
    pub price: Price,
}

/// The best other half-days for a group, by the campaign's tiers, and the number of half-days that could
/// not be decided within the limit.
///
/// # Errors
/// When the solver fails.
pub fn suggest(
    campaign: &Campaign,
    plan: &Plan,
    group: GroupId,
    most: usize,
    asker: &Asker<'_>,
) -> Result<(Vec<Suggestion>, usize), SolveError> {
    let blocks: Vec<BlockId> = campaign.block_ids().collect();
    let answers = asker.each(&blocks, |block, asker| {
        let force = Force { group, blocks: vec![*block], start: None };
        if asker.is_over() {
            Ok(Some(WhyNot::Unknown))
        } else {
            unless_impossible(campaign, plan, &force, asker)
        }
    })?;
    let (mut found, mut undecided) = (Vec::new(), 0);
    for (block, answer) in blocks.into_iter().zip(answers) {
        match answer {
            Some(WhyNot::Costs(price)) => found.push(Suggestion { block, price }),
            Some(WhyNot::Unknown) => undecided += 1,
            _ => {}
        }
    }
    let values = |suggestion: &Suggestion| -> Vec<Ratio> {
        suggestion.price.tiers.iter().map(|tier| tier.then).collect()
    };
    found.sort_by(|one, other| values(one).cmp(&values(other)).then(one.block.cmp(&other.block)));
    found.truncate(most);
    Ok((found, undecided))
}
