//! The compact integer programme: candidate windows as arcs through the time of each block.
//!
//! Variables, all binary:
//! - `x[c]`: candidate window `c = (group, block, [start, end))` is chosen;
//! - `u[g]`: group `g` gets no window (only where the tier `unserved` is in the objective);
//! - `y[g,b] = Σ x[c]` over the candidates of `g` in `b`, which gives the solver something to
//!   branch on;
//! - `stay[b]`, `idle[b,t]`, `next[b,t]`, `close[b,t]`: what the crew of block `b` does at minute
//!   `t`: never open, wait for the next grid minute, change over to the next group, or go home.
//!
//! Large groups that are cut, relations between groups and people who wait add columns and rows of
//! their own; see the files of this folder.
//!
//! The crew of every block walks one path from its start to closing. Written as a flow, each column
//! has two entries; as "at most one window over each minute" it would have one for each minute of
//! the window, which made HiGHS ten times slower on a 5-minute grid.

mod cuts;
mod relations;
mod waiting;

use crate::base::clock::Minutes;
use crate::campaign::plan::Plan;
use crate::campaign::{BlockId, Campaign, GroupId, Tier};
use crate::plans::waiting::Moment;
use crate::solve::windows::{Candidate, Costs};
use cuts::Drawback;
use good_lp::solvers::highs::{HighsProblem, highs};
use good_lp::{
    Constraint, Expression, ProblemVariables, SolverModel, Variable, constraint, variable,
};
use std::collections::{BTreeMap, BTreeSet};

/// What one model is asked: a tier to minimise while earlier ones are held.
pub struct Question<'a> {
    /// The tier to minimise; `None` asks only whether a plan exists.
    pub minimise: Option<Tier>,
    /// Earlier tiers with the most they may cost, in whole units.
    pub held: &'a [(Tier, i64)],
    /// The candidates to choose from.
    pub candidates: &'a [Candidate],
    /// Moments at which the number of people who wait is limited in this programme.
    pub crowded: &'a [Moment],
}

/// The integer programme of one question, with what is needed to read its answers.
pub struct Compact {
    candidates: Vec<Candidate>,
    columns: Vec<ColumnMeaning>,
    problem: HighsProblem,
    /// Added to the solver's objective to give the tier's value in whole units.
    pub constant: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum ColumnMeaning {
    Window(Candidate),
    Unserved(GroupId),
    Place(GroupId, BlockId),
    Stay(BlockId),
    Idle(BlockId, Minutes),
    Next(BlockId, Minutes),
    Close(BlockId, Minutes),
    Kept(GroupId),
    Cut(GroupId, usize, Drawback),
}

struct Builder<'a> {
    campaign: &'a Campaign,
    costs: &'a Costs<'a>,
    candidates: &'a [Candidate],
    variables: ProblemVariables,
    columns: Vec<ColumnMeaning>,
    by_meaning: BTreeMap<ColumnMeaning, Variable>,
    rows: Vec<Constraint>,
}

impl Compact {
    /// Builds the model of a question.
    pub fn new(campaign: &Campaign, costs: &Costs<'_>, question: &Question<'_>) -> Compact {
        let mut builder = Builder {
            campaign,
            costs,
            candidates: question.candidates,
            variables: ProblemVariables::new(),
            columns: Vec::new(),
            by_meaning: BTreeMap::new(),
            rows: Vec::new(),
        };
        for candidate in question.candidates {
            builder.add(ColumnMeaning::Window(*candidate));
        }
        builder.each_group_once();
        for block in campaign.block_ids() {
            builder.one_group_at_a_time(block);
            builder.not_too_many_groups(block);
        }
        builder.cut_groups_in_runs();
        builder.baseline_cuts_kept_whole();
        builder.relations();
        builder.not_too_many_waiting(question.crowded);
        for (tier, most) in question.held {
            builder.hold(*tier, *most);
        }
        let (objective, constant) = match question.minimise {
            Some(tier) => builder.tier(tier),
            None => (Expression::with_capacity(0), 0),
        };
        let Builder { variables, columns, rows, .. } = builder;
        let mut problem = variables.minimise(objective).using(highs);
        for row in rows {
            problem.add_constraint(row);
        }
        Compact { candidates: question.candidates.to_vec(), columns, problem, constant }
    }

    /// The programme, ready for the solver.
    pub fn into_problem(self) -> (HighsProblem, Reading) {
        (self.problem, Reading { candidates: self.candidates, columns: self.columns })
    }
}

/// Reads a solver's answer back, and writes a plan as a starting point.
pub struct Reading {
    candidates: Vec<Candidate>,
    columns: Vec<ColumnMeaning>,
}

impl Reading {
    /// The plan that a vector of column values stands for; candidates are the first columns.
    pub fn plan(&self, campaign: &Campaign, values: &[f64]) -> Plan {
        let windows = self
            .candidates
            .iter()
            .zip(values)
            .filter(|(_, value)| **value > 0.5)
            .map(|(candidate, _)| candidate.window(campaign))
            .collect();
        let mut plan = Plan { windows, ..Plan::default() };
        plan.sort();
        plan
    }

