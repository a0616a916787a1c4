//! Who is missing, and when they come in the make-up time, in words.

use crate::base::clock::{clock, day_label};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::kind::CampaignKind;
use crate::base::text::{Lang, Text};
use crate::campaign::Campaign;
use crate::plans::missing::{MakeUpList, MakeUpSlot};

/// The list in sentences: who is missing, when each college comes, who is left over.
pub fn sentences(campaign: &Campaign, list: &MakeUpList<'_>) -> Vec<Text> {
    let unit = campaign.kind().count().unit;
    let words = campaign.kind().zh();
    let (missed, make_up_time) = (words.missed, words.make_up_time);
    let count = list.missing.len();
    if count == 0 {
        return vec![Text::new(format!("没有人{missed}。"), "Nobody is missing.")];
    }
    let classes = list.by_class();
    let mut lines = vec![Text::new(
        format!("{missed} {count} {unit}，{} 个班：", classes.len()),
        format!("Missing: {count} (classes: {}):", classes.len()),
    )];
    let name = |group, class: usize, lang| {
        let group = campaign.group(group);
        format!("{} {}", group.name.get(lang), group.classes[class].name)
    };
    for ((group, class), (people, _)) in &classes {
        lines.push(Text::new(
            format!("  {}：{people} {unit}", name(*group, *class, Lang::Zh)),
            format!("  {}: {people}", name(*group, *class, Lang::En)),
        ));
    }
    lines.push(Text::new(format!("{make_up_time}："), "Make-up time:"));
    lines.extend(list.slots.iter().map(|slot| slot_line(campaign, slot)));
    if list.slots.is_empty() {
        lines.push(Text::new(
            format!("  没有可用的{make_up_time}"),
            "  there is none that can be used",
        ));
    }
    if list.left_over() > 0 {
        let left = list.left_over();
        lines.push(Text::new(
            format!("排不下 {left} {unit}："),
            format!("No time left for {left}:"),
        ));
        for ((group, class), (_, left)) in classes.iter().filter(|(_, (_, left))| *left > 0) {
            lines.push(Text::new(
                format!("  {}：{left} {unit}", name(*group, *class, Lang::Zh)),
                format!("  {}: {left}", name(*group, *class, Lang::En)),
            ));
        }
    }
    lines
}

fn slot_line(campaign: &Campaign, slot: &MakeUpSlot) -> Text {
    let unit = campaign.kind().count().unit;
    Text::each(|lang| {
        let (name, people) = (campaign.group(slot.group).name.get(lang), slot.people);
        let (day, time) = (day_label(slot.date, lang), slot.interval);
        let call = clock(campaign.call(slot.interval.start));
        let several = campaign.stations().len() > 1;
        let station = if several {
            format!(" {}", campaign.station(slot.station).name.get(lang))
        } else {
            String::new()
        };
        lang.pick(
            format!("  {name}（{people} {unit}）：{day}{time}{station}，{call} 集合"),
            format!("  {name} ({people}): {day} {time}{station}, be there at {call}"),
        )
    })
}

/// A warning when the make-up time is too short for some.
pub fn warning(kind: CampaignKind, list: &MakeUpList<'_>) -> Option<Diagnostic> {
    let unit = kind.count().unit;
    let left = list.left_over();
    (left > 0).then(|| {
        let message = Text::new(
            format!("{}排不下 {left} {unit}", kind.zh().make_up_time),
            format!("the make-up time is too short for {left} of those missing"),
        );
        let code = Code::MakeUpOverflow;
        Diagnostic::warning(code, message).help(code.explanation())
    })
}

/// What rate is taken where the stations' own is unknown.
pub fn pace(kind: CampaignKind, list: &MakeUpList<'_>) -> Option<Text> {
    let unit = kind.count().unit;
    let (rate, _) = list.pace.filter(|(_, known)| !known && !list.slots.is_empty())?;
    let (rate, many) = (rate.as_f64(), kind.many());
    Some(Text::new(
        format!("现场速度未知，按方案的平均速度每小时 {rate:.1} {unit}计。"),
        format!("The rate is unknown: the plan's mean of {rate:.1} {many} per hour is taken."),
    ))
}
