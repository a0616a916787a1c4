//! One block as a graph: its patterns are the paths through its time, and pricing is the search for the cheapest.
//!
//! Nodes are grid minutes at which the crew is ready; an arc is a candidate window, or waiting one grid step; a path
//! ends where its last window ends. Prices of arcs change from round to round, the graph does not.

use crate::clock::Minutes;
use crate::instance::{BlockId, GroupId, Instance};
use crate::model::Candidate;

/// A candidate window as an arc.
#[derive(Debug, Clone, Copy)]
pub(super) struct Arc {
    /// Its place in the list of candidates.
    pub candidate: usize,
    /// Who.
    pub group: GroupId,
    /// The node where it starts.
    from: usize,
    /// The grid minute at which it ends, for the price of closing.
    pub end: usize,
    /// The node at which the next window can start.
    ready: usize,
}

/// The arcs of one block, by start.
pub(super) struct Graph {
    /// The block.
    pub block: BlockId,
    /// All arcs, by start.
    pub arcs: Vec<Arc>,
    /// For each node the place of its first arc; one more at the end.
    first: Vec<usize>,
    most_groups: usize,
}

/// A path: arcs in order of time, and what they cost with closing.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Path {
    /// Places in [`Graph::arcs`].
    pub arcs: Vec<usize>,
    /// Its price.
    pub price: f64,
}

/// Prices of one round.
pub(super) struct Prices {
    /// For each arc of the graph; infinite where it may not be used.
    pub arcs: Vec<f64>,
    /// For each grid minute what closing there costs.
    pub closing: Vec<f64>,
}

/// What a path can still cost from each node on, and what it costs at least to get there, where groups may repeat.
pub(super) struct Potentials {
    to_here: Vec<f64>,
    from_here: Vec<f64>,
}

/// The cheapest pattern of a block as far as it is known.
pub(super) struct Cheapest {
    /// No pattern is cheaper.
    pub at_least: f64,
    /// A pattern; of that price where the search went to its end, perhaps an empty one where it did not.
    pub path: Path,
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
    before: usize,
    arc: usize,
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

impl Graph {
    /// The graph of a block; `own` are the places of its candidates.
    pub fn new(instance: &Instance, block: BlockId, own: &[usize], candidates: &[Candidate]) -> Graph {
        let bookable = instance.block(block).bookable();
        let nodes = (bookable.minutes() / instance.grid()) as usize;
        let node = |minute: Minutes| ((minute - bookable.start) / instance.grid()) as usize;
        let mut arcs: Vec<Arc> = own
            .iter()
            .map(|place| {
                let Candidate { group, interval, .. } = candidates[*place];
                let ready = node(instance.ready_again(block, interval.end)).min(nodes);
                Arc { candidate: *place, group, from: node(interval.start), end: node(interval.end), ready }
            })
            .collect();
        arcs.sort_by_key(|arc| (arc.from, arc.end, arc.candidate));
        let first = (0..=nodes).map(|node| arcs.partition_point(|arc| arc.from < node)).collect();
        Graph { block, arcs, first, most_groups: instance.max_groups_per_block().unwrap_or(usize::MAX) }
    }

    /// How many grid minutes the block has.
    pub fn nodes(&self) -> usize {
        self.first.len() - 1
    }

    fn arcs_from(&self, node: usize) -> std::ops::Range<usize> {
        self.first[node]..self.first[node + 1]
    }

    /// Dynamic programmes over the nodes, both ways.
    pub fn potentials(&self, prices: &Prices) -> Potentials {
        let nodes = self.nodes();
        let mut from_here = vec![f64::INFINITY; nodes + 1];
        for node in (0..nodes).rev() {
            let mut best = from_here[node + 1];
            for arc in self.arcs_from(node) {
                let Arc { end, ready, .. } = self.arcs[arc];
                best = best.min(prices.arcs[arc] + prices.closing[end].min(from_here[ready]));
            }
            from_here[node] = best;
        }
        let mut to_here = vec![f64::INFINITY; nodes + 1];
        to_here[0] = 0.0;
        for node in 0..nodes {
            to_here[node + 1] = to_here[node + 1].min(to_here[node]);
            for arc in self.arcs_from(node) {
                let ready = self.arcs[arc].ready;
                to_here[ready] = to_here[ready].min(to_here[node] + prices.arcs[arc]);
            }
        }
        Potentials { to_here, from_here }
    }

