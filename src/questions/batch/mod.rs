//! A batch: solves, each a row of a table, done in any order and by any number of processes, and what
//! they say together.
//!
//! A row's result is a file of its own. A row without one is open; a result of another version of the
//! campaign, the variant or the row is left out; which process solved a row makes no difference.

mod analysis;

pub use analysis::{BestRows, Gathered, GatheredFront, GatheredSweep, gather};

use super::pareto::campaign_of;
use super::solved::Solved;
use super::sweep::{SweepError, load_with};
use crate::base::diagnostic::Diagnostic;
use crate::base::ratio::Ratio;
use crate::campaign::{Shares, Tier};
use crate::files::{BatchJob, InputMarks, PlanFile, RowFailure, RowFile, RowTier, plan_file};
use crate::files::{Loaded, Rejected, read_tables_of_jobs, read_variant};
use crate::plans::metrics::tier_value;
use crate::solve::{Budget, Options, Outcome, Progress, Termination, solve};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The folder inside a batch that has its tables of jobs.
pub const JOBS_FOLDER: &str = "jobs";
/// The folder inside a batch that has a result for each row that is done.
pub const ROWS_FOLDER: &str = "rows";

/// The file of a row's result.
pub fn result_path(folder: &Path, job: &str) -> PathBuf {
    folder.join(ROWS_FOLDER).join(format!("{job}.json"))
}

/// A row and what is known of it.
#[derive(Debug, Clone)]
pub struct BatchRow {
    /// The row.
    pub job: BatchJob,
    /// What is known.
    pub state: RowState,
}

/// What is known of a row.
#[derive(Debug, Clone)]
pub enum RowState {
    /// It is solved.
    Done(Box<RowAnswer>),
    /// It could not be solved.
    Failed(Vec<RowFailure>),
    /// There is no result yet.
    Open,
    /// There is a result from before the campaign, the variant or the row was changed.
    OtherVersion,
    /// There is a file that is no result.
    Damaged(Diagnostic),
    /// The campaign can't be read any more, so that nobody knows what the result is of.
    Unknown(Diagnostic),
}

/// What a solve of a row has found.
#[derive(Debug, Clone)]
pub struct RowAnswer {
    /// Values and plan.
    pub solved: Solved<PlanFile>,
    /// The best values still possible, in the order of the values.
    pub bounds: Vec<Option<Ratio>>,
    /// The wall-clock time of the solve.
    pub milliseconds: u64,
    /// Which tiers count shares of the stations' rates.
    pub shares: Shares,
}

impl BatchRow {
    /// What its solve has found.
    pub fn answer(&self) -> Option<&RowAnswer> {
        match &self.state {
            RowState::Done(answer) => Some(answer),
            _ => None,
        }
    }
}

/// A whole batch, as it is now.
#[derive(Debug)]
pub struct Batch {
    /// Its rows, in the order of their tables.
    pub rows: Vec<BatchRow>,
    /// Results that belong to no row.
    pub strays: Vec<PathBuf>,
    /// What was guessed or left out when the tables were read.
    pub notes: Vec<Diagnostic>,
}

/// Why a folder can't be read as a batch.
#[derive(Debug)]
pub enum BatchError {
    /// It is none.
    NoBatch,
    /// Its tables have faults.
    Jobs(Vec<Diagnostic>),
}

impl Batch {
    /// Reads a batch: its tables, and the result of every row that has one.
    ///
    /// # Errors
    /// When there are no tables, or they have faults.
    pub fn read(folder: &Path) -> Result<Batch, BatchError> {
        let tables = tables(folder);
        if tables.is_empty() {
            return Err(BatchError::NoBatch);
        }
        let (jobs, notes) = read_tables_of_jobs(&tables).map_err(BatchError::Jobs)?;
        let mut marks = InputMarks::default();
        let rows: Vec<BatchRow> = jobs
            .into_iter()
            .map(|job| BatchRow { state: state_of(folder, &job, &mut marks), job })
            .collect();
        let known: BTreeSet<PathBuf> =
            rows.iter().map(|row| result_path(folder, &row.job.name)).collect();
        let results = names_in(&folder.join(ROWS_FOLDER), "json");
        let strays = results.into_iter().filter(|result| !known.contains(result)).collect();
        Ok(Batch { rows, strays, notes })
    }
}

/// The tables of jobs of a batch.
pub fn tables(folder: &Path) -> Vec<PathBuf> {
    names_in(&folder.join(JOBS_FOLDER), "csv")
}

