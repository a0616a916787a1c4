//! A roster: each row is one person, counted by college and class. Of what is personal nothing is
//! kept but the student number.

use super::colleges::ListedCollege;
use super::list::ListRow;
use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::text::{Lang, Text};
use crate::files::faults::Faults;
use crate::files::fields::{Number, StudentRow, Table, given};
use crate::files::fold;
use crate::files::table::rounded;
use crate::files::write_table::WrittenRows;
use std::collections::HashMap;

/// A person on the list.
pub struct ListedStudent {
    college: String,
    class: String,
    number: Number,
}

/// Colleges and classes in the order of first appearance, and students by number where every row
/// has one.
pub fn count(rows: Vec<ListRow>, faults: &mut Faults) -> (Vec<ListedCollege>, Vec<ListedStudent>) {
    let mut colleges: Vec<ListedCollege> = Vec::new();
    let mut places: HashMap<String, (usize, HashMap<String, usize>)> = HashMap::new();
    let mut numbers: HashMap<String, Location> = HashMap::new();
    let mut students = Vec::with_capacity(rows.len());
    let has_numbers = rows.iter().any(|row| row.number.is_some());
    let mut is_complete = has_numbers;
    for row in rows {
        let (place, classes) = places.entry(fold(&row.college)).or_insert_with(|| {
            colleges.push(ListedCollege {
                name: row.college.clone(),
                english: row.english.clone(),
                stated: None,
                classes: Vec::new(),
            });
            (colleges.len() - 1, HashMap::new())
        });
        let college = &mut colleges[*place];
        let number = row.number.as_ref().and_then(|(cell, column)| {
            let place = row.place.cell(row.place.line.unwrap_or_default(), *column);
            number(cell, place, &mut numbers, faults)
        });
        if has_numbers && row.number.is_none() {
            is_complete = false;
            faults.note(
                Code::ColumnLeft,
                row.place.clone(),
                "有人没有学号：都计入人数，但不写学生名单",
                "people without a student number: all are counted, but no list of students is written",
            );
        }
        let Some(name) = row.class.clone() else {
            is_complete = false;
            if let Some(stated) = &mut college.stated {
                add(stated, &row);
            } else {
                college.stated = Some(row);
            }
            continue;
        };
        let class = *classes.entry(fold(&name)).or_insert(college.classes.len());
        if let Some(counted) = college.classes.get_mut(class) {
            add(counted, &row);
        } else {
            college.classes.push(row);
        }
        if let Some(number) = number {
            let class = college.classes[class].class.clone().unwrap_or(name);
            students.push(ListedStudent { college: college.name.clone(), class, number });
        }
    }
    for college in &mut colleges {
        without_class(college, faults);
    }
    if !is_complete {
        students.clear();
    }
    (colleges, students)
}

fn add(counted: &mut ListRow, row: &ListRow) {
    counted.headcount += row.headcount;
    if let Some(off_site) = row.off_site {
        *counted.off_site.get_or_insert(0) += off_site;
    }
}

/// A student number, which must be whole and nobody else's. It stands in no message.
fn number(
    cell: &str,
    place: Location,
    numbers: &mut HashMap<String, Location>,
    faults: &mut Faults,
) -> Option<Number> {
    let Ok(number) = Number::of(cell) else {
        faults.push_with(Code::BadNumber, &place, || {
            let (message, help) = rounded("学号", "the student number");
            Diagnostic::error(Code::BadNumber, message).help(help)
        });
        return None;
    };
    if let Some(first) = numbers.get(&number.0) {
        faults.push_with(Code::Duplicate, &place, || {
            let first = first.cell_name().unwrap_or_else(|| first.to_string());
            Diagnostic::error(
                Code::Duplicate,
                Text::new(
                    format!("学号与 {first} 相同"),
                    format!("the student number is that of {first}"),
                ),
            )
            .help(Text::new(
                "改正学号，或删去重复的一行",
                "correct the number, or delete the row that is double",
            ))
        });
        return None;
    }
    numbers.insert(number.0.clone(), place);
    Some(number)
}

/// Where a college has classes, everybody of it must be in one.
fn without_class(college: &mut ListedCollege, faults: &mut Faults) {
    let Some(stated) = college.stated.as_ref().filter(|_| !college.classes.is_empty()) else {
        return;
    };
    let (name, people) = (&college.name, stated.headcount);
    faults.push(
        Diagnostic::error(
            Code::UnclearRow,
            Text::new(
                format!("{name}有 {people} 人没有写班级，其他人有"),
                format!("{people} of {name} have no class, others have"),
            ),
        )
        .at(stated.place.clone())
        .help(Text::new("补上班级", "fill in the class")),
    );
}

/// `students.csv`.
pub fn table(students: &[ListedStudent], lang: Lang) -> WrittenRows<Table> {
    let row = |student: &ListedStudent| StudentRow {
        group: given(student.college.as_str()),
        class: given(student.class.as_str()),
        number: given(student.number.clone()),
        ..StudentRow::default()
    };
    WrittenRows::of(&students.iter().map(row).collect::<Vec<_>>(), lang)
}
