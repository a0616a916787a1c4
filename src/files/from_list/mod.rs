//! A campaign begun from the spreadsheet that every office has: colleges, classes and headcounts.

mod campaign_file;
mod columns;
mod list;

use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::text::{Lang, Text, counted};
use crate::files::faults::{Faults, letters_apart};
use crate::files::fields::{ClassRow, GroupRow, PeopleCount, Table, given, maybe};
use crate::files::table::{most_rows, too_many};
use crate::files::{fold, read_grids, write_rows};
use jiff::civil::Date;
use list::{ClassList, ListRow};
use std::collections::{HashMap, HashSet};
use std::path::Path;

/// A file of the new folder.
pub struct NewFile {
    /// Its name.
    pub name: &'static str,
    /// Its text.
    pub text: String,
}

/// What a spreadsheet gives.
pub struct Start {
    /// The files of the instance folder.
    pub files: Vec<NewFile>,
    /// Colleges.
    pub colleges: usize,
    /// Classes.
    pub classes: usize,
    /// People of all colleges.
    pub people: i64,
    /// What was passed over, with its place.
    pub notes: Vec<Diagnostic>,
}

/// A college with its classes.
struct ListedCollege {
    name: String,
    english: Option<String>,
    /// The row about the whole college, where there is one.
    stated: Option<ListRow>,
    classes: Vec<ListRow>,
}

impl ListedCollege {
    fn headcount(&self) -> i64 {
        match &self.stated {
            Some(row) => row.headcount,
            None => self.classes.iter().map(|class| class.headcount).sum(),
        }
    }

    fn off_site(&self) -> i64 {
        match self.stated.as_ref().and_then(|row| row.off_site) {
            Some(off_site) => off_site,
            None => self.classes.iter().filter_map(|class| class.off_site).sum(),
        }
    }
}

/// Reads the spreadsheet and writes the folder's files. `title` heads the campaign, `first_day` is
/// the first day of the half-days that the planner then edits.
///
/// # Errors
/// Every row that can't be understood.
pub fn start(
    path: &Path,
    title: &str,
    first_day: Date,
    lang: Lang,
) -> Result<Start, Vec<Diagnostic>> {
    let mut list = ClassList::default();
    let Some(spreadsheet) = read_grids(path, &mut list.faults) else {
        return Err(list.faults.into_sorted());
    };
    let file = path.display().to_string();
    if spreadsheet.macros {
        list.faults.note(
            Code::MacrosLeft,
            Location::file(&file),
            "工作簿含有宏，只读取单元格",
            "the workbook has macros; only its cells are read",
        );
    }
    let several = spreadsheet.grids.iter().filter(|grid| !grid.sheet.rows.is_empty()).count() > 1;
    for grid in &spreadsheet.grids {
        list::read(grid, several, &mut list);
    }
    let (rows, mut faults) = (list.rows, list.faults);
    if rows.is_empty() && faults.is_empty() {
        let message = Text::new(
            "找不到学院、班级与人数的名单",
            "there is no list of colleges, classes and headcounts",
        );
        faults.push(Diagnostic::error(Code::NoList, message).at(Location::file(&file)));
    }
    let colleges = if is_roster(&rows) {
        faults.push(roster(&rows).at(Location::file(&file)));
        Vec::new()
    } else {
        by_college(rows, &mut faults)
    };
    let classes: usize = colleges.iter().map(|college| college.classes.len()).sum();
    for (table, count) in [(Table::Groups, colleges.len()), (Table::Classes, classes)] {
        if count > most_rows(table) {
            faults.push(too_many(table, count).at(Location::file(&file)));
        }
    }
    if !faults.is_empty() {
        return Err(faults.into_sorted());
    }
    let people = colleges.iter().map(ListedCollege::headcount).sum();
    let source =
        path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut files = vec![
        NewFile {
            name: "campaign.toml",
            text: campaign_file::text(title, &source, people, first_day, lang),
        },
        NewFile { name: "groups.csv", text: groups(&colleges, lang) },
    ];
    if classes > 0 {
        files.push(NewFile { name: "classes.csv", text: classes_table(&colleges, lang) });
    }
    Ok(Start { files, colleges: colleges.len(), classes, people, notes: faults.into_notes() })
}

/// Whether a list has a row for each person: most have a headcount of one, and classes come again.
fn is_roster(rows: &[ListRow]) -> bool {
    let ones = rows.iter().filter(|row| row.headcount == 1);
    let classes: HashSet<(String, Option<String>)> =
        ones.clone().map(|row| (fold(&row.college), row.class.as_deref().map(fold))).collect();
    let count = ones.count();
    count * 2 > rows.len() && classes.len() < count
}

