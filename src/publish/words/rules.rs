//! Rules that a campaign can give up, in words.

use super::places::half_day;
use crate::base::clock::{clock, day_label};
use crate::base::text::{Lang, Text, counted};
use crate::campaign::{BlockId, Campaign, GroupId, Pin, RelationKind};
use crate::questions::explain::Rule;
use std::collections::BTreeSet;

/// A rule in a sentence without a full stop.
#[expect(clippy::too_many_lines, reason = "one sentence a kind of rule")]
pub fn sentence(campaign: &Campaign, rule: Rule) -> Text {
    let kind = campaign.kind();
    let unit = kind.count().unit;
    match rule {
        Rule::ClassOrder => Text::new("班级按名单次序", "classes come in their listed order"),
        Rule::Changeover => {
            let minutes = campaign.changeover();
            Text::new(
                format!("两个学院之间换场 {minutes} 分钟"),
                format!("{minutes} between two groups", minutes = counted::minutes(minutes)),
            )
        }
        Rule::ClassTime => Text::new(
            "班级用时按人数规定（class_time）",
            "classes take the minutes of their size (class_time)",
        ),
        Rule::Travel => Text::each(|lang| ways(campaign, lang)),
        Rule::Crew(crew) => Text::each(|lang| {
            let name = campaign.crew(crew).name.get(lang);
            lang.pick(
                format!("小组“{name}”同时只在一处"),
                format!("crew {name} is at one desk at a time"),
            )
        }),
        Rule::MostGroups => {
            let most = campaign.max_groups_per_block().unwrap_or(0);
            Text::new(
                format!("一个半天最多 {most} 个学院"),
                format!("at most {most} in a half-day", most = counted::groups(most)),
            )
        }
        Rule::Hall(None) => {
            let most = campaign.hall_capacity().unwrap_or(0);
            Text::new(
                format!("全场等候不超过 {most} {unit}"),
                format!("at most {most} wait over all stations", most = kind.people(most)),
            )
        }
        Rule::Hall(Some(station)) => Text::each(|lang| {
            let most = campaign.station(station).hall_capacity.unwrap_or(0);
            let name = campaign.station(station).name.get(lang);
            lang.pick(
                format!("{name}等候不超过 {most} {unit}"),
                format!("at most {most} wait at {name}", most = kind.people(most)),
            )
        }),
        Rule::Buffer(group) => Text::each(|lang| {
            let (name, buffer) =
                (campaign.group(group).name.get(lang), campaign.group(group).buffer);
            let (minutes, share) = (buffer.minutes, buffer.per_cent);
            lang.pick(
                format!("{name}的时段留余量 {minutes} 分钟加 {share}%"),
                format!(
                    "the window of {name} keeps {minutes} and {share} % free",
                    minutes = counted::minutes(minutes)
                ),
            )
        }),
        Rule::Relation(place) => {
            let relation = campaign.relations()[place];
            let verb = campaign.kind().zh().verb;
            Text::each(|lang| {
                let (one, other) = (
                    campaign.group(relation.first).name.get(lang),
                    campaign.group(relation.second).name.get(lang),
                );
                match relation.kind {
                    RelationKind::Together => lang.pick(
                        format!("{one}与{other}紧接着{verb}"),
                        format!("{one} and {other} come directly after one another"),
                    ),
                    RelationKind::Apart => lang.pick(
                        format!("{one}与{other}不在同一半天"),
                        format!("{one} and {other} don't come in the same half-day"),
                    ),
                    RelationKind::Before => lang
                        .pick(format!("{one}先于{other}"), format!("{one} is done before {other}")),
                }
            })
        }
        Rule::Pin(place) => {
            Text::each(|lang| pin_sentence(campaign, &campaign.pins()[place], lang))
        }
        Rule::Unavailable(place) => Text::each(|lang| {
            let entry = &campaign.unavailable()[place];
            let group = campaign.group(entry.group);
            let class = entry
                .class
                .and_then(|class| group.classes.get(class))
                .map_or("", |class| &class.name);
            let (name, day, time) =
                (group.name.get(lang), day_label(entry.date, lang), entry.interval);
            let reason =
                if entry.reason == "—" { String::new() } else { format!(" {}", entry.reason) };
            lang.pick(
                format!("{name}{class} {day} {time} 不能来{reason}"),
                format!("{name} {class} can't come on {day} {time}{reason}").replace("  ", " "),
            )
        }),
        Rule::Days(group) => Text::each(|lang| days_sentence(campaign, group, lang)),
        Rule::OneWindow(group) => Text::each(|lang| {
            let (name, most) =
                (campaign.group(group).name.get(lang), campaign.group(group).max_windows);
            if most > 1 {
                return lang.pick(
                    format!("{name}最多 {most} 个时段"),
                    format!(
                        "{name} has at most {most}",
                        most = counted::of(most, "window", "windows")
                    ),
                );
            }
            lang.pick(format!("{name}不拆分"), format!("{name} comes in one window"))
        }),
        Rule::MakeUp(block, place) => Text::each(|lang| {
            let own = &campaign.block(block).make_up[place];
            let (label, time) = (half_day(campaign, block, lang), own.interval);
            let name = own.name.get(lang);
            lang.pick(
                format!("{label} {time} 留作“{name}”"),
                format!("{time} on {label} is kept for “{name}”"),
            )
        }),
        Rule::Break(block, place) => Text::each(|lang| {
            let (label, time) =
                (half_day(campaign, block, lang), campaign.block(block).breaks[place].interval);
            lang.pick(format!("{label} {time} 休息"), format!("a break on {label}, {time}"))
        }),
        Rule::Served(group) => Text::each(|lang| {
            let (name, people) =
                (campaign.group(group).name.get(lang), campaign.group(group).expected());
            lang.pick(
                format!("{name}（{people} {unit}）要有时段"),
                format!("{name} ({people}) gets a window", people = kind.people(people)),
            )
        }),
        Rule::End(block) => Text::each(|lang| {
            let (label, end) =
                (half_day(campaign, block, lang), clock(campaign.block(block).latest_end));
            lang.pick(
                format!("{label}最晚 {end} 结束"),
                format!("{label} ends at {end} at the latest"),
            )
        }),
        Rule::Rate(station) => Text::each(|lang| {
            let rate = campaign.station(station).rate.unwrap_or(0);
            let (zh, en) = (campaign.kind().zh().verb, campaign.kind().en().verb);
            let name = campaign.station(station).name.get(lang);
            lang.pick(
                format!("{name}每小时{zh} {rate} {unit}"),
                format!("{name} {en}s {rate} per hour", rate = kind.people(rate)),
            )
        }),
    }
}

