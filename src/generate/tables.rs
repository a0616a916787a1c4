//! The tables of a generated campaign; columns in which nothing stands are left out.

use super::optima::Optimum;
use super::recipe::Recipe;
use super::{File, campaign_file};
use crate::clock::{Interval, clock};
use crate::format::fields::Table;
use crate::format::{headers, write_table};
use crate::instance::{GroupId, Instance, RelationKind, Status, Wish};
use crate::plan::Plan;
use crate::text::Lang;

/// All files of the folder.
pub(super) fn files(recipe: &Recipe, instance: &Instance, hidden: &Plan, optima: &[Optimum]) -> Vec<File> {
    let campaign = campaign_file::text(recipe, instance, optima);
    let mut files = vec![File { name: "campaign.toml".to_owned(), text: campaign }];
    let lang = recipe.lang;
    let mut tables = vec![
        (Table::Groups, groups(instance)),
        (Table::Classes, classes(instance)),
        (Table::Students, students(instance, lang)),
        (Table::Unavailable, unavailable(instance)),
        (Table::Relations, relations(instance, lang)),
        (Table::Preferences, preferences(instance, lang)),
    ];
    if recipe.planted {
        tables.push((Table::Plan, plan(instance, hidden)));
    }
    files.extend(tables.into_iter().filter(|(_, rows)| !rows.is_empty()).map(|(table, rows)| File {
        name: if table == Table::Plan { super::PLANTED } else { table.file() }.to_owned(),
        text: text(table, &rows, lang),
    }));
    files
}

/// A cell: its column and what stands there.
type Cell = (&'static str, String);

/// The table with the columns that have any entry, in their documented order.
fn text(table: Table, rows: &[Vec<Cell>], lang: Lang) -> String {
    let cell = |row: &[Cell], name: &str| -> String {
        row.iter().find(|(column, _)| *column == name).map(|(_, cell)| cell.clone()).unwrap_or_default()
    };
    let columns: Vec<(&str, String)> = table
        .columns()
        .map(|column| column.name)
        .zip(headers(table, lang))
        .filter(|(name, _)| rows.iter().any(|row| !cell(row, name).is_empty()))
        .collect();
    let mut lines = vec![columns.iter().map(|(_, header)| header.clone()).collect::<Vec<_>>()];
    lines.extend(rows.iter().map(|row| columns.iter().map(|(name, _)| cell(row, name)).collect()));
    write_table(lines)
}

/// Nothing where the figure is 0.
fn figure(people: i64) -> String {
    if people == 0 { String::new() } else { people.to_string() }
}

fn name(instance: &Instance, group: GroupId) -> String {
    instance.group(group).id().to_owned()
}

fn times(interval: Interval) -> [Cell; 2] {
    [("start", clock(interval.start)), ("end", clock(interval.end))]
}

fn groups(instance: &Instance) -> Vec<Vec<Cell>> {
    let rows = instance.groups().iter().map(|group| {
        let not_in: Vec<&str> = group.not_in.iter().map(|block| instance.block(*block).name.as_str()).collect();
        vec![
            ("group", group.id().to_owned()),
            ("group_en", group.name.get(Lang::En).to_owned()),
            ("headcount", group.headcount.to_string()),
            ("off_site", figure(group.off_site)),
            ("not_in", not_in.join(";")),
        ]
    });
    rows.collect()
}

fn classes(instance: &Instance) -> Vec<Vec<Cell>> {
    let classes = instance.groups().iter().flat_map(|group| group.classes.iter().map(move |class| (group, class)));
    let rows = classes.map(|(group, class)| {
        vec![
            ("group", group.id().to_owned()),
            ("class", class.name.clone()),
            ("headcount", class.headcount.to_string()),
            ("off_site", figure(class.off_site)),
        ]
    });
    rows.collect()
}

fn students(instance: &Instance, lang: Lang) -> Vec<Vec<Cell>> {
    let rows = instance.roster().iter().map(|student| {
        let status = match student.status {
            Status::Here => lang.pick("到场", "here"),
            Status::OffSite => lang.pick("校外", "off_site"),
            Status::MakeUp => lang.pick("补照", "make_up"),
        };
        let code = student.has_code.map_or("", |has| if has { lang.pick("是", "yes") } else { lang.pick("否", "no") });
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

fn relations(instance: &Instance, lang: Lang) -> Vec<Vec<Cell>> {
    let rows = instance.relations().iter().map(|relation| {
        let kind = match relation.kind {
            RelationKind::Together => lang.pick("紧接", "together"),
            RelationKind::Apart => lang.pick("错开", "apart"),
            RelationKind::Before => lang.pick("先于", "before"),
        };
        vec![
            ("relation", kind.to_owned()),
            ("group", name(instance, relation.first)),
            ("other", name(instance, relation.second)),
        ]
    });
    rows.collect()
}

fn preferences(instance: &Instance, lang: Lang) -> Vec<Vec<Cell>> {
    let rows = instance.preferences().iter().map(|preference| {
        let wish = match preference.wish {
            Wish::Prefer => lang.pick("希望", "prefer"),
            Wish::Avoid => lang.pick("避开", "avoid"),
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

fn plan(instance: &Instance, hidden: &Plan) -> Vec<Vec<Cell>> {
    let rows = hidden.windows.iter().enumerate().map(|(place, window)| {
        let mut row = vec![
            ("number", (place + 1).to_string()),
            ("date", window.date.to_string()),
            ("station", instance.station(window.station).name.get(Lang::Zh).to_owned()),
            ("group", name(instance, window.group)),
            ("headcount", instance.group(window.group).headcount.to_string()),
        ];
        row.extend(times(window.interval));
        row
    });
    rows.collect()
}
