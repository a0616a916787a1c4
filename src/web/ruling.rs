//! Rules made by a click on the board, as rows of the campaign's own tables.

use super::desk::Desk;
use crate::base::clock::clock;
use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::text::Lang;
use crate::campaign::{GroupId, RelationKind};
use crate::files::fields::{GroupRow, ListedWord, PinRow, RelationRow};
use crate::files::{EditableRow, EditableTable, TableEdit, editable_tables, fold};
use serde::Deserialize;

/// A rule for a group: groups and half-days by their places in the campaign's lists.
#[derive(Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum ClickedRule {
    /// Only in this half-day, or in those that it may use already and this one.
    OnlyIn {
        /// The group.
        group: usize,
        /// The half-day.
        block: usize,
    },
    /// Never in this half-day.
    NotIn {
        /// The group.
        group: usize,
        /// The half-day.
        block: usize,
    },
    /// In one half-day, one directly after the other.
    Together {
        /// The group that was clicked.
        group: usize,
        /// The group that was chosen from the list.
        other: usize,
    },
    /// Not in half-days that run at the same time.
    Apart {
        /// The group that was clicked.
        group: usize,
        /// The group that was chosen from the list.
        other: usize,
    },
    /// One is done before the other begins.
    Before {
        /// The group that was clicked, which comes first.
        group: usize,
        /// The group that was chosen from the list.
        other: usize,
    },
    /// At the time that it has on the board.
    AtThisTime {
        /// The group.
        group: usize,
    },
}

/// The edit that adds a rule; `None` where it names a group or half-day that the campaign does not have.
///
/// # Errors
/// When the campaign has no table for it.
pub fn edit_of_rule(desk: &Desk, rule: &ClickedRule) -> Result<Option<TableEdit>, Vec<Diagnostic>> {
    let campaign = desk.campaign();
    let name = |place: usize| {
        let own = campaign.groups().get(place)?;
        Some(own.name.get(Lang::Zh).to_owned())
    };
    let half_day = |place: usize| Some(campaign.blocks().get(place)?.name.clone());
    let tables = editable_tables(desk.place())?;
    let made = match rule {
        ClickedRule::OnlyIn { group, block } => (|| {
            let (group, block) = (name(*group)?, half_day(*block)?);
            Some(listed(&tables, &group, GroupRow::only_in.name, &block))
        })(),
        ClickedRule::NotIn { group, block } => (|| {
            let (group, block) = (name(*group)?, half_day(*block)?);
            Some(listed(&tables, &group, GroupRow::not_in.name, &block))
        })(),
        ClickedRule::Together { group, other } => {
            related(&tables, RelationKind::Together, name(*group), name(*other))
        }
        ClickedRule::Apart { group, other } => {
            related(&tables, RelationKind::Apart, name(*group), name(*other))
        }
        ClickedRule::Before { group, other } => {
            related(&tables, RelationKind::Before, name(*group), name(*other))
        }
        ClickedRule::AtThisTime { group } => (|| {
            let (own, plan) = (name(*group)?, desk.plan());
            let windows = plan.windows_of(GroupId(*group));
            let [window] = windows.as_slice() else { return None };
            let station = campaign.station(window.station).name.get(Lang::Zh).to_owned();
            let station = Some(station).filter(|_| campaign.stations().len() > 1);
            let cells = [
                Some((PinRow::group.name, own)),
                station.map(|station| (PinRow::station.name, station)),
                Some((PinRow::date.name, window.date.to_string())),
                Some((PinRow::start.name, clock(window.interval.start))),
                Some((PinRow::end.name, clock(window.interval.end))),
            ];
            Some(with_row(&tables, "pins", cells.into_iter().flatten().collect()))
        })(),
    };
    made.transpose().map_err(|fault| vec![fault])
}

fn related(
    tables: &[EditableTable],
    kind: RelationKind,
    group: Option<String>,
    other: Option<String>,
) -> Option<Result<TableEdit, Diagnostic>> {
    let (group, other) = (group?, other?);
    (group != other).then_some(())?;
    let is_chinese = tables.iter().flat_map(|own| &own.columns).any(|own| !own.heading.is_ascii());
    let words =
        RelationKind::WORDS.iter().find(|(own, _)| *own == kind).map(|(_, words)| *words)?;
    let word = words.get(usize::from(is_chinese)).or(words.first())?;
    let cells = vec![
        (RelationRow::relation.name, (*word).to_owned()),
        (RelationRow::group.name, group),
        (RelationRow::other.name, other),
    ];
    Some(with_row(tables, "relations", cells))
}

/// A half-day more in the list of a group's cell.
fn listed(
    tables: &[EditableTable],
    group: &str,
    key: &'static str,
    half_day: &str,
) -> Result<TableEdit, Diagnostic> {
    let table = tables.iter().find(|table| table.name == "groups").ok_or_else(no_table)?;
    let mut edit = TableEdit::of(table, table.rows.clone());
    let at = column(table, &mut edit, key)?;
    let name = table.columns.iter().position(|own| own.name == GroupRow::group.name);
    let name = name.ok_or_else(no_table)?;
    let row = edit.rows.iter_mut().find(|row| fold(&row.cells[name]) == fold(group));
    let cell = &mut row.ok_or_else(no_table)?.cells[at];
    *cell = if cell.is_empty() { half_day.to_owned() } else { format!("{cell}、{half_day}") };
    Ok(edit)
}

/// A row more.
fn with_row(
    tables: &[EditableTable],
    name: &str,
    cells: Vec<(&'static str, String)>,
) -> Result<TableEdit, Diagnostic> {
    let table = tables.iter().find(|table| table.name == name).ok_or_else(no_table)?;
    let mut edit = TableEdit::of(table, table.rows.clone());
    let places: Result<Vec<usize>, Diagnostic> =
        cells.iter().map(|(key, _)| column(table, &mut edit, key)).collect();
    let places = places?;
    let mut row = vec![String::new(); table.columns.len() + edit.added.len()];
    for (place, (_, cell)) in places.into_iter().zip(cells) {
        row[place] = cell;
    }
    edit.rows.push(EditableRow { line: None, cells: row });
    Ok(edit)
}

/// The place of a column, which is added where the table lacks it.
fn column(table: &EditableTable, edit: &mut TableEdit, key: &str) -> Result<usize, Diagnostic> {
    if let Some(at) = table.columns.iter().position(|own| own.name == key) {
        return Ok(at);
    }
    if !table.more.iter().any(|own| own.name == key) {
        return Err(no_table());
    }
    edit.added.push(key.to_owned());
    edit.rows.iter_mut().for_each(|row| row.cells.push(String::new()));
    Ok(table.columns.len() + edit.added.len() - 1)
}

fn no_table() -> Diagnostic {
    Diagnostic::error(Code::NotEditable, Code::NotEditable.title())
        .at(Location::default())
        .help(Code::NotEditable.explanation())
}
