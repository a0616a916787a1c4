//! What pricing chooses among: windows of the same people and length, their arcs, their prices, and
//! what is found.

use crate::base::budget::Budget;
use crate::campaign::{ClassRun, GroupId};
use crate::solve::patterns::pattern::Placed;
use crate::solve::rows::RowId;

/// Windows of the same people and length that cost the same, whenever they start; or one window,
/// where others look at it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Choice {
    /// Who.
    pub group: GroupId,
    /// Which classes, where the group is cut.
    pub run: Option<ClassRun>,
    /// Length in grid steps.
    pub steps: usize,
    /// Where it starts, when neighbours or people who wait make that matter.
    pub at: Option<usize>,
    /// Rows of the master that it stands in, with whole coefficients.
    pub entries: Vec<(RowId, i64)>,
    /// Cost in the tier minimised, then in each held one, in whole units.
    pub costs: Vec<i64>,
}

impl Choice {
    /// Whether it stands in the row of its group alone, and nobody looks at when it starts.
    pub fn is_plain(&self) -> bool {
        self.run.is_none() && self.at.is_none() && self.entries.len() == 1
    }
}

/// Prices of one round.
#[derive(Debug, Clone, Default)]
pub struct Prices {
    /// For each choice; infinite where it may not be made.
    pub choices: Vec<f64>,
    /// For each node what closing there costs.
    pub closing: Vec<f64>,
}

/// Which patterns of a shape are gathered.
pub struct Wanted<'a> {
    /// The most that one may cost.
    pub limit: f64,
    /// With more of them none is given.
    pub most: usize,
    /// For each choice the same one of a group alike, without which group it is not made.
    pub earlier: &'a [Option<usize>],
    /// None is given either when this is spent.
    pub budget: &'a Budget,
}

/// How long a search for the cheapest pattern may go on; one that is given up still gives a bound.
#[derive(Clone, Copy)]
pub struct Allowance<'a> {
    /// When to stop.
    pub budget: &'a Budget,
    /// Labels that one search keeps at most.
    pub labels: usize,
    /// Comparisons of labels in all searches for one pattern.
    pub comparisons: usize,
}

#[cfg(test)]
impl Allowance<'_> {
    /// More than any search needs.
    pub fn ample() -> Allowance<'static> {
        let budget = Box::leak(Box::new(Budget::unlimited()));
        Allowance { budget, labels: usize::MAX, comparisons: usize::MAX }
    }
}

/// The cheapest pattern of a shape as far as it is known.
#[derive(Debug, Clone)]
pub struct Cheapest {
    /// No pattern, and not the empty block either, is cheaper.
    pub at_least: f64,
    /// A pattern; of that price where the search went to its end; empty for an empty block.
    pub windows: Vec<Placed>,
}

/// A candidate window as an arc. Small, since there are millions of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Arc {
    pub choice: u32,
    pub from: u16,
    pub end: u16,
    pub ready: u16,
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
