//! Pricing in a time-expanded network: a shortest path problem with resource constraints (SPPRC),
//! elementary in groups, solved by label setting (Irnich and Desaulniers 2005, "Shortest path
//! problems with resource constraints", in *Column Generation*).
//!
//! Nodes are grid steps at which the crew is ready. An arc is a candidate window, from its start to
//! the first node after its end and a changeover, or waits one grid step. A path ends where its
//! last window ends and pays the closing price there. The network stays, prices change from round
//! to round.
//!
//! The resources of a label are the groups visited, the number of windows, the people who wait at
//! each minute, and the nodes until which a direct successor may start. Labels at a node form a
//! Pareto front of price and resources: a dominated label is dropped.
//!
//! Groups with equal arcs are a *class*. At the prices of a round a search needs only the cheapest groups of
//! a class, in the number of visits of the class that a path has room for. Groups of a class at equal prices are a *kind*: labels count visits of a
//! kind, at most one for each of its groups, and the cheapest path is given the groups themselves.
//!
//! Decremental state-space relaxation (Boland, Dethridge and Dumitrescu 2006; Righini and Salani
//! 2008): kinds and minutes become resources only after a cheapest path violated a rule there. Where
//! a search has more than [`FEW_LABELS`] labels, a kind is then remembered at the nodes between the visits of that path
//! alone, and forgotten elsewhere: dynamic *ng-routes* (Baldacci, Mingozzi and Roberti 2011; Roberti
//! and Mingozzi 2014), with the nodes of time for neighbours. Related groups are remembered
//! everywhere.

use super::choice::{Allowance, Arc, Cheapest, Prices, Wanted, add_undominated, of_use};
use super::in_block::{InBlockConstraints, Sequencing, WaitingLimit};
use crate::base::clock::Minutes;
use crate::campaign::GroupId;
use crate::solve::ids::{List, id};
use crate::solve::patterns::pattern::{ChoiceId, ChoicesOfGroup, Node, Placed};
use std::collections::{BTreeMap, HashMap};
use std::ops::RangeInclusive;

/// Arcs sorted by tail: the forward star of a network.
struct ForwardStar {
    arcs: Vec<Arc>,
    /// For each node the index of its first arc, and the number of arcs at the end.
    first: Vec<usize>,
}

impl ForwardStar {
    /// Sorts arcs by their start; the order of arcs with equal start is kept.
    fn new(arcs: impl Iterator<Item = Arc> + Clone, nodes: usize) -> ForwardStar {
        let mut first = vec![0; nodes + 1];
        for arc in arcs.clone() {
            first[arc.from().index() + 1] += 1;
        }
        for node in 0..nodes {
            first[node + 1] += first[node];
        }
        let (mut next, mut sorted) = (first.clone(), vec![Arc::default(); first[nodes]]);
        for arc in arcs {
            let next = &mut next[arc.from().index()];
            sorted[*next] = arc;
            *next += 1;
        }
        ForwardStar { arcs: sorted, first }
    }

    /// The nodes at which a window may start: all but the block's end.
    fn nodes(&self) -> impl DoubleEndedIterator<Item = Node> + use<> {
        (0..self.first.len() - 1).map(Node)
    }

    /// A list with an item for each node, the block's end included.
    fn for_each_node<T: Clone>(&self, item: T) -> List<Node, T> {
        vec![item; self.first.len()].into()
    }

    /// The arcs that leave a node.
    fn leaving(&self, node: Node) -> &[Arc] {
        &self.arcs[self.first[node.index()]..self.first[node.index() + 1]]
    }
}

/// The time-expanded network of one shape, with its in-block constraints.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct TimeNetwork {
    /// Sorted by choice, then by start.
    arcs: Vec<Arc>,
    /// For each choice the index of its first arc, and the number of arcs at the end.
    first: Vec<u32>,
    /// The group of each choice.
    groups: List<ChoiceId, GroupId>,
    /// The choices of each group that has choices, in their order.
    members: List<MemberId, ChoicesOfGroup>,
    /// For each choice the member whose choice it is.
    member_of: List<ChoiceId, MemberId>,
    classes: Vec<MemberClass>,
    /// The number of grid steps of the block.
    nodes: usize,
    most_groups: usize,
    constraints: InBlockConstraints,
}

id!(
    /// The index of a group in its network.
    MemberId
);

/// Members with equal arcs and waiting profiles; a related group is alone in its class.
#[derive(Debug, PartialEq, Eq, Hash)]
struct MemberClass {
    members: Vec<MemberId>,
    /// The most visits of the class that a path has room for.
    most_visits: usize,
}

id!(
    /// The index of a kind of groups at the prices of a round.
    PricedKindId
);

/// The kinds at the prices of a round: members of one class whose choices have equal prices.
struct PricedKinds {
    /// The members of each kind. Searches have the arcs of its first member only.
    members: List<PricedKindId, Vec<MemberId>>,
    /// The kind of each member; `None` for a member without a choice at a negative price.
    of: List<MemberId, Option<PricedKindId>>,
}

/// The visits of kinds in a label: a kind has a bit for each of its groups, and its lowest bits are set,
/// one for each visit.
type Visits = u128;

/// The kinds and minutes that are resources of labels in a search.
pub struct TrackedResources {
    /// The bits of each kind; 0 for a kind that is not tracked.
    bits: List<PricedKindId, Visits>,
    /// The number of bits that kinds have.
    used: u32,
    /// For each node the bits that labels keep there; other bits are cleared.
    memory: List<Node, Visits>,
    /// Minutes at which a path exceeded the capacity for waiting people. Sorted.
    pub minutes: Vec<Minutes>,
}

/// The most minutes tracked. Each is one more number in every label: a comparison takes longer, and
/// fewer labels are dominated. With more, pricing returns the bound that it has.
const MOST_MINUTES: usize = 16;

/// The number of labels of a search up to which a kind is remembered at all nodes: up to there a search
/// takes less time than the further searches for a kind that is remembered between visits only.
const FEW_LABELS: usize = 2_000;

/// The violations of a path, by the resources that rule them out.
#[derive(Default)]
struct Violations {
    /// Kinds with more visits than groups, and the nodes at which a label has to remember the visits.
    repeated: Vec<(PricedKindId, RangeInclusive<usize>)>,
    /// Kinds of related groups in an order that their relation forbids.
    related: Vec<PricedKindId>,
    /// The minute with the most waiting people, where they exceed the capacity.
    minute: Option<Minutes>,
}

impl TrackedResources {
    /// Tracks nothing yet; for labels with that number of kinds and nodes.
    fn new(kinds: usize, nodes: usize) -> TrackedResources {
        TrackedResources {
            bits: vec![0; kinds].into(),
            used: 0,
            memory: vec![0; nodes + 1].into(),
            minutes: Vec::new(),
        }
    }

    /// Tracks the violations of a path that a search with that number of labels has found. `false`
    /// where nothing new is tracked: all was before, labels have no bits left, or there are now more
    /// than [`MOST_MINUTES`].
    fn add(&mut self, violations: Violations, labels: usize, kinds: &PricedKinds) -> bool {
        let everywhere = 0..=self.memory.len() - 1;
        let mut is_more = false;
        for (kind, nodes) in violations.repeated {
            let groups = kinds.members[kind].len();
            let nodes = if labels <= FEW_LABELS { everywhere.clone() } else { nodes };
            is_more |= self.remember(kind, groups, nodes);
        }
        for kind in violations.related {
            is_more |= self.remember(kind, kinds.members[kind].len(), everywhere.clone());
        }
        if let Some(minute) = violations.minute
            && let Err(place) = self.minutes.binary_search(&minute)
        {
            self.minutes.insert(place, minute);
            is_more = true;
        }
        is_more && self.minutes.len() <= MOST_MINUTES
    }

