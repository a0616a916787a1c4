//! Local search over who comes where: plans for an assignment of items to bins, better and better.
//!
//! Where an item has one alternative in each bin two searches take turns: `relinking` improves
//! selections that may use more than there is, at a penalty, and looks for better ones between them;
//! the other one, with a fifth of the work, goes on from the best selection of both.
//!
//! A move of the other search takes items out of two to eight bins and gives each of them one of its
//! alternatives there anew: shifts, swaps and ejection chains of any length within these bins
//! (Yagiura, Ibaraki and Glover 2004 build such chains one shift after another). The moves are
//! enumerated by regret at Lagrangian prices (`prices`), in two halves that meet in the middle
//! (`halves`), and the cheapest one is made; of moves that change no cost every second one is made,
//! so that the search does not stay where it is. The number of items of a move follows from the work
//! of those before.
//!
//! Effort is counted in labels and all choices come from a seed, so that a search of a given number
//! of labels always ends with the same plan.

mod halves;
mod placed;
mod prices;
mod problem;
mod relinking;

pub use problem::{
    Alternative, AlternativeId, Assignment, BinId, ItemId, Resource, ResourceId, Selection,
};

use crate::solve::bounds::BOUND_TOLERANCE;
use crate::solve::ids::List;
use halves::{BinNeighbourhood, LocalAlternative, LocalId};
use placed::PlacedItems;
use prices::{ResourcePrices, priced, prices};
use rand::rngs::ChaCha8Rng;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use relinking::Relinking;

/// Items of the first move; the work of each move corrects it by [`STEP`].
const FIRST_ITEMS: f64 = 16.0;
/// The fewest items of a move: two for each of its halves.
const LEAST_ITEMS: f64 = 4.0;
/// The fewest and the most bins of a move: two to exchange items between; each bin more has resources
/// of its own, which every label compares.
const LEAST_BINS: usize = 2;
const MOST_BINS: usize = 8;
/// Labels of a move above which the next one has fewer items, else more: below the most labels of a
/// step of `halves`, so that a move of that work is enumerated whole.
const LABELS_OF_MOVE: usize = 3_000;
/// The factor by which the next move has more or fewer items.
const STEP: f64 = 1.02;
/// The least price of all resources together, in units of the tier: below one unit, so that no
/// price makes up for a unit of cost.
const PRICE_OF_ALL: f64 = 0.5;
/// The labels of relinking for each label of moves: `d20200` came to 12263 in 3 s with 10 of them, and to 12262
/// in 16 s with 1.
const WORK_OF_RELINKING: isize = 4;
/// The most items left out that a move tries to place: each multiplies the choices of its half by
/// its alternatives.
const MOST_LEFT_OUT: usize = 4;

/// A search, with the best choice so far.
pub struct LocalSearch {
    problem: Assignment,
    prices: ResourcePrices,
    /// A lower bound on the cost of every selection, in whole units of the tier.
    bound: i64,
    /// The regret of each alternative in units of the tier: its cost, resources priced as in the bound, less
    /// the cost of its item's cheapest alternative.
    regrets: List<ItemId, Vec<f64>>,
    placement: PlacedItems,
    /// The search by relinking; `None` where an item has two alternatives in one bin.
    relinking: Option<Relinking>,
    /// The work of relinking beyond its share, in labels.
    ahead: isize,
    /// The resources that a bin's items alone use, and those of all.
    of_bin: List<BinId, Vec<ResourceId>>,
    of_all: Vec<ResourceId>,
    size: f64,
    rng: ChaCha8Rng,
}

