//! HiGHS (Huangfu and Hall 2018, "Parallelizing the dual revised simplex method", Mathematical
//! Programming Computation 10): mixed-integer programs (MIP), watched and interruptible, and linear
//! programs (LP) that grow by columns. The only file that names HiGHS's crates.
//!
//! HiGHS runs on the calling thread and calls back from there: with incumbent and bound when they
//! improve, and to ask whether to stop. The safe bindings have no callbacks, so this file, and no
//! other, has `unsafe` code. What a program says when HiGHS aborts it stands here for the same
//! reason.
#![allow(
    unsafe_code,
    reason = "HiGHS's callbacks, scheduler, version and aborts are in C interfaces only"
)]

use good_lp::solvers::highs::{HighsProblem, highs};
use good_lp::{Constraint, Expression, ProblemVariables, SolverModel};
use highs::{HighsModelStatus, HighsSolutionStatus};
use highs_sys::{HighsCallbackDataIn, HighsCallbackDataOut, HighsInt};
use std::any::Any;
use std::cell::{Cell, RefCell};
use std::ffi::{CStr, c_char, c_int, c_void};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::ptr;
use std::thread::{self, ThreadId};
use std::time::Instant;

/// Bit 15 of HiGHS's `presolve_rule_off`: probing. On arc-flow models with 20,000 columns it took
/// 13 of 15 seconds and left a model that was solved in 0.2 s either way.
const WITHOUT_PROBING: i32 = 1 << 15;
/// Columns up to which a MIP is kept for a second run: failures were seen in tiny MIPs and in one
/// of 11,096 columns, and larger models would take memory twice.
const SMALL_COLUMNS: usize = 50_000;
/// HiGHS's callbacks from a MIP: at every improving solution, and wherever the search may stop.
const MIP_EVENTS: [HighsInt; 2] =
    [highs_sys::kHighsCallbackMipImprovingSolution, highs_sys::kHighsCallbackMipInterrupt];
/// HiGHS's callbacks from an LP: after every simplex iteration.
const LP_EVENTS: [HighsInt; 1] = [highs_sys::kHighsCallbackSimplexInterrupt];

/// Name and version of the solver that is compiled in.
pub fn version() -> String {
    // SAFETY: HiGHS gives a pointer to a string constant that ends with a zero byte and is never
    // freed.
    let version = unsafe { CStr::from_ptr(highs_sys::Highs_version()) };
    format!("HiGHS {}", version.to_string_lossy())
}

/// Has the program say something on stderr and end with an exit code when it is aborted, which ends
/// it by a signal otherwise. That is how memory that the system refuses ends it: Rust aborts after
/// one line on stderr, and nobody catches the exception of HiGHS. On Windows nothing changes.
pub fn say_at_abort(message: String, code: u8) {
    #[cfg(unix)]
    abort::say(message, code);
    #[cfg(not(unix))]
    let _ = (message, code);
}

#[cfg(unix)]
mod abort {
    use std::ffi::{c_int, c_void};
    use std::sync::OnceLock;

    /// The number of the signal in POSIX.
    const SIGABRT: c_int = 6;
    const STDERR: c_int = 2;

    /// What is said, and the exit code.
    static LAST_WORDS: OnceLock<(String, c_int)> = OnceLock::new();

    unsafe extern "C" {
        fn signal(number: c_int, handler: extern "C" fn(c_int)) -> usize;
        fn write(file: c_int, bytes: *const c_void, length: usize) -> isize;
        fn _exit(code: c_int) -> !;
    }

    pub fn say(message: String, code: u8) {
        if LAST_WORDS.set((message, code.into())).is_ok() {
            // SAFETY: the handler has the type that C asks for, and does only what POSIX allows a
            // handler to do: it reads what has been set above, and calls `write` and `_exit`.
            unsafe { signal(SIGABRT, at_abort) };
        }
    }

    extern "C" fn at_abort(_: c_int) {
        if let Some((message, code)) = LAST_WORDS.get() {
            // SAFETY: pointer and length are those of a string that is never freed.
            unsafe { write(STDERR, message.as_ptr().cast(), message.len()) };
            // SAFETY: ends the program, here and now.
            unsafe { _exit(*code) }
        }
    }
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Solved within the gap of the options.
    Solved,
    /// There is no solution.
    Infeasible,
    /// Stopped by the time limit or by the user.
    Stopped,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SolverError {
    /// The solver failed.
    #[error("solver: {0}")]
    Failed(String),
}

/// A MIP that minimises.
#[derive(Clone)]
pub struct MipModel {
    /// The columns.
    pub variables: ProblemVariables,
    /// What is minimised.
    pub objective: Expression,
    /// The rows.
    pub rows: Vec<Constraint>,
}

impl MipModel {
    fn problem(self) -> HighsProblem {
        let mut problem = self.variables.minimise(self.objective).using(highs);
        for row in self.rows {
            problem.add_constraint(row);
        }
        problem
    }
}

/// The result of a MIP run.
pub struct MipAnswer {
    /// How it ended.
    pub ending: Ending,
    /// HiGHS's model status.
    pub status: String,
    /// The best solution's column values.
    pub values: Option<Vec<f64>>,
    /// The dual bound of the objective, without the model's constant.
    pub bound: Option<f64>,
}

/// Incumbent and bound of a run that minimises, without the model's constant.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Glimpse {
    /// Value of the best solution.
    pub incumbent: Option<f64>,
    /// Best value still possible.
    pub bound: Option<f64>,
}

