//! What came back: one return a college, or the reason why there is none, and the master timetable.

use super::answers::{self, Answers};
use super::layout::{Form, first_day};
use super::read::{FormSheet, about};
use super::{error, form_names, warning, with_slots};
use crate::base::diagnostic::{Code, Diagnostic, Location, Severity, sort};
use crate::base::ratio::Ratio;
use crate::base::text::{Lang, of_system};
use crate::campaign::plan::{Plan, Slot};
use crate::campaign::{BlockId, Campaign, GroupId};
use crate::check::check;
use crate::files::workbook::Workbook;
use crate::files::{fold, is_workbook_name};
use crate::plans::metrics::metrics;
use crate::publish::output::HOME;
use crate::publish::words::violations::diagnostic;
use jiff::civil::Date;
use std::path::{Path, PathBuf};

/// Files of a folder of returns at most: one with more is another folder (E215).
const MOST_FILES: usize = 5_000;

/// How a college stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReturnStatus {
    /// It accepts every slot.
    Accepted,
    /// It changed slots, and the master timetable has them.
    Changed,
    /// It corrected headcounts, or asks for slots on which the planner decides.
    Asked,
    /// Something has to be mended.
    Faulty,
    /// It sent several forms, none of which is taken.
    Twice,
    /// There is no form of it.
    Missing,
}

impl ReturnStatus {
    /// Whether nothing more is wanted of the college.
    pub fn is_settled(self) -> bool {
        matches!(self, ReturnStatus::Accepted | ReturnStatus::Changed | ReturnStatus::Asked)
    }
}

/// What is known of one college.
pub struct Return {
    /// The college.
    pub group: GroupId,
    /// How it stands.
    pub status: ReturnStatus,
    /// Its files.
    pub files: Vec<String>,
    /// The day on which it was saved, when that is after the deadline.
    pub late: Option<Date>,
    /// The deadline of its form, or of the others.
    pub deadline: Option<Date>,
    /// Everything that is to be said of it.
    pub findings: Vec<Diagnostic>,
    /// Contact and phone, as typed.
    pub contact: Option<(String, String)>,
    /// Notes and whatever else was typed, with its place.
    pub typed: Vec<(String, Location)>,
    /// Slots in the master timetable that differ from the plan's.
    pub changed: usize,
    /// Classes whose headcount the college corrected, each with the new headcount.
    pub headcounts: Vec<(usize, i64)>,
    /// The half-day that it would rather come on.
    pub wish: Option<BlockId>,
}

impl Return {
    /// What the college asks for and the planner decides.
    pub fn asked(&self) -> impl Iterator<Item = &Diagnostic> {
        let is_asked = |code| matches!(code, Code::HeadcountCorrected | Code::SlotAsked);
        self.findings.iter().filter(move |finding| is_asked(finding.code))
    }
}

/// All returns together.
pub struct Collected {
    /// One for each college that the plan has a window for.
    pub returns: Vec<Return>,
    /// Files that belong to no college.
    pub strays: Vec<Diagnostic>,
    /// The plan with the slots of all returns that can be taken.
    pub plan: Plan,
}

impl Collected {
    /// Whether every college answered and nothing has to be mended.
    pub fn is_complete(&self) -> bool {
        self.returns.iter().all(|one| one.status.is_settled())
            && self.strays.iter().all(|stray| stray.severity == Severity::Warning)
    }

    /// Every finding, college by college.
    pub fn findings(&self) -> impl Iterator<Item = &Diagnostic> {
        self.strays.iter().chain(self.returns.iter().flat_map(|one| &one.findings))
    }

    /// The findings for a list: from two colleges without a return on one line for all of them, and a line for all late
    /// returns.
    pub fn told(&self, campaign: &Campaign) -> Vec<Diagnostic> {
        let mut told: Vec<Diagnostic> = self.findings().cloned().collect();
        let place_of_first = |code: Code| {
            let mut own = self.findings().filter(|finding| finding.code == code);
            own.next().filter(|_| own.next().is_some())?.location.clone()
        };
        if let Some(place) = place_of_first(Code::NotReturned) {
            let is_missing = |one: &&Return| one.status == ReturnStatus::Missing;
            let missing: Vec<&Return> = self.returns.iter().filter(is_missing).collect();
            let names = |lang: Lang, between: &str| {
                let names = missing.iter().map(|one| campaign.group(one.group).name.get(lang));
                names.collect::<Vec<_>>().join(between)
            };
            let count = missing.len();
            told.retain(|finding| finding.code != Code::NotReturned);
            let (zh, en) = (
                format!("{count} 个学院未交回执：{}", names(Lang::Zh, "、")),
                format!("{count} colleges sent no return: {}", names(Lang::En, ", ")),
            );
            told.insert(0, error(Code::NotReturned, place, zh, en));
        }
        if let Some(place) = place_of_first(Code::ReturnedLate) {
            let count = told.iter().filter(|own| own.code == Code::ReturnedLate).count();
            told.retain(|finding| finding.code != Code::ReturnedLate);
            told.push(warning(
                Code::ReturnedLate,
                place,
                format!("共 {count} 份回执在截止日期之后才保存，日期见各学院的“迟交”"),
                format!(
                    "{count} returns were saved after the deadline, on the days given as “Late”"
                ),
            ));
        }
        told
    }
}