/// The ways between sites that take time, by their minutes; the longest first, up to three.
fn ways(campaign: &Campaign, lang: Lang) -> String {
    let mut all: Vec<_> = campaign.as_draft().travel.iter().collect();
    all.retain(|way| way.minutes > 0);
    all.sort_by_key(|way| std::cmp::Reverse(way.minutes));
    let named = all.iter().take(3).map(|way| {
        let [one, other] = [way.one, way.other].map(|site| campaign.site(site).name.get(lang));
        let minutes = way.minutes;
        lang.pick(
            format!("{one}—{other} {minutes} 分钟"),
            format!("{one} to {other} {minutes} min"),
        )
    });
    let named = named.collect::<Vec<_>>().join(lang.pick("、", ", "));
    let more = if all.len() > 3 { lang.pick("等", " and more") } else { "" };
    lang.pick(
        format!("小组换校区要留出路程（{named}{more}）"),
        format!("crews need the minutes of their ways ({named}{more})"),
    )
}

fn pin_sentence(campaign: &Campaign, pin: &Pin, lang: Lang) -> String {
    let mut parts = vec![
        lang.pick("固定：", "pinned: ").to_owned(),
        campaign.group(pin.group).name.get(lang).to_owned(),
    ];
    parts.extend(pin.date.map(|date| format!(" {}", day_label(date, lang))));
    parts.extend(
        pin.station.map(|station| format!(" {}", campaign.station(station).name.get(lang))),
    );
    parts.extend(pin.start.map(|start| {
        lang.pick(format!(" {} 开始", clock(start)), format!(" starts at {}", clock(start)))
    }));
    parts.extend(
        pin.end.map(|end| {
            lang.pick(format!(" {} 结束", clock(end)), format!(" ends at {}", clock(end)))
        }),
    );
    parts.concat()
}

fn days_sentence(campaign: &Campaign, id: GroupId, lang: Lang) -> String {
    let group = campaign.group(id);
    let list = |blocks: &BTreeSet<BlockId>| {
        let names: Vec<String> =
            blocks.iter().map(|block| half_day(campaign, *block, lang)).collect();
        names.join(lang.pick("、", ", "))
    };
    let name = group.name.get(lang);
    match &group.only_in {
        Some(only) if group.not_in.is_empty() => lang.pick(
            format!("{name}只可在{}", list(only)),
            format!("{name} may come only on {}", list(only)),
        ),
        Some(only) => lang.pick(
            format!("{name}只可在{}，不可在{}", list(only), list(&group.not_in)),
            format!("{name} may come only on {}, not on {}", list(only), list(&group.not_in)),
        ),
        None => lang.pick(
            format!("{name}不可在{}", list(&group.not_in)),
            format!("{name} may not come on {}", list(&group.not_in)),
        ),
    }
}
