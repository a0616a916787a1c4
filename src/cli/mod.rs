//! The command line: one file a verb; the only place that prints or chooses an exit code.

mod asking;
mod batch;
mod check;
mod codes;
mod collect;
mod compare;
mod completions;
mod console;
mod dropped;
mod exit;
mod export;
mod figures;
mod fit;
mod forms;
mod gather;
mod generate;
mod help;
mod interrupt;
mod limits;
mod makeup;
mod man;
mod marked;
mod model;
mod new;
mod open;
mod pareto;
mod plan_only;
mod playing;
mod publish;
mod replan;
mod report;
mod safety;
mod schema;
mod simulate;
mod slack;
mod solve;
mod suggest;
mod sweep;
mod trace;
mod usage;
mod variants;
mod ways_out;
mod why;
mod writing;

use callsheet::base::diagnostic::{Code, Diagnostic, Severity};
use callsheet::base::text::{Lang, Text, of_system};
use callsheet::files::{Loaded, PlanPlaces, load};
use callsheet::publish::json::{InternalError, InvalidInput};
use callsheet::publish::output::complete;
use callsheet::solve::say_at_abort;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::ffi::OsString;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Plan who is called when, prove how good the plan is, check it, and publish it. 排定谁何时到场并证明其最优。
#[derive(Parser)]
#[command(name = "callsheet", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

/// The verbs under the six headings of `--help`.
#[derive(Subcommand)]
enum Verb {
    #[command(flatten)]
    Begin(BeginVerb),
    #[command(flatten)]
    Plan(PlanVerb),
    #[command(flatten)]
    Ask(AskVerb),
    #[command(flatten)]
    Publish(PublishVerb),
    #[command(flatten)]
    Day(DayVerb),
    #[command(flatten)]
    Reference(ReferenceVerb),
}

#[derive(Subcommand)]
enum BeginVerb {
    /// Begin a campaign from a spreadsheet of colleges and classes, or a roster. 由名单或花名册新建活动
    New(new::NewArguments),
    /// Make up a campaign of up to 5,000 groups, with or without a known optimum. 生成练习用的活动
    Generate(generate::GenerateArguments),
}

#[derive(Subcommand)]
enum PlanVerb {
    /// Find the best plan of a campaign, prove it, check it and write its report. 求出最好的方案并证明，核查，写出报告
    Solve(solve::SolveArguments),
    /// Score any plan: every violation of every rule, and what it demands of the crew. 核查任一方案：违反了哪些规则，对现场要求多快
    Check(check::CheckArguments),
    /// Put plans side by side. 并排对比几个方案
    Compare(compare::CompareArguments),
    /// Plan on a board in the browser, with the proof beside it. 在浏览器里拖动着排，旁边就是证明
    Open(open::OpenArguments),
}

#[derive(Subcommand)]
enum AskVerb {
    /// Does everybody fit? If not: which rules conflict, and what would mend it. 排得下吗；排不下时差在哪里，怎样才排得下
    Fit(fit::FitArguments),
    /// Why is a group not somewhere else, and what would it cost? 某学院为什么不在那里，改去那里要付出什么
    Why(why::WhyArguments),
    /// Where else could a group come, and at what price? 某学院还能排在哪里，要付出什么
    Suggest(suggest::SuggestArguments),
    /// Solve the campaign and its variants, side by side. 求解活动与各备选方案，并排对比
    Variants(variants::VariantsArguments),
    /// Solve over a range of one or two settings, and name the break points. 让一两项设置在一个范围内变化，逐点求解，找出转折处
    Sweep(sweep::SweepArguments),
    /// The exact front between two or three tiers. 两三个目标之间怎样取舍：全部可能的最好组合
    Pareto(pareto::ParetoArguments),
    /// Solve the rows of a table of jobs, each in a process of its own. 批量求解任务表中的各行，每行一个进程
    Batch(batch::BatchArguments),
    /// What a batch says so far: break points, fronts, the best rows. 汇总批量求解到目前为止的结果
    Gather(gather::GatherArguments),
    /// What does a plan withstand: slower crews, more people, shorter half-days? 方案经得起多少变化：拍得慢些、人多些、时间短些
    Slack(slack::SlackArguments),
    /// Play a plan, 1,000 times by default: who ends on time, who waits, does the make-up time suffice? 把当天演练许多遍：能否按时结束，等候多久，补照时间够不够
    Simulate(simulate::SimulateArguments),
    /// Solve at each of a list of confidences and play the plans: what does safety cost? 按几种把握分别求解并演练：更稳妥要付出什么
    Safety(safety::SafetyArguments),
}