    /// Remembers the visits of a kind at nodes; whether it was not remembered at one of them. A kind
    /// without bits gets a bit for each of its groups, where labels have bits left.
    fn remember(
        &mut self,
        kind: PricedKindId,
        groups: usize,
        nodes: RangeInclusive<usize>,
    ) -> bool {
        let count = groups as u32;
        if self.bits[kind] == 0 && self.used + count <= Visits::BITS {
            self.bits[kind] = (Visits::MAX >> (Visits::BITS - count)) << self.used;
            self.used += count;
        }
        let (bits, mut is_more) = (self.bits[kind], false);
        for node in nodes.map(Node) {
            is_more |= self.memory[node] & bits != bits;
            self.memory[node] |= bits;
        }
        is_more
    }

    /// The visits of a label after one more visit of a kind; `None` where all groups of the kind are
    /// visited.
    fn visit(&self, visited: Visits, kind: PricedKindId) -> Option<Visits> {
        let bits = self.bits[kind];
        let left = bits & !visited;
        // Sets the lowest bit of the kind that is not set.
        (bits == 0 || left != 0).then_some(visited | left & left.wrapping_neg())
    }
}

id!(
    /// The index of a label in its search.
    LabelId
);

/// The labels of one search.
type Labels = List<LabelId, Label>;

/// A label: a partial path to a node, with its price and resources.
pub struct Label {
    pub price: f64,
    /// The visits that are remembered at the label's node.
    pub visited: Visits,
    /// The number of windows; 0 where their number is not limited, so that it decides no comparison.
    pub count: usize,
    /// The number of people who wait at each tracked minute.
    pub waiting: Vec<i64>,
    /// Visited groups, by their bits, that may need a direct successor, with the last node at which
    /// it may start.
    pub successor_until: Vec<(Visits, Node)>,
    /// The label that this one extends, and the arc between them; `None` at the source.
    pub predecessor: Option<(LabelId, Arc)>,
}

/// A label in the Pareto front of a node. Price and count are copies of the label's, visits are
/// the remembered visits. They decide comparisons before the label is read.
#[derive(Clone, Copy)]
pub struct FrontEntry {
    price: f64,
    visited: Visits,
    count: usize,
    /// The label.
    pub label: LabelId,
}

impl FrontEntry {
    /// The entry of a label.
    pub fn new(labels: &Labels, label: LabelId) -> FrontEntry {
        let Label { price, visited, count, .. } = labels[label];
        FrontEntry { price, visited, count, label }
    }

    /// Dominance: whether every completion of `other` is feasible from `self` and costs no more.
    fn dominates(&self, other: &FrontEntry, labels: &Labels, context: DominanceContext) -> bool {
        self.price <= other.price
            && self.visited & !other.visited == 0
            && self.count <= other.count
            && labels[self.label].resources_dominate(&labels[other.label], context)
    }
}

impl Label {
    /// Dominance in waiting people and in successors: `self` has no more people at each
    /// minute still open; and a group that may still get a direct successor after `other` may get
    /// one at least as late after `self`, or is not visited by it.
    fn resources_dominate(&self, other: &Label, context: DominanceContext) -> bool {
        let DominanceContext { node, first_open } = context;
        self.waiting[first_open..].iter().zip(&other.waiting[first_open..]).all(|(a, b)| a <= b)
            && other.successor_until.iter().filter(|(_, until)| *until >= node).all(
                |(bit, until)| {
                    let is_as_late = |(self_bit, self_until): &(Visits, Node)| {
                        self_bit == bit && self_until >= until
                    };
                    self.visited & bit == 0 || self.successor_until.iter().any(is_as_late)
                },
            )
    }
}

/// The node of a comparison, and what completions from it can still use.
#[derive(Clone, Copy)]
pub struct DominanceContext {
    pub node: Node,
    /// The index of the first tracked minute at which people of a later window may wait: earlier
    /// minutes can't be violated any more.
    pub first_open: usize,
}

/// Inserts a label into the Pareto front of a node, which is sorted by price, and removes the
/// labels that it dominates. `false`, and no change, where the label is dominated itself.
pub fn insert_into_front(
    front: &mut Vec<FrontEntry>,
    labels: &Labels,
    new: FrontEntry,
    context: DominanceContext,
) -> bool {
    // Labels before this index may dominate the new label, those from it on may be dominated.
    let first_dearer = front.partition_point(|entry| entry.price <= new.price);
    if front[..first_dearer].iter().any(|entry| entry.dominates(&new, labels, context)) {
        return false;
    }
    let mut seen = 0;
    front.retain(|entry| {
        seen += 1;
        seen <= first_dearer || !new.dominates(entry, labels, context)
    });
    front.insert(first_dearer, new);
    true
}

/// The arcs of a label's partial path, from the last one back to the first.
pub fn arcs_back_from(labels: &Labels, mut label: LabelId) -> impl Iterator<Item = Arc> {
    std::iter::from_fn(move || {
        let (predecessor, arc) = labels[label].predecessor?;
        label = predecessor;
        Some(arc)
    })
}

/// A path: its windows by start, and its price with closing.
struct Path {
    arcs: Vec<Arc>,
    price: f64,
}

/// The input of a search for a path of least price.
#[derive(Clone, Copy)]
struct LabelSetting<'s> {
    star: &'s ForwardStar,
    prices: &'s Prices,
    kinds: &'s PricedKinds,
    /// The completion bound of each node.
    cost_to_go: &'s List<Node, f64>,
    tracked: &'s TrackedResources,
    /// The price below which a path is looked for.
    cutoff: f64,
}

/// A partial path of the enumeration.
struct PartialPath {
    /// Without closing.
    price: f64,
    end: Node,
    ready: Node,
    arcs: Vec<Arc>,
}

impl PartialPath {
    /// The path without arcs.
    fn empty() -> PartialPath {
        PartialPath { price: 0.0, end: Node::START, ready: Node::START, arcs: Vec::new() }
    }
}

/// The number of label comparisons between two checks of the budget: meant to take about a
/// millisecond, so that checks cost nothing and a spent budget is noticed at once.
const COMPARISONS_BETWEEN_CHECKS: usize = 1 << 18;

/// The least improvement on the cutoff, in units of the minimised tier: a path that is cheaper by
/// rounding errors of its sum alone is no improvement, and its labels are pruned. The bound may be
/// too high by this much, a ten-millionth of the `BOUND_TOLERANCE` taken off before it is used.
const PRICE_TOLERANCE: f64 = 1e-9;

/// A search was aborted: its allowance or the budget is spent.
struct Aborted;

/// The remaining allowance of all searches for one cheapest pattern.
struct Meter<'a> {
    allowance: Allowance<'a>,
    /// Comparisons until the next check of the budget.
    until_check: usize,
}

impl Meter<'_> {
    fn new(allowance: Allowance<'_>) -> Meter<'_> {
        // The first call of `spend` checks the budget, so no search starts on a spent one.
        Meter { allowance, until_check: 0 }
    }

    /// Counts comparisons before they are made; fails where the allowance or the budget is spent.
    fn spend(&mut self, comparisons: usize) -> Result<(), Aborted> {
        let left = self.allowance.comparisons.checked_sub(comparisons);
        self.allowance.comparisons = left.ok_or(Aborted)?;
        if self.until_check <= comparisons {
            self.until_check = COMPARISONS_BETWEEN_CHECKS;
            return if self.allowance.budget.is_spent() { Err(Aborted) } else { Ok(()) };
        }
        self.until_check -= comparisons;
        Ok(())
    }
}

/// The least price of a completion after an arc, closing included: the path ends with the arc's
/// window, or goes on.
fn completion_cost(arc: &Arc, prices: &Prices, cost_to_go: &List<Node, f64>) -> f64 {
    prices.closing[arc.end()].min(cost_to_go[arc.ready()])
}