impl LocalSearch {
    /// A search from a choice that keeps all limits, or from one by regrets.
    pub fn new(problem: Assignment, start: Option<Selection>, seed: u32) -> LocalSearch {
        let (mut prices, bound) = prices(&problem);
        let regrets = problem.items.iter().map(|own| regrets(own, &prices)).collect();
        let all: i64 = problem.resources.iter().map(|own| own.capacity).sum();
        prices.iter_mut().for_each(|own| *own = own.max(PRICE_OF_ALL / all.max(1) as f64));
        let (mut of_bin, mut of_all) = (List::from(vec![Vec::new(); problem.bins]), Vec::new());
        for (id, resource) in problem.resources.with_ids() {
            let same_bin: &mut Vec<ResourceId> = match resource.bin {
                Some(bin) => &mut of_bin[bin],
                None => &mut of_all,
            };
            same_bin.push(id);
        }
        let chosen = start.unwrap_or_else(|| by_regret(&problem, &prices));
        LocalSearch {
            placement: PlacedItems::new(&problem, chosen),
            relinking: Relinking::new(&problem, &prices),
            ahead: 0,
            of_bin,
            of_all,
            problem,
            prices,
            bound: (bound - BOUND_TOLERANCE).ceil() as i64,
            regrets,
            size: FIRST_ITEMS,
            rng: ChaCha8Rng::seed_from_u64(u64::from(seed)),
        }
    }

    /// The selection found, the cheapest so far.
    pub fn selection(&self) -> &Selection {
        &self.placement.chosen
    }

    /// A lower bound on the cost of every selection, in whole units of the tier.
    pub fn bound(&self) -> i64 {
        self.bound
    }

    /// The alternatives of an item with which every selection costs more than `most` units: those whose regret
    /// exceeds `most` less the bound (reduced-cost fixing).
    pub fn too_dear(&self, item: ItemId, most: i64) -> impl Iterator<Item = AlternativeId> {
        // The bound before it was rounded up is above `bound − 1` units.
        let slack = most.saturating_sub(self.bound).saturating_add(1) as f64;
        let own = (0..).map(AlternativeId).zip(&self.regrets[item]);
        own.filter(move |(_, regret)| **regret > slack).map(|(id, _)| id)
    }

    /// Replaces the selection found by a known selection, where that one keeps all limits and costs less.
    pub fn take_up(&mut self, selection: Selection) {
        let offered = PlacedItems::new(&self.problem, selection);
        if offered.cost < self.placement.cost && offered.keeps_limits(&self.problem) {
            self.placement = offered;
        }
    }

    /// Makes moves until their labels are `most_labels`, or `is_over` says so, which is asked
    /// after each move.
    pub fn run(&mut self, most_labels: usize, is_over: &dyn Fn() -> bool) {
        self.run_beside(most_labels, is_over, &|_| None);
    }

    /// Makes moves as [`LocalSearch::run`] does, and goes on from selections that another search
    /// `offers`, which is asked before each move.
    pub fn run_beside(
        &mut self,
        most_labels: usize,
        is_over: &dyn Fn() -> bool,
        offers: &dyn Fn(&Assignment) -> Option<Selection>,
    ) {
        let mut labels = 0;
        while labels < most_labels
            && self.problem.bins > 0
            && self.placement.cost > self.bound
            && !is_over()
        {
            if let Some(selection) = offers(&self.problem) {
                self.take_up(selection);
            }
            labels += match self.relinking.take() {
                Some(relinking) => self.take_turns(relinking, is_over),
                None => self.make_move(),
            }
            .max(1);
        }
    }

    /// A round of relinking or a move, whichever has done less of its share; its work in labels.
    fn take_turns(&mut self, mut relinking: Relinking, is_over: &dyn Fn() -> bool) -> usize {
        let is_relinking = self.ahead <= 0;
        let work = if is_relinking {
            let (problem, known) = (&self.problem, &self.placement);
            let (found, labels) = relinking.round(problem, known, &mut self.rng, is_over);
            if let Some(found) = found {
                self.placement = PlacedItems::new(problem, found);
            }
            labels
        } else {
            self.make_move()
        }
        .max(1);
        self.ahead +=
            if is_relinking { work as isize } else { -(work as isize * WORK_OF_RELINKING) };
        self.relinking = Some(relinking);
        work
    }

