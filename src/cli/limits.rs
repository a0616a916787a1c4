//! What every verb that solves takes, and how it is stopped.

use super::{Stop, interrupt};
use callsheet::base::diagnostic::{Code, Diagnostic};
use callsheet::base::kind::CampaignKind;
use callsheet::base::text::{Lang, Text, counted};
use callsheet::publish::words::tiers;
use callsheet::solve::windows::TooLarge;
use callsheet::solve::{Budget, Options, Progress, SolveError};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::time::Duration;

/// Limits of a solve.
#[derive(Args)]
pub struct Limits {
    /// Stop after this many seconds with the best found so far. The limit is for the whole
    /// verb, from reading the files on: all its solves share it.
    /// 时间限制（秒）：整个命令的总时间，从读文件算起，由其中各次求解共用；到时给出已有的最好结果
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    time_limit: Option<Duration>,
    /// Threads for the solver; default: all cores. 求解用的线程数；缺省全部核心
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=256))]
    threads: Option<u32>,
    /// Seed of the solver's random choices. 求解的随机种子
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=i64::from(i32::MAX)))]
    seed: u32,
}

/// Seconds after which `why` and `suggest` answer with what is known: a college waits at the
/// telephone for the answer.
const SECONDS_OF_QUESTION: u64 = 10;

fn seconds(text: &str) -> Result<Duration, String> {
    let value: f64 = text.parse().map_err(|_| "not a number of seconds".to_owned())?;
    Duration::try_from_secs_f64(value)
        .map_err(|_| "wants a number of seconds, 0 or more".to_owned())
}

impl Limits {
    /// The limit of each row, where the solves are only planned: whole seconds, at least 1.
    pub fn of_row(&self) -> (u32, Option<u32>) {
        let limit = self.time_limit.map(|limit| (limit.as_secs_f64().ceil() as u32).max(1));
        (self.seed, limit)
    }

    /// The options of a solve.
    pub fn options(&self) -> Options {
        let usual = Options::default();
        Options { seed: self.seed, threads: self.threads.unwrap_or(usual.threads), ..usual }
    }

    /// The budget of a verb that somebody waits for: [`SECONDS_OF_QUESTION`] unless a limit is
    /// given.
    pub fn budget_of_question(&self) -> Budget {
        let time_limit = self.time_limit.unwrap_or(Duration::from_secs(SECONDS_OF_QUESTION));
        Limits { time_limit: Some(time_limit), ..*self }.budget()
    }

    /// The budget of a verb, made once, at its very start. Ctrl-C asks for the best so far; a
    /// second one ends the program.
    pub fn budget(&self) -> Budget {
        let limit = self.time_limit.map(|limit| Budget::seconds(limit.as_secs_f64()));
        let budget = limit.unwrap_or_default();
        interrupt::asks(&budget);
        budget
    }
}

/// What the user can mend is a fault, the rest is internal.
pub fn stop(error: &SolveError, lang: Lang) -> Stop {
    let fault = match error {
        SolveError::TooLarge(size) => too_large(*size),
        SolveError::Solver(_) | SolveError::Unchecked(_) => {
            return Stop::Internal(error.to_string());
        }
    };
    let help = fault.code.explanation();
    Stop::Faults(vec![fault.help(help)], lang)
}

/// A grid too fine for the campaign's size.
pub fn too_large(size: TooLarge) -> Diagnostic {
    let TooLarge { candidates, most } = size;
    let message = Text::new(
        format!("时间网格允许 {candidates} 个时段，最多 {most} 个"),
        format!(
            "the grid allows {candidates}, at most {most} can be held",
            candidates = counted::of(candidates, "window", "windows")
        ),
    );
    Diagnostic::error(Code::TooLarge, message).help(Code::TooLarge.explanation())
}

/// A line of progress on a terminal, nothing elsewhere.
pub fn spinner() -> ProgressBar {
    let bar = if std::io::stderr().is_terminal() {
        ProgressBar::new_spinner()
    } else {
        ProgressBar::hidden()
    };
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

/// Where a solve stands, in a line.
pub fn describe(progress: &Progress, lang: Lang) -> String {
    let figure =
        |value: Option<f64>| value.map_or_else(|| "—".to_owned(), |value| format!("{value:.1}"));
    let gap = progress.gap().map_or_else(|| "—".to_owned(), |gap| format!("{:.2}%", gap * 100.0));
    let label = tiers::label(progress.tier, CampaignKind::default());
    let (value, bound) = (figure(progress.incumbent), figure(progress.bound));
    let seconds = progress.elapsed.as_secs_f64();
    match lang {
        Lang::Zh => {
            format!("{}：现有 {value}，下界 {bound}，差距 {gap}，{seconds:.0} 秒", label.get(lang))
        }
        Lang::En => format!(
            "{}: incumbent {value}, bound {bound}, gap {gap}, {seconds:.0} s",
            label.get(lang)
        ),
    }
}
