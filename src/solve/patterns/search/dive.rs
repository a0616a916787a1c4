//! Plans from the master: the patterns that it likes best are taken, the rest is priced again, and
//! so on. As blocks are settled, smaller masters take its place.

use super::mip::choose;
use crate::campaign::GroupId;
use crate::solve::highs::SolverError;
use crate::solve::patterns::master::generation::Generation;
use crate::solve::patterns::master::neighbourhood::Neighbourhood;
use crate::solve::patterns::master::relaxation::Relaxation;
use crate::solve::patterns::master::restricted::Master;
use crate::solve::patterns::pattern::Pattern;
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use std::collections::HashMap;

/// A pattern with at least this much of its block is taken at once.
const NEARLY_WHOLE: f64 = 0.999;
/// With so little of its block it is not in the master's plan.
const UNLIKED: f64 = 1e-6;
/// Patterns that the master likes less than this are taken one at a time.
const NEARLY_CHOSEN: f64 = 0.7;
/// Of the open blocks this share is settled in one step.
const AT_ONCE: usize = 30;
/// With many blocks a step hardly binds the others: a larger share is settled.
const AT_ONCE_OF_MANY: usize = 6;
/// With less than this share of its blocks left, the master gives way to a smaller one.
const SHRINK: f64 = 0.6;
/// So many patterns are chosen anew where a dive leaves groups out.
const REOPENED: [usize; 4] = [8, 16, 32, 64];
/// Rounds of pricing after something was taken.
const ROUNDS_BELOW: usize = 2;

/// Dives some times: each begins with other patterns, and has those that the dives before have
/// found.
pub fn dives(generation: &mut Generation<'_, '_>, values: &[f64]) -> Result<(), SolverError> {
    let mut dice = ChaCha8Rng::seed_from_u64(u64::from(generation.task.seed));
    let mut values = values.to_vec();
    let is_fraction = |place: &usize| (UNLIKED..NEARLY_WHOLE).contains(&values[*place].fract());
    let fractions: Vec<usize> = (0..values.len()).filter(is_fraction).collect();
    let is_tied = generation.relaxation.rows.has_ties();
    let tuning = generation.task.tuning;
    let most = match (generation.has_many_blocks(), is_tied) {
        (true, _) => tuning.dives_of_many_blocks,
        (false, true) => tuning.dives_of_tied_blocks,
        (false, false) => tuning.dives,
    };
    let until = generation.columns_solved + tuning.tied_dive_columns;
    for turn in 0..if fractions.is_empty() { 1 } else { most } {
        let is_late = turn >= tuning.dives && generation.columns_solved >= until;
        if is_late || generation.meets_incumbent() || generation.task.budget.is_spent() {
            break;
        }
        dive(generation, values.clone())?;
        for place in &fractions {
            values[*place] = values[*place].floor() + dice.random_range(UNLIKED..NEARLY_WHOLE);
        }
    }
    Ok(())
}

/// Dives once, from the values of the patterns in the master, until nothing is left, nothing fits
/// any more, or time is up; shows the plan.
pub fn dive(generation: &mut Generation<'_, '_>, mut values: Vec<f64>) -> Result<(), SolverError> {
    let mut dive = Dive::new(generation.relaxation);
    while !generation.task.budget.is_spent() {
        let step = dive.next_step(generation, &values);
        if step.is_empty() {
            break;
        }
        for pattern in step {
            dive.take(generation, pattern);
        }
        if (dive.neighbourhood.blocks() as f64) < SHRINK * dive.blocks as f64 {
            dive.shrink(generation)?;
        }
        values = generation.below(&dive.neighbourhood, ROUNDS_BELOW)?;
    }
    let taken = dive.end(generation)?;
    let taken = completed(generation, taken)?;
    generation.show(&taken);
    let relaxation = generation.relaxation;
    if relaxation.columns.is_empty() && relaxation.serves_everybody(&relaxation.windows(&taken)) {
        generation.plans.push(relaxation.without_repeats(&taken));
    }
    Ok(())
}

/// Where a dive has left groups out, its last patterns are chosen anew with them, among all that
/// the master has.
fn completed(
    generation: &Generation<'_, '_>,
    mut taken: Vec<Pattern>,
) -> Result<Vec<Pattern>, SolverError> {
    let relaxation = generation.relaxation;
    let iterations = Some(generation.task.tuning.completion_iterations);
    for reopened in REOPENED.into_iter().filter(|reopened| *reopened < relaxation.blocks()) {
        if relaxation.serves_everybody(&relaxation.windows(&taken))
            || generation.task.budget.is_spent()
        {
            break;
        }
        let kept = &taken[..taken.len().saturating_sub(reopened)];
        let neighbourhood = Neighbourhood::after(relaxation, kept);
        let left = generation
            .master
            .patterns
            .iter()
            .filter(|pattern| neighbourhood.allows(relaxation, pattern));
        let left: Vec<Pattern> = left.cloned().collect();
        if let (_, Some(chosen)) = choose(generation, &neighbourhood, &left, None, iterations)? {
            taken = [kept, &chosen].concat();
        }
    }
    Ok(taken)
}

