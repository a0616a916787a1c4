//! The answers of one form, each cell held against what the form proposed.

use super::layout::{Form, FormColumn, FormLabel, accept, change};
use super::read::FormSheet;
use super::typed::{is_phone, minute, shown};
use super::{error, warning};
use crate::base::clock::Interval;
use crate::base::clocks::Clocks;
use crate::base::diagnostic::{Code, Diagnostic, Location, nearest};
use crate::base::text::Text;
use crate::campaign::BlockId;
use crate::files::{fold, whole};
use std::collections::HashMap;

/// Unknown class names of one return for which the nearest known name is looked up: each is
/// compared with every class of the college.
const MOST_NEAR: usize = 100;

/// People whom a class may have.
const PEOPLE: std::ops::RangeInclusive<i64> = 0..=100_000;

/// What a college answered.
#[derive(Default)]
pub struct Answers {
    /// Who answers for the form, where given.
    pub contact: String,
    /// How to reach them, where given and well-formed.
    pub phone: String,
    /// For each row of the form the slot that the college wants instead, with its cell.
    pub changes: Vec<Option<(Interval, Location)>>,
    /// The half-day that the college would rather come on.
    pub wish: Option<BlockId>,
    /// Headcounts that the college corrected: the row of the form, and the headcount.
    pub headcounts: Vec<(usize, i64)>,
    /// Everything that is to be said of the form.
    pub findings: Vec<Diagnostic>,
    /// Notes and whatever else was typed, word for word, with its place.
    pub typed: Vec<(String, Location)>,
}

impl Answers {
    fn report(
        &mut self,
        code: Code,
        place: &Location,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) {
        self.findings.push(error(code, place.clone(), zh, en));
    }

    /// Passes on what the college asks for and the planner decides.
    fn ask(&mut self, code: Code, place: &Location, zh: impl Into<String>, en: impl Into<String>) {
        self.findings.push(warning(code, place.clone(), zh, en));
    }

    /// Passes on what was typed where the program has no use for it.
    fn note(&mut self, code: Code, text: &str, place: &Location) {
        let [zh, en] = shown(text);
        self.findings.push(warning(
            code,
            place.clone(),
            format!("学院写道：{zh}"),
            format!("the college wrote: {en}"),
        ));
        self.typed.push((zh, place.clone()));
    }
}

/// Reads the answers of a form.
pub fn read(form: &Form<'_>, mut page: FormSheet<'_>) -> Answers {
    let mut answers = Answers { changes: vec![None; form.rows.len()], ..Answers::default() };
    fixed(form, &mut page, &mut answers);
    contact(&mut page, &mut answers);
    rows(form, &mut page, &mut answers);
    for (text, place) in page.beside(FormLabel::Remarks) {
        if !text.is_empty() {
            answers.note(Code::ReturnNote, &text, &place);
        }
    }
    half_day(form, &mut page, &mut answers);
    together(form, &mut answers);
    for place in &page.copies {
        answers.report(
            Code::ReturnedTwice,
            place,
            "同一文件中又有一份回执，不知以哪一份为准",
            "the file has the form once more, and nobody can say which one counts",
        );
    }
    let mut texts = form.headings().to_vec();
    texts.extend(form.instructions());
    page.know_texts(&texts);
    for (text, place) in page.rest() {
        answers.note(Code::BeyondForm, &text, &place);
    }
    crate::base::diagnostic::sort(&mut answers.findings);
    answers
}

/// The half-day that the college would rather come on, of those that were free.
fn half_day(form: &Form<'_>, page: &mut FormSheet<'_>, answers: &mut Answers) {
    for (text, place) in page.beside(FormLabel::HalfDay) {
        if text.is_empty() {
            continue;
        }
        match form.free.iter().find(|(_, name)| fold(name) == fold(&text)) {
            Some((block, name)) => {
                answers.wish = Some(*block);
                answers.ask(
                    Code::SlotAsked,
                    &place,
                    format!("希望改到 {name}"),
                    format!("would rather come {name}"),
                );
            }
            None => answers.note(Code::ReturnNote, &text, &place),
        }
    }
}

