//! Plans from the master: the patterns that it likes best are taken, the rest is priced again, and so on.

use super::generation::Generation;
use super::master::Pattern;
use super::pool::Part;
use super::relaxation::Relaxation;
use crate::instance::GroupId;
use crate::solver::SolverError;
use std::collections::HashMap;

/// A pattern with at least this much of its block is taken at once.
const NEARLY_WHOLE: f64 = 0.999;
/// Patterns that the master likes less than this are taken one at a time.
const LIKED: f64 = 0.7;
/// Of the open blocks this share is settled in one step.
const AT_ONCE: usize = 30;
/// With so many blocks the master is slow and early steps hardly bind: a larger share is settled.
const MANY_BLOCKS: usize = 400;
const AT_ONCE_OF_MANY: usize = 3;
/// Rounds of pricing after something was taken.
const ROUNDS_BELOW: usize = 2;
/// Rounds where much was taken before the master was asked.
const ROUNDS_FIRST: usize = 60;

/// A plan that was begun without the master.
pub(super) struct Begun {
    /// Patterns that are taken.
    pub taken: Vec<Pattern>,
    /// What the rest costs at least, and the duals that say so.
    pub value: f64,
    pub duals: Vec<f64>,
}

/// Dives once and shows the plan. `values` are those of the patterns in the master, where it was solved.
pub(super) fn dive(
    generation: &mut Generation<'_, '_>,
    mut values: Vec<f64>,
    begun: Option<Begun>,
) -> Result<(), SolverError> {
    let mut dive = Dive::new(generation.relaxation);
    if let Some(begun) = begun {
        for pattern in &begun.taken {
            let place = generation.take_in(pattern)?;
            dive.take(generation, place);
        }
        values = generation.for_part(&dive.part, begun, ROUNDS_FIRST)?;
    }
    while !(generation.task.is_out_of_time)() {
        let step = dive.next_step(generation, &values);
        if step.is_empty() {
            break;
        }
        for pattern in step {
            dive.take(generation, pattern);
        }
        values = generation.below(&dive.part, ROUNDS_BELOW)?;
    }
    dive.times.keys().for_each(|pattern| generation.master.fix(*pattern, 0));
    let patterns: Vec<Pattern> = dive.taken.iter().map(|place| generation.master.patterns[*place].clone()).collect();
    generation.show(&patterns);
    Ok(())
}

/// What was taken so far, and what is left.
struct Dive {
    part: Part,
    /// Places of patterns in the master, in the order in which they were taken.
    taken: Vec<usize>,
    /// How often each was.
    times: HashMap<usize, usize>,
}

impl Dive {
    fn new(relaxation: &Relaxation<'_>) -> Dive {
        Dive { part: Part::whole(relaxation), taken: Vec::new(), times: HashMap::new() }
    }

    fn take(&mut self, generation: &mut Generation<'_, '_>, pattern: usize) {
        let times = self.times.entry(pattern).or_default();
        *times += 1;
        generation.master.fix(pattern, *times);
        self.part.settle(generation.relaxation, &generation.master.patterns[pattern]);
        self.taken.push(pattern);
    }

    /// The patterns to take next: those that are nearly whole, or the best liked ones that share no group.
    fn next_step(&self, generation: &Generation<'_, '_>, values: &[f64]) -> Vec<usize> {
        let (relaxation, patterns) = (generation.relaxation, &generation.master.patterns);
        let left = |pattern: usize| values[pattern] - self.times.get(&pattern).map_or(0.0, |times| *times as f64);
        // A master that nothing satisfies any more has no values.
        let mut liked: Vec<usize> = (0..values.len()).filter(|pattern| left(*pattern) > 1e-6).collect();
        liked.sort_by(|one, other| left(*other).min(1.0).total_cmp(&left(*one).min(1.0)).then(one.cmp(other)));
        let share = if self.part.blocks() + self.taken.len() < MANY_BLOCKS { AT_ONCE } else { AT_ONCE_OF_MANY };
        let at_once = self.part.blocks().div_ceil(share);
        let is_done = |group: GroupId| self.part.limits[relaxation.rows.group(group)].is_none();
        let mut met: Vec<bool> = relaxation.instance.group_ids().map(is_done).collect();
        let (mut step, mut open) = (Vec::new(), self.part.open.clone());
        for place in liked {
            let is_whole = left(place) >= NEARLY_WHOLE;
            let is_enough = !step.is_empty() && (step.len() >= at_once || left(place) < LIKED);
            if is_enough && !is_whole {
                break;
            }
            let pattern = &patterns[place];
            let whole = || relaxation.whole_groups(pattern);
            let has_parts = whole().count() < pattern.windows.len();
            let is_new = has_parts || whole().any(|group| !is_done(group));
            let shares = whole().any(|group| met[group.0]);
            if open[pattern.shape] == 0 || !is_new || shares && !step.is_empty() {
                continue;
            }
            open[pattern.shape] -= 1;
            whole().for_each(|group| met[group.0] = true);
            step.push(place);
        }
        step
    }
}
