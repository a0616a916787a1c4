//! A tier by column generation, before the compact MIP over the candidates left.

use super::{Lexicographic, TierFinding, TierRank, has_many_groups};
use crate::campaign::Tier;
use crate::plans::waiting::WaitingMoment;
use crate::solve::patterns::{self, Known, News, TaskFinding, TierTask};
use crate::solve::windows::{Candidate, units_of_value, value_of_units};
use crate::solve::{Engine, SolveError};

impl Lexicographic<'_> {
    /// Minimises a tier by column generation: a bound, perhaps a better plan, and fewer candidates
    /// for the tiers after it. Repeats while its plans overfill halls at new moments.
    pub(super) fn patterns(&mut self, rank: TierRank) -> Result<TierFinding, SolveError> {
        let tier = rank.tier(self.campaign);
        let (mut bound, mut rounds, mut infeasible) = (0, 0, false);
        for _ in 0..self.options.tuning.most_looks_at_halls {
            let all = std::mem::take(&mut self.candidates);
            let incumbent =
                self.value(rank).map(|value| units_of_value(tier, value, self.campaign));
            let (held, known) = (self.held.clone(), self.crowded.len());
            let finding = self.explore(tier, &held, &all, incumbent, rank)?;
            let (costs, tiers) = (self.costs, self.relevant_tiers(rank));
            self.candidates = if finding.dropped.is_empty() {
                all
            } else {
                costs.without(&all, &finding.dropped, tiers, self.budget)
            };
            bound = finding.bound.max(bound);
            rounds += finding.rounds;
            infeasible |= finding.is_impossible;
            let is_proven = infeasible
                || self
                    .value(rank)
                    .is_some_and(|value| units_of_value(tier, value, self.campaign) <= bound);
            if is_proven || self.crowded.len() == known || self.is_out_of_time() {
                break;
            }
        }
        let bound = (!infeasible).then(|| value_of_units(tier, bound, self.campaign));
        Ok(TierFinding {
            bound,
            infeasible,
            solves: rounds,
            status: format!("patterns, {rounds} rounds"),
        })
    }

    /// Looks for a plan over some candidates that keeps the held tiers, and takes it; `true` where
    /// column generation proves that there is none. It minimises the people left out, with one more
    /// than allowed as the incumbent's value.
    pub(super) fn patterns_prove_infeasible(
        &mut self,
        candidates: &[Candidate],
        rank: TierRank,
    ) -> Result<bool, SolveError> {
        if !self.wants_patterns(candidates.len()) {
            return Ok(false);
        }
        if self.compact_goes_first() {
            let known = self.value(rank);
            let found = self.compact_beside_patterns(None, candidates, rank)?;
            let is_infeasible = found.is_some_and(|found| found.infeasible);
            if is_infeasible || self.value(rank) != known {
                return Ok(is_infeasible);
            }
        }
        let held = self.held.iter().find(|(tier, _)| *tier == Tier::Unserved);
        let all_people =
            if self.campaign.has_tier(Tier::Unserved) { self.campaign.expected() } else { 0 };
        let allowed = held.map_or(all_people, |(_, most)| *most);
        let mut held = self.held.clone();
        held.retain(|(tier, _)| *tier != Tier::Unserved);
        let finding = self.explore(Tier::Unserved, &held, candidates, Some(allowed + 1), rank)?;
        Ok(finding.bound > allowed)
    }

    pub(super) fn wants_patterns(&self, candidates: usize) -> bool {
        match self.options.engine {
            Engine::Auto | Engine::Kinds | Engine::Sites => {
                candidates > self.options.tuning.many_candidates
            }
            Engine::Compact => false,
            Engine::Patterns => true,
        }
    }

    /// Whether the compact MIP is tried before patterns, not between their dives and their proof:
    /// from [`Tuning::groups_of_kinds`] groups a half-day on the labels of one pattern grow with the
    /// sets of its groups.
    ///
    /// [`Tuning::groups_of_kinds`]: crate::solve::Tuning::groups_of_kinds
    pub(super) fn compact_goes_first(&self) -> bool {
        self.options.engine != Engine::Patterns
            && has_many_groups(self.campaign, &self.options.tuning)
    }

    /// Minimises a tier by column generation; considers each of its plans for the tiers up to
    /// `rank`.
    fn explore(
        &mut self,
        tier: Tier,
        held: &[(Tier, i64)],
        candidates: &[Candidate],
        incumbent: Option<i64>,
        rank: TierRank,
    ) -> Result<TaskFinding, SolveError> {
        let campaign = self.campaign;
        let relevant = self.costs.relevant(candidates, self.relevant_tiers(rank), self.budget);
        let is_of_rank = rank.tier(campaign) == tier;
        let known = self.value(rank);
        let crowded: Vec<WaitingMoment> = self.crowded.iter().copied().collect();
        let (costs, budget, options) = (self.costs, self.budget, self.options);
        let tries_compact = !self.compact_goes_first();
        let (mut best_bound, mut fault) = (None, None);
        let mut watch = |news: News| {
            let (mut proven, mut is_impossible) = (0, false);
            match news {
                News::Plan(plan) => {
                    let overfull = self.overfull(&plan);
                    self.crowded.extend(overfull);
                    self.consider_checked(plan, rank);
                }
                News::Bound(bound) if is_of_rank => {
                    best_bound = Some(value_of_units(tier, bound, campaign));
                }
                News::BeforeProof if tries_compact => {
                    let minimised = is_of_rank.then_some(tier);
                    match self.compact_beside_patterns(minimised, candidates, rank) {
                        Ok(Some(found)) => {
                            proven = found.bound;
                            is_impossible = found.infeasible;
                        }
                        Ok(None) => {}
                        Err(error) => fault = Some(error),
                    }
                }
                News::Bound(_) | News::BeforeProof => {}
            }
            if !is_of_rank {
                // Any plan answers the question of feasibility.
                let incumbent = if self.value(rank) == known { incumbent } else { Some(0) };
                return Known {
                    incumbent,
                    bound: incumbent.filter(|_| is_impossible).unwrap_or(0),
                };
            }
            self.tell(rank, best_bound);
            match self.value(rank) {
                None if is_impossible => Known::IMPOSSIBLE,
                value => Known {
                    incumbent: value.map(|value| units_of_value(tier, value, self.campaign)),
                    bound: proven,
                },
            }
        };
        let finding = patterns::explore(TierTask {
            campaign,
            costs,
            tier,
            held,
            candidates: &relevant,
            crowded: &crowded,
            incumbent,
            budget,
            threads: options.threads,
            tuning: &options.tuning,
            seed: options.seed,
            watch: &mut watch,
        })?;
        fault.map_or(Ok(finding), Err)
    }
}
