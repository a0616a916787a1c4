//! Blocks in which every choice may start at any time: a pattern is what fits in together.

use super::choice::{Cheapest, Choice, Prices, Wanted};
use crate::solve::patterns::pattern::Placed;

/// Steps between two looks at the budget: well below a millisecond.
const BETWEEN_LOOKS: usize = 4096;

/// A multiple-choice knapsack: of each group at most one choice, `Σ (steps + gap) ≤ nodes + gap`.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Knapsack {
    /// For each group the range of its choices.
    groups: Vec<(usize, usize)>,
    /// Grid steps with the changeover after them, for each choice.
    sizes: Vec<usize>,
    room: usize,
    gap: usize,
}

impl Knapsack {
    /// A knapsack, where every choice may start wherever it fits and the number of groups is
    /// limited by room alone.
    pub fn new(
        choices: &[Choice],
        starts: &[Placed],
        nodes: usize,
        gap: usize,
        most_groups: usize,
    ) -> Option<Knapsack> {
        let mut offered = vec![0; choices.len()];
        for (choice, _) in starts {
            offered[*choice] += 1;
        }
        let sizes: Vec<usize> = choices.iter().map(|choice| choice.steps + gap).collect();
        let everywhere = choices
            .iter()
            .zip(&offered)
            .all(|(choice, offered)| *offered == nodes + 1 - choice.steps);
        let fit_in = (nodes + gap) / sizes.iter().copied().min().unwrap_or(1).max(1);
        if !everywhere || fit_in > most_groups {
            return None;
        }
        let mut groups = Vec::new();
        for same in choices.chunk_by(|one, other| one.group == other.group) {
            let first = groups.last().map_or(0, |(_, to)| *to);
            groups.push((first, first + same.len()));
        }
        Some(Knapsack { groups, sizes, room: nodes + gap, gap })
    }

    /// Where a choice may start.
    pub fn starts(&self, choice: usize) -> std::ops::Range<usize> {
        0..self.room + 1 - self.sizes[choice]
    }

    /// What closing costs when so much room is used: the changeover after the last group is none.
    fn closing(&self, prices: &Prices, used: usize) -> f64 {
        prices.closing[used.saturating_sub(self.gap)]
    }

    /// Groups of which some choice has a price below `below`, with the range of their choices.
    fn groups_below(&self, prices: &Prices, below: f64) -> Vec<(usize, usize)> {
        let is_below = |(from, to): &&(usize, usize)| {
            (*from..*to).any(|choice| prices.choices[choice] < below)
        };
        self.groups.iter().filter(is_below).copied().collect()
    }

    /// `table[used] = min(last[used], last[used − size] + price)` over the choices of a group.
    fn with(&self, prices: &Prices, last: &[f64], table: &mut [f64], (from, to): (usize, usize)) {
        table.copy_from_slice(last);
        for choice in from..to {
            let (size, price) = (self.sizes[choice], prices.choices[choice]);
            for (least, without) in table.iter_mut().skip(size).zip(last) {
                *least = least.min(without + price);
            }
        }
    }

    /// Dynamic programme over groups and room; groups without a choice below 0 never pay.
    pub fn cheapest(&self, prices: &Prices) -> Cheapest {
        let paying = self.groups_below(prices, 0.0);
        let width = self.room + 1;
        // One row a group, the least that it and those before cost in so much room.
        let mut rows = vec![0.0_f64; (paying.len() + 1) * width];
        for (place, group) in paying.iter().enumerate() {
            let (last, next) = rows[place * width..(place + 2) * width].split_at_mut(width);
            self.with(prices, last, next, *group);
        }
        let all = &rows[paying.len() * width..];
        let ends = (1..width).map(|used| (all[used] + self.closing(prices, used), used));
        let cheapest =
            ends.min_by(|one, other| one.0.total_cmp(&other.0)).filter(|(price, _)| *price < 0.0);
        let Some((at_least, mut used)) = cheapest else {
            return Cheapest { at_least: 0.0, windows: Vec::new() };
        };
        let mut windows = Vec::new();
        for (place, (from, to)) in paying.iter().enumerate().rev() {
            let (last, own) = (&rows[place * width..], rows[(place + 1) * width + used]);
            if own < last[used] {
                let is_taken = |choice: &usize| {
                    let size = self.sizes[*choice];
                    size <= used && last[used - size] + prices.choices[*choice] <= own
                };
                if let Some(choice) = (*from..*to).find(is_taken) {
                    windows.push((choice, 0));
                    used -= self.sizes[choice];
                }
            }
        }
        self.lay_out(&mut windows);
        Cheapest { at_least, windows }
    }

