//! `callsheet batch`: the rows of a table of jobs, each solved by a process of its own.
//!
//! This process hands rows out and looks at what is there afterwards; whatever becomes of a row's
//! process, the others go on. `--row` is such a process, and may be called by any engine that starts
//! processes.

use super::limits::{spinner, stop};
use super::{LanguageArgument, Stop, console, exit, interrupt};
use callsheet::base::budget::Budget;
use callsheet::base::diagnostic::{Code, Diagnostic, Location, nearest};
use callsheet::base::text::{Lang, Text, counted};
use callsheet::files::{
    BatchJob, InputMarks, RowFailure, RowFile, read_tables_of_jobs, write_jobs,
};
use callsheet::publish::json;
use callsheet::publish::output::{Claim, OutputFolder, keep};
use callsheet::publish::words::batches as words;
use callsheet::publish::words::sweeps::half_days;
use callsheet::questions::batch::{
    BatchRow, JOBS_FOLDER, RowError, RowState, result_path, solve_row, state_of, tables,
};
use callsheet::questions::sweep::SweepError;
use clap::Args;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Arguments of `batch`.
#[derive(Args)]
pub struct BatchArguments {
    /// The table of jobs: job, campaign, variant, settings, seed, limit. 任务表，每行一次求解：任务、活动、备选方案、设置、种子、时限
    jobs_table: PathBuf,
    /// Folder of the batch; default: the table's name with `.batch`. 批量求解的文件夹；缺省为任务表名加 .batch
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Solve only the I-th of N parts of the rows. 只算 N 份中的第 I 份
    #[arg(long, value_name = "I/N")]
    shard: Option<String>,
    /// Rows that are solved at once; default: one for each core. 同时求解几行；缺省每个核心一行
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
    /// Solve this row alone, in this very process. 只在本进程中算这一行
    #[arg(long, value_name = "JOB", conflicts_with_all = ["shard", "jobs", "json"])]
    row: Option<String>,
    /// Threads for the solver of each row; default: the cores, shared out. 每行求解的线程数；缺省把核心平分
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=256))]
    threads: Option<u32>,
    /// Print one JSON object. 输出一个 JSON 对象
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    language: LanguageArgument,
}

/// The time between two looks at whether Ctrl-C was pressed: shorter than a person notices.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// Runs the verb.
pub fn run(arguments: &BatchArguments) -> Result<u8, Stop> {
    let lang = arguments.language.chosen().unwrap_or_else(console::system_language);
    let refused = |faults: Vec<Diagnostic>| Stop::Faults(faults, lang);
    let table = &arguments.jobs_table;
    let folder = arguments.out.clone().unwrap_or_else(|| table.with_extension("batch"));
    let shard = arguments.shard.as_deref().map(shard).transpose();
    let shard = shard.map_err(|fault| refused(vec![fault]))?;
    let jobs = read(table, &folder).map_err(refused)?;
    OutputFolder::of_results(&folder).probe(&[]).map_err(|fault| refused(vec![fault]))?;
    let stem = table.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let home = folder.join(JOBS_FOLDER);
    std::fs::create_dir_all(&home).map_err(|error| {
        let message = Text::new(format!("无法写入：{error}"), format!("can't be written: {error}"));
        let place = Location::file(home.display().to_string());
        refused(vec![Diagnostic::error(Code::Unwritable, message).at(place)])
    })?;
    let text = write_jobs(&jobs, &home, Lang::En);
    keep(&home, &format!("{stem}.csv"), text.as_bytes()).map_err(|fault| refused(vec![fault]))?;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    if let Some(name) = &arguments.row {
        let job = jobs.iter().find(|job| job.name == *name);
        let job = job.ok_or_else(|| refused(vec![no_row(name, &jobs)]))?;
        return one_row(&folder, job, arguments.threads.unwrap_or(cores as u32), lang);
    }
    let chosen = jobs
        .into_iter()
        .enumerate()
        .filter(|(place, _)| shard.is_none_or(|(part, parts)| place % parts == part - 1));
    let at_once = arguments.jobs.map_or(cores, usize::from);
    let threads = arguments.threads.unwrap_or((cores / at_once).max(1) as u32);
    let batch = RunningBatch {
        table,
        folder: &folder,
        rows: chosen.map(|(_, job)| job).collect(),
        threads,
        marks: Mutex::default(),
        lang,
    };
    let outcome = batch.run(at_once)?;
    outcome.tell(&folder, arguments.json, lang);
    Ok(match (outcome.failed.is_empty(), outcome.open) {
        (true, 0) => exit::FINE,
        (true, _) => exit::INTERRUPTED as u8,
        (false, _) => exit::BAD_INPUT,
    })
}

