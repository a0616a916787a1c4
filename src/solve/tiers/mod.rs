//! The tiers one after another: each is minimised while the earlier ones are held at their value.

mod limits;
mod patterns;
mod peak;

use super::bounds;
use super::first_fit::first_fit;
use super::stretch::stretch;
use super::{Budget, Options, Outcome, Progress, SolveError, Termination, TierOutcome};
use crate::base::diagnostic::Severity;
use crate::base::ratio::Ratio;
use crate::campaign::plan::{MakeUpRow, Plan, Window};
use crate::campaign::{Campaign, ClassOrder, Tier};
use crate::check::check;
use crate::plans::metrics::tier_value;
use crate::plans::slots;
use crate::plans::waiting::{WaitingMoment, crowds, overfull};
use crate::solve::compact::Compact;
use crate::solve::highs::{self, Ending, MipAnswer, MipOptions, SolverError};
use crate::solve::rows::Question;
use crate::solve::windows::{Candidate, Costs, candidates_within, unit_scale, value_of_units};
use std::collections::BTreeSet;
use std::time::Instant;

/// A bound from the solver is a float; rounded up to whole units after taking off this much it can
/// only become weaker, never false.
const BOUND_TOLERANCE: f64 = 0.01;

/// Finds the best plan of a campaign, tier by tier, and proves it as far as the budget allows.
///
/// `baseline` is what the tier `moved` compares with, and a first plan where it keeps all rules.
/// When the budget is spent, or cancelled from another thread, the best plan so far is returned.
///
/// # Errors
/// When the solver fails, or when its plan doesn't pass [`check`].
pub fn solve(
    campaign: &Campaign,
    baseline: Option<&Plan>,
    options: &Options,
    budget: &Budget,
    progress: &mut dyn FnMut(&Progress),
) -> Result<Outcome, SolveError> {
    let began = Instant::now();
    let all = candidates_within(campaign, budget)?;
    let mut complete = all.complete;
    let costs = Costs::new(campaign, baseline);
    let mut search = Search {
        campaign,
        baseline,
        costs: &costs,
        options,
        budget,
        progress,
        began,
        candidates: all.list,
        held: Vec::new(),
        incumbent: None,
        crowded: BTreeSet::new(),
        stopped_early: all.is_cut_short,
    };
    search.keep_below();
    search.keep_what_was_told();
    search.start_with_known_plans();
    search.tell(0, None);
    let mut tiers = Vec::new();
    let mut infeasible = false;
    for place in 0..campaign.tiers().len() {
        let tier_began = Instant::now();
        let found = search.tier(place)?;
        // Plans that were too full somewhere might not be, with their classes in another order.
        let is_free = campaign.class_order() == ClassOrder::Free;
        complete &= !is_free || search.crowded.is_empty();
        infeasible |= found.infeasible && complete;
        tiers.push(TierOutcome {
            tier: campaign.tiers()[place],
            value: search.value(place),
            // Nothing can be below nothing, whatever windows are missing.
            bound: found.bound.filter(|bound| complete || *bound == Ratio::whole(0)),
            seconds: tier_began.elapsed().as_secs_f64(),
            programmes: found.programmes,
            solver_status: found.status,
        });
        search.tell(place, tiers[place].bound);
        if search.incumbent.is_none() {
            break;
        }
        search.hold(place);
    }
    let stopped_early = search.stopped_early;
    let looks = options.tuning.stretch_looks;
    let allowed = |plan: &Plan| search.keeps_what_was_told(plan);
    let plan = search
        .incumbent
        .clone()
        .map(|plan| stretch(campaign, baseline, plan, &allowed, looks, budget));
    let plan = plan.map(|plan| finish(campaign, plan)).transpose()?;
    let termination = match (&plan, infeasible) {
        (Some(_), _) if tiers.iter().all(TierOutcome::proven) => Termination::Optimal,
        (Some(_), _) => Termination::Feasible,
        (None, true) => Termination::Infeasible,
        (None, false) => Termination::NoPlan,
    };
    Ok(Outcome {
        termination,
        stopped_early,
        plan,
        tiers,
        every_order_tried: complete || all.is_cut_short,
        seconds: began.elapsed().as_secs_f64(),
        solver: highs::version(),
    })
}

