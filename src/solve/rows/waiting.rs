//! The hall capacity: people between call time and photo. Its rows are generated lazily (lazy
//! constraints; Dantzig, Fulkerson and Johnson 1954, "Solution of a large-scale
//! traveling-salesman problem", Operations Research 2).

use super::{CandidateId, LinearRules};
use crate::plans::waiting::limits;

impl LinearRules<'_> {
    /// At each crowded moment `Σ_c waiting[c, moment]·x[c] ≤ capacity`, see
    /// [`crate::plans::waiting::Crowd::waiting_at`].
    ///
    /// There is a moment for each minute, and its row has a coefficient for each window near it, so
    /// only moments that some plan has overfilled have a row. Pricing also enforces the capacity
    /// within one block, unless the order of classes is free.
    pub(super) fn limit_waiting(&mut self) {
        let question = self.question;
        if question.crowded.is_empty() {
            return;
        }
        let crowds: Vec<_> = question
            .candidates
            .iter()
            .map(|candidate| candidate.crowds(question.campaign))
            .collect();
        let limits = limits(question.campaign);
        for moment in question.crowded {
            let Some((_, capacity)) = limits.iter().find(|(hall, _)| *hall == moment.hall) else {
                continue;
            };
            let waiting = crowds.iter().map(|crowds| moment.waiting(crowds));
            let waiting = waiting.enumerate().filter(|(_, people)| *people > 0);
            let waiting = waiting.map(|(window, people)| (CandidateId(window), people)).collect();
            self.at_most(waiting, Vec::new(), *capacity);
        }
    }
}