/// What the planner wrote above the table still stands there.
fn fixed(form: &Form<'_>, page: &mut FormSheet<'_>, answers: &mut Answers) {
    let windows: Vec<String> = form.windows.iter().map(|window| form.window(window)).collect();
    let expected = [
        (FormLabel::College, vec![form.college()], Code::WrongCollege),
        (FormLabel::Deadline, vec![form.deadline.to_string()], Code::LockedChanged),
        (FormLabel::Window, windows, Code::LockedChanged),
    ];
    for (label, wanted, code) in expected {
        for (found, place) in page.beside(label) {
            if !wanted.iter().any(|text| fold(text) == fold(&found)) {
                let (wanted, [zh, en]) = (wanted.join("; "), shown(&found));
                answers.report(
                    code,
                    &place,
                    format!("写着“{zh}”，原为“{wanted}”"),
                    format!("it says “{en}”, the form said “{wanted}”"),
                );
            }
        }
    }
}

fn contact(page: &mut FormSheet<'_>, answers: &mut Answers) {
    for (label, zh, en) in [
        (FormLabel::Contact, "没有填联系人", "no contact is given"),
        (FormLabel::Phone, "没有填电话", "no phone is given"),
    ] {
        let mut found = page.beside(label).into_iter();
        let (text, place) = found.next().unwrap_or((String::new(), page.place.clone()));
        for (more, place) in found.filter(|(more, _)| !more.is_empty()) {
            answers.note(Code::BeyondForm, &more, &place);
        }
        if text.is_empty() {
            answers.report(Code::NoContact, &place, zh, en);
        } else if label == FormLabel::Contact {
            answers.contact = text;
        } else {
            if !is_phone(&text) {
                // The number itself is not repeated.
                answers.report(Code::BadPhone, &place, "电话写法不对", "that is no phone number");
            }
            answers.phone = text;
        }
    }
}

fn rows(form: &Form<'_>, page: &mut FormSheet<'_>, answers: &mut Answers) {
    let last = page.remarks_row().unwrap_or(usize::MAX);
    let found: Vec<usize> = page
        .sheet
        .rows
        .keys()
        .copied()
        .filter(|row| (page.header + 1..last).contains(row))
        .collect();
    let listed: HashMap<String, usize> =
        form.rows.iter().enumerate().map(|(place, row)| (fold(&row.name), place)).collect();
    let mut seen = vec![false; form.rows.len()];
    let mut unknown = 0;
    for row in found {
        let at = page.column(FormColumn::Class);
        let name = page.sheet.cell(row, at).trim().to_owned();
        // Without a class the row's cells are left over, and reported as such.
        if name.is_empty() {
            continue;
        }
        let place = page.place.cell(row, at);
        let [zh, en] = shown(&name);
        let Some(&known) = listed.get(&fold(&name)) else {
            unknown += 1;
            // Whole paragraphs are near no name.
            let may_be_near = unknown <= MOST_NEAR && name.len() < 200;
            let known = form.rows.iter().map(|row| row.name.as_str()).filter(|_| may_be_near);
            let near = nearest(&name, known);
            answers.report(
                Code::FormClass,
                &place,
                format!("名单中没有班级“{zh}”"),
                format!("the list has no class “{en}”"),
            );
            if let (Some(near), Some(fault)) = (near, answers.findings.last_mut()) {
                fault.help =
                    Some(Text::new(format!("是否指“{near}”？"), format!("did you mean “{near}”?")));
            }
            let said = page.take_row(row);
            answers.note(Code::BeyondForm, &said, &page.place.row(row));
            continue;
        };
        if std::mem::replace(&mut seen[known], true) {
            answers.report(
                Code::FormClass,
                &place,
                format!("班级“{zh}”出现两次"),
                format!("class “{en}” is there twice"),
            );
            let said = page.take_row(row);
            answers.note(Code::BeyondForm, &said, &page.place.row(row));
            continue;
        }
        page.take(row, FormColumn::Class);
        answer(form, known, row, page, answers);
    }
    for (row, _) in form.rows.iter().zip(seen).filter(|(_, seen)| !seen) {
        let name = &row.name;
        answers.report(
            Code::FormClass,
            &page.place,
            format!("缺少班级“{name}”"),
            format!("class “{name}” is missing"),
        );
    }
}