/// The options of a MIP run.
pub struct MipOptions<'a> {
    /// Relative gap at which the run ends.
    pub gap: f64,
    /// Threads to use.
    pub threads: u32,
    /// Seed of the solver's random choices.
    pub seed: u32,
    /// When to stop.
    pub deadline: Option<Instant>,
    /// The most simplex iterations in all LPs of the run, a limit that is the same on every
    /// machine; the run stops at the next callback. `None` for no limit.
    pub most_iterations: Option<u32>,
    /// Column values of a MIP start.
    pub start: Option<Vec<f64>>,
    /// The most simplex iterations of the LP relaxation, solved first and by itself, with which the
    /// MIP is begun. HiGHS asks nobody within the LPs of a MIP, of which the first is as long as
    /// the relaxation; by itself the relaxation ends after any iteration. `None` begins the MIP at
    /// once.
    pub relaxation_first: Option<u32>,
    /// Asked at every callback: whether to stop.
    pub is_cancelled: &'a dyn Fn() -> bool,
}

/// Solves a MIP. `watch` gets incumbent and bound whenever one of them improves, with the values of the
/// columns where the incumbent does. Where HiGHS's presolve loses a row and reports a failure, as in one of
/// 2,000 random campaigns, the MIP is solved again without presolve.
///
/// # Errors
/// When the solver fails, or when `watch` or `is_cancelled` call it.
pub fn run(
    model: MipModel,
    options: &MipOptions<'_>,
    watch: &mut Watch<'_>,
) -> Result<MipAnswer, SolverError> {
    let again = (model.variables.len() <= SMALL_COLUMNS).then(|| model.clone());
    match (run_once(model.problem(), options, true, watch), again) {
        (Err(SolverError::Failed(_)), Some(again)) => {
            run_once(again.problem(), options, false, watch)
        }
        (answered, _) => answered,
    }
}

fn run_once(
    problem: HighsProblem,
    options: &MipOptions<'_>,
    presolve: bool,
    watch: &mut Watch<'_>,
) -> Result<MipAnswer, SolverError> {
    let mut model = problem.try_into_inner().map_err(|error| failed("model", &error))?;
    if let Some(most_iterations) = options.relaxation_first {
        match relaxed(model, options)? {
            Relaxed::Solved { iterations, same, .. }
                if iterations <= i64::from(most_iterations) =>
            {
                model = same;
            }
            Relaxed::Solved { bound, .. } => {
                let status = "RelaxationOnly".to_owned();
                return Ok(MipAnswer {
                    ending: Ending::Stopped,
                    status,
                    values: None,
                    bound: Some(bound),
                });
            }
            Relaxed::Ended(answer) => return Ok(answer),
        }
    }
    set_options(&mut model, options, presolve).map_err(|error| failed("options", &error))?;
    if let Some(start) = &options.start {
        model
            .try_set_solution(Some(start), None, None, None)
            .map_err(|status| failed("starting point", &status))?;
    }
    let mut best = Glimpse::default();
    let mut watch_better = |seen: Glimpse, solution: Option<&[f64]>| {
        let now = Glimpse {
            incumbent: [best.incumbent, seen.incumbent].into_iter().flatten().reduce(f64::min),
            bound: [best.bound, seen.bound].into_iter().flatten().reduce(f64::max),
        };
        if now != best {
            best = now;
            watch(now, solution);
        }
    };
    let most_iterations = options.most_iterations.map_or(i64::MAX, i64::from);
    let solved =
        solve(model, &MIP_EVENTS, most_iterations, options.is_cancelled, &mut watch_better)?;
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
        _ => return Err(SolverError::Failed(format!("HiGHS ended with {status:?}"))),
    };
    // The bindings panic on the solution status of a model without columns.
    let feasible = status != HighsModelStatus::ModelEmpty
        && solved.primal_solution_status() == HighsSolutionStatus::Feasible;
    Ok(MipAnswer {
        ending,
        status: format!("{status:?}"),
        values: feasible.then(|| solved.get_solution().columns().to_vec()),
        // An infeasible model has an infinite bound.
        bound: solved.double_info_value(c"mip_dual_bound").ok().filter(|bound| bound.is_finite()),
    })
}

/// The LP relaxation of a MIP.
enum Relaxed {
    /// It is solved.
    Solved {
        /// Simplex iterations that it took.
        iterations: i64,
        /// Its optimum, a bound of the MIP.
        bound: f64,
        /// The MIP, which knows nothing of it.
        same: highs::Model,
    },
    /// It was stopped, or has no solution, so that the MIP has none.
    Ended(MipAnswer),
}

