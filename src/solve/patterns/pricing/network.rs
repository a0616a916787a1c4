//! One block as a graph: its patterns are the paths through its time, and pricing is the search for
//! the cheapest.
//!
//! Nodes are grid minutes at which the crew is ready; an arc is a candidate window, or waiting one
//! grid step; a path ends where its last window ends. Prices change from round to round, the graph
//! does not. Labels are the ways to the nodes that pricing compares; none that is kept beats
//! another.

use super::choice::{Allowance, Arc, Cheapest, Prices, Wanted};
use super::in_block::{InBlockConstraints, Sequencing, WaitingLimit};
use crate::base::clock::Minutes;
use crate::campaign::GroupId;
use crate::solve::patterns::pattern::Placed;
use std::collections::BTreeMap;

/// Arcs by start.
struct Arcs {
    list: Vec<Arc>,
    /// For each node the place of its first arc; one more at the end.
    first: Vec<usize>,
}

impl Arcs {
    /// Sorts by start; where they start together they stay in their order.
    fn new(arcs: impl Iterator<Item = Arc> + Clone, nodes: usize) -> Arcs {
        let mut first = vec![0; nodes + 1];
        for arc in arcs.clone() {
            first[arc.from() + 1] += 1;
        }
        for node in 0..nodes {
            first[node + 1] += first[node];
        }
        let (mut next, mut list) = (first.clone(), vec![Arc::default(); first[nodes]]);
        for arc in arcs {
            list[next[arc.from()]] = arc;
            next[arc.from()] += 1;
        }
        Arcs { list, first }
    }

    /// How many grid minutes the block has.
    fn nodes(&self) -> usize {
        self.first.len() - 1
    }

    /// Those that start at a node.
    fn at(&self, node: usize) -> &[Arc] {
        &self.list[self.first[node]..self.first[node + 1]]
    }
}

/// The windows of one shape on the line of its time.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct TimeNetwork {
    /// By choice, then by start.
    arcs: Vec<Arc>,
    /// For each choice the place of its first arc; one more at the end.
    first: Vec<u32>,
    /// The group of each choice.
    groups: Vec<GroupId>,
    nodes: usize,
    most_groups: usize,
    terms: InBlockConstraints,
}

/// What the labels of a search remember; what paths before it have broken.
#[derive(Default)]
pub struct Memory {
    /// Groups that came twice, or against what others ask of them.
    pub groups: Vec<GroupId>,
    /// Minutes at which too many waited.
    pub minutes: Vec<Minutes>,
}

/// More minutes than this are too much to remember.
const MOST_MINUTES: usize = 16;

impl Memory {
    /// The bit of a group.
    pub fn bit(&self, group: GroupId) -> u64 {
        self.groups.binary_search(&group).map_or(0, |place| 1 << place)
    }

    /// Adds what a path has broken; `false` where that is nothing new, or too much.
    pub fn add(&mut self, groups: Vec<GroupId>, minute: Option<Minutes>) -> bool {
        let before = self.groups.len() + self.minutes.len();
        self.groups.extend(groups);
        self.groups.sort_unstable();
        self.groups.dedup();
        self.minutes.extend(minute);
        self.minutes.sort_unstable();
        self.minutes.dedup();
        let is_more = self.groups.len() + self.minutes.len() > before;
        is_more && self.groups.len() <= u64::BITS as usize && self.minutes.len() <= MOST_MINUTES
    }
}

/// A way to a node.
pub struct Label {
    pub price: f64,
    /// Which of the remembered groups it has met.
    pub met: u64,
    pub count: usize,
    /// How many wait at each of the remembered minutes.
    pub waiting: Vec<i64>,
    /// The last group that may have a neighbour directly after it, and until which node that may
    /// start.
    pub neighbours: Vec<(u64, usize)>,
    /// The label it goes on from, and by which arc.
    pub before: Option<(usize, Arc)>,
}

/// A label at a node, with what decides most comparisons: they are what pricing spends its time on.
#[derive(Clone, Copy)]
pub struct Kept {
    price: f64,
    met: u64,
    count: usize,
    /// The place of the label.
    pub label: usize,
}

impl Kept {
    /// The label at this place.
    pub fn new(labels: &[Label], label: usize) -> Kept {
        let Label { price, met, count, .. } = labels[label];
        Kept { price, met, count, label }
    }

    /// Whether nothing can be done from the other one that is not as good from this one.
    fn beats(&self, other: &Kept, labels: &[Label], here: Here) -> bool {
        self.price <= other.price
            && self.met & !other.met == 0
            && self.count <= other.count
            && labels[self.label].is_as_free(&labels[other.label], here)
    }
}

