//! Bounds that need no solver: what no plan can be better than, by adding up the best of each group or block.

use crate::instance::{Instance, Tier};
use crate::model::{Candidate, Costs};

/// The least value of a tier in whole units, for plans that give everybody a window among the candidates.
pub(super) fn least(instance: &Instance, tier: Tier, candidates: &[Candidate], costs: &Costs<'_>) -> i64 {
    match tier {
        Tier::Blocks => fewest_blocks(instance),
        Tier::Overload | Tier::Preference | Tier::Spread => best_of_each_group(tier, candidates, costs),
        _ => 0,
    }
}

/// The blocks with most room until everybody fits: `min k: Σ room of the k largest ≥ Σ expected`, where the room of a
/// block is `⌊usable minutes × rate / 60⌋`. One where rates are unknown or may be exceeded.
fn fewest_blocks(instance: &Instance) -> i64 {
    if instance.has_tier(Tier::Overload) || instance.expected() == 0 {
        return 0;
    }
    let room = instance.blocks().iter().map(|block| {
        let rate = instance.station(block.station).rate?;
        Some(i64::from(block.usable_minutes_in(block.bookable())) * rate / 60)
    });
    let Some(mut room) = room.collect::<Option<Vec<i64>>>() else { return 1 };
    room.sort_unstable_by_key(|people| std::cmp::Reverse(*people));
    let mut left = instance.expected();
    let needed = room.into_iter().take_while(|people| {
        let is_needed = left > 0;
        left -= people;
        is_needed
    });
    needed.count() as i64
}

/// `Σ_g min_c cost[tier,c]` over the candidates of each group. A group that is cut pays for several windows, of which
/// nothing is known here.
fn best_of_each_group(tier: Tier, candidates: &[Candidate], costs: &Costs<'_>) -> i64 {
    candidates
        .chunk_by(|a, b| a.group == b.group)
        .filter(|own| own.iter().all(|candidate| candidate.run.is_none()))
        .filter_map(|own| own.iter().map(|candidate| costs.of(tier, candidate)).min())
        .sum()
}