/// For each node the least price of a completion with at least one window, without resource
/// constraints: a completion bound for labels.
fn cost_to_go(star: &ForwardStar, prices: &Prices) -> List<Node, f64> {
    let mut cost_to_go = star.for_each_node(f64::INFINITY);
    for node in star.nodes().rev() {
        let mut best = cost_to_go[node + 1];
        for arc in star.leaving(node) {
            let completion = completion_cost(arc, prices, &cost_to_go);
            best = best.min(prices.choices[arc.choice()] + completion);
        }
        cost_to_go[node] = best;
    }
    cost_to_go
}

/// For each node the least price of a partial path to it, without resource constraints.
fn cost_to_reach(star: &ForwardStar, prices: &Prices) -> List<Node, f64> {
    let mut cost_to_reach = star.for_each_node(f64::INFINITY);
    cost_to_reach[Node::START] = 0.0;
    for node in star.nodes() {
        cost_to_reach[node + 1] = cost_to_reach[node + 1].min(cost_to_reach[node]);
        for arc in star.leaving(node) {
            let ready = arc.ready();
            cost_to_reach[ready] =
                cost_to_reach[ready].min(cost_to_reach[node] + prices.choices[arc.choice()]);
        }
    }
    cost_to_reach
}

impl TimeNetwork {
    /// The network of these arcs; `groups` has the group of each choice.
    pub fn new(
        mut arcs: Vec<Arc>,
        groups: List<ChoiceId, GroupId>,
        nodes: usize,
        most_groups: usize,
        constraints: InBlockConstraints,
    ) -> TimeNetwork {
        arcs.sort_by_key(|arc| (arc.choice(), arc.from()));
        let first = (0..=groups.len())
            .map(|choice| arcs.partition_point(|arc| arc.choice().index() < choice) as u32)
            .collect();
        let (members, member_of) = (List::new(), List::new());
        let mut network = TimeNetwork {
            arcs,
            first,
            groups,
            members,
            member_of,
            classes: Vec::new(),
            nodes,
            most_groups,
            constraints,
        };
        network.find_members();
        network
    }

    /// Fills `members`, `member_of` and `classes`; choices are sorted by group.
    fn find_members(&mut self) {
        let mut known: HashMap<Vec<_>, usize> = HashMap::new();
        let mut first = ChoiceId(0);
        while let Some(group) = self.groups.get(first.index()).copied() {
            let choices = self.groups.partition_point(|own| *own <= group);
            let choices = ChoicesOfGroup::new(first, ChoiceId(choices));
            let times = |choice: ChoiceId| -> Vec<(Node, Node)> {
                self.of_choice(choice).iter().map(|arc| (arc.from(), arc.end())).collect()
            };
            let limit = self.constraints.waiting_limit.as_ref();
            let profile = |choice: ChoiceId| limit.map(|limit| limit.profile_of(choice));
            let related = (!self.constraints.sequencing(group).is_empty()).then_some(group);
            let signature = choices.iter().map(|own| (related, times(own), profile(own))).collect();
            let class = *known.entry(signature).or_insert_with(|| {
                let most_visits = self.most_visits(choices);
                self.classes.push(MemberClass { members: Vec::new(), most_visits });
                self.classes.len() - 1
            });
            let id = self.members.push(choices);
            self.classes[class].members.push(id);
            for _ in choices.iter() {
                self.member_of.push(id);
            }
            first = self.member_of.next_id();
        }
    }

    /// The most windows of these choices that a path has: from their first start to their last end.
    fn most_visits(&self, choices: ChoicesOfGroup) -> usize {
        let arcs = || choices.iter().flat_map(|choice| self.of_choice(choice));
        let steps = |least: Option<usize>| least.unwrap_or(1).max(1);
        let shortest = steps(arcs().map(|arc| arc.end().index() - arc.from().index()).min());
        let next = steps(arcs().map(|arc| arc.ready().index() - arc.from().index()).min());
        let first = arcs().map(|arc| arc.from().index()).min().unwrap_or(0);
        let last = arcs().map(|arc| arc.end().index()).max().unwrap_or(0);
        (last - first).saturating_sub(shortest) / next + 1
    }

    /// The kinds at the prices of a round, without members that a cheapest path doesn't need. Those are members
    /// whose choices all cost 0 or more, which improve no path, and members with [`MemberClass::most_visits`]
    /// *dominators*, members of their class whose choices cost no more each. A path that visits such a member has room for
    /// fewer visits of dominators, so that a dominator is free to take the member's place.
    fn kinds(&self, prices: &Prices) -> PricedKinds {
        let mut kinds = PricedKinds { members: List::new(), of: List::alike(None, &self.members) };
        let price =
            |id: MemberId| self.members[id].iter().map(move |choice| prices.choices[choice]);
        let is_no_dearer =
            |one: MemberId, other: MemberId| price(one).zip(price(other)).all(|(a, b)| a <= b);
        for class in &self.classes {
            let improves = |id: &&MemberId| price(**id).any(|price| price < 0.0);
            let mut by_price: Vec<(f64, MemberId)> =
                class.members.iter().filter(improves).map(|id| (price(*id).sum(), *id)).collect();
            by_price.sort_by(|one, other| one.0.total_cmp(&other.0));
            let first = kinds.members.len();
            for (_, id) in by_price {
                let kept = kinds.members.iter().skip(first).flatten();
                let dominators = kept.filter(|own| is_no_dearer(**own, id));
                if dominators.count() >= class.most_visits {
                    continue;
                }
                let is_alike = |kind: &PricedKindId| price(kinds.members[*kind][0]).eq(price(id));
                let known = kinds.members.ids().skip(first).find(is_alike);
                let kind = known.unwrap_or_else(|| kinds.members.push(Vec::new()));
                kinds.members[kind].push(id);
                kinds.of[id] = Some(kind);
            }
        }
        kinds
    }

    /// All arcs, sorted by choice, then by start.
    pub fn arcs(&self) -> &[Arc] {
        &self.arcs
    }

    /// The arcs of a choice, sorted by start.
    pub fn of_choice(&self, choice: ChoiceId) -> &[Arc] {
        let first = &self.first[choice.index()..];
        &self.arcs[first[0] as usize..first[1] as usize]
    }

    /// The forward star of all choices at a finite price.
    fn forward_star(&self, prices: &Prices) -> ForwardStar {
        let is_open = |choice: &ChoiceId| prices.choices[*choice] < f64::INFINITY;
        self.star_of(&self.groups.ids().filter(is_open).collect::<Vec<_>>())
    }

    fn star_of(&self, choices: &[ChoiceId]) -> ForwardStar {
        let arcs = choices.iter().flat_map(|choice| self.of_choice(*choice)).copied();
        ForwardStar::new(arcs, self.nodes)
    }

    /// The forward star of the first member of each kind, without choices at a price of 0 or more, which
    /// improve no path, as closing later never costs less.
    fn star_of_kinds(&self, kinds: &PricedKinds, prices: &Prices) -> ForwardStar {
        let first = kinds.members.iter().filter_map(|members| members.first());
        let choices = first.flat_map(|id| self.members[*id].iter());
        self.star_of(&choices.filter(|choice| prices.choices[*choice] < 0.0).collect::<Vec<_>>())
    }

    /// The kind of the group of an arc.
    fn kind(&self, kinds: &PricedKinds, arc: Arc) -> Option<PricedKindId> {
        kinds.of[self.member_of[arc.choice()]]
    }

    /// The path with a group for each visit of a kind: the first visit is of its first group and so on,
    /// visits beyond its last group are of that group.
    fn told_apart(&self, path: &Path, kinds: &PricedKinds) -> Path {
        let mut visits = List::alike(0, &kinds.members);
        let arcs = path.arcs.iter().map(|arc| {
            let Some(kind) = self.kind(kinds, *arc) else { return *arc };
            let (members, visit) = (&kinds.members[kind], &mut visits[kind]);
            let choices = |member: usize| self.members[members[member]];
            let own = choices((*visit).min(members.len() - 1));
            *visit += 1;
            let choice = own.iter().nth(choices(0).position(arc.choice()));
            choice.map_or(*arc, |choice| Arc::new(choice, arc.from(), arc.end(), arc.ready()))
        });
        Path { arcs: arcs.collect(), price: path.price }
    }

