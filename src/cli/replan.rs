//! `callsheet replan`: the rest of the campaign planned again, with as few people as possible told
//! a new time.

use super::limits::{Limits, describe, spinner, stop};
use super::publish::latest;
use super::writing::{ForceFlag, write_or_rescue};
use super::{CampaignArguments, Stop, console, exit};
use callsheet::base::diagnostic::{Code, Diagnostic, Location};
use callsheet::base::shape::Word;
use callsheet::base::text::{Lang, Text, counted};
use callsheet::campaign::actuals::Moment;
use callsheet::campaign::plan::Plan;
use callsheet::campaign::{Campaign, Tier};
use callsheet::files::{
    Loaded, PlanPlaces, campaign_home, parse_moment, read_actuals, read_plan_with_places,
    with_extra,
};
use callsheet::plans::carried::carried;
use callsheet::plans::notice::NoticeKind;
use callsheet::publish::json::{self, NoReplan, NoReplanStatus, ReplanStatus};
use callsheet::publish::report::{Before, FILES, ReportData, replanned};
use callsheet::publish::words::{replan as words, shortages};
use callsheet::questions::replan::{
    Caveat, FoundWay, NOTICE, Replan, Replanned, Request, Task, Way, Ways, faults, ways,
};
use callsheet::solve::{Budget, Progress, TierOutcome};
use clap::Args;
use clap::builder::PossibleValuesParser;
use std::path::{Path, PathBuf};

/// Arguments of `replan`.
#[derive(Args)]
pub struct ReplanArguments {
    #[command(flatten)]
    campaign: CampaignArguments,
    /// The plan that people know: a CSV table, a plan.json, or a folder with one; default: the
    /// version that was published last. 大家手里的方案；缺省为最近发布的一版
    plan: Option<PathBuf>,
    /// Class slots to go with a CSV plan. 班级时段表
    #[arg(long, value_name = "FILE")]
    slots: Option<PathBuf>,
    /// The moment, such as "2023-12-12 10:40". 现在的时刻，如 "2023-12-12 10:40"
    #[arg(long, value_name = "MOMENT")]
    now: String,
    /// What has really happened: done, photographed, absent, more, out, lost, extra. 实际情况表：完成、已拍、缺席、增加、停用、取消、加开
    #[arg(long, value_name = "FILE")]
    actuals: Option<PathBuf>,
    /// The fewest minutes from now to the call of any new time. 改时间至少提前几分钟通知
    #[arg(long, value_name = "MIN", default_value_t = NOTICE, value_parser = clap::value_parser!(i32).range(0..=20_160))]
    notice: i32,
    /// How the time is won back: others are moved (the default), the crew works on today, or
    /// make-up time is used. 怎样补回时间：调别人、当天延长、用补照时间
    #[arg(long, value_name = "WAY", value_parser = PossibleValuesParser::new(Way::ALL.map(Way::name)))]
    way: Option<String>,
    /// Folder for plan, changes and report; default: reports/NAME-replan, for a workbook
    /// a folder beside it. 方案、变动与报告的文件夹；缺省 reports/活动-replan，工作簿则在它旁边
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    force: ForceFlag,
    #[command(flatten)]
    limits: Limits,
    /// Print one JSON object. 输出一个 JSON 对象
    #[arg(long)]
    pub json: bool,
}

