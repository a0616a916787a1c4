//! `groups.csv` and `classes.csv`.

use super::campaign::Campaign;
use super::faults::{Faults, Names};
use super::table::{Row, Rows};
use super::tolerant;
use crate::diagnostic::{Code, Diagnostic, Location};
use crate::instance::{BlockId, Class, Group, Share};
use crate::text::{Lang, Text};

/// Groups with the names by which other tables refer to them and their classes.
pub struct Groups {
    /// The groups, classes included.
    pub groups: Vec<Group>,
    /// Groups by name.
    pub names: Names,
    /// For each group its classes by name.
    pub class_names: Vec<Names>,
    /// Whether a group's headcount could be read, so that its classes can be held against it.
    sums_known: Vec<bool>,
}

impl Groups {
    /// What is known when `groups.csv` can't be read: other tables are still looked at for faults of their own.
    pub fn unknown() -> Groups {
        let mut names = Names::new("学院", "group");
        names.mark_incomplete();
        Groups { groups: Vec::new(), names, class_names: Vec::new(), sums_known: Vec::new() }
    }
}

/// Reads `groups.csv`.
pub fn groups(table: &Rows, campaign: &Campaign, faults: &mut Faults) -> Groups {
    let names = Names::new("学院", "group");
    let mut read = Groups { groups: Vec::new(), names, class_names: Vec::new(), sums_known: Vec::new() };
    if table.is_broken() {
        read.names.mark_incomplete();
    }
    for row in table.iter() {
        let name = row.text("group", faults);
        let stated = row.whole("headcount", faults);
        let off_site = row.whole("off_site", faults).unwrap_or(0);
        let headcount = stated.unwrap_or(off_site);
        let Some(name) = name else {
            read.names.mark_incomplete();
            continue;
        };
        read.sums_known.push(stated.is_some());
        off_site_fits(&row, headcount, off_site, faults);
        let english = row.text("group_en", faults).unwrap_or_else(|| name.clone());
        read.names.add(&name, &row.place("group"), faults);
        read.class_names.push(Names::new("班级", "class"));
        read.groups.push(Group {
            name: Text::new(name, english),
            headcount,
            off_site: off_site.min(headcount),
            attendance: row.share("attendance", faults).unwrap_or(Share::ALL),
            classes: Vec::new(),
            only_in: row.text("only_in", faults).map(|cell| block_list(&row, "only_in", &cell, campaign, faults)),
            not_in: row
                .text("not_in", faults)
                .map(|cell| block_list(&row, "not_in", &cell, campaign, faults))
                .unwrap_or_default(),
        });
    }
    if read.groups.is_empty() {
        faults.push(
            Diagnostic::error(Code::EmptyTable, Text::new("没有任何学院", "there is no group"))
                .at(Location::file(table.file()))
                .help(Text::new("每个学院一行", "write one row a group")),
        );
    }
    let people: i64 = read.groups.iter().map(|group| group.headcount).sum();
    if people > MOST_PEOPLE {
        faults.report(
            Code::OutOfRange,
            &Location::file(table.file()),
            format!("共 {people} 人，超过 {MOST_PEOPLE} 人"),
            format!("{people} people in all, more than {MOST_PEOPLE}"),
        );
    }
    read
}

/// More people than this are no campaign; below it no sum can overflow.
const MOST_PEOPLE: i64 = 10_000_000;

fn off_site_fits(row: &Row<'_>, headcount: i64, off_site: i64, faults: &mut Faults) {
    if off_site > headcount {
        faults.push(
            Diagnostic::error(
                Code::OutOfRange,
                Text::new(
                    format!("校外人数 {off_site} 多于总人数 {headcount}"),
                    format!("{off_site} off-site people are more than the headcount {headcount}"),
                ),
            )
            .at(row.place("off_site"))
            .help(Text::new("校外人数包含在总人数之内", "off-site people are part of the headcount")),
        );
    }
}

fn block_list(row: &Row<'_>, column: &str, cell: &str, campaign: &Campaign, faults: &mut Faults) -> Vec<BlockId> {
    let place = row.place(column);
    tolerant::names(cell).iter().flat_map(|name| campaign.blocks_named(name, &place, faults)).collect()
}

/// Reads `classes.csv` into the groups.
pub fn classes(table: &Rows, read: &mut Groups, faults: &mut Faults) {
    let mut first_rows: Vec<Option<Location>> = vec![None; read.groups.len()];
    let mut complete = !table.is_broken();
    for row in table.iter() {
        let (group, class) = (row.text("group", faults), row.text("class", faults));
        let headcount = row.whole("headcount", faults);
        let off_site = row.whole("off_site", faults).unwrap_or(0);
        let group = group.and_then(|name| read.names.find(&name, &row.place("group"), faults));
        let (Some(group), Some(name), Some(headcount)) = (group, class, headcount) else {
            complete = false;
            continue;
        };
        off_site_fits(&row, headcount, off_site, faults);
        read.class_names[group].add(&name, &row.place("class"), faults);
        first_rows[group].get_or_insert_with(|| row.location());
        let attendance = row.share("attendance", faults).unwrap_or(read.groups[group].attendance);
        read.groups[group].classes.push(Class { name, headcount, off_site: off_site.min(headcount), attendance });
    }
    // After a row that can't be read the sums would be wrong for no other reason.
    if complete {
        for ((group, first), known) in read.groups.iter().zip(first_rows).zip(&read.sums_known) {
            if let Some(first) = first.filter(|_| *known) {
                sums_agree(group, &first, faults);
            }
        }
    }
}

fn sums_agree(group: &Group, first: &Location, faults: &mut Faults) {
    let headcount: i64 = group.classes.iter().map(|class| class.headcount).sum();
    let off_site: i64 = group.classes.iter().map(|class| class.off_site).sum();
    let figures =
        [("人数", "headcount", headcount, group.headcount), ("校外人数", "off_site", off_site, group.off_site)];
    for (zh, en, sum, stated) in figures {
        if sum != stated {
            let name = |lang| group.name.get(lang);
            faults.push(
                Diagnostic::error(
                    Code::ClassSum,
                    Text::new(
                        format!("{}各班{zh}之和为 {sum}，groups.csv 为 {stated}", name(Lang::Zh)),
                        format!("the classes of {} add up to {en} {sum}, groups.csv says {stated}", name(Lang::En)),
                    ),
                )
                .at(first.clone())
                .help(Text::new("两张表取一致的人数", "make the two tables agree")),
            );
        }
    }
}