    fn group(&self, arc: Arc) -> GroupId {
        self.groups[arc.choice()]
    }

    /// For each arc a lower bound on the price of the paths through it (Irnich, Desaulniers,
    /// Desrosiers and Hadjar 2010, "Path-reduced costs for eliminating arcs in routing and
    /// scheduling"): the least price of a path without resource constraints.
    pub fn through(&self, prices: &Prices) -> Vec<f64> {
        let star = self.forward_star(prices);
        let (cost_to_go, cost_to_reach) = (cost_to_go(&star, prices), cost_to_reach(&star, prices));
        let through = |arc: &Arc| {
            let completion = completion_cost(arc, prices, &cost_to_go);
            cost_to_reach[arc.from()] + prices.choices[arc.choice()] + completion
        };
        self.arcs.iter().map(through).collect()
    }

    /// The cheapest path that visits no group twice and keeps the in-block constraints, or the
    /// empty block at a price of 0, by decremental state-space relaxation.
    ///
    /// A search that tracks some resources gives a relaxed path: its price is a bound. Where it
    /// violates a rule, the kinds or the minute of the violation are tracked in the next search.
    /// Where a label can't hold them, or the allowance is spent, the result is the last bound and
    /// the incumbent, the best feasible path found.
    pub fn cheapest(&self, prices: &Prices, allowance: &Allowance<'_>) -> Cheapest {
        let kinds = self.kinds(prices);
        let star = self.star_of_kinds(&kinds, prices);
        let cost_to_go = cost_to_go(&star, prices);
        let mut tracked = TrackedResources::new(kinds.members.len(), self.nodes);
        let mut meter = Meter::new(*allowance);
        let mut relaxed = cost_to_go[Node::START].min(0.0);
        let mut incumbent = Path { arcs: Vec::new(), price: 0.0 };
        let result = |bound: f64, incumbent: &Path| Cheapest {
            at_least: bound,
            windows: placed(&incumbent.arcs),
        };
        loop {
            let search = LabelSetting {
                star: &star,
                prices,
                kinds: &kinds,
                cost_to_go: &cost_to_go,
                tracked: &tracked,
                cutoff: incumbent.price,
            };
            let (path, labels) = match self.search(&search, &mut meter) {
                Ok(Some((path, labels))) => (self.told_apart(&path, &kinds), labels),
                // No relaxed path is cheaper than the incumbent, which is therefore optimal.
                Ok(None) => return result(incumbent.price, &incumbent),
                Err(Aborted) => return result(relaxed, &incumbent),
            };
            let violations = self.violations(&path.arcs, &kinds);
            let repaired = self.repaired(&path, prices);
            if repaired.price < incumbent.price {
                incumbent = repaired;
            }
            if !tracked.add(violations, labels, &kinds) {
                return result(path.price, &incumbent);
            }
            relaxed = path.price;
        }
    }

    /// The rules that a path violates.
    fn violations(&self, path: &[Arc], kinds: &PricedKinds) -> Violations {
        let mut violations = Violations::default();
        let mut visits: BTreeMap<PricedKindId, Vec<Arc>> = BTreeMap::new();
        for (index, arc) in path.iter().enumerate() {
            if let Some(kind) = self.kind(kinds, *arc) {
                visits.entry(kind).or_default().push(*arc);
            }
            for earlier in &path[..index] {
                if self.group(*earlier) != self.group(*arc) && !self.may_follow(*earlier, *arc) {
                    let both = [*earlier, *arc].map(|arc| self.kind(kinds, arc));
                    violations.related.extend(both.into_iter().flatten());
                }
            }
        }
        for (kind, arcs) in visits {
            // Of the runs with one visit more than the kind has groups the shortest is remembered.
            let all = arcs.windows(kinds.members[kind].len() + 1);
            let nodes =
                all.map(|arcs| arcs[0].ready().index()..=arcs[arcs.len() - 1].from().index());
            let nearest = nodes.min_by_key(|nodes| nodes.end() - nodes.start());
            let is_related =
                arcs.iter().any(|arc| !self.constraints.sequencing(self.group(*arc)).is_empty());
            match nearest {
                Some(_) if is_related => violations.related.push(kind),
                Some(nodes) => violations.repeated.push((kind, nodes)),
                None => {}
            }
        }
        let windows: Vec<Placed> = placed(path);
        let limit = self.constraints.waiting_limit.as_ref();
        violations.minute = limit.and_then(|limit| limit.worst_violation(&windows));
        violations
    }

    /// Whether a path may have an arc somewhere after an earlier one: their groups differ, and the
    /// sequencing constraints allow it.
    fn may_follow(&self, earlier: Arc, arc: Arc) -> bool {
        let (group, earlier_group) = (self.group(arc), self.group(earlier));
        let mut sequencing =
            self.constraints.sequencing(group).iter().filter(|(after, _)| *after == earlier_group);
        group != earlier_group
            && sequencing.all(|(_, constraint)| match constraint {
                Sequencing::NotAfter => false,
                Sequencing::DirectlyAfter => {
                    arc.from() <= self.constraints.directly_until(earlier.end())
                }
            })
    }

    /// Whether an arc may extend a partial path without violating a rule.
    fn may_extend(&self, path: &[Arc], arc: Arc) -> bool {
        let is_overfull = || {
            self.constraints.waiting_limit.as_ref().is_some_and(|limit| {
                let waiting = |arc: &Arc, minute| limit.waiting(arc.choice(), arc.from(), minute);
                let all =
                    |minute| path.iter().chain([&arc]).map(|arc| waiting(arc, minute)).sum::<i64>();
                limit.minutes(arc.choice(), arc.from()).any(|minute| all(minute) > limit.capacity())
            })
        };
        path.iter().all(|earlier| self.may_follow(*earlier, arc)) && !is_overfull()
    }

    /// Enumerates the wanted patterns; `None` where there are more than `wanted.most`, or the budget
    /// is spent.
    ///
    /// The sets of `n + 1` leaders extend those of `n`. Among paths with the same leaders one that ends
    /// no later and costs no more dominates: it has every extension that the other has, and closing
    /// later never costs less. Where constraints depend on more than the order of groups, each
    /// choice has a single start and is its own leader.
    pub fn within(&self, prices: &Prices, wanted: &Wanted<'_>) -> Option<Vec<Vec<Placed>>> {
        let Wanted { limit, most, earlier, equivalence, budget } = *wanted;
        let cost_to_go = cost_to_go(&self.forward_star(prices), prices);
        let open: Vec<ChoiceId> = self
            .groups
            .ids()
            .filter(|choice| {
                prices.choices[*choice].is_finite() && !self.of_choice(*choice).is_empty()
            })
            .collect();
        let mut found = Vec::new();
        // For each set of leaders its undominated paths.
        let mut last: BTreeMap<Vec<ChoiceId>, Vec<PartialPath>> =
            BTreeMap::from([(Vec::new(), vec![PartialPath::empty()])]);
        for _ in 0..self.most_groups {
            let mut next: BTreeMap<Vec<ChoiceId>, Vec<PartialPath>> = BTreeMap::new();
            for (set, partials) in &last {
                // Symmetry breaking: the groups of an orbit come by their number, in time too.
                let has_group_of = |choice: ChoiceId| {
                    set.iter().any(|leader| self.groups[*leader] == self.groups[choice])
                };
                let allowed = open.iter().filter(|choice| {
                    earlier[**choice].is_none_or(has_group_of) && !has_group_of(**choice)
                });
                for choice in allowed {
                    let in_reach =
                        |partial| self.extended(partial, *choice, prices, limit, &cost_to_go);
                    let mut paths = partials.iter().filter_map(in_reach).peekable();
                    if paths.peek().is_none() {
                        continue;
                    }
                    let leader = equivalence.leader[*choice];
                    let mut larger = set.clone();
                    larger.insert(set.partition_point(|own| *own < leader), leader);
                    let front = next.entry(larger).or_default();
                    for path in paths {
                        add_undominated(front, path, |own| (own.end.index(), own.price));
                    }
                }
                if next.len() > most || budget.is_spent() {
                    return None;
                }
            }
            for paths in next.values() {
                let total =
                    |own: &&PartialPath| (own.end.index(), own.price + prices.closing[own.end]);
                let complete = paths.iter().filter(|own| total(own).1 <= limit).collect();
                let complete = of_use(equivalence, complete, total);
                if !complete.is_empty() {
                    found.push(complete.into_iter().map(|own| placed(&own.arcs)).collect());
                }
            }
            if found.len() > most {
                return None;
            }
            if next.is_empty() {
                break;
            }
            last = next;
        }
        Some(found.into_iter().flat_map(|patterns: Vec<_>| patterns).collect())
    }

