//! Forms and returns on the page.

use super::returning;
use super::shared::{Shared, refused_for};
use crate::files::workbook::MOST_BYTES;
use crate::publish::json::BoardSaid;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path as Named, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use std::sync::Arc;

/// The routes of forms and returns.
pub fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/returns", get(returns))
        .route("/forms", post(forms))
        .route("/returns/{name}", post(receive).layer(DefaultBodyLimit::max(MOST_BYTES as usize)))
        .route("/write-master", post(write_master))
}

#[derive(Deserialize)]
struct AskedForms {
    deadline: String,
}

async fn returns(State(shared): State<Arc<Shared>>) -> Response {
    shared.answer_at_desk(|desk| match tokio::task::block_in_place(|| returning::shown(desk)) {
        Ok(board) => Json(board).into_response(),
        Err(fault) => refused_for(StatusCode::UNPROCESSABLE_ENTITY, &[fault], desk.lang()),
    })
}

async fn forms(State(shared): State<Arc<Shared>>, Json(asked): Json<AskedForms>) -> Response {
    shared.answer_at_desk(|desk| {
        match tokio::task::block_in_place(|| returning::send_out(desk, &asked.deadline)) {
            Ok(_) => StatusCode::NO_CONTENT.into_response(),
            Err(fault) => refused_for(StatusCode::UNPROCESSABLE_ENTITY, &[fault], desk.lang()),
        }
    })
}

async fn receive(
    State(shared): State<Arc<Shared>>,
    Named(name): Named<String>,
    bytes: Bytes,
) -> Response {
    shared.answer_at_desk(|desk| {
        match tokio::task::block_in_place(|| returning::receive(desk, &name, &bytes)) {
            Ok(()) => StatusCode::NO_CONTENT.into_response(),
            Err(fault) => refused_for(StatusCode::UNPROCESSABLE_ENTITY, &[fault], desk.lang()),
        }
    })
}

async fn write_master(State(shared): State<Arc<Shared>>) -> Response {
    shared.answer_at_desk(|desk| {
        match tokio::task::block_in_place(|| returning::write_master(desk)) {
            Ok(folder) => {
                Json(BoardSaid { text: vec![folder.display().to_string()] }).into_response()
            }
            Err(fault) => refused_for(StatusCode::UNPROCESSABLE_ENTITY, &[fault], desk.lang()),
        }
    })
}
