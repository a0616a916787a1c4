//! Groups, classes and students, in numbers that fill the windows of the hidden plan.

use super::colleges::GroupNames;
use super::layout::GRID;
use super::recipe::Recipe;
use crate::base::clock::{Interval, Minutes};
use crate::campaign::{Class, Group, GroupId, Share, Student, StudentStatus};
use crate::plans::slots::apportion;
use rand::RngExt;
use rand::rngs::ChaCha8Rng;

/// A group whose people need exactly that window at that rate, to the grid step; to the minute in a
/// planted campaign.
pub(super) fn group(
    recipe: &Recipe,
    names: GroupNames,
    minutes: Minutes,
    rate: i64,
    dice: &mut ChaCha8Rng,
) -> Group {
    let room = |minutes: Minutes| i64::from(minutes) * rate / 60;
    // Two people a class at least, so that none comes out empty.
    let least = (room(minutes - GRID) + 1).max(2 * recipe.classes_per_group as i64);
    let expected =
        if recipe.planted { room(minutes) } else { dice.random_range(least..=room(minutes)) };
    let weights: Vec<i64> = names.classes.iter().map(|_| dice.random_range(80..=120)).collect();
    let sizes = apportion(&weights, expected as Minutes).into_iter().map(Interval::minutes);
    let classes: Vec<Class> = names
        .classes
        .into_iter()
        .zip(sizes)
        .map(|(name, size)| {
            // One class in four has somebody elsewhere, where there is a list to say who.
            let off_site = if recipe.students && dice.random_ratio(1, 4) {
                dice.random_range(1..=3)
            } else {
                0
            };
            let headcount = invited(recipe.attendance, i64::from(size)) + off_site;
            Class { off_site, attendance: recipe.attendance, ..Class::new(name, headcount) }
        })
        .collect();
    let mut group = Group {
        name: names.group,
        off_site: classes.iter().map(|class| class.off_site).sum(),
        attendance: recipe.attendance,
        classes,
        ..Group::new("", 0)
    };
    // A group is rounded up once, not class by class: people are added, one class after another,
    // until the number expected of the group is the one its window was made for.
    for class in (0..group.classes.len()).cycle() {
        if group.expected() >= expected {
            break;
        }
        group.classes[class].headcount += 1;
    }
    group.headcount = group.classes.iter().map(|class| class.headcount).sum();
    group
}

/// The largest headcount of which `expected` people are expected: `⌊expected ÷ share⌋`, since
/// `⌈share × headcount⌉ = expected`.
fn invited(share: Share, expected: i64) -> i64 {
    let most = (expected as f64 / share.as_f64()) as i64 + 1;
    (expected..=most).rev().find(|people| share.of(*people) == expected).unwrap_or(expected)
}

/// The students of all groups, with numbers that ascend through groups and classes.
pub(super) fn students(groups: &[Group], dice: &mut ChaCha8Rng) -> Vec<Student> {
    let mut students = Vec::new();
    for (group, own) in groups.iter().enumerate() {
        for (class, listed) in own.classes.iter().enumerate() {
            let category = if dice.random_ratio(1, 12) { "专升本" } else { "本科" };
            for place in 0..listed.headcount {
                let abroad = dice.random_ratio(1, 60);
                students.push(Student {
                    group: GroupId(group),
                    class,
                    number: format!(
                        "{}{:03}{:03}{:04}",
                        super::GRADE,
                        group + 1,
                        class + 1,
                        place + 1
                    ),
                    category: if abroad { "留学" } else { category }.to_owned(),
                    status: if place < listed.off_site {
                        StudentStatus::OffSite
                    } else {
                        StudentStatus::Here
                    },
                    has_code: Some(!dice.random_ratio(1, 20)),
                });
            }
        }
    }
    students
}
