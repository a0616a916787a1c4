//! Plans from the master: the pattern that it likes best is taken, the rest is priced again, and so on.

use super::Generation;
use crate::plan::Plan;
use crate::solver::SolverError;

/// A pattern with at least this much of its block is taken at once.
const NEARLY_WHOLE: f64 = 0.999;

/// Dives once; no plan where a group got lost that may not be left out.
pub(super) fn dive(generation: &mut Generation<'_>) -> Result<Option<Plan>, SolverError> {
    let mut taken: Vec<usize> = Vec::new();
    let blocks = generation.task.instance.blocks().len();
    let mut values = generation.generate(&taken)?;
    while taken.len() < blocks && !(generation.task.is_out_of_time)() {
        let open: Vec<usize> =
            (0..values.len()).filter(|place| !taken.contains(place) && values[*place] > 1e-6).collect();
        let whole: Vec<usize> = open.iter().copied().filter(|place| values[*place] >= NEARLY_WHOLE).collect();
        let most = open.iter().copied().max_by(|one, other| values[*one].total_cmp(&values[*other]));
        let next = if whole.is_empty() { most.into_iter().collect() } else { whole };
        if next.is_empty() {
            break;
        }
        for pattern in next {
            generation.master.fix(pattern, true);
            taken.push(pattern);
        }
        values = generation.generate(&taken)?;
    }
    for pattern in &taken {
        generation.master.fix(*pattern, false);
    }
    let columns = taken.iter().map(|pattern| &generation.master.columns[*pattern]);
    let instance = generation.task.instance;
    let windows = columns.flat_map(|column| &column.windows).map(|window| generation.task.candidates[*window]);
    let mut plan = Plan { windows: windows.map(|candidate| candidate.window(instance)).collect(), ..Plan::default() };
    plan.sort();
    let everybody = instance.group_ids().all(|group| plan.window_of(group).is_some());
    Ok((everybody || !generation.left_out.is_empty()).then_some(plan))
}
