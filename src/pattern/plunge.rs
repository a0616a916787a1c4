//! A first good plan of a large campaign, before any linear programme of the whole: the volume algorithm climbs and
//! says which patterns are liked; the best liked ones are taken, it climbs again, and so on. The last blocks are left to a
//! dive with the master. What was liked, taken and found also fills the master for its first round on the whole.

use super::dive::{Begun, finish};
use super::generation::Generation;
use super::master::Pattern;
use super::relaxation::Relaxation;
use super::volume::Volume;
use crate::solver::SolverError;

/// Steps of the first climb.
const STEPS: usize = 300;
/// Steps after patterns were taken.
const STEPS_BELOW: usize = 10;
/// Of the open blocks this share is settled in one step.
const AT_ONCE: usize = 30;
/// This share of the blocks is left to the master.
const LEFT: f64 = 0.4;
/// So many of the best liked patterns of a shape go into the master.
const LIKED: usize = 12;

/// Climbs, plunges, and shows the plan.
pub(super) fn plunge(generation: &mut Generation<'_, '_>) -> Result<(), SolverError> {
    let relaxation = generation.relaxation;
    let is_out_of_time = generation.task.is_out_of_time;
    let mut volume = generation.volume_first(STEPS);
    if generation.meets_incumbent() {
        return Ok(());
    }
    generation.fill(&volume.liked(LIKED))?;
    let mut taken = Vec::new();
    let left = LEFT * volume.part.blocks() as f64;
    while volume.part.blocks() as f64 > left && !is_out_of_time() {
        let step = best_liked(relaxation, &volume);
        if step.is_empty() {
            break;
        }
        volume.settle(&step);
        taken.extend(step);
        for _ in 0..STEPS_BELOW {
            volume.step();
        }
    }
    generation.fill(&volume.liked(LIKED))?;
    finish(generation, Begun { taken, value: volume.best.value, duals: volume.duals })
}

/// The patterns that weigh most and share neither group nor block.
fn best_liked(relaxation: &Relaxation<'_>, volume: &Volume<'_, '_>) -> Vec<Pattern> {
    let at_once = volume.part.blocks().div_ceil(AT_ONCE);
    let mut open = volume.part.open.clone();
    let mut met = vec![false; relaxation.instance.groups().len()];
    let mut step = Vec::new();
    for pattern in volume.by_weight() {
        let is_new = relaxation.whole_groups(pattern).all(|group| !met[group.0]);
        if step.len() < at_once && open[pattern.shape] > 0 && is_new {
            open[pattern.shape] -= 1;
            relaxation.whole_groups(pattern).for_each(|group| met[group.0] = true);
            step.push(pattern.clone());
        }
    }
    step
}
