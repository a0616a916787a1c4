//! What a replan hands out: the changes ready to send, the plan, the report, and the campaign of
//! the days left.

use super::data::ReportData;
use super::tables::{illustration, window_name};
use crate::base::clock::clock;
use crate::base::diagnostic::Diagnostic;
use crate::base::text::{Lang, counted};
use crate::campaign::actuals::Moment;
use crate::campaign::plan::Plan;
use crate::campaign::{Campaign, GroupId};
use crate::files::{write_instance, write_table};
use crate::publish::output::Output;
use crate::publish::words::replan as words;
use crate::questions::replan::{Notice, NoticeKind, Recall, Replan, Request};

/// All files, and what there is to know about them.
pub fn outputs(
    data: &ReportData<'_>,
    request: &Request<'_>,
    found: &Replan,
    lang: Lang,
) -> (Vec<Output>, Vec<Diagnostic>) {
    let (mut files, warnings) = super::outputs(data, lang);
    for lang in [Lang::Zh, Lang::En] {
        files.push(Output::new(
            &format!("changes-{lang}.txt"),
            text(request, found, data.plan, lang),
        ));
        files.push(Output::new(&format!("changes-{lang}.csv"), table(found, data.plan, lang)));
    }
    let campaign = write_instance(data.campaign).into_iter();
    files.extend(campaign.map(|(name, text)| Output::new(&format!("remaining/{name}"), text)));
    (files, warnings)
}

/// The notice as text: one paragraph a group, ready to be sent to it.
fn text(request: &Request<'_>, found: &Replan, plan: &Plan, lang: Lang) -> String {
    let campaign = &found.rest.campaign;
    let title = campaign.title().get(lang);
    let mut lines =
        vec![lang.pick(format!("{title}：时间调整"), format!("{title}: changes of time"))];
    lines.push(lang.pick(format!("（截至 {}）", request.now), format!("(as of {})", request.now)));
    if found.changes.is_empty() {
        lines.push(String::new());
        lines.push(words::headline(found).get(lang).to_owned());
    }
    for change in &found.changes {
        lines.push(String::new());
        lines.extend(paragraph(campaign, change, plan, lang));
    }
    let mut groups: Vec<GroupId> = found.recalled.iter().map(|recall| recall.to.group).collect();
    groups.dedup();
    for group in groups {
        lines.push(String::new());
        lines.extend(of_classes(request, found, group, lang));
    }
    lines.join("\n") + "\n"
}

/// The paragraph of a group whose window stays and of which classes come at another time.
fn of_classes(request: &Request<'_>, found: &Replan, group: GroupId, lang: Lang) -> Vec<String> {
    let campaign = &found.rest.campaign;
    let own = || found.recalled.iter().filter(|recall| recall.to.group == group);
    let mut lines = vec![heading(campaign, group, own().map(|recall| recall.people).sum(), lang)];
    lines.push(
        lang.pick(
            "学院时段不变，下列班级改时间：",
            "The window stays; these classes come at another time:",
        )
        .to_owned(),
    );
    for Recall { people, from, to } in own() {
        let class = &campaign.group(group).classes[to.class].name;
        let [old, new] = [from, to].map(|slot| words::photos(campaign, slot, lang));
        let minute = campaign.call(to.interval.start);
        // Whoever should have been called by now is there already.
        let is_called = Moment { date: to.date, minute } <= request.now;
        let call = match lang {
            _ if is_called => String::new(),
            Lang::Zh => format!("，{} 集合", clock(minute)),
            Lang::En => format!(", be there at {}", clock(minute)),
        };
        lines.push(lang.pick(
            format!("  {class}（{people} 人）：原 {old}，现 {new}{call}"),
            format!("  {class} ({people}): was {old}, now {new}{call}"),
        ));
    }
    lines.extend(illustration(campaign, lang).map(|note| format!("  {note}")));
    lines
}

/// Whom a paragraph is for: name, people, and how to reach them.
fn heading(campaign: &Campaign, group: GroupId, people: i64, lang: Lang) -> String {
    let group = campaign.group(group);
    let name = group.name.get(lang);
    let contact = group.contact.as_ref();
    let contact = contact.map(|contact| {
        lang.pick(format!("，联系方式：{contact}"), format!(", contact: {contact}"))
    });
    let contact = contact.unwrap_or_default();
    lang.pick(
        format!("【{name}】{people} 人{contact}"),
        format!("[{name}] {people}{contact}", people = counted::people(people)),
    )
}

