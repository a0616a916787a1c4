//! Everybody of a campaign, class by class, whatever the plan.

use crate::campaign::{Campaign, GroupId};

/// People who are called together: a class, or a whole group without classes.
#[derive(Debug, Clone, PartialEq)]
pub struct Cohort {
    /// The group.
    pub group: GroupId,
    /// The place of the class in the group's list; `None` for a group without classes.
    pub class: Option<usize>,
    /// The number of the first of them among all people.
    pub first: usize,
    /// The number of people invited to the slot; people who come in the make-up time by arrangement are
    /// numbered after them.
    pub invited: usize,
    /// The chance that one of them comes.
    pub attendance: f64,
    /// The number of further people, who come in the make-up time by arrangement.
    pub arranged: usize,
}

impl Cohort {
    /// The mean number of its people who need the make-up time.
    pub fn likely_absent(&self) -> f64 {
        self.invited as f64 * (1.0 - self.attendance) + self.arranged as f64
    }
}

/// All cohorts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct People {
    /// In the order of groups and classes.
    pub cohorts: Vec<Cohort>,
    /// The number of people of all cohorts.
    pub count: usize,
}

impl People {
    /// Everybody who is on a list and not photographed elsewhere.
    pub fn of(campaign: &Campaign) -> People {
        let mut people = People::default();
        for id in campaign.group_ids() {
            let group = campaign.group(id);
            if group.classes.is_empty() {
                people.add(
                    id,
                    None,
                    group.headcount - group.off_site,
                    group.attendance.as_f64(),
                    0,
                );
            }
            for (place, class) in group.classes.iter().enumerate() {
                people.add(
                    id,
                    Some(place),
                    class.invited(),
                    class.attendance.as_f64(),
                    class.make_up,
                );
            }
        }
        people
    }

    fn add(
        &mut self,
        group: GroupId,
        class: Option<usize>,
        invited: i64,
        attendance: f64,
        arranged: i64,
    ) {
        let invited = usize::try_from(invited).unwrap_or(0);
        let arranged = usize::try_from(arranged).unwrap_or(0);
        self.cohorts.push(Cohort {
            group,
            class,
            first: self.count,
            invited,
            attendance,
            arranged,
        });
        self.count += invited + arranged;
    }

    /// The number of a class's cohort.
    pub fn find(&self, group: GroupId, class: Option<usize>) -> Option<usize> {
        self.cohorts.iter().position(|cohort| cohort.group == group && cohort.class == class)
    }
}
