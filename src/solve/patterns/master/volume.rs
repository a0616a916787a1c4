//! The volume algorithm: duals and a fractional plan without an LP (Barahona and Anbil 2000, "The
//! volume algorithm: producing primal solutions with a subgradient method", Mathematical
//! Programming 87).
//!
//! Each step starts at the best duals and follows the violation of the rows by the weighted average
//! of all patterns so far; the weights of that average approximate an optimum of the master.

use super::branching::Branching;
use super::relaxation::{Evaluation, Relaxation};
use crate::solve::ids::List;
use crate::solve::patterns::pattern::{Pattern, ShapeId};
use crate::solve::patterns::pricing::choice::Cheapest;
use std::collections::BTreeMap;

// "Vol" is the authors' own code, COIN-OR Vol: its defaults are the reference for these values.

/// The first `α_max`: the most weight of a new evaluation in the average. Examples of Vol take 0.1
/// too; its default is 0.01.
const ALPHA_MAX: f64 = 0.1;
/// The least weight of a new evaluation, as a share of `α_max`. Vol takes this share where the
/// optimal weight is negative.
const LEAST_ALPHA_SHARE: f64 = 0.1;
/// Steps between two reviews of `α_max`; 80 in Vol.
const REVIEW: usize = 100;
/// Rise of the bound since the last review, as a share of the bound, below which a review halves
/// `α_max`; 1 %, as in Vol.
const LEAST_PROGRESS: f64 = 0.01;
/// The least `α_max`: the average has to go on moving. Vol stops at 0.001.
const LEAST_ALPHA_MAX: f64 = 1e-5;
/// The first step size, as a share of the way to the target; 0.1, as in Vol.
const STEP_SIZE: f64 = 0.1;
/// The largest step size: a subgradient method converges below 2. Vol raises none above it.
const MOST_STEP_SIZE: f64 = 2.0;
/// The least step size, as a share of the way to the target. Vol lowers none below it.
const LEAST_STEP_SIZE: f64 = 5e-4;
/// The target is this share above the best bound, and is raised once the bound is within this share
/// of it; 5 %, as in Vol.
const TARGET_LEAD: f64 = 0.05;
/// Red steps, those without a better bound, until the step size shrinks. Vol takes 10; here the
/// bound rises faster with 3.
const MOST_RED_STEPS: usize = 3;
/// Factor of the step size after these, as in Vol.
const RED_FACTOR: f64 = 0.67;
/// Factor of the step size after a green step: the bound is better, and the new subgradient makes
/// no obtuse angle with the direction. Vol doubles it there, and has this factor after yellow
/// steps, whose angle is obtuse.
const GREEN_FACTOR: f64 = 1.1;
/// The average drops patterns of less weight, so that it stays short.
const LEAST_WEIGHT: f64 = 1e-4;

/// A run of the volume algorithm.
pub struct Volume<'r, 'a> {
    relaxation: &'r Relaxation<'a>,
    /// The best duals.
    pub duals: Vec<f64>,
    /// The relaxation at these duals.
    pub best: Evaluation,
    branching: Branching,
    /// The weight of each pattern in the average.
    weights: BTreeMap<Pattern, f64>,
    /// `right-hand side − activity` of the average.
    subgradient: Vec<f64>,
    target: f64,
    step_size: f64,
    alpha_max: f64,
    red_steps: usize,
    steps: usize,
    /// The best bound at the last review.
    reviewed: f64,
}

impl<'r, 'a> Volume<'r, 'a> {
    /// A run that starts at some duals.
    pub fn new(relaxation: &'r Relaxation<'a>, duals: Vec<f64>) -> Volume<'r, 'a> {
        let branching =
            Branching::none(relaxation.shapes.len(), relaxation.campaign.groups().len());
        let best = relaxation.evaluate(&duals, &branching);
        let subgradient = relaxation.subgradient(&best);
        let mut volume = Volume {
            relaxation,
            duals,
            best,
            branching,
            weights: BTreeMap::new(),
            subgradient,
            target: 0.0,
            step_size: STEP_SIZE,
            alpha_max: ALPHA_MAX,
            red_steps: 0,
            steps: 0,
            reviewed: f64::NEG_INFINITY,
        };
        let cheapest = volume.best.cheapest.clone();
        volume.average_in(&cheapest, 1.0);
        volume.set_target();
        volume
    }

    /// Sets the target above the best bound.
    fn set_target(&mut self) {
        let value = self.best.value;
        self.target = (value + TARGET_LEAD * value.abs()).max(value + 1.0);
    }

    /// `average ← α·cheapest patterns + (1 − α)·average`.
    fn average_in(&mut self, cheapest: &List<ShapeId, Cheapest>, alpha: f64) {
        self.weights.values_mut().for_each(|weight| *weight *= 1.0 - alpha);
        self.weights.retain(|_, weight| *weight > LEAST_WEIGHT);
        for (shape, cheapest) in
            cheapest.with_ids().filter(|(_, cheapest)| !cheapest.windows.is_empty())
        {
            let pattern = Pattern { shape, windows: cheapest.windows.clone() };
            *self.weights.entry(pattern).or_default() +=
                alpha * self.relaxation.shapes[shape].count();
        }
    }

