//! People between call time and photo never exceed what the hall holds.

use super::{CandidateId, LinearRules};
use crate::plans::waiting::limits;

impl LinearRules<'_> {
    /// At each of the moments `Σ_c waiting[c, moment]·x[c] ≤ capacity`, see
    /// [`crate::plans::waiting::Crowd::waiting_at`].
    ///
    /// There are as many moments as minutes, and a row has an entry for every window near it, so
    /// rows are only made for moments at which some plan has been found too full. Who waits for one
    /// block is for pricing, too, unless the order of classes is free.
    pub(super) fn not_too_many_waiting(&mut self) {
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
