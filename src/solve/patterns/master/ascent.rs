//! Better duals without a linear programme: subgradient steps uphill.

use super::bars::Bars;
use super::relaxation::{Evaluation, Relaxation};
use super::twins::Kinds;

/// How far and how long to climb.
pub struct Ascent {
    /// Steps at most.
    pub steps: usize,
    /// The first step, as a share of the way to `goal`.
    pub stride: f64,
    /// Steps without progress until the stride is halved.
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

impl Ascent {
    /// Climbs from `duals`, which become the best ones met; gives their value. `look` sees every
    /// evaluation with its duals and may stop the climb. Duals of groups alike stay as they are to
    /// each other.
    pub fn climb(
        &self,
        relaxation: &Relaxation<'_>,
        bars: &Bars,
        kinds: &Kinds,
        duals: &mut Vec<f64>,
        look: &mut dyn FnMut(&Evaluation, &[f64]) -> bool,
    ) -> f64 {
        let mut now = duals.clone();
        let mut best = f64::NEG_INFINITY;
        let mut direction = vec![0.0; now.len()];
        let (mut stride, mut stalled) = (self.stride, 0);
        for _ in 0..self.steps {
            let evaluation = relaxation.evaluate(&now, bars);
            if evaluation.value > best + 1e-4 {
                best = evaluation.value;
                duals.clone_from(&now);
                stalled = 0;
            } else {
                stalled += 1;
                if stalled >= self.patience {
                    stride /= 2.0;
                    stalled = 0;
                    now.clone_from(duals);
                }
            }
            if look(&evaluation, &now) || best >= self.goal || stride < LEAST_STRIDE {
                break;
            }
            let slope = kinds.evened(&relaxation.rows, relaxation.slope(&evaluation));
            for (direction, slope) in direction.iter_mut().zip(&slope) {
                *direction = slope + MOMENTUM * *direction;
            }
            let length: f64 = direction.iter().map(|part| part * part).sum();
            if length < 1e-9 {
                break;
            }
            let step = stride * (self.goal - evaluation.value).min(self.reach).max(0.5) / length;
            for (dual, direction) in now.iter_mut().zip(&direction) {
                *dual += step * direction;
            }
            relaxation.rows.tidy(&mut now);
        }
        best
    }
}
