//! Duals and a fractional plan without a linear programme: the volume algorithm.
//!
//! Barahona and Anbil (2000), "The volume algorithm: producing primal solutions with a subgradient
//! method", Mathematical Programming 87. Steps go uphill from the best duals met, in the direction
//! in which the average of all patterns seen so far breaks the rows; the weights of that average
//! come near to an optimum of the master.

use super::branching::Branching;
use super::relaxation::{Evaluation, Relaxation};
use crate::solve::patterns::pattern::Pattern;
use crate::solve::patterns::pricing::choice::Cheapest;
use std::collections::BTreeMap;

/// How much a new evaluation weighs at most, at first.
const WEIGHT: f64 = 0.1;
/// It weighs at least this share of that.
const LEAST_SHARE: f64 = 0.1;
/// After so many steps the bound's progress is looked at.
const REVIEW: usize = 100;
/// With less progress than this share between two reviews, new evaluations weigh half as much.
const LITTLE: f64 = 0.01;
/// The first step, as a share of the way to the goal.
const STEP_SIZE: f64 = 0.1;
/// The goal is so much above the best value.
const AHEAD: f64 = 0.05;
/// Steps without a better bound until they become shorter. The authors take 20; here 3 climb
/// faster.
const PATIENCE: usize = 3;
/// How much shorter, and how much longer where the direction proves right.
const SHORTER: f64 = 0.67;
const LONGER: f64 = 1.1;
/// Lighter patterns are forgotten.
const LIGHT: f64 = 1e-4;

/// A climb.
pub struct Volume<'r, 'a> {
    relaxation: &'r Relaxation<'a>,
    /// The best duals.
    pub duals: Vec<f64>,
    /// What they say.
    pub best: Evaluation,
    branching: Branching,
    /// How much of each pattern is in the average.
    weights: BTreeMap<Pattern, f64>,
    /// `right-hand side − activity` of the average.
    subgradient: Vec<f64>,
    goal: f64,
    step_size: f64,
    weight: f64,
    without_success: usize,
    steps: usize,
    reviewed: f64,
}