/// A form with its answers.
struct Answered {
    group: GroupId,
    file: String,
    deadline: Date,
    late: Option<Date>,
    answers: Answers,
}

/// Reads every workbook of a folder against the plan that the forms were made from.
///
/// # Errors
/// When there is no such folder; whatever is wrong with a file is found, and the others are read.
pub fn collect(campaign: &Campaign, plan: &Plan, folder: &Path) -> Result<Collected, Diagnostic> {
    let plan = with_slots(campaign, plan);
    let names = form_names(campaign);
    let mut strays = Vec::new();
    let mut forms: Vec<Answered> = Vec::new();
    for path in files(folder)? {
        match read(campaign, &plan, &path, &names) {
            Ok(form) => forms.push(form),
            Err(stray) => strays.push(stray),
        }
    }
    let mut master = plan.clone().into_owned();
    let mut returns = Vec::new();
    for group in campaign.group_ids() {
        if plan.window_of(group).is_none() {
            continue;
        }
        let (own, others): (Vec<Answered>, Vec<Answered>) =
            forms.into_iter().partition(|form| form.group == group);
        forms = others;
        returns.push(one(campaign, &mut master, group, own, folder));
    }
    // All forms went out with one deadline.
    let deadline = returns.iter().filter_map(|one: &Return| one.deadline).max();
    for one in &mut returns {
        one.deadline = one.deadline.or(deadline);
    }
    sort(&mut strays);
    master.sort();
    Ok(Collected { returns, strays, plan: master })
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, Diagnostic> {
    let place = || Location::file(folder.display().to_string());
    let entries = std::fs::read_dir(folder).map_err(|cause| {
        error(
            Code::NoReturns,
            place(),
            format!("无法读取文件夹：{}", of_system(&cause).get(Lang::Zh)),
            format!("the folder can't be read: {cause}"),
        )
    })?;
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    if files.len() > MOST_FILES {
        let zh = format!("文件夹中有 {} 个文件，超过 {MOST_FILES} 个", files.len());
        return Err(error(
            Code::NoReturns,
            place(),
            zh,
            format!("it has {} files, more than {MOST_FILES}", files.len()),
        ));
    }
    files.sort();
    // What a spreadsheet program keeps beside an open file is no return, nor is the folder of this
    // program's own.
    files.retain(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        !name.starts_with("~$") && name != HOME
    });
    Ok(files)
}

/// One file: the form that it is, or why it is none.
fn read(
    campaign: &Campaign,
    plan: &Plan,
    path: &Path,
    names: &[String],
) -> Result<Answered, Diagnostic> {
    let file = path.display().to_string();
    let place = || Location::file(&file);
    if path.is_dir() || !is_workbook_name(path) {
        return Err(warning(
            Code::NotAReturn,
            place(),
            "不是工作簿，未读取",
            "it is no workbook and was not read",
        ));
    }
    let workbook = Workbook::open(path)?;
    let about = about(&workbook, campaign, &first_day(campaign))?;
    let foreign = || {
        error(
            Code::ForeignForm,
            place(),
            "回执是按另一版方案生成的，其中的时段已不作数",
            "the form was made from another plan: its slots no longer count",
        )
    };
    let form =
        Form::new(campaign, plan, about.group, about.deadline, about.lang).ok_or_else(foreign)?;
    if form.proposal() != about.proposal {
        return Err(foreign());
    }
    let mut answers = answers::read(&form, FormSheet::find(&workbook, &form)?);
    if workbook.macros {
        let (zh, en) = ("含有宏，只读取单元格", "it has macros; only its cells are read");
        answers.findings.push(warning(Code::MacrosLeft, place(), zh, en));
    }
    if workbook.comments {
        let (zh, en) = (
            "有批注，程序不读，请打开文件看",
            "it has comments, which are not read: see the file itself",
        );
        answers.findings.push(warning(Code::BeyondForm, place(), zh, en));
    }
    if let Some(other) = named_like_another(path, about.group, names) {
        let [own, other] = [about.group, other].map(|id| campaign.group(id).name.get(Lang::Zh));
        answers.findings.push(error(
            Code::WrongCollege,
            place(),
            format!("文件名是{other}的，内容却是{own}的回执"),
            format!("the file has the name of {other}, but it is the form of {own}"),
        ));
    }
    let late = saved(&workbook, path, campaign).filter(|day| *day > about.deadline);
    if let Some(day) = late {
        let deadline = about.deadline;
        let (zh, en) = (
            format!("截止 {deadline}，{day} 才保存"),
            format!("due on {deadline}, saved on {day}"),
        );
        answers.findings.push(warning(Code::ReturnedLate, place(), zh, en));
    }
    Ok(Answered { group: about.group, file, deadline: about.deadline, late, answers })
}

