//! The exact front between two or three tiers: every plan that is best in one of them as far as the
//! others allow.
//!
//! The tiers that stand before them in the campaign keep their best value. Then: the best plan in
//! the order given is a point of the front. What is not worse than it in every tier lies below it
//! in one of the others, which makes one region for each of them; regions are searched the same way
//! until each is proven empty. Since each search minimises all tiers of the front one after
//! another, whatever it finds is beaten by nothing.

use crate::base::ratio::Ratio;
use crate::campaign::plan::Plan;
use crate::campaign::{Campaign, Group, Tier};
use crate::plans::metrics::tier_value;
use crate::solve::{Budget, Options, Progress, SolveError, Termination, TierOutcome, solve};

/// A plan of the front. `P` is what is kept of it.
#[derive(Debug, Clone, PartialEq)]
pub struct FrontPoint<P = Plan> {
    /// Its values in the tiers of the front, in the order asked for.
    pub values: Vec<Ratio>,
    /// The plan.
    pub plan: P,
    /// Whether it is proven that nothing beats it.
    pub proven: bool,
}

/// The front. `P` is what is kept of its plans.
#[derive(Debug, Clone, PartialEq)]
pub struct Front<P = Plan> {
    /// The tiers.
    pub between: Vec<Tier>,
    /// The points, by their values.
    pub points: Vec<FrontPoint<P>>,
    /// Whether it is proven that there is no other point.
    pub complete: bool,
}

/// What is known of a region: its best plan, in the order of the tiers of the front.
pub enum Found<P> {
    /// A plan.
    Point(FrontPoint<P>),
    /// None.
    Nothing {
        /// Whether it is proven that there is none.
        proven: bool,
    },
}

/// Searches a region: what its tiers after the first stay below, and what the first is at least there.
type SearchRegion<'a, P, E> = dyn FnMut(&[Option<Ratio>], Ratio) -> Result<Found<P>, E> + 'a;

/// Finds the front by asking for the best plan in one region after another. ///
/// # Errors
/// Those of `ask`.
pub fn search<P, E>(between: &[Tier], ask: &mut SearchRegion<'_, P, E>) -> Result<Front<P>, E> {
    let mut points: Vec<FrontPoint<P>> = Vec::new();
    let mut complete = true;
    let mut regions = vec![Region { below: vec![None; between.len() - 1], least: Ratio::whole(0) }];
    while let Some(region) = regions.pop() {
        match ask(&region.below, region.least)? {
            Found::Nothing { proven } => complete &= proven,
            Found::Point(point) => {
                complete &= point.proven;
                regions.push(region);
                split(&mut regions, &point.values, point.proven);
                if !points.iter().any(|other| other.values == point.values) {
                    points.push(point);
                }
            }
        }
    }
    // A plan that was not proven may be beaten by one found later.
    let values: Vec<Vec<Ratio>> = points.iter().map(|point| point.values.clone()).collect();
    let beaten = |point: &FrontPoint<P>| {
        let not_worse =
            |other: &Vec<Ratio>| other.iter().zip(&point.values).all(|(one, two)| one <= two);
        values.iter().any(|other| *other != point.values && not_worse(other))
    };
    points.retain(|point| !beaten(point));
    points.sort_by(|one, other| one.values.cmp(&other.values));
    Ok(Front { between: between.to_vec(), points, complete })
}

