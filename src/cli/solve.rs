//! `callsheet solve`: the best plan, its proof, its check and its report.

use super::check::{make_up, say_repeats};
use super::export::documents_of;
use super::limits::{Limits, describe, spinner, stop};
use super::publish::latest;
use super::report::{default_folder, outputs_of, say_verdict};
use super::trace::Trace;
use super::writing::{ForceFlag, write_or_rescue};
use super::{CampaignArguments, Stop, console, exit, read_plan, ways_out};
use callsheet::base::diagnostic::{Code, Diagnostic, Location};
use callsheet::base::text::{Lang, Text};
use callsheet::campaign::plan::Plan;
use callsheet::campaign::{Campaign, GroupId, Tier};
use callsheet::files::{Loaded, Published, campaign_home};
use callsheet::plans::carried::carried;
use callsheet::plans::notice::{Notices, notices};
use callsheet::publish::json;
use callsheet::publish::output::Output;
use callsheet::publish::report::{Before, FILES, ReportData, season_files};
use callsheet::publish::words::{shortages, tiers, versions};
use callsheet::questions::published::{keep_calls, that_keeps_times};
use callsheet::solve::windows::candidates_within;
use callsheet::solve::{
    Budget, Engine, Options, Outcome, Progress, Termination, TierOutcome, solve,
};
use clap::{Args, ValueEnum};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Arguments of `solve`.
#[derive(Args)]
pub struct SolveArguments {
    #[command(flatten)]
    campaign: CampaignArguments,
    /// Folder for plan, tables, report and pictures; default: reports/NAME. 方案、表格、报告与图片的文件夹；缺省 reports/活动，工作簿则在它旁边
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    force: ForceFlag,
    /// The plan that people were told: what the aim `moved` compares with, and of plans that are
    /// equally good the one is taken that tells the fewest people a new time; default: the
    /// campaign's baseline. 对照方案：同样好的方案中，取改时间的人最少的
    #[arg(long, value_name = "PLAN")]
    baseline: Option<PathBuf>,
    /// Accept a tier at this relative gap, such as 0.01; 0 asks for proof. 可接受的相对差距，如 0.01；0 即要求证明
    #[arg(long, default_value_t = 0.0, value_parser = gap)]
    gap: f64,
    #[command(flatten)]
    limits: Limits,
    /// How tiers are proven: over all windows at once, over block patterns first, or as fits the
    /// size. 求解方式
    #[arg(long, value_enum, default_value_t = EngineArg::Auto)]
    engine: EngineArg,
    /// Log every change of incumbent and bound to this file while solving:
    /// seconds,tier,incumbent,bound. 求解时把每次改进记入此文件：秒、目标、当前值、下界
    #[arg(long, value_name = "FILE.csv")]
    trace: Option<PathBuf>,
    /// Print one JSON object. 输出一个 JSON 对象
    #[arg(long)]
    pub json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum EngineArg {
    Auto,
    Compact,
    Patterns,
    Kinds,
    Sites,
}

impl EngineArg {
    fn engine(self) -> Engine {
        match self {
            EngineArg::Auto => Engine::Auto,
            EngineArg::Compact => Engine::Compact,
            EngineArg::Patterns => Engine::Patterns,
            EngineArg::Kinds => Engine::Kinds,
            EngineArg::Sites => Engine::Sites,
        }
    }
}

fn gap(text: &str) -> Result<f64, String> {
    let value: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if (0.0..1.0).contains(&value) {
        Ok(value)
    } else {
        Err("wants a number from 0 up to 1".to_owned())
    }
}

/// Runs the verb.
pub fn run(arguments: &SolveArguments) -> Result<u8, Stop> {
    let began = Instant::now();
    let budget = arguments.limits.budget();
    let (mut loaded, lang) = arguments.campaign.load()?;
    let campaign_place = &arguments.campaign.campaign;
    let mut published = None;
    if let Some(path) = &arguments.baseline {
        loaded.baseline = Some(read_plan(path, None, &loaded, lang)?);
    } else if let Some(last) = latest(campaign_place, lang)? {
        loaded = that_keeps(&last, loaded, lang)?;
        published = Some(last);
    }
    let options = Options {
        gap: arguments.gap,
        settles_ties: true,
        engine: arguments.engine.engine(),
        ..arguments.limits.options()
    };
    let folder = arguments
        .out
        .clone()
        .unwrap_or_else(|| default_folder(campaign_place, &loaded.campaign, lang));
    let place = arguments.force.place(&folder, &[arguments.baseline.as_deref()], FILES, lang)?;
    let mut trace = match &arguments.trace {
        Some(file) => {
            arguments.force.place(&folder_of(file), &[], &[], lang)?;
            Some(Trace::start(file, began, lang)?)
        }
        None => None,
    };
    let mut outcome = watched(&loaded, &options, &budget, trace.as_mut(), lang)?;
    let code = match outcome.termination {
        Termination::Optimal | Termination::Feasible => exit::FINE,
        Termination::Infeasible => exit::INFEASIBLE,
        Termination::NoPlan => exit::NO_PLAN,
    };
    if outcome.stopped_early {
        let warning = Diagnostic::warning(
            Code::StoppedEarly,
            Text::new(
                "求解提前结束，结果尚未全部证明",
                "the solve stopped early: not everything is proven",
            ),
        );
        console::err(&warning.render(lang));
    }
    if !outcome.every_order_tried {
        let warning = Diagnostic::warning(Code::OrdersUntried, Code::OrdersUntried.title());
        console::err(&warning.help(Code::OrdersUntried.explanation()).render(lang));
    }
    let gave_up = outcome.termination == Termination::NoPlan && !outcome.stopped_early;
    if outcome.termination == Termination::Infeasible || gave_up {
        if !arguments.json {
            say_infeasible(&loaded.campaign, gave_up, &budget, lang);
        }
        if let Some((relaxed, most)) = serve_most(&loaded, &options, &budget, trace.as_mut(), lang)?
        {
            // What was asked for has no plan: that is the answer, whatever else is found.
            outcome = Outcome { termination: outcome.termination, ..most };
            loaded.campaign = relaxed;
        }
    }
    if let (Some(before), Some(_)) = (&loaded.baseline, &published) {
        let kept = outcome.plan.as_ref().map(|plan| keep_calls(&loaded.campaign, before, plan));
        outcome.plan = kept;
    }
    let Some(plan) = &outcome.plan else {
        report_failure(arguments, &outcome, lang);
        if outcome.termination == Termination::Infeasible && !arguments.json {
            ways_out::say(campaign_place, &loaded.campaign, &arguments.limits, &budget, lang);
        }
        return Ok(code);
    };
    let mut data =
        ReportData::new(&loaded.campaign, plan, loaded.baseline.as_ref(), Some(&outcome));
    if let Some(last) = &published {
        data.before = Before::Published(last.number);
    }
    let mut outputs =
        if loaded.is_season { season_files(&data, lang) } else { outputs_of(&data, lang) };
    if campaign_home(campaign_place).is_file() {
        // An office that has one workbook wants its documents from one command.
        let documents = documents_of(&data, &folder, lang)?;
        // The report and the documents share some pages and tables.
        let is_new = |document: &Output| outputs.iter().all(|own| own.name != document.name);
        let further: Vec<Output> = documents.into_iter().filter(is_new).collect();
        outputs.extend(further);
    }
    let files = write_or_rescue(&place, &outputs, arguments.json, lang)?;
    if arguments.json {
        let campaign = &loaded.campaign;
        console::json(&json::Solve {
            outcome: (&outcome).into(),
            metrics: Some(json::Metrics::new(campaign, &data.metrics)),
            violations: json::violations(campaign, plan, None, &data.violations, lang),
            make_up: data.make_up.as_ref().map(json::MakeUpSizing::from),
            repeats: json::RepeatedPlan::all(&data.repeats, lang),
            left_out: json::left_out(campaign, &data.shortages),
            files: json::files(&files),
        });
        return Ok(code);
    }
    console::out(loaded.campaign.title().get(lang));
    console::out("");
    print_proof(&loaded.campaign, &outcome, lang);
    console::out("");
    say_verdict(&data, lang);
    if let Some(last) = &published {
        say_who_is_told(last, &loaded.campaign, plan, lang);
    }
    say_findings(&data, lang);
    make_up(&loaded.campaign, data.make_up.as_ref(), lang);
    say_repeats(&data.repeats, lang);
    if !data.shortages.is_empty() || is_overloaded(&outcome) {
        ways_out::say(campaign_place, &loaded.campaign, &arguments.limits, &budget, lang);
    }
    console::out("");
    console::out(lang.pick("已写入：", "Written:"));
    console::files(&files, lang);
    Ok(code)
}

/// The campaign held against what was published of it last: of plans that serve everybody as well,
/// the one that tells the fewest people a new time.
fn that_keeps(last: &Published, loaded: Loaded, lang: Lang) -> Result<Loaded, Stop> {
    if last.campaign.continues().is_some() {
        let fault = Diagnostic::error(Code::DaysBegun, Code::DaysBegun.title())
            .at(Location::file(last.folder.display().to_string()))
            .help(Code::DaysBegun.explanation());
        return Err(Stop::Faults(vec![fault], lang));
    }
    let campaign = that_keeps_times(&loaded.campaign)
        .map_err(|invalid| Stop::Internal(invalid.to_string()))?;
    let (before, _) = carried(&last.campaign, &last.plan, &campaign);
    let (number, date) = (last.number, last.date);
    console::err(&lang.pick(
        format!("已发布第 {number} 版（{date}）：在它的基础上改，改时间的人最少。"),
        format!("Version {number} of {date} is published: it is mended, with the fewest people told a new time."),
    ));
    Ok(Loaded { campaign, baseline: Some(before), baseline_places: None, ..loaded })
}

/// Whom the plan would tell something against what was published.
fn say_who_is_told(last: &Published, campaign: &Campaign, plan: &Plan, lang: Lang) {
    let (before, gone) = carried(&last.campaign, &last.plan, campaign);
    let told = Notices { gone, ..notices(campaign, &before, plan) };
    for line in versions::sentences(campaign, &told) {
        console::out(&format!("  {}", line.get(lang)));
    }
}

/// Where not everybody fits: the same campaign with `unserved` as its first aim, and the plan that
/// serves most.
fn serve_most(
    loaded: &Loaded,
    options: &Options,
    budget: &Budget,
    trace: Option<&mut Trace>,
    lang: Lang,
) -> Result<Option<(Campaign, Outcome)>, Stop> {
    let mut draft = loaded.campaign.to_draft();
    if draft.tiers.contains(&Tier::Unserved) {
        return Ok(None);
    }
    draft.tiers.insert(0, Tier::Unserved);
    let Ok(campaign) = Campaign::new(draft) else { return Ok(None) };
    let relaxed = Loaded { campaign, ..loaded.clone() };
    let outcome = watched(&relaxed, options, budget, trace, lang)?;
    Ok(Some((relaxed.campaign, outcome)))
}

fn say_infeasible(campaign: &Campaign, gave_up: bool, budget: &Budget, lang: Lang) {
    console::err(if gave_up {
        lang.pick(
            "没有找到满足全部规则的方案；班级次序的可能太多，未能逐一试过，故不能断言没有。",
            "No plan was found that keeps all rules; there are too many orders of classes to rule one out.",
        )
    } else {
        lang.pick("已证明：没有任何方案能满足全部规则。", "Proven: no plan keeps all rules.")
    });
    // The plainest reason: a group that not even an empty timetable has room for.
    let all = candidates_within(campaign, budget).ok().filter(|all| !all.is_cut_short);
    let placeable: Option<BTreeSet<GroupId>> =
        all.map(|all| all.list.iter().map(|candidate| candidate.group).collect());
    let is_placeable = |group: &GroupId| placeable.as_ref().is_none_or(|all| all.contains(group));
    for group in campaign.group_ids().filter(|group| !is_placeable(group)) {
        let (name, people) =
            (campaign.group(group).name.get(lang), campaign.group(group).expected());
        let (unit, counted) = (campaign.kind().count().unit, campaign.kind().count().noun);
        console::err(&lang.pick(
            format!("  {name}（预计 {people} {unit}）：没有任何半天容得下它（看{counted}数、现场速度、可用半天、固定安排与冲突）。"),
            format!("  {name} ({people} expected): no half-day has room for it (see headcount, rates, allowed blocks, pins and clashes)."),
        ));
    }
    if !campaign.has_tier(Tier::Unserved) {
        console::err(lang.pick("以下是能安排最多人的方案：", "This is the plan that serves most:"));
    }
}

fn report_failure(arguments: &SolveArguments, outcome: &Outcome, lang: Lang) {
    if arguments.json {
        console::json(&json::Solve::without_plan(outcome));
    } else if outcome.termination == Termination::NoPlan {
        console::err(lang.pick("在限制之内没有找到方案。", "No plan was found within the limit."));
    }
}

/// The folder that a file lies in.
fn folder_of(file: &Path) -> PathBuf {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.map_or_else(|| PathBuf::from("."), Path::to_owned)
}

/// Solves with progress on a terminal; Ctrl-C asks for the best plan so far, a second one ends the
/// program.
fn watched(
    loaded: &Loaded,
    options: &Options,
    budget: &Budget,
    mut trace: Option<&mut Trace>,
    lang: Lang,
) -> Result<Outcome, Stop> {
    let bar = spinner();
    let mut show = |progress: &Progress| {
        bar.set_message(describe(progress, lang));
        if let Some(trace) = trace.as_deref_mut() {
            trace.note(progress);
        }
    };
    let outcome = solve(&loaded.campaign, loaded.baseline.as_ref(), options, budget, &mut show);
    bar.finish_and_clear();
    let outcome = outcome.map_err(|error| stop(&error, lang))?;
    if let Some(trace) = trace {
        trace.end(&outcome);
        // A plan is not lost for a log: the exit code stays.
        trace.fault().into_iter().for_each(|fault| console::err(&fault.render(lang)));
    }
    Ok(outcome)
}

/// Prints what the check found, and who is left out.
fn say_findings(data: &ReportData<'_>, lang: Lang) {
    data.findings().iter().for_each(|finding| console::out(&finding.render(lang)));
    for shortage in &data.shortages {
        console::out(shortages::sentence(data.campaign, shortage).get(lang));
    }
}

/// Whether there are people above the stations' rates.
fn is_overloaded(outcome: &Outcome) -> bool {
    let mut tiers = outcome.tiers.iter().filter(|own| own.tier == Tier::Overload);
    tiers.any(|own| own.value.is_some_and(|value| value.numerator() > 0))
}

fn print_proof(campaign: &Campaign, outcome: &Outcome, lang: Lang) {
    let (kind, shares) = (campaign.kind(), campaign.shares());
    let heading = lang.pick(
        ["目标", "数值", "下界", "差距", "单位", "证明"],
        ["Aim", "Value", "Bound", "Gap", "Unit", "Proven"],
    );
    let mut rows = vec![heading.map(str::to_owned).to_vec()];
    for tier in &outcome.tiers {
        rows.push(vec![
            format!("{} ({})", tiers::label(tier.tier, kind).get(lang), tier.tier.name()),
            tiers::figure(tier.tier, tier.value, shares),
            tiers::figure(tier.tier, tier.bound, shares),
            tier.gap().map_or_else(|| "—".to_owned(), |gap| format!("{:.2}%", gap * 100.0)),
            tiers::unit(tier.tier, kind, shares).get(lang).to_owned(),
            if tier.proven() { lang.pick("是", "yes") } else { lang.pick("否", "no") }.to_owned(),
        ]);
    }
    console::table(&rows, &[1, 2, 3]);
    let proven = outcome.tiers.iter().all(TierOutcome::proven);
    let (seconds, solver) = (outcome.seconds, &outcome.solver);
    console::out(&lang.pick(
        format!(
            "{}，{seconds:.1} 秒，{solver}。",
            if proven { "全部目标已证明最优" } else { "尚未全部证明" }
        ),
        format!(
            "{}, {seconds:.1} s, {solver}.",
            if proven { "Every aim is proven optimal" } else { "Not every aim is proven" }
        ),
    ));
    if let Some(sentence) = outcome.ties.as_ref().and_then(|ties| tiers::of_ties(ties, kind)) {
        console::out(sentence.get(lang));
    }
}