/// Files of an ending in a folder, by name; those that begin with a dot are being written.
fn names_in(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries
        .filter(|entry| !entry.file_name().as_encoded_bytes().starts_with(b"."))
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|own| own == ending))
        .collect();
    files.sort();
    files
}

/// What is known of a row in a folder.
pub fn state_of(folder: &Path, job: &BatchJob, marks: &mut InputMarks) -> RowState {
    let file = match RowFile::read(&result_path(folder, &job.name)) {
        Ok(Some(file)) => file,
        Ok(None) => return RowState::Open,
        Err(damaged) => return RowState::Damaged(damaged),
    };
    match marks.of(job) {
        Ok(mark) if mark == file.inputs => {}
        Ok(_) => return RowState::OtherVersion,
        Err(fault) => return RowState::Unknown(fault),
    }
    if file.status == RowFile::FAILED {
        return RowState::Failed(file.failures);
    }
    // Its mark says that it is whole; a status or a figure that is not known was written by a later
    // version of the program.
    answer_of(file).map_or(RowState::OtherVersion, |answer| RowState::Done(Box::new(answer)))
}

/// The words of result files.
const STATUSES: [(Termination, &str); 4] = [
    (Termination::Optimal, "optimal"),
    (Termination::Feasible, "feasible"),
    (Termination::Infeasible, "infeasible"),
    (Termination::NoPlan, "no_plan"),
];

fn answer_of(file: RowFile) -> Option<RowAnswer> {
    let (termination, _) = STATUSES.into_iter().find(|(_, word)| *word == file.status)?;
    let figure = |text: &Option<String>| text.as_deref().map(Ratio::parse);
    let (mut values, mut bounds) = (Vec::new(), Vec::new());
    for own in &file.tiers {
        let tier = Tier::parse(&own.tier)?;
        if let Some(value) = figure(&own.value) {
            values.push((tier, value?));
            bounds.push(figure(&own.bound).flatten());
        }
    }
    Some(RowAnswer {
        solved: Solved { termination, values, plan: file.plan },
        bounds,
        milliseconds: file.milliseconds,
        shares: Shares::ALL.into_iter().find(|shares| shares.names() == file.shares)?,
    })
}

/// Why a row could not be solved.
#[derive(Debug)]
pub enum RowError {
    /// Its campaign or its variant is refused.
    Rejected(Vec<Diagnostic>),
    /// As a point of a sweep.
    Solve(SweepError),
}

/// Solves a row, and says what is to be kept of it.
///
/// # Errors
/// When its campaign is refused or the solver fails.
pub fn solve_row(
    job: &BatchJob,
    inputs: String,
    threads: u32,
    budget: &Budget,
    watch: &mut dyn FnMut(&Progress),
) -> Result<RowFile, RowError> {
    let variant = job.variant.as_deref().map(read_variant).transpose();
    let variant = variant.map_err(RowError::Rejected)?;
    let loaded = load_with(&job.campaign, &job.settings, variant).map_err(|error| match error {
        SweepError::Rejected(rejected) => {
            let Rejected { faults, .. } = *rejected;
            RowError::Rejected(faults)
        }
        other => RowError::Solve(other),
    })?;
    let Loaded { campaign, baseline, .. } = loaded;
    let asked = if job.between.is_empty() { None } else { campaign_of(&campaign, &job.between) };
    let asked = asked.unwrap_or(campaign);
    let options =
        Options { seed: job.seed, threads, below: job.below.clone(), ..Options::default() };
    let outcome = solve(&asked, baseline.as_ref(), &options, budget, watch)
        .map_err(|error| RowError::Solve(SweepError::Solve(error)))?;
    let Outcome { termination, tiers, plan, seconds, solver, .. } = outcome;
    let bound = |tier: Tier| tiers.iter().find(|own| own.tier == tier)?.bound.map(Ratio::exact);
    let tier = |tier: &Tier| RowTier {
        tier: tier.name().to_owned(),
        value: plan.as_ref().map(|plan| tier_value(*tier, &asked, plan, baseline.as_ref()).exact()),
        bound: bound(*tier),
    };
    let (_, status) =
        STATUSES.into_iter().find(|(own, _)| *own == termination).unwrap_or(STATUSES[3]);
    Ok(RowFile {
        status: status.to_owned(),
        milliseconds: (seconds * 1000.0).round() as u64,
        solver,
        shares: asked.shares().names().into_iter().map(str::to_owned).collect(),
        tiers: asked.tiers().iter().map(tier).collect(),
        plan: plan.as_ref().map(|plan| plan_file(&asked, plan)),
        ..RowFile::failed(&job.name, inputs, Vec::new())
    })
}