    /// The least that a path through the arc can cost.
    pub fn through(&self, arc: usize, prices: &Prices, potentials: &Potentials) -> f64 {
        let Arc { from, end, ready, .. } = self.arcs[arc];
        potentials.to_here[from] + prices.arcs[arc] + prices.closing[end].min(potentials.from_here[ready])
    }

    /// The cheapest path that meets no group twice, where one is cheaper than `below`.
    ///
    /// Groups are remembered only once a path has met them twice (decremental state space relaxation). Where that
    /// becomes too much to remember, the last path is given without its repeats: its price with them is a bound.
    pub fn cheapest(&self, prices: &Prices, below: f64) -> Option<Cheapest> {
        let potentials = self.potentials(prices);
        let mut remembered: Vec<GroupId> = Vec::new();
        let mut last: Option<Path> = None;
        loop {
            let Ok(found) = self.search(prices, &potentials, &remembered, below) else {
                // Nothing is known but what a path with any repeats costs at least.
                let unknown = || Path { arcs: Vec::new(), price: potentials.from_here[0].min(below) };
                return Some(self.without_repeats(&last.unwrap_or_else(unknown)));
            };
            let path = found?;
            let mut groups: Vec<GroupId> = path.arcs.iter().map(|arc| self.arcs[*arc].group).collect();
            groups.sort_unstable();
            let twice: Vec<GroupId> = groups.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
            let new: Vec<GroupId> = twice.into_iter().filter(|group| !remembered.contains(group)).collect();
            if new.is_empty() {
                return Some(Cheapest { at_least: path.price, path });
            }
            remembered.extend(new);
            remembered.sort_unstable();
            remembered.dedup();
            if remembered.len() > u64::BITS as usize {
                return Some(self.without_repeats(&path));
            }
            last = Some(path);
        }
    }

    fn without_repeats(&self, path: &Path) -> Cheapest {
        let mut met: Vec<GroupId> = Vec::new();
        let is_new = |arc: &usize| {
            let group = self.arcs[*arc].group;
            let new = !met.contains(&group);
            met.push(group);
            new
        };
        let arcs: Vec<usize> = path.arcs.iter().copied().filter(is_new).collect();
        Cheapest { at_least: path.price, path: Path { arcs, price: path.price } }
    }

    /// Label setting over the nodes; labels remember which of these groups they have met.
    fn search(
        &self,
        prices: &Prices,
        potentials: &Potentials,
        remembered: &[GroupId],
        below: f64,
    ) -> Result<Option<Path>, TooManyLabels> {
        let mut labels = vec![Label { price: 0.0, met: 0, count: 0, before: usize::MAX, arc: usize::MAX }];
        let mut at: Vec<Vec<usize>> = vec![Vec::new(); self.nodes() + 1];
        at[0].push(0);
        let mut best: Option<(f64, usize, usize)> = None;
        for node in 0..self.nodes() {
            if labels.len() > MOST_LABELS {
                return Err(TooManyLabels);
            }
            let here = std::mem::take(&mut at[node]);
            for label in here {
                let (price, met, count) = (labels[label].price, labels[label].met, labels[label].count);
                let limit = best.map_or(below, |(price, ..)| price);
                if price + potentials.from_here[node] >= limit - 1e-9 {
                    continue;
                }
                keep(&mut at[node + 1], &labels, label);
                for arc in self.arcs_from(node).filter(|_| count < self.most_groups) {
                    let Arc { group, end, ready, .. } = self.arcs[arc];
                    let bit = remembered.binary_search(&group).map_or(0, |place| 1_u64 << place);
                    let price = price + prices.arcs[arc];
                    if met & bit != 0 || !price.is_finite() {
                        continue;
                    }
                    let closed = price + prices.closing[end];
                    if closed < best.map_or(below, |(price, ..)| price) - 1e-9 {
                        best = Some((closed, label, arc));
                    }
                    if price + potentials.from_here[ready] < best.map_or(below, |(price, ..)| price) - 1e-9 {
                        labels.push(Label { price, met: met | bit, count: count + 1, before: label, arc });
                        keep(&mut at[ready], &labels, labels.len() - 1);
                    }
                }
            }
        }
        let Some((price, mut label, last)) = best else { return Ok(None) };
        let mut arcs = vec![last];
        while labels[label].before != usize::MAX {
            arcs.push(labels[label].arc);
            label = labels[label].before;
        }
        arcs.reverse();
        Ok(Some(Path { arcs, price }))
    }
}
