//! Those who don't come, and those who lack their code: the parts of the page about single people,
//! by number.

use crate::base::clock::{clock, day_label};
use crate::base::text::Lang;
use crate::campaign::Campaign;
use crate::campaign::plan::Plan;
use crate::files::write_table;
use crate::plans::roster::{Until, categories, codes, queue};
use crate::publish::report::data::ReportData;
use crate::publish::words::make_up as words;
use minijinja::{Value, context};

/// The make-up time for the page.
pub fn make_up(data: &ReportData<'_>, lang: Lang) -> Option<Value> {
    let sizing = data.make_up.as_ref()?;
    Some(
        context! { text => words::sentences(data.campaign.kind(), sizing).get(lang), suffices => sizing.suffices() },
    )
}

/// Until when a code must be there.
fn until_label(until: Until, lang: Lang) -> String {
    match until {
        Until::Before(date) => lang.pick(
            format!("{}前", day_label(date, lang)),
            format!("before {}", day_label(date, lang)),
        ),
        Until::Call(date, minute) => {
            let (day, time) = (day_label(date, lang), clock(minute));
            lang.pick(format!("{day} {time} 集合前"), format!("{day} {time}, call time"))
        }
    }
}

/// Missing codes by class, and what the list of students holds, for the page.
pub fn roster(data: &ReportData<'_>, lang: Lang) -> Option<Value> {
    let campaign = data.campaign;
    if campaign.roster().is_empty() {
        return None;
    }
    let counts = codes(campaign, data.plan);
    let rows: Vec<Value> = counts
        .iter()
        .map(|count| {
            let group = campaign.group(count.group);
            context! {
                group => group.name.get(lang),
                class => group.classes[count.class].name.as_str(),
                students => count.students,
                missing => count.missing,
                unknown => count.unknown,
                until => count.until.map(|until| until_label(until, lang)),
            }
        })
        .collect();
    let categories: Vec<String> =
        categories(campaign).into_iter().map(|(name, people)| format!("{name} {people}")).collect();
    Some(context! {
        students => campaign.roster().len(),
        categories => categories.join(lang.pick("，", ", ")),
        has_codes => campaign.roster().iter().any(|student| student.has_code.is_some()),
        missing => counts.iter().map(|count| count.missing).sum::<i64>(),
        has_unknown => counts.iter().any(|count| count.unknown > 0),
        rows,
    })
}

/// The queue of every class with each student's estimated minute; `None` without a list of
/// students.
pub fn queue_csv(campaign: &Campaign, plan: &Plan, lang: Lang) -> Option<String> {
    if campaign.roster().is_empty() {
        return None;
    }
    let heading = lang.pick(
        [
            "学院",
            "班级",
            "序号",
            "学号",
            "类别",
            "日期",
            campaign.kind().zh().station,
            "集合时间",
            "预计时间",
            campaign.kind().zh().code,
        ],
        [
            "group",
            "class",
            "place",
            "number",
            "category",
            "date",
            "station",
            "call_time",
            "estimated",
            "code",
        ],
    );
    let mut rows = vec![heading.map(str::to_owned)];
    let (mut place, mut class) = (0, None);
    for turn in queue(campaign, plan) {
        let (group, slot) = (campaign.group(turn.student.group), turn.slot);
        if class.replace((slot.group, slot.class)) != Some((slot.group, slot.class)) {
            place = 0;
        }
        place += 1;
        let code = match turn.student.has_code {
            Some(true) => lang.pick("是", "yes"),
            Some(false) => lang.pick("否", "no"),
            None => "",
        };
        rows.push([
            group.name.get(Lang::Zh).to_owned(),
            group.classes[slot.class].name.clone(),
            place.to_string(),
            turn.student.number.clone(),
            turn.student.category.clone(),
            slot.date.to_string(),
            campaign.station(slot.station).name.get(lang).to_owned(),
            clock(turn.call),
            clock(turn.minute),
            code.to_owned(),
        ]);
    }
    Some(write_table(rows))
}