#[derive(Subcommand)]
enum PublishVerb {
    /// Write the report of any plan. 写出任一方案的报告
    Report(report::ReportArguments),
    /// One workbook for each college to accept or change its slots. 生成回执：每个学院一个工作簿，确认或改时间
    Forms(forms::FormsArguments),
    /// Read the forms that came back: who is missing, what is wrong, the master timetable. 汇总收回的回执：谁没交，哪里有误，商定的总表
    Collect(collect::CollectArguments),
    /// Write a plan as workbooks, Word documents, printed pages, tables and calendars. 把方案导出为表格、Word 文档、打印页和日历
    Export(export::ExportArguments),
    /// Freeze what people are told as a numbered version, with what changed. 发布方案，冻结为一版，并列出与上一版的不同
    Publish(publish::PublishArguments),
}

#[derive(Subcommand)]
enum DayVerb {
    /// Mend a plan while it runs: what is done stays, fewest people are told a new time. 当天出了状况时调整：已完成的不动，改时间的人最少
    Replan(replan::ReplanArguments),
    /// Who is missing, and when each college comes in the make-up time. 谁还没拍（还没接种等），各学院何时补
    Makeup(makeup::MakeupArguments),
}

#[derive(Subcommand)]
enum ReferenceVerb {
    /// List all diagnostic codes, or explain one. 列出全部提示编号，或解释其中一个
    Codes(codes::CodesArguments),
    /// Print the JSON Schema of campaign.toml and of all tables, or of what a verb prints. 输出设置、各表与各命令 JSON 的格式定义
    Schema(schema::SchemaArguments),
    /// Print a campaign as a bare optimisation problem, for other solvers. 把活动导出为纯粹的优化问题，供别的求解器用
    Model(model::ModelArguments),
    /// Print the completions of a shell. 输出命令行补全脚本
    Completions(completions::CompletionsArguments),
    /// Print the man page of callsheet, or of one verb. 输出手册页
    Man(man::ManArguments),
}

impl Verb {
    /// Runs the verb; whether a fault is to be told in JSON too.
    fn run(self) -> (Result<u8, Stop>, bool) {
        match self {
            Self::Begin(verb) => match verb {
                BeginVerb::New(arguments) => (new::run(&arguments), false),
                BeginVerb::Generate(arguments) => (generate::run(&arguments), false),
            },
            Self::Plan(verb) => match verb {
                PlanVerb::Solve(arguments) => (solve::run(&arguments), arguments.json),
                PlanVerb::Check(arguments) => (check::run(&arguments), arguments.json),
                PlanVerb::Compare(arguments) => (compare::run(&arguments), arguments.json),
                PlanVerb::Open(arguments) => (open::run(&arguments), false),
            },
            Self::Ask(verb) => match verb {
                AskVerb::Fit(arguments) => (fit::run(&arguments), arguments.json),
                AskVerb::Why(arguments) => (why::run(&arguments), arguments.json),
                AskVerb::Suggest(arguments) => (suggest::run(&arguments), arguments.json),
                AskVerb::Variants(arguments) => (variants::run(&arguments), arguments.json),
                AskVerb::Sweep(arguments) => (sweep::run(&arguments), arguments.json),
                AskVerb::Pareto(arguments) => (pareto::run(&arguments), arguments.json),
                AskVerb::Batch(arguments) => (batch::run(&arguments), arguments.json),
                AskVerb::Gather(arguments) => (gather::run(&arguments), arguments.json),
                AskVerb::Slack(arguments) => (slack::run(&arguments), arguments.json),
                AskVerb::Simulate(arguments) => (simulate::run(&arguments), arguments.json),
                AskVerb::Safety(arguments) => (safety::run(&arguments), arguments.json),
            },
            Self::Publish(verb) => match verb {
                PublishVerb::Report(arguments) => (report::run(&arguments), false),
                PublishVerb::Forms(arguments) => (forms::run(&arguments), false),
                PublishVerb::Collect(arguments) => (collect::run(&arguments), arguments.json),
                PublishVerb::Export(arguments) => (export::run(&arguments), false),
                PublishVerb::Publish(arguments) => (publish::run(&arguments), arguments.json),
            },
            Self::Day(verb) => match verb {
                DayVerb::Replan(arguments) => (replan::run(&arguments), arguments.json),
                DayVerb::Makeup(arguments) => (makeup::run(&arguments), arguments.json),
            },
            Self::Reference(verb) => match verb {
                ReferenceVerb::Codes(arguments) => (codes::run(&arguments), false),
                ReferenceVerb::Schema(arguments) => (Ok(schema::run(&arguments)), false),
                ReferenceVerb::Model(arguments) => (model::run(&arguments), true),
                ReferenceVerb::Completions(arguments) => (Ok(completions::run(&arguments)), false),
                ReferenceVerb::Man(arguments) => (man::run(&arguments), false),
            },
        }
    }
}

