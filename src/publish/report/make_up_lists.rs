//! The make-up list: tables by student and by college, and a notice in either language.

use crate::base::clock::clock;
use crate::base::text::Lang;
use crate::campaign::Campaign;
use crate::files::write_table;
use crate::plans::missing::{MakeUpList, Missing};
use crate::publish::output::Output;
use crate::publish::words::missing as words;

/// All files.
pub fn outputs(campaign: &Campaign, list: &MakeUpList<'_>, lang: Lang) -> Vec<Output> {
    let mut files = vec![
        Output::new("make-up-students.csv", students(campaign, list, lang)),
        Output::new("make-up-colleges.csv", colleges(campaign, list, lang)),
    ];
    let make_up = campaign.kind().zh().make_up;
    for lang in [Lang::Zh, Lang::En] {
        let lines: Vec<String> =
            words::sentences(campaign, list).iter().map(|line| line.get(lang).to_owned()).collect();
        let title = campaign.title().get(lang);
        let heading = lang.pick(
            format!("{title}：{make_up}安排"),
            format!("{title}: make-up {}", campaign.kind().en().service),
        );
        files.push(Output::new(
            &format!("make-up-{lang}.txt"),
            format!("{heading}\n\n{}\n", lines.join("\n")),
        ));
    }
    files
}

/// A row for each missing student; those for whom the time is too short have no time.
fn students(campaign: &Campaign, list: &MakeUpList<'_>, lang: Lang) -> String {
    let day = format!("{}日期", campaign.kind().zh().make_up);
    let header = lang.pick(
        ["学院", "班级", "学号", &day, campaign.kind().zh().station, "集合时间", "预计时间"],
        ["group", "class", "number", "date", "station", "call_time", "minute"],
    );
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    for Missing { student, turn } in &list.missing {
        let group = campaign.group(student.group);
        let mut row = vec![
            group.name.get(lang).to_owned(),
            group.classes[student.class].name.clone(),
            student.number.clone(),
        ];
        match turn {
            Some(turn) => row.extend([
                turn.date.to_string(),
                campaign.station(turn.station).name.get(lang).to_owned(),
                clock(campaign.call(turn.minute)),
                clock(turn.minute),
            ]),
            None => row.extend(std::array::from_fn::<String, 4, _>(|_| String::new())),
        }
        rows.push(row);
    }
    write_table(rows)
}

/// A row for each college and make-up time, then one for each class with people left over.
fn colleges(campaign: &Campaign, list: &MakeUpList<'_>, lang: Lang) -> String {
    let people = campaign.kind().headcount(Lang::Zh);
    let header = lang.pick(
        ["学院", "班级", &people, "日期", campaign.kind().zh().station, "集合时间", "开始", "结束"],
        ["group", "class", "people", "date", "station", "call_time", "start", "end"],
    );
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    for slot in &list.slots {
        rows.push(vec![
            campaign.group(slot.group).name.get(lang).to_owned(),
            String::new(),
            slot.people.to_string(),
            slot.date.to_string(),
            campaign.station(slot.station).name.get(lang).to_owned(),
            clock(campaign.call(slot.interval.start)),
            clock(slot.interval.start),
            clock(slot.interval.end),
        ]);
    }
    for ((group, class), (_, left)) in
        list.by_class().into_iter().filter(|(_, (_, left))| *left > 0)
    {
        let group = campaign.group(group);
        let mut row = vec![
            group.name.get(lang).to_owned(),
            group.classes[class].name.clone(),
            left.to_string(),
        ];
        row.extend(std::array::from_fn::<String, 5, _>(|_| String::new()));
        rows.push(row);
    }
    write_table(rows)
}
