//! The compact MIP of a tier, with the rows that its plans turn out to need.

use super::{Lexicographic, TierRank};
use crate::base::clock::Minutes;
use crate::campaign::Tier;
use crate::campaign::plan::Plan;
use crate::plans::slots;
use crate::plans::waiting::{WaitingMoment, crowds, overfull};
use crate::solve::bounds::whole_bound;
use crate::solve::compact::Compact;
use crate::solve::highs::{self, Ending, MipAnswer, MipOptions};
use crate::solve::rows::{Cover, Question};
use crate::solve::windows::{Candidate, unit_scale};
use crate::solve::{Progress, SolveError};

/// Steps of the grid, before and after a moment at which a plan has overfilled a hall, up to which
/// rows are added with it: 320 minutes on a grid of 5, longer than a half-day.
const MOST_REACH: Minutes = 64;

/// What the compact MIP shows of a tier, besides the incumbent.
pub(super) struct CompactFinding {
    /// A lower bound, in whole units; 0 where nothing is known.
    pub(super) bound: i64,
    /// Whether there is provably no plan.
    pub(super) infeasible: bool,
    /// HiGHS's model status.
    pub(super) status: String,
}

impl Lexicographic<'_> {
    /// Solves the compact MIP; `most_iterations` limits the simplex iterations of each of its runs.
    pub(super) fn compact(
        &mut self,
        minimise: Option<Tier>,
        candidates: &[Candidate],
        rank: TierRank,
        most_iterations: Option<u32>,
    ) -> Result<CompactFinding, SolveError> {
        let (answer, constant) =
            self.solve_with_row_generation(minimise, candidates, rank, most_iterations)?;
        let infeasible = answer.ending == Ending::Infeasible;
        let units = |bound: f64| whole_bound(bound + constant as f64);
        let bound = answer.bound.filter(|_| !infeasible).map_or(0, units);
        Ok(CompactFinding { bound, infeasible, status: answer.status })
    }

    /// The portfolio's other member beside patterns: the compact MIP where it is small, with an
    /// effort of [`Tuning::portfolio_work`], so that who wins is the same on every machine. `None`
    /// above [`Tuning::large_mip_candidates`].
    ///
    /// [`Tuning::portfolio_work`]: crate::solve::Tuning::portfolio_work
    /// [`Tuning::large_mip_candidates`]: crate::solve::Tuning::large_mip_candidates
    pub(super) fn compact_beside_patterns(
        &mut self,
        minimise: Option<Tier>,
        candidates: &[Candidate],
        rank: TierRank,
    ) -> Result<Option<CompactFinding>, SolveError> {
        let tuning = &self.options.tuning;
        let relevant = self.costs.relevant(candidates, self.relevant_tiers(rank), self.budget);
        if relevant.len() > tuning.large_mip_candidates || self.is_out_of_time() {
            return Ok(None);
        }
        let stopped_early = self.stopped_early;
        let effort = Some(tuning.portfolio_work / relevant.len().max(1) as u32);
        let found = self.compact(minimise, candidates, rank, effort)?;
        // The other methods go on where this one ends.
        self.stopped_early = stopped_early;
        Ok(Some(found))
    }

    /// Row generation: solves the MIP until its plan keeps the hall capacity and the held tiers; a
    /// plan that overfills a hall adds the rows of those moments and of those around them, twice as
    /// far each time, as the next plan would overfill it one step of the grid later; one above a
    /// held tier by less than the solver's tolerance adds a cover, one that is better in a held
    /// tier holds it there.
    /// Without them the MIP is a relaxation, so each of its bounds is valid.
    fn solve_with_row_generation(
        &mut self,
        minimise: Option<Tier>,
        candidates: &[Candidate],
        rank: TierRank,
        most_iterations: Option<u32>,
    ) -> Result<(MipAnswer, i64), SolveError> {
        let mut best_bound: Option<f64> = None;
        let mut reach = 1;
        loop {
            let (mut answer, constant, plan) =
                self.solve_mip(minimise, candidates, rank, most_iterations)?;
            best_bound = best_bound.into_iter().chain(answer.bound).reduce(f64::max);
            answer.bound = best_bound;
            let Some(plan) = plan else { return Ok((answer, constant)) };
            let (overfull, covers) = (self.overfull(&plan), self.covers_missed(&plan));
            if overfull.is_empty() && covers.is_empty() {
                self.consider(plan, rank);
                if self.hold_tighter() && answer.ending != Ending::Stopped {
                    continue;
                }
            } else if answer.ending != Ending::Stopped {
                let grid = self.campaign.grid();
                let around = |moment: WaitingMoment| {
                    (-reach..=reach).map(move |steps| WaitingMoment {
                        minute: moment.minute + steps * grid,
                        ..moment
                    })
                };
                self.crowded.extend(overfull.into_iter().flat_map(around));
                self.covers.extend(covers);
                reach = (2 * reach).min(MOST_REACH);
                continue;
            }
            return Ok((answer, constant));
        }
    }

    /// The covers of a plan's windows in the held tiers.
    fn covers_missed(&self, plan: &Plan) -> Vec<Cover> {
        let (campaign, costs) = (self.campaign, self.costs);
        let windows = plan.windows.iter().filter_map(|window| Candidate::of(campaign, window));
        let windows: Vec<Candidate> = windows.collect();
        let held = self.held.iter();
        held.filter_map(|(tier, most)| Cover::of(costs, *tier, *most, &windows)).collect()
    }

    pub(super) fn overfull(&self, plan: &Plan) -> Vec<WaitingMoment> {
        if !self.campaign.limits_waiting() {
            return Vec::new();
        }
        let mut plan = plan.clone();
        slots::assign(self.campaign, &mut plan);
        overfull(self.campaign, &crowds(self.campaign, &plan))
    }

    /// Builds and solves one MIP.
    fn solve_mip(
        &mut self,
        minimise: Option<Tier>,
        candidates: &[Candidate],
        rank: TierRank,
        most_iterations: Option<u32>,
    ) -> Result<(MipAnswer, i64, Option<Plan>), SolveError> {
        let relevant = self.costs.relevant(candidates, self.relevant_tiers(rank), self.budget);
        let crowded: Vec<WaitingMoment> = self.crowded.iter().copied().collect();
        let question = Question {
            campaign: self.campaign,
            costs: self.costs,
            minimise,
            held: &self.held,
            candidates: &relevant,
            crowded: &crowded,
            covers: &self.covers,
        };
        let tuning = &self.options.tuning;
        let is_large = relevant.len() > tuning.large_mip_candidates && self.incumbent.is_some();
        let scale = minimise.map_or(1.0, |tier| unit_scale(tier, self.campaign) as f64);
        let Some(compact) = Compact::new(question, self.budget) else {
            self.stopped_early = true;
            let (ending, status) = (Ending::Stopped, "not reached".to_owned());
            return Ok((MipAnswer { ending, status, values: None, bound: None }, 0, None));
        };
        let constant = compact.constant;
        let (model, decoder) = compact.into_model();
        let run = MipOptions {
            gap: self.options.gap,
            threads: self.options.threads,
            seed: self.options.seed,
            deadline: self.budget.deadline(),
            most_iterations,
            start: self.incumbent.as_ref().and_then(|plan| decoder.values(self.campaign, plan)),
            relaxation_first: is_large.then_some(tuning.large_mip_iterations),
            is_cancelled: &|| self.budget.is_cancelled(),
        };
        let answer = highs::run(model, &run, &mut |glimpse, _| {
            if let Some(tier) = minimise {
                let in_unit =
                    |value: Option<f64>| value.map(|value| (value + constant as f64) / scale);
                (self.progress)(&Progress {
                    tier,
                    incumbent: in_unit(glimpse.incumbent),
                    bound: in_unit(glimpse.bound),
                    elapsed: self.began.elapsed(),
                });
            }
        })?;
        self.stopped_early |= answer.ending == Ending::Stopped;
        let plan = answer.values.as_ref().map(|values| decoder.plan(self.campaign, values));
        Ok((answer, constant, plan))
    }
}
