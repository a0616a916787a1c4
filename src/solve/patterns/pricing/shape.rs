//! What can be chosen in a block: windows that differ only in when they start, where nothing else
//! looks at that, are one choice; and blocks that offer the same choices are one shape, priced
//! once.

use super::choice::{Allowance, Arc, Cheapest, Choice, Prices, Wanted};
use super::in_block::{InBlockConstraints, WaitingLimit};
use super::knapsack::Knapsack;
use super::network::TimeNetwork;
use crate::base::budget::Budget;
use crate::base::clock::{Interval, Minutes};
use crate::campaign::{BlockId, Campaign, GroupId, Tier};
use crate::solve::patterns::coupling::CouplingRows;
use crate::solve::patterns::pattern::Placed;
use crate::solve::rows::{CandidateId, LinearRules};
use crate::solve::windows::Candidate;
use std::collections::{BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

/// How patterns of a shape are found.
#[derive(Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Every choice may start at any time: only what fits in together matters, not the order.
    Knapsack(Knapsack),
    /// Paths through the time of the block.
    TimeNetwork(TimeNetwork),
}

/// What pricing reads in every round, side by side for all choices.
#[derive(Debug)]
struct Figures {
    groups: Vec<GroupId>,
    /// Costs in each tier, in whole units.
    costs: Vec<Vec<f64>>,
    /// Each entry in the rows of the master: choice, row and factor.
    entries: Vec<(u32, u32, f64)>,
}

impl Figures {
    fn of(choices: &[Choice], tiers: usize, rows: &CouplingRows) -> Figures {
        let of_tier =
            |place: usize| choices.iter().map(|choice| choice.costs[place] as f64).collect();
        let of_choice = |(place, choice): (usize, &Choice)| {
            let entries = choice.entries.iter();
            entries
                .map(|(row, factor)| {
                    (place as u32, row.index() as u32, rows.coefficient(*row, *factor))
                })
                .collect::<Vec<_>>()
        };
        Figures {
            groups: choices.iter().map(|choice| choice.group).collect(),
            costs: (0..tiers).map(of_tier).collect(),
            entries: choices.iter().enumerate().flat_map(of_choice).collect(),
        }
    }
}

/// Blocks that offer the same choices.
#[derive(Debug)]
pub struct Shape {
    /// The blocks.
    pub blocks: Vec<BlockId>,
    /// All choices, by group.
    pub choices: Vec<Choice>,
    /// What closing at each node costs, for the tier minimised and each held one.
    pub closing: Vec<Vec<i64>>,
    /// How patterns are found.
    pub method: Method,
    figures: Figures,
}

impl Shape {
    /// The shapes of all blocks; `None` where the budget is spent before.
    pub fn all(
        rules: &LinearRules<'_>,
        rows: &CouplingRows,
        budget: &Budget,
    ) -> Option<Vec<Shape>> {
        let (campaign, candidates) = (rules.question.campaign, rules.question.candidates);
        let mut by_block: Vec<Vec<u32>> = vec![Vec::new(); campaign.blocks().len()];
        for (place, candidate) in candidates.iter().enumerate() {
            by_block[candidate.block.0].push(place as u32);
        }
        let mut shapes: Vec<Shape> = Vec::new();
        let mut known: HashMap<u64, Vec<usize>> = HashMap::new();
        for block in campaign.block_ids().filter(|block| !by_block[block.0].is_empty()) {
            let own = by_block[block.0]
                .iter()
                .map(|place| (CandidateId(*place as usize), &candidates[*place as usize]));
            if budget.is_spent() {
                return None;
            }
            let shape = Shape::of(rules, rows, block, own);
            let mut hasher = DefaultHasher::new();
            (&shape.choices, &shape.closing, &shape.method).hash(&mut hasher);
            let alike = known.entry(hasher.finish()).or_default();
            if let Some(place) =
                alike.iter().copied().find(|place| shapes[*place].offers_the_same_as(&shape))
            {
                shapes[place].blocks.push(block);
            } else {
                alike.push(shapes.len());
                shapes.push(shape);
            }
        }
        Some(shapes)
    }

