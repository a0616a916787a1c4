//! Writes the form of a college as a workbook: locked but for the cells that the college fills in.

use super::layout::{ABOUT, COLUMNS, Form, FormColumn, FormLabel, FormRow, SHEET, accept, change};
use crate::base::clock::{Interval, Minutes, clock};
use crate::base::text::Text;
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationRule, ExcelDateTime, Format, FormatAlign, FormatBorder,
    Workbook, Worksheet, XlsxError,
};

/// Rows and columns of the writer start at 0.
const LAST: u16 = COLUMNS as u16 - 1;
const WIDTHS: [f64; COLUMNS] = [12.0, 26.0, 12.0, 12.0, 15.0, 15.0, 14.0, 12.0, 12.0, 24.0];

/// The most letters of all values of a drop-down together, with a comma between two: Excel refuses
/// a list of more than 255.
const MOST_OF_A_LIST: usize = 255;

struct Looks {
    title: Format,
    subtitle: Format,
    label: Format,
    value: Format,
    open: Format,
    open_time: Format,
    time: Format,
    middle: Format,
    reading: Format,
    header: Format,
}

impl Looks {
    fn new() -> Looks {
        let plain = || {
            Format::new()
                .set_font_name("Microsoft YaHei")
                .set_font_size(10)
                .set_align(FormatAlign::VerticalCenter)
        };
        let boxed = || {
            plain()
                .set_border(FormatBorder::Thin)
                .set_border_color(Color::RGB(0x00B0_B0B0))
                .set_text_wrap()
        };
        let open = || boxed().set_background_color(Color::RGB(0x00FF_F8D6)).set_unlocked();
        Looks {
            title: plain()
                .set_bold()
                .set_font_size(15)
                .set_align(FormatAlign::Center)
                .set_text_wrap(),
            subtitle: plain().set_font_size(11).set_align(FormatAlign::Center),
            label: boxed().set_bold().set_background_color(Color::RGB(0x00EA_F0F6)),
            value: boxed(),
            // Phones and notes stay as they are typed.
            open: open().set_num_format("@"),
            open_time: open().set_num_format("hh:mm").set_align(FormatAlign::Center),
            time: boxed().set_num_format("hh:mm").set_align(FormatAlign::Center),
            middle: boxed().set_align(FormatAlign::Center),
            reading: plain().set_text_wrap().set_font_color(Color::RGB(0x0040_4040)),
            header: boxed()
                .set_bold()
                .set_align(FormatAlign::Center)
                .set_background_color(Color::RGB(0x00D5_E1EC)),
        }
    }
}

/// The bytes of the workbook.
///
/// # Errors
/// What the writer refuses, such as more rows than a sheet has.
pub fn write(form: &Form<'_>) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let looks = Looks::new();
    let sheet = workbook.add_worksheet().set_name(SHEET)?;
    page(sheet)?;
    top(sheet, form, &looks)?;
    let header = form.header_row() as u32 - 1;
    for column in FormColumn::ALL {
        sheet.write_string_with_format(
            header,
            at(column),
            column.header(form.campaign.kind(), form.lang),
            &looks.header,
        )?;
    }
    sheet.set_row_height(header, 36)?;
    sheet.set_freeze_panes(header + 1, 2)?;
    sheet.set_repeat_rows(header, header)?;
    for (place, row) in form.rows.iter().enumerate() {
        class(sheet, form, place, row, &looks)?;
    }
    let last = header + 1 + form.rows.len() as u32;
    sheet.write_string_with_format(last, 0, FormLabel::Remarks.text(form.lang), &looks.label)?;
    sheet.merge_range(last, 1, last, LAST, "", &looks.open)?;
    sheet.set_row_height(last, 60)?;
    other_half_day(sheet, form, last + 1, &looks)?;
    sheet.protect();
    let about = workbook.add_worksheet().set_name(ABOUT)?;
    for (row, (key, value)) in form.about().into_iter().enumerate() {
        about.write_string(row as u32, 0, key)?;
        about.write_string(row as u32, 1, value)?;
    }
    about.protect();
    about.set_very_hidden(true);
    workbook.save_to_buffer()
}

