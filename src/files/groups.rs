//! `groups.csv` and `classes.csv`.

use super::campaign::{CampaignFile, buffer_wants_rates};
use super::faults::{Faults, KnownNames};
use super::fields::{ClassRow, Column, Cut, Given, GroupRow, PeopleCount, Whole};
use super::table::{Row, Rows};
use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::text::{Lang, Text, counted};
use crate::campaign::{BlockId, Class, Group, SiteId, Student, StudentStatus};
use std::collections::{BTreeMap, BTreeSet};

/// Groups with the names by which other tables refer to them and their classes.
pub struct Groups {
    /// The groups, classes included.
    pub groups: Vec<Group>,
    /// Groups by name.
    pub names: KnownNames,
    /// For each group its classes by name.
    pub class_names: Vec<KnownNames>,
    /// For each group the sites that its classes name.
    pub class_sites: Vec<Vec<Option<SiteId>>>,
    /// For each group the place of its row, where the campaign has sites and the row names none.
    pub no_site: Vec<Option<Location>>,
    /// What `groups.csv` says of each group's people.
    pub stated: Vec<Stated>,
    /// What `classes.csv` says of each class's people.
    pub stated_classes: Vec<Vec<Stated>>,
    /// Whether every row of `classes.csv` could be read, so that sums can be judged.
    pub classes_complete: bool,
    /// Where the first student of each group stands.
    pub first_students: BTreeMap<usize, Location>,
    /// Whether every row of `students.csv` could be read, so that counts can be judged.
    pub students_complete: bool,
}

/// The figures of one row, which the list of students must agree with or may supply.
#[derive(Clone)]
pub struct Stated {
    /// People on the list.
    pub headcount: Option<i64>,
    /// Of these, photographed elsewhere.
    pub off_site: Option<i64>,
    /// Where the row stands.
    pub place: Location,
    /// The fault to report when nothing else gives the headcount; none where the cell is there,
    /// well or badly.
    missing: Option<Diagnostic>,
}

impl Stated {
    /// The figures of a row; `column` is that of its headcount.
    fn new(
        row: &Row<'_>,
        column: &Column,
        headcount: &Given<PeopleCount>,
        off_site: &Given<PeopleCount>,
        faults: &mut Faults,
    ) -> Stated {
        let stated = Stated {
            headcount: headcount.value.map(Whole::get),
            off_site: off_site.value.map(Whole::get),
            place: row.location(),
            missing: (!headcount.is_written).then(|| row.missing(column)),
        };
        off_site_fits(&stated, &off_site.place, faults);
        stated
    }

    /// Whether the cell is simply empty, so that another table may give the figure.
    fn is_open(&self) -> bool {
        self.missing.is_some()
    }
}

impl Groups {
    /// What is known when `groups.csv` can't be read: other tables are still looked at for faults
    /// of their own.
    pub fn unknown() -> Groups {
        let mut names = KnownNames::new("学院", "group");
        names.mark_incomplete();
        Groups {
            groups: Vec::new(),
            names,
            class_names: Vec::new(),
            class_sites: Vec::new(),
            no_site: Vec::new(),
            stated: Vec::new(),
            stated_classes: Vec::new(),
            classes_complete: true,
            first_students: BTreeMap::new(),
            students_complete: true,
        }
    }

    /// Groups to take the place of these, still without any.
    pub fn emptied(&self) -> Groups {
        Groups {
            names: self.names.emptied(),
            classes_complete: self.classes_complete,
            students_complete: self.students_complete,
            ..Groups::unknown()
        }
    }

    /// Adds a group with the figures of its row and of the rows of its classes.
    pub fn add(
        &mut self,
        group: Group,
        stated: Stated,
        stated_classes: Vec<Stated>,
        faults: &mut Faults,
    ) {
        self.names.add_group(&group, &stated.place, faults);
        let mut classes = KnownNames::new("班级", "class");
        for class in &group.classes {
            // Two of one name were a fault of their rows.
            classes.add(&class.name, &stated.place, &mut Faults::default());
        }
        self.class_names.push(classes);
        self.class_sites.push(Vec::new());
        self.no_site.push(None);
        self.stated.push(stated);
        self.stated_classes.push(stated_classes);
        self.groups.push(group);
    }
}

