//! What a plan breaks, in words, and where it stands in the plan's file.

use crate::base::clock::clock;
use crate::base::diagnostic::{Diagnostic, Location, Severity};
use crate::base::kind::CampaignKind;
use crate::base::text::{Lang, Text, counted};
use crate::campaign::Campaign;
use crate::campaign::plan::{Plan, Window};
use crate::check::{Detail, Speed, Violation};
use crate::files::PlanPlaces;

/// Violations of a plan as findings, with their places where the plan was read from a file.
pub fn diagnostics(
    campaign: &Campaign,
    plan: &Plan,
    places: Option<&PlanPlaces>,
    violations: &[Violation],
) -> Vec<Diagnostic> {
    let finding = |violation: &Violation| {
        let finding = diagnostic(campaign, plan, violation);
        match places {
            Some(places) => finding.at(place(violation, places)),
            None => finding,
        }
    };
    violations.iter().map(finding).collect()
}

/// The number of rules that are broken, and of these the number that the objective allows at a price.
pub fn count(violations: &[Violation]) -> Text {
    let broken = violations.iter().filter(|violation| violation.breaks_a_rule());
    let (hard, soft): (Vec<_>, Vec<_>) =
        broken.partition(|violation| violation.severity == Severity::Error);
    match (hard.len(), soft.len()) {
        (0, 0) => Text::new("未发现违规。", "No rule is broken."),
        (hard, 0) => Text::new(format!("违规 {hard} 处。"), format!("Violations: {hard}.")),
        (hard, soft) => Text::new(
            format!("违规 {} 处，其中 {soft} 处是目标所允许的让步。", hard + soft),
            format!(
                "Violations: {}, of which the objective allows {soft} at a price.",
                hard + soft
            ),
        ),
    }
}

/// Where a violation stands: its window, else its slot or make-up row, else the whole plan.
fn place(violation: &Violation, places: &PlanPlaces) -> Location {
    let window = violation.windows.first().and_then(|window| places.windows.get(*window));
    let slot = || violation.slots.first().and_then(|slot| places.slots.get(*slot));
    let make_up = || violation.make_up.and_then(|row| places.make_up.get(row));
    window.or_else(slot).or_else(make_up).unwrap_or(&places.whole).clone()
}

/// A violation of a plan as a finding, without a place.
pub fn diagnostic(campaign: &Campaign, plan: &Plan, violation: &Violation) -> Diagnostic {
    let message = Text::each(|lang| sentence(campaign, plan, violation, lang));
    let finding = match violation.severity {
        Severity::Error => Diagnostic::error(violation.rule(), message),
        Severity::Warning => Diagnostic::warning(violation.rule(), message),
    };
    match violation.detail {
        Detail::SlotsUnknown { .. } => finding.help(violation.rule().explanation()),
        _ => finding,
    }
}

/// Whom it is about, and what is wrong.
fn sentence(campaign: &Campaign, plan: &Plan, violation: &Violation, lang: Lang) -> String {
    let said = said(campaign, plan, violation, lang);
    match subject(campaign, plan, violation, lang) {
        Some(subject) => lang.pick(format!("{subject}：{said}"), format!("{subject}: {said}")),
        None => said,
    }
}

/// The class of a group, or the window at fault; `None` where the sentence names it itself.
fn subject(campaign: &Campaign, plan: &Plan, violation: &Violation, lang: Lang) -> Option<String> {
    match violation.detail {
        Detail::SlotMissing
        | Detail::SlotTwice { .. }
        | Detail::SlotOutside { .. }
        | Detail::SlotStart { .. }
        | Detail::SlotEnd { .. }
        | Detail::SlotOrder { .. }
        | Detail::SlotShare { .. }
        | Detail::SlotInBreak { .. } => {
            let group = campaign.group(*violation.groups.first()?).name.get(lang);
            Some(format!("{group} {}", class(campaign, violation, violation.class, "?")))
        }
        Detail::NotServed { .. }
        | Detail::TooManyGroups { .. }
        | Detail::HallFull { .. }
        | Detail::MakeUpDiffers { .. }
        | Detail::SlotsUnknown { .. } => None,
        _ => Some(window(campaign, plan, violation, 0, lang)),
    }
}

/// One of the violation's windows: `外国语学院 2023-12-13 11:40–12:00`.
fn window(
    campaign: &Campaign,
    plan: &Plan,
    violation: &Violation,
    place: usize,
    lang: Lang,
) -> String {
    let own = violation.windows.get(place).and_then(|window| plan.windows.get(*window));
    let Some(Window { group, date, interval, station, .. }) = own else { return "—".to_owned() };
    let name = campaign.group(*group).name.get(lang);
    let station = if campaign.stations().len() > 1 {
        format!(" {}", campaign.station(*station).name.get(lang))
    } else {
        String::new()
    };
    format!("{name} {date} {interval}{station}")
}

