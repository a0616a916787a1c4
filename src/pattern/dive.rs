//! Plans from the master: the patterns that it likes best are taken, the rest is priced again, and so on.

use super::generation::{Generation, Settled};
use super::master::Pattern;
use super::relaxation::Bars;
use crate::solver::SolverError;

/// A pattern with at least this much of its block is taken at once.
const NEARLY_WHOLE: f64 = 0.999;
/// Patterns that the master likes less than this are taken one at a time.
const LIKED: f64 = 0.7;
/// Of many blocks this share is settled in one step.
const AT_ONCE: usize = 30;

/// Dives once and shows the plan. `values` are those of the patterns in the master.
pub(super) fn dive(generation: &mut Generation<'_, '_>, mut values: Vec<f64>) -> Result<(), SolverError> {
    let relaxation = generation.relaxation;
    let groups = generation.task.instance.groups().len();
    let mut settled = Settled {
        bars: Bars::none(relaxation.shapes.len(), groups),
        open: relaxation.shapes.iter().map(|shape| shape.blocks.len()).collect(),
    };
    let mut taken: Vec<(usize, usize)> = Vec::new();
    let mut done = vec![false; groups];
    while !(generation.task.is_out_of_time)() {
        let step = next_step(generation, &values, &taken, &settled, &done);
        if step.is_empty() {
            break;
        }
        for pattern in step {
            match taken.iter_mut().find(|(other, _)| *other == pattern) {
                Some((_, times)) => *times += 1,
                None => taken.push((pattern, 1)),
            }
            let times = taken.iter().find(|(other, _)| *other == pattern).map_or(1, |(_, times)| *times);
            generation.master.fix(pattern, times);
            let Pattern { shape, windows } = generation.master.patterns[pattern].clone();
            settled.open[shape] -= 1;
            for (choice, _) in windows {
                let choice = &relaxation.shapes[shape].choices[choice];
                if choice.run.is_none() {
                    done[choice.group.0] = true;
                    (0..relaxation.shapes.len()).for_each(|shape| settled.bars.bar(shape, choice.group));
                }
            }
        }
        values = generation.below(&settled)?;
    }
    for (pattern, _) in &taken {
        generation.master.fix(*pattern, 0);
    }
    let repeated = taken.iter().flat_map(|(pattern, times)| std::iter::repeat_n(*pattern, *times));
    let patterns: Vec<Pattern> = repeated.map(|pattern| generation.master.patterns[pattern].clone()).collect();
    generation.show(&patterns);
    Ok(())
}

/// The patterns to take next: those that are nearly whole, or the best liked ones that share no group.
fn next_step(
    generation: &Generation<'_, '_>,
    values: &[f64],
    taken: &[(usize, usize)],
    settled: &Settled,
    done: &[bool],
) -> Vec<usize> {
    let relaxation = generation.relaxation;
    // A master that nothing satisfies any more has no values.
    if values.is_empty() {
        return Vec::new();
    }
    let mut times = vec![0; generation.master.patterns.len()];
    for (pattern, count) in taken {
        times[*pattern] = *count;
    }
    let left = |pattern: usize| values[pattern] - times[pattern] as f64;
    let mut liked: Vec<usize> = (0..values.len()).filter(|pattern| left(*pattern) > 1e-6).collect();
    liked.sort_by(|one, other| left(*other).min(1.0).total_cmp(&left(*one).min(1.0)).then(one.cmp(other)));
    let at_once = settled.open.iter().sum::<usize>().div_ceil(AT_ONCE);
    let (mut step, mut met, mut open) = (Vec::new(), done.to_vec(), settled.open.clone());
    for pattern in liked {
        let is_whole = left(pattern) >= NEARLY_WHOLE;
        let is_enough = !step.is_empty() && (step.len() >= at_once || left(pattern) < LIKED);
        if is_enough && !is_whole {
            break;
        }
        let Pattern { shape, windows } = &generation.master.patterns[pattern];
        let choices = || windows.iter().map(|(choice, _)| &relaxation.shapes[*shape].choices[*choice]);
        let is_new = choices().any(|choice| choice.run.is_some() || !done[choice.group.0]);
        let shares = choices().any(|choice| choice.run.is_none() && met[choice.group.0]);
        if open[*shape] == 0 || !is_new || shares && !step.is_empty() {
            continue;
        }
        open[*shape] -= 1;
        choices().filter(|choice| choice.run.is_none()).for_each(|choice| met[choice.group.0] = true);
        step.push(pattern);
    }
    step
}
