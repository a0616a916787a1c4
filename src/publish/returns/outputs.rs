//! What is written of the returns: the master timetable, who stands how, contacts, notes, and a
//! text for each college.

use super::collect::{Collected, Return, ReturnStatus};
use super::form_names;
use crate::base::clock::day_label;
use crate::base::diagnostic::{Severity, safe};
use crate::base::text::{Lang, Text};
use crate::campaign::Campaign;
use crate::files::{write_plan_json, write_table};
use crate::publish::output::Output;
use crate::publish::report::{plan_csv, slots_csv};

impl ReturnStatus {
    /// The status in words.
    pub fn text(self) -> Text {
        match self {
            ReturnStatus::Accepted => Text::new("接受", "accepted"),
            ReturnStatus::Changed => Text::new("有更改，已采用", "changed, taken"),
            ReturnStatus::Asked => Text::new("已收，请排期人员决定", "received, for you to decide"),
            ReturnStatus::Faulty => Text::new("有问题", "to be mended"),
            ReturnStatus::Twice => Text::new("交了多份", "sent several"),
            ReturnStatus::Missing => Text::new("未交", "missing"),
        }
    }
}

/// All files of a collection.
pub fn outputs(campaign: &Campaign, collected: &Collected, lang: Lang) -> Vec<Output> {
    let plan = &collected.plan;
    let mut files = vec![
        Output::new("plan.csv", plan_csv(campaign, plan, lang)),
        Output::new("classes.csv", slots_csv(campaign, plan, lang)),
        Output::new("plan.json", write_plan_json(campaign, plan)),
        Output::new("returns.csv", returns(campaign, collected, lang)),
        Output::new("findings.csv", findings(campaign, collected, lang)),
        Output::new("typed.csv", typed(campaign, collected, lang)),
        Output::new("headcounts.csv", headcounts(campaign, collected, lang)),
        Output::new("contacts.csv", contacts(campaign, collected, lang)),
    ];
    let names = form_names(campaign);
    files.extend(collected.returns.iter().map(|one| {
        let name = names.get(one.group.0).map_or("", String::as_str);
        Output::new(&format!("reminder-{name}.txt"), reminder(campaign, one, lang))
    }));
    files
}

fn name(campaign: &Campaign, one: &Return, lang: Lang) -> String {
    campaign.group(one.group).name.get(lang).to_owned()
}

fn strings<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}

fn returns(campaign: &Campaign, collected: &Collected, lang: Lang) -> String {
    let heading = lang.pick(
        ["学院", "状态", "迟交", "更改班级数", "问题数", "文件"],
        ["college", "status", "late", "classes_changed", "faults", "files"],
    );
    let mut rows = vec![strings(heading)];
    rows.extend(collected.returns.iter().map(|one| {
        let faults =
            one.findings.iter().filter(|finding| finding.severity == Severity::Error).count();
        vec![
            name(campaign, one, lang),
            one.status.text().get(lang).to_owned(),
            one.late.map(|day| day.to_string()).unwrap_or_default(),
            one.changed.to_string(),
            faults.to_string(),
            safe(&one.files.join("; ")),
        ]
    }));
    write_table(rows)
}

fn findings(campaign: &Campaign, collected: &Collected, lang: Lang) -> String {
    let heading = lang.pick(
        ["学院", "编号", "文件", "工作表", "单元格", "说明"],
        ["college", "code", "file", "sheet", "cell", "message"],
    );
    let mut rows = vec![strings(heading)];
    let strays = collected.strays.iter().map(|finding| (String::new(), finding));
    let own = collected.returns.iter().flat_map(|one| {
        one.findings.iter().map(move |finding| (name(campaign, one, lang), finding))
    });
    rows.extend(strays.chain(own).map(|(college, finding)| {
        let place = finding.location.clone().unwrap_or_default();
        let cell = place.cell_name().unwrap_or_default();
        let message = finding.said(lang);
        vec![
            college,
            finding.code.id().to_owned(),
            safe(&place.file),
            place.sheet.unwrap_or_default(),
            cell,
            message,
        ]
    }));
    write_table(rows)
}

fn typed(campaign: &Campaign, collected: &Collected, lang: Lang) -> String {
    let mut rows = vec![strings(lang.pick(
        ["学院", "文件", "工作表", "单元格", "内容"],
        ["college", "file", "sheet", "cell", "text"],
    ))];
    for one in &collected.returns {
        rows.extend(one.typed.iter().map(|(text, place)| {
            let (sheet, cell) =
                (place.sheet.clone().unwrap_or_default(), place.cell_name().unwrap_or_default());
            vec![name(campaign, one, lang), place.file.clone(), sheet, cell, text.clone()]
        }));
    }
    write_table(rows)
}

