//! All patterns that a plan of some cost may have.
//!
//! At duals of value `V`, a plan that costs at most `most` has only patterns with
//! `V − cheapest of the shape + own price ≤ most`. Where the gap is small these are few, and a
//! programme over them is a proof: what it can't choose, no plan can.

use super::bars::Bars;
use super::relaxation::Relaxation;
use super::twins::Kinds;
use crate::campaign::GroupId;
use crate::solve::patterns::pattern::Pattern;
use crate::solve::patterns::pricing::choice::{Cheapest, Wanted};
use crate::solve::patterns::task::BOUND_TOLERANCE;
use crate::solve::rows::{Column, side};
use rayon::iter::{IntoParallelIterator, ParallelIterator};

/// A part of the campaign that is chosen anew while the rest stays: all of it, or some blocks with
/// their groups.
pub struct Part {
    /// Limits of the rows, less what the rest takes of them; `None` for groups of the rest.
    pub limits: Vec<Option<(f64, f64)>>,
    /// Open blocks of each shape.
    pub open: Vec<usize>,
    /// Groups of the rest.
    pub bars: Bars,
}

impl Part {
    /// The kinds of groups alike that are still to come.
    pub fn kinds(&self, relaxation: &Relaxation<'_>) -> Kinds {
        relaxation.twins.among(|group| !self.is_done(relaxation, group))
    }

    /// The whole campaign.
    pub fn whole(relaxation: &Relaxation<'_>) -> Part {
        Part {
            limits: relaxation.rows.limits().iter().copied().map(Some).collect(),
            open: relaxation.shapes.iter().map(|shape| shape.blocks.len()).collect(),
            bars: Bars::none(relaxation.shapes.len(), relaxation.campaign.groups().len()),
        }
    }

    /// What is left to plan when these patterns stay.
    pub fn after(relaxation: &Relaxation<'_>, rest: &[Pattern]) -> Part {
        let mut part = Part::whole(relaxation);
        for pattern in rest {
            part.settle(relaxation, pattern);
        }
        part
    }

    /// Takes a pattern: its block and its groups are of the rest from now on; of a group that is
    /// cut its rows say what is left.
    pub fn settle(&mut self, relaxation: &Relaxation<'_>, pattern: &Pattern) {
        self.open[pattern.shape] -= 1;
        for (row, factor) in relaxation.entries(pattern.shape, &pattern.windows) {
            if let Some((low, high)) = &mut self.limits[row] {
                *low -= factor;
                *high -= factor;
            }
        }
        for group in relaxation.whole_groups(pattern) {
            self.limits[relaxation.rows.group(group)] = None;
            (0..relaxation.shapes.len()).for_each(|shape| self.bars.bar(shape, group));
        }
    }

    /// Whether a pattern can still be taken.
    pub fn allows(&self, relaxation: &Relaxation<'_>, pattern: &Pattern) -> bool {
        let mut groups = relaxation.groups(pattern);
        self.open[pattern.shape] > 0
            && !groups.any(|group| self.bars.is_barred(pattern.shape, group))
    }

    /// Whether a group is of the rest.
    pub fn is_done(&self, relaxation: &Relaxation<'_>, group: GroupId) -> bool {
        self.limits[relaxation.rows.group(group)].is_none()
    }

    /// Columns besides patterns, of the part's groups.
    pub fn columns<'r>(
        &'r self,
        relaxation: &'r Relaxation<'_>,
    ) -> impl Iterator<Item = &'r Column> {
        relaxation.columns.iter().filter(|column| !self.is_done(relaxation, column.group))
    }

    /// How many blocks are open.
    pub fn blocks(&self) -> usize {
        self.open.iter().sum()
    }

    /// Patterns of choices that cost at most `most`, of those that differ only in groups alike one,
    /// unless there are more than `most_patterns`.
    pub fn gather(
        &self,
        relaxation: &Relaxation<'_>,
        duals: &[f64],
        most: f64,
        most_patterns: usize,
    ) -> Option<Vec<Pattern>> {
        let kinds = self.kinds(relaxation);
        let duals = &kinds.evened(&relaxation.rows, duals.to_vec());
        let cheapest = self.cheapest(relaxation, duals);
        let width = most - self.value(relaxation, duals, &cheapest) + BOUND_TOLERANCE;
        let of_shape = |shape: usize| {
            if self.open[shape] == 0 {
                return Some(Vec::new());
            }
            let barred = |group| self.bars.is_barred(shape, group);
            let prices = relaxation.shapes[shape].prices(&relaxation.rows, duals, barred);
            let earlier = kinds.earlier(&relaxation.shapes[shape]);
            let limit = cheapest[shape].at_least + width;
            let wanted = Wanted { limit, most: most_patterns, earlier: &earlier };
            let found = relaxation.shapes[shape].within(&prices, &wanted)?;
            Some(found.into_iter().map(|windows| Pattern { shape, windows }).collect())
        };
        let by_shape: Option<Vec<Vec<Pattern>>> =
            (0..self.open.len()).into_par_iter().map(of_shape).collect();
        let patterns: Vec<Pattern> = by_shape?.into_iter().flatten().collect();
        (patterns.len() <= most_patterns).then_some(patterns)
    }

    /// The cheapest pattern of each shape that has open blocks.
    pub fn cheapest(&self, relaxation: &Relaxation<'_>, duals: &[f64]) -> Vec<Cheapest> {
        relaxation.cheapest_of_each(duals, &self.bars, |shape| self.open[shape] > 0)
    }

    /// The least that the part can cost at some duals, when these are the cheapest patterns of the
    /// shapes.
    fn value(&self, relaxation: &Relaxation<'_>, duals: &[f64], cheapest: &[Cheapest]) -> f64 {
        let rows = self
            .limits
            .iter()
            .zip(duals)
            .filter_map(|(limits, dual)| Some(side((*limits)?, *dual)));
        let blocks = cheapest
            .iter()
            .zip(&self.open)
            .map(|(cheapest, open)| cheapest.at_least * *open as f64);
        let columns = self.columns(relaxation).map(|column| column.price(duals).min(0.0));
        rows.sum::<f64>() + blocks.sum::<f64>() + columns.sum::<f64>()
    }
}