impl Label {
    /// Whether people who wait and neighbours leave as much to be done as they do from the other
    /// one.
    fn is_as_free(&self, other: &Label, Here { node, open }: Here) -> bool {
        self.waiting[open..].iter().zip(&other.waiting[open..]).all(|(own, others)| own <= others)
            && other.neighbours.iter().filter(|(_, until)| *until >= node).all(|(bit, until)| {
                let is_as_good = |(own, later): &(u64, usize)| own == bit && later >= until;
                self.met & bit == 0 || self.neighbours.iter().any(is_as_good)
            })
    }
}

/// Where labels are compared.
#[derive(Clone, Copy)]
pub struct Here {
    pub node: usize,
    /// The first of the remembered minutes at which somebody else might wait.
    pub open: usize,
}

/// Adds a label to those of a node, the cheapest first, of which none beats another; whether it is
/// one of them.
pub fn keep(at: &mut Vec<Kept>, labels: &[Label], new: Kept, here: Here) -> bool {
    let dearer = at.partition_point(|kept| kept.price <= new.price);
    if at[..dearer].iter().any(|kept| kept.beats(&new, labels, here)) {
        return false;
    }
    let mut place = 0;
    at.retain(|kept| {
        place += 1;
        place <= dearer || !new.beats(kept, labels, here)
    });
    at.insert(dearer, new);
    true
}

/// The arcs of a label, the last one first.
pub fn way(labels: &[Label], mut label: usize) -> impl Iterator<Item = Arc> {
    std::iter::from_fn(move || {
        let (before, arc) = labels[label].before?;
        label = before;
        Some(arc)
    })
}

/// A path that is cheaper than the empty block: arcs in order of time, and what they cost with
/// closing.
struct Path {
    arcs: Vec<Arc>,
    price: f64,
}

/// The path that makes some choices and is ready first.
#[derive(Default)]
struct Made {
    price: f64,
    end: u16,
    ready: u16,
    path: Vec<Arc>,
}

/// Comparisons of labels between two looks at the budget: about a millisecond.
const BETWEEN_LOOKS: usize = 1 << 18;

/// The search was given up: it was too long, or the budget is spent.
struct GivenUp;

/// What is left of an allowance for all searches for one pattern.
struct Meter<'a> {
    allowance: Allowance<'a>,
    /// Comparisons until the budget is looked at again.
    until_look: usize,
}

impl Meter<'_> {
    fn new(allowance: Allowance<'_>) -> Meter<'_> {
        // A search that begins after the end is given up at once.
        Meter { allowance, until_look: 0 }
    }

    /// Counts what is about to be done.
    fn spend(&mut self, comparisons: usize) -> Result<(), GivenUp> {
        let left = self.allowance.comparisons.checked_sub(comparisons);
        self.allowance.comparisons = left.ok_or(GivenUp)?;
        if self.until_look <= comparisons {
            self.until_look = BETWEEN_LOOKS;
            return if self.allowance.budget.is_spent() { Err(GivenUp) } else { Ok(()) };
        }
        self.until_look -= comparisons;
        Ok(())
    }
}

/// What paths still cost from each node on.
fn from_here(arcs: &Arcs, prices: &Prices) -> Vec<f64> {
    let nodes = arcs.nodes();
    let mut from_here = vec![f64::INFINITY; nodes + 1];
    for node in (0..nodes).rev() {
        let mut best = from_here[node + 1];
        for arc in arcs.at(node) {
            let later = prices.closing[usize::from(arc.end)].min(from_here[usize::from(arc.ready)]);
            best = best.min(prices.choices[arc.choice()] + later);
        }
        from_here[node] = best;
    }
    from_here
}

/// What paths cost at least to get to each node.
fn to_here(arcs: &Arcs, prices: &Prices) -> Vec<f64> {
    let nodes = arcs.nodes();
    let mut to_here = vec![f64::INFINITY; nodes + 1];
    to_here[0] = 0.0;
    for node in 0..nodes {
        to_here[node + 1] = to_here[node + 1].min(to_here[node]);
        for arc in arcs.at(node) {
            let ready = usize::from(arc.ready);
            to_here[ready] = to_here[ready].min(to_here[node] + prices.choices[arc.choice()]);
        }
    }
    to_here
}

impl TimeNetwork {
    /// The graph of these arcs; `groups` has the group of each choice.
    pub fn new(
        mut arcs: Vec<Arc>,
        groups: Vec<GroupId>,
        nodes: usize,
        most_groups: usize,
        terms: InBlockConstraints,
    ) -> TimeNetwork {
        arcs.sort_by_key(|arc| (arc.choice, arc.from));
        let first = (0..=groups.len())
            .map(|choice| arcs.partition_point(|arc| arc.choice() < choice) as u32)
            .collect();
        TimeNetwork { arcs, first, groups, nodes, most_groups, terms }
    }