    /// The partial path with the earliest arc of a choice behind it. `None` where no arc of the choice
    /// may follow, or every completion costs more than `limit`.
    fn extended(
        &self,
        partial: &PartialPath,
        choice: ChoiceId,
        prices: &Prices,
        limit: f64,
        cost_to_go: &List<Node, f64>,
    ) -> Option<PartialPath> {
        let arcs = self.of_choice(choice);
        let arc = arcs.get(arcs.partition_point(|arc| arc.from() < partial.ready))?;
        let price = partial.price + prices.choices[choice];
        let is_dear = price + completion_cost(arc, prices, cost_to_go) > limit;
        if is_dear || !self.may_extend(&partial.arcs, *arc) {
            return None;
        }
        let arcs = partial.arcs.iter().copied().chain([*arc]).collect();
        Some(PartialPath { price, end: arc.end(), ready: arc.ready(), arcs })
    }

    /// A feasible path from a relaxed one: without each window that violates a rule together with
    /// the windows kept before it.
    fn repaired(&self, path: &Path, prices: &Prices) -> Path {
        let mut kept: Vec<Arc> = Vec::new();
        for arc in &path.arcs {
            if self.may_extend(&kept, *arc) {
                kept.push(*arc);
            }
        }
        let sum: f64 = kept.iter().map(|arc| prices.choices[arc.choice()]).sum();
        let closing = kept.last().map_or(0.0, |last| prices.closing[last.end()]);
        Path { arcs: kept, price: sum + closing }
    }

    /// Label setting, node by node: the cheapest path at a price below the cutoff, feasible in the
    /// tracked resources, and the number of labels; `None` where no path is.
    fn search(
        &self,
        search: &LabelSetting<'_>,
        meter: &mut Meter<'_>,
    ) -> Result<Option<(Path, usize)>, Aborted> {
        let LabelSetting { star, prices, kinds, cost_to_go, tracked, mut cutoff } = *search;
        let waiting_limit = self.constraints.waiting_limit.as_ref();
        let mut labels = Labels::new();
        let source = labels.push(Label {
            price: 0.0,
            visited: 0,
            count: 0,
            waiting: vec![0; tracked.minutes.len()],
            successor_until: Vec::new(),
            predecessor: None,
        });
        let mut fronts = star.for_each_node(Vec::new());
        fronts[Node::START].push(FrontEntry::new(&labels, source));
        let mut best: Option<(LabelId, Arc)> = None;
        let is_counted = usize::from(self.most_groups < usize::MAX);
        let context = |node: Node| {
            let first_open = |limit: &WaitingLimit| {
                tracked.minutes.partition_point(|minute| *minute < limit.first_call(node))
            };
            DominanceContext { node, first_open: waiting_limit.map_or(0, first_open) }
        };
        for node in star.nodes() {
            let front = std::mem::take(&mut fronts[node]);
            for entry in front {
                let FrontEntry { price, visited, count, label } = entry;
                if price + cost_to_go[node] >= cutoff - PRICE_TOLERANCE {
                    continue;
                }
                meter.spend(fronts[node + 1].len() + star.leaving(node).len() + 1)?;
                let waits = FrontEntry { visited: visited & tracked.memory[node + 1], ..entry };
                insert_into_front(&mut fronts[node + 1], &labels, waits, context(node + 1));
                if count == self.most_groups {
                    continue;
                }
                for arc in star.leaving(node) {
                    let (end, ready) = (arc.end(), arc.ready());
                    let price = price + prices.choices[arc.choice()];
                    let closed = price + prices.closing[end];
                    let is_best = closed < cutoff - PRICE_TOLERANCE;
                    let may_improve = price + cost_to_go[ready] < cutoff - PRICE_TOLERANCE;
                    if !is_best && !may_improve {
                        continue;
                    }
                    let Some(kind) = self.kind(kinds, *arc) else { continue };
                    let Some(visited) = tracked.visit(visited, kind) else { continue };
                    if self.violates_sequencing(&labels, label, *arc, search) {
                        continue;
                    }
                    let waiting = self.waiting(&labels[label], *arc, tracked);
                    let is_overfull = |limit: &WaitingLimit| {
                        waiting.iter().any(|people| *people > limit.capacity())
                    };
                    if waiting_limit.is_some_and(is_overfull) {
                        continue;
                    }
                    if is_best {
                        (best, cutoff) = (Some((label, *arc)), closed);
                    }
                    // The cutoff may have become lower just now.
                    if price + cost_to_go[ready] < cutoff - PRICE_TOLERANCE {
                        let still_open = labels[label]
                            .successor_until
                            .iter()
                            .filter(|(_, until)| *until >= ready);
                        let mut successor_until: Vec<(Visits, Node)> =
                            still_open.copied().collect();
                        let bits = tracked.bits[kind];
                        if bits != 0 && self.constraints.may_need_neighbour(self.group(*arc)) {
                            successor_until.push((bits, self.constraints.directly_until(end)));
                        }
                        let extended = labels.push(Label {
                            price,
                            visited: visited & tracked.memory[ready],
                            count: count + is_counted,
                            waiting,
                            successor_until,
                            predecessor: Some((label, *arc)),
                        });
                        let new = FrontEntry::new(&labels, extended);
                        meter.spend(fronts[ready].len())?;
                        if !insert_into_front(&mut fronts[ready], &labels, new, context(ready)) {
                            labels.pop();
                        }
                        if labels.len() > meter.allowance.labels {
                            return Err(Aborted);
                        }
                    }
                }
            }
        }
        let Some((label, last)) = best else { return Ok(None) };
        let mut arcs: Vec<Arc> =
            std::iter::once(last).chain(arcs_back_from(&labels, label)).collect();
        arcs.reverse();
        Ok(Some((Path { arcs, price: cutoff }, labels.len())))
    }

    /// Whether an arc after a label violates sequencing with a tracked group.
    fn violates_sequencing(
        &self,
        labels: &Labels,
        label: LabelId,
        arc: Arc,
        search: &LabelSetting<'_>,
    ) -> bool {
        let sequencing = self.constraints.sequencing(self.group(arc));
        sequencing.iter().any(|(earlier_group, _)| {
            let mut earlier = arcs_back_from(labels, label)
                .filter(|earlier| self.group(*earlier) == *earlier_group);
            let is_tracked = |earlier: &Arc| {
                let kind = self.kind(search.kinds, *earlier);
                kind.is_some_and(|kind| search.tracked.bits[kind] != 0)
            };
            earlier.any(|earlier| is_tracked(&earlier) && !self.may_follow(earlier, arc))
        })
    }

    /// Resource extension: the people who wait at each tracked minute for a label and an arc.
    fn waiting(&self, label: &Label, arc: Arc, tracked: &TrackedResources) -> Vec<i64> {
        let Some(limit) = &self.constraints.waiting_limit else { return Vec::new() };
        let of_arc = |minute: &Minutes| limit.waiting(arc.choice(), arc.from(), *minute);
        label
            .waiting
            .iter()
            .zip(&tracked.minutes)
            .map(|(people, minute)| people + of_arc(minute))
            .collect()
    }
}

