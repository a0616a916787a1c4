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
/// Rounds without a selection to keep after which the search begins anew, from others: in 30 s
/// `d20100` came to 6204 with 300 of them and [`CHAMPIONS`], to 6205 with 200, to 6203 with 500; with
/// 1,000 and without champions to 6211 in 50 s.
const IN_VAIN: usize = 300;
/// Beginnings after which the cheapest selection of each is kept for the next one: with 10 of them
/// `d20100` came to 6214 in the time in which it came to 6204 with 5.
const CHAMPIONS: usize = 5;
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

/// An alternative that an item may be shifted to.
struct CandidateShift {
    id: AlternativeId,
    bin: BinId,
    cost: f64,
}

/// The selections kept, and the penalties by which they are compared.
pub struct Relinking {
    /// For each item its alternatives in its bins of least regret.
    candidates: List<ItemId, Vec<CandidateShift>>,
    /// For each item the least cost of its candidates.
    least_cost: List<ItemId, f64>,
    /// Whether there are resources that items of all bins use.
    shares: bool,
    /// For each bin the items with a candidate in it, and the candidate's place among the item's.
    here: List<BinId, Vec<(ItemId, usize)>>,
    first_penalties: List<ResourceId, f64>,
    penalties: List<ResourceId, f64>,
    kept: Vec<PlacedItems>,
    /// The cheapest selection of each beginning, until [`CHAMPIONS`] of them are kept together.
    champions: Vec<PlacedItems>,
    /// Whether a beginning has started from the known selection. Later beginnings start from random selections,
    /// since paths are sought between selections that differ.
    has_known: bool,
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
        let candidates: List<ItemId, Vec<CandidateShift>> = candidates.collect();
        let least = |own: &Vec<CandidateShift>| {
            own.iter().map(|own| own.cost).fold(f64::INFINITY, f64::min)
        };
        let mut here = List::from(vec![Vec::new(); problem.bins]);
        for (item, own) in candidates.with_ids() {
            for (place, own) in own.iter().enumerate() {
                here[own.bin].push((item, place));
            }
        }
        let least_cost = candidates.iter().map(least).collect();
        let penalties: List<ResourceId, f64> =
            prices.iter().map(|price| price * FIRST_PENALTY).collect();
        Some(Relinking {
            candidates,
            least_cost,
            shares: problem.resources.iter().any(|own| own.bin.is_none()),
            here,
            first_penalties: penalties.clone(),
            penalties,
            kept: Vec::new(),
            champions: Vec::new(),
            has_known: false,
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
        let beginning = self.beginning(problem, known, rng);
        let mut shifts = Shifts::new(problem, self, beginning, known.cost);
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
        if !self.has_known && self.kept.is_empty() {
            return known.clone();
        }
        if self.kept.len() < KEPT {
            let any = |(item, own): (ItemId, &Vec<CandidateShift>)| {
                let place = rng.random_range(0..own.len().max(1));
                own.get(place).map_or_else(|| problem.left_out(item), |own| own.id)
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
        // The penalised costs after each number of steps. The selection chosen is walked to a second time, so that no
        // copy of the others is made.
        let (mut shifted, mut met): (Vec<ItemId>, Vec<(f64, usize)>) = (Vec::new(), Vec::new());
        for step in 0..left.len() {
            if middle.contains(&step) {
                met.push((self.penalised(problem, &walk), step));
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
            shifted.push(item);
        }
        met.sort_by(|a, b| a.0.total_cmp(&b.0));
        met.truncate(OF_A_PATH);
        let place = rng.random_range(0..met.len().max(1));
        let steps = met.get(place).map_or(shifted.len(), |(_, steps)| *steps);
        let mut chosen = from.clone();
        shifted[..steps].iter().for_each(|item| chosen.take(problem, *item, to[*item]));
        chosen
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
            self.begin_anew(problem);
        }
    }

    /// Begins anew, from selections by chance or from the cheapest selections of the last [`CHAMPIONS`]
    /// beginnings.
    fn begin_anew(&mut self, problem: &Assignment) {
        let costs = self.kept.iter().map(|own| self.penalised(problem, own)).enumerate();
        if let Some((place, _)) = costs.min_by(|a, b| a.1.total_cmp(&b.1)) {
            self.champions.push(self.kept.swap_remove(place));
        }
        self.kept.clear();
        if self.champions.len() == CHAMPIONS {
            self.kept = std::mem::take(&mut self.champions);
        }
        self.penalties.clone_from(&self.first_penalties);
        self.has_known = true;
        self.in_vain = 0;
    }
}

/// The alternatives of an item in its bins of least regret.
fn candidates(problem: &Assignment, prices: &ResourcePrices, item: ItemId) -> Vec<CandidateShift> {
    let shift = |(id, own): (AlternativeId, &Alternative)| {
        Some((priced(own, prices), CandidateShift { id, bin: own.bin?, cost: own.cost as f64 }))
    };
    let mut all: Vec<(f64, CandidateShift)> =
        problem.alternatives(item).filter_map(shift).collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.id.cmp(&b.1.id)));
    all.truncate(BINS_OF_AN_ITEM);
    all.into_iter().map(|(_, own)| own).collect()
}

/// A selection in which items are shifted while that is cheaper.
struct Shifts<'r> {
    problem: &'r Assignment,
    relinking: &'r Relinking,
    placement: PlacedItems,
    /// The cost and penalties that each candidate of an item adds to the placement. Every exchange looked at reads
    /// them; they change only in the bins that items are shifted to or from.
    added: List<ItemId, Vec<f64>>,
    /// The use of each resource within the chain that is looked at, equal to the placement's between chains.
    used: List<ResourceId, i64>,
    /// The bins in which `used` differs from the placement's: for their candidates `added` is out of date.
    touched: Vec<BinId>,
    /// The cheapest selection met that keeps all limits and costs less than `best_cost` at first.
    best: Option<Selection>,
    best_cost: i64,
    /// Exchanges looked at, and alternatives looked at for the items that are exchanged.
    looks: usize,
}

