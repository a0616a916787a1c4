//! Diving heuristics (Joncour et al. 2010, "Column generation based primal heuristics"; Sadykov et
//! al. 2019, "Primal heuristics for branch and price: the assets of diving methods").
//!
//! A step of a dive rounds up the patterns whose values in the restricted master are the largest:
//! it fixes them in the plan, and column generation goes on for [`ROUNDS_AFTER_STEP`] rounds over
//! what is left. A dive ends without backtracking. As blocks are fixed, smaller masters stand in
//! for the large one.

use super::mip::restricted_master_mip;
use crate::campaign::GroupId;
use crate::solve::highs::SolverError;
use crate::solve::ids::List;
use crate::solve::patterns::master::generation::Generation;
use crate::solve::patterns::master::neighbourhood::Neighbourhood;
use crate::solve::patterns::master::relaxation::Relaxation;
use crate::solve::patterns::master::restricted::{Master, PatternId};
use crate::solve::patterns::pattern::Pattern;
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use std::collections::HashMap;

/// A pattern's value in blocks from which it is rounded up whatever the size of the step: it is 1
/// within the LP's tolerance.
const NEARLY_ONE: f64 = 0.999;
/// A pattern's value in blocks up to which it is 0 within the LP's tolerance.
const NEARLY_ZERO: f64 = 1e-6;
/// A pattern's value in blocks below which it is rounded up only as the first of its step: the
/// master is not decided about it.
const DECIDED: f64 = 0.7;
/// A step rounds up one pattern for each 30 open blocks.
const BLOCKS_PER_ROUNDING: usize = 30;
/// From `many_blocks` on it is one for each 6, so that a step closes a sixth of them: a step takes
/// seconds there.
const BLOCKS_PER_ROUNDING_OF_MANY: usize = 6;
/// Share of a master's blocks still open below which the dive goes on with a smaller master of
/// these alone.
const REBUILD_SHARE: f64 = 0.6;
/// Patterns that are unfixed, the last ones of the dive, to complete a plan that leaves groups out:
/// each try doubles their number.
const UNFIXED: [usize; 4] = [8, 16, 32, 64];
/// Rounds of column generation after each step at most. The next step rounds anyway, so the optimum
/// of the master is not needed.
const ROUNDS_AFTER_STEP: usize = 2;

/// Dives several times from the root's values. Each dive after the first starts from other
/// fractional parts, drawn at random, and has the patterns of the dives before it.
pub fn dive_repeatedly(
    generation: &mut Generation<'_, '_>,
    values: &List<PatternId, f64>,
) -> Result<(), SolverError> {
    let mut rng = ChaCha8Rng::seed_from_u64(u64::from(generation.task.seed));
    let mut values = values.clone();
    let is_fractional =
        |pattern: &PatternId| (NEARLY_ZERO..NEARLY_ONE).contains(&values[*pattern].fract());
    let fractional: Vec<PatternId> = values.ids().filter(is_fractional).collect();
    let is_tied = generation.relaxation.rows.has_ties();
    let tuning = generation.task.tuning;
    let most_dives = match (generation.has_many_blocks(), is_tied) {
        _ if fractional.is_empty() => 1,
        (true, _) => tuning.dives_of_many_blocks,
        (false, true) => tuning.dives_of_tied_blocks,
        (false, false) => tuning.dives,
    };
    let most_columns = generation.columns_solved + tuning.tied_dive_columns;
    for dives in 0..most_dives {
        let is_out_of_work = dives >= tuning.dives && generation.columns_solved >= most_columns;
        if is_out_of_work || generation.meets_incumbent() || generation.task.budget.is_spent() {
            break;
        }
        dive(generation, values.clone())?;
        for pattern in &fractional {
            values[*pattern] = values[*pattern].floor() + rng.random_range(NEARLY_ZERO..NEARLY_ONE);
        }
    }
    Ok(())
}