    /// A step from the best duals, then its part in the average, step size, target and `α_max`.
    pub fn step(&mut self) {
        let norm_squared: f64 = self.subgradient.iter().map(|entry| entry * entry).sum();
        if norm_squared < 1e-9 {
            return;
        }
        let step = self.step_size * (self.target - self.best.value) / norm_squared;
        let mut duals: Vec<f64> = self
            .duals
            .iter()
            .zip(&self.subgradient)
            .map(|(dual, entry)| dual + step * entry)
            .collect();
        self.relaxation.rows.project(&mut duals);
        let evaluation = self.relaxation.evaluate(&duals, &self.branching);
        let subgradient = self.relaxation.subgradient(&evaluation);
        let pairs = || subgradient.iter().zip(&self.subgradient);
        let is_acute = pairs().map(|(new, old)| new * old).sum::<f64>() >= 0.0;
        // `α` minimises the norm of the average's violation: `‖α·new + (1 − α)·old‖`.
        let numerator: f64 = pairs().map(|(new, old)| old * (old - new)).sum();
        let denominator: f64 = pairs().map(|(new, old)| (old - new) * (old - new)).sum();
        let alpha = if denominator > 0.0 { numerator / denominator } else { self.alpha_max };
        let alpha = alpha.clamp(LEAST_ALPHA_SHARE * self.alpha_max, self.alpha_max);
        for (old, new) in self.subgradient.iter_mut().zip(&subgradient) {
            *old += alpha * (new - *old);
        }
        self.average_in(&evaluation.cheapest, alpha);
        if evaluation.value > self.best.value {
            (self.best, self.duals) = (evaluation, duals);
            self.red_steps = 0;
            if is_acute {
                self.step_size = (self.step_size * GREEN_FACTOR).min(MOST_STEP_SIZE);
            }
            if self.best.value >= (1.0 - TARGET_LEAD) * self.target {
                self.set_target();
            }
        } else {
            self.red_steps += 1;
            if self.red_steps >= MOST_RED_STEPS {
                self.step_size = (self.step_size * RED_FACTOR).max(LEAST_STEP_SIZE);
                self.red_steps = 0;
            }
        }
        self.steps += 1;
        if self.steps.is_multiple_of(REVIEW) {
            if self.best.value - self.reviewed < LEAST_PROGRESS * self.best.value.abs() {
                self.alpha_max = (self.alpha_max / 2.0).max(LEAST_ALPHA_MAX);
            }
            self.reviewed = self.best.value;
        }
    }

    /// Mean violation of the rows by the average, in scaled units.
    pub fn mean_violation(&self) -> f64 {
        self.subgradient.iter().map(|entry| entry.abs()).sum::<f64>()
            / self.subgradient.len().max(1) as f64
    }

    /// The patterns in the average by falling weight.
    fn by_weight(&self) -> impl Iterator<Item = &Pattern> {
        let mut sorted: Vec<(&Pattern, f64)> =
            self.weights.iter().map(|(pattern, weight)| (pattern, *weight)).collect();
        sorted.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        sorted.into_iter().map(|(pattern, _)| pattern)
    }

    /// The `most` heaviest patterns of each shape.
    pub fn heaviest(&self, most: usize) -> Vec<Pattern> {
        let mut kept = List::alike(0, &self.relaxation.shapes);
        let mut is_kept = |pattern: &&Pattern| {
            kept[pattern.shape] += 1;
            kept[pattern.shape] <= most
        };
        self.by_weight().filter(|pattern| is_kept(pattern)).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::tiny_relaxation::{TinyRelaxation, for_each_relaxation};
    use super::Volume;

    #[test]
    fn steps_never_lower_the_bound_nor_lift_it_above_the_best_plan() {
        let mut rising = 0;
        for_each_relaxation(0..80, |TinyRelaxation { seed, dice, relaxation, best, .. }| {
            let mut volume = Volume::new(relaxation, relaxation.random_duals(dice));
            let first = volume.best.value;
            for _ in 0..120 {
                let before = volume.best.value;
                volume.step();
                assert!(volume.best.value >= before, "seed {seed}");
                assert!(volume.best.value <= best as f64 + 1e-6, "seed {seed}: above {best}");
                let again = relaxation.evaluate(&volume.duals, &volume.branching).value;
                assert!((again - volume.best.value).abs() < 1e-6, "seed {seed}");
                let mut projected = volume.duals.clone();
                relaxation.rows.project(&mut projected);
                assert_eq!(projected, volume.duals, "seed {seed}: duals of the wrong sign");
                // The average's subgradient is that of its weights.
                let rows = relaxation.rows.limits().iter();
                let mut residual: Vec<f64> =
                    rows.map(|(low, high)| if low.is_finite() { *low } else { *high }).collect();
                for (pattern, weight) in &volume.weights {
                    for (row, coefficient) in relaxation.entries(pattern.shape, &pattern.windows) {
                        residual[row.index()] -= weight * coefficient;
                    }
                }
                if relaxation.columns.is_empty() {
                    // The average has dropped patterns below `LEAST_WEIGHT`.
                    let is_near = |pair: (&f64, &f64)| (pair.0 - pair.1).abs() < 0.02;
                    assert!(residual.iter().zip(&volume.subgradient).all(is_near), "seed {seed}");
                }
            }
            rising += usize::from(volume.best.value > first + 0.5);
            for most in 1..3 {
                let heaviest = volume.heaviest(most);
                for shape in relaxation.shapes.ids() {
                    assert!(
                        heaviest.iter().filter(|pattern| pattern.shape == shape).count() <= most
                    );
                }
                let weight = |pattern| volume.weights[pattern];
                assert!(heaviest.is_sorted_by(|a, b| weight(a) >= weight(b)), "seed {seed}");
            }
        });
        assert!(rising > 10, "only {rising} runs raised the bound");
    }
}
