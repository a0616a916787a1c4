//! What the rows of a batch say together: sweeps, fronts, the best of them, and which rows more
//! would say more.

use super::{Batch, BatchRow, RowState};
use crate::base::kind::CampaignKind;
use crate::base::ratio::Ratio;
use crate::campaign::{Shares, Tier};
use crate::files::BatchJob;
use crate::questions::pareto::{Found, Front, FrontPoint, search};
use crate::questions::solved::Solved;
use crate::questions::sweep::{Axis, Sweep, SweepPoint, find_breaks, seconds};
use crate::solve::Termination;
use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::path::PathBuf;

/// Where a row stands in its batch.
type RowIndex = usize;

/// What a batch says.
#[derive(Debug)]
pub struct Gathered {
    /// Rows that differ in one or two settings alone.
    pub sweeps: Vec<GatheredSweep>,
    /// Rows that are of one front.
    pub fronts: Vec<GatheredFront>,
    /// Of each campaign the best rows.
    pub best: Vec<BestRows>,
    /// Rows that would make the answers exact: between two points of which a tier's values differ, and in
    /// regions in which a front may have a point.
    pub next: Vec<BatchJob>,
}

impl Gathered {
    /// The name of the table of rows that would say more. Each round has its own, so that a batch
    /// keeps the tables of all.
    pub fn next_table(&self) -> Option<String> {
        Some(format!("next-{}.csv", self.next.first()?.name))
    }
}

/// Rows that differ in one or two settings alone.
#[derive(Debug)]
pub struct GatheredSweep {
    /// One of the rows.
    pub row: RowIndex,
    /// The sweep; of a plan the row is kept.
    pub sweep: Sweep<RowIndex>,
}

/// Rows that are of one front.
#[derive(Debug)]
pub struct GatheredFront {
    /// One of the rows.
    pub row: RowIndex,
    /// The front; of a plan the row is kept.
    pub front: Front<RowIndex>,
    /// What the campaign is for.
    pub kind: CampaignKind,
    /// Which tiers count shares of the stations' rates.
    pub shares: Shares,
}

/// The best rows of a campaign by its aims, one after another.
#[derive(Debug, PartialEq, Eq)]
pub struct BestRows {
    /// The number of rows with the same aims that have a plan.
    pub among: usize,
    /// The best; all of those that are equal in every aim.
    pub rows: Vec<RowIndex>,
}

/// What all rows of a group have in common.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct SharedInputs {
    campaign: PathBuf,
    variant: Option<PathBuf>,
    seed: u32,
    limit: Option<u32>,
    between: Vec<Tier>,
    settings: Vec<(String, String)>,
}

impl SharedInputs {
    fn of(job: &BatchJob) -> SharedInputs {
        let pair = |setting: &String| {
            let (key, value) = setting.split_once('=').unwrap_or((setting, ""));
            (key.trim().to_owned(), value.trim().to_owned())
        };
        SharedInputs {
            campaign: job.campaign.clone(),
            variant: job.variant.clone(),
            seed: job.seed,
            limit: job.limit,
            between: job.between.clone(),
            settings: job.settings.iter().map(pair).collect(),
        }
    }
}

/// What the rows say together. `kind` says what a row's campaign is for.
pub fn gather(batch: &Batch, kind: &dyn Fn(&BatchJob) -> CampaignKind) -> Gathered {
    let mut next = NextRows::of(&batch.rows);
    let sweeps = sweeps(&batch.rows, kind, &mut next);
    let fronts = fronts(&batch.rows, kind, &mut next);
    Gathered { sweeps, fronts, best: best(&batch.rows), next: next.jobs }
}

/// Rows that are to be added.
struct NextRows {
    /// What rows that are there, and those to be added, ask.
    asked: BTreeSet<(SharedInputs, Vec<(Tier, Ratio)>)>,
    jobs: Vec<BatchJob>,
    number: usize,
}

impl NextRows {
    fn of(rows: &[BatchRow]) -> NextRows {
        let numbers = rows.iter().filter_map(|row| row.job.name.parse::<usize>().ok());
        NextRows {
            asked: rows.iter().map(|row| NextRows::question(&row.job)).collect(),
            jobs: Vec::new(),
            number: numbers.max().unwrap_or(0),
        }
    }