    /// Makes one move; its labels.
    fn make_move(&mut self) -> usize {
        let (bins, mut items) = self.next_bins();
        self.placement.left_out.shuffle(&mut self.rng);
        items.extend(self.placement.left_out.iter().take(MOST_LEFT_OUT));
        items.shuffle(&mut self.rng);
        let neighbourhood = self.neighbourhood(&bins, &items);
        let now: i64 = items.iter().map(|item| self.placement.now(&self.problem, *item).cost).sum();
        let may_stay_equal = self.rng.random_bool(0.5);
        let most = if may_stay_equal { now } else { now - 1 };
        let slack = self.slack(&neighbourhood, &items) - (now - most) as f64;
        let rng = &mut self.rng;
        let (found, labels) = neighbourhood.best(most, slack, &mut || rng.random_bool(0.5));
        if let Some(found) = found {
            for (item, alternative) in items.iter().zip(found) {
                self.placement.take(&self.problem, *item, alternative);
            }
        }
        let is_large = labels > LABELS_OF_MOVE;
        let size = if is_large { self.size / STEP } else { self.size * STEP };
        self.size = size.clamp(LEAST_ITEMS, (self.problem.items.len() as f64).max(LEAST_ITEMS));
        labels
    }

    /// Bins drawn at random until they hold the items of a move, and these items.
    fn next_bins(&mut self) -> (Vec<BinId>, Vec<ItemId>) {
        let most = self.problem.bins.min(MOST_BINS);
        let (mut bins, mut items): (Vec<BinId>, Vec<ItemId>) = (Vec::new(), Vec::new());
        let size = (self.size + self.rng.random_range(0.0..1.0)) as usize;
        while bins.len() < most && (bins.len() < LEAST_BINS || items.len() < size) {
            let bin = BinId(self.rng.random_range(0..self.problem.bins));
            if !bins.contains(&bin) {
                bins.push(bin);
                items.extend(&self.placement.members[bin]);
            }
        }
        items.shuffle(&mut self.rng);
        items.truncate(size);
        (bins, items)
    }

    /// What these items may do in these bins, beside all others.
    fn neighbourhood(&self, bins: &[BinId], items: &[ItemId]) -> BinNeighbourhood {
        let mut local: List<ResourceId, Option<LocalId>> =
            List::alike(None, &self.problem.resources);
        let mut capacities = List::new();
        let mut local_prices = List::new();
        let of_bins = bins.iter().flat_map(|bin| &self.of_bin[*bin]);
        for id in of_bins.chain(&self.of_all) {
            local[*id] = Some(
                capacities.push(self.problem.resources[*id].capacity - self.placement.used[*id]),
            );
            local_prices.push(self.prices[*id]);
        }
        for item in items {
            for (resource, used) in &self.placement.now(&self.problem, *item).uses {
                if let Some(id) = local[*resource] {
                    capacities[id] += used;
                }
            }
        }
        let of_item = |item: &ItemId| {
            let alternatives = self.problem.alternatives(*item);
            let here =
                alternatives.filter(|(_, own)| own.bin.is_none_or(|bin| bins.contains(&bin)));
            let mut here: Vec<LocalAlternative> = here
                .map(|(id, own)| {
                    let uses = own.uses.iter();
                    let uses = uses.filter_map(|(resource, used)| Some((local[*resource]?, *used)));
                    let (cost, regret) = (own.cost, priced(own, &self.prices));
                    LocalAlternative { id, cost, regret, uses: uses.collect() }
                })
                .collect();
            here.sort_by(|a, b| a.regret.total_cmp(&b.regret).then(a.id.cmp(&b.id)));
            let least = here.first().map_or(0.0, |cheapest| cheapest.regret);
            for own in &mut here {
                own.regret -= least;
            }
            here
        };
        let items = items.iter().map(of_item).collect();
        BinNeighbourhood { items, capacities, prices: local_prices }
    }

    /// What the items have now of regret, and what is unused of resources at their prices.
    fn slack(&self, neighbourhood: &BinNeighbourhood, items: &[ItemId]) -> f64 {
        let mut unused = neighbourhood.capacities.clone();
        let mut slack = 0.0;
        for (item, alternatives) in items.iter().zip(&neighbourhood.items) {
            let own = alternatives.iter().find(|own| own.id == self.placement.chosen[*item]);
            let Some(own) = own else { continue };
            slack += own.regret;
            for (resource, used) in &own.uses {
                unused[*resource] -= used;
            }
        }
        let prices = neighbourhood.prices.iter();
        slack + prices.zip(unused.iter()).map(|(price, own)| price * *own as f64).sum::<f64>()
    }
}