    fn of<'c>(
        rules: &LinearRules<'_>,
        rows: &CouplingRows,
        block: BlockId,
        own: impl Iterator<Item = (CandidateId, &'c Candidate)> + Clone,
    ) -> Shape {
        let campaign = rules.question.campaign;
        let tiers: Vec<Tier> = rules.question.tiers().collect();
        let (bookable, grid) = (campaign.block(block).bookable(), campaign.grid());
        let nodes = (bookable.minutes() / grid) as usize;
        let node = |minute: Minutes| ((minute - bookable.start) / grid) as usize;
        let groups: BTreeSet<GroupId> = own.clone().map(|(_, candidate)| candidate.group).collect();
        let mut terms = InBlockConstraints::new(campaign, block, &groups, nodes);
        let looks_at_hall = WaitingLimit::most_in(campaign, block).is_some();
        let mut choices: Vec<Choice> = Vec::new();
        let mut starts: Vec<(usize, usize)> = Vec::new();
        let mut windows: Vec<Candidate> = Vec::new();
        // Choices that others look at: there may be thousands of a group.
        let mut particular: HashMap<Choice, usize> = HashMap::new();
        let mut first_of_group = 0;
        let mut paid = Vec::new();
        for (window, candidate) in own {
            if choices.last().is_some_and(|last: &Choice| last.group != candidate.group) {
                first_of_group = choices.len();
            }
            paid.clear();
            paid.extend(tiers.iter().map(|tier| rules.window_cost(*tier, candidate)));
            let from = node(candidate.interval.start);
            let at = (looks_at_hall || terms.may_need_neighbour(candidate.group)).then_some(from);
            let steps = (candidate.interval.minutes() / grid) as usize;
            let new = || {
                let (group, run, costs) = (candidate.group, candidate.run, paid.clone());
                Choice { group, run, steps, at, entries: rows.entries(window, candidate), costs }
            };
            let is_plain = at.is_none() && rows.further(window).is_empty();
            let next = choices.len();
            let choice = if is_plain {
                let same = |choice: &Choice| {
                    choice.is_plain() && choice.steps == steps && choice.costs == paid
                };
                choices[first_of_group..]
                    .iter()
                    .position(same)
                    .map_or(next, |place| place + first_of_group)
            } else {
                *particular.entry(new()).or_insert(next)
            };
            if choice == next {
                windows.push(*candidate);
                choices.push(new());
            }
            starts.push((choice, from));
        }
        let closing_at = |tier: &Tier| {
            (0..=nodes)
                .map(|node| bookable.start + node as Minutes * grid)
                .map(|end| rules.closing_cost(*tier, block, end))
                .collect()
        };
        let gap = ((campaign.changeover() + grid - 1) / grid) as usize;
        let most_groups = campaign.max_groups_per_block().unwrap_or(usize::MAX);
        terms.hall = WaitingLimit::new(campaign, block, &windows);
        let any_order =
            terms.is_empty().then(|| Knapsack::new(&choices, &starts, nodes, gap, most_groups));
        let method = any_order.flatten().map_or_else(
            || {
                let arcs = starts.into_iter().map(|(choice, from)| {
                    let end = from + choices[choice].steps;
                    Arc::new(choice, from, end, (end + gap).min(nodes))
                });
                let groups = choices.iter().map(|choice| choice.group).collect();
                Method::TimeNetwork(TimeNetwork::new(
                    arcs.collect(),
                    groups,
                    nodes,
                    most_groups,
                    terms,
                ))
            },
            Method::Knapsack,
        );
        let figures = Figures::of(&choices, tiers.len(), rows);
        Shape {
            blocks: vec![block],
            choices,
            closing: tiers.iter().map(closing_at).collect(),
            method,
            figures,
        }
    }

    fn offers_the_same_as(&self, other: &Shape) -> bool {
        self.choices == other.choices
            && self.closing == other.closing
            && self.method == other.method
    }

    /// How many blocks have this shape.
    pub fn count(&self) -> f64 {
        self.blocks.len() as f64
    }

    /// Prices under duals: `cost − Σ dual × entry`; infinite for groups that are `forbidden`.
    pub fn prices(
        &self,
        rows: &CouplingRows,
        duals: &[f64],
        forbidden: impl Fn(GroupId) -> bool,
    ) -> Prices {
        let held: Vec<f64> =
            (0..self.closing.len() - 1).map(|place| rows.held_price(place, duals)).collect();
        let mut choices = self.figures.costs[0].clone();
        for (price, costs) in held.iter().zip(&self.figures.costs[1..]) {
            choices.iter_mut().zip(costs).for_each(|(own, cost)| *own += price * cost);
        }
        for (choice, row, factor) in &self.figures.entries {
            choices[*choice as usize] -= duals[*row as usize] * factor;
        }
        for (own, _) in
            choices.iter_mut().zip(&self.figures.groups).filter(|(_, group)| forbidden(**group))
        {
            *own = f64::INFINITY;
        }
        let of_node = |node: usize| {
            let later: f64 = held
                .iter()
                .zip(&self.closing[1..])
                .map(|(price, cost)| price * cost[node] as f64)
                .sum();
            self.closing[0][node] as f64 + later
        };
        Prices { choices, closing: (0..self.closing[0].len()).map(of_node).collect() }
    }

