//! Colleges with classes at two sites or more: a group for each site.

use super::campaign::CampaignFile;
use super::faults::Faults;
use super::groups::Groups;
use crate::base::diagnostic::Code;
use crate::base::text::{Lang, Text};
use crate::campaign::{Group, GroupId, Site, SiteId};
use std::collections::{BTreeSet, HashMap};

/// A group at one site: the site, and the places of its classes in the list of all.
type SitePart = (SiteId, Vec<usize>);

/// Gives groups the sites that their classes name, and makes a group for each site where these are
/// two or more; a group or class without a site is a fault.
pub fn part_by_site(read: &mut Groups, file: &mut CampaignFile, faults: &mut Faults) {
    let mut parted: Vec<Vec<SitePart>> = Vec::new();
    for place in 0..read.groups.len() {
        let parts = sites_of(read, place, file, faults);
        if let [(site, _)] = parts.as_slice() {
            read.groups[place].sites = BTreeSet::from([*site]);
        }
        parted.push(parts);
    }
    if parted.iter().any(|parts| parts.len() > 1) {
        take_apart(read, &parted, file, faults);
    }
}

/// The sites of the classes of a group, in their order; nothing where they name none.
fn sites_of(
    read: &Groups,
    place: usize,
    file: &CampaignFile,
    faults: &mut Faults,
) -> Vec<SitePart> {
    let (group, named) = (&read.groups[place], &read.class_sites[place]);
    let first = file.staffing.sites.location(0).map(ToString::to_string).unwrap_or_default();
    if named.iter().all(Option::is_none) {
        if let Some(row) = &read.no_site[place] {
            let name = group.name.get(Lang::Zh);
            faults.report(
                Code::NoSite,
                row,
                format!("没有写明“{name}”所属的校区；校区自 {first} 起"),
                format!("“{name}” belongs to no site; the sites stand from {first} on"),
            );
        }
        return Vec::new();
    }
    let own = Some(&group.sites).filter(|own| own.len() == 1).and_then(|own| own.first());
    let mut parts: Vec<SitePart> = Vec::new();
    for (class, entry) in group.classes.iter().enumerate() {
        let site = named.get(class).copied().flatten().or(own.copied());
        let Some(site) = site else {
            let row = read.stated_classes[place].get(class).map(|own| own.place.clone());
            faults.report(
                Code::NoSite,
                &row.unwrap_or_default(),
                format!("没有写明班级“{}”所在的校区；校区自 {first} 起", entry.name),
                format!("class “{}” is at no site; the sites stand from {first} on", entry.name),
            );
            continue;
        };
        match parts.iter_mut().find(|(known, _)| *known == site) {
            Some((_, classes)) => classes.push(class),
            None => parts.push((site, vec![class])),
        }
    }
    parts
}

/// Puts the parts in the place of their groups, with names by which tables find them.
fn take_apart(
    read: &mut Groups,
    parted: &[Vec<SitePart>],
    file: &mut CampaignFile,
    faults: &mut Faults,
) {
    let mut apart = read.emptied();
    let mut places: HashMap<(usize, usize), (usize, usize)> = HashMap::new();
    for (old, (group, parts)) in read.groups.iter().zip(parted).enumerate() {
        if parts.len() > 1 {
            faults.note(
                Code::PartedBySite,
                read.stated[old].place.clone(),
                "学院的班级在几个校区：按校区分开安排",
                "groups with classes at several sites are planned site by site",
            );
        }
        let whole = vec![(None, (0..group.classes.len()).collect())];
        let of_sites = || parts.iter().map(|(site, classes)| (Some(*site), classes.clone()));
        let parts = if parts.len() > 1 { of_sites().collect() } else { whole };
        for (site, classes) in parts {
            let new = apart.groups.len();
            for (place, class) in classes.iter().enumerate() {
                places.insert((old, *class), (new, place));
            }
            let site = site.map(|site| (site, &file.draft.sites[site.0]));
            let part = site.map_or_else(|| group.clone(), |site| part(group, site, &classes));
            let stated = &read.stated_classes[old];
            let stated = classes.iter().filter_map(|class| stated.get(*class).cloned());
            apart.add(part, read.stated[old].clone(), stated.collect(), faults);
        }
    }
    for student in &mut file.rules.roster {
        if let Some((group, class)) = places.get(&(student.group.0, student.class)) {
            (student.group, student.class) = (GroupId(*group), *class);
        }
    }
    *read = apart;
}

/// The part of a group at one site.
fn part(group: &Group, (id, site): (SiteId, &Site), classes: &[usize]) -> Group {
    let named = |lang| (group.name.get(lang), site.name.get(lang));
    let ((zh, zh_site), (en, en_site)) = (named(Lang::Zh), named(Lang::En));
    let classes: Vec<_> = classes.iter().map(|class| group.classes[*class].clone()).collect();
    Group {
        id: group.id.as_ref().map(|own| format!("{own}/{}", site.id())),
        name: Text::new(format!("{zh}（{zh_site}）"), format!("{en} ({en_site})")),
        headcount: classes.iter().map(|class| class.headcount).sum(),
        off_site: classes.iter().map(|class| class.off_site).sum(),
        max_windows: if classes.len() < 2 { 1 } else { group.max_windows },
        part_of: Some(group.part_of.clone().unwrap_or_else(|| zh.to_owned())),
        sites: BTreeSet::from([id]),
        classes,
        ..group.clone()
    }
}
