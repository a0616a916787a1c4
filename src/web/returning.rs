//! Forms that go out to the groups, and what comes back: kept beside the campaign, read by the code of
//! `callsheet collect`.

use super::board::words_of;
use super::desk::Desk;
use crate::base::diagnostic::{Code, Diagnostic, Location, safe};
use crate::base::text::{Lang, Text};
use crate::campaign::Campaign;
use crate::files::workbook::Workbook;
use crate::files::{is_workbook_name, parse_date};
use crate::publish::documents::safe::Names;
use crate::publish::json::{DayFault, ReturnLine, ReturnRow, ReturnSheet, ReturnsBoard};
use crate::publish::output::{Output, OutputFolder, replace_in_campaign};
use crate::publish::returns::{Collected, collect, forms, outputs};
use crate::publish::words::on_page::advised;
use crate::publish::words::returning as words;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Days that groups have to answer, as it is proposed: a week.
const DAYS_TO_ANSWER: i64 = 7;

/// Further folders of forms: each time they are made they are for another plan, or another day.
fn folders_of_forms(desk: &Desk) -> impl Iterator<Item = PathBuf> {
    let first = desk.place_beside("回执", "forms");
    let name = first.file_name().unwrap_or_default().to_string_lossy().into_owned();
    (2..).map(move |number| first.with_file_name(format!("{name}-{number}")))
}

/// The folder of the forms that were made last, and that of the next ones.
fn out_of(desk: &Desk) -> (PathBuf, PathBuf) {
    let first = desk.place_beside("回执", "forms");
    if !first.exists() {
        return (first.clone(), first);
    }
    let mut last = first;
    for next in folders_of_forms(desk) {
        if !next.exists() {
            return (last, next);
        }
        last = next;
    }
    (last.clone(), last)
}

fn kept_in(desk: &Desk) -> PathBuf {
    desk.place_beside("收回的回执", "returns")
}

/// All that the page shows.
///
/// # Errors
/// When the folder of returns can't be read.
pub fn shown(desk: &Desk) -> Result<ReturnsBoard, Diagnostic> {
    let lang = desk.lang();
    let (campaign, plan) = desk.known();
    let ((out, _), kept) = (out_of(desk), kept_in(desk));
    let collected =
        if workbooks(&kept).is_empty() { None } else { Some(collect(&campaign, &plan, &kept)?) };
    let today = jiff::ZonedDateTime::now().date();
    let deadline = today.saturating_add(jiff::Span::new().days(DAYS_TO_ANSWER));
    let found = collected.as_ref();
    Ok(ReturnsBoard {
        words: words_of(campaign.kind(), lang),
        lang: lang.pick("zh", "en").to_owned(),
        title: campaign.title().get(lang).to_owned(),
        deadline,
        forms: workbooks(&out),
        out: out.display().to_string(),
        kept_in: kept.display().to_string(),
        returns: found.map(|found| rows(&campaign, found, lang)).unwrap_or_default(),
        verdict: found.map(|found| words::settled(found).get(lang).to_owned()).unwrap_or_default(),
        strays: found
            .map(|found| found.strays.iter().map(|own| fault(own, lang)).collect())
            .unwrap_or_default(),
        sheets: found.map(|found| sheets(found, &kept, lang)).unwrap_or_default(),
    })
}

/// The names of the workbooks of a folder.
fn workbooks(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.filter(|entry| entry.path().is_file());
    let names = names.filter_map(|entry| entry.file_name().into_string().ok());
    let mut names: Vec<String> = names
        .filter(|name| is_workbook_name(Path::new(name)) && !name.starts_with(['.', '~']))
        .collect();
    names.sort();
    names
}

fn rows(campaign: &Campaign, collected: &Collected, lang: Lang) -> Vec<ReturnRow> {
    let row = |own: &crate::publish::returns::Return| ReturnRow {
        name: campaign.group(own.group).name.get(lang).to_owned(),
        status: own.status.text().get(lang).to_owned(),
        is_settled: own.status.is_settled(),
        changed: own.changed,
        late: own.late,
        findings: own.findings.iter().map(|finding| fault(finding, lang)).collect(),
    };
    collected.returns.iter().map(row).collect()
}

fn fault(finding: &Diagnostic, lang: Lang) -> DayFault {
    let place = finding.location.clone().unwrap_or_default();
    let file = Path::new(&place.file).file_name().unwrap_or_default();
    DayFault {
        text: format!("[{}] {}", finding.code.id(), finding.said(lang)),
        help: advised(finding).advice(lang).unwrap_or_default(),
        file: file.to_string_lossy().into_owned(),
        row: place.line,
        column: place.column,
    }
}

