//! One block as a graph: its patterns are the paths through its time, and pricing is the search for the cheapest.
//!
//! Nodes are grid minutes at which the crew is ready; an arc is a candidate window, or waiting one grid step; a path
//! ends where its last window ends. Prices change from round to round, the graph does not.

use super::shape::{Cheapest, Placed, Prices};
use crate::instance::GroupId;
use std::collections::BTreeMap;

/// A candidate window as an arc. Small, since there are millions of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(super) struct Arc {
    choice: u32,
    from: u16,
    end: u16,
    ready: u16,
}

impl Arc {
    /// A choice from a start node to its end; the next window can start at `ready`.
    pub fn new(choice: usize, from: usize, end: usize, ready: usize) -> Arc {
        Arc { choice: choice as u32, from: from as u16, end: end as u16, ready: ready as u16 }
    }

    /// The choice.
    pub fn choice(&self) -> usize {
        self.choice as usize
    }

    /// The node where it starts.
    pub fn from(&self) -> usize {
        usize::from(self.from)
    }
}

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
pub(super) struct Line {
    /// By choice, then by start.
    arcs: Vec<Arc>,
    /// For each choice the place of its first arc; one more at the end.
    first: Vec<u32>,
    /// The group of each choice.
    groups: Vec<GroupId>,
    nodes: usize,
    most_groups: usize,
}

/// A path that is cheaper than the empty block: arcs in order of time, and what they cost with closing.
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
    path: Vec<Placed>,
}

/// A search with more labels than this is given up.
const MOST_LABELS: usize = 20_000;

/// The search was given up.
struct TooManyLabels;

/// A way to a node.
struct Label {
    price: f64,
    /// Which of the remembered groups it has met.
    met: u64,
    count: usize,
    /// The label it goes on from, and by which arc.
    before: Option<(usize, Arc)>,
}

impl Label {
    /// Whether nothing can be done from the other one that is not as good from this one.
    fn beats(&self, other: &Label) -> bool {
        self.price <= other.price && self.met & !other.met == 0 && self.count <= other.count
    }
}

