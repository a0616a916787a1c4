//! What leaves the house: workbooks, Word documents, printed pages, tables and calendars, all from
//! the data of the report. What stands on a page is decided once ([`page::Page`]); each format is a
//! writer of pages.

pub mod calendar;
mod content;
mod docx;
mod html;
pub mod page;
pub mod safe;
mod tables;
mod xlsx;

use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::text::{Lang, Text, counted};
use crate::files::fields::Table;
use crate::publish::output::Output;
use crate::publish::report::{ReportData, illustration, plan_rows, run_sheets, slots_rows};
use calendar::EarlierEvents;
use content::{crew, load, official, posters, sign_in, timetables};
use jiff::Timestamp;
use page::Page;

/// A format of documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// Workbooks: timetables, run sheets, utilisation, sign-in sheets, posters.
    Xlsx,
    /// A Word document with the official table and the class timetables.
    Docx,
    /// Calendars of every college and class.
    Ics,
    /// Pages for the browser and its printer.
    Html,
    /// All tables.
    Csv,
}

/// Makes the documents of these formats, and says what there is to know about them.
///
/// # Errors
/// When a document can't be made.
pub fn documents(
    data: &ReportData<'_>,
    formats: &[Format],
    earlier: &EarlierEvents,
    now: Timestamp,
    lang: Lang,
) -> Result<(Vec<Output>, Vec<Diagnostic>), Vec<Diagnostic>> {
    let mut files = Vec::new();
    let (mut warnings, mut faults) = (warnings(data), Vec::new());
    let mut formats = formats.to_vec();
    formats.sort_unstable();
    formats.dedup();
    for format in formats {
        match format {
            Format::Xlsx => match workbooks(data, now, lang) {
                Ok(books) => files.extend(books),
                Err(fault) => faults.push(fault),
            },
            Format::Docx => {
                match docx::document(data.campaign.title().get(lang), &timetable(data, lang), lang)
                {
                    Ok(bytes) => files.push(Output::new("timetable.docx", bytes)),
                    Err(fault) => faults.push(fault),
                }
            }
            Format::Ics => {
                let (calendars, found) = calendar::calendars(data, earlier, now, lang);
                files.extend(calendars);
                warnings.extend(found);
            }
            Format::Html => files.extend(printed(data, lang)),
            Format::Csv => files.extend(tables::all(data, lang)),
        }
    }
    if faults.is_empty() { Ok((files, warnings)) } else { Err(faults) }
}

/// The official table and the class timetable of every college.
fn timetable(data: &ReportData<'_>, lang: Lang) -> Vec<Page> {
    let mut pages = vec![official::page(data, lang)];
    pages.extend(timetables::pages(data, lang));
    pages
}

fn workbooks(data: &ReportData<'_>, now: Timestamp, lang: Lang) -> Result<Vec<Output>, Diagnostic> {
    let title = data.campaign.title().get(lang);
    let mut pages = timetable(data, lang);
    pages.extend(crew::pages(data, lang));
    pages.extend(load::pages(data, lang));
    // The same names and headers as the CSV tables: these sheets are read back.
    let bare = [
        bare("plan", Table::Plan, None, plan_rows(data.campaign, data.plan, lang)),
        bare(
            "classes",
            Table::Slots,
            illustration(data.campaign, lang),
            slots_rows(data.campaign, data.plan, lang),
        ),
    ];
    let book = |name: &str, pages: &[Page], bare: &[xlsx::Bare]| -> Result<Output, Diagnostic> {
        Ok(Output::new(name, xlsx::workbook(title, pages, bare, now, lang)?))
    };
    Ok(vec![
        book("timetable.xlsx", &pages, &bare)?,
        book("sign-in.xlsx", &sign_in::pages(data, lang), &[])?,
        book("posters.xlsx", &posters::pages(data, lang), &[])?,
    ])
}

fn bare(
    name: &'static str,
    table: Table,
    note: Option<&'static str>,
    rows: Vec<Vec<String>>,
) -> xlsx::Bare {
    let whole = table.columns().enumerate().filter(|(_, column)| column.is_number);
    xlsx::Bare { name, note, rows, numbers: whole.map(|(place, _)| place).collect() }
}

fn printed(data: &ReportData<'_>, lang: Lang) -> Vec<Output> {
    let title = data.campaign.title().get(lang);
    let page = |name: &str, pages: &[Page]| Output::new(name, html::document(title, pages, lang));
    vec![
        page("timetable.html", &timetable(data, lang)),
        Output::new("run-sheets.html", run_sheets(data, lang)),
        page("sign-in.html", &sign_in::pages(data, lang)),
        page("posters.html", &posters::pages(data, lang)),
    ]
}

/// What a reader of the documents should know beforehand.
fn warnings(data: &ReportData<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let broken = data.broken_rules();
    if broken > 0 {
        let message = Text::new(
            format!("方案违反规则 {broken} 处，文档照原样写出"),
            format!(
                "the plan breaks rules in {broken}; the documents show it as it is",
                broken = counted::of(broken, "place", "places")
            ),
        );
        found.push(
            Diagnostic::warning(Code::BrokenPlan, message).help(Code::BrokenPlan.explanation()),
        );
    }
    let has_classes = data.campaign.groups().iter().any(|group| !group.classes.is_empty());
    if data.plan.slots.is_empty() && has_classes && !data.plan.windows.is_empty() {
        let message = Text::new(
            "方案没有班级时段，文档只写到学院",
            "the plan has no class slots; the documents only name groups",
        );
        found.push(Diagnostic::warning(Code::NoSlots, message).help(Code::NoSlots.explanation()));
    }
    found
}
