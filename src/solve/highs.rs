//! HiGHS: the only file that names its crate. Runs one integer programme, watched and
//! interruptible, and linear programmes that grow by columns.
//!
//! The solver runs on a thread of its own and writes its log and every better solution to a
//! temporary folder. That folder is how progress is shown and how an interrupt still gets the best
//! plan so far: the safe bindings have no callbacks, and callbacks through raw pointers would need
//! `unsafe`, which this crate forbids. An interrupted run is left behind and ends at its own time
//! limit or with the process.

use good_lp::solvers::highs::HighsProblem;
use highs::{HighsModelStatus, HighsSolutionStatus};
use std::path::Path;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// Name and version of the solver that is compiled in. The library doesn't tell its version through
/// the bindings; a test holds this against `Cargo.lock`.
pub const VERSION: &str = "HiGHS 1.15.0";
/// Bit 15 of HiGHS's `presolve_rule_off`: probing. On arc-flow models with 20,000 columns it took
/// 13 of 15 seconds and left a model that was solved in 0.2 s either way.
const WITHOUT_PROBING: i32 = 1 << 15;
/// How often progress is read and the interrupt looked at.
const GLANCE: Duration = Duration::from_millis(50);
/// How long a run may go past its time limit before it is left behind.
const GRACE: Duration = Duration::from_millis(1500);

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Solved within the gap that was asked for.
    Solved,
    /// There is no solution.
    Infeasible,
    /// Stopped by the time limit or by the user.
    Stopped,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SolverError {
    /// The solver failed.
    Failed(String),
    /// The temporary folder for the solver's log can't be made.
    TemporaryFolder(String),
}

/// What one run found.
pub struct Answer {
    /// How it ended.
    pub ending: Ending,
    /// HiGHS's own word for that.
    pub status: String,
    /// The best solution's column values.
    pub values: Option<Vec<f64>>,
    /// The dual bound of the objective, without the model's constant.
    pub bound: Option<f64>,
}

/// Incumbent and bound as HiGHS's log shows them, without the model's constant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Glimpse {
    /// Value of the best solution.
    pub incumbent: Option<f64>,
    /// Best value still possible.
    pub bound: Option<f64>,
}

/// What a run needs besides its model.
pub struct Run<'a> {
    /// Relative gap at which the answer is good enough.
    pub gap: f64,
    /// Threads to use.
    pub threads: u32,
    /// Seed of the solver's random choices.
    pub seed: u32,
    /// When to stop.
    pub deadline: Option<Instant>,
    /// Column values to start from.
    pub start: Option<Vec<f64>>,
    /// How many columns the model has.
    pub columns: usize,
    /// Whether the solver may simplify the programme first.
    pub presolve: bool,
    /// Asked between glances: whether to stop.
    pub is_cancelled: &'a dyn Fn() -> bool,
}

/// Solves the programme; `watch` sees incumbent and bound as they move.
pub fn run(
    problem: HighsProblem,
    run: &Run<'_>,
    watch: &mut dyn FnMut(Glimpse),
) -> Result<Answer, SolverError> {
    let folder =
        tempfile::tempdir().map_err(|error| SolverError::TemporaryFolder(error.to_string()))?;
    let settings = Settings::new(run, folder.path());
    let start = run.start.clone();
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        // The receiver may be gone after an interrupt; then nobody needs the answer.
        let _ = sender.send(solve(problem, &settings, start.as_deref()));
    });
    let mut seen = None;
    loop {
        match receiver.recv_timeout(GLANCE) {
            Ok(answer) => return answer,
            Err(RecvTimeoutError::Disconnected) => {
                return Err(SolverError::Failed(
                    "the solver's thread ended without an answer".to_owned(),
                ));
            }
            Err(RecvTimeoutError::Timeout) => {}
        }
        let glimpse = last_glimpse(folder.path());
        if glimpse.is_some() && glimpse != seen {
            seen = glimpse;
            glimpse.into_iter().for_each(&mut *watch);
        }
        let too_late = run.deadline.is_some_and(|deadline| Instant::now() > deadline + GRACE);
        if (run.is_cancelled)() || too_late {
            return Ok(Answer {
                ending: Ending::Stopped,
                status: "left behind".to_owned(),
                values: last_improvement(folder.path(), run.columns),
                bound: last_glimpse(folder.path()).and_then(|glimpse| glimpse.bound),
            });
        }
    }
}

struct Settings {
    log: String,
    improvements: String,
    seconds: f64,
    presolve: bool,
    gap: f64,
    threads: i32,
    seed: i32,
}

