//! Local search for a tier: `Tuning::search_labels` of it before the engine, the rest on a second
//! thread beside it.
//!
//! A plan found before the engine follows from the effort and is equal on every machine. Beside the engine
//! it goes on from the engine's plans, where they are better than its own. A plan found there
//! counts only where the budget is spent before the tier is settled, as what is known then depends
//! on the clock anyway: a proven answer is always the engine's. Where the engine gives a tier up by
//! its effort, the search goes on until the tier's share of the time is spent.

use crate::base::clock::Minutes;
use crate::base::diagnostic::Severity;
use crate::campaign::plan::Plan;
use crate::campaign::{Campaign, Tier};
use crate::check::check;
use crate::plans::slots;
use crate::solve::exchange::{Assignment, LocalSearch};
use crate::solve::kinds::{Arrangement, KindId, Kinds, KindsAssignment, Place, Sizes};
use crate::solve::{Budget, Options};
use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

/// A local search for one tier.
pub(super) struct SearchBeside<'k, 'a> {
    kinds: &'k Kinds<'a>,
    assignment: KindsAssignment,
    search: LocalSearch,
}

/// The engine's latest plan, until the search beside it takes it over.
#[derive(Default)]
pub(super) struct Offers(Mutex<Option<Offer>>);

/// A plan of the engine, or a solution of the MIP over kinds.
pub(super) enum Offer {
    Plan(Plan),
    Arrangement(Arrangement),
}

impl Offers {
    /// Leaves a plan for the search; a plan that was not taken is replaced.
    pub fn leave(&self, offer: Offer) {
        if let Ok(mut left) = self.0.lock() {
            *left = Some(offer);
        }
    }

    /// Takes the plan out; `None` where the engine has left no plan since the last call.
    fn take(&self) -> Option<Offer> {
        self.0.lock().ok().and_then(|mut left| left.take())
    }
}

/// Ends a search as it is dropped.
struct EndsSearch<'s>(&'s AtomicBool);

impl Drop for EndsSearch<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl<'k, 'a> SearchBeside<'k, 'a> {
    /// A search for plans that are better in a tier than a known one and keep the held tiers, after
    /// its first [`Tuning::search_labels`]; `None` where it can't judge the tier, or below
    /// [`Tuning::searched_alternatives`].
    ///
    /// [`Tuning::search_labels`]: crate::solve::Tuning::search_labels
    /// [`Tuning::searched_alternatives`]: crate::solve::Tuning::searched_alternatives
    pub fn new(
        kinds: &'k Kinds<'a>,
        minimise: Option<Tier>,
        held: &[(Tier, i64)],
        sizes: &Sizes,
        known: Option<&Arrangement>,
        options: &Options,
        budget: &Budget,
    ) -> Option<SearchBeside<'k, 'a>> {
        let tuning = &options.tuning;
        let most = tuning.most_searched_alternatives;
        let mut assignment = kinds.assignment(minimise, held, sizes, known, most)?;
        if assignment.alternatives() < tuning.searched_alternatives {
            return None;
        }
        let problem = std::mem::take(&mut assignment.problem);
        let mut search = LocalSearch::new(problem, assignment.start.take(), options.seed);
        search.run(tuning.search_labels, &|| budget.is_spent());
        Some(SearchBeside { kinds, assignment, search })
    }

    /// The Lagrangian bound of the tier in whole units; 0 where the campaign has plans that are no selections of
    /// the assignment, for which the bound does not hold.
    pub fn bound(&self) -> i64 {
        if self.assignment.has_every_plan { self.search.bound().max(0) } else { 0 }
    }

    /// The windows with which every plan costs more than `most` units of the tier, by reduced-cost fixing.
    pub fn too_dear(&self, most: i64) -> BTreeSet<(KindId, Place, Minutes)> {
        if self.assignment.has_every_plan {
            self.assignment.too_dear(&self.search, most)
        } else {
            BTreeSet::new()
        }
    }

    /// Does the work of the engine while the search goes on, from what the engine `offers`.
    pub fn during<T>(
        this: Option<&mut SearchBeside<'_, '_>>,
        options: &Options,
        budget: &Budget,
        offers: &Offers,
        work: impl FnOnce() -> T,
    ) -> T {
        let Some(this) = this.filter(|_| options.threads > 1) else { return work() };
        let is_over = AtomicBool::new(false);
        thread::scope(|scope| {
            let is_ended = || is_over.load(Ordering::Relaxed) || budget.is_spent();
            scope.spawn(move || this.run(&is_ended, offers));
            let _ends = EndsSearch(&is_over);
            work()
        })
    }

    /// Lets the search go on alone until the budget is spent, from the engine's last plan where that
    /// plan is better than its own.
    pub fn go_on(&mut self, budget: &Budget, offers: &Offers) {
        self.run(&|| budget.is_spent(), offers);
    }

    fn run(&mut self, is_over: &dyn Fn() -> bool, offers: &Offers) {
        let SearchBeside { kinds, assignment, search } = self;
        let selection = |problem: &Assignment| {
            let arrangement = match offers.take()? {
                Offer::Plan(plan) => kinds.arrangement(&plan)?,
                Offer::Arrangement(arrangement) => arrangement,
            };
            assignment.selection(problem, kinds.all_windows(&arrangement))
        };
        search.run_beside(usize::MAX, is_over, &selection);
    }