/// One class.
fn answer(
    form: &Form<'_>,
    known: usize,
    row: usize,
    page: &mut FormSheet<'_>,
    answers: &mut Answers,
) {
    let listed = &form.rows[known];
    for column in FormColumn::ALL
        .into_iter()
        .filter(|column| !column.is_open() && *column != FormColumn::Class)
    {
        let (found, place) = page.take(row, column);
        let wanted = form.locked(known, column);
        let same = fold(&found) == fold(&wanted)
            || match column {
                FormColumn::Start | FormColumn::End => {
                    let found = minute(&found, listed);
                    found.is_some() && found == minute(&wanted, listed)
                }
                _ => false,
            };
        if !same {
            let [zh, en] = shown(&found);
            answers.report(
                Code::LockedChanged,
                &place,
                format!("“{wanted}”被改成“{zh}”"),
                format!("“{wanted}” was changed to “{en}”"),
            );
        }
    }
    let (headcount, place) = page.take(row, FormColumn::Headcount);
    let (name, now) = (&listed.name, listed.headcount);
    let unit = form.campaign.kind().count().unit;
    match whole(headcount.trim_end_matches(unit).trim_end_matches('人'))
        .filter(|people| PEOPLE.contains(people))
    {
        Some(people) if people == now => {}
        Some(people) => {
            answers.headcounts.push((known, people));
            answers.ask(
                Code::HeadcountCorrected,
                &place,
                format!("{name} 名单 {now} {unit}，更正为 {people} {unit}"),
                format!("{name}: {now} on the list, corrected to {people}"),
            );
        }
        None => {
            let [zh, en] = shown(&headcount);
            answers.report(
                Code::FormHeadcount,
                &place,
                format!("{name} 名单 {now} {unit}，回执写“{zh}”"),
                format!("{name}: {now} on the list, “{en}” in the return"),
            );
        }
    }
    let (note, place) = page.take(row, FormColumn::Note);
    if !note.is_empty() {
        answers.note(Code::ReturnNote, &note, &place);
    }
    let (said, said_at) = page.take(row, FormColumn::Answer);
    let (start, start_at) = page.take(row, FormColumn::NewStart);
    let (end, end_at) = page.take(row, FormColumn::NewEnd);
    let has_times = !start.is_empty() || !end.is_empty();
    let means = |known: String, others: &[&str]| {
        fold(&known) == fold(&said) || others.contains(&fold(&said).as_str())
    };
    let accepts = means(accept(form.lang), &["接受", "accept", "同意", "确认", "ok", "yes"]);
    let changes = means(change(form.lang), &["更改", "change", "修改", "调整"]);
    let nobody = listed.slot.is_none() && said.is_empty();
    let ([said_zh, said_en], [zh, en]) = (shown(&said), shown(&format!("{start}–{end}")));
    match (accepts || nobody, changes, has_times) {
        (true, _, false) => {}
        (true, _, true) => {
            answers.report(
                Code::UnclearAnswer,
                &start_at,
                format!("{}：接受却写了新时间“{zh}”", listed.name),
                format!("{}: accepted, with a new time “{en}”", listed.name),
            );
        }
        (_, true, false) => {
            answers.report(
                Code::UnclearAnswer,
                &said_at,
                format!("{}：更改却没有新时间", listed.name),
                format!("{}: a change without a new time", listed.name),
            );
        }
        (_, true, true) => wanted(form, known, [(&start, &start_at), (&end, &end_at)], answers),
        (false, false, _) => {
            answers.report(
                Code::UnclearAnswer,
                &said_at,
                format!("{}：答复“{said_zh}”不清楚，新时间“{zh}”", listed.name),
                format!("{}: “{said_en}” is no clear answer, new time “{en}”", listed.name),
            );
        }
    }
}