/// The rows of the table, none of which has the name of a row of another table of the batch.
fn read(table: &Path, folder: &Path) -> Result<Vec<BatchJob>, Vec<Diagnostic>> {
    let mut tables = tables(folder);
    tables.retain(|other| other.file_stem() != table.file_stem());
    tables.push(table.to_owned());
    let (jobs, notes) = read_tables_of_jobs(&tables)?;
    console::warn(&notes, console::system_language());
    let file = table.display().to_string();
    Ok(jobs.into_iter().filter(|job| job.place.file == file).collect())
}

/// `3/10`: the third of ten parts.
fn shard(written: &str) -> Result<(usize, usize), Diagnostic> {
    let parts = written.split_once('/').and_then(|(part, parts)| {
        let (part, parts): (usize, usize) = (part.trim().parse().ok()?, parts.trim().parse().ok()?);
        (1..=parts).contains(&part).then_some((part, parts))
    });
    parts.ok_or_else(|| {
        let message = Text::new(format!("“{written}”不是一份"), format!("“{written}” is no part"));
        Diagnostic::error(Code::BadShard, message)
            .at(Location::file("--shard"))
            .help(Code::BadShard.explanation())
    })
}

fn no_row(name: &str, jobs: &[BatchJob]) -> Diagnostic {
    let message =
        Text::new(format!("没有任务“{name}”"), format!("there is no row called “{name}”"));
    let fault = Diagnostic::error(Code::UnknownName, message).at(Location::file("--row"));
    match nearest(name, jobs.iter().map(|job| job.name.as_str())) {
        Some(near) => {
            fault.help(Text::new(format!("是否指“{near}”？"), format!("did you mean “{near}”?")))
        }
        None => fault.help(Code::UnknownName.explanation()),
    }
}

/// What the process of a row says that leaves it to another.
fn solved_by_another(name: &str, lang: Lang) -> String {
    lang.pick(
        format!("任务 {name} 由另一个进程求解。"),
        format!("Row {name} is solved by another process."),
    )
}

/// Solves a row in this process and writes its result.
fn one_row(folder: &Path, job: &BatchJob, threads: u32, lang: Lang) -> Result<u8, Stop> {
    let refused = |fault: Diagnostic| Stop::Faults(vec![fault], lang);
    let mut marks = InputMarks::default();
    let is_done =
        |marks: &mut InputMarks| matches!(state_of(folder, job, marks), RowState::Done(_));
    let path = result_path(folder, &job.name);
    let by_another = || {
        console::err(&solved_by_another(&job.name, lang));
        Ok(exit::FINE)
    };
    if is_done(&mut marks) {
        return by_another();
    }
    let Some(claim) = Claim::take(&path).map_err(refused)? else { return by_another() };
    // Whoever had the claim before may have written the result.
    if is_done(&mut marks) {
        return by_another();
    }
    let inputs = marks.of(job).map_err(refused)?;
    let budget =
        job.limit.map_or_else(Budget::unlimited, |limit| Budget::seconds(f64::from(limit)));
    interrupt::asks(&budget);
    let solved = solve_row(job, inputs.clone(), threads, &budget, &mut |_| {});
    if budget.is_cancelled() {
        return Ok(exit::INTERRUPTED as u8);
    }
    let file = match solved {
        Ok(file) => file,
        Err(error) => {
            let faults = match error {
                RowError::Rejected(faults) => faults,
                RowError::Solve(SweepError::Rejected(rejected)) => rejected.faults,
                RowError::Solve(SweepError::HalfDays { asked, most }) => {
                    vec![half_days(asked, most)]
                }
                RowError::Solve(SweepError::Solve(error)) => match stop(&error, lang) {
                    Stop::Faults(faults, _) => faults,
                    Stop::Internal(message) => vec![words::process_ended(&message)],
                },
            };
            RowFile::failed(&job.name, inputs, faults.iter().map(RowFailure::of).collect())
        }
    };
    claim.write(file.text().as_bytes()).map_err(refused)?;
    let row = BatchRow { job: job.clone(), state: state_of(folder, job, &mut marks) };
    match words::finding(&row) {
        None => Ok(exit::FINE),
        Some(finding) => Err(refused(finding)),
    }
}