fn roster(rows: &[ListRow]) -> Diagnostic {
    let count = rows.len();
    Diagnostic::error(
        Code::NoList,
        Text::new(
            format!("这是每人一行的花名册（{count} 行，人数都是 1），不是班级名单"),
            format!(
                "it has a row for each person ({count} with a headcount of 1), not for each class",
                count = counted::of(count, "row", "rows")
            ),
        ),
    )
    .help(Text::new(
        "在 Excel 中插入数据透视表，按学院与班级计数，再用它新建",
        "count the rows by college and class with a pivot table, and begin with that",
    ))
}

/// Rows by college in the order of first appearance; names that are there twice and sums that do
/// not agree are faults, a second English name of a college is noted.
fn by_college(rows: Vec<ListRow>, faults: &mut Faults) -> Vec<ListedCollege> {
    let mut colleges: Vec<ListedCollege> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut classes: HashMap<(usize, String), (String, Location)> = HashMap::new();
    for row in rows {
        let place = *places.entry(fold(&row.college)).or_insert_with(|| {
            colleges.push(ListedCollege {
                name: row.college.clone(),
                english: None,
                stated: None,
                classes: Vec::new(),
            });
            colleges.len() - 1
        });
        let college = &mut colleges[place];
        match (&college.english, &row.english) {
            (None, _) => college.english.clone_from(&row.english),
            (Some(first), Some(other)) if first != other => {
                faults.note(
                    Code::RowSkipped,
                    row.place.clone(),
                    &format!("{}的英文名已写作“{first}”，“{other}”未采用", college.name),
                    &format!(
                        "{} is already called “{first}”; “{other}” is not taken",
                        college.name
                    ),
                );
            }
            _ => {}
        }
        let first = if let Some(class) = &row.class {
            let key = (place, fold(class));
            let first = classes.get(&key).cloned();
            classes.entry(key).or_insert_with(|| (class.clone(), row.place.clone()));
            first
        } else {
            let stated = college.stated.as_ref();
            stated.map(|stated| (stated.college.clone(), stated.place.clone()))
        };
        if let Some((known, first)) = first {
            let name = row.class.as_ref().unwrap_or(&row.college);
            let letters = letters_apart(&known, name);
            let message = Text::new(
                format!("“{name}”已在 {first} 出现{letters}"),
                format!("“{name}” is already there at {first}{letters}"),
            );
            faults.push(Diagnostic::error(Code::Duplicate, message).at(row.place));
        } else if row.class.is_some() {
            college.classes.push(row);
        } else {
            college.stated = Some(row);
        }
    }
    for college in &colleges {
        let Some(stated) = college.stated.as_ref().filter(|_| !college.classes.is_empty()) else {
            continue;
        };
        let sum: i64 = college.classes.iter().map(|class| class.headcount).sum();
        if sum != stated.headcount {
            let (name, headcount) = (&college.name, stated.headcount);
            let message = Text::new(
                format!("{name} 写 {headcount} 人，各班合计 {sum} 人"),
                format!(
                    "{name} is said to have {headcount}, its classes have {sum}",
                    headcount = counted::people(headcount)
                ),
            );
            faults.push(Diagnostic::error(Code::ClassSum, message).at(stated.place.clone()));
        }
    }
    for college in &colleges {
        has_few_enough(college, faults);
    }
    colleges
}

/// A college with more people than a campaign can have would make a folder that nothing reads.
fn has_few_enough(college: &ListedCollege, faults: &mut Faults) {
    let (people, most) = (college.headcount(), PeopleCount::MAX);
    let row = college.stated.as_ref().or(college.classes.last());
    let Some(row) = row.filter(|_| people > most) else { return };
    let name = &college.name;
    faults.report(
        Code::OutOfRange,
        &row.place,
        format!("{name}共 {people} 人，一个学院最多 {most} 人"),
        format!(
            "{name} has {people}, a college has {most} at most",
            people = counted::people(people)
        ),
    );
}

/// Nothing where nobody is meant.
fn some_people(people: i64) -> Option<i64> {
    Some(people).filter(|people| *people > 0)
}

fn groups(colleges: &[ListedCollege], lang: Lang) -> String {
    let row = |college: &ListedCollege| GroupRow {
        group: given(college.name.as_str()),
        group_en: maybe(college.english.as_deref()),
        headcount: given(college.headcount()),
        off_site: maybe(some_people(college.off_site())),
        ..GroupRow::default()
    };
    write_rows(&colleges.iter().map(row).collect::<Vec<_>>(), lang)
}

fn classes_table(colleges: &[ListedCollege], lang: Lang) -> String {
    let classes = colleges
        .iter()
        .flat_map(|college| college.classes.iter().map(move |class| (college, class)));
    let row = |(college, class): (&ListedCollege, &ListRow)| ClassRow {
        group: given(college.name.as_str()),
        class: maybe(class.class.as_deref()),
        headcount: given(class.headcount),
        off_site: maybe(class.off_site.and_then(some_people)),
        ..ClassRow::default()
    };
    write_rows(&classes.map(row).collect::<Vec<_>>(), lang)
}