/// Runs the verb.
pub fn run(arguments: &ReplanArguments) -> Result<u8, Stop> {
    let budget = arguments.limits.budget();
    let (mut loaded, lang) = arguments.campaign.load()?;
    let mut found = Vec::new();
    let now = moment(&arguments.now).map_err(|fault| found.push(fault)).ok();
    let plan = known_plan(arguments, &mut loaded, &mut found, lang)?;
    let campaign = &loaded.campaign;
    let actuals = match &arguments.actuals {
        Some(path) => read_actuals(path, campaign).map_err(|faults| found.extend(faults)).ok(),
        None => Some((Vec::new(), Vec::new())),
    };
    let (Some(now), Some((plan, places)), Some((actuals, notes))) = (now, plan, actuals) else {
        return Err(Stop::Faults(found, lang));
    };
    console::warn(&places.notes, lang);
    console::warn(&notes, lang);
    let campaign =
        &with_extra(campaign, &actuals).map_err(|error| Stop::Internal(error.to_string()))?;
    let request =
        Request { campaign, plan: &plan, now, notice: arguments.notice, actuals: &actuals };
    let contradictions = faults(&request);
    if !contradictions.is_empty() {
        let said = |found| words::contradiction(campaign, found);
        return Err(Stop::Faults(contradictions.iter().map(said).collect(), lang));
    }
    let folder = arguments
        .out
        .clone()
        .unwrap_or_else(|| default_folder(&arguments.campaign.campaign, campaign.name(), lang));
    let inputs = [&arguments.plan, &arguments.slots, &arguments.actuals].map(Option::as_deref);
    let names = [FILES, &["remaining/campaign.toml"]].concat();
    let place = arguments.force.place(&folder, &inputs, &names, lang)?;
    let (answer, caveats) = watched(&request, arguments, &budget, lang)?;
    for caveat in &caveats {
        console::err(&words::caveat(campaign, caveat).render(lang));
    }
    let all = match answer {
        Ways::Found(all) => all,
        Ways::None(Replanned::Nobody) => {
            if arguments.json {
                console::json(&NoReplan::new(campaign, NoReplanStatus::NothingLeft, Some(&[])));
            } else {
                let (verb, served) = (campaign.kind().zh().verb, campaign.kind().en().served);
                console::out(&lang.pick(
                    format!("没有剩下要{verb}的人。"),
                    format!("Nobody is left to be {served}."),
                ));
            }
            return Ok(exit::FINE);
        }
        Ways::None(Replanned::NoTime(tasks)) => {
            no_time(campaign, &tasks, arguments.json, lang);
            return Ok(exit::INFEASIBLE);
        }
        Ways::None(Replanned::Mended(_)) => Vec::new(),
    };
    let taken = taken(&all, arguments.way.as_deref(), lang)?;
    let Some((found, new)) = taken.and_then(|own| Some((&own.replan, own.replan.plan.as_ref()?)))
    else {
        if arguments.json {
            console::json(&NoReplan::new(campaign, NoReplanStatus::NoPlan, None));
        } else {
            console::err(
                lang.pick("在限制之内没有找到方案。", "No plan was found within the limit."),
            );
        }
        return Ok(exit::NO_PLAN);
    };
    if !found.is_proven {
        super::asking::not_proven(lang);
    }
    let mut data = ReportData::new(
        &found.rest.campaign,
        new,
        Some(&found.rest.before),
        found.outcome.as_ref(),
    );
    data.before = Before::Running;
    let (files, warnings) = replanned::outputs(&data, &request, found, lang);
    for warning in warnings {
        console::err(&warning.render(lang));
    }
    let files = write_or_rescue(&place, &files, arguments.json, lang)?;
    let code = code_of(found);
    if arguments.json {
        let (campaign, unchanged) = (&found.rest.campaign, found.outcome.is_none());
        let status = if unchanged { ReplanStatus::Unchanged } else { ReplanStatus::Replanned };
        let change = |change| json::ReplanChange::new(campaign, change);
        let recall = |recall| json::RecalledClass::new(campaign, recall);
        console::json(&json::Replan {
            status: Word::of(&status),
            proven: found.is_proven,
            told_a_new_time: found.told(),
            way: taken.map(|own| Word::of(&own.way)),
            ways: all.iter().map(json::ReplanWay::from).collect(),
            changes: found.changes.iter().map(change).collect(),
            recalled: found.recalled.iter().map(recall).collect(),
            outcome: found.outcome.as_ref().map(json::Outcome::from),
            metrics: json::Metrics::new(campaign, &data.metrics),
            violations: json::violations(campaign, new, None, &data.violations, lang),
            left_out: json::left_out(campaign, &data.shortages),
            files: json::files(&files),
        });
        return Ok(code);
    }
    say(campaign, &data, taken, &all, lang);
    let (count, folder) = (files.len(), folder.display());
    console::out(&lang.pick(
        format!("已写入 {folder}：{count} 个文件；可发送的通知为 changes-zh.txt，剩下几天的活动文件夹是 {folder}/remaining。"),
        format!(
            "Written to {folder}: {count}; changes-en.txt is ready to send, {folder}/remaining is the campaign of the days left.", count = counted::of(count, "file", "files")
        ),
    ));
    Ok(code)
}

/// Who is told what, who is left out, what rules are broken, and which ways there are.
fn say(
    campaign: &Campaign,
    data: &ReportData<'_>,
    taken: Option<&FoundWay>,
    all: &[FoundWay],
    lang: Lang,
) {
    let Some(taken) = taken else { return };
    let found = &taken.replan;
    console::out(words::headline(found).get(lang));
    for line in words::sentences(found) {
        console::out(&format!("  {}", line.get(lang)));
    }
    for shortage in &data.shortages {
        console::out(shortages::sentence(&found.rest.campaign, shortage).get(lang));
    }
    data.findings().iter().for_each(|finding| console::out(&finding.render(lang)));
    if all.len() > 1 {
        console::out("");
        console::out(words::heading_of_ways(taken).get(lang));
        console::table(&words::table_of_ways(campaign, all, taken, lang), &[1, 2, 3, 4]);
        console::out("");
    }
}

