//! The compact integer programme: candidate windows as arcs through the time of each block.
//!
//! Columns, all binary:
//! - `x[c]`: candidate window `c = (group, block, [start, end))` is chosen;
//! - the further columns of the linear rules, such as `u[g]`: group `g` gets no window;
//! - `y[g,b] = Σ x[c]` over the candidates of `g` in `b`, which gives the solver something to
//!   branch on;
//! - `stay[b]`, `idle[b,t]`, `next[b,t]`, `close[b,t]`: what the crew of block `b` does at minute
//!   `t`: never open, wait for the next grid minute, change over to the next group, or go home.
//!
//! Rules that tie blocks together are the rows of `solve::rows`, as they stand there. What is local
//! to a block has rows of its own here (`block`): pricing decides it exactly, without rows, so they
//! are for this programme only.

mod block;

use crate::base::budget::Budget;
use crate::base::clock::{Interval, Minutes};
use crate::campaign::plan::Plan;
use crate::campaign::{BlockId, Campaign, GroupId, Tier};
use crate::solve::rows::{CandidateId, ColumnId, LinearRules, Question, Sense};
use crate::solve::windows::Candidate;
use good_lp::solvers::highs::{HighsProblem, highs};
use good_lp::{
    Constraint, Expression, ProblemVariables, SolverModel, Variable, constraint, variable,
};
use std::collections::{BTreeMap, BTreeSet};

/// The integer programme of one question, with what is needed to read its answers.
pub struct Compact<'a> {
    reading: Reading<'a>,
    problem: HighsProblem,
    /// Added to the solver's objective to give the tier's value in whole units.
    pub constant: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum ColumnMeaning {
    Window(CandidateId),
    Further(ColumnId),
    Place(GroupId, BlockId),
    Stay(BlockId),
    Idle(BlockId, Minutes),
    Next(BlockId, Minutes),
    Close(BlockId, Minutes),
}

struct Builder<'r> {
    rules: &'r LinearRules<'r>,
    variables: ProblemVariables,
    columns: Vec<ColumnMeaning>,
    /// `x[c]`, by candidate.
    windows: Vec<Variable>,
    /// The further columns of the rules.
    further: Vec<Variable>,
    /// `y[g,b]`, with how many windows it sums up.
    places: BTreeMap<(GroupId, BlockId), (Variable, usize)>,
    closes: BTreeMap<(BlockId, Minutes), Variable>,
    rows: Vec<Constraint>,
}

impl<'a> Compact<'a> {
    /// Builds the model of a question; `None` where the budget is spent before.
    pub fn new(question: Question<'a>, budget: &Budget) -> Option<Compact<'a>> {
        let goes_on = || (!budget.is_spent()).then_some(());
        let rules = LinearRules::new(question);
        goes_on()?;
        let mut builder = Builder {
            rules: &rules,
            variables: ProblemVariables::new(),
            columns: Vec::new(),
            windows: Vec::new(),
            further: Vec::new(),
            places: BTreeMap::new(),
            closes: BTreeMap::new(),
            rows: Vec::new(),
        };
        let windows = (0..question.candidates.len()).map(CandidateId);
        builder.windows = windows.map(|id| builder.add(ColumnMeaning::Window(id))).collect();
        let further = (0..rules.columns.len()).map(ColumnId);
        builder.further = further.map(|id| builder.add(ColumnMeaning::Further(id))).collect();
        goes_on()?;
        builder.local_to_blocks();
        goes_on()?;
        builder.between_blocks();
        goes_on()?;
        let objective = question.minimise.map_or(Expression::default(), |tier| builder.cost(tier));
        let Builder { variables, columns, rows, .. } = builder;
        let mut problem = variables.minimise(objective).using(highs);
        for row in rows {
            problem.add_constraint(row);
        }
        let constant = question.minimise.map_or(0, |tier| rules.constant(tier));
        Some(Compact { reading: Reading { rules, columns }, problem, constant })
    }

    /// The programme, ready for the solver.
    pub fn into_problem(self) -> (HighsProblem, Reading<'a>) {
        (self.problem, self.reading)
    }
}

impl Builder<'_> {
    fn add(&mut self, meaning: ColumnMeaning) -> Variable {
        self.columns.push(meaning);
        self.variables.add(variable().binary())
    }

    fn candidate(&self, window: CandidateId) -> &Candidate {
        &self.rules.question.candidates[window.index()]
    }

