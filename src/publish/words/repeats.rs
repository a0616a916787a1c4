//! The plan in other rounds and in bad weather, in words.

use crate::base::clock::day_label;
use crate::base::text::{Lang, Text};
use crate::campaign::plan::Plan;
use crate::campaign::{Campaign, GroupId, Repeat};
use crate::check::Violation;

/// Its name with its days, and the number of rules that the plan breaks there.
pub fn verdict(repeat: &Repeat, plan: &Plan, violations: &[Violation]) -> Text {
    let days = || plan.windows.iter().map(|window| window.date);
    Text::each(|lang| {
        let name = repeat.name.get(lang);
        let days = match (days().min(), days().max()) {
            (Some(first), Some(last)) if first == last => day_label(first, lang),
            (Some(first), Some(last)) => lang.pick(
                format!("{}至{}", day_label(first, lang), day_label(last, lang)),
                format!("{} to {}", day_label(first, lang), day_label(last, lang)),
            ),
            _ => "—".to_owned(),
        };
        let found = super::violations::count(violations);
        let found = found.get(lang);
        lang.pick(format!("{name}（{days}）：{found}"), format!("{name} ({days}): {found}"))
    })
}

/// When and where a group comes then, as a line of a text to it; nothing where it has no window, or
/// comes as in the plan `before`.
pub fn of_group(
    repeat: &Repeat,
    plan: &Plan,
    before: &Plan,
    group: GroupId,
    lang: Lang,
) -> Option<String> {
    let windows: Vec<_> = plan.windows_of(group).into_iter().cloned().collect();
    if windows.is_empty() || windows.iter().eq(before.windows_of(group)) {
        return None;
    }
    let times = super::replan::calls(&repeat.campaign, &windows, lang);
    let name = repeat.name.get(lang);
    Some(match (repeat.is_round, lang) {
        (true, Lang::Zh) => format!("{name}：{times}"),
        (false, Lang::Zh) => format!("遇雨雪等天气：{times}"),
        (true, Lang::En) => format!("{name}: {times}"),
        (false, Lang::En) => format!("In bad weather: {times}"),
    })
}

/// What the notice says of it; its table is the attachment after the first.
pub fn in_notice(repeat: &Repeat, lang: Lang) -> String {
    let name = repeat.name.get(lang);
    match (repeat.is_round, lang) {
        (true, Lang::Zh) => format!("{name}按附件中“{name}”一表的时间进行。"),
        (false, Lang::Zh) => format!("遇雨雪等天气改按附件中“{name}”一表进行，届时另行通知。"),
        (true, Lang::En) => format!("{name} takes place at the times of its own table in the attachment."),
        (false, Lang::En) => {
            "In bad weather the table for bad weather in the attachment holds; it will be announced.".to_owned()
        }
    }
}

/// A heading with the name behind it.
pub fn heading(campaign: &Campaign, repeat: &Repeat, lang: Lang) -> String {
    let (title, name) = (campaign.title().get(lang), repeat.name.get(lang));
    lang.pick(format!("{title}（{name}）"), format!("{title} ({name})"))
}
