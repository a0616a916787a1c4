//! People between call time and photo never exceed what the hall holds.

use super::Builder;
use crate::plans::waiting::{Moment, limits};
use good_lp::{Expression, constraint};

impl Builder<'_> {
    /// At each of these moments `Σ_c waiting[c, moment]·x[c] ≤ capacity`, see
    /// [`crate::plans::waiting::Crowd::waiting_at`].
    ///
    /// There are as many moments as minutes, and a row has an entry for every window near it, so
    /// rows are only made for moments at which some plan has been found too full.
    pub(super) fn not_too_many_waiting(&mut self, crowded: &[Moment]) {
        if crowded.is_empty() {
            return;
        }
        let limits = limits(self.campaign);
        let crowds: Vec<_> =
            self.windows().map(|(candidate, x)| (candidate.crowds(self.campaign), x)).collect();
        for moment in crowded {
            let Some((_, limit)) = limits.iter().find(|(hall, _)| *hall == moment.hall) else {
                continue;
            };
            let waiting: Expression = crowds
                .iter()
                .map(|(crowds, x)| (moment.waiting(crowds) as f64, *x))
                .filter(|(people, _)| *people > 0.0)
                .map(|(people, x)| people * x)
                .sum();
            self.rows.push(constraint::leq(waiting, *limit as f64));
        }
    }
}