    fn question(job: &BatchJob) -> (SharedInputs, Vec<(Tier, Ratio)>) {
        (SharedInputs::of(job), job.below.clone())
    }

    /// Adds a row unless there is one that asks the same.
    fn add(&mut self, job: BatchJob) {
        if self.asked.insert(NextRows::question(&job)) {
            self.number += 1;
            self.jobs.push(BatchJob { name: format!("{:04}", self.number), ..job });
        }
    }
}

/// A row's answer with its place instead of its plan: 1,000 plans are not kept for a table of values.
fn solved(rows: &[BatchRow], row: RowIndex) -> Option<Solved<RowIndex>> {
    let Solved { termination, values, plan } = &rows[row].answer()?.solved;
    Some(Solved {
        termination: *termination,
        values: values.clone(),
        plan: plan.as_ref().map(|_| row),
    })
}

/// Which tiers count shares in all rows that are solved.
fn least_shares(rows: &[BatchRow], part: &[RowIndex]) -> Shares {
    let shares = part.iter().filter_map(|row| rows[*row].answer()).map(|answer| answer.shares);
    shares.min().unwrap_or(Shares::PeakAndSpread)
}

fn sweeps(
    rows: &[BatchRow],
    kind: &dyn Fn(&BatchJob) -> CampaignKind,
    next: &mut NextRows,
) -> Vec<GatheredSweep> {
    // Rows that set the same keys, whatever the values.
    let mut groups: BTreeMap<SharedInputs, Vec<RowIndex>> = BTreeMap::new();
    for (row, own) in rows.iter().enumerate().filter(|(_, own)| own.job.between.is_empty()) {
        let mut shared = SharedInputs::of(&own.job);
        shared.settings.iter_mut().for_each(|(_, value)| value.clear());
        groups.entry(shared).or_default().push(row);
    }
    let mut found = Vec::new();
    for members in groups.into_values() {
        let settings = |row: &RowIndex| SharedInputs::of(&rows[*row].job).settings;
        let keys = settings(&members[0]);
        let axis = |place: usize| {
            let values: Vec<String> =
                members.iter().map(|row| settings(row)[place].1.clone()).collect();
            let axis = Axis::of_values(&keys[place].0, values.iter().map(String::as_str))?;
            (axis.values.len() > 1).then_some((place, axis))
        };
        let places: Vec<usize> =
            (0..keys.len()).filter_map(axis).map(|(at, _)| at).take(2).collect();
        if places.is_empty() {
            continue;
        }
        // What differs besides tells one sweep from another.
        let mut parts: BTreeMap<Vec<(String, String)>, Vec<RowIndex>> = BTreeMap::new();
        for row in &members {
            let mut rest = settings(row);
            for place in &places {
                rest[*place].1.clear();
            }
            parts.entry(rest).or_default().push(*row);
        }
        found.extend(
            parts.into_values().filter_map(|part| sweep_of(rows, &part, &places, kind, next)),
        );
    }
    found.sort_by_key(|sweep| sweep.row);
    found
}

fn sweep_of(
    rows: &[BatchRow],
    part: &[RowIndex],
    places: &[usize],
    kind: &dyn Fn(&BatchJob) -> CampaignKind,
    next: &mut NextRows,
) -> Option<GatheredSweep> {
    let value =
        |row: RowIndex, place: usize| SharedInputs::of(&rows[row].job).settings[place].clone();
    let axes: Option<Vec<Axis>> = places
        .iter()
        .map(|place| {
            let pairs: Vec<(String, String)> = part.iter().map(|row| value(*row, *place)).collect();
            Axis::of_values(&pairs[0].0, pairs.iter().map(|(_, value)| value.as_str()))
        })
        .collect();
    // A setting that has one value in this part is none of its axes.
    let (axes, places): (Vec<Axis>, Vec<usize>) =
        axes?.into_iter().zip(places).filter(|(axis, _)| axis.values.len() > 1).unzip();
    let first = axes.first()?;
    let at = |row: RowIndex| -> Option<Vec<i64>> {
        axes.iter().zip(&places).map(|(axis, place)| axis.value_of(&value(row, *place).1)).collect()
    };
    let by_value: BTreeMap<Vec<i64>, RowIndex> =
        part.iter().filter_map(|row| Some((at(*row)?, *row))).collect();
    let mut points = Vec::new();
    for second in seconds(&axes) {
        for value in &first.values {
            let at: Vec<i64> = [Some(*value), second].into_iter().flatten().collect();
            let solved = by_value.get(&at).and_then(|row| solved(rows, *row));
            points.push(SweepPoint { at, solved });
        }
    }
    let row = *part.first()?;
    // A point between two others that nobody has asked for is a row to be added.
    let mut ask = |at: Vec<i64>, _: Option<&RowIndex>| {
        let mut job = rows[row].job.clone();
        for ((axis, place), value) in axes.iter().zip(&places).zip(&at) {
            job.settings[*place] = format!("{}={}", axis.key, axis.write(*value));
        }
        next.add(job);
        Ok::<_, Infallible>(SweepPoint { at, solved: None })
    };
    let Ok((shown, breaks)) = find_breaks(&axes, &points, None, &mut ask);
    let shares = least_shares(rows, part);
    let kind = kind(&rows[row].job);
    Some(GatheredSweep { row, sweep: Sweep { axes, points, breaks, shown, kind, shares } })
}

