//! Column generation over block patterns: strong bounds, plans at once, and few windows left to look at.
//!
//! A pattern is the whole timetable of one block. The master chooses one for each block (Dantzig–Wolfe), pricing finds
//! the cheapest new pattern of a block by dynamic programming. What is local to a block (order, changeover, breaks,
//! grid, lengths, clashes, the number of groups) is decided exactly there; the master has the rows that tie blocks
//! together. Rules that it leaves out (relations, people who wait, the order of the parts of a cut group) only make
//! it a relaxation: its bounds hold, and the plans it finds are checked by the caller.
//!
//! Every round gives a Lagrangian bound `Σ duals·rhs + Σ_b min(0, cheapest pattern of b)`. A window whose cheapest
//! pattern would lift that bound above the value of a known plan is in no plan as good as that one, and is dropped.

mod dive;
mod graph;
mod master;

use crate::instance::{BlockId, GroupId, Instance, Tier};
use crate::model::{Candidate, Costs};
use crate::plan::Plan;
use crate::solver::SolverError;
use graph::{Graph, Path, Prices};
use master::{Column, Master, Rows};

/// A bound in whole units is rounded up after taking off this much, so that it can only become weaker, never false.
const BOUND_TOLERANCE: f64 = 0.01;
/// How much of the best duals goes into the next ones (Wentges smoothing).
const SMOOTHING: f64 = 0.5;
/// A column is worth adding when its reduced cost is below this.
const WORTH_ADDING: f64 = -1e-6;

/// What is asked: one tier to minimise while earlier ones are held.
pub struct Task<'a> {
    /// The campaign.
    pub instance: &'a Instance,
    /// What windows cost.
    pub costs: &'a Costs<'a>,
    /// The tier to minimise.
    pub tier: Tier,
    /// Earlier tiers with the most they may cost, in whole units.
    pub held: &'a [(Tier, i64)],
    /// The candidates to choose from.
    pub candidates: &'a [Candidate],
    /// The value of the best plan known, in whole units.
    pub incumbent: Option<i64>,
    /// Asked between rounds: whether to stop.
    pub is_out_of_time: &'a dyn Fn() -> bool,
    /// Shown the bound, in whole units, whenever it gets better, and plans, which may break rules that the master
    /// leaves out; gives the value of the best plan that keeps all rules.
    pub watch: &'a mut dyn FnMut(News) -> Option<i64>,
}

/// What happened on the way.
pub enum News {
    /// A better bound, in whole units.
    Bound(i64),
    /// A plan.
    Plan(Plan),
}

/// What was found.
pub struct Finding {
    /// The least that the tier can cost, in whole units.
    pub bound: i64,
    /// Candidates of which plans as good as the incumbent may consist.
    pub survivors: Vec<Candidate>,
    /// Rounds of pricing.
    pub rounds: usize,
}

/// Whether the master knows what the tier costs.
pub fn knows(tier: Tier) -> bool {
    !matches!(tier, Tier::Peak | Tier::Cuts)
}

/// Generates columns until the bound is as good as it gets or time is up.
///
/// # Errors
/// When the solver fails.
pub fn explore(task: Task<'_>) -> Result<Finding, SolverError> {
    let mut generation = Generation::new(task)?;
    generation.generate(&[])?;
    if !generation.meets_incumbent()
        && let Some(plan) = dive::dive(&mut generation)?
    {
        generation.task.incumbent = (generation.task.watch)(News::Plan(plan));
    }
    Ok(Finding { bound: generation.bound(), survivors: generation.survivors(), rounds: generation.rounds })
}

/// The state of a run.
struct Generation<'a> {
    task: Task<'a>,
    rows: Rows,
    master: Master,
    graphs: Vec<Graph>,
    /// What each candidate costs: in the tier minimised, then in each held one.
    costs: Vec<Vec<f64>>,
    /// Where it stands in the rows of the groups.
    entries: Vec<Vec<(usize, f64)>>,
    /// Held tiers that the master knows.
    held: Vec<Tier>,
    /// Costs and entries of leaving each group out; empty where that is not allowed.
    left_out: Vec<(f64, Vec<(usize, f64)>)>,
    constant: i64,
    best_bound: f64,
    best_duals: Vec<f64>,
    rounds: usize,
}

