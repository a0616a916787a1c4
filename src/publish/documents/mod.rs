//! What leaves the house: workbooks, Word documents, printed pages, tables and calendars, all from
//! the data of the report. What stands on a page is decided once ([`page::Page`]); each format is a
//! writer of pages.

pub mod calendar;
mod content;
mod docx;
mod html;
mod lookup;
pub mod page;
pub mod safe;
mod tables;
mod xlsx;

use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::text::{Lang, Text, counted};
use crate::files::fields::Table;
use crate::publish::output::Output;
use crate::publish::report::{
    Rasteriser, ReportData, illustration, picture, plan_rows, run_sheets, slots_rows,
};
use calendar::EarlierEvents;
use content::letter::{self, Letter};
use content::{crew, load, messages, official, posters, sign_in, summary, timetables};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use page::Page;

/// A format of documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// Workbooks: timetables, run sheets, utilisation, sign-in sheets, posters.
    Xlsx,
    /// Word documents: the notice with the official table as its attachment, the same table with
    /// the class timetables, and the summary with its proof.
    Docx,
    /// A text for each college, for a chat group.
    Txt,
    /// The timetable as a picture for a phone.
    Png,
    /// Calendars of every college and class.
    Ics,
    /// Pages for the browser and its printer.
    Html,
    /// All tables.
    Csv,
}

impl Format {
    /// All formats.
    pub const ALL: [Format; 7] = [
        Format::Xlsx,
        Format::Docx,
        Format::Txt,
        Format::Png,
        Format::Ics,
        Format::Html,
        Format::Csv,
    ];
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
            Format::Docx => match word(data, now, lang) {
                Ok(documents) => files.extend(documents),
                Err(fault) => faults.push(fault),
            },
            Format::Txt => files.extend(messages::texts(data, lang)),
            Format::Png => {
                let rasteriser = Rasteriser::new();
                let png = rasteriser.png(&picture::svg(data, lang));
                files.extend(png.map(|png| Output::new("timetable.png", png)));
                warnings.extend(rasteriser.warning);
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

/// The notice, the timetable, and the summary.
fn word(data: &ReportData<'_>, now: Timestamp, lang: Lang) -> Result<Vec<Output>, Diagnostic> {
    let title = data.campaign.title().get(lang);
    let zone = TimeZone::get(data.campaign.time_zone()).unwrap_or(TimeZone::UTC);
    let letter = letter::letter(data, zone.to_datetime(now).date(), lang);
    let attachment = official::pages(data, lang);
    let document = |name: &str, letter: Option<&Letter>, pages: &[Page]| {
        Ok(Output::new(name, docx::document(title, letter, pages, lang)?))
    };
    Ok(vec![
        document("notice.docx", Some(&letter), &attachment)?,
        document("timetable.docx", None, &timetable(data, lang))?,
        document("summary.docx", None, &summary::pages(data, lang))?,
    ])
}

/// The official table and the class timetable of every college.
fn timetable(data: &ReportData<'_>, lang: Lang) -> Vec<Page> {
    let mut pages = official::pages(data, lang);
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
    let mut files = vec![
        page("timetable.html", &timetable(data, lang)),
        Output::new("run-sheets.html", run_sheets(data, lang)),
        page("sign-in.html", &sign_in::pages(data, lang)),
        page("posters.html", &posters::pages(data, lang)),
        page("summary.html", &summary::pages(data, lang)),
    ];
    files.extend(lookup::page(data, lang));
    files
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