/// Reads `groups.csv`.
pub fn groups(table: &Rows, file: &CampaignFile, faults: &mut Faults) -> Groups {
    let mut read = Groups { names: KnownNames::new("学院", "group"), ..Groups::unknown() };
    if table.is_broken() {
        read.names.mark_incomplete();
    }
    for row in table.iter() {
        let own: GroupRow = row.read(faults);
        let stated = Stated::new(&row, GroupRow::headcount, &own.headcount, &own.off_site, faults);
        let Some(name) = own.group.value else {
            read.names.mark_incomplete();
            continue;
        };
        let english = own.group_en.value.unwrap_or_else(|| name.clone());
        read.names.add(&name, &own.group.place, faults);
        if let Some(id) = &own.id.value {
            read.names.add_id(id, &own.id.place, faults);
        }
        if let Some(whole) = &own.part_of.value {
            read.names.add_whole(whole, &own.part_of.place, faults);
        }
        let shared_by = own.shared_by.value.unwrap_or_default();
        for member in &shared_by {
            read.names.add_id(member, &own.shared_by.place, faults);
        }
        read.class_names.push(KnownNames::new("班级", "class"));
        read.class_sites.push(Vec::new());
        let off_site = stated.off_site.unwrap_or(0);
        let headcount = stated.headcount.unwrap_or(off_site);
        let sites = sites(&own.site, file, faults);
        let lacks_one = sites.is_empty() && !own.site.is_written;
        let lacks_one = lacks_one && !file.staffing.sites.is_none();
        read.no_site.push(lacks_one.then(|| own.site.place.clone()));
        if own.buffer.value.is_some() {
            buffer_wants_rates(&file.draft, &own.buffer.place, faults);
        }
        read.groups.push(Group {
            id: own.id.value,
            name: Text::new(name, english),
            headcount,
            off_site: off_site.min(headcount),
            attendance: own.attendance.value.unwrap_or(file.attendance),
            classes: Vec::new(),
            max_windows: own.max_windows.value.map_or(1, |most| most.get() as usize),
            cut_freely: own.cut.value == Some(Cut::Free),
            buffer: own.buffer.value.unwrap_or(file.buffer),
            contact: own.contact.value,
            shared_by,
            part_of: own.part_of.value,
            sites,
            only_in: block_list(&own.only_in, file, faults),
            not_in: block_list(&own.not_in, file, faults).unwrap_or_default(),
        });
        read.stated.push(stated);
        read.stated_classes.push(Vec::new());
    }
    if read.groups.is_empty() && !table.is_broken() {
        faults.push(
            Diagnostic::error(Code::EmptyTable, Text::new("没有任何学院", "there is no group"))
                .at(table.place().clone())
                .help(Text::new("每个学院一行", "write one row a group")),
        );
    }
    read
}

/// People of a campaign at most: the square of their number times 60 minutes, 6·10¹⁵, stays within
/// `i64`.
const MOST_PEOPLE: i64 = 10_000_000;

fn off_site_fits(stated: &Stated, place: &Location, faults: &mut Faults) {
    let (Some(headcount), Some(off_site)) = (stated.headcount, stated.off_site) else { return };
    if off_site > headcount {
        faults.push(
            Diagnostic::error(
                Code::OutOfRange,
                Text::new(
                    format!("校外人数 {off_site} 多于总人数 {headcount}"),
                    format!("{off_site} off-site people are more than the headcount {headcount}"),
                ),
            )
            .at(place.clone())
            .help(Text::new(
                "校外人数包含在总人数之内",
                "off-site people are part of the headcount",
            )),
        );
    }
}

/// The sites of a group.
fn sites(own: &Given<Vec<String>>, file: &CampaignFile, faults: &mut Faults) -> BTreeSet<SiteId> {
    let (known, place) = (&file.staffing.sites, &own.place);
    if let Some(home) = file.staffing.home_of_groups().filter(|_| !own.is_written) {
        return BTreeSet::from([home]);
    }
    let named = own.value.iter().flatten();
    named.filter_map(|name| known.find(name, place, faults).map(SiteId)).collect()
}

fn block_list(
    given: &Given<Vec<String>>,
    file: &CampaignFile,
    faults: &mut Faults,
) -> Option<BTreeSet<BlockId>> {
    let names = given.value.as_ref()?;
    Some(names.iter().flat_map(|name| file.blocks_named(name, &given.place, faults)).collect())
}

