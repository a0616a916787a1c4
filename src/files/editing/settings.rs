//! `campaign.toml` as tables: the half-days, stations and others that are lists, and all single
//! settings as one. What is changed is changed in the text; comments and order stay.

use super::{EditableColumn, EditableKind, EditableRow, EditableTable, TableEdit};
use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::text::Text;
use crate::files::fields::{Key, Section};
use crate::files::settings_sheets::ON_ONE_SHEET;
use crate::files::tree::{Node, parse};
use crate::files::write_table::plain;
use std::collections::BTreeMap;
use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, Value};

/// A table of the settings; nothing where the text is broken or writes the list in another form.
pub fn table(kind: EditableKind, file: &str, text: &str) -> Option<EditableTable> {
    let document: DocumentMut = text.parse().ok()?;
    let (root, _) = parse(file, text);
    let place = Location::file(file);
    match kind {
        EditableKind::List(section) => list(section, &document, &root, place),
        EditableKind::Settings => Some(single(&document, &root, place)),
        EditableKind::Table(_) => None,
    }
}

/// The keys of a list that are shown: those of sites and crews only where they are used.
fn keys_of(section: Section, document: &DocumentMut) -> Vec<&'static Key> {
    let entries = || tables_of(section, document).into_iter().flatten();
    let is_used = |key: &Key| entries().any(|entry| entry.contains_key(key.name));
    let is_shown =
        |key: &&'static Key| !matches!(key.name, "site" | "crew" | "desk" | "id") || is_used(key);
    section.keys().filter(is_shown).collect()
}

fn tables_of(section: Section, document: &DocumentMut) -> Option<&ArrayOfTables> {
    document.get(section.key()?)?.as_array_of_tables()
}

fn list(
    section: Section,
    document: &DocumentMut,
    root: &Node,
    place: Location,
) -> Option<EditableTable> {
    if document.contains_key(section.key()?) {
        tables_of(section, document)?;
    }
    let keys = keys_of(section, document);
    let entries: Vec<&Table> = tables_of(section, document).into_iter().flatten().collect();
    let row = |(at, entry): (usize, &&Table)| EditableRow {
        line: Some(at + 1),
        cells: keys.iter().map(|key| shown(entry.get(key.name))).collect(),
    };
    let rows = entries.iter().enumerate().map(row).collect();
    let nodes = root.get(section.key()?).map(Node::list).unwrap_or_default();
    let mut spots = BTreeMap::new();
    for (row, node) in nodes.iter().enumerate() {
        if let Some(line) = node.location.line {
            spots.insert(line, (row, None));
        }
        for entry in node.entries() {
            let column = keys.iter().position(|key| key.name == entry.key);
            spots.extend(entry.location.line.map(|line| (line, (row, column))));
        }
    }
    let columns = (1..).zip(&keys).map(|(at, key)| column(at, key)).collect();
    Some(EditableTable::of_settings(EditableKind::List(section), place, columns, rows, spots))
}

fn column(at: usize, key: &Key) -> EditableColumn {
    EditableColumn {
        at,
        heading: key.heading().to_owned(),
        name: key.name,
        hint: Text::new(key.zh, key.en),
        is_number: key.is_number,
    }
}

fn single_keys() -> impl Iterator<Item = &'static Key> {
    ON_ONE_SHEET.into_iter().flat_map(Section::keys)
}

fn single(document: &DocumentMut, root: &Node, place: Location) -> EditableTable {
    let mut rows = Vec::new();
    let mut spots = BTreeMap::new();
    for (at, key) in single_keys().enumerate() {
        let section = key.part.key();
        let value = match section {
            Some(section) => document.get(section).and_then(|own| own.get(key.name)),
            None => document.get(key.name),
        };
        rows.push(EditableRow {
            line: Some(at + 1),
            cells: vec![key.heading().to_owned(), shown(value)],
        });
        let home = section.map_or(Some(root), |section| root.get(section));
        let line = home.and_then(|home| home.entry(key.name)).and_then(|own| own.location.line);
        spots.extend(line.map(|line| (line, (at, Some(1)))));
    }
    EditableTable::of_settings(
        EditableKind::Settings,
        place,
        super::settings_columns(),
        rows,
        spots,
    )
}