/// A batch while it runs.
struct RunningBatch<'a> {
    table: &'a Path,
    folder: &'a Path,
    rows: Vec<BatchJob>,
    threads: u32,
    marks: Mutex<InputMarks>,
    lang: Lang,
}

/// What has become of its rows.
#[derive(Default)]
struct BatchOutcome {
    rows: usize,
    skipped: usize,
    solved: usize,
    failed: Vec<Diagnostic>,
    elsewhere: usize,
    open: usize,
}

/// What has become of a row.
enum RowOutcome {
    Skipped,
    Solved,
    Failed(Box<Diagnostic>),
    Elsewhere,
    Open,
}

impl RunningBatch<'_> {
    /// Hands out the rows, `at_once` of them to processes at a time, until all are done or Ctrl-C
    /// is pressed.
    fn run(&self, at_once: usize) -> Result<BatchOutcome, Stop> {
        let budget = Budget::unlimited();
        interrupt::asks(&budget);
        let bar = spinner();
        let next = AtomicUsize::new(0);
        let outcomes: Mutex<Vec<(usize, RowOutcome)>> = Mutex::default();
        let running: Vec<Mutex<Option<Child>>> = (0..at_once).map(|_| Mutex::new(None)).collect();
        let work = |own: &Mutex<Option<Child>>| -> Result<(), Diagnostic> {
            loop {
                let place = next.fetch_add(1, Ordering::Relaxed);
                let Some(job) = self.rows.get(place) else { return Ok(()) };
                let outcome = self.row(job, own, &budget)?;
                held(&outcomes).push((place, outcome));
            }
        };
        let worked: Vec<Result<(), Diagnostic>> = std::thread::scope(|scope| {
            let workers: Vec<_> =
                running.iter().map(|own| scope.spawn(move || work(own))).collect();
            while !workers.iter().all(std::thread::ScopedJoinHandle::is_finished) {
                if budget.is_cancelled() {
                    // A row's result is written whole or not at all, whenever its process ends.
                    for child in running.iter().filter_map(|own| held(own).take()) {
                        end(child);
                    }
                }
                let (done, all) = (held(&outcomes).len(), self.rows.len());
                bar.set_message(
                    self.lang.pick(format!("{done}/{all} 行"), format!("{done} of {all} rows")),
                );
                std::thread::sleep(LOOK_AGAIN);
            }
            workers.into_iter().filter_map(|worker| worker.join().ok()).collect()
        });
        bar.finish_and_clear();
        let faults: Vec<Diagnostic> = worked.into_iter().filter_map(Result::err).collect();
        if !faults.is_empty() {
            return Err(Stop::Faults(faults, self.lang));
        }
        let mut outcomes = outcomes.into_inner().unwrap_or_default();
        outcomes.sort_by_key(|(place, _)| *place);
        let mut all = BatchOutcome { rows: self.rows.len(), ..BatchOutcome::default() };
        for (_, outcome) in outcomes {
            match outcome {
                RowOutcome::Skipped => all.skipped += 1,
                RowOutcome::Solved => all.solved += 1,
                RowOutcome::Failed(finding) => all.failed.push(*finding),
                RowOutcome::Elsewhere => all.elsewhere += 1,
                RowOutcome::Open => all.open += 1,
            }
        }
        Ok(all)
    }

    fn state(&self, job: &BatchJob) -> RowState {
        state_of(self.folder, job, &mut held(&self.marks))
    }

    /// Has a row solved by a process of its own, then reads the result file.
    fn row(
        &self,
        job: &BatchJob,
        own: &Mutex<Option<Child>>,
        budget: &Budget,
    ) -> Result<RowOutcome, Diagnostic> {
        if matches!(self.state(job), RowState::Done(_)) {
            return Ok(RowOutcome::Skipped);
        }
        if budget.is_cancelled() {
            return Ok(RowOutcome::Open);
        }
        let (ended, said) = self.process(job, own).map_err(|error| no_process(&error))?;
        if said.contains(&solved_by_another(&job.name, self.lang)) {
            return Ok(RowOutcome::Elsewhere);
        }
        let state = self.state(job);
        let finding = match (&state, ended) {
            (RowState::Done(_), _) => return Ok(RowOutcome::Solved),
            (RowState::Failed(_), Some(code))
                if code.code() == Some(i32::from(exit::BAD_INPUT)) =>
            {
                words::finding(&BatchRow { job: job.clone(), state })
            }
            _ if budget.is_cancelled() => return Ok(RowOutcome::Open),
            (_, Some(code)) if code.success() => return Ok(RowOutcome::Elsewhere),
            (_, code) => self.died(job, code, &said)?,
        };
        Ok(finding.map_or(RowOutcome::Elsewhere, |finding| RowOutcome::Failed(Box::new(finding))))
    }

    /// Runs the process of a row: how it ended, and what it said.
    fn process(
        &self,
        job: &BatchJob,
        own: &Mutex<Option<Child>>,
    ) -> std::io::Result<(Option<ExitStatus>, String)> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg("batch")
            .arg(self.table)
            .arg("--out")
            .arg(self.folder)
            .arg(format!("--row={}", job.name))
            .arg(format!("--threads={}", self.threads))
            .arg(format!("--lang={}", self.lang.pick("zh", "en")))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()?;
        let mut stderr = child.stderr.take();
        *held(own) = Some(child);
        let mut said = Vec::new();
        if let Some(stderr) = &mut stderr {
            // It ends with the process.
            stderr.read_to_end(&mut said)?;
        }
        let ended = held(own).take().map(|mut child| child.wait()).transpose()?;
        Ok((ended, String::from_utf8_lossy(&said).into_owned()))
    }

    /// Writes a failed result for a row whose process ended without one, so that `gather` names it.
    fn died(
        &self,
        job: &BatchJob,
        ended: Option<ExitStatus>,
        said: &str,
    ) -> Result<Option<Diagnostic>, Diagnostic> {
        let how = ended.map(|ended| ended.to_string()).unwrap_or_default();
        let last = said.lines().rev().find(|line| !line.trim().is_empty());
        let how = last.map_or(how.clone(), |last| format!("{how}: {}", last.trim()));
        let fault = words::process_ended(&how);
        let Some(claim) = Claim::take(&result_path(self.folder, &job.name))? else {
            return Ok(None);
        };
        let inputs = held(&self.marks).of(job)?;
        let failures = vec![RowFailure::of(&fault)];
        let file = RowFile::failed(&job.name, inputs, failures.clone());
        claim.write(file.text().as_bytes())?;
        Ok(words::finding(&BatchRow { job: job.clone(), state: RowState::Failed(failures) }))
    }
}