    /// The column values of a plan, to start the solver from; `None` when a window is no candidate
    /// here.
    pub fn values(&self, campaign: &Campaign, plan: &Plan) -> Option<Vec<f64>> {
        let mut on = BTreeSet::new();
        for group in campaign.group_ids() {
            let windows = plan.windows_of(group);
            if windows.is_empty() {
                on.insert(ColumnMeaning::Unserved(group));
            }
            for window in &windows {
                let block = campaign.block_at(window.station, window.date, window.interval)?;
                let candidate =
                    Candidate { group, block, interval: window.interval, run: window.run };
                self.candidates.binary_search(&candidate).ok()?;
                on.insert(ColumnMeaning::Window(candidate));
                on.insert(ColumnMeaning::Place(group, block));
            }
            cuts::drawbacks(campaign, group, &windows, &mut on);
        }
        for block in campaign.block_ids() {
            walk(campaign, block, &mut on);
        }
        Some(self.columns.iter().map(|column| f64::from(u8::from(on.contains(column)))).collect())
    }
}

/// Adds the crew's path through a block, given the windows chosen in it.
fn walk(campaign: &Campaign, block: BlockId, on: &mut BTreeSet<ColumnMeaning>) {
    let mut windows: Vec<_> = on
        .iter()
        .filter_map(|column| match column {
            ColumnMeaning::Window(candidate) if candidate.block == block => {
                Some(candidate.interval)
            }
            _ => None,
        })
        .collect();
    windows.sort();
    let Some(last) = windows.last().copied() else {
        on.insert(ColumnMeaning::Stay(block));
        return;
    };
    let mut now = campaign.block(block).regular.start;
    for window in windows {
        while now < window.start {
            on.insert(ColumnMeaning::Idle(block, now));
            now += campaign.grid();
        }
        if window == last {
            on.insert(ColumnMeaning::Close(block, window.end));
        } else {
            on.insert(ColumnMeaning::Next(block, window.end));
            now = campaign.ready_again(block, window.end);
        }
    }
}

