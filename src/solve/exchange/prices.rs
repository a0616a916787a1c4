//! A price of each resource, by Lagrangian relaxation of its limit.
//!
//! ```text
//! L(λ) = Σ_i min_a (cost[a] + Σ_r λ_r use[a,r]) − Σ_r λ_r capacity[r]
//! ```
//!
//! is no more than any choice costs (Geoffrion 1974), and concave in the prices `λ`, which the
//! subgradient method raises (Held, Wolfe and Crowder 1974). At good prices the alternatives of a
//! good choice cost nearly as much as the cheapest of their item: the difference is their *regret*.

use super::problem::{Alternative, Assignment, ResourceId};
use crate::solve::ids::List;

/// The most alternatives looked at in all steps together, so that prices take tenths of a second.
const LOOKS: usize = 10_000_000;
/// The most steps: of the published assignments with 200 items the bound rises no more after
/// about 300.
const MOST_STEPS: usize = 500;
/// Steps without a better bound after which they get shorter.
const STEPS_IN_VAIN: usize = 10;
/// The factor by which the distance from the best bound to the goal then shrinks.
const NEARER: f64 = 0.7;

/// The price of each resource.
pub type ResourcePrices = List<ResourceId, f64>;

/// What an alternative costs at these prices.
pub fn priced(alternative: &Alternative, prices: &ResourcePrices) -> f64 {
    let uses = alternative.uses.iter();
    let of_resources: f64 = uses.map(|(resource, used)| prices[*resource] * *used as f64).sum();
    alternative.cost as f64 + of_resources
}

/// Prices of all resources in units of the tier, raised by the subgradient method, and the Lagrangian bound at
/// these prices.
pub fn prices(problem: &Assignment) -> (ResourcePrices, f64) {
    let alternatives: usize = problem.items.iter().map(Vec::len).sum();
    let steps = (LOOKS / alternatives.max(1)).min(MOST_STEPS);
    let mut prices: ResourcePrices = List::alike(0.0, &problem.resources);
    let (mut best, mut best_bound) = (prices.clone(), f64::NEG_INFINITY);
    let (mut above, mut in_vain) = (None, 0);
    for _ in 0..steps {
        let (mut bound, mut excess) = (0.0, List::alike(0.0, &problem.resources));
        for alternatives in &problem.items {
            let by_price = alternatives.iter().map(|own| (priced(own, &prices), own));
            let Some((price, cheapest)) = by_price.min_by(|a, b| a.0.total_cmp(&b.0)) else {
                continue;
            };
            bound += price;
            for (resource, used) in &cheapest.uses {
                excess[*resource] += *used as f64;
            }
        }
        for (id, resource) in problem.resources.with_ids() {
            bound -= prices[id] * resource.capacity as f64;
            excess[id] -= resource.capacity as f64;
        }
        // Resources have units of their own: each counts as a share of its capacity.
        let scale = |id: ResourceId| (problem.resources[id].capacity.max(1) as f64).powi(2);
        let is_free = |id: ResourceId| prices[id] <= 0.0 && excess[id] < 0.0;
        let steep = problem.resources.ids().filter(|id| !is_free(*id));
        let steepness: f64 = steep.map(|id| excess[id] * excess[id] / scale(id)).sum();
        let distance = above.get_or_insert(bound.abs() / 10.0 + 1.0);
        if bound > best_bound {
            (best_bound, in_vain) = (bound, 0);
            best.clone_from(&prices);
        } else {
            in_vain += 1;
            if in_vain == STEPS_IN_VAIN {
                (*distance, in_vain) = (*distance * NEARER, 0);
                prices.clone_from(&best);
                continue;
            }
        }
        if steepness <= 0.0 {
            break;
        }
        let step = (best_bound + *distance - bound) / steepness;
        for id in problem.resources.ids() {
            prices[id] = (prices[id] + step * excess[id] / scale(id)).max(0.0);
        }
    }
    (best, best_bound)
}
