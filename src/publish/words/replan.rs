//! What stands in the way of a replan, and what to know beside its answer, in words.

use crate::base::clock::clock;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::text::{Lang, Text};
use crate::campaign::Campaign;
use crate::campaign::actuals::Who;
use crate::questions::replan::{Against, Caveat, Contradiction};

/// A contradiction of the actuals as a finding.
pub fn contradiction(campaign: &Campaign, found: &Contradiction) -> Diagnostic {
    let message = Text::each(|lang| contradicts(campaign, &found.against, lang));
    let code = found.code();
    Diagnostic::error(code, message).at(found.place.clone()).help(code.explanation())
}

fn contradicts(campaign: &Campaign, against: &Against, lang: Lang) -> String {
    match against {
        Against::Days { now, first, last } => lang.pick(
            format!("{now} 不在活动期间（{first} 到 {last}）"),
            format!("{now} is outside the campaign ({first} to {last})"),
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
                format!("{name}：已拍与缺席共 {found} 人，应到 {invited} 人"),
                format!("{name}: {found} people photographed or absent, {invited} are invited"),
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