/// What was taken so far, and what is left.
struct Dive {
    neighbourhood: Neighbourhood,
    /// Patterns, in the order in which they were taken.
    taken: Vec<Pattern>,
    /// How often each was that is in the master, by its place there.
    times: HashMap<usize, usize>,
    /// Blocks that were open when the master was made.
    blocks: usize,
    /// The master of the whole, while a smaller one stands for it, and what the smaller ones found.
    whole: Option<Master>,
    found: Vec<Pattern>,
}

impl Dive {
    fn new(relaxation: &Relaxation<'_>) -> Dive {
        let neighbourhood = Neighbourhood::whole(relaxation);
        let blocks = neighbourhood.blocks();
        Dive {
            neighbourhood,
            taken: Vec::new(),
            times: HashMap::new(),
            blocks,
            whole: None,
            found: Vec::new(),
        }
    }

    /// Takes a pattern of the master.
    fn take(&mut self, generation: &mut Generation<'_, '_>, place: usize) {
        let times = self.times.entry(place).or_default();
        *times += 1;
        generation.master.fix(place, *times);
        self.settle(generation.relaxation, &generation.master.patterns[place]);
    }

    fn settle(&mut self, relaxation: &Relaxation<'_>, pattern: &Pattern) {
        self.neighbourhood.fix(relaxation, pattern);
        self.taken.push(pattern.clone());
    }

    /// Puts a master of what is left in the place of the present one.
    fn shrink(&mut self, generation: &mut Generation<'_, '_>) -> Result<(), SolverError> {
        let relaxation = generation.relaxation;
        let smaller = Master::new(relaxation, &self.neighbourhood, generation.penalty)?;
        let before = std::mem::replace(&mut generation.master, smaller);
        let left =
            before.patterns.iter().filter(|pattern| self.neighbourhood.allows(relaxation, pattern));
        generation.fill(&left.cloned().collect::<Vec<_>>())?;
        self.put_away(before);
        self.blocks = self.neighbourhood.blocks();
        Ok(())
    }

    fn put_away(&mut self, mut master: Master) {
        let times = std::mem::take(&mut self.times);
        if self.whole.is_some() {
            self.found.append(&mut master.patterns);
        } else {
            for place in times.into_keys() {
                master.fix(place, 0);
            }
            self.whole = Some(master);
        }
    }

    /// Gives back the master of the whole, with all that was found; what was taken.
    fn end(mut self, generation: &mut Generation<'_, '_>) -> Result<Vec<Pattern>, SolverError> {
        if let Some(whole) = self.whole.take() {
            let mut last = std::mem::replace(&mut generation.master, whole);
            self.found.append(&mut last.patterns);
            generation.fill(&self.found)?;
        } else {
            self.times.keys().for_each(|place| generation.master.fix(*place, 0));
        }
        generation.fill(&self.taken)?;
        Ok(self.taken)
    }

    /// The patterns to take next: those that are nearly whole, or the best heaviest ones that share no
    /// group.
    fn next_step(&self, generation: &Generation<'_, '_>, values: &[f64]) -> Vec<usize> {
        let (relaxation, patterns) = (generation.relaxation, &generation.master.patterns);
        let left = |pattern: usize| {
            values[pattern] - self.times.get(&pattern).map_or(0.0, |times| *times as f64)
        };
        // A master that nothing satisfies any more has no values.
        let mut heaviest: Vec<usize> =
            (0..values.len()).filter(|pattern| left(*pattern) > UNLIKED).collect();
        heaviest.sort_by(|one, other| {
            left(*other).min(1.0).total_cmp(&left(*one).min(1.0)).then(one.cmp(other))
        });
        let is_small =
            self.neighbourhood.blocks() + self.taken.len() < generation.task.tuning.many_blocks;
        let share = if is_small { AT_ONCE } else { AT_ONCE_OF_MANY };
        let at_once = self.neighbourhood.blocks().div_ceil(share);
        let is_done = |group: GroupId| self.neighbourhood.is_done(relaxation, group);
        let mut met: Vec<bool> = relaxation.campaign.group_ids().map(is_done).collect();
        let (mut step, mut open) = (Vec::new(), self.neighbourhood.open.clone());
        for place in heaviest {
            let is_whole = left(place) >= NEARLY_WHOLE;
            let is_enough =
                !step.is_empty() && (step.len() >= at_once || left(place) < NEARLY_CHOSEN);
            if is_enough && !is_whole {
                break;
            }
            let pattern = &patterns[place];
            let groups = || relaxation.groups(pattern);
            let is_new = groups().any(|group| !is_done(group));
            let shares = groups().any(|group| met[group.0]);
            if open[pattern.shape] == 0 || !is_new || shares && !step.is_empty() {
                continue;
            }
            open[pattern.shape] -= 1;
            groups().for_each(|group| met[group.0] = true);
            step.push(place);
        }
        step
    }
}