    /// Grid steps that a choice takes with the changeover after it.
    pub fn size(&self, choice: usize) -> usize {
        self.sizes[choice]
    }

    /// Grid steps of the block with a changeover after the last group.
    pub fn room(&self) -> usize {
        self.room
    }

    /// Back to back from the start.
    pub fn lay_out(&self, windows: &mut [Placed]) {
        let mut next = 0;
        for (choice, from) in windows {
            *from = next;
            next += self.sizes[*choice];
        }
    }

    /// For each choice the least that a pattern with it costs: dynamic programmes over the groups
    /// before and after.
    pub fn through(&self, prices: &Prices) -> Vec<f64> {
        let open = self.groups_below(prices, f64::INFINITY);
        let width = self.room + 1;
        let after = self.after(prices, &open);
        let mut through = vec![f64::INFINITY; self.sizes.len()];
        let (mut before, mut next) = (vec![0.0_f64; width], vec![0.0_f64; width]);
        for (place, (from, to)) in open.iter().enumerate() {
            let later = &after[(place + 1) * width..(place + 2) * width];
            for choice in *from..*to {
                let with = before
                    .iter()
                    .zip(&later[self.sizes[choice].min(width)..])
                    .map(|(one, other)| one + other);
                through[choice] = with.fold(f64::INFINITY, f64::min) + prices.choices[choice];
            }
            self.with(prices, &before, &mut next, (*from, *to));
            std::mem::swap(&mut before, &mut next);
        }
        through
    }

    /// The least that the groups from each place on cost, with closing, for each room used before
    /// them.
    fn after(&self, prices: &Prices, open: &[(usize, usize)]) -> Vec<f64> {
        let width = self.room + 1;
        let mut after = vec![0.0_f64; (open.len() + 1) * width];
        for (used, price) in after[open.len() * width..].iter_mut().enumerate() {
            *price = self.closing(prices, used);
        }
        for (place, (from, to)) in open.iter().enumerate().rev() {
            let (own, later) = after[place * width..(place + 2) * width].split_at_mut(width);
            own.copy_from_slice(later);
            for choice in *from..*to {
                let price = prices.choices[choice];
                for (least, with) in own.iter_mut().zip(&later[self.sizes[choice].min(width)..]) {
                    *least = least.min(with + price);
                }
            }
        }
        after
    }