/// Finds the front. At most `most` points are looked for, within the budget for all of them
/// together; `watch` hears the number of points so far.
///
/// # Errors
/// When the solver fails.
pub fn front(
    campaign: &Campaign,
    baseline: Option<&Plan>,
    between: &[Tier],
    most: usize,
    options: &Options,
    budget: &Budget,
    watch: &mut dyn FnMut(usize, &Progress),
) -> Result<Front, SolveError> {
    let prior = tiers_before(campaign, between);
    let Some(mut asked) = with_tiers(campaign, prior.iter().chain(between)) else {
        return Ok(Front { between: between.to_vec(), points: Vec::new(), complete: true });
    };
    let mut held: Vec<(Tier, Ratio)> = Vec::new();
    // What is held may be better yet where the first search was stopped: then no point is proven.
    let mut held_proven = true;
    let (mut last, mut count): (Option<Plan>, usize) = (None, 0);
    let mut values_found: Vec<Vec<Ratio>> = Vec::new();
    search(between, &mut |below, least| {
        let is_over = budget.is_spent() && last.is_some();
        if is_over || count >= most {
            return Ok(Found::Nothing { proven: false });
        }
        let limits =
            between[1..].iter().zip(below).filter_map(|(tier, limit)| Some((*tier, (*limit)?)));
        let options = Options {
            below: held.iter().copied().chain(limits).collect(),
            at_least: vec![(between[0], least)],
            start: last.clone(),
            ..options.clone()
        };
        let outcome =
            solve(&asked, baseline, &options, budget, &mut |progress| watch(count, progress))?;
        let Some(plan) = outcome.plan else {
            return Ok(Found::Nothing { proven: outcome.termination == Termination::Infeasible });
        };
        let value = |tier: &Tier| tier_value(*tier, campaign, &plan, baseline);
        if last.is_none() {
            held = prior.iter().map(|tier| (*tier, just_above(value(tier)))).collect();
            // What is held needs no search of its own; where nobody is left out and no window is
            // too short, nobody may be and none may be.
            let is_rule = |tier: &Tier| {
                matches!(tier, Tier::Unserved | Tier::Overload) && value(tier) == Ratio::whole(0)
            };
            held.retain(|(tier, _)| !is_rule(tier));
            let later = prior.iter().filter(|tier| !is_rule(tier));
            if let Some(without_rules) = with_tiers(campaign, between.iter().chain(later)) {
                asked = without_rules;
            }
            let is_prior = |found: &&TierOutcome| prior.contains(&found.tier);
            held_proven = outcome.tiers.iter().filter(is_prior).all(TierOutcome::proven);
        }
        let values: Vec<Ratio> = between.iter().map(value).collect();
        let proven = outcome.termination == Termination::Optimal && held_proven;
        last = Some(plan.clone());
        if !values_found.contains(&values) {
            values_found.push(values.clone());
            count += 1;
        }
        Ok(Found::Point(FrontPoint { values, plan, proven }))
    })
}

/// What regions are to be searched at once, where nobody waits for one to begin the next: the whole,
/// and those below each value that a tier may have, at most `most`. A tier whose values are known
/// from the campaign alone is one that counts half-days or people; others have no such regions.
pub fn regions_at_once(
    campaign: &Campaign,
    between: &[Tier],
    most: usize,
) -> Vec<Vec<(Tier, Ratio)>> {
    let people: i64 = campaign.groups().iter().map(Group::expected).sum();
    let greatest = |tier: Tier| match tier {
        Tier::Blocks => campaign.blocks().len() as i64,
        Tier::Unserved | Tier::Overload | Tier::Moved => people,
        _ => 0,
    };
    let later = &between[1..];
    let each = match later.len() {
        1 => most.saturating_sub(1),
        // A grid over two tiers, the whole included.
        _ => most.isqrt().saturating_sub(1),
    };
    // No tier is below 0; what is at most the greatest is the whole.
    let limits = |tier: Tier| -> Vec<Option<Ratio>> {
        let (greatest, each) = (greatest(tier), each as i64);
        let step = (greatest + each).checked_div(each + 1).unwrap_or(0).max(1);
        let below = (1..=greatest).rev().filter(|value| value % step == 0);
        std::iter::once(None)
            .chain(below.take(each as usize).map(|b| Some(Ratio::whole(b))))
            .collect()
    };
    later.iter().fold(vec![Vec::new()], |regions, tier| {
        let with = |region: &Vec<(Tier, Ratio)>| {
            let region = region.clone();
            limits(*tier).into_iter().map(move |limit| {
                region.iter().copied().chain(limit.map(|limit| (*tier, limit))).collect()
            })
        };
        regions.iter().flat_map(with).collect()
    })
}

/// The tiers of a campaign that stand before those of a front.
pub fn tiers_before(campaign: &Campaign, between: &[Tier]) -> Vec<Tier> {
    campaign.tiers().iter().take_while(|tier| !between.contains(tier)).copied().collect()
}

/// The campaign with the tiers that a region of a front is searched by, all in one solve.
pub fn campaign_of(campaign: &Campaign, between: &[Tier]) -> Option<Campaign> {
    with_tiers(campaign, tiers_before(campaign, between).iter().chain(between))
}

fn with_tiers<'a>(campaign: &Campaign, tiers: impl Iterator<Item = &'a Tier>) -> Option<Campaign> {
    let mut draft = campaign.to_draft();
    draft.tiers = tiers.copied().collect();
    Campaign::new(draft).ok()
}

/// Where a search goes on.
#[derive(Debug, Clone, PartialEq)]
struct Region {
    /// What the tiers after the first stay below; `None` is any value.
    below: Vec<Option<Ratio>>,
    /// The first tier is no less here.
    least: Ratio,
}

impl Region {
    fn holds(&self, values: &[Ratio]) -> bool {
        self.below.iter().zip(values).all(|(limit, value)| limit.is_none_or(|limit| *value < limit))
    }