/// Solves the LP relaxation of a MIP, until the deadline or until `is_cancelled`, both of which are
/// looked at after every simplex iteration.
fn relaxed(mut model: highs::Model, options: &MipOptions<'_>) -> Result<Relaxed, SolverError> {
    let set_lp_options = |model: &mut highs::Model| -> Result<(), highs::TrySetOptionError> {
        model.try_set_option("output_flag", false)?;
        model.try_set_option("solve_relaxation", true)?;
        model.try_set_option("presolve", "off")?;
        model.try_set_option("threads", 1)?;
        model.try_set_option("random_seed", options.seed as i32)?;
        model.try_set_option("solver", "simplex")
    };
    set_lp_options(&mut model).map_err(|error| failed("options", &error))?;
    let is_late = || options.deadline.is_some_and(|deadline| Instant::now() >= deadline);
    let is_stopped = || (options.is_cancelled)() || is_late();
    let solved = solve(model, &LP_EVENTS, i64::MAX, &is_stopped, &mut |_, _| {})?;
    let (status, bound) = (solved.status(), solved.objective_value());
    let ended = |ending| {
        let status = format!("{status:?}");
        Ok(Relaxed::Ended(MipAnswer { ending, status, values: None, bound: None }))
    };
    match status {
        HighsModelStatus::Optimal | HighsModelStatus::ModelEmpty => {}
        HighsModelStatus::Infeasible | HighsModelStatus::UnboundedOrInfeasible => {
            return ended(Ending::Infeasible);
        }
        _ => return ended(Ending::Stopped),
    }
    let iterations = solved.simplex_iteration_count();
    let mut same: highs::Model = solved.into();
    // SAFETY: `same` owns the instance behind its pointer; both calls forget what a run has left,
    // its solution and its time, and leave the model as it is.
    unsafe {
        highs_sys::Highs_clearSolver(same.as_mut_ptr());
        highs_sys::Highs_zeroAllClocks(same.as_mut_ptr());
    }
    let as_before = |model: &mut highs::Model| -> Result<(), highs::TrySetOptionError> {
        model.try_set_option("solve_relaxation", false)?;
        model.try_set_option("solver", "choose")
    };
    as_before(&mut same).map_err(|error| failed("options", &error))?;
    Ok(Relaxed::Solved { iterations, bound, same })
}

fn set_options(
    model: &mut highs::Model,
    options: &MipOptions<'_>,
    presolve: bool,
) -> Result<(), highs::TrySetOptionError> {
    let left = options.deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
    model.try_set_option("output_flag", false)?;
    model.try_set_option("presolve", if presolve { "choose" } else { "off" })?;
    model.try_set_option("presolve_rule_off", WITHOUT_PROBING)?;
    model.try_set_option("threads", pool_threads(options.threads))?;
    model.try_set_option("random_seed", options.seed as i32)?;
    model.try_set_option("mip_rel_gap", options.gap)?;
    // HiGHS's clock keeps the deadline in presolve and in the LPs too, where it doesn't call back.
    model.try_set_option("time_limit", left.map_or(f64::INFINITY, |left| left.as_secs_f64()))
}

/// Threads of HiGHS's pool: `asked`, but the calling one alone where MinGW has built it. There a
/// thread of the pool frees its `thread_local` memory before it drops what lies in it: in one of two
/// runs of the job of `tests/it/whole_job.rs` the program crashed as such a thread ended.
fn pool_threads(asked: u32) -> i32 {
    if cfg!(all(windows, target_env = "gnu")) { 1 } else { asked as i32 }
}

fn failed(what: &str, cause: &dyn std::fmt::Debug) -> SolverError {
    SolverError::Failed(format!("{what}: {cause:?}"))
}

/// An LP that grows by columns; every solve is warm-started from the last basis.
pub struct Lp {
    /// `None` during a solve and after a failed one.
    model: Option<highs::Model>,
    rows: Vec<highs::Row>,
    columns: Vec<highs::Col>,
}

/// An optimal solution of an LP.
#[derive(Debug, Clone, Default)]
pub struct LpAnswer {
    /// Its objective.
    pub objective: f64,
    /// Values of all columns.
    pub columns: Vec<f64>,
    /// Duals of all rows.
    pub duals: Vec<f64>,
}

/// How a solve of an LP ended.
#[derive(Debug, Clone)]
pub enum LpOutcome {
    /// With an optimal solution.
    Optimal(LpAnswer),
    /// There is no solution.
    Infeasible,
    /// It was stopped, or HiGHS gave up: nothing is known.
    Stopped,
}

impl Lp {
    /// An LP that minimises, with rows between two limits and no columns.
    pub fn new(rows: &[(f64, f64)]) -> Result<Lp, SolverError> {
        let mut problem = highs::ColProblem::new();
        let rows = rows.iter().map(|(low, high)| problem.add_row(*low..=*high)).collect();
        let mut model =
            problem.try_optimise(highs::Sense::Minimise).map_err(|status| failed("LP", &status))?;
        let set_lp_options = |model: &mut highs::Model| -> Result<(), highs::TrySetOptionError> {
            model.try_set_option("output_flag", false)?;
            model.try_set_option("presolve", "off")?;
            model.try_set_option("threads", 1)?;
            // By default each solve is by dual simplex. New columns leave the basis primal feasible: 0 chooses
            // primal simplex there, and dual simplex after new bounds.
            model.try_set_option("simplex_strategy", 0)?;
            model.try_set_option("solver", "simplex")
        };
        set_lp_options(&mut model).map_err(|error| failed("LP", &error))?;
        Ok(Lp { model: Some(model), rows, columns: Vec::new() })
    }