/// The way that is asked for; else that within the campaign's own times, and where there is none
/// the best of the others.
fn taken<'a>(
    all: &'a [FoundWay],
    asked: Option<&str>,
    lang: Lang,
) -> Result<Option<&'a FoundWay>, Stop> {
    let of = |way: Way| all.iter().find(|own| own.way == way);
    match asked.and_then(|name| Way::ALL.into_iter().find(|way| way.name() == name)) {
        Some(way) if of(way).is_none() && !all.is_empty() => {
            let fault = Diagnostic::error(Code::Usage, words::no_such_way(way))
                .at(Location::file("--way"))
                .help(words::ways_there_are(all));
            Err(Stop::Faults(vec![fault], lang))
        }
        Some(way) => Ok(of(way)),
        None => Ok(of(Way::Move).or(all.first())),
    }
}

/// The plan that people know, with the places of its rows.
fn known_plan(
    arguments: &ReplanArguments,
    loaded: &mut Loaded,
    found: &mut Vec<Diagnostic>,
    lang: Lang,
) -> Result<Option<(Plan, PlanPlaces)>, Stop> {
    let Some(path) = &arguments.plan else {
        let plan = published(&arguments.campaign.campaign, loaded, lang)?;
        return Ok(Some((plan, PlanPlaces::default())));
    };
    super::whole(path, lang)?;
    let read = read_plan_with_places(path, arguments.slots.as_deref(), &loaded.campaign);
    Ok(read.map_err(|faults| found.extend(faults)).ok())
}

/// The version that was published last; where that is a replan, its campaign of the days left takes
/// the place of the one that was loaded.
fn published(place: &Path, loaded: &mut Loaded, lang: Lang) -> Result<Plan, Stop> {
    let Some(last) = latest(place, lang)? else {
        let message =
            Text::new("没有给出方案，也没有发布过", "no plan is given, and none was published");
        let help = Text::new(
            "写上方案所在的文件夹，或先用 callsheet publish 发布",
            "name the folder of the plan, or publish it first with `callsheet publish`",
        );
        return Err(Stop::Faults(vec![Diagnostic::error(Code::Usage, message).help(help)], lang));
    };
    if last.campaign.continues().is_some() {
        loaded.campaign = last.campaign;
        return Ok(last.plan);
    }
    Ok(carried(&last.campaign, &last.plan, &loaded.campaign).0)
}

/// `reports/<name>-replan`, for a workbook a folder beside it.
fn default_folder(place: &Path, name: &str, lang: Lang) -> PathBuf {
    if campaign_home(place).is_file() {
        let stem = place.file_stem().unwrap_or_default().to_string_lossy();
        return place.with_file_name(format!("{stem}-{}", lang.pick("调整", "replan")));
    }
    Path::new("reports").join(format!("{name}-replan"))
}

/// Without proof somebody may be left out for want of time to search.
fn code_of(found: &Replan) -> u8 {
    let is_left_out = found.changes.iter().any(|change| change.kind == NoticeKind::LeftOut);
    let is_unserved = |found: &&TierOutcome| found.tier == Tier::Unserved;
    let mut unserved = found.outcome.iter().flat_map(|outcome| &outcome.tiers).filter(is_unserved);
    match (is_left_out, unserved.any(TierOutcome::proven)) {
        (true, true) => exit::INFEASIBLE,
        (true, false) => exit::NO_PLAN,
        (false, _) => exit::FINE,
    }
}

/// The moment that `--now` says.
pub fn moment(said: &str) -> Result<Moment, Diagnostic> {
    parse_moment(said).ok_or_else(|| {
        let message = Text::new(format!("“{said}”不对"), format!("“{said}” can't be used"));
        let fault = Diagnostic::error(Code::BadNow, message).at(Location::file("--now"));
        fault.help(Code::BadNow.explanation())
    })
}

/// Who is left when no half-day is.
fn no_time(campaign: &Campaign, tasks: &[Task], as_json: bool, lang: Lang) {
    if as_json {
        console::json(&NoReplan::new(campaign, NoReplanStatus::NoTimeLeft, Some(tasks)));
        return;
    }
    for line in words::no_time(campaign, tasks) {
        console::out(line.get(lang));
    }
}

/// Solves with progress on a terminal; Ctrl-C asks for the best plan so far.
fn watched(
    request: &Request<'_>,
    arguments: &ReplanArguments,
    budget: &Budget,
    lang: Lang,
) -> Result<(Ways, Vec<Caveat>), Stop> {
    let bar = spinner();
    let mut show = |progress: &Progress| bar.set_message(describe(progress, lang));
    let found = ways(request, &arguments.limits.options(), budget, &mut show);
    bar.finish_and_clear();
    found.map_err(|error| stop(&error, lang))
}