    /// All arcs.
    pub fn arcs(&self) -> &[Arc] {
        &self.arcs
    }

    /// The arcs of a choice, by start.
    pub fn of_choice(&self, choice: usize) -> &[Arc] {
        &self.arcs[self.first[choice] as usize..self.first[choice + 1] as usize]
    }

    /// The graph of the choices with a price below `below`: few, in most rounds.
    fn graph(&self, prices: &Prices, below: f64) -> Arcs {
        let choices: Vec<usize> =
            (0..self.groups.len()).filter(|choice| prices.choices[*choice] < below).collect();
        Arcs::new(choices.iter().flat_map(|choice| self.of_choice(*choice)).copied(), self.nodes)
    }

    fn group(&self, arc: Arc) -> GroupId {
        self.groups[arc.choice()]
    }

    /// For each arc the least that a path through it can cost, where other groups may repeat.
    pub fn through(&self, prices: &Prices) -> Vec<f64> {
        let graph = self.graph(prices, f64::INFINITY);
        let (from_here, to_here) = (from_here(&graph, prices), to_here(&graph, prices));
        let through = |arc: &Arc| {
            let later = prices.closing[usize::from(arc.end)].min(from_here[usize::from(arc.ready)]);
            to_here[arc.from()] + prices.choices[arc.choice()] + later
        };
        self.arcs.iter().map(through).collect()
    }

    /// The cheapest path that meets no group twice and keeps the terms of the block, or the empty
    /// block at a price of 0.
    ///
    /// Groups and minutes are remembered only once a path has broken a rule there (decremental
    /// state space relaxation). Where that becomes too much to remember, or takes too long, the
    /// cheapest path met is given that keeps them, and the price of the last one that breaks them
    /// as a bound.
    pub fn cheapest(&self, prices: &Prices, allowance: &Allowance<'_>) -> Cheapest {
        // Closing later is never cheaper, so a window at a price of 0 or more is better left out.
        let arcs = self.graph(prices, 0.0);
        let from_here = from_here(&arcs, prices);
        let mut memory = Memory::default();
        let mut meter = Meter::new(*allowance);
        let mut last = Path { arcs: Vec::new(), price: from_here[0].min(0.0) };
        // The cheapest path so far that keeps the rules: no other one matters that is not cheaper.
        let mut kept = Path { arcs: Vec::new(), price: 0.0 };
        loop {
            let path = match self.search(&arcs, prices, &from_here, &memory, kept.price, &mut meter)
            {
                Ok(Some(path)) => path,
                Ok(None) => return Cheapest { at_least: kept.price, windows: placed(&kept.arcs) },
                // Nothing is known but what a path that breaks rules costs.
                Err(GivenUp) => {
                    return Cheapest { at_least: last.price, windows: placed(&kept.arcs) };
                }
            };
            let (groups, minute) = self.faults(&path.arcs);
            let without_faults = self.without_faults(&path, prices);
            if without_faults.price < kept.price {
                kept = without_faults;
            }
            if !memory.add(groups, minute) {
                return Cheapest { at_least: path.price, windows: placed(&kept.arcs) };
            }
            last = path;
        }
    }

    /// Groups of a path that come twice or against what others ask of them, and a minute at which
    /// too many wait.
    fn faults(&self, path: &[Arc]) -> (Vec<GroupId>, Option<Minutes>) {
        let mut groups: Vec<GroupId> = Vec::new();
        for (place, arc) in path.iter().enumerate() {
            for before in &path[..place] {
                if !self.may_follow(*before, *arc) {
                    groups.extend([self.group(*before), self.group(*arc)]);
                }
            }
        }
        let windows = || path.iter().map(|arc| (arc.choice(), arc.from())).collect::<Vec<_>>();
        (groups, self.terms.hall.as_ref().and_then(|hall| hall.fullest(&windows())))
    }

    /// Whether a window may come somewhere after another one: not of the same group, and as the
    /// terms say.
    fn may_follow(&self, before: Arc, arc: Arc) -> bool {
        let (group, other) = (self.group(arc), self.group(before));
        let mut sequencing =
            self.terms.sequencing(group).iter().filter(|(asked, _)| *asked == other);
        group != other
            && sequencing.all(|(_, asked)| match asked {
                Sequencing::NotAfter => false,
                Sequencing::DirectlyAfter => {
                    arc.from() <= self.terms.directly_until(usize::from(before.end))
                }
            })
    }

    /// Whether a window may come after all these.
    fn may_go_on(&self, path: &[Arc], arc: Arc) -> bool {
        let is_too_full = || {
            self.terms.hall.as_ref().is_some_and(|hall| {
                let waiting = |arc: &Arc, minute| hall.waiting(arc.choice(), arc.from(), minute);
                let all =
                    |minute| path.iter().chain([&arc]).map(|arc| waiting(arc, minute)).sum::<i64>();
                hall.minutes(arc.choice(), arc.from()).any(|minute| all(minute) > hall.most())
            })
        };
        path.iter().all(|before| self.may_follow(*before, arc)) && !is_too_full()
    }

