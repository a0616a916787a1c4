//! People between call time and photo never exceed what the hall holds.

use super::{Builder, Term};
use crate::plans::waiting::limits;

impl Builder<'_> {
    /// At each of the moments `Σ_c waiting[c, moment]·x[c] ≤ capacity`, see
    /// [`crate::plans::waiting::Crowd::waiting_at`].
    ///
    /// Who waits for one block is for pricing, unless the order of classes is free; these rows are
    /// about several, and only made for moments at which some plan has been found too full.
    pub fn not_too_many_waiting(&mut self) {
        let asked = self.asked;
        if asked.crowded.is_empty() {
            return;
        }
        let crowds: Vec<_> =
            asked.candidates.iter().map(|candidate| candidate.crowds(asked.campaign)).collect();
        let limits = limits(asked.campaign);
        for moment in asked.crowded {
            let Some((_, limit)) = limits.iter().find(|(hall, _)| *hall == moment.hall) else {
                continue;
            };
            let waiting =
                crowds.iter().enumerate().map(|(place, crowds)| (place, moment.waiting(crowds)));
            let waiting: Vec<Term> = waiting.filter(|(_, people)| *people > 0).collect();
            self.at_most(*limit, &waiting, &[]);
        }
    }
}