impl Settings {
    fn new(run: &Run<'_>, folder: &Path) -> Settings {
        let left = run.deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        Settings {
            log: folder.join("log").to_string_lossy().into_owned(),
            improvements: folder.join("improvements").to_string_lossy().into_owned(),
            seconds: left.map_or(f64::INFINITY, |left| left.as_secs_f64()),
            presolve: run.presolve,
            gap: run.gap,
            threads: run.threads as i32,
            seed: run.seed as i32,
        }
    }

    fn apply(&self, model: &mut highs::Model) -> Result<(), highs::TrySetOptionError> {
        model.try_set_option("output_flag", true)?;
        model.try_set_option("log_to_console", false)?;
        model.try_set_option("log_file", self.log.as_str())?;
        model.try_set_option("mip_improving_solution_file", self.improvements.as_str())?;
        model.try_set_option("mip_improving_solution_report_sparse", true)?;
        model.try_set_option("presolve", if self.presolve { "choose" } else { "off" })?;
        model.try_set_option("presolve_rule_off", WITHOUT_PROBING)?;
        model.try_set_option("threads", self.threads)?;
        model.try_set_option("random_seed", self.seed)?;
        model.try_set_option("mip_rel_gap", self.gap)?;
        model.try_set_option("time_limit", self.seconds)
    }
}

fn solve(
    problem: HighsProblem,
    settings: &Settings,
    start: Option<&[f64]>,
) -> Result<Answer, SolverError> {
    let mut model =
        problem.try_into_inner().map_err(|error| SolverError::Failed(error.to_string()))?;
    settings.apply(&mut model).map_err(|error| SolverError::Failed(format!("{error:?}")))?;
    if start.is_some() {
        model
            .try_set_solution(start, None, None, None)
            .map_err(|status| SolverError::Failed(format!("starting point: {status:?}")))?;
    }
    let solved =
        model.try_solve().map_err(|status| SolverError::Failed(format!("run: {status:?}")))?;
    let status = solved.status();
    let ending = match status {
        HighsModelStatus::Optimal | HighsModelStatus::ModelEmpty => Ending::Solved,
        HighsModelStatus::Infeasible | HighsModelStatus::UnboundedOrInfeasible => {
            Ending::Infeasible
        }
        HighsModelStatus::ReachedTimeLimit
        | HighsModelStatus::ReachedInterrupt
        | HighsModelStatus::ReachedIterationLimit
        | HighsModelStatus::ReachedSolutionLimit
        | HighsModelStatus::ReachedMemoryLimit => Ending::Stopped,
        other => return Err(SolverError::Failed(format!("HiGHS ended with {other:?}"))),
    };
    // The bindings panic when asked this of a model without columns.
    let feasible = status != HighsModelStatus::ModelEmpty
        && solved.primal_solution_status() == HighsSolutionStatus::Feasible;
    Ok(Answer {
        ending,
        status: format!("{status:?}"),
        values: feasible.then(|| solved.get_solution().columns().to_vec()),
        // An infeasible model has +inf and −inf here: those are no figures.
        bound: solved.double_info_value(c"mip_dual_bound").ok().filter(|bound| bound.is_finite()),
    })
}

/// The last line of the log that shows bound and incumbent. Such a line reads
/// `T  0  0  0  0.00%  739493  1492852  50.46%  …`: the first percentage is followed by bound and
/// incumbent.
fn last_glimpse(folder: &Path) -> Option<Glimpse> {
    let log = std::fs::read_to_string(folder.join("log")).ok()?;
    log.lines().rev().find_map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let explored = words.iter().position(|word| word.ends_with('%') && word.len() > 1)?;
        if !(3..=4).contains(&explored) {
            return None;
        }
        let figure = |i: usize| words.get(i)?.parse::<f64>().ok();
        let (bound, incumbent) = (figure(explored + 1)?, figure(explored + 2)?);
        let finite = |value: f64| value.is_finite().then_some(value);
        Some(Glimpse { incumbent: finite(incumbent), bound: finite(bound) })
    })
}

/// The last complete solution that the solver wrote: `# Columns -N`, then N lines
/// `name value index`.
fn last_improvement(folder: &Path, columns: usize) -> Option<Vec<f64>> {
    let text = std::fs::read_to_string(folder.join("improvements")).ok()?;
    text.split("# Columns -").skip(1).collect::<Vec<_>>().into_iter().rev().find_map(|part| {
        let mut lines = part.lines();
        let count: usize = lines.next()?.trim().parse().ok()?;
        let mut values = vec![0.0; columns];
        let mut read = 0;
        for line in lines.take(count) {
            let words: Vec<&str> = line.split_whitespace().collect();
            let [_, value, index] = words.as_slice() else { return None };
            *values.get_mut(index.parse::<usize>().ok()?)? = value.parse().ok()?;
            read += 1;
        }
        (read == count).then_some(values)
    })
}

