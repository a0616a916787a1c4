//! Column generation over block patterns: one tier from its candidate windows to plans and a bound.
//!
//! A *pattern* is the whole timetable of one block. The steps of [`explore`], in the order in which
//! they run; `docs/method/literature.md` has the full references:
//!
//! 1. **Dantzig–Wolfe reformulation** (Dantzig and Wolfe 1960; Desaulniers, Desrosiers and Solomon
//!    2005). The master chooses one pattern for each block. Its *coupling rows* are the linear
//!    rules between blocks (`solve::rows`) summed over patterns: `coupling`. What is local to a
//!    block is decided inside its patterns: order, changeover, breaks, lengths, clashes, the number
//!    of groups, and rules between its windows (`pricing::in_block`).
//! 2. **Symmetry** (Margot 2010). Blocks with equal choices are one *shape*, priced once:
//!    `pricing::shape`. Interchangeable groups form an *orbit*: `master::symmetry`.
//! 3. **Generalised assignment MIP**, where few blocks have many groups in any order:
//!    `search::assignment`. The following steps run only where bound and incumbent still differ.
//! 4. **First patterns and duals** from subgradient steps (Held, Wolfe and Crowder 1974; deflected
//!    as by Camerini, Fratta and Maffioli 1975): `master::subgradient`; with many blocks from the
//!    volume algorithm (Barahona and Anbil 2000): `master::volume`.
//! 5. **Column generation at the root** (Gilmore and Gomory 1961): `master::generation`. Each round
//!    solves the restricted master LP (`master::restricted`) and prices patterns at its duals,
//!    smoothed (Wentges 1997).
//!    - *Pricing* finds the pattern of least reduced cost of each shape: a multiple-choice knapsack
//!      where any order fits (`pricing::knapsack`), elsewhere label setting in a time-expanded
//!      network (Irnich and Desaulniers 2005): `pricing::network`.
//!    - *The bound* is the Lagrangian bound of any duals that were priced (Geoffrion 1974):
//!      `master::relaxation`. `master::generation` keeps the best one.
//! 6. **Diving heuristics** (Joncour et al. 2010; Sadykov et al. 2019): `search::dive`. A step
//!    rounds up the largest values of the master and goes on with column generation. Where blocks
//!    are many, a first dive starts before the root is solved to its end.
//! 7. **Large neighbourhood search** (Shaw 1998) from the plans of the dives: `search::lns`. The
//!    MIP that repairs is `search::mip`, over the patterns of a `master::neighbourhood`.
//!    The caller may try the compact MIP first ([`News::BeforeProof`]).
//! 8. **Proof** by destructive improvement (Klein and Scholl 1999): `search::prove` asks for a plan
//!    of cost at most a cutoff, from the bound upwards. Either all patterns inside the gap are
//!    enumerated and a MIP chooses among them (Baldacci, Christofides and Mingozzi 2008):
//!    `master::neighbourhood`, `search::mip`; or a branch-and-bound tree over groups and shapes
//!    decides (Posta, Ferland and Michelon 2012): `search::branch`. Steps 7 and 8 are repeated with
//!    more effort where the first proof does not come to its end.
//! 9. **Reduced-cost fixing** (Irnich, Desaulniers, Desrosiers and Hadjar 2010): candidate windows
//!    that only plans dearer than the incumbent have are dropped for all that follows: `dropped`
//!    below, by `master::relaxation`.
//!
//! A bound comes from steps 3, 4, 5 and 8 alone; plans come from 3, 6, 7 and 8. A plan is proven
//! optimal where the bound, rounded up to whole units ([`TaskFinding::bound`]), is the plan's own
//! value, which the caller recomputes in exact arithmetic. No plan exists where the bound is above
//! what the dearest plan can cost.
//!
//! Rows for people who wait in several blocks at once are made after a plan broke such a limit.
//! Until then the master is a relaxation of the rules: its bounds hold, and the caller checks its
//! plans.

mod coupling;
mod master;
mod pattern;
mod pricing;
mod search;
mod task;

pub use task::{Known, News, TaskFinding, TierTask};

use crate::solve::bounds::BOUND_TOLERANCE;
use crate::solve::highs::SolverError;
use crate::solve::windows::Candidate;
use master::branching::Branching;
use master::generation::Generation;
use master::relaxation::Relaxation;
use search::{assignment, dive, prove};

/// Gap between master and bound, as a share of the master's value, at which a campaign of many
/// blocks gets its first dive: from there a dive gives a plan before column generation has
/// converged.
const GAP_OF_FIRST_DIVE: f64 = 0.003;

/// Minimises the tier of a task by column generation, diving, large neighbourhood search and
/// proofs, until its bound meets its incumbent or the budget is spent.
///
/// # Errors
/// When the solver fails.
pub fn explore(mut task: TierTask<'_>) -> Result<TaskFinding, SolverError> {
    let Some(relaxation) = Relaxation::new(&task) else { return Ok(TaskFinding::nothing()) };
    let many_groups = task.tuning.many_groups;
    let mut generation = Generation::new(&mut task, &relaxation)?;
    if assignment::suits(&relaxation, many_groups) {
        assignment::assign(&mut generation)?;
    }
    if generation.has_many_blocks() && !generation.meets_incumbent() {
        let values = generation.at_root(GAP_OF_FIRST_DIVE)?;
        dive::dive(&mut generation, values)?;
    }
    if !generation.meets_incumbent() {
        let values = generation.at_root(0.0)?;
        dive::dive_repeatedly(&mut generation, &values)?;
    }
    if !generation.meets_incumbent() && prove::decides_little(&generation) {
        generation.tell(News::BeforeProof);
    }
    if !generation.meets_incumbent() && !generation.is_impossible() {
        prove::prove(&mut generation)?;
    }
    // With the budget spent no later step uses what was dropped.
    let dropped = if generation.task.budget.is_spent() { Vec::new() } else { dropped(&generation) };
    Ok(TaskFinding {
        bound: generation.bound(),
        is_impossible: generation.is_impossible(),
        dropped,
        rounds: generation.rounds,
    })
}