    /// All wanted sets of choices that some path makes, each with the path that ends first; `None`
    /// where there are too many, or the budget is spent.
    ///
    /// Sets grow by one choice at a time. Of the paths that make the same choices only the one
    /// matters that is ready first: whatever goes on from another one goes on from it, and closing
    /// later is never cheaper. (Where terms look at more than who comes before whom, each choice
    /// has one start.)
    pub fn within(&self, prices: &Prices, wanted: &Wanted<'_>) -> Option<Vec<Vec<Placed>>> {
        let Wanted { limit, most, earlier, budget } = *wanted;
        let from_here = from_here(&self.graph(prices, f64::INFINITY), prices);
        let open: Vec<usize> = (0..self.groups.len())
            .filter(|choice| {
                prices.choices[*choice].is_finite() && !self.of_choice(*choice).is_empty()
            })
            .collect();
        let mut found = Vec::new();
        let mut last: BTreeMap<Vec<u32>, Made> = BTreeMap::from([(Vec::new(), Made::default())]);
        for _ in 0..self.most_groups {
            let mut next: BTreeMap<Vec<u32>, Made> = BTreeMap::new();
            for (set, made) in &last {
                for choice in &open {
                    // Of groups alike those with the lower numbers come, in the order of time.
                    let is_named = |before: usize| {
                        made.path.iter().any(|arc| self.group(*arc) == self.groups[before])
                    };
                    if !earlier[*choice].is_none_or(is_named) {
                        continue;
                    }
                    let own = self.of_choice(*choice);
                    let Some(arc) = own.get(own.partition_point(|arc| arc.from < made.ready))
                    else {
                        continue;
                    };
                    let price = made.price + prices.choices[*choice];
                    let later =
                        prices.closing[usize::from(arc.end)].min(from_here[usize::from(arc.ready)]);
                    if price + later > limit || !self.may_go_on(&made.path, *arc) {
                        continue;
                    }
                    let mut larger = set.clone();
                    larger.insert(set.partition_point(|other| *other < arc.choice), arc.choice);
                    let is_first = next
                        .get(&larger)
                        .is_none_or(|other| (arc.end, arc.ready) < (other.end, other.ready));
                    if is_first {
                        let mut path = made.path.clone();
                        path.push(*arc);
                        next.insert(larger, Made { price, end: arc.end, ready: arc.ready, path });
                    }
                }
                if next.len() > most || budget.is_spent() {
                    return None;
                }
            }
            let complete = next
                .values()
                .filter(|made| made.price + prices.closing[usize::from(made.end)] <= limit);
            found.extend(complete.map(|made| placed(&made.path)));
            if found.len() > most {
                return None;
            }
            if next.is_empty() {
                break;
            }
            last = next;
        }
        Some(found)
    }

    /// The path with each window left out that breaks a rule with those before it, at its own
    /// price.
    fn without_faults(&self, path: &Path, prices: &Prices) -> Path {
        let mut kept: Vec<Arc> = Vec::new();
        for arc in &path.arcs {
            if self.may_go_on(&kept, *arc) {
                kept.push(*arc);
            }
        }
        let paid: f64 = kept.iter().map(|arc| prices.choices[arc.choice()]).sum();
        let closing = kept.last().map_or(0.0, |last| prices.closing[usize::from(last.end)]);
        Path { arcs: kept, price: paid + closing }
    }

