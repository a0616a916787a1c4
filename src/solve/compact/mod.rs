//! The compact mixed-integer program (MIP): a time-indexed formulation, with candidate windows as
//! arcs of each block's time-expanded network (Sousa and Wolsey 1992, "A time indexed formulation
//! of non-preemptive single machine scheduling problems", Mathematical Programming 54).
//!
//! Columns, all binary:
//! - `x[c]`: candidate window `c = (group, block, [start, end))` is chosen;
//! - the further columns of the linear rules, such as `u[g]`: group `g` gets no window;
//! - `y[g,b] = Σ x[c]` over the candidates of `g` in `b`: a balanced branching variable;
//! - `stay[b]`, `idle[b,t]`, `next[b,t]`, `close[b,t]`: the crew of block `b` never opens, or at
//!   minute `t` waits for the next grid minute, changes over to the next group, or closes.
//!
//! The rules between blocks are the rows of `solve::rows`. The rules inside a block have rows here
//! (`block`), which only this MIP needs: pricing enforces them without rows.

mod block;

use crate::base::budget::Budget;
use crate::base::clock::{Interval, Minutes};
use crate::campaign::plan::Plan;
use crate::campaign::{BlockId, Campaign, GroupId, Tier};
use crate::solve::highs::MipModel;
use crate::solve::rows::{CandidateId, ColumnId, LinearRules, Question, Sense};
use crate::solve::windows::Candidate;
use good_lp::{Constraint, Expression, ProblemVariables, Variable, constraint, variable};
use std::collections::{BTreeMap, BTreeSet};

/// The MIP of one question, with the decoder of its solutions.
pub struct Compact<'a> {
    decoder: Decoder<'a>,
    model: MipModel,
    /// The constant of the objective, in whole units of the tier.
    pub constant: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum ColumnMeaning {
    Window(CandidateId),
    Further(ColumnId),
    Assigned(GroupId, BlockId),
    Stay(BlockId),
    Idle(BlockId, Minutes),
    Next(BlockId, Minutes),
    Close(BlockId, Minutes),
}

struct ModelBuilder<'r> {
    rules: &'r LinearRules<'r>,
    variables: ProblemVariables,
    columns: Vec<ColumnMeaning>,
    /// `x[c]`, by candidate.
    windows: Vec<Variable>,
    /// The further columns of the rules.
    further: Vec<Variable>,
    /// `y[g,b]`, with the number of windows in its sum.
    assigned: BTreeMap<(GroupId, BlockId), (Variable, usize)>,
    closes: BTreeMap<(BlockId, Minutes), Variable>,
    /// `stay[b]`.
    stays: BTreeMap<BlockId, Variable>,
    rows: Vec<Constraint>,
}

impl<'a> Compact<'a> {
    /// Builds the MIP of a question; `None` where the budget is spent first.
    pub fn new(question: Question<'a>, budget: &Budget) -> Option<Compact<'a>> {
        let has_time = || (!budget.is_spent()).then_some(());
        has_time()?;
        let rules = LinearRules::new(question);
        has_time()?;
        let mut builder = ModelBuilder {
            rules: &rules,
            variables: ProblemVariables::new(),
            columns: Vec::new(),
            windows: Vec::new(),
            further: Vec::new(),
            assigned: BTreeMap::new(),
            closes: BTreeMap::new(),
            stays: BTreeMap::new(),
            rows: Vec::new(),
        };
        let windows = (0..question.candidates.len()).map(CandidateId);
        builder.windows = windows.map(|id| builder.add(ColumnMeaning::Window(id))).collect();
        let further = (0..rules.columns.len()).map(ColumnId);
        builder.further = further.map(|id| builder.add(ColumnMeaning::Further(id))).collect();
        has_time()?;
        builder.no_group_twice();
        for block in question.campaign.block_ids() {
            has_time()?;
            builder.rules_inside(block);
        }
        builder.direct_successors();
        has_time()?;
        builder.rules_between_blocks();
        has_time()?;
        let objective = question.minimise.map_or(Expression::default(), |tier| builder.cost(tier));
        let ModelBuilder { variables, columns, rows, .. } = builder;
        let model = MipModel { variables, objective, rows };
        let constant = question.minimise.map_or(0, |tier| rules.constant(tier));
        Some(Compact { decoder: Decoder { rules, columns }, model, constant })
    }

    /// The MIP for the solver, and the decoder.
    pub fn into_model(self) -> (MipModel, Decoder<'a>) {
        (self.model, self.decoder)
    }
}

impl ModelBuilder<'_> {
    fn add(&mut self, meaning: ColumnMeaning) -> Variable {
        self.columns.push(meaning);
        self.variables.add(variable().binary())
    }

    fn candidate(&self, window: CandidateId) -> &Candidate {
        &self.rules.question.candidates[window.index()]
    }