/// Reduced-cost fixing at the root's duals: candidates that only plans dearer than the incumbent
/// have.
fn dropped(generation: &Generation<'_, '_>) -> Vec<Candidate> {
    let (relaxation, task) = (generation.relaxation, &generation.task);
    let Some(incumbent) = task.incumbent.filter(|_| generation.best_bound.is_finite()) else {
        return Vec::new();
    };
    let branching = Branching::none(relaxation.shapes.len(), task.campaign.groups().len());
    let too_dear =
        relaxation.too_dear(&generation.root_duals, &branching, incumbent as f64 + BOUND_TOLERANCE);
    let windows = too_dear.into_iter().flat_map(|(shape_id, placed)| {
        let shape = &relaxation.shapes[shape_id];
        shape.blocks.iter().map(move |block| shape.candidate(task.campaign, *block, placed))
    });
    windows.collect()
}

#[cfg(test)]
mod tests {
    use super::{Known, News, TierTask, explore};
    use crate::base::diagnostic::Severity;
    use crate::campaign::{Campaign, Tier, tiny};
    use crate::check::check;
    use crate::solve::Tuning;
    use crate::solve::bounds::whole_bound;
    use crate::solve::every_plan::{every_plan, least, units};
    use crate::solve::windows::{Costs, candidates};
    use rand::RngExt;
    use std::cell::Cell;

    #[test]
    fn bounds_meet_the_best_plan_and_windows_of_it_are_never_dropped() {
        let tiers = [Tier::Preference, Tier::Blocks, Tier::Spread, Tier::Unserved, Tier::Early];
        let (mut found, mut proven) = (0, 0);
        let of_crews = [Tier::Moves, Tier::Visits, Tier::Blocks, Tier::Unserved, Tier::Early];
        for (seed, has_crews) in (0..120).map(|seed| (seed, seed >= 80)) {
            let mut dice = tiny::dice(seed);
            let random = if has_crews { tiny::with_crews } else { tiny::random };
            let mut draft = random(&mut dice);
            let tier = if has_crews { of_crews } else { tiers }[dice.random_range(0..5_usize)];
            draft.tiers = vec![tier];
            if has_crews {
                tiny::limit_visits(&mut dice, &mut draft);
            } else if dice.random_bool(0.5) {
                tiny::add_relation(&mut dice, &mut draft);
            }
            let campaign = Campaign::new(draft).unwrap();
            let all = candidates(&campaign).unwrap().list;
            let costs = Costs::new(&campaign, None);
            let plans = every_plan(&campaign, &all);
            let best = least(&campaign, tier, &plans, None);
            let incumbent = Cell::new(None);
            let mut watch = |news: News| {
                // A plan may have more people waiting than a hall's capacity; the caller checks it.
                if let News::Plan(plan) = news
                    && check(&campaign, &plan).iter().all(|found| found.severity != Severity::Error)
                {
                    let value = crate::plans::metrics::tier_value(tier, &campaign, &plan, None);
                    let scale = crate::solve::windows::unit_scale(tier, &campaign);
                    let worth = value.numerator() * scale / value.denominator();
                    incumbent.set(Some(incumbent.get().map_or(worth, |best: i64| best.min(worth))));
                }
                Known::incumbent(incumbent.get())
            };
            let task = TierTask::of(&campaign, &costs, tier, &[], &all);
            // Every third campaign runs the steps for many blocks.
            let many_blocks = if seed % 3 == 0 { 0 } else { usize::MAX };
            let tuning = Tuning { many_blocks, ..Tuning::default() };
            let finding = explore(TierTask { watch: &mut watch, tuning: &tuning, ..task }).unwrap();
            let Some(best) = best else {
                assert!(finding.is_impossible, "seed {seed}: bound {}", finding.bound);
                continue;
            };
            found += 1;
            assert!(!finding.is_impossible && finding.bound <= best, "seed {seed}: {best}");
            // No plan that is shown costs less than the best one: costs of patterns are the tier's.
            assert!(incumbent.get().is_none_or(|incumbent| incumbent >= best), "seed {seed}");
            proven += usize::from(finding.bound == best && incumbent.get() == Some(best));
            for plan in plans.iter().filter(|plan| units(&campaign, tier, plan, None) == best) {
                let is_dropped = plan.iter().any(|window| finding.dropped.contains(window));
                assert!(!is_dropped, "seed {seed}: {plan:?}");
            }
        }
        assert!(found > 40 && proven > found * 9 / 10, "{proven} of {found} are proven");
    }

    #[test]
    fn bounds_are_rounded_up_to_whole_units_and_no_further() {
        assert_eq!([4.0, 4.005, 4.02, 5.009].map(whole_bound), [4, 4, 5, 5]);
        assert_eq!([-3.0, f64::NEG_INFINITY, f64::INFINITY].map(whole_bound), [0, 0, 0]);
    }
}