    /// Label setting over the nodes: the cheapest path, if it costs less than `limit`. Labels keep
    /// the rules where something is remembered.
    fn search(
        &self,
        arcs: &Arcs,
        prices: &Prices,
        from_here: &[f64],
        memory: &Memory,
        limit: f64,
        meter: &mut Meter<'_>,
    ) -> Result<Option<Path>, GivenUp> {
        let nobody = vec![0; memory.minutes.len()];
        let mut labels = vec![Label {
            price: 0.0,
            met: 0,
            count: 0,
            waiting: nobody,
            neighbours: Vec::new(),
            before: None,
        }];
        let mut at: Vec<Vec<Kept>> = vec![Vec::new(); arcs.nodes() + 1];
        at[0].push(Kept::new(&labels, 0));
        let mut best: Option<(usize, Arc)> = None;
        let mut limit = limit;
        let place = |node: usize| {
            let hall = self.terms.hall.as_ref();
            let is_over = |hall: &WaitingLimit| {
                memory.minutes.partition_point(|minute| *minute < hall.first_call(node))
            };
            Here { node, open: hall.map_or(0, is_over) }
        };
        for node in 0..arcs.nodes() {
            let here = std::mem::take(&mut at[node]);
            for kept in here {
                let label = kept.label;
                let (price, met, count) =
                    (labels[label].price, labels[label].met, labels[label].count);
                if price + from_here[node] >= limit - 1e-9 {
                    continue;
                }
                meter.spend(at[node + 1].len() + arcs.at(node).len() + 1)?;
                keep(&mut at[node + 1], &labels, kept, place(node + 1));
                if count == self.most_groups {
                    continue;
                }
                for arc in arcs.at(node) {
                    let Arc { choice, end, ready, .. } = *arc;
                    let (choice, end, ready) =
                        (choice as usize, usize::from(end), usize::from(ready));
                    let bit = memory.bit(self.group(*arc));
                    let price = price + prices.choices[choice];
                    if met & bit != 0 {
                        continue;
                    }
                    let closed = price + prices.closing[end];
                    let is_best = closed < limit - 1e-9;
                    let goes_on = price + from_here[ready] < limit - 1e-9;
                    if !is_best && !goes_on || self.breaks_a_bond(&labels, label, *arc, memory) {
                        continue;
                    }
                    let waiting = self.waiting(&labels[label], *arc, memory);
                    if self
                        .terms
                        .hall
                        .as_ref()
                        .is_some_and(|hall| waiting.iter().any(|people| *people > hall.most()))
                    {
                        continue;
                    }
                    if is_best {
                        (best, limit) = (Some((label, *arc)), closed);
                    }
                    if price + from_here[ready] < limit - 1e-9 {
                        let still =
                            labels[label].neighbours.iter().filter(|(_, until)| *until >= ready);
                        let mut neighbours: Vec<(u64, usize)> = still.copied().collect();
                        if bit != 0 && self.terms.may_need_neighbour(self.group(*arc)) {
                            neighbours.push((bit, self.terms.directly_until(end)));
                        }
                        let before = Some((label, *arc));
                        labels.push(Label {
                            price,
                            met: met | bit,
                            count: count + 1,
                            waiting,
                            neighbours,
                            before,
                        });
                        let new = Kept::new(&labels, labels.len() - 1);
                        meter.spend(at[ready].len())?;
                        if !keep(&mut at[ready], &labels, new, place(ready)) {
                            labels.pop();
                        }
                        if labels.len() > meter.allowance.labels {
                            return Err(GivenUp);
                        }
                    }
                }
            }
        }
        let Some((label, last)) = best else { return Ok(None) };
        let mut path: Vec<Arc> = std::iter::once(last).chain(way(&labels, label)).collect();
        path.reverse();
        Ok(Some(Path { arcs: path, price: limit }))
    }

    /// Whether a window after a label would break what remembered groups ask.
    fn breaks_a_bond(&self, labels: &[Label], label: usize, arc: Arc, memory: &Memory) -> bool {
        let met = labels[label].met;
        let mut sequencing = self
            .terms
            .sequencing(self.group(arc))
            .iter()
            .filter(|(other, _)| met & memory.bit(*other) != 0);
        sequencing.any(|(other, _)| {
            let mut others = way(labels, label).filter(|before| self.group(*before) == *other);
            others.any(|before| !self.may_follow(before, arc))
        })
    }

    /// How many wait at the remembered minutes with a window more.
    fn waiting(&self, label: &Label, arc: Arc, memory: &Memory) -> Vec<i64> {
        let Some(hall) = &self.terms.hall else { return Vec::new() };
        let more = |minute: &Minutes| hall.waiting(arc.choice(), arc.from(), *minute);
        label
            .waiting
            .iter()
            .zip(&memory.minutes)
            .map(|(people, minute)| people + more(minute))
            .collect()
    }
}

/// Arcs as choices and where they start.
fn placed(arcs: &[Arc]) -> Vec<Placed> {
    arcs.iter().map(|arc| (arc.choice(), arc.from())).collect()
}

