//! A campaign begun from the spreadsheet that every office has: colleges, classes and headcounts,
//! or the roster of which they are counted.

mod campaign_file;
mod colleges;
mod columns;
mod content;
mod first_answer;
mod half_days;
mod holidays;
mod list;
mod outline;
mod roster;
mod sheets;

use crate::base::clock::Interval;
use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::kind::CampaignKind;
use crate::base::text::{Lang, Text};
use crate::campaign::Draft;
#[cfg(feature = "office")]
use crate::files::CampaignText;
use crate::files::faults::Faults;
use crate::files::fields::Table;
use crate::files::read_grids;
use crate::files::table::{most_rows, too_many};
use crate::files::write_table::WrittenRows;
#[cfg(feature = "office")]
use crate::files::write_workbook::write_workbook;
use campaign_file::CampaignStart;
use colleges::ListedCollege;
use list::SheetList;
use std::path::Path;

pub use first_answer::{FirstAnswer, KnownSpeed, SpeedTable};
pub use half_days::{DatedHours, Days, HalfDays, days_and_hours};
pub use holidays::Holiday;

/// A file of the new folder.
pub struct NewFile {
    /// Its name.
    pub name: &'static str,
    /// Its text.
    pub text: String,
}

/// What a spreadsheet gives.
pub struct Start {
    /// The text of `campaign.toml`.
    settings: String,
    /// What it says.
    draft: Draft,
    /// The tables.
    tables: Vec<WrittenRows<Table>>,
    /// The language of the files.
    lang: Lang,
    /// Colleges.
    pub colleges: usize,
    /// Classes.
    pub classes: usize,
    /// People of all colleges.
    pub people: i64,
    /// Whether they were counted row by row, each of which is one person.
    pub is_roster: bool,
    /// The number of half-days that it needs, by speed and cameras.
    pub answer: FirstAnswer,
    /// What was passed over, with its place.
    pub notes: Vec<Diagnostic>,
}

/// The rows of a table that a list gives.
pub struct ListRows {
    /// The table.
    pub name: &'static str,
    /// The names of its columns.
    pub columns: Vec<&'static str>,
    /// A cell for each column.
    pub rows: Vec<Vec<String>>,
}

impl Start {
    /// The rows of its tables: the name of each, the names of the columns in which a row has text, and
    /// their cells.
    pub fn lists(&self) -> Vec<ListRows> {
        let list = |table: &WrittenRows<Table>| {
            let is_used = |at: &usize| table.rows.iter().any(|row| !row[*at].is_empty());
            let used: Vec<usize> = (0..table.part.columns().count()).filter(is_used).collect();
            let names: Vec<&str> = table.part.columns().map(|column| column.name).collect();
            let cells = |row: &Vec<String>| used.iter().map(|at| row[*at].clone()).collect();
            ListRows {
                name: table.part.file().trim_end_matches(".csv"),
                columns: used.iter().map(|at| names[*at]).collect(),
                rows: table.rows.iter().map(cells).collect(),
            }
        };
        self.tables.iter().map(list).collect()
    }

    /// The files of the campaign's folder.
    pub fn files(&self) -> Vec<NewFile> {
        let (kind, lang) = (self.draft.kind, self.lang);
        let settings = NewFile { name: "campaign.toml", text: self.settings.clone() };
        let table = |own: &WrittenRows<Table>| NewFile {
            name: own.part.file(),
            text: own.text(kind, lang),
        };
        std::iter::once(settings).chain(self.tables.iter().map(table)).collect()
    }

    /// The campaign as one workbook.
    ///
    /// # Errors
    /// When it is more than a workbook can hold.
    #[cfg(feature = "office")]
    pub fn workbook(&self) -> Result<Vec<u8>, Diagnostic> {
        let settings = CampaignText::new(&self.draft);
        write_workbook(&settings, &self.tables, None, self.lang)
    }
}

/// What is wanted of a spreadsheet.
pub struct StartOptions<'a> {
    /// Heads the campaign where the spreadsheet has no title.
    pub name: &'a str,
    /// The sheets that are read; all that can be seen where it names none.
    pub sheets: &'a [String],
    /// The days of the half-days.
    pub days: Days,
    /// The hours of a day, in their order.
    pub hours: Vec<Interval>,
    /// The stations; one with a usual name where none is named.
    pub stations: &'a [String],
    /// The pace of each station, where known: seconds a photo, or people per hour.
    pub speed: KnownSpeed,
    /// The language of the files.
    pub lang: Lang,
}

