//! The input and output of pricing: choices with their reduced costs, arcs, limits on work, and the
//! cheapest pattern.

use crate::base::budget::Budget;
use crate::campaign::{ClassRun, GroupId};
use crate::solve::ids::List;
use crate::solve::patterns::pattern::{ChoiceId, Node, Placed};
use crate::solve::rows::RowId;

/// A class of equivalent windows of one block: equal group, classes, length, costs and rows of the
/// master, at any start. A window whose start matters to a rule is a choice of its own.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Choice {
    /// The group.
    pub group: GroupId,
    /// The classes, where the group is cut.
    pub run: Option<ClassRun>,
    /// Length in grid steps.
    pub steps: usize,
    /// The start, where sequencing or a waiting limit depends on it.
    pub start: Option<Node>,
    /// Coefficients in rows of the master, in whole units.
    pub entries: Vec<(RowId, i64)>,
    /// Costs in whole units: of the minimised tier, then of each held one.
    pub costs: Vec<i64>,
}

impl Choice {
    /// Whether its only row of the master is that of its group, and its start matters to no rule.
    pub fn is_plain(&self) -> bool {
        self.run.is_none() && self.start.is_none() && self.entries.len() == 1
    }
}

/// Prices at the duals of one round. The reduced cost of a pattern, up to the dual of its convexity
/// row, is the sum of its choices' prices and the closing price at its last window's end.
#[derive(Debug, Clone, Default)]
pub struct Prices {
    /// Reduced cost of each choice; infinite for forbidden choices.
    pub choices: List<ChoiceId, f64>,
    /// Price of a pattern whose last window ends at a node, for each node; it never decreases with
    /// the node.
    pub closing: List<Node, f64>,
}

/// The equivalence of patterns of a shape that have equal coefficients in all rows of the master: of
/// equivalent patterns a best plan needs only the cheapest.
#[derive(Debug)]
pub struct Equivalence {
    /// For each choice its leader: the first choice of its group with equal coefficients in the master's rows.
    /// Choices with one leader differ in length and in the cost of the minimised tier only.
    pub leader: List<ChoiceId, ChoiceId>,
    /// Whether the end of the last window changes a coefficient: a tier that counts ends is held.
    pub ends_matter: bool,
}

/// A request to enumerate the patterns of a shape up to a reduced cost. Of patterns with equal leaders
/// the cheapest is wanted, and where ends matter each pattern cheaper than all patterns with an earlier
/// end.
pub struct Wanted<'a> {
    /// The largest price of a pattern.
    pub limit: f64,
    /// The largest number of sets of leaders; where there are more, the enumeration returns none.
    pub most: usize,
    /// Symmetry breaking, for each choice: the equivalent choice of the group before its own in the
    /// symmetry orbit. A pattern with the choice needs the earlier group too.
    pub earlier: &'a List<ChoiceId, Option<ChoiceId>>,
    /// The equivalence of patterns.
    pub equivalence: &'a Equivalence,
    /// The budget; once it is spent, the enumeration returns none.
    pub budget: &'a Budget,
}

/// Limits on the work for one cheapest pattern. A search that exceeds them still gives a bound.
#[derive(Clone, Copy)]
pub struct Allowance<'a> {
    /// The budget of the solve.
    pub budget: &'a Budget,
    /// The largest number of labels in one search.
    pub labels: usize,
    /// The largest number of dominance comparisons in all searches for one pattern.
    pub comparisons: usize,
}

#[cfg(test)]
impl Allowance<'_> {
    /// No limits.
    pub fn ample() -> Allowance<'static> {
        let budget = Box::leak(Box::new(Budget::unlimited()));
        Allowance { budget, labels: usize::MAX, comparisons: usize::MAX }
    }
}

/// The result of pricing a shape.
#[derive(Debug, Clone)]
pub struct Cheapest {
    /// A lower bound on the price of every pattern and of the empty block, whose price is 0.
    pub at_least: f64,
    /// The best pattern found; its price is the bound where the search was completed. Empty for the
    /// empty block.
    pub windows: Vec<Placed>,
}

/// A candidate window as an arc of the time-expanded network. Indices are stored as `u32` and
/// `u16`, since a campaign has an arc for each of up to 12 million candidates.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Arc {
    choice: u32,
    from: u16,
    end: u16,
    ready: u16,
}

impl Arc {
    /// The arc of a choice from its start `from` to its end; the next window may start at `ready`,
    /// a changeover after the end.
    pub fn new(choice: ChoiceId, from: Node, end: Node, ready: Node) -> Arc {
        Arc {
            choice: choice.index() as u32,
            from: from.index() as u16,
            end: end.index() as u16,
            ready: ready.index() as u16,
        }
    }

    /// The choice.
    pub fn choice(&self) -> ChoiceId {
        ChoiceId(self.choice as usize)
    }

    /// The node at which the window starts.
    pub fn from(&self) -> Node {
        Node(usize::from(self.from))
    }

    /// The node at which the window ends: the end of a path whose last arc this is.
    pub fn end(&self) -> Node {
        Node(usize::from(self.end))
    }

    /// The head of the arc: the first node at which the next window may start.
    pub fn ready(&self) -> Node {
        Node(usize::from(self.ready))
    }
}

/// Adds a partial pattern to the front of the partial patterns with its leaders. A dominated partial
/// pattern, which uses no less time and costs no less than a partial pattern of the front, is dropped.
pub fn add_undominated<T>(front: &mut Vec<T>, new: T, use_and_price: impl Fn(&T) -> (usize, f64)) {
    let (used, price) = use_and_price(&new);
    let dominates = |a: (usize, f64), b: (usize, f64)| a.0 <= b.0 && a.1 <= b.1;
    if front.iter().any(|known| dominates(use_and_price(known), (used, price))) {
        return;
    }
    front.retain(|known| !dominates((used, price), use_and_price(known)));
    front.push(new);
}

/// The patterns of a front that are wanted. `end_and_price` gives the end of a pattern's last window and
/// its price with closing.
pub fn of_use<T>(
    equivalence: &Equivalence,
    complete: Vec<T>,
    end_and_price: impl Fn(&T) -> (usize, f64),
) -> Vec<T> {
    let mut kept: Vec<T> = Vec::new();
    for own in complete {
        let at_any_end = |own: &T| (0, end_and_price(own).1);
        if equivalence.ends_matter {
            add_undominated(&mut kept, own, &end_and_price);
        } else {
            add_undominated(&mut kept, own, at_any_end);
        }
    }
    kept
}
