//! A first plan at once: first-fit decreasing, at the lowest peak at which it fits everybody.

use crate::instance::{Instance, Tier};
use crate::model::Candidate;
use crate::plan::Plan;
use crate::ratio::Ratio;

/// A plan that keeps every rule, or `None` when first-fit finds none. It proves nothing: it is what an
/// interrupted solve falls back on and what the solver starts from.
pub fn first_fit(instance: &Instance, candidates: &[Candidate], is_out_of_time: &dyn Fn() -> bool) -> Option<Plan> {
    let mut peaks: Vec<Ratio> = candidates.iter().map(|candidate| candidate.per_hour(instance)).collect();
    peaks.sort_unstable();
    peaks.dedup();
    // First-fit at a higher peak is nearly always at least as good, so bisection finds a good one fast.
    let mut best = None;
    let (mut low, mut high) = (0, peaks.len());
    while low < high && !is_out_of_time() {
        let middle = usize::midpoint(low, high);
        match fit(instance, candidates, peaks[middle]) {
            (plan, 0) => {
                best = Some(plan);
                high = middle;
            }
            _ => low = middle + 1,
        }
    }
    best.or_else(|| {
        // Even when time is up: a plan that serves most is what an interrupted solve falls back on.
        let (plan, left_out) = fit(instance, candidates, *peaks.last()?);
        (left_out == 0 || instance.has_tier(Tier::Unserved)).then_some(plan)
    })
}

/// Largest group first, each at the first place that is free; how many groups found none.
fn fit(instance: &Instance, candidates: &[Candidate], peak: Ratio) -> (Plan, usize) {
    let mut by_group: Vec<Vec<Candidate>> = vec![Vec::new(); instance.groups().len()];
    for candidate in candidates.iter().filter(|candidate| candidate.per_hour(instance) <= peak) {
        by_group[candidate.group.0].push(*candidate);
    }
    for places in &mut by_group {
        places.sort_by_key(|candidate| (candidate.interval.minutes(), candidate.block, candidate.interval.start));
    }
    let mut order: Vec<usize> = (0..by_group.len()).collect();
    order.sort_by_key(|group| std::cmp::Reverse(by_group[*group].first().map(|shortest| shortest.interval.minutes())));
    let mut placed: Vec<Candidate> = Vec::new();
    for group in order {
        let most = instance.max_groups_per_block().unwrap_or(usize::MAX);
        let free = by_group[group].iter().find(|place| {
            let here = placed.iter().filter(|other| other.block == place.block).count();
            here < most && placed.iter().all(|other| !in_the_way(instance, place, other))
        });
        placed.extend(free);
    }
    let left_out = instance.groups().len() - placed.len();
    let mut plan =
        Plan { windows: placed.iter().map(|candidate| candidate.window(instance)).collect(), ..Plan::default() };
    plan.sort();
    (plan, left_out)
}

fn in_the_way(instance: &Instance, one: &Candidate, other: &Candidate) -> bool {
    let gap = instance.changeover();
    one.block == other.block
        && one.interval.start < other.interval.end + gap
        && other.interval.start < one.interval.end + gap
}
