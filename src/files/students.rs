//! `students.csv`: who is in which class, by student number, without names.

use super::faults::{Faults, Names};
use super::groups::Groups;
use super::table::Rows;
use crate::campaign::{Class, GroupId, Status, Student};

/// Reads the list. Groups without a class list get their classes from it, in order of first
/// appearance.
pub fn students(table: &Rows, groups: &mut Groups, faults: &mut Faults) -> Vec<Student> {
    let listed: Vec<bool> = groups.groups.iter().map(|group| !group.classes.is_empty()).collect();
    let mut numbers = Names::new("学号", "student number");
    let mut students = Vec::new();
    let faults_before = faults.len();
    for row in table.iter() {
        let (group, class) = (row.text("group", faults), row.text("class", faults));
        let number = row.text("number", faults);
        let status = match row.word("status", faults) {
            Some("off_site") => Status::OffSite,
            Some("make_up") => Status::MakeUp,
            _ => Status::Here,
        };
        let has_code = row.word("code", faults).map(|word| word == "yes");
        let category = row.text("category", faults).unwrap_or_default();
        if let Some(number) = &number {
            numbers.add(number, &row.place("number"), faults);
        }
        let group = group.and_then(|name| groups.names.find(&name, &row.place("group"), faults));
        let (Some(group), Some(class), Some(number)) = (group, class, number) else { continue };
        groups.first_students.entry(group).or_insert_with(|| row.location());
        if !listed[group] && groups.class_names[group].position(&class).is_none() {
            groups.class_names[group].add(&class, &row.place("class"), faults);
            let own = &mut groups.groups[group];
            own.classes.push(Class { attendance: own.attendance, ..Class::new(class.clone(), 0) });
        }
        let Some(class) = groups.class_names[group].find(&class, &row.place("class"), faults)
        else {
            continue;
        };
        students.push(Student { group: GroupId(group), class, number, category, status, has_code });
    }
    // After a row that can't be read the counts would be wrong for no other reason.
    groups.students_complete = !table.is_broken() && faults.len() == faults_before;
    students
}