fn fronts(
    rows: &[BatchRow],
    kind: &dyn Fn(&BatchJob) -> CampaignKind,
    next: &mut NextRows,
) -> Vec<GatheredFront> {
    let mut groups: BTreeMap<SharedInputs, Vec<RowIndex>> = BTreeMap::new();
    for (row, own) in rows.iter().enumerate().filter(|(_, own)| !own.job.between.is_empty()) {
        groups.entry(SharedInputs::of(&own.job)).or_default().push(row);
    }
    let front = |(shared, members): (SharedInputs, Vec<RowIndex>)| {
        let regions = FrontRows::new(rows, &shared.between, &members);
        let Ok(front) = search(&shared.between, &mut |below, _| {
            let found = regions.best_in(below);
            if matches!(found, Found::Nothing { proven: false }) {
                let limits = shared.between[1..].iter().zip(below);
                let below = limits.filter_map(|(tier, limit)| Some((*tier, (*limit)?))).collect();
                next.add(BatchJob { below, ..rows[members[0]].job.clone() });
            }
            Ok::<_, Infallible>(found)
        });
        let kind = kind(&rows[members[0]].job);
        let shares = least_shares(rows, &members);
        GatheredFront { row: members[0], front, kind, shares }
    };
    let mut fronts: Vec<GatheredFront> = groups.into_iter().map(front).collect();
    fronts.sort_by_key(|front| front.row);
    fronts
}

/// The answered rows of a front.
struct FrontRows<'a> {
    between: &'a [Tier],
    rows: Vec<FrontRow>,
    /// The best values of the tiers before those of the front, where they are proven.
    held: Option<Vec<Ratio>>,
}

/// An answered row of a front.
struct FrontRow {
    row: RowIndex,
    /// What the tiers after the first had to stay below.
    below: Vec<Option<Ratio>>,
    termination: Termination,
    /// The values of the tiers before those of the front, and of these; `None` without a plan.
    values: Option<(Vec<Ratio>, Vec<Ratio>)>,
}

