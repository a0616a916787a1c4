//! A campaign as one workbook, `campaign.xlsx`: what the office fills in, and what
//! [`super::load`] reads back.
//!
//! Sheets, columns, hints, drop-downs and ranges all come from the definitions in `fields`; only
//! examples stand here. A sheet without rows has a greyed one, which readers pass over.

use super::fields::{Field, GroupRow, Key, Section, StationSection, Table};
use super::settings_sheets::ON_ONE_SHEET;
use super::table::EXAMPLES;
use super::write_campaign::CampaignText;
use super::write_table::{WrittenRows, heading};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::kind::CampaignKind;
use crate::base::text::{Lang, Text};
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DataValidationRule, ExcelDateTime, Format,
    FormatAlign, FormatBorder, Formula, Note, Workbook, Worksheet, XlsxError,
};
use unicode_width::UnicodeWidthStr;

/// Rows below the header that get drop-downs: 20,000, the most that are read of `groups`.
const ROWS_TO_FILL: u32 = 20_000;
/// Width of the values and of what they mean on the sheet 设置, in digits, and the height of a line there, in points.
const VALUE_WIDTH: usize = 44;
const HINT_WIDTH: usize = 70;
const LINE_HEIGHT: usize = 18;
/// Least and greatest width of a column, in digits: a heading is read whole, a long cell wraps.
const WIDTHS: (usize, usize) = (10, 60);

/// The sheets of a campaign's tables in the order in which an office thinks of them, and whether
/// one is there although nothing stands on it: of minutes and students most offices have no table.
const TABLES: [(Table, bool); 8] = [
    (Table::Groups, true),
    (Table::Classes, true),
    (Table::Unavailable, true),
    (Table::Preferences, true),
    (Table::Relations, true),
    (Table::Pins, true),
    (Table::Minutes, false),
    (Table::Students, false),
];

/// Keys that stand on the sheet 设置 only with a value: an agency's season and a campaign of the days left after a replan
/// have them, an office's campaign does not.
const NOT_OF_AN_OFFICE: [&str; 4] = ["first_day", "last_day", "days_off", "continues"];

/// The sheet of the baseline, in English and in Chinese, which the settings name.
pub const BASELINE_SHEET: [&str; 2] = ["baseline", "对照方案"];

/// Writes the workbook of a campaign: its settings and its tables, and its baseline as rows of
/// `plan.csv` without the header.
///
/// # Errors
/// When it is more than a workbook can hold.
pub fn write_workbook(
    settings: &CampaignText<'_>,
    tables: &[WrittenRows<Table>],
    baseline: Option<&[Vec<String>]>,
    lang: Lang,
) -> Result<Vec<u8>, Diagnostic> {
    let write = || {
        let mut book = Book { workbook: Workbook::new(), kind: settings.draft.kind, lang };
        // Nothing in it says when it was written: the same campaign gives the same bytes.
        let epoch = ExcelDateTime::from_ymd(2000, 1, 1)?;
        book.workbook
            .set_properties(&rust_xlsxwriter::DocProperties::new().set_creation_datetime(&epoch));
        book.single_settings(settings)?;
        let lists = settings.lists(lang);
        let (first, further) = lists.split_at(lists.len().min(2));
        first.iter().try_for_each(|list| book.list(list))?;
        for (table, is_usual) in TABLES {
            let own = tables.iter().find(|own| own.part == table);
            let rows = own.map_or(&[][..], |own| own.rows.as_slice());
            if is_usual || !rows.is_empty() {
                book.table(table, rows)?;
            }
        }
        if let Some(rows) = baseline {
            let fields: Vec<_> = Table::Plan.columns().collect();
            book.fill(&BASELINE_SHEET, &fields, rows, &[])?;
        }
        further.iter().try_for_each(|list| book.list(list))?;
        book.workbook.save_to_buffer()
    };
    write().map_err(|error| no_workbook(&error))
}

/// The fault that something is more than a workbook can hold.
pub fn no_workbook(error: &XlsxError) -> Diagnostic {
    let message =
        Text::new(format!("无法写成工作簿：{error}"), format!("can't be made a workbook: {error}"));
    Diagnostic::error(Code::NoWorkbook, message).help(Code::NoWorkbook.explanation())
}

/// The workbook as far as it is written.
struct Book {
    workbook: Workbook,
    kind: CampaignKind,
    lang: Lang,
}