/// What every verb that reads a campaign takes.
#[derive(Args)]
struct CampaignArguments {
    /// Campaign: a folder with campaign.toml and groups.csv, or one workbook. 活动：文件夹，或一个 .xlsx 工作簿
    campaign: PathBuf,
    /// Override a field of campaign.toml for this run, such as `grid_minutes=5` or
    /// `station.NAME.rate=260`. 只在本次改动某项设置，如 `grid_minutes=5`、`station.体育馆.rate=260`
    #[arg(long = "set", value_name = "KEY=VALUE")]
    set: Vec<String>,
    #[command(flatten)]
    language: LanguageArgument,
}

/// What every verb that looks at one plan takes.
#[derive(Args)]
struct PlanArguments {
    /// The plan: a CSV table, a plan.json, or a folder with one. 方案：CSV 表、plan.json，或其所在的文件夹
    plan: PathBuf,
    /// Class slots to go with a CSV plan. 与 CSV 方案配套的班级时段表
    #[arg(long, value_name = "FILE")]
    slots: Option<PathBuf>,
}

#[derive(Args)]
struct LanguageArgument {
    /// Language of all output; default: the campaign's. 输出的语言：zh 中文、en 英文；缺省为活动的语言
    #[arg(long, value_enum)]
    lang: Option<LangArg>,
}

#[derive(Clone, Copy, ValueEnum)]
enum LangArg {
    Zh,
    En,
}

impl LanguageArgument {
    fn chosen(&self) -> Option<Lang> {
        self.lang.map(|lang| match lang {
            LangArg::Zh => Lang::Zh,
            LangArg::En => Lang::En,
        })
    }
}

/// A verb, an argument that it had, and the verb that does the argument's work now.
const MOVED: &[(&str, &str, &str)] =
    &[("compare", "--variant", "variants"), ("simulate", "--confidences", "safety")];

/// Why a verb stops before its end.
enum Stop {
    /// Input or usage that can't be worked with.
    Faults(Vec<Diagnostic>, Lang),
    /// A failure that is not the user's.
    Internal(String),
}

impl CampaignArguments {
    /// Loads the campaign and settles the language.
    fn load(&self) -> Result<(Loaded, Lang), Stop> {
        let chosen = self.language.chosen();
        // A run that was ended while the page changed the campaign's files has left them between.
        let folder = if self.campaign.is_dir() {
            Some(self.campaign.as_path())
        } else {
            self.campaign.parent()
        };
        if let Some(folder) = folder {
            let lang = chosen.unwrap_or_else(console::system_language);
            complete(folder).map_err(|fault| Stop::Faults(vec![fault], lang))?;
        }
        match load(&self.campaign, &self.set) {
            Ok(loaded) => {
                let lang = chosen.unwrap_or_else(|| loaded.campaign.lang());
                console::warn(&loaded.notes, lang);
                Ok((loaded, lang))
            }
            Err(rejected) => {
                let lang = chosen.or(rejected.lang).unwrap_or_else(console::system_language);
                Err(Stop::Faults(rejected.faults, lang))
            }
        }
    }
}