    /// The cheapest pattern, or the empty block at a price of 0.
    pub fn cheapest(&self, prices: &Prices, allowance: &Allowance<'_>) -> Cheapest {
        match &self.method {
            Method::Knapsack(knapsack) => knapsack.cheapest(prices),
            Method::TimeNetwork(line) => line.cheapest(prices, allowance),
        }
    }

    /// For each choice the least that a pattern with it costs, closing included.
    pub fn through(&self, prices: &Prices) -> Vec<f64> {
        match &self.method {
            Method::Knapsack(knapsack) => knapsack.through(prices),
            Method::TimeNetwork(line) => {
                let mut least = vec![f64::INFINITY; self.choices.len()];
                for (arc, price) in line.arcs().iter().zip(line.through(prices)) {
                    let own = &mut least[arc.choice()];
                    *own = own.min(price);
                }
                least
            }
        }
    }

    /// What may be placed, but in no pattern that costs at most `most`.
    pub fn dearer_than(&self, prices: &Prices, most: f64) -> Vec<Placed> {
        match &self.method {
            Method::Knapsack(knapsack) => {
                let dear = knapsack
                    .through(prices)
                    .into_iter()
                    .enumerate()
                    .filter(|(_, price)| *price > most);
                dear.flat_map(|(choice, _)| knapsack.starts(choice).map(move |from| (choice, from)))
                    .collect()
            }
            Method::TimeNetwork(line) => {
                let dear =
                    line.arcs().iter().zip(line.through(prices)).filter(|(_, price)| *price > most);
                dear.map(|(arc, _)| (arc.choice(), arc.from())).collect()
            }
        }
    }

    /// All wanted patterns, each set of choices once; `None` where there are too many.
    pub fn within(&self, prices: &Prices, wanted: &Wanted<'_>) -> Option<Vec<Vec<Placed>>> {
        match &self.method {
            Method::Knapsack(knapsack) => knapsack.within(prices, wanted),
            Method::TimeNetwork(line) => line.within(prices, wanted),
        }
    }

    /// The choices of a group.
    pub fn choices_of(&self, group: GroupId) -> Range<usize> {
        let from = self.choices.partition_point(|choice| choice.group < group);
        from..from + self.choices[from..].partition_point(|choice| choice.group == group)
    }

    /// Where a choice may start.
    pub fn starts(&self, choice: usize) -> Box<dyn Iterator<Item = usize> + '_> {
        match &self.method {
            Method::Knapsack(knapsack) => Box::new(knapsack.starts(choice)),
            Method::TimeNetwork(line) => Box::new(line.of_choice(choice).iter().map(Arc::from)),
        }
    }

    /// What a pattern costs in each tier: the one minimised, then the held ones.
    pub fn costs_of(&self, windows: &[Placed]) -> Vec<i64> {
        let end = windows.iter().map(|(choice, from)| from + self.choices[*choice].steps).max();
        let cost = |(place, closing): (usize, &Vec<i64>)| {
            let closing = end.map_or(0, |end| closing[end]);
            windows.iter().map(|(choice, _)| self.choices[*choice].costs[place]).sum::<i64>()
                + closing
        };
        self.closing.iter().enumerate().map(cost).collect()
    }

    /// The window that a placed choice is in one of the blocks.
    pub fn candidate(
        &self,
        campaign: &Campaign,
        block: BlockId,
        (choice, from): Placed,
    ) -> Candidate {
        let Choice { group, run, steps, .. } = &self.choices[choice];
        let start = campaign.block(block).regular.start + from as Minutes * campaign.grid();
        let interval = Interval::new(start, start + *steps as Minutes * campaign.grid());
        Candidate { group: *group, block, interval, run: *run }
    }
}

#[cfg(test)]
impl Shape {
    /// A window of one of the blocks as a choice and its start.
    pub fn placed(&self, campaign: &Campaign, window: &Candidate) -> Placed {
        let start = campaign.block(window.block).regular.start;
        let from = ((window.interval.start - start) / campaign.grid()) as usize;
        let is_it = |choice: &usize| {
            self.starts(*choice).any(|start| start == from)
                && self.candidate(campaign, window.block, (*choice, from)) == *window
        };
        ((0..self.choices.len()).find(is_it).unwrap(), from)
    }
}

