//! The campaign's tables on the page: shown, and changed where they stand.

use super::asking::Inquiry;
use super::board::words_of;
use super::desk::Desk;
use super::ruling::{ClickedRule, edit_of_rule};
use super::shared::{Shared, refused, refused_for};
use super::start::{rows_of_list, told};
use crate::base::diagnostic::Diagnostic;
use crate::base::kind::CampaignKind;
use crate::base::text::{Lang, Text};
use crate::campaign::Tier;
use crate::files::fields::ListedWord;
use crate::files::from_list::ListRows;
use crate::files::workbook::MOST_BYTES as FILE_BYTES;
use crate::files::{EditableRow, EditableTable, TableEdit, editable_tables};
use crate::publish::json::{
    DroppedTable, DroppedTables, TableAim, TableCellFault, TableColumn, TableFaults, TableRow,
    TableSheet, TablesBoard,
};
use crate::publish::words::on_page::advised;
use crate::publish::words::tiers;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path as Named, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use std::sync::Arc;

/// The most bytes of tables that are sent back: 20,000 groups with 200 letters each.
const MOST_BYTES: usize = 8 << 20;

/// The routes of the tables.
pub fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/sheets", get(sheets))
        .route("/sheets", post(edit).layer(DefaultBodyLimit::max(MOST_BYTES)))
        .route("/rows/{name}", post(rows_of).layer(DefaultBodyLimit::max(FILE_BYTES as usize)))
        .route("/rule", post(add_rule))
}

/// A rule, made on a board of this reading.
#[derive(Deserialize)]
struct AskedRule {
    reading: u64,
    #[serde(flatten)]
    rule: ClickedRule,
}

/// Tables as they are to be, made from those of this reading.
#[derive(Deserialize)]
struct EditedSheets {
    reading: u64,
    sheets: Vec<EditedSheet>,
}

#[derive(Deserialize)]
struct EditedSheet {
    name: String,
    #[serde(default)]
    added: Vec<String>,
    rows: Vec<EditedRow>,
}

#[derive(Deserialize)]
struct EditedRow {
    line: Option<usize>,
    cells: Vec<String>,
}

async fn sheets(State(shared): State<Arc<Shared>>) -> Response {
    shared.answer_at_desk(|desk| tokio::task::block_in_place(|| shown(desk)))
}

fn shown(desk: &Desk) -> Response {
    let lang = desk.lang();
    match editable_tables(desk.place()) {
        Ok(tables) => Json(TablesBoard {
            reading: desk.reading(),
            version: desk.version(),
            words: words_of(desk.campaign().kind(), lang),
            lang: lang.pick("zh", "en").to_owned(),
            title: desk.campaign().title().get(lang).to_owned(),
            place: desk.place().display().to_string(),
            is_outdated: desk.is_outdated(),
            aims: aims(desk.campaign().kind(), lang),
            sheets: tables.iter().map(|table| sheet(table, lang)).collect(),
        })
        .into_response(),
        Err(faults) => refused_for(StatusCode::UNPROCESSABLE_ENTITY, &faults, lang),
    }
}

/// What a table is called on the page.
fn label(name: &str) -> Text {
    let (zh, en) = match name {
        "groups" => ("学院", "Groups"),
        "classes" => ("班级", "Classes"),
        "half-days" => ("半天", "Half-days"),
        "stations" => ("服务点", "Stations"),
        "settings" => ("设置与目标", "Settings and aims"),
        "unavailable" => ("不可用的时间", "Times when they can't come"),
        "preferences" => ("意愿", "Wishes"),
        "relations" => ("关系", "Relations"),
        "pins" => ("固定", "Pins"),
        "breaks" => ("休息", "Breaks"),
        "make-up" => ("预留时间", "Make-up time"),
        name => return Text::same(name.to_owned()),
    };
    Text::new(zh, en)
}

fn sheet(table: &EditableTable, lang: Lang) -> TableSheet {
    let column = |column: &crate::files::EditableColumn| TableColumn {
        heading: if column.heading.is_empty() {
            column.hint.get(lang).to_owned()
        } else {
            column.heading.clone()
        },
        name: column.name.to_owned(),
        hint: column.hint.get(lang).to_owned(),
        is_number: column.is_number,
    };
    let row = |row: &EditableRow| TableRow { line: row.line, cells: row.cells.clone() };
    TableSheet {
        name: table.name.to_owned(),
        label: label(table.name).get(lang).to_owned(),
        columns: table.columns.iter().map(column).collect(),
        more: table.more.iter().map(column).collect(),
        rows: table.rows.iter().map(row).collect(),
    }
}

