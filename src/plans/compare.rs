//! Two or more plans side by side: figures, and who is told a new time.

use crate::base::ratio::Ratio;
use crate::base::text::Text;
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
    /// Who.
    pub group: GroupId,
    /// How many.
    pub people: i64,
    /// When before.
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

/// One row of the comparison.
#[derive(Debug, Clone)]
pub struct Row {
    /// What is compared.
    pub label: Text,
    /// Its unit.
    pub unit: Text,
    /// Which way is better.
    pub better: Better,
    /// Decimals to show.
    pub decimals: usize,
    /// A value for each plan; `None` where a plan has none.
    pub values: Vec<Option<Ratio>>,
}

impl Row {
    /// Which plans have the best value; nobody when all are equal.
    pub fn best(&self) -> Vec<bool> {
        let known = || self.values.iter().flatten();
        let best = match self.better {
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
    pub rows: Vec<Row>,
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
pub fn rows(metrics: &[Metrics]) -> Vec<Row> {
    let people = || Text::new("人", "people");
    let rate = || Text::new("人/小时", "photos/h");
    let whole = |value: i64| Some(Ratio::whole(value));
    let row = |label: Text,
               unit: Text,
               better: Better,
               decimals: usize,
               value: &dyn Fn(&Metrics) -> Option<Ratio>| {
        Row { label, unit, better, decimals, values: metrics.iter().map(value).collect() }
    };
    let mut rows = vec![
        row(Text::new("预计到场", "Expected"), people(), Better::Neither, 0, &|m| {
            whole(m.expected)
        }),
        row(Text::new("未安排", "Without a window"), people(), Better::Lower, 0, &|m| {
            whole(m.unserved)
        }),
        row(
            Text::new("最高所需速度", "Peak required rate"),
            rate(),
            Better::Lower,
            1,
            &|m| m.peak_per_hour,
        ),
        row(
            Text::new("平均所需速度", "Mean required rate"),
            rate(),
            Better::Neither,
            1,
            &|m| m.mean_per_hour,
        ),
        row(
            Text::new("最低所需速度", "Lowest required rate"),
            rate(),
            Better::Higher,
            1,
            &|m| m.min_per_hour,
        ),
        row(
            Text::new("启用半天", "Half-days opened"),
            Text::new("个", "half-days"),
            Better::Lower,
            0,
            &|m| whole(m.blocks_used as i64),
        ),
        row(Text::new("需改时间", "Told a new time"), people(), Better::Lower, 0, &|m| {
            m.moved_people.map(Ratio::whole)
        }),
    ];
    if metrics.iter().any(|m| m.overload > 0) {
        rows.push(row(
            Text::new("超出拍摄能力", "Above the station's rate"),
            people(),
            Better::Lower,
            0,
            &|m| whole(m.overload),
        ));
    }
    if metrics.iter().any(|m| m.overtime > 0) {
        rows.push(row(
            Text::new("超时", "Overtime"),
            Text::new("分钟", "min"),
            Better::Lower,
            0,
            &|m| whole(i64::from(m.overtime)),
        ));
    }
    rows.retain(|row| row.values.iter().any(Option::is_some));
    rows
}
