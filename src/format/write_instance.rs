//! A campaign that is in memory as the files of an instance folder: what [`super::load`] reads back as the same campaign.
//!
//! Columns in which nothing stands are left out where they may be.

use super::fields::Table;
use super::table_text::{Cell, write_rows};
use super::write_campaign;
use crate::clock::{Interval, clock};
use crate::instance::{BlockId, Buffer, GroupId, Instance, RelationKind, Share, Status, Wish};
use crate::text::Lang;

/// Names and texts of the files. The baseline, if there is one, is the caller's to name.
pub fn write_instance(instance: &Instance) -> Vec<(&'static str, String)> {
    let mut files = vec![("campaign.toml", write_campaign::text(instance))];
    // A table without rows is written with its header: an older one must not stay beside the others.
    files.extend(tables(instance).map(|(table, rows)| (table.file(), write_rows(table, &rows, instance.lang()))));
    files
}

/// Names and texts of the tables in which something stands.
pub fn write_tables(instance: &Instance) -> Vec<(&'static str, String)> {
    let filled = tables(instance).filter(|(_, rows)| !rows.is_empty());
    filled.map(|(table, rows)| (table.file(), write_rows(table, &rows, instance.lang()))).collect()
}

fn tables(instance: &Instance) -> impl Iterator<Item = (Table, Vec<Vec<Cell>>)> {
    let tables = [
        (Table::Groups, groups(instance)),
        (Table::Classes, classes(instance)),
        (Table::Students, students(instance)),
        (Table::Minutes, minutes(instance)),
        (Table::Unavailable, unavailable(instance)),
        (Table::Relations, relations(instance)),
        (Table::Pins, pins(instance)),
        (Table::Preferences, preferences(instance)),
    ];
    tables.into_iter()
}

/// Nothing where the figure is 0.
fn figure(people: i64) -> String {
    if people == 0 { String::new() } else { people.to_string() }
}

fn share(share: Share) -> String {
    if share == Share::ALL { String::new() } else { share.as_f64().to_string() }
}

fn buffer(buffer: Buffer) -> String {
    match buffer {
        Buffer { minutes: 0, per_cent: 0 } => String::new(),
        Buffer { minutes: 0, per_cent } => format!("{per_cent}%"),
        Buffer { minutes, .. } => minutes.to_string(),
    }
}

fn name(instance: &Instance, group: GroupId) -> String {
    instance.group(group).id().to_owned()
}

fn times(interval: Interval) -> [Cell; 2] {
    [("start", clock(interval.start)), ("end", clock(interval.end))]
}

fn blocks(instance: &Instance, list: &[BlockId]) -> String {
    list.iter().map(|block| instance.block(*block).name.as_str()).collect::<Vec<_>>().join(";")
}

fn groups(instance: &Instance) -> Vec<Vec<Cell>> {
    let rows = instance.groups().iter().map(|group| {
        // An empty cell would allow every block: a group without any is kept out of each.
        let nowhere = group.only_in.as_ref().is_some_and(Vec::is_empty);
        let everywhere: Vec<BlockId> = instance.block_ids().collect();
        vec![
            ("group", group.id().to_owned()),
            ("group_en", group.name.get(Lang::En).to_owned()),
            ("headcount", group.headcount.to_string()),
            ("off_site", figure(group.off_site)),
            ("attendance", share(group.attendance)),
            ("only_in", group.only_in.as_ref().map(|list| blocks(instance, list)).unwrap_or_default()),
            ("not_in", blocks(instance, if nowhere { &everywhere } else { &group.not_in })),
            ("max_windows", if group.max_windows > 1 { group.max_windows.to_string() } else { String::new() }),
            ("cut", if group.cut_freely { "free".to_owned() } else { String::new() }),
            ("buffer", buffer(group.buffer)),
            ("contact", group.contact.clone().unwrap_or_default()),
        ]
    });
    rows.collect()
}