fn paragraph(campaign: &Campaign, change: &Notice, plan: &Plan, lang: Lang) -> Vec<String> {
    let group = campaign.group(change.group);
    let verb = campaign.kind().zh().verb;
    let (zh, en) = (campaign.kind().zh().service, campaign.kind().en().service);
    let mut lines = vec![heading(campaign, change.group, change.people, lang)];
    if !change.from.is_empty() {
        let from = words::calls(campaign, &change.from, lang);
        lines.push(lang.pick(format!("原时间：{from}"), format!("Old time: {from}")));
    }
    if change.kind == NoticeKind::LeftOut {
        lines.push(
            lang.pick("新时间：暂无，另行通知", "New time: none yet, to be announced").to_owned(),
        );
        return lines;
    }
    let to = words::calls(campaign, &change.to, lang);
    if change.kind == NoticeKind::GoesOn {
        lines.push(
            lang.pick(
                format!("在场的接着{verb}：{to}"),
                format!("Those who are there go on: {to}"),
            ),
        );
        return lines;
    }
    let place = campaign
        .place()
        .map(|place| lang.pick(format!("，{}", place.get(lang)), format!(", {}", place.get(lang))));
    let first = change
        .to
        .first()
        .map(|window| clock(campaign.call(window.interval.start)))
        .unwrap_or_default();
    lines.push(lang.pick(
        format!("新时间：{to}{}，{first} 集合", place.as_deref().unwrap_or_default()),
        format!("New time: {to}{}, be there at {first}", place.as_deref().unwrap_or_default()),
    ));
    for slot in plan.slots_of(change.group) {
        let class = &group.classes[slot.class].name;
        let call = clock(campaign.call(slot.interval.start));
        lines.push(lang.pick(
            format!("  {class}：{call} 集合，{} {zh}", slot.interval),
            format!("  {class}: be there at {call}, {en} {}", slot.interval),
        ));
    }
    // Every college is sent its own paragraph.
    if plan.slots_of(change.group).next().is_some() {
        lines.extend(illustration(campaign, lang).map(|note| format!("  {note}")));
    }
    lines
}

/// The changes as a table: a row for every new window, then one for every class called at another
/// time.
fn table(found: &Replan, plan: &Plan, lang: Lang) -> String {
    let campaign = &found.rest.campaign;
    let header = lang.pick(
        [
            "学院",
            "人数",
            "变动",
            "原时间",
            "新日期",
            "站点",
            "新集合时间",
            "新开始",
            "新结束",
            "联系方式",
        ],
        [
            "group",
            "people",
            "change",
            "old time",
            "new date",
            "station",
            "new call",
            "new start",
            "new end",
            "contact",
        ],
    );
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    let goes_on = format!("接着{}", campaign.kind().zh().verb);
    for change in &found.changes {
        let kind = match change.kind {
            NoticeKind::New => lang.pick("新排", "new"),
            NoticeKind::GoesOn => lang.pick(goes_on.as_str(), "goes on"),
            NoticeKind::Moved => lang.pick("改时间", "moved"),
            NoticeKind::LeftOut => lang.pick("没有时间", "no time left"),
        };
        let group = campaign.group(change.group);
        let old = words::calls(campaign, &change.from, lang);
        let contact = group.contact.clone().unwrap_or_default();
        let row = |name: String, people: i64, cells: [String; 5]| {
            let mut row = vec![name, people.to_string(), kind.to_owned(), old.clone()];
            row.extend(cells);
            row.push(contact.clone());
            row
        };
        if change.to.is_empty() {
            rows.push(row(group.name.get(lang).to_owned(), change.people, Default::default()));
        }
        for window in plan.windows_of(change.group) {
            let people =
                if change.to.len() > 1 { window.expected(campaign) } else { change.people };
            let start = window.interval.start;
            let cells = [
                window.date.to_string(),
                campaign.station(window.station).name.get(lang).to_owned(),
                clock(campaign.call(start)),
                clock(start),
                clock(window.interval.end),
            ];
            rows.push(row(window_name(campaign, window, lang), people, cells));
        }
    }
    for Recall { people, from, to } in &found.recalled {
        let kind = lang.pick("班级改时间", "class moved");
        let start = to.interval.start;
        let row = [
            words::class_name(campaign, to, lang),
            people.to_string(),
            kind.to_owned(),
            words::photos(campaign, from, lang),
            to.date.to_string(),
            campaign.station(to.station).name.get(lang).to_owned(),
            clock(campaign.call(start)),
            clock(start),
            clock(to.interval.end),
            campaign.group(to.group).contact.clone().unwrap_or_default(),
        ];
        rows.push(row.to_vec());
    }
    write_table(rows)
}
