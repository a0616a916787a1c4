//! The answers of one form, each cell held against what the form proposed.

use super::layout::{Column, Form, FormRow, Label, accept, change};
use super::read::Page;
use crate::clock::{Interval, Minutes};
use crate::diagnostic::{Code, Diagnostic, Location, nearest};
use crate::format::{fold, narrow, parse_date, parse_time, whole};
use crate::instance::ClassOrder;
use crate::text::Text;

/// What a college answered.
#[derive(Default)]
pub struct Answers {
    /// Who answers for the form, where given.
    pub contact: String,
    /// How to reach them, where given and well-formed.
    pub phone: String,
    /// For each row of the form the slot that the college wants instead, with its cell.
    pub changes: Vec<Option<(Interval, Location)>>,
    /// Everything that is to be said of the form.
    pub findings: Vec<Diagnostic>,
    /// Notes and whatever else was typed, word for word, with its place.
    pub typed: Vec<(String, Location)>,
}

impl Answers {
    fn report(&mut self, code: Code, place: &Location, zh: impl Into<String>, en: impl Into<String>) {
        let fault = Diagnostic::error(code, Text::new(zh, en)).at(place.clone());
        self.findings.push(fault.help(code.explanation()));
    }

    /// Passes on what was typed where the program has no use for it.
    fn note(&mut self, code: Code, text: &str, place: &Location) {
        let shown = repeatable(text);
        let message = Text::new(format!("学院写道：{}", shown.0), format!("the college wrote: {}", shown.1));
        self.findings.push(Diagnostic::warning(code, message).at(place.clone()).help(code.explanation()));
        self.typed.push((shown.0, place.clone()));
    }
}

/// A text that may be repeated; document and phone numbers are not carried on.
fn repeatable(text: &str) -> (String, String) {
    let digits = narrow(text)
        .split(|c: char| !(c.is_ascii_digit() || " -".contains(c)))
        .any(|run| run.chars().filter(char::is_ascii_digit).count() >= 11 && parse_date(run).is_none());
    if digits {
        return (
            "（含长串数字，可能是个人信息，不转载，请看原文件）".to_owned(),
            "(a long number that may be personal: see the file itself)".to_owned(),
        );
    }
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    (plain.clone(), plain)
}

/// Reads the answers of a form.
pub fn read(form: &Form<'_>, mut page: Page<'_>) -> Answers {
    let mut answers = Answers { changes: vec![None; form.rows.len()], ..Answers::default() };
    fixed(form, &mut page, &mut answers);
    contact(&mut page, &mut answers);
    rows(form, &mut page, &mut answers);
    for (text, place) in page.beside(Label::Remarks) {
        if !text.is_empty() {
            answers.note(Code::ReturnNote, &text, &place);
        }
    }
    together(form, &mut answers);
    let mut texts = form.headings().to_vec();
    texts.extend(form.instructions());
    page.know_texts(&texts);
    for (text, place) in page.rest() {
        answers.note(Code::BeyondForm, &text, &place);
    }
    crate::diagnostic::sort(&mut answers.findings);
    answers
}

/// What the planner wrote above the table still stands there.
fn fixed(form: &Form<'_>, page: &mut Page<'_>, answers: &mut Answers) {
    let windows: Vec<String> = form.windows.iter().map(|window| form.window(window)).collect();
    let expected = [
        (Label::College, vec![form.college()], Code::WrongCollege),
        (Label::Deadline, vec![form.deadline.to_string()], Code::LockedChanged),
        (Label::Window, windows, Code::LockedChanged),
    ];
    for (label, wanted, code) in expected {
        for (found, place) in page.beside(label) {
            if !wanted.iter().any(|text| fold(text) == fold(&found)) {
                let wanted = wanted.join("; ");
                answers.report(
                    code,
                    &place,
                    format!("写着“{found}”，原为“{wanted}”"),
                    format!("it says “{found}”, the form said “{wanted}”"),
                );
            }
        }
    }
}