/// Reads `classes.csv` into the groups.
pub fn classes(table: &Rows, file: &CampaignFile, read: &mut Groups, faults: &mut Faults) {
    read.classes_complete = !table.is_broken();
    for row in table.iter() {
        let own: ClassRow = row.read(faults);
        let stated = Stated::new(&row, ClassRow::headcount, &own.headcount, &own.off_site, faults);
        let group =
            own.group.value.and_then(|name| read.names.find(&name, &own.group.place, faults));
        let (Some(group), Some(name)) = (group, own.class.value) else {
            read.classes_complete = false;
            continue;
        };
        read.classes_complete &= stated.headcount.is_some() || stated.is_open();
        read.class_names[group].add(&name, &own.class.place, faults);
        let attendance = own.attendance.value.unwrap_or(read.groups[group].attendance);
        let off_site = stated.off_site.unwrap_or(0);
        let headcount = stated.headcount.unwrap_or(off_site);
        let class =
            Class { off_site: off_site.min(headcount), attendance, ..Class::new(name, headcount) };
        read.groups[group].classes.push(class);
        let site = own.site.value.as_ref();
        let site = site.and_then(|name| file.staffing.sites.find(name, &own.site.place, faults));
        read.class_sites[group].push(site.map(SiteId));
        read.stated_classes[group].push(stated);
    }
}

/// Settles headcounts once all tables are read: the list of students supplies them or agrees with
/// them, and the classes of a group add up to it.
pub fn settle(read: &mut Groups, roster: &[Student], faults: &mut Faults) {
    let mut by_group: Vec<Vec<&Student>> = vec![Vec::new(); read.groups.len()];
    for student in roster {
        by_group[student.group.0].push(student);
    }
    for (place, students) in by_group.into_iter().enumerate() {
        if students.is_empty() {
            let open: Vec<Diagnostic> =
                read.stated_classes[place].iter().filter_map(|s| s.missing.clone()).collect();
            read.classes_complete &= open.is_empty();
            for fault in open {
                faults.push_once(fault);
            }
        } else {
            // After a student who can't be read the counts are wrong for no other reason.
            let mut aside = Faults::default();
            let found = if read.students_complete { &mut *faults } else { &mut aside };
            let (stated, classes) = (&read.stated[place], &read.stated_classes[place]);
            let list = read.first_students.get(&place).cloned().unwrap_or_default();
            count_students(&mut read.groups[place], (stated, classes), &students, &list, found);
        }
        let (group, stated) = (&mut read.groups[place], &read.stated[place]);
        let missing = stated.missing.clone().filter(|_| students.is_empty());
        match (missing, read.stated_classes[place].first()) {
            (Some(fault), None) => faults.push_once(fault),
            // After a row that can't be read the sums would be wrong for no other reason.
            _ if !read.classes_complete || !students.is_empty() => {}
            (Some(_), Some(_)) => {
                group.headcount = group.classes.iter().map(|class| class.headcount).sum();
                group.off_site = group.classes.iter().map(|class| class.off_site).sum();
            }
            (None, Some(first)) if stated.headcount.is_some() => {
                if stated.off_site.is_none() {
                    group.off_site = group.classes.iter().map(|class| class.off_site).sum();
                }
                sums_agree(group, &stated.place, &first.place, faults);
            }
            (None, _) => {}
        }
        if group.max_windows > 1 && group.classes.len() < 2 {
            let name = group.name.get(Lang::Zh);
            faults.report(
                Code::NothingToCut,
                &stated.place,
                format!("{name}最多可有 {} 个时段，但没有至少两个班级可供拆分", group.max_windows),
                format!(
                    "{name} may have {} windows, but no two classes to cut between",
                    group.max_windows
                ),
            );
        }
    }
    let people: i64 = read.groups.iter().map(|group| group.headcount).sum();
    if let Some(first) = read.stated.first().filter(|_| people > MOST_PEOPLE) {
        faults.report(
            Code::OutOfRange,
            &Location { line: None, column: None, length: None, ..first.place.clone() },
            format!("共 {people} 人，超过 {MOST_PEOPLE} 人"),
            format!("{people} in all, more than {MOST_PEOPLE}", people = counted::people(people)),
        );
    }
}

