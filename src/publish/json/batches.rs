//! A batch: how far it has come, and what its rows say together.

use super::{ByTier, Decimal, Fault, Pareto, Sweep, faults};
use crate::base::diagnostic::Diagnostic;
use crate::base::shape::{Word, shape};
use crate::base::text::Lang;
use crate::publish::words::batches::{BatchTally, is_unproven, sentences};
use crate::questions::batch;
use crate::solve::Termination;

shape! {
    /// What `batch --json` prints.
    pub struct Batch {
        /// Rows that were asked for: all of the table, or those of the shard.
        rows: usize,
        /// Rows of these with a result from before.
        skipped: usize,
        /// Rows of these solved by this run.
        solved: usize,
        /// Rows of these that could not be solved.
        failed: usize,
        /// Rows of these that another run has claimed.
        elsewhere: usize,
        /// Rows of these not begun because the run was ended.
        open: usize,
        /// What is wrong with rows that could not be solved.
        violations: Vec<Fault>,
        /// The folder of the batch.
        folder: String,
    }

    /// What `gather --json` prints.
    pub struct Gather {
        /// All rows of the batch.
        rows: Vec<GatherRow>,
        /// Rows that are solved.
        solved: usize,
        /// Rows that could not be solved.
        failed: usize,
        /// Rows whose result is left out: the file is damaged, or campaign, variant or row have changed since.
        left_out: usize,
        /// Rows without a result.
        open: usize,
        /// Rows that differ in one or two settings alone.
        sweeps: Vec<Sweep>,
        /// Rows that are of one front.
        fronts: Vec<Pareto>,
        /// Of each campaign the names of the best rows.
        best: Vec<Vec<String>>,
        /// Names of rows that are solved and not proven.
        not_proven: Vec<String>,
        /// Rows that would make break points and fronts exact: those of `next-JOB.csv`.
        next: usize,
        /// The same in words.
        sentences: Vec<String>,
        /// What is wrong with rows and results.
        violations: Vec<Fault>,
        /// Files that were written.
        files: Vec<String>,
    }

    /// A row of a batch.
    pub struct GatherRow {
        /// Its name.
        job: String,
        /// How the solve ended; null where there is none.
        status: Option<Word<Termination>>,
        /// Whether everybody is served, and at the station's rate.
        fits: bool,
        /// The tiers' values, each in its unit; none where there is no plan.
        tiers: ByTier<Decimal>,
        /// Seconds of the solve.
        seconds: Option<f64>,
    }
}

impl Gather {
    /// Of a batch and what it says.
    pub fn new(
        own: &batch::Batch,
        gathered: &batch::Gathered,
        findings: &[Diagnostic],
        files: Vec<String>,
        lang: Lang,
    ) -> Gather {
        let tally = BatchTally::of(own);
        let name = |row: &usize| own.rows[*row].job.name.clone();
        let row = |row: &batch::BatchRow| {
            let answer = row.answer();
            let values = answer.into_iter().flat_map(|answer| &answer.solved.values);
            GatherRow {
                job: row.job.name.clone(),
                status: answer.map(|answer| Word::of(&answer.solved.termination)),
                fits: answer.is_some_and(|answer| answer.solved.fits()),
                tiers: ByTier(values.map(|(tier, value)| (*tier, Decimal(*value))).collect()),
                seconds: answer.map(|answer| answer.milliseconds as f64 / 1000.0),
            }
        };
        let unproven = own.rows.iter().filter(|row| is_unproven(row));
        Gather {
            rows: own.rows.iter().map(row).collect(),
            solved: tally.done,
            failed: tally.failed,
            left_out: tally.left_out,
            open: tally.open(),
            sweeps: gathered
                .sweeps
                .iter()
                .map(|sweep| Sweep::new(&sweep.sweep, Vec::new(), lang))
                .collect(),
            fronts: gathered
                .fronts
                .iter()
                .map(|front| Pareto::new(&front.front, Vec::new()))
                .collect(),
            best: gathered.best.iter().map(|best| best.rows.iter().map(name).collect()).collect(),
            not_proven: unproven.map(|row| row.job.name.clone()).collect(),
            next: gathered.next.len(),
            sentences: sentences(own, gathered)
                .iter()
                .map(|line| line.get(lang).to_owned())
                .collect(),
            violations: faults(findings, lang),
            files,
        }
    }
}
