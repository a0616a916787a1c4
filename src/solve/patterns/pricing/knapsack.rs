//! Pricing as a multiple-choice knapsack (Kellerer, Pferschy and Pisinger 2004, *Knapsack
//! Problems*), where every choice may start at any node: a set of choices is a pattern if its
//! lengths fit into the block, in any order. Dynamic programming over groups and grid steps used.

use super::choice::{Cheapest, Choice, Prices, Wanted, add_undominated, of_use};
use crate::solve::ids::List;
use crate::solve::patterns::pattern::{ChoiceId, ChoicesOfGroup, Node, Placed};
use std::collections::BTreeMap;

/// The number of sets of leaders between two checks of the budget: meant to take less than a
/// millisecond.
const SETS_BETWEEN_CHECKS: usize = 64;

/// A multiple-choice knapsack: at most one choice of each group, and
/// `Σ (steps + gap) ≤ nodes + gap`, as the last window needs no changeover.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Knapsack {
    /// The choices of each group.
    groups: Vec<ChoicesOfGroup>,
    /// The size of each choice: grid steps with the changeover after it.
    sizes: List<ChoiceId, usize>,
    /// `nodes + gap`, in grid steps.
    capacity: usize,
    /// The changeover in grid steps.
    gap: usize,
}

impl Knapsack {
    /// The knapsack of a block; `None` where some choice can't start at every node at which it
    /// fits, or the limit on groups may bind besides the capacity.
    pub fn new(
        choices: &List<ChoiceId, Choice>,
        starts: &[Placed],
        nodes: usize,
        gap: usize,
        most_groups: usize,
    ) -> Option<Knapsack> {
        let mut offered = List::alike(0, choices);
        for (choice, _) in starts {
            offered[*choice] += 1;
        }
        let sizes: List<ChoiceId, usize> =
            choices.iter().map(|choice| choice.steps + gap).collect();
        let everywhere = choices
            .iter()
            .zip(&offered)
            .all(|(choice, offered)| *offered == nodes + 1 - choice.steps);
        let most_that_fit = (nodes + gap) / sizes.iter().copied().min().unwrap_or(1).max(1);
        if !everywhere || most_that_fit > most_groups {
            return None;
        }
        let (mut groups, mut first) = (Vec::new(), ChoiceId(0));
        for of_group in choices.chunk_by(|a, b| a.group == b.group) {
            let end = ChoiceId(first.index() + of_group.len());
            groups.push(ChoicesOfGroup::new(first, end));
            first = end;
        }
        Some(Knapsack { groups, sizes, capacity: nodes + gap, gap })
    }

    /// The nodes at which a choice may start.
    pub fn starts(&self, choice: ChoiceId) -> impl Iterator<Item = Node> + use<> {
        (0..self.capacity + 1 - self.sizes[choice]).map(Node)
    }

    /// The closing price where `used` grid steps of the capacity are used: the last window ends a
    /// changeover before them.
    fn closing(&self, prices: &Prices, used: usize) -> f64 {
        prices.closing[Node(used.saturating_sub(self.gap))]
    }

    /// The choices of each group that has one at a price below `below`.
    fn groups_below(&self, prices: &Prices, below: f64) -> Vec<ChoicesOfGroup> {
        let is_below =
            |group: &&ChoicesOfGroup| group.iter().any(|choice| prices.choices[choice] < below);
        self.groups.iter().filter(is_below).copied().collect()
    }

    /// One stage of the dynamic program:
    /// `next[used] = min(last[used], min_c last[used − size[c]] + price[c])` over the choices of a
    /// group.
    fn add_group(&self, prices: &Prices, last: &[f64], next: &mut [f64], group: ChoicesOfGroup) {
        next.copy_from_slice(last);
        for choice in group.iter() {
            let (size, price) = (self.sizes[choice], prices.choices[choice]);
            for (least, without) in next.iter_mut().skip(size).zip(last) {
                *least = least.min(without + price);
            }
        }
    }