impl<'a> FrontRows<'a> {
    fn new(rows: &[BatchRow], between: &'a [Tier], members: &[RowIndex]) -> FrontRows<'a> {
        let row = |row: &RowIndex| {
            let solved = &rows[*row].answer()?.solved;
            let limits = &rows[*row].job.below;
            let limit = |tier: &Tier| limits.iter().find(|(own, _)| own == tier).map(|(_, l)| *l);
            let own: Option<Vec<Ratio>> = between.iter().map(|tier| solved.value(*tier)).collect();
            let prior = solved.values.iter().filter(|(tier, _)| !between.contains(tier));
            Some(FrontRow {
                row: *row,
                below: between[1..].iter().map(limit).collect(),
                termination: solved.termination,
                values: own.map(|own| (prior.map(|(_, value)| *value).collect(), own)),
            })
        };
        let rows: Vec<FrontRow> = members.iter().filter_map(row).collect();
        let unlimited = |row: &&FrontRow| {
            row.below.iter().all(Option::is_none) && row.termination == Termination::Optimal
        };
        let held = rows.iter().find(unlimited).and_then(|row| Some(row.values.as_ref()?.0.clone()));
        FrontRows { between, rows, held }
    }

    /// What the rows say of a region.
    fn best_in(&self, below: &[Option<Ratio>]) -> Found<RowIndex> {
        let lies_inside = |values: &[Ratio]| {
            values[1..].iter().zip(below).all(|(value, limit)| limit.is_none_or(|l| *value < l))
        };
        let covers = |row: &&FrontRow| {
            row.below.iter().zip(below).all(|(own, limit)| match (own, limit) {
                (None, _) => true,
                (Some(own), Some(limit)) => limit <= own,
                (Some(_), None) => false,
            })
        };
        for row in self.rows.iter().filter(covers) {
            match (row.termination, &row.values) {
                (Termination::Infeasible, _) => return Found::Nothing { proven: true },
                (Termination::Optimal, Some((prior, _)))
                    if self.held.as_ref().is_some_and(|held| prior != held) =>
                {
                    // To stay below the limits costs in a tier that is held.
                    return Found::Nothing { proven: true };
                }
                (Termination::Optimal, Some((_, own)))
                    if self.held.is_some() && lies_inside(own) =>
                {
                    return self.point(row.row, own, true);
                }
                _ => {}
            }
        }
        // Not proven: the best that is known.
        let known = self.rows.iter().filter_map(|row| Some((row.values.as_ref()?, row.row)));
        let inside = known.filter(|((prior, own), _)| {
            lies_inside(own) && self.held.as_ref().is_none_or(|held| prior == held)
        });
        match inside.min() {
            Some(((_, own), row)) => self.point(row, own, false),
            None => Found::Nothing { proven: false },
        }
    }

    fn point(&self, row: RowIndex, values: &[Ratio], proven: bool) -> Found<RowIndex> {
        debug_assert_eq!(values.len(), self.between.len());
        Found::Point(FrontPoint { values: values.to_vec(), plan: row, proven })
    }
}

/// Of rows of one campaign with the same aims those that are best.
fn best(rows: &[BatchRow]) -> Vec<BestRows> {
    type WithValues = Vec<(Vec<Ratio>, RowIndex)>;
    let mut groups: BTreeMap<(PathBuf, Vec<Tier>), WithValues> = BTreeMap::new();
    for (row, own) in rows.iter().enumerate().filter(|(_, own)| own.job.between.is_empty()) {
        let RowState::Done(answer) = &own.state else { continue };
        if answer.solved.plan.is_some() {
            let (tiers, values) = answer.solved.values.iter().copied().unzip();
            groups.entry((own.job.campaign.clone(), tiers)).or_default().push((values, row));
        }
    }
    let best = |of: Vec<(Vec<Ratio>, RowIndex)>| {
        let least = of.iter().map(|(values, _)| values).min().cloned();
        let equal = of.iter().filter(|(values, _)| Some(values) == least.as_ref());
        BestRows { among: of.len(), rows: equal.map(|(_, row)| *row).collect() }
    };
    let mut all: Vec<BestRows> = groups.into_values().map(best).collect();
    all.retain(|best| best.among > 1);
    all.sort_by_key(|best| best.rows.first().copied());
    all
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that fails should say where")]
mod tests {
    use super::{BestRows, gather};
    use crate::base::diagnostic::Location;
    use crate::base::kind::CampaignKind;
    use crate::base::ratio::Ratio;
    use crate::campaign::{Shares, Tier};
    use crate::files::{BatchJob, PlanFile};
    use crate::questions::batch::{Batch, BatchRow, RowAnswer, RowState};
    use crate::questions::solved::Solved;
    use crate::solve::Termination;

    const EMPTY_PLAN: &str = r#"{"format":"callsheet-plan-1","campaign":"甲","windows":[]}"#;

    fn job(name: usize, settings: &[&str]) -> BatchJob {
        BatchJob {
            name: format!("{name:04}"),
            campaign: "甲".into(),
            variant: None,
            settings: settings.iter().map(|setting| (*setting).to_owned()).collect(),
            seed: 0,
            limit: None,
            between: Vec::new(),
            below: Vec::new(),
            place: Location::default(),
        }
    }

    fn done(job: BatchJob, values: Option<&[(Tier, i64)]>, termination: Termination) -> BatchRow {
        let plan: Option<PlanFile> = values.map(|_| serde_json::from_str(EMPTY_PLAN).unwrap());
        let values = values.unwrap_or_default();
        let values = values.iter().map(|(tier, value)| (*tier, Ratio::whole(*value))).collect();
        let solved = Solved { termination, values, plan };
        let answer =
            RowAnswer { solved, bounds: Vec::new(), milliseconds: 1, shares: Shares::Spread };
        BatchRow { job, state: RowState::Done(Box::new(answer)) }
    }

    fn gathered(rows: Vec<BatchRow>) -> super::Gathered {
        let batch = Batch { rows, strays: Vec::new(), notes: Vec::new() };
        gather(&batch, &|_| CampaignKind::default())
    }

    #[test]
    fn rows_that_differ_in_a_number_are_a_sweep_with_a_row_to_be_added() {
        let row = |name, rate: &str, left: i64| {
            let values = [(Tier::Unserved, left)];
            done(job(name, &["grid_minutes=5", rate]), Some(&values), Termination::Optimal)
        };
        let rows = vec![
            row(1, "station.rate=100", 9),
            row(2, "station.rate=110", 0),
            BatchRow { job: job(3, &["grid_minutes=5", "station.rate=90"]), state: RowState::Open },
            done(job(4, &["grid_minutes=10"]), None, Termination::Infeasible),
        ];
        let found = gathered(rows);
        let sweep = &found.sweeps[0].sweep;
        assert_eq!((found.sweeps.len(), sweep.axes[0].values.clone()), (1, vec![90, 100, 110]));
        assert!(sweep.points[0].solved.is_none());
        let breaks: Vec<_> = sweep.breaks.iter().map(|own| (own.before, own.from)).collect();
        assert_eq!(breaks, [(100, 110)]);
        let next: Vec<_> = found.next.iter().map(|job| (&*job.name, &job.settings[1])).collect();
        assert_eq!(next, [("0005", &"station.rate=105".to_owned())]);
        assert_eq!(found.best, [BestRows { among: 2, rows: vec![1] }]);
    }

    /// A row of the front between peak and half-days.
    fn front_row(name: usize, below: Option<i64>, values: Option<[i64; 2]>) -> BatchRow {
        let own = BatchJob {
            between: vec![Tier::Peak, Tier::Blocks],
            below: below.map(|below| (Tier::Blocks, Ratio::whole(below))).into_iter().collect(),
            ..job(name, &[])
        };
        let Some([peak, blocks]) = values else { return done(own, None, Termination::Infeasible) };
        let values = [(Tier::Unserved, 0), (Tier::Peak, peak), (Tier::Blocks, blocks)];
        done(own, Some(&values), Termination::Optimal)
    }

    #[test]
    fn a_front_is_complete_where_rows_cover_every_region() {
        let rows = vec![
            front_row(1, None, Some([285, 8])),
            front_row(2, Some(9), Some([285, 8])),
            front_row(3, Some(8), Some([300, 6])),
            front_row(4, Some(5), None),
        ];
        let found = gathered(rows);
        let front = &found.fronts[0].front;
        let points: Vec<_> = front.points.iter().map(|point| (point.plan, point.proven)).collect();
        assert_eq!((points, front.complete), (vec![(0, true), (2, true)], false));
        assert_eq!(found.next[0].below, [(Tier::Blocks, Ratio::whole(6))]);
        let mut rows = vec![
            front_row(1, None, Some([285, 8])),
            front_row(3, Some(8), Some([300, 6])),
            front_row(5, Some(6), Some([320, 5])),
            front_row(4, Some(5), None),
        ];
        let found = gathered(rows.clone());
        assert!(found.fronts[0].front.complete && found.next.is_empty());
        assert_eq!(found.fronts[0].front.points.len(), 3);
        // With the first row not there nothing is proven.
        rows[0].state = RowState::Open;
        let found = gathered(rows);
        let front = &found.fronts[0].front;
        assert!(!front.complete && front.points.iter().all(|point| !point.proven));
    }

    #[test]
    fn a_region_that_costs_in_a_tier_before_has_no_point() {
        let mut worse = front_row(2, Some(8), Some([250, 6]));
        let RowState::Done(answer) = &mut worse.state else { return };
        answer.solved.values[0].1 = Ratio::whole(30);
        let found = gathered(vec![front_row(1, None, Some([285, 8])), worse]);
        let front = &found.fronts[0].front;
        assert!(front.complete && front.points.len() == 1, "{front:?}");
    }
}