/// Reads a plan for a campaign that is loaded.
fn read_plan(
    path: &Path,
    slots: Option<&Path>,
    loaded: &Loaded,
    lang: Lang,
) -> Result<callsheet::campaign::plan::Plan, Stop> {
    read_plan_with_places(path, slots, loaded, lang).map(|(plan, _)| plan)
}

/// The same, with the place of every row.
fn read_plan_with_places(
    path: &Path,
    slots: Option<&Path>,
    loaded: &Loaded,
    lang: Lang,
) -> Result<(callsheet::campaign::plan::Plan, PlanPlaces), Stop> {
    whole(path, lang)?;
    let (plan, places) = callsheet::files::read_plan_with_places(path, slots, &loaded.campaign)
        .map_err(|faults| Stop::Faults(faults, lang))?;
    console::warn(&places.notes, lang);
    Ok((plan, places))
}

/// Completes a folder that an ended run has left between old files and new ones, before a plan is
/// read from it.
fn whole(plan: &Path, lang: Lang) -> Result<(), Stop> {
    let folder = if plan.is_dir() { plan } else { plan.parent().unwrap_or(plan) };
    complete(folder).map_err(|fault| Stop::Faults(vec![fault], lang))
}

/// An old call whose work has become a verb of its own.
fn moved(arguments: &[String]) -> Option<Diagnostic> {
    let (verb, rest) = arguments.split_first()?;
    let (_, old, new) = MOVED.iter().find(|(of, old, _)| {
        let is_old = |argument: &String| argument.split('=').next() == Some(old);
        verb == of && rest.iter().any(is_old)
    })?;
    let message = Text::new(
        format!("{verb} 的 {old} 现为单独的命令 {new}"),
        format!("{old} of {verb} is a verb of its own now: {new}"),
    );
    let help =
        Text::new(format!("请看 callsheet {new} --help"), format!("see callsheet {new} --help"));
    Some(Diagnostic::error(Code::Usage, message).help(help))
}

/// Help and version as asked for; anything else that clap says is a fault with a number.
fn misunderstood(error: &clap::Error) -> u8 {
    if error.kind() == clap::error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        console::err(error.render().to_string().trim_end());
        return exit::BAD_INPUT;
    }
    if !error.use_stderr() {
        console::out(error.render().to_string().trim_end());
        return exit::FINE;
    }
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let fault = moved(&arguments).unwrap_or_else(|| {
        Diagnostic::error(Code::Usage, usage::message(error)).help(Code::Usage.explanation())
    });
    let lang = console::system_language();
    console::err(&fault.render(lang));
    if arguments.iter().any(|argument| argument == "--json") {
        console::json(&InvalidInput::new(&[fault], lang));
    }
    exit::BAD_INPUT
}

/// Runs the program.
pub fn run() -> ExitCode {
    interrupt::listen();
    let last_words = format!("{}\n", cut_short().render(console::system_language()));
    say_at_abort(last_words, exit::INTERNAL);
    let code = answer();
    // An answer that did not reach anybody is none.
    if let Some(error) = console::failure() {
        let message = Text::new(
            format!("无法写到标准输出：{}", of_system(error).get(Lang::Zh)),
            format!("stdout can't be written: {error}"),
        );
        let fault = Diagnostic::error(Code::Unwritable, message);
        console::err(&fault.render(console::system_language()));
        return ExitCode::from(exit::BAD_INPUT);
    }
    ExitCode::from(code)
}

/// That the program ends before its answer.
fn cut_short() -> Diagnostic {
    Diagnostic::error(Code::CutShort, Code::CutShort.title()).help(Code::CutShort.explanation())
}

/// Does what the command line asks for, or what a dropped file stands for.
fn answer() -> u8 {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let program = arguments.first().cloned().unwrap_or_default();
    let Some(calls) = dropped::calls(arguments.get(1..).unwrap_or_default()) else {
        return answer_to(arguments);
    };
    let mut code = exit::FINE;
    for call in calls {
        code = answer_to(std::iter::once(program.clone()).chain(call).collect());
        if code != exit::FINE {
            break;
        }
        console::out("");
    }
    dropped::wait(console::system_language());
    code
}