    /// Adds a column from 0 to `most` with its cost and coefficients.
    pub fn add_column(
        &mut self,
        cost: f64,
        most: f64,
        entries: &[(usize, f64)],
    ) -> Result<(), SolverError> {
        let coefficients = entries.iter().map(|(row, coefficient)| (self.rows[*row], *coefficient));
        let Some(model) = &mut self.model else { return Err(gone()) };
        let column = model
            .try_add_column(cost, 0.0..=most, coefficients)
            .map_err(|status| failed("column", &status))?;
        self.columns.push(column);
        Ok(())
    }

    /// Sets the bounds of a column.
    pub fn limit_column(&mut self, column: usize, least: f64, most: f64) {
        if let Some(model) = &mut self.model {
            model.change_column_bounds(self.columns[column], least..=most);
        }
    }

    /// Solves the LP until `is_stopped`, which is asked after every simplex iteration.
    ///
    /// # Errors
    /// When the solver fails, or when `is_stopped` calls it.
    pub fn solve(&mut self, is_stopped: &dyn Fn() -> bool) -> Result<LpOutcome, SolverError> {
        let model = self.model.take().ok_or_else(gone)?;
        let solved = solve(model, &LP_EVENTS, i64::MAX, is_stopped, &mut |_, _| {})?;
        let outcome = match solved.status() {
            HighsModelStatus::Optimal | HighsModelStatus::ModelEmpty => {
                let solution = solved.get_solution();
                LpOutcome::Optimal(LpAnswer {
                    objective: solved.objective_value(),
                    columns: solution.columns().to_vec(),
                    duals: solution.dual_rows().to_vec(),
                })
            }
            HighsModelStatus::Infeasible | HighsModelStatus::UnboundedOrInfeasible => {
                LpOutcome::Infeasible
            }
            _ => LpOutcome::Stopped,
        };
        self.model = Some(solved.into());
        Ok(outcome)
    }
}

fn gone() -> SolverError {
    SolverError::Failed("the LP failed before".to_owned())
}

/// Runs HiGHS on this thread until it ends, until a MIP has taken `most_iterations`, or until
/// `is_stopped`; `watch` sees incumbent and bound of MIPs, and each better solution.
fn solve(
    mut model: highs::Model,
    events: &[HighsInt],
    most_iterations: i64,
    is_stopped: &dyn Fn() -> bool,
    watch: &mut Watch<'_>,
) -> Result<highs::SolvedModel, SolverError> {
    let _scheduler = Scheduler::take()?;
    let listener = Listener {
        thread: thread::current().id(),
        most_iterations,
        is_stopped,
        watcher: RefCell::new(Watcher { watch, panic: None }),
    };
    // SAFETY: `model` owns the instance behind its pointer. HiGHS passes the pointer to `listener`
    // to `called_back`, which casts it back to a `Listener`, and calls only within `try_solve`,
    // during which `listener` lives.
    unsafe {
        let highs = model.as_mut_ptr();
        highs_sys::Highs_setCallback(
            highs,
            Some(called_back),
            ptr::from_ref(&listener).cast_mut().cast(),
        );
        for event in events {
            highs_sys::Highs_startCallback(highs, *event);
        }
    }
    // Where this fails or unwinds the instance is gone, and the pointer with it.
    let mut solved = model.try_solve();
    if let Ok(solved) = &mut solved {
        // SAFETY: `solved` owns the instance behind its pointer; this switches all events off.
        unsafe { highs_sys::Highs_setCallback(solved.as_mut_ptr(), None, ptr::null_mut()) };
    }
    if let Some(panic) = listener.watcher.into_inner().panic {
        resume_unwind(panic);
    }
    solved.map_err(|status| failed("run", &status))
}

/// The target of HiGHS's callbacks.
struct Listener<'a> {
    /// The thread that runs HiGHS.
    thread: ThreadId,
    most_iterations: i64,
    is_stopped: &'a dyn Fn() -> bool,
    watcher: RefCell<Watcher<'a>>,
}

/// A function that gets incumbent and bound of a MIP whenever one of them improves, with the values of the
/// columns where the incumbent does.
pub type Watch<'a> = dyn FnMut(Glimpse, Option<&[f64]>) + 'a;

/// The caller's `watch`, and its panic.
struct Watcher<'a> {
    watch: &'a mut Watch<'a>,
    /// The panic of `watch` or `is_stopped`, kept because it must not unwind through HiGHS.
    panic: Option<Box<dyn Any + Send>>,
}

impl Listener<'_> {
    /// Passes a glimpse and a better solution on to `watch`; whether HiGHS is to stop.
    fn pass_on(&self, glimpse: Glimpse, solution: Option<&[f64]>) -> bool {
        let Ok(mut watcher) = self.watcher.try_borrow_mut() else { return false };
        if watcher.panic.is_some() {
            return true;
        }
        let is_stopped = catch_unwind(AssertUnwindSafe(|| {
            (watcher.watch)(glimpse, solution);
            (self.is_stopped)()
        }));
        is_stopped.unwrap_or_else(|panic| {
            watcher.panic = Some(panic);
            true
        })
    }
}

