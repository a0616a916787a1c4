//! Colleges with their classes, from rows that have headcounts, and as the tables of a campaign.

use super::list::ListRow;
use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::text::{Lang, Text, counted};
use crate::files::faults::{Faults, letters_apart};
use crate::files::fields::{ClassRow, GroupRow, PeopleCount, Table, given, maybe};
use crate::files::fold;
use crate::files::write_table::WrittenRows;
use std::collections::HashMap;

/// A college with its classes.
pub struct ListedCollege {
    /// Its name.
    pub name: String,
    /// Its English name, where given.
    pub english: Option<String>,
    /// The row about the whole college, where there is one.
    pub stated: Option<ListRow>,
    /// Its classes in their order.
    pub classes: Vec<ListRow>,
}

impl ListedCollege {
    /// People on the list.
    pub fn headcount(&self) -> i64 {
        match &self.stated {
            Some(row) => row.headcount,
            None => self.classes.iter().map(|class| class.headcount).sum(),
        }
    }

    /// Of these, photographed elsewhere.
    pub fn off_site(&self) -> i64 {
        match self.stated.as_ref().and_then(|row| row.off_site) {
            Some(off_site) => off_site,
            None => self.classes.iter().filter_map(|class| class.off_site).sum(),
        }
    }
}

/// Rows by college in the order of first appearance; names that are there twice and sums that do
/// not agree are faults, a second English name of a college is noted.
pub fn by_college(rows: Vec<ListRow>, faults: &mut Faults) -> Vec<ListedCollege> {
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
    colleges
}

/// A college with more people than a campaign can have would make a folder that nothing reads.
pub fn has_few_enough(college: &ListedCollege, faults: &mut Faults) {
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

/// `groups.csv`.
pub fn groups(colleges: &[ListedCollege], lang: Lang) -> WrittenRows<Table> {
    let row = |college: &ListedCollege| GroupRow {
        group: given(college.name.as_str()),
        group_en: maybe(college.english.as_deref()),
        headcount: given(college.headcount()),
        off_site: maybe(some_people(college.off_site())),
        ..GroupRow::default()
    };
    WrittenRows::of(&colleges.iter().map(row).collect::<Vec<_>>(), lang)
}

/// `classes.csv`.
pub fn classes_table(colleges: &[ListedCollege], lang: Lang) -> WrittenRows<Table> {
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
    WrittenRows::of(&classes.map(row).collect::<Vec<_>>(), lang)
}