fn classes(instance: &Instance) -> Vec<Vec<Cell>> {
    let classes = instance.groups().iter().flat_map(|group| group.classes.iter().map(move |class| (group, class)));
    let rows = classes.map(|(group, class)| {
        let own = class.attendance != group.attendance;
        vec![
            ("group", group.id().to_owned()),
            ("class", class.name.clone()),
            ("headcount", class.headcount.to_string()),
            ("off_site", figure(class.off_site)),
            // An empty cell stands for the group's.
            ("attendance", if own { class.attendance.as_f64().to_string() } else { String::new() }),
        ]
    });
    rows.collect()
}

fn students(instance: &Instance) -> Vec<Vec<Cell>> {
    let rows = instance.roster().iter().map(|student| {
        let status = match student.status {
            Status::Here => "here",
            Status::OffSite => "off_site",
            Status::MakeUp => "make_up",
        };
        let code = student.has_code.map_or("", |has| if has { "yes" } else { "no" });
        vec![
            ("group", name(instance, student.group)),
            ("class", instance.group(student.group).classes[student.class].name.clone()),
            ("number", student.number.clone()),
            ("category", student.category.clone()),
            ("status", status.to_owned()),
            ("code", code.to_owned()),
        ]
    });
    rows.collect()
}

fn minutes(instance: &Instance) -> Vec<Vec<Cell>> {
    let pairs = instance.group_ids().flat_map(|group| instance.block_ids().map(move |block| (group, block)));
    let rows = pairs.filter_map(|(group, block)| {
        let minutes = instance.minutes_for(group, block)?;
        Some(vec![
            ("group", name(instance, group)),
            ("block", instance.block(block).name.clone()),
            ("minutes", minutes.to_string()),
        ])
    });
    rows.collect()
}

fn unavailable(instance: &Instance) -> Vec<Vec<Cell>> {
    let rows = instance.unavailable().iter().map(|entry| {
        let class = entry.class.map(|class| instance.group(entry.group).classes[class].name.clone());
        let mut row = vec![
            ("group", name(instance, entry.group)),
            ("class", class.unwrap_or_default()),
            ("date", entry.date.to_string()),
            ("reason", entry.reason.clone()),
        ];
        row.extend(times(entry.interval));
        row
    });
    rows.collect()
}

fn relations(instance: &Instance) -> Vec<Vec<Cell>> {
    let rows = instance.relations().iter().map(|relation| {
        let kind = match relation.kind {
            RelationKind::Together => "together",
            RelationKind::Apart => "apart",
            RelationKind::Before => "before",
        };
        vec![
            ("relation", kind.to_owned()),
            ("group", name(instance, relation.first)),
            ("other", name(instance, relation.second)),
        ]
    });
    rows.collect()
}

fn pins(instance: &Instance) -> Vec<Vec<Cell>> {
    let rows = instance.pins().iter().map(|pin| {
        let station = pin.station.map(|station| instance.station(station).name.get(Lang::Zh).to_owned());
        vec![
            ("group", name(instance, pin.group)),
            ("station", station.unwrap_or_default()),
            ("date", pin.date.map(|date| date.to_string()).unwrap_or_default()),
            ("start", pin.start.map(clock).unwrap_or_default()),
            ("end", pin.end.map(clock).unwrap_or_default()),
        ]
    });
    rows.collect()
}

fn preferences(instance: &Instance) -> Vec<Vec<Cell>> {
    let rows = instance.preferences().iter().map(|preference| {
        let wish = match preference.wish {
            Wish::Prefer => "prefer",
            Wish::Avoid => "avoid",
        };
        let mut row = vec![
            ("group", name(instance, preference.group)),
            ("date", preference.date.map(|date| date.to_string()).unwrap_or_default()),
            ("wish", wish.to_owned()),
            ("weight", preference.weight.to_string()),
        ];
        row.extend(preference.interval.into_iter().flat_map(times));
        row
    });
    rows.collect()
}
