//! Shapes: blocks with equal choices, closing costs and constraints have the same pricing problem,
//! solved once for all of them. This aggregation of identical subproblems (Lübbecke and Desrosiers
//! 2005, "Selected topics in column generation") removes the symmetry between the blocks.
//!
//! A choice aggregates in turn the windows of a group that differ only in their start, where no
//! rule depends on it.

use super::choice::{Allowance, Arc, Cheapest, Choice, Equivalence, Prices, Wanted};
use super::in_block::{InBlockConstraints, WaitingLimit};
use super::knapsack::Knapsack;
use super::network::TimeNetwork;
use crate::base::budget::Budget;
use crate::base::clock::{Interval, Minutes};
use crate::campaign::{BlockId, Campaign, GroupId, Tier};
use crate::solve::ids::List;
use crate::solve::patterns::coupling::{CouplingRows, HeldTierId};
use crate::solve::patterns::pattern::{ChoiceId, ChoicesOfGroup, Node, Placed, ShapeId};
use crate::solve::rows::{CandidateId, LinearRules, RowId};
use crate::solve::windows::Candidate;
use std::collections::{BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

/// The algorithm of a shape's pricing problem.
#[derive(Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Every choice may start at any node, and no in-block constraint depends on the order: a
    /// multiple-choice knapsack.
    Knapsack(Knapsack),
    /// A shortest path with resource constraints in the time-expanded network.
    TimeNetwork(Box<TimeNetwork>),
}

/// The coefficients of all choices, tier by tier and entry by entry: the sums of each round read
/// them in sequence.
#[derive(Debug)]
struct Coefficients {
    /// The group of each choice.
    groups: List<ChoiceId, GroupId>,
    /// For each tier the cost of each choice, in whole units.
    costs: Vec<List<ChoiceId, f64>>,
    /// The scaled entries of all choices in rows of the master: choice, row and coefficient.
    /// Indices are `u32` to keep the list compact.
    entries: Vec<(u32, u32, f64)>,
}

impl Coefficients {
    fn of(choices: &List<ChoiceId, Choice>, tiers: usize, rows: &CouplingRows) -> Coefficients {
        let of_tier =
            |tier: usize| choices.iter().map(|choice| choice.costs[tier] as f64).collect();
        let of_choice = |(id, choice): (ChoiceId, &Choice)| {
            let entries = choice.entries.iter();
            entries
                .map(|(row, coefficient)| {
                    (id.index() as u32, row.index() as u32, rows.coefficient(*row, *coefficient))
                })
                .collect::<Vec<_>>()
        };
        Coefficients {
            groups: choices.iter().map(|choice| choice.group).collect(),
            costs: (0..tiers).map(of_tier).collect(),
            entries: choices.with_ids().flat_map(of_choice).collect(),
        }
    }
}

/// Blocks with equal choices, closing costs and constraints.
#[derive(Debug)]
pub struct Shape {
    /// The blocks.
    pub blocks: Vec<BlockId>,
    /// The choices, sorted by group.
    pub choices: List<ChoiceId, Choice>,
    /// The closing cost at each node in whole units, for the minimised tier and each held one: the
    /// cost of the last window's end.
    pub closing: Vec<List<Node, i64>>,
    /// The rows in which a pattern has a coefficient for being no empty one; see
    /// [`CouplingRows::open`].
    pub open: Vec<RowId>,
    /// The algorithm of pricing.
    pub method: Method,
    /// The equivalence of patterns with equal coefficients in all rows.
    pub equivalence: Equivalence,
    coefficients: Coefficients,
}

impl Shape {
    /// The shapes of all blocks; `None` where the budget is spent first.
    pub fn all(
        rules: &LinearRules<'_>,
        rows: &CouplingRows,
        budget: &Budget,
    ) -> Option<List<ShapeId, Shape>> {
        let (campaign, candidates) = (rules.question.campaign, rules.question.candidates);
        let mut by_block: Vec<Vec<u32>> = vec![Vec::new(); campaign.blocks().len()];
        for (id, candidate) in candidates.iter().enumerate() {
            by_block[candidate.block.0].push(id as u32);
        }
        let mut shapes: List<ShapeId, Shape> = List::new();
        let mut by_hash: HashMap<u64, Vec<ShapeId>> = HashMap::new();
        for block in campaign.block_ids().filter(|block| !by_block[block.0].is_empty()) {
            let of_block = by_block[block.0]
                .iter()
                .map(|id| (CandidateId(*id as usize), &candidates[*id as usize]));
            if budget.is_spent() {
                return None;
            }
            let shape = Shape::of(rules, rows, block, of_block);
            let mut hasher = DefaultHasher::new();
            (&shape.choices, &shape.closing, &shape.open, &shape.method).hash(&mut hasher);
            let same_hash = by_hash.entry(hasher.finish()).or_default();
            if let Some(id) = same_hash.iter().copied().find(|id| shapes[*id].equals(&shape)) {
                shapes[id].blocks.push(block);
            } else {
                same_hash.push(shapes.push(shape));
            }
        }
        Some(shapes)
    }