/// Dives once from these values of the master's patterns, until nothing is left to round up or the
/// budget is spent; shows the plan.
pub fn dive(
    generation: &mut Generation<'_, '_>,
    mut values: List<PatternId, f64>,
) -> Result<(), SolverError> {
    let mut dive = Dive::new(generation.relaxation);
    while !generation.task.budget.is_spent() {
        let rounded_up = dive.next_step(generation, &values);
        if rounded_up.is_empty() {
            break;
        }
        for pattern in rounded_up {
            dive.fix(generation, pattern);
        }
        let open_blocks = dive.neighbourhood.blocks() as f64;
        if open_blocks < REBUILD_SHARE * dive.blocks_of_master as f64 {
            dive.rebuild_master(generation)?;
        }
        values = generation.below(&dive.neighbourhood, ROUNDS_AFTER_STEP)?;
    }
    let fixed = dive.end(generation)?;
    let plan = complete(generation, fixed)?;
    generation.show(&plan);
    let relaxation = generation.relaxation;
    if relaxation.columns.is_empty() && relaxation.serves_everybody(&relaxation.windows(&plan)) {
        generation.plans.push(relaxation.without_repeats(&plan));
    }
    Ok(())
}

/// Completes a plan that leaves groups out: its last patterns are unfixed, and the restricted
/// master MIP over all patterns of the master chooses anew.
fn complete(
    generation: &Generation<'_, '_>,
    mut plan: Vec<Pattern>,
) -> Result<Vec<Pattern>, SolverError> {
    let relaxation = generation.relaxation;
    let iterations = Some(generation.task.tuning.completion_iterations);
    for unfixed in UNFIXED.into_iter().filter(|unfixed| *unfixed < relaxation.blocks()) {
        if relaxation.serves_everybody(&relaxation.windows(&plan))
            || generation.task.budget.is_spent()
        {
            break;
        }
        let fixed = &plan[..plan.len().saturating_sub(unfixed)];
        let neighbourhood = Neighbourhood::after(relaxation, fixed);
        let known = &generation.master.patterns;
        let allowed = known.iter().filter(|pattern| neighbourhood.allows(relaxation, pattern));
        let allowed: Vec<Pattern> = allowed.cloned().collect();
        let (_, chosen) =
            restricted_master_mip(generation, &neighbourhood, &allowed, None, iterations)?;
        if let Some(chosen) = chosen {
            plan = [fixed, &chosen].concat();
        }
    }
    Ok(plan)
}

/// The state of one dive.
struct Dive {
    /// What is left of the campaign.
    neighbourhood: Neighbourhood,
    /// The fixed patterns, in the order in which they were fixed.
    fixed: Vec<Pattern>,
    /// For each pattern of the present master the number of half-days in which it is fixed.
    multiplicities: HashMap<PatternId, usize>,
    /// Open blocks when the present master was made.
    blocks_of_master: usize,
    /// The master of the whole campaign, while a smaller one stands in for it.
    whole_master: Option<Master>,
    /// The patterns of the smaller masters that were replaced.
    generated: Vec<Pattern>,
}

impl Dive {
    fn new(relaxation: &Relaxation<'_>) -> Dive {
        let neighbourhood = Neighbourhood::whole(relaxation);
        let blocks_of_master = neighbourhood.blocks();
        Dive {
            neighbourhood,
            fixed: Vec::new(),
            multiplicities: HashMap::new(),
            blocks_of_master,
            whole_master: None,
            generated: Vec::new(),
        }
    }

    /// Fixes a pattern of the master in the plan, once more than before.
    fn fix(&mut self, generation: &mut Generation<'_, '_>, pattern: PatternId) {
        let multiplicity = self.multiplicities.entry(pattern).or_default();
        *multiplicity += 1;
        generation.master.fix(pattern, *multiplicity);
        let pattern = &generation.master.patterns[pattern];
        self.neighbourhood.fix(generation.relaxation, pattern);
        self.fixed.push(pattern.clone());
    }