impl Builder<'_> {
    fn add(&mut self, meaning: ColumnMeaning) -> Variable {
        let variable = self.variables.add(variable().binary());
        self.columns.push(meaning);
        self.by_meaning.insert(meaning, variable);
        variable
    }

    fn windows(&self) -> impl Iterator<Item = (Candidate, Variable)> + '_ {
        self.candidates.iter().filter_map(|candidate| {
            Some((*candidate, *self.by_meaning.get(&ColumnMeaning::Window(*candidate))?))
        })
    }

    fn window_columns(&self, group: GroupId) -> Vec<(Candidate, Variable)> {
        self.windows().filter(|(candidate, _)| candidate.group == group).collect()
    }

    /// The column, where the programme has it.
    fn column(&self, meaning: ColumnMeaning) -> Option<Variable> {
        self.by_meaning.get(&meaning).copied()
    }

    fn columns_of(&self, wanted: impl Fn(&ColumnMeaning) -> Option<f64>) -> Expression {
        self.by_meaning
            .iter()
            .filter_map(|(meaning, variable)| Some((*variable, wanted(meaning)?)))
            .map(|(variable, factor)| factor * variable)
            .sum()
    }

    /// Every group one window: `Σ_b y[g,b] + u[g] = 1`, `y[g,b] = Σ_{c ∈ (g,b)} x[c]`, which is 0
    /// or 1: no two windows of a group in one block. Where the group is cut, its windows are a path
    /// through its class list instead: `Σ_{c begins with the first class} x[c] + u[g] = 1`, and at
    /// every place `i` between two classes `Σ_{c ends at i} x[c] = Σ_{c begins at i} x[c]`.
    fn each_group_once(&mut self) {
        let mut windows: BTreeMap<GroupId, Vec<(Candidate, Variable)>> =
            self.campaign.group_ids().map(|group| (group, Vec::new())).collect();
        for (candidate, x) in self.windows() {
            windows.entry(candidate.group).or_default().push((candidate, x));
        }
        for (group, windows) in windows {
            let mut places: BTreeMap<BlockId, Expression> = BTreeMap::new();
            for (candidate, x) in &windows {
                *places.entry(candidate.block).or_default() += *x;
            }
            let mut anywhere = Expression::default();
            for (block, chosen) in places {
                let y = self.add(ColumnMeaning::Place(group, block));
                anywhere += y;
                self.rows.push(constraint::eq(chosen, y));
            }
            let unserved = self
                .campaign
                .has_tier(Tier::Unserved)
                .then(|| self.add(ColumnMeaning::Unserved(group)));
            let unserved = unserved.map_or(Expression::default(), Expression::from);
            if windows.iter().all(|(candidate, _)| candidate.run.is_none()) {
                self.rows.push(constraint::eq(anywhere + unserved, 1.0));
                continue;
            }
            let begins = |place: usize| -> Expression {
                windows
                    .iter()
                    .filter(|(candidate, _)| candidate.first_class() == place)
                    .map(|(_, x)| *x)
                    .sum()
            };
            self.rows.push(constraint::eq(begins(0) + unserved, 1.0));
            for place in 1..self.campaign.group(group).classes.len() {
                let ending =
                    windows.iter().filter(|(c, _)| c.run.is_some_and(|run| run.to == place));
                let ends: Expression = ending.map(|(_, x)| *x).sum();
                self.rows.push(constraint::eq(ends, begins(place)));
            }
        }
    }

    /// No two windows of a block overlap, changeover between them: the crew walks one path. Ready
    /// at `t`:
    /// `[t = start] + idle[t−grid] + Σ next[e → t] = idle[t] + Σ_{c starts at t} x[c] (+ stay at start)`;
    /// done at `e`: `Σ_{c ends at e} x[c] = next[e] + close[e]`.
    fn one_group_at_a_time(&mut self, block: BlockId) {
        let bookable = self.campaign.block(block).bookable();
        let (mut ready, mut done): (BTreeMap<Minutes, Expression>, BTreeMap<Minutes, Expression>) =
            Default::default();
        for (candidate, x) in self.windows().filter(|(candidate, _)| candidate.block == block) {
            *ready.entry(candidate.interval.start).or_default() -= x;
            *done.entry(candidate.interval.end).or_default() += x;
        }
        let last_start = ready.keys().next_back().copied();
        let start = ready.entry(bookable.start).or_default();
        *start += 1.0;
        let stay = self.add(ColumnMeaning::Stay(block));
        *ready.entry(bookable.start).or_default() -= stay;
        for minute in (bookable.start..last_start.unwrap_or(bookable.start))
            .step_by(self.campaign.grid() as usize)
        {
            let idle = self.add(ColumnMeaning::Idle(block, minute));
            *ready.entry(minute).or_default() -= idle;
            *ready.entry(minute + self.campaign.grid()).or_default() += idle;
        }
        for (end, mut arrived) in done {
            arrived -= self.add(ColumnMeaning::Close(block, end));
            let again = self.campaign.ready_again(block, end);
            if last_start.is_some_and(|last| again <= last) {
                let next = self.add(ColumnMeaning::Next(block, end));
                arrived -= next;
                *ready.entry(again).or_default() += next;
            }
            self.rows.push(constraint::eq(arrived, 0.0));
        }
        for (_, balance) in ready {
            self.rows.push(constraint::eq(balance, 0.0));
        }
    }

    /// At most so many groups in a block: `Σ_g y[g,b] ≤ max_groups_per_block`.
    fn not_too_many_groups(&mut self, block: BlockId) {
        let Some(most) = self.campaign.max_groups_per_block() else { return };
        let here = self.columns_of(|column| match column {
            ColumnMeaning::Place(_, place) if *place == block => Some(1.0),
            _ => None,
        });
        self.rows.push(constraint::leq(here, most as f64));
    }

    /// An earlier tier is never worsened: `cost(tier) ≤ most`.
    fn hold(&mut self, tier: Tier, most: i64) {
        let (cost, constant) = self.tier(tier);
        // Whole numbers on the left: half a unit of room keeps the solver's tolerance from biting.
        self.rows.push(constraint::leq(cost, (most - constant) as f64 + 0.5));
    }

    /// The tier as `(expression, constant)` in whole units.
    fn tier(&self, tier: Tier) -> (Expression, i64) {
        match tier {
            Tier::Unserved => (self.unserved(), 0),
            Tier::Overtime | Tier::Blocks | Tier::Early => (self.closing_costs(tier), 0),
            Tier::Cuts => self.cuts(),
            Tier::Moved => {
                (self.window_costs(tier) + self.kept_cuts(), self.costs.people_in_baseline)
            }
            Tier::Overload | Tier::Preference | Tier::Spread => (self.window_costs(tier), 0),
            // The peak is no sum: it is a search over candidates left out, in `solve`.
            Tier::Peak => (Expression::default(), 0),
        }
    }

    /// `Σ_g expected[g] · u[g]`.
    fn unserved(&self) -> Expression {
        self.columns_of(|column| match column {
            ColumnMeaning::Unserved(group) => Some(self.campaign.group(*group).expected() as f64),
            _ => None,
        })
    }

    /// `Σ_b Σ_t closing[tier,b,t] · close[b,t]`, see [`Costs::closing`].
    fn closing_costs(&self, tier: Tier) -> Expression {
        self.columns_of(|column| match column {
            ColumnMeaning::Close(block, end) => {
                let cost = self.costs.closing(tier, *block, *end);
                (cost != 0).then_some(cost as f64)
            }
            _ => None,
        })
    }

    /// `Σ_c cost[tier,c] · x[c]`, see [`Costs::of`].
    fn window_costs(&self, tier: Tier) -> Expression {
        self.windows()
            .map(|(candidate, x)| (self.costs.of(tier, &candidate) as f64, x))
            .filter(|(cost, _)| *cost != 0.0)
            .map(|(cost, x)| cost * x)
            .sum()
    }
}