    /// The shape of a block with these candidates.
    fn of<'c>(
        rules: &LinearRules<'_>,
        rows: &CouplingRows,
        block: BlockId,
        candidates: impl Iterator<Item = (CandidateId, &'c Candidate)> + Clone,
    ) -> Shape {
        let campaign = rules.question.campaign;
        let tiers: Vec<Tier> = rules.question.tiers().collect();
        let bookable = campaign.block(block).bookable();
        let grid = campaign.block(block).step(campaign.grid());
        let nodes = (bookable.minutes() / grid) as usize;
        let node = |minute: Minutes| Node(((minute - bookable.start) / grid) as usize);
        let groups: BTreeSet<GroupId> =
            candidates.clone().map(|(_, candidate)| candidate.group).collect();
        let mut constraints = InBlockConstraints::new(campaign, block, &groups, nodes);
        let limits_waiting = WaitingLimit::capacity_of(campaign, block).is_some();
        let mut choices: List<ChoiceId, Choice> = List::new();
        let mut starts: Vec<Placed> = Vec::new();
        // A window of each choice.
        let mut windows: List<ChoiceId, Candidate> = List::new();
        // Plain choices of a group, which differ in length and cost, are searched one by one. The
        // others, which differ in the start or in rows too, are hashed.
        let mut not_plain: HashMap<Choice, ChoiceId> = HashMap::new();
        let mut first_of_group = ChoiceId(0);
        let mut costs = Vec::new();
        for (id, candidate) in candidates {
            if choices.last().is_some_and(|last: &Choice| last.group != candidate.group) {
                first_of_group = choices.next_id();
            }
            costs.clear();
            costs.extend(tiers.iter().map(|tier| rules.window_cost(*tier, candidate)));
            let from = node(candidate.interval.start);
            let start_matters = limits_waiting || constraints.may_need_neighbour(candidate.group);
            let start = start_matters.then_some(from);
            let steps = (candidate.interval.minutes() / grid) as usize;
            let new = || {
                let (group, run, costs) = (candidate.group, candidate.run, costs.clone());
                Choice { group, run, steps, start, entries: rows.entries(id, candidate), costs }
            };
            let is_plain = start.is_none() && rows.further(id).is_empty();
            let next = choices.next_id();
            let choice = if is_plain {
                let is_equal = |choice: &Choice| {
                    choice.is_plain() && choice.steps == steps && choice.costs == costs
                };
                let mut of_group = ChoicesOfGroup::new(first_of_group, next).iter();
                of_group.find(|id| is_equal(&choices[*id])).unwrap_or(next)
            } else {
                *not_plain.entry(new()).or_insert(next)
            };
            if choice == next {
                windows.push(*candidate);
                choices.push(new());
            }
            starts.push((choice, from));
        }
        let closing_at = |tier: &Tier| {
            (0..=nodes)
                .map(|steps| bookable.start + steps as Minutes * grid)
                .map(|end| rules.closing_cost(*tier, block, end))
                .collect()
        };
        let gap = ((campaign.changeover() + grid - 1) / grid) as usize;
        let most_groups = campaign.max_groups_per_block().unwrap_or(usize::MAX);
        constraints.waiting_limit = WaitingLimit::new(campaign, block, &windows);
        let is_constrained = !constraints.is_empty();
        let knapsack =
            (!is_constrained).then(|| Knapsack::new(&choices, &starts, nodes, gap, most_groups));
        let method = knapsack.flatten().map_or_else(
            || {
                let arcs = starts.into_iter().map(|(choice, from)| {
                    let end = from + choices[choice].steps;
                    Arc::new(choice, from, end, (end + gap).min(Node(nodes)))
                });
                let groups = choices.iter().map(|choice| choice.group).collect();
                Method::TimeNetwork(Box::new(TimeNetwork::new(
                    arcs.collect(),
                    groups,
                    nodes,
                    most_groups,
                    constraints,
                )))
            },
            Method::Knapsack,
        );
        let coefficients = Coefficients::of(&choices, tiers.len(), rows);
        let closing: Vec<List<Node, i64>> = tiers.iter().map(closing_at).collect();
        let leader = if is_constrained { choices.ids().collect() } else { leaders(&choices) };
        // Node 0 is the end of the pattern without windows, which is none to enumerate.
        let is_even = |own: &List<Node, i64>| own.iter().skip(1).is_sorted_by(|a, b| a == b);
        let ends_matter = !closing[1..].iter().all(is_even);
        Shape {
            blocks: vec![block],
            choices,
            closing,
            equivalence: Equivalence { leader, ends_matter },
            open: rows.open(block).to_vec(),
            method,
            coefficients,
        }
    }

