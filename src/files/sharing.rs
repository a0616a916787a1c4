//! Groups that share a window by themselves, as `share_up_to` allows.

use super::campaign::CampaignFile;
use super::faults::Faults;
use super::groups::Groups;
use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::text::{Lang, Text};
use crate::campaign::{Class, Group, GroupId, Unavailable};
use std::collections::BTreeSet;

/// The classes of a window that colleges share, where their names begin with the names of these colleges: each college
/// has a class, each class a college. A college without a class and a class without a college are faults.
pub fn have_classes(read: &Groups, faults: &mut Faults) {
    let mut slip = |place: &Location, said: Text| {
        faults.push(Diagnostic::error(Code::UnknownName, said).at(place.clone()).help(Text::new(
            "班级表中各行的班级以合用时段的学院名称开头，每个学院至少一行",
            "classes of a window that colleges share begin with a college's name, and each college has one",
        )));
    };
    for (place, group) in read.groups.iter().enumerate() {
        let members = &group.shared_by;
        let is_of = |class: &Class, member: &String| class.name.starts_with(member.as_str());
        let of_any = |class: &Class| members.iter().any(|member| is_of(class, member));
        if !group.classes.iter().any(of_any) {
            continue;
        }
        let (row, classes) = (&read.stated[place].place, &read.stated_classes[place]);
        for (class, stated) in group.classes.iter().zip(classes).filter(|(own, _)| !of_any(own)) {
            let name = &class.name;
            let said = Text::new(
                format!("“{name}”不在 {row} 合用时段的学院之内"),
                format!("“{name}” is none of those that share the window of {row}"),
            );
            slip(&stated.place, said);
        }
        let first = classes.first().map(|stated| stated.place.clone()).unwrap_or_default();
        let has_one = |member: &&String| group.classes.iter().any(|class| is_of(class, member));
        for member in members.iter().filter(|member| !has_one(member)) {
            let said = Text::new(
                format!("合用时段的“{member}”在班级表中没有一行（该时段的各行自 {first} 起）"),
                format!(
                    "“{member}”, which shares the window, has no row among its classes (from {first} on)"
                ),
            );
            slip(row, said);
        }
    }
}

/// Puts groups into one in the order of the list, as long as together at most `share_up_to` people are
/// expected. Each member is a run of classes there, which come one after another.
pub fn share_windows(read: &mut Groups, file: &mut CampaignFile, faults: &mut Faults) {
    let Some(most) = file.share_up_to else { return };
    let bundles = bundles(read, file, most);
    if bundles.len() == read.groups.len() {
        return;
    }
    let mut shared = read.emptied();
    // For each group the one that it became, and the place of its first class there.
    let mut places: Vec<(GroupId, usize)> = vec![(GroupId(0), 0); read.groups.len()];
    let mut is_shared: Vec<bool> = vec![false; read.groups.len()];
    for members in bundles {
        let new = GroupId(shared.groups.len());
        let mut first = 0;
        for member in &members {
            places[*member] = (new, first);
            is_shared[*member] = members.len() > 1;
            first += read.groups[*member].classes.len().max(1);
            if members.len() > 1 {
                faults.note(
                    Code::SharedBySize,
                    read.stated[*member].place.clone(),
                    "人数少的学院合用一个时段（share_up_to）",
                    "small groups share a window (share_up_to)",
                );
            }
        }
        let own: Vec<&Group> = members.iter().map(|member| &read.groups[*member]).collect();
        let group = match own.as_slice() {
            [only] => (*only).clone(),
            own => together(own),
        };
        let stated = read.stated[members[0]].clone();
        let of_classes = members.iter().flat_map(|member| read.stated_classes[*member].clone());
        shared.add(group, stated, of_classes.collect(), faults);
    }
    follow(file, read, &places, &is_shared);
    *read = shared;
}