/// The function that HiGHS calls, with the listener as `data`.
///
/// # Safety
/// `told` and `answer` are valid for this call, and `data` is a `Listener` that is.
unsafe extern "C" fn called_back(
    event: c_int,
    _message: *const c_char,
    told: *const HighsCallbackDataOut,
    answer: *mut HighsCallbackDataIn,
    data: *mut c_void,
) {
    // SAFETY: this function asks for it. `told` and `answer` are variables of HiGHS's own wrapper
    // around this call (`Highs::setCallback`), of which nobody else knows; `data` is what `solve`
    // has handed over.
    let (told, answer, listener) = unsafe { (&*told, &mut *answer, &*data.cast::<Listener<'_>>()) };
    // HiGHS 1.15 calls back from the thread that runs it: `checkLimits` and `addIncumbent` do so
    // outside of its parallel tasks only, the simplex method between iterations. Were it otherwise,
    // this is all that another thread does here, and it touches nothing that is not `Sync`.
    if thread::current().id() != listener.thread {
        return;
    }
    let finite = |value: f64| value.is_finite().then_some(value);
    let glimpse =
        Glimpse { incumbent: finite(told.mip_primal_bound), bound: finite(told.mip_dual_bound) };
    // Interrupts only at interrupt events: the next one comes soon after an improving solution.
    let is_interrupt_event = event != highs_sys::kHighsCallbackMipImprovingSolution;
    let size = usize::try_from(told.mip_solution_size).unwrap_or(0);
    let solution = if is_interrupt_event || told.mip_solution.is_null() {
        None
    } else {
        // SAFETY: at an improving solution HiGHS hands over the values of its columns, valid for
        // this call: `mip_solution_size` of them.
        Some(unsafe { std::slice::from_raw_parts(told.mip_solution, size) })
    };
    let is_stopped = listener.pass_on(glimpse, solution)
        || told.mip_total_lp_iterations >= listener.most_iterations;
    answer.user_interrupt = c_int::from(is_stopped && is_interrupt_event);
}

thread_local! {
    /// Whether HiGHS runs on this thread.
    static IS_BUSY: Cell<bool> = const { Cell::new(false) };
}

/// HiGHS's thread pool of this thread: it lives for one run, so that the next run may have another
/// number of threads.
struct Scheduler;

impl Scheduler {
    fn take() -> Result<Scheduler, SolverError> {
        if IS_BUSY.replace(true) {
            return Err(SolverError::Failed("a solver's callback asked the solver".to_owned()));
        }
        Ok(Scheduler)
    }
}

impl Drop for Scheduler {
    fn drop(&mut self) {
        // SAFETY: no instance may be in use by these threads. The scheduler is HiGHS's own for each
        // thread that runs it (`thread_local` in `HighsTaskExecutor`), and on this one `IS_BUSY`
        // has let in one run, which has ended.
        unsafe { highs_sys::Highs_resetGlobalScheduler(1) };
        IS_BUSY.set(false);
    }
}

#[cfg(test)]
mod tests {
    use super::{
        Ending, Glimpse, Lp, LpAnswer, LpOutcome, MipAnswer, MipModel, MipOptions, SolverError,
        run, run_once, version,
    };
    use good_lp::{Expression, ProblemVariables, constraint, variable};
    use rand::rngs::ChaCha8Rng;
    use rand::{RngExt, SeedableRng};
    use std::cell::Cell;
    use std::collections::BTreeSet;
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::time::{Duration, Instant};

    const TO_THE_END: MipOptions<'_> = MipOptions {
        gap: 0.0,
        threads: 1,
        seed: 0,
        deadline: None,
        most_iterations: None,
        relaxation_first: None,
        start: None,
        is_cancelled: &|| false,
    };

    /// Minimises `Σ cost · x` over whole `x` from 0 to `most`, for `(cost, most)`, with rows
    /// `Σ entries · x ≥ least`.
    fn mip(columns: &[(f64, f64)], rows: &[(Vec<f64>, f64)]) -> MipModel {
        let mut variables = ProblemVariables::new();
        let costs: Vec<f64> = columns.iter().map(|(cost, _)| *cost).collect();
        let column = |most: f64| variable().integer().min(0.0).max(most);
        let columns: Vec<_> =
            columns.iter().map(|(_, most)| variables.add(column(*most))).collect();
        let sum = |coefficients: &[f64]| -> Expression {
            coefficients.iter().zip(&columns).map(|(value, column)| *value * *column).sum()
        };
        let rows = rows.iter().map(|(entries, least)| constraint!(sum(entries) >= *least));
        let (objective, rows) = (sum(&costs), rows.collect());
        MipModel { variables, objective, rows }
    }

    /// `min 3a + 2b` with `2a + b ≥ 5` is 8, at a = 2 and b = 1; its LP relaxation is 7.5.
    fn integer_program() -> MipModel {
        mip(&[(3.0, 10.0), (2.0, 10.0)], &[(vec![2.0, 1.0], 5.0)])
    }

    /// Market split: each half of the goods is to have half of every product's customers, or miss
    /// it by little. Its relaxation misses by nothing, so that the bound hardly moves and the
    /// search is long; all goods on one side is a plan.
    fn market_split() -> (MipModel, Vec<f64>) {
        const GOODS: usize = 50;
        const PRODUCTS: usize = 6;
        let mut dice = ChaCha8Rng::seed_from_u64(7);
        let mut columns = vec![(0.0, 1.0); GOODS];
        columns.extend([(1.0, 1e4); 2 * PRODUCTS]);
        let mut start = vec![0.0; GOODS];
        let mut rows = Vec::new();
        for product in 0..PRODUCTS {
            let customers: Vec<f64> =
                (0..GOODS).map(|_| f64::from(dice.random_range(0..100))).collect();
            let half = (customers.iter().sum::<f64>() / 2.0).floor();
            for sign in [1.0, -1.0] {
                let mut row: Vec<f64> =
                    customers.iter().map(|customers| sign * customers).collect();
                row.resize(GOODS + 2 * PRODUCTS, 0.0);
                row[GOODS + 2 * product] = sign;
                row[GOODS + 2 * product + 1] = -sign;
                rows.push((row, sign * half));
            }
            start.extend([half, 0.0]);
        }
        (mip(&columns, &rows), start)
    }

    /// A weighted vertex cover of a random graph: 60 vertices, 240 edges.
    fn covering() -> MipModel {
        const VERTICES: usize = 60;
        let mut dice = ChaCha8Rng::seed_from_u64(5);
        let columns: Vec<(f64, f64)> =
            (0..VERTICES).map(|_| (f64::from(dice.random_range(50..100)), 1.0)).collect();
        let row = |_| {
            let mut row = vec![0.0; VERTICES];
            row[dice.random_range(0..VERTICES)] = 1.0;
            row[dice.random_range(0..VERTICES)] = 1.0;
            (row, 1.0)
        };
        let rows: Vec<(Vec<f64>, f64)> = (0..4 * VERTICES).map(row).collect();
        mip(&columns, &rows)
    }

    /// Solves a MIP, and gives the glimpses on the way.
    fn watched(problem: MipModel, with: &MipOptions<'_>) -> (MipAnswer, Vec<Glimpse>) {
        let mut seen = Vec::new();
        let answer = run(problem, with, &mut |glimpse, _| seen.push(glimpse)).unwrap();
        (answer, seen)
    }

    #[test]
    fn the_version_is_the_one_compiled_in() {
        let lock = include_str!("../../Cargo.lock");
        let (_, after) = lock.split_once("name = \"highs-sys\"\nversion = \"").unwrap();
        assert_eq!(version().strip_prefix("HiGHS "), after.split('"').next());
    }

    #[test]
    fn a_small_mip_is_solved() {
        let (answer, seen) = watched(integer_program(), &TO_THE_END);
        assert_eq!((answer.ending, answer.status.as_str()), (Ending::Solved, "Optimal"));
        assert_eq!(answer.values, Some(vec![2.0, 1.0]));
        assert_eq!(answer.bound, Some(8.0));
        assert_eq!(seen.last().and_then(|last| last.incumbent), Some(8.0));
    }

    #[test]
    fn every_better_solution_is_told_with_the_columns_of_the_model() {
        let costs: Vec<f64> = {
            let mut dice = ChaCha8Rng::seed_from_u64(5);
            (0..60).map(|_| f64::from(dice.random_range(50..100))).collect()
        };
        for presolve in [true, false] {
            let mut told: Vec<Vec<f64>> = Vec::new();
            let mut watch = |_: Glimpse, solution: Option<&[f64]>| {
                told.extend(solution.map(<[f64]>::to_vec));
            };
            let answer = run_once(covering().problem(), &TO_THE_END, presolve, &mut watch).unwrap();
            assert!(told.iter().all(|values| values.len() == costs.len()), "{told:?}");
            let cost = |values: &[f64]| -> f64 {
                values.iter().zip(&costs).map(|(value, cost)| value.round() * cost).sum()
            };
            let values: Vec<f64> = told.iter().map(|values| cost(values)).collect();
            assert!(values.is_sorted_by(|a, b| a > b), "{values:?}");
            assert_eq!(values.last().copied(), answer.values.map(|own| cost(&own)));
        }
    }

    #[test]
    fn an_infeasible_mip_has_neither_values_nor_bound() {
        for presolve in [true, false] {
            let problem = mip(&[(1.0, 1.0); 2], &[(vec![1.0, 1.0], 3.0)]);
            let mut seen = Vec::new();
            let mut watch = |glimpse, _: Option<&[f64]>| seen.push(glimpse);
            let answer = run_once(problem.problem(), &TO_THE_END, presolve, &mut watch).unwrap();
            assert_eq!(
                (answer.ending, answer.values, answer.bound),
                (Ending::Infeasible, None, None)
            );
            assert_eq!(seen, []);
        }
    }

    #[test]
    fn an_iteration_limit_ends_every_run_at_the_same_solution() {
        let stopped = || {
            let (problem, start) = market_split();
            let with =
                MipOptions { most_iterations: Some(2_000), start: Some(start), ..TO_THE_END };
            let (answer, _) = watched(problem, &with);
            (answer.ending, answer.values, answer.bound)
        };
        let (ending, values, bound) = stopped();
        assert!(ending == Ending::Stopped && values.is_some() && bound.is_some());
        assert_eq!((ending, values, bound), stopped());
        let (answer, _) =
            watched(integer_program(), &MipOptions { most_iterations: Some(2_000), ..TO_THE_END });
        assert_eq!(answer.ending, Ending::Solved);
    }

    #[test]
    fn a_model_without_columns_is_solved() {
        let (answer, _) = watched(mip(&[], &[]), &TO_THE_END);
        assert_eq!(answer.ending, Ending::Solved);
        assert!(answer.values.is_none_or(|values| values.is_empty()));
    }

    /// Stops from the `most`-th question on, and counts the questions.
    struct StopAfter {
        most: usize,
        asked: Cell<usize>,
    }

    impl StopAfter {
        fn questions(most: usize) -> StopAfter {
            StopAfter { most, asked: Cell::new(0) }
        }

        fn is_over(&self) -> bool {
            self.asked.set(self.asked.get() + 1);
            self.asked.get() >= self.most
        }

        /// The number of questions after the first yes.
        fn asked_in_vain(&self) -> usize {
            self.asked.get().saturating_sub(self.most)
        }
    }

    #[test]
    fn incumbents_and_bounds_are_seen_as_they_come() {
        let (problem, start) = market_split();
        let worst: f64 = start.iter().sum();
        let stop = StopAfter::questions(1_000);
        let is_cancelled = || stop.is_over();
        let (answer, seen) = watched(
            problem,
            &MipOptions { start: Some(start), is_cancelled: &is_cancelled, ..TO_THE_END },
        );
        assert!(seen.len() > 3, "{seen:?}");
        assert_eq!(seen[0].incumbent, Some(worst), "the start is the first incumbent");
        get_better(&seen);
        let last = seen.last().unwrap();
        let value: f64 = answer.values.unwrap()[50..].iter().sum();
        assert!((value - last.incumbent.unwrap()).abs() < 1e-6, "{value} is not {last:?}");
        assert!(last.bound <= answer.bound && answer.bound.unwrap() <= value);
    }

    #[test]
    fn bounds_on_the_way_are_true() {
        let (answer, seen) = watched(covering(), &TO_THE_END);
        assert_eq!(answer.ending, Ending::Solved);
        get_better(&seen);
        let bounds: BTreeSet<i64> =
            seen.iter().filter_map(|seen| Some((seen.bound? * 1e3) as i64)).collect();
        assert!(bounds.len() > 2, "{seen:?}");
        let least = seen.last().and_then(|last| last.incumbent).unwrap();
        assert!((answer.bound.unwrap() - least).abs() < 1e-6, "{:?} is not {least}", answer.bound);
        assert!(seen.iter().all(|seen| seen.bound.is_none_or(|bound| bound <= least)), "{seen:?}");
    }

    fn get_better(seen: &[Glimpse]) {
        for (before, after) in seen.iter().zip(&seen[1..]) {
            let is_no_worse = [after.incumbent, before.incumbent]
                .is_sorted_by_key(|value| value.unwrap_or(f64::INFINITY));
            assert!(
                is_no_worse && after.bound >= before.bound && after != before,
                "{before:?} then {after:?}"
            );
        }
    }

    #[test]
    fn a_cancelled_run_ends_with_what_it_has() {
        let (problem, start) = market_split();
        let (answer, _) = watched(
            problem,
            &MipOptions { start: Some(start.clone()), is_cancelled: &|| true, ..TO_THE_END },
        );
        assert_eq!((answer.ending, answer.status.as_str()), (Ending::Stopped, "ReachedInterrupt"));
        assert_eq!(answer.values, Some(start));
        assert!(answer.bound.is_none_or(|bound| bound <= 0.0));
    }

    #[test]
    fn a_run_is_cancelled_in_the_middle_of_its_search() {
        for most in [1, 10, 100, 1_000] {
            let (problem, start) = market_split();
            let worst: f64 = start.iter().sum();
            let stop = StopAfter::questions(most);
            let is_cancelled = || stop.is_over();
            let (answer, _) = watched(
                problem,
                &MipOptions { start: Some(start), is_cancelled: &is_cancelled, ..TO_THE_END },
            );
            assert!(
                stop.asked_in_vain() < 10,
                "asked {} times after it was told",
                stop.asked_in_vain()
            );
            assert_eq!(answer.ending, Ending::Stopped);
            let value = answer.values.unwrap()[50..].iter().sum::<f64>();
            assert!(value < worst || most < 100, "{value} after {most} questions");
        }
    }

    #[test]
    fn a_mip_begins_where_its_relaxation_is_short() {
        let first = |most| MipOptions { relaxation_first: Some(most), ..TO_THE_END };
        let (answer, _) = watched(integer_program(), &first(1_000));
        let (at_once, _) = watched(integer_program(), &TO_THE_END);
        assert_eq!((answer.ending, answer.values), (Ending::Solved, at_once.values));
        let (problem, start) = market_split();
        let (answer, _) = watched(problem, &MipOptions { start: Some(start), ..first(0) });
        assert_eq!((answer.ending, answer.status.as_str()), (Ending::Stopped, "RelaxationOnly"));
        assert!(answer.values.is_none() && answer.bound.is_some_and(|bound| bound < 1e-6));
        let (problem, _) = market_split();
        let is_cancelled = || true;
        let (answer, _) = watched(problem, &MipOptions { is_cancelled: &is_cancelled, ..first(9) });
        assert_eq!((answer.ending, answer.bound), (Ending::Stopped, None));
    }

    #[test]
    fn a_deadline_is_kept() {
        for threads in [1, 2] {
            let (problem, _) = market_split();
            let began = Instant::now();
            let deadline = Some(began + Duration::from_millis(500));
            let (answer, _) = watched(problem, &MipOptions { threads, deadline, ..TO_THE_END });
            assert_eq!(
                (answer.ending, answer.status.as_str()),
                (Ending::Stopped, "ReachedTimeLimit")
            );
            let took = began.elapsed().as_secs_f64();
            assert!((0.4..5.0).contains(&took), "{took} s with {threads} threads");
        }
    }

    #[test]
    fn runs_on_one_thread_may_have_any_number_of_threads() {
        for threads in [2, 1, 3, 2] {
            let (answer, _) = watched(integer_program(), &MipOptions { threads, ..TO_THE_END });
            assert_eq!(answer.bound, Some(8.0), "{threads} threads");
            assert!(matches!(diet().solve(&|| false), Ok(LpOutcome::Optimal(_))));
        }
    }

    #[test]
    fn a_panic_of_the_watch_comes_through_and_leaves_the_solver_usable() {
        let (problem, start) = market_split();
        let with = MipOptions { start: Some(start), ..TO_THE_END };
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            run(problem, &with, &mut |_, _| panic!("seen enough"))
        }));
        let said = panicked.err().and_then(|panic| panic.downcast::<&str>().ok());
        assert_eq!(said.as_deref(), Some(&"seen enough"));
        assert_eq!(watched(integer_program(), &TO_THE_END).0.ending, Ending::Solved);
    }

    #[test]
    fn a_run_within_a_run_is_refused() {
        let (problem, start) = market_split();
        let inner = Cell::new(None);
        let is_cancelled = || {
            let answer = diet().solve(&|| false);
            inner.set(answer.err());
            true
        };
        let (answer, _) = watched(
            problem,
            &MipOptions { start: Some(start), is_cancelled: &is_cancelled, ..TO_THE_END },
        );
        assert_eq!(answer.ending, Ending::Stopped);
        assert!(matches!(inner.take(), Some(SolverError::Failed(_))));
    }

    /// The diet problem with needs of 4 and 6 of two nutrients: the optimum of 2 units of each of
    /// two foods costs 10.
    fn diet() -> Lp {
        let mut lp = Lp::new(&[(4.0, f64::INFINITY), (6.0, f64::INFINITY)]).unwrap();
        lp.add_column(2.0, f64::INFINITY, &[(0, 1.0), (1, 1.0)]).unwrap();
        lp.add_column(3.0, f64::INFINITY, &[(0, 1.0), (1, 2.0)]).unwrap();
        lp
    }

    fn optimum(lp: &mut Lp) -> LpAnswer {
        match lp.solve(&|| false) {
            Ok(LpOutcome::Optimal(answer)) => answer,
            outcome => panic!("{outcome:?}"),
        }
    }

    #[test]
    fn an_lp_grows_and_is_solved_again() {
        let mut lp = diet();
        let first = optimum(&mut lp);
        assert_eq!(
            (first.objective, first.columns, first.duals),
            (10.0, vec![2.0, 2.0], vec![1.0, 1.0])
        );
        // The new column's reduced cost is 1.5 − 1 − 1 = −0.5, so the objective falls.
        lp.add_column(1.5, f64::INFINITY, &[(0, 1.0), (1, 1.0)]).unwrap();
        let second = optimum(&mut lp);
        assert_eq!((second.objective, second.columns), (9.0, vec![0.0, 2.0, 2.0]));
        lp.limit_column(2, 0.0, 1.0);
        assert_eq!(optimum(&mut lp).columns, vec![1.0, 2.0, 1.0]);
        lp.limit_column(0, 0.0, 0.0);
        lp.limit_column(1, 0.0, 0.0);
        assert!(matches!(lp.solve(&|| false), Ok(LpOutcome::Infeasible)));
    }

    /// The assignment problem at random costs.
    fn assignment(size: usize) -> Lp {
        let mut dice = ChaCha8Rng::seed_from_u64(3);
        let mut lp = Lp::new(&vec![(1.0, 1.0); 2 * size]).unwrap();
        for person in 0..size {
            for task in 0..size {
                let price = f64::from(dice.random_range(1..1000));
                lp.add_column(price, 1.0, &[(person, 1.0), (size + task, 1.0)]).unwrap();
            }
        }
        lp
    }

    #[test]
    fn a_stopped_lp_is_not_infeasible_and_can_go_on() {
        let mut lp = assignment(60);
        let stop = StopAfter::questions(20);
        assert!(matches!(lp.solve(&|| stop.is_over()), Ok(LpOutcome::Stopped)));
        assert!(
            stop.asked_in_vain() < 10,
            "asked {} times after it was told",
            stop.asked_in_vain()
        );
        assert!(matches!(lp.solve(&|| true), Ok(LpOutcome::Stopped)));
        let answer = optimum(&mut lp);
        let assigned = answer.columns.iter().filter(|value| (**value - 1.0).abs() < 1e-6).count();
        assert_eq!(assigned, 60);
        assert!((answer.objective - optimum(&mut assignment(60)).objective).abs() < 1e-6);
    }
}
