//! Where in a campaign's files stands what somebody may want to change: a key, the row of a group,
//! a table.

use super::faults::Faults;
use super::fields::{GroupRow, Section, Table};
use super::source::{CampaignPlace, Source};
use crate::base::diagnostic::Location;
use std::path::Path;

/// Files of a campaign, read once more for the places in them.
pub struct ChangePlaces<'a> {
    campaign: &'a Path,
}

impl<'a> ChangePlaces<'a> {
    /// Of a folder or a workbook.
    pub fn of(campaign: &'a Path) -> ChangePlaces<'a> {
        ChangePlaces { campaign }
    }

    /// The value of a key at the top of the settings, where it is written.
    pub fn setting(&self, key: &str) -> Option<Location> {
        let root = self.settings()?;
        Some(root.get(key)?.location.clone())
    }

    /// The first of these keys that is written in the entry of that name; else the entry itself,
    /// and without such an entry the place of all of them.
    pub fn entry(&self, section: Section, name: &str, keys: &[&str]) -> Option<Location> {
        let root = self.settings()?;
        let all = root.get(section.key()?)?;
        let is_it = |entry: &&super::tree::Node| {
            entry.get("name").and_then(super::tree::Node::text) == Some(name)
        };
        let Some(entry) = all.items().iter().find(is_it) else { return Some(all.location.clone()) };
        let written = keys.iter().find_map(|key| entry.get(key));
        Some(written.map_or_else(|| entry.location.clone(), |node| node.location.clone()))
    }

    /// Where all entries of a section stand.
    pub fn section(&self, section: Section) -> Option<Location> {
        Some(self.settings()?.get(section.key()?)?.location.clone())
    }

    /// The row of the group of that name.
    pub fn group(&self, name: &str) -> Option<Location> {
        let mut faults = Faults::default();
        let place = CampaignPlace::of(self.campaign);
        let workbook = place.open_workbook(&mut faults);
        let source = Source::new(&place, workbook, None, Vec::new());
        let rows = source.open(Table::Groups, false, &mut faults)?;
        let row = rows
            .iter()
            .find(|row| row.read::<GroupRow>(&mut faults).group.value.as_deref() == Some(name))?;
        Some(row.location())
    }

    /// The sheet or the file of a table.
    pub fn table(&self, table: Table) -> Option<Location> {
        let mut faults = Faults::default();
        let place = CampaignPlace::of(self.campaign);
        let workbook = place.open_workbook(&mut faults);
        let source = Source::new(&place, workbook, None, Vec::new());
        Some(source.open(table, false, &mut faults)?.place().clone())
    }

    fn settings(&self) -> Option<super::tree::Node> {
        let mut faults = Faults::default();
        let place = CampaignPlace::of(self.campaign);
        let workbook = place.open_workbook(&mut faults);
        super::settings(&place, workbook.as_ref(), &mut faults)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that fails should say where")]
mod tests {
    use super::ChangePlaces;
    use crate::files::fields::{Section, Table};

    #[test]
    fn a_line_is_named_for_what_is_to_be_changed() {
        let folder = tempfile::tempdir().unwrap();
        let settings = "title = \"x\"\n[objective]\ntiers = [\"blocks\"]\n[[station]]\n\
            name = \"S\"\nrate = 60\n[[block]]\nname = \"B\"\ndate = 2027-01-04\n\
            start = \"09:00\"\nend = \"10:00\"\n";
        std::fs::write(folder.path().join("campaign.toml"), settings).unwrap();
        std::fs::write(folder.path().join("groups.csv"), "学院,人数\n甲,10\n乙,20\n").unwrap();
        let places = ChangePlaces::of(folder.path());
        let line = |place: Option<crate::base::diagnostic::Location>| place.unwrap().line;
        assert_eq!(line(places.setting("title")), Some(1));
        assert_eq!(line(places.entry(Section::Station, "S", &["rate"])), Some(6));
        assert_eq!(line(places.entry(Section::Block, "B", &["latest_end", "end"])), Some(11));
        assert_eq!(line(places.group("乙")), Some(3));
        assert!(places.group("丙").is_none() && places.table(Table::Pins).is_none());
    }
}