/// What a lock holds, also after a thread panicked with it: each change under it is a single step.
fn held<T>(lock: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

fn end(mut child: Child) {
    let _ = child.kill();
    let _ = child.wait();
}

fn no_process(error: &std::io::Error) -> Diagnostic {
    let message = Text::new(
        format!("无法启动求解的进程：{error}"),
        format!("the process of a row can't be started: {error}"),
    );
    Diagnostic::error(Code::CutShort, message).help(Code::CutShort.explanation())
}

impl BatchOutcome {
    fn tell(&self, folder: &Path, as_json: bool, lang: Lang) {
        console::warn(&self.failed, lang);
        let BatchOutcome { rows, skipped, solved, elsewhere, open, .. } = *self;
        let failed = self.failed.len();
        let folder = folder.display().to_string();
        if as_json {
            let violations = json::faults(&self.failed, lang);
            console::json(&json::Batch {
                rows,
                skipped,
                solved,
                failed,
                elsewhere,
                open,
                violations,
                folder,
            });
            return;
        }
        let mut line = lang.pick(
            format!("{rows} 行：本次算出 {solved} 行"),
            format!("{}: {solved} solved now", counted::of(rows, "row", "rows")),
        );
        for (count, zh, en) in [
            (skipped, "行先前已算", "before"),
            (failed, "行没有算成", "failed"),
            (elsewhere, "行正由别的进程求解", "being solved elsewhere"),
            (open, "行未算（被中断）", "not solved, as the run was ended"),
        ] {
            if count > 0 {
                line += &lang.pick(format!("，{count} {zh}"), format!(", {count} {en}"));
            }
        }
        console::out(&(line + lang.pick("。", ".")));
        console::out(&lang.pick(
            format!("用 callsheet gather {folder} 汇总。"),
            format!("`callsheet gather {folder}` says what they say."),
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::shard;

    #[test]
    fn a_shard_is_a_part_of_parts() {
        assert_eq!(shard("3/10").ok(), Some((3, 10)));
        for wrong in ["0/10", "11/10", "3", "a/b", "1/0", ""] {
            assert!(shard(wrong).is_err(), "{wrong}");
        }
    }
}