    /// The cheapest pattern, or the empty block. A group whose choices all have a price of 0 or
    /// more improves no pattern and is left out.
    pub fn cheapest(&self, prices: &Prices) -> Cheapest {
        let groups = self.groups_below(prices, 0.0);
        let width = self.capacity + 1;
        // A table row for each stage: the least price of the first groups in `used` grid steps.
        let mut table = vec![0.0_f64; (groups.len() + 1) * width];
        for (stage, group) in groups.iter().enumerate() {
            let (last, next) = table[stage * width..(stage + 2) * width].split_at_mut(width);
            self.add_group(prices, last, next, *group);
        }
        let all = &table[groups.len() * width..];
        let ends = (1..width).map(|used| (all[used] + self.closing(prices, used), used));
        let cheapest = ends.min_by(|a, b| a.0.total_cmp(&b.0)).filter(|(price, _)| *price < 0.0);
        let Some((at_least, mut used)) = cheapest else {
            return Cheapest { at_least: 0.0, windows: Vec::new() };
        };
        // Backtracking: a group takes a choice where its stage lowered the price.
        let mut windows = Vec::new();
        for (stage, group) in groups.iter().enumerate().rev() {
            let (last, price) = (&table[stage * width..], table[(stage + 1) * width + used]);
            if price < last[used] {
                let is_taken = |choice: &ChoiceId| {
                    let size = self.sizes[*choice];
                    size <= used && last[used - size] + prices.choices[*choice] <= price
                };
                if let Some(choice) = group.iter().find(is_taken) {
                    windows.push((choice, Node::START));
                    used -= self.sizes[choice];
                }
            }
        }
        self.lay_out(&mut windows);
        Cheapest { at_least, windows }
    }

    /// The size of a choice: grid steps with the changeover after it.
    pub fn size(&self, choice: ChoiceId) -> usize {
        self.sizes[choice]
    }

    /// The capacity: grid steps of the block with a changeover after the last window.
    pub fn capacity(&self) -> usize {
        self.capacity
    }

    /// Sets the starts of windows: back to back from the start of the block, in their order.
    pub fn lay_out(&self, windows: &mut [Placed]) {
        let mut next = Node::START;
        for (choice, from) in windows {
            *from = next;
            next = next + self.sizes[*choice];
        }
    }

    /// For each choice the least price of a pattern with it: forward and backward dynamic
    /// programs over the groups before and after that of the choice.
    pub fn through(&self, prices: &Prices) -> List<ChoiceId, f64> {
        let groups = self.groups_below(prices, f64::INFINITY);
        let width = self.capacity + 1;
        let cost_to_go = self.cost_to_go(prices, &groups);
        let mut through = List::alike(f64::INFINITY, &self.sizes);
        let (mut cost_to_reach, mut next) = (vec![0.0_f64; width], vec![0.0_f64; width]);
        for (stage, group) in groups.iter().enumerate() {
            let later = &cost_to_go[(stage + 1) * width..(stage + 2) * width];
            for choice in group.iter() {
                let sums = cost_to_reach
                    .iter()
                    .zip(&later[self.sizes[choice].min(width)..])
                    .map(|(before, after)| before + after);
                through[choice] = sums.fold(f64::INFINITY, f64::min) + prices.choices[choice];
            }
            self.add_group(prices, &cost_to_reach, &mut next, *group);
            std::mem::swap(&mut cost_to_reach, &mut next);
        }
        through
    }

    /// The backward dynamic program, a row of the table for each stage: the least price that the
    /// groups from the stage on add, closing included, where `used` grid steps are used before.
    fn cost_to_go(&self, prices: &Prices, groups: &[ChoicesOfGroup]) -> Vec<f64> {
        let width = self.capacity + 1;
        let mut cost_to_go = vec![0.0_f64; (groups.len() + 1) * width];
        for (used, price) in cost_to_go[groups.len() * width..].iter_mut().enumerate() {
            *price = self.closing(prices, used);
        }
        for (stage, group) in groups.iter().enumerate().rev() {
            let (row, later) = cost_to_go[stage * width..(stage + 2) * width].split_at_mut(width);
            row.copy_from_slice(later);
            for choice in group.iter() {
                let price = prices.choices[choice];
                for (least, after) in row.iter_mut().zip(&later[self.sizes[choice].min(width)..]) {
                    *least = least.min(after + price);
                }
            }
        }
        cost_to_go
    }

