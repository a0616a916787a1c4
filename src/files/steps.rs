//! Variants made by clicks: a camera more, a half-day less, longer or on top. The same changes of rows
//! are the text of a variant's file and, once the variant is taken over, edits of the campaign's tables.

use super::fields::{BlockSection, BreakSection, Section, StationSection};
use super::tolerant::fold;
use super::{EditableRow, EditableTable, TableEdit};
use crate::base::clock::{Interval, Minutes, clock};
use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::text::{Lang, Text};
use jiff::civil::Date;
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table};

/// One change. Stations and half-days are called by their names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VariantStep {
    /// A station has another number of cameras.
    Cameras {
        /// The station.
        station: String,
        /// The number that it has then.
        cameras: i64,
    },
    /// A half-day ends at another minute.
    Ends {
        /// The half-day.
        half_day: String,
        /// The end of its regular time.
        end: Minutes,
    },
    /// A half-day is not used.
    Without {
        /// The half-day.
        half_day: String,
    },
    /// There is a further half-day.
    Another {
        /// What it is called.
        name: String,
        /// Its station.
        station: String,
        /// The day.
        date: Date,
        /// Its regular time.
        interval: Interval,
    },
}

/// A change of the rows of a list.
enum RowChange {
    Set { list: Section, row: String, key: &'static str, value: String },
    Remove { list: Section, row: String },
    Add { list: Section, cells: Vec<(&'static str, String)> },
}

/// The cell of a row, by the name of the row and the key of the column.
fn cell<'a>(tables: &'a [EditableTable], list: Section, row: &str, key: &str) -> Option<&'a str> {
    let table = table_of(tables, list)?;
    let (name, column) = (place_of(table, name_key(list))?, place_of(table, key)?);
    let found = table.rows.iter().find(|own| fold(&own.cells[name]) == fold(row))?;
    Some(found.cells[column].trim()).filter(|cell| !cell.is_empty())
}

fn table_of(tables: &[EditableTable], list: Section) -> Option<&EditableTable> {
    tables.iter().find(|table| Some(&table.name) == list.sheets().first())
}

fn place_of(table: &EditableTable, key: &str) -> Option<usize> {
    table.columns.iter().position(|column| column.name == key)
}

/// The column that says which row is meant.
fn name_key(list: Section) -> &'static str {
    match list {
        Section::Block => BlockSection::name.name,
        Section::Break | Section::MakeUp => BreakSection::block.name,
        _ => StationSection::name.name,
    }
}

impl VariantStep {
    /// The changes of rows. A station whose rate is a number is faster in proportion to its cameras; a
    /// half-day that is to end later than it may is allowed to.
    fn changes(&self, tables: &[EditableTable]) -> Vec<RowChange> {
        let set = |list, row: &str, key, value: String| RowChange::Set {
            list,
            row: row.to_owned(),
            key,
            value,
        };
        match self {
            VariantStep::Cameras { station, cameras } => {
                let list = Section::Station;
                let key = StationSection::cameras.name;
                let mut changes = vec![set(list, station, key, cameras.to_string())];
                let number = |key| cell(tables, list, station, key)?.parse::<i64>().ok();
                let (rate, before) = (number(StationSection::rate.name), number(key));
                if let (Some(rate), Some(before @ 1..)) = (rate, before) {
                    let rate = (rate * cameras / before).to_string();
                    changes.push(set(list, station, StationSection::rate.name, rate));
                }
                changes
            }
            VariantStep::Ends { half_day, end } => {
                let list = Section::Block;
                let mut changes = vec![set(list, half_day, BlockSection::end.name, clock(*end))];
                let latest = BlockSection::latest_end.name;
                let before = cell(tables, list, half_day, latest).and_then(super::parse_time);
                if before.is_some_and(|before| before < *end) {
                    changes.push(set(list, half_day, latest, clock(*end)));
                }
                changes
            }
            VariantStep::Without { half_day } => {
                vec![RowChange::Remove { list: Section::Block, row: half_day.clone() }]
            }
            VariantStep::Another { name, station, date, interval } => {
                let cells = vec![
                    (BlockSection::name.name, name.clone()),
                    (BlockSection::station.name, station.clone()),
                    (BlockSection::date.name, date.to_string()),
                    (BlockSection::start.name, clock(interval.start)),
                    (BlockSection::end.name, clock(interval.end)),
                ];
                vec![RowChange::Add { list: Section::Block, cells }]
            }
        }
    }
}

