//! The notice itself: what stands before the timetable, which is its attachment.

use super::{fee_note, lead_note};
use crate::base::clock::day_label;
use crate::base::text::{Lang, counted};
use crate::publish::documents::safe::plain;
use crate::publish::report::{Before, ReportData, make_up};
use crate::publish::words::{places, repeats};
use jiff::civil::Date;

/// A letter on its own sheet of paper.
pub struct Letter {
    /// The heading.
    pub title: String,
    /// Whom it is for.
    pub addressed: String,
    /// Paragraph by paragraph.
    pub paragraphs: Vec<String>,
    /// The line that names the attachment.
    pub attachment: String,
    /// The mark above the attachment.
    pub mark: String,
    /// Who signs it.
    pub issuer: String,
    /// The day below the name, and where the seal goes.
    pub date: String,
    /// Where the seal goes.
    pub seal: String,
}

/// The notice of a plan.
pub fn letter(data: &ReportData<'_>, date: Date, lang: Lang) -> Letter {
    let campaign = data.campaign;
    let name = campaign.title().get(lang);
    let version = match data.before {
        Before::Published(last) => Some(last + 1),
        Before::Official | Before::Running => None,
    };
    let title = match version {
        Some(_) => lang.pick(format!("关于调整{name}的通知"), format!("Changes: {name}")),
        None => lang.pick(format!("关于{name}的通知"), format!("Notice: {name}")),
    };
    let mut paragraphs = vec![opening(data, lang)];
    if let Some(number) = version {
        let before = number - 1;
        paragraphs.push(lang.pick(
            format!("本通知为第 {number} 版，时间以本版附件为准，第 {before} 版作废。"),
            format!(
                "This is version {number}; its attachment takes the place of version {before}."
            ),
        ));
    }
    let mut points = vec![lang.pick(
        format!("请各学院按附件所列时间组织学生到场。{}", lead_note(data, lang)),
        format!(
            "Please see to it that your students come at the times of the attachment. {}",
            lead_note(data, lang)
        ),
    )];
    points.extend(fee_note(data, lang));
    points.extend(make_up_point(data, lang));
    points.extend(places::reserved(campaign).map(|text| text.get(lang).to_owned()));
    points.extend(data.repeats.iter().map(|own| repeats::in_notice(&own.repeat, lang)));
    points.push(
        lang.pick("时间如有变动，另行通知。", "Changes will be announced separately.").to_owned(),
    );
    let numbered = points.into_iter().enumerate().map(|(place, point)| match lang {
        Lang::Zh => format!(
            "{}、{point}",
            ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"][place.min(9)]
        ),
        Lang::En => format!("{}. {point}", place + 1),
    });
    paragraphs.extend(numbered);
    let issuer = campaign.issuer().map_or_else(
        || lang.pick("（落款单位）", "(name of the office)").to_owned(),
        |issuer| issuer.get(lang).to_owned(),
    );
    Letter {
        title: plain(&title),
        addressed: lang.pick("各学院：", "To all colleges:").to_owned(),
        paragraphs: paragraphs.iter().map(|words| plain(words)).collect(),
        attachment: plain(&lang.pick(
            format!("附件：{name}{}", if name.contains("安排") { "" } else { "时间安排" }),
            format!("Attachment: timetable of {name}"),
        )),
        mark: lang.pick("附件", "Attachment").to_owned(),
        issuer: plain(&issuer),
        date: lang.pick(
            format!("{}年{}月{}日", date.year(), date.month(), date.day()),
            date.strftime("%-d %B %Y").to_string(),
        ),
        seal: lang.pick("（盖章）", "(seal)").to_owned(),
    }
}

/// The days, the place, and the number of colleges and people.
fn opening(data: &ReportData<'_>, lang: Lang) -> String {
    let kind = data.campaign.kind();
    let unit = kind.count().unit;
    let campaign = data.campaign;
    let days = data.plan.windows.iter().map(|window| window.date);
    let (first, last) = (days.clone().min(), days.max());
    let days = match first.zip(last) {
        Some((first, last)) if first == last => lang.pick(
            format!("定于{}进行", day_label(first, lang)),
            format!("takes place on {}", day_label(first, lang)),
        ),
        Some((first, last)) => {
            let (first, last) = (day_label(first, lang), day_label(last, lang));
            lang.pick(
                format!("定于{first}至{last}进行"),
                format!("takes place from {first} to {last}"),
            )
        }
        None => lang.pick("时间待定", "has no time yet").to_owned(),
    };
    let stations: Vec<&str> =
        campaign.stations().iter().map(|station| station.name.get(lang)).collect();
    let place = match campaign.place() {
        Some(place) => place.get(lang).to_owned(),
        None => stations.join(lang.pick("、", ", ")),
    };
    let (groups, people) = (campaign.groups().len(), data.metrics.people);
    let name = campaign.title().get(lang);
    lang.pick(
        format!(
            "{name}{days}，地点：{place}，共 {groups} 个学院 {people} {unit}。现将有关事项通知如下。"
        ),
        format!(
            "{name} {days}. Place: {place}. {groups} with {people} are to come.",
            groups = counted::of(groups, "college", "colleges"),
            people = kind.people(people)
        ),
    )
}

/// When those come who can't come in time.
fn make_up_point(data: &ReportData<'_>, lang: Lang) -> Option<String> {
    let words = data.campaign.kind().zh().make_up;
    let several = data.campaign.stations().len() > 1;
    let times: Vec<String> = make_up(data.campaign, data.plan, lang)
        .into_iter()
        .map(|(row, _)| {
            let day = day_label(row.date, lang);
            let station = data.campaign.station(row.station).name.get(lang);
            let station = if several { format!(" {station}") } else { String::new() };
            lang.pick(
                format!("{day}{}{station}", row.interval),
                format!("{day} {}{station}", row.interval),
            )
        })
        .collect();
    let times = (!times.is_empty()).then(|| times.join(lang.pick("、", ", ")))?;
    Some(lang.pick(
        format!("因故未能按时到场的，可于{times}{words}。"),
        format!("Whoever can't come in time may come in the make-up time: {times}."),
    ))
}
