//! `students.csv`: who is in which class, by student number, without names.

use super::faults::{Faults, KnownNames};
use super::fields::{Number, StudentRow, YesNo};
use super::groups::Groups;
use super::table::Rows;
use crate::campaign::{Class, GroupId, Student, StudentStatus};

/// Reads the list. Groups without a class list get their classes from it, in order of first
/// appearance.
pub fn students(table: &Rows, groups: &mut Groups, faults: &mut Faults) -> Vec<Student> {
    let listed: Vec<bool> = groups.groups.iter().map(|group| !group.classes.is_empty()).collect();
    let mut numbers = KnownNames::new("学号", "student number");
    let mut students = Vec::new();
    let faults_before = faults.len();
    for row in table.iter() {
        let own: StudentRow = row.read(faults);
        let status = own.status.value.unwrap_or(StudentStatus::Here);
        let has_code = own.code.value.map(|code| code == YesNo::Yes);
        let category = own.category.value.unwrap_or_default();
        if let Some(Number(number)) = &own.number.value {
            numbers.add(number, &own.number.place, faults);
        }
        let group =
            own.group.value.and_then(|name| groups.names.find(&name, &own.group.place, faults));
        let (Some(group), Some(class), Some(Number(number))) =
            (group, own.class.value, own.number.value)
        else {
            continue;
        };
        groups.first_students.entry(group).or_insert(own.location);
        if !listed[group] && groups.class_names[group].position(&class).is_none() {
            groups.class_names[group].add(&class, &own.class.place, faults);
            let own = &mut groups.groups[group];
            own.classes.push(Class { attendance: own.attendance, ..Class::new(class.clone(), 0) });
        }
        let Some(class) = groups.class_names[group].find(&class, &own.class.place, faults) else {
            continue;
        };
        students.push(Student { group: GroupId(group), class, number, category, status, has_code });
    }
    // After a row that can't be read the counts would be wrong for no other reason.
    groups.students_complete = !table.is_broken() && faults.len() == faults_before;
    students
}