/// Reads the spreadsheet and writes the folder's files.
///
/// # Errors
/// Every row that can't be understood.
pub fn start(path: &Path, options: &StartOptions) -> Result<Start, Vec<Diagnostic>> {
    let mut faults = Faults::default();
    let Some(spreadsheet) = read_grids(path, options.sheets, &mut faults) else {
        return Err(faults.into_sorted());
    };
    let file = path.display().to_string();
    if spreadsheet.macros {
        faults.note(
            Code::MacrosLeft,
            Location::file(&file),
            "工作簿含有宏，只读取单元格",
            "the workbook has macros; only its cells are read",
        );
    }
    let several = spreadsheet.grids.iter().filter(|grid| !grid.sheet.rows.is_empty()).count() > 1;
    let mut lists: Vec<SheetList> = Vec::new();
    for grid in &spreadsheet.grids {
        lists.extend(list::read(grid, several, &mut faults));
    }
    drop(spreadsheet);
    if lists.iter().all(|list| list.rows.is_empty()) && faults.is_empty() {
        let message = Text::new(
            "找不到学院、班级与人数的名单",
            "there is no list of colleges, classes and headcounts",
        );
        faults.push(Diagnostic::error(Code::NoList, message).at(Location::file(&file)));
    }
    let title = lists.iter().find_map(|list| list.title.clone());
    let joined = sheets::join(lists, &mut faults);
    let is_roster = joined.is_roster;
    let (colleges, students) = if is_roster {
        roster::count(joined.rows, &mut faults)
    } else {
        (colleges::by_college(joined.rows, &mut faults), Vec::new())
    };
    let classes: usize = colleges.iter().map(|college| college.classes.len()).sum();
    for (table, count) in [(Table::Groups, colleges.len()), (Table::Classes, classes)] {
        if count > most_rows(table) {
            faults.push(too_many(table, count).at(Location::file(&file)));
        }
    }
    for college in &colleges {
        colleges::has_few_enough(college, &mut faults);
    }
    if !faults.is_empty() {
        return Err(faults.into_sorted());
    }
    let source =
        path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let title = title.map_or_else(|| options.name.to_owned(), |title| occasion(&title));
    let people = ListedPeople { colleges, students, is_roster };
    Ok(Start { notes: faults.into_notes(), ..begin(&title, &source, &people, options) })
}

/// What a list of people is called.
const LISTS: [&str; 8] =
    ["人数统计表", "人数汇总表", "人数一览表", "统计表", "汇总表", "花名册", "名单", "名册"];

/// What takes place: the title of a sheet; where that is the title of a list of people, what is done
/// with those people.
fn occasion(title: &str) -> String {
    let people = LISTS.iter().find_map(|list| title.strip_suffix(list));
    match people.filter(|people| !people.is_empty()) {
        Some(people) if says_what(people) => people.to_owned(),
        Some(people) => format!("{people}{}", CampaignKind::default().zh().event),
        None => title.to_owned(),
    }
}

/// Whether the words before the title of a list end with the service: 毕业生图像采集人数统计表.
fn says_what(title: &str) -> bool {
    const DONE: [&str; 8] = ["采集", "拍摄", "拍照", "照相", "摄像", "接种", "体检", "领取"];
    let title = title.trim_end_matches("报名");
    DONE.iter().any(|done| title.ends_with(done))
}

/// A campaign of nobody yet, to be filled in.
pub fn blank(options: &StartOptions) -> Start {
    begin(options.name, "", &ListedPeople::default(), options)
}

/// Who a spreadsheet lists.
#[derive(Default)]
struct ListedPeople {
    colleges: Vec<ListedCollege>,
    students: Vec<roster::ListedStudent>,
    is_roster: bool,
}

fn begin(title: &str, source: &str, listed: &ListedPeople, options: &StartOptions) -> Start {
    let ListedPeople { colleges, students, is_roster } = listed;
    let lang = options.lang;
    let classes: usize = colleges.iter().map(|college| college.classes.len()).sum();
    let answer = first_answer::answer(
        colleges,
        &options.days,
        (&options.hours, options.stations.len().max(1)),
        &options.speed,
        Draft::new("").grid,
    );
    let campaign = CampaignStart {
        title,
        source,
        half_days: &answer.half_days.listed,
        stations: options.stations,
        is_asked: matches!(options.days, Days::Listed(_)),
        rate: answer.rate,
        cameras: options.speed.cameras,
        lang,
    };
    let mut tables = vec![colleges::groups(colleges, lang)];
    if classes > 0 {
        tables.push(colleges::classes_table(colleges, lang));
    }
    if !students.is_empty() {
        tables.push(roster::table(students, lang));
    }
    Start {
        settings: campaign_file::text(&campaign),
        draft: campaign_file::draft(&campaign),
        tables,
        lang,
        colleges: colleges.len(),
        classes,
        people: colleges.iter().map(ListedCollege::headcount).sum(),
        is_roster: *is_roster,
        answer,
        notes: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::occasion;

    #[test]
    fn the_title_of_a_list_is_not_what_takes_place() {
        assert_eq!(occasion("2025届毕业生人数统计表"), "2025届毕业生图像采集");
        assert_eq!(occasion("2024届毕业生图像信息采集"), "2024届毕业生图像信息采集");
        assert_eq!(occasion("2027届毕业生图像采集人数统计表"), "2027届毕业生图像采集");
        assert_eq!(occasion("名单"), "名单");
    }
}
