//! Blocks in which every choice may start at any time: a pattern is what fits in together.

use super::choice::{Cheapest, Choice, Placed, Prices, Wanted};

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

    /// All wanted patterns; `None` where there are too many.
    pub fn within(&self, prices: &Prices, wanted: &Wanted<'_>) -> Option<Vec<Vec<Placed>>> {
        let open = self.groups_below(prices, f64::INFINITY);
        let width = self.room + 1;
        let after = self.after(prices, &open);
        let mut found = Vec::new();
        // Depth first: the next group to decide, room used, price so far, choices so far.
        let mut stack = vec![(0, 0, 0.0, Vec::new())];
        while let Some((place, used, price, chosen)) = stack.pop() {
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
