//! Actuals that contradict the plan, the lists or the clock.

use super::Request;
use super::horizon::lost_time;
use crate::base::clock::{Interval, clock};
use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::text::{Lang, Text};
use crate::campaign::actuals::{Actual, Event, LostTime, Moment, Who};
use crate::campaign::{Block, Campaign, Class};

/// Every contradiction, in the order of the table.
pub fn faults(request: &Request<'_>) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> =
        now_outside(request.campaign, request.now).into_iter().collect();
    for (place, actual) in request.actuals.iter().enumerate() {
        found.extend(of_row(request, actual));
        found.extend(
            request.actuals[..place].iter().find_map(|earlier| against(request, earlier, actual)),
        );
    }
    crate::base::diagnostic::sort(&mut found);
    found
}

fn fault(code: Code, zh: impl Into<String>, en: impl Into<String>, place: &Location) -> Diagnostic {
    Diagnostic::error(code, Text::new(zh, en)).at(place.clone()).help(code.explanation())
}

fn now_outside(campaign: &Campaign, now: Moment) -> Option<Diagnostic> {
    let moment = |block: &Block, minute| Moment { date: block.date, minute };
    let first = campaign.blocks().iter().map(|block| moment(block, 0)).min()?;
    let last = campaign.blocks().iter().map(|block| moment(block, block.latest_end)).max()?;
    let (from, to) = (first.date, last);
    (now < first || now >= last).then(|| {
        fault(
            Code::NowOutside,
            format!("{now} 不在活动期间（{from} 到 {to}）"),
            format!("{now} is outside the campaign ({from} to {to})"),
            &Location::file("--now"),
        )
    })
}

/// A name for messages.
fn name(campaign: &Campaign, who: Who, lang: Lang) -> String {
    let group = campaign.group(who.group);
    let class = who
        .class
        .and_then(|class| group.classes.get(class))
        .map(|class| format!(" {}", class.name));
    format!("{}{}", group.name.get(lang), class.unwrap_or_default())
}

/// When the plan begins with a group or class; `None` where it has no window.
fn begins(request: &Request<'_>, who: Who) -> Option<Moment> {
    let (date, interval) = request.plan.time_of(who.group, who.class)?;
    Some(Moment { date, minute: interval.start })
}

fn of_row(request: &Request<'_>, actual: &Actual) -> Option<Diagnostic> {
    let (campaign, now) = (request.campaign, request.now);
    match &actual.event {
        Event::Done(who) | Event::Photographed(who, _) => {
            let names = [Lang::Zh, Lang::En].map(|lang| name(campaign, *who, lang));
            match begins(request, *who) {
                None => Some(fault(
                    Code::NoWindowToCount,
                    format!("方案没有安排{}", names[0]),
                    format!("the plan has no window for {}", names[1]),
                    &actual.place,
                )),
                Some(begins)
                    if begins > now && !matches!(actual.event, Event::Photographed(_, 0)) =>
                {
                    Some(fault(
                        Code::BeforeItBegan,
                        format!("{}按方案 {begins} 才开始，现在是 {now}", names[0]),
                        format!("by the plan {} begins at {begins}, now is {now}", names[1]),
                        &actual.place,
                    ))
                }
                Some(_) => too_many(request, *who, actual),
            }
        }
        Event::Absent(who, _) => too_many(request, *who, actual),
        Event::More(..) => None,
        Event::Out { .. } | Event::Lost { .. } => {
            let lost = lost_time(campaign, now, &actual.event)?;
            nothing_lost(campaign, &lost, &actual.event, &actual.place)
        }
    }
}

