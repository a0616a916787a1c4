//! What the start page asks of the server.

use super::shared::{Shared, refused};
use super::start::{Dropped, ListAnswers, opened, told};
use crate::base::diagnostic::Diagnostic;
use crate::base::text::Lang;
use crate::files::workbook::MOST_BYTES;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path as Named, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use std::path::Path;
use std::sync::Arc;

/// The routes of the start page.
pub fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/start", get(the_start))
        .route("/speak", post(speak))
        .route("/list/{name}", post(list).layer(DefaultBodyLimit::max(MOST_BYTES as usize)))
        .route("/put-away", post(put_away))
        .route("/try", post(try_list))
        .route("/begin", post(begin))
        .route("/open", post(open))
}

#[derive(Deserialize)]
struct Spoken {
    lang: String,
}

#[derive(Deserialize)]
struct OpenPlace {
    place: String,
}

async fn the_start(State(shared): State<Arc<Shared>>) -> Response {
    if shared.is_open() {
        return StatusCode::GONE.into_response();
    }
    Json(shared.start().shown()).into_response()
}

async fn speak(State(shared): State<Arc<Shared>>, Json(spoken): Json<Spoken>) -> Response {
    shared.start().speak(if spoken.lang == "en" { Lang::En } else { Lang::Zh });
    the_start(State(shared)).await
}

async fn put_away(State(shared): State<Arc<Shared>>) -> Response {
    shared.start().put_away();
    the_start(State(shared)).await
}

/// Takes a file that was dropped.
async fn list(
    State(shared): State<Arc<Shared>>,
    Named(name): Named<String>,
    bytes: Bytes,
) -> Response {
    if shared.is_open() {
        return StatusCode::GONE.into_response();
    }
    let received = tokio::task::block_in_place(|| shared.start().receive(&name, &bytes));
    match received {
        Ok(Dropped::List) => Json(shared.start().shown()).into_response(),
        Ok(Dropped::Campaign(place)) => put_on_desk(&shared, &place),
        Err(faults) => faulty(&shared, &faults),
    }
}

async fn try_list(State(shared): State<Arc<Shared>>, Json(answers): Json<ListAnswers>) -> Response {
    let tried = tokio::task::block_in_place(|| shared.start().tried(&answers));
    match tried {
        Ok(answer) => Json(answer).into_response(),
        Err(faults) => faulty(&shared, &faults),
    }
}

async fn begin(State(shared): State<Arc<Shared>>, Json(answers): Json<ListAnswers>) -> Response {
    if shared.is_open() {
        return StatusCode::GONE.into_response();
    }
    let begun = tokio::task::block_in_place(|| shared.start().begin(&answers));
    match begun {
        Ok(place) => put_on_desk(&shared, &place),
        Err(faults) => faulty(&shared, &faults),
    }
}

async fn open(State(shared): State<Arc<Shared>>, Json(asked): Json<OpenPlace>) -> Response {
    if shared.is_open() {
        return StatusCode::GONE.into_response();
    }
    let offered = shared.start().offered(&asked.place);
    match offered {
        Ok(Some(place)) => put_on_desk(&shared, &place),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(faults) => faulty(&shared, &faults),
    }
}

/// Opens a campaign: the page, asked for again, is its board.
fn put_on_desk(shared: &Arc<Shared>, place: &Path) -> Response {
    match tokio::task::block_in_place(|| opened(place)) {
        Ok(desk) => {
            shared.open(desk);
            StatusCode::NO_CONTENT.into_response()
        }
        Err(faults) => faulty(shared, &faults),
    }
}

fn faulty(shared: &Shared, faults: &[Diagnostic]) -> Response {
    let lang = shared.start().lang();
    let text = faults.iter().map(|fault| told(fault, lang)).collect();
    refused(StatusCode::UNPROCESSABLE_ENTITY, text)
}
