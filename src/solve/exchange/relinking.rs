//! Path relinking over selections that may use more than there is, at a penalty (Yagiura, Ibaraki and
//! Glover 2006).
//!
//! A round walks from one of the best selections towards another, an item at a time, takes up one
//! that it meets on the way and shifts items in it until no chain of shifts is cheaper. Penalties
//! begin near the Lagrangian prices, where the selections use more than there is, and rise slowly while
//! they do: what is cheap comes before what is allowed, and the selections found on the way keep the
//! limits at last.

use super::placed::PlacedItems;
use super::prices::{ResourcePrices, priced};
use super::problem::{
    Alternative, AlternativeId, Assignment, BinId, ItemId, ResourceId, Selection,
};
use crate::solve::ids::List;
use rand::RngExt;
use rand::rngs::ChaCha8Rng;
use rand::seq::SliceRandom;

/// The bins that an item may be shifted to, those of least regret: with 6 of its 20 bins `d20200`
/// came to 12278 in 4 s, with 10 of them in 15 s, with all to 12289 in 20 s.
const BINS_OF_AN_ITEM: usize = 6;
/// The selections kept. In 20 s `d20200` came to 12278 with 10 of them, to 12292 with 20, and to 12341
/// with 50.
const KEPT: usize = 10;
/// The selections of a path, the cheapest with their penalties, of which one is taken up.
const OF_A_PATH: usize = 5;
/// One part in this number of a path is left out at each of its ends: selections there differ from a
/// known one in a quarter of the items at most, of those in which the two ends differ.
const END_OF_A_PATH: usize = 4;
/// Rounds without a selection to keep after which the search begins anew, from others: with 500 and
/// with 1,000 of them `d20100` and `d20200` came as far in 20 s.
const IN_VAIN: usize = 1_000;
/// The penalties at first, as a share of the prices.
const FIRST_PENALTY: f64 = 0.9;
/// The share by which a penalty rises after a selection that uses more than its resource has, and
/// falls after one that keeps all limits. In 30 s `d20200` came to 12262 with this rise, and to 12278
/// with one of 0.02, with falls of half as much.
const RISE: f64 = 0.002;
const FALL: f64 = 0.001;
/// The share by which the penalty of a resource falls after a selection that keeps its limit, but
/// not those of others.
const FALL_BESIDE: f64 = FALL / 10.0;
/// The exchanges of a chain: each gives an item the place of another one, which goes on.
const EXCHANGES: usize = 2;
/// What a chain has to save, in units of the tier: above the rounding of sums of penalties.
const LEAST_SAVING: f64 = 1e-6;
/// The looks that count as one label of `halves`: a label is stored and compared with up to 100 others,
/// a look adds one alternative to what is used.
const LOOKS_OF_A_LABEL: usize = 10;

/// The selections kept, and the penalties by which they are compared.
pub struct Relinking {
    /// For each item its alternatives in its bins of least regret.
    candidates: List<ItemId, Vec<AlternativeId>>,
    /// For each item the least cost of its candidates.
    least_cost: List<ItemId, i64>,
    first_penalties: List<ResourceId, f64>,
    penalties: List<ResourceId, f64>,
    kept: Vec<PlacedItems>,
    in_vain: usize,
}

impl Relinking {
    /// Relinking, for items with one alternative in each bin. Where lengths are to be chosen, too,
    /// moves of `halves` find better selections in the same time: `spread` of 600 classes ended at
    /// 0.667 with them alone, and at 0.677 with two lengths of a bin looked at here.
    pub fn new(problem: &Assignment, prices: &ResourcePrices) -> Option<Relinking> {
        let is_one_a_bin = |own: &Vec<Alternative>| {
            let mut bins: Vec<BinId> = own.iter().filter_map(|own| own.bin).collect();
            bins.sort_unstable();
            bins.windows(2).all(|two| two[0] != two[1])
        };
        if !problem.items.iter().all(is_one_a_bin) {
            return None;
        }
        let candidates = problem.items.ids().map(|item| candidates(problem, prices, item));
        let candidates: List<ItemId, Vec<AlternativeId>> = candidates.collect();
        let least = |(item, own): (ItemId, &Vec<AlternativeId>)| {
            own.iter().map(|id| problem.alternative(item, *id).cost).min().unwrap_or(0)
        };
        let least_cost = candidates.with_ids().map(least).collect();
        let penalties: List<ResourceId, f64> =
            prices.iter().map(|price| price * FIRST_PENALTY).collect();
        Some(Relinking {
            candidates,
            least_cost,
            first_penalties: penalties.clone(),
            penalties,
            kept: Vec::new(),
            in_vain: 0,
        })
    }

