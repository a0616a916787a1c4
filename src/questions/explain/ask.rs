//! Asking the solver: is there a plan at all, and which is the best.

use crate::campaign::plan::Plan;
use crate::campaign::{Campaign, Tier};
use crate::solve::{Budget, Options, Outcome, Progress, SolveError, Termination, solve};
use std::cell::{Cell, RefCell};

/// Whether a campaign has a plan that keeps all its rules.
#[derive(Debug, Clone, PartialEq)]
pub enum Feasibility {
    /// This one.
    Yes(Plan),
    /// Proven: there is none.
    No,
    /// Not decided within the limit.
    Unknown,
}

/// Hears of the number of the question and where its solve stands.
pub type QuestionWatch<'a> = dyn FnMut(usize, &Progress) + 'a;

/// Asks questions within one budget for all of them together.
pub struct Asker<'a> {
    options: Options,
    budget: &'a Budget,
    questions: Cell<usize>,
    watch: RefCell<&'a mut QuestionWatch<'a>>,
}

impl<'a> Asker<'a> {
    /// Begins; `watch` hears of the number of the question and where its solve stands.
    pub fn new(
        options: Options,
        budget: &'a Budget,
        watch: &'a mut QuestionWatch<'a>,
    ) -> Asker<'a> {
        Asker { options, budget, questions: Cell::new(0), watch: RefCell::new(watch) }
    }

    /// How many solves there were.
    pub fn questions(&self) -> usize {
        self.questions.get()
    }

    /// Whether the budget is spent; the first question is asked all the same.
    pub fn is_over(&self) -> bool {
        self.questions.get() > 0 && self.budget.is_spent()
    }

    /// The best plan of a campaign; none where it [`is_over`](Asker::is_over).
    ///
    /// # Errors
    /// When the solver fails.
    pub fn best(
        &self,
        campaign: &Campaign,
        baseline: Option<&Plan>,
        start: Option<&Plan>,
    ) -> Result<Outcome, SolveError> {
        if self.is_over() {
            return Ok(Outcome::not_reached());
        }
        self.questions.set(self.questions.get() + 1);
        let options = Options { start: start.cloned(), ..self.options.clone() };
        let number = self.questions.get();
        solve(campaign, baseline, &options, self.budget, &mut |progress| {
            (self.watch.borrow_mut())(number, progress);
        })
    }

    /// Whether any plan keeps all rules. Everybody must be served; windows may be too short only
    /// where the campaign gives `overload` a say.
    ///
    /// # Errors
    /// When the solver fails.
    pub fn possible(&self, campaign: &Campaign) -> Result<Feasibility, SolveError> {
        let mut draft = campaign.to_draft();
        // Without a baseline nobody moves: any plan has the best value at once.
        draft.tiers.retain(|tier| *tier == Tier::Overload);
        draft.tiers.insert(0, Tier::Moved);
        let Ok(bare) = Campaign::new(draft) else { return Ok(Feasibility::Unknown) };
        let outcome = self.best(&bare, None, None)?;
        Ok(match (outcome.plan, outcome.termination) {
            (Some(plan), _) => Feasibility::Yes(plan),
            (None, Termination::Infeasible) => Feasibility::No,
            (None, _) => Feasibility::Unknown,
        })
    }
}

/// The same campaign with every rule meant: nobody is left out and no window is too short at a
/// price.
pub fn strict(campaign: &Campaign) -> Option<Campaign> {
    let mut draft = campaign.to_draft();
    draft.tiers.retain(|tier| !matches!(tier, Tier::Unserved | Tier::Overload));
    if draft.tiers.is_empty() {
        draft.tiers.push(Tier::Moved);
    }
    Campaign::new(draft).ok()
}