#[cfg(test)]
mod tests {
    use super::{Allowance, Method, Placed, Prices, Shape, Wanted};
    use crate::base::budget::Budget;
    use crate::campaign::{Break, Campaign, Tier, tiny};
    use crate::solve::every_plan::{every_choice, every_plan};
    use crate::solve::patterns::master::relaxation::Relaxation;
    use crate::solve::windows::{Candidate, Costs, candidates};
    use rand::RngExt;
    use rand::rngs::ChaCha8Rng;
    use std::collections::{BTreeMap, BTreeSet};

    /// One half-day of two or three groups, of whom anybody may be left out.
    fn campaign(dice: &mut ChaCha8Rng) -> Campaign {
        let mut draft = tiny::random(dice);
        draft.blocks.truncate(1);
        draft.groups.iter_mut().for_each(|group| group.not_in.clear());
        draft.tiers = vec![Tier::Unserved, Tier::Spread, Tier::Early];
        if dice.random_bool(0.4) {
            tiny::add_relation(dice, &mut draft);
        }
        if dice.random_bool(0.3) {
            tiny::limit_waiting(dice, &mut draft);
        }
        if dice.random_bool(0.3) {
            let interval = crate::base::clock::Interval::new(tiny::START + 8, tiny::START + 12);
            draft.blocks[0].breaks.push(Break { interval, may_straddle: dice.random_bool(0.7) });
        }
        Campaign::new(draft).unwrap()
    }

    fn prices(dice: &mut ChaCha8Rng, shape: &Shape) -> Prices {
        let price = |_| f64::from(dice.random_range(-20..=6));
        let choices = shape.choices.iter().map(price).collect();
        let mut closing = vec![0.0];
        for node in 1..shape.closing[0].len() {
            closing.push(closing[node - 1] + f64::from(dice.random_range(0..=4)));
        }
        Prices { choices, closing }
    }

    fn price(shape: &Shape, prices: &Prices, windows: &[Placed]) -> f64 {
        let end = windows.iter().map(|(choice, from)| from + shape.choices[*choice].steps).max();
        let own: f64 = windows.iter().map(|(choice, _)| prices.choices[*choice]).sum();
        own + end.map_or(0.0, |end| prices.closing[end])
    }

    #[test]
    fn patterns_are_the_plans_of_a_half_day_that_the_check_passes() {
        let mut methods = (0, 0);
        for seed in 0..150 {
            let mut dice = tiny::dice(seed);
            let campaign = campaign(&mut dice);
            let all = candidates(&campaign).unwrap().list;
            let costs = Costs::new(&campaign, None);
            let relaxation = Relaxation::of(&campaign, &costs, Tier::Unserved, &[], &all);
            let Some(shape) = relaxation.shapes.first() else { continue };
            match shape.method {
                Method::Knapsack(_) => methods.0 += 1,
                Method::TimeNetwork(_) => methods.1 += 1,
            }
            let prices = prices(&mut dice, shape);
            let plans: Vec<Vec<Placed>> = every_plan(&campaign, &all)
                .iter()
                .map(|plan| plan.iter().map(|window| shape.placed(&campaign, window)).collect())
                .collect();
            let least = plans.iter().map(|plan| price(shape, &prices, plan)).fold(0.0, f64::min);
            let found = shape.cheapest(&prices, &Allowance::ample());
            assert!((found.at_least - least).abs() < 1e-6, "seed {seed}: {found:?}, {least}");
            let set = |windows: &[Placed]| windows.iter().map(|own| own.0).collect::<BTreeSet<_>>();
            let is_a_plan = |windows: &Vec<Placed>| {
                let own: BTreeSet<Placed> = windows.iter().copied().collect();
                plans.iter().any(|plan| plan.iter().copied().collect::<BTreeSet<Placed>>() == own)
            };
            assert!(is_a_plan(&found.windows), "seed {seed}: {found:?}");
            assert!((price(shape, &prices, &found.windows) - least).abs() < 1e-6, "seed {seed}");

            let mut by_set: BTreeMap<BTreeSet<usize>, f64> = BTreeMap::new();
            for plan in plans.iter().filter(|plan| !plan.is_empty()) {
                let own = by_set.entry(set(plan)).or_insert(f64::INFINITY);
                *own = own.min(price(shape, &prices, plan));
            }
            let limit = least + 10.5;
            let cheap = by_set.iter().filter(|(_, price)| **price <= limit);
            let wanted: BTreeSet<BTreeSet<usize>> = cheap.map(|(set, _)| set.clone()).collect();
            let earlier = vec![None; shape.choices.len()];
            let all_of_them =
                Wanted { limit, most: usize::MAX, earlier: &earlier, budget: &Budget::unlimited() };
            let gathered = shape.within(&prices, &all_of_them).unwrap();
            assert!(gathered.iter().all(is_a_plan), "seed {seed}: {gathered:?}");
            let sets: BTreeSet<_> = gathered.iter().map(|windows| set(windows)).collect();
            assert_eq!(sets.len(), gathered.len(), "seed {seed}: a set twice");
            assert_eq!(sets, wanted, "seed {seed}");

            let dear: BTreeSet<Placed> = shape.dearer_than(&prices, limit).into_iter().collect();
            let through = shape.through(&prices);
            for plan in plans.iter().filter(|plan| !plan.is_empty()) {
                let own = price(shape, &prices, plan);
                let is_dear = plan.iter().any(|placed| dear.contains(placed));
                assert!(!is_dear || own > limit, "seed {seed}: {plan:?} at {own} dropped");
                let least = plan.iter().map(|own| through[own.0]).fold(f64::NEG_INFINITY, f64::max);
                assert!(least <= own + 1e-6, "seed {seed}: {plan:?} at {own}, through {least}");
            }
        }
        assert!(methods.0 > 10 && methods.1 > 10, "{methods:?}");
    }