/// The windows of arcs as placed choices.
fn placed(arcs: &[Arc]) -> Vec<Placed> {
    arcs.iter().map(|arc| (arc.choice(), arc.from())).collect()
}

#[cfg(test)]
mod tests {
    use super::super::choice::Equivalence;
    use super::{
        Allowance, Arc, COMPARISONS_BETWEEN_CHECKS, ChoiceId, InBlockConstraints, List, Meter,
        Node, Placed, Prices, TimeNetwork, WaitingLimit, Wanted,
    };
    use crate::base::budget::Budget;
    use crate::campaign::tiny::{self, GRID, START};
    use crate::campaign::{BlockId, Campaign, GroupId, RelationKind};
    use crate::plans::waiting::overfull;
    use crate::solve::windows::Candidate;
    use rand::RngExt;
    use rand::rngs::ChaCha8Rng;
    use std::collections::{BTreeMap, BTreeSet};

    const BLOCK: BlockId = BlockId(0);

    /// A half-day with random windows of three groups.
    struct NetworkCase {
        campaign: Campaign,
        network: TimeNetwork,
        arcs: Vec<Arc>,
        groups: List<ChoiceId, GroupId>,
        most_groups: usize,
    }

    fn case(dice: &mut ChaCha8Rng) -> NetworkCase {
        let nodes = dice.random_range(3..=5_usize);
        let mut draft = tiny::draft(&[nodes as i32], &[12, 9, 15]);
        draft.changeover = [0, 0, GRID / 2, GRID][dice.random_range(0..4_usize)];
        let may_relate = dice.random_bool(0.5);
        for _ in 0..if may_relate { dice.random_range(1..=2) } else { 0 } {
            tiny::add_relation(dice, &mut draft);
        }
        if dice.random_bool(0.3) {
            tiny::limit_waiting(dice, &mut draft);
        }
        let campaign = Campaign::new(draft).unwrap();
        let gap = ((campaign.changeover() + GRID - 1) / GRID) as usize;
        // Where in-block constraints depend on the start, each choice has a single start.
        let together =
            campaign.relations().iter().any(|relation| relation.kind == RelationKind::Together);
        let has_one_start = campaign.limits_waiting() || together;
        let (mut arcs, mut groups, mut windows) = (Vec::new(), List::new(), List::new());
        let mut choice = ChoiceId(0);
        let mut starts_of_one = || -> Vec<Vec<usize>> {
            let lengths = 1..=dice.random_range(1..=2_usize);
            let starts = |steps| (0..=nodes - steps).filter(|_| dice.random_bool(0.7)).collect();
            lengths.map(starts).collect()
        };
        let first = starts_of_one();
        let mut starts_of: Vec<Vec<Vec<usize>>> =
            (0..3).map(|group| if group == 0 { first.clone() } else { starts_of_one() }).collect();
        if dice.random_bool(0.4) {
            starts_of = vec![first; 3];
        }
        for (group, starts) in campaign.group_ids().zip(starts_of) {
            for (steps, starts) in (1..).zip(starts) {
                for (index, from) in starts.into_iter().map(Node).enumerate() {
                    if index == 0 || has_one_start {
                        choice = groups.push(group);
                        windows.push(window(group, from, steps));
                    }
                    let end = from + steps;
                    arcs.push(Arc::new(choice, from, end, (end + gap).min(Node(nodes))));
                }
            }
        }
        let present: BTreeSet<GroupId> = groups.iter().copied().collect();
        let mut constraints = InBlockConstraints::new(&campaign, BLOCK, &present, nodes);
        constraints.waiting_limit = WaitingLimit::new(&campaign, BLOCK, &windows);
        let most_groups = dice.random_range(1..=4);
        let network =
            TimeNetwork::new(arcs.clone(), groups.clone(), nodes, most_groups, constraints);
        NetworkCase { campaign, network, arcs, groups, most_groups }
    }

    fn window(group: GroupId, from: Node, steps: usize) -> Candidate {
        let start = START + from.index() as i32 * GRID;
        let interval = crate::base::clock::Interval::new(start, start + steps as i32 * GRID);
        Candidate { group, block: BLOCK, interval, run: None }
    }

    fn prices(dice: &mut ChaCha8Rng, case: &NetworkCase) -> Prices {
        let mut choices: List<ChoiceId, f64> =
            case.groups.iter().map(|_| f64::from(dice.random_range(-20..=6))).collect();
        // The choices of each group get the prices of the first group's choices, in their order.
        if dice.random_bool(0.5) {
            let first = case.groups.iter().take_while(|group| **group == GroupId(0)).count();
            for member in &case.network.members {
                for (place, choice) in member.iter().enumerate().take(first) {
                    choices[choice] = choices[ChoiceId(place)];
                }
            }
        }
        let mut closing = List::new();
        let mut last = closing.push(0.0);
        for _ in 0..6 {
            last = closing.push(closing[last] + f64::from(dice.random_range(0..=4)));
        }
        Prices { choices, closing }
    }

    impl NetworkCase {
        /// Every path with at least one window; with `keeps_rules` only the feasible ones: no group
        /// twice, at most `most_groups` windows, in-block constraints kept.
        fn every_path(&self, keeps_rules: bool) -> Vec<Vec<Arc>> {
            let mut found = Vec::new();
            let mut stack = vec![Vec::new()];
            while let Some(path) = stack.pop() {
                let ready = path.last().map_or(Node::START, |last: &Arc| last.ready());
                for arc in self.arcs.iter().filter(|arc| arc.from() >= ready) {
                    let longer = [&path[..], &[*arc]].concat();
                    if !keeps_rules || self.keeps_rules(&longer) {
                        stack.push(longer.clone());
                        found.push(longer);
                    }
                }
            }
            found
        }

        fn keeps_rules(&self, path: &[Arc]) -> bool {
            let groups: BTreeSet<GroupId> =
                path.iter().map(|arc| self.network.group(*arc)).collect();
            let windows: Vec<Candidate> = path
                .iter()
                .map(|arc| {
                    let steps = arc.end().index() - arc.from().index();
                    window(self.network.group(*arc), arc.from(), steps)
                })
                .collect();
            let of = |group| windows.iter().find(|window| window.group == group);
            let directly = |a: &Candidate, b: &Candidate| {
                self.campaign.directly_after(BLOCK, a.interval.end, b.interval.start)
            };
            let relations = self.campaign.relations().iter().all(|relation| {
                let (Some(first), Some(second)) = (of(relation.first), of(relation.second)) else {
                    return true;
                };
                match relation.kind {
                    RelationKind::Together => directly(first, second) || directly(second, first),
                    RelationKind::Apart => false,
                    RelationKind::Before => first.interval.end <= second.interval.start,
                }
            });
            let crowds: Vec<_> =
                windows.iter().flat_map(|window| window.crowds(&self.campaign)).collect();
            groups.len() == path.len()
                && path.len() <= self.most_groups
                && relations
                && overfull(&self.campaign, &crowds).is_empty()
        }
    }

    fn price(prices: &Prices, path: &[Arc]) -> f64 {
        let sum: f64 = path.iter().map(|arc| prices.choices[arc.choice()]).sum();
        sum + path.last().map_or(0.0, |last| prices.closing[last.end()])
    }