/// The text of the variant's file.
pub fn variant_text(name: &Text, tables: &[EditableTable], steps: &[VariantStep]) -> String {
    let mut document = DocumentMut::new();
    document["name"] = toml_edit::value(name.get(Lang::Zh));
    document["name_en"] = toml_edit::value(name.get(Lang::En));
    let mut settings = Table::new();
    let mut lists: [(&str, Vec<(&str, Table)>); 2] = [("remove", Vec::new()), ("add", Vec::new())];
    for change in steps.iter().flat_map(|step| step.changes(tables)) {
        match change {
            RowChange::Set { list, row, key, value } => {
                let path =
                    format!("{}.{}.{key}", list.key().unwrap_or_default(), at(tables, list, &row));
                settings[&path] = match value.parse::<i64>() {
                    Ok(number) => toml_edit::value(number),
                    Err(_) => toml_edit::value(value),
                };
            }
            RowChange::Remove { list, row } => {
                let mut entry = Table::new();
                entry[name_key(list)] = toml_edit::value(row);
                lists[0].1.push((list.key().unwrap_or_default(), entry));
            }
            RowChange::Add { list, cells } => {
                let mut entry = Table::new();
                for (key, value) in cells {
                    entry[key] = toml_edit::value(value);
                }
                lists[1].1.push((list.key().unwrap_or_default(), entry));
            }
        }
    }
    if !settings.is_empty() {
        document["set"] = Item::Table(settings);
    }
    for (verb, entries) in lists {
        for (list, entry) in entries {
            let home = document.entry(verb).or_insert_with(|| {
                let mut table = Table::new();
                table.set_implicit(true);
                Item::Table(table)
            });
            let all = home.as_table_mut().map(|home| {
                home.entry(list).or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()))
            });
            if let Some(all) = all.and_then(Item::as_array_of_tables_mut) {
                all.push(entry);
            }
        }
    }
    document.to_string()
}

/// How a setting calls a row: by its name; by its number, from 1, where a dot in it would end it.
fn at(tables: &[EditableTable], list: Section, row: &str) -> String {
    let number = table_of(tables, list).and_then(|table| {
        let name = place_of(table, name_key(list))?;
        table.rows.iter().position(|own| fold(&own.cells[name]) == fold(row))
    });
    match number {
        Some(number) if row.contains('.') => (number + 1).to_string(),
        _ => row.to_owned(),
    }
}

/// The steps as edits of the campaign's tables. What lies in a half-day goes with it.
///
/// # Errors
/// When a table lacks the row or the column.
pub fn edits_of(
    tables: &[EditableTable],
    steps: &[VariantStep],
) -> Result<Vec<TableEdit>, Diagnostic> {
    let mut edits: Vec<TableEdit> = Vec::new();
    for change in steps.iter().flat_map(|step| step.changes(tables)) {
        let list = change.list();
        let table = table_of(tables, list).ok_or_else(|| not_editable(&Location::default()))?;
        let missing = || not_editable(&table.place);
        let name = place_of(table, name_key(list)).ok_or_else(missing)?;
        let is_row = |own: &EditableRow, row: &str| fold(&own.cells[name]) == fold(row);
        match change {
            RowChange::Set { row, key, value, .. } => {
                let column = place_of(table, key).ok_or_else(missing)?;
                let rows = rows_of(&mut edits, table);
                let found = rows.iter_mut().find(|own| is_row(own, &row)).ok_or_else(missing)?;
                found.cells[column] = value;
            }
            RowChange::Remove { row, .. } => {
                rows_of(&mut edits, table).retain(|own| !is_row(own, &row));
                for inner in [Section::Break, Section::MakeUp] {
                    let Some(table) = table_of(tables, inner) else { continue };
                    let Some(home) = place_of(table, name_key(inner)) else { continue };
                    rows_of(&mut edits, table).retain(|own| fold(&own.cells[home]) != fold(&row));
                }
            }
            RowChange::Add { cells, .. } => {
                let mut row = vec![String::new(); table.columns.len()];
                for (key, value) in cells {
                    match place_of(table, key) {
                        Some(column) => row[column] = value,
                        // The only station need not be named.
                        None if key == BlockSection::station.name => {}
                        None => return Err(missing()),
                    }
                }
                rows_of(&mut edits, table).push(EditableRow { line: None, cells: row });
            }
        }
    }
    Ok(edits)
}