/// Adds a label to those of a node, of which none beats another.
fn keep(at: &mut Vec<usize>, labels: &[Label], new: usize) {
    if !at.iter().any(|label| labels[*label].beats(&labels[new])) {
        at.retain(|label| !labels[new].beats(&labels[*label]));
        at.push(new);
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

impl Line {
    /// The graph of these arcs; `groups` has the group of each choice.
    pub fn new(mut arcs: Vec<Arc>, groups: Vec<GroupId>, nodes: usize, most_groups: usize) -> Line {
        arcs.sort_by_key(|arc| (arc.choice, arc.from));
        let first = (0..=groups.len()).map(|choice| arcs.partition_point(|arc| arc.choice() < choice) as u32).collect();
        Line { arcs, first, groups, nodes, most_groups }
    }

    /// All arcs.
    pub fn arcs(&self) -> &[Arc] {
        &self.arcs
    }

    /// The arcs of a choice, by start.
    fn of_choice(&self, choice: usize) -> &[Arc] {
        &self.arcs[self.first[choice] as usize..self.first[choice + 1] as usize]
    }

    /// The graph of the choices with a price below `below`: few, in most rounds.
    fn graph(&self, prices: &Prices, below: f64) -> Arcs {
        let choices: Vec<usize> = (0..self.groups.len()).filter(|choice| prices.choices[*choice] < below).collect();
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

    /// The cheapest path that meets no group twice, or the empty block at a price of 0.
    ///
    /// Groups are remembered only once a path has met them twice (decremental state space relaxation). Where that
    /// becomes too much to remember, the last path is given without its repeats: its price with them is a bound.
    pub fn cheapest(&self, prices: &Prices) -> Cheapest {
        // Closing later is never cheaper, so a window at a price of 0 or more is better left out.
        let arcs = self.graph(prices, 0.0);
        let from_here = from_here(&arcs, prices);
        let mut remembered: Vec<GroupId> = Vec::new();
        let mut last = Path { arcs: Vec::new(), price: from_here[0].min(0.0) };
        loop {
            let path = match self.search(&arcs, prices, &from_here, &remembered) {
                Ok(Some(path)) => path,
                Ok(None) => return Cheapest { at_least: 0.0, windows: Vec::new() },
                // Nothing is known but what a path with these repeats costs.
                Err(TooManyLabels) => {
                    return self.without_repeats(&last);
                }
            };
            let mut groups: Vec<GroupId> = path.arcs.iter().map(|arc| self.group(*arc)).collect();
            groups.sort_unstable();
            let twice: Vec<GroupId> = groups.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
            if twice.is_empty() {
                return self.without_repeats(&path);
            }
            remembered.extend(twice);
            remembered.sort_unstable();
            remembered.dedup();
            if remembered.len() > u64::BITS as usize {
                return self.without_repeats(&path);
            }
            last = path;
        }
    }

    /// All sets of choices that some path makes for at most `limit`, each with the path that ends first; `None` where
    /// there are more than `most`.
    ///
    /// Sets grow by one choice at a time. Of the paths that make the same choices only the one matters that is ready
    /// first: whatever goes on from another one goes on from it, and closing later is never cheaper.
    pub fn within(&self, prices: &Prices, limit: f64, most: usize) -> Option<Vec<Vec<Placed>>> {
        let from_here = from_here(&self.graph(prices, f64::INFINITY), prices);
        let open: Vec<usize> = (0..self.groups.len())
            .filter(|choice| prices.choices[*choice].is_finite() && !self.of_choice(*choice).is_empty())
            .collect();
        let mut found = Vec::new();
        let mut last: BTreeMap<Vec<u32>, Made> = BTreeMap::from([(Vec::new(), Made::default())]);
        for _ in 0..self.most_groups {
            let mut next: BTreeMap<Vec<u32>, Made> = BTreeMap::new();
            for (set, made) in &last {
                for choice in &open {
                    if set.iter().any(|other| self.groups[*other as usize] == self.groups[*choice]) {
                        continue;
                    }
                    let own = self.of_choice(*choice);
                    let Some(arc) = own.get(own.partition_point(|arc| arc.from < made.ready)) else { continue };
                    let price = made.price + prices.choices[*choice];
                    let later = prices.closing[usize::from(arc.end)].min(from_here[usize::from(arc.ready)]);
                    if price + later > limit {
                        continue;
                    }
                    let mut larger = set.clone();
                    larger.insert(set.partition_point(|other| *other < arc.choice), arc.choice);
                    let is_first =
                        next.get(&larger).is_none_or(|other| (arc.end, arc.ready) < (other.end, other.ready));
                    if is_first {
                        let mut path = made.path.clone();
                        path.push((*choice, arc.from()));
                        next.insert(larger, Made { price, end: arc.end, ready: arc.ready, path });
                    }
                }
                if next.len() > most {
                    return None;
                }
            }
            let complete = next.values().filter(|made| made.price + prices.closing[usize::from(made.end)] <= limit);
            found.extend(complete.map(|made| made.path.clone()));
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

    fn without_repeats(&self, path: &Path) -> Cheapest {
        let mut met: Vec<GroupId> = Vec::new();
        let mut windows: Vec<Placed> = Vec::new();
        for arc in &path.arcs {
            if !met.contains(&self.group(*arc)) {
                met.push(self.group(*arc));
                windows.push((arc.choice(), arc.from()));
            }
        }
        Cheapest { at_least: path.price, windows }
    }

    /// Label setting over the nodes; labels remember which of these groups they have met.
    fn search(
        &self,
        arcs: &Arcs,
        prices: &Prices,
        from_here: &[f64],
        remembered: &[GroupId],
    ) -> Result<Option<Path>, TooManyLabels> {
        let mut labels = vec![Label { price: 0.0, met: 0, count: 0, before: None }];
        let mut at: Vec<Vec<usize>> = vec![Vec::new(); arcs.nodes() + 1];
        at[0].push(0);
        let mut best: Option<(f64, usize, Arc)> = None;
        let bit_of = |arc: Arc| remembered.binary_search(&self.group(arc)).map_or(0, |place| 1_u64 << place);
        for node in 0..arcs.nodes() {
            if labels.len() > MOST_LABELS {
                return Err(TooManyLabels);
            }
            let here = std::mem::take(&mut at[node]);
            for label in here {
                let (price, met, count) = (labels[label].price, labels[label].met, labels[label].count);
                let limit = best.map_or(0.0, |(price, ..)| price);
                if price + from_here[node] >= limit - 1e-9 {
                    continue;
                }
                keep(&mut at[node + 1], &labels, label);
                if count == self.most_groups {
                    continue;
                }
                for arc in arcs.at(node) {
                    let Arc { choice, end, ready, .. } = *arc;
                    let (choice, end, ready) = (choice as usize, usize::from(end), usize::from(ready));
                    let bit = bit_of(*arc);
                    let price = price + prices.choices[choice];
                    if met & bit != 0 {
                        continue;
                    }
                    let closed = price + prices.closing[end];
                    if closed < best.map_or(0.0, |(price, ..)| price) - 1e-9 {
                        best = Some((closed, label, *arc));
                    }
                    if price + from_here[ready] < best.map_or(0.0, |(price, ..)| price) - 1e-9 {
                        labels.push(Label { price, met: met | bit, count: count + 1, before: Some((label, *arc)) });
                        keep(&mut at[ready], &labels, labels.len() - 1);
                    }
                }
            }
        }
        let Some((price, mut label, last)) = best else { return Ok(None) };
        let mut path = vec![last];
        while let Some((before, arc)) = labels[label].before {
            path.push(arc);
            label = before;
        }
        path.reverse();
        Ok(Some(Path { arcs: path, price }))
    }
}