#[cfg(test)]
mod tests {
    use super::{
        Allowance, Arc, BETWEEN_LOOKS, InBlockConstraints, Meter, Prices, TimeNetwork,
        WaitingLimit, Wanted,
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
    struct Case {
        campaign: Campaign,
        line: TimeNetwork,
        arcs: Vec<Arc>,
        groups: Vec<GroupId>,
        most_groups: usize,
    }

    fn case(dice: &mut ChaCha8Rng) -> Case {
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
        // Where others look at when a window starts, each choice has one start.
        let together = campaign.relations().iter().any(|own| own.kind == RelationKind::Together);
        let has_one_start = campaign.limits_waiting() || together;
        let (mut arcs, mut groups, mut windows) = (Vec::new(), Vec::new(), Vec::new());
        for group in campaign.group_ids() {
            for steps in 1..=dice.random_range(1..=2) {
                let starts = (0..=nodes - steps).filter(|_| dice.random_bool(0.7));
                for (place, from) in starts.enumerate() {
                    if place == 0 || has_one_start {
                        groups.push(group);
                        windows.push(window(group, from, steps));
                    }
                    let end = from + steps;
                    arcs.push(Arc::new(groups.len() - 1, from, end, (end + gap).min(nodes)));
                }
            }
        }
        let named: BTreeSet<GroupId> = groups.iter().copied().collect();
        let mut terms = InBlockConstraints::new(&campaign, BLOCK, &named, nodes);
        terms.hall = WaitingLimit::new(&campaign, BLOCK, &windows);
        let most_groups = dice.random_range(1..=4);
        let line = TimeNetwork::new(arcs.clone(), groups.clone(), nodes, most_groups, terms);
        Case { campaign, line, arcs, groups, most_groups }
    }

    fn window(group: GroupId, from: usize, steps: usize) -> Candidate {
        let start = START + from as i32 * GRID;
        let interval = crate::base::clock::Interval::new(start, start + steps as i32 * GRID);
        Candidate { group, block: BLOCK, interval, run: None }
    }

    fn prices(dice: &mut ChaCha8Rng, case: &Case) -> Prices {
        let price = |_| f64::from(dice.random_range(-20..=6));
        let choices = case.groups.iter().map(price).collect();
        let mut closing = vec![0.0];
        for node in 0..6 {
            closing.push(closing[node] + f64::from(dice.random_range(0..=4)));
        }
        Prices { choices, closing }
    }

    impl Case {
        /// Every path with at least one window in order of time; `keeps_rules` without any group
        /// twice, too many groups, or terms that are broken.
        fn every_path(&self, keeps_rules: bool) -> Vec<Vec<Arc>> {
            let mut found = Vec::new();
            let mut stack = vec![Vec::new()];
            while let Some(path) = stack.pop() {
                let ready = path.last().map_or(0, |last: &Arc| usize::from(last.ready));
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
            let groups: BTreeSet<GroupId> = path.iter().map(|arc| self.line.group(*arc)).collect();
            let windows: Vec<Candidate> = path
                .iter()
                .map(|arc| {
                    window(self.line.group(*arc), arc.from(), usize::from(arc.end) - arc.from())
                })
                .collect();
            let of = |group| windows.iter().find(|window| window.group == group);
            let directly = |one: &Candidate, other: &Candidate| {
                self.campaign.directly_after(BLOCK, one.interval.end, other.interval.start)
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
        let paid: f64 = path.iter().map(|arc| prices.choices[arc.choice()]).sum();
        paid + path.last().map_or(0.0, |last| prices.closing[usize::from(last.end)])
    }

    #[test]
    fn the_cheapest_path_is_that_of_all_paths() {
        for seed in 0..400 {
            let mut dice = tiny::dice(seed);
            let case = case(&mut dice);
            let paths = case.every_path(true);
            for _ in 0..4 {
                let prices = prices(&mut dice, &case);
                let least = paths.iter().map(|path| price(&prices, path)).fold(0.0, f64::min);
                let found = case.line.cheapest(&prices, &Allowance::ample());
                assert!((found.at_least - least).abs() < 1e-6, "seed {seed}: {found:?}, {least}");
                let is_found = |path: &&Vec<Arc>| super::placed(path) == found.windows;
                let own = paths.iter().find(is_found).map_or(0.0, |path| price(&prices, path));
                assert!((own - least).abs() < 1e-6, "seed {seed}: {found:?} at {own}, {least}");
                let is_a_path =
                    found.windows.is_empty() || paths.iter().any(|path| is_found(&path));
                assert!(is_a_path, "seed {seed}: {found:?} breaks a rule");
            }
        }
    }

    #[test]
    fn what_a_search_finds_before_it_is_given_up_is_a_path_and_its_bound_holds() {
        let mut given_up = 0;
        for seed in 0..400 {
            let mut dice = tiny::dice(seed);
            let case = case(&mut dice);
            let paths = case.every_path(true);
            let prices = prices(&mut dice, &case);
            let least = paths.iter().map(|path| price(&prices, path)).fold(0.0, f64::min);
            let (open, spent) = (Budget::unlimited(), Budget::seconds(0.0));
            for (budget, comparisons) in [(&open, dice.random_range(0..40)), (&spent, usize::MAX)] {
                let allowance = Allowance { budget, labels: usize::MAX, comparisons };
                let found = case.line.cheapest(&prices, &allowance);
                assert!(found.at_least <= least + 1e-6, "seed {seed}: {found:?}, {least}");
                let is_found = |path: &&Vec<Arc>| super::placed(path) == found.windows;
                assert!(found.windows.is_empty() || paths.iter().any(|path| is_found(&path)));
                given_up += usize::from(found.at_least < least - 1e-6);
            }
        }
        assert!(given_up > 20, "only {given_up} searches were given up");
    }

    #[test]
    fn a_search_counts_its_work_and_asks_the_budget_now_and_then() {
        let budget = Budget::unlimited();
        let allowance = Allowance { budget: &budget, labels: 1, comparisons: 2 * BETWEEN_LOOKS };
        let mut meter = Meter::new(allowance);
        assert!(meter.spend(BETWEEN_LOOKS).is_ok() && meter.spend(BETWEEN_LOOKS).is_ok());
        assert!(meter.spend(1).is_err(), "more than was allowed");
        let mut meter = Meter::new(Allowance { comparisons: usize::MAX, ..allowance });
        assert!(meter.spend(1).is_ok());
        budget.cancel();
        let until_it_asks = (0..9).take_while(|_| meter.spend(BETWEEN_LOOKS / 8).is_ok()).count();
        assert!(until_it_asks < 8, "{until_it_asks} eighths of the way");
        assert!(Meter::new(allowance).spend(1).is_err(), "it has not begun");
    }

    #[test]
    fn through_an_arc_goes_the_cheapest_of_all_paths_with_repeats() {
        for seed in 0..100 {
            let mut dice = tiny::dice(seed);
            let case = case(&mut dice);
            let prices = prices(&mut dice, &case);
            let paths = case.every_path(false);
            for (arc, through) in case.line.arcs().iter().zip(case.line.through(&prices)) {
                let with = paths.iter().filter(|path| path.contains(arc));
                let least = with.map(|path| price(&prices, path)).fold(f64::INFINITY, f64::min);
                assert!((through - least).abs() < 1e-6, "seed {seed}: {arc:?} {through} {least}");
            }
        }
    }

    #[test]
    fn within_a_limit_are_all_sets_that_some_path_makes() {
        for seed in 0..300 {
            let mut dice = tiny::dice(seed);
            let case = case(&mut dice);
            let prices = prices(&mut dice, &case);
            let limit = f64::from(dice.random_range(-20..20)) + 0.5;
            let set =
                |choices: &mut dyn Iterator<Item = usize>| choices.collect::<BTreeSet<usize>>();
            let mut least: BTreeMap<BTreeSet<usize>, f64> = BTreeMap::new();
            for path in case.every_path(true) {
                let own =
                    least.entry(set(&mut path.iter().map(Arc::choice))).or_insert(f64::INFINITY);
                *own = own.min(price(&prices, &path));
            }
            let wanted: Vec<BTreeSet<usize>> = least
                .into_iter()
                .filter(|(_, price)| *price <= limit)
                .map(|(set, _)| set)
                .collect();
            let earlier = vec![None; case.groups.len()];
            let all =
                Wanted { limit, most: usize::MAX, earlier: &earlier, budget: &Budget::unlimited() };
            let found = case.line.within(&prices, &all).unwrap();
            let mut sets: Vec<BTreeSet<usize>> = found
                .iter()
                .map(|windows| set(&mut windows.iter().map(|(choice, _)| *choice)))
                .collect();
            sets.sort();
            assert_eq!(sets, wanted, "seed {seed}, limit {limit}");
            let paths = case.every_path(true);
            let is_a_path =
                |windows: &Vec<_>| paths.iter().any(|path| super::placed(path) == *windows);
            assert!(found.iter().all(is_a_path), "seed {seed}: {found:?}");
            if wanted.len() > 1 {
                let fewer = Wanted { most: wanted.len() - 1, ..all };
                assert!(case.line.within(&prices, &fewer).is_none(), "seed {seed}");
            }
        }
    }

    #[test]
    fn a_choice_that_may_not_be_made_is_in_no_path() {
        for seed in 0..50 {
            let mut dice = tiny::dice(seed);
            let case = case(&mut dice);
            let mut prices = prices(&mut dice, &case);
            prices.choices[0] = f64::INFINITY;
            let forbids = |windows: &[(usize, usize)]| windows.iter().any(|window| window.0 == 0);
            assert!(
                !forbids(&case.line.cheapest(&prices, &Allowance::ample()).windows),
                "seed {seed}"
            );
            let earlier = vec![None; case.groups.len()];
            let wanted = Wanted {
                limit: 1e6,
                most: usize::MAX,
                earlier: &earlier,
                budget: &Budget::unlimited(),
            };
            let found = case.line.within(&prices, &wanted).unwrap();
            assert!(!found.iter().any(|windows| forbids(windows)), "seed {seed}");
        }
    }
}

#[cfg(test)]
mod dominance {
    use super::{Here, Kept, Label, Memory, keep};
    use crate::campaign::{GroupId, tiny};
    use rand::RngExt;
    use rand::rngs::ChaCha8Rng;

    const NODE: usize = 5;
    const MOST_GROUPS: usize = 3;
    const MOST_WAITING: i64 = 9;

    /// What may follow at a node: groups that come, how many wait more at each minute, and a group
    /// that must come directly after another, if that has come, with its start.
    struct Completion {
        groups: u64,
        waiting: Vec<i64>,
        neighbour: Option<(u64, usize)>,
    }

    impl Completion {
        fn may_follow(&self, label: &Label) -> bool {
            let is_neighbour = |(asked, start): (u64, usize)| {
                let has_one = |(bit, until): &(u64, usize)| *bit == asked && *until >= start;
                label.met & asked == 0 || label.neighbours.iter().any(has_one)
            };
            let mut people = label.waiting.iter().zip(&self.waiting);
            label.met & self.groups == 0
                && label.count + self.groups.count_ones() as usize <= MOST_GROUPS
                && people.all(|(own, more)| *more == 0 || own + more <= MOST_WAITING)
                && self.neighbour.is_none_or(is_neighbour)
        }
    }

    fn label(dice: &mut ChaCha8Rng) -> Label {
        let met = dice.random_range(0..8_u64);
        let bits = (0..3).map(|bit| 1 << bit).filter(|bit| met & bit != 0);
        let neighbours = bits.filter(|_| dice.random_bool(0.6)).collect::<Vec<u64>>();
        let neighbours = neighbours.into_iter().map(|bit| (bit, dice.random_range(3..9))).collect();
        Label {
            price: f64::from(dice.random_range(-4..4)),
            met,
            count: met.count_ones() as usize + dice.random_range(0..2_usize),
            neighbours,
            waiting: (0..2).map(|_| dice.random_range(0..=MOST_WAITING)).collect(),
            before: None,
        }
    }

    fn completions(open: usize) -> Vec<Completion> {
        let mut all = Vec::new();
        for groups in 0..8 {
            for people in 0..=MOST_WAITING * MOST_WAITING {
                let waiting: Vec<i64> = vec![people % MOST_WAITING, people / MOST_WAITING];
                // Nobody is called any more for minutes that are over.
                if waiting[..open].iter().any(|more| *more > 0) {
                    continue;
                }
                let neighbours =
                    (0..3).flat_map(|bit| (NODE..9).map(move |start| Some((1 << bit, start))));
                all.extend(std::iter::once(None).chain(neighbours).map(|neighbour| Completion {
                    groups,
                    waiting: waiting.clone(),
                    neighbour,
                }));
            }
        }
        all
    }

    #[test]
    fn whatever_can_be_done_from_a_label_can_be_done_from_one_that_is_kept() {
        for open in 0..=2 {
            let completions = completions(open);
            let mut dropped = 0;
            for seed in 0..60 {
                let mut dice = tiny::dice(seed);
                let labels: Vec<Label> = (0..8).map(|_| label(&mut dice)).collect();
                let mut at: Vec<Kept> = Vec::new();
                for place in 0..labels.len() {
                    let new = Kept::new(&labels, place);
                    let is_kept = keep(&mut at, &labels, new, Here { node: NODE, open });
                    assert_eq!(is_kept, at.iter().any(|kept| kept.label == place), "seed {seed}");
                }
                assert!(at.is_sorted_by(|one, other| one.price <= other.price), "seed {seed}");
                dropped += labels.len() - at.len();
                for completion in &completions {
                    let best = |places: &mut dyn Iterator<Item = usize>| {
                        let open = places.filter(|place| completion.may_follow(&labels[*place]));
                        open.map(|place| labels[place].price).fold(f64::INFINITY, f64::min)
                    };
                    let of_all = best(&mut (0..labels.len()));
                    let of_kept = best(&mut at.iter().map(|kept| kept.label));
                    assert!(of_kept <= of_all, "seed {seed}: {of_kept}, not {of_all}");
                }
            }
            assert!(dropped > 60, "only {dropped} labels were dropped");
        }
    }

    #[test]
    fn what_is_remembered_has_a_bit_of_its_own_and_is_not_new_twice() {
        let mut memory = Memory::default();
        assert!(memory.add(vec![GroupId(7), GroupId(2), GroupId(7)], Some(30)));
        assert_eq!(memory.bit(GroupId(2)), 1);
        assert_eq!(memory.bit(GroupId(7)), 2);
        assert_eq!(memory.bit(GroupId(3)), 0, "not remembered");
        assert!(!memory.add(vec![GroupId(2)], Some(30)), "nothing new");
        assert!(memory.add(Vec::new(), Some(10)) && memory.minutes == [10, 30]);
        assert!(!memory.add((0..65).map(GroupId).collect(), None), "more groups than bits");
    }
}
