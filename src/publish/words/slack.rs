//! The slack of a plan in words.

use super::places::when;
use crate::base::text::Text;
use crate::campaign::Campaign;
use crate::questions::explain::Slack;
use crate::questions::explain::slack::{StationRate, WindowSlack};

/// A station: the rate it is taken to work at, and the one below which the plan breaks.
pub fn station(campaign: &Campaign, slack: &Slack, own: &StationRate) -> Text {
    let unit = campaign.kind().count().unit;
    let (rate, below) = (own.rate, slack.breaks_below(own.station));
    let many = campaign.kind().many();
    Text::each(|lang| {
        let name = campaign.station(own.station).name.get(lang);
        match below {
            Some(below) if own.is_peak => lang.pick(
                format!("{name}：每小时低于 {below} {unit}，方案就不成立；速度未知，以下按每小时 {rate} {unit}计。"),
                format!("{name}: below {below} {many} per hour the plan breaks; the rate is unknown, {rate} is taken below."),
            ),
            Some(below) => lang.pick(
                format!("{name}：每小时 {rate} {unit}；低于 {below} {unit}，方案就不成立。"),
                format!("{name}: {rate} {many} per hour; below {below} the plan breaks."),
            ),
            None => lang.pick(
                format!("{name}：每小时 {rate} {unit}。"),
                format!("{name}: {rate} {many} per hour."),
            ),
        }
    })
}

/// A window that breaks early: the people for whom it has room beyond its own, or those for whom it
/// lacks room already.
pub fn weak_point(campaign: &Campaign, slack: &Slack, weak: &WindowSlack) -> Text {
    let kind = campaign.kind();
    let unit = kind.count().unit;
    let verb = campaign.kind().zh().verb;
    Text::each(|lang| {
        let name = campaign.group(weak.window.group).name.get(lang);
        let place = when(campaign, std::slice::from_ref(&weak.window), lang);
        let people = weak.expected;
        let station = slack.rate(weak.window.station);
        let (rate, is_peak) = station.map_or((0, false), |own| (own.rate, own.is_peak));
        let peak = if is_peak {
            lang.pick("（本方案的最高速度）", " (this plan's peak)")
        } else {
            ""
        };
        let pace = if weak.minutes_given {
            lang.pick("按给定的分钟数", "by the minutes given").to_owned()
        } else {
            lang.pick(format!("每小时 {rate} {unit}{peak}时"), format!("at {rate} per hour{peak}"))
        };
        match weak.more_people {
            ..0 => {
                let short = -weak.more_people;
                let needs = match weak.breaks_below {
                    Some(below) => lang.pick(
                        format!("；要每小时 {below} {unit}"),
                        format!("; it needs {below} per hour"),
                    ),
                    None if weak.minutes_given => String::new(),
                    None => lang.pick("；多快都不够", "; no rate would do").to_owned(),
                };
                lang.pick(
                    format!(
                        "{name}（{place}，{people} {unit}）：{pace}已{verb}不完，多出 {short} {unit}{needs}"
                    ),
                    format!(
                        "{name} ({place}, {people}): {pace} {short} too many already{needs}",
                        people = kind.people(people)
                    ),
                )
            }
            more => {
                let breaks = weak.breaks_below.map_or_else(String::new, |below| {
                    lang.pick(
                        format!("每小时低于 {below} {unit}就{verb}不完；"),
                        format!("breaks below {below} per hour; "),
                    )
                });
                lang.pick(
                    format!(
                        "{name}（{place}，{people} {unit}）：{breaks}{pace}最多再来 {more} {unit}"
                    ),
                    format!(
                        "{name} ({place}, {people}): {breaks}{pace} there is room for {more} more {}",
                        kind.count().people, people = kind.people(people)
                    ),
                )
            }
        }
    })
}