    fn is_inside(&self, other: &Region) -> bool {
        self.below.iter().zip(&other.below).all(|(one, other)| match (one, other) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(one), Some(other)) => one <= other,
        })
    }
}

/// Splits the last region, where the point was found, and every other that it lies in and that has
/// nothing better in the first tier: one part below it for each other tier. Parts inside others are
/// dropped.
fn split(regions: &mut Vec<Region>, point: &[Ratio], proven: bool) {
    // What is best in the first tier there is least in all parts of it.
    if let Some(own) = regions.last_mut().filter(|_| proven) {
        own.least = own.least.max(point[0]);
    }
    let own = regions.pop();
    let beats = |region: &Region| region.least >= point[0] && region.holds(&point[1..]);
    let (hit, mut kept): (Vec<_>, Vec<_>) = regions.drain(..).partition(beats);
    for region in hit.into_iter().chain(own) {
        // No tier can be below nothing.
        for (place, value) in
            point[1..].iter().enumerate().filter(|(_, value)| **value > Ratio::whole(0))
        {
            let mut part = region.clone();
            part.below[place] = Some(*value);
            kept.push(part);
        }
    }
    for (place, region) in kept.iter().enumerate() {
        let covered = kept.iter().enumerate().any(|(other_place, other)| {
            other_place != place
                && region.is_inside(other)
                && (other.below != region.below || other_place < place)
        });
        if !covered {
            regions.push(region.clone());
        }
    }
}

/// A value that lies above this one and below every other that a tier can have: rates differ by
/// more than one part in the product of their minutes.
fn just_above(value: Ratio) -> Ratio {
    const FINE: i64 = 4_000_000;
    Ratio::new(value.numerator() * FINE + 1, value.denominator() * FINE).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::{Region, just_above, regions_at_once, split};
    use crate::base::ratio::Ratio;
    use crate::campaign::Tier;

    #[test]
    fn regions_at_once_are_as_many_as_asked_for() {
        let draft = crate::campaign::tiny::draft(&[3, 3, 3], &[30, 30]);
        let campaign = crate::campaign::Campaign::new(draft).unwrap();
        let regions = |between: &[Tier], most| regions_at_once(&campaign, between, most);
        let blocks = campaign.blocks().len();
        assert_eq!(regions(&[Tier::Peak, Tier::Blocks], 100).len(), blocks + 1);
        let moved = regions(&[Tier::Peak, Tier::Moved], 10);
        assert!((8..=10).contains(&moved.len()) && moved[0].is_empty(), "{moved:?}");
        assert_eq!(regions(&[Tier::Blocks, Tier::Spread], 10), [Vec::new()]);
        assert!(regions(&[Tier::Peak, Tier::Blocks, Tier::Moved], 9).len() <= 9);
    }

    #[test]
    fn a_point_splits_the_regions_it_lies_in() {
        let whole = |values: [i64; 3]| values.map(Ratio::whole);
        let mut regions = vec![Region { below: vec![None, None], least: Ratio::whole(0) }];
        split(&mut regions, &whole([2, 5, 7]), true);
        let below: Vec<_> = regions.iter().map(|region| region.below.clone()).collect();
        assert_eq!(below, [vec![Some(Ratio::whole(5)), None], vec![None, Some(Ratio::whole(7))]]);
        assert!(regions.iter().all(|region| region.least == Ratio::whole(2)));
        // This one lies in the first only; its part below 7 would lie in the second.
        regions.reverse();
        split(&mut regions, &whole([4, 3, 9]), false);
        assert_eq!(regions.len(), 3);
        assert!(
            regions.iter().all(|region| region.least == Ratio::whole(2)),
            "not proven: nothing is learnt"
        );
    }

    #[test]
    fn a_region_that_may_hold_something_better_in_the_first_tier_stays_whole() {
        let whole = |values: [i64; 3]| values.map(Ratio::whole);
        let mut regions = vec![Region { below: vec![None, None], least: Ratio::whole(0) }];
        split(&mut regions, &whole([2, 5, 7]), true);
        // Found where the third tier is below 7; where the second is below 5 there may be (3, 4,
        // 6).
        split(&mut regions, &whole([4, 3, 2]), true);
        assert!(regions.iter().any(|region| region.holds(&whole([3, 4, 6])[1..])));
    }

    #[test]
    fn nothing_lies_between_a_value_and_just_above_it() {
        let rate = Ratio::per_hour(616, 130).unwrap_or(Ratio::whole(0));
        assert!(rate < just_above(rate));
        assert!(just_above(rate) < Ratio::new(616 * 60 * 1440 + 1, 130 * 1440).unwrap_or(rate));
    }
}