impl Book {
    fn sheet(&mut self, names: &[&'static str]) -> Result<&mut Worksheet, XlsxError> {
        let name = self.name(names);
        self.workbook.add_worksheet().set_name(name)
    }

    /// The one of a sheet's names that is written.
    fn name(&self, names: &[&'static str]) -> String {
        self.kind.in_own_words(names[self.lang.pick(1, 0).min(names.len() - 1)])
    }

    /// The sheet 设置: every key with its value and what it means.
    fn single_settings(&mut self, settings: &CampaignText<'_>) -> Result<(), XlsxError> {
        let (kind, lang) = (self.kind, self.lang);
        let values = settings.single_values(lang);
        let sheet = self.sheet(Section::CampaignFile.sheets())?;
        let headings = lang.pick(["设置项", "值", "说明"], ["setting", "value", "what it means"]);
        for (column, heading) in (0..).zip(headings) {
            sheet.write_string_with_format(0, column, heading, &header())?;
        }
        let value_of = |key: &'static Key| {
            let place = key.part.keys().position(|own| own.name == key.name).unwrap_or(0);
            let own = values.iter().find(|own| own.part == key.part);
            own.and_then(|own| own.rows.first()?.get(place)).map_or("", String::as_str)
        };
        let is_shown =
            |key: &&'static Key| !NOT_OF_AN_OFFICE.contains(&key.name) || !value_of(key).is_empty();
        let keys = ON_ONE_SHEET.into_iter().flat_map(Section::keys).filter(is_shown);
        for (row, key) in (1..).zip(keys) {
            let label = heading(key, kind, lang);
            let format = if key.required { Format::new().set_bold() } else { Format::new() };
            sheet.write_string_with_format(row, 0, label, &format)?;
            let value = value_of(key);
            write_cell(sheet, (row, 1), key, value)?;
            let meaning = meaning(key, kind, lang);
            let lines =
                value.width().div_ceil(VALUE_WIDTH).max(meaning.width().div_ceil(HINT_WIDTH));
            let lines = lines.max(1);
            sheet.set_row_height(row, (lines * LINE_HEIGHT) as f64)?;
            choices(sheet, (row, row), 1, key, lang)?;
            sheet.write_string_with_format(row, 2, meaning, &hint())?;
        }
        for (column, width) in
            [(0, 22.0), (1, VALUE_WIDTH as f64 + 2.0), (2, HINT_WIDTH as f64 + 2.0)]
        {
            sheet.set_column_width(column, width)?;
        }
        for_paper(sheet)
    }

    fn list(&mut self, list: &WrittenRows<Section>) -> Result<(), XlsxError> {
        let section = list.part;
        if list.rows.is_empty()
            && matches!(section, Section::Site | Section::Travel | Section::Crew)
        {
            return Ok(());
        }
        let (fields, rows) = without_crews(section.keys().collect(), &list.rows);
        let example = if rows.is_empty() { example_of_section(section) } else { &[] };
        let names = [Section::Station, Section::Block].map(|own| self.name(own.sheets()));
        let sheet = self.fill(section.sheets(), &fields, &rows, example)?;
        for (column, field) in (0..).zip(&fields) {
            if field.name == "station" {
                from_sheet(sheet, column, &names[0], place_of_name())?;
            } else if field.name == "block" {
                from_sheet(sheet, column, &names[1], place_of_name())?;
            }
        }
        Ok(())
    }

    fn table(&mut self, table: Table, rows: &[Vec<String>]) -> Result<(), XlsxError> {
        let (fields, rows) = without_crews(table.columns().collect(), rows);
        let example = if rows.is_empty() { example_of_table(table) } else { &[] };
        let [groups, stations] =
            [Table::Groups.sheets(), Section::Station.sheets()].map(|names| self.name(names));
        let sheet = self.fill(table.sheets(), &fields, &rows, example)?;
        for (column, field) in (0..).zip(&fields) {
            let is_group = field.name == GroupRow::group.name && table != Table::Groups;
            if is_group || field.name == "other" {
                from_sheet(sheet, column, &groups, 0)?;
            } else if field.name == "station" {
                from_sheet(sheet, column, &stations, place_of_name())?;
            }
        }
        Ok(())
    }

    /// A sheet of rows: headers with what they mean as a note, rows, or else an example.
    fn fill<P: Copy + 'static>(
        &mut self,
        names: &[&'static str],
        fields: &[&'static Field<P>],
        rows: &[Vec<String>],
        example: &[(&str, [&str; 2])],
    ) -> Result<&mut Worksheet, XlsxError> {
        let (kind, lang) = (self.kind, self.lang);
        let sheet = self.sheet(names)?;
        let grey = Format::new().set_italic().set_font_color(Color::RGB(0x0080_8080));
        for (column, field) in (0..).zip(fields) {
            let label = heading(field, kind, lang);
            let format = if field.required { header() } else { header().unset_bold() };
            sheet.write_string_with_format(0, column, &label, &format)?;
            let must = if field.required { lang.pick("必填。", "Required. ") } else { "" };
            let note = Note::new(format!("{must}{}", meaning(field, kind, lang)));
            sheet.insert_note(0, column, &note.add_author_prefix(false).set_width(260))?;
            let mut width = label.width() + 2;
            for (row, cells) in (1..).zip(rows) {
                let cell = cells.get(usize::from(column)).map_or("", String::as_str);
                write_cell(sheet, (row, column), field, cell)?;
                width = width.max(cell.width() + 2);
            }
            if rows.is_empty()
                && let Some((_, texts)) = example.iter().find(|(name, _)| *name == field.name)
            {
                let begin = if column == 0 { lang.pick(EXAMPLES[0], EXAMPLES[1]) } else { "" };
                let text = format!("{begin}{}", lang.pick(texts[0], texts[1]));
                width = width.max(text.width() + 2);
                sheet.write_string_with_format(1, column, text, &grey)?;
            }
            choices(sheet, (1, ROWS_TO_FILL), column, field, lang)?;
            let text = Format::new().set_num_format("@");
            let looks = match kind_of(&field.schema()) {
                CellKind::Date => Format::new().set_num_format("yyyy-mm-dd"),
                CellKind::Number => Format::new(),
                CellKind::Text => text,
            };
            sheet.set_column_format(column, &looks)?;
            sheet.set_column_width(column, width.clamp(WIDTHS.0, WIDTHS.1) as f64)?;
        }
        for_paper(sheet)?;
        Ok(sheet)
    }
}

/// The columns without those of sites and crews in which nothing stands: most campaigns have
/// neither, and their offices need not wonder what to write there.
fn without_crews<P>(
    fields: Vec<&'static Field<P>>,
    rows: &[Vec<String>],
) -> (Vec<&'static Field<P>>, Vec<Vec<String>>) {
    let is_empty =
        |column: usize| rows.iter().all(|row| row.get(column).is_none_or(String::is_empty));
    let is_needed = |(column, field): (usize, &&'static Field<P>)| {
        !matches!(field.name, "site" | "crew" | "desk") || !is_empty(column)
    };
    let needed: Vec<bool> = fields.iter().enumerate().map(is_needed).collect();
    let kept = |row: &Vec<String>| {
        let cells = row.iter().zip(&needed).filter(|(_, is_needed)| **is_needed);
        cells.map(|(cell, _)| cell.clone()).collect()
    };
    let rows = rows.iter().map(kept).collect();
    let fields = fields.into_iter().zip(&needed).filter(|(_, is_needed)| **is_needed);
    (fields.map(|(field, _)| field).collect(), rows)
}

/// In which column stations and half-days have their names.
fn place_of_name() -> u16 {
    let is_name = |field: &&'static Field<Section>| field.name == StationSection::name.name;
    Section::Station.keys().position(|field| is_name(&field)).unwrap_or(0) as u16
}

/// What a key or a column means, in the words of a kind of campaign.
fn meaning<P>(field: &Field<P>, kind: CampaignKind, lang: Lang) -> String {
    lang.pick(kind.in_own_words(field.zh), field.en.to_owned())
}

fn header() -> Format {
    let format = Format::new().set_bold().set_background_color(Color::RGB(0x00DD_E7F0));
    format.set_border_bottom(FormatBorder::Thin)
}

fn hint() -> Format {
    Format::new()
        .set_font_color(Color::RGB(0x0059_5959))
        .set_text_wrap()
        .set_align(FormatAlign::Top)
}

fn for_paper(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_paper_size(9).set_landscape().set_repeat_rows(0, 0)?.set_print_fit_to_pages(1, 0);
    Ok(())
}

/// What a spreadsheet takes a cell for.
enum CellKind {
    Date,
    Number,
    Text,
}

fn kind_of(schema: &serde_json::Value) -> CellKind {
    match (schema["type"].as_str(), schema["format"].as_str()) {
        (_, Some("date")) => CellKind::Date,
        (Some("integer" | "number"), _) => CellKind::Number,
        _ => CellKind::Text,
    }
}

fn write_cell<P: 'static>(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    field: &Field<P>,
    cell: &str,
) -> Result<(), XlsxError> {
    let text = Format::new().set_num_format("@").set_text_wrap();
    match kind_of(&field.schema()) {
        _ if cell.is_empty() => {}
        CellKind::Date if ExcelDateTime::parse_from_str(cell).is_ok() => {
            let date = ExcelDateTime::parse_from_str(cell)?;
            let format = Format::new().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left);
            sheet.write_datetime_with_format(row, column, &date, &format)?;
        }
        CellKind::Number if cell.parse::<f64>().is_ok() => {
            let format = Format::new().set_align(FormatAlign::Left);
            let number = cell.parse::<f64>().unwrap_or_default();
            sheet.write_number_with_format(row, column, number, &format)?;
        }
        _ => {
            sheet.write_string_with_format(row, column, cell, &text)?;
        }
    }
    Ok(())
}