    /// Enumerates the wanted patterns, group by group, pruned by the cost to go; `None` where there
    /// are more than `wanted.most`, or the budget is spent.
    pub fn within(&self, prices: &Prices, wanted: &Wanted<'_>) -> Option<Vec<Vec<Placed>>> {
        let Wanted { limit, most, earlier, equivalence, budget } = *wanted;
        let groups = self.groups_below(prices, f64::INFINITY);
        let width = self.capacity + 1;
        let cost_to_go = self.cost_to_go(prices, &groups);
        // For each set of leaders its undominated sets of choices.
        let mut sets = vec![vec![ChosenSet::default()]];
        for (stage, group) in groups.iter().enumerate() {
            let to_go = &cost_to_go[(stage + 1) * width..(stage + 2) * width];
            let is_in_reach = |own: &ChosenSet| own.price + to_go[own.used] <= limit;
            // Symmetry breaking: a group is chosen only after the group before it in its orbit.
            let before = group.iter().find_map(|choice| earlier[choice]);
            let is_there = |set: &[ChosenSet]| {
                let of_group = |choice: ChoiceId| groups.iter().find(|own| own.has(choice));
                let chosen = set.first().map_or(&[][..], |own| &own.chosen);
                before.and_then(of_group).is_some_and(|own| chosen.iter().any(|id| own.has(*id)))
            };
            let mut next: Vec<Vec<ChosenSet>> = Vec::new();
            for (index, mut set) in sets.into_iter().enumerate() {
                let is_check_due = (index + 1).is_multiple_of(SETS_BETWEEN_CHECKS);
                if next.len() > most.saturating_add(1) || is_check_due && budget.is_spent() {
                    return None;
                }
                let is_allowed = before.is_none() || is_there(&set);
                let mut by_leader: BTreeMap<ChoiceId, Vec<ChosenSet>> = BTreeMap::new();
                for choice in group.iter().filter(|_| is_allowed) {
                    let front = by_leader.entry(equivalence.leader[choice]).or_default();
                    let (size, price) = (self.sizes[choice], prices.choices[choice]);
                    let fitting = set.iter().filter(|own| own.used + size <= self.capacity);
                    for larger in fitting.map(|own| own.with(choice, size, price)) {
                        if is_in_reach(&larger) {
                            add_undominated(front, larger, |own| (own.used, own.price));
                        }
                    }
                }
                next.extend(by_leader.into_values().filter(|front| !front.is_empty()));
                set.retain(is_in_reach);
                if !set.is_empty() {
                    next.push(set);
                }
            }
            sets = next;
        }
        sets.retain(|set| set.first().is_some_and(|own| !own.chosen.is_empty()));
        if sets.len() > most || budget.is_spent() {
            return None;
        }
        let total = |own: &ChosenSet| (own.used, own.price + self.closing(prices, own.used));
        let complete = sets.into_iter().flat_map(|set| of_use(equivalence, set, total));
        Some(complete.map(|own| self.laid_out(own.chosen)).collect())
    }

    fn laid_out(&self, chosen: Vec<ChoiceId>) -> Vec<Placed> {
        let mut windows: Vec<Placed> =
            chosen.into_iter().map(|choice| (choice, Node::START)).collect();
        self.lay_out(&mut windows);
        windows
    }
}

/// A set of choices, of each group at most one, in an enumeration.
#[derive(Default)]
struct ChosenSet {
    /// The grid steps that the choices take, changeovers included.
    used: usize,
    /// The sum of the choices' prices, without closing.
    price: f64,
    chosen: Vec<ChoiceId>,
}

impl ChosenSet {
    /// The set with one more choice.
    fn with(&self, choice: ChoiceId, size: usize, price: f64) -> ChosenSet {
        let mut chosen = self.chosen.clone();
        chosen.push(choice);
        ChosenSet { used: self.used + size, price: self.price + price, chosen }
    }
}

#[cfg(test)]
mod tests {
    use super::super::choice::Equivalence;
    use super::{BTreeMap, Choice, ChoiceId, Knapsack, List, Node, Placed, Prices, Wanted};
    use crate::base::budget::Budget;
    use crate::campaign::{GroupId, tiny};
    use crate::solve::rows::RowId;
    use rand::RngExt;
    use rand::rngs::ChaCha8Rng;

