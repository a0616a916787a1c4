//! The integer programme over who comes where: for few half-days with many groups each.
//!
//! Where any order will do in every block, one column for each group, block and length says
//! everything: `min Σ cost·x`, each group once,
//! `Σ (minutes + changeover)·x ≤ minutes of the block + changeover` for each block. Groups that are
//! alike are one column, taken as often as there are such groups. Its bound is weaker than that of
//! patterns, but it stays small where patterns of dozens of groups are too many.

use super::mip::{Mip, Verdict};
use crate::solve::highs::SolverError;
use crate::solve::patterns::master::generation::Generation;
use crate::solve::patterns::master::neighbourhood::Neighbourhood;
use crate::solve::patterns::master::relaxation::Relaxation;
use crate::solve::patterns::master::symmetry::Orbits;
use crate::solve::patterns::pattern::{Pattern, Placed};
use crate::solve::patterns::pricing::shape::{Method, Shape};

/// Whether the programme is the better way to begin: many groups a block, and nothing but room and
/// costs to look at.
pub fn suits(relaxation: &Relaxation<'_>, many_groups: usize) -> bool {
    let is_free = |shape: &Shape| shape.closing.iter().flatten().all(|cost| *cost == 0);
    relaxation.campaign.groups().len() >= many_groups.saturating_mul(relaxation.blocks())
        && relaxation.is_assignment()
        && relaxation.shapes.iter().all(is_free)
}

/// Solves the programme for a while; its plan is shown, its bound is kept.
///
/// # Errors
/// When the solver fails.
pub fn assign(generation: &mut Generation<'_, '_>) -> Result<(), SolverError> {
    let relaxation = generation.relaxation;
    let mut neighbourhood = Neighbourhood::whole(relaxation);
    let orbits = neighbourhood.orbits(relaxation);
    // Nobody comes twice to one block, which a pattern would see to.
    for (low, high) in neighbourhood.limits.iter_mut().flatten().filter(|(low, _)| low.is_finite())
    {
        *high = *low;
    }
    let knapsacks = relaxation.shapes.iter().filter_map(|shape| match &shape.method {
        Method::Knapsack(knapsack) => Some((shape, knapsack)),
        Method::TimeNetwork(_) => None,
    });
    let limits = orbits.limits(&relaxation.rows, &neighbourhood.limits);
    let mut programme =
        Mip::new(limits, knapsacks.clone().map(|(_, knapsack)| knapsack.room() as f64));
    let mut columns = Vec::new();
    for (place, (shape, knapsack)) in knapsacks.enumerate() {
        for (choice, group) in shape.choices.iter().map(|choice| choice.group).enumerate() {
            let times = orbits.stands_for(group);
            if times == 0 {
                continue;
            }
            let pattern = Pattern { shape: place, windows: vec![(choice, 0)] };
            let entries = relaxation.entries(place, &pattern.windows);
            let takes = (place, knapsack.size(choice) as f64);
            programme.column(relaxation.cost(&pattern) as f64, times as f64, &entries, Some(takes));
            columns.push((place, choice));
        }
    }
    let in_merged = orbits.merging(&relaxation.rows);
    for column in neighbourhood.columns(relaxation) {
        programme.column(column.cost, 1.0, &in_merged(&column.entries), None);
    }
    let iterations = generation.task.tuning.assignment_iterations;
    let (verdict, answer) = programme.solve(generation, None, Some(iterations))?;
    if let Some(values) = answer.values {
        let times = |value: f64| value.round().max(0.0) as usize;
        let taken = columns.into_iter().zip(values);
        let taken: Vec<(usize, usize)> =
            taken.flat_map(|(column, value)| std::iter::repeat_n(column, times(value))).collect();
        generation.show(&laid_out(relaxation, &orbits, &taken));
    }
    match verdict {
        Verdict::AtLeast(bound) => generation.lift(bound + relaxation.constant),
        Verdict::Impossible | Verdict::Unknown => {}
    }
    Ok(())
}

/// The patterns of taken choices, each with its shape.
fn laid_out(
    relaxation: &Relaxation<'_>,
    orbits: &Orbits,
    taken: &[(usize, usize)],
) -> Vec<Pattern> {
    let of_shape = |same: &[(usize, usize)]| {
        let windows: Vec<Placed> = same.iter().map(|(_, choice)| (*choice, 0)).collect();
        Pattern { shape: same[0].0, windows }
    };
    let mut patterns = orbits.named(
        &relaxation.shapes,
        taken.chunk_by(|one, other| one.0 == other.0).map(of_shape).collect(),
    );
    for pattern in &mut patterns {
        if let Method::Knapsack(knapsack) = &relaxation.shapes[pattern.shape].method {
            knapsack.lay_out(&mut pattern.windows);
        }
    }
    patterns
}
