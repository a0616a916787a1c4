//! Workbooks: every page a sheet as an office prints it, and bare tables that are read back.

use super::page::{Align, Look, PAGE_WIDTH, Page, PageCell, PageChart, Shown};
use super::safe::{Names, plain};
use crate::base::diagnostic::Diagnostic;
use crate::base::text::Lang;
use crate::files::no_workbook;
use jiff::Timestamp;
use rust_xlsxwriter::{
    Chart as Bars, ChartLegendPosition, ChartType, Color, DocProperties, ExcelDateTime, Format,
    FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};
use unicode_width::UnicodeWidthStr;

/// A bare table: its name, its note and its rows, headers first; in some columns whole numbers are
/// numbers.
pub struct Bare {
    /// The name of the sheet.
    pub name: &'static str,
    /// What stands above the headers, as a comment, which readers skip.
    pub note: Option<&'static str>,
    /// Headers and rows.
    pub rows: Vec<Vec<String>>,
    /// Columns of whole numbers.
    pub numbers: Vec<usize>,
}

/// The longest text that Excel holds in a cell, in UTF-16 units.
const MOST_UNITS: usize = 32_767;

/// Per cent to which sheets with page breaks are scaled.
const BROKEN_SCALE: u16 = 92;

/// What their columns keep of their width. Where the standard font is missing, as on Linux, columns
/// are up to 15 % wider, and the last one must not end up on a sheet of paper of its own.
const BROKEN_WIDTH: f64 = 0.88;

/// Rows of a table that leave room for its chart on the same sheet of paper.
const MOST_BESIDE_CHART: usize = 16;

/// Body and heading fonts as offices have them; elsewhere the programme takes what is nearest.
fn body_font(lang: Lang) -> &'static str {
    lang.pick("宋体", "Times New Roman")
}

fn heading_font(lang: Lang) -> &'static str {
    lang.pick("黑体", "Arial")
}

/// A workbook of pages, with bare tables behind them.
///
/// # Errors
/// When a page is larger than a workbook can hold.
pub fn workbook(
    title: &str,
    pages: &[Page],
    bare: &[Bare],
    made: Timestamp,
    lang: Lang,
) -> Result<Vec<u8>, Diagnostic> {
    let write = || {
        let mut book = Workbook::new();
        // Widths of columns are counted in digits of this font: every office has it, or one of its
        // measures.
        book.set_default_format(&Format::new().set_font_name("Arial").set_font_size(10), 17, 64)?;
        let made = ExcelDateTime::from_timestamp(made.as_second())?;
        book.set_properties(
            &DocProperties::new().set_title(plain(title)).set_creation_datetime(&made),
        );
        let mut names = Names::default();
        // The names by which tables are read back are theirs, whatever a college is called.
        let reserved: Vec<String> = bare.iter().map(|table| names.sheet(table.name)).collect();
        for page in pages {
            let name = names.sheet(&page.name);
            print_page(book.add_worksheet().set_name(&name)?, page, lang)?;
        }
        for (table, name) in bare.iter().zip(reserved) {
            bare_table(book.add_worksheet().set_name(&name)?, table)?;
        }
        if pages.is_empty() && bare.is_empty() {
            book.add_worksheet();
        }
        book.save_to_buffer()
    };
    write().map_err(|error| no_workbook(&error))
}

/// What a cell of Excel may hold of a text.
fn fitting(words: &str) -> String {
    let mut units = 0;
    words
        .chars()
        .take_while(|c| {
            units += c.len_utf16();
            units <= MOST_UNITS
        })
        .collect()
}