/// All aims, each with its words in the settings.
fn aims(kind: CampaignKind, lang: Lang) -> Vec<TableAim> {
    let aim = |(tier, words): &(Tier, &[&str])| TableAim {
        words: words.iter().map(|word| (*word).to_owned()).collect(),
        label: tiers::label(*tier, kind).get(lang).to_owned(),
    };
    Tier::WORDS.iter().map(aim).collect()
}

/// Reads a list that was dropped on the tables; nothing is written, nor is the list kept.
async fn rows_of(
    State(shared): State<Arc<Shared>>,
    Named(name): Named<String>,
    bytes: Bytes,
) -> Response {
    shared.answer_at_desk(|desk| {
        let lang = desk.lang();
        match tokio::task::block_in_place(|| rows_of_list(&name, &bytes, lang)) {
            Ok(start) => {
                let sheet = |own: ListRows| DroppedTable {
                    name: own.name.to_owned(),
                    columns: own.columns.iter().map(|name| (*name).to_owned()).collect(),
                    rows: own.rows,
                };
                let notes = start.notes.iter().map(|note| told(note, lang)).collect();
                let sheets = start.lists().into_iter().map(sheet).collect();
                Json(DroppedTables { sheets, notes }).into_response()
            }
            Err(faults) => {
                let text = faults.iter().map(|fault| told(fault, lang)).collect();
                refused(StatusCode::UNPROCESSABLE_ENTITY, text)
            }
        }
    })
}

/// Adds a rule for a group to the campaign's tables.
async fn add_rule(State(shared): State<Arc<Shared>>, Json(asked): Json<AskedRule>) -> Response {
    let mut is_done = false;
    let answer = shared.answer_at_desk(|desk| {
        if asked.reading != desk.reading() || desk.is_outdated() {
            return StatusCode::CONFLICT.into_response();
        }
        let lang = desk.lang();
        let made = tokio::task::block_in_place(|| {
            let Some(edit) = edit_of_rule(desk, &asked.rule)? else { return Ok(false) };
            desk.edit(&[edit]).map_err(|(faults, _)| faults)?;
            Ok(true)
        });
        match made {
            Ok(true) => {
                is_done = true;
                StatusCode::NO_CONTENT.into_response()
            }
            Ok(false) => StatusCode::BAD_REQUEST.into_response(),
            Err(faults) => {
                let faults: Vec<Diagnostic> = faults;
                refused_for(StatusCode::UNPROCESSABLE_ENTITY, &faults, lang)
            }
        }
    });
    if is_done {
        shared.ask(Inquiry::Best);
    }
    answer
}

/// Writes changed tables where nothing is wrong with them.
async fn edit(State(shared): State<Arc<Shared>>, Json(edited): Json<EditedSheets>) -> Response {
    let mut is_done = false;
    let answer = shared.answer_at_desk(|desk| {
        // Made from what is not the present state, here or on the disk.
        if edited.reading != desk.reading() || desk.is_outdated() {
            return StatusCode::CONFLICT.into_response();
        }
        let edits: Vec<TableEdit> = edited
            .sheets
            .into_iter()
            .map(|sheet| {
                let rows = sheet.rows.into_iter();
                let rows = rows.map(|row| EditableRow { line: row.line, cells: row.cells });
                TableEdit { name: sheet.name, added: sheet.added, rows: rows.collect() }
            })
            .collect();
        match tokio::task::block_in_place(|| desk.edit(&edits)) {
            Ok(()) => {
                is_done = true;
                shown(desk)
            }
            Err((faults, tables)) => {
                let found = faults_of(&faults, &tables, desk.lang());
                (StatusCode::UNPROCESSABLE_ENTITY, Json(found)).into_response()
            }
        }
    });
    if is_done {
        shared.ask(Inquiry::Best);
    }
    answer
}

/// Faults at their cells, as far as they have one.
fn faults_of(faults: &[Diagnostic], tables: &[EditableTable], lang: Lang) -> TableFaults {
    let fault = |fault: &Diagnostic| {
        let place = fault.location.as_ref();
        let found = place.and_then(|place| {
            tables.iter().find_map(|table| Some((table.name, table.cell_at(place)?)))
        });
        let (name, cell) = found.unzip();
        let (row, column) = cell.unwrap_or_default();
        TableCellFault {
            sheet: name.map(str::to_owned),
            row,
            column,
            text: format!("[{}] {}", fault.code.id(), fault.said(lang)),
            help: advised(fault).advice(lang).unwrap_or_default(),
        }
    };
    TableFaults { faults: faults.iter().map(fault).collect() }
}
