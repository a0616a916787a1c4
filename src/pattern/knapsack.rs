//! Blocks in which every choice may start at any time: a pattern is what fits in together.

use super::shape::{Cheapest, Choice, Placed, Prices};

/// A multiple-choice knapsack: of each group at most one choice, `Σ (steps + gap) ≤ nodes + gap`.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Knapsack {
    /// For each group the range of its choices.
    groups: Vec<(usize, usize)>,
    /// Grid steps with the changeover after them, for each choice.
    sizes: Vec<usize>,
    room: usize,
    gap: usize,
}

impl Knapsack {
    /// A knapsack, where every choice may start wherever it fits and the number of groups is limited by room alone.
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
        let everywhere = choices.iter().zip(&offered).all(|(choice, offered)| *offered == nodes + 1 - choice.steps);
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

    /// Dynamic programme over groups and room; groups without a choice below 0 never pay.
    pub fn cheapest(&self, prices: &Prices) -> Cheapest {
        let pays = |(from, to): &&(usize, usize)| (*from..*to).any(|choice| prices.choices[choice] < 0.0);
        let paying: Vec<(usize, usize)> = self.groups.iter().filter(pays).copied().collect();
        let width = self.room + 1;
        let mut best = vec![0.0_f64; width];
        // The choice taken, plus one.
        let mut taken = vec![0_u32; paying.len() * width];
        for (taken, (from, to)) in taken.chunks_exact_mut(width).zip(&paying) {
            for used in (1..width).rev() {
                let mut least = best[used];
                for choice in *from..*to {
                    let size = self.sizes[choice];
                    if size <= used && best[used - size] + prices.choices[choice] < least {
                        least = best[used - size] + prices.choices[choice];
                        taken[used] = choice as u32 + 1;
                    }
                }
                best[used] = least;
            }
        }
        let ends = (1..width).map(|used| (best[used] + self.closing(prices, used), used));
        let cheapest = ends.min_by(|one, other| one.0.total_cmp(&other.0)).filter(|(price, _)| *price < 0.0);
        let Some((at_least, mut used)) = cheapest else { return Cheapest { at_least: 0.0, windows: Vec::new() } };
        let mut windows = Vec::new();
        for taken in taken.chunks_exact(width).rev() {
            if let Some(choice) = taken[used].checked_sub(1) {
                windows.push((choice as usize, 0));
                used -= self.sizes[choice as usize];
            }
        }
        self.lay_out(&mut windows);
        Cheapest { at_least, windows }
    }

    /// Back to back from the start.
    fn lay_out(&self, windows: &mut [Placed]) {
        let mut next = 0;
        for (choice, from) in windows {
            *from = next;
            next += self.sizes[*choice];
        }
    }

    /// For each choice the least that a pattern with it costs: dynamic programmes over the groups before and after.
    pub fn through(&self, prices: &Prices) -> Vec<f64> {
        let width = self.room + 1;
        let with = |table: &[f64], (from, to): (usize, usize)| {
            let mut next = table.to_vec();
            for choice in (from..to).filter(|choice| prices.choices[*choice].is_finite()) {
                let size = self.sizes[choice];
                for used in size..width {
                    next[used] = next[used].min(table[used - size] + prices.choices[choice]);
                }
            }
            next
        };
        // With exactly so much room left for the groups from here on, closing included.
        let mut after = vec![(0..width).map(|left| self.closing_with_left(prices, left)).collect::<Vec<f64>>()];
        for group in self.groups.iter().rev() {
            let last = after.last().map_or(&[][..], Vec::as_slice);
            let next = with(last, *group);
            after.push(next);
        }
        let mut through = vec![f64::INFINITY; self.sizes.len()];
        let mut before = vec![0.0; width];
        for (place, (from, to)) in self.groups.iter().enumerate() {
            let after = &after[self.groups.len() - 1 - place];
            for choice in (*from..*to).filter(|choice| prices.choices[*choice].is_finite()) {
                let size = self.sizes[choice];
                let least = (0..width.saturating_sub(size)).map(|used| before[used] + after[self.room - size - used]);
                through[choice] = least.fold(f64::INFINITY, f64::min) + prices.choices[choice];
            }
            before = with(&before, (*from, *to));
        }
        through
    }

    /// What closing costs at least when so much room stays free.
    fn closing_with_left(&self, prices: &Prices, left: usize) -> f64 {
        self.closing(prices, self.room - left)
    }
}