    /// The plan found, where it can be laid out and passes the check.
    pub fn plan(&self, campaign: &Campaign, most_tries: usize) -> Option<(Plan, Arrangement)> {
        let arrangement = self.assignment.arrangement(self.search.selection())?;
        let mut plan = self.kinds.plan(&arrangement, most_tries)?;
        slots::assign(campaign, &mut plan);
        let is_right = check(campaign, &plan).iter().all(|found| found.severity != Severity::Error);
        is_right.then_some((plan, arrangement))
    }
}

#[cfg(test)]
mod tests {
    use super::{Offer, Offers, SearchBeside};
    use crate::campaign::plan::Plan;
    use crate::campaign::{Campaign, GroupId, Preference, Tier, Wish, tiny};
    use crate::plans::metrics::tier_value;
    use crate::solve::kinds::{Kinds, Sizes};
    use crate::solve::windows::Costs;
    use crate::solve::{Budget, Options, Tuning};

    /// Four groups of which two would rather not come on the first of three days.
    fn campaign() -> Campaign {
        let mut draft = tiny::draft(&[4, 4, 4], &[10, 12, 14, 9]);
        draft.tiers = vec![Tier::Preference];
        draft.preferences = (0..2)
            .map(|group| Preference {
                group: GroupId(group),
                days: Some([draft.blocks[0].date].into()),
                interval: None,
                wish: Wish::Avoid,
                weight: 2,
            })
            .collect();
        Campaign::new(draft).unwrap()
    }

    /// Tuning by which the smallest campaign is searched, for this number of labels before the engine.
    fn tuning(search_labels: usize) -> Tuning {
        Tuning { searched_alternatives: 0, search_labels, ..Tuning::default() }
    }

    #[test]
    fn a_search_ends_with_the_work_beside_it_and_its_plan_is_right() {
        let campaign = campaign();
        let costs = Costs::new(&campaign, None);
        let kinds = Kinds::new(&campaign, &costs).unwrap();
        let tuning = tuning(200);
        for threads in [1, 2] {
            let options = Options { threads, tuning, ..Options::default() };
            let budget = Budget::unlimited();
            let (tier, sizes) = (Some(Tier::Preference), Sizes::default());
            let search = SearchBeside::new(&kinds, tier, &[], &sizes, None, &options, &budget);
            let mut search = search.unwrap();
            let before = search.plan(&campaign, 100).unwrap().0;
            assert_eq!(tier_value(Tier::Preference, &campaign, &before, None).numerator(), 0);
            let offers = Offers::default();
            let answer = SearchBeside::during(Some(&mut search), &options, &budget, &offers, || 42);
            assert_eq!(answer, 42);
            assert_eq!(search.plan(&campaign, 100).unwrap().0.windows.len(), 4);
            assert_eq!(SearchBeside::during(None, &options, &budget, &offers, || 43), 43);
        }
    }

    #[test]
    fn a_search_goes_on_from_the_plan_that_the_engine_left() {
        let campaign = campaign();
        let costs = Costs::new(&campaign, None);
        let kinds = Kinds::new(&campaign, &costs).unwrap();
        let options = Options { tuning: tuning(0), ..Options::default() };
        let (budget, spent) = (Budget::unlimited(), Budget::seconds(0.0));
        let (tier, sizes) = (Some(Tier::Preference), Sizes::default());
        let new = || {
            let search = SearchBeside::new(&kinds, tier, &[], &sizes, None, &options, &budget);
            search.unwrap()
        };
        let mut best = new();
        best.search.run(2_000, &|| false);
        let (plan, arrangement) = best.plan(&campaign, 100).unwrap();
        let worth = |plan: &Plan| tier_value(Tier::Preference, &campaign, plan, None).numerator();
        let offers = Offers::default();
        for offer in [Offer::Plan(plan.clone()), Offer::Arrangement(arrangement)] {
            let mut search = new();
            offers.leave(offer);
            // The search ends once it has taken the offer.
            search.run(&|| offers.0.lock().unwrap().is_none(), &offers);
            assert_eq!(worth(&search.plan(&campaign, 100).unwrap().0), worth(&plan));
            search.go_on(&spent, &offers);
        }
    }

    #[test]
    fn small_campaigns_are_not_searched() {
        let campaign = campaign();
        let costs = Costs::new(&campaign, None);
        let kinds = Kinds::new(&campaign, &costs).unwrap();
        let (options, budget) = (Options::default(), Budget::unlimited());
        let (tier, sizes) = (Some(Tier::Preference), Sizes::default());
        let search = SearchBeside::new(&kinds, tier, &[], &sizes, None, &options, &budget);
        assert!(search.is_none());
    }

    #[test]
    fn work_that_panics_ends_the_search() {
        let campaign = campaign();
        let costs = Costs::new(&campaign, None);
        let kinds = Kinds::new(&campaign, &costs).unwrap();
        let options = Options { tuning: tuning(0), threads: 2, ..Options::default() };
        let budget = Budget::unlimited();
        let (tier, sizes) = (Some(Tier::Preference), Sizes::default());
        let search = SearchBeside::new(&kinds, tier, &[], &sizes, None, &options, &budget);
        let mut search = search.unwrap();
        let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let offers = Offers::default();
            let work = || panic!("on purpose");
            SearchBeside::during(Some(&mut search), &options, &budget, &offers, work)
        }));
        assert!(ended.is_err());
    }
}
