//! The tables of groups and of their rules, in the order in which they refer to each other.

use super::campaign::CampaignFile;
use super::faults::Faults;
use super::fields::Table;
use super::groups::Groups;
use super::source::Source;
use super::{groups, large_classes, minutes, parts, relations, rules, sharing, students};

/// Reads the tables of groups and of their rules: those of the campaign, or of one site of a season.
pub fn read_tables(source: &Source<'_>, file: &mut CampaignFile, faults: &mut Faults) -> Groups {
    let mut groups = match source.open(Table::Groups, true, faults) {
        Some(rows) => groups::groups(&rows, file, faults),
        None => Groups::unknown(),
    };
    if let Some(rows) = source.open(Table::Classes, false, faults) {
        groups::classes(&rows, file, &mut groups, faults);
    }
    if let Some(rows) = source.open(Table::Students, false, faults) {
        file.rules.roster = students::students(&rows, &mut groups, faults);
    }
    groups::settle(&mut groups, &file.rules.roster, faults);
    parts::part_by_site(&mut groups, file, faults);
    if let Some(rows) = source.open(Table::Minutes, false, faults) {
        file.rules.minutes = minutes::minutes(&rows, file, &groups, faults);
    }
    large_classes::have_class_times(file, &groups, faults);
    large_classes::fit_into_a_block(file, &groups, faults);
    let periods = file.draft.periods.clone();
    let days = file.days.clone();
    let open = |table: Table, faults: &mut Faults| {
        let rows = source.open(table, false, faults)?;
        Some(rows.with_times(&periods).with_days(&days, faults))
    };
    if let Some(rows) = open(Table::Unavailable, faults) {
        file.rules.unavailable = rules::unavailable(&rows, file, &groups, faults);
    }
    if let Some(rows) = open(Table::Preferences, faults) {
        file.rules.preferences = rules::preferences(&rows, file, &groups, faults);
    }
    let pins = open(Table::Pins, faults)
        .map(|rows| rules::pins(&rows, file, &groups, faults))
        .unwrap_or_default();
    if let Some(rows) = source.open(Table::Relations, false, faults) {
        file.rules.relations = relations::relations(&rows, file, &groups, &pins, faults);
    }
    file.rules.pins = pins.into_iter().map(|(pin, _)| pin).collect();
    sharing::have_classes(&groups, faults);
    sharing::share_windows(&mut groups, file, faults);
    groups
}
