//! Word documents: pages as tables on A4, written as the parts that a document must have.
//!
//! A writer of our own over `zip` and a template: the table headings that repeat on every sheet of
//! paper and the merged cells of the official form are what it is for, and each is
//! one element of XML.

use super::content::letter::Letter;
use super::page::{Align, Look, Page, PageCell, PageRow, Shown};
use super::safe::plain;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::text::{Lang, Text};
use minijinja::{AutoEscape, Environment, Value, context};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Twentieths of a point in a millimetre: what Word counts in.
const TWIPS: f64 = 1440.0 / 25.4;

const CONTENT_TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>"#;

const PACKAGE: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>"#;

const DOCUMENT_PARTS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/></Relationships>"#;

const TEMPLATES: &[(&str, &str)] = &[
    ("word/document.xml", include_str!("docx/document.xml")),
    ("word/styles.xml", include_str!("docx/styles.xml")),
    ("word/footer1.xml", include_str!("docx/footer.xml")),
    ("docProps/core.xml", include_str!("docx/core.xml")),
];

/// A document of pages, each of which begins on a new sheet of paper, behind the letter that they are
/// attached to.
///
/// # Errors
/// When it is larger than a document can be.
pub fn document(
    title: &str,
    letter: Option<&Letter>,
    pages: &[Page],
    lang: Lang,
) -> Result<Vec<u8>, Diagnostic> {
    parts(title, letter, pages, lang).map_err(|error| {
        Diagnostic::error(
            Code::NoWorkbook,
            Text::new(
                format!("无法写成 Word 文档：{error}"),
                format!("can't be made a Word document: {error}"),
            ),
        )
        .help(Code::NoWorkbook.explanation())
    })
}

fn parts(
    title: &str,
    letter: Option<&Letter>,
    pages: &[Page],
    lang: Lang,
) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let mut environment = Environment::new();
    // The entities of HTML's escaping are those that XML knows, or numbers.
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    for (name, source) in TEMPLATES {
        environment.add_template(name, source)?;
    }
    let values = context! {
        zh => lang == Lang::Zh,
        tag => lang.pick("zh-CN", "en-GB"),
        title => plain(title),
        letter => letter.map(letter_values),
        pages => pages.iter().map(page_values).collect::<Vec<_>>(),
    };
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let mut add = |name: &str, text: &str| -> Result<(), Box<dyn std::error::Error>> {
        archive.start_file(name, options)?;
        archive.write_all(text.as_bytes())?;
        Ok(())
    };
    add("[Content_Types].xml", CONTENT_TYPES)?;
    add("_rels/.rels", PACKAGE)?;
    add("word/_rels/document.xml.rels", DOCUMENT_PARTS)?;
    for (name, _) in TEMPLATES {
        add(name, &environment.get_template(name)?.render(&values)?)?;
    }
    Ok(archive.finish()?.into_inner())
}

fn letter_values(letter: &Letter) -> Value {
    context! {
        title => letter.title.as_str(),
        addressed => letter.addressed.as_str(),
        paragraphs => letter.paragraphs.clone(),
        attachment => letter.attachment.as_str(),
        mark => letter.mark.as_str(),
        signature => [&letter.issuer, &letter.date, &letter.seal].map(Clone::clone).to_vec(),
    }
}

fn twips(millimetres: f64) -> i64 {
    (millimetres * TWIPS).round() as i64
}

fn page_values(page: &Page) -> Value {
    let headings: Vec<Value> = page
        .headings()
        .into_iter()
        .map(|(place, across, column)| {
            context! { words => column.heading.as_str(), across, width => twips(page.width(place, across)) }
        })
        .collect();
    context! {
        title => page.title.as_str(),
        lines => page.lines.clone(),
        notes => page.notes.clone(),
        columns => page.columns.iter().map(|column| twips(column.millimetres)).collect::<Vec<_>>(),
        headings,
        height => twips(page.row_height),
        // Word counts letters in half points.
        size => (page.points() * 2.0).round() as i64,
        rows => (0..page.rows.len()).map(|row| row_values(page, row)).collect::<Vec<_>>(),
    }
}

/// The cells of a row: those it shows, and those that only carry on a cell above.
fn row_values(page: &Page, place: usize) -> Value {
    let row: &PageRow = &page.rows[place];
    let mut cells: Vec<(usize, Value)> = Vec::new();
    for Shown { column, across, down, cell } in page.shown(place) {
        let align = match page.align(column, across) {
            Align::Left => "left",
            Align::Centre => "center",
            Align::Right => "right",
        };
        let width = twips(page.width(column, across));
        cells.push((
            column,
            context! { words => cell.words(), across, width, align, merge => (down > 1).then_some("restart") },
        ));
    }
    let above = row.cells.iter().enumerate().filter(|(_, cell)| **cell == PageCell::Above);
    for (column, _) in above {
        let width = twips(page.width(column, 1));
        cells.push((
            column,
            context! { words => "", across => 1, width, align => "center", merge => "continue" },
        ));
    }
    cells.sort_by_key(|(column, _)| *column);
    context! {
        cells => cells.into_iter().map(|(_, cell)| cell).collect::<Vec<_>>(),
        band => matches!(row.look, Look::Band | Look::Total),
        // The name of a college stays with what follows.
        keep => row.look == Look::Band,
    }
}