impl RowChange {
    fn list(&self) -> Section {
        match self {
            RowChange::Set { list, .. }
            | RowChange::Remove { list, .. }
            | RowChange::Add { list, .. } => *list,
        }
    }
}

/// The rows of a table as they are to be.
fn rows_of<'a>(edits: &'a mut Vec<TableEdit>, table: &EditableTable) -> &'a mut Vec<EditableRow> {
    let at = edits.iter().position(|edit| edit.name == table.name).unwrap_or_else(|| {
        edits.push(TableEdit::of(table, table.rows.clone()));
        edits.len() - 1
    });
    &mut edits[at].rows
}

fn not_editable(place: &Location) -> Diagnostic {
    Diagnostic::error(Code::NotEditable, Code::NotEditable.title())
        .at(place.clone())
        .help(Code::NotEditable.explanation())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that fails should say where")]
mod tests {
    use super::{VariantStep, edits_of, variant_text};
    use crate::base::clock::Interval;
    use crate::base::text::Text;
    use crate::files::{editable_tables, edited, load_variant, parse_variant};
    use jiff::civil::date;
    use std::path::Path;

    const TOML: &str = "title = \"t\"\n\n[objective]\ntiers = [\"unserved\", \"peak\"]\n\n[[station]]\nname = \"馆\" # 体育馆\nrate = 100\ncameras = 2\n\n\
        [[block]]\nname = \"1.上\"\ndate = 2024-05-06\nstart = \"09:00\"\nend = \"12:00\"\n\n\
        [[block]]\nname = \"下\"\ndate = 2024-05-06\nstart = \"14:00\"\nend = \"17:00\"\n\n\
        [[break]]\nblock = \"下\"\nstart = \"15:00\"\nend = \"15:10\"\n";

    fn steps() -> Vec<VariantStep> {
        vec![
            VariantStep::Cameras { station: "馆".into(), cameras: 3 },
            VariantStep::Ends { half_day: "1.上".into(), end: 12 * 60 + 30 },
            VariantStep::Without { half_day: "下".into() },
            VariantStep::Another {
                name: "晚".into(),
                station: "馆".into(),
                date: date(2024, 5, 6),
                interval: Interval::new(19 * 60, 21 * 60),
            },
        ]
    }

    #[test]
    fn a_variant_and_what_is_taken_over_of_it_are_the_same_campaign() {
        let folder = tempfile::tempdir().unwrap();
        let home: &Path = folder.path();
        std::fs::write(home.join("campaign.toml"), TOML).unwrap();
        std::fs::write(home.join("groups.csv"), "学院,人数\n文学院,40\n").unwrap();
        let tables = editable_tables(home).unwrap();
        let text = variant_text(&Text::new("试", "try"), &tables, &steps());
        let variant = parse_variant("variant", &text).unwrap();
        assert_eq!(variant.name, Text::new("试", "try"));
        let changed = load_variant(home, &[], Some(&variant)).unwrap().campaign;
        assert_eq!(
            (changed.stations()[0].cameras, changed.stations()[0].rate),
            (Some(3), Some(150))
        );
        let blocks: Vec<_> = changed.blocks().iter().map(|own| (&*own.name, own.regular)).collect();
        let wanted = [("1.上", Interval::new(540, 750)), ("晚", Interval::new(1140, 1260))];
        assert_eq!(blocks, wanted);
        assert_eq!(variant.told().len(), 5);

        let mut files = edited(home, &edits_of(&tables, &steps()).unwrap()).unwrap();
        let file = files.remove(0);
        assert!(String::from_utf8_lossy(&file.bytes).contains("# 体育馆"));
        std::fs::write(&file.path, file.bytes).unwrap();
        let taken = load_variant(home, &[], None).unwrap().campaign;
        assert_eq!(taken.stations(), changed.stations());
        assert_eq!(taken.blocks(), changed.blocks());
    }
}