    /// Whether two shapes have the same pricing problem.
    fn equals(&self, other: &Shape) -> bool {
        self.choices == other.choices
            && self.closing == other.closing
            && self.open == other.open
            && self.method == other.method
    }

    /// The number of blocks of the shape, as a coefficient.
    pub fn count(&self) -> f64 {
        self.blocks.len() as f64
    }

    /// The prices at some duals: `cost − Σ dual × entry` for each choice, infinite for the choices
    /// of `forbidden` groups. The cost of each held tier counts at the price of its row.
    pub fn prices(
        &self,
        rows: &CouplingRows,
        duals: &[f64],
        forbidden: impl Fn(GroupId) -> bool,
    ) -> Prices {
        let Coefficients { groups, costs, entries } = &self.coefficients;
        let held: Vec<f64> = (0..self.closing.len() - 1)
            .map(|tier| rows.held_price(HeldTierId(tier), duals))
            .collect();
        let mut choices = costs[0].clone();
        for (held_price, costs) in held.iter().zip(&costs[1..]) {
            choices.iter_mut().zip(costs).for_each(|(price, cost)| *price += held_price * cost);
        }
        for (choice, row, coefficient) in entries {
            choices[ChoiceId(*choice as usize)] -= duals[*row as usize] * coefficient;
        }
        for (price, _) in choices.iter_mut().zip(groups).filter(|(_, group)| forbidden(**group)) {
            *price = f64::INFINITY;
        }
        let open: f64 =
            self.open.iter().map(|row| -duals[row.index()] * rows.coefficient(*row, 1)).sum();
        let of_node = |node: Node| {
            let of_held: f64 = held
                .iter()
                .zip(&self.closing[1..])
                .map(|(held_price, closing)| held_price * closing[node] as f64)
                .sum();
            self.closing[0][node] as f64 + of_held + open
        };
        Prices { choices, closing: self.closing[0].ids().map(of_node).collect() }
    }

    /// The cheapest pattern, or the empty block at a price of 0.
    pub fn cheapest(&self, prices: &Prices, allowance: &Allowance<'_>) -> Cheapest {
        match &self.method {
            Method::Knapsack(knapsack) => knapsack.cheapest(prices),
            Method::TimeNetwork(network) => network.cheapest(prices, allowance),
        }
    }

    /// For each choice a lower bound on the price of the patterns with it, closing included.
    pub fn through(&self, prices: &Prices) -> List<ChoiceId, f64> {
        match &self.method {
            Method::Knapsack(knapsack) => knapsack.through(prices),
            Method::TimeNetwork(network) => {
                let mut least = List::alike(f64::INFINITY, &self.choices);
                for (arc, price) in network.arcs().iter().zip(network.through(prices)) {
                    let of_choice = &mut least[arc.choice()];
                    *of_choice = of_choice.min(price);
                }
                least
            }
        }
    }

    /// Placed choices that are in no pattern at a price of at most `most`, for reduced-cost fixing.
    pub fn dearer_than(&self, prices: &Prices, most: f64) -> Vec<Placed> {
        match &self.method {
            Method::Knapsack(knapsack) => {
                let through = knapsack.through(prices);
                let dear = through.with_ids().filter(|(_, price)| **price > most);
                dear.flat_map(|(choice, _)| knapsack.starts(choice).map(move |from| (choice, from)))
                    .collect()
            }
            Method::TimeNetwork(network) => {
                let dear = network
                    .arcs()
                    .iter()
                    .zip(network.through(prices))
                    .filter(|(_, price)| *price > most);
                dear.map(|(arc, _)| (arc.choice(), arc.from())).collect()
            }
        }
    }