/// A drop-down of the words that a field may have, or the range of its whole numbers.
fn choices<P: 'static>(
    sheet: &mut Worksheet,
    (first, last): (u32, u32),
    column: u16,
    field: &Field<P>,
    lang: Lang,
) -> Result<(), XlsxError> {
    let schema = field.schema();
    let words: Vec<String> = match (&schema["enum"], schema["type"].as_str()) {
        (serde_json::Value::Array(words), _) => {
            let words = words.iter().filter_map(|word| word.as_str());
            words.map(|word| field.in_language(word.to_owned(), lang)).collect()
        }
        (_, Some("boolean")) => lang.pick(["是", "否"], ["yes", "no"]).map(str::to_owned).to_vec(),
        _ => Vec::new(),
    };
    let least = schema["minimum"].as_i64().and_then(|least| i32::try_from(least).ok());
    let most = schema["maximum"].as_i64().and_then(|most| i32::try_from(most).ok());
    let rule = if !words.is_empty() {
        DataValidation::new().allow_list_strings(&words)?
    } else if let (Some(least), Some(most)) = (least, most) {
        DataValidation::new().allow_whole_number(DataValidationRule::Between(least, most))
    } else {
        return Ok(());
    };
    // The reader takes more spellings than the drop-down has: a warning leaves what was typed.
    let rule = rule.set_error_style(DataValidationErrorStyle::Warning);
    sheet.add_data_validation(first, column, last, column, &rule)?;
    Ok(())
}