fn shown(item: Option<&Item>) -> String {
    let Some(value) = item.and_then(Item::as_value) else { return String::new() };
    let mut bare = value.clone();
    bare.decor_mut().clear();
    plain(&bare)
}

/// The text with edits of its tables.
pub fn rewritten(
    file: &str,
    text: &str,
    edits: &[(EditableKind, &TableEdit)],
) -> Result<String, Diagnostic> {
    let refuse = |text: Text| {
        Diagnostic::error(Code::NotEditable, text)
            .at(Location::file(file))
            .help(Code::NotEditable.explanation())
    };
    let mut document: DocumentMut = text.parse().map_err(|error| {
        refuse(Text::new(format!("不能改写：{error}"), format!("it can't be changed: {error}")))
    })?;
    for (kind, edit) in edits {
        let Some(before) = table(*kind, file, &document.to_string()) else {
            return Err(refuse(Text::new(
                "写法特殊，不能在页面上改",
                "it is written in another form",
            )));
        };
        match kind {
            EditableKind::List(section) => edit_list(*section, &mut document, &before, edit),
            EditableKind::Settings => edit_single(&mut document, &before, edit),
            EditableKind::Table(_) => {}
        }
    }
    Ok(document.to_string())
}

fn edit_list(
    section: Section,
    document: &mut DocumentMut,
    before: &EditableTable,
    edit: &TableEdit,
) {
    let (Some(name), keys) = (section.key(), keys_of(section, document)) else { return };
    let item = document.entry(name).or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
    let Some(tables) = item.as_array_of_tables_mut() else { return };
    let kept: Vec<usize> = edit
        .rows
        .iter()
        .filter_map(|row| row.line)
        .filter_map(|line| line.checked_sub(1))
        .collect();
    for row in &edit.rows {
        let old = row.line.and_then(|line| before.row(line));
        let at = row.line.and_then(|line| line.checked_sub(1)).filter(|_| old.is_some());
        if at.is_none() {
            tables.push(Table::new());
        }
        let last = tables.len().saturating_sub(1);
        let Some(table) = tables.get_mut(at.unwrap_or(last)) else { continue };
        for (at, (key, cell)) in keys.iter().zip(&row.cells).enumerate() {
            if old.map_or("", |old| old.cells[at].as_str()) != cell.trim() {
                set(table, key, cell.trim());
            }
        }
    }
    // Those behind move up: the last goes first.
    for at in (0..before.rows.len()).rev().filter(|at| !kept.contains(at)) {
        tables.remove(at);
    }
}

fn edit_single(document: &mut DocumentMut, before: &EditableTable, edit: &TableEdit) {
    for row in &edit.rows {
        let Some(old) = row.line.and_then(|line| before.row(line)) else { continue };
        let key = row.line.and_then(|line| single_keys().nth(line.checked_sub(1)?));
        let (Some(key), Some(cell)) = (key, row.cells.get(1)) else { continue };
        if old.cells[1] == cell.trim() {
            continue;
        }
        let home = match key.part.key() {
            Some(section) => {
                let section = document.entry(section).or_insert(Item::Table(Table::new()));
                section.as_table_mut()
            }
            None => Some(document.as_table_mut()),
        };
        if let Some(home) = home {
            set(home, key, cell.trim());
        }
    }
}

/// Writes a value in place of the one that is there, with the comments around it.
fn set(table: &mut Table, key: &Key, cell: &str) {
    if cell.is_empty() {
        table.remove(key.name);
        return;
    }
    let mut new = value_of(key, cell);
    match table.get_mut(key.name).and_then(Item::as_value_mut) {
        Some(old) => {
            *new.decor_mut() = old.decor().clone();
            *old = new;
        }
        None => {
            table.insert(key.name, Item::Value(new));
        }
    }
}