    #[test]
    fn the_cheapest_path_is_that_of_all_paths() {
        let mut dominated = 0;
        for seed in 0..400 {
            let mut dice = tiny::dice(seed);
            let case = case(&mut dice);
            let paths = case.every_path(true);
            for _ in 0..4 {
                let prices = prices(&mut dice, &case);
                let kinds = case.network.kinds(&prices);
                for (id, choices) in case.network.members.with_ids() {
                    let improves = choices.iter().any(|choice| prices.choices[choice] < 0.0);
                    dominated += usize::from(improves && kinds.of[id].is_none());
                }
                let least = paths.iter().map(|path| price(&prices, path)).fold(0.0, f64::min);
                let found = case.network.cheapest(&prices, &Allowance::ample());
                assert!((found.at_least - least).abs() < 1e-6, "seed {seed}: {found:?}, {least}");
                let is_found = |path: &&Vec<Arc>| super::placed(path) == found.windows;
                let actual = paths.iter().find(is_found).map_or(0.0, |path| price(&prices, path));
                let is_least = (actual - least).abs() < 1e-6;
                assert!(is_least, "seed {seed}: {found:?} at {actual}, {least}");
                let is_a_path =
                    found.windows.is_empty() || paths.iter().any(|path| is_found(&path));
                assert!(is_a_path, "seed {seed}: {found:?} breaks a rule");
            }
        }
        assert!(dominated > 20, "only {dominated} members were dominated");
    }

    #[test]
    fn no_path_visits_a_class_more_often_than_it_has_room() {
        let mut met = 0;
        for seed in 0..200 {
            let case = case(&mut tiny::dice(seed));
            for class in &case.network.classes {
                let is_own =
                    |arc: &&Arc| class.members.contains(&case.network.member_of[arc.choice()]);
                let visits = |path: Vec<Arc>| path.iter().filter(is_own).count();
                let most = case.every_path(false).into_iter().map(visits).max().unwrap_or(0);
                assert!(most <= class.most_visits, "seed {seed}: {most} visits");
                met += usize::from(most == class.most_visits);
            }
        }
        assert!(met > 100, "{met} classes have as many visits");
    }

    #[test]
    fn an_aborted_search_has_a_feasible_path_and_a_valid_bound() {
        let mut aborted = 0;
        for seed in 0..400 {
            let mut dice = tiny::dice(seed);
            let case = case(&mut dice);
            let paths = case.every_path(true);
            let prices = prices(&mut dice, &case);
            let least = paths.iter().map(|path| price(&prices, path)).fold(0.0, f64::min);
            let (open, spent) = (Budget::unlimited(), Budget::seconds(0.0));
            for (budget, comparisons) in [(&open, dice.random_range(0..40)), (&spent, usize::MAX)] {
                let allowance = Allowance { budget, labels: usize::MAX, comparisons };
                let found = case.network.cheapest(&prices, &allowance);
                assert!(found.at_least <= least + 1e-6, "seed {seed}: {found:?}, {least}");
                let is_found = |path: &&Vec<Arc>| super::placed(path) == found.windows;
                assert!(found.windows.is_empty() || paths.iter().any(|path| is_found(&path)));
                aborted += usize::from(found.at_least < least - 1e-6);
            }
        }
        assert!(aborted > 20, "only {aborted} searches were aborted");
    }

    #[test]
    fn a_search_counts_its_comparisons_and_checks_the_budget_now_and_then() {
        let budget = Budget::unlimited();
        let allowance =
            Allowance { budget: &budget, labels: 1, comparisons: 2 * COMPARISONS_BETWEEN_CHECKS };
        let mut meter = Meter::new(allowance);
        assert!(
            meter.spend(COMPARISONS_BETWEEN_CHECKS).is_ok()
                && meter.spend(COMPARISONS_BETWEEN_CHECKS).is_ok()
        );
        assert!(meter.spend(1).is_err(), "more than the allowance");
        let mut meter = Meter::new(Allowance { comparisons: usize::MAX, ..allowance });
        assert!(meter.spend(1).is_ok());
        budget.cancel();
        let until_checked =
            (0..9).take_while(|_| meter.spend(COMPARISONS_BETWEEN_CHECKS / 8).is_ok()).count();
        assert!(until_checked < 8, "{until_checked} eighths of the comparisons between checks");
        assert!(Meter::new(allowance).spend(1).is_err(), "the budget was spent before");
    }

    #[test]
    fn the_bound_of_an_arc_is_the_cheapest_path_through_it_that_may_repeat_groups() {
        for seed in 0..100 {
            let mut dice = tiny::dice(seed);
            let case = case(&mut dice);
            let prices = prices(&mut dice, &case);
            let paths = case.every_path(false);
            for (arc, through) in case.network.arcs().iter().zip(case.network.through(&prices)) {
                let with = paths.iter().filter(|path| path.contains(arc));
                let least = with.map(|path| price(&prices, path)).fold(f64::INFINITY, f64::min);
                assert!((through - least).abs() < 1e-6, "seed {seed}: {arc:?} {through} {least}");
            }
        }
    }

    #[test]
    fn within_a_limit_are_the_cheapest_paths_of_all_sets_of_leaders() {
        let mut merged = 0;
        for seed in 0..300 {
            let mut dice = tiny::dice(seed);
            let case = case(&mut dice);
            let prices = prices(&mut dice, &case);
            let limit = f64::from(dice.random_range(-20..20)) + 0.5;
            let mut equivalence = itself(&case);
            equivalence.ends_matter = dice.random_bool(0.3);
            if case.network.constraints.is_empty() {
                for member in &case.network.members {
                    let first = member.iter().next();
                    for (choice, first) in member.iter().zip(std::iter::repeat(first)) {
                        equivalence.leader[choice] = first.unwrap();
                    }
                }
            }
            let leaders = |choices: &mut dyn Iterator<Item = ChoiceId>| -> BTreeSet<ChoiceId> {
                choices.map(|choice| equivalence.leader[choice]).collect()
            };
            // The least price by leaders, and where ends matter by the end of the last window too.
            let mut least: BTreeMap<BTreeSet<ChoiceId>, BTreeMap<Node, f64>> = BTreeMap::new();
            for path in case.every_path(true) {
                let own = least.entry(leaders(&mut path.iter().map(Arc::choice))).or_default();
                let end =
                    if equivalence.ends_matter { path[path.len() - 1].end() } else { Node(0) };
                let least_of_set = own.entry(end).or_insert(f64::INFINITY);
                *least_of_set = least_of_set.min(price(&prices, &path));
            }
            let mut wanted: Vec<(BTreeSet<ChoiceId>, f64)> = Vec::new();
            let mut sets = 0;
            for (set, by_end) in least {
                let before = wanted.len();
                let mut best = f64::INFINITY;
                for own in by_end.into_values().filter(|price| *price <= limit) {
                    if own < best {
                        wanted.push((set.clone(), own));
                        best = own;
                    }
                }
                sets += usize::from(wanted.len() > before);
            }
            let earlier = List::alike(None, &case.groups);
            let all = Wanted {
                limit,
                most: usize::MAX,
                earlier: &earlier,
                equivalence: &equivalence,
                budget: &Budget::unlimited(),
            };
            let found = case.network.within(&prices, &all).unwrap();
            let paths = case.every_path(true);
            let worth = |windows: &Vec<Placed>| {
                let path = paths.iter().find(|path| super::placed(path) == *windows).unwrap();
                (leaders(&mut path.iter().map(Arc::choice)), price(&prices, path))
            };
            let mut found: Vec<(BTreeSet<ChoiceId>, f64)> = found.iter().map(worth).collect();
            let by_set = |a: &(BTreeSet<ChoiceId>, f64), b: &(BTreeSet<ChoiceId>, f64)| {
                a.0.cmp(&b.0).then(b.1.total_cmp(&a.1))
            };
            found.sort_by(by_set);
            wanted.sort_by(by_set);
            assert_eq!(found, wanted, "seed {seed}, limit {limit}");
            merged += paths.len() - found.len();
            if sets > 1 {
                let fewer = Wanted { most: sets - 1, ..all };
                assert!(case.network.within(&prices, &fewer).is_none(), "seed {seed}");
            }
        }
        assert!(merged > 1_000, "only {merged} paths were left out");
    }

    /// The equivalence in which every choice is its own leader.
    fn itself(case: &NetworkCase) -> Equivalence {
        Equivalence { leader: case.groups.ids().collect(), ends_matter: false }
    }