    /// The rows of the linear rules and of held tiers.
    fn rules_between_blocks(&mut self) {
        for row in &self.rules.rows {
            let mut sum = self.sum(&row.windows, &row.columns);
            for stay in row.open.iter().filter_map(|block| self.stays.get(block)) {
                sum += 1.0;
                sum.add_mul(-1.0, *stay);
            }
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

    /// The cost of a plan in a tier, without the constant: see `LinearRules::window_cost`.
    fn cost(&self, tier: Tier) -> Expression {
        let rules = self.rules;
        let windows = rules.question.candidates.iter().enumerate();
        let windows =
            windows.map(|(id, window)| (CandidateId(id), rules.window_cost(tier, window)));
        let windows: Vec<_> = windows.filter(|(_, cost)| *cost != 0).collect();
        let columns = rules.columns.iter().enumerate();
        let columns = columns.map(|(id, column)| (ColumnId(id), rules.column_cost(tier, *column)));
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

    /// `Σ coefficient·x[c] + Σ coefficient·column`, with `y[g,b]` for the windows of a group in a
    /// block that all have the same coefficient.
    fn sum(&self, windows: &[(CandidateId, i64)], columns: &[(ColumnId, i64)]) -> Expression {
        let mut sum = Expression::with_capacity(columns.len());
        let assignment = |window: CandidateId| {
            let candidate = self.candidate(window);
            (candidate.group, candidate.block)
        };
        let chunks = windows.chunk_by(|(a, coefficient_a), (b, coefficient_b)| {
            coefficient_a == coefficient_b && assignment(*a) == assignment(*b)
        });
        for chunk in chunks {
            let (first, coefficient) = chunk[0];
            match self.assigned.get(&assignment(first)) {
                Some((y, count)) if *count == chunk.len() => {
                    sum.add_mul(coefficient as f64, *y);
                }
                _ => {
                    for (window, _) in chunk {
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

/// Decodes a solver's solution to a plan, and encodes a plan as a MIP start.
pub struct Decoder<'a> {
    rules: LinearRules<'a>,
    columns: Vec<ColumnMeaning>,
}

impl Decoder<'_> {
    /// Decodes column values; the window columns are the first.
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

    /// Encodes a plan as column values; `None` when a window of it is no candidate.
    pub fn values(&self, campaign: &Campaign, plan: &Plan) -> Option<Vec<f64>> {
        let candidates = self.rules.question.candidates;
        let mut chosen = vec![false; candidates.len()];
        let mut ones = BTreeSet::new();
        let mut by_block: BTreeMap<BlockId, Vec<Interval>> =
            campaign.block_ids().map(|block| (block, Vec::new())).collect();
        for window in &plan.windows {
            let candidate = Candidate::of(campaign, window)?;
            chosen[candidates.binary_search(&candidate).ok()?] = true;
            ones.insert(ColumnMeaning::Assigned(candidate.group, candidate.block));
            by_block.entry(candidate.block).or_default().push(candidate.interval);
        }
        for (block, intervals) in by_block {
            add_path(campaign, block, intervals, &mut ones);
        }
        let further = self.rules.columns_needed(&self.rules.choice(chosen.clone()));
        let is_one = |column: &ColumnMeaning| match column {
            ColumnMeaning::Window(window) => chosen[window.index()],
            ColumnMeaning::Further(column) => further[column.index()],
            _ => ones.contains(column),
        };
        Some(self.columns.iter().map(|column| f64::from(u8::from(is_one(column)))).collect())
    }
}

/// Adds the crew's path through a block with some windows.
fn add_path(
    campaign: &Campaign,
    block: BlockId,
    mut windows: Vec<Interval>,
    ones: &mut BTreeSet<ColumnMeaning>,
) {
    windows.sort();
    let Some(last) = windows.last().copied() else {
        ones.insert(ColumnMeaning::Stay(block));
        return;
    };
    let mut now = campaign.block(block).regular.start;
    for window in windows {
        while now < window.start {
            ones.insert(ColumnMeaning::Idle(block, now));
            now += campaign.block(block).step(campaign.grid());
        }
        if window == last {
            ones.insert(ColumnMeaning::Close(block, window.end));
        } else {
            ones.insert(ColumnMeaning::Next(block, window.end));
            now = campaign.ready_again(block, window.end);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Compact;
    use crate::base::budget::Budget;
    use crate::solve::rows::tiny_questions::for_each_rules;

    #[test]
    fn a_spent_budget_builds_nothing() {
        for_each_rules(0..3, |_, rules, _| {
            let budget = Budget::unlimited();
            assert!(Compact::new(rules.question, &budget).is_some());
            budget.cancel();
            assert!(Compact::new(rules.question, &budget).is_none());
            assert!(Compact::new(rules.question, &Budget::seconds(0.0)).is_none());
        });
    }
}
