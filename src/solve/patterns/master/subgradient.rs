//! Better duals without a linear programme: subgradient steps uphill.

use super::branching::Branching;
use super::relaxation::{Evaluation, Relaxation};
use super::symmetry::Orbits;

/// How far and how long to climb.
pub struct Subgradient {
    /// Steps at most.
    pub steps: usize,
    /// The first step, as a share of the way to `goal`.
    pub step_size: f64,
    /// Steps without progress until the step size is halved.
    pub patience: usize,
    /// A value that is enough.
    pub goal: f64,
    /// Steps are no longer than if the goal were so near.
    pub reach: f64,
}

/// How much of the last direction stays in the next one (Camerini, Fratta and Maffioli).
const MOMENTUM: f64 = 0.3;
/// Shorter strides lead nowhere.
const LEAST_STRIDE: f64 = 1e-3;

impl Subgradient {
    /// Climbs from `duals`, which become the best ones met; gives their value. `look` sees every
    /// evaluation with its duals and may stop the climb. Duals of groups alike stay as they are to
    /// each other.
    pub fn ascend(
        &self,
        relaxation: &Relaxation<'_>,
        branching: &Branching,
        orbits: &Orbits,
        duals: &mut Vec<f64>,
        look: &mut dyn FnMut(&Evaluation, &[f64]) -> bool,
    ) -> f64 {
        let mut now = duals.clone();
        let mut best = f64::NEG_INFINITY;
        let mut direction = vec![0.0; now.len()];
        let (mut step_size, mut stalled) = (self.step_size, 0);
        for step in 0..self.steps {
            // The first evaluation is the least that a caller can use.
            if step > 0 && relaxation.budget.is_spent() {
                break;
            }
            let evaluation = relaxation.evaluate(&now, branching);
            if evaluation.value > best + 1e-4 {
                best = evaluation.value;
                duals.clone_from(&now);
                stalled = 0;
            } else {
                stalled += 1;
                if stalled >= self.patience {
                    step_size /= 2.0;
                    stalled = 0;
                    now.clone_from(duals);
                }
            }
            if look(&evaluation, &now) || best >= self.goal || step_size < LEAST_STRIDE {
                break;
            }
            let subgradient =
                orbits.averaged(&relaxation.rows, relaxation.subgradient(&evaluation));
            for (direction, subgradient) in direction.iter_mut().zip(&subgradient) {
                *direction = subgradient + MOMENTUM * *direction;
            }
            let length: f64 = direction.iter().map(|part| part * part).sum();
            if length < 1e-9 {
                break;
            }
            let step = step_size * (self.goal - evaluation.value).min(self.reach).max(0.5) / length;
            for (dual, direction) in now.iter_mut().zip(&direction) {
                *dual += step * direction;
            }
            relaxation.rows.tidy(&mut now);
        }
        best
    }
}

#[cfg(test)]
mod tests {
    use super::{Branching, Relaxation, Subgradient};
    use crate::base::budget::Budget;
    use crate::campaign::{Campaign, Tier, tiny};
    use crate::solve::every_plan::{every_plan, least};
    use crate::solve::patterns::Task;
    use crate::solve::windows::{Costs, candidates};
    use rand::RngExt;

    #[test]
    fn a_climb_ends_at_the_best_duals_it_met_and_never_above_the_best_plan() {
        let mut higher = 0;
        for seed in 0..60 {
            let mut dice = tiny::dice(seed);
            let mut draft = tiny::random(&mut dice);
            draft.tiers = vec![Tier::Preference];
            if dice.random_bool(0.5) {
                tiny::add_relation(&mut dice, &mut draft);
            }
            let campaign = Campaign::new(draft).unwrap();
            let all = candidates(&campaign).unwrap().list;
            let costs = Costs::new(&campaign, None);
            let relaxation = Relaxation::of(&campaign, &costs, Tier::Preference, &[], &all);
            let plans = every_plan(&campaign, &all);
            let Some(best) = least(&campaign, Tier::Preference, &plans, None) else { continue };
            let branching = Branching::none(relaxation.shapes.len(), campaign.groups().len());
            let orbits = relaxation.symmetry.under(&branching);
            let start = orbits.averaged(&relaxation.rows, relaxation.random_duals(&mut dice));
            let mut duals = start.clone();
            let mut seen = Vec::new();
            let goal = best as f64;
            let ascent =
                Subgradient { steps: 60, step_size: 1.0, patience: 5, goal, reach: f64::INFINITY };
            let value =
                ascent.ascend(&relaxation, &branching, &orbits, &mut duals, &mut |look, _| {
                    seen.push(look.value);
                    false
                });
            let again = |duals: &[f64]| relaxation.evaluate(duals, &branching).value;
            assert!((again(&duals) - value).abs() < 1e-6, "seed {seed}: {value}");
            assert!(value <= goal + 1e-6, "seed {seed}: {value} above {goal}");
            let highest = seen.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            assert!(value >= highest - 1e-3, "seed {seed}: {value}, {highest} was met");
            higher += usize::from(value > again(&start) + 0.5);
            let mut tidy = duals.clone();
            relaxation.rows.tidy(&mut tidy);
            assert_eq!(tidy, duals, "seed {seed}: duals of the wrong sign");
            let averaged = orbits.averaged(&relaxation.rows, duals.clone());
            let is_even =
                averaged.iter().zip(&duals).all(|(one, other)| (one - other).abs() < 1e-6);
            assert!(is_even, "seed {seed}: groups alike have other duals");
        }
        assert!(higher > 10, "only {higher} climbs led anywhere");
    }

    #[test]
    fn a_climb_whose_time_is_up_looks_once() {
        let campaign = Campaign::new(tiny::draft(&[2, 2], &[10, 10, 10])).unwrap();
        let all = candidates(&campaign).unwrap().list;
        let costs = Costs::new(&campaign, None);
        let budget = Budget::unlimited();
        let of_tier = Task::of(&campaign, &costs, Tier::Blocks, &[], &all);
        let relaxation = Relaxation::new(&Task { budget: &budget, ..of_tier }).unwrap();
        let branching = Branching::none(relaxation.shapes.len(), 3);
        let orbits = relaxation.symmetry.under(&branching);
        let ascent = Subgradient { steps: 9, step_size: 1.0, patience: 5, goal: 9.0, reach: 1.0 };
        let mut looks = 0;
        let mut duals = vec![0.0; relaxation.rows.len()];
        budget.cancel();
        ascent.ascend(&relaxation, &branching, &orbits, &mut duals, &mut |_, _| {
            looks += 1;
            false
        });
        assert_eq!(looks, 1);
    }

    #[test]
    fn a_climb_stops_when_it_is_told() {
        let campaign = Campaign::new(tiny::draft(&[2, 2], &[10, 10, 10])).unwrap();
        let all = candidates(&campaign).unwrap().list;
        let costs = Costs::new(&campaign, None);
        let relaxation = Relaxation::of(&campaign, &costs, Tier::Blocks, &[], &all);
        let branching = Branching::none(relaxation.shapes.len(), 3);
        let orbits = relaxation.symmetry.under(&branching);
        let ascent = Subgradient { steps: 9, step_size: 1.0, patience: 5, goal: 9.0, reach: 1.0 };
        let mut looks = 0;
        let mut duals = vec![0.0; relaxation.rows.len()];
        ascent.ascend(&relaxation, &branching, &orbits, &mut duals, &mut |_, _| {
            looks += 1;
            looks == 3
        });
        assert_eq!(looks, 3);
    }
}