/// Photographed and absent against invited and added, said once: at the later of the rows.
fn too_many(request: &Request<'_>, who: Who, actual: &Actual) -> Option<Diagnostic> {
    let group = request.campaign.group(who.group);
    let invited = match who.class {
        Some(class) => group.classes[class].invited(),
        None if group.classes.is_empty() => group.headcount - group.off_site,
        None => group.classes.iter().map(Class::invited).sum(),
    };
    let about = |place: &&Actual| {
        let other = place.event.who();
        other == Some(who)
            || who.class.is_none() && other.is_some_and(|other| other.group == who.group)
    };
    let rows = || request.actuals.iter().filter(about);
    let (mut there, mut more) = (0, 0);
    for row in rows() {
        match row.event {
            Event::Photographed(_, people) | Event::Absent(_, people) => there += people,
            Event::More(_, people) => more += people,
            _ => {}
        }
    }
    let counts = |row: &&Actual| matches!(row.event, Event::Photographed(..) | Event::Absent(..));
    let mut own = rows().filter(counts).filter(|row| row.event.who() == Some(who));
    let is_last = own.next_back().is_some_and(|last| last.place == actual.place);
    (there > invited + more && is_last).then(|| {
        fault(
            Code::MoreThanCame,
            format!(
                "{}：已拍与缺席共 {there} 人，应到 {} 人",
                name(request.campaign, who, Lang::Zh),
                invited + more
            ),
            format!(
                "{}: {there} people photographed or absent, {} are invited",
                name(request.campaign, who, Lang::En),
                invited + more
            ),
            &actual.place,
        )
    })
}

fn nothing_lost(
    campaign: &Campaign,
    lost: &LostTime,
    event: &Event,
    place: &Location,
) -> Option<Diagnostic> {
    let Interval { start, end } = lost.interval;
    if end <= start {
        let (start, end) = (clock(start), clock(end));
        return Some(fault(
            Code::OutageBackwards,
            format!("{end} 结束，不晚于 {start} 开始"),
            format!("it ends at {end}, not after it begins at {start}"),
            place,
        ));
    }
    let meets = |block: &Block| {
        let own = match event {
            Event::Lost { block: lost, .. } => block == campaign.block(*lost),
            _ => (block.station, block.date) == (lost.station, lost.date),
        };
        own && block.bookable().overlaps(lost.interval)
    };
    (!campaign.blocks().iter().any(meets)).then(|| {
        let station = |lang| campaign.station(lost.station).name.get(lang);
        let (date, interval) = (lost.date, lost.interval);
        fault(
            Code::NothingToLose,
            format!("{}在 {date} {interval} 没有半天", station(Lang::Zh)),
            format!("{} has no block on {date} {interval}", station(Lang::En)),
            place,
        )
    })
}

/// What a row says against an earlier one.
fn against(request: &Request<'_>, earlier: &Actual, later: &Actual) -> Option<Diagnostic> {
    let (campaign, place) = (request.campaign, &later.place);
    let (one, other) = (&earlier.event, &later.event);
    let first = &earlier.place;
    let twice = || {
        let (zh, en) =
            (format!("同一件事已在 {first} 写过"), format!("the same is already there at {first}"));
        fault(Code::SaidTwice, zh, en, place)
    };
    let (Some(one_who), Some(other_who)) = (one.who(), other.who()) else {
        let (one, other) =
            (lost_time(campaign, request.now, one)?, lost_time(campaign, request.now, other)?);
        let is_one = |lost: &LostTime| lost.interval.minutes() > 0;
        let meet = is_one(&one)
            && is_one(&other)
            && (one.station, one.date) == (other.station, other.date)
            && one.interval.overlaps(other.interval);
        return meet.then(twice);
    };
    if one_who == other_who && std::mem::discriminant(one) == std::mem::discriminant(other) {
        return Some(twice());
    }
    let says_how_far = |event: &Event| matches!(event, Event::Done(_) | Event::Photographed(..));
    let overlap = one_who.group == other_who.group
        && (one_who == other_who || one_who.class.is_none() || other_who.class.is_none());
    (overlap && says_how_far(one) && says_how_far(other)).then(|| {
        let (zh, en) = (
            format!("与 {first} 矛盾：只写其一"),
            format!("contradicts {first}: say only one of the two"),
        );
        fault(Code::SaidTwoWays, zh, en, place)
    })
}