fn contact(page: &mut Page<'_>, answers: &mut Answers) {
    for (label, zh, en) in
        [(Label::Contact, "没有填联系人", "no contact is given"), (Label::Phone, "没有填电话", "no phone is given")]
    {
        let (text, place) = page.beside(label).into_iter().next().unwrap_or((String::new(), page.place.clone()));
        if text.is_empty() {
            answers.report(Code::NoContact, &place, zh, en);
        } else if label == Label::Contact {
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

/// One number or several: 7 to 15 digits each, an extension behind 转, ext or x.
fn is_phone(text: &str) -> bool {
    let text = narrow(text).to_lowercase();
    text.split(['/', ';', '、', ',']).all(|number| {
        let mut parts = number.splitn(2, ['转', 'x']);
        let main = parts.next().unwrap_or_default().trim_end_matches(['e', '.', ' ']);
        let extension = parts.next().unwrap_or("1").trim_start_matches(['t', '.', ' ']).trim();
        let digits = main.chars().filter(char::is_ascii_digit).count();
        (7..=15).contains(&digits)
            && main.chars().all(|c| c.is_ascii_digit() || "+-() ".contains(c))
            && (1..=6).contains(&extension.len())
            && extension.chars().all(|c| c.is_ascii_digit())
    })
}

fn rows(form: &Form<'_>, page: &mut Page<'_>, answers: &mut Answers) {
    let last = page.remarks_row().unwrap_or(usize::MAX);
    let found: Vec<usize> =
        page.sheet.rows.keys().copied().filter(|row| (page.header + 1..last).contains(row)).collect();
    let mut seen = vec![false; form.rows.len()];
    for row in found {
        let at = page.column(Column::Class);
        let name = page.sheet.cell(row, at).trim().to_owned();
        // Without a class the row's cells are left over, and reported as such.
        if name.is_empty() {
            continue;
        }
        let place = page.place.cell(row, at);
        let Some(known) = form.rows.iter().position(|listed| fold(&listed.name) == fold(&name)) else {
            // Whole paragraphs are near no name.
            let known = form.rows.iter().map(|row| row.name.as_str()).filter(|_| name.len() < 200);
            let near = nearest(&name, known).map(str::to_owned);
            answers.report(
                Code::FormClass,
                &place,
                format!("名单中没有班级“{name}”"),
                format!("the list has no class “{name}”"),
            );
            if let (Some(near), Some(fault)) = (near, answers.findings.last_mut()) {
                fault.help = Some(Text::new(format!("是否指“{near}”？"), format!("did you mean “{near}”?")));
            }
            let said = page.take_row(row);
            answers.note(Code::BeyondForm, &said, &page.place.row(row));
            continue;
        };
        if std::mem::replace(&mut seen[known], true) {
            answers.report(
                Code::FormClass,
                &place,
                format!("班级“{name}”出现两次"),
                format!("class “{name}” is there twice"),
            );
            let said = page.take_row(row);
            answers.note(Code::BeyondForm, &said, &page.place.row(row));
            continue;
        }
        page.take(row, Column::Class);
        answer(form, known, row, page, answers);
    }
    for (row, _) in form.rows.iter().zip(seen).filter(|(_, seen)| !seen) {
        let name = &row.name;
        answers.report(Code::FormClass, &page.place, format!("缺少班级“{name}”"), format!("class “{name}” is missing"));
    }
}

/// One class.
fn answer(form: &Form<'_>, known: usize, row: usize, page: &mut Page<'_>, answers: &mut Answers) {
    let listed = &form.rows[known];
    for column in Column::ALL.into_iter().filter(|column| !column.is_open() && *column != Column::Class) {
        let (found, place) = page.take(row, column);
        let wanted = form.locked(known, column);
        let same = match column {
            Column::Start | Column::End => minute(&found, listed) == minute(&wanted, listed),
            _ => fold(&found) == fold(&wanted),
        };
        if !same {
            answers.report(
                Code::LockedChanged,
                &place,
                format!("“{wanted}”被改成“{found}”"),
                format!("“{wanted}” was changed to “{found}”"),
            );
        }
    }
    let (headcount, place) = page.take(row, Column::Headcount);
    if whole(headcount.trim_end_matches('人')) != Some(listed.headcount) {
        let (name, now) = (&listed.name, listed.headcount);
        answers.report(
            Code::FormHeadcount,
            &place,
            format!("{name} 名单 {now} 人，回执写“{headcount}”"),
            format!("{name}: {now} on the list, “{headcount}” in the return"),
        );
    }
    let (note, place) = page.take(row, Column::Note);
    if !note.is_empty() {
        answers.note(Code::ReturnNote, &note, &place);
    }
    let (said, said_at) = page.take(row, Column::Answer);
    let (start, start_at) = page.take(row, Column::NewStart);
    let (end, end_at) = page.take(row, Column::NewEnd);
    let has_times = !start.is_empty() || !end.is_empty();
    let means = |known: String, others: &[&str]| fold(&known) == fold(&said) || others.contains(&fold(&said).as_str());
    let accepts = means(accept(form.lang), &["接受", "accept", "同意", "确认", "ok", "yes"]);
    let changes = means(change(form.lang), &["更改", "change", "修改", "调整"]);
    let nobody = listed.slot.is_none() && said.is_empty();
    match (accepts || nobody, changes, has_times) {
        (true, _, false) => {}
        (true, _, true) => {
            answers.report(
                Code::UnclearAnswer,
                &start_at,
                format!("{}：接受却写了新时间“{start}–{end}”", listed.name),
                format!("{}: accepted, with a new time “{start}–{end}”", listed.name),
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
            let shown = repeatable(&said);
            answers.report(
                Code::UnclearAnswer,
                &said_at,
                format!("{}：答复“{}”不清楚，新时间“{start}–{end}”", listed.name, shown.0),
                format!("{}: “{}” is no clear answer, new time “{start}–{end}”", listed.name, shown.1),
            );
        }
    }
}

/// A new slot, which lies inside the window.
fn wanted(form: &Form<'_>, known: usize, [start, end]: [(&String, &Location); 2], answers: &mut Answers) {
    let row = &form.rows[known];
    let mut times = Vec::new();
    for (text, place) in [start, end] {
        match minute(text, row) {
            Some(minute) => times.push(minute),
            None => answers.report(
                Code::BadSlotTime,
                place,
                format!("{}：“{text}”不是时间", row.name),
                format!("{}: “{text}” is no time of day", row.name),
            ),
        }
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
    let Some(window) = row.window.filter(|_| row.class.is_some()) else {
        answers.report(
            Code::ChangeRefused,
            start.1,
            format!("整个学院的时段由排期人员更改；学院希望 {interval}"),
            format!("the window of a whole college is the planner's to change; the college wants {interval}"),
        );
        return;
    };
    if !window.contains(interval) {
        answers.report(
            Code::ChangeOutside,
            start.1,
            format!("{}：{interval} 不在学院时段 {window} 之内", row.name),
            format!("{}: {interval} is outside the window {window}", row.name),
        );
    }
    answers.changes[known] = Some((interval, start.1.clone()));
}

/// A time of day as typed, or as a workbook has it: a share of a day, or the slot's day with a time.
fn minute(text: &str, row: &FormRow) -> Option<Minutes> {
    if let Some(minute) = parse_time(text) {
        return Some(minute);
    }
    if let Some((day, rest)) = text.split_once(' ') {
        let same = row.slot.is_some_and(|(date, ..)| parse_date(day) == Some(date));
        return parse_time(rest).filter(|_| same);
    }
    let minutes = text.parse::<f64>().ok().filter(|share| (0.0..1.0).contains(share) && text.contains('.'))? * 1440.0;
    ((minutes - minutes.round()).abs() < 0.02).then_some(minutes.round() as Minutes)
}

/// The slots of all classes together: none overlap, and they come in the listed order.
fn together(form: &Form<'_>, answers: &mut Answers) {
    let mut slots = Vec::new();
    for (row, change) in form.rows.iter().zip(&answers.changes) {
        let Some((date, station, proposed)) = row.slot else { continue };
        let (interval, place) = change.clone().map_or((proposed, None), |(interval, place)| (interval, Some(place)));
        slots.push((date, station, interval, row, place));
    }
    let mut found = Vec::new();
    for (later, second) in slots.iter().enumerate() {
        for first in &slots[..later] {
            let Some(place) = second.4.as_ref().or(first.4.as_ref()) else { continue };
            if (first.0, first.1) != (second.0, second.1) {
                continue;
            }
            let (one, other) = (format!("{} {}", first.3.name, first.2), format!("{} {}", second.3.name, second.2));
            if first.2.overlaps(second.2) {
                found.push((
                    Code::ChangesOverlap,
                    place.clone(),
                    format!("{one} 与 {other} 重叠"),
                    format!("{one} and {other} overlap"),
                ));
            } else if second.2.start < first.2.start && form.instance.class_order() == ClassOrder::Listed {
                found.push((
                    Code::ChangeOrder,
                    place.clone(),
                    format!("{other} 排到了 {one} 之前"),
                    format!("{other} comes before {one}"),
                ));
            }
        }
    }
    for (code, place, zh, en) in found {
        answers.report(code, &place, zh, en);
    }
}

#[cfg(test)]
mod tests {
    use super::{is_phone, repeatable};

    #[test]
    fn phones_as_offices_write_them() {
        for phone in [
            "023-65022222",
            "13800138000",
            "＋86 138 0013 8000",
            "65022222转8012",
            "65022222 ext. 12",
            "(023)6502 2222/13800138000",
        ] {
            assert!(is_phone(phone), "{phone}");
        }
        for phone in ["见群公告", "110", "1380013800013800138000", "65022222转", "a13800138000"] {
            assert!(!is_phone(phone), "{phone}");
        }
    }

    #[test]
    fn numbers_of_persons_are_not_repeated() {
        assert!(!repeatable("张三 500101200001011234").0.contains("500101"));
        assert!(!repeatable("call 138 0013 8000").1.contains("138"));
        assert_eq!(repeatable("10:40前有实验课").0, "10:40前有实验课");
    }
}