    fn choice(group: usize, steps: usize) -> Choice {
        let (group, entries, costs) = (GroupId(group), vec![(RowId(group), 1)], vec![0]);
        Choice { group, run: None, steps, start: None, entries, costs }
    }

    fn everywhere(choices: &List<ChoiceId, Choice>, nodes: usize) -> Vec<Placed> {
        let starts = |(id, choice): (ChoiceId, &Choice)| {
            (0..=nodes - choice.steps).map(move |from| (id, Node(from))).collect::<Vec<_>>()
        };
        choices.with_ids().flat_map(starts).collect()
    }

    /// A knapsack of up to four groups with up to three lengths each, and its prices.
    struct KnapsackCase {
        choices: List<ChoiceId, Choice>,
        knapsack: Knapsack,
        nodes: usize,
        gap: usize,
        prices: Prices,
    }

    fn case(dice: &mut ChaCha8Rng) -> KnapsackCase {
        let (nodes, gap) = (dice.random_range(3..=7_usize), dice.random_range(0..=2_usize));
        let groups = dice.random_range(1..=4_usize);
        let lengths: Vec<usize> = (0..groups).map(|_| dice.random_range(1..=3)).collect();
        let of_group = |group: usize| (1..=lengths[group]).map(move |steps| choice(group, steps));
        let choices: List<ChoiceId, Choice> = (0..groups).flat_map(of_group).collect();
        let starts = everywhere(&choices, nodes);
        let knapsack = Knapsack::new(&choices, &starts, nodes, gap, usize::MAX).unwrap();
        let random_price = |_| match dice.random_range(0..10) {
            0 => f64::INFINITY,
            _ => f64::from(dice.random_range(-9..=4)),
        };
        let choice_prices = choices.iter().map(random_price).collect();
        let mut closing = List::new();
        let mut last = closing.push(0.0);
        for _ in 0..nodes {
            last = closing.push(closing[last] + f64::from(dice.random_range(0..=3)));
        }
        let prices = Prices { choices: choice_prices, closing };
        KnapsackCase { choices, knapsack, nodes, gap, prices }
    }

    impl KnapsackCase {
        /// Every set of choices, of each group at most one, that fits in back to back; its price.
        fn every_set(&self) -> Vec<(Vec<ChoiceId>, f64)> {
            let subsets = (0_u32..1 << self.choices.len()).map(|bits| {
                self.choices.ids().filter(|choice| bits >> choice.index() & 1 == 1).collect()
            });
            let fits = |set: &Vec<ChoiceId>| {
                let is_new =
                    |pair: &[ChoiceId]| self.choices[pair[0]].group != self.choices[pair[1]].group;
                set.windows(2).all(is_new) && self.length(set) <= self.nodes
            };
            let price = |set: &Vec<ChoiceId>| {
                let sum: f64 = set.iter().map(|choice| self.prices.choices[*choice]).sum();
                sum + if set.is_empty() { 0.0 } else { self.prices.closing[Node(self.length(set))] }
            };
            subsets.filter(fits).map(|set| (set.clone(), price(&set))).collect()
        }

        fn length(&self, set: &[ChoiceId]) -> usize {
            let steps: usize = set.iter().map(|choice| self.choices[*choice].steps).sum();
            steps + self.gap * set.len().saturating_sub(1)
        }

        fn is_laid_out(&self, windows: &[Placed]) -> bool {
            let end = |(choice, from): Placed| from + self.choices[choice].steps;
            windows.windows(2).all(|pair| end(pair[0]) + self.gap <= pair[1].1)
                && windows.iter().all(|window| end(*window) <= Node(self.nodes))
        }
    }

    fn set_of(windows: &[Placed]) -> Vec<ChoiceId> {
        let mut set: Vec<ChoiceId> = windows.iter().map(|(choice, _)| *choice).collect();
        set.sort_unstable();
        set
    }

    #[test]
    fn the_cheapest_set_is_that_of_all_sets() {
        for seed in 0..500 {
            let case = case(&mut tiny::dice(seed));
            let sets = case.every_set();
            let least = sets.iter().map(|(_, price)| *price).fold(0.0, f64::min);
            let found = case.knapsack.cheapest(&case.prices);
            assert!((found.at_least - least).abs() < 1e-9, "seed {seed}: {found:?}, {least}");
            let found_set = sets.iter().find(|(set, _)| *set == set_of(&found.windows));
            assert!(
                found_set.is_some_and(|(_, price)| (price - least).abs() < 1e-9),
                "seed {seed}"
            );
            assert!(case.is_laid_out(&found.windows), "seed {seed}: {found:?}");
        }
    }