/// The college whose form the file's name says it is, where that is another one.
fn named_like_another(path: &Path, group: GroupId, names: &[String]) -> Option<GroupId> {
    let stem = fold(&path.file_stem()?.to_string_lossy());
    if stem.contains(&fold(names.get(group.0)?)) {
        return None;
    }
    let like = names.iter().enumerate().filter(|(_, name)| stem.contains(&fold(name)));
    like.max_by_key(|(_, name)| name.len()).map(|(place, _)| GroupId(place))
}

/// The day on which a workbook was last saved: by its own account, or by that of the file system.
fn saved(workbook: &Workbook, path: &Path, campaign: &Campaign) -> Option<Date> {
    let own =
        workbook.modified.as_ref().and_then(|when| when.trim().parse::<jiff::Timestamp>().ok());
    let of_file = || {
        std::fs::metadata(path)
            .ok()?
            .modified()
            .ok()
            .and_then(|when| jiff::Timestamp::try_from(when).ok())
    };
    let zone = jiff::tz::TimeZone::get(campaign.time_zone()).unwrap_or(jiff::tz::TimeZone::UTC);
    own.or_else(of_file).map(|when| when.to_zoned_datetime(zone).date())
}

/// A college with all forms that came from it.
fn one(
    campaign: &Campaign,
    master: &mut Plan,
    group: GroupId,
    mut own: Vec<Answered>,
    folder: &Path,
) -> Return {
    let files: Vec<String> = own.iter().map(|form| form.file.clone()).collect();
    let mut result = Return {
        group,
        status: ReturnStatus::Missing,
        deadline: own.first().map(|form| form.deadline),
        late: own.iter().filter_map(|form| form.late).max(),
        files,
        findings: Vec::new(),
        contact: None,
        typed: Vec::new(),
        changed: 0,
        headcounts: Vec::new(),
        wish: None,
    };
    let name = campaign.group(group);
    let name = |lang| name.name.get(lang);
    match own.len() {
        0 => {
            let (zh, en) = (
                format!("{}未交回执", name(Lang::Zh)),
                format!("{} sent no return", name(Lang::En)),
            );
            result.findings.push(error(
                Code::NotReturned,
                Location::file(folder.display().to_string()),
                zh,
                en,
            ));
        }
        1 => {
            let form = own.remove(0);
            let Answers { contact, phone, changes, wish, headcounts, findings, typed } =
                form.answers;
            result.findings = findings;
            result.typed = typed;
            (result.headcounts, result.wish) = (headcounts, wish);
            result.contact = Some((contact, phone))
                .filter(|(contact, phone)| !(contact.is_empty() && phone.is_empty()));
            let wants_change = changes.iter().any(Option::is_some);
            if wants_change && !result.findings.iter().any(|finding| speaks_of_slots(finding.code))
            {
                result.changed = take(campaign, master, group, &changes, &mut result.findings);
            }
            let broken = result.findings.iter().any(|finding| finding.severity == Severity::Error);
            let asked = result.asked().next().is_some();
            result.status = match (broken, asked, result.changed) {
                (true, ..) => ReturnStatus::Faulty,
                (_, true, _) => ReturnStatus::Asked,
                (_, _, 0) => ReturnStatus::Accepted,
                (..) => ReturnStatus::Changed,
            };
            sort(&mut result.findings);
        }
        _ => {
            result.status = ReturnStatus::Twice;
            for form in own {
                let others: Vec<&str> = result
                    .files
                    .iter()
                    .filter(|file| **file != form.file)
                    .map(String::as_str)
                    .collect();
                let others = others.join(", ");
                result.findings.push(error(
                    Code::ReturnedTwice,
                    Location::file(&form.file),
                    format!("{}已有另一份回执：{others}", name(Lang::Zh)),
                    format!("{} sent another return too: {others}", name(Lang::En)),
                ));
                result.findings.extend(form.answers.findings);
                result.typed.extend(form.answers.typed);
            }
        }
    }
    result
}