/// Adds slots and make-up rows, and lets the plan out only when the independent check passes it.
fn finish(campaign: &Campaign, mut plan: Plan) -> Result<Plan, SolveError> {
    slots::assign(campaign, &mut plan);
    plan.make_up = MakeUpRow::reserved(campaign);
    plan.sort();
    let broken: Vec<_> = check(campaign, &plan)
        .into_iter()
        .filter(|found| found.severity == Severity::Error)
        .collect();
    if broken.is_empty() { Ok(plan) } else { Err(SolveError::Unchecked(broken)) }
}

struct Search<'a> {
    campaign: &'a Campaign,
    baseline: Option<&'a Plan>,
    costs: &'a Costs<'a>,
    options: &'a Options,
    budget: &'a Budget,
    progress: &'a mut dyn FnMut(&Progress),
    began: Instant,
    candidates: Vec<Candidate>,
    held: Vec<(Tier, i64)>,
    incumbent: Option<Plan>,
    /// Moments at which some plan had more people waiting than the hall holds.
    crowded: BTreeSet<WaitingMoment>,
    stopped_early: bool,
}

/// What is known after one tier, besides the incumbent.
struct Found {
    bound: Option<Ratio>,
    infeasible: bool,
    programmes: usize,
    status: String,
}

impl Found {
    fn without_solver(bound: Ratio) -> Found {
        Found {
            bound: Some(bound),
            infeasible: false,
            programmes: 0,
            status: "not needed".to_owned(),
        }
    }
}