/// The groups of each window, by their places in the list; a group that shares with no other is a
/// bundle of its own.
fn bundles(read: &Groups, file: &CampaignFile, most: i64) -> Vec<Vec<usize>> {
    let with_rules: BTreeSet<GroupId> = {
        let rules = &file.rules;
        let pinned = rules.pins.iter().map(|pin| pin.group);
        let wishing = rules.preferences.iter().map(|wish| wish.group);
        let timed = rules.minutes.keys().map(|(group, _)| *group);
        let related = rules.relations.iter().flat_map(|own| [own.first, own.second]);
        pinned.chain(wishing).chain(timed).chain(related).collect()
    };
    let may_share = |place: usize| {
        let group = &read.groups[place];
        let is_plain = group.shared_by.is_empty() && group.part_of.is_none();
        is_plain && group.expected() <= most && !with_rules.contains(&GroupId(place))
    };
    let alike = |one: &Group, other: &Group| {
        (&one.sites, &one.only_in, &one.not_in) == (&other.sites, &other.only_in, &other.not_in)
            && (one.buffer, one.attendance) == (other.buffer, other.attendance)
    };
    let mut bundles: Vec<(i64, Vec<usize>)> = Vec::new();
    for (place, group) in read.groups.iter().enumerate() {
        let people = group.expected();
        let open = bundles.iter_mut().find(|(there, members)| {
            may_share(place)
                && may_share(members[0])
                && there + people <= most
                && alike(&read.groups[members[0]], group)
        });
        match open {
            Some((there, members)) => {
                *there += people;
                members.push(place);
            }
            None => bundles.push((people, vec![place])),
        }
    }
    bundles.into_iter().map(|(_, members)| members).collect()
}

/// One group of its members' classes; a member without classes is a class there.
fn together(members: &[&Group]) -> Group {
    let joined = |lang: Lang, between: &str| {
        let names: Vec<&str> = members.iter().map(|own| own.name.get(lang)).collect();
        names.join(between)
    };
    let classes = |own: &&Group| -> Vec<Class> {
        let name = own.name.get(Lang::Zh);
        if own.classes.is_empty() {
            let class = Class::new(name, own.headcount);
            return vec![Class { off_site: own.off_site, attendance: own.attendance, ..class }];
        }
        let named = |class: &Class| {
            let is_named = class.name.starts_with(name);
            let full = if is_named { class.name.clone() } else { format!("{name}{}", class.name) };
            Class { name: full, ..class.clone() }
        };
        own.classes.iter().map(named).collect()
    };
    let contacts: Vec<&str> = members.iter().filter_map(|own| own.contact.as_deref()).collect();
    Group {
        id: None,
        name: Text::new(joined(Lang::Zh, "、"), joined(Lang::En, ", ")),
        headcount: members.iter().map(|own| own.headcount).sum(),
        off_site: members.iter().map(|own| own.off_site).sum(),
        classes: members.iter().flat_map(classes).collect(),
        max_windows: 1,
        cut_freely: false,
        contact: (!contacts.is_empty()).then(|| contacts.join("；")),
        shared_by: members.iter().map(|own| own.name.get(Lang::Zh).to_owned()).collect(),
        ..members[0].clone()
    }
}

/// Gives students, lessons and rules of each group to its classes in the group that it became.
fn follow(file: &mut CampaignFile, read: &Groups, places: &[(GroupId, usize)], is_shared: &[bool]) {
    let rules = &mut file.rules;
    for student in &mut rules.roster {
        let (group, first) = places[student.group.0];
        (student.group, student.class) = (group, first + student.class);
    }
    let unavailable = std::mem::take(&mut rules.unavailable).into_iter();
    rules.unavailable = unavailable
        .flat_map(|entry| {
            let old = entry.group.0;
            let (group, first) = places[old];
            let classes: Vec<Option<usize>> = match entry.class {
                Some(class) => vec![Some(first + class)],
                None if is_shared[old] => {
                    let count = read.groups[old].classes.len().max(1);
                    (first..first + count).map(Some).collect()
                }
                None => vec![None],
            };
            let of_class = move |class| Unavailable { group, class, ..entry.clone() };
            classes.into_iter().map(of_class).collect::<Vec<_>>()
        })
        .collect();
    let new = |group: &mut GroupId| *group = places[group.0].0;
    rules.pins.iter_mut().for_each(|pin| new(&mut pin.group));
    rules.preferences.iter_mut().for_each(|wish| new(&mut wish.group));
    for relation in &mut rules.relations {
        new(&mut relation.first);
        new(&mut relation.second);
    }
    let minutes = std::mem::take(&mut rules.minutes).into_iter();
    rules.minutes =
        minutes.map(|((group, block), minutes)| ((places[group.0].0, block), minutes)).collect();
}
