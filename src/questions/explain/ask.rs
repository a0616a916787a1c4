//! Asking the solver: is there a plan at all, and which is the best.

use crate::campaign::plan::Plan;
use crate::campaign::{Campaign, Tier};
use crate::solve::{Budget, Options, Outcome, Progress, SolveError, Termination, solve};
use std::cell::{Cell, RefCell};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, mpsc};

/// Whether a campaign has a plan that keeps all its rules.
#[derive(Debug, Clone, PartialEq)]
pub enum Feasibility {
    /// A plan that keeps all rules.
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

    /// The number of solves so far.
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

    /// The answers about all items, in their order. One question runs on each thread, since the questions of
    /// `why` and `suggest` are independent; with fewer items than threads a question gets more threads.
    ///
    /// # Errors
    /// When the solver fails.
    pub fn each<T: Sync, A: Send>(
        &self,
        items: &[T],
        ask: impl Fn(&T, &Asker<'_>) -> Result<A, SolveError> + Sync,
    ) -> Result<Vec<A>, SolveError> {
        let threads = self.options.threads.max(1) as usize;
        let workers = threads.min(items.len());
        if workers < 2 {
            return items.iter().map(|item| ask(item, self)).collect();
        }
        let options = Options { threads: (threads / workers) as u32, ..self.options.clone() };
        let (budget, before) = (self.budget, self.questions.get());
        let (next, begun) = (AtomicUsize::new(0), AtomicUsize::new(before));
        let answers = Mutex::new(Vec::with_capacity(items.len()));
        let (tell, told) = mpsc::channel();
        let work = |tell: mpsc::Sender<(usize, Progress)>| {
            loop {
                let place = next.fetch_add(1, Ordering::Relaxed);
                let Some(item) = items.get(place) else { break };
                let (mut own, mut number) = (0, 0);
                let mut watch = |of_item: usize, progress: &Progress| {
                    if of_item != own {
                        (own, number) = (of_item, begun.fetch_add(1, Ordering::Relaxed) + 1);
                    }
                    // A send fails only without the receiver, which outlives the workers.
                    tell.send((number, *progress)).ok();
                };
                let asker = Asker::new(options.clone(), budget, &mut watch);
                // Counted as the question of this place: with the budget spent only the question in place 0 is
                // asked, as in a loop over the items.
                asker.questions.set(before + place);
                let answer = ask(item, &asker);
                if let Ok(mut answers) = answers.lock() {
                    answers.push((place, asker.questions() - before - place, answer));
                }
            }
        };
        std::thread::scope(|scope| {
            for _ in 0..workers {
                let tell = tell.clone();
                scope.spawn(|| work(tell));
            }
            drop(tell);
            for (number, progress) in told {
                (self.watch.borrow_mut())(number, &progress);
            }
        });
        let mut answers = answers.into_inner().unwrap_or_default();
        answers.sort_unstable_by_key(|(place, ..)| *place);
        let asked = answers.iter().map(|(_, asked, _)| asked).sum::<usize>();
        self.questions.set(before + asked);
        answers.into_iter().map(|(.., answer)| answer).collect()
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

#[cfg(test)]
mod tests {
    use super::{Asker, Budget, Campaign, Options};
    use crate::campaign::{Tier, tiny};
    use std::collections::BTreeSet;

    #[test]
    fn questions_asked_together_have_the_answers_of_questions_asked_one_by_one() {
        let mut draft = tiny::draft(&[3, 3], &[10, 10]);
        draft.tiers = vec![Tier::Blocks];
        let campaign = Campaign::new(draft).unwrap();
        let closed: Vec<Campaign> = campaign
            .block_ids()
            .map(|block| {
                let mut draft = campaign.to_draft();
                draft.groups[0].not_in = [block].into();
                Campaign::new(draft).unwrap()
            })
            .collect();
        let asked = |threads: u32, budget: &Budget| {
            let mut numbers = BTreeSet::new();
            let mut watch = |number: usize, _: &_| {
                numbers.insert(number);
            };
            let options = Options { threads, ..Options::default() };
            let asker = Asker::new(options, budget, &mut watch);
            let plans = asker.each(&closed, |own, asker| Ok(asker.best(own, None, None)?.plan));
            let asked = asker.questions();
            (plans.unwrap(), asked, numbers)
        };
        let one_by_one = asked(1, &Budget::unlimited());
        assert_eq!((one_by_one.1, one_by_one.0.len()), (2, 2));
        assert_ne!(one_by_one.0[0], one_by_one.0[1]);
        assert_eq!(asked(2, &Budget::unlimited()), one_by_one);
        // With a budget of 0 seconds only the first question is asked.
        let (plans, asked, _) = asked(2, &Budget::seconds(0.0));
        assert_eq!((plans[1].clone(), asked), (None, 1));
    }
}