/// A linear programme that grows by columns; every solve starts from the basis of the one before.
pub struct Lp {
    /// `None` only while a solve has it.
    model: Option<highs::Model>,
    rows: Vec<highs::Row>,
    columns: Vec<highs::Col>,
}

/// An optimal solution of a linear programme.
#[derive(Debug, Clone, Default)]
pub struct LpAnswer {
    /// Its objective.
    pub objective: f64,
    /// Values of all columns.
    pub columns: Vec<f64>,
    /// Duals of all rows.
    pub duals: Vec<f64>,
}

impl Lp {
    /// A programme with these rows, each between two limits, and no columns; it minimises.
    pub fn new(rows: &[(f64, f64)]) -> Result<Lp, SolverError> {
        let mut problem = highs::ColProblem::new();
        let rows = rows.iter().map(|(low, high)| problem.add_row(*low..=*high)).collect();
        let failed = |error: &dyn std::fmt::Debug| {
            SolverError::Failed(format!("linear programme: {error:?}"))
        };
        let mut model =
            problem.try_optimise(highs::Sense::Minimise).map_err(|status| failed(&status))?;
        let quiet = |model: &mut highs::Model| -> Result<(), highs::TrySetOptionError> {
            model.try_set_option("output_flag", false)?;
            model.try_set_option("presolve", "off")?;
            model.try_set_option("threads", 1)?;
            model.try_set_option("solver", "simplex")
        };
        quiet(&mut model).map_err(|error| failed(&error))?;
        Ok(Lp { model: Some(model), rows, columns: Vec::new() })
    }

    /// Adds a column with its cost, its upper limit and its entries `(row, factor)`.
    pub fn add_column(
        &mut self,
        cost: f64,
        most: f64,
        entries: &[(usize, f64)],
    ) -> Result<(), SolverError> {
        let factors = entries.iter().map(|(row, factor)| (self.rows[*row], *factor));
        let Some(model) = &mut self.model else { return Err(gone()) };
        let column = model
            .try_add_column(cost, 0.0..=most, factors)
            .map_err(|status| SolverError::Failed(format!("column: {status:?}")))?;
        self.columns.push(column);
        Ok(())
    }

    /// Limits a column from both sides.
    pub fn limit_column(&mut self, column: usize, least: f64, most: f64) {
        if let Some(model) = &mut self.model {
            model.change_column_bounds(self.columns[column], least..=most);
        }
    }

    /// Solves; `None` when there is no solution.
    pub fn solve(&mut self) -> Result<Option<LpAnswer>, SolverError> {
        let model = self.model.take().ok_or_else(gone)?;
        let solved = model
            .try_solve()
            .map_err(|status| SolverError::Failed(format!("linear programme: {status:?}")))?;
        let answer = (solved.status() == HighsModelStatus::Optimal).then(|| {
            let solution = solved.get_solution();
            LpAnswer {
                objective: solved.objective_value(),
                columns: solution.columns().to_vec(),
                duals: solution.dual_rows().to_vec(),
            }
        });
        self.model = Some(solved.into());
        Ok(answer)
    }
}

fn gone() -> SolverError {
    SolverError::Failed("the linear programme failed before".to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Glimpse, VERSION, last_glimpse, last_improvement};

    #[test]
    fn the_version_is_the_one_compiled_in() {
        let lock = include_str!("../../Cargo.lock");
        let (_, after) = lock.split_once("name = \"highs-sys\"\nversion = \"").unwrap();
        assert_eq!(VERSION.strip_prefix("HiGHS "), after.split('"').next());
    }

    #[test]
    fn the_log_shows_bound_and_incumbent() {
        let folder = tempfile::tempdir().unwrap();
        let log = " Src  Proc. InQueue |  Leaves   Expl. | BestBound       BestSol              Gap |\n\
                   \x20J       0       0         0   0.00%   -inf            1521077            Large        0\n\
                   \x20T       0       0         0   0.00%   739493          1492852           50.46%        0\n\
                   \x20        1       0         1 100.00%   1492852         1492852            0.00%        0\n\
                   Solving report\n  Gap               0% (tolerance: 0.01%)\n";
        std::fs::write(folder.path().join("log"), log).unwrap();
        assert_eq!(
            last_glimpse(folder.path()),
            Some(Glimpse { incumbent: Some(1_492_852.0), bound: Some(1_492_852.0) })
        );
    }

    #[test]
    fn only_complete_solutions_are_taken() {
        let folder = tempfile::tempdir().unwrap();
        let text = "Objective 3\n# Columns -2\nNoName 1 0\nNoName 1 2\nObjective 2\n# Columns -2\nNoName 1 1\n";
        std::fs::write(folder.path().join("improvements"), text).unwrap();
        assert_eq!(last_improvement(folder.path(), 3), Some(vec![1.0, 0.0, 1.0]));
    }
}