    #[test]
    fn a_price_is_cost_less_what_the_duals_pay() {
        for seed in 0..60 {
            let mut dice = tiny::dice(seed);
            let mut draft = tiny::random(&mut dice);
            draft.tiers = vec![Tier::Spread, Tier::Preference, Tier::Early, Tier::Blocks];
            tiny::add_relation(&mut dice, &mut draft);
            let campaign = Campaign::new(draft).unwrap();
            let all = candidates(&campaign).unwrap().list;
            let costs = Costs::new(&campaign, None);
            let held = [(Tier::Preference, 3), (Tier::Early, 40), (Tier::Blocks, 1)];
            let relaxation = Relaxation::of(&campaign, &costs, Tier::Spread, &held, &all);
            let duals = relaxation.random_duals(&mut dice);
            let blocks = vec![0.0; relaxation.shapes.len()];
            for windows in every_choice(&campaign, &all) {
                for pattern in relaxation.patterns_of(&windows) {
                    let shape = &relaxation.shapes[pattern.shape];
                    let prices = shape.prices(&relaxation.rows, &duals, |_| false);
                    let priced = price(shape, &prices, &pattern.windows);
                    let reduced = relaxation.reduced_cost(&pattern, &duals, &blocks);
                    assert!((priced - reduced).abs() < 1e-6, "seed {seed}: {priced}, {reduced}");
                }
            }
            let Some(Candidate { group: forbidden, .. }) = all.first().copied() else { continue };
            for shape in &relaxation.shapes {
                let open = shape.prices(&relaxation.rows, &duals, |_| false);
                let closed = shape.prices(&relaxation.rows, &duals, |group| group == forbidden);
                for (choice, own) in shape.choices.iter().enumerate() {
                    let forbids = own.group == forbidden;
                    let is_right = if forbids {
                        closed.choices[choice].is_infinite()
                    } else {
                        (closed.choices[choice] - open.choices[choice]).abs() < 1e-12
                    };
                    assert!(is_right, "seed {seed}: choice {choice}");
                    assert_eq!(
                        shape.choices_of(forbidden).contains(&choice),
                        forbids,
                        "seed {seed}"
                    );
                }
            }
        }
    }

    #[test]
    fn every_window_is_offered_just_once() {
        let mut shared = 0;
        for seed in 0..80 {
            let mut dice = tiny::dice(seed);
            let mut draft = tiny::random(&mut dice);
            let tiers = [vec![Tier::Blocks], vec![Tier::Spread, Tier::Preference]];
            draft.tiers.clone_from(&tiers[dice.random_range(0..2_usize)]);
            if dice.random_bool(0.3) {
                tiny::limit_waiting(&mut dice, &mut draft);
            }
            let campaign = Campaign::new(draft).unwrap();
            let all = candidates(&campaign).unwrap().list;
            let costs = Costs::new(&campaign, None);
            let relaxation = Relaxation::of(&campaign, &costs, campaign.tiers()[0], &[], &all);
            let mut offered: Vec<Candidate> = Vec::new();
            for shape in &relaxation.shapes {
                shared += usize::from(shape.blocks.len() > 1);
                for (choice, block) in (0..shape.choices.len())
                    .flat_map(|own| shape.blocks.iter().map(move |b| (own, *b)))
                {
                    let windows = shape.starts(choice).map(|from| (choice, from));
                    offered.extend(windows.map(|placed| shape.candidate(&campaign, block, placed)));
                }
            }
            offered.sort();
            assert_eq!(offered, all, "seed {seed}");
        }
        assert!(shared > 5, "only {shared} shapes of two blocks");
    }
}
