//! Two or more plans side by side: figures, and who is told a new time.

use crate::base::ratio::Ratio;
use crate::campaign::plan::{Plan, Window};
use crate::campaign::{Campaign, GroupId};
use crate::plans::metrics::{Metrics, metrics, moved_groups};

/// A plan with the name it is shown under.
pub struct Named<'a> {
    /// The name.
    pub name: String,
    /// The plan.
    pub plan: &'a Plan,
}

/// One group that is told a new time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// The group.
    pub group: GroupId,
    /// The number of the group's people who are told a new time.
    pub people: i64,
    /// The group's windows in the plan before.
    pub from: Vec<Window>,
    /// When now; empty when the group has no window any more.
    pub to: Vec<Window>,
}

/// Who is told a new time when `plan` takes the place of `baseline`, in the order of the new
/// timetable.
pub fn moves(campaign: &Campaign, baseline: &Plan, plan: &Plan) -> Vec<Move> {
    let windows = |plan: &Plan, group| -> Vec<Window> {
        plan.windows_of(group).into_iter().cloned().collect()
    };
    let mut moves: Vec<Move> = moved_groups(campaign, plan, baseline)
        .into_iter()
        .map(|group| Move {
            group,
            people: campaign.group(group).expected(),
            from: windows(baseline, group),
            to: windows(plan, group),
        })
        .collect();
    moves.sort_by_key(|moved| {
        moved.to.first().map(|window| (window.date, window.interval, window.station))
    });
    moves
}

/// What a figure is better at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// Less is better.
    Lower,
    /// More is better.
    Higher,
    /// Neither.
    Neither,
}

/// What plans are compared by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// Expected people.
    Expected,
    /// People without a window.
    Unserved,
    /// The highest required rate.
    PeakRate,
    /// The highest rate that one camera has to keep up.
    PeakPerCamera,
    /// The mean required rate.
    MeanRate,
    /// The lowest required rate.
    LowestRate,
    /// Half-days that are opened.
    HalfDays,
    /// People told a new time.
    Moved,
    /// People above what the stations' rates have room for.
    Overload,
    /// Minutes after the regular end.
    Overtime,
}

impl Figure {
    /// Which way is better.
    pub fn better(self) -> Better {
        match self {
            Figure::Expected | Figure::MeanRate => Better::Neither,
            Figure::LowestRate => Better::Higher,
            Figure::Unserved
            | Figure::PeakRate
            | Figure::PeakPerCamera
            | Figure::HalfDays
            | Figure::Moved
            | Figure::Overload
            | Figure::Overtime => Better::Lower,
        }
    }

    /// Decimals to show: rates have one, everything else is whole.
    pub fn decimals(self) -> usize {
        match self {
            Figure::PeakRate | Figure::PeakPerCamera | Figure::MeanRate | Figure::LowestRate => 1,
            _ => 0,
        }
    }
}

/// One row of the comparison.
#[derive(Debug, Clone)]
pub struct FigureRow {
    /// What is compared.
    pub figure: Figure,
    /// A value for each plan; `None` where a plan has none.
    pub values: Vec<Option<Ratio>>,
}

impl FigureRow {
    /// Which plans have the best value; nobody when all are equal.
    pub fn best(&self) -> Vec<bool> {
        let known = || self.values.iter().flatten();
        let best = match self.figure.better() {
            Better::Lower => known().min(),
            Better::Higher => known().max(),
            Better::Neither => None,
        };
        let differ = known().any(|value| Some(value) != best);
        self.values
            .iter()
            .map(|value| differ && value.is_some() && value.as_ref() == best)
            .collect()
    }
}

/// The figures of all plans, and who moves from the first to each other one.
pub struct Comparison {
    /// The names.
    pub names: Vec<String>,
    /// The metrics of each plan, `moved` against the first.
    pub metrics: Vec<Metrics>,
    /// Row by row.
    pub rows: Vec<FigureRow>,
}

/// Compares plans; the first is what the others are told a new time against.
pub fn compare(campaign: &Campaign, plans: &[Named<'_>]) -> Comparison {
    let first = plans.first().map(|named| named.plan);
    let metrics: Vec<Metrics> =
        plans.iter().map(|named| metrics(campaign, named.plan, first)).collect();
    Comparison {
        names: plans.iter().map(|named| named.name.clone()).collect(),
        rows: rows(&metrics),
        metrics,
    }
}

/// The rows by which plans are compared.
pub fn rows(metrics: &[Metrics]) -> Vec<FigureRow> {
    let row = |figure: Figure, value: &dyn Fn(&Metrics) -> Option<Ratio>| FigureRow {
        figure,
        values: metrics.iter().map(value).collect(),
    };
    let mut rows = vec![
        row(Figure::Expected, &|m| Some(Ratio::whole(m.expected))),
        row(Figure::Unserved, &|m| Some(Ratio::whole(m.unserved))),
        row(Figure::PeakRate, &|m| m.peak_per_hour),
        row(Figure::MeanRate, &|m| m.mean_per_hour),
        row(Figure::LowestRate, &|m| m.min_per_hour),
        row(Figure::HalfDays, &|m| Some(Ratio::whole(m.blocks_used as i64))),
        row(Figure::Moved, &|m| m.moved_people.map(Ratio::whole)),
    ];
    if metrics.iter().any(|m| m.overload > 0) {
        rows.push(row(Figure::Overload, &|m| Some(Ratio::whole(m.overload))));
    }
    if metrics.iter().any(|m| m.overtime > 0) {
        rows.push(row(Figure::Overtime, &|m| Some(Ratio::whole(i64::from(m.overtime)))));
    }
    rows.retain(|row| row.values.iter().any(Option::is_some));
    rows
}
