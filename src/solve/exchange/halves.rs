//! A neighbourhood of two to eight bins, searched as two halves that meet in the middle (Horowitz and
//! Sahni 1974): the choices of each half of its items are enumerated up to a regret, and the cheapest
//! pair of them is taken that fits together.

use super::problem::AlternativeId;
use crate::solve::ids::{List, id};

id!(
    /// The index of a resource among those of a neighbourhood.
    LocalId
);

/// The most choices that one half keeps after each of its items, those of least regret: they limit
/// the work of a move, whatever its items.
const MOST_LABELS: usize = 4_000;
/// The most pairs of choices of both halves that are compared in a move: they limit its work, too.
const MOST_PAIRS: usize = 400_000;
/// An odd factor whose multiples, modulo 2⁶⁴, are in no visible order (Knuth 1998, section 6.4).
const SCRAMBLE: usize = 0x9E37_79B9_7F4A_7C15;
/// The share of the regret of both halves that either may have: with a half of it for each, and a
/// tenth more, the pairs that divide it evenly are all there, and those are the most.
const SHARE_OF_HALF: f64 = 0.55;

/// An alternative of an item of the neighbourhood.
pub struct LocalAlternative {
    pub id: AlternativeId,
    pub cost: i64,
    /// Its price above that of the item's cheapest alternative in the neighbourhood.
    pub regret: f64,
    pub uses: Vec<(LocalId, i64)>,
}

/// The items of the bins of a move, with their alternatives there in the order of regret.
pub struct BinNeighbourhood {
    pub items: Vec<Vec<LocalAlternative>>,
    /// What the items of other bins leave of each resource.
    pub capacities: List<LocalId, i64>,
    pub prices: List<LocalId, f64>,
}

/// One half's choices after its last item, with the alternatives that led to each.
struct Half {
    regrets: Vec<f64>,
    costs: Vec<i64>,
    /// What each choice uses, one after another.
    used: Vec<i64>,
    /// For each item, for each choice after it: the choice before it, and the alternative.
    steps: Vec<Vec<(u32, u16)>>,
    /// Labels of all steps: the work.
    labels: usize,
}

impl BinNeighbourhood {
    /// The cheapest choice met that costs at most `most`; of several the one that `prefers_later`
    /// says. `slack` is what a choice of that cost has of regret and of unused resources at their
    /// prices, in all. With it the work, in labels.
    pub fn best(
        &self,
        most: i64,
        slack: f64,
        prefers_later: &mut dyn FnMut() -> bool,
    ) -> (Option<Vec<AlternativeId>>, usize) {
        let (first, second) = self.items.split_at(self.items.len() / 2);
        let (first, second) = (self.half(first, slack), self.half(second, slack));
        let work = first.labels + second.labels;
        let pair = self.join(&first, &second, most, slack, prefers_later);
        let found = pair.map(|(a, b)| {
            let mut chosen = self.chosen(0, &first, a);
            chosen.extend(self.chosen(first.steps.len(), &second, b));
            chosen
        });
        (found, work)
    }