    /// The linear rules, tiers that are held among them.
    fn between_blocks(&mut self) {
        for row in &self.rules.rows {
            let sum = self.sum(&row.windows, &row.columns);
            self.rows.push(match row.sense {
                Sense::Equal => constraint::eq(sum, row.right_hand_side()),
                Sense::AtMost => constraint::leq(sum, row.right_hand_side()),
            });
        }
        for (tier, value) in self.rules.question.held {
            let most = self.rules.most(*tier, *value);
            self.rows.push(constraint::leq(self.cost(*tier), most));
        }
    }

    /// What plans cost in a tier, without the constant: see `LinearRules::window_cost`.
    fn cost(&self, tier: Tier) -> Expression {
        let rules = self.rules;
        let windows = rules.question.candidates.iter().enumerate();
        let windows = windows.map(|(id, own)| (CandidateId(id), rules.window_cost(tier, own)));
        let windows: Vec<_> = windows.filter(|(_, cost)| *cost != 0).collect();
        let columns = rules.columns.iter().enumerate();
        let columns = columns.map(|(id, own)| (ColumnId(id), rules.column_cost(tier, *own)));
        let columns: Vec<_> = columns.filter(|(_, cost)| *cost != 0).collect();
        let mut cost = self.sum(&windows, &columns);
        for ((block, end), close) in &self.closes {
            let closing = rules.closing_cost(tier, *block, *end);
            if closing != 0 {
                cost.add_mul(closing as f64, close);
            }
        }
        cost
    }

    /// `Σ coefficient·x[c] + Σ coefficient·column`. Where all windows of a group in a block have one
    /// coefficient, `y[g,b]` stands for them.
    fn sum(&self, windows: &[(CandidateId, i64)], columns: &[(ColumnId, i64)]) -> Expression {
        let mut sum = Expression::with_capacity(columns.len());
        let place = |window: CandidateId| {
            let candidate = self.candidate(window);
            (candidate.group, candidate.block)
        };
        let alike = windows
            .chunk_by(|(one, own), (other, others)| own == others && place(*one) == place(*other));
        for alike in alike {
            let (first, coefficient) = alike[0];
            match self.places.get(&place(first)) {
                Some((y, count)) if *count == alike.len() => {
                    sum.add_mul(coefficient as f64, *y);
                }
                _ => {
                    for (window, _) in alike {
                        sum.add_mul(coefficient as f64, self.windows[window.index()]);
                    }
                }
            }
        }
        for (column, coefficient) in columns {
            sum.add_mul(*coefficient as f64, self.further[column.index()]);
        }
        sum
    }
}

/// Reads a solver's answer back, and writes a plan as a starting point.
pub struct Reading<'a> {
    rules: LinearRules<'a>,
    columns: Vec<ColumnMeaning>,
}

impl Reading<'_> {
    /// The plan that a vector of column values stands for; candidates are the first columns.
    pub fn plan(&self, campaign: &Campaign, values: &[f64]) -> Plan {
        let windows = self
            .rules
            .question
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
        let candidates = self.rules.question.candidates;
        let mut chosen = vec![false; candidates.len()];
        let mut on = BTreeSet::new();
        let mut by_block: BTreeMap<BlockId, Vec<Interval>> =
            campaign.block_ids().map(|block| (block, Vec::new())).collect();
        for window in &plan.windows {
            let (group, interval, run) = (window.group, window.interval, window.run);
            let block = campaign.block_at(window.station, window.date, interval)?;
            let candidate = Candidate { group, block, interval, run };
            chosen[candidates.binary_search(&candidate).ok()?] = true;
            on.insert(ColumnMeaning::Place(group, block));
            by_block.entry(block).or_default().push(interval);
        }
        for (block, intervals) in by_block {
            walk(campaign, block, intervals, &mut on);
        }
        let further = self.rules.columns_needed(&chosen);
        let is_one = |column: &ColumnMeaning| match column {
            ColumnMeaning::Window(window) => chosen[window.index()],
            ColumnMeaning::Further(column) => further[column.index()],
            _ => on.contains(column),
        };
        Some(self.columns.iter().map(|column| f64::from(u8::from(is_one(column)))).collect())
    }
}

/// Adds the crew's path through a block, given the windows chosen in it.
fn walk(
    campaign: &Campaign,
    block: BlockId,
    mut windows: Vec<Interval>,
    on: &mut BTreeSet<ColumnMeaning>,
) {
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
