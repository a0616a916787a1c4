//! Pages for the browser and its printer: one self-contained file, each page on A4.

use super::page::{Align, Look, Page, Shown};
use crate::base::text::Lang;
use crate::publish::report::render_from;
use minijinja::{Value, context};

/// All pages as one self-contained file.
pub fn document(title: &str, pages: &[Page], lang: Lang) -> String {
    let values = context! {
        lang => lang.pick("zh-CN", "en"),
        zh => lang == Lang::Zh,
        title => super::safe::plain(title),
        pages => pages.iter().map(page_values).collect::<Vec<_>>(),
    };
    render_from(&[("page.html", include_str!("page.html"))], "page.html", values)
}

fn page_values(page: &Page) -> Value {
    let whole = page.width(0, page.columns.len()).max(1.0);
    let widths: Vec<String> = page
        .columns
        .iter()
        .map(|column| format!("{:.2}", column.millimetres / whole * 100.0))
        .collect();
    let headings: Vec<Value> = page
        .headings()
        .into_iter()
        .map(|(_, across, column)| context! { words => column.heading.as_str(), across })
        .collect();
    // Rows that begin a sheet of paper begin a table, so that its headings stand above them.
    let mut sheets: Vec<Vec<Value>> = vec![Vec::new()];
    for place in 0..page.rows.len() {
        if page.rows[place].new_sheet {
            sheets.push(Vec::new());
        }
        if let Some(sheet) = sheets.last_mut() {
            sheet.push(row_values(page, place));
        }
    }
    context! {
        title => page.title.as_str(),
        lines => page.lines.clone(),
        notes => page.notes.clone(),
        widths,
        headings,
        sheets,
        height => format!("{:.2}", page.row_height),
        count => page.rows.len() + 1,
        on_one_sheet => page.on_one_sheet,
    }
}

fn row_values(page: &Page, place: usize) -> Value {
    let cells: Vec<Value> = page
        .shown(place)
        .into_iter()
        .map(|Shown { column, across, down, cell }| {
            let align = match page.align(column, across) {
                Align::Left => "l",
                Align::Centre => "c",
                Align::Right => "r",
            };
            let words = cell.words();
            let is_time = words.chars().all(|c| c.is_ascii_digit() || ":–".contains(c));
            context! { words, across, down, align, is_time }
        })
        .collect();
    let look = match page.rows[place].look {
        Look::Plain => "",
        Look::Band => "band",
        Look::Pause => "pause",
        Look::Total => "total",
    };
    context! { cells, look }
}