/// Rows of strings, so that what is read back is what was written; nothing is taken for a formula
/// or a link.
fn bare_table(sheet: &mut Worksheet, table: &Bare) -> Result<(), XlsxError> {
    let heading = Format::new().set_bold();
    // A cell that is text stays text when somebody edits it.
    let text = Format::new().set_num_format("@");
    if let Some(note) = table.note {
        sheet.write_string(0, 0, format!("# {note}"))?;
    }
    let headers = u32::from(table.note.is_some());
    for (row, cells) in (headers..).zip(&table.rows) {
        for (column, cell) in (0..).zip(cells) {
            let number = cell
                .parse::<u32>()
                .ok()
                .filter(|_| row > headers && table.numbers.contains(&usize::from(column)));
            match number {
                _ if row == headers => {
                    sheet.write_string_with_format(row, column, fitting(cell), &heading)?
                }
                Some(number) => sheet.write_number(row, column, number)?,
                None => sheet.write_string_with_format(row, column, fitting(cell), &text)?,
            };
        }
    }
    for column in 0..table.rows.first().map_or(0, Vec::len) {
        let cells = table.rows.iter().filter_map(|row| row.get(column));
        let widest = cells.map(|cell| UnicodeWidthStr::width(cell.as_str())).max().unwrap_or(0);
        sheet.set_column_width(column as u16, (widest + 2).min(60) as f64)?;
    }
    sheet.set_freeze_panes(headers + 1, 0)?;
    sheet.set_paper_size(9).set_repeat_rows(0, headers)?.set_print_fit_to_pages(1, 0);
    Ok(())
}

/// One page: title, lines, headings, rows, notes, all set up for A4.
fn print_page(sheet: &mut Worksheet, page: &Page, lang: Lang) -> Result<(), XlsxError> {
    let narrower;
    let page = if has_breaks(page) {
        narrower = page.scaled(BROKEN_WIDTH);
        &narrower
    } else {
        page
    };
    let points = page.points();
    let body = Format::new()
        .set_font_name(body_font(lang))
        .set_font_size(points)
        .set_align(FormatAlign::VerticalCenter);
    let title = Format::new()
        .set_font_name(heading_font(lang))
        .set_font_size((points * 1.6).min(28.0))
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_text_wrap();
    let line = body.clone().set_align(FormatAlign::Center).set_text_wrap();
    let note = body.clone().set_font_size(points.min(10.5)).set_text_wrap();
    let last = page.columns.len().saturating_sub(1) as u16;
    for (place, column) in page.columns.iter().enumerate() {
        sheet.set_column_width(place as u16, characters(column.millimetres))?;
    }
    let across = |sheet: &mut Worksheet, row: &mut u32, words: &str, format: &Format, size: f64| {
        sheet.merge_range(*row, 0, *row, last, &fitting(words), format)?;
        sheet.set_row_height(*row, height(words, PAGE_WIDTH, size, size * 0.75))?;
        *row += 1;
        Ok::<(), XlsxError>(())
    };
    let mut row = 0;
    across(sheet, &mut row, &page.title, &title, (points * 1.6).min(28.0))?;
    for words in &page.lines {
        across(sheet, &mut row, words, &line, points)?;
    }
    let headings = row;
    across_headings(sheet, page, headings, &body, lang)?;
    let first = headings + 1;
    for place in 0..page.rows.len() {
        write_row(sheet, page, place, first, &body, lang)?;
    }
    row = first + page.rows.len() as u32;
    for words in &page.notes {
        across(sheet, &mut row, words, &note, points.min(10.5))?;
    }
    set_up(sheet, page, headings, row, lang)?;
    if let Some(chart) = &page.chart {
        draw(sheet, page, chart, first, chart_row(row))?;
    }
    Ok(())
}

/// The headings of the columns, in that row.
fn across_headings(
    sheet: &mut Worksheet,
    page: &Page,
    row: u32,
    body: &Format,
    lang: Lang,
) -> Result<(), XlsxError> {
    let format = bordered(body)
        .set_font_name(heading_font(lang))
        .set_align(FormatAlign::Center)
        .set_background_color(Color::RGB(0xF2_F2_F2))
        .set_text_wrap();
    let mut tallest: f64 = 0.0;
    for (place, across, column) in page.headings() {
        put(
            sheet,
            (row, place as u16),
            (row, (place + across - 1) as u16),
            &PageCell::Text(column.heading.clone()),
            &format,
        )?;
        tallest = tallest.max(height(
            &column.heading,
            page.width(place, across),
            page.points(),
            page.row_height,
        ));
    }
    sheet.set_row_height(row, tallest)?;
    Ok(())
}