/// What the list says and what colleges say, for the planner to change the list by.
fn headcounts(campaign: &Campaign, collected: &Collected, lang: Lang) -> String {
    let counted = campaign.kind().count().noun;
    let (listed, corrected) = (format!("名单{counted}数"), format!("更正{counted}数"));
    let mut rows = vec![strings(lang.pick(
        ["学院", "班级", &listed, &corrected],
        ["college", "class", "on_the_list", "corrected"],
    ))];
    let classes_of = |one: &Return| &campaign.group(one.group).classes;
    for one in &collected.returns {
        for (class, people) in &one.headcounts {
            let own = classes_of(one).get(*class);
            // A college without classes has one row in its form.
            let now = own.map_or(campaign.group(one.group).headcount, |own| own.headcount);
            rows.push(vec![
                name(campaign, one, lang),
                own.map(|own| own.name.clone()).unwrap_or_default(),
                now.to_string(),
                people.to_string(),
            ]);
        }
    }
    write_table(rows)
}

fn contacts(campaign: &Campaign, collected: &Collected, lang: Lang) -> String {
    let mut rows =
        vec![strings(lang.pick(["学院", "联系人", "电话"], ["college", "contact", "phone"]))];
    for one in &collected.returns {
        let (contact, phone) = one.contact.clone().unwrap_or_default();
        rows.push(vec![name(campaign, one, lang), contact, phone]);
    }
    write_table(rows)
}

/// The text for a college, the reader's language first. It has no contact and no phone: it may go
/// to a whole group.
fn reminder(campaign: &Campaign, one: &Return, lang: Lang) -> String {
    let (first, second) = lang.pick((Lang::Zh, Lang::En), (Lang::En, Lang::Zh));
    format!("{}\n\n{}\n", in_language(campaign, one, first), in_language(campaign, one, second))
}

fn in_language(campaign: &Campaign, one: &Return, lang: Lang) -> String {
    let (college, title) = (name(campaign, one, lang), campaign.title().get(lang));
    let deadline = one.deadline.map(|day| day_label(day, lang));
    let by = deadline.map_or_else(String::new, |day| {
        lang.pick(format!("（截止 {day}）"), format!(" (due {day})"))
    });
    let mut lines =
        vec![lang.pick(format!("{college}：{title}{by}"), format!("{college}: {title}{by}"))];
    lines.push(
        match one.status {
            ReturnStatus::Missing => lang.pick(
                "尚未收到贵学院的班级时段回执，请尽快填好交回。未交回的，按原方案时段安排。",
                "We have no return of your college yet. Please fill in the form and send it back; without it the proposed slots stand.",
            ),
            ReturnStatus::Twice => lang.pick(
                "收到贵学院多份回执，不知以哪一份为准。请告知保留哪一份，或重交一份。",
                "We have several returns of your college. Please say which one counts, or send one more that does.",
            ),
            ReturnStatus::Faulty => lang.pick(
                "贵学院的回执有下列问题，请改正后重新交回：",
                "Your college's return has these faults; please mend them and send it again:",
            ),
            ReturnStatus::Asked if one.changed > 0 => lang.pick("回执已收到，更改的时段已采用，谢谢。", "We have your return and took your changed slots. Thank you."),
            ReturnStatus::Asked => lang.pick("回执已收到，谢谢。", "We have your return. Thank you."),
            ReturnStatus::Accepted => lang.pick("回执已收到，时段均按原方案，谢谢。", "We have your return; all slots stand as proposed. Thank you."),
            ReturnStatus::Changed => lang.pick("回执已收到，更改已采用，谢谢。", "We have your return and took your changes. Thank you."),
        }
        .to_owned(),
    );
    let faults = one.findings.iter().filter(|finding| {
        finding.severity == Severity::Error && one.status != ReturnStatus::Missing
    });
    for (place, finding) in faults.enumerate() {
        let cell = finding.location.as_ref().and_then(crate::base::diagnostic::Location::cell_name);
        let cell = cell
            .map(|cell| lang.pick(format!("单元格 {cell}："), format!("cell {cell}: ")))
            .unwrap_or_default();
        lines.push(format!("{}. {cell}{}", place + 1, finding.said(lang)));
    }
    if one.asked().next().is_some() && one.status != ReturnStatus::Twice {
        lines.push(
            lang.pick(
                "下列各项已记下，由排期人员决定；另行通知之前，仍按原方案的时段：",
                "This has been noted for the planner to decide; until you hear otherwise the proposed slots stand:",
            )
            .to_owned(),
        );
        lines.extend(one.asked().map(|asked| format!("- {}", asked.said(lang))));
    }
    if let Some(day) = one.late {
        let day = day_label(day, lang);
        lines.push(lang.pick(
            format!("回执保存于 {day}，已过截止日期。"),
            format!("It was saved on {day}, after the deadline."),
        ));
    }
    lines.join("\n")
}