    /// Enumerates the wanted patterns, each set of choices once; `None` where there are more
    /// than `wanted.most`, or the budget is spent.
    pub fn within(&self, prices: &Prices, wanted: &Wanted<'_>) -> Option<Vec<Vec<Placed>>> {
        match &self.method {
            Method::Knapsack(knapsack) => knapsack.within(prices, wanted),
            Method::TimeNetwork(network) => network.within(prices, wanted),
        }
    }

    /// The choices of a group.
    pub fn choices_of(&self, group: GroupId) -> ChoicesOfGroup {
        let first = self.choices.partition_point(|choice| choice.group < group);
        let end = self.choices.partition_point(|choice| choice.group <= group);
        ChoicesOfGroup::new(ChoiceId(first), ChoiceId(end))
    }

    /// The nodes at which a choice may start.
    pub fn starts(&self, choice: ChoiceId) -> Box<dyn Iterator<Item = Node> + '_> {
        match &self.method {
            Method::Knapsack(knapsack) => Box::new(knapsack.starts(choice)),
            Method::TimeNetwork(network) => {
                Box::new(network.of_choice(choice).iter().map(Arc::from))
            }
        }
    }

    /// The cost of a pattern in whole units, in the minimised tier, then in each held one.
    pub fn costs_of(&self, windows: &[Placed]) -> Vec<i64> {
        let end = windows.iter().map(|(choice, from)| *from + self.choices[*choice].steps).max();
        let cost = |(tier, closing): (usize, &List<Node, i64>)| {
            let closing = end.map_or(0, |end| closing[end]);
            windows.iter().map(|(choice, _)| self.choices[*choice].costs[tier]).sum::<i64>()
                + closing
        };
        self.closing.iter().enumerate().map(cost).collect()
    }

    /// The candidate window of a placed choice in one of the shape's blocks.
    pub fn candidate(
        &self,
        campaign: &Campaign,
        block: BlockId,
        (choice, from): Placed,
    ) -> Candidate {
        let Choice { group, run, steps, .. } = &self.choices[choice];
        let step = campaign.block(block).step(campaign.grid());
        let start = campaign.block(block).regular.start + from.index() as Minutes * step;
        let interval = Interval::new(start, start + *steps as Minutes * step);
        Candidate { group: *group, block, interval, run: *run }
    }
}

/// For each choice the first choice of its group with equal coefficients in all rows.
fn leaders(choices: &List<ChoiceId, Choice>) -> List<ChoiceId, ChoiceId> {
    let mut known: HashMap<_, ChoiceId> = HashMap::new();
    let leader = |(id, choice): (ChoiceId, &'_ Choice)| {
        let Choice { group, run, entries, costs, .. } = choice;
        *known.entry((*group, *run, entries.clone(), costs[1..].to_vec())).or_insert(id)
    };
    choices.with_ids().map(leader).collect()
}

#[cfg(test)]
impl Shape {
    /// The placed choice of a window in one of the shape's blocks.
    pub fn placed(&self, campaign: &Campaign, window: &Candidate) -> Placed {
        let start = campaign.block(window.block).regular.start;
        let step = campaign.block(window.block).step(campaign.grid());
        let from = Node(((window.interval.start - start) / step) as usize);
        let is_it = |choice: &ChoiceId| {
            self.starts(*choice).any(|start| start == from)
                && self.candidate(campaign, window.block, (*choice, from)) == *window
        };
        (self.choices.ids().find(is_it).unwrap(), from)
    }
}

#[cfg(test)]
mod tests {
    use super::{Allowance, ChoiceId, List, Method, Placed, Prices, Shape, Wanted};
    use crate::base::budget::Budget;
    use crate::campaign::{Break, Campaign, Tier, tiny};
    use crate::solve::every_plan::{every_choice, every_plan};
    use crate::solve::patterns::master::relaxation::Relaxation;
    use crate::solve::windows::{Candidate, Costs, candidates};
    use rand::RngExt;
    use rand::rngs::ChaCha8Rng;
    use std::collections::{BTreeMap, BTreeSet};