impl<'a> Generation<'a> {
    fn new(task: Task<'a>) -> Result<Generation<'a>, SolverError> {
        let (instance, costs) = (task.instance, task.costs);
        let held: Vec<(Tier, i64)> = task.held.iter().copied().filter(|(tier, _)| knows(*tier)).collect();
        let most: Vec<f64> = held.iter().map(|(tier, most)| (most - costs.constant(*tier)) as f64 + 0.5).collect();
        let rows = Rows::new(instance, task.candidates, &most);
        let tiers: Vec<Tier> = std::iter::once(task.tier).chain(held.iter().map(|(tier, _)| *tier)).collect();
        let of_candidate = |candidate: &Candidate| tiers.iter().map(|tier| costs.of(*tier, candidate) as f64).collect();
        let candidate_costs: Vec<Vec<f64>> = task.candidates.iter().map(of_candidate).collect();
        let left_out = if instance.has_tier(Tier::Unserved) {
            let of_group = |group: GroupId| {
                let people = instance.group(group).expected() as f64;
                let pays = |tier: Tier| if tier == Tier::Unserved { people } else { 0.0 };
                let mut entries = vec![(rows.group(group), 1.0)];
                entries.extend(tiers[1..].iter().enumerate().map(|(place, tier)| (rows.held(place), pays(*tier))));
                entries.retain(|(_, factor)| *factor != 0.0);
                (pays(task.tier), entries)
            };
            instance.group_ids().map(of_group).collect()
        } else {
            Vec::new()
        };
        let dearest = candidate_costs.iter().map(|costs| costs[0].abs()).fold(1.0, f64::max);
        let closing = instance.blocks().iter().map(|block| f64::from(block.bookable().minutes()));
        let people = instance.groups().iter().map(|group| group.expected() as f64);
        let penalty = 4.0 * (dearest + closing.fold(1.0, f64::max) + people.fold(1.0, f64::max));
        let mut by_block: Vec<Vec<usize>> = vec![Vec::new(); instance.blocks().len()];
        for (place, candidate) in task.candidates.iter().enumerate() {
            by_block[candidate.block.0].push(place);
        }
        let graph = |(block, own): (usize, &Vec<usize>)| Graph::new(instance, BlockId(block), own, task.candidates);
        let graphs = by_block.iter().enumerate().map(graph).collect();
        Ok(Generation {
            master: Master::new(&rows, penalty, &left_out)?,
            graphs,
            entries: task.candidates.iter().map(|candidate| rows.entries(candidate)).collect(),
            held: held.into_iter().map(|(tier, _)| tier).collect(),
            costs: candidate_costs,
            left_out,
            constant: costs.constant(task.tier),
            best_bound: f64::NEG_INFINITY,
            best_duals: Vec::new(),
            rounds: 0,
            rows,
            task,
        })
    }

    /// The bound in whole units: costs are whole, so it is rounded up.
    fn bound(&self) -> i64 {
        if self.best_bound.is_finite() { (self.best_bound - BOUND_TOLERANCE).ceil().max(0.0) as i64 } else { 0 }
    }

    fn meets_incumbent(&self) -> bool {
        self.task.incumbent.is_some_and(|incumbent| self.bound() >= incumbent)
    }

    /// The prices of a block's arcs under some duals: `cost − Σ dual × entry`. Groups that are settled may not be used.
    fn prices(&self, graph: &Graph, duals: &[f64], settled: &[bool]) -> Prices {
        let held = |place: usize| duals[self.rows.held(place)];
        let arcs = graph.arcs.iter().map(|arc| {
            if settled.get(arc.group.0).copied().unwrap_or(false) {
                return f64::INFINITY;
            }
            let costs = &self.costs[arc.candidate];
            let paid: f64 = self.entries[arc.candidate].iter().map(|(row, factor)| duals[*row] * factor).sum();
            let held: f64 = costs[1..].iter().enumerate().map(|(place, cost)| held(place) * cost).sum();
            costs[0] - paid - held
        });
        let block = self.task.instance.block(graph.block);
        let closing = (0..=graph.nodes()).map(|node| {
            let end = block.regular.start + node as i32 * self.task.instance.grid();
            let cost = |tier: Tier| self.task.costs.closing(tier, graph.block, end) as f64;
            let held: f64 = self.held.iter().enumerate().map(|(place, tier)| held(place) * cost(*tier)).sum();
            cost(self.task.tier) - held
        });
        Prices { arcs: arcs.collect(), closing: closing.collect() }
    }

    /// A path as a column.
    fn column(&self, graph: &Graph, path: &Path) -> Column {
        let block = self.task.instance.block(graph.block);
        let arcs = || path.arcs.iter().map(|arc| &graph.arcs[*arc]);
        let end = arcs().next_back().map_or(0, |arc| block.regular.start + arc.end as i32 * self.task.instance.grid());
        let total = |place: usize, tier: Tier| -> f64 {
            let windows: f64 = arcs().map(|arc| self.costs[arc.candidate][place]).sum();
            windows + self.task.costs.closing(tier, graph.block, end) as f64
        };
        let mut entries: Vec<(usize, f64)> = vec![(self.rows.block(graph.block.0), 1.0)];
        for (row, factor) in arcs().flat_map(|arc| &self.entries[arc.candidate]) {
            match entries.iter_mut().find(|(other, _)| other == row) {
                Some((_, sum)) => *sum += factor,
                None => entries.push((*row, *factor)),
            }
        }
        let held = self.held.iter().enumerate();
        entries.extend(held.map(|(place, tier)| (self.rows.held(place), total(place + 1, *tier))));
        entries.retain(|(_, factor)| *factor != 0.0);
        Column {
            block: graph.block.0,
            windows: arcs().map(|arc| arc.candidate).collect(),
            cost: total(0, self.task.tier),
            entries,
        }
    }

    /// Prices every block: the Lagrangian value of the duals, and the cheapest pattern of each block that is cheaper
    /// than nothing.
    fn price(&self, duals: &[f64], settled: &[bool], closed: &[bool]) -> (f64, Vec<Column>) {
        let mut value = self.rows.value(duals);
        for (cost, entries) in &self.left_out {
            let paid: f64 = entries.iter().map(|(row, factor)| duals[*row] * factor).sum();
            value += (cost - paid).min(0.0);
        }
        let mut columns = Vec::new();
        for graph in self.graphs.iter().filter(|graph| !closed.get(graph.block.0).copied().unwrap_or(false)) {
            let prices = self.prices(graph, duals, settled);
            if let Some(cheapest) = graph.cheapest(&prices, 0.0) {
                value += cheapest.at_least;
                let is_one = !cheapest.path.arcs.is_empty();
                columns.extend(is_one.then(|| self.column(graph, &cheapest.path)));
            }
        }
        (value, columns)
    }

    /// Rounds of master and pricing. `taken` are patterns that are fixed: then nothing is learnt about the bound.
    fn generate(&mut self, taken: &[usize]) -> Result<Vec<f64>, SolverError> {
        let mut settled = vec![false; self.task.instance.groups().len()];
        let mut closed = vec![false; self.task.instance.blocks().len()];
        for column in taken.iter().map(|pattern| &self.master.columns[*pattern]) {
            closed[column.block] = true;
            for window in &column.windows {
                let candidate = &self.task.candidates[*window];
                settled[candidate.group.0] |= candidate.run.is_none();
            }
        }
        let at_root = taken.is_empty();
        let mut values = Vec::new();
        let most_rounds = if at_root { usize::MAX } else { 3 };
        let mut smoothing = SMOOTHING;
        for _ in 0..most_rounds {
            let Some(answer) = self.master.solve()? else { break };
            values = answer.columns;
            if (self.task.is_out_of_time)() {
                break;
            }
            let mut duals = answer.duals;
            self.rows.tidy(&mut duals);
            let smooth: Vec<f64> = if at_root && !self.best_duals.is_empty() {
                let both = self.best_duals.iter().zip(&duals);
                both.map(|(best, now)| smoothing * best + (1.0 - smoothing) * now).collect()
            } else {
                duals.clone()
            };
            let (value, columns) = self.price(&smooth, &settled, &closed);
            if at_root {
                self.rounds += 1;
                let value = value + self.constant as f64;
                if value > self.best_bound {
                    let before = self.bound();
                    self.best_bound = value;
                    self.best_duals = smooth;
                    let now = self.bound();
                    if now > before {
                        (self.task.watch)(News::Bound(now));
                    }
                }
                if self.meets_incumbent() {
                    break;
                }
            }
            let mut added = 0;
            for column in columns {
                let paid: f64 = column.entries.iter().map(|(row, factor)| duals[*row] * factor).sum();
                if column.cost - paid < WORTH_ADDING && self.master.add(column)? {
                    added += 1;
                }
            }
            // The master can't become better than the bound it has met.
            let is_closed = at_root && answer.objective + self.constant as f64 - self.best_bound < BOUND_TOLERANCE;
            match (added, smoothing > 0.0 && at_root) {
                _ if is_closed => break,
                (0, true) => smoothing = 0.0,
                (0, false) => break,
                _ => smoothing = SMOOTHING,
            }
        }
        Ok(values)
    }

    /// Candidates that a plan at most as dear as the incumbent may have: `bound − min(0, cheapest of its block) + cheapest
    /// pattern through it ≤ incumbent`.
    fn survivors(&self) -> Vec<Candidate> {
        let best = self.task.incumbent.filter(|_| !self.best_duals.is_empty());
        let Some(best) = best else { return self.task.candidates.to_vec() };
        let mut survivors = Vec::new();
        for graph in &self.graphs {
            let prices = self.prices(graph, &self.best_duals, &[]);
            let potentials = graph.potentials(&prices);
            let cheapest = graph.cheapest(&prices, 0.0).map_or(0.0, |cheapest| cheapest.at_least);
            for (place, arc) in graph.arcs.iter().enumerate() {
                let with = self.best_bound - cheapest + graph.through(place, &prices, &potentials);
                if with - BOUND_TOLERANCE <= best as f64 {
                    survivors.push(self.task.candidates[arc.candidate]);
                }
            }
        }
        survivors.sort_unstable();
        survivors
    }
}