impl<'r, 'a> Volume<'r, 'a> {
    /// Starts at some duals.
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
            goal: 0.0,
            step_size: STEP_SIZE,
            weight: WEIGHT,
            without_success: 0,
            steps: 0,
            reviewed: f64::NEG_INFINITY,
        };
        let first = volume.best.cheapest.clone();
        volume.weigh(&first, 1.0);
        volume.aim();
        volume
    }

    /// The goal runs ahead of the best value.
    fn aim(&mut self) {
        let value = self.best.value;
        self.goal = (value + AHEAD * value.abs()).max(value + 1.0);
    }

    /// Moves the average a share of the way to the cheapest patterns.
    fn weigh(&mut self, cheapest: &[Cheapest], share: f64) {
        self.weights.values_mut().for_each(|weight| *weight *= 1.0 - share);
        self.weights.retain(|_, weight| *weight > LIGHT);
        for (shape, cheapest) in
            cheapest.iter().enumerate().filter(|(_, cheapest)| !cheapest.windows.is_empty())
        {
            let pattern = Pattern { shape, windows: cheapest.windows.clone() };
            *self.weights.entry(pattern).or_default() +=
                share * self.relaxation.shapes[shape].count();
        }
    }

    /// One step.
    pub fn step(&mut self) {
        let length: f64 = self.subgradient.iter().map(|part| part * part).sum();
        if length < 1e-9 {
            return;
        }
        let step = self.step_size * (self.goal - self.best.value) / length;
        let mut now: Vec<f64> = self
            .duals
            .iter()
            .zip(&self.subgradient)
            .map(|(dual, part)| dual + step * part)
            .collect();
        self.relaxation.rows.tidy(&mut now);
        let look = self.relaxation.evaluate(&now, &self.branching);
        let subgradient = self.relaxation.subgradient(&look);
        let pairs = || subgradient.iter().zip(&self.subgradient);
        let agrees = pairs().map(|(new, old)| new * old).sum::<f64>() >= 0.0;
        // The share at which the average breaks the rows least.
        let along: f64 = pairs().map(|(new, old)| old * (old - new)).sum();
        let apart: f64 = pairs().map(|(new, old)| (old - new) * (old - new)).sum();
        let share = if apart > 0.0 { along / apart } else { self.weight };
        let share = share.clamp(LEAST_SHARE * self.weight, self.weight);
        for (old, new) in self.subgradient.iter_mut().zip(&subgradient) {
            *old += share * (new - *old);
        }
        self.weigh(&look.cheapest, share);
        if look.value > self.best.value {
            (self.best, self.duals) = (look, now);
            self.without_success = 0;
            if agrees {
                self.step_size = (self.step_size * LONGER).min(2.0);
            }
            if self.best.value >= (1.0 - AHEAD) * self.goal {
                self.aim();
            }
        } else {
            self.without_success += 1;
            if self.without_success >= PATIENCE {
                self.step_size = (self.step_size * SHORTER).max(5e-4);
                self.without_success = 0;
            }
        }
        self.steps += 1;
        if self.steps.is_multiple_of(REVIEW) {
            if self.best.value - self.reviewed < LITTLE * self.best.value.abs() {
                self.weight = (self.weight / 2.0).max(1e-5);
            }
            self.reviewed = self.best.value;
        }
    }

    /// How far the average is from keeping the rows: the mean over all rows.
    pub fn breach(&self) -> f64 {
        self.subgradient.iter().map(|part| part.abs()).sum::<f64>()
            / self.subgradient.len().max(1) as f64
    }

    /// All patterns in the average, the heaviest first.
    fn by_weight(&self) -> impl Iterator<Item = &Pattern> {
        let mut sorted: Vec<(&Pattern, f64)> =
            self.weights.iter().map(|(pattern, weight)| (pattern, *weight)).collect();
        sorted.sort_by(|one, other| other.1.total_cmp(&one.1).then_with(|| one.0.cmp(other.0)));
        sorted.into_iter().map(|(pattern, _)| pattern)
    }

    /// The heaviest patterns of each shape.
    pub fn heaviest(&self, most: usize) -> Vec<Pattern> {
        let mut met = vec![0; self.relaxation.shapes.len()];
        let mut is_one = |pattern: &&Pattern| {
            met[pattern.shape] += 1;
            met[pattern.shape] <= most
        };
        self.by_weight().filter(|pattern| is_one(pattern)).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Relaxation, Volume};
    use crate::campaign::{Campaign, Tier, tiny};
    use crate::solve::every_plan::{every_plan, least};
    use crate::solve::windows::{Costs, candidates};
    use rand::RngExt;

    #[test]
    fn steps_never_lower_the_bound_nor_lift_it_above_the_best_plan() {
        let mut higher = 0;
        for seed in 0..80 {
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
            let mut volume = Volume::new(&relaxation, relaxation.random_duals(&mut dice));
            let first = volume.best.value;
            for _ in 0..120 {
                let before = volume.best.value;
                volume.step();
                assert!(volume.best.value >= before, "seed {seed}");
                assert!(volume.best.value <= best as f64 + 1e-6, "seed {seed}: above {best}");
                let again = relaxation.evaluate(&volume.duals, &volume.branching).value;
                assert!((again - volume.best.value).abs() < 1e-6, "seed {seed}");
                let mut tidy = volume.duals.clone();
                relaxation.rows.tidy(&mut tidy);
                assert_eq!(tidy, volume.duals, "seed {seed}: duals of the wrong sign");
                // What the average of all patterns leaves open is what their weights leave open.
                let rows = relaxation.rows.limits().iter();
                let mut open: Vec<f64> =
                    rows.map(|(low, high)| if low.is_finite() { *low } else { *high }).collect();
                for (pattern, weight) in &volume.weights {
                    for (row, factor) in relaxation.entries(pattern.shape, &pattern.windows) {
                        open[row.index()] -= weight * factor;
                    }
                }
                if relaxation.columns.is_empty() {
                    // Light patterns are forgotten.
                    let is_near = |pair: (&f64, &f64)| (pair.0 - pair.1).abs() < 0.02;
                    assert!(open.iter().zip(&volume.subgradient).all(is_near), "seed {seed}");
                }
            }
            higher += usize::from(volume.best.value > first + 0.5);
            for most in 1..3 {
                let heaviest = volume.heaviest(most);
                for place in 0..relaxation.shapes.len() {
                    assert!(
                        heaviest.iter().filter(|pattern| pattern.shape == place).count() <= most
                    );
                }
                let weight = |pattern| volume.weights[pattern];
                assert!(
                    heaviest.is_sorted_by(|one, other| weight(one) >= weight(other)),
                    "seed {seed}"
                );
            }
        }
        assert!(higher > 10, "only {higher} climbs led anywhere");
    }
}