fn bordered(format: &Format) -> Format {
    format.clone().set_border(FormatBorder::Thin)
}

fn write_row(
    sheet: &mut Worksheet,
    page: &Page,
    place: usize,
    first: u32,
    body: &Format,
    lang: Lang,
) -> Result<(), XlsxError> {
    let row = first + place as u32;
    let mut tallest = height("", PAGE_WIDTH, page.points(), page.row_height);
    for Shown { column, across, down, cell } in page.shown(place) {
        let look = page.rows[place].look;
        let align = match page.align(column, across) {
            Align::Left => FormatAlign::Left,
            Align::Centre => FormatAlign::Center,
            Align::Right => FormatAlign::Right,
        };
        let mut format = bordered(body).set_align(align).set_text_wrap();
        format = match look {
            Look::Band | Look::Total => format
                .set_font_name(heading_font(lang))
                .set_background_color(Color::RGB(0xF2_F2_F2)),
            Look::Pause => format.set_font_color(Color::RGB(0x59_59_59)),
            Look::Plain => format,
        };
        format = match cell {
            PageCell::Tenths(_) => format.set_num_format("0.0"),
            PageCell::Share(_) => format.set_num_format("0%"),
            _ => format,
        };
        let end = (row + down as u32 - 1, (column + across - 1) as u16);
        put(sheet, (row, column as u16), end, cell, &format)?;
        if down == 1 {
            tallest = tallest.max(height(
                &cell.words(),
                page.width(column, across),
                page.points(),
                page.row_height,
            ));
        }
    }
    sheet.set_row_height(row, tallest)?;
    Ok(())
}

/// Writes a cell, merged where it covers others.
fn put(
    sheet: &mut Worksheet,
    from: (u32, u16),
    to: (u32, u16),
    cell: &PageCell,
    format: &Format,
) -> Result<(), XlsxError> {
    if from != to {
        sheet.merge_range(from.0, from.1, to.0, to.1, "", format)?;
    }
    match cell {
        PageCell::Text(words) => {
            sheet.write_string_with_format(from.0, from.1, fitting(words), format)?
        }
        PageCell::Whole(number) => {
            sheet.write_number_with_format(from.0, from.1, *number as f64, format)?
        }
        PageCell::Tenths(number) | PageCell::Share(number) => {
            sheet.write_number_with_format(from.0, from.1, *number, format)?
        }
        PageCell::Left | PageCell::Above => sheet,
    };
    Ok(())
}

/// A4, upright, centred, headings on every sheet of paper, only the page itself printed; `below` is
/// the row after it.
fn set_up(
    sheet: &mut Worksheet,
    page: &Page,
    headings: u32,
    below: u32,
    lang: Lang,
) -> Result<(), XlsxError> {
    let last = page.columns.len().saturating_sub(1) as u16;
    let first = headings + 1;
    sheet.set_paper_size(9).set_portrait().set_print_center_horizontally(true);
    sheet.set_margins(0.55, 0.55, 0.6, 0.65, 0.3, 0.3);
    sheet.set_footer(lang.pick("&C第 &P 页，共 &N 页", "&CPage &P of &N"));
    sheet.set_repeat_rows(0, headings)?;
    let mut breaks: Vec<u32> = page
        .rows
        .iter()
        .enumerate()
        .filter(|(_, row)| row.new_sheet)
        .map(|(place, _)| first + place as u32)
        .collect();
    if has_chart_below(page) {
        breaks.push(chart_row(below));
    }
    if has_breaks(page) {
        // Excel overlooks breaks in a sheet that is fitted to its paper, so this one is printed
        // smaller.
        sheet.set_page_breaks(&breaks)?.set_print_scale(BROKEN_SCALE);
    } else {
        sheet.set_print_fit_to_pages(1, u16::from(page.on_one_sheet || page.chart.is_some()));
    }
    let chart = page.chart.as_ref().map_or(0, |_| chart_rows(page));
    sheet.set_print_area(0, 0, below.saturating_sub(1) + chart, last)?;
    sheet.set_freeze_panes(first, 0)?;
    Ok(())
}