/// The sheets that have a fault or ask for a slot, with the rows in question and their header: other
/// rows, such as that of the contact, are not repeated.
fn sheets(collected: &Collected, folder: &Path, lang: Lang) -> Vec<ReturnSheet> {
    let mut by_sheet: BTreeMap<(String, Option<String>), Vec<&Diagnostic>> = BTreeMap::new();
    for finding in collected.findings() {
        let Some(place) = finding.location.as_ref().filter(|place| place.line.is_some()) else {
            continue;
        };
        by_sheet.entry((place.file.clone(), place.sheet.clone())).or_default().push(finding);
    }
    let sheet = |((file, sheet), findings): ((String, Option<String>), Vec<&Diagnostic>)| {
        let name = Path::new(&file).file_name()?.to_str()?.to_owned();
        let workbook = Workbook::open(&folder.join(&name)).ok()?;
        let own = workbook.sheets.iter().find(|own| Some(&own.name) == sheet.as_ref())?;
        let is_wanted = |row: &usize| {
            findings
                .iter()
                .any(|finding| finding.location.as_ref().and_then(|place| place.line) == Some(*row))
        };
        let line = |(number, cells): (&usize, &BTreeMap<usize, String>)| ReturnLine {
            number: *number,
            cells: (1..=cells.keys().last().copied().unwrap_or(0))
                .map(|column| {
                    cells
                        .get(&column)
                        .map_or_else(String::new, |text| safe(&text.replace('\n', " ")))
                })
                .collect(),
        };
        Some(ReturnSheet {
            file: name,
            rows: own.rows.iter().filter(|(row, _)| is_wanted(row)).map(line).collect(),
            findings: findings.iter().map(|finding| fault(finding, lang)).collect(),
        })
    };
    by_sheet.into_iter().filter_map(sheet).collect()
}

/// Writes a form for each group, into a folder that is new: nothing filled in is written over.
///
/// # Errors
/// When the day is none, or they can't be written.
pub fn send_out(desk: &Desk, deadline: &str) -> Result<Vec<PathBuf>, Diagnostic> {
    let lang = desk.lang();
    let deadline: Date = parse_date(deadline).ok_or_else(|| {
        let message = Text::new(
            format!("截止日期“{deadline}”不是日期"),
            format!("deadline “{deadline}” is no date"),
        );
        Diagnostic::error(Code::BadDate, message).help(Code::BadDate.explanation())
    })?;
    let (campaign, plan) = desk.known();
    let forms = forms(&campaign, &plan, deadline, lang)?;
    let files: Vec<Output> =
        forms.into_iter().map(|form| Output::new(&form.name, form.bytes)).collect();
    OutputFolder::that_is_new(&out_of(desk).1).write(&files)
}

/// Keeps a return that was dropped on the page, in place of one of the same name.
///
/// # Errors
/// When it is no workbook by its name, or can't be written.
pub fn receive(desk: &Desk, name: &str, bytes: &[u8]) -> Result<(), Diagnostic> {
    let given = Path::new(name.rsplit(['/', '\\']).next().unwrap_or_default());
    if !is_workbook_name(given) {
        let message = Text::new("不是工作簿：要 .xlsx", "it is no workbook: .xlsx is wanted");
        let place = Location::file(given.display().to_string());
        return Err(Diagnostic::error(Code::NotAForm, message).at(place));
    }
    let stem = Names::default().file(&given.file_stem().unwrap_or_default().to_string_lossy());
    let ending = given.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let folder = kept_in(desk);
    std::fs::create_dir_all(&folder).map_err(|error| {
        let text = Text::new(format!("无法写入：{error}"), format!("can't be written: {error}"));
        Diagnostic::error(Code::Unwritable, text).at(Location::file(folder.display().to_string()))
    })?;
    replace_in_campaign(&folder, &[Output::new(&format!("{stem}.{ending}"), bytes.to_vec())])
}

/// Writes the master timetable and what else `callsheet collect` writes.
///
/// # Errors
/// When returns can't be read, or a file can't be written.
pub fn write_master(desk: &Desk) -> Result<PathBuf, Diagnostic> {
    let (campaign, plan) = desk.known();
    let collected = collect(&campaign, &plan, &kept_in(desk))?;
    let folder = desk.place_beside("总表", "master");
    OutputFolder::of_results(&folder).write(&outputs(&campaign, &collected, desk.lang()))?;
    Ok(folder)
}