/// Takes a group's figures from its students; figures that are stated must agree.
fn count_students(
    group: &mut Group,
    (stated, stated_classes): (&Stated, &[Stated]),
    students: &[&Student],
    list: &Location,
    faults: &mut Faults,
) {
    let group_name = group.name.get(Lang::Zh).to_owned();
    let count = |class: Option<usize>, status: Option<StudentStatus>| -> i64 {
        let counted = students.iter().filter(|student| {
            class.is_none_or(|class| student.class == class)
                && status.is_none_or(|status| student.status == status)
        });
        counted.count() as i64
    };
    let agree = |stated: &Stated,
                 who: &str,
                 figures: [(&str, &str, Option<i64>, i64); 2],
                 faults: &mut Faults| {
        for (zh, en, stated_figure, counted) in figures {
            if let Some(figure) = stated_figure.filter(|figure| *figure != counted) {
                faults.report(
                    Code::RosterDiffers,
                    &stated.place,
                    format!(
                        "{who}的{zh}为 {figure}，{} 起的名单中为 {counted}",
                        list.shown(Lang::Zh)
                    ),
                    format!(
                        "{who} has {en} {figure}, the list from {} on has {counted}",
                        list.shown(Lang::En)
                    ),
                );
            }
        }
    };
    let figures = |stated: &Stated, people: i64, off_site: i64| {
        [
            ("人数", "headcount", stated.headcount, people),
            ("校外人数", "off_site", stated.off_site, off_site),
        ]
    };
    for (place, class) in group.classes.iter_mut().enumerate() {
        class.headcount = count(Some(place), None);
        class.off_site = count(Some(place), Some(StudentStatus::OffSite));
        class.make_up = count(Some(place), Some(StudentStatus::MakeUp));
        let Some(stated) = stated_classes.get(place) else { continue };
        // Whoever has just joined has no number yet; a class without any number is one that the list
        // lacks.
        let has_joined = |people: &i64| class.headcount > 0 && *people > class.headcount;
        if let Some(people) = stated.headcount.filter(has_joined) {
            faults.note(
                Code::NumbersMissing,
                stated.place.clone(),
                "人数多于名单中的学号：按人数安排，签到表留出空行",
                "more people than numbers on the list: all are planned for, sign-in sheets have empty rows",
            );
            class.headcount = people;
        }
        let who = format!("{group_name} {}", class.name);
        agree(stated, &who, figures(stated, class.headcount, class.off_site), faults);
    }
    let listed = count(None, None);
    let people: i64 = group.classes.iter().map(|class| class.headcount).sum();
    group.off_site = count(None, Some(StudentStatus::OffSite));
    group.headcount = people;
    match stated.headcount {
        Some(figure) if people > listed && figure != people => {
            group.headcount = figure;
            let first = stated_classes.first().map_or(list, |own| &own.place);
            sums_agree(group, &stated.place, first, faults);
            group.headcount = people;
        }
        _ => agree(stated, &group_name, figures(stated, people, group.off_site), faults),
    }
}

/// The classes, from `first` on, add up to what is said of their group at `own`.
fn sums_agree(group: &Group, own: &Location, first: &Location, faults: &mut Faults) {
    let headcount: i64 = group.classes.iter().map(|class| class.headcount).sum();
    let off_site: i64 = group.classes.iter().map(|class| class.off_site).sum();
    let figures = [
        ("人数", "headcount", headcount, group.headcount),
        ("校外人数", "off_site", off_site, group.off_site),
    ];
    for (zh, en, sum, stated) in figures {
        if sum != stated {
            let name = |lang| group.name.get(lang);
            faults.push(
                Diagnostic::error(
                    Code::ClassSum,
                    Text::new(
                        format!(
                            "{}各班{zh}之和为 {sum}，{} 写的是 {stated}",
                            name(Lang::Zh),
                            own.shown(Lang::Zh)
                        ),
                        format!(
                            "the classes of {} add up to {en} {sum}, {} says {stated}",
                            name(Lang::En),
                            own.shown(Lang::En)
                        ),
                    ),
                )
                .at(first.clone())
                .help(Text::new("两张表取一致的人数", "make the two tables agree")),
            );
        }
    }
}
