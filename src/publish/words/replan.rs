//! What stands in the way of a replan, what it comes to, and what to know beside it, in words.

use crate::base::clock::{clock, day_label};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::kind::CampaignKind;
use crate::base::text::{Lang, Text, counted};
use crate::campaign::Campaign;
use crate::campaign::actuals::{Moment, Who};
use crate::campaign::plan::{Slot, Window};
use crate::plans::notice::{Notice, NoticeKind, Recall};
use crate::questions::replan::{Against, Caveat, Contradiction, FoundWay, Replan, Task, Way};

/// A contradiction of the actuals as a finding.
pub fn contradiction(campaign: &Campaign, found: &Contradiction) -> Diagnostic {
    let message = Text::each(|lang| contradicts(campaign, &found.against, lang));
    let code = found.code();
    Diagnostic::error(code, message).at(found.place.clone()).help(code.explanation())
}

fn contradicts(campaign: &Campaign, against: &Against, lang: Lang) -> String {
    let kind = campaign.kind();
    let unit = kind.count().unit;
    let (verb, served) = (campaign.kind().zh().verb, campaign.kind().en().served);
    match against {
        Against::Ended { now, last } => lang.pick(
            format!("{now} 时活动已结束（{last}）"),
            format!("at {now} the campaign is over ({last})"),
        ),
        Against::Plan(who) => {
            let name = name(campaign, *who, lang);
            lang.pick(format!("方案没有安排{name}"), format!("the plan has no window for {name}"))
        }
        Against::Clock { who, begins, now } => {
            let name = name(campaign, *who, lang);
            lang.pick(
                format!("{name}按方案 {begins} 才开始，现在是 {now}"),
                format!("by the plan {name} begins at {begins}, now is {now}"),
            )
        }
        Against::Lists { who, found, invited } => {
            let name = name(campaign, *who, lang);
            lang.pick(
                format!("{name}：已{verb}与缺席共 {found} {unit}，应到 {invited} {unit}"),
                format!(
                    "{name}: {found} {served} or absent, {invited} are invited",
                    found = kind.people(found)
                ),
            )
        }
        Against::Clocks(Moment { date, minute }) => {
            let time = clock(*minute);
            lang.pick(
                format!("{date} 没有 {time}：时钟拨快，跳过了这一刻"),
                format!("there is no {time} on {date}: the clocks are put forward past it"),
            )
        }
        Against::Time(interval) => {
            let (start, end) = (clock(interval.start), clock(interval.end));
            lang.pick(
                format!("{end} 结束，不晚于 {start} 开始"),
                format!("it ends at {end}, not after it begins at {start}"),
            )
        }
        Against::Blocks(lost) => {
            let station = campaign.station(lost.station).name.get(lang);
            let (date, interval) = (lost.date, lost.interval);
            lang.pick(
                format!("{station}在 {date} {interval} 没有半天"),
                format!("{station} has no block on {date} {interval}"),
            )
        }
        Against::Over { end, now } => lang.pick(
            format!("加开的半天 {end} 就结束了，现在是 {now}"),
            format!("the half-day more ends at {end}, now is {now}"),
        ),
        Against::SameRow(first) => lang.pick(
            format!("同一件事已在 {first} 写过"),
            format!("the same is already there at {first}"),
        ),
        Against::OtherRow(first) => lang.pick(
            format!("与 {first} 矛盾：只写其一"),
            format!("contradicts {first}: say only one of the two"),
        ),
    }
}

/// A group, or a group and its class.
fn name(campaign: &Campaign, who: Who, lang: Lang) -> String {
    let group = campaign.group(who.group);
    let class = who.class.and_then(|class| group.classes.get(class));
    let class = class.map(|class| format!(" {}", class.name)).unwrap_or_default();
    format!("{}{class}", group.name.get(lang))
}

/// A caveat as a warning.
pub fn caveat(campaign: &Campaign, caveat: &Caveat) -> Diagnostic {
    let (code, message) = match caveat {
        Caveat::AsPlanned(groups) => {
            let message = Text::each(|lang| {
                let names = groups.iter().map(|group| campaign.group(*group).name.get(lang));
                let names = names.collect::<Vec<_>>().join(lang.pick("、", ", "));
                lang.pick(
                    format!("今天已开始而表中没有写进度，按方案计：{names}"),
                    format!("begun today and not in the table, taken to be as planned: {names}"),
                )
            });
            (Code::AsPlanned, message)
        }
        Caveat::PaceOfPlan => (Code::PaceOfPlan, Code::PaceOfPlan.title()),
        Caveat::PlanBroken => (Code::PlanBroken, Code::PlanBroken.title()),
    };
    Diagnostic::warning(code, message).help(code.explanation())
}