    /// One round, or the part of it until `is_over`: the cheapest selection met in it that keeps all
    /// limits and costs less than `known`, and the work, in labels of `halves`.
    pub fn round(
        &mut self,
        problem: &Assignment,
        known: &PlacedItems,
        rng: &mut ChaCha8Rng,
        is_over: &dyn Fn() -> bool,
    ) -> (Option<Selection>, usize) {
        let mut shifts = Shifts {
            problem,
            relinking: self,
            placement: self.beginning(problem, known, rng),
            best: None,
            best_cost: known.cost,
            looks: 0,
        };
        shifts.improve(rng, is_over);
        let Shifts { placement, best, looks, .. } = shifts;
        self.correct_penalties(problem, &placement);
        self.keep(problem, placement);
        (best, looks / LOOKS_OF_A_LABEL)
    }

    /// The selection that a round begins with: the known one at first, then selections by chance until
    /// [`KEPT`] are kept, then one between two of those kept.
    fn beginning(
        &self,
        problem: &Assignment,
        known: &PlacedItems,
        rng: &mut ChaCha8Rng,
    ) -> PlacedItems {
        if self.kept.is_empty() {
            return known.clone();
        }
        if self.kept.len() < KEPT {
            let any = |(item, own): (ItemId, &Vec<AlternativeId>)| {
                let place = rng.random_range(0..own.len().max(1));
                own.get(place).copied().unwrap_or_else(|| problem.left_out(item))
            };
            return PlacedItems::new(problem, self.candidates.with_ids().map(any).collect());
        }
        let from = rng.random_range(0..KEPT);
        let to = (from + rng.random_range(1..KEPT)) % KEPT;
        self.between(problem, &self.kept[from], &self.kept[to].chosen, rng)
    }

    /// One of the cheapest selections on the way from one to another: at each step the item is
    /// shifted whose alternative there adds least.
    fn between(
        &self,
        problem: &Assignment,
        from: &PlacedItems,
        to: &Selection,
        rng: &mut ChaCha8Rng,
    ) -> PlacedItems {
        let mut walk = from.clone();
        let differs = |item: &ItemId| from.chosen[*item] != to[*item];
        let mut left: Vec<ItemId> = problem.items.ids().filter(differs).collect();
        let end = left.len() / END_OF_A_PATH;
        let middle = end..=left.len() - end;
        let mut met: Vec<(f64, PlacedItems)> = Vec::new();
        for step in 0..left.len() {
            if middle.contains(&step) {
                met.push((self.penalised(problem, &walk), walk.clone()));
            }
            let PlacedItems { used, chosen, .. } = &mut walk;
            let costs = left.iter().map(|item| {
                let saved = self.lift(problem, used, *item, chosen[*item]);
                let added = self.added(problem, used, *item, to[*item]) - saved;
                add(problem, used, *item, chosen[*item]);
                added
            });
            let Some((place, _)) = costs.enumerate().min_by(|a, b| a.1.total_cmp(&b.1)) else {
                break;
            };
            let item = left.swap_remove(place);
            walk.take(problem, item, to[item]);
        }
        met.sort_by(|a, b| a.0.total_cmp(&b.0));
        met.truncate(OF_A_PATH);
        let place = rng.random_range(0..met.len().max(1));
        met.into_iter().nth(place).map_or(walk, |(_, own)| own)
    }

