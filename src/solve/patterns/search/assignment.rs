//! The generalised assignment MIP: for [`Tuning::many_groups`] groups a block and more.
//!
//! Where every block admits any order, one column for each group, block and length states the whole
//! tier: `min Σ cost·x`, each group once, and
//! `Σ (minutes + changeover)·x ≤ minutes of the block + changeover` for each block. The groups of a
//! symmetry orbit share one integer column. Its LP bound is weaker than that of the master, but its
//! size is groups × blocks × lengths, where patterns grow exponentially with the groups of a block.

use super::mip::{Mip, Verdict};
use crate::solve::highs::SolverError;
use crate::solve::patterns::master::generation::Generation;
use crate::solve::patterns::master::neighbourhood::Neighbourhood;
use crate::solve::patterns::master::relaxation::Relaxation;
use crate::solve::patterns::master::symmetry::Orbits;
use crate::solve::patterns::pattern::{ChoiceId, Node, Pattern, Placed, ShapeId};
use crate::solve::patterns::pricing::shape::{Method, Shape};

/// Whether the assignment MIP goes first: at least `many_groups` groups a block, and nothing but
/// room and costs of windows decides.
pub fn suits(relaxation: &Relaxation<'_>, many_groups: usize) -> bool {
    let closes_free = |shape: &Shape| {
        shape.open.is_empty() && shape.closing.iter().flatten().all(|cost| *cost == 0)
    };
    relaxation.campaign.groups().len() >= many_groups.saturating_mul(relaxation.blocks())
        && relaxation.is_assignment()
        && relaxation.shapes.iter().all(closes_free)
}

/// Solves the assignment MIP within its iterations, shows its plan and lifts the bound to its dual
/// bound.
///
/// # Errors
/// When the solver fails.
pub fn assign(generation: &mut Generation<'_, '_>) -> Result<(), SolverError> {
    let relaxation = generation.relaxation;
    let mut neighbourhood = Neighbourhood::whole(relaxation);
    let orbits = neighbourhood.orbits(relaxation);
    // A pattern has no group twice; here a row has to say so.
    for (low, high) in neighbourhood.limits.iter_mut().flatten().filter(|(low, _)| low.is_finite())
    {
        *high = *low;
    }
    let knapsacks = relaxation.shapes.with_ids().filter_map(|(id, shape)| match &shape.method {
        Method::Knapsack(knapsack) => Some((id, shape, knapsack)),
        Method::TimeNetwork(_) => None,
    });
    let limits = orbits.limits(&relaxation.rows, &neighbourhood.limits);
    let mut mip =
        Mip::new(limits, knapsacks.clone().map(|(_, _, knapsack)| knapsack.capacity() as f64));
    let mut columns: Vec<(ShapeId, ChoiceId)> = Vec::new();
    for (shape_id, shape, knapsack) in knapsacks {
        for (choice_id, choice) in shape.choices.with_ids() {
            let multiplicity = orbits.stands_for(choice.group);
            if multiplicity == 0 {
                continue;
            }
            let pattern = Pattern { shape: shape_id, windows: vec![(choice_id, Node::START)] };
            let entries = relaxation.entries(shape_id, &pattern.windows);
            let uses = Some((shape_id, knapsack.size(choice_id) as f64));
            mip.add_column(relaxation.cost(&pattern) as f64, multiplicity as f64, &entries, uses);
            columns.push((shape_id, choice_id));
        }
    }
    let merged = orbits.merging(&relaxation.rows);
    for column in neighbourhood.columns(relaxation) {
        mip.add_column(column.cost, 1.0, &merged(&column.entries), None);
    }
    let iterations = generation.task.tuning.assignment_iterations;
    let (verdict, answer) = mip.solve(generation, None, Some(iterations))?;
    if let Some(values) = answer.values {
        let multiplicity = |value: f64| value.round().max(0.0) as usize;
        let assigned = columns
            .into_iter()
            .zip(values)
            .flat_map(|(column, value)| std::iter::repeat_n(column, multiplicity(value)));
        let assigned: Vec<(ShapeId, ChoiceId)> = assigned.collect();
        generation.show(&patterns_of(relaxation, &orbits, &assigned));
    }
    match verdict {
        Verdict::AtLeast(bound) => generation.lift(bound + relaxation.constant),
        Verdict::Infeasible | Verdict::Unknown => {}
    }
    Ok(())
}

/// The patterns of assigned choices, which are sorted by shape: windows one after another, each
/// orbit's groups once.
fn patterns_of(
    relaxation: &Relaxation<'_>,
    orbits: &Orbits,
    assigned: &[(ShapeId, ChoiceId)],
) -> Vec<Pattern> {
    let of_shape = |of_shape: &[(ShapeId, ChoiceId)]| {
        let windows: Vec<Placed> =
            of_shape.iter().map(|(_, choice)| (*choice, Node::START)).collect();
        Pattern { shape: of_shape[0].0, windows }
    };
    let by_shape = assigned.chunk_by(|a, b| a.0 == b.0);
    let mut patterns = orbits.named(&relaxation.shapes, by_shape.map(of_shape).collect());
    for pattern in &mut patterns {
        if let Method::Knapsack(knapsack) = &relaxation.shapes[pattern.shape].method {
            knapsack.lay_out(&mut pattern.windows);
        }
    }
    patterns
}
