//! Changes ready to send: a text with a paragraph for each group, and the same as a table.

use super::tables::{illustration, window_name};
use crate::base::clock::{clock, day_label};
use crate::base::kind::CampaignKind;
use crate::base::text::{Lang, Text};
use crate::campaign::actuals::Moment;
use crate::campaign::plan::Plan;
use crate::campaign::{Campaign, GroupId};
use crate::files::write_table;
use crate::plans::notice::{Cancellation, Notice, NoticeKind, Recall};
use crate::publish::output::Output;
use crate::publish::words::replan as words;
use crate::publish::words::versions::name_of;

/// Who is told what, and from when on it holds.
pub struct ChangeNotice<'a> {
    /// The campaign of the new plan.
    pub campaign: &'a Campaign,
    /// The new plan.
    pub plan: &'a Plan,
    /// Groups that are told a time.
    pub groups: &'a [Notice],
    /// Classes of other groups.
    pub classes: &'a [Recall],
    /// Who need not come any more.
    pub gone: &'a [Cancellation],
    /// What stands in brackets below the title.
    pub as_of: Text,
    /// The moment: whoever should have been called by then is there already.
    pub now: Option<Moment>,
    /// What is said where no group is told anything.
    pub nobody: Text,
}

impl ChangeNotice<'_> {
    /// Text and table in both languages.
    pub fn files(&self) -> Vec<Output> {
        let of = |lang| {
            [
                Output::new(&format!("changes-{lang}.txt"), self.text(lang)),
                Output::new(&format!("changes-{lang}.csv"), self.table(lang)),
            ]
        };
        [Lang::Zh, Lang::En].into_iter().flat_map(of).collect()
    }

    /// The notice as text: one paragraph a group, ready to be sent to it.
    pub fn text(&self, lang: Lang) -> String {
        let title = self.campaign.title().get(lang);
        let mut lines =
            vec![lang.pick(format!("{title}：时间调整"), format!("{title}: changes of time"))];
        let as_of = self.as_of.get(lang);
        lines.push(lang.pick(format!("（{as_of}）"), format!("({as_of})")));
        if self.groups.is_empty() && self.gone.is_empty() {
            lines.push(String::new());
            lines.push(self.nobody.get(lang).to_owned());
        }
        for change in self.groups {
            lines.push(String::new());
            lines.extend(paragraph(self.campaign, change, self.plan, lang));
        }
        let mut groups: Vec<GroupId> = self.classes.iter().map(|recall| recall.to.group).collect();
        groups.sort_unstable();
        groups.dedup();
        for group in groups {
            lines.push(String::new());
            lines.extend(self.of_classes(group, lang));
        }
        for gone in self.gone {
            lines.push(String::new());
            lines.extend(cancelled(self.campaign.kind(), gone, lang));
        }
        lines.join("\n") + "\n"
    }

    /// The paragraph of a group with classes that come at another time while its window stays or ends later.
    fn of_classes(&self, group: GroupId, lang: Lang) -> Vec<String> {
        let unit = self.campaign.kind().count().unit;
        let campaign = self.campaign;
        let own = || self.classes.iter().filter(|recall| recall.to.group == group);
        let people = own().map(|recall| recall.people).sum();
        let mut lines = vec![heading(campaign, group, people, lang)];
        let goes_on = self.groups.iter().any(|change| change.group == group);
        lines.push(
            if goes_on {
                lang.pick("下列班级改时间：", "These classes come at another time:")
            } else {
                lang.pick(
                    "学院时段不变，下列班级改时间：",
                    "The window stays; these classes come at another time:",
                )
            }
            .to_owned(),
        );
        for Recall { people, from, to } in own() {
            let class = &campaign.group(group).classes[to.class].name;
            let old = from.as_ref().map(|slot| words::photos(campaign, slot, lang));
            let new = words::photos(campaign, to, lang);
            let minute = campaign.call(to.interval.start);
            let is_called = self.now.is_some_and(|now| Moment { date: to.date, minute } <= now);
            let call = match lang {
                _ if is_called => String::new(),
                Lang::Zh => format!("，{} 集合", clock(minute)),
                Lang::En => format!(", be there at {}", clock(minute)),
            };
            lines.push(match old {
                Some(old) => lang.pick(
                    format!("  {class}（{people} {unit}）：原 {old}，现 {new}{call}"),
                    format!("  {class} ({people}): was {old}, now {new}{call}"),
                ),
                None => lang.pick(
                    format!("  {class}（{people} {unit}）：新增，{new}{call}"),
                    format!("  {class} ({people}): new, {new}{call}"),
                ),
            });
        }
        lines.extend(illustration(campaign, lang).map(|note| format!("  {note}")));
        lines
    }

    /// The changes as a table: a row for every new window, then one for every class called at another
    /// time.
    fn table(&self, lang: Lang) -> String {
        let (campaign, plan) = (self.campaign, self.plan);
        let people = campaign.kind().headcount(Lang::Zh);
        let header = lang.pick(
            [
                "学院",
                &people,
                "变动",
                "原时间",
                "新日期",
                campaign.kind().zh().station,
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
        for change in self.groups {
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
        for Recall { people, from, to } in self.classes {
            let kind = match from {
                Some(_) => lang.pick("班级改时间", "class moved"),
                None => lang.pick("新增班级", "class added"),
            };
            let start = to.interval.start;
            let row = [
                words::class_name(campaign, to, lang),
                people.to_string(),
                kind.to_owned(),
                from.as_ref().map(|slot| words::photos(campaign, slot, lang)).unwrap_or_default(),
                to.date.to_string(),
                campaign.station(to.station).name.get(lang).to_owned(),
                clock(campaign.call(start)),
                clock(start),
                clock(to.interval.end),
                campaign.group(to.group).contact.clone().unwrap_or_default(),
            ];
            rows.push(row.to_vec());
        }
        for gone in self.gone {
            let mut row = vec![
                name_of(gone).get(lang).to_owned(),
                gone.people.to_string(),
                lang.pick("取消", "cancelled").to_owned(),
                told(gone, lang),
            ];
            row.resize(header.len() - 1, String::new());
            row.push(gone.contact.clone().unwrap_or_default());
            rows.push(row);
        }
        write_table(rows)
    }
}

/// Whom a paragraph is for: name, people, and how to reach them.
fn heading(campaign: &Campaign, group: GroupId, people: i64, lang: Lang) -> String {
    let group = campaign.group(group);
    addressed(campaign.kind(), group.name.get(lang), people, group.contact.as_deref(), lang)
}

fn addressed(
    kind: CampaignKind,
    name: &str,
    people: i64,
    contact: Option<&str>,
    lang: Lang,
) -> String {
    let unit = kind.count().unit;
    let contact = contact.map(|contact| {
        lang.pick(format!("，联系方式：{contact}"), format!(", contact: {contact}"))
    });
    let contact = contact.unwrap_or_default();
    lang.pick(
        format!("【{name}】{people} {unit}{contact}"),
        format!("[{name}] {people}{contact}", people = kind.people(people)),
    )
}

/// The paragraph of a group or class that need not come any more.
fn cancelled(kind: CampaignKind, gone: &Cancellation, lang: Lang) -> Vec<String> {
    let name = name_of(gone);
    let heading = addressed(kind, name.get(lang), gone.people, gone.contact.as_deref(), lang);
    let told = told(gone, lang);
    vec![heading, lang.pick(format!("取消：原 {told}"), format!("Cancelled: was {told}"))]
}

/// When somebody was told to come who is no part of the campaign any more.
fn told(gone: &Cancellation, lang: Lang) -> String {
    let calls = gone.from.iter().map(|(date, interval, station)| {
        let (day, station) = (day_label(*date, lang), station.get(lang));
        lang.pick(format!("{day}{interval} {station}"), format!("{day} {interval} {station}"))
    });
    calls.collect::<Vec<_>>().join(lang.pick("、", ", "))
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
