//! What a new version changes, in words.

use super::replan::{of_class, of_group};
use crate::base::text::{Text, counted};
use crate::campaign::Campaign;
use crate::plans::notice::{Cancellation, Notices};

/// Whom the new version tells something.
pub fn headline(told: &Notices) -> Text {
    if told.is_empty() {
        return Text::new("没有人需要改时间。", "Nobody is told a new time.");
    }
    let groups: i64 = told.groups.iter().map(|notice| notice.people).sum();
    let classes: i64 = told.classes.iter().map(|recall| recall.people).sum();
    let gone: i64 = told.gone.iter().map(|gone| gone.people).sum();
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    if !told.groups.is_empty() {
        let count = told.groups.len();
        zh.push(format!("{count} 个学院共 {groups} 人要通知新时间"));
        let (count, groups) = (counted::groups(count), counted::people(groups));
        en.push(format!("a new time for {count} with {groups}"));
    }
    if !told.classes.is_empty() {
        let count = told.classes.len();
        zh.push(format!("{count} 个班（{classes} 人）学院时段不变而班级时间有变"));
        let (count, classes) = (counted::of(count, "class", "classes"), counted::people(classes));
        en.push(format!("another time within the window of the college for {count} ({classes})"));
    }
    if !told.gone.is_empty() {
        zh.push(format!("{gone} 人不在名单上了，原时间取消"));
        let gone = counted::people(gone);
        en.push(format!("{gone} no longer on the list, whose time is cancelled"));
    }
    let (zh, en) = (zh.join("；"), en.join("; "));
    let mut letters = en.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    Text::new(format!("{zh}。"), format!("{first}{}.", letters.as_str()))
}

/// A line for each group and each class.
pub fn sentences(campaign: &Campaign, told: &Notices) -> Vec<Text> {
    let groups = told.groups.iter().map(|notice| of_group(campaign, notice));
    let classes = told.classes.iter().map(|recall| of_class(campaign, recall));
    let gone = told.gone.iter().map(|gone| {
        Text::each(|lang| {
            let (name, people) = (name_of(gone), gone.people);
            let name = name.get(lang);
            lang.pick(
                format!("{name}（{people} 人）：取消"),
                format!("{name} ({people}): cancelled"),
            )
        })
    });
    groups.chain(classes).chain(gone).collect()
}

/// The group, or the group and the class.
pub fn name_of(gone: &Cancellation) -> Text {
    match &gone.class {
        Some(class) => Text::each(|lang| format!("{} {class}", gone.group.get(lang))),
        None => gone.group.clone(),
    }
}
