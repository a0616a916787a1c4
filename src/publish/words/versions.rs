//! What a new version changes, in words.

use super::replan::{of_class, of_group};
use crate::base::kind::CampaignKind;
use crate::base::text::{Lang, Text, counted};
use crate::campaign::Campaign;
use crate::plans::notice::{Cancellation, Notices};
use std::path::Path;

/// Whom the new version tells something.
pub fn headline(kind: CampaignKind, told: &Notices) -> Text {
    if told.is_empty() {
        return Text::new("没有人需要改时间。", "Nobody is told a new time.");
    }
    let unit = kind.count().unit;
    let groups: i64 = told.groups.iter().map(|notice| notice.people).sum();
    let classes: i64 = told.classes.iter().map(|recall| recall.people).sum();
    let gone: i64 = told.gone.iter().map(|gone| gone.people).sum();
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    if !told.groups.is_empty() {
        let count = told.groups.len();
        zh.push(format!("{count} 个学院共 {groups} {unit}要通知新时间"));
        let (count, groups) = (counted::groups(count), kind.people(groups));
        en.push(format!("a new time for {count} with {groups}"));
    }
    if !told.classes.is_empty() {
        let count = told.classes.len();
        zh.push(format!("{count} 个班（{classes} {unit}）学院时段不变而班级时间有变"));
        let (count, classes) = (counted::of(count, "class", "classes"), kind.people(classes));
        en.push(format!("another time within the window of the college for {count} ({classes})"));
    }
    if !told.gone.is_empty() {
        zh.push(format!("{gone} {unit}不在名单上了，原时间取消"));
        let gone = kind.people(gone);
        en.push(format!("{gone} no longer on the list, whose time is cancelled"));
    }
    let (zh, en) = (zh.join("；"), en.join("; "));
    let mut letters = en.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    Text::new(format!("{zh}。"), format!("{first}{}.", letters.as_str()))
}

/// The outcome of publishing: the version in its folder; with `None` that it is the last one unchanged.
pub fn published(number: usize, folder: Option<&Path>) -> Text {
    let Some(folder) = folder.map(Path::display) else {
        return Text::new(
            format!("与第 {number} 版相同，没有要发布的。"),
            format!("The same as version {number}; nothing to publish."),
        );
    };
    Text::new(
        format!("已发布第 {number} 版：{folder}"),
        format!("Version {number} is published: {folder}"),
    )
}

/// Whom the plan on the page tells another time than a version.
pub fn against(kind: CampaignKind, number: usize, told: &Notices) -> Text {
    let headline = headline(kind, told);
    Text::new(
        format!("现在的方案与第 {number} 版相比：{}", headline.get(Lang::Zh)),
        format!("The present plan against version {number}: {}", headline.get(Lang::En)),
    )
}

/// Said of a version of the days left in place of a comparison with a plan of the whole campaign.
pub fn days_have_begun() -> Text {
    Text::new(
        "活动已在进行，这一版只含剩下几天；请到“当天”页继续调整。",
        "The days have begun, and this version has those left: go on under “The day”.",
    )
}

/// A line for each group and each class.
pub fn sentences(campaign: &Campaign, told: &Notices) -> Vec<Text> {
    let unit = campaign.kind().count().unit;
    let groups = told.groups.iter().map(|notice| of_group(campaign, notice));
    let classes = told.classes.iter().map(|recall| of_class(campaign, recall));
    let gone = told.gone.iter().map(|gone| {
        Text::each(|lang| {
            let (name, people) = (name_of(gone), gone.people);
            let name = name.get(lang);
            lang.pick(
                format!("{name}（{people} {unit}）：取消"),
                format!("{name} ({people}): cancelled"),
            )
        })
    });
    groups.chain(classes).chain(gone).collect()
}

/// What a document of a version is; nothing for tables and calendars, whose names say it.
pub fn document(name: &str) -> Option<Text> {
    let (zh, en) = match name {
        "notice.docx" => ("通知正文与附件（Word）", "Notice with the timetable (Word)"),
        "timetable.xlsx" => {
            ("时间安排、班级时段、现场安排（Excel）", "Timetables and run sheets (Excel)")
        }
        "timetable.docx" => ("时间安排与班级时段（Word）", "Timetables (Word)"),
        "timetable.html" => ("时间安排（网页，可打印）", "Timetables (page to print)"),
        "timetable.png" => ("时间安排（手机图片）", "Timetable (picture for phones)"),
        "sign-in.xlsx" => ("签到表（Excel）", "Sign-in sheets (Excel)"),
        "sign-in.html" => ("签到表（网页，可打印）", "Sign-in sheets (page to print)"),
        "posters.html" => ("张贴的告示（网页，可打印）", "Posters (page to print)"),
        "run-sheets.html" => ("现场安排表（网页，可打印）", "Run sheets (page to print)"),
        "lookup.html" => ("学号查询页", "Look-up page for students"),
        "summary.docx" => ("方案说明（Word）", "Summary with its proof (Word)"),
        "report.html" => ("完整报告（网页）", "The whole report (page)"),
        _ => return None,
    };
    Some(Text::new(zh, en))
}

/// The group, or the group and the class.
pub fn name_of(gone: &Cancellation) -> Text {
    match &gone.class {
        Some(class) => Text::each(|lang| format!("{} {class}", gone.group.get(lang))),
        None => gone.group.clone(),
    }
}