/// What a replan comes to: who is told a new time, then who is called at another time within the
/// window of a college that is told none.
pub fn headline(found: &Replan) -> Text {
    let kind = found.rest.campaign.kind();
    let (told, recalled) = (of_groups(kind, found), of_classes(kind, found));
    Text::each(|lang| match &recalled {
        Some(recalled) => {
            format!("{}{}{}", told.get(lang), lang.pick("", " "), recalled.get(lang))
        }
        None => told.get(lang).to_owned(),
    })
}

fn of_classes(kind: CampaignKind, found: &Replan) -> Option<Text> {
    let unit = kind.count().unit;
    let people: i64 = found.recalled.iter().map(|recall| recall.people).sum();
    let classes = found.recalled.len();
    (classes > 0).then(|| {
        Text::new(
            format!("{classes} 个班（{people} {unit}）学院时段不变而班级时间有变，也要通知。"),
            format!(
                "Another time within the window of the college for {classes} ({people}), to be told too.", classes = counted::of(classes, "class", "classes"), people = kind.people(people)
            ),
        )
    })
}

fn of_groups(kind: CampaignKind, found: &Replan) -> Text {
    let unit = kind.count().unit;
    let told = found.told();
    let left_out = found.left_out();
    if found.outcome.is_none() {
        if !found.recalled.is_empty() {
            return Text::new(
                "原方案仍然可行：各学院时段不变。",
                "The plan still holds: every college keeps its window.",
            );
        }
        return Text::new(
            "原方案仍然可行：没有人需要改时间，方案不变。",
            "The plan still holds: nobody is told a new time, nothing changes.",
        );
    }
    let proven = match (found.is_proven, told) {
        (true, 1..) => ("，已证明不可能更少", ", proven to be the fewest possible"),
        _ => ("", ""),
    };
    if left_out > 0 {
        return Text::new(
            format!(
                "剩下的时间排不下所有人：{left_out} {unit}没有时间；连同他们共 {told} {unit}要通知{}。",
                proven.0
            ),
            format!(
                "The time left does not serve everybody: no time for {left_out}; with them {told} must be told{}.",
                proven.1,
                left_out = kind.people(left_out),
                told = kind.people(told)
            ),
        );
    }
    Text::new(
        format!("{told} {unit}要改时间{}。", proven.0),
        format!("A new time for {told}{}.", proven.1, told = kind.people(told)),
    )
}

/// The name of a way in the table of ways.
pub fn way(campaign: &Campaign, way: Way) -> Text {
    let make_up = campaign.kind().zh().make_up_time;
    match way {
        Way::Move => Text::new("时间不变，调整其他学院", "as planned, others are moved"),
        Way::RunOn => Text::new("当天延长", "work on today"),
        Way::MakeUp => Text::new(format!("用{make_up}"), "use make-up time"),
    }
}

/// That there is a choice, and which is written.
pub fn heading_of_ways(taken: &FoundWay) -> Text {
    let name = taken.way.name();
    Text::new(
        format!("可选的补救办法（已按 {name} 写出，换一种加 --way）："),
        format!("The ways to choose from ({name} is written; --way takes another):"),
    )
}

/// The ways side by side, with what each costs.
pub fn table_of_ways(
    campaign: &Campaign,
    all: &[FoundWay],
    taken: &FoundWay,
    lang: Lang,
) -> Vec<Vec<String>> {
    let unit = campaign.kind().count().unit;
    let make_up = campaign.kind().zh().make_up_time;
    let heading = match lang {
        Lang::Zh => vec![
            "办法".to_owned(),
            format!("改时间（{}）", campaign.kind().count().noun),
            "延长（分钟）".to_owned(),
            format!("用掉{make_up}（分钟）"),
            format!("剩余{make_up}（分钟）"),
            "已证明最少".to_owned(),
        ],
        Lang::En => {
            let people_told = format!("{} told", campaign.kind().count().heading);
            ["Way", &people_told, "Minutes over", "Make-up used", "Make-up left", "Proven"]
                .map(str::to_owned)
                .to_vec()
        }
    };
    let row = |own: &FoundWay| {
        let mark = if own.way == taken.way { "*" } else { "" };
        let left_out = match own.replan.left_out() {
            0 => String::new(),
            people => lang.pick(
                format!("（{people} {unit}没有时间）"),
                format!(" ({people} without a time)"),
            ),
        };
        vec![
            format!("{mark}{} ({})", way(campaign, own.way).get(lang), own.way.name()),
            format!("{}{left_out}", own.replan.told()),
            own.over.to_string(),
            own.make_up_used.to_string(),
            own.make_up_left.to_string(),
            if own.replan.is_proven { lang.pick("是", "yes") } else { lang.pick("否", "no") }
                .to_owned(),
        ]
    };
    [heading].into_iter().chain(all.iter().map(row)).collect()
}

/// The fault of `--way` where the way has no plan, or tells no fewer people than [`Way::Move`].
pub fn no_such_way(way: Way) -> Text {
    let name = way.name();
    Text::new(format!("这一次没有 {name} 这种办法"), format!("{name} is no way here"))
}