/// An item with the alternative that it is shifted to.
type Shift = (ItemId, AlternativeId);

impl<'r> Shifts<'r> {
    fn new(
        problem: &'r Assignment,
        relinking: &'r Relinking,
        placement: PlacedItems,
        best_cost: i64,
    ) -> Shifts<'r> {
        let used = placement.used.clone();
        let added = relinking.candidates.with_ids().map(|(item, own)| {
            own.iter().map(|own| relinking.added(problem, &used, item, own.id)).collect()
        });
        Shifts {
            added: added.collect(),
            touched: Vec::new(),
            problem,
            relinking,
            placement,
            used,
            best: None,
            best_cost,
            looks: 0,
        }
    }

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
            let chain = self.chain(*item);
            self.used.clone_from(&self.placement.used);
            self.touched.clear();
            let Some(chain) = chain else { continue };
            in_vain = 0;
            self.make(&chain);
            if self.placement.cost < self.best_cost && self.placement.keeps_limits(self.problem) {
                self.best_cost = self.placement.cost;
                self.best = Some(self.placement.chosen.clone());
            }
        }
    }

    /// Shifts the items of a chain.
    fn make(&mut self, chain: &[Shift]) {
        for (item, id) in chain {
            self.touch(self.placement.now(self.problem, *item).bin);
            self.touch(self.problem.alternative(*item, *id).bin);
            self.placement.take(self.problem, *item, *id);
        }
        self.used.clone_from(&self.placement.used);
        for bin in std::mem::take(&mut self.touched) {
            for (item, place) in &self.relinking.here[bin] {
                let id = self.relinking.candidates[*item][*place].id;
                self.added[*item][*place] =
                    self.relinking.added(self.problem, &self.used, *item, id);
            }
        }
    }

    fn touch(&mut self, bin: Option<BinId>) {
        if self.relinking.shares && self.touched.is_empty() {
            self.touched = self.placement.members.ids().collect();
        }
        if let Some(bin) = bin.filter(|bin| !self.touched.contains(bin)) {
            self.touched.push(bin);
        }
    }

    /// Takes an item out of the use within the chain; gives the cost and penalties saved.
    fn lift(&mut self, item: ItemId, id: AlternativeId) -> f64 {
        self.touch(self.problem.alternative(item, id).bin);
        self.relinking.lift(self.problem, &mut self.used, item, id)
    }

    /// Shifts that begin with an item and are cheaper together. An item that takes the place of
    /// another one lets it go on, along the exchange that would be the cheapest end.
    fn chain(&mut self, first: ItemId) -> Option<Vec<Shift>> {
        let mut cost = -self.lift(first, self.placement.chosen[first]);
        let (mut item, mut chain, mut moved) = (first, Vec::new(), vec![first]);
        for _ in 0..EXCHANGES {
            let end = self.cheapest_place(item, cost, -LEAST_SAVING);
            if let Some((_, id)) = end {
                chain.push((item, id));
                return Some(chain);
            }
            let exchange = self.cheapest_exchange(item, cost, &moved)?;
            chain.push((item, exchange.id));
            if exchange.cost < -LEAST_SAVING {
                chain.push((exchange.other, exchange.other_id));
                return Some(chain);
            }
            cost += self.relinking.added(self.problem, &self.used, item, exchange.id);
            self.touch(self.problem.alternative(item, exchange.id).bin);
            add(self.problem, &mut self.used, item, exchange.id);
            item = exchange.other;
            cost -= self.lift(item, self.placement.chosen[item]);
            moved.push(item);
        }
        None
    }

    /// The alternative with which an item that is taken out ends a chain most cheaply, where that
    /// is below `known`. `cost` is that of the chain before it.
    fn cheapest_place(
        &self,
        item: ItemId,
        cost: f64,
        mut known: f64,
    ) -> Option<(f64, AlternativeId)> {
        let now = self.placement.chosen[item];
        let mut best = None;
        for (own, added) in self.relinking.candidates[item].iter().zip(&self.added[item]) {
            let mut added = *added;
            if self.touched.contains(&own.bin) {
                if cost + own.cost >= known {
                    continue;
                }
                added = self.relinking.added(self.problem, &self.used, item, own.id);
            }
            if cost + added < known && own.id != now {
                known = cost + added;
                best = Some((known, own.id));
            }
        }
        best
    }

    /// The cheapest exchange of an item that is taken out: it takes the place of another one of
    /// the same bin, which goes elsewhere. `cost` is that of the chain before it.
    fn cheapest_exchange(
        &mut self,
        item: ItemId,
        cost: f64,
        moved: &[ItemId],
    ) -> Option<ItemExchange> {
        let (problem, relinking) = (self.problem, self.relinking);
        let (mut best, mut known, mut looks) = (None, f64::INFINITY, 0);
        for own in &relinking.candidates[item] {
            let CandidateShift { id, bin, .. } = *own;
            if id == self.placement.chosen[item] {
                continue;
            }
            let with_item = cost + relinking.added(problem, &self.used, item, id);
            add(problem, &mut self.used, item, id);
            let touched = self.touched.len();
            self.touch(Some(bin));
            looks += self.placement.members[bin].len();
            for other in &self.placement.members[bin] {
                if moved.contains(other) {
                    continue;
                }
                let now = self.placement.chosen[*other];
                let saved = relinking.lift(problem, &mut self.used, *other, now);
                let without = with_item - saved;
                if without + relinking.least_cost[*other] < known {
                    looks += relinking.candidates[*other].len();
                    if let Some((cost, other_id)) = self.cheapest_place(*other, without, known) {
                        known = cost;
                        best = Some(ItemExchange { cost, id, other: *other, other_id });
                    }
                }
                add(problem, &mut self.used, *other, now);
            }
            self.touched.truncate(touched);
            relinking.lift(problem, &mut self.used, item, id);
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

#[cfg(test)]
mod tests {
    use super::super::tests::random_one_a_bin;
    use super::{PlacedItems, Relinking, Shifts};
    use crate::campaign::tiny;
    use crate::solve::exchange::prices::prices;

    #[test]
    fn what_is_known_of_a_placement_is_what_it_would_be_worked_out_to_be() {
        let mut shifted = 0;
        for seed in 0..200 {
            let (problem, dice) = (random_one_a_bin(seed), &mut tiny::dice(seed));
            let relinking = Relinking::new(&problem, &prices(&problem).0).unwrap();
            let left_out = problem.items.ids().map(|item| problem.left_out(item));
            let nothing = PlacedItems::new(&problem, left_out.collect());
            let before = nothing.cost;
            let mut shifts = Shifts::new(&problem, &relinking, nothing, i64::MAX);
            shifts.improve(dice, &|| false);
            let (used, candidates) = (&shifts.placement.used, &relinking.candidates);
            assert_eq!(shifts.used, *used, "seed {seed}");
            for (item, own) in candidates.with_ids() {
                let anew = own.iter().map(|own| relinking.added(&problem, used, item, own.id));
                assert_eq!(shifts.added[item], anew.collect::<Vec<f64>>(), "seed {seed}");
            }
            shifted += usize::from(shifts.placement.cost != before);
        }
        assert!(shifted > 150, "{shifted} placements were shifted");
    }
}