    /// Replaces the master by one of the open blocks, with the patterns that are still allowed.
    fn rebuild_master(&mut self, generation: &mut Generation<'_, '_>) -> Result<(), SolverError> {
        let relaxation = generation.relaxation;
        let smaller = Master::new(relaxation, &self.neighbourhood, generation.penalty)?;
        let replaced = std::mem::replace(&mut generation.master, smaller);
        let known = &replaced.patterns;
        let allowed = known.iter().filter(|pattern| self.neighbourhood.allows(relaxation, pattern));
        generation.fill(&allowed.cloned().collect::<Vec<_>>())?;
        self.keep(replaced);
        self.blocks_of_master = self.neighbourhood.blocks();
        Ok(())
    }

    /// Keeps the replaced master of the whole campaign, and of a smaller one its patterns.
    fn keep(&mut self, mut replaced: Master) {
        let multiplicities = std::mem::take(&mut self.multiplicities);
        if self.whole_master.is_some() {
            self.generated.extend(replaced.patterns);
        } else {
            for pattern in multiplicities.into_keys() {
                replaced.fix(pattern, 0);
            }
            self.whole_master = Some(replaced);
        }
    }

    /// Gives the master of the whole campaign back, unfixed and with all generated patterns; the
    /// fixed patterns.
    fn end(mut self, generation: &mut Generation<'_, '_>) -> Result<Vec<Pattern>, SolverError> {
        if let Some(whole_master) = self.whole_master.take() {
            let last = std::mem::replace(&mut generation.master, whole_master);
            self.generated.extend(last.patterns);
            generation.fill(&self.generated)?;
        } else {
            self.multiplicities.keys().for_each(|pattern| generation.master.fix(*pattern, 0));
        }
        generation.fill(&self.fixed)?;
        Ok(self.fixed)
    }

    /// The patterns of the master that the next step rounds up: those with a value of nearly 1, and
    /// of the others the largest, up to the dive's step size. They share no group, and all but the
    /// first have no fixed one.
    fn next_step(
        &self,
        generation: &Generation<'_, '_>,
        values: &List<PatternId, f64>,
    ) -> Vec<PatternId> {
        let (relaxation, patterns) = (generation.relaxation, &generation.master.patterns);
        let unfixed_value = |pattern: PatternId| {
            let fixed = self.multiplicities.get(&pattern);
            values[pattern] - fixed.map_or(0.0, |multiplicity| *multiplicity as f64)
        };
        // An infeasible master has no values.
        let mut candidates: Vec<PatternId> =
            values.ids().filter(|pattern| unfixed_value(*pattern) > NEARLY_ZERO).collect();
        candidates.sort_by(|a, b| {
            let (value_a, value_b) = (unfixed_value(*a).min(1.0), unfixed_value(*b).min(1.0));
            value_b.total_cmp(&value_a).then(a.cmp(b))
        });
        let most = self.neighbourhood.blocks().div_ceil(self.blocks_per_rounding(generation));
        let is_done = |group: GroupId| self.neighbourhood.is_done(relaxation, group);
        let mut is_taken: Vec<bool> = relaxation.campaign.group_ids().map(is_done).collect();
        let (mut step, mut open) = (Vec::new(), self.neighbourhood.open.clone());
        for candidate in candidates {
            let value = unfixed_value(candidate);
            let is_enough = !step.is_empty() && (step.len() >= most || value < DECIDED);
            if is_enough && value < NEARLY_ONE {
                break;
            }
            let pattern = &patterns[candidate];
            let groups = || relaxation.groups(pattern);
            let has_open_group = groups().any(|group| !is_done(group));
            let has_taken_group = groups().any(|group| is_taken[group.0]);
            if open[pattern.shape] == 0 || !has_open_group || has_taken_group && !step.is_empty() {
                continue;
            }
            open[pattern.shape] -= 1;
            groups().for_each(|group| is_taken[group.0] = true);
            step.push(candidate);
        }
        step
    }

    fn blocks_per_rounding(&self, generation: &Generation<'_, '_>) -> usize {
        let blocks = self.neighbourhood.blocks() + self.fixed.len();
        if blocks < generation.task.tuning.many_blocks {
            BLOCKS_PER_ROUNDING
        } else {
            BLOCKS_PER_ROUNDING_OF_MANY
        }
    }
}
