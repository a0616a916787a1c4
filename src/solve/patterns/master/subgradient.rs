//! Subgradient ascent with momentum: better duals without an LP (Held, Wolfe and Crowder 1974,
//! "Validation of subgradient optimization", Mathematical Programming 6; Camerini, Fratta and
//! Maffioli 1975, "On improving relaxation methods by modified gradient techniques", Mathematical
//! Programming Study 3).

use super::branching::Branching;
use super::relaxation::{Evaluation, Relaxation};
use super::symmetry::Orbits;

/// The settings of an subgradient.
pub struct Subgradient {
    /// The most steps.
    pub steps: usize,
    /// The first step size, as a share of Polyak's step to `goal`.
    pub step_size: f64,
    /// Steps without a better bound until the step size is halved.
    pub patience: usize,
    /// A bound at which the ascent ends.
    pub goal: f64,
    /// The most that a step takes for the distance to `goal`, in units of the tier.
    pub reach: f64,
}

/// Momentum: the share of the last direction that is added to the subgradient.
const MOMENTUM: f64 = 0.3;
/// Step size, as a share of the way to the goal, below which the ascent ends.
const LEAST_STEP_SIZE: f64 = 1e-3;
/// The least rise of the bound, in units of the tier, that counts as better.
const LEAST_RISE: f64 = 1e-4;
/// The least distance to the goal, in units of the tier, that a step assumes.
const LEAST_DISTANCE: f64 = 0.5;

impl Subgradient {
    /// Ascends from `best_duals`, which become the best ones met, and gives their bound.
    /// `is_stopped` sees every evaluation with its duals and may end the ascent. Duals of groups in
    /// one orbit that are equal stay so.
    pub fn ascend(
        &self,
        relaxation: &Relaxation<'_>,
        branching: &Branching,
        orbits: &Orbits,
        best_duals: &mut Vec<f64>,
        is_stopped: &mut dyn FnMut(&Evaluation, &[f64]) -> bool,
    ) -> f64 {
        let mut duals = best_duals.clone();
        let mut best = f64::NEG_INFINITY;
        let mut direction = vec![0.0; duals.len()];
        let (mut step_size, mut stalled) = (self.step_size, 0);
        for step in 0..self.steps {
            // The caller needs at least one evaluation.
            if step > 0 && relaxation.budget.is_spent() {
                break;
            }
            let evaluation = relaxation.evaluate(&duals, branching);
            if evaluation.value > best + LEAST_RISE {
                best = evaluation.value;
                best_duals.clone_from(&duals);
                stalled = 0;
            } else {
                stalled += 1;
                if stalled >= self.patience {
                    step_size /= 2.0;
                    stalled = 0;
                    duals.clone_from(best_duals);
                }
            }
            if is_stopped(&evaluation, &duals) || best >= self.goal || step_size < LEAST_STEP_SIZE {
                break;
            }
            let subgradient =
                orbits.averaged(&relaxation.rows, relaxation.subgradient(&evaluation));
            for (direction, subgradient) in direction.iter_mut().zip(&subgradient) {
                *direction = subgradient + MOMENTUM * *direction;
            }
            let norm_squared: f64 = direction.iter().map(|entry| entry * entry).sum();
            if norm_squared < 1e-9 {
                break;
            }
            let step = step_size
                * (self.goal - evaluation.value).min(self.reach).max(LEAST_DISTANCE)
                / norm_squared;
            for (dual, direction) in duals.iter_mut().zip(&direction) {
                *dual += step * direction;
            }
            relaxation.rows.project(&mut duals);
        }
        best
    }
}

#[cfg(test)]
mod tests {
    use super::super::tiny_relaxation::{TinyRelaxation, for_each_relaxation};
    use super::{Branching, Relaxation, Subgradient};
    use crate::base::budget::Budget;
    use crate::campaign::{Campaign, Tier, tiny};
    use crate::solve::patterns::TierTask;
    use crate::solve::windows::{Costs, candidates};

    #[test]
    fn an_ascent_ends_at_its_best_duals_and_never_above_the_best_plan() {
        let mut rising = 0;
        for_each_relaxation(
            0..60,
            |TinyRelaxation { seed, dice, campaign, relaxation, best, .. }| {
                let branching = Branching::none(relaxation.shapes.len(), campaign.groups().len());
                let orbits = relaxation.symmetry.under(&branching);
                let start = orbits.averaged(&relaxation.rows, relaxation.random_duals(dice));
                let mut duals = start.clone();
                let mut bounds = Vec::new();
                let goal = best as f64;
                let subgradient = Subgradient {
                    steps: 60,
                    step_size: 1.0,
                    patience: 5,
                    goal,
                    reach: f64::INFINITY,
                };
                let value = subgradient.ascend(
                    relaxation,
                    &branching,
                    &orbits,
                    &mut duals,
                    &mut |evaluation, _| {
                        bounds.push(evaluation.value);
                        false
                    },
                );
                let again = |duals: &[f64]| relaxation.evaluate(duals, &branching).value;
                assert!((again(&duals) - value).abs() < 1e-6, "seed {seed}: {value}");
                assert!(value <= goal + 1e-6, "seed {seed}: {value} above {goal}");
                let highest = bounds.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                assert!(value >= highest - 1e-3, "seed {seed}: {value}, {highest} was met");
                rising += usize::from(value > again(&start) + 0.5);
                let mut projected = duals.clone();
                relaxation.rows.project(&mut projected);
                assert_eq!(projected, duals, "seed {seed}: duals of the wrong sign");
                let averaged = orbits.averaged(&relaxation.rows, duals.clone());
                let is_symmetric = averaged.iter().zip(&duals).all(|(a, b)| (a - b).abs() < 1e-6);
                assert!(is_symmetric, "seed {seed}: duals differ within an orbit");
            },
        );
        assert!(rising > 10, "only {rising} ascents raised the bound");
    }

    /// The number of evaluations that an ascent makes within a budget; its listener is told each number.
    fn evaluations(budget: &Budget, listener: impl Fn(usize) -> bool) -> usize {
        let campaign = Campaign::new(tiny::draft(&[2, 2], &[10, 10, 10])).unwrap();
        let all = candidates(&campaign).unwrap().list;
        let costs = Costs::new(&campaign, None);
        let task = TierTask::of(&campaign, &costs, Tier::Blocks, &[], &all);
        let relaxation = Relaxation::new(&TierTask { budget, ..task }).unwrap();
        let branching = Branching::none(relaxation.shapes.len(), 3);
        let orbits = relaxation.symmetry.under(&branching);
        let subgradient =
            Subgradient { steps: 9, step_size: 1.0, patience: 5, goal: 9.0, reach: 1.0 };
        let mut evaluations = 0;
        let mut duals = vec![0.0; relaxation.rows.len()];
        subgradient.ascend(&relaxation, &branching, &orbits, &mut duals, &mut |_, _| {
            evaluations += 1;
            listener(evaluations)
        });
        evaluations
    }

    #[test]
    fn an_ascent_stops_when_its_listener_says_so_or_its_budget_is_spent() {
        let budget = Budget::unlimited();
        assert_eq!(evaluations(&budget, |count| count == 3), 3);
        let cancelling = |_| {
            budget.cancel();
            false
        };
        assert_eq!(evaluations(&budget, cancelling), 1);
    }
}
