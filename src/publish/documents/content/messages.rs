//! A text for each college, short enough for a chat group: its time, its classes' calls, and what
//! changed. The reader's language stands first; the other one follows where the campaign has names
//! in it.

use super::{fee_note, illustrative_note};
use crate::base::clock::{clock, day_label};
use crate::base::text::{Lang, counted};
use crate::campaign::GroupId;
use crate::plans::notice::{Notice, NoticeKind, Notices, Recall, notices};
use crate::publish::documents::safe::{Names, plain};
use crate::publish::output::Output;
use crate::publish::report::{Before, ReportData, part_label};
use crate::publish::words::repeats;
use crate::publish::words::replan::{calls, photos};

/// The texts, one file a college.
pub fn texts(data: &ReportData<'_>, lang: Lang) -> Vec<Output> {
    let told = match (&data.baseline, data.before) {
        (Some((before, _)), Before::Running | Before::Published(_)) => {
            Some(notices(data.campaign, before, data.plan))
        }
        _ => None,
    };
    let mut names = Names::default();
    let languages = lang.pick([Lang::Zh, Lang::En], [Lang::En, Lang::Zh]);
    let text = |group: GroupId| {
        let names = [data.campaign.title(), &data.campaign.group(group).name];
        let is_in_both = names.iter().any(|name| name.get(Lang::Zh) != name.get(Lang::En));
        let languages = &languages[..if is_in_both { 2 } else { 1 }];
        let texts = languages.iter().map(|lang| text(data, group, told.as_ref(), *lang));
        texts.collect::<Vec<_>>().join("\n\n") + "\n"
    };
    data.campaign
        .group_ids()
        .map(|group| {
            let name = names.file(data.campaign.group(group).name.get(lang));
            Output::new(&format!("messages/{name}.txt"), text(group))
        })
        .collect()
}

fn text(data: &ReportData<'_>, id: GroupId, told: Option<&Notices>, lang: Lang) -> String {
    let campaign = data.campaign;
    let group = campaign.group(id);
    let (name, title) = (group.name.get(lang), campaign.title().get(lang));
    let mut lines = vec![lang.pick(format!("【{name}】{title}"), format!("[{name}] {title}"))];
    if let Some(told) = told {
        lines.extend(changed(data, id, told, lang));
    }
    let windows = data.plan.windows_of(id);
    if windows.is_empty() {
        lines.push(
            lang.pick("时间：暂无，另行通知。", "Time: none yet, to be announced.").to_owned(),
        );
        return lines.iter().map(|line| plain(line)).collect::<Vec<_>>().join("\n");
    }
    let several = campaign.stations().len() > 1;
    for window in &windows {
        let part = part_label(campaign, id, window.run, lang);
        let day = day_label(window.date, lang);
        let time = window.interval;
        let station = campaign.station(window.station).name.get(lang);
        let station = if several { format!(" {station}") } else { String::new() };
        lines.push(lang.pick(
            format!("时间：{day}{time}{station}{part}"),
            format!("Time: {day} {time}{station}{part}"),
        ));
    }
    // Where there is one station, it is the place unless the campaign names another.
    let only = campaign.stations().first().filter(|_| !several).map(|station| &station.name);
    if let Some(place) = campaign.place().or(only) {
        let place = place.get(lang);
        lines.push(lang.pick(format!("地点：{place}"), format!("Place: {place}")));
    }
    lines.extend(class_lines(data, id, lang));
    let elsewhere = data.repeats.iter();
    lines.extend(
        elsewhere.filter_map(|own| repeats::of_group(&own.repeat, &own.plan, data.plan, id, lang)),
    );
    lines.push(
        lang.pick("请按学号升序排队。", "Please line up by ascending student number.").to_owned(),
    );
    lines.extend(fee_note(data, lang));
    lines.iter().map(|line| plain(line)).collect::<Vec<_>>().join("\n")
}

/// When each class is to be there, or the whole college.
fn class_lines(data: &ReportData<'_>, id: GroupId, lang: Lang) -> Vec<String> {
    let campaign = data.campaign;
    let group = campaign.group(id);
    let (zh, en) = (campaign.kind().zh().service, campaign.kind().en().service);
    let windows = data.plan.windows_of(id);
    let days: Vec<_> = windows.iter().map(|window| window.date).collect();
    let is_one_day = days.windows(2).all(|two| two[0] == two[1]);
    let mut slots: Vec<_> = data.plan.slots_of(id).collect();
    slots.sort_by_key(|slot| slot.in_timetable());
    if slots.is_empty() {
        let call = |start| clock(campaign.call(start));
        let first = windows.first().map(|window| call(window.interval.start));
        let first = first.unwrap_or_default();
        return vec![lang.pick(format!("集合：{first}"), format!("Be there at {first}"))];
    }
    let mut lines = vec![lang.pick("各班集合时间：", "Be there at:").to_owned()];
    lines.extend(slots.iter().map(|slot| {
        let (class, time) = (&group.classes[slot.class].name, slot.interval);
        let call = clock(campaign.call(slot.interval.start));
        let day = if is_one_day { String::new() } else { day_label(slot.date, lang) };
        lang.pick(
            format!("· {class}：{day}{call} 集合，{time} {zh}"),
            format!("· {class}: {day}{}{call}, {en} {time}", if is_one_day { "" } else { " " }),
        )
    }));
    lines.extend(illustrative_note(data, lang));
    lines
}

/// What changed for the college, or that nothing did.
fn changed(data: &ReportData<'_>, id: GroupId, told: &Notices, lang: Lang) -> Vec<String> {
    let campaign = data.campaign;
    let own = told.groups.iter().find(|notice| notice.group == id);
    if let Some(Notice { kind, from, .. }) = own {
        let from = calls(campaign, from, lang);
        return match kind {
            NoticeKind::New => Vec::new(),
            _ => vec![lang.pick(
                format!("时间有调整：原 {from} 取消，以下面的时间为准。"),
                format!("The time has changed: {from} is cancelled; come as follows."),
            )],
        };
    }
    let recalls: Vec<&Recall> =
        told.classes.iter().filter(|recall| recall.to.group == id).collect();
    if recalls.is_empty() {
        return vec![lang.pick("时间没有变动。", "The time stays.").to_owned()];
    }
    let count = recalls.len();
    let mut lines = vec![lang.pick(
        format!("学院时段不变，{count} 个班的时间有调整："),
        format!(
            "The window stays; another time for {count}:",
            count = counted::of(count, "class", "classes")
        ),
    )];
    lines.extend(recalls.into_iter().map(|recall| {
        let class = &campaign.group(id).classes[recall.to.class].name;
        let to = photos(campaign, &recall.to, lang);
        match &recall.from {
            Some(from) => {
                let from = photos(campaign, from, lang);
                lang.pick(format!("· {class}：{from} → {to}"), format!("· {class}: {from} → {to}"))
            }
            None => lang.pick(format!("· {class}：新增，{to}"), format!("· {class}: new, {to}")),
        }
    }));
    lines
}
