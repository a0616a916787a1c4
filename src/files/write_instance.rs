//! A campaign that is in memory as the files of an instance folder: what [`super::load`] reads back
//! as the same campaign.
//!
//! Columns in which nothing stands are left out where they may be.

use super::fields::Table;
use super::table_text::{Cell, write_rows};
use super::write_campaign;
use crate::base::clock::{Interval, clock};
use crate::base::text::Lang;
use crate::campaign::{BlockId, Buffer, Campaign, GroupId, RelationKind, Share, Status, Wish};

/// Names and texts of the files. The baseline, if there is one, is the caller's to name.
pub fn write_instance(campaign: &Campaign) -> Vec<(&'static str, String)> {
    let mut files = vec![("campaign.toml", write_campaign::text(campaign))];
    // A table without rows is written with its header: an older one must not stay beside the
    // others.
    files.extend(
        tables(campaign)
            .map(|(table, rows)| (table.file(), write_rows(table, &rows, campaign.lang()))),
    );
    files
}

/// Names and texts of the tables in which something stands.
pub fn write_tables(campaign: &Campaign) -> Vec<(&'static str, String)> {
    let filled = tables(campaign).filter(|(_, rows)| !rows.is_empty());
    filled.map(|(table, rows)| (table.file(), write_rows(table, &rows, campaign.lang()))).collect()
}

fn tables(campaign: &Campaign) -> impl Iterator<Item = (Table, Vec<Vec<Cell>>)> {
    let tables = [
        (Table::Groups, groups(campaign)),
        (Table::Classes, classes(campaign)),
        (Table::Students, students(campaign)),
        (Table::Minutes, minutes(campaign)),
        (Table::Unavailable, unavailable(campaign)),
        (Table::Relations, relations(campaign)),
        (Table::Pins, pins(campaign)),
        (Table::Preferences, preferences(campaign)),
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

fn name(campaign: &Campaign, group: GroupId) -> String {
    campaign.group(group).id().to_owned()
}

fn times(interval: Interval) -> [Cell; 2] {
    [("start", clock(interval.start)), ("end", clock(interval.end))]
}

fn blocks(campaign: &Campaign, list: &[BlockId]) -> String {
    list.iter().map(|block| campaign.block(*block).name.as_str()).collect::<Vec<_>>().join(";")
}

fn groups(campaign: &Campaign) -> Vec<Vec<Cell>> {
    let rows = campaign.groups().iter().map(|group| {
        // An empty cell would allow every block: a group without any is kept out of each.
        let nowhere = group.only_in.as_ref().is_some_and(Vec::is_empty);
        let everywhere: Vec<BlockId> = campaign.block_ids().collect();
        vec![
            ("group", group.id().to_owned()),
            ("group_en", group.name.get(Lang::En).to_owned()),
            ("headcount", group.headcount.to_string()),
            ("off_site", figure(group.off_site)),
            ("attendance", share(group.attendance)),
            (
                "only_in",
                group.only_in.as_ref().map(|list| blocks(campaign, list)).unwrap_or_default(),
            ),
            ("not_in", blocks(campaign, if nowhere { &everywhere } else { &group.not_in })),
            (
                "max_windows",
                if group.max_windows > 1 { group.max_windows.to_string() } else { String::new() },
            ),
            ("cut", if group.cut_freely { "free".to_owned() } else { String::new() }),
            ("buffer", buffer(group.buffer)),
            ("contact", group.contact.clone().unwrap_or_default()),
        ]
    });
    rows.collect()
}

fn classes(campaign: &Campaign) -> Vec<Vec<Cell>> {
    let classes = campaign
        .groups()
        .iter()
        .flat_map(|group| group.classes.iter().map(move |class| (group, class)));
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

fn students(campaign: &Campaign) -> Vec<Vec<Cell>> {
    let rows = campaign.roster().iter().map(|student| {
        let status = match student.status {
            Status::Here => "here",
            Status::OffSite => "off_site",
            Status::MakeUp => "make_up",
        };
        let code = student.has_code.map_or("", |has| if has { "yes" } else { "no" });
        vec![
            ("group", name(campaign, student.group)),
            ("class", campaign.group(student.group).classes[student.class].name.clone()),
            ("number", student.number.clone()),
            ("category", student.category.clone()),
            ("status", status.to_owned()),
            ("code", code.to_owned()),
        ]
    });
    rows.collect()
}

fn minutes(campaign: &Campaign) -> Vec<Vec<Cell>> {
    let pairs = campaign
        .group_ids()
        .flat_map(|group| campaign.block_ids().map(move |block| (group, block)));
    let rows = pairs.filter_map(|(group, block)| {
        let minutes = campaign.minutes_for(group, block)?;
        Some(vec![
            ("group", name(campaign, group)),
            ("block", campaign.block(block).name.clone()),
            ("minutes", minutes.to_string()),
        ])
    });
    rows.collect()
}

fn unavailable(campaign: &Campaign) -> Vec<Vec<Cell>> {
    let rows = campaign.unavailable().iter().map(|entry| {
        let class =
            entry.class.map(|class| campaign.group(entry.group).classes[class].name.clone());
        let mut row = vec![
            ("group", name(campaign, entry.group)),
            ("class", class.unwrap_or_default()),
            ("date", entry.date.to_string()),
            ("reason", entry.reason.clone()),
        ];
        row.extend(times(entry.interval));
        row
    });
    rows.collect()
}

fn relations(campaign: &Campaign) -> Vec<Vec<Cell>> {
    let rows = campaign.relations().iter().map(|relation| {
        let kind = match relation.kind {
            RelationKind::Together => "together",
            RelationKind::Apart => "apart",
            RelationKind::Before => "before",
        };
        vec![
            ("relation", kind.to_owned()),
            ("group", name(campaign, relation.first)),
            ("other", name(campaign, relation.second)),
        ]
    });
    rows.collect()
}

fn pins(campaign: &Campaign) -> Vec<Vec<Cell>> {
    let rows = campaign.pins().iter().map(|pin| {
        let station =
            pin.station.map(|station| campaign.station(station).name.get(Lang::Zh).to_owned());
        vec![
            ("group", name(campaign, pin.group)),
            ("station", station.unwrap_or_default()),
            ("date", pin.date.map(|date| date.to_string()).unwrap_or_default()),
            ("start", pin.start.map(clock).unwrap_or_default()),
            ("end", pin.end.map(clock).unwrap_or_default()),
        ]
    });
    rows.collect()
}

fn preferences(campaign: &Campaign) -> Vec<Vec<Cell>> {
    let rows = campaign.preferences().iter().map(|preference| {
        let wish = match preference.wish {
            Wish::Prefer => "prefer",
            Wish::Avoid => "avoid",
        };
        let mut row = vec![
            ("group", name(campaign, preference.group)),
            ("date", preference.date.map(|date| date.to_string()).unwrap_or_default()),
            ("wish", wish.to_owned()),
            ("weight", preference.weight.to_string()),
        ];
        row.extend(preference.interval.into_iter().flat_map(times));
        row
    });
    rows.collect()
}