impl Search<'_> {
    /// The baseline and the plan to start with, where they keep all rules, and a first-fit plan.
    fn start_with_known_plans(&mut self) {
        let last = self.campaign.tiers().len() - 1;
        let windows_only = |plan: &Plan| {
            let windows = plan
                .windows
                .iter()
                .map(|window| Window { stated_headcount: None, ..window.clone() });
            Plan { windows: windows.collect(), ..Plan::default() }
        };
        let known = [self.baseline, self.options.start.as_ref()].map(|plan| plan.map(windows_only));
        for plan in known.into_iter().chain([self.first_fit()]).flatten() {
            self.consider_checked(plan, last);
        }
    }

    /// Takes a plan of unknown quality when it is better and the check passes it.
    fn consider_checked(&mut self, mut plan: Plan, last: usize) {
        // With slots, since a class may clash where its group as a whole does not.
        slots::assign(self.campaign, &mut plan);
        if check(self.campaign, &plan).iter().all(|found| found.severity != Severity::Error) {
            self.consider(plan, last);
        }
    }

    /// Tells of a tier's value in the best plan.
    fn tell(&mut self, place: usize, bound: Option<Ratio>) {
        let incumbent = self.value(place).map(Ratio::as_f64);
        let (tier, bound) = (self.campaign.tiers()[place], bound.map(Ratio::as_f64));
        (self.progress)(&Progress { tier, incumbent, bound, elapsed: self.began.elapsed() });
    }

    fn first_fit(&self) -> Option<Plan> {
        first_fit(self.campaign, &self.candidates, &self.options.tuning, self.budget)
    }

    fn is_out_of_time(&self) -> bool {
        self.budget.is_spent()
    }

    fn values(&self, plan: &Plan, last: usize) -> Vec<Ratio> {
        let tiers = &self.campaign.tiers()[..=last];
        tiers.iter().map(|tier| tier_value(*tier, self.campaign, plan, self.baseline)).collect()
    }

    fn value(&self, place: usize) -> Option<Ratio> {
        let plan = self.incumbent.as_ref()?;
        Some(tier_value(self.campaign.tiers()[place], self.campaign, plan, self.baseline))
    }

    /// Takes the plan when it is better in the tiers up to `last`.
    fn consider(&mut self, plan: Plan, last: usize) {
        if !self.stays_below(&plan) || !self.keeps_what_was_told(&plan) {
            return;
        }
        let better = match &self.incumbent {
            Some(incumbent) => self.values(&plan, last) < self.values(incumbent, last),
            None => true,
        };
        if better {
            self.incumbent = Some(plan);
        }
    }

    /// Holds a tier at the incumbent's value for all later tiers.
    fn hold(&mut self, place: usize) {
        let Some(value) = self.value(place) else { return };
        let tier = self.campaign.tiers()[place];
        if tier == Tier::Peak {
            let campaign = self.campaign;
            self.candidates.retain(|candidate| candidate.per_hour(campaign) <= value);
        } else {
            self.held.push((tier, self.units(tier, value)));
        }
    }

    /// A value in the model's whole units.
    fn units(&self, tier: Tier, value: Ratio) -> i64 {
        let scaled = i128::from(value.numerator()) * i128::from(unit_scale(tier, self.campaign));
        i64::try_from(scaled / i128::from(value.denominator())).unwrap_or(i64::MAX)
    }

    fn tier(&mut self, place: usize) -> Result<Found, SolveError> {
        let least = self.least(place);
        if self.value(place) == Some(least) {
            return Ok(Found::without_solver(least));
        }
        if self.is_out_of_time() && self.incumbent.is_some() {
            self.stopped_early = true;
            return Ok(Found { status: "not reached".to_owned(), ..Found::without_solver(least) });
        }
        match self.campaign.tiers()[place] {
            Tier::Peak => self.peak(place),
            _ => self.sum(place),
        }
    }

    /// What the tier can't be below, without asking the solver.
    fn least(&self, place: usize) -> Ratio {
        let tier = self.campaign.tiers()[place];
        self.known_least(tier).max(self.least_of_windows(tier))
    }

    /// What the shortest and cheapest windows add up to: nothing where groups may be left out.
    fn least_of_windows(&self, tier: Tier) -> Ratio {
        let unserved =
            self.campaign.has_tier(Tier::Unserved) && !self.held.contains(&(Tier::Unserved, 0));
        if unserved {
            return Ratio::whole(0);
        }
        value_of_units(
            tier,
            bounds::least(self.campaign, tier, &self.candidates, self.costs),
            self.campaign,
        )
    }

    /// A tier that is a sum: by patterns, and where these leave something open, one integer
    /// programme.
    fn sum(&mut self, place: usize) -> Result<Found, SolveError> {
        let tier = self.campaign.tiers()[place];
        let mut bound_of_patterns = None;
        if let Some(found) = self.patterns(place)? {
            let is_settled =
                found.infeasible || self.value(place).is_some() && self.value(place) == found.bound;
            let is_too_large = self.candidates.len() > self.options.tuning.most_in_one_programme;
            let is_hopeless = is_too_large && self.incumbent.is_some();
            if is_settled || is_hopeless || self.is_out_of_time() {
                self.stopped_early |= !is_settled;
                return Ok(found);
            }
            bound_of_patterns = found.bound;
        }
        let candidates = self.candidates.clone();
        let (answer, constant) = self.ask(Some(tier), &candidates, place)?;
        let bound = match answer.ending {
            Ending::Infeasible => None,
            _ => answer.bound.map(|bound| {
                let units = (bound + constant as f64 - BOUND_TOLERANCE).ceil().max(0.0) as i64;
                value_of_units(tier, units, self.campaign)
            }),
        };
        let bound = bound.unwrap_or(Ratio::whole(0)).max(self.least(place));
        let bound = bound_of_patterns.map_or(bound, |patterns| patterns.max(bound));
        Ok(Found {
            bound: Some(self.value(place).map_or(bound, |value| bound.min(value))),
            infeasible: answer.ending == Ending::Infeasible,
            programmes: 1,
            status: answer.status,
        })
    }

    /// Asks until the answer leaves nobody without room to wait: a plan that is too full somewhere
    /// adds the rows of those moments. A programme without them is a relaxation, so every bound it
    /// gives is one.
    fn ask(
        &mut self,
        minimise: Option<Tier>,
        candidates: &[Candidate],
        place: usize,
    ) -> Result<(MipAnswer, i64), SolveError> {
        let mut best_bound: Option<f64> = None;
        loop {
            let (mut answer, constant, plan) = self.run(minimise, candidates, place)?;
            best_bound = best_bound.into_iter().chain(answer.bound).reduce(f64::max);
            answer.bound = best_bound;
            let Some(plan) = plan else { return Ok((answer, constant)) };
            let overfull = self.overfull(&plan);
            if overfull.is_empty() {
                self.consider(plan, place);
            } else if answer.ending != Ending::Stopped {
                self.crowded.extend(overfull);
                continue;
            }
            return Ok((answer, constant));
        }
    }

    fn overfull(&self, plan: &Plan) -> Vec<WaitingMoment> {
        if !self.campaign.limits_waiting() {
            return Vec::new();
        }
        let mut plan = plan.clone();
        slots::assign(self.campaign, &mut plan);
        overfull(self.campaign, &crowds(self.campaign, &plan))
    }

    /// Builds and runs one programme.
    fn run(
        &mut self,
        minimise: Option<Tier>,
        candidates: &[Candidate],
        place: usize,
    ) -> Result<(MipAnswer, i64, Option<Plan>), SolveError> {
        let relevant = self.costs.relevant(candidates, self.looked_at(place), self.budget);
        let crowded: Vec<WaitingMoment> = self.crowded.iter().copied().collect();
        let question = Question {
            campaign: self.campaign,
            costs: self.costs,
            minimise,
            held: &self.held,
            candidates: &relevant,
            crowded: &crowded,
        };
        let scale = minimise.map_or(1.0, |tier| unit_scale(tier, self.campaign) as f64);
        let mut attempt = |presolve: bool| {
            let Some(compact) = Compact::new(question, self.budget) else {
                return Ok(None);
            };
            let constant = compact.constant;
            let (problem, reading) = compact.into_problem();
            let run = MipOptions {
                gap: self.options.gap,
                threads: self.options.threads,
                seed: self.options.seed,
                deadline: self.budget.deadline(),
                most_iterations: None,
                start: self.incumbent.as_ref().and_then(|plan| reading.values(self.campaign, plan)),
                presolve,
                is_cancelled: &|| self.budget.is_cancelled(),
            };
            let answer = highs::run(problem, &run, &mut |glimpse| {
                if let Some(tier) = minimise {
                    let in_unit = |figure: Option<f64>| {
                        figure.map(|figure| (figure + constant as f64) / scale)
                    };
                    (self.progress)(&Progress {
                        tier,
                        incumbent: in_unit(glimpse.incumbent),
                        bound: in_unit(glimpse.bound),
                        elapsed: self.began.elapsed(),
                    });
                }
            })?;
            Ok(Some((answer, constant, reading)))
        };
        // Once in a few thousand tiny programmes the solver loses a row while it simplifies, and
        // says so.
        let attempted = match attempt(true) {
            Err(SolverError::Failed(_)) => attempt(false)?,
            other => other?,
        };
        let Some((answer, constant, reading)) = attempted else {
            self.stopped_early = true;
            let (ending, status) = (Ending::Stopped, "not reached".to_owned());
            return Ok((MipAnswer { ending, status, values: None, bound: None }, 0, None));
        };
        self.stopped_early |= answer.ending == Ending::Stopped;
        let plan = answer.values.as_ref().map(|values| reading.plan(self.campaign, values));
        Ok((answer, constant, plan))
    }
}

#[cfg(test)]
impl<'a> Search<'a> {
    /// A search over some windows that has found nothing yet.
    fn of(
        campaign: &'a Campaign,
        costs: &'a Costs<'a>,
        options: &'a Options,
        candidates: Vec<Candidate>,
    ) -> Search<'a> {
        Search {
            campaign,
            baseline: None,
            costs,
            options,
            budget: Box::leak(Box::new(Budget::unlimited())),
            progress: Box::leak(Box::new(|_| {})),
            began: Instant::now(),
            candidates,
            held: Vec::new(),
            incumbent: None,
            crowded: BTreeSet::new(),
            stopped_early: false,
        }
    }
}