    /// The cost of a selection, with the penalties of what it uses beyond the limits.
    fn penalised(&self, problem: &Assignment, placement: &PlacedItems) -> f64 {
        let over = problem.resources.with_ids().map(|(id, own)| {
            self.penalties[id] * (placement.used[id] - own.capacity).max(0) as f64
        });
        placement.cost as f64 + over.sum::<f64>()
    }

    /// What an alternative adds, cost and penalties, to what is used.
    fn added(
        &self,
        problem: &Assignment,
        used: &List<ResourceId, i64>,
        item: ItemId,
        id: AlternativeId,
    ) -> f64 {
        let alternative = problem.alternative(item, id);
        let mut added = alternative.cost as f64;
        for (resource, own) in &alternative.uses {
            let over = used[*resource] - problem.resources[*resource].capacity;
            added += self.penalties[*resource] * ((over + own).max(0) - over.max(0)) as f64;
        }
        added
    }

    /// Takes an alternative out of what is used; what that saves, cost and penalties.
    fn lift(
        &self,
        problem: &Assignment,
        used: &mut List<ResourceId, i64>,
        item: ItemId,
        id: AlternativeId,
    ) -> f64 {
        for (resource, own) in &problem.alternative(item, id).uses {
            used[*resource] -= own;
        }
        self.added(problem, used, item, id)
    }

    fn correct_penalties(&mut self, problem: &Assignment, placement: &PlacedItems) {
        let keeps_all = placement.keeps_limits(problem);
        for (id, own) in problem.resources.with_ids() {
            self.penalties[id] *= match placement.used[id] > own.capacity {
                true => 1.0 + RISE,
                false if keeps_all => 1.0 - FALL,
                false => 1.0 - FALL_BESIDE,
            };
        }
    }

    /// Keeps a selection in place of the dearest one, where it is cheaper and new.
    fn keep(&mut self, problem: &Assignment, new: PlacedItems) {
        self.in_vain += 1;
        if self.kept.iter().any(|own| own.chosen == new.chosen) {
        } else if self.kept.len() < KEPT {
            self.kept.push(new);
            self.in_vain = 0;
        } else {
            let costs = self.kept.iter().map(|own| self.penalised(problem, own)).enumerate();
            let dearest = costs.max_by(|a, b| a.1.total_cmp(&b.1));
            let cost = self.penalised(problem, &new);
            if let Some((place, _)) = dearest.filter(|(_, own)| cost < own - LEAST_SAVING) {
                self.kept[place] = new;
                self.in_vain = 0;
            }
        }
        if self.in_vain >= IN_VAIN {
            self.kept.clear();
            self.penalties.clone_from(&self.first_penalties);
            self.in_vain = 0;
        }
    }
}

/// The alternatives of an item in its bins of least regret.
fn candidates(problem: &Assignment, prices: &ResourcePrices, item: ItemId) -> Vec<AlternativeId> {
    let inside = problem.alternatives(item).filter(|(_, own)| own.bin.is_some());
    let mut all: Vec<(f64, AlternativeId)> =
        inside.map(|(id, own)| (priced(own, prices), id)).collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    all.truncate(BINS_OF_AN_ITEM);
    all.into_iter().map(|(_, id)| id).collect()
}

/// A selection in which items are shifted while that is cheaper.
struct Shifts<'r> {
    problem: &'r Assignment,
    relinking: &'r Relinking,
    placement: PlacedItems,
    /// The cheapest selection met that keeps all limits and costs less than `best_cost` at first.
    best: Option<Selection>,
    best_cost: i64,
    /// Exchanges looked at, and alternatives looked at for the items that are exchanged.
    looks: usize,
}

/// An item with the alternative that it is shifted to.
type Shift = (ItemId, AlternativeId);