    /// One half-day of two or three groups, each of which may be left out.
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
        let mut closing = List::new();
        let mut last = closing.push(0.0);
        for _ in 1..shape.closing[0].len() {
            last = closing.push(closing[last] + f64::from(dice.random_range(0..=4)));
        }
        Prices { choices, closing }
    }

    fn price(shape: &Shape, prices: &Prices, windows: &[Placed]) -> f64 {
        let end = windows.iter().map(|(choice, from)| *from + shape.choices[*choice].steps).max();
        let sum: f64 = windows.iter().map(|(choice, _)| prices.choices[*choice]).sum();
        sum + end.map_or(0.0, |end| prices.closing[end])
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
            let set = |windows: &[Placed]| {
                let leaders = windows.iter().map(|(choice, _)| shape.equivalence.leader[*choice]);
                leaders.collect::<BTreeSet<ChoiceId>>()
            };
            let is_a_plan = |windows: &Vec<Placed>| {
                let placed: BTreeSet<Placed> = windows.iter().copied().collect();
                let mut plans = plans.iter().map(|plan| plan.iter().copied().collect());
                plans.any(|plan: BTreeSet<Placed>| plan == placed)
            };
            assert!(is_a_plan(&found.windows), "seed {seed}: {found:?}");
            assert!((price(shape, &prices, &found.windows) - least).abs() < 1e-6, "seed {seed}");

            let mut by_set: BTreeMap<BTreeSet<ChoiceId>, f64> = BTreeMap::new();
            for plan in plans.iter().filter(|plan| !plan.is_empty()) {
                let least_of_set = by_set.entry(set(plan)).or_insert(f64::INFINITY);
                *least_of_set = least_of_set.min(price(shape, &prices, plan));
            }
            let limit = least + 10.5;
            let cheap = by_set.iter().filter(|(_, price)| **price <= limit);
            let wanted: BTreeSet<BTreeSet<ChoiceId>> = cheap.map(|(set, _)| set.clone()).collect();
            let earlier = List::alike(None, &shape.choices);
            let all_of_them = Wanted {
                limit,
                most: usize::MAX,
                earlier: &earlier,
                equivalence: &shape.equivalence,
                budget: &Budget::unlimited(),
            };
            let gathered = shape.within(&prices, &all_of_them).unwrap();
            assert!(gathered.iter().all(is_a_plan), "seed {seed}: {gathered:?}");
            let sets: BTreeSet<_> = gathered.iter().map(|windows| set(windows)).collect();
            assert_eq!(sets.len(), gathered.len(), "seed {seed}: a set twice");
            assert_eq!(sets, wanted, "seed {seed}");

            let dear: BTreeSet<Placed> = shape.dearer_than(&prices, limit).into_iter().collect();
            let through = shape.through(&prices);
            for plan in plans.iter().filter(|plan| !plan.is_empty()) {
                let price = price(shape, &prices, plan);
                let is_dear = plan.iter().any(|placed| dear.contains(placed));
                assert!(!is_dear || price > limit, "seed {seed}: {plan:?} at {price} dropped");
                let bounds = plan.iter().map(|(choice, _)| through[*choice]);
                let bound = bounds.fold(f64::NEG_INFINITY, f64::max);
                assert!(bound <= price + 1e-6, "seed {seed}: {plan:?} at {price}, bound {bound}");
            }
        }
        assert!(methods.0 > 10 && methods.1 > 10, "{methods:?}");
    }

    #[test]
    fn the_price_of_a_pattern_is_its_reduced_cost() {
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
            let blocks = List::alike(0.0, &relaxation.shapes);
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
                for (id, choice) in shape.choices.with_ids() {
                    let is_forbidden = choice.group == forbidden;
                    let is_right = if is_forbidden {
                        closed.choices[id].is_infinite()
                    } else {
                        (closed.choices[id] - open.choices[id]).abs() < 1e-12
                    };
                    assert!(is_right, "seed {seed}: {id:?}");
                    let is_of_group = shape.choices_of(forbidden).iter().any(|choice| choice == id);
                    assert_eq!(is_of_group, is_forbidden, "seed {seed}");
                }
            }
        }
    }

    #[test]
    fn every_candidate_is_a_placed_choice_of_one_shape() {
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
                for (choice, block) in shape
                    .choices
                    .ids()
                    .flat_map(|id| shape.blocks.iter().map(move |block| (id, *block)))
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