/// The name of a class of the violation's group.
fn class<'a>(
    campaign: &'a Campaign,
    violation: &Violation,
    class: Option<usize>,
    unknown: &'a str,
) -> &'a str {
    let classes = violation.groups.first().map(|group| &campaign.group(*group).classes);
    let own = classes.zip(class).and_then(|(classes, class)| classes.get(class));
    own.map_or(unknown, |class| class.name.as_str())
}

#[allow(clippy::too_many_lines, reason = "one line a rule, in both languages")]
fn said(campaign: &Campaign, plan: &Plan, violation: &Violation, lang: Lang) -> String {
    let kind = campaign.kind();
    let unit = kind.count().unit;
    let other = || window(campaign, plan, violation, 1, lang);
    let class = |place: usize, unknown| class(campaign, violation, Some(place), unknown);
    let both = |zh: String, en: String| lang.pick(zh, en);
    let (zh, en) = (campaign.kind().zh(), campaign.kind().en());
    let (verb, served) = (zh.verb, en.served);
    let (make_up_zh, make_up_time) = (zh.make_up, zh.make_up_time);
    match &violation.detail {
        Detail::NotServed { people } => {
            let group = violation.groups.first();
            let name = group.map_or("—", |group| campaign.group(*group).name.get(lang));
            both(
                format!("{name}没有时段（预计 {people} {unit}）"),
                format!("{name} has no window ({people} expected)", people = kind.people(people)),
            )
        }
        Detail::SeveralWindows { number } => both(
            format!("这是该学院的第 {number} 个时段"),
            format!("this is window number {number} of the group"),
        ),
        Detail::OutsideBlocks => both(
            "不在那里当天的任何半天之内".to_owned(),
            "not inside any block of its station on that day".to_owned(),
        ),
        Detail::OffGrid { grid } => {
            both(format!("不在 {grid} 分钟的时间网格上"), format!("not on the {grid}-minute grid"))
        }
        Detail::ShortAtRate { rate, wanted, found } => both(
            format!("预计 {wanted} {unit}，按每小时 {rate} {unit}只能{verb} {found} {unit}"),
            format!(
                "{wanted} expected, {found} can be {served} at {rate} per hour",
                wanted = kind.people(wanted)
            ),
        ),
        Detail::ShortByTable { wanted, found } => both(
            format!("按规定的用时在此需 {wanted} 分钟，时段只有 {found} 分钟"),
            format!(
                "by the minutes given it needs {wanted} here, the window has {found}",
                wanted = counted::minutes(wanted)
            ),
        ),
        Detail::ShortOnMostDays { wanted, found } => {
            let confidence = campaign.confidence();
            let share = confidence.map_or(0.0, |confidence| confidence.share().as_f64() * 100.0);
            both(
                format!("要在 {share:.1}% 的日子里够用需 {wanted} 分钟，时段只有 {found} 分钟"),
                format!(
                    "to suffice on {share:.1}% of days it needs {wanted}, the window has {found}",
                    wanted = counted::minutes(wanted)
                ),
            )
        }
        Detail::ShortBetweenBreaks { part, speed, wanted, found } => {
            let by = speed_in_words(campaign.kind(), *speed, lang);
            both(
                format!("休息之间的 {part} 安排了 {wanted} {unit}，{by}只能{verb} {found} {unit}"),
                format!(
                    "{wanted} between breaks at {part}, {found} can be {served} {by}",
                    wanted = kind.people(wanted)
                ),
            )
        }
        Detail::Overlap { .. } => {
            let other = other();
            both(format!("与另一时段重叠（{other}）"), format!("overlaps {other}"))
        }
        Detail::NoChangeover { wanted, found } => both(
            format!("距上一学院只有 {found} 分钟，换场需要 {wanted} 分钟"),
            format!(
                "{found} after the group before, changeover takes {wanted}",
                found = counted::minutes(found)
            ),
        ),
        Detail::MakeUpUsed { make_up } => both(
            format!("占用{make_up_time} {make_up}"),
            format!("uses the make-up time {make_up}"),
        ),
        Detail::ForbiddenBlock { block } => {
            let name = &campaign.block(*block).name;
            both(
                format!("该学院不可用半天“{name}”"),
                format!("the group may not use block “{name}”"),
            )
        }
        Detail::Clash { unavailable, called } => {
            let whose = violation.class.map(|place| class(place, ""));
            let whose = whose.filter(|name| !name.is_empty());
            let whose = whose.map(|name| format!("{name} ")).unwrap_or_default();
            let at = clock(*called);
            let entry = campaign.unavailable().get(*unavailable);
            let when = entry.map(|entry| entry.interval.to_string()).unwrap_or_default();
            let why = entry.map_or("", |entry| entry.reason.as_str());
            both(
                format!("{whose}{at} 集合，与 {when} 的{why}冲突"),
                format!("{whose}called at {at}, clashes with {why} {when}"),
            )
        }
        Detail::PinBroken { station, date, start, end } => {
            // The station's name as files have it.
            let station =
                station.map(|station| campaign.station(station).name.get(Lang::Zh).to_owned());
            let date = date.map(|date| date.to_string());
            let start = start.map(|start| format!("{}–", clock(start)));
            let end = end.map(|end| format!("–{}", clock(end)));
            let wanted: Vec<String> = [station, date, start, end].into_iter().flatten().collect();
            let wanted = wanted.join(" ");
            both(format!("固定安排为 {wanted}"), format!("pinned to {wanted}"))
        }
        Detail::WrongHeadcount { wanted, found } => both(
            format!("方案写 {found} {unit}，活动中为 {wanted} {unit}"),
            format!("the plan says {found}, the campaign {wanted}", found = kind.people(found)),
        ),
        Detail::MakeUpDiffers { row } => {
            let (date, interval) = (row.date, row.interval);
            both(
                format!("{make_up_zh} {date} {interval}：不是活动中预留的时间，或重复"),
                format!(
                    "make-up {date} {interval}: not a time that the campaign reserves, or twice"
                ),
            )
        }
        Detail::BreakBroken { pause, straddles: true } => {
            both(format!("跨越休息时间 {pause}"), format!("straddles the break {pause}"))
        }
        Detail::BreakBroken { pause, straddles: false } => both(
            format!("的一端落在休息时间 {pause}"),
            format!("starts or ends in the break {pause}"),
        ),
        Detail::TooManyGroups { block, wanted, found } => {
            let name = &campaign.block(*block).name;
            both(
                format!("半天“{name}”有 {found} 个学院，最多 {wanted} 个"),
                format!(
                    "block “{name}” has {found}, at most {wanted} may come",
                    found = counted::groups(found)
                ),
            )
        }
        Detail::NeedlessCut { block, interval } => {
            let name = &campaign.block(*block).name;
            both(
                format!("整个学院可安排在半天“{name}”（{interval}），不必拆分"),
                format!("the whole group fits into block “{name}” ({interval}): no need to cut it"),
            )
        }
        Detail::HallFull { station, date, minute, wanted, found } => {
            let at = clock(*minute);
            let place = station.map_or_else(
                || lang.pick("全场", "all stations"),
                |station| campaign.station(station).name.get(lang),
            );
            both(
                format!("{place} {date} {at}：有 {found} {unit}在等候，最多容纳 {wanted} {unit}"),
                format!(
                    "{place} {date} {at}: {found} wait, at most {wanted} may",
                    found = kind.people(found)
                ),
            )
        }
        Detail::PartUnnamed => both(
            "学院有多个时段，此时段没有写明班级".to_owned(),
            "the group has several windows, and this one names no classes".to_owned(),
        ),
        Detail::PartBegins { wanted, found } => {
            let (wanted, found) = (class(*wanted, "—"), class(*found, "—"));
            both(
                format!("从 {found} 开始，应从 {wanted} 开始"),
                format!("begins with {found}, not with {wanted}"),
            )
        }
        Detail::PartTooEarly => {
            both(format!("前一部分还没有{verb}完"), "the part before is not done yet".to_owned())
        }
        Detail::PartsEnd { next } => {
            let next = class(*next, "—");
            both(
                format!("{next} 起的班级没有时段"),
                format!("classes from {next} on have no window"),
            )
        }
        Detail::SlotMissing => both("没有时段".to_owned(), "has no slot".to_owned()),
        Detail::SlotTwice { slot } => both(format!("又有时段 {slot}"), format!("again at {slot}")),
        Detail::SlotOutside { date, slot } => both(
            format!("时段 {date} {slot} 不在学院时段之内"),
            format!("slot {date} {slot} is outside its group's window"),
        ),
        Detail::SlotStart { wanted, found } => {
            let (wanted, found) = (clock(*wanted), clock(*found));
            both(
                format!("从 {found} 开始，应从 {wanted} 开始"),
                format!("starts at {found}, not at {wanted}"),
            )
        }
        Detail::SlotEnd { wanted, found } => {
            let (wanted, found) = (clock(*wanted), clock(*found));
            both(
                format!("于 {found} 结束，学院时段到 {wanted}"),
                format!("ends at {found}, the window at {wanted}"),
            )
        }
        Detail::SlotOrder { before } => {
            let before = class(*before, "?");
            both(
                format!("排在 {before} 之后，与名单次序不同"),
                format!("comes after {before}, against the listed order"),
            )
        }
        Detail::SlotShare { wanted, found } => {
            let (wanted, found) = (clock(*wanted), clock(*found));
            both(
                format!("于 {found} 结束，按人数比例应在 {wanted} 前后一分钟内"),
                format!("ends at {found}, its share ends at {wanted} within a minute"),
            )
        }
        Detail::SlotInBreak { slot, pause } => both(
            format!("时段 {slot} 碰到休息 {pause}"),
            format!("slot {slot} meets the break {pause}"),
        ),
        Detail::NotTogether => {
            let other = other();
            both(format!("应与 {other} 紧接"), format!("not directly before or after {other}"))
        }
        Detail::NotApart => {
            let other = other();
            both(format!("应与 {other} 错开"), format!("not kept apart from {other}"))
        }
        Detail::NotBefore => {
            let other = other();
            both(format!("应在 {other} 之后"), format!("starts before {other} is done"))
        }
        Detail::CrewElsewhere { found, .. } if *found < 0 => {
            let other = other();
            both(
                format!("小组此时在别处（{other}）"),
                format!("its crew is elsewhere then: {other}"),
            )
        }
        Detail::CrewElsewhere { wanted, found } => {
            let other = other();
            both(
                format!("小组从别处赶来需 {wanted} 分钟，间隔只有 {found} 分钟（{other}）"),
                format!(
                    "its crew needs {wanted} from elsewhere and has {found}: {other}",
                    wanted = counted::minutes(wanted)
                ),
            )
        }
        Detail::TwoCrews => {
            let other = other();
            both(
                format!("此时同一工位另有小组（{other}）"),
                format!("another crew is at the desk then: {other}"),
            )
        }
        Detail::TooManyPeople { block, wanted, found } => {
            let place = block.map_or(("该服务点当天", "at its station on that day"), |_| {
                ("该半天", "in its half-day")
            });
            both(
                format!("{}共 {found} {unit}，最多 {wanted} {unit}", place.0),
                format!("{found} {}, {wanted} at most", place.1, found = kind.people(found)),
            )
        }
        Detail::WrongSite { site } => {
            let site = site.map(|site| campaign.site(site).name.get(lang));
            let site = site.unwrap_or_default();
            both(
                format!("该学院不属于校区“{site}”"),
                format!("the group does not belong to site “{site}”"),
            )
        }
        Detail::TooManyVisits { site, wanted, found } => {
            let site = campaign.site(*site).name.get(lang);
            both(
                format!("小组到校区“{site}”共 {found} 天，最多 {wanted} 天"),
                format!("days with a crew at site “{site}”: {found}, {wanted} at most"),
            )
        }
        Detail::NotConsecutive { site, unused } => {
            let (site, other) = (campaign.site(*site).name.get(lang), other());
            both(
                format!("校区“{site}”的半天应连续：与 {other} 之间空了 {unused} 个半天"),
                format!(
                    "half-days of site “{site}” are to follow one another: without anybody since {other}: {}",
                    counted::half_days(unused)
                ),
            )
        }
        Detail::SlotsUnknown { lessons, waiting } => {
            let lessons = (*lessons > 0).then(|| {
                both(
                    format!("不可用表中有 {lessons} 条针对班级的条目"),
                    format!("{lessons} times at which classes can't come"),
                )
            });
            let waiting = waiting.then(|| lang.pick("等候", "who waits").to_owned());
            let parts: Vec<String> = lessons.into_iter().chain(waiting).collect();
            let parts = parts.join(lang.pick("与", " and "));
            both(
                format!("方案没有班级时段，{parts}无法核查"),
                format!("the plan has no class slots: not checked: {parts}"),
            )
        }
    }
}

fn speed_in_words(kind: CampaignKind, speed: Speed, lang: Lang) -> String {
    let unit = kind.count().unit;
    match speed {
        Speed::Rate(rate) => {
            lang.pick(format!("按每小时 {rate} {unit}"), format!("at {rate} per hour"))
        }
        Speed::Table { people, minutes } => lang.pick(
            format!("按规定的 {minutes} 分钟 {people} {unit}"),
            format!(
                "at {people} in {minutes}, by the minutes given",
                minutes = counted::minutes(minutes)
            ),
        ),
    }
}