fn answer_to(arguments: Vec<OsString>) -> u8 {
    let cli = match Cli::try_parse_from(&arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and faults are for readers: they are made in the reader's language.
            let own = help::command(console::system_language()).try_get_matches_from(arguments);
            return misunderstood(&own.err().unwrap_or(error));
        }
    };
    // A thread that the system refuses is a panic of the libraries that want it.
    let Ok((result, as_json)) = catch_unwind(AssertUnwindSafe(|| cli.verb.run())) else {
        console::err(&cut_short().render(console::system_language()));
        if std::env::args().any(|argument| argument == "--json") {
            console::json(&InternalError::new(Code::CutShort.title().get(Lang::En).to_owned()));
        }
        return exit::INTERNAL;
    };
    match result {
        Ok(code) => code,
        Err(Stop::Faults(faults, lang)) => {
            for fault in &faults {
                console::err(&fault.render(lang));
            }
            let errors = faults.iter().filter(|fault| fault.severity == Severity::Error);
            let count: usize = errors.map(|fault| fault.stands_for).sum();
            if count > 1 {
                console::err(
                    &lang.pick(format!("共 {count} 处问题"), format!("{count} faults in all")),
                );
            }
            marked::write(&faults, lang);
            if as_json {
                console::json(&InvalidInput::new(&faults, lang));
            }
            exit::BAD_INPUT
        }
        Err(Stop::Internal(message)) => {
            console::err(&format!("internal error: {message}"));
            if as_json {
                console::json(&InternalError::new(message));
            }
            exit::INTERNAL
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that fails should say where")]
mod tests {
    use super::{Cli, moved};
    use callsheet::base::text::Lang;
    use clap::CommandFactory;

    /// The verbs of the six headings, as the issue of the house wants them.
    const HEADINGS: [(&str, &[&str]); 6] = [
        ("Begin:", &["new", "generate"]),
        ("Plan:", &["solve", "check", "compare", "open"]),
        (
            "Ask:",
            &[
                "fit", "why", "suggest", "variants", "sweep", "pareto", "batch", "gather", "slack",
                "simulate", "safety",
            ],
        ),
        ("Publish:", &["report", "forms", "collect", "export", "publish"]),
        ("The day:", &["replan", "makeup"]),
        ("Reference:", &["codes", "schema", "model", "completions", "man"]),
    ];

    #[test]
    fn definitions_are_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn help_has_every_verb_once_under_its_heading() {
        let help = super::help::command(Lang::En).render_help().to_string();
        let mut found: Vec<(&str, Vec<&str>)> = Vec::new();
        for line in help.lines().take_while(|line| *line != "Options:") {
            if line.ends_with(':') {
                found.push((line, Vec::new()));
            } else if let (Some((_, verbs)), Some(rest)) =
                (found.last_mut(), line.strip_prefix("  ").filter(|rest| !rest.starts_with(' ')))
            {
                verbs.extend(rest.split_whitespace().next());
            }
        }
        let wanted = HEADINGS.map(|(heading, verbs)| (heading, verbs.to_vec()));
        assert_eq!(found, wanted, "{help}");
        let cli = Cli::command();
        let defined: Vec<&str> = cli.get_subcommands().map(clap::Command::get_name).collect();
        let listed: Vec<&str> = found.iter().flat_map(|(_, verbs)| verbs).copied().collect();
        assert_eq!(defined, listed);
        for verb in cli.get_subcommands() {
            let about = verb.get_about().map(ToString::to_string).unwrap_or_default();
            assert!(about.chars().any(|c| c >= '\u{4e00}'), "{}: no Chinese", verb.get_name());
        }
    }

    #[test]
    fn old_arguments_are_no_arguments_of_their_verb() {
        let cli = Cli::command();
        for (verb, old, new) in super::MOVED {
            let of = cli.find_subcommand(verb).unwrap();
            assert!(of.get_arguments().all(|argument| argument.get_long() != old.get(2..)));
            assert!(cli.find_subcommand(new).is_some());
            assert!(moved(&[(*verb).to_owned(), "C".to_owned(), (*old).to_owned()]).is_some());
            assert!(moved(&[(*new).to_owned(), "C".to_owned(), (*old).to_owned()]).is_none());
        }
    }
}