    #[test]
    fn a_forbidden_choice_is_in_no_path() {
        for seed in 0..50 {
            let mut dice = tiny::dice(seed);
            let case = case(&mut dice);
            let mut prices = prices(&mut dice, &case);
            let forbidden = ChoiceId(0);
            prices.choices[forbidden] = f64::INFINITY;
            let has_forbidden =
                |windows: &[Placed]| windows.iter().any(|(choice, _)| *choice == forbidden);
            assert!(
                !has_forbidden(&case.network.cheapest(&prices, &Allowance::ample()).windows),
                "seed {seed}"
            );
            let (earlier, equivalence) = (List::alike(None, &case.groups), itself(&case));
            let wanted = Wanted {
                limit: 1e6,
                most: usize::MAX,
                earlier: &earlier,
                equivalence: &equivalence,
                budget: &Budget::unlimited(),
            };
            let found = case.network.within(&prices, &wanted).unwrap();
            assert!(!found.iter().any(|windows| has_forbidden(windows)), "seed {seed}");
        }
    }
}

#[cfg(test)]
mod dominance {
    use super::{
        DominanceContext, FEW_LABELS, FrontEntry, Label, LabelId, Labels, List, MemberId, Node,
        PricedKindId, PricedKinds, TrackedResources, Violations, Visits, insert_into_front,
    };
    use crate::campaign::tiny;
    use rand::RngExt;
    use rand::rngs::ChaCha8Rng;

    const NODE: Node = Node(5);
    const MOST_GROUPS: usize = 3;
    const MOST_WAITING: i64 = 9;

    /// A completion of a partial path: the groups it visits, the people it adds at each minute, and
    /// a start of a direct successor of a group, where that group was visited.
    struct Completion {
        groups: Visits,
        waiting: Vec<i64>,
        successor: Option<(Visits, Node)>,
    }

    impl Completion {
        fn may_follow(&self, label: &Label) -> bool {
            let is_direct = |(group, start): (Visits, Node)| {
                let is_open = |(bit, until): &(Visits, Node)| *bit == group && *until >= start;
                label.visited & group == 0 || label.successor_until.iter().any(is_open)
            };
            let mut people = label.waiting.iter().zip(&self.waiting);
            label.visited & self.groups == 0
                && label.count + self.groups.count_ones() as usize <= MOST_GROUPS
                && people.all(|(waiting, more)| *more == 0 || waiting + more <= MOST_WAITING)
                && self.successor.is_none_or(is_direct)
        }
    }

    fn label(dice: &mut ChaCha8Rng) -> Label {
        let visited = dice.random_range(0..8_u128);
        let bits = (0..3).map(|bit| 1 << bit).filter(|bit| visited & bit != 0);
        let bits = bits.filter(|_| dice.random_bool(0.6)).collect::<Vec<Visits>>();
        let successor_until =
            bits.into_iter().map(|bit| (bit, Node(dice.random_range(3..9)))).collect();
        Label {
            price: f64::from(dice.random_range(-4..4)),
            visited,
            count: visited.count_ones() as usize + dice.random_range(0..2_usize),
            successor_until,
            waiting: (0..2).map(|_| dice.random_range(0..=MOST_WAITING)).collect(),
            predecessor: None,
        }
    }

    fn completions(first_open: usize) -> Vec<Completion> {
        let mut all = Vec::new();
        for groups in 0..8 {
            for people in 0..=MOST_WAITING * MOST_WAITING {
                let waiting: Vec<i64> = vec![people % MOST_WAITING, people / MOST_WAITING];
                // No later window makes people wait before the first open minute.
                if waiting[..first_open].iter().any(|more| *more > 0) {
                    continue;
                }
                let successors = (0..3)
                    .flat_map(|bit| (NODE.0..9).map(move |start| Some((1 << bit, Node(start)))));
                all.extend(std::iter::once(None).chain(successors).map(|successor| Completion {
                    groups,
                    waiting: waiting.clone(),
                    successor,
                }));
            }
        }
        all
    }

    #[test]
    fn every_completion_of_a_label_is_as_cheap_from_a_label_of_the_front() {
        for first_open in 0..=2 {
            let completions = completions(first_open);
            let context = DominanceContext { node: NODE, first_open };
            let mut dropped = 0;
            for seed in 0..60 {
                let mut dice = tiny::dice(seed);
                let labels: Labels = (0..8).map(|_| label(&mut dice)).collect();
                let mut front: Vec<FrontEntry> = Vec::new();
                for label in labels.ids() {
                    let new = FrontEntry::new(&labels, label);
                    let is_in = insert_into_front(&mut front, &labels, new, context);
                    assert_eq!(
                        is_in,
                        front.iter().any(|entry| entry.label == label),
                        "seed {seed}"
                    );
                }
                assert!(front.is_sorted_by(|a, b| a.price <= b.price), "seed {seed}");
                dropped += labels.len() - front.len();
                for completion in &completions {
                    let best = |ids: &mut dyn Iterator<Item = LabelId>| {
                        let feasible = ids.filter(|id| completion.may_follow(&labels[*id]));
                        feasible.map(|id| labels[id].price).fold(f64::INFINITY, f64::min)
                    };
                    let of_all = best(&mut labels.ids());
                    let of_front = best(&mut front.iter().map(|entry| entry.label));
                    assert!(of_front <= of_all, "seed {seed}: {of_front}, not {of_all}");
                }
            }
            assert!(dropped > 60, "only {dropped} labels were dominated");
        }
    }

    #[test]
    fn labels_count_visits_where_they_are_remembered_and_what_is_tracked_is_not_new() {
        let members: List<PricedKindId, Vec<MemberId>> =
            vec![vec![MemberId(0)], (1..4).map(MemberId).collect(), vec![MemberId(9); 125]].into();
        let kinds = PricedKinds { members, of: List::new() };
        let mut tracked = TrackedResources::new(3, 8);
        let (one, three, many) = (PricedKindId(0), PricedKindId(1), PricedKindId(2));
        let repeated = |kind, nodes| Violations { repeated: vec![(kind, nodes)], ..none() };
        let add = |tracked: &mut TrackedResources, violations| {
            tracked.add(violations, FEW_LABELS + 1, &kinds)
        };
        assert!(add(&mut tracked, repeated(three, 2..=4)));
        assert!(!add(&mut tracked, repeated(three, 3..=4)), "nothing new");
        assert!(add(&mut tracked, repeated(three, 4..=5)), "one node more");
        let remembered: Vec<usize> =
            tracked.memory.with_ids().filter(|(_, own)| **own > 0).map(|(id, _)| id.0).collect();
        assert_eq!(remembered, [2, 3, 4, 5]);
        let visits: Vec<Option<Visits>> =
            [0, 1, 3, 7].map(|visited| tracked.visit(visited, three)).to_vec();
        assert_eq!(visits, [Some(1), Some(3), Some(7), None]);
        assert_eq!(tracked.visit(7, one), Some(7), "not tracked");
        assert!(add(&mut tracked, Violations { related: vec![one], ..none() }));
        assert_eq!((tracked.visit(7, one), tracked.visit(15, one)), (Some(15), None));
        assert!(tracked.memory.iter().all(|own| own & 8 != 0), "it is remembered everywhere");
        assert!(!add(&mut tracked, repeated(many, 0..=8)), "more groups than bits");
        assert!(tracked.add(repeated(three, 4..=5), FEW_LABELS, &kinds), "there are few labels");
        assert!(tracked.memory.iter().all(|own| *own == 15), "all are remembered everywhere");
        let minute = |minute| Violations { minute: Some(minute), ..none() };
        assert!(add(&mut tracked, minute(30)) && add(&mut tracked, minute(10)));
        assert!(!add(&mut tracked, minute(30)) && tracked.minutes == [10, 30]);
    }

    fn none() -> Violations {
        Violations::default()
    }
}
