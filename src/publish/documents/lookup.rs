//! A page on which everybody finds their own time by student number: one file that works without a
//! network, with numbers and no names.

use crate::base::clock::{clock, day_label};
use crate::base::text::Lang;
use crate::campaign::StudentStatus;
use crate::plans::roster::queue;
use crate::publish::output::Output;
use crate::publish::report::{Before, ReportData, make_up, render_from};
use minijinja::context;
use std::collections::BTreeMap;

/// The page; `None` without a list of students.
pub fn page(data: &ReportData<'_>, lang: Lang) -> Option<Output> {
    let campaign = data.campaign;
    if campaign.roster().is_empty() {
        return None;
    }
    // Lines of the page's data: a number, then the place of its class and the estimated minute, or
    // what is said in their stead.
    let mut classes: Vec<String> = Vec::new();
    let mut places = BTreeMap::new();
    let mut people: Vec<String> = Vec::new();
    for turn in queue(campaign, data.plan) {
        let (slot, group) = (turn.slot, campaign.group(turn.slot.group));
        let place = *places.entry((slot.group, slot.class)).or_insert_with(|| {
            let station = campaign.station(slot.station).name.get(lang);
            let cells = [
                group.name.get(lang),
                group.classes[slot.class].name.as_str(),
                &day_label(slot.date, lang),
                station,
                &clock(turn.call),
                &slot.interval.to_string(),
            ];
            classes.push(cells.map(cell).join("\t"));
            classes.len() - 1
        });
        people.push(format!("{}\t{place}\t{}", cell(&turn.student.number), clock(turn.minute)));
    }
    let later = make_up(campaign, data.plan, lang)
        .into_iter()
        .map(|(row, name)| format!("{name} {} {}", day_label(row.date, lang), row.interval));
    let later = later.collect::<Vec<_>>().join(lang.pick("、", ", "));
    let elsewhere = format!("在外{}，不必到场", campaign.kind().zh().service);
    for student in campaign.roster() {
        let number = cell(&student.number);
        match student.status {
            StudentStatus::Here if data.plan.slots_of(student.group).next().is_none() => {
                people.push(format!("{number}\t-\t{}", lang.pick("时间待定", "no time yet")));
            }
            StudentStatus::Here => {}
            StudentStatus::OffSite => {
                let words = lang.pick(elsewhere.as_str(), "elsewhere; need not come");
                people.push(format!("{number}\t-\t{words}"));
            }
            StudentStatus::MakeUp => people.push(format!("{number}\t-\t{later}")),
        }
    }
    let version = match data.before {
        Before::Published(last) => Some(last + 1),
        Before::Official | Before::Running => None,
    };
    let values = context! {
        lang => lang.pick("zh-CN", "en"),
        zh => lang == Lang::Zh,
        title => campaign.title().get(lang),
        place => campaign.place().map(|place| place.get(lang)),
        version,
        several => campaign.stations().len() > 1,
        service => lang.pick(campaign.kind().zh().service, "Slot"),
        classes => classes.join("\n"),
        people => people.join("\n"),
    };
    let templates = [("lookup.html", include_str!("lookup.html"))];
    Some(Output::new("lookup.html", render_from(&templates, "lookup.html", values)))
}

/// A cell of the page's data, which tabs and line feeds part.
fn cell(words: &str) -> String {
    super::safe::plain(words)
}