    /// The choices of the items of one half within its share of the regret.
    fn half(&self, items: &[Vec<LocalAlternative>], slack: f64) -> Half {
        let width = self.capacities.len();
        let most = slack * SHARE_OF_HALF;
        let mut half = Half {
            regrets: vec![0.0],
            costs: vec![0],
            used: vec![0; width],
            steps: Vec::with_capacity(items.len()),
            labels: 0,
        };
        for alternatives in items {
            let (mut regrets, mut costs, mut used) = (Vec::new(), Vec::new(), Vec::new());
            let mut steps = Vec::new();
            for label in 0..half.regrets.len() {
                let before = &half.used[label * width..(label + 1) * width];
                for (number, own) in (0..).zip(alternatives) {
                    let regret = half.regrets[label] + own.regret;
                    if regret > most {
                        break;
                    }
                    let fits = |(resource, own_use): &(LocalId, i64)| {
                        before[resource.index()] + own_use <= self.capacities[*resource]
                    };
                    if !own.uses.iter().all(fits) {
                        continue;
                    }
                    let from = used.len();
                    used.extend_from_slice(before);
                    for (resource, own_use) in &own.uses {
                        used[from + resource.index()] += own_use;
                    }
                    regrets.push(regret);
                    costs.push(half.costs[label] + own.cost);
                    steps.push((label as u32, number));
                }
            }
            half.labels += regrets.len();
            if regrets.len() > MOST_LABELS {
                let mut order: Vec<usize> = (0..regrets.len()).collect();
                // Of equal ones in a scrambled order: in their own one they would differ in the
                // last items alone.
                let scrambled = |label: &usize| label.wrapping_mul(SCRAMBLE);
                let by_regret = |a: &usize, b: &usize| {
                    regrets[*a].total_cmp(&regrets[*b]).then(scrambled(a).cmp(&scrambled(b)))
                };
                order.select_nth_unstable_by(MOST_LABELS, by_regret);
                order.truncate(MOST_LABELS);
                order.sort_unstable();
                regrets = order.iter().map(|label| regrets[*label]).collect();
                costs = order.iter().map(|label| costs[*label]).collect();
                steps = order.iter().map(|label| steps[*label]).collect();
                let of = |label: &usize| &used[label * width..(label + 1) * width];
                used = order.iter().flat_map(of).copied().collect();
            }
            (half.regrets, half.costs, half.used) = (regrets, costs, used);
            half.steps.push(steps);
        }
        half
    }

    /// The cheapest pair of choices that fits together.
    fn join(
        &self,
        first: &Half,
        second: &Half,
        mut most: i64,
        slack: f64,
        prefers_later: &mut dyn FnMut() -> bool,
    ) -> Option<(usize, usize)> {
        let width = self.capacities.len();
        let of =
            |half: &'_ Half, label: usize, resource: usize| half.used[label * width + resource];
        // The resource that is worth most: of it least may stay unused.
        let worth = |id: &LocalId| self.prices[*id] * self.capacities[*id] as f64;
        let key = self.prices.ids().max_by(|a, b| worth(a).total_cmp(&worth(b)))?;
        let (capacity, price) = (self.capacities[key], self.prices[key]);
        let mut by_use: Vec<(i64, usize)> = (0..second.regrets.len())
            .map(|label| (of(second, label, key.index()), label))
            .collect();
        by_use.sort_unstable();
        let (mut pairs, mut best) = (0, None);
        let mut by_regret: Vec<usize> = (0..first.regrets.len()).collect();
        by_regret.sort_by(|a, b| first.regrets[*a].total_cmp(&first.regrets[*b]));
        for a in by_regret {
            let high = capacity - of(first, a, key.index());
            let unused = if price > 0.0 { (slack - first.regrets[a]) / price } else { f64::MAX };
            let end = by_use.partition_point(|(used, _)| *used <= high);
            for (used, b) in by_use[..end].iter().rev() {
                if (high - used) as f64 > unused || pairs >= MOST_PAIRS {
                    break;
                }
                pairs += 1;
                let cost = first.costs[a] + second.costs[*b];
                if cost > most || cost == most && best.is_some() && !prefers_later() {
                    continue;
                }
                let (from, other) = (a * width, b * width);
                let mine = &first.used[from..from + width];
                let theirs = &second.used[other..other + width];
                let fits = mine
                    .iter()
                    .zip(theirs)
                    .zip(self.capacities.iter())
                    .all(|((mine, theirs), capacity)| mine + theirs <= *capacity);
                if fits {
                    most = cost;
                    best = Some((a, *b));
                }
            }
        }
        best
    }

    /// The alternatives of one half's items in a choice; its first item is the neighbourhood's
    /// item of that index.
    fn chosen(&self, first_item: usize, half: &Half, mut label: usize) -> Vec<AlternativeId> {
        let mut chosen = Vec::with_capacity(half.steps.len());
        for (index, step) in half.steps.iter().enumerate().rev() {
            let (before, number) = step[label];
            chosen.push(self.items[first_item + index][usize::from(number)].id);
            label = before as usize;
        }
        chosen.reverse();
        chosen
    }
}