/// The regret of each alternative of an item in units of the tier: its cost, resources priced, less the cost
/// of the cheapest alternative.
fn regrets(alternatives: &[Alternative], prices: &ResourcePrices) -> Vec<f64> {
    let priced: Vec<f64> = alternatives.iter().map(|own| priced(own, prices)).collect();
    let least = priced.iter().copied().fold(f64::INFINITY, f64::min);
    priced.into_iter().map(|own| own - least).collect()
}

/// A first selection: again and again the item that would lose most if its cheapest alternative were
/// taken from it gets that one (Martello and Toth 1990, chapter 7). Items that fit nowhere are left
/// out.
fn by_regret(problem: &Assignment, prices: &ResourcePrices) -> Selection {
    let left_out = problem.items.ids().map(|item| problem.left_out(item));
    let mut chosen: Selection = left_out.collect();
    let mut used = problem.uses(&chosen);
    let mut left: Vec<Unplaced> =
        problem.items.ids().map(|item| Unplaced::new(problem, prices, item, &used)).collect();
    while let Some(place) =
        (0..left.len()).max_by(|a, b| left[*a].regret.total_cmp(&left[*b].regret))
    {
        let Some((_, id)) = left[place].fitting.first().copied() else {
            left.swap_remove(place);
            continue;
        };
        let item = left[place].item;
        // Another item may have taken what all share.
        if !problem.fits(item, id, &used) {
            left[place].look(problem, &used);
            continue;
        }
        left.swap_remove(place);
        let taken = problem.alternative(item, id);
        for (resource, own) in &taken.uses {
            used[*resource] += own;
        }
        let before = std::mem::replace(&mut chosen[item], id);
        for (resource, own) in &problem.alternative(item, before).uses {
            used[*resource] -= own;
        }
        let is_met = |own: &&mut Unplaced| {
            let two = own.fitting.iter().take(2);
            let mut bins = two.map(|(_, id)| problem.alternative(own.item, *id).bin);
            bins.any(|bin| bin == taken.bin)
        };
        left.iter_mut().filter(is_met).for_each(|own| own.look(problem, &used));
    }
    chosen
}

/// An item without a place yet.
struct Unplaced {
    item: ItemId,
    /// Its alternatives that fitted when they were last looked at, the cheapest first.
    fitting: Vec<(f64, AlternativeId)>,
    /// The cost of the second one beyond that of the first.
    regret: f64,
}

impl Unplaced {
    fn new(
        problem: &Assignment,
        prices: &ResourcePrices,
        item: ItemId,
        used: &List<ResourceId, i64>,
    ) -> Unplaced {
        let all = problem.alternatives(item);
        let mut fitting: Vec<(f64, AlternativeId)> =
            all.map(|(id, own)| (priced(own, prices), id)).collect();
        fitting.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut own = Unplaced { item, fitting, regret: 0.0 };
        own.look(problem, used);
        own
    }