/// A new slot, which lies inside the window.
fn wanted(
    form: &Form<'_>,
    known: usize,
    [start, end]: [(&String, &Location); 2],
    answers: &mut Answers,
) {
    let row = &form.rows[known];
    let mut times = Vec::new();
    for (text, place) in [start, end] {
        let Some(minute) = minute(text, row) else {
            let (name, [zh, en]) = (&row.name, shown(text));
            let (zh, en) = if text.trim().is_empty() {
                (format!("{name}：没有填时间"), format!("{name}: no time is given"))
            } else {
                (format!("{name}：“{zh}”不是时间"), format!("{name}: “{en}” is no time of day"))
            };
            answers.report(Code::BadSlotTime, place, zh, en);
            continue;
        };
        times.push(minute);
    }
    let [from, to] = times[..] else { return };
    let interval = Interval::new(from, to);
    if from >= to {
        answers.report(
            Code::BadSlotTime,
            end.1,
            format!("{}：{interval} 结束不晚于开始", row.name),
            format!("{}: {interval} does not end after it starts", row.name),
        );
        return;
    }
    let clocks = Clocks::of(form.campaign.time_zone());
    let never_shown =
        row.slot.filter(|(date, ..)| !(clocks.show(*date, from) && clocks.reach(*date, to)));
    if let Some((date, ..)) = never_shown {
        answers.report(
            Code::SkippedTime,
            start.1,
            format!("{}：{date} 的时钟跳过了 {interval} 中的时间", row.name),
            format!("{}: clocks skip a time of {interval} on {date}", row.name),
        );
        return;
    }
    let Some(window) = row.window.filter(|_| row.class.is_some()) else {
        let (zh, en) = match row.class {
            None => (
                "整个学院的时段由排期人员更改",
                "the window of a whole college is the planner's to change",
            ),
            Some(_) => (
                "方案没有在学院的时段中给该班安排时段",
                "the plan has no slot for the class in a window of its college",
            ),
        };
        answers.ask(
            Code::SlotAsked,
            start.1,
            format!("{}：{zh}；学院希望 {interval}", row.name),
            format!("{}: {en}; the college wants {interval}", row.name),
        );
        return;
    };
    if !window.contains(interval) {
        answers.ask(
            Code::SlotAsked,
            start.1,
            format!("{}：{interval} 不在学院时段 {window} 之内", row.name),
            format!("{}: {interval} is outside the window {window}", row.name),
        );
    }
    answers.changes[known] = Some((interval, start.1.clone()));
}

/// The slots of all classes together: none overlap.
fn together(form: &Form<'_>, answers: &mut Answers) {
    let mut slots = Vec::new();
    for (row, change) in form.rows.iter().zip(&answers.changes) {
        let Some((date, station, proposed)) = row.slot else { continue };
        let (interval, place) =
            change.clone().map_or((proposed, None), |(interval, place)| (interval, Some(place)));
        slots.push((date, station, interval, row, place));
    }
    let mut found = Vec::new();
    for (later, second) in slots.iter().enumerate() {
        for first in &slots[..later] {
            let Some(place) = second.4.as_ref().or(first.4.as_ref()) else { continue };
            if (first.0, first.1) != (second.0, second.1) {
                continue;
            }
            let (one, other) = (
                format!("{} {}", first.3.name, first.2),
                format!("{} {}", second.3.name, second.2),
            );
            if first.2.overlaps(second.2) {
                found.push((
                    Code::ChangesOverlap,
                    place.clone(),
                    format!("{one} 与 {other} 重叠"),
                    format!("{one} and {other} overlap"),
                ));
            }
        }
    }
    for (code, place, zh, en) in found {
        answers.report(code, &place, zh, en);
    }
}
