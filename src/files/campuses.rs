//! The tables of a season's sites, each in a folder of its own.

use super::campaign::CampaignFile;
use super::faults::{Faults, KnownNames};
use super::fields::Table;
use super::group_tables::read_tables;
use super::groups::Groups;
use super::season::Campus;
use super::source::{CampaignPlace, Source};
use crate::base::diagnostic::{Code, Location};
use crate::base::text::{Lang, Text};
use crate::campaign::{Group, GroupId, Preference, Wish};
use std::path::Path;

/// Reads the tables of every campus.
pub fn campuses(folder: &Path, file: &mut CampaignFile, faults: &mut Faults) -> Groups {
    let mut all = Groups { names: KnownNames::new("学院", "group"), ..Groups::unknown() };
    let mut whole = std::mem::take(&mut file.rules);
    let beside = folder.join(Table::Groups.file());
    if beside.symlink_metadata().is_ok() {
        faults.report(
            Code::BothGiven,
            &Location::file(beside.display().to_string()),
            "季度活动的学院在各校区的文件夹中，这张表不会读入",
            "a season's groups stand in the folders of its sites: this table is not read",
        );
    }
    for campus in std::mem::take(&mut file.campuses) {
        let place = CampaignPlace::of_tables(&folder.join(&campus.folder));
        let settings = folder.join(&campus.folder).join("campaign.toml");
        if settings.symlink_metadata().is_ok() {
            faults.note(
                Code::RowSkipped,
                campus.place.clone(),
                "校区文件夹中的 campaign.toml 未读入：季度活动的设置只在一处",
                "campaign.toml of a site's folder was not read: a season has its settings in one place",
            );
        }
        let workbook = place.open_workbook(faults);
        let source = Source::new(&place, workbook, None, Vec::new());
        source.refuse_misspelt(None, faults);
        file.staffing.lives_at(Some(campus.site));
        let own = read_tables(&source, file, faults);
        file.staffing.lives_at(None);
        let first = all.groups.len();
        whole.add(std::mem::take(&mut file.rules), first);
        for group in first..first + own.groups.len() {
            whole.preferences.extend(campus.unwished.iter().map(|day| Preference {
                group: GroupId(group),
                days: Some([*day].into()),
                interval: None,
                wish: Wish::Avoid,
                weight: 1,
            }));
        }
        join(&campus, own, &mut all, faults);
    }
    file.rules = whole;
    all
}

/// Adds the groups of a site to those of the season, under names that say whose they are.
fn join(campus: &Campus, own: Groups, all: &mut Groups, faults: &mut Faults) {
    for (group, stated) in own.groups.into_iter().zip(own.stated) {
        let name = |lang| {
            let (site, name) = (campus.name.get(lang), group.name.get(lang));
            let is_named = name.contains(site);
            match lang {
                _ if is_named => name.to_owned(),
                Lang::Zh => format!("{site}{name}"),
                Lang::En => format!("{name}, {site}"),
            }
        };
        let id = group.id.as_ref().map(|id| match &campus.id {
            Some(site) => format!("{site}/{id}"),
            None => format!("{}/{id}", campus.name.get(Lang::Zh)),
        });
        let group = Group { name: Text::new(name(Lang::Zh), name(Lang::En)), id, ..group };
        all.names.add(group.name.get(Lang::Zh), &stated.place, faults);
        if let Some(id) = &group.id {
            all.names.add_id(id, &stated.place, faults);
        }
        all.groups.push(group);
        all.stated.push(stated);
    }
    all.class_names.extend(own.class_names);
    all.stated_classes.extend(own.stated_classes);
}