    /// Drops what does not fit any more.
    fn look(&mut self, problem: &Assignment, used: &List<ResourceId, i64>) {
        let item = self.item;
        self.fitting.retain(|(_, id)| problem.fits(item, *id, used));
        self.regret = match self.fitting.as_slice() {
            [(first, _), (second, _), ..] => second - first,
            _ => f64::INFINITY,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::{Alternative, AlternativeId, Assignment, BinId, LocalSearch, Resource, Selection};
    use super::{PlacedItems, Relinking, ResourceId, priced, prices};
    use crate::campaign::tiny;
    use crate::solve::ids::List;
    use rand::RngExt;
    use rand::rngs::ChaCha8Rng;

    /// One to six items, up to four bins of one or two resources, and one that all may use or none.
    fn random(dice: &mut ChaCha8Rng) -> Assignment {
        let mut problem = Assignment { bins: dice.random_range(1..=4), ..Assignment::default() };
        let mut of_bin: Vec<Vec<ResourceId>> = Vec::new();
        for bin in 0..problem.bins {
            let bin = Some(BinId(bin));
            let capacity = dice.random_range(3..=9);
            let mut own = vec![problem.resources.push(Resource { bin, capacity })];
            if dice.random_bool(0.3) {
                own.push(problem.resources.push(Resource { bin, capacity: 2 }));
            }
            of_bin.push(own);
        }
        let of_all = dice.random_bool(0.4).then(|| {
            problem.resources.push(Resource { bin: None, capacity: dice.random_range(2..=6) })
        });
        for _ in 0..dice.random_range(1..=6) {
            let mut alternatives = Vec::new();
            for _ in 0..dice.random_range(0..=5) {
                let bin = dice.random_range(0..problem.bins);
                let mut uses = Vec::new();
                for resource in of_bin[bin].iter().chain(&of_all) {
                    uses.push((*resource, dice.random_range(0..=4)));
                }
                let cost = dice.random_range(0..=9);
                alternatives.push(Alternative { bin: Some(BinId(bin)), cost, uses });
            }
            let cost = dice.random_range(5..=30);
            alternatives.push(Alternative { bin: None, cost, uses: Vec::new() });
            problem.items.push(alternatives);
        }
        problem
    }

    /// A random assignment in which an item has one alternative in each bin.
    pub(super) fn random_one_a_bin(seed: u64) -> Assignment {
        let mut problem = random(&mut tiny::dice(seed));
        for alternatives in problem.items.iter_mut() {
            let mut bins: Vec<Option<BinId>> = Vec::new();
            alternatives.retain(|own| {
                let is_new = !bins.contains(&own.bin);
                bins.push(own.bin);
                is_new
            });
        }
        problem
    }

    fn cost(problem: &Assignment, selection: &Selection) -> i64 {
        selection.with_ids().map(|(item, own)| problem.alternative(item, *own).cost).sum()
    }

    fn keeps_limits(problem: &Assignment, selection: &Selection) -> bool {
        let used = problem.uses(selection);
        problem.resources.with_ids().all(|(id, resource)| used[id] <= resource.capacity)
    }

    /// The least cost of all selections.
    fn least(problem: &Assignment) -> i64 {
        let mut all: Vec<Vec<AlternativeId>> = vec![Vec::new()];
        for item in problem.items.ids() {
            let extended = |own: &Vec<AlternativeId>| -> Vec<Vec<AlternativeId>> {
                let ids = problem.alternatives(item).map(|(id, _)| id);
                ids.map(|id| own.iter().copied().chain([id]).collect()).collect()
            };
            all = all.iter().flat_map(extended).collect();
        }
        let selections = all.into_iter().map(Selection::from);
        let kept = selections.filter(|own| keeps_limits(problem, own));
        kept.map(|own| cost(problem, &own)).min().unwrap()
    }

    #[test]
    fn the_best_selection_is_found_and_every_one_keeps_the_limits() {
        let (mut best, mut improved) = (0, 0);
        for seed in 0..400 {
            let problem = random(&mut tiny::dice(seed));
            let least = least(&problem);
            let mut search = LocalSearch::new(problem.clone(), None, 7);
            let mut before = cost(&problem, search.selection());
            assert!(keeps_limits(&problem, search.selection()), "seed {seed}");
            improved += usize::from(before > least);
            for _ in 0..50 {
                search.run(100, &|| false);
                let after = cost(&problem, search.selection());
                assert!(keeps_limits(&problem, search.selection()), "seed {seed}");
                assert!((least..=before).contains(&after), "seed {seed}: {after}, {least}");
                before = after;
            }
            best += usize::from(before == least);
            assert_eq!(search.placement.used, problem.uses(search.selection()), "seed {seed}");
        }
        assert!(best >= 390 && improved > 50, "{best} are the best, {improved} were not at first");
    }

    #[test]
    fn rounds_of_relinking_find_the_best_selections_that_keep_the_limits() {
        let (mut best, mut improved) = (0, 0);
        for seed in 0..300 {
            let problem = random_one_a_bin(seed);
            let (least, dice) = (least(&problem), &mut tiny::dice(9));
            let mut relinking = Relinking::new(&problem, &prices(&problem).0).unwrap();
            let left_out = problem.items.ids().map(|item| problem.left_out(item));
            let mut known = PlacedItems::new(&problem, left_out.collect());
            for _ in 0..200 {
                let (found, _) = relinking.round(&problem, &known, dice, &|| false);
                let Some(found) = found else { continue };
                let found = PlacedItems::new(&problem, found);
                assert!(found.keeps_limits(&problem) && keeps_limits(&problem, &found.chosen));
                assert_eq!(found.cost, cost(&problem, &found.chosen), "seed {seed}");
                assert!((least..known.cost).contains(&found.cost), "seed {seed}");
                known = found;
                improved += 1;
            }
            best += usize::from(known.cost == least);
        }
        assert!(best > 200 && improved > 250, "{best} are the best, {improved} were found");
    }

    #[test]
    fn the_bound_at_the_prices_is_above_no_selection() {
        let mut met = 0;
        for seed in 0..300 {
            let problem = random(&mut tiny::dice(seed));
            let (prices, _) = prices(&problem);
            assert!(prices.iter().all(|price| *price >= 0.0), "seed {seed}");
            let cheapest = |own: &Vec<Alternative>| {
                own.iter().map(|own| priced(own, &prices)).fold(f64::INFINITY, f64::min)
            };
            let items: f64 = problem.items.iter().map(cheapest).sum();
            let limits = problem.resources.with_ids();
            let limits: f64 = limits.map(|(id, own)| prices[id] * own.capacity as f64).sum();
            let least = least(&problem) as f64;
            assert!(items - limits <= least + 1e-6, "seed {seed}: {items} - {limits}, {least}");
            met += usize::from(items - limits > least - 1.0);
        }
        assert!(met > 150, "{met} bounds are within one unit");
    }

    #[test]
    fn no_selection_costs_less_than_the_bound_or_has_an_alternative_that_is_too_dear_for_its_cost()
    {
        let (mut met, mut dropped) = (0, 0);
        for seed in 0..300 {
            let problem = random(&mut tiny::dice(seed));
            let least = least(&problem);
            let search = LocalSearch::new(problem.clone(), None, 7);
            assert!(search.bound() <= least, "seed {seed}: {} above {least}", search.bound());
            met += usize::from(search.bound() == least);
            // The best selection has none of the alternatives with which selections cost more.
            let mut without = problem.clone();
            for item in problem.items.ids() {
                for id in search.too_dear(item, least) {
                    without.items[item][id.index()].cost = 1_000_000;
                    dropped += 1;
                }
            }
            assert_eq!(self::least(&without), least, "seed {seed}");
        }
        assert!(met > 100 && dropped > 100, "{met} bounds are met, {dropped} alternatives dropped");
    }

    #[test]
    fn a_search_goes_on_from_a_cheaper_selection_that_keeps_the_limits_and_from_no_other() {
        let mut taken = 0;
        for seed in 0..100 {
            let problem = random(&mut tiny::dice(seed));
            let mut best = LocalSearch::new(problem.clone(), None, 7);
            best.run(5_000, &|| false);
            let left_out: Selection =
                problem.items.ids().map(|item| problem.left_out(item)).collect();
            let mut search = LocalSearch::new(problem.clone(), Some(left_out.clone()), 7);
            let before = cost(&problem, search.selection());
            search.take_up(best.selection().clone());
            let after = cost(&problem, search.selection());
            assert_eq!(after, before.min(cost(&problem, best.selection())), "seed {seed}");
            assert_eq!(search.placement.used, problem.uses(search.selection()), "seed {seed}");
            taken += usize::from(after < before);
            search.take_up(left_out);
            assert_eq!(cost(&problem, search.selection()), after, "a dearer one");
            // The first alternative of each item, which may use more than there is.
            let first: Selection = problem.items.iter().map(|_| AlternativeId(0)).collect();
            search.run_beside(100, &|| false, &|_| Some(first.clone()));
            assert!(keeps_limits(&problem, search.selection()), "seed {seed}");
        }
        assert!(taken > 50, "{taken}");
    }

    #[test]
    fn the_same_effort_ends_with_the_same_selection() {
        let problem = random(&mut tiny::dice(3));
        let found = |_: usize| {
            let mut search = LocalSearch::new(problem.clone(), None, 5);
            search.run(400, &|| false);
            search.selection().clone()
        };
        assert_eq!(found(0), found(1));
        let mut ended = LocalSearch::new(problem.clone(), None, 5);
        let before = ended.selection().clone();
        ended.run(usize::MAX, &|| true);
        assert_eq!(*ended.selection(), before, "it is over before the first move");
        let mut nothing = LocalSearch::new(Assignment::default(), None, 5);
        nothing.run(usize::MAX, &|| false);
        assert_eq!(*nothing.selection(), List::new());
    }
}
