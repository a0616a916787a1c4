//! Held tiers whose windows cost millions of units: HiGHS takes a column for whole that is off by
//! 10⁻⁶, so some units of such a sum are hidden from it. Cover inequalities, generated lazily
//! (Balas 1975, "Facets of the knapsack polytope", Mathematical Programming 8).

use super::{CandidateId, LinearRules};
use crate::campaign::{GroupId, Tier};
use crate::solve::windows::{Candidate, Costs};

/// Windows that together cost more than a held tier allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cover {
    tier: Tier,
    /// The group and the first class of each window, and what the window costs.
    windows: Vec<(GroupId, usize, i64)>,
}

impl Cover {
    /// The fewest of a plan's windows that cost more than `most` units, the dearest first; `None`
    /// where all of them together don't. A window kept from the baseline has a cost below 0 in
    /// `moved`, which has no covers.
    pub fn of(costs: &Costs<'_>, tier: Tier, most: i64, windows: &[Candidate]) -> Option<Cover> {
        if tier == Tier::Moved {
            return None;
        }
        let mut windows: Vec<(GroupId, usize, i64)> = windows
            .iter()
            .map(|window| (window.group, window.first_class(), costs.of(tier, window)))
            .collect();
        windows.sort_by_key(|(group, class, cost)| (-cost, *group, *class));
        let mut sum = costs.constant(tier);
        let last = windows.iter().position(|(_, _, cost)| {
            sum += cost;
            sum > most
        })?;
        windows.truncate(last + 1);
        Some(Cover { tier, windows })
    }
}

impl LinearRules<'_> {
    /// For each cover `C`: `Σ_{w ∈ C} Σ_{c of w's group and first class, as dear as w} x[c] ≤
    /// |C| − 1`. At most one `c` of each `w` is chosen, and one of each costs more than the tier is
    /// held at.
    pub(super) fn limit_covers(&mut self) {
        let question = self.question;
        for Cover { tier, windows } in question.covers {
            let mut terms = Vec::new();
            for (group, class, least) in windows {
                let as_dear = self.windows_of(*group).filter(|(_, window)| {
                    window.first_class() == *class && question.costs.of(*tier, window) >= *least
                });
                terms.extend(as_dear.map(|(window, _)| (window, 1)));
            }
            terms.sort_unstable_by_key(|(window, _): &(CandidateId, i64)| *window);
            self.at_most(terms, Vec::new(), windows.len() as i64 - 1);
        }
    }
}
