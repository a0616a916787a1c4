//! Bounds that need no solver: what no plan can be better than, by adding up the best of each group
//! or block.

use crate::campaign::{Campaign, Tier};
use crate::solve::windows::{Candidate, Costs};

/// The least value of a tier in whole units, for plans that give everybody a window among the
/// candidates.
pub(super) fn least(
    campaign: &Campaign,
    tier: Tier,
    candidates: &[Candidate],
    costs: &Costs<'_>,
) -> i64 {
    match tier {
        Tier::Blocks => fewest_blocks(campaign),
        Tier::Overload | Tier::Preference | Tier::Spread => {
            best_of_each_group(tier, candidates, costs)
        }
        _ => 0,
    }
}

/// The blocks with most room until everybody fits: `min k: Σ room of the k largest ≥ Σ need`.
/// Nothing where stations may be overrun.
fn fewest_blocks(campaign: &Campaign) -> i64 {
    if campaign.has_tier(Tier::Overload) || campaign.expected() == 0 {
        return 0;
    }
    let in_people = if campaign.has_minutes() { None } else { room_in_people(campaign) };
    let (mut room, need) = in_people.unwrap_or_else(|| in_minutes(campaign));
    room.sort_unstable_by_key(|room| std::cmp::Reverse(*room));
    let mut left = need;
    let needed = room.into_iter().take_while(|room| {
        let is_needed = left > 0;
        left -= room;
        is_needed
    });
    needed.count() as i64
}

/// The room of a block is `⌊usable minutes × rate / 60⌋` people, the need everybody who is
/// expected; `None` where a rate is unknown.
fn room_in_people(campaign: &Campaign) -> Option<(Vec<i64>, i64)> {
    let room = campaign.blocks().iter().map(|block| {
        let rate = campaign.station(block.station).rate?;
        Some(i64::from(block.usable_minutes_in(block.bookable())) * rate / 60)
    });
    Some((room.collect::<Option<_>>()?, campaign.expected()))
}

/// The room of a block is its usable minutes; a group needs at least what it needs in the block
/// where that is least, one minute where nobody knows. The parts of a cut group together need no
/// less: each needs its share, rounded up.
fn in_minutes(campaign: &Campaign) -> (Vec<i64>, i64) {
    let room =
        campaign.blocks().iter().map(|block| i64::from(block.usable_minutes_in(block.bookable())));
    let least = campaign.group_ids().map(|group| {
        let usable = campaign.block_ids().filter(|block| campaign.group(group).may_use(*block));
        usable
            .map(|block| i64::from(campaign.least_minutes(group, None, block).unwrap_or(1)))
            .min()
            .unwrap_or(0)
    });
    (room.collect(), least.sum())
}

/// `Σ_g min_c cost[tier,c]` over the candidates of each group. A group that is cut pays for several
/// windows, of which nothing is known here.
fn best_of_each_group(tier: Tier, candidates: &[Candidate], costs: &Costs<'_>) -> i64 {
    candidates
        .chunk_by(|a, b| a.group == b.group)
        .filter(|own| own.iter().all(|candidate| candidate.run.is_none()))
        .filter_map(|own| own.iter().map(|candidate| costs.of(tier, candidate)).min())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::least;
    use crate::campaign::{Break, Campaign, GroupId, Tier, tiny};
    use crate::solve::every_plan::{every_plan, least as least_of};
    use crate::solve::windows::{Costs, candidates};
    use rand::RngExt;

    #[test]
    fn no_plan_that_serves_everybody_is_better_than_the_bound() {
        let (mut met, mut compared) = (0, 0);
        for seed in 0..150 {
            let mut dice = tiny::dice(seed);
            let mut draft = tiny::random(&mut dice);
            let tiers = [Tier::Blocks, Tier::Overload, Tier::Preference, Tier::Spread, Tier::Early];
            let tier = tiers[dice.random_range(0..5_usize)];
            draft.tiers = vec![tier];
            if dice.random_bool(0.2) {
                draft.stations[0].rate = None;
            }
            if dice.random_bool(0.2) {
                draft.minutes.insert((GroupId(0), crate::campaign::BlockId(0)), 9);
            }
            if dice.random_bool(0.2) {
                let interval =
                    crate::base::clock::Interval::new(tiny::START + 12, tiny::START + 18);
                draft.blocks[0].breaks.push(Break { interval, may_straddle: true });
            }
            if dice.random_bool(0.3) {
                draft.groups.truncate(2);
                draft.preferences.retain(|wish| wish.group.0 < 2);
                tiny::cut_first(&mut dice, &mut draft);
            }
            let campaign = Campaign::new(draft).unwrap();
            let all = candidates(&campaign).unwrap().list;
            let costs = Costs::new(&campaign, None);
            let plans = every_plan(&campaign, &all);
            let Some(best) = least_of(&campaign, tier, &plans, None) else { continue };
            let bound = least(&campaign, tier, &all, &costs);
            assert!(bound <= best, "seed {seed}: {tier:?} {bound} above {best}");
            compared += 1;
            met += usize::from(bound == best && best > 0);
        }
        assert!(compared > 60 && met > 15, "{met} of {compared} bounds are met");
    }

    #[test]
    fn half_days_are_counted_until_everybody_fits() {
        let bound = |people: &[i64], change: &dyn Fn(&mut crate::campaign::Draft)| {
            let mut draft = tiny::draft(&[3, 2, 1], people);
            change(&mut draft);
            let campaign = Campaign::new(draft).unwrap();
            let costs = Costs::new(&campaign, None);
            least(&campaign, Tier::Blocks, &[], &costs)
        };
        // Thirty, twenty and ten minutes at a person a minute.
        assert_eq!(bound(&[30], &|_| {}), 1);
        assert_eq!(bound(&[30, 1], &|_| {}), 2);
        assert_eq!(bound(&[20, 20, 11], &|_| {}), 3);
        assert_eq!(bound(&[0], &|_| {}), 0);
        assert_eq!(bound(&[31], &|draft| draft.stations[0].rate = Some(120)), 1);
        assert_eq!(bound(&[90], &|draft| draft.tiers.push(Tier::Overload)), 0);
        let minutes = |draft: &mut crate::campaign::Draft| {
            for block in 0..3 {
                draft.minutes.insert((GroupId(0), crate::campaign::BlockId(block)), 35);
            }
        };
        assert_eq!(bound(&[10], &minutes), 2, "by the table it takes 35 minutes");
    }
}