/// A drop-down of what stands in a column of another sheet.
fn from_sheet(sheet: &mut Worksheet, column: u16, name: &str, of: u16) -> Result<(), XlsxError> {
    let letter = char::from(b'A' + of.min(25) as u8);
    let list = Formula::new(format!("='{name}'!${letter}$2:${letter}${ROWS_TO_FILL}"));
    let rule = DataValidation::new().allow_list_formula(list);
    let rule = rule.set_error_style(DataValidationErrorStyle::Warning);
    sheet.add_data_validation(1, column, ROWS_TO_FILL, column, &rule)?;
    Ok(())
}

/// What stands greyed on a sheet without rows.
type Example = &'static [(&'static str, [&'static str; 2])];

fn example_of_section(section: Section) -> Example {
    match section {
        Section::MakeUp => &[
            ("name", ["各学院补照", "Make-up photos"]),
            ("block", ["12-14下午", "12-14 afternoon"]),
            ("start", ["16:30", "16:30"]),
            ("end", ["17:30", "17:30"]),
        ],
        Section::Break => &[
            ("block", ["12-14全天", "12-14 whole day"]),
            ("start", ["12:00", "12:00"]),
            ("end", ["13:30", "13:30"]),
            ("straddle", ["否", "no"]),
        ],
        Section::Period => &[
            ("name", ["第1-2节", "Periods 1-2"]),
            ("start", ["08:00", "08:00"]),
            ("end", ["09:40", "09:40"]),
        ],
        Section::Round => &[("name", ["第二剂", "Second dose"]), ("days_after", ["28", "28"])],
        Section::Weather => {
            &[("block", ["12-14上午", "12-14 morning"]), ("place", ["体育馆", "Gymnasium"])]
        }
        Section::ClassTime => &[("up_to", ["25", "25"]), ("minutes", ["20", "20"])],
        Section::Outage => &[
            ("station", ["体育馆", "Gymnasium"]),
            ("date", ["2026-12-14", "2026-12-14"]),
            ("start", ["10:00", "10:00"]),
            ("end", ["11:00", "11:00"]),
            ("cameras", ["1", "1"]),
        ],
        _ => &[],
    }
}

fn example_of_table(table: Table) -> Example {
    match table {
        Table::Groups => &[("group", ["外国语学院", "Languages"]), ("headcount", ["120", "120"])],
        Table::Classes => &[
            ("group", ["外国语学院", "Languages"]),
            ("class", ["英语2301", "English 2301"]),
            ("headcount", ["30", "30"]),
        ],
        Table::Unavailable => &[
            ("group", ["外国语学院", "Languages"]),
            ("class", ["英语2301", "English 2301"]),
            ("date", ["2026-12-14", "2026-12-14"]),
            ("start", ["10:10", "10:10"]),
            ("end", ["11:50", "11:50"]),
            ("reason", ["上课", "lesson"]),
        ],
        Table::Preferences => &[
            ("group", ["外国语学院", "Languages"]),
            ("date", ["2026-12-14", "2026-12-14"]),
            ("wish", ["希望", "prefer"]),
        ],
        Table::Relations => &[
            ("relation", ["错开", "apart"]),
            ("group", ["外国语学院", "Languages"]),
            ("other", ["艺术学院", "Arts"]),
        ],
        Table::Pins => &[
            ("group", ["外国语学院", "Languages"]),
            ("date", ["2026-12-14", "2026-12-14"]),
            ("start", ["09:00", "09:00"]),
        ],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use crate::campaign::{Campaign, tiny};
    use crate::files::{instance_workbook, load, write_instance};
    use rand::RngExt;
    use std::path::Path;

    /// The campaign that the workbook of a campaign is read as.
    fn through_a_workbook(campaign: &Campaign) -> Campaign {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("毕业照 2026.xlsx");
        std::fs::write(&path, instance_workbook(campaign, None).unwrap()).unwrap();
        let loaded = load(&path, &[]).map_err(|rejected| rejected.to_string()).unwrap();
        let notes: Vec<String> =
            loaded.notes.iter().map(|note| note.render(crate::base::text::Lang::En)).collect();
        assert_eq!(notes, [""; 0], "what the program wrote is read without a remark");
        assert_eq!(loaded.campaign.name(), "毕业照 2026");
        loaded.campaign
    }

    #[test]
    fn a_workbook_says_the_same_as_the_files() {
        for name in ["cqust-2024", "sdmu-2025", "teaching-five"] {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("instances").join(name);
            let mut draft = load(&folder, &[]).unwrap().campaign.to_draft();
            // Who writes the files names the baseline.
            draft.tiers.retain(|tier| *tier != crate::campaign::Tier::Moved);
            let campaign = Campaign::new(draft).unwrap();
            let again = through_a_workbook(&campaign);
            assert_eq!(write_instance(&again), write_instance(&campaign), "{name}");
        }
    }

    #[test]
    fn any_campaign_says_the_same_in_a_workbook() {
        let mut compared = 0;
        for seed in 0..60 {
            let mut dice = tiny::dice(seed);
            let mut draft = tiny::random(&mut dice);
            if dice.random_bool(0.5) {
                tiny::add_relation(&mut dice, &mut draft);
            }
            draft.lang = if dice.random_bool(0.5) {
                crate::base::text::Lang::Zh
            } else {
                crate::base::text::Lang::En
            };
            let campaign = Campaign::new(draft).unwrap();
            // A draft whose relations can't hold is refused in either form.
            let folder = tempfile::tempdir().unwrap();
            for (name, text) in write_instance(&campaign) {
                std::fs::write(folder.path().join(name), text).unwrap();
            }
            if load(folder.path(), &[]).is_ok() {
                let again = through_a_workbook(&campaign);
                assert_eq!(write_instance(&again), write_instance(&campaign), "seed {seed}");
                compared += 1;
            }
        }
        assert!(compared > 30, "{compared} were compared");
    }
}