    /// All wanted patterns; `None` where there are too many, or the budget is spent.
    pub fn within(&self, prices: &Prices, wanted: &Wanted<'_>) -> Option<Vec<Vec<Placed>>> {
        let open = self.groups_below(prices, f64::INFINITY);
        let width = self.room + 1;
        let after = self.after(prices, &open);
        let mut found = Vec::new();
        // Depth first: the next group to decide, room used, price so far, choices so far.
        let mut stack = vec![(0, 0, 0.0, Vec::new())];
        let mut steps = 0_usize;
        while let Some((place, used, price, chosen)) = stack.pop() {
            steps += 1;
            if steps.is_multiple_of(BETWEEN_LOOKS) && wanted.budget.is_spent() {
                return None;
            }
            if price + after[place * width + used] > wanted.limit {
                continue;
            }
            let Some((from, to)) = open.get(place) else {
                if chosen.is_empty() {
                    continue;
                }
                let mut windows: Vec<Placed> = chosen;
                self.lay_out(&mut windows);
                found.push(windows);
                if found.len() > wanted.most {
                    return None;
                }
                continue;
            };
            // Of groups alike those with the lower numbers come, and make the choices with the
            // lower numbers.
            let is_named = |choice: &usize| {
                wanted.earlier[*choice].is_none_or(|before| {
                    let same_or_lower = before + from - choice..=before;
                    chosen.iter().any(|(other, _)| same_or_lower.contains(other))
                })
            };
            let fits = |choice: &usize| used + self.sizes[*choice] <= self.room && is_named(choice);
            for choice in (*from..*to).filter(fits) {
                let mut with = chosen.clone();
                with.push((choice, 0));
                stack.push((
                    place + 1,
                    used + self.sizes[choice],
                    price + prices.choices[choice],
                    with,
                ));
            }
            stack.push((place + 1, used, price, chosen));
        }
        Some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::{Choice, Knapsack, Placed, Prices, Wanted};
    use crate::base::budget::Budget;
    use crate::campaign::{GroupId, tiny};
    use crate::solve::rows::RowId;
    use rand::RngExt;
    use rand::rngs::ChaCha8Rng;

    fn choice(group: usize, steps: usize) -> Choice {
        let (group, entries, costs) = (GroupId(group), vec![(RowId(group), 1)], vec![0]);
        Choice { group, run: None, steps, at: None, entries, costs }
    }

    fn everywhere(choices: &[Choice], nodes: usize) -> Vec<Placed> {
        let starts = |(place, choice): (usize, &Choice)| {
            (0..=nodes - choice.steps).map(move |from| (place, from)).collect::<Vec<_>>()
        };
        choices.iter().enumerate().flat_map(starts).collect()
    }

    /// A knapsack of up to four groups with up to three lengths each, and its prices.
    struct Case {
        choices: Vec<Choice>,
        knapsack: Knapsack,
        nodes: usize,
        gap: usize,
        prices: Prices,
    }

    fn case(dice: &mut ChaCha8Rng) -> Case {
        let (nodes, gap) = (dice.random_range(3..=7_usize), dice.random_range(0..=2_usize));
        let groups = dice.random_range(1..=4_usize);
        let lengths: Vec<usize> = (0..groups).map(|_| dice.random_range(1..=3)).collect();
        let of_group = |group: usize| (1..=lengths[group]).map(move |steps| choice(group, steps));
        let choices: Vec<Choice> = (0..groups).flat_map(of_group).collect();
        let starts = everywhere(&choices, nodes);
        let knapsack = Knapsack::new(&choices, &starts, nodes, gap, usize::MAX).unwrap();
        let own = choices.iter().map(|_| match dice.random_range(0..10) {
            0 => f64::INFINITY,
            _ => f64::from(dice.random_range(-9..=4)),
        });
        let own = own.collect();
        let mut closing = vec![0.0];
        for node in 0..nodes {
            closing.push(closing[node] + f64::from(dice.random_range(0..=3)));
        }
        Case { choices, knapsack, nodes, gap, prices: Prices { choices: own, closing } }
    }

    impl Case {
        /// Every set of choices, of each group at most one, that fits in back to back; its price.
        fn every_set(&self) -> Vec<(Vec<usize>, f64)> {
            let subsets = (0_u32..1 << self.choices.len()).map(|bits| {
                (0..self.choices.len()).filter(|choice| bits >> choice & 1 == 1).collect()
            });
            let fits = |set: &Vec<usize>| {
                let is_new =
                    |pair: &[usize]| self.choices[pair[0]].group != self.choices[pair[1]].group;
                set.windows(2).all(is_new) && self.length(set) <= self.nodes
            };
            let price = |set: &Vec<usize>| {
                let own: f64 = set.iter().map(|choice| self.prices.choices[*choice]).sum();
                own + if set.is_empty() { 0.0 } else { self.prices.closing[self.length(set)] }
            };
            subsets.filter(fits).map(|set| (set.clone(), price(&set))).collect()
        }

        fn length(&self, set: &[usize]) -> usize {
            let steps: usize = set.iter().map(|choice| self.choices[*choice].steps).sum();
            steps + self.gap * set.len().saturating_sub(1)
        }

        fn is_laid_out(&self, windows: &[Placed]) -> bool {
            let end = |(choice, from): Placed| from + self.choices[choice].steps;
            windows.windows(2).all(|pair| end(pair[0]) + self.gap <= pair[1].1)
                && windows.iter().all(|window| end(*window) <= self.nodes)
        }
    }

    fn set_of(windows: &[Placed]) -> Vec<usize> {
        let mut set: Vec<usize> = windows.iter().map(|(choice, _)| *choice).collect();
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
            let own = sets.iter().find(|(set, _)| *set == set_of(&found.windows));
            assert!(own.is_some_and(|(_, price)| (price - least).abs() < 1e-9), "seed {seed}");
            assert!(case.is_laid_out(&found.windows), "seed {seed}: {found:?}");
        }
    }