/// Whether a page goes over several sheets of paper at rows of its own choice.
fn has_breaks(page: &Page) -> bool {
    has_chart_below(page) || page.rows.iter().any(|row| row.new_sheet)
}

/// Whether the page's chart has a sheet of paper to itself, below a long table. A chart is never
/// torn: it shares that of a short one.
fn has_chart_below(page: &Page) -> bool {
    page.chart.is_some() && page.rows.len() > MOST_BESIDE_CHART
}

/// The row at which a chart begins, one below its table.
fn chart_row(below: u32) -> u32 {
    below + 1
}

/// Rows that a chart takes below its table.
fn chart_rows(page: &Page) -> u32 {
    chart_pixels(page) / 17 + 4
}

/// As tall as its bars need, within what A4 has room for below the headings.
fn chart_pixels(page: &Page) -> u32 {
    (120 + 26 * page.rows.len() as u32).clamp(260, 960)
}

/// Bars beside the names that they are about; Excel draws them from the cells, so they follow what
/// is changed there.
fn draw(
    sheet: &mut Worksheet,
    page: &Page,
    chart: &PageChart,
    first: u32,
    row: u32,
) -> Result<(), XlsxError> {
    if page.rows.is_empty() {
        return Ok(());
    }
    let name = sheet.name();
    let end = first + page.rows.len() as u32 - 1;
    let mut bars = Bars::new(ChartType::Bar);
    bars.add_series()
        .set_name(&chart.unit)
        .set_categories((name.as_str(), first, chart.names.0 as u16, end, chart.names.1 as u16))
        .set_values((name.as_str(), first, chart.figures as u16, end, chart.figures as u16))
        .set_gap(40);
    bars.title().set_name(&chart.title);
    // The first row of the table is the uppermost bar.
    bars.y_axis().set_reverse();
    bars.x_axis().set_name(&chart.unit).set_num_format("0");
    bars.legend().set_hidden().set_position(ChartLegendPosition::Bottom);
    bars.set_width(660).set_height(chart_pixels(page));
    sheet.insert_chart(row, 0, &bars)?;
    Ok(())
}

/// The width of a column in characters of the workbook's standard font, 7 pixels each and 5
/// besides, at 96 per inch.
fn characters(millimetres: f64) -> f64 {
    ((millimetres / 25.4 * 96.0 - 5.0) / 7.0).max(1.0)
}

/// The height of a row in points: that of the lines into which a column of `millimetres` breaks the
/// words, or the row's own where that is higher.
fn height(words: &str, millimetres: f64, points: f64, row_height: f64) -> f64 {
    // A half-width letter is half as wide as it is high.
    let wide = UnicodeWidthStr::width(words) as f64 * points / 2.0 / 72.0 * 25.4;
    let lines = (wide / (millimetres - 3.0).max(5.0)).ceil().max(1.0);
    (lines * points * 1.35 + 3.0).max(row_height / 25.4 * 72.0).min(409.0)
}

#[cfg(test)]
mod tests {
    use super::{Bare, workbook};
    use crate::base::diagnostic::Code;
    use crate::base::text::Lang;
    use jiff::Timestamp;

    #[test]
    fn what_excel_cannot_hold_is_a_fault() {
        let book = |columns: usize| {
            let bare = [Bare {
                name: "plan",
                note: None,
                rows: vec![vec!["x".to_owned(); columns]],
                numbers: Vec::new(),
            }];
            workbook("t", &[], &bare, Timestamp::UNIX_EPOCH, Lang::En)
        };
        assert!(book(16_384).is_ok());
        assert_eq!(book(16_385).unwrap_err().code, Code::NoWorkbook);
    }
}
