//! A first plan at once: first-fit decreasing, at the lowest peak at which it fits everybody.

use crate::instance::{GroupId, Instance, Relation, RelationKind, Tier};
use crate::model::Candidate;
use crate::plan::Plan;
use crate::ratio::Ratio;
use crate::waiting::overfull;
use std::collections::BTreeSet;

/// A plan that keeps every rule, or `None` when first-fit finds none. It proves nothing: it is what an
/// interrupted solve falls back on and what the solver starts from.
pub fn first_fit(instance: &Instance, candidates: &[Candidate], is_out_of_time: &dyn Fn() -> bool) -> Option<Plan> {
    let mut peaks: Vec<Ratio> = candidates.iter().map(|candidate| candidate.per_hour(instance)).collect();
    peaks.sort_unstable();
    peaks.dedup();
    // First-fit at a higher peak is nearly always at least as good, so bisection finds a good one fast.
    let mut best = None;
    // Without that tier any peak will do.
    let (mut low, mut high) = if instance.has_tier(Tier::Peak) { (0, peaks.len()) } else { (0, 0) };
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
        let whole = by_group[group].iter().filter(|place| place.run.is_none());
        let free = whole.into_iter().find(|place| is_free(instance, place, &placed));
        match free {
            Some(place) => placed.push(*place),
            None => placed.extend(in_parts(instance, &by_group[group], &placed)),
        }
    }
    let served: BTreeSet<GroupId> = placed.iter().map(|candidate| candidate.group).collect();
    let left_out = instance.groups().len() - served.len();
    let mut plan =
        Plan { windows: placed.iter().map(|candidate| candidate.window(instance)).collect(), ..Plan::default() };
    plan.sort();
    (plan, left_out)
}

/// Windows for a group that is cut: from the first class on, each time the longest run that still finds a place.
fn in_parts(instance: &Instance, places: &[Candidate], placed: &[Candidate]) -> Vec<Candidate> {
    let Some(group) = places.first().map(|place| instance.group(place.group)) else { return Vec::new() };
    let mut parts: Vec<Candidate> = Vec::new();
    let mut next = 0;
    while next < group.classes.len() && parts.len() < group.max_windows {
        let taken: Vec<Candidate> = placed.iter().chain(&parts).copied().collect();
        let when = |place: &Candidate| (instance.block(place.block).date, place.interval.start);
        let done = |place: &Candidate| (instance.block(place.block).date, place.interval.end);
        let fits = places.iter().filter(|place| {
            place.run.is_some_and(|run| run.from == next)
                && parts.iter().all(|part| part.block != place.block && done(part) <= when(place))
                && is_free(instance, place, &taken)
        });
        let longest = |place: &&Candidate| (place.run.map(|run| run.to), std::cmp::Reverse(when(place)));
        let Some(part) = fits.max_by_key(longest) else { return Vec::new() };
        next = part.run.map_or(next, |run| run.to);
        parts.push(*part);
    }
    if next == group.classes.len() { parts } else { Vec::new() }
}

/// Whether nothing that is placed already stands against the window.
fn is_free(instance: &Instance, place: &Candidate, placed: &[Candidate]) -> bool {
    let most = instance.max_groups_per_block().unwrap_or(usize::MAX);
    let here = placed.iter().filter(|other| other.block == place.block).count();
    let room_to_wait = || {
        let day = instance.block(place.block).date;
        let others = placed.iter().filter(|other| instance.block(other.block).date == day);
        let crowds: Vec<_> = others.chain([place]).flat_map(|candidate| candidate.crowds(instance)).collect();
        overfull(instance, &crowds).is_empty()
    };
    here < most
        && placed.iter().all(|other| !in_the_way(instance, place, other))
        && instance.relations().iter().all(|relation| suits(instance, relation, place, placed))
        && (!instance.limits_waiting() || room_to_wait())
}

/// Whether a relation of the window's group holds against what is placed.
fn suits(instance: &Instance, relation: &Relation, place: &Candidate, placed: &[Candidate]) -> bool {
    let (first, second) = (relation.first, relation.second);
    let partner = match place.group {
        group if group == first => second,
        group if group == second => first,
        _ => return true,
    };
    placed.iter().filter(|other| other.group == partner).all(|other| {
        let (one, two) = if place.group == first { (place, other) } else { (other, place) };
        let (here, there) = (instance.block(one.block), instance.block(two.block));
        match relation.kind {
            RelationKind::Together => {
                let follows = |before: &Candidate, after: &Candidate| {
                    instance.follows_directly(here.station, here.date, before.interval.end, after.interval.start)
                };
                one.block == two.block && (follows(one, two) || follows(two, one))
            }
            RelationKind::Apart => here.date != there.date || !here.bookable().overlaps(there.bookable()),
            RelationKind::Before => (here.date, one.interval.end) <= (there.date, two.interval.start),
        }
    })
}

fn in_the_way(instance: &Instance, one: &Candidate, other: &Candidate) -> bool {
    let gap = instance.changeover();
    one.block == other.block
        && one.interval.start < other.interval.end + gap
        && other.interval.start < one.interval.end + gap
}