/// The help beside it: the ways that can be chosen.
pub fn ways_there_are(all: &[FoundWay]) -> Text {
    let names: Vec<&str> = all.iter().map(|own| own.way.name()).collect();
    Text::new(
        format!("它不比时间不变更省事；可选：{}", names.join("、")),
        format!(
            "it tells no fewer people than the times as planned; there are: {}",
            names.join(", ")
        ),
    )
}

/// A line for each change, then one for each class called at another time.
pub fn sentences(found: &Replan) -> Vec<Text> {
    let campaign = &found.rest.campaign;
    let changes = found.changes.iter().map(|change| of_group(campaign, change));
    let classes = found.recalled.iter().map(|recall| of_class(campaign, recall));
    changes.chain(classes).collect()
}

/// What becomes of a group.
pub fn of_group(campaign: &Campaign, change: &Notice) -> Text {
    let unit = campaign.kind().count().unit;
    let verb = campaign.kind().zh().verb;
    Text::each(|lang| {
        let name = campaign.group(change.group).name.get(lang);
        let people = change.people;
        let (from, to) = (calls(campaign, &change.from, lang), calls(campaign, &change.to, lang));
        let last = change.to.last().map(|window| clock(window.interval.end)).unwrap_or_default();
        match (change.kind, lang) {
            (NoticeKind::New, Lang::Zh) => format!("{name}（{people} {unit}）：新排 {to}"),
            (NoticeKind::New, Lang::En) => format!("{name} ({people}): new, {to}"),
            (NoticeKind::GoesOn, Lang::Zh) => {
                format!("{name}（{people} {unit}）：接着{verb}到 {last}，原为 {from}")
            }
            (NoticeKind::GoesOn, Lang::En) => {
                format!("{name} ({people}): goes on until {last}, was {from}")
            }
            (NoticeKind::Moved, Lang::Zh) => format!("{name}（{people} {unit}）：{from} → {to}"),
            (NoticeKind::Moved, Lang::En) => format!("{name} ({people}): {from} → {to}"),
            (NoticeKind::LeftOut, Lang::Zh) => {
                format!("{name}（{people} {unit}）：{from} → 没有时间")
            }
            (NoticeKind::LeftOut, Lang::En) => format!("{name} ({people}): {from} → no time left"),
        }
    })
}

/// That a class comes at another time.
pub fn of_class(campaign: &Campaign, recall: &Recall) -> Text {
    let unit = campaign.kind().count().unit;
    Text::each(|lang| {
        let (name, people) = (class_name(campaign, &recall.to, lang), recall.people);
        let from = recall.from.as_ref().map(|slot| photos(campaign, slot, lang));
        let from = from.unwrap_or_else(|| lang.pick("新增", "new").to_owned());
        let to = photos(campaign, &recall.to, lang);
        lang.pick(
            format!("{name}（{people} {unit}）：{from} → {to}"),
            format!("{name} ({people}): {from} → {to}"),
        )
    })
}

/// A class with the name of its college.
pub fn class_name(campaign: &Campaign, slot: &Slot, lang: Lang) -> String {
    let group = campaign.group(slot.group);
    format!("{} {}", group.name.get(lang), group.classes[slot.class].name)
}

/// Day, time and, where there are several, station of the photos of a class.
pub fn photos(campaign: &Campaign, slot: &Slot, lang: Lang) -> String {
    let window = Window::new(slot.group, slot.date, slot.station, slot.interval);
    calls(campaign, &[window], lang)
}

/// Day, time and, where there are several, station of windows.
pub fn calls(campaign: &Campaign, windows: &[Window], lang: Lang) -> String {
    let call = |window: &Window| {
        let station = campaign.station(window.station).name.get(lang);
        let place =
            if campaign.stations().len() > 1 { format!(" {station}") } else { String::new() };
        lang.pick(
            format!("{}{}{place}", day_label(window.date, lang), window.interval),
            format!("{} {}{place}", day_label(window.date, lang), window.interval),
        )
    };
    windows.iter().map(call).collect::<Vec<_>>().join(lang.pick("、", ", "))
}

/// Who is left when no half-day is.
pub fn no_time(campaign: &Campaign, tasks: &[Task]) -> Vec<Text> {
    let kind = campaign.kind();
    let unit = kind.count().unit;
    let people: i64 = tasks.iter().map(|task| task.people).sum();
    let (verb, served) = (campaign.kind().zh().verb, campaign.kind().en().served);
    let mut lines = vec![Text::new(
        format!("没有剩下的半天，还有 {people} {unit}没有{verb}："),
        format!("No half-day is left for {people} not {served}:", people = kind.people(people)),
    )];
    lines.extend(tasks.iter().map(|task| {
        Text::each(|lang| {
            let (name, people) = (campaign.group(task.group).name.get(lang), task.people);
            lang.pick(format!("  {name}：{people} {unit}"), format!("  {name}: {people}"))
        })
    }));
    lines
}