    #[test]
    fn a_set_with_a_choice_costs_at_least_what_goes_through_it() {
        for seed in 0..200 {
            let case = case(&mut tiny::dice(seed));
            let sets = case.every_set();
            for (choice, through) in case.knapsack.through(&case.prices).with_ids() {
                let with = sets.iter().filter(|(set, _)| set.contains(&choice));
                let least = with.map(|(_, price)| *price).fold(f64::INFINITY, f64::min);
                let is_right = if least.is_finite() {
                    (*through - least).abs() < 1e-9
                } else {
                    through.is_infinite()
                };
                assert!(is_right, "seed {seed}: {choice:?} {through}, {least}");
            }
        }
    }

    #[test]
    fn within_a_limit_is_the_cheapest_of_the_sets_with_the_same_leaders() {
        for seed in 0..200 {
            let mut dice = tiny::dice(seed);
            let case = case(&mut dice);
            let limit = f64::from(dice.random_range(-12..8)) + 0.5;
            // The leader of a second choice is drawn: that choice itself, or the first choice of its group.
            let mut leader: List<ChoiceId, ChoiceId> = case.choices.ids().collect();
            for pair in case.choices.ids().collect::<Vec<_>>().windows(2) {
                let is_of_group = case.choices[pair[0]].group == case.choices[pair[1]].group;
                if is_of_group && leader[pair[0]] == pair[0] && dice.random_bool(0.5) {
                    leader[pair[1]] = pair[0];
                }
            }
            let equivalence = Equivalence { leader, ends_matter: false };
            let leaders =
                |set: &[ChoiceId]| set.iter().map(|own| equivalence.leader[*own]).collect();
            let sets = case.every_set();
            let mut wanted: BTreeMap<Vec<ChoiceId>, f64> = BTreeMap::new();
            for (set, price) in
                sets.iter().filter(|(set, price)| !set.is_empty() && *price <= limit)
            {
                let least = wanted.entry(leaders(set)).or_insert(f64::INFINITY);
                *least = price.min(*least);
            }
            let earlier = List::alike(None, &case.choices);
            let all = Wanted {
                limit,
                most: wanted.len(),
                earlier: &earlier,
                equivalence: &equivalence,
                budget: &Budget::unlimited(),
            };
            let found = case.knapsack.within(&case.prices, &all).unwrap();
            assert!(found.iter().all(|windows| case.is_laid_out(windows)), "seed {seed}");
            let price = |windows: &Vec<Placed>| {
                let own = set_of(windows);
                sets.iter().find(|(set, _)| *set == own).unwrap().1
            };
            let count = found.len();
            let found: BTreeMap<Vec<ChoiceId>, f64> =
                found.iter().map(|own| (leaders(&set_of(own)), price(own))).collect();
            assert_eq!((found.len(), &found), (count, &wanted), "seed {seed}, limit {limit}");
            if !wanted.is_empty() {
                let fewer = Wanted { most: wanted.len() - 1, ..all };
                assert!(case.knapsack.within(&case.prices, &fewer).is_none(), "seed {seed}");
            }
        }
    }

    #[test]
    fn a_knapsack_needs_every_start_and_no_limit_on_groups_below_the_capacity() {
        let choices = List::from(vec![choice(0, 1), choice(1, 2)]);
        let mut starts = everywhere(&choices, 4);
        let new = |starts: &[Placed], most| Knapsack::new(&choices, starts, 4, 1, most);
        // The smallest size is 2 grid steps of 5: at most 2 groups fit in.
        assert!(new(&starts, 2).is_some() && new(&starts, 1).is_none());
        let is_everywhere =
            |knapsack: Knapsack| knapsack.starts(ChoiceId(1)).eq([0, 1, 2].map(Node));
        assert!(new(&starts, 2).is_some_and(is_everywhere));
        starts.pop();
        assert!(new(&starts, 2).is_none(), "the last start is missing");
    }
}