    #[test]
    fn a_set_with_a_choice_costs_at_least_what_goes_through_it() {
        for seed in 0..200 {
            let case = case(&mut tiny::dice(seed));
            let sets = case.every_set();
            for (choice, through) in case.knapsack.through(&case.prices).into_iter().enumerate() {
                let with = sets.iter().filter(|(set, _)| set.contains(&choice));
                let least = with.map(|(_, price)| *price).fold(f64::INFINITY, f64::min);
                let is_right = if least.is_finite() {
                    (through - least).abs() < 1e-9
                } else {
                    through.is_infinite()
                };
                assert!(is_right, "seed {seed}: choice {choice} {through}, {least}");
            }
        }
    }

    #[test]
    fn within_a_limit_are_all_sets_that_cost_no_more() {
        for seed in 0..200 {
            let mut dice = tiny::dice(seed);
            let case = case(&mut dice);
            let limit = f64::from(dice.random_range(-12..8)) + 0.5;
            let is_wanted = |(set, price): &&(Vec<usize>, f64)| !set.is_empty() && *price <= limit;
            let sets = case.every_set();
            let mut wanted: Vec<Vec<usize>> =
                sets.iter().filter(is_wanted).map(|(set, _)| set.clone()).collect();
            wanted.sort();
            let earlier = vec![None; case.choices.len()];
            let all = Wanted {
                limit,
                most: wanted.len(),
                earlier: &earlier,
                budget: &Budget::unlimited(),
            };
            let found = case.knapsack.within(&case.prices, &all).unwrap();
            assert!(found.iter().all(|windows| case.is_laid_out(windows)), "seed {seed}");
            let mut found: Vec<Vec<usize>> = found.iter().map(|windows| set_of(windows)).collect();
            found.sort();
            assert_eq!(found, wanted, "seed {seed}, limit {limit}");
            if !wanted.is_empty() {
                let fewer = Wanted { most: wanted.len() - 1, ..all };
                assert!(case.knapsack.within(&case.prices, &fewer).is_none(), "seed {seed}");
            }
        }
    }

    #[test]
    fn a_knapsack_needs_every_start_and_no_limit_that_room_does_not_set() {
        let choices = [choice(0, 1), choice(1, 2)];
        let mut starts = everywhere(&choices, 4);
        let new = |starts: &[Placed], most| Knapsack::new(&choices, starts, 4, 1, most);
        // One step and the changeover after it take two of five: two groups fit in.
        assert!(new(&starts, 2).is_some() && new(&starts, 1).is_none());
        assert_eq!(new(&starts, 2).map(|knapsack| knapsack.starts(1)), Some(0..3));
        starts.pop();
        assert!(new(&starts, 2).is_none(), "the last start is missing");
    }
}
