//! A campaign and its variants, solved and laid side by side: figures, who is told a new time,
//! which tier decides.

use crate::base::ratio::Ratio;
use crate::base::text::Text;
use crate::campaign::plan::Plan;
use crate::campaign::{Campaign, Tier};
use crate::check::{Violation, check};
use crate::files::PlanPlaces;
use crate::plans::compare::{Figure, FigureRow, rows};
use crate::plans::metrics::{Metrics, metrics, moved_groups, tier_value};
use crate::solve::{Budget, Options, Outcome, Progress, SolveError, solve};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// One of the campaigns that are compared.
#[derive(Debug, Clone)]
pub struct Case {
    /// Its name.
    pub name: Text,
    /// What it is about.
    pub note: Option<Text>,
    /// What it changes, in words.
    pub changes: Vec<Text>,
    /// The campaign.
    pub campaign: Campaign,
    /// Its baseline.
    pub baseline: Option<Plan>,
    /// A plan to be taken as it is, such as the official one; `None` asks for the best.
    pub given: Option<Plan>,
    /// Where the rows of a plan that is given stand.
    pub places: Option<PlanPlaces>,
}

/// A case with its plan.
#[derive(Debug, Clone)]
pub struct Contender {
    /// The case.
    pub case: Case,
    /// How its plan was found; `None` for one that was given.
    pub outcome: Option<Outcome>,
    /// The plan; `None` where there is none.
    pub plan: Option<Plan>,
    /// Its figures; of an empty plan where there is none.
    pub metrics: Metrics,
    /// What the check found.
    pub violations: Vec<Violation>,
}

impl Contender {
    fn new(case: Case, outcome: Option<Outcome>) -> Contender {
        let plan = case.given.clone().or_else(|| outcome.as_ref()?.plan.clone());
        let empty = Plan::default();
        let metrics =
            metrics(&case.campaign, plan.as_ref().unwrap_or(&empty), case.baseline.as_ref());
        let violations = plan.as_ref().map(|plan| check(&case.campaign, plan)).unwrap_or_default();
        Contender { case, outcome, plan, metrics, violations }
    }

    /// A tier's value in its plan.
    pub fn value(&self, tier: Tier) -> Option<Ratio> {
        Some(tier_value(
            tier,
            &self.case.campaign,
            self.plan.as_ref()?,
            self.case.baseline.as_ref(),
        ))
    }

    /// The highest rate that one camera has to keep up; `None` where a station does not say how
    /// many it has.
    pub fn peak_per_camera(&self) -> Option<Ratio> {
        let rates = self.metrics.windows.iter().map(|figures| {
            let cameras = self.case.campaign.station(figures.window.station).cameras?;
            let rate = figures.per_hour?;
            Ratio::new(rate.numerator(), rate.denominator() * cameras)
        });
        rates.collect::<Option<Vec<Ratio>>>()?.into_iter().max()
    }
}

/// Solves all cases, several at a time where there are threads for it, within the budget
/// for all of them together; `progress` hears of each by
/// its place in the list, and `None` when it is done. Outcomes stand in the order of the cases.
///
/// # Errors
/// The first case's failure, in the order of the list.
pub fn solve_all(
    cases: Vec<Case>,
    options: &Options,
    budget: &Budget,
    progress: &(dyn Fn(usize, Option<&Progress>) + Sync),
) -> Result<Vec<Contender>, SolveError> {
    let open = cases.iter().filter(|case| case.given.is_none()).count().max(1);
    let threads = options.threads.max(1) as usize;
    let workers = threads.min(open);
    let share = Options { threads: (threads / workers) as u32, ..options.clone() };
    let (next, still_open) = (AtomicUsize::new(0), AtomicUsize::new(open));
    let solved: Mutex<Vec<Option<Result<Outcome, SolveError>>>> =
        Mutex::new(cases.iter().map(|_| None).collect());
    let work = || {
        loop {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some(case) = cases.get(place) else { break };
            if case.given.is_some() {
                continue;
            }
            let mut tell = |step: &Progress| progress(place, Some(step));
            // Of the cases left each worker solves its part, one after another.
            let rounds = still_open.fetch_sub(1, Ordering::Relaxed).div_ceil(workers);
            let (campaign, baseline) = (&case.campaign, case.baseline.as_ref());
            let outcome = solve(campaign, baseline, &share, &budget.share(rounds), &mut tell);
            progress(place, None);
            if let Ok(mut solved) = solved.lock() {
                solved[place] = Some(outcome);
            }
        }
    };
    std::thread::scope(|scope| (0..workers).for_each(|_| drop(scope.spawn(work))));
    let solved = solved.into_inner().unwrap_or_default();
    cases
        .into_iter()
        .zip(solved)
        .map(|(case, outcome)| Ok(Contender::new(case, outcome.transpose()?)))
        .collect()
}

/// The figures of all contenders, row by row.
pub fn figures(contenders: &[Contender]) -> Vec<FigureRow> {
    let metrics: Vec<Metrics> =
        contenders.iter().map(|contender| contender.metrics.clone()).collect();
    let mut rows = rows(&metrics);
    let per_camera: Vec<Option<Ratio>> =
        contenders.iter().map(Contender::peak_per_camera).collect();
    if per_camera.iter().any(Option::is_some) {
        let after_peak = rows.iter().position(|row| row.figure == Figure::MeanRate);
        let row = FigureRow { figure: Figure::PeakPerCamera, values: per_camera };
        rows.insert(after_peak.unwrap_or(rows.len()), row);
    }
    // A variant without a plan has no figures.
    for row in &mut rows {
        for (value, contender) in row.values.iter_mut().zip(contenders) {
            if contender.plan.is_none() {
                *value = None;
            }
        }
    }
    rows
}

/// People and groups that are told a new time when one plan takes the place of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    /// Expected people.
    pub people: i64,
    /// Groups.
    pub groups: usize,
}

/// Who is told a new time between two plans; `None` where one of them has no plan. A variant may
/// add a station behind the others and changes groups where they stand, so that both plans mean the
/// same by an id.
pub fn told(from: &Contender, to: &Contender) -> Option<Told> {
    let campaign = &to.case.campaign;
    let moved = moved_groups(campaign, to.plan.as_ref()?, from.plan.as_ref()?);
    let people = moved.iter().map(|group| campaign.group(*group).expected()).sum();
    Some(Told { people, groups: moved.len() })
}

/// The tier by which one plan is better than another: the first, in the campaign's order, whose
/// values differ.
pub fn decides(one: &Contender, other: &Contender) -> Option<(Tier, Ratio, Ratio)> {
    one.case.campaign.tiers().iter().find_map(|tier| {
        let (first, second) = (one.value(*tier)?, other.value(*tier)?);
        (first != second).then_some((*tier, first, second))
    })
}