fn at(column: FormColumn) -> u16 {
    column as u16 - 1
}

fn page(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    // A4 on its side, as wide as the page.
    sheet
        .set_landscape()
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0)
        .set_margins(0.4, 0.4, 0.5, 0.5, 0.3, 0.3);
    for (column, width) in WIDTHS.into_iter().enumerate() {
        sheet.set_column_width(column as u16, width)?;
    }
    Ok(())
}

fn top(sheet: &mut Worksheet, form: &Form<'_>, looks: &Looks) -> Result<(), XlsxError> {
    let [title, subtitle] = form.headings();
    sheet.merge_range(0, 0, 0, LAST, &title, &looks.title)?;
    sheet.set_row_height(0, 28)?;
    sheet.merge_range(1, 0, 1, LAST, &subtitle, &looks.subtitle)?;
    sheet.write_string_with_format(2, 0, FormLabel::College.text(form.lang), &looks.label)?;
    sheet.merge_range(2, 1, 2, 4, &form.college(), &looks.value)?;
    sheet.write_string_with_format(2, 5, FormLabel::Deadline.text(form.lang), &looks.label)?;
    sheet.merge_range(2, 6, 2, LAST, &form.deadline.to_string(), &looks.value)?;
    let mut row = 3;
    for window in &form.windows {
        sheet.write_string_with_format(row, 0, FormLabel::Window.text(form.lang), &looks.label)?;
        sheet.merge_range(row, 1, row, LAST, &form.window(window), &looks.value)?;
        row += 1;
    }
    sheet.write_string_with_format(row, 0, FormLabel::Contact.text(form.lang), &looks.label)?;
    sheet.merge_range(row, 1, row, 4, "", &looks.open)?;
    sheet.write_string_with_format(row, 5, FormLabel::Phone.text(form.lang), &looks.label)?;
    sheet.merge_range(row, 6, row, LAST, "", &looks.open)?;
    for low in 2..=row {
        sheet.set_row_height(low, 30)?;
    }
    let phone = DataValidation::new()
        .allow_text_length(DataValidationRule::Between(7, 40))
        .set_error_title(said(form, "电话", "Phone"))?
        .set_error_message(said(form, "7 至 15 位数字", "7 to 15 digits"))?;
    sheet.add_data_validation(row, 6, row, 6, &phone)?;
    for text in form.instructions() {
        row += 1;
        sheet.merge_range(row, 0, row, LAST, &text, &looks.reading)?;
        sheet.set_row_height(row, 46)?;
    }
    Ok(())
}

/// A choice of half-days that are free, where there are any.
fn other_half_day(
    sheet: &mut Worksheet,
    form: &Form<'_>,
    row: u32,
    looks: &Looks,
) -> Result<(), XlsxError> {
    if form.free.is_empty() {
        return Ok(());
    }
    sheet.write_string_with_format(row, 0, FormLabel::HalfDay.text(form.lang), &looks.label)?;
    sheet.merge_range(row, 1, row, LAST, "", &looks.open)?;
    sheet.set_row_height(row, 46)?;
    let names: Vec<&str> = form.free.iter().map(|(_, name)| name.as_str()).collect();
    let hint = said(
        form,
        "可不填。想换半天的，从列表中选；由排期人员决定",
        "May stay empty. To come on another half-day choose from the list; the planner decides",
    );
    let choice = DataValidation::new().set_input_message(&hint)?;
    let choice = if names.join(",").chars().count() <= MOST_OF_A_LIST {
        choice.allow_list_strings(&names)?
    } else {
        choice.allow_any_value()
    };
    sheet.add_data_validation(row, 1, row, 1, &choice)?;
    Ok(())
}

fn said(form: &Form<'_>, zh: &str, en: &str) -> String {
    super::layout::both(&Text::new(zh, en), form.lang, " / ")
}