impl Shifts<'_> {
    /// Shifts items until no item begins a chain that is cheaper, or `is_over` says so.
    fn improve(&mut self, rng: &mut ChaCha8Rng, is_over: &dyn Fn() -> bool) {
        let mut order: Vec<ItemId> = self.problem.items.ids().collect();
        order.shuffle(rng);
        let mut in_vain = 0;
        for item in order.iter().cycle() {
            if in_vain >= order.len() || is_over() {
                break;
            }
            in_vain += 1;
            let Some(chain) = self.chain(*item) else { continue };
            in_vain = 0;
            for (item, id) in chain {
                self.placement.take(self.problem, item, id);
            }
            if self.placement.cost < self.best_cost && self.placement.keeps_limits(self.problem) {
                self.best_cost = self.placement.cost;
                self.best = Some(self.placement.chosen.clone());
            }
        }
    }

    /// Shifts that begin with an item and are cheaper together. An item that takes the place of
    /// another one lets it go on, along the exchange that would be the cheapest end.
    fn chain(&mut self, first: ItemId) -> Option<Vec<Shift>> {
        let (problem, relinking) = (self.problem, self.relinking);
        let mut used = self.placement.used.clone();
        let mut cost = -relinking.lift(problem, &mut used, first, self.placement.chosen[first]);
        let (mut item, mut chain, mut moved) = (first, Vec::new(), vec![first]);
        for _ in 0..EXCHANGES {
            let end = self.others(item).map(|id| {
                let added = relinking.added(problem, &used, item, id);
                (cost + added, id)
            });
            let end = end.min_by(|a, b| a.0.total_cmp(&b.0));
            if let Some((_, id)) = end.filter(|(cost, _)| *cost < -LEAST_SAVING) {
                chain.push((item, id));
                return Some(chain);
            }
            let exchange = self.cheapest_exchange(item, cost, &mut used, &moved)?;
            chain.push((item, exchange.id));
            if exchange.cost < -LEAST_SAVING {
                chain.push((exchange.other, exchange.other_id));
                return Some(chain);
            }
            cost += relinking.added(problem, &used, item, exchange.id);
            add(problem, &mut used, item, exchange.id);
            item = exchange.other;
            cost -= relinking.lift(problem, &mut used, item, self.placement.chosen[item]);
            moved.push(item);
        }
        None
    }

    /// The alternatives of an item that it does not have now.
    fn others(&self, item: ItemId) -> impl Iterator<Item = AlternativeId> + use<'_> {
        let now = self.placement.chosen[item];
        self.relinking.candidates[item].iter().copied().filter(move |id| *id != now)
    }

    /// The cheapest exchange of an item that is taken out: it takes the place of another one of
    /// the same bin, which goes elsewhere. `cost` is that of the chain before it.
    fn cheapest_exchange(
        &mut self,
        item: ItemId,
        cost: f64,
        used: &mut List<ResourceId, i64>,
        moved: &[ItemId],
    ) -> Option<ItemExchange> {
        let (problem, relinking) = (self.problem, self.relinking);
        let (mut best, mut looks): (Option<ItemExchange>, usize) = (None, 0);
        for id in self.others(item) {
            let Some(bin) = problem.alternative(item, id).bin else { continue };
            let with_item = cost + relinking.added(problem, used, item, id);
            add(problem, used, item, id);
            for other in &self.placement.members[bin] {
                if moved.contains(other) {
                    continue;
                }
                looks += 1;
                let now = self.placement.chosen[*other];
                let saved = relinking.lift(problem, used, *other, now);
                let without = with_item - saved;
                let least = relinking.least_cost[*other] as f64;
                let known = best.as_ref().map_or(f64::INFINITY, |own| own.cost);
                if without + least < known {
                    for other_id in self.others(*other) {
                        looks += 1;
                        let cost = without + relinking.added(problem, used, *other, other_id);
                        if best.as_ref().is_none_or(|own| cost < own.cost) {
                            best = Some(ItemExchange { cost, id, other: *other, other_id });
                        }
                    }
                }
                add(problem, used, *other, now);
            }
            relinking.lift(problem, used, item, id);
        }
        self.looks += looks;
        best
    }
}

/// An exchange with the cost of the chain that it ends.
struct ItemExchange {
    cost: f64,
    id: AlternativeId,
    other: ItemId,
    other_id: AlternativeId,
}

/// Adds what an alternative uses.
fn add(problem: &Assignment, used: &mut List<ResourceId, i64>, item: ItemId, id: AlternativeId) {
    for (resource, own) in &problem.alternative(item, id).uses {
        used[*resource] += own;
    }
}