/// Findings after which the slots of a return are not taken.
fn speaks_of_slots(code: Code) -> bool {
    matches!(
        code,
        Code::WrongCollege
            | Code::ReturnedTwice
            | Code::ChangesOverlap
            | Code::FormClass
            | Code::BadSlotTime
            | Code::UnclearAnswer
            | Code::SlotAsked
            | Code::LockedChanged
    )
}

/// Puts the changes into the master timetable if `check` finds no rule broken that was kept before;
/// returns the number of changes.
fn take(
    campaign: &Campaign,
    master: &mut Plan,
    group: GroupId,
    changes: &[Option<(crate::base::clock::Interval, Location)>],
    findings: &mut Vec<Diagnostic>,
) -> usize {
    let unit = campaign.kind().count().unit;
    let mut changed = master.clone();
    let mut count = 0;
    let mut first = None;
    for Slot { class, interval, .. } in changed.slots.iter_mut().filter(|slot| slot.group == group)
    {
        let Some((wanted, place)) = changes.get(*class).and_then(Option::as_ref) else { continue };
        if wanted != interval {
            *interval = *wanted;
            count += 1;
            first = Some(
                first.map_or_else(|| place.clone(), |first: Location| first.min(place.clone())),
            );
        }
    }
    let Some(place) = first else { return 0 };
    // Order and shares of its classes are the college's to choose, as long as none of them has to
    // be faster than the crew.
    changed.agreed.insert(group);
    let before = check(campaign, master);
    let mut broken = check(campaign, &changed);
    broken.retain(|broken| !before.iter().any(|known| known.is_same_as(broken)));
    let hasty = too_fast(campaign, &changed, group);
    if let Some((class, found, most)) = &hasty {
        findings.push(warning(
            Code::SlotAsked,
            place.clone(),
            format!(
                "{class}的时段太短：每小时要{} {found} {unit}，最多 {most} {unit}",
                campaign.kind().zh().verb
            ),
            format!(
                "the slot of {class} is too short: {found} {} per hour, {most} at most",
                campaign.kind().count().people
            ),
        ));
    }
    if broken.is_empty() && hasty.is_none() {
        // What follows from the window anyway needs no agreement.
        let mut plain = changed.clone();
        plain.agreed.remove(&group);
        if check(campaign, &plain).len() == check(campaign, &changed).len() {
            changed = plain;
        }
        *master = changed;
        return count;
    }
    for rule in broken {
        let (id, message) = (rule.rule().id(), diagnostic(campaign, &changed, &rule).message);
        findings.push(warning(
            Code::SlotAsked,
            place.clone(),
            format!("更改不合规则 {id}：{}", message.get(Lang::Zh)),
            format!("the change breaks rule {id}: {}", message.get(Lang::En)),
        ));
    }
    0
}

/// The first class of a group whose slot asks more of the crew than it can do in that half-day, or, where
/// its rate is unknown, more than the plan asks anywhere: the class, people per hour, and the most.
fn too_fast(campaign: &Campaign, plan: &Plan, group: GroupId) -> Option<(String, i64, i64)> {
    let highest = metrics(campaign, plan, None).peak_per_hour?;
    let expected = campaign.group(group).expected_by_class();
    plan.slots_of(group).find_map(|slot| {
        let (people, minutes) = (expected[slot.class], i64::from(slot.interval.minutes()));
        let block = campaign.block_at(slot.station, slot.date, slot.interval);
        let rate = campaign.rate_at(slot.station, block).map_or(highest, Ratio::whole);
        // Slots are of whole minutes: a slot may be up to one minute shorter than its share.
        let is_too_fast = Ratio::new(people * 60, minutes + 1).is_some_and(|found| found > rate);
        is_too_fast.then(|| {
            let class = campaign.group(group).classes[slot.class].name.clone();
            let found = (people * 60 + minutes.max(1) - 1) / minutes.max(1);
            (class, found, rate.as_f64().floor() as i64)
        })
    })
}