/// A cell as a value of the key's type. What is no such value is written as text, for the reader to
/// say so.
fn value_of(key: &Key, cell: &str) -> Value {
    let schema = key.schema();
    let is = |name: &str| schema["type"].as_str() == Some(name);
    let text = || Value::from(cell);
    if key.is_list || is("array") {
        let items = cell.split(['、', ';', '；', ',', '，']).map(str::trim);
        return Value::Array(items.filter(|item| !item.is_empty()).collect::<Array>());
    }
    if schema["format"].as_str() == Some("date") {
        return cell.parse::<toml_edit::Datetime>().map_or_else(|_| text(), Value::from);
    }
    if is("boolean") {
        return match cell {
            "是" | "yes" | "true" => Value::from(true),
            "否" | "no" | "false" => Value::from(false),
            _ => text(),
        };
    }
    if is("string") {
        return text();
    }
    let whole = cell.parse::<i64>().map(Value::from);
    whole.or_else(|_| cell.parse::<f64>().map(Value::from)).unwrap_or_else(|_| text())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that fails should say where")]
mod tests {
    use super::{rewritten, table};
    use crate::base::diagnostic::Location;
    use crate::files::editing::{EditableKind, EditableRow, TableEdit};
    use crate::files::fields::Section;

    const TEXT: &str = "# 毕业照\ntitle = \"毕业照\" # 标题\n\n[objective]\ntiers = [\"peak\"]\n\n# 体育馆\n[[station]]\nname = \"体育馆\"\nrate = 120 # 实测\n\n\
                        [[block]]\nname = \"上午\"\ndate = 2026-12-14\nstart = \"09:00\" # 早\nend = \"12:00\"\n\n[[block]]\nname = \"下午\"\ndate = 2026-12-14\nstart = \"14:00\"\nend = \"17:00\"\n";

    #[test]
    fn values_change_and_comments_stay() {
        let kinds = [
            EditableKind::List(Section::Block),
            EditableKind::List(Section::Station),
            EditableKind::Settings,
        ];
        let [blocks, stations, settings] =
            kinds.map(|kind| table(kind, "campaign.toml", TEXT).unwrap());
        let at = |table: &super::EditableTable, name: &str| {
            table.columns.iter().position(|column| column.name == name).unwrap()
        };
        let mut rows = blocks.rows.clone();
        rows[0].cells[at(&blocks, "start")] = "08:30".to_owned();
        let mut new = EditableRow { line: None, cells: vec![String::new(); blocks.columns.len()] };
        for (name, cell) in
            [("name", "周二"), ("date", "2026-12-15"), ("start", "09:00"), ("end", "11:00")]
        {
            new.cells[at(&blocks, name)] = cell.to_owned();
        }
        rows.remove(1);
        rows.push(new);
        let mut team = stations.rows.clone();
        team[0].cells[at(&stations, "rate")] = "130".to_owned();
        let mut single = settings.rows.clone();
        let place = |name: &str| super::single_keys().position(|key| key.name == name).unwrap();
        single[place("title")].cells[1] = "毕业照2026".to_owned();
        single[place("tiers")].cells[1] = "unserved、peak".to_owned();
        single[place("grid_minutes")].cells[1] = "10".to_owned();
        let edit = |name: &str, rows| TableEdit { name: name.to_owned(), added: Vec::new(), rows };
        let edits = [edit("half-days", rows), edit("stations", team), edit("settings", single)];
        let edits: Vec<_> = kinds.into_iter().zip(&edits).collect();
        let text = rewritten("campaign.toml", TEXT, &edits).unwrap();
        let kept = TEXT.split("\n\n[[block]]\nname = \"下午\"").next().unwrap();
        let kept =
            kept.replace("\"09:00\" # 早", "\"08:30\" # 早").replace("120 # 实测", "130 # 实测");
        let kept = kept.replace("\"毕业照\" # 标题", "\"毕业照2026\" # 标题\ngrid_minutes = 10");
        let kept = kept.replace("[\"peak\"]", "[\"unserved\", \"peak\"]");
        let new = "\n\n[[block]]\nname = \"周二\"\ndate = 2026-12-15\nstart = \"09:00\"\nend = \"11:00\"\n";
        assert_eq!(text, kept + new);
    }

    #[test]
    fn places_in_the_text_are_cells() {
        let blocks = table(EditableKind::List(Section::Block), "campaign.toml", TEXT).unwrap();
        let found = |line| blocks.cell_at(&Location::at("campaign.toml", line, 9));
        let column = |name: &str| blocks.columns.iter().position(|own| own.name == name);
        assert_eq!(found(15), Some((Some(0), column("start"))));
        assert_eq!(found(20), Some((Some(1), column("date"))));
        assert_eq!(found(2), None);
    }
}