fn class(
    sheet: &mut Worksheet,
    form: &Form<'_>,
    place: usize,
    class: &FormRow,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let row = (form.header_row() + place) as u32;
    sheet.set_row_height(row, 20)?;
    for column in FormColumn::ALL {
        let text = form.locked(place, column);
        match column {
            FormColumn::Number => sheet.write_number_with_format(
                row,
                at(column),
                place as f64 + 1.0,
                &looks.middle,
            )?,
            FormColumn::Class => {
                sheet.write_string_with_format(row, at(column), text, &looks.value)?
            }
            FormColumn::Date => {
                sheet.write_string_with_format(row, at(column), text, &looks.middle)?
            }
            FormColumn::Start | FormColumn::End => {
                let minute =
                    class.slot.map(
                        |(_, _, slot)| {
                            if column == FormColumn::Start { slot.start } else { slot.end }
                        },
                    );
                time(sheet, row, at(column), minute, &looks.time)?
            }
            FormColumn::Headcount => {
                let open = looks.open_time.clone().set_num_format("0");
                sheet.write_number_with_format(row, at(column), class.headcount as f64, &open)?
            }
            FormColumn::Answer if class.slot.is_some() => {
                sheet.write_string_with_format(row, at(column), accept(form.lang), &looks.open)?
            }
            FormColumn::NewStart | FormColumn::NewEnd => {
                sheet.write_blank(row, at(column), &looks.open_time)?
            }
            FormColumn::Answer | FormColumn::Note => {
                sheet.write_blank(row, at(column), &looks.open)?
            }
        };
    }
    let whole = DataValidation::new()
        .allow_whole_number(DataValidationRule::Between(0, 100_000))
        .set_error_message(said(form, "填整数", "a whole number"))?;
    let mut validate = |first, last, rule: &DataValidation| {
        sheet.add_data_validation(row, at(first), row, at(last), rule).map(|_| ())
    };
    validate(FormColumn::Headcount, FormColumn::Headcount, &whole)?;
    let Some(window) = class.window.filter(|_| class.slot.is_some()) else { return Ok(()) };
    let answers = DataValidation::new()
        .allow_list_strings(&[accept(form.lang), change(form.lang)])?
        .set_error_message(said(form, "请从列表中选择", "choose from the list"))?;
    validate(FormColumn::Answer, FormColumn::Answer, &answers)?;
    if let Some(times) = within(form, window)? {
        validate(FormColumn::NewStart, FormColumn::NewEnd, &times)?;
    }
    Ok(())
}

/// Times inside the window only.
fn within(form: &Form<'_>, window: Interval) -> Result<Option<DataValidation>, XlsxError> {
    let (Some(from), Some(to)) = (of_minute(window.start)?, of_minute(window.end)?) else {
        return Ok(None);
    };
    let hint = said(
        form,
        &format!("{window} 之内的时间，如 9:10"),
        &format!("a time within {window}, such as 9:10"),
    );
    Ok(Some(
        DataValidation::new()
            .allow_time(DataValidationRule::Between(from, to))
            .set_input_message(&hint)?
            .set_error_message(&hint)?,
    ))
}

/// A time of day as a workbook has it; midnight at the end of a day has no such form.
fn of_minute(minute: Minutes) -> Result<Option<ExcelDateTime>, XlsxError> {
    if !(0..24 * 60).contains(&minute) {
        return Ok(None);
    }
    ExcelDateTime::from_hms((minute / 60) as u16, (minute % 60) as u8, 0.0).map(Some)
}

fn time<'a>(
    sheet: &'a mut Worksheet,
    row: u32,
    column: u16,
    minute: Option<Minutes>,
    look: &Format,
) -> Result<&'a mut Worksheet, XlsxError> {
    let Some(minute) = minute else { return sheet.write_blank(row, column, look) };
    match of_minute(minute)? {
        Some(when) => sheet.write_datetime_with_format(row, column, when, look),
        None => sheet.write_string_with_format(row, column, clock(minute), look),
    }
}
